//! Money: the sign of the currency and where it stands, and short large numbers.
//!
//! Patterns and signs are those of CLDR for the languages we test. ICU4X's formatters of money and
//! of compact numbers are not stable, so they are written down here.

use facts::Currency;

use super::{Formats, Written};

impl Formats {
    /// A written number with its currency: `1.234,50 €`, `RM 1,234.50`, `€1,234.50`. The minus sign
    /// of a number stands before the sign of the currency. No currency is written for `XXX`.
    pub(crate) fn with_currency(&self, number: &str, currency: Currency) -> String {
        let Some(sign) = self.sign(currency) else { return number.to_owned() };
        match self.language {
            Written::English | Written::Malay => {
                let (minus, number) = number.strip_prefix('−').map_or(("", number), |number| ("−", number));
                // Letters keep a space, signs do not, as CLDR has it.
                let close = self.language == Written::English
                    && !sign.chars().next_back().is_some_and(char::is_alphabetic);
                format!("{minus}{sign}{}{number}", if close { "" } else { "\u{a0}" })
            }
            Written::German | Written::French | Written::Hungarian | Written::Italian | Written::Romanian => {
                format!("{number}\u{a0}{sign}")
            }
        }
    }

    /// The sign of a currency, its code where it has none that everybody here reads alike.
    pub(crate) fn sign(&self, currency: Currency) -> Option<&'static str> {
        Some(match (currency.code(), self.language) {
            ("XXX", _) => return None,
            ("EUR", _) => "€",
            ("GBP", _) => "£",
            ("HUF", Written::Hungarian) => "Ft",
            ("MYR", Written::Malay) => "RM",
            ("USD", Written::English) => "$",
            ("JPY", Written::English) => "¥",
            (code, _) => code,
        })
    }

    /// How thousands, millions, milliards and billions are shortened, with the space before it.
    pub(crate) const fn short(&self, power: Power) -> &'static str {
        match (self.language, power) {
            (Written::German, Power::Thousand) => "\u{a0}Tsd.",
            (Written::Hungarian, Power::Thousand) => "\u{a0}E",
            (Written::Romanian, Power::Thousand) => "\u{a0}mii",
            (_, Power::Thousand) => "\u{a0}k",
            (Written::German, Power::Million) => "\u{a0}Mio.",
            (Written::Italian, Power::Million) => "\u{a0}Mln",
            (Written::Romanian, Power::Million) => "\u{a0}mil.",
            (Written::Malay, Power::Million) => "\u{a0}J",
            (Written::English | Written::French | Written::Hungarian, Power::Million) => "\u{a0}M",
            (Written::German, Power::Milliard) => "\u{a0}Mrd.",
            (Written::French, Power::Milliard) => "\u{a0}Md",
            (Written::Italian | Written::Hungarian, Power::Milliard) => "\u{a0}Mrd",
            (Written::Romanian, Power::Milliard) => "\u{a0}mld.",
            (Written::Malay, Power::Milliard) | (Written::Hungarian, Power::Billion) => "\u{a0}B",
            (Written::English, Power::Milliard) => "\u{a0}bn",
            (Written::German, Power::Billion) => "\u{a0}Bio.",
            (Written::French, Power::Billion) => "\u{a0}Bn",
            (Written::Italian, Power::Billion) => "\u{a0}Bln",
            (Written::Romanian, Power::Billion) => "\u{a0}tril.",
            (Written::Malay, Power::Billion) => "\u{a0}T",
            (Written::English, Power::Billion) => "\u{a0}tn",
        }
    }
}

/// A power of ten with a short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// 10³.
    Thousand,
    /// 10⁶.
    Million,
    /// 10⁹.
    Milliard,
    /// 10¹².
    Billion,
}

impl Power {
    /// The power a number is shortened by, and the number it is divided by.
    pub(crate) fn of(x: f64) -> Option<(f64, Self)> {
        match x.abs() {
            a if a < 1e6 => None,
            a if a < 1e9 => Some((1e6, Self::Million)),
            a if a < 1e12 => Some((1e9, Self::Milliard)),
            _ => Some((1e12, Self::Billion)),
        }
    }
}
