//! A CUSUM whose usual level is known only from what was seen of it.
//!
//! A usual level estimated from a dozen weeks is off by chance, and a sum that takes it for the truth
//! gives false alarms several times as often as its limit promises. Here both stories, "nothing has
//! changed" and "it has risen since the sum was last 0", are weighed with all the levels and all the
//! unrest of weeks that the past leaves possible: the sum is the logarithm of the odds of the two.
//!
//! | symbol | here | unit | range |
//! |---|---|---|---|
//! | η | natural parameter of the usual level: its logarithm, its log odds, the mean in deviations | – | any |
//! | δ | `shift`: how far the feared level lies above it | the same | above 0 |
//! | x, n | observed and size of a week | events; exposure, trials or observations | 0 and above |
//! | φ | how much more weeks differ than chance alone would have it | times | 1 to 1,000 |
//! | b(η) | e^η for rates, ln(1+e^η) for shares, η²/2 for means | – | – |
//! | S | [`DoubtedCusum::value`] | natural logarithm of odds | 0 and above |
//!
//! A week says exp((xη - n b(η) - most)/φ)/√φ, where `most` is what it says at its own level (the extended
//! quasi-likelihood). With the weeks before (X, N, `most`, W weeks) and those since the last 0 (x, n):
//!
//! ```text
//! M0 = Σφ ∫ exp(((X+x)η - (N+n) b(η) - most)/φ) φ^-W/2 √b''(η) dη
//! M1 = the same with x(η+δ) - n b(η+δ) for the weeks since
//! S  = ln M1 - ln M0;  at 0 or below the weeks since join those before, and S begins again
//! ```
//!
//! √b'' is Jeffreys' prior; φ is equally likely at each of its 32 values, a quarter apart. The integrals are
//! Laplace's, whose error cancels in the odds: nothing is left of it for means and rates, a hundredth of S
//! or so for shares. With much known before, and φ = 1, S is the ordinary sum of [`super::Score`].
//!
//! Sources: Hawkins 1987, "Self-starting CUSUM charts for location and scale", The Statistician 36, for
//! the idea to learn while watching; Lai 1998, "Information bounds and quick detection of parameter
//! changes in stochastic systems", IEEE Trans. Inf. Theory 44(7), and Tsiamyrtzis & Hawkins 2005, "A
//! Bayesian scheme to detect changes in the mean of a short-run process", Technometrics 47(4), for odds
//! of marginal likelihoods; Nelder & Pregibon 1987, "An extended quasi-likelihood function", Biometrika
//! 74(2); Jones, Champ & Rigdon 2004, "The run length distribution of the CUSUM with estimated
//! parameters", Journal of Quality Technology 36(1), for the size of the trouble.
//!
//! Where it is wrong: a change right at the beginning of a short past is partly learned as usual; with
//! a dozen events before, no rise by half can be told from chance, and none is. Weeks that hang together
//! (seasons, a strike) are still taken for independent.

use serde::Serialize;

use super::{ImpossibleWatch, MOST};

/// Values of φ.
const SCATTERS: i32 = 32;
/// The ratio of one value of φ to the one before.
const APART: f64 = 1.25;
/// Stories whose logarithms of odds differ by less are as good as one another.
const NEARLY: f64 = 0.5;

/// What is counted, and how it varies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Kind {
    /// Events that come at random in an exposure; the shift is the logarithm of "so many times".
    Rate,
    /// Hits among trials; the shift is the logarithm of "odds so many times".
    Share,
    /// Means of normal observations; the shift is in their own unit.
    Mean {
        /// Of one observation.
        deviation: f64,
    },
}

/// Weeks together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
struct Weeks {
    count: f64,
    /// Σ x, of means Σ n x̄.
    x: f64,
    n: f64,
    /// Σ of what each says at its own level.
    most: f64,
}

impl Weeks {
    fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            x: self.x + other.x,
            n: self.n + other.n,
            most: self.most + other.most,
        }
    }
}

/// A running sum over a usual level in doubt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoubtedCusum {
    kind: Kind,
    shift: f64,
    /// Means are counted from here, in deviations.
    origin: f64,
    before: Weeks,
    since: Weeks,
    value: f64,
}

impl DoubtedCusum {
    /// A sum of 0, with what was observed, and of which sizes, while all was as usual.
    ///
    /// # Errors
    ///
    /// If there is nothing to notice, nothing was seen before, or something cannot have been observed.
    pub fn new(kind: Kind, shift: f64, usual: &[(f64, f64)]) -> Result<Self, ImpossibleWatch> {
        let deviation = match kind {
            Kind::Mean { deviation } if !(1e-9..=MOST).contains(&deviation) => {
                return Err(ImpossibleWatch::Mean(deviation));
            }
            Kind::Mean { deviation } => deviation,
            Kind::Rate | Kind::Share => 1.0,
        };
        let shift = shift / deviation;
        if !(1e-9..=100.0).contains(&shift) {
            return Err(ImpossibleWatch::Order { usual: 0.0, feared: shift });
        }
        let origin = usual.iter().find(|(_, size)| *size > 0.0).ok_or(ImpossibleWatch::Size(0.0))?.0;
        let none = Weeks::default();
        let mut sum = Self { kind, shift, origin, before: none, since: none, value: 0.0 };
        for &(observed, size) in usual {
            sum.before = sum.before.and(sum.week(observed, size)?);
        }
        Ok(sum)
    }

    /// Adds what was observed: events in an exposure, hits among trials, or the mean of so many. The sum
    /// is never below 0; [`Self::learn`] or [`Self::forget`] what came before when it is 0.
    ///
    /// # Errors
    ///
    /// If it cannot have been observed; the sum then stays what it was.
    pub fn observe(&mut self, observed: f64, size: f64) -> Result<f64, ImpossibleWatch> {
        self.since = self.since.and(self.week(observed, size)?);
        self.value = self.odds(self.since).max(0.0);
        Ok(self.value)
    }

    /// What one observation says for the feared level, from nothing but what is known as usual.
    ///
    /// # Errors
    ///
    /// If it cannot have been observed.
    pub fn score(&self, observed: f64, size: f64) -> Result<f64, ImpossibleWatch> {
        Ok(self.odds(self.week(observed, size)?))
    }

    /// How many of the observations since the sum was last 0 came before the rise, in the likeliest story
    /// of one that has lasted until now; the latest of those whose odds are within 1.6 of it.
    ///
    /// # Errors
    ///
    /// If one of them cannot have been observed.
    pub fn risen_after(&self, since: &[(f64, f64)]) -> Result<usize, ImpossibleWatch> {
        let weeks: Result<Vec<Weeks>, _> =
            since.iter().map(|&(observed, size)| self.week(observed, size)).collect();
        let (mut risen, mut stories) = (Weeks::default(), Vec::with_capacity(since.len()));
        let weeks = weeks?;
        let all = weeks.iter().fold(self.before, |sum, week| sum.and(*week));
        for (at, week) in weeks.iter().enumerate().rev() {
            risen = risen.and(*week);
            let usual = Weeks { x: all.x - risen.x, n: all.n - risen.n, ..all };
            let mut odds = Odds::NONE;
            for step in 0..SCATTERS {
                let scatter = APART.powi(step);
                odds.add(unrest(all, scatter) + self.integral(usual, risen, scatter));
            }
            stories.push((at, odds.ln()));
        }
        let likeliest = stories.iter().map(|story| story.1).fold(f64::NEG_INFINITY, f64::max);
        // From the latest on.
        Ok(stories.iter().find(|story| story.1 >= likeliest - NEARLY).map_or(since.len(), |story| story.0))
    }

    /// Takes what was observed since the sum was last 0 as usual, and begins again.
    pub fn learn(&mut self) {
        self.before = self.before.and(self.since);
        self.forget();
    }

    /// Begins again at 0 with what was known before.
    pub fn forget(&mut self) {
        (self.since, self.value) = (Weeks::default(), 0.0);
    }

    /// The sum.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    fn week(&self, observed: f64, size: f64) -> Result<Weeks, ImpossibleWatch> {
        let possible = (0.0..=MOST).contains(&size)
            && match self.kind {
                Kind::Rate => (0.0..=MOST).contains(&observed) && (size > 0.0 || observed == 0.0),
                Kind::Share => (0.0..=size).contains(&observed),
                Kind::Mean { .. } => (-MOST..=MOST).contains(&observed),
            };
        if !possible {
            return Err(ImpossibleWatch::Observation { observed, size });
        }
        if size == 0.0 {
            return Ok(Weeks::default());
        }
        let ln = |x: f64, of: f64| if x > 0.0 { x * (x / of).ln() } else { 0.0 };
        let (x, most) = match self.kind {
            Kind::Rate => (observed, ln(observed, size) - observed),
            Kind::Share => (observed, ln(observed, size) + ln(size - observed, size)),
            Kind::Mean { deviation } => {
                let mean = (observed - self.origin) / deviation;
                (size * mean, 0.5 * size * mean * mean)
            }
        };
        Ok(Weeks { count: 1.0, x, n: size, most })
    }

    /// ln M1 - ln M0.
    fn odds(&self, since: Weeks) -> f64 {
        if since.n <= 0.0 {
            return 0.0;
        }
        let all = self.before.and(since);
        let (mut usual, mut feared) = (Odds::NONE, Odds::NONE);
        for step in 0..SCATTERS {
            let scatter = APART.powi(step);
            let unrest = unrest(all, scatter);
            let (a, b) = (
                unrest + self.integral(all, Weeks::default(), scatter),
                unrest + self.integral(self.before, since, scatter),
            );
            // What φ still higher would add is less than a millionth.
            if usual.outweighs(a) && feared.outweighs(b) {
                break;
            }
            usual.add(a);
            feared.add(b);
        }
        let odds = feared.ln() - usual.ln();
        if odds.is_finite() { odds } else { 0.0 }
    }

    /// ln ∫ exp((xη - n b(η) + x'(η+δ) - n' b(η+δ))/φ) √b''(η) dη.
    fn integral(&self, plain: Weeks, shifted: Weeks, scatter: f64) -> f64 {
        let (n, m, d) = (plain.n, shifted.n, self.shift);
        let x = plain.x + shifted.x;
        let told = |eta: f64| (x * eta + shifted.x * d - n * self.b(eta) - m * self.b(eta + d)) / scatter;
        let (mode, curvature) = match self.kind {
            Kind::Rate => {
                let events = x / scatter + 0.5;
                ((events * scatter / (n + m * d.exp())).ln(), events)
            }
            Kind::Mean { .. } => ((x - m * d) / (n + m), (n + m) / scatter),
            Kind::Share => {
                // Newton's steps on a concave function, from close by.
                let share = (x + 0.5 * scatter) / (n + m + scatter);
                let mut eta = (share / (1.0 - share)).ln() - d * m / (n + m);
                let mut curvature = 1.0;
                for _ in 0..60 {
                    let (p, q) = (logistic(eta), logistic(eta + d));
                    let slope = (x - n * p - m * q) / scatter + 0.5 - p;
                    curvature = (n * p * (1.0 - p) + m * q * (1.0 - q)) / scatter + p * (1.0 - p);
                    let step = (slope / curvature).clamp(-1.0, 1.0);
                    eta += step;
                    // The next step would be its square.
                    if step.abs() < 1e-5 {
                        break;
                    }
                }
                (eta, curvature)
            }
        };
        let prior = match self.kind {
            Kind::Rate => 0.5 * mode,
            Kind::Share => 0.5 * mode - self.b(mode),
            Kind::Mean { .. } => 0.0,
        };
        told(mode) + prior - 0.5 * curvature.max(1e-300).ln()
    }

    fn b(&self, eta: f64) -> f64 {
        match self.kind {
            Kind::Rate => eta.exp(),
            Kind::Share => eta.max(0.0) + (-eta.abs()).exp().ln_1p(),
            Kind::Mean { .. } => 0.5 * eta * eta,
        }
    }
}

/// What φ alone makes of how far weeks lie from their own levels.
fn unrest(weeks: Weeks, scatter: f64) -> f64 {
    -0.5 * weeks.count * scatter.ln() - weeks.most / scatter
}

fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

/// A sum of numbers known by their logarithms.
struct Odds {
    greatest: f64,
    sum: f64,
}

impl Odds {
    const NONE: Self = Self { greatest: f64::NEG_INFINITY, sum: 0.0 };

    fn add(&mut self, ln: f64) {
        if ln > self.greatest {
            self.sum = self.sum * (self.greatest - ln).exp() + 1.0;
            self.greatest = ln;
        } else if ln > f64::NEG_INFINITY {
            self.sum += (ln - self.greatest).exp();
        }
    }

    fn outweighs(&self, ln: f64) -> bool {
        ln < self.greatest - 18.0
    }

    fn ln(&self) -> f64 {
        self.greatest + self.sum.ln()
    }
}
