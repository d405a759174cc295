//! The SQL behind each table: what the files state, who is who, and what other tables fill in.

use facts::schema::{FieldKind, Kind};

use super::columns::KEY;

const ORDERS: &str = include_str!("views/orders.sql");
const ORDER_LINES: &str = include_str!("views/order_lines.sql");
const RETURNS: &str = include_str!("views/returns.sql");
const FEEDBACK: &str = include_str!("views/feedback.sql");
const CUSTOMERS: &str = include_str!("views/customers.sql");

/// Public fields of a kind, quoted: some are words of SQL.
pub(super) fn fields(kind: Kind) -> impl Iterator<Item = String> {
    kind.schema().public().map(|field| quoted(field.name))
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// `SELECT a.x, … FROM`: all columns of `table`, or of its alias, but those given as expressions.
fn list(alias: &str, names: impl Iterator<Item = String>, instead: &[(&str, &str)]) -> String {
    let expression = |name: String| {
        let bare = name.trim_matches('"');
        match instead.iter().find(|(of, _)| *of == bare) {
            Some((_, expression)) => format!("{expression} AS {name}"),
            None => format!("{alias}.{name}"),
        }
    };
    names.map(expression).collect::<Vec<_>>().join(", ")
}

fn with_key(kind: Kind) -> impl Iterator<Item = String> {
    std::iter::once(quoted(KEY)).chain(fields(kind))
}

/// Customers are the keys that stand for them, wherever one is named as the one who did it.
pub(super) fn of_canonical_customers(kind: Kind, columns: &[String], from: &str) -> String {
    let canonical = [("customer", "coalesce(k.canonical, t.customer)")];
    let instead: &[_] = if names_customer(kind) { &canonical } else { &[] };
    let columns = list("t", columns.iter().map(|name| quoted(name)), instead);
    format!("SELECT {columns} FROM {from} t LEFT JOIN _links k ON t.customer = k.raw")
}

/// Whether the kind has one customer that links apply to: an alias itself is what makes them.
pub(super) fn names_customer(kind: Kind) -> bool {
    kind != Kind::Aliases
        && kind.schema().field("customer").is_some_and(|field| field.kind == FieldKind::Customer)
}

/// Orders, with what their lines say.
pub(super) fn orders() -> String {
    let same = "(o.currency IS NULL OR l.currency IS NULL OR o.currency = l.currency)";
    let amount = format!("coalesce(o.amount, CASE WHEN {same} THEN l.amount END)");
    let lines_amount = format!("coalesce(o.lines_amount, CASE WHEN {same} THEN l.amount END)");
    let instead = [
        ("currency", "coalesce(o.currency, l.currency)"),
        ("amount", &amount),
        ("lines_amount", &lines_amount),
        ("lines", "coalesce(o.lines, l.lines)"),
    ];
    ORDERS.replace("{fields}", &list("o", with_key(Kind::Orders), &instead))
}

/// The fields of orders that lines fill in.
pub(super) const OF_LINES: [&str; 4] = ["currency", "amount", "lines_amount", "lines"];

/// Lines, with what their orders say.
pub(super) fn order_lines() -> String {
    let instead = [
        ("customer", "coalesce(l.customer, o.customer)"),
        ("time", "coalesce(l.\"time\", o.\"time\")"),
        ("currency", "coalesce(l.currency, o.currency)"),
    ];
    ORDER_LINES.replace("{fields}", &list("l", with_key(Kind::OrderLines), &instead))
}

/// The fields of lines that orders fill in.
pub(super) const OF_ORDER: [&str; 3] = ["customer", "time", "currency"];

/// Returns, with what their orders say.
pub(super) fn returns() -> String {
    let amount = "CASE WHEN whole.place IS NULL OR o.amount IS NULL THEN r.amount \
                  WHEN whole.place > 1 OR o.amount <= coalesce(parts.amount, 0) THEN 0 \
                  WHEN r.amount < o.amount - coalesce(parts.amount, 0) THEN r.amount \
                  ELSE o.amount - coalesce(parts.amount, 0) END";
    let instead = [
        ("customer", "coalesce(r.customer, o.customer)"),
        ("currency", "coalesce(r.currency, o.currency)"),
        ("amount", amount),
    ];
    RETURNS.replace("{fields}", &list("r", with_key(Kind::Returns), &instead))
}

/// The fields of returns that orders fill in.
pub(super) const OF_RETURNED: [&str; 3] = ["customer", "currency", "amount"];

/// Feedback, with what the orders it is about say.
pub(super) fn feedback() -> String {
    let instead = [("customer", "coalesce(f.customer, o.customer, only_one.customer)")];
    FEEDBACK.replace("{fields}", &list("f", with_key(Kind::Feedback), &instead))
}

/// The fields of feedback that orders fill in.
pub(super) const OF_BUYER: [&str; 1] = ["customer"];

/// The fields of a kind where some have a usual value when nothing is said; `None` where none has.
pub(super) fn with_usual(kind: Kind) -> Option<String> {
    let usual = match kind {
        Kind::Feedback => ("kind", "coalesce(t.kind, 'review')"),
        Kind::Contacts => ("direction", "coalesce(t.direction, 'out')"),
        Kind::Contracts => ("period", "coalesce(t.period, 'month')"),
        _ => return None,
    };
    Some(list("t", fields(kind), &[usual]))
}

/// Every known customer, with what is known of them.
pub(super) fn customers() -> String {
    let facts = fields(Kind::Customers).filter(|name| name != "\"customer\"");
    let fields = format!("k.customer, k.first_seen, {}", list("c", facts, &[]));
    CUSTOMERS.replace("{fields}", &fields)
}

/// All columns of a schema, quoted.
pub(super) fn columns_of(schema: &arrow::datatypes::Schema) -> String {
    schema.fields().iter().map(|field| quoted(field.name())).collect::<Vec<_>>().join(", ")
}
