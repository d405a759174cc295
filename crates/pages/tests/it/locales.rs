//! Numbers, money and days as each locale writes them.

use facts::{Currency, Day};
use pages::{LOCALES, Reader};
use proptest::prelude::*;

fn reader(locale: &str) -> Reader {
    // 2026-11-22 13:05 UTC.
    Reader {
        locale: locale.to_owned(),
        zone: "Europe/Rome".to_owned(),
        ..Reader::nobody("/", 1_795_352_700_000_000)
    }
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).unwrap()
}

/// Spaces that do not break, written plainly so that a test can be read.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn paid_money_is_exact_and_stands_where_the_locale_puts_it() {
    for (locale, code, expected) in [
        ("en", "EUR", "€1,234.50"),
        ("en-GB", "GBP", "£1,234.50"),
        ("en", "CHF", "CHF 1,234.50"),
        ("de", "EUR", "1.234,50 €"),
        ("it", "EUR", "1.234,50 €"),
        ("fr", "EUR", "1 234,50 €"),
        ("hu", "HUF", "1 234,50 Ft"),
        ("ms", "MYR", "RM 1,234.50"),
        ("ro", "RON", "1.234,50 RON"),
        ("hu", "EUR", "1 234,50 €"),
    ] {
        assert_eq!(plain(&reader(locale).paid(1_234.5, currency(code))), expected, "{locale} {code}");
    }
    assert_eq!(plain(&reader("it").paid(-1_234_567.891, currency("EUR"))), "−1.234.567,89 €");
    assert_eq!(plain(&reader("en").paid(-0.125, currency("BHD"))), "−BHD 0.125");
    assert_eq!(plain(&reader("en").paid(-0.001, currency("EUR"))), "€0.00");
    assert_eq!(plain(&reader("de").paid(1_234.0, currency("JPY"))), "1.234 JPY");
    assert_eq!(plain(&reader("de").paid(9.5, currency("XXX"))), "9,50");
}

#[test]
fn expected_money_promises_three_digits_everywhere() {
    let eur = currency("EUR");
    for (locale, expected) in [
        ("en", "€1.24 M"),
        ("de", "1,24 Mio. €"),
        ("fr", "1,24 M €"),
        ("hu", "1,24 M €"),
        ("it", "1,24 Mln €"),
        ("ms", "€ 1.24 J"),
        ("ro", "1,24 mil. €"),
    ] {
        assert_eq!(plain(&reader(locale).about(1_236_543.0, eur)), expected, "{locale}");
    }
    let it = reader("it");
    assert_eq!(plain(&it.about(-45_678.9, eur)), "−45.700 €");
    assert_eq!(plain(&it.about(4_567.0, eur)), "4.570 €");
    assert_eq!(plain(&it.about(8.4, eur)), "8,40 €");
    assert_eq!(plain(&it.about(0.000_1, eur)), "under 0,01 €");
    assert_eq!(plain(&it.range(1_234_100.0, 1_234_900.0, eur)), "1,234 Mln € to 1,235 Mln €");
}

#[test]
fn days_months_and_moments_are_the_readers() {
    let day: Day = "2026-11-22".parse().unwrap();
    for (locale, long, month) in [
        ("en", "November 22, 2026", "November 2026"),
        ("en-GB", "22 November 2026", "November 2026"),
        ("de", "22. November 2026", "November 2026"),
        ("fr", "22 novembre 2026", "novembre 2026"),
        ("hu", "2026. november 22.", "2026. november"),
        ("it", "22 novembre 2026", "novembre 2026"),
        ("ms", "22 November 2026", "November 2026"),
        ("ro", "22 noiembrie 2026", "noiembrie 2026"),
    ] {
        let reader = reader(locale);
        assert_eq!(plain(&reader.day_long(day)), long, "{locale}");
        assert_eq!(plain(&reader.month(day.month())), month, "{locale}");
    }
    assert_eq!(plain(&reader("it").day(day)), "22 nov 2026");
    assert_eq!(plain(&reader("it").moment(reader("it").now)), "22 nov 2026, 14:05");
    let lisbon = Reader { zone: "nowhere".to_owned(), ..reader("it") };
    assert_eq!(plain(&lisbon.moment(lisbon.now)), "22 nov 2026, 13:05");
}

#[test]
fn shares_counts_and_ticks_are_the_readers() {
    assert_eq!(plain(&reader("fr").percent(0.344)), "34 %");
    assert_eq!(plain(&reader("it").percent(0.034)), "3,4%");
    assert_eq!(plain(&reader("de").percent(0.000_1)), "under 0,1 %");
    assert_eq!(plain(&reader("en").percent(0.999_9)), "over 99.9%");
    assert_eq!(reader("en").percent(1.0), "100%");
    assert_eq!(reader("it").count(1_234), "1.234");
    assert_eq!(plain(&reader("hu").count(1_234_567)), "1 234 567");
    assert_eq!(plain(&reader("de").tick(250_000.0, 50_000.0)), "250 Tsd.");
    assert_eq!(plain(&reader("it").tick(1_500_000.0, 500_000.0)), "1,5 Mln");
    assert_eq!(reader("it").tick(0.25, 0.25), "0,25");
    assert_eq!(reader("it").number(1_234.0), "1.230");
}

#[test]
fn how_long_ago_is_said_as_people_say_it() {
    let reader = reader("en-GB");
    let ago = |seconds: i64| reader.ago(reader.now - seconds * 1_000_000);
    assert_eq!(ago(5), "just now");
    assert_eq!(ago(61), "a minute ago");
    assert_eq!(ago(180), "3 minutes ago");
    assert_eq!(ago(4 * 3_600), "4 hours ago");
    assert_eq!(ago(24 * 3_600), "yesterday");
    assert_eq!(ago(5 * 24 * 3_600), "5 days ago");
    assert_eq!(ago(100 * 24 * 3_600), "14 Aug 2026");
    assert_eq!(ago(-3_600), "22 Nov 2026, 15:05");
    assert_eq!(reader.span(94.0), "13 weeks");
    assert_eq!(reader.span(1.0), "1 day");
}

#[test]
fn a_time_zone_can_make_it_another_day() {
    // 2026-11-22 23:30 UTC is the 23rd in Rome.
    let late = Reader { now: 1_795_390_200_000_000, ..reader("it") };
    assert_eq!(late.today().to_string(), "2026-11-23");
    assert_eq!(late.ago(late.now - 3_600 * 1_000_000), "yesterday");
}

#[test]
fn a_locale_nobody_knows_is_written_like_english() {
    for locale in ["", "xx", "not a locale", "../../etc/passwd", "tlh-Piqd"] {
        let reader = reader(locale);
        assert!(reader.paid(1_234.5, currency("EUR")).contains('€'), "{locale}");
        assert!(!reader.day("2026-11-22".parse().unwrap()).is_empty(), "{locale}");
    }
}

proptest! {
    #[test]
    fn nothing_is_ever_not_a_number(x in proptest::num::f64::ANY, y in proptest::num::f64::ANY, pick in 0usize..8) {
        let reader = reader(LOCALES[pick].0);
        let eur = currency("EUR");
        for text in [reader.paid(x, eur), reader.about(x, eur), reader.range(x, y, eur), reader.percent(x),
            reader.number(x), reader.decimal(x, 2), reader.tick(x, y), reader.span(x)] {
            prop_assert!(!text.contains("NaN") && !text.contains("inf") && text.len() < 100, "{}", text);
        }
    }

    #[test]
    fn digits_are_those_of_the_number(n in 0u64.., pick in 0usize..8) {
        let written = reader(LOCALES[pick].0).count(n);
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(digits, n.to_string());
        // Thousands are always apart, also those of four digits.
        prop_assert_eq!(written.chars().filter(|c| !c.is_ascii_digit()).count(), (n.to_string().len() - 1) / 3);
    }

    #[test]
    fn any_moment_can_be_written(at in any::<i64>(), now in any::<i64>()) {
        let reader = Reader { now, ..reader("hu") };
        prop_assert!(!reader.moment(at).is_empty() && !reader.ago(at).is_empty());
    }
}
