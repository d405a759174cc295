//! Scenarios beside what happened.

use facts::Month;
use plan::{
    propose::{Evidence, Lack, propose},
    retrospect::{Against, CannotLay, lay},
    strategy::{Parameter, Quantity, Scenario},
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::counted::{TRUTH, Truth, company, steady};

/// The scenario proposed after 36 months.
fn scenario() -> Scenario {
    propose(&Evidence::of(&steady(36))).unwrap().focused
}

#[test]
fn a_company_that_goes_on_as_it_was_is_where_its_scenario_said() {
    let laid = lay(&scenario(), &steady(48)).unwrap();
    assert_eq!(laid.months.len(), 12);
    assert_eq!(laid.months[0].month.to_string(), "2024-01");
    let last = laid.months.last().unwrap();
    assert!((last.cumulative.actual / last.cumulative.expected - 1.0).abs() < 0.02, "{last:?}");
    for within in [laid.cash, laid.joined, laid.customers, laid.complaints] {
        assert_eq!((within.inside, within.months), (12, 12));
    }
    assert!(laid.missing.is_empty());
}

fn turned(later: Truth) -> plan::retrospect::Laid {
    lay(&scenario(), &company(48, TRUTH, 36, later)).unwrap()
}

#[test]
fn what_changed_is_what_explains_the_difference() {
    let fewer = turned(Truth { joined: 100.0, ..TRUTH });
    assert_eq!(fewer.causes[0].name, "adds");
    assert!((fewer.causes[0].measured - 100.0).abs() < 1e-9 && fewer.joined.inside == 0);

    let dearer = turned(Truth { running: 9_000.0, ..TRUTH });
    assert_eq!(dearer.causes[0].name, "fixed_cost");
    assert!((dearer.causes[0].effect + 12.0 * 7_000.0).abs() < 1e-6, "{:?}", dearer.causes[0]);
    assert!(dearer.difference < 0.0 && dearer.cash.inside == 0 && dearer.joined.inside == 12);

    let mut less = TRUTH;
    less.margin = less.margin.map(|m| 0.5 * m);
    less.first_margin *= 0.5;
    let less = turned(less);
    assert_eq!(less.causes[0].name, "margin_factor");
    assert!((less.causes[0].measured - 0.5).abs() < 0.05, "{:?}", less.causes[0]);

    let sum: f64 = less.causes.iter().map(|c| c.effect).sum();
    assert!((sum + less.rest - less.difference).abs() < 1e-6, "effects and rest add up");
}

#[test]
fn a_scenario_that_has_not_begun_has_nothing_to_show() {
    let scenario = scenario();
    let not_yet = lay(&scenario, &steady(36)).unwrap_err();
    assert!(matches!(not_yet, CannotLay::NotYet { .. }), "{not_yet}");
    let mut draft = scenario.draft();
    draft.start = None;
    assert_eq!(lay(&draft.checked().unwrap(), &steady(48)).unwrap_err(), CannotLay::NoStart);
    let mut draft = scenario.draft();
    draft.start = Some(Month::new(2019, 1).unwrap());
    assert!(matches!(
        lay(&draft.checked().unwrap(), &steady(48)).unwrap_err(),
        CannotLay::BeforeHistory { .. }
    ));
    let mut nothing = steady(48);
    nothing.staying = None;
    assert_eq!(lay(&scenario, &nothing).unwrap_err(), CannotLay::Nothing(vec![Lack::Valuation]));
}

#[test]
fn only_months_of_the_scenario_are_looked_at() {
    let mut draft = scenario().draft();
    draft.horizon_months = 5;
    let short = draft.with(Quantity::MarketSwing, Parameter::stated(0.0)).checked().unwrap();
    assert_eq!(lay(&short, &steady(60)).unwrap().months.len(), 5);
}

/// How often new months lie within the bands of their kind.
fn share_within(bands: impl Iterator<Item = Against>, mut month: impl FnMut() -> f64) -> f64 {
    let bands: Vec<Against> = bands.collect();
    let times: u32 = 4_000;
    let inside =
        (0..times).flat_map(|_| &bands).filter(|band| (band.low..=band.high).contains(&month())).count();
    inside as f64 / (f64::from(times) * bands.len() as f64)
}

#[test]
fn eight_of_ten_new_months_lie_within_their_bands() {
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let mut normal = move || -> f64 { StandardNormal.sample(&mut chance) };
    for swing in [0.0, 0.05, 0.1, 0.2] {
        let certain = Parameter::stated;
        let scenario = scenario()
            .draft()
            .with(Quantity::MarketSwing, certain(swing))
            .with(Quantity::Adds, certain(200.0))
            .with(Quantity::AcquisitionCeiling, certain(0.0))
            .checked()
            .unwrap();
        let laid = lay(&scenario, &steady(48)).unwrap();
        let share = share_within(laid.months.iter().map(|m| m.joined), || {
            let mean = 200.0 * (swing * normal() - 0.5 * swing * swing).exp();
            (mean + mean.sqrt() * normal()).round()
        });
        println!("swing {swing}: {share:.3} of new months within their bands");
        assert!((0.76..=0.85).contains(&share), "swing {swing}: {share}");
    }
}

#[test]
fn months_that_scatter_have_bands_as_wide() {
    let mut chance = ChaCha8Rng::seed_from_u64(6);
    let mut normal = move || -> f64 { StandardNormal.sample(&mut chance) };
    let mut shares = [0.0; 2];
    for _ in 0..6 {
        // 200 join a month with 40 of scatter beside counting, and complaints scatter by a fifth.
        let mut counted = steady(48);
        for (_, month) in &mut counted.months {
            month.joined = (200.0 + (200.0_f64 + 1_600.0).sqrt() * normal()).round().max(0.0);
            let complaints = month.complaints;
            month.complaints =
                (complaints * (1.0 + 0.2 * normal()) + complaints.sqrt() * normal()).round().max(0.0);
        }
        let scenario = scenario().draft().with(Quantity::Adds, Parameter::stated(200.0)).checked().unwrap();
        let laid = lay(&scenario, &counted).unwrap();
        shares[0] += share_within(laid.months.iter().map(|m| m.joined), || {
            200.0 + (200.0_f64 + 1_600.0).sqrt() * normal()
        }) / 6.0;
        let last = laid.months.last().unwrap().complaints;
        shares[1] += share_within(std::iter::once(last), || {
            let mean = last.expected;
            mean * (1.0 + 0.2 * normal()) + mean.sqrt() * normal()
        }) / 6.0;
    }
    println!("{shares:.3?} of scattered months within their bands");
    assert!(shares.iter().all(|share| (0.74..=0.87).contains(share)), "{shares:?}");
}
