//! People: who may sign in and as what; invitations and links for new passwords.

use std::sync::Arc;

use access::{Right, Role, token};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::settings::{Refused, people as page, person as person_page};
use records::{NewOneTime, OneTime, Person, Purpose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Form, Gate, Json, Listing, Paging, Path, Problem, Query, Routes, Web, see_other, shown},
    choices::RoleName,
    part::{Row, part},
    refusal,
};
use crate::folder::now;

/// How long an invitation works, microseconds: a week.
const INVITATION_MICROS: i64 = 7 * 86_400 * 1_000_000;

/// How long a link for a new password works, microseconds: a day.
const RESET_MICROS: i64 = 86_400 * 1_000_000;

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::PeopleWrite);
    routes
        .page("GET", "/settings/people", NEEDS, get(shown_list))
        .page("POST", "/settings/people/invitations", NEEDS, post(invited))
        .page("POST", "/settings/people/invitations/{id}/revoke", NEEDS, post(taken_back))
        .page("GET", "/settings/people/{id}", NEEDS, get(shown_one))
        .page("POST", "/settings/people/{id}/role", NEEDS, post(role_changed))
        .page("POST", "/settings/people/{id}/reset", NEEDS, post(reset_made))
        .page("POST", "/settings/people/{id}/remove", NEEDS, post(removed))
        .api(
            OpenApiRouter::new()
                .routes(routes!(list))
                .routes(routes!(one, change, remove))
                .routes(routes!(reset))
                .routes(routes!(invitations, invite))
                .routes(routes!(take_back)),
        )
}

/// A person, as programs of the company's see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PersonShown {
    /// The person's number.
    id: i64,
    email: String,
    name: String,
    /// `owner`, `analyst`, `desk` or `reader`.
    role: String,
    /// When they were added, microseconds since 1970-01-01 UTC.
    created_at: i64,
    /// When they were seen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_at: Option<i64>,
    /// When they were taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<i64>,
}

impl Row for PersonShown {
    const FILE: &'static str = "people";
    const COLUMNS: &'static [&'static str] =
        &["id", "email", "name", "role", "created_at", "seen_at", "disabled_at"];
}

impl From<Person> for PersonShown {
    fn from(person: Person) -> Self {
        let Person { id, email, name, role, created_at, seen_at, disabled_at, .. } = person;
        Self { id, email, name, role, created_at, seen_at, disabled_at }
    }
}

/// A link that was handed out and not used yet. The link itself is kept nowhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InvitationShown {
    /// Its number.
    id: i64,
    email: String,
    /// The role it gives; absent where it sets a new password.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Valid until, microseconds since 1970-01-01 UTC.
    expires_at: i64,
}

impl Row for InvitationShown {
    const FILE: &'static str = "invitations";
    const COLUMNS: &'static [&'static str] = &["id", "email", "role", "expires_at"];
}

/// A link that was just made: it is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct LinkMade {
    /// Its number.
    id: i64,
    /// The link. Whoever opens it first takes it.
    link: String,
    /// Valid until, microseconds since 1970-01-01 UTC.
    expires_at: i64,
}

/// Whom to invite, and as what.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invite {
    #[schema(
        pattern = r#"^[^@\s<>",;\\\x00-\x1f]+@[^@.\s<>",;\\\x00-\x1f][^@\s<>",;\\\x00-\x1f]*\.[^@\s<>",;\\\x00-\x1f]*[^@.\s<>",;\\\x00-\x1f]$"#,
        min_length = 5,
        max_length = 254
    )]
    email: String,
    // Without words of its own: with them the document would demand a word and an object at once.
    #[schema(value_type = RoleName, inline)]
    role: String,
}

/// What to change of a person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePerson {
    // Without words of its own: with them the document would demand a word and an object at once.
    #[schema(value_type = RoleName, inline)]
    role: String,
}

/// People who may sign in, and those taken away.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(Paging),
    security(("session" = ["people:write"])),
    responses((status = 200, body = Listing<PersonShown>)))]
async fn list(
    State(web): State<Arc<Web>>,
    _: Caller,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let people = web.desk.folder.records().people_page(part.after, part.asked()).await?;
    Ok(part.answer(people, |person| person.id, PersonShown::from))
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = i64, Path)),
    security(("session" = ["people:write"])),
    responses((status = 200, body = PersonShown)))]
async fn one(State(web): State<Arc<Web>>, _: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    Ok(axum::Json(PersonShown::from(person(&web, id).await?)).into_response())
}

/// Gives a person another role.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "people", params(("id" = i64, Path)),
    request_body = ChangePerson, security(("session" = ["people:write"])),
    responses((status = 200, body = PersonShown)))]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(change): Json<ChangePerson>,
) -> Result<Response, Problem> {
    let role = role_of(&change.role)?;
    change_role(&web, &caller, id, role).await?;
    Ok(axum::Json(PersonShown::from(person(&web, id).await?)).into_response())
}

/// Takes a person away: their sessions end at once.
#[utoipa::path(delete, path = "/api/v1/people/{id}", tag = "people", params(("id" = i64, Path)),
    security(("session" = ["people:write"])), responses((status = 204)))]
async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    take_away(&web, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a link with which a person sets a new password. It is shown this once.
#[utoipa::path(post, path = "/api/v1/people/{id}/reset", tag = "people", params(("id" = i64, Path)),
    security(("session" = ["people:write"])), responses((status = 201, body = LinkMade)))]
async fn reset(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let (_, made) = make_reset(&web, &caller, id).await?;
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// Links that were handed out and not used yet.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "people", params(Paging),
    security(("session" = ["people:write"])),
    responses((status = 200, body = Listing<InvitationShown>)))]
async fn invitations(
    State(web): State<Arc<Web>>,
    _: Caller,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let mut open = open_links(&web).await?;
    open.retain(|link| part.after.is_none_or(|after| link.id > after));
    open.truncate(usize::try_from(part.asked()).unwrap_or(usize::MAX));
    Ok(part.answer(open, |link| link.id, |link| link))
}

/// Invites somebody: the link is shown this once, and no mail is sent.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "people", request_body = Invite,
    security(("session" = ["people:write"])), responses((status = 201, body = LinkMade)))]
async fn invite(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(invite): Json<Invite>,
) -> Result<Response, Problem> {
    let role = role_of(&invite.role)?;
    let email =
        email_of(&invite.email).ok_or_else(|| Problem::invalid("email", "this is no e-mail address"))?;
    if may_sign_in(&web, &email).await? {
        return Err(Problem::conflict("somebody with this e-mail may sign in already"));
    }
    let made = make_invitation(&web, &caller, &email, role).await?;
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// Makes a link useless that was handed out.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "people", params(("id" = i64, Path)),
    security(("session" = ["people:write"])), responses((status = 204)))]
async fn take_back(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    revoke(&web, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

// Pages.

/// The fields of the invitation's form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The field of the role's form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    #[serde(default)]
    role: String,
}

/// A form with nothing but a button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

async fn shown_list(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let view = view(&web, &caller).await?;
    Ok(shown(&page::page(&caller.reader, &page::View { role: "reader".to_owned(), ..view })))
}

async fn invited(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(form): Form<InviteForm>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let mut refused = Vec::new();
    let email = email_of(&form.email);
    if email.is_none() {
        refused.push(bad("email", reader.t("settings-people-bad-email")));
    }
    let role = form.role.parse::<Role>().ok();
    if role.is_none() {
        refused.push(bad("role", reader.t("settings-people-bad-role")));
    }
    if let Some(email) = &email
        && may_sign_in(&web, email).await?
    {
        refused.push(bad("email", reader.t("settings-people-taken")));
    }
    let mut made = None;
    if let (Some(email), Some(role), true) = (email, role, refused.is_empty()) {
        let link = make_invitation(&web, &caller, &email, role).await?;
        made = Some(page::Shown { email, link: link.link, expires_at: link.expires_at });
    }
    let view = view(&web, &caller).await?;
    let view = if made.is_some() {
        page::View { shown: made, role: "reader".to_owned(), ..view }
    } else {
        page::View { email: form.email, role: form.role, refused, ..view }
    };
    let status = if view.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&page::page(reader, &view))).into_response())
}

async fn taken_back(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    revoke(&web, &caller, id).await?;
    Ok(see_other("/settings/people?said=said-settings-link-revoked"))
}

async fn shown_one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let person = person(&web, id).await?;
    page_of(&web, &caller, person, None).await
}

async fn role_changed(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(form): Form<RoleForm>,
) -> Result<Response, Problem> {
    change_role(&web, &caller, id, role_of(&form.role)?).await?;
    // Who gives their own ownership away may not come back to this page.
    let place = if caller.person == Some(id) { "/" } else { "/settings/people" };
    Ok(see_other(format!("{place}?said=said-settings-role-changed")))
}

async fn reset_made(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let (person, made) = make_reset(&web, &caller, id).await?;
    let link = page::Shown { email: person.email.clone(), link: made.link, expires_at: made.expires_at };
    page_of(&web, &caller, person, Some(link)).await
}

async fn removed(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    take_away(&web, &caller, id).await?;
    let place = if caller.person == Some(id) {
        "/sign-in"
    } else {
        "/settings/people?said=said-settings-person-removed"
    };
    Ok(see_other(place))
}

// What is done.

async fn person(web: &Web, id: i64) -> Result<Person, Problem> {
    web.desk.folder.records().person(id).await?.ok_or_else(|| Problem::not_found("person"))
}

async fn change_role(web: &Web, caller: &Caller, id: i64, role: Role) -> Result<(), Problem> {
    let records = web.desk.folder.records();
    let changed = records.change_role(id, role.name(), &caller.actor(), now()).await.map_err(refusal)?;
    if changed { Ok(()) } else { Err(Problem::not_found("person")) }
}

async fn take_away(web: &Web, caller: &Caller, id: i64) -> Result<(), Problem> {
    let records = web.desk.folder.records();
    let gone = records.disable_person(id, &caller.actor(), now()).await.map_err(refusal)?;
    if gone { Ok(()) } else { Err(Problem::not_found("person")) }
}

async fn revoke(web: &Web, caller: &Caller, id: i64) -> Result<(), Problem> {
    let gone = web.desk.folder.records().revoke_one_time(id, &caller.actor(), now()).await?;
    if gone { Ok(()) } else { Err(Problem::not_found("link")) }
}

async fn make_invitation(web: &Web, caller: &Caller, email: &str, role: Role) -> Result<LinkMade, Problem> {
    make(web, caller, "/invitation/", INVITATION_MICROS, |digest, expires_at| NewOneTime {
        purpose: Purpose::Invitation,
        digest,
        email: Some(email.to_owned()),
        role: Some(role.name().to_owned()),
        person: None,
        expires_at,
    })
    .await
}

async fn make_reset(web: &Web, caller: &Caller, id: i64) -> Result<(Person, LinkMade), Problem> {
    let person = person(web, id).await?;
    if person.disabled_at.is_some() {
        return Err(Problem::conflict("this person was taken away: invite them again"));
    }
    let made = make(web, caller, "/reset/", RESET_MICROS, |digest, expires_at| NewOneTime {
        purpose: Purpose::Reset,
        digest,
        email: None,
        role: None,
        person: Some(id),
        expires_at,
    });
    let made = made.await?;
    Ok((person, made))
}

/// Makes a link; only its digest is kept.
async fn make(
    web: &Web,
    caller: &Caller,
    place: &str,
    lasts_micros: i64,
    new: impl FnOnce([u8; 32], i64) -> NewOneTime,
) -> Result<LinkMade, Problem> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|e| Problem::failed(format!("the system gives no chance: {e}")))?;
    let token = token::make(token::Kind::OneTime, &random);
    let digest = token::digest(token::Kind::OneTime, &token)
        .ok_or_else(|| Problem::failed("a link could not be made; try again"))?;
    let now = now();
    let new = new(digest, now + lasts_micros);
    let kept = web.desk.folder.records().add_one_time(new, &caller.actor(), now).await.map_err(refusal)?;
    let link = web.front.link(&format!("{place}{token}"));
    Ok(LinkMade { id: kept.id, link, expires_at: kept.expires_at })
}

async fn may_sign_in(web: &Web, email: &str) -> Result<bool, Problem> {
    let person = web.desk.folder.records().person_by_email(email).await?;
    Ok(person.is_some_and(|person| person.disabled_at.is_none()))
}

/// Links that still work: invitations and those for new passwords.
async fn open_links(web: &Web) -> Result<Vec<InvitationShown>, Problem> {
    let records = web.desk.folder.records();
    let (links, people, now) = (records.one_times().await?, records.people().await?, now());
    let shown = |link: OneTime| {
        let of_person = || people.iter().find(|p| Some(p.id) == link.person).map(|p| p.email.clone());
        let email = link.email.clone().or_else(of_person).unwrap_or_default();
        InvitationShown { id: link.id, email, role: link.role, expires_at: link.expires_at }
    };
    let open = links.into_iter().filter(|link| link.purpose != Purpose::Setup && link.expires_at > now);
    Ok(open.map(shown).collect())
}

fn bad(field: &str, why: String) -> Refused {
    Refused { field: field.to_owned(), why }
}

fn role_of(text: &str) -> Result<Role, Problem> {
    text.parse::<Role>().map_err(|e| Problem::invalid("role", e.to_string()))
}

/// An e-mail address as far as one can tell: one `@` with something on both sides, no spaces, one line.
fn email_of(text: &str) -> Option<String> {
    let text = super::line(text, 254)?;
    let (name, host) = text.split_once('@')?;
    let fine = !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | '\\'));
    fine.then(|| text.to_lowercase())
}

fn shown_person(person: &Person) -> page::Person {
    page::Person {
        id: person.id,
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.role.parse().unwrap_or(Role::Reader),
        seen_at: person.seen_at,
        disabled_at: person.disabled_at,
    }
}

async fn view(web: &Web, caller: &Caller) -> Result<page::View, Problem> {
    let mut people = web.desk.folder.records().people().await?;
    people.sort_by_key(|person| (person.disabled_at.is_some(), person.id));
    let waiting = open_links(web).await?.into_iter().map(|link| page::Waiting {
        id: link.id,
        email: link.email,
        role: link.role.and_then(|role| role.parse().ok()),
        expires_at: link.expires_at,
    });
    Ok(page::View {
        people: people.iter().map(shown_person).collect(),
        you: caller.person,
        waiting: waiting.collect(),
        ..page::View::default()
    })
}

async fn page_of(
    web: &Web,
    caller: &Caller,
    person: Person,
    made: Option<page::Shown>,
) -> Result<Response, Problem> {
    let owner = Role::Owner.name();
    let people = web.desk.folder.records().people().await?;
    let owners = people.iter().filter(|p| p.role == owner && p.disabled_at.is_none()).count();
    let view = person_page::View {
        last_owner: person.role == owner && person.disabled_at.is_none() && owners == 1,
        yourself: caller.person == Some(person.id),
        person: shown_person(&person),
        shown: made,
        refused: Vec::new(),
    };
    Ok(shown(&person_page::page(&caller.reader, &view)))
}

#[cfg(test)]
mod tests {
    use super::email_of;

    #[test]
    fn addresses_are_kept_in_one_way() {
        assert_eq!(email_of(" Ada@Shop.Example ").as_deref(), Some("ada@shop.example"));
        for no in [
            "",
            "ada",
            "@shop.example",
            "ada@",
            "ada@shop",
            "a da@shop.example",
            "a@b@c.example",
            "ada@.example",
            "a@b.c\r\nbcc: x@y.z",
            "<a@b.example>",
        ] {
            assert_eq!(email_of(no), None, "{no:?}");
        }
    }
}
