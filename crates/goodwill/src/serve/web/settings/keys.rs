//! Keys with which programs use the API. Only people make and revoke them.

use std::{collections::BTreeSet, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::settings::{Refused, keys as page};
use records::ApiKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{
        Caller, Form, Gate, Json, Listing, Paging, Path, Problem, Query, Routes, Web, caller::open_to_keys,
        see_other, shown,
    },
    choices::Scope,
    line,
    part::{Row, part},
    people::Nothing,
    sent::{Pairs, Sent},
};
use crate::folder::now;

/// Characters of a key's name.
const NAME: usize = 120;

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::KeysWrite);
    routes
        .page("GET", "/settings/keys", NEEDS, get(shown_list))
        .page("POST", "/settings/keys", NEEDS, post(made))
        .page("POST", "/settings/keys/{id}/revoke", NEEDS, post(revoked))
        .api(OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke)))
}

/// A key with which a program uses the API. Its token is kept nowhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct KeyShown {
    /// The key's number.
    id: i64,
    name: String,
    /// The token's last characters.
    hint: String,
    /// Names of the rights it carries.
    scopes: Vec<String>,
    /// Who made it: `person:7`.
    created_by: String,
    /// When it was made, microseconds since 1970-01-01 UTC.
    created_at: i64,
    /// When it was used last, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<i64>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<i64>,
}

impl Row for KeyShown {
    const FILE: &'static str = "api-keys";
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "hint", "scopes", "created_by", "created_at", "last_used_at", "revoked_at"];
}

impl From<ApiKey> for KeyShown {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            hint: key.hint,
            scopes: key.scopes.split_whitespace().map(str::to_owned).collect(),
            created_by: key.created_by,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
            name: key.name,
        }
    }
}

/// A key to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MakeKey {
    /// The program that uses it.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// Names of rights: `customers:read`, `export` … People and keys are changed by people only.
    #[schema(value_type = Vec<Scope>, inline, min_items = 1, max_items = 32)]
    scopes: Vec<String>,
}

/// A key that was just made: its token is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct KeyMade {
    /// The key's number.
    id: i64,
    /// Send it as `Authorization: Bearer …`.
    token: String,
}

/// Keys of programs, revoked ones too.
#[utoipa::path(get, path = "/api/v1/api-keys", tag = "keys", params(Paging),
    security(("session" = ["keys:write"])), responses((status = 200, body = Listing<KeyShown>)))]
async fn list(
    State(web): State<Arc<Web>>,
    _: Caller,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let keys = web.desk.folder.records().api_keys_page(part.after, part.asked()).await?;
    Ok(part.answer(keys, |key| key.id, KeyShown::from))
}

/// Makes a key. Its token is shown this once.
#[utoipa::path(post, path = "/api/v1/api-keys", tag = "keys", request_body = MakeKey,
    security(("session" = ["keys:write"])), responses((status = 201, body = KeyMade)))]
async fn make(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(wanted): Json<MakeKey>,
) -> Result<Response, Problem> {
    let name = name_of(&wanted.name)
        .ok_or_else(|| Problem::invalid("name", "a name of 1 to 120 characters on one line"))?;
    let scopes = scopes_of(wanted.scopes.iter().map(String::as_str))?;
    if scopes.is_empty() {
        return Err(Problem::invalid("scopes", "name at least one right"));
    }
    let (id, token) = add(&web, &caller, name, &scopes).await?;
    Ok((StatusCode::CREATED, axum::Json(KeyMade { id, token })).into_response())
}

/// Revokes a key: it is refused from now on.
#[utoipa::path(delete, path = "/api/v1/api-keys/{id}", tag = "keys", params(("id" = i64, Path)),
    security(("session" = ["keys:write"])), responses((status = 204)))]
async fn revoke(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    end(&web, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn shown_list(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    Ok(shown(&page::page(&caller.reader, &view(&web).await?)))
}

async fn made(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let sent = Sent::read(pairs, &["name"], &["scopes"])?;
    let reader = &caller.reader;
    let scopes = scopes_of(sent.all("scopes"))?;
    let name = name_of(sent.one("name"));
    let mut refused = Vec::new();
    if name.is_none() {
        refused.push(Refused { field: "name".to_owned(), why: reader.t("settings-keys-bad-name") });
    }
    if scopes.is_empty() {
        refused.push(Refused { field: "scopes".to_owned(), why: reader.t("settings-keys-bad-scopes") });
    }
    if let (Some(name), true) = (name, refused.is_empty()) {
        let (_, token) = add(&web, &caller, name, &scopes).await?;
        let view = page::View { shown: Some((name.to_owned(), token)), ..view(&web).await? };
        return Ok(shown(&page::page(reader, &view)));
    }
    let view = page::View {
        name: sent.one("name").to_owned(),
        ticked: scopes.into_iter().collect(),
        refused,
        ..view(&web).await?
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::page(reader, &view))).into_response())
}

async fn revoked(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    end(&web, &caller, id).await?;
    Ok(see_other("/settings/keys?said=said-settings-key-revoked"))
}

async fn add(
    web: &Web,
    caller: &Caller,
    name: &str,
    scopes: &BTreeSet<Right>,
) -> Result<(i64, String), Problem> {
    let names: Vec<&str> = scopes.iter().map(|right| right.name()).collect();
    let records = web.desk.folder.records();
    let (key, token) = records.add_api_key(name, &names.join(" "), &caller.actor(), now()).await?;
    Ok((key.id, token))
}

async fn end(web: &Web, caller: &Caller, id: i64) -> Result<(), Problem> {
    let gone = web.desk.folder.records().revoke_api_key(id, &caller.actor(), now()).await?;
    if gone { Ok(()) } else { Err(Problem::not_found("valid key")) }
}

fn name_of(text: &str) -> Option<&str> {
    line(text, NAME).filter(|name| !name.is_empty())
}

/// The rights that were named; a right no key may carry is refused by its name.
fn scopes_of<'a>(names: impl Iterator<Item = &'a str>) -> Result<BTreeSet<Right>, Problem> {
    let mut scopes = BTreeSet::new();
    for name in names {
        let right = name.parse::<Right>().map_err(|_| {
            Problem::invalid("scopes", "one of them is no right; GET /openapi.json names those there are")
        })?;
        if !open_to_keys().has(right) {
            return Err(Problem::invalid(
                "scopes",
                format!("no key may carry {right}: people and keys are changed by people"),
            ));
        }
        scopes.insert(right);
    }
    Ok(scopes)
}

async fn view(web: &Web) -> Result<page::View, Problem> {
    let mut keys = web.desk.folder.records().api_keys().await?;
    keys.sort_by_key(|key| (key.revoked_at.is_some(), std::cmp::Reverse(key.id)));
    let shown = |key: ApiKey| page::Key {
        id: key.id,
        hint: key.hint,
        scopes: key.scopes.split_whitespace().filter_map(|scope| scope.parse().ok()).collect(),
        created_at: key.created_at,
        used_at: key.last_used_at,
        revoked_at: key.revoked_at,
        name: key.name,
    };
    Ok(page::View {
        keys: keys.into_iter().map(shown).collect(),
        host: web.front.link(""),
        offered: open_to_keys().iter().collect(),
        ..page::View::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_may_carry_what_people_alone_may_do() {
        assert!(scopes_of(["people:write"].into_iter()).is_err());
        assert!(scopes_of(["keys:write"].into_iter()).is_err());
        assert!(scopes_of(["customers:reed"].into_iter()).is_err());
        let twice = scopes_of(["export", "customers:read", "export"].into_iter()).unwrap();
        assert_eq!(twice.into_iter().collect::<Vec<_>>(), [Right::CustomersRead, Right::Export]);
    }
}
