//! The core as the suite grew: launches, complaints, lateness, first responses; the desk; the groups.

mod asked;
mod core;
mod desk;
mod groups;

use facts::Currency;
use plan::{
    strategy::Scenario,
    suite::{
        Answer, Record,
        guard::{self, Guard},
        mechanism::{Evidence, Mechanism, Stated},
        spillover::{NotIdentifiable, Spillover, spillover},
        width::{self, CannotSay},
    },
};

use self::asked::Asked;
use super::super::{Folder, FolderError};

/// What the folder says of the suite.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    /// The money that sums are in; none where orders name none.
    pub(crate) currency: Option<Currency>,
    /// Whether the core holds.
    pub(crate) guard: Guard,
    /// What the mechanism is known from.
    pub(crate) evidence: Evidence,
    /// What launches did, told from groups.
    pub(crate) spillover: Result<Spillover, NotIdentifiable>,
}

/// Seed of what is drawn: the same folder gives the same answer.
const SEED: u64 = 1;

/// Looks whether the core holds, and nothing else. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn guarded(folder: &Folder) -> Result<Guard, FolderError> {
    let (record, _) = record(&Asked::new(folder)?)?;
    Ok(guard::guard(&record))
}

/// Looks at everything. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn seen(folder: &Folder) -> Result<Seen, FolderError> {
    let asked = Asked::new(folder)?;
    let (record, beyond) = record(&asked)?;
    let guard = guard::guard(&record);
    let Some(last) = record.last else {
        let spillover = Err(NotIdentifiable::NoLaunch);
        return Ok(Seen { currency: None, guard, evidence: Evidence::default(), spillover });
    };
    let currency = asked.currency()?;
    let evidence = desk::evidence(&asked, &record, &beyond, last, currency)?;
    let spillover = if record.launches.is_empty() {
        Err(NotIdentifiable::NoLaunch)
    } else {
        spillover(&groups::groups(&asked, &beyond, last)?, SEED)
    };
    Ok(Seen { currency, guard, evidence, spillover })
}

fn record(asked: &Asked<'_>) -> Result<(Record, core::Beyond), FolderError> {
    let beyond = core::Beyond::of(asked)?;
    Ok((core::record(asked, &beyond)?, beyond))
}

impl Seen {
    /// The whole answer, with what the next lines would bring to a company that lives by a scenario.
    pub(crate) fn answer(&self, scenario: Option<&Scenario>, stated: &Stated, lines: u32) -> Answer {
        let asked = width::Asked { lines, seed: SEED, ..width::Asked::default() };
        let width = scenario.ok_or(CannotSay::NoScenario).and_then(|scenario| {
            width::width(scenario, &Mechanism::of(&self.evidence, stated, scenario), asked)
        });
        Answer {
            currency: scenario.and_then(Scenario::currency).or(self.currency),
            guard: self.guard.clone(),
            width,
            spillover: self.spillover,
        }
    }
}
