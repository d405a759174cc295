//! What is said of the suite, in sentences: the page and the command say the same.

use facts::Currency;
use plan::{
    strategy::{Parameter, Source, Spread},
    suite::{
        Answer, CoreIs, ResponseFrom,
        guard::{Alarm, Guard, Measure, Of, State},
        mechanism::Ingredient,
        spillover::{NotIdentifiable, Spillover},
        width::{CannotSay, Width},
    },
};

use super::super::words::money;
use crate::{Reader, text::Fill};

/// Minutes as people say them: minutes below two hours, hours below two days, else days.
pub(super) fn minutes(reader: &Reader, minutes: f64) -> String {
    let (key, n) = match minutes {
        m if m < 119.5 => ("suite-minutes", m),
        m if m < 2_880.0 => ("suite-hours", m / 60.0),
        m => ("suite-days", m / 1_440.0),
    };
    let n = if n < 9.95 && key != "suite-minutes" { reader.decimal(n, 1) } else { reader.decimal(n, 0) };
    reader.tf(key, &[("n", Fill::Text(&n))])
}

/// Percentage points, with as many digits as a share has.
fn points(reader: &Reader, share: f64) -> String {
    reader.percent(share).trim_end_matches(['%', ' ', '\u{a0}', '\u{202f}']).to_owned()
}

fn times(reader: &Reader, x: f64) -> String {
    reader.decimal(x, u8::from(x < 9.95))
}

/// A level of a measure.
pub(super) fn level(reader: &Reader, measure: Measure, x: f64) -> String {
    match measure {
        Measure::Complaints | Measure::Late => reader.percent(x),
        Measure::Response => minutes(reader, x),
    }
}

/// What is watched, in words.
pub(super) fn measure(reader: &Reader, guard: &Guard, measure: Measure) -> String {
    reader.t(match (measure, guard.response_from) {
        (Measure::Complaints, _) => "suite-measure-complaints",
        (Measure::Late, _) => "suite-measure-late",
        (Measure::Response, ResponseFrom::Solutions) => "suite-measure-solution",
        (Measure::Response, _) => "suite-measure-response",
    })
}

/// The same over a chart.
pub(super) fn heading(reader: &Reader, guard: &Guard, measure: Measure) -> String {
    reader.t(match (measure, guard.response_from) {
        (Measure::Complaints, _) => "suite-heading-complaints",
        (Measure::Late, _) => "suite-heading-late",
        (Measure::Response, ResponseFrom::Solutions) => "suite-heading-solution",
        (Measure::Response, _) => "suite-heading-response",
    })
}

/// One alarm in a sentence: what is worse, since when, how much, and the launch before it.
#[must_use]
pub fn alarm(reader: &Reader, guard: &Guard, alarm: &Alarm) -> String {
    let (low, high, key) = match (alarm.measure, guard.response_from) {
        (Measure::Response, from) => {
            let key =
                if from == ResponseFrom::Solutions { "suite-alarm-solution" } else { "suite-alarm-response" };
            (times(reader, alarm.change.low), times(reader, alarm.change.high), key)
        }
        (Measure::Complaints, _) => {
            (points(reader, alarm.change.low), points(reader, alarm.change.high), "suite-alarm-complaints")
        }
        (Measure::Late, _) => {
            (points(reader, alarm.change.low), points(reader, alarm.change.high), "suite-alarm-late")
        }
    };
    reader.tf(
        key,
        &[
            ("before", Fill::Text(&level(reader, alarm.measure, alarm.before.value))),
            ("after", Fill::Text(&level(reader, alarm.measure, alarm.after.value))),
            ("low", Fill::Text(&low)),
            ("high", Fill::Text(&high)),
            ("month", Fill::Text(&reader.month(alarm.began.month()))),
        ],
    )
}

/// The launch before an alarm, or that there was none.
fn launch_of(reader: &Reader, guard: &Guard, alarm: &Alarm) -> String {
    match alarm.launch.and_then(|place| guard.launches.get(place)) {
        Some(launch) => reader.tf(
            "suite-alarm-launch",
            &[("launch", Fill::Text(&launch.name)), ("day", Fill::Text(&reader.day(launch.day)))],
        ),
        None => reader.t("suite-alarm-no-launch"),
    }
}

/// Whether the core holds, the most important sentence first.
#[must_use]
pub fn guarded(reader: &Reader, guard: &Guard) -> Vec<String> {
    match guard.state {
        State::NoOrders => vec![reader.t("suite-guard-no-orders")],
        State::NothingToGuard => vec![reader.t("suite-guard-nothing")],
        State::NotKnown => vec![not_known(reader, guard)],
        State::Alarm => alarmed(reader, guard),
        State::Quiet | State::Watch => {
            let mut said = Vec::new();
            let rising: Vec<String> = guard
                .watches
                .iter()
                .filter(|w| w.state == State::Watch)
                .map(|w| measure(reader, guard, w.measure))
                .collect();
            if rising.is_empty() {
                let watched: Vec<String> =
                    guard.watches.iter().map(|w| measure(reader, guard, w.measure)).collect();
                said.push(reader.tf("suite-guard-quiet", &[("measures", Fill::Text(&watched.join(", ")))]));
            } else {
                said.push(reader.tf("suite-guard-watch", &[("measures", Fill::Text(&rising.join(", ")))]));
            }
            for ended in guard.watches.iter().flat_map(|w| &w.alarms) {
                if let Some(until) = ended.until {
                    said.push(reader.tf(
                        "suite-guard-ended",
                        &[
                            ("measure", Fill::Text(&measure(reader, guard, ended.measure))),
                            ("from", Fill::Text(&reader.month(ended.began.month()))),
                            ("until", Fill::Text(&reader.month(until.month()))),
                        ],
                    ));
                }
            }
            said
        }
    }
}

fn not_known(reader: &Reader, guard: &Guard) -> String {
    let Some(first) = guard.launches.first().filter(|_| guard.months_before < 3) else {
        return reader.t("suite-guard-too-few");
    };
    reader.tf(
        "suite-guard-not-known",
        &[
            ("months", Fill::Count(u64::from(guard.months_before))),
            ("launch", Fill::Text(&first.name)),
            ("day", Fill::Text(&reader.day(first.day))),
        ],
    )
}

fn alarmed(reader: &Reader, guard: &Guard) -> Vec<String> {
    let Some(first) = guard.alarm() else { return Vec::new() };
    let mut said = vec![alarm(reader, guard, first), launch_of(reader, guard, first)];
    let others = guard.watches.iter().flat_map(|w| &w.alarms).filter(|a| a.until.is_none() && *a != first);
    said.extend(others.map(|other| alarm(reader, guard, other)));
    let measures: Vec<String> = guard
        .watches
        .iter()
        .flat_map(|w| w.alarms.iter().filter(|a| a.until.is_none()))
        .map(|a| {
            let back = level(reader, a.measure, a.before.value);
            reader.tf(
                "suite-back-at",
                &[("measure", Fill::Text(&measure(reader, guard, a.measure))), ("level", Fill::Text(&back))],
            )
        })
        .collect();
    said.push(reader.tf("suite-stop-rule", &[("measures", Fill::Text(&measures.join(", ")))]));
    said
}

/// What the guard looks at, and how.
pub(super) fn what(reader: &Reader, guard: &Guard) -> Vec<String> {
    let core = match guard.core {
        CoreIs::Marked => "suite-core-marked",
        CoreIs::BeforeLaunches => "suite-core-before",
        CoreIs::Everything => "suite-core-everything",
    };
    let of = match guard.of {
        Of::CoreOnlyOwners => "suite-of-owners",
        Of::CoreOrders => "suite-of-orders",
    };
    let from = match guard.response_from {
        ResponseFrom::Contacts => "suite-from-contacts",
        ResponseFrom::Solutions => "suite-from-solutions",
        ResponseFrom::Nothing => "suite-from-nothing",
    };
    let mut said = vec![reader.t(core), reader.t(of), reader.t(from)];
    if !guard.watches.is_empty() {
        said.push(reader.t("suite-false-alarms"));
    }
    said
}

fn range(reader: &Reader, s: &Spread, currency: Option<Currency>) -> String {
    let (low, high) = (money(reader, s.p10, currency), money(reader, s.p90, currency));
    reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
}

/// What the width comes to; while an alarm stands nothing is launched, whatever it would bring.
#[must_use]
pub fn width(reader: &Reader, currency: Option<Currency>, found: &Width, alarmed: bool) -> Vec<String> {
    width_asking(reader, currency, found, alarmed, "suite-costs-guessed")
}

/// The same, with the words that ask for costs nobody has said.
fn width_asking(
    reader: &Reader,
    currency: Option<Currency>,
    found: &Width,
    alarmed: bool,
    costs_guessed: &str,
) -> Vec<String> {
    let most = found.points.len() as u32;
    let lines = |n: u32| Fill::Count(u64::from(n));
    let key = if found.best == most && found.best > found.now { "suite-best-open" } else { "suite-best" };
    let mut said = vec![reader.tf(
        key,
        &[
            ("best", lines(found.best)),
            ("low", lines(found.best_low)),
            ("high", lines(found.best_high)),
            ("now", lines(found.now)),
            ("most", lines(most)),
        ],
    )];
    if let Some(next) = &found.next {
        let key = match (found.stop, alarmed) {
            (true, _) if next.mean <= 0.0 => "suite-next-costs",
            (true, _) => "suite-next-stop",
            (false, true) => "suite-next-alarm",
            (false, false) => "suite-next-go",
        };
        said.push(reader.tf(
            key,
            &[
                ("mean", Fill::Text(&money(reader, next.mean, currency))),
                ("range", Fill::Text(&range(reader, next, currency))),
                ("months", lines(found.horizon_months)),
            ],
        ));
    }
    if found.points.get(found.now as usize).is_some_and(|next| next.overloaded > 0.5) {
        said.push(reader.t("suite-next-overloads"));
    }
    let guessed =
        |listed: &&plan::suite::width::Listed| listed.parameter.guess && !listed.parameter.is_certain();
    let costs = |listed: &plan::suite::width::Listed| {
        matches!(listed.name, Ingredient::SetupCost | Ingredient::MonthlyCost)
    };
    if found.ingredients.iter().filter(guessed).any(costs) {
        said.push(reader.t(costs_guessed));
    }
    if found.ingredients.iter().filter(guessed).any(|listed| !costs(listed)) {
        said.push(reader.t("suite-rest-guessed"));
    }
    said
}

/// Everything in sentences, the guard first; for the command, which has no form to fill in.
#[must_use]
pub fn sentences(reader: &Reader, answer: &Answer) -> Vec<String> {
    let mut said = guarded(reader, &answer.guard);
    match &answer.width {
        Ok(found) => {
            let alarmed = answer.guard.state == State::Alarm;
            let costs = "suite-costs-guessed-command";
            said.extend(width_asking(reader, answer.currency, found, alarmed, costs));
        }
        Err(why) => said.push(cannot(reader, *why)),
    }
    said.push(spread_out(reader, &answer.spillover));
    said
}

/// A sum with its range.
#[must_use]
pub fn spread(reader: &Reader, of: &Spread, currency: Option<Currency>) -> String {
    if of.p10 >= of.p90 {
        return money(reader, of.mean, currency);
    }
    format!("{} ({})", money(reader, of.mean, currency), range(reader, of, currency))
}

/// A number of the mechanism with its interval.
#[must_use]
pub fn with_interval(reader: &Reader, of: Ingredient, p: &Parameter, currency: Option<Currency>) -> String {
    let value = |x: f64| ingredient_value(reader, of, x, currency);
    if p.is_certain() {
        return value(p.value);
    }
    if of == Ingredient::People {
        let ends = [("low", people(p.low)), ("high", people(p.high))];
        let range = reader.tf("suite-people-range", &ends.map(|(name, n)| (name, Fill::Count(n))));
        return format!("{} ({range})", value(p.value));
    }
    let (low, high) = (value(p.low), value(p.high));
    let range = reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))]);
    format!("{} ({range})", value(p.value))
}

fn people(x: f64) -> u64 {
    x.max(0.0).round() as u64
}

/// Why nothing is said of the width.
pub(super) fn cannot(reader: &Reader, why: CannotSay) -> String {
    reader.t(match why {
        CannotSay::NoScenario => "suite-no-scenario",
        CannotSay::NoNumber => "suite-no-number",
    })
}

/// What launches did to customers of the core, or why that cannot be told.
#[must_use]
pub fn spread_out(reader: &Reader, found: &Result<Spillover, NotIdentifiable>) -> String {
    let found = match found {
        Ok(found) => found,
        Err(why) => return not_identifiable(reader, *why),
    };
    let points = |x: f64| reader.decimal(100.0 * x, 1);
    let key = if found.effect.low > 0.0 {
        "suite-spillover-more"
    } else if found.effect.high < 0.0 {
        "suite-spillover-less"
    } else {
        "suite-spillover-unclear"
    };
    reader.tf(
        key,
        &[
            ("groups", Fill::Count(found.groups as u64)),
            ("effect", Fill::Text(&points(found.effect.value))),
            ("low", Fill::Text(&points(found.effect.low))),
            ("high", Fill::Text(&points(found.effect.high))),
            ("before", Fill::Text(&reader.percent(found.before))),
        ],
    )
}

fn not_identifiable(reader: &Reader, why: NotIdentifiable) -> String {
    let said = match why {
        NotIdentifiable::NoLaunch => reader.t("suite-cannot-no-launch"),
        NotIdentifiable::NoGroups => reader.t("suite-cannot-no-groups"),
        NotIdentifiable::AllAtOnce { month } => {
            reader.tf("suite-cannot-at-once", &[("month", Fill::Text(&reader.month(month)))])
        }
        NotIdentifiable::TooFewGroups { groups } => {
            reader.tf("suite-cannot-few-groups", &[("groups", Fill::Count(groups as u64))])
        }
        NotIdentifiable::TooLittleBefore { months } => {
            reader.tf("suite-cannot-before", &[("months", Fill::Count(u64::from(months)))])
        }
        NotIdentifiable::TooFewComplaints { complaints } => {
            reader.tf("suite-cannot-complaints", &[("complaints", Fill::Count(complaints))])
        }
        NotIdentifiable::ApartBefore { .. } => reader.t("suite-cannot-apart"),
        NotIdentifiable::Uninformative => reader.t("suite-cannot-uninformative"),
    };
    format!("{} {said}", reader.t("suite-cannot"))
}

/// How a number of the mechanism is called.
#[must_use]
pub fn ingredient(reader: &Reader, of: Ingredient) -> String {
    reader.t(&format!("suite-number-{}", of.name().replace('_', "-")))
}

/// A number of the mechanism with its unit.
#[must_use]
pub fn ingredient_value(reader: &Reader, of: Ingredient, x: f64, currency: Option<Currency>) -> String {
    match of {
        Ingredient::Adoption
        | Ingredient::Kept
        | Ingredient::Cases
        | Ingredient::Busy
        | Ingredient::ComplaintsPerHour
        | Ingredient::SolvedPerHour => reader.percent(x),
        Ingredient::MarginPerOwner | Ingredient::SetupCost | Ingredient::MonthlyCost => {
            money(reader, x, currency)
        }
        Ingredient::HandlingMinutes | Ingredient::WaitMinutes => minutes(reader, x),
        Ingredient::People => reader.tf("suite-people", &[("n", Fill::Count(people(x)))]),
    }
}

/// Where a number is known from.
#[must_use]
pub fn source(reader: &Reader, parameter: &Parameter) -> String {
    reader.t(match (parameter.guess, parameter.source) {
        (true, _) => "suite-source-guess",
        (false, Source::Measured) => "suite-source-measured",
        (false, Source::Estimated) => "suite-source-estimated",
        (false, Source::Assumed) => "suite-source-stated",
    })
}
