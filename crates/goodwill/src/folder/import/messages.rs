//! Events are told apart by their messages: which of them are known.

use std::collections::HashSet;

use facts::{FactRow, schema::Kind};
use history::{ids::Ids, store::Listed};
use intake::message_digest;

use crate::folder::{Folder, FolderError, listed};

/// Rows of the inbox looked at together.
const TOGETHER: u64 = 10_000;

/// The messages that are known, and those this import brings.
pub(super) struct Messages<'a> {
    folder: &'a Folder,
    ids: Ids,
    /// The files these ids were read from.
    asked: HashSet<String>,
    inbox: HashSet<[u8; 16]>,
    ours: Vec<[u8; 16]>,
    said: HashSet<[u8; 16]>,
}

impl<'a> Messages<'a> {
    pub(super) fn new(folder: &'a Folder) -> Result<Self, FolderError> {
        // The inbox first: an event that moves in between is then in both, never in neither.
        let inbox = waiting(folder)?;
        let listed = segments(folder)?;
        let ids = Ids::open(&folder.history(), &listed)?;
        let asked = listed.into_iter().map(|file| file.path).collect();
        Ok(Self { folder, ids, asked, inbox, ours: Vec::new(), said: HashSet::new() })
    }

    /// For each row whether it is an event whose message is known.
    pub(super) fn repeats(&mut self, rows: &[FactRow]) -> Result<Vec<bool>, FolderError> {
        let digests: Vec<Option<[u8; 16]>> = rows
            .iter()
            .map(|row| {
                let id = row.value("message_id").text().filter(|_| row.kind == Kind::Events)?;
                Some(message_digest(self.folder.records().secret(), id))
            })
            .collect();
        let asked: Vec<[u8; 16]> = digests.iter().flatten().copied().collect();
        let known = self.ids.contains_many(&asked).map_err(|e| FolderError::io(&self.folder.history(), e))?;
        let mut known = known.into_iter();
        Ok(digests
            .into_iter()
            .map(|digest| {
                let Some(digest) = digest else { return false };
                let repeat = known.next().unwrap_or(false)
                    || self.inbox.contains(&digest)
                    || !self.said.insert(digest);
                if !repeat {
                    self.ours.push(digest);
                }
                repeat
            })
            .collect())
    }

    /// The messages of this import, if none of them has come in another way meanwhile. The caller
    /// holds the lock of the ids until they are published.
    pub(super) fn confirm(self) -> Result<Vec<[u8; 16]>, FolderError> {
        let inbox = waiting(self.folder)?;
        // Only what came since: the whole set was asked while the rows were read.
        let mut since = segments(self.folder)?;
        since.retain(|file| !self.asked.contains(&file.path));
        let ids = Ids::open(&self.folder.history(), &since)?;
        let known = ids.contains_many(&self.ours).map_err(|e| FolderError::io(&self.folder.history(), e))?;
        if known.contains(&true) || self.ours.iter().any(|message| inbox.contains(message)) {
            return Err(FolderError::Refused(
                "some of these events came in by another way meanwhile: nothing was kept; import the file again"
                    .to_owned(),
            ));
        }
        Ok(self.ours)
    }
}

/// The files of the ids of all messages in history.
fn segments(folder: &Folder) -> Result<Vec<Listed>, FolderError> {
    Ok(listed::of_ids(&listed::all_known(&folder.wait(folder.records().live())?)?))
}

/// The messages that wait in the inbox.
fn waiting(folder: &Folder) -> Result<HashSet<[u8; 16]>, FolderError> {
    let mut messages = HashSet::new();
    let mut after = 0;
    loop {
        let rows = folder.wait(folder.records().inbox(after, TOGETHER))?;
        let Some(last) = rows.last() else { return Ok(messages) };
        after = last.id;
        messages.extend(rows.iter().map(|row| row.message));
    }
}
