//! `goodwill value --contracts` from outside: what it reads, answers, writes and refuses.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use serde_json::Value;

use crate::run::{fails, json, near, says, shared};

/// Survivors of Fader & Hardie 2007, "How to project customer retention", of 1,000 each.
const REGULAR: [u32; 8] = [1000, 631, 468, 382, 326, 289, 262, 241];
const HIGH_END: [u32; 8] = [1000, 869, 743, 653, 593, 551, 517, 491];

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn survivors(dir: &Path, counts: &[u32]) -> String {
    let mut text = "period,customers\n".to_owned();
    for (period, customers) in counts.iter().enumerate() {
        writeln!(text, "{period},{customers}").unwrap();
    }
    written(dir, "survivors.csv", &text)
}

/// The made-up subscribers.
fn subscribers(dir: &Path) -> String {
    let out = dir.join("company");
    says(&[
        "sample",
        "--company",
        "contracts",
        "--customers",
        "4000",
        "--seed",
        "3",
        "--out",
        out.to_str().unwrap(),
    ]);
    out.join("contracts.csv").to_str().unwrap().to_owned()
}

#[test]
fn the_regular_and_high_end_customers_of_the_paper() {
    let dir = tempfile::tempdir().unwrap();
    for (counts, alpha, beta, log_likelihood) in
        [(REGULAR, 0.704_077, 1.182_043, -1_680.265_2), (HIGH_END, 0.668_088, 3.806_095, -1_611.158_1)]
    {
        let file = survivors(dir.path(), &counts);
        let v = json(&["value", "--contracts", &file, "--period", "year", "--as-of", "2024-12-31", "--json"]);
        assert_eq!(v["buying"]["model"], "sbg");
        assert_eq!(v["buying"]["converged"], true);
        near(&v["buying"]["parameters"]["alpha"], alpha, 1e-5);
        near(&v["buying"]["parameters"]["beta"], beta, 1e-5);
        near(&v["buying"]["log_likelihood"], log_likelihood, 1e-3);
        // Renewals in the next three years: Σ S(7 + j)/S(7) of the survivors.
        let ratio = |t: f64| (beta + t) / (alpha + beta + t);
        let expected = ratio(7.0) + ratio(7.0) * ratio(8.0) + ratio(7.0) * ratio(8.0) * ratio(9.0);
        near(&v["value"]["orders"][0], f64::from(counts[7]) * expected, 0.05);
        assert_eq!(v["value"]["expected"], Value::Null, "no price, no money");
        let ages = v["cohorts"]["cohorts"][0]["ages"].as_array().unwrap();
        near(&ages[84]["retention"], f64::from(counts[7]) / 1000.0, 1e-12);
    }
}

#[test]
fn the_papers_customers_one_by_one() {
    let Some(file) = shared("clv/sbg_cohorts.csv") else { return };
    // customer, recency, T, cohort: recency 8 of 8 is still there after seven renewals.
    let mut counts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in fs::read_to_string(file).unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let last: usize = cells[1].parse().unwrap();
        let cohort = counts.entry(cells[3].to_owned()).or_insert_with(|| vec![0; 8]);
        cohort.iter_mut().take(last).for_each(|n| *n += 1);
    }
    let dir = tempfile::tempdir().unwrap();
    for (cohort, alpha, beta) in [("regular", 0.704_077, 1.182_043), ("highend", 0.668_088, 3.806_095)] {
        let file = survivors(dir.path(), &counts[cohort]);
        let v = json(&["value", "--contracts", &file, "--period", "year", "--as-of", "2024-12-31", "--json"]);
        near(&v["buying"]["parameters"]["alpha"], alpha, 1e-5);
        near(&v["buying"]["parameters"]["beta"], beta, 1e-5);
    }
}

#[test]
fn subscribers_come_back_within_standard_errors_and_are_worth_their_renewals() {
    let dir = tempfile::tempdir().unwrap();
    let file = subscribers(dir.path());
    let out = dir.path().join("answers");
    let v = json(&[
        "value",
        "--contracts",
        &file,
        "--as-of",
        "2025-12-31",
        "--price",
        "20",
        "--margin",
        "0.5",
        "--currency",
        "EUR",
        "--horizon-months",
        "12",
        "--json",
        "--out",
        out.to_str().unwrap(),
    ]);
    for (name, truth) in [("alpha", 0.704), ("beta", 1.182)] {
        let error = v["buying"]["standard_errors"][name].as_f64().unwrap();
        near(&v["buying"]["parameters"][name], truth, 3.0 * error);
    }
    assert_eq!(v["customers"], 4000);
    let text = fs::read_to_string(&file).unwrap();
    let running = text.lines().skip(1).filter(|line| line.ends_with(',')).count();
    assert_eq!(v["health"][0]["name"], "running");
    assert_eq!(v["health"][0]["customers"], running);
    // Every payment brings 10.
    near(&v["value"]["to_date"], 10.0 * v["orders"].as_f64().unwrap(), 1e-6);

    let truth = fs::read_to_string(dir.path().join("company/truth/contracts.csv")).unwrap();
    let header: Vec<&str> = truth.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let (end, start, periods) = (at("end"), at("start"), at("periods"));
    // Payments that truly come in 2026: a month's whole renewals, by the truth.
    let months =
        |day: &str| -> i32 { day[..4].parse::<i32>().unwrap() * 12 + day[5..7].parse::<i32>().unwrap() };
    let truly: i32 = truth
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|row| row[end].is_empty() || row[end] > "2025-12-31")
        .map(|row| {
            let paid = 2025 * 12 + 12 - months(row[start]) + 1;
            row[periods].parse::<i32>().map_or(12, |p| (p - paid).min(12))
        })
        .sum();
    let [expected, low, high] = [0, 1, 2].map(|i| v["value"]["orders"][i].as_f64().unwrap());
    assert!(low < expected && expected < high);
    // The interval holds 80 %: three times as wide, a miss would be a defect.
    assert!(
        (f64::from(truly) - expected).abs() < 1.5 * (high - low),
        "{expected} ({low} to {high}): {truly}"
    );

    let customers = fs::read_to_string(out.join("customers.csv")).unwrap();
    assert!(customers.starts_with(
        "customer,start,end,periods,alive,renewal_probability,expected_payments,expected_payments_low,\
         expected_payments_high,expected_value,expected_value_low,expected_value_high,value_at_risk,value_to_date,cohort"
    ));
    let cells: Vec<Vec<&str>> = customers.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let sum: f64 = cells.iter().map(|row| row[9].parse::<f64>().unwrap()).sum();
    near(&v["value"]["expected"], sum, 1e-6 * sum);
    assert!(cells.iter().all(|row| (row[4] == "1") == row[2].is_empty()));
    assert!(cells.iter().filter(|row| row[4] == "0").all(|row| row[6].parse::<f64>().unwrap() == 0.0));
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("Who stayed"));
}

#[test]
fn the_proof_beats_one_average_rate() {
    let dir = tempfile::tempdir().unwrap();
    let file = subscribers(dir.path());
    let v = json(&[
        "value",
        "--contracts",
        &file,
        "--calibrate-until",
        "2024-06-30",
        "--as-of",
        "2025-06-30",
        "--json",
    ]);
    let h = &v["holdout"];
    assert_eq!((h["from"].as_str(), h["to"].as_str()), (Some("2024-07-01"), Some("2025-06-30")));
    assert_eq!(h["buying"]["model"], "sbg");
    let number = |of: &Value| of.as_f64().unwrap();
    let (actual, predicted) = (number(&h["orders_actual"]), number(&h["orders_predicted"]));
    assert!((predicted / actual - 1.0).abs() < 0.05, "{predicted} for {actual}");
    let naive = h["baselines"].as_array().unwrap().iter().find(|b| b["name"] == "average-rate").unwrap();
    assert!((number(&naive["orders_predicted"]) - actual).abs() > 5.0 * (predicted - actual).abs());
    assert!(number(&h["rmse"]) < number(&naive["rmse"]));
    assert!(v["verdict"].as_str().unwrap().contains("renewals"));
}

#[test]
fn the_same_file_gives_the_same_answer() {
    let dir = tempfile::tempdir().unwrap();
    let file = subscribers(dir.path());
    let words = ["value", "--contracts", &file, "--price", "9.9", "--json"];
    assert_eq!(says(&words), says(&words));
}

#[test]
fn what_cannot_be_learnt_is_not_told() {
    let dir = tempfile::tempdir().unwrap();
    let file =
        written(dir.path(), "c.csv", "customer,start,end\na,2024-01-01,\nb,2024-02-01,\nc,2024-08-01,\n");
    let v = json(&["value", "--contracts", &file, "--price", "10", "--json"]);
    assert_eq!(v["applicability"]["reason"], "not-fitted");
    assert_eq!(v["value"]["expected"], Value::Null);
    assert_eq!(v["buying"]["parameters"], serde_json::json!({}));
    assert!(v["verdict"].as_str().unwrap().contains("nobody has left yet"));
    assert!(!says(&["value", "--contracts", &file, "--price", "10"]).contains("NaN"));
}

#[test]
fn bad_rows_are_counted_and_harm_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        "customer,start,end\na,2024-01-01,2023-01-01\nb,2024-01-01,2024-03-01\nc,2024-01-01,\n,2024-01-01,\n";
    let file = written(dir.path(), "c.csv", text);
    let out = dir.path().join("out");
    let v = json(&["value", "--contracts", &file, "--json", "--out", out.to_str().unwrap()]);
    assert_eq!(v["customers"], 2);
    assert_eq!(v["rejects"]["total"], 2);
    assert_eq!(v["rejects"]["by_reason"]["end_before_start"], 1);
    let rejects = fs::read_to_string(out.join("rejects.csv")).unwrap();
    assert!(rejects.contains("it ends before it starts") && rejects.contains("no_customer"));
}

#[test]
fn what_is_no_contracts_file_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        ("", "needs the columns customer, start and end"),
        ("customer,start,end\n", "no row"),
        ("customer,start,end\na,2024-02-01,2024-01-01\n", "it ends before it starts"),
        ("period,customers\n0,100\n1,120\n", "cannot rise"),
        ("period,customers\n0,100\n2,80\n", "without a gap"),
        ("period,customers\n0,0\n1,0\n", "no customer"),
    ];
    for (text, wanted) in cases {
        let file = written(dir.path(), "c.csv", text);
        let (status, said) = fails(&["value", "--contracts", &file, "--json"]);
        assert_eq!(status, 1, "{text:?}: {said}");
        assert!(said.contains(wanted), "{text:?}: {said}");
    }
    let file = survivors(dir.path(), &REGULAR);
    for (words, wanted) in [
        (vec!["--model", "bg-nbd"], "contracts are valued by sbg"),
        (vec!["--as-of", "2024-12-31", "--calibrate-until", "2025-12-31"], "must lie after"),
        (vec!["--price=-1"], "a number from 0"),
        (vec!["--costs", "costs.csv"], "--costs goes with orders"),
    ] {
        let (status, said) = fails(&[vec!["value", "--contracts", &file], words].concat());
        assert_eq!(status, 2, "{said}");
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn an_end_that_nobody_plans_for_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let open = subscribers(dir.path());
    let text = fs::read_to_string(&open).unwrap();
    let far = written(dir.path(), "far.csv", &text.replace(",\n", ",9999-12-31\n"));
    let mut answers = [&open, &far].map(|file| json(&["value", "--contracts", file, "--json"]));
    for answer in &mut answers {
        answer["reading"] = Value::Null;
    }
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_file_that_ends_long_before_the_day_looked_from_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let file = subscribers(dir.path());
    let warned = |as_of: &str, period: &str| {
        let v = json(&["value", "--contracts", &file, "--as-of", as_of, "--period", period, "--json"]);
        v["warnings"].to_string().contains("nothing is known of the time between")
    };
    assert!(warned("2027-06-30", "month"));
    assert!(warned("2027-06-30", "year"));
    assert!(!warned("2026-06-30", "year"));
    assert!(!warned("2025-12-31", "month"));
}

#[test]
fn the_report_of_contracts_has_no_gaps_between_orders() {
    let dir = tempfile::tempdir().unwrap();
    let file = subscribers(dir.path());
    let out = dir.path().join("answers");
    says(&[
        "value",
        "--contracts",
        &file,
        "--price",
        "20",
        "--currency",
        "EUR",
        "--out",
        out.to_str().unwrap(),
    ]);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("Chance to renew") && report.contains("Payments"));
    assert!(!report.contains("Usual gap"));
}
