//! Signing in, links that are good once, and one's own account.

use access::AccessError;
use maud::{Markup, html};

use crate::{
    LOCALES, Reader,
    frame::{self, Place},
    parts::{self, Field, Look, Select},
    text::{Fill, Language},
};

/// Fields that were refused: name and reason.
pub type Errors = Vec<(&'static str, String)>;

/// The page on which one signs in.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// Where one is led afterwards.
    pub next: &'a str,
    /// What was given before.
    pub email: &'a str,
    /// Why it did not work.
    pub trouble: Option<Trouble>,
    /// Whether anybody can sign in at all.
    pub has_owner: bool,
}

/// Why signing in did not work; never which part of it was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// E-mail and password do not belong together.
    Wrong,
    /// Too many tries.
    Wait {
        /// How long to wait.
        seconds: u64,
    },
}

/// The page on which one signs in.
pub fn sign_in(reader: &Reader, view: &SignIn<'_>) -> Markup {
    let (title, why) = match view.trouble {
        Some(Trouble::Wrong) => (reader.t("entrance-wrong-title"), reader.t("entrance-wrong")),
        Some(Trouble::Wait { seconds }) => (
            reader.t("entrance-wait-title"),
            reader.tf("entrance-wait", &[("seconds", Fill::Count(seconds))]),
        ),
        None => (String::new(), String::new()),
    };
    let body = html! {
        @if view.has_owner {
            (parts::refused(&title, &trouble(view.trouble.is_some(), &why)))
            form.narrow method="post" action="/sign-in" {
                @if view.next != "/" { input type="hidden" name="next" value=(view.next); }
                (Field::new("email", &reader.t("entrance-email")).kind("email").value(view.email).autocomplete("username").length(0, 254).required())
                (Field::new("password", &reader.t("entrance-password")).kind("password").autocomplete("current-password").length(0, 256).required())
                (parts::buttons(&parts::button(Look::Main, &reader.t("entrance-sign-in-button"))))
            }
            (parts::opened(&reader.t("entrance-forgot"), &html! { p { (reader.t("entrance-forgot-how")) } }))
        } @else {
            (parts::warning(&reader.t("entrance-no-owner-title"), &html! { p { (reader.t("entrance-no-owner")) } }))
        }
    };
    frame::bare(reader, &reader.t("entrance-sign-in"), &body)
}

/// The one error of signing in stands at the first field.
fn trouble(is: bool, why: &str) -> Vec<(&'static str, &str)> {
    if is { vec![("field-email", why)] } else { Vec::new() }
}

/// What a link that is good once opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind<'a> {
    /// The first owner.
    Setup,
    /// Somebody who was invited.
    Invitation {
        /// The name of the role.
        role: &'a str,
    },
    /// A new password.
    Reset,
}

/// The page behind a link that is good once.
#[derive(Debug, Clone)]
pub struct Join<'a> {
    /// What it is for.
    pub kind: JoinKind<'a>,
    /// The name, where it is known or was given.
    pub name: &'a str,
    /// The address, where it is known or was given.
    pub email: &'a str,
    /// What was refused.
    pub errors: Errors,
}

/// The page behind a link that is good once.
pub fn join(reader: &Reader, view: &Join<'_>) -> Markup {
    let (title, button) = match view.kind {
        JoinKind::Setup => ("entrance-setup", "entrance-setup-button"),
        JoinKind::Invitation { .. } => ("entrance-invitation", "entrance-invitation-button"),
        JoinKind::Reset => ("entrance-reset", "entrance-reset-button"),
    };
    let body = html! {
        @match view.kind {
            JoinKind::Setup => { p.lead { (reader.t("entrance-setup-lead")) } },
            JoinKind::Invitation { role } => {
                p.lead { (reader.tf("entrance-invitation-lead", &[("email", Fill::Text(view.email))])) }
                @if let Some(text) = role_text(reader, role) { p { (text) } }
            },
            JoinKind::Reset => { p.lead { (reader.tf("entrance-reset-lead", &[("email", Fill::Text(view.email))])) } },
        }
        (refused(reader, &view.errors))
        // Sent to where it stands: the token is in the path.
        form.narrow method="post" action=(reader.path) {
            @match view.kind {
                JoinKind::Setup => {
                    (name_field(reader, view.name, &view.errors))
                    (Field::new("email", &reader.t("entrance-email")).kind("email").value(view.email).hint(&reader.t("entrance-setup-email-hint")).error(error(&view.errors, "email")).autocomplete("username").length(0, 254).required())
                },
                JoinKind::Invitation { .. } => { (username(view.email)) (name_field(reader, view.name, &view.errors)) },
                JoinKind::Reset => (username(view.email)),
            }
            (new_password(reader, &reader.t("entrance-password"), &view.errors))
            (parts::buttons(&parts::button(Look::Main, &reader.t(button))))
        }
    };
    frame::bare(reader, &reader.t(title), &body)
}

/// For the browser's memory of passwords: which account this one is of. It is not sent.
fn username(email: &str) -> Markup {
    html! { input.unseen type="text" value=(email) autocomplete="username" readonly tabindex="-1" aria-hidden="true"; }
}

fn role_text(reader: &Reader, role: &str) -> Option<String> {
    let key = match role {
        "owner" => "entrance-role-owner",
        "analyst" => "entrance-role-analyst",
        "desk" => "entrance-role-desk",
        "reader" => "entrance-role-reader",
        _ => return None,
    };
    Some(reader.t(key))
}

fn name_field(reader: &Reader, name: &str, errors: &Errors) -> Markup {
    html! {
        (Field::new("name", &reader.t("entrance-name")).value(name).hint(&reader.t("entrance-name-hint")).error(error(errors, "name")).autocomplete("name").length(1, 100).required())
    }
}

fn new_password(reader: &Reader, label: &str, errors: &Errors) -> Markup {
    html! {
        (Field::new("password", label).kind("password").hint(&reader.t("entrance-password-hint")).error(error(errors, "password")).autocomplete("new-password").length(12, 256).required())
    }
}

fn error<'a>(errors: &'a Errors, field: &str) -> Option<&'a str> {
    errors.iter().find(|(name, _)| *name == field).map(|(_, why)| why.as_str())
}

fn refused(reader: &Reader, errors: &Errors) -> Markup {
    let ids: Vec<String> = errors.iter().map(|(name, _)| format!("field-{name}")).collect();
    let listed: Vec<(&str, &str)> =
        ids.iter().zip(errors).map(|(id, (_, why))| (id.as_str(), why.as_str())).collect();
    parts::refused(&reader.t("entrance-refused"), &listed)
}

/// Why a password is not taken, in the reader's language.
pub fn why_refused(reader: &Reader, why: &AccessError) -> String {
    match why {
        AccessError::TooShort(_) => reader.t("entrance-short"),
        AccessError::TooLong(_) => reader.t("entrance-long"),
        AccessError::Common => reader.t("entrance-common"),
        AccessError::Personal => reader.t("entrance-personal"),
        AccessError::Repeated => reader.t("entrance-repeated"),
        other => other.to_string(),
    }
}

/// One's own account.
#[derive(Debug, Clone)]
pub struct Account<'a> {
    /// The name.
    pub name: &'a str,
    /// The address one signs in with.
    pub email: &'a str,
    /// The tag of how numbers are written; empty for the company's.
    pub locale: &'a str,
    /// The tag of the language; empty for the company's.
    pub language: &'a str,
    /// What was refused.
    pub errors: Errors,
}

/// One's own account.
pub fn account(reader: &Reader, view: &Account<'_>) -> Markup {
    let company = (String::new(), reader.t("entrance-company-way"));
    let locales = LOCALES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()));
    let locales: Vec<(String, String)> = std::iter::once(company.clone()).chain(locales).collect();
    let languages =
        Language::ALL.iter().map(|language| (language.tag().to_owned(), language.name().to_owned()));
    let languages: Vec<(String, String)> = std::iter::once(company).chain(languages).collect();
    let role = reader.role.map(access::Role::name).unwrap_or_default();
    let body = html! {
        (refused(reader, &view.errors))
        (parts::section("you", &reader.t("entrance-you"), &html! {
            p { (reader.tf("entrance-you-email", &[("email", Fill::Text(view.email))])) }
            @if let Some(text) = role_text(reader, role) { p.note { (text) } }
            form.narrow method="post" action="/account" {
                (parts::csrf(reader))
                (name_field(reader, view.name, &view.errors))
                (Select::new("language", &reader.t("entrance-language")).options(languages).chosen(view.language))
                (Select::new("locale", &reader.t("entrance-locale")).options(locales).chosen(view.locale))
                (parts::buttons(&parts::button(Look::Main, &reader.t("entrance-save"))))
            }
        }))
        (parts::section("password", &reader.t("entrance-change-password"), &html! {
            p { (reader.t("entrance-change-lead")) }
            form.narrow method="post" action="/account/password" {
                (parts::csrf(reader))
                (username(view.email))
                (Field::new("old", &reader.t("entrance-old")).kind("password").error(error(&view.errors, "old")).autocomplete("current-password").length(0, 256).required())
                (new_password(reader, &reader.t("entrance-new"), &view.errors))
                (parts::buttons(&parts::button(Look::Plain, &reader.t("entrance-change-button"))))
            }
        }))
        (parts::section("elsewhere", &reader.t("entrance-elsewhere"), &html! {
            p { (reader.t("entrance-elsewhere-lead")) }
            (parts::act(reader, "/account/sessions", Look::Plain, &reader.t("entrance-elsewhere-button"), &[], None))
        }))
    };
    frame::page(reader, Place::None, &reader.t("entrance-account"), &body)
}
