//! One measure under watch: its baseline, its sum week by week, its alarms.

use facts::Day;
use models::cusum::{ImpossibleWatch, Score};
use serde::Serialize;

use super::{
    super::{CoreDay, Record},
    FALSE_ALARM_YEARS, Measure, OF_A_LAUNCH_DAYS, State,
    measure::Seen,
};

/// Weeks a year.
const WEEKS_A_YEAR: f64 = 365.25 / 7.0;
/// A sum so low says as little of a change as one of 0 (odds of 1.6).
const NEAR_ZERO: f64 = 0.5;
/// The day on which a change began is known no better than this.
const OFF_DAYS: i32 = 13;
/// Half the width of an interval that holds in 80 of 100 cases, in standard deviations.
const EIGHTY: f64 = 1.281_551_565_545;

/// A number with the interval that holds it in 80 of 100 cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The number.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Week {
    /// Its first day.
    pub from: Day,
    /// Complaints an order, share late, or minutes (their geometric mean); none without any.
    pub level: Option<f64>,
    /// The sum after it.
    pub sum: f64,
}

/// The core was served worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alarm {
    /// What is worse.
    pub measure: Measure,
    /// The day on which it could be known.
    pub raised: Day,
    /// The day from which on it is likely so.
    pub began: Day,
    /// The day since which it is as usual again; none while it is not.
    pub until: Option<Day>,
    /// What was usual.
    pub before: Interval,
    /// What it has been since it began, until it ended.
    pub after: Interval,
    /// How much more that is: added complaints an order, added share late, times as long.
    pub change: Interval,
    /// The place of the launch before it among the launches; none where none lies within twelve months.
    pub launch: Option<usize>,
}

/// A measure under watch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Watch {
    /// What is watched.
    pub measure: Measure,
    /// How it is.
    pub state: State,
    /// What is usual: complaints an order, share late, minutes (their geometric mean).
    pub usual: Interval,
    /// First day of the baseline.
    pub from: Day,
    /// The day of the first launch, on which watching begins.
    pub launched: Day,
    /// How much more weeks differ than by chance, 1 and above.
    pub dispersion: f64,
    /// The limit of the sum.
    pub limit: f64,
    /// The sum by week since the first launch.
    pub weeks: Vec<Week>,
    /// Its alarms, the first one first.
    pub alarms: Vec<Alarm>,
}

/// Watches one measure; none where too little is known of what is usual.
pub(super) fn watch(
    measure: Measure,
    record: &Record,
    days: &[CoreDay],
    launch: Day,
    before_days: i32,
) -> Option<Watch> {
    let last = super::known_until(measure, record)?;
    let base = weeks(days, launch.plus(-before_days), launch.plus(-1).min(last));
    let together = measure.seen(&sum(&base));
    let usual = measure.usual(&together)?;
    let phi = dispersion(measure, &base, usual, together.variance);
    let (score, limit) = scored(measure, &base, usual, together.variance, phi).ok()?;
    let interval = level(measure, &together, phi);
    let mut found = Watch {
        measure,
        state: State::Quiet,
        usual: interval,
        from: launch.plus(-before_days),
        launched: launch,
        dispersion: phi,
        limit,
        weeks: Vec::new(),
        alarms: Vec::new(),
    };
    let watched = weeks(days, launch, last);
    follow(&mut found, record, &watched, score);
    let sum = found.weeks.last().map_or(0.0, |w| w.sum);
    for alarm in &mut found.alarms {
        size(alarm, measure, &together, &watched, phi);
    }
    found.state = match found.alarms.last() {
        Some(alarm) if alarm.until.is_none() => State::Alarm,
        _ if sum > found.limit / 2.0 => State::Watch,
        _ => State::Quiet,
    };
    Some(found)
}

/// Days of whole weeks from a day on; a week that ends after `last` is not whole.
fn weeks(days: &[CoreDay], from: Day, last: Day) -> Vec<CoreDay> {
    let whole = (last.since(from) + 1).max(0) / 7;
    let mut weeks: Vec<CoreDay> = (0..whole).map(|w| CoreDay::empty(from.plus(7 * w))).collect();
    for day in days {
        let week = day.day.since(from);
        if week >= 0
            && let Some(week) = weeks.get_mut((week / 7).unsigned_abs() as usize)
        {
            week.add(day);
        }
    }
    weeks
}

fn sum(weeks: &[CoreDay]) -> CoreDay {
    let first = weeks.first().map_or_else(|| facts::Month::from_index(0).first_day(), |w| w.day);
    weeks.iter().fold(CoreDay::empty(first), |mut sum, week| {
        sum.add(week);
        sum
    })
}

/// How much more weeks of the baseline differ than chance alone would have it.
fn dispersion(measure: Measure, base: &[CoreDay], usual: f64, variance: f64) -> f64 {
    let seen: Vec<Seen> = base.iter().map(|w| measure.seen(w)).filter(|s| s.size > 0.0).collect();
    if seen.len() < 8 {
        return 1.0;
    }
    let surprises: f64 = seen.iter().map(|s| measure.surprise(s, usual, variance)).sum();
    (surprises / (seen.len() - 1) as f64).clamp(1.0, 1e3)
}

/// How weeks are scored, and the limit that gives one false alarm in thirty years, so that three of
/// them give one in ten.
fn scored(
    measure: Measure,
    base: &[CoreDay],
    usual: f64,
    variance: f64,
    phi: f64,
) -> Result<(Score, f64), ImpossibleWatch> {
    let score = measure.score(usual, variance.sqrt())?;
    let size = base.iter().map(|w| measure.seen(w).size).sum::<f64>() / base.len().max(1) as f64;
    let run = FALSE_ALARM_YEARS * Measure::ALL.len() as f64 * WEEKS_A_YEAR;
    Ok((score, score.limit_for(run, size / phi)?.max(1.0)))
}

/// Goes through the weeks.
fn follow(found: &mut Watch, record: &Record, watched: &[CoreDay], score: Score) {
    let measure = found.measure;
    let settles = measure.settles_days(record.response_from);
    let (mut sum, mut began, mut standing) = (0.0, found.launched, false);
    for week in watched {
        let seen = measure.seen(week);
        let (observed, size) = measure.damped(&seen, found.dispersion);
        // A sum far over its limit would take as long to come down as it took to rise.
        sum = (sum + score.of(observed, size).unwrap_or(0.0)).clamp(0.0, 2.0 * found.limit);
        let ends = week.day.plus(7);
        if sum <= NEAR_ZERO && !standing {
            began = ends;
        }
        if sum <= 0.0 {
            began = ends;
            if standing && let Some(alarm) = found.alarms.last_mut() {
                alarm.until = Some(ends);
            }
            standing = false;
        } else if sum > found.limit && !standing {
            standing = true;
            let usual = found.usual;
            found.alarms.push(Alarm {
                measure,
                raised: ends.plus(settles - 1),
                began,
                until: None,
                before: usual,
                after: usual,
                change: usual,
                launch: launch_before(record, began),
            });
        }
        found.weeks.push(Week { from: week.day, level: raw(measure, &seen).map(|l| measure.level(l)), sum });
    }
}

/// The launch that a change which likely began on this day may come from; the day may be a week or two off.
fn launch_before(record: &Record, began: Day) -> Option<usize> {
    let place = record.launches.iter().rposition(|launch| launch.day <= began.plus(OFF_DAYS))?;
    (began.since(record.launches[place].day) < OF_A_LAUNCH_DAYS).then_some(place)
}

/// What was seen as a level: complaints an order, share late, mean logarithm; none of nothing.
fn raw(measure: Measure, seen: &Seen) -> Option<f64> {
    (seen.size > 0.0).then(|| match measure {
        Measure::Response => seen.observed,
        Measure::Complaints | Measure::Late => seen.observed / seen.size,
    })
}

/// A level with its interval, as people read it.
fn level(measure: Measure, seen: &Seen, phi: f64) -> Interval {
    let value = raw(measure, seen).unwrap_or(0.0);
    let half = EIGHTY * measure.variance_of(seen, phi).sqrt();
    let most = if measure == Measure::Late { 1.0 } else { f64::INFINITY };
    let read = |x: f64| measure.level(if measure == Measure::Response { x } else { x.clamp(0.0, most) });
    Interval { value: read(value), low: read(value - half), high: read(value + half) }
}

/// How large the change is, from the week in which it began to the one in which it ended.
fn size(alarm: &mut Alarm, measure: Measure, base: &Seen, watched: &[CoreDay], phi: f64) {
    let within: Vec<CoreDay> = watched
        .iter()
        .filter(|w| w.day >= alarm.began && alarm.until.is_none_or(|until| w.day < until))
        .copied()
        .collect();
    let seen = measure.seen(&sum(&within));
    let (Some(before), Some(after)) = (raw(measure, base), raw(measure, &seen)) else { return };
    alarm.after = level(measure, &seen, phi);
    let half = EIGHTY * (measure.variance_of(base, phi) + measure.variance_of(&seen, phi)).sqrt();
    let more = after - before;
    let read = |x: f64| if measure == Measure::Response { x.exp() } else { x };
    alarm.change = Interval { value: read(more), low: read(more - half), high: read(more + half) };
}
