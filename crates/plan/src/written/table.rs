//! The tables of a small file, each field with its line.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Refused, meant, shown};

/// Where the lines of a text begin.
#[derive(Debug)]
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self([0].into_iter().chain(after).collect())
    }

    /// The line an offset lies in, from 1.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|begin| *begin <= offset).max(1)
    }
}

/// A file that is TOML.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    lines: Lines,
    root: DeTable<'t>,
}

/// Whether a line says a number such as `1.500.000`.
fn has_thousands(line: &str) -> bool {
    line.split(['=', ',', '#', ' ', '{', '}', '\t']).any(|word| {
        let groups: Vec<&str> = word.trim_start_matches('-').split('.').collect();
        groups.len() > 2
            && groups.iter().enumerate().all(|(n, group)| {
                (group.len() == 3 || n == 0 && (1..3).contains(&group.len()))
                    && group.bytes().all(|digit| digit.is_ascii_digit())
            })
    })
}

impl<'t> Document<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, Refused> {
        let lines = Lines::of(text);
        match DeTable::parse(text) {
            Ok(root) => Ok(Self { lines, root: root.into_inner() }),
            Err(e) => {
                let line = e.span().map_or(1, |span| lines.at(span.start));
                let why = match e.message().trim() {
                    "duplicate key" => "what stands here is in the file already: keep one of them".to_owned(),
                    _ if text.lines().nth(line - 1).is_some_and(has_thousands) => {
                        "thousands are written without points: 1500000".to_owned()
                    }
                    other => format!("this is no TOML ({other}): write name = value, one on a line"),
                };
                Err(Refused { line, field: String::new(), why })
            }
        }
    }

    /// All of it, called so where something is refused.
    pub(crate) fn whole(&self, place: &str) -> Table<'_> {
        Table { lines: &self.lines, line: 1, place: place.to_owned(), table: &self.root }
    }
}

/// A table of a file.
#[derive(Debug, Clone)]
pub(crate) struct Table<'d> {
    lines: &'d Lines,
    /// The line it begins in.
    pub(crate) line: usize,
    place: String,
    table: &'d DeTable<'d>,
}

/// A field of a table.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'d> {
    lines: &'d Lines,
    /// The line it stands in.
    pub(crate) line: usize,
    /// What it is called.
    pub(crate) name: String,
    value: &'d DeValue<'d>,
}

impl<'d> Table<'d> {
    /// Refuses the first field that is none of these, with what was meant, or where it belongs.
    pub(crate) fn only(
        &self,
        noun: &str,
        known: &[&str],
        belongs: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<(), Refused> {
        let unknown = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
        let name = key.get_ref().as_ref();
        let hint = match belongs(name) {
            Some(place) => format!("it belongs {place}"),
            None => meant(name, known),
        };
        Err(Refused {
            line: self.lines.at(key.span().start),
            field: shown(name),
            why: format!("there is no {noun} '{}' in {}: {hint}", shown(name), self.place),
        })
    }

    /// Every field, with tables in it as they are.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry<'d>> {
        let lines = self.lines;
        self.table.iter().map(move |(key, value)| Entry::of(lines, key, value))
    }

    /// A field; none where it is not there.
    pub(crate) fn get(&self, name: &str) -> Option<Entry<'d>> {
        let (key, value) = self.table.get_key_value(name)?;
        Some(Entry::of(self.lines, key, value))
    }

    /// A field that must be there, and how it is written.
    pub(crate) fn need(&self, name: &str, example: &str) -> Result<Entry<'d>, Refused> {
        self.get(name).ok_or_else(|| Refused {
            line: self.line,
            field: name.to_owned(),
            why: format!("{name} is missing in {}: write {example}", self.place),
        })
    }

    /// The table of this name, `[name]`; none where it is not there.
    pub(crate) fn table(&self, name: &str) -> Result<Option<Self>, Refused> {
        let Some(entry) = self.get(name) else { return Ok(None) };
        let place = format!("[{name}]");
        entry.inner(place.clone()).map(Some).ok_or_else(|| entry.unlike(&format!("a table: write {place}")))
    }

    /// The tables of this name, `[[name]]`.
    pub(crate) fn tables(&self, name: &str) -> Result<Vec<Self>, Refused> {
        let Some(entry) = self.get(name) else { return Ok(Vec::new()) };
        let place = format!("[[{name}]]");
        let wanted = || entry.unlike(&format!("tables: write {place} above each of them"));
        let all = entry.value.as_array().ok_or_else(wanted)?;
        all.iter()
            .map(|one| {
                let table = one.get_ref().as_table().ok_or_else(wanted)?;
                Ok(Self {
                    lines: self.lines,
                    line: self.lines.at(one.span().start),
                    place: place.clone(),
                    table,
                })
            })
            .collect()
    }
}

impl<'d> Entry<'d> {
    fn of(
        lines: &'d Lines,
        key: &Spanned<std::borrow::Cow<'d, str>>,
        value: &'d Spanned<DeValue<'d>>,
    ) -> Self {
        let name = key.get_ref().as_ref().to_owned();
        Self { lines, line: lines.at(key.span().start), name, value: value.get_ref() }
    }

    /// What is wrong here.
    pub(crate) fn refused(&self, why: impl Into<String>) -> Refused {
        Refused { line: self.line, field: shown(&self.name), why: why.into() }
    }

    /// It is of another kind.
    fn unlike(&self, wanted: &str) -> Refused {
        self.refused(format!("{} is {}, but must be {wanted}", self.name, self.kind()))
    }

    /// What kind of thing is written here.
    pub(crate) fn kind(&self) -> String {
        match self.value {
            DeValue::String(text) => format!("the text '{}'", shown(text)),
            DeValue::Integer(number) => shown(&number.to_string()),
            DeValue::Float(number) => shown(number.as_str()),
            DeValue::Boolean(truth) => truth.to_string(),
            DeValue::Datetime(date) => shown(&date.to_string()),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }

    /// The table that stands here; none where it is something else.
    pub(crate) fn inner(&self, place: String) -> Option<Table<'d>> {
        let table = self.value.as_table()?;
        Some(Table { lines: self.lines, line: self.line, place, table })
    }

    /// The tables that stand here, in a list or alone.
    pub(crate) fn all_inner(&self) -> Vec<Table<'d>> {
        let listed = self.value.as_array().into_iter().flat_map(|all| all.iter());
        let listed = listed.filter_map(|one| one.get_ref().as_table());
        let tables = self.value.as_table().into_iter().chain(listed);
        tables
            .map(|table| Table { lines: self.lines, line: self.line, place: self.name.clone(), table })
            .collect()
    }

    /// A number without more; none where it is something else.
    pub(crate) fn plain(&self) -> Option<f64> {
        match self.value {
            // What has too many digits for any whole number is still a number.
            DeValue::Integer(whole) => match i64::from_str_radix(whole.as_str(), whole.radix()) {
                Ok(whole) => Some(whole as f64),
                Err(_) => whole.as_str().parse().ok(),
            },
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        }
    }

    /// The digits of a number as they stand; none where it is something else.
    pub(crate) fn written(&self) -> Option<&str> {
        match self.value {
            DeValue::Float(float) => Some(float.as_str()),
            _ => None,
        }
    }

    /// A number without an interval.
    pub(crate) fn float(&self) -> Result<f64, Refused> {
        self.plain().ok_or_else(|| self.unlike("a number such as 0.1, without quotes"))
    }

    /// A whole number.
    pub(crate) fn whole(&self) -> Result<u32, Refused> {
        let whole = match self.value {
            DeValue::Integer(whole) => u32::from_str_radix(whole.as_str(), whole.radix()).ok(),
            _ => None,
        };
        whole.ok_or_else(|| self.unlike("a whole number of 0 or more, such as 12"))
    }

    /// Words in quotes.
    pub(crate) fn text(&self) -> Result<&'d str, Refused> {
        self.value.as_str().ok_or_else(|| self.unlike("text: write it in quotes"))
    }

    /// Words in quotes; none where it is something else.
    pub(crate) fn as_text(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// A date, or words in quotes.
    pub(crate) fn date(&self) -> Result<String, Refused> {
        match (self.value.as_datetime(), self.value.as_str()) {
            (Some(date), _) => Ok(date.to_string()),
            (None, Some(text)) => Ok(text.to_owned()),
            (None, None) => Err(self.unlike("a day such as 2026-01-31")),
        }
    }

    /// `true` or `false`.
    pub(crate) fn truth(&self) -> Result<bool, Refused> {
        self.value.as_bool().ok_or_else(|| self.unlike("true or false, without quotes"))
    }

    /// One of these words.
    pub(crate) fn one_of<T: Copy>(&self, all: &[(&str, T)]) -> Result<T, Refused> {
        let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
        let text = self.value.as_str();
        let found = text.and_then(|text| all.iter().find(|(word, _)| *word == text));
        found.map(|(_, one)| *one).ok_or_else(|| {
            let hint = meant(text.unwrap_or_default(), &words);
            self.refused(format!("{} cannot be {}: {hint}", self.name, self.kind()))
        })
    }
}
