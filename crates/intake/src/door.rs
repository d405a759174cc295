//! Where a request came in, and what is read from it.

use crate::EventType;

/// The path a request came to decides how its body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// `/v1/track` and the like name the type of the event; `/v1/batch` names none.
    Segment(Option<EventType>),
    /// `/v1/import`: the past as it was written; the clock is not corrected.
    Import,
    /// `/batch/` and the like, with `distinct_id` and `$set`.
    PostHog,
    /// `/api/s/{type}`: one event, or several.
    Jitsu(EventType),
}

impl Door {
    /// The door behind a path, with or without a slash at its end; `None` where there is none.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if let Some(name) = path.strip_prefix("/v1/") {
            return match name {
                "batch" | "b" => Some(Self::Segment(None)),
                "import" => Some(Self::Import),
                _ => EventType::of(name).map(|kind| Self::Segment(Some(kind))),
            };
        }
        if let Some(name) = path.strip_prefix("/api/s/") {
            let name = name.strip_prefix("s2s/").unwrap_or(name);
            return EventType::of(name).map(Self::Jitsu);
        }
        matches!(path, "/batch" | "/capture" | "/track" | "/e" | "/i/v0/e" | "/engage")
            .then_some(Self::PostHog)
    }
}

/// A request that arrived.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Where.
    pub door: Door,
    /// Its body, already expanded.
    pub body: &'a [u8],
    /// When, microseconds since 1970-01-01 UTC.
    pub received_at: i64,
}

/// What an event, and what a request, may not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one event as it was sent.
    pub event_bytes: usize,
    /// Brackets inside brackets.
    pub depth: usize,
    /// Events of one request.
    pub events: usize,
    /// Bytes of what a request says once for all its events, counted with each.
    pub shared_bytes: usize,
}

impl Default for Limits {
    /// 32 KB an event, 64 levels, 50,000 events, 16 MB shared.
    fn default() -> Self {
        Self { event_bytes: 32 * 1024, depth: 64, events: 50_000, shared_bytes: 16 << 20 }
    }
}
