//! From lines that were taken to orders, their lines and returns.

use std::collections::BTreeMap;

use ::facts::{Day, Private, Value, schema::Kind};
use hashbrown::{HashMap, HashSet};

use super::{
    FactOptions, ReadRow,
    codes::{self, LONGEST_CODE, Numbering},
    keep::{Keeper, Kept, Shape},
    reading::FactCounts,
    rows::{DAY, Slot},
    words,
};
use crate::import::{
    Counts, ImportError,
    gather::{Gathered, Line, NONE},
    settle::{taken_back, totals_are_repeated},
    status::State,
};

/// A row of a file may stand for so many orders; more are a slip.
const MOST_ORDERS: u32 = 10_000;

/// Makes rows of lines.
pub(super) struct Assembly<'a> {
    all: &'a Gathered,
    kept: Keeper,
    options: &'a FactOptions,
    /// A total of the order stands on each of its lines.
    repeated: bool,
    /// Order numbers of a source that several customers or currencies have.
    shared: HashSet<(u32, String)>,
    /// How often a fact without a number has occurred.
    occurred: HashMap<[u8; 16], u32>,
    counts: FactCounts,
    span: Option<(i32, i32)>,
}

/// One line with what is kept of it.
#[derive(Clone, Copy)]
struct Full<'a> {
    line: &'a Line,
    kept: &'a Kept,
}

/// A row being made, by the names of its fields.
struct Row {
    kind: Kind,
    values: Vec<Value>,
}

impl Row {
    fn new(kind: Kind) -> Self {
        Self { kind, values: vec![Value::Null; kind.schema().public().count()] }
    }

    /// Sets a field that the schema has; what it has not is left out.
    fn set(&mut self, name: &str, value: Value) {
        if let Some(at) = self.kind.schema().position(name) {
            self.values[at] = value;
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.set(name, Value::Text(text.to_owned()));
    }
}

/// What a row's column says of the source of its order; empty where it says nothing.
fn source_in<'k>(shapes: &[Shape], kept: &'k Kept) -> &'k str {
    let at = shapes[kept.file as usize].order.iter().position(|slot| slot.field.name == "source");
    at.and_then(|at| kept.values[at].text()).unwrap_or_default()
}

type OnRow<'r> = dyn FnMut(ReadRow) -> Result<(), ImportError> + 'r;

impl<'a> Assembly<'a> {
    pub(super) fn new(all: &'a Gathered, keeper: Keeper, options: &'a FactOptions) -> Self {
        let mut lines = all.lines.clone();
        lines.sort_unstable_by_key(|l| (l.customer, l.order, l.day, l.amount, l.tag, l.cost));
        let repeated = totals_are_repeated(&lines);
        drop(lines);
        let mut whose: HashMap<(u32, &str), (u32, &str)> = HashMap::new();
        let mut shared = HashSet::new();
        for (line, kept) in all.lines.iter().zip(&keeper.lines).filter(|(l, _)| l.order != NONE) {
            let now = (line.customer, kept.currency.code());
            let source = source_in(&keeper.shapes, kept);
            if *whose.entry((line.order, source)).or_insert(now) != now {
                shared.insert((line.order, source.to_owned()));
            }
        }
        drop(whose);
        Self {
            all,
            kept: keeper,
            options,
            repeated,
            shared,
            occurred: HashMap::new(),
            counts: FactCounts::default(),
            span: None,
        }
    }

    /// Hands on every order with its lines and returns; what was counted, and the days.
    pub(super) fn hand_on(
        mut self,
        on_row: &mut OnRow<'_>,
        counts: &mut Counts,
    ) -> Result<(FactCounts, [Option<Day>; 2]), ImportError> {
        let lines = std::mem::take(&mut self.kept.lines);
        let continued = std::mem::take(&mut self.kept.continued);
        let mut further: HashMap<u32, Vec<&Kept>> = HashMap::new();
        for c in &continued {
            if self.all.has_amount[c.order as usize] {
                further.entry(c.order).or_default().push(&c.kept);
            }
        }
        let mut index: Vec<u32> = (0..lines.len() as u32).collect();
        // Orders come in the order of their first rows.
        let mut first: HashMap<(u32, u32, &str, &str), u32> = HashMap::new();
        let shapes = &self.kept.shapes;
        let key = |i: u32| {
            let (line, kept) = (&self.all.lines[i as usize], &lines[i as usize]);
            (line.customer, line.order, kept.currency.code(), source_in(shapes, kept))
        };
        for &i in &index {
            if self.all.lines[i as usize].order != NONE {
                first.entry(key(i)).or_insert(i);
            }
        }
        let place = |i: u32| if self.all.lines[i as usize].order == NONE { i } else { first[&key(i)] };
        index.sort_by_key(|&i| (place(i), i));
        let groups: Vec<(usize, usize)> = {
            let mut groups = Vec::new();
            let mut from = 0;
            for to in 1..=index.len() {
                if to == index.len() || place(index[to]) != place(index[from]) {
                    groups.push((from, to));
                    from = to;
                }
            }
            groups
        };
        drop(first);
        for (from, to) in groups {
            let group: Vec<Full<'_>> = index[from..to]
                .iter()
                .map(|&i| Full { line: &self.all.lines[i as usize], kept: &lines[i as usize] })
                .collect();
            let more = further.remove(&group[0].line.order).unwrap_or_default();
            self.group(&group, &more, on_row, counts)?;
        }
        let days = self.span.map(|(a, b)| [Day::from_epoch(a).ok(), Day::from_epoch(b).ok()]);
        for c in self.kept.counts() {
            self.counts.digested += c.digested;
            self.counts.cut += c.cut;
            self.counts.float_ids += c.float_ids;
            self.counts.dst_ambiguous += c.dst_ambiguous;
        }
        Ok((self.counts, days.unwrap_or_default()))
    }

    fn group(
        &mut self,
        group: &[Full<'_>],
        more: &[&Kept],
        on_row: &mut OnRow<'_>,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let standing: Vec<Full<'_>> = group.iter().copied().filter(|f| !f.line.is(Line::CANCELLED)).collect();
        if standing.is_empty() {
            counts.cancelled_orders += 1;
            return self.order(group, more, false, on_row);
        }
        let ordered: Vec<Full<'_>> = standing.iter().copied().filter(|f| f.line.amount >= 0).collect();
        if ordered.is_empty() {
            return self.document(&standing, on_row);
        }
        self.order(&standing, more, true, on_row)
    }

    fn shape(&self, kept: &Kept) -> &Shape {
        &self.kept.shapes[kept.file as usize]
    }

    /// The number of an order as it is kept.
    fn number(&mut self, line: &Line, kept: &Kept) -> Option<String> {
        if line.order == NONE {
            return None;
        }
        let name = self.all.orders.name(line.order);
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut name = if name.chars().count() > LONGEST_CODE - 8 {
            codes::digest(&self.options.secret, &name)
        } else {
            self.kept.guarded(name.trim().to_owned())
        };
        let source = source_in(&self.kept.shapes, kept);
        if !self.shared.is_empty() && self.shared.contains(&(line.order, source.to_owned())) {
            let mut number = Numbering::new(&self.options.secret, "shared");
            number.text(&self.customer(line).unwrap_or_default());
            number.text(kept.currency.code());
            name.push('~');
            name.push_str(&codes::number(&number.finish(), 1)[2..8]);
        }
        Some(name)
    }

    fn customer(&self, line: &Line) -> Option<String> {
        (line.customer != NONE).then(|| self.all.customers.name(line.customer))
    }

    /// A number for a fact that has none, from what it says and how often that has occurred.
    fn made_up(&mut self, what: &str, parts: &[&str], values: &[Value]) -> String {
        let mut number = Numbering::new(&self.options.secret, what);
        number.text(&self.options.source);
        for part in parts {
            number.text(part);
        }
        for value in values {
            number.value(value);
        }
        let digest = number.finish();
        let nth = self.occurred.entry(digest).or_default();
        *nth += 1;
        codes::number(&digest, *nth)
    }

    fn moment(full: Full<'_>) -> i64 {
        full.kept.micros.unwrap_or_else(|| i64::from(full.line.day) * DAY)
    }

    fn see(&mut self, day: i32) {
        let (first, last) = self.span.unwrap_or((day, day));
        self.span = Some((first.min(day), last.max(day)));
    }

    fn hand(
        &mut self,
        row: Row,
        full: Full<'_>,
        complete_set: bool,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), ImportError> {
        *self.counts.facts.entry(row.kind.name()).or_default() += 1;
        let at = row.kind.schema().position("customer");
        let customers = at.zip(self.customer(full.line)).into_iter().collect();
        on_row(ReadRow {
            file: full.kept.file as usize,
            line: full.kept.line,
            kind: row.kind,
            values: row.values,
            customers,
            private: Private::default(),
            properties: Vec::new(),
            complete_set,
        })
    }

    /// The source of an order: what its column says, else the one of the import.
    fn source(&self, full: Full<'_>) -> String {
        match self.said(full.kept, true, "source") {
            Value::Text(source) => source,
            _ => self.options.source.clone(),
        }
    }

    /// What a row says in a field of the order (or of the line) beside the roles.
    fn said(&self, kept: &Kept, of_order: bool, name: &str) -> Value {
        let shape = self.shape(kept);
        let (places, from) = if of_order { (&shape.order, 0) } else { (&shape.line, shape.order.len()) };
        let at = places.iter().position(|p| p.field.name == name);
        at.map_or(Value::Null, |at| kept.values[from + at].clone())
    }

    fn order(
        &mut self,
        lines: &[Full<'_>],
        more: &[&Kept],
        stands: bool,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), ImportError> {
        let ordered = || lines.iter().copied().filter(|f| f.line.amount >= 0 || !stands);
        let Some(first) = ordered().min_by_key(|f| (f.line.day, Self::moment(*f), f.kept.line)) else {
            return Ok(());
        };
        let shape = self.shape(first.kept).clone();
        let once = self.repeated && shape.of_the_order;
        let sum = |value: &dyn Fn(Full<'_>) -> i64| {
            if once { value(first) } else { ordered().fold(0i64, |sum, f| sum.saturating_add(value(f))) }
        };
        let gross = sum(&|f| f.kept.gross.max(0));
        let back = sum(&|f| f.kept.given_back);
        let cost = lines.iter().fold(0i64, |sum, f| sum.saturating_add(f.line.cost));
        let whole = stands && ordered().all(|f| f.line.is(Line::REFUNDED));
        let source = self.source(first);
        let customer = self.customer(first.line).unwrap_or_default();
        let orders = if first.line.order == NONE { first.line.orders().min(MOST_ORDERS) } else { 1 };
        for nth in 0..i64::from(orders) {
            // A row that stands for several orders becomes so many, its amount divided evenly.
            let part = |amount: i64| {
                let parts = i64::from(orders);
                amount.div_euclid(parts) + i64::from(nth < amount.rem_euclid(parts))
            };
            let code = match self.number(first.line, first.kept) {
                Some(code) => code,
                None => {
                    self.counts.numbered += 1;
                    let values = [Value::Time(Self::moment(first)), Value::Money(part(gross))];
                    self.made_up("order", &[&customer, first.kept.currency.code()], &values)
                }
            };
            let mut row = Row::new(Kind::Orders);
            row.text("order_id", &code);
            row.text("source", &source);
            row.set("time", Value::Time(Self::moment(first)));
            row.set("day", Value::Day(first.line.day));
            if shape.has_amounts {
                row.text("currency", first.kept.currency.code());
                row.set("amount", Value::Money(part(gross)));
            }
            if shape.has_costs {
                row.set("cost", Value::Money(part(cost)));
            }
            if shape.has_status || !stands {
                row.text("status", Self::status(lines, stands));
            }
            for slot in &shape.order {
                let value = self.of_the_order(lines, slot, &shape, once);
                if slot.field.name != "source" {
                    row.set(slot.field.name, value);
                }
            }
            if shape.has_lines {
                let count = ordered().count() + more.len();
                row.set("lines", Value::Whole(count as i64));
                if let Some(total) = Self::lines_amount(&shape, ordered(), once) {
                    row.set("lines_amount", Value::Money(total));
                }
            }
            self.see(first.line.day);
            self.hand(row, first, false, on_row)?;
            if shape.has_lines && nth == 0 {
                self.order_lines(&code, &source, &shape, ordered().collect(), more, once, on_row)?;
            }
            if !stands {
                continue;
            }
            if part(back) > 0 || whole {
                let mut row = self.return_row(first, &source, Some(&code));
                let values = [Value::Text(code.clone()), Value::Money(part(back))];
                let number = self.made_up("refund of order", &[], &values);
                row.text("return_id", &number);
                if shape.has_amounts {
                    row.set("amount", Value::Money(part(back)));
                }
                row.set("whole_order", Value::YesNo(whole));
                self.hand(row, first, false, on_row)?;
            }
        }
        if stands {
            let code = self.number(first.line, first.kept);
            for full in lines.iter().copied().filter(|f| f.line.amount < 0) {
                self.one_return(full, &source, code.as_deref(), false, on_row)?;
            }
        }
        Ok(())
    }

    fn status(lines: &[Full<'_>], stands: bool) -> &'static str {
        if !stands {
            return if lines.iter().all(|f| f.kept.state == State::Failed) { "failed" } else { "cancelled" };
        }
        if lines.iter().any(|f| f.kept.pending) { "pending" } else { words::COMPLETED }
    }

    /// A field of the order from its rows: a sum of money where rows have their own, else the first
    /// that is known.
    fn of_the_order(&self, lines: &[Full<'_>], slot: &Slot, shape: &Shape, once: bool) -> Value {
        let name = slot.field.name;
        let mut known = lines.iter().map(|f| self.said(f.kept, true, name)).filter(|v| !v.is_null());
        let Some(first) = known.next() else { return Value::Null };
        match first {
            Value::Money(one) if !once && !shape.of_the_order => {
                let sum = known.fold(one, |sum, v| match v {
                    Value::Money(m) => sum.saturating_add(m),
                    _ => sum,
                });
                Value::Money(if name == "discount" { sum.saturating_abs() } else { sum })
            }
            Value::Money(one) if name == "discount" => Value::Money(one.saturating_abs()),
            first => first,
        }
    }

    /// The sum of lines where each row's amount is its own.
    fn lines_amount<'f>(shape: &Shape, lines: impl Iterator<Item = Full<'f>>, once: bool) -> Option<i64> {
        let own = shape.has_amounts && !shape.of_the_order && !once;
        own.then(|| lines.fold(0i64, |sum, f| sum.saturating_add(f.kept.gross.max(0))))
    }

    #[expect(clippy::too_many_arguments, reason = "what an order's lines share")]
    fn order_lines(
        &mut self,
        order: &str,
        source: &str,
        shape: &Shape,
        lines: Vec<Full<'_>>,
        more: &[&Kept],
        once: bool,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), ImportError> {
        let Some(&owner) = lines.first() else { return Ok(()) };
        let further = more.iter().map(|kept| (Full { line: owner.line, kept }, false));
        let mut all: Vec<(Full<'_>, bool)> = lines.into_iter().map(|f| (f, true)).chain(further).collect();
        // As they stand in the files, whatever row had the amount.
        all.sort_by_key(|(f, _)| (f.kept.file, f.kept.line));
        let mut taken: HashSet<String> = HashSet::new();
        for (nth, (full, own)) in all.into_iter().enumerate() {
            let mut row = Row::new(Kind::OrderLines);
            row.text("order_id", order);
            row.text("source", source);
            row.set("time", Value::Time(Self::moment(owner)));
            let shape_of = self.shape(full.kept);
            let places: Vec<&'static str> = shape_of.line.iter().map(|p| p.field.name).collect();
            for name in places {
                row.set(name, self.said(full.kept, false, name));
            }
            let line = match self.said(full.kept, false, "line") {
                Value::Text(line) if !taken.contains(&line) => line,
                _ => (nth + 1).to_string(),
            };
            row.text("line", &line);
            taken.insert(line);
            if own && shape.has_amounts {
                row.text("currency", full.kept.currency.code());
                if !once && !shape.of_the_order {
                    row.set("amount", Value::Money(full.kept.gross.max(0)));
                }
            } else if !self.said(full.kept, false, "price").is_null() {
                row.text("currency", full.kept.currency.code());
            }
            for name in ["shipping", "discount"] {
                if own && !once && !shape.of_the_order {
                    row.set(name, self.said(full.kept, true, name));
                }
            }
            if own && shape.has_costs {
                row.set("cost", Value::Money(full.line.cost));
            }
            self.hand(row, full, true, on_row)?;
        }
        Ok(())
    }

    fn return_row(&self, full: Full<'_>, source: &str, order: Option<&str>) -> Row {
        let mut row = Row::new(Kind::Returns);
        row.text("source", source);
        if let Some(order) = order {
            row.text("order_id", order);
        }
        row.set("time", Value::Time(Self::moment(full)));
        row.set("day", Value::Day(full.line.day));
        if self.shape(full.kept).has_amounts {
            row.text("currency", full.kept.currency.code());
        }
        row
    }

    /// What one line gives back; `alone` where its cost is in no order's.
    fn one_return(
        &mut self,
        full: Full<'_>,
        source: &str,
        order: Option<&str>,
        alone: bool,
        on_row: &mut OnRow<'_>,
    ) -> Result<(), ImportError> {
        self.see(full.line.day);
        let mut row = self.return_row(full, source, order);
        let amount = full.line.amount.saturating_neg().max(0);
        let product = self.said(full.kept, false, "product");
        let customer = self.customer(full.line).unwrap_or_default();
        // Inside an order a corrected amount is the same return; alone there is nothing else to know it by.
        let told_by = if order.is_some() { Value::Null } else { Value::Money(amount) };
        let values = [Value::Time(Self::moment(full)), told_by, product.clone()];
        let code = self.made_up("return", &[&customer, order.unwrap_or_default()], &values);
        row.text("return_id", &code);
        row.set("amount", Value::Money(amount));
        row.set("product", product);
        if let Value::Number(quantity) = self.said(full.kept, false, "quantity") {
            row.set("quantity", Value::Number(quantity.abs()));
        }
        if self.shape(full.kept).has_costs && full.line.cost < 0 && alone {
            row.set("cost", Value::Money(full.line.cost.saturating_abs()));
        }
        self.hand(row, full, false, on_row)
    }

    /// A document that only gives back.
    fn document(&mut self, lines: &[Full<'_>], on_row: &mut OnRow<'_>) -> Result<(), ImportError> {
        let first = lines[0];
        let source = self.source(first);
        let Some(name) = self.number(first.line, first.kept) else {
            return self.one_return(first, &source, None, true, on_row);
        };
        let bare = self.all.orders.name(first.line.order);
        let Some(inner) = taken_back(&bare) else {
            // The order may lie before the file begins.
            for full in lines {
                self.one_return(*full, &source, Some(&name), true, on_row)?;
            }
            return Ok(());
        };
        let order = self.all.orders.get(inner).map(|_| inner.to_owned());
        // Lines that differ in nothing the key has are one return.
        let mut merged: BTreeMap<(i64, String), (Full<'_>, i64, i64, f64)> = BTreeMap::new();
        for full in lines.iter().copied() {
            let product = self.said(full.kept, false, "product");
            let key = (Self::moment(full), product.text().unwrap_or_default().to_owned());
            let quantity = match self.said(full.kept, false, "quantity") {
                Value::Number(x) => x.abs(),
                _ => 0.0,
            };
            let one = merged.entry(key).or_insert((full, 0, 0, 0.0));
            one.1 = one.1.saturating_add(full.line.amount.saturating_neg());
            one.2 = one.2.saturating_add(full.line.cost);
            one.3 += quantity;
        }
        for (full, amount, cost, quantity) in merged.into_values() {
            self.see(full.line.day);
            let mut row = self.return_row(full, &source, order.as_deref());
            row.text("return_id", &name);
            row.set("amount", Value::Money(amount));
            row.set("product", self.said(full.kept, false, "product"));
            if quantity > 0.0 {
                row.set("quantity", Value::Number(quantity));
            }
            if self.shape(full.kept).has_costs && cost < 0 {
                row.set("cost", Value::Money(cost.saturating_abs()));
            }
            self.hand(row, full, false, on_row)?;
        }
        Ok(())
    }
}
