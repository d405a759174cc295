//! What is sold: products, orders, their lines, returns.

use super::field;
use crate::schema::{FieldKind, Kind, Schema};

pub(super) static PRODUCTS: Schema = Schema {
    kind: Kind::Products,
    grain: "one row a product",
    time: Some("launched"),
    fields: &[
        field(
            "product",
            FieldKind::Code,
            "Product code",
            &["productid", "sku", "productkey", "itemid", "code", "stockcode", "articleid", "id"],
        )
        .required()
        .key(),
        field(
            "name",
            FieldKind::Label,
            "Name of the product",
            &["productname", "title", "englishproductname", "description"],
        ),
        field(
            "line",
            FieldKind::Code,
            "Product line or category",
            &["category", "productcategory", "productcategoryname", "productline", "family", "type"],
        ),
        field("price", FieldKind::Money, "List price of a piece", &["listprice", "unitprice", "retailprice"]),
        field(
            "cost",
            FieldKind::Money,
            "Cost of a piece to the company",
            &["standardcost", "unitcost", "costprice"],
        ),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "stage_from",
            FieldKind::Code,
            "First stage of a customer's life it is for",
            &["stagefrom", "fromstage"],
        ),
        field(
            "stage_to",
            FieldKind::Code,
            "Last stage of a customer's life it is for",
            &["stageto", "tostage"],
        ),
        field(
            "core",
            FieldKind::YesNo,
            "Whether it belongs to the core of what the company sells",
            &["iscore", "coreproduct"],
        ),
        field(
            "launched",
            FieldKind::Day,
            "Day it was first sold",
            &["launchdate", "startdate", "introduced"],
        ),
        field("ended", FieldKind::Day, "Last day it was sold", &["enddate", "discontinued"]),
    ],
};

pub(super) static ORDERS: Schema = Schema {
    kind: Kind::Orders,
    grain: "one row an order",
    time: Some("time"),
    fields: &[
        field(
            "order_id",
            FieldKind::Code,
            "Number of the order or document",
            &[
                "order",
                "orderid",
                "ordernumber",
                "orderno",
                "invoiceno",
                "invoice",
                "transactionid",
                "salesordernumber",
                "receipt",
                "name",
            ],
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
            "Who ordered; empty for an anonymous sale",
            &[
                "customerid",
                "userid",
                "clientid",
                "cust",
                "custid",
                "customeruniqueid",
                "email",
                "customerkey",
                "buyer",
            ],
        ),
        field(
            "time",
            FieldKind::Time,
            "When it was placed",
            &[
                "date",
                "orderdate",
                "createdat",
                "orderpurchasetimestamp",
                "purchasedate",
                "timestamp",
                "invoicedate",
                "datetime",
            ],
        )
        .required(),
        field("day", FieldKind::Day, "Calendar day of the order where the company keeps its days", &[]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "amount",
            FieldKind::Money,
            "What the order brought, goods less discounts, before returns",
            &["total", "ordertotal", "revenue", "price", "sales", "salesamount", "paymentvalue", "subtotal"],
        ),
        field(
            "discount",
            FieldKind::Money,
            "Taken off the list price",
            &["discountamount", "discounts", "totaldiscounts"],
        ),
        field(
            "shipping",
            FieldKind::Money,
            "Charged for delivery",
            &["freight", "freightvalue", "shippingamount", "delivery"],
        ),
        field(
            "tax",
            FieldKind::Money,
            "Tax in or on the amount, as the company writes it",
            &["taxes", "vat", "taxamount"],
        ),
        field("cost", FieldKind::Money, "Cost of the goods", &["cogs", "costofgoods", "totalcost"]),
        field(
            "status",
            FieldKind::Choice(&["completed", "pending", "cancelled", "failed"]),
            "State of the order",
            &["orderstatus", "financialstatus", "state"],
        ),
        field(
            "channel",
            FieldKind::Code,
            "Where it was placed or what brought it",
            &["saleschannel", "utmsource", "medium", "sourcechannel"],
        ),
        field(
            "lines_amount",
            FieldKind::Money,
            "Sum of its lines, where they are known; a difference from the amount is shown, never resolved",
            &[],
        ),
        field("lines", FieldKind::Whole, "How many lines are known", &[]),
        field(
            "promised",
            FieldKind::Time,
            "When delivery was promised",
            &["estimateddelivery", "orderestimateddeliverydate", "duedate"],
        ),
        field(
            "delivered",
            FieldKind::Time,
            "When it was delivered",
            &["deliveredat", "ordereddeliveredcustomerdate", "orderdeliveredcustomerdate", "deliverydate"],
        ),
    ],
};

pub(super) static ORDER_LINES: Schema = Schema {
    kind: Kind::OrderLines,
    grain: "one row a line of an order",
    time: Some("time"),
    fields: &[
        field(
            "order_id",
            FieldKind::Code,
            "Number of the order",
            &["order", "orderid", "ordernumber", "orderno", "invoiceno", "salesordernumber"],
        )
        .required()
        .key(),
        field(
            "source",
            FieldKind::Code,
            "Which system or file the fact came from; ids of orders are told apart by it",
            &["sourcename", "system", "shop", "store"],
        )
        .key(),
        field(
            "line",
            FieldKind::Code,
            "Which line of the order; without one, lines are numbered as they come",
            &["lineid", "linenumber", "orderitemid", "itemnumber", "position", "salesorderlinenumber"],
        )
        .key(),
        field(
            "customer",
            FieldKind::Customer,
            "Who ordered, where the file says so",
            &["customerid", "userid", "customerkey"],
        ),
        field(
            "time",
            FieldKind::Time,
            "When it was ordered, where the file says so",
            &["date", "orderdate", "createdat", "invoicedate"],
        ),
        field(
            "product",
            FieldKind::Code,
            "Product code",
            &["productid", "sku", "productkey", "stockcode", "itemid", "article"],
        ),
        field("quantity", FieldKind::Number, "How many pieces", &["qty", "units", "pieces", "orderquantity"]),
        field("price", FieldKind::Money, "Price of a piece", &["unitprice", "itemprice"]),
        field(
            "amount",
            FieldKind::Money,
            "What the line brought",
            &["linetotal", "total", "salesamount", "extendedamount", "lineamount"],
        ),
        field("discount", FieldKind::Money, "Taken off", &["discountamount"]),
        field("shipping", FieldKind::Money, "Delivery charged for the line", &["freight", "freightvalue"]),
        field(
            "cost",
            FieldKind::Money,
            "Cost of the goods of the line",
            &["cogs", "totalproductcost", "productcost"],
        ),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
    ],
};

pub(super) static RETURNS: Schema = Schema {
    kind: Kind::Returns,
    grain: "one row a return or refund",
    time: Some("time"),
    fields: &[
        field(
            "return_id",
            FieldKind::Code,
            "Number of the return or refund",
            &["return", "returnid", "refundid", "creditnote", "rma"],
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
            "order_id",
            FieldKind::Code,
            "Number of the order it belongs to",
            &["order", "orderid", "ordernumber", "orderno"],
        )
        .key(),
        field("customer", FieldKind::Customer, "Who returned", &["customerid", "userid"]),
        field("time", FieldKind::Time, "When", &["date", "returndate", "refundedat", "createdat"])
            .required()
            .key(),
        field("day", FieldKind::Day, "Calendar day of the return", &[]),
        field(
            "currency",
            FieldKind::Currency,
            "ISO 4217 code of the amounts in the row",
            &["currencycode", "cur"],
        ),
        field(
            "amount",
            FieldKind::Money,
            "What was paid back, a positive amount",
            &["refund", "refundamount", "total"],
        ),
        field(
            "cost",
            FieldKind::Money,
            "Cost of the goods that came back, a positive amount",
            &["cogs", "costofgoods", "goodscost"],
        ),
        field("product", FieldKind::Code, "Product code", &["productid", "sku"]).key(),
        field("quantity", FieldKind::Number, "How many pieces", &["qty"]),
        field("whole_order", FieldKind::YesNo, "Whether everything was paid back", &["full", "fullrefund"]),
        field("reason", FieldKind::Code, "Reason as a code", &["reasoncode", "returnreason"]),
        field("comment", FieldKind::Text, "Reason in words", &["note", "reasontext"]),
    ],
};
