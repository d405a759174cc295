//! Many customers at once: the form that a GROUP BY runs.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use datafusion::{
    common::Result,
    logical_expr::{EmitTo, GroupsAccumulator},
};

use super::{
    amount::Amounts,
    answer::answers,
    days::OrderDays,
    each_row,
    state::{self, StateBuilder},
};

/// One [`OrderDays`] a group.
pub(super) struct ManyCustomers {
    amounts: Amounts,
    customers: Vec<OrderDays>,
    /// Kept running: the engine asks for the size after every batch.
    heap_bytes: usize,
}

impl ManyCustomers {
    pub(super) const fn new(amounts: Amounts) -> Self {
        Self { amounts, customers: Vec::new(), heap_bytes: 0 }
    }

    fn change(&mut self, group: usize, change: impl FnOnce(&mut OrderDays) -> Result<()>) -> Result<()> {
        let customer = &mut self.customers[group];
        let before = customer.heap_bytes();
        change(customer)?;
        self.heap_bytes += customer.heap_bytes() - before;
        Ok(())
    }

    fn take(&mut self, emit: EmitTo) -> Vec<OrderDays> {
        let taken = emit.take_needed(&mut self.customers);
        self.heap_bytes = self.customers.iter().map(OrderDays::heap_bytes).sum();
        taken
    }
}

impl GroupsAccumulator for ManyCustomers {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total_groups: usize,
    ) -> Result<()> {
        self.customers.resize_with(total_groups, OrderDays::default);
        each_row(values, filter, self.amounts, |row, order| {
            let Some((day, units)) = order else { return Ok(()) };
            self.change(groups[row], |customer| {
                customer.rows += 1;
                customer.add(day, units)
            })
        })
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total_groups: usize) -> Result<()> {
        self.customers.resize_with(total_groups, OrderDays::default);
        state::merge(states, |i, add| self.change(groups[i], add))
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let amounts = self.amounts;
        Ok(Arc::new(answers(self.take(emit).iter(), amounts)?))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let customers = self.take(emit);
        let mut states = StateBuilder::new(customers.len());
        for customer in &customers {
            states.push(&customer.days, customer.rows);
        }
        Ok(states.finish())
    }

    /// Rows as states of their own, for when grouping early gains nothing.
    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let mut states = StateBuilder::new(values.first().map_or(0, |v| v.len()));
        each_row(values, filter, self.amounts, |_, order| {
            states.push(order.as_slice(), i64::from(order.is_some()));
            Ok(())
        })?;
        Ok(states.finish())
    }

    fn size(&self) -> usize {
        self.heap_bytes + self.customers.capacity() * size_of::<OrderDays>()
    }
}
