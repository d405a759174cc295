//! Who may look at what: people, their roles, invitations, and what each role may do.

use access::{Right, Role};
use maud::{Markup, html};

use super::{Part, Refused, page as within, refusals, why, words};
use crate::{Reader, parts, text::Fill};

/// Somebody who may sign in, or could.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person's number.
    pub id: i64,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Seen last, microseconds.
    pub seen_at: Option<i64>,
    /// Taken away.
    pub disabled_at: Option<i64>,
}

/// A link that was handed out and not used yet.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub email: String,
    /// The role it gives; none: it sets a new password.
    pub role: Option<Role>,
    /// Valid until, microseconds.
    pub expires_at: i64,
}

/// A link that is shown this once.
#[derive(Debug, Clone)]
pub struct Shown {
    /// For whom.
    pub email: String,
    /// The link.
    pub link: String,
    /// Valid until, microseconds.
    pub expires_at: i64,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The people, those taken away last.
    pub people: Vec<Person>,
    /// Who looks.
    pub you: Option<i64>,
    /// Links that wait.
    pub waiting: Vec<Waiting>,
    /// The link just made.
    pub shown: Option<Shown>,
    /// E-mail in the form.
    pub email: String,
    /// Role in the form.
    pub role: String,
    /// What was refused.
    pub refused: Vec<Refused>,
}

/// The page of people and roles.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (refusals(reader, &view.refused))
        @if let Some(shown) = &view.shown { (once(reader, shown)) }
        (list(reader, view))
        (invite(reader, view))
        (waiting(reader, view))
        (matrix(reader))
    };
    within(reader, Part::People, &body)
}

/// The link that is shown this once.
pub(super) fn once(reader: &Reader, shown: &Shown) -> Markup {
    let until = reader.moment(shown.expires_at);
    parts::done(
        &reader.tf("settings-people-link-made", &[("email", Fill::Text(&shown.email))]),
        &html! {
            (parts::copyable(reader, "link", &shown.link))
            p { (reader.tf("settings-people-link-once", &[("until", Fill::Text(&until))])) }
        },
    )
}

fn list(reader: &Reader, view: &View) -> Markup {
    let columns = [
        parts::Column::text(reader.t("settings-people-person")),
        parts::Column::text(reader.t("settings-people-role")),
        parts::Column::text(reader.t("settings-people-seen")),
    ];
    let row = |person: &Person| {
        let shown = if person.name.is_empty() { &person.email } else { &person.name };
        vec![
            html! {
                (parts::link(&format!("/settings/people/{}", person.id), shown))
                @if view.you == Some(person.id) { " " (parts::chip(parts::Tone::Quiet, &reader.t("settings-people-you"))) }
                @if shown != &person.email { br; span.note { (person.email) } }
            },
            html! {
                @if person.disabled_at.is_some() { (parts::chip(parts::Tone::Quiet, &reader.t("settings-people-removed"))) }
                @else { (words::role(reader, person.role)) }
            },
            html! {
                @if let Some(at) = person.seen_at { (parts::ago(reader, at)) }
                @else { (reader.t("settings-people-never")) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.people.iter().map(row).collect();
    parts::list("people", &reader.t("settings-people-list"), &columns, &rows)
}

/// What each role is for, as choices.
pub(super) fn roles(reader: &Reader) -> Vec<parts::Choice> {
    let choice = |role: Role| parts::Choice {
        value: role.name().to_owned(),
        label: words::role(reader, role),
        hint: words::role_hint(reader, role),
    };
    Role::ALL.into_iter().rev().map(choice).collect()
}

fn invite(reader: &Reader, view: &View) -> Markup {
    parts::section(
        "invite",
        &reader.t("settings-people-invite"),
        &html! {
            p { (reader.t("settings-people-invite-text")) }
            form method="post" action="/settings/people/invitations" {
                (parts::csrf(reader))
                (parts::Field::new("email", &reader.t("settings-people-email")).kind("email").value(&view.email)
                    .length(3, 254).required().autocomplete("off").error(why(&view.refused, "email")))
                (parts::Choices { name: "role", question: &reader.t("settings-people-which-role"), choices: &roles(reader), chosen: &view.role })
                (parts::buttons(&parts::button(parts::Look::Main, &reader.t("settings-people-make-link"))))
            }
        },
    )
}

fn waiting(reader: &Reader, view: &View) -> Markup {
    if view.waiting.is_empty() {
        return html! {};
    }
    let columns = [
        parts::Column::text(reader.t("settings-people-for")),
        parts::Column::text(reader.t("settings-people-link-for")),
        parts::Column::text(reader.t("settings-people-until")),
        parts::Column::text(reader.t("settings-people-take-back")),
    ];
    let row = |link: &Waiting| {
        let path = format!("/settings/people/invitations/{}/revoke", link.id);
        let what = match link.role {
            Some(role) => {
                reader.tf("settings-people-link-role", &[("role", Fill::Text(&words::role(reader, role)))])
            }
            None => reader.t("settings-people-link-password"),
        };
        vec![
            html! { (link.email) },
            html! { (what) },
            parts::moment(reader, link.expires_at),
            parts::act(reader, &path, parts::Look::Quiet, &reader.t("settings-people-revoke"), &[], None),
        ]
    };
    let rows: Vec<Vec<Markup>> = view.waiting.iter().map(row).collect();
    parts::section(
        "waiting",
        &reader.t("settings-people-waiting"),
        &parts::list("links", &reader.t("settings-people-waiting-list"), &columns, &rows),
    )
}

/// What each role may do.
fn matrix(reader: &Reader) -> Markup {
    let columns: Vec<parts::Column> = std::iter::once(reader.t("settings-people-may"))
        .chain(Role::ALL.map(|role| words::role(reader, role)))
        .map(parts::Column::text)
        .collect();
    let row = |right: Right| -> Vec<Markup> {
        let has = |role: Role| html! { @if role.rights().has(right) { (reader.t("settings-yes")) } @else { span.note { (reader.t("settings-no")) } } };
        std::iter::once(html! { (words::right(reader, right)) }).chain(Role::ALL.map(has)).collect()
    };
    let rows: Vec<Vec<Markup>> = Right::ALL.into_iter().map(row).collect();
    parts::section(
        "roles",
        &reader.t("settings-people-roles"),
        &parts::list("rights", &reader.t("settings-people-rights"), &columns, &rows),
    )
}
