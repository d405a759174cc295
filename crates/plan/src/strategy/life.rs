//! One future of a scenario, lived month by month.
//!
//! The same months as in the recursion, counted so that a month costs as many steps as there are
//! stages rather than ages: inside a stage all customers stay with one share, so that a stage keeps its
//! total and the product of its shares, and a cohort is looked at only when it comes to the next stage.

use super::{
    MOST_STAGES, Scenario,
    chance::{self, Future},
    recursion::Rates,
};

/// Money or customers beyond this are no company any more.
pub(super) const BEYOND: f64 = 1e15;
/// A product of shares below this is put into the cohorts, before it loses digits.
const SMALL: f64 = 1e-100;

/// What of a scenario is the same in every future: its ages and who is there at the start.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    horizon: usize,
    limits: Vec<usize>,
    /// Customers by the month they joined in, from the oldest of the start to the last month.
    there: Vec<f64>,
    totals: [f64; MOST_STAGES],
    stages: usize,
    /// Place of month 0 in `there`.
    zero: usize,
}

impl Shape {
    pub fn of(scenario: &Scenario) -> Self {
        let horizon = scenario.horizon_months() as usize;
        let zero = scenario.base().iter().map(|b| b.age_months as usize).max().unwrap_or(0);
        let mut there = vec![0.0; zero + horizon + 1];
        let mut totals = [0.0; MOST_STAGES];
        for one in scenario.base() {
            there[zero - one.age_months as usize] = one.customers;
            totals[scenario.stage_at(one.age_months)] += one.customers;
        }
        Self {
            horizon,
            limits: scenario.stages().iter().filter_map(|s| s.until_age_months).map(|l| l as usize).collect(),
            there,
            totals,
            stages: scenario.stages().len(),
            zero,
        }
    }

    /// Customers of the start times what their age says, in `there` and by stage.
    fn start(&self, times: &[f64], there: &mut [f64]) -> [f64; MOST_STAGES] {
        let mut totals = [0.0; MOST_STAGES];
        let mut stage = 0;
        for (age, n) in there[..=self.zero].iter_mut().rev().enumerate() {
            while self.limits.get(stage).is_some_and(|limit| age >= *limit) {
                stage += 1;
            }
            *n *= times.get(age).copied().unwrap_or(1.0);
            totals[stage] += *n;
        }
        totals
    }
}

/// One month as it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lived {
    pub cash: f64,
    pub cumulative: f64,
    pub customers: f64,
}

/// Who was there in a month, and who came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came<'a> {
    /// Those who pay in it, by stage.
    pub there: &'a [f64],
    /// Customers who joined.
    pub joined: f64,
}

/// What became of a future as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Course {
    /// Cash discounted to the start.
    pub npv: f64,
    /// The deepest point of cumulative cash below zero, as a positive sum.
    pub peak: f64,
    /// Its month; none where cash is never below zero.
    pub trough: Option<u32>,
    /// First month after it with cumulative cash not below zero; 0 where it never is below.
    pub payback: Option<u32>,
    /// Customers at the end.
    pub customers: f64,
}

impl Course {
    /// Whether all of it can still be counted.
    pub fn is_bounded(&self) -> bool {
        // NaN fails the comparison.
        self.npv.abs() < BEYOND && self.peak < BEYOND && self.customers < BEYOND
    }

    /// Watches cumulative cash.
    pub fn watch(months: impl IntoIterator<Item = Lived>, discounting: f64) -> Self {
        let mut course = Self { npv: 0.0, peak: 0.0, trough: None, payback: Some(0), customers: 0.0 };
        let mut left = 1.0;
        for (t, month) in (1..).zip(months) {
            left *= discounting;
            course.note(t, &month, left);
        }
        course
    }

    fn note(&mut self, t: u32, month: &Lived, left: f64) {
        self.npv += month.cash * left;
        self.customers = month.customers;
        if -month.cumulative > self.peak {
            *self = Self { peak: -month.cumulative, trough: Some(t), payback: None, ..*self };
        } else if self.payback.is_none() && month.cumulative >= 0.0 {
            self.payback = Some(t);
        }
    }
}

/// How the market swings around a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Market {
    pub swing: f64,
    pub memory: f64,
}

/// Lives the months, with chance where there is a future to take it from; `there` is room to work in.
pub(super) fn live(
    shape: &Shape,
    rates: &Rates,
    chance: Option<(&Future, Market)>,
    there: &mut Vec<f64>,
    mut each: impl FnMut(usize, Lived),
) -> Course {
    live_with(shape, rates, chance, there, |month, lived, _| each(month, lived))
}

/// The same, saying also who was there.
pub(super) fn live_with(
    shape: &Shape,
    rates: &Rates,
    chance: Option<(&Future, Market)>,
    there: &mut Vec<f64>,
    mut each: impl FnMut(usize, Lived, Came<'_>),
) -> Course {
    there.clone_from(&shape.there);
    let (stages, last) = (shape.stages, shape.stages - 1);
    let mut totals = shape.totals;
    if !rates.base.is_empty() {
        totals = shape.start(&rates.base, there);
    }
    let mut scale = [1.0; MOST_STAGES];
    let discounting = rates.monthly_discounting();
    let (mut left, mut cumulative, mut shock) = (1.0, 0.0, 0.0);
    let mut course = Course { npv: 0.0, peak: 0.0, trough: None, payback: Some(0), customers: 0.0 };
    for t in 1..=shape.horizon {
        let mut market = 1.0;
        if let Some((future, Market { swing, memory })) = chance
            && swing > 0.0
        {
            let fresh = if t == 1 { 1.0 } else { (1.0 - memory * memory).sqrt() };
            shock = memory * shock + fresh * swing * future.market[t - 1];
            market = (shock - 0.5 * swing * swing).exp();
        }
        let base: f64 = totals[..stages].iter().sum();
        for k in 0..stages {
            let share = match chance {
                Some((future, _)) => {
                    chance::share_that_stays(totals[k], rates.staying[k], future.staying[k][t - 1])
                }
                None => rates.staying[k],
            };
            totals[k] *= share;
            scale[k] *= share;
            if k < last && scale[k] < SMALL {
                let younger = if k == 0 { 0 } else { shape.limits[k - 1] };
                let from = (shape.zero + t).saturating_sub(shape.limits[k]);
                let end = (shape.zero + t).saturating_sub(younger).max(from);
                for n in &mut there[from..end] {
                    *n *= scale[k];
                }
                scale[k] = 1.0;
            }
        }
        for k in (0..last).rev() {
            let Some(joined) = (shape.zero + t).checked_sub(shape.limits[k]) else { continue };
            let coming = there[joined] * scale[k];
            totals[k] = (totals[k] - coming).max(0.0);
            totals[k + 1] += coming;
            if k + 1 < last {
                there[joined] = coming / scale[k + 1];
            }
        }
        let pays = |(k, there): (usize, &f64)| there * (rates.paying[k] + (market - 1.0) * rates.margin[k]);
        let paid: f64 = totals[..stages].iter().enumerate().map(pays).sum();
        let (mut adds, mut referred) = (rates.adds * market, rates.word_of_mouth * base * market);
        if let Some((future, _)) = chance {
            adds = chance::count(adds, future.joining[t - 1]);
            if rates.ceiling > 0.0 {
                adds = adds.min(rates.ceiling);
            }
            referred = chance::count(referred, future.referring[t - 1]);
        }
        let paying = totals;
        totals[0] += adds + referred;
        if last > 0 {
            there[shape.zero + t] = (adds + referred) / scale[0];
        }
        let setup = if t == 1 { rates.setup } else { 0.0 };
        let cash = paid - rates.acquisition - referred * rates.referral_cost - rates.fixed_cost - setup;
        cumulative += cash;
        left *= discounting;
        let month = Lived { cash, cumulative, customers: totals[..stages].iter().sum() };
        course.note(t as u32, &month, left);
        each(t - 1, month, Came { there: &paying[..stages], joined: adds + referred });
    }
    course
}

/// The future as it is expected, without chance.
pub(super) fn expect(shape: &Shape, rates: &Rates) -> Course {
    live(shape, rates, None, &mut Vec::new(), |_, _| {})
}
