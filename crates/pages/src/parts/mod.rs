//! Parts that pages share: tables, forms, figures, empty states, paging.
//!
//! Every part is drawn with `(part)` inside `html!`. No part carries a style of its own: looks are
//! classes of the stylesheet, because the pages' policy forbids inline styles.

mod blocks;
mod form;
mod moving;
mod table;
mod writing;

pub use blocks::{
    Fact, Look, Tone, chip, done, empty, figure, figures, note, opened, section, stop, warning,
};
pub use form::{Checkbox, Choice, Choices, Field, Select, act, button, buttons, csrf, refused};
pub use moving::{Tab, crumbs, link, link_button, pager, progress, skeleton, tabs};
pub use table::{Column, Direction, cards, list, table};
pub use writing::{ago, alias, copyable, day, moment};
