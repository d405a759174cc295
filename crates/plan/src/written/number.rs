//! A number in a small file: plain, or with its interval and where it is known from.

use super::{Entry, Refused};
use crate::strategy::{Parameter, Source};

/// Characters of a reason.
const REASON: usize = 500;
/// What a number with its interval is made of.
const FIELDS: [&str; 6] = ["value", "low", "high", "source", "reason", "guess"];

/// Why money may be meant a thousand times larger than it reads: `500.000` is five hundred here, and half a
/// million to others. None where it is clear.
pub(crate) fn unclear(written: &str) -> Option<String> {
    let mut groups = written.trim_start_matches(['-', '+']).split('.');
    let first = groups.next().unwrap_or_default();
    let mut groups = groups.peekable();
    let thousands = groups.peek().is_some() && groups.all(|group| group == "000");
    let unclear = thousands
        && (1..=3).contains(&first.len())
        && first.bytes().all(|digit| digit.is_ascii_digit())
        && !first.starts_with('0');
    unclear.then(|| {
        let (sign, all) = (if written.starts_with('-') { "-" } else { "" }, written.replace('.', ""));
        format!("{sign}{first} or {}? Write it without the point", all.trim_start_matches('+'))
    })
}

impl Entry<'_> {
    /// The same, where it is money or a count and as clear as it has to be.
    pub(crate) fn clear(&self) -> Result<&Self, Refused> {
        let ends = self
            .inner(String::new())
            .into_iter()
            .flat_map(|table| ["value", "low", "high"].into_iter().filter_map(move |end| table.get(end)));
        let all = ends.filter_map(|end| end.written().map(str::to_owned));
        let written: Vec<String> = self.written().map(str::to_owned).into_iter().chain(all).collect();
        let found = written.iter().find_map(|one| Some((one, unclear(one)?)));
        found.map_or(Ok(self), |(one, asked)| {
            Err(self.refused(format!("{} is {one}: is that {asked}", self.name)))
        })
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_with_points_are_asked_back() {
        let asked = unclear("500.000").unwrap();
        assert_eq!(asked, "500 or 500000? Write it without the point");
        assert!(unclear("-7.000").unwrap().starts_with("-7 or -7000?"));
        assert!(unclear("1.000.000").unwrap().starts_with("1 or 1000000?"));
        for clear in ["500", "500.0", "500.00", "500.0000", "0.000", "1500.000", "12.500", "7e3", "", "nan"] {
            assert_eq!(unclear(clear), None, "{clear}");
        }
    }
}
