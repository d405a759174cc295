//! Who reads a page: language, way of writing numbers, rights.

use access::{Right, Rights, Role};
use facts::{Currency, Day, Month};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    text::{Fill, Language, text_in},
    words::{self, DIGITS},
    writing::{Formats, Power, formats},
};

/// Who reads a page, and how numbers, days and money are written for them.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Language of the words.
    pub language: Language,
    /// BCP 47 tag of how numbers and days are written, such as `en-GB`, `it`, `hu`.
    pub locale: String,
    /// IANA name of the time zone moments are shown in.
    pub zone: String,
    /// The company's name; empty where it has none yet.
    pub company: String,
    /// The company's currency; none before the first money.
    pub currency: Option<Currency>,
    /// The name of the person; none who is not signed in.
    pub name: Option<String>,
    /// The person's role.
    pub role: Option<Role>,
    /// What the reader may do.
    pub rights: Rights,
    /// The token every form of this session carries in its field `csrf`; empty where nobody is signed in.
    pub csrf: String,
    /// The path of the page.
    pub path: String,
    /// What was just done, as a key of a text that begins with `said-`; shown once over the page.
    pub said: Option<String>,
    /// Now, microseconds since 1970-01-01 UTC.
    pub now: i64,
}

/// The ways of writing numbers and days that are tested: tag and its own name.
pub const LOCALES: [(&str, &str); 8] = [
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("de", "Deutsch"),
    ("fr", "français"),
    ("hu", "magyar"),
    ("it", "italiano"),
    ("ms", "Bahasa Melayu"),
    ("ro", "română"),
];

impl Reader {
    /// Nobody in particular: English, UTC, no company, no rights. Begin with it:
    /// `Reader { name: …, ..Reader::nobody(path, now) }`.
    pub fn nobody(path: impl Into<String>, now: i64) -> Self {
        Self {
            language: Language::English,
            locale: "en".to_owned(),
            zone: "UTC".to_owned(),
            company: String::new(),
            currency: None,
            name: None,
            role: None,
            rights: Rights::NONE,
            csrf: String::new(),
            path: path.into(),
            said: None,
            now,
        }
    }

    /// Whether the reader may do this.
    pub const fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.tf(key, &[])
    }

    /// The text of a key, filled.
    pub fn tf(&self, key: &str, fill: &[(&str, Fill<'_>)]) -> String {
        text_in(self.language, &self.locale, key, fill)
    }

    /// `12,345`.
    pub fn count(&self, n: u64) -> String {
        formats(&self.locale).count(n)
    }

    /// A plain number with three significant digits.
    pub fn number(&self, x: f64) -> String {
        let x = words::significant(x, DIGITS);
        self.decimal(x, words::decimals_for(x, DIGITS, 4) as u8)
    }

    /// A number with so many decimals.
    pub fn decimal(&self, x: f64, decimals: u8) -> String {
        formats(&self.locale).decimal(x, usize::from(decimals)).unwrap_or_else(|| self.unknown())
    }

    /// A share between 0 and 1: `34%`, `3.4%`, `under 0.1%`. 100% is all of it, 0% is nothing.
    pub fn percent(&self, share: f64) -> String {
        if !share.is_finite() {
            return self.unknown();
        }
        let p = share * 100.0;
        let with_sign = |number: f64, decimals| {
            format!("{}{}%", self.decimal(number, decimals), formats(&self.locale).before_percent())
        };
        if p != 0.0 && p.abs() < 0.05 {
            return self.tf("common-under", &[("amount", Fill::Text(&with_sign(0.1, 1)))]);
        }
        if (99.95..100.0).contains(&p) {
            return self.tf("common-over", &[("amount", Fill::Text(&with_sign(99.9, 1)))]);
        }
        let whole = p.abs() >= 9.95 && !(p > 99.0 && p < 100.0) || p == p.round();
        with_sign(p, u8::from(!whole))
    }

    /// Paid money with its currency, exact to the minor unit; `amount` in whole units.
    pub fn paid(&self, amount: f64, currency: Currency) -> String {
        self.money(amount, currency, |formats| formats.decimal(amount, words::exponent(currency)))
    }

    /// Expected money with its currency, three significant digits: `€1.24 M`.
    pub fn about(&self, amount: f64, currency: Currency) -> String {
        let least = 10f64.powi(-(words::exponent(currency) as i32));
        let rounded = words::significant(amount, DIGITS);
        if rounded != 0.0 && rounded.abs() < least / 2.0 {
            let least = self.paid(least, currency);
            return self.tf("common-under", &[("amount", Fill::Text(&least))]);
        }
        self.money(amount, currency, |formats| short(formats, amount, DIGITS, currency))
    }

    /// A range of expected money: `€1.1 M to €1.4 M`; as many digits as tell the ends apart.
    pub fn range(&self, low: f64, high: f64, currency: Currency) -> String {
        let formats = formats(&self.locale);
        let apart =
            |&digits: &i32| short(&formats, low, digits, currency) != short(&formats, high, digits, currency);
        let digits = (DIGITS..=6).find(apart).unwrap_or(DIGITS);
        let write = |x| self.money(x, currency, |formats| short(formats, x, digits, currency));
        let (low, high) = (write(low), write(high));
        self.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
    }

    /// A number at an axis, short, for ticks that lie `step` apart; for `chart::Written`.
    pub fn tick(&self, x: f64, step: f64) -> String {
        let formats = formats(&self.locale);
        let size = x.abs().max(step.abs());
        let (scale, suffix) = match Power::of(size) {
            None if size < 10_000.0 => (1.0, ""),
            None => (1e3, formats.short(Power::Thousand)),
            Some((scale, power)) => (scale, formats.short(power)),
        };
        if x == 0.0 {
            return formats.count(0);
        }
        let number = formats.decimal(x / scale, words::tick_decimals(step.abs() / scale));
        number.map_or_else(|| self.unknown(), |number| format!("{number}{suffix}"))
    }

    /// A day: `22 Nov 2026`, as short as a table wants it.
    pub fn day(&self, day: Day) -> String {
        formats(&self.locale).day(day)
    }

    /// A day in full: `22 November 2026`, for headings and sentences.
    pub fn day_long(&self, day: Day) -> String {
        formats(&self.locale).day_long(day)
    }

    /// A month: `November 2026`.
    pub fn month(&self, month: Month) -> String {
        formats(&self.locale).month(month)
    }

    /// A month, short: `Nov 2026`.
    pub fn month_short(&self, month: Month) -> String {
        formats(&self.locale).month_short(month)
    }

    /// The name of a month without its year, short: `Nov`.
    pub fn month_name(&self, month: Month) -> String {
        formats(&self.locale).month_name(month)
    }

    /// A moment (microseconds since 1970-01-01 UTC) in the reader's time zone, to the minute.
    pub fn moment(&self, micros: i64) -> String {
        formats(&self.locale).moment(micros, &self.zone).unwrap_or_else(|| self.unknown())
    }

    /// The day it is for the reader.
    pub fn today(&self) -> Day {
        self.day_of(self.now)
    }

    /// The day a moment falls on in the reader's time zone.
    pub fn day_of(&self, micros: i64) -> Day {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let at = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
        let days = (at.date() - jiff::civil::date(1970, 1, 1)).get_days();
        Day::from_epoch(days).unwrap_or_else(|_| Month::from_index(1970 * 12).first_day())
    }

    /// How long ago a moment was: `3 minutes ago`, `yesterday`; the day, if it is long ago.
    pub fn ago(&self, micros: i64) -> String {
        const SECOND: i64 = 1_000_000;
        let seconds = self.now.saturating_sub(micros) / SECOND;
        let days = self.today().since(self.day_of(micros));
        let (key, n) = match (seconds, days) {
            (..-60, _) => return self.moment(micros),
            (..60, _) => ("common-just-now", 0),
            (..3_600, _) => ("common-minutes-ago", seconds / 60),
            (_, ..=0) => ("common-hours-ago", seconds / 3_600),
            (_, 1) => ("common-yesterday", 1),
            (_, ..=30) => ("common-days-ago", i64::from(days)),
            _ => return self.day(self.day_of(micros)),
        };
        self.tf(key, &[("n", Fill::Count(n.unsigned_abs()))])
    }

    /// `3 days`, `7 weeks`, `5 months`, `3 years`: the unit a person would say.
    pub fn span(&self, days: f64) -> String {
        if !days.is_finite() {
            return self.unknown();
        }
        let (n, key) = match days {
            d if d < 21.0 => (d, "common-days"),
            d if d < 120.0 => (d / 7.0, "common-weeks"),
            d if d < 1_000.0 => (d / 30.437, "common-months"),
            d => (d / 365.25, "common-years"),
        };
        self.tf(key, &[("n", Fill::Count(n.round().max(0.0) as u64))])
    }

    /// The sign of a currency as this reader knows it; empty where the files name none.
    pub fn sign(&self, currency: Currency) -> &'static str {
        formats(&self.locale).sign(currency).unwrap_or_default()
    }

    fn unknown(&self) -> String {
        self.t("common-not-known")
    }

    fn money(
        &self,
        amount: f64,
        currency: Currency,
        write: impl FnOnce(&Formats) -> Option<String>,
    ) -> String {
        let formats = formats(&self.locale);
        let number = if amount.is_finite() { write(&formats) } else { None };
        number.map_or_else(|| self.unknown(), |number| formats.with_currency(&number, currency))
    }
}

/// Money to so many significant digits, millions and more shortened.
fn short(formats: &Formats, x: f64, digits: i32, currency: Currency) -> Option<String> {
    let x = words::significant(x, digits);
    let Some((scale, power)) = Power::of(x) else {
        return formats.decimal(x, words::money_decimals(x, words::exponent(currency)));
    };
    let number = formats.decimal(x / scale, words::decimals_for(x / scale, digits, 6))?;
    Some(format!("{number}{}", formats.short(power)))
}
