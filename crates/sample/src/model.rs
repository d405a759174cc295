//! The models a sample company's customers live by, with parameters in weeks and euros.

use std::{fmt, str::FromStr};

use crate::SampleError;

/// How customers order and leave. Rates are per week.
///
/// In all three a customer's order rate is drawn from Gamma(shape `r`, rate `alpha` weeks).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TrueModel {
    /// After each repeat order the customer leaves with a chance drawn from Beta(a, b)
    /// (Fader, Hardie & Lee 2005).
    BgNbd {
        /// Shape of the order rates.
        r: f64,
        /// Rate of the order rates, in weeks.
        alpha: f64,
        /// First shape of the chances to leave.
        a: f64,
        /// Second shape of the chances to leave.
        b: f64,
    },
    /// The same, and the customer may leave after the first order too (Batislam, Denizel &
    /// Filiztekin 2007).
    MbgNbd {
        /// Shape of the order rates.
        r: f64,
        /// Rate of the order rates, in weeks.
        alpha: f64,
        /// First shape of the chances to leave.
        a: f64,
        /// Second shape of the chances to leave.
        b: f64,
    },
    /// The customer leaves at an exponential age whose rate is drawn from Gamma(shape `s`, rate
    /// `beta` weeks) (Schmittlein, Morrison & Colombo 1987).
    ParetoNbd {
        /// Shape of the order rates.
        r: f64,
        /// Rate of the order rates, in weeks.
        alpha: f64,
        /// Shape of the leaving rates.
        s: f64,
        /// Rate of the leaving rates, in weeks.
        beta: f64,
    },
}

/// What customers spend on an order, in euros: Gamma(p, rate nu), nu ~ Gamma(q, rate v)
/// (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value").
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrueSpending {
    /// Shape of one customer's orders: the larger, the more alike they are.
    pub p: f64,
    /// Shape between customers: the larger, the more alike they are.
    pub q: f64,
    /// Scale in euros.
    pub v: f64,
}

/// Shapes and scales beyond these make rates that underflow or orders without end.
const SHAPE: std::ops::RangeInclusive<f64> = 0.01..=10_000.0;

impl TrueModel {
    /// The model's name in commands and files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BgNbd { .. } => "bg-nbd",
            Self::MbgNbd { .. } => "mbg-nbd",
            Self::ParetoNbd { .. } => "pareto-nbd",
        }
    }

    /// The parameters in the papers' order, with their names.
    #[must_use]
    pub const fn parameters(&self) -> [(&'static str, f64); 4] {
        match *self {
            Self::BgNbd { r, alpha, a, b } | Self::MbgNbd { r, alpha, a, b } => {
                [("r", r), ("alpha", alpha), ("a", a), ("b", b)]
            }
            Self::ParetoNbd { r, alpha, s, beta } => [("r", r), ("alpha", alpha), ("s", s), ("beta", beta)],
        }
    }

    pub(crate) fn check(&self) -> Result<(), SampleError> {
        for (name, value) in self.parameters() {
            within(name, value)?;
        }
        let [(_, r), (_, alpha), ..] = self.parameters();
        if r / alpha > 50.0 {
            return Err(SampleError::Impossible {
                name: "r / alpha",
                value: (r / alpha).to_string(),
                wanted: "at most 50 orders a week",
            });
        }
        Ok(())
    }
}

impl TrueSpending {
    /// Mean order amount over all customers in euros, p v / (q - 1); none if q <= 1.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.q > 1.0).then(|| self.p * self.v / (self.q - 1.0))
    }

    pub(crate) fn check(&self) -> Result<(), SampleError> {
        within("p", self.p)?;
        within("q", self.q)?;
        within("v", self.v)
    }
}

pub(crate) fn within(name: &'static str, value: f64) -> Result<(), SampleError> {
    if SHAPE.contains(&value) {
        Ok(())
    } else {
        let wanted = "between 0.01 and 10000";
        Err(SampleError::Impossible { name, value: value.to_string(), wanted })
    }
}

impl Default for TrueModel {
    /// About two repeat orders in three and a half years of steady acquisition, and half of the
    /// customers never come back.
    fn default() -> Self {
        Self::ParetoNbd { r: 0.9, alpha: 16.0, s: 0.8, beta: 24.0 }
    }
}

impl Default for TrueSpending {
    /// 49 euros an order in the mean.
    fn default() -> Self {
        Self { p: 5.0, q: 4.0, v: 29.4 }
    }
}

impl fmt::Display for TrueModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(_, a), (_, b), (_, c), (_, d)] = self.parameters();
        write!(f, "{}:{a},{b},{c},{d}", self.name())
    }
}

impl FromStr for TrueModel {
    type Err = SampleError;

    /// Reads `pareto-nbd` (believable parameters) or `pareto-nbd:0.55,10.6,0.61,11.7`.
    fn from_str(text: &str) -> Result<Self, SampleError> {
        let unknown = || SampleError::UnknownModel(text.to_owned());
        let (name, parameters) = text.trim().split_once(':').unwrap_or((text.trim(), ""));
        let given: Vec<f64> = if parameters.is_empty() {
            match name {
                "pareto-nbd" => return Ok(Self::default()),
                "bg-nbd" => vec![0.4, 7.0, 0.9, 2.6],
                "mbg-nbd" => vec![0.8, 13.0, 0.7, 2.4],
                _ => return Err(unknown()),
            }
        } else {
            let numbers = parameters.split(',').map(|p| p.trim().parse());
            numbers.collect::<Result<_, _>>().map_err(|_| unknown())?
        };
        let &[r, alpha, a, b] = given.as_slice() else { return Err(unknown()) };
        let model = match name {
            "bg-nbd" => Self::BgNbd { r, alpha, a, b },
            "mbg-nbd" => Self::MbgNbd { r, alpha, a, b },
            "pareto-nbd" => Self::ParetoNbd { r, alpha, s: a, beta: b },
            _ => return Err(unknown()),
        };
        model.check()?;
        Ok(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_read_by_name_and_with_parameters() {
        let model: TrueModel = "bg-nbd:0.243,4.414,0.793,2.426".parse().unwrap();
        assert_eq!(model, TrueModel::BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 });
        assert_eq!(model.to_string().parse::<TrueModel>().unwrap(), model);
        assert_eq!("pareto-nbd".parse::<TrueModel>().unwrap(), TrueModel::default());
        for bad in ["", "bgnbd", "bg-nbd:1,2,3", "bg-nbd:1,2,3,x", "x:1,2,3,4"] {
            assert!(matches!(bad.parse::<TrueModel>(), Err(SampleError::UnknownModel(_))), "{bad}");
        }
        for bad in ["bg-nbd:1,2,3,NaN", "bg-nbd:0,2,3,4", "pareto-nbd:100,1,1,1"] {
            assert!(matches!(bad.parse::<TrueModel>(), Err(SampleError::Impossible { .. })), "{bad}");
        }
    }
}
