//! Ruin: how likely cash that drifts and shakes runs out before a day.
//!
//! Cash begins at a reserve, changes by a steady drift and by independent normal shocks, and the
//! firm is ruined the first time it is at nothing. Looking only now and then misses dips between
//! the looks, which is the same as looking always from a slightly higher reserve.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | c | `reserve` | money | any |
//! | mu | `drift` | money a unit of time | any |
//! | s | `volatility` | money a root of time | 0 and above |
//! | T | `horizon` | time | 0 and above |
//! | dt | `every`, between two looks | time | above 0 |
//!
//! P(ruin by T) = Φ((-c - mu T)/(s√T)) + e^{-2 mu c/s²} Φ((-c + mu T)/(s√T)). The product is written
//! with the ratio of Mills where its factors would leave the range of numbers: e^{-2 mu c/s²} times
//! the density at the second place is the density at the first.
//!
//! Sources: the first-passage time of Brownian motion with drift (inverse Gaussian), any book on
//! diffusions; Siegmund 1979 and Broadie, Glasserman & Kou 1997, "A continuity correction for
//! discrete barrier options", Mathematical Finance 7(4), for the looks: .5826 = -ζ(1/2)/√(2π).
//!
//! Where it is wrong: a growing company's cash has a hollow, not a steady drift, and its shocks
//! hang together. It checks a simulation; it does not replace one.

use crate::special::normal_cdf;

/// -ζ(1/2)/√(2π): how far, in standard deviations of one step, a walk jumps past the border.
pub const OVERSHOOT: f64 = 0.582_597_157_939_010_7;

/// Numbers that no cash can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleCash {
    /// No number.
    #[error("the {0} must be a finite number, not {1}")]
    NoNumber(&'static str, f64),
    /// A negative length or spread.
    #[error("the {0} must be finite and not negative, not {1}")]
    Negative(&'static str, f64),
    /// A chance outside 0 to 1, both excluded.
    #[error("the accepted chance of ruin must lie between 0 and 1, both excluded, not {0}")]
    Chance(f64),
}

/// Cash as a walk with drift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CashWalk {
    reserve: f64,
    drift: f64,
    volatility: f64,
}

impl CashWalk {
    /// Checks and keeps them; a reserve below 0 is ruin from the start.
    ///
    /// # Errors
    ///
    /// If one is no number, or the volatility is negative.
    pub fn new(reserve: f64, drift: f64, volatility: f64) -> Result<Self, ImpossibleCash> {
        for (name, value) in [("reserve", reserve), ("drift", drift)] {
            if !value.is_finite() {
                return Err(ImpossibleCash::NoNumber(name, value));
            }
        }
        not_negative("volatility", volatility)?;
        Ok(Self { reserve, drift, volatility })
    }

    /// The chance that cash is at nothing some time up to the horizon, watched without a break.
    ///
    /// # Errors
    ///
    /// If the horizon is negative or no number.
    pub fn ruin_by(&self, horizon: f64) -> Result<f64, ImpossibleCash> {
        not_negative("horizon", horizon)?;
        Ok(self.ruin(self.reserve, horizon))
    }

    /// The same where cash is looked at only `every` so often, counted from the start.
    ///
    /// # Errors
    ///
    /// If a time is negative or no number.
    pub fn ruin_by_monitored(&self, horizon: f64, every: f64) -> Result<f64, ImpossibleCash> {
        not_negative("horizon", horizon)?;
        not_negative("time between looks", every)?;
        if self.reserve < 0.0 {
            return Ok(1.0);
        }
        // A look that comes after the end sees nothing.
        if every > horizon {
            return Ok(0.0);
        }
        Ok(self.ruin(self.reserve + OVERSHOOT * self.volatility * every.sqrt(), horizon))
    }

    /// The chance that cash is ever at nothing.
    #[must_use]
    pub fn ruin_ever(&self) -> f64 {
        if self.volatility == 0.0 {
            return if self.reserve < 0.0 || self.drift < 0.0 { 1.0 } else { 0.0 };
        }
        if self.reserve <= 0.0 || self.drift <= 0.0 {
            return 1.0;
        }
        (-2.0 * (self.drift / self.volatility) * (self.reserve / self.volatility)).exp()
    }

    /// The smallest reserve with which ruin by the horizon is no likelier than `chance`.
    ///
    /// # Errors
    ///
    /// If a number is outside its range.
    pub fn reserve_for(
        drift: f64,
        volatility: f64,
        horizon: f64,
        chance: f64,
    ) -> Result<f64, ImpossibleCash> {
        not_negative("horizon", horizon)?;
        if !(chance > 0.0 && chance < 1.0) {
            return Err(ImpossibleCash::Chance(chance));
        }
        let walk = Self::new(0.0, drift, volatility)?;
        let fall = (-drift * horizon).max(0.0);
        if walk.volatility == 0.0 || horizon == 0.0 {
            return Ok(fall);
        }
        let spread = volatility * horizon.sqrt();
        if !(fall + spread).is_finite() {
            return Err(ImpossibleCash::NoNumber("fall of cash up to the horizon", fall + spread));
        }
        let (mut low, mut high) = (0.0, fall + spread);
        while walk.ruin(high, horizon) > chance {
            high *= 2.0;
            if !high.is_finite() {
                return Err(ImpossibleCash::NoNumber("reserve", high));
            }
        }
        for _ in 0..200 {
            let middle = low + 0.5 * (high - low);
            if middle <= low || middle >= high {
                break;
            }
            if walk.ruin(middle, horizon) > chance { low = middle } else { high = middle }
        }
        Ok(high)
    }

    fn ruin(&self, reserve: f64, horizon: f64) -> f64 {
        if reserve < 0.0 {
            return 1.0;
        }
        let (spread, drifted) = (self.volatility * horizon.sqrt(), self.drift * horizon);
        if spread == 0.0 {
            return if reserve + drifted < 0.0 { 1.0 } else { 0.0 };
        }
        if reserve == 0.0 {
            return 1.0;
        }
        // In units of the spread, written so that no step of it can be infinite over infinite.
        let root = horizon.sqrt();
        let (c, m) =
            (clamped(reserve / self.volatility / root), clamped(self.drift / self.volatility * root));
        let (first, second) = (-c - m, m - c);
        let mirrored = if second < 0.0 {
            density(first) * mills(-second)
        } else {
            (-2.0 * m * c).exp() * normal_cdf(second)
        };
        (normal_cdf(first) + mirrored).clamp(0.0, 1.0)
    }
}

/// Far beyond where a normal variable ever is; the sums and products of two such stay finite.
fn clamped(z: f64) -> f64 {
    z.clamp(-1e100, 1e100)
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Φ(-x)/φ(x) for x >= 0, which falls from 1.2533 like 1/x.
fn mills(x: f64) -> f64 {
    if x < 5.0 {
        return normal_cdf(-x) / density(x);
    }
    // 1/(x + 1/(x + 2/(x + 3/(x + …)))), from the far end.
    1.0 / (1..=40).rev().fold(x, |tail, k| x + f64::from(k) / tail)
}

fn not_negative(name: &'static str, value: f64) -> Result<(), ImpossibleCash> {
    if value.is_finite() && value >= 0.0 { Ok(()) } else { Err(ImpossibleCash::Negative(name, value)) }
}
