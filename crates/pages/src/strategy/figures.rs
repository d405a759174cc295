//! Charts of an answer with their numbers, for the page and the report.

mod curves;
mod distributions;
mod first_months;
mod running_out;
mod turning;

pub(super) use curves::curves;
pub(super) use distributions::distributions;
pub(super) use running_out::running_out;
pub(super) use turning::turning;

use maud::{Markup, html};
use plan::strategy::{Answer, FEWEST_FUTURES, Outcome};

use super::words;
use crate::{Reader, chart::Tick, text::Fill};

/// Scenarios that are drawn at most: the one the answer is about, then the others.
const MOST: usize = 3;

/// The scenarios as they are drawn, the one the answer is about first.
fn drawn(answer: &Answer) -> Vec<&Outcome> {
    words::in_order(answer).into_iter().take(MOST).collect()
}

/// What stands where shares of futures would, if none or too few were drawn.
fn too_few(reader: &Reader, answer: &Answer) -> Option<Markup> {
    let said = if answer.draws == 0 {
        reader.t("strategy-no-draws")
    } else if answer.has_few_futures() {
        let count = |n: u32| Fill::Count(u64::from(n));
        reader.tf("strategy-few-draws", &[("draws", count(answer.draws)), ("fewest", count(FEWEST_FUTURES))])
    } else {
        return None;
    };
    Some(html! { p.note { (said) } })
}

/// Looks of the lines of scenarios: of the first, the second, the third.
const LINES: [&str; MOST] = ["solid", "second", "even third"];
/// Looks of their bands.
const BANDS: [&str; MOST] = ["band", "band second", "band third"];
/// Looks of their bars.
const BARS: [&str; MOST] = ["full", "second", "pale"];

/// How a scenario is called where there is little room.
fn short(reader: &Reader, name: &str) -> String {
    match name {
        "centric" | words::PROPOSED_CENTRIC => reader.t("strategy-short-centric"),
        "focused" | words::PROPOSED_FOCUSED => reader.t("strategy-short-focused"),
        other => crate::words::shortened(other, 11),
    }
}

/// `in EUR`, in words under an axis.
fn in_unit(reader: &Reader, answer: &Answer) -> String {
    match answer.currency.filter(|c| c.code() != "XXX") {
        Some(currency) => reader.tf("strategy-in", &[("currency", Fill::Text(currency.code()))]),
        None => reader.t("strategy-in-no-currency"),
    }
}

/// Round numbers below a plot, about so many.
fn ticks(reader: &Reader, most: f64, wanted: usize) -> Vec<Tick> {
    crate::chart::round_ticks(0.0, most, wanted, &|x, step| reader.tick(x, step))
}

fn month(reader: &Reader, month: u32) -> String {
    reader.tf("strategy-month", &[("month", Fill::Count(u64::from(month)))])
}

/// Every how many of so many points something is said, so that no more than 60 are.
fn every(points: usize) -> usize {
    points.div_ceil(60).max(1)
}
