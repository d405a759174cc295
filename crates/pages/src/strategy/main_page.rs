//! Which way to run the company: the answer first, then what it is made of.

use facts::Day;
use maud::{Markup, html};
use plan::strategy::{Answer, Listed, Missing, Source, Way};

use super::{Part, figures, scenario, tables, tabs, words};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Fact, Look, chip},
    text::Fill,
};

mod asking;

pub use asking::Form;

/// What the page has to show.
#[derive(Debug, Clone)]
pub enum View {
    /// Too little is known to propose a scenario, and nobody wrote one.
    Nothing {
        /// What is missing, as sentences.
        missing: Vec<String>,
        /// Whether the reader may write a scenario by hand.
        may_change: bool,
    },
    /// The numbers are being counted, or the futures lived; the page loads itself again.
    Working,
    /// The scenarios cannot be laid side by side.
    Failed {
        /// Why, as the program says it.
        why: String,
        /// What stands in the form.
        form: Form,
    },
    /// The answer.
    Answer(Box<Shown>),
}

/// The answer with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was found.
    pub answer: Answer,
    /// What stands in the form.
    pub form: Form,
    /// The scenarios, in the order of the answer.
    pub scenarios: Vec<Named>,
    /// What the proposal could not find, as sentences; empty where nothing is missing.
    pub missing: Vec<String>,
    /// What is there and not in the answer, as it is in other money; said right after the first sentence.
    pub left_out: Vec<String>,
    /// Whether the reader may change scenarios, and keep cash and credit.
    pub may_change: bool,
    /// The last day of the data the proposal was made from; none where all scenarios are kept ones.
    pub as_of: Option<Day>,
}

/// A scenario and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name, which is also its place: `/strategy/scenarios/{name}`.
    pub name: String,
    /// Which way it is.
    pub way: Way,
    /// Whether it is kept as the company's own; else it is proposed anew from the data.
    pub kept: bool,
    /// Its numbers by where they are known from.
    pub known: Known,
}

/// How many numbers of a scenario are known from where. Numbers that are off (0, and nobody said
/// anything) are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Counted, or found by experiment.
    pub measured: usize,
    /// Worked out with a model.
    pub estimated: usize,
    /// Stated by somebody.
    pub assumed: usize,
    /// Guessed by the program.
    pub guessed: usize,
}

impl Known {
    /// Counts the numbers of a scenario.
    #[must_use]
    pub fn of<'a>(parameters: impl IntoIterator<Item = &'a Listed>) -> Self {
        let mut known = Self::default();
        for p in parameters.into_iter().filter(|p| super::words::says_something(p)) {
            *match (p.guess, p.source) {
                (true, _) => &mut known.guessed,
                (false, Source::Measured) => &mut known.measured,
                (false, Source::Estimated) => &mut known.estimated,
                (false, Source::Assumed) => &mut known.assumed,
            } += 1;
        }
        known
    }
}

/// The page.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let title = reader.t("strategy-title");
    let tabs = tabs(reader, Part::Ways);
    match view {
        View::Nothing { missing, may_change } => {
            let body = html! { (tabs) (nothing(reader, missing, *may_change)) };
            frame::page(reader, Place::Strategy, &title, &body)
        }
        View::Working => {
            let body = html! { (tabs) (parts::skeleton(&reader.t("strategy-working"))) };
            frame::waiting(reader, Place::Strategy, &title, &body, 3)
        }
        View::Failed { why, form } => {
            let body = html! { (tabs) (failed(reader, why)) (asking::form(reader, form, None)) };
            frame::page(reader, Place::Strategy, &title, &body)
        }
        View::Answer(shown) => {
            let body = html! { (tabs) (answer(reader, shown)) };
            frame::page(reader, Place::Strategy, &title, &body)
        }
    }
}

fn nothing(reader: &Reader, missing: &[String], may_change: bool) -> Markup {
    html! {
        div.nothing.wide-text {
            h2 { (reader.t("strategy-nothing-title")) }
            p { (reader.t("strategy-nothing")) }
            @if !missing.is_empty() { ul.missing { @for one in missing { li { (words::sentence(one)) } } } }
            @if may_change {
                p { (reader.t("strategy-nothing-by-hand")) }
                div.buttons {
                    (parts::link_button("/data", Look::Main, &reader.t("strategy-to-data")))
                    (parts::link_button("/strategy/scenarios/new", Look::Plain, &reader.t("strategy-write-one")))
                }
            }
        }
    }
}

fn failed(reader: &Reader, why: &str) -> Markup {
    let content = html! {
        p { (reader.tf("strategy-failed-why", &[("why", Fill::Text(why))])) }
        p { (parts::link("/strategy/scenarios", &reader.t("strategy-to-scenarios"))) }
    };
    parts::stop(&reader.t("strategy-failed"), &content)
}

fn answer(reader: &Reader, shown: &Shown) -> Markup {
    let answer = &shown.answer;
    let said = words::opening(reader, answer);
    html! {
        @if shown.form.what_if {
            p.note.what-if-note { (reader.t("strategy-is-what-if")) " " (parts::link("/strategy", &reader.t("strategy-as-kept"))) }
        }
        @if let Some((first, rest)) = said.split_first() {
            p.sentence { (first) }
            @for one in shown.left_out.iter().chain(rest) { p.lead.second-sentence { (one) } }
        }
        (verdicts(reader, answer, shown.may_change))
        (asking::form(reader, &shown.form, Some(shown)))
        (contents(reader, answer))
        section id="curves" aria-labelledby="curves-h" {
            h2 id="curves-h" { (reader.t("strategy-curves-h")) }
            (figures::curves(reader, answer))
        }
        section id="figures" aria-labelledby="figures-h" {
            h2 id="figures-h" { (reader.t("strategy-figures-h")) }
            (main_figures(reader, answer))
            (tables::side_by_side(reader, answer))
            (parts::note(&reader.t("strategy-without-options")))
        }
        section id="npv" aria-labelledby="npv-h" {
            h2 id="npv-h" { (reader.t("strategy-npv-h")) }
            (figures::distributions(reader, answer))
        }
        section id="running-out" aria-labelledby="running-out-h" {
            h2 id="running-out-h" { (reader.t("strategy-ruin-h")) }
            (figures::running_out(reader, answer))
        }
        @if let Some(comparison) = &answer.comparison {
            section id="turning" aria-labelledby="turning-h" {
                h2 id="turning-h" { (reader.t("strategy-turning-h")) }
                (figures::turning(reader, answer, comparison))
                (break_evens(reader, answer))
            }
        }
        section id="unit" aria-labelledby="unit-h" {
            h2 id="unit-h" { (reader.t("strategy-unit-h")) }
            (tables::unit(reader, answer))
        }
        (known_from(reader, shown))
        (take_away(reader, shown))
    }
}

/// The verdict on every scenario with its rule, and what is missing; for who may change it, a guess
/// leads to where it is replaced.
pub(super) fn verdicts(reader: &Reader, answer: &Answer, may_change: bool) -> Markup {
    html! {
        ul.verdicts aria-label=(reader.t("strategy-verdicts")) {
            @for outcome in words::in_order(answer) {
                @let said = words::verdict(reader, answer, outcome);
                li {
                    p { strong { (words::called(reader, &outcome.name)) } " " (chip(said.tone, &said.word)) }
                    p.note { (said.rule) }
                    @if !said.missing.is_empty() { ul.note {
                        @for (one, missing) in said.missing.iter().zip(&outcome.verdict.missing) { li {
                            @match missing {
                                Missing::Guess(number) if may_change => a href=(scenario::change_path(&outcome.name, number)) { (one) },
                                Missing::Cash if may_change => a href="#field-cash" { (one) },
                                _ => (one),
                            }
                        } }
                    } }
                }
            }
        }
    }
}

fn contents(reader: &Reader, answer: &Answer) -> Markup {
    let parts = [
        ("curves", "strategy-curves-h", true),
        ("figures", "strategy-figures-h", true),
        ("npv", "strategy-npv-h", true),
        ("running-out", "strategy-ruin-h", true),
        ("turning", "strategy-turning-h", answer.comparison.is_some()),
        ("unit", "strategy-unit-h", true),
        ("known", "strategy-known-h", true),
    ];
    html! {
        nav.contents aria-label=(reader.t("strategy-contents")) { ul {
            @for (id, key, _) in parts.into_iter().filter(|part| part.2) { li { a href=(format!("#{id}")) { (reader.t(key)) } } }
        } }
    }
}

/// The figures of the scenario the answer is about.
pub(super) fn main_figures(reader: &Reader, answer: &Answer) -> Markup {
    let Some(outcome) = words::asked_about(answer) else { return html! {} };
    let write = |x: f64| words::money(reader, x, answer.currency);
    let drawn = answer.tells_shares();
    let in_80 = |spread: &plan::strategy::Spread| {
        let range = tables::spread(reader, answer, spread);
        reader.tf("strategy-in-80", &[("range", Fill::Text(&range))])
    };
    let with_range = |key: &str, x: f64, spread: &plan::strategy::Spread| {
        let fact = Fact::new(reader.t(key), &write(x));
        if drawn { fact.note(&in_80(spread)) } else { fact }
    };
    let mut facts = vec![
        with_range("strategy-npv", outcome.npv.mean, &outcome.npv),
        with_range("strategy-peak", outcome.peak_funding.mean, &outcome.peak_funding),
    ];
    if let Some(ruin) = outcome.ruin_probability {
        let means = words::with_means(reader, answer).unwrap_or_default();
        let note = reader.tf("strategy-with-means", &[("means", Fill::Text(&means))]);
        facts.push(Fact::new(reader.t("strategy-ruin"), &reader.percent(ruin)).note(&note));
    }
    if let Some(reserve) = outcome.reserve_95 {
        let note = reader.t("strategy-reserve-note");
        let reserve = words::money_to_hold(reader, reserve, answer.currency);
        facts.push(Fact::new(reader.t("strategy-reserve"), &reserve).note(&note));
    }
    if let Some((comparison, share)) =
        answer.comparison.as_ref().and_then(|c| Some((c, c.centric_beats_focused?)))
    {
        let other = words::called_within(reader, &comparison.focused);
        let label = reader.tf("strategy-beats", &[("other", Fill::Text(&other))]);
        let range = tables::spread(reader, answer, &comparison.difference);
        // A minus sign stays with its number.
        let note =
            reader.tf("strategy-beats-note", &[("range", Fill::Text(&range))]).replace('−', "−\u{2060}");
        facts.push(Fact::new(label, &reader.percent(share)).note(&note));
    }
    let name = words::called(reader, &outcome.name);
    html! {
        h3 { (reader.tf("strategy-figures-of", &[("name", Fill::Text(&name))])) }
        (parts::figures(&facts))
    }
}

/// Where both ways pay the same, in words.
pub(super) fn break_evens(reader: &Reader, answer: &Answer) -> Markup {
    let Some(comparison) = answer.comparison.as_ref().filter(|c| !c.break_evens.is_empty()) else {
        return html! {};
    };
    let turned = |at: bool| comparison.break_evens.iter().filter(move |line| line.at.is_some() == at);
    html! {
        div.even-lines {
            h3 { (reader.t("strategy-even")) }
            (parts::note(&reader.t("strategy-even-note")))
            ul.break-even {
                @for line in turned(true).chain(turned(false)) { li { (words::break_even(reader, answer, comparison, line)) } }
            }
        }
    }
}

/// The scenarios and where their numbers are known from.
fn known_from(reader: &Reader, shown: &Shown) -> Markup {
    html! {
        section id="known" aria-labelledby="known-h" {
            h2 id="known-h" { (reader.t("strategy-known-h")) }
            p { (reader.t("strategy-known-note"))
                @if let Some(day) = shown.as_of { " " (reader.tf("strategy-as-of", &[("day", Fill::Text(&reader.day(day)))])) }
            }
            @if let Some(said) = words::observed(reader, &shown.answer) { p { (said) } }
            @if !shown.missing.is_empty() {
                (parts::warning(&reader.t("strategy-not-found"), &html! { ul { @for one in &shown.missing { li { (words::sentence(one)) } } } }))
            }
            (scenario::cards(reader, &shown.scenarios))
            @if shown.may_change {
                div.buttons { (parts::link_button("/strategy/scenarios/new", Look::Plain, &reader.t("strategy-add"))) }
            }
        }
    }
}

/// Files of every series.
const FILES: [(&str, &str); 6] = [
    ("series.csv", "strategy-csv-series"),
    ("npv.csv", "strategy-csv-npv"),
    ("running-out.csv", "strategy-csv-running-out"),
    ("tornado.csv", "strategy-csv-tornado"),
    ("break-even.csv", "strategy-csv-break-even"),
    ("parameters.csv", "strategy-csv-parameters"),
];

fn take_away(reader: &Reader, shown: &Shown) -> Markup {
    let query = shown.form.query();
    html! {
        section id="take-away" aria-labelledby="take-away-h" {
            h2 id="take-away-h" { (reader.t("strategy-take-away")) }
            p { (reader.t("strategy-report-note")) }
            div.buttons { (parts::link_button(&format!("/strategy/report{query}"), Look::Plain, &reader.t("strategy-report"))) }
            @if reader.may(access::Right::Export) {
                p.files { (reader.t("strategy-csv"))
                    @for (file, key) in FILES { " " a href=(format!("/strategy/{file}{query}")) { (reader.t(key)) } }
                }
            }
            (parts::note(&drawn_how(reader, &shown.answer)))
        }
    }
}

/// How the answer was made, so that it can be made again.
pub(super) fn drawn_how(reader: &Reader, answer: &Answer) -> String {
    if answer.draws == 0 {
        return reader.t("strategy-how-expected");
    }
    let fill =
        [("draws", Fill::Count(u64::from(answer.draws))), ("seed", Fill::Text(&answer.seed.to_string()))];
    reader.tf("strategy-how", &fill)
}
