//! What a folder keeps, and what to do next: for the command, for the page about data, for programs.

use std::collections::BTreeMap;

use records::{AccessKey, InboxSize, KeptFit, Records, RecordsError};

/// What is kept of a kind of fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KindKept {
    /// Statements that count.
    pub(crate) statements: u64,
    /// Files they are in.
    pub(crate) files: u64,
    /// The newest fact, microseconds since 1970-01-01 UTC; none where facts have no time.
    pub(crate) newest: Option<i64>,
    /// The newest batch that brought some.
    pub(crate) batch: i64,
}

/// What a folder keeps.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// By kind of fact.
    pub(crate) kinds: BTreeMap<String, KindKept>,
    /// Customers that are known.
    pub(crate) customers: u64,
    /// Events that wait to move into history.
    pub(crate) inbox: InboxSize,
    /// Events that could not be understood.
    pub(crate) quarantined: u64,
    /// Write keys that are valid.
    pub(crate) keys: Vec<AccessKey>,
    /// The latest fit.
    pub(crate) fit: Option<KeptFit>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing is here: bring facts in.
    Import,
    /// Orders are here and were never valued.
    Fit,
    /// No write key is valid: a system needs one.
    Key,
    /// So many events could not be understood.
    Quarantine(u64),
    /// Events wait for more than a day.
    Compact,
}

impl Next {
    /// A word that stays the same.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Fit => "fit",
            Self::Key => "key",
            Self::Quarantine(_) => "quarantine",
            Self::Compact => "compact",
        }
    }
}

const DAY_MICROS: i64 = 86_400_000_000;

/// With less room than this nothing of use can be written.
const FEW_BYTES: u64 = 16 << 20;

/// Whether there is hardly any room left.
pub(crate) fn nearly_full(free_bytes: Option<u64>) -> bool {
    free_bytes.is_some_and(|free| free < FEW_BYTES)
}

impl Kept {
    /// What the records say is kept.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    pub(crate) async fn of(records: &Records) -> Result<Self, RecordsError> {
        let mut kinds: BTreeMap<String, KindKept> = BTreeMap::new();
        for file in records.live().await?.into_iter().filter(|file| file.role == "rows") {
            let kept = kinds.entry(file.kind).or_default();
            kept.statements += file.rows.unsigned_abs();
            kept.files += 1;
            kept.newest = kept.newest.max(file.last);
            kept.batch = kept.batch.max(file.batch);
        }
        let mut keys = records.keys().await?;
        keys.retain(|key| key.revoked_at.is_none());
        Ok(Self {
            kinds,
            customers: records.customer_count().await?,
            inbox: records.inbox_size().await?,
            quarantined: records.quarantine_count().await?,
            keys,
            fit: records.latest_fit().await?,
        })
    }

    /// What to do next.
    pub(crate) fn next(&self, now: i64) -> Vec<Next> {
        let mut next = Vec::new();
        if self.kinds.is_empty() && self.inbox.rows == 0 {
            next.push(Next::Import);
        } else if self.fit.is_none() && self.kinds.contains_key("orders") {
            next.push(Next::Fit);
        }
        if self.keys.is_empty() {
            next.push(Next::Key);
        }
        if self.quarantined > 0 {
            next.push(Next::Quarantine(self.quarantined));
        }
        if self.inbox.oldest.is_some_and(|oldest| oldest < now.saturating_sub(DAY_MICROS)) {
            next.push(Next::Compact);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Kept {
        Kept {
            kinds: BTreeMap::new(),
            customers: 0,
            inbox: InboxSize { rows: 0, bytes: 0, oldest: None, last_id: 0 },
            quarantined: 0,
            keys: Vec::new(),
            fit: None,
        }
    }

    #[test]
    fn an_empty_folder_wants_facts_and_a_key() {
        assert_eq!(nothing().next(0), [Next::Import, Next::Key]);
    }

    #[test]
    fn orders_want_values_and_old_events_want_to_move() {
        let mut kept = nothing();
        kept.kinds.insert("orders".to_owned(), KindKept::default());
        kept.quarantined = 3;
        kept.inbox = InboxSize { rows: 1, bytes: 9, oldest: Some(5), last_id: 1 };
        let day = DAY_MICROS;
        assert_eq!(kept.next(day), [Next::Fit, Next::Key, Next::Quarantine(3)]);
        assert_eq!(kept.next(day + 6), [Next::Fit, Next::Key, Next::Quarantine(3), Next::Compact]);
    }

    #[test]
    fn a_disk_without_room_is_nearly_full_and_an_unknown_one_is_not() {
        assert!(nearly_full(Some(1)) && !nearly_full(Some(1 << 30)) && !nearly_full(None));
    }
}
