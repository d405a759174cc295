//! Lists taken away as CSV: whoever takes one is noted, cells cannot be formulas, and who a customer
//! is stands in them only for who may see it.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use book::{Book, Entry};
use history::table::guarded;

use super::{
    reading::{self, Whom},
    shown,
    wanted::Wanted,
};
use crate::{
    folder::{names, names::Names, now, values::one::Depth},
    serve::web::{Caller, Path, Problem, Query, Web, listing, see_other},
};

/// Customers whose names are looked up at one time.
const PIECE: usize = 10_000;
/// The columns after those that say who a customer is.
const COLUMNS: &str = "stage,orders,first_order,last_order,spend,value_to_date,alive,expected_orders,\
    expected_orders_low,expected_orders_high,expected_value,expected_value_low,expected_value_high,\
    value_at_risk,health,currency,as_of\r\n";

/// `GET /customers.csv`
pub(super) async fn customers(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    whole(&web, &caller, &Wanted::read(&pairs, &[])?).await
}

/// The whole list as a file.
///
/// # Errors
///
/// If the caller may not take lists away, or the records cannot be read or written.
pub(super) async fn whole(web: &Arc<Web>, caller: &Caller, wanted: &Wanted) -> Result<Response, Problem> {
    if !caller.may(Right::Export) {
        return Err(Problem::forbidden(Right::Export.name()));
    }
    let Some(book) = web.shelf.book() else {
        return Err(Problem::later("the customers are being counted: try again in a moment"));
    };
    let known = caller.may(Right::IdentityRead);
    let (of, filter) = (Arc::clone(&book), wanted.filter.clone());
    let rows = web.blocking(move |_| Ok(of.totals(&filter).customers)).await?;
    let detail =
        serde_json::json!({ "rows": rows, "conditions": wanted.filter.all.len(), "identities": known });
    // Noted before anything is sent: a file broken off has been taken too.
    web.desk
        .folder
        .records()
        .audit(&caller.actor(), "customers.exported", "customers", detail, now())
        .await?;
    let left = Left { book, wanted: wanted.clone(), known, begun: false, done: false };
    listing::csv(web, "customers.csv", left, piece).await
}

/// What of a file is still to be made.
struct Left {
    book: Arc<Book>,
    wanted: Wanted,
    /// Whether who the customers are stands in it.
    known: bool,
    begun: bool,
    done: bool,
}

fn piece(web: &Web, left: &mut Left) -> Result<Option<String>, Problem> {
    if left.done {
        return Ok(None);
    }
    let mut text = String::new();
    if !left.begun {
        text.push_str("customer,");
        if left.known {
            text.push_str("id,name,email,phone,");
        }
        text.push_str(COLUMNS);
        left.begun = true;
    }
    let wanted = &left.wanted;
    let found = left.book.list(&wanted.filter, wanted.sort, wanted.direction, wanted.after, PIECE);
    let names = if left.known {
        let keys: Vec<i64> = found.entries.iter().map(|entry| entry.key).collect();
        web.desk.folder.wait(names::names(&web.desk.folder, &keys))?
    } else {
        HashMap::new()
    };
    for entry in &found.entries {
        let names = left.known.then(|| names.get(&entry.key).cloned().unwrap_or_default());
        line(&mut text, &left.book, entry, names);
    }
    left.done = found.next.is_none() || found.entries.is_empty();
    left.wanted.after = found.next;
    Ok(Some(text))
}

fn line(text: &mut String, book: &Book, entry: &Entry, names: Option<Names>) {
    let _ = write!(text, "{},", entry.key);
    if let Some(names) = names {
        let id = names.ids.iter().find(|(space, _)| space == "id").map(|(_, id)| id.clone());
        for one in [id, names.name, names.email, names.phone] {
            cell(text, &one.unwrap_or_default());
            text.push(',');
        }
    }
    let ordered = entry.orders > 0;
    let _ = write!(text, "{},{},", entry.stage, entry.orders);
    for days in [entry.first_day, entry.last_day] {
        if let Some(day) = shown::day(days).filter(|_| ordered) {
            let _ = write!(text, "{day}");
        }
        text.push(',');
    }
    let orders = entry.expected_orders.map_or([None; 3], |three| three.map(Some));
    let value = entry.value.map_or([None; 3], |three| three.map(Some));
    let numbers = [entry.spend, entry.to_date, entry.alive]
        .into_iter()
        .chain(orders)
        .chain(value)
        .chain([entry.at_risk]);
    for x in numbers {
        if let Some(x) = x.filter(|x| x.is_finite()) {
            let _ = write!(text, "{x}");
        }
        text.push(',');
    }
    text.push_str(entry.health.map_or("", models::health::Health::name));
    text.push(',');
    text.push_str(book.currency().map_or("", |currency| currency.code()));
    text.push(',');
    if let Some(day) = shown::day(book.as_of()) {
        let _ = write!(text, "{day}");
    }
    text.push_str("\r\n");
}

/// A text in a cell: no formula, quoted where it must be.
fn cell(text: &mut String, value: &str) {
    let value = guarded(value);
    if value.contains(['"', ',', '\r', '\n']) {
        text.push('"');
        text.push_str(&value.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&value);
    }
}

/// `GET /customers/{key}/orders.csv`
pub(super) async fn orders(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, Problem> {
    let (entry, book) = match reading::whom(&web, &path).await? {
        Whom::Customer(entry, book) => (entry, book),
        Whom::Joined(key) => return Ok(see_other(format!("/customers/{key}/orders.csv"))),
        Whom::Loading => {
            return Err(Problem::later("the customers are being counted: try again in a moment"));
        }
    };
    let known = reading::known(&web, entry.key, book.as_of(), Depth::Steps).await?;
    let mut text = String::from("day,orders,amount,kept,currency\r\n");
    let mut rows = 0;
    if let Some(worked) = &known.worked {
        let code = worked.currency.map_or("", |currency| currency.code());
        rows = worked.days.len();
        for day in &worked.days {
            let _ = match worked.currency {
                Some(_) => write!(text, "{},{},{},{},{code}\r\n", day.day, day.orders, day.amount, day.kept),
                None => write!(text, "{},{},,,\r\n", day.day, day.orders),
            };
        }
    }
    let detail = serde_json::json!({ "rows": rows });
    let subject = format!("customer:{}", entry.key);
    web.desk.folder.records().audit(&caller.actor(), "orders.exported", &subject, detail, now()).await?;
    Ok(attached("orders.csv", text))
}

fn attached(name: &str, text: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        ],
        text,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_is_one_cell() {
        let mut text = String::new();
        for value in ["=1+1", "@x", "a,b", "say \"hi\"", "two\nlines", "plain"] {
            cell(&mut text, value);
            text.push(';');
        }
        assert_eq!(text, "'=1+1;'@x;\"a,b\";\"say \"\"hi\"\"\";\"two\nlines\";plain;");
    }
}
