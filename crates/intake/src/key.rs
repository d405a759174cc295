//! The write key of a request.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::read::{Walk, first, members};

/// The write key, from wherever the sender put it: Basic (or Bearer) authorization, the header
/// `X-Write-Key`, the query, or the body.
///
/// Of `name:key`, as Jitsu's senders write it, it is the key.
#[must_use]
pub fn key_of(
    authorization: Option<&str>,
    x_write_key: Option<&str>,
    query_key: Option<&str>,
    body: &[u8],
) -> Option<String> {
    authorization
        .and_then(of_authorization)
        .or_else(|| x_write_key.and_then(of_pair))
        .or_else(|| query_key.and_then(of_pair))
        .or_else(|| of_body(body))
}

fn of_authorization(header: &str) -> Option<String> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return of_pair(rest);
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let rest = rest.trim().trim_end_matches('=');
    let padded = format!("{rest}{}", &"==="[..(4 - rest.len() % 4) % 4]);
    let pair = String::from_utf8(STANDARD.decode(padded).ok()?).ok()?;
    let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
    of_text(user).or_else(|| of_text(password))
}

/// The key in `key` or `name:key`.
fn of_pair(text: &str) -> Option<String> {
    let (name, key) = text.split_once(':').unwrap_or(("", text));
    of_text(key).or_else(|| of_text(name))
}

fn of_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= 256).then(|| text.to_owned())
}

/// The key in a body: `writeKey`, or PostHog's `api_key` and `token`, of the request or of its
/// first event.
fn of_body(body: &[u8]) -> Option<String> {
    let whole = Walk::whole(body).ok()?;
    let object = if whole.first() == Some(&b'[') { first(whole)? } else { whole };
    let names = ["writeKey", "write_key", "api_key", "token"];
    let known = members(object, &names).ok()?;
    let text = |name: &str| {
        let (_, value) = known.iter().rev().find(|(known, _)| *known == name)?;
        text_of(value)
    };
    names.into_iter().find_map(text).or_else(|| {
        let properties = members(object, &["properties"]).ok()?.pop()?.1;
        text_of(members(properties, &["token"]).ok()?.pop()?.1)
    })
}

fn text_of(json: &[u8]) -> Option<String> {
    if json.len() > 300 {
        return None;
    }
    match serde_json::from_slice(json) {
        Ok(Value::String(text)) => of_text(&text),
        _ => None,
    }
}
