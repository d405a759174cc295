//! From order lines to orders: duplicates, refunds, cancellations, and the log.

use std::io;

use facts::{Day, OrderDay, OrderLog, OrderLogBuilder};
use hashbrown::HashMap;

use super::{
    Duplicates, ImportError, Reject,
    counts::Counts,
    error::Question,
    gather::{Gathered, Line, NONE, as_day, reject_row},
    ids::Ids,
    shown::thousands,
};

/// What settling needs to know beside the lines.
pub(super) struct Facts<'a> {
    pub(super) duplicates: Duplicates,
    /// The first file's name, for a question.
    pub(super) file: &'a str,
}

/// An order, or a line without an order number.
#[derive(Debug, Clone, Copy)]
struct Order {
    customer: u32,
    number: u32,
    day: i32,
    orders: u32,
    amount: i64,
    cost: i64,
}

/// Makes the log and completes the counts.
pub(super) fn settle(
    mut all: Gathered,
    facts: &Facts<'_>,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
) -> Result<(OrderLog, Counts), ImportError> {
    let mut counts = std::mem::take(&mut all.counts);
    drop_duplicates(&mut all, facts, &mut counts)?;
    decide_pending(&mut all, &mut counts, on_reject)?;
    name_customers_by_order(&mut all.lines);

    let plain = all
        .lines
        .iter()
        .all(|l| l.order == NONE && l.amount >= 0 && !l.is(Line::CANCELLED) && !l.is(Line::REFUNDED));
    let (near, examples) = all.customers.near_duplicates();
    counts.near_duplicate_ids = near;
    counts.near_duplicates = examples;
    suspicious(&all.lines, &all.customers, &mut counts);
    far_off(&all.lines, &mut counts);

    let mut builder = OrderLogBuilder::new(all.rules.currency, all.has_costs);
    all.customers.each(|id| {
        builder.customer(id);
    });
    let lines = std::mem::take(&mut all.lines);
    let mut push = |order: &Order| {
        if let Ok(day) = Day::from_epoch(order.day) {
            let day =
                OrderDay { day, amount_minor: order.amount, cost_minor: order.cost, orders: order.orders };
            builder.push(order.customer, day);
        }
    };
    if plain {
        for l in lines {
            push(&Order {
                customer: l.customer,
                number: NONE,
                day: l.day,
                orders: l.orders(),
                amount: l.amount,
                cost: l.cost,
            });
        }
    } else {
        orders(lines, &all.orders, &mut counts).iter().for_each(push);
    }
    Ok((builder.finish(), counts))
}

/// Rows without an amount belong to an order that has one on another row, or are refused.
pub(super) fn decide_pending(
    all: &mut Gathered,
    counts: &mut Counts,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
) -> Result<(), ImportError> {
    for pending in std::mem::take(&mut all.pending) {
        if all.has_amount[pending.order as usize] {
            counts.continuation_rows += 1;
            counts.accepted += 1;
        } else {
            reject_row(counts, &pending.reject, on_reject)?;
        }
    }
    Ok(())
}

/// Drops rows that another file has too and, if told so, those that their own file repeats.
///
/// A row that one file has twice and another once is taken twice: what counts is how often a row
/// occurs in the file that has it most.
pub(super) fn drop_duplicates(
    all: &mut Gathered,
    facts: &Facts<'_>,
    counts: &mut Counts,
) -> Result<(), ImportError> {
    let contents = std::mem::take(&mut all.contents);
    let files = all.starts.len();
    let drop_all = facts.duplicates == Duplicates::Drop;
    let rows = contents.len() as u64;
    if files == 1 && !drop_all {
        let mut sorted = contents;
        sorted.sort_unstable();
        sorted.dedup();
        counts.duplicate_rows = rows - sorted.len() as u64;
        return ask_about_duplicates(facts, rows, counts.duplicate_rows);
    }
    let mut index: Vec<u32> = (0..contents.len() as u32).collect();
    index.sort_unstable_by_key(|&i| (contents[i as usize], i));
    let file_of = |i: u32| all.starts.partition_point(|&start| start <= i as usize);
    let mut dropped = vec![false; contents.len()];
    for group in index.chunk_by(|a, b| contents[*a as usize] == contents[*b as usize]) {
        let (mut kept, mut in_file, mut file) = (0, 0, 0);
        for &i in group {
            let own = file_of(i);
            if own != file {
                (file, in_file) = (own, 0);
            }
            in_file += 1;
            counts.duplicate_rows += u64::from(in_file > 1);
            if drop_all && in_file > 1 {
                counts.duplicate_rows_dropped += 1;
                dropped[i as usize] = true;
            } else if in_file <= kept {
                counts.overlapping_rows += 1;
                dropped[i as usize] = true;
            } else {
                kept = in_file;
            }
        }
    }
    ask_about_duplicates(facts, rows, counts.duplicate_rows)?;
    if let Some(kept) = &mut all.kept {
        kept.retain(&dropped);
    }
    let mut at = 0;
    all.lines.retain(|line| {
        let out = dropped[at];
        at += 1;
        if out && line.amount < 0 {
            // It was counted when it was read.
            counts.refund_rows -= 1;
            counts.refund_minor += line.amount;
        }
        !out
    });
    Ok(())
}

/// Two orders of one customer, day and amount happen; a fifth of all rows is no chance.
fn ask_about_duplicates(facts: &Facts<'_>, rows: u64, doubled: u64) -> Result<(), ImportError> {
    if facts.duplicates != Duplicates::Ask || rows < 20 || doubled * 5 < rows {
        return Ok(());
    }
    let about = format!(
        "{} of {} rows equal another row in every field: was the file exported or pasted twice?",
        thousands(doubled),
        thousands(rows)
    );
    Err(Question::new(facts.file, about)
        .choice("--duplicates drop", "one of each is kept")
        .choice("--duplicates keep", "they are orders of their own")
        .into())
}

/// Days between one row and the next, in time, that no order history has: five years.
const FAR_OFF_DAYS: i32 = 5 * 365 + 1;

/// Counts rows whose day lies far from the bulk of all days. They are not dropped.
pub(super) fn far_off(lines: &[Line], counts: &mut Counts) {
    let mut days: Vec<i32> = lines.iter().map(|l| l.day).collect();
    days.sort_unstable();
    let rows = days.len();
    let few = |some: usize| some * 200 < rows || (some == 1 && rows >= 20);
    let gaps: Vec<usize> = (1..rows).filter(|&i| days[i] - days[i - 1] > FAR_OFF_DAYS).collect();
    let from = gaps.iter().copied().rfind(|&i| few(i)).unwrap_or(0);
    let to = gaps.iter().copied().find(|&i| few(rows - i)).unwrap_or(rows);
    let far = days[..from].iter().chain(&days[to..]);
    counts.far_off_days = far.clone().count() as u64;
    if counts.far_off_days > 0 {
        counts.usual_days = as_day(days[from]).zip(as_day(days[to - 1]));
        let mut examples: Vec<i32> = far.copied().collect();
        examples.dedup();
        // The latest does most harm: every customer looks silent from there.
        counts.far_off_examples = examples.iter().rev().take(3).copied().filter_map(as_day).collect();
    }
}

/// Lines without a customer get the one of the other lines of their order, if it is one.
pub(super) fn name_customers_by_order(lines: &mut [Line]) {
    if !lines.iter().any(|l| l.customer == NONE) {
        return;
    }
    let mut by_order: HashMap<u32, u32> = HashMap::new();
    for line in lines.iter().filter(|l| l.customer != NONE && l.order != NONE) {
        let customer = by_order.entry(line.order).or_insert(line.customer);
        if *customer != line.customer {
            *customer = NONE;
        }
    }
    for line in lines.iter_mut().filter(|l| l.customer == NONE) {
        line.customer = by_order.get(&line.order).copied().unwrap_or(NONE);
    }
}

/// Ids such as 0 that have far more rows than others are named.
pub(super) fn suspicious(lines: &[Line], customers: &Ids, counts: &mut Counts) {
    for id in
        ["0", "-1", "1", "99999", "999999", "test", "admin", "dummy", "default", "cash", "pos", "walk-in"]
    {
        let Some(number) = customers.get(id) else { continue };
        let rows = lines.iter().filter(|l| l.customer == number).count();
        if rows > 20 && rows * customers.len() > 20 * lines.len() {
            counts.suspicious_ids.insert(id.to_owned(), rows as u64);
        }
    }
}

/// Puts lines together by order number and customer, and nets what was given back.
fn orders(mut lines: Vec<Line>, numbers: &Ids, counts: &mut Counts) -> Vec<Order> {
    lines.sort_unstable_by_key(|l| (l.customer, l.order, l.day, l.amount, l.tag, l.cost));
    let repeated = totals_are_repeated(&lines);
    let mut orders = Vec::new();
    let mut refunds = Vec::new();
    for group in lines.chunk_by(|a, b| a.customer == b.customer && a.order == b.order) {
        if group[0].order == NONE {
            for line in group {
                one(std::slice::from_ref(line), false, &mut orders, &mut refunds, counts);
            }
        } else {
            one(group, repeated, &mut orders, &mut refunds, counts);
        }
    }
    drop(lines);
    net(&mut orders, refunds, numbers, counts);
    orders
}

/// Whether a total of the order stands on each of its lines: so it is when all lines of every
/// order have the same.
pub(super) fn totals_are_repeated(lines: &[Line]) -> bool {
    let mut seen = false;
    for group in lines.chunk_by(|a, b| a.customer == b.customer && a.order == b.order) {
        if group.len() < 2 || group[0].order == NONE || !group[0].is(Line::OF_THE_ORDER) {
            continue;
        }
        if group.iter().any(|l| l.amount != group[0].amount) {
            return false;
        }
        seen = true;
    }
    seen
}

/// One order from its lines: it stands, was called off, or only gives money back.
fn one(
    group: &[Line],
    repeated: bool,
    orders: &mut Vec<Order>,
    refunds: &mut Vec<Order>,
    counts: &mut Counts,
) {
    let standing = || group.iter().filter(|l| !l.is(Line::CANCELLED));
    let Some(first) = standing().next() else {
        counts.cancelled_orders += 1;
        return;
    };
    let ordered = || standing().filter(|l| l.amount >= 0);
    let day = ordered().map(|l| l.day).min();
    let mut order = Order {
        customer: first.customer,
        number: first.order,
        day: day.unwrap_or(first.day),
        orders: standing().map(|l| l.orders()).max().unwrap_or(1),
        amount: standing().fold(0, |sum: i64, l| sum.saturating_add(l.amount)),
        cost: standing().fold(0, |sum: i64, l| sum.saturating_add(l.cost)),
    };
    if repeated && first.is(Line::OF_THE_ORDER) {
        order.amount = first.amount;
    }
    if day.is_none() {
        refunds.push(order);
        return;
    }
    let given_back = standing().any(|l| l.amount < 0) || standing().all(|l| l.is(Line::REFUNDED));
    if given_back && order.amount <= 0 {
        counts.cancelled_orders += 1;
        if order.amount < 0 {
            refunds.push(order);
        }
        return;
    }
    if order.customer == NONE {
        counts.anonymous_rows += group.len() as u64;
        counts.anonymous_minor = counts.anonymous_minor.saturating_add(order.amount);
        return;
    }
    orders.push(order);
}

/// Takes refunds off the orders they belong to: the one whose number they name, else the
/// customer's latest order up to their day, and what is left of them the one before.
fn net(orders: &mut Vec<Order>, mut refunds: Vec<Order>, numbers: &Ids, counts: &mut Counts) {
    if refunds.is_empty() {
        return;
    }
    orders.sort_unstable_by_key(|o| (o.customer, o.day, o.amount, o.cost, o.orders));
    refunds.sort_unstable_by_key(|r| (r.customer, r.day, r.amount, r.cost, r.orders));
    let numbered = orders.iter().enumerate().filter(|(_, o)| o.number != NONE);
    let mut by_number: Vec<(u32, u32, usize)> = numbered.map(|(at, o)| (o.number, o.customer, at)).collect();
    by_number.sort_unstable();
    for refund in refunds {
        let mut left = -refund.amount;
        let mut cost = refund.cost.min(0);
        let mut take = |order: &mut Order, left: &mut i64| {
            let part = (*left).min(order.amount);
            if part > 0 {
                order.amount -= part;
                *left -= part;
                order.cost = (order.cost + cost).max(0);
                cost = 0;
                if order.amount == 0 {
                    // No order any more; taken out below.
                    order.orders = 0;
                    counts.cancelled_orders += 1;
                }
            }
        };
        if let Some(number) = cancelled_number(refund.number, numbers)
            && let Some(at) = order_of(&by_number, number, refund.customer)
        {
            take(&mut orders[at], &mut left);
        }
        if refund.customer != NONE {
            let end = orders.partition_point(|o| (o.customer, o.day) <= (refund.customer, refund.day));
            for order in orders[..end].iter_mut().rev() {
                if left == 0 || order.customer != refund.customer {
                    break;
                }
                take(order, &mut left);
            }
        }
        if left > 0 {
            counts.orphan_refunds += 1;
            counts.orphan_refund_minor = counts.orphan_refund_minor.saturating_add(left);
        }
    }
    orders.retain(|o| o.orders > 0);
}

/// Where the order of this number and customer stands; without a customer, the only one of the number.
fn order_of(by_number: &[(u32, u32, usize)], number: u32, customer: u32) -> Option<usize> {
    let from = by_number.partition_point(|o| o.0 < number);
    let same = &by_number[from..from + by_number[from..].partition_point(|o| o.0 == number)];
    if customer != NONE {
        return same.iter().find(|o| o.1 == customer).map(|o| o.2);
    }
    match same {
        [only] => Some(only.2),
        _ => None,
    }
}

/// The order that a document such as `C1234` or `1234-R` takes back, where there is one.
fn cancelled_number(number: u32, numbers: &Ids) -> Option<u32> {
    if number == NONE {
        return None;
    }
    let name = numbers.name(number);
    // Numbers of kept orders have their source behind them.
    if let Some((name, source)) = name.split_once('\u{1f}') {
        return numbers.get(&format!("{}\u{1f}{source}", taken_back(name).unwrap_or(name)));
    }
    numbers.get(taken_back(&name).unwrap_or(&name))
}

/// The number inside that of a document which takes it back.
pub(super) fn taken_back(name: &str) -> Option<&str> {
    name.strip_prefix(['C', 'c', 'R', 'r'])
        .or_else(|| name.strip_suffix(['C', 'c', 'R', 'r']))
        .map(|rest| rest.trim_matches(['-', '_', ' ']))
}
