//! What was spent to win customers, as the data folder knows it.

use std::{collections::BTreeMap, ops::ControlFlow};

use facts::{Currency, Day, Money, Value};
use history::{
    ask::Limits,
    costs::{Costs, Spending},
    store::Tables,
};

use super::{Folder, FolderError};

/// Acquisition spending by month and channel, in the currency of the orders; `None` where there is
/// none. An entry that names no kind is taken as acquisition; one in another currency is left out.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn acquisition(
    folder: &Folder,
    tables: &Tables,
    currency: Currency,
) -> Result<Option<Costs>, FolderError> {
    let sql = "SELECT day, channel, amount, currency FROM costs WHERE kind IS NULL OR kind = 'acquisition'";
    let mut sums = BTreeMap::new();
    folder.store().rows(tables, sql, &Limits::default(), &mut |row| {
        if let [Value::Day(day), channel, Value::Whole(minor), code] = row
            && code.text().is_none_or(|code| code == currency.code())
            && let Ok(day) = Day::from_epoch(*day)
        {
            let sum: &mut i64 = sums.entry((day.month(), channel.text().map(str::to_owned))).or_default();
            *sum = sum.saturating_add(*minor);
        }
        ControlFlow::Continue(())
    })?;
    let spending: Vec<Spending> = sums
        .into_iter()
        .map(|((month, channel), minor)| Spending { month, channel, amount: Money { minor, currency } })
        .collect();
    Ok((!spending.is_empty()).then_some(Costs { spending, rejects: Vec::new() }))
}
