//! What waits for the one writer.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
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
}

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
    (Queue { sender, waiting: Arc::default(), limit }, receiver)
}

impl Queue {
    /// Hands events to the writer and waits until they are on disk.
    pub(crate) async fn keep(&self, events: Vec<NewEvent>, bad: Vec<Quarantined>) -> Result<(), Refusal> {
        let count = events.len() + bad.len();
        let before = self.waiting.fetch_add(count, Ordering::AcqRel);
        let waiting = Waiting { events: count, all: Arc::clone(&self.waiting) };
        // A request larger than the whole queue still goes in when nothing else waits.
        if before > 0 && before + count > self.limit {
            return Err(Refusal::Queue);
        }
        let (answer, answered) = oneshot::channel();
        self.sender
            .send(Job { events, bad, sender: Sender { answer, waiting } })
            .map_err(|_| Refusal::Stopping)?;
        answered.await.unwrap_or(Err(Refusal::Failed))
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
