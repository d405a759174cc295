//! The currencies of the orders of a folder.

use std::ops::ControlFlow;

use facts::{Currency, Value};
use history::ask::Limits;

use crate::folder::{Folder, FolderError, Want};

/// The currencies that orders name, the most frequent first.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn currencies(folder: &Folder) -> Result<Vec<Currency>, FolderError> {
    let tables = folder.tables(Want::default())?;
    let sql = "SELECT currency FROM orders WHERE currency IS NOT NULL GROUP BY currency ORDER BY count(*) DESC, \
               currency";
    let mut found = Vec::new();
    folder.store().rows(&tables, sql, &Limits::default(), &mut |row| {
        if let [code] = row
            && let Some(code) = Value::text(code)
            && let Ok(currency) = Currency::from_code(code)
        {
            found.push(currency);
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}
