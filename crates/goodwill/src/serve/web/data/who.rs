//! Who did something, in words.

use std::collections::HashMap;

use pages::{Reader, text::Fill};
use records::Batch;

use super::super::{Problem, Web};

/// People by their number.
#[derive(Debug, Clone, Default)]
pub(in crate::serve::web) struct Who {
    names: HashMap<i64, String>,
}

impl Who {
    /// Everybody who is or was there.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(in crate::serve::web) async fn now(web: &Web) -> Result<Self, Problem> {
        let people = web.desk.folder.records().people().await?;
        Ok(Self { names: people.into_iter().map(|person| (person.id, person.name)).collect() })
    }

    /// What the audit log calls `person:7`, as a reader reads it.
    pub(in crate::serve::web) fn words(&self, reader: &Reader, actor: &str) -> String {
        match actor.split_once(':') {
            Some(("person", number)) => {
                let name = number.parse().ok().and_then(|number: i64| self.names.get(&number));
                match name.filter(|name| !name.is_empty()) {
                    Some(name) => name.clone(),
                    None => reader.tf("data-by-person", &[("n", Fill::Text(number))]),
                }
            }
            Some(("key", number)) => reader.tf("data-by-key", &[("n", Fill::Text(number))]),
            None if actor == "command" => reader.t("data-by-command"),
            None if actor == "server" => reader.t("data-by-server"),
            _ => reader.t("data-by-unknown"),
        }
    }
}

/// Entries of the audit log that are read at one time, and how often at most.
const TOGETHER: u64 = 200;
const ATTEMPTS: usize = 25;

/// Who brought these imports in, as far as the audit log still says: by the import's number.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn brought_by(web: &Web, imports: &[Batch]) -> Result<HashMap<i64, String>, Problem> {
    let mut found = HashMap::new();
    let Some(oldest) = imports.iter().map(|import| import.published_at).min() else { return Ok(found) };
    let filter = records::AuditFilter { action: Some("import.published".to_owned()), ..Default::default() };
    let mut before = None;
    for _ in 0..ATTEMPTS {
        let entries = web.desk.folder.records().audit_page(before, TOGETHER, &filter).await?;
        let Some(last) = entries.last() else { break };
        before = Some(last.id);
        let ended = last.at < oldest;
        for entry in entries {
            let number = entry.subject.strip_prefix("batch:").and_then(|number| number.parse::<i64>().ok());
            if let Some(number) = number.filter(|number| imports.iter().any(|import| import.id == *number)) {
                found.insert(number, entry.actor);
            }
        }
        if ended || found.len() == imports.len() {
            break;
        }
    }
    Ok(found)
}
