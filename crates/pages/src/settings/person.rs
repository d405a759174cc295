//! One person: role, a new password, taking away.

use maud::{Markup, html};

use super::{Part, Refused, below, people, people::Person, refusals, words};
use crate::{Reader, parts};

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// Who it is about.
    pub person: Person,
    /// Whether it is the last owner, whose role cannot change.
    pub last_owner: bool,
    /// Whether the person looks at their own page.
    pub yourself: bool,
    /// The link just made.
    pub shown: Option<people::Shown>,
    /// What was refused.
    pub refused: Vec<Refused>,
}

/// The page of one person.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let person = &view.person;
    let title = if person.name.is_empty() { &person.email } else { &person.name };
    let body = html! {
        (refusals(reader, &view.refused))
        @if let Some(shown) = &view.shown { (people::once(reader, shown)) }
        (about(reader, person))
        @if person.disabled_at.is_some() {
            (parts::note(&reader.t("settings-person-removed-text")))
        } @else if view.last_owner {
            (parts::warning(&reader.t("settings-person-last-owner"), &html! { p { (reader.t("settings-person-last-owner-text")) } }))
            (password(reader, person))
        } @else {
            (role(reader, person))
            (password(reader, person))
            (remove(reader, view))
        }
    };
    below(reader, Part::People, title, &body)
}

fn about(reader: &Reader, person: &Person) -> Markup {
    let role = html! {
        @if person.disabled_at.is_some() { (reader.t("settings-people-removed")) } @else { (words::role(reader, person.role)) }
    };
    let seen = html! {
        @if let Some(at) = person.seen_at { (parts::ago(reader, at)) } @else { (reader.t("settings-people-never")) }
    };
    parts::figures(&[
        parts::Fact::new(reader.t("settings-people-email"), &html! { (person.email) }),
        parts::Fact::new(reader.t("settings-people-role"), &role),
        parts::Fact::new(reader.t("settings-people-seen"), &seen),
    ])
}

fn role(reader: &Reader, person: &Person) -> Markup {
    parts::section(
        "role",
        &reader.t("settings-person-role"),
        &html! {
            form method="post" action=(format!("/settings/people/{}/role", person.id)) {
                (parts::csrf(reader))
                (parts::Choices {
                    name: "role",
                    question: &reader.t("settings-people-which-role"),
                    choices: &people::roles(reader),
                    chosen: person.role.name(),
                })
                (parts::buttons(&parts::button(parts::Look::Main, &reader.t("settings-person-change-role"))))
            }
        },
    )
}

fn password(reader: &Reader, person: &Person) -> Markup {
    let path = format!("/settings/people/{}/reset", person.id);
    parts::section(
        "password",
        &reader.t("settings-person-password"),
        &html! {
            p { (reader.t("settings-person-password-text")) }
            (parts::act(reader, &path, parts::Look::Plain, &reader.t("settings-person-make-reset"), &[], None))
        },
    )
}

fn remove(reader: &Reader, view: &View) -> Markup {
    let path = format!("/settings/people/{}/remove", view.person.id);
    let text = if view.yourself {
        reader.t("settings-person-remove-yourself")
    } else {
        reader.t("settings-person-remove-text")
    };
    // What opens is the question that is asked before it is done.
    parts::section(
        "remove",
        &reader.t("settings-person-remove"),
        &parts::opened(
            &reader.t("settings-person-remove-ask"),
            &html! {
                p { (text) }
                (parts::act(reader, &path, parts::Look::Danger, &reader.t("settings-person-remove-now"), &[], None))
            },
        ),
    )
}
