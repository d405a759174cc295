//! `goodwill fit`: the models fitted to the data folder, every customer valued, both kept.

use clap::Args;
use facts::{Currency, Day};
use history::import::{ReadOptions, RefundRule};
use models::buying::BuyingKind;

use super::{
    Failure,
    value::{Given, ModelName, currency, discount, level, margin, today},
};
use crate::{
    folder::{
        Access, Folder, FolderArgs, now,
        values::{refit_with, said_by_company},
    },
    value::{
        ModelChoice, Settings, Stages,
        run::{finish, say},
    },
    words::counted,
};

/// Fits the models to the orders of the data folder, values every customer, and keeps both.
///
/// The parameters are kept as of the day looked from, and the values as the table customer_values.
/// A running server values customers again when new facts arrive and fits anew once a day: with the
/// margin, discount and horizon that the company has set, and where it has set nothing, with those of
/// the latest fit. What is said here holds for this fit.
#[derive(Debug, Args)]
pub(crate) struct FitArgs {
    /// Which buying model; auto tries the first three and picks by what came true
    #[arg(long, value_enum, default_value_t = ModelName::Auto)]
    model: ModelName,
    /// Fit until this day and test on the rest; a third of the history is held out if not given
    #[arg(long, value_name = "DATE")]
    calibrate_until: Option<Day>,
    /// Look from this day; the last order day if not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Level of all intervals
    #[arg(long, default_value_t = 0.8, value_parser = level)]
    level: f64,
    /// Money kept per unit of revenue, such as 0.35; otherwise the company's own where it is set, or
    /// the costs of the orders
    #[arg(long, value_parser = margin, allow_negative_numbers = true)]
    margin: Option<f64>,
    /// Discount a year; the company's own where it is set, otherwise 0.10
    #[arg(long, value_parser = discount, allow_negative_numbers = true)]
    discount: Option<f64>,
    /// Months ahead; the company's own where they are set, otherwise 36
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    horizon_months: Option<u32>,
    /// The currency to value out of several; the company's own where it is set
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// Refunds and cancellations: net, separate or ignore
    #[arg(long, default_value = "net")]
    refunds: RefundRule,
    /// Print everything as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Print the seconds of each stage on standard error
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl FitArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let models = match self.model {
            ModelName::Auto => ModelChoice::Auto,
            ModelName::BgNbd => ModelChoice::Only(BuyingKind::BgNbd),
            ModelName::MbgNbd => ModelChoice::Only(BuyingKind::MbgNbd),
            ModelName::ParetoNbd => ModelChoice::Only(BuyingKind::ParetoNbd),
            ModelName::BgBb | ModelName::Sbg => {
                return Err(Failure::wrong_use(
                    "values are kept of bg-nbd, mbg-nbd and pareto-nbd; 'goodwill value' shows bg-bb and sbg",
                ));
            }
        };
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let said = said_by_company(&folder).map_err(super::folder_failure)?;
        let usual = said.map_or_else(Settings::default, |said| said.over(&Settings::default()));
        let given =
            Given { margin: self.margin, discount: self.discount, horizon_months: self.horizon_months };
        let settings = given.over(&Settings {
            models,
            calibrate_until: self.calibrate_until,
            as_of: self.as_of,
            level: self.level,
            ..usual
        });
        let options = ReadOptions {
            currency: self.currency.or(said.and_then(|said| said.currency)),
            refunds: self.refunds,
            today: Some(today()?),
            ..ReadOptions::default()
        };
        let mut stages = Stages::new(self.timings);
        let fitted =
            refit_with(&folder, settings, &options, now(), &mut stages).map_err(super::folder_failure)?;
        finish(self.json, &fitted.valuation, &[])?;
        say(
            self.json,
            &format!(
                "\nKept: the fit, and the values of {} as the table customer_values (goodwill sql \"SELECT * FROM \
                 customer_values\")",
                counted(fitted.valued.customers, "customer")
            ),
        )
    }
}
