//! Values of customers that are kept in the data folder: the same as without one, and refreshed.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    durable::{asked, done, number},
    run::says,
    serving::{Serving, post, write_key},
};

fn sample(folder: &Path) -> String {
    let out = folder.join("sample");
    says(&["sample", "--customers", "1500", "--out", out.to_str().unwrap()]);
    out.join("orders.csv").to_str().unwrap().to_owned()
}

/// Expected value of each customer by the company's own id.
fn kept(data: &Path) -> HashMap<String, f64> {
    let rows = done(
        data,
        &[
            "sql",
            "SELECT i.id, v.expected_value FROM customer_values v JOIN customer_ids i ON i.customer = v.customer",
            "--ids",
            "--format",
            "json",
        ],
    );
    let rows: serde_json::Value = serde_json::from_slice(&rows.stdout).unwrap();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap().to_owned(), row["expected_value"].as_f64().unwrap()))
        .collect()
}

#[test]
fn kept_values_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (data, orders) = (folder.path().join("data"), sample(folder.path()));
    done(&data, &["import", "orders", &orders]);
    done(&data, &["fit", "--margin", "0.4"]);

    let out = folder.path().join("report");
    says(&["value", &orders, "--margin", "0.4", "--out", out.to_str().unwrap()]);
    let text = fs::read_to_string(out.join("customers.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let (id, value) =
        ["customer", "expected_value"].map(|n| header.iter().position(|h| *h == n).unwrap()).into();
    let kept = kept(&data);
    let mut compared = 0;
    for line in lines {
        let wanted: f64 = line[value].parse().unwrap();
        let found = kept[line[id]];
        assert!(
            (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
            "{}: {found}, not {wanted}",
            line[id]
        );
        compared += 1;
    }
    assert!(compared > 500 && compared == kept.len(), "{compared} of {} compared", kept.len());

    // A second fit starts from the first, replaces the values of the same day and agrees with them.
    done(&data, &["fit", "--margin", "0.4"]);
    assert_eq!(number(&data, "SELECT count(*) FROM customer_values"), compared as i64);
    done(&data, &["check"]);
}

#[test]
fn an_order_that_comes_in_refreshes_the_value_of_its_customer_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (data, orders) = (folder.path().join("data"), sample(folder.path()));
    done(&data, &["import", "orders", &orders]);
    done(&data, &["fit", "--margin", "0.4"]);
    let before = number(&data, "SELECT count(*) FROM customer_values");
    let last = asked(&data, "SELECT cast(max(day) AS varchar) AS day FROM orders")[0]["day"].clone();
    let who = done(
        &data,
        &[
            "sql",
            "SELECT i.id, i.customer FROM customer_ids i JOIN orders o ON o.customer = i.customer \
        WHERE i.space = 'id' ORDER BY o.time DESC, i.id LIMIT 1",
            "--ids",
            "--format",
            "json",
        ],
    );
    let who: serde_json::Value = serde_json::from_slice(&who.stdout).unwrap();
    let (id, customer) = (who[0]["id"].as_str().unwrap(), who[0]["customer"].as_i64().unwrap());

    let key = write_key(&data, "shop");
    let serving = Serving::start_with(&data, &["--refresh-seconds", "1", "--refit-hours", "0"]);
    let order = format!(
        r#"{{"userId":"{id}","messageId":"new-order","event":"Order Completed","timestamp":"2026-06-30T12:00:00Z",
        "properties":{{"order_id":"new-1","revenue":"40.00","currency":"EUR"}}}}"#
    );
    assert_eq!(
        post(
            &serving.address,
            &key,
            "/v1/import",
            &format!(r#"{{"batch":[{{"type":"track",{}]}}"#, &order[1..])
        )
        .unwrap()
        .status,
        200
    );
    let until = Instant::now() + Duration::from_secs(40);
    let newer = format!("SELECT customer, orders FROM customer_values WHERE cast(as_of AS varchar) > {last}")
        .replace('"', "'");
    let rows = loop {
        let rows = asked(&data, &newer);
        if !rows.is_empty() || Instant::now() > until {
            break rows;
        }
        thread::sleep(Duration::from_millis(300));
    };
    serving.stop();
    assert_eq!(rows.len(), 1, "one customer was touched: {rows:?}");
    assert_eq!(rows[0]["customer"].as_i64(), Some(customer));
    assert_eq!(number(&data, "SELECT count(*) FROM customer_values"), before + 1);
    done(&data, &["check"]);
}
