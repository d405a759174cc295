//! Amounts as whole numbers, whatever type they come in.

use arrow::{
    array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array},
    datatypes::{DECIMAL128_MAX_PRECISION, DataType, Decimal128Type, Float64Type, Int64Type},
};
use datafusion::common::{Result, exec_err, plan_err};

use super::NAME;

/// Decimal places kept of an amount that is not a whole number.
const PLACES: i8 = 6;
const MILLION: f64 = 1e6;

/// What one unit of a summed amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amounts {
    /// Whole numbers, minor units by convention: summed as they are.
    Whole,
    /// Floats: summed in millionths.
    Millionths,
    /// Decimals: summed in their last digit, at most six places.
    Decimal(i8),
}

/// The type an amount is brought to before it is summed.
pub(super) fn argument_type(given: &DataType) -> Result<DataType> {
    match given {
        DataType::Null => Ok(DataType::Int64),
        DataType::UInt64 => Ok(DataType::Decimal128(20, 0)),
        whole if whole.is_integer() => Ok(DataType::Int64),
        float if float.is_floating() => Ok(DataType::Float64),
        DataType::Decimal128(_, 0..=PLACES) => Ok(given.clone()),
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => {
            Ok(DataType::Decimal128(DECIMAL128_MAX_PRECISION, (*scale).clamp(0, PLACES)))
        }
        DataType::Dictionary(_, value) => argument_type(value),
        other => plan_err!("{NAME}: amount must be a number, not {other}"),
    }
}

impl Amounts {
    /// From the type of the argument, as [`argument_type`] gives it.
    pub(super) fn of_argument(kind: &DataType) -> Result<Self> {
        match kind {
            DataType::Int64 => Ok(Self::Whole),
            DataType::Float64 => Ok(Self::Millionths),
            DataType::Decimal128(_, scale) => Ok(Self::Decimal(*scale)),
            other => plan_err!("{NAME}: amount must be a number, not {other}"),
        }
    }

    /// From the type of the answer: the struct's field `spend`.
    pub(super) fn of_answer(kind: &DataType) -> Result<Self> {
        let spend = match kind {
            DataType::Struct(fields) => fields.find("spend"),
            _ => None,
        };
        match spend {
            Some((_, field)) => Self::of_argument(field.data_type()),
            None => plan_err!("{NAME} answers with a struct, not with {kind}"),
        }
    }

    /// The type of `spend` and `repeat_spend`.
    pub(super) const fn sum_type(self) -> DataType {
        match self {
            Self::Whole => DataType::Int64,
            Self::Millionths => DataType::Float64,
            Self::Decimal(scale) => DataType::Decimal128(DECIMAL128_MAX_PRECISION, scale),
        }
    }

    /// Summed units in one unit of the amount as given.
    pub(super) fn per_unit(self) -> f64 {
        match self {
            Self::Whole => 1.0,
            Self::Millionths => MILLION,
            Self::Decimal(scale) => 10_f64.powi(i32::from(scale)),
        }
    }

    pub(super) fn read(self, array: &ArrayRef) -> Result<Known<'_>> {
        let known = match self {
            Self::Whole => array.as_primitive_opt::<Int64Type>().map(Known::Whole),
            Self::Millionths => array.as_primitive_opt::<Float64Type>().map(Known::Float),
            Self::Decimal(_) => array.as_primitive_opt::<Decimal128Type>().map(Known::Decimal),
        };
        match known {
            Some(known) => Ok(known),
            None => exec_err!("{NAME}: amount came as {}", array.data_type()),
        }
    }
}

/// A column of amounts.
pub(super) enum Known<'a> {
    Whole(&'a Int64Array),
    Float(&'a Float64Array),
    Decimal(&'a Decimal128Array),
}

impl Known<'_> {
    pub(super) fn is_known(&self, row: usize) -> bool {
        match self {
            Self::Whole(a) => a.is_valid(row),
            Self::Float(a) => a.is_valid(row),
            Self::Decimal(a) => a.is_valid(row),
        }
    }

    /// The amount in summed units. So small that thousands of them stay inside 64 bits.
    pub(super) fn units(&self, row: usize) -> Result<i64> {
        match self {
            Self::Whole(a) => match a.value(row) {
                whole if whole.unsigned_abs() < 1_000_000_000_000_000 => Ok(whole),
                whole => exec_err!("{NAME}: amount {whole} is not below 10^15"),
            },
            Self::Float(a) => match a.value(row) {
                float if float.abs() < 1e12 => Ok((float * MILLION).round() as i64),
                float => exec_err!("{NAME}: amount {float} is not a number below 10^12"),
            },
            Self::Decimal(a) => match i64::try_from(a.value(row)) {
                Ok(units) => Ok(units),
                Err(_) => exec_err!("{NAME}: amount {} has too many digits", a.value_as_string(row)),
            },
        }
    }
}
