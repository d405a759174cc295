//! Queues: published examples, the closed form for one server, and what more people do.

use models::queue::{Load, MOST_SERVERS, Queue, Waiting};
use proptest::prelude::*;

use crate::support::{near, near_relative};

#[track_caller]
fn steady(arrivals: f64, service_time: f64, servers: u32) -> Waiting {
    match Queue::new(arrivals, service_time, servers).unwrap().load() {
        Load::Steady(waiting) => waiting,
        Load::Overloaded { .. } => panic!("overloaded"),
    }
}

#[test]
fn three_hundred_sixty_calls_a_half_hour_before_fifty_five_agents() {
    // The often copied worked example of the formula (mitan.co.uk, "The Erlang-C formula"): 360 calls
    // in 1800 s, 240 s each, 55 agents: load 48, busy .873, E_C .239, mean wait 8.2 s, 84.6 % answered
    // within 15 s. Below the same from the definition, summed in logarithms.
    let queue = Queue::new(0.2, 240.0, 55).unwrap();
    near(queue.offered(), 48.0, 1e-12);
    let waiting = steady(0.2, 240.0, 55);
    near(waiting.utilisation, 0.873, 0.0005);
    near(waiting.waits, 0.239, 0.0005);
    near(waiting.mean_wait, 8.2, 0.05);
    near(waiting.answered_within(15.0), 0.846, 0.0005);
}

#[test]
fn the_recursion_is_the_definition() {
    for (offered, servers) in [(48.0_f64, 55_u32), (6.0, 10), (150.0, 151), (0.3, 2)] {
        // a^k/k! for k below c, and the last term over 1 - ρ.
        let mut term = 1.0;
        let mut sum = 0.0;
        for k in 0..servers {
            sum += term;
            term *= offered / f64::from(k + 1);
        }
        let last = term / (1.0 - offered / f64::from(servers));
        near_relative(steady(offered, 1.0, servers).waits, last / (sum + last), 1e-11);
    }
}

#[test]
fn six_erlangs_before_ten_servers_wait_with_a_tenth() {
    // Read off the printed Erlang C curves as "about .10".
    near(steady(2.0, 3.0, 10).waits, 0.10, 0.005);
}

#[test]
fn small_cases_are_fractions() {
    // C(2, 1) = 1/3, C(3, 2) = 4/9, by hand from the definition.
    near(steady(1.0, 1.0, 2).waits, 1.0 / 3.0, 1e-15);
    near(steady(2.0, 1.0, 3).waits, 4.0 / 9.0, 1e-15);
    near(steady(2.0, 1.0, 3).mean_wait, 4.0 / 9.0, 1e-15);
}

#[test]
fn one_server_is_the_closed_form() {
    // M/M/1: waits ρ, mean wait ρ/(μ - λ), in line ρ²/(1 - ρ).
    let waiting = steady(0.7, 1.0, 1);
    near(waiting.waits, 0.7, 1e-15);
    near(waiting.mean_wait, 0.7 / 0.3, 1e-13);
    near(waiting.mean_waiting, 0.49 / 0.3, 1e-13);
    near(waiting.answered_within(2.0), 1.0 - 0.7 * (-0.6_f64).exp(), 1e-15);
}

#[test]
fn too_much_is_an_answer_and_no_infinity() {
    let Load::Overloaded { utilisation, growth_per_time } = Queue::new(5.0, 1.0, 4).unwrap().load() else {
        panic!("5 Erlangs before 4 people have no rest");
    };
    near(utilisation, 1.25, 1e-15);
    near(growth_per_time, 1.0, 1e-15);
    // Exactly full never comes to rest either.
    assert!(matches!(Queue::new(4.0, 1.0, 4).unwrap().load(), Load::Overloaded { .. }));
    let almost = steady(4.0 - 1e-9, 1.0, 4);
    assert!(almost.mean_wait.is_finite() && almost.waits <= 1.0);
}

#[test]
fn edges() {
    let idle = steady(0.0, 1.0, 1);
    assert_eq!((idle.waits, idle.mean_wait, idle.answered_within(0.0)), (0.0, 0.0, 1.0));
    // Thousands of people, where factorials leave the range of numbers.
    let crowd = steady(9_900.0, 1.0, 10_000);
    assert!((0.2..0.35).contains(&crowd.waits), "{}", crowd.waits);
    assert_eq!(steady(10.0, 1.0, 5_000).waits, 0.0);
    assert_eq!(idle.wait_not_exceeded(1.0), None);
    assert_eq!(idle.wait_not_exceeded(0.999), Some(0.0));
    assert_eq!(idle.answered_within(f64::NAN), 0.0);
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(Queue::new(bad, 1.0, 1).is_err());
        assert!(Queue::new(1.0, bad, 1).is_err());
        assert!(Queue::servers_for(1.0, 1.0, bad, 0.8).is_err());
        assert!(Queue::servers_for(1.0, 1.0, 1.0, bad).is_err());
    }
    assert!(Queue::new(1.0, 1.0, 0).is_err());
    assert_eq!(Queue::servers_for(2.0 * f64::from(MOST_SERVERS), 1.0, 1.0, 0.8).unwrap(), None);
}

#[test]
fn the_fewest_people_for_a_target() {
    // The mitan.co.uk example again: 55 reach 84 % within 15 s, 54 do not.
    assert_eq!(Queue::servers_for(0.2, 240.0, 15.0, 0.84).unwrap(), Some(55));
    assert_eq!(Queue::servers_for(0.0, 240.0, 0.0, 0.99).unwrap(), Some(1));
}

proptest! {
    #[test]
    fn more_people_never_wait_longer(offered in 0.0..200.0_f64, service in 0.01..100.0_f64, extra in 1_u32..50) {
        let servers = offered as u32 + extra;
        let few = steady(offered / service, service, servers);
        let many = steady(offered / service, service, servers + 1);
        prop_assert!(many.waits <= few.waits && many.mean_wait <= few.mean_wait);
        prop_assert!(many.answered_within(service) >= few.answered_within(service));
        prop_assert!((0.0..=1.0).contains(&few.waits));
        // Little: in line = arrivals x wait.
        near_relative(few.mean_waiting, few.mean_wait * (offered / service), 1e-9);
    }

    #[test]
    fn the_wait_not_exceeded_is_the_inverse(offered in 0.1..50.0_f64, extra in 1_u32..5, share in 0.0..0.999) {
        let waiting = steady(offered, 1.0, offered as u32 + extra);
        let wait = waiting.wait_not_exceeded(share).unwrap();
        prop_assert!(waiting.answered_within(wait) >= share - 1e-12);
        if wait > 0.0 {
            near(waiting.answered_within(wait), share, 1e-9);
        }
    }

    #[test]
    fn units_do_not_matter(offered in 0.1..50.0_f64, extra in 1_u32..5) {
        let hours = steady(offered, 1.0, offered as u32 + extra);
        let minutes = steady(offered / 60.0, 60.0, offered as u32 + extra);
        near_relative(minutes.mean_wait, 60.0 * hours.mean_wait, 1e-6);
        near_relative(minutes.waits, hours.waits, 1e-6);
    }

    #[test]
    fn no_numbers_give_nan(a in any::<f64>(), s in any::<f64>(), c in 1_u32..2000, t in any::<f64>(), e in -3.0..3.0_f64) {
        // Any at all, and some around full load.
        for (arrivals, service) in [(a, s), (f64::from(c) * (1.0 - 10.0_f64.powf(-5.0 * e)) / s, s)] {
            let Ok(queue) = Queue::new(arrivals, service, c) else { continue };
            match queue.load() {
                Load::Steady(w) => {
                    let numbers = [w.utilisation, w.waits, w.mean_wait, w.mean_waiting, w.spare];
                    prop_assert!(numbers.iter().all(|n| n.is_finite() && *n >= 0.0), "{w:?}");
                    prop_assert!((0.0..=1.0).contains(&w.answered_within(t)));
                    prop_assert!(w.wait_not_exceeded(0.9).is_none_or(f64::is_finite));
                }
                Load::Overloaded { utilisation, growth_per_time } => {
                    prop_assert!(utilisation.is_finite() && growth_per_time.is_finite());
                }
            }
        }
    }
}
