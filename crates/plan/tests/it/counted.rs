//! A company whose months follow known rates, as a folder would count it.

use facts::{Currency, Month};
use plan::propose::{Answered, Cell, Counted, Matched, MonthCounted, Owners, STAGES, Staying, StillThere};

/// What is true of it.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    pub joined: f64,
    pub first_margin: f64,
    pub margin: [f64; 6],
    pub staying: [f64; 6],
    /// Of one who joins, in the month of joining.
    pub first_complaints: f64,
    pub complaints: f64,
    pub cost_each: f64,
    pub running: f64,
    pub solution: f64,
}

pub const TRUTH: Truth = Truth {
    joined: 200.0,
    first_margin: 18.0,
    margin: [0.0, 3.0, 4.0, 5.0, 6.0, 7.0],
    staying: [0.90, 0.90, 0.94, 0.96, 0.97, 0.98],
    first_complaints: 0.05,
    complaints: 0.04,
    cost_each: 25.0,
    running: 2_000.0,
    solution: 6.0,
};

pub fn stage(age: u32) -> usize {
    STAGES.iter().position(|(_, until)| until.is_none_or(|limit| age < limit)).unwrap()
}

impl Truth {
    pub fn present(&self, age: u32) -> f64 {
        (0..age).map(|a| self.staying[stage(a)]).product()
    }
}

/// So many months of it, the first in January 2021. From `turn` on the numbers are those of `later`.
pub fn company(months: i32, truth: Truth, turn: i32, later: Truth) -> Counted {
    let first = Month::new(2021, 1).unwrap().index();
    let last = first + months - 1;
    let mut all = vec![MonthCounted::default(); months as usize];
    let mut cells = Vec::new();
    let mut ages = vec![(0.0, 0.0); months as usize];
    let mut base = Vec::new();
    for cohort in 0..months {
        let joined = if cohort < turn { truth.joined } else { later.joined };
        all[cohort as usize].joined = joined;
        for age in 0..(months - cohort) as u32 {
            let at = cohort + age as i32;
            let now = if at < turn { truth } else { later };
            let there = joined * truth.present(age);
            let margin = if age == 0 { joined * now.first_margin } else { there * now.margin[stage(age)] };
            let complaints = there * if age == 0 { now.first_complaints } else { now.complaints };
            cells.push(Cell {
                joined: first + cohort,
                age_months: age,
                margin,
                orders: 0.5 * there,
                complaints,
                present: None,
            });
            let month = &mut all[at as usize];
            month.margin += margin;
            month.orders += 0.5 * there;
            month.complaints += complaints;
            ages[age as usize].0 += there;
            ages[age as usize].1 += there * (1.0 - truth.staying[stage(age)]);
        }
        let age_months = (last - first - cohort) as u32;
        let customers = joined * truth.present(age_months);
        base.push(StillThere { age_months, customers, later_months: 0.0 });
    }
    for (at, month) in all.iter_mut().enumerate() {
        let now = if (at as i32) < turn { truth } else { later };
        month.acquisition = Some(month.joined * now.cost_each);
        month.operating = Some(now.running);
        month.service = Some(month.complaints * now.solution);
    }
    Counted {
        currency: Currency::from_code("EUR").ok(),
        last_month: Month::from_index(last),
        horizon_months: 36,
        discount: 0.1,
        discount_said: true,
        margin_words: "stated".into(),
        margin_share: 0.4,
        customers: 5_000,
        staying: Some(Staying::Contracts(ages)),
        months: all.into_iter().enumerate().map(|(i, m)| (Month::from_index(first + i as i32), m)).collect(),
        cells,
        base,
        matched: vec![Matched {
            band: 1,
            waited_days: 5,
            without: 5_000.0,
            without_left: 1_000.0,
            fast: 400.0,
            fast_left: 80.0,
            late: 400.0,
            late_left: 160.0,
        }],
        answered: Answered { complaints: 800.0, solved: 700.0, fast: 400.0 },
        owners: vec![Owners {
            band: 1,
            one: [600.0, 30_000.0, 2_100_000.0],
            several: [300.0, 21_000.0, 1_900_000.0],
        }],
        missing: Vec::new(),
    }
}

pub fn steady(months: i32) -> Counted {
    company(months, TRUTH, months, TRUTH)
}
