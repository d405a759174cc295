//! `/sign-in`: e-mail and password, and a wait for who guesses.

use std::sync::Arc;

use access::throttle::{Counted, key, wait_seconds};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use pages::entrance::{SignIn, Trouble, sign_in};
use records::Actor;
use serde::Deserialize;
use serde_json::json;

use super::{
    super::{Caller, Form, Gate, Problem, Query, Routes, Web, see_other, shown},
    own_path,
};
use crate::folder::now;

/// After so many failures in a row the audit log hears of it.
const NOTED: u32 = 5;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/sign-in", Gate::Open, get(asked)).page("POST", "/sign-in", Gate::Open, post(given))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    email: String,
    password: String,
    next: Option<String>,
}

async fn asked(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let next = own_path(wanted.next.as_deref());
    if caller.person.is_some() {
        return Ok(see_other(next));
    }
    let has_owner = web.desk.folder.records().has_owner().await?;
    Ok(shown(&sign_in(&caller.reader, &SignIn { next, email: "", trouble: None, has_owner })))
}

async fn given(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let email = records::normal_email(&given.email);
    let next = own_path(given.next.as_deref());
    let place = key(Counted::KnownPlace(&email, &caller.network));
    let known = records.is_known_place(place, now()).await?;
    // Strangers who fail elsewhere lock nobody out where they have been before, nor do colleagues who
    // fail beside them.
    let account =
        if known { Counted::AccountFrom(&email, &caller.network) } else { Counted::Account(&email) };
    let keys = [key(account), key(Counted::Network(&caller.network))];
    let asked = if known { &keys[..1] } else { &keys[..] };
    // One turn covers asking, checking and counting, so that many at one time gain nothing.
    let turn = web.entrance.turn().await?;
    let mut wait = 0;
    for key in asked.iter().copied() {
        let failures = records.failures(key, now()).await?;
        wait = wait.max(wait_seconds(failures.count, failures.last_at, now()));
    }
    let again = |trouble| SignIn { next, email: &given.email, trouble: Some(trouble), has_owner: true };
    if wait > 0 {
        let mut response = shown(&sign_in(&caller.reader, &again(Trouble::Wait { seconds: wait })));
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        return Ok(response);
    }
    let person = records.person_by_email(&email).await?.filter(|person| person.disabled_at.is_none());
    let kept = person.as_ref().and_then(|person| person.password.clone());
    let fits = web.fits(given.password.clone(), kept).await?;
    let Some(person) = person.as_ref().filter(|_| fits) else {
        for key in keys {
            let failures = records.note_failure(key, now()).await?;
            if failures.count == NOTED
                && let Some(person) = &person
            {
                let subject = format!("person:{}", person.id);
                let detail = json!({ "failures": failures.count });
                records.audit(&Actor::server(), "session.refused", &subject, detail, now()).await?;
            }
        }
        let mut response = shown(&sign_in(&caller.reader, &again(Trouble::Wrong)));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    drop(turn);
    for key in keys {
        records.clear_failures(key).await?;
    }
    records.know_place(place, now()).await?;
    web.begin_session(person, &caller, next).await
}
