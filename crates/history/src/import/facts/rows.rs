//! Rows of any kind of fact but orders, read by the fields that were recognised.

use std::io;

use ::facts::{
    Currency, Money, Month, Private, Value,
    schema::{Field, FieldKind, Kind, Schema},
};
use hashbrown::HashMap;
use jiff::tz::TimeZone;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    ReadRow,
    codes::{self, LONGEST_CODE, LONGEST_LABEL, Numbering},
    moment,
    reading::FactCounts,
    words,
};
use crate::{
    import::{
        DateFormat, DecimalSign, ImportError, Reason, Reject, amount,
        gather::{LARGEST, cut},
        ids::{is_nobody, without_float},
        table::{Cell, Event, Record, Table},
        time,
    },
    table::unguarded,
};

/// A field with its column and the conventions of it.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) field: &'static Field,
    pub(super) column: usize,
    /// How its times are written.
    pub(super) date_format: DateFormat,
    /// Whole numbers, some written as `10482.0`.
    pub(super) floats: bool,
    /// E-mail addresses, whose case does not matter.
    pub(super) emails: bool,
    /// Amounts are in minor units already.
    pub(super) minor_units: bool,
    /// Currency that the column's name gives.
    pub(super) currency: Option<&'static str>,
}

/// What reading the rows of one file needs.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) slots: Vec<Slot>,
    pub(super) decimal: DecimalSign,
    pub(super) zone: Option<TimeZone>,
    /// The currency that was told.
    pub(super) currency: Option<Currency>,
    /// ISO 4217 has a code for "no currency".
    pub(super) no_currency: Currency,
    /// Days after this one are counted.
    pub(super) latest: Option<i32>,
    /// Columns that are properties of events.
    pub(super) properties: Vec<Property>,
    /// No column says what kind of feedback the rows are, and their number is called one of a complaint.
    pub(super) complaints: bool,
}

/// A column that is a property of events.
#[derive(Debug, Clone)]
pub(super) struct Property {
    pub(super) column: usize,
    pub(super) name: String,
    /// Whether it holds numbers with a decimal comma, which are handed on with a point.
    pub(super) numbers: bool,
}

/// A value that could not be read.
pub(super) struct Bad {
    pub(super) field: &'static str,
    pub(super) column: Option<usize>,
    pub(super) reason: Reason,
    pub(super) detail: String,
}

/// Reads the rows of all files of one kind.
pub(super) struct Reader {
    kind: Kind,
    schema: &'static Schema,
    source: String,
    secret: [u8; 32],
    pub(super) counts: FactCounts,
    /// How often each fact without a number has occurred in the file.
    occurred: HashMap<[u8; 16], u32>,
    /// How many lines of each order without line numbers there were.
    lines: HashMap<[u8; 16], u32>,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
}

impl Reader {
    pub(super) fn new(kind: Kind, source: &str, secret: [u8; 32]) -> Self {
        Self {
            kind,
            schema: kind.schema(),
            source: source.to_owned(),
            secret,
            counts: FactCounts::default(),
            occurred: HashMap::new(),
            lines: HashMap::new(),
            first: None,
            last: None,
        }
    }

    /// Reads all rows of a file; how many had content and how many none.
    pub(super) fn file(
        &mut self,
        file: usize,
        table: &Table,
        plan: &Plan,
        on_row: &mut dyn FnMut(ReadRow) -> Result<(), ImportError>,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
        on_rows: &mut dyn FnMut(u64),
    ) -> Result<(u64, u64), ImportError> {
        self.occurred.clear();
        let slots = plan.slots.iter().map(|s| s.column);
        let wanted: Vec<usize> = slots.chain(plan.properties.iter().map(|p| p.column)).collect();
        let (mut rows, mut blank) = (0u64, 0u64);
        table.visit(&wanted, &mut |event| {
            if let Event::Row(_) | Event::Bad { .. } = event {
                rows += 1;
                self.counts.rows += 1;
                if rows.is_multiple_of(1 << 16) {
                    on_rows(rows);
                }
            }
            match event {
                Event::Row(record) => match self.row(file, record, plan) {
                    Ok(row) => {
                        self.counts.accepted += 1;
                        *self.counts.facts.entry(self.kind.name()).or_default() += 1;
                        on_row(row)?;
                    }
                    Err(bad) => {
                        let reject = Reject {
                            file: table.name.clone(),
                            line: record.line(),
                            field: Some(bad.field),
                            column: bad.column.map(|c| table.columns[c].clone()),
                            reason: bad.reason,
                            detail: bad.detail,
                            text: cut(&record.original()),
                        };
                        self.refuse(&reject, on_reject)?;
                    }
                },
                Event::Bad { line, reason, detail, text } => {
                    let reject = Reject {
                        file: table.name.clone(),
                        line,
                        field: None,
                        column: None,
                        reason,
                        detail,
                        text: cut(&text),
                    };
                    self.refuse(&reject, on_reject)?;
                }
                Event::Blank => {
                    blank += 1;
                    self.counts.blank_rows += 1;
                }
                Event::RepeatedHeader => self.counts.repeated_headers += 1,
            }
            Ok(true)
        })?;
        Ok((rows, blank))
    }

    pub(super) fn refuse(
        &mut self,
        reject: &Reject,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    ) -> Result<(), ImportError> {
        self.counts.rejected += 1;
        *self.counts.rejects.entry(reject.reason).or_default() += 1;
        on_reject(reject).map_err(ImportError::Rejects)
    }

    fn row(&mut self, file: usize, record: &dyn Record, plan: &Plan) -> Result<ReadRow, Bad> {
        let mut values = vec![Value::Null; self.schema.public().count()];
        let mut customers = Vec::new();
        let mut private: Vec<(String, String)> = Vec::new();
        let currency = row_currency(record, plan)?;
        let mut has_money = false;
        for slot in &plan.slots {
            let cell = record.cell(slot.column);
            let FieldKind::Text = slot.field.kind else {
                let Some(at) = self.schema.position(slot.field.name) else { continue };
                if slot.field.kind == FieldKind::Customer {
                    if let Some(id) = self.customer(cell, slot) {
                        customers.push((at, id));
                    } else if slot.field.required {
                        return Err(bad(slot, Reason::MissingValue, cell.to_text()));
                    }
                    continue;
                }
                let value = self.value(cell, slot, plan, currency)?;
                if value.is_null() && slot.field.required {
                    return Err(bad(slot, Reason::MissingValue, cell.to_text()));
                }
                has_money |= matches!(value, Value::Money(_));
                values[at] = value;
                continue;
            };
            let text = cell.to_text();
            let text = unguarded(text.trim());
            if !text.is_empty() && !is_nothing(text) {
                match private.iter_mut().find(|(name, _)| name == slot.field.name) {
                    // Parts of one text, in the order of their columns.
                    Some((_, whole)) => {
                        whole.push(' ');
                        whole.push_str(text);
                    }
                    None => private.push((slot.field.name.to_owned(), text.to_owned())),
                }
            }
        }
        if has_money && let Some(at) = self.schema.position("currency") {
            values[at] = Value::Text(currency.unwrap_or(plan.no_currency).code().to_owned());
        }
        if self.kind == Kind::Costs {
            self.whole_month(&mut values, record, plan);
        }
        if plan.complaints
            && let Some(at) = self.schema.position("kind")
        {
            values[at] = Value::Text("complaint".to_owned());
        }
        self.note_time(&values, plan);
        if customers.is_empty() && plan.slots.iter().any(|s| s.field.kind == FieldKind::Customer) {
            self.counts.anonymous_rows += 1;
        }
        let mut row = ReadRow {
            file,
            line: record.line(),
            kind: self.kind,
            values,
            customers,
            private: Private(private),
            properties: properties(record, plan),
            complete_set: false,
        };
        self.complete(&mut row);
        Ok(row)
    }

    /// Fills in what a row may leave out: its source, its number, its line.
    pub(super) fn complete(&mut self, row: &mut ReadRow) {
        if let Some(at) = self.schema.position("source")
            && row.values[at].is_null()
        {
            row.values[at] = Value::Text(self.source.clone());
        }
        let Some(first) = self.schema.public().next() else { return };
        if self.kind == Kind::OrderLines {
            let line = self.schema.position("line").filter(|at| row.values[*at].is_null());
            if let Some(line) = line {
                let mut number = Numbering::new(&self.secret, "line");
                number.value(&row.values[0]);
                let nth = self.lines.entry(number.finish()).or_default();
                *nth += 1;
                row.values[line] = Value::Text(nth.to_string());
            }
            return;
        }
        let numbered = first.kind == FieldKind::Code && first.natural_key && !first.required;
        if !numbered || !row.values[0].is_null() {
            return;
        }
        let digest = self.digest(row);
        let nth = self.occurred.entry(digest).or_default();
        *nth += 1;
        self.counts.numbered += 1;
        self.counts.repeated += u64::from(*nth > 1);
        row.values[0] = Value::Text(codes::number(&digest, *nth));
    }

    /// What tells a fact without a number from others: whose it is and when it was and the rest of
    /// its key where that is known, else all that it says.
    fn digest(&self, row: &ReadRow) -> [u8; 16] {
        let public = || self.schema.public().enumerate().skip(1);
        let who = |at: usize| row.customers.iter().find(|(c, _)| *c == at).map(|(_, id)| id.as_str());
        let time = self.schema.time_field().is_some_and(|at| !row.values[at].is_null());
        let keyed = |f: &Field| f.natural_key && f.name != "source";
        let known = time
            && public().any(|(at, f)| {
                keyed(f)
                    && f.kind != FieldKind::Time
                    && f.kind != FieldKind::Day
                    && (!row.values[at].is_null() || who(at).is_some())
            });
        let mut number = Numbering::new(&self.secret, self.kind.name());
        for (at, field) in public() {
            if !known || field.natural_key || self.schema.time == Some(field.name) {
                match who(at) {
                    Some(id) => number.text(id),
                    None => number.value(&row.values[at]),
                }
            }
        }
        if !known {
            for (name, text) in &row.private.0 {
                number.text(name);
                number.text(text);
            }
        }
        number.finish()
    }

    /// What was spent in a month was spent until its last day.
    fn whole_month(&self, values: &mut [Value], record: &dyn Record, plan: &Plan) {
        let Some(until) = self.schema.position("until").filter(|at| values[*at].is_null()) else { return };
        let day = plan.slots.iter().find(|slot| slot.field.name == "day");
        if let Some(month) = day.and_then(|slot| month(record.cell(slot.column), slot)) {
            values[until] = Value::Day(month.last_day().days_since_epoch());
        }
    }

    fn note_time(&mut self, values: &[Value], plan: &Plan) {
        let time = self.schema.time_field().and_then(|at| match values[at] {
            Value::Time(micros) => Some(micros),
            Value::Day(day) => Some(i64::from(day) * DAY),
            _ => None,
        });
        let Some(time) = time else {
            // Lines have the time of their order, and when an alias was said tells nothing.
            let counts_by_it = !matches!(self.kind, Kind::OrderLines | Kind::Aliases);
            self.counts.untimed_rows += u64::from(self.schema.time == Some("time") && counts_by_it);
            return;
        };
        self.first = Some(self.first.map_or(time, |t| t.min(time)));
        self.last = Some(self.last.map_or(time, |t| t.max(time)));
        let day = time.div_euclid(DAY);
        self.counts.future_rows += u64::from(plan.latest.is_some_and(|latest| day > i64::from(latest)));
    }

    pub(super) fn customer(&mut self, cell: Cell<'_>, slot: &Slot) -> Option<String> {
        let text = self.code_text(cell, slot)?;
        let mut text = unguarded(&text).to_owned();
        if slot.emails && text.contains('@') {
            text = text.to_lowercase();
        }
        (!is_nobody(&text) && !text.is_empty()).then_some(text)
    }

    /// A code as text, without the point of `10482.0` where all are whole.
    fn code_text(&mut self, cell: Cell<'_>, slot: &Slot) -> Option<String> {
        Some(match cell {
            Cell::Empty => return None,
            Cell::Text(text) => {
                let bare = if slot.floats { without_float(text) } else { None };
                self.counts.float_ids += u64::from(bare.is_some());
                String::from_utf8_lossy(bare.unwrap_or(text)).into_owned()
            }
            Cell::Float(x) if !x.is_finite() => return None,
            Cell::Float(x) if x.fract() == 0.0 && x.abs() < 9e15 => {
                self.counts.float_ids += 1;
                (x as i64).to_string()
            }
            other => other.to_text(),
        })
    }

    pub(super) fn value(
        &mut self,
        cell: Cell<'_>,
        slot: &Slot,
        plan: &Plan,
        currency: Option<Currency>,
    ) -> Result<Value, Bad> {
        let nothing = match cell {
            Cell::Empty => true,
            Cell::Float(x) => !x.is_finite(),
            Cell::Text(text) => text.len() <= 10 && std::str::from_utf8(text).is_ok_and(is_nothing),
            _ => false,
        };
        if nothing {
            return Ok(Value::Null);
        }
        match slot.field.kind {
            FieldKind::Code => self.code(cell, slot),
            FieldKind::Label => Ok(self.label(&cell.to_text())),
            FieldKind::Choice(_) => {
                let word = cell.to_text();
                let choice = words::choice(self.kind, slot.field, &word);
                choice.map(|c| Value::Text(c.to_owned())).ok_or_else(|| unknown(slot, &word))
            }
            FieldKind::YesNo => {
                let word = match cell {
                    Cell::Float(x) if x.abs() < f64::EPSILON => "0".to_owned(),
                    Cell::Float(x) if (x - 1.0).abs() < f64::EPSILON => "1".to_owned(),
                    other => other.to_text(),
                };
                words::yes_no(&word).map(Value::YesNo).ok_or_else(|| unknown(slot, &word))
            }
            FieldKind::Currency => {
                let code = cell.to_text();
                Currency::from_code(&code)
                    .map(|c| Value::Text(c.code().to_owned()))
                    .map_err(|_| bad(slot, Reason::UnknownCurrency, code))
            }
            FieldKind::Money => money(cell, slot, plan, currency),
            FieldKind::Number | FieldKind::Whole => {
                if not_known(cell) {
                    return Ok(Value::Null);
                }
                let fail = || bad(slot, Reason::UnreadableNumber, cell.to_text());
                let number = number(cell, plan.decimal).ok_or_else(fail)?;
                if slot.field.kind == FieldKind::Number {
                    return number.to_f64().filter(|x| x.is_finite()).map(Value::Number).ok_or_else(fail);
                }
                if !number.fract().is_zero() {
                    return Err(fail());
                }
                number.to_i64().map(Value::Whole).ok_or_else(fail)
            }
            FieldKind::Time | FieldKind::Day => self.time(cell, slot, plan),
            FieldKind::Customer | FieldKind::Text | FieldKind::Map => Ok(Value::Null),
        }
    }

    pub(super) fn time(&mut self, cell: Cell<'_>, slot: &Slot, plan: &Plan) -> Result<Value, Bad> {
        if not_known(cell) || matches!(cell, Cell::Text(text) if text.starts_with(b"0000-00-00")) {
            return Ok(Value::Null);
        }
        let moment = match moment::read(cell, &slot.date_format) {
            Ok(moment) => moment,
            Err(Reason::UnreadableTime) if let Some(month) = month(cell, slot) => {
                let last = slot.field.name == "until";
                let day = if last { month.last_day() } else { month.first_day() };
                return Ok(Value::Day(day.days_since_epoch()));
            }
            // Year 9999 is how databases write that there is no end.
            Err(Reason::ImplausibleTime) if !slot.field.required && is_far(cell) => return Ok(Value::Null),
            Err(reason) => return Err(bad(slot, reason, cell.to_text())),
        };
        if slot.field.kind == FieldKind::Day {
            return Ok(Value::Day(moment.day(plan.zone.as_ref())));
        }
        let (micros, twice) = moment.micros(plan.zone.as_ref());
        self.counts.dst_ambiguous += u64::from(twice);
        Ok(Value::Time(micros))
    }

    pub(super) fn code(&mut self, cell: Cell<'_>, slot: &Slot) -> Result<Value, Bad> {
        let Some(text) = self.code_text(cell, slot) else { return Ok(Value::Null) };
        let text = clean(unguarded(&text));
        if text.is_empty() {
            return Ok(Value::Null);
        }
        if text.chars().count() > LONGEST_CODE {
            return Err(bad(slot, Reason::CodeTooLong, text.chars().take(60).collect()));
        }
        Ok(Value::Text(self.guarded(text)))
    }

    /// A code without what may identify a person.
    pub(super) fn guarded(&mut self, text: String) -> String {
        if codes::may_identify(&text) {
            self.counts.digested += 1;
            codes::digest(&self.secret, &text)
        } else {
            text
        }
    }

    fn label(&mut self, text: &str) -> Value {
        let text = clean(unguarded(text));
        if text.is_empty() {
            return Value::Null;
        }
        let text = self.guarded(text);
        if text.chars().count() > LONGEST_LABEL {
            self.counts.cut += 1;
            let mut short: String = text.chars().take(LONGEST_LABEL - 1).collect();
            short.push('…');
            return Value::Text(short);
        }
        Value::Text(text)
    }
}

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

fn clean(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// What a row says of properties.
fn properties(record: &dyn Record, plan: &Plan) -> Vec<(String, String)> {
    let said = plan.properties.iter().filter_map(|property| {
        let cell = record.cell(property.column);
        let text = match number(cell, plan.decimal).filter(|_| property.numbers) {
            Some(number) => number.normalize().to_string(),
            None => unguarded(cell.to_text().trim()).to_owned(),
        };
        (!text.is_empty() && !is_nothing(&text)).then(|| (property.name.clone(), text))
    });
    said.collect()
}

fn bad(slot: &Slot, reason: Reason, detail: String) -> Bad {
    Bad { field: slot.field.name, column: Some(slot.column), reason, detail }
}

fn unknown(slot: &Slot, word: &str) -> Bad {
    let allowed = match slot.field.kind {
        FieldKind::Choice(choices) => choices.join(", "),
        _ => "yes, no".to_owned(),
    };
    let word: String = word.chars().take(60).collect();
    bad(slot, Reason::UnknownWord, format!("{word} (allowed: {allowed})"))
}

/// What databases and programs write where there is nothing.
fn is_nothing(text: &str) -> bool {
    ["null", "\\n", "nan", "#n/a", "n/a", "none", "undefined", "(null)"]
        .iter()
        .any(|n| text.eq_ignore_ascii_case(n))
}

/// What stands for no number and no time, beside [`is_nothing`].
fn not_known(cell: Cell<'_>) -> bool {
    matches!(cell, Cell::Text(b"NA" | b"-" | b"--" | b"?" | b"unknown"))
}

/// A month that is written where a day could be.
fn month(cell: Cell<'_>, slot: &Slot) -> Option<Month> {
    match cell {
        Cell::Text(text) if slot.field.kind == FieldKind::Day => time::month(text),
        _ => None,
    }
}

fn is_far(cell: Cell<'_>) -> bool {
    cell.to_text().contains("9999")
}

/// A number as it is written.
pub(super) fn number(cell: Cell<'_>, decimal: DecimalSign) -> Option<Decimal> {
    match cell {
        Cell::Text(text) => amount::read(text, decimal).map(|n| n.value),
        Cell::Int(n) => Some(Decimal::from(n)),
        // The shortest text that reads back as this number is what was meant.
        Cell::Float(x) if x.is_finite() && x.abs() < 1e18 => {
            amount::read(x.to_string().as_bytes(), DecimalSign::Point).map(|n| n.value)
        }
        Cell::Decimal(digits, scale) => {
            u32::try_from(scale).ok().and_then(|s| Decimal::try_from_i128_with_scale(digits, s).ok())
        }
        _ => None,
    }
}

fn money(cell: Cell<'_>, slot: &Slot, plan: &Plan, currency: Option<Currency>) -> Result<Value, Bad> {
    if not_known(cell) {
        return Ok(Value::Null);
    }
    let fail = |reason| bad(slot, reason, cell.to_text());
    let value = number(cell, plan.decimal).ok_or_else(|| fail(Reason::UnreadableAmount))?;
    let currency = currency.unwrap_or(plan.no_currency);
    if let Cell::Text(text) = cell
        && amount::read(text, plan.decimal).is_some_and(|n| n.contradicts(currency))
    {
        return Err(fail(Reason::OtherCurrency));
    }
    minor(value, slot.minor_units, currency).map(Value::Money).ok_or_else(|| fail(Reason::AmountTooLarge))
}

/// An amount in minor units of its currency.
pub(super) fn minor(value: Decimal, minor_units: bool, currency: Currency) -> Option<i64> {
    let value =
        if minor_units { value.checked_div(Decimal::from(10u64.pow(currency.exponent())))? } else { value };
    Money::from_decimal(value, currency).ok().map(|m| m.minor).filter(|m| m.abs() < LARGEST)
}

/// The currency of a row: what its column says, else the sign beside an amount, else the name of an
/// amount's column, else the one that was told.
fn row_currency(record: &dyn Record, plan: &Plan) -> Result<Option<Currency>, Bad> {
    let amounts = || plan.slots.iter().filter(|s| s.field.kind == FieldKind::Money);
    if let Some(slot) = plan.slots.iter().find(|s| s.field.kind == FieldKind::Currency) {
        let cell = record.cell(slot.column);
        if !cell.is_empty() {
            let code = cell.to_text();
            return Currency::from_code(&code)
                .map(Some)
                .map_err(|_| bad(slot, Reason::UnknownCurrency, code));
        }
        if plan.currency.is_none() && amounts().any(|s| !record.cell(s.column).is_empty()) {
            return Err(bad(slot, Reason::MissingCurrency, String::new()));
        }
        return Ok(plan.currency);
    }
    for slot in amounts() {
        if let Cell::Text(text) = record.cell(slot.column)
            && !text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'))
            && let Some(code) = amount::read(text, plan.decimal).and_then(|n| n.currency)
        {
            return Ok(Currency::from_code(code).ok());
        }
    }
    let named = amounts().find_map(|s| s.currency).and_then(|code| Currency::from_code(code).ok());
    Ok(named.or(plan.currency))
}
