//! How numbers, money and days are written for people, so that they look alike everywhere.
//!
//! Paid money is exact to the minor unit of its currency. Expected money is rounded to three
//! significant digits, because more would promise what no model knows. Whatever is not a number
//! is written as `not known`, never as NaN.

use facts::{Currency, Day, Month};

/// What stands where a number should be and is none.
const UNKNOWN: &str = "not known";

/// Significant digits of expected money.
pub(crate) const DIGITS: i32 = 3;

/// `12,345`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// `12,345 customers`, `1 customer`: the plural is the singular with an s.
pub fn counted(n: u64, singular: &str) -> String {
    format!("{} {singular}{}", count(n), if n == 1 { "" } else { "s" })
}

/// `-1,234.50` with a true minus sign and so many decimals.
pub fn decimal(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return UNKNOWN.to_owned();
    }
    if x.abs() >= 1e18 {
        return format!("{x:.2e}").replace('-', "−");
    }
    let text = format!("{:.decimals$}", x.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{}{rest}", grouped(whole))
}

/// A plain number with three significant digits: `0.243`, `4.41`, `1,230`.
pub fn number(x: f64) -> String {
    let x = significant(x, DIGITS);
    decimal(x, decimals_for(x, DIGITS, 4))
}

/// A number with five significant digits, for parameters of models.
pub fn precise(x: f64) -> String {
    let x = significant(x, 5);
    decimal(x, decimals_for(x, 5, 7))
}

/// Paid money, exact to the minor unit, without its currency: `1,234.50`.
pub fn paid(x: f64, currency: Currency) -> String {
    decimal(x, exponent(currency))
}

/// Paid money with its currency: `1,234.50 EUR`.
pub fn paid_in(x: f64, currency: Currency) -> String {
    with_code(&paid(x, currency), currency)
}

/// Expected money to three significant digits, without its currency: `1,230,000`, `8.40`.
pub fn expected(x: f64, currency: Currency) -> String {
    let limit = exponent(currency);
    let rounded = significant(x, DIGITS);
    if rounded != 0.0 && rounded.abs() < 10f64.powi(-(limit as i32)) / 2.0 {
        return format!("under {}", decimal(10f64.powi(-(limit as i32)), limit));
    }
    decimal(rounded, money_decimals(rounded, limit))
}

/// Money in a sentence, to three significant digits: `1.24 M EUR`, `845 EUR`.
pub fn about(x: f64, currency: Currency) -> String {
    with_code(&short(x, DIGITS, currency), currency)
}

/// A range in a sentence: `1.1 M to 1.4 M EUR`; as many digits as tell the ends apart.
pub fn range(low: f64, high: f64, currency: Currency) -> String {
    let digits = (DIGITS..=6).find(|&d| short(low, d, currency) != short(high, d, currency));
    let digits = digits.unwrap_or(DIGITS);
    with_code(&format!("{} to {}", short(low, digits, currency), short(high, digits, currency)), currency)
}

/// The name of the currency, with a space before it; nothing where the files name none (`XXX`).
pub fn unit(currency: Currency) -> String {
    if currency.code() == "XXX" { String::new() } else { format!(" {}", currency.code()) }
}

/// `in EUR`, or `in the currency of the files` where they name none.
pub fn in_unit(currency: Currency) -> String {
    if currency.code() == "XXX" {
        "in the currency of the files".to_owned()
    } else {
        format!("in {}", currency.code())
    }
}

/// A share between 0 and 1: `34%`, `3.4%`, `under 0.1%`. 100% is all of it, 0% is nothing.
pub fn percent(x: f64) -> String {
    if !x.is_finite() {
        return UNKNOWN.to_owned();
    }
    let p = x * 100.0;
    if p != 0.0 && p.abs() < 0.05 {
        return "under 0.1%".to_owned();
    }
    let near_all = p > 99.0 && p < 100.0;
    if near_all && p >= 99.95 {
        return "over 99.9%".to_owned();
    }
    let whole = p.abs() >= 9.95 && !near_all || p == p.round();
    format!("{}%", decimal(p, usize::from(!whole)))
}

/// `30 Jun 2024`.
pub fn day(day: Day) -> String {
    let date = day.date();
    format!("{} {} {}", date.day(), month_name(day.month()), date.year())
}

/// `Jun 2024`.
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month), month.year())
}

/// `Jun`.
pub fn month_name(month: Month) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[(month.number() - 1).rem_euclid(12) as usize]
}

/// `3 days`, `7 weeks`, `5 months`, `3 years`: the unit a person would say.
pub fn span(days: f64) -> String {
    if !days.is_finite() {
        return UNKNOWN.to_owned();
    }
    let (n, unit) = match days {
        d if d < 21.0 => (d, "day"),
        d if d < 120.0 => (d / 7.0, "week"),
        d if d < 1_000.0 => (d / 30.437, "month"),
        d => (d / 365.25, "year"),
    };
    counted(n.round().max(0.0) as u64, unit)
}

/// A number at an axis, short: `200 k`, `1.5 M`, for ticks that lie `step` apart.
pub fn tick(x: f64, step: f64) -> String {
    let (scale, suffix) = match x.abs().max(step.abs()) {
        a if a < 10_000.0 => (1.0, ""),
        a if a < 1e6 => (1e3, " k"),
        a if a < 1e9 => (1e6, " M"),
        a if a < 1e12 => (1e9, " bn"),
        _ => (1e12, " tn"),
    };
    if x == 0.0 {
        return "0".to_owned();
    }
    format!("{}{suffix}", decimal(x / scale, tick_decimals(step.abs() / scale)))
}

/// Decimals that tell ticks apart which lie `step` from each other.
pub(crate) fn tick_decimals(step: f64) -> usize {
    if step > 0.0 { (0..6).find(|&d| nearly_whole(step * 10f64.powi(d))).unwrap_or(0) as usize } else { 0 }
}

/// A long name cut to at most `most` characters, with an ellipsis.
pub fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Why lifetime models do not apply, as a heading, by the code of the reason.
pub fn does_not_apply(reason: &str) -> &'static str {
    match reason {
        "nobody-returns" => "Hardly anybody returns",
        "too-few-customers" => "Too few customers for lifetime models",
        "too-short" => "Too short a history for lifetime models",
        "contracts" => "These orders look like contracts",
        "not-fitted" => "No lifetime model could be fitted",
        _ => "Lifetime models do not apply here",
    }
}

/// A code such as `nobody-returns` or `rows_read` as words: `Nobody returns`, `Rows read`.
pub fn title(code: &str) -> String {
    let words = code.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn nearly_whole(x: f64) -> bool {
    (x - x.round()).abs() < 1e-6 * x.abs().max(1.0)
}

fn with_code(text: &str, currency: Currency) -> String {
    if text == UNKNOWN { text.to_owned() } else { format!("{text}{}", unit(currency)) }
}

/// Decimals of the minor unit; two where no currency is known.
pub(crate) fn exponent(currency: Currency) -> usize {
    if currency.code() == "XXX" { 2 } else { currency.exponent() as usize }
}

fn short(x: f64, digits: i32, currency: Currency) -> String {
    let x = significant(x, digits);
    let (scale, suffix) = match x.abs() {
        a if a < 1e6 => {
            return if digits == DIGITS {
                expected(x, currency)
            } else {
                decimal(x, money_decimals(x, exponent(currency)))
            };
        }
        a if a < 1e9 => (1e6, " M"),
        a if a < 1e12 => (1e9, " bn"),
        a if a < 1e15 => (1e12, " tn"),
        _ => return decimal(x, 0),
    };
    format!("{}{suffix}", decimal(x / scale, decimals_for(x / scale, digits, 6)))
}

/// All decimals of the minor unit below a hundred, none above.
pub(crate) fn money_decimals(x: f64, limit: usize) -> usize {
    if x.abs() < 100.0 { limit } else { 0 }
}

pub(crate) fn significant(x: f64, digits: i32) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let power = digits - 1 - x.abs().log10().floor() as i32;
    // Dividing by an exact power of ten keeps 0.3 from becoming 0.30000000000000004.
    let rounded = if power >= 0 {
        let factor = 10f64.powi(power);
        (x * factor).round() / factor
    } else {
        let factor = 10f64.powi(-power);
        (x / factor).round() * factor
    };
    if rounded.is_finite() { rounded } else { x }
}

/// The least number not below `x` that is written with so many digits, and with decimals of the currency's
/// minor unit at most: money that must be there is never written as less.
pub(crate) fn significant_up(x: f64, digits: i32, currency: Currency) -> f64 {
    let nearest = significant(x, digits);
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let digit = digits - 1 - x.abs().log10().floor() as i32;
    let power = digit.min(money_decimals(nearest, exponent(currency)) as i32);
    let at = |nth: f64| if power >= 0 { nth / 10f64.powi(power) } else { nth * 10f64.powi(-power) };
    let nth = if power >= 0 { x * 10f64.powi(power) } else { x / 10f64.powi(-power) };
    let below = nth.floor();
    // The first that is enough: dividing may have lost a last bit of it.
    let enough = [below, below + 1.0, below + 2.0].map(at).into_iter().find(|one| *one >= x);
    enough.filter(|one| one.is_finite()).unwrap_or(x)
}

pub(crate) fn decimals_for(x: f64, digits: i32, most: i32) -> usize {
    if x == 0.0 || !x.is_finite() {
        return 0;
    }
    (digits - 1 - x.abs().log10().floor() as i32).clamp(0, most) as usize
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn paid_money_is_exact_in_its_currency() {
        assert_eq!(paid_in(1_234.5, currency("EUR")), "1,234.50 EUR");
        assert_eq!(paid_in(1_234_567.0, currency("JPY")), "1,234,567 JPY");
        assert_eq!(paid_in(-0.125, currency("BHD")), "−0.125 BHD");
        assert_eq!(paid_in(-0.001, currency("EUR")), "0.00 EUR");
        assert_eq!(paid_in(9.5, currency("XXX")), "9.50");
    }

    #[test]
    fn expected_money_promises_three_digits() {
        let eur = currency("EUR");
        assert_eq!(about(1_236_543.0, eur), "1.24 M EUR");
        assert_eq!(about(999_999.0, eur), "1.00 M EUR");
        assert_eq!(about(-45_678.9, eur), "−45,700 EUR");
        assert_eq!(about(845.4, eur), "845 EUR");
        assert_eq!(about(8.4, eur), "8.40 EUR");
        assert_eq!(about(2.5e9, eur), "2.50 bn EUR");
        assert_eq!(about(0.000_1, eur), "under 0.01 EUR");
        assert_eq!(about(0.0, eur), "0.00 EUR");
        assert_eq!(expected(1_236_543.0, eur), "1,240,000");
        assert_eq!(about(845.4, currency("JPY")), "845 JPY");
    }

    #[test]
    fn a_range_keeps_the_digits_that_tell_its_ends_apart() {
        let eur = currency("EUR");
        assert_eq!(range(1_100_000.0, 1_430_000.0, eur), "1.10 M to 1.43 M EUR");
        assert_eq!(range(1_234_100.0, 1_234_900.0, eur), "1.234 M to 1.235 M EUR");
        assert_eq!(range(5.0, 5.0, eur), "5.00 to 5.00 EUR");
    }

    #[test]
    fn shares_are_all_or_nothing_only_when_they_are() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.999_9), "over 99.9%");
        assert_eq!(percent(0.000_1), "under 0.1%");
        assert_eq!(percent(0.034), "3.4%");
        assert_eq!(percent(0.344), "34%");
        assert_eq!(percent(0.996), "99.6%");
        assert_eq!(percent(-0.2), "−20%");
    }

    #[test]
    fn what_is_no_number_says_so() {
        let eur = currency("EUR");
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for text in [about(x, eur), paid_in(x, eur), percent(x), number(x), span(x), expected(x, eur)] {
                assert_eq!(text, "not known");
            }
        }
        for x in [1e300, -1e300, 1e-300, f64::MAX, f64::MIN_POSITIVE] {
            for text in [about(x, eur), paid_in(x, eur), percent(x), number(x), span(x), tick(x, x)] {
                assert!(!text.contains("NaN") && !text.contains("inf") && text.len() < 40, "{text}");
            }
        }
    }

    #[test]
    fn days_and_codes_read_like_words() {
        assert_eq!(day("2024-06-30".parse().unwrap()), "30 Jun 2024");
        assert_eq!(month("2024-06".parse().unwrap()), "Jun 2024");
        assert_eq!(title("nobody-returns"), "Nobody returns");
        assert_eq!(span(94.0), "13 weeks");
        assert_eq!(span(1.0), "1 day");
        assert_eq!(shortened("Wolfeschlegelsteinhausen", 8), "Wolfesc…");
        assert_eq!(tick(250_000.0, 50_000.0), "250 k");
        assert_eq!(tick(1_500_000.0, 500_000.0), "1.5 M");
        assert_eq!(tick(0.25, 0.25), "0.25");
    }
}
