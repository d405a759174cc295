//! `goodwill sample`: a made-up company whose truth is known.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use history::table::{Overwrite, write_order_parquet};
use sample::{Company, Contracts, Donations, Favours, Shape, Suite, TrueModel, WriteOptions};

use super::Failure;

/// Makes up a company whose truth is known.
///
/// Writes the files a company would have (orders, customers, products, costs, deliveries,
/// complaints) and the truth beside them in `truth/`. The same seed gives the same bytes. With
/// `--suite` it launches further product lines; with `--books` it tells all its costs, gestures and
/// contacts; with `--favours` one way of running it pays better.
#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// Customers to make up
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    customers: u64,
    /// Seed of all chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder to write into; made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// True buying model: bg-nbd, mbg-nbd or pareto-nbd, with own parameters as bg-nbd:0.24,4.4,0.79,2.4
    #[arg(long, default_value = "pareto-nbd")]
    model: TrueModel,
    /// What is written: a shop's files, or one plain line per order as CSV or Parquet
    #[arg(long, value_enum, default_value_t = ShapeName::Shop)]
    shape: ShapeName,
    /// Months the export spans
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: Option<u32>,
    /// Nothing but the stated model: no channels, late deliveries, refunds or guests
    #[arg(long)]
    plain: bool,
    /// December peak, 0 to 0.9
    #[arg(long, default_value_t = 0.0)]
    seasonality: f64,
    /// Which company: a shop, subscribers with contracts, or yearly donors
    #[arg(long, value_enum, default_value_t = Kind::Shop)]
    company: Kind,
    /// A shop that launches further product lines, with or without the hands to serve them
    #[arg(long, value_enum, default_value_t = SuiteName::None, conflicts_with = "plain")]
    suite: SuiteName,
    /// A shop in which this way of running it truly pays better; it has a buying model of its own
    #[arg(long, value_enum, value_name = "WAY", conflicts_with_all = ["plain", "model", "suite"])]
    favours: Option<FavoursName>,
    /// A shop that keeps its books: costs of every kind, gestures, contacts, and spending that wins customers
    #[arg(long, conflicts_with_all = ["plain", "favours"])]
    books: bool,
    /// Replace files that are already there
    #[arg(long)]
    overwrite: bool,
}

/// What `--shape` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShapeName {
    /// The files a shop would have, with the truth beside them.
    Shop,
    /// Customer, time and amount, one line an order; with the truth.
    PlainOrders,
    /// The same as one Parquet file, without the truth: for tens of millions of orders.
    PlainParquet,
}

/// Which company is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Orders without a contract.
    Shop,
    /// Subscribers with start and end.
    Contracts,
    /// Donors with one chance a year.
    Donations,
}

/// What `--suite` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SuiteName {
    /// The core only.
    None,
    /// Four launches, and staff grows with the work: the core is served as before.
    Growing,
    /// Four launches without the hands for them: the core is served worse and worse.
    OverExtended,
}

/// What `--favours` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FavoursName {
    /// Customers leave soon whatever is done, and the next one is dear.
    Focused,
    /// Customers stay, buy more with the years, and leave mostly for complaints.
    Centric,
}

impl From<SuiteName> for Suite {
    fn from(name: SuiteName) -> Self {
        match name {
            SuiteName::None => Self::None,
            SuiteName::Growing => Self::Growing,
            SuiteName::OverExtended => Self::OverExtended,
        }
    }
}

impl From<FavoursName> for Favours {
    fn from(name: FavoursName) -> Self {
        match name {
            FavoursName::Focused => Self::Focused,
            FavoursName::Centric => Self::Centric,
        }
    }
}

impl SampleArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let planted = self.suite != SuiteName::None || self.favours.is_some() || self.books;
        if planted && (self.company != Kind::Shop || self.shape == ShapeName::PlainParquet) {
            return Err(Failure::wrong_use(
                "--suite, --books and --favours make up a shop with all its files and their truth; leave out \
                 --company and --shape",
            ));
        }
        let written = match self.company {
            Kind::Shop => {
                let mut company = Company {
                    customers: self.customers,
                    seed: self.seed,
                    model: self.model,
                    planted: !self.plain,
                    seasonality: self.seasonality,
                    suite: self.suite.into(),
                    favours: self.favours.map(Favours::from),
                    books: self.books,
                    ..Company::default()
                };
                if let Some(months) = self.months {
                    company.months = months;
                    company.acquisition_months = company.acquisition_months.min(months);
                }
                let shape = match self.shape {
                    ShapeName::Shop => Shape::Shop,
                    ShapeName::PlainOrders => Shape::PlainOrders,
                    ShapeName::PlainParquet => return parquet(&company, &self.out, self.overwrite),
                };
                let options = WriteOptions { shape, overwrite: self.overwrite, threads: threads() };
                sample::write_company(&company, &self.out, &options)?
            }
            Kind::Contracts => {
                let contracts =
                    Contracts { customers: self.customers, seed: self.seed, ..Contracts::default() };
                sample::write_contracts(&contracts, &self.out, self.overwrite)?
            }
            Kind::Donations => {
                let donations =
                    Donations { customers: self.customers, seed: self.seed, ..Donations::default() };
                sample::write_donations(&donations, &self.out, self.overwrite)?
            }
        };
        say!(
            "Made up {} customers with {} orders from {} to {}:",
            written.customers,
            written.orders,
            written.first_day,
            written.last_day
        );
        for file in &written.files {
            say!("  {}", file.display());
        }
        Ok(())
    }
}

/// Writes the plain orders of a company into `orders.parquet`.
fn parquet(company: &Company, out: &Path, overwrite: bool) -> Result<(), Failure> {
    let generator = company.checked()?;
    std::fs::create_dir_all(out)
        .map_err(|e| Failure::caused(format!("the folder {} could not be made", out.display()), &e))?;
    let path = out.join("orders.parquet");
    let overwrite = if overwrite { Overwrite::Replace } else { Overwrite::Refuse };
    let orders = generator.plain_orders().map(|o| (o.customer, o.day.days_since_epoch(), o.amount_minor));
    write_order_parquet(&path, orders, 2, overwrite)?;
    say!("Made up the orders of {} customers:\n  {}", company.customers, path.display());
    Ok(())
}

/// Threads to generate with; the result does not depend on it.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
