//! Writes a company's files, and the truth beside them.

mod contacts;
mod costs;
mod files;
mod gestures;
mod offers;
mod shop;
mod truth;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use facts::Day;

pub(crate) use files::Files;

use crate::{CURRENCY, Company, Generator, SampleError, Suite};
use costs::Ledger;

/// What the order file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// As a shop exports it: a row for each line of an order, with times, products, refunds.
    #[default]
    Shop,
    /// As small as it can be: customer, day and amount of each order.
    PlainOrders,
}

impl FromStr for Shape {
    type Err = SampleError;

    fn from_str(text: &str) -> Result<Self, SampleError> {
        match text.trim() {
            "shop" => Ok(Self::Shop),
            "plain-orders" => Ok(Self::PlainOrders),
            _ => Err(SampleError::UnknownShape(text.to_owned())),
        }
    }
}

/// How a company is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// What the order file looks like.
    pub shape: Shape,
    /// Whether files of the same names may be replaced.
    pub overwrite: bool,
    /// Threads to live the lives on; the files do not depend on it.
    pub threads: usize,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { shape: Shape::Shop, overwrite: false, threads: 1 }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The files, the order file first.
    pub files: Vec<PathBuf>,
    /// Named customers.
    pub customers: u64,
    /// Orders of named customers up to the last day, cancelled ones left out.
    pub orders: u64,
    /// Data rows of the order file.
    pub order_lines: u64,
    /// First day of the export.
    pub first_day: Day,
    /// Last day of the export.
    pub last_day: Day,
}

/// The customer's id in all files: `C000123`.
#[must_use]
pub fn customer_id(number: u64) -> String {
    format!("C{number:06}")
}

/// The complaint's id in all files: `K00012`.
fn complaint_id(number: u64) -> String {
    format!("K{number:05}")
}

/// Writes the company's files and the truth into `dir`, which is made if it is missing.
///
/// Every file is written under another name first and renamed when all are complete.
///
/// # Errors
///
/// If the plan is impossible, a file is there already and may not be overwritten, or the disk
/// refuses.
pub fn write_company(company: &Company, dir: &Path, options: &WriteOptions) -> Result<Written, SampleError> {
    let generator = company.checked()?;
    if options.shape == Shape::PlainOrders {
        let refuse = |name, value: &str, wanted| {
            Err(SampleError::Impossible { name, value: value.to_owned(), wanted })
        };
        if company.suite != Suite::None {
            let wanted = "none where orders are written without their products";
            return refuse("suite", company.suite.name(), wanted);
        }
        if company.books {
            return refuse("books", "kept", "left out where nothing but orders is written");
        }
    }
    let mut files = Files::new(dir, options.overwrite);
    let (orders, order_lines, ledger) = match options.shape {
        Shape::Shop => shop::write(&generator, &mut files, options.threads)?,
        Shape::PlainOrders => plain(&generator, &mut files, options.threads)?,
    };
    truth::write_parameters(company, options.shape, &ledger, &mut files)?;
    Ok(Written {
        files: files.publish()?,
        customers: company.customers,
        orders,
        order_lines,
        first_day: company.first_day,
        last_day: company.last_day(),
    })
}

fn plain(
    generator: &Generator,
    files: &mut Files,
    threads: usize,
) -> Result<(u64, u64, Ledger), SampleError> {
    let mut file = files.create("orders.csv")?;
    let mut truth = truth::Customers::create(generator.company(), files)?;
    let mut ledger = Ledger::new(generator.company());
    let end = generator.company().last_day();
    let mut orders = 0;
    let mut dates = Dates::default();
    file.line(format_args!("customer,time,amount"))?;
    generator.generate(threads, |life| {
        for order in life.orders.iter().filter(|order| order.day() <= end) {
            let date = dates.text(order.day());
            let amount = Cents(order.amount_minor);
            file.line(format_args!("C{:06},{date},{amount}", life.number))?;
            orders += 1;
        }
        ledger.count(&life);
        truth.write(&life, life.orders.iter().map(|order| (order.day(), order.amount_minor)))
    })?;
    file.close()?;
    truth.close()?;
    ledger.write_costs(generator, files)?;
    Ok((orders, orders, ledger))
}

/// Cents written as euros: `12.50`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cents(pub(crate) i64);

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// Texts of days, each made once: calendar arithmetic would dominate ten million rows.
#[derive(Debug, Default)]
pub(crate) struct Dates(std::collections::HashMap<Day, Box<str>>);

impl Dates {
    pub(crate) fn text(&mut self, day: Day) -> &str {
        self.0.entry(day).or_insert_with(|| day.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_written_as_euros() {
        let written = [0, 5, 1234, -7, -1200].map(|c| Cents(c).to_string());
        assert_eq!(written, ["0.00", "0.05", "12.34", "-0.07", "-12.00"]);
    }
}
