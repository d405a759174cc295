//! Evidence of counts, and scenarios of evidence.

use plan::{
    propose::{Evidence, Lack, OtherMoney, Staying, ceiling, propose},
    spectrum::{SignKind, SignsCounted, spectrum},
    strategy::{Quantity, Source, recursion::Rates},
};
use proptest::prelude::*;

use crate::counted::{TRUTH, stage, steady};

#[test]
fn the_rates_of_a_known_company_come_back() {
    let evidence = Evidence::of(&steady(40));
    let joining = &evidence.stages[0];
    assert_eq!((joining.margin.value, joining.complaints.as_ref().unwrap().value), (0.0, 0.0));
    for (found, (margin, staying)) in evidence.stages.iter().zip(TRUTH.margin.iter().zip(TRUTH.staying)) {
        assert!((found.staying.value - staying).abs() < 1e-9, "{found:?}");
        assert!(found.margin.low <= found.margin.value && found.margin.value <= found.margin.high);
        let complaints = found.complaints.as_ref().unwrap().value;
        match found.name {
            "joining" => {}
            // Those who just joined pay and complain in the month after, as far as they are still there.
            "new" => {
                let first = TRUTH.first_margin / TRUTH.staying[0];
                assert!((found.margin.value - first - margin).abs() < 1e-9, "{found:?}");
                let first = TRUTH.first_complaints / TRUTH.staying[0];
                assert!((complaints - first - TRUTH.complaints).abs() < 1e-9, "{found:?}");
            }
            _ => {
                assert!((found.margin.value - margin).abs() < 1e-9, "{found:?}");
                assert!((complaints - TRUTH.complaints).abs() < 1e-9, "{found:?}");
            }
        }
    }
    assert_eq!(evidence.acquisition_cost.as_ref().unwrap().value, TRUTH.cost_each);
    assert_eq!(evidence.fixed_cost.as_ref().unwrap().value, TRUTH.running);
    assert!((evidence.solution_cost.as_ref().unwrap().value - TRUTH.solution).abs() < 1e-9);
    assert_eq!(evidence.adds.as_ref().unwrap().value, TRUTH.joined);
    // 40 % against 20 % did not come back: a quarter fewer of those who would have.
    assert!((evidence.leaving_after_complaint.as_ref().unwrap().value - 0.25).abs() < 1e-9);
    assert_eq!(evidence.solved.as_ref().unwrap().value, 0.5);
    let cross = evidence.cross_sell.unwrap();
    assert!((cross.extra.value - 0.4).abs() < 1e-9 && (cross.several.value - 1.0 / 3.0).abs() < 1e-9);
}

#[test]
fn the_recursion_lived_over_the_past_gives_the_money_of_the_past() {
    let counted = steady(40);
    let past: f64 = counted.months.iter().map(|(_, m)| m.margin).sum();
    let scenario = propose(&Evidence::of(&counted)).unwrap().focused;
    // Complaints cost money of their own, which the margin of orders does not know.
    let margin = |age: u32| scenario.stages()[stage(age)].margin.value;
    let rates = Rates::of(&scenario);
    let lived: f64 = counted
        .months
        .iter()
        .enumerate()
        .map(|(cohort, (_, m))| {
            let seen = (counted.months.len() - cohort) as u32;
            (1..seen).map(|age| m.joined * rates.stayed(age) * margin(age)).sum::<f64>()
        })
        .sum();
    // The last month's newcomers pay their first order a month later.
    let late = counted.months.last().unwrap().1.joined * TRUTH.first_margin;
    assert!(((lived + late) / past - 1.0).abs() < 0.02, "{lived} + {late} against {past}");
}

#[test]
fn who_leaves_over_complaints_leaves_once() {
    let evidence = Evidence::of(&steady(40));
    let both = propose(&evidence).unwrap();
    let (focused, centric) = (Rates::of(&both.focused), Rates::of(&both.centric));
    for (stage, seen) in focused.staying.iter().zip(&evidence.stages) {
        assert!((stage - seen.staying.value).abs() < 1e-12, "the company as it runs stays as it was seen to");
    }
    assert!(focused.stayed(12) < centric.stayed(12), "prevented complaints make nobody leave");
}

#[test]
fn levers_are_assumed_and_say_why_and_the_rest_is_the_companys_own() {
    let both = propose(&Evidence::of(&steady(40))).unwrap();
    for quantity in Quantity::ALL {
        let (focused, centric) = (both.focused.get(quantity), both.centric.get(quantity));
        if focused.value != centric.value {
            assert_eq!(centric.source, Source::Assumed, "{quantity}");
            assert!(!centric.reason.is_empty() && !centric.guess, "{quantity}");
            assert!(centric.low < centric.high, "{quantity} is a judgement and has a range");
        }
    }
    let gain = both.centric.get(Quantity::MarginGain);
    assert_eq!(gain.low, 0.0, "owners of several lines may be other customers, no more");
    assert!(gain.value > 0.0 && gain.high > gain.value);
    assert_eq!(both.focused.stages(), both.centric.stages());
    assert_eq!(both.focused.base(), both.centric.base());
    assert_eq!(both.focused.start().unwrap().to_string(), "2024-05");
}

#[test]
fn what_nobody_told_is_a_guess_with_a_name() {
    let mut counted = steady(40);
    for (_, m) in &mut counted.months {
        (m.acquisition, m.operating, m.service, m.complaints) = (None, None, None, 0.0);
    }
    for cell in &mut counted.cells {
        cell.complaints = 0.0;
    }
    counted.margin_words = "assumed".into();
    (counted.matched, counted.owners) = (Vec::new(), Vec::new());
    counted.answered = plan::propose::Answered::default();
    let evidence = Evidence::of(&counted);
    let wanted =
        [Lack::Margin, Lack::AcquisitionCosts, Lack::OperatingCosts, Lack::Complaints, Lack::ProductLines];
    assert_eq!(evidence.missing, wanted);
    let both = propose(&evidence).unwrap();
    for quantity in [Quantity::AcquisitionCost, Quantity::FixedCost, Quantity::AcquisitionCeiling] {
        assert!(both.focused.get(quantity).guess, "{quantity}");
    }
    let (joining, stages) = both.focused.stages().split_first().unwrap();
    assert!(stages.iter().all(|s| s.margin.guess && s.complaints.guess && !s.retention.guess));
    assert!(!joining.margin.guess && !joining.complaints.guess, "nothing is paid in it by definition");
    assert!(both.centric.get(Quantity::Setup).guess);
}

#[test]
fn a_company_without_history_is_told_what_is_missing() {
    let cannot = propose(&Evidence::none(vec![Lack::NobodyReturns])).unwrap_err();
    assert_eq!(cannot.missing, [Lack::NobodyReturns]);
    assert!(cannot.to_string().contains("hardly anybody comes back"));
    let mut counted = steady(40);
    counted.staying = None;
    counted.missing = vec![Lack::Valuation];
    assert!(propose(&Evidence::of(&counted)).is_err());
    let mut counted = steady(2);
    counted.months.truncate(2);
    assert!(propose(&Evidence::of(&counted)).is_err(), "two months are no history");
}

#[test]
fn a_market_near_its_ceiling_is_not_asked_for_half_as_many_again() {
    let mut counted = steady(48);
    let (c, k) = (230.0, 1.0 / 3_000.0);
    for (i, (_, m)) in counted.months.iter_mut().enumerate() {
        let spent = 6_000.0 * (1.0 + 0.6 * (i as f64 * 1.9).sin());
        m.acquisition = Some(spent);
        m.joined = (c * (1.0 - f64::exp(-k * spent))).round();
    }
    let evidence = Evidence::of(&counted);
    let found = evidence.ceiling.as_ref().unwrap();
    assert!((found.value / c - 1.0).abs() < 0.05 && found.low <= c && c <= found.high + 1.0, "{found:?}");
    let both = propose(&evidence).unwrap();
    let (today, more) = (both.focused.get(Quantity::Adds).value, both.centric.get(Quantity::Adds));
    assert!(more.value < 1.2 * today && more.value > today && more.high < found.value);
    let months: Vec<(f64, f64)> =
        counted.months.iter().map(|(_, m)| (m.acquisition.unwrap(), m.joined)).collect();
    assert!((ceiling(&months).unwrap().slope / k - 1.0).abs() < 0.2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_was_counted_gives_possible_numbers_or_none(
        months in 1..60_i32,
        scale in prop::collection::vec(-1e4..1e5_f64, 60),
        holes in prop::collection::vec(any::<bool>(), 60),
        complaints in 0.0..500.0_f64,
        lost in 0.0..1.0_f64,
    ) {
        let mut counted = steady(months);
        for (i, (_, m)) in counted.months.iter_mut().enumerate() {
            let (x, hole) = (scale[i % 60], holes[i % 60]);
            m.joined = if hole { 0.0 } else { x.abs() };
            m.acquisition = (!hole).then_some(x.abs() * 3.0);
            m.operating = hole.then_some(x.abs());
            m.service = (i % 3 == 0).then_some(x.abs());
            m.complaints = if hole { complaints } else { 0.0 };
            m.referred = hole.then_some(0.0);
        }
        for (cell, x) in counted.cells.iter_mut().zip(scale.iter().cycle()) {
            cell.margin *= x;
        }
        counted.staying = Some(Staying::Contracts(vec![(1000.0, 1000.0 * lost); 30]));
        let evidence = Evidence::of(&counted);
        if let Ok(both) = propose(&evidence) {
            for scenario in [&both.focused, &both.centric] {
                prop_assert!(scenario.parameters().all(|(_, p)| p.value.is_finite() && p.low <= p.value && p.value <= p.high));
            }
        }
    }
}

#[test]
fn what_is_there_in_other_money_is_not_called_missing() {
    let mut counted = steady(40);
    for (_, month) in &mut counted.months {
        (month.acquisition, month.operating) = (None, None);
    }
    let other =
        OtherMoney { code: "USD", counted: "EUR", orders: 4_096, winning: 90, ..OtherMoney::default() };
    counted.missing = vec![Lack::OtherMoney(other)];
    let evidence = Evidence::of(&counted);
    let wanted = [Lack::OtherMoney(other), Lack::AcquisitionCostsIn("USD"), Lack::OperatingCosts];
    assert_eq!(evidence.missing, wanted);
    assert_eq!(
        evidence.missing[0].to_string(),
        "4,096 orders and 90 costs in USD are not in this answer, which is in EUR: \
         goodwill fit --currency USD answers for them"
    );
    assert!(evidence.missing[1].to_string().contains("it is there in USD"));
    let signs = spectrum(&SignsCounted::default(), Some(&counted), &evidence).signs;
    let payback = signs.iter().find(|sign| sign.kind == SignKind::PaybackMonth).unwrap();
    assert_eq!(payback.missing, Some(Lack::AcquisitionCostsIn("USD")));
}
