//! `goodwill key`: the keys with which systems send events.

use clap::{Args, Subcommand, ValueEnum};
use facts::Currency;
use records::AccessKey;
use serde_json::json;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, now},
    serve::INTAKE,
};

/// Makes, lists and revokes the keys with which systems send events.
///
/// A key's name is the source of what comes with it: the same order number of two sources is two
/// orders. A running server knows a new key at once and a revoked one within seconds.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a key and shows it once; only its digest is kept
    Add {
        /// What it opens: intake lets a system send events
        #[arg(value_name = "SCOPE")]
        scope: Scope,
        /// The source of what comes with it: shop, app, …
        #[arg(long, value_name = "NAME")]
        name: String,
        /// The currency of amounts that name none
        #[arg(long, value_name = "CODE", value_parser = Currency::from_code)]
        currency: Option<Currency>,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Lists the keys, by their last four characters
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Names the currency of amounts that come with a key and name none
    Currency {
        /// The key's number, as 'goodwill key list' shows it
        #[arg(value_name = "NUMBER", value_parser = number)]
        id: i64,
        /// The currency: EUR, USD, …
        #[arg(value_name = "CODE", value_parser = Currency::from_code)]
        currency: Currency,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Ends a key for good
    Revoke {
        /// Its number, as 'goodwill key list' shows it
        #[arg(value_name = "NUMBER", value_parser = number)]
        id: i64,
        #[command(flatten)]
        folder: FolderArgs,
    },
}

/// What a key opens.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scope {
    /// Sending events
    Intake,
}

impl KeyArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Add { scope: Scope::Intake, name, currency, folder } => {
                add(&Folder::open(&folder, Access::Create)?, name.trim(), currency)
            }
            Command::List { json, folder } => list(&Folder::open(&folder, Access::Existing)?, json),
            Command::Currency { id, currency, folder } => {
                name_currency(&Folder::open(&folder, Access::Existing)?, id, currency)
            }
            Command::Revoke { id, folder } => revoke(&Folder::open(&folder, Access::Existing)?, id),
        }
    }
}

fn add(folder: &Folder, name: &str, currency: Option<Currency>) -> Result<(), Failure> {
    if name.is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
        return Err(Failure::wrong_use("a key needs a name of 1 to 100 characters: --name shop"));
    }
    let currency = currency.map(|currency| currency.to_string());
    let records = folder.records();
    let (key, token) = folder.wait(records.add_key(INTAKE, name, currency.as_deref(), now()))?;
    say!("{token}");
    remark!(
        "Key {} for the source '{}'{}. It is shown this once: put it where the system sends its events from.",
        key.id,
        key.name,
        key.currency.map_or_else(
            || "; an order without a currency will go to quarantine until 'goodwill key currency' names one"
                .to_owned(),
            |code| format!(", amounts without a currency are {code}")
        )
    );
    Ok(())
}

fn list(folder: &Folder, as_json: bool) -> Result<(), Failure> {
    let keys = folder.wait(folder.records().keys())?;
    if as_json {
        let keys: Vec<_> = keys.iter().map(in_json).collect();
        say!("{}", serde_json::to_string_pretty(&keys)?);
        return Ok(());
    }
    if keys.is_empty() {
        say!("No keys yet: goodwill key add intake --name shop");
        return Ok(());
    }
    say!(
        "{:>6}  {:<8}  {:<20}  {:<8}  {:<6}  {:<20}  state",
        "number",
        "scope",
        "name",
        "currency",
        "ends",
        "made"
    );
    for key in keys {
        say!(
            "{:>6}  {:<8}  {:<20}  {:<8}  …{:<5}  {:<20}  {}",
            key.id,
            key.scope,
            key.name,
            key.currency.as_deref().unwrap_or("-"),
            key.hint,
            moment(key.created_at),
            key.revoked_at.map_or_else(|| "valid".to_owned(), |at| format!("revoked {}", moment(at)))
        );
    }
    Ok(())
}

fn in_json(key: &AccessKey) -> serde_json::Value {
    json!({
        "number": key.id,
        "scope": key.scope,
        "name": key.name,
        "currency": key.currency,
        "ends_in": key.hint,
        "made_at": moment(key.created_at),
        "revoked_at": key.revoked_at.map(moment),
    })
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "a key is named by its number, as 'goodwill key list' shows it: 1".to_owned())
}

fn name_currency(folder: &Folder, id: i64, currency: Currency) -> Result<(), Failure> {
    if !folder.wait(folder.records().set_key_currency(id, currency.code(), now()))? {
        return Err(no_key(id));
    }
    say!("Amounts without a currency that come with key {id} are {currency}, within seconds.");
    say!("What waited for it: goodwill quarantine repair --all");
    Ok(())
}

fn no_key(id: i64) -> Failure {
    Failure::new(format!("there is no valid key {id}; 'goodwill key list' shows them"))
}

fn revoke(folder: &Folder, id: i64) -> Result<(), Failure> {
    if folder.wait(folder.records().revoke_key(id, now()))? {
        say!("Key {id} is revoked; a running server refuses it within seconds.");
        Ok(())
    } else {
        Err(no_key(id))
    }
}

/// A moment in UTC, to the second.
pub(crate) fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_| micros.to_string(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
