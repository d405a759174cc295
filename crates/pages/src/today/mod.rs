//! Today: the first screen. One sentence, one list, one curve, and a thin strip of alarms.

mod alarms;
mod doors;
mod first;
mod state;

use facts::{Currency, Day};
use maud::{Markup, html};

pub use alarms::Alarm;
pub use doors::{Doors, NewKey, Sample};
pub use first::LookAt;
pub use state::Waiting;

use crate::{
    Reader,
    cohorts::{Curve, cash},
    frame::{self, Place},
    text::Fill,
};

/// The first screen.
#[derive(Debug, Clone)]
pub struct View {
    /// What there is to say.
    pub state: State,
    /// What is not as it should be, the gravest first.
    pub alarms: Vec<Alarm>,
}

/// What there is to say.
#[derive(Debug, Clone)]
pub enum State {
    /// There is no data at all.
    Empty(Doors),
    /// There are facts, and their figures are not there yet.
    Waiting(Waiting),
    /// Lifetime models do not apply: what can be told all the same.
    Counted(Box<Counted>),
    /// Everybody has a value.
    Valued(Box<Valued>),
}

/// What can be told where lifetime models do not apply.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The last day that counts.
    pub as_of: Day,
    /// Customers with an order.
    pub customers: u64,
    /// Their orders, one a day.
    pub orders: u64,
    /// Customers who came back.
    pub repeaters: u64,
    /// What they brought so far; none without amounts.
    pub to_date: Option<(f64, Currency)>,
    /// Why no lifetime is foretold: `nobody-returns`, `too-few-customers`, `too-short`, `contracts`, `not-fitted`.
    pub reason: String,
    /// The reason with its figures, in words.
    pub words: String,
    /// What can still be told, in words.
    pub can_tell: Vec<String>,
    /// What an average customer brings, where money is known.
    pub curve: Option<Curve>,
}

/// The company with its figures.
#[derive(Debug, Clone)]
pub struct Valued {
    /// The last day that counts.
    pub as_of: Day,
    /// Customers with an order.
    pub customers: u64,
    /// Months ahead.
    pub horizon_months: u32,
    /// Level of the ranges, such as 0.8.
    pub level: f64,
    /// Expected money of all: expected, low, high; none without amounts.
    pub value: Option<([f64; 3], Currency)>,
    /// Expected orders of all.
    pub orders: Option<[f64; 3]>,
    /// Customers who may be leaving, and the part of the value that is at risk with them.
    pub leaving: Option<(u64, Option<f64>)>,
    /// Money kept of revenue, where it is known, and whether it is only assumed.
    pub margin: f64,
    /// Nobody said what is kept of revenue: money is revenue.
    pub margin_assumed: bool,
    /// Discount a year.
    pub discount: f64,
    /// How the test on a part of the history came out.
    pub test: Option<Test>,
    /// Whom to look at first.
    pub first: Vec<LookAt>,
    /// What an average customer brings by age.
    pub curve: Option<Curve>,
}

/// How the test on a part of the history that the models had not seen came out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The models saw everything until this day.
    pub until: Day,
    /// Orders expected after it.
    pub expected: f64,
    /// Orders that came.
    pub came: f64,
    /// What that says.
    pub trust: Trust,
}

/// How far figures may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Too few orders to say.
    Little,
    /// Totals, and who is worth more than whom.
    Both,
    /// Who is worth more than whom; totals came out too low.
    RankingCautious,
    /// Who is worth more than whom; totals came out too high.
    RankingHopeful,
    /// Who is worth more than whom; totals were far off.
    Ranking,
    /// Totals only.
    Totals,
    /// Neither.
    Neither,
}

impl Trust {
    /// From orders expected and come, and whether customers were told apart better than by a simple rule.
    #[must_use]
    pub fn of(expected: f64, came: f64, ranks: bool) -> Self {
        if came < 30.0 {
            return Self::Little;
        }
        let off = expected / came - 1.0;
        match (ranks, off.abs()) {
            (true, o) if o <= 0.1 => Self::Both,
            (true, o) if o <= 0.3 && off < 0.0 => Self::RankingCautious,
            (true, o) if o <= 0.3 => Self::RankingHopeful,
            (true, _) => Self::Ranking,
            (false, o) if o <= 0.1 => Self::Totals,
            (false, _) => Self::Neither,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Little => "today-trust-little",
            Self::Both => "today-trust-both",
            Self::RankingCautious => "today-trust-cautious",
            Self::RankingHopeful => "today-trust-hopeful",
            Self::Ranking => "today-trust-ranking",
            Self::Totals => "today-trust-totals",
            Self::Neither => "today-trust-neither",
        }
    }
}

/// The page.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = match &view.state {
        State::Empty(doors) => doors::draw(reader, doors),
        State::Waiting(waiting) => state::waiting(reader, waiting),
        State::Counted(counted) => state::counted(reader, counted),
        State::Valued(valued) => draw(reader, valued),
    };
    // Who has nothing yet has nothing to be warned of.
    let quiet = matches!(view.state, State::Empty(_));
    let body = html! {
        p.sentence { (sentence(reader, view)) @if let State::Valued(valued) = &view.state { (leaving(reader, valued)) } }
        @if let State::Valued(valued) = &view.state { (verdict(reader, valued)) }
        @if !quiet { (alarms::strip(reader, &view.alarms)) }
        (body)
    };
    let title = reader.t("today-title");
    let seconds = match &view.state {
        State::Empty(Doors { sample: Sample::Making(..), .. }) => Some(2),
        State::Waiting(Waiting::Computing(_)) => Some(3),
        _ => None,
    };
    match seconds {
        Some(seconds) => frame::waiting(reader, Place::Today, &title, &body, seconds),
        None => frame::page(reader, Place::Today, &title, &body),
    }
}

/// The sentence that says it all.
fn sentence(reader: &Reader, view: &View) -> String {
    match &view.state {
        State::Empty(_) => reader.t("today-empty-title"),
        State::Waiting(waiting) => state::title(reader, waiting),
        State::Counted(counted) => state::counted_title(reader, counted),
        State::Valued(valued) => valued_title(reader, valued),
    }
}

fn valued_title(reader: &Reader, v: &Valued) -> String {
    let customers = ("customers", Fill::Count(v.customers));
    let months = ("months", Fill::Count(u64::from(v.horizon_months)));
    match (v.value, v.orders) {
        (Some(([value, low, high], currency)), _) => reader.tf(
            "today-worth",
            &[
                customers,
                months,
                ("value", Fill::Text(&reader.about(value, currency))),
                ("range", Fill::Text(&reader.range(low, high, currency))),
            ],
        ),
        (None, Some([orders, low, high])) => reader.tf(
            "today-orders",
            &[
                customers,
                months,
                ("orders", Fill::Text(&reader.number(orders))),
                ("low", Fill::Text(&reader.number(low))),
                ("high", Fill::Text(&reader.number(high))),
            ],
        ),
        (None, None) => reader.tf("today-customers", &[customers]),
    }
}

/// Who may be leaving, and what of the value goes with them: it leads to the list of just these, whose
/// total is the same.
fn leaving(reader: &Reader, v: &Valued) -> Markup {
    let Some((leaving, at_risk)) = v.leaving.filter(|(leaving, _)| *leaving > 0) else { return html! {} };
    let leaving = ("leaving", Fill::Count(leaving));
    let text = match at_risk.zip(v.value) {
        Some((at_risk, (_, currency))) => reader
            .tf("today-leaving-worth", &[leaving, ("atrisk", Fill::Text(&reader.about(at_risk, currency)))]),
        None => reader.tf("today-leaving", &[leaving]),
    };
    html! {
        " " @if reader.may(access::Right::CustomersRead) {
            a href="/customers?where=health:is:at-risk&sort=value-at-risk" { (text) }
        } @else { (text) }
    }
}

/// How far to trust the sentence, and what it rests on.
fn verdict(reader: &Reader, v: &Valued) -> Markup {
    html! {
        div.verdict {
            p { (trust(reader, v)) }
            p.note { (basis(reader, v)) " " (reader.t("today-nothing-measured")) }
        }
    }
}

fn draw(reader: &Reader, v: &Valued) -> Markup {
    html! {
        (first::list(reader, v))
        @if let Some(curve) = &v.curve {
            section aria-labelledby="curve-h" {
                h2 id="curve-h" { (reader.t("today-curve")) }
                p.lead { (cash::sentence(reader, curve)) }
                (cash::figure(reader, curve, "today-cash"))
                p { a href="/cohorts" { (reader.t("today-to-cohorts")) } }
            }
        }
    }
}

/// How far the figures may be trusted, and why.
fn trust(reader: &Reader, v: &Valued) -> Markup {
    html! {
        strong { (reader.t("today-trust")) } " "
        @match v.test {
            Some(test) => {
                (reader.tf("today-tested", &[
                    ("until", Fill::Text(&reader.day(test.until))),
                    ("expected", Fill::Count(test.expected.max(0.0).round() as u64)),
                    ("came", Fill::Count(test.came.max(0.0).round() as u64)),
                ])) " "
                (reader.t(test.trust.key())) " "
                a href="/cohorts#proof" { (reader.t("today-to-proof")) }
            }
            None => { (reader.t("today-untested")) }
        }
    }
}

/// As of when, and what is assumed.
fn basis(reader: &Reader, v: &Valued) -> String {
    let mut text = reader.tf("today-as-of", &[("day", Fill::Text(&reader.day(v.as_of)))]);
    if v.value.is_some() {
        text.push(' ');
        text.push_str(&if v.margin_assumed {
            reader.tf("today-no-margin", &[("discount", Fill::Text(&reader.percent(v.discount)))])
        } else {
            reader.tf(
                "today-margin",
                &[
                    ("margin", Fill::Text(&reader.percent(v.margin))),
                    ("discount", Fill::Text(&reader.percent(v.discount))),
                ],
            )
        });
    }
    text
}
