//! Amounts as senders write them: exact decimals, whatever the detour.

use facts::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::Value;

/// Greatest amount that is kept, in minor units: sums of a thousand million rows stay exact.
const GREATEST: u64 = 1_000_000_000_000_000;

/// A number that was sent, exactly as written; `Ok(None)` where nothing was.
///
/// A text may carry the currency's sign or code, and separators of thousands where they cannot be
/// taken for a decimal sign: `1.234,50` and `1,234.50` are read, `1,234` is not.
pub(crate) fn decimal(value: Option<&Value>) -> Result<Option<Decimal>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => {
            let tiny = number.is_f64() && number.as_f64().is_some_and(|x| x.abs() < 1e-9);
            if tiny {
                return Ok(Some(Decimal::ZERO));
            }
            exact(&number.to_string()).map(Some).ok_or_else(|| format!("{number} is too large"))
        }
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => written(text)
            .map(Some)
            .ok_or_else(|| format!("'{}' is no clear number; write it as 1234.50", cut(text))),
        Some(_) => Err("it is neither a number nor text".to_owned()),
    }
}

/// Whole minor units, rounded half away from zero.
pub(crate) fn minor(amount: Decimal, currency: Currency) -> Result<i64, String> {
    match Money::from_decimal(amount, currency) {
        Ok(money) if money.minor.unsigned_abs() < GREATEST => Ok(money.minor),
        _ => Err(format!("{amount} {currency} is too large")),
    }
}

fn exact(text: &str) -> Option<Decimal> {
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { text.parse().ok() }
}

/// The first characters of what was sent, for a message.
fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(24).collect()
}

fn written(text: &str) -> Option<Decimal> {
    let is_sign_of_money = |c: char| c.is_alphabetic() || "$€£¥₹₽₩₺₫₴₦₪฿".contains(c) || c.is_whitespace();
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
        && let Some(amount) = exact(text)
    {
        return Some(amount);
    }
    let text = text.replace('−', "-");
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let rest = rest.trim_start_matches(is_sign_of_money).trim_end_matches(is_sign_of_money);
    // "$-5.00": the sign may stand behind the currency.
    let (negative, rest) = match rest.strip_prefix('-') {
        Some(rest) if !negative => (true, rest),
        _ => (negative, rest),
    };
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let plain = without_thousands(rest)?;
    let amount: Decimal = plain.parse().ok()?;
    Some(if negative { -amount } else { amount })
}

/// The number with a decimal point only; `None` where a separator could be either.
fn without_thousands(text: &str) -> Option<String> {
    let text: String =
        text.chars().filter(|c| !matches!(c, '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    if !text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let decimal_sign = match (points, commas) {
        (1, 0) => Some('.'),
        // One comma: thousands or decimals? Three digits behind it could be either.
        (0, 1) => {
            let behind = text.len() - 1 - text.find(',')?;
            if behind == 3 {
                return None;
            }
            Some(',')
        }
        // None, or several that can only part thousands.
        (_, 0) | (0, _) => None,
        _ => {
            let last = text.rfind(['.', ','])?;
            let sign = text[last..].chars().next()?;
            if text.matches(sign).count() > 1 {
                return None;
            }
            Some(sign)
        }
    };
    let (whole, fraction) = match decimal_sign {
        Some(sign) => text.rsplit_once(sign)?,
        None => (text.as_str(), ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped || fraction.contains(['.', ',']) {
        return None;
    }
    let whole = groups.concat();
    Some(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        decimal(Some(&Value::from(text))).ok().flatten().map(|amount| amount.to_string())
    }

    #[test]
    fn amounts_in_words_of_shops_are_exact_or_refused() {
        for (text, wanted) in [
            ("25", "25"),
            ("19.99", "19.99"),
            (" -5.00 ", "-5.00"),
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("12,5", "12.5"),
            ("€ 1 234,50", "1234.50"),
            ("$1,234,567.00", "1234567.00"),
            ("$-5.00", "-5.00"),
            ("1'234.50 CHF", "1234.50"),
            ("1.234.567", "1234567"),
            ("1.5e3", "1500"),
            ("1.005", "1.005"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
        for text in [
            "1,234",
            "free",
            "1.2.3",
            "12,34,56",
            "1,23,456.00",
            "--5",
            "NaN",
            "0x10",
            "1..2",
            "9e99",
            "-",
            ".",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn minor_units_follow_the_currency_and_round_half_away_from_zero() {
        let of = |text: &str, code: &str| {
            let amount = decimal(Some(&serde_json::from_str(text).unwrap())).unwrap().unwrap();
            minor(amount, Currency::from_code(code).unwrap())
        };
        assert_eq!(of("1.005", "EUR"), Ok(101));
        assert_eq!(of("-1.005", "EUR"), Ok(-101));
        assert_eq!(of("0.30000000000000004", "EUR"), Ok(30));
        assert_eq!(of("980.5", "JPY"), Ok(981));
        assert_eq!(of("1.2345", "BHD"), Ok(1235));
        assert_eq!(of("1e-14", "EUR"), Ok(0));
        assert!(of("1e13", "EUR").is_err());
    }
}
