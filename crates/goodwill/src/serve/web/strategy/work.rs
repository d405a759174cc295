//! Work on the strategy: what the folder was asked last, and what was worked out of it.

use std::sync::Arc;

use facts::Day;
use plan::{
    balance::{Balance, Evidence, WeighError},
    prices::{Customers, PriceError},
    retrospect::{CannotLay, Laid},
    strategy::{Answer, Scenario, StrategyError},
    suite,
    what_if::{self, WhatIfError},
};
use tokio::sync::Semaphore;

use super::{
    super::{Problem, Web},
    actual::Laying,
    balance::Weighing,
    facts::Looked,
    lived::Futures,
    patience::Patience,
    prices::{Priced, Pricing, Whom},
    remembered::{Question, Remembered},
    suite::Width,
    what_ifs::Changes,
};
use crate::folder::strategy::{balance::PriceGap, in_use::Proposed, signs, suite::Seen};

/// Answers that are remembered.
const REMEMBERED: usize = 16;
/// Answers that are remembered where each holds much of what the folder said.
const FEW: usize = 4;

/// What the history proposes, and the last day of the data it was proposed of.
pub(super) struct Dated {
    pub(super) proposed: Proposed,
    pub(super) as_of: Option<Day>,
}

/// Work on the strategy.
pub(in crate::serve::web) struct Work {
    /// What the history proposes.
    pub(super) proposals: Looked<(), Dated>,
    /// What the folder says of the suite.
    pub(super) suites: Looked<(), Seen>,
    /// What the folder says of where the company stands.
    pub(super) signs: Looked<(), signs::Known>,
    /// What the months say of spending in a company run like this, or what is missing.
    pub(super) spending: Looked<Option<Scenario>, Result<Arc<Evidence>, Vec<String>>>,
    /// How far competitors are below our prices.
    pub(super) gap: Looked<(), Option<PriceGap>>,
    /// The customers a price path would meet.
    pub(super) met: Looked<Whom, Result<Customers, PriceError>>,
    /// What becomes of scenarios.
    pub(super) futures: Remembered<Futures, Result<Arc<Answer>, StrategyError>>,
    /// How wide the suite should be.
    pub(super) widths: Remembered<Width, suite::Answer>,
    /// Spending on winning, keeping and winning back.
    pub(super) balances: Remembered<Weighing, Result<Balance, WeighError>>,
    /// What changes of the company are worth.
    pub(super) what_ifs: Remembered<Changes, Result<what_if::Answer, WhatIfError>>,
    /// Price paths.
    pub(super) prices: Remembered<Pricing, Priced>,
    /// Scenarios beside what happened.
    pub(super) laid: Remembered<Laying, Result<Laid, CannotLay>>,
}

impl Default for Work {
    fn default() -> Self {
        // What is worked out takes all cores: one at a time.
        let turns = Arc::new(Semaphore::new(1));
        Self {
            proposals: Looked::new(1),
            suites: Looked::new(1),
            signs: Looked::new(1),
            spending: Looked::new(1),
            gap: Looked::new(1),
            met: Looked::new(1),
            futures: Remembered::in_turn(REMEMBERED, &turns),
            widths: Remembered::in_turn(REMEMBERED, &turns),
            balances: Remembered::in_turn(REMEMBERED, &turns),
            what_ifs: Remembered::in_turn(REMEMBERED, &turns),
            prices: Remembered::in_turn(FEW, &turns),
            laid: Remembered::in_turn(FEW, &turns),
        }
    }
}

impl Web {
    /// What is worked out for a question; none where it is not there in time. `work` is blocking.
    ///
    /// # Errors
    ///
    /// If the work breaks off.
    pub(super) async fn worked_out<Q, T, W>(
        self: &Arc<Self>,
        memory: &Remembered<Q, T>,
        question: Q,
        patience: Patience,
        work: W,
    ) -> Result<Option<Arc<T>>, Problem>
    where
        Q: Question,
        T: Send + Sync + 'static,
        W: FnOnce(Q) -> T + Send + 'static,
    {
        let web = Arc::clone(self);
        let work = |question: Q| async move { web.blocking(move |_| Ok(work(question))).await };
        memory.answer(question, patience.for_work(), work).await
    }
}
