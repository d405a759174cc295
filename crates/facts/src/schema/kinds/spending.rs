//! What is spent: costs, gestures; and what competitors offer.

use super::field;
use crate::schema::{FieldKind, Kind, Schema};

pub(super) static COSTS: Schema = Schema {
    kind: Kind::Costs,
    grain: "one row an amount spent in a period",
    time: Some("day"),
    fields: &[
        field("cost_id", FieldKind::Code, "Number of the entry", &["costid", "entry", "id"]).key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field(
            "kind",
            FieldKind::Choice(&["acquisition", "retention", "service", "operating"]),
            "What it was spent on",
            &["type", "costtype"],
        )
        .key(),
        field("day", FieldKind::Day, "First day of the period", &["date", "month", "period", "start"])
            .required()
            .key(),
        field("until", FieldKind::Day, "Last day of the period; the same day where empty", &["end", "to"]),
        field(
            "channel",
            FieldKind::Code,
            "Channel it was spent on",
            &["medium", "utmsource", "campaignchannel"],
        )
        .key(),
        field("campaign", FieldKind::Code, "Campaign it was spent on", &["campaignid", "campaignname"]).key(),
        field("amount", FieldKind::Money, "What was spent", &["spend", "spending", "cost", "total"])
            .required(),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "customers_won",
            FieldKind::Whole,
            "New customers it brought, where known",
            &["newcustomers", "conversions", "acquired"],
        ),
        field("note", FieldKind::Text, "In words", &["comment", "description"]),
    ],
};

pub(super) static COMPETITOR_OFFERS: Schema = Schema {
    kind: Kind::CompetitorOffers,
    grain: "one row an offer seen",
    time: Some("day"),
    fields: &[
        field("competitor", FieldKind::Label, "Who offers", &["company", "rival", "vendor", "seller"])
            .required()
            .key(),
        field(
            "product",
            FieldKind::Code,
            "Our product it stands against",
            &["productid", "sku", "ourproduct"],
        )
        .key(),
        field("offer", FieldKind::Label, "What is offered", &["offername", "title", "theirproduct"]).key(),
        field("day", FieldKind::Day, "Day it was seen", &["date", "seen", "seenon", "time"]).required().key(),
        field("until", FieldKind::Day, "Last day it holds", &["validuntil", "end"]),
        field("price", FieldKind::Money, "Its price", &["amount", "theirprice", "competitorprice"])
            .required(),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field("shipping", FieldKind::Money, "Its delivery charge", &["delivery"]),
        field("in_stock", FieldKind::YesNo, "Whether it can be had", &["instock", "available"]),
        field("note", FieldKind::Text, "In words", &["comment"]),
    ],
};

pub(super) static GESTURES: Schema = Schema {
    kind: Kind::Gestures,
    grain: "one row a gesture",
    time: Some("time"),
    fields: &[
        field("gesture_id", FieldKind::Code, "Number of the gesture", &["gesture", "gestureid", "id"]).key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field("customer", FieldKind::Customer, "For whom", &["customerid", "userid", "guest", "guestid"])
            .required()
            .key(),
        field("time", FieldKind::Time, "When", &["date", "createdat"]).required().key(),
        field("kind", FieldKind::Code, "What was given", &["type", "gesturetype"]).key(),
        field("amount", FieldKind::Money, "What it cost", &["value", "cost"]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "staff",
            FieldKind::Code,
            "Who gave it, as a number or a role",
            &["agent", "employee", "staffid"],
        ),
        field("order_id", FieldKind::Code, "Order it was about", &["order", "orderid"]),
        field("case_id", FieldKind::Code, "Case it was about", &["case", "caseid", "caseno"]),
        field("cause", FieldKind::Code, "What it was for", &["category", "reasoncode"]),
        field("reason", FieldKind::Text, "Why, in words", &["note", "comment"]),
    ],
};
