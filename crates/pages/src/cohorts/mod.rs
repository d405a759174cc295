//! Cohorts and cash: what customers bring by age, who comes back, what winning them costs, how far
//! to trust it. Every figure opens to its rows.

mod base;
pub mod cash;
mod cell;
mod heat;
mod one;
mod proof;
mod table;

use facts::{Currency, Day};
use maud::{Markup, html};

pub use base::{Concentration, HealthClass};
pub use cash::{Curve, Point};
pub use cell::{Cell, CellRow, page as cell_page};
pub use heat::Shown;
pub use one::{One, page as one_page};
pub use proof::{Class, Naive, Proof, Spending, Test, Tracked};

use crate::{
    Reader,
    frame::{self, Place},
    text::Fill,
};

/// The page of all cohorts.
#[derive(Debug, Clone)]
pub struct View {
    /// Whether there is anything to show.
    pub found: Found,
}

/// Whether there is anything to show.
#[derive(Debug, Clone)]
pub enum Found {
    /// No fit yet.
    Nothing,
    /// The cohorts of the latest fit.
    Cohorts(Box<Cohorts>),
}

/// The cohorts of the latest fit.
#[derive(Debug, Clone)]
pub struct Cohorts {
    /// The last day that counts.
    pub as_of: Day,
    /// The money of everything; none without amounts.
    pub currency: Option<Currency>,
    /// `month` or `quarter`.
    pub period: &'static str,
    /// Customers are under contract: payments and renewals are counted.
    pub contracts: bool,
    /// Whether costs of winning customers are known.
    pub has_costs: bool,
    /// Why nothing is foretold, in words; none where lifetime models apply.
    pub no_lifetime: Option<String>,
    /// What an average customer brings.
    pub curve: Curve,
    /// The cohorts, oldest first.
    pub cohorts: Vec<Row>,
    /// What the triangle shows.
    pub shown: Shown,
    /// Health of the base.
    pub health: Vec<HealthClass>,
    /// Who brings the revenue.
    pub concentration: Option<Concentration>,
    /// Acquisition spending by channel: name, spent, share.
    pub channels: Vec<(String, f64, f64)>,
    /// Won, kept and brought back, priced alike, in words.
    pub balance: Vec<String>,
    /// The proof on a part of the history that was held back.
    pub proof: Proof,
}

/// One cohort in lists.
#[derive(Debug, Clone)]
pub struct Row {
    /// `2024-03` or `2024-Q1`; also its path below `/cohorts/`.
    pub name: String,
    /// Customers in it.
    pub customers: u64,
    /// Cost of winning one.
    pub cost: Option<f64>,
    /// Brought so far by all of them.
    pub to_date: f64,
    /// Expected of all of them: expected, low, high.
    pub expected: Option<[f64; 3]>,
    /// By month of age, what was seen.
    pub ages: Vec<Point>,
    /// Month of age in which it had paid back.
    pub payback_month: Option<u32>,
    /// Month of age of the deepest point.
    pub trough_month: Option<u32>,
}

/// The page of all cohorts.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = match &view.found {
        Found::Nothing => html! {
            p.lead { (reader.t("cohorts-nothing")) }
            p { a.button href="/" { (reader.t("cohorts-to-today")) } }
        },
        Found::Cohorts(cohorts) => draw(reader, cohorts),
    };
    frame::page(reader, Place::Cohorts, &reader.t("cohorts-title"), &body)
}

fn draw(reader: &Reader, c: &Cohorts) -> Markup {
    if c.cohorts.is_empty() {
        return html! { p.lead { (reader.t("cohorts-none")) } };
    }
    html! {
        p.note {
            (reader.tf("cohorts-as-of", &[("day", Fill::Text(&reader.day(c.as_of)))])) " "
            @if reader.may(access::Right::Export) {
                a href="/api/v1/cohorts?format=csv" { (reader.t("cohorts-csv")) }
            }
        }
        @if let Some(why) = &c.no_lifetime { div.stop { p { strong { (reader.t("cohorts-no-lifetime")) } } p { (why) } } }
        (contents(reader, c))
        @if c.currency.is_some() {
            section id="cash" aria-labelledby="cash-h" {
                h2 id="cash-h" { (reader.t("cohorts-cash")) }
                p.lead { (cash::sentence(reader, &c.curve)) }
                (cash::figure(reader, &c.curve, "cohorts-cash-chart"))
            }
        }
        section id="triangle" aria-labelledby="triangle-h" {
            h2 id="triangle-h" { (reader.t(if c.contracts { "cohorts-stayed" } else { "cohorts-came-back" })) }
            (heat::triangle(reader, c))
        }
        section id="list" aria-labelledby="list-h" {
            h2 id="list-h" { (reader.t("cohorts-list")) }
            (table::cohorts(reader, c))
        }
        @if c.has_costs { (acquisition(reader, c)) }
        @if !c.health.is_empty() { (base::health(reader, c)) }
        @if let (Some(found), Some(_)) = (&c.concentration, c.currency) { (base::concentration(reader, found)) }
        (proof::section(reader, c))
    }
}

fn contents(reader: &Reader, c: &Cohorts) -> Markup {
    let parts = [
        ("cash", "cohorts-cash", c.currency.is_some()),
        ("triangle", if c.contracts { "cohorts-stayed" } else { "cohorts-came-back" }, true),
        ("list", "cohorts-list", true),
        ("acquisition", "cohorts-acquisition", c.has_costs),
        ("health", "cohorts-health", !c.health.is_empty()),
        ("concentration", "cohorts-concentration", c.concentration.is_some() && c.currency.is_some()),
        ("proof", "cohorts-proof", true),
    ];
    html! {
        nav.contents aria-label=(reader.t("cohorts-contents")) { ul {
            @for (id, key, _) in parts.into_iter().filter(|part| part.2) { li { a href=(format!("#{id}")) { (reader.t(key)) } } }
        } }
    }
}

fn acquisition(reader: &Reader, c: &Cohorts) -> Markup {
    let Some(currency) = c.currency else { return html! {} };
    let known = c.cohorts.iter().filter_map(|row| Some((row.cost.filter(|x| x.is_finite())?, row.customers)));
    let (spent, won) = known.fold((0.0, 0u64), |(s, n), (cost, k)| (s + cost * k as f64, n + k));
    html! {
        section id="acquisition" aria-labelledby="acquisition-h" {
            h2 id="acquisition-h" { (reader.t("cohorts-acquisition")) }
            @if won > 0 {
                p.lead { (reader.tf("cohorts-won", &[
                    ("customers", Fill::Count(won)),
                    ("cost", Fill::Text(&reader.about(spent / won as f64, currency))),
                    ("spent", Fill::Text(&reader.about(spent, currency))),
                ])) }
            }
            @if !c.balance.is_empty() {
                h3 { (reader.t("cohorts-balance")) }
                ul { @for sentence in &c.balance { li { (sentence) } } }
            }
            @if !c.channels.is_empty() {
                h3 { (reader.t("cohorts-channels")) }
                (table::draw("channels", &reader.t("cohorts-channels-caption"), &[
                    table::text(reader, "cohorts-channel"), table::number(reader, "cohorts-spent"), table::number(reader, "cohorts-share"),
                ], &c.channels.iter().map(|(name, spent, share)| vec![
                    html! { (crate::words::shortened(name, 40)) },
                    html! { (reader.paid(*spent, currency)) },
                    html! { (reader.percent(*share)) },
                ]).collect::<Vec<_>>()))
            }
        }
    }
}

/// What is counted: margin, or revenue where nobody said what is kept of it.
fn brought(margin: bool) -> &'static str {
    if margin { "cohorts-margin" } else { "cohorts-revenue" }
}

/// A cohort's name as people say it: `July 2022` for `2022-07`.
fn called(reader: &Reader, name: &str) -> String {
    name.parse().map_or_else(|_| name.to_owned(), |month: facts::Month| reader.month(month))
}

/// The path of a cohort.
fn path(name: &str) -> String {
    format!("/cohorts/{name}")
}
