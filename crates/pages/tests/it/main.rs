//! Pages from outside: words, numbers in many locales, and what a screen reader meets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod accessible;
mod contrast;
mod gallery;
mod locales;
mod strategy;
mod suite;
mod texts;
mod today;
