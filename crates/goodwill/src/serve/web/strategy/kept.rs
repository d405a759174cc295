//! The scenarios in use, as the pages and the API of the strategy need them.
//!
//! What the records keep is read each time: it is a few rows. What the history proposes is dear, so it
//! is worked out once for a state of the facts and the settings, by one thread at a time; whoever asks
//! meanwhile is told that it is being worked out, or gets what was proposed before.

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
};
use crate::folder::strategy::in_use::{InUse, OnRecord, Proposed, proposed};

/// How long a page waits for a proposal before it says that it is being worked out.
const A_MOMENT: Duration = Duration::from_secs(2);
/// How long the API waits for one.
const PATIENTLY: Duration = Duration::from_secs(30);
/// For so many times as long as the last proposal took, no other is begun for facts that only grew.
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

/// What a proposal was made of.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    /// The state of the facts.
    generation: i64,
    /// The fit; none before the first.
    fit: Option<i64>,
    /// Settings that a proposal rests on.
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
    /// Whether a proposal of `other` is good enough for a moment: only the facts have grown since.
    fn will_do_for(&self, other: &Self) -> bool {
        self.fit == other.fit && self.settings == other.settings
    }
}

/// A proposal and what it was made of.
#[derive(Clone)]
struct Known {
    made: Made,
    as_of: Option<Day>,
    proposed: Arc<Proposed>,
    /// When it was done, and how long it took.
    done: Instant,
    took: Duration,
}

impl Known {
    /// Whether another one should wait.
    fn rests(&self) -> bool {
        self.done.elapsed() < self.took.saturating_mul(REST)
    }
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// What is being worked out now.
    working: bool,
    /// Why the last work for this came to nothing, until somebody was told.
    failed: Option<(Made, Problem)>,
}

/// Work on the strategy.
pub(in crate::serve::web) struct Work {
    state: Mutex<State>,
    /// Told when a proposal is there, or has failed.
    done: Notify,
    /// What was asked last.
    pub(super) answers: Answers,
    /// Futures are lived by one request at a time: each takes all cores.
    pub(super) turn: Semaphore,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            done: Notify::new(),
            answers: Answers::default(),
            turn: Semaphore::new(1),
        }
    }
}

impl Work {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What somebody who asks for a proposal gets.
enum Found {
    /// It.
    Known(Known),
    /// It is being worked out by somebody.
    Working,
    /// Nobody works on it yet: it is theirs to begin.
    Begin,
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
        let known = self.proposed_within(patience).await?;
        let in_use = on_record.with(known.as_ref().map(|known| &*known.proposed));
        let as_of = known.as_ref().filter(|_| in_use.proposed).and_then(|known| known.as_of);
        Ok(Arc::new(Kept { in_use, working: known.is_none(), as_of }))
    }

    /// What the history proposes; none where it is not there in time.
    async fn proposed_within(self: &Arc<Self>, patience: Duration) -> Result<Option<Known>, Problem> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            let wanted = self.made_of().await?;
            // Enrolled before looking, so that no word of its end is missed.
            let done = self.strategy.done.notified();
            tokio::pin!(done);
            done.as_mut().enable();
            match self.look_for(&wanted.0)? {
                Found::Known(known) => return Ok(Some(known)),
                Found::Begin => self.begin(wanted),
                Found::Working => {}
            }
            if tokio::time::timeout_at(until, done).await.is_err() {
                let state = self.strategy.state();
                return Ok(state.known.clone());
            }
        }
    }

    /// What a proposal of now is made of, and the last day of its data.
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

    fn look_for(&self, wanted: &Made) -> Result<Found, Problem> {
        let mut state = self.strategy.state();
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

    /// Works a proposal out, whether or not whoever asked still waits.
    fn begin(self: &Arc<Self>, (made, as_of): (Made, Option<Day>)) {
        let web = Arc::clone(self);
        tokio::spawn(async move {
            let begun = Instant::now();
            let found = web.blocking(|web| Ok(proposed(&web.desk.folder)?)).await;
            let mut state = web.strategy.state();
            state.working = false;
            match found {
                Ok(proposed) => {
                    let (done, took) = (Instant::now(), begun.elapsed());
                    let proposed = Arc::new(proposed);
                    state.known = Some(Known { made, as_of, proposed, done, took });
                    state.failed = None;
                }
                Err(problem) => state.failed = Some((made, problem)),
            }
            drop(state);
            web.strategy.done.notify_waiters();
        });
    }
}
