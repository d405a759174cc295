//! Reads rows into order lines and refuses those that cannot be read.

use std::io;

use facts::{Currency, Day, Money};
use hashbrown::HashMap;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::{
    DateFormat, Field, ImportError, NonProducts, Reason, RefundRule, Reject, amount,
    conventions::Conventions,
    counts::Counts,
    facts::keep::{Keeper, Seen},
    ids::{Ids, is_nobody, without_float},
    roles::Roles,
    status::{self, State},
    table::{Cell, Event, Record, Table, content},
    time,
};
use crate::table::unguarded;

/// No customer, or no order number.
pub(super) const NONE: u32 = u32::MAX;

/// One order line as read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) customer: u32,
    pub(super) order: u32,
    pub(super) day: i32,
    /// Orders in the lower 24 bits, marks above.
    pub(super) tag: u32,
    pub(super) amount: i64,
    pub(super) cost: i64,
}

impl Line {
    /// The order was cancelled or its payment failed.
    pub(super) const CANCELLED: u32 = 1 << 24;
    /// Everything was paid back.
    pub(super) const REFUNDED: u32 = 1 << 25;
    /// The amount is one of the whole order.
    pub(super) const OF_THE_ORDER: u32 = 1 << 26;

    pub(super) fn is(self, mark: u32) -> bool {
        self.tag & mark != 0
    }

    pub(super) fn orders(self) -> u32 {
        (self.tag & 0x00ff_ffff).max(1)
    }
}

/// A row without an amount whose order may have one on another row.
pub(super) struct Pending {
    pub(super) order: u32,
    pub(super) reject: Reject,
}

/// What of the options the reading of rows needs.
pub(super) struct Rules {
    pub(super) currency: Currency,
    /// Whether the person named the currency, so that rows without one have it.
    pub(super) currency_told: bool,
    pub(super) zone: Option<TimeZone>,
    pub(super) refunds: RefundRule,
    pub(super) non_products: NonProducts,
    pub(super) codes: Option<Vec<String>>,
    /// Days after this one are flagged.
    pub(super) latest: Option<i32>,
    /// Whether rows in other currencies are taken too, each in its own.
    pub(super) every_currency: bool,
}

/// Everything read so far.
pub(super) struct Gathered {
    pub(super) rules: Rules,
    pub(super) customers: Ids,
    pub(super) orders: Ids,
    pub(super) lines: Vec<Line>,
    /// For each line, a number that is the same for rows that are equal in all columns.
    pub(super) contents: Vec<u64>,
    /// Where the lines of each file begin.
    pub(super) starts: Vec<usize>,
    pub(super) pending: Vec<Pending>,
    /// For each order, whether a row of it has an amount.
    pub(super) has_amount: Vec<bool>,
    pub(super) has_costs: bool,
    pub(super) counts: Counts,
    /// What is kept of each line beside it, where orders are imported.
    pub(super) kept: Option<Keeper>,
    states: HashMap<Box<[u8]>, State>,
}

/// What one file gave.
#[derive(Debug, Default)]
pub(super) struct FileTotals {
    pub(super) rows: u64,
    pub(super) blank: u64,
    pub(super) first: Option<i32>,
    pub(super) last: Option<i32>,
    /// Amounts that were read.
    pub(super) amounts: u64,
    /// Those with more decimals than the currency keeps.
    pub(super) finer: u64,
    /// The first time that did not read.
    pub(super) unread_time: Option<String>,
}

/// A value that could not be read.
struct Bad(Field, Reason, String);

impl Gathered {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            customers: Ids::default(),
            orders: Ids::default(),
            lines: Vec::new(),
            contents: Vec::new(),
            starts: Vec::new(),
            pending: Vec::new(),
            has_amount: Vec::new(),
            has_costs: false,
            counts: Counts::default(),
            kept: None,
            states: HashMap::new(),
        }
    }

    /// Reads all rows of a file.
    pub(super) fn file(
        &mut self,
        table: &Table,
        roles: &Roles,
        conventions: &Conventions,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
        on_rows: &mut dyn FnMut(u64),
    ) -> Result<FileTotals, ImportError> {
        self.starts.push(self.lines.len());
        self.has_costs |= roles.of(Field::Cost).is_some();
        let width = table.columns.len();
        // Wide typed tables are read only where needed; their duplicates are not looked for.
        let compare = !table.is_typed() || width <= 12;
        let wanted: Vec<usize> =
            if compare { (0..width).collect() } else { roles.taken().map(|(_, c)| c).collect() };
        let mut reader = RowReader {
            now: self.rules.currency,
            all: self,
            roles,
            conventions,
            totals: FileTotals::default(),
        };
        table.visit(&wanted, &mut |event| {
            match event {
                Event::Row(record) => {
                    reader.count(on_rows);
                    let before = reader.all.lines.len();
                    match reader.row(record) {
                        Ok(()) => {}
                        Err(Bad(field, reason, detail)) => {
                            if reason == Reason::UnreadableTime && reader.totals.unread_time.is_none() {
                                reader.totals.unread_time = Some(detail.clone());
                            }
                            let column = roles.of(field).map(|c| table.columns[c].clone());
                            let reject = Reject {
                                file: table.name.clone(),
                                line: record.line(),
                                field: Some(field.name()),
                                column,
                                reason,
                                detail,
                                text: cut(&record.original()),
                            };
                            reader.refuse(record, reject, on_reject)?;
                        }
                    }
                    if reader.all.lines.len() > before {
                        let content = if compare { content(record, width) } else { before as u64 };
                        reader.all.contents.push(content);
                    }
                }
                Event::Bad { line, reason, detail, text } => {
                    reader.count(on_rows);
                    let reject = Reject {
                        file: table.name.clone(),
                        line,
                        field: None,
                        column: None,
                        reason,
                        detail,
                        text: cut(&text),
                    };
                    reject_row(&mut reader.all.counts, &reject, on_reject)?;
                }
                Event::Blank => {
                    reader.totals.blank += 1;
                    reader.all.counts.blank_rows += 1;
                }
                Event::RepeatedHeader => reader.all.counts.repeated_headers += 1,
            }
            Ok(true)
        })?;
        Ok(reader.totals)
    }
}

/// Counts a refused row and hands it on.
pub(super) fn reject_row(
    counts: &mut Counts,
    reject: &Reject,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
) -> Result<(), ImportError> {
    counts.rejected += 1;
    *counts.rejects.entry(reject.reason).or_default() += 1;
    on_reject(reject).map_err(ImportError::Rejects)
}

pub(super) fn cut(text: &str) -> String {
    text.chars().take(4_000).collect()
}

struct RowReader<'a> {
    all: &'a mut Gathered,
    roles: &'a Roles,
    conventions: &'a Conventions,
    totals: FileTotals,
    /// The currency of the row.
    now: Currency,
}

impl RowReader<'_> {
    fn count(&mut self, on_rows: &mut dyn FnMut(u64)) {
        self.totals.rows += 1;
        self.all.counts.rows += 1;
        if self.totals.rows.is_multiple_of(1 << 16) {
            on_rows(self.totals.rows);
        }
    }

    fn cell<'r>(&self, record: &'r dyn Record, field: Field) -> Cell<'r> {
        self.roles.of(field).map_or(Cell::Empty, |column| record.cell(column))
    }

    /// A row without an amount waits for the other rows of its order.
    fn refuse(
        &mut self,
        record: &dyn Record,
        reject: Reject,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    ) -> Result<(), ImportError> {
        if reject.reason == Reason::MissingAmount {
            let order = self.order(record);
            if order != NONE {
                if let Some(kept) = &mut self.all.kept {
                    kept.continued(record, order, self.now);
                }
                if self.all.has_amount[order as usize] {
                    self.all.counts.continuation_rows += 1;
                    self.all.counts.accepted += 1;
                } else {
                    self.all.pending.push(Pending { order, reject });
                }
                return Ok(());
            }
        }
        reject_row(&mut self.all.counts, &reject, on_reject)
    }

    fn row(&mut self, record: &dyn Record) -> Result<(), Bad> {
        let state = self.state(record);
        let refunds = self.all.rules.refunds;
        let mut marks = match state {
            State::Failed => Line::CANCELLED,
            State::Cancelled if refunds != RefundRule::Ignore => Line::CANCELLED,
            State::Refunded if refunds == RefundRule::Net => Line::REFUNDED,
            _ => 0,
        };
        let money = match self.money(record) {
            Ok(money) => money,
            // What never was an order needs no amount.
            Err(Bad(_, Reason::MissingAmount, _)) if marks != 0 => {
                Some(Sums { amount: 0, price_negative: false })
            }
            Err(bad) => return Err(bad),
        };
        let Some(money) = money else {
            self.all.counts.accepted += 1;
            return Ok(());
        };
        let day = self.day(record)?;
        let cost = self.cost(record)?;
        let refund = self.refund(record)?;
        let customer = self.customer(record);
        let order = self.order(record);
        if order != NONE {
            self.all.has_amount[order as usize] = true;
        }
        let counts = &mut self.all.counts;
        counts.accepted += 1;
        self.totals.first = Some(self.totals.first.map_or(day, |d| d.min(day)));
        self.totals.last = Some(self.totals.last.map_or(day, |d| d.max(day)));
        counts.future_rows += u64::from(self.all.rules.latest.is_some_and(|latest| day > latest));

        if money.price_negative {
            counts.adjustment_rows += 1;
            counts.adjustment_minor = counts.adjustment_minor.saturating_add(money.amount);
            return Ok(());
        }
        if self.is_no_product(record, money.amount) {
            return Ok(());
        }
        let counts = &mut self.all.counts;
        let mut amount = money.amount;
        let mut given_back = 0;
        if marks & Line::CANCELLED == 0 && refunds != RefundRule::Ignore {
            // A status alone says that all was paid back; a column says how much.
            let back = if marks & Line::REFUNDED != 0 && refund == 0 { amount.max(0) } else { refund };
            if back > 0 {
                counts.refund_rows += 1;
                counts.refund_minor = counts.refund_minor.saturating_add(back);
            }
            if refunds == RefundRule::Net {
                given_back = back.min(amount.max(0));
                if refund > 0 {
                    marks &= !Line::REFUNDED;
                    if refund >= amount && amount > 0 {
                        marks |= Line::REFUNDED;
                    }
                    amount = (amount - refund).max(0);
                } else if marks & Line::REFUNDED != 0 {
                    amount = 0;
                }
            }
        }
        if amount < 0 {
            if refunds != RefundRule::Ignore {
                counts.refund_rows += 1;
                counts.refund_minor = counts.refund_minor.saturating_sub(amount);
            }
            if refunds != RefundRule::Net {
                return Ok(());
            }
        }
        counts.zero_rows += u64::from(amount == 0 && marks == 0 && self.roles.of(Field::Amount).is_some());
        if customer == NONE && order == NONE {
            counts.anonymous_rows += 1;
            counts.anonymous_minor = counts.anonymous_minor.saturating_add(amount);
            if self.all.kept.is_none() {
                return Ok(());
            }
        }
        if self.conventions.of_the_order {
            marks |= Line::OF_THE_ORDER;
        }
        let orders = self.orders(record);
        if let Some(kept) = &mut self.all.kept {
            let gross = amount.saturating_add(given_back);
            kept.line(record, &Seen { gross, given_back, state, currency: self.now });
        }
        self.all.lines.push(Line { customer, order, day, tag: orders | marks, amount, cost });
        Ok(())
    }

    fn orders(&self, record: &dyn Record) -> u32 {
        match self.cell(record, Field::Orders) {
            Cell::Int(n) => n.clamp(1, 0x00ff_ffff) as u32,
            Cell::Text(text) => std::str::from_utf8(text)
                .ok()
                .and_then(|t| t.parse::<u32>().ok())
                .map_or(1, |n| n.clamp(1, 0x00ff_ffff)),
            _ => 1,
        }
    }

    fn state(&mut self, record: &dyn Record) -> State {
        let cancelled = match self.cell(record, Field::Cancelled) {
            Cell::Empty => false,
            Cell::Text(text) => status::is_yes(text),
            Cell::Int(n) => n != 0,
            _ => true,
        };
        if cancelled {
            return State::Cancelled;
        }
        let Cell::Text(text) = self.cell(record, Field::Status) else { return State::Order };
        if let Some(state) = self.all.states.get(text) {
            return *state;
        }
        let state = status::state(text);
        if self.all.states.len() < 1_000 {
            self.all.states.insert(text.into(), state);
        }
        state
    }

    fn customer(&mut self, record: &dyn Record) -> u32 {
        let ids = &mut self.all.customers;
        match self.roles.of(Field::Customer).map_or(Cell::Empty, |c| record.cell(c)) {
            Cell::Empty => NONE,
            Cell::Int(n) => ids.of_number(n),
            Cell::Text(text) => {
                let text = if self.conventions.float_ids {
                    without_float(text).inspect(|_| self.all.counts.float_ids += 1).unwrap_or(text)
                } else {
                    text
                };
                let mut text = String::from_utf8_lossy(text);
                if self.conventions.email_ids && text.contains('@') {
                    text = text.trim().to_lowercase().into();
                }
                if is_nobody(&text) {
                    *self.all.counts.suspicious_ids.entry(text.into_owned()).or_default() += 1;
                    NONE
                } else {
                    ids.of_text(unguarded(&text))
                }
            }
            Cell::Float(x) if x.fract() == 0.0 && x.abs() < 9e15 => {
                self.all.counts.float_ids += 1;
                ids.of_number(x as i64)
            }
            Cell::Float(x) if !x.is_finite() => NONE,
            other => ids.of_text(&other.to_text()),
        }
    }

    fn order(&mut self, record: &dyn Record) -> u32 {
        let orders = &mut self.all.orders;
        let number = match self.roles.of(Field::Order).map_or(Cell::Empty, |c| record.cell(c)) {
            Cell::Empty => return NONE,
            Cell::Int(n) => orders.of_number(n),
            Cell::Float(x) if x.fract() == 0.0 && x.abs() < 9e15 => orders.of_number(x as i64),
            Cell::Text(text) => {
                let text =
                    if self.conventions.float_orders { without_float(text).unwrap_or(text) } else { text };
                orders.of_text(&String::from_utf8_lossy(text))
            }
            other => orders.of_text(&other.to_text()),
        };
        if self.all.has_amount.len() < orders.len() {
            self.all.has_amount.resize(orders.len(), false);
        }
        number
    }

    fn day(&mut self, record: &dyn Record) -> Result<i32, Bad> {
        let cell = self.cell(record, Field::Time);
        let bad = |reason| Bad(Field::Time, reason, cell.to_text());
        let format = &self.conventions.date_format;
        let stamp = match cell {
            Cell::Empty => return Err(bad(Reason::MissingTime)),
            Cell::Day(day) => time::Stamp { day, second: None, offset: None },
            Cell::Seconds(seconds, offset) => {
                let local = seconds.saturating_add(i64::from(offset.unwrap_or(0)));
                time::Stamp { offset, ..time::from_seconds(local) }
            }
            Cell::Int(n) if *format == DateFormat::UnixSeconds => time::from_seconds(n),
            Cell::Int(n) if *format == DateFormat::UnixMillis => time::from_seconds(n.div_euclid(1000)),
            Cell::Text(text) => self.stamp(text).map_err(bad)?,
            other => self.stamp(other.to_text().as_bytes()).map_err(bad)?,
        };
        let (day, twice) = time::day_in(stamp, self.all.rules.zone.as_ref());
        self.all.counts.dst_ambiguous += u64::from(twice);
        if time::PLAUSIBLE.contains(&day) { Ok(day) } else { Err(bad(Reason::ImplausibleTime)) }
    }

    fn stamp(&self, text: &[u8]) -> Result<time::Stamp, Reason> {
        time::read(text, &self.conventions.date_format).map_err(|e| match e {
            time::Unread::Format => Reason::UnreadableTime,
            time::Unread::Implausible => Reason::ImplausibleTime,
        })
    }

    /// The amount of a row, or nothing if it is in a currency that is set aside.
    fn money(&mut self, record: &dyn Record) -> Result<Option<Sums>, Bad> {
        if !self.is_our_currency(record)? {
            return Ok(None);
        }
        if self.roles.of(Field::Amount).is_some() {
            let cell = self.cell(record, Field::Amount);
            let Some(amount) = self.minor(cell, Field::Amount)? else { return Ok(None) };
            let discount = self.optional(record, Field::Discount)?.abs();
            return Ok(Some(Sums { amount: amount - discount, price_negative: false }));
        }
        if self.roles.of(Field::Price).is_none() {
            return Ok(Some(Sums { amount: 0, price_negative: false }));
        }
        let cell = self.cell(record, Field::Price);
        let Some(price) = self.number(cell, Field::Price)? else { return Ok(None) };
        let quantity = self.quantity(record)?;
        let too_large = || Bad(Field::Price, Reason::AmountTooLarge, cell.to_text());
        let total = price.checked_mul(quantity).ok_or_else(too_large)?;
        let amount = self.to_minor(total).ok_or_else(too_large)?;
        self.note_decimals(total);
        let discount = self.optional(record, Field::Discount)?.abs();
        // What comes back is worth less by its discount too.
        let amount = if amount < 0 { amount + discount.min(-amount) } else { amount - discount };
        Ok(Some(Sums { amount, price_negative: price.is_sign_negative() && !price.is_zero() }))
    }

    fn quantity(&self, record: &dyn Record) -> Result<Decimal, Bad> {
        if self.roles.of(Field::Quantity).is_none() {
            return Ok(Decimal::ONE);
        }
        let cell = self.cell(record, Field::Quantity);
        let bad = || Bad(Field::Quantity, Reason::UnreadableQuantity, cell.to_text());
        match cell {
            Cell::Empty => Err(bad()),
            cell => self.number(cell, Field::Quantity).map_err(|_| bad())?.ok_or_else(bad),
        }
    }

    fn cost(&self, record: &dyn Record) -> Result<i64, Bad> {
        if self.roles.of(Field::Cost).is_none() || !self.conventions.cost_per_piece {
            return self.optional(record, Field::Cost);
        }
        let cell = self.cell(record, Field::Cost);
        if cell.is_empty() {
            return Ok(0);
        }
        let too_large = || Bad(Field::Cost, Reason::AmountTooLarge, cell.to_text());
        let piece = self.number(cell, Field::Cost)?.unwrap_or_default();
        let total = piece.checked_mul(self.quantity(record)?).ok_or_else(too_large)?;
        self.to_minor(total).ok_or_else(too_large)
    }

    fn refund(&self, record: &dyn Record) -> Result<i64, Bad> {
        self.optional(record, Field::Refund).map(i64::abs)
    }

    /// An amount that may be left empty.
    fn optional(&self, record: &dyn Record, field: Field) -> Result<i64, Bad> {
        match self.cell(record, field) {
            Cell::Empty => Ok(0),
            cell => {
                let value = self.number(cell, field)?.unwrap_or_default();
                self.to_minor(value).ok_or_else(|| Bad(field, Reason::AmountTooLarge, cell.to_text()))
            }
        }
    }

    /// An amount in minor units; nothing if it names another currency.
    fn minor(&mut self, cell: Cell<'_>, field: Field) -> Result<Option<i64>, Bad> {
        let exponent = if self.conventions.minor_units { 0 } else { self.now.exponent() };
        let quick = match cell {
            Cell::Int(n) => n.checked_mul(10i64.pow(exponent)).filter(|n| n.abs() < LARGEST),
            Cell::Float(x) => minor_of_float(x, exponent),
            Cell::Decimal(digits, scale) if i64::from(scale) == i64::from(exponent) => {
                i64::try_from(digits).ok().filter(|n| n.abs() < LARGEST)
            }
            _ => None,
        };
        if let Some(minor) = quick {
            self.totals.amounts += 1;
            if let Cell::Float(x) = cell {
                self.totals.finer += u64::from((x * 10f64.powi(exponent as i32) - minor as f64).abs() > 1e-4);
            }
            return Ok(Some(minor));
        }
        let Some(value) = self.number(cell, field)? else { return Ok(None) };
        self.note_decimals(value);
        self.to_minor(value).map(Some).ok_or_else(|| Bad(field, Reason::AmountTooLarge, cell.to_text()))
    }

    /// Counts an amount, and whether rounding it to the currency changes it.
    fn note_decimals(&mut self, value: Decimal) {
        let exponent = if self.conventions.minor_units { 0 } else { self.now.exponent() };
        self.totals.amounts += 1;
        self.totals.finer += u64::from(value.scale() > exponent && value.normalize().scale() > exponent);
    }

    /// A number; nothing if it names another currency.
    fn number(&self, cell: Cell<'_>, field: Field) -> Result<Option<Decimal>, Bad> {
        let bad = || Bad(field, Reason::UnreadableAmount, cell.to_text());
        match cell {
            Cell::Empty => Err(Bad(field, Reason::MissingAmount, String::new())),
            Cell::Text(text) => {
                let number = amount::read(text, self.conventions.decimal).ok_or_else(bad)?;
                if number.contradicts(self.now) {
                    return Err(Bad(field, Reason::OtherCurrency, cell.to_text()));
                }
                Ok(Some(number.value))
            }
            Cell::Int(n) => Ok(Some(Decimal::from(n))),
            // The shortest text that reads back as this number is what was meant.
            Cell::Float(x) if x.is_finite() && x.abs() < 1e18 => {
                amount::read(x.to_string().as_bytes(), super::DecimalSign::Point)
                    .map(|n| Some(n.value))
                    .ok_or_else(bad)
            }
            Cell::Decimal(digits, scale) => u32::try_from(scale)
                .ok()
                .and_then(|s| Decimal::try_from_i128_with_scale(digits, s).ok())
                .map(Some)
                .ok_or_else(bad),
            _ => Err(bad()),
        }
    }

    fn to_minor(&self, value: Decimal) -> Option<i64> {
        let value = if self.conventions.minor_units {
            let per_unit = Decimal::from(10u64.pow(self.now.exponent()));
            value.checked_div(per_unit)?
        } else {
            value
        };
        Money::from_decimal(value, self.now).ok().map(|m| m.minor).filter(|m| m.abs() < LARGEST)
    }

    fn is_our_currency(&mut self, record: &dyn Record) -> Result<bool, Bad> {
        let ours = self.all.rules.currency;
        self.now = ours;
        let code = if self.roles.of(Field::Currency).is_some() {
            match self.cell(record, Field::Currency) {
                Cell::Empty if self.all.rules.currency_told => return Ok(true),
                Cell::Empty
                    if self.cell(record, Field::Amount).is_empty()
                        && self.roles.of(Field::Amount).is_some() =>
                {
                    return Ok(true);
                }
                Cell::Empty => return Err(Bad(Field::Currency, Reason::MissingCurrency, String::new())),
                Cell::Text(text) if text.eq_ignore_ascii_case(ours.code().as_bytes()) => return Ok(true),
                cell => cell.to_text(),
            }
        } else if self.conventions.currencies.is_empty() {
            return Ok(true);
        } else {
            let field = if self.roles.of(Field::Amount).is_some() { Field::Amount } else { Field::Price };
            let Cell::Text(text) = self.cell(record, field) else { return Ok(true) };
            match amount::read(text, self.conventions.decimal).and_then(|n| n.currency) {
                None => return Ok(true),
                Some(code) => code.to_owned(),
            }
        };
        match Currency::from_code(&code) {
            Ok(other) if other == ours => Ok(true),
            Ok(other) if self.all.rules.every_currency => {
                self.now = other;
                Ok(true)
            }
            Ok(other) => {
                *self.all.counts.set_aside.entry(other.code().to_owned()).or_default() += 1;
                Ok(false)
            }
            Err(_) => Err(Bad(Field::Currency, Reason::UnknownCurrency, code)),
        }
    }

    /// Counts a line of postage and the like; says whether it is to be left out.
    fn is_no_product(&mut self, record: &dyn Record, amount: i64) -> bool {
        let Cell::Text(code) = self.cell(record, Field::Product) else { return false };
        let listed = match &self.all.rules.codes {
            Some(codes) => codes.iter().any(|c| c.as_bytes().eq_ignore_ascii_case(code)),
            None => status::is_no_product(code),
        };
        if listed {
            let counts = &mut self.all.counts;
            counts.non_product_rows += 1;
            counts.non_product_minor = counts.non_product_minor.saturating_add(amount);
            if counts.non_products.len() < 1_000 {
                *counts.non_products.entry(String::from_utf8_lossy(code).into_owned()).or_default() += 1;
            }
        }
        listed && self.all.rules.non_products == NonProducts::Drop
    }
}

struct Sums {
    amount: i64,
    price_negative: bool,
}

/// Amounts of this many minor units and more are refused, so that no sum can overflow.
pub(super) const LARGEST: i64 = 1_000_000_000_000_000;

/// Minor units of a binary number. One that lies near the middle of two takes the exact way round
/// by its decimal text: 2.675 is meant as such although it is stored as a little less.
fn minor_of_float(x: f64, exponent: u32) -> Option<i64> {
    let scaled = x * 10f64.powi(exponent as i32);
    let from_middle = (scaled - scaled.floor() - 0.5).abs();
    (from_middle > 1e-4 && scaled.abs() < 1e11).then_some(scaled.round() as i64)
}

/// The day of an epoch day for messages and readings.
pub(super) fn as_day(day: i32) -> Option<Day> {
    Day::from_epoch(day).ok()
}
