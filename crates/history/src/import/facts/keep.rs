//! What is kept of each order line beside its money.

use ::facts::{Currency, Value, schema::Kind};

use super::{
    moment,
    reading::FactCounts,
    rows::{Plan, Reader, Slot},
};
use crate::import::{
    DateFormat,
    status::State,
    table::{Cell, Record},
};

/// What the reading of a line found.
pub(in crate::import) struct Seen {
    /// What the line brought before anything was given back.
    pub(in crate::import) gross: i64,
    /// What was given back of it on the same row.
    pub(in crate::import) given_back: i64,
    pub(in crate::import) state: State,
    pub(in crate::import) currency: Currency,
}

/// How one file's lines are kept.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent findings")]
pub(super) struct Shape {
    pub(super) plan: Plan,
    /// The column of the time and how it is written.
    pub(super) time: Option<(usize, DateFormat)>,
    /// The column of the order's state.
    pub(super) status: Option<usize>,
    /// Fields of the order beside those that every reading of orders has.
    pub(super) order: Vec<Slot>,
    /// Fields of the order's line, likewise.
    pub(super) line: Vec<Slot>,
    /// Whether rows are lines of orders.
    pub(super) has_lines: bool,
    /// Whether amounts are of the whole order.
    pub(super) of_the_order: bool,
    pub(super) has_amounts: bool,
    pub(super) has_costs: bool,
    pub(super) has_status: bool,
}

/// A line as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) file: u32,
    pub(super) line: u64,
    /// When, in microseconds since 1970-01-01 UTC.
    pub(super) micros: Option<i64>,
    pub(super) gross: i64,
    pub(super) given_back: i64,
    pub(super) state: State,
    pub(super) pending: bool,
    pub(super) currency: Currency,
    /// Values of the order's fields and of the line's, as the shape of the file has them.
    pub(super) values: Box<[Value]>,
}

/// A row without an amount that may be a line of an order.
pub(super) struct Continued {
    pub(super) order: u32,
    pub(super) kept: Kept,
}

/// Keeps lines.
pub(in crate::import) struct Keeper {
    pub(super) shapes: Vec<Shape>,
    file: usize,
    pub(super) lines: Vec<Kept>,
    pub(super) continued: Vec<Continued>,
    orders: Reader,
    order_lines: Reader,
    /// Values beside the order's own that did not read.
    pub(super) unread: u64,
}

impl Keeper {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self {
            shapes: Vec::new(),
            file: 0,
            lines: Vec::new(),
            continued: Vec::new(),
            orders: Reader::new(Kind::Orders, "", secret),
            order_lines: Reader::new(Kind::OrderLines, "", secret),
            unread: 0,
        }
    }

    /// Goes on with a file of this shape.
    pub(super) fn next(&mut self, shape: Shape) {
        self.file = self.shapes.len();
        self.shapes.push(shape);
    }

    /// Counts of codes that became digests and the like.
    pub(super) fn counts(&self) -> [&FactCounts; 2] {
        [&self.orders.counts, &self.order_lines.counts]
    }

    /// A code without what may identify a person.
    pub(super) fn guarded(&mut self, code: String) -> String {
        self.orders.guarded(code)
    }

    /// Keeps a line that was taken.
    pub(in crate::import) fn line(&mut self, record: &dyn Record, seen: &Seen) {
        let kept = self.keep(record, seen);
        self.lines.push(kept);
    }

    /// Keeps a row without an amount, in case its order has one elsewhere.
    pub(in crate::import) fn continued(&mut self, record: &dyn Record, order: u32, currency: Currency) {
        let seen = Seen { gross: 0, given_back: 0, state: State::Order, currency };
        let kept = self.keep(record, &seen);
        self.continued.push(Continued { order, kept });
    }

    /// Leaves out what was dropped.
    pub(in crate::import) fn retain(&mut self, dropped: &[bool]) {
        let mut at = 0;
        self.lines.retain(|_| {
            at += 1;
            !dropped[at - 1]
        });
    }

    fn keep(&mut self, record: &dyn Record, seen: &Seen) -> Kept {
        let shape = &self.shapes[self.file];
        let zone = shape.plan.zone.as_ref();
        let micros = shape.time.as_ref().and_then(|(column, format)| {
            moment::read(record.cell(*column), format).ok().map(|m| {
                let (micros, twice) = m.micros(zone);
                self.orders.counts.dst_ambiguous += u64::from(twice);
                micros
            })
        });
        let pending = shape.status.is_some_and(|column| match record.cell(column) {
            Cell::Text(text) => super::words::order_status(text) == "pending",
            _ => false,
        });
        let mut values = Vec::with_capacity(shape.order.len() + shape.line.len());
        let mut unread = 0;
        for (slots, reader) in [(&shape.order, &mut self.orders), (&shape.line, &mut self.order_lines)] {
            for slot in slots {
                let cell = record.cell(slot.column);
                // A row is an order for what it says of customer, time and money; the rest may fail.
                let value = reader.value(cell, slot, &shape.plan, Some(seen.currency));
                values.push(value.unwrap_or_else(|_| {
                    unread += 1;
                    Value::Null
                }));
            }
        }
        self.unread += unread;
        Kept {
            file: self.file as u32,
            line: record.line(),
            micros,
            gross: seen.gross,
            given_back: seen.given_back,
            state: seen.state,
            pending,
            currency: seen.currency,
            values: values.into(),
        }
    }
}
