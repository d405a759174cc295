//! `/account`: what everybody may change about themselves.

use std::sync::Arc;

use access::{
    password,
    throttle::{Counted, key, wait_seconds},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use pages::{
    LOCALES,
    entrance::{Account, Errors, account},
    text::Language,
};
use records::Person;
use serde::Deserialize;

use super::{
    super::{Caller, Form, Gate, Problem, Routes, Web, see_other, shown},
    links::is_name,
};
use crate::folder::now;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/account", Gate::SignedIn, get(own))
        .page("POST", "/account", Gate::SignedIn, post(change))
        .page("POST", "/account/password", Gate::SignedIn, post(change_password))
        .page("POST", "/account/sessions", Gate::SignedIn, post(end_others))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    name: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passwords {
    old: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn person(web: &Web, caller: &Caller) -> Result<Person, Problem> {
    let id = caller.person.ok_or_else(Problem::not_signed_in)?;
    web.desk.folder.records().person(id).await?.ok_or_else(Problem::not_signed_in)
}

fn draw(caller: &Caller, person: &Person, errors: Errors) -> Response {
    let refused = !errors.is_empty();
    let view = Account {
        name: &person.name,
        email: &person.email,
        locale: person.locale.as_deref().unwrap_or_default(),
        language: person.language.as_deref().unwrap_or_default(),
        errors,
    };
    let mut response = shown(&account(&caller.reader, &view));
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

async fn own(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    Ok(draw(&caller, &person(&web, &caller).await?, Errors::new()))
}

async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(own): Form<Own>,
) -> Result<Response, Problem> {
    let mut person = person(&web, &caller).await?;
    let name = own.name.trim();
    if !is_name(name) {
        own.name.trim().clone_into(&mut person.name);
        return Ok(draw(&caller, &person, vec![("name", caller.reader.t("entrance-name-wrong"))]));
    }
    // What is not in the lists is not from the page.
    let locale = LOCALES.iter().map(|(tag, _)| *tag).find(|tag| *tag == own.locale);
    if locale.is_none() && !own.locale.is_empty() {
        return Err(Problem::invalid("locale", "there is no such way of writing numbers"));
    }
    let language = Language::ALL.into_iter().map(Language::tag).find(|tag| *tag == own.language);
    if language.is_none() && !own.language.is_empty() {
        return Err(Problem::invalid("language", "there is no such language"));
    }
    web.desk.folder.records().set_own(person.id, name, locale, language, &caller.actor(), now()).await?;
    Ok(see_other("/account?said=said-account-saved"))
}

async fn change_password(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(given): Form<Passwords>,
) -> Result<Response, Problem> {
    let person = person(&web, &caller).await?;
    let records = web.desk.folder.records();
    let counted = key(Counted::Account(&person.email));
    {
        // Whoever found a browser that was left open may not guess here either.
        let _turn = web.entrance.turn().await?;
        let failures = records.failures(counted, now()).await?;
        let wait = wait_seconds(failures.count, failures.last_at, now());
        if wait > 0 {
            let seconds = wait.to_string();
            let why = caller.reader.tf("entrance-wait", &[("seconds", pages::text::Fill::Text(&seconds))]);
            return Ok(draw(&caller, &person, vec![("old", why)]));
        }
        if !web.fits(given.old.clone(), person.password.clone()).await? {
            records.note_failure(counted, now()).await?;
            return Ok(draw(&caller, &person, vec![("old", caller.reader.t("entrance-old-wrong"))]));
        }
    }
    records.clear_failures(counted).await?;
    if let Err(refused) = password::check(&given.password, &person.email, &person.name) {
        return Ok(draw(
            &caller,
            &person,
            vec![("password", pages::entrance::why_refused(&caller.reader, &refused))],
        ));
    }
    let hash = web.hashed(given.password).await?;
    records.set_password(person.id, &hash, caller.session, &caller.actor(), now()).await?;
    Ok(see_other("/account?said=said-password-changed"))
}

async fn end_others(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let person = person(&web, &caller).await?;
    let records = web.desk.folder.records();
    records.end_sessions_of(person.id, caller.session, &caller.actor(), now()).await?;
    Ok(see_other("/account?said=said-sessions-ended"))
}
