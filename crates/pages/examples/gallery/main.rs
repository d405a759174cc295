//! Draws every part in every state into HTML files, to look at them: `cargo run -p pages --example
//! gallery -- FOLDER`.

mod drawn;

use std::{env, fs, io, path::PathBuf};

use pages::assets;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    fs::create_dir_all(folder.join("assets"))?;
    for asset in [assets::style(), assets::script(), assets::icon()] {
        fs::write(folder.join("assets").join(&asset.name), asset.content)?;
    }
    for (name, page) in drawn::pages() {
        // Opened from a file, paths are looked for beside it.
        fs::write(folder.join(format!("{name}.html")), page.replace("\"/assets/", "\"assets/"))?;
    }
    println!("{}", folder.display());
    Ok(())
}
