//! Returns.

use std::collections::BTreeMap;

use facts::{Currency, Private, Value, schema::Kind};
use rust_decimal::Decimal;

use super::{
    Story, Told,
    order::{Amounts, amounts},
    row::Row,
};
use crate::{amount::minor, read::plain};

/// What of one product went back.
#[derive(Default)]
struct Part {
    pieces: Option<Decimal>,
    amount: Option<Decimal>,
}

impl Story<'_> {
    /// `Order Refunded`: with products a return of each, without products of the whole order.
    pub(super) fn order_refunded(&self) -> Result<Told, String> {
        let mut told = Told::default();
        let stated = self.order_amount()?.map(|amount| amount.abs());
        if self.products().is_empty() {
            let mut row = self.refund()?.with("whole_order", Value::YesNo(true));
            if let Some(stated) = stated {
                let currency = self.needed_currency()?;
                row.set("amount", Value::Money(minor(stated, currency)?));
                row.set("currency", Value::Text(currency.code().to_owned()));
            } else if let Some(currency) = self.currency()? {
                row.set("currency", Value::Text(currency.code().to_owned()));
            }
            told.rows.push(row.done(self.version, self.reason()));
            return Ok(told);
        }
        let parts = self.parts(&mut told)?;
        let priced = parts.values().any(|part| part.amount.is_some());
        let currency =
            if priced || stated.is_some() { Some(self.needed_currency()?) } else { self.currency()? };
        for (product, part) in parts {
            self.part(&mut told, product, &part, currency)?;
        }
        // Products without prices: what was paid back for all of them is known as a sum only.
        if let (false, Some(_)) = (priced, stated) {
            let sum = Part { pieces: None, amount: stated };
            self.part(&mut told, None, &sum, currency)?;
        }
        Ok(told)
    }

    /// What went back, each product once.
    fn parts(&self, told: &mut Told) -> Result<BTreeMap<Option<String>, Part>, String> {
        let mut parts: BTreeMap<Option<String>, Part> = BTreeMap::new();
        for (number, product) in (1..).zip(self.products()) {
            let Some(product) = product.as_object() else {
                told.problems.push(format!("its product {number} was left out: it is not an object"));
                continue;
            };
            let Amounts { pieces, total, .. } = amounts(product)
                .map_err(|problem| format!("its product {number} cannot be read: {problem}"))?;
            let part = parts.entry(self.product(product)).or_default();
            let sum = part.pieces.unwrap_or_default().checked_add(pieces.abs());
            part.pieces = Some(sum.ok_or("its quantities are too large")?);
            if let Some(total) = total {
                let sum = part.amount.unwrap_or_default().checked_add(total.abs());
                part.amount = Some(sum.ok_or("its amounts are too large")?);
            }
        }
        Ok(parts)
    }

    fn part(
        &self,
        told: &mut Told,
        product: Option<String>,
        part: &Part,
        currency: Option<Currency>,
    ) -> Result<(), String> {
        let mut row = self.refund()?.with("whole_order", Value::YesNo(false));
        row = row.text("product", product);
        if let Some(pieces) = part.pieces.and_then(|pieces| pieces.to_string().parse().ok()) {
            row.set("quantity", Value::Number(pieces));
        }
        if let Some(currency) = currency {
            row.set("currency", Value::Text(currency.code().to_owned()));
            if let Some(amount) = part.amount {
                row.set("amount", Value::Money(minor(amount, currency)?));
            }
        }
        told.rows.push(row.done(self.version, self.reason()));
        Ok(())
    }

    fn refund(&self) -> Result<Row, String> {
        let properties = &self.event.properties;
        let of = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| properties.get(*name))?;
            self.code(&plain(value)?)
        };
        let mut row = Row::new(Kind::Returns)
            .text("return_id", of(["refund_id", "return_id"]))
            .text("source", self.source())
            .text("order_id", Some(self.order_id()?))
            .with("time", Value::Time(self.event.time))
            .text("reason", of(["reason_code", "refund_reason_code"]));
        if let Some(customer) = self.customer {
            row.set("customer", Value::Customer(customer));
        }
        Ok(row)
    }

    /// The reason in words may name people: it stays in the records.
    fn reason(&self) -> Private {
        let words = ["reason", "comment"].iter().find_map(|name| self.event.properties.get(*name)?.as_str());
        match words.filter(|words| !words.trim().is_empty()) {
            Some(words) => Private(vec![("comment".to_owned(), words.to_owned())]),
            None => Private::default(),
        }
    }
}
