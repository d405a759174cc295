//! Costs that a scenario expects and nobody put on record.

use plan::{
    propose::{Counted, Evidence, Lack, propose},
    retrospect::{Laid, lay},
    strategy::{Parameter, Quantity, Scenario},
};

use crate::counted::steady;

fn scenario() -> Scenario {
    propose(&Evidence::of(&steady(36))).unwrap().focused
}

fn adds_up(laid: &Laid) {
    let effects: f64 = laid.causes.iter().map(|c| c.effect).sum();
    assert!((effects + laid.rest - laid.difference).abs() < 1e-6, "{laid:?}");
    let last = laid.months.last().unwrap().cumulative;
    assert!((last.actual - last.expected - laid.difference).abs() < 1e-9);
    let months: f64 = laid.months.iter().map(|m| m.cash.actual - m.cash.expected).sum();
    assert!((months - laid.difference).abs() < 1e-6, "{months} is not {}", laid.difference);
}

/// The last months as they are, without some of their costs.
fn without(last: usize, forget: impl Fn(&mut plan::propose::MonthCounted)) -> Counted {
    let mut counted = steady(48);
    for (_, month) in counted.months.iter_mut().rev().take(last) {
        forget(month);
    }
    counted
}

#[test]
fn running_costs_that_nobody_put_on_record_are_not_money_made() {
    let laid = lay(&scenario(), &without(12, |m| m.operating = None)).unwrap();
    let [cost] = laid.unrecorded.as_slice() else { panic!("{:?}", laid.unrecorded) };
    assert_eq!((cost.name, cost.months), ("fixed_cost", 12));
    assert!((cost.expected - 12.0 * 2_000.0).abs() < 1e-6, "{cost:?}");
    // What is on record goes on as it was: 24,000 that are missing are not a difference.
    assert!(laid.difference.abs() < 1_000.0, "{}", laid.difference);
    assert_eq!((laid.cash.inside, laid.cash.months), (12, 12));
    assert!(laid.causes.iter().all(|c| c.name != "fixed_cost"));
    assert!(laid.missing.contains(&Lack::OperatingCosts));
    adds_up(&laid);
}

#[test]
fn only_the_months_without_a_record_are_left_out() {
    let laid = lay(&scenario(), &without(3, |m| m.operating = None)).unwrap();
    let [cost] = laid.unrecorded.as_slice() else { panic!("{:?}", laid.unrecorded) };
    assert_eq!((cost.name, cost.months), ("fixed_cost", 3));
    assert!((cost.expected - 3.0 * 2_000.0).abs() < 1e-6, "{cost:?}");
    assert!(laid.difference.abs() < 1_000.0, "{}", laid.difference);
    let [before, after] = [8, 9].map(|n| laid.months[n].cash.expected);
    assert!((after - before - 2_000.0).abs() < 400.0, "{before} then {after}");
    adds_up(&laid);
    // Dearer where it is on record: twice 2,000 in nine months.
    let mut dearer = without(3, |m| m.operating = None);
    for (_, month) in dearer.months.iter_mut().rev().take(12) {
        month.operating = month.operating.map(|cost| 2.0 * cost);
    }
    let laid = lay(&scenario(), &dearer).unwrap();
    assert_eq!(laid.causes[0].name, "fixed_cost");
    assert!((laid.causes[0].effect + 9.0 * 2_000.0).abs() < 1e-6, "{:?}", laid.causes[0]);
    adds_up(&laid);
}

#[test]
fn every_kind_of_cost_is_looked_for() {
    let once = Parameter::stated(5_000.0);
    let scenario = scenario().draft().with(Quantity::Setup, once).checked().unwrap();
    let nothing = without(12, |m| (m.operating, m.acquisition, m.service) = (None, None, None));
    let laid = lay(&scenario, &nothing).unwrap();
    let names: Vec<&str> = laid.unrecorded.iter().map(|cost| cost.name).collect();
    assert_eq!(names, ["acquisition_cost", "fixed_cost", "solution_cost", "setup"]);
    let setup = laid.unrecorded.iter().find(|cost| cost.name == "setup").unwrap();
    assert!((setup.expected - 5_000.0).abs() < 1e-6);
    assert!(laid.difference.abs() < 2_000.0, "{}", laid.difference);
    adds_up(&laid);
    assert!(lay(&self::scenario(), &steady(48)).unwrap().unrecorded.is_empty());
}
