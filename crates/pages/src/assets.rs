//! What the pages fetch: one stylesheet, one script, one icon. All our own, all in the program.

/// The stylesheet of the report that stands alone; its variables and chart classes also dress the picture.
pub const REPORT_STYLE: &str = include_str!("../css/report.css");

/// A file that pages fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its name below `/assets/`, with a digest of its content: it never changes under one name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub content: &'static str,
}

/// The file of this name.
pub fn asset(_name: &str) -> Option<Asset> {
    None
}
