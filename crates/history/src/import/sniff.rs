//! Delimiter, line end and header of a text, told from its beginning.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Delimiter, ImportError, ReadOptions, amount,
    lines::{Lines, Step},
    names,
    source::Input,
    time,
};

/// How a text is laid out.
pub(super) struct Layout {
    pub(super) delimiter: Option<Delimiter>,
    pub(super) terminator: u8,
    /// Lines in front that are no rows, such as `sep=;`.
    pub(super) skip: usize,
    pub(super) header: bool,
    pub(super) columns: Vec<String>,
}

/// Delimiters that are tried, each with how much its score counts: some occur inside of values.
const CANDIDATES: [(Delimiter, f64); 9] = [
    (Delimiter::Byte(b'\t'), 1.0),
    (Delimiter::Byte(b';'), 1.0),
    (Delimiter::Byte(b'|'), 1.0),
    (Delimiter::Byte(b','), 0.99),
    (Delimiter::Byte(b'\x1f'), 1.0),
    (Delimiter::Byte(b'\x01'), 1.0),
    (Delimiter::Byte(b'^'), 0.9),
    (Delimiter::Byte(b'~'), 0.9),
    (Delimiter::Spaces, 0.5),
];

/// Rows that are looked at.
const ROWS: usize = 500;

pub(super) fn layout(input: &Input, options: &ReadOptions) -> Result<Layout, ImportError> {
    let head = input.head()?;
    let terminator = if !head.contains(&b'\n') && head.contains(&b'\r') { b'\r' } else { b'\n' };
    let mut skip = 0;
    let mut delimiter = options.delimiter;
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', sign, b'\r' | b'\n', ..] = head.as_slice() {
        skip = 1;
        delimiter = delimiter.or(Some(Delimiter::Byte(*sign)));
    }
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => guess(&head, terminator, skip).ok_or_else(|| {
            ImportError::not_orders(
                &input.name,
                "has only one column that can be told; if it has more, name what separates them with --delimiter",
            )
        })?,
    };
    let rows = rows(&head, delimiter, terminator, skip);
    let Some(first) = rows.first() else {
        return Err(ImportError::not_orders(&input.name, "has no rows"));
    };
    let header = options.header.unwrap_or_else(|| has_header(&rows));
    let columns = if header {
        named(first)
    } else {
        let width = usual_width(&rows).map_or(first.len(), |(width, _)| width);
        (1..=width).map(|n| format!("column {n}")).collect()
    };
    Ok(Layout { delimiter: Some(delimiter), terminator, skip, header, columns })
}

fn rows(head: &[u8], delimiter: Delimiter, terminator: u8, skip: usize) -> Vec<Vec<String>> {
    let mut lines = Lines::new(head, Some(delimiter), terminator);
    let mut rows = Vec::new();
    let mut skip = skip;
    while let Ok(step) = lines.step() {
        match step {
            Step::End => break,
            _ if skip > 0 => skip -= 1,
            Step::Record => {
                let fields = (0..lines.len()).map(|i| String::from_utf8_lossy(lines.field(i)).into_owned());
                rows.push(fields.collect());
            }
            _ => {}
        }
        if rows.len() >= ROWS {
            return rows;
        }
    }
    // The head may end in the middle of its last row.
    if rows.len() > 2 && head.last() != Some(&terminator) {
        rows.pop();
    }
    rows
}

/// The most frequent number of fields and its share of the rows.
fn usual_width(rows: &[Vec<String>]) -> Option<(usize, f64)> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    let (width, count) = counts.into_iter().max_by_key(|(width, count)| (*count, *width))?;
    Some((width, count as f64 / rows.len() as f64))
}

fn guess(head: &[u8], terminator: u8, skip: usize) -> Option<Delimiter> {
    let mut best = None;
    for (delimiter, weight) in CANDIDATES {
        let rows = rows(head, delimiter, terminator, skip);
        let Some((width, share)) = usual_width(&rows).filter(|(width, _)| *width > 1) else { continue };
        let first = if rows[0].len() == width { 1.0 } else { 0.6 };
        let score = share * (1.0 - 1.0 / width as f64) * first * weight;
        if best.is_none_or(|(_, s)| score > s) {
            best = Some((delimiter, score));
        }
    }
    best.map(|(delimiter, _)| delimiter)
}

fn is_value(cell: &str) -> bool {
    let cell = cell.as_bytes();
    amount::shape(cell).is_some() || time::layout(cell).is_some()
}

fn has_header(rows: &[Vec<String>]) -> bool {
    let first = &rows[0];
    let values = first.iter().filter(|c| is_value(c)).count();
    let known = first.iter().filter(|c| names::is_known(c)).count();
    values == 0 || known > values
}

/// The header's names; empty ones by number, repeated ones with a number behind.
fn named(first: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(first.len());
    let mut taken = HashSet::with_capacity(first.len());
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for (i, name) in first.iter().enumerate() {
        let name = if name.is_empty() { format!("column {}", i + 1) } else { name.clone() };
        let mut unique = name.clone();
        // A name that comes thousands of times is not counted from the beginning each time.
        let n = numbers.entry(name.clone()).or_insert(2);
        while taken.contains(&unique) {
            unique = format!("{name} ({n})");
            *n += 1;
        }
        taken.insert(unique.clone());
        names.push(unique);
    }
    // A delimiter at the end of the header makes a column without name and content.
    while names.len() > 2 && first[names.len() - 1].is_empty() {
        names.pop();
    }
    names
}
