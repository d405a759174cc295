//! Whatever the order of arrival, the tables are the same.

use std::collections::HashMap;

use facts::{FactRow, RowKey, Value, schema::Kind};
use proptest::prelude::*;

use super::{History, complete, current, fact, plain};

const KINDS: [Kind; 4] = [Kind::Orders, Kind::OrderLines, Kind::Customers, Kind::Products];

/// A statement about one of few facts, so that many are about the same.
fn statement() -> impl Strategy<Value = Vec<FactRow>> {
    let amount = prop::option::of(0..500_i64);
    (0..4_usize, 0..3_u32, 0..8_i64, amount, prop::option::of("[a-c]{1,2}"), any::<bool>()).prop_map(
        |(kind, id, at, amount, word, yes)| {
            let id = id.to_string();
            let amount = amount.map(|amount| amount.to_string());
            let mut given: Vec<(&str, &str)> = Vec::new();
            match KINDS[kind] {
                Kind::Orders => {
                    given.extend([("order_id", id.as_str()), ("source", "shop"), ("customer", "5")]);
                    given.extend(amount.as_deref().map(|amount| ("amount", amount)));
                    given.extend(word.as_deref().map(|word| ("channel", word)));
                    given.push(if yes { ("time", "9") } else { ("time", "1000") });
                }
                Kind::Customers => {
                    given.push(("customer", if yes { "3" } else { "4" }));
                    given.extend(amount.as_deref().map(|amount| ("birth_year", amount)));
                    given.extend(word.as_deref().map(|word| ("country", word)));
                }
                Kind::Products => {
                    given.push(("product", &id));
                    given.extend(amount.as_deref().map(|amount| ("price", amount)));
                    given.push(("core", if yes { "true" } else { "false" }));
                }
                _ => {
                    // One to three lines, as a complete set or as single ones.
                    let amount = amount.as_deref().unwrap_or("0");
                    let lines = ["x", "y", "z"].into_iter().take(1 + word.as_ref().map_or(0, String::len));
                    return lines
                        .map(|line| {
                            let known = [
                                ("order_id", id.as_str()),
                                ("source", "shop"),
                                ("line", line),
                                ("amount", amount),
                            ];
                            let row = fact(Kind::OrderLines, at, &known);
                            if yes { complete(row) } else { row }
                        })
                        .collect();
                }
            }
            vec![fact(KINDS[kind], at, &given)]
        },
    )
}

/// How the statements arrive: in which order, each in which batch; the last ones are still fresh.
#[derive(Debug, Clone)]
struct Arrival {
    order: Vec<usize>,
    batches: usize,
    fresh: usize,
}

fn arrival(statements: usize) -> impl Strategy<Value = Arrival> {
    // Doubled: every statement comes at least once, some twice.
    let doubled: Vec<usize> = (0..statements).chain(0..statements / 2).collect();
    (Just(doubled).prop_shuffle(), 1..5_usize, 0..4_usize).prop_map(|(order, batches, fresh)| Arrival {
        order,
        batches,
        fresh,
    })
}

fn arrived(rows: &[FactRow], arrival: &Arrival) -> History {
    let mut history = History::new();
    let fresh = arrival.fresh.min(arrival.order.len());
    let (late, filed): (Vec<_>, Vec<_>) = arrival.order.iter().enumerate().partition(|(at, _)| *at < fresh);
    for (batch, part) in filed.chunks(filed.len().div_ceil(arrival.batches).max(1)).enumerate() {
        let rows: Vec<FactRow> = part.iter().map(|(_, at)| rows[**at].clone()).collect();
        history.batch(batch as i64 + 1, &rows);
    }
    history.tables.fresh = late.iter().map(|(_, at)| rows[**at].clone()).collect();
    history.tables.customers = vec![(3, 0), (4, 0), (5, 0)];
    history
}

fn shown(history: &History, kind: Kind) -> Vec<Vec<Value>> {
    let names: Vec<String> = kind.schema().public().map(|field| format!("\"{}\"", field.name)).collect();
    let mut rows = history.rows(&format!("SELECT {} FROM {kind}", names.join(", ")));
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

/// What the plain reading of the rules gives; nothing here fills anything in.
fn expected(statements: &[FactRow], kind: Kind) -> Vec<Vec<Value>> {
    let own: Vec<FactRow> = statements.iter().filter(|row| row.kind == kind).cloned().collect();
    let mut rows: Vec<Vec<Value>> =
        current(&own).into_values().map(|values| values.iter().map(plain).collect()).collect();
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

/// Statements at the same moment about the same lines may be sets of their own; one version of an
/// order's lines is one set, as it is when lines come from one event or one import.
fn one_set_a_version(rows: Vec<FactRow>) -> Vec<FactRow> {
    let mut seen: HashMap<(RowKey, i64), bool> = HashMap::new();
    rows.into_iter()
        .filter(|row| {
            row.kind != Kind::OrderLines
                || *seen
                    .entry((history::store::line_group(row), row.version.time))
                    .or_insert(row.complete_set)
                    == row.complete_set
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn late_doubled_shuffled_and_split_arrival_gives_the_same_tables(
        (rows, arrival, undone) in prop::collection::vec(statement(), 1..40).prop_flat_map(|rows| {
            let rows = one_set_a_version(rows.into_iter().flatten().collect());
            let arrival = arrival(rows.len());
            (Just(rows), arrival, any::<bool>())
        })
    ) {
        let mut history = arrived(&rows, &arrival);
        // Orders and lines are looked at by themselves: what one fills in of the other is its own test.
        for kind in [Kind::Customers, Kind::Products] {
            let facts: Vec<_> = expected(&rows, kind);
            if kind == Kind::Customers {
                let known: Vec<_> = shown(&history, kind).into_iter().filter(|row| row[1..].iter().any(|v| !v.is_null())).collect();
                let facts: Vec<_> = facts.into_iter().filter(|row| row[1..].iter().any(|v| !v.is_null())).collect();
                prop_assert_eq!(known, facts);
            } else {
                prop_assert_eq!(shown(&history, kind), facts);
            }
        }
        let orders = "SELECT order_id, time, channel FROM orders";
        let lines = "SELECT order_id, line, amount FROM order_lines";
        let mut shown_orders = history.rows(orders);
        shown_orders.sort_by_key(|row| format!("{row:?}"));
        let pick = |kind: Kind, names: &[&str]| {
            let places: Vec<usize> = names.iter().map(|name| kind.schema().position(name).unwrap()).collect();
            let mut rows: Vec<Vec<Value>> = expected(&rows, kind)
                .into_iter()
                .map(|row| places.iter().map(|at| row[*at].clone()).collect())
                .collect();
            rows.sort_by_key(|row| format!("{row:?}"));
            rows
        };
        prop_assert_eq!(shown_orders, pick(Kind::Orders, &["order_id", "time", "channel"]));
        let mut shown_lines = history.rows(lines);
        shown_lines.sort_by_key(|row| format!("{row:?}"));
        prop_assert_eq!(shown_lines, pick(Kind::OrderLines, &["order_id", "line", "amount"]));

        // What is looked up before an import is what the tables show of what is filed.
        if history.tables.fresh.is_empty() {
            for kind in KINDS {
                let own: Vec<FactRow> = rows.iter().filter(|row| row.kind == kind).cloned().collect();
                let keys = own.iter().map(|row| row.key).collect();
                let known = history.store.lookup(&history.tables.live, kind, &keys).unwrap();
                let values: HashMap<RowKey, Vec<Value>> =
                    known.into_iter().map(|(key, known)| (key, known.values)).collect();
                prop_assert_eq!(values, current(&own));
            }
        }

        // Merged files hold the same; a batch that is taken back leaves the tables without it.
        let before: Vec<_> = KINDS.iter().map(|kind| shown(&history, *kind)).collect();
        if undone {
            let more = fact(Kind::Products, 100, &[("product", "0"), ("price", "1"), ("name", "later")]);
            history.batch(90, &[more]);
            prop_assert_ne!(shown(&history, Kind::Products), before[3].clone());
            history.undo(90);
        } else {
            let merged = history.store.merge(&history.tables.live, 99).unwrap();
            prop_assert!(merged.len() <= history.tables.live.len());
            history.tables.live = merged;
        }
        let after: Vec<_> = KINDS.iter().map(|kind| shown(&history, *kind)).collect();
        prop_assert_eq!(before, after);
        prop_assert_eq!(history.store.verify(&history.tables.live, &mut |_| {}), vec![]);
    }
}
