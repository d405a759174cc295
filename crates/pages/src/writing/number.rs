//! Plain numbers and shares.

use std::str::FromStr;

use icu_decimal::{
    DecimalFormatter,
    input::Decimal,
    options::{DecimalFormatterOptions, GroupingStrategy},
};
use icu_locale_core::Locale;

use super::{Formats, Written};
use crate::words;

pub(super) fn formatter(locale: &Locale) -> Option<DecimalFormatter> {
    let mut options = DecimalFormatterOptions::default();
    // Also 1.234: in a column, figures with and without a separator are hard to compare.
    options.grouping_strategy = Some(GroupingStrategy::Always);
    DecimalFormatter::try_new(locale.into(), options).ok()
}

impl Formats {
    /// `12.345`.
    pub(crate) fn count(&self, n: u64) -> String {
        self.digits(&Decimal::from(n)).unwrap_or_else(|| words::count(n))
    }

    /// `−1.234,50`, with a true minus sign; none for what is no number.
    pub(crate) fn decimal(&self, x: f64, decimals: usize) -> Option<String> {
        if !x.is_finite() {
            return None;
        }
        if x.abs() >= 1e18 {
            return Some(words::decimal(x, decimals));
        }
        let text = format!("{:.decimals$}", x.abs());
        let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
        let digits = Decimal::from_str(&text).ok().and_then(|number| self.digits(&number));
        Some(digits.map_or_else(|| words::decimal(x, decimals), |digits| format!("{sign}{digits}")))
    }

    fn digits(&self, number: &Decimal) -> Option<String> {
        self.numbers.as_ref().map(|numbers| numbers.format(number).to_string())
    }

    /// What stands between a number and its percent sign.
    pub(crate) const fn before_percent(&self) -> &'static str {
        match self.language {
            Written::German | Written::Romanian => "\u{a0}",
            Written::French => "\u{202f}",
            Written::English | Written::Hungarian | Written::Italian | Written::Malay => "",
        }
    }
}
