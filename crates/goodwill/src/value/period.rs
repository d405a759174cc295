//! Periods of contracts and of chances: months, quarters or years of the calendar.

use clap::ValueEnum;
use facts::{Day, Month};
use serde::Serialize;

/// One chance to order, or to renew, in each of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Period {
    /// Months in one.
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// `month`, `quarter` or `year`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Number of the calendar's period that holds this day, counted from year 0.
    pub fn number(self, day: Day) -> i32 {
        day.month().index().div_euclid(self.months())
    }

    /// Last day of the period with this number.
    pub fn last_day(self, number: i32) -> Day {
        Month::from_index((number + 1) * self.months() - 1).last_day()
    }

    /// Share of its period that is over at the end of this day.
    pub fn share_over(self, day: Day) -> f64 {
        let number = self.number(day);
        let before = self.last_day(number - 1);
        f64::from(day.since(before)) / f64::from(self.last_day(number).since(before))
    }
}

/// The same day of the month, so many months later; the month's last day where it is too short.
pub fn plus_months(day: Day, months: i32) -> Day {
    let place = day.since(day.month().first_day());
    let month = Month::from_index(day.month().index() + months);
    let first = month.first_day();
    first.plus(place.min(month.last_day().since(first)))
}

/// Whole months from `start` to `day`; negative before it.
pub fn months_between(start: Day, day: Day) -> i32 {
    let months = day.month().index() - start.month().index();
    if plus_months(start, months) > day { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        assert_eq!(plus_months(day("2024-01-31"), 1), day("2024-02-29"));
        assert_eq!(plus_months(day("2024-01-31"), 2), day("2024-03-31"));
        assert_eq!(plus_months(day("2024-02-29"), -12), day("2023-02-28"));
        assert_eq!(months_between(day("2024-01-31"), day("2024-02-28")), 0);
        assert_eq!(months_between(day("2024-01-31"), day("2024-02-29")), 1);
        assert_eq!(months_between(day("2024-01-31"), day("2024-01-30")), -1);
        assert_eq!(months_between(day("2023-12-05"), day("2024-12-05")), 12);
    }

    #[test]
    fn every_day_between_two_renewals_counts_the_first_of_them() {
        for start in ["2023-01-01", "2023-01-30", "2024-02-29", "2023-12-31"].map(day) {
            for months in 1..30 {
                assert_eq!(months_between(start, plus_months(start, months)), months);
                assert_eq!(months_between(start, plus_months(start, months).plus(-1)), months - 1);
            }
        }
    }

    #[test]
    fn periods_of_the_calendar_know_how_much_is_over() {
        assert_eq!(Period::Year.last_day(Period::Year.number(day("2023-05-01"))), day("2023-12-31"));
        assert_eq!(Period::Quarter.last_day(Period::Quarter.number(day("2024-05-01"))), day("2024-06-30"));
        assert!((Period::Year.share_over(day("2023-12-31")) - 1.0).abs() < 1e-12);
        assert!((Period::Month.share_over(day("2024-04-15")) - 0.5).abs() < 1e-12);
    }
}
