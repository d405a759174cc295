//! Companies built so that one way of running them truly pays better.

/// Which way of running a company pays better in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favours {
    /// Customers leave soon whatever is done and the next customer is dear: care for the case at
    /// hand and keep the money together.
    Focused,
    /// Customers stay, buy more with the years, and leave mostly for complaints that could have been
    /// prevented: win them early and care ahead.
    Centric,
}
