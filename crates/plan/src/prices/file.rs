//! A price path as a small file that people read and write, and that is published as it stands.

use facts::Currency;

use super::{Ages, Draft, NewCustomerPrice, PriceError, PublishedPath, Tier, path::impossible};
use crate::written::{Document, Entry, Places, Table, shown};

/// Bytes of a file.
pub const MOST_BYTES: usize = 64 * 1024;

/// A file to begin with, with what each line means.
pub const EXAMPLE: &str = include_str!("example.toml");

/// The fields of a path, of a tier, and of the ages.
const PATH: [&str; 15] = [
    "title",
    "product",
    "currency",
    "published",
    "new_customer_price",
    "loyal_may_pay_more",
    "loyal_reason",
    "rise_cap_per_year",
    "unit_cost",
    "retention",
    "elasticity",
    "discount",
    "months",
    "tiers",
    "ages",
];
const TIER: [&str; 2] = ["from_months", "price"];
const AGES: [&str; 3] = ["from_years", "until_years", "legal_basis"];

/// Where a field belongs that stands in another table than its own.
fn belongs(name: &str) -> Option<&'static str> {
    if PATH.contains(&name) {
        Some("above the first [heading] of the file")
    } else if TIER.contains(&name) {
        Some("under [[tiers]]")
    } else {
        AGES.contains(&name).then_some("under [ages]")
    }
}

/// Reads a price path.
///
/// # Errors
///
/// What of it cannot be read, cannot be, or may not be; with its line where it is one.
pub fn read(text: &str) -> Result<PublishedPath, PriceError> {
    if text.len() > MOST_BYTES {
        return Err(PriceError::TooLong);
    }
    let document = Document::parse(text)?;
    let path = document.whole("a price path");
    if let Some((entry, why)) = barred_in(&path, false) {
        return Err(PriceError::Barred { line: entry.line, key: shown(&entry.name), why });
    }
    let mut places = Places::default();
    let draft = drafted(&path, &mut places)?;
    draft.checked().map_err(|why| {
        let line = match &why {
            PriceError::Impossible { field, found, .. } => places.line(field, found),
            PriceError::LoyalPaysMore { price, .. } => places.line("price", &price.to_string()),
            _ => None,
        };
        line.map_or(why.clone(), |line| why.at(line))
    })
}

fn drafted(path: &Table<'_>, places: &mut Places) -> Result<Draft, PriceError> {
    path.only("field", &PATH, belongs)?;
    for entry in path.entries() {
        places.add(entry.name, entry.line, "");
    }
    let text = |name: &str| path.get(name).map(|entry| entry.text().map(str::to_owned)).transpose();
    let currency = path.get("currency").map(|entry| {
        Currency::from_code(entry.text()?)
            .map_err(|e| impossible("currency", e, "an ISO 4217 code such as EUR").at(entry.line))
    });
    let published = path.need("published", "published = 2026-01-31")?;
    let day = published.date()?;
    let new_customer_price =
        path.get("new_customer_price").map(|entry| match (entry.clear()?.plain(), entry.as_text()) {
            (Some(price), _) => Ok(NewCustomerPrice::Published(price)),
            (None, Some("first_tier")) => Ok(NewCustomerPrice::FirstTier),
            _ => {
                let wanted = "\"first_tier\" or a price";
                Err(impossible("new_customer_price", entry.kind(), wanted).at(entry.line))
            }
        });
    let loyal = path.get("loyal_may_pay_more").map(|entry| entry.truth()).transpose()?.unwrap_or(false);
    let loyal_reason = text("loyal_reason")?.unwrap_or_default();
    let number = |name: &str, example: &str| path.need(name, example)?.number();
    Ok(Draft {
        title: path.need("title", "title = \"Account fee\"")?.text()?.to_owned(),
        product: text("product")?,
        currency: currency.transpose()?,
        published: day.parse().map_err(|_| {
            impossible("published", shown(&day), "a day such as 2026-01-31").at(published.line)
        })?,
        tiers: path.tables("tiers")?.iter().map(|table| tier(table, places)).collect::<Result<_, _>>()?,
        new_customer_price: new_customer_price.transpose()?.unwrap_or(NewCustomerPrice::FirstTier),
        loyal_may_pay_more: loyal.then_some(loyal_reason),
        rise_cap_per_year: path.get("rise_cap_per_year").map(|entry| entry.float()).transpose()?,
        unit_cost: path.need("unit_cost", "unit_cost = 4.50")?.clear()?.number()?,
        retention: number("retention", "retention = 0.97")?,
        elasticity: number("elasticity", "elasticity = { value = 0.008, low = 0.004, high = 0.015 }")?,
        discount: number("discount", "discount = 0.10")?,
        months: path.need("months", "months = 60")?.whole()?,
        ages: path.table("ages")?.map(|table| ages(&table, places)).transpose()?,
    })
}

fn tier(table: &Table<'_>, places: &mut Places) -> Result<Tier, PriceError> {
    table.only("field", &TIER, belongs)?;
    let from_months = table.need("from_months", "from_months = 12")?;
    let price = table.need("price", "price = 7.00")?;
    let tier = Tier { from_months: from_months.whole()?, price: price.clear()?.float()? };
    places.add("from_months", from_months.line, &tier.from_months);
    places.add("price", price.line, &tier.price);
    Ok(tier)
}

fn ages(table: &Table<'_>, places: &mut Places) -> Result<Ages, PriceError> {
    table.only("field", &AGES, belongs)?;
    for entry in table.entries() {
        places.add(entry.name, entry.line, "");
    }
    let legal_basis = table.get("legal_basis").map(|entry| entry.text().map(str::to_owned)).transpose()?;
    Ok(Ages {
        from_years: table.need("from_years", "from_years = 18")?.whole()?,
        until_years: table.get("until_years").map(|entry| entry.whole()).transpose()?,
        legal_basis: legal_basis.unwrap_or_default(),
    })
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

/// The first field that a price may not depend on, wherever it stands, and why not. In a number, `value`
/// is the number itself.
fn barred_in<'d>(table: &Table<'d>, number: bool) -> Option<(Entry<'d>, &'static str)> {
    table.entries().filter(|entry| !(number && entry.name == "value")).find_map(|entry| {
        if let Some(why) = barred(&entry.name) {
            return Some((entry, why));
        }
        let number = NUMBERS.contains(&entry.name.as_str());
        entry.all_inner().iter().find_map(|inner| barred_in(inner, number))
    })
}
