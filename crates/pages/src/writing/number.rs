//! Plain numbers and shares.

use std::str::FromStr;

use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_locale_core::Locale;

use super::{Formats, Written};
use crate::words;

pub(super) fn formatter(locale: &Locale) -> Option<DecimalFormatter> {
    DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()
}

impl Formats {
    /// `12.345`.
    pub(crate) fn count(&self, n: u64) -> String {
        self.digits(&n.to_string()).unwrap_or_else(|| words::count(n))
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
        let digits = self.digits(&text);
        Some(digits.map_or_else(|| words::decimal(x, decimals), |digits| format!("{sign}{digits}")))
    }

    /// Digits such as `1234.50` as the locale writes them, thousands always apart. Some locales
    /// would write 1234 beside 12.345, and in a column these are hard to compare: a fifth digit is
    /// put before four and taken away again.
    fn digits(&self, text: &str) -> Option<String> {
        let numbers = self.numbers.as_ref()?;
        let whole = text.find('.').unwrap_or(text.len());
        if whole != 4 {
            return Some(numbers.format(&Decimal::from_str(text).ok()?).to_string());
        }
        let written = numbers.format(&Decimal::from_str(&format!("1{text}")).ok()?).to_string();
        let mut characters = written.chars();
        characters.next();
        Some(characters.as_str().to_owned())
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
