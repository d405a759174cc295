//! Today and the cohorts in every state, with made-up figures.

use access::Role;
use facts::{Currency, Day, Month};
use pages::{
    Reader,
    cohorts::{
        self, Cell, CellRow, Class, Cohorts, Concentration, Curve, Found, HealthClass, Naive, One, Point,
        Proof, Row, Shown, Tracked,
    },
    today::{self, Alarm, Counted, Doors, LookAt, NewKey, Sample, State, Test, Trust, Valued, View, Waiting},
};

const NOW: i64 = 1_760_000_000_000_000;

fn reader(locale: &str, role: Role, path: &str) -> Reader {
    Reader {
        locale: locale.to_owned(),
        name: Some("Ada Lovelace".to_owned()),
        role: Some(role),
        rights: role.rights(),
        company: "Corner Shop".to_owned(),
        csrf: "token".to_owned(),
        ..Reader::nobody(path, NOW)
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn eur() -> Currency {
    Currency::from_code("EUR").expect("a currency")
}

fn money(age: u32) -> f64 {
    -32.1 + 14.9 + 26.0 * (1.0 - (-f64::from(age) / 9.0).exp()) + 0.45 * f64::from(age)
}

fn points(last: u32, ahead: u32, wave: f64) -> Vec<Point> {
    (0..=last + ahead)
        .map(|age| {
            let expected = age > last;
            let m = money(age) * (1.0 + 0.3 * wave) + 3.0 * wave;
            let width =
                1.5 + f64::from(age) * 0.06 + if expected { f64::from(age - last) * 0.4 } else { 0.0 };
            let ordered = if age == 0 {
                1.0
            } else {
                (0.05 + 0.26 * (-f64::from(age) / 7.0).exp()) * (1.0 + 0.5 * wave)
            };
            Point {
                age,
                ordered: (!expected).then_some(ordered),
                money: m,
                low: m - width,
                high: m + width,
                expected,
                customers: if expected { 0 } else { 12_431 - u64::from(age) * 340 },
            }
        })
        .collect()
}

fn curve(currency: Option<Currency>) -> Curve {
    Curve {
        currency,
        margin: true,
        has_costs: true,
        contracts: false,
        level: 0.8,
        main: points(33, 15, 0.0),
        of: None,
        behind: (0..36)
            .map(|i| points(34 - i.min(33), 0, wave(i)).iter().map(|p| (p.age, p.money)).collect())
            .collect(),
        trough: Some((0, -17.2)),
        payback_month: Some(7),
    }
}

fn wave(i: u32) -> f64 {
    f64::from(i * 7 % 11) / 11.0 - 0.5
}

fn rows() -> Vec<Row> {
    let first = day("2021-07-01").month().index();
    (0..36_u32)
        .map(|i| Row {
            name: Month::from_index(first + i as i32).to_string(),
            customers: (345.0 + 120.0 * wave(i)) as u64,
            cost: (i != 3).then_some(32.1 + 4.0 * wave(i)),
            to_date: 34_348.42 - 700.0 * f64::from(i),
            expected: Some([12_000.0, 9_000.0, 15_600.0]),
            ages: if i < 35 { points(34 - i, 0, wave(i)) } else { Vec::new() },
            payback_month: (i < 27).then_some(7),
            trough_month: Some(0),
        })
        .collect()
}

fn look(i: i32, named: bool) -> LookAt {
    let names = [
        "Inês Ferreira",
        "Matteo Rossi",
        "<b>Bold & Sons</b>",
        "Nagy Eszter",
        "A very long name of a customer that goes on and on, Limited Liability Company",
        "Zoë Ångström",
        "procurement@example.com",
        "10448",
    ];
    LookAt {
        key: 7_000 + i64::from(i),
        name: if named { names[i as usize % 8].to_owned() } else { format!("Customer 8F3K{i}") },
        orders: (24 - i) as u64,
        last_order: day("2025-06-20").plus(-i * 9),
        usual_gap_days: (i != 5).then_some(31.0 + f64::from(i)),
        alive: Some(0.62 - 0.03 * f64::from(i)),
        spend: Some(3_140.5 - 203.2 * f64::from(i)),
        expected: Some([900.0 - 60.0 * f64::from(i), 200.0, 1_500.0]),
        at_risk: Some(730.0 - 57.0 * f64::from(i)),
    }
}

fn valued(named: bool) -> Valued {
    Valued {
        as_of: day("2025-09-30"),
        customers: 4_812,
        horizon_months: 36,
        level: 0.8,
        value: Some(([1_236_543.0, 1_101_000.0, 1_398_000.0], eur())),
        orders: Some([21_300.0, 20_100.0, 22_600.0]),
        leaving: Some((320, Some(86_120.0))),
        margin: 0.35,
        margin_assumed: false,
        discount: 0.1,
        test: Some(Test { until: day("2024-12-31"), expected: 6_980.0, came: 7_102.0, trust: Trust::Both }),
        first: (0..8).map(|i| look(i, named)).collect(),
        curve: Some(curve(Some(eur()))),
    }
}

fn told(named: bool, alarms: Vec<Alarm>) -> View {
    View { state: State::Valued(Box::new(valued(named))), alarms }
}

fn doors(key: bool, sample: Sample) -> View {
    let key = key.then(|| NewKey {
        name: "first".to_owned(),
        token: "wk_3vYt8QpLr0ZsXw5NdKfMhGjC7bTaEu2i9oPq4RxWcVk".to_owned(),
    });
    View {
        state: State::Empty(Doors { address: "http://127.0.0.1:8080".to_owned(), key, sample }),
        alarms: Vec::new(),
    }
}

fn cohorts_view(shown: Shown) -> cohorts::View {
    let class = |i: u32| Class {
        name: if i == 7 { "7+".to_owned() } else { i.to_string() },
        customers: u64::from(6_200 / (i + 1).pow(2) + 40),
        predicted: [0.2 + 0.42 * f64::from(i), 0.12 + 0.38 * f64::from(i), 0.28 + 0.46 * f64::from(i)],
        came: 0.22 + 0.40 * f64::from(i),
    };
    let tracked = (1..=156).map(|week| {
        let t = f64::from(week) / 156.0;
        Tracked {
            day: day("2021-07-02").plus(week * 7),
            came: 28_776.0 * t.powf(1.3) * (1.0 + 0.03 * (t * 20.0).sin()),
            expected: 28_400.0 * t.powf(1.3),
        }
    });
    let health = |name: &str, rule: &str, customers: u64, to_date: f64, e: f64| HealthClass {
        name: name.to_owned(),
        rule: rule.to_owned(),
        customers,
        to_date,
        expected: Some([e, e * 0.9, e * 1.1]),
    };
    let mark = |words: &str, orders: f64, mae: f64| Naive {
        words: words.to_owned(),
        orders,
        mae,
        correlation: Some(0.5),
        hits: Some(0.5),
    };
    cohorts::View {
        found: Found::Cohorts(Box::new(Cohorts {
            as_of: day("2024-06-30"),
            currency: Some(eur()),
            period: "month",
            contracts: false,
            has_costs: true,
            no_lifetime: None,
            curve: curve(Some(eur())),
            cohorts: rows(),
            shown,
            health: vec![
                health("active", "at least 70% likely to be still active", 5_120, 790_000.0, 610_000.0),
                health("at-risk", "between 30% and 70% likely to be still active", 2_310, 260_300.5, 142_000.0),
                health("lost", "less than 30% likely to be still active", 5_001, 186_242.71, 28_412.0),
            ],
            concentration: Some(Concentration {
                curve: (0..=20).map(|i| f64::from(i) / 20.0).map(|x| [x, 1.0 - (1.0 - x).powi(3)]).collect(),
                top: vec![(0.01, 0.09), (0.05, 0.24), (0.1, 0.271), (0.2, 0.488)],
                gini: 0.503,
            }),
            channels: vec![("search".to_owned(), 120_400.0, 0.5), ("fairs & <events>".to_owned(), 30_050.5, 0.1)],
            balance: vec!["Winning a new customer costs 32.10 EUR and brings 62.80 EUR in 36 months.".to_owned()],
            proof: Proof {
                verdict: "In the last 26 weeks, which the model had not seen, it expected 6,980 orders and 7,102 came.".to_owned(),
                warnings: vec!["4% of the revenue has no customer and is left out of the models.".to_owned()],
                assumptions: vec!["The margin of 35% holds for every order.".to_owned()],
                model: Some("BG/NBD".to_owned()),
                choice: "The model with the least mean error in the test period is taken.".to_owned(),
                not_converged: None,
                parameters: vec![("r".to_owned(), Some(0.2431), Some(0.0126)), ("alpha".to_owned(), Some(4.41), None)],
                unit: "week".to_owned(),
                test: Some(cohorts::Test {
                    until: day("2023-12-31"),
                    level: 0.8,
                    came: 7_102.0,
                    classes: (0..8).map(class).collect(),
                    tracked: tracked.collect(),
                    marks: vec![mark("BG/NBD", 6_980.0, 0.62), mark("as many orders as in the same time before", 8_911.0, 0.84)],
                }),
                spending: None,
            },
        })),
    }
}

fn one() -> One {
    let rows = rows();
    let row = rows[12].clone();
    One {
        as_of: day("2024-06-30"),
        curve: Curve {
            main: row.ages.clone(),
            of: Some(row.name.clone()),
            behind: vec![points(33, 0, 0.0).iter().map(|p| (p.age, p.money)).collect()],
            ..curve(Some(eur()))
        },
        row,
        period: "month",
        currency: Some(eur()),
        has_costs: true,
        before: Some(rows[11].name.clone()),
        after: Some(rows[13].name.clone()),
        conditions: "where=cohort:is:2022-07".to_owned(),
    }
}

fn cell() -> Cell {
    Cell {
        cohort: "2022-07".to_owned(),
        age: 5,
        last_age: 23,
        customers: 345,
        ordered: 61,
        orders: 73,
        money: Some((3_140.2, 1_099.07, eur())),
        margin: true,
        rows: (0..30)
            .map(|i| CellRow {
                key: i,
                name: format!("Customer 8F3K{i}"),
                day: day("2022-12-01").plus(i as i32),
                paid: 43.0 + i as f64,
                kept: 15.1,
            })
            .collect(),
        next: Some("19000.7".to_owned()),
        first: true,
    }
}

/// Every page with the name of its file.
pub(crate) fn drawn() -> Vec<(&'static str, String)> {
    drawn_in("en")
}

/// The same as a locale writes numbers and days.
pub(crate) fn drawn_in(locale: &str) -> Vec<(&'static str, String)> {
    let reader = |role: Role, path: &str| reader(locale, role, path);
    let owner = reader(Role::Owner, "/");
    let alarms = vec![Alarm::NotConverged, Alarm::Old(12), Alarm::Quarantine(31), Alarm::Rejected(43, 7)];
    let counted = Counted {
        as_of: day("2025-09-30"),
        customers: 1,
        orders: 1,
        repeaters: 0,
        to_date: Some((48.5, eur())),
        reason: "too-few-customers".to_owned(),
        words: "1 customer has ordered; a lifetime model needs at least 100 with some who came back."
            .to_owned(),
        can_tell: vec!["What a first order brings.".to_owned()],
        curve: None,
    };
    let no_money =
        Valued { value: None, leaving: Some((320, None)), curve: None, test: None, ..valued(true) };
    let waiting = |waiting: Waiting| View { state: State::Waiting(waiting), alarms: Vec::new() };
    [
        ("today", today::page(&owner, &told(true, Vec::new()))),
        ("today-alarms", today::page(&reader(Role::Reader, "/"), &told(false, alarms.clone()))),
        ("today-no-money", today::page(&owner, &View { state: State::Valued(Box::new(no_money)), alarms })),
        ("today-empty", today::page(&owner, &doors(false, Sample::NotAsked))),
        ("today-key", today::page(&owner, &doors(true, Sample::Failed("the disk is full".to_owned())))),
        ("today-sample", today::page(&owner, &doors(false, Sample::Making("today-step-importing", 4, 8)))),
        ("today-empty-reader", today::page(&reader(Role::Reader, "/"), &doors(false, Sample::NotAsked))),
        (
            "today-one",
            today::page(&owner, &View { state: State::Counted(Box::new(counted)), alarms: Vec::new() }),
        ),
        ("today-computing", today::page(&owner, &waiting(Waiting::Computing("today-step-fitting")))),
        (
            "today-failed",
            today::page(&owner, &waiting(Waiting::Failed("two currencies: EUR and USD".to_owned()))),
        ),
        ("today-not-begun", today::page(&owner, &waiting(Waiting::NotBegun))),
        ("cohorts", cohorts::page(&reader(Role::Owner, "/cohorts"), &cohorts_view(Shown::Ordered))),
        ("cohorts-money", cohorts::page(&reader(Role::Owner, "/cohorts"), &cohorts_view(Shown::Money))),
        ("cohort", cohorts::one_page(&reader(Role::Owner, "/cohorts/2022-07"), &one())),
        ("cell", cohorts::cell_page(&reader(Role::Owner, "/cohorts/2022-07/5"), &cell())),
        (
            "cell-last",
            cohorts::cell_page(&reader(Role::Owner, "/cohorts/2022-07/23"), &Cell { age: 23, ..cell() }),
        ),
        ("cohorts-nothing", cohorts::page(&owner, &cohorts::View { found: Found::Nothing })),
    ]
    .map(|(name, page)| (name, page.into_string()))
    .into()
}
