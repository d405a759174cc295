//! What senders are told. The statuses are the ones SDKs know how to act on: a 4xx makes most of
//! them throw the batch away, 429 and 503 make them try again.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use intake::Door;
use serde_json::json;

/// Why a request was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The body cannot be read.
    Unreadable(String),
    /// No key, or one that is unknown or revoked.
    Key,
    /// The body did not come in time.
    Slow,
    /// The body is larger than allowed.
    Large(usize),
    /// The body is not, but what it says is.
    TooMuch(String),
    /// Too much is being worked on.
    Busy,
    /// Too much waits for the disk.
    Queue,
    /// The disk is full.
    Full,
    /// The disk failed.
    Broken,
    /// The records could not keep it just now.
    Failed,
    /// The server is stopping.
    Stopping,
}

impl Refusal {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Key => StatusCode::UNAUTHORIZED,
            Self::Large(_) | Self::TooMuch(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            // Most senders throw away what was answered 408, and a line may be slow only now.
            Self::Slow | Self::Queue | Self::Full | Self::Broken | Self::Failed | Self::Stopping => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// Seconds after which the sender may try again.
    const fn retry_after(&self) -> Option<&'static str> {
        match self {
            Self::Busy | Self::Queue => Some("1"),
            Self::Slow | Self::Failed | Self::Stopping => Some("5"),
            Self::Full => Some("10"),
            Self::Broken => Some("30"),
            Self::Unreadable(_) | Self::Key | Self::Large(_) | Self::TooMuch(_) => None,
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Unreadable(why) | Self::TooMuch(why) => why.clone(),
            Self::Key => "unknown write key: send one made by 'goodwill key add intake' as the user name of \
                          Basic authorization, as writeKey in the body, or in the header X-Write-Key"
                .to_owned(),
            Self::Slow => {
                "the request did not come whole in time: send it again, in smaller batches".to_owned()
            }
            Self::Large(limit) => {
                format!("the request is larger than {limit} bytes after expanding: send smaller batches")
            }
            Self::Busy => "too many requests at one time: send it again in a second".to_owned(),
            Self::Queue => "too many events wait to be written: send it again in a second".to_owned(),
            Self::Full => "the disk is full: nothing was kept, send it again later".to_owned(),
            Self::Broken => "the disk failed: nothing was kept, send it again later".to_owned(),
            Self::Failed => "the events could not be kept just now: send them again".to_owned(),
            Self::Stopping => "the server is stopping: send it again when it is back".to_owned(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({ "success": false, "error": self.sentence() }));
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        if self == Self::Key {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"goodwill\""));
        }
        // What is left of a request that was not read whole must not be taken for the next one.
        if matches!(self, Self::Slow | Self::Large(_)) {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// Everything that could be parsed is on disk.
pub(crate) fn kept(door: Door) -> Response {
    let body = match door {
        Door::PostHog => r#"{"status":1}"#,
        Door::Segment(_) | Door::Import | Door::Jitsu(_) => r#"{"success":true}"#,
    };
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
