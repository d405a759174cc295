//! Calendar days, months and quarters.

use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// A calendar day, counted from 1970-01-01 (day 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A day outside of what the program keeps (years 1 to 9999) or not in the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a day between 0001-01-01 and 9999-12-31; write it as 2024-03-31")]
pub struct ImpossibleDay(String);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day that lies `days` after 1970-01-01 (negative: before it).
    ///
    /// # Errors
    ///
    /// If the year lies outside 1 to 9999.
    pub fn from_epoch(days: i32) -> Result<Self, ImpossibleDay> {
        // 0001-01-01 and 9999-12-31.
        if (-719_162..=2_932_896).contains(&days) {
            Ok(Self(days))
        } else {
            Err(ImpossibleDay(format!("day {days} after 1970-01-01")))
        }
    }

    /// The day with this year, month (1 to 12) and day of the month.
    ///
    /// # Errors
    ///
    /// If there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, ImpossibleDay> {
        let date = Date::new(year, month, day)
            .map_err(|_| ImpossibleDay(format!("{year:04}-{month:02}-{day:02}")))?;
        Self::from_date(date)
    }

    /// The same day from the calendar library's type.
    ///
    /// # Errors
    ///
    /// If the year lies outside 1 to 9999.
    pub fn from_date(date: Date) -> Result<Self, ImpossibleDay> {
        Self::from_epoch((date - EPOCH).get_days())
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days_since_epoch(self) -> i32 {
        self.0
    }

    /// The calendar library's type.
    #[must_use]
    pub fn date(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(self.0))
    }

    /// The month that holds this day. Exact integer arithmetic, so that millions cost little.
    #[must_use]
    pub fn month(self) -> Month {
        // Days from 0000-03-01, in eras of 400 years (H. Hinnant, "chrono-compatible
        // low-level date algorithms").
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Month(year * 12 + month - 1)
    }

    /// The day that lies `days` later, held inside the years 1 to 9999.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(-719_162, 2_932_896))
    }

    /// Days from `earlier` to this day.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl std::str::FromStr for Day {
    type Err = ImpossibleDay;

    /// Reads `2024-03-31`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date: Date = text.trim().parse().map_err(|_| ImpossibleDay(text.to_owned()))?;
        Self::from_date(date)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A calendar month, counted in months from year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month with this year and number (1 to 12).
    ///
    /// # Errors
    ///
    /// If the number is not 1 to 12 or the year not 1 to 9999.
    pub fn new(year: i16, month: i8) -> Result<Self, ImpossibleDay> {
        Ok(Day::new(year, month, 1)?.month())
    }

    /// Months since January of year 0.
    #[must_use]
    pub const fn index(self) -> i32 {
        self.0
    }

    /// The month with this [`index`](Self::index).
    #[must_use]
    pub const fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The number of the month, 1 to 12.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The first day of the month.
    #[must_use]
    pub fn first_day(self) -> Day {
        let date = Date::new(self.year() as i16, self.number() as i8, 1).unwrap_or(EPOCH);
        Day((date - EPOCH).get_days())
    }

    /// The last day of the month.
    #[must_use]
    pub fn last_day(self) -> Day {
        Self(self.0 + 1).first_day().plus(-1)
    }

    /// The quarter that holds this month.
    #[must_use]
    pub const fn quarter(self) -> Quarter {
        Quarter(self.0.div_euclid(3))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl std::str::FromStr for Month {
    type Err = ImpossibleDay;

    /// Reads `2024-03`, or the month of a day `2024-03-31`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(day) = text.parse::<Day>() {
            return Ok(day.month());
        }
        format!("{text}-01").parse::<Day>().map(Day::month).map_err(|_| ImpossibleDay(text.to_owned()))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A quarter of a calendar year, counted in quarters from year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

impl Quarter {
    /// The first month of the quarter.
    #[must_use]
    pub const fn first_month(self) -> Month {
        Month(self.0 * 3)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_month_is_the_calendars_month(days in -719_162i32..=2_932_896) {
            let day = Day::from_epoch(days).unwrap();
            let date = day.date();
            prop_assert_eq!(day.month().year(), i32::from(date.year()));
            prop_assert_eq!(day.month().number(), i32::from(date.month()));
            prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
        }
    }

    #[test]
    fn months_and_quarters_read_well() {
        let day: Day = "2024-02-29".parse().unwrap();
        assert_eq!(day.month().to_string(), "2024-02");
        assert_eq!(day.month().quarter().to_string(), "2024-Q1");
        assert_eq!(day.month().first_day().to_string(), "2024-02-01");
        assert_eq!(day.month().last_day(), day);
        assert_eq!("2024-02".parse::<Month>().unwrap(), day.month());
        assert!("2023-02-29".parse::<Day>().is_err());
    }
}
