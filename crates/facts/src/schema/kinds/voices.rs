//! What customers do and say: events, feedback, contacts.

use super::field;
use crate::schema::{FieldKind, Kind, Schema};

pub(super) static EVENTS: Schema = Schema {
    kind: Kind::Events,
    grain: "one row an event",
    time: Some("time"),
    fields: &[
        field(
            "message_id",
            FieldKind::Code,
            "Id of the message that told of it; unique for ever",
            &["messageid", "eventid", "uuid", "id"],
        )
        .key(),
        field(
            "customer",
            FieldKind::Customer,
            "Who did it; anonymous visitors have keys too",
            &["customerid", "userid", "user", "clientid", "caseid", "distinctid"],
        ),
        field(
            "name",
            FieldKind::Label,
            "What was done, as the sender names it",
            &["event", "eventname", "activity", "action", "type"],
        )
        .required(),
        field(
            "type",
            FieldKind::Choice(&["track", "page", "screen", "identify", "group", "alias"]),
            "Kind of message",
            &[],
        ),
        field(
            "time",
            FieldKind::Time,
            "When it happened, corrected for a wrong clock",
            &["timestamp", "eventtime", "occurredat", "date", "datetime", "time"],
        )
        .required(),
        field("received_at", FieldKind::Time, "When it arrived here", &["receivedat"]),
        field("original_time", FieldKind::Time, "The time as the sender's clock wrote it", &[]),
        field(
            "flag",
            FieldKind::Choice(&["future", "past"]),
            "Set where the time cannot be right: more than a day ahead of arrival, or before 1990",
            &[],
        ),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        ),
        field("session", FieldKind::Code, "Visit or case it belongs to", &["sessionid", "case", "visit"]),
        field("product", FieldKind::Code, "Product code", &["productid", "sku"]),
        field("order_id", FieldKind::Code, "Number of the order", &["order", "orderid"]),
        field("amount", FieldKind::Money, "Amount named in it", &["value", "revenue", "total", "price"]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field("quantity", FieldKind::Number, "Quantity named in it", &["qty"]),
        field("properties", FieldKind::Map, "What the event's schema lets into history, by name", &[]),
        field("details", FieldKind::Text, "Everything else that was sent", &["payload", "context"]),
    ],
};

pub(super) static FEEDBACK: Schema = Schema {
    kind: Kind::Feedback,
    grain: "one row a complaint, review, answer or other word of a customer",
    time: Some("time"),
    fields: &[
        field(
            "feedback_id",
            FieldKind::Code,
            "Number of the feedback",
            &["feedback", "feedbackid", "reviewid", "complaintid", "responseid", "ticketid", "id"],
        )
        .key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field(
            "customer",
            FieldKind::Customer,
            "Who said it",
            &["customerid", "userid", "respondent", "email", "customeruniqueid"],
        )
        .key(),
        field(
            "order_id",
            FieldKind::Code,
            "Number of the order it is about",
            &["order", "orderid", "ordernumber"],
        )
        .key(),
        field("product", FieldKind::Code, "Product it is about", &["productid", "sku"]).key(),
        field(
            "time",
            FieldKind::Time,
            "When it was said",
            &[
                "date",
                "createdat",
                "submittedat",
                "reviewcreationdate",
                "timestamp",
                "reviewansweredtimestamp",
                "received",
                "receivedon",
                "receivedat",
                "openedon",
                "openedat",
                "reportedon",
                "reportedat",
            ],
        )
        .key(),
        field(
            "kind",
            FieldKind::Choice(&["complaint", "review", "survey", "question", "praise", "leaving"]),
            "What it is; a review where nothing says otherwise",
            &["type", "feedbacktype"],
        ),
        field("survey", FieldKind::Code, "Name of the survey or form", &["form", "questionid"]),
        field(
            "measure",
            FieldKind::Choice(&["nps", "csat", "ces", "stars"]),
            "How the score is to be read",
            &["metric", "scoretype"],
        ),
        field(
            "score",
            FieldKind::Number,
            "The score as given",
            &["rating", "reviewscore", "stars", "nps", "csat"],
        ),
        field("scale_low", FieldKind::Number, "Lowest score possible", &["scalemin"]),
        field("scale_high", FieldKind::Number, "Highest score possible", &["scalemax"]),
        field(
            "cause",
            FieldKind::Code,
            "What it is about, as the company files it",
            &["category", "topic", "intent", "reason", "subject"],
        ),
        field("channel", FieldKind::Code, "Where it was said", &["medium"]),
        field("language", FieldKind::Code, "Language it was said in", &["lang", "locale"]),
        field(
            "case_id",
            FieldKind::Code,
            "Number of the case it belongs to",
            &["case", "caseno", "casenumber"],
        ),
        field("solved", FieldKind::Time, "When it was solved", &["solvedat", "resolvedat", "closedat"]),
        field("title", FieldKind::Text, "Heading", &["reviewcommenttitle", "summary"]),
        field(
            "text",
            FieldKind::Text,
            "What was said",
            &[
                "comment",
                "message",
                "body",
                "reviewcommentmessage",
                "review",
                "complaint",
                "verbatim",
                "utterance",
            ],
        ),
        field("answer", FieldKind::Text, "What the company answered", &["reply", "response"]),
    ],
};

pub(super) static CONTACTS: Schema = Schema {
    kind: Kind::Contacts,
    grain: "one row a contact",
    time: Some("time"),
    fields: &[
        field(
            "contact_id",
            FieldKind::Code,
            "Number of the contact",
            &["contact", "contactid", "id", "callid", "messageid"],
        )
        .key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field("customer", FieldKind::Customer, "With whom", &["customerid", "userid", "email"])
            .required()
            .key(),
        field("time", FieldKind::Time, "When", &["date", "createdat", "sentat", "timestamp"])
            .required()
            .key(),
        field(
            "direction",
            FieldKind::Choice(&["in", "out"]),
            "Who began it; out where nothing says otherwise",
            &["inout"],
        ),
        field("channel", FieldKind::Code, "Mail, telephone, chat …", &["medium", "type"]).key(),
        field("campaign", FieldKind::Code, "Campaign it belonged to", &["campaignid", "campaignname"]).key(),
        field("outcome", FieldKind::Code, "What came of it", &["result", "status", "poutcome"]),
        field("case_id", FieldKind::Code, "Case it belonged to", &["case", "caseid", "ticketid"]),
        field(
            "staff",
            FieldKind::Code,
            "Who had it, as a number or a role",
            &["agent", "employee", "resource"],
        ),
        field("minutes", FieldKind::Number, "How long it took, minutes", &["duration", "durationminutes"]),
        field(
            "waiting_minutes",
            FieldKind::Number,
            "How long the customer waited, minutes",
            &["wait", "waiting"],
        ),
        field("cost", FieldKind::Money, "What it cost", &[]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field("text", FieldKind::Text, "What was said", &["message", "body", "note", "notes", "subject"]),
    ],
};
