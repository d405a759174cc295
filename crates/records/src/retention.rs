//! Deleting what is due. Facts are kept for ever for now.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{Records, Result, audit, deliveries, one_time, quarantine, sessions, throttle};

const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// The audit log is kept a year at least.
const AUDIT_DAYS: u32 = 365;

/// What was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Events that could not be understood.
    pub quarantine: u64,
    /// Messages to webhooks.
    pub deliveries: u64,
    /// Entries of the audit log.
    pub audit: u64,
    /// Sessions, links and failed tries that were over anyway.
    pub over: u64,
}

impl Records {
    /// Deletes what is due by the company's settings. Files brought by the browser are the folder's.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn sweep_retention(&self, now: i64) -> Result<Swept> {
        let keep = self.company().await?.retention;
        let before = |days: u32| now.saturating_sub(i64::from(days).saturating_mul(DAY_MICROS));
        let tx = self.begin().await?;
        let done = async {
            let swept = Swept {
                quarantine: quarantine::sweep(&tx, before(keep.quarantine_days)).await?,
                deliveries: deliveries::sweep(&tx, before(keep.deliveries_days)).await?,
                audit: match keep.audit_days {
                    0 => 0,
                    days => audit::sweep(&tx, self.secret(), before(days.max(AUDIT_DAYS))).await?,
                },
                over: over(&tx, now).await?,
            };
            if swept.quarantine + swept.deliveries + swept.audit > 0 {
                let detail = json!({
                    "quarantine": swept.quarantine,
                    "deliveries": swept.deliveries,
                    "audit": swept.audit,
                });
                self.noted_in(&tx, "retention.swept", "", detail, now).await?;
            }
            Ok(swept)
        }
        .await;
        self.end(tx, done).await
    }
}

async fn over(tx: &impl ConnectionTrait, now: i64) -> Result<u64> {
    Ok(sessions::sweep(tx, now).await? + one_time::sweep(tx, now).await? + throttle::sweep(tx, now).await?)
}
