//! The settings of a running server: what owners change, what cannot be, and who may not.

use std::{fs, path::Path, time::Duration};

use serde_json::{Value, json};

use crate::{
    run::{command, says},
    site::{Site, Visitor},
};

/// Every page of the settings.
const PAGES: [&str; 6] = [
    "/settings/company",
    "/settings/people",
    "/settings/keys",
    "/settings/webhooks",
    "/settings/retention",
    "/settings/audit",
];

fn api(visitor: &Visitor, path: &str) -> Value {
    let answer = visitor.json(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn sends(visitor: &Visitor, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let answer = visitor.send(method, path, "application/json", &body.to_string());
    (answer.status, serde_json::from_str(&answer.body).unwrap_or(Value::Null))
}

/// A folder with forty customers who order again and again, in euro.
fn shop(data: &Path) {
    let mut orders = "customer,order_id,day,amount,currency\n".to_owned();
    for customer in 0..40 {
        for order in 0..=customer % 7 {
            let (month, day) = (1 + (order * 2 + customer) % 12, 1 + (customer * 3 + order) % 28);
            orders +=
                &format!("c{customer},{customer}-{order},2025-{month:02}-{day:02},{}.50,EUR\n", 20 + order);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    fs::write(&file, orders).unwrap();
    let data = data.to_str().unwrap();
    says(&["import", "orders", file.to_str().unwrap(), "--data", data]);
    says(&["fit", "--data", data]);
}

#[test]
fn an_owner_changes_the_company_and_pages_follow() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let form = |name: &str, zone: &str, act: &str| {
        let fields = [
            ("name", name),
            ("currency", "eur"),
            ("margin_from", "stated"),
            ("margin_percent", "35,5"),
            ("discount_percent", "8"),
            ("horizon_months", "24"),
            ("fiscal_year_month", "7"),
            ("week_start", "7"),
            ("time_zone", zone),
            ("locale", "it"),
            ("language", "en"),
            ("do", act),
        ];
        owner.form("/settings/company", &fields)
    };
    // Only looked at: the examples follow, and nothing is kept.
    let looked = form("Bottega <b>Lago</b>", "UTC", "show");
    assert_eq!(looked.status, 200, "{}", looked.body);
    assert!(
        looked.body.contains("12.345") && looked.body.contains("Bottega &lt;b&gt;Lago"),
        "{}",
        looked.body
    );
    assert_eq!(api(&owner, "/api/v1/company")["name"], "");

    let saved = form("Bottega <b>Lago</b>", "UTC", "save");
    assert_eq!(saved.status, 303, "{}", saved.body);
    let kept = api(&owner, "/api/v1/company");
    assert_eq!(
        kept,
        json!({
            "name": "Bottega <b>Lago</b>", "currency": "EUR", "margin": 0.355, "discount": 0.08,
            "horizon_months": 24, "fiscal_year_month": 7, "week_start": 7, "time_zone": "UTC",
            "locale": "it", "language": "en",
        })
    );
    let page = owner.page("/settings/company").body;
    assert!(page.contains("Bottega &lt;b&gt;Lago&lt;/b&gt;") && !page.contains("<b>Lago"), "{page}");

    let refused = form("Bottega", "Middle/Earth", "save");
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("aria-invalid"), "{}", refused.body);
    assert_eq!(api(&owner, "/api/v1/company")["name"], "Bottega <b>Lago</b>");
}

#[test]
fn what_is_not_for_the_sender_to_say_is_refused_and_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    site.invited(&owner, "reader");
    let people = api(&owner, "/api/v1/people");
    let company = api(&owner, "/api/v1/company");
    for (method, path, body) in [
        ("PATCH", "/api/v1/people/2", json!({ "role": "owner", "id": 1 })),
        ("PATCH", "/api/v1/people/2", json!({ "role": "owner", "password": "x" })),
        ("PATCH", "/api/v1/people/2", json!({ "role": "desk", "email": "a@b.example" })),
        ("PATCH", "/api/v1/people/2", json!({ "role": "desk", "disabled_at": null })),
        ("PATCH", "/api/v1/people/2", json!({ "role": "emperor" })),
        ("PATCH", "/api/v1/people/2", json!({ "role": ["owner"] })),
        ("POST", "/api/v1/invitations", json!({ "email": "e@x.example", "role": "desk", "person": 1 })),
        ("POST", "/api/v1/invitations", json!({ "email": "e@x.example", "role": "desk", "expires_at": 0 })),
        ("POST", "/api/v1/invitations", json!({ "email": { "$ne": "" }, "role": "desk" })),
        ("POST", "/api/v1/api-keys", json!({ "name": "n", "scopes": ["export"], "digest": "00" })),
        ("POST", "/api/v1/api-keys", json!({ "name": "n", "scopes": ["export"], "created_by": "person:9" })),
        ("POST", "/api/v1/api-keys", json!({ "name": "n", "scopes": ["people:write"] })),
        ("POST", "/api/v1/api-keys", json!({ "name": "n", "scopes": ["keys:write"] })),
        ("POST", "/api/v1/api-keys", json!({ "name": "n", "scopes": [] })),
        ("PATCH", "/api/v1/company", json!({ "name": "X", "id": 7 })),
        ("PATCH", "/api/v1/company", json!({ "retention": { "audit_days": 1 } })),
        ("PATCH", "/api/v1/company", json!({ "margin": 7 })),
        ("PATCH", "/api/v1/company", json!({ "horizon_months": -1 })),
        ("PATCH", "/api/v1/company", json!({ "time_zone": "../../etc/passwd" })),
        ("PATCH", "/api/v1/retention", json!({ "audit_days": 30 })),
        ("PATCH", "/api/v1/retention", json!({ "quarantine_days": 0 })),
        ("PATCH", "/api/v1/retention", json!({ "facts_days": 1 })),
    ] {
        let (status, answer) = sends(&owner, method, path, &body);
        assert_eq!(status, 422, "{method} {path} {body}: {answer}");
    }
    let mut after = api(&owner, "/api/v1/people");
    let mut before = people;
    for list in [&mut before, &mut after] {
        for person in list["items"].as_array_mut().unwrap() {
            person.as_object_mut().unwrap().remove("seen_at");
        }
    }
    assert_eq!(after, before);
    assert_eq!(api(&owner, "/api/v1/company"), company);
    assert_eq!(api(&owner, "/api/v1/api-keys")["items"], json!([]));
    assert_eq!(api(&owner, "/api/v1/invitations")["items"], json!([]));
    // A form says no more than its fields, either.
    let form = owner.form("/settings/people/2/role", &[("role", "desk"), ("id", "1")]);
    assert_eq!(form.status, 422, "{}", form.body);
}

#[test]
fn the_last_owner_stays_and_a_removed_person_is_out_at_once() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let (status, why) = sends(&owner, "PATCH", "/api/v1/people/1", &json!({ "role": "reader" }));
    assert_eq!(status, 409, "{why}");
    assert_eq!(owner.send("DELETE", "/api/v1/people/1", "application/json", "").status, 409);
    assert!(owner.page("/settings/people/1").body.contains("only owner"));

    let reader = site.invited(&owner, "reader");
    assert_eq!(reader.json("/api/v1/me").status, 200);
    assert_eq!(owner.form("/settings/people/2/remove", &[]).status, 303);
    assert_eq!(reader.json("/api/v1/me").status, 401);
    assert_eq!(owner.send("DELETE", "/api/v1/people/2", "application/json", "").status, 404);
    // The same address may be invited again.
    let again = json!({ "email": "reader@example.com", "role": "desk" });
    assert_eq!(sends(&owner, "POST", "/api/v1/invitations", &again).0, 201);
}

#[test]
fn only_owners_open_the_settings() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    for path in PAGES {
        let page = owner.page(path);
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.body.contains("aria-current=\"page\""), "{path}");
    }
    for role in ["analyst", "desk", "reader"] {
        let visitor = site.invited(&owner, role);
        for path in PAGES {
            assert_eq!(visitor.page(path).status, 403, "{role} {path}");
        }
        assert_eq!(visitor.json("/api/v1/people").status, 403);
        let company = visitor.json("/api/v1/company").status;
        assert_eq!(company, if role == "desk" { 403 } else { 200 }, "{role}");
    }
    for path in PAGES {
        assert_eq!(site.nobody().page(path).status, 303, "{path}");
    }
}

#[test]
fn a_key_does_what_it_carries_and_nothing_after_it_is_revoked() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let none = owner.form("/settings/keys", &[("name", "till")]);
    assert_eq!(none.status, 422, "{}", none.body);
    let made = owner
        .form("/settings/keys", &[("name", "=till()"), ("scopes", "values:read"), ("scopes", "audit:read")]);
    assert_eq!(made.status, 200, "{}", made.body);
    let at = made.body.find("gwa_").unwrap();
    let token: String =
        made.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect();
    let bearer = format!("Bearer {token}");
    let ask = |path: &str| site.nobody().ask("GET", path, &[("Authorization", &bearer)], b"").status;
    assert_eq!(ask("/api/v1/company"), 200);
    assert_eq!(ask("/api/v1/audit/verify"), 200);
    assert_eq!(ask("/api/v1/retention"), 403);
    for path in ["/api/v1/people", "/api/v1/api-keys"] {
        assert!(matches!(ask(path), 401 | 403), "{path}");
    }
    // It is shown once, and nowhere again; a spreadsheet takes its name for no formula.
    assert!(!owner.page("/settings/keys").body.contains(&token));
    let file = owner.json("/api/v1/api-keys?format=csv");
    assert!(file.body.contains("'=till()") && !file.body.contains(&token), "{}", file.body);
    assert_eq!(owner.form("/settings/keys/1/revoke", &[]).status, 303);
    assert_eq!(ask("/api/v1/company"), 401);
}

#[test]
fn the_audit_log_names_who_did_it_is_filtered_and_whole() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    sends(&owner, "PATCH", "/api/v1/company", &json!({ "discount": 0.12 }));
    let changes = api(&owner, "/api/v1/audit?action=company.changed&actor=person:1");
    assert_eq!(changes["items"][0]["detail"]["discount"], json!({ "from": 0.1, "to": 0.12 }));
    assert_eq!(changes["items"].as_array().unwrap().len(), 1);
    let page = owner.page("/settings/audit?verify=yes").body;
    assert!(page.contains("The log is whole") && page.contains("Ada Owner"), "{page}");
    let verdict = api(&owner, "/api/v1/audit/verify");
    assert_eq!(verdict["whole"], true);
    let head = verdict["head"].as_str().unwrap();
    assert_eq!(api(&owner, &format!("/api/v1/audit/verify?head={head}"))["knows_head"], true);
    let other = "0f".repeat(32);
    assert_eq!(api(&owner, &format!("/api/v1/audit/verify?head={other}"))["whole"], false);
    let part = api(&owner, "/api/v1/audit?limit=1");
    let next = part["next"].as_str().unwrap();
    let older = api(&owner, &format!("/api/v1/audit?limit=1&after={next}"));
    assert!(older["items"][0]["id"].as_i64() < part["items"][0]["id"].as_i64());
    let file = owner.page("/settings/audit.csv");
    assert!(file.head.contains("text/csv") && file.body.contains("company.changed"), "{}", file.body);
    for path in
        ["/api/v1/audit?limit=0", "/api/v1/audit?after=x", "/api/v1/audit?actor='", "/api/v1/audit?no=1"]
    {
        assert_eq!(owner.json(path).status, 422, "{path}");
    }
}

#[test]
fn another_margin_values_everybody_anew_and_the_currency_cannot_contradict_the_orders() {
    let data = tempfile::tempdir().unwrap();
    shop(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    // What nobody has said yet is as the fit had it.
    let company = api(&owner, "/api/v1/company");
    assert_eq!((&company["currency"], &company["margin"]), (&json!("EUR"), &Value::Null));
    let (status, why) = sends(&owner, "PATCH", "/api/v1/company", &json!({ "currency": "USD" }));
    assert_eq!(status, 422, "{why}");
    assert!(why["detail"].as_str().unwrap().contains("EUR"), "{why}");

    let to_date = || -> f64 {
        let mut sql = command(&["sql", "SELECT sum(value_to_date) FROM customer_values", "--format", "csv"]);
        let output = sql.arg("--data").arg(data.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().nth(1).unwrap_or_default().parse().unwrap_or_else(|_| panic!("no sum in: {text}"))
    };
    let before = to_date();
    let (status, why) = sends(&owner, "PATCH", "/api/v1/company", &json!({ "margin": 0.25 }));
    assert_eq!(status, 200, "{why}");
    let follows = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(200));
        (to_date() / before - 0.25).abs() < 0.01
    });
    assert!(follows, "to date {before} became {}", to_date());
    // A fit of the command follows the company too.
    says(&["fit", "--data", data.path().to_str().unwrap()]);
    assert!((to_date() / before - 0.25).abs() < 0.01);
}

#[test]
fn what_is_kept_no_longer_is_swept_and_said() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let swept = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        !owner.page("/settings/retention").body.contains("Nothing was swept yet")
    });
    assert!(swept);
    let (status, kept) = sends(&owner, "PATCH", "/api/v1/retention", &json!({ "uploads_days": 7 }));
    assert_eq!((status, &kept["uploads_days"], &kept["quarantine_days"]), (200, &json!(7), &json!(90)));
    let form = |audit: &str| {
        let days = [("quarantine_days", "10"), ("uploads_days", "7"), ("deliveries_days", "5")];
        owner.form("/settings/retention", &[days[0], days[1], days[2], ("audit_days", audit)])
    };
    assert_eq!(form("30").status, 422);
    assert_eq!(form("400").status, 303);
    assert_eq!(api(&owner, "/api/v1/retention")["audit_days"], 400);
    // Other settings stay as they are.
    assert_eq!(api(&owner, "/api/v1/company")["discount"], 0.1);
}

#[test]
fn addresses_inside_are_refused_with_the_form_as_it_was() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    for url in
        ["http://127.0.0.1:9/", "http://2130706433/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd"]
    {
        let answer = owner.form("/settings/webhooks", &[("url", url), ("events", "import.finished")]);
        assert_eq!(answer.status, 422, "{url}: {}", answer.body);
        assert!(answer.body.contains("aria-invalid"), "{url}");
    }
    assert!(owner.page("/settings/webhooks").body.contains("Nobody is told yet"));
}
