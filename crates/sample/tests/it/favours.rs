//! Companies that favour one way: the files show the laws that make it so.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use sample::{Company, CustomerLife, Favours, LeftBy, Shape};

use crate::read::{cents, mean_is, parameters, rows, share_is, written};

const BOTH: [Favours; 2] = [Favours::Focused, Favours::Centric];

fn company(favours: Favours) -> Company {
    Company { customers: 20_000, favours: Some(favours), ..Company::default() }
}

type Files = BTreeMap<String, String>;

static FOCUSED: LazyLock<Files> = LazyLock::new(|| written(&company(Favours::Focused), Shape::Shop, 2));
static CENTRIC: LazyLock<Files> = LazyLock::new(|| written(&company(Favours::Centric), Shape::Shop, 2));

fn of(favours: Favours) -> &'static Files {
    match favours {
        Favours::Focused => &FOCUSED,
        Favours::Centric => &CENTRIC,
    }
}

/// Euros spent and customers won by month, as the files tell them.
pub(crate) fn response(files: &Files) -> Vec<(f64, f64)> {
    let mut months: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in rows(&files["/costs.csv"]).iter().filter(|row| row["kind"] == "acquisition") {
        months.entry(row["month"].to_owned()).or_default().0 += cents(row["amount"]) as f64 / 100.0;
    }
    let mut first: HashMap<&str, &str> = HashMap::new();
    let orders = rows(&files["/orders.csv"]);
    for row in orders.iter().filter(|row| !row["customer_id"].is_empty()) {
        // The file is in order of time.
        first.entry(row["customer_id"]).or_insert(&row["order_time"][..7]);
    }
    for month in first.values() {
        months.get_mut(*month).unwrap().1 += 1.0;
    }
    months.into_values().collect()
}

/// C and k of the curve under which the counts are likeliest (Poisson).
pub(crate) fn fitted(months: &[(f64, f64)], near: f64) -> (f64, f64) {
    let all: f64 = months.iter().map(|(_, won)| won).sum();
    let most = |k: f64| all / months.iter().map(|(spend, _)| -(-k * spend).exp_m1()).sum::<f64>();
    let likely = |k: f64| -> f64 {
        let c = most(k);
        months.iter().map(|(spend, won)| won * (c * -(-k * spend).exp_m1()).ln()).sum()
    };
    let tried = (20..400).map(|i| near * f64::from(i) / 100.0);
    let k = tried.max_by(|a, b| likely(*a).total_cmp(&likely(*b))).unwrap();
    (most(k), k)
}

#[test]
fn the_response_to_spending_is_found_in_the_files() {
    for (favours, twice, most_off) in [(Favours::Focused, 1.15, 0.05), (Favours::Centric, 1.8, 0.4)] {
        let files = of(favours);
        let told = &parameters(files)["favours"]["acquisition"];
        let number = |name: &str| told[name].as_f64().unwrap();
        let months = response(files);
        assert_eq!(months.len(), 42);
        let (most, k) = fitted(&months, number("k_per_euro"));
        assert!((most / number("C") - 1.0).abs() < most_off, "{most} {told}");
        let won_at_twice = 1.0 + (-k * number("usual_spend")).exp();
        assert!((won_at_twice - twice).abs() < 0.05, "{won_at_twice}");
        // Each month's customers lie about the curve as counts do.
        for (spend, won) in months {
            let expected = -number("C") * (-number("k_per_euro") * spend).exp_m1();
            assert!((won - expected).abs() < 4.5 * expected.sqrt(), "{won} {expected}");
        }
    }
}

#[test]
fn costs_add_up_to_what_is_told_by_kind() {
    for favours in BOTH {
        let files = of(favours);
        let told = &parameters(files)["favours"];
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
        let each = |name: &str| 100.0 * told["costs"][name].as_f64().unwrap();
        for month in told["acquisition"]["months"].as_array().unwrap() {
            let name = month["month"].as_str().unwrap();
            let [orders, complaints] = counts[name];
            let wanted = [
                ("acquisition", 100.0 * month["spend"].as_f64().unwrap()),
                ("retention", each("retention_by_order") * orders),
                ("service", each("service_by_order") * orders + each("service_by_complaint") * complaints),
                ("operating", each("operating_by_month")),
            ];
            for (kind, cents) in wanted {
                assert_eq!(spent(kind, name), cents.round() as i64, "{kind} {name}");
            }
        }
    }
}

/// Whether she is still there so many days after her first order.
fn stays(life: &CustomerLife, days: i32) -> bool {
    life.active_after(life.first_day().plus(days))
}

#[test]
fn three_quarters_stay_a_year_in_one_and_a_quarter_in_the_other() {
    for (favours, wanted) in [(Favours::Focused, 0.25), (Favours::Centric, 0.75)] {
        let (mut all, mut stayed) = (0.0, 0.0);
        for life in company(favours).checked().unwrap().lives() {
            all += 1.0;
            stayed += f64::from(u8::from(stays(&life, 365)));
        }
        let share = stayed / all;
        assert!((share - wanted).abs() < 0.03, "{share}");
        let told = &parameters(of(favours))["favours"]["retention"];
        let year = told["survival_by_age_months"][12].as_f64().unwrap();
        assert!((year - share).abs() < 0.005, "{year} {share}");
        for kept in &told["kept_for_12_months_from_age_0_12_24"].as_array().unwrap()[..2] {
            assert!((kept.as_f64().unwrap() - wanted).abs() < 0.10, "{kept}");
        }
    }
}

#[test]
fn complaints_drive_customers_away_in_one_and_hardly_in_the_other() {
    let served = |favours| {
        let (mut left, mut by_service) = (0.0, 0.0);
        let (mut orders, mut complaints) = (0u64, 0u64);
        let (mut slow, mut gone) = (0u64, 0u64);
        for life in company(favours).checked().unwrap().lives() {
            left += f64::from(u8::from(life.left.is_some()));
            by_service += f64::from(u8::from(life.left.is_some_and(|left| left.by == LeftBy::Service)));
            for order in &life.orders {
                orders += 1;
                complaints += u64::from(order.complaint.is_some());
            }
            // The first order's complaint, where it was solved late.
            if let Some(complaint) = life.orders[0].complaint.filter(|c| c.solved_within_days > 3) {
                slow += 1;
                let days = i32::from(complaint.received_after_days + complaint.solved_within_days);
                gone += u64::from(!stays(&life, days));
            }
        }
        (by_service / left, orders, complaints, slow, gone)
    };
    let (centric, orders, complaints, slow, gone) = served(Favours::Centric);
    share_is(complaints, orders, 0.10 * 0.50 + 0.90 * 0.08, "complaints");
    assert!((0.35..0.6).contains(&centric), "{centric}");
    // 35 % for the complaint; a few more of their own course.
    assert!((0.34..0.40).contains(&(gone as f64 / slow as f64)), "{gone} of {slow}");
    let (focused, orders, complaints, slow, _) = served(Favours::Focused);
    share_is(complaints, orders, 0.03 * 0.20 + 0.97 * 0.006, "complaints");
    assert!(focused < 0.01, "{focused}");
    assert_eq!(slow, 0);
}

#[test]
fn baskets_double_over_three_years_where_customers_stay() {
    for (favours, wanted) in [(Favours::Focused, 1.0), (Favours::Centric, 2.0)] {
        let (mut young, mut old) = (Vec::new(), Vec::new());
        for life in company(favours).checked().unwrap().lives() {
            for order in &life.orders {
                // Against her own mean: customers differ far more than orders do.
                let share = order.amount_minor as f64 / life.mean_spend_cents;
                match order.day().since(life.first_day()) {
                    0 => young.push(share),
                    1_100.. => old.push(share),
                    _ => {}
                }
            }
        }
        mean_is(&young, 1.0, "first orders");
        mean_is(&old, wanted, "after three years");
    }
}

#[test]
fn a_centric_customer_takes_up_further_lines_with_the_years() {
    let files = of(Favours::Centric);
    let products = rows(&files["/products.csv"]);
    let line: HashMap<&str, &str> = products.iter().map(|p| (p["product_id"], p["line"])).collect();
    let mut first: HashMap<&str, facts::Day> = HashMap::new();
    let (mut young, mut old): (HashSet<&str>, HashSet<&str>) = (HashSet::new(), HashSet::new());
    for row in rows(&files["/orders.csv"]).iter().filter(|row| !row["customer_id"].is_empty()) {
        let day: facts::Day = row["order_time"][..10].parse().unwrap();
        let age = day.since(*first.entry(row["customer_id"]).or_insert(day));
        // Returns come some weeks later than their order.
        if age < 150 {
            young.insert(line[row["product_id"]]);
        } else if age > 800 {
            old.insert(line[row["product_id"]]);
        }
    }
    assert_eq!(young, HashSet::from(["coffee"]));
    assert_eq!(old.len(), 5, "{old:?}");
}

#[test]
fn one_more_customer_pays_in_one_and_not_in_the_other() {
    for favours in BOTH {
        let files = of(favours);
        let (mut revenue, mut cost) = (0i64, 0i64);
        for row in rows(&files["/orders.csv"]) {
            revenue += row["quantity"].parse::<i64>().unwrap() * cents(row["unit_price"]);
            cost += cents(row["cost"]);
        }
        let margin = 1.0 - cost as f64 / revenue as f64;
        // What the customers of the first six months have brought and will bring in three years.
        let truth = rows(&files["/truth/customers.csv"]);
        let early = truth.iter().filter(|row| row["first_order"] < "2022-07-01");
        let brought: Vec<f64> = early
            .map(|row| margin * (cents(row["spend"]) + cents(row["future_spend_36"])) as f64 / 100.0)
            .collect();
        let brings = brought.iter().sum::<f64>() / brought.len() as f64;
        let told = &parameters(files)["favours"]["acquisition"];
        let next = told["marginal_cost_at_the_usual_spend"].as_f64().unwrap();
        let mean = told["mean_cost_of_a_customer"].as_f64().unwrap();
        match favours {
            Favours::Focused => assert!(mean < brings && brings < next, "{mean} {brings} {next}"),
            Favours::Centric => assert!(4.0 * next < brings, "{brings} {next}"),
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_favouring_company() {
    for favours in BOTH {
        let small = Company { customers: 5_000, ..company(favours) };
        for shape in [Shape::Shop, Shape::PlainOrders] {
            assert_eq!(written(&small, shape, 1), written(&small, shape, 3));
        }
        // A larger one spends more and wins the same customers first.
        let larger = company(favours).checked().unwrap();
        assert!(small.checked().unwrap().lives().eq(larger.lives().take(5_000)));
        // It has laws of its own, whatever the plan's model.
        let told = parameters(&written(&small, Shape::PlainOrders, 1));
        assert_eq!(told["buying"]["parameters"]["r"], favours.model().parameters()[0].1);
        assert!(told["planted"].get("bad_quarter_from").is_none());
    }
}
