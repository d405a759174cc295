//! What is made of the facts: each customer's value as of a day.

use super::field;
use crate::schema::{FieldKind, Kind, Schema};

pub(super) static CUSTOMER_VALUES: Schema = Schema {
    kind: Kind::CustomerValues,
    grain: "one row a customer and day looked from",
    time: Some("as_of"),
    fields: &[
        field("customer", FieldKind::Customer, "Whose value it is", &[]).required().key(),
        field("as_of", FieldKind::Day, "The day looked from", &[]).required().key(),
        field("fit", FieldKind::Whole, "Number of the fit whose parameters were used", &[]),
        field("model", FieldKind::Code, "The buying model", &[]),
        field("orders", FieldKind::Whole, "Orders so far", &[]),
        field("first_order", FieldKind::Day, "Day of the first order", &[]),
        field("last_order", FieldKind::Day, "Day of the latest order", &[]),
        field("spend", FieldKind::Number, "Revenue so far, whole units of money", &[]),
        field("value_to_date", FieldKind::Number, "Margin so far, whole units of money", &[]),
        field("alive", FieldKind::Number, "Probability that the customer still buys here, 0 to 1", &[]),
        field("expected_orders", FieldKind::Number, "Orders expected within the horizon", &[]),
        field("expected_orders_low", FieldKind::Number, "Lower end of their interval", &[]),
        field("expected_orders_high", FieldKind::Number, "Upper end of their interval", &[]),
        field(
            "expected_value",
            FieldKind::Number,
            "Discounted margin expected within the horizon, whole units of money",
            &[],
        ),
        field("expected_value_low", FieldKind::Number, "Lower end of its interval", &[]),
        field("expected_value_high", FieldKind::Number, "Upper end of its interval", &[]),
        field(
            "value_at_risk",
            FieldKind::Number,
            "What the expected value lacks because the customer may have left already; 0 for one who is lost",
            &[],
        ),
        field("health", FieldKind::Code, "active, at-risk or lost", &[]),
        field("currency", FieldKind::Currency, "ISO 4217 code of the amounts in the row", &[]),
    ],
};
