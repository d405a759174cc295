//! Polynomials through values at Chebyshev points, in the barycentric form.
//!
//! Source: Berrut & Trefethen 2004, "Barycentric Lagrange interpolation".

/// N Chebyshev points on -1..=1, both ends included.
#[derive(Debug)]
pub(super) struct Points<const N: usize>([f64; N]);

impl<const N: usize> Points<N> {
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|j| Self::at(j as f64)))
    }

    fn at(j: f64) -> f64 {
        (std::f64::consts::PI * j / (N - 1) as f64).cos()
    }

    /// The points themselves, falling.
    pub(super) const fn all(&self) -> &[f64; N] {
        &self.0
    }

    /// Between the points where an error shows most: near an end, and near the middle.
    pub(super) fn between() -> [f64; 2] {
        [Self::at(0.5), Self::at((N / 2) as f64 + 0.5)]
    }

    /// The weights with which values at the points make up the value at `x`.
    pub(super) fn weights(&self, x: f64) -> [f64; N] {
        let mut weights = [0.0; N];
        let mut sum = 0.0;
        for (j, (weight, point)) in weights.iter_mut().zip(&self.0).enumerate() {
            let apart = x - point;
            if apart.abs() < 1e-15 {
                return std::array::from_fn(|i| if i == j { 1.0 } else { 0.0 });
            }
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            *weight = if j == 0 || j == N - 1 { 0.5 } else { 1.0 } * sign / apart;
            sum += *weight;
        }
        weights.map(|w| w / sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_the_degree_are_met_and_smooth_functions_nearly() {
        let points = Points::<9>::new();
        for x in [-1.0, -0.83, 0.0, 1e-16, 0.4, 1.0] {
            let met = |f: &dyn Fn(f64) -> f64| -> f64 {
                points.weights(x).iter().zip(points.all()).map(|(w, p)| w * f(*p)).sum()
            };
            assert!((met(&|v| v.powi(8) - v) - (x.powi(8) - x)).abs() < 1e-14, "{x}");
            assert!((met(&f64::exp) - x.exp()).abs() < 1e-7, "{x}");
        }
    }
}
