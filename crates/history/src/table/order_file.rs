//! Plain order files in Parquet, as large as wished: what a benchmark or a test reads back.

use std::{path::Path, sync::Arc};

use arrow::{
    array::{ArrayRef, Date32Array, Decimal128Array, Int64Array},
    datatypes::{DataType, Field, Schema},
};

use super::{Overwrite, TableError, parquet_file::write_batches};

const BATCH_ROWS: usize = 65_536;
const DIGITS: u8 = 18;

/// One order: customer number, days since 1970-01-01, amount in minor units.
pub type OrderRow = (u64, i32, i64);

/// Writes orders as Parquet with the columns `customer` (64-bit integer), `order_time` (date) and
/// `amount` (exact decimal with `decimals` places, 2 for euro and dollar), in the order given and
/// without holding them all.
///
/// # Errors
///
/// If a customer number exceeds 2^63 - 1, an amount has more than 18 digits, the file is there and
/// was to be kept, or the disk refuses. Nothing is left at `path` then but what was there.
pub fn write_order_parquet(
    path: &Path,
    orders: impl IntoIterator<Item = OrderRow>,
    decimals: u8,
    overwrite: Overwrite,
) -> Result<(), TableError> {
    let amount = DataType::Decimal128(DIGITS, decimals.min(DIGITS).cast_signed());
    let schema = Arc::new(Schema::new(vec![
        Field::new("customer", DataType::Int64, false),
        Field::new("order_time", DataType::Date32, false),
        Field::new("amount", amount.clone(), false),
    ]));
    let mut orders = orders.into_iter().enumerate();
    let batches = std::iter::from_fn(|| {
        let rows: Vec<_> = orders.by_ref().take(BATCH_ROWS).collect();
        (!rows.is_empty()).then(|| arrays(&rows, &amount))
    });
    write_batches(path, overwrite, &schema, batches)
}

fn arrays(rows: &[(usize, OrderRow)], amount: &DataType) -> Result<Vec<ArrayRef>, TableError> {
    let unwritable = |column: &str, row: usize, value: String| TableError::Unwritable {
        column: column.to_owned(),
        row: row + 1,
        value,
    };
    let mut customers = Vec::with_capacity(rows.len());
    for (row, (customer, _, minor)) in rows {
        let number =
            i64::try_from(*customer).map_err(|_| unwritable("customer", *row, customer.to_string()))?;
        if minor.unsigned_abs() >= 10_u64.pow(u32::from(DIGITS)) {
            return Err(unwritable("amount", *row, minor.to_string()));
        }
        customers.push(number);
    }
    let days: Vec<i32> = rows.iter().map(|(_, (_, day, _))| *day).collect();
    let amounts: Vec<i128> = rows.iter().map(|(_, (_, _, minor))| i128::from(*minor)).collect();
    Ok(vec![
        Arc::new(Int64Array::from(customers)),
        Arc::new(Date32Array::from(days)),
        Arc::new(Decimal128Array::from(amounts).with_data_type(amount.clone())),
    ])
}
