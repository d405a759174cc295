//! What each way brings in the end, over all futures.

use maud::{Markup, html};
use plan::strategy::{Answer, Bin, Outcome};

use super::{BARS, drawn, in_unit};
use crate::{
    Reader,
    chart::{Heap, Heaps, Name, Size, Written, both, heaps},
    parts::{self, Column},
    strategy::words::{called, money},
    text::Fill,
};

/// The distributions of the NPV, one below the other; nothing where no futures were drawn.
pub(in crate::strategy) fn distributions(reader: &Reader, answer: &Answer) -> Markup {
    if answer.draws == 0 {
        return html! { p.note { (reader.t("strategy-no-draws")) } };
    }
    let outcomes = drawn(answer);
    let title = reader.t("strategy-npv-chart");
    let sentence = outcomes.iter().map(|o| said(reader, answer, o)).collect::<Vec<_>>().join(" ");
    let name = Name { id: "strategy-npv", title: &title, sentence: &sentence };
    let drawing = both(|size| draw(reader, answer, &outcomes, &name, size));
    parts::figure(&name, &drawing, &reader.t("strategy-numbers"), Some(&numbers(reader, answer, &outcomes)))
}

fn said(reader: &Reader, answer: &Answer, outcome: &Outcome) -> String {
    let name = called(reader, &outcome.name);
    let write = |x| money(reader, x, answer.currency);
    let (mean, low, high) = (write(outcome.npv.mean), write(outcome.npv.p10), write(outcome.npv.p90));
    reader.tf(
        "strategy-npv-said",
        &[
            ("name", Fill::Text(&name)),
            ("mean", Fill::Text(&mean)),
            ("low", Fill::Text(&low)),
            ("high", Fill::Text(&high)),
        ],
    )
}

fn bar(reader: &Reader, answer: &Answer, bin: &Bin) -> String {
    let (low, high) = (money(reader, bin.low, answer.currency), money(reader, bin.high, answer.currency));
    let share = reader.percent(bin.share);
    reader.tf(
        "strategy-npv-bin",
        &[("low", Fill::Text(&low)), ("high", Fill::Text(&high)), ("share", Fill::Text(&share))],
    )
}

fn draw(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], name: &Name<'_>, size: Size) -> Markup {
    let below = reader.tf("strategy-npv-below", &[("unit", Fill::Text(&in_unit(reader, answer)))]);
    let rows = outcomes.iter().zip(BARS).map(|(outcome, class)| Heap {
        class,
        label: called(reader, &outcome.name),
        note: {
            let write = |x| money(reader, x, answer.currency);
            let (low, high) = (write(outcome.npv.p10), write(outcome.npv.p90));
            reader.tf("strategy-npv-note", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
        },
        bins: outcome
            .npv_distribution
            .iter()
            .map(|bin| (bin.low, bin.high, bin.share, bar(reader, answer, bin)))
            .collect(),
        interval: [outcome.npv.p10, outcome.npv.p50, outcome.npv.p90],
    });
    heaps(
        &Heaps {
            name: name.clone(),
            empty: &reader.t("strategy-no-doubt"),
            heaps: rows.collect(),
            below: &below,
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn numbers(reader: &Reader, answer: &Answer, outcomes: &[&Outcome]) -> Markup {
    let columns = [
        Column::text(reader.t("strategy-scenario")),
        Column::number(reader.t("strategy-from")),
        Column::number(reader.t("strategy-to")),
        Column::number(reader.t("strategy-share-of-futures")),
    ];
    let rows: Vec<Vec<Markup>> = outcomes
        .iter()
        .flat_map(|outcome| outcome.npv_distribution.iter().map(move |bin| (outcome, bin)))
        .filter(|(_, bin)| bin.share > 0.0)
        .map(|(outcome, bin)| {
            vec![
                html! { (called(reader, &outcome.name)) },
                html! { (money(reader, bin.low, answer.currency)) },
                html! { (money(reader, bin.high, answer.currency)) },
                html! { (reader.percent(bin.share)) },
            ]
        })
        .collect();
    parts::table("strategy-npv-rows", &reader.t("strategy-npv-caption"), &columns, &rows)
}
