//! The word on a scenario, and what it takes to say it.

use plan::strategy::{Asked, Missing, Parameter, Quantity, Scenario, StageQuantity, Verdict, Way, Word, run};

use crate::company::{EXPECTED, check, stated, typical};

fn verdict(scenario: &Scenario, asked: &Asked) -> Verdict {
    run(std::slice::from_ref(scenario), asked).unwrap().scenarios.remove(0).verdict
}

/// A few futures.
fn with_cash(cash: f64, credit: f64) -> Asked {
    Asked { cash: Some(cash), credit, draws: 200, ..EXPECTED }
}

#[test]
fn the_check_is_affordable_from_its_reserve_on() {
    let word = |cash: f64, credit: f64| verdict(&check(), &with_cash(cash, credit));
    // Peak funding of the expected months 77,317.21; nothing in it is in doubt, but customers are few.
    let reserve = run(&[check()], &with_cash(0.0, 0.0)).unwrap().scenarios[0].reserve_95.unwrap();
    assert!((reserve - 77_317.21).abs() < 5_000.0, "{reserve}");
    let enough = word(reserve - 17_318.0, 17_319.0);
    assert_eq!(enough, Verdict { word: Word::Affordable, more: None, missing: vec![] });
    let more = word(0.55 * reserve - 10_000.0, 10_000.0);
    assert_eq!(more.word, Word::AffordableWithMore);
    assert!((more.more.unwrap() - 0.45 * reserve).abs() < 0.005);
    // More than as much again.
    let none = word(0.45 * reserve - 8_000.0, 8_000.0);
    assert_eq!(none.word, Word::NotAffordable);
    assert!((none.more.unwrap() - 0.55 * reserve).abs() < 0.005);
    assert_eq!(word(0.0, 0.0).word, Word::NotAffordable);
}

#[test]
fn what_does_not_pay_is_not_affordable_however_much_there_is() {
    let losing = check().draft().with(Quantity::FixedCost, stated(60_000.0)).checked().unwrap();
    let verdict = verdict(&losing, &with_cash(1e9, 0.0));
    assert_eq!((verdict.word, verdict.more), (Word::NotAffordable, None));
}

#[test]
fn without_cash_nothing_is_decided() {
    let verdict = verdict(&check(), &Asked { draws: 200, ..EXPECTED });
    assert_eq!(verdict.word, Word::NotDecidable);
    assert_eq!((verdict.more, verdict.missing), (None, vec![Missing::Cash]));
}

#[test]
fn without_futures_nothing_is_decided_whatever_the_cash() {
    // Peak funding of the expected months 77,317.21.
    for (cash, more) in [(0.0, Some(77_317.21)), (70_000.0, Some(7_317.21)), (77_318.0, None), (1e9, None)] {
        let asked = Asked { draws: 0, ..with_cash(cash, 0.0) };
        let outcome = run(&[check()], &asked).unwrap().scenarios.remove(0);
        assert_eq!(outcome.verdict.word, Word::NotDecidable, "{cash}");
        assert_eq!(outcome.verdict.missing, [Missing::Futures]);
        // What is known is by how much it falls short if all goes as expected; of the risk, nothing.
        let cents = |x: f64| (100.0 * x).round();
        assert_eq!(outcome.verdict.more.map(cents), more.map(cents));
        assert_eq!(outcome.ruin_probability, None);
        assert!(outcome.ruin_by_reserve.is_empty());
    }
    assert_eq!(verdict(&check(), &EXPECTED).missing, [Missing::Cash, Missing::Futures]);
}

#[test]
fn few_futures_decide_nothing_whatever_the_cash() {
    for (draws, cash) in [(1, 0.0), (1, 1e9), (99, 1e9)] {
        let found = verdict(&check(), &Asked { draws, ..with_cash(cash, 0.0) });
        assert_eq!((found.word, found.more), (Word::NotDecidable, None), "{draws}");
        assert_eq!(found.missing, [Missing::Futures]);
    }
    let enough = verdict(&check(), &Asked { draws: 100, ..with_cash(1e9, 0.0) });
    assert_eq!(enough.word, Word::Affordable);
}

#[test]
fn an_essential_guess_decides_nothing_and_is_listed() {
    let mut draft = typical("a", Way::Centric).draft();
    draft.stages[1].retention = Parameter::guessed(0.95, 0.9, 0.97, "nobody has looked");
    let draft = draft
        .with(Quantity::AcquisitionCost, Parameter::guessed(50.0, 30.0, 90.0, "nobody has looked"))
        .with(Quantity::Prevented, Parameter::guessed(0.3, 0.1, 0.5, "a promise"));
    let scenario = draft.checked().unwrap();
    let found = verdict(&scenario, &Asked { draws: 100, ..with_cash(1e7, 0.0) });
    assert_eq!(found.word, Word::NotDecidable);
    let names = ["acquisition_cost", "retention.young"].map(|name| Missing::Guess(name.into()));
    assert_eq!(found.missing, names);
    // A person's word on it is enough.
    let mut draft = scenario.draft();
    for quantity in StageQuantity::ALL {
        draft.stages[1].get_mut(quantity).guess = false;
    }
    draft.whole[Quantity::AcquisitionCost as usize].guess = false;
    let known = draft.checked().unwrap();
    assert_ne!(verdict(&known, &with_cash(1e7, 0.0)).word, Word::NotDecidable);
}

#[test]
fn nobody_won_costs_nothing_to_win() {
    let quiet = typical("a", Way::Focused)
        .draft()
        .with(Quantity::Adds, stated(0.0))
        .with(Quantity::AcquisitionCost, Parameter::guessed(50.0, 30.0, 90.0, "nobody has looked"))
        .checked()
        .unwrap();
    assert!(verdict(&quiet, &with_cash(1e7, 0.0)).missing.is_empty());
}

#[test]
fn in_most_futures_is_not_enough() {
    let scenario = typical("a", Way::Focused);
    let asked = |cash: f64| Asked { draws: 2_000, ..with_cash(cash, 0.0) };
    let outcome = run(std::slice::from_ref(&scenario), &asked(0.0)).unwrap().scenarios.remove(0);
    let half = outcome.peak_funding.p50;
    assert!(half > 0.0 && outcome.npv.mean > 0.0);
    let at_half = run(std::slice::from_ref(&scenario), &asked(half)).unwrap().scenarios.remove(0);
    let ruin = at_half.ruin_probability.unwrap();
    assert!((ruin - 0.5).abs() < 0.01, "{ruin}");
    assert_ne!(at_half.verdict.word, Word::Affordable);
    // A little more than half of what is safe: as much again would be enough.
    let near = asked(0.6 * outcome.reserve_95.unwrap());
    let near = run(std::slice::from_ref(&scenario), &near).unwrap().scenarios.remove(0);
    assert_eq!(near.verdict.word, Word::AffordableWithMore);
    assert!((near.verdict.more.unwrap() - 0.4 * outcome.reserve_95.unwrap()).abs() < 0.01);
    let safe = run(&[scenario], &asked(outcome.reserve_95.unwrap())).unwrap().scenarios.remove(0);
    assert_eq!(safe.verdict.word, Word::Affordable);
    assert!(safe.ruin_probability.unwrap() <= 0.05);
}
