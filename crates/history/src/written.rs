//! Days, months and amounts as people write them in small files of their own.

use facts::{Day, Month};
use rust_decimal::Decimal;

/// The day of `2024-03-31`, `2024/3/31` or `31.3.2024`, a time after it or not.
///
/// `None` where it is no day, or where two days could be meant, as in `03/04/2024`.
pub(crate) fn day(text: &str) -> Option<Day> {
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    for (sign, year_first) in [('-', true), ('/', true), ('.', false)] {
        let parts: Vec<&str> = date.split(sign).collect();
        if let [a, b, c] = parts[..] {
            let (year, day) = if year_first { (a, c) } else { (c, a) };
            return Day::new(digits(year, 4..=4)?, digits(b, 1..=2)? as i8, digits(day, 1..=2)? as i8).ok();
        }
    }
    None
}

/// The month of `2024-03`, `03.2024`, `3/2024`, or of a [`day`].
pub(crate) fn month(text: &str) -> Option<Month> {
    if let Some(day) = day(text) {
        return Some(day.month());
    }
    let (a, b) = text.trim().split_once(['-', '.', '/'])?;
    let (year, month) = if a.len() == 4 { (a, b) } else { (b, a) };
    Month::new(digits(year, 4..=4)?, digits(month, 1..=2)? as i8).ok()
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let plain = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAmount {
    /// It is no number.
    NotANumber,
    /// `1.000` may be one or a thousand, and no other amount of the column tells.
    Ambiguous,
}

/// How a column writes its amounts: what its plain cases say about the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amounts {
    /// The decimal sign, where all that is clear agrees.
    decimal: Option<char>,
}

impl Amounts {
    /// Learns from all amounts of a column. Where none of them tells, the point is decimal and the
    /// comma groups in a file `separated_by_commas`; in others nothing is assumed.
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>, separated_by_commas: bool) -> Self {
        let mut seen: Vec<char> = texts.filter_map(|t| clear(&without_groups(t))).collect();
        seen.sort_unstable();
        seen.dedup();
        let decimal = match seen[..] {
            [] if separated_by_commas => Some('.'),
            [sign] => Some(sign),
            _ => None,
        };
        Self { decimal }
    }

    /// The amount of one text.
    pub(crate) fn read(self, text: &str) -> Result<Decimal, NoAmount> {
        let text = without_groups(text);
        let plain = match (text.contains(['.', ',']), clear(&text).or(self.decimal)) {
            (false, _) => text,
            (true, None) => return Err(NoAmount::Ambiguous),
            (true, Some(sign)) => grouped(&text, sign).ok_or(NoAmount::NotANumber)?,
        };
        // The library also takes `1_000` and `+`; the first is no way to write money.
        if plain.contains('_') {
            return Err(NoAmount::NotANumber);
        }
        plain.parse().map_err(|_| NoAmount::NotANumber)
    }
}

/// Without the signs that only group digits.
fn without_groups(text: &str) -> String {
    text.trim().replace([' ', '\u{a0}', '\u{202f}', '\'', '’'], "")
}

/// The decimal sign of a text that leaves no doubt about it.
fn clear(text: &str) -> Option<char> {
    let last = text.rfind(['.', ','])?;
    let sign = if text[last..].starts_with('.') { '.' } else { ',' };
    let other = if sign == '.' { ',' } else { '.' };
    let whole = text[..last].trim_start_matches(['-', '+']);
    match text.matches(sign).count() {
        // Several of one sign group digits, so the other one would be decimal.
        2.. => Some(other),
        _ if whole.contains(other) => Some(sign),
        _ => {
            let groups = text.len() - last - 1 == 3 && (1..=3).contains(&whole.len()) && whole != "0";
            (!groups).then_some(sign)
        }
    }
}

/// With a decimal point and without groups; `None` where groups are not of three digits.
fn grouped(text: &str, decimal: char) -> Option<String> {
    let (whole, rest) = text.split_once(decimal).unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(if decimal == '.' { ',' } else { '.' }).collect();
    let whole_groups = groups.len() == 1 || groups[1..].iter().all(|g| g.len() == 3);
    let plain = !rest.contains(['.', ',']);
    (whole_groups && plain)
        .then(|| format!("{}.{}", groups.concat(), if rest.is_empty() { "0" } else { rest }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_months_as_they_are_written() {
        for text in
            ["2024-03-09", "2024/3/9", "9.3.2024", "09.03.2024", "2024-03-09 12:00", "2024-03-09T12:00:00Z"]
        {
            assert_eq!(day(text).map(|d| d.to_string()).as_deref(), Some("2024-03-09"), "{text}");
        }
        for text in ["2024-03", "03.2024", "3.2024", "03/2024", "2024/03", "31.03.2024", "2024-03-31"] {
            assert_eq!(month(text).map(|m| m.to_string()).as_deref(), Some("2024-03"), "{text}");
        }
        for text in ["", "03/04/2024", "31.02.2024", "9.3.24", "2024-03-311", "x", "2024-03-", "+1.3.2024"] {
            assert_eq!(day(text), None, "{text}");
        }
        for text in ["", "13.2024", "2024-13", "2024", "1.24", "٠١.2024"] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    fn read(texts: &[&str], commas: bool) -> Vec<Option<String>> {
        let amounts = Amounts::of(texts.iter().copied(), commas);
        texts.iter().map(|t| amounts.read(t).ok().map(|d| d.normalize().to_string())).collect()
    }

    #[test]
    fn the_column_tells_what_a_point_before_three_digits_is() {
        let said = |values: &[&str]| values.iter().map(|v| Some((*v).to_owned())).collect::<Vec<_>>();
        assert_eq!(read(&["1.000,50", "2.000", "3"], false), said(&["1000.5", "2000", "3"]));
        assert_eq!(read(&["10.50", "2.000"], false), said(&["10.5", "2"]));
        assert_eq!(read(&["2.000", "1,000"], true), said(&["2", "1000"]));
        assert_eq!(read(&["1.000.000", "2.000"], false), said(&["1000000", "2000"]));
        assert_eq!(read(&["1 000,5", "-7,25", "1'000"], false), said(&["1000.5", "-7.25", "1000"]));
    }

    #[test]
    fn what_could_be_two_amounts_is_neither() {
        let amounts = Amounts::of(["2.000"].into_iter(), false);
        assert_eq!(amounts.read("2.000"), Err(NoAmount::Ambiguous));
        assert_eq!(read(&["1,5", "1.5", "2.000"], false)[2], None);
        for text in ["five", "", "1.00.0", "1,2,3", "1_000", "1.000,5,0"] {
            assert!(Amounts::of([text].into_iter(), true).read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading(text in "\\PC{0,12}") {
            let _ = (day(&text), month(&text));
            let _ = Amounts::of([text.as_str()].into_iter(), true).read(&text);
        }

        #[test]
        fn both_ways_of_writing_are_one_amount(cents in 0i64..10_000_000_000) {
            let (whole, rest) = (cents / 100, cents % 100);
            let mut digits = whole.to_string();
            let mut at = digits.len();
            while at > 3 {
                at -= 3;
                digits.insert(at, '.');
            }
            let german = format!("{digits},{rest:02}");
            let english = german.replace('.', "'").replace(',', ".").replace('\'', ",");
            for text in [german, english] {
                let amounts = Amounts::of([text.as_str()].into_iter(), false);
                prop_assert_eq!(amounts.read(&text).ok(), Some(Decimal::new(cents, 2)));
            }
        }
    }
}
