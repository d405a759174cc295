//! What waits for the one writer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use records::{NewEvent, Quarantined};
use tokio::sync::{mpsc, oneshot};

use super::answer::Refusal;

/// What one request brought.
pub(crate) struct Job {
    pub(crate) events: Vec<NewEvent>,
    pub(crate) bad: Vec<Quarantined>,
    pub(crate) sender: Sender,
}

/// Who waits for the answer.
pub(crate) struct Sender {
    answer: oneshot::Sender<Result<(), Refusal>>,
    waiting: Waiting,
}

/// The door to the writer.
#[derive(Clone)]
pub(crate) struct Queue {
    sender: mpsc::UnboundedSender<Job>,
    waiting: Arc<AtomicUsize>,
    limit: usize,
    /// What the writer can do in [`LONGEST_WAIT`], learnt from large groups.
    usual: Arc<AtomicUsize>,
}

/// Nobody is let in who would wait longer than this: a sender that is told to come back in a second is
/// better off than one that hangs.
const LONGEST_WAIT: Duration = Duration::from_millis(400);
/// Groups smaller than this say more about the disk than about what the writer can do.
const TELLING: usize = 500;
/// So many may always wait, however slow the last group was.
const FLOOR: usize = 2_000;

/// A share of what may wait; given back when dropped.
struct Waiting {
    events: usize,
    all: Arc<AtomicUsize>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.all.fetch_sub(self.events, Ordering::AcqRel);
    }
}

/// A queue in which so many events may wait.
pub(crate) fn queue(limit: usize) -> (Queue, mpsc::UnboundedReceiver<Job>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let usual = Arc::new(AtomicUsize::new(limit));
    (Queue { sender, waiting: Arc::default(), limit, usual }, receiver)
}

impl Queue {
    /// Hands events to the writer and waits until they are on disk.
    pub(crate) async fn keep(&self, events: Vec<NewEvent>, bad: Vec<Quarantined>) -> Result<(), Refusal> {
        let count = events.len() + bad.len();
        let before = self.waiting.fetch_add(count, Ordering::AcqRel);
        let waiting = Waiting { events: count, all: Arc::clone(&self.waiting) };
        // A request larger than the whole queue still goes in when nothing else waits.
        if before > 0 && before + count > self.most() {
            return Err(Refusal::Queue);
        }
        let (answer, answered) = oneshot::channel();
        self.sender
            .send(Job { events, bad, sender: Sender { answer, waiting } })
            .map_err(|_| Refusal::Stopping)?;
        answered.await.unwrap_or(Err(Refusal::Failed))
    }

    /// Whether nobody is let in: seen before a body is parsed, it saves the work of parsing.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting() >= self.most()
    }

    fn most(&self) -> usize {
        self.limit.min(self.usual.load(Ordering::Acquire).max(FLOOR))
    }

    /// Learns from a group that was committed.
    pub(crate) fn committed(&self, events: usize, took: Duration) {
        if events >= TELLING {
            let now = events as f64 * LONGEST_WAIT.as_secs_f64() / took.as_secs_f64().max(1e-6);
            let before = self.usual.load(Ordering::Acquire) as f64;
            self.usual.store((before * 0.8 + now * 0.2) as usize, Ordering::Release);
        }
    }

    /// Events that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }
}

impl Job {
    /// Events, good and bad.
    pub(crate) fn size(&self) -> usize {
        self.events.len() + self.bad.len()
    }
}

impl Sender {
    /// Tells the sender; whoever has gone does not mind.
    pub(crate) fn answer(self, outcome: Result<(), Refusal>) {
        let Self { answer, waiting } = self;
        drop(waiting);
        let _ = answer.send(outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(count: usize) -> Vec<Quarantined> {
        let one = Quarantined {
            received_at: 0,
            source: 1,
            message: None,
            reason: "no type".to_owned(),
            body: Vec::new(),
        };
        vec![one; count]
    }

    #[tokio::test]
    async fn more_than_may_wait_is_refused_and_nothing_of_it_stays() {
        let (queue, mut jobs) = queue(10);
        let first = tokio::spawn({
            let queue = queue.clone();
            async move { queue.keep(Vec::new(), bad(8)).await }
        });
        let job = jobs.recv().await.unwrap();
        assert_eq!(queue.keep(Vec::new(), bad(3)).await, Err(Refusal::Queue));
        assert_eq!(queue.waiting(), 8);
        job.sender.answer(Ok(()));
        assert_eq!(first.await.unwrap(), Ok(()));
        assert_eq!(queue.waiting(), 0);
    }

    #[tokio::test]
    async fn a_slow_writer_lets_fewer_wait() {
        let (queue, _jobs) = queue(20_000);
        for _ in 0..50 {
            queue.committed(2_000, Duration::from_millis(200));
        }
        assert_eq!(queue.usual.load(Ordering::Acquire) / 100, 40, "4,000 in 400 ms");
        queue.committed(1, Duration::from_secs(10));
        assert_eq!(queue.usual.load(Ordering::Acquire) / 100, 40, "one event alone says nothing");
        drop(tokio::spawn({
            let queue = queue.clone();
            async move { queue.keep(Vec::new(), bad(3_900)).await }
        }));
        tokio::task::yield_now().await;
        assert_eq!(queue.keep(Vec::new(), bad(200)).await, Err(Refusal::Queue));
    }

    #[tokio::test]
    async fn a_request_larger_than_the_queue_goes_in_alone() {
        let (queue, mut jobs) = queue(10);
        let alone = tokio::spawn(async move { queue.keep(Vec::new(), bad(50)).await });
        jobs.recv().await.unwrap().sender.answer(Ok(()));
        assert_eq!(alone.await.unwrap(), Ok(()));
    }

    #[tokio::test]
    async fn a_writer_that_ended_without_an_answer_is_a_failure() {
        let (queue, mut jobs) = queue(10);
        let asking = tokio::spawn(async move { queue.keep(Vec::new(), bad(1)).await });
        drop(jobs.recv().await.unwrap());
        assert_eq!(asking.await.unwrap(), Err(Refusal::Failed));
    }
}
