//! Who joins and who complains in single months of the futures: what happened is laid beside them.
//!
//! Only here months scatter, beside market and counting, as the months of a company do: one wins half as
//! many again for reasons no scenario knows of, the next one makes up for it.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{
    Quantity, Scenario, Spread,
    chance::{self, Future},
    futures::{Ready, spread},
    life::{Came, live_with},
};

/// Standard deviation of single months beside market and counting, as a share of their mean.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Scatter {
    /// Of customers who join.
    pub(crate) joined: f64,
    /// Of complaints.
    pub(crate) complaints: f64,
}

/// One month over the futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CountedMonth {
    /// Customers who join, by spending and by word of mouth.
    pub(crate) joined: Spread,
    /// Complaints.
    pub(crate) complaints: Spread,
}

/// So many futures, those that [`super::run`] lives with the same seed.
pub(crate) fn counted(scenario: &Scenario, seed: u64, draws: u32, scatter: Scatter) -> Vec<CountedMonth> {
    let ready = Ready::new(scenario);
    let (stages, months) = (scenario.stages().len(), scenario.horizon_months() as usize);
    let mut joined = vec![Vec::with_capacity(draws as usize); months];
    let mut complaints = joined.clone();
    let (mut future, mut room) = (Future::empty(), Vec::new());
    for draw in 0..draws {
        future.draw(seed, draw, stages, months);
        let numbers = ready.doubts.numbers(|key| future.normal(key), |_| None);
        let still = numbers.get(Quantity::ComplaintsFactor) * (1.0 - numbers.get(Quantity::Prevented));
        let mut luck = ChaCha8Rng::seed_from_u64(seed ^ 0x6d6f_6e74_6873);
        luck.set_stream(u64::from(draw));
        let mut times = |sd: f64| {
            let z: f64 = StandardNormal.sample(&mut luck);
            let spread = sd.mul_add(sd, 1.0).ln();
            let count: f64 = StandardNormal.sample(&mut luck);
            ((spread.sqrt() * z - 0.5 * spread).exp(), count)
        };
        let market = Some((&future, numbers.market()));
        live_with(&ready.shape, &numbers.rates(scenario), market, &mut room, |month, _, came: Came<'_>| {
            joined[month].push(came.joined * times(scatter.joined).0);
            let complain = |(there, stage): (&f64, &super::recursion::StageRates)| there * stage.complaints;
            let expected: f64 = came.there.iter().zip(&numbers.stages).map(complain).sum();
            let (scattered, z) = times(scatter.complaints);
            complaints[month].push(chance::count(expected * still * scattered, z));
        });
    }
    let both = joined.iter().zip(&complaints);
    both.map(|(joined, complaints)| CountedMonth { joined: spread(joined), complaints: spread(complaints) })
        .collect()
}
