//! A company of subscribers: contracts renewed month by month, left by the shifted-beta-geometric
//! law (sBG, Fader & Hardie 2007).

use std::path::Path;

use facts::Day;
use rand::RngExt;
use rand_distr::{Beta, Distribution};

use crate::company::{check_first_day, check_months, months_after};
use crate::life::{day_of, midnight};
use crate::model::within;
use crate::stream::{Purpose, Streams};
use crate::write::Files;
use crate::{SampleError, Written, customer_id};

/// The plan of a company of subscribers. A period is a month from each contract's own start.
#[derive(Debug, Clone, PartialEq)]
pub struct Contracts {
    /// Subscribers, 1 to 100 million.
    pub customers: u64,
    /// The same seed gives the same company.
    pub seed: u64,
    /// Chances to leave at a renewal are drawn from Beta(alpha, beta).
    pub alpha: f64,
    /// See `alpha`.
    pub beta: f64,
    /// First day on which a contract may start.
    pub first_day: Day,
    /// Length of the export in months, 1 to 600.
    pub months: u32,
    /// Contracts start evenly over these first months, 1 to `months`.
    pub acquisition_months: u32,
}

/// One subscriber with what is true of her.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contract {
    /// Number from 0.
    pub number: u64,
    /// First day of the contract.
    pub start: Day,
    /// True chance to leave at each renewal.
    pub leave_chance: f64,
    /// Periods the contract lives, at least 1; none if more than 1,200.
    pub periods: Option<u32>,
}

impl Contract {
    /// The day on which the contract was not renewed: `periods` months after its start.
    #[must_use]
    pub fn end(&self) -> Option<Day> {
        self.periods.map(|periods| months_after(self.start, periods))
    }
}

impl Default for Contracts {
    /// 2,000 subscribers over two years, followed for five; the law of the paper's regular cohort.
    fn default() -> Self {
        Self {
            customers: 2_000,
            seed: 1,
            alpha: 0.704,
            beta: 1.182,
            first_day: Day::new(2021, 1, 1).expect("a day of the calendar"),
            months: 60,
            acquisition_months: 24,
        }
    }
}

impl Contracts {
    /// The last day of the export.
    #[must_use]
    pub fn last_day(&self) -> Day {
        months_after(self.first_day, self.months).plus(-1)
    }

    /// All subscribers, by number.
    ///
    /// # Errors
    ///
    /// If a number of the plan is outside its range.
    pub fn lives(&self) -> Result<impl Iterator<Item = Contract> + use<>, SampleError> {
        within("alpha", self.alpha)?;
        within("beta", self.beta)?;
        check_first_day(self.first_day)?;
        check_months("months", self.months, 1)?;
        check_months("acquisition_months", self.acquisition_months, 1)?;
        if self.customers == 0 || self.customers > 100_000_000 || self.acquisition_months > self.months {
            return Err(SampleError::Impossible {
                name: "customers, acquisition_months",
                value: format!("{}, {}", self.customers, self.acquisition_months),
                wanted: "1 to 100 million customers, won within the months of the export",
            });
        }
        let law = Beta::new(self.alpha, self.beta).map_err(|_| SampleError::Impossible {
            name: "alpha, beta",
            value: format!("{}, {}", self.alpha, self.beta),
            wanted: "above 0",
        })?;
        let streams = Streams::new(self.seed);
        let starts =
            midnight(self.first_day)..midnight(months_after(self.first_day, self.acquisition_months));
        Ok((0..self.customers).map(move |number| {
            let mut rng = streams.of(Purpose::Contract, number);
            let start = day_of(rng.random_range(starts.clone()));
            let leave_chance: f64 = law.sample(&mut rng);
            let mut periods = None;
            for period in 1..=1_200 {
                if rng.random::<f64>() < leave_chance {
                    periods = Some(period);
                    break;
                }
            }
            Contract { number, start, leave_chance, periods }
        }))
    }
}

/// Writes `contracts.csv` (customer, start, end; the end empty while the contract runs) and
/// `truth/contracts.csv` into `dir`.
///
/// # Errors
///
/// If the plan is impossible, a file is there already and may not be overwritten, or the disk
/// refuses.
pub fn write_contracts(plan: &Contracts, dir: &Path, overwrite: bool) -> Result<Written, SampleError> {
    let last_day = plan.last_day();
    let lives = plan.lives()?;
    let mut files = Files::new(dir, overwrite);
    let mut file = files.create("contracts.csv")?;
    let mut truth = files.create("truth/contracts.csv")?;
    file.line(format_args!("customer,start,end"))?;
    truth.line(format_args!("customer,start,leave_chance,periods,end"))?;
    for contract in lives {
        let (id, start) = (customer_id(contract.number), contract.start);
        let end = contract.end();
        let text = |end: Option<Day>| end.map(|day| day.to_string()).unwrap_or_default();
        file.line(format_args!("{id},{start},{}", text(end.filter(|&day| day <= last_day))))?;
        let periods = contract.periods.map(|p| p.to_string()).unwrap_or_default();
        let chance = contract.leave_chance;
        truth.line(format_args!("{id},{start},{chance:.8},{periods},{}", text(end)))?;
    }
    file.close()?;
    truth.close()?;
    Ok(Written {
        files: files.publish()?,
        customers: plan.customers,
        orders: plan.customers,
        order_lines: plan.customers,
        first_day: plan.first_day,
        last_day,
    })
}
