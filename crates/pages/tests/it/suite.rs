//! The page of the suite in its states.

use access::Role;
use facts::Day;
use pages::{
    Reader,
    strategy::suite::{Form, View, page},
};
use plan::{
    strategy::{BaseAge, Draft, Parameter, Quantity, Stage, Way},
    suite::{
        Answer, CoreDay, CoreIs, Launch, Record, ResponseFrom,
        guard::{State, guard},
        mechanism::{Evidence, LineSold, Mechanism, Stated},
        spillover::{Groups, spillover},
        width::{Asked, width},
    },
};

use crate::accessible::wrongs;

/// A core that is served worse from a day on.
fn record(eroded: i32, launches: i32) -> Record {
    let first = Day::new(2023, 1, 1).unwrap();
    let days: Vec<CoreDay> = (0..1_250)
        .map(|d| {
            let bad = d >= eroded;
            // No chance: days that differ a little in a fixed way.
            let n = 18 + u64::from((d * 7 % 5).unsigned_abs());
            let every = |k: i32| u64::from(d % k == 0);
            let minutes: f64 = if bad { 110.0 } else { 50.0 };
            let (one, two) = ((minutes * 0.4).ln_1p(), (minutes * 2.2).ln_1p());
            CoreDay {
                orders: n,
                complaints: if bad { 1 + every(3) } else { every(2) },
                due: n,
                late: if bad { 2 + every(2) } else { 1 + every(5) },
                answered: 2,
                minutes: minutes * 2.6,
                log_minutes: one + two,
                log_minutes_squared: one * one + two * two,
                ..CoreDay::empty(first.plus(d))
            }
        })
        .collect();
    let launch =
        |n: i32| Launch { day: first.plus(730 + 91 * n), name: format!("line {}", n + 1), products: 3 };
    Record {
        core: CoreIs::Marked,
        response_from: ResponseFrom::Contacts,
        launches: (0..launches).map(launch).collect(),
        owners: days.clone(),
        last: days.last().map(|d| d.day),
        complaints_until: days.last().map(|d| d.day),
        orders: days,
    }
}

fn answer(eroded: i32, launches: i32) -> Answer {
    let stated = Parameter::stated;
    let scenario = Draft {
        base: vec![BaseAge { age_months: 12, customers: 4_000.0 }],
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: stated(10.0),
            retention: stated(0.97),
            complaints: stated(0.05),
        }],
        ..Draft::new("today", Way::Focused)
    }
    .with(Quantity::Discount, stated(0.1))
    .with(Quantity::Adds, stated(200.0))
    .with(Quantity::AcquisitionCost, stated(40.0))
    .with(Quantity::FixedCost, stated(5_000.0))
    .with(Quantity::LeavingAfterComplaint, stated(0.3))
    .with(Quantity::Solved, stated(0.4))
    .with(Quantity::SolutionCost, stated(15.0))
    .checked()
    .unwrap();
    let line = |n: usize| LineSold {
        launch: n,
        owners: 700 - 100 * n as u64,
        customers: 3_000,
        revenue: 60_000.0,
        months: 6.0,
    };
    let evidence = Evidence {
        lines: (0..launches as usize).map(line).collect(),
        launches: launches.unsigned_abs(),
        people: Some(2),
        handling: Some((20.0, 15.0, 4_000)),
        margin_share: Some(0.4),
        months: Vec::new(),
    };
    let costs = Stated { setup_cost: Some(20_000.0), monthly_cost: None };
    Answer {
        currency: Some(facts::Currency::from_code("EUR").unwrap()),
        guard: guard(&record(eroded, launches)),
        width: width(
            &scenario,
            &Mechanism::of(&evidence, &costs, &scenario),
            Asked { draws: 60, ..Asked::default() },
        ),
        spillover: spillover(&Groups::default(), 1),
    }
}

fn reader() -> Reader {
    Reader {
        company: "Kessel".to_owned(),
        currency: Some(facts::Currency::from_code("EUR").unwrap()),
        name: Some("Ada".to_owned()),
        role: Some(Role::Owner),
        rights: Role::Owner.rights(),
        ..Reader::nobody("/strategy/suite", 1_780_000_000_000_000)
    }
}

#[test]
fn every_state_is_drawn_and_can_be_read() {
    let states = [
        ("alarm", 900, 4, State::Alarm),
        ("quiet", 9_999, 4, State::Quiet),
        ("nothing", 700, 0, State::NothingToGuard),
    ];
    for (name, eroded, launches, state) in states {
        let answer = answer(eroded, launches);
        assert_eq!(answer.guard.state, state, "{name}");
        let view = View::Answer { answer: Box::new(answer), form: Form::default(), working: false };
        let html = page(&reader(), &view).into_string();
        assert!(wrongs(&html).is_empty(), "{name}: {:#?}", wrongs(&html));
        assert!(!html.contains("NaN") && !html.contains(">suite-"), "{name}");
        assert_eq!(html.contains("Launch nothing further until"), state == State::Alarm, "{name}");
        if let Ok(folder) = std::env::var("SUITE_PAGES") {
            std::fs::write(format!("{folder}/{name}.html"), &html).unwrap();
        }
    }
    let html = page(&reader(), &View::Working).into_string();
    assert!(wrongs(&html).is_empty(), "{:#?}", wrongs(&html));
}

#[test]
fn what_is_sent_comes_back_as_text() {
    let form = Form {
        setup_cost: "<b>x".to_owned(),
        refused: vec![("setup_cost", "no".to_owned())],
        ..Form::default()
    };
    let view = View::Answer { answer: Box::new(answer(9_999, 2)), form, working: false };
    let html = page(&reader(), &view).into_string();
    assert!(!html.contains("<b>x") && html.contains("&lt;b&gt;x"));
}

#[test]
fn differences_of_shares_are_points_and_the_command_asks_by_its_own_names() {
    let answer = answer(900, 4);
    let said = pages::strategy::suite::sentences(&reader(), &answer).join("\n");
    assert!(said.contains("percentage points more") && !said.contains("of orders more"), "{said}");
    assert!(!said.contains("% to"), "{said}");
    let costs = said.contains("--setup-cost and --monthly-cost");
    assert!(costs && !said.contains("say it below"), "{said}");
    let people = Parameter::guessed(1.0, 1.0, 3.0, "");
    let written = pages::strategy::suite::with_interval(
        &reader(),
        plan::suite::mechanism::Ingredient::People,
        &people,
        None,
    );
    assert_eq!(written, "one person (1 to 3 people)");
}
