//! Files dropped on a running server: what becomes of them, who may, and what hostile ones can do.

use std::{fs, io::Write, path::Path, time::Duration};

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::{
    serving::Answer,
    site::{Site, Visitor},
};

const MULTIPART: &str = "multipart/form-data; boundary=between";

/// Orders of forty customers in euro.
fn orders() -> String {
    let mut orders = "customer,order_id,day,amount,currency\n".to_owned();
    for customer in 0..40 {
        for order in 0..=customer % 7 {
            let (month, day) = (1 + (order * 2 + customer) % 12, 1 + (customer * 3 + order) % 28);
            orders += &format!(
                "C{customer:03},{customer}-{order},2025-{month:02}-{day:02},{}.50,EUR\n",
                20 + order
            );
        }
    }
    orders
}

/// A form with these files, as a browser sends it.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in files {
        let head = format!(
            "--between\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--between--\r\n");
    body
}

/// Drops files in the browser.
fn drop_in(visitor: &Visitor, files: &[(&str, &[u8])]) -> Answer {
    let path = format!("/data/uploads?csrf={}", visitor.csrf());
    visitor.ask("POST", &path, &[("Content-Type", MULTIPART), ("Accept", "text/html")], &form(files))
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let line = answer.head.lines().find(|line| line.to_ascii_lowercase().starts_with("location:")).unwrap();
    line[9..].trim().to_owned()
}

/// An upload as programs see it, when nothing works on it any more.
fn settled(visitor: &Visitor, path: &str) -> Value {
    for _ in 0..600 {
        let answer = visitor.json(&path.replace("/data/", "/api/v1/"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let upload: Value = serde_json::from_str(&answer.body).unwrap();
        if upload.get("working").is_none() {
            return upload;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the work on {path} does not end");
}

fn state(upload: &Value) -> &str {
    upload["state"]["name"].as_str().unwrap()
}

/// What is said of an upload that cannot be read.
fn why(upload: &Value) -> &str {
    assert_eq!(state(upload), "failed", "{upload}");
    upload["state"]["why"].as_str().unwrap()
}

fn does(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Value {
    let answer = visitor.form(path, fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    settled(visitor, path)
}

fn open() -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(&folder.path().join("data"), &[]);
    (folder, site)
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

/// Everything under a folder, as paths.
fn files_under(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files_under(&entry.path()));
        }
        found.push(entry.path().display().to_string());
    }
    found
}

#[test]
fn a_file_is_looked_at_checked_and_imported_and_the_same_again_changes_nothing() {
    let (_folder, site) = open();
    let owner = site.owner();
    let content = orders() + "C999,x-1,not a day,10.00,EUR\n=cmd(),x-2,2025-03-01,abc,EUR\n";
    let path = place(&drop_in(&owner, &[("orders.csv", content.as_bytes())]));
    let upload = settled(&owner, &path);
    assert_eq!(state(&upload), "ready", "{upload}");
    assert_eq!(upload["look"]["kind"], "orders");
    let page = owner.page(&path).body;
    for seen in ["orders.csv", "C000", "value=\"import\"", "value=\"check\"", "Which column is which"] {
        assert!(page.contains(seen), "no {seen} in {page}");
    }

    let upload = does(&owner, &path, &[("do", "check"), ("kind", "orders")]);
    assert_eq!(state(&upload), "checked", "{upload}");
    let report = &upload["state"]["report"];
    assert_eq!((report["rejected"].as_u64(), report["customers_new"].as_u64()), (Some(2), Some(40)));
    assert!(owner.page(&path).body.contains("Nothing was written"));
    let customers = || owner.json("/api/v1/customers").body;
    assert!(!customers().contains("\"key\""), "a check wrote something: {}", customers());

    let upload = does(&owner, &path, &[("do", "import")]);
    assert_eq!(state(&upload), "imported", "{upload}");
    assert!(upload["state"]["report"]["import"].is_i64(), "{upload}");
    let page = owner.page(&path).body;
    assert!(page.contains("href=\"/customers\"") && page.contains("not a day"), "{page}");
    let rejects = owner.page(&format!("{path}/rejects.csv"));
    assert!(rejects.body.contains("unreadable_time,not a day"), "{}", rejects.body);
    assert!(rejects.body.contains("'=cmd()"), "a formula stands bare: {}", rejects.body);
    let corrections = owner.page(&format!("{path}/corrections.csv")).body;
    assert!(corrections.starts_with("customer,order_id,day,amount,currency\n"), "{corrections}");

    // Corrected, the refused rows are imported, and the others are not kept twice.
    let corrected = corrections.replace("not a day", "2025-03-02").replace("abc", "7.00").replace('\'', "");
    let second = place(&drop_in(&owner, &[("corrected.csv", corrected.as_bytes())]));
    assert_eq!(state(&settled(&owner, &second)), "ready");
    let upload = does(&owner, &second, &[("do", "import")]);
    assert_eq!(upload["state"]["report"]["facts"]["orders"]["created"], 2, "{upload}");

    let again = place(&drop_in(&owner, &[("same.csv", content.as_bytes())]));
    settled(&owner, &again);
    let upload = does(&owner, &again, &[("do", "import"), ("kind", "orders")]);
    assert_eq!(state(&upload), "known", "{upload}");
    let upload = does(&owner, &again, &[("do", "again")]);
    assert_eq!(state(&upload), "imported", "{upload}");
    assert!(upload["state"]["report"]["import"].is_null(), "the same rows were kept twice: {upload}");
    site.serving.stop();
}

#[test]
fn a_question_is_asked_and_its_answer_taken() {
    let (_folder, site) = open();
    let owner = site.owner();
    let mut content = "customer,day,amount\n".to_owned();
    for n in 0..60 {
        content += &format!("C{:02},{:02}/{:02}/2025,12.00\n", n % 20, 1 + n % 12, 1 + (n * 5) % 12);
    }
    let path = place(&drop_in(&owner, &[("orders.csv", content.as_bytes())]));
    let upload = settled(&owner, &path);
    assert_eq!(state(&upload), "asked", "{upload}");
    let page = owner.page(&path).body;
    assert!(page.contains("is day, month, year") && page.contains("value=\"answer\""), "{page}");
    // No answer, and one that there is not.
    assert_eq!(owner.form(&path, &[("do", "answer")]).status, 422);
    assert_eq!(owner.form(&path, &[("do", "answer"), ("answer", "9")]).status, 422);
    let upload = does(&owner, &path, &[("do", "answer"), ("answer", "0")]);
    assert_eq!(state(&upload), "ready", "{upload}");
    assert_eq!(upload["answers"]["date_format"], "dmy");
    // What cannot be is told beside its field, and nothing begins.
    let refused = owner.form(&path, &[("do", "import"), ("currency", "EURO")]);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("EURO") && refused.body.contains("field-currency"), "{}", refused.body);
    let upload = does(&owner, &path, &[("do", "import"), ("currency", "eur")]);
    assert_eq!(state(&upload), "imported", "{upload}");
    assert!(owner.form(&path, &[("do", "delete")]).status == 422);
}

#[test]
fn hostile_files_end_in_a_sentence_and_leave_nothing_elsewhere() {
    let (folder, site) = open();
    let owner = site.owner();
    let before = files_under(folder.path());
    let wide = format!("{}\n{}\n", vec!["c"; 20_000].join(","), vec!["1"; 20_000].join(","));
    let wider = format!("{}\n{}\n", vec!["c"; 2_000].join(","), vec!["1"; 2_000].join(","));
    let long = format!("customer,day,amount\nC1,2025-01-01,{}\n", "9".repeat(3_000_000));
    let mut binary = vec![0x7f, b'E', b'L', b'F'];
    binary.extend((0..5_000u32).map(|n| (n * 7919 % 256) as u8));
    let half = &packed(orders().as_bytes())[..100];
    let nested = packed(&packed(orders().as_bytes()));
    let cases: [(&str, &[u8]); 13] = [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n\n"),
        ("header.csv", b"customer,day,amount\n"),
        ("program", &binary),
        ("nul.csv", b"customer,day,amount\nC\0,2025-01-01,1\n"),
        ("wide.csv", wide.as_bytes()),
        ("wide-too.csv", wider.as_bytes()),
        ("long.csv", long.as_bytes()),
        ("half.csv.gz", half),
        ("twice.csv.gz.gz", &nested),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("words.json", b"{\"a\": [1, 2, {\"b\": ["),
        ("book.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"),
    ];
    for (name, content) in cases {
        let path = place(&drop_in(&owner, &[(name, content)]));
        let upload = settled(&owner, &path);
        let state = state(&upload);
        assert!(matches!(state, "failed" | "asked" | "ready"), "{name}: {upload}");
        if state == "failed" {
            let why = why(&upload);
            assert!(!name.starts_with("wide") || why.contains("000 columns"), "{why}");
            assert!(why.len() > 10 && !why.contains(".bin") && !why.contains("/uploads/"), "{name}: {why}");
        } else {
            let upload = does(&owner, &path, &[("do", "import")]);
            let rows = &upload["state"]["report"]["accepted"];
            assert!(rows.is_null() || rows == 0 || name.starts_with("nul"), "{name}: {upload}");
        }
        assert_eq!(owner.page(&path).status, 200, "{name}");
    }
    // Names are text: they lead nowhere and are no page.
    for name in [
        "../../../evil.csv",
        "/etc/cron.d/evil.csv",
        "..\\evil.csv",
        "<script>alert(1)</script>.csv",
        "a%00b.csv",
    ] {
        let path = place(&drop_in(&owner, &[(name, orders().as_bytes())]));
        let page = owner.page(&path).body;
        assert!(!page.contains("<script>alert"), "{name}");
        assert_eq!(state(&settled(&owner, &path)), "ready", "{name}");
    }
    let data = folder.path().join("data");
    for path in files_under(folder.path()) {
        let ours = path.starts_with(&*data.to_string_lossy()) || before.contains(&path);
        assert!(ours && !path.contains("evil"), "{path}");
    }
}

#[test]
fn a_bomb_is_stopped() {
    let (_folder, site) = open();
    let owner = site.owner();
    // Little that would be a quarter of a gigabyte: one line without an end.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(b"customer,day,amount\nC1,2025-01-01,").unwrap();
    let zeros = vec![b'9'; 1 << 20];
    for _ in 0..256 {
        gzip.write_all(&zeros).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let path = place(&drop_in(&owner, &[("bomb.csv.gz", &bomb)]));
    let upload = settled(&owner, &path);
    assert!(matches!(state(&upload), "failed" | "asked" | "ready"), "{upload}");
    assert_eq!(owner.page("/").status, 200, "the server lives");
}

#[test]
fn what_is_no_upload_is_refused() {
    let (folder, site) = open();
    let owner = site.owner();
    let path = format!("/data/uploads?csrf={}", owner.csrf());
    let headers = [("Content-Type", MULTIPART), ("Accept", "text/html")];
    let send = |body: &[u8]| owner.ask("POST", &path, &headers, body).status;
    assert_eq!(send(b""), 400);
    assert_eq!(send(b"--between\r\n"), 400);
    assert_eq!(send(b"--between--\r\n"), 422);
    assert_eq!(send(&form(&[("", b"")])), 422, "no file was chosen");
    let other = String::from_utf8(form(&[("a.csv", b"a\n1\n")])).unwrap().replace("\"files\"", "\"other\"");
    assert_eq!(send(other.as_bytes()), 422);
    let many: Vec<(&str, &[u8])> = (0..21).map(|_| ("a.csv", &b"a,b\n1,2\n"[..])).collect();
    assert_eq!(send(&form(&many)), 422);
    // Without the session's token, with another, and by another site.
    let body = form(&[("a.csv", b"a,b\n1,2\n")]);
    assert_eq!(owner.ask("POST", "/data/uploads", &headers, &body).status, 403);
    assert_eq!(owner.ask("POST", "/data/uploads?csrf=x", &headers, &body).status, 403);
    let foreign = [headers[0], headers[1], ("Origin", "https://evil.example")];
    assert_eq!(owner.ask("POST", &path, &foreign, &body).status, 403);
    assert_eq!(site.nobody().ask("POST", &path, &headers, &body).status, 303, "led to sign in");
    assert_eq!(files_under(&folder.path().join("data/uploads")), Vec::<String>::new(), "refused, and kept");

    for id in [
        "..",
        "x",
        "0123456789abcdef0123456789abcdef",
        "..%2f..%2fgoodwill.db",
        "0123456789ABCDEF0123456789ABCDEF",
    ] {
        assert_eq!(owner.page(&format!("/data/uploads/{id}")).status, 404, "{id}");
        let form = owner.form(&format!("/data/uploads/{id}"), &[("do", "import")]);
        assert_eq!(form.status, 404, "{id}");
    }
}

#[test]
fn only_who_may_bring_data_in_does_and_rows_are_for_who_may_see_them() {
    let (_folder, site) = open();
    let owner = site.owner();
    let path = place(&drop_in(&owner, &[("orders.csv", orders().as_bytes())]));
    settled(&owner, &path);
    for role in ["desk", "reader"] {
        let person = site.invited(&owner, role);
        assert_eq!(person.page(&path).status, 403, "{role}");
        assert_eq!(drop_in(&person, &[("a.csv", b"a,b\n1,2\n")]).status, 403, "{role}");
        assert_eq!(person.form(&path, &[("do", "import")]).status, 403, "{role}");
    }
    let key = json!({ "name": "loader", "scopes": ["data:read", "data:write"] });
    let made = owner.send("POST", "/api/v1/api-keys", "application/json", &key.to_string());
    assert_eq!(made.status, 201, "{}", made.body);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    let bearer = format!("Bearer {}", made["token"].as_str().or_else(|| made["key"].as_str()).unwrap());
    let program = site.nobody();
    let asks = |method: &str, path: &str, kind: &str, body: &[u8]| {
        let answer = program.ask(method, path, &[("Authorization", &bearer), ("Content-Type", kind)], body);
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap_or(Value::Null))
    };
    let bad = orders() + "C999,x-1,not a day,10.00,EUR\n";
    let (status, upload) = asks("POST", "/api/v1/uploads", MULTIPART, &form(&[("o.csv", bad.as_bytes())]));
    assert_eq!(status, 201, "{upload}");
    let mine = format!("/api/v1/uploads/{}", upload["id"].as_str().unwrap());
    let wait = || loop {
        let (status, upload) = asks("GET", &mine, "", b"");
        assert_eq!(status, 200);
        if upload.get("working").is_none() {
            return upload;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    let upload = wait();
    assert_eq!(state(&upload), "ready", "{upload}");
    assert!(!upload.to_string().contains("C000"), "rows without identity:read: {upload}");
    let run =
        |body: &Value| asks("POST", &format!("{mine}/run"), "application/json", body.to_string().as_bytes());
    assert_eq!(run(&json!({ "do": "import", "colour": 1 })).0, 422);
    assert_eq!(run(&json!({ "do": "import", "answers": { "currency": "EURO" } })).0, 422);
    assert_eq!(run(&json!({ "do": "look", "choice": 0 })).0, 409, "nothing is asked");
    let (status, begun) = run(&json!({ "do": "import", "answers": { "kind": "orders" } }));
    assert_eq!(status, 202, "{begun}");
    let upload = wait();
    assert_eq!(state(&upload), "imported", "{upload}");
    assert!(!upload.to_string().contains("not a day"), "values without identity:read: {upload}");
    assert_eq!(asks("GET", &format!("{mine}/rejects"), "", b"").0, 403);
    let (status, list) = asks("GET", "/api/v1/uploads?limit=1", "", b"");
    assert_eq!((status, list["items"][0]["id"].as_str()), (200, upload["id"].as_str()), "{list}");
    let next = format!("/api/v1/uploads?after={}", list["next"].as_str().unwrap());
    assert_eq!(asks("GET", &next, "", b"").1["items"].as_array().unwrap().len(), 1);
    assert_eq!(asks("DELETE", &mine, "", b"").0, 204);
    assert_eq!(asks("GET", &mine, "", b"").0, 404);
}

#[test]
fn work_is_stopped_without_harm_and_a_crash_leaves_what_was_there() {
    let (folder, mut site) = open();
    let owner = site.owner();
    let mut large = orders();
    for n in 0..200_000 {
        large += &format!("L{},{n}-l,2025-{:02}-{:02},12.00,EUR\n", n % 30_000, 1 + n % 12, 1 + n % 28);
    }
    let path = place(&drop_in(&owner, &[("large.csv", large.as_bytes())]));
    assert_eq!(state(&settled(&owner, &path)), "ready");
    assert_eq!(owner.form(&path, &[("do", "import")]).status, 303);
    let page = owner.page(&path).body;
    assert!(page.contains("data-progress") && page.contains(&format!("{path}/stop")), "{page}");
    assert_eq!(owner.form(&path, &[("do", "import")]).status, 409, "twice at one time");
    assert_eq!(owner.form(&format!("{path}/remove"), &[]).status, 409, "removed while it is read");
    assert_eq!(owner.form(&format!("{path}/stop"), &[]).status, 303);
    assert_eq!(state(&settled(&owner, &path)), "stopped");
    assert!(!owner.json("/api/v1/customers").body.contains("\"key\""), "something was kept");

    assert_eq!(owner.form(&path, &[("do", "import")]).status, 303);
    site.serving.kill();
    let site = Site::open(&folder.path().join("data"), &[]);
    let owner = site.nobody();
    let fields = [("email", "ada@example.com"), ("password", crate::site::PASSWORD)];
    assert_eq!(owner.form("/sign-in", &fields).status, 303);
    let page = owner.page(&path).body;
    assert!(page.contains("This did not finish") && page.contains("value=\"import\""), "{page}");
    assert!(!owner.json("/api/v1/customers").body.contains("\"key\""), "half an import counts");
    let upload = does(&owner, &path, &[("do", "import")]);
    assert_eq!(state(&upload), "imported", "{upload}");
    assert_eq!(owner.form(&format!("{path}/remove"), &[]).status, 303);
    assert_eq!(owner.page(&path).status, 404);
}
