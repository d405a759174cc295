//! The one writer: takes what waits, writes it in one transaction, commits, and only then answers.
//!
//! It never waits for more to come: while one group is committed the next one gathers by itself
//! (docs/decisions/group-commit.md).

use std::{sync::Arc, time::Instant};

use records::{NewEvent, Quarantined, RecordsError};
use tokio::sync::mpsc;

use super::{
    Desk,
    answer::Refusal,
    health::Condition,
    known::{KeepError, Known},
    queue::{Job, Sender},
};
use crate::folder::now;

/// Events in one transaction: beyond this only the time to the answer grows.
const GROUP_EVENTS: usize = 2_000;
/// Requests that share a transaction at most.
const GROUP_REQUESTS: usize = 1_024;

/// Works until the last sender of jobs is gone.
pub(crate) async fn run(desk: Arc<Desk>, mut jobs: mpsc::UnboundedReceiver<Job>, mut known: Known) {
    let mut waiting = Vec::new();
    while jobs.recv_many(&mut waiting, GROUP_REQUESTS).await > 0 {
        let mut group = Group::default();
        for job in waiting.drain(..) {
            if !group.senders.is_empty() && group.size() + job.size() > GROUP_EVENTS {
                write(&desk, &mut known, std::mem::take(&mut group)).await;
            }
            group.take(job);
        }
        write(&desk, &mut known, group).await;
    }
}

/// Requests that share a transaction.
#[derive(Default)]
struct Group {
    events: Vec<NewEvent>,
    bad: Vec<Quarantined>,
    senders: Vec<(Sender, usize, usize)>,
}

impl Group {
    fn size(&self) -> usize {
        self.events.len() + self.bad.len()
    }

    fn take(&mut self, job: Job) {
        self.senders.push((job.sender, job.events.len(), job.bad.len()));
        self.events.extend(job.events);
        self.bad.extend(job.bad);
    }
}

/// Writes a group; when it is refused because of what is in it, each request by itself.
async fn write(desk: &Desk, known: &mut Known, group: Group) {
    let Group { events, bad, senders } = group;
    let outcome = commit(desk, known, &events, &bad).await;
    if outcome != Err(Refusal::Failed) || senders.len() == 1 {
        for (sender, ..) in senders {
            sender.answer(outcome.clone());
        }
        return;
    }
    let (mut events, mut bad) = (events.as_slice(), bad.as_slice());
    for (sender, good, refused) in senders {
        let (its_events, rest) = events.split_at(good);
        let (its_bad, rest_bad) = bad.split_at(refused);
        (events, bad) = (rest, rest_bad);
        sender.answer(commit(desk, known, its_events, its_bad).await);
    }
}

async fn commit(
    desk: &Desk,
    known: &mut Known,
    events: &[NewEvent],
    bad: &[Quarantined],
) -> Result<(), Refusal> {
    if let Condition::Broken(_) = desk.health.now() {
        return Err(Refusal::Broken);
    }
    let size = events.len() + bad.len();
    if size == 0 {
        return Ok(());
    }
    let bytes: usize = events.iter().map(|event| event.body.len()).sum();
    let began = Instant::now();
    let result = known.keep(events, bad).await;
    desk.metrics.commit_seconds.observe(began.elapsed().as_secs_f64());
    desk.metrics.group_events.observe(size as f64);
    match result {
        Ok(new) => {
            desk.queue.committed(size, began.elapsed());
            let accepted = new.iter().filter(|new| **new).count() as u64;
            desk.metrics.accepted.inc_by(accepted);
            desk.metrics.repeated.inc_by(new.len() as u64 - accepted);
            let unmade = events.iter().zip(&new).filter(|(_, new)| **new);
            let unmade: usize = unmade.map(|(event, _)| event.problems.len()).sum();
            desk.metrics.quarantined.inc_by((bad.len() + unmade) as u64);
            if accepted > 0 {
                desk.inbox.grew(accepted, bytes as u64, now());
                desk.compact_soon();
            }
            if desk.health.recovered() {
                remark!("goodwill: there is room on the disk again: what is sent is kept");
            }
            Ok(())
        }
        Err(error) => Err(refused(desk, &error)),
    }
}

/// What a failed commit means for the server and for those who wait.
fn refused(desk: &Desk, error: &KeepError) -> Refusal {
    desk.metrics.failed_commits.inc();
    desk.metrics.failed(now());
    match error {
        KeepError::Records(RecordsError::Full(_)) => {
            if desk.health.set(Condition::Full) {
                remark!("goodwill: {error}; senders are told to try again");
            }
            Refusal::Full
        }
        KeepError::Records(RecordsError::Disk(_)) => {
            if desk.health.set(Condition::Broken(error.to_string())) {
                remark!("goodwill: {error}; senders are told to try again");
            }
            Refusal::Broken
        }
        _ => {
            desk.say(&format!("events could not be kept: {error}"));
            Refusal::Failed
        }
    }
}
