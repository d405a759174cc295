//! Orders and returns as they are kept, for whoever makes a log of them again.

use std::{collections::HashSet, fmt::Write, ops::ControlFlow};

use facts::{Currency, Day, Value};

use super::{Store, Tables};
use crate::{
    ask::{AskError, Limits},
    import::facts::{KeptOrder, KeptReturn},
};

const ORDERS: &str = include_str!("views/orders_for_log.sql");
const NEWEST: &str = include_str!("views/order_days.sql");
const RETURNS: &str = include_str!("views/returns_for_log.sql");

impl Store {
    /// Hands over every order with its customer's key, or those of some customers; the order's own
    /// `customer` is left empty.
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn orders(
        &self,
        tables: &Tables,
        only: Option<&HashSet<i64>>,
        limits: &Limits,
        each: &mut dyn FnMut(Option<i64>, KeptOrder),
    ) -> Result<(), AskError> {
        self.rows(tables, &of(ORDERS, only), limits, &mut |row| {
            if let [order, source, customer, day, currency, amount, cost, status] = row
                && let Some(day) = day_of(day)
            {
                let kept = KeptOrder {
                    order: text(order).unwrap_or_default(),
                    source: text(source).unwrap_or_default(),
                    customer: None,
                    day,
                    currency: currency_of(currency),
                    amount_minor: whole(amount),
                    cost_minor: whole(cost),
                    status: text(status),
                };
                each(whole(customer), kept);
            }
            ControlFlow::Continue(())
        })
        .map(drop)
    }

    /// Hands over every return with its customer's key, or those of some customers; the return's own
    /// `customer` is left empty.
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn returns(
        &self,
        tables: &Tables,
        only: Option<&HashSet<i64>>,
        limits: &Limits,
        each: &mut dyn FnMut(Option<i64>, KeptReturn),
    ) -> Result<(), AskError> {
        self.rows(tables, &of(RETURNS, only), limits, &mut |row| {
            if let [number, source, order, customer, day, currency, amount, cost, whole_order] = row
                && let Some(day) = day_of(day)
            {
                let kept = KeptReturn {
                    number: text(number),
                    source: text(source).unwrap_or_default(),
                    order: text(order),
                    customer: None,
                    day,
                    currency: currency_of(currency),
                    amount_minor: whole(amount),
                    cost_minor: whole(cost),
                    whole_order: *whole_order == Value::YesNo(true),
                };
                each(whole(customer), kept);
            }
            ControlFlow::Continue(())
        })
        .map(drop)
    }
}

impl Store {
    /// The newest day of any order with a customer that is not after `latest`.
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn newest_order_day(
        &self,
        tables: &Tables,
        latest: Day,
        limits: &Limits,
    ) -> Result<Option<Day>, AskError> {
        let mut newest = None;
        self.rows(tables, NEWEST, limits, &mut |row| {
            if let [Value::Day(day)] = row
                && *day <= latest.days_since_epoch()
            {
                newest = newest.max(Some(*day));
            }
            ControlFlow::Continue(())
        })?;
        Ok(newest.and_then(|day| Day::from_epoch(day).ok()))
    }
}

/// The question about some customers only; keys are whole numbers, so nothing needs quoting.
fn of(question: &str, only: Option<&HashSet<i64>>) -> String {
    let mut question = question.trim_end().to_owned();
    if let Some(only) = only {
        let mut keys: Vec<i64> = only.iter().copied().collect();
        keys.sort_unstable();
        // Nobody has key 0, and a list needs one entry.
        question.push_str("\nWHERE customer IN (0");
        for key in keys {
            let _ = write!(question, ", {key}");
        }
        question.push(')');
    }
    question
}

fn text(value: &Value) -> Option<String> {
    value.text().map(str::to_owned)
}

const fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Whole(n) | Value::Money(n) | Value::Customer(n) => Some(*n),
        _ => None,
    }
}

fn day_of(value: &Value) -> Option<Day> {
    match value {
        Value::Day(day) => Day::from_epoch(*day).ok(),
        _ => None,
    }
}

fn currency_of(value: &Value) -> Option<Currency> {
    value.text().and_then(|code| Currency::from_code(code).ok())
}
