//! A price path over the stages of a relation: published tiers, never a price for a person.
//!
//! A path says what a customer pays by product and tenure alone, and is published before it holds. Its
//! file cannot name what a price may not depend on ([`file::read`] refuses it and says why). It is
//! worked out with [`models::price_path`]: what a customer is worth under it, against the flat first
//! price, over the interval of the elasticity, which is the unknown.
//!
//! Where it is wrong: only a price experiment shows the elasticity (tenure hides it in history), so
//! that what is decided is decided on the lower bound.

mod evaluate;
pub mod file;
mod parity;
mod path;

use models::price_path::ImpossiblePrice;

use crate::written::Refused;

pub use evaluate::{BestPrice, CurvePoint, Evaluation, Lever, MonthPoint, Verdict, evaluate};
pub use parity::{Attribute, Customers, FEWEST, GroupPrice, Met, OfAttribute, Parity, parity};
pub use path::{Ages, Draft, MOST_MONTHS, MOST_TIERS, NewCustomerPrice, OF_AGE_YEARS, PublishedPath, Tier};

/// Why something is no price path.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PriceError {
    /// It is no TOML, or a field is unknown, missing or of another kind.
    #[error(transparent)]
    Unreadable(#[from] Refused),
    /// What a file says in this line cannot be.
    #[error("line {line}: {why}")]
    InFile {
        /// From 1.
        line: usize,
        /// What is wrong there.
        why: Box<PriceError>,
    },
    /// It names something a price may not depend on.
    #[error("line {line}: a price may depend on product and tenure alone, as published: '{key}' {why}")]
    Barred {
        /// From 1.
        line: usize,
        /// What it names.
        key: String,
        /// Why not.
        why: &'static str,
    },
    /// A number or word cannot be.
    #[error("{}", crate::written::cannot_be(field, found, wanted))]
    Impossible {
        /// Which.
        field: String,
        /// What stands there.
        found: String,
        /// What could.
        wanted: String,
    },
    /// A loyal customer would pay more than an equal new one.
    #[error(
        "a customer of {months} months would pay {price} where an equal newer one pays {new}: a loyal \
         customer never pays more, unless the path says loyal_may_pay_more = true and loyal_reason = \
         \"…\" (low early and higher later is such a path)"
    )]
    LoyalPaysMore {
        /// The tenure at which it happens.
        months: u32,
        /// What that customer pays.
        price: f64,
        /// What a newer one pays.
        new: f64,
    },
    /// It is far too long.
    #[error("it has more than {} bytes: no price path needs that many", file::MOST_BYTES)]
    TooLong,
    /// The formula cannot be worked out with these numbers.
    #[error(transparent)]
    Formula(#[from] ImpossiblePrice),
}

impl PriceError {
    /// The same in a line of a file.
    fn at(self, line: usize) -> Self {
        Self::InFile { line, why: Box::new(self) }
    }

    /// The field that is refused.
    pub fn field(&self) -> &str {
        match self {
            Self::Impossible { field, .. } => field,
            Self::Barred { key, .. } => key,
            Self::LoyalPaysMore { .. } => "loyal_may_pay_more",
            Self::Unreadable(refused) if !refused.field.is_empty() => &refused.field,
            Self::Unreadable(_) | Self::TooLong => "path",
            Self::InFile { why, .. } => why.field(),
            Self::Formula(_) => "prices",
        }
    }
}
