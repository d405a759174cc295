//! The recursion against the figures worked out beside it.

use plan::strategy::{
    Draft, Parameter, Quantity, Scenario, Stage, Way, file,
    recursion::{Rates, by_cohort, expected},
};

fn check(horizon_months: u32) -> Scenario {
    let stated = Parameter::stated;
    let draft = Draft {
        horizon_months,
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: stated(10.0),
            retention: stated(0.95),
            complaints: stated(0.05),
        }],
        ..Draft::new("check", Way::Focused)
    };
    draft
        .with(Quantity::Discount, stated(0.12))
        .with(Quantity::Adds, stated(300.0))
        .with(Quantity::AcquisitionCost, stated(50.0))
        .with(Quantity::WordOfMouth, stated(0.003))
        .with(Quantity::ReferralCost, stated(4.0))
        .with(Quantity::FixedCost, stated(2_000.0))
        .with(Quantity::Setup, stated(10_000.0))
        .with(Quantity::LeavingAfterComplaint, stated(0.2))
        .with(Quantity::Solved, stated(0.5))
        .with(Quantity::SolutionCost, stated(8.0))
        .checked()
        .unwrap()
}

fn near(found: f64, wanted: f64, by: f64) {
    assert!((found - wanted).abs() <= by, "{found} is not {wanted}");
}

#[test]
fn the_one_stage_check_has_its_figures() {
    let scenario = check(60);
    let months = expected(&scenario, &Rates::of(&scenario));
    let npv: f64 = months.iter().map(|m| m.discounted).sum();
    near(npv, 767_461.50, 0.005);
    let trough = months.iter().map(|m| m.cumulative).fold(0.0, f64::min);
    near(-trough, 77_317.21, 0.005);
    let month = months.iter().position(|m| m.cumulative == trough).unwrap() + 1;
    assert_eq!(month, 8);
    let back = months.iter().skip(month).position(|m| m.cumulative >= 0.0).unwrap() + month + 1;
    assert_eq!(back, 18);
    near(months[59].cumulative, 1_141_784.11, 0.005);
    near(months[59].customers, 5_535.013_9, 0.00005);
    let short = check(24);
    let npv: f64 = expected(&short, &Rates::of(&short)).iter().map(|m| m.discounted).sum();
    near(npv, 81_961.16, 0.005);
}

#[test]
fn cash_adds_up_to_the_cent_across_cohorts() {
    let scenario = check(60);
    let (months, cohorts) = by_cohort(&scenario, &Rates::of(&scenario));
    let of_cohorts: f64 = cohorts.iter().map(|c| c.paid - c.acquisition - c.referral).sum();
    let fixed: f64 = months.iter().map(|m| m.fixed + m.setup).sum();
    near(of_cohorts - fixed, months.last().unwrap().cumulative, 0.005);
}

#[test]
fn a_scenario_written_and_read_is_the_same() {
    let scenario = check(60);
    assert_eq!(file::read(&file::write(&scenario)).unwrap(), {
        // A plain number carries no word on where it comes from, before and after.
        scenario
    });
}
