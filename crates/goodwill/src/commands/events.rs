//! `goodwill events`: which properties of an event go to history, and which stay with the records.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use intake::{PropertyKind, built_in};
use records::AllowedProperty;
use serde_json::json;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, now},
    words::counted,
};

/// Shows and changes what of each event goes to history.
///
/// Numbers, yes/no, codes and products that an event's schema names go to history, where they can be
/// asked for; everything else stays in the records, because it may identify a person. The built-in
/// schemas are those of Segment's ecommerce events; a company adds its own properties.
#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows for each event name which property goes where, and how often it was seen
    Schema {
        /// Only this event
        #[arg(value_name = "EVENT")]
        event: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Lets a property into history, from the next event on
    Allow {
        /// Name of the event; * stands for all
        #[arg(value_name = "EVENT")]
        event: String,
        /// Name of the property
        #[arg(value_name = "PROPERTY")]
        property: String,
        /// number, yes_no, code or product
        #[arg(value_name = "KIND")]
        kind: PropertyKind,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Keeps a property out of history again, from the next event on
    Forget {
        /// Name of the event
        #[arg(value_name = "EVENT")]
        event: String,
        /// Name of the property
        #[arg(value_name = "PROPERTY")]
        property: String,
        #[command(flatten)]
        folder: FolderArgs,
    },
}

/// One property of an event.
#[derive(Debug, Default, Clone)]
struct Known {
    kind: String,
    goes_to: &'static str,
    because: &'static str,
    seen: u64,
    /// Of those, values that did not fit its kind and stayed with the records.
    aside: u64,
}

type Schemas = BTreeMap<String, BTreeMap<String, Known>>;

impl EventsArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Schema { event, json, folder } => {
                let schemas = schemas(&folder, event.as_deref())?;
                if json { in_json(&schemas) } else { in_text(&schemas, event.as_deref()) }
            }
            Command::Allow { event, property, kind, folder } => {
                let folder = Folder::open(&folder, Access::Create)?;
                let kind = kind.name().to_owned();
                let allowed =
                    AllowedProperty { event: event.clone(), property: property.clone(), kind: kind.clone() };
                folder.wait(folder.records().allow_property(&allowed, now()))?;
                say!(
                    "'{property}' of '{event}' goes to history as {kind}, for events that are not there yet."
                );
                Ok(())
            }
            Command::Forget { event, property, folder } => {
                let folder = Folder::open(&folder, Access::Existing)?;
                if !folder.wait(folder.records().forget_property(&event, &property, now()))? {
                    return Err(Failure::new(format!(
                        "'{property}' of '{event}' had not been allowed; 'goodwill events schema' shows what is"
                    )));
                }
                say!(
                    "'{property}' of '{event}' stays with the records from now on; what is in history stays there."
                );
                Ok(())
            }
        }
    }
}

/// What is built in, what was allowed and what was seen.
fn schemas(args: &FolderArgs, only: Option<&str>) -> Result<Schemas, Failure> {
    let mut schemas = Schemas::new();
    for schema in built_in() {
        let event = schemas.entry(schema.name.to_owned()).or_default();
        for (property, kind) in schema.properties {
            let known = Known {
                kind: kind.name().to_owned(),
                goes_to: "history",
                because: "built in",
                seen: 0,
                aside: 0,
            };
            event.insert((*property).to_owned(), known);
        }
    }
    // The built-in schemas can be read before there is a folder.
    // A folder that was named must be there.
    if args.dir().is_dir() || args.named() {
        let folder = Folder::open(args, Access::Existing)?;
        for allowed in folder.wait(folder.records().allowed_properties())? {
            let known =
                Known { kind: allowed.kind, goes_to: "history", because: "allowed", seen: 0, aside: 0 };
            schemas.entry(allowed.event).or_default().insert(allowed.property, known);
        }
        for seen in folder.wait(folder.records().seen_properties())? {
            let in_history = seen.goes_to == "history";
            let for_all = schemas.get("*").is_some_and(|all| all.contains_key(&seen.property));
            let property = schemas.entry(seen.event).or_default().entry(seen.property).or_insert_with(|| {
                let (goes_to, because) = match (in_history, for_all) {
                    (true, _) => ("history", "of every event"),
                    (false, true) => ("records", "of every event, but its values do not fit"),
                    (false, false) => ("records", "not in the schema"),
                };
                Known { kind: seen.kind.clone(), goes_to, because, seen: 0, aside: 0 }
            });
            property.seen += seen.count;
            if property.goes_to == "history" && !in_history {
                property.aside += seen.count;
            }
        }
    }
    schemas.retain(|event, _| only.is_none_or(|only| only == event));
    Ok(schemas)
}

fn in_json(schemas: &Schemas) -> Result<(), Failure> {
    let rows: Vec<_> = schemas
        .iter()
        .flat_map(|(event, properties)| properties.iter().map(move |(name, known)| (event, name, known)))
        .map(|(event, property, known)| {
            json!({
                "event": event, "property": property, "kind": known.kind, "goes_to": known.goes_to,
                "because": known.because, "seen": known.seen, "did_not_fit": known.aside,
            })
        })
        .collect();
    say!("{}", serde_json::to_string_pretty(&rows)?);
    Ok(())
}

fn in_text(schemas: &Schemas, only: Option<&str>) -> Result<(), Failure> {
    if schemas.is_empty() {
        return Err(Failure::new(match only {
            Some(event) => format!("no event '{event}' is built in, allowed or seen so far"),
            None => "no event is known".to_owned(),
        }));
    }
    // What holds for every event comes first, whatever sign another name begins with.
    let every = schemas.get_key_value("*");
    for (event, properties) in every.into_iter().chain(schemas.iter().filter(|(event, _)| *event != "*")) {
        let becomes =
            built_in().iter().find(|schema| schema.name == event).map_or("", |schema| schema.becomes);
        let title = if event == "*" { "Every event" } else { event };
        say!("{title}{}", if becomes.is_empty() { String::new() } else { format!(": {becomes}") });
        for (property, known) in properties {
            let seen = if known.seen == 0 {
                String::new()
            } else {
                format!(", seen {}", counted(known.seen, "time"))
            };
            let aside = if known.aside == 0 {
                String::new()
            } else {
                format!(", of which {} did not fit and stayed with the records", known.aside)
            };
            say!(
                "  {:<24} {:<8} {:<8} ({}{seen}{aside})",
                property,
                known.kind,
                known.goes_to,
                known.because
            );
        }
    }
    Ok(())
}
