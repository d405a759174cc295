//! Reading again what was put into quarantine.
//!
//! Two kinds of things are there. Bytes that were no event are read as if they came now, at the time
//! they came. An event that is kept, but told of something that could not be made of it (an order
//! without a currency), is told again: the event itself stays as it is.

use facts::FactRow;
use intake::{Accepted, Door, Limits, Received};
use records::{InboxRow, NewBatch, Origin, OutsideId, Publication, QuarantinedRow, Removal};

use super::{Known, keys::Source, taking};
use crate::commands::Failure;
use crate::folder::{Folder, FolderError, Guarded, listed, now, tables::Telling};

/// Repairs in one folder.
pub(crate) struct Repairs<'a> {
    folder: &'a Folder,
    known: Known,
}

impl<'a> Repairs<'a> {
    pub(crate) fn new(folder: &'a Folder) -> Self {
        Self { folder, known: Known::new(folder.clone()) }
    }

    /// Keeps one as it is or as it was corrected; the inner error says why it cannot be yet.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or written.
    pub(crate) fn repair(
        &mut self,
        row: &QuarantinedRow,
        corrected: Option<&[u8]>,
    ) -> Result<Result<(), String>, Failure> {
        let outcome = if serde_json::from_slice::<Accepted>(&row.event.body).is_ok() {
            self.tell_again(row, corrected.unwrap_or(&row.event.body))?
        } else {
            self.read_again(row, corrected.unwrap_or(&row.event.body))?
        };
        if outcome.is_ok() {
            self.folder.wait(self.folder.records().quarantine_remove(&[row.id], Removal::Repaired, now()))?;
        }
        Ok(outcome)
    }

    fn read_again(&mut self, row: &QuarantinedRow, body: &[u8]) -> Result<Result<(), String>, Failure> {
        // A corrected event may be larger than one that is sent may be.
        let limits = Limits { event_bytes: 1 << 20, ..Limits::default() };
        let mut wrapped = br#"{"batch":["#.to_vec();
        wrapped.extend_from_slice(body);
        wrapped.extend_from_slice(b"]}");
        let secret = *self.folder.records().secret();
        let source = self.source(row.event.source)?;
        let mut why = String::new();
        // Events that name no type have most likely the other form.
        let typed = contains(body, b"\"type\"");
        let doors =
            if typed { [Door::Segment(None), Door::PostHog] } else { [Door::PostHog, Door::Segment(None)] };
        for door in doors {
            let received = Received { door, body: &wrapped, received_at: row.event.received_at };
            let Ok(brought) = taking::read(&received, &limits, source, "", &secret) else {
                return Ok(Err("it is no JSON".to_owned()));
            };
            if let Some(bad) = brought.bad.first() {
                // What is wrong is said for the form it came in: there it is wrong in the same way.
                if why.is_empty() || bad.reason == row.event.reason {
                    why.clone_from(&bad.reason);
                }
                continue;
            }
            self.folder.wait(self.known.keep(&brought.events, &[]))?;
            return Ok(Ok(()));
        }
        Ok(Err(why))
    }

    /// The key an event came with, as it is now.
    fn source(&self, id: i64) -> Result<Source, Failure> {
        let keys = self.folder.wait(self.folder.records().keys())?;
        Ok(keys.iter().find(|key| key.id == id).map_or(Source { id, currency: None }, Source::of))
    }

    fn tell_again(&self, row: &QuarantinedRow, body: &[u8]) -> Result<Result<(), String>, Failure> {
        let (folder, records) = (self.folder, self.folder.records());
        let event: Accepted = match serde_json::from_slice(body) {
            Ok(event) => event,
            Err(e) => return Ok(Err(format!("the corrected event cannot be read: {e}"))),
        };
        let message = intake::message_digest(records.secret(), &event.message_id);
        if row.event.message != Some(message) {
            return Ok(Err("the message id must stay as it is".to_owned()));
        }
        let customer = match intake::ids_of(&event).customer {
            None => None,
            Some(id) => {
                let id = OutsideId { space: id.space.to_owned(), id: id.id };
                folder.wait(records.keys_of(&[id], event.received_at, None))?.first().copied()
            }
        };
        let telling = Telling::new(folder, &folder.wait(records.allowed_properties())?)?;
        let told = telling.told(&InboxRow {
            id: 0,
            message,
            received_at: row.event.received_at,
            source: row.event.source,
            customer,
            body: body.to_vec(),
        });
        let told = match told {
            Ok(told) => told,
            Err(reason) => return Ok(Err(reason)),
        };
        if !told.problems.is_empty() {
            return Ok(Err(told.problems.join("; ")));
        }
        publish(folder, told.rows.into_iter().skip(1).collect())?;
        Ok(Ok(()))
    }
}

/// Publishes what an event told of, beside the event itself, which is in history.
fn publish(folder: &Folder, rows: Vec<FactRow>) -> Result<(), FolderError> {
    if rows.is_empty() {
        return Ok(());
    }
    let batch = folder.wait(folder.records().next_batch())?;
    let mut writer = folder.store().writer(batch);
    let count = rows.len() as u64;
    for row in rows {
        writer.push(row, true)?;
    }
    let add = listed::all_kept(&writer.finish()?);
    let publication = Publication {
        batch: Some(NewBatch {
            kind: "-".to_owned(),
            origin: Origin::Intake,
            source: String::new(),
            names: Vec::new(),
            digest: String::new(),
            mapping: String::new(),
            rows: 1,
            created: count,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            published_at: now(),
        }),
        batch_id: batch,
        add,
        ..Publication::default()
    };
    let _ids = folder.lock(Guarded::Ids)?;
    folder.wait(folder.records().publish(publication))?;
    Ok(())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
