//! The chance in a future, the same for all scenarios.
//!
//! Every use of chance has its own stream, keyed by seed, future and purpose, so that a scenario more,
//! a stage more or a month more changes nothing for the others. How many join and how many stay is
//! drawn with its exact distribution where few are concerned, and as a normal one where 16 and more of
//! either kind are expected; both keep the mean.
//!
//! Where it is wrong: who leaves is drawn for a stage as a whole and taken from its ages in proportion;
//! the total is right, the ages shake together.

use models::special::normal_cdf;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal};

use super::{Key, MOST_STAGES, Quantity, StageQuantity};

/// From this many on a count is drawn as a normal variable.
const MANY: f64 = 16.0;
/// How the numbers of the stages hang together: if one is higher than thought, so are likely the others.
/// Assumed.
pub(super) const STAGES_TOGETHER: f64 = 0.5;

/// What a stream of chance is for; numbers once given stay.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Numbers = 1,
    StageNumbers = 2,
    Market = 3,
    Joining = 4,
    Referring = 5,
    /// Plus the number of the stage.
    Staying = 100,
}

/// Standard normals of one future.
#[derive(Debug, Clone)]
pub(super) struct Future {
    /// One for each number of the company.
    pub whole: [f64; Quantity::ALL.len()],
    /// One for each number of each stage; correlated over the stages.
    pub stages: [[f64; StageQuantity::ALL.len()]; MOST_STAGES],
    /// One for each month.
    pub market: Vec<f64>,
    /// One for each month: customers won.
    pub joining: Vec<f64>,
    /// One for each month: customers by word of mouth.
    pub referring: Vec<f64>,
    /// For each stage one for each month: who stays.
    pub staying: Vec<Vec<f64>>,
}

impl Future {
    /// A future in which nothing is drawn yet.
    pub fn empty() -> Self {
        Self {
            whole: [0.0; Quantity::ALL.len()],
            stages: [[0.0; StageQuantity::ALL.len()]; MOST_STAGES],
            market: Vec::new(),
            joining: Vec::new(),
            referring: Vec::new(),
            staying: Vec::new(),
        }
    }

    /// The standard normal of a number; of all stages at once there is none.
    pub fn normal(&self, key: Key) -> Option<f64> {
        match key {
            Key::Whole(q) => Some(self.whole[q as usize]),
            Key::Stage(q, n) => self.stages.get(n).map(|stage| stage[q as usize]),
            Key::Stages(_) => None,
        }
    }

    /// Draws future number `draw`, for so many stages and months.
    pub fn draw(&mut self, seed: u64, draw: u32, stages: usize, months: usize) {
        let stream = |purpose: u64| Stream::new(seed, draw, purpose);
        let mut numbers = stream(Purpose::Numbers as u64);
        self.whole.fill_with(|| numbers.normal());
        let mut numbers = stream(Purpose::StageNumbers as u64);
        let common: [f64; StageQuantity::ALL.len()] = std::array::from_fn(|_| numbers.normal());
        let (shared, own) = (STAGES_TOGETHER.sqrt(), (1.0 - STAGES_TOGETHER).sqrt());
        for stage in &mut self.stages[..stages] {
            *stage = std::array::from_fn(|n| shared * common[n] + own * numbers.normal());
        }
        stream(Purpose::Market as u64).fill(&mut self.market, months);
        stream(Purpose::Joining as u64).fill(&mut self.joining, months);
        stream(Purpose::Referring as u64).fill(&mut self.referring, months);
        self.staying.resize_with(stages, Vec::new);
        for (n, staying) in (0..).zip(&mut self.staying) {
            stream(Purpose::Staying as u64 + n).fill(staying, months);
        }
    }
}

struct Stream(ChaCha8Rng);

impl Stream {
    fn new(seed: u64, draw: u32, purpose: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..12].copy_from_slice(&draw.to_le_bytes());
        key[16..24].copy_from_slice(&purpose.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    fn fill(mut self, row: &mut Vec<f64>, months: usize) {
        row.clear();
        row.extend((0..months).map(|_| self.normal()));
    }
}

/// How many come where `expected` are, by a standard normal: Poisson.
pub(super) fn count(expected: f64, z: f64) -> f64 {
    if expected <= 0.0 {
        0.0
    } else if expected >= MANY {
        (expected + expected.sqrt() * z).max(0.0)
    } else {
        // The next probability of a Poisson variable is the last one times expected / (n + 1).
        quantile(normal_cdf(z), (-expected).exp(), |n| expected / (n + 1.0), f64::INFINITY)
    }
}

/// The share of `there` customers that stays, where each stays with chance `stays`: binomial.
pub(super) fn share_that_stays(there: f64, stays: f64, z: f64) -> f64 {
    if there <= 0.0 || stays <= 0.0 || stays >= 1.0 {
        return stays;
    }
    let (staying, leaving) = (there * stays, there * (1.0 - stays));
    if staying.min(leaving) >= MANY {
        return (stays + (stays * (1.0 - stays) / there).sqrt() * z).clamp(0.0, 1.0);
    }
    // Expected customers are not whole: as many as the next whole number, each counting a little less.
    let n = there.ceil();
    let of = |chance: f64, z: f64| {
        let odds = chance / (1.0 - chance);
        let none = (n * (-chance).ln_1p()).exp();
        quantile(normal_cdf(z), none, |k| odds * (n - k) / (k + 1.0), n)
    };
    // Counted from the rarer side: few steps, and nothing rounds to zero.
    if leaving <= staying { 1.0 - of(1.0 - stays, -z) / n } else { of(stays, z) / n }
}

/// The number at which probabilities summed from 0 up pass `p`; `first` is that of 0, and each next one
/// the one before times `ratio`.
fn quantile(p: f64, first: f64, ratio: impl Fn(f64) -> f64, most: f64) -> f64 {
    let (mut n, mut term, mut sum) = (0.0, first, first);
    // Below 16 expected, 200 are never passed.
    while sum < p && n < most && n < 200.0 {
        term *= ratio(n);
        sum += term;
        n += 1.0;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of what a function makes of 40,000 standard normals.
    fn moments(f: impl Fn(f64) -> f64) -> (f64, f64) {
        let mut row = Vec::new();
        Stream::new(7, 3, 9).fill(&mut row, 40_000);
        let drawn: Vec<f64> = row.into_iter().map(f).collect();
        let mean = drawn.iter().sum::<f64>() / 40_000.0;
        (mean, drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40_000.0)
    }

    #[test]
    fn counts_have_the_mean_and_variance_of_poisson() {
        for expected in [0.05, 0.7, 3.0, 15.9, 16.1, 4_000.0] {
            let (mean, variance) = moments(|z| count(expected, z));
            let by = 5.0 * (expected / 40_000.0).sqrt();
            assert!((mean - expected).abs() < by, "{expected}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.1, "{expected}: {variance}");
        }
        assert_eq!(count(0.0, 3.0), 0.0);
        assert_eq!(count(20.0, -9.0), 0.0);
    }

    #[test]
    fn who_stays_has_the_mean_and_variance_of_a_binomial() {
        for (there, stays) in
            [(1.0, 0.5), (10.0, 0.95), (10.0, 0.02), (500.0, 0.995), (500.0, 0.01), (30_000.0, 0.9)]
        {
            let (mean, variance) = moments(|z| share_that_stays(there, stays, z));
            let wanted = stays * (1.0 - stays) / there;
            assert!((mean - stays).abs() < 5.0 * (wanted / 40_000.0).sqrt(), "{there} {stays}: {mean}");
            assert!((variance / wanted - 1.0).abs() < 0.1, "{there} {stays}: {variance} for {wanted}");
        }
    }

    #[test]
    fn more_luck_never_means_fewer_customers() {
        for (there, stays) in [(0.3, 0.5), (12.4, 0.9), (300.0, 0.999), (5_000.0, 0.4)] {
            let mut before = 0.0;
            for n in -800..=800 {
                let share = share_that_stays(there, stays, f64::from(n) / 100.0);
                assert!((0.0..=1.0).contains(&share) && share >= before, "{there} {stays} {n}: {share}");
                before = share;
            }
        }
    }

    #[test]
    fn a_stage_or_a_month_more_changes_no_other_chance() {
        let (mut few, mut many) = (Future::empty(), Future::empty());
        few.draw(1, 5, 2, 12);
        many.draw(1, 5, 7, 60);
        assert_eq!(few.whole, many.whole);
        assert_eq!(few.stages[..2], many.stages[..2]);
        assert_eq!(few.market[..], many.market[..12]);
        assert_eq!(few.staying[1][..], many.staying[1][..12]);
        many.draw(1, 6, 7, 60);
        assert_ne!(few.whole, many.whole);
    }

    #[test]
    fn numbers_of_stages_hang_together_by_half() {
        let mut future = Future::empty();
        let n = 20_000;
        let products = (0..n).map(|draw| {
            future.draw(2, draw, 2, 0);
            future.stages[0][1] * future.stages[1][1]
        });
        let correlation = products.sum::<f64>() / f64::from(n);
        assert!((correlation - STAGES_TOGETHER).abs() < 0.04, "{correlation}");
    }
}
