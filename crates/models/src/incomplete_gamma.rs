//! The regularised incomplete gamma function and its inverse: quantiles of sums and of mean spend.
//!
//! Series below the mean, continued fraction above it, Temme's leading terms for very large
//! shapes. Source: Abramowitz & Stegun 6.5; Numerical Recipes 6.2; DLMF 8.12.

use crate::special::{ln_1p_less, ln_gamma, normal_cdf, normal_quantile};

/// Above this shape the asymptotic form is used; it is then exact to about 1e-9.
const LARGE_SHAPE: f64 = 1e5;

/// P(G <= x) for a gamma variable of this `shape` (> 0) and scale 1.
#[must_use]
pub fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    if shape > LARGE_SHAPE {
        let half = half_deviation(shape, x);
        let tail = normal_cdf(half * std::f64::consts::SQRT_2);
        let first = temme(shape, x, half);
        return (tail - first).clamp(0.0, 1.0);
    }
    let front = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        (sum * front).min(1.0)
    } else {
        (1.0 - front * fraction(shape, x)).clamp(0.0, 1.0)
    }
}

/// Lentz's continued fraction of the upper tail, without its front factor.
fn fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / if b.abs() < TINY { TINY } else { b };
    let mut h = d;
    for i in 1..20_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + a / c;
        c = if c.abs() < TINY { TINY } else { c };
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// sign(x - shape) sqrt(shape · (λ - 1 - ln λ)), λ = x / shape.
fn half_deviation(shape: f64, x: f64) -> f64 {
    let m = (x - shape) / shape;
    (shape * (-ln_1p_less(m)).max(0.0)).sqrt().copysign(m)
}

/// The first correction to the normal form.
fn temme(shape: f64, x: f64, half: f64) -> f64 {
    let m = (x - shape) / shape;
    let eta = half * (2.0 / shape).sqrt();
    let c0 = if eta.abs() < 1e-3 { -1.0 / 3.0 + eta / 12.0 } else { 1.0 / m - 1.0 / eta };
    (-half * half).exp() / (2.0 * std::f64::consts::PI * shape).sqrt() * c0
}

/// The `x` with P(G <= x) = `probability`, for a gamma variable of this `shape` (> 0), scale 1.
///
/// 0 for probability 0 and below, infinite for 1 and above.
#[must_use]
pub fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    if probability.is_nan() || probability <= 0.0 {
        return 0.0;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let z = normal_quantile(probability);
    let c = 1.0 / (9.0 * shape);
    let cube = 1.0 - c + z * c.sqrt();
    // Wilson–Hilferty; for small shapes and low quantiles the first term of the series instead.
    let small = ((probability.ln() + ln_gamma(shape + 1.0)) / shape).exp();
    let mut x = if cube > 0.2 && shape > 0.3 { shape * cube.powi(3) } else { small };
    if !(x.is_finite() && x > 0.0) {
        x = small.max(f64::MIN_POSITIVE);
    }
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..100 {
        let error = gamma_cdf(shape, x) - probability;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        // Newton on ln x: the density of ln G is x times that of G.
        let log_density = shape * x.ln() - x - ln_gamma(shape);
        let step = (-error / log_density.exp()).clamp(-2.0, 2.0);
        let mut next = x * step.exp();
        if !(next > low && next < high) {
            next = if high.is_infinite() { 2.0 * x } else { 0.5 * (low + high) };
        }
        if (next - x).abs() <= 1e-13 * x || next == 0.0 {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_one_is_the_exponential_and_one_half_the_squared_normal() {
        for x in [1e-6, 0.1, 1.0, 3.0, 20.0] {
            assert!((gamma_cdf(1.0, x) - -f64::exp_m1(-x)).abs() < 1e-14);
            let squared = 1.0 - 2.0 * normal_cdf(-f64::sqrt(2.0 * x));
            assert!((gamma_cdf(0.5, x) - squared).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn quantiles_invert_the_distribution_from_tiny_to_large_shapes() {
        for shape in [0.01, 0.2, 1.0, 3.7, 80.0, 9e4, 3e6, 1e10] {
            for p in [0.01, 0.1, 0.5, 0.9, 0.999] {
                let x = gamma_quantile(shape, p);
                assert!((gamma_cdf(shape, x) - p).abs() < 1e-9, "{shape} {p} {x}");
            }
        }
    }

    #[test]
    fn both_forms_meet_at_the_border() {
        for z in [-2.0, -0.5, 0.0, 0.001, 1.3] {
            let (a, b) = (LARGE_SHAPE * 0.999_999_999, LARGE_SHAPE * 1.000_000_001);
            let x = |shape: f64| shape + z * shape.sqrt();
            assert!((gamma_cdf(a, x(a)) - gamma_cdf(b, x(b))).abs() < 1e-8, "{z}");
        }
    }
}
