//! How likely it is to run out, by what is there at the start.

use maud::{Markup, html};
use plan::strategy::{Answer, Outcome};

use super::{LINES, drawn, every, in_unit, short, ticks, too_few};
use crate::{
    Reader,
    chart::{Line, LineChart, Mark, Name, Place, Rule, Size, Written, both, line_band},
    parts::{self, Column},
    strategy::words::{called, money, money_to_hold},
    text::Fill,
};

/// The risk that is called affordable.
const RISK: f64 = 0.05;

/// The share of futures in which it does not last, by reserve; nothing where too few futures were drawn.
pub(in crate::strategy) fn running_out(reader: &Reader, answer: &Answer) -> Markup {
    if let Some(none) = too_few(reader, answer) {
        return none;
    }
    let outcomes = drawn(answer);
    let title = reader.t("strategy-ruin-chart");
    let sentence = outcomes.iter().map(|o| said(reader, answer, o)).collect::<Vec<_>>().join(" ");
    let name = Name { id: "strategy-ruin", title: &title, sentence: &sentence };
    let drawing = both(|size| draw(reader, answer, &outcomes, &name, size));
    parts::figure(&name, &drawing, &reader.t("strategy-numbers"), Some(&numbers(reader, answer, &outcomes)))
}

fn said(reader: &Reader, answer: &Answer, outcome: &Outcome) -> String {
    let name = called(reader, &outcome.name);
    let reserve_95 = outcome.reserve_95.unwrap_or_default();
    let reserve = money_to_hold(reader, reserve_95, answer.currency);
    let key = if reserve_95 > 0.0 { "strategy-ruin-said" } else { "strategy-ruin-said-none" };
    reader.tf(key, &[("name", Fill::Text(&name)), ("reserve", Fill::Text(&reserve))])
}

fn draw(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], name: &Name<'_>, size: Size) -> Markup {
    let reserves = outcomes.iter().flat_map(|o| &o.ruin_by_reserve).map(|p| p.reserve);
    let most = reserves.filter(|r| r.is_finite()).fold(0.0, f64::max);
    let there = answer.cash.map(|cash| cash + answer.credit);
    // What there is stands in the drawing, unless it is far more than anybody needs.
    let near = there.filter(|there| *there <= 2.5 * most && most > 0.0);
    let most = near.map_or(most, |there| f64::max(most, 1.04 * there));
    let lines = outcomes.iter().zip(LINES).map(|(outcome, class)| Line {
        class,
        points: outcome.ruin_by_reserve.iter().map(|p| (p.reserve, p.probability)).collect(),
    });
    let level = Line { class: "limit", points: vec![(0.0, RISK), (most, RISK)] };
    let risk = reader.tf("strategy-risk", &[("share", Fill::Text(&reader.percent(RISK)))]);
    let risk = Mark { at: (most, RISK), label: String::new(), note: risk, place: Place::AboveLeft };
    let drawn = most > 0.0;
    let rule = there.filter(|there| drawn && *there <= most).map(|there| {
        let money = money(reader, there, answer.currency);
        Rule { at: there, label: reader.tf("strategy-there-is", &[("money", Fill::Text(&money))]) }
    });
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("strategy-never-out"),
            bands: Vec::new(),
            lines: std::iter::once(level).chain(lines).filter(|_| drawn).collect(),
            ticks: ticks(reader, most, if size == Size::Wide { 7 } else { 4 }),
            below: &reader.tf("strategy-ruin-below", &[("unit", Fill::Text(&in_unit(reader, answer)))]),
            marks: std::iter::once(risk)
                .chain(marks(reader, answer, outcomes, most, size))
                .filter(|_| drawn)
                .collect(),
            ends: Vec::new(),
            rules: rule.into_iter().collect(),
            hints: outcomes.iter().flat_map(|o| hints(reader, answer, o)).collect(),
            value: Written(&|x, _| reader.percent(x)),
        },
        size,
    )
}

/// The name of each line where it is down at the risk that is called affordable: what must be there.
fn marks(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], most: f64, size: Size) -> Vec<Mark> {
    let mark = |outcome: &&Outcome| {
        let needed = outcome.reserve_95.filter(|needed| *needed >= 0.03 * most)?;
        let name =
            if size == Size::Wide { called(reader, &outcome.name) } else { short(reader, &outcome.name) };
        let reserve = money_to_hold(reader, needed, answer.currency);
        Some(Mark {
            at: (needed, RISK),
            label: name,
            note: reader.tf("strategy-lasts-with", &[("money", Fill::Text(&reserve))]),
            place: Place::AboveRight,
        })
    };
    outcomes.iter().filter_map(mark).collect()
}

fn hints(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Vec<(f64, f64, String)> {
    let name = called(reader, &outcome.name);
    outcome
        .ruin_by_reserve
        .iter()
        .step_by(every(outcome.ruin_by_reserve.len()))
        .map(|p| {
            let reserve = money_to_hold(reader, p.reserve, answer.currency);
            let share = reader.percent(p.probability);
            let words = reader.tf(
                "strategy-ruin-point",
                &[
                    ("name", Fill::Text(&name)),
                    ("reserve", Fill::Text(&reserve)),
                    ("share", Fill::Text(&share)),
                ],
            );
            (p.reserve, p.probability, words)
        })
        .collect()
}

fn numbers(reader: &Reader, answer: &Answer, outcomes: &[&Outcome]) -> Markup {
    let columns = [
        Column::text(reader.t("strategy-scenario")),
        Column::number(reader.t("strategy-reserve-head")),
        Column::number(reader.t("strategy-runs-out")),
    ];
    let rows: Vec<Vec<Markup>> = outcomes
        .iter()
        .flat_map(|outcome| outcome.ruin_by_reserve.iter().map(move |point| (outcome, point)))
        .map(|(outcome, point)| {
            vec![
                html! { (called(reader, &outcome.name)) },
                html! { (money_to_hold(reader, point.reserve, answer.currency)) },
                html! { (reader.percent(point.probability)) },
            ]
        })
        .collect();
    parts::table("strategy-ruin-rows", &reader.t("strategy-ruin-caption"), &columns, &rows)
}
