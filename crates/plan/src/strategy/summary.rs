//! What all futures of a scenario come to.

use facts::Month;

use super::{
    Asked, Bin, FEWEST_FUTURES, Listed, Outcome, Quantity, RuinAt, Scenario, SeriesMonth, Spread,
    UnitEconomics,
    futures::{Futures, Ready, place, spread},
    life::{Course, Lived},
    recursion::{self, Rates, equity_at_end, expected, marginal_cost},
    verdict::{self, Findings},
};

/// Bars between the 1 % and the 99 % quantile.
const BARS: f64 = 40.0;
/// Most bars over all futures.
const MOST_BARS: usize = 120;
/// Reserves at which the probability of running out is given.
const RESERVES: usize = 40;

/// The recursion of a scenario, and its course.
pub(super) struct Expectation {
    pub rates: Rates,
    pub months: Vec<recursion::Month>,
    pub course: Course,
}

impl Expectation {
    pub fn of(scenario: &Scenario) -> Self {
        let rates = Rates::of(scenario);
        let months = expected(scenario, &rates);
        let lived =
            months.iter().map(|m| Lived { cash: m.cash, cumulative: m.cumulative, customers: m.customers });
        let mut course = Course::watch(lived, rates.monthly_discounting());
        course.npv = months.iter().map(|m| m.discounted).sum();
        Self { rates, months, course }
    }

    /// The only future where nothing is drawn.
    pub fn alone(&self) -> Futures {
        Futures {
            courses: vec![self.course],
            bands: self
                .months
                .iter()
                .map(|m| [m.cash, m.cumulative, m.customers].map(Spread::certain))
                .collect(),
        }
    }
}

pub(super) fn outcome(
    ready: &Ready<'_>,
    asked: &Asked,
    expectation: &Expectation,
    futures: &Futures,
) -> Outcome {
    let scenario = ready.scenario;
    let Expectation { rates, months, course } = expectation;
    // On average over the futures; of the only one where none are drawn, that without chance.
    let mean = if asked.draws == 0 { *course } else { on_average(futures, rates.monthly_discounting()) };
    let npvs: Vec<f64> = futures.courses.iter().map(|c| c.npv).collect();
    let mut peaks: Vec<f64> = futures.courses.iter().map(|c| c.peak).collect();
    let (npv, peak_funding) = (spread(&npvs), spread(&peaks));
    let reserve = asked.cash.map(|cash| cash + asked.credit);
    peaks.sort_unstable_by(f64::total_cmp);
    let ruin = |reserve: f64| {
        (peaks.len() - peaks.partition_point(|peak| *peak <= reserve)) as f64 / peaks.len() as f64
    };
    let reserve_95 = peaks[place(0.95, peaks.len())];
    let mut paybacks: Vec<u32> = futures.courses.iter().filter_map(|c| c.payback).collect();
    paybacks.sort_unstable();
    // The expected months are no share of anything, and few futures say little of one.
    let told = asked.draws >= FEWEST_FUTURES;
    let ruin_probability = reserve.filter(|_| told).map(ruin);
    let needed = (told || asked.draws == 0).then_some(reserve_95);
    let findings = Findings { enough: told, mean_npv: npv.mean, needed, ruin: ruin_probability, reserve };
    Outcome {
        name: scenario.name().to_owned(),
        way: scenario.way(),
        npv,
        peak_funding,
        trough: mean.peak,
        trough_month: mean.trough,
        payback_month: mean.payback,
        pays_back: told.then(|| paybacks.len() as f64 / futures.courses.len() as f64),
        payback_months: (!paybacks.is_empty())
            .then(|| [0.1, 0.5, 0.9].map(|share| paybacks[place(share, paybacks.len())])),
        ruin_probability,
        reserve_95: Some(reserve_95).filter(|_| told),
        expected_npv: course.npv,
        expected_peak_funding: course.peak,
        expected_customers: course.customers,
        customer_equity: equity_at_end(scenario, rates).filter(|x| x.is_finite()),
        unit: unit(scenario, rates),
        npv_distribution: distribution(&npvs),
        ruin_by_reserve: reserves(peaks[place(0.99, peaks.len())])
            .filter(|_| told)
            .map(|reserve| RuinAt { reserve, probability: ruin(reserve) })
            .collect(),
        observed: scenario.observed(),
        parameters: listed(scenario),
        series: series(scenario, months, futures),
        verdict: verdict::of(scenario, findings),
    }
}

/// The course of what the futures are on average.
fn on_average(futures: &Futures, discounting: f64) -> Course {
    let lived = futures.bands.iter().map(|[cash, cumulative, customers]| Lived {
        cash: cash.mean,
        cumulative: cumulative.mean,
        customers: customers.mean,
    });
    Course::watch(lived, discounting)
}

fn reserves(most: f64) -> impl Iterator<Item = f64> {
    let steps = if most > 0.0 { RESERVES } else { 0 };
    (0..=steps).map(move |n| if n == 0 { 0.0 } else { most * n as f64 / steps as f64 })
}

fn unit(scenario: &Scenario, rates: &Rates) -> UnitEconomics {
    let of = |q: Quantity| scenario.get(q).value;
    let cost = (rates.adds > 0.0).then(|| rates.acquisition / rates.adds).filter(|cost| cost.is_finite());
    let (mut there, mut paid) = (1.0, 0.0);
    let payback_age_months = cost.and_then(|cost| {
        (1..=scenario.horizon_months()).find(|age| {
            there *= rates.staying[rates.stage_at(age - 1)];
            paid += there * rates.paying[rates.stage_at(*age)];
            paid >= cost
        })
    });
    UnitEconomics {
        value: rates.value_of_new_customer(),
        acquisition_cost: cost,
        marginal_cost: marginal_cost(
            rates.adds,
            of(Quantity::AcquisitionCost),
            of(Quantity::AddsToday),
            of(Quantity::AcquisitionCeiling),
        ),
        retention_12: rates.stayed(12),
        payback_age_months,
    }
}

/// Bars of equal width over all futures; nothing where all are the same.
fn distribution(npvs: &[f64]) -> Vec<Bin> {
    let mut sorted = npvs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (lowest, highest) = (sorted[0], sorted[sorted.len() - 1]);
    let (low, high) = (sorted[place(0.01, sorted.len())], sorted[place(0.99, sorted.len())]);
    let wide = ((high - low) / BARS).max((highest - lowest) / MOST_BARS as f64);
    // Bars narrower than what the numbers can tell apart would be bars of rounding.
    if highest - lowest <= 1e-9 * highest.abs().max(lowest.abs()) {
        return Vec::new();
    }
    let bars = (((highest - lowest) / wide).ceil() as usize).clamp(1, MOST_BARS);
    let mut counts = vec![0_u32; bars];
    for npv in &sorted {
        counts[(((npv - lowest) / wide) as usize).min(bars - 1)] += 1;
    }
    (0..bars)
        .map(|n| Bin {
            low: lowest + wide * n as f64,
            high: lowest + wide * (n + 1) as f64,
            share: f64::from(counts[n]) / sorted.len() as f64,
        })
        .collect()
}

fn listed(scenario: &Scenario) -> Vec<Listed> {
    scenario
        .parameters()
        .map(|(key, p)| Listed {
            name: scenario.name_of(key),
            value: p.value,
            low: p.low,
            high: p.high,
            source: p.source,
            reason: p.reason.clone(),
            guess: p.guess,
        })
        .collect()
}

fn series(scenario: &Scenario, months: &[recursion::Month], futures: &Futures) -> Vec<SeriesMonth> {
    (1..)
        .zip(months.iter().zip(&futures.bands))
        .map(|(month, (expected, [cash, cumulative, customers]))| SeriesMonth {
            month,
            calendar: scenario.start().map(|start| Month::from_index(start.index() + month as i32 - 1)),
            cash: *cash,
            cumulative: *cumulative,
            customers: *customers,
            expected_cash: expected.cash,
            expected_cumulative: expected.cumulative,
            expected_customers: expected.customers,
        })
        .collect()
}
