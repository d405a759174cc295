//! `goodwill compact`: events move from the inbox into history now.

use clap::Args;
use history::store::PerhapsKnown;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, compact::compact, now},
    value::run::say,
    words::counted,
};

/// Moves events that wait in the inbox into history now; a running server does so by itself.
#[derive(Debug, Args)]
pub(crate) struct CompactArgs {
    #[command(flatten)]
    folder: FolderArgs,
}

/// Events moved in one go: bounds memory.
const TOGETHER: u64 = 100_000;

impl CompactArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let (mut events, mut merged) = (0, 0);
        let mut known = PerhapsKnown::default();
        loop {
            let done = compact(&folder, &mut known, TOGETHER, now())?;
            events += done.events;
            merged += done.merged;
            if !done.more {
                break;
            }
        }
        let swept = folder.sweep(now())?;
        let mut text = format!("{} moved from the inbox into history", counted(events, "event"));
        if merged > 0 {
            text += &format!("; {} merged", counted(merged, "small file"));
        }
        if !swept.is_empty() {
            text += &format!("; {} removed", counted(swept.len() as u64, "old file"));
        }
        say(false, &text)
    }
}
