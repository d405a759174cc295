//! What a company's own history says, as numbers with intervals.

use facts::{Currency, Month};
use serde::Serialize;

use super::{Counted, Lack, Measured};
use crate::strategy::{BaseAge, Observed};

/// Stages of a relation: name, and the age in months at which it ends. The month of joining stands alone:
/// whoever joins in it pays and complains from the next month on, as the months of a scenario go.
pub const STAGES: [(&str, Option<u32>); 6] = [
    ("joining", Some(1)),
    ("new", Some(2)),
    ("growing", Some(6)),
    ("settled", Some(12)),
    ("loyal", Some(24)),
    ("lasting", None),
];

/// What was seen of one stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageEvidence {
    /// Its name.
    pub name: &'static str,
    /// It holds customers below this age in months; none: without end.
    pub until_age_months: Option<u32>,
    /// Margin of a present customer a month, complaints not taken off.
    pub margin: Measured,
    /// Share of present customers who are there a month later, whatever made the others leave.
    pub staying: Measured,
    /// Complaints of a present customer a month; none where none are on record.
    pub complaints: Option<Measured>,
}

/// What owners of several product lines bring beyond owners of one, at equal age.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossSell {
    /// Share of customers who own several.
    pub several: Measured,
    /// Their margin of the last year, over that of owners of one line, less 1.
    pub extra: Measured,
}

/// What a company's own history says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// In what money.
    pub currency: Option<Currency>,
    /// The last month that is over.
    pub last_month: Option<Month>,
    /// Months ahead the company looks.
    pub horizon_months: u32,
    /// Discount a year.
    pub discount: f64,
    /// Whether the company said so itself.
    pub discount_said: bool,
    /// Whether what is kept of revenue is known at all.
    pub margin_known: bool,
    /// How the fit of the model of who stays ended, where it did not settle; none where it did, or where
    /// contracts count who stays.
    pub fit_ended: Option<String>,
    /// Customers with an order.
    pub customers: u64,
    /// Customers expected to be there, by age.
    pub base: Vec<BaseAge>,
    /// Stages; empty where they could not be counted.
    pub stages: Vec<StageEvidence>,
    /// Customers won a month, beside word of mouth.
    pub adds: Option<Measured>,
    /// What one of them costs.
    pub acquisition_cost: Option<Measured>,
    /// Customers won a month in the months that cost was taken from.
    pub cost_volume: Option<f64>,
    /// Most customers a month the market gives, whatever is spent.
    pub ceiling: Option<Measured>,
    /// Customers brought by each present customer a month.
    pub word_of_mouth: Option<Measured>,
    /// Cost of one of them.
    pub referral_cost: Option<Measured>,
    /// Costs a month that no customer changes; with what service costs where no complaint can be laid
    /// against it.
    pub fixed_cost: Option<Measured>,
    /// What service costs a month, where no complaint can be laid against it.
    pub service_cost: Option<Measured>,
    /// Complaints of a present customer a month, over all stages; those of the month of joining included.
    pub complaints: Option<Measured>,
    /// Share of complaints solved within three days.
    pub solved: Option<Measured>,
    /// Extra chance to leave after a complaint that was solved late or not at all.
    pub leaving_after_complaint: Option<Measured>,
    /// Cost of one complaint.
    pub solution_cost: Option<Measured>,
    /// Owners of several product lines against owners of one.
    pub cross_sell: Option<CrossSell>,
    /// How far the market swings.
    pub market_swing: Option<Measured>,
    /// How much of a month's swing is left in the next.
    pub market_memory: Option<Measured>,
    /// Margin of the first order.
    pub first_margin: Option<Measured>,
    /// Spent on winning customers in a usual month.
    pub acquisition_spending: Option<Measured>,
    /// The history that was read.
    pub observed: Option<Observed>,
    /// What is missing.
    pub missing: Vec<Lack>,
}

impl Evidence {
    /// Of what was counted.
    pub fn of(counted: &Counted) -> Self {
        super::estimate::evidence(counted)
    }

    /// Nothing but what is missing.
    pub fn none(missing: Vec<Lack>) -> Self {
        Self {
            currency: None,
            last_month: None,
            horizon_months: 36,
            discount: 0.1,
            discount_said: false,
            margin_known: false,
            fit_ended: None,
            customers: 0,
            base: Vec::new(),
            stages: Vec::new(),
            adds: None,
            acquisition_cost: None,
            cost_volume: None,
            ceiling: None,
            word_of_mouth: None,
            referral_cost: None,
            fixed_cost: None,
            service_cost: None,
            complaints: None,
            solved: None,
            leaving_after_complaint: None,
            solution_cost: None,
            cross_sell: None,
            market_swing: None,
            market_memory: None,
            first_margin: None,
            acquisition_spending: None,
            observed: None,
            missing,
        }
    }

    /// What to say instead of a lack where something is there and could not be counted.
    pub(crate) fn instead_of(&self, lack: Lack) -> Option<Lack> {
        super::lack::instead_of(&self.missing, lack)
    }

    /// Customers expected to be there now.
    pub fn present(&self) -> f64 {
        self.base.iter().map(|b| b.customers).sum()
    }
}
