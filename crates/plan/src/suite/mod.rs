//! The width of the suite: what one more product line brings, what it loads onto the core, and the
//! guard on the core.
//!
//! Three looks at one question. The *width* works out what each further line brings and what it costs
//! the others through the load on the people who answer. The *spillover* measures that on the company's
//! own launches, where they came at different times to different groups. The *guard* watches the core
//! from the first launch on and raises an alarm when it is served worse.

pub mod guard;
mod line_fit;
pub mod mechanism;
mod record;
pub mod spillover;
pub mod width;

use serde::Serialize;

pub use record::{CoreDay, CoreIs, Launch, Record, ResponseFrom};

/// Everything there is to say about the suite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The money everything is counted in; none where nobody said.
    pub currency: Option<facts::Currency>,
    /// Whether the core holds.
    pub guard: guard::Guard,
    /// What each number of product lines brings.
    pub width: Result<width::Width, width::CannotSay>,
    /// What launches did to customers of the core alone, where that can be told.
    pub spillover: Result<spillover::Spillover, spillover::NotIdentifiable>,
}
