//! The width of the suite: what one more product brings, what it loads onto the core, and the guard on it.
