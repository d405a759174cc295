//! Times as exports write them.

use facts::{Day, Month};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::DateFormat;
use crate::written;

/// A time as written: the civil day and second, and the offset where one is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Days since 1970-01-01.
    pub(super) day: i32,
    /// Second of the day; `None` where only a day is given.
    pub(super) second: Option<u32>,
    /// Seconds east of UTC.
    pub(super) offset: Option<i32>,
}

/// 1900-01-01 to 2199-12-31: an order outside of these years is a slip.
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<i32> = -25_567..=84_005;

/// How a numeric date is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cannot be misread: the year first, or the month in letters.
    Clear,
    /// Two small numbers and a year; both numbers and the sign between them.
    Numbers(u8, u8, u8),
}

/// Why a time did not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    Format,
    Implausible,
}

const MONTHS: [&[&str]; 12] = [
    &["jan", "janv", "ene", "gen", "january", "januar", "janvier", "enero", "gennaio", "janeiro", "jän"],
    &["feb", "fév", "févr", "february", "februar", "février", "febrero", "febbraio", "fev", "fevereiro"],
    &["mar", "mär", "mrz", "mars", "march", "märz", "marzo", "março"],
    &["apr", "avr", "abr", "april", "avril", "abril", "aprile"],
    &["may", "mai", "mag", "maggio", "mayo", "maio"],
    &["jun", "juin", "giu", "june", "juni", "junio", "giugno", "junho"],
    &["jul", "juil", "lug", "july", "juli", "juillet", "julio", "luglio", "julho"],
    &["aug", "août", "ago", "august", "agosto"],
    &["sep", "sept", "set", "september", "septembre", "septiembre", "settembre", "setembro"],
    &["oct", "okt", "ott", "out", "october", "oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["nov", "november", "novembre", "noviembre", "novembro"],
    &["dec", "dez", "déc", "dic", "december", "dezember", "décembre", "diciembre", "dicembre", "dezembro"],
];

fn month_named(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    MONTHS.iter().position(|names| names.contains(&word.as_str())).map(|m| m as i8 + 1)
}

/// Days since 1970-01-01, or `None` if there is no such day.
fn days(year: i16, month: i8, day: i8) -> Option<i32> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year < 1 {
        return None;
    }
    if day > 28 {
        return Day::new(year, month, day).ok().map(Day::days_since_epoch);
    }
    // H. Hinnant, "chrono-compatible low-level date algorithms".
    let y = i32::from(year) - i32::from(month <= 2);
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let m = i32::from(month);
    let of_year = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + i32::from(day) - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `+02:00`, `-0530`, `+2` as seconds.
pub(super) fn offset_seconds(bytes: &[u8]) -> Option<i32> {
    let (sign, rest) = match bytes {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest {
        [_] | [_, _] => (digits(rest)?, 0),
        [_, _, b':', m @ ..] | [_, _, m @ ..] if m.len() == 2 => (digits(&rest[..2])?, digits(m)?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| sign * (hours * 3600 + minutes * 60) as i32)
}

/// Reads what follows a date: nothing, or a clock time with an optional offset.
fn clock(rest: &[u8]) -> Option<(Option<u32>, Option<i32>)> {
    let rest = rest.trim_ascii();
    let rest = match rest {
        [] => return Some((None, None)),
        [b'T' | b't' | b',', after @ ..] => after.trim_ascii_start(),
        _ => rest,
    };
    let rest = rest.strip_prefix(b"at ").unwrap_or(rest);
    let number = |at: usize| -> (Option<u32>, usize) {
        let len = rest[at.min(rest.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
        (if (1..=2).contains(&len) { digits(&rest[at..at + len]) } else { None }, at + len)
    };
    let (hour, mut at) = number(0);
    let mut hour = hour?;
    if !matches!(rest.get(at), Some(b':' | b'.' | b'h')) {
        return None;
    }
    let (minute, next) = number(at + 1);
    let minute = minute?;
    at = next;
    let mut second = 0;
    if matches!(rest.get(at), Some(b':' | b'.')) {
        let (value, next) = number(at + 1);
        second = value?;
        at = next;
        if matches!(rest.get(at), Some(b'.' | b',')) {
            let fraction = rest[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if fraction == 0 {
                return None;
            }
            at += 1 + fraction;
        }
    }
    let mut tail = rest[at..].trim_ascii_start();
    let half = tail.get(..2).map(<[u8]>::to_ascii_lowercase);
    if let Some(half) = half.filter(|h| h == b"am" || h == b"pm") {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == b"pm" { 12 } else { 0 };
        tail = tail[2..].trim_ascii_start();
    }
    // A leap second is the last one of its day; 24:00 is the end of it.
    let end_of_day = hour == 24 && minute == 0 && second == 0;
    if (hour > 23 && !end_of_day) || minute > 59 || second > 60 {
        return None;
    }
    let second = (hour * 3600 + minute * 60 + second.min(59)).min(86_399);
    // A zone name in brackets repeats what the offset says.
    if let Some(open) = tail.iter().position(|&b| b == b'[' || b == b'(') {
        tail = tail[..open].trim_ascii_end();
    }
    let offset = match tail {
        [] => None,
        [b'Z' | b'z'] | b"UTC" | b"GMT" | b"utc" => Some(0),
        [b'+' | b'-', ..] => Some(offset_seconds(tail)?),
        // `CET` and the like: the day is the one written.
        letters if letters.len() <= 5 && letters.iter().all(u8::is_ascii_uppercase) => None,
        _ => return None,
    };
    Some((Some(second), offset))
}

fn full_year(text: &[u8]) -> Option<i16> {
    let year = digits(text)?;
    match text.len() {
        2 if year < 69 => Some(2000 + year as i16),
        2 => Some(1900 + year as i16),
        4 => Some(year as i16),
        _ => None,
    }
}

/// The date at the beginning of a text: year, first and second number, or a clear day.
enum Head {
    Clear(i32, usize),
    Numbers { first: u8, second: u8, year: i16, sign: u8, length: usize },
}

fn head(text: &[u8]) -> Option<Head> {
    let run = |from: usize| text[from.min(text.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let first = run(0);
    match first {
        4 => {
            let sign = *text.get(4)?;
            if !matches!(sign, b'-' | b'/' | b'.') {
                return None;
            }
            let second = run(5);
            let third_at = 5 + second + 1;
            if text.get(5 + second) != Some(&sign) || !(1..=2).contains(&second) {
                return None;
            }
            let third = run(third_at);
            if !(1..=2).contains(&third) {
                return None;
            }
            let (month, day) = (digits(&text[5..5 + second])?, digits(&text[third_at..third_at + third])?);
            Some(Head::Clear(days(digits(&text[..4])? as i16, month as i8, day as i8)?, third_at + third))
        }
        8 | 14 => {
            let day =
                days(digits(&text[..4])? as i16, digits(&text[4..6])? as i8, digits(&text[6..8])? as i8)?;
            Some(Head::Clear(day, 8))
        }
        1 | 2 => {
            let sign = *text.get(first)?;
            if !matches!(sign, b'-' | b'/' | b'.') {
                return worded(text);
            }
            let second = run(first + 1);
            let third_at = first + 1 + second + 1;
            if !(1..=2).contains(&second) || text.get(first + 1 + second) != Some(&sign) {
                return worded(text);
            }
            let third = run(third_at);
            Some(Head::Numbers {
                first: digits(&text[..first])? as u8,
                second: digits(&text[first + 1..first + 1 + second])? as u8,
                year: full_year(&text[third_at..third_at + third])?,
                sign,
                length: third_at + third,
            })
        }
        _ => worded(text),
    }
}

/// `12 Jan 2024`, `Jan 12, 2024`, `12-JAN-24`, `Fri, 12 January 2024`, `Fri Jan 12 2024`.
fn worded(text: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(text).ok()?;
    if !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let (mut day, mut month, mut year) = (None, None, None);
    let mut at = 0;
    while at < text.len() && (day.is_none() || month.is_none() || year.is_none()) {
        let rest = &text[at..];
        let skip = rest.len() - rest.trim_start_matches([' ', ',', '-', '/', '.', '\u{a0}']).len();
        at += skip;
        let rest = &text[at..];
        let numeric = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| if numeric { !c.is_ascii_digit() } else { !c.is_alphabetic() })
            .unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        let word = &rest[..end];
        at += end;
        if numeric {
            match word.len() {
                1 | 2 if day.is_none() => {
                    day = digits(word.as_bytes());
                    // 1st, 2nd, 3rd, 4th
                    if let Some(after) = text.get(at..at + 2)
                        && ["st", "nd", "rd", "th"].contains(&after)
                    {
                        at += 2;
                    }
                }
                2 | 4 if year.is_none() => year = full_year(word.as_bytes()),
                _ => return None,
            }
        } else if let Some(named) = month_named(word) {
            month = Some(named);
        } else if month.is_some() || (day.is_some() && !matches!(word, "de" | "di" | "of")) {
            // Only a weekday may come first; `5 de mayo de 2024` has small words between.
            if !matches!(word, "de" | "di" | "of") {
                return None;
            }
        } else if word.chars().count() > 12 {
            return None;
        }
    }
    let day = days(year?, month?, i8::try_from(day?).ok()?)?;
    Some(Head::Clear(day, at))
}

/// The month of `2024-03` or `03.2024`, which names no day.
pub(super) fn month(text: &[u8]) -> Option<Month> {
    if !(6..=7).contains(&text.len()) {
        return None;
    }
    let month = written::month(std::str::from_utf8(text).ok()?)?;
    PLAUSIBLE.contains(&month.first_day().days_since_epoch()).then_some(month)
}

/// How a text is laid out as a time; `None` if it is none in any order of day and month.
pub(super) fn layout(text: &[u8]) -> Option<(Layout, Stamp)> {
    if text.len() < 6 || text.len() > 64 || !text.iter().any(u8::is_ascii_digit) {
        return None;
    }
    match head(text)? {
        Head::Clear(day, length) => {
            let (second, offset) = rest_of(text, length)?;
            Some((Layout::Clear, Stamp { day, second, offset }))
        }
        Head::Numbers { first, second, year, sign, length } => {
            let (clock, offset) = clock(&text[length..])?;
            let day =
                days(year, second as i8, first as i8).or_else(|| days(year, first as i8, second as i8))?;
            Some((Layout::Numbers(first, second, sign), Stamp { day, second: clock, offset }))
        }
    }
}

fn rest_of(text: &[u8], length: usize) -> Option<(Option<u32>, Option<i32>)> {
    // 20240131093000
    if length == 8 && text.len() == 14 && text.iter().all(u8::is_ascii_digit) {
        let part = |at: usize| digits(&text[at..at + 2]).unwrap_or(99);
        let (h, m, s) = (part(8), part(10), part(12));
        return (h < 24 && m < 60 && s < 60).then_some((Some(h * 3600 + m * 60 + s), None));
    }
    clock(&text[length..])
}

/// Reads a time in this format. Texts with the year first read in every format.
pub(super) fn read(text: &[u8], format: &DateFormat) -> Result<Stamp, Unread> {
    let stamp = match format {
        DateFormat::UnixSeconds | DateFormat::UnixMillis => {
            let text = std::str::from_utf8(text).map_err(|_| Unread::Format)?;
            let number: f64 = text.parse().map_err(|_| Unread::Format)?;
            let seconds = if *format == DateFormat::UnixMillis { number / 1000.0 } else { number };
            if !seconds.is_finite() || seconds.abs() > 1e11 {
                return Err(Unread::Implausible);
            }
            from_seconds(seconds.floor() as i64)
        }
        DateFormat::Spreadsheet => {
            let text = std::str::from_utf8(text).map_err(|_| Unread::Format)?;
            let number: f64 = text.parse().map_err(|_| Unread::Format)?;
            if !(1.0..200_000.0).contains(&number) {
                return Err(Unread::Implausible);
            }
            // Day 25,569 of the 1900 system is 1970-01-01.
            let second = (number.fract() * 86_400.0).round().min(86_399.0) as u32;
            Stamp { day: number as i32 - 25_569, second: Some(second), offset: None }
        }
        DateFormat::Pattern(pattern) => by_pattern(text, pattern).ok_or(Unread::Format)?,
        DateFormat::Ymd | DateFormat::Dmy | DateFormat::Mdy => numeric(text, format).ok_or(Unread::Format)?,
    };
    if PLAUSIBLE.contains(&stamp.day) { Ok(stamp) } else { Err(Unread::Implausible) }
}

fn numeric(text: &[u8], format: &DateFormat) -> Option<Stamp> {
    // The most common export of all, by hand: 2024-03-31 with or without 23:59:59.
    if let [a, b, c, d, b'-', e, f, b'-', g, h, rest @ ..] = text {
        let year = digits(&[*a, *b, *c, *d])?;
        let (month, date) = (digits(&[*e, *f])?, digits(&[*g, *h])?);
        let day = days(year as i16, month as i8, date as i8)?;
        if rest.is_empty() {
            return Some(Stamp { day, second: None, offset: None });
        }
        let (second, offset) = clock(rest)?;
        return Some(Stamp { day, second, offset });
    }
    match head(text)? {
        Head::Clear(day, length) => {
            let (second, offset) = rest_of(text, length)?;
            Some(Stamp { day, second, offset })
        }
        Head::Numbers { first, second, year, length, .. } => {
            let (month, day) = match format {
                DateFormat::Mdy => (first, second),
                DateFormat::Dmy => (second, first),
                // Two digits each and the year first: 24/03/31.
                _ => return two_digit_ymd(text, length),
            };
            let day = days(year, month as i8, day as i8)?;
            let (second, offset) = clock(&text[length..])?;
            Some(Stamp { day, second, offset })
        }
    }
}

fn two_digit_ymd(text: &[u8], length: usize) -> Option<Stamp> {
    let mut numbers = text[..length].split(|b| !b.is_ascii_digit());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if year.len() != 2 || day.len() > 2 {
        return None;
    }
    let day = days(full_year(year)?, digits(month)? as i8, digits(day)? as i8)?;
    let (second, offset) = clock(&text[length..])?;
    Some(Stamp { day, second, offset })
}

fn by_pattern(text: &[u8], pattern: &str) -> Option<Stamp> {
    let broken = jiff::fmt::strtime::parse(pattern, text).ok()?;
    let date: Date = broken.to_date().ok()?;
    let day = Day::from_date(date).ok()?.days_since_epoch();
    let time = broken.to_time().ok();
    let second =
        broken.hour().and(time).map(|t| t.hour() as u32 * 3600 + t.minute() as u32 * 60 + t.second() as u32);
    Some(Stamp { day, second, offset: broken.offset().map(jiff::tz::Offset::seconds) })
}

pub(super) fn from_seconds(seconds: i64) -> Stamp {
    Stamp {
        day: seconds.div_euclid(86_400) as i32,
        second: Some(seconds.rem_euclid(86_400) as u32),
        offset: Some(0),
    }
}

/// The name of a column's zone, such as `Europe/Rome` or `+02:00`, as a zone.
pub(super) fn zone_named(name: &str) -> Option<TimeZone> {
    if name.starts_with(['+', '-']) {
        let offset = offset_seconds(name.as_bytes())?;
        return jiff::tz::Offset::from_seconds(offset).ok().map(TimeZone::fixed);
    }
    if name.eq_ignore_ascii_case("utc") || name == "Z" {
        Some(TimeZone::UTC)
    } else {
        TimeZone::get(name).ok()
    }
}

/// Seconds east of UTC that a zone has at an instant.
pub(super) fn offset_at(seconds: i64, zone: &TimeZone) -> i32 {
    Timestamp::from_second(seconds).map_or(0, |instant| zone.to_offset(instant).seconds())
}

/// The day that counts, and whether the clock showed this time twice.
pub(super) fn day_in(stamp: Stamp, zone: Option<&TimeZone>) -> (i32, bool) {
    let Some(zone) = zone else { return (stamp.day, false) };
    let Some(second) = stamp.second else { return (stamp.day, false) };
    if let Some(offset) = stamp.offset {
        let instant = i64::from(stamp.day) * 86_400 + i64::from(second) - i64::from(offset);
        let Ok(instant) = Timestamp::from_second(instant) else { return (stamp.day, false) };
        let there = zone.to_offset(instant).seconds();
        let local = instant.as_second() + i64::from(there);
        return (local.div_euclid(86_400) as i32, false);
    }
    // The day is the one written whichever of the two was meant.
    let ambiguous = Day::from_epoch(stamp.day).is_ok_and(|day| {
        let (hour, minute) = ((second / 3600) as i8, (second / 60 % 60) as i8);
        let time = day.date().at(hour, minute, (second % 60) as i8, 0);
        zone.to_ambiguous_timestamp(time).is_ambiguous()
    });
    (stamp.day, ambiguous)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str, format: &DateFormat) -> Option<String> {
        read(text.as_bytes(), format).ok().map(|s| Day::from_epoch(s.day).unwrap().to_string())
    }

    #[test]
    fn times_as_exports_write_them() {
        let all = [
            ("2024-03-31", DateFormat::Ymd),
            ("2024-03-31T23:59:59.123Z", DateFormat::Ymd),
            ("2024-03-31 23:59:59 -0500", DateFormat::Ymd),
            ("2024-03-31 23:59:59 UTC", DateFormat::Dmy),
            ("2024-03-31T23:59+02:00[Europe/Rome]", DateFormat::Ymd),
            ("2024/3/31", DateFormat::Ymd),
            ("24/03/31", DateFormat::Ymd),
            ("20240331", DateFormat::Ymd),
            ("20240331235959", DateFormat::Ymd),
            ("31.03.2024", DateFormat::Dmy),
            ("31/3/24 9:05", DateFormat::Dmy),
            ("03/31/2024 11:59 PM", DateFormat::Mdy),
            ("3/31/2024 12:10:05 am", DateFormat::Mdy),
            ("31 Mar 2024", DateFormat::Dmy),
            ("Mar 31, 2024, 3:05 PM", DateFormat::Mdy),
            ("31-MAR-24", DateFormat::Ymd),
            ("Sunday, March 31st, 2024", DateFormat::Ymd),
            ("Sun Mar 31 2024", DateFormat::Ymd),
            ("31. März 2024", DateFormat::Dmy),
            ("31 de março de 2024", DateFormat::Dmy),
            ("1711843200", DateFormat::UnixSeconds),
            ("1711843200000", DateFormat::UnixMillis),
            ("45382.5", DateFormat::Spreadsheet),
            ("31|03|2024", DateFormat::Pattern("%d|%m|%Y".into())),
        ];
        for (text, format) in all {
            assert_eq!(day(text, &format).as_deref(), Some("2024-03-31"), "{text} as {format}");
        }
    }

    #[test]
    fn what_is_no_time_does_not_read() {
        for text in [
            "",
            "2024",
            "31/31/2024",
            "2024-02-30",
            "2024-13-01",
            "12:30",
            "hello",
            "2024-03-31 25:00",
            "1/2",
            "99/99/9999",
        ] {
            assert_eq!(day(text, &DateFormat::Dmy), None, "{text}");
        }
        assert_eq!(read(b"0024-03-31", &DateFormat::Ymd), Err(Unread::Implausible));
        assert_eq!(read(b"2999-03-31", &DateFormat::Ymd), Err(Unread::Implausible));
    }

    #[test]
    fn layouts_tell_what_is_open() {
        assert_eq!(layout(b"01/02/2024").unwrap().0, Layout::Numbers(1, 2, b'/'));
        assert_eq!(layout(b"2024-01-02").unwrap().0, Layout::Clear);
        assert_eq!(layout(b"2 Jan 2024").unwrap().0, Layout::Clear);
        assert!(layout(b"29.33").is_none() && layout(b"00004").is_none() && layout(b"12345678").is_none());
    }

    #[test]
    fn the_hour_that_occurs_twice_is_seen() {
        let rome = TimeZone::get("Europe/Rome").unwrap();
        let twice = read(b"2026-10-25 02:30", &DateFormat::Ymd).unwrap();
        let once = read(b"2026-10-25 03:30", &DateFormat::Ymd).unwrap();
        assert!(day_in(twice, Some(&rome)).1 && !day_in(once, Some(&rome)).1);
        let late = read(b"2026-10-24T23:30Z", &DateFormat::Ymd).unwrap();
        assert_eq!(day_in(late, Some(&rome)).0, late.day + 1);
        assert_eq!(day_in(late, None).0, late.day);
    }

    proptest! {
        #[test]
        fn days_are_the_calendars(epoch in -25_000i32..80_000) {
            let text = Day::from_epoch(epoch).unwrap().to_string();
            prop_assert_eq!(read(text.as_bytes(), &DateFormat::Ymd).unwrap().day, epoch);
        }

        #[test]
        fn any_bytes_are_a_time_or_not(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            for format in [DateFormat::Dmy, DateFormat::UnixSeconds, DateFormat::Pattern("%d.%m.%Y".into())] {
                let _ = read(&bytes, &format);
            }
            let _ = layout(&bytes);
        }

        #[test]
        fn texts_that_look_like_times_never_panic(text in "[0-9 /.:\\-TZa-zä+,]{0,24}") {
            let _ = (layout(text.as_bytes()), read(text.as_bytes(), &DateFormat::Mdy));
        }
    }
}
