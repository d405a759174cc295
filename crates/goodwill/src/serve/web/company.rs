//! The company's settings as pages and jobs use them: checked, typed, and at hand.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use facts::{Currency, Month};
use records::{Actor, Records, RecordsError, Retention};

use crate::{
    folder::{now, values},
    serve::{Desk, compaction::causes},
};

/// How long settings are taken at their word: a command may have changed them meanwhile.
const FRESH: Duration = Duration::from_secs(3);

/// The company's settings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Company {
    /// Its name; empty where it has none yet.
    pub(crate) name: String,
    /// The currency of its figures; none before the first money.
    pub(crate) currency: Option<Currency>,
    /// Money kept per unit of revenue; none: as the files say.
    pub(crate) margin: Option<f64>,
    /// Discount a year.
    pub(crate) discount: f64,
    /// Months ahead.
    pub(crate) horizon_months: u32,
    /// The month its financial year begins with, 1 to 12.
    pub(crate) fiscal_year_month: u8,
    /// The day its week begins with, 1 (Monday) to 7 (Sunday).
    pub(crate) week_start: u8,
    /// IANA name of its time zone.
    pub(crate) time_zone: String,
    /// BCP 47 tag of how its numbers and days are written.
    pub(crate) locale: String,
    /// BCP 47 tag of the language of its pages.
    pub(crate) language: String,
    /// How long what need not stay is kept.
    pub(crate) retention: Retention,
}

impl Default for Company {
    fn default() -> Self {
        records::Company::default().into()
    }
}

impl From<records::Company> for Company {
    fn from(kept: records::Company) -> Self {
        Self {
            name: kept.name,
            currency: kept.currency.and_then(|code| Currency::from_code(&code).ok()),
            margin: kept.margin,
            discount: kept.discount,
            horizon_months: kept.horizon_months,
            fiscal_year_month: kept.fiscal_year_month.clamp(1, 12),
            week_start: kept.week_start.clamp(1, 7),
            time_zone: kept.time_zone,
            locale: kept.locale,
            language: kept.language,
            retention: kept.retention,
        }
    }
}

/// A financial year: the month it begins with and its label, `2025` or `2025/26`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FiscalYear {
    /// Its first month.
    pub(crate) first: Month,
    /// `2025` where it is the calendar's, `2025/26` where it crosses into the next.
    pub(crate) label: String,
    /// Which quarter of it the month is in, 1 to 4.
    pub(crate) quarter: u8,
}

impl Company {
    /// The financial year that a month is in.
    pub(crate) fn fiscal_year_of(&self, month: Month) -> FiscalYear {
        let begins = i32::from(self.fiscal_year_month.clamp(1, 12)) - 1;
        let first = (month.index() - begins).div_euclid(12) * 12 + begins;
        let year = Month::from_index(first).year();
        let label =
            if begins == 0 { year.to_string() } else { format!("{year}/{:02}", (year + 1).rem_euclid(100)) };
        let quarter = ((month.index() - first) / 3 + 1) as u8;
        FiscalYear { first: Month::from_index(first), label, quarter }
    }
}

/// The settings of now: readers take them without waiting, and what changed is soon seen.
pub(crate) struct AtHand {
    records: Records,
    now: RwLock<(Arc<Company>, Option<Instant>)>,
    /// Fits that were asked for and are not done.
    valuing: Turns,
    /// The currencies of the orders, at a generation of the history.
    currencies: RwLock<Option<(i64, Vec<Currency>)>>,
}

impl AtHand {
    /// The usual settings, until [`Self::renew`] has read those that are kept.
    pub(crate) fn new(records: Records) -> Arc<Self> {
        Arc::new(Self {
            records,
            now: RwLock::new((Arc::default(), None)),
            valuing: Turns::default(),
            currencies: RwLock::default(),
        })
    }

    /// The settings of now. Where they were read a while ago they are read again meanwhile.
    pub(crate) fn company(self: &Arc<Self>) -> Arc<Company> {
        let (company, read_at) = self.now.read().unwrap_or_else(PoisonError::into_inner).clone();
        if read_at.is_none_or(|at| at.elapsed() > FRESH) {
            // The next ones need not ask too.
            self.now.write().unwrap_or_else(PoisonError::into_inner).1 = Some(Instant::now());
            let this = Arc::clone(self);
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                // What cannot be read now is asked for again in seconds; the last settings hold.
                runtime.spawn(async move { this.renew().await.ok() });
            }
        }
        company
    }

    /// Reads the settings that are kept.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(crate) async fn renew(&self) -> Result<(), RecordsError> {
        let company = Arc::new(kept(&self.records).await?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = (company, Some(Instant::now()));
        Ok(())
    }

    /// Keeps other settings.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub(crate) async fn keep(&self, company: &Company, by: &Actor, now: i64) -> Result<(), RecordsError> {
        let company = company.clone();
        let kept = records::Company {
            name: company.name.trim().to_owned(),
            currency: company.currency.map(|currency| currency.code().to_owned()),
            margin: company.margin,
            discount: company.discount,
            horizon_months: company.horizon_months,
            fiscal_year_month: company.fiscal_year_month,
            week_start: company.week_start,
            time_zone: company.time_zone,
            locale: company.locale,
            language: company.language,
            retention: company.retention,
        };
        self.records.set_company(&kept, by, now).await?;
        self.renew().await
    }

    /// The currencies of the orders, where they were asked for at this generation of the history.
    pub(crate) fn currencies(&self, generation: i64) -> Option<Vec<Currency>> {
        let known = self.currencies.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(at, _)| *at == generation).map(|(_, currencies)| currencies.clone())
    }

    /// Keeps the currencies of the orders at this generation of the history.
    pub(crate) fn keep_currencies(&self, generation: i64, found: Vec<Currency>) {
        *self.currencies.write().unwrap_or_else(PoisonError::into_inner) = Some((generation, found));
    }

    /// Whether customers are being valued anew because settings changed.
    pub(crate) fn is_valuing(&self) -> bool {
        self.valuing.any()
    }

    /// Values every customer anew, in the background. What is asked for during a fit is done after it,
    /// once.
    pub(crate) fn value_anew(self: &Arc<Self>, desk: Arc<Desk>) {
        if !self.valuing.ask() {
            return;
        }
        let this = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            this.valuing.take(|| {
                let mut ended = Ended { desk: &desk, done: false };
                match values::refit_if_any(&desk.folder, now()) {
                    Ok(_) => ended.done = true,
                    Err(error) => {
                        remark!("goodwill: customers could not be valued anew: {}", causes(&error));
                    }
                }
            });
        });
    }
}

/// Tells how a fit ended, also where it broke off.
struct Ended<'a> {
    desk: &'a Desk,
    done: bool,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.desk.metrics.fitted(self.done);
        if !self.done {
            self.desk.metrics.failed(now());
        }
    }
}

/// Work that is done one round after the other: 0 where none is asked for, 1 where one is under way, 2
/// where another was asked for meanwhile.
#[derive(Debug, Default)]
struct Turns(AtomicU8);

impl Turns {
    /// Whether work was asked for and is not done.
    fn any(&self) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }

    /// Asks for a round; gives whether the caller is to begin it, because nobody is at work.
    fn ask(&self) -> bool {
        self.0.fetch_max(2, Ordering::AcqRel) == 0
    }

    /// Works until nothing more is asked for. Where the work breaks off, nobody is at work any more.
    fn take(&self, mut work: impl FnMut()) {
        let broken = Broken(Some(self));
        // Each round begins by noting that what was asked until now is being done.
        while self.0.fetch_min(1, Ordering::AcqRel) > 1 {
            work();
            if self.0.compare_exchange(1, 0, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                break;
            }
        }
        broken.ended();
    }
}

/// Frees the turns when it goes before it is told that the work ended.
struct Broken<'a>(Option<&'a Turns>);

impl Broken<'_> {
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Broken<'_> {
    fn drop(&mut self) {
        if let Some(turns) = self.0 {
            turns.0.store(0, Ordering::Release);
        }
    }
}

/// The settings that are kept. What nobody has said is as the latest fit had it, so that pages name
/// what their figures were made with.
async fn kept(records: &Records) -> Result<Company, RecordsError> {
    let said = records.meta("company").await?.is_some();
    let mut company = Company::from(records.company().await?);
    if !said || company.currency.is_none() {
        let fit = records.latest_fit().await?;
        if let Some(made) = fit.and_then(|fit| serde_json::from_str::<MadeWith>(&fit.summary).ok()) {
            let value = made.value;
            if !said {
                company.margin = (value.margin_source == "stated").then_some(value.margin);
                company.discount = value.annual_discount;
                company.horizon_months = value.horizon_months;
            }
            // Orders without amounts are under a currency that nobody has named.
            if company.currency.is_none() && value.revenue_to_date != 0.0 {
                company.currency = Currency::from_code(&value.currency).ok();
            }
        }
    }
    Ok(company)
}

/// What a fit says of the settings it was made with.
#[derive(serde::Deserialize)]
struct MadeWith {
    value: MadeWithValue,
}

#[derive(serde::Deserialize)]
struct MadeWithValue {
    currency: String,
    margin: f64,
    margin_source: String,
    annual_discount: f64,
    horizon_months: u32,
    revenue_to_date: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_meanwhile_is_done_once_after() {
        let turns = Turns::default();
        assert!(turns.ask() && turns.any());
        let mut rounds = 0;
        turns.take(|| {
            rounds += 1;
            if rounds == 1 {
                assert!(!turns.ask() && !turns.ask(), "somebody else would begin");
            }
        });
        assert_eq!((rounds, turns.any()), (2, false));
    }

    #[test]
    fn work_that_breaks_off_is_not_under_way_for_ever() {
        let turns = Turns::default();
        assert!(turns.ask());
        let broke = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            turns.take(|| panic!("the fit broke off"));
        }));
        assert!(broke.is_err() && !turns.any());
        assert!(turns.ask(), "nobody may begin again");
    }

    fn year(begins: u8, month: &str) -> (String, String, u8) {
        let company = Company { fiscal_year_month: begins, ..Company::default() };
        let FiscalYear { first, label, quarter } = company.fiscal_year_of(month.parse().unwrap());
        (first.to_string(), label, quarter)
    }

    fn is(first: &str, label: &str, quarter: u8) -> (String, String, u8) {
        (first.to_owned(), label.to_owned(), quarter)
    }

    #[test]
    fn a_year_that_begins_in_january_is_the_calendars() {
        assert_eq!(year(1, "2025-01"), is("2025-01", "2025", 1));
        assert_eq!(year(1, "2025-12"), is("2025-01", "2025", 4));
    }

    #[test]
    fn a_year_that_begins_later_is_named_after_both() {
        assert_eq!(year(4, "2025-03"), is("2024-04", "2024/25", 4));
        assert_eq!(year(4, "2025-04"), is("2025-04", "2025/26", 1));
        assert_eq!(year(12, "2025-12"), is("2025-12", "2025/26", 1));
        assert_eq!(year(12, "2025-11"), is("2024-12", "2024/25", 4));
        assert_eq!(year(7, "1999-09"), is("1999-07", "1999/00", 1));
    }

    #[test]
    fn a_year_has_twelve_months_and_holds_its_month() {
        for begins in 1..=12 {
            let company = Company { fiscal_year_month: begins, ..Company::default() };
            for index in 1970 * 12..2100 * 12 {
                let month = Month::from_index(index);
                let year = company.fiscal_year_of(month);
                let within = month.index() - year.first.index();
                assert!((0..12).contains(&within), "{month} is not in {}", year.label);
                assert_eq!(year.first.number(), i32::from(begins));
                assert_eq!(i32::from(year.quarter), within / 3 + 1);
            }
        }
    }
}
