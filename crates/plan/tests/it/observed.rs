//! Scenarios read off a history that was made up with known chances.

use models::{
    buying::{Buying, BuyingKind},
    history::{OrderHistory, cells},
};
use plan::strategy::{
    Asked, BaseAge, Draft, Observed, Parameter, Presence, Quantity, Scenario, Source, Stage, Way,
    recursion::{Rates, expected},
    run,
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, Exp, Gamma, Poisson, StandardNormal};

use crate::company::{near, stated};

/// Months of history, months ahead, customers who join a month.
const MONTHS: usize = 36;
const AHEAD: usize = 36;
const JOIN: f64 = 30.0;
/// Ages at which stages begin.
const STAGES: [usize; 5] = [0, 2, 6, 12, 24];
const TENTH: f64 = 1.281_551_565_544_600_4;

/// What was seen of a company: who ordered when, by the month they joined in, and the money of repeat
/// orders, 20 each, by cohort and age.
struct History {
    customers: Vec<(usize, OrderHistory)>,
    money: Vec<[f64; MONTHS]>,
}

impl History {
    /// Customers order at a rate of their own and leave at one of their own.
    fn made_up(rng: &mut ChaCha8Rng) -> Self {
        let mut history = Self { customers: Vec::new(), money: vec![[0.0; MONTHS]; MONTHS] };
        for joined in 1..=MONTHS {
            let many: f64 = Poisson::new(JOIN).unwrap().sample(rng);
            for _ in 0..many as usize {
                let often = Gamma::new(1.2, 1.0 / 4.0).unwrap().sample(rng);
                let leaves: f64 = Gamma::new(0.9, 1.0 / 8.0).unwrap().sample(rng);
                let age = (MONTHS - joined) as f64;
                let until = Exp::new(leaves).unwrap().sample(rng).min(age);
                let (mut at, mut orders, mut last) = (0.0, 0, 0.0);
                loop {
                    at += Exp::new(often).unwrap().sample(rng);
                    if at > until {
                        break;
                    }
                    (orders, last) = (orders + 1, at);
                    history.money[joined - 1][at.ceil() as usize] += 20.0;
                }
                history.customers.push((joined, OrderHistory::new(orders, last, age).unwrap()));
            }
        }
        history
    }

    /// Customers expected to be there, by age.
    fn base(&self, model: &Buying) -> Vec<f64> {
        let mut base = vec![0.0; MONTHS];
        for (joined, history) in &self.customers {
            base[MONTHS - joined] += model.model().alive(history);
        }
        base
    }

    /// Money of a stage over how many are expected to have been there.
    fn margins(&self, retention: &[f64]) -> Vec<f64> {
        let mut there = vec![1.0];
        for age in 0..MONTHS {
            there.push(there[age] * retention[stage(age)]);
        }
        let mut joined = [0.0; MONTHS];
        self.customers.iter().for_each(|(month, _)| joined[month - 1] += 1.0);
        let mut sums = vec![[0.0; 2]; STAGES.len()];
        for (cohort, money) in self.money.iter().enumerate() {
            for age in 1..MONTHS - cohort {
                let sum = &mut sums[stage(age)];
                *sum = [sum[0] + money[age], sum[1] + joined[cohort] * there[age]];
            }
        }
        sums.into_iter().map(|[money, there]| money / there).collect()
    }
}

fn stage(age: usize) -> usize {
    STAGES.iter().rposition(|from| age >= *from).unwrap()
}

/// Share of each stage that stays, by a model.
fn retention(model: &Buying) -> Vec<f64> {
    let new = OrderHistory::new(0, 0.0, 0.0).unwrap();
    let there = |age: usize| model.model().alive_after(&new, age as f64);
    let ends = STAGES[1..].iter().copied().chain([MONTHS + AHEAD]);
    let share = |(from, to): (&usize, usize)| (there(to) / there(*from)).powf(1.0 / (to - from) as f64);
    STAGES.iter().zip(ends).map(share).collect()
}

/// A company so large that nothing in it is left to chance, with doubt in retention alone.
fn scenario(
    base: &[f64],
    margins: &[f64],
    retention: Vec<Parameter>,
    observed: Option<Observed>,
) -> Scenario {
    const LARGE: f64 = 1e4;
    let ends = STAGES[1..].iter().map(|end| Some(*end as u32)).chain([None]);
    let stages = retention.into_iter().zip(margins).zip(ends).map(|((retention, margin), until)| Stage {
        name: format!("{until:?}"),
        until_age_months: until,
        margin: Parameter::known(*margin, *margin, *margin, Source::Measured, "counted"),
        retention,
        complaints: stated(0.0),
    });
    let base = (0..).zip(base).map(|(age_months, n)| BaseAge { age_months, customers: LARGE * n });
    Draft {
        horizon_months: AHEAD as u32,
        observed,
        base: base.collect(),
        stages: stages.collect(),
        ..Draft::new("shop", Way::Focused)
    }
    .with(Quantity::Discount, stated(0.1))
    .with(Quantity::Adds, stated(LARGE * JOIN))
    .checked()
    .unwrap()
}

fn standard_deviation(xs: &[f64]) -> f64 {
    let mean = xs.iter().sum::<f64>() / xs.len() as f64;
    (xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (xs.len() - 1) as f64).sqrt()
}

/// How wide the doubt about a fit makes the NPV: worked out anew for other fits, and drawn with and
/// without the history.
fn widths(seed: u64) -> [f64; 3] {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let history = History::made_up(&mut rng);
    let all: Vec<OrderHistory> = history.customers.iter().map(|c| c.1).collect();
    let fit = BuyingKind::ParetoNbd.fit(&cells(&all).0, None);
    assert!(fit.converged() && fit.log_covariance.len() == 4);
    let moved = |by: [f64; 4]| {
        let mut parameters = fit.model.parameters();
        parameters.iter_mut().zip(by).for_each(|(p, by)| *p *= by.exp());
        Buying::new(BuyingKind::ParetoNbd, parameters).unwrap()
    };

    // Other fits that the history bears as well, and everything counted anew with each of them.
    let root = root(&fit.log_covariance);
    let npvs: Vec<f64> = (0..100)
        .map(|_| {
            let z: [f64; 4] = std::array::from_fn(|_| StandardNormal.sample(&mut rng));
            let model = moved(std::array::from_fn(|i| (0..=i).map(|j| root[i][j] * z[j]).sum()));
            let stays = retention(&model);
            let margins = history.margins(&stays);
            let stays = stays.into_iter().map(stated).collect();
            let scenario = scenario(&history.base(&model), &margins, stays, None);
            expected(&scenario, &Rates::of(&scenario)).iter().map(|m| m.discounted).sum()
        })
        .collect();

    let stays = retention(&fit.model);
    let (base, margins) = (history.base(&fit.model), history.margins(&stays));
    let odds = |x: f64| (x / (1.0 - x)).ln();
    let slopes: Vec<Vec<f64>> = (0..4)
        .map(|i| {
            let [up, down] = [1e-4, -1e-4].map(|by| {
                let mut step = [0.0; 4];
                step[i] = by;
                retention(&moved(step))
            });
            up.into_iter().zip(down).map(|(up, down)| (odds(up) - odds(down)) / 2e-4).collect()
        })
        .collect();
    let parameter = |(stage, value): (usize, &f64)| {
        let pairs = (0..16).map(|n| (n / 4, n % 4));
        let variance: f64 =
            pairs.map(|(i, j)| slopes[i][stage] * slopes[j][stage] * fit.log_covariance[i][j]).sum();
        let [low, high] =
            [-TENTH, TENTH].map(|z| 1.0 / (1.0 + (-odds(*value) - z * variance.max(0.0).sqrt()).exp()));
        Parameter::known(*value, low, high, Source::Estimated, "fitted")
    };
    let stays: Vec<Parameter> = stays.iter().enumerate().map(parameter).collect();
    let drawn = |observed: Option<Observed>| {
        let scenario = scenario(&base, &margins, stays.clone(), observed);
        let npv = run(&[scenario], &Asked { draws: 1_000, ..Asked::default() }).unwrap().scenarios[0].npv;
        (npv.p90 - npv.p10) / (2.0 * TENTH)
    };
    let read_off = Observed { months: MONTHS as u32, presence: Presence::WorkedOut };
    [standard_deviation(&npvs), drawn(Some(read_off)), drawn(None)]
}

/// The lower triangle whose square is a covariance.
fn root(covariance: &[Vec<f64>]) -> [[f64; 4]; 4] {
    let mut root = [[0.0; 4]; 4];
    for i in 0..4 {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
            let left = covariance[i][j] - known;
            root[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / root[j][j] };
        }
    }
    root
}

#[test]
fn the_doubt_about_who_stays_is_as_wide_as_if_everything_were_counted_anew() {
    let all: Vec<[f64; 3]> = (0..12).map(widths).collect();
    let [anew, read_off, apart] = [0, 1, 2].map(|n| all.iter().map(|w| w[n]).sum::<f64>());
    // Each of them counted by itself was more than three times too wide.
    assert!(apart > 2.5 * anew, "{apart} {anew}");
    near(read_off / anew, 1.0, 0.3);
}

#[test]
fn as_it_stands_a_history_changes_nothing() {
    let scenario = crate::company::typical("a", Way::Focused);
    let mut draft = scenario.draft();
    draft.observed = Some(Observed { months: 48, presence: Presence::WorkedOut });
    let seen = draft.checked().unwrap();
    let run = |scenario: &Scenario, draws: u32| {
        run(std::slice::from_ref(scenario), &Asked { draws, ..Asked::default() }).unwrap().scenarios.remove(0)
    };
    assert_eq!(run(&seen, 0).series, run(&scenario, 0).series);
    let (apart, together) = (run(&scenario, 2_000), run(&seen, 2_000));
    assert_eq!(apart.expected_npv, together.expected_npv);
    assert!(together.npv.p90 - together.npv.p10 < apart.npv.p90 - apart.npv.p10);
    // Money is set off by who was there, so that the mean keeps nearer to what is expected.
    near(together.npv.mean / together.expected_npv, 1.0, 0.1);
}

#[test]
fn the_same_company_twice_differs_by_nothing() {
    let mut draft = crate::company::typical("focused", Way::Focused).draft();
    draft.observed = Some(Observed { months: 30, presence: Presence::WorkedOut });
    let focused = draft.clone().checked().unwrap();
    (draft.name, draft.way) = ("centric".into(), Way::Centric);
    let answer =
        run(&[focused, draft.checked().unwrap()], &Asked { draws: 300, ..Asked::default() }).unwrap();
    let difference = answer.comparison.unwrap().difference;
    assert_eq!((difference.p10, difference.mean, difference.p90), (0.0, 0.0, 0.0));
}
