//! The columns of a kind's files, and facts as rows of them.

use std::sync::Arc;

use arrow::{
    array::{
        Array, ArrayRef, AsArray, BooleanBuilder, FixedSizeBinaryBuilder, Float64Builder, Int64Array,
        Int64Builder, MapBuilder, MapFieldNames, PrimitiveBuilder, StringBuilder, new_null_array,
    },
    compute::{SortColumn, SortOptions, cast, lexsort_to_indices, take_record_batch},
    datatypes::{
        ArrowPrimitiveType, DataType, Date32Type, Field, Fields, Float64Type, Int64Type, Schema, SchemaRef,
        TimeUnit, TimestampMicrosecondType,
    },
    error::ArrowError,
    record_batch::RecordBatch,
};
use facts::{
    FactRow, RowKey, Value, Version,
    schema::{FieldKind, Kind},
};

use super::line_group;

pub(super) const KEY: &str = "_key";
pub(super) const VERSION: &str = "_version";
pub(super) const TIE: &str = "_tie";
pub(super) const CONTENT: &str = "_content";
pub(super) const BATCH: &str = "_batch";
/// Digest of the order that a line belongs to.
pub(super) const GROUP: &str = "_group";
pub(super) const COMPLETE_SET: &str = "_complete_set";

/// The zone of all times. A name in letters would need a table of zones.
pub(super) const UTC: &str = "+00:00";

pub(super) fn key_type() -> DataType {
    DataType::FixedSizeBinary(16)
}

/// How a field is kept, texts being `text`.
fn data_type(kind: FieldKind, text: &DataType) -> DataType {
    match kind {
        FieldKind::Code | FieldKind::Choice(_) | FieldKind::Label | FieldKind::Currency | FieldKind::Text => {
            text.clone()
        }
        FieldKind::Customer | FieldKind::Money | FieldKind::Whole => DataType::Int64,
        FieldKind::Number => DataType::Float64,
        FieldKind::YesNo => DataType::Boolean,
        FieldKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
        FieldKind::Day => DataType::Date32,
        FieldKind::Map => {
            let pair = Fields::from(vec![
                Field::new("key", DataType::Utf8, false),
                Field::new("value", DataType::Utf8, true),
            ]);
            DataType::Map(Arc::new(Field::new("entries", DataType::Struct(pair), false)), false)
        }
    }
}

fn schema(kind: Kind, text: &DataType) -> SchemaRef {
    // The engine may lose track of what is never NULL: every column may be.
    let mut fields = vec![
        Field::new(KEY, key_type(), true),
        Field::new(VERSION, DataType::Int64, true),
        Field::new(TIE, DataType::Int64, true),
        Field::new(CONTENT, DataType::Int64, true),
        Field::new(BATCH, DataType::Int64, true),
    ];
    if kind == Kind::OrderLines {
        fields.push(Field::new(GROUP, key_type(), true));
        fields.push(Field::new(COMPLETE_SET, DataType::Boolean, true));
    }
    fields.extend(kind.schema().public().map(|f| Field::new(f.name, data_type(f.kind, text), true)));
    Arc::new(Schema::new(fields))
}

/// The columns as they lie in files.
pub(super) fn file_schema(kind: Kind) -> SchemaRef {
    schema(kind, &DataType::Utf8)
}

/// The columns as the engine reads them: texts as views, which are cheaper to hand on.
pub(super) fn table_schema(kind: Kind) -> SchemaRef {
    schema(kind, &DataType::Utf8View)
}

/// The one column of a file of repeated keys.
pub(super) fn keys_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new(KEY, key_type(), true)]))
}

pub(super) fn key_array<'a>(
    keys: impl ExactSizeIterator<Item = &'a [u8; 16]>,
) -> Result<ArrayRef, ArrowError> {
    let mut builder = FixedSizeBinaryBuilder::with_capacity(keys.len(), 16);
    for key in keys {
        builder.append_value(key)?;
    }
    Ok(Arc::new(builder.finish()))
}

/// Rows of one kind, all of one batch, in the columns of its files.
pub(super) fn batch_of(kind: Kind, batch: i64, rows: &[&FactRow]) -> Result<RecordBatch, ArrowError> {
    let whole = |of: fn(&FactRow) -> i64| -> ArrayRef {
        Arc::new(rows.iter().map(|row| of(row)).collect::<Int64Array>())
    };
    let mut columns = vec![
        key_array(rows.iter().map(|row| &row.key.0))?,
        whole(|row| row.version.time),
        whole(|row| row.version.tie),
        whole(FactRow::content),
        Arc::new(Int64Array::from_value(batch, rows.len())),
    ];
    if kind == Kind::OrderLines {
        let groups: Vec<RowKey> = rows.iter().map(|row| line_group(row)).collect();
        columns.push(key_array(groups.iter().map(|key| &key.0))?);
        let mut complete = BooleanBuilder::with_capacity(rows.len());
        for row in rows {
            complete.append_value(row.complete_set);
        }
        columns.push(Arc::new(complete.finish()));
    }
    for (at, field) in kind.schema().public().enumerate() {
        columns.push(values(field.kind, rows.iter().map(|row| &row.values[at]))?);
    }
    RecordBatch::try_new(file_schema(kind), columns)
}

fn values<'a>(kind: FieldKind, values: impl Iterator<Item = &'a Value>) -> Result<ArrayRef, ArrowError> {
    Ok(match kind {
        FieldKind::Code | FieldKind::Choice(_) | FieldKind::Label | FieldKind::Currency | FieldKind::Text => {
            let mut builder = StringBuilder::new();
            values.for_each(|value| builder.append_option(value.text()));
            Arc::new(builder.finish())
        }
        FieldKind::Customer | FieldKind::Money | FieldKind::Whole => {
            let mut builder = Int64Builder::new();
            values.for_each(|value| {
                builder.append_option(match value {
                    Value::Customer(n) | Value::Money(n) | Value::Whole(n) => Some(*n),
                    _ => None,
                });
            });
            Arc::new(builder.finish())
        }
        FieldKind::Number => {
            let mut builder = Float64Builder::new();
            values.for_each(|value| {
                builder.append_option(match value {
                    Value::Number(x) if x.is_finite() => Some(*x),
                    _ => None,
                });
            });
            Arc::new(builder.finish())
        }
        FieldKind::YesNo => {
            let mut builder = BooleanBuilder::new();
            values.for_each(|value| {
                builder.append_option(if let Value::YesNo(b) = value { Some(*b) } else { None });
            });
            Arc::new(builder.finish())
        }
        FieldKind::Time => {
            let mut builder = PrimitiveBuilder::<TimestampMicrosecondType>::new().with_timezone(UTC);
            values.for_each(|value| {
                builder.append_option(if let Value::Time(t) = value { Some(*t) } else { None });
            });
            Arc::new(builder.finish())
        }
        FieldKind::Day => {
            let mut builder = PrimitiveBuilder::<Date32Type>::new();
            values.for_each(|value| {
                builder.append_option(if let Value::Day(d) = value { Some(*d) } else { None });
            });
            Arc::new(builder.finish())
        }
        FieldKind::Map => {
            let names = MapFieldNames { entry: "entries".into(), key: "key".into(), value: "value".into() };
            let mut builder = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new());
            for value in values {
                if let Value::Map(pairs) = value {
                    for (name, text) in pairs {
                        builder.keys().append_value(name);
                        builder.values().append_value(text);
                    }
                }
                builder.append(!value.is_null())?;
            }
            Arc::new(builder.finish())
        }
    })
}

/// Rows from a file in all columns of today: a file that is older than a field leaves it open.
pub(super) fn conform(kind: Kind, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = file_schema(kind);
    let columns = schema.fields().iter().map(|field| match rows.column_by_name(field.name()) {
        Some(array) if array.data_type() == field.data_type() => Ok(Arc::clone(array)),
        Some(array) => Err(ArrowError::SchemaError(format!(
            "column {} is {} and not {}",
            field.name(),
            array.data_type(),
            field.data_type()
        ))),
        None => Ok(new_null_array(field.data_type(), rows.num_rows())),
    });
    RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_, _>>()?)
}

/// Rows as the engine reads them.
pub(super) fn viewed(kind: Kind, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = table_schema(kind);
    let columns =
        schema.fields().iter().zip(rows.columns()).map(|(field, array)| cast(array, field.data_type()));
    RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_, _>>()?)
}

/// The rows in the order in which a file holds them: by customer, then time, then key, so that the
/// same rows make the same file whichever order they came in.
pub(super) fn sorted(kind: Kind, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let options = Some(SortOptions { descending: false, nulls_first: false });
    let by = ["customer", kind.schema().time.unwrap_or(KEY), KEY, VERSION, TIE, CONTENT];
    let columns: Vec<SortColumn> = by
        .iter()
        .filter_map(|name| rows.column_by_name(name))
        .map(|array| SortColumn { values: Arc::clone(array), options })
        .collect();
    let indices = lexsort_to_indices(&columns, None)?;
    take_record_batch(rows, &indices)
}

/// The key in a column of keys.
pub(super) fn key_at(keys: &dyn Array, row: usize) -> RowKey {
    let mut key = [0; 16];
    key.copy_from_slice(keys.as_fixed_size_binary().value(row));
    RowKey(key)
}

/// How recent the statement in a row is.
pub(super) fn version_at(rows: &RecordBatch, row: usize) -> Version {
    Version { time: whole_at(rows, VERSION, row), tie: whole_at(rows, TIE, row) }
}

/// A hidden number of a row.
pub(super) fn whole_at(rows: &RecordBatch, column: &str, row: usize) -> i64 {
    rows.column_by_name(column).map_or(0, |array| array.as_primitive::<Int64Type>().value(row))
}

/// The public values of a row.
pub(super) fn values_at(kind: Kind, rows: &RecordBatch, row: usize) -> Vec<Value> {
    let of = |field: &facts::schema::Field| {
        rows.column_by_name(field.name).map_or(Value::Null, |array| field_value(field.kind, array, row))
    };
    kind.schema().public().map(of).collect()
}

fn field_value(kind: FieldKind, array: &ArrayRef, row: usize) -> Value {
    match (kind, value_at(array, row)) {
        (FieldKind::Customer, Value::Whole(n)) => Value::Customer(n),
        (FieldKind::Money, Value::Whole(n)) => Value::Money(n),
        (_, value) => value,
    }
}

/// A value of an answer, by the type of its column alone.
pub(super) fn value_at(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Value::Text(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Value::Text(array.as_string_view().value(row).to_owned()),
        DataType::Int64 => Value::Whole(primitive::<Int64Type>(array, row)),
        DataType::Float64 => match primitive::<Float64Type>(array, row) {
            x if x.is_finite() => Value::Number(x),
            _ => Value::Null,
        },
        DataType::Boolean => Value::YesNo(array.as_boolean().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Value::Time(primitive::<TimestampMicrosecondType>(array, row))
        }
        DataType::Date32 => Value::Day(primitive::<Date32Type>(array, row)),
        DataType::Map(..) => {
            let pairs = array.as_map().value(row);
            let (names, texts) = (pairs.column(0), pairs.column(1));
            let text = |array: &ArrayRef, at| match value_at(array, at) {
                Value::Text(text) => text,
                _ => String::new(),
            };
            Value::Map((0..pairs.len()).map(|at| (text(names, at), text(texts, at))).collect())
        }
        _ => other_value(array, row),
    }
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

/// Whole numbers of other widths and exact sums as whole numbers, anything else as its text.
fn other_value(array: &ArrayRef, row: usize) -> Value {
    use arrow::util::display::array_value_to_string;
    let one = array.slice(row, 1);
    let whole = matches!(array.data_type(), DataType::Decimal128(_, 0)) || array.data_type().is_integer();
    if whole
        && let Ok(cast) = cast(&one, &DataType::Int64)
        && cast.is_valid(0)
    {
        return Value::Whole(primitive::<Int64Type>(&cast, 0));
    }
    if array.data_type().is_numeric()
        && let Ok(cast) = cast(&one, &DataType::Float64)
        && cast.is_valid(0)
    {
        return Value::Number(primitive::<Float64Type>(&cast, 0));
    }
    if matches!(array.data_type(), DataType::Timestamp(..)) {
        let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
        if let Ok(cast) = cast(&one, &micros)
            && cast.is_valid(0)
        {
            return Value::Time(primitive::<TimestampMicrosecondType>(&cast, 0));
        }
    }
    array_value_to_string(array, row).map_or(Value::Null, Value::Text)
}
