//! All words that people read, by language: `text/<language>/*.ftl`, in Fluent's syntax.

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, the language every other is translated from.
    #[default]
    English,
}

/// What a text is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill<'a> {
    /// A text, shown as it is.
    Text(&'a str),
    /// A count: it chooses the plural form and is written in the reader's digits.
    Count(u64),
}

/// The text of a key, filled. A key without a text shows itself, and a test finds it.
pub fn text(_language: Language, key: &str, _fill: &[(&str, Fill<'_>)]) -> String {
    key.to_owned()
}
