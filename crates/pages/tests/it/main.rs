//! Pages from outside: words, numbers in many locales, and what a screen reader meets.

mod accessible;
mod gallery;
mod locales;
mod texts;
