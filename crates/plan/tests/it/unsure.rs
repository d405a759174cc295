//! What a proposal says of numbers that history does not carry.

use models::{
    buying::{Buying, BuyingKind},
    fit::{Convergence, Fit},
};
use plan::{
    propose::{Counted, Evidence, Lack, Proposal, Staying, propose},
    strategy::{Asked, Missing, Quantity, Source, Way, Word, run},
};

use crate::{company::typical, counted::steady};

fn proposed(counted: &Counted) -> (Evidence, Proposal) {
    let evidence = Evidence::of(counted);
    let proposal = propose(&evidence).unwrap();
    (evidence, proposal)
}

fn missing(proposal: &Proposal) -> Vec<String> {
    let asked = Asked { draws: 100, cash: Some(1e9), ..Asked::default() };
    let answer = run(&[proposal.focused.clone(), proposal.centric.clone()], &asked).unwrap();
    let centric = answer.scenarios.iter().find(|s| s.way == Way::Centric).unwrap();
    if !centric.verdict.missing.is_empty() {
        assert_eq!(centric.verdict.word, Word::NotDecidable);
    }
    let guess = |one: &Missing| match one {
        Missing::Guess(name) => Some(name.clone()),
        _ => None,
    };
    centric.verdict.missing.iter().filter_map(guess).collect()
}

#[test]
fn revenue_is_no_margin() {
    let mut counted = steady(40);
    counted.margin_words = "assumed".into();
    let (_, proposal) = proposed(&counted);
    for stage in &proposal.focused.stages()[1..] {
        assert_eq!((stage.margin.source, stage.margin.guess), (Source::Assumed, true), "{stage:?}");
    }
    assert!(missing(&proposal).contains(&"margin.new".to_owned()));
    let (_, known) = proposed(&steady(40));
    assert_eq!(known.focused.stages()[1].margin.source, Source::Measured);
    assert!(missing(&known).iter().all(|name| !name.starts_with("margin")));
}

#[test]
fn a_model_that_did_not_settle_guesses_who_stays() {
    let fitted = |convergence: Convergence| {
        let mut counted = steady(40);
        counted.staying = Some(Staying::Model {
            fit: Box::new(Fit {
                model: Buying::new(BuyingKind::BgNbd, [0.4, 7.0, 0.9, 2.6]).unwrap(),
                log_likelihood: -1.0,
                standard_errors: Vec::new(),
                log_covariance: Vec::new(),
                convergence,
                iterations: 1,
                gradient: 0.0,
                customers: 5_000.0,
            }),
            units_a_month: 365.25 / 84.0,
        });
        counted
    };
    let (evidence, proposal) = proposed(&fitted(Convergence::Border("nobody leaves".to_owned())));
    assert_eq!(evidence.missing.first(), Some(&Lack::Staying), "{:?}", evidence.missing);
    for stage in proposal.centric.stages() {
        assert_eq!((stage.retention.source, stage.retention.guess), (Source::Assumed, true));
        assert!(
            stage.retention.reason.contains("at its border (nobody leaves)"),
            "{}",
            stage.retention.reason
        );
    }
    assert!(missing(&proposal).contains(&"retention.new".to_owned()));
    let (evidence, proposal) = proposed(&fitted(Convergence::Converged));
    assert!(!evidence.missing.contains(&Lack::Staying) && evidence.fit_ended.is_none());
    assert_eq!(proposal.focused.stages()[1].retention.source, Source::Estimated);
}

#[test]
fn where_nobody_was_won_what_would_be_won_is_not_known() {
    let mut counted = steady(48);
    for (_, month) in counted.months.iter_mut().rev().take(12) {
        (month.joined, month.acquisition) = (0.0, None);
    }
    let (evidence, proposal) = proposed(&counted);
    assert!(evidence.missing.contains(&Lack::NobodyWon), "{:?}", evidence.missing);
    let [now, then] = [&proposal.focused, &proposal.centric].map(|s| s.get(Quantity::Adds));
    assert_eq!((now.value, now.guess, then.value, then.guess), (0.0, false, 0.0, true));
    assert!(then.reason.starts_with("nobody was won"), "{}", then.reason);
    assert!(missing(&proposal).contains(&"adds".to_owned()));
    assert!(!Evidence::of(&steady(48)).missing.contains(&Lack::NobodyWon));
}

#[test]
fn a_third_way_is_laid_beside_the_focused_one() {
    let ways = [typical("a", Way::Focused), typical("b", Way::Centric), typical("c", Way::Other)];
    let mut dearer = ways[2].draft();
    dearer.whole[Quantity::Setup as usize] = plan::strategy::Parameter::stated(309_000.0);
    let ways = [ways[0].clone(), ways[1].clone(), dearer.checked().unwrap()];
    for draws in [0, 300] {
        let answer = run(&ways, &Asked { draws, ..Asked::default() }).unwrap();
        let [beside] = answer.others.as_slice() else { panic!("{:?}", answer.others) };
        assert_eq!((beside.name.as_str(), beside.focused.as_str()), ("c", "a"));
        let difference = answer.scenarios[2].npv.mean - answer.scenarios[0].npv.mean;
        assert!((beside.difference.mean - difference).abs() < 1e-6, "{beside:?}");
        assert!(beside.difference.mean < -270_000.0, "{beside:?}");
        assert_eq!(beside.beats_focused, (draws > 0).then_some(0.0));
        assert!(run(&ways[..2], &Asked { draws, ..Asked::default() }).unwrap().others.is_empty());
    }
}
