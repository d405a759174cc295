//! What each way brings in the end, over all futures.

use maud::{Markup, html};
use plan::strategy::{Answer, Bin, Outcome};

use super::{BARS, drawn, in_unit, too_few};
use crate::{
    Reader,
    chart::{Heap, Heaps, Name, Size, Written, both, heaps},
    parts::{self, Column},
    strategy::words::{called, money},
    text::Fill,
};

/// The distributions of the NPV, one below the other; nothing where too few futures were drawn.
pub(in crate::strategy) fn distributions(reader: &Reader, answer: &Answer) -> Markup {
    if let Some(none) = too_few(reader, answer) {
        return none;
    }
    let outcomes = drawn(answer);
    let title = reader.t("strategy-npv-chart");
    let window = window(&outcomes);
    let beyond = outcomes.iter().filter_map(|o| beyond(reader, answer, o, window));
    let sentence =
        outcomes.iter().map(|o| said(reader, answer, o)).chain(beyond).collect::<Vec<_>>().join(" ");
    let name = Name { id: "strategy-npv", title: &title, sentence: &sentence };
    let drawing = both(|size| draw(reader, answer, &outcomes, window, &name, size));
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

/// Share of futures at either end for which the axis is not made longer.
const TAIL: f64 = 0.01;

/// From where to where the axis goes: what 98 of 100 futures of every way hold. A few far futures
/// would press all others together; where they are not far, all are drawn.
fn window(outcomes: &[&Outcome]) -> (f64, f64) {
    let (mut cut, mut all) = ((f64::INFINITY, f64::NEG_INFINITY), (f64::INFINITY, f64::NEG_INFINITY));
    for outcome in outcomes {
        let bins: Vec<&Bin> = outcome.npv_distribution.iter().filter(|bin| bin.share > 0.0).collect();
        let low = inner(bins.iter().copied()).map(|bin| bin.low);
        let high = inner(bins.iter().rev().copied()).map(|bin| bin.high);
        if let (Some(low), Some(high), Some(first), Some(last)) = (low, high, bins.first(), bins.last()) {
            cut = (cut.0.min(low), cut.1.max(high));
            all = (all.0.min(first.low), all.1.max(last.high));
        }
    }
    if all.1 - all.0 > 1.1 * (cut.1 - cut.0) { cut } else { all }
}

/// The first of the bins behind which more than a tail of the futures lies.
fn inner<'a>(mut bins: impl Iterator<Item = &'a Bin>) -> Option<&'a Bin> {
    let mut passed = 0.0;
    bins.find(|bin| {
        passed += bin.share;
        passed > TAIL
    })
}

/// What of the futures lies beyond the axis, if anything.
fn beyond(reader: &Reader, answer: &Answer, outcome: &Outcome, (low, high): (f64, f64)) -> Option<String> {
    let name = called(reader, &outcome.name);
    let say = |key, bins: Vec<&Bin>, end: f64| {
        let share: f64 = bins.iter().map(|bin| bin.share).sum();
        let fill = [
            ("share", Fill::Text(&reader.percent(share))),
            // A minus sign stays with its number.
            ("end", Fill::Text(&money(reader, end, answer.currency).replace('−', "−\u{2060}"))),
        ];
        (share > 0.0).then(|| reader.tf(key, &fill))
    };
    let bins = || outcome.npv_distribution.iter().filter(|bin| bin.share > 0.0);
    let below: Vec<&Bin> = bins().filter(|bin| bin.low < low).collect();
    let above: Vec<&Bin> = bins().filter(|bin| bin.high > high).collect();
    let first = below.first().map_or(0.0, |bin| bin.low);
    let last = above.last().map_or(0.0, |bin| bin.high);
    let below = say("strategy-npv-beyond-below", below, first);
    let above = say("strategy-npv-beyond-above", above, last);
    let parts: Vec<String> = below.into_iter().chain(above).collect();
    if parts.is_empty() {
        return None;
    }
    let parts = parts.join(&reader.t("strategy-and"));
    Some(reader.tf("strategy-npv-beyond", &[("name", Fill::Text(&name)), ("parts", Fill::Text(&parts))]))
}

fn draw(
    reader: &Reader,
    answer: &Answer,
    outcomes: &[&Outcome],
    (first, last): (f64, f64),
    name: &Name<'_>,
    size: Size,
) -> Markup {
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
            .filter(|bin| bin.low >= first && bin.high <= last)
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
