//! Draws the strategy in every state with made-up figures: `cargo run -p pages --example strategy -- FOLDER`.

mod drawn;

use std::{fs, path::PathBuf};

use pages::assets;

fn main() {
    let out = PathBuf::from(std::env::args().nth(1).expect("a folder to draw into"));
    fs::create_dir_all(out.join("assets")).expect("the folder");
    for asset in [assets::style(), assets::script(), assets::icon()] {
        fs::write(out.join("assets").join(&asset.name), asset.content).expect("an asset");
    }
    for (name, page) in drawn::drawn().into_iter().chain(drawn::reports()) {
        // Opened from a folder, an address from the root would lead nowhere.
        fs::write(out.join(format!("{name}.html")), page.replace("\"/assets/", "\"assets/")).expect("a page");
    }
}
