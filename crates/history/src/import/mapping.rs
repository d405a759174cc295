//! Which column is what: read from the command line, kept in a small file.

use std::{collections::BTreeMap, fmt, str::FromStr};

use facts::Currency;
use serde::{Deserialize, Serialize, Serializer};

use super::{DateFormat, DecimalSign, Delimiter, ImportError, ZoneName};

/// What a column can be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The person or company that ordered.
    Customer,
    /// When.
    Time,
    /// What the row brought.
    Amount,
    /// How many pieces; multiplied with the price.
    Quantity,
    /// Price of a piece.
    Price,
    /// Number of the order or document.
    Order,
    /// ISO 4217 code.
    Currency,
    /// Subtracted, whatever its sign.
    Discount,
    /// Paid back, whatever its sign.
    Refund,
    /// Cost of the goods.
    Cost,
    /// Product code.
    Product,
    /// State of the order or payment.
    Status,
    /// Not empty when the order was cancelled.
    Cancelled,
    /// How many orders the row stands for.
    Orders,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 14] = [
        Self::Customer,
        Self::Time,
        Self::Amount,
        Self::Quantity,
        Self::Price,
        Self::Order,
        Self::Currency,
        Self::Discount,
        Self::Refund,
        Self::Cost,
        Self::Product,
        Self::Status,
        Self::Cancelled,
        Self::Orders,
    ];

    /// The name used in `--map` and in mapping files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Time => "time",
            Self::Amount => "amount",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Order => "order",
            Self::Currency => "currency",
            Self::Discount => "discount",
            Self::Refund => "refund",
            Self::Cost => "cost",
            Self::Product => "product",
            Self::Status => "status",
            Self::Cancelled => "cancelled",
            Self::Orders => "orders",
        }
    }

    fn from_name(name: &str) -> Result<Self, ImportError> {
        Self::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|f| f.name()).collect();
            ImportError::Mapping(format!(
                "'{name}' in the mapping is no field; the fields are {}",
                names.join(", ")
            ))
        })
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A column by name or by number, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// By number, from 1.
    Number(usize),
    /// By its name in the header; an empty name says that there is none.
    Name(String),
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Which column is what, and the conventions of the file where they are settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The columns that are settled.
    pub columns: BTreeMap<Field, Column>,
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

/// The mapping as it stands in its file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_products: Option<Vec<String>>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Column>,
}

impl Written {
    pub(super) fn from_toml(text: &str) -> Result<Self, ImportError> {
        toml::from_str(text).map_err(|e| ImportError::Mapping(format!("the mapping file does not read: {e}")))
    }

    pub(super) fn to_toml(&self, head: &str) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!("{head}\n{body}")
    }
}

impl TryFrom<Written> for Mapping {
    type Error = ImportError;

    fn try_from(file: Written) -> Result<Self, ImportError> {
        let mut columns = BTreeMap::new();
        for (name, column) in file.columns {
            columns.insert(Field::from_name(&name)?, column);
        }
        Ok(Self {
            columns,
            delimiter: file.delimiter.map(|t| t.parse()).transpose()?,
            header: file.header,
            date_format: file.date_format.map(|t| t.parse()).transpose()?,
            decimal: file.decimal.map(|t| t.parse()).transpose()?,
            currency: file
                .currency
                .map(|c| Currency::from_code(&c).map_err(|e| ImportError::Mapping(e.to_string())))
                .transpose()?,
            time_zone: file.time_zone.map(|t| t.parse()).transpose()?,
            non_products: file.non_products,
        })
    }
}

impl From<&Mapping> for Written {
    fn from(mapping: &Mapping) -> Self {
        Self {
            delimiter: mapping.delimiter.map(|d| d.to_string()),
            header: mapping.header,
            date_format: mapping.date_format.as_ref().map(ToString::to_string),
            decimal: mapping.decimal.map(|d| d.to_string()),
            currency: mapping.currency.map(|c| c.code().to_owned()),
            time_zone: mapping.time_zone.as_ref().map(ToString::to_string),
            non_products: mapping.non_products.clone(),
            columns: mapping.columns.iter().map(|(f, c)| (f.name().to_owned(), c.clone())).collect(),
        }
    }
}

impl Mapping {
    /// Whether nothing is settled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This mapping, with `stronger` winning where both speak.
    #[must_use]
    pub fn merged(mut self, stronger: Self) -> Self {
        self.columns.extend(stronger.columns);
        Self {
            columns: self.columns,
            delimiter: stronger.delimiter.or(self.delimiter),
            header: stronger.header.or(self.header),
            date_format: stronger.date_format.or(self.date_format),
            decimal: stronger.decimal.or(self.decimal),
            currency: stronger.currency.or(self.currency),
            time_zone: stronger.time_zone.or(self.time_zone),
            non_products: stronger.non_products.or(self.non_products),
        }
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// If it is not TOML, or has a field or value that is not known.
    pub fn from_toml(text: &str) -> Result<Self, ImportError> {
        Self::try_from(Written::from_toml(text)?)
    }

    /// The mapping as a small readable file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        Written::from(self).to_toml("# How these order files are read.")
    }
}

impl FromStr for Mapping {
    type Err = ImportError;

    /// Reads `customer=Email,time='Created at',amount=5`; quotes protect commas, a number is a
    /// column by position, nothing after the sign says that the file has no such column.
    fn from_str(text: &str) -> Result<Self, ImportError> {
        let columns = pairs(text)?.into_iter();
        let columns = columns.map(|(name, column)| Ok((Field::from_name(&name)?, column)));
        Ok(Self { columns: columns.collect::<Result<_, ImportError>>()?, ..Self::default() })
    }
}

/// The fields and columns of `customer=Email,time='Created at',amount=5`.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, Column)>, ImportError> {
    let mut columns = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(|| {
            ImportError::Mapping(format!("'{rest}' in the mapping has no '=': write field=column"))
        })?;
        let field = name.trim().to_owned();
        let after = after.trim_start();
        let (value, quoted, next) = if let Some(quote) = after.chars().next().filter(|c| "'\"".contains(*c)) {
            let (value, next) = after[1..].split_once(quote).ok_or_else(|| {
                ImportError::Mapping(format!("the quote before {} is never closed", &after[1..]))
            })?;
            (value, true, next.trim_start().trim_start_matches(','))
        } else {
            let (value, next) = after.split_once(',').unwrap_or((after, ""));
            (value.trim(), false, next)
        };
        let column = match value.parse::<usize>() {
            Ok(0) => {
                return Err(ImportError::Mapping(format!("columns are numbered from 1: {name}=0")));
            }
            Ok(number) if !quoted => Column::Number(number),
            _ => Column::Name(value.to_owned()),
        };
        columns.push((field, column));
        rest = next.trim();
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_reads_names_quotes_and_numbers() {
        let mapping: Mapping = "customer=Email, time='Created at',amount=5,order=\"a,b\"".parse().unwrap();
        assert_eq!(mapping.columns[&Field::Customer], Column::Name("Email".into()));
        assert_eq!(mapping.columns[&Field::Time], Column::Name("Created at".into()));
        assert_eq!(mapping.columns[&Field::Amount], Column::Number(5));
        assert_eq!(mapping.columns[&Field::Order], Column::Name("a,b".into()));
        assert!("customer".parse::<Mapping>().is_err());
        assert!("shoe=1".parse::<Mapping>().unwrap_err().to_string().contains("customer, time"));
        assert!("time='x".parse::<Mapping>().is_err() && "time=0".parse::<Mapping>().is_err());
    }

    #[test]
    fn a_saved_mapping_reads_back_unchanged() {
        let mut mapping: Mapping = "customer=2,time='Created at'".parse().unwrap();
        mapping.delimiter = Some(Delimiter::Spaces);
        mapping.header = Some(false);
        mapping.date_format = Some(DateFormat::Pattern("%d %b %Y".into()));
        mapping.decimal = Some(DecimalSign::Comma);
        mapping.currency = Currency::from_code("EUR").ok();
        mapping.time_zone = "Europe/Rome".parse().ok();
        mapping.non_products = Some(vec!["POST".into()]);
        assert_eq!(Mapping::from_toml(&mapping.to_toml()).unwrap(), mapping);
        assert!(Mapping::from_toml("[columns]\nshoe = 1").is_err());
        assert!(Mapping::from_toml("decimals = 1").is_err());
    }
}
