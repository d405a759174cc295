//! Facts written out, with what the records know of them joined back.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use facts::{FactRow, Private, RowKey, Value, Version, schema::Kind};
use history::{
    store::{ExportFormat, Exported, Outside},
    table::Overwrite,
};

use super::{Folder, FolderError, Want};

/// Private fields by key of their fact.
type Texts = HashMap<[u8; 16], Vec<(String, String)>>;

/// What the records know, for one kind.
struct Known {
    ids: HashMap<i64, String>,
    private: Texts,
}

impl Outside for Known {
    fn id(&self, key: i64) -> Option<String> {
        self.ids.get(&key).cloned()
    }

    fn private(&self, row: RowKey) -> Option<Private> {
        self.private.get(&row.0).map(|fields| Private(fields.clone()))
    }
}

/// Writes kinds of facts into a folder, one file a kind.
///
/// # Errors
///
/// If the folder cannot be read or a file cannot be written.
pub(crate) fn export(
    folder: &Folder,
    kinds: &[Kind],
    only_known: bool,
    out: &Path,
    format: ExportFormat,
    overwrite: Overwrite,
    pseudonymous: bool,
) -> Result<Vec<(PathBuf, Exported)>, FolderError> {
    let of_customers = kinds.contains(&Kind::Customers);
    let mut tables = folder.tables(Want { ids: !pseudonymous || of_customers, customers: true })?;
    let ids = tables.ids.take().unwrap_or_default();
    let best = best_ids(&ids);
    let ids: HashMap<i64, String> = best.iter().map(|(key, (_, id))| (*key, (*id).to_owned())).collect();
    if of_customers {
        // Whom only systems told of is a customer, too: not a device, unless something is said of it.
        let said = private_of(folder, Kind::Customers, &ids)?;
        let is_one = |key: &i64| {
            best.get(key).is_some_and(|(space, _)| *space != "anonymous")
                || said.contains_key(&RowKey::of(Kind::Customers, [&Value::Customer(*key)]).0)
        };
        let keys = tables.customers.iter().map(|(key, _)| *key).filter(is_one);
        tables.fresh.extend(keys.map(nothing_about).collect::<Vec<_>>());
    }
    let ids = if pseudonymous { HashMap::new() } else { ids };
    let mut known = Known { ids, private: HashMap::new() };
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Parquet => "parquet",
    };
    let mut done = Vec::new();
    for kind in kinds {
        let there = tables.live.iter().any(|file| file.kind == *kind)
            || tables.fresh.iter().any(|row| row.kind == *kind)
            || (*kind == Kind::Customers && !tables.customers.is_empty());
        if only_known && !there {
            continue;
        }
        known.private = if pseudonymous { HashMap::new() } else { private_of(folder, *kind, &known.ids)? };
        let path = out.join(format!("{}.{ending}", kind.name()));
        let exported = folder.store().export(&tables, *kind, &path, format, overwrite, &known)?;
        done.push((path, exported));
    }
    Ok(done)
}

/// A statement that somebody is known, older than any other.
fn nothing_about(customer: i64) -> FactRow {
    let fields = Kind::Customers.schema().public();
    let values = fields.map(|field| match field.name {
        "customer" => Value::Customer(customer),
        _ => Value::Null,
    });
    let version = Version { time: i64::MIN, tie: 0 };
    FactRow::new(Kind::Customers, version, values.collect(), Private::default())
}

/// One id a customer: the company's own where there is one; the space it is of and the id.
fn best_ids(ids: &[(i64, String, String)]) -> HashMap<i64, (&str, &str)> {
    let rank = |space: &str| match space {
        "id" => 0,
        "anonymous" => 2,
        _ => 1,
    };
    let mut best: HashMap<i64, (&str, &str)> = HashMap::new();
    for (key, space, id) in ids {
        let here = (rank(space), space.as_str(), id.as_str());
        if best.get(key).is_none_or(|(space, id)| here < (rank(space), *space, *id)) {
            best.insert(*key, (space, id));
        }
    }
    best
}

/// What customers are called in an answer: the company's own id, or another one with its space.
pub(crate) fn names_of(ids: &[(i64, String, String)]) -> HashMap<i64, String> {
    let named = best_ids(ids)
        .into_iter()
        .map(|(key, (space, id))| (key, if space == "id" { id.to_owned() } else { format!("{space}:{id}") }));
    named.collect()
}

/// What is said of a person, under the names of the table: what systems call otherwise goes where it
/// belongs, and what belongs nowhere is noted, so that nothing that is known of a person is left out.
fn about(said: Vec<(String, String)>) -> Vec<(String, String)> {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let fields = || Kind::Customers.schema().fields.iter().filter(|field| field.is_private());
    let (exact, others): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|(name, _)| fields().any(|field| field.name == name));
    let mut about = exact;
    let mut rest = Vec::new();
    let (mut first, mut last) = (None, None);
    for (name, value) in others {
        match plain(&name).as_str() {
            "firstname" | "givenname" => first = Some(value),
            "lastname" | "familyname" | "surname" => last = Some(value),
            plain => {
                let field = fields().find(|field| field.name == plain || field.also.contains(&plain));
                match field.filter(|field| about.iter().all(|(known, _)| known != field.name)) {
                    Some(field) => about.push((field.name.to_owned(), value)),
                    None => rest.push(format!("{name}: {value}")),
                }
            }
        }
    }
    let whole: Vec<String> = first.into_iter().chain(last).collect();
    if !whole.is_empty() {
        let whole = whole.join(" ");
        match about.iter().find(|(name, _)| name == "name") {
            Some((_, known)) if *known == whole => {}
            Some(_) => rest.push(format!("name: {whole}")),
            None => about.push(("name".to_owned(), whole)),
        }
    }
    let note = about.iter().position(|(name, _)| name == "note");
    let mut note = note.map_or_else(String::new, |at| about.remove(at).1);
    for more in rest {
        if !note.contains(&more) {
            note = if note.is_empty() { more } else { format!("{note}; {more}") };
        }
    }
    if !note.is_empty() {
        about.push(("note".to_owned(), note));
    }
    about
}

/// Private fields by key of their fact.
fn private_of(folder: &Folder, kind: Kind, ids: &HashMap<i64, String>) -> Result<Texts, FolderError> {
    let mut private = Texts::new();
    if kind == Kind::Customers {
        let mut customers: Vec<i64> = ids.keys().copied().collect();
        customers.sort_unstable();
        for told in folder.wait(folder.records().traits_of(&customers))? {
            let key = RowKey::of(kind, [&Value::Customer(told.customer)]);
            private.entry(key.0).or_default().push((told.name, told.value));
        }
        for said in private.values_mut() {
            *said = about(std::mem::take(said));
        }
        return Ok(private);
    }
    let batches = folder.live_batches()?;
    for text in folder.wait(folder.records().private_of(kind.name(), &batches))? {
        // Later statements come later and say what holds now.
        let fields = private.entry(text.key).or_default();
        for (name, value) in text.fields {
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
        }
    }
    Ok(private)
}
