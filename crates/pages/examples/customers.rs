//! Draws the pages of customers with made-up data into a folder: `cargo run -p pages --example customers -- OUT`.

use std::{fs, path::PathBuf};

use access::{Right, Role};
use facts::{Currency, Day, Month};
use pages::{
    Reader,
    customer::{
        self, Contact, Curve, Expected, Explained, Happening, Icon, KindLink, ModelKind, MoneySteps, Note,
        OrderDay, OrderLine, Point, Proof, Steps, Timeline,
    },
    customers::{self, Condition, FieldChoice, Filters, Horizon, Row, Sort, Sorted, Stage, State, Totals},
    segments,
};

const NOW: i64 = 1_760_000_000_000_000;

fn reader(role: Role, path: &str) -> Reader {
    Reader {
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

fn rows(named: bool) -> Vec<Row> {
    let names = [
        "Ines Ferreira",
        "Matteo Rossi",
        "<b>Bold & Sons</b>",
        "Nagy Eszter",
        "Aisyah binti Rahman",
        "Ion Popescu",
        "A very long name of a customer that goes on and on, Limited Liability Company",
        "Zoë Ångström",
    ];
    let stages =
        [Stage::Established, Stage::Growing, Stage::AtRisk, Stage::New, Stage::Lost, Stage::Prospect];
    (0..24_u32)
        .map(|i| {
            let value = 1_840.0 / f64::from(i + 1).sqrt();
            let stage = stages[(i % 6) as usize];
            Row {
                key: 7_000_000_000 + i64::from(i) * 991,
                name: named.then(|| names[(i % 8) as usize].to_owned()),
                note: (named && i % 3 == 0).then(|| format!("customer{i}@example.org")),
                stage,
                value: (stage != Stage::Prospect).then_some([value, value * 0.3, value * 2.1]),
                at_risk: (stage != Stage::Prospect).then_some(value / 9.0),
                last_order: (stage != Stage::Prospect).then(|| day("2025-09-14").plus(-(i as i32) * 17)),
                orders: if stage == Stage::Prospect { 0 } else { 40 - i },
                spend: (stage != Stage::Prospect).then_some(f64::from(i) * 231.5 + 38.2),
            }
        })
        .collect()
}

fn list_view() -> customers::View {
    customers::View {
        state: State::Listed,
        segment: None,
        changing: None,
        query: String::new(),
        filters: Filters {
            conditions: vec![
                Condition { words: "Orders at least 3".to_owned(), without: "/customers".to_owned() },
                Condition { words: "Stage is At risk".to_owned(), without: "/customers".to_owned() },
            ],
            fields: vec![
                FieldChoice { name: "orders", operators: vec!["is", "is-not", "at-least", "at-most"] },
                FieldChoice { name: "stage", operators: vec!["is", "is-not"] },
            ],
            carried: vec![("where", "orders:at-least:3".to_owned())],
            written: None,
        },
        rows: rows(true),
        more_found: false,
        sorted: Sorted {
            by: Sort::Value,
            falling: true,
            paths: [Sort::Value, Sort::AtRisk, Sort::Recency, Sort::Spend, Sort::Orders]
                .into_iter()
                .map(|sort| (sort, "/customers?sort=spend".to_owned()))
                .collect(),
        },
        totals: Totals {
            customers: 4_812,
            of_customers: 23_570,
            spend: 2_310_400.0,
            value: 612_000.0,
            of_value: 1_240_000.0,
            at_risk: 86_000.0,
        },
        currency: Some(eur()),
        as_of: Some(day("2025-09-30")),
        expected: Some(Horizon { months: 36, level: 0.8 }),
        no_value: None,
        first: None,
        next: Some("/customers?after=v1.00".to_owned()),
        export: Some("/customers.csv".to_owned()),
        savable: Some("orders:at-least:3&stage:is:at-risk".to_owned()),
        refused: None,
    }
}

fn curve() -> Curve {
    let mut points = Vec::new();
    let mut sum = 0.0;
    let first: Month = "2023-02".parse().expect("a month");
    for i in 0..32 {
        if i % 3 == 0 {
            sum += 24.3 + f64::from(i % 7) * 11.0;
        }
        points.push(Point {
            month: Month::from_index(first.index() + i),
            to_date: Some(sum),
            expected: (i == 31).then_some([sum; 3]),
        });
    }
    for i in 1..=36 {
        let x = f64::from(i).powf(0.9) * 9.0;
        points.push(Point {
            month: Month::from_index(first.index() + 31 + i),
            to_date: None,
            expected: Some([sum + x, sum + x * 0.35, sum + x * 1.9]),
        });
    }
    Curve { points, discount: Some(0.1) }
}

fn happening(day: Day, icon: Icon, what: &str) -> Happening {
    Happening {
        day: Some(day),
        icon,
        what: what.to_owned(),
        details: Vec::new(),
        amount: None,
        lines: Vec::new(),
    }
}

fn one_view() -> customer::View {
    let d = day("2025-09-14");
    customer::View {
        key: 7_000_000_991,
        name: Some("Ines Ferreira".to_owned()),
        stage: Stage::AtRisk,
        first_order: Some(day("2023-02-03")),
        last_order: Some(d.plus(-90)),
        orders: 11,
        spend: Some(1_204.5),
        to_date: Some(512.3),
        margin_assumed: false,
        expected: Some(Expected {
            value: Some([214.0, 60.0, 420.0]),
            orders: [4.1, 1.0, 8.0],
            months: 36,
            level: 0.8,
            alive: 0.62,
            at_risk: Some(131.0),
            rank: Some((312, 23_570)),
        }),
        no_value: None,
        currency: Some(eur()),
        as_of: Some(day("2025-09-30")),
        curve: Some(curve()),
        contact: Some(vec![
            Contact { what: "email".to_owned(), text: "ines.ferreira@example.org".to_owned() },
            Contact { what: "phone".to_owned(), text: "+351 210 000 000".to_owned() },
            Contact { what: "id".to_owned(), text: "C-10482".to_owned() },
        ]),
        timeline: Timeline {
            happenings: vec![
                Happening {
                    details: vec![
                        "“It came two weeks late and nobody answered.”".to_owned(),
                        "score 2".to_owned(),
                    ],
                    ..happening(d, Icon::Complaint, "Complaint")
                },
                Happening {
                    amount: Some((54.9, eur())),
                    details: vec!["web".to_owned()],
                    lines: vec![
                        OrderLine {
                            product: "TEA-ASSAM".to_owned(),
                            pieces: "2".to_owned(),
                            amount: Some((24.9, eur())),
                        },
                        OrderLine {
                            product: "POT-BLUE".to_owned(),
                            pieces: "1".to_owned(),
                            amount: Some((30.0, eur())),
                        },
                    ],
                    ..happening(d.plus(-90), Icon::Order, "Order 10022")
                },
                Happening {
                    amount: Some((-12.0, eur())),
                    ..happening(d.plus(-90), Icon::Return, "Return of order 9981")
                },
                happening(d.plus(-120), Icon::Event, "Cart viewed"),
                Happening {
                    amount: Some((20.0, eur())),
                    ..happening(d.plus(-130), Icon::Gesture, "Gesture")
                },
                happening(d.plus(-131), Icon::Contact, "Contact"),
            ],
            kinds: vec![
                KindLink { text: "Everything".to_owned(), path: "?".to_owned(), here: true },
                KindLink { text: "Orders".to_owned(), path: "?kind=orders".to_owned(), here: false },
                KindLink { text: "Feedback".to_owned(), path: "?kind=feedback".to_owned(), here: false },
            ],
            older: Some("?before=1".to_owned()),
            newest: None,
            failed: None,
        },
        notes: Some(vec![Note {
            id: 3,
            text: "Prefers a call in the afternoon.\nSecond <line>.".to_owned(),
            by: "Ada Lovelace".to_owned(),
            at: NOW - 86_400_000_000,
            removable: true,
        }]),
    }
}

fn value_view() -> Explained {
    Explained {
        key: 7_000_000_991,
        name: Some("Ines Ferreira".to_owned()),
        currency: Some(eur()),
        as_of: Some(day("2025-09-30")),
        expected: Some(Steps {
            fit: 12,
            fitted_at: NOW - 3_600_000_000,
            fitted_to: 23_570,
            model: ModelKind::MbgNbd,
            parameters: [0.5246, 6.183, 0.891, 1.614],
            repeat_orders: 10,
            last_order_weeks: 124.0,
            age_weeks: 138.6,
            paid_orders: 10,
            mean_spend: 109.5,
            discount: 0.1,
            months: 36,
            level: 0.8,
            alive: 0.6212,
            orders_if_active: 6.6,
            orders: [4.1, 1.0, 8.0],
            money: Some(MoneySteps {
                parameters: [6.25, 3.74, 15.44],
                amount: 104.2,
                own_weight: 0.95,
                everybody: 35.2,
                discounting: 0.88,
                value: [214.0, 60.0, 420.0],
            }),
        }),
        no_value: None,
        kept: None,
        margin: 0.57,
        margin_source: "stated".to_owned(),
        days: (0..11)
            .map(|i| OrderDay { day: day("2023-02-03").plus(i * 86), orders: 1, amount: 109.5, kept: 62.4 })
            .collect(),
        neighbours: rows(true).into_iter().take(5).collect(),
        proof: Some(Proof { verdict: "over a year it foretold 4,120 orders and 4,057 came.".to_owned() }),
        export: Some("/customers/7/orders.csv".to_owned()),
    }
}

fn main() {
    let out = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/customers".to_owned()));
    fs::create_dir_all(&out).expect("the folder can be made");
    let write = |name: &str, page: maud::Markup| {
        fs::write(out.join(format!("{name}.html")), page.into_string()).expect("written");
    };
    for asset in [pages::assets::style(), pages::assets::script(), pages::assets::icon()] {
        let path = out.join(asset.path().trim_start_matches('/'));
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, asset.content).expect("written");
    }
    let owner = reader(Role::Owner, "/customers");
    let plain = reader(Role::Reader, "/customers");
    assert!(!plain.may(Right::IdentityRead));
    write("list", customers::page(&owner, &list_view()));
    let everybody = |view: customers::View| customers::View {
        filters: Filters { conditions: Vec::new(), ..view.filters },
        savable: None,
        ..view
    };
    write(
        "list-masked",
        customers::page(
            &plain,
            &everybody(customers::View { rows: rows(false), export: None, ..list_view() }),
        ),
    );
    write(
        "list-search",
        customers::page(
            &owner,
            &customers::View {
                query: "ines".to_owned(),
                rows: rows(true).into_iter().take(1).collect(),
                next: None,
                ..list_view()
            },
        ),
    );
    write(
        "list-none-found",
        customers::page(
            &owner,
            &customers::View { query: "nobody".to_owned(), rows: Vec::new(), next: None, ..list_view() },
        ),
    );
    write(
        "list-refused",
        customers::page(
            &owner,
            &customers::View {
                filters: Filters {
                    written: Some([
                        "stage".to_owned(),
                        "at-least".to_owned(),
                        "lost".to_owned(),
                        "Of this can be said: is, is not.".to_owned(),
                    ]),
                    ..list_view().filters
                },
                rows: Vec::new(),
                totals: Totals { of_customers: 23_570, ..Totals::default() },
                next: None,
                ..list_view()
            },
        ),
    );
    write(
        "list-empty",
        customers::page(&owner, &customers::View { state: State::NoCustomers, ..list_view() }),
    );
    write("list-loading", customers::page(&owner, &customers::View { state: State::Loading, ..list_view() }));
    write(
        "list-no-value",
        customers::page(
            &owner,
            &everybody(customers::View {
                rows: rows(true).into_iter().map(|row| Row { value: None, at_risk: None, ..row }).collect(),
                expected: None,
                no_value: Some(
                    "Only 1.2% of customers ever order again, so lifetime models do not apply.".to_owned(),
                ),
                ..list_view()
            }),
        ),
    );
    let one = reader(Role::Owner, "/customers/7000000991");
    write("one", customer::page(&one, &one_view()));
    write(
        "one-masked",
        customer::page(
            &reader(Role::Reader, "/customers/7"),
            &customer::View { name: None, contact: None, notes: None, ..one_view() },
        ),
    );
    write(
        "one-prospect",
        customer::page(
            &one,
            &customer::View {
                stage: Stage::Prospect,
                first_order: None,
                last_order: None,
                orders: 0,
                spend: None,
                to_date: None,
                expected: None,
                curve: None,
                timeline: Timeline::default(),
                notes: Some(Vec::new()),
                ..one_view()
            },
        ),
    );
    write("value", customer::value_page(&one, &value_view()));
    let segment = |id, name: &str, n: u64| segments::Segment {
        id,
        name: name.to_owned(),
        conditions: vec!["Orders at least 3".to_owned(), "Stage is At risk".to_owned()],
        broken: None,
        customers: n,
        value: Some(n as f64 * 52.0),
        at_risk: Some(n as f64 * 9.0),
    };
    let all = segments::View {
        segments: vec![segment(1, "Loyal and quiet", 812), segment(2, "Won in spring", 2_310)],
        customers: 23_570,
        currency: Some(eur()),
        counted: true,
        changeable: true,
    };
    write("segments", segments::page(&owner, &all));
    write("segments-none", segments::page(&owner, &segments::View { segments: Vec::new(), ..all }));
}
