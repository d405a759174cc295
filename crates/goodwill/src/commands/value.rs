//! `goodwill value`: from order files to what each customer is worth.

use std::{ffi::OsString, path::PathBuf};

use clap::{ArgAction, Args, ValueEnum};
use facts::{Currency, Day};
use history::{
    ask::Limits,
    import::{
        DateFormat, DecimalSign, Delimiter, Duplicates, Mapping, NonProducts, ReadOptions, RefundRule,
        Source, ZoneName,
    },
};
use models::buying::BuyingKind;

use super::Failure;
use crate::{
    folder::{
        Access, Folder, FolderArgs, Want, contracts as kept,
        costs::acquisition,
        export::names_of,
        values::{order_log, said_by_company},
    },
    value::{
        CohortPeriod, ModelChoice, Run, Settings, Unit,
        contracts::{self, ContractsRun},
        period::Period,
        run,
        run::run_kept,
    },
};

/// Values the customers in one or more order files, or those of the data folder.
///
/// Columns are recognised by name and content, and the reading is printed first. What the file
/// leaves open is asked, with the flag that answers. With `--out` the report, the customers, the
/// cohorts and the rejected rows are written into a folder.
#[derive(Debug, Args)]
pub(crate) struct ValueArgs {
    /// Order files: CSV (any separator, gzip too), JSON lines or Parquet; `-` is standard input;
    /// the orders of the data folder where none is named
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    #[command(flatten)]
    reading: ReadingArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    money: MoneyArgs,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    folder: FolderArgs,
}

/// How the files are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// Which column is what: customer=Email,time='Created at',amount=Total, or by number
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<Mapping>,
    /// A saved mapping
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Save the mapping that was settled, for `--mapping`
    #[arg(long, value_name = "FILE")]
    save_mapping: Option<PathBuf>,
    /// Refunds and cancellations: net, separate or ignore
    #[arg(long, default_value = "net")]
    refunds: RefundRule,

    #[command(flatten)]
    conventions: ConventionArgs,
}

/// What holds for files, whatever their columns mean.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ConventionArgs {
    /// The first line is data, not names
    #[arg(long)]
    no_header: bool,
    /// Separator: `,` `;` tab space pipe or any one character
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// Dates: dmy, mdy, ymd, or a pattern such as %d/%m/%Y
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<DateFormat>,
    /// Decimal sign: point or comma
    #[arg(long)]
    decimal: Option<DecimalSign>,
    /// Currency of the amounts (ISO 4217), or the one to value out of several
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// Time zone in which a day is a day, such as Europe/Rome; as written where not given
    #[arg(long)]
    time_zone: Option<ZoneName>,
    /// Exact duplicate lines: ask, keep or drop
    #[arg(long, default_value = "ask")]
    duplicates: Duplicates,
    /// Lines that are no products (postage, fees, tests): keep or drop
    #[arg(long, default_value = "keep")]
    non_products: NonProducts,
    /// Another file whose columns are joined by the column name both share
    #[arg(long, value_name = "FILE")]
    join: Vec<OsString>,
}

/// Which model, and how it is proved.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model and proof")]
pub(crate) struct ModelArgs {
    /// Which buying model; auto tries the first three and picks by what came true
    #[arg(long, value_enum, default_value_t = ModelName::Auto)]
    model: ModelName,
    /// Fit until this day and test on the rest; a third of the history is held out if not given
    #[arg(long, value_name = "DATE")]
    calibrate_until: Option<Day>,
    /// Look from this day; the last order day if not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Unit of time in which parameters are printed
    #[arg(long, value_enum, default_value_t = Unit::Week)]
    unit: Unit,
    /// Level of all intervals
    #[arg(long, default_value_t = 0.8, value_parser = level)]
    level: f64,
    /// One chance to order (bg-bb) or to leave (sbg) in each of these; a year or a month if not given
    #[arg(long, value_enum)]
    period: Option<Period>,
    /// Contracts instead of orders (sbg): CSV with customer, start and end (empty: still running),
    /// or a cohort's survivors with period and customers; those of the data folder where no FILE is
    /// named
    #[arg(long, value_name = "FILE", num_args = 0..=1, action = ArgAction::Set, conflicts_with = "files")]
    contracts: Option<Vec<PathBuf>>,
    /// What a contract brings each period, for its value
    #[arg(long, value_name = "MONEY", requires = "contracts", conflicts_with = "files", value_parser = price, allow_negative_numbers = true)]
    price: Option<f64>,
}

/// Margin, discount and horizon.
#[derive(Debug, Args)]
#[command(next_help_heading = "Money")]
pub(crate) struct MoneyArgs {
    /// Money kept per unit of revenue, such as 0.35; a cost column is used where there is one
    #[arg(long, value_parser = margin, allow_negative_numbers = true)]
    margin: Option<f64>,
    /// Discount a year; of a data folder the company's own where it is set, otherwise 0.10
    #[arg(long, value_parser = discount, allow_negative_numbers = true)]
    discount: Option<f64>,
    /// Months ahead; of a data folder the company's own where they are set, otherwise 36
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    horizon_months: Option<u32>,
    /// Acquisition spending: CSV with month, amount and, where known, channel
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    /// Cohorts by month or quarter of the first order
    #[arg(long, value_enum)]
    cohorts: Option<CohortPeriod>,
}

/// Where the answers go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Folder for report.html, customers.csv, customers.parquet, cohorts.csv and rejects.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace files that are already there
    #[arg(long)]
    overwrite: bool,
    /// Print everything as JSON on standard output, the rest on standard error
    #[arg(long)]
    json: bool,
    /// Print the seconds of each stage on standard error
    #[arg(long)]
    timings: bool,
}

/// What `--model` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelName {
    Auto,
    BgNbd,
    MbgNbd,
    ParetoNbd,
    BgBb,
    Sbg,
}

pub(crate) fn currency(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).map_err(|e| e.to_string())
}

fn number_between(text: &str, low: f64, high: f64, example: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(number) if number >= low && number <= high => Ok(number),
        _ => Err(format!("a number from {low} to {high}, such as {example}")),
    }
}

pub(crate) fn level(text: &str) -> Result<f64, String> {
    number_between(text, 0.5, 0.99, "0.8")
}

pub(crate) fn margin(text: &str) -> Result<f64, String> {
    number_between(text, -1.0, 1.0, "0.35 for 35 %")
}

fn price(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1e12, "29.90")
}

pub(crate) fn discount(text: &str) -> Result<f64, String> {
    number_between(text, 0.0, 1.0, "0.10 for 10 % a year")
}

/// What was said of money on the command line: it is stronger than what the company has set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Given {
    pub(crate) margin: Option<f64>,
    pub(crate) discount: Option<f64>,
    pub(crate) horizon_months: Option<u32>,
}

impl Given {
    /// The settings with what was said in their place.
    pub(crate) fn over(self, settings: &Settings) -> Settings {
        Settings {
            margin: self.margin.or(settings.margin),
            discount: self.discount.unwrap_or(settings.discount),
            horizon_months: self.horizon_months.unwrap_or(settings.horizon_months),
            ..settings.clone()
        }
    }
}

impl ValueArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let usual = Settings::default();
        let given = Given {
            margin: self.money.margin,
            discount: self.money.discount,
            horizon_months: self.money.horizon_months,
        };
        let settings = given.over(&Settings {
            models: self.model.choice()?,
            calibrate_until: self.model.calibrate_until,
            as_of: self.model.as_of,
            unit: self.model.unit,
            level: self.model.level,
            cohorts: self.money.cohorts,
            ..usual
        });
        if let Some(file) = self.model.contracts {
            if self.money.costs.is_some() {
                return Err(Failure::wrong_use("--costs goes with orders; it is not read with --contracts"));
            }
            let from = match file.into_iter().next() {
                Some(_) if self.folder.named() => return Err(Failure::wrong_use(NOT_BOTH)),
                Some(file) => contracts::From::File(file),
                None => kept_contracts(&self.folder)?,
            };
            return contracts::run(ContractsRun {
                from,
                period: self.model.period.unwrap_or(Period::Month),
                price: self.model.price,
                currency: self.reading.conventions.currency,
                today: today()?,
                settings,
                out: self.output.out,
                overwrite: self.output.overwrite,
                json: self.output.json,
                timings: self.output.timings,
            });
        }
        let asked = Run {
            sources: self.files.iter().map(|file| Source::from_arg(file)).collect(),
            save_mapping: self.reading.save_mapping.clone(),
            options: self.reading.options()?,
            settings,
            costs: self.money.costs,
            out: self.output.out,
            overwrite: self.output.overwrite,
            json: self.output.json,
            timings: self.output.timings,
        };
        if self.files.is_empty() {
            return value_folder(&self.folder, asked, given);
        }
        if self.folder.named() {
            return Err(Failure::wrong_use(NOT_BOTH));
        }
        run(&asked)
    }
}

const NOT_BOTH: &str = "name files or a data folder, not both";

/// Opens the data folder, which stands in for files that were not named.
fn in_place_of(files: &str, args: &FolderArgs) -> Result<Folder, Failure> {
    if !args.named() && !args.dir().is_dir() {
        return Err(Failure::wrong_use(format!(
            "name the {files}; there is no data folder at {} either ('goodwill import' makes one)",
            args.dir().display()
        )));
    }
    Ok(Folder::open(args, Access::Existing)?)
}

/// The contracts of a data folder.
fn kept_contracts(args: &FolderArgs) -> Result<contracts::From, Failure> {
    let folder = in_place_of("contracts file", args)?;
    let kept = kept::contracts(&folder).map_err(super::folder_failure)?;
    Ok(contracts::From::Folder(args.dir().display().to_string(), kept))
}

/// Values the orders of a data folder, customers by the company's own ids.
fn value_folder(args: &FolderArgs, mut asked: Run, given: Given) -> Result<(), Failure> {
    let folder = in_place_of("order files", args)?;
    if let Some(said) = said_by_company(&folder)? {
        asked.settings = given.over(&said.over(&asked.settings));
        asked.options.currency = asked.options.currency.or(said.currency);
    }
    let tables = folder.tables(Want { ids: true, customers: true })?;
    let today = today()?;
    asked.options.today = Some(today);
    if asked.settings.as_of.is_none() {
        // A day ahead of the clock is kept, flagged, and never the day looked from.
        asked.settings.as_of = folder.store().newest_order_day(&tables, today, &Limits::default())?;
    }
    let names = names_of(tables.ids.as_deref().unwrap_or_default());
    let name = |key: i64| names.get(&key).cloned().unwrap_or_else(|| key.to_string());
    let import = order_log(&folder, &tables, None, &asked.options, &name).map_err(super::folder_failure)?;
    let costs =
        if asked.costs.is_none() { acquisition(&folder, &tables, import.log.currency())? } else { None };
    run_kept(&asked, &import, costs)
}

impl ReadingArgs {
    fn options(self) -> Result<ReadOptions, Failure> {
        let saved = match &self.mapping {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| {
                    Failure::caused(format!("the mapping {} could not be read", path.display()), &e)
                })?;
                Mapping::from_toml(&text)?
            }
            None => Mapping::default(),
        };
        Ok(ReadOptions {
            // What is said now is stronger than what was saved.
            mapping: saved.merged(self.map.unwrap_or_default()),
            refunds: self.refunds,
            ..self.conventions.options()
        })
    }
}

impl ConventionArgs {
    /// The conventions as the reader takes them.
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            header: self.no_header.then_some(false),
            date_format: self.date_format.clone(),
            decimal: self.decimal,
            currency: self.currency,
            time_zone: self.time_zone.clone(),
            duplicates: self.duplicates,
            non_products: self.non_products,
            joins: self.join.iter().map(|file| Source::from_arg(file)).collect(),
            ..ReadOptions::default()
        }
    }

    /// The files whose columns are joined.
    pub(crate) fn joins(&self) -> impl Iterator<Item = &OsString> {
        self.join.iter()
    }
}

impl ModelArgs {
    /// The models to try; wrong use where model, period and contracts do not go together.
    fn choice(&self) -> Result<ModelChoice, Failure> {
        let orders = |kind| match (&self.contracts, self.period) {
            (Some(_), _) => {
                Err(Failure::wrong_use("contracts are valued by sbg; leave --model away or say --model sbg"))
            }
            (None, Some(_)) => {
                Err(Failure::wrong_use("--period goes with --model bg-bb or with --contracts"))
            }
            (None, None) => Ok(ModelChoice::Only(kind)),
        };
        match self.model {
            ModelName::Auto if self.contracts.is_none() && self.period.is_some() => {
                Err(Failure::wrong_use("--period goes with --model bg-bb or with --contracts"))
            }
            ModelName::BgNbd => orders(BuyingKind::BgNbd),
            ModelName::MbgNbd => orders(BuyingKind::MbgNbd),
            ModelName::ParetoNbd => orders(BuyingKind::ParetoNbd),
            ModelName::BgBb if self.contracts.is_some() => {
                Err(Failure::wrong_use("contracts are valued by sbg; leave --model away or say --model sbg"))
            }
            ModelName::BgBb => Ok(ModelChoice::Chances(self.period.unwrap_or(Period::Year))),
            ModelName::Sbg if self.contracts.is_none() => Err(Failure::wrong_use(
                "sbg values contracts: give start and end of each with --contracts FILE, or --contracts alone for those of the data folder",
            )),
            ModelName::Auto | ModelName::Sbg => Ok(ModelChoice::Auto),
        }
    }
}

/// The one place where the clock is read: a table of survivors names no day.
#[expect(clippy::disallowed_methods, reason = "this is the edge; from here on the day is an argument")]
pub(crate) fn today() -> Result<Day, Failure> {
    Ok(Day::from_date(jiff::Zoned::now().date())?)
}

/// Arguments as a person would type them after `goodwill`, so that one command can show and run
/// the line of another.
pub(crate) fn parse_like_a_person(words: impl IntoIterator<Item = OsString>) -> Result<ValueArgs, Failure> {
    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: ValueArgs,
    }
    let line = <Line as clap::Parser>::try_parse_from(words)?;
    Ok(line.args)
}
