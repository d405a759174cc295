//! What the cells of each column look like, over the whole file.

use std::{collections::BTreeMap, hash::Hasher};

use hashbrown::HashMap;

use super::{
    amount::{self, Shape},
    table::Cell,
    time::{self, Layout},
};

/// Different values of a column that are counted one by one.
const FEW: usize = 40;

/// What was seen in a column.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) filled: u64,
    pub(super) empty: u64,
    /// The first few different values.
    pub(super) samples: Vec<String>,
    /// Each value with its count, while they are few.
    pub(super) few: Option<BTreeMap<String, u64>>,
    pub(super) distinct: Distinct,
    /// Cells that are text rather than a typed value.
    pub(super) texts: u64,
    /// Texts that are e-mail addresses.
    pub(super) emails: u64,
    /// Texts with blanks in them.
    pub(super) spaces: u64,

    pub(super) numbers: u64,
    /// Whole numbers among them.
    pub(super) whole: u64,
    pub(super) negative: u64,
    pub(super) leading_zeros: u64,
    /// Whole numbers written as `10482.0`.
    pub(super) whole_floats: u64,
    pub(super) point: Evidence,
    pub(super) comma: Evidence,
    /// `1.234` and `1,234`, which may be either.
    pub(super) open_point: Evidence,
    pub(super) open_comma: Evidence,
    /// Currencies written beside the numbers.
    pub(super) currencies: BTreeMap<&'static str, u64>,
    pub(super) largest: f64,
    pub(super) smallest: f64,

    pub(super) times: u64,
    /// Months such as `2024-03`, which are no times and stand for their first day.
    pub(super) months: u64,
    /// Times that can be read in one way only.
    pub(super) clear_times: u64,
    /// `31/12/2024`
    pub(super) day_first: Evidence,
    /// `12/31/2024`
    pub(super) month_first: Evidence,
    /// `01/02/2024`
    pub(super) open_dates: Evidence,
    /// Dates with points, which are written day first.
    pub(super) pointed: u64,
    pub(super) with_clock: u64,
    /// Offsets from UTC in seconds, `None` for times without one.
    pub(super) offsets: BTreeMap<Option<i32>, u64>,
    /// Cells that are times by their type.
    pub(super) typed_times: u64,
}

/// How often something was seen, and one example.
#[derive(Debug, Default, Clone)]
pub(super) struct Evidence {
    pub(super) count: u64,
    pub(super) sample: String,
}

impl Evidence {
    fn saw(&mut self, text: &[u8]) {
        if self.count == 0 {
            self.sample = short(String::from_utf8_lossy(text).into_owned());
        }
        self.count += 1;
    }
}

impl Profile {
    pub(super) fn new() -> Self {
        Self { few: Some(BTreeMap::new()), largest: f64::MIN, smallest: f64::MAX, ..Self::default() }
    }

    pub(super) fn add(&mut self, cell: Cell<'_>) {
        if cell.is_empty() {
            self.empty += 1;
            return;
        }
        self.filled += 1;
        let mut state = std::hash::DefaultHasher::new();
        match cell {
            Cell::Text(bytes) => state.write(bytes),
            Cell::Int(n) => state.write_i64(n),
            Cell::Float(x) => state.write_u64(x.to_bits()),
            Cell::Decimal(d, _) => state.write_i128(d),
            Cell::Day(d) => state.write_i32(d),
            Cell::Seconds(s, _) => state.write_i64(s),
            Cell::Empty => {}
        }
        self.distinct.add(state.finish());
        if self.samples.len() < 3 {
            let text = short(cell.to_text());
            if !self.samples.contains(&text) {
                self.samples.push(text);
            }
        }
        match cell {
            Cell::Text(bytes) => {
                self.texts += 1;
                self.add_text(bytes);
            }
            Cell::Int(n) => self.add_number(n as f64, true),
            Cell::Decimal(d, scale) => {
                self.point.count += 1;
                self.add_number(d as f64 / 10f64.powi(i32::from(scale)), false);
            }
            Cell::Float(x) => {
                self.point.count += 1;
                self.add_number(x, false);
                self.whole_floats += u64::from(x.fract() == 0.0);
            }
            Cell::Day(_) | Cell::Seconds(..) => {
                self.times += 1;
                self.clear_times += 1;
                self.typed_times += 1;
            }
            Cell::Empty => {}
        }
    }

    fn add_number(&mut self, value: f64, whole: bool) {
        self.numbers += 1;
        self.whole += u64::from(whole);
        self.negative += u64::from(value < 0.0);
        self.largest = self.largest.max(value);
        self.smallest = self.smallest.min(value);
    }

    fn add_text(&mut self, text: &[u8]) {
        if let Some(few) = &mut self.few {
            let key = String::from_utf8_lossy(text);
            if let Some(count) = few.get_mut(key.as_ref()) {
                *count += 1;
            } else if few.len() < FEW && text.len() <= 40 {
                few.insert(key.into_owned(), 1);
            } else {
                self.few = None;
            }
        }
        self.emails += u64::from(is_email(text));
        self.spaces += u64::from(memchr::memchr(b' ', text).is_some());
        self.months += u64::from(time::month(text).is_some());
        if !text.iter().any(u8::is_ascii_digit) {
            return;
        }
        let all_digits = text.iter().all(u8::is_ascii_digit);
        if all_digits {
            self.leading_zeros += u64::from(text.len() > 1 && text[0] == b'0');
            if !matches!(text.len(), 8 | 14) {
                if text.len() <= 18 {
                    self.number_in(text);
                }
                return;
            }
            self.number_in(text);
        } else if let Some((whole, zeros)) = split_float(text) {
            self.whole_floats += u64::from(zeros && whole);
        }
        let looks_like_time = all_digits
            || text.iter().skip(1).any(|b| matches!(b, b'-' | b'/' | b':' | b' '))
            || memchr::memchr_iter(b'.', text).nth(1).is_some();
        if looks_like_time && let Some((layout, stamp)) = time::layout(text) {
            self.times += 1;
            self.with_clock += u64::from(stamp.second.is_some());
            if self.offsets.len() < 16 || self.offsets.contains_key(&stamp.offset) {
                *self.offsets.entry(stamp.offset).or_default() += 1;
            }
            match layout {
                Layout::Clear => self.clear_times += 1,
                Layout::Numbers(first, second, sign) => {
                    self.pointed += u64::from(sign == b'.');
                    match (first > 12, second > 12) {
                        (true, false) => self.day_first.saw(text),
                        (false, true) => self.month_first.saw(text),
                        _ if first != second => self.open_dates.saw(text),
                        // 05/05/2024 is the same day either way.
                        _ => {}
                    }
                }
            }
            return;
        }
        if !all_digits {
            self.number_in(text);
        }
    }

    fn number_in(&mut self, text: &[u8]) {
        let Some((shape, currency)) = amount::shape(text) else { return };
        self.numbers += 1;
        if let Some(code) = currency {
            *self.currencies.entry(code).or_default() += 1;
        }
        match shape {
            Shape::Whole => self.whole += 1,
            Shape::Point => self.point.saw(text),
            Shape::Comma => self.comma.saw(text),
            Shape::PointOrGroups => self.open_point.saw(text),
            Shape::CommaOrGroups => self.open_comma.saw(text),
        }
        self.negative += u64::from(matches!(text[0], b'-' | b'(') || text.ends_with(b"-"));
        if let Some(value) = std::str::from_utf8(text).ok().and_then(|t| t.parse::<f64>().ok()) {
            self.largest = self.largest.max(value);
            self.smallest = self.smallest.min(value);
        }
    }

    /// Share of the filled cells that are numbers.
    pub(super) fn number_share(&self) -> f64 {
        share(self.numbers, self.filled)
    }

    pub(super) fn time_share(&self) -> f64 {
        share(self.times, self.filled)
    }

    /// Share of the filled cells that are days or months.
    pub(super) fn day_share(&self) -> f64 {
        share(self.times + self.months, self.filled)
    }

    /// Whether numbers with decimals are here.
    pub(super) fn has_decimals(&self) -> bool {
        self.point.count + self.comma.count + self.open_point.count + self.open_comma.count > 0
    }

    /// Whether most values are e-mail addresses.
    pub(super) fn is_email(&self) -> bool {
        self.emails * 2 > self.filled
    }

    /// Whether every value is a whole number, some perhaps written as `10482.0`.
    pub(super) fn is_whole(&self) -> bool {
        self.filled > 0 && self.numbers == self.filled && self.whole + self.whole_floats == self.filled
    }
}

/// A value short enough to be shown.
fn short(text: String) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Whether a text is an e-mail address as far as that shows: one `@` with something on both sides.
fn is_email(text: &[u8]) -> bool {
    memchr::memchr(b'@', text).is_some_and(|at| {
        at > 0 && memchr::memchr(b'.', &text[at + 1..]).is_some() && !text[at + 1..].contains(&b'@')
    })
}

/// Digits before the point, and whether only zeros follow it.
pub(super) fn split_float(text: &[u8]) -> Option<(bool, bool)> {
    let at = memchr::memchr(b'.', text)?;
    let (whole, part) = (&text[..at], &text[at + 1..]);
    Some((
        !whole.is_empty() && whole.iter().all(u8::is_ascii_digit),
        !part.is_empty() && part.iter().all(|b| *b == b'0'),
    ))
}

pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// How many different values there are and how often each occurs, from a sample of the values
/// (not of the rows) that holds some thousands: M. Wegman's adaptive sampling, as described by
/// P. Flajolet, "On adaptive sampling", Computing 43 (1990).
#[derive(Debug, Default)]
pub(super) struct Distinct {
    depth: u32,
    seen: HashMap<u64, u32>,
}

impl Distinct {
    const KEPT: usize = 4096;

    fn add(&mut self, hash: u64) {
        if self.depth > 0 && hash >> (64 - self.depth) != 0 {
            return;
        }
        *self.seen.entry(hash).or_default() += 1;
        while self.seen.len() > Self::KEPT {
            self.depth += 1;
            let depth = self.depth;
            self.seen.retain(|hash, _| hash >> (64 - depth) == 0);
        }
    }

    /// How many different values there are, about.
    pub(super) fn estimate(&self) -> u64 {
        (self.seen.len() as u64) << self.depth.min(40)
    }

    /// Share of the values that occur once only.
    pub(super) fn once(&self) -> f64 {
        share(self.seen.values().filter(|c| **c == 1).count() as u64, self.seen.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_values_are_estimated_from_a_bounded_sample() {
        let mut profile = Profile::new();
        for n in 0..200_000i64 {
            profile.add(Cell::Int(n % 100_000));
        }
        let estimate = profile.distinct.estimate() as f64;
        assert!((estimate / 100_000.0 - 1.0).abs() < 0.1, "{estimate}");
        assert_eq!(profile.distinct.once(), 0.0);
        assert!(profile.distinct.seen.len() <= Distinct::KEPT);
    }
}
