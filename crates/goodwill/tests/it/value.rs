//! `goodwill value` from outside: what it reads, answers, writes and refuses.

use std::{fs, path::Path};

use serde_json::Value;

use crate::run::{command, error, fails, goodwill, json, near, says, shared};

/// A made-up company of pure BG/NBD customers, one plain line an order.
fn company(dir: &Path, customers: &str) -> String {
    let out = dir.join("company");
    says(&[
        "sample",
        "--customers",
        customers,
        "--seed",
        "7",
        "--plain",
        "--shape",
        "plain-orders",
        "--model",
        "bg-nbd:0.6,5,0.8,2.5",
        "--out",
        out.to_str().unwrap(),
    ]);
    out.join("orders.csv").to_str().unwrap().to_owned()
}

fn parameters(fit: &Value) -> Vec<(f64, f64)> {
    let errors = &fit["standard_errors"];
    fit["parameters"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (value.as_f64().unwrap(), errors[name].as_f64().unwrap()))
        .collect()
}

#[test]
fn the_true_parameters_come_back_within_their_errors() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "6000");
    let v = json(&["value", &orders, "--currency", "EUR", "--model", "bg-nbd", "--json"]);
    assert_eq!(v["buying"]["model"], "bg-nbd");
    assert_eq!(v["buying"]["converged"], true);
    for ((estimate, error), truth) in parameters(&v["buying"]).into_iter().zip([0.6, 5.0, 0.8, 2.5]) {
        // Four parameters at once: three standard errors leave one false alarm in a hundred.
        assert!((estimate - truth).abs() < 3.0 * error, "{estimate} ± {error} for {truth}");
    }
    let h = &v["holdout"];
    let (low, high) = (h["orders_low"].as_f64().unwrap(), h["orders_high"].as_f64().unwrap());
    let (predicted, actual) = (h["orders_predicted"].as_f64().unwrap(), h["orders_actual"].as_f64().unwrap());
    assert!(low < predicted && predicted < high);
    // The 80 % interval, doubled: a seed whose truth lies outside would be an odd one.
    assert!((actual - predicted).abs() < high - low, "{predicted} ({low} to {high}) for {actual}");
    assert!(v["verdict"].as_str().unwrap().contains("Trust it for totals and for who is worth more"));
    assert_eq!(v["buying"]["candidates"].as_array().unwrap().len(), 1);
}

#[test]
fn json_alone_is_on_standard_output_and_has_every_key() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "800");
    let output = goodwill(&["value", &orders, "--currency", "EUR", "--json", "--margin", "0.35"]);
    let v: Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "as_of",
        "unit",
        "customers",
        "orders",
        "rejects",
        "buying",
        "spending",
        "holdout",
        "value",
        "verdict",
    ] {
        assert!(!v[key].is_null(), "{key}");
    }
    for key in ["total", "by_reason"] {
        assert!(!v["rejects"][key].is_null(), "rejects.{key}");
    }
    for key in ["model", "parameters", "standard_errors", "log_likelihood", "converged", "candidates"] {
        assert!(!v["buying"][key].is_null(), "buying.{key}");
    }
    for key in ["model", "parameters", "log_likelihood", "spend_frequency_correlation"] {
        assert!(!v["spending"][key].is_null(), "spending.{key}");
    }
    for key in [
        "from",
        "to",
        "customers",
        "orders_actual",
        "orders_predicted",
        "money_actual",
        "money_predicted",
        "mae",
        "rmse",
        "correlation",
        "baselines",
        "buying",
    ] {
        assert!(!v["holdout"][key].is_null(), "holdout.{key}");
    }
    for key in [
        "currency",
        "margin",
        "annual_discount",
        "horizon_months",
        "to_date",
        "expected",
        "expected_low",
        "expected_high",
    ] {
        assert!(!v["value"][key].is_null(), "value.{key}");
    }
    assert_eq!(v["buying"]["candidates"].as_array().unwrap().len(), 3);
    assert_eq!(v["value"]["margin"], 0.35);
    assert!(error(&output).contains("customer"), "the reading is on standard error");
}

#[test]
fn weeks_and_days_give_the_same_customers() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "1500");
    let unit = |unit| {
        json(&["value", &orders, "--currency", "EUR", "--unit", unit, "--model", "pareto-nbd", "--json"])
    };
    let (week, day) = (unit("week"), unit("day"));
    let p = |v: &Value, name: &str| v["buying"]["parameters"][name].as_f64().unwrap();
    for name in ["r", "s"] {
        assert!((p(&week, name) / p(&day, name) - 1.0).abs() < 1e-5, "{name}");
    }
    for name in ["alpha", "beta"] {
        assert!((7.0 * p(&week, name) / p(&day, name) - 1.0).abs() < 1e-5, "{name}");
    }
    let expected = week["value"]["expected"].as_f64().unwrap();
    near(&day["value"]["expected"], expected, 1e-5 * expected);
}

#[test]
fn threads_and_the_order_of_rows_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "1200");
    let text = fs::read_to_string(&orders).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let reversed = dir.path().join("orders.csv");
    fs::write(&reversed, lines.join("\n")).unwrap();
    let run = |file: &str, threads: &str| {
        let words = ["value", file, "--currency", "EUR", "--json"];
        let output = command(&words).env("RAYON_NUM_THREADS", threads).output().unwrap();
        let mut v: Value = serde_json::from_slice(&output.stdout).unwrap();
        v["reading"] = Value::Null;
        v
    };
    let one = run(&orders, "1");
    assert_eq!(one, run(&orders, "3"));
    assert_eq!(one, run(reversed.to_str().unwrap(), "2"));
}

#[test]
fn files_are_written_where_asked_and_never_replaced_unless_told() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "600");
    let out = dir.path().join("report");
    let words = ["value", &orders, "--currency", "EUR", "--out", out.to_str().unwrap()];
    let text = says(&words);
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let wanted =
        ["cohorts.csv", "customers.csv", "customers.parquet", "picture.svg", "rejects.csv", "report.html"];
    assert_eq!(names, wanted);
    assert!(wanted.iter().all(|name| text.contains(name)), "{text}");

    let (status, said) = fails(&words);
    assert_eq!(status, 2);
    assert!(said.contains("--overwrite"), "{said}");
    let before = fs::read(out.join("customers.csv")).unwrap();
    says(&[&words[..], &["--overwrite"]].concat());
    assert_eq!(before, fs::read(out.join("customers.csv")).unwrap(), "the same facts give the same bytes");

    let page = fs::read_to_string(out.join("report.html")).unwrap();
    let foreign = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!foreign.contains("http://") && !foreign.contains("https://") && !foreign.contains("<script"));
}

#[test]
fn both_customer_files_say_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "400");
    let out = dir.path().join("report");
    says(&["value", &orders, "--currency", "EUR", "--out", out.to_str().unwrap()]);
    let ask = |file: &str| {
        let table = format!("c={}", out.join(file).display());
        says(&["sql", "SELECT * FROM c ORDER BY customer", "--table", &table, "--format", "csv"])
    };
    let (csv, parquet) = (ask("customers.csv"), ask("customers.parquet"));
    assert_eq!(csv.lines().count(), 401);
    // A column of whole numbers is read back from CSV as such: 0 for 0.0.
    let cells = |text: &str| -> Vec<String> {
        let cell = |c: &str| c.parse::<f64>().map_or_else(|_| c.to_owned(), |number| number.to_string());
        text.lines().flat_map(|l| l.split(',').map(cell).collect::<Vec<_>>()).collect()
    };
    for (a, b) in cells(&csv).iter().zip(&cells(&parquet)) {
        assert_eq!(a, b);
    }
    for column in [
        "customer",
        "first_order",
        "last_order",
        "orders",
        "spend",
        "value_to_date",
        "alive",
        "expected_orders",
        "expected_orders_low",
        "expected_spend_high",
        "expected_value",
        "expected_value_low",
        "expected_value_high",
        "rfm_recency",
        "rfm_frequency",
        "rfm_money",
        "cohort",
    ] {
        assert!(csv.lines().next().unwrap().split(',').any(|c| c == column), "{column}");
    }
}

#[test]
fn an_ambiguous_date_is_a_question_that_names_its_flag() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("orders.csv");
    fs::write(&file, "customer,date,amount\na,01/02/2024,5\nb,03/04/2024,6\n").unwrap();
    let file = file.to_str().unwrap();
    let (status, said) = fails(&["value", file, "--currency", "EUR"]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("--date-format"), "{said}");
    assert!(said.contains("01/02/2024") || said.contains("03/04/2024"), "{said}");
    says(&["value", file, "--currency", "EUR", "--date-format", "dmy"]);
}

#[test]
fn bad_rows_are_named_and_their_neighbours_counted() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("orders.csv");
    fs::write(&file, "customer,date,amount\na,2024-01-05,5\nb,never,6\n=cmd,2024-01-07,x\na,2024-02-05,7\n")
        .unwrap();
    let out = dir.path().join("out");
    let v = json(&[
        "value",
        file.to_str().unwrap(),
        "--currency",
        "EUR",
        "--json",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(v["rejects"]["total"], 2);
    assert_eq!(v["customers"], 1);
    assert_eq!(v["orders"], 2);
    near(&v["value"]["revenue_to_date"], 12.0, 1e-9);
    let rejects = fs::read_to_string(out.join("rejects.csv")).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines.len(), 3, "{rejects}");
    assert!(lines[1].contains(",3,time,date,unreadable_time,"), "{rejects}");
    assert!(lines[2].contains(",4,amount,amount,unreadable_amount,"), "{rejects}");
    assert!(rejects.contains("'=cmd"), "formulas are guarded: {rejects}");
}

#[test]
fn where_nobody_returns_no_value_is_expected() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("orders.csv");
    let mut text = "customer,date,amount\n".to_owned();
    for i in 0..2000 {
        let (month, day) = (1 + i % 9, 1 + i % 28);
        text.push_str(&format!("c{i},2023-0{month}-{day:02},{}\n", 10 + i % 50));
    }
    text.push_str("c1,2024-05-01,10\nc2,2024-06-01,10\n");
    fs::write(&file, text).unwrap();
    let out = dir.path().join("out");
    let words =
        ["value", file.to_str().unwrap(), "--currency", "EUR", "--out", out.to_str().unwrap(), "--json"];
    let v = json(&words);
    assert_eq!(v["applicability"]["reason"], "nobody-returns");
    assert!(v["buying"].is_null() && v["value"]["expected"].is_null() && v["holdout"].is_null());
    assert!(v["verdict"].as_str().unwrap().contains("do not apply"));
    assert!(v["value"]["revenue_to_date"].as_f64().unwrap() > 0.0);
    let header = fs::read_to_string(out.join("customers.csv")).unwrap();
    assert!(!header.lines().next().unwrap().contains("expected"), "no column of expectations");
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("do not apply"));
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "300");
    assert_eq!(fails(&["value", "no-such-file.csv"]).0, 1);
    assert_eq!(fails(&["value"]).0, 2);
    assert_eq!(fails(&["value", &orders, "--margin", "35"]).0, 2);
    let (status, said) = fails(&["value", &orders, "--currency", "EUR", "--calibrate-until", "1999-01-01"]);
    assert_eq!(status, 2);
    assert!(said.contains("--calibrate-until"), "{said}");
    let (status, said) = fails(&["value", &orders, "--currency", "EUR", "--as-of", "1999-01-01"]);
    assert_eq!(status, 2);
    assert!(said.contains("--as-of"), "{said}");
    let picture = dir.path().join("picture.csv");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let (status, said) = fails(&["value", picture.to_str().unwrap()]);
    assert!(status == 1 && said.contains("picture.csv") && !said.contains("panicked"), "{said}");
}

#[test]
fn an_earlier_day_sees_only_what_was_known() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "900");
    let now = json(&["value", &orders, "--currency", "EUR", "--json"]);
    let then = json(&["value", &orders, "--currency", "EUR", "--json", "--as-of", "2023-12-31"]);
    assert_eq!(then["as_of"], "2023-12-31");
    assert!(then["last_day"].as_str().unwrap() <= "2023-12-31");
    assert!(then["orders"].as_u64().unwrap() < now["orders"].as_u64().unwrap());
    assert!(then["value"]["to_date"].as_f64().unwrap() < now["value"]["to_date"].as_f64().unwrap());
}

#[test]
fn costs_give_acquisition_cost_trough_and_payback() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("shop");
    says(&["sample", "--customers", "1500", "--seed", "3", "--out", out.to_str().unwrap()]);
    let file = |name: &str| out.join(name).to_str().unwrap().to_owned();
    let v = json(&["value", &file("orders.csv"), "--costs", &file("costs.csv"), "--json"]);
    let cohorts = &v["cohorts"];
    assert_eq!(cohorts["has_costs"], true);
    assert!(cohorts["trough"].as_f64().unwrap() < 0.0);
    assert!(cohorts["payback_month"].as_u64().is_some());
    assert!(!cohorts["channels"].as_array().unwrap().is_empty());
    assert_eq!(v["value"]["margin_source"], "cost column");
    assert!(cohorts["balance"][0].as_str().unwrap().contains("A new customer cost"));
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "300");
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        println!("skipped: this system has no /dev/full");
        return;
    };
    let output = command(&["value", &orders, "--currency", "EUR", "--json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error(&output).contains("could not be written"), "{}", error(&output));
}

#[test]
fn a_day_long_after_the_last_order_and_missing_costs_are_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let orders = company(dir.path(), "600");
    let costs = dir.path().join("costs.csv");
    fs::write(&costs, "month,amount\n2022-01,100\n1999-01,5\n").unwrap();
    let v = json(&[
        "value",
        &orders,
        "--currency",
        "EUR",
        "--as-of",
        "2030-01-01",
        "--costs",
        costs.to_str().unwrap(),
        "--cohorts",
        "quarter",
        "--json",
    ]);
    let warnings = v["warnings"].to_string();
    assert!(warnings.contains("--as-of") && warnings.contains("not given for every month"), "{warnings}");
    assert!(warnings.contains("1 of the 2 entries"), "{warnings}");
    assert!(
        v["cohorts"]["cohorts"][0]["acquisition_cost"].is_null(),
        "a quarter is not judged by its January"
    );
}

#[test]
fn cdnow_sample_end_to_end_fader_hardie_lee_2005() {
    let Some(file) = shared("clv/cdnow_sample.txt") else { return };
    let words = |model: &'static str| {
        let file = file.to_str().unwrap().to_owned();
        move || {
            json(&[
                "value",
                &file,
                "--no-header",
                "--map",
                "customer=2,time=3,amount=5",
                "--model",
                model,
                "--calibrate-until",
                "1997-09-30",
                "--unit",
                "week",
                "--json",
            ])
        }
    };
    let bg = words("bg-nbd")();
    assert_eq!((&bg["customers"], &bg["holdout"]["customers"]), (&2357.into(), &2357.into()));
    let fit = &bg["holdout"]["buying"];
    near(&fit["log_likelihood"], -9582.429, 1e-3);
    for (name, published) in [("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426)] {
        near(&fit["parameters"][name], published, 6e-4);
    }
    near(&bg["holdout"]["orders_actual"], 1882.0, 0.0);
    near(&bg["holdout"]["orders_predicted"], 1653.9, 1.0);
    near(&bg["holdout"]["mae"], 0.7856, 3e-4);
    near(&bg["holdout"]["rmse"], 1.6080, 3e-4);
    near(&bg["holdout"]["correlation"], 0.6256, 3e-4);
    let pareto = words("pareto-nbd")();
    near(&pareto["holdout"]["orders_predicted"], 1665.7, 1.0);
    near(&pareto["holdout"]["mae"], 0.7545, 3e-4);
    let mbg = words("mbg-nbd")();
    near(&mbg["holdout"]["orders_predicted"], 1577.1, 1.0);
    near(&mbg["holdout"]["rmse"], 1.6072, 3e-4);
}

#[test]
fn olist_is_told_that_lifetime_models_do_not_apply() {
    let Some(orders) = shared("olist/olist_orders_dataset.csv") else { return };
    let beside = |name: &str| orders.with_file_name(name).to_str().unwrap().to_owned();
    let v = json(&[
        "value",
        orders.to_str().unwrap(),
        "--join",
        &beside("olist_customers_dataset.csv"),
        "--join",
        &beside("olist_order_payments_dataset.csv"),
        "--map",
        "customer=customer_unique_id,amount=payment_value",
        "--currency",
        "BRL",
        "--json",
    ]);
    assert_eq!(v["applicability"]["reason"], "nobody-returns");
    assert!(v["value"]["expected"].is_null());
}
