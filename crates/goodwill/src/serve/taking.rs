//! From the bytes of a request to what the records keep of it.

use intake::{Accepted, Allowed, Door, Limits, Received, Rules, Taken, Unreadable};
use records::{NewEvent, NewLink, NewTrait, OutsideId, Quarantined};

use super::keys::Source;

/// What a request brought.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    pub(crate) events: Vec<NewEvent>,
    pub(crate) bad: Vec<Quarantined>,
}

/// Reads the events of a request; the bad ones keep nothing from the good ones. The token with which
/// they came is kept nowhere.
///
/// # Errors
///
/// If the body is no JSON, or says too much.
pub(crate) fn read(
    received: &Received<'_>,
    limits: &Limits,
    source: Source,
    token: &str,
    secret: &[u8; 32],
) -> Result<Brought, Unreadable> {
    let mut brought = Brought::default();
    let allowed = Allowed::default();
    intake::read_each(received, limits, &mut |taken| match taken {
        Taken::Event(accepted) => match kept(*accepted, source, &allowed, secret) {
            Ok(event) => brought.events.push(event),
            Err(e) => brought.bad.push(Quarantined {
                received_at: received.received_at,
                source: source.id,
                message: None,
                reason: format!("the event cannot be written: {e}"),
                body: Vec::new(),
            }),
        },
        Taken::Bad { reason, message_id, body } => {
            // A sender that sends the batch again does not fill the quarantine with it.
            let id = message_id.map_or_else(|| body.clone(), String::into_bytes);
            let message = Some(intake::message_digest(secret, &String::from_utf8_lossy(&id)));
            brought.bad.push(Quarantined {
                received_at: received.received_at,
                source: source.id,
                message,
                reason,
                body: without(typed(body, received.door), token.as_bytes()),
            });
        }
    })?;
    Ok(brought)
}

/// An event whose type its path said says it itself, so that it can be read again without the path.
fn typed(body: Vec<u8>, door: Door) -> Vec<u8> {
    let (Door::Segment(Some(kind)) | Door::Jitsu(kind)) = door else { return body };
    let begin = body.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(begin) = begin.filter(|at| body[*at] == b'{') else { return body };
    match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&body) {
        Ok(event) if !event.contains_key("type") => {
            let comma = if event.is_empty() { "" } else { "," };
            let mut typed = format!("{{\"type\":\"{}\"{comma}", kind.name()).into_bytes();
            typed.extend_from_slice(&body[begin + 1..]);
            typed
        }
        _ => body,
    }
}

/// The same bytes with stars in place of a token.
fn without(mut body: Vec<u8>, token: &[u8]) -> Vec<u8> {
    if token.is_empty() {
        return body;
    }
    let mut at = 0;
    while at + token.len() <= body.len() {
        if body[at..].starts_with(token) {
            body[at..at + token.len()].fill(b'*');
            at += token.len();
        } else {
            at += 1;
        }
    }
    body
}

/// An event as the inbox holds it.
///
/// # Errors
///
/// If it cannot be written as JSON.
fn kept(
    mut event: Accepted,
    source: Source,
    allowed: &Allowed,
    secret: &[u8; 32],
) -> serde_json::Result<NewEvent> {
    let identity = intake::ids_of(&event);
    let message = intake::message_digest(secret, &event.message_id);
    let rules = Rules { source: "", currency: source.currency, allowed, secret };
    let reasons = intake::problems_of(&event, &rules);
    let mut problems = Vec::new();
    if !reasons.is_empty() {
        let body = serde_json::to_vec(&event)?;
        problems.extend(reasons.iter().map(|reason| Quarantined {
            received_at: event.received_at,
            source: source.id,
            message: Some(message),
            reason: reason.clone(),
            body: body.clone(),
        }));
        event.problems = reasons;
    }
    Ok(NewEvent {
        message,
        received_at: event.received_at,
        source: source.id,
        customer: identity.customer.map(outside),
        body: serde_json::to_vec(&event)?,
        problems,
        links: identity
            .links
            .into_iter()
            .map(|link| NewLink {
                kept: outside(link.kept),
                other: outside(link.other),
                cause: match link.cause {
                    intake::Cause::Identify => records::Cause::Identify,
                    intake::Cause::Alias => records::Cause::Alias,
                },
                time: link.time,
                tie: link.tie,
            })
            .collect(),
        traits: identity
            .traits
            .into_iter()
            .map(|about| NewTrait { name: about.name, value: about.value, time: about.time, tie: about.tie })
            .collect(),
    })
}

fn outside(id: intake::Outside) -> OutsideId {
    OutsideId { space: id.space.to_owned(), id: id.id }
}

#[cfg(test)]
mod tests {
    use intake::Door;

    use super::*;

    #[test]
    fn the_write_key_is_not_put_into_quarantine() {
        let body = br#"{"writeKey":"gwk_secret1","event":"E gwk_secret1","userId":"u"}"#;
        let received = Received { door: Door::Segment(None), body, received_at: 0 };
        let brought =
            read(&received, &Limits::default(), Source { id: 1, currency: None }, "gwk_secret1", &[0; 32])
                .unwrap();
        let kept = String::from_utf8(brought.bad[0].body.clone()).unwrap();
        assert_eq!(kept, r#"{"writeKey":"***********","event":"E ***********","userId":"u"}"#);
    }
}
