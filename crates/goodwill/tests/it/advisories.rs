//! What went wrong in programs like this one, tried on this one. Each test names the lesson.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::Path,
};

use serde_json::{Value, json};

use crate::{
    run::says,
    serving::{Serving, get, post, request, write_key},
    site::{Site, Visitor, encoded},
};

/// What identifies the one customer whom a reader must not recognise, and markup in every field.
const NAME: &str = "Zorro <script>alert(1)</script> Canary";
const EMAIL: &str = "zorro.canary@example.org";
const ID: &str = "canary-4711'\"><img src=x onerror=alert(2)>";

/// A company with a few customers, one of them hostile in every field.
fn company(data: &Path) {
    let mut orders = "customer,order_id,day,amount,currency\n".to_owned();
    let mut customers = "customer,name,email\n".to_owned();
    for customer in 0..60 {
        customers.push_str(&format!("c{customer},Person {customer},person{customer}@example.org\n"));
        for order in 0..=customer % 6 {
            let (month, day) = (1 + (order * 2 + customer) % 12, 1 + (customer * 3 + order) % 28);
            orders.push_str(&format!(
                "c{customer},{customer}-{order},2025-{month:02}-{day:02},{}.50,EUR\n",
                20 + order
            ));
        }
    }
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    customers.push_str(&format!("{},{},{EMAIL}\n", quoted(ID), quoted(NAME)));
    for order in 0..4 {
        orders.push_str(&format!(
            "{},{},2025-0{}-11,90.00,EUR\n",
            quoted(ID),
            quoted(&format!("=cmd()|{order}")),
            order + 2
        ));
    }
    let folder = tempfile::tempdir().unwrap();
    let (o, c) = (folder.path().join("orders.csv"), folder.path().join("customers.csv"));
    fs::write(&o, orders).unwrap();
    fs::write(&c, customers).unwrap();
    let data = data.to_str().unwrap();
    says(&["import", "customers", c.to_str().unwrap(), "--data", data]);
    says(&["import", "orders", o.to_str().unwrap(), "--data", data]);
    says(&["fit", "--data", data]);
}

/// Every page that links lead to from these pages, with what it shows.
fn crawl(visitor: &Visitor, begin: &[&str], most: usize) -> Vec<(String, u16, String)> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: VecDeque<String> = begin.iter().map(|path| (*path).to_owned()).collect();
    let mut pages = Vec::new();
    while let Some(path) = waiting.pop_front() {
        // Lists of a kind look alike: of each path without its numbers and questions a few are enough.
        let shape: String = path
            .split('?')
            .next()
            .unwrap()
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        let alike = seen.iter().filter(|known| known.starts_with(&format!("{shape} "))).count();
        if alike >= 3 || pages.len() >= most || !seen.insert(format!("{shape} {path}")) {
            continue;
        }
        let answer = visitor.page(&path);
        for rest in answer.body.split("href=\"").skip(1) {
            let link = rest.split(['"', '#']).next().unwrap_or_default().replace("&amp;", "&");
            if link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/assets/") {
                waiting.push_back(link);
            }
        }
        let moved = answer
            .head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location")));
        if let Some((_, to)) = moved.filter(|_| (300..400).contains(&answer.status)) {
            waiting.push_back(to.trim().to_owned());
        }
        pages.push((path, answer.status, answer.body));
    }
    pages
}

fn hides(text: &str, secret: &str, at: &str, who: &str) {
    assert!(!text.contains(secret), "{who} sees '{secret}' at {at}");
}

/// Operations of the API: method, path with its parameters filled, and the operation.
fn operations(visitor: &Visitor) -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&visitor.json("/openapi.json").body).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                let mut filled = String::new();
                for part in path.split_inclusive('/') {
                    filled.push_str(if part.starts_with('{') {
                        if part.ends_with('/') { "1/" } else { "1" }
                    } else {
                        part
                    });
                }
                operations.push((method.to_uppercase(), filled, operation.clone()));
            }
        }
    }
    assert!(operations.len() > 20, "only {} operations", operations.len());
    operations
}

fn first_customer(visitor: &Visitor) -> i64 {
    let list: Value = serde_json::from_str(&visitor.json("/api/v1/customers?limit=1").body).unwrap();
    list["items"][0]["key"].as_i64().unwrap_or_else(|| panic!("no customer: {list}"))
}

/// Chatwoot's lists were filtered elsewhere than its records; Mautic let any API account read all
/// reports. Here: what a reader may not know is on no page and in no answer of the API.
#[test]
fn a_reader_finds_nobody_on_any_page_or_in_any_list() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let found: Value =
        serde_json::from_str(&owner.json(&format!("/api/v1/customers?q={EMAIL}")).body).unwrap();
    let key = found["items"][0]["key"].as_i64().unwrap_or_else(|| panic!("not found: {found}"));
    let note = owner.form(&format!("/customers/{key}/notes"), &[("text", "prefers the secret-note door")]);
    assert_eq!(note.status, 303, "{}", note.body);
    let one = format!("/customers/{key}");
    // The owner does see them: the test would notice if nobody did.
    let seen = owner.page(&one).body;
    assert!(seen.contains(EMAIL) && seen.contains("secret-note"), "the owner does not see the customer");

    let reader = site.invited(&owner, "reader");
    let about = format!("{one}?");
    let begin = ["/", "/customers", "/cohorts", "/account", "/api", &one, &about];
    for (path, status, body) in crawl(&reader, &begin, 150) {
        assert!(status < 400, "a reader is led to {path}, which answers {status}");
        for secret in [EMAIL, "Zorro", "canary-4711", "secret-note", "person7@", "Person 7"] {
            hides(&body, secret, &path, "a reader");
        }
    }
    for (method, path, _) in operations(&reader).into_iter().filter(|(method, ..)| method == "GET") {
        let path = path.replace("/customers/1", &format!("/customers/{key}"));
        for asked in [path.clone(), format!("{path}?format=csv"), format!("{path}?q=zorro")] {
            let body = reader.json(&asked).body;
            for secret in [EMAIL, "Zorro", "canary-4711", "secret-note"] {
                hides(&body, secret, &format!("{method} {asked}"), "a reader");
            }
        }
    }
    // Nor does a search tell that somebody is there.
    let nobody: Value =
        serde_json::from_str(&reader.json(&format!("/api/v1/customers?q={EMAIL}")).body).unwrap();
    assert_ne!(nobody["items"][0]["key"].as_i64(), Some(key), "a reader finds a customer by e-mail");
}

/// Mautic stored a header and showed it raw (CVE-2020-35124, CVE-2021-27910).
#[test]
fn markup_in_any_field_is_text_on_every_page() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let key = write_key(data.path(), "<b>shop</b>\"'");
    let site = Site::open(data.path(), &["--refresh-seconds", "1"]);
    let owner = site.owner();
    let hostile = "<script>alert(3)</script>";
    for (event, id) in [("Product Viewed", "u1"), (hostile, hostile)] {
        let body = json!({ "userId": id, "event": event, "messageId": format!("m-{hostile}-{id}"),
            "properties": { "product_id": hostile, "url": "javascript:alert(4)" },
            "context": { "page": { "referrer": hostile }, "userAgent": hostile } });
        assert_eq!(post(&site.serving.address, &key, "/v1/track", &body.to_string()).unwrap().status, 200);
    }
    let bad = json!({ "userId": "u1", "event": "Order Completed", "properties": { "order_id": hostile, "revenue": hostile } });
    assert_eq!(post(&site.serving.address, &key, "/v1/track", &bad.to_string()).unwrap().status, 200);
    let begin = ["/", "/customers", "/cohorts", "/data", "/data/quarantine", "/settings", "/account", "/api"];
    let pages = crawl(&owner, &begin, 250);
    assert!(pages.len() > 15, "only {} pages were found", pages.len());
    for (path, status, body) in pages {
        assert!(status < 400, "the owner is led to {path}, which answers {status}");
        // In a file to take away markup is data.
        if !body.starts_with("<!DOCTYPE html>") {
            continue;
        }
        for raw in ["<script>alert", "<img src=x", "<b>shop", "href=\"javascript:"] {
            hides(&body, raw, &path, "the owner");
        }
        assert!(
            !body.contains(" style=\"") && !body.contains(" onclick="),
            "{path} has what the policy forbids"
        );
    }
}

/// Chatwoot put filters into SQL, twice (CVE-2025-21628, CVE-2026-44706); so did listmonk.
#[test]
fn a_condition_is_typed_or_refused() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let all = owner.json("/api/v1/customers?limit=500");
    assert_eq!(all.status, 200, "{}", all.body);
    for injected in [
        "orders:at-least:3' OR '1'='1",
        "orders:at-least:3) OR (1=1",
        "orders; DROP TABLE person;--:at-least:1",
        "orders:at-least OR:1",
        "1=1:is:1",
        "orders:at-least:1e999",
        "health:is:active' UNION SELECT 1",
    ] {
        let answer = owner.json(&format!("/api/v1/customers?where={}", encoded(injected)));
        assert_eq!(answer.status, 422, "{injected}: {}", answer.body);
        let segment = json!({ "name": "s", "filter": injected }).to_string();
        let answer = owner.send("POST", "/api/v1/segments", "application/json", &segment);
        assert_eq!(answer.status, 422, "{injected}: {}", answer.body);
    }
}

/// Chatwoot let a request move objects between tenants (CVE-2026-72719): unknown fields are refused.
#[test]
fn every_body_that_is_written_refuses_what_it_does_not_know() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let mut tried = 0;
    for (method, path, operation) in operations(&owner) {
        if operation["requestBody"]["content"].get("application/json").is_none() {
            continue;
        }
        tried += 1;
        for body in [
            json!({ "tenant_id": 2, "role": "owner", "holdout": true, "value": 1, "id": 1, "is_admin": true }),
            json!([]),
            json!("text"),
            json!(null),
        ] {
            let answer = owner.send(&method, &path, "application/json", &body.to_string());
            assert!(
                (400..500).contains(&answer.status) && answer.status != 403,
                "{method} {path} answers {} to {body}: {}",
                answer.status,
                answer.body
            );
            assert!(answer.head.contains("application/problem+json"), "{method} {path}: {}", answer.head);
        }
    }
    assert!(tried > 8, "only {tried} operations take JSON");
}

/// GitLab sent a reset to an array of addresses (CVE-2023-7028).
#[test]
fn an_array_is_no_address_and_no_password() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let setup = site.setup();
    let owner = site.owner();
    for fields in [
        vec![("email", "ada@example.com"), ("email", "eve@example.com"), ("password", "x")],
        vec![("email[]", "ada@example.com"), ("password", "x")],
        vec![("email[address]", "ada@example.com"), ("password", "x")],
    ] {
        let answer = site.nobody().form("/sign-in", &fields);
        assert!((400..500).contains(&answer.status), "{fields:?}: {}", answer.status);
    }
    for email in [json!(["eve@example.com"]), json!({ "a": 1 }), json!(7), json!(null)] {
        let body = json!({ "email": email, "role": "reader" }).to_string();
        let answer = owner.send("POST", "/api/v1/invitations", "application/json", &body);
        assert!((400..500).contains(&answer.status), "{email}: {}", answer.status);
    }
    // Superset's and Metabase's lesson: what sets up a program is dead once it is set up, for ever.
    let again = [("name", "Eve"), ("email", "eve@example.com"), ("password", "another long secret phrase")];
    let retried = site.nobody().form(&setup, &again);
    assert!((400..500).contains(&retried.status), "{}", retried.status);
    assert!((400..500).contains(&site.nobody().page(&setup).status));
    site.serving.stop();
    let site = Site::open(data.path(), &[]);
    assert!((400..500).contains(&site.nobody().page(&setup).status), "the link works again after a restart");
    assert!((400..500).contains(&site.nobody().form(&setup, &again).status));
}

/// Formbricks took a token without looking at its signature (CVE-2025-59934). Ours are opaque: what is
/// not known opens nothing.
#[test]
fn a_token_that_is_not_known_opens_nothing() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let forged = [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwicm9sZSI6Im93bmVyIn0.",
        "gwa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "null",
        "' OR 1=1 --",
    ];
    for (method, path, operation) in operations(&owner) {
        if operation["security"].as_array().is_some_and(Vec::is_empty) || operation["security"] == json!([{}])
        {
            continue;
        }
        for token in forged {
            let bearer = format!("Bearer {token}");
            let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
            let answer = site.nobody().ask(&method, &path, &headers, b"{}");
            assert_eq!(answer.status, 401, "{method} {path} with {token}: {}", answer.body);
            let cookie = format!("goodwill_session={token}");
            let answer = site.nobody().ask(&method, &path, &[("Cookie", &cookie)], b"{}");
            assert!(
                [401, 403].contains(&answer.status),
                "{method} {path} with cookie {token}: {}",
                answer.status
            );
        }
    }
}

/// axum had no limit of bodies once (CVE-2022-3212).
#[test]
fn bodies_beyond_their_limit_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(3 << 20));
    for (method, path, operation) in operations(&owner) {
        if operation["requestBody"]["content"].get("application/json").is_some() {
            let answer = owner.send(&method, &path, "application/json", &large);
            assert_eq!(answer.status, 413, "{method} {path}: {}", answer.body);
        }
    }
    let answer = site.nobody().form("/sign-in", &[("email", &"x".repeat(3 << 20)), ("password", "y")]);
    assert_eq!(answer.status, 413);
}

/// EspoCRM exported formulas that ran on the computer of whoever opened them (CVE-2022-38844).
#[test]
fn no_cell_of_an_export_begins_like_a_formula() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    let names: Vec<String> = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "＋1", "－1", "＠x"]
        .iter()
        .enumerate()
        .map(|(n, name)| format!("c{n},\"{name}\",\"{name}@example.org\"\n"))
        .collect();
    fs::write(&file, format!("customer,name,email\n{}", names.concat())).unwrap();
    says(&["import", "customers", file.to_str().unwrap(), "--data", data.path().to_str().unwrap()]);
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let csv = owner.ask("GET", "/customers.csv", &[], b"");
    assert_eq!(csv.status, 200, "{}", csv.body);
    assert!(csv.body.lines().count() > 50, "{}", csv.body);
    for cell in csv.body.lines().skip(1).flat_map(|line| line.split(',')) {
        let cell = cell.trim_matches('"');
        let number = cell.parse::<f64>().is_ok();
        assert!(
            number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
            "a cell begins like a formula: {cell}"
        );
    }
}

/// No page may be shown to another site's script, framed, kept, or told where it came from.
#[test]
fn every_answer_carries_strict_headers() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    for path in
        ["/", "/customers", "/settings/company", "/api/v1/me", "/openapi.json", "/nowhere", "/sign-in"]
    {
        let head = owner.ask("GET", path, &[("Accept", "text/html")], b"").head.to_ascii_lowercase();
        for wanted in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy:",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(head.contains(wanted), "{path} lacks {wanted}:\n{head}");
        }
        assert!(
            !head.contains("unsafe-inline") && !head.contains("access-control-allow-origin"),
            "{path}: {head}"
        );
        assert!(head.contains("no-store"), "{path} may be kept:\n{head}");
    }
    // Another name that leads here is not ours: a page elsewhere must not read this one through it.
    let rebound = "GET /customers HTTP/1.1\r\nAccept: text/html";
    let answer = request(&site.serving.address, rebound, b"").unwrap();
    assert_eq!(answer.status, 303);
    let mut stream = std::net::TcpStream::connect(&site.serving.address).unwrap();
    std::io::Write::write_all(
        &mut stream,
        b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut stream, &mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 421"), "{text}");
}

/// What changes something needs the token of the session and our own pages as its origin.
#[test]
fn another_site_cannot_act_for_somebody() {
    let data = tempfile::tempdir().unwrap();
    company(data.path());
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let customer = first_customer(&owner);
    let path = format!("/customers/{customer}/notes");
    let csrf = owner.csrf();
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let own = format!("http://{}", site.serving.address);
    let with = format!("text=hello&csrf={csrf}");
    for (headers, body) in [
        (vec![kind, ("Origin", own.as_str())], "text=hello".to_owned()),
        (vec![kind, ("Origin", own.as_str())], "text=hello&csrf=0000".to_owned()),
        (vec![kind, ("Origin", "https://evil.example")], with.clone()),
        (vec![kind, ("Origin", "null")], with.clone()),
        (vec![kind, ("Sec-Fetch-Site", "cross-site")], with.clone()),
        (vec![("Content-Type", "text/plain"), ("Origin", own.as_str())], with.clone()),
    ] {
        let answer = owner.ask("POST", &path, &headers, body.as_bytes());
        assert!([400, 403, 415, 422].contains(&answer.status), "{headers:?} {body}: {}", answer.status);
    }
    assert_eq!(owner.ask("POST", &path, &[kind, ("Origin", &own)], with.as_bytes()).status, 303);
    // Somebody else's token is of no use.
    let reader = site.invited(&owner, "desk");
    let answer = reader.ask("POST", &path, &[kind, ("Origin", &own)], with.as_bytes());
    assert_eq!(answer.status, 403, "{}", answer.body);
}

/// The records and the secrets in them belong to the one who runs the program.
#[test]
fn the_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("goodwill-data");
    let serving = Serving::start(&folder);
    assert_eq!(get(&serving.address, "/healthz").unwrap().status, 200);
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o077, 0);
    assert_eq!(fs::metadata(folder.join("goodwill.db")).unwrap().permissions().mode() & 0o077, 0);
}
