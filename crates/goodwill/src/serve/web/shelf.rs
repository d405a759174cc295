//! Where the book of business stands: readers take the one of now, a newer one takes its place.

use std::sync::{Arc, PoisonError, RwLock};

use book::Book;
use tokio::sync::Notify;

/// The book as it is now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    book: RwLock<Option<Arc<Book>>>,
    /// Told when somebody knows that the book is out of date.
    stale: Notify,
}

impl Shelf {
    /// The book of now; none while the first one is being made.
    pub(crate) fn book(&self) -> Option<Arc<Book>> {
        self.0.book.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a newer book in its place.
    pub(crate) fn put(&self, book: Book) {
        *self.0.book.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(book));
    }

    /// Asks for a newer book soon: something it is made of has changed. It is noticed without that,
    /// too, only later.
    pub(crate) fn remake(&self) {
        self.0.stale.notify_one();
    }

    /// Waits until somebody asks.
    pub(crate) async fn asked(&self) {
        self.0.stale.notified().await;
    }
}
