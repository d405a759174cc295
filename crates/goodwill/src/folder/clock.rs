//! The clock of the commands that keep facts: read here, an argument everywhere else.

/// Microseconds since 1970-01-01 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the edge; from here on the time is an argument")]
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
