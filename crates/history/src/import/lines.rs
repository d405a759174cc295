//! Splits delimited text into records.
//!
//! Not the `csv` crate, for three reasons: a record is bounded, a stray quote costs its own line
//! and not the ones behind it, and the original text of a record is at hand.

use std::io::{self, Read};

use memchr::{memchr, memchr2};

use super::{Delimiter, Reason};

/// Longest record that is kept, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
const CHUNK: usize = 1 << 18;

/// What came next in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A record; see [`Lines::field`].
    Record,
    /// A line without any content.
    Blank,
    /// A line that cannot be split.
    Bad(Reason),
    /// Nothing more.
    End,
}

/// A reader of records.
pub(super) struct Lines<R> {
    input: R,
    delimiter: Option<Delimiter>,
    terminator: u8,
    /// The number of fields that records should have, once known: only used to see that a quote
    /// ran away over several lines.
    expected: Option<usize>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    finished: bool,
    /// Line of the next record.
    next_line: u64,
    line: u64,
    /// The record's text in the buffer.
    raw: (usize, usize),
    fields: Vec<(u32, u32)>,
    scratch: Vec<u8>,
    unquoted: bool,
    /// Whether anything but blanks follows a closing quote, as after a quote that is not one.
    ragged: bool,
}

/// How far a quoted record got.
enum Quoted {
    Whole(usize),
    More,
    Unclosed,
}

impl<R: Read> Lines<R> {
    /// Records split at `delimiter`; without one, each line is one field.
    pub(super) fn new(input: R, delimiter: Option<Delimiter>, terminator: u8) -> Self {
        Self {
            input,
            delimiter,
            terminator,
            expected: None,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            finished: false,
            next_line: 1,
            line: 0,
            raw: (0, 0),
            fields: Vec::new(),
            scratch: Vec::new(),
            unquoted: false,
            ragged: false,
        }
    }

    pub(super) fn expect(&mut self, fields: usize) {
        self.expected = Some(fields);
    }

    /// Line of the file on which the current record begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// A field of the current record without the blanks around it.
    pub(super) fn field(&self, index: usize) -> &[u8] {
        let Some(&(from, to)) = self.fields.get(index) else { return b"" };
        let source = if self.unquoted { &self.scratch } else { &self.buffer };
        source[from as usize..to as usize].trim_ascii()
    }

    /// The current record as it stands in the file, without its line end.
    pub(super) fn raw(&self) -> &[u8] {
        &self.buffer[self.raw.0..self.raw.1]
    }

    /// Goes to the next record.
    pub(super) fn step(&mut self) -> io::Result<Step> {
        self.fields.clear();
        self.unquoted = false;
        self.line = self.next_line;
        let Some(end) = self.line_end()? else {
            return self.too_long();
        };
        if end == self.start && self.finished && self.start == self.end {
            return Ok(Step::End);
        }
        let after = (end + 1).min(self.end);
        let text = &self.buffer[self.start..end];
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.raw = (self.start, self.start + text.len());
        if text.iter().all(u8::is_ascii_whitespace) {
            self.start = after;
            self.next_line += 1;
            return Ok(Step::Blank);
        }
        if self.delimiter.is_some() && memchr(b'"', text).is_some() {
            return self.quoted();
        }
        split_plain(self.delimiter, text, self.raw.0, &mut self.fields);
        self.start = after;
        self.next_line += 1;
        Ok(Step::Record)
    }

    /// Where the line at `start` ends, or `None` when it is longer than allowed.
    fn line_end(&mut self) -> io::Result<Option<usize>> {
        let mut searched = self.start;
        loop {
            if let Some(at) = memchr(self.terminator, &self.buffer[searched..self.end]) {
                let end = searched + at;
                return Ok((end - self.start <= LONGEST).then_some(end));
            }
            if self.finished {
                return Ok((self.end - self.start <= LONGEST).then_some(self.end));
            }
            if self.end - self.start > LONGEST {
                return Ok(None);
            }
            let came = self.fill()?;
            searched = self.end - came;
        }
    }

    /// Reads more behind what is there and returns how many bytes came.
    fn fill(&mut self) -> io::Result<usize> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK / 2 {
            self.buffer.resize(self.buffer.len() + CHUNK, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.finished = true;
                    return Ok(0);
                }
                Ok(n) => {
                    self.end += n;
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Skips a line that is too long, keeping its beginning for the reject.
    fn too_long(&mut self) -> io::Result<Step> {
        self.scratch.clear();
        let beginning = (self.end - self.start).min(4096);
        self.scratch.extend_from_slice(&self.buffer[self.start..self.start + beginning]);
        loop {
            if let Some(at) = memchr(self.terminator, &self.buffer[self.start..self.end]) {
                self.start += at + 1;
                break;
            }
            self.start = self.end;
            if self.finished {
                break;
            }
            self.fill()?;
        }
        self.next_line += 1;
        // The beginning goes where `raw` looks for it: in front of what is still to be read.
        let room = beginning.min(self.start);
        self.buffer[self.start - room..self.start].copy_from_slice(&self.scratch[..room]);
        self.raw = (self.start - room, self.start);
        Ok(Step::Bad(Reason::LineTooLong))
    }

    /// Splits a record whose first line has a quote.
    fn quoted(&mut self) -> io::Result<Step> {
        let whole = loop {
            let limit = self.end.min(self.start + LONGEST);
            match self.unquote(limit) {
                Quoted::Whole(end) => break Some(end),
                Quoted::More if !self.finished && self.end - self.start < LONGEST => {
                    self.fill()?;
                }
                Quoted::More | Quoted::Unclosed => break None,
            }
        };
        // `fill` may have moved the text, so the first line is looked up again.
        let first_end = memchr(self.terminator, &self.buffer[self.start..self.end])
            .map_or(self.end, |at| self.start + at);
        let ran_away = |end: usize, fields: usize| {
            end > first_end && (self.ragged || self.expected.is_some_and(|expected| expected != fields))
        };
        let (end, step) = match whole {
            Some(end) if !ran_away(end, self.fields.len()) => (end, Step::Record),
            _ => (first_end, Step::Bad(Reason::UnclosedQuote)),
        };
        let text = &self.buffer[self.start..end];
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.raw = (self.start, self.start + text.len());
        let breaks = memchr::memchr_iter(self.terminator, text).count() as u64;
        self.start = (end + 1).min(self.end);
        self.next_line += 1 + breaks;
        Ok(step)
    }

    /// Copies the fields of the record at `start` into the scratch space without their quotes.
    fn unquote(&mut self, limit: usize) -> Quoted {
        self.fields.clear();
        self.scratch.clear();
        self.unquoted = true;
        self.ragged = false;
        let text = &self.buffer[self.start..limit];
        let whole_input = self.finished && limit == self.end;
        let is_delimiter = |b: u8| match self.delimiter {
            Some(Delimiter::Byte(d)) => b == d,
            Some(Delimiter::Spaces) => b == b' ' || b == b'\t',
            None => false,
        };
        let spaces = self.delimiter == Some(Delimiter::Spaces);
        let mut at = 0;
        loop {
            // At the beginning of a field.
            let mut opening = at;
            while text.get(opening).is_some_and(|&b| b == b' ' || (spaces && b == b'\t')) {
                opening += 1;
            }
            if spaces {
                at = opening;
                match text.get(at) {
                    None if whole_input => return Quoted::Whole(self.start + at),
                    None => return Quoted::More,
                    Some(&b) if b == self.terminator => return Quoted::Whole(self.start + at),
                    Some(b'\r') if text.get(at + 1) == Some(&self.terminator) => {
                        return Quoted::Whole(self.start + at + 1);
                    }
                    Some(_) => {}
                }
            }
            let from = self.scratch.len() as u32;
            let quoted = text.get(opening) == Some(&b'"');
            if quoted {
                at = opening + 1;
                loop {
                    let Some(quote) = memchr(b'"', &text[at..]) else {
                        return if whole_input || text.len() >= LONGEST {
                            Quoted::Unclosed
                        } else {
                            Quoted::More
                        };
                    };
                    self.scratch.extend_from_slice(&text[at..at + quote]);
                    at += quote + 1;
                    if text.get(at) == Some(&b'"') {
                        self.scratch.push(b'"');
                        at += 1;
                    } else {
                        break;
                    }
                }
            }
            // Unquoted text, or what follows a closing quote, up to the delimiter.
            loop {
                match text.get(at) {
                    None if whole_input => {
                        self.fields.push((from, self.scratch.len() as u32));
                        return Quoted::Whole(self.start + at);
                    }
                    None => return Quoted::More,
                    Some(&b) if b == self.terminator => {
                        self.fields.push((from, self.scratch.len() as u32));
                        return Quoted::Whole(self.start + at);
                    }
                    Some(&b) if is_delimiter(b) => {
                        self.fields.push((from, self.scratch.len() as u32));
                        at += 1;
                        break;
                    }
                    Some(&b) => {
                        self.ragged |= quoted && !b.is_ascii_whitespace();
                        self.scratch.push(b);
                        at += 1;
                    }
                }
            }
        }
    }
}

fn split_plain(delimiter: Option<Delimiter>, text: &[u8], base: usize, fields: &mut Vec<(u32, u32)>) {
    let base = base as u32;
    match delimiter {
        None => fields.push((base, base + text.len() as u32)),
        Some(Delimiter::Byte(byte)) => {
            let mut from = 0;
            for at in memchr::memchr_iter(byte, text) {
                fields.push((base + from, base + at as u32));
                from = at as u32 + 1;
            }
            fields.push((base + from, base + text.len() as u32));
        }
        Some(Delimiter::Spaces) => {
            let mut at = 0;
            while at < text.len() {
                if matches!(text[at], b' ' | b'\t') {
                    at += 1;
                    continue;
                }
                let end = memchr2(b' ', b'\t', &text[at..]).map_or(text.len(), |n| at + n);
                fields.push((base + at as u32, base + end as u32));
                at = end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives a few bytes at a time, as a pipe may.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(text: &[u8], delimiter: Delimiter, expected: Option<usize>) -> Vec<(u64, Step, Vec<String>)> {
        let mut lines = Lines::new(Drip(text, 3), Some(delimiter), b'\n');
        if let Some(n) = expected {
            lines.expect(n);
        }
        let mut out = Vec::new();
        loop {
            let step = lines.step().unwrap();
            if step == Step::End {
                return out;
            }
            let fields = (0..lines.len()).map(|i| String::from_utf8_lossy(lines.field(i)).into_owned());
            out.push((lines.line(), step, fields.collect()));
        }
    }

    fn comma(text: &str, expected: usize) -> Vec<(u64, Step, Vec<String>)> {
        all(text.as_bytes(), Delimiter::Byte(b','), Some(expected))
    }

    #[test]
    fn newlines_inside_quotes_are_one_record_and_lines_stay_those_of_the_file() {
        let got = comma("a,\"x\ny \"\"z\"\"\"\r\n\nb, \"q\" \nc,d", 2);
        assert_eq!(got[0], (1, Step::Record, vec!["a".into(), "x\ny \"z\"".into()]));
        assert_eq!((got[1].0, got[1].1), (3, Step::Blank));
        assert_eq!(got[2], (4, Step::Record, vec!["b".into(), "q".into()]));
        assert_eq!(got[3], (5, Step::Record, vec!["c".into(), "d".into()]));
    }

    #[test]
    fn a_stray_quote_costs_its_own_line_only() {
        let got = comma("a,\"b\nc,d\ne,f\n", 2);
        assert_eq!((got[0].0, got[0].1), (1, Step::Bad(Reason::UnclosedQuote)));
        assert_eq!(got[1], (2, Step::Record, vec!["c".into(), "d".into()]));
        assert_eq!(got[2], (3, Step::Record, vec!["e".into(), "f".into()]));

        let closed_far_below = comma("a,\"b\nc,d\ne,\"f\"\n", 2);
        assert_eq!(closed_far_below[0].1, Step::Bad(Reason::UnclosedQuote));
        assert_eq!(closed_far_below[2], (3, Step::Record, vec!["e".into(), "f".into()]));
    }

    #[test]
    fn a_line_beyond_the_limit_is_bad_and_the_next_one_good() {
        let text = format!("a,{}\nb,c\n", "x".repeat(LONGEST + 5));
        let mut lines = Lines::new(text.as_bytes(), Some(Delimiter::Byte(b',')), b'\n');
        assert_eq!(lines.step().unwrap(), Step::Bad(Reason::LineTooLong));
        assert!(lines.raw().starts_with(b"a,xxx"));
        assert_eq!(lines.step().unwrap(), Step::Record);
        assert_eq!((lines.line(), lines.field(1)), (2, &b"c"[..]));
        assert_eq!(lines.step().unwrap(), Step::End);
    }

    #[test]
    fn runs_of_blanks_separate_and_those_at_the_ends_do_not() {
        let got = all(b" 00004 0001 19970101  2   29.33\n x \"a b\" y\t\n", Delimiter::Spaces, None);
        assert_eq!(got[0].2, ["00004", "0001", "19970101", "2", "29.33"]);
        assert_eq!(got[1].2, ["x", "a b", "y"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_split_and_every_line_is_accounted_for(bytes in prop::collection::vec(
            prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b' '), any::<u8>()], 0..200)
        ) {
            for delimiter in [Delimiter::Byte(b','), Delimiter::Spaces] {
                let got = all(&bytes, delimiter, Some(2));
                let mut line = 0;
                for (at, _, _) in &got {
                    prop_assert!(*at > line);
                    line = *at;
                }
            }
        }

        #[test]
        fn quoted_fields_come_back_unchanged(rows in prop::collection::vec(
            prop::collection::vec("[a-z\",\n;]{0,6}", 3), 1..8)
        ) {
            let mut text = String::new();
            for row in &rows {
                let cells: Vec<_> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                text += &cells.join(",");
                text.push('\n');
            }
            let got: Vec<_> = comma(&text, 3).into_iter().map(|(_, _, fields)| fields).collect();
            let want: Vec<Vec<String>> =
                rows.iter().map(|r| r.iter().map(|c| c.trim_ascii().to_owned()).collect()).collect();
            prop_assert_eq!(got, want);
        }
    }
}
