//! Which way to run the company, asked as an owner asks it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    durable::done,
    run::{command, error, fails, json, near, says},
};

fn scenario(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/strategy/scenarios").join(name);
    path.to_str().unwrap().to_owned()
}

/// A made-up company in a data folder of its own, valued.
fn company(dir: &Path, words: &[&str]) -> PathBuf {
    let (out, data) = (dir.join("company"), dir.join("data"));
    let mut all = vec!["sample", "--out", out.to_str().unwrap(), "--customers", "3000"];
    all.extend(words);
    says(&all);
    let kinds = [
        ("customers.csv", "customers", None),
        ("products.csv", "products", None),
        ("deliveries.csv", "orders", None),
        ("orders.csv", "orders", None),
        ("costs.csv", "costs", None),
        ("complaints.csv", "feedback", Some("time=received_on")),
        ("contacts.csv", "contacts", None),
    ];
    for (file, kind, map) in kinds {
        let path = out.join(file);
        if path.exists() {
            let mut words =
                vec!["import", kind, path.to_str().unwrap(), "--source", "shop", "--duplicates", "keep"];
            words.extend(map.iter().flat_map(|map| ["--map", map]));
            done(&data, &words);
        }
    }
    done(&data, &["fit"]);
    data
}

fn asked(data: &Path, words: &[&str]) -> Value {
    let mut all = vec!["strategy", "--json"];
    all.extend(words);
    let output = done(data, &all);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_one_stage_check_comes_out_of_its_file_to_the_cent() {
    let answer = json(&["strategy", "--scenario", &scenario("check.toml"), "--draws", "0", "--json"]);
    let one = &answer["scenarios"][0];
    near(&one["npv"]["mean"], 767_461.50, 0.005);
    near(&one["npv"]["p10"], 767_461.50, 0.005);
    near(&one["peak_funding"]["mean"], 77_317.21, 0.005);
    assert_eq!((&one["trough_month"], &one["payback_month"]), (&8.into(), &18.into()));
    let last = one["series"].as_array().unwrap().last().unwrap();
    near(&last["cumulative"]["mean"], 1_141_784.11, 0.005);
    near(&last["customers"]["mean"], 5_535.013_9, 0.000_05);
    let short = [
        "strategy",
        "--scenario",
        &scenario("check.toml"),
        "--draws",
        "0",
        "--horizon-months",
        "24",
        "--json",
    ];
    near(&json(&short)["scenarios"][0]["npv"]["mean"], 81_961.16, 0.005);
}

#[test]
fn the_answer_has_what_programs_were_promised() {
    let (focused, centric) = (scenario("focused.toml"), scenario("centric.toml"));
    let words = [
        "strategy",
        "--scenario",
        &focused,
        "--scenario",
        &centric,
        "--cash",
        "500000",
        "--draws",
        "500",
        "--json",
    ];
    let answer = json(&words);
    for one in answer["scenarios"].as_array().unwrap() {
        assert!(one["name"].is_string());
        for spread in ["npv", "peak_funding"] {
            for part in ["mean", "p10", "p50", "p90"] {
                assert!(one[spread][part].is_number(), "{spread}.{part}");
            }
        }
        for number in ["ruin_probability", "reserve_95", "trough_month"] {
            assert!(one[number].is_number(), "{number}: {}", one[number]);
        }
        assert!(one.get("payback_month").is_some());
        for p in one["parameters"].as_array().unwrap() {
            assert!(
                p["name"].is_string()
                    && p["value"].is_number()
                    && p["low"].is_number()
                    && p["high"].is_number()
            );
            assert!(["measured", "estimated", "assumed"].contains(&p["source"].as_str().unwrap()));
        }
        assert_eq!(one["series"].as_array().unwrap().len(), 60);
    }
    let beats = answer["comparison"]["centric_beats_focused"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&beats));
    assert!(answer["comparison"]["flips"].is_array());
    assert!(answer["verdict"]["word"].is_string());
    let sentence = answer["verdict"]["words"].as_array().unwrap();
    assert!(sentence.iter().any(|s| s.as_str().unwrap().contains("500,000")), "{sentence:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    let (focused, centric) = (scenario("focused.toml"), scenario("centric.toml"));
    let asked = |seed: &str, threads: &str| {
        let words = [
            "strategy",
            "--scenario",
            &focused,
            "--scenario",
            &centric,
            "--cash",
            "200000",
            "--draws",
            "400",
            "--seed",
            seed,
            "--json",
        ];
        let output = command(&words).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(output.status.success(), "{}", error(&output));
        output.stdout
    };
    let one = asked("7", "1");
    assert!(one == asked("7", "4"), "threads change the answer");
    assert!(one != asked("8", "1"), "the seed changes nothing");
}

#[test]
fn more_cash_never_makes_running_out_more_likely() {
    let centric = scenario("centric.toml");
    let mut before = 1.0;
    for cash in ["0", "100000", "300000", "1000000"] {
        let answer = json(&["strategy", "--scenario", &centric, "--cash", cash, "--draws", "400", "--json"]);
        let now = answer["scenarios"][0]["ruin_probability"].as_f64().unwrap();
        assert!(now <= before, "with {cash} it runs out in {now} after {before}");
        before = now;
    }
}

#[test]
fn a_company_built_for_one_way_is_told_so() {
    for (way, low, high) in [("centric", 0.8, 1.0), ("focused", 0.0, 0.2)] {
        let dir = tempfile::tempdir().unwrap();
        let data = company(dir.path(), &["--favours", way]);
        let answer = asked(&data, &["--draws", "2000", "--cash", "1000000"]);
        let beats = answer["comparison"]["centric_beats_focused"].as_f64().unwrap();
        assert!((low..=high).contains(&beats), "favours {way}, but centric beats focused in {beats}");
    }
}

#[test]
fn a_company_without_the_data_is_told_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let (orders, data) = (dir.path().join("orders.csv"), dir.path().join("data"));
    fs::write(&orders, "customer,time,amount\na,2024-01-05,10.00\nb,2024-02-05,10.00\n").unwrap();
    done(&data, &["import", "orders", orders.to_str().unwrap(), "--currency", "EUR"]);
    let data = data.to_str().unwrap();
    let (status, said) = fails(&["strategy", "--data", data]);
    assert_ne!(status, 0);
    assert!(said.contains("no scenario can be proposed") && said.contains("goodwill"), "{said}");
    let output =
        command(&["strategy", "--data", dir.path().join("nowhere").to_str().unwrap()]).output().unwrap();
    assert!(!output.status.success());
}

#[test]
fn orders_alone_are_not_enough_to_decide() {
    let dir = tempfile::tempdir().unwrap();
    let (out, data) = (dir.path().join("company"), dir.path().join("data"));
    says(&["sample", "--out", out.to_str().unwrap(), "--customers", "2000", "--shape", "plain-orders"]);
    done(&data, &["import", "orders", out.join("orders.csv").to_str().unwrap(), "--currency", "EUR"]);
    done(&data, &["fit"]);
    let answer = asked(&data, &["--draws", "200", "--cash", "100000"]);
    assert_eq!(answer["verdict"]["word"], "not_decidable");
    let missing = answer["verdict"]["missing"].to_string();
    assert!(missing.contains("acquisition_cost"), "{missing}");
    let said = done(&data, &["strategy", "--draws", "200", "--cash", "100000"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("goodwill import costs"), "nothing says what to import: {said}");
    assert!(said.contains("Cost of winning a customer"), "nothing says what is a guess: {said}");
}

#[test]
fn what_cannot_be_in_a_scenario_is_said_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let good = fs::read_to_string(scenario("check.toml")).unwrap();
    let bad = [
        (
            good.replace("retention = 0.95", "retention = 1.95"),
            "retention is 1.95, but must be between 0 and 1",
        ),
        (good.replace("adds = 300.0", "adds = -3"), "adds is -3, but must be 0 or more"),
        (good.replace("adds = 300.0", "ads = 300"), "there is no quantity 'ads'"),
        (good.replace("fixed_cost = ", "# fixed_cost = "), "fixed_cost is missing"),
        (good.replace("adds = 300.0", "adds = 300.0\nads = 3"), "there is no quantity 'ads'"),
        (
            good.replace("adds = 300.0", "adds = { value = 300, low = 310, high = 320 }"),
            "within its interval",
        ),
        (good.replace("adds = 300.0", "adds = nan"), "adds is NaN"),
        (good.replace("discount = 0.12", "discount = \"twelve\""), "discount is neither a number nor"),
        (
            good.replace("horizon_months = 60", "horizon_months = 0"),
            "horizon_months is 0, but must be 1 to 600",
        ),
        ("not toml at all".to_owned(), "line 1"),
        (String::new(), "name"),
    ];
    for (text, wanted) in bad {
        assert_ne!(text, good, "nothing was changed: {wanted}");
        let path = dir.path().join("bad.toml");
        fs::write(&path, &text).unwrap();
        let (status, said) = fails(&["strategy", "--scenario", path.to_str().unwrap()]);
        assert_ne!(status, 0, "{text}");
        assert!(said.contains(wanted) && said.contains("bad.toml"), "'{said}' does not say '{wanted}'");
        assert!(!said.contains("panicked"), "{said}");
    }
    let (status, said) = fails(&["strategy", "--scenario", &scenario("check.toml"), "--cash", "-1"]);
    assert_eq!(status, 2);
    assert!(said.contains("an amount of 0 or more"), "{said}");
    let (status, said) = fails(&["strategy", "--scenario", "no-such-file.toml"]);
    assert!(status != 0 && said.contains("no-such-file.toml"), "{said}");
}

#[test]
fn a_board_takes_the_report_and_every_series_away() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("board");
    let in_doubt = fs::read_to_string(scenario("centric.toml"))
        .unwrap()
        .replace("retention_gain = 0.01", "retention_gain = { value = 0.01, low = 0.0, high = 0.02 }");
    fs::write(dir.path().join("centric.toml"), in_doubt).unwrap();
    let centric = dir.path().join("centric.toml").to_str().unwrap().to_owned();
    let focused = scenario("focused.toml");
    let words = [
        "strategy",
        "--scenario",
        &focused,
        "--scenario",
        &centric,
        "--cash",
        "500000",
        "--credit",
        "200000",
        "--draws",
        "300",
        "--out",
        out.to_str().unwrap(),
    ];
    let said = says(&words);
    assert!(said.contains("strategy.html"), "{said}");
    let report = fs::read_to_string(out.join("strategy.html")).unwrap();
    assert!(report.contains("<svg") && !report.contains("<script") && !report.contains("NaN"));
    for outside in ["http://", "https://"] {
        let rest = report.replace("http://www.w3.org/2000/svg", "");
        assert!(!rest.contains(outside), "the report loads or links something from elsewhere");
    }
    let series = fs::read_to_string(out.join("series.csv")).unwrap();
    assert_eq!(series.lines().count(), 1 + 2 * 60);
    let width = series.lines().next().unwrap().split(',').count();
    assert!(series.lines().all(|line| line.split(',').count() == width));
    for file in ["parameters.csv", "npv.csv", "running-out.csv", "tornado.csv", "break-even.csv"] {
        assert!(fs::read_to_string(out.join(file)).unwrap().lines().count() > 1, "{file} is empty");
    }
    // The scenarios it was made of are written beside it, and say the same again.
    let again: Vec<PathBuf> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    assert_eq!(again.len(), 2);
    let (status, said) = fails(&words);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("--overwrite"), "{said}");

    // Scenarios of another answer would be taken for those of this one; they may be somebody's own work.
    says(&[&words[..], &["--overwrite"]].concat());
    let (old, mine) = (out.join("scenario-last-year.toml"), out.join("notes.toml"));
    fs::write(&mine, "x = 1").unwrap();
    fs::copy(&centric, &old).unwrap();
    let before = fs::read(out.join("strategy.html")).unwrap();
    let (status, said) = fails(&[&words[..], &["--overwrite", "--seed", "2"]].concat());
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("scenario-last-year.toml") && said.contains("move them away"), "{said}");
    assert!(!said.contains("notes.toml"), "{said}");
    assert!(old.exists() && before == fs::read(out.join("strategy.html")).unwrap(), "nothing was written");
    fs::remove_file(&old).unwrap();
    says(&[&words[..], &["--overwrite", "--seed", "2"]].concat());
    assert!(mine.exists() && before != fs::read(out.join("strategy.html")).unwrap());
}

#[test]
fn the_expected_months_alone_decide_nothing() {
    let check = scenario("check.toml");
    let words = |cash| ["strategy", "--scenario", &check, "--draws", "0", "--cash", cash].map(str::to_owned);
    for (cash, more) in [("100000", None), ("70000", Some(7_317.21))] {
        let words = words(cash);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = json(&[&words[..], &["--json"]].concat());
        let verdict = &answer["verdict"];
        assert_eq!(verdict["word"], "not_decidable");
        assert_eq!(verdict["missing"], serde_json::json!([{ "what": "futures" }]));
        match more {
            Some(more) => near(&verdict["more"], more, 0.005),
            None => assert!(verdict["more"].is_null(), "{verdict}"),
        }
        assert!(answer["scenarios"][0]["ruin_probability"].is_null());
        let said = says(&words);
        assert!(said.contains("Not decidable from these data") && said.contains("Futures"), "{said}");
        assert!(!said.contains("Affordable") && !said.contains("Reserve for 95"), "{said}");
    }
}

#[test]
fn of_no_futures_and_of_one_no_share_is_told() {
    let (focused, centric) = (scenario("focused.toml"), scenario("centric.toml"));
    for draws in ["0", "1"] {
        let words = [
            "strategy",
            "--scenario",
            &focused,
            "--scenario",
            &centric,
            "--draws",
            draws,
            "--cash",
            "500000",
        ];
        let answer = json(&[&words[..], &["--json"]].concat());
        for one in answer["scenarios"].as_array().unwrap() {
            for share in ["pays_back", "ruin_probability", "reserve_95"] {
                assert!(one.get(share).is_some_and(serde_json::Value::is_null), "{share}: {}", one[share]);
            }
        }
        assert!(answer["comparison"]["centric_beats_focused"].is_null());
        assert!(answer["comparison"]["behind_at_most"].is_number());
        assert_eq!(answer["verdict"]["word"], "not_decidable");
        let said = says(&words);
        assert!(!said.contains("of futures") && !said.contains("1 futures"), "{said}");
        assert_eq!(said.contains("1 future over 60 months; too few for ranges"), draws == "1", "{said}");
    }
}

#[test]
fn a_reserve_is_rounded_up_on_the_screen_and_exact_as_json() {
    let centric = scenario("centric.toml");
    for cash in ["1000", "300000"] {
        let words = ["strategy", "--scenario", &centric, "--draws", "300", "--cash", cash];
        let exact = json(&[&words[..], &["--json"]].concat())["scenarios"][0]["reserve_95"].as_f64().unwrap();
        let said = says(&words);
        let line = said.lines().find(|line| line.contains("Reserve for 95 %")).unwrap();
        let shown: String = line.split("95 %").nth(1).unwrap().chars().filter(char::is_ascii_digit).collect();
        let shown: f64 = shown.parse().unwrap();
        assert!(shown >= exact && shown < 1.01 * exact, "{shown} is not enough for {exact}");
        assert!(exact.fract() != 0.0, "it was rounded");
    }
}
