//! Which way to run the company: the answer first, then what it is made of.

use facts::Day;
use maud::{Markup, html};
use plan::strategy::{Answer, Listed, Source, Way};

use super::{Part, tabs};
use crate::{
    Reader,
    frame::{self, Place},
};

/// What the page has to show.
#[derive(Debug, Clone)]
pub enum View {
    /// Too little is known to propose a scenario, and nobody wrote one.
    Nothing {
        /// What is missing, as sentences.
        missing: Vec<String>,
        /// Whether the reader may write a scenario by hand.
        may_change: bool,
    },
    /// The numbers are being counted, or the futures lived; the page loads itself again.
    Working,
    /// The scenarios cannot be laid side by side.
    Failed {
        /// Why, as the program says it.
        why: String,
        /// What stands in the form.
        form: Form,
    },
    /// The answer.
    Answer(Box<Shown>),
}

/// The answer with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was found.
    pub answer: Answer,
    /// What stands in the form.
    pub form: Form,
    /// The scenarios, in the order of the answer.
    pub scenarios: Vec<Named>,
    /// What the proposal could not find, as sentences; empty where nothing is missing.
    pub missing: Vec<String>,
    /// Whether the reader may change scenarios, and keep cash and credit.
    pub may_change: bool,
    /// The last day of the data the proposal was made from; none where all scenarios are kept ones.
    pub as_of: Option<Day>,
}

/// A scenario and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name, which is also its place: `/strategy/scenarios/{name}`.
    pub name: String,
    /// Which way it is.
    pub way: Way,
    /// Whether it is kept as the company's own; else it is proposed anew from the data.
    pub kept: bool,
    /// Its numbers by where they are known from.
    pub known: Known,
}

/// How many numbers of a scenario are known from where. Numbers that are off (0, and nobody said
/// anything) are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Counted, or found by experiment.
    pub measured: usize,
    /// Worked out with a model.
    pub estimated: usize,
    /// Stated by somebody.
    pub assumed: usize,
    /// Guessed by the program.
    pub guessed: usize,
}

impl Known {
    /// Counts the numbers of a scenario.
    #[must_use]
    pub fn of<'a>(parameters: impl IntoIterator<Item = &'a Listed>) -> Self {
        let mut known = Self::default();
        for p in parameters.into_iter().filter(|p| super::words::says_something(p)) {
            *match (p.guess, p.source) {
                (true, _) => &mut known.guessed,
                (false, Source::Measured) => &mut known.measured,
                (false, Source::Estimated) => &mut known.estimated,
                (false, Source::Assumed) => &mut known.assumed,
            } += 1;
        }
        known
    }
}

/// The form "What if", as it was filled. All are the texts of the fields; empty where nothing was
/// asked. It is sent by GET with these names: `cash`, `credit` (whole units of money), `retention_12`
/// (percent: what new customers of the centric way keep over 12 months), `horizon` (months), `draws`,
/// `seed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Cash at hand.
    pub cash: String,
    /// Credit that can be drawn.
    pub credit: String,
    /// What new customers of the centric way keep over 12 months, percent.
    pub retention_12: String,
    /// Months ahead.
    pub horizon: String,
    /// Futures to draw.
    pub draws: String,
    /// What chance begins with.
    pub seed: String,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(&'static str, String)>,
    /// Whether retention or horizon differ from the scenarios: a what-if that is not kept.
    pub what_if: bool,
    /// Whether cash and credit are those that are kept.
    pub kept_means: bool,
}

impl Form {
    /// The question as it stands in an address, with its `?`; empty where nothing was asked. What
    /// was refused is left out.
    #[must_use]
    pub fn query(&self) -> String {
        let fields = [
            ("cash", &self.cash),
            ("credit", &self.credit),
            ("retention_12", &self.retention_12),
            ("horizon", &self.horizon),
            ("draws", &self.draws),
            ("seed", &self.seed),
        ];
        let mut query = String::new();
        for (name, value) in fields {
            let plain = value.len() <= 30 && value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if value.is_empty() || !plain || self.refused.iter().any(|(field, _)| *field == name) {
                continue;
            }
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.push_str(value);
        }
        query
    }
}

/// The page.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! { (tabs(reader, Part::Ways)) };
    let _ = view;
    frame::page(reader, Place::Strategy, &reader.t("strategy-title"), &body)
}
