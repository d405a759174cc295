//! Customers, their ids and their contracts.

use super::field;
use crate::schema::{FieldKind, Kind, Schema};

pub(super) static CUSTOMERS: Schema = Schema {
    kind: Kind::Customers,
    grain: "one row a customer",
    time: Some("since"),
    fields: &[
        field(
            "customer",
            FieldKind::Customer,
            "The company's own id of the customer",
            &[
                "customerid",
                "userid",
                "clientid",
                "custid",
                "id",
                "accountid",
                "memberid",
                "customeruniqueid",
                "customerkey",
            ],
        )
        .required()
        .key(),
        field("name", FieldKind::Text, "Name", &["fullname", "customername", "firstname"]),
        field("email", FieldKind::Text, "E-mail address", &["emailaddress", "mail"]),
        field("phone", FieldKind::Text, "Telephone number", &["phonenumber", "telephone", "mobile"]),
        field(
            "address",
            FieldKind::Text,
            "Street, town or any other part of an address",
            &["street", "city", "customercity", "zip", "postcode", "zipcode", "customerzipcodeprefix"],
        ),
        field("note", FieldKind::Text, "Anything else in free text", &["notes", "remark", "comment"]),
        field(
            "since",
            FieldKind::Day,
            "Day the relationship began",
            &[
                "created",
                "createdat",
                "signupdate",
                "joined",
                "registered",
                "firstpurchasedate",
                "datefirstpurchase",
                "customersince",
            ],
        ),
        field(
            "birth_year",
            FieldKind::Whole,
            "Year of birth; minors are never targeted or priced",
            &["yearofbirth", "birthyear"],
        ),
        field("gender", FieldKind::Code, "As the company wrote it; used in parity reports only", &["sex"]),
        field(
            "country",
            FieldKind::Code,
            "Country, two letters where the company has them so",
            &["countrycode"],
        ),
        field(
            "region",
            FieldKind::Code,
            "State, province or region",
            &["state", "province", "customerstate"],
        ),
        field("language", FieldKind::Code, "Language, as in `it` or `en-GB`", &["locale", "lang"]),
        field(
            "channel",
            FieldKind::Code,
            "How the customer was won",
            &["acquisitionchannel", "utmsource", "leadsource", "origin"],
        ),
        field("segment", FieldKind::Code, "The company's own segment", &["tier", "group", "customersegment"]),
        field(
            "marketing_consent",
            FieldKind::YesNo,
            "Whether the customer agreed to be written to",
            &["consent", "optin", "acceptsmarketing", "newsletter"],
        ),
    ],
};

pub(super) static ALIASES: Schema = Schema {
    kind: Kind::Aliases,
    grain: "one row a pair of ids",
    time: Some("time"),
    fields: &[
        field("customer", FieldKind::Customer, "The id to be kept", &["customerid", "userid", "id"])
            .required()
            .key(),
        field(
            "other",
            FieldKind::Customer,
            "The other id of the same person",
            &["otherid", "previousid", "previous", "duplicate", "alias", "mergedfrom"],
        )
        .required()
        .key(),
        field("time", FieldKind::Time, "When it was said", &["date", "createdat"]),
    ],
};
pub(super) static CONTRACTS: Schema = Schema {
    kind: Kind::Contracts,
    grain: "one row a contract",
    time: Some("start"),
    fields: &[
        field(
            "contract_id",
            FieldKind::Code,
            "Number of the contract",
            &["contract", "contractid", "subscriptionid", "subscription", "policy", "id"],
        )
        .key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field("customer", FieldKind::Customer, "Whose", &["customerid", "userid", "member"]).required().key(),
        field("start", FieldKind::Day, "First day", &["startdate", "started", "begin", "since", "createdat"])
            .required()
            .key(),
        field(
            "until",
            FieldKind::Day,
            "Last day; empty while it runs",
            &["end", "enddate", "ended", "cancelledat", "canceledat", "churndate"],
        ),
        field("plan", FieldKind::Code, "Plan or product", &["planid", "product", "tier", "cohort"]),
        field("price", FieldKind::Money, "Price of a period", &["amount", "fee", "mrr", "monthlyprice"]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "period",
            FieldKind::Choice(&["week", "month", "quarter", "year"]),
            "How often it is paid; a month where nothing says otherwise",
            &["interval", "billing"],
        ),
        field("channel", FieldKind::Code, "How it was won", &["acquisitionchannel"]),
        field(
            "cause",
            FieldKind::Code,
            "Why it ended, as the company files it",
            &["cancelreason", "reason", "churnreason"],
        ),
        field("note", FieldKind::Text, "In words", &["comment"]),
    ],
};
