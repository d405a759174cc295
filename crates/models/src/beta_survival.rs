//! Staying from chance to chance when the chance to leave differs between customers by a beta
//! distribution: what BG/BB and sBG share.
//!
//! With a customer's chance to leave ~ Beta(a, b), S(j) = B(a, b+j)/B(a, b) is the probability to
//! stay through j chances; S(j)/S(j-1) = (b+j-1)/(a+b+j-1).

use crate::{
    optimise::Evaluation,
    special::{digamma_rising, ln_rising, trigamma_rising},
};

/// Terms added one by one before the closed form takes over.
const TERMS: u32 = 4096;

/// `ln S(periods)`.
pub(crate) fn ln_survival(a: f64, b: f64, periods: f64) -> f64 {
    // Γ(b+periods) Γ(a+b) / (Γ(b) Γ(a+b+periods)): the shorter of two rising factorials.
    if a < periods {
        ln_rising(b, a) - ln_rising(b + periods, a)
    } else {
        ln_rising(b, periods) - ln_rising(a + b, periods)
    }
}

/// `Σ S(j)` over j = 1 to `periods`: how many periods are expected.
pub(crate) fn expected(a: f64, b: f64, periods: u32) -> f64 {
    let (mut survival, mut sum) = (1.0, 0.0);
    for j in 0..periods.min(TERMS) {
        let stayed = b + f64::from(j);
        survival *= stayed / (a + stayed);
        sum += survival;
    }
    if periods <= TERMS || survival == 0.0 {
        return sum;
    }
    // (1 - a) Σ S(j) telescopes to the difference of (b + j) S(j); a = 1 is its limit.
    let (first, more) = (b + f64::from(TERMS), f64::from(periods - TERMS));
    // Rising factorials of few factors, since differences of long ones would cancel.
    let rest = if a == 1.0 {
        digamma_rising(first + 1.0, more)
    } else if a < 1.0 {
        let grown = ln_rising(first + a + more, 1.0 - a) - ln_rising(first + a, 1.0 - a);
        grown.exp_m1() / (1.0 - a)
    } else {
        let grown = ln_rising(first + 1.0, a - 1.0) - ln_rising(first + 1.0 + more, a - 1.0);
        grown.exp_m1() / (1.0 - a)
    };
    sum + first * survival * rest
}

/// `Σ S(j) (1+d)^-j` over all j from 1, for a discount `d` per period; a `d` below 1e-9 counts as
/// 1e-9.
///
/// Equal to E[(1-θ)/(θ+d)] = b/(a+b) v 2F1(1, b+1; a+b+1; v), v = 1/(1+d). After Pfaff's
/// transformation all terms of Gauss's continued fraction are positive: nothing cancels, however
/// small the discount.
pub(crate) fn discounted(a: f64, b: f64, d: f64) -> f64 {
    const TINY: f64 = 1e-250;
    let d = d.max(1e-9);
    let c = a + b;
    // f = c + (u1/d)/(c+1 + (u2/d)/(c+2 + …)), u of odd index (a+n)(c+n), of even index n(b+n).
    let mut f = c.max(TINY);
    let (mut upper, mut lower) = (f, 0.0);
    for step in 1..2_000_000_u32 {
        let n = f64::from(step / 2);
        let u = if step % 2 == 1 { (a + n) * (c + n) } else { n * (b + n) } / d;
        let next = c + f64::from(step);
        lower = 1.0 / (next + u * lower);
        upper = next + u / upper;
        let change = upper * lower;
        f *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    b / (d * f)
}

/// `ln B(a+x, b+y) - ln B(a, b)`: chance of x times one thing and y times the other, in one given
/// order; with its derivatives by a and b.
pub(crate) fn ln_ratio(a: f64, b: f64, x: f64, y: f64) -> Evaluation<2> {
    let (both, n) = (a + b, x + y);
    let (slope, bend) = (digamma_rising(both, n), trigamma_rising(both, n));
    Evaluation {
        value: ln_rising(a, x) + ln_rising(b, y) - ln_rising(both, n),
        gradient: [digamma_rising(a, x) - slope, digamma_rising(b, y) - slope],
        hessian: [[trigamma_rising(a, x) - bend, -bend], [-bend, trigamma_rising(b, y) - bend]],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(a: f64, b: f64, d: f64) -> f64 {
        let (mut term, mut sum, mut j) = (1.0, 0.0, 0.0);
        while term > 1e-18 * sum * d {
            term *= (b + j) / (a + b + j) / (1.0 + d);
            sum += term;
            j += 1.0;
        }
        sum
    }

    #[test]
    fn the_continued_fraction_is_the_series() {
        for a in [1e-4, 0.3, 1.0, 7.0, 2e4] {
            for b in [1e-4, 0.5, 3.0, 50.0, 2e4] {
                for d in [0.002, 0.1, 5.0] {
                    let (fraction, series) = (discounted(a, b, d), series(a, b, d));
                    assert!((fraction / series - 1.0).abs() < 1e-11, "{a} {b} {d}: {fraction} {series}");
                }
            }
        }
    }

    #[test]
    fn the_closed_rest_is_the_sum() {
        for a in [0.2, 1.0 - 1e-7, 1.0, 1.0 + 1e-7, 1.0 + 2e-3, 3.0] {
            for b in [0.3, 5.0, 1e4] {
                let long: f64 = (1..=20_000).map(|j| ln_survival(a, b, f64::from(j)).exp()).sum();
                let short = expected(a, b, 20_000);
                assert!((short / long - 1.0).abs() < 1e-10, "{a} {b}: {short} {long}");
            }
        }
    }
}
