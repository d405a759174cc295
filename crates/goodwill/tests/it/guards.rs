//! Who may undo what, who waits for whom, and what is told to whom: the edges of rights.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    run::says,
    serving::{Answer, request},
    site::{PASSWORD, Site, Visitor, encoded},
};

fn company(data: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let (customers, orders) = (folder.path().join("customers.csv"), folder.path().join("orders.csv"));
    let mut people = "customer,name,since,birth_year,gender,region\n".to_owned();
    let mut sales = "customer,order_id,day,amount,currency\n".to_owned();
    for n in 0..60 {
        people.push_str(&format!("c{n},Ann {n},2025-01-01,1971,f,Malta\n"));
        for order in 0..=n % 6 {
            let (month, day) = (1 + (order * 2 + n) % 12, 1 + (n * 3 + order) % 28);
            sales.push_str(&format!("c{n},{n}-{order},2025-{month:02}-{day:02},{}.50,EUR\n", 20 + order));
        }
    }
    fs::write(&customers, people).unwrap();
    fs::write(&orders, sales).unwrap();
    let data = data.to_str().unwrap();
    says(&["import", "customers", customers.to_str().unwrap(), "--data", data]);
    says(&["import", "orders", orders.to_str().unwrap(), "--data", data]);
    says(&["fit", "--data", data]);
}

fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
}

fn api_key(owner: &Visitor, scopes: &[&str]) -> String {
    let body = json!({ "name": "till", "scopes": scopes }).to_string();
    let made = owner.send("POST", "/api/v1/api-keys", "application/json", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    read(&made)["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_takes_its_own_notes_away_and_no_others() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let key = read(&owner.json("/api/v1/customers?q=c7"))["items"][0]["key"].as_i64().unwrap();
    let rights = ["customers:read", "identity:read", "notes:write"];
    let (one, other) = (api_key(&owner, &rights), api_key(&owner, &rights));
    let notes = format!("/api/v1/customers/{key}/notes");
    let send = |token: &str, method: &str, path: &str, body: &str| {
        let head =
            [("Authorization", format!("Bearer {token}")), ("Content-Type", "application/json".to_owned())];
        let head: Vec<(&str, &str)> = head.iter().map(|(name, value)| (*name, value.as_str())).collect();
        site.nobody().ask(method, path, &head, body.as_bytes())
    };
    let written = read(&send(&one, "POST", &notes, "{\"text\":\"likes tea\"}"));
    let note = format!("{notes}/{}", written["id"]);
    assert!(written["by"].is_null(), "a program is no person: {written}");
    assert_eq!(send(&other, "DELETE", &note, "").status, 403);
    assert_eq!(read(&owner.json(&notes))["items"].as_array().unwrap().len(), 1);
    assert_eq!(owner.page(&format!("/customers/{key}")).status, 200);
    assert_eq!(send(&one, "DELETE", &note, "").status, 204);

    // What together tells who somebody is, is for who may know it.
    let path = format!("/api/v1/customers/{key}/timeline");
    let seen = owner.json(&path).body;
    let reader = site.invited(&owner, "reader").json(&path).body;
    for field in ["birth_year", "gender", "region", "order_id"] {
        assert!(seen.contains(field), "{field} is not in {seen}");
        assert!(!reader.contains(field), "{field} is in {reader}");
    }
}

/// The front line sees customers one by one.
#[test]
fn the_desk_sees_no_totals_of_the_company() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let desk = site.invited(&owner, "desk");
    let everybody = json!({ "name": "All", "conditions": ["orders:at-least:1"] }).to_string();
    assert_eq!(owner.send("POST", "/api/v1/segments", "application/json", &everybody).status, 201);
    let sums = |visitor: &Visitor| {
        let body = "{\"conditions\":[]}";
        let counted = read(&visitor.send("POST", "/api/v1/segments/count", "application/json", body));
        let listed = read(&visitor.json("/api/v1/segments"));
        assert_eq!(counted["customers"], 60, "{counted}");
        assert_eq!(listed["items"][0]["totals"]["customers"], 60, "{listed}");
        let list = visitor.page("/customers").body;
        assert!(list.contains("customers-list"), "{list}");
        let of_page = list.contains("class=\"figures\"");
        (counted["spend"].is_number(), listed["items"][0]["totals"]["spend"].is_number(), of_page)
    };
    assert_eq!(sums(&owner), (true, true, true));
    assert_eq!(sums(&desk), (false, false, false));
}

#[test]
fn strangers_lock_nobody_out_where_they_were_before() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &["--public-url", "http://goodwill.example"]);
    site.owner();
    let from = |network: &str, password: &str| {
        let body = format!("email=ada%40example.com&password={}", encoded(password));
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let head = [kind, ("Accept", "text/html"), ("X-Forwarded-For", network)];
        site.nobody().ask("POST", "/sign-in", &head, body.as_bytes()).status
    };
    assert_eq!(from("203.0.113.5", PASSWORD), 303);
    let tries: Vec<u16> = (0..7).map(|n| from("198.51.100.7", &format!("a guess {n}"))).collect();
    assert_eq!(tries[0], 422);
    assert!(tries.contains(&429), "{tries:?}");
    assert_eq!(from("192.0.2.9", PASSWORD), 429, "elsewhere the account waits");
    assert_eq!(from("203.0.113.5", PASSWORD), 303, "where its person was before it does not");
    // A colleague who fails beside them does not either.
    let colleague = |n: usize| {
        let body = format!("email=bob%40example.com&password=a+guess+{n}");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let head = [kind, ("Accept", "text/html"), ("X-Forwarded-For", "203.0.113.5")];
        site.nobody().ask("POST", "/sign-in", &head, body.as_bytes()).status
    };
    assert!((0..7).map(colleague).any(|status| status == 429));
    assert_eq!(from("203.0.113.5", PASSWORD), 303);
    // There too nobody guesses for long.
    let tries: Vec<u16> = (0..7).map(|n| from("203.0.113.5", &format!("a guess {n}"))).collect();
    assert!(tries.contains(&429), "{tries:?}");
}

#[test]
fn what_the_house_says_of_itself_is_not_for_other_pages() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    for path in ["/healthz", "/readyz", "/metrics"] {
        let head = format!("GET {path} HTTP/1.1\r\nOrigin: https://evil.example");
        let answer = request(&site.serving.address, &head, b"").unwrap();
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.head.to_lowercase().contains("access-control-allow-origin"), "{}", answer.head);
    }
}

#[test]
fn whoever_takes_the_audit_log_away_is_in_it() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let bearer = format!("Bearer {}", api_key(&owner, &["audit:read"]));
    let asked =
        |path: &str| site.nobody().ask("GET", path, &[("Authorization", bearer.as_str())], b"").status;
    assert_eq!(asked("/api/v1/audit"), 200);
    assert_eq!(asked("/api/v1/audit?format=csv"), 403, "taking lists away is a right of its own");
    for path in ["/api/v1/audit?format=csv", "/settings/audit.csv"] {
        assert_eq!(owner.json(path).status, 200);
    }
    let noted = read(&owner.json("/api/v1/audit?action=audit.exported"));
    assert_eq!(noted["items"].as_array().unwrap().len(), 2, "{noted}");
}
