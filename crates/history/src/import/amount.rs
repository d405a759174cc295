//! Numbers and money as people and programs write them.

use facts::Currency;
use rust_decimal::Decimal;

use super::DecimalSign;

/// A number with the currency written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: Decimal,
    /// Code of the currency that a sign or code beside the number names, where it names one.
    pub(super) currency: Option<&'static str>,
    /// The sign beside it, where several currencies share it.
    shared: Option<&'static [&'static str]>,
}

impl Number {
    /// Whether what stands beside the number names other currencies than this one. An amount of no
    /// currency (XXX) contradicts nothing.
    pub(super) fn contradicts(&self, currency: Currency) -> bool {
        let code = currency.code();
        code != "XXX"
            && (self.currency.is_some_and(|named| named != code)
                || self.shared.is_some_and(|several| !several.contains(&code)))
    }
}

/// Signs that several currencies share.
const SHARED: [(&str, &[&str]); 10] = [
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "ARS", "CLP", "COP", "TWD", "BRL", "UYU", "BBD",
            "BMD", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD", "CUP",
            "DOP", "BND", "ZWG",
        ],
    ),
    ("¥", &["JPY", "CNY"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kr.", &["SEK", "NOK", "DKK", "ISK"]),
    ("Fr.", &["CHF", "XAF", "XOF", "XPF"]),
    ("Rs", &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ("Rs.", &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ("₽", &["RUB"]),
    ("₩", &["KRW", "KPW"]),
    ("₪", &["ILS"]),
];

fn shared(text: &str) -> Option<&'static [&'static str]> {
    let beside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '(' | ')' | '\u{2212}');
    let is_blank = |c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}';
    text.split(|c: char| beside(c) && c != '.' || is_blank(c)).find_map(|affix| {
        // `$.50`: the point is of the number; `kr.`: of the sign.
        let (affix, bare) = (affix.trim_start_matches('.'), affix.trim_matches('.'));
        let found = SHARED.iter().find(|(sign, _)| *sign == affix || *sign == bare);
        found.map(|(_, several)| *several)
    })
}

/// What a text says about the decimal sign of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No separator at all.
    Whole,
    /// Can only have a decimal point.
    Point,
    /// Can only have a decimal comma.
    Comma,
    /// Like `1.234`: a decimal point, or a comma elsewhere and groups here.
    PointOrGroups,
    /// Like `1,234`.
    CommaOrGroups,
}

/// Signs that name one currency. `$`, `¥` and `kr` name several and are not here.
const SIGNS: [(&str, &str); 14] = [
    ("€", "EUR"),
    ("£", "GBP"),
    ("R$", "BRL"),
    ("US$", "USD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("₹", "INR"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("Ft", "HUF"),
    ("RM", "MYR"),
    ("₺", "TRY"),
];

const CODES: [&str; 24] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "BRL", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
    "BGN", "INR", "CNY", "MXN", "TRY", "NZD", "SGD", "MYR", "ZAR",
];

/// Digits and separators of a number, without sign and currency.
struct Parts<'a> {
    body: &'a str,
    negative: bool,
    currency: Option<&'static str>,
}

fn parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut text = std::str::from_utf8(bytes).ok()?.trim();
    if text.len() > 64 {
        return None;
    }
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        negative = true;
        text = inner.trim();
    }
    let mut currency = None;
    let mut signs = 0;
    // Sign and currency may stand on either side and in either order; each is taken off once.
    for _ in 0..4 {
        let before = text.len();
        for minus in ['-', '\u{2212}', '+'] {
            if let Some(rest) = text.strip_prefix(minus) {
                // `-(5)` and `--5` are no numbers.
                signs += 1;
                negative |= minus != '+';
                text = rest.trim_start();
            }
        }
        if let Some(rest) = text.strip_suffix(['-', '\u{2212}']) {
            signs += 1;
            negative = true;
            text = rest.trim_end();
        }
        let is_body = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '\u{2212}');
        let head = text.find(is_body).unwrap_or(text.len());
        let (affix, rest) = text.split_at(head);
        currency = affix_currency(affix)?.or(currency);
        text = rest.trim_start();
        let tail =
            text.rfind(is_body).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
        let (rest, affix) = text.split_at(tail);
        currency = affix_currency(affix)?.or(currency);
        text = rest.trim_end();
        if text.len() == before {
            break;
        }
    }
    (signs <= 1 && !text.is_empty() && !(signs == 1 && bytes.contains(&b'('))).then_some(Parts {
        body: text,
        negative,
        currency,
    })
}

/// The currency that an affix names, if it names one; `None` if it is no affix of an amount.
#[expect(clippy::option_option, reason = "no affix, and an affix of no single currency, are two things")]
fn affix_currency(affix: &str) -> Option<Option<&'static str>> {
    let affix = affix.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}');
    if affix.is_empty() || SHARED.iter().any(|(sign, _)| *sign == affix) {
        return Some(None);
    }
    if let Some((_, code)) = SIGNS.iter().find(|(sign, _)| *sign == affix) {
        return Some(Some(code));
    }
    CODES.iter().find(|code| affix.eq_ignore_ascii_case(code)).map(|code| Some(*code))
}

fn is_group_sign(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' | '_')
}

/// What this text says about its column's decimal sign, or `None` if it is no number.
pub(super) fn shape(bytes: &[u8]) -> Option<(Shape, Option<&'static str>)> {
    if !bytes.is_empty() && bytes.len() <= 18 && bytes.iter().all(u8::is_ascii_digit) {
        return Some((Shape::Whole, None));
    }
    let parts = parts(bytes)?;
    let (points, commas) = (parts.body.matches('.').count(), parts.body.matches(',').count());
    let after = |sign: char| parts.body.rfind(sign).map_or(0, |at| parts.body.len() - at - 1);
    let before = |sign: char| parts.body.find(sign).unwrap_or(0);
    let grouped = |sign: char| {
        let whole = before(sign);
        (1..=3).contains(&whole) && after(sign) == 3 && !parts.body.starts_with('0')
    };
    let shape = match (points, commas) {
        (0, 0) => Shape::Whole,
        (1, 0) if grouped('.') => Shape::PointOrGroups,
        (1, 0) => Shape::Point,
        (0, 1) if grouped(',') => Shape::CommaOrGroups,
        (0, 1) | (_, 0) => Shape::Comma,
        (0, _) => Shape::Point,
        _ if parts.body.rfind('.') > parts.body.rfind(',') => Shape::Point,
        _ => Shape::Comma,
    };
    let sign = if shape == Shape::Comma { DecimalSign::Comma } else { DecimalSign::Point };
    // `1.234.567` has a comma convention but no comma, so it is read with the other sign.
    read_body(parts.body, sign).or_else(|| read_body(parts.body, DecimalSign::Comma))?;
    Some((shape, parts.currency))
}

/// Reads a number written with this decimal sign.
pub(super) fn read(bytes: &[u8], sign: DecimalSign) -> Option<Number> {
    if let Some(value) = read_plain(bytes, sign) {
        return Some(Number { value, currency: None, shared: None });
    }
    let parts = parts(bytes)?;
    let mut value = read_body(parts.body, sign)?;
    value.set_sign_negative(parts.negative && !value.is_zero());
    let shared = if parts.currency.is_some() { None } else { shared(std::str::from_utf8(bytes).ok()?) };
    Some(Number { value, currency: parts.currency, shared })
}

/// The common case: digits, perhaps a minus in front and one decimal sign.
fn read_plain(bytes: &[u8], sign: DecimalSign) -> Option<Decimal> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let point = if sign == DecimalSign::Point { b'.' } else { b',' };
    let (mut value, mut scale, mut seen) = (0i64, 0, false);
    for &byte in digits {
        if byte.is_ascii_digit() {
            value = value * 10 + i64::from(byte - b'0');
            scale += u32::from(seen);
        } else if byte == point && !seen {
            seen = true;
        } else {
            return None;
        }
    }
    if seen && digits.len() == 1 {
        return None;
    }
    Some(Decimal::new(if negative { -value } else { value }, scale))
}

/// Digits with groups and at most one decimal sign, perhaps with an exponent.
fn read_body(body: &str, sign: DecimalSign) -> Option<Decimal> {
    let (decimal, group) = match sign {
        DecimalSign::Point => ('.', ','),
        DecimalSign::Comma => (',', '.'),
    };
    if let Some((head, exponent)) = body.split_once(['e', 'E']) {
        let exponent: i32 = exponent.parse().ok().filter(|e: &i32| e.abs() <= 20)?;
        let mantissa = read_body(head, sign)?;
        let power = Decimal::from(10u64.checked_pow(exponent.unsigned_abs())?);
        return if exponent < 0 { mantissa.checked_div(power) } else { mantissa.checked_mul(power) };
    }
    let (whole, part) = match body.split_once(decimal) {
        Some((whole, part)) => (whole, part),
        None => (body, ""),
    };
    if (whole.is_empty() && part.is_empty()) || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut digits = String::with_capacity(body.len());
    let mut groups = whole.split(|c| c == group || is_group_sign(c)).peekable();
    let mut first = true;
    while let Some(digits_of_group) = groups.next() {
        let last = groups.peek().is_none();
        let alone = first && last;
        let fits = digits_of_group.bytes().all(|b| b.is_ascii_digit())
            && (alone
                || (first && (1..=3).contains(&digits_of_group.len()))
                || (!first && digits_of_group.len() == 3)
                // Lakhs and crores: 12,34,567.
                || (!first && !last && digits_of_group.len() == 2));
        if !fits {
            return None;
        }
        digits.push_str(digits_of_group);
        first = false;
    }
    digits.push_str(part);
    if part.len() > 20 {
        return None;
    }
    let mantissa: i128 = digits.parse().ok()?;
    Decimal::try_from_i128_with_scale(mantissa, part.len() as u32).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(text: &str) -> Option<String> {
        read(text.as_bytes(), DecimalSign::Point).map(|n| n.value.normalize().to_string())
    }

    fn comma(text: &str) -> Option<String> {
        read(text.as_bytes(), DecimalSign::Comma).map(|n| n.value.normalize().to_string())
    }

    #[test]
    fn money_as_people_write_it() {
        for text in
            ["1234.5", "1,234.50", "$1,234.50", "1234.50 USD", "+1234.5", "1 234.50", "1'234.50", "1.2345e3"]
        {
            assert_eq!(point(text).as_deref(), Some("1234.5"), "{text}");
        }
        for text in ["1.234,50", "1 234,50", "1\u{202f}234,50 €", "€ 1.234,50", "EUR 1.234,5"] {
            assert_eq!(comma(text).as_deref(), Some("1234.5"), "{text}");
        }
        for text in ["(12.50)", "-12.50", "12.50-", "-$12.50", "$-12.50", "\u{2212}12.5", "($12.50)"] {
            assert_eq!(point(text).as_deref(), Some("-12.5"), "{text}");
        }
        assert_eq!(point("12,34,567.00").as_deref(), Some("1234567"));
        assert_eq!(point(".5").as_deref(), Some("0.5"));
        for text in
            ["", "-", "abc", "1.2.3", "1,23", "--5", "12.50 apples", "1e99", "NaN", "inf", "0x10", "5-5", "."]
        {
            assert_eq!(point(text), None, "{text}");
        }
    }

    #[test]
    fn the_currency_beside_a_number_is_seen() {
        assert_eq!(read("€ 12".as_bytes(), DecimalSign::Point).unwrap().currency, Some("EUR"));
        assert_eq!(read(b"12.00 chf", DecimalSign::Point).unwrap().currency, Some("CHF"));
        assert_eq!(read(b"$12", DecimalSign::Point).unwrap().currency, None);
    }

    #[test]
    fn shapes_tell_the_decimal_sign() {
        let shape = |text: &str| shape(text.as_bytes()).map(|s| s.0);
        assert_eq!(shape("12.50"), Some(Shape::Point));
        assert_eq!(shape("12,5"), Some(Shape::Comma));
        assert_eq!(shape("1.234"), Some(Shape::PointOrGroups));
        assert_eq!(shape("1,234"), Some(Shape::CommaOrGroups));
        assert_eq!(shape("0.125"), Some(Shape::Point));
        assert_eq!(shape("1.234,50"), Some(Shape::Comma));
        assert_eq!(shape("1.234.567"), Some(Shape::Comma));
        assert_eq!(shape("1234"), Some(Shape::Whole));
        assert_eq!(shape("12a"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_number_or_not(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            let _ = (shape(&bytes), read(&bytes, DecimalSign::Point), read(&bytes, DecimalSign::Comma));
        }

        #[test]
        fn plain_decimals_read_back(value in -10i64.pow(15)..10i64.pow(15), scale in 0u32..4) {
            let decimal = Decimal::new(value, scale);
            let text = decimal.to_string();
            prop_assert_eq!(read(text.as_bytes(), DecimalSign::Point).unwrap().value, decimal);
            let with_comma = text.replace('.', ",");
            prop_assert_eq!(read(with_comma.as_bytes(), DecimalSign::Comma).unwrap().value, decimal);
        }
    }
}
