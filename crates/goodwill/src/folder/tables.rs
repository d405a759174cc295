//! What a question sees: live files, events of the inbox, who is who.

use std::{collections::HashMap, time::SystemTime};

use facts::{Currency, FactRow};
use history::store::Tables;
use intake::{Accepted, Allowed, Derived, Rules, facts_of};
use records::{AccessKey, AllowedProperty, InboxRow, Snapshot, canonical};

use super::{Folder, FolderError, listed};

/// What a question wants beside the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Want {
    /// The company's own ids of customers, as the table `customer_ids`.
    pub(crate) ids: bool,
    /// Everybody who is known, for the table `customers`.
    pub(crate) customers: bool,
}

/// Files not listed are swept when they are older than this: whoever still reads them, and whoever
/// is about to list them, has had time enough.
const GRACE: std::time::Duration = std::time::Duration::from_hours(6);

impl Folder {
    /// The tables as they are now.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(crate) fn tables(&self, want: Want) -> Result<Tables, FolderError> {
        let snapshot = self.wait(self.records().snapshot())?;
        let telling = Telling::new(self, &snapshot.allowed)?;
        let fresh = snapshot.inbox.iter().filter_map(|row| telling.told(row).ok()).flat_map(|told| told.rows);
        self.tables_of(&snapshot, fresh.collect(), want)
    }

    fn tables_of(&self, snapshot: &Snapshot, fresh: Vec<FactRow>, want: Want) -> Result<Tables, FolderError> {
        // A million of them take seconds: only where somebody asks.
        let known =
            if want.ids || want.customers { self.wait(self.records().customers())? } else { Vec::new() };
        let mut customers = Vec::with_capacity(known.len());
        let mut ids = want.ids.then(Vec::new);
        for customer in known {
            customers.push((customer.key, customer.first_seen));
            if let Some(ids) = &mut ids {
                ids.extend(customer.ids.into_iter().map(|id| (customer.key, id.space, id.id)));
            }
        }
        Ok(Tables {
            live: listed::all_known(&snapshot.live)?,
            fresh,
            links: canonical(&snapshot.links),
            customers,
            ids,
        })
    }

    /// Removes files that no manifest lists any more, after a time of grace.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(crate) fn sweep(&self, now: i64) -> Result<Vec<String>, FolderError> {
        let live = self.wait(self.records().live())?.into_iter().map(|file| file.path).collect();
        let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_micros(now.max(0).unsigned_abs());
        Ok(self.store().sweep(&live, now.checked_sub(GRACE).unwrap_or(SystemTime::UNIX_EPOCH))?)
    }
}

/// What is needed to say what an event tells of.
pub(crate) struct Telling {
    secret: [u8; 32],
    allowed: Allowed,
    sources: HashMap<i64, Source>,
}

struct Source {
    name: String,
    currency: Option<Currency>,
}

impl Telling {
    /// The rules as they are now.
    pub(crate) fn new(folder: &Folder, allowed: &[AllowedProperty]) -> Result<Self, FolderError> {
        let keys = folder.wait(folder.records().keys())?;
        let sources = keys.into_iter().map(|key: AccessKey| {
            let currency = key.currency.as_deref().and_then(|code| Currency::from_code(code).ok());
            (key.id, Source { name: key.name, currency })
        });
        Ok(Self {
            secret: *folder.records().secret(),
            allowed: self::allowed(allowed),
            sources: sources.collect(),
        })
    }

    /// What an event of the inbox tells of.
    ///
    /// # Errors
    ///
    /// Why its body cannot be read, in words.
    pub(crate) fn told(&self, row: &InboxRow) -> Result<Derived, String> {
        let event: Accepted = serde_json::from_slice(&row.body).map_err(|e| e.to_string())?;
        let source = self.sources.get(&row.source);
        let rules = Rules {
            source: source.map_or("", |source| source.name.as_str()),
            currency: source.and_then(|source| source.currency),
            allowed: &self.allowed,
            secret: &self.secret,
        };
        let mut told = facts_of(&event, row.customer, &rules);
        // The others stand in quarantine since it came.
        told.problems.retain(|problem| !event.problems.contains(problem));
        Ok(told)
    }
}

/// What the company lets into history beyond the built-in schemas.
pub(crate) fn allowed(properties: &[AllowedProperty]) -> Allowed {
    let mut allowed = Allowed::default();
    for property in properties {
        if let Ok(kind) = property.kind.parse() {
            allowed.allow(&property.event, &property.property, kind);
        }
    }
    allowed
}
