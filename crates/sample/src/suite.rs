//! A suite that grows beyond the core, with or without the hands to serve it.

/// Whether a company launches further product lines beside its core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suite {
    /// The core only.
    #[default]
    None,
    /// Four launches, and staff that grows with the cases: the core is served as before.
    Growing,
    /// The same launches, but no more hands after the first: the core is served worse and worse.
    OverExtended,
}
