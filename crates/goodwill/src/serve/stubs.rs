//! What SDKs ask besides sending events, answered honestly: no plugins, no feature flags.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Desk, answer::Refusal};

/// `GET /v1/projects/{key}/settings`: what analytics.js in a browser loads before it sends.
pub(crate) async fn settings(
    State(desk): State<Arc<Desk>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    match desk.keys.source_of(&key).await {
        Ok(Some(_)) => Json(browser_settings(&key, &headers)).into_response(),
        Ok(None) => Refusal::Key.into_response(),
        Err(_) => Refusal::Failed.into_response(),
    }
}

fn browser_settings(key: &str, headers: &HeaderMap) -> Value {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST.as_str()).filter(|host| is_host(host)).unwrap_or("127.0.0.1:8080");
    let protocol = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    let events = json!({ "__default": { "enabled": true, "integrations": {} } });
    json!({
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": format!("{host}/v1"),
                "protocol": protocol,
                "unbundledIntegrations": [],
                "addBundledMetadata": true,
                "maybeBundledConfigIds": {},
                "versionSettings": { "version": "4.4.7", "componentTypes": ["browser"] },
            },
        },
        "plan": { "track": events, "identify": { "__default": { "enabled": true } }, "group": { "__default": { "enabled": true } } },
        "edgeFunction": {},
        "analyticsNextEnabled": true,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": { "sampleRate": 0 },
        "legacyVideoPluginsEnabled": false,
        "remotePlugins": [],
    })
}

/// Whether a Host header is a host and perhaps a port: it is written into the answer.
fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b':' | b'[' | b']'))
}

/// PostHog's question for feature flags: there are none.
pub(crate) async fn no_flags() -> Json<Value> {
    Json(json!({
        "flags": {},
        "featureFlags": {},
        "featureFlagPayloads": {},
        "errorsWhileComputingFlags": false,
        "sessionRecording": false,
        "supportedCompression": ["gzip", "gzip-js"],
        "config": { "enable_collect_everything": false },
        "toolbarParams": {},
        "isAuthenticated": false,
        "siteApps": [],
    }))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_is_told_to_send_where_it_asked() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("events.example:8443"));
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        let told = browser_settings("gwk_1", &headers);
        let segment = &told["integrations"]["Segment.io"];
        assert_eq!(segment["apiHost"], "events.example:8443/v1");
        assert_eq!(segment["protocol"], "https");
        assert_eq!(segment["apiKey"], "gwk_1");
    }

    #[test]
    fn a_host_that_is_no_host_is_not_repeated() {
        for hostile in ["a/b", "x\"><script>", "", "a b", "evil.example@127.0.0.1"] {
            assert!(!is_host(hostile), "{hostile}");
        }
        assert!(is_host("[::1]:8080") && is_host("localhost:1"));
    }
}
