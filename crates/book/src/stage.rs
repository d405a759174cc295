//! Where a relationship stands.
//!
//! Where the lifetime models apply, the probability that the customer still buys here decides who is
//! at risk and who is lost ([`Health`]); of the active, the number of orders tells new from growing
//! from established. Where they do not, the silence since the latest order is held against the
//! customer's own rhythm: up to three of the customer's mean gaps is active, up to six at risk. Who
//! has ordered once has no rhythm: half a year is new, a year at risk.
//!
//! Where it is wrong: it knows nothing of what a customer said, and the cuts are conventions.

use std::{fmt, str::FromStr};

use models::health::Health;
use serde::{Deserialize, Serialize};

/// Active customers are established from so many orders.
pub const ESTABLISHED_FROM_ORDERS: u32 = 5;

/// Mean gaps of silence up to which a customer is active, and up to which at risk.
const ACTIVE_GAPS: i64 = 3;
const AT_RISK_GAPS: i64 = 6;
/// Shortest mean gap: who buys daily is not at risk after three days.
const LEAST_GAP_DAYS: i64 = 7;
/// The same for who has ordered once.
const NEW_DAYS: i64 = 182;
const ONCE_AT_RISK_DAYS: i64 = 365;

/// Where a relationship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Known, and has not ordered yet.
    Prospect,
    /// One order, and not long enough ago to tell.
    New,
    /// Has come back and is active.
    Growing,
    /// Has come back often and is active.
    Established,
    /// Perhaps gone already.
    AtRisk,
    /// Most likely gone.
    Lost,
}

/// There is no such stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no stage: there are prospect, new, growing, established, at-risk and lost")]
pub struct UnknownStage(pub String);

impl Stage {
    /// All stages, as a relationship goes through them.
    pub const ALL: [Self; 6] =
        [Self::Prospect, Self::New, Self::Growing, Self::Established, Self::AtRisk, Self::Lost];

    /// The stage of a customer with these figures.
    #[must_use]
    pub fn of(orders: u32, alive: Option<f64>, first_day: i32, last_day: i32, as_of: i32) -> Self {
        if orders == 0 {
            return Self::Prospect;
        }
        let health = alive.map_or_else(|| by_rhythm(orders, first_day, last_day, as_of), Health::of);
        match health {
            Health::Lost => Self::Lost,
            Health::AtRisk => Self::AtRisk,
            Health::Active if orders == 1 => Self::New,
            Health::Active if orders < ESTABLISHED_FROM_ORDERS => Self::Growing,
            Health::Active => Self::Established,
        }
    }

    /// Its word: `at-risk`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::New => "new",
            Self::Growing => "growing",
            Self::Established => "established",
            Self::AtRisk => "at-risk",
            Self::Lost => "lost",
        }
    }

    /// Its place among [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

fn by_rhythm(orders: u32, first_day: i32, last_day: i32, as_of: i32) -> Health {
    let silent = i64::from(as_of) - i64::from(last_day);
    let (active, at_risk) = if orders > 1 {
        let gaps = i64::from(orders - 1);
        let gap = ((i64::from(last_day) - i64::from(first_day)) / gaps).max(LEAST_GAP_DAYS);
        (ACTIVE_GAPS * gap, AT_RISK_GAPS * gap)
    } else {
        (NEW_DAYS, ONCE_AT_RISK_DAYS)
    };
    if silent <= active {
        Health::Active
    } else if silent <= at_risk {
        Health::AtRisk
    } else {
        Health::Lost
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(text: &str) -> Result<Self, UnknownStage> {
        Self::ALL.into_iter().find(|stage| stage.name() == text).ok_or_else(|| UnknownStage(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;

    #[test]
    fn the_chance_to_be_there_decides_where_it_is_known() {
        let of = |orders, alive| Stage::of(orders, Some(alive), 0, 0, 10_000);
        assert_eq!(Stage::of(0, None, 0, 0, 0), Stage::Prospect);
        assert_eq!(
            [of(1, 0.7), of(2, 0.9), of(4, 0.9), of(5, 0.9), of(5, 0.69), of(50, 0.29)],
            [Stage::New, Stage::Growing, Stage::Growing, Stage::Established, Stage::AtRisk, Stage::Lost]
        );
    }

    #[test]
    fn silence_is_held_against_the_customers_own_rhythm() {
        let weekly = |silent| Stage::of(11, None, 0, 100, 100 + silent);
        assert_eq!([weekly(30), weekly(31), weekly(61)], [Stage::Established, Stage::AtRisk, Stage::Lost]);
        let once = |silent| Stage::of(1, None, 100, 100, 100 + silent);
        assert_eq!([once(182), once(183), once(366)], [Stage::New, Stage::AtRisk, Stage::Lost]);
        // A last order after the day looked from, and days at the ends of the calendar.
        assert_eq!(Stage::of(2, None, 0, 20, 10), Stage::Growing);
        assert_eq!(Stage::of(2, None, i32::MIN, i32::MAX, i32::MIN), Stage::Growing);
    }
}
