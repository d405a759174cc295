//! A price path as a small file that people read and write, and that is published as it stands.

use facts::{Currency, Day};
use serde::Deserialize;

use super::{Ages, Draft, NewCustomerPrice, PriceError, PublishedPath, Tier, number::Number};

/// Bytes of a file.
pub const MOST_BYTES: usize = 64 * 1024;

/// A file to begin with, with what each line means.
pub const EXAMPLE: &str = include_str!("example.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    product: Option<String>,
    currency: Option<String>,
    published: Date,
    #[serde(default)]
    new_customer_price: NewPrice,
    #[serde(default)]
    loyal_may_pay_more: bool,
    #[serde(default)]
    loyal_reason: String,
    rise_cap_per_year: Option<f64>,
    unit_cost: Number,
    retention: Number,
    elasticity: Number,
    discount: Number,
    months: u32,
    #[serde(default)]
    tiers: Vec<WrittenTier>,
    ages: Option<WrittenAges>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTier {
    from_months: u32,
    price: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAges {
    from_years: u32,
    until_years: Option<u32>,
    #[serde(default)]
    legal_basis: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Date {
    Date(toml::value::Datetime),
    Text(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NewPrice {
    Amount(f64),
    Word(String),
}

impl Default for NewPrice {
    fn default() -> Self {
        Self::Word("first_tier".to_owned())
    }
}

/// Reads a price path.
///
/// # Errors
///
/// What of it cannot be read, cannot be, or may not be.
pub fn read(text: &str) -> Result<PublishedPath, PriceError> {
    if text.len() > MOST_BYTES {
        return Err(PriceError::TooLong);
    }
    let table: toml::Table = toml::from_str(text).map_err(|e| unreadable(text, &e))?;
    if let Some((key, why)) = barred_in(&table) {
        return Err(PriceError::Barred { line: line_naming(text, &key), key, why });
    }
    let written: Written = toml::from_str(text).map_err(|e| unreadable(text, &e))?;
    let currency = written.currency.as_deref().map(Currency::from_code).transpose();
    let currency =
        currency.map_err(|e| super::path::impossible("currency", e, "an ISO 4217 code such as EUR"))?;
    let published = match written.published {
        Date::Date(date) => date.to_string(),
        Date::Text(text) => text,
    };
    let published: Day = published
        .parse()
        .map_err(|_| super::path::impossible("published", &published, "a day such as 2026-01-31"))?;
    let new_customer_price = match written.new_customer_price {
        NewPrice::Amount(price) => NewCustomerPrice::Published(price),
        NewPrice::Word(word) if word == "first_tier" => NewCustomerPrice::FirstTier,
        NewPrice::Word(word) => {
            return Err(super::path::impossible("new_customer_price", word, "\"first_tier\" or a price"));
        }
    };
    Draft {
        title: written.title,
        product: written.product,
        currency,
        published,
        tiers: written.tiers.iter().map(|t| Tier { from_months: t.from_months, price: t.price }).collect(),
        new_customer_price,
        loyal_may_pay_more: written.loyal_may_pay_more.then_some(written.loyal_reason),
        rise_cap_per_year: written.rise_cap_per_year,
        unit_cost: written.unit_cost.into(),
        retention: written.retention.into(),
        elasticity: written.elasticity.into(),
        discount: written.discount.into(),
        months: written.months,
        ages: written.ages.map(|ages| Ages {
            from_years: ages.from_years,
            until_years: ages.until_years,
            legal_basis: ages.legal_basis,
        }),
    }
    .checked()
}

fn unreadable(text: &str, error: &toml::de::Error) -> PriceError {
    let line = error.span().map_or(1, |span| crate::strategy::file::line_at(text, span.start));
    PriceError::Unreadable { line, message: error.message().to_owned() }
}

const PROTECTED: &str = "is a protected attribute";
const PERSON: &str = "singles out a person";
const WORTH: &str = "would make a price personal";
const AGE: &str =
    "needs a legal basis: write [ages] with from_years of 18 or more and legal_basis, or leave it out";

/// What a price may not depend on: a word that a name is made of, and why not.
const BARRED: [(&str, &str); 56] = [
    ("age", AGE),
    ("birth", AGE),
    ("born", AGE),
    ("birthday", AGE),
    ("birthyear", AGE),
    ("dob", AGE),
    ("gender", PROTECTED),
    ("sex", PROTECTED),
    ("pregnancy", PROTECTED),
    ("marital", PROTECTED),
    ("family", PROTECTED),
    ("ethnicity", PROTECTED),
    ("ethnic", PROTECTED),
    ("race", PROTECTED),
    ("religion", PROTECTED),
    ("nationality", PROTECTED),
    ("citizenship", PROTECTED),
    ("disability", PROTECTED),
    ("health", PROTECTED),
    ("orientation", PROTECTED),
    ("union", PROTECTED),
    ("language", PROTECTED),
    ("locale", PROTECTED),
    ("region", PROTECTED),
    ("country", PROTECTED),
    ("state", PROTECTED),
    ("city", PROTECTED),
    ("address", PERSON),
    ("postcode", PROTECTED),
    ("postal", PROTECTED),
    ("zip", PROTECTED),
    ("zipcode", PROTECTED),
    ("ip", PERSON),
    ("device", PERSON),
    ("name", PERSON),
    ("firstname", PERSON),
    ("surname", PERSON),
    ("email", PERSON),
    ("mail", PERSON),
    ("phone", PERSON),
    ("customer", PERSON),
    ("customers", PERSON),
    ("person", PERSON),
    ("persona", PERSON),
    ("cookie", PERSON),
    ("segment", WORTH),
    ("segments", WORTH),
    ("score", WORTH),
    ("value", WORTH),
    ("worth", WORTH),
    ("income", WORTH),
    ("wealth", WORTH),
    ("credit", WORTH),
    ("churn", WORTH),
    ("risk", WORTH),
    ("propensity", WORTH),
];

/// Keys that have such a word in them and mean something else.
const FINE: [&str; 4] = ["new_customer_price", "from_years", "until_years", "ages"];
/// Numbers that may be written with their interval; in there, `value` is the number itself.
const NUMBERS: [&str; 4] = ["unit_cost", "retention", "elasticity", "discount"];

/// Why a price may not depend on what is called so; none where nothing bars it.
pub fn barred(key: &str) -> Option<&'static str> {
    if FINE.contains(&key) {
        return None;
    }
    let apart: String = key
        .chars()
        .flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] })
        .collect();
    let joined: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = apart.split(|c: char| !c.is_alphanumeric()).collect();
    BARRED.into_iter().find(|(bar, _)| joined == *bar || words.contains(bar)).map(|(_, why)| why)
}

fn barred_in(table: &toml::Table) -> Option<(String, &'static str)> {
    table.iter().find_map(|(key, value)| {
        if let Some(why) = barred(key) {
            return Some((key.clone(), why));
        }
        match value {
            toml::Value::Table(inner) if NUMBERS.contains(&key.as_str()) => {
                let mut inner = inner.clone();
                inner.remove("value");
                barred_in(&inner)
            }
            toml::Value::Table(inner) => barred_in(inner),
            toml::Value::Array(all) => all.iter().filter_map(toml::Value::as_table).find_map(barred_in),
            _ => None,
        }
    })
}

/// The first line that names a key.
fn line_naming(text: &str, key: &str) -> usize {
    text.lines()
        .position(|line| !line.trim_start().starts_with('#') && line.contains(key))
        .map_or(1, |n| n + 1)
}
