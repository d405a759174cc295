//! Moments as senders write them.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value;

/// 0001-01-01 and 9999-12-30 22:00, in microseconds since 1970: what a calendar day can name in every
/// time zone.
const FIRST: i64 = -62_135_596_800_000_000;
const END: i64 = 253_402_207_200_000_000;

/// A whole day in microseconds.
pub(super) const DAY: i64 = 86_400_000_000;

/// 1990-01-01 UTC: no event of a running system is older.
pub(super) const YEAR_1990: i64 = 631_152_000_000_000;

/// Whether a moment lies in the years 1 to 9999.
pub(super) const fn kept(micros: i64) -> bool {
    micros >= FIRST && micros < END
}

/// The moment, in microseconds since 1970-01-01 UTC: ISO 8601, UTC where it names no zone; or a
/// number of milliseconds since 1970, or of seconds where it is below 100 000 000 000. `Ok(None)`
/// where nothing is given.
pub(super) fn moment(value: Option<&Value>) -> Result<Option<i64>, ()> {
    let micros = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => since_1970(number.as_f64().ok_or(())?)?,
        Some(Value::String(text)) => {
            let text = text.trim();
            if text.is_empty() {
                return Ok(None);
            }
            match text.parse::<Timestamp>() {
                Ok(moment) => moment.as_microsecond(),
                Err(_) => match text.parse::<DateTime>() {
                    Ok(moment) => {
                        let zoned = moment.to_zoned(TimeZone::UTC).map_err(|_| ())?;
                        zoned.timestamp().as_microsecond()
                    }
                    Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => {
                        since_1970(text.parse().map_err(|_| ())?)?
                    }
                    Err(_) => return Err(()),
                },
            }
        }
        Some(_) => return Err(()),
    };
    if kept(micros) { Ok(Some(micros)) } else { Err(()) }
}

fn since_1970(number: f64) -> Result<i64, ()> {
    let scale = if number.abs() < 1e11 { 1e6 } else { 1e3 };
    let micros = (number * scale).round();
    if micros.abs() < END as f64 { Ok(micros as i64) } else { Err(()) }
}
