//! Once a day, what is kept no longer is deleted, and what was deleted is written down.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::{sync::watch, time::sleep};

use super::{Desk, compaction::causes, stopped};
use crate::folder::{FolderError, now, uploads};

/// The name under which the records know the last sweep.
pub(crate) const SWEPT: &str = "retention.swept";

const DAY_MICROS: i64 = 86_400 * 1_000_000;

/// How often it is looked whether a day is over: a server may be stopped for weeks.
const LOOK: Duration = Duration::from_mins(10);

/// Works until told to stop.
pub(crate) async fn run(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    loop {
        match due(&desk, now()).await {
            Ok(false) => {}
            Ok(true) => {
                if let Err(error) = sweep(&desk, now()).await {
                    remark!("goodwill: what is kept no longer could not be deleted: {}", causes(&error));
                }
            }
            Err(error) => remark!("goodwill: the last deletion could not be looked up: {}", causes(&error)),
        }
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = sleep(LOOK) => {}
        }
    }
}

/// Whether the last sweep is a day ago, or none was yet.
async fn due(desk: &Desk, now: i64) -> Result<bool, FolderError> {
    let last = desk.folder.records().meta(SWEPT).await?;
    let at = last.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()?["at"].as_i64());
    // A clock that was put back does not stop it for ever.
    Ok(at.is_none_or(|at| at > now || now.saturating_sub(at) >= DAY_MICROS))
}

/// Deletes what is due, and writes down how much.
///
/// # Errors
///
/// If the records or the uploads cannot be read or written.
pub(crate) async fn sweep(desk: &Arc<Desk>, now: i64) -> Result<(), FolderError> {
    let records = desk.folder.records().by(records::Actor::server());
    let days = records.company().await?.retention.uploads_days;
    let before = now.saturating_sub(i64::from(days).saturating_mul(DAY_MICROS));
    let shared = Arc::clone(desk);
    let uploads = tokio::task::spawn_blocking(move || uploads::expire(&shared.folder, before))
        .await
        .unwrap_or_else(|e| Err(FolderError::Refused(format!("deleting old files broke off: {e}"))))?;
    let swept = records.sweep_retention(now).await?;
    if uploads > 0 {
        let detail = json!({ "uploads": uploads });
        records.audit(&records::Actor::server(), "retention.uploads", "", detail, now).await?;
    }
    let said = json!({
        "at": now,
        "quarantine": swept.quarantine,
        "uploads": uploads,
        "deliveries": swept.deliveries,
        "audit": swept.audit,
    });
    records.set_meta(SWEPT, &said.to_string()).await?;
    Ok(())
}
