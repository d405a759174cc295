//! Paid money in whole minor units, and expected money, which is another type.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Serialize, Serializer};

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// Why an amount of money could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The code is not in ISO 4217.
    #[error("'{0}' is not an ISO 4217 currency code such as EUR or USD")]
    UnknownCurrency(String),
    /// The amount does not fit into 64-bit minor units.
    #[error("the amount {0} is too large to keep")]
    TooLarge(String),
}

impl Currency {
    /// The currency with this three-letter code; case does not matter.
    ///
    /// # Errors
    ///
    /// If ISO 4217 has no such code.
    pub fn from_code(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency(code.trim().to_owned()))
    }

    /// The three-letter code, such as `EUR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for BHD; 2 for `XXX` (no currency).
    #[must_use]
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// How many minor units make one: 100 for EUR.
    #[must_use]
    pub fn minor_per_unit(self) -> f64 {
        10f64.powi(self.exponent() as i32)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Money that was paid: whole minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: cents for EUR, yen for JPY.
    pub minor: i64,
    /// The currency of the minor units.
    pub currency: Currency,
}

impl Money {
    /// The amount in minor units, rounded half away from zero.
    ///
    /// # Errors
    ///
    /// If it does not fit into 64 bits.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let minor = amount
            .checked_mul(Decimal::from(10u64.pow(currency.exponent())))
            .map(|m| m.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|m| m.to_i64())
            .ok_or_else(|| MoneyError::TooLarge(amount.to_string()))?;
        Ok(Self { minor, currency })
    }

    /// The amount in whole units, for models and charts only.
    #[must_use]
    pub fn units(self) -> f64 {
        self.minor as f64 / self.currency.minor_per_unit()
    }
}

impl fmt::Display for Money {
    /// `1234.50 EUR`, exact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.exponent();
        write!(f, "{} {}", Decimal::from_i128_with_scale(i128::from(self.minor), exponent), self.currency)
    }
}

/// Money that is expected, in whole units: an estimate, never booked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedMoney {
    /// Whole units (euros, not cents).
    pub units: f64,
    /// The currency.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, code: &str) -> Money {
        Money::from_decimal(text.parse().unwrap(), Currency::from_code(code).unwrap()).unwrap()
    }

    #[test]
    fn minor_units_follow_the_currency_and_round_half_away_from_zero() {
        assert_eq!(money("2.345", "EUR").minor, 235);
        assert_eq!(money("-2.345", "eur").minor, -235);
        assert_eq!(money("2.5", "JPY").minor, 3);
        assert_eq!(money("1.2345", "BHD").minor, 1235);
        assert_eq!(money("-0.5", "EUR").to_string(), "-0.50 EUR");
    }

    #[test]
    fn an_amount_beyond_64_bits_is_refused() {
        let huge = "99999999999999999999".parse().unwrap();
        assert!(Money::from_decimal(huge, Currency::from_code("EUR").unwrap()).is_err());
        assert!(Currency::from_code("EURO").is_err());
    }
}
