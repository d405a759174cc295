//! What an event tells of.

mod event;
mod feedback;
mod order;
mod refund;
mod row;

pub use event::properties_of;

use facts::{Currency, FactRow, Version};

use crate::{
    Accepted, Allowed, EventType, Flag,
    identity::message_digest,
    rules::{Schema, plain_name},
};

/// What holds for the source an event came from.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Name of the source.
    pub source: &'a str,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// What may go to history beyond the built-in schemas.
    pub allowed: &'a Allowed,
    /// The folder's secret.
    pub secret: &'a [u8; 32],
}

/// Where a property is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GoesTo {
    /// Where it can be asked for.
    History,
    /// With what may identify a person.
    Records,
}

impl GoesTo {
    /// Its name in the records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Records => "records",
        }
    }
}

/// A property that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seen {
    /// Its name.
    pub property: String,
    /// What it held: number, yes_no, code, product, text, list or object.
    pub kind: &'static str,
    /// Where it went.
    pub goes_to: GoesTo,
}

/// What an event tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The event itself first, then orders, lines, returns, feedback.
    pub rows: Vec<FactRow>,
    /// What could not be made of it, and why; the event itself is kept.
    pub problems: Vec<String>,
    /// Its properties and where they went.
    pub seen: Vec<Seen>,
}

/// What the parts of this module share about one event.
struct Story<'a> {
    event: &'a Accepted,
    customer: Option<i64>,
    rules: &'a Rules<'a>,
    version: Version,
}

/// The rows an event tells of; the same event gives the same rows.
#[must_use]
pub fn facts_of(event: &Accepted, customer: Option<i64>, rules: &Rules<'_>) -> Derived {
    let story = Story::new(event, customer, rules);
    let name = plain_name(&event.name);
    let (row, seen) = story.event_row(&Schema::of(&name, rules.allowed));
    let told = story.told(&name);
    let rows = std::iter::once(row).chain(told.rows).collect();
    Derived { rows, problems: told.problems, seen }
}

/// What could not be made of an event: the problems of [`facts_of`], without its rows. An event that
/// tells of nothing but itself costs next to nothing.
#[must_use]
pub fn problems_of(event: &Accepted, rules: &Rules<'_>) -> Vec<String> {
    if event.kind != EventType::Track {
        return Vec::new();
    }
    Story::new(event, None, rules).told(&plain_name(&event.name)).problems
}

impl<'a> Story<'a> {
    fn new(event: &'a Accepted, customer: Option<i64>, rules: &'a Rules<'a>) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = message_digest(rules.secret, &event.message_id);
        let version = Version { time: event.time, tie: i64::from_le_bytes([a, b, c, d, e, f, g, h]) };
        Self { event, customer, rules, version }
    }

    /// What is made of it beside the event itself, by its plain name.
    fn told(&self, name: &str) -> Told {
        if self.event.kind != EventType::Track {
            return Told::default();
        }
        let told = match name {
            "ordercompleted" | "completedorder" | "orderupdated" | "ordercancelled" | "ordercanceled"
            | "orderrefunded" | "productreviewed"
                if self.event.flag == Some(Flag::Future) =>
            {
                // An order of tomorrow would move "now" for everybody's recency.
                Err("its time lies more than a day ahead of its arrival".to_owned())
            }
            "ordercompleted" | "completedorder" => self.order_completed(),
            "orderupdated" => self.order_updated(),
            "ordercancelled" | "ordercanceled" => self.order_cancelled(),
            "orderrefunded" => self.order_refunded(),
            "productreviewed" => Ok(self.review()),
            _ => return Told::default(),
        };
        let name = &self.event.name;
        match told {
            Ok(mut told) => {
                for problem in &mut told.problems {
                    *problem = format!("{name}: {problem}");
                }
                told
            }
            Err(problem) => Told {
                rows: Vec::new(),
                problems: vec![format!(
                    "{name}: {problem}; it is kept as an event and nothing was made of it"
                )],
            },
        }
    }
}

/// Rows made of an event, and what of it could not be used.
#[derive(Default)]
struct Told {
    rows: Vec<FactRow>,
    problems: Vec<String>,
}
