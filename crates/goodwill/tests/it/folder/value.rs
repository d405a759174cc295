//! The demo's folder, and values of a folder beside those of its files.

use serde_json::Value;

use super::Place;
use crate::run::{goodwill, json, near};

#[test]
fn the_demo_fills_a_folder_whose_values_are_those_of_its_files() {
    let place = Place::new();
    let out = place.path("demo").display().to_string();
    let made = goodwill(&["demo", "--out", &out, "--customers", "400"]);
    let said = crate::run::error(&made);
    assert!(made.status.success(), "{said}");
    let kinds = [
        "customers",
        "products",
        "orders",
        "order_lines",
        "returns",
        "costs",
        "feedback",
        "contacts",
        "gestures",
        "competitor_offers",
    ];
    for kind in kinds {
        assert!(said.contains(kind), "{kind}: {said}");
    }
    let data = format!("{out}/goodwill-data");
    let checked = goodwill(&["check", "--data", &data]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));

    let (orders, costs) = (format!("{out}/company/orders.csv"), format!("{out}/company/costs.csv"));
    let of_files = json(&["value", &orders, "--costs", &costs, "--json"]);
    let of_folder = json(&["value", "--data", &data, "--json"]);
    for part in ["as_of", "customers", "orders", "repeaters", "value", "buying", "curve", "health", "cohorts"]
    {
        assert_eq!(of_files[part], of_folder[part], "{part}");
    }
    let fit = json(&["fit", "--data", &data, "--json"]);
    // The fit adds its customers up in another order: the last bits may differ.
    for part in ["revenue_to_date", "to_date", "expected", "expected_low", "expected_high"] {
        let wanted = of_folder["value"][part].as_f64().unwrap();
        near(&fit["value"][part], wanted, wanted * 1e-9);
    }
    let rows =
        json(&["sql", "--data", &data, "--format", "json", "SELECT count(*) AS n FROM customer_values"]);
    assert_eq!(rows[0]["n"], of_folder["customers"], "{rows}");
}

/// Whoever looks for the first time finds every part of Strategy with an answer.
#[test]
fn the_demo_is_a_company_about_which_strategy_is_decided() {
    let place = Place::new();
    let out = place.path("demo").display().to_string();
    let made = goodwill(&["demo", "--out", &out]);
    assert!(made.status.success(), "{}", crate::run::error(&made));
    let data = format!("{out}/goodwill-data");

    // Cash and credit are on record: 6 and 3 euros a customer.
    let answer = json(&["strategy", "--data", &data, "--json"]);
    assert_eq!((answer["cash"].as_f64(), answer["credit"].as_f64()), (Some(30_000.0), Some(15_000.0)));
    for scenario in answer["scenarios"].as_array().unwrap() {
        let word = scenario["verdict"]["word"].as_str().unwrap();
        assert!(["affordable", "affordable_with_more"].contains(&word), "{}: {word}", scenario["name"]);
    }
    let beats = answer["comparison"]["centric_beats_focused"].as_f64().unwrap();
    assert!((0.5..0.95).contains(&beats), "{beats}");
    // A curve that goes down first: cash is needed, and comes back within the years looked at.
    let centric = &answer["scenarios"][1];
    assert_eq!(centric["name"], "centric");
    assert!(centric["peak_funding"]["p50"].as_f64().unwrap() > 5_000.0, "{}", centric["peak_funding"]);
    assert!((6..48).contains(&centric["payback_month"].as_u64().unwrap()), "{}", centric["payback_month"]);

    let suite = json(&["strategy", "suite", "--data", &data, "--json"]);
    assert_eq!(suite["guard"]["state"], "alarm");
    let spectrum = json(&["strategy", "spectrum", "--data", &data, "--json"]);
    assert_eq!(spectrum["known"], 10, "{}", spectrum["missing"]);
}

#[test]
fn values_need_files_or_a_folder_and_not_both() {
    let place = Place::new();
    let output = crate::run::command(&["value"]).current_dir(place.path("")).output().unwrap();
    let said = crate::run::error(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("name the order files"), "{said}");
    let (status, said) = place.fails(&["value", "orders.csv"]);
    assert!(status == 2 && said.contains("not both"), "{said}");
}

/// Orders of two pieces each, with what they cost; of every ninth a credit note takes one piece back.
fn with_credit_notes(cost_of_notes: bool) -> String {
    let mut text = "InvoiceNo,Date,Customer,Quantity,UnitPrice,Amount,Cost\n".to_owned();
    for n in 0u32..600 {
        let (month, day) = (1 + n / 50, 1 + n * 7 % 28);
        let (number, customer) = (100_000 + n, n * 7 % 120);
        let (price, cost) = (20 + n % 13, 8 + n % 5);
        let (both, costs) = (2 * price, 2 * cost + 1);
        text += &format!("{number},2024-{month:02}-{day:02},K{customer},2,{price}.00,{both}.00,{costs}.00\n");
        if n % 9 == 0 {
            let cost = if cost_of_notes { format!("-{cost}.50") } else { String::new() };
            text += &format!("C{number},2024-{month:02}-28,K{customer},-1,{price}.00,-{price}.00,{cost}\n");
        }
    }
    text
}

#[test]
fn the_cost_of_what_came_back_is_kept() {
    let place = Place::new();
    let file = place.file("orders.csv", &with_credit_notes(true));
    let words = ["--currency", "EUR"];
    place.does(&[&["import", "orders", &file], &words[..]].concat());
    let sums = place.asks("SELECT count(cost) AS n, sum(cost) AS cost FROM returns");
    // Every ninth order has cost 8 + n % 5 and a half.
    let wanted: u32 = (0u32..600).step_by(9).map(|n| (8 + n % 5) * 100 + 50).sum();
    assert_eq!(sums[0]["n"], 67, "{sums}");
    assert_eq!(sums[0]["cost"].as_f64(), Some(f64::from(wanted)), "{sums}");

    let of_file = json(&[&["value", &file, "--json"], &words[..]].concat());
    let of_folder = json(&[&["value", "--data", &place.data(), "--json"], &words[..]].concat());
    assert_eq!(of_file["value"]["margin_source"], of_folder["value"]["margin_source"]);
    assert_eq!(of_file["value"], of_folder["value"]);
    // It matters: the same notes without a cost give other figures.
    let without = place.file("without.csv", &with_credit_notes(false));
    let without = json(&[&["value", &without, "--json"], &words[..]].concat());
    assert_ne!(without["value"]["to_date"], of_folder["value"]["to_date"]);
    assert_eq!(of_file["cohorts"], of_folder["cohorts"]);
}

#[test]
fn a_file_of_returns_may_say_their_cost() {
    let place = Place::new();
    let file = place.file(
        "returns.csv",
        "return_id,order_id,customer,date,amount,cost\nR1,1,K1,2024-03-01,20.00,7.25\nR2,2,K2,2024-03-02,5.00,\n",
    );
    place.does(&["import", "returns", &file, "--currency", "EUR"]);
    let rows = place.asks("SELECT return_id, cost FROM returns ORDER BY return_id");
    assert_eq!(
        rows,
        serde_json::json!([{"return_id": "R1", "cost": 725}, {"return_id": "R2", "cost": null}])
    );
}

#[test]
fn contracts_that_are_kept_are_valued_as_their_file_is() {
    let place = Place::new();
    let out = place.path("made").display().to_string();
    crate::run::says(&[
        "sample",
        "--company",
        "contracts",
        "--customers",
        "600",
        "--seed",
        "5",
        "--out",
        &out,
    ]);
    let file = format!("{out}/contracts.csv");
    let said = place.fails(&["value", "--contracts"]);
    assert!(said.0 == 1 && said.1.contains("no data folder"), "{said:?}");
    place.imports("contracts", &file);
    let terms = ["--price", "29.90", "--margin", "0.6", "--currency", "EUR", "--json"];
    let of_file = json(&[&["value", "--contracts", &file], &terms[..]].concat());
    let of_folder = json(&[&["value", "--contracts", "--data", &place.data()], &terms[..]].concat());
    for part in ["as_of", "customers", "orders", "warnings", "verdict", "headline"] {
        assert_eq!(of_file[part], of_folder[part], "{part}");
    }
    for part in ["value", "buying", "holdout", "health", "cohorts", "curve", "concentration"] {
        alike(&of_file[part], &of_folder[part], part);
    }
    let both = crate::run::fails(&["value", "--contracts", &file, "--data", &place.data()]);
    assert!(both.0 == 2 && both.1.contains("not both"), "{both:?}");

    let wrong =
        place.file("wrong.csv", "customer,start,end\nZ1,2024-03-01,2024-02-01\nZ2,2024-03-01,9999-12-31\n");
    place.imports("contracts", &wrong);
    let more = json(&[&["value", "--contracts", "--data", &place.data()], &terms[..]].concat());
    assert_eq!(more["rejects"]["by_reason"]["end_before_start"], 1, "{}", more["rejects"]);
    assert_eq!(more["customers"].as_u64(), of_file["customers"].as_u64().map(|n| n + 1));
}

/// The same but for the last bits, which depend on the order of a sum.
fn alike(a: &Value, b: &Value, at: &str) {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => {
            let wanted = a.as_f64().unwrap();
            near(b, wanted, wanted.abs() * 1e-9 + 1e-12);
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).for_each(|(a, b)| alike(a, b, at));
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            a.iter().for_each(|(name, a)| alike(a, &b[name], &format!("{at}.{name}")));
        }
        _ => assert_eq!(a, b, "{at}"),
    }
}
