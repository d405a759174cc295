//! Made-up customers whose future is known: the models' own stories, told forward.

use models::{forecast::Spend, history::OrderHistory};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp1, Gamma};

/// Which story.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Story {
    /// BG/NBD with r, alpha, a, b.
    Bg([f64; 4]),
    /// Pareto/NBD with r, alpha, s, beta.
    Pareto([f64; 4]),
}

/// One customer: what was seen, and what came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Simulated {
    pub(crate) history: OrderHistory,
    pub(crate) spend: Spend,
    /// The history as it was one horizon ago, where the customer had ordered by then.
    pub(crate) before: Option<OrderHistory>,
    /// Repeat orders since then.
    pub(crate) recent_orders: u32,
    pub(crate) orders_to_come: u32,
    pub(crate) money_to_come: f64,
}

/// Customers of ages between `ages`, followed for `horizon` more; amounts by Gamma-Gamma.
pub(crate) fn company(
    story: Story,
    spending: [f64; 3],
    customers: usize,
    ages: (f64, f64),
    horizon: f64,
    seed: u64,
) -> Vec<Simulated> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    (0..customers)
        .map(|_| {
            let age = ages.0 + (ages.1 - ages.0) * chance.random::<f64>();
            customer(story, spending, age, horizon, &mut chance)
        })
        .collect()
}

fn gamma(shape: f64, rate: f64, chance: &mut ChaCha8Rng) -> f64 {
    Gamma::new(shape, 1.0 / rate).expect("positive").sample(chance)
}

fn customer(story: Story, [p, q, v]: [f64; 3], age: f64, horizon: f64, chance: &mut ChaCha8Rng) -> Simulated {
    let (rate, leaves_at, leaving) = match story {
        Story::Bg([r, alpha, a, b]) => {
            (gamma(r, alpha, chance), f64::INFINITY, Beta::new(a, b).expect("positive").sample(chance))
        }
        Story::Pareto([r, alpha, s, beta]) => {
            let leaving_rate = gamma(s, beta, chance);
            let lifetime: f64 = Exp1.sample(chance);
            (gamma(r, alpha, chance), lifetime / leaving_rate, 0.0)
        }
    };
    let nu = gamma(q, v, chance);
    let (mut time, mut seen, mut last, mut spent) = (0.0, 0, 0.0, 0.0);
    let (mut to_come, mut money_to_come) = (0, 0.0);
    let (then, mut seen_then, mut last_then) = (age - horizon, 0, 0.0);
    loop {
        let gap: f64 = Exp1.sample(chance);
        time += gap / rate;
        if time >= leaves_at.min(age + horizon) {
            break;
        }
        let amount = gamma(p, nu, chance);
        if time <= then {
            (seen_then, last_then) = (seen_then + 1, time);
        }
        if time <= age {
            (seen, last, spent) = (seen + 1, time, spent + amount);
        } else {
            (to_come, money_to_come) = (to_come + 1, money_to_come + amount);
        }
        if leaving > 0.0 && chance.random::<f64>() < leaving {
            break;
        }
    }
    Simulated {
        history: OrderHistory::new(seen, last, age).expect("a history that happened"),
        spend: Spend { orders: seen, mean: if seen > 0 { spent / f64::from(seen) } else { 0.0 } },
        before: OrderHistory::new(seen_then, last_then, then).ok(),
        recent_orders: seen - seen_then,
        orders_to_come: to_come,
        money_to_come,
    }
}
