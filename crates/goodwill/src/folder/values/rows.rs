//! One customer's value as the fact that is kept of it.

use facts::{Day, FactRow, Private, Value, Version, schema::Kind};
use models::{
    forecast::CustomerForecast,
    health::{Health, value_at_risk},
    history::Summary,
};

/// What is the same for all customers of one valuation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common<'a> {
    pub(super) as_of: Day,
    pub(super) fit: i64,
    pub(super) model: &'a str,
    pub(super) currency: Option<&'a str>,
    pub(super) version: Version,
}

/// What is known and expected of one customer.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneCustomer<'a> {
    pub(super) key: i64,
    pub(super) summary: &'a Summary,
    /// Revenue and margin so far, whole units.
    pub(super) money: Option<(f64, f64)>,
    pub(super) forecast: Option<CustomerForecast>,
}

/// The fact to keep.
pub(super) fn row(common: &Common<'_>, customer: &OneCustomer<'_>) -> FactRow {
    let forecast = customer.forecast;
    let value = forecast.and_then(|f| f.value);
    let number = |x: Option<f64>| x.filter(|x| x.is_finite()).map_or(Value::Null, Value::Number);
    let text = |t: &str| Value::Text(t.to_owned());
    FactRow::new(
        Kind::CustomerValues,
        common.version,
        vec![
            Value::Customer(customer.key),
            Value::Day(common.as_of.days_since_epoch()),
            Value::Whole(common.fit),
            text(common.model),
            Value::Whole(i64::from(customer.summary.repeat_orders) + 1),
            Value::Day(customer.summary.first_day),
            Value::Day(customer.summary.last_day),
            number(customer.money.map(|m| m.0)),
            number(customer.money.map(|m| m.1)),
            number(forecast.map(|f| f.alive)),
            number(forecast.map(|f| f.orders.expected)),
            number(forecast.map(|f| f.orders.low)),
            number(forecast.map(|f| f.orders.high)),
            number(value.map(|v| v.expected)),
            number(value.map(|v| v.low)),
            number(value.map(|v| v.high)),
            number(forecast.and_then(|f| f.value.map(|v| value_at_risk(f.alive, v.expected)))),
            forecast.map_or(Value::Null, |f| text(Health::of(f.alive).name())),
            common.currency.map_or(Value::Null, text),
        ],
        Private::default(),
    )
}
