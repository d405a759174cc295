//! Everything that happened with one customer, newest first.

use facts::FactRow;

use super::{Folder, FolderError};

/// Something that happened with a customer: a fact, or a note about them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Happening {
    /// When, microseconds since 1970-01-01 UTC; none where it is not known.
    pub(crate) at: Option<i64>,
    /// What.
    pub(crate) what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A fact of history or of the inbox.
    Fact(Box<FactRow>),
    /// A note of a colleague.
    Note {
        /// Its number.
        id: i64,
        /// What it says.
        text: String,
        /// Who wrote it.
        by: i64,
    },
}

/// What happened with a customer (a canonical key) before a moment, newest first, at most so much.
/// Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn timeline(
    _folder: &Folder,
    _customer: i64,
    _before: Option<i64>,
    _most: usize,
) -> Result<Vec<Happening>, FolderError> {
    Ok(Vec::new())
}
