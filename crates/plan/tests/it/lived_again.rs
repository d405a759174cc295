//! A scenario read off a company lives as the company did: customers, complaints and money.

use models::{
    buying::{Buying, BuyingKind},
    fit::{Convergence, Fit},
    history::OrderHistory,
};
use plan::{
    propose::{Counted, Evidence, Staying, StillThere, propose},
    retrospect::lay,
    strategy::{
        Parameter, Quantity, Scenario,
        recursion::{Month, Rates, expected},
    },
};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::counted::{TRUTH, Truth, company, stage, steady};

fn months(scenario: &Scenario) -> Vec<Month> {
    expected(scenario, &Rates::of(scenario))
}

/// Complaints of each month: what one unit more for each of them costs.
fn complaints(scenario: &Scenario) -> Vec<f64> {
    let cost = scenario.get(Quantity::SolutionCost).value + 1.0;
    let dearer = scenario.draft().with(Quantity::SolutionCost, Parameter::stated(cost)).checked().unwrap();
    months(scenario).iter().zip(months(&dearer)).map(|(a, b)| a.paid - b.paid).collect()
}

/// What orders paid in each month, complaints put back.
fn margins(scenario: &Scenario) -> Vec<f64> {
    let cost = scenario.get(Quantity::SolutionCost).value;
    months(scenario).iter().zip(complaints(scenario)).map(|(m, q)| m.paid + cost * q).collect()
}

#[test]
fn what_was_counted_goes_on_to_the_last_complaint() {
    let scenario = propose(&Evidence::of(&steady(36))).unwrap().focused;
    let later = steady(48);
    let (paid, complained) = (margins(&scenario), complaints(&scenario));
    for (t, month) in months(&scenario).iter().take(12).enumerate() {
        let (_, came) = &later.months[36 + t];
        // Who joins pays and complains a month later; as many join every month.
        assert!((paid[t] / came.margin - 1.0).abs() < 1e-9, "{} for {}", paid[t], came.margin);
        assert!(
            (complained[t] / came.complaints - 1.0).abs() < 1e-9,
            "{} for {}",
            complained[t],
            came.complaints
        );
        let there: f64 = (0..=36 + t as u32).map(|age| TRUTH.joined * TRUTH.present(age)).sum();
        assert!((month.customers / there - 1.0).abs() < 1e-9, "{} for {there}", month.customers);
    }
}

/// Customers one by one, by chance: counted with contracts, or with nobody saying goodbye.
fn by_chance(truth: Truth, months: i32, counted_one_by_one: bool, random: &mut ChaCha8Rng) -> Counted {
    let mut all = company(months, truth, months, truth);
    for cell in &mut all.cells {
        (cell.margin, cell.complaints) = (0.0, 0.0);
        cell.present = counted_one_by_one.then_some(0.0);
    }
    let first = all.months[0].0.index();
    let mut ages = vec![(0.0, 0.0); months as usize];
    let mut base = vec![0.0; months as usize];
    for (_, month) in &mut all.months {
        (month.margin, month.complaints) = (0.0, 0.0);
    }
    let mut cell = 0;
    for cohort in 0..months {
        let cells = &mut all.cells[cell..cell + (months - cohort) as usize];
        cell += cells.len();
        let last = cells.len() - 1;
        let mut there = truth.joined;
        for (age, cell) in cells.iter_mut().enumerate() {
            assert_eq!((cell.joined, cell.age_months), (first + cohort, age as u32));
            let k = stage(age as u32);
            let (margin, rate) = if age == 0 {
                (truth.first_margin, truth.first_complaints)
            } else {
                (truth.margin[k], truth.complaints)
            };
            cell.margin = there * margin;
            cell.present = cell.present.map(|_| there);
            let month = &mut all.months[cohort as usize + age].1;
            month.margin += cell.margin;
            let mut stay = 0.0;
            for _ in 0..there as u32 {
                cell.complaints += f64::from(u8::from(random.random::<f64>() < rate));
                stay += f64::from(u8::from(random.random::<f64>() < truth.staying[k]));
            }
            month.complaints += cell.complaints;
            month.service = Some(month.service.unwrap_or(0.0));
            ages[age].0 += there;
            ages[age].1 += there - stay;
            if age == last {
                base[age] = there;
            }
            there = stay;
        }
    }
    let still =
        |(age, n): (usize, &f64)| StillThere { age_months: age as u32, customers: *n, later_months: 0.0 };
    all.base = base.iter().enumerate().map(still).collect();
    for (_, month) in &mut all.months {
        month.service = Some(month.complaints * truth.solution);
    }
    all.staying = Some(Staying::Contracts(ages));
    all
}

fn shortened(counted: &Counted, months: usize) -> Counted {
    let mut past = counted.clone();
    past.months.truncate(months);
    past.last_month = past.months[months - 1].0;
    let last = past.last_month.index();
    past.cells.retain(|c| c.joined + c.age_months as i32 <= last);
    past
}

#[test]
fn a_company_of_contracts_lives_its_next_year_as_its_scenario_says() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    // Hardly anybody stays long, and most complaints come at once: what is easily misread.
    let truth = Truth {
        staying: [0.7, 0.8, 0.9, 0.95, 0.96, 0.97],
        first_complaints: 0.10,
        complaints: 0.01,
        ..TRUTH
    };
    let (mut inside, mut stages) = (0, 0);
    let mut sums = [[0.0; 2]; 3];
    for _ in 0..12 {
        let all = by_chance(truth, 48, true, &mut random);
        let evidence = Evidence::of(&shortened(&all, 36));
        for (k, seen) in evidence.stages.iter().enumerate() {
            stages += 1;
            // Chances of a single past month are part of it only through the counts of who left.
            inside +=
                usize::from(seen.staying.low <= truth.staying[k] && truth.staying[k] <= seen.staying.high);
        }
        let scenario = propose(&evidence).unwrap().focused;
        let (paid, complained) = (margins(&scenario), complaints(&scenario));
        for (t, month) in months(&scenario).iter().take(12).enumerate() {
            let at = all.months[36 + t].0.index();
            let came = &all.months[36 + t].1;
            let there = all.cells.iter().filter(|c| c.joined + c.age_months as i32 == at);
            let actual = [came.margin, came.complaints, there.filter_map(|c| c.present).sum()];
            for (sum, (said, came)) in
                sums.iter_mut().zip([paid[t], complained[t], month.customers].into_iter().zip(actual))
            {
                sum[0] += said;
                sum[1] += came;
            }
        }
    }
    for [said, came] in sums {
        assert!((said / came - 1.0).abs() < 0.02, "{said} for {came}: {sums:?}");
    }
    // Intervals of 80 in 100.
    assert!(inside * 100 >= stages * 68, "{inside} of {stages}");
}

/// Customers as a buying model has them: those of today are known half a month after the last month's middle.
fn modelled(share_of_expected: f64) -> Counted {
    let (s, beta, unit) = (0.6_f64, 10.0, 365.25 / 84.0);
    let model = Buying::new(BuyingKind::ParetoNbd, [0.5, 10.0, s, beta]).unwrap();
    let mut counted = steady(40);
    counted.staying = Some(Staying::Model {
        fit: Box::new(Fit {
            model,
            log_likelihood: -1.0,
            standard_errors: Vec::new(),
            log_covariance: (0..4)
                .map(|i| (0..4).map(|j| if i == j { 0.0025 } else { 0.0 }).collect())
                .collect(),
            convergence: Convergence::Converged,
            iterations: 1,
            gradient: 0.0,
            customers: 8_000.0,
        }),
        units_a_month: unit,
    });
    let new = OrderHistory::new(0, 0.0, 0.0).unwrap();
    for one in &mut counted.base {
        one.later_months = 0.5;
        one.customers = share_of_expected
            * TRUTH.joined
            * model.model().alive_after(&new, (f64::from(one.age_months) + 0.5) * unit);
    }
    counted
}

#[test]
fn customers_of_today_are_carried_back_to_the_middle_of_the_month() {
    let evidence = Evidence::of(&modelled(1.0));
    let stayed = |age: u32| (0..age).map(|a| evidence.stages[stage(a)].staying.value).product::<f64>();
    assert_eq!(evidence.base.len(), 40);
    for one in &evidence.base {
        let wanted = TRUTH.joined * stayed(one.age_months);
        assert!((one.customers / wanted - 1.0).abs() < 1e-9, "{one:?} is not {wanted}");
    }
    // So the scenario's first month pays what its own rates make of all who joined.
    let scenario = propose(&evidence).unwrap().focused;
    let rates = Rates::of(&scenario);
    let wanted: f64 = (1..=40).map(|age| TRUTH.joined * rates.stayed(age) * rates.paying[stage(age)]).sum();
    let paid = months(&scenario)[0].paid;
    assert!((paid / wanted - 1.0).abs() < 1e-9, "{paid} is not {wanted}");
}

#[test]
fn cohorts_of_whom_fewer_order_than_the_model_says_count_so_from_then_to_now() {
    let (all, fewer) = (Evidence::of(&modelled(1.0)), Evidence::of(&modelled(0.8)));
    for (a, b) in all.base.iter().zip(&fewer.base) {
        // Those who joined in the last month are known.
        let wanted = if a.age_months == 0 { 1.0 } else { 0.8 };
        assert!((b.customers / a.customers - wanted).abs() < 1e-9, "{b:?} beside {a:?}");
    }
    // The same money of fewer customers: each of them pays more, as much as makes the money of the past.
    let past = |e: &Evidence| {
        let scenario = propose(e).unwrap().focused;
        margins(&scenario)[0]
    };
    assert!(fewer.stages[4].margin.value > all.stages[4].margin.value);
    let share = past(&fewer) / past(&all);
    assert!(share > 0.9 && share < 1.0, "a fifth fewer who pay more: {share}");
}

#[test]
fn a_year_later_counts_customers_as_a_proposal_of_that_day_would() {
    let scenario = propose(&Evidence::of(&steady(28))).unwrap().focused;
    let now = modelled(0.9);
    let laid = lay(&scenario, &now).unwrap();
    let base: f64 = Evidence::of(&now).base.iter().map(|b| b.customers).sum();
    let last = laid.months.last().unwrap();
    assert_eq!(last.month, now.last_month);
    assert!((last.customers.actual / base - 1.0).abs() < 1e-9, "{last:?} beside {base}");
}
