//! `GET /api/v1/me`: who calls, and what they may do.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::{Caller, Problem, Routes};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(OpenApiRouter::new().routes(routes!(me)))
}

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// As the audit log names them: `person:7`, `key:3`.
    actor: String,
    /// The name of a person; null for a key.
    name: Option<String>,
    /// The role of a person; null for a key.
    role: Option<String>,
    /// What they may do: names of rights.
    rights: Vec<String>,
}

/// Who calls, and what they may do
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "me",
    security(("session" = []), ("key" = [])),
    responses(
        (status = 200, description = "Who calls", body = Me),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn me(caller: Caller) -> Response {
    Json(Me {
        actor: caller.actor.clone(),
        name: caller.reader.name.clone(),
        role: caller.reader.role.map(|role| role.name().to_owned()),
        rights: caller.rights.iter().map(|right| right.name().to_owned()).collect(),
    })
    .into_response()
}
