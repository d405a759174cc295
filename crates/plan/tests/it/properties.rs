//! What must hold for every possible scenario.

use plan::strategy::{
    Asked, BaseAge, Draft, Nature, Observed, Parameter, Presence, Quantity, Scenario, Source, Stage,
    StageQuantity, StrategyError, Way,
    recursion::{Rates, by_cohort, expected},
    run,
};
use proptest::prelude::*;

use crate::company::{EXPECTED, near, stated, typical};

/// A number with an interval, of sizes a company has.
pub fn usual(nature: Nature) -> BoxedStrategy<Parameter> {
    let most = match nature {
        Nature::Share | Nature::Change => 1.0,
        Nature::Factor => 3.0,
        Nature::Count | Nature::Amount | Nature::Money => 1_000.0,
    };
    let least = match nature {
        Nature::Change => -1.0,
        Nature::Money => -100.0,
        _ => 0.0,
    };
    (any::<bool>(), [least..=most, least..=most, least..=most]).prop_map(interval).boxed()
}

/// A number with an interval, from nothing to all there can be.
pub fn extreme(nature: Nature) -> BoxedStrategy<Parameter> {
    let one = prop_oneof![
        Just(0.0),
        Just(1.0),
        Just(1e-300),
        Just(1e12),
        Just(-1e12),
        Just(-1.0),
        1e-12..1e-6,
        0.0..1.0,
        (1.0 - 1e-12)..1.0,
        0.0..1e12,
    ];
    let possible = one.prop_filter("of this nature", move |x: &f64| nature.admits(*x));
    (any::<bool>(), [possible.clone(), possible.clone(), possible]).prop_map(interval).boxed()
}

fn interval((certain, mut three): (bool, [f64; 3])) -> Parameter {
    three.sort_by(f64::total_cmp);
    let [low, value, high] = three;
    if certain { stated(value) } else { Parameter::known(value, low, high, Source::Estimated, "") }
}

pub fn scenario(number: fn(Nature) -> BoxedStrategy<Parameter>) -> impl Strategy<Value = Scenario> {
    let stage = StageQuantity::ALL.map(|q| number(q.nature()));
    let stages = prop::collection::vec((1_u32..40, stage), 1..4);
    let base = prop::collection::btree_map(0_u32..60, 0.0..500.0_f64, 0..20);
    let whole: Vec<_> = Quantity::ALL.into_iter().map(|q| number(q.nature())).collect();
    let presence = prop_oneof![Just(Presence::WorkedOut), Just(Presence::Counted)];
    let observed =
        prop::option::of((1..=90_u32, presence).prop_map(|(months, presence)| Observed { months, presence }));
    let all = (stages, base, whole, 1_u32..50, observed);
    all.prop_filter_map("possible together", |(stages, base, whole, months, observed)| {
        let last = stages.len() - 1;
        let mut until = 0;
        let stages = stages.into_iter().enumerate().map(|(n, (length, [margin, retention, complaints]))| {
            until += length;
            let until_age_months = (n < last).then_some(until);
            Stage { name: format!("s{n}"), until_age_months, margin, retention, complaints }
        });
        let mut draft = Draft::new("any", Way::Other);
        draft.horizon_months = months;
        draft.observed = observed;
        draft.stages = stages.collect();
        draft.base =
            base.into_iter().map(|(age_months, customers)| BaseAge { age_months, customers }).collect();
        draft.whole = whole;
        let ceiling = draft.whole[Quantity::AcquisitionCeiling as usize].value;
        if ceiling > 0.0 {
            for q in [Quantity::Adds, Quantity::AddsToday] {
                let number = &mut draft.whole[q as usize];
                if number.value >= ceiling {
                    *number = stated(ceiling / 2.0);
                }
            }
        }
        draft.checked().ok()
    })
}

fn npv(scenario: &Scenario) -> f64 {
    run(std::slice::from_ref(scenario), &EXPECTED).unwrap().scenarios[0].expected_npv
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn cash_adds_up_to_the_cent_across_cohorts(scenario in scenario(usual)) {
        let (months, cohorts) = by_cohort(&scenario, &Rates::of(&scenario));
        let of_cohorts: f64 = cohorts.iter().map(|c| c.paid - c.acquisition - c.referral).sum();
        let fixed: f64 = months.iter().map(|m| m.fixed + m.setup).sum();
        let all = months.last().unwrap().cumulative;
        let flow: f64 = months.iter().map(|m| m.paid.abs() + m.acquisition + m.referral + m.fixed).sum();
        prop_assert!((of_cohorts - fixed - all).abs() <= 0.005_f64.max(1e-12 * flow), "{of_cohorts} {fixed} {all}");
    }

    #[test]
    fn without_draws_the_series_is_the_recursion(scenario in scenario(usual)) {
        let months = expected(&scenario, &Rates::of(&scenario));
        match run(std::slice::from_ref(&scenario), &EXPECTED) {
            Err(StrategyError::Unbounded(_)) => {}
            Err(other) => prop_assert!(false, "{other}"),
            Ok(answer) => for (shown, month) in answer.scenarios[0].series.iter().zip(&months) {
                prop_assert_eq!(shown.cash.mean, month.cash);
                prop_assert_eq!(shown.cumulative.p90, month.cumulative);
                prop_assert_eq!(shown.expected_customers, month.customers);
            },
        }
    }

    #[test]
    fn stages_at_once_come_to_what_single_ages_come_to(scenario in scenario(usual)) {
        // The comparison lives stages, the recursion ages.
        let mut other = scenario.draft();
        other.name = "other".into();
        other.way = Way::Centric;
        other.whole[Quantity::Setup as usize] = stated(0.0);
        let other = other.checked().unwrap();
        if let Ok(answer) = run(&[scenario, other], &EXPECTED) {
            let [one, two] = [0, 1].map(|n| answer.scenarios[n].expected_npv);
            let found = answer.comparison.unwrap().expected_difference;
            let flow: f64 = answer.scenarios[0].series.iter().map(|m| m.cash.mean.abs()).sum();
            prop_assert!((found - (two - one)).abs() <= 1e-9 * flow.max(1.0), "{found} {}", two - one);
        }
    }

    #[test]
    fn npv_is_linear_in_acquisition_cost_and_fixed_cost(scenario in scenario(usual), a in 0.0..500.0, b in 0.0..500.0) {
        for quantity in [Quantity::AcquisitionCost, Quantity::FixedCost] {
            let at = |x: f64| {
                let scenario = scenario.draft().with(quantity, stated(x)).checked().unwrap();
                expected(&scenario, &Rates::of(&scenario)).iter().map(|m| m.discounted).sum::<f64>()
            };
            let middle = 0.5 * (at(a) + at(b));
            prop_assert!((at(0.5 * (a + b)) - middle).abs() <= 1e-9 * (at(a).abs() + at(b).abs()).max(1.0));
        }
    }

    #[test]
    fn without_customers_there_are_only_fixed_costs(scenario in scenario(usual), draws in 0_u32..10) {
        let mut draft = scenario.draft();
        draft.base.clear();
        let quiet = draft
            .with(Quantity::Adds, stated(0.0))
            .with(Quantity::FixedCost, stated(70.0))
            .with(Quantity::Setup, stated(30.0))
            .checked();
        let quiet = quiet.unwrap();
        let outcome = run(&[quiet], &Asked { draws, ..EXPECTED }).unwrap().scenarios.remove(0);
        for month in &outcome.series {
            let setup = if month.month == 1 { 30.0 } else { 0.0 };
            prop_assert_eq!(month.expected_cash, -70.0 - setup);
            prop_assert!((month.cash.mean + 70.0 + setup).abs() < 1e-9);
            prop_assert_eq!(month.customers.p90, 0.0);
        }
        prop_assert_eq!((outcome.payback_month, outcome.pays_back.unwrap_or_default()), (None, 0.0));
    }
}

/// Whether everything in an answer is a number: in the words of its debug form, where a missing number
/// is `None` and one that is none is `NaN` or `inf`.
fn all_numbers(answer: &impl std::fmt::Debug) -> bool {
    let text = format!("{answer:?}");
    !text.contains("NaN") && !text.contains("inf")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn everything_in_an_answer_is_a_number(one in scenario(extreme), other in scenario(usual), cash in 0.0..1e6_f64) {
        let mut draft = other.draft();
        draft.name = "b".into();
        draft.horizon_months = one.horizon_months();
        let pair = [one, draft.checked().unwrap()];
        for draws in [0, 12] {
            let asked = Asked { draws, cash: Some(cash), ..Asked::default() };
            match run(&pair, &asked) {
                Ok(answer) => prop_assert!(all_numbers(&answer), "{answer:?}"),
                Err(error) => prop_assert!(matches!(error, StrategyError::Unbounded(_)), "{error}"),
            }
        }
    }

    #[test]
    fn usual_scenarios_have_answers(one in scenario(usual), seed in any::<u64>()) {
        let asked = Asked { draws: 100, seed, cash: Some(1e4), credit: 0.0 };
        match run(&[one], &asked) {
            Ok(answer) => {
                prop_assert!(all_numbers(&answer));
                let outcome = &answer.scenarios[0];
                prop_assert!(outcome.ruin_by_reserve.windows(2).all(|w| w[0].probability >= w[1].probability));
                prop_assert!(outcome.series.iter().all(|m| m.customers.p10 >= 0.0));
            }
            Err(error) => prop_assert!(matches!(error, StrategyError::Unbounded(_)), "{error}"),
        }
    }
}

#[test]
fn more_credit_never_raises_ruin() {
    let scenario = typical("a", Way::Focused);
    let ruin = |cash: f64, credit: f64| {
        let asked = Asked { draws: 500, seed: 3, cash: Some(cash), credit };
        run(std::slice::from_ref(&scenario), &asked).unwrap().scenarios[0].ruin_probability.unwrap()
    };
    let by_credit: Vec<f64> = (0..30).map(|n| ruin(5_000.0, f64::from(n) * 10_000.0)).collect();
    assert!(by_credit.is_sorted_by(|a, b| a >= b), "{by_credit:?}");
    assert!(by_credit[0] > 0.5 && by_credit[29] < 0.05, "{by_credit:?}");
    // Cash and credit are one reserve.
    near(ruin(40_000.0, 0.0), ruin(0.0, 40_000.0), 0.0);
}

#[test]
fn a_stage_nobody_leaves_or_nobody_survives_is_lived_as_well() {
    for retention in [0.0, 1e-60, 1.0] {
        let mut draft = typical("a", Way::Focused).draft();
        draft.stages[1].retention = stated(retention);
        let scenario = draft.with(Quantity::LeavingAfterComplaint, stated(0.0)).checked().unwrap();
        let mut other = scenario.draft();
        other.name = "b".into();
        let answer = run(&[scenario.clone(), other.checked().unwrap()], &EXPECTED).unwrap();
        let found = answer.comparison.unwrap();
        assert_eq!(found.expected_difference, 0.0);
        let drawn = run(std::slice::from_ref(&scenario), &Asked { draws: 300, ..Asked::default() }).unwrap();
        let outcome = &drawn.scenarios[0];
        let last = outcome.series.last().unwrap();
        near(last.customers.mean / last.expected_customers, 1.0, 0.1);
        assert!(npv(&scenario).is_finite());
    }
}
