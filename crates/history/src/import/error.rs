//! Why an import failed as a whole, and the questions it asks instead of guessing.

use std::{fmt, io};

use super::shown::escaped;

/// Why order files could not be imported at all. A bad row never causes one of these.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file leaves something open that would change the result.
    #[error("{0}")]
    Question(Question),
    /// The file could not be opened or read.
    #[error("cannot read {}", escaped(file))]
    Unreadable {
        /// Which file.
        file: String,
        /// The cause.
        source: io::Error,
    },
    /// The file is not what it claims to be.
    #[error("{} {}", escaped(file), cut(&escaped(problem)))]
    NotOrders {
        /// Which file.
        file: String,
        /// What is wrong and what to do, as the rest of the sentence.
        problem: String,
    },
    /// The mapping or an option names something that is not there.
    #[error("{}", cut(.0))]
    Mapping(String),
    /// What was read could not be taken on.
    #[error("the rows that were read could not be taken")]
    Stopped(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row could not be written to the rejects.
    #[error("cannot write the rejected rows")]
    Rejects(#[source] io::Error),
}

impl ImportError {
    pub(super) fn not_orders(file: &str, problem: impl Into<String>) -> Self {
        Self::NotOrders { file: file.to_owned(), problem: problem.into() }
    }

    pub(super) fn unreadable(file: &str, source: io::Error) -> Self {
        Self::Unreadable { file: file.to_owned(), source }
    }
}

/// A choice that only the person can make, with the option that settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which file it is about.
    pub file: String,
    /// What is open, as a sentence.
    pub about: String,
    /// The possible answers.
    pub choices: Vec<Choice>,
}

/// One possible answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The option to add to the command, such as `--date-format dmy`.
    pub flag: String,
    /// What it would mean, with values from the file.
    pub meaning: String,
}

impl Question {
    pub(super) fn new(file: &str, about: impl Into<String>) -> Self {
        Self { file: file.to_owned(), about: about.into(), choices: Vec::new() }
    }

    pub(super) fn choice(mut self, flag: impl Into<String>, meaning: impl Into<String>) -> Self {
        self.choices.push(Choice { flag: flag.into(), meaning: meaning.into() });
        self
    }
}

impl From<Question> for ImportError {
    fn from(question: Question) -> Self {
        Self::Question(question)
    }
}

/// A name or a value as long as a page says nothing; it is told by its beginning.
fn cut(text: &str) -> String {
    const MOST: usize = 1_000;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", escaped(&self.file), cut(&escaped(&self.about)))?;
        let flags: Vec<_> = self.choices.iter().map(|c| cut(&escaped(&c.flag))).collect();
        let width = flags.iter().map(|flag| flag.chars().count()).max().unwrap_or(0);
        for (flag, choice) in flags.iter().zip(&self.choices) {
            write!(f, "\n  {flag:width$}  {}", cut(&escaped(&choice.meaning)))?;
        }
        Ok(())
    }
}
