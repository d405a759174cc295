//! What a folder says of how its company works: evidence, proposals, signs, and hindsight.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    durable::done,
    run::{command, error, says},
    site::{Site, counted},
};

/// A made-up company in a data folder, valued.
fn company(dir: &Path, words: &[&str]) -> PathBuf {
    let (out, data) = (dir.join("company"), dir.join("data"));
    let mut all = vec!["sample", "--out", out.to_str().unwrap(), "--customers", "3000"];
    all.extend(words);
    says(&all);
    for (file, kind) in [
        ("customers.csv", "customers"),
        ("products.csv", "products"),
        ("orders.csv", "orders"),
        ("costs.csv", "costs"),
        ("complaints.csv", "feedback"),
    ] {
        let path = out.join(file);
        let mut words =
            vec!["import", kind, path.to_str().unwrap(), "--source", "shop", "--duplicates", "keep"];
        if kind == "feedback" {
            words.extend(["--map", "time=received_on"]);
        }
        done(&data, &words);
    }
    done(&data, &["fit"]);
    data
}

fn told_by(data: &Path, words: &[&str]) -> Value {
    serde_json::from_slice(&done(data, words).stdout).unwrap()
}

fn parameter<'a>(scenario: &'a Value, name: &str) -> &'a Value {
    let all = scenario["parameters"].as_array().unwrap();
    all.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn truth(data: &Path) -> Value {
    let path = data.parent().unwrap().join("company/truth/parameters.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Which way pays comes out of each company's own numbers, and the planted ones come back.
#[test]
fn the_way_that_a_company_was_built_to_favour_wins_on_its_own_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let mut beats = Vec::new();
    for way in ["centric", "focused"] {
        let place = dir.path().join(way);
        std::fs::create_dir(&place).unwrap();
        let data = company(&place, &["--favours", way]);
        let answer = told_by(&data, &["strategy", "--json", "--draws", "2000"]);
        beats.push(answer["comparison"]["centric_beats_focused"].as_f64().unwrap());
        let focused = &answer["scenarios"][0];

        // The market's ceiling, of those who came by spending: nine in ten, as channels are dealt.
        let planted = 0.9 * truth(&data)["favours"]["acquisition"]["C"].as_f64().unwrap();
        let ceiling = parameter(focused, "acquisition_ceiling");
        assert_eq!(ceiling["source"], "estimated");
        let (low, high) = (ceiling["low"].as_f64().unwrap(), ceiling["high"].as_f64().unwrap());
        assert!(0.85 * low < planted && planted < 1.15 * high, "{way}: {planted} beside {ceiling}");
        for name in
            ["adds", "acquisition_cost", "fixed_cost", "solution_cost", "margin.new", "complaints.new"]
        {
            assert_eq!(parameter(focused, name)["source"], "measured", "{way} {name}");
            assert_eq!(parameter(focused, name)["guess"], false, "{way} {name}");
        }
        if way == "centric" {
            let planted = &truth(&data)["planted"];
            let late = planted["leave_if_complaint_solved_slowly"].as_f64().unwrap();
            let found = parameter(focused, "leaving_after_complaint")["value"].as_f64().unwrap();
            assert!((found - late).abs() < 0.08, "{found} for {late}");
        }

        let signs = told_by(&data, &["strategy", "spectrum", "--json"]);
        assert_eq!(signs["signs"].as_array().unwrap().len(), 10);
        assert!(signs["known"].as_u64().unwrap() >= 6, "{signs}");
        let (of_focused, of_centric) =
            (signs["focused"].as_u64().unwrap(), signs["centric"].as_u64().unwrap());
        assert!(if way == "centric" { of_centric > of_focused } else { of_focused >= of_centric }, "{signs}");
    }
    assert!(beats[0] > 0.9 && beats[1] < 0.1, "{beats:?}");
}

/// A folder of orders alone: guesses are named, and the verdict says that it cannot be decided.
#[test]
fn a_company_without_costs_is_told_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("company");
    says(&["sample", "--out", out.to_str().unwrap(), "--customers", "600", "--shape", "plain-orders"]);
    let data = dir.path().join("data");
    let orders = out.join("orders.csv");
    done(&data, &["import", "orders", orders.to_str().unwrap(), "--duplicates", "keep", "--currency", "EUR"]);
    let refused = command(&["strategy", "--data", data.to_str().unwrap()]).output().unwrap();
    assert!(error(&refused).contains("have not been valued yet"), "{}", error(&refused));
    done(&data, &["fit"]);
    let answer = told_by(&data, &["strategy", "--json", "--draws", "0", "--cash", "100000"]);
    let focused = &answer["scenarios"][0];
    assert_eq!(focused["verdict"]["word"], "not_decidable");
    let guessed: Vec<&str> =
        focused["verdict"]["missing"].as_array().unwrap().iter().filter_map(|m| m["name"].as_str()).collect();
    assert!(guessed.contains(&"acquisition_cost") && guessed.contains(&"fixed_cost"), "{guessed:?}");

    // A scenario of last year beside what happened, and one that has not begun.
    let written = dir.path().join("written");
    done(&data, &["strategy", "--draws", "0", "--out", written.to_str().unwrap()]);
    let text = std::fs::read_to_string(written.join("scenario-focused.toml")).unwrap();
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap();
    let past =
        text.replace(line("start = "), "start = \"2024-07\"").replace(line("name = "), "name = \"past\"");
    let file = dir.path().join("past.toml");
    std::fs::write(&file, past).unwrap();
    let laid = told_by(&data, &["strategy", "actual", "--json", "--scenario", file.to_str().unwrap()]);
    assert_eq!(laid["months"].as_array().unwrap().len(), 12);
    assert!(laid["causes"].as_array().unwrap().iter().any(|c| c["name"] == "base"), "{laid}");
    assert!(laid["missing"].as_array().unwrap().iter().any(|m| m == "operating_costs"), "{laid}");
    let future = command(&["strategy", "actual", "--data", data.to_str().unwrap()]).output().unwrap();
    assert!(!future.status.success());
    assert!(error(&future).contains("look again when its first month is over"), "{}", error(&future));

    // The pages and the API say the same.
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    let page = counted(|| owner.page("/strategy/spectrum"));
    assert!(page.status == 200 && page.body.contains("signs are known"), "{}", page.body);
    let told = counted(|| owner.json("/api/v1/strategy/spectrum"));
    let told: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(told["signs"].as_array().unwrap().len(), 10);
    assert!(
        told["missing"].as_array().unwrap().iter().any(|m| m.as_str().unwrap().contains("import contacts"))
    );
    let page = counted(|| owner.page("/strategy/actual"));
    assert!(page.status == 200 && page.body.contains("Nothing to compare yet"), "{}", page.body);
    // Programs get what the command says, of a file and of a kept scenario.
    let past = std::fs::read_to_string(&file).unwrap();
    let send = |path: &str, body: &Value| owner.send("POST", path, "application/json", &body.to_string());
    let sent = counted(|| send("/api/v1/strategy/actual", &json!({ "scenario": past })));
    assert_eq!((sent.status, serde_json::from_str::<Value>(&sent.body).unwrap()), (200, laid.clone()));
    let early = counted(|| owner.json("/api/v1/strategy/actual"));
    assert!(early.status == 409 && early.body.contains("its first month is over"), "{}", early.body);
    let kept = send("/api/v1/strategy/scenarios", &json!({ "text": past }));
    assert_eq!(kept.status, 201, "{}", kept.body);
    for path in ["/api/v1/strategy/actual", "/api/v1/strategy/actual?scenario=past"] {
        let kept = counted(|| owner.json(path));
        assert_eq!(kept.status, 200, "{path}: {}", kept.body);
        let kept: Value = serde_json::from_str(&kept.body).unwrap();
        assert_eq!(kept["scenario"], "past");
        assert_eq!(kept["months"].as_array().unwrap().len(), 12);
    }
    let page = counted(|| owner.page("/strategy/actual"));
    assert!(page.status == 200 && page.body.contains("After 12 months"), "{}", page.body);
    assert_eq!(counted(|| owner.json("/api/v1/strategy/actual?scenario=nobody")).status, 404);
    assert_eq!(owner.json("/api/v1/strategy/actual?luck=1").status, 422);
    for bad in [json!({}), json!({ "scenario": 7 }), json!({ "scenario": "name = 3" })] {
        assert_eq!(send("/api/v1/strategy/actual", &bad).status, 422, "{bad}");
    }
    for path in ["/api/v1/strategy/spectrum", "/api/v1/strategy/actual"] {
        assert_eq!(site.nobody().json(path).status, 401);
    }
    let desk = site.invited(&owner, "desk");
    assert_eq!(desk.json("/api/v1/strategy/actual").status, 403);
    let body = json!({ "scenario": past }).to_string();
    assert_eq!(desk.send("POST", "/api/v1/strategy/actual", "application/json", &body).status, 403);
    let reader = site.invited(&owner, "reader");
    let read = counted(|| reader.send("POST", "/api/v1/strategy/actual", "application/json", &body));
    assert_eq!(read.status, 200, "{}", read.body);
    assert_eq!(desk.page("/strategy/spectrum").status, 403);
}
