//! A first look at a file: its columns and its first rows as they stand there.

use facts::schema::Kind;
use serde::Serialize;

use super::{
    ImportError, ReadOptions, Source,
    facts::named,
    names,
    options::Delimiter,
    source::Encoding,
    table::{Event, Table},
};

/// A first look at a file.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// `text`, `JSON lines` or `Parquet`.
    pub format: &'static str,
    /// How its characters are written, for text.
    pub encoding: Option<Encoding>,
    /// What separates its fields, for text.
    pub delimiter: Option<Delimiter>,
    /// Whether it has a row of names.
    pub header: bool,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its first rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// Longer cells are cut: a preview is looked at, not read.
const CELL: usize = 80;

impl Preview {
    /// Looks at the first `most` rows of a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no table.
    pub fn of(source: &Source, options: &ReadOptions, most: usize) -> Result<Self, ImportError> {
        let table = Table::open(source, options)?;
        let all: Vec<usize> = (0..table.columns.len()).collect();
        let mut rows = Vec::new();
        table.visit(&all, &mut |event| {
            if let Event::Row(record) = event {
                rows.push(all.iter().map(|&c| cut(record.cell(c).to_text())).collect());
            }
            Ok(rows.len() < most)
        })?;
        Ok(Self {
            format: table.format_name(),
            encoding: table.encoding(),
            delimiter: table.delimiter(),
            header: table.header,
            columns: table.columns.iter().map(|name| cut(name.clone())).collect(),
            rows,
        })
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The kinds of fact that columns of these names may be, the likeliest first.
#[must_use]
pub fn kinds_by_columns(columns: &[String]) -> Vec<Kind> {
    let mut scored: Vec<(bool, usize, Kind)> = Kind::ALL
        .into_iter()
        .map(|kind| match kind {
            Kind::Orders => {
                let (all, named) = named(kind.schema(), columns);
                let (alike, told) = orders(columns);
                (all || alike, named.max(told), kind)
            }
            _ => {
                let (all, named) = named(kind.schema(), columns);
                (all, named, kind)
            }
        })
        .collect();
    // Of equals the one most files are.
    let usual = |kind: Kind| match kind {
        Kind::Orders => 0,
        Kind::Customers => 1,
        Kind::Feedback => 2,
        Kind::Events => 3,
        _ => 4,
    };
    scored.sort_by_key(|(all, named, kind)| (std::cmp::Reverse((*all, *named)), usual(*kind)));
    scored.into_iter().map(|(_, _, kind)| kind).collect()
}

/// Whether columns are named as those of orders are: who, when and how much; and how many are.
fn orders(columns: &[String]) -> (bool, usize) {
    use super::Field::{Amount, Customer, Price, Time};
    let found: Vec<_> = columns.iter().map(|name| names::matches(name)).collect();
    let has = |field| found.iter().flatten().any(|m| m.field == field);
    let money = has(Amount) || has(Price);
    (has(Customer) && has(Time) && money, found.iter().filter(|m| !m.is_empty()).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(columns: &str) -> Kind {
        let columns: Vec<String> = columns.split(',').map(str::to_owned).collect();
        kinds_by_columns(&columns)[0]
    }

    #[test]
    fn the_names_of_columns_say_the_kind() {
        assert_eq!(kind("customer_id,order_date,total"), Kind::Orders);
        assert_eq!(
            kind("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"),
            Kind::Orders
        );
        assert_eq!(kind("order_id,line,product,quantity,price"), Kind::OrderLines);
        assert_eq!(kind("customer,name,email,phone,country"), Kind::Customers);
        assert_eq!(kind("customer,time,channel,campaign,outcome"), Kind::Contacts);
        assert_eq!(
            kind("review_id,customer_id,review_score,review_comment_message,created_at"),
            Kind::Feedback
        );
        assert_eq!(kind("competitor,product,day,price,currency"), Kind::CompetitorOffers);
        assert_eq!(kind("customer,event,timestamp,session"), Kind::Events);
        assert_eq!(kind("customer,start,end,price,period"), Kind::Contracts);
        assert_eq!(kind("gesture_id,customer,time,amount,reason,case_id"), Kind::Gestures);
    }

    #[test]
    fn a_preview_shows_the_first_rows_and_cuts_long_cells() {
        let file = format!("a,b\n1,{}\n2,\"x\ny\"\n3,z\n", "é".repeat(500));
        let preview = Preview::of(&Source::bytes("f", file), &ReadOptions::default(), 2).unwrap();
        assert_eq!(preview.columns, ["a", "b"]);
        assert_eq!(preview.rows.len(), 2);
        assert_eq!(preview.rows[0][1].chars().count(), 81);
        assert_eq!(preview.rows[1], ["2", "x\ny"]);
    }
}
