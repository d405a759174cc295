//! Parts that pages share: tables, forms, figures, empty states, paging.

use maud::{Markup, html};

use crate::Reader;

/// The hidden field every form carries.
pub fn csrf(reader: &Reader) -> Markup {
    html! { input type="hidden" name="csrf" value=(reader.csrf); }
}
