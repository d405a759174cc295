//! Rows by the names of their fields.

use facts::{
    FactRow, Private, RowKey, Value, Version,
    schema::{FieldKind, Kind},
};

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

    /// The fact. A number that was not told is made of the rest of its key: so the fact keeps its
    /// number when it is written out and read back.
    pub(super) fn done(mut self, version: Version, private: Private) -> FactRow {
        let schema = self.kind.schema();
        let numbered =
            schema.public().next().is_some_and(|f| f.kind == FieldKind::Code && f.natural_key && !f.required);
        if numbered && self.values[0].is_null() && self.kind != Kind::Events {
            let parts = schema.public().zip(&self.values).filter(|(field, _)| field.natural_key);
            let key = RowKey::of(self.kind, parts.map(|(_, value)| value));
            let number: String = key.0[..10].iter().map(|byte| format!("{byte:02x}")).collect();
            self.values[0] = Value::Text(format!("e:{number}"));
        }
        FactRow::new(self.kind, version, self.values, private)
    }
}
