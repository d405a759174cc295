//! The demo's folder, and values of a folder beside those of its files.

use super::Place;
use crate::run::{goodwill, json, near};

#[test]
fn the_demo_fills_a_folder_whose_values_are_those_of_its_files() {
    let place = Place::new();
    let out = place.path("demo").display().to_string();
    let made = goodwill(&["demo", "--out", &out, "--customers", "400"]);
    let said = crate::run::error(&made);
    assert!(made.status.success(), "{said}");
    for kind in ["customers", "products", "orders", "order_lines", "returns", "costs", "feedback"] {
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
