//! Asks every model every question about random inputs over the widest ranges, and reports any
//! answer that is not a number, infinite or outside of its range:
//!
//!     cargo run --release -p models --example no_nan -- 10000000
//!
//! Parameters run from e^-10 to e^10, orders from none to tens of thousands, ages, horizons and
//! discount rates from minutes to millennia of weeks. One input in 5,000 is a fit to a handful of
//! random histories. The inputs are the same in every run. Exit status 1 if anything is wrong.

use std::process::ExitCode;

use models::{
    bg_bb::{BgBb, ChanceHistory},
    buying::{Buying, BuyingKind, BuyingModel},
    gamma_gamma::GammaGamma,
    history::{OrderHistory, cells},
    sbg::Sbg,
};
use rayon::prelude::*;

/// Failures printed.
const SHOWN: usize = 20;

fn main() -> ExitCode {
    let count = match std::env::args().nth(1).map(|text| text.parse::<u64>()) {
        None => 100_000,
        Some(Ok(count)) => count,
        Some(Err(error)) => {
            eprintln!("the number of inputs must be a whole number: {error}");
            return ExitCode::from(2);
        }
    };
    let (answers, failures) = (0..count)
        .into_par_iter()
        .map(|i| check(&mut Random(i.wrapping_mul(0x5851_f42d_4c95_7f2d))))
        .fold(
            || (0_u64, Vec::new()),
            |(answers, mut failures), report| {
                failures.extend(report.wrong);
                (answers + report.answers, failures)
            },
        )
        .reduce(
            || (0, Vec::new()),
            |mut p, q| {
                p.1.extend(q.1);
                (p.0 + q.0, p.1)
            },
        );
    println!("{count} inputs, {answers} answers, {} wrong", failures.len());
    for failure in failures.iter().take(SHOWN) {
        println!("{failure}");
    }
    ExitCode::from(u8::from(!failures.is_empty()))
}

/// What became of one input.
struct Report {
    input: String,
    answers: u64,
    wrong: Option<String>,
}

impl Report {
    /// `input` is only written down when something is wrong.
    fn new() -> Self {
        Self { input: String::new(), answers: 0, wrong: None }
    }

    fn test(&mut self, what: &str, value: f64, fine: bool) {
        self.answers += 1;
        if !fine && self.wrong.is_none() {
            self.wrong = Some(format!("{what} = {value:e}"));
        }
    }

    fn finite(&mut self, what: &str, value: f64) {
        self.test(what, value, value.is_finite());
    }

    fn amount(&mut self, what: &str, value: f64) {
        self.test(what, value, value.is_finite() && value >= 0.0);
    }

    fn chance(&mut self, what: &str, value: f64) {
        self.test(what, value, (0.0..=1.0 + 1e-12).contains(&value));
    }

    fn of(mut self, input: impl FnOnce() -> String) -> Self {
        if let Some(wrong) = self.wrong.take() {
            self.input = input();
            self.wrong = Some(format!("{}: {wrong}", self.input));
        }
        self
    }
}

/// Splitmix64.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In (0, 1].
    fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Its logarithm is uniform.
    fn wide(&mut self, from: f64, to: f64) -> f64 {
        (from + (to - from) * self.uniform()).exp()
    }

    fn whole(&mut self, to: f64) -> u32 {
        (self.wide(0.0, to) - 1.0).round() as u32
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.bits().is_multiple_of(n)
    }

    fn parameters<const N: usize>(&mut self) -> [f64; N] {
        // One in ten next to or at 1, where closed forms are 0/0.
        std::array::from_fn(|_| match self.bits() % 20 {
            0 => 1.0,
            1 => 1.0 + 1e-7 * (self.uniform() - 0.5),
            _ => self.wide(-10.0, 10.0),
        })
    }

    fn history(&mut self, most: f64) -> OrderHistory {
        let age = self.wide(-9.0, 9.0);
        let x = if self.one_in(4) { 0 } else { self.whole(most) };
        let last = match (x, self.bits() % 8) {
            (0, _) => 0.0,
            (_, 0) => age,
            (_, 1) => age * self.wide(-30.0, 0.0),
            _ => age * self.uniform(),
        };
        OrderHistory::new(x, last, age).expect("a history that can have happened")
    }
}

fn check(random: &mut Random) -> Report {
    if random.one_in(5000) {
        return fit(random);
    }
    match random.bits() % 10 {
        kind @ 0..6 => buying(BuyingKind::ALL[kind as usize / 2], random),
        6 | 7 => spending(random),
        8 => chances(random),
        _ => contract(random),
    }
}

fn buying(kind: BuyingKind, random: &mut Random) -> Report {
    let buying = Buying::new(kind, random.parameters()).expect("positive parameters");
    let customer = random.history(10.0);
    let (horizon, rate) = (random.wide(-9.0, 9.0), random.wide(-12.0, 3.0));
    let orders = random.whole(8.0);
    let model: &dyn BuyingModel = buying.model();
    let mut r = Report::new();
    r.finite("log-likelihood", model.log_likelihood(&customer));
    r.chance("alive", model.alive(&customer));
    r.chance("alive after", model.alive_after(&customer, horizon));
    r.amount("expected orders", model.expected_orders(&customer, horizon));
    let mut cumulative = [0.0; 4];
    model.cumulative_orders(&customer, &[0.0, 0.1 * horizon, horizon, 3.0 * horizon], &mut cumulative);
    for pair in cumulative.windows(2) {
        r.amount("cumulative orders", pair[1]);
        r.test("rising cumulative orders", pair[1] - pair[0], pair[0] <= pair[1] * (1.0 + 1e-9));
    }
    r.amount("discounted orders", model.discounted_orders(&customer, rate));
    r.chance("silent", model.silent(&customer, horizon));
    let mut counts = Vec::new();
    model.count_probabilities(&customer, horizon, 30, &mut counts);
    for &chance in &counts {
        r.chance("count probability", chance);
    }
    r.chance("sum of count probabilities", counts.iter().sum::<f64>() * (1.0 - 1e-9));
    r.amount("variance", model.orders_variance(&customer, horizon));
    r.amount("new customer's orders", model.new_customer_orders(horizon));
    r.chance("new customer's count", model.new_count_probability(orders, horizon));
    r.of(|| format!("{buying:?} {customer:?} horizon {horizon:e} rate {rate:e} orders {orders}"))
}

fn spending(random: &mut Random) -> Report {
    let [p, q, v] = random.parameters();
    let model = GammaGamma::new(p, q, v).expect("positive parameters");
    let orders = f64::from(random.whole(10.0));
    let mean = if orders == 0.0 { 0.0 } else { random.wide(-7.0, 16.0) };
    let share = random.uniform().min(1.0 - 1e-12);
    let mut r = Report::new();
    r.finite("log-likelihood", model.log_likelihood(orders, mean));
    for amount in [model.expected_spend(orders, mean), model.population_mean()].into_iter().flatten() {
        r.amount("expected spend", amount);
    }
    r.chance("own weight", model.own_weight(orders).unwrap_or(0.0));
    let (shape, scale) = model.posterior(orders, mean);
    r.amount("posterior shape", shape);
    r.amount("posterior scale", scale);
    r.test(
        "quantile",
        model.mean_quantile(orders, mean, share),
        !model.mean_quantile(orders, mean, share).is_nan(),
    );
    r.of(|| format!("{model:?} orders {orders} mean {mean:e} share {share}"))
}

fn chances(random: &mut Random) -> Report {
    let [alpha, beta, gamma, delta] = random.parameters();
    let model = BgBb::new(alpha, beta, gamma, delta).expect("positive parameters");
    let n = random.whole(6.0);
    let last = (random.uniform() * f64::from(n)).floor() as u32;
    let taken = if last == 0 { 0 } else { 1 + (random.uniform() * f64::from(last - 1)).floor() as u32 };
    let customer = ChanceHistory::new(taken, last, n).expect("chances that can have been taken");
    let (ahead, discount) = (random.whole(6.0), random.wide(-10.0, 1.0));
    let mut r = Report::new();
    r.finite("log-likelihood", model.log_likelihood(&customer));
    r.chance("active at next", model.active_at_next(&customer));
    r.chance("active later", model.active_at(&customer, ahead));
    r.amount("expected orders", model.expected_orders(&customer, ahead));
    r.amount("discounted orders", model.discounted_orders(&customer, discount));
    r.chance("silent", model.silent(&customer, ahead));
    r.amount("variance", model.orders_variance(&customer, ahead));
    r.amount("new customer's orders", model.new_customer_orders(ahead));
    r.chance("new customer's count", model.new_count_probability(random.whole(5.0).min(ahead), ahead));
    r.of(|| format!("{model:?} {customer:?} ahead {ahead} discount {discount:e}"))
}

fn contract(random: &mut Random) -> Report {
    let [alpha, beta] = random.parameters();
    let model = Sbg::new(alpha, beta).expect("positive parameters");
    let (renewals, periods, discount) = (random.whole(6.0), random.whole(6.0), random.wide(-10.0, 1.0));
    let mut r = Report::new();
    r.chance("survival", model.survival(periods));
    r.chance("leaving", model.leaving(periods));
    r.chance("retention", model.retention(periods));
    r.chance("survival given", model.survival_given(renewals, periods));
    r.amount("expected renewals", model.expected_renewals(renewals, periods));
    r.amount("variance", model.renewals_variance(renewals, periods));
    r.amount("payments at start", model.payments_at_start(discount));
    r.amount("residual payments", model.residual_payments(renewals, discount));
    r.amount("residual payments within", model.residual_payments_within(renewals, periods, discount));
    r.of(|| format!("{model:?} renewals {renewals} periods {periods} discount {discount:e}"))
}

fn fit(random: &mut Random) -> Report {
    let kind = BuyingKind::ALL[(random.bits() % 3) as usize];
    let histories: Vec<OrderHistory> = (0..=random.whole(4.0)).map(|_| random.history(5.0)).collect();
    let fit = kind.fit(&cells(&histories).0, None);
    let mut r = Report::new();
    r.finite("log-likelihood of a fit", fit.log_likelihood);
    for parameter in fit.model.parameters() {
        r.test("fitted parameter", parameter, parameter.is_finite() && parameter > 0.0);
    }
    for &error in &fit.standard_errors {
        r.amount("standard error", error);
    }
    for &covariance in fit.log_covariance.iter().flatten() {
        r.finite("covariance", covariance);
    }
    r.finite("gradient", fit.gradient);
    r.of(|| format!("{kind:?} fitted to {histories:?}"))
}
