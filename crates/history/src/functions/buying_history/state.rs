//! What travels between partitions: two lists a customer, and the number of rows.

use std::sync::Arc;

use arrow::{
    array::{Array, ArrayRef, AsArray, Int32Builder, Int64Array, Int64Builder, ListBuilder},
    datatypes::{DataType, Field, FieldRef, Int32Type, Int64Type},
};
use datafusion::common::{Result, exec_err};

use super::{NAME, days::OrderDays};

fn item(kind: DataType) -> FieldRef {
    Arc::new(Field::new_list_field(kind, true))
}

/// Parts of the state and their types.
pub(super) fn types() -> [(&'static str, DataType); 3] {
    [
        ("days", DataType::List(item(DataType::Int32))),
        ("units", DataType::List(item(DataType::Int64))),
        ("rows", DataType::Int64),
    ]
}

/// Gathers states, one customer after the other.
pub(super) struct StateBuilder {
    days: ListBuilder<Int32Builder>,
    units: ListBuilder<Int64Builder>,
    rows: Vec<i64>,
}

impl StateBuilder {
    pub(super) fn new(customers: usize) -> Self {
        let (days, units) = (Int32Builder::new(), Int64Builder::new());
        Self {
            days: ListBuilder::with_capacity(days, customers).with_field(item(DataType::Int32)),
            units: ListBuilder::with_capacity(units, customers).with_field(item(DataType::Int64)),
            rows: Vec::with_capacity(customers),
        }
    }

    pub(super) fn push(&mut self, days: &[(i32, i64)], rows: i64) {
        for &(day, units) in days {
            self.days.values().append_value(day);
            self.units.values().append_value(units);
        }
        self.days.append(true);
        self.units.append(true);
        self.rows.push(rows);
    }

    pub(super) fn finish(mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.days.finish()),
            Arc::new(self.units.finish()),
            Arc::new(Int64Array::from(self.rows)),
        ]
    }
}

/// Adds each state of the arrays to the customer that `target` names for it.
pub(super) fn merge<'a>(
    states: &[ArrayRef],
    mut target: impl FnMut(usize, &mut dyn FnMut(&mut OrderDays) -> Result<()>) -> Result<()> + 'a,
) -> Result<()> {
    let [days, units, rows] = states else {
        return exec_err!("{NAME}: {} parts of a state where there are 3", states.len());
    };
    let (Some(days), Some(units), Some(rows)) =
        (days.as_list_opt::<i32>(), units.as_list_opt::<i32>(), rows.as_primitive_opt::<Int64Type>())
    else {
        return exec_err!("{NAME}: a state of another kind");
    };
    let (day, unit) = (days.values().as_primitive::<Int32Type>(), units.values().as_primitive::<Int64Type>());
    for i in 0..days.len() {
        if days.is_null(i) {
            continue;
        }
        let (from, to) = (days.value_offsets()[i] as usize, days.value_offsets()[i + 1] as usize);
        let shift = units.value_offsets()[i] as usize;
        target(i, &mut |customer| {
            customer.rows += rows.value(i);
            (from..to).try_for_each(|k| customer.add(day.value(k), unit.value(shift + k - from)))
        })?;
    }
    Ok(())
}
