//! What conditions can be about, and what can be said of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Orders so far.
    Orders,
    /// Revenue so far.
    Spend,
    /// Margin so far.
    Margin,
    /// Expected value.
    Value,
    /// Value at risk.
    ValueAtRisk,
    /// Expected orders.
    ExpectedOrders,
    /// Probability that the customer still buys here, 0 to 1.
    Alive,
    /// Day of the first order.
    FirstOrder,
    /// Day of the latest order.
    LastOrder,
    /// Month of the first order.
    Cohort,
    /// Class by the probability to be active.
    Health,
    /// Where the relationship stands.
    Stage,
    /// Country.
    Country,
    /// State or region.
    Region,
    /// Language.
    Language,
    /// How the customer was won.
    Channel,
    /// The company's own segment.
    Segment,
}

/// What a field holds, and so what may be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A number from 0 to 1.
    Share,
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
    /// `active`, `at-risk` or `lost`.
    Health,
    /// One of the stages.
    Stage,
    /// A word of the company's own.
    Word,
}

/// What is said of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// It is this.
    Is,
    /// It is something else, or nothing is known.
    IsNot,
    /// It is this or more.
    AtLeast,
    /// It is this or less.
    AtMost,
    /// It is earlier.
    Before,
    /// It is later.
    After,
    /// At most so many days before the day of the book.
    WithinDays,
    /// Longer ago than so many days before the day of the book.
    NotWithinDays,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 17] = [
        Self::Orders,
        Self::Spend,
        Self::Margin,
        Self::Value,
        Self::ValueAtRisk,
        Self::ExpectedOrders,
        Self::Alive,
        Self::FirstOrder,
        Self::LastOrder,
        Self::Cohort,
        Self::Health,
        Self::Stage,
        Self::Country,
        Self::Region,
        Self::Language,
        Self::Channel,
        Self::Segment,
    ];

    /// Its word: `value-at-risk`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Spend => "spend",
            Self::Margin => "margin",
            Self::Value => "value",
            Self::ValueAtRisk => "value-at-risk",
            Self::ExpectedOrders => "expected-orders",
            Self::Alive => "alive",
            Self::FirstOrder => "first-order",
            Self::LastOrder => "last-order",
            Self::Cohort => "cohort",
            Self::Health => "health",
            Self::Stage => "stage",
            Self::Country => "country",
            Self::Region => "region",
            Self::Language => "language",
            Self::Channel => "channel",
            Self::Segment => "segment",
        }
    }

    /// What it holds.
    #[must_use]
    pub const fn holds(self) -> Holds {
        match self {
            Self::Orders => Holds::Whole,
            Self::Spend | Self::Margin | Self::Value | Self::ValueAtRisk | Self::ExpectedOrders => {
                Holds::Number
            }
            Self::Alive => Holds::Share,
            Self::FirstOrder | Self::LastOrder => Holds::Day,
            Self::Cohort => Holds::Month,
            Self::Health => Holds::Health,
            Self::Stage => Holds::Stage,
            Self::Country | Self::Region | Self::Language | Self::Channel | Self::Segment => Holds::Word,
        }
    }

    /// What may be said of it.
    #[must_use]
    pub const fn operators(self) -> &'static [Operator] {
        match self.holds() {
            Holds::Whole => &[Operator::Is, Operator::IsNot, Operator::AtLeast, Operator::AtMost],
            Holds::Number | Holds::Share => &[Operator::AtLeast, Operator::AtMost],
            Holds::Day => &[
                Operator::Is,
                Operator::Before,
                Operator::After,
                Operator::WithinDays,
                Operator::NotWithinDays,
            ],
            Holds::Month => &[Operator::Is, Operator::IsNot, Operator::Before, Operator::After],
            Holds::Health | Holds::Stage | Holds::Word => &[Operator::Is, Operator::IsNot],
        }
    }

    /// The field of that word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl Operator {
    /// All operators.
    pub const ALL: [Self; 8] = [
        Self::Is,
        Self::IsNot,
        Self::AtLeast,
        Self::AtMost,
        Self::Before,
        Self::After,
        Self::WithinDays,
        Self::NotWithinDays,
    ];

    /// Its word: `at-least`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is-not",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Before => "before",
            Self::After => "after",
            Self::WithinDays => "within-days",
            Self::NotWithinDays => "not-within-days",
        }
    }

    /// The operator of that word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name() == name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
