//! One customer at a time: the form that a window runs.

use arrow::array::ArrayRef;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::Accumulator,
};

use super::{
    amount::Amounts,
    answer::answers,
    days::OrderDays,
    each_row,
    state::{self, StateBuilder},
};

/// The rows seen so far.
#[derive(Debug)]
pub(super) struct OneCustomer {
    amounts: Amounts,
    customer: OrderDays,
}

impl OneCustomer {
    pub(super) fn new(amounts: Amounts) -> Self {
        Self { amounts, customer: OrderDays::default() }
    }
}

impl Accumulator for OneCustomer {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        each_row(values, None, self.amounts, |_, order| {
            let Some((day, units)) = order else { return Ok(()) };
            self.customer.rows += 1;
            self.customer.add(day, units)
        })
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        state::merge(states, |_, add| add(&mut self.customer))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let answer = answers(std::iter::once(&self.customer), self.amounts)?;
        ScalarValue::try_from_array(&answer, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let mut states = StateBuilder::new(1);
        states.push(&self.customer.days, self.customer.rows);
        states.finish().iter().map(|part| ScalarValue::try_from_array(part, 0)).collect()
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.customer.heap_bytes()
    }
}
