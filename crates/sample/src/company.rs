//! The plan of a sample company.

use facts::Day;
use jiff::ToSpan;

use crate::books;
use crate::suite::LEAST_MONTHS;
use crate::winning::Winning;
use crate::{Favours, Generator, SampleError, Suite, TrueModel, TrueSpending};

/// A plan: who the customers are, how they buy, and which months the export covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// Named customers, 1 to 100 million.
    pub customers: u64,
    /// The same seed gives the same company, byte for byte.
    pub seed: u64,
    /// How customers order and leave.
    pub model: TrueModel,
    /// What they spend on an order.
    pub spending: TrueSpending,
    /// First day of the export, in the years 1900 to 2900.
    pub first_day: Day,
    /// Length of the export in months, 1 to 600.
    pub months: u32,
    /// Customers are won evenly over these first months of the export, 1 to `months`.
    pub acquisition_months: u32,
    /// How long the truth goes on after the export, 0 to 600 months.
    pub future_months: u32,
    /// Whether channels, late deliveries, returns and guests are planted on top of the model.
    pub planted: bool,
    /// 0: none. At 0.5 orders come half as often again in mid December and half as often in mid
    /// June. At most 0.9.
    pub seasonality: f64,
    /// Whether it launches further product lines beside its core, and with or without the hands
    /// for them.
    pub suite: Suite,
    /// Built so that one way of running a company truly pays better; such a company has its own
    /// laws in place of [`model`](Self::model).
    pub favours: Option<Favours>,
    /// Keeps its books: spending decides how many customers are won, and its files tell what winning,
    /// keeping and serving them cost, what staff gave, and when it got in touch of its own accord.
    pub books: bool,
}

impl Default for Company {
    /// 5,000 customers over three and a half years, planted effects, no seasonality.
    fn default() -> Self {
        Self {
            customers: 5_000,
            seed: 1,
            model: TrueModel::default(),
            spending: TrueSpending::default(),
            first_day: Day::new(2022, 1, 1).expect("a day of the calendar"),
            months: 42,
            acquisition_months: 42,
            future_months: 36,
            planted: true,
            seasonality: 0.0,
            suite: Suite::None,
            favours: None,
            books: false,
        }
    }
}

impl Company {
    /// The last day of the export.
    #[must_use]
    pub fn last_day(&self) -> Day {
        months_after(self.first_day, self.months).plus(-1)
    }

    /// The last day that is known to the truth.
    #[must_use]
    pub fn last_true_day(&self) -> Day {
        months_after(self.first_day, self.months.saturating_add(self.future_months)).plus(-1)
    }

    /// The model that customers really live by: a company that favours one way has its own.
    #[must_use]
    pub fn lived_model(&self) -> TrueModel {
        self.favours.map_or(self.model, Favours::model)
    }

    /// Whether its suite grows, it favours one way or it keeps its books: then its files hold more.
    pub(crate) fn has_more(&self) -> bool {
        self.suite != Suite::None || self.favours.is_some() || self.books
    }

    /// Whether its files tell when it was in touch with its customers.
    pub(crate) fn has_contacts(&self) -> bool {
        self.suite != Suite::None || self.books
    }

    /// How its spending wins customers, where spending decides it.
    pub(crate) fn winning(&self) -> Option<Winning> {
        let budget = self.favours.map(Favours::budget).or_else(|| self.books.then_some(books::BUDGET))?;
        Some(Winning::new(self, budget))
    }

    /// The plan, checked and ready to be lived.
    ///
    /// # Errors
    ///
    /// If a number of the plan is outside its range; the message names it.
    pub fn checked(&self) -> Result<Generator, SampleError> {
        let refuse = |name, value: String, wanted| Err(SampleError::Impossible { name, value, wanted });
        self.model.check()?;
        self.spending.check()?;
        if !(1..=100_000_000).contains(&self.customers) {
            return refuse("customers", self.customers.to_string(), "1 to 100 million");
        }
        check_months("months", self.months, 1)?;
        check_months("future_months", self.future_months, 0)?;
        if !(1..=self.months).contains(&self.acquisition_months) {
            let wanted = "at least 1 and at most the months of the export";
            return refuse("acquisition_months", self.acquisition_months.to_string(), wanted);
        }
        check_first_day(self.first_day)?;
        if !(0.0..=0.9).contains(&self.seasonality) {
            return refuse("seasonality", self.seasonality.to_string(), "between 0 and 0.9");
        }
        self.check_options()?;
        Generator::new(self.clone())
    }

    /// A suite, favours and books are planted effects told by calendar months; favours stand alone.
    fn check_options(&self) -> Result<(), SampleError> {
        let refuse = |name, value: String, wanted| Err(SampleError::Impossible { name, value, wanted });
        let Some((name, value)) = self
            .favours
            .map(|f| ("favours", f.name()))
            .or_else(|| (self.suite != Suite::None).then(|| ("suite", self.suite.name())))
            .or_else(|| self.books.then_some(("books", "kept")))
        else {
            return Ok(());
        };
        if !self.planted {
            return refuse(name, value.to_owned(), "left out in a plain company");
        }
        if self.favours.is_some() && self.suite != Suite::None {
            return refuse("suite", self.suite.name().to_owned(), "none in a company that favours one way");
        }
        if self.favours.is_some() && self.books {
            let wanted = "left out in a company that favours one way: that has costs of its own";
            return refuse("books", "kept".to_owned(), wanted);
        }
        if self.first_day != self.first_day.month().first_day() {
            return refuse("first_day", self.first_day.to_string(), "the first day of a month here");
        }
        if self.suite != Suite::None && self.months < LEAST_MONTHS {
            let wanted = "at least 36 where the suite grows, or its last launch would not show";
            return refuse("months", self.months.to_string(), wanted);
        }
        Ok(())
    }
}

pub(crate) fn check_months(name: &'static str, months: u32, least: u32) -> Result<(), SampleError> {
    if (least..=600).contains(&months) {
        return Ok(());
    }
    let wanted = if least == 0 { "0 to 600" } else { "1 to 600" };
    Err(SampleError::Impossible { name, value: months.to_string(), wanted })
}

pub(crate) fn check_first_day(day: Day) -> Result<(), SampleError> {
    if (1900..=2900).contains(&day.month().year()) {
        return Ok(());
    }
    let wanted = "in the years 1900 to 2900";
    Err(SampleError::Impossible { name: "first_day", value: day.to_string(), wanted })
}

/// The same day of the month `months` later, or the month's last day if it is shorter.
pub(crate) fn months_after(day: Day, months: u32) -> Day {
    let span = i64::from(months.min(12_000)).months();
    Day::from_date(day.date().saturating_add(span)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_export_ends_on_the_day_before_the_same_day_of_a_later_month() {
        let company = Company::default();
        assert_eq!(company.last_day().to_string(), "2025-06-30");
        assert_eq!(company.last_true_day().to_string(), "2028-06-30");
    }

    #[test]
    fn an_impossible_plan_is_refused_by_name() {
        let good = Company::default();
        let bad = [
            ("customers", Company { customers: 0, ..good.clone() }),
            ("months", Company { months: 601, ..good.clone() }),
            ("future_months", Company { future_months: u32::MAX, ..good.clone() }),
            ("acquisition_months", Company { acquisition_months: 43, ..good.clone() }),
            ("seasonality", Company { seasonality: f64::NAN, ..good.clone() }),
            ("first_day", Company { first_day: "9999-01-01".parse().unwrap(), ..good.clone() }),
            ("q", Company { spending: TrueSpending { q: 0.0, ..good.spending }, ..good.clone() }),
        ];
        for (name, plan) in bad {
            let message = plan.checked().unwrap_err().to_string();
            assert!(message.starts_with(&format!("{name} is ")), "{message}");
        }
        assert!(good.checked().is_ok());
    }
}
