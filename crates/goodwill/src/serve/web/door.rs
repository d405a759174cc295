//! The door of pages and API: every request passes it, and only those pass that may.
//!
//! In this order: the name it was sent to, the route and its gate, who calls, whether they may,
//! whether it comes from our own pages. On the way out every answer gets its headers, and an error of
//! a page is drawn as a page.

use std::{future::poll_fn, net::IpAddr, pin::Pin, sync::Arc, time::Duration};

use access::Rights;
use axum::{
    Json,
    body::HttpBody,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::time::timeout;

use super::{
    super::listen::Peer,
    Caller, Problem, Web, caller, csrf,
    routes::{Found, Gates, Guard},
    see_other, shown,
};

/// Bytes of a form or a JSON body at most.
pub(super) const FORM_BYTES: usize = 1 << 20;

/// Time to answer.
const ANSWER_TIME: Duration = Duration::from_mins(1);

/// Time to take a file in and answer; the connection itself ends where nothing comes.
const UPLOAD_TIME: Duration = Duration::from_hours(1);

/// What may be shown of where: nothing but our own files, no scripts in the page, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What the door needs to know.
pub(crate) struct Door {
    pub(crate) web: Arc<Web>,
    pub(crate) gates: Gates,
}

/// What is known of a request before it is let through.
struct Asked {
    path: String,
    method: Method,
    /// Whether a person looks at the answer.
    page: bool,
    /// Where the answer to a form leads.
    then: String,
}

/// Lets a request through, or not.
pub(crate) async fn pass(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    if asked.path == "/" && !asked.page && !asked.changes() {
        return hello();
    }
    let mut answer = match door.let_in(&asked, request, next).await {
        Ok(response) => response,
        Err((problem, caller)) => {
            let mut response = problem.into_response();
            response.extensions_mut().insert(caller);
            response
        }
    };
    answer = drawn(&door.web, &asked, answer);
    dress(&mut answer, door.web.front.is_secure());
    answer
}

type Refused = (Problem, Option<Caller>);

impl Asked {
    fn of(request: &Request) -> Self {
        let path = request.uri().path().to_owned();
        let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let page = accepts.is_some_and(|accepts| accepts.contains("text/html")) && !path.starts_with("/api/");
        let then = request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string);
        Self { path, method: request.method().clone(), page, then }
    }

    fn changes(&self) -> bool {
        !matches!(self.method, Method::GET | Method::HEAD)
    }
}

impl Door {
    async fn let_in(&self, asked: &Asked, request: Request, next: Next) -> Result<Response, Refused> {
        let bare = |problem: Problem| (problem, None);
        let matched = request.extensions().get::<MatchedPath>();
        if matched.is_none() && !asked.page && !asked.path.starts_with("/api/v1/") {
            return Ok(nothing_here());
        }
        let host = host_of(&request).map(str::to_owned);
        self.web.front.check_host(host.as_deref()).map_err(bare)?;
        let guard = match matched {
            // Nothing is there: whoever asks may be told so.
            None => None,
            Some(matched) => match self.gates.of(&asked.method, matched.as_str()) {
                Found::Guard(guard) => Some(guard),
                Found::OtherMethods(allow) => return Ok(other_method(&allow)),
                Found::Nothing => return Err(bare(Problem::forbidden("of a route that says who may pass"))),
            },
        };
        let network = self.network_of(&request);
        let caller = caller::recognise(&self.web, request.headers(), &asked.path, network).await;
        // A gate that is open stays so where records fail or a cookie is old; a key that is wrong is told.
        let mut caller = caller.map_err(bare)?;
        let (mut parts, body) = request.into_parts();
        caller.reader.said = said(parts.uri.query().unwrap_or_default());
        if let Some(guard) = guard {
            check_gate(guard, asked, &caller).map_err(|problem| (problem, Some(caller.clone())))?;
        }
        parts.extensions.insert(caller.clone());
        let mut request = Request::from_parts(parts, body);
        let refused = |problem: Problem| (problem, Some(caller.clone()));
        if !carries_files(request.headers()) && announced(request.headers()) > FORM_BYTES as u64 {
            discard(request).await;
            return Err(refused(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "That is too much",
                "the body is larger than this path takes",
            )));
        }
        if asked.changes() && !caller.actor.starts_with("key:") {
            csrf::check_origin(request.headers(), host.as_deref().unwrap_or_default()).map_err(refused)?;
            let open = guard.is_none_or(|guard| guard.gate.lets(None));
            if !open {
                request = csrf::check_token(request, &caller.reader.csrf).await.map_err(refused)?;
            }
        }
        let time = if carries_files(request.headers()) { UPLOAD_TIME } else { ANSWER_TIME };
        let mut response = timeout(time, next.run(request))
            .await
            .map_err(|_| refused(Problem::later("this takes too long: ask for less, or again later")))?;
        response.extensions_mut().insert(Some(caller));
        Ok(response)
    }

    /// Where a request comes from. Behind a proxy the proxy says it, in the last place of the list:
    /// what stands before it came from outside.
    fn network_of(&self, request: &Request) -> String {
        let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(peer))| peer.ip());
        let told = || {
            let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
            last.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        };
        let believed = self.web.front.has_proxy() && is_near(peer);
        let from = if believed { told().or(peer) } else { peer };
        from.map_or_else(|| "unknown".to_owned(), caller::network_of)
    }
}

/// Whether somebody may be the proxy: it stands on this machine or in its network. Who comes straight
/// from the internet, past the proxy, says of themselves whatever they like.
fn is_near(peer: Option<IpAddr>) -> bool {
    peer.is_some_and(|peer| !access::address::is_public(peer.to_canonical()))
}

fn check_gate(guard: Guard, asked: &Asked, caller: &Caller) -> Result<(), Problem> {
    let by_key = caller.actor.starts_with("key:");
    if by_key && !guard.keys {
        return Err(Problem::forbidden("of a person who is signed in; keys cannot be used here"));
    }
    let known: Option<Rights> = caller.is_known().then_some(caller.rights);
    if guard.gate.lets(known) {
        return Ok(());
    }
    if known.is_some() {
        return Err(Problem::forbidden(&guard.gate.to_string()));
    }
    let _ = asked;
    Err(Problem::not_signed_in())
}

/// The host a request was sent to.
fn host_of(request: &Request) -> Option<&str> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = named.next().and_then(|value| value.to_str().ok());
    // Two names are none; what stands in the request line must be the same.
    if named.next().is_some() {
        return None;
    }
    match request.uri().authority() {
        Some(authority) if host.is_some_and(|host| !host.eq_ignore_ascii_case(authority.as_str())) => None,
        Some(authority) => Some(authority.as_str()),
        None => host,
    }
}

fn carries_files(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| {
        let media_type = media_type.to_ascii_lowercase();
        media_type.starts_with("multipart/form-data") || media_type.starts_with("application/octet-stream")
    })
}

/// The bytes a body is said to have.
fn announced(headers: &HeaderMap) -> u64 {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    said.and_then(|said| said.parse().ok()).unwrap_or(0)
}

/// Reads on for a while and keeps nothing: a sender that is still sending does not see the answer.
async fn discard(request: Request) {
    let mut body = request.into_body();
    let mut left = 8 * FORM_BYTES;
    let reading = async {
        while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            left = left.saturating_sub(frame.data_ref().map_or(0, bytes::Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    // Whoever sends longer has been told by then, or does not listen.
    timeout(Duration::from_secs(10), reading).await.ok();
}

/// What was just done, as the address says it: a key of a text, nothing else.
fn said(query: &str) -> Option<String> {
    let (_, key) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "said")?;
    let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (plain && key.starts_with("said-") && pages::text::has(&key)).then(|| key.into_owned())
}

fn other_method(allow: &str) -> Response {
    let detail = format!("this path knows {allow}");
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Not in this way", detail);
    let mut response = problem.into_response();
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Draws an error of a page as a page, and leads who is not signed in to where one signs in.
fn drawn(web: &Web, asked: &Asked, mut response: Response) -> Response {
    let caller = response.extensions_mut().remove::<Option<Caller>>().flatten();
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| plain_error(&response));
    let Some(problem) = problem else { return response };
    if !asked.page {
        return carried(response.headers(), problem.into_response());
    }
    if problem.status == StatusCode::UNAUTHORIZED.as_u16() && caller.as_ref().is_none_or(|c| !c.is_known()) {
        let next = if asked.changes() || asked.then == "/" { String::new() } else { next_after(&asked.then) };
        return see_other(format!("/sign-in{next}"));
    }
    let reader = caller.map_or_else(|| caller::reader(web, &asked.path), |caller| caller.reader);
    let page = pages::frame::fault(&reader, problem.status, &problem.title, &problem.detail);
    let mut page = shown(&page);
    *page.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    carried(response.headers(), page)
}

fn next_after(path: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
    format!("?{query}")
}

/// An error that the router or an extractor of axum's own answered with a line of text.
fn plain_error(response: &Response) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // What a handler wrote as JSON or as a page of its own stays.
    if media_type.is_some_and(|media_type| !media_type.starts_with("text/plain")) {
        return None;
    }
    let (kind, title, detail) = match status {
        StatusCode::NOT_FOUND => ("not-found", "Not found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => ("method", "Not in this way", "this path knows other methods"),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("too-large", "That is too much", "the body is larger than this path takes")
        }
        _ if status.is_client_error() => {
            ("unreadable", "That cannot be read", "the request is not as this path needs it")
        }
        _ => ("failed", "That did not work", "see the server's messages"),
    };
    Some(Problem::new(status, kind, title, detail))
}

/// The headers an error brought that belong to any form of it.
fn carried(from: &HeaderMap, mut to: Response) -> Response {
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE] {
        if let Some(value) = from.get(&name) {
            to.headers_mut().insert(name, value.clone());
        }
    }
    if to.status() == StatusCode::UNAUTHORIZED {
        to.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    to
}

/// Headers that every answer has.
fn dress(response: &mut Response, secure: bool) {
    let headers = response.headers_mut();
    // A document that stands alone says itself what it may: nothing but its own looks.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What never changes under its name says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// What programs are told at the foot of the house, where people see the first page.
fn hello() -> Response {
    Json(json!({
        "name": "Goodwill",
        "version": env!("CARGO_PKG_VERSION"),
        "events": "POST /v1/batch",
        "api": "/openapi.json",
        "health": ["/healthz", "/readyz", "/metrics"],
    }))
    .into_response()
}

/// What senders of events are told where there is nothing.
fn nothing_here() -> Response {
    let error = "nothing is here; events are taken in at /v1/batch and its like";
    (StatusCode::NOT_FOUND, Json(json!({ "success": false, "error": error }))).into_response()
}

/// What people and users of the API are told where there is nothing.
pub(crate) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", "there is nothing at this address")
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn only_a_proxy_nearby_is_believed() {
        for near in
            ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.2", "172.17.0.1", "fd00::1", "100.64.0.1"]
        {
            assert!(is_near(near.parse().ok()), "{near}");
        }
        for far in ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"] {
            assert!(!is_near(far.parse().ok()), "{far}");
        }
        assert!(!is_near(None));
    }
}
