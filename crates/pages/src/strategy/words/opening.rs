//! The answer in sentences a CFO reads without help.

use plan::strategy::{
    Answer, Beginning, BreakEven, Comparison, Lever, Missing, Outcome, Quantity, StageQuantity,
};

use super::{asked_about, called, called_within, in_order, money, money_to_hold, moved, share, value};
use crate::strategy::tables::spread as range;
use crate::{Reader, text::Fill};

/// Where it pays back in this share of futures, no more is said of the others.
const MOSTLY: f64 = 0.95;

/// The answer, sentence after sentence: what becomes of the centric way and what must hold, then of
/// every other. The verdict is said apart: [`super::verdict`].
#[must_use]
pub fn opening(reader: &Reader, answer: &Answer) -> Vec<String> {
    let Some(first) = asked_about(answer) else { return Vec::new() };
    let compared = answer.comparison.as_ref();
    let mut clauses = vec![course(reader, answer, first), lasting(reader, answer, first, true)];
    if let Some(comparison) = compared {
        clauses.extend(beats(reader, answer, comparison));
        clauses.extend(must_hold(reader, comparison));
    }
    let mut said = vec![sentence(reader, &clauses)];
    if let Some(key) = before_costs(first) {
        said[0] = reader.tf(key, &[("said", Fill::Text(&said[0]))]);
    }
    said.splice(0..0, begin_unlike(reader, answer));
    said.extend(not_settled(first).then(|| reader.t("strategy-say-not-settled")));
    said.extend(nobody_won(reader, answer));
    said.extend(compared.filter(|_| answer.draws > 0).and_then(|c| on_average(reader, answer, c)));
    said.extend(compared.and_then(|c| increment(reader, answer, c)));
    said.extend(in_time(reader, answer, first));
    for other in answer.scenarios.iter().filter(|s| s.name != first.name) {
        said.push(sentence(reader, &[course(reader, answer, other), lasting(reader, answer, other, false)]));
        said.extend(in_time(reader, answer, other));
        said.extend(beside(reader, answer, &other.name));
    }
    said
}

/// Whether a number is a guess of the program that decides: `margin` in any stage.
fn is_guessed(outcome: &Outcome, quantity: &str) -> bool {
    outcome.verdict.missing.iter().any(|one| match one {
        Missing::Guess(name) => name.split('.').next() == Some(quantity),
        Missing::Cash | Missing::Futures => false,
    })
}

/// Which costs the answer stands before, as they are not known.
fn before_costs(outcome: &Outcome) -> Option<&'static str> {
    // A guess of margin is all that was paid: what the goods cost is still in it.
    let goods = is_guessed(outcome, StageQuantity::Margin.name());
    match (goods, is_guessed(outcome, Quantity::FixedCost.name())) {
        (true, true) => Some("strategy-say-before-both-costs"),
        (true, false) => Some("strategy-say-before-goods"),
        (false, true) => Some("strategy-say-before-costs"),
        (false, false) => None,
    }
}

/// Whether how long customers stay is a guess, as the model of it did not fit.
fn not_settled(outcome: &Outcome) -> bool {
    is_guessed(outcome, StageQuantity::Retention.name())
}

/// That both ways win nobody, so that winning customers tells nothing of them; none where one does.
fn nobody_won(reader: &Reader, answer: &Answer) -> Option<String> {
    let comparison = answer.comparison.as_ref()?;
    let wins = |name: &String| {
        let outcome = answer.scenarios.iter().find(|s| s.name == *name)?;
        outcome.parameters.iter().find(|p| p.name == Quantity::Adds.name()).map(|p| p.high)
    };
    let most = wins(&comparison.centric)?.max(wins(&comparison.focused)?);
    (most <= 0.0).then(|| reader.t("strategy-say-nobody-won"))
}

/// That the scenarios do not begin alike, before anything is said of what sets them apart.
fn begin_unlike(reader: &Reader, answer: &Answer) -> Vec<String> {
    let place = |name: &str| in_order(answer).iter().position(|outcome| outcome.name == name);
    let mut all: Vec<&Beginning> = answer.begin_unlike.iter().collect();
    all.sort_by_key(|one| place(&one.name));
    let name = |one: &Beginning| called_within(reader, &one.name);
    let customers = |one: &&Beginning| one.customers.round().max(0.0) as u64;
    let mut said = Vec::new();
    if all.iter().map(customers).min() != all.iter().map(customers).max() {
        let each = all.iter().map(|one| match customers(one) {
            0 => reader.tf("strategy-say-begin-none", &[("name", Fill::Text(&name(one)))]),
            many => {
                let fill = [("name", Fill::Text(&name(one))), ("customers", Fill::Count(many))];
                reader.tf("strategy-say-begin-with", &fill)
            }
        });
        let each = each.collect::<Vec<_>>().join(", ");
        said.push(reader.tf("strategy-say-begin-customers", &[("each", Fill::Text(&each))]));
    }
    let starts: Vec<_> = all.iter().filter_map(|one| Some((one, one.start?))).collect();
    if starts.iter().map(|(_, start)| start).min() != starts.iter().map(|(_, start)| start).max() {
        let each = starts.iter().map(|(one, start)| {
            let fill = [("name", name(one)), ("month", reader.month(*start))];
            reader
                .tf("strategy-say-begin-in", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words))))
        });
        let each = each.collect::<Vec<_>>().join(", ");
        said.push(reader.tf("strategy-say-begin-months", &[("each", Fill::Text(&each))]));
    }
    said
}

/// How a scenario beyond the two that are compared does beside the focused one.
fn beside(reader: &Reader, answer: &Answer, name: &str) -> Option<String> {
    let found = answer.others.iter().find(|beside| beside.name == name)?;
    let more = found.difference.mean;
    let key = match (found.beats_focused, answer.draws > 0, more >= 0.0) {
        (Some(_), _, true) => "strategy-say-beside-more",
        (Some(_), _, false) => "strategy-say-beside-less",
        (None, true, true) => "strategy-say-beside-more-few",
        (None, true, false) => "strategy-say-beside-less-few",
        (None, false, true) => "strategy-say-beside-more-expected",
        (None, false, false) => "strategy-say-beside-less-expected",
    };
    let amount = money(reader, more.abs(), answer.currency);
    let range = range(reader, answer, &found.difference).replace('−', "−\u{2060}");
    let fill = [
        ("name", called(reader, name)),
        ("other", called_within(reader, &found.focused)),
        ("share", found.beats_focused.map(|share| reader.percent(share)).unwrap_or_default()),
        ("amount", amount),
        ("range", range),
    ];
    Some(reader.tf(key, &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))))
}

fn sentence(reader: &Reader, clauses: &[String]) -> String {
    reader.tf("strategy-say", &[("clauses", Fill::Text(&clauses.join("; ")))])
}

/// How deep its cash goes and when it is back, on average over the futures.
fn course(reader: &Reader, answer: &Answer, outcome: &Outcome) -> String {
    let drawn = answer.draws > 0;
    // How many futures need any cash at all.
    let in_need = outcome.ruin_by_reserve.first().map(|at| at.probability).filter(|_| drawn);
    let key = match (outcome.payback_month, in_need) {
        (Some(0), None) if drawn => "strategy-say-none-on-average",
        (Some(0), None) => "strategy-say-never-below",
        (_, Some(share)) if share <= 0.0 => "strategy-say-never-below",
        (Some(0), Some(_)) => "strategy-say-seldom-below",
        (Some(_), _) => "strategy-say-pays-back",
        (None, _) if drawn => "strategy-say-never-back",
        (None, _) => "strategy-say-never-back-expected",
    };
    let need = money(reader, outcome.peak_funding.mean, answer.currency);
    let need = if answer.tells_shares() {
        format!("{need} ({})", range(reader, answer, &outcome.peak_funding))
    } else {
        need
    };
    reader.tf(
        key,
        &[
            ("name", Fill::Text(&called(reader, &outcome.name))),
            ("month", Fill::Count(u64::from(outcome.payback_month.unwrap_or_default()))),
            ("months", Fill::Count(u64::from(answer.horizon_months))),
            ("need", Fill::Text(&need)),
            ("share", Fill::Text(&in_need.map(|share| reader.percent(share)).unwrap_or_default())),
        ],
    )
}

/// In how many futures it pays back in time, where that is not all but all of them, or none.
fn in_time(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Option<String> {
    let share = outcome.pays_back?;
    let says_more = (0.0..MOSTLY).contains(&share);
    let never = share <= 0.0 && outcome.payback_month.is_none();
    (says_more && !never).then(|| {
        let (name, share) = (called(reader, &outcome.name), reader.percent(share));
        let months = Fill::Count(u64::from(answer.horizon_months));
        let fill = [("name", Fill::Text(&name)), ("share", Fill::Text(&share)), ("months", months)];
        reader.tf("strategy-say-back-in", &fill)
    })
}

/// `€500,000 cash and €200,000 credit`; none where nobody said what there is.
#[must_use]
pub fn with_means(reader: &Reader, answer: &Answer) -> Option<String> {
    let cash = money(reader, answer.cash?, answer.currency);
    let credit = money(reader, answer.credit, answer.currency);
    let key = if answer.credit > 0.0 { "strategy-say-cash-and-credit" } else { "strategy-say-cash" };
    Some(reader.tf(key, &[("cash", Fill::Text(&cash)), ("credit", Fill::Text(&credit))]))
}

/// Whether what there is lasts. `whole`: what there is is said too.
fn lasting(reader: &Reader, answer: &Answer, outcome: &Outcome, whole: bool) -> String {
    if answer.has_few_futures() {
        return reader.t("strategy-say-too-few");
    }
    let reserve = outcome.reserve_95.unwrap_or(outcome.expected_peak_funding);
    let Some(means) = with_means(reader, answer) else {
        let key = match (reserve > 0.0, answer.draws > 0) {
            (true, true) => "strategy-say-reserve",
            (true, false) => "strategy-say-reserve-expected",
            (false, _) => "strategy-say-no-reserve",
        };
        let reserve = money_to_hold(reader, reserve, answer.currency);
        return reader.tf(key, &[("reserve", Fill::Text(&reserve))]);
    };
    let there = answer.cash.unwrap_or_default() + answer.credit;
    let key = match outcome.ruin_probability.filter(|_| answer.draws > 0) {
        None if outcome.peak_funding.mean > there => "strategy-say-not-enough",
        None => "strategy-say-enough",
        Some(p) if p <= 0.0 => "strategy-say-never-out",
        Some(p) if p >= 1.0 => "strategy-say-always-out",
        Some(_) => "strategy-say-runs-out",
    };
    let percent = outcome.ruin_probability.map(|p| reader.percent(p)).unwrap_or_default();
    let said = reader.tf(key, &[("share", Fill::Text(&percent))]);
    if whole {
        reader.tf("strategy-say-with", &[("means", Fill::Text(&means)), ("said", Fill::Text(&said))])
    } else {
        said
    }
}

/// In how many futures it brings more than the other way; none where there are too few to say.
fn beats(reader: &Reader, answer: &Answer, comparison: &Comparison) -> Option<String> {
    let other = called_within(reader, &comparison.focused);
    let more = comparison.difference.mean;
    let amount = money(reader, more.abs(), answer.currency);
    let percent = comparison.centric_beats_focused.map(|p| reader.percent(p)).unwrap_or_default();
    let key = match (comparison.centric_beats_focused, more) {
        (None, _) if answer.draws > 0 => return None,
        (None, m) if m > 0.0 => "strategy-say-brings-more",
        (None, m) if m < 0.0 => "strategy-say-brings-less",
        (None, _) => "strategy-say-brings-same",
        (Some(p), _) if p <= 0.0 => "strategy-say-never-beats",
        (Some(p), _) if p >= 1.0 => "strategy-say-always-beats",
        (Some(_), _) => "strategy-say-beats",
    };
    Some(reader.tf(
        key,
        &[
            ("other", Fill::Text(&other)),
            ("share", Fill::Text(&percent)),
            ("amount", Fill::Text(&amount)),
            ("months", Fill::Count(u64::from(answer.horizon_months))),
        ],
    ))
}

/// How far its cash so far falls behind that of the other way, and from when on it is ahead: whoever
/// decides for it decides for the difference. None where the two are not these ways, or do not differ.
fn increment(reader: &Reader, answer: &Answer, comparison: &Comparison) -> Option<String> {
    let key = match (comparison.behind_month, comparison.ahead_from_month) {
        (Some(_), Some(_)) => "strategy-say-behind-then-ahead",
        (Some(_), None) => "strategy-say-behind",
        (None, Some(_)) => "strategy-say-never-behind",
        (None, None) => return None,
    };
    let amount = money(reader, comparison.behind_at_most?, answer.currency);
    let (name, other) = (&comparison.centric, &comparison.focused);
    let (name, other) = (called_within(reader, name), called_within(reader, other));
    let month = |month: Option<u32>| Fill::Count(u64::from(month.unwrap_or_default()));
    let fill = [
        ("name", Fill::Text(&name)),
        ("other", Fill::Text(&other)),
        ("amount", Fill::Text(&amount)),
        ("worst", month(comparison.behind_month)),
        ("month", month(comparison.ahead_from_month)),
        ("months", Fill::Count(u64::from(answer.horizon_months))),
    ];
    Some(reader.tf(key, &fill))
}

/// Which way brings more on average; none where both bring the same.
fn on_average(reader: &Reader, answer: &Answer, comparison: &Comparison) -> Option<String> {
    let more = comparison.difference.mean;
    let winner = if more > 0.0 { &comparison.centric } else { &comparison.focused };
    let (name, amount) = (called_within(reader, winner), money(reader, more.abs(), answer.currency));
    let months = Fill::Count(u64::from(answer.horizon_months));
    let fill = [("name", Fill::Text(&name)), ("amount", Fill::Text(&amount)), ("months", months)];
    (more != 0.0).then(|| reader.tf("strategy-say-average", &fill))
}

/// What its own 12-month retention must be so that it wins, on average over the futures, everything else as
/// it stands.
fn must_hold(reader: &Reader, comparison: &Comparison) -> Option<String> {
    if comparison.difference.mean == 0.0 {
        return None;
    }
    let line = comparison.break_evens.iter().find(|line| line.name == "retention_12")?;
    let now = share(reader, line.value);
    let Some(at) = line.at else {
        let key = if comparison.difference.mean > 0.0 {
            "strategy-say-whatever"
        } else {
            "strategy-say-no-retention"
        };
        return Some(reader.t(key));
    };
    if let Some((places, between)) = line.two() {
        let [low, high] = places.map(|x| share(reader, x));
        let key = if between { "strategy-say-between" } else { "strategy-say-outside" };
        let fill = [("low", Fill::Text(&low)), ("high", Fill::Text(&high)), ("now", Fill::Text(&now))];
        return Some(reader.tf(key, &fill));
    }
    let key = match (line.above, line.value >= at) {
        (true, true) => "strategy-say-stays-above",
        (true, false) => "strategy-say-rises-above",
        (false, false) => "strategy-say-stays-below",
        (false, true) => "strategy-say-falls-below",
    };
    let at = share(reader, at);
    Some(reader.tf(key, &[("at", Fill::Text(&at)), ("now", Fill::Text(&now))]))
}

/// A break-even line in words.
#[must_use]
pub fn break_even(reader: &Reader, answer: &Answer, comparison: &Comparison, line: &BreakEven) -> String {
    let called = moved(reader, &line.name);
    let now = value(reader, &line.name, line.value, answer.currency);
    let name = super::called_within(reader, &comparison.centric);
    let write = |x: f64| value(reader, &line.name, x, answer.currency);
    let at = line.at.map(write).unwrap_or_default();
    let two = line.two();
    let [low, high] = two.map(|(places, _)| places.map(write)).unwrap_or_default();
    let key = match (line.at, two) {
        (Some(_), Some((_, true))) => "strategy-even-between",
        (Some(_), Some((_, false))) => "strategy-even-outside",
        (Some(_), None) if line.above => "strategy-even-above",
        (Some(_), None) => "strategy-even-below",
        (None, _) => "strategy-even-never",
    };
    let whose = if line.both {
        reader.t("strategy-even-of-both")
    } else {
        reader.tf("strategy-even-of-one", &[("name", Fill::Text(&name))])
    };
    reader.tf(
        key,
        &[
            ("quantity", Fill::Text(&called)),
            ("name", Fill::Text(&name)),
            ("now", Fill::Text(&now)),
            ("at", Fill::Text(&at)),
            ("low", Fill::Text(&low)),
            ("high", Fill::Text(&high)),
            ("whose", Fill::Text(&whose)),
        ],
    )
}

/// What a number in doubt turns, in a few words; empty where it turns nothing.
#[must_use]
pub fn flips(reader: &Reader, lever: &Lever) -> String {
    match (lever.flips, lever.flips_affordable == Some(true)) {
        (true, true) => reader.t("strategy-flips-both"),
        (true, false) => reader.t("strategy-flips-way"),
        (false, true) => reader.t("strategy-flips-cash"),
        (false, false) => String::new(),
    }
}
