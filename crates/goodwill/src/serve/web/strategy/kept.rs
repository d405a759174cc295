//! The scenarios in use, as the pages and the API of the strategy need them.
//!
//! What the records keep is read each time: it is a few rows. What the history says is dear, so it is
//! worked out once for a state of the facts and the settings, by one thread at a time; whoever asks
//! meanwhile is told that it is being worked out, or gets what was worked out before.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use facts::{Currency, Day};
use plan::strategy::{Scenario, Way};
use tokio::sync::{Notify, Semaphore};

use super::{
    super::{Problem, Web},
    lived::Answers,
    suite::Widths,
};
use crate::folder::strategy::{
    in_use::{InUse, OnRecord, Proposed, proposed},
    signs, suite,
};

/// How long a page waits before it says that work is under way.
pub(super) const A_MOMENT: Duration = Duration::from_secs(2);
/// How long the API waits.
pub(super) const PATIENTLY: Duration = Duration::from_secs(30);
/// For so many times as long as the last work took, no other is begun for facts that only grew.
const REST: u32 = 3;

/// The scenarios in use.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// The scenarios, and what is known beside them.
    pub(crate) in_use: InUse,
    /// Whether a proposal is still being worked out: then only what is kept is there.
    pub(crate) working: bool,
    /// The last day of the data a proposal was made from; none where nothing was proposed.
    pub(crate) as_of: Option<Day>,
}

impl Kept {
    /// The customer-focused scenario.
    pub(crate) fn focused(&self) -> Option<&Scenario> {
        self.in_use.scenarios.iter().find(|scenario| scenario.way() == Way::Focused)
    }

    /// The scenario of this name, and its place in the list.
    pub(crate) fn named(&self, name: &str) -> Option<(usize, &Scenario)> {
        self.in_use.scenarios.iter().enumerate().find(|(_, scenario)| scenario.name() == name)
    }

    /// The money everything is counted in; none where no scenario names one.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.in_use.scenarios.iter().find_map(Scenario::currency)
    }
}

/// What something was made of.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    /// The state of the facts.
    generation: i64,
    /// The fit; none before the first.
    fit: Option<i64>,
    /// Settings that it rests on.
    settings: Settings,
}

#[derive(Debug, Clone, PartialEq)]
struct Settings {
    currency: Option<Currency>,
    margin: Option<f64>,
    discount: f64,
    horizon_months: u32,
}

impl Made {
    /// Whether what was made of this is good enough for a moment: only the facts have grown since.
    fn will_do_for(&self, other: &Self) -> bool {
        self.fit == other.fit && self.settings == other.settings
    }
}

/// Something that was worked out, and what it was made of.
struct Known<T> {
    made: Made,
    as_of: Option<Day>,
    found: Arc<T>,
    /// When it was done, and how long it took.
    done: Instant,
    took: Duration,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        let Self { made, as_of, found, done, took } = self;
        Self { made: made.clone(), as_of: *as_of, found: Arc::clone(found), done: *done, took: *took }
    }
}

impl<T> Known<T> {
    /// Whether another one should wait.
    fn rests(&self) -> bool {
        self.done.elapsed() < self.took.saturating_mul(REST)
    }
}

struct State<T> {
    known: Option<Known<T>>,
    /// Whether somebody works on it now.
    working: bool,
    /// Why the last work for this came to nothing, until somebody was told.
    failed: Option<(Made, Problem)>,
}

/// Something dear that the folder says: the last of it, and who works on the next.
struct Dear<T> {
    state: Mutex<State<T>>,
    /// Told when it is there, or has failed.
    done: Notify,
}

impl<T> Default for Dear<T> {
    fn default() -> Self {
        let state = State { known: None, working: false, failed: None };
        Self { state: Mutex::new(state), done: Notify::new() }
    }
}

/// What somebody who asks gets.
enum Found<T> {
    /// It.
    Known(Known<T>),
    /// It is being worked out by somebody.
    Working,
    /// Nobody works on it yet: it is theirs to begin.
    Begin,
}

impl<T> Dear<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was worked out last, of whatever it was made.
    fn last(&self) -> Option<Known<T>> {
        self.state().known.clone()
    }

    fn look_for(&self, wanted: &Made) -> Result<Found<T>, Problem> {
        let mut state = self.state();
        if let Some(known) = &state.known
            && (known.made == *wanted || (known.made.will_do_for(wanted) && known.rests()))
        {
            return Ok(Found::Known(known.clone()));
        }
        if state.working {
            return Ok(Found::Working);
        }
        if let Some((_, problem)) = state.failed.take_if(|(made, _)| made == wanted) {
            return Err(problem);
        }
        state.working = true;
        Ok(Found::Begin)
    }

    fn keep(&self, made: Made, as_of: Option<Day>, begun: Instant, found: Result<T, Problem>) {
        let mut state = self.state();
        state.working = false;
        match found {
            Ok(found) => {
                let (done, took) = (Instant::now(), begun.elapsed());
                state.known = Some(Known { made, as_of, found: Arc::new(found), done, took });
                state.failed = None;
            }
            Err(problem) => state.failed = Some((made, problem)),
        }
        drop(state);
        self.done.notify_waiters();
    }
}

/// Work on the strategy.
pub(in crate::serve::web) struct Work {
    /// What the history proposes.
    proposals: Dear<Proposed>,
    /// What the folder says of the suite.
    suites: Dear<suite::Seen>,
    /// What the folder says of where the company stands.
    signs: Dear<signs::Known>,
    /// What was asked last.
    pub(super) answers: Answers,
    /// What was asked last of the width of the suite.
    pub(super) widths: Arc<Widths>,
    /// Futures are lived by one request at a time: each takes all cores. The work takes its turn along,
    /// as it goes on when nobody waits for it any more.
    pub(super) turn: Arc<Semaphore>,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            proposals: Dear::default(),
            suites: Dear::default(),
            signs: Dear::default(),
            answers: Answers::default(),
            widths: Arc::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Web {
    /// The scenarios in use, for a page: where a proposal takes longer than a moment, without it.
    ///
    /// # Errors
    ///
    /// If the records or the history cannot be read.
    pub(crate) async fn strategy(self: &Arc<Self>) -> Result<Arc<Kept>, Problem> {
        self.strategy_within(A_MOMENT).await
    }

    /// The scenarios in use, for a program: it waits for a proposal.
    ///
    /// # Errors
    ///
    /// If the records or the history cannot be read, or a proposal takes too long.
    pub(crate) async fn strategy_now(self: &Arc<Self>) -> Result<Arc<Kept>, Problem> {
        let kept = self.strategy_within(PATIENTLY).await?;
        if kept.working {
            return Err(Problem::later("the scenarios are being worked out: ask again in a moment"));
        }
        Ok(kept)
    }

    async fn strategy_within(self: &Arc<Self>, patience: Duration) -> Result<Arc<Kept>, Problem> {
        let records = self.desk.folder.records();
        let on_record = OnRecord::read(records.scenarios().await?, records.means().await?)?;
        if on_record.is_whole() {
            return Ok(Arc::new(Kept { in_use: on_record.with(None), working: false, as_of: None }));
        }
        let work = |web: &Self| Ok(proposed(&web.desk.folder)?);
        let known = self.within(patience, |web| &web.strategy.proposals, work).await?;
        // A proposal of before is better than none.
        let known = known.or_else(|| self.strategy.proposals.last());
        let in_use = on_record.with(known.as_ref().map(|known| &*known.found));
        let as_of = known.as_ref().filter(|_| in_use.proposed).and_then(|known| known.as_of);
        Ok(Arc::new(Kept { in_use, working: known.is_none(), as_of }))
    }

    /// What the folder says of the suite; none where it is not there in time.
    pub(super) async fn suite_within(
        self: &Arc<Self>,
        patience: Duration,
    ) -> Result<Option<Arc<suite::Seen>>, Problem> {
        let work = |web: &Self| Ok(suite::seen(&web.desk.folder)?);
        Ok(self.within(patience, |web| &web.strategy.suites, work).await?.map(|known| known.found))
    }

    /// What the folder says of where the company stands; none where it is not there in time.
    pub(super) async fn signs_within(
        self: &Arc<Self>,
        patience: Duration,
    ) -> Result<Option<Arc<signs::Known>>, Problem> {
        let work = |web: &Self| Ok(signs::known(&web.desk.folder)?);
        Ok(self.within(patience, |web| &web.strategy.signs, work).await?.map(|known| known.found))
    }

    /// What is worked out of the folder, for the facts of now or of a moment ago; none where it is not
    /// there in time.
    async fn within<T: Send + Sync + 'static>(
        self: &Arc<Self>,
        patience: Duration,
        of: fn(&Self) -> &Dear<T>,
        work: fn(&Self) -> Result<T, Problem>,
    ) -> Result<Option<Known<T>>, Problem> {
        let dear = of(self);
        let until = tokio::time::Instant::now() + patience;
        loop {
            // Enrolled before looking, so that no word of its end is missed; what is wanted is read anew
            // each time, so that nobody asks for facts of long ago.
            let done = dear.done.notified();
            tokio::pin!(done);
            done.as_mut().enable();
            let (wanted, as_of) = self.made_of().await?;
            match dear.look_for(&wanted)? {
                Found::Known(known) => return Ok(Some(known)),
                Found::Begin => self.begin(of, work, wanted.clone(), as_of),
                Found::Working => {}
            }
            if tokio::time::timeout_at(until, done).await.is_err() {
                return Ok(dear.last().filter(|known| known.made.will_do_for(&wanted)));
            }
        }
    }

    /// What something of now is made of, and the last day of its data.
    async fn made_of(&self) -> Result<(Made, Option<Day>), Problem> {
        self.at_hand.renew().await?;
        let company = self.company();
        let valued = self.valued().await?;
        let generation = self.desk.folder.records().generation().await?;
        let settings = Settings {
            currency: company.currency,
            margin: company.margin,
            discount: company.discount,
            horizon_months: company.horizon_months,
        };
        let fit = valued.as_ref().map(|valued| valued.fit);
        Ok((Made { generation, fit, settings }, valued.map(|valued| valued.as_of)))
    }

    /// Works it out, whether or not whoever asked still waits.
    fn begin<T: Send + Sync + 'static>(
        self: &Arc<Self>,
        of: fn(&Self) -> &Dear<T>,
        work: fn(&Self) -> Result<T, Problem>,
        made: Made,
        as_of: Option<Day>,
    ) {
        let web = Arc::clone(self);
        tokio::spawn(async move {
            let begun = Instant::now();
            let found = web.blocking(move |web| work(&web)).await;
            of(&web).keep(made, as_of, begun, found);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(generation: i64, fit: i64, discount: f64) -> Made {
        let settings = Settings { currency: None, margin: None, discount, horizon_months: 36 };
        Made { generation, fit: Some(fit), settings }
    }

    fn found(dear: &Dear<u32>, wanted: &Made) -> Result<Option<u32>, &'static str> {
        match dear.look_for(wanted) {
            Ok(Found::Known(known)) => Ok(Some(*known.found)),
            Ok(Found::Begin) => Ok(None),
            Ok(Found::Working) => Err("working"),
            Err(_) => Err("failed"),
        }
    }

    #[test]
    fn dear_work_is_done_once_and_rests() {
        let dear = Dear::default();
        let first = made(1, 1, 0.1);
        assert_eq!(found(&dear, &first), Ok(None), "the first begins it");
        assert_eq!(found(&dear, &first), Err("working"), "nobody works beside them");
        assert_eq!(found(&dear, &made(2, 1, 0.1)), Err("working"));
        let begun = Instant::now().checked_sub(Duration::from_hours(1)).unwrap_or_else(Instant::now);
        dear.keep(first.clone(), None, begun, Ok(7));
        assert_eq!(found(&dear, &first), Ok(Some(7)));
        assert_eq!(found(&dear, &made(2, 1, 0.1)), Ok(Some(7)), "the facts only grew: it rests");
        // Other settings are another question, and so is another fit.
        assert_eq!(found(&dear, &made(1, 1, 0.2)), Ok(None));
        assert_eq!(found(&dear, &first), Ok(Some(7)));
        dear.keep(made(1, 1, 0.2), None, Instant::now(), Ok(8));
        assert_eq!(found(&dear, &made(1, 2, 0.2)), Ok(None));
    }

    #[test]
    fn what_failed_is_told_once_and_then_begun_again() {
        let dear = Dear::<u32>::default();
        let of = made(1, 1, 0.1);
        assert_eq!(found(&dear, &of), Ok(None));
        dear.keep(of.clone(), None, Instant::now(), Err(Problem::failed("x")));
        assert_eq!(found(&dear, &of), Err("failed"));
        assert_eq!(found(&dear, &of), Ok(None));
    }
}
