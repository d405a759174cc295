//! Made-up valuations for tests of what people see: a rich one and poor ones.

use facts::{Currency, Day, Month};
use serde_json::json;

use crate::value::valuation::{
    Applicability, AtRisk, Baseline, BuyingFit, BuyingReport, CalibrationClass, Candidate, ChannelCost,
    Cohort, CohortPoint, Cohorts, Concentration, CurvePoint, HealthClass, HoldoutReport, Rejects,
    SpendingReport, TopShare, TrackingPoint, Unit, Valuation, Value,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).expect("a currency")
}

fn fit(model: &str, converged: bool) -> BuyingFit {
    let object = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
    BuyingFit {
        model: model.to_owned(),
        parameters: object(json!({"r": 0.243_1, "alpha": 4.413_5, "a": 0.792_9, "b": 2.425_8})),
        standard_errors: object(json!({"r": 0.012_6, "alpha": 0.378_3, "a": 0.185_6, "b": 0.703_5})),
        log_likelihood: -9_582.426,
        converged,
        convergence: if converged {
            "Converged after 23 steps".to_owned()
        } else {
            "the gradient did not vanish".to_owned()
        },
    }
}

/// A healthy shop with three years of orders, acquisition costs, channels and a holdout.
pub(crate) fn rich() -> Valuation {
    let as_of = day("2024-06-30");
    let first = day("2021-07-02").month();
    let mut curve: Vec<CurvePoint> = (0..36)
        .map(|i| CurvePoint {
            month: Month::from_index(first.index() + i),
            to_date: Some(1_236_543.21 * (f64::from(i + 1) / 36.0).powf(1.35)),
            expected: None,
            low: None,
            high: None,
        })
        .collect();
    curve.extend((1..=36).map(|i| {
        let share = 1.0 - (-f64::from(i) / 15.0).exp();
        let more = 780_000.0 * share / 0.91;
        CurvePoint {
            month: Month::from_index(first.index() + 35 + i),
            to_date: None,
            expected: Some(1_236_543.21 + more),
            low: Some(1_236_543.21 + more * 0.88),
            high: Some(1_236_543.21 + more * 1.13),
        }
    }));
    let cohorts = (0..36).map(cohort).collect();
    Valuation {
        as_of,
        unit: Unit::Week,
        first_day: day("2021-07-02"),
        last_day: as_of,
        customers: 12_431,
        orders: 41_207,
        repeaters: 6_903,
        reading: json!({
            "reading": {
                "files": [{
                    "name": "orders-2021.csv", "format": "text", "encoding": "utf-8", "delimiter": ";", "header": true,
                    "rows": 44_134, "blank_rows": 0,
                    "columns": [
                        {"field": "customer", "column": "E-Mail <billing>", "number": 2, "why": "by its name", "sample": "a@example.com"},
                        {"field": "time", "column": "Created at", "number": 4, "why": "by its name", "sample": "31.12.2023 23:59"},
                        {"field": "amount", "column": "Total", "number": 9, "why": "by its name, before 'Subtotal'", "sample": "1.234,50"},
                    ],
                    "unused": ["Note", "Vendor", "Tags"], "date_format": "dmy", "decimal": "comma",
                    "first": "2021-07-02", "last": "2024-06-30", "notes": ["Rows of one order were added up."],
                }],
                "currency": "EUR", "currency_why": "from the column Currency", "time_zone": null,
                "refunds": "net", "first": "2021-07-02", "last": "2024-06-30",
            },
            "counts": {
                "rows": 44_134, "blank_rows": 0, "accepted": 44_091, "rejected": 43, "rejects": {"bad-date": 31},
                "anonymous_rows": 230, "anonymous_minor": 1_412_350, "refund_rows": 412, "refund_minor": 987_601,
                "non_products": {"POST": 12, "BANK": 1}, "set_aside": {},
            },
        }),
        rejects: Rejects {
            total: 43,
            by_reason: [("bad-date".to_owned(), 31), ("bad-amount".to_owned(), 9), ("too-few-fields".to_owned(), 3)].into(),
        },
        applicability: Applicability {
            applies: true,
            reason: "applies",
            words: "Customers return and the history is long enough.".to_owned(),
            can_tell: Vec::new(),
        },
        buying: Some(BuyingReport {
            fit: fit("bg-nbd", true),
            candidates: vec![candidate("bg-nbd", true, true), candidate("mbg-nbd", true, false), candidate("pareto-nbd", false, false)],
            choice: "The model with the least mean error in the test period is taken; BG/NBD was off by 0.62 orders, MBG/NBD by 0.63. Pareto/NBD did not converge and was left out.".to_owned(),
        }),
        spending: Some(SpendingReport {
            model: "gamma-gamma",
            parameters: json!({"p": 6.25, "q": 3.74, "v": 15.45}).as_object().cloned().unwrap_or_default(),
            standard_errors: json!({"p": 0.3, "q": 0.2, "v": 1.1}).as_object().cloned().unwrap_or_default(),
            log_likelihood: -4_058.2,
            converged: true,
            convergence: "Converged after 14 steps".to_owned(),
            customers: 6_903,
            population_mean: Some(35.2),
            spend_frequency_correlation: 0.058,
            independence: "How much customers spend per order has little to do with how often they order (correlation 0.06), as the model assumes.".to_owned(),
        }),
        holdout: Some(holdout()),
        value: Value {
            currency: currency("EUR"),
            margin: 0.35,
            margin_source: "stated".to_owned(),
            annual_discount: 0.10,
            horizon_months: 36,
            level: 0.8,
            revenue_to_date: 3_532_980.6,
            to_date: 1_236_543.21,
            expected: Some(780_412.0),
            expected_low: Some(686_000.0),
            expected_high: Some(881_000.0),
            orders: Some([21_300.0, 20_100.0, 22_600.0]),
            at_risk: Some(212_000.0),
        },
        curve,
        health: vec![
            health("active", "at least 70% likely to be still active", 5_120, 790_000.0, 610_000.0),
            health("at risk", "between 30% and 70% likely to be still active", 2_310, 260_300.5, 142_000.0),
            health("lost", "less than 30% likely to be still active", 5_001, 186_242.71, 28_412.0),
        ],
        concentration: Concentration {
            curve: (0..=20).map(|i| f64::from(i) / 20.0).map(|x| [x, 1.0 - (1.0 - x).powi(3)]).collect(),
            top: [(0.01, 0.09), (0.05, 0.24), (0.1, 0.271), (0.2, 0.488)].map(|(customers, revenue)| TopShare { customers, revenue }).to_vec(),
            gini: 0.503,
        },
        cohorts: Cohorts {
            period: "month",
            has_costs: true,
            cohorts,
            average: average(),
            channels: vec![
                ChannelCost { channel: "search".to_owned(), spent: 120_400.0, share: 0.5 },
                ChannelCost { channel: "social".to_owned(), spent: 98_000.0, share: 0.5 },
                ChannelCost { channel: "fairs & <events>".to_owned(), spent: 30_050.5, share: 0.5 },
            ],
            payback_month: Some(7),
            trough_month: Some(0),
            trough: Some(-17.2),
            balance: vec![
                "Winning a new customer costs 32.10 EUR and brings 62.80 EUR in 36 months.".to_owned(),
                "One month of a customer kept is worth 1.74 EUR.".to_owned(),
            ],
        },
        at_risk: (0..30).map(at_risk).collect(),
        assumptions: vec![
            "The margin of 35% holds for every order, also in the months to come.".to_owned(),
            "Customers go on as they did: no campaign, price or competitor changes how they buy.".to_owned(),
        ],
        warnings: vec!["4% of the revenue has no customer and is left out of the models.".to_owned()],
        verdict: "In the last 26 weeks, which the model had not seen, it expected 6,980 orders and 7,102 came: 1.7% too few. Sums can be trusted to a few percent, single customers much less.".to_owned(),
        headline: "12,431 customers have brought 1.24 M EUR and are expected to bring another 780,000 EUR in the next three years, of which 212,000 EUR is at risk.".to_owned(),
    }
}

fn candidate(model: &str, converged: bool, chosen: bool) -> Candidate {
    Candidate {
        fit: fit(model, converged),
        aic: 19_172.9,
        holdout_mae: converged.then_some(if chosen { 0.62 } else { 0.63 }),
        holdout_ratio: converged.then_some(0.983),
        holdout_log_score: None,
        chosen,
    }
}

fn health(name: &str, rule: &str, customers: u64, to_date: f64, expected: f64) -> HealthClass {
    HealthClass {
        name: name.to_owned(),
        rule: rule.to_owned(),
        customers,
        to_date,
        expected,
        low: expected * 0.86,
        high: expected * 1.14,
    }
}

fn margin(age: u32) -> f64 {
    -32.1 + 14.9 + 26.0 * (1.0 - (-f64::from(age) / 9.0).exp()) + 0.45 * f64::from(age)
}

fn average() -> Vec<CohortPoint> {
    (0..=48)
        .map(|age| {
            let expected = age > 33;
            let width = 1.5 + f64::from(age) * 0.06 + if expected { f64::from(age - 33) * 0.4 } else { 0.0 };
            CohortPoint {
                age_months: age,
                retention: (!expected)
                    .then(|| if age == 0 { 1.0 } else { 0.05 + 0.26 * (-f64::from(age) / 7.0).exp() }),
                margin: margin(age),
                low: margin(age) - width,
                high: margin(age) + width,
                expected,
                customers: if expected { 12_431 } else { 12_431 - u64::from(age) * 340 },
            }
        })
        .collect()
}

fn cohort(index: i32) -> Cohort {
    let wave = f64::from(index * 7 % 11) / 11.0 - 0.5;
    let last = 35 - index as u32;
    let ages: Vec<CohortPoint> = (0..last)
        .map(|age| CohortPoint {
            age_months: age,
            retention: Some(if age == 0 {
                1.0
            } else {
                (0.05 + 0.26 * (-f64::from(age) / 7.0).exp()) * (1.0 + 0.5 * wave)
            }),
            margin: margin(age) * (1.0 + 0.3 * wave) + 3.0 * wave,
            low: 0.0,
            high: 0.0,
            expected: false,
            customers: 345,
        })
        .collect();
    Cohort {
        name: Month::from_index(day("2021-07-01").month().index() + index).to_string(),
        customers: (345.0 + 120.0 * wave) as u64,
        acquisition_cost: (index != 3).then_some(32.1 + 4.0 * wave),
        to_date: 34_348.42 - 700.0 * f64::from(index),
        expected: Some([12_000.0, 9_000.0, 15_600.0]),
        payback_month: (last > 8).then_some(7),
        trough_month: Some(0),
        ages,
    }
}

fn at_risk(index: i32) -> AtRisk {
    AtRisk {
        customer: if index == 2 {
            "O'Hara & Sons <procurement@example.com> of the far northern provinces".to_owned()
        } else {
            format!("c{:05}", 40_311 - index * 977)
        },
        orders: (24 - index / 2) as u64,
        last_order: day("2024-03-01").plus(-index * 3),
        to_date: 2_140.5 - 43.2 * f64::from(index),
        alive: 0.55 - 0.01 * f64::from(index),
        expected: 900.0 - 20.0 * f64::from(index),
        low: 0.0,
        high: 1_900.0 - 30.0 * f64::from(index),
        at_risk: 730.0 - 17.0 * f64::from(index),
        usual_gap_days: (index != 4).then_some(31.0),
    }
}

fn holdout() -> HoldoutReport {
    let class = |i: u32| CalibrationClass {
        repeat_orders: if i == 7 { "7+".to_owned() } else { i.to_string() },
        customers: u64::from(6_200 / (i + 1).pow(2) + 40),
        predicted: 0.2 + 0.42 * f64::from(i),
        actual: 0.22 + 0.40 * f64::from(i) + if i.is_multiple_of(2) { 0.06 } else { -0.03 },
        low: 0.2 + 0.42 * f64::from(i) - 0.05 - 0.03 * f64::from(i),
        high: 0.2 + 0.42 * f64::from(i) + 0.05 + 0.03 * f64::from(i),
    };
    let tracking = (1..=156)
        .map(|week| {
            let t = f64::from(week) / 156.0;
            TrackingPoint {
                day: day("2021-07-02").plus(week * 7),
                actual: 28_776.0 * t.powf(1.3) * (1.0 + 0.03 * (t * 20.0).sin()),
                expected: 28_400.0 * t.powf(1.3),
            }
        })
        .collect();
    let baseline = |name: &str, words: &str, orders: f64, mae: f64| Baseline {
        name: name.to_owned(),
        words: words.to_owned(),
        orders_predicted: orders,
        mae,
        rmse: mae * 2.1,
        correlation: (name != "mean").then_some(0.55),
        top_decile_hit_rate: Some(0.46),
    };
    HoldoutReport {
        from: day("2024-01-01"),
        to: day("2024-06-30"),
        calibrated_until: day("2023-12-31"),
        customers: 10_602,
        orders_actual: 7_102.0,
        orders_predicted: 6_980.4,
        orders_low: 6_720.0,
        orders_high: 7_240.0,
        money_actual: Some(612_300.5),
        money_predicted: Some(598_000.0),
        money_low: Some(566_000.0),
        money_high: Some(631_000.0),
        mae: 0.621,
        rmse: 1.322,
        correlation: Some(0.64),
        top_decile_hit_rate: Some(0.57),
        coverage: 0.813,
        level: 0.8,
        buying: fit("bg-nbd", true),
        calibration: (0..8).map(class).collect(),
        tracking,
        baselines: vec![
            baseline("last-period", "as many orders as in the same time before", 8_911.0, 0.84),
            baseline(
                "recency-cut",
                "whoever ordered in the last 90 days orders at the usual pace",
                6_020.0,
                0.77,
            ),
            baseline("mean", "everybody the same", 7_400.0, 0.93),
        ],
    }
}

/// A shop where nobody returns: models do not apply.
pub(crate) fn nobody_returns() -> Valuation {
    let mut v = rich();
    v.applicability = Applicability {
        applies: false,
        reason: "nobody-returns",
        words: "Lifetime models do not apply here: only 3.1% of the customers who had time to return did (at least 5% are needed).".to_owned(),
        can_tell: vec![
            "What a first order brings, by cohort.".to_owned(),
            "How concentrated revenue is.".to_owned(),
            "What winning a customer cost, and whether its one order paid for it.".to_owned(),
        ],
    };
    (v.customers, v.repeaters, v.orders) = (96_096, 2_997, 99_441);
    (v.buying, v.spending, v.holdout) = (None, None, None);
    (v.value.expected, v.value.expected_low, v.value.expected_high) = (None, None, None);
    (v.value.orders, v.value.at_risk) = (None, None);
    v.curve.truncate(36);
    v.health.clear();
    v.at_risk.clear();
    v.cohorts.average.retain(|p| !p.expected);
    v.cohorts.has_costs = false;
    v.cohorts.channels.clear();
    v.cohorts.balance.clear();
    for cohort in &mut v.cohorts.cohorts {
        (cohort.expected, cohort.acquisition_cost) = (None, None);
    }
    v.headline = "96,096 customers have brought 1.24 M EUR, nearly all of it with their first order: there is no lifetime to value here.".to_owned();
    v.verdict = v.applicability.words.clone();
    v.warnings.clear();
    v
}

/// Goods that cost more than they bring: every curve falls.
pub(crate) fn negative_margin() -> Valuation {
    let mut v = rich();
    let lost = -0.2;
    let value = &mut v.value;
    value.margin *= lost;
    value.to_date *= lost;
    value.expected = value.expected.map(|x| x * lost);
    (value.expected_low, value.expected_high) =
        (value.expected_high.map(|x| x * lost), value.expected_low.map(|x| x * lost));
    for p in &mut v.curve {
        p.to_date = p.to_date.map(|x| x * lost);
        p.expected = p.expected.map(|x| x * lost);
        (p.low, p.high) = (p.high.map(|x| x * lost), p.low.map(|x| x * lost));
    }
    for h in &mut v.health {
        (h.to_date, h.expected, h.low, h.high) =
            (h.to_date * lost, h.expected * lost, h.high * lost, h.low * lost);
    }
    for p in v.cohorts.average.iter_mut().chain(v.cohorts.cohorts.iter_mut().flat_map(|c| &mut c.ages)) {
        p.margin = -32.1 - f64::from(p.age_months) * 0.3;
        (p.low, p.high) = (p.margin - 2.0, p.margin + 2.0);
    }
    v.cohorts.payback_month = None;
    (v.cohorts.trough_month, v.cohorts.trough) = (Some(33), Some(-42.0));
    v
}

/// Orders without amounts: nothing is in money.
pub(crate) fn no_amounts() -> Valuation {
    let mut v = rich();
    v.value.currency = currency("XXX");
    (v.value.revenue_to_date, v.value.to_date) = (0.0, 0.0);
    (v.value.expected, v.value.expected_low, v.value.expected_high, v.value.at_risk) =
        (None, None, None, None);
    v.spending = None;
    v.concentration = Concentration { curve: Vec::new(), top: Vec::new(), gini: 0.0 };
    v.curve.clear();
    v.at_risk.clear();
    v
}

/// One customer with one order.
pub(crate) fn one_customer() -> Valuation {
    let mut v = nobody_returns();
    (v.customers, v.orders, v.repeaters) = (1, 1, 0);
    v.first_day = v.as_of;
    v.curve = vec![CurvePoint {
        month: v.as_of.month(),
        to_date: Some(12.5),
        expected: None,
        low: None,
        high: None,
    }];
    (v.value.to_date, v.value.revenue_to_date) = (12.5, 12.5);
    v.cohorts.average.truncate(1);
    v.cohorts.cohorts.truncate(1);
    v.cohorts.cohorts[0].ages.truncate(1);
    v.cohorts.cohorts[0].customers = 1;
    v
}

/// Nothing at all.
pub(crate) fn nothing() -> Valuation {
    let mut v = one_customer();
    (v.customers, v.orders) = (0, 0);
    v.curve.clear();
    (v.value.to_date, v.value.revenue_to_date) = (0.0, 0.0);
    v.cohorts.cohorts.clear();
    v.cohorts.average.clear();
    v.concentration =
        Concentration { curve: vec![[0.0, f64::NAN], [f64::NAN, 1.0]], top: Vec::new(), gini: f64::NAN };
    v.rejects = Rejects { total: 0, by_reason: std::collections::BTreeMap::new() };
    v.reading = serde_json::Value::Null;
    v.assumptions.clear();
    v
}

/// Every float replaced: NaN, infinite, huge, tiny or negative money must not break a page.
pub(crate) fn all_numbers(x: f64, code: &str) -> Valuation {
    let mut v = rich();
    v.value.currency = currency(code);
    let value = &mut v.value;
    (value.margin, value.annual_discount, value.revenue_to_date, value.to_date) = (x, x, x, x);
    (value.expected, value.expected_low, value.expected_high) = (Some(x), Some(x), Some(x));
    (value.orders, value.at_risk) = (Some([x; 3]), Some(x));
    for p in &mut v.curve {
        for y in [&mut p.to_date, &mut p.expected, &mut p.low, &mut p.high].into_iter().flatten() {
            *y = x;
        }
    }
    for h in &mut v.health {
        (h.to_date, h.expected, h.low, h.high) = (x, x, x, x);
    }
    v.concentration.gini = x;
    v.concentration.curve.iter_mut().for_each(|p| *p = [x, x]);
    v.concentration.top.iter_mut().for_each(|t| (t.customers, t.revenue) = (x, x));
    let cohorts = &mut v.cohorts;
    cohorts.trough = Some(x);
    for p in cohorts.average.iter_mut().chain(cohorts.cohorts.iter_mut().flat_map(|c| &mut c.ages)) {
        (p.margin, p.low, p.high) = (x, x, x);
        p.retention = p.retention.map(|_| x);
    }
    for c in &mut cohorts.cohorts {
        (c.to_date, c.acquisition_cost, c.expected) = (x, Some(x), Some([x; 3]));
    }
    for c in &mut cohorts.channels {
        (c.spent, c.share) = (x, x);
    }
    for a in &mut v.at_risk {
        (a.to_date, a.alive, a.expected, a.low, a.high, a.at_risk, a.usual_gap_days) =
            (x, x, x, x, x, x, Some(x));
    }
    if let Some(h) = &mut v.holdout {
        (h.orders_actual, h.orders_predicted, h.orders_low, h.orders_high) = (x, x, x, x);
        (h.money_actual, h.money_predicted, h.money_low, h.money_high) = (Some(x), Some(x), Some(x), Some(x));
        (h.mae, h.rmse, h.correlation, h.top_decile_hit_rate, h.coverage) = (x, x, Some(x), Some(x), x);
        h.calibration.iter_mut().for_each(|c| (c.predicted, c.actual, c.low, c.high) = (x, x, x, x));
        h.tracking.iter_mut().for_each(|t| (t.actual, t.expected) = (x, x));
        h.baselines.iter_mut().for_each(|b| {
            (b.orders_predicted, b.mae, b.rmse, b.correlation, b.top_decile_hit_rate) =
                (x, x, x, Some(x), Some(x));
        });
    }
    v
}

/// All of them with a name.
pub(crate) fn all() -> Vec<(String, Valuation)> {
    let mut all = vec![
        ("rich".to_owned(), rich()),
        ("nobody-returns".to_owned(), nobody_returns()),
        ("negative-margin".to_owned(), negative_margin()),
        ("no-amounts".to_owned(), no_amounts()),
        ("one-customer".to_owned(), one_customer()),
        ("nothing".to_owned(), nothing()),
    ];
    for (code, x) in [
        ("EUR", f64::NAN),
        ("EUR", f64::INFINITY),
        ("JPY", 1e15),
        ("BHD", 1e-9),
        ("EUR", -123.4),
        ("XXX", 0.0),
        ("USD", -1e300),
    ] {
        all.push((format!("all numbers {x:e} {code}"), all_numbers(x, code)));
    }
    all
}
