//! What is read of one customer is what the tables say of them.

use facts::{FactRow, Value, schema::Kind};
use history::store::key_of;
use proptest::prelude::*;

use super::{History, complete, current, fact, plain};

/// A statement about one of few facts of few customers: about some it says nothing, and sometimes a
/// later one gives a fact to somebody else.
fn statement() -> impl Strategy<Value = FactRow> {
    let amount = prop::option::of(0..500_i64);
    (0..3_usize, 0..6_u32, 0..8_i64, amount, prop::option::of(1..5_i64), any::<bool>()).prop_map(
        |(kind, id, at, amount, customer, yes)| {
            let (id, customer) = (id.to_string(), customer.map(|key| key.to_string()));
            let amount = amount.map(|amount| amount.to_string());
            let mut given: Vec<(&str, &str)> = Vec::new();
            given.extend(customer.as_deref().map(|key| ("customer", key)));
            match kind {
                0 => {
                    given.extend([("order_id", id.as_str()), ("source", "shop")]);
                    given.extend(amount.as_deref().map(|amount| ("amount", amount)));
                    given.push(if yes { ("time", "9") } else { ("time", "1000") });
                    fact(Kind::Orders, at, &given)
                }
                1 => {
                    given.extend([
                        ("order_id", id.as_str()),
                        ("source", "shop"),
                        ("line", if yes { "a" } else { "b" }),
                    ]);
                    given.extend(amount.as_deref().map(|amount| ("amount", amount)));
                    let row = fact(Kind::OrderLines, at, &given);
                    if at % 2 == 0 { complete(row) } else { row }
                }
                _ => {
                    if customer.is_none() {
                        given.push(("customer", "3"));
                    }
                    given.extend(amount.as_deref().map(|year| ("birth_year", year)));
                    if yes {
                        given.push(("country", "IT"));
                    }
                    fact(Kind::Customers, at, &given)
                }
            }
        },
    )
}

fn sorted(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

/// Rows as an answer of SQL gives them.
fn plain_rows(rows: &[FactRow]) -> Vec<Vec<Value>> {
    sorted(rows.iter().map(|row| row.values.iter().map(plain).collect()).collect())
}

fn of_kind(rows: &[FactRow], kind: Kind) -> Vec<FactRow> {
    rows.iter().filter(|row| row.kind == kind).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_customer_reads_like_the_tables(
        statements in prop::collection::vec(statement(), 1..40),
        batches in 1..6_usize,
        fresh in 0..4_usize,
        undone in prop::option::of(1..6_i64),
        linked in any::<bool>(),
    ) {
        let mut history = History::new();
        let (in_files, waiting) = statements.split_at(statements.len().saturating_sub(fresh));
        let mut live: Vec<FactRow> = waiting.to_vec();
        for (batch, rows) in (1..).zip(in_files.chunks(in_files.len().div_ceil(batches).max(1))) {
            history.batch(batch, rows);
            if undone == Some(batch) {
                history.undo(batch);
            } else {
                live.extend(rows.iter().cloned());
            }
        }
        history.tables.fresh = waiting.to_vec();
        // 2 is another key of 1.
        let keys: &[&[i64]] = if linked { &[&[1, 2], &[3], &[4]] } else { &[&[1], &[2], &[3], &[4]] };
        if linked {
            history.tables.links = vec![(2, 1)];
        }
        let orders = history.rows("SELECT * FROM orders");
        let customer = Kind::Orders.schema().position("customer").unwrap();
        for keys in keys {
            let read = |kind: Kind| {
                history
                    .store
                    .customer_rows_with(&history.tables.live, &history.tables.fresh, keys, &[kind], None, 1_000)
                    .unwrap()
            };
            let own: Vec<_> =
                orders.iter().filter(|row| row[customer] == Value::Whole(keys[0])).cloned().collect();
            // What lines say of an order is not filled in: where there are lines, the plain rules are
            // what is compared with.
            let has_lines = live.iter().any(|row| row.kind == Kind::OrderLines);
            // Not filed, and the files tell of it under nobody or somebody else: not met before it is filed.
            let fresh_elsewhere = waiting.iter().any(|row| {
                in_files.iter().any(|other| {
                    (other.kind, key_of(other)) == (row.kind, key_of(row))
                        && other.value("customer") != row.value("customer")
                })
            });
            if fresh_elsewhere {
                continue;
            }
            let found = read(Kind::Orders);
            if !has_lines {
                prop_assert_eq!(plain_rows(&found), sorted(own));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.time() >= b.time()));
            for kind in [Kind::Orders, Kind::OrderLines] {
                let at = kind.schema().position("customer").unwrap();
                let all = current(&of_kind(&live, kind));
                let mut own: Vec<Vec<Value>> = all
                    .into_values()
                    .filter(|values| keys.iter().any(|key| values[at] == Value::Customer(*key)))
                    .collect();
                for values in &mut own {
                    values[at] = Value::Customer(keys[0]);
                    for value in values.iter_mut() {
                        *value = plain(value);
                    }
                }
                prop_assert_eq!(plain_rows(&read(kind)), sorted(own));
            }
            let person = read(Kind::Customers);
            prop_assert!(person.len() <= 1);
            let said: Vec<FactRow> = of_kind(&live, Kind::Customers)
                .into_iter()
                .filter(|row| keys.iter().any(|key| *row.value("customer") == Value::Customer(*key)))
                .collect();
            let newest = said.iter().filter(|row| !row.value("birth_year").is_null()).max_by_key(|row| (row.version, row.content()));
            prop_assert_eq!(
                person.first().map_or(&Value::Null, |row| row.value("birth_year")),
                newest.map_or(&Value::Null, |row| row.value("birth_year"))
            );
        }
    }
}

#[test]
fn a_part_of_many_goes_on_where_it_ended() {
    let mut history = History::new();
    let order = |n: i64| {
        let (id, time) = (n.to_string(), (n / 2).to_string());
        // Two at a moment, and every seventh is somebody else's.
        let customer = if n % 7 == 0 { "9" } else { "5" };
        fact(
            Kind::Orders,
            1,
            &[("order_id", &id), ("source", "shop"), ("customer", customer), ("time", &time)],
        )
    };
    let rows: Vec<FactRow> = (0..60_000).map(order).collect();
    history.batch(1, &rows[..50_000]);
    history.batch(2, &rows[50_000..]);
    let part = |before| {
        history.store.customer_rows(&history.tables.live, &[5], &[Kind::Orders], before, 9_001).unwrap()
    };
    let first = part(None);
    assert!((9_001..=9_002).contains(&first.len()));
    assert_eq!(first[0].value("order_id"), &Value::Text("59999".to_owned()));
    let (mut before, mut seen) = (None, 0);
    loop {
        let part = part(before);
        let Some(last) = part.last() else { break };
        before = last.time();
        seen += part.len();
    }
    assert_eq!(seen, rows.iter().filter(|row| *row.value("customer") == Value::Customer(5)).count());
    assert!(
        history.store.customer_rows(&history.tables.live, &[], &[Kind::Orders], None, 9).unwrap().is_empty()
    );
    assert!(
        history.store.customer_rows(&history.tables.live, &[7], &[Kind::Orders], None, 9).unwrap().is_empty()
    );
}
