//! Forecasts of large companies take most numbers from curves over the age: against the exact
//! ones, customer by customer.

use models::{
    buying::BuyingKind,
    estimate::Level,
    forecast::{Counts, Money, Request, count_interval, forecast, money_interval},
    gamma_gamma::{GammaGamma, spend_cells},
    history::{OrderHistory, cells},
};

use crate::{
    simulate::{Simulated, Story, company},
    support::{near, near_relative},
};

const SPENDING: [f64; 3] = [6.25, 3.74, 15.44];

/// Whole days, as companies count them; enough customers that the curves are used.
fn customers(story: Story, spending: [f64; 3], seed: u64) -> Vec<Simulated> {
    let mut customers = company(story, spending, 21_000, (0.5, 150.0), 0.0, seed);
    for c in &mut customers {
        let day = |weeks: f64| (weeks * 7.0).ceil() / 7.0;
        let (x, last, age) = (c.history.repeat_orders(), c.history.last_order(), c.history.age());
        c.history = OrderHistory::new(x, day(last), day(age)).unwrap();
    }
    customers
}

fn curves_are_close(story: Story, kind: BuyingKind, spending: [f64; 3], level: f64) {
    let customers = customers(story, spending, 11);
    let histories: Vec<OrderHistory> = customers.iter().map(|c| c.history).collect();
    let (cells, cell_of) = cells(&histories);
    let spend: Vec<_> = customers.iter().map(|c| c.spend).collect();
    let amounts: Vec<(u32, f64)> = spend.iter().map(|s| (s.orders, s.mean)).collect();
    let (buying, money_fit) = (kind.fit(&cells, None), GammaGamma::fit(&spend_cells(&amounts)));
    let ends: Vec<f64> = (1..=36).map(|m| f64::from(m) * 4.348).collect();
    let (horizon, rate, level) = (ends[35], 0.0018, Level::new(level).unwrap());
    let request = Request {
        buying: &buying,
        spending: Some(&money_fit),
        cells: &cells,
        cell_of: &cell_of,
        spend: &spend,
        ends: &ends,
        discount_rate: rate,
        margin: 1.0,
        level,
        groupings: &[],
    };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| forecast(&request).unwrap())
    };
    let (answer, other) = (with(1), with(3));
    assert_eq!(answer.total, other.total, "the number of threads changes no bit");
    assert!(answer.iter().eq(other.iter()), "the number of threads changes no bit");
    let model = buying.model.model();
    let (mut pmf, mut counts, mut differ) = (Vec::new(), Counts::default(), 0);
    for (i, c) in customers.iter().enumerate().step_by(29) {
        let told = answer.customer(i).unwrap();
        near_relative(told.alive, model.alive(&c.history), 1e-6);
        near_relative(told.orders.expected, model.expected_orders(&c.history, horizon), 1e-6);
        let amount = money_fit.model.expected_spend(f64::from(c.spend.orders), c.spend.mean).unwrap();
        let for_ever = amount * model.discounted_orders(&c.history, rate);
        near_relative(told.lifetime_value.unwrap(), for_ever, 1e-6);
        model.count_probabilities(&c.history, horizon, Counts::most(), &mut pmf);
        let (low, high) = count_interval(&pmf, level);
        differ += u32::from((told.orders.low, told.orders.high) != (f64::from(low), f64::from(high)));
        counts.set(&pmf, 0.0, 0.0);
        let view = [Money::new(&counts, &money_fit.model, c.spend)];
        let (low, high) = money_interval(&view, level);
        let got = told.money.unwrap();
        // In probability: money is steep just above nothing.
        for (got, want) in [(got.low, low), (got.high, high)] {
            near(view[0].cdf(got), view[0].cdf(want), 1e-3);
        }
        near_relative(got.high, high, 0.02);
    }
    assert!(differ <= 1, "{differ} intervals of counts differ");
    // Sums add up what single customers are told.
    let sum = |f: &dyn Fn(&OrderHistory) -> f64| histories.iter().map(f).sum::<f64>();
    near_relative(answer.total.orders.expected, sum(&|h| model.expected_orders(h, horizon)), 1e-7);
    near_relative(answer.total.orders_by_end[2].expected, sum(&|h| model.expected_orders(h, ends[2])), 1e-7);
    near_relative(answer.total.active, sum(&|h| model.alive(h)), 1e-7);
}

#[test]
fn curves_of_bg_nbd_are_close() {
    curves_are_close(Story::Bg([0.6, 6.0, 0.8, 2.5]), BuyingKind::BgNbd, SPENDING, 0.8);
}

#[test]
fn curves_of_rates_that_hardly_differ_are_close() {
    curves_are_close(Story::Bg([4.0, 60.0, 0.3, 4.0]), BuyingKind::MbgNbd, SPENDING, 0.95);
}

#[test]
fn curves_of_amounts_that_hardly_differ_are_close() {
    curves_are_close(Story::Bg([0.25, 4.4, 0.8, 2.5]), BuyingKind::BgNbd, [90.0, 30.0, 15.0], 0.8);
}

#[test]
fn curves_of_pareto_nbd_are_close() {
    curves_are_close(Story::Pareto([0.8, 8.0, 0.6, 12.0]), BuyingKind::ParetoNbd, SPENDING, 0.8);
}
