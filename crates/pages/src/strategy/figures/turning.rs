//! Which numbers in doubt turn the answer.

use maud::{Markup, html};
use plan::strategy::{Answer, Comparison, Lever};

use super::in_unit;
use crate::{
    Reader,
    chart::{Name, Size, Swing, Tornado, Written, both, tornado},
    parts::{self, Column},
    strategy::words::{called_within, flips, in_doubt, money, value},
    text::Fill,
    words::shortened,
};

/// Numbers that are drawn at most; the table has all.
const MOST: usize = 12;

/// What the difference of both ways becomes when one number after the other goes to its ends.
pub(in crate::strategy) fn turning(reader: &Reader, answer: &Answer, comparison: &Comparison) -> Markup {
    let title = reader.t("strategy-turning");
    let sentence = sentence(reader, answer, comparison);
    let name = Name { id: "strategy-turning", title: &title, sentence: &sentence };
    let drawing = both(|size| draw(reader, answer, comparison, &name, size));
    let numbers = numbers(reader, answer, comparison);
    parts::figure(&name, &drawing, &reader.t("strategy-numbers"), Some(&numbers))
}

fn sentence(reader: &Reader, answer: &Answer, comparison: &Comparison) -> String {
    let centric = called_within(reader, &comparison.centric);
    let focused = called_within(reader, &comparison.focused);
    let difference = money(reader, comparison.difference.mean.abs(), answer.currency);
    let turning = comparison.tornado.iter().filter(|l| !flips(reader, l).is_empty()).count();
    let more = comparison.difference.mean >= 0.0;
    let stands = reader.tf(
        if answer.draws > 0 { "strategy-turning-stands" } else { "strategy-turning-stands-expected" },
        &[
            ("better", Fill::Text(if more { &centric } else { &focused })),
            ("other", Fill::Text(if more { &focused } else { &centric })),
            ("money", Fill::Text(&difference)),
        ],
    );
    if comparison.tornado.is_empty() {
        return stands;
    }
    let turned = reader.tf(
        "strategy-turning-count",
        &[("turning", Fill::Count(turning as u64)), ("all", Fill::Count(comparison.tornado.len() as u64))],
    );
    format!(
        "{stands} {} {turned}",
        reader.t(if answer.draws > 0 { "strategy-turning-read" } else { "strategy-turning-read-expected" })
    )
}

fn swing(reader: &Reader, answer: &Answer, lever: &Lever, size: Size) -> Swing {
    let most = if size == Size::Wide { 40 } else { 44 };
    Swing {
        label: shortened(&in_doubt(reader, &lever.name), most),
        note: flips(reader, lever),
        at: [lever.low, lever.high],
        words: lever.at.map(|x| value(reader, &lever.name, x, answer.currency)),
    }
}

fn draw(reader: &Reader, answer: &Answer, comparison: &Comparison, name: &Name<'_>, size: Size) -> Markup {
    let better = |name: &str| {
        let name = called_within(reader, name);
        reader.tf("strategy-pays-better", &[("name", Fill::Text(&name))])
    };
    let sides = [better(&comparison.focused), better(&comparison.centric)];
    tornado(
        &Tornado {
            name: name.clone(),
            empty: &reader.t("strategy-no-doubt"),
            stands: comparison.difference.mean,
            stands_words: &reader.t("strategy-as-it-stands"),
            sides: [&sides[0], &sides[1]],
            swings: comparison.tornado.iter().take(MOST).map(|l| swing(reader, answer, l, size)).collect(),
            below: &reader.tf("strategy-turning-below", &[("unit", Fill::Text(&in_unit(reader, answer)))]),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn numbers(reader: &Reader, answer: &Answer, comparison: &Comparison) -> Markup {
    let columns = [
        Column::text(reader.t("strategy-number")),
        Column::number(reader.t("strategy-at-low")),
        Column::number(reader.t("strategy-at-high")),
        Column::number(reader.t("strategy-difference-low")),
        Column::number(reader.t("strategy-difference-high")),
        Column::text(reader.t("strategy-what-it-turns")),
        Column::text(reader.t("strategy-source")),
    ];
    let rows: Vec<Vec<Markup>> = comparison
        .tornado
        .iter()
        .map(|lever| {
            let [low, high] = lever.at.map(|x| value(reader, &lever.name, x, answer.currency));
            vec![
                html! { (in_doubt(reader, &lever.name)) },
                html! { (low) },
                html! { (high) },
                html! { (money(reader, lever.low, answer.currency)) },
                html! { (money(reader, lever.high, answer.currency)) },
                html! { (flips(reader, lever)) },
                html! { (reader.t(super::super::tables::source_key(lever.source, false))) },
            ]
        })
        .collect();
    parts::table("strategy-turning-rows", &reader.t("strategy-turning-caption"), &columns, &rows)
}
