//! Price paths: at the terminal, on the page and for programs.

use std::fs;

use serde_json::Value;
use tempfile::tempdir;

use crate::{
    durable::done,
    run::{command, error, fails, says},
    site::{Site, counted, shows_no_number},
};

/// Customers of two genders, one of whom has few; a year of orders; two who may be minors.
fn company(dir: &std::path::Path) -> std::path::PathBuf {
    let data = dir.join("data");
    let mut customers = "customer,since,birth_year,gender,country\n".to_owned();
    let mut orders = "order,customer,date,amount,currency\n".to_owned();
    for n in 0..100 {
        let (gender, since) = match n {
            0..50 => ("f", "2025-11-01"),
            50..90 => ("m", "2023-02-10"),
            _ => ("x", "2023-02-10"),
        };
        let year = if n < 2 { 2009 } else { 1980 };
        customers.push_str(&format!("c{n},{since},{year},{gender},IT\n"));
        orders.push_str(&format!("o{n},c{n},2025-12-{:02},20.00,EUR\n", 1 + n % 28));
    }
    for (name, text) in [("customers", customers), ("orders", orders)] {
        let path = dir.join(format!("{name}.csv"));
        fs::write(&path, text).unwrap();
        done(&data, &["import", name, path.to_str().unwrap()]);
    }
    data
}

#[test]
fn a_path_is_worked_out_and_meets_the_customers_of_the_folder() {
    let dir = tempdir().unwrap();
    let data = company(dir.path());
    let path = dir.path().join("path.toml");
    fs::write(&path, says(&["strategy", "prices", "--example"])).unwrap();
    let output = done(&data, &["strategy", "prices", "--path", path.to_str().unwrap(), "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["path"]["charged"][1], serde_json::json!({ "from_months": 12, "price": 6.25 }));
    assert!(told["path"]["difference"]["low"].as_f64() < told["path"]["difference"]["high"].as_f64());
    let parity = &told["parity"];
    assert_eq!((parity["all"]["customers"].as_u64(), parity["minors"].as_u64()), (Some(100), Some(2)));
    let gender = parity["by"].as_array().unwrap().iter().find(|one| one["attribute"] == "gender").unwrap();
    let price = |n: usize| gender["groups"][n]["price"]["expected"].as_f64().unwrap();
    // Fifty joined last month and pay the first tier, forty have been there for more than two years.
    assert_eq!((gender["groups"][0]["group"].as_str(), price(0)), (Some("f"), 5.0));
    assert_eq!((gender["groups"][1]["group"].as_str(), price(1)), (Some("m"), 7.0));
    assert_eq!((gender["small_groups"].as_u64(), gender["small_customers"].as_u64()), (Some(1), Some(10)));
    let text = done(&data, &["strategy", "prices", "--path", path.to_str().unwrap()]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.contains("2 customers may be below 18") && text.contains("every difference comes from tenure"),
        "{text}"
    );
}

#[test]
fn a_path_for_what_the_company_does_not_have_is_refused() {
    let dir = tempdir().unwrap();
    let data = company(dir.path());
    let path = dir.path().join("path.toml");
    let example = says(&["strategy", "prices", "--example"]);
    let asked = |text: &str| {
        fs::write(&path, text).unwrap();
        let (data, path) = (data.to_str().unwrap(), path.to_str().unwrap());
        command(&["strategy", "prices", "--data", data, "--path", path]).output().unwrap()
    };
    let refused = asked(&example.replace("currency = \"EUR\"", "currency = \"USD\""));
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        error(&refused).contains("currency is USD, but must be the company's own: EUR"),
        "{}",
        error(&refused)
    );
    let nosuch = example.replace("# product = \"A-1\"", "product = \"nosuch\"");
    assert!(asked(&nosuch).status.success(), "no product is on record");
    let products = dir.path().join("products.csv");
    fs::write(&products, "product,name\nA-1,Account\nB-2,Card\n").unwrap();
    done(&data, &["import", "products", products.to_str().unwrap()]);
    let refused = asked(&nosuch);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        error(&refused).contains("product is 'nosuch', but must be a product on record: A-1, B-2"),
        "{}",
        error(&refused)
    );
    let fine = asked(&nosuch.replace("nosuch", "A-1"));
    assert!(fine.status.success(), "{}", error(&fine));
}

#[test]
fn a_path_that_looks_at_persons_is_refused_with_the_reason() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("path.toml");
    let example = says(&["strategy", "prices", "--example"]);
    let refused = |text: &str| {
        fs::write(&path, text).unwrap();
        fails(&["strategy", "prices", "--path", path.to_str().unwrap()])
    };
    let (status, said) = refused(&format!("postcode = \"20121\"\n{example}"));
    assert_eq!(status, 2);
    assert!(
        said.contains("product and tenure alone") && said.contains("'postcode' is a protected attribute"),
        "{said}"
    );
    let (status, said) = refused(&example.replace("loyal_may_pay_more = true", "loyal_may_pay_more = false"));
    assert_eq!(status, 2);
    assert!(said.contains("a loyal customer never pays more"), "{said}");
    // Without a data folder nothing is said about groups.
    fs::write(&path, &example).unwrap();
    let output = command(&["strategy", "prices", "--path", path.to_str().unwrap()])
        .current_dir(dir.path())
        .env_remove("GOODWILL_DATA")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", error(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing is said about groups"));
}

#[test]
fn the_page_and_the_api_keep_to_the_same_rules() {
    let dir = tempdir().unwrap();
    let site = Site::open(&company(dir.path()), &[]);
    let owner = site.owner();
    let page = counted(|| owner.page("/strategy/prices"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("This is an example") && !shows_no_number(&page.body));
    let asked = "low=5&later=7&switch=12&unit_cost=4.5&retention=97&elasticity=0.8&discount=10&months=60&published=2026-01-01";
    let refused = counted(|| owner.page(&format!("/strategy/prices?{asked}")));
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"field-loyal_reason-error\""), "{}", refused.body);
    let fine = counted(|| owner.page(&format!("/strategy/prices?{asked}&loyal_reason=published")));
    assert_eq!(fine.status, 200);
    assert!(fine.body.contains("may be below 18"));
    assert_eq!(owner.page(&format!("/strategy/prices?{asked}&gender=f")).status, 422);

    let asked =
        "low=5&later=7&switch_months=12&unit_cost=4.5&retention=0.97&elasticity=0.008&discount=0.1&months=60";
    let api = |more: &str| {
        let answer = owner.json(&format!("/api/v1/strategy/prices?{asked}{more}"));
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, body)
    };
    let (status, body) = api("&loyal_reason=published");
    assert_eq!((status, body["path"]["verdict"].as_str()), (200, Some("pays")));
    for (more, field) in [
        ("", "loyal_may_pay_more"),
        ("&loyal_reason=x&age=40", "age"),
        ("&loyal_reason=x&segment=gold", "segment"),
        ("&loyal_reason=x&published=soon", "published"),
        ("&loyal_reason=x&rise_cap_per_year=-1", "rise_cap_per_year"),
    ] {
        let (status, body) = api(more);
        assert_eq!((status, body["errors"][0]["field"].as_str()), (422, Some(field)), "{more}: {body}");
    }
}
