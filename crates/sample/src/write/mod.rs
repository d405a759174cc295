//! Writes a company's files, and the truth beside them.

mod files;
mod shop;
mod truth;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use facts::Day;

pub(crate) use files::Files;

use crate::stream::Purpose;
use crate::{CHANNELS, CURRENCY, Company, Generator, SampleError};
use rand_distr::Distribution;

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
    let mut files = Files::new(dir, options.overwrite);
    let (orders, order_lines) = match options.shape {
        Shape::Shop => shop::write(&generator, &mut files, options.threads)?,
        Shape::PlainOrders => plain(&generator, &mut files, options.threads)?,
    };
    truth::write_parameters(company, options.shape, &mut files)?;
    Ok(Written {
        files: files.publish()?,
        customers: company.customers,
        orders,
        order_lines,
        first_day: company.first_day,
        last_day: company.last_day(),
    })
}

fn plain(generator: &Generator, files: &mut Files, threads: usize) -> Result<(u64, u64), SampleError> {
    let mut file = files.create("orders.csv")?;
    let mut truth = truth::Customers::create(generator.company(), files)?;
    let mut won = Won::new(generator.company());
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
        won.count(&life);
        truth.write(&life, life.orders.iter().map(|order| (order.day(), order.amount_minor)))
    })?;
    file.close()?;
    truth.close()?;
    won.write_costs(generator, files)?;
    Ok((orders, orders))
}

/// Customers won by month and channel.
struct Won {
    first_month: i32,
    counts: Vec<[u64; CHANNELS.len()]>,
}

impl Won {
    fn new(company: &Company) -> Self {
        let first_month = company.first_day.month().index();
        let months = company.last_day().month().index() - first_month + 1;
        Self { first_month, counts: vec![[0; CHANNELS.len()]; months as usize] }
    }

    fn count(&mut self, life: &crate::CustomerLife) {
        let month = life.first_day().month().index() - self.first_month;
        let channel = CHANNELS.iter().position(|c| c == life.channel).unwrap_or(0);
        self.counts[month as usize][channel] += 1;
    }

    /// Acquisition spending by month and channel, with the noise of a real budget.
    fn write_costs(&self, generator: &Generator, files: &mut Files) -> Result<(), SampleError> {
        let mut file = files.create("costs.csv")?;
        file.line(format_args!("month,channel,amount,currency"))?;
        // 10 % around its mean of 1.
        let noise = crate::life::gamma(100.0, 100.0)?;
        for (month, counts) in self.counts.iter().enumerate() {
            let index = self.first_month + month as i32;
            let mut rng = generator.streams().of(Purpose::Costs, index as u64);
            for (channel, &count) in CHANNELS.iter().zip(counts) {
                let factor: f64 = noise.sample(&mut rng);
                if count > 0 {
                    let spent = Cents((count as f64 * channel.cost_cents * factor).round() as i64);
                    let month = facts::Month::from_index(index);
                    file.line(format_args!("{month},{},{spent},{CURRENCY}", channel.name))?;
                }
            }
        }
        file.close()
    }
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
