//! Cohorts: what a customer brought by age, who came back, what winning them cost.

use std::fmt::Write;

use maud::{Markup, html};

use super::opening::{brought, has_money};
use super::parts::{Column, figure, kept, of_ten, opened, table};
use crate::chart::{
    Band, End, HeatRow, Line, LineChart, Mark, Name, Place, Size, Written, age_ticks, both, heatmap,
    line_band,
};
use crate::value::valuation::{Cohort, CohortPoint, Cohorts, Valuation};
use crate::words;

/// Rows and columns of the triangle of retention that can still be read.
const MOST_ROWS: usize = 36;

/// Columns of the triangle that stand on a page without scrolling.
const MOST_COLUMNS: usize = 22;

/// Lines of single cohorts that are drawn at most, evenly taken from all.
const MOST_LINES: usize = 48;

/// Margin by age, the cohorts one by one, retention.
pub(super) fn section(valuation: &Valuation) -> Markup {
    let cohorts = &valuation.cohorts;
    if cohorts.cohorts.is_empty() {
        return html! { p { "There are no cohorts to show: no period has a first order." } };
    }
    let sentence = sentence(valuation);
    let title = format!("{} per customer by age, added up", brought(valuation));
    html! {
        @if has_money(valuation) {
            p.lead { (kept(&sentence, valuation.value.currency)) }
            (figure(&title, &note(valuation), &both(|size| draw(valuation, &title, &sentence, size)), &by_age(valuation)))
        }
        (retention(cohorts, valuation.of_contracts()))
        h3 { "The cohorts one by one" }
        (one_by_one(valuation))
    }
}

fn note(valuation: &Valuation) -> String {
    let cohorts = &valuation.cohorts;
    format!(
        "{}{}; the bold line is the average of all cohorts with its range of {} outcomes, fine lines are {}single {}s",
        words::title(&words::in_unit(valuation.value.currency)),
        if cohorts.has_costs { ", after the cost of winning the customer" } else { "" },
        of_ten(valuation.value.level),
        if cohorts.cohorts.len() > MOST_LINES { "some of the " } else { "" },
        cohorts.period
    )
}

fn sentence(valuation: &Valuation) -> String {
    let (cohorts, currency) = (&valuation.cohorts, valuation.value.currency);
    let mut text = String::new();
    let seen = cohorts.average.iter().rfind(|p| !p.expected && p.margin.is_finite());
    let ahead = cohorts.average.iter().rfind(|p| p.expected && p.margin.is_finite());
    let after = if cohorts.has_costs { ", after the cost of winning it," } else { "" };
    if let Some(p) = seen {
        text = format!(
            "An average customer{after} has brought {} by month {} of its life.",
            words::about(p.margin, currency),
            p.age_months
        );
    }
    if let Some(p) = ahead {
        let _ = write!(
            text,
            " {} is expected by month {} ({}).",
            words::about(p.margin, currency),
            p.age_months,
            words::range(p.low, p.high, currency)
        );
    }
    if cohorts.has_costs {
        if let (Some(trough), Some(month)) = (cohorts.trough, cohorts.trough_month) {
            let _ =
                write!(text, " The deepest point is {} in month {month}.", words::about(trough, currency));
        }
        let _ = match cohorts.payback_month {
            Some(0) => write!(text, " It has paid back with its first order."),
            Some(month) => write!(text, " It has paid back in month {month}."),
            None => write!(text, " It has not paid back so far."),
        };
    }
    text
}

fn seen(points: &[CohortPoint]) -> Vec<(f64, f64)> {
    points.iter().filter(|p| !p.expected).map(|p| (f64::from(p.age_months), p.margin)).collect()
}

fn draw(valuation: &Valuation, title: &str, sentence: &str, size: Size) -> Markup {
    let (cohorts, currency) = (&valuation.cohorts, valuation.value.currency);
    let average = &cohorts.average;
    let band = |expected: bool| -> Vec<(f64, f64, f64)> {
        let last_seen = average.iter().rfind(|p| !p.expected).filter(|_| expected);
        let points = last_seen.into_iter().chain(average.iter().filter(|p| p.expected == expected));
        points.map(|p| (f64::from(p.age_months), p.low, p.high)).collect()
    };
    let solid = seen(average);
    let has_expected = average.iter().any(|p| p.expected);
    let ahead: Vec<(f64, f64)> = solid
        .last()
        .copied()
        .filter(|_| has_expected)
        .into_iter()
        .chain(average.iter().filter(|p| p.expected).map(|p| (f64::from(p.age_months), p.margin)))
        .collect();
    let ends = average.last().map(|p| End {
        at: (f64::from(p.age_months), p.margin),
        label: words::about(p.margin, currency),
        note: if p.expected {
            format!("expected, month {}", p.age_months)
        } else {
            format!("month {}", p.age_months)
        },
    });
    let of_age =
        |month: u32| average.iter().find(|p| p.age_months == month).map(|p| (f64::from(month), p.margin));
    // A curve that still falls at its last point leaves room above, one that turned below.
    let last_seen = average.iter().rfind(|p| !p.expected && p.age_months > 0).map(|p| p.age_months);
    let trough = cohorts.trough_month.filter(|_| cohorts.has_costs).and_then(|month| {
        Some(Mark {
            at: of_age(month)?,
            label: format!("trough {}", words::about(cohorts.trough?, currency)),
            note: format!("month {month}"),
            place: if last_seen == Some(month) { Place::AboveRight } else { Place::BelowRight },
        })
    });
    let payback = cohorts.payback_month.filter(|_| cohorts.has_costs).and_then(|month| {
        Some(Mark {
            at: of_age(month)?,
            label: "paid back".to_owned(),
            note: format!("month {month}"),
            place: Place::BelowRight,
        })
    });
    let every = cohorts.cohorts.len().div_ceil(MOST_LINES).max(1);
    let single =
        cohorts.cohorts.iter().step_by(every).map(|c| Line { class: "light", points: seen(&c.ages) });
    let mut lines: Vec<Line> = single.filter(|l| l.points.len() > 1).collect();
    lines.push(Line { class: "expected", points: ahead });
    lines.push(Line { class: "solid", points: solid });
    let last =
        cohorts.cohorts.iter().flat_map(|c| &c.ages).chain(average).map(|p| p.age_months).max().unwrap_or(0);
    let hint = |p: &CohortPoint| {
        let words = format!(
            "month {}: {} ({})",
            p.age_months,
            words::about(p.margin, currency),
            words::range(p.low, p.high, currency)
        );
        (f64::from(p.age_months), p.margin, words)
    };
    line_band(
        &LineChart {
            name: Name { id: "cohort-chart", title, sentence },
            empty: "no cohort is old enough to be drawn",
            bands: vec![
                Band { class: "band", points: band(true) },
                Band { class: "band seen", points: band(false) },
            ],
            lines,
            ticks: age_ticks(last, if size == Size::Wide { 16 } else { 8 }),
            below: if valuation.of_contracts() {
                "months since the start"
            } else {
                "months since the first order"
            },
            marks: trough.into_iter().chain(payback).collect(),
            ends: ends.into_iter().collect(),
            rules: Vec::new(),
            hints: average.iter().map(hint).collect(),
            value: Written(&words::tick),
        },
        size,
    )
}

fn by_age(valuation: &Valuation) -> Markup {
    let currency = valuation.value.currency;
    let rows: Vec<Vec<String>> = valuation
        .cohorts
        .average
        .iter()
        .map(|p| {
            vec![
                p.age_months.to_string(),
                if p.expected { "expected" } else { "seen" }.to_owned(),
                words::count(p.customers),
                p.retention.map_or_else(String::new, words::percent),
                words::expected(p.margin, currency),
                words::expected(p.low, currency),
                words::expected(p.high, currency),
            ]
        })
        .collect();
    table(
        "cohort-ages",
        &format!("An average customer by age, money {}", words::in_unit(currency)),
        &[
            Column::Number("Month of age"),
            Column::Text("Seen or expected"),
            Column::Number("Customers"),
            Column::Number(if valuation.of_contracts() { "Still there" } else { "Ordered in the month" }),
            Column::Number(brought(valuation)),
            Column::Number("Low"),
            Column::Number("High"),
        ],
        &rows,
    )
}

/// Ages that get a column, as many as a page holds beside each other: every month where they fit,
/// else every month of the first year, then quarters or half-years until the third, then years.
fn columns(last: u32) -> Vec<u32> {
    let after_a_year = if last < 60 { 3 } else { 6 };
    let kept = |a: &u32| match *a {
        0..=12 => true,
        13..=36 => last < MOST_COLUMNS as u32 || a.is_multiple_of(after_a_year),
        _ => a.is_multiple_of(12),
    };
    (0..=last).filter(kept).take(MOST_COLUMNS).collect()
}

fn retention(cohorts: &Cohorts, contracts: bool) -> Markup {
    let shown = &cohorts.cohorts[cohorts.cohorts.len().saturating_sub(MOST_ROWS)..];
    let lived = |c: &Cohort| c.ages.iter().filter(|p| p.retention.is_some()).map(|p| p.age_months).max();
    let Some(last) = shown.iter().filter_map(lived).max().filter(|last| *last > 0) else {
        return html! { p { "No cohort has lived a whole month beyond its first, so there is no retention to show yet." } };
    };
    let ages = columns(last);
    let rows: Vec<HeatRow> = shown
        .iter()
        .map(|c| HeatRow {
            name: words::shortened(&c.name, 24),
            note: words::count(c.customers),
            cells: ages.iter().map(|a| c.ages.iter().find(|p| p.age_months == *a)?.retention).collect(),
        })
        .collect();
    let names: Vec<String> = ages.iter().map(u32::to_string).collect();
    let left_out = cohorts.cohorts.len() - shown.len();
    html! {
        h3 { @if contracts { "Who stayed" } @else { "Who came back" } }
        p.note {
            @if contracts {
                "Of each " (cohorts.period) "'s new contracts, the share still there at each month of age. Month 0 holds all of them."
            } @else {
                "Of each " (cohorts.period) "'s new customers, the share that ordered in each month of age. Month 0 holds the first order."
            }
            @if left_out > 0 { " The last " (shown.len()) " of " (words::counted(cohorts.cohorts.len() as u64, "cohort")) "; cohorts.csv has all." }
            @if ages.len() <= last as usize { " Not every month of age has a column; cohorts.csv has all." }
        }
        (heatmap("retention", if contracts { "Share of contracts still there, in percent, by months since the start" } else { "Share of customers who ordered, in percent, by months since the first order" }, "Cohort", "Customers", &names, &rows))
    }
}

fn one_by_one(valuation: &Valuation) -> Markup {
    let (cohorts, currency) = (&valuation.cohorts, valuation.value.currency);
    let has_expected = cohorts.cohorts.iter().any(|c| c.expected.is_some());
    let mut columns = vec![Column::Text("Cohort"), Column::Number("Customers")];
    if has_money(valuation) {
        columns.extend([Column::Number("To date"), Column::Number("Per customer")]);
    }
    if has_expected && has_money(valuation) {
        columns.extend([Column::Number("Expected"), Column::Number("Range")]);
    }
    if cohorts.has_costs {
        columns.extend([
            Column::Number("Cost to win one"),
            Column::Number("Trough"),
            Column::Number("Paid back"),
        ]);
    }
    let row = |c: &Cohort| {
        let mut row = vec![c.name.clone(), words::count(c.customers)];
        if has_money(valuation) {
            row.push(words::paid(c.to_date, currency));
            row.push(words::expected(c.to_date / c.customers as f64, currency));
        }
        if has_expected && has_money(valuation) {
            row.push(c.expected.map_or_else(String::new, |e| words::expected(e[0], currency)));
            row.push(c.expected.map_or_else(String::new, |e| {
                format!("{} to {}", words::expected(e[1], currency), words::expected(e[2], currency))
            }));
        }
        if cohorts.has_costs {
            let month =
                |m: Option<u32>, none: &str| m.map_or_else(|| none.to_owned(), |m| format!("month {m}"));
            row.push(
                c.acquisition_cost.map_or_else(|| "not given".to_owned(), |x| words::expected(x, currency)),
            );
            row.push(if c.acquisition_cost.is_some() { month(c.trough_month, "") } else { String::new() });
            row.push(if c.acquisition_cost.is_some() {
                month(c.payback_month, "not yet")
            } else {
                String::new()
            });
        }
        row
    };
    let rows: Vec<Vec<String>> = cohorts.cohorts.iter().map(row).collect();
    let list = |id: &str, rows: &[Vec<String>]| {
        table(
            id,
            &format!(
                "Cohorts by {} of the {}, money {}",
                cohorts.period,
                if valuation.of_contracts() { "start" } else { "first order" },
                words::in_unit(currency)
            ),
            &columns,
            rows,
        )
    };
    let older = rows.len().saturating_sub(24);
    html! {
        (list("cohort-table", &rows[older..]))
        @if older > 0 { (opened(&words::counted(older as u64, "older cohort"), &list("cohort-older", &rows[..older]))) }
    }
}

/// What winning customers costs; `None` without costs.
pub(super) fn acquisition(valuation: &Valuation) -> Option<Markup> {
    let (cohorts, currency) = (&valuation.cohorts, valuation.value.currency);
    if !cohorts.has_costs {
        return None;
    }
    let (mut spent, mut won) = (0.0, 0u64);
    for cohort in &cohorts.cohorts {
        if let Some(cost) = cohort.acquisition_cost.filter(|c| c.is_finite()) {
            spent += cost * cohort.customers as f64;
            won += cohort.customers;
        }
    }
    let rows: Vec<Vec<String>> = cohorts
        .channels
        .iter()
        .map(|c| {
            vec![words::shortened(&c.channel, 40), words::paid(c.spent, currency), words::percent(c.share)]
        })
        .collect();
    Some(html! {
        @if won > 0 {
            p.lead {
                "Winning a customer cost " (words::about(spent / won as f64, currency)) " on average: "
                (words::about(spent, currency)) " for " (words::counted(won, "customer")) "."
                @match (cohorts.trough, cohorts.payback_month) {
                    (Some(trough), Some(month)) => { " The account of an average customer falls to " (words::about(trough, currency)) " and is paid back by month " (month) "." }
                    (Some(trough), None) => { " The account of an average customer falls to " (words::about(trough, currency)) " and has not been paid back so far." }
                    _ => {}
                }
            }
        }
        @if !cohorts.balance.is_empty() {
            h3 { "Winning, keeping and bringing back, priced alike" }
            ul { @for sentence in &cohorts.balance { li { (sentence) } } }
        }
        @if !rows.is_empty() {
            h3 { "By channel" }
            (table("channel-table", &format!("Acquisition spending by channel, {}", words::in_unit(currency)), &[Column::Text("Channel"), Column::Number("Spent"), Column::Number("Share")], &rows))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangle_has_no_more_columns_than_a_page_holds() {
        assert_eq!(columns(21), (0..=21).collect::<Vec<_>>());
        assert_eq!(columns(24), (0..=12).chain([15, 18, 21, 24]).collect::<Vec<_>>());
        assert_eq!(columns(60), (0..=12).chain([18, 24, 30, 36, 48, 60]).collect::<Vec<_>>());
        for last in 0..600 {
            assert!(columns(last).len() <= MOST_COLUMNS, "{last}");
        }
    }
}
