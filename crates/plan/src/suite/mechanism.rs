//! The mechanism: more product lines, more cases, longer waiting, more complaints.
//!
//! A line more is taken up by a share of the customers, each of whom has cases beside those with the
//! core. The people who answer stay the same, so that they are busier and customers wait longer (a queue
//! with exponential handling, Erlang C), and who waits longer complains more often, about the core too.
//!
//! | symbol | here | unit | range |
//! |---|---|---|---|
//! | α | `adoption`: share of customers who take the first line beyond the core | share | 0 to 1 |
//! | δ | `kept`: what each further line has of the share of the one before | share | 0 to 1 |
//! | κ | `cases`: cases of a line's owner with it, to those of a customer with the core | times | 0 and more |
//! | S | `handling_minutes` | minutes | above 0 |
//! | c | `people` who answer at one time | people | 1 and more |
//! | W | `wait_minutes` until a first response | minutes | above 0 |
//! | ρ | `busy`: share of their time that these people are busy today | share | 0 to 1 |
//! | β | `complaints_per_hour` more of waiting, as a share of today's complaints | an hour | any |
//!
//! Load with n lines, the core counted: L(n) = 1 + κ (α + αδ + … + αδ^(n-2)). Today's utilisation ρ is the
//! one at which the queue waits as customers wait today; with n lines it is that times L(n)/L(today), and
//! the part of the waiting that is the queue's at ρ grows as the queue's does. Complaints factor:
//! 1 + β (W(n) - W(today)) / 60.
//!
//! Where customers wait longer than behind people who are busy for 95 % of their time, most of it is
//! something else, nights and weekends above all, and says nothing of how busy they are: ρ is then
//! assumed, and only what a queue makes wait at it grows.
//!
//! Sources: Erlang 1917 for the queue; what waiting does to complaints is fitted to the company's months.
//!
//! Where it is wrong: waiting outside of opening hours counts as waiting, so the utilisation is that of a
//! desk that is always open, as far as a queue explains it; months in which both waiting and complaints were high may have had a third
//! cause, such as late deliveries; staff that is hired with the load keeps the waiting as it is.

use facts::Month;
use models::queue::{Load, Queue};
use serde::Serialize;

use super::line_fit::{self, Fitted};
use crate::strategy::{Marginal, Nature, Parameter, Quantity, Scenario, Source, TENTH as EIGHTY};

/// Beyond this share of their time people keep no queue at rest.
const BUSIEST: f64 = 0.98;
/// Today they are busy for no more than this share: longer waiting is not a queue's.
const BUSIEST_TODAY: f64 = 0.95;
/// How busy people are taken to be where the waiting does not say it, and the ends of it.
const USUALLY_BUSY: [f64; 3] = [0.75, 0.55, 0.90];
/// Complaints grow no more than this, whatever the waiting.
const MOST_COMPLAINTS: f64 = 5.0;
/// Months that say how complaints go with waiting.
const LEAST_MONTHS: usize = 12;

/// One month at the desk where customers get in touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeskMonth {
    /// The month.
    pub month: Month,
    /// Customers who ordered in it.
    pub customers: u64,
    /// Lines beyond the core that they ordered from, added up over them.
    pub beyond: u64,
    /// Cases: contacts that a customer began, and complaints where contacts are not known.
    pub cases: u64,
    /// Mean minutes until a first response; none where not known. Time until a solution is none.
    pub wait_minutes: Option<f64>,
    /// Orders of the core whose complaints are all known by now.
    pub orders: u64,
    /// How many of them were complained about.
    pub complaints: u64,
    /// Complaints solved within 30 days; none where solutions are not known.
    pub solved: Option<u64>,
}

/// What was sold of one line beyond the core in the last months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineSold {
    /// Its place among the launches.
    pub launch: usize,
    /// Customers who ordered from it.
    pub owners: u64,
    /// Customers who ordered anything in these months.
    pub customers: u64,
    /// What it brought in them, in whole units of the currency.
    pub revenue: f64,
    /// How many months they are.
    pub months: f64,
}

/// What the mechanism is known from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// The desk by month, in the order of time.
    pub months: Vec<DeskMonth>,
    /// Lines beyond the core.
    pub lines: Vec<LineSold>,
    /// Launches so far.
    pub launches: u32,
    /// People who answered in the last months; none where not known.
    pub people: Option<u32>,
    /// Minutes that a case takes: mean, standard deviation, cases; none where not known.
    pub handling: Option<(f64, f64, u64)>,
    /// Share of revenue that is left as margin: cost of goods against revenue; none where not known.
    pub margin_share: Option<f64>,
}

/// What people say of the next lines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stated {
    /// What setting up a line costs, once.
    pub setup_cost: Option<f64>,
    /// What it costs a month, whoever buys it.
    pub monthly_cost: Option<f64>,
}

/// A number of the mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ingredient {
    /// Share of customers who take the first line beyond the core.
    Adoption,
    /// What each further line has of the share of the one before.
    Kept,
    /// Margin of an owner of a line, a month.
    MarginPerOwner,
    /// Cases of a line's owner with it, as a share of those of a customer with the core.
    Cases,
    /// Minutes that a case takes.
    HandlingMinutes,
    /// People who answer at one time.
    People,
    /// Minutes until a first response, today.
    WaitMinutes,
    /// Share of their time that people are busy, today.
    Busy,
    /// Complaints more with each hour of waiting, as a share of today's.
    ComplaintsPerHour,
    /// Change of the share of complaints that are solved with each hour of waiting.
    SolvedPerHour,
    /// What setting up a line costs, once.
    SetupCost,
    /// What a line costs a month.
    MonthlyCost,
}

impl Ingredient {
    /// All of them, as they are listed.
    pub const ALL: [Self; 12] = [
        Self::Adoption,
        Self::Kept,
        Self::MarginPerOwner,
        Self::Cases,
        Self::HandlingMinutes,
        Self::People,
        Self::WaitMinutes,
        Self::Busy,
        Self::ComplaintsPerHour,
        Self::SolvedPerHour,
        Self::SetupCost,
        Self::MonthlyCost,
    ];

    const fn nature(self) -> Nature {
        match self {
            Self::Adoption | Self::Kept | Self::Busy => Nature::Share,
            Self::ComplaintsPerHour | Self::SolvedPerHour => Nature::Money,
            _ => Nature::Amount,
        }
    }

    /// Its name in answers and texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adoption => "adoption",
            Self::Kept => "kept",
            Self::MarginPerOwner => "margin_per_owner",
            Self::Cases => "cases",
            Self::HandlingMinutes => "handling_minutes",
            Self::People => "people",
            Self::WaitMinutes => "wait_minutes",
            Self::Busy => "busy",
            Self::ComplaintsPerHour => "complaints_per_hour",
            Self::SolvedPerHour => "solved_per_hour",
            Self::SetupCost => "setup_cost",
            Self::MonthlyCost => "monthly_cost",
        }
    }
}

/// The numbers of the mechanism, each with its doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct Mechanism {
    /// Lines today, the core counted.
    pub now: u32,
    numbers: [Parameter; Ingredient::ALL.len()],
}

/// One set of these numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers(pub [f64; Ingredient::ALL.len()]);

impl Numbers {
    /// One of them.
    pub const fn get(&self, of: Ingredient) -> f64 {
        self.0[of as usize]
    }

    /// Owners a customer of all lines beyond the core when there are so many lines.
    pub fn owned(&self, lines: u32) -> f64 {
        let kept = self.get(Ingredient::Kept);
        let mut share = self.get(Ingredient::Adoption);
        let mut owned = 0.0;
        for _ in 1..lines {
            owned += share;
            share *= kept;
        }
        owned
    }
}

/// What so many lines do to the core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Strain {
    /// Cases to those of today.
    pub load: f64,
    /// Share of their time that people are busy.
    pub utilisation: f64,
    /// Whether more comes in than they can answer.
    pub overloaded: bool,
    /// Minutes until a first response.
    pub wait_minutes: f64,
    /// Complaints to those of today.
    pub complaints_factor: f64,
    /// Added to the share of complaints that are solved.
    pub solved_change: f64,
}

impl Mechanism {
    /// One of the numbers.
    pub const fn get(&self, of: Ingredient) -> &Parameter {
        &self.numbers[of as usize]
    }

    /// The numbers as they stand.
    pub fn numbers(&self) -> Numbers {
        Numbers(Ingredient::ALL.map(|of| self.get(of).value))
    }

    /// How each of them is drawn.
    pub(super) fn placed(&self) -> [Marginal; Ingredient::ALL.len()] {
        Ingredient::ALL.map(|of| self.get(of).placed(of.nature()))
    }

    /// What so many lines do to the core, with these numbers.
    pub fn strain(&self, numbers: &Numbers, lines: u32) -> Strain {
        let cases = numbers.get(Ingredient::Cases);
        let load = (1.0 + cases * numbers.owned(lines)) / (1.0 + cases * numbers.owned(self.now));
        let (handling, people) = (
            numbers.get(Ingredient::HandlingMinutes),
            numbers.get(Ingredient::People).round().max(1.0) as u32,
        );
        let today = numbers.get(Ingredient::WaitMinutes);
        let busy = numbers.get(Ingredient::Busy).clamp(0.01, BUSIEST);
        let wanted = busy * load;
        let (overloaded, utilisation) = (wanted > BUSIEST, wanted.min(BUSIEST));
        // Of today's waiting what is the queue's; the rest does not grow with it.
        let before = wait(handling, people, busy);
        let growth = if before > 0.0 { wait(handling, people, utilisation) / before } else { 1.0 };
        let wait_minutes = today + before.min(today) * (growth - 1.0);
        let hours = (wait_minutes - today) / 60.0;
        Strain {
            load,
            utilisation: wanted,
            overloaded,
            wait_minutes,
            complaints_factor: (1.0 + numbers.get(Ingredient::ComplaintsPerHour).max(0.0) * hours)
                .clamp(0.0, MOST_COMPLAINTS),
            solved_change: (numbers.get(Ingredient::SolvedPerHour) * hours).clamp(-1.0, 1.0),
        }
    }

    /// The mechanism as the company's own months tell it, with guesses where they do not.
    pub fn of(evidence: &Evidence, stated: &Stated, scenario: &Scenario) -> Self {
        let now = evidence.launches + 1;
        let customers: f64 = scenario.base().iter().map(|b| b.customers).sum();
        let customers = customers.max(scenario.get(Quantity::Adds).value);
        let (adoption, kept) = adoption(evidence);
        let margin = margin_per_owner(evidence, scenario);
        let a_month = (adoption.value * margin.value * customers).max(0.0);
        let (handling, people) = (handling(evidence), people(evidence));
        let wait = wait_today(evidence);
        let busy = busy(&wait, &handling, &people);
        let numbers = [
            adoption,
            kept,
            margin,
            cases(evidence),
            handling,
            people,
            wait,
            busy,
            complaints_per_hour(evidence),
            solved_per_hour(evidence),
            cost(stated.setup_cost, 6.0 * a_month, "six months of what a line brings"),
            cost(stated.monthly_cost, 0.1 * a_month, "a tenth of what a line brings"),
        ];
        Self { now, numbers: numbers.map(finite) }
    }
}

/// Nothing that is no number goes on.
fn finite(p: Parameter) -> Parameter {
    if p.value.is_finite() && p.low.is_finite() && p.high.is_finite() && p.low <= p.value && p.value <= p.high
    {
        return p;
    }
    let value = if p.value.is_finite() { p.value } else { 0.0 };
    Parameter { value, low: value, high: value, ..p }
}

/// Mean wait in minutes of a queue whose people are busy this share of their time.
fn wait(handling: f64, people: u32, utilisation: f64) -> f64 {
    let arrivals = utilisation * f64::from(people) / handling;
    match Queue::new(arrivals, handling, people).map(|q| q.load()) {
        Ok(Load::Steady(waiting)) => waiting.mean_wait,
        _ => 0.0,
    }
}

/// The share of their time that people are busy when customers wait so long.
fn busy_at(handling: f64, people: u32, minutes: f64) -> f64 {
    let (mut low, mut high) = (0.01, BUSIEST_TODAY);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if wait(handling, people, middle) < minutes { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

fn adoption(evidence: &Evidence) -> (Parameter, Parameter) {
    let seen: Vec<(usize, f64, u64)> = evidence
        .lines
        .iter()
        .filter(|line| line.customers >= 50 && line.months >= 2.0 && line.owners > 0)
        .map(|line| (line.launch, line.owners as f64 / line.customers as f64, line.customers))
        .collect();
    let [(first, share, customers), ..] = seen[..] else {
        let why = "no line beyond the core has been sold for two months";
        return (Parameter::guessed(0.15, 0.05, 0.3, why), kept_guess());
    };
    let points: Vec<_> = seen.iter().map(|(place, share, _)| (*place as f64, share.ln(), 1.0)).collect();
    let fitted = line_fit::fit(&points, 3);
    let kept = match fitted {
        Some(Fitted { slope, error, .. }) => {
            // Lines differ for more reasons than their place: no less doubt than a tenth.
            let half = EIGHTY * error.max(0.08);
            let [low, value, high] = [slope - half, slope, slope + half].map(|x| x.exp().clamp(0.05, 1.0));
            let why = format!(
                "share of customers who bought each of {} lines, the later to the earlier",
                seen.len()
            );
            Parameter::known(value, low, high, Source::Estimated, why)
        }
        None => kept_guess(),
    };
    let at_first = fitted.map_or_else(|| share / kept.value.powi(first as i32), |f| f.intercept.exp());
    let value = at_first.clamp(0.001, 0.95);
    let error = (value * (1.0 - value) / customers as f64).sqrt().max(0.05 * value);
    let why = format!("{} lines beyond the core, of {customers} customers who ordered lately", seen.len());
    let (low, high) = ((value - EIGHTY * error).max(0.0005), (value + EIGHTY * error).min(0.98));
    (Parameter::known(value, low.min(value), high.max(value), Source::Measured, why), kept)
}

fn kept_guess() -> Parameter {
    let why = "fewer than three lines beyond the core: each next one is taken to find fewer takers";
    Parameter::guessed(0.8, 0.6, 0.95, why)
}

fn margin_per_owner(evidence: &Evidence, scenario: &Scenario) -> Parameter {
    let sold: Vec<&LineSold> = evidence.lines.iter().filter(|l| l.owners > 0 && l.months >= 1.0).collect();
    let each: Vec<f64> = sold.iter().map(|l| l.revenue / l.owners as f64 / l.months).collect();
    if let (Some(share), false) = (evidence.margin_share, each.is_empty()) {
        let mean = each.iter().sum::<f64>() / each.len() as f64 * share;
        let why = format!(
            "revenue of an owner of a line a month, {} lines, times the margin of {:.0} % on what was ordered",
            each.len(),
            100.0 * share
        );
        return Parameter::known(mean, 0.8 * mean, 1.2 * mean, Source::Estimated, why);
    }
    let stages = scenario.stages();
    let core = stages.iter().map(|s| s.margin.value).sum::<f64>() / stages.len().max(1) as f64;
    let value = 0.3 * core.max(0.0);
    let why = "nothing is known of what a line brings: three tenths of what a customer brings a month";
    Parameter::guessed(value, value / 3.0, value * 2.0, why)
}

fn cases(evidence: &Evidence) -> Parameter {
    let points: Vec<_> = evidence
        .months
        .iter()
        .filter(|m| m.customers >= 20)
        .map(|m| {
            let customers = m.customers as f64;
            (m.beyond as f64 / customers, m.cases as f64 / customers, customers)
        })
        .collect();
    let some_beyond = points.iter().filter(|p| p.0 > 0.0).count() >= 6;
    let fitted = if some_beyond { line_fit::fit(&points, LEAST_MONTHS) } else { None };
    if let Some(Fitted { intercept, slope, error }) = fitted.filter(|f| f.intercept > 0.0) {
        let (value, half) = (slope / intercept, EIGHTY * error / intercept);
        if half < 2.0 {
            let [low, value, high] = [value - half, value, value + half].map(|x| x.clamp(0.0, 5.0));
            let why = format!("cases a customer against lines owned, over {} months", points.len());
            return Parameter::known(value, low, high, Source::Estimated, why);
        }
    }
    let why = "no months with and without further lines: half as many cases with a line as with the core";
    Parameter::guessed(0.5, 0.2, 1.0, why)
}

fn handling(evidence: &Evidence) -> Parameter {
    match evidence.handling {
        Some((mean, deviation, cases)) if mean > 0.0 && cases >= 30 => {
            let half = (EIGHTY * deviation / (cases as f64).sqrt()).min(0.5 * mean);
            let why = format!("minutes of {cases} contacts");
            Parameter::known(mean, mean - half, mean + half, Source::Measured, why)
        }
        _ => Parameter::guessed(20.0, 10.0, 40.0, "no contact says how long it took"),
    }
}

fn people(evidence: &Evidence) -> Parameter {
    match evidence.people {
        Some(people) if people > 0 => {
            let n = f64::from(people.min(1_000));
            Parameter::known(n, n, n, Source::Measured, "people named in the contacts of the last months")
        }
        _ => Parameter::guessed(1.0, 1.0, 3.0, "no contact says who had it"),
    }
}

fn wait_today(evidence: &Evidence) -> Parameter {
    let last: Vec<f64> = evidence.months.iter().rev().take(3).filter_map(|m| m.wait_minutes).collect();
    if last.is_empty() {
        return Parameter::guessed(60.0, 20.0, 180.0, "no contact says how long a customer waited");
    }
    let mean = last.iter().sum::<f64>() / last.len() as f64;
    let spread = last.iter().map(|w| (w - mean).abs()).fold(0.0, f64::max).clamp(0.05 * mean, 0.5 * mean);
    let why = format!("mean first response of the last {} months", last.len());
    Parameter::known(mean, mean - spread, mean + spread, Source::Measured, why)
}

/// How busy the people are behind whom customers wait so long.
fn busy(waits: &Parameter, handling: &Parameter, people: &Parameter) -> Parameter {
    let at = |waits: f64, handling: f64, people: f64| {
        let people = people.round().max(1.0) as u32;
        (waits <= wait(handling, people, BUSIEST_TODAY)).then(|| busy_at(handling, people, waits))
    };
    let Some(value) = at(waits.value, handling.value, people.value) else {
        let [value, low, high] = USUALLY_BUSY;
        let why = "customers wait longer than a queue makes anybody wait, so most of it is nights and weekends, and \
                   says nothing of how busy people are";
        return Parameter::guessed(value, low, high, why);
    };
    // One doubt at a time, put together as independent ones.
    let odds = |share: f64| (share / (1.0 - share)).ln();
    let half = |low: Option<f64>, high: Option<f64>| {
        let [low, high] = [low, high].map(|share| odds(share.unwrap_or(BUSIEST_TODAY)));
        0.5 * (high - low)
    };
    let (w, s, c) = (waits.value, handling.value, people.value);
    let halves = [
        half(at(waits.low, s, c), at(waits.high, s, c)),
        half(at(w, handling.high, c), at(w, handling.low, c)),
        half(at(w, s, people.low), at(w, s, people.high)),
    ];
    let far = halves.iter().map(|half| half * half).sum::<f64>().sqrt();
    let [low, high] = [-far, far].map(|by| 1.0 / (1.0 + (-(odds(value) + by)).exp()));
    if waits.guess {
        return Parameter::guessed(value, low, high, "follows from the waiting, which is a guess");
    }
    let why = "the share at which a queue (Erlang C) waits as customers wait today";
    Parameter::known(value, low, high, Source::Estimated, why)
}

/// What is taken to be so before a month was seen: 10 % more complaints with each hour, -5 to 25 %.
const BEFORE: (f64, f64) = (0.10, 0.117);

fn complaints_per_hour(evidence: &Evidence) -> Parameter {
    let points: Vec<_> = evidence
        .months
        .iter()
        .filter(|m| m.orders >= 20)
        .filter_map(|m| {
            Some((m.wait_minutes? / 60.0, m.complaints as f64 / m.orders as f64, m.orders as f64))
        })
        .collect();
    let today = points.iter().rev().take(3).map(|p| p.0).sum::<f64>() / points.len().clamp(1, 3) as f64;
    let (guess, doubt) = BEFORE;
    let seen = line_fit::fit(&points, LEAST_MONTHS).and_then(|f| {
        let level = f.intercept + f.slope * today;
        (level > 1e-6).then(|| (f.slope / level, (f.error / level).max(1e-6), points.len()))
    });
    let Some((slope, error, months)) = seen else {
        let why = "fewer than twelve months with both: 10 % more complaints with each hour of waiting";
        return Parameter::guessed(guess, 0.0, guess + EIGHTY * doubt, why);
    };
    // What the months say and what was taken to be so, each by its weight.
    let (told, taken) = (error.powi(-2), doubt.powi(-2));
    let value = (slope * told + guess * taken) / (told + taken);
    let half = EIGHTY / (told + taken).sqrt();
    let why = format!(
        "monthly complaints against mean first response over {months} months; both may have a third cause"
    );
    if told > taken {
        return Parameter::known(value, value - half, value + half, Source::Measured, why);
    }
    let why = format!("{months} months say little of it: mostly taken to be 10 % with each hour");
    Parameter::guessed(value, value - half, value + half, why)
}

fn solved_per_hour(evidence: &Evidence) -> Parameter {
    let points: Vec<_> = evidence
        .months
        .iter()
        .filter(|m| m.complaints >= 10)
        .filter_map(|m| {
            let n = m.complaints as f64;
            Some((m.wait_minutes? / 60.0, m.solved? as f64 / n, n))
        })
        .collect();
    match line_fit::fit(&points, LEAST_MONTHS) {
        Some(f) if f.error < 0.1 => {
            let half = EIGHTY * f.error;
            let [low, value, high] = [f.slope - half, f.slope, f.slope + half].map(|x| x.clamp(-1.0, 1.0));
            let why = format!(
                "share of complaints solved against mean first response over {} months",
                points.len()
            );
            Parameter::known(value, low, high, Source::Measured, why)
        }
        _ => Parameter::guessed(0.0, 0.0, 0.0, "not enough months say it: taken not to change"),
    }
}

fn cost(stated: Option<f64>, guess: f64, what: &str) -> Parameter {
    match stated.filter(|x| x.is_finite() && *x >= 0.0) {
        Some(x) => Parameter { reason: "as stated".to_owned(), ..Parameter::stated(x) },
        None => Parameter::guessed(guess, 0.5 * guess, 2.0 * guess, format!("nobody has said it: {what}")),
    }
}
