//! The width of the suite and the guard on its core.
