//! Which column is which field of a schema: read from the command line, kept in a small file.

use std::{collections::BTreeMap, str::FromStr};

use ::facts::Currency;

use crate::import::{
    Column, DateFormat, DecimalSign, Delimiter, ImportError, Mapping, ReadOptions, ZoneName,
    mapping::{self, Written},
};

/// Which column is which field, and the conventions of the file where they are settled.
///
/// Fields have the names of the schema; for orders also those of [`Field`](crate::import::Field).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactMapping {
    /// The columns that are settled.
    pub columns: BTreeMap<String, Column>,
    /// What separates the fields.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row holds names.
    pub header: Option<bool>,
    /// How times are written.
    pub date_format: Option<DateFormat>,
    /// The decimal sign.
    pub decimal: Option<DecimalSign>,
    /// The currency.
    pub currency: Option<Currency>,
    /// The zone whose days count.
    pub time_zone: Option<ZoneName>,
    /// Product codes that are no products; `None` proposes the usual ones.
    pub non_products: Option<Vec<String>>,
}

impl FactMapping {
    /// This mapping, with `stronger` winning where both speak.
    #[must_use]
    pub fn merged(mut self, stronger: Self) -> Self {
        let conventions = self.conventions().merged(stronger.conventions());
        self.columns.extend(stronger.columns);
        Self { columns: self.columns, ..Self::from(&conventions) }
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// If it is not TOML or names something unknown.
    pub fn from_toml(text: &str) -> Result<Self, ImportError> {
        let mut written = Written::from_toml(text)?;
        let columns = std::mem::take(&mut written.columns);
        Ok(Self { columns, ..Self::from(&Mapping::try_from(written)?) })
    }

    /// The mapping as a small readable file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut written = Written::from(&self.conventions());
        written.columns.clone_from(&self.columns);
        written.to_toml("# How these files are read.")
    }

    /// The conventions without the columns.
    pub(super) fn conventions(&self) -> Mapping {
        Mapping {
            columns: BTreeMap::new(),
            delimiter: self.delimiter,
            header: self.header,
            date_format: self.date_format.clone(),
            decimal: self.decimal,
            currency: self.currency,
            time_zone: self.time_zone.clone(),
            non_products: self.non_products.clone(),
        }
    }

    /// These options, with what they leave open taken from here.
    pub(super) fn settle(&self, read: &ReadOptions) -> ReadOptions {
        ReadOptions { mapping: self.conventions(), ..read.clone() }.settled()
    }
}

impl From<&Mapping> for FactMapping {
    fn from(mapping: &Mapping) -> Self {
        Self {
            columns: mapping.columns.iter().map(|(f, c)| (f.name().to_owned(), c.clone())).collect(),
            delimiter: mapping.delimiter,
            header: mapping.header,
            date_format: mapping.date_format.clone(),
            decimal: mapping.decimal,
            currency: mapping.currency,
            time_zone: mapping.time_zone.clone(),
            non_products: mapping.non_products.clone(),
        }
    }
}

impl FromStr for FactMapping {
    type Err = ImportError;

    /// Reads `customer=Email,time='Created at',amount=5` as [`Mapping`] does.
    fn from_str(text: &str) -> Result<Self, ImportError> {
        let columns = mapping::pairs(text)?.into_iter();
        let columns = columns.map(|(name, column)| (name.to_ascii_lowercase(), column)).collect();
        Ok(Self { columns, ..Self::default() })
    }
}
