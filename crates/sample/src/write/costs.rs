//! What the company spends by month: `costs.csv`, and the counts that it follows from.

use rand_distr::Distribution;

use super::files::Files;
use super::{CURRENCY, Cents};
use crate::books;
use crate::company::months_after;
use crate::stream::Purpose;
use crate::winning::Winning;
use crate::{CHANNELS, Company, CustomerLife, Generator, SampleError};

/// Counts over all lives.
pub(super) struct Ledger {
    first_month: i32,
    last_day: facts::Day,
    last_true_day: facts::Day,
    counts_orders: bool,
    /// By month of the export.
    months: Vec<Month>,
    /// By age in months: customers who are followed so long, and those of them who are still there.
    /// Only where the company favours a way.
    survival: Vec<(u64, u64)>,
}

#[derive(Debug, Clone, Default)]
struct Month {
    won: [u64; CHANNELS.len()],
    orders: u64,
    core_orders: u64,
    complaints: u64,
}

impl Ledger {
    pub(super) fn new(company: &Company) -> Self {
        let first_month = company.first_day.month().index();
        let months = company.last_day().month().index() - first_month + 1;
        Self {
            first_month,
            last_day: company.last_day(),
            last_true_day: company.last_true_day(),
            counts_orders: company.has_more(),
            months: vec![Month::default(); months as usize],
            survival: match company.favours {
                Some(_) => vec![(0, 0); company.future_months.min(36) as usize + 1],
                None => Vec::new(),
            },
        }
    }

    fn month(&mut self, day: facts::Day) -> &mut Month {
        let index = day.month().index() - self.first_month;
        &mut self.months[index as usize]
    }

    pub(super) fn count(&mut self, life: &CustomerLife) {
        let channel = CHANNELS.iter().position(|c| c == life.channel).unwrap_or(0);
        self.month(life.first_day()).won[channel] += 1;
        // The calendar of every order would dominate ten million rows: only where it is asked.
        let orders = if self.counts_orders { life.orders.as_slice() } else { &[] };
        for order in orders {
            let day = order.day();
            if day > self.last_day {
                break;
            }
            let month = self.month(day);
            month.orders += 1;
            month.core_orders += u64::from(order.core());
            if let Some(complaint) = order.complaint {
                let received = day.plus(i32::from(complaint.received_after_days));
                if received <= self.last_day {
                    self.month(received).complaints += 1;
                }
            }
        }
        for (age, (followed, stayed)) in self.survival.iter_mut().enumerate() {
            let day = months_after(life.first_day(), age as u32);
            if day > self.last_true_day {
                break;
            }
            *followed += 1;
            *stayed += u64::from(life.active_after(day));
        }
    }

    /// Share of the customers who are still there so many months after their first order.
    pub(super) fn survival(&self) -> Vec<f64> {
        let known = self.survival.iter().take_while(|(followed, _)| *followed > 0);
        known.map(|&(followed, stayed)| stayed as f64 / followed as f64).collect()
    }

    /// Each month of the export with the core orders placed in it.
    pub(super) fn core_orders(&self) -> impl Iterator<Item = (facts::Month, i32, u64)> + '_ {
        let first = self.first_month;
        (0i32..)
            .zip(&self.months)
            .map(move |(after, month)| (facts::Month::from_index(first + after), after, month.core_orders))
    }

    /// Writes `costs.csv`.
    pub(super) fn write_costs(&self, generator: &Generator, files: &mut Files) -> Result<(), SampleError> {
        match generator.company().winning() {
            None => self.write_acquisition(generator, files),
            Some(winning) => self.write_all_kinds(generator.company(), &winning, files),
        }
    }

    /// Acquisition spending by month and channel, with the noise of a real budget.
    fn write_acquisition(&self, generator: &Generator, files: &mut Files) -> Result<(), SampleError> {
        let mut file = files.create("costs.csv")?;
        file.line(format_args!("month,channel,amount,currency"))?;
        // 10 % around its mean of 1.
        let noise = crate::life::gamma(100.0, 100.0)?;
        for (month, counts) in self.months.iter().enumerate() {
            let index = self.first_month + month as i32;
            let mut rng = generator.streams().of(Purpose::Costs, index as u64);
            for (channel, &count) in CHANNELS.iter().zip(&counts.won) {
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

    /// Spending that decides how many customers are won, and what follows from serving them.
    fn write_all_kinds(
        &self,
        company: &Company,
        winning: &Winning,
        files: &mut Files,
    ) -> Result<(), SampleError> {
        let mut file = files.create("costs.csv")?;
        file.line(format_args!("month,channel,amount,currency,kind"))?;
        let weights: f64 = CHANNELS.iter().map(|c| c.share * c.cost_cents).sum();
        for (after, counts) in self.months.iter().enumerate() {
            let month = facts::Month::from_index(self.first_month + after as i32);
            if let Some(spending) = winning.spending.get(after) {
                let all = (100.0 * spending).round() as i64;
                let mut rest = all;
                for (place, channel) in CHANNELS.iter().enumerate() {
                    let share = (all as f64 * channel.share * channel.cost_cents / weights).round() as i64;
                    // The last channel takes the odd cents.
                    let spent = if place + 1 == CHANNELS.len() { rest } else { share.min(rest) };
                    rest -= spent;
                    if spent > 0 {
                        let spent = Cents(spent);
                        file.line(format_args!("{month},{},{spent},{CURRENCY},acquisition", channel.name))?;
                    }
                }
            }
            let upkeep = upkeep(company, after as i32);
            let orders = counts.orders as f64;
            let service =
                upkeep.service_by_order * orders + upkeep.service_by_complaint * counts.complaints as f64;
            for (kind, cents) in [
                ("retention", upkeep.retention_by_order * orders),
                ("service", service),
                ("operating", upkeep.operating),
            ] {
                let cents = cents.round() as i64;
                if cents > 0 {
                    file.line(format_args!("{month},,{},{CURRENCY},{kind}", Cents(cents)))?;
                }
            }
        }
        file.close()
    }
}

/// What the company spends beside winning customers, in the month so many months after its first.
fn upkeep(company: &Company, month: i32) -> books::Upkeep {
    company.favours.map_or_else(|| books::Upkeep::of(company, month), |favours| favours.upkeep(company))
}
