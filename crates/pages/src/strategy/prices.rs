//! The price path: published tiers, what they are worth, whom they meet.

mod asking;
mod parity;
mod words;

use maud::{Markup, html};
use plan::prices::{CurvePoint, Evaluation, Parity};

pub use asking::Form;
pub use words::sentences;

use super::words::{money, share};
use super::{Part, tabs};
use crate::{
    Reader,
    chart::{
        Band, End, Line, LineChart, Mark, Name, Place as Side, Size, Written, both, line_band, round_ticks,
    },
    frame::{self, Place},
    parts::{self, Column, chip, section},
    text::Fill,
};

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// What stands in the form.
    pub form: Form,
    /// Whether the numbers are the example's, because nobody has asked yet.
    pub example: bool,
    /// What there is to show.
    pub found: Found,
}

/// What there is to show.
#[derive(Debug, Clone)]
pub enum Found {
    /// The question was refused.
    Refused,
    /// It is being worked out: the page comes again by itself.
    Working,
    /// What the path is worth.
    Worth(Box<Worth>),
}

/// What a path is worth.
#[derive(Debug, Clone)]
pub struct Worth {
    /// The path worked out.
    pub evaluation: Evaluation,
    /// Whom it meets; none where the folder has no customers.
    pub parity: Option<Parity>,
}

/// The page of the price path.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let content = match &view.found {
        Found::Refused => asking::form(reader, &view.form),
        Found::Working => parts::skeleton(&reader.t("prices-working")),
        Found::Worth(found) => html! {
            @for (n, sentence) in sentences(reader, &found.evaluation).iter().enumerate() {
                p.sentence[n == 0].second-sentence[n > 0] { (sentence) }
            }
            (asking::form(reader, &view.form))
            (draw(reader, found))
        },
    };
    let rules = html! { p { (reader.t("prices-rules-says")) } p.note { (reader.t("prices-not-kept")) } };
    let body = html! {
        (tabs(reader, Part::Prices))
        @if view.example { p.note { (reader.t("prices-example")) } }
        (content)
        (section("rules", &reader.t("prices-rules"), &rules))
    };
    let title = reader.t("prices-title");
    match view.found {
        Found::Working => frame::waiting(reader, Place::Strategy, &title, &body, 3),
        _ => frame::page(reader, Place::Strategy, &title, &body),
    }
}

fn draw(reader: &Reader, found: &Worth) -> Markup {
    let e = &found.evaluation;
    html! {
        @if e.later_price.is_some() { (figure(reader, e)) }
        (section("tiers", &reader.t("prices-tiers"), &tiers(reader, found)))
        (section("turning", &reader.t("prices-turning"), &turning(reader, e)))
        (section("parity", &reader.t("prices-parity"), &parity::draw(reader, e, found.parity.as_ref())))
    }
}

/// A price, exact where the currency is known.
pub(super) fn price(reader: &Reader, e: &Evaluation, x: f64) -> String {
    e.currency.map_or_else(|| reader.decimal(x, 2), |currency| reader.paid(x, currency))
}

fn range(reader: &Reader, e: &Evaluation, low: f64, high: f64) -> String {
    match e.currency {
        Some(currency) => reader.range(low, high, currency),
        None => reader.tf(
            "common-range",
            &[("low", Fill::Text(&reader.number(low))), ("high", Fill::Text(&reader.number(high)))],
        ),
    }
}

fn figure(reader: &Reader, e: &Evaluation) -> Markup {
    let title = reader.t("prices-chart");
    let here = e.later_price.unwrap_or(0.0);
    // The curve is without the cap: so is what is said of it.
    let key = if e.charged == e.tiers { "prices-chart-says" } else { "prices-chart-says-capped" };
    let at =
        nearest(e, here).map_or([e.path.expected, e.path.low, e.path.high], |p| [p.value, p.low, p.high]);
    let sentence = reader.tf(
        key,
        &[
            ("price", Fill::Text(&price(reader, e, here))),
            ("value", Fill::Text(&money(reader, at[0], e.currency))),
            ("range", Fill::Text(&range(reader, e, at[1], at[2]))),
        ],
    );
    let name = Name { id: "prices-curve", title: &title, sentence: &sentence };
    let columns = ["prices-col-price", "prices-col-value", "prices-col-low", "prices-col-high"]
        .map(|key| Column::number(reader.t(key)));
    let rows: Vec<Vec<Markup>> = e
        .curve
        .iter()
        .map(|p| {
            let worth = |x: f64| html! { (money(reader, x, e.currency)) };
            vec![html! { (price(reader, e, p.later_price)) }, worth(p.value), worth(p.low), worth(p.high)]
        })
        .collect();
    let numbers = parts::table("prices-curve-rows", &reader.t("prices-curve-caption"), &columns, &rows);
    let drawing = both(|size| curve(reader, e, &name, size));
    parts::figure(&name, &drawing, &reader.t("prices-numbers"), Some(&numbers))
}

/// The point of the curve next to a price.
fn nearest(e: &Evaluation, price: f64) -> Option<&CurvePoint> {
    let away = |p: &CurvePoint| (p.later_price - price).abs();
    e.curve.iter().min_by(|a, b| away(a).total_cmp(&away(b)))
}

fn curve(reader: &Reader, e: &Evaluation, name: &Name<'_>, size: Size) -> Markup {
    let (from, to) =
        (e.curve.first().map_or(0.0, |p| p.later_price), e.curve.last().map_or(1.0, |p| p.later_price));
    let mut marks = Vec::new();
    if let Some(here) = e.later_price {
        marks.extend(nearest(e, here).map(|p| Mark {
            at: (p.later_price, p.value),
            label: reader.t("prices-mark-here"),
            note: price(reader, e, here),
            place: Side::BelowRight,
        }));
    }
    let best = e.best_safe.filter(|best| best.inside && (from..=to).contains(&best.price));
    marks.extend(best.map(|best| Mark {
        at: (best.price, best.value),
        label: reader.t("prices-mark-best"),
        note: price(reader, e, best.price),
        place: Side::AboveLeft,
    }));
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("prices-chart-empty"),
            bands: vec![Band {
                class: "band",
                points: e.curve.iter().map(|p| (p.later_price, p.low, p.high)).collect(),
            }],
            lines: vec![Line {
                class: "solid",
                points: e.curve.iter().map(|p| (p.later_price, p.value)).collect(),
            }],
            ticks: round_ticks(from, to, if size == Size::Wide { 8 } else { 4 }, &|x, step| {
                reader.tick(x, step)
            }),
            below: &reader.t("prices-chart-below"),
            marks,
            ends: Vec::<End>::new(),
            rules: vec![],
            hints: e
                .curve
                .iter()
                .map(|p| {
                    let words = format!(
                        "{}: {} ({})",
                        price(reader, e, p.later_price),
                        money(reader, p.value, e.currency),
                        range(reader, e, p.low, p.high)
                    );
                    (p.later_price, p.value, words)
                })
                .collect(),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn tiers(reader: &Reader, found: &Worth) -> Markup {
    let e = &found.evaluation;
    let there = found.parity.as_ref();
    let mut columns = vec![
        Column::number(reader.t("prices-tiers-from")),
        Column::number(reader.t("prices-tiers-published")),
        Column::number(reader.t("prices-tiers-charged")),
        Column::number(reader.t("prices-tiers-there")),
    ];
    if there.is_some() {
        columns.push(Column::number(reader.t("prices-tiers-customers")));
    }
    let stand = there.into_iter().flat_map(|parity| &parity.tiers).map(|tier| tier.0);
    let mut from: Vec<u32> =
        e.tiers.iter().chain(&e.charged).map(|tier| tier.from_months).chain(stand).collect();
    from.sort_unstable();
    from.dedup();
    let rows: Vec<Vec<Markup>> = from
        .into_iter()
        .map(|month| {
            let published = e.tiers.iter().rfind(|tier| tier.from_months <= month);
            let charged = e.charged.iter().rfind(|tier| tier.from_months <= month);
            let staying = e.life.get(month as usize);
            let mut cells = vec![
                html! { (month) },
                html! { @if let Some(tier) = published { (price(reader, e, tier.price)) } },
                html! { @if let Some(tier) = charged { (price(reader, e, tier.price)) } },
                html! { @if let Some(point) = staying { (share(reader, point.staying)) } },
            ];
            if let Some(parity) = there {
                let many = parity.tiers.iter().find(|tier| tier.0 == month).map_or(0, |tier| tier.2);
                cells.push(html! { (reader.count(many)) });
            }
            cells
        })
        .collect();
    html! {
        (parts::table("prices-tier-rows", &reader.t("prices-tiers-caption"), &columns, &rows))
        @if let Some(parity) = there {
            p.note { (reader.tf("prices-tiers-add-up", &[("price", Fill::Text(&price(reader, e, parity.all.price.expected)))])) }
        }
        @if let Some(cap) = e.rise_cap_per_year.filter(|_| e.charged != e.tiers) {
            p.note { (reader.tf("prices-tiers-capped", &[("cap", Fill::Text(&reader.percent(cap)))])) }
        }
        @if e.published > reader.today() {
            p.note { (reader.tf("prices-say-not-yet", &[("day", Fill::Text(&reader.day_long(e.published)))])) }
        }
    }
}

fn turning(reader: &Reader, e: &Evaluation) -> Markup {
    if e.tornado.is_empty() {
        return html! { p { (reader.t("prices-turning-none")) } };
    }
    let columns = [
        Column::text(reader.t("prices-col-number")),
        Column::number(reader.t("prices-col-from-to")),
        Column::number(reader.t("prices-col-at-low")),
        Column::number(reader.t("prices-col-at-high")),
        Column::text(reader.t("prices-col-source")),
    ];
    let rows: Vec<Vec<Markup>> = e
        .tornado
        .iter()
        .map(|lever| {
            let written =
                |x: f64| if lever.name == "unit_cost" { price(reader, e, x) } else { share(reader, x) };
            let ends = [("low", lever.at[0]), ("high", lever.at[1])].map(|(name, x)| (name, written(x)));
            let ends = ends.each_ref().map(|(name, words)| (*name, Fill::Text(words)));
            vec![
                html! {
                    (reader.t(&format!("prices-number-{}", lever.name)))
                    @if lever.flips { " " (chip(parts::Tone::Watch, &reader.t("prices-flips"))) }
                },
                html! { (reader.tf("common-range", &ends)) },
                html! { (money(reader, lever.low, e.currency)) },
                html! { (money(reader, lever.high, e.currency)) },
                html! { (reader.t(&format!("prices-source-{}", lever.source.name()))) },
            ]
        })
        .collect();
    parts::table("prices-lever-rows", &reader.t("prices-turning-caption"), &columns, &rows)
}
