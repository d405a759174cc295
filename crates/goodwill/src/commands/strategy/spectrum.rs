//! `goodwill strategy spectrum`: Ten signs of where the company stands.

use clap::Args;
use pages::{Reader, strategy::spectrum as words};
use plan::spectrum::Spectrum;

use super::super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, now, strategy::signs::signs},
    screen::Screen,
    value::run::print,
};

/// Shows where between the two ways the company stands, by ten signs.
///
/// Each sign is a number of the company's own, read against two limits that are a convention of this
/// program. There is no score.
#[derive(Debug, Args)]
pub(crate) struct SpectrumArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl SpectrumArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let spectrum = signs(&folder).map_err(super::super::folder_failure)?;
        if self.json {
            let text = serde_json::to_string_pretty(&spectrum)
                .map_err(|e| Failure::caused("the signs could not be written", &e))?;
            print(&text)
        } else {
            print(drawn(&Reader::nobody("", now()), &spectrum).trim_end())
        }
    }
}

fn drawn(reader: &Reader, spectrum: &Spectrum) -> String {
    let mut screen = Screen::of_terminal();
    screen.paragraph(&words::sentence(reader, spectrum), "1");
    for sign in &spectrum.signs {
        let number = match words::value(reader, sign) {
            Some((value, Some(range))) => format!("{value} ({range})"),
            Some((value, None)) => value,
            None => reader.t("spectrum-no-number"),
        };
        let (name, reading) = (words::called(reader, sign), words::reading(reader, sign.reading));
        screen.item(&format!("{name}: {number} – {reading}. {}", words::limits(reader, sign)), "");
    }
    let missing = words::missing(spectrum);
    if !missing.is_empty() {
        screen.heading(&reader.t("spectrum-missing"), "");
        for lack in &missing {
            screen.item(lack, "");
        }
    }
    screen.text.push('\n');
    screen.text
}
