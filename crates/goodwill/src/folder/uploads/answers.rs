//! What somebody said about how an upload is to be read.

use std::{collections::BTreeMap, str::FromStr};

use facts::{Currency, schema::Kind};
use history::import::{
    Column, Duplicates, NonProducts, ReadOptions,
    facts::{FactMapping, FactOptions},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::folder::import::Mode;

/// Which facts an import may touch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Touch {
    /// New facts only.
    Create,
    /// Facts that are known only.
    Update,
    /// Both.
    #[default]
    Both,
}

/// What somebody said about how an upload is to be read; what is left out is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Answers {
    /// The kind of fact: `orders`, `customers`, `feedback` …
    pub(crate) kind: Option<String>,
    /// Which facts may be touched.
    pub(crate) mode: Touch,
    /// Name of the system the files come from.
    pub(crate) source: String,
    /// Whose ids the customers' ids are; `id` are the company's own.
    pub(crate) id_space: String,
    /// Which column is which field: by name, or by number as `#3`; empty where none of them is.
    pub(crate) columns: BTreeMap<String, String>,
    /// Whether the first row names the columns.
    pub(crate) header: Option<bool>,
    /// What separates the fields.
    pub(crate) delimiter: Option<String>,
    /// How days are written: `dmy`, `mdy`, `ymd` or a pattern.
    pub(crate) date_format: Option<String>,
    /// The decimal sign, `point` or `comma`.
    pub(crate) decimal: Option<String>,
    /// The currency of amounts that name none.
    pub(crate) currency: Option<String>,
    /// The zone of times that name none.
    pub(crate) time_zone: Option<String>,
    /// Rows that are all the same: `ask`, `keep` or `drop`.
    pub(crate) duplicates: Option<String>,
    /// Lines that are no products, such as postage: `keep` or `drop`.
    pub(crate) non_products: Option<String>,
    /// Whether files that were imported before are applied anew.
    pub(crate) again: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            kind: None,
            mode: Touch::Both,
            source: "files".to_owned(),
            id_space: "id".to_owned(),
            columns: BTreeMap::new(),
            header: None,
            delimiter: None,
            date_format: None,
            decimal: None,
            currency: None,
            time_zone: None,
            duplicates: None,
            non_products: None,
            again: false,
        }
    }
}

/// An answer that cannot be: the field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) field: &'static str,
    pub(crate) why: String,
}

/// Columns that may be named, and letters of one name.
const COLUMNS: usize = 200;
const LETTERS: usize = 500;

impl Answers {
    /// The kind of fact, where one was said.
    ///
    /// # Errors
    ///
    /// If there is no such kind.
    pub(crate) fn kind(&self) -> Result<Option<Kind>, Wrong> {
        let Some(kind) = &self.kind else { return Ok(None) };
        match kind.parse() {
            Ok(Kind::CustomerValues) => Err(wrong("kind", "customer_values are computed, not imported")),
            Ok(kind) => Ok(Some(kind)),
            Err(e) => Err(wrong("kind", &e)),
        }
    }

    /// Which facts may be touched.
    pub(super) const fn mode(&self) -> Mode {
        match self.mode {
            Touch::Create => Mode::Create,
            Touch::Update => Mode::Update,
            Touch::Both => Mode::Both,
        }
    }

    /// The answers as the reading takes them.
    ///
    /// # Errors
    ///
    /// If one of them cannot be.
    pub(crate) fn options(&self, secret: [u8; 32]) -> Result<FactOptions, Wrong> {
        name("source", &self.source)?;
        name("id_space", &self.id_space)?;
        let read = ReadOptions {
            delimiter: read("delimiter", self.delimiter.as_deref())?,
            header: self.header,
            date_format: read("date_format", self.date_format.as_deref())?,
            decimal: read("decimal", self.decimal.as_deref())?,
            currency: match &self.currency {
                Some(code) => Some(Currency::from_code(code).map_err(|e| wrong("currency", &e))?),
                None => None,
            },
            time_zone: read("time_zone", self.time_zone.as_deref())?,
            duplicates: read::<Duplicates>("duplicates", self.duplicates.as_deref())?.unwrap_or_default(),
            non_products: read::<NonProducts>("non_products", self.non_products.as_deref())?
                .unwrap_or_default(),
            ..ReadOptions::default()
        };
        Ok(FactOptions {
            read,
            mapping: self.mapping()?,
            source: self.source.trim().to_owned(),
            secret,
            properties: Vec::new(),
        })
    }

    fn mapping(&self) -> Result<FactMapping, Wrong> {
        if self.columns.len() > COLUMNS {
            return Err(wrong("columns", &format!("no more than {COLUMNS} fields can be named")));
        }
        let mut mapping = FactMapping::default();
        for (field, column) in &self.columns {
            if field.len() > LETTERS || column.len() > LETTERS {
                return Err(wrong("columns", "a name is too long"));
            }
            let number = column.strip_prefix('#').and_then(|n| n.parse().ok()).filter(|n| *n > 0);
            let column = number.map_or_else(|| Column::Name(column.clone()), Column::Number);
            mapping.columns.insert(field.clone(), column);
        }
        Ok(mapping)
    }

    /// Takes an answer to a question, by the option of the command that says it; `false` where it
    /// can only be said otherwise.
    pub(crate) fn take(&mut self, option: &str) -> bool {
        let Some((option, value)) = option.split_once(' ') else { return false };
        let value = value.trim();
        match option {
            "--date-format" => self.date_format = Some(value.to_owned()),
            "--decimal" => self.decimal = Some(value.to_owned()),
            "--currency" => self.currency = Some(value.to_owned()),
            "--time-zone" => self.time_zone = Some(value.to_owned()),
            "--duplicates" => self.duplicates = Some(value.to_owned()),
            "--delimiter" => self.delimiter = Some(value.to_owned()),
            "--map" => {
                let Some((field, column)) = mapped(value) else { return false };
                self.columns.insert(field, column);
            }
            _ => return false,
        }
        true
    }
}

/// `customer=Email`, `"customer='Customer ID'"`, `customer=3`, `customer=`.
pub(crate) fn mapped(value: &str) -> Option<(String, String)> {
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    let (field, column) = value.split_once('=')?;
    let quoted = column.strip_prefix('\'').and_then(|c| c.strip_suffix('\''));
    let column = match quoted {
        Some(name) => name.to_owned(),
        None if column.parse::<usize>().is_ok() => format!("#{column}"),
        None => column.to_owned(),
    };
    Some((field.to_owned(), column))
}

fn wrong(field: &'static str, why: &(impl ToString + ?Sized)) -> Wrong {
    Wrong { field, why: why.to_string() }
}

fn name(field: &'static str, text: &str) -> Result<(), Wrong> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 100 || text.chars().any(char::is_control) {
        return Err(wrong(field, "a name of 1 to 100 characters is needed"));
    }
    Ok(())
}

fn read<T: FromStr<Err: ToString>>(field: &'static str, text: Option<&str>) -> Result<Option<T>, Wrong> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) if text.len() > 100 => Err(wrong(field, "is too long")),
        Some(text) => text.parse().map(Some).map_err(|e: T::Err| wrong(field, &e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_the_command_is_one_of_the_page() {
        let mut answers = Answers::default();
        for option in [
            "--date-format dmy",
            "--map \"customer='Customer ID'\"",
            "--map time=3",
            "--map amount=",
            "--duplicates drop",
        ] {
            assert!(answers.take(option), "{option}");
        }
        assert!(!answers.take("--join"));
        assert_eq!(answers.columns["customer"], "Customer ID");
        assert_eq!(answers.columns["time"], "#3");
        assert_eq!(answers.columns["amount"], "");
        let options = answers.options([0; 32]).unwrap();
        assert_eq!(options.mapping.columns["time"], Column::Number(3));
        assert_eq!(options.read.duplicates, Duplicates::Drop);
    }

    #[test]
    fn what_cannot_be_names_its_field() {
        let wrong = |answers: Answers| answers.options([0; 32]).unwrap_err().field;
        assert_eq!(wrong(Answers { currency: Some("EURO".into()), ..Answers::default() }), "currency");
        assert_eq!(wrong(Answers { source: " ".into(), ..Answers::default() }), "source");
        assert_eq!(wrong(Answers { date_format: Some("soon".into()), ..Answers::default() }), "date_format");
        assert!(Answers { kind: Some("customer_values".into()), ..Answers::default() }.kind().is_err());
    }
}
