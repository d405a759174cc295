//! What was spent month by month and whom it reached; and what people say where months cannot tell.

use facts::{Currency, Month};
use serde::{Deserialize, Serialize};

use crate::{
    strategy::Parameter,
    written::{Document, Refused, Table, within},
};

/// The three ways to spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Winning new customers.
    Acquisition,
    /// Keeping those who are there.
    Retention,
    /// Winning back those who lapsed.
    Reactivation,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Acquisition, Self::Retention, Self::Reactivation];

    /// Its name in files and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acquisition => "acquisition",
            Self::Retention => "retention",
            Self::Reactivation => "reactivation",
        }
    }
}

/// One whole month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpendingMonth {
    /// Which.
    pub month: Month,
    /// Spent on winning customers.
    pub acquisition: f64,
    /// Spent on keeping them.
    pub retention: f64,
    /// Customers whose first order lies in it.
    pub won: f64,
    /// Customers who were active as it began.
    pub active: f64,
    /// Customers who were lapsed as it began.
    pub lapsed: f64,
    /// Of those, who ordered in it.
    pub won_back: f64,
}

/// What the company's own months say. Money in whole units.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// In what money.
    pub currency: Option<Currency>,
    /// Whole months, oldest first.
    pub months: Vec<SpendingMonth>,
    /// Whether customers are under contract: then who is active is counted, and nobody counts as lapsed.
    pub under_contract: bool,
    /// A customer who has not ordered for so long is lapsed, days.
    pub lapsed_after_days: f64,
    /// Whether that is twice the usual gap between orders, or a plain half-year.
    pub gap_is_usual: bool,
    /// Share of the active customers that stays a month.
    pub staying: Option<Parameter>,
    /// What a new customer is worth.
    pub value_of_new: Option<Parameter>,
    /// What a customer who stays is worth.
    pub value_of_kept: Option<Parameter>,
    /// What a customer who came back is worth.
    pub value_of_won_back: Option<Parameter>,
}

/// What somebody takes one way of spending to reach.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedCurve {
    /// Spent on each a month; for acquisition in all.
    pub spend: f64,
    /// What that reaches: a share of the customers; for acquisition customers a month.
    pub rate: Parameter,
    /// What no spending exceeds.
    pub ceiling: Parameter,
    /// What is reached without spending.
    pub unaided: Parameter,
}

/// Judgement where months cannot tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stated {
    /// Winning customers.
    pub acquisition: Option<StatedCurve>,
    /// Keeping them.
    pub retention: Option<StatedCurve>,
    /// Winning back.
    pub reactivation: Option<StatedCurve>,
}

impl Stated {
    /// What is said of one way to spend.
    pub const fn of(&self, purpose: Purpose) -> Option<&StatedCurve> {
        match purpose {
            Purpose::Acquisition => self.acquisition.as_ref(),
            Purpose::Retention => self.retention.as_ref(),
            Purpose::Reactivation => self.reactivation.as_ref(),
        }
    }
}

/// Bytes of a file of judgement.
pub const MOST_BYTES: usize = 64 * 1024;

/// Why judgement cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StatedError {
    /// It is no TOML, or a field is unknown, missing or of another kind.
    #[error(transparent)]
    Unreadable(#[from] Refused),
    /// What a file says in this line cannot be.
    #[error("line {line}: {why}")]
    InFile {
        /// From 1.
        line: usize,
        /// What is wrong there.
        why: Box<StatedError>,
    },
    /// A file is far too long.
    #[error("it has more than {MOST_BYTES} bytes: no judgement needs that many")]
    TooLong,
    /// A number cannot be.
    #[error("{field} is {found}, but must be {wanted}")]
    Impossible {
        /// Which.
        field: String,
        /// What stands there.
        found: f64,
        /// What could.
        wanted: String,
    },
}

/// The fields of one way to spend.
const CURVE: [&str; 4] = ["spend", "rate", "ceiling", "unaided"];

/// Reads judgement from a small file with `[acquisition]`, `[retention]` and `[reactivation]`, each with
/// `spend`, `rate`, `ceiling` and, where something is reached without spending, `unaided`.
///
/// # Errors
///
/// What of it cannot be read or cannot be, with its line and field.
pub fn read(text: &str) -> Result<Stated, StatedError> {
    if text.len() > MOST_BYTES {
        return Err(StatedError::TooLong);
    }
    let document = Document::parse(text)?;
    let whole = document.whole("a file of judgement");
    whole.only("table", &Purpose::ALL.map(Purpose::name), |name| {
        CURVE.contains(&name).then_some("under [acquisition], [retention] or [reactivation]")
    })?;
    let curve =
        |purpose: Purpose| whole.table(purpose.name())?.map(|table| curve(&table, purpose)).transpose();
    Ok(Stated {
        acquisition: curve(Purpose::Acquisition)?,
        retention: curve(Purpose::Retention)?,
        reactivation: curve(Purpose::Reactivation)?,
    })
}

fn curve(table: &Table<'_>, purpose: Purpose) -> Result<StatedCurve, StatedError> {
    table.only("field", &CURVE, |_| None)?;
    let unaided = table.get("unaided").map(|entry| entry.number()).transpose()?;
    let curve = StatedCurve {
        spend: table.need("spend", "spend = 1000")?.clear()?.float()?,
        rate: table.need("rate", "rate = { value = 0.1, low = 0.05, high = 0.2 }")?.number()?,
        ceiling: table.need("ceiling", "ceiling = { value = 0.4, low = 0.3, high = 0.5 }")?.number()?,
        unaided: unaided.unwrap_or_else(|| Parameter::stated(0.0)),
    };
    curve.checked(purpose).map_err(|why| {
        let line = match &why {
            StatedError::Impossible { field, .. } => {
                let name = field.rsplit('.').next().unwrap_or_default();
                table.get(name).map_or(table.line, |entry| entry.line)
            }
            _ => table.line,
        };
        StatedError::InFile { line, why: Box::new(why) }
    })
}

impl StatedCurve {
    /// The curve, when it can be.
    ///
    /// # Errors
    ///
    /// Which number cannot be.
    pub fn checked(self, purpose: Purpose) -> Result<Self, StatedError> {
        let most = if purpose == Purpose::Acquisition { 1e9 } else { 1.0 };
        let impossible = |name: &str, found: f64, wanted: String| StatedError::Impossible {
            field: format!("{}.{name}", purpose.name()),
            found,
            wanted,
        };
        if !(self.spend > 0.0 && self.spend <= 1e12) {
            return Err(impossible("spend", self.spend, "above 0".into()));
        }
        for (name, p) in [("rate", &self.rate), ("ceiling", &self.ceiling), ("unaided", &self.unaided)] {
            for x in [p.low, p.value, p.high] {
                if !(0.0..=most).contains(&x) {
                    return Err(impossible(name, x, format!("0 to {most}")));
                }
            }
            if !(p.low <= p.value && p.value <= p.high) {
                return Err(impossible(name, p.value, within(p.low, p.high)));
            }
        }
        if self.rate.value <= self.unaided.value {
            let wanted = format!("above what is reached without spending, {}", self.unaided.value);
            return Err(impossible("rate", self.rate.value, wanted));
        }
        if self.ceiling.value <= self.rate.value {
            return Err(impossible(
                "ceiling",
                self.ceiling.value,
                format!("above the rate, {}", self.rate.value),
            ));
        }
        Ok(self)
    }
}
