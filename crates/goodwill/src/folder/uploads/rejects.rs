//! Rows that were refused, as two files to take away: each with its line and reason, and the rows
//! alone under their header, to be corrected and dropped again.
//!
//! Cells that a spreadsheet would run as a formula are guarded in both; an import takes the guard off.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use history::{
    import::{Reason as Code, Reject},
    table::guarded,
};

use super::kept::{Reason, Rejected};

/// Every refused row with line, column and reason.
pub(crate) const REJECTS: &str = "rejects.csv";
/// The refused rows alone, as their file had them.
pub(crate) const CORRECTIONS: &str = "corrections.csv";

/// So many are shown.
const SHOWN: usize = 50;

/// The files hold as many rows as fit in so many bytes: nobody corrects more by hand.
const MOST_BYTES: u64 = 64 << 20;

/// A cell is shown up to so many characters.
const CELL: usize = 300;

/// How a file's rows are split.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// One byte; none for what is no text of separated fields.
    pub(super) delimiter: Option<u8>,
}

/// Collects the rows that are refused.
pub(super) struct Rejects {
    list: Part,
    corrections: Option<Part>,
    shapes: Vec<Shape>,
    counts: BTreeMap<Code, u64>,
    first: Vec<Rejected>,
    /// Rows in the list.
    listed: u64,
}

/// What became of the rows that were refused.
pub(super) struct Refused {
    /// Why, most frequent first.
    pub(super) reasons: Vec<Reason>,
    /// The first of them.
    pub(super) first: Vec<Rejected>,
    /// How many the files hold, where they do not hold all.
    pub(super) listed: Option<u64>,
}

impl Rejects {
    /// Begins in this folder, where old lists are removed.
    pub(super) fn begin(dir: &Path, shapes: Vec<Shape>) -> io::Result<Self> {
        for name in [REJECTS, CORRECTIONS] {
            match fs::remove_file(dir.join(name)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        let mut list = Part::begin(dir, REJECTS)?;
        list.row(["file", "line", "column", "reason", "value", "row"])?;
        // Rows of files with other columns make no table together.
        let alike = shapes.windows(2).all(|two| two[0].columns == two[1].columns);
        let corrections = match shapes.first() {
            Some(first) if alike && shapes.iter().all(|shape| shape.delimiter.is_some()) => {
                let mut part = Part::begin(dir, CORRECTIONS)?;
                part.row(first.columns.iter().map(String::as_str))?;
                Some(part)
            }
            _ => None,
        };
        Ok(Self { list, corrections, shapes, counts: BTreeMap::new(), first: Vec::new(), listed: 0 })
    }

    /// One row that was refused.
    pub(super) fn take(&mut self, reject: &Reject) -> io::Result<()> {
        *self.counts.entry(reject.reason).or_default() += 1;
        let room = self.corrections.as_ref().map_or(0, |part| part.bytes).max(self.list.bytes) < MOST_BYTES;
        if room {
            self.write(reject)?;
        }
        if self.first.len() < SHOWN {
            self.first.push(Rejected {
                file: reject.file.clone(),
                line: reject.line,
                column: reject.column.as_deref().map(cut),
                reason: reject.reason.to_string(),
                detail: cut(&reject.detail),
                text: cut(&reject.text),
            });
        }
        Ok(())
    }

    fn write(&mut self, reject: &Reject) -> io::Result<()> {
        self.listed += 1;
        let column = reject.column.as_deref().unwrap_or_default();
        let line = reject.line.to_string();
        self.list.row([
            reject.file.as_str(),
            line.as_str(),
            column,
            reject.reason.code(),
            reject.detail.as_str(),
            reject.text.as_str(),
        ])?;
        if let Some(part) = &mut self.corrections {
            let delimiter = self.shapes.iter().find(|s| s.name == reject.file).and_then(|s| s.delimiter);
            let cells = split(&reject.text, delimiter.unwrap_or(b','));
            part.row(cells.iter().map(String::as_str))?;
        }
        Ok(())
    }

    /// The files come to their places.
    pub(super) fn publish(self) -> io::Result<Refused> {
        if self.first.is_empty() {
            return Ok(Refused { reasons: Vec::new(), first: Vec::new(), listed: None });
        }
        self.list.publish()?;
        if let Some(part) = self.corrections {
            part.publish()?;
        }
        let mut reasons: Vec<Reason> = self
            .counts
            .into_iter()
            .map(|(code, rows)| Reason { code: code.code().to_owned(), text: code.to_string(), rows })
            .collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
        let all: u64 = reasons.iter().map(|reason| reason.rows).sum();
        Ok(Refused { reasons, first: self.first, listed: (self.listed < all).then_some(self.listed) })
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The cells of a row as it stands in its file; a quote that is not closed ends with the row.
fn split(row: &str, delimiter: u8) -> Vec<String> {
    let delimiter = char::from(delimiter);
    let mut cells = vec![String::new()];
    let mut letters = row.trim_end_matches(['\r', '\n']).chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if letter == delimiter && !quoted => cells.push(String::new()),
            _ => cell.push(letter),
        }
    }
    cells
}

/// A CSV file in the making; dropped before it is published, it leaves nothing.
struct Part {
    path: PathBuf,
    part: PathBuf,
    out: Option<BufWriter<File>>,
    bytes: u64,
}

impl Part {
    fn begin(dir: &Path, name: &str) -> io::Result<Self> {
        let part = dir.join(format!("{name}.part"));
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        Ok(Self { path: dir.join(name), part, out: Some(BufWriter::new(file)), bytes: 0 })
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        for (i, cell) in cells.into_iter().enumerate() {
            let cell = guarded(cell);
            self.bytes += cell.len() as u64 + 1;
            if i > 0 {
                out.write_all(b",")?;
            }
            if cell.contains([',', '"', '\n', '\r']) {
                write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
            } else {
                out.write_all(cell.as_bytes())?;
            }
        }
        out.write_all(b"\n")
    }

    fn publish(mut self) -> io::Result<()> {
        let Some(out) = self.out.take() else { return Ok(()) };
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&self.part, &self.path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_split_as_its_file_is() {
        assert_eq!(split("a;\"b;\"\"c\"\"\";\r\n", b';'), ["a", "b;\"c\"", ""]);
        assert_eq!(split("a,\"never closed", b','), ["a", "never closed"]);
        assert_eq!(split("", b','), [""]);
    }

    #[test]
    fn refused_rows_come_as_two_files_and_formulas_are_guarded() {
        let dir = tempfile::tempdir().unwrap();
        let shape = Shape {
            name: "o.csv".to_owned(),
            columns: vec!["customer".to_owned(), "amount".to_owned()],
            delimiter: Some(b';'),
        };
        let mut rejects = Rejects::begin(dir.path(), vec![shape]).unwrap();
        rejects
            .take(&Reject {
                file: "o.csv".to_owned(),
                line: 3,
                field: Some("amount"),
                column: Some("amount".to_owned()),
                reason: Code::UnreadableAmount,
                detail: "=1+1".to_owned(),
                text: "=c1;=1+1".to_owned(),
            })
            .unwrap();
        let Refused { reasons, first, listed } = rejects.publish().unwrap();
        assert_eq!(listed, None);
        assert_eq!((reasons[0].rows, first[0].line), (1, 3));
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(
            read(REJECTS),
            "file,line,column,reason,value,row\no.csv,3,amount,unreadable_amount,'=1+1,'=c1;=1+1\n"
        );
        assert_eq!(read(CORRECTIONS), "customer,amount\n'=c1,'=1+1\n");
    }

    #[test]
    fn nothing_refused_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        Rejects::begin(dir.path(), Vec::new()).unwrap().publish().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
