//! Keys with which programs use the API.

use access::Right;
use maud::{Markup, html};

use super::{Part, Refused, page as within, refusals, why, words};
use crate::{Reader, parts, text::Fill};

/// A key; its token is not kept.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The token's last characters.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<Right>,
    /// When it was made, microseconds.
    pub created_at: i64,
    /// When it was used last.
    pub used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The keys, those revoked last.
    pub keys: Vec<Key>,
    /// The key just made: its name and its token, shown this once.
    pub shown: Option<(String, String)>,
    /// Where this server is, for the line to copy.
    pub host: String,
    /// Name in the form.
    pub name: String,
    /// What is ticked in the form.
    pub ticked: Vec<Right>,
    /// Rights a key may carry.
    pub offered: Vec<Right>,
    /// What was refused.
    pub refused: Vec<Refused>,
}

/// The page of keys.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (refusals(reader, &view.refused))
        @if let Some((name, token)) = &view.shown {
            (parts::done(&reader.tf("settings-keys-made", &[("name", Fill::Text(name))]), &html! {
                (parts::copyable(reader, "token", token))
                p { (reader.t("settings-keys-once")) }
                (parts::copyable(reader, "line", &format!("curl -H 'Authorization: Bearer {token}' {}/api/v1/me", view.host)))
            }))
        }
        p { (reader.t("settings-keys-text")) " " (parts::link("/data/keys", &reader.t("settings-keys-write-keys"))) }
        (list(reader, view))
        (make(reader, view))
    };
    within(reader, Part::Keys, &body)
}

fn list(reader: &Reader, view: &View) -> Markup {
    if view.keys.is_empty() {
        return parts::empty(
            &reader.t("settings-keys-none"),
            &reader.t("settings-keys-none-text"),
            &html! {},
        );
    }
    let columns = [
        parts::Column::text(reader.t("settings-keys-name")),
        parts::Column::text(reader.t("settings-keys-scopes")),
        parts::Column::text(reader.t("settings-keys-used")),
        parts::Column::text(reader.t("settings-keys-end")),
    ];
    let row = |key: &Key| {
        let scopes: Vec<String> = key.scopes.iter().map(|scope| scope.name().to_owned()).collect();
        let made = reader.moment(key.created_at);
        vec![
            html! {
                (key.name) br;
                span.note { (reader.tf("settings-keys-hint", &[("hint", Fill::Text(&key.hint)), ("made", Fill::Text(&made))])) }
            },
            html! { span.note { (scopes.join(" · ")) } },
            html! { @if let Some(at) = key.used_at { (parts::ago(reader, at)) } @else { (reader.t("settings-people-never")) } },
            html! {
                @if key.revoked_at.is_some() { (parts::chip(parts::Tone::Quiet, &reader.t("settings-keys-revoked"))) }
                @else { (parts::opened(&reader.t("settings-keys-revoke"), &html! {
                    p { (reader.t("settings-keys-revoke-text")) }
                    (parts::act(reader, &format!("/settings/keys/{}/revoke", key.id), parts::Look::Danger, &reader.t("settings-keys-revoke-now"), &[], None))
                })) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.keys.iter().map(row).collect();
    parts::list("keys", &reader.t("settings-keys-list"), &columns, &rows)
}

fn make(reader: &Reader, view: &View) -> Markup {
    parts::section(
        "make",
        &reader.t("settings-keys-make"),
        &html! {
            form method="post" action=(Part::Keys.path()) {
                (parts::csrf(reader))
                (parts::Field::new("name", &reader.t("settings-keys-name")).value(&view.name).length(1, 120).required()
                    .hint(&reader.t("settings-keys-name-hint")).error(why(&view.refused, "name")))
                fieldset.choices id="field-scopes" {
                    legend { (reader.t("settings-keys-may")) }
                    @if let Some(why) = why(&view.refused, "scopes") { p.error { (why) } }
                    @for right in &view.offered {
                        (parts::Checkbox::new("scopes", right.name(), &words::right(reader, *right)).hint(right.name())
                            .ticked(view.ticked.contains(right)))
                    }
                }
                (parts::buttons(&parts::button(parts::Look::Main, &reader.t("settings-keys-make-now"))))
            }
        },
    )
}
