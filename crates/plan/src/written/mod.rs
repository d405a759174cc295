//! What people write in small TOML files, read word by word: scenarios, price paths, what-ifs.
//!
//! All of them are read by the same few words, so that whatever is refused is refused alike: with its
//! line, its field, what is known instead, and what to do. What is shown of a file is short and escaped.

mod number;
mod table;

pub(crate) use number::unclear;
pub(crate) use table::{Document, Entry, Table};

/// What is written somewhere cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Refused {
    /// From 1.
    pub line: usize,
    /// Which field; empty where it is none.
    pub field: String,
    /// Why not, and what to do.
    pub why: String,
}

/// What is refused of a file, with the file's name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct RefusedFile<E> {
    /// The file.
    pub file: String,
    /// Line, field, and why.
    pub why: E,
}

/// Reads a file of this name with a reader of such files.
///
/// # Errors
///
/// If it is no text, or as the reader says; with the file's name.
pub fn file<T, E: From<Refused>>(
    name: &str,
    bytes: &[u8],
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, RefusedFile<E>> {
    let text = str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        E::from(Refused {
            line,
            field: String::new(),
            why: "this is no text in UTF-8: save the file as UTF-8".to_owned(),
        })
    });
    text.and_then(read).map_err(|why| RefusedFile { file: name.to_owned(), why })
}

/// Where the fields of a file stand, to say the line of what turns out impossible later.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<(String, usize, String)>);

impl Places {
    /// Remembers where a field stands and what is written there.
    pub(crate) fn add(&mut self, field: impl Into<String>, line: usize, found: &(impl ToString + ?Sized)) {
        self.0.push((field.into(), line, found.to_string()));
    }

    /// The line of a field; where several are called so, of the last in which that was found.
    pub(crate) fn line(&self, field: &str, found: &str) -> Option<usize> {
        let mut named = self.0.iter().filter(|(name, ..)| name == field);
        let (first, second) = (named.next()?, named.next());
        let one = if second.is_none() {
            Some(first)
        } else {
            self.0.iter().rfind(|(name, _, shown)| name == field && shown == found)
        };
        one.map(|(_, line, _)| *line)
    }
}

/// Characters that are shown of what a file says.
const SHOWN: usize = 40;

/// What a file says, short and escaped.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect::<String>().escape_debug().to_string();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Where a number must lie that has an interval: said so that one written backwards is seen.
pub(crate) fn within(low: f64, high: f64) -> String {
    if low > high {
        format!("within its interval, whose low end, {low}, is above its high end, {high}")
    } else {
        format!("within its interval, {low} to {high}")
    }
}

/// What is said of something that cannot be: a number, or how many there are of something.
pub(crate) fn cannot_be(field: &str, found: &str, wanted: &str) -> String {
    match wanted.strip_suffix(" of them") {
        Some(few) => format!("there are {found} {field}, but there must be {few}"),
        None => format!("{field} is {found}, but must be {wanted}"),
    }
}

/// What may have been meant: the nearest of these, else all of them.
pub(crate) fn meant(word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("known are {}", known.join(", ")),
    }
}

/// The word of these that another one most likely is; none where none is near.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // Nobody misspells a word to twice the length of any; that keeps a hostile one cheap.
    if word.chars().nth(2 * SHOWN).is_some() {
        return None;
    }
    let plain = word.trim().to_lowercase().replace(['-', ' '], "_");
    let distance = |one: &str| strsim::osa_distance(&plain, &one.replace('-', "_"));
    let (far, near) = known.iter().map(|one| (distance(one), *one)).min_by_key(|(far, _)| *far)?;
    (far <= 1.max(near.chars().count() / 3)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_led_to_the_one_that_was_meant() {
        let known = ["adds", "fixed_cost", "better-service"];
        for (word, near) in [
            ("ads", Some("adds")),
            ("Fixed-Cost", Some("fixed_cost")),
            ("fixd_cots", Some("fixed_cost")),
            ("better_service", Some("better-service")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), near, "{word}");
        }
        assert_eq!(nearest(&"adds".repeat(100_000), &known), None);
        assert_eq!(meant("colour", &known), "known are adds, fixed_cost, better-service");
    }

    #[test]
    fn a_file_that_is_no_text_is_named_with_the_line() {
        let refused = file("a.toml", b"name = 1\n\xff\n", |_| Ok::<(), Refused>(())).unwrap_err();
        assert_eq!(refused.to_string(), "a.toml: line 2: this is no text in UTF-8: save the file as UTF-8");
    }

    #[test]
    fn what_is_shown_of_a_file_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(shown(&"x".repeat(1_000)).chars().count(), SHOWN + 1);
    }
}
