//! Every series of an answer as comma-separated values.

use plan::strategy::{Answer, Spread};

use crate::csv::{number, row};

/// Writes one file of an answer.
type Table = fn(&Answer) -> String;

/// The files an answer is taken away as.
pub(crate) const FILES: [(&str, Table); 6] = [
    ("series.csv", series),
    ("parameters.csv", parameters),
    ("npv.csv", npv),
    ("running-out.csv", running_out),
    ("tornado.csv", tornado),
    ("break-even.csv", break_even),
];

fn places(answer: &Answer) -> usize {
    answer
        .currency
        .map_or(2, |currency| if currency.code() == "XXX" { 2 } else { currency.exponent() as usize })
}

/// One row a scenario and month.
pub(crate) fn series(answer: &Answer) -> String {
    let mut file = String::new();
    let spreads = ["cash", "cumulative", "customers"];
    let head = ["scenario", "month", "calendar"].into_iter().map(str::to_owned);
    let names = spreads
        .iter()
        .flat_map(|name| ["expected", "mean", "p10", "p50", "p90"].map(|part| format!("{name}_{part}")));
    let head: Vec<String> = head.chain(names).collect();
    row(&mut file, head.iter().map(String::as_str));
    let places = places(answer);
    for outcome in &answer.scenarios {
        for month in &outcome.series {
            let mut cells = vec![
                outcome.name.clone(),
                month.month.to_string(),
                month.calendar.map_or_else(String::new, |calendar| calendar.to_string()),
            ];
            let mut spread = |expected: f64, spread: &Spread, places: usize| {
                let numbers = [expected, spread.mean, spread.p10, spread.p50, spread.p90];
                cells.extend(numbers.map(|x| number(Some(x), places)));
            };
            spread(month.expected_cash, &month.cash, places);
            spread(month.expected_cumulative, &month.cumulative, places);
            spread(month.expected_customers, &month.customers, 4);
            row(&mut file, cells.iter().map(String::as_str));
        }
    }
    file
}

/// One row a scenario and number.
pub(crate) fn parameters(answer: &Answer) -> String {
    let mut file = String::new();
    row(&mut file, ["scenario", "name", "value", "low", "high", "source", "guess", "reason"]);
    for outcome in &answer.scenarios {
        for p in &outcome.parameters {
            let numbers = [p.value, p.low, p.high].map(|x| x.to_string());
            let [value, low, high] = numbers.each_ref().map(String::as_str);
            let guess = if p.guess { "yes" } else { "no" };
            row(&mut file, [&outcome.name, &p.name, value, low, high, p.source.name(), guess, &p.reason]);
        }
    }
    file
}

/// One row a scenario and bar of the distribution of its NPV.
pub(crate) fn npv(answer: &Answer) -> String {
    let mut file = String::new();
    row(&mut file, ["scenario", "low", "high", "share"]);
    let places = places(answer);
    for outcome in &answer.scenarios {
        for bin in &outcome.npv_distribution {
            let cells =
                [number(Some(bin.low), places), number(Some(bin.high), places), number(Some(bin.share), 6)];
            row(&mut file, [outcome.name.as_str()].into_iter().chain(cells.iter().map(String::as_str)));
        }
    }
    file
}

/// One row a scenario and reserve.
pub(crate) fn running_out(answer: &Answer) -> String {
    let mut file = String::new();
    row(&mut file, ["scenario", "reserve", "probability"]);
    let places = places(answer);
    for outcome in &answer.scenarios {
        for point in &outcome.ruin_by_reserve {
            let cells = [number(Some(point.reserve), places), number(Some(point.probability), 6)];
            row(&mut file, [outcome.name.as_str()].into_iter().chain(cells.iter().map(String::as_str)));
        }
    }
    file
}

/// One row a number in doubt: what it does to centric less focused.
pub(crate) fn tornado(answer: &Answer) -> String {
    let mut file = String::new();
    row(
        &mut file,
        [
            "name",
            "low",
            "high",
            "difference_at_low",
            "difference_at_high",
            "flips",
            "flips_affordable",
            "source",
        ],
    );
    let places = places(answer);
    let word = |yes: bool| if yes { "yes" } else { "no" };
    for lever in answer.comparison.iter().flat_map(|c| &c.tornado) {
        let cells = [
            lever.at[0].to_string(),
            lever.at[1].to_string(),
            number(Some(lever.low), places),
            number(Some(lever.high), places),
        ];
        let words = [word(lever.flips), lever.flips_affordable.map_or("", word), lever.source.name()];
        let numbers = cells.iter().map(String::as_str);
        row(&mut file, [lever.name.as_str()].into_iter().chain(numbers).chain(words));
    }
    file
}

/// One row a number: where both ways pay the same.
pub(crate) fn break_even(answer: &Answer) -> String {
    let mut file = String::new();
    row(&mut file, ["name", "value", "both_pay_the_same_at", "centric_pays_better", "and_at", "moved_in"]);
    for line in answer.comparison.iter().flat_map(|c| &c.break_evens) {
        let written = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
        let (value, at, other) = (line.value.to_string(), written(line.at), written(line.other));
        let side = match (line.at, line.two()) {
            (None, _) => "",
            (Some(_), Some((_, true))) => "between",
            (Some(_), Some((_, false))) => "outside",
            (Some(_), None) if line.above => "above",
            (Some(_), None) => "below",
        };
        let moved = if line.both { "both" } else { "centric" };
        row(&mut file, [&line.name, &value, &at, side, &other, moved]);
    }
    file
}
