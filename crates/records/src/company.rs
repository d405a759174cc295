//! What the company says about itself: how its money and its calendar are read, and how long what is
//! not facts is kept. One word of the table `meta`, as JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Actor, Records, RecordsError, Result, meta};

const NAME: &str = "company";

/// The company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// Its name; empty where nobody has said it.
    pub name: String,
    /// The currency of its figures: `EUR`; none as the files say.
    pub currency: Option<String>,
    /// What remains of a sale before fixed costs, 0 to 1; none as the files say.
    pub margin: Option<f64>,
    /// What a year takes off future money: 0.10.
    pub discount: f64,
    /// How far value looks ahead.
    pub horizon_months: u32,
    /// The fiscal year's first month, 1 to 12.
    pub fiscal_year_month: u8,
    /// The week's first day: 1 is Monday, 7 is Sunday.
    pub week_start: u8,
    /// Where the company's days begin, a name of the IANA database.
    pub time_zone: String,
    /// How numbers and days are written, where a person has not said it.
    pub locale: String,
    /// The language of the pages, where a person has not said it.
    pub language: String,
    /// How long what is not facts is kept.
    pub retention: Retention,
}

/// Days after which things are deleted. Facts are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Events that could not be understood.
    pub quarantine_days: u32,
    /// Files that were brought by the browser, and their rejects.
    pub uploads_days: u32,
    /// Messages to webhooks.
    pub deliveries_days: u32,
    /// Entries of the audit log; 0: for ever, else at least 365.
    pub audit_days: u32,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: None,
            margin: None,
            discount: 0.10,
            horizon_months: 36,
            fiscal_year_month: 1,
            week_start: 1,
            time_zone: "UTC".to_owned(),
            locale: "en".to_owned(),
            language: "en".to_owned(),
            retention: Retention::default(),
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { quarantine_days: 90, uploads_days: 30, deliveries_days: 30, audit_days: 0 }
    }
}

impl Records {
    /// What the company says about itself; where it has said nothing, what is usual.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn company(&self) -> Result<Company> {
        read(meta::get(self.reader(), NAME).await?)
    }

    /// Keeps what the company says about itself. Whether it can be is the caller's to check.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_company(&self, company: &Company, by: &Actor, now: i64) -> Result<()> {
        let tx = self.begin().await?;
        let done = async {
            let before = read(meta::get(&tx, NAME).await?)?;
            let changed = changes(&before, company)?;
            let text =
                serde_json::to_string(company).map_err(|error| RecordsError::Dump(error.to_string()))?;
            meta::set(&tx, NAME, &crate::bulk::plain(&text)).await?;
            self.noted_by(&tx, by, "company.changed", "", changed, now).await
        }
        .await;
        self.end(tx, done).await
    }
}

fn read(text: Option<String>) -> Result<Company> {
    match text {
        None => Ok(Company::default()),
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| RecordsError::Damaged(format!("the company's settings: {error}"))),
    }
}

/// The fields that differ, with both values; the name only as changed.
fn changes(before: &Company, after: &Company) -> Result<Value> {
    let fields = |company: &Company| {
        serde_json::to_value(company).map_err(|error| RecordsError::Dump(error.to_string()))
    };
    let (before, after) = (fields(before)?, fields(after)?);
    let mut changed = serde_json::Map::new();
    for (field, now) in after.as_object().into_iter().flatten() {
        let was = &before[field];
        if was != now {
            let said = if field == "name" { json!("changed") } else { json!({ "from": was, "to": now }) };
            changed.insert(field.clone(), said);
        }
    }
    Ok(Value::Object(changed))
}
