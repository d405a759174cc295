//! Links that are good once: `/setup/…` for the first owner, `/invitation/…` for whoever was invited,
//! `/reset/…` for a new password.

use std::sync::Arc;

use access::{password, token};
use axum::{
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use pages::entrance::{Errors, Join, JoinKind, join};
use records::{NewPerson, OneTime, Purpose, RecordsError};
use serde::Deserialize;

use super::super::{Caller, Form, Gate, Path, Problem, Routes, Web, shown};
use crate::folder::now;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/setup/{token}", Gate::Open, get(setup))
        .page("POST", "/setup/{token}", Gate::Open, post(set_up))
        .page("GET", "/invitation/{token}", Gate::Open, get(invitation))
        .page("POST", "/invitation/{token}", Gate::Open, post(accept))
        .page("GET", "/reset/{token}", Gate::Open, get(reset))
        .page("POST", "/reset/{token}", Gate::Open, post(set_anew))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Owner {
    name: String,
    email: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invited {
    name: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Anew {
    password: String,
}

async fn setup(state: State<Arc<Web>>, caller: Caller, token: Path<String>) -> Result<Response, Problem> {
    shows(state, caller, token, Purpose::Setup).await
}

async fn invitation(
    state: State<Arc<Web>>,
    caller: Caller,
    token: Path<String>,
) -> Result<Response, Problem> {
    shows(state, caller, token, Purpose::Invitation).await
}

async fn reset(state: State<Arc<Web>>, caller: Caller, token: Path<String>) -> Result<Response, Problem> {
    shows(state, caller, token, Purpose::Reset).await
}

async fn set_up(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(token): Path<String>,
    Form(owner): Form<Owner>,
) -> Result<Response, Problem> {
    let opened = Opened::of(&web, &token, Purpose::Setup).await?;
    opened.used(&web, &caller, &owner.name, &owner.email, owner.password).await
}

async fn accept(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(token): Path<String>,
    Form(invited): Form<Invited>,
) -> Result<Response, Problem> {
    let opened = Opened::of(&web, &token, Purpose::Invitation).await?;
    let email = opened.email.clone();
    opened.used(&web, &caller, &invited.name, &email, invited.password).await
}

async fn set_anew(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(token): Path<String>,
    Form(anew): Form<Anew>,
) -> Result<Response, Problem> {
    let opened = Opened::of(&web, &token, Purpose::Reset).await?;
    let (name, email) = (opened.name.clone(), opened.email.clone());
    opened.used(&web, &caller, &name, &email, anew.password).await
}

async fn shows(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(token): Path<String>,
    purpose: Purpose,
) -> Result<Response, Problem> {
    let opened = Opened::of(&web, &token, purpose).await?;
    Ok(shown(&join(&caller.reader, &opened.view(&opened.name, &opened.email, Vec::new()))))
}

/// A link that is open.
struct Opened {
    digest: [u8; 32],
    link: OneTime,
    /// The name and address of whom it is for, where they are known.
    name: String,
    email: String,
}

impl Opened {
    async fn of(web: &Web, token: &str, purpose: Purpose) -> Result<Self, Problem> {
        let records = web.desk.folder.records();
        let digest = token::digest(token::Kind::OneTime, token).ok_or_else(dead)?;
        let link =
            records.one_time(digest, now()).await?.filter(|link| link.purpose == purpose).ok_or_else(dead)?;
        let person = match link.person {
            Some(id) => records.person(id).await?,
            None => None,
        };
        let email = person.as_ref().map(|person| person.email.clone()).or_else(|| link.email.clone());
        let name = person.map(|person| person.name);
        Ok(Self { digest, link, name: name.unwrap_or_default(), email: email.unwrap_or_default() })
    }

    fn view<'a>(&'a self, name: &'a str, email: &'a str, errors: Errors) -> Join<'a> {
        let kind = match self.link.purpose {
            Purpose::Setup => JoinKind::Setup,
            Purpose::Invitation => {
                JoinKind::Invitation { role: self.link.role.as_deref().unwrap_or_default() }
            }
            Purpose::Reset => JoinKind::Reset,
        };
        Join { kind, name, email, errors }
    }

    /// Uses the link up and signs the person in.
    async fn used(
        self,
        web: &Arc<Web>,
        caller: &Caller,
        name: &str,
        email: &str,
        new: String,
    ) -> Result<Response, Problem> {
        let mut errors = Errors::new();
        let name = name.trim();
        if self.link.purpose != Purpose::Reset && !is_name(name) {
            errors.push(("name", caller.reader.t("entrance-name-wrong")));
        }
        if self.link.purpose == Purpose::Setup && !is_email(email) {
            errors.push(("email", caller.reader.t("entrance-email-wrong")));
        }
        if let Err(refused) = password::check(&new, email, name) {
            errors.push(("password", pages::entrance::why_refused(&caller.reader, &refused)));
        }
        if !errors.is_empty() {
            let mut response = shown(&join(&caller.reader, &self.view(name, email, errors)));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        let hash = web.hashed(new).await?;
        let given = NewPerson {
            email: email.to_owned(),
            name: name.to_owned(),
            role: self.link.role.clone().unwrap_or_default(),
            password: Some(hash),
            locale: None,
            language: None,
        };
        let person = match web.desk.folder.records().accept_one_time(self.digest, given, now()).await {
            Ok(person) => person.ok_or_else(dead)?,
            Err(RecordsError::Taken(why)) => return Err(Problem::conflict(why)),
            Err(other) => return Err(other.into()),
        };
        web.begin_session(&person, caller, "/").await
    }
}

/// Used up, too old, taken back, or never there: nobody is told which.
fn dead() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "This link is not good any more",
        "each link is good once and for a while; an owner can make you another",
    )
}

/// Whether a name can be one.
pub(super) fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// Whether an e-mail address can be one. That it is, only a message to it could tell.
pub(super) fn is_email(email: &str) -> bool {
    let email = email.trim();
    email.len() <= 254
        && !email.chars().any(|c| c.is_control() || c.is_whitespace() || "<>()[],;:\\\"".contains(c))
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.len() >= 3
                && !domain.contains('@')
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_name};

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for email in ["anna@shop.example", " Anna.B+x@sub.shop.example ", "ő@bolt.example"] {
            assert!(is_email(email), "{email}");
        }
        for email in [
            "",
            "anna",
            "@x.example",
            "a@b",
            "a@.b.c",
            "a b@c.example",
            "a@b.example,c@d.example",
            "a@b@c.example",
        ] {
            assert!(!is_email(email), "{email}");
        }
        assert!(!is_email(&format!("{}@x.example", "a".repeat(260))));
    }

    #[test]
    fn names_have_letters_and_an_end() {
        assert!(is_name("Anna") && !is_name("") && !is_name("a\nb") && !is_name(&"a".repeat(101)));
    }
}
