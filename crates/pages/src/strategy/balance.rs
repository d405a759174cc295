//! What to spend on winning, keeping and winning back customers.

mod asking;
mod figures;
mod words;

use facts::Currency;
use maud::{Markup, html};
use plan::{
    balance::{Balance, Budget, CannotFit, Estimate, WayToSpend, WhyAbsent},
    strategy::Source,
};

pub use asking::Form;
pub use words::{UNIT, budget as budget_sentences, sentences, way};

use super::{Part, tabs, words::money};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column, Look, Tone, chip, section},
    text::Fill,
};

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// What stands in the form.
    pub form: Form,
    /// What there is to show.
    pub found: Found,
}

/// What there is to show.
#[derive(Debug, Clone)]
pub enum Found {
    /// Nothing: what is missing, as sentences.
    Nothing(Vec<String>),
    /// It is being worked out: the page comes again by itself.
    Working,
    /// The question was refused.
    Refused,
    /// The three laid side by side.
    Balance(Box<Balance>),
}

/// The page of spending.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let content = match &view.found {
        Found::Working => parts::skeleton(&reader.t("balance-working")),
        Found::Nothing(missing) => html! {
            p.lead { (reader.t("balance-nothing")) }
            @if !missing.is_empty() { h2 { (reader.t("balance-missing")) } ul { @for one in missing { li { (one) } } } }
        },
        Found::Refused => asking::form(reader, &view.form),
        Found::Balance(balance) => draw(reader, view, balance),
    };
    let body = html! {
        (tabs(reader, Part::Balance))
        (content)
        @if !matches!(view.found, Found::Working) {
            p { (reader.t("balance-to-what-if-says")) " " (parts::link_button("/strategy/what-if", Look::Plain, &reader.t("balance-to-what-if"))) }
        }
    };
    let title = reader.t("balance-title");
    match view.found {
        Found::Working => frame::waiting(reader, Place::Strategy, &title, &body, 3),
        _ => frame::page(reader, Place::Strategy, &title, &body),
    }
}

fn draw(reader: &Reader, view: &View, b: &Balance) -> Markup {
    html! {
        @for (n, sentence) in sentences(reader, b).iter().enumerate() {
            p.sentence[n == 0].second-sentence[n > 0] { (sentence) }
        }
        @if !b.ways.is_empty() { (section("side", &reader.t("balance-side"), &side(reader, b))) }
        @if let Some(found) = &b.budget { (budget(reader, b, found)) }
        (asking::form(reader, &view.form))
        @for one in b.ways.iter().filter(|way| !way.guess) { (figures::curve(reader, b, one)) }
    }
}

/// The range of money that an estimate holds.
fn range(reader: &Reader, e: &Estimate, currency: Option<Currency>) -> String {
    match currency {
        Some(currency) => reader.range(e.low, e.high, currency),
        None => {
            let ends = [("low", reader.number(e.low)), ("high", reader.number(e.high))];
            reader.tf("common-range", &ends.each_ref().map(|(name, words)| (*name, Fill::Text(words))))
        }
    }
}

fn source(reader: &Reader, way: &WayToSpend) -> Markup {
    let (tone, words) = match (way.guess, way.source) {
        (true, _) => (Tone::Watch, reader.t("balance-source-guess")),
        (false, Source::Assumed) => (Tone::Quiet, reader.t("balance-source-assumed")),
        (false, _) => {
            let months = Fill::Count(way.months as u64);
            (Tone::Plain, reader.tf("balance-source-estimated", &[("months", months)]))
        }
    };
    chip(tone, &words)
}

fn side(reader: &Reader, b: &Balance) -> Markup {
    let unit = money(reader, UNIT, b.currency);
    let unit = [("unit", Fill::Text(&unit))];
    let columns = [
        Column::text(reader.t("balance-col-way")),
        Column::number(reader.tf("balance-col-brings", &unit)),
        Column::number(reader.t("balance-col-now")),
        Column::number(reader.t("balance-col-reached")),
        Column::number(reader.t("balance-col-cost")),
        Column::number(reader.t("balance-col-worth")),
        Column::number(reader.t("balance-col-optimum")),
        Column::text(reader.t("balance-col-source")),
    ];
    let with_range = |e: Estimate| html! { (money(reader, e.expected, b.currency)) br; span.note { (range(reader, &e, b.currency)) } };
    let rows: Vec<Vec<Markup>> = b
        .ways
        .iter()
        .map(|one| {
            vec![
                html! { (way(reader, one.purpose)) },
                with_range(one.brings.scaled(UNIT)),
                html! { (money(reader, one.spend_now, b.currency)) },
                html! { (reader.number(one.reached_now)) },
                html! { @match one.marginal_cost { Some(cost) => (with_range(cost)), None => (reader.t("balance-none-reached")) } },
                with_range(one.value_of_one),
                with_range(one.optimum),
                source(reader, one),
            ]
        })
        .collect();
    let days = reader.count(b.lapsed_after_days.max(0.0) as u64);
    let under_contract = b.absent.iter().any(|one| one.why == WhyAbsent::UnderContract);
    let lapsed = if b.gap_is_usual { "balance-lapsed-usual" } else { "balance-lapsed-half" };
    html! {
        (parts::table("balance-side-rows", &reader.tf("balance-side-caption", &unit), &columns, &rows))
        p.note {
            (reader.t("balance-unit-note"))
            @if !under_contract { " " (reader.tf(lapsed, &[("days", Fill::Text(&days))])) }
        }
        @let whys: Vec<String> = b.ways.iter().filter_map(|way| why(reader, way)).collect();
        @if !whys.is_empty() {
            h3 { (reader.t("balance-why")) }
            ul { @for one in &whys { li { (one) } } }
        }
    }
}

fn why(reader: &Reader, one: &WayToSpend) -> Option<String> {
    let name = way(reader, one.purpose);
    let with = |key: &str, fill: &[(&str, Fill<'_>)]| {
        let mut all = vec![("way", Fill::Text(&name))];
        all.extend_from_slice(fill);
        reader.tf(key, &all)
    };
    Some(match one.cannot_fit.as_ref() {
        None if !one.bends => reader.t("balance-no-bend"),
        None => return None,
        Some(CannotFit::TooFewMonths { months, wanted }) => with(
            "balance-why-few",
            &[("months", Fill::Count(*months as u64)), ("wanted", Fill::Count(*wanted as u64))],
        ),
        Some(CannotFit::HardlyVaries { variation, wanted }) => {
            let (found, wanted) = (reader.percent(*variation), reader.percent(*wanted));
            with("balance-why-steady", &[("found", Fill::Text(&found)), ("wanted", Fill::Text(&wanted))])
        }
        Some(CannotFit::NobodyWon) => with("balance-why-nobody", &[]),
        Some(CannotFit::NoRise) => with("balance-why-no-rise", &[]),
        Some(CannotFit::NotCounted) => with("balance-why-not-counted", &[]),
    })
}

fn budget(reader: &Reader, b: &Balance, found: &Budget) -> Markup {
    let about = |x: f64| money(reader, x, b.currency);
    let amount = about(found.amount);
    let title = reader.tf("balance-budget", &[("amount", Fill::Text(&amount))]);
    let columns = [
        Column::text(reader.t("balance-col-way")),
        Column::number(reader.t("balance-col-now")),
        Column::number(reader.t("balance-col-share")),
        Column::number(reader.t("balance-col-range")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .shares
        .iter()
        .map(|share| {
            vec![
                html! { (way(reader, share.purpose)) },
                html! { (about(share.now)) },
                html! { (about(share.spend.expected)) },
                html! { (range(reader, &share.spend, b.currency)) },
            ]
        })
        .collect();
    let content = html! {
        @for said in budget_sentences(reader, b, found) { p { (said) } }
        @if b.ways.iter().any(|way| way.guess) { p.note { (reader.t("balance-budget-guess")) } }
        (parts::table("balance-budget-rows", &reader.t("balance-budget-caption"), &columns, &rows))
    };
    section("budget", &title, &content)
}
