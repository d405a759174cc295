//! Check and keep: a message that is in the inbox or in history is not kept again.
//!
//! Whoever checks and keeps holds the lock of message ids meanwhile, and so does whoever moves
//! events from the inbox into history. So an id is at every moment either where the database's
//! unique index sees it or in a segment that was looked into. The lock is between processes, and
//! between the tasks of this one.

use history::{ids::Ids, store::Listed};
use records::{NewEvent, Quarantined, RecordsError};

use crate::folder::{Folder, FolderError, Guarded, Lock, listed};

/// Message ids in history, as of a generation of the manifest.
pub(crate) struct Known {
    folder: Folder,
    generation: Option<i64>,
    segments: Vec<Listed>,
    ids: Option<Ids>,
}

/// Why events were not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// The records refused.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// The folder's lock could not be had.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The message ids of history could not be read.
    #[error("the message ids of history could not be read: {0}")]
    Ids(String),
}

impl Known {
    pub(crate) const fn new(folder: Folder) -> Self {
        Self { folder, generation: None, segments: Vec::new(), ids: None }
    }

    /// Keeps what is new, in one transaction; for each event whether it was new.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or written; then nothing was kept.
    pub(crate) async fn keep(
        &mut self,
        events: &[NewEvent],
        bad: &[Quarantined],
    ) -> Result<Vec<bool>, KeepError> {
        let _lock = self.lock().await?;
        self.renew().await?;
        let digests: Vec<[u8; 16]> = events.iter().map(|event| event.message).collect();
        let in_history = self.contains(&digests)?;
        let fresh: Vec<NewEvent>;
        let fresh = if in_history.contains(&true) {
            let unknown = events.iter().zip(&in_history).filter(|(_, known)| !**known);
            fresh = unknown.map(|(event, _)| event.clone()).collect();
            &fresh
        } else {
            events
        };
        let kept = if fresh.is_empty() && bad.is_empty() {
            Vec::new()
        } else {
            self.folder.records().append(fresh, bad).await?
        };
        let mut kept = kept.into_iter();
        Ok(in_history.into_iter().map(|known| !known && kept.next().unwrap_or(false)).collect())
    }

    /// Reads the ids of history, so that the first request need not wait for it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(crate) async fn prepare(&mut self) -> Result<(), KeepError> {
        let _lock = self.lock().await?;
        self.renew().await
    }

    async fn lock(&self) -> Result<Lock, FolderError> {
        if let Some(lock) = self.folder.try_lock(Guarded::Ids)? {
            return Ok(lock);
        }
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || folder.lock(Guarded::Ids))
            .await
            .map_err(|e| FolderError::Refused(e.to_string()))?
    }

    /// Takes up the segments that were added since the last look.
    async fn renew(&mut self) -> Result<(), KeepError> {
        let generation = self.folder.records().generation().await?;
        if self.generation == Some(generation) {
            return Ok(());
        }
        let live = listed::all_known(&self.folder.records().live().await?)?;
        let mut segments = listed::of_ids(&live);
        segments.sort_by(|a, b| a.path.cmp(&b.path));
        if self.ids.is_none() || segments != self.segments {
            let root = self.folder.history();
            // Most often one was added; only where some are gone is everything opened anew.
            let gone = self.segments.iter().any(|old| !segments.contains(old));
            let known = self.ids.take().filter(|_| !gone);
            let ids = tokio::task::block_in_place(|| match known {
                None => Ids::open(&root, &segments),
                Some(mut ids) => {
                    let added = segments.iter().filter(|segment| !self.segments.contains(segment));
                    added.into_iter().try_for_each(|segment| ids.add(&root, segment)).map(|()| ids)
                }
            });
            self.ids = Some(ids.map_err(|e| KeepError::Ids(e.to_string()))?);
            self.segments = segments;
        }
        self.generation = Some(generation);
        Ok(())
    }

    /// Whether each is in history. A segment's file is read only where its filter says so.
    fn contains(&self, digests: &[[u8; 16]]) -> Result<Vec<bool>, KeepError> {
        match &self.ids {
            None => Ok(vec![false; digests.len()]),
            Some(ids) => tokio::task::block_in_place(|| ids.contains_many(digests))
                .map_err(|e| KeepError::Ids(e.to_string())),
        }
    }
}
