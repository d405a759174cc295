//! The struct that the aggregate answers with.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, StructArray},
    buffer::NullBuffer,
    datatypes::{DataType, Field, Fields},
};
use datafusion::common::{Result, exec_err};
use models::history::{Summary, summary};

use super::{NAME, amount::Amounts, days::OrderDays};

/// Names and types of the answer.
pub(super) fn fields(amounts: Amounts) -> Fields {
    let field = |name: &str, kind| Field::new(name, kind, true);
    Fields::from(vec![
        field("frequency", DataType::Int64),
        field("recency", DataType::Float64),
        field("first", DataType::Date32),
        field("last", DataType::Date32),
        field("spend", amounts.sum_type()),
        field("repeat_spend", amounts.sum_type()),
        field("mean_spend", DataType::Float64),
        field("paid_orders", DataType::Int64),
        field("orders", DataType::Int64),
    ])
}

/// One struct a customer; NULL for a customer without any order.
pub(super) fn answers<'a>(
    customers: impl Iterator<Item = &'a OrderDays>,
    amounts: Amounts,
) -> Result<StructArray> {
    let rows = customers.map(|c| Ok((checked_summary(c)?, c.rows))).collect::<Result<Vec<_>>>()?;
    let whole = |of: fn(&Summary) -> i64| -> Vec<Option<i64>> {
        rows.iter().map(|(s, _)| s.as_ref().map(of)).collect()
    };
    let day = |of: fn(&Summary) -> i32| -> ArrayRef {
        Arc::new(rows.iter().map(|(s, _)| s.as_ref().map(of)).collect::<Date32Array>())
    };
    let float = |of: &dyn Fn(&Summary) -> Option<f64>| -> ArrayRef {
        Arc::new(rows.iter().map(|(s, _)| s.as_ref().and_then(of)).collect::<Float64Array>())
    };
    let per_unit = amounts.per_unit();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(whole(|s| i64::from(s.repeat_orders)))),
        float(&|s| Some(f64::from(s.last_day) - f64::from(s.first_day))),
        day(|s| s.first_day),
        day(|s| s.last_day),
        sums(&whole(|s| s.total_amount_minor), amounts),
        sums(&whole(|s| s.repeat_amount_minor), amounts),
        float(&|s| {
            let paid = f64::from(s.paid_repeat_orders);
            (paid > 0.0).then(|| s.repeat_amount_minor as f64 / paid / per_unit)
        }),
        Arc::new(Int64Array::from(whole(|s| i64::from(s.paid_repeat_orders)))),
        Arc::new(rows.iter().map(|(s, n)| s.map(|_| *n)).collect::<Int64Array>()),
    ];
    let known = rows.iter().map(|(s, _)| s.is_some()).collect::<NullBuffer>();
    Ok(StructArray::try_new(fields(amounts), columns, Some(known))?)
}

/// The house's arithmetic; refuses sums that would not fit instead of holding them at the limit.
fn checked_summary(customer: &OrderDays) -> Result<Option<Summary>> {
    let magnitude: i128 = customer.days.iter().map(|&(_, units)| i128::from(units).abs()).sum();
    if i64::try_from(magnitude).is_err() {
        return exec_err!("{NAME}: the amounts of one customer add up beyond 64 bits");
    }
    Ok(summary(customer.days.iter().copied()))
}

fn sums(units: &[Option<i64>], amounts: Amounts) -> ArrayRef {
    let units = units.iter().copied();
    match amounts {
        Amounts::Whole => Arc::new(units.collect::<Int64Array>()),
        Amounts::Millionths => {
            let per_unit = amounts.per_unit();
            Arc::new(units.map(|u| u.map(|u| u as f64 / per_unit)).collect::<Float64Array>())
        }
        Amounts::Decimal(_) => Arc::new(
            units.map(|u| u.map(i128::from)).collect::<Decimal128Array>().with_data_type(amounts.sum_type()),
        ),
    }
}
