//! The health of the base: who is active, at risk, lost, and what each is worth.
//!
//! **Value at risk** of a customer is what is missing from the expected value because the customer
//! may have left already: value if surely active, less expected value, `V / P - V`. It is counted
//! for customers who are active or at risk. What is missing at the lost is the *value lost*: it is
//! shown apart, since it is mostly gone and would otherwise drown what can still be kept.

use serde::Serialize;

/// P(active) from which a customer counts as active.
pub const ACTIVE_FROM: f64 = 0.7;
/// P(active) from which a customer counts as at risk; below, as lost.
pub const AT_RISK_FROM: f64 = 0.3;

/// The class of a customer by P(active).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// P(active) at least [`ACTIVE_FROM`].
    Active,
    /// Between the two.
    AtRisk,
    /// P(active) below [`AT_RISK_FROM`].
    Lost,
}

impl Health {
    /// All classes, best first; a class's place is its group number.
    pub const ALL: [Self; 3] = [Self::Active, Self::AtRisk, Self::Lost];

    /// The class of a customer.
    #[must_use]
    pub fn of(alive: f64) -> Self {
        if alive >= ACTIVE_FROM {
            Self::Active
        } else if alive >= AT_RISK_FROM {
            Self::AtRisk
        } else {
            Self::Lost
        }
    }

    /// Group number: 0 active, 1 at risk, 2 lost.
    #[must_use]
    pub const fn index(self) -> u32 {
        self as u32
    }

    /// `active`, `at-risk` or `lost`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::AtRisk => "at-risk",
            Self::Lost => "lost",
        }
    }
}

/// What is missing from the expected `value` because the customer may have left: `V / P - V`;
/// 0 for P(active) = 0, where nothing can be told of a customer who is not there.
#[must_use]
pub fn missing_value(alive: f64, value: f64) -> f64 {
    if alive > 0.0 && alive < 1.0 && (value / alive).is_finite() { value / alive - value } else { 0.0 }
}

/// [`missing_value`] of a customer who is not lost; 0 for one who is.
#[must_use]
pub fn value_at_risk(alive: f64, value: f64) -> f64 {
    if Health::of(alive) == Health::Lost { 0.0 } else { missing_value(alive, value) }
}

/// One class of the base.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HealthClass {
    /// Which.
    pub health: Health,
    /// Customers in it.
    pub customers: usize,
    /// Expected number of active ones among them.
    pub active: f64,
    /// Their expected value.
    pub value: f64,
    /// Value that is missing because they may have left: at risk, or lost.
    pub missing: f64,
}

/// Divides the base; `customers` are (P(active), expected value).
#[must_use]
pub fn health(customers: impl IntoIterator<Item = (f64, f64)>) -> [HealthClass; 3] {
    let mut classes =
        Health::ALL.map(|health| HealthClass { health, customers: 0, active: 0.0, value: 0.0, missing: 0.0 });
    for (alive, value) in customers {
        let class = &mut classes[Health::of(alive).index() as usize];
        class.customers += 1;
        class.active += alive;
        class.value += value;
        class.missing += missing_value(alive, value);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_divided_at_the_cuts() {
        let found = health([(1.0, 100.0), (0.7, 70.0), (0.5, 40.0), (0.3, 3.0), (0.1, 10.0), (0.0, 0.0)]);
        assert_eq!(found.map(|c| c.customers), [2, 2, 2]);
        assert!((found[0].missing - 30.0).abs() < 1e-12);
        assert!((found[1].missing - 47.0).abs() < 1e-12);
        assert!((found[2].missing - 90.0).abs() < 1e-12);
        assert_eq!(value_at_risk(0.1, 10.0), 0.0);
        assert!((value_at_risk(0.5, 40.0) - 40.0).abs() < 1e-12);
        assert_eq!(missing_value(0.0, 0.0), 0.0);
    }
}
