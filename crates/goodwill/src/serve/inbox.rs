//! How full the inbox is, counted here: asking the database each second would read all of it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use records::InboxSize;

use super::Settings;

/// What waits for compaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Filling {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// When the oldest came, microseconds since 1970-01-01 UTC.
    pub(crate) oldest: Option<i64>,
    /// When the newest came since the start.
    pub(crate) newest: Option<i64>,
}

/// The filling, shared by the writer and the compaction.
#[derive(Debug, Default)]
pub(crate) struct Inbox(Mutex<Filling>);

impl Inbox {
    pub(crate) fn now(&self) -> Filling {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Events were kept.
    pub(crate) fn grew(&self, rows: u64, bytes: u64, now: i64) {
        let mut filling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        filling.rows += rows;
        filling.bytes += bytes;
        filling.oldest.get_or_insert(now);
        filling.newest = Some(now);
    }

    /// The database was asked.
    pub(crate) fn is(&self, size: &InboxSize) {
        let mut filling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *filling =
            Filling { rows: size.rows, bytes: size.bytes, oldest: size.oldest, newest: filling.newest };
    }
}

impl Filling {
    /// Whether it is time to move events into history.
    pub(crate) fn is_due(&self, settings: &Settings, now: i64) -> bool {
        self.rows >= settings.compact_rows
            || self.bytes >= settings.compact_bytes
            || (self.rows > 0 && self.age(now) >= settings.compact_age)
    }

    /// How long the oldest has waited.
    pub(crate) fn age(&self, now: i64) -> Duration {
        let micros = self.oldest.map_or(0, |oldest| now.saturating_sub(oldest));
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_by_number_by_size_and_by_age() {
        let settings = Settings {
            compact_rows: 10,
            compact_bytes: 1000,
            compact_age: Duration::from_mins(1),
            ..Settings::at("127.0.0.1:0".parse().unwrap())
        };
        let inbox = Inbox::default();
        assert!(!inbox.now().is_due(&settings, 1 << 60), "nothing is there");
        inbox.grew(9, 900, 5_000_000);
        assert!(!inbox.now().is_due(&settings, 64_000_000));
        assert!(inbox.now().is_due(&settings, 65_000_000), "a minute old");
        assert!(!inbox.now().is_due(&settings, 0), "a clock that was put back");
        inbox.grew(1, 1, 6_000_000);
        assert!(inbox.now().is_due(&settings, 6_000_000), "ten rows");
        inbox.is(&InboxSize { rows: 1, bytes: 1000, oldest: Some(0), last_id: 1 });
        assert!(inbox.now().is_due(&settings, 0), "bytes");
    }
}
