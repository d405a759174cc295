//! The paths that are served.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderName, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use tower_http::cors::{Any, CorsLayer};

use super::{
    Desk, door,
    health::Condition,
    stubs,
    web::{self, Web},
};
use crate::folder::now;

/// Paths that take events in; each with and without a slash at its end.
const DOORS: [&str; 24] = [
    "/v1/identify",
    "/v1/track",
    "/v1/page",
    "/v1/screen",
    "/v1/group",
    "/v1/alias",
    "/v1/batch",
    "/v1/import",
    "/v1/i",
    "/v1/t",
    "/v1/p",
    "/v1/s",
    "/v1/g",
    "/v1/a",
    "/v1/b",
    "/batch",
    "/capture",
    "/track",
    "/engage",
    "/e",
    "/i/v0/e",
    "/api/s/{type}",
    "/api/s/s2s/{type}",
    "/v1/m",
];

/// Everything that is served: events and health for programs, pages and the API behind their own door.
pub(crate) fn app(desk: Arc<Desk>, web: Arc<Web>) -> Router {
    let mut app = Router::new();
    for path in DOORS {
        let take = if path == "/v1/m" { post(no_metrics) } else { post(door::take) };
        app = app.route(path, take.clone()).route(&format!("{path}/"), take);
    }
    for path in ["/flags", "/flags/", "/decide", "/decide/"] {
        app = app.route(path, post(stubs::no_flags).get(stubs::no_flags));
    }
    app.route("/v1/projects/{key}/settings", get(stubs::settings))
        .method_not_allowed_fallback(other_method)
        .layer(cors())
        .merge(house())
        .with_state(Arc::clone(&desk))
        .merge(web::served(web))
        .layer(middleware::from_fn_with_state(desk, count))
}

/// What the house says of itself, which is no other page's to read.
fn house() -> Router<Arc<Desk>> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .method_not_allowed_fallback(other_method)
}

/// A browser on any page may send events: what opens the door is the key, and no cookie is read.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::HEAD, Method::OPTIONS])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::CONTENT_ENCODING,
            HeaderName::from_static("x-retry-count"),
            HeaderName::from_static("x-write-key"),
        ])
        .max_age(Duration::from_hours(24))
}

async fn count(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    desk.metrics.answered(response.status().as_u16());
    response
}

/// The process runs and answers.
async fn alive() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// What is sent can be kept.
async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let reason = match desk.health.now() {
        Condition::Ready => return Json(json!({ "status": "ready" })).into_response(),
        Condition::Full => "the disk is full; it goes on by itself when there is room".to_owned(),
        Condition::Broken(why) => why,
        Condition::Stopping => "the server is stopping".to_owned(),
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "reason": reason })))
        .into_response()
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    desk.measure(now());
    match desk.metrics.text() {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
                .into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Figures analytics.js would send about itself are of no use here.
async fn no_metrics() -> Response {
    Json(json!({ "success": true })).into_response()
}

async fn other_method() -> Response {
    let error = "this path does not know the method; events are sent with POST";
    (StatusCode::METHOD_NOT_ALLOWED, Json(json!({ "success": false, "error": error }))).into_response()
}
