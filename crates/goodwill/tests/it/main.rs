//! Integration tests of the binary: one test binary, one module a subject.

mod run;
mod tidy;
mod value;
