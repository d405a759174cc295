//! The guard on the core, on sample companies whose truth is known: one that over-extends itself, one
//! whose staff grows with its suite, and one that launches nothing and has a bad quarter.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{durable::done, run::says};

/// What the command says of a sample company.
fn company(suite: &str, seed: u32) -> (Value, Value) {
    let folder = tempfile::tempdir().unwrap();
    let (out, data) = (folder.path().join("shop"), folder.path().join("data"));
    says(&[
        "sample",
        "--customers",
        "5000",
        "--seed",
        &seed.to_string(),
        "--suite",
        suite,
        "--out",
        out.to_str().unwrap(),
    ]);
    import(&data, &out);
    let told = done(&data, &["strategy", "suite", "--json"]);
    let truth = fs::read_to_string(out.join("truth/parameters.json")).unwrap();
    (serde_json::from_slice(&told.stdout).unwrap(), serde_json::from_str(&truth).unwrap())
}

fn import(data: &Path, shop: &Path) {
    for (kind, file) in [
        ("products", "products.csv"),
        ("orders", "deliveries.csv"),
        ("orders", "orders.csv"),
        ("feedback", "complaints.csv"),
        ("contacts", "contacts.csv"),
    ] {
        let path = shop.join(file);
        if path.is_file() {
            let mut words = vec!["import", kind, path.to_str().unwrap()];
            if kind == "feedback" {
                words.extend(["--map", "time=received_on"]);
            }
            done(data, &words);
        }
    }
}

/// Months since year 0 of a day or a month.
fn month(text: &str) -> i32 {
    let mut parts = text.split('-').map(|part| part.parse::<i32>().unwrap());
    parts.next().unwrap() * 12 + parts.next().unwrap()
}

fn alarms(told: &Value) -> Vec<&Value> {
    let watches = told["guard"]["watches"].as_array().unwrap();
    watches.iter().flat_map(|w| w["alarms"].as_array().unwrap()).collect()
}

#[test]
fn an_over_extended_suite_is_caught_within_three_months() {
    for seed in [1, 2, 3] {
        let (told, truth) = company("over-extended", seed);
        let eroded = truth.pointer("/suite/eroded_from").or_else(|| truth.get("eroded_from")).unwrap();
        let eroded = month(eroded.as_str().unwrap());
        assert_eq!(told["guard"]["state"], "alarm", "seed {seed}: {}", told["words"]);
        let raised = alarms(&told).into_iter().map(|a| month(a["raised"].as_str().unwrap())).min().unwrap();
        let after = raised - eroded;
        println!("seed {seed}: raised {after} months after the core eroded; {}", told["words"][0]);
        assert!((0..=3).contains(&after), "seed {seed}: raised {after} months after");
        assert_eq!(told["guard"]["watches"].as_array().unwrap().len(), 3);
        let words = told["words"].to_string();
        assert!(words.contains("Launch nothing further until"), "{words}");
    }
}

#[test]
fn a_suite_whose_staff_grows_with_it_is_left_in_peace() {
    for seed in [1, 2, 3] {
        let (told, _) = company("growing", seed);
        assert_ne!(told["guard"]["state"], "alarm", "seed {seed}: {}", told["words"]);
        assert_eq!(told["guard"]["launches"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn a_bad_quarter_without_a_launch_is_not_the_suites() {
    let (told, _) = company("none", 1);
    assert_eq!(told["guard"]["state"], "nothing_to_guard", "{}", told["words"]);
    assert!(told["guard"]["months"].as_array().unwrap().len() > 40);
    assert!(alarms(&told).is_empty());
    assert_eq!(told["spillover"]["Err"]["reason"], "no_launch");
}
