//! The page of one customer.

use std::{collections::HashMap, sync::Arc};

use access::{Right, Role};
use axum::{extract::State, response::Response};
use book::{Book, Entry, Sort};
use facts::schema::Kind;
use pages::{
    Reader,
    customer::{self as drawn, Contact, Curve, Expected, KindLink, Note, Point, Timeline, View},
};

use super::{
    happening,
    reading::{self, Known, Whom},
    shown,
};
use crate::{
    folder::names::Names,
    serve::web::{Caller, Path, Problem, Query, Web, see_other, shown as page_shown},
};

/// Happenings on a page of the timeline.
const HAPPENINGS: usize = 60;
/// Notes that are shown.
const NOTES: u64 = 200;

/// What of the timeline is wanted.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// Before this moment, microseconds since 1970-01-01 UTC.
    before: Option<i64>,
    /// Only this kind.
    kind: Option<String>,
}

/// `GET /customers/{key}`
pub(super) async fn page(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let (entry, book) = match reading::whom(&web, &path).await? {
        Whom::Customer(entry, book) => (entry, book),
        Whom::Joined(key) => return Ok(see_other(format!("/customers/{key}"))),
        Whom::Loading => {
            return Ok(page_shown(&pages::customers::loading(reader, &reader.t("customers-title"))));
        }
    };
    let kind = match part.kind.as_deref() {
        None => None,
        Some(name) => Some(
            happening::KINDS
                .into_iter()
                .find(|kind| kind.name() == name)
                .ok_or_else(|| Problem::invalid("kind", "there is no such kind of happening"))?,
        ),
    };
    let asked = reading::Part { kind, before: part.before, most: HAPPENINGS };
    let ((known, happened), names, outlook, notes) = tokio::try_join!(
        reading::all(&web, &caller, entry.key, book.as_of(), asked),
        shown::names_of(&web, &caller, std::slice::from_ref(&entry.key)),
        shown::outlook(&web, reader),
        notes(&web, &caller, entry.key),
    )?;
    let timeline = timeline(&caller, entry.key, asked, &happened);
    let view = view(&caller, &entry, &book, &known, names.get(&entry.key), outlook, timeline, notes);
    Ok(page_shown(&drawn::page(reader, &view)))
}

#[expect(clippy::too_many_arguments, reason = "the parts of a page, each from its own place")]
fn view(
    caller: &Caller,
    entry: &Entry,
    book: &Book,
    known: &Known,
    names: Option<&Names>,
    (horizon, no_value): (Option<pages::customers::Horizon>, Option<String>),
    timeline: Timeline,
    notes: Option<Vec<Note>>,
) -> View {
    let ordered = entry.orders > 0;
    let worked = known.worked.as_ref();
    let expected =
        entry.alive.zip(entry.expected_orders).zip(horizon).map(|((alive, orders), horizon)| Expected {
            value: entry.value,
            orders,
            months: horizon.months,
            level: horizon.level,
            alive,
            at_risk: entry.at_risk,
            rank: book.rank(entry.key, Sort::Value).map(|rank| (rank.place as u64, rank.of as u64)),
        });
    let curve = worked.filter(|worked| !worked.curve.is_empty()).map(|worked| Curve {
        points: worked
            .curve
            .iter()
            .map(|p| Point { month: p.month, to_date: p.to_date, expected: p.expected })
            .collect(),
        discount: worked.expected.as_ref().map(|expected| expected.discount),
    });
    View {
        key: entry.key,
        name: names.and_then(shown::called),
        stage: shown::stage(entry.stage),
        first_order: ordered.then(|| shown::day(entry.first_day)).flatten(),
        last_order: ordered.then(|| shown::day(entry.last_day)).flatten(),
        orders: entry.orders,
        spend: entry.spend,
        to_date: entry.to_date,
        margin_assumed: worked.is_some_and(|worked| worked.margin_source == "assumed"),
        no_value: no_value.filter(|_| expected.is_none() && ordered),
        expected,
        currency: book.currency(),
        as_of: worked.map(|worked| worked.as_of).or_else(|| shown::day(book.as_of())),
        curve,
        contact: caller.may(Right::IdentityRead).then(|| names.map(contact).unwrap_or_default()),
        timeline,
        notes,
    }
}

fn contact(names: &Names) -> Vec<Contact> {
    let one = |what: &str, text: &str| Contact { what: what.to_owned(), text: text.to_owned() };
    let named = [
        ("name", &names.name),
        ("email", &names.email),
        ("phone", &names.phone),
        ("address", &names.address),
    ];
    let mut contact: Vec<Contact> =
        named.into_iter().filter_map(|(what, text)| text.as_deref().map(|text| one(what, text))).collect();
    contact.extend(names.others.iter().map(|(what, text)| one(what, text)));
    let known = |id: &str| names.email.as_deref() == Some(id) || names.phone.as_deref() == Some(id);
    contact.extend(names.ids.iter().filter(|(_, id)| !known(id)).map(|(space, id)| one(space, id)));
    contact
}

fn timeline(
    caller: &Caller,
    key: i64,
    reading::Part { kind, before, .. }: reading::Part,
    (rows, next): &reading::Happened,
) -> Timeline {
    let happenings = happening::shown(caller, rows);
    let base = format!("/customers/{key}");
    let path = |kind: Option<Kind>, before: Option<i64>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(kind) = kind {
            query.append_pair("kind", kind.name());
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        let query = query.finish();
        if query.is_empty() { format!("{base}#timeline") } else { format!("{base}?{query}#timeline") }
    };
    let mut kinds = vec![KindLink {
        text: caller.reader.t("customer-timeline-all"),
        path: path(None, None),
        here: kind.is_none(),
    }];
    kinds.extend(happening::KINDS.into_iter().map(|one| KindLink {
        text: happening::kind_words(&caller.reader, one),
        path: path(Some(one), None),
        here: kind == Some(one),
    }));
    Timeline {
        happenings,
        kinds,
        older: next.map(|next| path(kind, Some(next))),
        newest: before.map(|_| path(kind, None)),
        failed: None,
    }
}

/// Notes about the customer, for who may see who it is: their words may say it.
async fn notes(web: &Arc<Web>, caller: &Caller, key: i64) -> Result<Option<Vec<Note>>, Problem> {
    if !caller.may(Right::IdentityRead) {
        return Ok(None);
    }
    let notes = super::notes::of(web, key, None, NOTES).await?;
    let authors = authors(web, &notes).await?;
    Ok(Some(
        notes
            .into_iter()
            .map(|note| Note {
                by: author(&caller.reader, &authors, note.by_person),
                removable: removable(caller, note.by_person),
                id: note.id,
                text: note.text,
                at: note.at,
            })
            .collect(),
    ))
}

/// Whether the caller may take away a note of this person: their own, and an owner any.
pub(super) fn removable(caller: &Caller, by: Option<i64>) -> bool {
    caller.may(Right::NotesWrite)
        && (caller.reader.role == Some(Role::Owner) || by.is_some() && by == caller.person)
}

async fn authors(web: &Arc<Web>, notes: &[records::Note]) -> Result<HashMap<i64, String>, Problem> {
    let mut ids: Vec<i64> = notes.iter().filter_map(|note| note.by_person).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut authors = HashMap::new();
    for id in ids {
        if let Some(person) = web.desk.folder.records().person(id).await? {
            authors.insert(id, person.name);
        }
    }
    Ok(authors)
}

fn author(reader: &Reader, authors: &HashMap<i64, String>, by: Option<i64>) -> String {
    match by {
        None => reader.t("customer-note-program"),
        Some(id) => authors.get(&id).cloned().unwrap_or_else(|| reader.t("customer-note-somebody")),
    }
}
