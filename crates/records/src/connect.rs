//! Opening the records.
use std::sync::Arc;

use crate::{Place, Result, State};

/// The records, open.
#[derive(Clone)]
pub struct Records {
    pub(crate) inner: Arc<Inner>,
}
pub(crate) struct Inner {
    pub(crate) folder_id: String,
    pub(crate) secret: [u8; 32],
}
impl Records {
    /// In what state the records at a place are. Never writes.
    pub async fn state(_place: &Place) -> Result<State> {
        unimplemented!("state")
    }
    /// Opens them.
    pub async fn open(_place: &Place) -> Result<Self> {
        unimplemented!("open")
    }
    /// Opens them for reading.
    pub async fn open_read_only(_place: &Place) -> Result<Self> {
        unimplemented!("open_read_only")
    }
    /// Closes them.
    pub async fn close(self) {
        unimplemented!("close")
    }
    /// SQLite: takes the log over into the file.
    pub async fn checkpoint(&self) -> Result<()> {
        unimplemented!("checkpoint")
    }
    /// Name of the data folder.
    pub fn folder_id(&self) -> &str {
        &self.inner.folder_id
    }
    /// The folder's own secret.
    pub fn secret(&self) -> &[u8; 32] {
        &self.inner.secret
    }
    /// A named word.
    pub async fn meta(&self, _name: &str) -> Result<Option<String>> {
        unimplemented!("meta")
    }
    /// Sets a named word.
    pub async fn set_meta(&self, _name: &str, _value: &str) -> Result<()> {
        unimplemented!("set_meta")
    }
}
