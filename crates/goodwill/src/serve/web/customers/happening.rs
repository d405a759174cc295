//! Facts as the timeline shows them.

use std::collections::HashMap;

use access::Right;
use facts::{Currency, FactRow, Value, schema::Kind};
use pages::{
    Reader,
    customer::{Happening, Icon, OrderLine},
    text::Fill,
};

use crate::{folder::values::one::day_of, serve::web::Caller};

/// Kinds the timeline can be narrowed to, in their order on the page.
pub(super) const KINDS: [Kind; 6] =
    [Kind::Orders, Kind::Returns, Kind::Feedback, Kind::Events, Kind::Contacts, Kind::Gestures];

/// A kind in words.
pub(super) fn kind_words(reader: &Reader, kind: Kind) -> String {
    match kind {
        Kind::Orders => reader.t("customer-kind-orders"),
        Kind::Returns => reader.t("customer-kind-returns"),
        Kind::Feedback => reader.t("customer-kind-feedback"),
        Kind::Events => reader.t("customer-kind-events"),
        Kind::Contacts => reader.t("customer-kind-contacts"),
        Kind::Gestures => reader.t("customer-kind-gestures"),
        other => other.name().to_owned(),
    }
}

/// The facts as they are shown, newest first; lines stand with their order.
pub(super) fn shown(caller: &Caller, rows: &[FactRow]) -> Vec<Happening> {
    let mut lines: HashMap<(String, String), Vec<&FactRow>> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == Kind::OrderLines) {
        lines.entry(number(row)).or_default().push(row);
    }
    rows.iter()
        .filter(|row| row.kind != Kind::OrderLines)
        .map(|row| {
            let mut one = happening(caller, row);
            if row.kind == Kind::Orders {
                let of = lines.get(&number(row)).map_or(&[][..], Vec::as_slice);
                one.lines = of.iter().rev().map(|line| order_line(&caller.reader, line)).collect();
            }
            one
        })
        .collect()
}

fn happening(caller: &Caller, row: &FactRow) -> Happening {
    let reader = &caller.reader;
    let known = caller.may(Right::IdentityRead);
    let order = text(row, "order_id").filter(|_| known);
    let (icon, what) = match row.kind {
        Kind::Orders => (
            Icon::Order,
            match order {
                Some(number) => reader.tf("customer-event-order", &[("number", Fill::Text(number))]),
                None => reader.t("customer-event-order-plain"),
            },
        ),
        Kind::Returns => (
            Icon::Return,
            match order {
                Some(number) => reader.tf("customer-event-return-of", &[("number", Fill::Text(number))]),
                None => reader.t("customer-event-return"),
            },
        ),
        Kind::Feedback if text(row, "kind") == Some("complaint") => {
            (Icon::Complaint, reader.t("customer-event-complaint"))
        }
        Kind::Feedback => (Icon::Feedback, reader.t("customer-event-feedback")),
        Kind::Events => {
            (Icon::Event, text(row, "name").map_or_else(|| reader.t("customer-event-other"), str::to_owned))
        }
        Kind::Gestures => (Icon::Gesture, reader.t("customer-event-gesture")),
        Kind::Contacts => (Icon::Contact, reader.t("customer-event-contact")),
        Kind::Contracts => (Icon::Contract, reader.t("customer-event-contract")),
        Kind::Customers => (Icon::Other, reader.t("customer-event-customer")),
        Kind::Aliases => (Icon::Other, reader.t("customer-event-alias")),
        _ => (Icon::Other, reader.t("customer-event-other")),
    };
    let amount = amount(row, "amount").or_else(|| amount(row, "cost")).or_else(|| amount(row, "price"));
    Happening {
        day: day_of(row),
        icon,
        what,
        details: details(caller, row),
        amount: amount.map(|(x, currency)| (if row.kind == Kind::Returns { -x } else { x }, currency)),
        lines: Vec::new(),
    }
}

/// More about a fact: its codes, and its free text where the caller may read it.
fn details(caller: &Caller, row: &FactRow) -> Vec<String> {
    let reader = &caller.reader;
    let mut details: Vec<String> = Vec::new();
    if row.kind != Kind::Orders
        && let Some(day) = day_of(row)
        && let Some(at) = row.time()
        && matches!(row.kind, Kind::Events | Kind::Contacts | Kind::Feedback)
        && i64::from(day.days_since_epoch()) * 86_400_000_000 != at
    {
        details.push(reader.moment(at));
    }
    let codes: &[&str] = match row.kind {
        Kind::Orders => &["status", "channel"],
        Kind::Returns => &["reason"],
        Kind::Feedback => &["measure", "cause", "channel"],
        Kind::Contacts => &["direction", "channel", "outcome"],
        Kind::Gestures => &["kind", "gesture", "reason"],
        Kind::Contracts => &["plan", "period", "cause"],
        Kind::Events => &["product"],
        _ => &[],
    };
    details.extend(
        codes
            .iter()
            .filter_map(|name| text(row, name))
            .filter(|text| *text != "completed")
            .map(str::to_owned),
    );
    if let Value::Number(score) = row.value("score") {
        details.push(reader.tf("customer-event-score", &[("score", Fill::Text(&reader.number(*score)))]));
    }
    if row.kind == Kind::Orders
        && let (Some(promised), Some(delivered)) = (moment(row, "promised"), moment(row, "delivered"))
    {
        let late = (delivered - promised).div_euclid(86_400_000_000);
        if late > 0 {
            details.push(reader.tf("customer-event-late", &[("n", Fill::Count(late.unsigned_abs()))]));
        }
    }
    if caller.may(Right::IdentityRead) {
        details.extend(
            row.private.0.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(_, text)| text.clone()),
        );
    }
    details
}

fn order_line(reader: &Reader, line: &FactRow) -> OrderLine {
    let product = text(line, "product").map_or_else(|| reader.t("customer-event-product"), str::to_owned);
    let pieces = match line.value("quantity") {
        Value::Number(x) => reader.number(*x),
        _ => "1".to_owned(),
    };
    OrderLine { product, pieces, amount: amount(line, "amount") }
}

fn number(row: &FactRow) -> (String, String) {
    let of = |name| text(row, name).unwrap_or_default().to_owned();
    (of("source"), of("order_id"))
}

fn text<'a>(row: &'a FactRow, name: &str) -> Option<&'a str> {
    row.value(name).text().filter(|text| !text.is_empty())
}

fn moment(row: &FactRow, name: &str) -> Option<i64> {
    match row.value(name) {
        Value::Time(micros) => Some(*micros),
        Value::Day(day) => Some(i64::from(*day) * 86_400_000_000),
        _ => None,
    }
}

fn amount(row: &FactRow, name: &str) -> Option<(f64, Currency)> {
    let Value::Money(minor) = row.value(name) else { return None };
    let currency = text(row, "currency").and_then(|code| Currency::from_code(code).ok())?;
    Some((*minor as f64 / currency.minor_per_unit(), currency))
}
