//! The verdict on one scenario: the word, the rule behind it, what is missing and by how much.

use plan::strategy::{Answer, FEWEST_FUTURES, Missing, Outcome, Word};

use super::{called, called_within, money, money_to_hold, quantity};
use crate::{Reader, parts::Tone, text::Fill};

/// The verdict on one scenario in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The word: `Affordable with €570,000 more`.
    pub word: String,
    /// How good it is.
    pub tone: Tone,
    /// The rule the word follows, with its numbers, as a sentence.
    pub rule: String,
    /// What is missing, each as a sentence.
    pub missing: Vec<String>,
}

/// The verdict on one scenario.
#[must_use]
pub fn verdict(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Said {
    let write = |x: f64| money(reader, x, answer.currency);
    let there = write(answer.cash.unwrap_or_default() + answer.credit);
    let hold = |x: f64| money_to_hold(reader, x, answer.currency);
    let reserve = hold(outcome.reserve_95.unwrap_or(outcome.expected_peak_funding));
    let npv = write(outcome.npv.mean);
    let more = outcome.verdict.more.map(hold).unwrap_or_default();
    let runs_out = outcome.ruin_probability.map(|p| reader.percent(p)).unwrap_or_default();
    let fill = [
        ("there", Fill::Text(&there)),
        ("reserve", Fill::Text(&reserve)),
        ("npv", Fill::Text(&npv)),
        ("more", Fill::Text(&more)),
        ("share", Fill::Text(&runs_out)),
        ("months", Fill::Count(u64::from(answer.horizon_months))),
        ("draws", Fill::Count(u64::from(answer.draws))),
    ];
    let pays = outcome.npv.mean > 0.0;
    let (word, tone, rule) = match outcome.verdict.word {
        Word::Affordable => ("strategy-affordable", Tone::Good, "strategy-rule-affordable"),
        Word::AffordableWithMore if outcome.verdict.more.is_none() => {
            ("strategy-affordable-with-some-more", Tone::Watch, "strategy-rule-more")
        }
        Word::AffordableWithMore => ("strategy-affordable-with-more", Tone::Watch, "strategy-rule-more"),
        Word::NotAffordable if !pays => ("strategy-not-affordable", Tone::Bad, "strategy-rule-does-not-pay"),
        Word::NotAffordable => ("strategy-not-affordable", Tone::Bad, "strategy-rule-too-much"),
        Word::NotDecidable => ("strategy-not-decidable", Tone::Quiet, not_decidable(answer, outcome)),
    };
    let rule = reader.tf(rule, &fill);
    Said {
        word: reader.tf(word, &fill),
        tone,
        rule: match brings_less(reader, answer, outcome) {
            Some(less) => format!("{rule} {less}"),
            None => rule,
        },
        missing: missing(reader, answer, outcome),
    }
}

/// That the other way pays better, of one that can be afforded: being affordable is not being better. A
/// scenario beyond the two is laid beside the focused one.
fn brings_less(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Option<String> {
    let (other, less) = if let Some(beside) = answer.others.iter().find(|one| one.name == outcome.name) {
        (&beside.focused, -beside.difference.mean)
    } else {
        let comparison = answer.comparison.as_ref()?;
        let more = comparison.difference.mean;
        match &outcome.name {
            name if *name == comparison.focused => (&comparison.centric, more),
            name if *name == comparison.centric => (&comparison.focused, -more),
            _ => return None,
        }
    };
    let can = matches!(outcome.verdict.word, Word::Affordable | Word::AffordableWithMore);
    (can && less > 0.0).then(|| {
        let money = money(reader, less, answer.currency);
        let other = called_within(reader, other);
        reader
            .tf("strategy-rule-brings-less", &[("money", Fill::Text(&money)), ("other", Fill::Text(&other))])
    })
}

/// Why it cannot be decided.
fn not_decidable(answer: &Answer, outcome: &Outcome) -> &'static str {
    if answer.has_few_futures() {
        return "strategy-rule-few-futures";
    }
    let cash = outcome.verdict.missing.contains(&Missing::Cash);
    if outcome.verdict.missing.contains(&Missing::Futures) {
        return match (cash, outcome.npv.mean > 0.0, outcome.verdict.more) {
            (true, _, _) => "strategy-rule-no-futures",
            (false, false, _) => "strategy-rule-loses-expected",
            (false, true, None) => "strategy-rule-lasts-expected",
            (false, true, Some(_)) => "strategy-rule-short-expected",
        };
    }
    let guess = outcome.verdict.missing.iter().any(|one| matches!(one, Missing::Guess(_)));
    match (cash, guess) {
        (true, false) => "strategy-rule-needs-cash",
        (false, true) => "strategy-rule-hangs-on-guess",
        _ => "strategy-rule-not-decidable",
    }
}

fn missing(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Vec<String> {
    let sentence = |one: &Missing| match one {
        // Credit alone says nothing of when it runs out.
        Missing::Cash if answer.credit > 0.0 => {
            let credit = money(reader, answer.credit, answer.currency);
            reader.tf("strategy-missing-cash-with-credit", &[("credit", Fill::Text(&credit))])
        }
        Missing::Cash => reader.t("strategy-missing-cash"),
        Missing::Futures if answer.has_few_futures() => {
            let fewest = Fill::Count(u64::from(FEWEST_FUTURES));
            reader.tf("strategy-missing-more-futures", &[("fewest", fewest)])
        }
        Missing::Futures => reader.t("strategy-missing-futures"),
        Missing::Guess(name) => {
            let called = quantity(reader, name);
            reader.tf("strategy-missing-guess", &[("quantity", Fill::Text(&called))])
        }
    };
    outcome.verdict.missing.iter().map(sentence).collect()
}

/// The verdict on one scenario in one line, for a screen: `Customer-centric: affordable with €570,000
/// more. It pays, but …`
#[must_use]
pub fn verdict_line(reader: &Reader, answer: &Answer, outcome: &Outcome) -> String {
    let said = verdict(reader, answer, outcome);
    let name = called(reader, &outcome.name);
    let line =
        reader.tf("strategy-verdict-line", &[("name", Fill::Text(&name)), ("word", Fill::Text(&said.word))]);
    [line, said.rule].into_iter().chain(said.missing).collect::<Vec<_>>().join(" ")
}
