//! What-ifs as a small file, and numbers as people write them.

use super::{Input, Kind, WhatIf, WhatIfError};
use crate::{
    strategy::{Parameter, Scenario, Source},
    written::{Document, Table, unclear, within},
};

/// Bytes of a file.
pub const MOST_BYTES: usize = 64 * 1024;
/// What-ifs that are laid side by side.
pub const MOST: usize = 12;

/// Reads what-ifs: `[[what_if]]` with `kind`, perhaps a `name`, and numbers.
///
/// # Errors
///
/// What of it cannot be read or cannot be, with its line and field.
pub fn read(text: &str, of: &Scenario) -> Result<Vec<WhatIf>, WhatIfError> {
    if text.len() > MOST_BYTES {
        return Err(WhatIfError::TooLong);
    }
    let document = Document::parse(text)?;
    let file = document.whole("a file of what-ifs");
    let belongs = |name: &str| {
        let of_one = ["name", "kind"].contains(&name) || Input::named(name).is_some();
        of_one.then_some("under [[what_if]]")
    };
    file.only("field", &["what_if"], belongs)?;
    let tables = file.tables("what_if")?;
    if tables.len() > MOST {
        return Err(WhatIfError::HowMany(tables.len()));
    }
    tables.iter().map(|table| one(table, of)).collect()
}

fn one(table: &Table<'_>, of: &Scenario) -> Result<WhatIf, WhatIfError> {
    let entry = table.need("kind", "kind = \"bundle\"")?;
    let word = entry.text()?;
    let kind = Kind::named(word).ok_or_else(|| WhatIfError::NoKind(word.to_owned()).at(entry.line))?;
    // A number that other kinds have is told apart from one that none has.
    let of_others = table.entries().find_map(|entry| {
        let input = Input::named(&entry.name).filter(|input| !kind.inputs().contains(input))?;
        Some(WhatIfError::NotOfThis { input: input.name().to_owned(), kind }.at(entry.line))
    });
    of_others.map_or(Ok(()), Err)?;
    let own: Vec<&str> = kind.inputs().iter().map(|input| input.name()).collect();
    table.only("number", &[&["name", "kind"], own.as_slice()].concat(), |_| None)?;
    let name = table.get("name").map(|name| name.text()).transpose()?.unwrap_or(kind.name());
    let given = kind.inputs().iter().filter_map(|input| Some((*input, table.get(input.name())?)));
    let numbers = given.map(|(input, entry)| {
        if input.nature().has_thousands() {
            entry.clear()?;
        }
        Ok((input, entry.number()?))
    });
    let numbers: Vec<(Input, Parameter)> = numbers.collect::<Result<_, WhatIfError>>()?;
    WhatIf::new(name, kind, &numbers, of).map_err(|why| {
        let line = table.get(why.field()).map_or(table.line, |entry| entry.line);
        why.at(line)
    })
}

/// A number as people write it: `0.1`, or `0.1 (0.05 to 0.2)`, or `0.1,0.05,0.2`.
///
/// # Errors
///
/// If it is none, or does not lie within its interval.
pub fn number(input: Input, text: &str) -> Result<Parameter, WhatIfError> {
    let asked = text.split(['(', ')', ';', ',', ' ']).find_map(|word| Some((word, unclear(word)?)));
    if let Some((found, asked)) = asked.filter(|_| input.nature().has_thousands()) {
        return Err(WhatIfError::Unclear { input, found: found.to_owned(), asked });
    }
    let plain = |text: &str| text.parse().ok();
    let written = Written::spaced(text, plain).or_else(|| Written::close(text));
    let Written { value, low, high } = written.ok_or(WhatIfError::NoNumber(input))?;
    Written { value, low, high }.parameter().ok_or_else(|| WhatIfError::Impossible {
        input,
        found: value,
        wanted: format!("{}; thousands are written without a comma", within(low, high)),
    })
}

/// A number as people write it, with its interval where it has one; none where it is no number, or does
/// not lie within its interval.
pub fn interval(text: &str) -> Option<Parameter> {
    interval_of(text, |text| text.parse().ok())
}

/// The same, where each number is read in its own way, such as money.
pub fn interval_of(text: &str, read: impl Fn(&str) -> Option<f64>) -> Option<Parameter> {
    Written::spaced(text, read)?.parameter()
}

/// A number and the ends of its interval, as they were written.
struct Written {
    value: f64,
    low: f64,
    high: f64,
}

impl Written {
    /// `0.1`, `0.1 (0.05 to 0.2)`, `0.1, 0.05, 0.2`. A comma between digits parts nothing: it may be that
    /// of thousands.
    fn spaced(text: &str, read: impl Fn(&str) -> Option<f64>) -> Option<Self> {
        let words = text.replace(['(', ')', ';'], " ");
        let words = words.split_whitespace().map(|word| word.strip_suffix(',').unwrap_or(word));
        let found: Option<Vec<f64>> = words.filter(|word| !matches!(*word, "" | "to")).map(read).collect();
        Self::of(&found?)
    }

    /// `0.1,0.05,0.2`; not `1,000,000`.
    fn close(text: &str) -> Option<Self> {
        let is_group = |part: &str| part.len() == 3 && part.starts_with('0') && !part.contains('.');
        let found: Option<Vec<f64>> = text
            .split(',')
            .map(str::trim)
            .map(|part| if is_group(part) { None } else { part.parse().ok() })
            .collect();
        Self::of(&found?)
    }

    fn of(numbers: &[f64]) -> Option<Self> {
        let (value, low, high) = match *numbers {
            [value] => (value, value, value),
            [value, low, high] => (value, low, high),
            _ => return None,
        };
        [value, low, high].into_iter().all(f64::is_finite).then_some(Self { value, low, high })
    }

    fn parameter(self) -> Option<Parameter> {
        let Self { value, low, high } = self;
        if value == low && value == high {
            return Some(Parameter::stated(value));
        }
        (low <= value && value <= high).then(|| Parameter::known(value, low, high, Source::Assumed, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_of_thousands_parts_nothing() {
        let ends = |text: &str| interval(text).map(|p| (p.value, p.low, p.high));
        assert_eq!(ends("0.15"), Some((0.15, 0.15, 0.15)));
        for text in ["0.15, 0.1, 0.2", "0.15 (0.1 to 0.2)", "0.15; 0.1; 0.2", " 0.15\t0.1 0.2 "] {
            assert_eq!(ends(text), Some((0.15, 0.1, 0.2)), "{text}");
        }
        for text in
            ["1,000,000", "1, 000, 000", "25,000", "0.15,0.1,0.2", "1 000 000", "", ",", "to", "1e999"]
        {
            assert_eq!(ends(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_lies_within_its_interval() {
        for text in ["0.3 (0.1 to 0.2)", "0.05, 0.1, 0.2", "0.15 (0.2 to 0.1)", "0.3,0.1,0.2"] {
            assert_eq!(interval(text), None, "{text}");
            let refused = number(Input::TakeRate, text).unwrap_err();
            assert!(refused.to_string().contains("within its interval"), "{refused}");
        }
        assert_eq!(number(Input::Setup, "200,150,300").unwrap().high, 300.0);
        for text in ["1,000,000", "1,000,001", "25,000", "9,0,0", "1,2"] {
            assert!(number(Input::Setup, text).is_err(), "{text}");
        }
    }

    #[test]
    fn thousands_with_points_are_asked_back() {
        for text in ["500.000", "500 (400 to 700.000)", "500,400.000,600"] {
            let refused = number(Input::Setup, text).unwrap_err().to_string();
            assert!(refused.contains("Write it without the point"), "{refused}");
        }
        assert_eq!(number(Input::TakeRate, "1.000").unwrap().value, 1.0);
        let backwards = number(Input::TakeRate, "0.3 (0.5 to 0.1)").unwrap_err().to_string();
        assert!(backwards.contains("low end, 0.5, is above its high end, 0.1"), "{backwards}");
    }

    #[test]
    fn each_number_of_an_interval_is_read_in_its_own_way() {
        let thousands = |text: &str| text.replace(',', "").parse().ok();
        let found = interval_of("1,200 (1,000 to 1,500)", thousands).unwrap();
        assert_eq!((found.value, found.low, found.high), (1_200.0, 1_000.0, 1_500.0));
        assert_eq!(interval_of("1,000,000", thousands).unwrap().value, 1_000_000.0);
    }
}
