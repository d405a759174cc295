//! Pages and the API: for people with a browser and for programs with a key.
//!
//! Every route says which right it needs ([`routes::Gate`]); the door lets nobody through to a route
//! that says nothing. Handlers hold no rule: read, call, show.

mod caller;
mod listing;
mod problem;
mod routes;
mod shelf;

use std::sync::Arc;

pub(crate) use caller::Caller;
pub(crate) use listing::{Listing, Paging};
pub(crate) use problem::Problem;
pub(crate) use routes::{Gate, Routes};
pub(crate) use shelf::Shelf;

use super::Desk;

/// What pages and API share.
pub(crate) struct Web {
    pub(crate) desk: Arc<Desk>,
    /// The book of business as it is now.
    pub(crate) shelf: Shelf,
}

/// All routes of pages and API.
pub(crate) fn routes() -> Routes {
    Routes::default()
}
