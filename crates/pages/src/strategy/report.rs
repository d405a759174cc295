//! The report to print and hand to a board: one page that stands alone.

use maud::{Markup, html};

use super::main_page::Shown;
use crate::Reader;

/// What the document of a report may do: nothing. It is to be sent as its policy too.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The report as a whole document, with its looks inside it.
#[must_use]
pub fn document(reader: &Reader, shown: &Shown) -> Markup {
    let _ = (reader, shown);
    html! {}
}
