//! The SQL functions: values against the models, NULL, no row, one row, two partitions.

use history::ask::{Format, Limits};
use models::{
    bg_bb::{BgBb, ChanceHistory},
    buying::{Buying, BuyingKind},
    gamma_gamma::GammaGamma,
    history::OrderHistory,
    sbg::Sbg,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sql::Files;

const MODELS: [(BuyingKind, &str, [f64; 4]); 3] = [
    (BuyingKind::BgNbd, "bg_nbd", [0.243, 4.414, 0.793, 2.426]),
    (BuyingKind::MbgNbd, "mbg_nbd", [0.525, 6.183, 0.891, 1.614]),
    (BuyingKind::ParetoNbd, "pareto_nbd", [0.553, 10.578, 0.606, 11.669]),
];

fn list(numbers: &[f64]) -> String {
    numbers.iter().map(|p| format!("{p:?}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn buying_functions_are_the_models_to_the_last_bit() {
    let files = Files::none();
    let customer = OrderHistory::new(2, 30.43, 38.86).unwrap();
    for (kind, name, p) in MODELS {
        let buying = Buying::new(kind, p).unwrap();
        let (model, p) = (buying.model(), list(&p));
        for (call, expected) in [
            (format!("alive(2, 30.43, 38.86, {p})"), model.alive(&customer)),
            (format!("expected_orders(39, 2, 30.43, 38.86, {p})"), model.expected_orders(&customer, 39.0)),
            (
                format!("discounted_orders(0.002, 2, 30.43, 38.86, {p})"),
                model.discounted_orders(&customer, 0.002),
            ),
            (format!("log_likelihood(2, 30.43, 38.86, {p})"), model.log_likelihood(&customer)),
            (format!("new_customer_orders(52, {p})"), model.new_customer_orders(52.0)),
            (format!("count_probability(3, 52, {p})"), model.new_count_probability(3, 52.0)),
        ] {
            assert_eq!(files.value(&format!("{name}_{call}")), json!(expected), "{name}_{call}");
        }
    }
}

#[test]
fn a_customer_of_the_bg_nbd_paper_is_worth_what_the_paper_says() {
    // Fader, Hardie & Lee 2005: x = 2, t_x = 30.43, T = 38.86, 39 weeks ahead: 1.226.
    let orders =
        Files::none().value("bg_nbd_expected_orders(39, 2, 30.43, 38.86, 0.243, 4.414, 0.793, 2.426)");
    assert!((orders.as_f64().unwrap() - 1.226).abs() < 5e-4, "{orders}");
}

#[test]
fn chance_spend_and_contract_functions_are_the_models() {
    let files = Files::none();
    let donations = BgBb::new(1.204, 0.750, 0.657, 2.783).unwrap();
    let donor = ChanceHistory::new(4, 5, 6).unwrap();
    let p = "1.204, 0.750, 0.657, 2.783";
    let spend = GammaGamma::new(6.25, 3.74, 15.44).unwrap();
    let contract = Sbg::new(0.668, 3.806).unwrap();
    for (call, expected) in [
        (format!("bg_bb_alive(4, 5, 6, {p})"), donations.active_at_next(&donor)),
        (format!("bg_bb_expected_orders(5, 4, 5, 6, {p})"), donations.expected_orders(&donor, 5)),
        (format!("bg_bb_log_likelihood(4, 5, 6, {p})"), donations.log_likelihood(&donor)),
        (
            "gamma_gamma_expected_spend(2, 35.5, 6.25, 3.74, 15.44)".into(),
            spend.expected_spend(2.0, 35.5).unwrap(),
        ),
        ("gamma_gamma_expected_spend(0, 0, 6.25, 3.74, 15.44)".into(), spend.population_mean().unwrap()),
        ("sbg_survival(5, 0.668, 3.806)".into(), contract.survival(5)),
        ("sbg_survival(0, 0.668, 3.806)".into(), 1.0),
    ] {
        assert_eq!(files.value(&call), json!(expected), "{call}");
    }
}

#[test]
fn arguments_may_be_columns_or_literals_whole_numbers_floats_or_decimals() {
    let files = Files::new("c", "x,t_x,age,r\n2,30.43,38.86,0.243\n0,0,38.86,0.243\n");
    let row = "bg_nbd_alive(x, t_x, age, r, 4.414, 0.793, 2.426)";
    let both = files.rows(&format!("SELECT {row} AS v FROM c ORDER BY x"));
    assert_eq!(both[0]["v"], json!(1.0));
    assert_eq!(both[1]["v"], files.value("bg_nbd_alive(2, 30.43, 38.86, 0.243, 4.414, 0.793, 2.426)"));
    let decimals = "bg_nbd_alive(CAST(2 AS BIGINT), CAST(30.43 AS DECIMAL(10,2)), CAST('38.86' AS DECIMAL(30,10)), \
                    0.243, 4.414, 0.793, 2.426)";
    assert_eq!(files.value(decimals), both[1]["v"]);
}

#[test]
fn parameters_in_columns_may_differ_from_row_to_row() {
    let files = Files::new("c", "k,r\n1,0.2\n2,0.4\n3,0.2\n");
    let rows = files.rows("SELECT bg_nbd_new_customer_orders(52, r, 4.4, 0.8, 2.4) AS v FROM c ORDER BY k");
    assert_eq!(rows[0], rows[2]);
    assert_ne!(rows[0], rows[1]);
}

#[test]
fn null_in_null_out_for_every_function() {
    let files = Files::none();
    for (_, name, p) in MODELS {
        let p = list(&p);
        for call in [
            format!("alive(NULL, 30.43, 38.86, {p})"),
            "alive(2, 30.43, 38.86, NULL, 1, 1, 1)".to_owned(),
            format!("expected_orders(NULL, 2, 30.43, 38.86, {p})"),
            format!("discounted_orders(0.01, 2, NULL, 38.86, {p})"),
            format!("log_likelihood(2, 30.43, NULL, {p})"),
            format!("new_customer_orders(NULL, {p})"),
            format!("count_probability(NULL, 52, {p})"),
        ] {
            assert_eq!(files.value(&format!("{name}_{call}")), Value::Null, "{name}_{call}");
        }
    }
    for call in [
        "bg_bb_alive(NULL, 5, 6, 1.2, 0.75, 0.66, 2.78)",
        "bg_bb_expected_orders(NULL, 4, 5, 6, 1.2, 0.75, 0.66, 2.78)",
        "bg_bb_log_likelihood(4, 5, NULL, 1.2, 0.75, 0.66, 2.78)",
        "gamma_gamma_expected_spend(2, NULL, 6.25, 3.74, 15.44)",
        "sbg_survival(NULL, 0.668, 3.806)",
    ] {
        assert_eq!(files.value(call), Value::Null, "{call}");
    }
}

#[test]
fn null_rows_among_others_stay_null() {
    let files = Files::new("c", "k,x,t_x,age\n1,2,30.43,38.86\n2,,30.43,38.86\n3,0,0,38.86\n");
    let rows =
        files.rows("SELECT bg_nbd_alive(x, t_x, age, 0.243, 4.414, 0.793, 2.426) AS v FROM c ORDER BY k");
    assert!(rows[0]["v"].is_number() && rows[1]["v"].is_null() && rows[2]["v"] == json!(1.0), "{rows:?}");
}

#[test]
fn no_row_gives_no_row() {
    let files = Files::new("c", "x,t_x,age\n2,30.43,38.86\n");
    let call = "pareto_nbd_alive(x, t_x, age, 0.553, 10.578, 0.606, 11.669)";
    assert_eq!(files.csv(&format!("SELECT {call} AS v FROM c WHERE x > 5")), "v\n");
    assert!(files.rows(&format!("SELECT {call} AS v FROM c WHERE x > 5")).is_empty());
}

#[test]
fn impossible_input_names_the_function_and_the_values() {
    let files = Files::none();
    for (call, told) in [
        (
            "bg_nbd_alive(2, 40, 39, 0.243, 4.414, 0.793, 2.426)",
            "bg_nbd_alive(x = 2, t_x = 40, age = 39, r = 0.243",
        ),
        ("bg_nbd_alive(-1, 0, 39, 0.243, 4.414, 0.793, 2.426)", "x must be a whole number"),
        ("mbg_nbd_alive(1.5, 1, 39, 0.243, 4.414, 0.793, 2.426)", "mbg_nbd_alive(x = 1.5"),
        ("pareto_nbd_alive(1, 1, -39, 0.5, 10, 0.6, 11)", "times must be finite and not negative"),
        ("pareto_nbd_alive(1, 1, 39, 0, 10, 0.6, 11)", "parameter r must be finite and above 0"),
        (
            "pareto_nbd_expected_orders(-1, 1, 1, 39, 0.5, 10, 0.6, 11)",
            "horizon must be finite and not negative",
        ),
        ("bg_nbd_discounted_orders(0, 1, 1, 39, 0.5, 10, 0.6, 11)", "rate must be finite and above 0"),
        ("bg_nbd_count_probability(-3, 52, 0.5, 10, 0.6, 11)", "n must be a whole number"),
        ("bg_bb_alive(5, 4, 6, 1.2, 0.75, 0.66, 2.78)", "bg_bb_alive(x = 5, t_x = 4, n = 6"),
        ("bg_bb_alive(1, 7, 6, 1.2, 0.75, 0.66, 2.78)", "bg_bb_alive(x = 1, t_x = 7, n = 6"),
        (
            "gamma_gamma_expected_spend(2, -3, 6.25, 3.74, 15.44)",
            "mean_spend must be finite and not negative",
        ),
        ("gamma_gamma_expected_spend(2, 0, 6.25, 3.74, 15.44)", "mean_spend must be above 0"),
        ("gamma_gamma_expected_spend(0, 0, 6.25, 0.5, 15.44)", "infinite"),
        ("sbg_survival(-1, 0.668, 3.806)", "sbg_survival(period = -1"),
        ("sbg_survival(1, 0.668, -3.806)", "parameter beta"),
        ("sbg_survival(1, 0.668)", "takes 3 arguments, not 2: write sbg_survival(period, alpha, beta)"),
        ("sbg_survival('one', 0.668, 3)", "period must be a number"),
    ] {
        let said = files.refusal(&format!("SELECT {call}"));
        assert!(said.contains(told), "{call}: {said}");
    }
}

#[test]
fn the_row_that_is_impossible_is_named_among_many() {
    let files = Files::new("c", "x,t_x,age\n0,0,39\n3,12,11\n0,0,39\n");
    let said = files.refusal("SELECT bg_nbd_alive(x, t_x, age, 0.243, 4.414, 0.793, 2.426) FROM c");
    assert!(said.contains("x = 3, t_x = 12, age = 11"), "{said}");
}

const LOG: &str = "customer,day,amount\n\
    anna,2024-01-05,10.10\n\
    anna,2024-01-05,5.05\n\
    anna,2024-01-19,20.20\n\
    anna,2024-03-01,0\n\
    ben,2024-02-29,7.77\n\
    cleo,,3.00\n\
    dora,2024-01-02,\n";

#[test]
fn an_order_log_becomes_histories() {
    let files = Files::new("log", LOG);
    let rows = files.rows(
        "SELECT customer, buying_history(day, amount) AS h FROM log GROUP BY customer ORDER BY customer",
    );
    assert_eq!(
        rows[0]["h"],
        json!({
            "frequency": 2, "recency": 56.0, "first": "2024-01-05", "last": "2024-03-01",
            "spend": 35.35, "repeat_spend": 20.2, "mean_spend": 20.2, "paid_orders": 1, "orders": 4
        })
    );
    assert_eq!(
        rows[1]["h"],
        json!({
            "frequency": 0, "recency": 0.0, "first": "2024-02-29", "last": "2024-02-29",
            "spend": 7.77, "repeat_spend": 0.0, "mean_spend": null, "paid_orders": 0, "orders": 1
        })
    );
    // Neither a row without a day nor one without an amount is an order.
    assert_eq!((&rows[2]["h"], &rows[3]["h"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_history_of_no_row_is_null() {
    let files = Files::new("log", LOG);
    assert_eq!(
        files.rows("SELECT buying_history(day, amount) AS h FROM log WHERE amount > 99"),
        [json!({"h": null})]
    );
    assert!(
        files
            .rows("SELECT buying_history(day, amount) AS h FROM log WHERE amount > 99 GROUP BY customer")
            .is_empty()
    );
}

#[test]
fn days_come_from_dates_times_zones_and_text() {
    let files = Files::none();
    for (time, day) in [
        ("DATE '2024-03-31'", "2024-03-31"),
        ("TIMESTAMP '2024-03-31 23:59:59.999'", "2024-03-31"),
        ("arrow_cast('2024-03-31T23:30:00', 'Timestamp(Second, None)')", "2024-03-31"),
        (
            "arrow_cast(TIMESTAMP '2024-03-31 23:30:00', 'Timestamp(Nanosecond, Some(\"Europe/Berlin\"))')",
            "2024-03-31",
        ),
        (
            "arrow_cast('2024-03-31T23:30:00Z', 'Timestamp(Millisecond, Some(\"Europe/Berlin\"))')",
            "2024-04-01",
        ),
        ("'2024-03-31'", "2024-03-31"),
        ("'2024-03-31T10:00:00'", "2024-03-31"),
    ] {
        assert_eq!(files.value(&format!("buying_history({time}, 1)['first']")), json!(day), "{time}");
    }
    let said = files.refusal("SELECT buying_history('soon', 1)");
    assert!(said.contains("buying_history: order_time") && said.contains("soon"), "{said}");
}

#[test]
fn amounts_keep_their_kind_and_their_digits() {
    let sql = "SELECT buying_history(d, a)['spend'] AS float, buying_history(d, e)['spend'] AS exact, \
               buying_history(d, m)['spend'] AS minor FROM \
               (SELECT d, a, CAST(a AS DECIMAL(9,2)) AS e, CAST(a * 100 AS BIGINT) AS m FROM \
               (VALUES (DATE '2024-01-01', 0.1), (DATE '2024-01-02', 0.2), (DATE '2024-01-03', 0.3)) AS l(d, a))";
    assert_eq!(Files::none().csv(sql), "float,exact,minor\n0.6,0.60,60\n");
}

#[test]
fn what_cannot_be_summed_is_refused() {
    let files = Files::none();
    for (amount, told) in [
        ("1000000000000000", "not below 10^15"),
        ("1e12", "not a number below 10^12"),
        ("CAST('NaN' AS DOUBLE)", "not a number"),
        ("'ten'", "amount must be a number"),
    ] {
        let said = files.refusal(&format!("SELECT buying_history(DATE '2024-01-01', {amount})"));
        assert!(said.contains(told) && said.contains("buying_history"), "{amount}: {said}");
    }
    let said =
        files.refusal("SELECT buying_history(DISTINCT day, 1) FROM (VALUES (DATE '2024-01-01')) AS l(day)");
    assert!(said.contains("DISTINCT"), "{said}");
}

#[test]
fn a_filter_keeps_what_is_true_only() {
    let files = Files::new("log", LOG);
    let kept = "SELECT buying_history(day, amount) FILTER (WHERE amount > 5.05)['orders'] AS n FROM log";
    // amount > 5.05 is NULL for dora.
    assert_eq!(files.rows(&kept.replace("FROM log", "FROM log GROUP BY true")), [json!({"n": 3})]);
    assert_eq!(files.rows(kept), [json!({"n": 3})]);
}

#[test]
fn a_window_sees_the_history_grow() {
    let files = Files::new("log", LOG);
    let rows = files.rows(
        "SELECT buying_history(day, amount) OVER (PARTITION BY customer ORDER BY day)['frequency'] AS f \
         FROM log WHERE customer = 'anna' ORDER BY day",
    );
    assert_eq!(rows.iter().map(|r| r["f"].as_i64().unwrap()).collect::<Vec<_>>(), [0, 0, 1, 2]);
    let sliding = "ORDER BY day ROWS BETWEEN 3 PRECEDING AND CURRENT ROW";
    let said = files.refusal(&format!("SELECT buying_history(day, amount) OVER ({sliding}) FROM log"));
    assert!(said.contains("sliding frame") && said.contains("UNBOUNDED PRECEDING"), "{said}");
}

fn answers(log: &str, threads: usize) -> String {
    let files = Files::new("log", log);
    let limits = Limits { threads, ..Limits::default() };
    let sql = "SELECT c, buying_history(d, a) AS h FROM log GROUP BY c ORDER BY c";
    files.ask_with(sql, Format::Csv, &limits).unwrap()
}

#[test]
fn one_partition_or_two_give_the_same_history() {
    // Large enough that the engine splits the file, with customers in both parts.
    let mut log = "c,d,a\n".to_owned();
    for i in 0..60_000_u32 {
        let (customer, day) = (i.wrapping_mul(2_654_435_761) % 20_011, i.wrapping_mul(40_503) % 28);
        log.push_str(&format!(
            "{customer},2024-{:02}-{:02},{}.{:02}\n",
            i % 12 + 1,
            day + 1,
            i % 300,
            i % 100
        ));
    }
    let one = answers(&log, 1);
    assert!(one.lines().count() > 15_000);
    assert_eq!(one, answers(&log, 2));
    assert_eq!(one, answers(&log, 5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_rows_changes_nothing(
        mut rows in prop::collection::vec((0_u8..4, 1_u8..29, 0_i64..1_000_000), 1..60),
        seed in any::<u64>(),
    ) {
        let text = |rows: &[(u8, u8, i64)]| rows.iter().fold("c,d,a\n".to_owned(), |text, (c, d, a)| {
            text + &format!("{c},2024-02-{d:02},{}\n", *a as f64 / 1000.0)
        });
        let before = answers(&text(&rows), 1);
        let n = rows.len();
        (0..n).for_each(|i| rows.swap(i, (seed as usize).wrapping_mul(i + 7) % n));
        prop_assert_eq!(before, answers(&text(&rows), 2));
    }
}

#[test]
fn histories_feed_the_models() {
    let files = Files::new("log", LOG);
    let rows = files.rows(
        "SELECT customer, bg_nbd_alive(h['frequency'], h['recency'] / 7, \
         CAST(DATE '2024-06-30' - h['first'] AS DOUBLE) / 7, 0.243, 4.414, 0.793, 2.426) AS alive \
         FROM (SELECT customer, buying_history(day, amount) AS h FROM log GROUP BY customer) ORDER BY customer",
    );
    let anna = OrderHistory::new(2, 56.0 / 7.0, 177.0 / 7.0).unwrap();
    let model = Buying::new(BuyingKind::BgNbd, MODELS[0].2).unwrap();
    assert_eq!(rows[0]["alive"], json!(model.model().alive(&anna)));
    assert_eq!(rows[1]["alive"], json!(1.0));
    assert_eq!(rows[2]["alive"], Value::Null);
}

#[test]
fn cdnow_histories_are_the_published_ones() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/clv");
    let (Ok(log), Ok(summary)) = (
        std::fs::read_to_string(format!("{data}/cdnow_sample.txt")),
        std::fs::read_to_string(format!("{data}/cdnow_summary.csv")),
    ) else {
        println!("skipped: no CDNOW files beside the workspace");
        return;
    };
    let mut orders = "id,day,dollars\n".to_owned();
    for line in log.lines() {
        let f: Vec<&str> = line.split_whitespace().collect();
        let (y, m, d) = (&f[2][..4], &f[2][4..6], &f[2][6..]);
        orders.push_str(&format!("{},{y}-{m}-{d},{}\n", f[1].parse::<u32>().unwrap(), f[4]));
    }
    let rows = Files::new("log", orders).rows(
        "SELECT id, buying_history(day, dollars) FILTER (WHERE day <= DATE '1997-09-30') AS h FROM log GROUP BY id ORDER BY id",
    );
    let mut checked = 0;
    for (row, line) in rows.iter().zip(summary.lines().skip(1)) {
        let published: Vec<f64> = line.split(',').map(|v| v.trim_matches('"').parse().unwrap()).collect();
        assert_eq!(row["id"].as_f64().unwrap(), published[0]);
        assert_eq!(row["h"]["frequency"].as_f64().unwrap(), published[1], "customer {}", published[0]);
        let weeks = row["h"]["recency"].as_f64().unwrap() / 7.0;
        assert!((weeks - published[2]).abs() < 0.01, "customer {}: {weeks} {}", published[0], published[2]);
        checked += 1;
    }
    assert_eq!(checked, 2357);
}
