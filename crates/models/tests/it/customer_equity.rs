//! Customer equity: the worked example, the conditions of the optimum, and budgets.

use models::customer_equity::{CustomerEquity, ImpossibleEquity, Pot, Reactivation, Response, balance};
use proptest::prelude::*;

use crate::support::{near, near_relative};

fn worked() -> CustomerEquity {
    CustomerEquity::new(response(0.3, 0.08), response(0.85, 0.06), 120.0, 0.12).unwrap()
}

fn response(ceiling: f64, slope: f64) -> Response {
    Response::new(ceiling, slope).unwrap()
}

#[test]
fn the_optimum_is_the_one_worked_out() {
    let best = worked().optimum();
    near(best.acquisition_spend, 23.5152, 5e-5);
    near(best.retention_spend, 43.9165, 5e-5);
    near(best.equity, 46.0035, 5e-5);
    near(best.marginal_cost_of_acquisition.unwrap(), 273.3957, 5e-5);
    near(best.value_of_new_customer, 273.3957, 5e-5);
    // One more customer kept costs the same there.
    near(response(0.85, 0.06).marginal_cost(best.retention_spend).unwrap(), 273.3957, 5e-5);
}

#[test]
fn equity_is_written_as_in_the_paper() {
    // CE = a m - A + a(m - R/r) r'/(1-r').
    let (spend_a, spend_r, m, d) = (10.0_f64, 20.0_f64, 120.0, 0.12);
    let a = 0.3 * (1.0 - (-0.08 * spend_a).exp());
    let r = 0.85 * (1.0 - (-0.06 * spend_r).exp());
    let later = r / (1.0 + d);
    let paper = a * m - spend_a + a * (m - spend_r / r) * later / (1.0 - later);
    near(worked().equity(spend_a, spend_r), paper, 1e-10);
    // Without a spend on retention the paper's R/r is 0/0; nobody stays, one margin is left.
    near(worked().value_of_new_customer(0.0), 120.0, 0.0);
}

#[test]
fn the_optimum_may_be_to_acquire_nobody_and_to_retain_with_nothing() {
    // The first unit of money wins .3 x .08 customers worth 30: less than itself.
    let dear = CustomerEquity::new(response(0.3, 0.08), response(0.85, 0.06), 15.0, 0.12).unwrap().optimum();
    assert_eq!((dear.acquisition_spend, dear.retention_spend, dear.equity), (0.0, 0.0, 0.0));
    assert_eq!(dear.value_of_new_customer, 15.0);
    // Keeping pays from .85 x .06 x m > 1 on, so that somebody worth winning may not be worth keeping.
    let fleeting =
        CustomerEquity::new(response(0.9, 1.0), response(0.85, 0.06), 19.0, 0.12).unwrap().optimum();
    assert_eq!(fleeting.retention_spend, 0.0);
    assert!(fleeting.acquisition_spend > 0.0);
    // A margin below nothing.
    let loss = CustomerEquity::new(response(0.9, 1.0), response(0.85, 0.06), -5.0, 0.12).unwrap().optimum();
    assert_eq!((loss.acquisition_spend, loss.retention_spend, loss.equity), (0.0, 0.0, 0.0));
}

#[test]
fn a_response_is_calibrated_through_what_was_seen() {
    let seen = Response::calibrated(20.0, 0.24, 0.4).unwrap();
    near(seen.slope(), (0.4_f64 / 0.16).ln() / 20.0, 1e-15);
    near(seen.rate(20.0), 0.24, 1e-15);
    assert!(Response::calibrated(20.0, 0.4, 0.4).is_err());
    assert!(Response::calibrated(20.0, 0.0, 0.4).is_err());
    assert!(Response::calibrated(0.0, 0.2, 0.4).is_err());
    assert_eq!(response(0.0, 1.0).marginal_cost(1.0), None, "no spend wins one");
}

#[test]
fn impossible_numbers_are_refused() {
    let (a, r) = (response(0.3, 0.08), response(0.85, 0.06));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        assert!(CustomerEquity::new(a, r, bad, 0.1).is_err());
        assert!(CustomerEquity::new(a, r, 100.0, bad).is_err());
        assert!(Response::new(bad, 0.1).is_err());
        assert!(Response::new(0.1, bad).is_err());
        assert!(Response::calibrated(bad, 0.1, 0.2).is_err());
        assert!(Reactivation::new(a, bad).is_err());
        assert!(balance(&[Pot { people: bad, response: a, value: 1.0 }], 1.0).is_err());
        assert!(balance(&[Pot { people: 1.0, response: a, value: bad }], 1.0).is_err());
        assert!(balance(&[], bad).is_err());
        assert!(worked().equity(bad, bad).is_finite());
    }
    assert!(matches!(CustomerEquity::new(a, response(1.0, 1.0), 1.0, 0.0), Err(ImpossibleEquity::NoEnd)));
    assert!(matches!(
        CustomerEquity::new(a, response(1.2, 1.0), 1.0, 0.5),
        Err(ImpossibleEquity::Ceiling(_))
    ));
}

#[test]
fn winning_back_is_priced_in_the_same_unit() {
    let back = Reactivation::new(response(0.1, 0.5), 100.0).unwrap().optimum();
    near(back.spend, (0.1_f64 * 0.5 * 100.0).ln() / 0.5, 1e-12);
    near(back.marginal_cost.unwrap(), 100.0, 1e-9);
    // 5 (1 - 1/5) x 2 - spend: rate .08 of 100, less 3.2189.
    near(back.gain, 8.0 - 3.218_876, 1e-6);
    let not = Reactivation::new(response(0.1, 0.5), 19.9).unwrap().optimum();
    assert_eq!((not.spend, not.gain), (0.0, 0.0));
}

fn three_pots() -> [Pot; 3] {
    let value = worked().optimum().value_of_new_customer;
    [
        Pot { people: 5_000.0, response: response(0.3, 0.08), value },
        Pot { people: 2_000.0, response: response(0.85, 0.06), value },
        Pot { people: 800.0, response: response(0.1, 0.12), value },
    ]
}

#[test]
fn a_budget_that_is_no_limit_gives_each_pot_its_own_optimum() {
    let free = balance(&three_pots(), 1e9).unwrap();
    assert_eq!(free.shadow_price, 0.0);
    near(free.shares[0].spend_each, 23.5152, 5e-5);
    near(free.shares[1].spend_each, 43.9165, 5e-5);
    near(free.spend + free.unused, 1e9, 1e-3);
    let nothing = balance(&[], 100.0).unwrap();
    assert_eq!((nothing.spend, nothing.unused, nothing.shadow_price), (0.0, 100.0, 0.0));
}

#[test]
fn a_tight_budget_brings_the_same_everywhere_and_says_what_one_more_unit_is_worth() {
    let (pots, budget) = (three_pots(), 60_000.0);
    let tight = balance(&pots, budget).unwrap();
    near(tight.spend, budget, 1e-6 * budget);
    for (pot, share) in pots.iter().zip(&tight.shares) {
        if share.spend_each > 0.0 {
            near_relative(pot.value / share.marginal_cost.unwrap(), 1.0 + tight.shadow_price, 1e-9);
        } else {
            assert!(pot.value / share.marginal_cost.unwrap() <= 1.0 + tight.shadow_price);
        }
    }
    let more = balance(&pots, budget + 1.0).unwrap();
    near(more.gain - tight.gain, tight.shadow_price, 1e-3);
    // With nothing to spend: what the first unit would bring.
    let none = balance(&pots, 0.0).unwrap();
    assert_eq!(none.spend, 0.0);
    near_relative(none.shadow_price + 1.0, 0.85 * 0.06 * pots[1].value, 1e-9);
}

proptest! {
    #[test]
    fn no_other_spends_beat_the_optimum(
        ca in 0.01..1.0, ka in 0.001..1.0, cr in 0.01..1.0, kr in 0.001..1.0, m in -50.0..1000.0, d in 0.01..0.5,
        a in 0.0..500.0, r in 0.0..500.0,
    ) {
        let model = CustomerEquity::new(response(ca, ka), response(cr, kr), m, d).unwrap();
        let best = model.optimum();
        prop_assert!(best.equity >= model.equity(a, r) - 1e-9);
        prop_assert!(best.equity >= 0.0);
        for factor in [0.999, 1.001] {
            prop_assert!(best.equity >= model.equity(best.acquisition_spend * factor, best.retention_spend) - 1e-9);
            prop_assert!(best.equity >= model.equity(best.acquisition_spend, best.retention_spend * factor) - 1e-9);
        }
        if best.acquisition_spend > 0.0 {
            near_relative(best.marginal_cost_of_acquisition.unwrap(), best.value_of_new_customer, 1e-9);
        }
    }

    #[test]
    fn a_balance_never_overspends_and_no_shift_between_pots_gains(
        people in prop::array::uniform3(0.0..10_000.0), ceilings in prop::array::uniform3(0.0..1.0),
        slopes in prop::array::uniform3(0.001..1.0), values in prop::array::uniform3(-100.0..1000.0),
        budget in 0.0..100_000.0, from in 0_usize..3, to in 0_usize..3,
    ) {
        let pots: Vec<Pot> = (0..3)
            .map(|i| Pot { people: people[i], response: response(ceilings[i], slopes[i]), value: values[i] })
            .collect();
        let found = balance(&pots, budget).unwrap();
        prop_assert!(found.spend <= budget && found.shadow_price >= 0.0 && found.unused >= 0.0);
        // Complementary: a price only where all is spent.
        prop_assert!(found.shadow_price == 0.0 || found.unused <= 1e-6 * (1.0 + budget));
        // Every pot is worth its money, and a unit moved loses.
        prop_assert!(found.shares.iter().all(|share| share.gain >= -1e-9));
        let moved = found.shares[from].spend.min(1.0);
        let gain = |i: usize, spend: f64| {
            if pots[i].people == 0.0 { return if spend > 0.0 { -spend } else { 0.0 }; }
            let each = spend / pots[i].people;
            pots[i].people * (pots[i].response.rate(each) * pots[i].value - each)
        };
        if from != to {
            let before = found.shares[from].gain + found.shares[to].gain;
            let after = gain(from, found.shares[from].spend - moved) + gain(to, found.shares[to].spend + moved);
            prop_assert!(after <= before + 1e-6, "{} after {}", after, before);
        }
        let more = balance(&pots, budget * 2.0).unwrap();
        prop_assert!(more.gain >= found.gain - 1e-6);
        prop_assert!(more.shadow_price <= found.shadow_price + 1e-9);
    }

    #[test]
    fn no_numbers_give_nan(
        ca in any::<f64>(), ka in any::<f64>(), cr in 0.0..=1.0, kr in any::<f64>(), m in -1e15..1e15_f64,
        d in any::<f64>(), spend in any::<f64>(), people in 0.0..1e15_f64, budget in 0.0..1e15_f64, scale in -15.0..15.0_f64,
    ) {
        for (ceiling, slope) in [(ca, ka), (0.5, 10.0_f64.powf(scale)), (10.0_f64.powf(scale), 1e-3)] {
            let (Ok(a), Ok(r)) = (Response::new(ceiling.abs(), slope.abs()), Response::new(cr, kr.abs().clamp(1e-15, 1e15)))
            else { continue };
            prop_assert!(a.rate(spend).is_finite() && a.best_spend(spend).is_finite());
            prop_assert!(a.marginal_cost(spend).is_none_or(f64::is_finite));
            for discount in [d.abs(), 0.0, 1e-9, 0.1] {
                let Ok(model) = CustomerEquity::new(a, r, m, discount) else { continue };
                let best = model.optimum();
                let numbers = [best.acquisition_spend, best.retention_spend, best.equity, best.value_of_new_customer];
                prop_assert!(numbers.iter().all(|n| n.is_finite()), "{best:?}");
                prop_assert!(model.equity(spend, spend).is_finite());
            }
            let pots = [Pot { people, response: a, value: m }, Pot { people: 1.0, response: r, value: -m }];
            let found = balance(&pots, budget).unwrap();
            let numbers = [found.spend, found.gain, found.shadow_price, found.unused];
            prop_assert!(numbers.iter().all(|n| n.is_finite()) && found.spend <= budget, "{found:?}");
        }
    }
}
