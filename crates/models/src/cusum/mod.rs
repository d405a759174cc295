//! CUSUM: notices early that a rate, a share or a mean has risen and stayed up.
//!
//! Each observation says how much likelier it is under the feared level than under the usual one.
//! These scores are added up, never below 0; when the sum exceeds a limit there is an alarm. The
//! limit is chosen for how rarely it may be exceeded while nothing has changed.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | λ0, λ1 | `in_control`, `out_of_control` of a rate | events a unit of exposure | above 0 |
//! | p0, p1 | the same of a share | – | between 0 and 1 |
//! | μ0, μ1, σ | the same of a mean, and `deviation` of one observation | any | σ above 0 |
//! | n | `size`: exposure, trials, observations | – | 0 and above |
//! | S | [`Cusum::value`] | natural logarithm of odds | 0 and above |
//! | h | `limit` | the same | above 0 |
//! | ARL | average run length until an alarm | observations | 1 and above |
//!
//! Scores: rate x ln(λ1/λ0) - n(λ1-λ0); share x ln(p1/p0) + (n-x) ln((1-p1)/(1-p0)); mean
//! n (δ/σ²)(x̄ - (μ0+μ1)/2), δ = μ1-μ0. In standard units the last is δ/σ times the usual chart with
//! k = δ/(2σ). ARL after Brook and Evans: S moves like a Markov chain; here between nodes with linear
//! weights, so that the mean step is kept exactly.
//!
//! Sources: Page 1954, "Continuous inspection schemes", Biometrika 41; Brook & Evans 1972, "An
//! approach to the probability distribution of cusum run length", Biometrika 59(3); Lucas 1985,
//! "Counted data CUSUM's", Technometrics 27(2).
//!
//! Where it is wrong: it takes observations to be independent. Seasons, a marketing push or a new
//! carrier shake them together and make false alarms commoner than planned; where counts vary more
//! than Poisson ones do, raise the limit. The ARL holds for one size of observation; take the mean. And
//! for a usual level that is known: where it was estimated from little, use [`DoubtedCusum`].

mod doubt;
mod run_length;

use serde::{Deserialize, Serialize};

pub use doubt::{DoubtedCusum, Kind};

/// Counts, sizes and levels beyond this are refused.
const MOST: f64 = 1e9;

/// Numbers that cannot be watched.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleWatch {
    /// Rates outside their range.
    #[error("a rate to watch must lie between 1e-9 and 1e9, not {0}")]
    Rate(f64),
    /// Shares outside their range.
    #[error("a share to watch must lie between 1e-9 and 1 - 1e-9, not {0}")]
    Share(f64),
    /// Means or spreads that are no number.
    #[error("a mean to watch must be at most 1e9 and its deviation between 1e-9 and 1e9, not {0}")]
    Mean(f64),
    /// Nothing to notice.
    #[error(
        "the feared level {feared} must lie above the usual one {usual}, and within 100 deviations of it"
    )]
    Order {
        /// In control.
        usual: f64,
        /// Out of control.
        feared: f64,
    },
    /// An observation that cannot have been made.
    #[error("{observed} observed in {size} cannot be: counts lie between 0 and 1e9, hits within trials")]
    Observation {
        /// What was observed.
        observed: f64,
        /// Exposure, trials or observations.
        size: f64,
    },
    /// A limit that is none.
    #[error("the limit of an alarm must lie between 1e-9 and 1000, not {0}")]
    Limit(f64),
    /// A size of observation that no run length can be worked out for.
    #[error(
        "a run length needs an observation of a size between 1e-9 and 1e9 with at most 1e9 events, not {0}"
    )]
    Size(f64),
    /// A run length that cannot be asked for.
    #[error("an average run length must lie between 1 and 1e6 observations, not {0}")]
    RunLength(f64),
    /// The chain has no answer in the numbers of the machine.
    #[error("the average run length is beyond the precision of numbers")]
    Beyond,
}

/// What one observation says for the feared level and against the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Levels", into = "Levels")]
pub struct Score(Levels);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Levels {
    Rate { in_control: f64, out_of_control: f64 },
    Share { in_control: f64, out_of_control: f64 },
    Mean { in_control: f64, out_of_control: f64, deviation: f64 },
}

impl From<Score> for Levels {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl TryFrom<Levels> for Score {
    type Error = ImpossibleWatch;

    fn try_from(levels: Levels) -> Result<Self, ImpossibleWatch> {
        let (usual, feared) = match levels {
            Levels::Rate { in_control, out_of_control } => {
                for rate in [in_control, out_of_control] {
                    if !(1e-9..=MOST).contains(&rate) {
                        return Err(ImpossibleWatch::Rate(rate));
                    }
                }
                (in_control, out_of_control)
            }
            Levels::Share { in_control, out_of_control } => {
                for share in [in_control, out_of_control] {
                    if !(1e-9..=1.0 - 1e-9).contains(&share) {
                        return Err(ImpossibleWatch::Share(share));
                    }
                }
                (in_control, out_of_control)
            }
            Levels::Mean { in_control, out_of_control, deviation } => {
                for mean in [in_control, out_of_control] {
                    if !(-MOST..=MOST).contains(&mean) {
                        return Err(ImpossibleWatch::Mean(mean));
                    }
                }
                if !(1e-9..=MOST).contains(&deviation) {
                    return Err(ImpossibleWatch::Mean(deviation));
                }
                let shift = (out_of_control - in_control) / deviation;
                if !(1e-9..=100.0).contains(&shift) {
                    return Err(ImpossibleWatch::Order { usual: in_control, feared: out_of_control });
                }
                (in_control, out_of_control)
            }
        };
        // Levels a billionth apart are one level.
        if feared - usual <= 1e-9 * usual.abs() {
            return Err(ImpossibleWatch::Order { usual, feared });
        }
        Ok(Self(levels))
    }
}

impl Score {
    /// Events that come at random, so many a unit of exposure: complaints an order.
    ///
    /// # Errors
    ///
    /// If the feared rate does not exceed the usual one, or one is outside its range.
    pub fn rate(in_control: f64, out_of_control: f64) -> Result<Self, ImpossibleWatch> {
        Self::try_from(Levels::Rate { in_control, out_of_control })
    }

    /// Hits among trials: late ones among deliveries.
    ///
    /// # Errors
    ///
    /// If the feared share does not exceed the usual one, or one is outside its range.
    pub fn share(in_control: f64, out_of_control: f64) -> Result<Self, ImpossibleWatch> {
        Self::try_from(Levels::Share { in_control, out_of_control })
    }

    /// Means of normal observations: the logarithm of the time to a first answer.
    ///
    /// # Errors
    ///
    /// If the feared mean does not exceed the usual one, or one is outside its range.
    pub fn mean(in_control: f64, out_of_control: f64, deviation: f64) -> Result<Self, ImpossibleWatch> {
        Self::try_from(Levels::Mean { in_control, out_of_control, deviation })
    }

    /// The usual level.
    #[must_use]
    pub const fn in_control(&self) -> f64 {
        match self.0 {
            Levels::Rate { in_control, .. }
            | Levels::Share { in_control, .. }
            | Levels::Mean { in_control, .. } => in_control,
        }
    }

    /// The feared level.
    #[must_use]
    pub const fn out_of_control(&self) -> f64 {
        match self.0 {
            Levels::Rate { out_of_control, .. }
            | Levels::Share { out_of_control, .. }
            | Levels::Mean { out_of_control, .. } => out_of_control,
        }
    }

    /// The score of one observation: events in an exposure, hits among trials, or the mean of so
    /// many. One of size 0 says nothing.
    ///
    /// # Errors
    ///
    /// If it cannot have been observed.
    pub fn of(&self, observed: f64, size: f64) -> Result<f64, ImpossibleWatch> {
        let possible = (0.0..=MOST).contains(&size)
            && match self.0 {
                // Nothing comes out of no exposure.
                Levels::Rate { .. } => (0.0..=MOST).contains(&observed) && (size > 0.0 || observed == 0.0),
                Levels::Share { .. } => (0.0..=size).contains(&observed),
                Levels::Mean { .. } => (-MOST..=MOST).contains(&observed),
            };
        if possible {
            Ok(self.score(observed, size))
        } else {
            Err(ImpossibleWatch::Observation { observed, size })
        }
    }

    fn score(&self, observed: f64, size: f64) -> f64 {
        match self.0 {
            Levels::Rate { in_control, out_of_control } => {
                observed * (out_of_control / in_control).ln() - size * (out_of_control - in_control)
            }
            Levels::Share { in_control, out_of_control } => {
                observed * (out_of_control / in_control).ln()
                    + (size - observed) * ((-out_of_control).ln_1p() - (-in_control).ln_1p())
            }
            Levels::Mean { in_control, out_of_control, deviation } => {
                let shift = (out_of_control - in_control) / deviation;
                size * shift * ((observed - in_control) / deviation - 0.5 * shift)
            }
        }
    }

    /// How many observations of this size pass on average until the first alarm, from a sum of 0,
    /// when the true level is `at`.
    ///
    /// # Errors
    ///
    /// If a number is outside its range, or the answer beyond the precision of numbers.
    pub fn average_run_length(&self, limit: f64, size: f64, at: f64) -> Result<f64, ImpossibleWatch> {
        if !(1e-9..=1000.0).contains(&limit) {
            return Err(ImpossibleWatch::Limit(limit));
        }
        run_length::average(&self.steps(size, at)?, limit)
    }

    /// The smallest limit with which observations of this size give a false alarm no oftener than
    /// every `average_run_length` of them. Where observations are so large that one alone tells the
    /// levels apart, the limit is next to 0 and false alarms are rarer than asked.
    ///
    /// # Errors
    ///
    /// If a number is outside its range, or the answer beyond the precision of numbers.
    pub fn limit_for(&self, average_run_length: f64, size: f64) -> Result<f64, ImpossibleWatch> {
        if !(1.0..=1e6).contains(&average_run_length) {
            return Err(ImpossibleWatch::RunLength(average_run_length));
        }
        let steps = self.steps(size, self.in_control())?;
        // The run is never shorter than e^h while nothing has changed (Lorden 1971).
        let (mut low, mut high) = (0.0, average_run_length.ln() + 1e-6);
        for _ in 0..26 {
            let middle = 0.5 * (low + high);
            match run_length::average(&steps, middle) {
                Ok(length) if length < average_run_length => low = middle,
                // Beyond numbers is long enough.
                _ => high = middle,
            }
        }
        Ok(high)
    }
}

/// A running sum with its limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cusum {
    score: Score,
    limit: f64,
    value: f64,
}

/// Where the sum stands after an observation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The sum.
    pub value: f64,
    /// Whether it exceeds the limit.
    pub alarm: bool,
}

impl Cusum {
    /// A sum of 0, which gives an alarm above `limit`.
    ///
    /// # Errors
    ///
    /// If the limit is not between 1e-9 and 1000.
    pub fn new(score: Score, limit: f64) -> Result<Self, ImpossibleWatch> {
        if (1e-9..=1000.0).contains(&limit) {
            Ok(Self { score, limit, value: 0.0 })
        } else {
            Err(ImpossibleWatch::Limit(limit))
        }
    }

    /// Adds an observation. The sum goes on after an alarm until it is reset.
    ///
    /// # Errors
    ///
    /// If it cannot have been observed; the sum then stays what it was.
    pub fn observe(&mut self, observed: f64, size: f64) -> Result<Step, ImpossibleWatch> {
        let score = self.score.of(observed, size)?;
        // Far above any limit, so that an endless disaster stays a number.
        self.value = (self.value + score).clamp(0.0, 1e15);
        Ok(self.step())
    }

    /// Where the sum stands.
    #[must_use]
    pub fn step(&self) -> Step {
        Step { value: self.value, alarm: self.value > self.limit }
    }

    /// The limit.
    #[must_use]
    pub const fn limit(&self) -> f64 {
        self.limit
    }

    /// The sum.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// Begins again at 0, after the cause of an alarm was dealt with.
    pub fn reset(&mut self) {
        self.value = 0.0;
    }
}
