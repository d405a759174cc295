//! From the bytes of a request to what the records keep of it.

use intake::{Accepted, Limits, Received, Taken, Unreadable};
use records::{NewEvent, NewLink, NewTrait, OutsideId, Quarantined};

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
    source: i64,
    token: &str,
    secret: &[u8; 32],
) -> Result<Brought, Unreadable> {
    let mut brought = Brought::default();
    intake::read_each(received, limits, &mut |taken| match taken {
        Taken::Event(accepted) => match kept(&accepted, source, secret) {
            Ok(event) => brought.events.push(event),
            Err(e) => brought.bad.push(Quarantined {
                received_at: received.received_at,
                source,
                message: Some(intake::message_digest(secret, &accepted.message_id)),
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
                source,
                message,
                reason,
                body: without(body, token.as_bytes()),
            });
        }
    })?;
    Ok(brought)
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
pub(crate) fn kept(event: &Accepted, source: i64, secret: &[u8; 32]) -> serde_json::Result<NewEvent> {
    let identity = intake::ids_of(event);
    Ok(NewEvent {
        message: intake::message_digest(secret, &event.message_id),
        received_at: event.received_at,
        source,
        customer: identity.customer.map(outside),
        body: serde_json::to_vec(event)?,
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
        let brought = read(&received, &Limits::default(), 1, "gwk_secret1", &[0; 32]).unwrap();
        let kept = String::from_utf8(brought.bad[0].body.clone()).unwrap();
        assert_eq!(kept, r#"{"writeKey":"***********","event":"E ***********","userId":"u"}"#);
    }
}
