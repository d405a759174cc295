//! `goodwill value --model bg-bb` from outside: one chance to order a period.

use std::{fs, path::Path};

use serde_json::Value;

use crate::run::{fails, json, near, says, shared};

fn donations(dir: &Path) -> String {
    let out = dir.join("charity");
    says(&[
        "sample",
        "--company",
        "donations",
        "--customers",
        "6000",
        "--seed",
        "2",
        "--out",
        out.to_str().unwrap(),
    ]);
    out.join("donations.csv").to_str().unwrap().to_owned()
}

fn number(of: &Value) -> f64 {
    of.as_f64().unwrap_or_else(|| panic!("{of} is no number"))
}

#[test]
fn donors_come_back_within_standard_errors_and_give_as_foretold() {
    let dir = tempfile::tempdir().unwrap();
    let file = donations(dir.path());
    let out = dir.path().join("answers");
    let v = json(&[
        "value",
        &file,
        "--model",
        "bg-bb",
        "--currency",
        "USD",
        "--horizon-months",
        "60",
        "--discount",
        "0",
        "--json",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(v["buying"]["model"], "bg-bb");
    assert_eq!(v["as_of"], "2024-12-31");
    for (name, truth) in [("alpha", 1.204), ("beta", 0.750), ("gamma", 0.657), ("delta", 2.783)] {
        let error = number(&v["buying"]["standard_errors"][name]);
        near(&v["buying"]["parameters"][name], truth, 3.0 * error);
    }
    // What the same donors truly give in the five years after the export.
    let truth = fs::read_to_string(dir.path().join("charity/truth/donations.csv")).unwrap();
    let header: Vec<&str> = truth.lines().next().unwrap().split(',').collect();
    let sum = |name: &str| -> f64 {
        let at = header.iter().position(|h| *h == name).unwrap();
        truth.lines().skip(1).map(|line| line.split(',').nth(at).unwrap().parse::<f64>().unwrap()).sum()
    };
    let [expected, low, high] = [0, 1, 2].map(|i| number(&v["value"]["orders"][i]));
    let gifts = sum("future_gifts");
    // The interval holds 80 %: three times as wide, a miss would be a defect.
    assert!((gifts - expected).abs() < 1.5 * (high - low), "{expected} ({low} to {high}): {gifts}");
    let value = &v["value"];
    let width = number(&value["expected_high"]) - number(&value["expected_low"]);
    let money = sum("future_amount");
    assert!((money - number(&value["expected"])).abs() < 1.5 * width, "{value}: {money}");

    let customers = fs::read_to_string(out.join("customers.csv")).unwrap();
    let header: Vec<&str> = customers.lines().next().unwrap().split(',').collect();
    let column = |name: &str| -> Vec<f64> {
        let at = header.iter().position(|h| *h == name).unwrap();
        customers
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(at).unwrap().parse::<f64>().unwrap())
            .collect()
    };
    let orders = column("expected_orders");
    assert!(orders.iter().all(|o| (0.0..=5.0).contains(o)), "at most one a year");
    assert!((orders.iter().sum::<f64>() / expected - 1.0).abs() < 1e-9);
    let money: f64 = column("expected_value").iter().sum();
    assert!((money / number(&value["expected"]) - 1.0).abs() < 1e-9);
}

#[test]
fn the_last_years_are_foretold_from_those_before() {
    let dir = tempfile::tempdir().unwrap();
    let file = donations(dir.path());
    let v = json(&["value", &file, "--model", "bg-bb", "--calibrate-until", "2022-12-31", "--json"]);
    let h = &v["holdout"];
    assert_eq!((h["from"].as_str(), h["to"].as_str()), (Some("2023-01-01"), Some("2024-12-31")));
    let (actual, predicted) = (number(&h["orders_actual"]), number(&h["orders_predicted"]));
    assert!((predicted / actual - 1.0).abs() < 0.06, "{predicted} for {actual}");
    assert!((number(&h["money_predicted"]) / number(&h["money_actual"]) - 1.0).abs() < 0.1);
    for baseline in h["baselines"].as_array().unwrap() {
        assert!(number(&h["rmse"]) < number(&baseline["rmse"]), "{baseline}");
    }
    // A day within a year ends the calibration with the year before.
    let within = json(&["value", &file, "--model", "bg-bb", "--calibrate-until", "2023-06-30", "--json"]);
    assert_eq!(within["holdout"]["calibrated_until"], "2022-12-31");
}

#[test]
fn a_yearly_log_dated_on_new_years_days() {
    let Some(file) = shared("clv/btyd_discrete_sim_elog.csv") else { return };
    let v = json(&["value", file.to_str().unwrap(), "--model", "bg-bb", "--json"]);
    // Every order is dated on 1 January: the day names the year, and 1983 is over.
    assert_eq!(v["as_of"], "1983-12-31");
    assert_eq!(v["customers"], 10_000);
    assert_eq!(v["buying"]["converged"], true);
    // The total is what maximum likelihood must give back: 42,432 later orders.
    let tracking = v["holdout"]["tracking"].as_array().unwrap();
    near(&tracking.last().unwrap()["actual"], 42_432.0, 0.0);
    let h = &v["holdout"];
    assert!((number(&h["orders_predicted"]) / number(&h["orders_actual"]) - 1.0).abs() < 0.02);
    assert_eq!(v["value"]["expected"], Value::Null, "no amounts, no money");
}

#[test]
fn wrong_periods_are_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("orders.csv");
    fs::write(&file, "customer,time,amount\na,2024-01-05,10\nb,2024-02-05,10\na,2024-02-20,10\n").unwrap();
    let file = file.to_str().unwrap();
    for (words, wanted) in [
        (vec!["--model", "bg-bb"], "too few for chances to order"),
        (vec!["--model", "bg-bb", "--period", "week"], "invalid value"),
        (vec!["--period", "month"], "--period goes with"),
        (vec!["--model", "sbg"], "--contracts FILE"),
    ] {
        let (status, said) = fails(&[vec!["value", file], words].concat());
        assert_eq!(status, 2, "{said}");
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn costs_that_leave_out_cohorts_are_warned_of_here_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = donations(dir.path());
    let costs = dir.path().join("costs.csv");
    fs::write(&costs, "month,amount\n1999-01,5\n").unwrap();
    let v = json(&[
        "value",
        &file,
        "--model",
        "bg-bb",
        "--currency",
        "USD",
        "--costs",
        costs.to_str().unwrap(),
        "--json",
    ]);
    let warnings = v["warnings"].to_string();
    assert!(
        warnings.contains("not given for every month") && warnings.contains("1 of the 1 entries"),
        "{warnings}"
    );
}
