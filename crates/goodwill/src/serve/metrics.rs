//! What a monitoring system sees at `/metrics`.

use std::{fs, sync::atomic::AtomicU64};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

/// The label of answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Status {
    status: u16,
}

/// A number that is no whole one.
type Seconds = Gauge<f64, AtomicU64>;

/// All figures.
pub(crate) struct Metrics {
    registry: Registry,
    pub(crate) accepted: Counter,
    pub(crate) repeated: Counter,
    pub(crate) quarantined: Counter,
    requests: Family<Status, Counter>,
    pub(crate) waiting_events: Gauge,
    pub(crate) requests_in_work: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) commit_seconds: Histogram,
    pub(crate) group_events: Histogram,
    pub(crate) inbox_rows: Gauge,
    pub(crate) inbox_bytes: Gauge,
    pub(crate) inbox_age: Seconds,
    pub(crate) compactions: Counter,
    pub(crate) compacted_events: Counter,
    pub(crate) compaction_seconds: Histogram,
    pub(crate) compaction_failures: Counter,
    pub(crate) refreshes: Counter,
    pub(crate) refits: Counter,
    pub(crate) value_failures: Counter,
    /// 1 where the latest full fit failed, whoever asked for it.
    pub(crate) refit_failing: Gauge,
    /// 1 where the latest refresh failed.
    pub(crate) refresh_failing: Gauge,
    pub(crate) failed_commits: Counter,
    pub(crate) ready: Gauge,
    pub(crate) data_age: Seconds,
    pub(crate) last_error: Seconds,
    memory: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut all = Registry::with_prefix("goodwill");
        let durations =
            || Histogram::new([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0]);
        macro_rules! named {
            ($metric:expr, $name:literal, $help:literal) => {{
                let metric = $metric;
                all.register($name, $help, metric.clone());
                metric
            }};
        }
        Self {
            accepted: named!(Counter::default(), "events_accepted", "Events kept for the first time"),
            repeated: named!(Counter::default(), "events_repeated", "Events that had been kept before"),
            quarantined: named!(Counter::default(), "events_quarantined", "Events put into quarantine"),
            requests: named!(Family::default(), "requests", "Requests by the status they were answered"),
            waiting_events: named!(Gauge::default(), "waiting_events", "Events that wait for the writer"),
            requests_in_work: named!(Gauge::default(), "requests_in_work", "Requests being worked on"),
            connections: named!(Gauge::default(), "connections", "Open connections"),
            commit_seconds: named!(durations(), "commit_seconds", "Time to write and commit a group"),
            group_events: named!(
                Histogram::new([
                    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0
                ]),
                "group_events",
                "Events that shared one commit"
            ),
            inbox_rows: named!(Gauge::default(), "inbox_rows", "Events kept and not yet in history"),
            inbox_bytes: named!(Gauge::default(), "inbox_bytes", "Bytes of events not yet in history"),
            inbox_age: named!(
                Seconds::default(),
                "inbox_age_seconds",
                "Age of the oldest event not yet in history"
            ),
            compactions: named!(Counter::default(), "compactions", "Moves from the inbox into history"),
            compacted_events: named!(Counter::default(), "compacted_events", "Events moved into history"),
            compaction_seconds: named!(durations(), "compaction_seconds", "Time of a move into history"),
            compaction_failures: named!(Counter::default(), "compaction_failures", "Moves that failed"),
            refreshes: named!(Counter::default(), "value_refreshes", "Times values were refreshed"),
            refits: named!(Counter::default(), "value_refits", "Times models were fitted to everything"),
            value_failures: named!(Counter::default(), "value_failures", "Refreshes and fits that failed"),
            refit_failing: named!(
                Gauge::default(),
                "value_refit_failing",
                "1 where the latest full fit failed"
            ),
            refresh_failing: named!(
                Gauge::default(),
                "value_refresh_failing",
                "1 where the latest refresh of values failed"
            ),
            failed_commits: named!(
                Counter::default(),
                "failed_commits",
                "Groups that could not be committed"
            ),
            ready: named!(Gauge::default(), "ready", "1 where what is sent is kept"),
            data_age: named!(
                Seconds::default(),
                "data_age_seconds",
                "Time since an event was kept; -1 before the first since the start"
            ),
            last_error: named!(
                Seconds::default(),
                "last_error_timestamp_seconds",
                "When something failed last, seconds since 1970; 0 where nothing has"
            ),
            memory: named!(Gauge::default(), "process_resident_memory_bytes", "Memory of the process"),
            registry: all,
        }
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, status: u16) {
        self.requests.get_or_create(&Status { status }).inc();
    }

    /// Notes that something failed.
    pub(crate) fn failed(&self, now: i64) {
        self.last_error.set(now as f64 / 1e6);
    }

    /// A full fit ended: counted, and remembered where it failed until one succeeds.
    pub(crate) fn fitted(&self, done: bool) {
        let counter = if done { &self.refits } else { &self.value_failures };
        counter.inc();
        self.refit_failing.set(i64::from(!done));
    }

    /// A refresh of values ended: counted, and remembered where it failed until one succeeds.
    pub(crate) fn refreshed(&self, done: bool) {
        let counter = if done { &self.refreshes } else { &self.value_failures };
        counter.inc();
        self.refresh_failing.set(i64::from(!done));
    }

    /// Whether values could not be computed when they were last due.
    pub(crate) fn values_failing(&self) -> bool {
        self.refit_failing.get() > 0 || self.refresh_failing.get() > 0
    }

    /// The text a monitoring system reads.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        self.memory.set(resident_bytes().unwrap_or(0));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Memory of this process, where the system says.
fn resident_bytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<i64>().ok().map(|kib| kib * 1024)
}
