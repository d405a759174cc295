//! The pages about data over real HTTP: what is here, an import taken back, quarantine repaired, keys.

use serde_json::{Value, json};

use crate::{
    folder::Place,
    serving::{Answer, post, request, token_in},
    site::{Site, Visitor, shows_no_number},
};

const ORDERS: &str = "order_id,customer_id,order_date,amount,currency\n\
    A1,c1,2025-01-05,20.00,EUR\nA2,c2,2025-02-06,35.50,EUR\nA3,c1,2025-03-07,12.25,EUR\n\
    A4,<b>c3</b>,2025-03-09,9.00,EUR\n";

fn json_of(visitor: &Visitor, path: &str) -> Value {
    let answer = visitor.json(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{path}: {e}: {}", answer.body))
}

fn page(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.page(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(!shows_no_number(&answer.body) && !answer.body.contains("<b>"), "{path}: {}", answer.body);
    answer.body
}

/// Where an answer leads on to.
fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let line = answer.head.lines().find(|line| line.to_ascii_lowercase().starts_with("location:")).unwrap();
    line[9..].trim().to_owned()
}

#[test]
fn data_is_seen_taken_back_and_repaired() {
    let office = Place::new();
    office.imports("orders", &office.file("orders <i>2025.csv", ORDERS));
    let data = office.path("data");
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    let (analyst, reader) = (site.invited(&owner, "analyst"), site.invited(&owner, "reader"));
    let program = Program::of(&site, &owner);

    what_is_here(&owner, &analyst, &reader);
    keys_are_made_once_and_revoked(&site, &owner, &analyst);
    quarantine_is_repaired(&site, &owner, &reader, &program);
    an_import_is_taken_back(&owner, &reader, &program);
}

/// A program that may read and change data, and may not see who customers are.
struct Program {
    address: String,
    key: String,
}

impl Program {
    fn of(site: &Site, owner: &Visitor) -> Self {
        let body = json!({ "name": "nightly", "scopes": ["data:read", "data:write"] }).to_string();
        let made = owner.send("POST", "/api/v1/api-keys", "application/json", &body);
        assert_eq!(made.status, 201, "{}", made.body);
        let made: Value = serde_json::from_str(&made.body).unwrap();
        Self { address: site.serving.address.clone(), key: made["token"].as_str().unwrap().to_owned() }
    }

    fn asks(&self, method: &str, path: &str, body: &str) -> Answer {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json",
            self.key
        );
        request(&self.address, &head, body.as_bytes()).unwrap()
    }
}

fn what_is_here(owner: &Visitor, analyst: &Visitor, reader: &Visitor) {
    let seen = page(owner, "/data");
    for words in
        ["Orders", "the command line", "orders &lt;i&gt;2025.csv", "id=\"drop\"", "/data/imports/1\""]
    {
        assert!(seen.contains(words), "the page does not say {words}: {seen}");
    }
    assert!(page(analyst, "/data").contains("id=\"drop\""));
    assert_eq!(reader.page("/data").status, 403);
    assert_eq!(reader.json("/api/v1/health").status, 403);
    let health = json_of(analyst, "/api/v1/health");
    assert_eq!(health["ready"], true);
    assert_eq!(health["kinds"][0]["kind"], "orders");
    assert_eq!(health["kinds"][0]["statements"], 4);
    assert_eq!(health["customers"], 3);
    assert!(health["next"].as_array().unwrap().contains(&json!("key")), "{health}");

    let imports = json_of(analyst, "/api/v1/imports");
    assert_eq!(imports["items"][0]["created"], 4);
    assert_eq!(imports["items"][0]["by"], "command");
    assert!(analyst.json("/api/v1/imports?format=csv").body.starts_with("id,kind,files"));
    assert_eq!(analyst.json("/api/v1/imports?after=x").status, 422);
    assert_eq!(analyst.json("/api/v1/imports/99").status, 404);
    assert_eq!(analyst.json("/api/v1/imports/1/rejects").status, 404, "nothing was refused");

    let one = page(owner, "/data/imports/1");
    assert!(one.contains("A1") && one.contains("€35.50"), "{one}");
    assert_eq!(owner.page("/data/imports/99").status, 404);
    assert_eq!(owner.page("/data/imports/x").status, 404);
}

fn keys_are_made_once_and_revoked(site: &Site, owner: &Visitor, analyst: &Visitor) {
    assert!(!page(analyst, "/data/keys").contains("Make the key"));
    assert_eq!(analyst.form("/data/keys", &[("name", "shop")]).status, 403);
    let refused = owner.form("/data/keys", &[("name", "shop"), ("currency", "euro")]);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("No currency has this code"), "{}", refused.body);
    let made = owner.form("/data/keys", &[("name", "till <b>"), ("currency", "")]);
    assert_eq!(made.status, 200, "{}", made.body);
    let token = token_in(&made.body);
    assert!(!page(owner, "/data/keys").contains(&token), "the key is shown twice");
    assert_eq!(post(&site.serving.address, &token, "/v1/track", EVENT).unwrap().status, 200);

    let id = json_of(owner, "/api/v1/write-keys")["items"][0]["id"].as_i64().unwrap();
    assert!(page(owner, &format!("/data/keys/{id}/revoke")).contains("till &lt;b&gt;"));
    let leads = leads_to(&owner.form(&format!("/data/keys/{id}/revoke"), &[]));
    assert!(page(owner, &leads).contains("The key is revoked"), "nothing is said");
    assert_eq!(owner.page(&format!("/data/keys/{id}/revoke")).status, 404);
    assert_eq!(owner.send("DELETE", &format!("/api/v1/write-keys/{id}"), "application/json", "").status, 404);
}

const EVENT: &str = r#"{"type":"track","userId":"u1","event":"Product Viewed","messageId":"m1","properties":{"product_id":"p1"}}"#;

fn quarantine_is_repaired(site: &Site, owner: &Visitor, reader: &Visitor, program: &Program) {
    assert!(page(owner, "/data/quarantine").contains("Nothing is in quarantine"));
    let body = json!({ "name": "shop" }).to_string();
    let made = owner.send("POST", "/api/v1/write-keys", "application/json", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    let (token, id) = (made["token"].as_str().unwrap().to_owned(), made["id"].as_i64().unwrap());
    // An order whose currency nobody knows, and one that has no event name.
    let order = r#"{"type":"track","userId":"u1","event":"Order Completed","messageId":"m2","timestamp":"2025-04-01T10:00:00Z","properties":{"order_id":"B1","total":19.5,"note":"secret"}}"#;
    let unnamed = r#"{"type":"track","userId":"u2","messageId":"m3","properties":{}}"#;
    let batch = format!(r#"{{"batch":[{order},{unnamed}]}}"#);
    post(&site.serving.address, &token, "/v1/batch", &batch).unwrap();

    let waiting = json_of(owner, "/api/v1/quarantine");
    let items = waiting["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{waiting}");
    let masked = program.asks("GET", "/api/v1/quarantine", "");
    assert_eq!(masked.status, 200, "{}", masked.body);
    assert!(masked.body.contains("write_key") && !masked.body.contains("secret"), "{}", masked.body);
    let reasons = program.asks("GET", "/api/v1/quarantine/reasons", "");
    assert_eq!(reasons.body.matches("\"events\":1").count(), 2, "{}", reasons.body);
    let number = |words: &str| {
        let of = items.iter().find(|item| item["reason"].as_str().unwrap().contains(words));
        of.unwrap_or_else(|| panic!("nothing is there because of {words}: {waiting}"))["id"].as_i64().unwrap()
    };
    let order = number("currency");
    let unnamed = items.iter().map(|item| item["id"].as_i64().unwrap()).find(|id| *id != order).unwrap();
    let seen = page(owner, "/data/quarantine");
    assert!(
        seen.contains("Name a currency for the key") && seen.contains("/data/quarantine?reason="),
        "{seen}"
    );
    assert!(page(owner, &format!("/data/quarantine/{order}")).contains("secret"));
    let still = program.asks("POST", &format!("/api/v1/quarantine/{unnamed}/repair"), "{}");
    assert_eq!(still.status, 422, "{}", still.body);

    let still = owner.form(&format!("/data/quarantine/{unnamed}"), &[("do", "repair"), ("body", "{}")]);
    assert_eq!(still.status, 422, "{}", still.body);
    assert!(still.body.contains("It still cannot be read"), "{}", still.body);
    assert_eq!(reader.form(&format!("/data/quarantine/{unnamed}"), &[("do", "discard")]).status, 403);

    let key = id.to_string();
    let leads =
        leads_to(&owner.form("/data/quarantine", &[("do", "currency"), ("key", &key), ("currency", "usd")]));
    assert_eq!(leads, "/data/quarantine?said=said-data-repaired-some");
    let left = json_of(owner, "/api/v1/quarantine");
    assert_eq!(left["items"].as_array().unwrap().len(), 1, "{left}");
    let gone = owner.send("DELETE", &format!("/api/v1/quarantine/{unnamed}"), "application/json", "");
    assert_eq!(gone.status, 204, "{}", gone.body);
    assert_eq!(owner.json(&format!("/api/v1/quarantine/{unnamed}")).status, 404);
    let audit = json_of(owner, "/api/v1/audit?limit=50").to_string();
    for action in ["quarantine.repaired", "quarantine.discarded", "write-key.made", "write-key.revoked"] {
        assert!(audit.contains(action), "the audit log does not say {action}: {audit}");
    }
}

fn an_import_is_taken_back(owner: &Visitor, reader: &Visitor, program: &Program) {
    assert_eq!(program.asks("GET", "/api/v1/imports/1/rejects", "").status, 403);
    assert_eq!(reader.page("/data/imports/1/undo").status, 403);
    let asked = page(owner, "/data/imports/1/undo");
    assert!(asked.contains("4 statements will no longer count"), "{asked}");
    let leads = leads_to(&owner.form("/data/imports/1/undo", &[]));
    assert!(page(owner, &leads).contains("The import is undone"), "nothing is said");
    assert!(!page(owner, "/data/imports/1").contains("A1"));
    assert_eq!(owner.send("DELETE", "/api/v1/imports/1", "application/json", "").status, 409);
    assert_eq!(json_of(owner, "/api/v1/imports/1")["state"], "undone");
    let audit = json_of(owner, "/api/v1/audit?limit=5").to_string();
    assert!(audit.contains("import.undone") && audit.contains("person:1"), "{audit}");
}
