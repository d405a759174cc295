//! Changes of a scenario that owners ask about, and what each is worth.
//!
//! A wider basket, a service next to it, a bundle; matching a competitor's price, better service
//! instead, or nothing. Each changes the scenario of the company as it is run, is lived through the
//! same months on the same draws, and is worth the difference. Nothing whose interval spans zero is
//! recommended except as an experiment.
//!
//! Where it is wrong: what nobody has tried is a guess, and a guess is called one; a wider basket that
//! erodes the core does so through the cases it adds, and through nothing else here.

pub mod file;
mod input;
mod run;

pub use input::{Input, Kind, WhatIf};
pub use run::{Against, Answer, Found, Listed, Verdict, run};

use crate::written::{Refused, meant, shown};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WhatIfError {
    /// A file is no TOML, or a field is unknown, missing or of another kind.
    #[error(transparent)]
    Unreadable(#[from] Refused),
    /// What a file says in this line cannot be.
    #[error("line {line}: {why}")]
    InFile {
        /// From 1.
        line: usize,
        /// What is wrong there.
        why: Box<WhatIfError>,
    },
    /// A file is far too long.
    #[error("it has more than {} bytes: no what-ifs need that many", file::MOST_BYTES)]
    TooLong,
    /// No such kind.
    #[error(
        "there is no what-if '{}': {}",
        shown(.0),
        meant(.0, &Kind::ALL.map(Kind::name))
    )]
    NoKind(String),
    /// A number that this kind does not have.
    #[error("a what-if of the kind {} has no number '{input}'; it has {}", kind.name(), names(*kind))]
    NotOfThis {
        /// Which number.
        input: String,
        /// The kind.
        kind: Kind,
    },
    /// What stands there is no number.
    #[error("{} must be a number such as 0.1, or a number with its interval: 0.1 (0.05 to 0.2)", .0.name())]
    NoNumber(Input),
    /// A number may be a thousand times larger than it reads.
    #[error("{} is {}: is that {asked}", input.name(), shown(found))]
    Unclear {
        /// Which.
        input: Input,
        /// What stands there.
        found: String,
        /// The question.
        asked: String,
    },
    /// A number cannot be.
    #[error("{} is {found}, but must be {wanted}", input.name())]
    Impossible {
        /// Which.
        input: Input,
        /// What stands there.
        found: f64,
        /// What could.
        wanted: String,
    },
    /// A name that is none.
    #[error("a what-if's name has 1 to 60 characters in one line")]
    Name,
    /// None, or more than can be told apart.
    #[error("1 to 12 what-ifs are laid side by side, not {0}")]
    HowMany(usize),
    /// What comes of it cannot be counted any more.
    #[error("it grows beyond all bounds: look at retention and its gains")]
    Unbounded,
}

impl WhatIfError {
    /// The same in a line of a file.
    fn at(self, line: usize) -> Self {
        Self::InFile { line, why: Box::new(self) }
    }

    /// The field that is refused.
    pub fn field(&self) -> &str {
        match self {
            Self::NoNumber(input) | Self::Unclear { input, .. } | Self::Impossible { input, .. } => {
                input.name()
            }
            Self::NotOfThis { input, .. } => input,
            Self::NoKind(_) => "kind",
            Self::Unreadable(refused) if !refused.field.is_empty() => &refused.field,
            Self::InFile { why, .. } => why.field(),
            Self::Name => "name",
            _ => "what_if",
        }
    }
}

fn names(kind: Kind) -> String {
    kind.inputs().iter().map(|input| input.name()).collect::<Vec<_>>().join(", ")
}
