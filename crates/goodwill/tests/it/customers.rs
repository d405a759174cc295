//! The customers area over real HTTP: the list and its file, search, notes, segments, a value.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    run::says,
    site::{Site, Visitor, encoded, shows_no_number},
};

const NAMES: [&str; 5] = ["Anna Bari", "Bela Kocsis", "=Carla Dini", "Dario Efe", "Elena Fo"];

/// A folder with a valued company whose customers have names and addresses.
fn company(folder: &Path) -> String {
    let (data, out) = (folder.join("data"), folder.join("sample"));
    let (data, out) = (data.to_str().unwrap().to_owned(), out.to_str().unwrap());
    says(&[
        "sample",
        "--customers",
        "700",
        "--seed",
        "3",
        "--shape",
        "plain-orders",
        "--plain",
        "--out",
        out,
    ]);
    let truth = fs::read_to_string(format!("{out}/truth/customers.csv")).unwrap();
    let mut lines = truth.lines();
    let at = lines.next().unwrap().split(',').position(|name| name == "customer_id").unwrap();
    let mut file = String::from("customer_id,name,email\n");
    for (n, line) in lines.enumerate() {
        let id = line.split(',').nth(at).unwrap();
        file.push_str(&format!("{id},{} {n},person{n}@example.com\n", NAMES[n % NAMES.len()]));
    }
    let customers = folder.join("customers.csv");
    fs::write(&customers, file).unwrap();
    says(&["import", "customers", customers.to_str().unwrap(), "--data", &data]);
    says(&["import", "orders", &format!("{out}/orders.csv"), "--data", &data]);
    says(&["fit", "--data", &data]);
    data
}

fn told(visitor: &Visitor, path: &str) -> Value {
    let answer = visitor.json(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{path}: {e}: {}", answer.body))
}

fn counted(visitor: &Visitor) {
    let begin = Instant::now();
    while visitor.json("/api/v1/customers?limit=1").status != 200 {
        assert!(begin.elapsed() < Duration::from_mins(2), "the first book took too long");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// All parts of a list, one after the other.
fn all(visitor: &Visitor, path: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let part = told(visitor, &format!("{path}{after}"));
        items.extend(part["items"].as_array().unwrap().iter().cloned());
        let Some(next) = part["next"].as_str() else { return items };
        after = format!("&after={}", encoded(next));
    }
}

/// One server for everything, because the company takes a while to make.
#[test]
fn customers_are_listed_found_opened_and_noted() {
    let dir = tempdir().unwrap();
    let data = company(dir.path());
    let site = Site::open(Path::new(&data), &[]);
    let owner = site.owner();
    counted(&owner);
    let (reader, analyst) = (site.invited(&owner, "reader"), site.invited(&owner, "analyst"));
    the_parts_of_a_list_are_its_file(&owner, &reader);
    customers_are_found_by_what_is_known_of_them(&owner, &reader);
    a_value_is_the_books(&owner);
    the_timeline_comes_in_parts(&owner);
    notes_are_their_writers(&owner, &analyst, &reader);
    segments_are_kept_and_counted(&owner, &reader);
}

fn the_parts_of_a_list_are_its_file(owner: &Visitor, reader: &Visitor) {
    for (order, filter) in [
        ("sort=value&direction=descending", ""),
        ("sort=recency&direction=ascending", "&where=orders:at-least:2"),
        ("sort=spend&direction=ascending", "&where=stage:is:at-risk&where=orders:at-least:2"),
    ] {
        let listed = all(owner, &format!("/api/v1/customers?{order}{filter}&limit=61"));
        assert!(!listed.is_empty(), "{order}{filter}");
        let keys: Vec<String> = listed.iter().map(|one| one["key"].to_string()).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{order}{filter}: twice");
        for path in ["/customers.csv?", "/api/v1/customers?format=csv&"] {
            let file = owner.json(&format!("{path}{order}{filter}"));
            assert_eq!(file.status, 200, "{}", file.body);
            assert!(file.head.to_lowercase().contains("attachment"), "{}", file.head);
            let mut lines = file.body.lines();
            assert!(lines.next().unwrap().starts_with("customer,id,name,email,phone,stage,orders,"));
            let lines: Vec<&str> = lines.collect();
            let in_file: Vec<&str> = lines.iter().map(|line| line.split(',').next().unwrap()).collect();
            assert_eq!(in_file, keys, "{path}{order}{filter}");
            for (line, one) in lines.iter().zip(&listed) {
                let name = one["identity"]["name"].as_str().unwrap();
                let cell = if name.starts_with('=') { format!(",'{name},") } else { format!(",{name},") };
                assert!(line.contains(&cell), "{line}: {one}");
                let value = one["expected_value"]["expected"].as_f64().unwrap();
                assert!(line.contains(&format!(",{value},")), "{line}: {one}");
            }
        }
    }
    assert_eq!(reader.json("/customers.csv").status, 403);
    assert_eq!(reader.json("/api/v1/customers?format=csv").status, 403);
    let noted = told(owner, "/api/v1/audit?limit=50").to_string();
    assert!(noted.contains("customers.exported") && !noted.contains("person1@"), "{noted}");
}

fn customers_are_found_by_what_is_known_of_them(owner: &Visitor, reader: &Visitor) {
    let first = &told(owner, "/api/v1/customers?limit=1")["items"][0];
    let key = first["key"].to_string();
    let email = first["identity"]["email"].as_str().unwrap();
    let id = first["identity"]["ids"].as_array().unwrap().iter().find(|id| id["kind"] == "id").unwrap();
    let name = first["identity"]["name"].as_str().unwrap();
    for text in [email, id["id"].as_str().unwrap(), name, &key] {
        let found = told(owner, &format!("/api/v1/customers?q={}", encoded(text)));
        let keys: Vec<String> =
            found["items"].as_array().unwrap().iter().map(|one| one["key"].to_string()).collect();
        assert!(keys.contains(&key), "{text}: {keys:?}");
    }
    // Who may not see who customers are finds by the key alone, and sees nobody's name.
    assert_eq!(told(reader, &format!("/api/v1/customers?q={}", encoded(email)))["items"], json!([]));
    let by_key = told(reader, &format!("/api/v1/customers?q={key}"));
    assert_eq!(by_key["items"][0]["key"], first["key"]);
    assert!(!by_key.to_string().contains(email));
    let page = reader.page(&format!("/customers/{key}")).body;
    assert!(!page.contains(email) && !page.contains(name), "a reader sees who it is");
    assert_eq!(owner.json("/api/v1/customers/123456789").status, 404);
    assert_eq!(owner.page("/customers/%3Cb%3E").status, 404);
}

fn a_value_is_the_books(owner: &Visitor) {
    for one in all(owner, "/api/v1/customers?limit=500").iter().step_by(97) {
        let key = one["key"].to_string();
        let value = told(owner, &format!("/api/v1/customers/{key}/value"));
        let steps = &value["steps"];
        for (ours, books) in [("expected", "expected"), ("low", "low"), ("high", "high")] {
            let (ours, books) = (steps["value"][ours].as_f64(), one["expected_value"][books].as_f64());
            let (ours, books) = (ours.unwrap(), books.unwrap());
            assert!((ours - books).abs() <= 1e-6 * books.abs().max(1.0), "{key}: {ours} {books}");
        }
        let curve = value["curve"].as_array().unwrap();
        assert_eq!(
            curve.iter().filter(|point| point["to_date"].is_null()).count() as u64,
            steps["horizon_months"].as_u64().unwrap()
        );
        let days = value["orders"].as_array().unwrap();
        let orders: u64 = days.iter().map(|day| day["orders"].as_u64().unwrap()).sum();
        assert!(orders >= 1 && orders <= one["orders"].as_u64().unwrap(), "{key}: {orders} {one}");
        let file = owner.json(&format!("/customers/{key}/orders.csv"));
        assert_eq!(file.body.lines().count(), days.len() + 1);
        for path in ["", "/value"] {
            let page = owner.page(&format!("/customers/{key}{path}"));
            assert_eq!(page.status, 200);
            assert!(!shows_no_number(&page.body), "{key}{path}");
        }
    }
}

fn the_timeline_comes_in_parts(owner: &Visitor) {
    let most = &told(owner, "/api/v1/customers?sort=orders&direction=descending&limit=1")["items"][0];
    let (key, orders) = (most["key"].to_string(), most["orders"].as_u64().unwrap());
    let whole = told(owner, &format!("/api/v1/customers/{key}/timeline?limit=500"));
    assert!(whole["next"].is_null(), "{whole}");
    let parts = all(owner, &format!("/api/v1/customers/{key}/timeline?limit=3"));
    // What has no time stands at the end of every part.
    let timed = |items: &[Value]| -> Vec<Value> {
        items.iter().filter(|one| !one["at"].is_null()).cloned().collect()
    };
    assert_eq!(timed(&parts), timed(whole["items"].as_array().unwrap()));
    let only = all(owner, &format!("/api/v1/customers/{key}/timeline?kind=orders&limit=4"));
    assert!(only.iter().all(|one| one["kind"] == "orders"));
    assert_eq!(only.len() as u64, orders);
    assert_eq!(owner.json(&format!("/api/v1/customers/{key}/timeline?kind=secrets")).status, 422);
}

fn notes_are_their_writers(owner: &Visitor, analyst: &Visitor, reader: &Visitor) {
    let key = told(owner, "/api/v1/customers?limit=1")["items"][0]["key"].to_string();
    let path = format!("/api/v1/customers/{key}/notes");
    let text = "Called: <b>wants</b> the blue one";
    let written = owner.send("POST", &path, "application/json", &json!({ "text": text }).to_string());
    assert_eq!(written.status, 201, "{}", written.body);
    let note: Value = serde_json::from_str(&written.body).unwrap();
    assert_eq!(told(owner, &path)["items"][0]["text"], text);
    let page = owner.page(&format!("/customers/{key}")).body;
    assert!(page.contains("Called: &lt;b&gt;wants") && !page.contains("<b>wants"), "not escaped");
    let one = format!("{path}/{}", note["id"]);
    for other in [analyst, reader] {
        assert_eq!(other.send("DELETE", &one, "application/json", "").status, 403);
    }
    for bad in [json!({ "text": "  " }), json!({ "text": "x".repeat(4001) }), json!({ "text": "a", "by": 1 })]
    {
        assert_eq!(owner.send("POST", &path, "application/json", &bad.to_string()).status, 422, "{bad}");
    }
    assert_eq!(reader.json(&path).status, 403);
    assert_eq!(owner.send("DELETE", &one, "application/json", "").status, 204);
    assert_eq!(told(owner, &path)["items"], json!([]));
    assert_eq!(owner.send("DELETE", &one, "application/json", "").status, 404);
}

fn segments_are_kept_and_counted(owner: &Visitor, reader: &Visitor) {
    let conditions = json!(["orders:at-least:3"]);
    let count = all(owner, "/api/v1/customers?where=orders:at-least:3&limit=500").len() as u64;
    let body = json!({ "name": "Loyal", "conditions": conditions }).to_string();
    assert_eq!(reader.send("POST", "/api/v1/segments", "application/json", &body).status, 403);
    let made = owner.send("POST", "/api/v1/segments", "application/json", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    assert_eq!(made["totals"]["customers"], count);
    let path = format!("/api/v1/segments/{}", made["id"]);
    assert_eq!(told(reader, &path)["totals"]["customers"], count);
    assert!(owner.page(&format!("/segments/{}", made["id"])).body.contains("Loyal"));
    let bad = json!({ "name": "x", "conditions": ["orders:around:3"] }).to_string();
    assert_eq!(owner.send("POST", "/api/v1/segments", "application/json", &bad).status, 422);
    assert_eq!(owner.send("DELETE", &path, "application/json", "").status, 204);
    assert_eq!(owner.json(&path).status, 404);
}
