//! The first screen and the cohorts over real HTTP: from three doors to the orders behind a cell.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    run::says,
    site::{Site, Visitor, shows_no_number},
};

fn told(visitor: &Visitor, path: &str) -> Value {
    let answer = visitor.json(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{path}: {e}: {}", answer.body))
}

fn page(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.page(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(!shows_no_number(&answer.body), "{path} shows what is no number");
    answer.body
}

/// Asks again until it holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_mins(4), "{what} took too long");
        std::thread::sleep(Duration::from_millis(250));
    }
}

/// One server for the whole way, because the sample company takes a while to make.
#[test]
fn an_empty_company_is_offered_three_doors_and_the_sample_opens_every_figure() {
    let dir = tempdir().unwrap();
    let site = Site::open(&dir.path().join("data"), &[]);
    let owner = site.owner();
    let (reader, desk, analyst) =
        (site.invited(&owner, "reader"), site.invited(&owner, "desk"), site.invited(&owner, "analyst"));

    three_doors(&owner, &reader, &desk);
    a_key_is_shown_once(&owner, &analyst);
    the_sample_company(&owner, &reader);
    today_of_a_company(&owner, &reader, &desk);
    cohorts_open_to_their_rows(&owner, &reader, &desk);
}

fn three_doors(owner: &Visitor, reader: &Visitor, desk: &Visitor) {
    let doors = page(owner, "/");
    for door in ["/data/uploads", "/today/key", "/today/sample"] {
        assert!(doors.contains(door), "no door to {door}");
    }
    assert_eq!(told(owner, "/api/v1/today")["state"], "empty");
    let seen = page(reader, "/");
    for door in ["action=\"/data/uploads", "/today/key", "/today/sample"] {
        assert!(!seen.contains(door), "a reader is led to {door}");
    }
    let away = desk.page("/");
    assert_eq!(away.status, 303);
    assert!(away.head.contains("/customers"), "{}", away.head);
    assert!(page(owner, "/cohorts").contains("once orders have been valued"));
    for (visitor, path) in
        [(reader, "/today/sample"), (reader, "/today/fit"), (reader, "/today/key"), (desk, "/today/sample")]
    {
        assert_eq!(visitor.form(path, &[]).status, 403, "{path}");
    }
}

fn a_key_is_shown_once(owner: &Visitor, analyst: &Visitor) {
    assert_eq!(analyst.form("/today/key", &[]).status, 403);
    let made = owner.form("/today/key", &[]);
    assert_eq!(made.status, 200, "{}", made.body);
    let token = crate::serving::token_in(&made.body);
    assert!(token.len() > 20, "{token}");
    assert!(!page(owner, "/").contains(&token));
}

fn the_sample_company(owner: &Visitor, reader: &Visitor) {
    let asked = owner.form("/today/sample", &[]);
    assert_eq!(asked.status, 303, "{}", asked.body);
    // Asked for again while it is made, or when it is there, it is refused.
    assert_eq!(owner.form("/today/sample", &[]).status, 409);
    assert!(page(reader, "/").contains("on its way"));
    until("the sample company", || told(owner, "/api/v1/today")["state"] == "valued");
    until("the lists", || !told(owner, "/api/v1/today")["first"].as_array().unwrap().is_empty());
    assert_eq!(owner.form("/today/sample", &[]).status, 409);
}

fn today_of_a_company(owner: &Visitor, reader: &Visitor, desk: &Visitor) {
    let today = told(owner, "/api/v1/today");
    assert_eq!(today["currency"], "EUR");
    let expected = &today["expected"];
    let figure = |name: &str| expected[name].as_f64().unwrap_or_else(|| panic!("no {name}: {today}"));
    assert!(figure("low") < figure("expected") && figure("expected") < figure("high"), "{today}");
    let first = today["first"].as_array().unwrap();
    let risks: Vec<f64> = first.iter().map(|one| one["at_risk"].as_f64().unwrap()).collect();
    assert!(risks.windows(2).all(|pair| pair[0] >= pair[1]), "{risks:?}");

    let (seen, masked) = (page(owner, "/"), page(reader, "/"));
    for one in first {
        let link = format!("/customers/{}\"", one["key"]);
        assert!(seen.contains(&link) && masked.contains(&link), "no {link}");
    }
    assert!(seen.contains("<svg") && seen.contains("No action has been measured yet"));
    let aliases = |page: &str| page.matches("<strong>Customer ").count();
    assert_eq!((aliases(&seen), aliases(&masked)), (0, first.len()));
    assert_eq!(desk.json("/api/v1/today").status, 403);
}

/// The items of all parts of a list.
fn every_part(visitor: &Visitor, path: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let part = told(visitor, &format!("{path}{after}"));
        items.extend(part["items"].as_array().unwrap().iter().cloned());
        let Some(next) = part["next"].as_str() else { return items };
        after = format!("&after={next}");
    }
}

fn cohorts_open_to_their_rows(owner: &Visitor, reader: &Visitor, desk: &Visitor) {
    for show in ["", "?show=ordered", "?show=money"] {
        assert!(page(owner, &format!("/cohorts{show}")).contains("<table"));
    }
    assert_eq!(owner.page("/cohorts?show=everything").status, 422);
    assert_eq!(desk.page("/cohorts").status, 403);

    let parts = every_part(owner, "/api/v1/cohorts?limit=7");
    let names: Vec<&str> = parts.iter().map(|one| one["name"].as_str().unwrap()).collect();
    let all = told(owner, "/api/v1/cohorts?limit=500");
    let all = all["items"].as_array().unwrap();
    assert_eq!(names, all.iter().map(|one| one["name"].as_str().unwrap()).collect::<Vec<_>>());

    // What a cell shows is what its rows come to.
    let cohort = &all[all.len() / 2];
    let (name, customers) = (cohort["name"].as_str().unwrap(), cohort["customers"].as_u64().unwrap());
    assert!(page(reader, &format!("/cohorts/{name}")).contains("/customers?where="));
    let cost = cohort["acquisition_cost"].as_f64().unwrap_or(0.0);
    let mut before = -cost;
    for age in cohort["ages"].as_array().unwrap().iter().take(4) {
        let month = age["age_months"].as_u64().unwrap();
        let rows = every_part(owner, &format!("/api/v1/cohorts/{name}/{month}?limit=300"));
        let keys: std::collections::BTreeSet<i64> =
            rows.iter().map(|row| row["key"].as_i64().unwrap()).collect();
        let share = keys.len() as f64 / customers as f64;
        assert!((share - age["ordered"].as_f64().unwrap()).abs() < 1e-9, "{name}/{month}: {share} in {age}");
        let kept: f64 = rows.iter().map(|row| row["kept"].as_f64().unwrap()).sum();
        let money = age["money"].as_f64().unwrap();
        let in_month = money - before;
        assert!(
            (kept / customers as f64 - in_month).abs() < 0.01,
            "{name}/{month}: {kept} of {customers} in {in_month}"
        );
        before = money;
        assert!(page(reader, &format!("/cohorts/{name}/{month}")).contains("Customer "));
    }

    let file = owner.json("/api/v1/cohorts?format=csv");
    assert!(file.head.contains("text/csv") && file.body.starts_with("cohort,customers"), "{}", file.head);
    assert!(owner.json(&format!("/api/v1/cohorts/{name}/0?format=csv")).body.starts_with("key,customer,day"));
    assert_eq!(reader.json("/api/v1/cohorts?format=csv").status, 403);
    for none in ["/cohorts/1999-01", "/cohorts/%3Cb%3E", "/cohorts/2024-01/x", "/cohorts/2024-01/99999"] {
        assert_eq!(owner.page(none).status, 404, "{none}");
        assert_eq!(owner.json(&format!("/api/v1{none}")).status, 404, "{none}");
    }
    for bad in ["limit=0", "limit=501", "after=x", "format=pdf", "more=1"] {
        let path = format!("/api/v1/cohorts/{name}/0?{bad}");
        assert_eq!(owner.json(&path).status, 422, "{path}");
    }
}

/// Orders of so many customers whose names begin alike, each once a month from one month to another.
fn orders(data: &Path, name: &str, customers: usize, months: std::ops::RangeInclusive<usize>) {
    let mut file = "customer,order_id,day,amount,currency\n".to_owned();
    for customer in 0..customers {
        for month in months.clone().filter(|month| (customer + month) % 3 > 0) {
            let day = 1 + (customer * 7 + month) % 28;
            file += &format!(
                "{name}{customer},{name}{customer}-{month},2025-{month:02}-{day:02},{}.50,EUR\n",
                20 + customer % 9
            );
        }
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join(format!("{name}.csv"));
    fs::write(&path, file).unwrap();
    says(&["import", "orders", path.to_str().unwrap(), "--data", data.to_str().unwrap()]);
}

/// The totals of a fit that held an import stood beside the lists of an older one after it was undone.
#[test]
fn what_was_undone_is_in_no_total() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = data.to_str().unwrap();
    orders(&data, "a", 150, 1..=6);
    says(&["fit", "--data", folder]);
    orders(&data, "b", 250, 5..=8);
    says(&["fit", "--data", folder]);
    says(&["import", "undo", "3", "--data", folder]);
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    let today = told(&owner, "/api/v1/today");
    assert_eq!((&today["state"], &today["customers"]), (&json!("valued"), &json!(150)), "{today}");
    until("the lists", || told(&owner, "/api/v1/customers?limit=1")["items"].as_array().is_some());
    assert_eq!(told(&owner, "/api/v1/today")["customers"], 150);
}

/// The triangle and the months of a cohort lead on, each to a page that is there, to the last one.
#[test]
fn the_last_month_of_a_cohort_opens_and_the_next_is_not_offered() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    orders(&data, "a", 150, 1..=6);
    says(&["fit", "--data", data.to_str().unwrap()]);
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    until("the lists", || owner.page("/cohorts/2025-01/0").status == 200);
    let mut path = "/cohorts/2025-01/0".to_owned();
    let mut months = 0;
    loop {
        let seen = page(&owner, &path);
        let next = format!("/cohorts/2025-01/{}", months + 1);
        if !seen.contains(&format!("href=\"{next}\"")) {
            break;
        }
        months += 1;
        path = next;
    }
    assert_eq!(months, 5, "January to June");
    assert_eq!(owner.page("/cohorts/2025-01/6").status, 404);
}
