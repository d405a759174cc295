//! A charity whose donors have one chance to give each year (BG/BB, Fader, Hardie & Shang 2010).

use std::path::Path;

use facts::Day;
use rand::RngExt;
use rand_distr::{Beta, Distribution};

use crate::life::gamma;
use crate::model::within;
use crate::stream::{Purpose, Streams};
use crate::write::{Cents, Files};
use crate::{SampleError, TrueSpending, Written, customer_id};

/// The plan of a charity. All donors give for the first time in `first_year`; each later year is
/// one chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Donations {
    /// Donors, 1 to 100 million.
    pub customers: u64,
    /// The same seed gives the same charity.
    pub seed: u64,
    /// A living donor's chance to give in a year is drawn from Beta(alpha, beta).
    pub alpha: f64,
    /// See `alpha`.
    pub beta: f64,
    /// The chance to leave before each year is drawn from Beta(gamma, delta).
    pub gamma: f64,
    /// See `gamma`.
    pub delta: f64,
    /// What a gift amounts to.
    pub spending: TrueSpending,
    /// Year of the first gifts, 1900 to 2900.
    pub first_year: i16,
    /// Years with a chance to give after the first, as the export knows them, 1 to 100.
    pub years: u32,
    /// Further years that only the truth knows, 0 to 100.
    pub future_years: u32,
}

/// One donor with what is true of her.
#[derive(Debug, Clone, PartialEq)]
pub struct Donor {
    /// Number from 0.
    pub number: u64,
    /// True chance to give in a year while active.
    pub give_chance: f64,
    /// True chance to leave before each year.
    pub leave_chance: f64,
    /// Chances after the first gift at which she was still active.
    pub active_years: u32,
    /// Gifts: years after the first (0: the first gift), day and cents.
    pub gifts: Vec<(u32, Day, i64)>,
}

impl Default for Donations {
    /// 5,000 donors with the law of the paper's public radio station, six chances.
    fn default() -> Self {
        Self {
            customers: 5_000,
            seed: 1,
            alpha: 1.204,
            beta: 0.750,
            gamma: 0.657,
            delta: 2.783,
            spending: TrueSpending::default(),
            first_year: 2018,
            years: 6,
            future_years: 5,
        }
    }
}

impl Donations {
    /// All donors, by number, to the end of what the truth knows.
    ///
    /// # Errors
    ///
    /// If a number of the plan is outside its range.
    pub fn lives(&self) -> Result<impl Iterator<Item = Donor> + use<>, SampleError> {
        let shapes =
            [("alpha", self.alpha), ("beta", self.beta), ("gamma", self.gamma), ("delta", self.delta)];
        for (name, value) in shapes {
            within(name, value)?;
        }
        self.spending.check()?;
        let possible = (1..=100_000_000).contains(&self.customers)
            && (1900..=2900).contains(&self.first_year)
            && (1..=100).contains(&self.years)
            && self.future_years <= 100;
        let impossible = || SampleError::Impossible {
            name: "customers, first_year, years, future_years",
            value: format!("{}, {}, {}, {}", self.customers, self.first_year, self.years, self.future_years),
            wanted: "1 to 100 million, 1900 to 2900, 1 to 100, 0 to 100",
        };
        if !possible {
            return Err(impossible());
        }
        let law = |a, b| Beta::new(a, b).map_err(|_| impossible());
        let (giving, leaving) = (law(self.alpha, self.beta)?, law(self.gamma, self.delta)?);
        let spend_rate = gamma(self.spending.q, self.spending.v)?;
        let spend = gamma(self.spending.p, 1.0)?;
        let streams = Streams::new(self.seed);
        let (first_year, years) = (self.first_year, self.years + self.future_years);

        Ok((0..self.customers).map(move |number| {
            let rng = &mut streams.of(Purpose::Donor, number);
            let give_chance: f64 = giving.sample(rng);
            let leave_chance: f64 = leaving.sample(rng);
            let nu = spend_rate.sample(rng).max(f64::MIN_POSITIVE);
            let mut donor = Donor { number, give_chance, leave_chance, active_years: 0, gifts: Vec::new() };
            for year in 0..=years {
                if year > 0 {
                    if rng.random::<f64>() < leave_chance {
                        break;
                    }
                    donor.active_years = year;
                    if rng.random::<f64>() >= give_chance {
                        continue;
                    }
                }
                let january = Day::new(first_year + year as i16, 1, 1).expect("a checked year");
                let cents = (100.0 * spend.sample(rng) / nu).round().clamp(1.0, 1e11) as i64;
                donor.gifts.push((year, january.plus(rng.random_range(0..365)), cents));
            }
            donor
        }))
    }
}

/// Writes `donations.csv` (customer, time, amount) and `truth/donations.csv` into `dir`.
///
/// # Errors
///
/// If the plan is impossible, a file is there already and may not be overwritten, or the disk
/// refuses.
pub fn write_donations(plan: &Donations, dir: &Path, overwrite: bool) -> Result<Written, SampleError> {
    let lives = plan.lives()?;
    let mut files = Files::new(dir, overwrite);
    let mut file = files.create("donations.csv")?;
    let mut truth = files.create("truth/donations.csv")?;
    file.line(format_args!("customer,time,amount"))?;
    truth.line(format_args!(
        "customer,give_chance,leave_chance,active_years,gifts,amount,future_gifts,future_amount"
    ))?;
    let mut gifts = 0;
    for donor in lives {
        let id = customer_id(donor.number);
        let mut sums = [(0u32, 0i64); 2];
        for &(year, day, cents) in &donor.gifts {
            let future = year > plan.years;
            if !future {
                file.line(format_args!("{id},{day},{}", Cents(cents)))?;
                gifts += 1;
            }
            let sum = &mut sums[usize::from(future)];
            *sum = (sum.0 + 1, sum.1 + cents);
        }
        let [(known, money), (future, future_money)] = sums;
        truth.line(format_args!(
            "{id},{:.8},{:.8},{},{known},{},{future},{}",
            donor.give_chance,
            donor.leave_chance,
            donor.active_years,
            Cents(money),
            Cents(future_money),
        ))?;
    }
    file.close()?;
    truth.close()?;
    let last_year = plan.first_year + plan.years as i16;
    let (january, december) = (Day::new(plan.first_year, 1, 1), Day::new(last_year, 12, 31));
    Ok(Written {
        files: files.publish()?,
        customers: plan.customers,
        orders: gifts,
        order_lines: gifts,
        first_day: january.expect("a checked year"),
        last_day: december.expect("a checked year"),
    })
}
