//! What a server allows itself: sizes, numbers, times.

use std::{fs, net::SocketAddr, time::Duration};

use url::Url;

/// How a server runs.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// The address under which people reach the pages, behind a proxy.
    pub(crate) public_url: Option<Url>,
    /// Whether pages are shown to other machines over plain HTTP.
    pub(crate) plain_http: bool,
    /// Bytes of a request as they come and after expanding.
    pub(crate) body_bytes: usize,
    /// What one event may not exceed.
    pub(crate) event: intake::Limits,
    /// Connections that are open at one time; the next ones wait in the system's queue.
    pub(crate) connections: usize,
    /// Requests that are worked on at one time; the next one is answered 429.
    pub(crate) requests: usize,
    /// Bytes of all bodies held at one time; a request beyond them is answered 429.
    pub(crate) held_bytes: usize,
    /// Events that wait for the writer; a request beyond them is answered 503.
    pub(crate) waiting_events: usize,
    /// The longest time from the first byte of a request to its last.
    pub(crate) request_time: Duration,
    /// How long a connection may say nothing between two requests.
    pub(crate) idle_time: Duration,
    /// Events in the inbox at which senders are told 503 until compaction has caught up.
    pub(crate) inbox_rows: u64,
    /// Compaction begins when this many events wait in the inbox,
    pub(crate) compact_rows: u64,
    /// or this many bytes,
    pub(crate) compact_bytes: u64,
    /// or when the oldest has waited this long.
    pub(crate) compact_age: Duration,
    /// Events that one compaction moves at most.
    pub(crate) compact_most: u64,
    /// Time between two full fits; `None`: never by itself.
    pub(crate) refit_every: Option<Duration>,
    /// How long the end of a stream of new facts is waited for before values are refreshed.
    pub(crate) refresh_after: Duration,
}

impl Settings {
    /// The usual settings at this address.
    pub(crate) fn at(listen: SocketAddr) -> Self {
        Self {
            listen,
            public_url: None,
            plain_http: false,
            body_bytes: 5_000_000,
            event: intake::Limits::default(),
            connections: connections(),
            requests: 512,
            held_bytes: 48 << 20,
            waiting_events: 20_000,
            request_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(75),
            inbox_rows: 1_000_000,
            compact_rows: 50_000,
            compact_bytes: 64 << 20,
            compact_age: Duration::from_hours(1),
            compact_most: 50_000,
            refit_every: Some(Duration::from_hours(24)),
            refresh_after: Duration::from_mins(1),
        }
    }
}

/// Connections that may be open: files of the data folder need descriptors too.
fn connections() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| {
        line.strip_prefix("Max open files")?.split_whitespace().next()?.parse::<usize>().ok()
    });
    files.map_or(512, |files| (files / 2).clamp(16, 2048))
}
