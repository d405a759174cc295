//! Days, months and moments.

use facts::{Day, Month};
use icu_calendar::{Date, Gregorian};
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{M, YM, YMD, YMDT},
    input::{DateTime, Time},
};
use icu_locale_core::Locale;
use jiff::{Timestamp, tz::TimeZone};

use super::Formats;
use crate::words;

type Formatter<F> = Option<FixedCalendarDateTimeFormatter<Gregorian, F>>;

/// Formatters of days, months and moments in one locale.
pub(super) struct Dates {
    day: Formatter<YMD>,
    day_long: Formatter<YMD>,
    month: Formatter<YM>,
    month_short: Formatter<YM>,
    month_name: Formatter<M>,
    moment: Formatter<YMDT>,
}

impl Dates {
    pub(super) fn new(locale: &Locale) -> Self {
        let prefs = || locale.into();
        Self {
            day: FixedCalendarDateTimeFormatter::try_new(prefs(), YMD::medium()).ok(),
            day_long: FixedCalendarDateTimeFormatter::try_new(prefs(), YMD::long()).ok(),
            month: FixedCalendarDateTimeFormatter::try_new(prefs(), YM::long()).ok(),
            month_short: FixedCalendarDateTimeFormatter::try_new(prefs(), YM::medium()).ok(),
            month_name: FixedCalendarDateTimeFormatter::try_new(prefs(), M::medium()).ok(),
            moment: FixedCalendarDateTimeFormatter::try_new(prefs(), YMD::medium().with_time_hm()).ok(),
        }
    }
}

impl Formats {
    /// `22 nov 2026`.
    pub(crate) fn day(&self, day: Day) -> String {
        let written =
            self.dates.day.as_ref().zip(gregorian(day)).map(|(f, date)| f.format(&date).to_string());
        written.unwrap_or_else(|| words::day(day))
    }

    /// `22 novembre 2026`.
    pub(crate) fn day_long(&self, day: Day) -> String {
        let written =
            self.dates.day_long.as_ref().zip(gregorian(day)).map(|(f, date)| f.format(&date).to_string());
        written.unwrap_or_else(|| words::day(day))
    }

    /// `novembre 2026`.
    pub(crate) fn month(&self, month: Month) -> String {
        let date = gregorian(month.first_day());
        let written = self.dates.month.as_ref().zip(date).map(|(f, date)| f.format(&date).to_string());
        written.unwrap_or_else(|| words::month(month))
    }

    /// `nov 2026`.
    pub(crate) fn month_short(&self, month: Month) -> String {
        let date = gregorian(month.first_day());
        let written = self.dates.month_short.as_ref().zip(date).map(|(f, date)| f.format(&date).to_string());
        written.unwrap_or_else(|| words::month(month))
    }

    /// `nov`.
    pub(crate) fn month_name(&self, month: Month) -> String {
        let date = gregorian(month.first_day());
        let written = self.dates.month_name.as_ref().zip(date).map(|(f, date)| f.format(&date).to_string());
        written.unwrap_or_else(|| words::month_name(month).to_owned())
    }

    /// `22 nov 2026, 14:05` in the time zone of this name, in UTC where there is none; none for a
    /// moment outside the calendar.
    pub(crate) fn moment(&self, micros: i64, zone: &str) -> Option<String> {
        let at = Timestamp::from_microsecond(micros).ok()?;
        let at = at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).datetime();
        let date = Date::try_new_gregorian(i32::from(at.year()), at.month() as u8, at.day() as u8).ok()?;
        let time = Time::try_new(at.hour() as u8, at.minute() as u8, 0, 0).ok()?;
        let written = self.dates.moment.as_ref().map(|f| f.format(&DateTime { date, time }).to_string());
        Some(written.unwrap_or_else(|| format!("{} {}", at.date(), at.time())))
    }
}

fn gregorian(day: Day) -> Option<Date<Gregorian>> {
    let date = day.date();
    Date::try_new_gregorian(i32::from(date.year()), date.month() as u8, date.day() as u8).ok()
}
