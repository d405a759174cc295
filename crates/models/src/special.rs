//! Special functions in the forms the models need: logarithms kept, differences without
//! cancellation, relative accuracy of about 1e-14 for arguments above 0.
//!
//! Sources: Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.12 (asymptotic series) and 26.5.8 (incomplete
//! beta); Wichura 1988, AS 241 (normal quantile).

use std::sync::LazyLock;

/// Up to this many factors a rising factorial is multiplied out.
const FACTORS: f64 = 16.0;

/// lnΓ(x), x > 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// lnΓ(z) less its leading terms (z - ½) ln z - z + ½ ln 2π; z >= 10.
fn stirling_rest(z: f64) -> f64 {
    let w = 1.0 / (z * z);
    let series = [-1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    (1.0 / 12.0 + horner(&series, w)) / z
}

/// Σ cᵢ wⁱ⁺¹.
fn horner(coefficients: &[f64], w: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| (sum + c) * w)
}

/// ψ(z) - ln z for z >= 10.
fn digamma_rest(z: f64) -> f64 {
    let series =
        [-1.0 / 12.0, 1.0 / 120.0, -1.0 / 252.0, 1.0 / 240.0, -1.0 / 132.0, 691.0 / 32_760.0, -1.0 / 12.0];
    horner(&series, 1.0 / (z * z)) - 0.5 / z
}

/// ψ'(z) - 1/z for z >= 10.
fn trigamma_rest(z: f64) -> f64 {
    let w = 1.0 / (z * z);
    let series = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0];
    horner(&series, w) / z + 0.5 * w
}

/// ψ(x), the derivative of lnΓ; x > 0.
#[must_use]
pub fn digamma(x: f64) -> f64 {
    let (mut z, mut below) = (x, 0.0);
    while z < 10.0 {
        below += 1.0 / z;
        z += 1.0;
    }
    z.ln() + digamma_rest(z) - below
}

/// ψ'(x), the second derivative of lnΓ; x > 0.
#[must_use]
pub fn trigamma(x: f64) -> f64 {
    let (mut z, mut below) = (x, 0.0);
    while z < 10.0 {
        below += 1.0 / (z * z);
        z += 1.0;
    }
    below + 1.0 / z + trigamma_rest(z)
}

/// lnB(a, b); a, b > 0.
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a.min(b)) - ln_rising(a.max(b), a.min(b))
}

/// lnΓ(r + x) - lnΓ(r) without cancellation; r > 0, x >= 0, not necessarily whole.
#[must_use]
pub fn ln_rising(r: f64, x: f64) -> f64 {
    if x == 0.0 {
        0.0
    } else if few_factors(r, x) {
        (0..x as u32).fold(1.0, |product, i| product * (r + f64::from(i))).ln()
    } else if r >= 10.0 {
        (r - 0.5) * ln_1p_ratio(x, r) + x * ((r + x).ln() - 1.0) + stirling_rest(r + x) - stirling_rest(r)
    } else {
        ln_gamma(r + x) - ln_gamma(r)
    }
}

/// ψ(r + x) - ψ(r), the derivative of [`ln_rising`] by r.
#[must_use]
pub fn digamma_rising(r: f64, x: f64) -> f64 {
    if few_factors(r, x) {
        (0..x as u32).map(|i| 1.0 / (r + f64::from(i))).sum()
    } else if r >= 10.0 {
        ln_1p_ratio(x, r) + digamma_rest(r + x) - digamma_rest(r)
    } else {
        digamma(r + x) - digamma(r)
    }
}

/// ψ'(r + x) - ψ'(r), the second derivative of [`ln_rising`] by r; never positive.
#[must_use]
pub fn trigamma_rising(r: f64, x: f64) -> f64 {
    if few_factors(r, x) {
        -(0..x as u32).map(|i| (r + f64::from(i)).powi(-2)).sum::<f64>()
    } else if r >= 10.0 {
        trigamma_rest(r + x) - trigamma_rest(r) - x / r / (r + x)
    } else {
        trigamma(r + x) - trigamma(r)
    }
}

fn few_factors(r: f64, x: f64) -> bool {
    x <= FACTORS && x.fract() == 0.0 && r < 1e15
}

/// ln(1 + x/y); x >= 0, y > 0, also where the quotient overflows.
#[must_use]
pub fn ln_1p_ratio(x: f64, y: f64) -> f64 {
    let ratio = x / y;
    if ratio.is_finite() { ratio.ln_1p() } else { x.ln() - y.ln() }
}

/// ln(1 + x) - x without cancellation; x > -1.
#[must_use]
pub fn ln_1p_less(x: f64) -> f64 {
    if x.abs() > 0.4 {
        return x.ln_1p() - x;
    }
    // ln(1 + x) = 2 artanh(s), and 2s - x = -xs.
    let s = x / (2.0 + x);
    let w = s * s;
    let odd = (1..16).rev().fold(0.0, |sum, i| sum * w + 1.0 / f64::from(2 * i + 1));
    s * (2.0 * w * odd - x)
}

/// ln(eᵘ + eᵛ); either may be -∞.
#[must_use]
pub fn ln_add_exp(u: f64, v: f64) -> f64 {
    let (low, high) = if u < v { (u, v) } else { (v, u) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// 1/(1 + eᵈ) with relative accuracy in both tails.
#[must_use]
pub fn logistic_of_minus(d: f64) -> f64 {
    if d > 0.0 {
        let e = (-d).exp();
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + d.exp())
    }
}

/// The 96-point Gauss-Legendre rule: nodes in [-1, 1] and their weights, which sum to 2.
#[must_use]
pub fn gauss_legendre_96() -> &'static [(f64, f64); 96] {
    static RULE: LazyLock<[(f64, f64); 96]> = LazyLock::new(gauss_legendre);
    &RULE
}

/// The N-point Gauss-Legendre rule on [-1, 1], by Newton steps on the Legendre polynomial.
#[must_use]
pub fn gauss_legendre<const N: usize>() -> [(f64, f64); N] {
    let n = N as f64;
    let polynomial = |x: f64| {
        let (mut p, mut before) = (1.0, 0.0);
        for j in 0..N {
            let j = j as f64;
            (p, before) = (((2.0 * j + 1.0) * x * p - j * before) / (j + 1.0), p);
        }
        (p, n * (x * p - before) / (x * x - 1.0))
    };
    std::array::from_fn(|i| {
        // Nodes come in pairs: compute the positive one, so that the rule is exactly symmetric.
        let pair = i.min(N - 1 - i) as f64;
        let mut x = (std::f64::consts::PI * (pair + 0.75) / (n + 0.5)).cos();
        for _ in 0..8 {
            let (p, slope) = polynomial(x);
            x -= p / slope;
        }
        let slope = polynomial(x).1;
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        (if i < N / 2 { -x } else { x }, weight)
    })
}

/// The regularised incomplete beta function I_x(a, b); a, b > 0, 0 <= x <= 1.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    incomplete_beta_of(a, b, x, 1.0 - x)
}

/// [`incomplete_beta`] with y = 1 - x given, for x too near 1 to be subtracted.
#[must_use]
pub fn incomplete_beta_of(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = (a * log_of(x, y) + b * log_of(y, x) - ln_beta(a, b)).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        (front * beta_fraction(a, b, x) / a).clamp(0.0, 1.0)
    } else {
        (1.0 - front * beta_fraction(b, a, y) / b).clamp(0.0, 1.0)
    }
}

/// ln x, from its complement y where that is the small one.
fn log_of(x: f64, y: f64) -> f64 {
    if x > 0.5 { (-y).ln_1p() } else { x.ln() }
}

/// The continued fraction of I_x(a, b) by Lentz's method; quick for x < (a+1)/(a+b+2).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let guard = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) / (a + 1.0) * x);
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) / (a + 2.0 * m - 1.0) * x / (a + 2.0 * m);
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + m) / (a + 2.0 * m) * x * ((a + b + m) / (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 2e-16 {
            break;
        }
    }
    fraction
}

/// Probability that a standard normal variable lies below `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The `z` below which a standard normal variable lies with probability `p`; infinite at 0 and 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let ratio = |r: f64, top: &[f64; 8], bottom: &[f64; 8]| {
        let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
        value(top) / value(bottom)
    };
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &CENTRE.0, &CENTRE.1);
    }
    let r = (-p.min(1.0 - p).ln()).sqrt();
    let z =
        if r <= 5.0 { ratio(r - 1.6, &SHOULDER.0, &SHOULDER.1) } else { ratio(r - 5.0, &TAIL.0, &TAIL.1) };
    z.copysign(q)
}

/// AS 241's rational approximations, numerator and denominator, for |p - ½| <= 0.425 …
#[expect(clippy::excessive_precision, reason = "digits as published")]
const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
);

/// … for tails down to e^-25 …
#[expect(clippy::excessive_precision, reason = "digits as published")]
const SHOULDER: ([f64; 8], [f64; 8]) = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);

/// … and beyond.
#[expect(clippy::excessive_precision, reason = "digits as published")]
const TAIL: ([f64; 8], [f64; 8]) = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() <= 4e-14 * want.abs(), "{got:e} instead of {want:e}");
    }

    #[test]
    fn gamma_functions_agree_with_their_tables() {
        // Abramowitz & Stegun, tables 6.1 to 6.4, and ψ(1) = -γ, ψ'(1) = π²/6.
        near(ln_gamma(0.5), std::f64::consts::PI.ln() / 2.0);
        near(digamma(1.0), -0.577_215_664_901_532_9);
        near(digamma(0.5), -1.963_510_026_021_423_5);
        near(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0);
        near(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0);
        near(ln_beta(2.0, 3.0), (1.0_f64 / 12.0).ln());
        near(ln_beta(3.0, 2.0), (1.0_f64 / 12.0).ln());
    }

    #[test]
    fn rising_factorials_keep_their_digits_where_gamma_functions_cancel() {
        // Sums of the factors themselves.
        for r in [1e-4, 0.3, 9.9, 10.0, 500.0, 7e10] {
            for x in [1.0, 16.0, 17.0, 400.0] {
                let terms = |f: &dyn Fn(f64) -> f64| (0..x as u32).map(|i| f(r + f64::from(i))).sum::<f64>();
                let close = |got: f64, want: f64| {
                    assert!(
                        (got - want).abs() <= 1e-13 * want.abs().max(1e-3 * x),
                        "{r} {x} {got:e} {want:e}"
                    );
                };
                close(ln_rising(r, x), terms(&f64::ln));
                near_relative(digamma_rising(r, x), terms(&|v| 1.0 / v));
                near_relative(trigamma_rising(r, x), -terms(&|v| 1.0 / (v * v)));
            }
        }
        near_relative(ln_rising(3.0, 0.5), libm::lgamma(3.5) - libm::lgamma(3.0));
    }

    fn near_relative(got: f64, want: f64) {
        assert!((got - want).abs() <= 2e-13 * want.abs(), "{got:e} instead of {want:e}");
    }

    #[test]
    fn the_rule_of_96_points_integrates_powers_and_exponentials() {
        let rule = gauss_legendre_96();
        let integral = |f: &dyn Fn(f64) -> f64| rule.iter().map(|&(x, w)| w * f(x)).sum::<f64>();
        near(integral(&|_| 1.0), 2.0);
        near(integral(&|x| x.powi(190)), 2.0 / 191.0);
        near(integral(&|x| (5.0 * x).exp()), (5.0_f64.exp() - (-5.0_f64).exp()) / 5.0);
    }

    #[test]
    fn the_incomplete_beta_is_a_sum_of_binomials() {
        // For whole a and b, I_x(a, b) = Σ_{j>=a} C(a+b-1, j) x^j (1-x)^(a+b-1-j).
        for (a, b) in [(1, 1), (2, 5), (30, 4), (60, 55)] {
            for x in [1e-6_f64, 0.03, 0.4, 0.7, 0.999] {
                let n = a + b - 1;
                let want: f64 = (a..=n)
                    .map(|j| {
                        let choose = (0..j).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
                        choose * x.powi(j) * (1.0 - x).powi(n - j)
                    })
                    .sum();
                let got = incomplete_beta(f64::from(a), f64::from(b), x);
                assert!((got - want).abs() <= 1e-12 * want, "{a} {b} {x}: {got:e} {want:e}");
            }
        }
        assert_eq!((incomplete_beta(2.0, 3.0, 0.0), incomplete_beta(2.0, 3.0, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn the_normal_quantile_undoes_the_normal_distribution() {
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        near(normal_quantile(0.9), 1.281_551_565_544_600_4);
        for p in [1e-300, 1e-20, 1e-9, 0.02, 0.3, 0.5, 0.77, 0.999] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back - p).abs() <= 2e-12 * p, "{p}: {back}");
        }
    }

    #[test]
    fn small_differences_keep_their_digits() {
        near(ln_1p_less(1e-9), -0.5e-18 + 1e-27 / 3.0);
        near(ln_1p_less(0.4), 0.4_f64.ln_1p() - 0.4);
        near(ln_add_exp(f64::NEG_INFINITY, -3.0), -3.0);
        near(ln_add_exp(1000.0, 1000.0), 1000.0 + std::f64::consts::LN_2);
        near(logistic_of_minus(700.0), (-700.0_f64).exp());
        near(ln_1p_ratio(1e308, 1e-10), 1e308_f64.ln() + 10.0 * std::f64::consts::LN_10);
    }
}
