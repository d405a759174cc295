//! A company that keeps its books: costs, gestures and contacts follow from what happened, as told.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use facts::Day;
use sample::{Company, Favours, SampleError, Shape, Suite, WriteOptions, write_company};
use serde_json::Value;

use crate::favours::{fitted, response};
use crate::read::{cents, parameters, rows, share_is, written};

fn company(suite: Suite) -> Company {
    Company { customers: 20_000, suite, books: true, ..Company::default() }
}

type Files = BTreeMap<String, String>;

static ALONE: LazyLock<Files> = LazyLock::new(|| written(&company(Suite::None), Shape::Shop, 2));
static OVER_EXTENDED: LazyLock<Files> =
    LazyLock::new(|| written(&company(Suite::OverExtended), Shape::Shop, 2));

fn both() -> [&'static Files; 2] {
    [&ALONE, &OVER_EXTENDED]
}

/// The month's row of what is told of costs.
fn told(files: &Files) -> BTreeMap<String, Value> {
    let told = parameters(files)["books"]["costs"].as_array().unwrap().clone();
    told.into_iter().map(|month| (month["month"].as_str().unwrap().to_owned(), month)).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn day(text: &str) -> Day {
    text[..10].parse().unwrap()
}

#[test]
fn the_response_to_spending_is_found_in_the_files() {
    for files in both() {
        let told = &parameters(files)["books"]["acquisition"];
        let months = response(files);
        assert_eq!(months.len(), 42);
        let (most, k) = fitted(&months, number(&told["k_per_euro"]));
        assert!((most / number(&told["C"]) - 1.0).abs() < 0.25, "{most} {told}");
        let twice = 1.0 + (-k * number(&told["usual_spend"])).exp();
        assert!((twice - number(&told["won_at_twice_the_usual_spend"])).abs() < 0.06, "{twice}");
        for (spend, won) in months {
            let expected = -number(&told["C"]) * (-number(&told["k_per_euro"]) * spend).exp_m1();
            assert!((won - expected).abs() < 4.5 * expected.sqrt(), "{won} {expected}");
        }
    }
}

#[test]
fn costs_follow_from_orders_and_complaints_to_the_cent() {
    for files in both() {
        let costs = rows(&files["/costs.csv"]);
        let spent = |kind: &str, month: &str| -> i64 {
            let of = costs.iter().filter(|row| row["kind"] == kind && row["month"] == month);
            of.map(|row| cents(row["amount"])).sum()
        };
        let mut counts: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
        let (deliveries, complaints) = (rows(&files["/deliveries.csv"]), rows(&files["/complaints.csv"]));
        for row in &deliveries {
            counts.entry(&row["ordered_on"][..7]).or_default()[0] += 1.0;
        }
        for row in &complaints {
            counts.entry(&row["received_on"][..7]).or_default()[1] += 1.0;
        }
        let told = told(files);
        assert_eq!(told.len(), 42);
        for (month, by) in &told {
            let [orders, complaints] = counts[month.as_str()];
            let each = |name: &str| 100.0 * number(&by[name]);
            let service = each("service_by_order") * orders + each("service_by_complaint") * complaints;
            let wanted = [
                ("retention", each("retention_by_order") * orders),
                ("service", service),
                ("operating", each("operating")),
            ];
            for (kind, cents) in wanted {
                assert_eq!(spent(kind, month), cents.round() as i64, "{kind} {month}");
            }
        }
        for month in parameters(files)["books"]["acquisition"]["months"].as_array().unwrap() {
            let name = month["month"].as_str().unwrap();
            assert_eq!(spent("acquisition", name), (100.0 * number(&month["spend"])).round() as i64);
        }
    }
    // The same desk with more to do is paid less for each case.
    let case = |files: &Files, month: &str| number(&told(files)[month]["service_by_complaint"]);
    assert!(case(&OVER_EXTENDED, "2025-01") < case(&OVER_EXTENDED, "2024-01"));
    assert!((case(&ALONE, "2025-01") - case(&ALONE, "2024-01")).abs() < 1e-12);
}

#[test]
fn the_company_earns_money_and_not_too_easily() {
    for files in both() {
        let of_year = |time: &str| time >= "2024-07";
        let (mut revenue, mut margin) = (0i64, 0i64);
        for row in rows(&files["/orders.csv"]).iter().filter(|row| of_year(row["order_time"])) {
            let paid = row["quantity"].parse::<i64>().unwrap() * cents(row["unit_price"]);
            revenue += paid;
            margin += paid - cents(row["cost"]);
        }
        let mut by_kind: HashMap<&str, i64> = HashMap::new();
        let costs = rows(&files["/costs.csv"]);
        for row in costs.iter().filter(|row| of_year(row["month"])) {
            *by_kind.entry(row["kind"]).or_default() += cents(row["amount"]);
        }
        let profit = (margin - by_kind.values().sum::<i64>()) as f64 / revenue as f64;
        assert!((0.01..0.10).contains(&profit), "{profit}");
        let fixed = by_kind["operating"] as f64 / margin as f64;
        assert!((0.15..0.4).contains(&fixed), "{fixed}");
    }
}

#[test]
fn gestures_answer_complaints_and_some_nobody_asked_for() {
    for files in both() {
        let gestures = rows(&files["/gestures.csv"]);
        assert!(gestures.is_sorted_by_key(|g| g["time"]));
        let told = &parameters(files)["books"]["gestures"];
        let complaints = rows(&files["/complaints.csv"]);
        let cases: HashMap<&str, &HashMap<&str, &str>> =
            complaints.iter().map(|c| (c["complaint_id"], c)).collect();
        let amounts = |list: &str| -> HashMap<String, i64> {
            let gifts = told[list].as_array().unwrap();
            let of =
                |g: &Value| (g["kind"].as_str().unwrap().to_owned(), (100.0 * number(&g["amount"])).round());
            gifts.iter().map(of).map(|(kind, cents)| (kind, cents as i64)).collect()
        };
        let (answers, unasked) = (amounts("after_complaint"), amounts("unasked"));
        // Known at the end: complaints of the last weeks are still open.
        let old = |day: &str| day < "2025-06-01";
        let (mut given, mut own) = (0, 0);
        let mut kinds: HashMap<&str, u64> = HashMap::new();
        for g in &gestures {
            if g["case_id"].is_empty() {
                assert_eq!(cents(g["amount"]), unasked[g["kind"]]);
                assert!(g["order_id"].is_empty() && g["cause"].is_empty());
                own += 1;
                continue;
            }
            assert_eq!(cents(g["amount"]), answers[g["kind"]]);
            let case = cases[g["case_id"]];
            for column in ["customer_id", "order_id", "cause"] {
                assert_eq!(g[column], case[column]);
            }
            let on = &g["time"][..10];
            assert!(case["received_on"] <= on && (case["solved_on"].is_empty() || on <= case["solved_on"]));
            given += u64::from(old(case["received_on"]));
            *kinds.entry(g["kind"]).or_default() += 1;
        }
        let of = complaints.iter().filter(|c| old(c["received_on"])).count() as u64;
        share_is(given, of, number(&told["share_of_complaints"]), "gestures after complaints");
        let all = kinds.values().sum();
        for gift in told["after_complaint"].as_array().unwrap() {
            share_is(kinds[gift["kind"].as_str().unwrap()], all, number(&gift["share"]), "kinds");
        }
        // Orders without a complaint, from the third of a customer on.
        let complained: HashSet<&str> = complaints.iter().map(|c| c["order_id"]).collect();
        let mut orders: HashMap<&str, u64> = HashMap::new();
        let mut calm = 0;
        let deliveries = rows(&files["/deliveries.csv"]);
        for row in &deliveries {
            let before = orders.entry(row["customer_id"]).or_default();
            *before += 1;
            calm += u64::from(*before >= 3 && !complained.contains(row["order_id"]));
        }
        share_is(own, calm, number(&told["unasked_share_of_orders"]), "unasked");
    }
}

#[test]
fn the_company_gets_in_touch_more_in_some_months_than_in_others() {
    for files in both() {
        let told = told(files);
        let share = number(&parameters(files)["books"]["in_touch_share_at_care_1"]);
        let care = |day: Day| told.get(&day.month().to_string()).map_or(0.0, |month| number(&month["care"]));
        let (mut expected, mut variance) = (0.0, 0.0);
        for row in &rows(&files["/deliveries.csv"]) {
            let days = (14..=35).map(|after| care(day(row["ordered_on"]).plus(after)));
            let chance = share * days.sum::<f64>() / 22.0;
            expected += chance;
            variance += chance * (1.0 - chance);
        }
        let contacts = rows(&files["/contacts.csv"]);
        assert!(contacts.is_sorted_by_key(|c| c["time"]));
        let begun: Vec<_> = contacts.iter().filter(|c| c["direction"] == "out").collect();
        let off = begun.len() as f64 - expected;
        assert!(off.abs() < 4.5 * variance.sqrt(), "{} {expected}", begun.len());
        let in_month = |month: &str| begun.iter().filter(|c| c["time"].starts_with(month)).count() as f64;
        // Care of 0.5 and of 2, four months apart.
        let told_care = |month: &str| number(&told[month]["care"]);
        assert!(4.0 * told_care("2023-03") <= told_care("2023-07"));
        assert!(in_month("2023-03") < 0.5 * in_month("2023-07"), "{}", in_month("2023-03"));
        for contact in begun {
            assert!(contact["case_id"].is_empty() && contact["waiting_minutes"].is_empty());
        }
        // Every complaint begins one, with or without a suite, and some orders a question.
        let cases = contacts.iter().filter(|c| !c["case_id"].is_empty()).count();
        assert_eq!(cases, rows(&files["/complaints.csv"]).len());
        let asked = contacts.iter().filter(|c| c["direction"] == "in").count() - cases;
        share_is(asked as u64, rows(&files["/deliveries.csv"]).len() as u64, 0.08, "questions");
    }
}

#[test]
fn competitors_ask_what_is_told() {
    let files = &*ALONE;
    let products = rows(&files["/products.csv"]);
    let price: HashMap<&str, f64> =
        products.iter().map(|p| (p["product_id"], cents(p["price"]) as f64)).collect();
    let offers = rows(&files["/competitor_offers.csv"]);
    assert_eq!(offers.len(), 2 * 30 * 12);
    assert_eq!((offers[0]["day"], offers[offers.len() - 1]["day"]), ("2024-07-10", "2025-06-10"));
    let told = &parameters(files)["books"];
    let swing = number(&told["competitors_price_swing"]);
    for rival in told["competitors"].as_array().unwrap() {
        let (from, to) = (number(&rival["usual_price_from"]), number(&rival["usual_price_to"]));
        let mut usual: HashMap<&str, Vec<f64>> = HashMap::new();
        for offer in offers.iter().filter(|o| o["competitor"] == rival["name"].as_str().unwrap()) {
            let of = usual.entry(offer["product_id"]).or_default();
            of.push(cents(offer["price"]) as f64 / price[offer["product_id"]]);
        }
        let (mut sum, mut n) = (0.0_f64, 0.0_f64);
        for prices in usual.values() {
            let (low, high) = prices.iter().fold((f64::MAX, 0.0_f64), |(l, h), p| (l.min(*p), h.max(*p)));
            // Half a cent of the cheapest product.
            assert!(low > from - swing - 0.002 && high < to + swing + 0.002, "{low} {high}");
            assert!(high - low < 2.0 * swing + 0.004, "{low} {high}");
            sum += prices.iter().sum::<f64>() / prices.len() as f64;
            n += 1.0;
        }
        let error = (to - from) / (12.0 * n).sqrt();
        assert!((sum / n - f64::midpoint(from, to)).abs() < 4.5 * error, "{}", sum / n);
    }
}

#[test]
fn books_are_the_same_on_any_threads_and_change_nothing_before_the_core_erodes() {
    let small = Company { customers: 5_000, ..company(Suite::OverExtended) };
    assert_eq!(written(&small, Shape::Shop, 1), written(&small, Shape::Shop, 3));
    let larger = company(Suite::OverExtended).checked().unwrap();
    assert!(small.checked().unwrap().lives().eq(larger.lives().take(5_000)));
    let growing = Company { suite: Suite::Growing, ..small.clone() };
    let (calm, strained) = (written(&growing, Shape::Shop, 1), written(&small, Shape::Shop, 1));
    for (file, column) in [("/gestures.csv", "time"), ("/contacts.csv", "time"), ("/costs.csv", "month")] {
        let before = |files: &Files| -> Vec<String> {
            let eroded = if column == "month" { "2024-04" } else { "2024-04-01" };
            let kept = rows(&files[file]).into_iter().filter(|row| row[column] < eroded);
            kept.map(|row| row.into_iter().collect::<BTreeMap<_, _>>())
                .map(|row| format!("{row:?}"))
                .collect()
        };
        assert_eq!(before(&calm), before(&strained), "{file}");
        assert!(before(&calm).len() > 100, "{file}");
    }
}

#[test]
fn without_a_suite_the_carrier_still_has_its_bad_quarter() {
    let told = parameters(&ALONE);
    assert_eq!(told["planted"]["bad_quarter_from"], "2023-10");
    assert!(told.get("suite").is_none() && !ALONE.contains_key("/truth/core_quality.csv"));
    assert!(ALONE["/complaints.csv"].lines().next().unwrap().ends_with(",kind"));
}

#[test]
fn books_that_cannot_be_kept_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let good = Company { customers: 10, ..company(Suite::None) };
    let refused = |company: &Company, shape, start: &str| {
        let options = WriteOptions { shape, ..WriteOptions::default() };
        let error = write_company(company, dir.path(), &options).unwrap_err();
        assert!(matches!(error, SampleError::Impossible { .. }));
        assert!(error.to_string().starts_with(start), "{error}");
    };
    refused(&good, Shape::PlainOrders, "books is kept");
    refused(&Company { planted: false, ..good.clone() }, Shape::Shop, "books is kept");
    let middle = "2022-01-15".parse().unwrap();
    refused(&Company { first_day: middle, ..good.clone() }, Shape::Shop, "first_day is 2022-01-15");
    refused(&Company { favours: Some(Favours::Centric), ..good }, Shape::Shop, "books is kept");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
