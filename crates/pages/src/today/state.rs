//! The first screen while figures are made, and where lifetime models do not apply.

use access::Right;
use maud::{Markup, html};

use super::Counted;
use crate::{
    Reader,
    cohorts::cash,
    parts::{self, Look},
    text::Fill,
};

/// There are facts, and their figures are not there yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Waiting {
    /// There are facts, and no orders among them.
    NoOrders,
    /// Figures are being made now; what is being done, as a text key.
    Computing(&'static str),
    /// They have not been asked for yet.
    NotBegun,
    /// The last attempt ended without figures: why.
    Failed(String),
}

pub(super) fn title(reader: &Reader, waiting: &Waiting) -> String {
    reader.t(match waiting {
        Waiting::NoOrders => "today-no-orders-title",
        Waiting::Computing(_) => "today-computing-title",
        Waiting::NotBegun => "today-not-begun-title",
        Waiting::Failed(_) => "today-failed-title",
    })
}

pub(super) fn waiting(reader: &Reader, waiting: &Waiting) -> Markup {
    match waiting {
        Waiting::NoOrders => html! {
            p.lead { (reader.t("today-no-orders")) }
            p { (parts::link_button("/data", Look::Main, &reader.t("today-to-data"))) }
        },
        Waiting::Computing(step) => html! {
            div role="status" {
                p.lead { (reader.t("today-computing")) }
                p.busy { (reader.t(step)) }
            }
            p.note { a href="/" { (reader.t("today-look-again")) } }
        },
        Waiting::NotBegun => html! {
            p.lead { (reader.t("today-not-begun")) }
            (fit_button(reader))
        },
        Waiting::Failed(why) => html! {
            (parts::stop(&reader.t("today-failed"), &html! { p { (why) } }))
            p { (reader.t("today-failed-next")) }
            (fit_button(reader))
        },
    }
}

fn fit_button(reader: &Reader) -> Markup {
    html! {
        @if reader.may(Right::DataWrite) {
            (parts::act(reader, "/today/fit", Look::Main, &reader.t("today-fit"), &[], None))
        } @else { p.note { (reader.t("today-fit-who")) } }
    }
}

pub(super) fn counted_title(reader: &Reader, c: &Counted) -> String {
    let fill = [("customers", Fill::Count(c.customers)), ("orders", Fill::Count(c.orders))];
    match c.to_date {
        Some((amount, currency)) => {
            let money = reader.about(amount, currency);
            let [customers, orders] = fill;
            reader.tf("today-brought", &[customers, orders, ("money", Fill::Text(&money))])
        }
        None => reader.tf("today-ordered-only", &fill),
    }
}

pub(super) fn counted(reader: &Reader, c: &Counted) -> Markup {
    let reason = match c.reason.as_str() {
        "nobody-returns" => "today-reason-nobody-returns",
        "too-few-customers" => "today-reason-too-few",
        "too-short" => "today-reason-too-short",
        "contracts" => "today-reason-contracts",
        _ => "today-reason-not-fitted",
    };
    html! {
        (parts::stop(&reader.t(reason), &html! {
            p { (c.words) }
            @if !c.can_tell.is_empty() {
                p { strong { (reader.t("today-can-tell")) } }
                ul { @for item in &c.can_tell { li { (item) } } }
            }
            p.note { (reader.t("today-no-figure")) }
        }))
        p.note {
            (reader.tf("today-as-of", &[("day", Fill::Text(&reader.day(c.as_of)))])) " "
            (reader.tf("today-came-back", &[("repeaters", Fill::Count(c.repeaters)), ("customers", Fill::Count(c.customers))]))
        }
        @if let Some(curve) = &c.curve {
            section aria-labelledby="curve-h" {
                h2 id="curve-h" { (reader.t("today-curve")) }
                p.lead { (cash::sentence(reader, curve)) }
                (cash::figure(reader, curve, "today-cash"))
                p { a href="/cohorts" { (reader.t("today-to-cohorts")) } }
            }
        } @else { p { a href="/customers" { (reader.t("today-to-customers")) } } }
    }
}
