//! Where the book of business stands: readers take the one of now, a newer one takes its place.

use std::sync::{Arc, PoisonError, RwLock};

use book::Book;

/// The book as it is now.
#[derive(Debug, Default)]
pub(crate) struct Shelf(RwLock<Option<Arc<Book>>>);

impl Shelf {
    /// The book of now; none while the first one is being made.
    pub(crate) fn book(&self) -> Option<Arc<Book>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a newer book in its place.
    pub(crate) fn put(&self, book: Book) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(book));
    }
}
