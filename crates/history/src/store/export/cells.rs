//! The cells of an exported table.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, Decimal128Array, StringArray},
    compute::cast,
    datatypes::{DataType, Field as Column, Schema, SchemaRef, TimeUnit},
    error::ArrowError,
    record_batch::RecordBatch,
};
use facts::{
    Currency, Day, Private, Value,
    schema::{Field, FieldKind, Kind},
};
use rust_decimal::Decimal;

use super::{
    super::columns::{self, KEY},
    Outside,
};

/// Digits of an amount in Parquet.
const DIGITS: u8 = 24;

/// How facts of a kind become cells.
pub(super) struct Cells<'a> {
    pub(super) kind: Kind,
    pub(super) outside: &'a dyn Outside,
    /// Decimals of all amounts in Parquet, where a column has one number of them.
    pub(super) decimals: u32,
}

impl Cells<'_> {
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.kind.schema().fields.iter()
    }

    /// Whether a spreadsheet might take it for a formula.
    pub(super) const fn is_text(field: &Field) -> bool {
        matches!(
            field.kind,
            FieldKind::Customer
                | FieldKind::Code
                | FieldKind::Choice(_)
                | FieldKind::Label
                | FieldKind::Text
                | FieldKind::Currency
                | FieldKind::Map
        )
    }

    pub(super) fn private(&self, batch: &RecordBatch, row: usize) -> Private {
        let key = batch.column_by_name(KEY).map(|keys| columns::key_at(keys, row));
        key.and_then(|key| self.outside.private(key)).unwrap_or_default()
    }

    /// The cell as text, empty where nothing is known.
    pub(super) fn text(&self, batch: &RecordBatch, row: usize, field: &Field, private: &Private) -> String {
        let number = |minor: i64, exponent: u32| {
            Decimal::from_i128_with_scale(i128::from(minor), exponent).to_string()
        };
        if field.is_private() {
            let known = private.0.iter().find(|(name, _)| name == field.name);
            return known.map(|(_, text)| text.clone()).unwrap_or_default();
        }
        match value(batch, row, field.name) {
            Value::Null => String::new(),
            Value::Text(text) => text,
            Value::Whole(key) if field.kind == FieldKind::Customer => {
                self.outside.id(key).unwrap_or_else(|| key.to_string())
            }
            Value::Whole(minor) if field.kind == FieldKind::Money => number(minor, exponent(batch, row)),
            Value::Whole(n) | Value::Customer(n) | Value::Money(n) => n.to_string(),
            Value::Number(x) => x.to_string(),
            Value::YesNo(yes) => if yes { "true" } else { "false" }.to_owned(),
            Value::Time(micros) => jiff::Timestamp::from_microsecond(micros).map_or_else(
                // Before the year -9999 or after 9999: no calendar shows it, but it can be read back.
                |_| micros.to_string(),
                |time| time.to_string(),
            ),
            Value::Day(day) => Day::from_epoch(day).map_or_else(|_| String::new(), |day| day.to_string()),
            Value::Map(pairs) => {
                let object: serde_json::Map<_, _> =
                    pairs.into_iter().map(|(name, text)| (name, text.into())).collect();
                serde_json::Value::Object(object).to_string()
            }
        }
    }

    /// The columns of a Parquet file.
    pub(super) fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(
            self.fields()
                .map(|field| Column::new(field.name, self.data_type(field), true))
                .collect::<Vec<_>>(),
        ))
    }

    fn data_type(&self, field: &Field) -> DataType {
        match field.kind {
            FieldKind::Money => DataType::Decimal128(DIGITS, self.decimals as i8),
            FieldKind::Whole => DataType::Int64,
            FieldKind::Number => DataType::Float64,
            FieldKind::YesNo => DataType::Boolean,
            FieldKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(columns::UTC.into())),
            FieldKind::Day => DataType::Date32,
            _ => DataType::Utf8,
        }
    }

    pub(super) fn columns(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>, ArrowError> {
        let rows = 0..batch.num_rows();
        let private: Vec<Private> = rows.clone().map(|row| self.private(batch, row)).collect();
        self.fields()
            .map(|field| match (field.kind, batch.column_by_name(field.name)) {
                (FieldKind::Money, Some(_)) => {
                    let amounts = rows.clone().map(|row| self.scaled(batch, row, field));
                    let amounts: Decimal128Array = amounts.collect();
                    let scale = self.decimals as i8;
                    Ok(Arc::new(amounts.with_precision_and_scale(DIGITS, scale)?) as ArrayRef)
                }
                (
                    FieldKind::Whole
                    | FieldKind::Number
                    | FieldKind::YesNo
                    | FieldKind::Time
                    | FieldKind::Day,
                    Some(array),
                ) => cast(array, &self.data_type(field)),
                _ => {
                    let texts = rows.clone().map(|row| {
                        Some(self.text(batch, row, field, &private[row])).filter(|text| !text.is_empty())
                    });
                    Ok(Arc::new(texts.collect::<StringArray>()) as ArrayRef)
                }
            })
            .collect()
    }

    /// An amount with the decimals of its column.
    fn scaled(&self, batch: &RecordBatch, row: usize, field: &Field) -> Option<i128> {
        let Value::Whole(minor) = value(batch, row, field.name) else { return None };
        let more = self.decimals.saturating_sub(exponent(batch, row));
        Some(i128::from(minor) * 10_i128.pow(more))
    }
}

fn value(batch: &RecordBatch, row: usize, name: &str) -> Value {
    batch.column_by_name(name).map_or(Value::Null, |array| columns::value_at(array, row))
}

/// Decimals of the row's currency, two where it names none.
fn exponent(batch: &RecordBatch, row: usize) -> u32 {
    let currency = value(batch, row, "currency");
    currency.text().and_then(|code| Currency::from_code(code).ok()).map_or(2, Currency::exponent)
}
