//! Who may do what: the table of `docs/rights.md`, cell by cell, at a running server.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    serving::{Answer, request},
    site::{Site, Visitor},
};

const ROLES: [&str; 4] = ["owner", "analyst", "desk", "reader"];

/// A row of the table of roles and routes.
struct Row {
    method: String,
    path: String,
    needs: String,
    /// By role, then keys, then nobody.
    cells: Vec<String>,
}

fn rows() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rights.md");
    let text = fs::read_to_string(file).unwrap();
    let table = text.split("## Roles and routes").nth(1).expect("docs/rights.md has no table of routes");
    table
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .map(|line| {
            let cells: Vec<String> =
                line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            Row {
                method: cells[0].clone(),
                path: cells[1].trim_matches('`').to_owned(),
                needs: cells[2].clone(),
                cells: cells[3..].to_vec(),
            }
        })
        .collect()
}

impl Row {
    /// The path with something in its places that is not there: what is asked for changes nothing.
    fn address(&self) -> String {
        self.path
            .split('/')
            .map(|part| match part {
                "{name}" | "{token}" => "nothing",
                "{period}" => "1999-01",
                part if part.starts_with('{') => "999999",
                part => part,
            })
            .collect::<Vec<_>>()
            .join("/")
    }

    fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// Asks as somebody with a session, or without one.
    fn asked_by(&self, who: &Visitor, csrf: &str) -> Answer {
        let accept = if self.is_api() { "application/json" } else { "text/html" };
        let kind = if self.is_api() { "application/json" } else { "application/x-www-form-urlencoded" };
        let headers = [("Accept", accept), ("Content-Type", kind), ("X-CSRF-Token", csrf)];
        if self.method == "GET" {
            who.ask("GET", &self.address(), &headers[..1], b"")
        } else {
            who.ask(&self.method, &self.address(), &headers, b"")
        }
    }

    fn asked_with_key(&self, address: &str, token: &str) -> Answer {
        let head = format!(
            "{} {} HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}",
            self.method,
            self.address()
        );
        request(address, &head, b"").unwrap()
    }

    /// Whether an answer says that one may not.
    fn is_refused(answer: &Answer) -> bool {
        let head = answer.head.to_ascii_lowercase();
        matches!(answer.status, 401 | 403)
            || answer.status == 303
                && head.contains("location: /sign-in")
                && !head.contains("said-signed-out")
    }

    /// What is wrong with an answer: whom it refuses or lets through against the table, or that it failed.
    fn fault(&self, who: &str, allowed: bool, answer: &Answer) -> Option<String> {
        let asked = format!("{who}: {} {}", self.method, self.path);
        if answer.status >= 500 && answer.status != 503 {
            return Some(format!("{asked} failed: {}", answer.body));
        }
        // Behind an open gate some pages look again at what the caller may see.
        let narrower = allowed && NARROWER.contains(&self.path.as_str());
        let refused = Self::is_refused(answer);
        (refused == allowed && !narrower).then(|| {
            format!(
                "{asked} should be {}, and was answered {}",
                if allowed { "allowed" } else { "refused" },
                answer.status
            )
        })
    }
}

/// Paths whose handlers refuse more than their gates do: the index of the settings has nothing for who
/// may change none of them, and notes may say who a customer is.
const NARROWER: [&str; 2] = ["/settings", "/api/v1/customers/{key}/notes"];

/// A key with these scopes.
fn key(owner: &Visitor, name: &str, scopes: &[&str]) -> String {
    let body = json!({ "name": name, "scopes": scopes }).to_string();
    let made = owner.send("POST", "/api/v1/api-keys", "application/json", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    made["token"].as_str().unwrap_or_else(|| panic!("no token: {made}")).to_owned()
}

#[test]
fn every_cell_of_the_table_is_as_it_says() {
    let rows = rows();
    assert!(rows.len() > 20, "the table has {} rows", rows.len());
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let mut faults = Vec::new();
    for (place, role) in ROLES.into_iter().enumerate() {
        let guest = (role != "owner").then(|| site.invited(&owner, role));
        let who = guest.as_ref().unwrap_or(&owner);
        let csrf = who.csrf();
        // Signing out would end the session the other cells need: it comes last.
        let (last, first): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.path == "/sign-out");
        let last = if role == "owner" { Vec::new() } else { last };
        for row in first.into_iter().chain(last) {
            faults.extend(row.fault(role, row.cells[place] == "yes", &row.asked_by(who, &csrf)));
        }
    }
    let nobody = site.nobody();
    for row in &rows {
        faults.extend(row.fault("nobody", row.cells[5] == "yes", &row.asked_by(&nobody, "")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn keys_open_what_their_scopes_say_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    let address = &site.serving.address;
    let mut faults = Vec::new();
    // The least a key can have.
    let bare = key(&owner, "bare", &["export"]);
    // Another last letter, whichever the key ends with.
    let last = if bare.ends_with('A') { 'B' } else { 'A' };
    let forged = format!("{}{last}", &bare[..bare.len() - 1]);
    for row in rows().iter().filter(|row| row.is_api()) {
        let allowed = row.cells[4] == "yes" || row.cells[4] == "with the scope" && row.needs == "export";
        faults.extend(row.fault("a key", allowed, &row.asked_with_key(address, &bare)));
        if row.cells[5] != "yes" {
            for token in [forged.as_str(), "", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvd25lciJ9."] {
                faults.extend(row.fault("a forged key", false, &row.asked_with_key(address, token)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Pages are for people.
    let head = format!("GET /account HTTP/1.1\r\nAccept: text/html\r\nAuthorization: Bearer {bare}");
    assert_eq!(request(address, &head, b"").unwrap().status, 303);
    // Nor can a key be given what only people may.
    let body = json!({ "name": "greedy", "scopes": ["people:write"] }).to_string();
    let made = owner.send("POST", "/api/v1/api-keys", "application/json", &body);
    assert_eq!(made.status, 422, "{}", made.body);
}

#[test]
fn the_table_names_every_operation_of_the_document() {
    let data = tempfile::tempdir().unwrap();
    let site = Site::open(data.path(), &[]);
    let document: Value = serde_json::from_str(&site.nobody().json("/openapi.json").body).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut there = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                !operation["summary"].as_str().unwrap_or_default().is_empty(),
                "{method} {path} has no summary"
            );
            assert!(
                operation["responses"]["default"].is_object(),
                "{method} {path} does not say how it fails"
            );
            assert!(ids.insert(operation["operationId"].to_string()), "{method} {path}: its name is taken");
            there.insert((method.to_uppercase(), path.clone()));
        }
    }
    let named: BTreeSet<(String, String)> =
        rows().into_iter().filter(Row::is_api).map(|row| (row.method, row.path)).collect();
    assert_eq!(there, named);
}
