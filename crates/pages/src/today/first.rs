//! Whom to look at first: the customers with most value at risk, each with two reasons.

use facts::{Currency, Day};
use maud::{Markup, html};

use super::Valued;
use crate::{Reader, text::Fill};

/// One customer to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct LookAt {
    /// The internal key.
    pub key: i64,
    /// Name or alias.
    pub name: String,
    /// Orders so far.
    pub orders: u64,
    /// Latest order.
    pub last_order: Day,
    /// Usual days between two orders; none with one order.
    pub usual_gap_days: Option<f64>,
    /// Probability of still being active.
    pub alive: Option<f64>,
    /// What was brought so far.
    pub spend: Option<f64>,
    /// Expected within the horizon: expected, low, high.
    pub expected: Option<[f64; 3]>,
    /// What of it is at risk.
    pub at_risk: Option<f64>,
}

pub(super) fn list(reader: &Reader, v: &Valued) -> Markup {
    let currency = v.value.map(|(_, currency)| currency);
    html! {
        section aria-labelledby="first-h" {
            h2 id="first-h" { (reader.t("today-first")) }
            @if v.first.is_empty() {
                p { (reader.t("today-first-none")) }
            } @else {
                p.note { (reader.t("today-first-note")) }
                ol.first {
                    @for one in &v.first { (row(reader, v, one, currency)) }
                }
                p { a href="/customers?sort=value-at-risk" { (reader.t("today-first-all")) } }
            }
        }
    }
}

fn row(reader: &Reader, v: &Valued, one: &LookAt, currency: Option<Currency>) -> Markup {
    html! {
        li {
            div {
                a href=(format!("/customers/{}", one.key)) { strong { (one.name) } }
                p { (silence(reader, v, one)) " " (worth(reader, one, currency)) }
            }
            @if let (Some(at_risk), Some(currency)) = (one.at_risk, currency) {
                p.sum { strong { (reader.about(at_risk, currency)) }
                    @if let Some([expected, ..]) = one.expected {
                        span.note { (reader.tf("today-first-of", &[("expected", Fill::Text(&reader.about(expected + at_risk, currency)))])) }
                    }
                }
            }
        }
    }
}

/// The first reason: silent for longer than usual.
fn silence(reader: &Reader, v: &Valued, one: &LookAt) -> String {
    let silent = ("silent", Fill::Count(v.as_of.since(one.last_order).max(0).unsigned_abs().into()));
    match one.usual_gap_days.filter(|gap| gap.is_finite()) {
        Some(gap) => {
            reader.tf("today-silent-usual", &[silent, ("gap", Fill::Count(gap.round().max(1.0) as u64))])
        }
        None => reader.tf("today-silent", &[silent]),
    }
}

/// The second: what the relationship has been, and how likely it still stands.
fn worth(reader: &Reader, one: &LookAt, currency: Option<Currency>) -> String {
    let orders = ("orders", Fill::Count(one.orders));
    let alive = one.alive.map(|alive| reader.percent(alive));
    match (one.spend.zip(currency), &alive) {
        (Some((spend, currency)), Some(alive)) => reader.tf(
            "today-brought-alive",
            &[orders, ("spend", Fill::Text(&reader.about(spend, currency))), ("alive", Fill::Text(alive))],
        ),
        (None, Some(alive)) => reader.tf("today-ordered-alive", &[orders, ("alive", Fill::Text(alive))]),
        _ => reader.tf("today-ordered", &[orders]),
    }
}
