//! What the comparison teaches, on made-up numbers that were found to fit what is stated of them.

use plan::strategy::{Outcome, Scenario, Word, file, run};

use crate::company::{EXPECTED, near};

fn scenarios() -> Vec<Scenario> {
    [
        include_str!("../../../../docs/strategy/scenarios/focused.toml"),
        include_str!("../../../../docs/strategy/scenarios/centric.toml"),
        include_str!("../../../../docs/strategy/scenarios/centric-eroded.toml"),
    ]
    .map(|text| file::read(text).unwrap())
    .into()
}

#[test]
fn centric_pays_if_the_cash_is_there_and_breadth_does_not_erode_service() {
    // The reference's illustrative 60 months at 12 %.
    let answer = run(&scenarios(), &EXPECTED).unwrap();
    let [focused, centric, eroded]: &[Outcome; 3] = answer.scenarios.as_slice().try_into().unwrap();
    near(centric.expected_npv / focused.expected_npv, 1.09, 0.02);
    near(centric.expected_peak_funding / focused.expected_peak_funding, 8.0, 0.8);
    let [early, late] = [focused, centric].map(|o| f64::from(o.payback_month.unwrap()));
    assert!(late / early > 2.0, "{late} months after {early}");
    near(eroded.expected_npv / focused.expected_npv, 0.60, 0.04);
}

#[test]
fn the_three_differ_only_in_what_is_said_of_them() {
    let [_, centric, eroded]: [Scenario; 3] = scenarios().try_into().unwrap();
    let changed: Vec<String> = centric
        .parameters()
        .zip(eroded.parameters())
        .filter(|((_, one), (_, other))| one.value != other.value)
        .map(|((key, _), _)| centric.name_of(key))
        .collect();
    assert_eq!(changed, ["solved", "retention_gain", "complaints_factor"]);
}

#[test]
fn whether_it_is_affordable_hangs_on_the_cash() {
    let word = |cash: f64| {
        let asked = plan::strategy::Asked { cash: Some(cash), draws: 300, ..EXPECTED };
        run(&scenarios(), &asked).unwrap().scenarios[1].verdict.word
    };
    assert_eq!(
        [400_000.0, 200_000.0, 100_000.0].map(word),
        [Word::Affordable, Word::AffordableWithMore, Word::NotAffordable]
    );
}
