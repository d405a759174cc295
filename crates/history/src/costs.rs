//! Acquisition spending by month and, where given, by channel.

use std::{collections::BTreeMap, path::Path};

use facts::{Currency, Money, Month};

use crate::written::{self, Amounts, NoAmount};

/// Spending of one month and channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// The month in which it was spent.
    pub month: Month,
    /// The channel as the company calls it; `None` where the file has no channels.
    pub channel: Option<String>,
    /// What was spent.
    pub amount: Money,
}

/// What a costs file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// One entry per month and channel, in that order; several rows of one are summed.
    pub spending: Vec<Spending>,
    /// Rows that could not be read: line and reason.
    pub rejects: Vec<CostReject>,
}

/// A row of a costs file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostReject {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column name.
    pub field: String,
    /// Why, in words.
    pub reason: String,
    /// The row as it stood.
    pub text: String,
}

/// Why a costs file could not be used at all.
#[derive(Debug, thiserror::Error)]
pub enum CostsError {
    /// It could not be opened or read.
    #[error("the costs file {file} could not be read")]
    Read {
        /// The file.
        file: String,
        /// What went wrong.
        #[source]
        cause: csv::Error,
    },
    /// A column is missing.
    #[error(
        "the costs file {file} has no column '{column}'; it needs month (2024-03) and amount, and may have channel and currency; it has: {found}"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// What was looked for.
        column: &'static str,
        /// What there is.
        found: String,
    },
    /// Its currency is not that of the orders.
    #[error(
        "{file}, line {line}: the spending is in {found}, the orders in {wanted}; give costs in {wanted}"
    )]
    OtherCurrency {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// The currency of the row.
        found: String,
        /// The currency of the orders.
        wanted: Currency,
    },
    /// There is nothing below the header.
    #[error(
        "the costs file {file} has no row below its header; give one row a month, such as 2024-03 and 1234.50"
    )]
    Empty {
        /// The file.
        file: String,
    },
    /// All rows are of kinds that win nobody.
    #[error(
        "no row of the costs file {file} is spending that wins customers: its column kind calls none of them \
         acquisition"
    )]
    NoneWins {
        /// The file.
        file: String,
    },
    /// Not one row could be read.
    #[error("no row of the costs file {file} could be read; line {line}: {reason}")]
    NothingReadable {
        /// The file.
        file: String,
        /// The first bad line.
        line: u64,
        /// Why.
        reason: String,
    },
}

const MONTH: &[&str] = &["month", "date", "day", "period", "monat", "mese", "mes", "mois"];
const AMOUNT: &[&str] = &["amount", "cost", "costs", "spend", "spending", "spent", "betrag", "importo"];
const CHANNEL: &[&str] = &["channel", "source", "medium", "kanal", "canale", "canal"];
const KIND: &[&str] = &["kind"];
const CURRENCY: &[&str] = &["currency", "waehrung", "valuta", "moneda", "devise"];

/// Reads a costs file: CSV with a header, separated by commas, semicolons or tabs. Where a column
/// `kind` says that a row was spent on something else than winning customers, it is passed over.
///
/// `wanted` is the currency of the orders; where it is `XXX` (not named) any is taken. Months may be
/// written `2024-03` or `03.2024`, or be days (`2024-03-31`, `31.03.2024`), amounts `1234.50`,
/// `1,234.50` or `1.234,50`.
///
/// # Errors
///
/// If the file cannot be read, lacks a column, is in another currency, has no row, or no row is readable.
pub fn read_costs(path: &Path, wanted: Currency) -> Result<Costs, CostsError> {
    let file = path.display().to_string();
    let failed = |cause: csv::Error| CostsError::Read { file: file.clone(), cause };
    let delimiter = delimiter_of(path);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_path(path)
        .map_err(failed)?;
    let headers = reader.headers().map_err(failed)?.clone();
    let find = |names: &[&str]| {
        headers.iter().position(|h| names.contains(&h.trim_start_matches('\u{feff}').to_lowercase().as_str()))
    };
    let missing = |column| CostsError::NoColumn {
        file: file.clone(),
        column,
        found: headers.iter().collect::<Vec<_>>().join(", "),
    };
    let month_at = find(MONTH).ok_or_else(|| missing("month"))?;
    let amount_at = find(AMOUNT).ok_or_else(|| missing("amount"))?;
    let (channel_at, currency_at, kind_at) = (find(CHANNEL), find(CURRENCY), find(KIND));

    let mut records = reader.records().collect::<Result<Vec<_>, _>>().map_err(failed)?;
    records.retain(|record| !record.iter().all(str::is_empty));
    if records.is_empty() {
        return Err(CostsError::Empty { file });
    }
    // What keeping and serving customers costs, and what runs on, did not win them.
    if let Some(at) = kind_at {
        records.retain(|record| wins_customers(record.get(at).unwrap_or_default()));
        if records.is_empty() {
            return Err(CostsError::NoneWins { file });
        }
    }
    let amounts = Amounts::of(records.iter().filter_map(|r| r.get(amount_at)), delimiter == b',');
    let mut sums: BTreeMap<(Month, Option<String>), i64> = BTreeMap::new();
    let mut rejects = Vec::new();
    for record in records {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let mut reject = |column: usize, reason: String| {
            rejects.push(CostReject {
                line,
                field: headers.get(column).unwrap_or_default().to_owned(),
                reason,
                text: record.iter().collect::<Vec<_>>().join(","),
            });
        };
        let Some(month) = written::month(cell(month_at)) else {
            reject(month_at, format!("'{}' is not a month such as 2024-03 or 03.2024", cell(month_at)));
            continue;
        };
        let decimal = match amounts.read(cell(amount_at)) {
            Ok(decimal) => decimal,
            Err(why) => {
                let why = match why {
                    NoAmount::NotANumber => "is not an amount such as 1234.50 or 1.234,50",
                    NoAmount::Ambiguous => "could be two amounts; write it as 1234.50",
                };
                reject(amount_at, format!("'{}' {why}", cell(amount_at)));
                continue;
            }
        };
        if decimal.is_sign_negative() && !decimal.is_zero() {
            reject(amount_at, "spending is not negative".to_owned());
            continue;
        }
        if let Some(code) = currency_at.map(cell).filter(|c| !c.is_empty())
            && wanted.code() != "XXX"
            && !code.eq_ignore_ascii_case(wanted.code())
        {
            return Err(CostsError::OtherCurrency { file, line, found: code.to_owned(), wanted });
        }
        let money = match Money::from_decimal(decimal, wanted) {
            Ok(money) => money,
            Err(error) => {
                reject(amount_at, error.to_string());
                continue;
            }
        };
        let channel = channel_at.map(cell).filter(|c| !c.is_empty()).map(str::to_owned);
        let sum = sums.entry((month, channel)).or_default();
        *sum = sum.saturating_add(money.minor);
    }
    if let (true, Some(first)) = (sums.is_empty(), rejects.first()) {
        return Err(CostsError::NothingReadable { file, line: first.line, reason: first.reason.clone() });
    }
    let spending = sums
        .into_iter()
        .map(|((month, channel), minor)| Spending {
            month,
            channel,
            amount: Money { minor, currency: wanted },
        })
        .collect();
    Ok(Costs { spending, rejects })
}

/// Whether spending of this kind won customers, as far as anybody says.
fn wins_customers(kind: &str) -> bool {
    crate::import::facts::kind_of_cost(kind).is_none_or(|kind| kind == "acquisition")
}

/// The separator that stands most often in the first line; a comma where none does.
pub(crate) fn delimiter_of(path: &Path) -> u8 {
    use std::io::{BufRead, BufReader, Read};
    let mut line = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        // A first line longer than this is no header.
        let _ = BufReader::new(file.take(65_536)).read_until(b'\n', &mut line);
    }
    let count = |separator: u8| line.iter().filter(|&&b| b == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Costs, CostsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("costs.csv");
        std::fs::write(&path, text).unwrap();
        read_costs(&path, Currency::from_code("EUR").unwrap())
    }

    #[test]
    fn spending_is_summed_by_month_and_channel() {
        let costs =
            read("month;channel;amount\n2024-03;search;10.50\n2024-03-15;search;1\n2024-02;;7\n").unwrap();
        let seen: Vec<_> = costs
            .spending
            .iter()
            .map(|s| (s.month.to_string(), s.channel.as_deref(), s.amount.minor))
            .collect();
        assert_eq!(seen, [("2024-02".into(), None, 700), ("2024-03".into(), Some("search"), 1150)]);
    }

    #[test]
    fn only_what_won_customers_counts_where_the_file_names_kinds() {
        let costs = read(
            "month,channel,amount,kind\n2024-03,search,10,acquisition\n2024-03,search,5,marketing\n\
             2024-03,,7,operating\n2024-03,,8,Service\n2024-03,,9,crm\n2024-03,social,1,\n",
        )
        .unwrap();
        let seen: Vec<_> = costs.spending.iter().map(|s| (s.channel.as_deref(), s.amount.minor)).collect();
        assert_eq!(seen, [(Some("search"), 1_500), (Some("social"), 100)]);
        let none = read("month,amount,kind\n2024-03,7,operating\n").unwrap_err();
        assert!(none.to_string().contains("wins customers"), "{none}");
    }

    #[test]
    fn months_and_amounts_are_read_as_germans_write_them() {
        let costs =
            read("Monat;Kanal;Betrag\n01.2022;Suche;1.000,50\n15.01.2022;Suche;2.000\n2022-02;;7\n").unwrap();
        let seen: Vec<_> = costs.spending.iter().map(|s| (s.month.to_string(), s.amount.minor)).collect();
        assert_eq!(seen, [("2022-01".into(), 300_050), ("2022-02".into(), 700)]);
        assert!(costs.rejects.is_empty());
    }

    #[test]
    fn an_amount_that_could_be_two_is_refused() {
        let error = read("month;amount\n2024-01;1.000\n").unwrap_err();
        assert!(error.to_string().contains("'1.000' could be two amounts"), "{error}");
    }

    #[test]
    fn a_header_alone_is_no_costs_file() {
        for text in ["month,amount\n", "month,amount", "month,amount\n,\n"] {
            let error = read(text).unwrap_err();
            assert!(error.to_string().contains("has no row below its header"), "{error}");
        }
    }

    #[test]
    fn a_bad_row_is_named_and_its_neighbours_are_kept() {
        let costs = read("month,amount\n2024-13,5\n2024-01,five\n2024-01,-3\n2024-01,5\n").unwrap();
        assert_eq!(costs.spending.len(), 1);
        let lines: Vec<_> = costs.rejects.iter().map(|r| (r.line, r.field.as_str())).collect();
        assert_eq!(lines, [(2, "month"), (3, "amount"), (4, "amount")]);
    }

    #[test]
    fn other_currencies_missing_columns_and_empty_hands_are_refused() {
        assert!(matches!(
            read("month,amount,currency\n2024-01,5,USD\n"),
            Err(CostsError::OtherCurrency { line: 2, .. })
        ));
        assert!(matches!(
            read("when,amount\n2024-01,5\n"),
            Err(CostsError::NoColumn { column: "month", .. })
        ));
        assert!(matches!(read("month,amount\nx,5\n"), Err(CostsError::NothingReadable { line: 2, .. })));
    }
}
