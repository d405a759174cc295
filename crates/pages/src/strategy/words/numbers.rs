//! How the numbers of scenarios are called and written.

use facts::Currency;
use plan::strategy::{Listed, Nature, Quantity, Source, StageQuantity};

use crate::{
    Reader,
    text::Fill,
    words::{DIGITS, significant, significant_up},
    writing::formats,
};

/// What kind of number a name means: `adds`, `retention.core`, `retention_12`.
fn nature(name: &str) -> Option<Nature> {
    let stem = name.split('.').next().unwrap_or_default();
    match stem {
        "retention_12" => Some(Nature::Share),
        "margin_factor" => Some(Nature::Factor),
        _ => {
            let whole = stem.parse::<Quantity>().map(Quantity::nature);
            whole.or_else(|_| stem.parse::<StageQuantity>().map(StageQuantity::nature)).ok()
        }
    }
}

/// The part of a text's key that stands for a number: none for what no scenario has.
fn key(name: &str) -> Option<String> {
    nature(name)?;
    Some(name.split('.').next().unwrap_or_default().replace('_', "-"))
}

/// How a number of a scenario is called: `adds`, `retention.core`, `retention` for all stages,
/// `retention_12`.
#[must_use]
pub fn quantity(reader: &Reader, name: &str) -> String {
    let Some(key) = key(name) else { return name.to_owned() };
    let called = reader.t(&format!("strategy-quantity-{key}"));
    match name.split_once('.') {
        Some((_, stage)) => {
            reader.tf("strategy-of-stage", &[("quantity", Fill::Text(&called)), ("stage", Fill::Text(stage))])
        }
        None => called,
    }
}

/// How a number is called where it is in doubt: of customers won that is how many the same money wins, of
/// all stages what is shown of them together.
#[must_use]
pub fn in_doubt(reader: &Reader, name: &str) -> String {
    match name.parse() {
        Ok(StageQuantity::Retention) => return quantity(reader, "retention_12"),
        Ok(StageQuantity::Margin) => return reader.t("strategy-doubt-margin"),
        Ok(StageQuantity::Complaints) => return reader.t("strategy-doubt-complaints"),
        Err(_) => {}
    }
    if name == Quantity::Adds.name() { reader.t("strategy-doubt-adds") } else { quantity(reader, name) }
}

/// How a number is called where somebody moves it: who wants more customers pays for more.
#[must_use]
pub(super) fn moved(reader: &Reader, name: &str) -> String {
    if name == Quantity::Adds.name() { reader.t("strategy-moved-adds") } else { quantity(reader, name) }
}

/// What a number of a scenario means, in a sentence; empty for what no scenario has.
#[must_use]
pub fn about(reader: &Reader, name: &str) -> String {
    key(name).map_or_else(String::new, |key| reader.t(&format!("strategy-about-{key}")))
}

/// A number of a scenario as it is written: a share in percent, money with its currency.
#[must_use]
pub fn value(reader: &Reader, name: &str, x: f64, currency: Option<Currency>) -> String {
    match nature(name) {
        Some(Nature::Share) => share(reader, x),
        Some(Nature::Amount | Nature::Money) => money(reader, x, currency),
        Some(Nature::Factor) => {
            let times = plain(reader, x);
            reader.tf("strategy-times", &[("number", Fill::Text(&times))])
        }
        Some(Nature::Change) if name == "retention_gain" => {
            let points = signed(reader, x * 100.0);
            // A single point as it is written, whatever its sign; half a point is points too.
            let many = if points.trim_start_matches(|c: char| !c.is_ascii_digit()) == "1" { 1 } else { 2 };
            reader.tf("strategy-points", &[("number", Fill::Text(&points)), ("many", Fill::Count(many))])
        }
        Some(Nature::Change) => format!("{}{}", if x > 0.0 { "+" } else { "" }, share(reader, x)),
        Some(Nature::Count) | None => reader.number(x),
    }
}

/// The interval of a number; none where there is no doubt in it.
#[must_use]
pub fn value_range(
    reader: &Reader,
    name: &str,
    (low, high): (f64, f64),
    currency: Option<Currency>,
) -> Option<String> {
    let (written_low, written_high) = match nature(name) {
        Some(Nature::Amount | Nature::Money) => {
            if let Some(currency) = currency.filter(|_| low < high) {
                return Some(reader.range(low, high, currency));
            }
            (money(reader, low, currency), money(reader, high, currency))
        }
        _ => (value(reader, name, low, currency), value(reader, name, high, currency)),
    };
    (low < high).then(|| {
        reader.tf("common-range", &[("low", Fill::Text(&written_low)), ("high", Fill::Text(&written_high))])
    })
}

fn signed(reader: &Reader, x: f64) -> String {
    format!("{}{}", if x > 0.0 { "+" } else { "" }, plain(reader, x))
}

/// A number with three significant digits and no zeros after the last that counts: `1.6`.
#[must_use]
pub fn plain(reader: &Reader, x: f64) -> String {
    let rounded = significant(x, 3);
    let exact = |decimals: &u8| {
        let power = 10f64.powi(i32::from(*decimals));
        ((rounded * power).round() / power - rounded).abs() <= 1e-9 * rounded.abs()
    };
    (0..=4).find(exact).map_or_else(|| reader.number(x), |decimals| reader.decimal(rounded, decimals))
}

/// A share whose tenths count: `95.3%`, where a page would say 95%.
#[must_use]
pub fn share(reader: &Reader, x: f64) -> String {
    if !x.is_finite() {
        return reader.percent(x);
    }
    let p = significant(x * 100.0, 4);
    let decimals = if (p - p.round()).abs() < 1e-9 {
        0
    } else if p.abs() < 1.0 {
        2
    } else {
        1
    };
    format!("{}{}%", reader.decimal(p, decimals), formats(&reader.locale).before_percent())
}

/// Money of an answer, three significant digits; without a currency where nobody named one.
#[must_use]
pub fn money(reader: &Reader, x: f64, currency: Option<Currency>) -> String {
    let nameless = || Currency::from_code("XXX").ok();
    let Some(currency) = currency.or_else(nameless) else { return reader.number(x) };
    if x == 0.0 {
        // Nothing is nothing, without cents.
        return formats(&reader.locale).with_currency(&reader.count(0), currency);
    }
    reader.about(x, currency)
}

/// Money that must be there, rounded up to what is written: whoever holds what is written holds enough.
#[must_use]
pub fn money_to_hold(reader: &Reader, x: f64, currency: Option<Currency>) -> String {
    let nameless = || Currency::from_code("XXX").ok();
    let up = currency.or_else(nameless).map_or(x, |currency| significant_up(x, DIGITS, currency));
    money(reader, up, currency)
}

/// Where a number comes from, as it was written down, with the digits of long counts apart:
/// `36,388 months of present customers`. Years and parts of words stay as they are.
#[must_use]
pub fn reason(reader: &Reader, text: &str) -> String {
    const COUNTED: [&str; 7] = ["months", "customers", "complaints", "orders", "people", "cohorts", "groups"];
    let mut words = text.split(' ').peekable();
    let mut said: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        let counted = word.len() > 4
            || words.peek().is_some_and(|next| COUNTED.contains(&next.trim_end_matches([',', '.', ';'])));
        let digits = (4..=15).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        let count = word.parse().ok().filter(|_| digits && counted);
        said.push(count.map_or_else(|| word.to_owned(), |n| reader.count(n)));
    }
    said.join(" ")
}

/// Whether a number is money.
#[must_use]
pub fn is_money(name: &str) -> bool {
    matches!(nature(name), Some(Nature::Amount | Nature::Money))
}

/// Whether a number is written in percent.
#[must_use]
pub fn is_percent(name: &str) -> bool {
    matches!(nature(name), Some(Nature::Share | Nature::Change))
}

/// Whether anybody or anything says something by a number: it is not just off.
#[must_use]
pub fn says_something(listed: &Listed) -> bool {
    let stem = listed.name.split('.').next().unwrap_or_default();
    let usual = stem
        .parse::<Quantity>()
        .map(Quantity::usual)
        .or_else(|_| stem.parse::<StageQuantity>().map(StageQuantity::usual))
        .ok()
        .flatten();
    let off = listed.source == Source::Assumed
        && !listed.guess
        && listed.low == listed.high
        && usual == Some(listed.value);
    !off
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    fn reader() -> Reader {
        Reader::nobody("/", 0)
    }

    #[test]
    fn one_point_is_one_whatever_its_sign() {
        let reader = Reader::nobody("", 0);
        let said = |x: f64| value(&reader, "retention_gain", x, None);
        assert_eq!([said(0.01), said(0.02), said(0.005)], ["+1 point", "+2 points", "+0.5 points"]);
        assert!(said(-0.01).ends_with("1 point") && said(0.011).ends_with(" points"));
    }

    #[test]
    fn every_number_has_a_name_and_a_meaning() {
        let names = Quantity::ALL.map(Quantity::name).into_iter();
        let names =
            names.chain(StageQuantity::ALL.map(StageQuantity::name)).chain(["retention_12", "margin_factor"]);
        for name in names {
            for stem in ["strategy-quantity-", "strategy-about-"] {
                let key = format!("{stem}{}", name.replace('_', "-"));
                assert!(text::has(&key), "{key}");
            }
        }
        assert_eq!(quantity(&reader(), "no-such"), "no-such");
        assert!(quantity(&reader(), "retention.core").contains("core"));
    }

    #[test]
    fn money_to_hold_is_never_written_as_less() {
        let of = |code| Currency::from_code(code).ok();
        let write = |x, currency| money_to_hold(&reader(), x, currency).replace('\u{a0}', " ");
        for (x, code, written) in [
            (77_317.21, "EUR", "€77,400"),
            (77_300.0, "EUR", "€77,300"),
            (1_190_000.0, "EUR", "€1.19 M"),
            (1_190_000.01, "EUR", "€1.20 M"),
            (999_500.0, "EUR", "€1.00 M"),
            (999_000.0, "EUR", "€999,000"),
            (45.61, "EUR", "€45.70"),
            (0.123, "EUR", "€0.13"),
            (0.001, "EUR", "€0.01"),
            (45.2, "JPY", "¥46"),
            (99.95, "EUR", "€100"),
            (100.2, "EUR", "€101"),
            (0.0, "EUR", "€0"),
        ] {
            assert_eq!(write(x, of(code)), written, "{x} {code}");
        }
        assert_eq!(write(2_345.0, None), "2,350");
        for n in 1..2_000_u32 {
            let x = f64::from(n).powf(1.37) * 0.013;
            for code in ["EUR", "JPY", "XXX"] {
                let up = significant_up(x, DIGITS, of(code).unwrap());
                assert!(up >= x && up <= (1.01 * x).max(x + 1.0), "{x} {code}: {up}");
            }
        }
        for x in [f64::NAN, f64::INFINITY, 1e300, 5e-324] {
            let written = write(x, of("EUR"));
            assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
        }
    }

    #[test]
    fn numbers_are_written_as_what_they_are() {
        let eur = Currency::from_code("EUR").ok();
        let write = |name: &str, x| value(&reader(), name, x, eur);
        assert_eq!(write("retention.core", 0.953), "95.3%");
        assert_eq!(write("retention", 0.95), "95%");
        assert_eq!(write("word_of_mouth", 0.0031), "0.31%");
        assert_eq!(write("acquisition_cost", 50.0), "€50.00");
        assert_eq!(write("complaints_factor", 1.6), "× 1.6");
        assert_eq!(write("retention_gain", 0.004), "+0.4 points");
        assert_eq!(write("retention_gain", -0.004), "−0.4 points");
        assert_eq!(write("margin_gain", 0.03), "+3%");
        assert_eq!(write("adds", 1_234.0), "1,230");
        assert_eq!(value(&reader(), "setup", 10_000.0, None), "10,000");
        assert_eq!(value_range(&reader(), "retention", (0.94, 0.96), eur).as_deref(), Some("94% to 96%"));
        assert_eq!(value_range(&reader(), "retention", (0.94, 0.94), eur), None);
        for x in [f64::NAN, f64::INFINITY, -1e300] {
            for name in ["retention", "adds", "setup", "retention_gain", "complaints_factor"] {
                assert!(!write(name, x).contains("NaN") && !write(name, x).contains("inf"));
            }
        }
    }
}
