//! Webhooks: other systems of the company are told of what happened, signed as Standard Webhooks
//! says (<https://www.standardwebhooks.com>).
//!
//! What happened is queued by the records in the transaction in which it happens. Here it is
//! delivered: at least once, in no promised order, ten times over three days where nobody takes it.

use std::time::Duration;

use access::signature::{self, Secret};
use records::{Actor, Attempt, Delivery, Due, Records, RecordsError, Webhook};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{
    outbound::{Outbound, OutboundError},
    stopped,
};
use crate::folder::{Folder, now};

/// What can be told.
pub(crate) const EVENTS: [&str; 4] =
    ["import.finished", "import.undone", "values.fitted", "quarantine.added"];

/// Between two tries, in seconds: ten tries in 75 hours and 35 minutes.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// Messages that are on their way at one time.
const AT_ONCE: usize = 4;
/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(2);
/// How long the secret before signs as well.
const OLD_SECRET_MICROS: i64 = 24 * 3_600 * 1_000_000;

/// Why a webhook could not be added or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebhookError {
    /// Where it leads may not be called.
    #[error("{0}")]
    Address(#[from] OutboundError),
    /// It is to be told of something that is never told.
    #[error("{0}")]
    Events(String),
    /// There is no such webhook.
    #[error("there is no such webhook")]
    Absent,
    /// No randomness could be had.
    #[error("no random numbers from the system: {0}")]
    Random(String),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// Adds a webhook; its secret is given this once.
///
/// # Errors
///
/// If the address may not be called, an event is not known, or the records cannot be written.
pub(crate) async fn add(
    records: &Records,
    outbound: &Outbound,
    url: &str,
    events: &[String],
    by: &Actor,
) -> Result<(Webhook, String), WebhookError> {
    let events = known(events)?;
    let url = checked(outbound, url).await?;
    let secret = secret()?;
    Ok((records.add_webhook(&url, &events, &secret, by, now()).await?, secret))
}

/// Changes a webhook; switched on again it is told of what happens from now on.
///
/// # Errors
///
/// As `add`, or if there is no such webhook.
pub(crate) async fn change(
    records: &Records,
    outbound: &Outbound,
    id: i64,
    (url, events, enabled): (&str, &[String], bool),
    by: &Actor,
) -> Result<Webhook, WebhookError> {
    let events = known(events)?;
    let url = checked(outbound, url).await?;
    if !records.change_webhook(id, &url, &events, enabled, by, now()).await? {
        return Err(WebhookError::Absent);
    }
    records.webhook(id).await?.ok_or(WebhookError::Absent)
}

/// Gives a webhook a new secret, this once; the one before signs as well for a day.
///
/// # Errors
///
/// If there is no such webhook, or the records cannot be written.
pub(crate) async fn rotate(records: &Records, id: i64, by: &Actor) -> Result<String, WebhookError> {
    let (secret, now) = (secret()?, now());
    let there = records.rotate_secret(id, &secret, now.saturating_add(OLD_SECRET_MICROS), by, now).await?;
    if there { Ok(secret) } else { Err(WebhookError::Absent) }
}

/// Sends a test message now and gives how it went; a test is not tried again.
///
/// # Errors
///
/// If there is no such webhook, or the records cannot be written.
pub(crate) async fn test(
    records: &Records,
    outbound: &Outbound,
    id: i64,
    by: &Actor,
) -> Result<Delivery, WebhookError> {
    let hook = records.webhook(id).await?.ok_or(WebhookError::Absent)?;
    let secret = records.webhook_secret(id, now()).await?.ok_or(WebhookError::Absent)?;
    let delivery = records.queue_test(id, by, now()).await?;
    let number = delivery.id;
    let due = Due { delivery, url: hook.url, secret };
    let attempt = attempt(outbound.clone(), due, now()).await;
    records.note_attempt(number, &attempt, by, now()).await?;
    let newest = records.deliveries(id, Some(number + 1), 1).await?;
    newest.into_iter().next().ok_or(WebhookError::Absent)
}

/// Delivers what is due until told to stop.
pub(crate) async fn run(folder: Folder, outbound: Outbound, mut stop: watch::Receiver<bool>) {
    let records = folder.records().by(Actor::server());
    loop {
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = sleep(LOOK) => {}
        }
        // A failure of the records is said by those who write events; here it is tried again.
        while let Ok(told) = deliver(&records, &outbound).await
            && told > 0
            && !*stop.borrow()
        {}
    }
}

/// Delivers what is due now; returns how many tries that were.
///
/// # Errors
///
/// If the records cannot be read or written.
async fn deliver(records: &Records, outbound: &Outbound) -> Result<usize, RecordsError> {
    let due = records.due_deliveries(now(), AT_ONCE as u64).await?;
    let tries = due.len();
    let mut underway = JoinSet::new();
    for due in due {
        let outbound = outbound.clone();
        underway.spawn(async move { (due.delivery.id, attempt(outbound, due, now()).await) });
    }
    while let Some(done) = underway.join_next().await {
        if let Ok((id, attempt)) = done {
            records.note_attempt(id, &attempt, records.actor(), now()).await?;
        }
    }
    Ok(tries)
}

/// One try.
async fn attempt(outbound: Outbound, due: Due, now: i64) -> Attempt {
    let again_at = again_at(&due.delivery, now);
    let sent = tokio::task::spawn_blocking(move || send(&outbound, &due, now)).await;
    let sent = sent.unwrap_or_else(|error| Err(error.to_string()));
    match sent {
        Ok(status @ 200..=299) => Attempt::Delivered { status },
        Ok(status @ 410) => Attempt::Gone { status },
        Ok(status @ 300..=399) => Attempt::Failed {
            status: Some(status),
            why: "it answered with a redirect, which is not followed: give the last address".to_owned(),
            again_at,
        },
        Ok(status) => {
            Attempt::Failed { status: Some(status), why: format!("it answered {status}"), again_at }
        }
        Err(why) => Attempt::Failed { status: None, why, again_at },
    }
}

/// When a delivery is tried again if this try fails.
fn again_at(delivery: &Delivery, now: i64) -> Option<i64> {
    if delivery.event == "webhook.test" {
        return None;
    }
    let pause = PAUSES.get(delivery.attempts as usize)?;
    Some(now.saturating_add(pause * 1_000_000))
}

fn send(outbound: &Outbound, due: &Due, now: i64) -> Result<u16, String> {
    let secrets: Result<Vec<Secret>, _> = std::iter::once(&due.secret.secret)
        .chain(due.secret.before.as_ref().map(|(secret, _)| secret))
        .map(|secret| Secret::parse(secret))
        .collect();
    let secrets = secrets.map_err(|error| error.to_string())?;
    let body = due.delivery.body.as_bytes();
    let seconds = now.div_euclid(1_000_000);
    let signature = signature::sign(&secrets, &due.delivery.message, seconds, body);
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", &*due.delivery.message),
        ("webhook-timestamp", &*seconds.to_string()),
        ("webhook-signature", &*signature),
    ];
    outbound.post(&due.url, &headers, body).map_err(|error| error.to_string())
}

async fn checked(outbound: &Outbound, url: &str) -> Result<String, WebhookError> {
    let (outbound, url) = (outbound.clone(), url.trim().to_owned());
    let checked = tokio::task::spawn_blocking(move || outbound.check(&url)).await;
    Ok(checked.unwrap_or_else(|error| Err(OutboundError::Failed(error.to_string())))?)
}

/// The events, each once, in the order of `EVENTS`.
fn known(events: &[String]) -> Result<Vec<String>, WebhookError> {
    if let Some(other) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
        let other: String = other.chars().take(40).collect();
        return Err(WebhookError::Events(format!("there is no event '{other}': {}", EVENTS.join(", "))));
    }
    if events.is_empty() {
        return Err(WebhookError::Events(format!("name at least one event: {}", EVENTS.join(", "))));
    }
    Ok(EVENTS
        .iter()
        .filter(|name| events.iter().any(|e| e == *name))
        .map(|name| (*name).to_owned())
        .collect())
}

fn secret() -> Result<String, WebhookError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| WebhookError::Random(error.to_string()))?;
    Ok(Secret::new(&bytes).reveal())
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        io::{BufRead, BufReader, Read, Write},
        net::TcpListener,
        sync::mpsc::{Receiver, channel},
    };

    use records::{DeliveryState, Place};
    use serde_json::{Value, json};

    use super::*;

    /// A request as it came: headers in small letters, and the body.
    type Request = (HashMap<String, String>, Vec<u8>);

    /// A receiver that answers each request with the next status, and hands on what came.
    fn receiver(statuses: Vec<u16>) -> (String, Receiver<Request>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (told, telling) = channel();
        std::thread::spawn(move || {
            for status in statuses {
                let (mut stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut headers = HashMap::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let Some((name, value)) = line.trim_end().split_once(": ") else {
                        if line.trim_end().is_empty() {
                            break;
                        }
                        continue;
                    };
                    headers.insert(name.to_ascii_lowercase(), value.to_owned());
                }
                let length = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let elsewhere = "Location: http://127.0.0.1:9/\r\n";
                write!(stream, "HTTP/1.1 {status} X\r\n{elsewhere}Content-Length: 0\r\n\r\n").unwrap();
                told.send((headers, body)).unwrap();
            }
        });
        (url, telling)
    }

    async fn opened(folder: &tempfile::TempDir) -> Records {
        Records::open(&Place::File(folder.path().join("goodwill.db"))).await.unwrap()
    }

    fn events() -> Vec<String> {
        vec!["import.finished".to_owned()]
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_message_is_signed_so_that_its_receiver_can_check_it() {
        let folder = tempfile::tempdir().unwrap();
        let records = opened(&folder).await;
        let outbound = Outbound::to_this_machine();
        let (url, told) = receiver(vec![204, 200]);
        let by = Actor::command();
        let (hook, first) = add(&records, &outbound, &url, &events(), &by).await.unwrap();
        let second = rotate(&records, hook.id, &by).await.unwrap();
        assert_ne!(first, second);
        records.queue_delivery("import.finished", &json!({ "import": 7 }), now()).await.unwrap();
        assert_eq!(deliver(&records, &outbound).await.unwrap(), 1);
        assert_eq!(deliver(&records, &outbound).await.unwrap(), 0, "once it is taken it is not told again");
        let (headers, body) = told.recv().unwrap();
        let delivery = records.deliveries(hook.id, None, 1).await.unwrap().remove(0);
        assert_eq!((delivery.state, delivery.last_status), (DeliveryState::Delivered, Some(204)));
        assert_eq!(headers["webhook-id"], delivery.message);
        assert_eq!(headers["content-type"], "application/json");
        let at: i64 = headers["webhook-timestamp"].parse().unwrap();
        // Both secrets sign for a day, and a stranger's does not.
        for secret in [&first, &second] {
            let secret = Secret::parse(secret).unwrap();
            let signatures = &headers["webhook-signature"];
            signature::check(&secret, &headers["webhook-id"], at, &body, signatures, at).unwrap();
            signature::check(&secret, &headers["webhook-id"], at, b"{}", signatures, at).unwrap_err();
        }
        let stranger = Secret::new(&[1; 32]);
        signature::check(&stranger, &headers["webhook-id"], at, &body, &headers["webhook-signature"], at)
            .unwrap_err();
        let said: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&said["type"], &said["data"]), (&json!("import.finished"), &json!({ "import": 7 })));
        // A test is told at once, and looks the same.
        let tested = test(&records, &outbound, hook.id, &by).await.unwrap();
        assert_eq!((tested.state, tested.last_status), (DeliveryState::Delivered, Some(200)));
        let (headers, _) = told.recv().unwrap();
        assert_eq!(headers["webhook-id"], tested.message);
        records.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_taken_is_told_again_and_what_is_gone_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let records = opened(&folder).await;
        let outbound = Outbound::to_this_machine();
        let (url, told) = receiver(vec![500, 302, 410]);
        let by = Actor::command();
        let (hook, _) = add(&records, &outbound, &url, &events(), &by).await.unwrap();
        for (status, event) in [(500, "import.finished"), (302, "import.finished"), (410, "import.finished")]
        {
            records.queue_delivery(event, &json!({}), now()).await.unwrap();
            assert_eq!(deliver(&records, &outbound).await.unwrap(), 1);
            told.recv().unwrap();
            let last = records.deliveries(hook.id, None, 1).await.unwrap().remove(0);
            assert_eq!((last.last_status, last.attempts), (Some(status), 1));
            if status != 410 {
                assert_eq!(last.state, DeliveryState::Waiting);
                let pause = last.next_at.unwrap() - last.last_at.unwrap();
                assert!((4_000_000..=5_000_000).contains(&pause), "{pause} microseconds until the next try");
            }
            // What waits for its next try is out of the way.
            let gone = Attempt::Failed { status: None, why: String::new(), again_at: None };
            if status != 410 {
                records.note_attempt(last.id, &gone, &by, now()).await.unwrap();
            }
        }
        let hook = records.webhook(hook.id).await.unwrap().unwrap();
        assert!(hook.disabled_at.is_some() && hook.disabled_why.unwrap().contains("410"));
        records.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_address_inside_is_refused_when_it_is_saved_tested_and_at_each_try() {
        let folder = tempfile::tempdir().unwrap();
        let records = opened(&folder).await;
        let (url, told) = receiver(vec![200]);
        let (outbound, by) = (Outbound::new(), Actor::command());
        let saved = add(&records, &outbound, &url, &events(), &by).await;
        assert!(matches!(saved, Err(WebhookError::Address(OutboundError::Refused(_)))), "{saved:?}");
        assert_eq!(records.webhooks().await.unwrap(), [], "nothing was kept");
        // One that came past the check, as by a restored backup of somebody else's.
        let secret = Secret::new(&[7; 32]).reveal();
        let hook = records.add_webhook(&url, &events(), &secret, &by, now()).await.unwrap();
        let changed = change(&records, &outbound, hook.id, (&url, &events(), true), &by).await;
        assert!(matches!(changed, Err(WebhookError::Address(_))), "{changed:?}");
        let tested = test(&records, &outbound, hook.id, &by).await.unwrap();
        assert_eq!((tested.state, tested.last_status), (DeliveryState::Failed, None));
        assert!(tested.last_error.as_deref().unwrap().contains("127.0.0.1"), "{tested:?}");
        records.queue_delivery("import.finished", &json!({}), now()).await.unwrap();
        assert_eq!(deliver(&records, &outbound).await.unwrap(), 1);
        let tried = records.deliveries(hook.id, None, 1).await.unwrap().remove(0);
        assert_eq!((tried.last_status, tried.attempts), (None, 1));
        assert!(told.try_recv().is_err(), "nobody was called");
        records.close().await;
    }

    #[test]
    fn ten_tries_take_three_days_and_a_little() {
        let mut delivery = Delivery {
            id: 1,
            webhook: 1,
            message: String::new(),
            event: "import.finished".to_owned(),
            body: String::new(),
            created_at: 0,
            state: DeliveryState::Waiting,
            attempts: 0,
            next_at: Some(0),
            last_at: None,
            last_status: None,
            last_error: None,
        };
        let (mut at, mut tries) = (0, 1);
        while let Some(next) = again_at(&delivery, at) {
            at = next;
            tries += 1;
            delivery.attempts += 1;
        }
        assert_eq!((tries, at / 1_000_000), (10, 75 * 3_600 + 35 * 60 + 5));
        let test = Delivery { event: "webhook.test".to_owned(), attempts: 0, ..delivery };
        assert_eq!(again_at(&test, 0), None);
    }

    #[test]
    fn only_what_is_told_can_be_wanted() {
        let names = |names: &[&str]| known(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            names(&["values.fitted", "import.finished", "values.fitted"]).unwrap(),
            ["import.finished", "values.fitted"]
        );
        for wrong in [&[][..], &["order.made"], &["import.finished", "*"], &["webhook.test"]] {
            assert!(matches!(names(wrong), Err(WebhookError::Events(_))), "{wrong:?}");
        }
    }
}
