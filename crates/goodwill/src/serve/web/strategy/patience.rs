//! How long who asks waits.

use std::time::Duration;

use tokio::time::Instant;

use super::super::Problem;

/// How long a page waits in all, before it says that work is under way and comes again by itself.
const A_MOMENT: Duration = Duration::from_secs(2);
/// How long a program waits for what the facts say.
const PATIENTLY: Duration = Duration::from_secs(30);
/// How long a program waits for what is worked out of that; the door ends its request before.
const TO_THE_END: Duration = Duration::from_mins(5);

/// How long who asks waits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Patience {
    /// A page: until then, whatever it asks.
    Page(Instant),
    /// A program: long, for each thing it asks.
    Program,
}

impl Patience {
    /// That of a page, from now on.
    pub(super) fn of_page() -> Self {
        Self::Page(Instant::now() + A_MOMENT)
    }

    /// Until when it waits for what the facts say.
    pub(super) fn for_facts(self) -> Instant {
        match self {
            Self::Page(until) => until,
            Self::Program => Instant::now() + PATIENTLY,
        }
    }

    /// Until when it waits for what is worked out of them.
    pub(super) fn for_work(self) -> Instant {
        match self {
            Self::Page(until) => until,
            Self::Program => Instant::now() + TO_THE_END,
        }
    }
}

/// What a program waited for.
///
/// # Errors
///
/// If it is not there yet: `what` is being worked out.
pub(super) fn in_time<T>(found: Option<T>, what: &str) -> Result<T, Problem> {
    found.ok_or_else(|| Problem::later(format!("{what}: ask again in a moment")))
}
