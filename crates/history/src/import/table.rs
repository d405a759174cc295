//! A file as rows of cells, whatever its format.

use std::{borrow::Cow, hash::Hasher};

use hashbrown::HashMap;

use super::{
    Delimiter, ImportError, ReadOptions, Reason,
    join::Join,
    json,
    lines::{LONGEST, Lines, Step},
    parquet::ParquetTable,
    shown::thousands,
    sniff,
    source::{Content, Encoding, Input, Source},
    time,
};

/// Most columns of a file. More are data laid out across instead of down.
const WIDEST: usize = 16_384;

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing, or blanks only.
    Empty,
    /// Text without blanks around it.
    Text(&'a [u8]),
    Int(i64),
    Float(f64),
    /// Digits and scale.
    Decimal(i128, i8),
    /// Days since 1970-01-01.
    Day(i32),
    /// Seconds since 1970-01-01, and how far east of UTC the clock of the column's zone was then;
    /// without a zone they are those of a clock on the wall.
    Seconds(i64, Option<i32>),
}

impl Cell<'_> {
    pub(super) fn is_empty(self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// The value as text, for messages and for columns without a type of their own.
    pub(super) fn to_text(self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Cell::Int(n) => n.to_string(),
            Cell::Float(x) => x.to_string(),
            Cell::Decimal(digits, scale) => u32::try_from(scale)
                .ok()
                .and_then(|s| rust_decimal::Decimal::try_from_i128_with_scale(digits, s).ok())
                .map_or_else(|| digits.to_string(), |d| d.to_string()),
            Cell::Day(day) => facts::Day::from_epoch(day).map_or_else(|_| day.to_string(), |d| d.to_string()),
            Cell::Seconds(seconds, offset) => {
                clock_text(seconds.saturating_add(i64::from(offset.unwrap_or(0))))
            }
        }
    }

    fn hash(self, state: &mut impl Hasher) {
        match self {
            Cell::Empty => state.write_u8(0),
            Cell::Text(bytes) => {
                state.write(bytes);
                state.write_u8(1);
            }
            Cell::Int(n) => state.write_i64(n),
            Cell::Float(x) => state.write_u64(x.to_bits()),
            Cell::Decimal(digits, _) => state.write_i128(digits),
            Cell::Day(day) => state.write_i32(day),
            Cell::Seconds(seconds, _) => state.write_i64(seconds),
        }
    }
}

/// `2024-01-31`, with the time of day where it is not midnight.
fn clock_text(seconds: i64) -> String {
    let stamp = time::from_seconds(seconds);
    let Ok(day) = facts::Day::from_epoch(stamp.day) else { return seconds.to_string() };
    match stamp.second {
        None | Some(0) => day.to_string(),
        Some(s) => format!("{day} {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60),
    }
}

/// A row that could be split into cells.
pub(super) trait Record {
    /// The cell of a column, from 0.
    fn cell(&self, column: usize) -> Cell<'_>;
    /// Line of the file, or row of a table without lines, from 1.
    fn line(&self) -> u64;
    /// The row as it stands in the file.
    fn original(&self) -> Cow<'_, str>;
}

/// A number that is the same for rows with the same cells.
pub(super) fn content(record: &dyn Record, columns: usize) -> u64 {
    let mut state = std::hash::DefaultHasher::new();
    for column in 0..columns {
        record.cell(column).hash(&mut state);
    }
    state.finish()
}

/// What a table has at one place.
pub(super) enum Event<'a> {
    Row(&'a dyn Record),
    Bad {
        line: u64,
        reason: Reason,
        detail: String,
        text: Cow<'a, str>,
    },
    Blank,
    /// The header once more, where files were put one behind the other.
    RepeatedHeader,
}

/// A visitor says whether it wants more.
pub(super) type Visit<'v> = dyn FnMut(Event<'_>) -> Result<bool, ImportError> + 'v;

/// A file with its columns.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) header: bool,
    /// Names of the columns, those of joined files last.
    pub(super) columns: Vec<String>,
    /// How many columns are the file's own.
    own: usize,
    joins: Vec<Join>,
}

pub(super) enum Format {
    Text { input: Input, delimiter: Option<Delimiter>, terminator: u8, skip: usize },
    Json { input: Input, numbers: HashMap<String, usize> },
    Parquet(ParquetTable),
}

impl Table {
    /// Opens a file and tells its format and columns.
    pub(super) fn open(source: &Source, options: &ReadOptions) -> Result<Self, ImportError> {
        let input = Input::open(source)?;
        let name = input.name.clone();
        let (format, header, columns) = match input.content {
            Content::Text => {
                let layout = sniff::layout(&input, options)?;
                let format = Format::Text {
                    input,
                    delimiter: layout.delimiter,
                    terminator: layout.terminator,
                    skip: layout.skip,
                };
                (format, layout.header, layout.columns)
            }
            Content::JsonLines => {
                let columns = json_columns(&input)?;
                let numbers = columns.iter().enumerate().map(|(i, c)| (c.clone(), i)).collect();
                (Format::Json { input, numbers }, true, columns)
            }
            Content::Parquet => {
                let table = ParquetTable::open(&input)?;
                let columns = table.columns();
                (Format::Parquet(table), true, columns)
            }
        };
        if columns.is_empty() {
            let problem = match format {
                Format::Json { .. } => "is JSON, but not one object a line (jq -c writes it so)",
                _ => "has no columns",
            };
            return Err(ImportError::not_orders(&name, problem));
        }
        if columns.len() > WIDEST {
            let problem = format!(
                "has {} columns, and no more than {} are read; keep those of customer, day and amount, one order in a row",
                thousands(columns.len() as u64),
                thousands(WIDEST as u64)
            );
            return Err(ImportError::not_orders(&name, problem));
        }
        Ok(Self { name, format, header, own: columns.len(), columns, joins: Vec::new() })
    }

    /// Adds the columns of another file that shares a column's name with this one.
    pub(super) fn join(&mut self, join: Join) {
        self.columns.extend(join.columns());
        self.joins.push(join);
    }

    pub(super) fn own_columns(&self) -> usize {
        self.own
    }

    pub(super) fn format_name(&self) -> &'static str {
        match &self.format {
            Format::Text { .. } => "text",
            Format::Json { .. } => "JSON lines",
            Format::Parquet(_) => "Parquet",
        }
    }

    pub(super) fn encoding(&self) -> Option<Encoding> {
        match &self.format {
            Format::Text { input, .. } | Format::Json { input, .. } => Some(input.encoding),
            Format::Parquet(_) => None,
        }
    }

    pub(super) fn delimiter(&self) -> Option<Delimiter> {
        match &self.format {
            Format::Text { delimiter, .. } => *delimiter,
            _ => None,
        }
    }

    /// Whether cells have types of their own, so that the first rows tell all.
    pub(super) fn is_typed(&self) -> bool {
        matches!(self.format, Format::Parquet(_))
    }

    /// Goes through the rows. `wanted` names the columns that will be asked for; the others may
    /// be read as empty.
    pub(super) fn visit(&self, wanted: &[usize], visit: &mut Visit<'_>) -> Result<(), ImportError> {
        if self.joins.is_empty() {
            return self.visit_own(wanted, visit);
        }
        let mut own: Vec<usize> = wanted.iter().copied().filter(|&c| c < self.own).collect();
        own.extend(self.joins.iter().map(|j| j.key_here));
        self.visit_own(&own, &mut |event| match event {
            Event::Row(record) => visit(Event::Row(&Joined::new(self, record))),
            other => visit(other),
        })
    }

    fn visit_own(&self, wanted: &[usize], visit: &mut Visit<'_>) -> Result<(), ImportError> {
        match &self.format {
            Format::Text { input, delimiter, terminator, skip } => {
                let lines = Lines::new(input.text()?, *delimiter, *terminator);
                visit_text(lines, input, *skip, self.header, self.own, visit)
            }
            Format::Json { input, numbers } => visit_json(input, numbers, visit),
            Format::Parquet(table) => table.visit(wanted, visit),
        }
    }
}

/// A row with the columns that joined files add to it.
struct Joined<'a> {
    record: &'a dyn Record,
    own: usize,
    /// Per added column: the join and the column in it.
    added: Vec<Cell<'a>>,
}

impl<'a> Joined<'a> {
    fn new(table: &'a Table, record: &'a dyn Record) -> Self {
        let mut added = Vec::with_capacity(table.columns.len() - table.own);
        for join in &table.joins {
            join.add(record.cell(join.key_here), &mut added);
        }
        Self { record, own: table.own, added }
    }
}

impl Record for Joined<'_> {
    fn cell(&self, column: usize) -> Cell<'_> {
        if column < self.own {
            self.record.cell(column)
        } else {
            self.added.get(column - self.own).copied().unwrap_or(Cell::Empty)
        }
    }

    fn line(&self) -> u64 {
        self.record.line()
    }

    fn original(&self) -> Cow<'_, str> {
        self.record.original()
    }
}

impl<R: std::io::Read> Record for Lines<R> {
    fn cell(&self, column: usize) -> Cell<'_> {
        match self.field(column) {
            [] => Cell::Empty,
            text => Cell::Text(text),
        }
    }

    fn line(&self) -> u64 {
        Self::line(self)
    }

    fn original(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.raw())
    }
}

fn visit_text<R: std::io::Read>(
    mut lines: Lines<R>,
    input: &Input,
    skip: usize,
    header: bool,
    columns: usize,
    visit: &mut Visit<'_>,
) -> Result<(), ImportError> {
    lines.expect(columns);
    let mut skip = skip;
    let mut names: Option<Vec<u8>> = None;
    loop {
        let step = lines.step().map_err(|e| input.failed(e))?;
        if skip > 0 && step != Step::End {
            skip -= 1;
            continue;
        }
        let line = lines.line();
        let bad = |reason, detail| Event::Bad { line, reason, detail, text: lines.original() };
        let event = match step {
            Step::End => return Ok(()),
            Step::Blank => Event::Blank,
            Step::Bad(reason) => bad(reason, String::new()),
            Step::Record if header && names.is_none() => {
                names = Some(lines.raw().to_vec());
                continue;
            }
            Step::Record if (0..lines.len()).all(|i| lines.field(i).is_empty()) => Event::Blank,
            Step::Record if names.as_deref() == Some(lines.raw()) => Event::RepeatedHeader,
            Step::Record if !fits(&lines, columns) => {
                bad(Reason::WrongFieldCount, format!("{} fields instead of {columns}", lines.len()))
            }
            Step::Record if input.dirty && !is_text(lines.raw()) => bad(Reason::BadText, String::new()),
            Step::Record => Event::Row(&lines),
        };
        if !visit(event)? {
            return Ok(());
        }
    }
}

/// Whether a record has the header's fields, or more that are empty.
fn fits<R: std::io::Read>(lines: &Lines<R>, columns: usize) -> bool {
    lines.len() >= columns && (columns..lines.len()).all(|i| lines.field(i).is_empty())
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && memchr::memchr(0, bytes).is_none()
}

/// The paths that occur in any object, in order of appearance.
fn json_columns(input: &Input) -> Result<Vec<String>, ImportError> {
    let mut seen: HashMap<String, ()> = HashMap::new();
    let mut columns = Vec::new();
    let mut lines = Lines::new(input.text()?, None, b'\n');
    loop {
        match lines.step().map_err(|e| input.failed(e))? {
            Step::End => return Ok(columns),
            Step::Record => {
                json::object(lines.raw(), &mut |path, _| {
                    // More would be keys that are data.
                    if columns.len() < 2_000 && !seen.contains_key(path) {
                        seen.insert(path.to_owned(), ());
                        columns.push(path.to_owned());
                    }
                });
            }
            Step::Blank | Step::Bad(_) => {}
        }
    }
}

struct JsonRecord<'a> {
    raw: &'a [u8],
    line: u64,
    values: &'a [json::Value],
}

impl Record for JsonRecord<'_> {
    fn cell(&self, column: usize) -> Cell<'_> {
        let text = match self.values.get(column) {
            Some(json::Value::Slice(from, to)) => self.raw[*from..*to].trim_ascii(),
            Some(json::Value::Owned(text)) => text.trim_ascii().as_bytes(),
            Some(json::Value::Nothing) | None => b"",
        };
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    fn line(&self) -> u64 {
        self.line
    }

    fn original(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.raw)
    }
}

fn visit_json(
    input: &Input,
    numbers: &HashMap<String, usize>,
    visit: &mut Visit<'_>,
) -> Result<(), ImportError> {
    let mut lines = Lines::new(input.text()?, None, b'\n');
    let mut values = vec![json::Value::Nothing; numbers.len()];
    loop {
        let step = lines.step().map_err(|e| input.failed(e))?;
        let (line, raw) = (lines.line(), lines.raw());
        let text = || String::from_utf8_lossy(raw);
        let more = match step {
            Step::End => return Ok(()),
            Step::Blank => visit(Event::Blank)?,
            Step::Bad(reason) => visit(Event::Bad { line, reason, detail: String::new(), text: text() })?,
            Step::Record => {
                values.fill(json::Value::Nothing);
                let whole = json::object(raw, &mut |path, value| {
                    if let Some(&column) = numbers.get(path) {
                        values[column] = value;
                    }
                });
                if whole.is_none() {
                    let reason =
                        if std::str::from_utf8(raw).is_ok() { Reason::BadJson } else { Reason::BadText };
                    visit(Event::Bad { line, reason, detail: String::new(), text: text() })?
                } else if values.iter().all(|v| *v == json::Value::Nothing) {
                    visit(Event::Blank)?
                } else {
                    visit(Event::Row(&JsonRecord { raw, line, values: &values }))?
                }
            }
        };
        if !more {
            return Ok(());
        }
    }
}

const _: () = assert!(LONGEST < u32::MAX as usize, "fields are kept as 32-bit ranges");
