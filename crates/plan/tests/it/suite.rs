//! The width of the suite and the guard on its core, on made-up companies whose truth is known.

use facts::{Day, Month};
use plan::{
    strategy::{Draft, Parameter, Quantity, Scenario, Stage, Way},
    suite::{
        CoreDay, CoreIs, Launch, Record, ResponseFrom,
        guard::{Guard, Measure, State, guard},
        mechanism::{DeskMonth, Evidence, Ingredient, LineSold, Mechanism, Stated},
        spillover::{GroupMonth, Groups, NotIdentifiable, spillover},
        width::{Asked, CannotSay, width},
    },
};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Binomial, Distribution, Gamma, LogNormal, Poisson, StandardNormal};

fn day(days: i32) -> Day {
    Day::new(2022, 1, 1).unwrap().plus(days)
}

/// How a company serves its core on a day.
#[derive(Debug, Clone, Copy)]
struct Service {
    orders: f64,
    complaints: f64,
    late: f64,
    minutes: f64,
}

const ORDINARY: Service = Service { orders: 20.0, complaints: 0.04, late: 0.06, minutes: 60.0 };

fn days(seed: u64, of_day: impl Fn(i32) -> Service) -> Vec<CoreDay> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = |n: u64, p: f64, rng: &mut ChaCha8Rng| Binomial::new(n, p).unwrap().sample(rng);
    (0..1_280)
        .map(|d| {
            let s = of_day(d);
            let orders = Poisson::new(s.orders).unwrap().sample(&mut rng) as u64;
            let answered = count(orders, 0.12, &mut rng);
            let mut found = CoreDay {
                orders,
                complaints: count(orders, s.complaints, &mut rng),
                due: orders,
                late: count(orders, s.late, &mut rng),
                answered,
                ..CoreDay::empty(day(d))
            };
            let waits = LogNormal::new(s.minutes.ln(), 1.0).unwrap();
            for _ in 0..answered {
                let minutes: f64 = waits.sample(&mut rng);
                found.minutes += minutes;
                found.log_minutes += minutes.ln_1p();
                found.log_minutes_squared += minutes.ln_1p().powi(2);
            }
            found
        })
        .collect()
}

/// Launches two years in, and every quarter after.
fn record(days: Vec<CoreDay>, launches: i32) -> Record {
    Record {
        core: CoreIs::Marked,
        response_from: ResponseFrom::Contacts,
        launches: (0..launches)
            .map(|n| Launch { day: day(730 + 91 * n), name: format!("line {n}"), products: 3 })
            .collect(),
        owners: days.clone(),
        last: days.last().map(|d| d.day),
        complaints_until: days.last().map(|d| d.day),
        orders: days,
    }
}

fn eroding_from(from: i32) -> impl Fn(i32) -> Service {
    move |d| {
        if d < from { ORDINARY } else { Service { late: 0.11, complaints: 0.06, minutes: 100.0, ..ORDINARY } }
    }
}

#[test]
fn a_core_that_is_served_worse_is_caught_within_three_months() {
    for seed in 0..12 {
        let from = 730 + 91;
        let found = guard(&record(days(seed, eroding_from(from)), 4));
        let alarm = found.alarm().unwrap_or_else(|| panic!("seed {seed}: {:?}", found.state));
        assert_eq!(found.state, State::Alarm);
        assert_eq!(alarm.launch, Some(1), "seed {seed}: {alarm:?}");
        let after = alarm.raised.since(day(from));
        assert!((0..=91).contains(&after), "seed {seed}: raised after {after} days");
        let off = alarm.began.since(day(from)).abs();
        assert!(off <= 60, "seed {seed}: began {off} days off");
        for watch in &found.watches {
            let Some(alarm) = watch.alarms.iter().find(|a| a.until.is_none()) else { continue };
            let (low, high) = match watch.measure {
                Measure::Complaints => (0.012, 0.030),
                Measure::Late => (0.035, 0.065),
                Measure::Response => (1.4, 2.0),
            };
            assert!((low..=high).contains(&alarm.change.value), "seed {seed}: {alarm:?}");
            assert!(alarm.change.low < alarm.change.value && alarm.change.value < alarm.change.high);
        }
    }
}

#[test]
fn false_alarms_are_as_rare_as_promised() {
    // 550 days after the first launch, less what is not settled: 1.45 years each, so that about 14 of
    // 100 companies see one where one comes in ten years.
    let (mut years, mut alarms) = (0.0, 0);
    for seed in 100..300 {
        let found = guard(&record(days(seed, |_| ORDINARY), 4));
        assert_eq!(found.watches.len(), 3);
        alarms += found.watches.iter().map(|w| w.alarms.len()).sum::<usize>();
        years += 1.45;
    }
    let every = years / alarms.max(1) as f64;
    println!("a false alarm every {every:.1} years");
    assert!(every > 6.0, "a false alarm every {every:.1} years");
    assert!(alarms > 5, "so quiet that nothing would be seen: {alarms} in {years:.0} years");
}

/// A company that takes so many orders a week, of which the first so many weeks are before its launch.
/// What is made known of a week stands on its first day.
fn weekly(
    seed: u64,
    orders: f64,
    before: i32,
    weeks: i32,
    scatter: f64,
    of_week: impl Fn(i32) -> Service,
) -> Record {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let unrest = |events: f64, rng: &mut ChaCha8Rng| {
        let variance = (scatter - 1.0) / events;
        if variance > 0.0 { Gamma::new(1.0 / variance, variance).unwrap().sample(rng) } else { 1.0 }
    };
    let made: Vec<CoreDay> = (0..weeks)
        .map(|w| {
            let s = of_week(w - before);
            let placed = Poisson::new(orders).unwrap().sample(&mut rng) as u64;
            let mut count = |p: f64, uneven: bool| {
                let p = if uneven { (p * unrest(p * orders, &mut rng)).min(1.0) } else { p };
                Binomial::new(placed, p).unwrap().sample(&mut rng)
            };
            let (complaints, late, answered) =
                (count(s.complaints, true), count(s.late, true), count(0.12, false));
            let z: f64 = StandardNormal.sample(&mut rng);
            let slower = z * ((scatter - 1.0) / (0.12 * orders)).sqrt();
            let waits = LogNormal::new(s.minutes.ln() + slower, 1.0).unwrap();
            let mut found = CoreDay {
                orders: placed,
                complaints,
                due: placed,
                late,
                answered,
                ..CoreDay::empty(day(7 * w))
            };
            for _ in 0..answered {
                let minutes: f64 = waits.sample(&mut rng);
                found.log_minutes += minutes.ln_1p();
                found.log_minutes_squared += minutes.ln_1p().powi(2);
            }
            found
        })
        .collect();
    let mut record = record(made, 1);
    record.launches[0].day = day(7 * before);
    // So long that the last week of every measure is settled.
    record.last = Some(day(7 * weeks + 40));
    record.complaints_until = record.last;
    record
}

/// Of companies without any change, the share of those that can be watched with an alarm in two years,
/// by measure; and how many are watched.
fn false_alarms(companies: u64, before: i32, orders: f64, scatter: f64) -> [(f64, usize); 3] {
    let mut found = [(0.0, 0); 3];
    for seed in 0..companies {
        for watch in guard(&weekly(seed, orders, before, before + 104, scatter, |_| ORDINARY)).watches {
            let of = &mut found[watch.measure as usize];
            of.1 += 1;
            of.0 += f64::from(u8::from(!watch.alarms.is_empty()));
        }
    }
    found.map(|(alarms, watched)| (alarms / watched.max(1) as f64, watched))
}

/// Days from the change to the end of the week in which it is noticed, in the middle company of those
/// that can be watched, and the share that notice it within two years; by measure.
fn delays(companies: u64, before: i32, orders: f64, factor: f64) -> [(Option<i32>, f64); 3] {
    let mut found: [Vec<i32>; 3] = Default::default();
    let odds = 1.75_f64.powf(factor.log(1.5)) * 0.06 / 0.94;
    let worse =
        Service { complaints: 0.04 * factor, late: odds / (1.0 + odds), minutes: 60.0 * factor, ..ORDINARY };
    for seed in 0..companies {
        let eroded = |w: i32| if w < 26 { ORDINARY } else { worse };
        for watch in guard(&weekly(seed, orders, before, before + 130, 1.0, eroded)).watches {
            let from = watch.launched.plus(7 * 26);
            let settles = [30, 21, 1][watch.measure as usize];
            let noticed = watch.alarms.iter().map(|a| a.raised.since(from) - settles + 1).find(|&d| d > 0);
            found[watch.measure as usize].push(noticed.unwrap_or(i32::MAX));
        }
    }
    found.map(|mut days| {
        days.sort_unstable();
        let noticed = days.iter().filter(|&&d| d < i32::MAX).count() as f64 / days.len().max(1) as f64;
        (days.get(days.len() / 2).copied().filter(|&d| d < i32::MAX), noticed)
    })
}

#[test]
fn what_is_usual_is_in_doubt_and_the_promise_holds_all_the_same() {
    // One in thirty years each: 6.4 % within two. A usual level that were taken for known from 12 weeks
    // would give 10 to 26 %.
    let promised = 1.0 - (-2.0_f64 / 30.0).exp();
    let within = |share: f64, of: usize| {
        let chance = (promised * (1.0 - promised) / of as f64).sqrt();
        share <= promised + 3.0 * chance
    };
    let (mut alarms, mut all) = (0.0, 0);
    for before in [12, 26, 52] {
        for orders in [25.0, 100.0, 400.0] {
            for (share, watched) in false_alarms(60, before, orders, 1.0) {
                assert!(watched > 45, "{watched} of 60 can be watched");
                assert!(within(share, watched), "{share} of {watched} with {before} weeks of {orders}");
                alarms += share * watched as f64;
                all += watched;
            }
        }
    }
    println!("{:.3} of {all} alarm within two years", alarms / all as f64);
    assert!(within(alarms / all as f64, all) && alarms / all as f64 > 0.02, "{alarms} of {all}");
}

#[test]
fn a_core_served_worse_is_noticed_in_time_whatever_the_baseline() {
    // Complaints, lateness, first response; twice what half of 300 companies took, at most.
    for (before, orders, days) in
        [(12, 400.0, [42, 28, 28]), (26, 100.0, [140, 70, 84]), (52, 100.0, [140, 70, 84])]
    {
        for ((half, noticed), most) in delays(60, before, orders, 1.5).into_iter().zip(days) {
            assert!(noticed >= 0.9, "{noticed} noticed with {before} weeks of {orders}");
            assert!(half.is_some_and(|half| half <= most), "{half:?} with {before} weeks of {orders}");
        }
    }
}

#[test]
fn a_company_that_grows_is_no_alarm() {
    // Four times the orders after the launch, served as before.
    let alarms: usize = (0..100)
        .map(|seed| {
            let mut record = weekly(seed, 40.0, 26, 26, 1.0, |_| ORDINARY);
            let after = weekly(seed + 1_000, 160.0, 26, 130, 1.0, |_| ORDINARY);
            record.orders.extend(after.orders.iter().skip(26));
            record.owners = record.orders.clone();
            (record.last, record.complaints_until) = (after.last, after.complaints_until);
            guard(&record).watches.iter().filter(|w| !w.alarms.is_empty()).count()
        })
        .sum();
    println!("{alarms} of 300 alarm");
    assert!(alarms <= 32, "{alarms} of 300 alarm, where 19 are promised");
}

#[test]
#[ignore = "the tables of docs/strategy/suite.md: takes minutes"]
fn tables_of_false_alarms_and_delays() {
    for scatter in [1.0, 2.0] {
        println!("false alarms within two years, phi {scatter}: complaints, late, response");
        for before in [12, 26, 52] {
            for orders in [25.0, 100.0, 400.0] {
                let share = false_alarms(1_000, before, orders, scatter);
                println!(
                    "{before} weeks, {orders} a week: {:.1} % of {}, {:.1} % of {}, {:.1} % of {}",
                    100.0 * share[0].0,
                    share[0].1,
                    100.0 * share[1].0,
                    share[1].1,
                    100.0 * share[2].0,
                    share[2].1
                );
            }
        }
    }
    for factor in [1.5, 2.25] {
        println!("days until half are noticed, and share noticed in two years, {factor} times");
        for before in [12, 26, 52] {
            for orders in [25.0, 100.0, 400.0] {
                println!("{before} weeks, {orders} a week: {:?}", delays(300, before, orders, factor));
            }
        }
    }
}

#[test]
fn weeks_that_vary_anyway_do_not_alarm() {
    // The same company, but every other week is twice as late as the one between.
    let uneven = |d: i32| Service { late: if d / 7 % 2 == 0 { 0.12 } else { 0.03 }, ..ORDINARY };
    let alarms: usize = (0..40)
        .map(|seed| {
            guard(&record(days(seed, uneven), 4)).watches.iter().map(|w| w.alarms.len()).sum::<usize>()
        })
        .sum();
    assert!(alarms <= 12, "{alarms} alarms in 58 years");
}

#[test]
fn without_a_launch_there_is_nothing_to_guard_and_the_months_are_shown() {
    let bad_quarter =
        |d: i32| Service { late: if (640..730).contains(&d) { 0.28 } else { 0.06 }, ..ORDINARY };
    let found = guard(&record(days(1, bad_quarter), 0));
    assert_eq!(found.state, State::NothingToGuard);
    assert!(found.alarm().is_none() && found.watches.is_empty());
    assert_eq!(found.months.len(), 43);
    assert!(found.months[22].on_time.unwrap() < 0.8);
    assert_eq!(guard(&Record::empty()).state, State::NoOrders);
}

#[test]
fn a_launch_too_soon_leaves_nothing_to_compare_with() {
    let mut early = record(days(1, |_| ORDINARY), 1);
    early.launches[0].day = day(60);
    let found = guard(&early);
    assert_eq!((found.state, found.months_before), (State::NotKnown, 2));
}

#[test]
fn a_change_long_after_the_last_launch_is_not_laid_at_its_door() {
    let found = guard(&record(days(3, eroding_from(1_130)), 1));
    let alarm = found.alarm().expect("an alarm");
    assert!(alarm.began >= day(1_090), "{alarm:?}");
    assert_eq!(alarm.launch, None);
}

#[test]
fn a_core_that_recovers_ends_its_alarm() {
    let dip = |d: i32| if (821..950).contains(&d) { eroding_from(0)(d) } else { ORDINARY };
    let found = guard(&record(days(4, dip), 2));
    assert!(found.alarm().is_none(), "{:?}", found.state);
    let ended = found.watches.iter().flat_map(|w| &w.alarms).filter_map(|a| a.until).count();
    assert!(ended >= 2, "{ended} alarms ended");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_guard_takes_whatever_days_there_are(
        numbers in prop::collection::vec((0u64..500, 0u64..500, 0u64..500, 0u64..50, 0.0..1e6f64, -5..40i32), 0..400),
        launches in prop::collection::vec(0..2_000i32, 0..4),
        step in 1..5i32,
    ) {
        let mut at = 0;
        let days: Vec<CoreDay> = numbers.into_iter().map(|(orders, a, b, answered, minutes, gap)| {
            at += step + gap.max(0) / 20;
            let log = minutes.ln_1p();
            CoreDay {
                orders, complaints: a.min(orders), due: orders, late: b.min(orders), answered,
                minutes: minutes * answered as f64, log_minutes: log * answered as f64,
                log_minutes_squared: log * log * answered as f64, ..CoreDay::empty(day(at))
            }
        }).collect();
        let mut record = record(days, 0);
        let mut launches = launches;
        launches.sort_unstable();
        record.launches = launches.into_iter().map(|d| Launch { day: day(d), name: String::new(), products: 1 }).collect();
        let found: Guard = guard(&record);
        let text = serde_json::to_string(&found).unwrap();
        prop_assert!(!text.contains("NaN"));
        for watch in &found.watches {
            prop_assert!(watch.limit.is_finite() && watch.usual.value.is_finite());
            for week in &watch.weeks { prop_assert!(week.sum.is_finite() && week.level.is_none_or(f64::is_finite)); }
            for a in &watch.alarms { prop_assert!(a.change.low.is_finite() && a.change.high.is_finite() && a.change.low <= a.change.high); }
        }
    }
}

// What launches did, told from groups.

struct Planted {
    groups: usize,
    effect: f64,
    drift: f64,
    staggered: bool,
}

fn planted(seed: u64, p: &Planted) -> Groups {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let first = Month::new(2022, 1).unwrap().index();
    let launched: Vec<Option<i32>> = (0..p.groups)
        .map(|g| if p.staggered { (g % 4 != 3).then_some(12 + 4 * (g as i32 % 4)) } else { Some(14) })
        .collect();
    let mut months = Vec::new();
    for (group, launch) in launched.iter().enumerate() {
        for t in 0..30 {
            let since = launch.filter(|l| t >= *l);
            // Seasons move all groups; early groups drift apart where that is planted.
            let season = 0.01 * (f64::from(t) / 6.0).sin();
            let apart = p.drift * f64::from(t) * (3 - group % 4) as f64;
            let rate = 0.06 + 0.003 * group as f64 + season + apart + since.map_or(0.0, |_| p.effect);
            let orders = Poisson::new(400.0).unwrap().sample(&mut rng) as u64;
            let complaints = Binomial::new(orders, rate).unwrap().sample(&mut rng);
            months.push(GroupMonth { group, month: Month::from_index(first + t), orders, complaints });
        }
    }
    let launched = launched.into_iter().map(|l| l.map(|t| Month::from_index(first + t))).collect();
    Groups { launched, months }
}

#[test]
fn a_planted_spillover_is_recovered_with_the_promised_coverage() {
    for effect in [0.0, 0.02] {
        let (mut covered, mut told, mut sum) = (0, 0, 0.0);
        for seed in 0..60 {
            match spillover(&planted(seed, &Planted { groups: 8, effect, drift: 0.0, staggered: true }), 1) {
                Ok(found) => {
                    told += 1;
                    sum += found.effect.value;
                    covered += usize::from((found.effect.low..=found.effect.high).contains(&effect));
                }
                // One in ten companies is refused although its groups moved alike.
                Err(NotIdentifiable::ApartBefore { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(told >= 45, "{told} of 60 told");
        let mean = sum / f64::from(told);
        assert!((mean - effect).abs() < 0.002, "{mean} for {effect}");
        let coverage = covered as f64 / f64::from(told);
        println!("coverage of the 80 % interval {coverage:.2} at {effect}");
        assert!((0.68..=0.92).contains(&coverage), "{coverage} for {effect}");
    }
}

#[test]
fn what_cannot_be_told_is_refused_with_its_reason() {
    let refused = |p: &Planted| spillover(&planted(5, p), 1).unwrap_err();
    let plain = Planted { groups: 8, effect: 0.02, drift: 0.0, staggered: true };
    assert!(matches!(refused(&Planted { staggered: false, ..plain }), NotIdentifiable::AllAtOnce { .. }));
    assert_eq!(refused(&Planted { groups: 3, ..plain }), NotIdentifiable::TooFewGroups { groups: 3 });
    assert_eq!(spillover(&Groups::default(), 1).unwrap_err(), NotIdentifiable::NoGroups);
    let none = Groups { launched: vec![None; 8], months: Vec::new() };
    assert_eq!(spillover(&none, 1).unwrap_err(), NotIdentifiable::NoLaunch);
    let one = Groups { launched: vec![Some(Month::new(2022, 5).unwrap())], months: Vec::new() };
    assert_eq!(spillover(&one, 1).unwrap_err(), NotIdentifiable::NoGroups);
    let mut soon = planted(1, &plain);
    soon.months.retain(|m| m.month >= Month::new(2022, 10).unwrap());
    assert_eq!(spillover(&soon, 1).unwrap_err(), NotIdentifiable::TooLittleBefore { months: 3 });
    let mut quiet = planted(1, &plain);
    quiet.months.iter_mut().for_each(|m| m.complaints = 0);
    assert!(matches!(spillover(&quiet, 1).unwrap_err(), NotIdentifiable::TooFewComplaints { .. }));
}

#[test]
fn groups_that_moved_apart_before_the_launch_are_refused() {
    let refused = (0..20)
        .filter(|seed| {
            let groups = planted(*seed, &Planted { groups: 8, effect: 0.0, drift: 0.001, staggered: true });
            matches!(spillover(&groups, 1), Err(NotIdentifiable::ApartBefore { .. }))
        })
        .count();
    assert!(refused >= 17, "{refused} of 20 refused");
}

// NPV against the number of lines.

fn company() -> Scenario {
    let stated = Parameter::stated;
    let draft = Draft {
        base: vec![plan::strategy::BaseAge { age_months: 12, customers: 4_000.0 }],
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: stated(10.0),
            retention: stated(0.97),
            complaints: stated(0.05),
        }],
        ..Draft::new("today", Way::Focused)
    };
    draft
        .with(Quantity::Discount, stated(0.1))
        .with(Quantity::Adds, stated(200.0))
        .with(Quantity::AcquisitionCost, stated(40.0))
        .with(Quantity::FixedCost, stated(5_000.0))
        .with(Quantity::LeavingAfterComplaint, stated(0.3))
        .with(Quantity::Solved, stated(0.4))
        .with(Quantity::SolutionCost, stated(15.0))
        .checked()
        .unwrap()
}

/// Two lines sold; waiting has grown with what was owned, and complaints with waiting.
fn evidence(slope_per_hour: f64) -> Evidence {
    let first = Month::new(2022, 1).unwrap().index();
    let months = (0..36)
        .map(|t| {
            let wait = 40.0 + f64::from((t - 20).max(0)) * 4.0 + f64::from(t % 3);
            let rate = 0.04 * (1.0 + slope_per_hour * (wait - 40.0) / 60.0);
            let beyond = (t - 20).max(0) as u64 * 12;
            DeskMonth {
                month: Month::from_index(first + t),
                customers: 1_000,
                beyond,
                cases: 200 + beyond / 10,
                wait_minutes: Some(wait),
                orders: 20_000,
                complaints: (20_000.0 * rate) as u64,
                solved: None,
            }
        })
        .collect();
    let line = |launch, owners| LineSold {
        launch,
        owners,
        customers: 3_000,
        revenue: f64::from(owners as u32) * 60.0,
        months: 6.0,
    };
    Evidence {
        months,
        lines: vec![line(0, 600), line(1, 480), line(2, 384)],
        launches: 3,
        people: Some(2),
        handling: Some((20.0, 15.0, 4_000)),
        margin_share: Some(0.4),
    }
}

#[test]
fn the_mechanism_is_read_from_the_months() {
    let found = Mechanism::of(&evidence(0.5), &Stated::default(), &company());
    let at = |of| found.get(of).clone();
    assert!((at(Ingredient::Adoption).value - 0.2).abs() < 0.005);
    assert!((at(Ingredient::Kept).value - 0.8).abs() < 0.01);
    assert!((at(Ingredient::MarginPerOwner).value - 4.0).abs() < 0.01);
    assert!((at(Ingredient::Cases).value - 0.5).abs() < 0.05, "{:?}", at(Ingredient::Cases));
    // 0.5 an hour of what was usual at 40 minutes is less of what is usual today.
    let slope = at(Ingredient::ComplaintsPerHour);
    assert!(slope.low <= slope.value && (0.28..0.42).contains(&slope.value), "{slope:?}");
    assert!(at(Ingredient::SetupCost).guess && at(Ingredient::MonthlyCost).guess);
    let stated = Stated { setup_cost: Some(5_000.0), monthly_cost: Some(100.0) };
    assert_eq!(Mechanism::of(&evidence(0.5), &stated, &company()).get(Ingredient::SetupCost).value, 5_000.0);
    let guessed = Mechanism::of(&Evidence::default(), &Stated::default(), &company());
    assert!(Ingredient::ALL.iter().all(|of| guessed.get(*of).guess));
}

#[test]
fn load_waiting_and_complaints_grow_with_lines() {
    let found = Mechanism::of(&evidence(0.5), &Stated::default(), &company());
    let numbers = found.numbers();
    let strains: Vec<_> = (1..=12).map(|lines| found.strain(&numbers, lines)).collect();
    for pair in strains.windows(2) {
        assert!(pair[0].load < pair[1].load && pair[0].wait_minutes <= pair[1].wait_minutes);
        assert!(pair[0].complaints_factor <= pair[1].complaints_factor);
    }
    let today = strains[3];
    assert!((today.load - 1.0).abs() < 1e-12 && (today.complaints_factor - 1.0).abs() < 1e-9);
    assert!(strains[11].wait_minutes > 1.2 * today.wait_minutes, "{:?}", strains[11]);
}

#[test]
fn how_busy_people_are_follows_from_the_waiting() {
    let found = Mechanism::of(&evidence(0.5), &Stated::default(), &company());
    let (waits, busy) = (found.get(Ingredient::WaitMinutes), found.get(Ingredient::Busy));
    // Erlang C, two people, 20 minutes a case: the wait at this share is the wait that was seen.
    let queue = models::queue::Queue::new(busy.value * 2.0 / 20.0, 20.0, 2).unwrap();
    let models::queue::Load::Steady(steady) = queue.load() else { panic!("{busy:?}") };
    assert!((steady.mean_wait / waits.value - 1.0).abs() < 1e-6, "{busy:?} {waits:?}");
    assert!(!busy.guess && busy.low < busy.value && busy.value < busy.high && busy.high < 0.98, "{busy:?}");
    assert_eq!(found.strain(&found.numbers(), found.now).utilisation, busy.value);
}

#[test]
fn nights_and_weekends_are_not_a_queue() {
    // Ten hours in the mean: two people with cases of 20 minutes would be busy 98.6 % of their time.
    let mut evidence = evidence(0.5);
    for month in &mut evidence.months {
        month.wait_minutes = Some(600.0);
    }
    let found = Mechanism::of(&evidence, &Stated::default(), &company());
    let busy = found.get(Ingredient::Busy);
    assert!(busy.guess && busy.reason.contains("nights and weekends"), "{busy:?}");
    let [today, next] = [4, 5].map(|lines| found.strain(&found.numbers(), lines));
    assert_eq!(today.utilisation, 0.75);
    assert!((today.wait_minutes - 600.0).abs() < 1e-9 && !next.overloaded, "{next:?}");
    // Only the queue's part grows: 25.7 minutes of waiting at 75 % (Erlang C, two people, 20 minutes).
    let grown = (next.wait_minutes - (600.0 - 25.714)) / 25.714;
    assert!((1.05..4.0).contains(&grown), "{next:?}");
}

#[test]
fn npv_has_its_maximum_inside_where_lines_strain_the_core() {
    let stated = Stated { setup_cost: Some(8_000.0), monthly_cost: Some(600.0) };
    let mechanism = Mechanism::of(&evidence(0.9), &stated, &company());
    let found = width(&company(), &mechanism, Asked { lines: 12, ..Asked::default() }).unwrap();
    assert_eq!(found.now, 4);
    // It ends with the first number of lines that overloads the desk.
    let (last, before) = found.points.split_last().unwrap();
    assert!(found.points.len() < 12 && last.overloaded > 0.5 && before.iter().all(|p| p.overloaded <= 0.5));
    assert!((1..12).contains(&found.best) && found.best_low <= found.best && found.best <= found.best_high);
    assert!(found.stop && found.next.unwrap().p10 < 0.0);
    let today = &found.points[3];
    assert_eq!((today.gain.mean, today.gain.p10, today.gain.p90), (0.0, 0.0, 0.0));
    // What the next line costs through complaints is part of what it adds.
    assert!(found.points[4].spillover.unwrap().mean < 0.0);
    // Lines that cost nothing and strain nobody are always worth one more.
    let free = Stated { setup_cost: Some(0.0), monthly_cost: Some(0.0) };
    let mut calm = evidence(0.0);
    calm.months.iter_mut().for_each(|m| m.cases = 200);
    let calm = Mechanism::of(&calm, &free, &company());
    let found = width(&company(), &calm, Asked::default()).unwrap();
    assert!(!found.stop && found.best == found.points.len() as u32, "{:?}", found.next);
}

#[test]
fn the_same_seed_gives_the_same_width_and_today_is_the_scenario_itself() {
    let mechanism = Mechanism::of(&evidence(0.5), &Stated::default(), &company());
    let asked = Asked { lines: 6, draws: 50, seed: 7 };
    let found = width(&company(), &mechanism, asked).unwrap();
    assert_eq!(found, width(&company(), &mechanism, asked).unwrap());
    let rates = plan::strategy::recursion::Rates::of(&company());
    let npv: f64 = plan::strategy::recursion::expected(&company(), &rates).iter().map(|m| m.discounted).sum();
    assert!((found.points[3].npv.mean - npv).abs() < 1e-6 * npv.abs());
    assert_ne!(found, width(&company(), &mechanism, Asked { seed: 8, ..asked }).unwrap());
}

#[test]
fn lines_that_are_looked_at_are_bounded() {
    let with = |launches: u32| Evidence { launches, ..evidence(0.5) };
    let asked = |lines| Asked { lines, draws: 5, seed: 1 };
    let width_of = |launches, lines| {
        let mechanism = Mechanism::of(&with(launches), &Stated::default(), &company());
        let steps = plan::suite::width::steps(&company(), &mechanism, asked(lines));
        (width(&company(), &mechanism, asked(lines)), steps)
    };
    let most = plan::suite::width::MOST_LINES;
    let (found, widest) = width_of(3, u32::MAX);
    assert!(found.unwrap().points.len() as u32 <= most);
    let found = width_of(most - 2, 0).0.unwrap();
    assert!(found.now == most - 1 && found.points.len() as u32 == most && found.next.is_some());
    for launches in [most - 1, most, 5_000] {
        let (found, steps) = width_of(launches, 0);
        assert_eq!(found, Err(CannotSay::NoNumber));
        assert!(steps <= widest);
    }
    assert!(width_of(3, 0).1 < widest);
}
