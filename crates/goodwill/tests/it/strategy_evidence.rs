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
    assert!(error(&refused).contains("have not been valued yet: goodwill fit"), "{}", error(&refused));
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

/// Age in months in which each of ten contracts of a month ends, where it is not too young for that.
const LIVES: [i32; 10] = [0, 1, 3, 5, 8, 11, 14, 20, 30, 40];
/// Months from January 2023 to December 2024, in each of which ten contracts begin.
const MONTHS: i32 = 24;

fn day(month: i32, day: u32) -> String {
    format!("{}-{:02}-{day:02}", 2023 + month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Contracts of which everything is known, complaints about some of them, and what was spent.
fn contracts(dir: &Path) {
    let mut lines = vec!["contract_id,customer_id,start,until,price,currency,period".to_owned()];
    let mut complaints = vec!["feedback_id,customer_id,time,kind".to_owned()];
    let mut costs = vec!["month,kind,amount,currency".to_owned()];
    for joined in 0..MONTHS {
        for (i, life) in LIVES.iter().enumerate() {
            let ends = joined + life;
            // The last of them names the last day, so that its month is whole.
            let until = if ends < MONTHS {
                day(ends, if ends == MONTHS - 1 { 31 } else { 20 })
            } else {
                String::new()
            };
            lines.push(format!("K{joined}-{i},C{joined}-{i},{},{until},20.00,EUR,month", day(joined, 5)));
            if i % 2 == 1 {
                complaints.push(format!("F{joined}-{i},C{joined}-{i},{},complaint", day(joined, 10)));
            }
        }
        // One of those who stay longest complains every half year.
        for age in (6..MONTHS - joined).step_by(6) {
            complaints.push(format!("G{joined}-{age},C{joined}-9,{},complaint", day(joined + age, 10)));
        }
        costs.push(format!("{},service,500,EUR", day(joined, 1)));
        costs.push(format!("{},operating,900,EUR", day(joined, 1)));
    }
    for (name, lines) in [("contracts", lines), ("feedback", complaints), ("costs", costs)] {
        std::fs::write(dir.join(format!("{name}.csv")), lines.join("\n") + "\n").unwrap();
    }
}

/// Contracts at risk in ages of the first months of history, and those that ended.
fn renewed(ages: std::ops::Range<i32>) -> f64 {
    let (mut could, mut left) = (0.0, 0.0);
    for joined in 0..MONTHS {
        for life in LIVES {
            for age in ages.start..ages.end.min(MONTHS - joined).min(life + 1) {
                could += 1.0;
                left += f64::from(u8::from(age == life));
            }
        }
    }
    1.0 - left / could
}

/// A company of contracts alone: nobody is lost who could leave or complain, and its money is its contracts'.
#[test]
fn contracts_alone_say_who_stays_who_complains_and_in_what_money() {
    let dir = tempfile::tempdir().unwrap();
    contracts(dir.path());
    let data = dir.path().join("data");
    let import = |kind: &str| {
        let file = dir.path().join(format!("{kind}.csv"));
        done(&data, &["import", kind, file.to_str().unwrap(), "--source", "crm", "--duplicates", "keep"]);
    };
    import("contracts");
    import("costs");

    // Service is spent, whatever for.
    let silent = told_by(&data, &["strategy", "--json", "--draws", "0"]);
    let focused = &silent["scenarios"][0];
    let near = |found: &Value, wanted: f64| {
        let x = found["value"].as_f64().unwrap();
        assert!((x - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{found} is not {wanted}");
    };
    near(parameter(focused, "fixed_cost"), 1_400.0);
    near(parameter(focused, "solution_cost"), 0.0);
    assert_eq!(parameter(focused, "complaints.settled")["guess"], true);

    import("feedback");
    let out = dir.path().join("out");
    done(&data, &["strategy", "--draws", "0", "--out", out.to_str().unwrap()]);
    let text = std::fs::read_to_string(out.join("scenario-focused.toml")).unwrap();
    assert!(text.contains("currency = \"EUR\"") && text.contains("start = \"2025-01\""), "{text}");
    let customers = text.lines().filter_map(|line| line.strip_prefix("customers = ")?.parse::<f64>().ok());
    let there: f64 = customers.sum();
    let wanted =
        (0..MONTHS).flat_map(|j| LIVES.map(|life| life >= MONTHS - 1 - j)).filter(|there| *there).count();
    assert_eq!(there, wanted as f64, "all whose contract ran in the last month");

    let answer = told_by(&data, &["strategy", "--json", "--draws", "0"]);
    let focused = &answer["scenarios"][0];
    near(parameter(focused, "fixed_cost"), 900.0);
    // In the last year: five of each ten in the month of joining, and the half-yearly ones.
    let later = |month: i32| (0..month).filter(|j| (month - j) % 6 == 0).count() as f64;
    let all: f64 = (0..MONTHS).map(|month| 5.0 + later(month)).sum();
    near(parameter(focused, "solution_cost"), 500.0 * f64::from(MONTHS) / all);
    for (name, ages) in
        [("joining", 0..1), ("new", 1..2), ("growing", 2..6), ("settled", 6..12), ("loyal", 12..24)]
    {
        let complaints = parameter(focused, &format!("complaints.{name}"));
        // Those who leave over complaints stand beside it, at the guessed tenth of the unsolved half.
        let back = 0.05 * complaints["value"].as_f64().unwrap();
        near(parameter(focused, &format!("retention.{name}")), renewed(ages.clone()) + back);
        assert_eq!(complaints["guess"], false);
        let margin = parameter(focused, &format!("margin.{name}"))["value"].as_f64().unwrap();
        match name {
            "joining" => assert!(margin == 0.0),
            "new" => assert!(margin > 40.0),
            _ => assert!((margin - 20.0).abs() < 1e-9, "{margin}"),
        }
    }
    // Five of the nine who are still there a month later, and nobody at that age.
    near(parameter(focused, "complaints.new"), 0.5 / renewed(0..1));
}

/// What is in other money, or has no time, is named with how much of it there is; and kept cash holds for
/// scenarios of files too.
#[test]
fn what_is_there_and_in_no_count_is_said() {
    let dir = tempfile::tempdir().unwrap();
    contracts(dir.path());
    let data = dir.path().join("data");
    let file = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let write = |name: &str, lines: &[&str]| std::fs::write(file(name), lines.join("\n") + "\n").unwrap();
    write(
        "dollars.csv",
        &["contract_id,customer_id,start,until,price,currency,period", "U1,D1,2023-05-02,,30.00,USD,month"],
    );
    write("spent.csv", &["month,kind,amount,currency", "2023-05-01,acquisition,700,USD"]);
    write("untimed.csv", &["feedback_id,customer_id,kind", "F1,C0-1,complaint", "F2,C0-2,complaint"]);
    write(
        "products.csv",
        &["product_id,name,line,core", "P1,Bread,bread,yes", "P2,Milk,milk,yes", "P3,Tea,tea,no"],
    );
    write(
        "lines.csv",
        &[
            "order_id,customer_id,time,product_id,quantity",
            "O1,C0-9,2024-06-01,P1,1",
            "O1,C0-9,2024-06-01,P2,1",
            "O2,C1-9,2024-06-02,P1,1",
            "O2,C1-9,2024-06-02,P3,1",
        ],
    );
    let import = |kind: &str, name: &str| {
        let words = ["import", kind, &file(name), "--source", "crm", "--duplicates", "keep"];
        String::from_utf8(done(&data, &words).stdout).unwrap()
    };
    import("contracts", "contracts.csv");
    import("contracts", "dollars.csv");
    import("costs", "costs.csv");
    import("costs", "spent.csv");
    let said = import("feedback", "untimed.csv");
    assert!(said.contains("2 rows have no time: they are kept, and are in no count over time"), "{said}");
    import("products", "products.csv");
    import("order_lines", "lines.csv");

    let answer = told_by(&data, &["strategy", "--json", "--draws", "0"]);
    let missing = answer["missing"].as_array().unwrap();
    for wanted in [
        "1 contract and 1 cost in USD are not in this answer, which is in EUR",
        "What winning customers costs is not known in the money of this answer: it is there in USD",
        "2 complaints have no time and are in no count: import them again with a time",
    ] {
        assert!(missing.iter().any(|m| m.as_str().unwrap().contains(wanted)), "{wanted}: {missing:?}");
    }
    assert!(!missing.iter().any(|m| m.as_str().unwrap().contains("no complaints on record")), "{missing:?}");
    // What may be half the company is said right after the first sentence.
    let screen = String::from_utf8(done(&data, &["strategy", "--draws", "0"]).stdout).unwrap();
    let left_out = screen.find("1 contract and 1 cost in USD are not in this answer").unwrap();
    assert!(left_out < screen.find("Side by side").unwrap(), "{screen}");

    // The core is one line: one customer bought of it alone, one of a line beside it.
    let signs = told_by(&data, &["strategy", "spectrum", "--json"]);
    let signs = signs["signs"].as_array().unwrap();
    let lines = signs.iter().find(|sign| sign["kind"] == "lines_per_customer").unwrap();
    assert_eq!(lines["measured"]["value"], 1.5, "{lines}");
    assert!(lines["measured"]["how"].as_str().unwrap().contains("the core counts as one line"), "{lines}");

    let out = file("out");
    done(&data, &["strategy", "--draws", "0", "--out", &out]);
    let written = ["focused", "centric"].map(|way| format!("{out}/scenario-{way}.toml"));
    let words = ["strategy", "--draws", "0", "--scenario", &written[0], "--scenario", &written[1]];
    assert_eq!(told_by(&data, &[&words[..], &["--json"]].concat())["cash"], Value::Null);
    {
        let site = Site::open(&data, &[]);
        let owner = site.owner();
        let means = json!({ "cash": 50_000, "credit": 20_000 }).to_string();
        let kept = counted(|| owner.send("PUT", "/api/v1/strategy/means", "application/json", &means));
        assert_eq!(kept.status, 200, "{}", kept.body);
    }
    let kept = told_by(&data, &[&words[..], &["--json"]].concat());
    assert_eq!((&kept["cash"], &kept["credit"]), (&json!(50_000.0), &json!(20_000.0)));
    let said = String::from_utf8(done(&data, &words).stdout).unwrap();
    assert!(said.contains("what the company keeps in"), "{said}");
    let given = told_by(&data, &[&words[..], &["--json", "--cash", "7"]].concat());
    assert_eq!((&given["cash"], &given["credit"]), (&json!(7.0), &json!(20_000.0)));
    // A folder that is not there says nothing, and is no error.
    let nowhere = dir.path().join("nowhere");
    assert_eq!(told_by(&nowhere, &[&words[..], &["--json"]].concat())["cash"], Value::Null);
    assert!(!nowhere.exists());
}
