//! The order days of one customer, as they are gathered.

use datafusion::common::{Result, exec_err};

use super::NAME;

/// Order days with their net amounts: sorted, one entry a day; and the rows they were made of.
#[derive(Debug, Clone, Default)]
pub(super) struct OrderDays {
    pub(super) days: Vec<(i32, i64)>,
    pub(super) rows: i64,
}

impl OrderDays {
    /// Adds an amount to its day.
    pub(super) fn add(&mut self, day: i32, units: i64) -> Result<()> {
        let entry = match self.days.last_mut() {
            Some(last) if last.0 == day => Some(last),
            Some(last) if last.0 > day => match self.days.binary_search_by_key(&day, |d| d.0) {
                Ok(at) => self.days.get_mut(at),
                Err(at) => {
                    self.days.insert(at, (day, units));
                    return Ok(());
                }
            },
            _ => None,
        };
        match entry {
            None => self.days.push((day, units)),
            Some(entry) => match entry.1.checked_add(units) {
                Some(sum) => entry.1 = sum,
                None => return exec_err!("{NAME}: the amounts of one day add up beyond 64 bits"),
            },
        }
        Ok(())
    }

    /// Bytes held outside of the value itself.
    pub(super) const fn heap_bytes(&self) -> usize {
        self.days.capacity() * size_of::<(i32, i64)>()
    }
}
