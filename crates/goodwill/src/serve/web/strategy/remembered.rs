//! Answers that are dear: each question is worked out once, and what was found last is remembered.
//!
//! Who asks first has the work begun, as a task of its own: it goes on to its end and its answer is kept,
//! also where nobody waits for it any more. Who asks meanwhile waits for the same work as long as their
//! patience lasts, and is then told that it is under way. A failure is told to whoever waits for it, else
//! to the next who asks; who asks after that has it begun again.
//!
//! Work that takes turns with other work takes its turn along, to its end.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{
    sync::{Semaphore, watch},
    time::timeout_at,
};

use super::super::Problem;

/// For so many times as long as it took to find, an answer of old will do where it may.
const REST: u32 = 3;
/// Questions that are worked on or wait for their turn; more wait to be put.
const MOST_WAITING: usize = 4;

/// Something that is asked.
pub(super) trait Question: Clone + PartialEq + Send + 'static {
    /// Whether the answer to this question will do, for a moment, where the other is asked.
    fn will_do_for(&self, _other: &Self) -> bool {
        false
    }
}

/// What was asked last and what was found, and what is worked out now.
pub(super) struct Remembered<Q, T> {
    /// Answers that are remembered.
    most: usize,
    /// Work is done in turns.
    turns: Arc<Semaphore>,
    /// What was asked last comes first.
    list: Mutex<VecDeque<Asked<Q, T>>>,
}

/// A question and its answer, which may be on its way.
struct Asked<Q, T> {
    question: Q,
    coming: Coming<T>,
}

type Outcome<T> = Result<Answer<T>, Problem>;
/// Where an answer comes.
type Coming<T> = watch::Receiver<Option<Outcome<T>>>;
/// Who brings it.
type Brings<T> = watch::Sender<Option<Outcome<T>>>;

/// What was found, when, and how long it took.
struct Answer<T> {
    found: Arc<T>,
    done: Instant,
    took: Duration,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        Self { found: Arc::clone(&self.found), ..*self }
    }
}

impl<T> Answer<T> {
    /// Whether another one should wait.
    fn rests(&self) -> bool {
        self.done.elapsed() < self.took.saturating_mul(REST)
    }
}

impl<Q, T> Asked<Q, T> {
    fn answer(&self) -> Option<Answer<T>> {
        self.coming.borrow().as_ref()?.as_ref().ok().cloned()
    }

    fn is_under_way(&self) -> bool {
        self.coming.borrow().is_none()
    }

    /// Whether nobody brings anything any more.
    fn broke_off(&self) -> bool {
        self.coming.has_changed().is_err()
    }
}

/// Where a question stands.
enum Stands<T> {
    /// It was answered.
    Answered(Arc<T>),
    /// It is worked on, or another one that will do.
    UnderWay(Coming<T>),
    /// Nobody has asked: it is theirs to work out.
    New(Coming<T>, Brings<T>),
    /// Too many are worked on: this is one of them.
    Full(Coming<T>),
}

impl<Q: Question, T: Send + Sync + 'static> Remembered<Q, T> {
    /// Remembers so many answers; one is worked out at a time.
    pub(super) fn new(most: usize) -> Self {
        Self::in_turn(most, &Arc::new(Semaphore::new(1)))
    }

    /// Remembers so many answers; they are worked out in turns with others.
    pub(super) fn in_turn(most: usize, turns: &Arc<Semaphore>) -> Self {
        Self { most, turns: Arc::clone(turns), list: Mutex::default() }
    }

    fn list(&self) -> MutexGuard<'_, VecDeque<Asked<Q, T>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was found last, whatever was asked.
    pub(super) fn last(&self) -> Option<Arc<T>> {
        self.list().iter().find_map(Asked::answer).map(|answer| answer.found)
    }

    /// The answer: as it was found before, else as the work finds it; none where it is not there in time,
    /// and is worked out meanwhile.
    ///
    /// # Errors
    ///
    /// If the work fails.
    pub(super) async fn answer<W, F>(
        &self,
        question: Q,
        until: tokio::time::Instant,
        work: W,
    ) -> Result<Option<Arc<T>>, Problem>
    where
        W: FnOnce(Q) -> F,
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        loop {
            let mut coming = match self.look_for(&question)? {
                Stands::Answered(found) => return Ok(Some(found)),
                Stands::UnderWay(coming) => coming,
                Stands::New(coming, brings) => {
                    self.begin(work(question.clone()), brings);
                    coming
                }
                Stands::Full(mut another) => {
                    if timeout_at(until, another.wait_for(Option::is_some)).await.is_err() {
                        return Ok(self.of_old(&question));
                    }
                    continue;
                }
            };
            let outcome = match timeout_at(until, coming.wait_for(Option::is_some)).await {
                Ok(Ok(outcome)) => outcome.clone(),
                Ok(Err(_)) => return Err(Problem::broke_off()),
                Err(_) => None,
            };
            return match outcome {
                Some(Ok(answer)) => Ok(Some(answer.found)),
                Some(Err(problem)) => {
                    // It has been told.
                    self.list().retain(|asked| !asked.coming.same_channel(&coming));
                    Err(problem)
                }
                None => Ok(self.of_old(&question)),
            };
        }
    }

    fn look_for(&self, question: &Q) -> Result<Stands<T>, Problem> {
        let mut list = self.list();
        let (mut answered, mut failed) = (0, 0);
        list.retain(|asked| {
            let of_its_kind = match &*asked.coming.borrow() {
                None => return !asked.broke_off(),
                Some(Ok(_)) => &mut answered,
                Some(Err(_)) => &mut failed,
            };
            *of_its_kind += 1;
            *of_its_kind <= self.most
        });
        if let Some(at) = list.iter().position(|asked| asked.question == *question)
            && let Some(asked) = list.remove(at)
        {
            let outcome = asked.coming.borrow().clone();
            return match outcome {
                Some(Err(problem)) => Err(problem),
                outcome => {
                    let coming = asked.coming.clone();
                    list.push_front(asked);
                    Ok(match outcome {
                        Some(Ok(answer)) => Stands::Answered(answer.found),
                        _ => Stands::UnderWay(coming),
                    })
                }
            };
        }
        let will_do = || list.iter().filter(|asked| asked.question.will_do_for(question));
        if let Some(answer) = will_do().filter_map(Asked::answer).find(Answer::rests) {
            return Ok(Stands::Answered(answer.found));
        }
        if let Some(asked) = will_do().find(|asked| asked.is_under_way()) {
            return Ok(Stands::UnderWay(asked.coming.clone()));
        }
        let mut under_way = list.iter().filter(|asked| asked.is_under_way());
        if let Some(first) = under_way.next_back()
            && under_way.count() + 1 >= MOST_WAITING
        {
            return Ok(Stands::Full(first.coming.clone()));
        }
        let (brings, coming) = watch::channel(None);
        list.push_front(Asked { question: question.clone(), coming: coming.clone() });
        Ok(Stands::New(coming, brings))
    }

    /// What was found before and will do where nothing else is there yet.
    fn of_old(&self, question: &Q) -> Option<Arc<T>> {
        let list = self.list();
        let mut will_do =
            list.iter().filter(|asked| asked.question == *question || asked.question.will_do_for(question));
        will_do.find_map(Asked::answer).map(|answer| answer.found)
    }

    /// Has it worked out, whether or not whoever asked still waits.
    fn begin<F>(&self, work: F, brings: Brings<T>)
    where
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        let turns = Arc::clone(&self.turns);
        tokio::spawn(async move {
            let outcome = match turns.acquire_owned().await {
                Err(_) => Err(Problem::failed("the server is stopping")),
                Ok(_turn) => {
                    let begun = Instant::now();
                    let found = work.await;
                    found.map(|found| Answer {
                        found: Arc::new(found),
                        done: Instant::now(),
                        took: begun.elapsed(),
                    })
                }
            };
            brings.send_replace(Some(outcome));
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// A question, and of which facts it is asked.
    #[derive(Debug, Clone, PartialEq)]
    struct Of(&'static str, u32);

    impl Question for Of {
        fn will_do_for(&self, other: &Self) -> bool {
            self.0 == other.0
        }
    }

    type Memory = Remembered<Of, u32>;

    fn moment() -> tokio::time::Instant {
        tokio::time::Instant::now() + Duration::from_millis(20)
    }

    fn patiently() -> tokio::time::Instant {
        tokio::time::Instant::now() + Duration::from_mins(1)
    }

    /// Asks, with work that is done at once and finds this.
    async fn ask(memory: &Memory, question: Of, found: u32) -> Result<Option<u32>, u16> {
        told(memory.answer(question, patiently(), |_| async move { Ok(found) }).await)
    }

    fn told(answer: Result<Option<Arc<u32>>, Problem>) -> Result<Option<u32>, u16> {
        answer.map(|found| found.map(|found| *found)).map_err(|problem| problem.status)
    }

    /// Asks for a moment only, with work that waits for a word.
    async fn leave(memory: &Memory, question: Of) -> oneshot::Sender<Result<u32, Problem>> {
        leave_with(memory, question, None).await
    }

    /// The same, where this is there from before.
    async fn leave_with(
        memory: &Memory,
        question: Of,
        old: Option<u32>,
    ) -> oneshot::Sender<Result<u32, Problem>> {
        let (word, waits) = oneshot::channel();
        let work = |_| async { waits.await.unwrap() };
        assert_eq!(told(memory.answer(question, moment(), work).await), Ok(old), "it is under way");
        word
    }

    /// Asks for a moment only what is under way.
    async fn meanwhile(memory: &Memory, question: Of) -> Result<Option<u32>, u16> {
        told(memory.answer(question, moment(), |_| async { panic!("it is worked out twice") }).await)
    }

    #[tokio::test]
    async fn a_question_is_worked_out_once_and_remembered() {
        let memory = Memory::new(2);
        assert_eq!(ask(&memory, Of("a", 1), 7).await, Ok(Some(7)));
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)));
        assert_eq!(ask(&memory, Of("b", 1), 9).await, Ok(Some(9)));
        assert_eq!(memory.last().as_deref(), Some(&9));
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)), "it was looked at again");
        assert_eq!(ask(&memory, Of("c", 1), 10).await, Ok(Some(10)));
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)));
        assert_eq!(ask(&memory, Of("b", 1), 11).await, Ok(Some(11)), "it was forgotten");
    }

    #[tokio::test]
    async fn who_asks_meanwhile_is_told_that_it_is_under_way() {
        let memory = Memory::new(1);
        let word = leave(&memory, Of("a", 1)).await;
        assert_eq!(meanwhile(&memory, Of("a", 1)).await, Ok(None));
        // Facts that have grown since are not asked beside it.
        assert_eq!(meanwhile(&memory, Of("a", 2)).await, Ok(None));
        word.send(Ok(7)).unwrap();
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_finished_and_kept() {
        let memory = Memory::new(1);
        let (word, waits) = oneshot::channel();
        let (began, begun) = oneshot::channel();
        let asking = memory.answer(Of("a", 1), patiently(), |_| async {
            began.send(()).unwrap();
            Ok(waits.await.unwrap())
        });
        tokio::select! {
            _ = asking => panic!("it waits for a word"),
            begun = begun => begun.unwrap(),
        }
        word.send(7).unwrap();
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)));
    }

    #[tokio::test]
    async fn a_failure_is_told_once_and_then_begun_again() {
        let memory = Memory::new(1);
        let word = leave(&memory, Of("a", 1)).await;
        word.send(Err(Problem::failed("x"))).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(ask(&memory, Of("a", 1), 7).await, Err(500), "nobody was told yet");
        assert_eq!(ask(&memory, Of("a", 1), 7).await, Ok(Some(7)));

        // Who waits is told; who asks later is not.
        let failing = memory.answer(Of("b", 1), patiently(), |_| async { Err(Problem::failed("x")) });
        assert_eq!(told(failing.await), Err(500));
        assert_eq!(ask(&memory, Of("b", 1), 8).await, Ok(Some(8)));

        // What broke off is begun again.
        let word = leave(&memory, Of("c", 1)).await;
        drop(word);
        tokio::task::yield_now().await;
        assert_eq!(ask(&memory, Of("c", 1), 9).await, Ok(Some(9)));
    }

    #[tokio::test]
    async fn a_failure_does_not_push_out_what_was_found() {
        let memory = Memory::new(1);
        assert_eq!(ask(&memory, Of("a", 1), 7).await, Ok(Some(7)));
        let word = leave(&memory, Of("b", 1)).await;
        word.send(Err(Problem::failed("x"))).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(ask(&memory, Of("a", 1), 8).await, Ok(Some(7)));
    }

    #[tokio::test]
    async fn an_answer_of_old_will_do_while_it_rests_or_a_new_one_is_not_there() {
        let memory = Memory::new(1);
        let (done, short) = (Instant::now(), Duration::ZERO);
        let keep = |took: Duration| {
            let (brings, coming) = watch::channel(None);
            brings.send_replace(Some(Ok(Answer { found: Arc::new(7), done, took })));
            memory.list().push_front(Asked { question: Of("a", 1), coming });
        };
        keep(Duration::from_hours(1));
        assert_eq!(ask(&memory, Of("a", 2), 8).await, Ok(Some(7)), "the facts only grew: it rests");
        assert_eq!(ask(&memory, Of("b", 2), 9).await, Ok(Some(9)), "another question");
        memory.list().clear();
        keep(short);
        let word = leave_with(&memory, Of("a", 2), Some(7)).await;
        word.send(Ok(8)).unwrap();
        assert_eq!(ask(&memory, Of("a", 2), 9).await, Ok(Some(8)), "the facts grew");
    }

    #[tokio::test]
    async fn work_takes_turns_and_few_wait_for_one() {
        const NAMES: [&str; MOST_WAITING] = ["a", "b", "c", "d"];
        let turns = Arc::new(Semaphore::new(1));
        let (memory, other) = (Memory::in_turn(9, &turns), Memory::in_turn(9, &turns));
        let mut words = Vec::new();
        for name in NAMES {
            words.push(leave(&memory, Of(name, 1)).await);
        }
        // What is asked elsewhere waits for its turn, and what is too much is not put.
        assert_eq!(told(other.answer(Of("a", 1), moment(), |_| async { Ok(3) }).await), Ok(None));
        assert_eq!(meanwhile(&memory, Of("e", 1)).await, Ok(None));
        assert_eq!(memory.list().len(), MOST_WAITING);
        for (n, word) in (0..).zip(words) {
            word.send(Ok(n)).unwrap();
        }
        assert_eq!(ask(&memory, Of("e", 1), 9).await, Ok(Some(9)));
        assert_eq!(ask(&memory, Of("d", 1), 8).await, Ok(Some(3)));
        assert_eq!(ask(&other, Of("a", 1), 8).await, Ok(Some(3)));
        assert_eq!(turns.available_permits(), 1);
    }
}
