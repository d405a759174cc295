//! The audit log: who did what, and the proof that nobody changed it.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::settings::audit as page;
use records::{AuditEntry, AuditFilter, AuditVerdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Listing, Paging, Problem, Query, Routes, Web, shown},
    part::{Row, file, part},
};
use crate::folder::now;

/// Entries of a page.
const ON_A_PAGE: u64 = 50;

/// Entries of a file, at most.
const IN_A_FILE: u64 = 1_000_000;

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::AuditRead);
    routes
        .page("GET", "/settings/audit", NEEDS, get(shown_list))
        .page("GET", "/settings/audit.csv", NEEDS, get(as_file))
        .api(OpenApiRouter::new().routes(routes!(list)).routes(routes!(verify)))
}

/// An entry of the audit log.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EntryShown {
    /// Its number.
    id: i64,
    /// When, microseconds since 1970-01-01 UTC.
    at: i64,
    /// Who: `person:7`, `key:3`, `command`, `server`.
    actor: String,
    /// What was done: `person.role`.
    action: String,
    /// To what: `person:7`.
    subject: String,
    /// More of it.
    detail: Value,
    /// What chains it to the one before, hexadecimal.
    digest: String,
}

impl Row for EntryShown {
    const FILE: &'static str = "audit";
    const COLUMNS: &'static [&'static str] = &["id", "at", "actor", "action", "subject", "detail", "digest"];
}

impl From<AuditEntry> for EntryShown {
    fn from(entry: AuditEntry) -> Self {
        let detail = serde_json::from_str(&entry.detail).unwrap_or(Value::Null);
        let AuditEntry { id, at, actor, action, subject, digest, .. } = entry;
        Self { id, at, actor, action, subject, detail, digest: hex(&digest) }
    }
}

/// Whether the audit log is whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Verdict {
    /// Whether every entry is what was written.
    whole: bool,
    /// Entries looked at.
    entries: u64,
    /// The first entry at which it does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_broken: Option<i64>,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// The seal of the last entry, hexadecimal. Kept elsewhere, it later shows a log that was made anew.
    head: String,
    /// Whether the head that was asked for is in the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    knows_head: Option<bool>,
}

impl From<AuditVerdict> for Verdict {
    fn from(verdict: AuditVerdict) -> Self {
        Self {
            whole: verdict.holds(),
            entries: verdict.entries,
            first_broken: verdict.first_broken,
            why: verdict.why,
            head: hex(&verdict.head),
            knows_head: verdict.knows_head,
        }
    }
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Go on after this, as `next` of the part before said: older ones come.
    after: Option<String>,
    /// So many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// `json` or `csv`; with `csv` the whole list comes as a file. That needs `export`.
    #[param(pattern = "^(json|csv)?$")]
    format: Option<String>,
    /// Only by this one: `person:7`, `key:3`, `command`, `server`; `person` and `key` mean all of them.
    #[param(max_length = 60, pattern = "^[A-Za-z0-9.:_-]*$")]
    actor: Option<String>,
    /// Only this action: `person.role`; `person` means all that begin with it.
    #[param(max_length = 60, pattern = "^[A-Za-z0-9.:_-]*$")]
    action: Option<String>,
}

/// A head that was noted earlier.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Noted {
    /// A head that was noted earlier, hexadecimal: whether it is in the chain is said too.
    #[param(pattern = "^[0-9a-f]{64}$")]
    head: Option<String>,
}

/// Entries of the audit log, the newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Wanted),
    security(("session" = ["audit:read"]), ("key" = ["audit:read"])),
    responses((status = 200, body = Listing<EntryShown>)))]
async fn list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let Wanted { after, limit, format, actor, action } = wanted;
    let part = part(&Paging { after, limit, format })?;
    let filter = filter(actor.as_deref(), action.as_deref())?;
    if part.csv {
        may_export(&caller)?;
    }
    let entries = web.desk.folder.records().audit_page(part.after, part.asked(), &filter).await?;
    if part.csv {
        exported(&web, &caller, entries.len()).await?;
    }
    Ok(part.answer(entries, |entry| entry.id, EntryShown::from))
}

/// Goes through the whole audit log and says whether it is what was written.
#[utoipa::path(get, path = "/api/v1/audit/verify", tag = "audit", params(Noted),
    security(("session" = ["audit:read"]), ("key" = ["audit:read"])),
    responses((status = 200, body = Verdict)))]
async fn verify(
    State(web): State<Arc<Web>>,
    _: Caller,
    Query(noted): Query<Noted>,
) -> Result<Response, Problem> {
    let head = match noted.head.as_deref() {
        None => None,
        Some(text) => Some(
            unhex(text).ok_or_else(|| Problem::invalid("head", "64 hexadecimal digits, as noted earlier"))?,
        ),
    };
    let verdict = web.desk.folder.records().verify_audit(head).await?;
    Ok(axum::Json(Verdict::from(verdict)).into_response())
}

// Pages.

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    before: Option<i64>,
    #[serde(default)]
    action: String,
    #[serde(default)]
    actor: String,
    verify: Option<String>,
}

async fn shown_list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let filter = filter(Some(&asked.actor), Some(&asked.action))?;
    let mut entries = records.audit_page(asked.before, ON_A_PAGE + 1, &filter).await?;
    let more = entries.len() as u64 > ON_A_PAGE;
    entries.truncate(ON_A_PAGE as usize);
    let next = entries.last().filter(|_| more).map(|last| address("/settings/audit", &asked, Some(last.id)));
    let verdict = match asked.verify.as_deref() {
        Some("yes") => Some(records.verify_audit(None).await?),
        _ => None,
    };
    let names = names(&web).await?;
    let view = page::View {
        entries: entries.into_iter().map(|entry| shown_entry(entry, &names)).collect(),
        first: asked.before.map(|_| address("/settings/audit", &asked, None)),
        next,
        csv: if caller.may(Right::Export) {
            address("/settings/audit.csv", &asked, None)
        } else {
            String::new()
        },
        verdict: verdict.map(|verdict| page::Verdict {
            entries: verdict.entries,
            first_broken: verdict.first_broken,
            head: hex(&verdict.head),
        }),
        action: asked.action,
        actor: asked.actor,
    };
    Ok(shown(&page::page(&caller.reader, &view)))
}

async fn as_file(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    may_export(&caller)?;
    let filter = filter(Some(&asked.actor), Some(&asked.action))?;
    let entries = web.desk.folder.records().audit_page(None, IN_A_FILE, &filter).await?;
    exported(&web, &caller, entries.len()).await?;
    Ok(file(entries.into_iter().map(EntryShown::from)))
}

/// Refuses a file to whom may not take lists away.
fn may_export(caller: &Caller) -> Result<(), Problem> {
    if caller.may(Right::Export) { Ok(()) } else { Err(Problem::forbidden(Right::Export.name())) }
}

/// Notes that somebody took the log away.
async fn exported(web: &Web, caller: &Caller, entries: usize) -> Result<(), Problem> {
    let detail = serde_json::json!({ "rows": entries });
    web.desk.folder.records().audit(&caller.actor(), "audit.exported", "", detail, now()).await?;
    Ok(())
}

/// Which entries are meant; words an actor or an action cannot be are refused.
fn filter(actor: Option<&str>, action: Option<&str>) -> Result<AuditFilter, Problem> {
    let word = |field: &str, text: Option<&str>| match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) if is_word(text) => Ok(Some(text.to_owned())),
        Some(_) => Err(Problem::invalid(field, "letters, digits, '.', ':' and '-', 60 at most")),
    };
    Ok(AuditFilter { actor: word("actor", actor)?, action: word("action", action)? })
}

fn is_word(text: &str) -> bool {
    text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_'))
}

fn address(path: &str, asked: &Asked, before: Option<i64>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("action", &asked.action), ("actor", &asked.actor)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Names of people and keys, by how the log calls them.
async fn names(web: &Web) -> Result<HashMap<String, String>, Problem> {
    let records = web.desk.folder.records();
    let (people, keys) = (records.people().await?, records.api_keys().await?);
    let people = people.into_iter().map(|person| {
        let name = if person.name.is_empty() { person.email } else { person.name };
        (format!("person:{}", person.id), name)
    });
    Ok(people.chain(keys.into_iter().map(|key| (format!("key:{}", key.id), key.name))).collect())
}

fn shown_entry(entry: AuditEntry, names: &HashMap<String, String>) -> page::Entry {
    let details = match serde_json::from_str(&entry.detail) {
        Ok(Value::Object(fields)) => {
            fields.iter().map(|(name, value)| (name.clone(), words(value))).collect()
        }
        _ => Vec::new(),
    };
    page::Entry {
        id: entry.id,
        at: entry.at,
        who: names.get(&entry.actor).cloned(),
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        details,
    }
}

/// A value of the details: `0.1 → 0.12` for what changed.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => match (fields.get("from"), fields.get("to"), fields.len()) {
            (Some(from), Some(to), 2) => format!("{} → {}", words(from), words(to)),
            _ => fields.iter().map(|(n, v)| format!("{n}: {}", words(v))).collect::<Vec<_>>().join(", "),
        },
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_head_is_read_as_it_was_noted() {
        let head: [u8; 32] = std::array::from_fn(|i| i as u8 * 7);
        assert_eq!(unhex(&hex(&head)), Some(head));
        assert_eq!(unhex("00"), None);
        assert_eq!(unhex(&"g0".repeat(32)), None);
        assert_eq!(unhex(&"é".repeat(32)), None);
    }

    #[test]
    fn filters_are_words() {
        assert!(filter(Some("person:7"), Some("person.role")).is_ok());
        assert_eq!(filter(Some(" "), None).unwrap(), AuditFilter::default());
        assert!(filter(Some("person:7' OR 1=1"), None).is_err());
        assert!(filter(None, Some(&"a".repeat(61))).is_err());
    }

    #[test]
    fn details_say_what_changed() {
        assert_eq!(words(&json!({ "from": 0.1, "to": 0.12 })), "0.1 → 0.12");
        assert_eq!(words(&json!({ "from": null, "to": "EUR" })), "– → EUR");
        assert_eq!(words(&json!(["a", 2])), "a, 2");
    }
}
