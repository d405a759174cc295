//! Rows by the names of their fields.

use facts::{FactRow, Private, Value, Version, schema::Kind};

/// A row in the making: what is not set is not known.
pub(super) struct Row {
    kind: Kind,
    values: Vec<Value>,
}

impl Row {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, values: vec![Value::Null; kind.schema().public().count()] }
    }

    /// Sets a field. The names are the schema's; a test makes every row there is.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        let at = self.kind.schema().position(name);
        assert!(at.is_some(), "{} has no field {name}", self.kind.name());
        if let Some(at) = at {
            self.values[at] = value;
        }
    }

    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.set(name, value);
        self
    }

    pub(super) fn text(self, name: &str, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.with(name, Value::Text(text.into())),
            None => self,
        }
    }

    pub(super) fn done(self, version: Version, private: Private) -> FactRow {
        FactRow::new(self.kind, version, self.values, private)
    }
}
