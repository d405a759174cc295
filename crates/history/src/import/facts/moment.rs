//! A cell as a moment or a day.

use ::facts::Day;
use jiff::{Timestamp, tz::TimeZone};

use crate::import::{
    DateFormat, Reason,
    table::Cell,
    time::{self, Stamp, Unread},
};

/// A time as read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) stamp: Stamp,
    /// Microseconds of the second.
    pub(super) micros: u32,
    /// Whether the stamp is that of an instant in UTC that was not written so.
    instant: Option<i64>,
}

/// Reads a cell as a time in this format.
pub(super) fn read(cell: Cell<'_>, format: &DateFormat) -> Result<Moment, Reason> {
    let plain = |stamp| Moment { stamp, micros: 0, instant: None };
    let moment = match cell {
        Cell::Empty => return Err(Reason::MissingValue),
        Cell::Day(day) => plain(Stamp { day, second: None, offset: None }),
        Cell::Seconds(seconds, offset) => {
            let local = seconds.saturating_add(i64::from(offset.unwrap_or(0)));
            let stamp = Stamp { offset, ..time::from_seconds(local) };
            Moment { stamp, micros: 0, instant: offset.map(|_| seconds) }
        }
        Cell::Int(n) if *format == DateFormat::UnixSeconds => plain(time::from_seconds(n)),
        Cell::Int(n) if *format == DateFormat::UnixMillis => Moment {
            micros: n.rem_euclid(1000) as u32 * 1000,
            ..plain(time::from_seconds(n.div_euclid(1000)))
        },
        Cell::Text(text) => of_text(text, format)?,
        other => of_text(other.to_text().as_bytes(), format)?,
    };
    if time::PLAUSIBLE.contains(&moment.stamp.day) { Ok(moment) } else { Err(Reason::ImplausibleTime) }
}

fn of_text(text: &[u8], format: &DateFormat) -> Result<Moment, Reason> {
    let stamp = time::read(text, format).map_err(|e| match e {
        Unread::Format => Reason::UnreadableTime,
        Unread::Implausible => Reason::ImplausibleTime,
    })?;
    let micros = match format {
        DateFormat::UnixSeconds | DateFormat::UnixMillis => {
            let parts = std::str::from_utf8(text).ok().and_then(|t| t.parse::<f64>().ok());
            let seconds = if *format == DateFormat::UnixMillis { parts.map(|m| m / 1000.0) } else { parts };
            seconds.map_or(0, |s| ((s - s.floor()) * 1e6).round().min(999_999.0) as u32)
        }
        DateFormat::Spreadsheet => 0,
        _ => fraction(text),
    };
    Ok(Moment { stamp, micros, instant: None })
}

/// The part of a second behind `12:30:59.`, in microseconds.
fn fraction(text: &[u8]) -> u32 {
    let Some(colon) = memchr::memrchr(b':', text) else { return 0 };
    // `+02:00` has a colon too: the clock's last one has a second one before it.
    let colon = match memchr::memchr_iter(b':', text).nth(1) {
        Some(second) => second,
        None => colon,
    };
    let Some([a, b, b'.' | b',', rest @ ..]) = text.get(colon + 1..) else { return 0 };
    if !a.is_ascii_digit() || !b.is_ascii_digit() {
        return 0;
    }
    let mut micros = 0;
    let mut unit = 100_000;
    for digit in rest.iter().take_while(|d| d.is_ascii_digit()).take(6) {
        micros += u32::from(digit - b'0') * unit;
        unit /= 10;
    }
    micros
}

impl Moment {
    /// Microseconds since 1970-01-01 UTC, and whether the clock showed this time twice. Without an
    /// offset it is a time of the zone, or of UTC where none is named.
    pub(super) fn micros(self, zone: Option<&TimeZone>) -> (i64, bool) {
        let (seconds, twice) = match (self.instant, self.stamp.offset, zone) {
            (Some(instant), ..) => (instant, false),
            (None, None, Some(zone)) => self.in_zone(zone),
            (None, offset, _) => (self.written() - i64::from(offset.unwrap_or(0)), false),
        };
        (seconds.saturating_mul(1_000_000).saturating_add(i64::from(self.micros)), twice)
    }

    /// The day that counts.
    pub(super) fn day(self, zone: Option<&TimeZone>) -> i32 {
        time::day_in(self.stamp, zone).0
    }

    fn written(self) -> i64 {
        i64::from(self.stamp.day) * 86_400 + i64::from(self.stamp.second.unwrap_or(0))
    }

    fn in_zone(self, zone: &TimeZone) -> (i64, bool) {
        let Ok(day) = Day::from_epoch(self.stamp.day) else { return (self.written(), false) };
        let second = self.stamp.second.unwrap_or(0);
        let (hour, minute) = ((second / 3600) as i8, (second / 60 % 60) as i8);
        let ambiguous = zone.to_ambiguous_timestamp(day.date().at(hour, minute, (second % 60) as i8, 0));
        let twice = ambiguous.is_ambiguous();
        // The earlier of two; what the clock skipped is as far behind midnight as it is written.
        let seconds = ambiguous.compatible().map_or_else(|_| self.written(), Timestamp::as_second);
        (seconds, twice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_keep_fractions_offsets_and_zones() {
        let rome = TimeZone::get("Europe/Rome").unwrap();
        let micros = |text: &str, zone: Option<&TimeZone>| {
            read(Cell::Text(text.as_bytes()), &DateFormat::Ymd).unwrap().micros(zone)
        };
        assert_eq!(micros("1970-01-01 00:00:01.250", None), (1_250_000, false));
        assert_eq!(micros("1970-01-01T01:00:00.000001+01:00", None), (1, false));
        assert_eq!(micros("1970-01-01T01:00+01:00", None), (0, false));
        assert_eq!(micros("1970-01-01", Some(&rome)), (-3_600_000_000, false));
        // 02:30 came twice on that night; the earlier was summer time.
        let (earlier, twice) = micros("2026-10-25 02:30", Some(&rome));
        assert!(twice);
        assert_eq!(earlier, micros("2026-10-25T02:30+02:00", None).0);
        assert_eq!(read(Cell::Int(1500), &DateFormat::UnixMillis).unwrap().micros(None).0, 1_500_000);
    }
}
