//! Text for a terminal: paragraphs, lists and tables in so many columns, with or without colour.

use std::{fmt::Write, io::IsTerminal};

/// Without control characters, which a terminal would obey.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

pub(crate) use Align::{Left, Right};

/// On which side the text of a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Text that grows, in so many columns, with or without colour.
pub(crate) struct Screen {
    pub(crate) text: String,
    pub(crate) width: usize,
    colour: bool,
}

impl Screen {
    /// An empty one; widths from 32 to 100 are kept.
    pub(crate) fn new(width: usize, colour: bool) -> Self {
        Self { text: String::new(), width: width.clamp(32, 100), colour }
    }

    /// One as wide and as coloured as the terminal.
    pub(crate) fn of_terminal() -> Self {
        let (width, colour) = terminal();
        Self::new(width, colour)
    }

    /// Text in this colour, where there is colour.
    pub(crate) fn paint(&self, text: &str, code: &str) -> String {
        if self.colour && !code.is_empty() && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A line, or several where it is long.
    pub(crate) fn line(&mut self, text: &str, code: &str) {
        for line in wrapped(&plain(text), self.width - 2) {
            let painted = self.paint(&line, code);
            let _ = writeln!(self.text, "  {painted}");
        }
    }

    /// Lines and an empty one; nothing for nothing.
    pub(crate) fn paragraph(&mut self, text: &str, code: &str) {
        if !text.is_empty() {
            self.line(text, code);
            self.text.push('\n');
        }
    }

    /// An item of a list.
    pub(crate) fn item(&mut self, text: &str, code: &str) {
        for (i, line) in wrapped(&plain(text), self.width - 4).iter().enumerate() {
            let mark = if i == 0 { "-" } else { " " };
            let painted = self.paint(line, code);
            let _ = writeln!(self.text, "  {mark} {painted}");
        }
    }

    /// A heading, with a note on it.
    pub(crate) fn heading(&mut self, title: &str, note: &str) {
        let beside = title.chars().count() + note.chars().count() + 4 <= self.width;
        let title = self.paint(title, "1;32");
        if beside && !note.is_empty() {
            let note = self.paint(note, "2");
            let _ = writeln!(self.text, "  {title}  {note}");
        } else {
            let _ = writeln!(self.text, "  {title}");
            self.line(note, "2");
        }
    }

    /// Columns side by side; the last ones are left out where they do not fit.
    pub(crate) fn table(&mut self, rows: &[Vec<String>], align: &[Align], head: bool) {
        self.table_with(rows, &[], align, head);
    }

    /// The same, with words of its own below each row: they are never left out.
    pub(crate) fn table_with(&mut self, rows: &[Vec<String>], below: &[String], align: &[Align], head: bool) {
        let widest =
            |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
        let mut kept = Vec::new();
        let mut used = 2;
        for i in 0..align.len() {
            used += widest(i) + 2;
            if i > 0 && used > self.width + 2 {
                break;
            }
            kept.push((i, widest(i)));
        }
        for (r, row) in rows.iter().enumerate() {
            let mut line = String::from("  ");
            for &(i, wide) in &kept {
                let cell = row.get(i).map_or("", String::as_str);
                let gap = " ".repeat(wide - cell.chars().count());
                match align[i] {
                    Left => line.extend([cell, &gap]),
                    Right => line.extend([gap.as_str(), cell]),
                }
                line.push_str("  ");
            }
            let line = self.paint(line.trim_end(), if head && r == 0 { "2" } else { "" });
            let _ = writeln!(self.text, "{line}");
            for line in wrapped(&plain(below.get(r).map_or("", String::as_str)), self.width - 4) {
                let line = self.paint(&line, "2");
                let _ = writeln!(self.text, "    {line}");
            }
        }
        self.text.push('\n');
    }
}

/// Lines of at most `width` characters, broken at spaces where there are any.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        if !line.is_empty() && line.chars().count() + 1 + word.len() > width {
            lines.push(std::mem::take(&mut line));
        }
        while word.len() > width {
            lines.push(word.drain(..width).collect());
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Columns of the terminal, and whether it shows colour.
pub(crate) fn terminal() -> (usize, bool) {
    let out = std::io::stdout();
    let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let width = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100);
    (width, colour)
}
