//! Numbers, money and days as a reader's locale writes them.
//!
//! Digits, separators and the names of months come from CLDR through ICU4X. Where the sign of a
//! currency stands, and how millions are shortened, is a small table here, because ICU4X has no
//! stable formatter of money yet. Making a formatter is dear, so each thread keeps those it used.

mod date;
mod money;
mod number;

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use icu_locale_core::Locale;

pub(crate) use money::Power;

/// Most locales whose formatters one thread keeps.
const KEPT: usize = 32;

/// What writes in one locale.
pub(crate) struct Formats {
    pub(crate) language: Written,
    numbers: Option<icu_decimal::DecimalFormatter>,
    dates: date::Dates,
}

/// Languages of the small tables; every other locale is written by English patterns with its own digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    English,
    German,
    French,
    Hungarian,
    Italian,
    Malay,
    Romanian,
}

impl Formats {
    fn new(tag: &str) -> Self {
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        let language = match locale.id.language.as_str() {
            "de" => Written::German,
            "fr" => Written::French,
            "hu" => Written::Hungarian,
            "it" => Written::Italian,
            "ms" => Written::Malay,
            "ro" => Written::Romanian,
            _ => Written::English,
        };
        Self { language, numbers: number::formatter(&locale), dates: date::Dates::new(&locale) }
    }
}

thread_local! {
    static MADE: RefCell<HashMap<String, Rc<Formats>>> = RefCell::new(HashMap::new());
    static IN_USE: RefCell<Option<Rc<Formats>>> = const { RefCell::new(None) };
}

/// The formats of a locale.
pub(crate) fn formats(locale: &str) -> Rc<Formats> {
    MADE.with_borrow_mut(|made| {
        if let Some(formats) = made.get(locale) {
            return Rc::clone(formats);
        }
        if made.len() >= KEPT {
            made.clear();
        }
        let formats = Rc::new(Formats::new(locale));
        made.insert(locale.to_owned(), Rc::clone(&formats));
        formats
    })
}

/// Does `write` while counts in texts are written in the way of `locale`.
pub(crate) fn for_locale<T>(locale: &str, write: impl FnOnce() -> T) -> T {
    let before = IN_USE.replace(Some(formats(locale)));
    let written = write();
    IN_USE.set(before);
    written
}

/// A count in the way of the locale in use.
pub(crate) fn count_in_use(n: u64) -> String {
    IN_USE.with_borrow(|formats| formats.as_ref().map_or_else(|| n.to_string(), |f| f.count(n)))
}
