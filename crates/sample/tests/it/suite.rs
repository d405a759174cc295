//! A suite that grows: what is planted can be found again in the files, and without strain nothing is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use facts::Day;
use sample::{Company, CustomerLife, LeftBy, SampleError, Shape, Suite, WriteOptions, write_company};

use crate::read::{mean_is, parameters, rows, share_is, written};

fn company(suite: Suite) -> Company {
    Company { customers: 20_000, suite, ..Company::default() }
}

type Files = BTreeMap<String, String>;

static GROWING: LazyLock<Files> = LazyLock::new(|| written(&company(Suite::Growing), Shape::Shop, 2));
static OVER_EXTENDED: LazyLock<Files> =
    LazyLock::new(|| written(&company(Suite::OverExtended), Shape::Shop, 2));

/// Months in which the core is served alike: from, up to, late share, complaints by order, minutes.
type Period = (&'static str, &'static str, f64, f64, f64);

const CALM: [Period; 1] = [("2022-01", "2025-06", 0.06, 0.0381, 56.0)];
const STRAINED: [Period; 4] = [
    ("2022-01", "2024-03", 0.06, 0.0381, 56.0),
    ("2024-04", "2024-06", 0.10, 0.058, 96.0),
    ("2024-07", "2024-09", 0.14, 0.079_22, 160.615_385),
    ("2024-10", "2025-06", 0.20, 0.1088, 276.0),
];

/// Numbers of the orders of named customers, and of those that hold nothing but core products.
fn orders(files: &Files) -> (HashSet<&str>, HashSet<&str>) {
    let products = rows(&files["/products.csv"]);
    let core: HashMap<&str, bool> = products.iter().map(|p| (p["product_id"], p["core"] == "1")).collect();
    let (mut all, mut beyond) = (HashSet::new(), HashSet::new());
    for row in rows(&files["/orders.csv"]) {
        all.insert(row["order_id"]);
        if !core[row["product_id"]] {
            beyond.insert(row["order_id"]);
        }
    }
    let core = all.difference(&beyond).copied().collect();
    (all, core)
}

/// Late deliveries, complaints and first responses of the core, as the files tell them.
fn core_is_served(files: &Files, periods: &[Period]) {
    let (_, core) = orders(files);
    let complaints = rows(&files["/complaints.csv"]);
    let complained: HashSet<&str> = complaints.iter().map(|row| row["order_id"]).collect();
    let deliveries = rows(&files["/deliveries.csv"]);
    let contacts = rows(&files["/contacts.csv"]);
    let truth = rows(&files["/truth/core_quality.csv"]);
    for &(from, to, late, complaint_rate, minutes) in periods {
        let within = |day: &str| from <= &day[..7] && &day[..7] <= to;
        // What was ordered in the last month has not all come yet.
        let known = deliveries.iter().filter(|d| {
            within(d["ordered_on"]) && d["ordered_on"] < "2025-06-01" && core.contains(d["order_id"])
        });
        let (mut count, mut behind, mut told) = (0, 0, 0);
        for delivery in known {
            count += 1;
            behind += u64::from(delivery["delivered_on"] > delivery["promised_on"]);
            told += u64::from(complained.contains(delivery["order_id"]));
        }
        share_is(behind, count, late, &format!("late from {from}"));
        share_is(told, count, complaint_rate, &format!("complaints from {from}"));
        let waited = contacts.iter().filter(|c| within(c["time"]));
        let waited: Vec<f64> = waited.map(|c| c["waiting_minutes"].parse().unwrap()).collect();
        mean_is(&waited, minutes, &format!("minutes from {from}"));
        for row in truth.iter().filter(|row| within(row["month"])) {
            let near = |column: &str, wanted: f64, by: f64| {
                let told: f64 = row[column].parse().unwrap();
                assert!((told - wanted).abs() <= by, "{column} {told}");
            };
            near("late_share", late, 1e-9);
            near("complaint_rate", complaint_rate, 6e-5);
            near("first_response_minutes", minutes, 0.06);
        }
    }
}

#[test]
fn without_hands_the_core_is_served_worse_from_the_second_launch() {
    let files = &*OVER_EXTENDED;
    core_is_served(files, &STRAINED);
    let told = parameters(files);
    assert_eq!(told["eroded_from"], "2024-04");
    assert_eq!(told["suite"]["launches"][1]["launched"], "2024-04-01");
    assert!(told["planted"].get("late_in_bad_quarter").is_none());
}

#[test]
fn with_hands_the_core_is_served_as_before() {
    let files = &*GROWING;
    core_is_served(files, &CALM);
    // Month by month too, before and after the first launch.
    core_is_served(files, &[("2023-01", "2023-12", 0.06, 0.0381, 56.0)]);
    core_is_served(files, &[("2024-07", "2025-05", 0.06, 0.0381, 56.0)]);
    assert!(parameters(files)["eroded_from"].is_null());
}

#[test]
fn a_fault_of_some_points_would_be_seen() {
    let files = &*OVER_EXTENDED;
    let wrong = [("2024-04", "2024-06", 0.06, 0.0381, 56.0)];
    assert!(std::panic::catch_unwind(|| core_is_served(files, &wrong)).is_err());
}

#[test]
fn core_orders_of_the_truth_are_those_of_the_files() {
    let files = &*OVER_EXTENDED;
    let (all, core) = orders(files);
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for delivery in rows(&files["/deliveries.csv"]) {
        assert!(all.contains(delivery["order_id"]));
        if core.contains(delivery["order_id"]) {
            *months.entry(delivery["ordered_on"][..7].to_owned()).or_default() += 1;
        }
    }
    let told = rows(&files["/truth/core_quality.csv"]);
    assert_eq!(told.len(), 42);
    for row in told {
        assert_eq!(row["core_orders"], months[row["month"]].to_string(), "{}", row["month"]);
    }
}

#[test]
fn nobody_buys_a_line_before_its_launch_and_some_buy_it_after() {
    let files = &*GROWING;
    let products = rows(&files["/products.csv"]);
    let launched: HashMap<&str, &str> = products.iter().map(|p| (p["product_id"], p["launched"])).collect();
    assert_eq!(products.iter().filter(|p| p["core"] == "0").count(), 12);
    let (mut sold, mut revenue) = (HashSet::new(), [0i64; 2]);
    let (mut buyers, mut beyond) = (HashSet::new(), HashSet::new());
    for row in rows(&files["/orders.csv"]) {
        let launched = launched[row["product_id"]];
        assert!(&row["order_time"][..10] >= launched, "{row:?}");
        let new = launched >= "2024-01-01";
        if &row["order_time"][..10] >= "2024-10-01" && !row["customer_id"].is_empty() {
            let price: i64 = row["unit_price"].replace('.', "").parse().unwrap();
            revenue[usize::from(new)] += row["quantity"].parse::<i64>().unwrap() * price;
            buyers.insert(row["customer_id"]);
        }
        if new {
            sold.insert(row["product_id"]);
            beyond.insert(row["customer_id"]);
        }
    }
    assert_eq!(sold.len(), 12);
    let more = revenue[1] as f64 / revenue[0] as f64;
    assert!((0.08..0.30).contains(&more), "{more}");
    let share = beyond.intersection(&buyers).count() as f64 / buyers.len() as f64;
    assert!((0.10..0.35).contains(&share), "{share}");
}

#[test]
fn every_complaint_begins_a_contact_and_some_orders_a_question() {
    let files = &*OVER_EXTENDED;
    let contacts = rows(&files["/contacts.csv"]);
    assert!(contacts.is_sorted_by_key(|c| c["time"]));
    let complaints = rows(&files["/complaints.csv"]);
    let cases: HashMap<&str, (&str, &str)> =
        complaints.iter().map(|c| (c["complaint_id"], (c["customer_id"], c["received_on"]))).collect();
    let mut questions = 0;
    let mut answered = HashSet::new();
    for contact in &contacts {
        assert_eq!(contact["direction"], "in");
        assert!(contact["minutes"].parse::<u64>().unwrap() >= 1);
        if contact["case_id"].is_empty() {
            questions += 1;
        } else {
            assert_eq!(cases[contact["case_id"]], (contact["customer_id"], &contact["time"][..10]));
            assert!(answered.insert(contact["case_id"]));
        }
    }
    assert_eq!(answered.len(), complaints.len());
    share_is(questions, rows(&files["/deliveries.csv"]).len() as u64, 0.08, "questions");
}

#[test]
fn the_two_companies_are_one_until_the_core_erodes() {
    let lives = |suite| company(suite).checked().unwrap();
    let eroded: Day = "2024-04-01".parse().unwrap();
    let before = |life: &CustomerLife| {
        let known = life.orders.iter().take_while(|order| order.day() < eroded);
        known.copied().collect::<Vec<_>>()
    };
    let (calm, strained) = (lives(Suite::Growing), lives(Suite::OverExtended));
    let mut lost = [0u64; 2];
    for (a, b) in calm.lives().zip(strained.lives()) {
        assert_eq!(before(&a), before(&b));
        for (life, lost) in [&a, &b].into_iter().zip(&mut lost) {
            *lost += u64::from(life.left.is_some_and(|left| left.by == LeftBy::Service));
        }
    }
    assert!(lost[1] as f64 > 1.25 * lost[0] as f64, "{lost:?}");
}

#[test]
fn a_company_without_launches_has_the_same_core_until_the_first() {
    let none = company(Suite::None).checked().unwrap();
    let growing = company(Suite::Growing).checked().unwrap();
    // The carrier's bad quarter begins in 2023-10.
    let bad: Day = "2023-10-01".parse().unwrap();
    for (a, b) in none.lives().zip(growing.lives()).take(3_000) {
        assert!(a.orders.iter().all(sample::Order::core));
        let known = a.orders.iter().take_while(|order| order.day() < bad).count();
        assert_eq!(a.orders[..known], b.orders[..known]);
    }
}

#[test]
fn the_same_seed_gives_the_same_growing_company() {
    let small = Company { customers: 5_000, ..company(Suite::OverExtended) };
    let once = written(&small, Shape::Shop, 1);
    assert_eq!(once, written(&small, Shape::Shop, 3));
    let larger = company(Suite::OverExtended).checked().unwrap();
    assert!(small.checked().unwrap().lives().eq(larger.lives().take(5_000)));
    // The future changes nothing of the past.
    let short = Company { future_months: 0, ..small.clone() }.checked().unwrap();
    for (long, short) in small.checked().unwrap().lives().zip(short.lives()) {
        assert_eq!(long.orders[..short.orders.len()], short.orders);
        assert!(long.orders.is_sorted_by_key(|order| order.second));
    }
}

#[test]
fn what_cannot_be_planted_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let growing = Company { customers: 10, ..company(Suite::Growing) };
    let refused = |company: &Company, shape, start: &str| {
        let options = WriteOptions { shape, ..WriteOptions::default() };
        let error = write_company(company, dir.path(), &options).unwrap_err();
        assert!(matches!(error, SampleError::Impossible { .. }));
        assert!(error.to_string().starts_with(start), "{error}");
    };
    refused(&growing, Shape::PlainOrders, "suite is growing");
    refused(&Company { planted: false, ..growing.clone() }, Shape::Shop, "suite is growing");
    refused(&Company { months: 35, acquisition_months: 35, ..growing.clone() }, Shape::Shop, "months is 35");
    let middle = "2022-01-15".parse().unwrap();
    refused(&Company { first_day: middle, ..growing.clone() }, Shape::Shop, "first_day is 2022-01-15");
    let both = Company { favours: Some(sample::Favours::Centric), ..growing };
    refused(&both, Shape::Shop, "suite is growing");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
