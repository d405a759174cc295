//! Companies for the tests.

use plan::strategy::{
    Asked, BaseAge, Draft, Parameter, Quantity, Scenario, Source, Stage, StageQuantity, Way, file,
};

/// A number that is known without doubt.
pub fn stated(x: f64) -> Parameter {
    Parameter::stated(x)
}

/// A number with its interval.
pub fn between(low: f64, x: f64, high: f64) -> Parameter {
    Parameter::known(x, low, high, Source::Measured, "counted")
}

/// Close enough.
#[track_caller]
pub fn near(found: f64, wanted: f64, by: f64) {
    assert!((found - wanted).abs() <= by, "{found} is not {wanted}");
}

/// The one-stage check of the reference, from its file.
pub fn check() -> Scenario {
    file::read(include_str!("../../../../docs/strategy/scenarios/check.toml")).unwrap()
}

/// Nothing drawn.
pub const EXPECTED: Asked = Asked { draws: 0, seed: 1, cash: None, credit: 0.0 };

/// A company of three stages with a base and doubts in most numbers.
pub fn typical(name: &str, way: Way) -> Scenario {
    let stage = |name: &str, until_age_months, margin: f64, retention: f64| Stage {
        name: name.into(),
        until_age_months,
        margin: between(margin * 0.9, margin, margin * 1.1),
        retention: between(retention - 0.01, retention, retention + 0.008),
        complaints: between(0.03, 0.05, 0.08),
    };
    Draft {
        horizon_months: 60,
        base: (0..48)
            .map(|age_months| BaseAge { age_months, customers: 30.0 + f64::from(age_months) })
            .collect(),
        stages: vec![
            stage("new", Some(3), 6.0, 0.90),
            stage("young", Some(24), 10.0, 0.95),
            stage("old", None, 12.0, 0.97),
        ],
        ..Draft::new(name, way)
    }
    .with(Quantity::Discount, stated(0.1))
    .with(Quantity::Adds, between(180.0, 200.0, 220.0))
    .with(Quantity::AcquisitionCost, between(50.0, 60.0, 75.0))
    .with(Quantity::WordOfMouth, between(0.001, 0.003, 0.005))
    .with(Quantity::ReferralCost, stated(4.0))
    .with(Quantity::FixedCost, between(14_000.0, 15_000.0, 17_000.0))
    .with(Quantity::Setup, stated(30_000.0))
    .with(Quantity::LeavingAfterComplaint, between(0.1, 0.2, 0.3))
    .with(Quantity::Solved, between(0.4, 0.5, 0.6))
    .with(Quantity::SolutionCost, between(6.0, 8.0, 10.0))
    .with(Quantity::MarketSwing, stated(0.08))
    .with(Quantity::MarketMemory, stated(0.6))
    .checked()
    .unwrap()
}

/// The same scenario with every doubt taken away.
pub fn certain(scenario: &Scenario) -> Scenario {
    let mut draft = scenario.draft();
    for number in &mut draft.whole {
        *number = stated(number.value);
    }
    for stage in &mut draft.stages {
        for quantity in StageQuantity::ALL {
            let value = stage.get(quantity).value;
            *stage.get_mut(quantity) = stated(value);
        }
    }
    draft.checked().unwrap()
}
