//! The width of the suite and the guard on its core.

mod asking;
mod charts;
mod words;

use maud::{Markup, html};
use plan::suite::{
    Answer,
    guard::{Guard, State},
    width::{Listed, Width},
};

pub use asking::Form;
pub use words::{
    alarm, guarded, ingredient, ingredient_value, sentences, source, spread, spread_out, width, with_interval,
};

use super::{Part, tabs, words::money};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column, Tone, chip, section},
    text::Fill,
};

/// The page.
#[derive(Debug, Clone)]
pub enum View {
    /// It is being worked out.
    Working,
    /// What there is to say.
    Answer {
        /// It.
        answer: Box<Answer>,
        /// What stands in the form.
        form: Form,
        /// Whether the scenarios are still being worked out.
        working: bool,
    },
}

/// The page of the suite.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let (content, waiting) = match view {
        View::Working => (parts::skeleton(&reader.t("suite-working")), true),
        View::Answer { answer, form, working } => (draw(reader, answer, form, *working), *working),
    };
    let body = html! { (tabs(reader, Part::Suite)) (content) };
    let title = reader.t("suite-title");
    if waiting {
        frame::waiting(reader, Place::Strategy, &title, &body, 3)
    } else {
        frame::page(reader, Place::Strategy, &title, &body)
    }
}

fn draw(reader: &Reader, answer: &Answer, form: &Form, working: bool) -> Markup {
    let guard = &answer.guard;
    let said = guarded(reader, guard);
    html! {
        p.sentence { (state(reader, guard.state)) " " (said.first().map_or("", String::as_str)) }
        @if guard.state == State::Alarm {
            (parts::stop(&reader.t("suite-stop"), &html! { @for one in &said[1..] { p { (one) } } }))
        } @else {
            @for one in said.iter().skip(1) { p.second-sentence { (one) } }
        }
        @match &answer.width {
            Ok(found) => @for one in width(reader, answer.currency, found, guard.state == State::Alarm) { p.second-sentence { (one) } },
            Err(_) if working => p.second-sentence { (reader.t("suite-working")) },
            Err(why) => p.second-sentence { (words::cannot(reader, *why)) },
        }
        (section("guard", &reader.t("suite-guard"), &watched(reader, guard)))
        @if let Ok(found) = &answer.width {
            (section("width", &reader.t("suite-width"), &charts::width(reader, answer.currency, found)))
            (asking::form(reader, form))
            (section("mechanism", &reader.t("suite-mechanism"), &mechanism(reader, answer, found)))
        }
        (section("spillover", &reader.t("suite-spillover"), &html! { p { (spread_out(reader, &answer.spillover)) } }))
    }
}

/// How the core is, in a word.
fn state(reader: &Reader, state: State) -> Markup {
    let (tone, key) = match state {
        State::NoOrders | State::NothingToGuard => (Tone::Quiet, "suite-state-nothing"),
        State::NotKnown => (Tone::Quiet, "suite-state-not-known"),
        State::Quiet => (Tone::Good, "suite-state-quiet"),
        State::Watch => (Tone::Watch, "suite-state-watch"),
        State::Alarm => (Tone::Bad, "suite-state-alarm"),
    };
    chip(tone, &reader.t(key))
}

fn watched(reader: &Reader, guard: &Guard) -> Markup {
    if guard.months.is_empty() {
        return html! { p.lead { (reader.t("suite-guard-no-orders")) } };
    }
    html! {
        p.note { @for one in words::what(reader, guard) { (one) " " } }
        @if !guard.launches.is_empty() {
            ol.launches { @for launch in &guard.launches { li {
                (launch.name) ", " (reader.day(launch.day)) " "
                span.note { (reader.tf("suite-launch-products", &[("products", Fill::Count(u64::from(launch.products)))])) }
            } } }
        }
        (charts::guard(reader, guard))
    }
}

fn mechanism(reader: &Reader, answer: &Answer, found: &Width) -> Markup {
    let columns = [
        Column::text(reader.t("suite-col-number")),
        Column::number(reader.t("suite-col-value")),
        Column::number(reader.t("suite-col-interval")),
        Column::text(reader.t("suite-col-source")),
        Column::text(reader.t("suite-col-how")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .ingredients
        .iter()
        .map(|Listed { name, parameter }| {
            let value = |x: f64| ingredient_value(reader, *name, x, answer.currency);
            let (low, high) = (value(parameter.low), value(parameter.high));
            let range = if parameter.is_certain() {
                String::new()
            } else {
                reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
            };
            let tone = if parameter.guess { Tone::Watch } else { Tone::Plain };
            vec![
                html! { (ingredient(reader, *name)) },
                html! { (value(parameter.value)) },
                html! { (range) },
                html! { (chip(tone, &source(reader, parameter))) },
                html! { (parameter.reason) },
            ]
        })
        .collect();
    let columns_of_lines = [
        Column::number(reader.t("suite-col-lines")),
        Column::number(reader.t("suite-col-load")),
        Column::number(reader.t("suite-col-busy")),
        Column::number(reader.t("suite-col-wait")),
        Column::number(reader.t("suite-col-complaints")),
        Column::number(reader.t("suite-col-adds")),
        Column::number(reader.t("suite-col-spillover")),
    ];
    let lines: Vec<Vec<Markup>> = found
        .points
        .iter()
        .map(|p| {
            let spread = |s: Option<plan::strategy::Spread>| s.map(|s| money(reader, s.mean, answer.currency));
            vec![
                html! { (reader.count(u64::from(p.lines))) @if p.lines == found.now { " " (reader.t("suite-today")) } },
                html! { (reader.percent(p.strain.load)) },
                html! {
                    @if p.strain.overloaded { (reader.t("suite-overloaded")) } @else { (reader.percent(p.strain.utilisation)) }
                },
                html! { (words::minutes(reader, p.strain.wait_minutes)) },
                html! { (reader.percent(p.strain.complaints_factor)) },
                html! { (spread(p.marginal).unwrap_or_default()) },
                html! { (spread(p.spillover).unwrap_or_default()) },
            ]
        })
        .collect();
    html! {
        p { (reader.t("suite-mechanism-says")) }
        (parts::table("suite-lines", &reader.t("suite-lines-caption"), &columns_of_lines, &lines))
        (parts::table("suite-numbers", &reader.t("suite-numbers-caption"), &columns, &rows))
    }
}
