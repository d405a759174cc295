//! How a command fails: a sentence, the causes below it, and an exit status.

use std::{error::Error, fmt, process::ExitCode};

/// A failure that is shown to the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    causes: Vec<String>,
    wrong_use: bool,
}

impl Failure {
    /// The command failed: exit status 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), wrong_use: false }
    }

    /// The command was used wrongly, or a question is open that a flag answers: exit status 2.
    pub(crate) fn wrong_use(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), wrong_use: true }
    }

    /// What was tried, and the error with all its causes.
    pub(crate) fn caused(message: impl Into<String>, error: &dyn Error) -> Self {
        let mut failure = Self::new(message);
        let mut cause = Some(error);
        while let Some(error) = cause {
            failure.causes.push(error.to_string());
            cause = error.source();
        }
        failure.causes.dedup();
        failure
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.wrong_use { 2 } else { 1 })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "goodwill: {}", self.message)?;
        for cause in &self.causes {
            write!(f, "\n  because {cause}")?;
        }
        Ok(())
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let message = error.to_string();
        let mut failure = Self::new(message);
        let mut cause = error.source();
        while let Some(error) = cause {
            failure.causes.push(error.to_string());
            cause = error.source();
        }
        failure
    }
}
