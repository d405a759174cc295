//! A scenario as a small file that people read and write.

use facts::{Currency, Month};
use serde::Deserialize;
use toml::Spanned;

use super::{
    BaseAge, Draft, ImpossibleScenario, Parameter, Quantity, Scenario, Source, Stage, StageQuantity, Way,
};

/// Bytes of a scenario file.
pub const MOST_BYTES: usize = 256 * 1024;

/// Why a text is no scenario.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScenarioFileError {
    /// It is no TOML, or a field is unknown or of another kind.
    #[error("line {line}: {message}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A number that must be there is not.
    #[error("{0} is missing: a scenario cannot do without")]
    Missing(String),
    /// A number cannot be.
    #[error("{}{impossible}", line_of(*.line))]
    Impossible {
        /// From 1; none where it is not one line.
        line: Option<usize>,
        /// Which, and what could be.
        impossible: ImpossibleScenario,
    },
    /// It is far too long.
    #[error("it has more than {MOST_BYTES} bytes")]
    TooLong,
}

fn line_of(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[serde(default)]
    way: Way,
    currency: Option<Spanned<String>>,
    start: Option<Spanned<String>>,
    horizon_months: u32,
    #[serde(default)]
    quantities: toml::Table,
    #[serde(default)]
    stages: Vec<WrittenStage>,
    #[serde(default)]
    base: Vec<WrittenBase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStage {
    name: String,
    until_age_months: Option<u32>,
    margin: Number,
    retention: Number,
    complaints: Option<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBase {
    age_months: u32,
    customers: f64,
}

/// A plain number, or one with its interval and source.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Full(Full),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    source: Option<Source>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    guess: bool,
}

impl From<Number> for Parameter {
    fn from(number: Number) -> Self {
        match number {
            Number::Plain(value) => Self::stated(value),
            Number::Full(full) => Self {
                value: full.value,
                low: full.low.unwrap_or(full.value),
                high: full.high.unwrap_or(full.value),
                source: full.source.unwrap_or(Source::Assumed),
                reason: full.reason,
                guess: full.guess,
            },
        }
    }
}

/// Reads a scenario.
///
/// # Errors
///
/// What of it cannot be read or cannot be, with its line and field.
pub fn read(text: &str) -> Result<Scenario, ScenarioFileError> {
    if text.len() > MOST_BYTES {
        return Err(ScenarioFileError::TooLong);
    }
    let written: Written = toml::from_str(text).map_err(|e| unreadable(text, &e))?;
    let currency = written.currency.map(|code| {
        let line = line_at(text, code.span().start);
        Currency::from_code(code.get_ref())
            .map_err(|e| ScenarioFileError::Unreadable { line, message: e.to_string() })
    });
    let start = written.start.map(|month| {
        let line = line_at(text, month.span().start);
        month.get_ref().parse::<Month>().map_err(|_| ScenarioFileError::Unreadable {
            line,
            message: format!("start is '{}', but must be a month such as 2026-01", month.get_ref()),
        })
    });
    let mut draft = Draft {
        currency: currency.transpose()?,
        start: start.transpose()?,
        horizon_months: written.horizon_months,
        base: written
            .base
            .iter()
            .map(|b| BaseAge { age_months: b.age_months, customers: b.customers })
            .collect(),
        ..Draft::new(written.name, written.way)
    };
    let mut quantities = written.quantities;
    if let Some(name) = quantities.keys().find(|name| name.parse::<Quantity>().is_err()) {
        return Err(ScenarioFileError::Unreadable {
            line: line_naming(text, name).unwrap_or(1),
            message: format!("there is no quantity '{}' in a scenario", name.escape_debug()),
        });
    }
    for quantity in Quantity::ALL {
        let found = quantities.remove(quantity.name());
        let parameter = match (found, quantity.usual()) {
            (Some(value), _) => value
                .try_into::<Number>()
                .map_err(|_| ScenarioFileError::Unreadable {
                    line: line_naming(text, quantity.name()).unwrap_or(1),
                    message: format!(
                        "{quantity} is neither a number nor {{ value, low, high, source, reason }}"
                    ),
                })?
                .into(),
            (None, Some(usual)) => Parameter { reason: "not in the file".into(), ..Parameter::stated(usual) },
            (None, None) => return Err(ScenarioFileError::Missing(quantity.name().to_owned())),
        };
        draft = draft.with(quantity, parameter);
    }
    draft.stages = written
        .stages
        .into_iter()
        .map(|s| Stage {
            name: s.name,
            until_age_months: s.until_age_months,
            margin: s.margin.into(),
            retention: s.retention.into(),
            complaints: s.complaints.map_or_else(
                || Parameter { reason: "not in the file".into(), ..Parameter::stated(0.0) },
                Parameter::from,
            ),
        })
        .collect();
    draft.checked().map_err(|impossible| ScenarioFileError::Impossible {
        line: line_naming(text, impossible.field.split(['.', ' ']).next().unwrap_or_default()),
        impossible,
    })
}

fn unreadable(text: &str, error: &toml::de::Error) -> ScenarioFileError {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    ScenarioFileError::Unreadable { line, message: error.message().to_owned() }
}

/// The line an offset lies in, from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

/// The only line that begins with a name; none where several do.
fn line_naming(text: &str, name: &str) -> Option<usize> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| {
            line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
        })
        .map(|(n, _)| n + 1);
    lines.next().filter(|_| lines.next().is_none())
}

/// Writes a scenario as a file that [`read`] reads back as the same.
pub fn write(scenario: &Scenario) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    line(format!("name = {}", quoted(scenario.name())));
    let way = match scenario.way() {
        Way::Focused => "focused",
        Way::Centric => "centric",
        Way::Other => "other",
    };
    line(format!("way = \"{way}\""));
    if let Some(currency) = scenario.currency() {
        line(format!("currency = \"{}\"", currency.code()));
    }
    if let Some(start) = scenario.start() {
        line(format!("start = \"{start}\""));
    }
    line(format!("horizon_months = {}", scenario.horizon_months()));
    line("\n[quantities]".to_owned());
    for quantity in Quantity::ALL {
        line(format!("{quantity} = {}", number(scenario.get(quantity))));
    }
    for stage in scenario.stages() {
        line("\n[[stages]]".to_owned());
        line(format!("name = {}", quoted(&stage.name)));
        if let Some(limit) = stage.until_age_months {
            line(format!("until_age_months = {limit}"));
        }
        for quantity in StageQuantity::ALL {
            line(format!("{quantity} = {}", number(stage.get(quantity))));
        }
    }
    for one in scenario.base() {
        line("\n[[base]]".to_owned());
        line(format!("age_months = {}", one.age_months));
        line(format!("customers = {}", float(one.customers)));
    }
    text
}

fn number(p: &Parameter) -> String {
    let plain = p.is_certain() && p.source == Source::Assumed && !p.guess && p.reason.is_empty();
    if plain {
        return float(p.value);
    }
    let mut text = format!("{{ value = {}", float(p.value));
    if !p.is_certain() {
        text.push_str(&format!(", low = {}, high = {}", float(p.low), float(p.high)));
    }
    text.push_str(&format!(", source = \"{}\"", p.source.name()));
    if !p.reason.is_empty() {
        text.push_str(&format!(", reason = {}", quoted(&p.reason)));
    }
    if p.guess {
        text.push_str(", guess = true");
    }
    text + " }"
}

/// The shortest digits that read back as the same number, with a point, as TOML wants floats.
fn float(x: f64) -> String {
    format!("{x:?}")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
