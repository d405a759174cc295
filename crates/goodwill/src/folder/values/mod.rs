//! What each customer of the data folder is worth: fitted, kept, refreshed (docs/decisions/kept-values.md).

mod currencies;
mod kept;
pub(crate) mod one;
mod refit;
mod refresh;
mod rows;
mod stale;
mod touched;

use std::collections::HashSet;

use facts::Day;
use history::{
    ask::Limits,
    import::{
        OrderImport, ReadOptions,
        facts::{KeptOrder, KeptReturn},
    },
    store::{Listed, Tables},
};
use records::{Origin, Publication};

use super::{Folder, FolderError, listed};

pub(crate) use currencies::currencies;
pub(crate) use kept::Kept;
pub(crate) use refit::{refit, refit_with, said_by_company};
pub(crate) use refresh::refresh;
pub(crate) use touched::{Seen, touched_since};

/// What a refresh or a fit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Valued {
    /// Customers whose value was computed.
    pub(crate) customers: u64,
    /// The fit that holds now.
    pub(crate) fit: Option<i64>,
}

/// Above so many customers touched a full fit is less work than a refresh, and better.
const REFRESHED: usize = 10_000;

/// Values the customers touched anew; everybody, with a full fit, where there was none or where
/// very many were touched.
///
/// # Errors
///
/// If the folder cannot be read or written.
pub(crate) fn keep_up(folder: &Folder, customers: &HashSet<i64>, now: i64) -> Result<Valued, FolderError> {
    if customers.is_empty() {
        return Ok(Valued::default());
    }
    if customers.len() > REFRESHED || folder.wait(folder.records().latest_fit())?.is_none() {
        return refit_if_any(folder, now);
    }
    refresh(folder, customers, now)
}

/// A full fit, where there are orders to fit to.
///
/// # Errors
///
/// If the folder cannot be read or written.
pub(crate) fn refit_if_any(folder: &Folder, now: i64) -> Result<Valued, FolderError> {
    match refit(folder, now) {
        Err(FolderError::Value(_) | FolderError::Import(_)) => Ok(Valued::default()),
        done => done,
    }
}

/// Takes out the values that were made since a batch that is about to be undone: its facts are in
/// them. Gives whether there were any. The caller holds the lock of the imports.
///
/// # Errors
///
/// If the folder cannot be read or written.
pub(crate) fn forget_since(folder: &Folder, batch: i64, now: i64) -> Result<bool, FolderError> {
    let live = listed::all_known(&folder.wait(folder.records().live())?)?;
    let remove = stale::made_since(&live, batch);
    let any = !remove.is_empty();
    if any {
        let own = folder.wait(folder.records().next_batch())?;
        publish(folder, own, &[], remove, now)?;
    }
    Ok(any)
}

/// The order log of the folder, or of some of its customers, under the texts that `name` gives to
/// their keys.
///
/// # Errors
///
/// If the folder cannot be read or holds no orders.
pub(crate) fn order_log(
    folder: &Folder,
    tables: &Tables,
    only: Option<&HashSet<i64>>,
    options: &ReadOptions,
    name: &dyn Fn(i64) -> String,
) -> Result<OrderImport, FolderError> {
    let limits = Limits::default();
    let (mut orders, mut returns) = (Vec::<KeptOrder>::new(), Vec::<KeptReturn>::new());
    folder.store().orders(tables, only, &limits, &mut |customer, mut order| {
        order.customer = customer.map(name);
        orders.push(order);
    })?;
    folder.store().returns(tables, only, &limits, &mut |customer, mut back| {
        back.customer = customer.map(name);
        returns.push(back);
    })?;
    Ok(OrderImport::of_rows(&orders, &returns, options)?)
}

/// The day of a moment, in UTC.
pub(crate) fn day_of(micros: i64) -> Result<Day, FolderError> {
    i32::try_from(micros.div_euclid(86_400_000_000))
        .ok()
        .and_then(|days| Day::from_epoch(days).ok())
        .ok_or_else(|| FolderError::Refused(format!("no calendar has the moment {micros} µs")))
}

/// Puts value files into the manifest, and takes others out of it.
fn publish(
    folder: &Folder,
    batch: i64,
    add: &[Listed],
    remove: Vec<String>,
    now: i64,
) -> Result<(), FolderError> {
    let rows = add.iter().map(|file| file.rows.unsigned_abs()).sum();
    let publication = Publication {
        batch: Some(records::NewBatch {
            kind: facts::schema::Kind::CustomerValues.name().to_owned(),
            origin: Origin::Values,
            source: String::new(),
            names: Vec::new(),
            digest: String::new(),
            mapping: String::new(),
            rows,
            created: rows,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            published_at: now,
        }),
        batch_id: batch,
        add: listed::all_kept(add),
        remove,
        ..Publication::default()
    };
    folder.wait(folder.records().publish(publication))?;
    Ok(())
}
