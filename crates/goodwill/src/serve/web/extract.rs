//! What a request brings, read into types: where it cannot be, the answer says which field and why.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;

use super::Problem;

/// The query of the address. Give its type `#[serde(deny_unknown_fields)]`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Query<T>(pub(crate) T);

/// The fields of a form; the session's token is checked by the door and does not arrive here.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Form<T>(pub(crate) T);

/// A body in JSON.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Json<T>(pub(crate) T);

/// What stands in the path.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // `said` and `csrf` belong to the frame of every page, not to one page's question.
        let pairs = pairs(parts.uri.query().unwrap_or_default().as_bytes(), &["said", "csrf"]);
        read_pairs(&pairs).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is(&request, "application/x-www-form-urlencoded") {
            return Err(other_type("application/x-www-form-urlencoded"));
        }
        let body = Bytes::from_request(request, state).await.map_err(|e| Problem::of_body(&e))?;
        read_pairs(&pairs(&body, &["csrf"])).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is(&request, "application/json") {
            return Err(other_type("application/json"));
        }
        let body = Bytes::from_request(request, state).await.map_err(|e| Problem::of_body(&e))?;
        // A list whose places happen to fit the fields is no object, although it could be read as one.
        if body.trim_ascii_start().first() == Some(&b'[') {
            return Err(Problem::invalid("body", "a JSON object is wanted here, not a list"));
        }
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            if error.is_data() {
                Problem::invalid("body", error.to_string())
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "unreadable", "The body is no JSON", error.to_string())
            }
        })
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // What cannot be the name of anything names nothing.
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(path)| Self(path))
            .map_err(|_| Problem::not_found("thing at this address"))
    }
}

/// Whether the body is of this media type.
fn is(request: &Request, media_type: &str) -> bool {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    said.and_then(|said| said.split(';').next())
        .is_some_and(|said| said.trim().eq_ignore_ascii_case(media_type))
}

fn other_type(wanted: &str) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "media-type",
        "The body is of another kind",
        format!("send it as {wanted}"),
    )
}

/// The pairs of a query or a form, without the fields that are not the handler's.
fn pairs(text: &[u8], without: &[&str]) -> String {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(text) {
        if !without.contains(&&*name) {
            kept.append_pair(&name, &value);
        }
    }
    kept.finish()
}

fn read_pairs<T: DeserializeOwned>(pairs: &str) -> Result<T, Problem> {
    let uri = axum::http::Uri::builder().path_and_query(format!("/?{pairs}")).build();
    let uri = uri.map_err(|e| Problem::invalid("query", e.to_string()))?;
    axum::extract::Query::try_from_uri(&uri)
        .map(|axum::extract::Query(read)| read)
        .map_err(|e| Problem::invalid("query", reason(&e)))
}

/// The innermost reason.
fn reason(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}
