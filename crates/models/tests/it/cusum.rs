//! CUSUM: published run lengths, simulation, and what must always hold.

use models::cusum::{Cusum, DoubtedCusum, Kind, Score};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Poisson, StandardNormal};

use crate::support::{near, near_relative};

/// Standard units with k = .5: a shift of one deviation is feared.
fn standard() -> Score {
    Score::mean(0.0, 1.0, 1.0).unwrap()
}

#[test]
fn normal_run_lengths_are_those_of_the_tables() {
    // NIST/SEMATECH e-Handbook 6.3.2.3.1 and Montgomery's table for k = .5: shifts of the mean in
    // deviations, watched on both sides: 1/ARL = 1/ARL of the upper + 1/ARL of the lower. One side
    // alone runs twice as long without a shift: 335.4 and 930.9.
    let four = [(0.0, 168.0), (0.25, 74.2), (0.5, 26.6), (0.75, 13.3), (1.0, 8.38), (1.5, 4.75), (2.0, 3.34)];
    let five =
        [(0.0, 465.0), (0.25, 139.0), (0.5, 38.0), (0.75, 17.0), (1.0, 10.4), (1.5, 5.75), (2.0, 4.01)];
    for (limit, table) in [(4.0, four), (5.0, five)] {
        let run = |shift: f64| standard().average_run_length(limit, 1.0, shift).unwrap();
        for (shift, wanted) in table {
            let both = if shift < 1.0 { 1.0 / (1.0 / run(shift) + 1.0 / run(-shift)) } else { run(shift) };
            near_relative(both, wanted, 0.004);
        }
    }
    near_relative(standard().average_run_length(4.0, 1.0, 0.0).unwrap(), 335.37, 5e-4);
    near_relative(standard().average_run_length(5.0, 1.0, 0.0).unwrap(), 930.89, 5e-4);
}

#[test]
fn units_of_the_mean_do_not_matter() {
    // The same chart in seconds, four observations a mean.
    let score = Score::mean(100.0, 110.0, 20.0).unwrap();
    near_relative(
        score.average_run_length(4.0, 4.0, 100.0).unwrap(),
        standard().average_run_length(4.0, 1.0, 0.0).unwrap(),
        1e-9,
    );
    near(score.of(112.0, 4.0).unwrap(), 1.2 - 0.5, 1e-12);
}

#[test]
fn a_limit_for_a_run_length_is_the_one_of_the_table() {
    near(standard().limit_for(2.0 * 167.684, 1.0).unwrap(), 4.0, 0.002);
    near(standard().limit_for(2.0 * 465.44, 1.0).unwrap(), 5.0, 0.002);
}

/// Mean observations until an alarm.
fn simulated(score: Score, limit: f64, runs: u32, mut observe: impl FnMut() -> (f64, f64)) -> f64 {
    let mut observations = 0_u64;
    for _ in 0..runs {
        let mut watch = Cusum::new(score, limit).unwrap();
        loop {
            observations += 1;
            let (observed, size) = observe();
            if watch.observe(observed, size).unwrap().alarm {
                break;
            }
        }
    }
    observations as f64 / f64::from(runs)
}

#[test]
fn complaint_rates_alarm_as_rarely_as_promised() {
    // 2 % complaints, 4 % feared, months of 80, 400 and 1000 orders, one false alarm in ten years.
    let score = Score::rate(0.02, 0.04).unwrap();
    for (orders, seed) in [(80.0, 1), (400.0, 2), (1000.0, 3)] {
        let limit = score.limit_for(120.0, orders).unwrap();
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let usual = Poisson::new(0.02 * orders).unwrap();
        let months = simulated(score, limit, 20_000, || (usual.sample(&mut chance), orders));
        let promised = score.average_run_length(limit, orders, 0.02).unwrap();
        near_relative(months, promised, 0.03);
        assert!(months > 120.0 * 0.97, "{orders} orders: a false alarm every {months} months");
        let feared = Poisson::new(0.04 * orders).unwrap();
        let delay = simulated(score, limit, 20_000, || (feared.sample(&mut chance), orders));
        near_relative(delay, score.average_run_length(limit, orders, 0.04).unwrap(), 0.03);
        assert!(delay < 12.0, "{orders} orders: found after {delay} months");
    }
}

#[test]
fn late_shares_alarm_as_rarely_as_promised() {
    let score = Score::share(0.06, 0.10).unwrap();
    let (deliveries, mut chance) = (300.0, ChaCha8Rng::seed_from_u64(4));
    let limit = score.limit_for(120.0, deliveries).unwrap();
    let usual = Binomial::new(300, 0.06).unwrap();
    let months = simulated(score, limit, 20_000, || (usual.sample(&mut chance) as f64, deliveries));
    near_relative(months, score.average_run_length(limit, deliveries, 0.06).unwrap(), 0.03);
    let feared = Binomial::new(300, 0.10).unwrap();
    let delay = simulated(score, limit, 20_000, || (feared.sample(&mut chance) as f64, deliveries));
    near_relative(delay, score.average_run_length(limit, deliveries, 0.10).unwrap(), 0.03);
    assert!(months > 115.0 && delay < 5.0, "{months} {delay}");
}

#[test]
fn means_alarm_as_rarely_as_promised() {
    // Logarithms of minutes to a first answer, 50 a month.
    let score = Score::mean(3.0, 3.2, 0.9).unwrap();
    let limit = score.limit_for(120.0, 50.0).unwrap();
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let months = simulated(score, limit, 20_000, || {
        let z: f64 = StandardNormal.sample(&mut chance);
        (3.0 + 0.9 / 50.0_f64.sqrt() * z, 50.0)
    });
    near_relative(months, 120.0, 0.03);
}

#[test]
fn single_events_are_watched_exactly() {
    // Shares of single trials: the chance of an alarm at once is p, the run geometric.
    let score = Score::share(0.1, 0.5).unwrap();
    near_relative(score.average_run_length(1e-3, 1.0, 0.1).unwrap(), 10.0, 1e-9);
    near_relative(score.average_run_length(1e-3, 1.0, 0.5).unwrap(), 2.0, 1e-9);
    // One hit scores ln 5, one miss ln(5/9): two hits with at most one miss between them exceed 2.5.
    let run = score.average_run_length(2.5, 1.0, 0.1).unwrap();
    near_relative(run, exact_run(5.0_f64.ln(), (5.0_f64 / 9.0).ln(), 2.5, 0.1), 0.02);
}

/// The run length of hits and misses by following the distribution of the sum.
fn exact_run(hit: f64, miss: f64, limit: f64, share: f64) -> f64 {
    let mut sums: Vec<(f64, f64)> = vec![(0.0, 1.0)];
    let mut run = 0.0;
    for _ in 0..1500 {
        run += sums.iter().map(|(_, p)| p).sum::<f64>();
        let mut next: Vec<(f64, f64)> = Vec::new();
        for (sum, p) in sums {
            for (score, chance) in [(hit, share), (miss, 1.0 - share)] {
                let to = (sum + score).max(0.0);
                if to > limit {
                    continue;
                }
                match next.iter_mut().find(|(at, _)| (at - to).abs() < 1e-9) {
                    Some(same) => same.1 += p * chance,
                    None => next.push((to, p * chance)),
                }
            }
        }
        sums = next;
    }
    run
}

#[test]
fn the_sum_is_followed_by_hand() {
    let score = Score::rate(0.02, 0.04).unwrap();
    let mut watch = Cusum::new(score, 2.0).unwrap();
    // 2 complaints of 100 orders are usual: ln 2 x 2 - 2 below 0.
    assert_eq!(watch.observe(2.0, 100.0).unwrap().value, 0.0);
    let step = watch.observe(5.0, 100.0).unwrap();
    near(step.value, 5.0 * 2.0_f64.ln() - 2.0, 1e-12);
    assert!(!step.alarm);
    assert!(watch.observe(5.0, 100.0).unwrap().alarm);
    // What cannot be is refused and changes nothing; an empty month says nothing.
    let value = watch.value();
    assert!(watch.observe(-1.0, 100.0).is_err());
    assert!(watch.observe(1.0, 0.0).is_err());
    assert!(watch.observe(f64::NAN, 100.0).is_err());
    assert!(watch.observe(1.0, f64::INFINITY).is_err());
    assert_eq!(watch.observe(0.0, 0.0).unwrap().value, value);
    watch.reset();
    assert_eq!(watch.value(), 0.0);
    assert!(Score::share(0.1, 0.2).unwrap().of(11.0, 10.0).is_err());
}

#[test]
fn impossible_watches_are_refused() {
    for bad in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        assert!(Score::rate(bad, 1.0).is_err() && Score::rate(0.5, bad).is_err());
        assert!(Score::share(bad, 0.5).is_err() && Score::share(0.5, bad).is_err());
        assert!(Score::mean(0.0, 1.0, bad).is_err());
        assert!(Cusum::new(standard(), bad).is_err());
        assert!(standard().average_run_length(bad, 1.0, 0.0).is_err());
        assert!(standard().average_run_length(4.0, bad, 0.0).is_err());
        assert!(standard().limit_for(bad, 1.0).is_err());
    }
    assert!(standard().average_run_length(4.0, 1.0, f64::NAN).is_err());
    assert!(Score::rate(0.4, 0.2).is_err(), "a fall is not watched");
    assert!(Score::mean(1.0, 1.0, 1.0).is_err());
}

#[test]
fn a_score_tells_its_levels() {
    let score = Score::rate(0.02, 0.04).unwrap();
    assert_eq!((score.in_control(), score.out_of_control()), (0.02, 0.04));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn higher_limits_run_longer_and_higher_levels_shorter(
        usual in 0.001..0.2, factor in 1.2..4.0, orders in 5.0..5000.0, limit in 0.5..5.0,
    ) {
        let score = Score::rate(usual, usual * factor).unwrap();
        let run = |limit: f64, at: f64| score.average_run_length(limit, orders, at);
        let Ok(usually) = run(limit, usual) else { return Ok(()) };
        prop_assert!(usually >= 1.0);
        if let Ok(longer) = run(limit * 1.5, usual) {
            prop_assert!(longer >= usually * (1.0 - 1e-6));
        }
        prop_assert!(run(limit, usual * factor).unwrap() <= usually * (1.0 + 1e-6));
    }

    #[test]
    fn a_limit_keeps_its_promise(
        usual in 0.001..0.2, factor in 1.2..4.0, orders in 5.0..5000.0, wanted in 20.0..500.0,
    ) {
        let score = Score::rate(usual, usual * factor).unwrap();
        let limit = score.limit_for(wanted, orders).unwrap();
        prop_assert!(limit <= f64::ln(wanted) + 1e-5);
        // Beyond numbers is long enough.
        let kept = score.average_run_length(limit, orders, usual).unwrap_or(f64::INFINITY);
        prop_assert!(kept >= wanted * (1.0 - 1e-6));
    }

    #[test]
    fn no_numbers_give_nan(
        usual in any::<f64>(), feared in any::<f64>(), deviation in any::<f64>(), observed in any::<f64>(),
        size in any::<f64>(), scale in -9.0..9.0_f64, factor in 1.0..3.0_f64, limit in 0.0..20.0_f64,
    ) {
        let level = 10.0_f64.powf(scale);
        let scores = [
            Score::rate(usual, feared), Score::share(usual, feared), Score::mean(usual, feared, deviation),
            Score::rate(level, level * factor), Score::share(level, level * factor), Score::mean(0.0, level * factor, level),
        ];
        for score in scores.into_iter().flatten() {
            for (observed, size) in [(observed, size), (level, factor), (0.0, 1e9), (1e9, 1e9)] {
                prop_assert!(score.of(observed, size).is_ok_and(f64::is_finite) || score.of(observed, size).is_err());
            }
            // Sizes whose counts are few enough to be quick.
            let size = factor * (100.0 / level).clamp(1e-9, 1e9);
            if let Ok(run) = score.average_run_length(limit, size.min(1e5), score.in_control()) {
                prop_assert!(run.is_finite() && run >= 1.0);
            }
        }
    }
}

/// Weeks so even that nothing speaks for more than chance: so many events or hits in so much.
fn even(observed: f64, size: f64, weeks: usize) -> Vec<(f64, f64)> {
    vec![(observed / weeks as f64, size / weeks as f64); weeks]
}

#[test]
fn odds_of_rates_are_those_of_gamma_integrals() {
    // 10 events in 250 before, then 3 in 40 and 4 in 40. Both integrals are gamma functions of 17.5
    // events, which cancel: 7 ln 1.5 - 17.5 ln((250 + 1.5 x 80)/(250 + 80)).
    let mut sum = DoubtedCusum::new(Kind::Rate, 1.5_f64.ln(), &even(10.0, 250.0, 400)).unwrap();
    sum.observe(3.0, 40.0).unwrap();
    let odds = sum.observe(4.0, 40.0).unwrap();
    // The two weeks differ less than chance would have it.
    near(odds, 7.0 * 1.5_f64.ln() - 17.5 * (370.0_f64 / 330.0).ln(), 1e-3);
}

#[test]
fn odds_of_shares_are_those_of_integrals() {
    // 6 late of 100 before, then 9 of 60, against odds of 1.75; the integrals by small steps.
    let (ln_odds, step) = (1.75_f64.ln(), 1e-3);
    let marginal = |shift: f64| -> f64 {
        (-8_000..4_000)
            .map(|i| {
                let eta = f64::from(i) * step;
                let b = |eta: f64| eta.exp().ln_1p();
                (6.0 * eta - 100.0 * b(eta) + 9.0 * (eta + shift) - 60.0 * b(eta + shift) + 0.5 * eta
                    - b(eta))
                .exp()
            })
            .sum::<f64>()
            .ln()
    };
    let sum = DoubtedCusum::new(Kind::Share, ln_odds, &even(6.0, 100.0, 400)).unwrap();
    near(sum.score(9.0, 60.0).unwrap(), marginal(ln_odds) - marginal(0.0), 0.02);
}

#[test]
fn odds_of_means_are_those_of_normal_integrals() {
    // 36 observations of 3.0 on average before, 16 of 3.5 since, a deviation of 1 and a feared rise by
    // .4: the difference is normal with a variance of 1/36 + 1/16.
    let sum = DoubtedCusum::new(Kind::Mean { deviation: 1.0 }, 0.4, &even(3.0 * 400.0, 36.0, 400)).unwrap();
    let variance = 1.0 / 36.0 + 1.0 / 16.0;
    near(sum.score(3.5, 16.0).unwrap(), (0.5 * 0.5 - 0.1 * 0.1) / (2.0 * variance), 2e-3);
}

#[test]
fn with_much_known_the_sum_is_the_ordinary_one() {
    let much =
        |kind, shift, observed, size| DoubtedCusum::new(kind, shift, &vec![(observed, size); 2_000]).unwrap();
    let rate = much(Kind::Rate, 1.5_f64.ln(), 4_000.0, 100_000.0);
    near_relative(
        rate.score(9.0, 100.0).unwrap(),
        Score::rate(0.04, 0.06).unwrap().of(9.0, 100.0).unwrap(),
        1e-3,
    );
    let share = much(Kind::Share, (0.1 / 0.9 / (0.06 / 0.94_f64)).ln(), 6_000.0, 100_000.0);
    near_relative(
        share.score(15.0, 100.0).unwrap(),
        Score::share(0.06, 0.1).unwrap().of(15.0, 100.0).unwrap(),
        1e-3,
    );
    let mean = much(Kind::Mean { deviation: 0.9 }, 0.2, 3.0, 100_000.0);
    let ordinary = Score::mean(3.0, 3.2, 0.9).unwrap();
    near_relative(mean.score(3.4, 50.0).unwrap(), ordinary.of(3.4, 50.0).unwrap(), 1e-3);
}

#[test]
fn little_known_before_says_little() {
    // Half more events than before: from a dozen events this is no sign, however long it lasts.
    let odds = |known: f64, exposure: f64| {
        let mut sum = DoubtedCusum::new(Kind::Rate, 1.5_f64.ln(), &even(known, 100.0 * known, 12)).unwrap();
        sum.observe(1.5 * exposure / 100.0, exposure).unwrap()
    };
    assert!(odds(12.0, 1e6) < 1.5, "{}", odds(12.0, 1e6));
    assert!(odds(1_200.0, 1e5) > 10.0, "{}", odds(1_200.0, 1e5));
}

#[test]
fn the_likeliest_beginning_of_a_rise_is_told() {
    let sum = DoubtedCusum::new(Kind::Rate, 1.5_f64.ln(), &[(4.0, 100.0); 52]).unwrap();
    let weeks = [[(4.0, 100.0); 6], [(7.0, 100.0); 6]].concat();
    assert_eq!(sum.risen_after(&weeks).unwrap(), 6);
    assert_eq!(sum.risen_after(&[]).unwrap(), 0);
    assert!(sum.risen_after(&[(f64::NAN, 1.0)]).is_err());
}

#[test]
fn what_was_as_usual_is_learned_or_forgotten() {
    let mut sum = DoubtedCusum::new(Kind::Rate, 1.5_f64.ln(), &[(5.0, 100.0); 4]).unwrap();
    let fresh = sum.clone();
    assert_eq!(sum.observe(2.0, 100.0).unwrap(), 0.0);
    sum.forget();
    assert_eq!(sum, fresh);
    sum.observe(2.0, 100.0).unwrap();
    sum.learn();
    // With fewer events taken for usual, the same week says more.
    assert!(sum.score(9.0, 100.0).unwrap() > fresh.score(9.0, 100.0).unwrap());
    assert!(
        sum.observe(-1.0, 100.0).is_err()
            && sum.observe(1.0, 0.0).is_err()
            && sum.observe(f64::NAN, 1.0).is_err()
    );
    assert_eq!(sum.observe(0.0, 0.0).unwrap(), 0.0);
    assert!(DoubtedCusum::new(Kind::Rate, 0.4, &[]).is_err());
    assert!(DoubtedCusum::new(Kind::Rate, 0.0, &[(1.0, 10.0)]).is_err());
    assert!(DoubtedCusum::new(Kind::Share, 0.4, &[(11.0, 10.0)]).is_err());
    assert!(DoubtedCusum::new(Kind::Mean { deviation: 0.0 }, 0.4, &[(1.0, 10.0)]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_numbers_give_nan_in_doubt(
        weeks in prop::collection::vec((any::<f64>(), any::<f64>(), -9.0..9.0_f64, 0.0..1.0_f64), 1..20),
        shift in -9.0..2.0_f64, deviation in -9.0..9.0_f64, wild in any::<bool>(),
    ) {
        let of = |&(observed, size, scale, share): &(f64, f64, f64, f64)| {
            let some = 10.0_f64.powf(scale);
            if wild { (observed, size) } else { (some * share, some) }
        };
        let weeks: Vec<(f64, f64)> = weeks.iter().map(of).collect();
        for kind in [Kind::Rate, Kind::Share, Kind::Mean { deviation: 10.0_f64.powf(deviation) }] {
            let Ok(mut sum) = DoubtedCusum::new(kind, 10.0_f64.powf(shift), &weeks[..1]) else { continue };
            for &(observed, size) in &weeks {
                if let Ok(value) = sum.observe(observed, size) {
                    prop_assert!(value.is_finite() && value >= 0.0);
                }
                prop_assert!(sum.score(observed, size).is_ok_and(f64::is_finite) || sum.score(observed, size).is_err());
                if sum.value() <= 0.0 { sum.learn(); }
            }
        }
    }
}
