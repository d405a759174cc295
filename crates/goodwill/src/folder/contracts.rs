//! The contracts that the data folder keeps.

use std::ops::ControlFlow;

use facts::{Day, Value};
use history::{
    ask::Limits,
    contracts::{Contract, ReadContracts},
};

use super::{Folder, FolderError, Want, export::names_of};

/// All contracts, customers by the company's own ids.
///
/// # Errors
///
/// If the folder cannot be read or keeps no contracts.
pub(crate) fn contracts(folder: &Folder) -> Result<ReadContracts, FolderError> {
    let tables = folder.tables(Want { ids: true, customers: true })?;
    let names = names_of(tables.ids.as_deref().unwrap_or_default());
    let mut kept = Vec::new();
    let sql = "SELECT customer, start, until FROM contracts WHERE customer IS NOT NULL";
    folder.store().rows(&tables, sql, &Limits::default(), &mut |row| {
        if let [Value::Whole(key) | Value::Customer(key), Value::Day(start), until] = row
            && let Ok(start) = Day::from_epoch(*start)
        {
            let end = if let Value::Day(end) = until { Day::from_epoch(*end).ok() } else { None };
            let customer = names.get(key).cloned().unwrap_or_else(|| key.to_string());
            kept.push(Contract { customer, start, end });
        }
        ControlFlow::Continue(())
    })?;
    if kept.is_empty() {
        return Err(FolderError::Refused(
            "the data folder keeps no contracts: bring them in with 'goodwill import contracts FILE', or name a file \
             with --contracts FILE"
                .to_owned(),
        ));
    }
    Ok(ReadContracts::of_kept(kept))
}
