//! One sign: a number, two limits, and what it points to.

use serde::Serialize;

use crate::propose::{Lack, Measured};

/// Which sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignKind {
    /// Share of spending on customers that falls after the first sale.
    SpendingAfterSale,
    /// Share of contacts that the company begins.
    ContactsBegun,
    /// Product lines a customer has bought of.
    LinesPerCustomer,
    /// Share of margin from customers older than a year.
    MarginOfOldCustomers,
    /// What winning a customer costs, over the margin of the first order.
    CostOverFirstOrder,
    /// Months until a customer has paid back what winning one costs.
    PaybackMonth,
    /// Share of gestures that no complaint asked for.
    GesturesUnasked,
    /// Share of complaints solved within three days.
    SolvedFast,
    /// Product lines launched in the last 24 months.
    LinesLaunched,
    /// Share of what customers of today will bring in five years that comes after the first year.
    ValueBeyondYear,
}

/// In what a sign is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share of a whole.
    Share,
    /// A plain number.
    Number,
    /// Times something.
    Times,
    /// Months.
    Months,
}

/// What a sign points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// To customer-focused.
    Focused,
    /// To customer-centric.
    Centric,
    /// Between, or too uncertain to say.
    Between,
    /// Nothing is known.
    NotKnown,
}

/// Where a sign begins to point to a way: conventions of this program.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// At this number it begins to point to customer-focused; none where no number does.
    pub focused: Option<f64>,
    /// At this number it begins to point to customer-centric; none where no number does.
    pub centric: Option<f64>,
    /// Where the drawing ends on the focused side.
    pub from: f64,
    /// Where the drawing ends on the centric side.
    pub to: f64,
}

impl SignKind {
    /// All ten, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::SpendingAfterSale,
        Self::ContactsBegun,
        Self::LinesPerCustomer,
        Self::MarginOfOldCustomers,
        Self::CostOverFirstOrder,
        Self::PaybackMonth,
        Self::GesturesUnasked,
        Self::SolvedFast,
        Self::LinesLaunched,
        Self::ValueBeyondYear,
    ];

    /// Its name in answers and texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SpendingAfterSale => "spending_after_sale",
            Self::ContactsBegun => "contacts_begun",
            Self::LinesPerCustomer => "lines_per_customer",
            Self::MarginOfOldCustomers => "margin_of_old_customers",
            Self::CostOverFirstOrder => "cost_over_first_order",
            Self::PaybackMonth => "payback_month",
            Self::GesturesUnasked => "gestures_unasked",
            Self::SolvedFast => "solved_fast",
            Self::LinesLaunched => "lines_launched",
            Self::ValueBeyondYear => "value_beyond_year",
        }
    }

    /// In what it is counted.
    pub const fn unit(self) -> Unit {
        match self {
            Self::LinesPerCustomer | Self::LinesLaunched => Unit::Number,
            Self::CostOverFirstOrder => Unit::Times,
            Self::PaybackMonth => Unit::Months,
            _ => Unit::Share,
        }
    }

    /// Where it begins to point to a way.
    pub const fn limits(self) -> Limits {
        let (focused, centric, from, to) = match self {
            Self::SpendingAfterSale | Self::GesturesUnasked => (0.2, 0.5, 0.0, 1.0),
            Self::ContactsBegun => (0.3, 0.6, 0.0, 1.0),
            Self::LinesPerCustomer => (1.25, 2.0, 1.0, 4.0),
            Self::MarginOfOldCustomers | Self::ValueBeyondYear => (0.25, 0.5, 0.0, 1.0),
            Self::CostOverFirstOrder => (0.5, 1.0, 0.0, 2.0),
            Self::PaybackMonth => (3.0, 9.0, 0.0, 24.0),
            // Solving fast is the strength of the reactive way; solving slowly is nobody's.
            Self::SolvedFast => return Limits { focused: Some(0.7), centric: None, from: 1.0, to: 0.0 },
            Self::LinesLaunched => (0.0, 2.0, 0.0, 5.0),
        };
        Limits { focused: Some(focused), centric: Some(centric), from, to }
    }

    /// What would make it known.
    pub const fn lack(self) -> Lack {
        match self {
            Self::SpendingAfterSale => Lack::ServiceCosts,
            Self::ContactsBegun => Lack::Contacts,
            Self::LinesPerCustomer => Lack::ProductLines,
            Self::MarginOfOldCustomers | Self::ValueBeyondYear => Lack::Valuation,
            Self::CostOverFirstOrder | Self::PaybackMonth => Lack::AcquisitionCosts,
            Self::GesturesUnasked => Lack::Gestures,
            Self::SolvedFast => Lack::Solved,
            Self::LinesLaunched => Lack::Launches,
        }
    }
}

/// One sign.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sign {
    /// Which.
    pub kind: SignKind,
    /// In what it is counted.
    pub unit: Unit,
    /// The number, its interval and what it was counted from; none where nothing is known.
    pub measured: Option<Measured>,
    /// What it points to.
    pub reading: Reading,
    /// Where it begins to point to a way.
    pub limits: Limits,
    /// What would make it known, where it is not.
    pub missing: Option<Lack>,
}

impl Sign {
    /// The sign with what was counted of it.
    pub fn of(kind: SignKind, measured: Option<Measured>) -> Self {
        let limits = kind.limits();
        let reading = measured.as_ref().map_or(Reading::NotKnown, |m| read(&limits, m));
        let missing = measured.is_none().then_some(kind.lack());
        Self { kind, unit: kind.unit(), measured, reading, limits, missing }
    }

    /// Where a number lies in the drawing: 0 is wholly customer-focused, 1 wholly customer-centric.
    pub fn place(&self, x: f64) -> f64 {
        let Limits { from, to, .. } = self.limits;
        ((x - from) / (to - from)).clamp(0.0, 1.0)
    }
}

fn read(limits: &Limits, measured: &Measured) -> Reading {
    let rises = limits.to > limits.from;
    // Beyond a limit with all of its interval.
    let below = |limit: f64| if rises { measured.high <= limit } else { measured.low >= limit };
    let above = |limit: f64| if rises { measured.low >= limit } else { measured.high <= limit };
    if limits.focused.is_some_and(below) {
        Reading::Focused
    } else if limits.centric.is_some_and(above) {
        Reading::Centric
    } else {
        Reading::Between
    }
}
