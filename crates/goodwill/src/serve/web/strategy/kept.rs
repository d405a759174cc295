//! The scenarios in use, as the pages and the API of the strategy need them.
//!
//! What the records keep is read each time: it is a few rows. What the history proposes is dear, and is
//! remembered for a state of the facts and the settings.

use std::sync::Arc;

use facts::{Currency, Day};
use plan::strategy::{Scenario, Way};

use super::{
    super::{Problem, Web},
    patience::{Patience, in_time},
    work::Dated,
};
use crate::folder::strategy::in_use::{InUse, OnRecord, proposed};

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

impl Web {
    /// The scenarios in use, for a page: where a proposal takes longer than a moment, without it.
    ///
    /// # Errors
    ///
    /// If the records or the history cannot be read.
    pub(super) async fn strategy(self: &Arc<Self>, patience: Patience) -> Result<Arc<Kept>, Problem> {
        let records = self.desk.folder.records();
        let on_record = OnRecord::read(records.scenarios().await?, records.means().await?)?;
        if on_record.is_whole() {
            return Ok(Arc::new(Kept { in_use: on_record.with(None), working: false, as_of: None }));
        }
        let proposals = &self.strategy.proposals;
        let found = self.looked(proposals, (), patience, |folder, (), as_of| {
            Ok(Dated { as_of, proposed: proposed(folder)? })
        });
        // A proposal of before is better than none.
        let found = found.await?.or_else(|| proposals.last());
        let in_use = on_record.with(found.as_ref().map(|found| &found.proposed));
        let as_of = found.as_ref().filter(|_| in_use.proposed).and_then(|found| found.as_of);
        Ok(Arc::new(Kept { in_use, working: found.is_none(), as_of }))
    }

    /// The scenarios in use, for a program: it waits for a proposal.
    ///
    /// # Errors
    ///
    /// If the records or the history cannot be read, or a proposal takes too long.
    pub(super) async fn strategy_now(self: &Arc<Self>) -> Result<Arc<Kept>, Problem> {
        let kept = self.strategy(Patience::Program).await?;
        in_time((!kept.working).then_some(kept), "the scenarios are being worked out")
    }
}
