//! How complaints are counted: from when on they are on record, what they cost, and who leaves after them.

use plan::{
    propose::{Evidence, Lack, Matched, Waited, propose},
    strategy::{Quantity, Source},
};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::counted::{TRUTH, steady};

fn rates(evidence: &Evidence) -> Vec<f64> {
    let each = evidence.stages.iter().map(|s| s.complaints.as_ref().unwrap().value);
    each.chain([evidence.complaints.as_ref().unwrap().value]).collect()
}

#[test]
fn months_before_complaints_were_written_down_are_not_months_without_complaints() {
    let whole = steady(40);
    let mut late = whole.clone();
    let from = late.months[40 - 12].0.index();
    for cell in late.cells.iter_mut().filter(|c| c.joined + (c.age_months as i32) < from) {
        cell.complaints = 0.0;
    }
    for (_, month) in late.months.iter_mut().filter(|(m, _)| m.index() < from) {
        month.complaints = 0.0;
    }
    let (whole, late) = (Evidence::of(&whole), Evidence::of(&late));
    for (a, b) in rates(&whole).iter().zip(rates(&late)) {
        assert!((a - b).abs() < 1e-9, "{a} and {b}");
    }
    // What service cost before is not laid on the complaints since.
    let cost = late.solution_cost.unwrap().value;
    assert!((cost - TRUTH.solution).abs() < 1e-9, "{cost}");
}

#[test]
fn a_year_without_the_rare_complaint_is_chance_and_not_a_gap() {
    let mut counted = steady(40);
    for cell in &mut counted.cells {
        cell.complaints = 0.0;
    }
    for (_, month) in &mut counted.months {
        month.complaints = 0.0;
    }
    for at in [14, 20] {
        let joined = counted.months[at].0.index();
        let cell = counted.cells.iter_mut().find(|c| c.joined == joined - 3 && c.age_months == 3).unwrap();
        cell.complaints = 1.0;
        counted.months[at].1.complaints = 1.0;
    }
    let evidence = Evidence::of(&counted);
    let found = evidence.complaints.unwrap();
    // None in the last year, taken for half of one, and in doubt.
    assert_eq!(found.n, 0);
    assert!(
        found.value > 0.0 && found.value < 1e-4 && found.low == 0.0 && found.high > found.value,
        "{found:?}"
    );
    assert!(found.how.contains("half of one"), "{}", found.how);
}

#[test]
fn one_number_of_complaints_for_the_stages_and_for_what_preventing_them_costs() {
    let counted = steady(40);
    let evidence = Evidence::of(&counted);
    let last_year = &counted.months[28..];
    let there: f64 =
        (28..40).map(|t| (1..=t).map(|age| TRUTH.joined * TRUTH.present(age)).sum::<f64>()).sum();
    let complaints: f64 = last_year.iter().map(|(_, m)| m.complaints).sum();
    let found = evidence.complaints.as_ref().unwrap();
    assert!((found.value - complaints / there).abs() < 1e-12, "{found:?}");
    let both = propose(&evidence).unwrap();
    let prevention = both.centric.get(Quantity::PreventionCost).value;
    let wanted = 0.3 * TRUTH.solution * complaints / there;
    assert!((prevention - wanted).abs() < 1e-9, "{prevention} for {wanted}");
}

#[test]
fn service_that_no_complaint_can_be_laid_against_is_spent_all_the_same() {
    let mut counted = steady(40);
    for cell in &mut counted.cells {
        cell.complaints = 0.0;
    }
    for (_, month) in &mut counted.months {
        (month.complaints, month.service) = (0.0, Some(3_000.0));
    }
    let evidence = Evidence::of(&counted);
    assert!((evidence.fixed_cost.as_ref().unwrap().value - TRUTH.running - 3_000.0).abs() < 1e-9);
    let focused = propose(&evidence).unwrap().focused;
    let (fixed, solution) = (focused.get(Quantity::FixedCost), focused.get(Quantity::SolutionCost));
    assert!(fixed.reason.contains("service") && fixed.source == Source::Measured, "{fixed:?}");
    assert_eq!((solution.value, solution.high, solution.guess), (0.0, 0.0, false), "it is not paid twice");

    // Without running costs it is a part of them, and a guess as a whole.
    for (_, month) in &mut counted.months {
        month.operating = None;
    }
    let evidence = Evidence::of(&counted);
    assert!(evidence.missing.contains(&Lack::OperatingCosts));
    let fixed = propose(&evidence).unwrap().focused.get(Quantity::FixedCost).clone();
    assert!((fixed.value - 3_000.0).abs() < 1e-9 && fixed.guess, "{fixed:?}");
}

#[test]
fn orders_are_laid_against_those_that_had_waited_as_long() {
    let order = |complaint, next_days, orders| Waited { band: 7, complaint, next_days, orders };
    let found = Matched::of(&[
        order(None, Some(3), 50.0),
        order(None, Some(12), 30.0),
        order(None, None, 20.0),
        // Complained after five days, slowly solved: half of them gone.
        order(Some((5, false)), Some(40), 4.0),
        order(Some((5, false)), None, 4.0),
        // After twelve days, solved fast.
        order(Some((12, true)), Some(13), 2.0),
    ]);
    let at_five = Matched {
        band: 7,
        waited_days: 5,
        // Not those who had ordered by day 3; those who complain on day 12 had not complained by then.
        without: 52.0,
        without_left: 20.0,
        late: 8.0,
        late_left: 4.0,
        ..Matched::default()
    };
    let at_twelve = Matched {
        band: 7,
        waited_days: 12,
        without: 20.0,
        without_left: 20.0,
        fast: 2.0,
        ..Matched::default()
    };
    assert_eq!(found, [at_five, at_twelve]);
}

/// Orders of customers who order on average every `gap` days and leave after `leave` of their orders; of
/// those complained of after up to `delay` days, `more` of the others leave, too.
fn orders(gap: f64, delay: f64, leave: f64, more: f64, random: &mut ChaCha8Rng) -> Vec<Waited> {
    let mut all = Vec::new();
    for _ in 0..40_000 {
        for n in 0..8 {
            let complained = (random.random::<f64>() < 0.1).then(|| (random.random::<f64>() * delay) as u32);
            let next = 1 + (-(1.0 - random.random::<f64>()).ln() * gap) as u32;
            let gone = random.random::<f64>() < leave;
            // Whoever has ordered again has not left over it.
            let complaint = complained.filter(|day| gone || *day < next);
            let gone = gone || (complaint.is_some() && random.random::<f64>() < more);
            let next_days = (!gone && next <= 180).then_some(next);
            all.push(Waited {
                band: n,
                complaint: complaint.map(|day| (day, false)),
                next_days,
                orders: 1.0,
            });
            if gone {
                break;
            }
        }
    }
    all
}

#[test]
fn complaints_that_do_nothing_are_found_to_do_nothing() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for (gap, delay, leave, more) in [
        (30.0, 5.0, 0.15, 0.0),
        (30.0, 14.0, 0.15, 0.0),
        (60.0, 30.0, 0.15, 0.0),
        (20.0, 14.0, 0.1, 0.0),
        (30.0, 14.0, 0.15, 0.25),
    ] {
        let mut counted = steady(40);
        counted.matched = Matched::of(&orders(gap, delay, leave, more, &mut random));
        let evidence = Evidence::of(&counted);
        let found = evidence.leaving_after_complaint.unwrap();
        assert!(
            (found.value - more).abs() < 0.012,
            "{gap} {delay}: {} [{}, {}] for {more}",
            found.value,
            found.low,
            found.high
        );
        assert!(found.low <= more + 0.005 && more - 0.012 <= found.high, "{found:?}");
    }
}

#[test]
fn fewer_who_leave_after_a_complaint_are_no_certainty_that_none_does() {
    let mut counted = steady(40);
    let only = &mut counted.matched[0];
    // 12 % against 16 %, of 408 orders: the whole interval lies below 0.
    (only.late, only.late_left, only.without_left) = (408.0, 49.0, 800.0);
    let found = Evidence::of(&counted).leaving_after_complaint.unwrap();
    assert_eq!((found.value, found.low), (0.0, 0.0));
    assert!(found.high > 0.015 && found.high < 0.04, "{found:?}");
    assert!(
        found.how.contains("below 0") && found.how.contains("not solved within three days"),
        "{}",
        found.how
    );
    // A little below 0 is as uncertain as a little above.
    counted.matched[0].late_left = 65.0;
    let little = Evidence::of(&counted).leaving_after_complaint.unwrap();
    assert!(little.value == 0.0 && (little.high - found.high).abs() < 0.01, "{little:?}");
    // Nobody wrote down when: then no complaint is called slow.
    counted.answered.solved = 0.0;
    let found = Evidence::of(&counted).leaving_after_complaint.unwrap();
    assert!(found.how.starts_with("408 orders with a complaint against"), "{}", found.how);
}

#[test]
fn complaints_without_a_time_are_there_and_in_no_count() {
    let mut counted = steady(40);
    counted.missing = vec![Lack::UntimedComplaints(605)];
    for cell in &mut counted.cells {
        cell.complaints = 0.0;
    }
    for (_, month) in &mut counted.months {
        month.complaints = 0.0;
    }
    let missing = Evidence::of(&counted).missing;
    assert!(!missing.contains(&Lack::Complaints), "{missing:?}");
    assert_eq!(
        missing[0].to_string(),
        "605 complaints have no time and are in no count: import them again with a time: \
         goodwill import feedback FILE --map time=COLUMN"
    );
}
