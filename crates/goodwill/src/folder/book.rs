//! The book of business, made of kept values and of what the records know.

use book::Book;

use super::{Folder, FolderError};

/// The book as it is now. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn make(_folder: &Folder) -> Result<Book, FolderError> {
    Ok(Book::default())
}
