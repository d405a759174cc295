//! Whether a request that changes something comes from our own pages.

use access::csrf::same;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use url::{Url, form_urlencoded};

use super::{Problem, door::FORM_BYTES};

/// The header in which scripts send the session's token.
const HEADER: &str = "x-csrf-token";

fn foreign(why: &str) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign",
        "This did not come from one of our pages",
        format!("{why}: open the page again and repeat it"),
    )
}

/// Refuses what a browser says comes from elsewhere. Programs that are no browsers say nothing.
///
/// # Errors
///
/// If the request was caused by another site.
pub(super) fn check_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return Err(foreign("another site sent it"));
    }
    if let Some(origin) = text("origin") {
        let ours = Url::parse(origin).ok().is_some_and(|origin| {
            let port = origin.port().map_or_else(String::new, |port| format!(":{port}"));
            origin.host_str().is_some_and(|name| format!("{name}{port}").eq_ignore_ascii_case(host))
        });
        if !ours {
            return Err(foreign("another site sent it"));
        }
    }
    Ok(())
}

/// Refuses what does not carry the session's token: in the header, in the field `csrf` of a form, or,
/// for files, in the query. A form is read for it and handed on whole.
///
/// # Errors
///
/// If the token is missing or another one, or the form is too large.
pub(super) async fn check_token(request: Request, token: &str) -> Result<Request, Problem> {
    if let Some(sent) = request.headers().get(HEADER).and_then(|value| value.to_str().ok()) {
        return if same(sent, token) { Ok(request) } else { Err(missing()) };
    }
    let (parts, body) = request.into_parts();
    if is_form(&parts) {
        let bytes = whole(body).await?;
        let sent = form_urlencoded::parse(&bytes)
            .find(|(name, _)| name == "csrf")
            .map(|(_, value)| value.into_owned());
        if !sent.is_some_and(|sent| same(&sent, token)) {
            return Err(missing());
        }
        return Ok(Request::from_parts(parts, Body::from(bytes)));
    }
    let query = parts.uri.query().unwrap_or_default();
    let in_query = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "csrf");
    if is_files(&parts) && in_query.is_some_and(|(_, sent)| same(&sent, token)) {
        return Ok(Request::from_parts(parts, body));
    }
    Err(missing())
}

fn missing() -> Problem {
    foreign("the session's token is missing or old")
}

async fn whole(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, FORM_BYTES).await.map_err(|_| {
        let detail = "the form is larger than this path takes, or broke off";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "That is too much", detail)
    })
}

fn media_type(parts: &Parts) -> &str {
    let said = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    said.and_then(|said| said.split(';').next()).unwrap_or_default().trim()
}

fn is_form(parts: &Parts) -> bool {
    media_type(parts).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn is_files(parts: &Parts) -> bool {
    media_type(parts).eq_ignore_ascii_case("multipart/form-data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        check_origin(&headers, "goodwill.example:8443").is_ok()
    }

    #[test]
    fn what_another_site_sends_is_refused() {
        assert!(checked(&[]), "a program");
        assert!(checked(&[("origin", "https://goodwill.example:8443"), ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "?"] {
            assert!(!checked(&[("sec-fetch-site", site)]), "{site}");
        }
        for origin in [
            "null",
            "https://goodwill.example",
            "https://goodwill.example:8443.evil.example",
            "https://evil.example",
            "https://goodwill.example:8443@evil.example",
            "",
        ] {
            assert!(!checked(&[("origin", origin)]), "{origin}");
        }
    }

    #[tokio::test]
    async fn a_form_is_handed_on_whole_and_only_with_its_token() {
        let request = |body: &str, query: &str, media_type: &str| {
            axum::http::Request::post(format!("/x{query}"))
                .header(header::CONTENT_TYPE, media_type)
                .body(Body::from(body.to_owned()))
                .unwrap()
        };
        let form = "application/x-www-form-urlencoded";
        let passed = check_token(request("a=1&csrf=abc", "", form), "abc").await.unwrap();
        assert_eq!(to_bytes(passed.into_body(), 100).await.unwrap(), "a=1&csrf=abc");
        for (body, query, kind) in [
            ("a=1", "", form),
            ("a=1&csrf=abd", "", form),
            ("csrf=x&csrf=abc", "", form),
            ("a=1", "?csrf=abc", form),
            ("{\"csrf\":\"abc\"}", "", "application/json"),
            ("csrf=abc", "", "text/plain"),
            ("", "?csrf=abd", "multipart/form-data; boundary=x"),
        ] {
            assert!(check_token(request(body, query, kind), "abc").await.is_err(), "{body} {query} {kind}");
        }
        assert!(
            check_token(request("", "?csrf=abc", "multipart/form-data; boundary=x"), "abc").await.is_ok()
        );
    }
}
