//! Who reads a page: language, way of writing numbers, rights.

use access::{Right, Rights, Role};
use facts::{Currency, Day, Month};

use crate::text::{Fill, Language, text};

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
    /// Now, microseconds since 1970-01-01 UTC.
    pub now: i64,
}

impl Reader {
    /// Whether the reader may do this.
    pub const fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        text(self.language, key, &[])
    }

    /// The text of a key, filled.
    pub fn tf(&self, key: &str, fill: &[(&str, Fill<'_>)]) -> String {
        text(self.language, key, fill)
    }

    /// `12,345`.
    pub fn count(&self, n: u64) -> String {
        crate::words::count(n)
    }

    /// A plain number with three significant digits.
    pub fn number(&self, x: f64) -> String {
        crate::words::number(x)
    }

    /// A share between 0 and 1 as `34 %`.
    pub fn percent(&self, share: f64) -> String {
        crate::words::decimal(share * 100.0, 0) + " %"
    }

    /// Paid money with its currency, exact to the minor unit; `amount` in whole units.
    pub fn paid(&self, amount: f64, currency: Currency) -> String {
        crate::words::paid_in(amount, currency)
    }

    /// Expected money with its currency, three significant digits: `1.24 M EUR`.
    pub fn about(&self, amount: f64, currency: Currency) -> String {
        crate::words::about(amount, currency)
    }

    /// A range of expected money: `1.1 M to 1.4 M EUR`.
    pub fn range(&self, low: f64, high: f64, currency: Currency) -> String {
        crate::words::range(low, high, currency)
    }

    /// A day as people write it.
    pub fn day(&self, day: Day) -> String {
        crate::words::day(day)
    }

    /// A month as people write it.
    pub fn month(&self, month: Month) -> String {
        month.to_string()
    }

    /// A moment (microseconds since 1970-01-01 UTC) in the reader's time zone, to the minute.
    pub fn moment(&self, micros: i64) -> String {
        micros.to_string()
    }

    /// How long ago a moment was: `3 minutes ago`, `yesterday`.
    pub fn ago(&self, micros: i64) -> String {
        micros.to_string()
    }
}
