//! `buying_history(order_time, amount)`: an order log becomes one history a customer.
//!
//! The conventions are those of [`models::history::summary`]: orders of one day merge, the first
//! is neither a repeat order nor repeat spend, and mean spend is that of paid repeat order days.
//!
//! Money is summed in whole numbers (minor units, millionths or the decimal's own digits), so that
//! the same question has the same answer however the rows are spread and merged.

mod amount;
mod answer;
mod days;
mod grouped;
mod single;
mod state;

use std::sync::Arc;

use arrow::{
    array::{Array, ArrayRef, AsArray, Date32Array},
    compute::{CastOptions, cast_with_options},
    datatypes::{DataType, Date32Type, Field, FieldRef},
    util::display::FormatOptions,
};
use datafusion::{
    common::{DataFusionError, Result, plan_err},
    logical_expr::{
        Accumulator, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
        utils::{AggregateOrderSensitivity, format_state_name},
    },
};

use self::amount::Amounts;

pub(super) const NAME: &str = "buying_history";

/// The aggregate as the engine sees it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct BuyingHistory {
    signature: Signature,
}

impl BuyingHistory {
    pub(super) fn new() -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl AggregateUDFImpl for BuyingHistory {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [time, amount] => Ok(vec![time_type(time)?, amount::argument_type(amount)?]),
            _ => plan_err!("{NAME} takes (order_time, amount), not {} arguments", given.len()),
        }
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        match given {
            [_, amount] => Ok(DataType::Struct(answer::fields(Amounts::of_argument(amount)?))),
            _ => plan_err!("{NAME} takes (order_time, amount), not {} arguments", given.len()),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |part, kind| Arc::new(Field::new(format_state_name(args.name, part), kind, true));
        Ok(state::types().into_iter().map(|(part, kind)| field(part, kind)).collect())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(single::OneCustomer::new(amounts_of(&args)?)))
    }

    /// For frames that do not begin at the first row: their rows would have to be taken back.
    fn create_sliding_accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        plan_err!(
            "{NAME} over a sliding frame (such as ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) is not \
             supported; begin the frame with UNBOUNDED PRECEDING"
        )
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(grouped::ManyCustomers::new(amounts_of(&args)?)))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

fn amounts_of(args: &AccumulatorArgs<'_>) -> Result<Amounts> {
    if args.is_distinct {
        return plan_err!("{NAME} does not take DISTINCT: two equal rows are two orders of one day");
    }
    Amounts::of_answer(args.return_field.data_type())
}

fn time_type(given: &DataType) -> Result<DataType> {
    match given {
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => Ok(given.clone()),
        DataType::Null => Ok(DataType::Date32),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(DataType::Utf8),
        DataType::Dictionary(_, value) => time_type(value),
        other => plan_err!(
            "{NAME}: order_time must be a date, a timestamp or text such as 2024-03-31, not {other}"
        ),
    }
}

/// The calendar day of each time; a timestamp with a zone counts in that zone.
fn days_of(times: &ArrayRef) -> Result<Date32Array> {
    let strict = CastOptions { safe: false, format_options: FormatOptions::default() };
    let days = cast_with_options(times, &DataType::Date32, &strict)
        .map_err(|e| DataFusionError::Execution(format!("{NAME}: order_time: {e}")))?;
    Ok(days.as_primitive::<Date32Type>().clone())
}

/// Goes through the rows that count: kept by the filter (NULL keeps nothing), time and amount known.
fn each_row(
    values: &[ArrayRef],
    filter: Option<&arrow::array::BooleanArray>,
    amounts: Amounts,
    mut row: impl FnMut(usize, Option<(i32, i64)>) -> Result<()>,
) -> Result<()> {
    let [times, money] = values else {
        return plan_err!("{NAME} takes (order_time, amount), not {} arguments", values.len());
    };
    let days = days_of(times)?;
    let money = amounts.read(money)?;
    for i in 0..days.len() {
        let kept = filter.is_none_or(|f| f.is_valid(i) && f.value(i));
        let known = kept && days.is_valid(i) && money.is_known(i);
        row(i, if known { Some((days.value(i), money.units(i)?)) } else { None })?;
    }
    Ok(())
}
