//! One fact as it is kept: typed values in the order of its schema, and what may identify a person
//! set apart.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::schema::{FieldKind, Kind};

/// One value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known.
    Null,
    /// A code, a choice or a label.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number; always finite.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// Microseconds since 1970-01-01 UTC.
    Time(i64),
    /// Days since 1970-01-01.
    Day(i32),
    /// Whole minor units of the currency named in the same row.
    Money(i64),
    /// The internal key of a customer, as first seen: links between keys are applied when read.
    Customer(i64),
    /// Names and values, sorted by name.
    Map(Vec<(String, String)>),
}

impl Value {
    /// Whether nothing is known.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn digest(&self, hash: &mut Sha256) {
        match self {
            Self::Null => hash.update([0]),
            Self::Text(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
            Self::Whole(n) => tagged(hash, 2, &n.to_le_bytes()),
            Self::Number(x) => tagged(hash, 3, &x.to_bits().to_le_bytes()),
            Self::YesNo(b) => tagged(hash, 4, &[u8::from(*b)]),
            Self::Time(t) => tagged(hash, 5, &t.to_le_bytes()),
            Self::Day(d) => tagged(hash, 6, &d.to_le_bytes()),
            Self::Money(m) => tagged(hash, 7, &m.to_le_bytes()),
            Self::Customer(c) => tagged(hash, 8, &c.to_le_bytes()),
            Self::Map(pairs) => {
                tagged(hash, 9, &(pairs.len() as u64).to_le_bytes());
                for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
                    hash.update((text.len() as u64).to_le_bytes());
                    hash.update(text);
                }
            }
        }
    }
}

fn tagged(hash: &mut Sha256, tag: u8, bytes: &[u8]) {
    hash.update([tag]);
    hash.update(bytes);
}

/// What tells one fact of a kind from another: a digest of its natural key, 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey(pub [u8; 16]);

impl RowKey {
    /// The key of a fact with these natural key values.
    #[must_use]
    pub fn of<'a>(kind: Kind, parts: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut hash = Sha256::new();
        hash.update(kind.name());
        for part in parts {
            part.digest(&mut hash);
        }
        let mut key = [0; 16];
        key.copy_from_slice(&hash.finalize()[..16]);
        Self(key)
    }
}

impl fmt::Debug for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Which of two statements about the same fact is the later one: when it was made, in microseconds
/// since 1970-01-01 UTC, and a number that decides between two of the same moment.
///
/// For an event it is the event's own time and its message's digest, for a file the moment of the
/// import: so the order of arrival does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two of the same moment; the greater one is the later.
    pub tie: i64,
}

/// Text that may identify a person: kept in the records, never in history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Private(pub Vec<(String, String)>);

/// A fact of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// The kind.
    pub kind: Kind,
    /// Which fact it is.
    pub key: RowKey,
    /// How recent the statement is.
    pub version: Version,
    /// One value for each of the schema's public fields, in their order.
    pub values: Vec<Value>,
    /// The private fields that are known.
    pub private: Private,
    /// For a line of an order: whether it came with all lines of its order, so that lines stated
    /// before are no longer of it.
    pub complete_set: bool,
}

impl FactRow {
    /// A fact; its key is made of the values its schema names as natural key.
    ///
    /// # Panics
    ///
    /// If there are not as many values as the schema has public fields, or one is of another kind:
    /// a mistake in the program, never in its input.
    #[must_use]
    pub fn new(kind: Kind, version: Version, values: Vec<Value>, private: Private) -> Self {
        let schema = kind.schema();
        assert_eq!(values.len(), schema.public().count(), "a value for each public field of {}", kind.name());
        for (field, value) in schema.public().zip(&values) {
            assert!(field.kind.admits(value), "{}.{} does not hold {value:?}", kind.name(), field.name);
        }
        let key = RowKey::of(
            kind,
            schema.public().zip(&values).filter(|(field, _)| field.natural_key).map(|(_, value)| value),
        );
        Self { kind, key, version, values, private, complete_set: false }
    }

    /// The value of a public field, `Null` where the schema has no such field.
    #[must_use]
    pub fn value(&self, name: &str) -> &Value {
        self.kind
            .schema()
            .public()
            .position(|field| field.name == name)
            .map_or(&Value::Null, |at| &self.values[at])
    }

    /// A digest of everything but key and version: equal for statements that say the same.
    #[must_use]
    pub fn content(&self) -> i64 {
        let mut hash = Sha256::new();
        for value in &self.values {
            value.digest(&mut hash);
        }
        for (name, text) in &self.private.0 {
            hash.update(name);
            tagged(&mut hash, 0, text.as_bytes());
        }
        let digest = hash.finalize();
        i64::from_le_bytes([
            digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
        ])
    }

    /// When it happened: the value of the schema's time field, microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn time(&self) -> Option<i64> {
        let at = self.kind.schema().time_field()?;
        match self.values[at] {
            Value::Time(micros) => Some(micros),
            Value::Day(day) => Some(i64::from(day) * 86_400_000_000),
            _ => None,
        }
    }
}

impl FieldKind {
    /// Whether a field of this kind may hold the value.
    #[must_use]
    pub const fn admits(&self, value: &Value) -> bool {
        matches!(
            (self, value),
            (_, Value::Null)
                | (Self::Code | Self::Choice(_) | Self::Label | Self::Currency, Value::Text(_))
                | (Self::Whole, Value::Whole(_))
                | (Self::Number, Value::Number(_))
                | (Self::YesNo, Value::YesNo(_))
                | (Self::Time, Value::Time(_))
                | (Self::Day, Value::Day(_))
                | (Self::Money, Value::Money(_))
                | (Self::Customer, Value::Customer(_))
                | (Self::Map, Value::Map(_))
        )
    }
}
