//! What-ifs as a small file, and numbers as people write them.

use serde::Deserialize;

use super::{Input, Kind, WhatIf, WhatIfError};
use crate::{
    prices::number::{Number, line_at},
    strategy::{Parameter, Scenario, Source},
};

/// Bytes of a file.
pub const MOST_BYTES: usize = 64 * 1024;
/// What-ifs that are laid side by side.
pub const MOST: usize = 12;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    what_if: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    name: Option<String>,
    kind: String,
    #[serde(flatten)]
    numbers: toml::Table,
}

/// Reads what-ifs: `[[what_if]]` with `kind`, perhaps a `name`, and numbers.
///
/// # Errors
///
/// What of it cannot be read or cannot be.
pub fn read(text: &str, of: &Scenario) -> Result<Vec<WhatIf>, WhatIfError> {
    if text.len() > MOST_BYTES {
        return Err(WhatIfError::Unreadable {
            line: 1,
            message: format!("it has more than {MOST_BYTES} bytes"),
        });
    }
    let written: Written = toml::from_str(text).map_err(|e| WhatIfError::Unreadable {
        line: e.span().map_or(1, |span| line_at(text, span.start)),
        message: e.message().to_owned(),
    })?;
    written
        .what_if
        .into_iter()
        .map(|one| {
            let kind = Kind::named(&one.kind).ok_or(WhatIfError::NoKind(one.kind))?;
            let numbers = one.numbers.into_iter().map(|(name, value)| {
                let input = Input::named(&name)
                    .ok_or_else(|| WhatIfError::NotOfThis { input: name.escape_debug().to_string(), kind })?;
                let number: Number = value.try_into().map_err(|_| WhatIfError::NoNumber(input))?;
                Ok((input, number.into()))
            });
            let numbers: Vec<(Input, Parameter)> = numbers.collect::<Result<_, WhatIfError>>()?;
            WhatIf::new(one.name.unwrap_or_else(|| kind.name().to_owned()), kind, &numbers, of)
        })
        .collect()
}

/// A number as people write it: `0.1`, or `0.1 (0.05 to 0.2)`, or `0.1,0.05,0.2`.
///
/// # Errors
///
/// If it is none.
pub fn number(input: Input, text: &str) -> Result<Parameter, WhatIfError> {
    interval(text).ok_or(WhatIfError::NoNumber(input))
}

/// A number as people write it, with its interval where it has one; none where it is no number.
pub fn interval(text: &str) -> Option<Parameter> {
    let words = text.replace(['(', ')', ',', ';'], " ").replace(" to ", " ");
    let found: Result<Vec<f64>, _> = words.split_whitespace().map(str::parse::<f64>).collect();
    match found.as_deref() {
        Ok([value]) if value.is_finite() => Some(Parameter::stated(*value)),
        Ok([value, low, high]) if [value, low, high].into_iter().all(|x| x.is_finite()) => {
            Some(Parameter::known(*value, *low, *high, Source::Assumed, ""))
        }
        _ => None,
    }
}
