//! Integration tests of the binary: one test binary, one module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod chances;
mod contracts;
mod run;
mod tidy;
mod value;
