//! Numbers as people write them into a field: `500,000`, `1 000`, `25.000,00`, `2,5`; what can be read in
//! two ways, as `500.000`, is not read at all.

/// What a lone mark before exactly three digits means; all else says itself what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lone {
    /// `1,234` is a thousand and more: money, and what is counted. `1.234` may be that or one and a bit:
    /// it is refused, as being wrong about it is being wrong a thousand times.
    Thousands,
    /// `1,234` is one and a bit: shares and factors.
    Decimal,
}

/// Longest text that is read.
const LONGEST: usize = 60;

/// A sum of money, or something that is counted, not below nothing: three digits after a lone comma are
/// thousands. None where it is no number, or could be two.
#[must_use]
pub fn amount(text: &str) -> Option<f64> {
    read(text, Lone::Thousands)
}

/// Whether a sum can be read in two ways: `500.000` is five hundred thousand to some, five hundred to
/// others.
#[must_use]
pub fn is_unclear(text: &str) -> bool {
    let text = text.trim();
    let Some((before, after)) = text.split_once('.') else { return false };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    after.len() == 3
        && (1..=3).contains(&before.len())
        && digits(before)
        && digits(after)
        && before.bytes().any(|b| b != b'0')
}

/// The same below nothing too.
pub(super) fn signed_amount(text: &str) -> Option<f64> {
    signed(text, Lone::Thousands)
}

/// A share, a factor, or a change of one: a lone comma or point is the decimal one.
pub(super) fn signed_decimal(text: &str) -> Option<f64> {
    signed(text, Lone::Decimal)
}

fn signed(text: &str, lone: Lone) -> Option<f64> {
    let text = text.trim();
    match text.strip_prefix(['-', '−']) {
        Some(rest) => read(rest, lone).map(|x| 0.0 - x),
        None => read(text.strip_prefix('+').unwrap_or(text), lone),
    }
}

fn read(text: &str, lone: Lone) -> Option<f64> {
    let text = text.trim();
    if text.len() > LONGEST || (lone == Lone::Thousands && is_unclear(text)) {
        return None;
    }
    // All spaces and apostrophes stand between thousands and nowhere else.
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() || matches!(c, '\'' | '’' | '_') { ' ' } else { c })
        .collect();
    let (point, comma) = (text.rfind('.'), text.rfind(','));
    let decimal = match (point, comma) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (Some(at), None) | (None, Some(at)) => {
            let (before, after) = (&text[..at], &text[at + 1..]);
            let again = before.contains(&text[at..=at]);
            let grouped = before.contains(' ');
            let thousands =
                after.len() == 3 && (1..=3).contains(&before.len()) && before.bytes().any(|b| b != b'0');
            (!again && (grouped || !thousands || lone == Lone::Decimal)).then_some(at)
        }
        (None, None) => None,
    };
    let (whole, rest) = decimal.map_or((&*text, ""), |at| (&text[..at], &text[at + 1..]));
    let whole = ungrouped(whole)?;
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(rest) || (whole.is_empty() && rest.is_empty()) {
        return None;
    }
    format!("{whole}.{rest}").parse().ok().filter(|x: &f64| x.is_finite())
}

/// The digits of a whole number whose thousands may stand apart, by one mark throughout.
fn ungrouped(whole: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    match whole.chars().find(|c| !c.is_ascii_digit()) {
        None => parts.push(whole),
        Some(mark @ (' ' | ',' | '.')) => {
            parts.extend(whole.split(mark));
            let (first, rest) = parts.split_first()?;
            if !(1..=3).contains(&first.len()) || rest.iter().any(|part| part.len() != 3) {
                return None;
            }
        }
        Some(_) => return None,
    }
    parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())).then(|| parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, sum) in [
            ("500000", 500_000.0),
            (" 500 000 ", 500_000.0),
            ("500\u{a0}000", 500_000.0),
            ("500\u{202f}000,5", 500_000.5),
            ("500,000", 500_000.0),
            ("12,000", 12_000.0),
            ("1,000,000", 1_000_000.0),
            ("1.000.000", 1_000_000.0),
            ("25.000,00", 25_000.0),
            ("25,000.00", 25_000.0),
            ("1'250'000", 1_250_000.0),
            ("1.250.000,50", 1_250_000.5),
            ("1 000.5", 1_000.5),
            ("1 000.500", 1_000.5),
            ("2,5", 2.5),
            ("2.50", 2.5),
            ("0,505", 0.505),
            ("1234.567", 1_234.567),
            (".5", 0.5),
            ("5.", 5.0),
            ("0", 0.0),
        ] {
            assert_eq!(amount(text), Some(sum), "{text}");
            assert_eq!(signed_amount(&format!("-{}", text.trim())), Some(-sum), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        for text in ["500.000", " 1.234", "25.000", "999.999"] {
            assert!(is_unclear(text) && amount(text).is_none() && signed_amount(text).is_none(), "{text}");
            assert!(signed_decimal(text).is_some(), "{text}");
        }
        for text in ["500,000", "500.00", "500.0000", "0.505", "1234.567", "1.000.000", "500 000", "x.000"] {
            assert!(!is_unclear(text), "{text}");
        }
    }

    #[test]
    fn a_lone_mark_of_a_share_is_the_decimal_one() {
        for (text, x) in [
            ("1,234", 1.234),
            ("1.234", 1.234),
            ("-0,2", -0.2),
            ("−0.2", -0.2),
            ("+91,7", 91.7),
            ("1.234,5", 1_234.5),
            ("1,234,567", 1_234_567.0),
        ] {
            assert_eq!(signed_decimal(text), Some(x), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            " ",
            ".",
            ",",
            "x",
            "-",
            "--1",
            "1e5",
            "NaN",
            "inf",
            "€5",
            "٣",
            "1.2.3",
            "12,34,56",
            "12,34.5",
            "1.2,3.4",
            "1,000.000,5",
            "1 00",
            "10 20",
            "1,,000",
            "1000,000.5,",
            "1 000,000.5",
        ] {
            assert_eq!(amount(text), None, "{text}");
            assert_eq!(signed_decimal(text), None, "{text}");
        }
        assert_eq!(amount("-1"), None);
        assert_eq!(amount(&"9".repeat(61)), None);
    }
}
