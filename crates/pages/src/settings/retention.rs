//! What is deleted when, and what stays and why.

use maud::{Markup, html};

use super::{Part, Refused, page as within, refusals, why};
use crate::{Reader, parts, text::Fill};

/// What the form holds, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Days for rows that could not be taken in.
    pub quarantine_days: String,
    /// Days for dropped files.
    pub uploads_days: String,
    /// Days for what webhooks were told.
    pub deliveries_days: String,
    /// Days for the audit log; 0: for ever.
    pub audit_days: String,
}

/// The last sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// When, microseconds.
    pub at: i64,
    /// Rows of the quarantine.
    pub quarantine: u64,
    /// Uploads.
    pub uploads: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// Entries of the audit log.
    pub audit: u64,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What is in the form.
    pub draft: Draft,
    /// What was refused.
    pub refused: Vec<Refused>,
    /// The last sweep; none before the first.
    pub swept: Option<Swept>,
}

/// The page of retention.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (refusals(reader, &view.refused))
        p { (reader.t("settings-retention-text")) }
        (form(reader, view))
        (swept(reader, view))
        (stays(reader))
    };
    within(reader, Part::Retention, &body)
}

fn form(reader: &Reader, view: &View) -> Markup {
    let draft = &view.draft;
    html! {
        form method="post" action=(Part::Retention.path()) {
            (parts::csrf(reader))
            (parts::Field::new("quarantine_days", &reader.t("settings-retention-quarantine")).kind("number").required()
                .value(&draft.quarantine_days).bounds("1", "3650", "1").hint(&reader.t("settings-retention-quarantine-hint"))
                .error(why(&view.refused, "quarantine_days")))
            (parts::Field::new("uploads_days", &reader.t("settings-retention-uploads")).kind("number").required()
                .value(&draft.uploads_days).bounds("1", "3650", "1").hint(&reader.t("settings-retention-uploads-hint"))
                .error(why(&view.refused, "uploads_days")))
            (parts::Field::new("deliveries_days", &reader.t("settings-retention-deliveries")).kind("number").required()
                .value(&draft.deliveries_days).bounds("1", "3650", "1").hint(&reader.t("settings-retention-deliveries-hint"))
                .error(why(&view.refused, "deliveries_days")))
            (parts::Field::new("audit_days", &reader.t("settings-retention-audit")).kind("number").required()
                .value(&draft.audit_days).bounds("0", "36500", "1").hint(&reader.t("settings-retention-audit-hint"))
                .error(why(&view.refused, "audit_days")))
            (parts::buttons(&parts::button(parts::Look::Main, &reader.t("settings-save"))))
        }
    }
}

fn swept(reader: &Reader, view: &View) -> Markup {
    parts::section(
        "swept",
        &reader.t("settings-retention-swept"),
        &html! {
            @match view.swept {
                None => { (parts::note(&reader.t("settings-retention-not-yet"))) }
                Some(swept) => {
                    p { (parts::moment(reader, swept.at)) " (" (parts::ago(reader, swept.at)) ")" }
                    (parts::figures(&[
                        parts::Fact::new(reader.t("settings-retention-of-quarantine"), &html! { (reader.count(swept.quarantine)) }),
                        parts::Fact::new(reader.t("settings-retention-of-uploads"), &html! { (reader.count(swept.uploads)) }),
                        parts::Fact::new(reader.t("settings-retention-of-deliveries"), &html! { (reader.count(swept.deliveries)) }),
                        parts::Fact::new(reader.t("settings-retention-of-audit"), &html! { (reader.count(swept.audit)) }),
                    ]))
                }
            }
        },
    )
}

/// What no sweep touches, and why.
fn stays(reader: &Reader) -> Markup {
    let columns = [
        parts::Column::text(reader.t("settings-retention-what")),
        parts::Column::text(reader.t("settings-retention-how-long")),
        parts::Column::text(reader.t("settings-retention-why")),
    ];
    let row =
        |what: String, long: String, why: String| vec![html! { (what) }, html! { (long) }, html! { (why) }];
    let ever = || reader.t("settings-retention-ever");
    let hours = reader.tf("settings-retention-hours", &[("n", Fill::Count(12))]);
    let rows = [
        row(reader.t("settings-retention-facts"), ever(), reader.t("settings-retention-facts-why")),
        row(reader.t("settings-retention-names"), ever(), reader.t("settings-retention-names-why")),
        row(reader.t("settings-retention-notes"), ever(), reader.t("settings-retention-notes-why")),
        row(reader.t("settings-retention-fits"), ever(), reader.t("settings-retention-fits-why")),
        row(reader.t("settings-retention-sessions"), hours, reader.t("settings-retention-sessions-why")),
        row(
            reader.t("settings-retention-links"),
            reader.t("settings-retention-links-long"),
            reader.t("settings-retention-links-why"),
        ),
    ];
    parts::section(
        "stays",
        &reader.t("settings-retention-stays"),
        &html! {
            (parts::list("kept", &reader.t("settings-retention-kept"), &columns, &rows))
        },
    )
}
