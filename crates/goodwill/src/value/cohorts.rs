//! Cohorts by the month or quarter of the first order: cash per customer by age, cost and payback.

use std::collections::BTreeMap;

use facts::{Day, Month, OrderLog};
use history::costs::Costs;
use models::{
    cohort::{Activity, Cohort as Followed, CohortInput, Payback, cohorts as follow},
    estimate::Level,
};

use super::{
    base::Base,
    margin::Margin,
    settings::{CohortPeriod, Settings},
    valuate::{Foreseen, MONTH_DAYS},
    valuation::{ChannelCost, Cohort, CohortPoint, Cohorts},
    words_of,
};

/// Histories up to this many months are divided by month, longer ones by quarter.
const BY_MONTH_UP_TO: i32 = 24;
/// Months of age drawn ahead of what was seen.
const AHEAD_MONTHS: u32 = 24;

/// Which cohort every customer of a base is in.
pub struct Grouped {
    /// By what.
    pub period: CohortPeriod,
    /// The cohort of each customer.
    pub of: Vec<u32>,
    /// Names of the cohorts, oldest first.
    pub names: Vec<String>,
    /// First month of the first order of each customer.
    first_months: Vec<i32>,
    /// Months of each cohort: first and last.
    months: Vec<(i32, i32)>,
}

/// Puts customers into cohorts.
pub fn group(base: &Base, period: Option<CohortPeriod>) -> Grouped {
    let first_months: Vec<i32> = base
        .summaries
        .iter()
        .map(|s| Day::from_epoch(s.first_day).map_or(0, |d| d.month().index()))
        .collect();
    let first = first_months.iter().copied().min().unwrap_or_default();
    let span = base.as_of.month().index() - first;
    let period =
        period.unwrap_or(if span <= BY_MONTH_UP_TO { CohortPeriod::Month } else { CohortPeriod::Quarter });
    let step = if period == CohortPeriod::Month { 1 } else { 3 };
    let mut numbers: BTreeMap<i32, u32> = first_months.iter().map(|m| (m.div_euclid(step), 0)).collect();
    for (rank, number) in numbers.values_mut().enumerate() {
        *number = rank as u32;
    }
    let of = first_months.iter().map(|m| numbers[&m.div_euclid(step)]).collect();
    let names = numbers
        .keys()
        .map(|&k| match period {
            CohortPeriod::Month => Month::from_index(k).to_string(),
            CohortPeriod::Quarter => Month::from_index(k * 3).quarter().to_string(),
        })
        .collect();
    let months = numbers.keys().map(|&k| (k * step, k * step + step - 1)).collect();
    Grouped { period, of, names, first_months, months }
}

/// Follows the cohorts; money per customer in whole units.
#[expect(clippy::too_many_arguments, reason = "one call, and each is a thing of its own")]
pub fn cohorts(
    log: &OrderLog,
    base: &Base,
    grouped: &Grouped,
    margin: &Margin,
    minor_per_unit: Option<f64>,
    costs: Option<&Costs>,
    foreseen: Option<&Foreseen>,
    new_customer: Option<&NewCustomer<'_>>,
    settings: &Settings,
) -> Cohorts {
    let activity = activity(log, base, margin, minor_per_unit.unwrap_or(1.0));
    let cost: Vec<Option<f64>> =
        grouped.months.iter().map(|&months| cost_of(costs, months, span(grouped, base))).collect();
    let last_full_month = {
        let month = base.as_of.month();
        if base.as_of == month.last_day() { month.index() } else { month.index() - 1 }
    };
    let followed = follow(&CohortInput {
        first_month: &grouped.first_months,
        cohort_of: &grouped.of,
        cohorts: grouped.names.len(),
        activity: &activity,
        last_full_month,
        cost: &cost,
        level: Level::new(settings.level).unwrap_or_default(),
    });
    let money = minor_per_unit.is_some();
    let list: Vec<Cohort> = followed
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let value = foreseen.and_then(|s| s.cohorts()[i].value);
            cohort(&grouped.names[i], f, value.map(|v| [v.expected, v.low, v.high]))
        })
        .collect();
    let average = if money { average(&followed, new_customer) } else { Vec::new() };
    let has_costs = cost.iter().any(Option::is_some);
    let (payback_month, trough) = if has_costs { marks(&average) } else { (None, None) };
    let mut cohorts = Cohorts {
        period: grouped.period.name(),
        has_costs,
        cohorts: list,
        average,
        channels: channels(costs, minor_per_unit.unwrap_or(1.0)),
        payback_month,
        trough_month: trough.map(|t| t.0),
        trough: trough.map(|t| t.1),
        balance: Vec::new(),
    };
    if has_costs {
        cohorts.balance = words_of::balance(&cohorts, new_customer, log.currency());
    }
    cohorts
}

/// What the models say of a customer who is won today.
pub struct NewCustomer<'a> {
    /// The buying model.
    pub buying: &'a models::buying::Buying,
    /// Mean margin of first orders.
    pub first_margin: f64,
    /// Margin of one repeat order.
    pub margin_per_order: f64,
    /// Months ahead.
    pub horizon_months: u32,
    /// Days in one unit of the model's time.
    pub unit_days: f64,
    /// Half widths of the total's interval, as shares of its mean: below and above.
    pub doubt: (f64, f64),
    /// Value expected of an active customer of the base over the horizon, per customer.
    pub kept_value: Option<f64>,
    /// Value at risk of a customer who is at risk: what bringing one back is worth.
    pub won_back_value: Option<f64>,
}

impl NewCustomer<'_> {
    /// Expected margin of repeat orders in the first `months` of a customer.
    pub fn repeat_margin(&self, months: f64) -> f64 {
        self.margin_per_order * self.buying.model().new_customer_orders(months * MONTH_DAYS / self.unit_days)
    }
}

fn activity(log: &OrderLog, base: &Base, margin: &Margin, minor_per_unit: f64) -> Vec<Activity> {
    let mut activity = Vec::new();
    for (number, &customer) in base.customers.iter().enumerate() {
        let days = log.of(customer as usize);
        let known = &days[..days.partition_point(|d| d.day <= base.as_of)];
        for month in known.chunk_by(|a, b| a.day.month() == b.day.month()) {
            activity.push(Activity {
                customer: number as u32,
                month: month[0].day.month().index(),
                orders: month.len() as u32,
                margin: month.iter().map(|d| margin.kept_minor(d)).sum::<f64>() / minor_per_unit,
            });
        }
    }
    activity
}

/// Spending of the cohort's months; `None` where one of them has no entry. Months before the first
/// order of all and after the day looked from need none.
fn cost_of(costs: Option<&Costs>, (first, last): (i32, i32), (begin, end): (i32, i32)) -> Option<f64> {
    let spent = &costs?.spending;
    let mut months = first.max(begin)..=last.min(end);
    let known = |month: i32| spent.iter().any(|s| s.month.index() == month);
    let in_cohort = spent.iter().filter(|s| (first..=last).contains(&s.month.index()));
    (!months.is_empty() && months.all(known)).then(|| in_cohort.map(|s| s.amount.units()).sum())
}

/// First month with an order and the month looked from.
fn span(grouped: &Grouped, base: &Base) -> (i32, i32) {
    let begin = grouped.first_months.iter().copied().min().unwrap_or_default();
    (begin, base.as_of.month().index())
}

/// What the costs file leaves out, and what of it is not used, in words.
pub fn missing_costs(grouped: &Grouped, base: &Base, costs: Option<&Costs>) -> Option<String> {
    let costs = costs?;
    let span = span(grouped, base);
    let missing =
        grouped.months.iter().filter(|&&months| cost_of(Some(costs), months, span).is_none()).count();
    let unused = costs.spending.iter().filter(|s| !(span.0..=span.1).contains(&s.month.index())).count();
    let mut sentences = Vec::new();
    if missing > 0 {
        sentences.push(format!(
            "Acquisition spending is not given for every month of {missing} of {} cohorts: these have no cost and no \
             payback.",
            grouped.months.len()
        ));
    }
    if unused > 0 {
        sentences.push(format!(
            "{unused} of the {} entries of the costs file lie outside the months of the orders and are not used.",
            costs.spending.len()
        ));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn cohort(name: &str, followed: &Followed, expected: Option<[f64; 3]>) -> Cohort {
    let cost = followed.cost_per_customer.unwrap_or(0.0);
    let lowest = followed.ages.iter().min_by(|a, b| a.cumulative.total_cmp(&b.cumulative));
    let ages = followed
        .ages
        .iter()
        .map(|a| {
            let (low, high) = a.interval.unwrap_or((a.cumulative, a.cumulative));
            CohortPoint {
                age_months: a.age,
                retention: Some(a.ordering),
                margin: a.cumulative - cost,
                low: low - cost,
                high: high - cost,
                expected: false,
                customers: followed.customers as u64,
            }
        })
        .collect();
    Cohort {
        name: name.to_owned(),
        customers: followed.customers as u64,
        acquisition_cost: followed.cost_per_customer,
        to_date: followed.margin_to_date,
        expected,
        ages,
        payback_month: match followed.payback {
            Payback::Reached { age, .. } => Some(age),
            Payback::Unknown | Payback::NotYet { .. } => None,
        },
        trough_month: lowest.filter(|a| a.cumulative < cost).map(|a| a.age),
    }
}

/// All cohorts together. Each month of age adds the mean of the cohorts that have lived through
/// it, so that a young cohort's end does not pull the curve down; then the model goes on.
fn average(followed: &[Followed], new_customer: Option<&NewCustomer<'_>>) -> Vec<CohortPoint> {
    let with_cost = followed.iter().filter_map(|f| f.cost_per_customer.map(|c| (c, f.customers as f64)));
    let (spent, won) = with_cost.fold((0.0, 0.0), |(s, n), (c, k)| (s + c * k, n + k));
    let cost = if won > 0.0 { spent / won } else { 0.0 };
    let oldest = followed.iter().map(|f| f.ages.len()).max().unwrap_or(0);
    let mut points: Vec<CohortPoint> = Vec::new();
    let mut cumulative = -cost;
    for age in 0..oldest {
        let lived: Vec<(&Followed, &models::cohort::CohortAge)> =
            followed.iter().filter_map(|f| f.ages.get(age).map(|a| (f, a))).collect();
        let customers: f64 = lived.iter().map(|(f, _)| f.customers as f64).sum();
        // The oldest ages of a single small cohort say little about all.
        if age > 0 && customers < 0.05 * points[0].customers as f64 {
            break;
        }
        let mean = |of: &dyn Fn(&models::cohort::CohortAge) -> f64| {
            lived.iter().map(|(f, a)| f.customers as f64 * of(a)).sum::<f64>() / customers
        };
        cumulative += mean(&|a| a.margin);
        let variance: f64 = lived
            .iter()
            .map(|(f, a)| {
                let half = a.interval.map_or(0.0, |(low, high)| 0.5 * (high - low));
                (f.customers as f64 / customers * half).powi(2)
            })
            .sum();
        points.push(CohortPoint {
            age_months: age as u32,
            retention: Some(mean(&|a| a.ordering)),
            margin: cumulative,
            low: cumulative - variance.sqrt(),
            high: cumulative + variance.sqrt(),
            expected: false,
            customers: customers as u64,
        });
    }
    let (Some(last), Some(new)) = (points.last().cloned(), new_customer) else { return points };
    // At the end of age a (its month of the first order counted), a + 1 months have passed.
    let seen = f64::from(last.age_months) + 1.0;
    let start = new.repeat_margin(seen);
    points.extend((1..=AHEAD_MONTHS).map(|ahead| {
        let more = (new.repeat_margin(seen + f64::from(ahead)) - start).max(0.0);
        CohortPoint {
            age_months: last.age_months + ahead,
            retention: None,
            margin: last.margin + more,
            low: last.low + more * (1.0 - new.doubt.0).max(0.0),
            high: last.high + more * (1.0 + new.doubt.1),
            expected: true,
            customers: 0,
        }
    }));
    points
}

/// Month of payback (from which the curve stays at or above zero), and the deepest point.
fn marks(average: &[CohortPoint]) -> (Option<u32>, Option<(u32, f64)>) {
    let trough =
        average.iter().min_by(|a, b| a.margin.total_cmp(&b.margin)).map(|p| (p.age_months, p.margin));
    let above = average.iter().rev().take_while(|p| p.margin >= 0.0).count();
    let payback = (above > 0).then(|| average[average.len() - above].age_months);
    (payback, trough.filter(|t| t.1 < 0.0))
}

fn channels(costs: Option<&Costs>, minor_per_unit: f64) -> Vec<ChannelCost> {
    let mut spent: BTreeMap<&str, i128> = BTreeMap::new();
    for s in costs.iter().flat_map(|c| &c.spending) {
        if let Some(channel) = &s.channel {
            *spent.entry(channel).or_default() += i128::from(s.amount.minor);
        }
    }
    let all: i128 = spent.values().sum();
    spent
        .into_iter()
        .map(|(channel, minor)| ChannelCost {
            channel: channel.to_owned(),
            spent: minor as f64 / minor_per_unit,
            share: minor as f64 / (all as f64).max(1.0),
        })
        .collect()
}
