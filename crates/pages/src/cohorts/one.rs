//! One cohort: its curve beside the average, its figures, its customers.

use facts::{Currency, Day};
use maud::{Markup, html};

use super::{Curve, Row, brought, called, cash, path};
use crate::{
    Reader,
    frame::{self, Place},
    parts,
    text::Fill,
};

/// One cohort.
#[derive(Debug, Clone)]
pub struct One {
    /// The last day that counts.
    pub as_of: Day,
    /// Its figures.
    pub row: Row,
    /// `month` or `quarter`.
    pub period: &'static str,
    /// The money; none without amounts.
    pub currency: Option<Currency>,
    /// Whether costs of winning customers are known.
    pub has_costs: bool,
    /// Its curve, with the average of all behind it.
    pub curve: Curve,
    /// The cohorts before and after it.
    pub before: Option<String>,
    /// See `before`.
    pub after: Option<String>,
    /// The conditions under which lists show its customers, ready for an address.
    pub conditions: String,
}

/// The page of one cohort.
#[must_use]
pub fn page(reader: &Reader, one: &One) -> Markup {
    let row = &one.row;
    let called = called(reader, &row.name);
    let name = ("cohort", Fill::Text(&called));
    let title =
        reader.tf(if one.curve.contracts { "cohorts-one-contracts" } else { "cohorts-one-title" }, &[name]);
    let body = html! {
        (parts::crumbs(reader, &[("/cohorts", &reader.t("cohorts-title"))]))
        nav.steps aria-label=(reader.t("cohorts-neighbours")) {
            @if let Some(before) = &one.before { a rel="prev" href=(path(before)) { "← " (before) } }
            @if let Some(after) = &one.after { a rel="next" href=(path(after)) { (after) " →" } }
        }
        (figures(reader, one))
        p { a.button href=(format!("/customers?{}", one.conditions)) { (reader.t("cohorts-to-customers")) } }
        @if one.currency.is_some() {
            section aria-labelledby="cash-h" {
                h2 id="cash-h" { (reader.t("cohorts-cash")) }
                p.lead { (cash::sentence(reader, &one.curve)) }
                (cash::figure(reader, &one.curve, "cohort-cash-chart"))
            }
        }
        section aria-labelledby="ages-h" {
            h2 id="ages-h" { (reader.t("cohorts-month-by-month")) }
            (months(reader, one))
        }
    };
    frame::page(reader, Place::Cohorts, &title, &body)
}

fn figures(reader: &Reader, one: &One) -> Markup {
    let row = &one.row;
    let month = |month: u32| reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(month)))]);
    html! {
        dl.figures {
            div { dt { (reader.t("cohorts-customers")) } dd { (reader.count(row.customers)) }
                dd.note { (reader.tf("cohorts-as-of", &[("day", Fill::Text(&reader.day(one.as_of)))])) } }
            @if let Some(currency) = one.currency {
                div { dt { (reader.t(brought(one.curve.margin))) } dd { (reader.about(row.to_date, currency)) }
                    dd.note { (reader.tf("cohorts-each", &[("money", Fill::Text(&reader.about(row.to_date / row.customers.max(1) as f64, currency)))])) } }
                @if let Some([value, low, high]) = row.expected {
                    div { dt { (reader.t("cohorts-expected-word")) } dd { (reader.about(value, currency)) }
                        dd.note { (reader.range(low, high, currency)) } }
                }
                @if one.has_costs {
                    div { dt { (reader.t("cohorts-cost")) }
                        dd { @match row.cost { Some(cost) => (reader.about(cost, currency)), None => (reader.t("cohorts-not-given")) } }
                        @if row.cost.is_some() {
                            dd.note { @match row.payback_month {
                                Some(0) => (reader.t("cohorts-paid-at-once")),
                                Some(m) => (reader.tf("cohorts-paid-back", &[("month", Fill::Count(u64::from(m)))])),
                                None => (reader.t("cohorts-not-paid-back")),
                            } }
                        }
                        @if let Some(m) = row.trough_month.filter(|m| *m > 0) { dd.note { (reader.t("cohorts-trough-word")) ": " (month(m)) } }
                    }
                }
            }
        }
    }
}

fn months(reader: &Reader, one: &One) -> Markup {
    use super::table::{draw, number};
    let seen: Vec<_> = one.row.ages.iter().filter(|p| !p.expected).collect();
    if seen.is_empty() {
        return html! { p { (reader.t("cohorts-too-young")) } };
    }
    let mut columns = vec![
        number(reader, "cohorts-age"),
        number(reader, if one.curve.contracts { "cohorts-still-there" } else { "cohorts-ordered" }),
    ];
    if one.currency.is_some() {
        columns.extend([number(reader, "cohorts-in-month"), number(reader, "cohorts-added-up")]);
    }
    let mut last = -one.row.cost.unwrap_or(0.0);
    let rows = seen.iter().map(|p| {
        let link = format!("{}/{}", path(&one.row.name), p.age);
        let mut cells = vec![
            html! { a href=(link) aria-label=(reader.tf("cohorts-open-month", &[("month", Fill::Count(u64::from(p.age)))])) { (reader.count(u64::from(p.age))) } },
            html! { @if let Some(ordered) = p.ordered { (reader.percent(ordered)) } },
        ];
        if let Some(currency) = one.currency {
            cells.push(html! { (reader.about(p.money - last, currency)) });
            cells.push(html! { (reader.about(p.money, currency)) });
        }
        last = p.money;
        cells
    });
    let caption =
        reader.t(if one.has_costs { "cohorts-months-caption-cost" } else { "cohorts-months-caption" });
    draw("months", &caption, &columns, &rows.collect::<Vec<_>>())
}
