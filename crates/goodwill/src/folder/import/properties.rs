//! Properties of events that come in files: the same ones go to history as of running systems.

use facts::{Value, schema::Kind};
use history::import::facts::ReadRow;
use intake::{Allowed, properties_of};

use crate::folder::{Folder, FolderError};

/// What the events of a file let into history.
pub(super) struct Properties {
    allowed: Allowed,
    secret: [u8; 32],
    /// Places of the event's name and of its properties among the public fields.
    places: Option<(usize, usize)>,
}

impl Properties {
    /// The built-in schemas and what the company allowed beyond them.
    pub(super) fn new(folder: &Folder) -> Result<Self, FolderError> {
        let allowed = folder.wait(folder.records().allowed_properties())?;
        let schema = Kind::Events.schema();
        Ok(Self {
            allowed: crate::folder::tables::allowed(&allowed),
            secret: *folder.records().secret(),
            places: schema.position("name").zip(schema.position("properties")),
        })
    }

    /// Columns of these names may be properties.
    pub(super) fn names(&self) -> Vec<String> {
        self.allowed.names()
    }

    /// The row with those of its properties that its event's schema names.
    pub(super) fn settle(&self, mut row: ReadRow) -> ReadRow {
        let said = std::mem::take(&mut row.properties);
        if let Some((name, properties)) = self.places
            && !said.is_empty()
            && let Some(event) = row.values[name].text()
        {
            let kept = properties_of(event, &said, &self.allowed, &self.secret);
            if !kept.is_empty() {
                row.values[properties] = Value::Map(kept);
            }
        }
        row
    }
}
