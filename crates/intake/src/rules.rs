//! Which properties of an event go to history.

use std::collections::HashMap;

/// What a property that goes to history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// A finite number.
    Number,
    /// Yes or no.
    YesNo,
    /// A short code.
    Code,
    /// A product code.
    Product,
}

/// There is no such kind of property.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no kind of property; there are number, yes_no, code and product")]
pub struct UnknownPropertyKind(pub String);

impl PropertyKind {
    /// Its name in commands and records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::YesNo => "yes_no",
            Self::Code => "code",
            Self::Product => "product",
        }
    }
}

impl std::str::FromStr for PropertyKind {
    type Err = UnknownPropertyKind;

    fn from_str(text: &str) -> Result<Self, UnknownPropertyKind> {
        [Self::Number, Self::YesNo, Self::Code, Self::Product]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| UnknownPropertyKind(text.to_owned()))
    }
}

/// What the company lets into history beyond the built-in schemas.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    by_event: HashMap<String, HashMap<String, PropertyKind>>,
}

impl Allowed {
    /// Lets a property of the events of that name into history; the name `*` stands for all events.
    pub fn allow(&mut self, event: &str, property: &str, kind: PropertyKind) {
        self.by_event.entry(event.to_owned()).or_default().insert(property.to_owned(), kind);
    }
}

/// The built-in schema of an event name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name as Segment's ecommerce specification writes it.
    pub name: &'static str,
    /// What becomes of the event besides itself, in words; empty where nothing does.
    pub becomes: &'static str,
    /// The properties that go to history.
    pub properties: &'static [(&'static str, PropertyKind)],
}

/// Every built-in schema.
#[must_use]
pub fn built_in() -> &'static [BuiltIn] {
    &[]
}
