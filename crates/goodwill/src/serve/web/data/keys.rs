//! Write keys: with them systems send events. Only people make and revoke them.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use facts::Currency;
use pages::data::keys as page;
use records::AccessKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::{
    Caller, Form, Gate, Json, Listing, Paging, Path, Problem, Query, Routes, Web, see_other,
    settings::part::{Row, part},
    shown,
};
use crate::{folder::now, serve::INTAKE};

/// A key's name has so many bytes at most.
const NAME: usize = 100;

pub(super) fn routes(routes: Routes) -> Routes {
    const READS: Gate = Gate::Needs(Right::DataRead);
    const WRITES: Gate = Gate::Needs(Right::KeysWrite);
    routes
        .page("GET", "/data/keys", READS, get(shown_list))
        .page("POST", "/data/keys", WRITES, post(made))
        .page("POST", "/data/keys/{id}", WRITES, post(currency_set))
        .page("GET", "/data/keys/{id}/revoke", WRITES, get(asked))
        .page("POST", "/data/keys/{id}/revoke", WRITES, post(revoked))
        .api(OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(change, revoke)))
}

/// A key with which a system sends events. Its token is kept nowhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WriteKey {
    /// The key's number.
    id: i64,
    /// The source of what comes with it.
    name: String,
    /// The token's last characters.
    hint: String,
    /// The currency of amounts that name none, ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    /// When it was made, microseconds since 1970-01-01 UTC.
    created_at: i64,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<i64>,
}

impl Row for WriteKey {
    const FILE: &'static str = "write-keys";
    const COLUMNS: &'static [&'static str] = &["id", "name", "hint", "currency", "created_at", "revoked_at"];
}

impl From<AccessKey> for WriteKey {
    fn from(key: AccessKey) -> Self {
        Self {
            id: key.id,
            hint: key.hint,
            currency: key.currency,
            created_at: key.created_at,
            revoked_at: key.revoked_at,
            name: key.name,
        }
    }
}

/// A write key to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MakeWriteKey {
    /// The source of what comes with it: shop, app, till … Orders of the same number are told apart by it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// The currency of amounts that name none, ISO 4217. Without one, such orders wait in quarantine.
    #[schema(min_length = 3, max_length = 3)]
    currency: Option<String>,
}

/// What is changed of a write key.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeWriteKey {
    /// The currency of amounts that name none, ISO 4217.
    #[schema(min_length = 3, max_length = 3)]
    currency: String,
}

/// A write key that was just made: its token is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WriteKeyMade {
    /// The key's number.
    id: i64,
    /// The user name of events that are sent: `curl -u TOKEN: …`.
    token: String,
}

/// Write keys, revoked ones too.
#[utoipa::path(get, path = "/api/v1/write-keys", tag = "keys", params(Paging),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "Write keys", body = Listing<WriteKey>)))]
async fn list(State(web): State<Arc<Web>>, Query(paging): Query<Paging>) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let after = part.after.unwrap_or(0);
    let mut keys = all(&web).await?;
    keys.retain(|key| key.id > after);
    keys.sort_by_key(|key| key.id);
    keys.truncate(usize::try_from(part.asked()).unwrap_or(usize::MAX));
    Ok(part.answer(keys, |key| key.id, WriteKey::from))
}

/// Makes a write key. Its token is shown this once.
#[utoipa::path(post, path = "/api/v1/write-keys", tag = "keys", request_body = MakeWriteKey,
    security(("session" = ["keys:write"])),
    responses((status = 201, description = "The key was made", body = WriteKeyMade)))]
async fn make(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(wanted): Json<MakeWriteKey>,
) -> Result<Response, Problem> {
    let name = name_of(&wanted.name)
        .ok_or_else(|| Problem::invalid("name", format!("a name of 1 to {NAME} characters on one line")))?;
    let currency = wanted.currency.as_deref().map(currency_of).transpose()?;
    let (key, token) = add(&web, &caller, name, currency).await?;
    Ok((StatusCode::CREATED, axum::Json(WriteKeyMade { id: key.id, token })).into_response())
}

/// Names the currency of amounts that come with a key and name none.
#[utoipa::path(patch, path = "/api/v1/write-keys/{id}", tag = "keys", params(("id" = i64, Path, description = "The key's number")),
    request_body = ChangeWriteKey, security(("session" = ["keys:write"])),
    responses((status = 204, description = "It is so within seconds")))]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(wanted): Json<ChangeWriteKey>,
) -> Result<Response, Problem> {
    name_currency(&web, &caller, id, currency_of(&wanted.currency)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Revokes a write key: systems that use it are refused within seconds.
#[utoipa::path(delete, path = "/api/v1/write-keys/{id}", tag = "keys", params(("id" = i64, Path, description = "The key's number")),
    security(("session" = ["keys:write"])), responses((status = 204, description = "It is revoked")))]
async fn revoke(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    end(&web, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn shown_list(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let view = page::View { keys: rows(&web).await?, ..page::View::default() };
    Ok(shown(&page::page(&caller.reader, &view)))
}

/// A key as a form asks for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    #[serde(default)]
    currency: String,
}

/// The answer is the page itself, so that the key stands in no address.
async fn made(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let code = asked.currency.trim();
    let currency = (!code.is_empty()).then(|| Currency::from_code(&code.to_uppercase())).transpose();
    let wrong = match (name_of(&asked.name), &currency) {
        (None, _) => Some(("name", "data-keys-bad-name")),
        (_, Err(_)) => Some(("currency", "data-keys-bad-currency")),
        _ => None,
    };
    if let (Some(name), Ok(currency), None) = (name_of(&asked.name), currency, wrong) {
        let (key, token) = add(&web, &caller, name, currency).await?;
        let made = page::Made { name: key.name, line: line(&web, &token), token };
        let view = page::View { keys: rows(&web).await?, made: Some(made), refused: None };
        return Ok(shown(&page::page(reader, &view)));
    }
    let refused = wrong.map(|(field, why)| page::Refused {
        field,
        why: reader.t(why),
        name: asked.name.clone(),
        currency: code.to_owned(),
    });
    let view = page::View { keys: rows(&web).await?, made: None, refused };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::page(reader, &view))).into_response())
}

/// A currency as a form asks for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedCurrency {
    currency: String,
}

async fn currency_set(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(asked): Form<AskedCurrency>,
) -> Result<Response, Problem> {
    name_currency(&web, &caller, id, currency_of(&asked.currency)?).await?;
    Ok(see_other("/data/keys?said=said-data-currency"))
}

async fn asked(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let key = all(&web).await?.into_iter().find(|key| key.id == id && key.revoked_at.is_none());
    let key = key.ok_or_else(|| Problem::not_found("valid key"))?;
    Ok(shown(&page::revoke_page(&caller.reader, key.id, &key.name)))
}

/// A form without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

async fn revoked(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    end(&web, &caller, id).await?;
    Ok(see_other("/data/keys?said=said-data-key-revoked"))
}

/// Keys with which events are sent; there are no others of this table yet.
async fn all(web: &Web) -> Result<Vec<AccessKey>, Problem> {
    let mut keys = web.desk.folder.records().keys().await?;
    keys.retain(|key| key.scope == INTAKE);
    Ok(keys)
}

async fn rows(web: &Web) -> Result<Vec<page::Row>, Problem> {
    let mut keys = all(web).await?;
    keys.sort_by_key(|key| (key.revoked_at.is_some(), std::cmp::Reverse(key.id)));
    let row = |key: AccessKey| page::Row {
        number: key.id,
        hint: key.hint,
        currency: key.currency,
        made_at: key.created_at,
        revoked_at: key.revoked_at,
        name: key.name,
    };
    Ok(keys.into_iter().map(row).collect())
}

async fn add(
    web: &Web,
    caller: &Caller,
    name: &str,
    currency: Option<Currency>,
) -> Result<(AccessKey, String), Problem> {
    let records = web.desk.folder.records().by(caller.actor());
    Ok(records.add_key(INTAKE, name, currency.map(Currency::code), now()).await?)
}

/// Names the currency of a valid key.
///
/// # Errors
///
/// If there is no such key.
pub(super) async fn name_currency(
    web: &Web,
    caller: &Caller,
    id: i64,
    currency: Currency,
) -> Result<(), Problem> {
    let records = web.desk.folder.records().by(caller.actor());
    let there = records.set_key_currency(id, currency.code(), now()).await?;
    if there { Ok(()) } else { Err(Problem::not_found("valid key")) }
}

async fn end(web: &Web, caller: &Caller, id: i64) -> Result<(), Problem> {
    let records = web.desk.folder.records().by(caller.actor());
    if records.revoke_key(id, now()).await? { Ok(()) } else { Err(Problem::not_found("valid key")) }
}

fn name_of(text: &str) -> Option<&str> {
    let name = text.trim();
    (!name.is_empty() && name.len() <= NAME && !name.contains(char::is_control)).then_some(name)
}

/// A currency by its code.
///
/// # Errors
///
/// If there is none of this code.
pub(super) fn currency_of(code: &str) -> Result<Currency, Problem> {
    Currency::from_code(&code.trim().to_uppercase())
        .map_err(|_| Problem::invalid("currency", "no currency has this code: EUR, USD, JPY …"))
}

/// A line that sends a first event with a key.
fn line(web: &Web, token: &str) -> String {
    let address = web.front.link("/v1/track");
    format!(
        "curl {address} -u {token}: -H 'Content-Type: application/json' -d \
         '{{\"userId\":\"u1\",\"event\":\"Product Viewed\",\"properties\":{{\"product_id\":\"p1\"}}}}'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_are_one_line_of_some_length() {
        assert_eq!(name_of(" shop "), Some("shop"));
        assert_eq!(name_of(" "), None);
        assert_eq!(name_of("a\nb"), None);
        assert_eq!(name_of(&"x".repeat(101)), None);
    }

    #[test]
    fn currencies_are_named_by_their_code_in_any_case() {
        assert_eq!(currency_of(" eur ").unwrap().code(), "EUR");
        assert!(currency_of("euro").is_err());
    }
}
