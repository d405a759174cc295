//! The settings' pages with made-up people, as HTML files to look at: `cargo run -p pages --example
//! settings -- FOLDER`.

use std::{env, fs, path::PathBuf};

use access::{Right, Role};
use facts::{Currency, Day};
use maud::Markup;
use pages::{
    Reader,
    settings::{Refused, audit, company, keys, people, person, retention, webhook, webhooks},
};

const NOW: i64 = 1_795_330_800_000_000;
const HOUR: i64 = 3_600_000_000;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/settings".to_owned()));
    fs::create_dir_all(&folder)?;
    for (name, page) in [
        ("company", company::page(&owner("/settings/company"), &a_company())),
        ("company-refused", company::page(&owner("/settings/company"), &refused())),
        ("people", people::page(&owner("/settings/people"), &some_people())),
        ("person", person::page(&owner("/settings/people/2"), &one_person(false))),
        ("person-last", person::page(&owner("/settings/people/1"), &one_person(true))),
        ("keys", keys::page(&owner("/settings/keys"), &some_keys())),
        (
            "keys-none",
            keys::page(
                &owner("/settings/keys"),
                &keys::View { keys: Vec::new(), shown: None, ..some_keys() },
            ),
        ),
        ("webhooks", webhooks::page(&owner("/settings/webhooks"), &some_hooks())),
        ("webhook", webhook::page(&owner("/settings/webhooks/1"), &one_hook())),
        ("retention", retention::page(&owner("/settings/retention"), &kept())),
        ("audit", audit::page(&owner("/settings/audit"), &a_log(None))),
        ("audit-broken", audit::page(&owner("/settings/audit"), &a_log(Some(17)))),
    ] {
        write(&folder, name, &page)?;
    }
    for asset in [pages::assets::style(), pages::assets::script(), pages::assets::icon()] {
        fs::write(folder.join(&asset.name), asset.content)?;
    }
    Ok(())
}

fn write(folder: &std::path::Path, name: &str, page: &Markup) -> std::io::Result<()> {
    fs::write(folder.join(format!("{name}.html")), page.0.replace("/assets/", ""))
}

fn owner(path: &str) -> Reader {
    Reader {
        company: "Bottega Lago".to_owned(),
        currency: Currency::from_code("EUR").ok(),
        name: Some("Ada Conti".to_owned()),
        role: Some(Role::Owner),
        rights: Role::Owner.rights(),
        csrf: "made-up".to_owned(),
        zone: "Europe/Rome".to_owned(),
        ..Reader::nobody(path, NOW)
    }
}

fn a_company() -> company::View {
    let today: Day = "2026-11-22".parse().unwrap_or_else(|_| Day::from_epoch(0).expect("the first day"));
    company::View {
        draft: company::Draft {
            name: "Bottega Lago".to_owned(),
            currency: "EUR".to_owned(),
            margin_from: "stated".to_owned(),
            margin_percent: "35".to_owned(),
            discount_percent: "10".to_owned(),
            horizon_months: "36".to_owned(),
            fiscal_year_month: "7".to_owned(),
            week_start: "1".to_owned(),
            time_zone: "Europe/Rome".to_owned(),
            locale: "it".to_owned(),
            language: "en".to_owned(),
        },
        unsaved: false,
        refused: Vec::new(),
        in_data: Currency::from_code("EUR").into_iter().collect(),
        margin_known: Some(0.412),
        zones: ["Europe/Budapest", "Europe/Rome", "UTC"].map(str::to_owned).to_vec(),
        languages: vec![("en".to_owned(), "English".to_owned())],
        example: Some(company::Example {
            reader: Reader { locale: "it".to_owned(), ..owner("/settings/company") },
            today,
            fiscal_year: "2026/27".to_owned(),
            fiscal_quarter: 2,
            fiscal_first: "2026-07".parse().unwrap_or_else(|_| today.month()),
        }),
        valuing: true,
    }
}

fn refused() -> company::View {
    let view = a_company();
    company::View {
        draft: company::Draft { margin_percent: "350".to_owned(), ..view.draft.clone() },
        refused: vec![Refused {
            field: "margin_percent".to_owned(),
            why: owner("/").t("settings-company-bad-margin"),
        }],
        example: None,
        valuing: false,
        ..view
    }
}

fn someone(id: i64, name: &str, email: &str, role: Role, seen_hours: Option<i64>) -> people::Person {
    let seen_at = seen_hours.map(|hours| NOW - hours * HOUR);
    people::Person { id, name: name.to_owned(), email: email.to_owned(), role, seen_at, disabled_at: None }
}

fn some_people() -> people::View {
    let mut gone = someone(5, "Luca Bianchi", "luca@bottega.example", Role::Desk, Some(900));
    gone.disabled_at = Some(NOW - 300 * HOUR);
    people::View {
        people: vec![
            someone(1, "Ada Conti", "ada@bottega.example", Role::Owner, Some(0)),
            someone(
                2,
                "Béla Kovács-Szentgyörgyi",
                "bela.kovacs.szentgyorgyi@bottega-lago.example",
                Role::Analyst,
                Some(26),
            ),
            someone(3, "Chin Li", "chin@bottega.example", Role::Desk, Some(3)),
            someone(4, "", "dana@bottega.example", Role::Reader, None),
            gone,
        ],
        you: Some(1),
        waiting: vec![people::Waiting {
            id: 9,
            email: "eva@bottega.example".to_owned(),
            role: Some(Role::Reader),
            expires_at: NOW + 150 * HOUR,
        }],
        shown: Some(people::Shown {
            email: "eva@bottega.example".to_owned(),
            link: "http://127.0.0.1:8080/invitation/gwo_kV0cEJ2lqv9Yb1S5u7xwq3ZtA8nF4mP6rT0hC2dG1oQ"
                .to_owned(),
            expires_at: NOW + 168 * HOUR,
        }),
        role: "reader".to_owned(),
        ..people::View::default()
    }
}

fn one_person(last: bool) -> person::View {
    let mut all = some_people().people;
    person::View {
        person: all.remove(usize::from(!last)),
        last_owner: last,
        yourself: last,
        shown: None,
        refused: Vec::new(),
    }
}

fn some_keys() -> keys::View {
    let key = |id, name: &str, scopes: &[Right], used: Option<i64>, revoked: Option<i64>| keys::Key {
        id,
        name: name.to_owned(),
        hint: "f3Qa".to_owned(),
        scopes: scopes.to_vec(),
        created_at: NOW - 2000 * HOUR,
        used_at: used.map(|hours| NOW - hours * HOUR),
        revoked_at: revoked.map(|hours| NOW - hours * HOUR),
    };
    keys::View {
        keys: vec![
            key(2, "Warehouse", &[Right::CustomersRead, Right::Export, Right::ValuesRead], Some(1), None),
            key(1, "Old dashboard", &[Right::ValuesRead], None, Some(400)),
        ],
        shown: Some(("Warehouse".to_owned(), "gwa_kV0cEJ2lqv9Yb1S5u7xwq3ZtA8nF4mP6rT0hC2dG1oQ".to_owned())),
        host: "http://127.0.0.1:8080".to_owned(),
        offered: Right::ALL
            .into_iter()
            .filter(|right| !matches!(right, Right::PeopleWrite | Right::KeysWrite))
            .collect(),
        ..keys::View::default()
    }
}

fn events() -> Vec<String> {
    ["import.finished", "import.undone", "values.fitted", "quarantine.added"].map(str::to_owned).to_vec()
}

fn some_hooks() -> webhooks::View {
    let hook = |id, url: &str, off: Option<&str>| webhooks::Hook {
        id,
        url: url.to_owned(),
        events: events().into_iter().take(2).collect(),
        created_at: NOW - 700 * HOUR,
        disabled_at: off.map(|_| NOW - HOUR),
        disabled_why: off.map(str::to_owned),
    };
    webhooks::View {
        hooks: vec![
            hook(1, "https://automation.bottega.example/hooks/goodwill", None),
            hook(2, "https://old.example/in", Some("it answered 410: gone")),
        ],
        events: events(),
        ..webhooks::View::default()
    }
}

fn one_hook() -> webhook::View {
    let delivery =
        |id: &str, event: &str, progress, status, error: Option<&str>, next: Option<i64>| webhook::Delivery {
            id: id.to_owned(),
            event: event.to_owned(),
            created_at: NOW - HOUR,
            progress,
            attempts: if status == Some(503) { 3 } else { 1 },
            status,
            error: error.map(str::to_owned),
            next_at: next,
        };
    webhook::View {
        hook: some_hooks().hooks.remove(0),
        deliveries: vec![
            delivery("msg_7a1", "webhook.test", webhook::Progress::Delivered, Some(204), None, None),
            delivery(
                "msg_79f",
                "values.fitted",
                webhook::Progress::Waiting,
                Some(503),
                Some("the receiver answered 503"),
                Some(NOW + HOUR),
            ),
            delivery(
                "msg_71c",
                "import.finished",
                webhook::Progress::Failed,
                None,
                Some("nobody answered in 10 s"),
                None,
            ),
        ],
        secret: Some("whsec_kV0cEJ2lqv9Yb1S5u7xwq3ZtA8nF4mP6rT0hC2dG1oQ=".to_owned()),
    }
}

fn kept() -> retention::View {
    retention::View {
        draft: retention::Draft {
            quarantine_days: "90".to_owned(),
            uploads_days: "30".to_owned(),
            deliveries_days: "30".to_owned(),
            audit_days: "0".to_owned(),
        },
        refused: Vec::new(),
        swept: Some(retention::Swept {
            at: NOW - 5 * HOUR,
            quarantine: 1204,
            uploads: 3,
            deliveries: 88,
            audit: 0,
        }),
    }
}

fn a_log(broken: Option<i64>) -> audit::View {
    let entry = |id,
                 actor: &str,
                 who: Option<&str>,
                 action: &str,
                 subject: &str,
                 details: &[(&str, &str)]| audit::Entry {
        id,
        at: NOW - (20 - id) * HOUR,
        actor: actor.to_owned(),
        who: who.map(str::to_owned),
        action: action.to_owned(),
        subject: subject.to_owned(),
        details: details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    audit::View {
        entries: vec![
            entry(19, "server", None, "retention.swept", "", &[("quarantine", "1204"), ("deliveries", "88")]),
            entry(18, "person:1", Some("Ada Conti"), "company.changed", "", &[("margin", "– → 0.35")]),
            entry(17, "key:2", Some("Warehouse"), "export.customers", "", &[]),
            entry(16, "command", None, "import.published", "batch:4", &[("rows", "120884")]),
        ],
        next: Some("/settings/audit?before=16".to_owned()),
        csv: "/settings/audit.csv".to_owned(),
        verdict: Some(audit::Verdict { entries: 19, first_broken: broken, head: "9f2c".repeat(16) }),
        ..audit::View::default()
    }
}
