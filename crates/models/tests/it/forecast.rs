//! Forecasts against futures that are known, and at the edges.

use models::{
    buying::{Buying, BuyingKind},
    estimate::{Estimate, Level},
    fit::{Convergence, Fit},
    forecast::{
        Counts, Forecast, Grouping, ImpossibleRequest, Money, NoMoney, Request, Spend, count_pit, forecast,
    },
    gamma_gamma::{GammaGamma, spend_cells},
    history::{Cell, OrderHistory, cells},
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    simulate::{Simulated, Story, company},
    support::{customer, near, near_relative},
};

const SPENDING: [f64; 3] = [6.25, 3.74, 15.44];
const BG: Story = Story::Bg([0.6, 6.0, 0.8, 2.5]);
const PARETO: Story = Story::Pareto([0.8, 8.0, 0.6, 12.0]);

/// A company with its fits, ready to be asked.
struct Fitted {
    customers: Vec<Simulated>,
    cells: Vec<Cell>,
    cell_of: Vec<u32>,
    spend: Vec<Spend>,
    buying: Fit<Buying>,
    spending: Fit<GammaGamma>,
}

impl Fitted {
    fn new(customers: Vec<Simulated>, kind: BuyingKind) -> Self {
        let histories: Vec<OrderHistory> = customers.iter().map(|c| c.history).collect();
        let (cells, cell_of) = cells(&histories);
        let spend: Vec<Spend> = customers.iter().map(|c| c.spend).collect();
        let amounts: Vec<(u32, f64)> = spend.iter().map(|s| (s.orders, s.mean)).collect();
        let (buying, spending) = (kind.fit(&cells, None), GammaGamma::fit(&spend_cells(&amounts)));
        Self { customers, cells, cell_of, spend, buying, spending }
    }

    fn request<'a>(&'a self, ends: &'a [f64], groupings: &'a [Grouping<'a>]) -> Request<'a> {
        Request {
            buying: &self.buying,
            spending: Some(&self.spending),
            cells: &self.cells,
            cell_of: &self.cell_of,
            spend: &self.spend,
            ends,
            discount_rate: 0.0,
            margin: 1.0,
            level: Level::default(),
            groupings,
        }
    }
}

fn share(n: usize, of: usize) -> f64 {
    n as f64 / of as f64
}

/// Coverage of nominal 80 % intervals of single customers: of the place of the outcome in its
/// distribution (atoms spread at random, so that exactly 80 % is possible), and plainly.
fn customers_are_covered(story: Story, kind: BuyingKind, seed: u64) {
    let fitted = Fitted::new(company(story, SPENDING, 6_000, (20.0, 60.0), 40.0, seed), kind);
    assert!(fitted.buying.converged() && fitted.spending.converged());
    let answer = forecast(&fitted.request(&[10.0, 20.0, 40.0], &[])).unwrap();
    let n = fitted.customers.len();
    let mut chance = ChaCha8Rng::seed_from_u64(seed + 1);
    let (mut orders, mut money, mut orders_plain, mut money_plain) = (0, 0, 0, 0);
    let (mut money_repeaters, mut repeaters) = (0, 0);
    let mut pmf = Vec::new();
    let mut counts = Counts::default();
    for (i, c) in fitted.customers.iter().enumerate() {
        fitted.buying.model.model().count_probabilities(&c.history, 40.0, 4_096, &mut pmf);
        counts.set(&pmf, 1.0, 1.0);
        let pit = count_pit(&pmf, c.orders_to_come, chance.random());
        orders += usize::from((0.1..=0.9).contains(&pit));
        let pit = Money::new(&counts, &fitted.spending.model, c.spend).pit(c.money_to_come, chance.random());
        money += usize::from((0.1..=0.9).contains(&pit));
        let told = answer.customer(i).unwrap();
        orders_plain += usize::from(told.orders.covers(f64::from(c.orders_to_come)));
        let covered = usize::from(told.money.unwrap().covers(c.money_to_come));
        money_plain += covered;
        // Where nothing is rare the interval has no atom to hold: exactly the level.
        if pmf[0] < 0.1 {
            repeaters += 1;
            money_repeaters += covered;
        }
    }
    println!(
        "{story:?}: orders {:.3} plain {:.3}, money {:.3} plain {:.3}, sure to order {:.3} of {repeaters}",
        share(orders, n),
        share(orders_plain, n),
        share(money, n),
        share(money_plain, n),
        share(money_repeaters, repeaters)
    );
    near(share(orders, n), 0.8, 0.03);
    near(share(money, n), 0.8, 0.03);
    assert!(share(orders_plain, n) >= 0.79 && share(money_plain, n) >= 0.79);
    assert!(repeaters > 100);
    near(share(money_repeaters, repeaters), 0.8, 0.08);
}

#[test]
fn customers_of_bg_nbd_are_covered() {
    customers_are_covered(BG, BuyingKind::BgNbd, 11);
}

#[test]
fn customers_of_pareto_nbd_are_covered() {
    customers_are_covered(PARETO, BuyingKind::ParetoNbd, 12);
}

/// Coverage of nominal 80 % intervals of sums, over many small companies, each fitted anew.
fn sums_are_covered(story: Story, kind: BuyingKind, companies: u64) {
    let (mut orders, mut money, mut group_orders, mut group_money, mut groups) = (0, 0, 0, 0, 0);
    let mut unfit = 0;
    for seed in 0..companies {
        let fitted = Fitted::new(company(story, SPENDING, 500, (20.0, 60.0), 40.0, 1_000 + seed), kind);
        if !(fitted.buying.converged() && fitted.spending.converged()) {
            unfit += 1;
            continue;
        }
        // Cohorts by age: a quarter of the customers each.
        let cohort: Vec<u32> =
            fitted.customers.iter().map(|c| ((c.history.age() - 20.0) / 10.0).min(3.0) as u32).collect();
        let groupings = [Grouping { of: &cohort, groups: 4 }];
        let answer = forecast(&fitted.request(&[10.0, 20.0, 40.0], &groupings)).unwrap();
        let sum = |of: &dyn Fn(&Simulated) -> f64, group: Option<u32>| -> f64 {
            let of_group = fitted.customers.iter().zip(&cohort).filter(|c| group.is_none_or(|g| g == *c.1));
            of_group.map(|c| of(c.0)).sum()
        };
        let count = |c: &Simulated| f64::from(c.orders_to_come);
        let paid = |c: &Simulated| c.money_to_come;
        orders += usize::from(answer.total.orders.covers(sum(&count, None)));
        money += usize::from(answer.total.money.unwrap().covers(sum(&paid, None)));
        for (g, told) in (0..).zip(&answer.groups[0]) {
            groups += 1;
            group_orders += usize::from(told.orders.covers(sum(&count, Some(g))));
            group_money += usize::from(told.money.unwrap().covers(sum(&paid, Some(g))));
        }
    }
    let fitted = companies as usize - unfit;
    println!(
        "{story:?}: totals orders {:.3} money {:.3} of {fitted}, cohorts orders {:.3} money {:.3} of {groups}",
        share(orders, fitted),
        share(money, fitted),
        share(group_orders, groups),
        share(group_money, groups)
    );
    assert!(unfit * 20 <= companies as usize, "{unfit} of {companies} could not be fitted");
    // Three standard errors of a share near 0.8: 0.085 of 200 totals, 0.043 of 800 cohorts.
    near(share(orders, fitted), 0.8, 0.085);
    near(share(money, fitted), 0.8, 0.085);
    near(share(group_orders, groups), 0.8, 0.04);
    near(share(group_money, groups), 0.8, 0.04);
}

#[test]
fn sums_of_bg_nbd_are_covered() {
    sums_are_covered(BG, BuyingKind::BgNbd, 200);
}

#[test]
fn sums_of_pareto_nbd_are_covered() {
    sums_are_covered(PARETO, BuyingKind::ParetoNbd, 200);
}

/// Fits of given parameters, as if nothing were in doubt.
fn certain<M>(model: M) -> Fit<M> {
    Fit {
        model,
        log_likelihood: -1.0,
        standard_errors: Vec::new(),
        log_covariance: Vec::new(),
        convergence: Convergence::Converged,
        iterations: 1,
        gradient: 0.0,
        customers: 1.0,
    }
}

/// These customers with given parameters.
fn known(
    kind: BuyingKind,
    buying: [f64; 4],
    spending: [f64; 3],
    customers: &[(OrderHistory, Spend)],
) -> Fitted {
    let histories: Vec<OrderHistory> = customers.iter().map(|c| c.0).collect();
    let (cells, cell_of) = cells(&histories);
    let [p, q, v] = spending;
    Fitted {
        customers: Vec::new(),
        cells,
        cell_of,
        spend: customers.iter().map(|c| c.1).collect(),
        buying: certain(Buying::new(kind, buying).unwrap()),
        spending: certain(GammaGamma::new(p, q, v).unwrap()),
    }
}

const CDNOW: [f64; 4] = [0.243, 4.414, 0.793, 2.426];

fn paid(orders: u32, mean: f64) -> Spend {
    Spend { orders, mean }
}

/// A few customers of all kinds.
fn mixed() -> Vec<(OrderHistory, Spend)> {
    vec![
        (customer(0, 0.0, 39.0), paid(0, 0.0)),
        (customer(2, 30.43, 38.86), paid(2, 25.0)),
        (customer(2, 30.43, 38.86), paid(2, 25.0)),
        (customer(60, 38.0, 39.0), paid(58, 90.0)),
        (customer(12, 5.0, 39.0), paid(12, 7.0)),
        (customer(1, 0.5, 1.0), paid(0, 0.0)),
    ]
}

fn months(count: u32) -> Vec<f64> {
    (1..=count).map(|m| f64::from(m) * 30.436_875 / 7.0).collect()
}

#[test]
fn means_are_those_of_the_models() {
    let fitted = known(BuyingKind::BgNbd, CDNOW, SPENDING, &mixed());
    let ends = months(36);
    let answer = forecast(&fitted.request(&ends, &[])).unwrap();
    let (model, horizon) = (fitted.buying.model.model(), ends[35]);
    let mut orders = 0.0;
    for (i, (history, spend)) in mixed().into_iter().enumerate() {
        let told = answer.customer(i).unwrap();
        let expected = model.expected_orders(&history, horizon);
        near_relative(told.orders.expected, expected, 1e-9);
        near(told.alive, model.alive(&history), 1e-15);
        let amount = fitted.spending.model.expected_spend(f64::from(spend.orders), spend.mean).unwrap();
        near_relative(told.money.unwrap().expected, amount * expected, 1e-9);
        assert_eq!(told.value, told.money, "margin 1 and no discount");
        assert_eq!(told.lifetime_value, None, "no rate, no value for ever");
        orders += expected;
    }
    near_relative(answer.total.orders.expected, orders, 1e-9);
    let sum: f64 = answer.iter().map(|c| c.money.unwrap().expected).sum();
    near_relative(answer.total.money.unwrap().expected, sum, 1e-9);
    assert_eq!(answer.total.customers, 6);
    assert!(!answer.buying_doubt && !answer.spending_doubt);
    assert!(answer.customer(6).is_none());
}

#[test]
fn discounting_over_a_long_horizon_comes_to_the_value_for_ever() {
    for (kind, parameters) in
        [(BuyingKind::BgNbd, [0.6, 6.0, 1.8, 2.5]), (BuyingKind::ParetoNbd, [0.553, 10.578, 0.9, 11.669])]
    {
        let fitted = known(kind, parameters, SPENDING, &mixed());
        let ends = months(1_500);
        // 60 % a year, so that a century is for ever.
        let request = Request { discount_rate: 0.47 / 52.18, margin: 0.35, ..fitted.request(&ends, &[]) };
        let answer = forecast(&request).unwrap();
        let value = answer.total.value.unwrap().expected;
        let for_ever = answer.total.lifetime_value.unwrap();
        near_relative(value, for_ever, 2e-4);
        for told in answer.iter() {
            near_relative(told.value.unwrap().expected, told.lifetime_value.unwrap(), 5e-4);
        }
    }
}

#[test]
fn a_month_is_discounted_like_its_days() {
    let fitted = known(BuyingKind::BgNbd, CDNOW, SPENDING, &mixed());
    let rate = 1.15f64.ln() / 52.18;
    let (coarse, fine) =
        (months(24), (1..=24 * 30).map(|d| f64::from(d) / 7.0 * 30.436_875 / 30.0).collect::<Vec<_>>());
    let value = |ends: &[f64]| {
        let request = Request { discount_rate: rate, ..fitted.request(ends, &[]) };
        forecast(&request).unwrap().total.value.unwrap().expected
    };
    near_relative(value(&coarse), value(&fine), 1e-5);
}

#[test]
fn groups_add_up_to_all_and_empty_ones_are_nothing() {
    let fitted = known(BuyingKind::MbgNbd, CDNOW, SPENDING, &mixed());
    let (of, ends) = ([0, 1, 1, 0, 1, 9], months(12));
    let answer = forecast(&fitted.request(&ends, &[Grouping { of: &of, groups: 3 }])).unwrap();
    let groups = &answer.groups[0];
    assert_eq!(groups.iter().map(|g| g.customers).collect::<Vec<_>>(), [2, 3, 0]);
    let left_out = answer.customer(5).unwrap().orders.expected;
    let sum: f64 = groups.iter().map(|g| g.orders.expected).sum();
    near_relative(sum + left_out, answer.total.orders.expected, 1e-12);
    assert_eq!(groups[2].orders, Estimate::default());
    assert_eq!(groups[2].money, Some(Estimate::default()));
    for group in groups.iter().chain([&answer.total]) {
        assert_eq!(group.value_by_end.len(), 12);
        assert!(group.value_by_end.windows(2).all(|w| w[0].expected <= w[1].expected));
        assert!(group.orders_by_end.iter().all(|e| 0.0 <= e.low && e.low <= e.high));
    }
}

#[test]
fn a_negative_margin_turns_the_interval_over() {
    let fitted = known(BuyingKind::BgNbd, CDNOW, SPENDING, &mixed());
    let ends = months(12);
    let request = Request { margin: -0.1, ..fitted.request(&ends, &[]) };
    let answer = forecast(&request).unwrap();
    let (money, value) = (answer.total.money.unwrap(), answer.total.value.unwrap());
    near_relative(value.low, -0.1 * money.high, 1e-9);
    near_relative(value.high, -0.1 * money.low, 1e-9);
    assert!(answer.iter().all(|c| c.value.is_some_and(|v| v.low <= v.high)));
}

#[test]
fn nothing_comes_of_no_time_and_of_nobody() {
    let fitted = known(BuyingKind::ParetoNbd, [0.55, 10.6, 0.6, 11.7], SPENDING, &mixed());
    let answer = forecast(&fitted.request(&[0.0], &[])).unwrap();
    for told in answer.iter() {
        assert_eq!((told.orders, told.money), (Estimate::default(), Some(Estimate::default())));
    }
    assert_eq!(answer.total.money, Some(Estimate::default()));
    let nobody = known(BuyingKind::BgNbd, CDNOW, SPENDING, &[]);
    let answer = forecast(&nobody.request(&[4.0], &[])).unwrap();
    assert_eq!((answer.total.customers, answer.total.orders), (0, Estimate::default()));
    // Surely gone: silent for ages after a very regular past.
    let gone = known(BuyingKind::BgNbd, CDNOW, SPENDING, &[(customer(400, 40.0, 900.0), paid(400, 5.0))]);
    let told = forecast(&gone.request(&[52.0], &[])).unwrap().customer(0).unwrap();
    assert!(told.alive < 1e-9 && told.money.unwrap().high == 0.0 && told.orders.high == 0.0);
}

#[test]
fn without_a_mean_amount_there_is_no_money() {
    let fitted = known(BuyingKind::BgNbd, CDNOW, [2.0, 0.9, 5.0], &mixed());
    let answer = forecast(&fitted.request(&[4.0], &[])).unwrap();
    assert_eq!((answer.no_money, answer.total.money), (Some(NoMoney::NoMean), None));
    assert!(answer.iter().all(|c| c.money.is_none() && c.orders.expected > 0.0));
    let none = Fit { convergence: Convergence::Impossible(String::new()), ..fitted.spending.clone() };
    let unfitted = Request { spending: Some(&none), ..fitted.request(&[4.0], &[]) };
    assert_eq!(forecast(&unfitted).unwrap().no_money, Some(NoMoney::Unfitted));
    let unasked = Request { spending: None, ..fitted.request(&[4.0], &[]) };
    let answer = forecast(&unasked).unwrap();
    assert_eq!(answer.no_money, Some(NoMoney::NotAsked));
    assert!(answer.total.value_by_end.is_empty());
}

#[test]
fn requests_that_contradict_themselves_are_refused() {
    let fitted = known(BuyingKind::BgNbd, CDNOW, SPENDING, &mixed());
    let plain = fitted.request(&[4.0, 8.0], &[]);
    let refused = |request: Request<'_>| forecast(&request).unwrap_err();
    for ends in [&[][..], &[3.0, 3.0], &[-1.0], &[f64::NAN]] {
        assert_eq!(refused(Request { ends, ..plain }), ImpossibleRequest::Ends);
    }
    assert!(matches!(refused(Request { spend: &[], ..plain }), ImpossibleRequest::Lengths { given: 0, .. }));
    assert!(matches!(refused(Request { margin: 1.5, ..plain }), ImpossibleRequest::OutOfRange { .. }));
    assert!(matches!(
        refused(Request { discount_rate: f64::NAN, ..plain }),
        ImpossibleRequest::OutOfRange { .. }
    ));
    let wrong = Request { cells: &fitted.cells[..1], ..plain };
    assert!(matches!(refused(wrong), ImpossibleRequest::NoSuchCell { .. }));
}

#[test]
fn days_and_weeks_give_the_same_forecast() {
    let weeks = known(BuyingKind::BgNbd, CDNOW, SPENDING, &mixed());
    let in_days: Vec<(OrderHistory, Spend)> = mixed().into_iter().map(|(h, s)| (h.scaled(7.0), s)).collect();
    let days = known(BuyingKind::BgNbd, [0.243, 7.0 * 4.414, 0.793, 2.426], SPENDING, &in_days);
    let ends = months(12);
    let ends_days: Vec<f64> = ends.iter().map(|e| 7.0 * e).collect();
    let a = forecast(&Request { discount_rate: 0.0027, ..weeks.request(&ends, &[]) }).unwrap();
    let b = forecast(&Request { discount_rate: 0.0027 / 7.0, ..days.request(&ends_days, &[]) }).unwrap();
    for (a, b) in a.iter().zip(b.iter()) {
        near_relative(a.value.unwrap().expected, b.value.unwrap().expected, 1e-9);
        near_relative(a.value.unwrap().high, b.value.unwrap().high, 1e-3);
    }
    near_relative(a.total.value.unwrap().low, b.total.value.unwrap().low, 1e-6);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let fitted = Fitted::new(company(PARETO, SPENDING, 700, (1.0, 60.0), 1.0, 5), BuyingKind::ParetoNbd);
    let of: Vec<u32> = (0..700).map(|i| i % 3).collect();
    let (groupings, ends) = ([Grouping { of: &of, groups: 3 }], months(6));
    let with = |threads: usize| -> Forecast {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| forecast(&fitted.request(&ends, &groupings)).unwrap())
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one.total, three.total);
    assert_eq!(one.groups, three.groups);
    assert!(one.iter().eq(three.iter()));
}

#[test]
fn a_handful_of_customers_and_wild_ones_give_numbers() {
    // Thousands of orders, a day old, decades old, heavy amounts.
    let wild = [
        (customer(5_000, 500.0, 500.5), paid(5_000, 1e6)),
        (customer(0, 0.0, 0.0), paid(0, 0.0)),
        (customer(0, 0.0, 2_600.0), paid(0, 0.0)),
        (customer(1, 0.14, 0.14), paid(1, 1e-9)),
        (customer(40_000, 99.0, 100.0), paid(30_000, 3.0)),
    ];
    for kind in BuyingKind::ALL {
        for spending in [SPENDING, [0.3, 1.01, 1e-3], [400.0, 90.0, 1e4]] {
            let fitted = known(kind, [0.5, 2.0, 0.4, 3.0], spending, &wild);
            let ends = months(36);
            let request = Request { discount_rate: 0.002, ..fitted.request(&ends, &[]) };
            let answer = forecast(&request).unwrap();
            for told in answer.iter() {
                for e in [told.orders, told.money.unwrap(), told.value.unwrap(), answer.total.value.unwrap()]
                {
                    assert!(e.expected.is_finite() && e.high.is_finite(), "{told:?}");
                    assert!(0.0 <= e.low && e.low <= e.high, "{told:?}");
                }
                assert!(told.lifetime_value.unwrap().is_finite());
            }
            // The heaviest buyers are all but sure to order: their mean lies well within.
            let heavy = answer.customer(0).unwrap();
            if heavy.alive > 0.99 {
                assert!(heavy.orders.covers(heavy.orders.expected), "{kind:?} {heavy:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn forecasts_are_numbers_in_order(
        kind in 0..3usize,
        buying in prop::array::uniform4(-5.0..5.0f64),
        spending in (-3.0..5.0f64, 0.02..5.0f64, -3.0..8.0f64),
        doubt in 0.0..1.0f64,
        past in prop::collection::vec((0u32..400, 0.0..1.0f64, 0.1..500.0f64, 0.01..1e5f64), 1..6),
        months_ahead in 1u32..48,
    ) {
        let customers: Vec<(OrderHistory, Spend)> = past
            .into_iter()
            .map(|(x, recency, age, mean)| {
                let last = if x > 0 { age * recency.max(1e-3) } else { 0.0 };
                (customer(x, last, age), paid(x, mean))
            })
            .collect();
        let (p, q, v) = spending;
        let mut fitted =
            known(BuyingKind::ALL[kind], buying.map(f64::exp), [p.exp(), 1.0 + q, v.exp()], &customers);
        let square = |n: usize| (0..n).map(|i| (0..n).map(|j| if i == j { doubt } else { 0.0 }).collect()).collect();
        fitted.buying.log_covariance = square(4);
        fitted.spending.log_covariance = square(3);
        let ends = months(months_ahead);
        let request = Request { discount_rate: 0.002, ..fitted.request(&ends, &[]) };
        let answer = forecast(&request).unwrap();
        for told in answer.iter() {
            prop_assert!((0.0..=1.0).contains(&told.alive));
            let (money, value) = (told.money.unwrap(), told.value.unwrap());
            for e in [told.orders, money, value] {
                prop_assert!(e.expected.is_finite() && e.high.is_finite(), "{told:?}");
                prop_assert!(0.0 <= e.low && e.low <= e.high && e.expected >= 0.0, "{told:?}");
            }
            prop_assert!(value.expected <= money.expected * (1.0 + 1e-9), "{told:?}");
            prop_assert!(told.lifetime_value.unwrap() >= value.expected * (1.0 - 0.01), "{told:?}");
        }
        let total = &answer.total;
        for by_end in [&total.orders_by_end, &total.money_by_end, &total.value_by_end] {
            prop_assert_eq!(by_end.len(), ends.len());
            prop_assert!(by_end.iter().all(|e| e.high.is_finite() && e.low <= e.high && e.low >= 0.0));
            prop_assert!(by_end.windows(2).all(|w| w[0].expected <= w[1].expected * (1.0 + 1e-9)));
        }
    }
}
