//! What is not as it should be.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use access::Right;
use pages::today::Alarm;
use records::{BatchState, Origin};

use super::super::{Caller, Problem, Web};
use crate::{
    folder::{disk, strategy::suite},
    serve::health::Condition,
};

/// With less room than this somebody should look.
const LITTLE_ROOM_BYTES: u64 = 2_000_000_000;
/// Orders of so many days may be missing from the figures: refreshes and fits take turns.
const BEHIND_DAYS: i32 = 2;
/// A company that has had no order for so long has stopped sending them, or has stopped.
const OLD_DAYS: i32 = 7;
/// The disk is asked no more often than this.
const FRESH: Duration = Duration::from_mins(1);

/// What is dear to find out, as it was known last.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Free bytes on the disk, and when they were counted.
    room: Mutex<Option<(Instant, Option<u64>)>>,
    /// Rows that the latest import refused, as of a generation.
    refused: Mutex<Option<(i64, Refused)>>,
    /// How the core of the suite is.
    core: Mutex<Core>,
}

/// How the core of the suite was when it was looked at last.
#[derive(Debug, Default)]
struct Core {
    /// As of which generation, when, how long it took, and what is not as it should be.
    known: Option<(i64, Instant, Duration, Option<Alarm>)>,
    /// Whether somebody looks.
    looking: bool,
    /// When somebody looked last and failed.
    failed: Option<Instant>,
}

impl Core {
    /// Whether it should be looked at as of this generation.
    fn is_due(&self, generation: i64) -> bool {
        if self.looking || self.failed.is_some_and(|at| at.elapsed() < FRESH) {
            return false;
        }
        match &self.known {
            Some((at, ..)) if *at == generation => false,
            Some((_, done, took, _)) => done.elapsed() > (*took * CORE_RESTS).max(FRESH),
            None => true,
        }
    }

    /// Keeps what was found. Where nothing could be found out, what was known stands: an alarm that was
    /// raised is not taken back by a disk that cannot be read.
    fn keep<E>(&mut self, generation: i64, took: Duration, found: Result<Option<Alarm>, E>) {
        self.looking = false;
        self.failed = found.is_err().then(Instant::now);
        if let Ok(alarm) = found {
            self.known = Some((generation, Instant::now(), took, alarm));
        }
    }
}

/// The core is looked at no more often than after so many times as long as it took.
const CORE_RESTS: u32 = 20;

/// The first screen waits so long for the first look at the core.
const FIRST_LOOK: Duration = Duration::from_millis(1_500);

/// Rows that an import refused, with its batch.
type Refused = Option<(u64, i64)>;

/// What is not as it should be, the gravest first.
pub(super) async fn now(web: &Arc<Web>, caller: &Caller) -> Result<Vec<Alarm>, Problem> {
    let mut alarms = Vec::new();
    match web.desk.health.now() {
        Condition::Full | Condition::Broken(_) => alarms.push(Alarm::DiskFull),
        Condition::Ready | Condition::Stopping => {
            if let Some(free) = free_bytes(web).await?.filter(|free| *free < LITTLE_ROOM_BYTES) {
                alarms.push(Alarm::DiskLow(free));
            }
        }
    }
    if web.desk.metrics.values_failing() {
        alarms.push(Alarm::NotComputed);
    }
    alarms.extend(core(web).await?);
    if let Some(valued) = web.valued().await? {
        if valued.buying.as_ref().is_some_and(|buying| !buying.converged) {
            alarms.push(Alarm::NotConverged);
        }
        let fitted = valued.as_of.days_since_epoch();
        match web.shelf.book() {
            Some(book) => {
                let newest = book.as_of();
                if newest - fitted > BEHIND_DAYS {
                    alarms.push(Alarm::Behind((newest - fitted).unsigned_abs().into()));
                }
                let old = caller.reader.today().days_since_epoch() - newest.max(fitted);
                if old >= OLD_DAYS {
                    alarms.push(Alarm::Old(old.unsigned_abs().into()));
                }
            }
            None => alarms.push(Alarm::ListsBehind),
        }
    }
    // Who may not look at the data cannot do anything about it either.
    if caller.may(Right::DataRead) {
        let records = web.desk.folder.records();
        let quarantined = records.quarantine_count().await?;
        if quarantined > 0 {
            alarms.push(Alarm::Quarantine(quarantined));
        }
        if let Some((rows, batch)) = refused(web).await? {
            alarms.push(Alarm::Rejected(rows, batch));
        }
    }
    Ok(alarms)
}

/// Whether the core of the suite erodes, as it was known last; it is looked at beside the request. Only
/// where it was never known does the first screen wait for it, and no longer than a moment.
async fn core(web: &Arc<Web>) -> Result<Option<Alarm>, Problem> {
    let generation = web.desk.folder.records().generation().await?;
    let core = || web.today.remembered.core.lock().unwrap_or_else(PoisonError::into_inner);
    let first_look = {
        let mut core = core();
        let looks = core.is_due(generation);
        core.looking |= looks;
        looks.then(|| {
            let web = Arc::clone(web);
            (core.known.is_none(), tokio::spawn(async move { look_at_core(&web, generation).await }))
        })
    };
    if let Some((true, look)) = first_look {
        // It goes on when nobody waits for it any more.
        let _ = tokio::time::timeout(FIRST_LOOK, look).await;
    }
    let known = core().known.as_ref().and_then(|known| known.3.clone());
    Ok(known)
}

async fn look_at_core(web: &Arc<Web>, generation: i64) {
    let began = Instant::now();
    let found = web.blocking(|web| Ok(suite::guarded(&web.desk.folder)?)).await;
    let found =
        found.map(|guard| guard.alarm().map(|alarm| Alarm::CoreErodes(alarm.measure, alarm.began.month())));
    let mut core = web.today.remembered.core.lock().unwrap_or_else(PoisonError::into_inner);
    core.keep(generation, began.elapsed(), found);
}

/// Rows that the latest import of a file refused.
async fn refused(web: &Web) -> Result<Refused, Problem> {
    let records = web.desk.folder.records();
    let generation = records.generation().await?;
    let known = *web.today.remembered.refused.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, refused)) = known
        && at == generation
    {
        return Ok(refused);
    }
    let batches = records.batches(None, i64::MAX.unsigned_abs()).await?;
    let latest = batches
        .into_iter()
        .rev()
        .find(|batch| batch.origin == Origin::File && batch.state == BatchState::Live);
    let refused = latest.filter(|batch| batch.rejected > 0).map(|batch| (batch.rejected, batch.id));
    *web.today.remembered.refused.lock().unwrap_or_else(PoisonError::into_inner) =
        Some((generation, refused));
    Ok(refused)
}

async fn free_bytes(web: &Arc<Web>) -> Result<Option<u64>, Problem> {
    let known = *web.today.remembered.room.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, free)) = known
        && at.elapsed() < FRESH
    {
        return Ok(free);
    }
    let free = web.blocking(|web| Ok(disk::free_bytes(web.desk.folder.path()))).await?;
    // The clock of the cache is the machine's own and decides nothing that is shown.
    *web.today.remembered.room.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), free));
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_that_fails_takes_no_alarm_back() {
        let mut core = Core::default();
        assert!(core.is_due(1));
        core.looking = true;
        assert!(!core.is_due(1), "somebody looks");
        core.keep(1, Duration::ZERO, Ok::<_, ()>(Some(Alarm::DiskFull)));
        assert!(!core.is_due(1));
        core.looking = true;
        core.keep(2, Duration::ZERO, Err(()));
        let (generation, _, _, alarm) = core.known.clone().unwrap();
        assert_eq!((generation, alarm), (1, Some(Alarm::DiskFull)));
        assert!(!core.looking && !core.is_due(2), "it is tried again, and not at once");
        core.failed = None;
        core.keep(2, Duration::ZERO, Ok::<_, ()>(None));
        assert_eq!(core.known.clone().unwrap().3, None);
    }
}
