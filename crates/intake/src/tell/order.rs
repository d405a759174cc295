//! Orders and their lines.

use facts::{Currency, Private, Value, Version, schema::Kind};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{Story, Told, event::number, row::Row};
use crate::{
    amount::{decimal, minor},
    read::plain,
};

impl Story<'_> {
    /// `Order Completed`: the order and all its lines.
    pub(super) fn order_completed(&self) -> Result<Told, String> {
        let mut told = Told::default();
        let mut row = self.order()?.with("time", Value::Time(self.event.time));
        row.set("status", Value::Text("completed".to_owned()));
        if let Some(customer) = self.customer {
            row.set("customer", Value::Customer(customer));
        }
        let row = self.order_money(row, &mut told)?;
        told.rows.push(row.done(self.version, Private::default()));
        self.lines(&mut told)?;
        Ok(told)
    }

    /// `Order Updated`: what it says of amounts is the newest word; its products replace all lines.
    /// When the order was placed it does not say.
    pub(super) fn order_updated(&self) -> Result<Told, String> {
        let mut told = Told::default();
        let row = self.order_money(self.order()?, &mut told)?;
        told.rows.push(row.done(self.version, Private::default()));
        self.first_known(&mut told)?;
        self.lines(&mut told)?;
        Ok(told)
    }

    /// `Order Cancelled`: the order stays and is marked.
    pub(super) fn order_cancelled(&self) -> Result<Told, String> {
        let mut told = Told::default();
        let row = self.order()?.with("status", Value::Text("cancelled".to_owned()));
        told.rows.push(row.done(self.version, Private::default()));
        self.first_known(&mut told)?;
        Ok(told)
    }

    fn order(&self) -> Result<Row, String> {
        Ok(Row::new(Kind::Orders).text("order_id", Some(self.order_id()?)).text("source", self.source()))
    }

    /// Time and customer of an order known from an update only. The statement counts as older than
    /// any other, and among its like the earliest event's counts as the newest.
    fn first_known(&self, told: &mut Told) -> Result<(), String> {
        let mut row = self.order()?.with("time", Value::Time(self.event.time));
        if let Some(customer) = self.customer {
            row.set("customer", Value::Customer(customer));
        }
        let version = Version { time: i64::MIN / 2 - self.event.time, tie: self.version.tie };
        told.rows.push(row.done(version, Private::default()));
        Ok(())
    }

    fn order_money(&self, mut row: Row, told: &mut Told) -> Result<Row, String> {
        let properties = &self.event.properties;
        row = row.text("channel", self.channel());
        let amount = self.order_amount()?;
        if amount.is_some_and(|amount| amount.is_sign_negative() && !amount.is_zero()) {
            return Err("its amount is negative; a refund is an Order Refunded".to_owned());
        }
        let mut amounts = vec![("amount", amount)];
        for name in ["discount", "shipping", "tax"] {
            match decimal(properties.get(name)) {
                Ok(value) => {
                    amounts.push((name, value.map(|v| if name == "discount" { v.abs() } else { v })));
                }
                Err(problem) => told.problems.push(format!("its {name} was left out: {problem}")),
            }
        }
        if amounts.iter().all(|(_, value)| value.is_none()) && !self.has_prices() {
            return Ok(row);
        }
        let currency = self.needed_currency()?;
        row.set("currency", Value::Text(currency.code().to_owned()));
        for (name, value) in amounts {
            if let Some(value) = value {
                row.set(name, Value::Money(minor(value, currency)?));
            }
        }
        Ok(row)
    }

    /// What the order brought: `revenue`, which is without delivery and tax; else `total` less the
    /// `shipping` and `tax` it includes; else `subtotal`. Nothing where only its lines say it.
    pub(super) fn order_amount(&self) -> Result<Option<Decimal>, String> {
        let properties = &self.event.properties;
        let read = |name: &str| {
            decimal(properties.get(name)).map_err(|problem| format!("its {name} cannot be read: {problem}"))
        };
        if let Some(revenue) = read("revenue")? {
            return Ok(Some(revenue));
        }
        let Some(total) = read("total")? else { return read("subtotal") };
        let mut amount = total;
        for part in ["shipping", "tax"] {
            if let Some(part) = decimal(properties.get(part)).ok().flatten() {
                amount = amount.checked_sub(part).ok_or("its total is too large")?;
            }
        }
        Ok(Some(amount))
    }

    pub(super) fn needed_currency(&self) -> Result<Currency, String> {
        self.currency()?.ok_or_else(|| {
            "it names no currency and its source has none; send one, or name the key's with 'goodwill key currency'".to_owned()
        })
    }

    fn has_prices(&self) -> bool {
        self.products()
            .iter()
            .any(|product| product.as_object().is_some_and(|product| amount_names(product).next().is_some()))
    }

    pub(super) fn products(&self) -> &[Json] {
        self.event.properties.get("products").and_then(Json::as_array).map_or(&[], Vec::as_slice)
    }

    fn channel(&self) -> Option<String> {
        let event = self.event;
        let campaign = || event.context.get("campaign").and_then(|campaign| campaign.get("source"));
        let given = event.properties.get("channel").or_else(|| event.properties.get("affiliation"));
        self.code(&plain(given.or_else(campaign)?)?)
    }

    fn lines(&self, told: &mut Told) -> Result<(), String> {
        let currency = if self.has_prices() { Some(self.needed_currency()?) } else { self.currency()? };
        for (number, product) in (1..).zip(self.products()) {
            let Some(product) = product.as_object() else {
                told.problems.push(format!("its product {number} was left out: it is not an object"));
                continue;
            };
            let mut row = Row::new(Kind::OrderLines)
                .text("order_id", Some(self.order_id()?))
                .text("source", self.source())
                .with("line", Value::Text(number.to_string()));
            for problem in self.line(&mut row, product, currency) {
                told.problems.push(format!("its product {number}: {problem}"));
            }
            let mut row = row.done(self.version, Private::default());
            row.complete_set = true;
            told.rows.push(row);
        }
        Ok(())
    }

    /// Product, pieces, price and what the line brought: its own `total`, else price times pieces.
    /// Without a quantity it is one piece.
    fn line(&self, row: &mut Row, product: &Map<String, Json>, currency: Option<Currency>) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(code) = self.product(product) {
            row.set("product", Value::Text(code));
        }
        match amounts(product) {
            Ok(Amounts { pieces, price, total }) => {
                if let Some(pieces) = pieces.to_string().parse().ok().filter(|x: &f64| x.is_finite()) {
                    row.set("quantity", Value::Number(pieces));
                }
                let discount = decimal(product.get("discount")).ok().flatten().map(|d| d.abs());
                for (name, value) in [("price", price), ("amount", total), ("discount", discount)] {
                    let (Some(value), Some(currency)) = (value, currency) else { continue };
                    match minor(value, currency) {
                        Ok(value) => row.set(name, Value::Money(value)),
                        Err(problem) => problems.push(format!("its {name} was left out: {problem}")),
                    }
                }
            }
            Err(problem) => {
                problems.push(format!("its amounts were left out: {problem}"));
                if let Some(pieces) = number(product.get("quantity")) {
                    row.set("quantity", Value::Number(pieces));
                }
            }
        }
        if let Some(currency) = currency {
            row.set("currency", Value::Text(currency.code().to_owned()));
        }
        problems
    }
}

/// What a product of an order or a refund says of money.
pub(super) struct Amounts {
    pub(super) pieces: Decimal,
    pub(super) price: Option<Decimal>,
    pub(super) total: Option<Decimal>,
}

fn amount_names(product: &Map<String, Json>) -> impl Iterator<Item = &Json> {
    ["price", "total", "revenue", "amount", "discount"]
        .into_iter()
        .filter_map(|name| product.get(name).filter(|value| !value.is_null()))
}

/// Pieces, price and total of a product.
pub(super) fn amounts(product: &Map<String, Json>) -> Result<Amounts, String> {
    let read = |name: &str| decimal(product.get(name)).map_err(|problem| format!("{name}: {problem}"));
    let pieces = read("quantity")?.unwrap_or(Decimal::ONE);
    let price = read("price")?;
    let mut total = None;
    for name in ["total", "revenue", "amount"] {
        total = total.or(read(name)?);
    }
    if total.is_none()
        && let Some(price) = price
    {
        total = Some(price.checked_mul(pieces).ok_or("price times quantity is too large")?);
    }
    Ok(Amounts { pieces, price, total })
}
