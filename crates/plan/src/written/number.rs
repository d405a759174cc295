//! A number in a small file: plain, or with its interval and where it is known from.

use super::{Entry, Refused};
use crate::strategy::{Parameter, Source};

/// Characters of a reason.
const REASON: usize = 500;
/// What a number with its interval is made of.
const FIELDS: [&str; 6] = ["value", "low", "high", "source", "reason", "guess"];

impl Entry<'_> {
    /// `0.02`, or `{ value = 0.02, low = 0.01, high = 0.04, source = "estimated", reason = "…" }`. What
    /// the program wrote itself without having seen anything of it has `guess = true`.
    pub(crate) fn number(&self) -> Result<Parameter, Refused> {
        if let Some(value) = self.plain() {
            return Ok(Parameter::stated(value));
        }
        let name = &self.name;
        let Some(table) = self.inner(format!("the number '{name}'")) else {
            return Err(self.refused(format!(
                "{name} is neither a number nor {{ value, low, high, source, reason }}, but {}: write {name} = \
                 0.1, or {name} = {{ value = 0.1, low = 0.05, high = 0.2 }}",
                self.kind()
            )));
        };
        // What is wrong in it is wrong with the number.
        let of_number = |refused: Refused| Refused { field: name.clone(), ..refused };
        table.only("field", &FIELDS, |_| None).map_err(of_number)?;
        let of_it =
            |refused: Refused| of_number(Refused { why: format!("{name}: {}", refused.why), ..refused });
        let float = |field: &str| table.get(field).map(|entry| entry.float()).transpose().map_err(of_it);
        let value = table.need("value", "value = 0.1").map_err(of_number)?.float().map_err(of_it)?;
        let (low, high) = (float("low")?.unwrap_or(value), float("high")?.unwrap_or(value));
        let sources = [Source::Measured, Source::Estimated, Source::Assumed].map(|one| (one.name(), one));
        let source = table.get("source").map(|entry| entry.one_of(&sources)).transpose().map_err(of_it)?;
        let reason = table.get("reason").map(|entry| entry.text().map(str::to_owned)).transpose();
        let reason = reason.map_err(of_it)?.unwrap_or_default();
        if reason.chars().count() > REASON || reason.chars().any(char::is_control) {
            let why = format!("{name} (reason) must be at most {REASON} characters in one line");
            return Err(self.refused(why));
        }
        let guess = table.get("guess").map(|entry| entry.truth()).transpose().map_err(of_it)?;
        Ok(Parameter {
            value,
            low,
            high,
            source: source.unwrap_or(Source::Assumed),
            reason,
            guess: guess.unwrap_or(false),
        })
    }
}
