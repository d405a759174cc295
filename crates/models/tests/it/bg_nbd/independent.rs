//! The same quantities from their definitions, by other means: double-exponential quadrature over
//! the unknown rate and chance to leave, incomplete beta functions, and figures with 50 digits.

use models::{
    bg_nbd::{BetaGeometric, BgNbd},
    buying::BuyingModel,
    special::{incomplete_beta, ln_beta, ln_gamma},
};

use crate::support::{customer, near_relative};

/// ∫ f over p in (0, 1), where f is given ln p and ln(1-p): tanh-sinh, far finer than needed.
fn over_chances(f: impl Fn(f64, f64) -> f64) -> f64 {
    let step = 1.0 / 64.0;
    (-400..=400)
        .map(|i| {
            let u = f64::from(i) * step;
            let e = std::f64::consts::PI * u.sinh();
            // p = 1/(1 + e^-e)
            let soft = |v: f64| if v > 0.0 { v + (-v).exp().ln_1p() } else { v.exp().ln_1p() };
            let (ln_p, ln_q) = (-soft(-e), -soft(e));
            let slope = std::f64::consts::PI * u.cosh() * (ln_p + ln_q).exp();
            if slope == 0.0 { 0.0 } else { f(ln_p, ln_q) * slope * step }
        })
        .sum()
}

/// ∫ f over rates in (0, ∞), by λ = exp(π/2 sinh u).
fn over_rates(f: impl Fn(f64) -> f64) -> f64 {
    let step = 1.0 / 64.0;
    (-400..=400)
        .map(|i| {
            let u = f64::from(i) * step;
            let rate = (std::f64::consts::FRAC_PI_2 * u.sinh()).exp();
            let value = f(rate);
            if value == 0.0 { 0.0 } else { value * rate * std::f64::consts::FRAC_PI_2 * u.cosh() * step }
        })
        .sum()
}

fn beta_density(a: f64, b: f64, ln_p: f64, ln_q: f64) -> f64 {
    ((a - 1.0) * ln_p + (b - 1.0) * ln_q - ln_beta(a, b)).exp()
}

fn gamma_density(r: f64, alpha: f64, rate: f64) -> f64 {
    (r * alpha.ln() + (r - 1.0) * rate.ln() - alpha * rate - ln_gamma(r)).exp()
}

const CUSTOMERS: [(u32, f64, f64); 6] =
    [(0, 0.0, 0.0), (0, 0.0, 38.86), (1, 1.71, 38.86), (2, 30.43, 38.86), (9, 20.0, 20.0), (40, 30.0, 38.0)];

const PARAMETERS: [[f64; 4]; 5] = [
    [0.243, 4.414, 0.793, 2.426],
    [1.5, 12.0, 1.0, 3.0],
    [0.6, 2.0, 1.000_000_05, 0.8],
    [4.0, 30.0, 0.3, 0.2],
    [2.2, 0.5, 6.0, 25.0],
];

fn models<const H: u32>() -> [BetaGeometric<H>; 5] {
    PARAMETERS.map(|[r, alpha, a, b]| BetaGeometric::new(r, alpha, a, b).unwrap())
}

fn likelihood<const H: u32>() {
    for model in models::<H>() {
        let [r, alpha, a, b] = model.parameters();
        for (x, last, age) in CUSTOMERS {
            let (n, power) = (f64::from(x), f64::from(x + H));
            let stays = over_chances(|p, q| beta_density(a, b, p, q) * (power * q).exp());
            let leaves = if x + H == 0 {
                0.0
            } else {
                over_chances(|p, q| beta_density(a, b, p, q) * (p + (power - 1.0) * q).exp())
            };
            let rates = |time: f64| {
                over_rates(|rate| (gamma_density(r, alpha, rate).ln() + n * rate.ln() - rate * time).exp())
            };
            let (active, left) = (stays * rates(age), leaves * rates(last));
            let c = customer(x, last, age);
            let tolerance = 1e-10 * model.log_likelihood(&c).abs().max(1.0);
            assert!(
                (model.log_likelihood(&c) - (active + left).ln()).abs() < tolerance,
                "{model:?} {c:?}: {} {}",
                model.log_likelihood(&c),
                (active + left).ln()
            );
            near_relative(model.alive(&c), active / (active + left), 1e-9);
        }
    }
}

#[test]
fn likelihood_and_activity_are_the_integrals_over_rate_and_chance() {
    likelihood::<0>();
    likelihood::<1>();
}

fn predictions<const H: u32>() {
    for model in models::<H>() {
        let [r, alpha, a, b] = model.parameters();
        for (x, last, age) in CUSTOMERS {
            let c = customer(x, last, age);
            let (k, scale, stayed) = (r + f64::from(x), alpha + age, b + f64::from(x + H));
            let alive = model.alive(&c);
            let mean =
                |f: &dyn Fn(f64) -> f64| over_chances(|p, q| beta_density(a, stayed, p, q) * f(p.exp()));
            for horizon in [1e-4, 1.0, 39.0, 2000.0] {
                let y = horizon / scale;
                let orders = alive * mean(&|p| -(-k * (p * y).ln_1p()).exp_m1() / p.max(1e-300));
                near_relative(model.expected_orders(&c, horizon), orders, 1e-10);
                let mut cumulative = [0.0; 3];
                model.cumulative_orders(&c, &[0.3 * horizon, horizon, 40.0 * horizon], &mut cumulative);
                near_relative(cumulative[1], orders, 1e-10);
                let still = alive * mean(&|p| (-k * (p * y).ln_1p()).exp());
                near_relative(model.alive_after(&c, horizon), still, 1e-10);
                let rate = alive * k / scale * mean(&|p| (-(k + 1.0) * (p * y).ln_1p()).exp());
                near_relative(model.order_rate(&c, horizon), rate, 1e-10);
            }
            for discount in [1e-3, 0.0027, 0.3, 40.0] {
                // The discounted integral of the order rate, over u = e^v.
                let orders = over_rates(|u| (-discount * u).exp() * model.order_rate(&c, u));
                near_relative(model.discounted_orders(&c, discount), orders, 1e-9);
                // By parts: δ ∫ e^-δt E[orders until t] dt.
                let parts = over_rates(|u| discount * (-discount * u).exp() * model.expected_orders(&c, u));
                near_relative(model.discounted_orders(&c, discount), parts, 1e-9);
            }
        }
    }
}

#[test]
fn predictions_are_the_integrals_over_rate_and_chance() {
    predictions::<0>();
    predictions::<1>();
}

#[test]
fn expected_orders_are_the_chances_that_each_order_is_placed() {
    // Σ_m w_m I_z(m, k): the sum in the other order, with incomplete beta functions.
    for model in models::<0>() {
        let [r, alpha, a, b] = model.parameters();
        for horizon in [0.01, 3.0, 60.0] {
            let z = horizon / (alpha + horizon);
            let (mut w, mut sum) = (1.0, 0.0);
            for m in 1..20_000 {
                let m = f64::from(m);
                let term = w * incomplete_beta(m, r, z);
                sum += term;
                if term < 1e-17 * sum {
                    break;
                }
                w *= (b + m - 1.0) / (a + b + m - 1.0);
            }
            near_relative(model.new_customer_orders(horizon), sum, 1e-10);
        }
    }
}

#[test]
fn sums_and_quadrature_agree_where_one_takes_over_from_the_other() {
    // Just before and after the horizon at which sums become too long: orders must join smoothly.
    for (r, alpha, a, b) in [(0.243, 4.414, 0.793, 2.426), (1.0, 0.5, 1.0, 1.0), (3.0, 2.0, 0.05, 8.0)] {
        let model = BgNbd::new(r, alpha, a, b).unwrap();
        let c = customer(1, 2.0, 3.0);
        let ends: Vec<f64> = (1..=400).map(|i| 3.0 * f64::from(i)).collect();
        let mut cumulative = vec![0.0; ends.len()];
        model.cumulative_orders(&c, &ends, &mut cumulative);
        for (&end, &orders) in ends.iter().zip(&cumulative) {
            near_relative(model.expected_orders(&c, end), orders, 1e-12);
        }
    }
}

/// One history with P(active), expected orders in the horizon and orders discounted at 0.0027.
type Figures = ([f64; 4], (u32, f64, f64), f64, [f64; 3]);

fn figures<const H: u32>(table: &[Figures]) {
    for &([r, alpha, a, b], (x, last, age), horizon, [alive, orders, discounted]) in table {
        let model = BetaGeometric::<H>::new(r, alpha, a, b).unwrap();
        let c = customer(x, last, age);
        near_relative(model.alive(&c), alive, 1e-12);
        near_relative(model.expected_orders(&c, horizon), orders, 1e-11);
        near_relative(model.discounted_orders(&c, 0.0027), discounted, 1e-10);
    }
}

#[test]
fn figures_of_the_closed_forms_with_60_digits() {
    // mpmath: the papers' 2F1 for orders, quadrature of 2F1(1, a; a+c; -λ/δ) for discounted ones.
    const CDNOW: [f64; 4] = [0.243, 4.414, 0.793, 2.426];
    figures::<0>(&[
        (
            CDNOW,
            (301, 38.0, 38.86),
            39.0,
            [0.474_214_998_728_301_5, 98.303_121_861_545_08, 349.033_451_261_270_1],
        ),
        (
            CDNOW,
            (5000, 38.8, 38.86),
            39.0,
            [0.859_566_429_670_212_9, 2_953.809_036_284_073, 10_469.258_422_419_8],
        ),
        (
            [0.243, 4.414, 1.000_000_1, 2.426],
            (2, 30.43, 38.86),
            39.0,
            [0.678_175_593_029_059_5, 1.102_136_731_416_907, 4.024_465_295_632_101],
        ),
        (CDNOW, (0, 0.0, 0.14), 2000.0, [1.0, 8.535_293_462_364_15, 3.594_053_362_947_47]),
    ]);
    figures::<1>(&[
        (
            [12.0, 0.02, 0.3, 0.05],
            (700, 99.0, 100.0),
            52.0,
            [0.645_821_821_600_538, 223.465_310_743_049_9, 1_179.006_203_383_254],
        ),
        (
            [0.6, 900.0, 7.0, 0.4],
            (1, 10.0, 40.0),
            0.001,
            [0.159_582_957_154_957_3, 2.716_302_856_241_332e-7, 0.061_058_372_016_534_85],
        ),
        (
            [0.525, 6.183, 0.891, 1.614],
            (0, 0.0, 39.0),
            39.0,
            [0.389_347_648_663_597_2, 0.153_439_448_448_650_3, 0.720_767_657_020_109],
        ),
    ]);
}
