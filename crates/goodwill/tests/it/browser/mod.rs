//! What people do with a real browser: the first start, the daily look, the keyboard, the rights.
//!
//! Where Chromium or its driver is absent, each test says that it was skipped. With
//! `GOODWILL_PICTURES=FOLDER` the tests leave pictures of what they saw.

mod axe;
mod driver;
