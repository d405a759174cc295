//! Conditions on customers: a field, an operator and a value, each of a known type. Never text of a
//! query language.

use std::{fmt, str::FromStr};

use facts::{Day, Month};
use models::health::Health;
use serde::{Deserialize, Serialize, de::Error as _};

use crate::{Field, Operator, Stage, field::Holds};

/// A word is at most so long.
const LONGEST_WORD: usize = 128;
/// A filter has at most so many conditions.
const MOST_CONDITIONS: usize = 32;
/// A century is as long as anybody looks back.
const MOST_DAYS: u32 = 36_525;

/// What a field is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A whole number.
    Whole(u32),
    /// A number; always finite.
    Number(f64),
    /// A calendar day.
    Day(Day),
    /// A number of days before the day of the book.
    Days(u32),
    /// A calendar month.
    Month(Month),
    /// A class by the probability to be active.
    Health(Health),
    /// A stage.
    Stage(Stage),
    /// A word of the company's own.
    Word(String),
}

/// One condition, such as `orders:at-least:3`; only one that makes sense can be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    field: Field,
    operator: Operator,
    given: Given,
}

/// Conditions that must all hold. As text they are joined by `&`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter {
    /// All of them; none: everybody who has ordered.
    pub all: Vec<Condition>,
}

/// A condition that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no condition: {why}")]
pub struct BadCondition {
    /// What was given.
    pub text: String,
    /// Why, and what would be one.
    pub why: String,
}

impl Condition {
    /// A condition of its parts, the value as text.
    ///
    /// # Errors
    ///
    /// If that cannot be said of the field, or the value is not what the field holds.
    pub fn new(field: Field, operator: Operator, value: &str) -> Result<Self, BadCondition> {
        let text = || {
            let value: String = value.chars().take(LONGEST_WORD).collect();
            format!("{field}:{operator}:{value}")
        };
        let bad = |why: String| BadCondition { text: text(), why };
        if !field.operators().contains(&operator) {
            let names: Vec<_> = field.operators().iter().map(|operator| operator.name()).collect();
            return Err(bad(format!("of {field} can be said {}", names.join(", "))));
        }
        Ok(Self { field, operator, given: given(field, operator, value).map_err(bad)? })
    }

    /// What it is about.
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }

    /// What it says of it.
    #[must_use]
    pub const fn operator(&self) -> Operator {
        self.operator
    }

    /// What it is held against.
    #[must_use]
    pub const fn given(&self) -> &Given {
        &self.given
    }
}

fn given(field: Field, operator: Operator, value: &str) -> Result<Given, String> {
    if matches!(operator, Operator::WithinDays | Operator::NotWithinDays) {
        return match value.parse() {
            Ok(days) if days <= MOST_DAYS => Ok(Given::Days(days)),
            _ => Err(format!("'{value}' is no number of days from 0 to {MOST_DAYS}")),
        };
    }
    match field.holds() {
        Holds::Whole => {
            value.parse().map(Given::Whole).map_err(|_| format!("'{value}' is no whole number from 0"))
        }
        Holds::Number | Holds::Share => match value.parse::<f64>() {
            Ok(x) if field.holds() == Holds::Share && !(0.0..=1.0).contains(&x) => {
                Err(format!("'{value}' is not between 0 and 1"))
            }
            Ok(x) if x.is_finite() => Ok(Given::Number(x)),
            _ => Err(format!("'{value}' is no number, such as 12.5")),
        },
        Holds::Day => {
            day(value).map(Given::Day).ok_or_else(|| format!("'{value}' is no day, such as 2026-01-31"))
        }
        Holds::Month => day(&format!("{value}-01"))
            .map(|day| Given::Month(day.month()))
            .ok_or_else(|| format!("'{value}' is no month, such as 2026-01")),
        Holds::Health => Health::ALL
            .into_iter()
            .find(|health| health.name() == value)
            .map(Given::Health)
            .ok_or_else(|| format!("'{value}' is none of active, at-risk and lost")),
        Holds::Stage => value.parse().map(Given::Stage).map_err(|e: crate::UnknownStage| e.to_string()),
        Holds::Word => {
            if value.is_empty() || value.chars().count() > LONGEST_WORD || value.contains(char::is_control) {
                return Err(format!("a word has 1 to {LONGEST_WORD} characters, none of them a control one"));
            }
            Ok(Given::Word(value.to_owned()))
        }
    }
}

/// A day written as 2026-01-31, and in no other way.
fn day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let part = bytes.get(range)?;
        part.iter().all(u8::is_ascii_digit).then_some(())?;
        std::str::from_utf8(part).ok()?.parse().ok()
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Day::new(digits(0..4)?, digits(5..7)? as i8, digits(8..10)? as i8).ok()
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) | Self::Days(n) => write!(f, "{n}"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(month) => write!(f, "{:04}-{:02}", month.year(), month.number()),
            Self::Health(health) => f.write_str(health.name()),
            Self::Stage(stage) => f.write_str(stage.name()),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.field, self.operator)?;
        let text = self.given.to_string();
        // `&` stands between conditions.
        f.write_str(&text.replace('%', "%25").replace('&', "%26"))
    }
}

impl FromStr for Condition {
    type Err = BadCondition;

    fn from_str(text: &str) -> Result<Self, BadCondition> {
        let bad = |why: &str| {
            Err(BadCondition { text: text.chars().take(2 * LONGEST_WORD).collect(), why: why.to_owned() })
        };
        let mut parts = text.splitn(3, ':');
        let (Some(field), Some(operator), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
            return bad("it has a field, an operator and a value, as orders:at-least:3");
        };
        let Some(field) = Field::named(field) else {
            let names: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
            return bad(&format!("its field is none of {}", names.join(", ")));
        };
        let Some(operator) = Operator::named(operator) else {
            let names: Vec<_> = field.operators().iter().map(|operator| operator.name()).collect();
            return bad(&format!("of {field} can be said {}", names.join(", ")));
        };
        Self::new(field, operator, &value.replace("%26", "&").replace("%25", "%"))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, condition) in self.all.iter().enumerate() {
            if at > 0 {
                f.write_str("&")?;
            }
            write!(f, "{condition}")?;
        }
        Ok(())
    }
}

impl FromStr for Filter {
    type Err = BadCondition;

    fn from_str(text: &str) -> Result<Self, BadCondition> {
        let parts: Vec<&str> = text.split('&').filter(|part| !part.is_empty()).collect();
        if parts.len() > MOST_CONDITIONS {
            let text = text.chars().take(2 * LONGEST_WORD).collect();
            return Err(BadCondition {
                text,
                why: format!("at most {MOST_CONDITIONS} conditions make a filter"),
            });
        }
        Ok(Self { all: parts.into_iter().map(str::parse).collect::<Result<_, _>>()? })
    }
}

/// A condition in JSON: `{"field": "orders", "operator": "at-least", "value": 3}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    field: Field,
    operator: Operator,
    value: Plain,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Plain {
    Whole(u32),
    Number(f64),
    Text(String),
}

impl Serialize for Condition {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = match &self.given {
            Given::Whole(n) | Given::Days(n) => Plain::Whole(*n),
            Given::Number(x) => Plain::Number(*x),
            other => Plain::Text(other.to_string()),
        };
        Parts { field: self.field, operator: self.operator, value }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(from)?;
        let value = match parts.value {
            Plain::Whole(n) => n.to_string(),
            Plain::Number(x) => x.to_string(),
            Plain::Text(text) => text,
        };
        Self::new(parts.field, parts.operator, &value).map_err(D::Error::custom)
    }
}
