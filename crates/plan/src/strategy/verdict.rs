//! Whether a way can be afforded, in one word.
//!
//! 1. Nobody said how much cash there is, fewer than 100 futures were drawn, or a number on which everything
//!    hangs is a guess of the program: these data cannot say, and what is missing is listed. The expected
//!    months alone tell whether cash lasts if all goes as expected, and by how much not; of the risk, nothing.
//! 2. It does not pay within the horizon (mean NPV not above 0): not affordable, however much there is.
//! 3. Cash and credit last in at least 95 % of the futures: affordable.
//! 4. They do not, but twice of them would: affordable with the difference more.
//! 5. Else not affordable: whoever has to bring more than there is starts another company.
//!
//! Everything hangs on margin, retention and complaints of the stages, on how many customers are won
//! and at what cost (where more than a tenth more than were seen are to be won, on how many the market gives, too), on
//! what is spent at the start, and on the fixed costs. Discount, word of mouth and the promises of a way
//! (what it prevents, what it gains) are shown with their source but do not keep the verdict back: a
//! plan is always partly a promise, and the tornado shows what hangs on it.
//!
//! Where it is wrong: customers of the end are worth nothing here, so a horizon shorter than the
//! payback condemns every way; 95 % is a convention.

use super::{Key, Missing, Quantity, Scenario, StageQuantity, Verdict, Word};

/// Share of futures in which it may run out.
pub(super) const RUNS_OUT: f64 = 0.05;
/// From so many times the volume that was seen on, the market's answer to more decides.
const MANY_MORE: f64 = 1.1;

/// What of the outcome the verdict is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Findings {
    /// Whether enough futures were drawn to tell shares of them.
    pub enough: bool,
    pub mean_npv: f64,
    /// What must be there for 95 % of the futures, or for the expected months; none where that is unknown.
    pub needed: Option<f64>,
    pub ruin: Option<f64>,
    pub reserve: Option<f64>,
}

pub(super) fn of(scenario: &Scenario, found: Findings) -> Verdict {
    let more =
        found.reserve.zip(found.needed).map(|(there, needed)| needed - there).filter(|more| *more > 0.0);
    let mut missing: Vec<Missing> = Vec::new();
    if found.reserve.is_none() {
        missing.push(Missing::Cash);
    }
    if !found.enough {
        missing.push(Missing::Futures);
    }
    missing.extend(
        scenario
            .parameters()
            .filter(|(key, parameter)| parameter.guess && is_essential(scenario, *key))
            .map(|(key, _)| Missing::Guess(scenario.name_of(key))),
    );
    let word = match (found.ruin, found.reserve) {
        (Some(ruin), Some(reserve)) if missing.is_empty() => {
            if found.mean_npv <= 0.0 {
                Word::NotAffordable
            } else if ruin <= RUNS_OUT {
                Word::Affordable
            } else if more.is_none_or(|more| more <= reserve) {
                Word::AffordableWithMore
            } else {
                Word::NotAffordable
            }
        }
        _ => Word::NotDecidable,
    };
    Verdict { word, more, missing }
}

fn is_essential(scenario: &Scenario, key: Key) -> bool {
    match key {
        Key::Whole(Quantity::AcquisitionCost) => scenario.get(Quantity::Adds).high > 0.0,
        Key::Whole(Quantity::AcquisitionCeiling) => {
            let today = scenario.get(Quantity::AddsToday).value;
            today > 0.0 && scenario.get(Quantity::Adds).value > MANY_MORE * today
        }
        Key::Whole(quantity) => matches!(quantity, Quantity::Adds | Quantity::Setup | Quantity::FixedCost),
        Key::Stage(StageQuantity::Margin | StageQuantity::Retention | StageQuantity::Complaints, _)
        | Key::Stages(_) => true,
    }
}
