//! One measure under watch: its baseline, its sum week by week, its alarms.

use facts::Day;
use models::cusum::DoubtedCusum;
use serde::Serialize;

use super::{
    super::{CoreDay, Record},
    BASELINE_DAYS, Measure, OF_A_LAUNCH_DAYS, State,
    limit::Pace,
    measure::Seen,
};
use crate::strategy::TENTH as EIGHTY;

/// So many weeks say what is usual.
pub(super) const WEEKS_KNOWN: usize = (BASELINE_DAYS / 7) as usize;
/// The day on which a change began is known no better than this.
const OFF_DAYS: i32 = 21;

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
    /// What is usual: complaints an order, share late, minutes (their geometric mean); from the baseline
    /// and, where that is short of a year, from the weeks since that were as usual.
    pub usual: Interval,
    /// First day of the baseline.
    pub from: Day,
    /// The day of the first launch, on which watching begins.
    pub launched: Day,
    /// How much more weeks differ than by chance, 1 and above.
    pub dispersion: f64,
    /// The limit of the sum, after the last week.
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
    let seen: Vec<(f64, f64)> =
        base.iter().map(|w| measure.seen(w)).map(|seen| (seen.observed, seen.size)).collect();
    let (kind, shift) = measure.feared(together.variance.sqrt());
    let cusum = DoubtedCusum::new(kind, shift, &seen).ok()?;
    let mut found = Watch {
        measure,
        state: State::Quiet,
        usual: level(measure, &together, phi),
        from: launch.plus(-before_days),
        launched: launch,
        dispersion: phi,
        limit: 0.0,
        weeks: Vec::new(),
        alarms: Vec::new(),
    };
    let watched = weeks(days, launch, last);
    let pace = Pace::new(measure, usual, &base, together.variance, phi);
    Following { record, cusum, pace, known: sum(&base), weeks_known: base.len() }
        .through(&mut found, &watched);
    let sum = found.weeks.last().map_or(0.0, |w| w.sum);
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

/// What is known while the weeks go by.
struct Following<'a> {
    record: &'a Record,
    cusum: DoubtedCusum,
    pace: Pace,
    /// The baseline, and weeks since that were as usual.
    known: CoreDay,
    weeks_known: usize,
}

impl Following<'_> {
    /// Goes through the weeks.
    fn through(mut self, found: &mut Watch, watched: &[CoreDay]) {
        let measure = found.measure;
        let settles = measure.settles_days(self.record.response_from);
        found.limit = self.pace.limit();
        let (mut sum, mut standing) = (0.0, false);
        let mut since = 0;
        for (at, week) in watched.iter().enumerate() {
            let seen = measure.seen(week);
            // The limit of an alarm that stands is the one it was raised over.
            if !standing {
                found.limit = self.pace.after(seen.size);
            }
            sum = if standing {
                // Nothing is learned. A sum far over its limit would take as long to come down as it took to rise.
                let score = self.cusum.score(seen.observed, seen.size).unwrap_or(0.0);
                (sum + score).clamp(0.0, 2.0 * found.limit)
            } else {
                self.cusum.observe(seen.observed, seen.size).unwrap_or(sum)
            };
            let ends = week.day.plus(7);
            if sum <= 0.0 {
                if standing {
                    if let Some(alarm) = found.alarms.last_mut() {
                        alarm.until = Some(ends);
                        size(alarm, &measure.seen(&self.known), watched, found.dispersion);
                    }
                    self.cusum.forget();
                } else {
                    self.learn(&watched[since..=at]);
                }
                since = at + 1;
                standing = false;
            } else if sum > found.limit && !standing {
                standing = true;
                let cycle: Vec<(f64, f64)> = watched[since..=at]
                    .iter()
                    .map(|w| measure.seen(w))
                    .map(|seen| (seen.observed, seen.size))
                    .collect();
                let began = watched[since + self.cusum.risen_after(&cycle).unwrap_or(0).min(at - since)].day;
                let usual = level(measure, &measure.seen(&self.known), found.dispersion);
                found.alarms.push(Alarm {
                    measure,
                    raised: ends.plus(settles - 1),
                    began,
                    until: None,
                    before: usual,
                    after: usual,
                    change: usual,
                    launch: launch_before(self.record, began),
                });
            }
            let level = raw(measure, &seen).map(|l| measure.level(l));
            found.weeks.push(Week { from: week.day, level, sum });
        }
        let known = measure.seen(&self.known);
        found.usual = level(measure, &known, found.dispersion);
        if let Some(alarm) = found.alarms.last_mut().filter(|alarm| alarm.until.is_none()) {
            size(alarm, &known, watched, found.dispersion);
        }
    }

    /// Weeks that were as usual say what is usual, until a year of them is known. No longer: a core that
    /// is served a little worse with each launch would else be taken for usual step by step.
    fn learn(&mut self, weeks: &[CoreDay]) {
        if self.weeks_known >= WEEKS_KNOWN {
            return self.cusum.forget();
        }
        self.cusum.learn();
        self.weeks_known += weeks.len();
        for week in weeks {
            self.known.add(week);
        }
    }
}

/// The launch that a change which likely began on this day may come from; the day may be weeks off.
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
fn size(alarm: &mut Alarm, base: &Seen, watched: &[CoreDay], phi: f64) {
    let measure = alarm.measure;
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
