//! `goodwill people` and `goodwill audit`, and webhooks over the API.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    run::{fails, json as json_of, says},
    site::Site,
};

fn in_folder<'a>(words: &[&'a str], data: &'a Path) -> Vec<&'a str> {
    let mut all = words.to_vec();
    all.extend(["--data", data.to_str().unwrap()]);
    all
}

#[test]
fn people_are_invited_changed_and_taken_away_at_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let people = |words: &[&str]| {
        let mut all = vec!["people"];
        all.extend(words);
        in_folder(&all, &data).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let run = |words: &[&str]| says(&people(words).iter().map(String::as_str).collect::<Vec<_>>());
    let refused = |words: &[&str]| fails(&people(words).iter().map(String::as_str).collect::<Vec<_>>());

    let site = Site::open(&data, &[]);
    let owner = site.owner();
    let base = site.base();
    let link = run(&["invite", " Bea@Example.com ", "--role", "analyst", "--public-url", &base]);
    let path = link.trim().strip_prefix(&base).unwrap_or_else(|| panic!("{link}")).to_owned();
    assert!(path.starts_with("/invitation/gwo_"), "{path}");
    let listed = json_of(&people(&["list", "--json"]).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(listed["invited"][0]["email"], "bea@example.com");
    assert_eq!(listed["people"][0]["role"], "owner");
    assert!(!run(&["list"]).contains("gwo_"), "the link is shown once");

    let bea = site.nobody();
    bea.enters(&path, "bea@example.com", "Bea");
    let me: Value = serde_json::from_str(&bea.json("/api/v1/me").body).unwrap();
    assert_eq!(me["role"], "analyst", "{me}");
    run(&["role", "bea@example.com", "reader"]);
    let me: Value = serde_json::from_str(&bea.json("/api/v1/me").body).unwrap();
    assert_eq!(me["role"], "reader", "from the next request on");
    let reset = run(&["reset", "bea@example.com"]);
    assert!(reset.starts_with("http://127.0.0.1:8080/reset/gwo_"), "{reset}");
    run(&["remove", "bea@example.com"]);
    assert_eq!(bea.json("/api/v1/me").status, 401, "signed out at once");
    let gone = bea.page(reset.trim().strip_prefix("http://127.0.0.1:8080").unwrap());
    assert_ne!(gone.status, 200, "who was taken away does not come back by a link");

    let (code, said) = refused(&["remove", "ada@example.com"]);
    assert_eq!(code, 2);
    assert!(said.contains("the last owner must stay"), "{said}");
    let (code, said) = refused(&["role", "ada@example.com", "desk"]);
    assert_eq!((code, said.contains("last owner")), (2, true), "{said}");
    assert_eq!(refused(&["role", "nobody@example.com", "desk"]).0, 1);
    assert_eq!(refused(&["invite", "no address", "--role", "desk"]).0, 2);
    assert_eq!(refused(&["invite", "x@example.com", "--role", "king"]).0, 2);
    assert_eq!(refused(&["invite", "ada@example.com", "--role", "desk"]).0, 2);
    assert_eq!(owner.json("/api/v1/me").status, 200);

    // All of it is in the log, by whom, and without a name or an address.
    let log = says(&in_folder(&["audit", "list"], &data));
    for action in ["person.invited", "person.added", "person.role", "person.reset-link", "person.removed"] {
        assert!(log.contains(action), "{action} is not in {log}");
    }
    assert!(!log.contains("example.com") && !log.contains("Bea"), "{log}");
    let mine = says(&in_folder(
        &["audit", "list", "--actor", "command", "--action", "person", "--limit", "1"],
        &data,
    ));
    assert!(mine.contains("person.removed") && mine.lines().count() == 2, "{mine}");

    // The chain holds, and knows a head that was noted.
    let verdict = json_of(&in_folder(&["audit", "verify", "--json"], &data));
    assert_eq!((&verdict["holds"], &verdict["first_broken"]), (&json!(true), &Value::Null));
    let head = verdict["head"].as_str().unwrap();
    owner.form("/sign-out", &[]);
    says(&in_folder(&["audit", "verify", "--head", head], &data));
    let (code, said) = fails(&in_folder(&["audit", "verify", "--head", &"ab".repeat(32)], &data));
    assert_eq!((code, said.contains("not in the audit log")), (1, true), "{said}");
    assert_eq!(fails(&in_folder(&["audit", "verify", "--head", "xyz"], &data)).0, 2);
    site.serving.stop();

    // Whoever changes the file is found out.
    let file = data.join("goodwill.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let (was, is) = (b"person.removed", b"person.renewed");
    let places: Vec<usize> =
        (0..bytes.len() - was.len()).filter(|at| bytes[*at..].starts_with(was)).collect();
    assert!(!places.is_empty(), "the entry is not in the file: it was not taken over from the log of SQLite");
    for at in places {
        bytes[at..at + is.len()].copy_from_slice(is);
    }
    std::fs::write(&file, bytes).unwrap();
    let (code, said) = fails(&in_folder(&["audit", "verify"], &data));
    assert_eq!(code, 1);
    assert!(said.contains("does not hold from entry") && said.contains("its digest"), "{said}");
    let (code, said) = fails(&in_folder(&["check"], &data));
    assert_eq!(code, 1, "{said}");
}

#[test]
fn webhooks_are_kept_by_who_may_and_lead_outside_only() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    let send = |method: &str, path: &str, body: Value| {
        let answer = owner.send(method, path, "application/json", &body.to_string());
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status, body)
    };
    // A number of the public internet: no name is looked up, and nobody is called.
    let made = json!({ "url": "https://1.1.1.1/hook", "events": ["import.finished"] });
    let (status, hook) = send("POST", "/api/v1/webhooks", made.clone());
    assert_eq!(status, 201, "{hook}");
    assert!(hook["secret"].as_str().unwrap().starts_with("whsec_"));
    let one = format!("/api/v1/webhooks/{}", hook["id"]);
    let shown: Value = serde_json::from_str(&owner.json(&one).body).unwrap();
    assert_eq!(shown.get("secret"), None, "it is not shown again");
    assert!(!owner.json("/api/v1/webhooks").body.contains("whsec_"));
    let own = format!("http://{}/hook", site.serving.address);
    for url in [
        own.as_str(),
        "http://localhost:8080/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        "file:///etc/hosts",
        "gopher://1.1.1.1/",
        "http://a:b@1.1.1.1/",
        "",
        "x",
    ] {
        for (method, path) in [("POST", "/api/v1/webhooks"), ("PATCH", &*one)] {
            let (status, said) = send(method, path, json!({ "url": url, "events": ["import.finished"] }));
            assert_eq!(status, 422, "{method} {url}: {said}");
            assert_eq!(said["errors"][0]["field"], "url", "{said}");
        }
    }
    for body in [
        json!({ "url": "https://1.1.1.1/", "events": [] }),
        json!({ "url": "https://1.1.1.1/", "events": ["order.made"] }),
        json!({ "url": "https://1.1.1.1/", "events": "import.finished" }),
        json!({ "url": ["https://1.1.1.1/"], "events": ["import.finished"] }),
        json!({ "url": "https://1.1.1.1/", "events": ["import.finished"], "secret": "whsec_mine" }),
        json!({ "url": "https://1.1.1.1/", "events": ["import.finished"], "id": 9 }),
        json!({ "url": "https://1.1.1.1/", "events": ["import.finished"], "disabled_at": 1 }),
    ] {
        let (status, said) = send("POST", "/api/v1/webhooks", body.clone());
        assert!((400..500).contains(&status), "{body}: {status} {said}");
    }
    let (status, changed) = send("PATCH", &one, json!({ "enabled": false, "events": ["values.fitted"] }));
    assert_eq!(status, 200, "{changed}");
    assert_eq!((&changed["enabled"], &changed["events"]), (&json!(false), &json!(["values.fitted"])));
    assert_eq!(changed["url"], "https://1.1.1.1/hook");
    let (status, secret) = send("POST", &format!("{one}/secret"), json!({}));
    assert_eq!(status, 200);
    assert_ne!(secret["secret"], hook["secret"]);
    assert_eq!(owner.json(&format!("{one}/deliveries")).status, 200);
    assert_eq!(owner.json(&format!("{one}/deliveries?limit=0")).status, 422);
    assert_eq!(owner.json(&format!("{one}/deliveries?colour=red")).status, 422);
    assert_eq!(owner.json("/api/v1/webhooks/99").status, 404);
    assert_eq!(owner.json("/api/v1/webhooks/99/deliveries").status, 404);
    let reader = site.invited(&owner, "reader");
    assert_eq!(reader.json("/api/v1/webhooks").status, 403);
    assert_eq!(send("DELETE", &one, json!({})).0, 204);
    assert_eq!(send("DELETE", &one, json!({})).0, 404);
}
