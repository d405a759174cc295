//! `/openapi.json` and `/api`: what the API is, for programs and for people.

use std::sync::Arc;

use axum::{
    Extension,
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::api_page::View;
use serde_json::Value;

use super::{Caller, Gate, Routes, shown};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/openapi.json", Gate::Open, get(document)).page("GET", "/api", Gate::Open, get(page))
}

/// The document as it is sent and as it is shown, made once.
pub(super) struct Document {
    bytes: Bytes,
    view: View,
}

impl Document {
    pub(super) fn new(document: &Value) -> Self {
        Self { bytes: Bytes::from(document.to_string()), view: View::of(document) }
    }
}

async fn document(Extension(document): Extension<Arc<Document>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document.bytes.clone()).into_response()
}

async fn page(caller: Caller, Extension(document): Extension<Arc<Document>>) -> Response {
    shown(&pages::api_page::page(&caller.reader, &document.view))
}
