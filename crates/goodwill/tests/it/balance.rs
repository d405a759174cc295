//! Spending on winning, keeping and winning back, and what-ifs, on made-up companies whose truth is known.

use std::{fs, path::Path};

use serde_json::Value;
use tempfile::tempdir;

use crate::{
    durable::done,
    run::{fails, says},
    site::{Site, counted, shows_no_number},
};

/// A made-up company that favours a way, in a data folder of its own; its truth.
fn company(dir: &Path, words: &[&str]) -> (std::path::PathBuf, Value) {
    let (out, data) = (dir.join("company"), dir.join("data"));
    let mut all = vec!["sample", "--out", out.to_str().unwrap()];
    all.extend(words);
    says(&all);
    for (kind, file) in [
        ("customers", "customers.csv"),
        ("products", "products.csv"),
        ("orders", "orders.csv"),
        ("costs", "costs.csv"),
        ("feedback", "complaints.csv"),
    ] {
        done(&data, &["import", kind, out.join(file).to_str().unwrap()]);
    }
    done(&data, &["fit"]);
    let truth = fs::read_to_string(out.join("truth/parameters.json")).unwrap();
    (data, serde_json::from_str(&truth).unwrap())
}

fn told(data: &Path, words: &[&str]) -> Value {
    let output = done(data, words);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn find<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(key).or_else(|| map.values().find_map(|inner| find(inner, key))),
        Value::Array(all) => all.iter().find_map(|inner| find(inner, key)),
        _ => None,
    }
}

#[test]
fn the_planted_curve_of_winning_is_found_in_the_folder() {
    let dir = tempdir().unwrap();
    let (data, truth) = company(dir.path(), &["--favours", "focused", "--customers", "6000", "--seed", "3"]);
    let found = told(&data, &["strategy", "balance", "--budget", "8000", "--json"]);
    let winning = &found["ways"][0];
    assert_eq!(
        (winning["purpose"].as_str(), winning["source"].as_str()),
        (Some("acquisition"), Some("estimated"))
    );
    let acquisition = find(&truth, "acquisition").unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    let (ceiling, slope) = (number(&acquisition["C"]), number(&acquisition["k_per_euro"]));
    // Who never ordered was won and cannot be counted: the ceiling found is of those who ordered.
    let (low, high) = (number(&winning["ceiling"]["low"]), number(&winning["ceiling"]["high"]));
    assert!(low <= 1.05 * ceiling && high >= 0.9 * ceiling, "{ceiling} {}", winning["ceiling"]);
    let expected = number(&winning["slope"]["expected"]);
    assert!((expected / slope - 1.0).abs() < 0.25, "{slope} {expected}");
    assert_eq!(winning["bends"].as_bool(), Some(true), "{winning}");
    // At the best spending one more customer costs what it is worth.
    let best = number(&winning["optimum"]["expected"]);
    let room = number(&winning["ceiling"]["expected"]) - number(&winning["unaided"]["expected"]);
    let marginal = (expected * best).exp() / (room * expected);
    let worth = number(&winning["value_of_one"]["expected"]);
    assert!(best == 0.0 || (marginal / worth - 1.0).abs() < 1e-6, "{marginal} {worth}");
    // Nobody stated what spending on keeping reaches: nothing is decided.
    assert_eq!(found["keeping"]["word"].as_str(), Some("guess"));
    let stated = dir.path().join("judgement.toml");
    fs::write(&stated, "[retention]\nspend = 0.05\nrate = 0.9\nceiling = 0.92\nunaided = 0.89\n").unwrap();
    let found = told(&data, &["strategy", "balance", "--stated", stated.to_str().unwrap(), "--json"]);
    assert_ne!(found["keeping"]["word"].as_str(), Some("guess"));
    pages_and_programs(&data);
}

fn pages_and_programs(data: &Path) {
    let site = Site::open(data, &[]);
    let owner = site.owner();
    // A page waits a moment for the scenarios; the API waits for them.
    let balance = owner.json("/api/v1/strategy/balance?budget=5000");
    assert_eq!(balance.status, 200, "{}", balance.body);
    let page = counted(|| owner.page("/strategy/balance?budget=5000"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("The three side by side") && !shows_no_number(&page.body), "{}", page.body);
    assert_eq!(owner.page("/strategy/balance?budget=much").status, 422);
    assert_eq!(owner.page("/strategy/balance?colour=red").status, 422);
    let page = counted(|| owner.page("/strategy/what-if"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body.contains("None of these is worth it for sure") || page.body.contains("guesses"),
        "{}",
        page.body
    );
    let asked = owner.json("/api/v1/strategy/what-if?kind=bundle&take_rate=0.2&discount=0.05");
    let answer: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(answer["answer"]["ranked"][0]["kind"].as_str(), Some("bundle"), "{answer}");
    for (query, field) in [
        ("kind=bungle", "kind"),
        ("kind=bundle&price_gap=0.1", "price_gap"),
        ("kind=bundle&take_rate=2", "take_rate"),
        ("kind=bundle&take_rate=lots", "take_rate"),
    ] {
        let refused = owner.json(&format!("/api/v1/strategy/what-if?{query}"));
        let body: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(
            (refused.status, body["errors"][0]["field"].as_str()),
            (422, Some(field)),
            "{query}: {body}"
        );
    }
}

#[test]
fn the_terminal_says_what_rests_on_guesses() {
    let dir = tempdir().unwrap();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/strategy/scenarios/check.toml");
    let words = ["strategy", "what-if", "--scenario", scenario.to_str().unwrap(), "--data"];
    let mut all = words.to_vec();
    let data = dir.path().join("none");
    fs::create_dir(&data).unwrap();
    all.extend([data.to_str().unwrap(), "--kind", "wider-basket", "--set", "take_rate=0.2,0.1,0.3"]);
    // The terminal breaks lines where they are full.
    let text = says(&all).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("are guesses; --set says better"), "{text}");
    assert!(!text.contains("take rate,"), "what was given is no guess: {text}");
    assert!(text.contains("experiment only: it rests on guesses, against the company as it is"), "{text}");

    let file = dir.path().join("competitor.toml");
    fs::write(&file, "[[what_if]]\nkind = \"do-nothing\"\n[[what_if]]\nkind = \"better-service\"\n").unwrap();
    let mut all = words.to_vec();
    all.extend([data.to_str().unwrap(), "--file", file.to_str().unwrap()]);
    let text = says(&all).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("against doing nothing about the competitor"), "{text}");
    assert!(text.contains("Do nothing about the competitor: extra leaving is a guess"), "{text}");
    let mut all = words.to_vec();
    all.extend([data.to_str().unwrap(), "--kind", "adjacent-service", "--set", "setup=500.000"]);
    let (_, why) = fails(&all);
    assert!(why.contains("is that 500 or 500000?"), "{why}");
}

#[test]
fn a_company_of_contracts_has_customers_to_keep() {
    let dir = tempdir().unwrap();
    let (file, data) = (dir.path().join("contracts.csv"), dir.path().join("data"));
    let mut rows = "contract_id,customer_id,start,end,price,interval\n".to_owned();
    for n in 0..600_u32 {
        let (month, year) = (n % 12 + 1, 2022 + n / 12 % 3);
        let end =
            if n % 7 < 3 { format!("{}-{month:02}-{:02}", year + 1, n % 27 + 1) } else { String::new() };
        rows += &format!("k{n},c{n},{year}-{month:02}-01,{end},9.90,month\n");
    }
    fs::write(&file, rows).unwrap();
    done(&data, &["import", "contracts", file.to_str().unwrap(), "--currency", "EUR"]);
    let all = ["strategy", "balance", "--data", data.to_str().unwrap()];
    let text = says(&all).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!text.contains("Keeping is left out") && text.contains("one more costs"), "{text}");
    assert!(text.contains("Winning back is left out: who comes back is counted from orders"), "{text}");
    let (_, why) = fails(&[all.as_slice(), &["--budget", "0"]].concat());
    assert!(why.contains("a budget of 0 buys nothing"), "{why}");
    let scenarios = says(&["strategy", "--draws", "0", "--json", "--data", data.to_str().unwrap()]);
    assert!(scenarios.contains("of contracts’ prices over") && !scenarios.contains("of orders less returns"));
}
