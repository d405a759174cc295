//! `goodwill compact`: events move from the inbox into history now.

use clap::Args;
use history::store::PerhapsKnown;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, compact::compact, now},
    value::run::say,
    words::count,
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
        let mut text = format!("{} events moved from the inbox into history", count(events));
        if merged > 0 {
            text += &format!("; {} small files merged", count(merged));
        }
        if !swept.is_empty() {
            text += &format!("; {} old files removed", count(swept.len() as u64));
        }
        say(false, &text)
    }
}
