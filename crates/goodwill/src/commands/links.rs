//! `goodwill links`: which ids are one person, and why.

use std::collections::{HashMap, HashSet};

use clap::{Args, Subcommand};
use records::{Cause, Link, OutsideId, canonical};
use serde_json::json;

use super::{Failure, key::moment};
use crate::folder::{Access, Folder, FolderArgs, now};

/// Shows which ids are one person and why, and takes apart what was joined wrongly.
///
/// Systems join ids when somebody signs in (identify) or changes an id (alias), files by rows of the
/// kind aliases. Facts keep the id they came with: a link that is undone leaves each where it was.
#[derive(Debug, Args)]
pub(crate) struct LinksArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the links that hold
    List {
        /// Only those of this person: the company's own id, or anonymous:ID
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Takes two ids apart, for good: the same statement made again joins them no longer
    Undo(Pair),
    /// Lets a link hold again that was undone
    Redo(Pair),
}

#[derive(Debug, Args)]
struct Pair {
    /// One id, as 'goodwill links list' shows it
    #[arg(value_name = "ID")]
    one: String,
    /// The other one
    #[arg(value_name = "ID")]
    other: String,
    #[command(flatten)]
    folder: FolderArgs,
}

impl LinksArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::List { id, json, folder } => {
                list(&Folder::open(&folder, Access::Existing)?, id.as_deref(), json)
            }
            Command::Undo(pair) => pair.part(),
            Command::Redo(pair) => pair.join(),
        }
    }
}

impl Pair {
    fn part(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let (one, other) = (key_of(&folder, &self.one)?, key_of(&folder, &self.other)?);
        for (kept, joined) in [(one, other), (other, one)] {
            if folder.wait(folder.records().unlink(kept, joined, now()))? {
                say!("{} and {} are two again.", self.one, self.other);
                return Ok(());
            }
        }
        Err(Failure::new(format!(
            "no statement joins {} and {}; 'goodwill links list {}' shows those that join it",
            self.one, self.other, self.one
        )))
    }

    fn join(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let (one, other) = (key_of(&folder, &self.one)?, key_of(&folder, &self.other)?);
        for (kept, joined) in [(one, other), (other, one)] {
            if folder.wait(folder.records().relink(kept, joined, now()))? {
                say!("{} and {} are one again.", self.one, self.other);
                return Ok(());
            }
        }
        Err(Failure::new(format!("no link of {} and {} was undone", self.one, self.other)))
    }
}

/// The key of an id as it is shown: the company's own, or another one behind its space.
fn key_of(folder: &Folder, shown: &str) -> Result<i64, Failure> {
    let own = OutsideId { space: "id".to_owned(), id: shown.to_owned() };
    let spaced =
        shown.split_once(':').map(|(space, id)| OutsideId { space: space.to_owned(), id: id.to_owned() });
    let ids: Vec<OutsideId> = std::iter::once(own).chain(spaced).collect();
    let keys = folder.wait(folder.records().find_keys(&ids))?;
    keys.into_iter().flatten().next().ok_or_else(|| {
        Failure::new(format!("nobody is known by the id {shown}; a device's id is written anonymous:ID"))
    })
}

fn list(folder: &Folder, id: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let records = folder.records();
    let mut links = folder.wait(records.links())?;
    if let Some(id) = id {
        let key = key_of(folder, id)?;
        let same: HashMap<i64, i64> = canonical(&links).into_iter().collect();
        let one = |key: i64| same.get(&key).copied().unwrap_or(key);
        links.retain(|link| link.kept == key || link.other == key || one(link.kept) == one(key));
    }
    let keys: HashSet<i64> = links.iter().flat_map(|link| [link.kept, link.other]).collect();
    let mut keys: Vec<i64> = keys.into_iter().collect();
    keys.sort_unstable();
    let mut names: HashMap<i64, String> = HashMap::new();
    for (key, OutsideId { space, id }) in folder.wait(records.ids_of(&keys))? {
        let shown = if space == "id" { id } else { format!("{space}:{id}") };
        names.entry(key).and_modify(|known| *known = known.clone().min(shown.clone())).or_insert(shown);
    }
    let name = |key: i64| names.get(&key).cloned().unwrap_or_else(|| format!("key {key}"));
    links.sort_by_cached_key(|link| (name(link.kept), name(link.other), link.cause, link.batch));
    if as_json {
        let rows: Vec<_> = links
            .iter()
            .map(|link| {
                json!({
                    "id": name(link.kept), "other": name(link.other), "because": because(link),
                    "since": moment(link.time), "import": link.batch,
                })
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&rows)?);
    } else if links.is_empty() {
        say!("No ids are joined{}.", id.map_or(String::new(), |id| format!(" with {id}")));
    } else {
        for link in &links {
            let source = link.batch.map_or(String::new(), |batch| format!(", import {batch}"));
            let (kept, other) = (name(link.kept), name(link.other));
            say!("{kept}  =  {other}  ({} of {}{source})", because(link), moment(link.time));
        }
    }
    Ok(())
}

const fn because(link: &Link) -> &'static str {
    match link.cause {
        Cause::Identify => "identify",
        Cause::Alias => "alias",
    }
}
