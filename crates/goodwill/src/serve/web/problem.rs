//! What went wrong, for programs (`application/problem+json`, RFC 9457) and for people (a page).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use records::RecordsError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::folder::FolderError;

/// What went wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A word that stays the same: `not-found`, `invalid`, `forbidden` …
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What failed here, and what to do.
    pub(crate) detail: String,
    /// Fields that were refused, each with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldError>,
}

/// A field that was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Its name.
    pub(crate) field: String,
    /// Why.
    pub(crate) reason: String,
}

impl Problem {
    /// A problem.
    pub(crate) fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// Nobody is signed in, or the key is not known.
    pub(crate) fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not-signed-in",
            "Sign in first",
            "sign in, or send a key: Authorization: Bearer …",
        )
    }

    /// There is no such thing.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", format!("there is no such {what}"))
    }

    /// The right is missing.
    pub(crate) fn forbidden(right: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Not yours to do",
            format!("this needs the right {right}; an owner can give it to you"),
        )
    }

    /// What was asked for stands against what is there.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "It cannot be so now", detail)
    }

    /// It may be asked for again soon.
    pub(crate) fn later(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "later", "Not just now", detail)
    }

    /// Something failed that is not the asker's fault.
    pub(crate) fn failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "That did not work", detail)
    }

    /// Work ended without a word: it panicked, or the server is stopping.
    pub(crate) fn broke_off() -> Self {
        Self::failed("the work broke off; see the server's messages")
    }

    /// Something failed inside. What it says of paths and tables is for who has the machine.
    pub(crate) fn unexpected(error: &dyn std::error::Error) -> Self {
        remark!("goodwill: a page or the API: {error}");
        Self::failed("the server's messages say why; what was there is as it was")
    }

    /// The body could not be read.
    pub(crate) fn of_body(rejection: &axum::extract::rejection::BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "That is too much",
                "the body is larger than this path takes",
            );
        }
        Self::new(StatusCode::BAD_REQUEST, "unreadable", "The request broke off", "send it again")
    }

    /// A field cannot be what it is.
    pub(crate) fn invalid(field: &str, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "Something in it cannot be",
            format!("{field}: {reason}"),
        );
        problem.errors.push(FieldError { field: field.to_owned(), reason });
        problem
    }
}

impl From<FolderError> for Problem {
    fn from(error: FolderError) -> Self {
        Self::unexpected(&error)
    }
}

impl From<RecordsError> for Problem {
    fn from(error: RecordsError) -> Self {
        match error {
            RecordsError::Taken(why) | RecordsError::TooMany(why) => Self::conflict(why),
            RecordsError::LastOwner => Self::conflict(error.to_string()),
            RecordsError::NotThere(why) => Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", why),
            RecordsError::Full(_) => Self::later("the disk is full: free some space"),
            RecordsError::Busy(_) | RecordsError::Changed => Self::later("the records are busy: repeat it"),
            other => Self::unexpected(&other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        // For a page, the door draws it as a page.
        response.extensions_mut().insert(self);
        response
    }
}
