//! Lists and totals against the plainest reading of what they are.

use book::{Book, Condition, Cursor, Direction, Entry, Field, Filter, Given, Operator, Sort, Stage, Words};
use facts::Day;
use proptest::prelude::*;

use crate::{AS_OF, conditions::filter, entries};

/// Whether a customer is found, condition by condition.
fn holds(book: &Book, entry: &Entry, condition: &Condition) -> bool {
    let is = |same: bool| same == (condition.operator() != Operator::IsNot);
    let number = |x: Option<f64>, given: f64| {
        x.is_some_and(|x| if condition.operator() == Operator::AtMost { x <= given } else { x >= given })
    };
    let day = match condition.field() {
        Field::LastOrder => entry.last_day,
        _ => entry.first_day,
    };
    let ordered = entry.orders > 0;
    match (condition.field(), condition.given()) {
        (_, Given::Whole(n)) => match condition.operator() {
            Operator::AtLeast => entry.orders >= *n,
            Operator::AtMost => entry.orders <= *n,
            _ => is(entry.orders == *n),
        },
        (Field::Spend, Given::Number(x)) => number(entry.spend, *x),
        (Field::Margin, Given::Number(x)) => number(entry.to_date, *x),
        (Field::Value, Given::Number(x)) => number(entry.value.map(|v| v[0]), *x),
        (Field::ExpectedOrders, Given::Number(x)) => number(entry.expected_orders.map(|v| v[0]), *x),
        (Field::ValueAtRisk, Given::Number(x)) => number(entry.at_risk, *x),
        (_, Given::Number(x)) => number(entry.alive, *x),
        (_, Given::Day(given)) => {
            let given = given.days_since_epoch();
            ordered
                && match condition.operator() {
                    Operator::Before => day < given,
                    Operator::After => day > given,
                    _ => day == given,
                }
        }
        (_, Given::Days(days)) => {
            let within = i64::from(AS_OF) - i64::from(day) <= i64::from(*days);
            ordered && within == (condition.operator() == Operator::WithinDays)
        }
        (_, Given::Month(given)) => {
            let month = Day::from_epoch(day).expect("a day").month();
            match condition.operator() {
                Operator::Before => ordered && month < *given,
                Operator::After => ordered && month > *given,
                _ => is(ordered && month == *given),
            }
        }
        (_, Given::Health(health)) => is(entry.health == Some(*health)),
        (_, Given::Stage(stage)) => is(entry.stage == *stage),
        (field, Given::Word(word)) => is(book.word(entry, field) == Some(word)),
    }
}

fn found(book: &Book, all: &[Entry], filter: &Filter) -> Vec<Entry> {
    let prospects = filter.asks_for_prospects();
    all.iter()
        .filter(|entry| entry.stage != Stage::Prospect || prospects)
        .filter(|entry| filter.all.iter().all(|condition| holds(book, entry, condition)))
        .copied()
        .collect()
}

fn sorted(mut found: Vec<Entry>, sort: Sort, direction: Direction) -> Vec<i64> {
    let figure = |entry: &Entry| match sort {
        Sort::Value => entry.value.map(|v| v[0]),
        Sort::AtRisk => entry.at_risk,
        Sort::Spend => entry.spend,
        Sort::Recency => Some(f64::from(entry.last_day)),
        Sort::Orders => Some(f64::from(entry.orders)),
    };
    found.sort_by(|a, b| {
        let part = |entry: &Entry| match figure(entry) {
            _ if entry.stage == Stage::Prospect => 2,
            None => 1,
            Some(_) => 0,
        };
        part(a).cmp(&part(b)).then_with(|| {
            if part(a) > 0 {
                return a.key.cmp(&b.key);
            }
            let up = figure(a).partial_cmp(&figure(b)).expect("numbers").then(a.key.cmp(&b.key));
            if direction == Direction::Descending { up.reverse() } else { up }
        })
    });
    found.iter().map(|entry| entry.key).collect()
}

fn book_of((all, words): (Vec<Entry>, Words)) -> (Book, Vec<Entry>) {
    (Book::new(all.clone(), AS_OF, None).with_words(words), all)
}

proptest! {
    #[test]
    fn parts_of_a_list_are_the_list(
        given in entries(), filter in filter(), sort in prop::sample::select(&Sort::ALL[..]),
        ascending in any::<bool>(), most in 1..9_usize,
    ) {
        let direction = Direction::ALL[usize::from(ascending)];
        let (book, all) = book_of(given);
        let whole = sorted(found(&book, &all, &filter), sort, direction);
        let mut listed = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let part = book.list(&filter, sort, direction, after, most);
            prop_assert!(part.entries.len() <= most);
            for entry in &part.entries {
                prop_assert_eq!(book.get(entry.key), Some(*entry));
                listed.push(entry.key);
            }
            let Some(next) = part.next else { break };
            let again: Cursor = next.to_string().parse().unwrap();
            prop_assert_eq!(again, next);
            after = Some(next);
        }
        prop_assert_eq!(listed, whole);
    }

    #[test]
    fn totals_are_the_sums_of_what_is_found(given in entries(), filter in filter()) {
        let (book, all) = book_of(given);
        let found = found(&book, &all, &filter);
        let totals = book.totals(&filter);
        let sum = |of: fn(&Entry) -> Option<f64>| found.iter().filter_map(of).sum::<f64>();
        prop_assert_eq!(totals.customers, found.len() as u64);
        prop_assert!((totals.spend - sum(|e| e.spend)).abs() < 1e-9);
        prop_assert!((totals.value - sum(|e| e.value.map(|v| v[0]))).abs() < 1e-9);
        prop_assert!((totals.at_risk - sum(|e| e.at_risk)).abs() < 1e-9);
        let of_stages = book.totals_by_stage(&filter);
        let customers: u64 = of_stages.iter().map(|t| t.customers).sum();
        let prospects = if filter.all.is_empty() { book.prospects() as u64 } else { 0 };
        prop_assert_eq!(customers, totals.customers + prospects);
        let ordered = found.iter().filter(|e| e.orders > 0).count() as u64;
        prop_assert_eq!(book.totals_by_cohort(&filter).iter().map(|(_, t)| t.customers).sum::<u64>(), ordered);
        let healthy = found.iter().filter(|e| e.health.is_some()).count() as u64;
        prop_assert_eq!(book.totals_by_health(&filter).iter().map(|t| t.customers).sum::<u64>(), healthy);
    }

    #[test]
    fn a_book_with_changes_is_the_book_of_what_has_become(given in entries(), changed in entries()) {
        let (book, all) = book_of(given);
        let changed: Vec<Entry> = changed.0.into_iter().filter(|entry| entry.orders > 0).collect();
        let newer = book.with(&changed, AS_OF);
        let mut keys: Vec<i64> = all.iter().chain(&changed).map(|entry| entry.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(newer.len() + newer.prospects(), keys.len());
        for key in keys {
            let (now, before) = (newer.get(key).unwrap(), book.get(key));
            match changed.iter().find(|entry| entry.key == key) {
                Some(entry) => prop_assert_eq!(now.orders, entry.orders),
                None => prop_assert_eq!(Some(now), before),
            }
        }
    }
}
