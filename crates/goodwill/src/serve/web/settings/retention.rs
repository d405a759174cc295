//! What is deleted when.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::settings::{Refused, retention as page};
use records::Retention;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::{Caller, Company, Form, Gate, Json, Problem, Routes, Web, see_other, shown};
use crate::{folder::now, serve::retention::SWEPT};

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::SettingsWrite);
    routes
        .page("GET", "/settings/retention", NEEDS, get(shown_form))
        .page("POST", "/settings/retention", NEEDS, post(sent))
        .api(OpenApiRouter::new().routes(routes!(read, change)))
}

/// After how many days something is deleted.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct RetentionShown {
    /// Events that could not be taken in.
    quarantine_days: u32,
    /// Files that were dropped, with their rejects.
    uploads_days: u32,
    /// What webhooks were told, and what they answered.
    deliveries_days: u32,
    /// The audit log; 0: kept for ever.
    audit_days: u32,
}

impl From<Retention> for RetentionShown {
    fn from(kept: Retention) -> Self {
        let Retention { quarantine_days, uploads_days, deliveries_days, audit_days } = kept;
        Self { quarantine_days, uploads_days, deliveries_days, audit_days }
    }
}

/// What to change; what is left out stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRetention {
    #[schema(minimum = 1, maximum = 3650)]
    quarantine_days: Option<u32>,
    #[schema(minimum = 1, maximum = 3650)]
    uploads_days: Option<u32>,
    #[schema(minimum = 1, maximum = 3650)]
    deliveries_days: Option<u32>,
    /// 0 (for ever), or 365 to 36,500.
    #[schema(minimum = 0, maximum = 36500)]
    audit_days: Option<u32>,
}

/// After how many days something is deleted.
#[utoipa::path(get, path = "/api/v1/retention", tag = "retention",
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])),
    responses((status = 200, body = RetentionShown)))]
async fn read(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let kept = web.desk.folder.records().company().await?.retention;
    Ok(axum::Json(RetentionShown::from(kept)).into_response())
}

/// Changes after how many days something is deleted.
#[utoipa::path(patch, path = "/api/v1/retention", tag = "retention", request_body = ChangeRetention,
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])),
    responses((status = 200, body = RetentionShown)))]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(change): Json<ChangeRetention>,
) -> Result<Response, Problem> {
    let mut kept = web.desk.folder.records().company().await?.retention;
    kept.quarantine_days = change.quarantine_days.unwrap_or(kept.quarantine_days);
    kept.uploads_days = change.uploads_days.unwrap_or(kept.uploads_days);
    kept.deliveries_days = change.deliveries_days.unwrap_or(kept.deliveries_days);
    kept.audit_days = change.audit_days.unwrap_or(kept.audit_days);
    if let Some(field) = bad_of(kept).first() {
        let why = if *field == "audit_days" { "0, or 365 to 36,500" } else { "a number from 1 to 3,650" };
        return Err(Problem::invalid(field, why));
    }
    keep(&web, &caller, kept).await?;
    Ok(axum::Json(RetentionShown::from(kept)).into_response())
}

/// The form's fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RetentionForm {
    quarantine_days: String,
    uploads_days: String,
    deliveries_days: String,
    audit_days: String,
}

async fn shown_form(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let kept = web.desk.folder.records().company().await?.retention;
    let draft = page::Draft {
        quarantine_days: kept.quarantine_days.to_string(),
        uploads_days: kept.uploads_days.to_string(),
        deliveries_days: kept.deliveries_days.to_string(),
        audit_days: kept.audit_days.to_string(),
    };
    let view = page::View { draft, refused: Vec::new(), swept: last_sweep(&web).await? };
    Ok(shown(&page::page(&caller.reader, &view)))
}

async fn sent(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(form): Form<RetentionForm>,
) -> Result<Response, Problem> {
    // A number that cannot be read is as wrong as one that is too great.
    let days = |text: &str| text.trim().parse::<u32>().unwrap_or(u32::MAX);
    let wanted = Retention {
        quarantine_days: days(&form.quarantine_days),
        uploads_days: days(&form.uploads_days),
        deliveries_days: days(&form.deliveries_days),
        audit_days: days(&form.audit_days),
    };
    let bad = bad_of(wanted);
    if bad.is_empty() {
        keep(&web, &caller, wanted).await?;
        return Ok(see_other("/settings/retention?said=said-settings-saved"));
    }
    let reader = &caller.reader;
    let refused = |field: &&str| Refused {
        field: (*field).to_owned(),
        why: if *field == "audit_days" {
            reader.t("settings-retention-bad-audit")
        } else {
            reader.t("settings-retention-bad-days")
        },
    };
    let RetentionForm { quarantine_days, uploads_days, deliveries_days, audit_days } = form;
    let view = page::View {
        draft: page::Draft { quarantine_days, uploads_days, deliveries_days, audit_days },
        refused: bad.iter().map(refused).collect(),
        swept: last_sweep(&web).await?,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::page(reader, &view))).into_response())
}

/// Fields whose days cannot be.
fn bad_of(wanted: Retention) -> Vec<&'static str> {
    let some = |days: u32| (1..=3650).contains(&days);
    let mut bad = Vec::new();
    if !some(wanted.quarantine_days) {
        bad.push("quarantine_days");
    }
    if !some(wanted.uploads_days) {
        bad.push("uploads_days");
    }
    if !some(wanted.deliveries_days) {
        bad.push("deliveries_days");
    }
    if wanted.audit_days != 0 && !(365..=36_500).contains(&wanted.audit_days) {
        bad.push("audit_days");
    }
    bad
}

async fn keep(web: &Web, caller: &Caller, wanted: Retention) -> Result<(), Problem> {
    web.at_hand.renew().await?;
    let company = Company { retention: wanted, ..(*web.company()).clone() };
    web.at_hand.keep(&company, &caller.actor(), now()).await?;
    Ok(())
}

/// What the last sweep deleted, as the server wrote it down.
async fn last_sweep(web: &Web) -> Result<Option<page::Swept>, Problem> {
    let Some(text) = web.desk.folder.records().meta(SWEPT).await? else { return Ok(None) };
    let Ok(said) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
    let number = |name: &str| said[name].as_u64().unwrap_or(0);
    Ok(said["at"].as_i64().map(|at| page::Swept {
        at,
        quarantine: number("quarantine"),
        uploads: number("uploads"),
        deliveries: number("deliveries"),
        audit: number("audit"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_log_is_kept_a_year_or_for_ever() {
        let days = |audit_days| bad_of(Retention { audit_days, ..Retention::default() });
        assert_eq!(days(0), Vec::<&str>::new());
        assert_eq!(days(365), Vec::<&str>::new());
        assert_eq!(days(364), ["audit_days"]);
        assert_eq!(days(36_501), ["audit_days"]);
        let none =
            Retention { quarantine_days: 0, uploads_days: 3651, deliveries_days: u32::MAX, audit_days: 1 };
        assert_eq!(bad_of(none).len(), 4);
    }
}
