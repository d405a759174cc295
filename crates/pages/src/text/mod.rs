//! All words that people read, by language: `text/<language>/*.ftl`, in Fluent's syntax.
//!
//! A message is asked for by its key and filled with words and counts. What a language has not yet
//! is shown in English; what English has not is shown as its key, and a test finds it.

mod en;

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use crate::writing;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, the language every other is translated from.
    #[default]
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its BCP 47 tag, which is also the name of its folder of words.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
        }
    }

    /// The language of a tag such as `it` or `it-CH`; none where there are no words in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let wanted = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(wanted))
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => en::FILES,
        }
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: OnceLock<Bundle> = OnceLock::new();
        match self {
            Self::English => ENGLISH.get_or_init(|| bundle(self)),
        }
    }
}

/// What a text is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill<'a> {
    /// A text, shown as it is.
    Text(&'a str),
    /// A count: it chooses the plural form and is written in the reader's digits.
    Count(u64),
}

type Bundle = FluentBundle<FluentResource>;

/// The text of a key, filled, with counts written in the language's own way. A key without a text
/// shows itself, and a test finds it.
pub fn text(language: Language, key: &str, fill: &[(&str, Fill<'_>)]) -> String {
    text_in(language, language.tag(), key, fill)
}

/// The text of a key, with counts written in the way of `locale`.
pub(crate) fn text_in(language: Language, locale: &str, key: &str, fill: &[(&str, Fill<'_>)]) -> String {
    let found = [language, Language::English].into_iter().find_map(|language| {
        let bundle = language.bundle();
        bundle.get_message(key).and_then(|message| message.value()).map(|pattern| (bundle, pattern))
    });
    let Some((bundle, pattern)) = found else { return key.to_owned() };
    let mut values = FluentArgs::with_capacity(fill.len());
    for (name, value) in fill {
        values.set(
            *name,
            match value {
                Fill::Text(text) => FluentValue::from(*text),
                Fill::Count(n) => FluentValue::from(*n),
            },
        );
    }
    let written = writing::for_locale(locale, || {
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    });
    one_stop(written, fill)
}

/// Where a word that ends in a full stop, such as a Hungarian date or a German `Mio.`, ends a sentence,
/// its own stop ends the sentence too.
fn one_stop(mut written: String, fill: &[(&str, Fill<'_>)]) -> String {
    for (_, value) in fill {
        if let Fill::Text(word) = value
            && word.ends_with('.')
            && !word.ends_with("..")
        {
            let doubled = format!("{word}.");
            if written.contains(&doubled) {
                written = written.replace(&doubled, word);
            }
        }
    }
    written
}

/// Whether English has a text of this key.
pub fn has(key: &str) -> bool {
    Language::English.bundle().has_message(key)
}

fn bundle(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks would be seen in terminals and tests; texts and names here run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(digits));
    for (_, text) in language.files() {
        // What cannot be read is left out of the bundle; a test reads each file strictly.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Counts in the digits of the locale that is being written for.
fn digits(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 && number.value.fract() == 0.0 => {
            Some(writing::count_in_use(number.value as u64))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_without_an_error_and_no_key_stands_twice() {
        for language in Language::ALL {
            let mut bundle: Bundle = FluentBundle::new_concurrent(Vec::new());
            for (name, text) in language.files() {
                let resource = FluentResource::try_new((*text).to_owned())
                    .unwrap_or_else(|(_, errors)| panic!("{}/{name}.ftl: {errors:?}", language.tag()));
                if let Err(errors) = bundle.add_resource(resource) {
                    panic!("{}/{name}.ftl: {errors:?}", language.tag());
                }
            }
        }
    }

    #[test]
    fn a_key_without_a_text_shows_itself() {
        assert_eq!(text(Language::English, "no-such-key", &[]), "no-such-key");
    }

    #[test]
    fn a_word_with_its_own_full_stop_ends_a_sentence_once() {
        let fill = [("day", Fill::Text("2025. jún. 30.")), ("sum", Fill::Text("1,2 Mio."))];
        let ends = |written: &str| one_stop(written.to_owned(), &fill);
        assert_eq!(ends("As of 2025. jún. 30.."), "As of 2025. jún. 30.");
        assert_eq!(ends("As of 2025. jún. 30.: 1,2 Mio.. And on."), "As of 2025. jún. 30.: 1,2 Mio. And on.");
        assert_eq!(ends("Wait ..."), "Wait ...");
    }

    #[test]
    fn languages_are_found_by_their_tags() {
        assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
        assert_eq!(Language::from_tag("xx"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
