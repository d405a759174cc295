//! Moving events from the inbox into history while the server runs.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use history::store::PerhapsKnown;
use tokio::{sync::watch, time::Instant};

use super::{Desk, background::Touched, health::Condition, stopped};
use crate::folder::{compact, now};

/// How often it is looked whether the inbox is due by its age.
const LOOK: Duration = Duration::from_secs(5);
/// After a failure, how long before it is tried again.
const PAUSE: Duration = Duration::from_secs(15);
/// How often files that no manifest lists are looked for.
const SWEEP: Duration = Duration::from_hours(1);
/// At the end, an inbox of at most so many events is moved; a larger one waits for the next start.
const QUICK: u64 = 50_000;

/// What history may tell of already, kept from one compaction to the next.
type Known = Arc<Mutex<PerhapsKnown>>;

/// Works until told to stop.
pub(crate) async fn run(desk: Arc<Desk>, touched: Touched, mut stop: watch::Receiver<bool>) {
    let mut swept: Option<Instant> = None;
    let known = Known::default();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = desk.due.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        if swept.is_none_or(|at: Instant| at.elapsed() > SWEEP) {
            swept = Some(Instant::now());
            sweep(&desk).await;
        }
        if desk.health.now() == Condition::Full {
            try_again(&desk).await;
        }
        while desk.inbox.now().is_due(&desk.settings, now()) {
            let done = once(&desk, &touched, &known).await;
            if *stop.borrow() {
                return;
            }
            if done.is_none() {
                tokio::time::sleep(PAUSE).await;
                break;
            }
        }
    }
}

/// Before the end: what can be moved quickly is moved.
pub(crate) async fn last(desk: &Arc<Desk>, touched: &Touched) {
    let rows = desk.inbox.now().rows;
    if rows > 0 && rows <= QUICK && !matches!(desk.health.now(), Condition::Broken(_)) {
        once(desk, touched, &Known::default()).await;
    }
}

/// Moves what waits, at most as much as one compaction takes; `None` where it failed.
async fn once(desk: &Arc<Desk>, touched: &Touched, known: &Known) -> Option<u64> {
    // Once they are in history, nothing says which events are new.
    touched.look(desk).await;
    let began = Instant::now();
    let work = {
        let (desk, known) = (Arc::clone(desk), Arc::clone(known));
        move || {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            compact::compact(&desk.folder, &mut known, desk.settings.compact_most, now())
                .map_err(|e| causes(&e))
        }
    };
    let moved = match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => {
            desk.metrics.compactions.inc();
            desk.metrics.compacted_events.inc_by(done.events);
            desk.metrics.compaction_seconds.observe(began.elapsed().as_secs_f64());
            Some(done.events)
        }
        Ok(Err(error)) => failed(desk, &error),
        Err(error) => failed(desk, &error.to_string()),
    };
    match desk.folder.records().inbox_size().await {
        Ok(size) => desk.inbox.is(&size),
        Err(error) => remark!("goodwill: the size of the inbox could not be read: {error}"),
    }
    moved
}

fn failed(desk: &Desk, why: &str) -> Option<u64> {
    desk.metrics.compaction_failures.inc();
    desk.metrics.failed(now());
    remark!("goodwill: events could not be moved into history and stay in the inbox: {why}");
    None
}

/// An error with what caused it, in one line.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut seen = HashSet::from([text.clone()]);
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if seen.insert(said.clone()) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

/// Removes files that were merged away, or left by a process that was killed, after their grace.
async fn sweep(desk: &Arc<Desk>) {
    let shared = Arc::clone(desk);
    match tokio::task::spawn_blocking(move || shared.folder.sweep(now()).map_err(|e| causes(&e))).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => remark!("goodwill: old files could not be removed: {error}"),
        Err(error) => remark!("goodwill: old files could not be removed: {error}"),
    }
}

/// Looks whether a full disk has room again: nobody may be sending to find out.
async fn try_again(desk: &Desk) {
    if desk.folder.records().set_meta("last_try", &now().to_string()).await.is_ok() && desk.health.recovered()
    {
        remark!("goodwill: there is room on the disk again: what is sent is kept");
    }
}
