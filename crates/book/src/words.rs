//! Words many customers share – countries, channels – kept once each.

use std::collections::HashMap;

use crate::Field;

/// What fields of words there are, in the order of [`Codes`].
pub(crate) const FIELDS: [Field; 5] =
    [Field::Country, Field::Region, Field::Language, Field::Channel, Field::Segment];

/// A customer's words as numbers in the book's [`Words`]; 0 is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Codes(pub(crate) [u16; FIELDS.len()]);

impl Codes {
    /// Nothing is known.
    pub const NONE: Self = Self([0; FIELDS.len()]);
}

/// The words of a book.
#[derive(Debug, Clone, Default)]
pub struct Words([Dictionary; FIELDS.len()]);

#[derive(Debug, Clone, Default)]
struct Dictionary {
    words: Vec<String>,
    code_of: HashMap<String, u16>,
}

impl Words {
    /// Puts one word of a customer into its codes; a field that is no word, and more different words
    /// than a book can tell apart (65,535), stay unknown.
    pub fn put(&mut self, codes: &mut Codes, field: Field, word: &str) {
        let Some(at) = place(field).filter(|_| !word.is_empty()) else { return };
        let dictionary = &mut self.0[at];
        let code = match dictionary.code_of.get(word) {
            Some(code) => *code,
            None => match u16::try_from(dictionary.words.len() + 1) {
                Ok(code) => {
                    dictionary.words.push(word.to_owned());
                    dictionary.code_of.insert(word.to_owned(), code);
                    code
                }
                Err(_) => 0,
            },
        };
        codes.0[at] = code;
    }

    /// A word of a customer.
    #[must_use]
    pub fn get(&self, codes: Codes, field: Field) -> Option<&str> {
        let at = place(field)?;
        let code = usize::from(codes.0[at]).checked_sub(1)?;
        self.0[at].words.get(code).map(String::as_str)
    }

    /// The code of a word.
    pub(crate) fn code(&self, field: Field, word: &str) -> Option<u16> {
        self.0[place(field)?].code_of.get(word).copied()
    }

    /// All words of a field, sorted.
    #[must_use]
    pub fn all(&self, field: Field) -> Vec<&str> {
        let mut words: Vec<&str> =
            place(field).map(|at| self.0[at].words.iter().map(String::as_str).collect()).unwrap_or_default();
        words.sort_unstable();
        words
    }
}

/// Where a field's code stands among the codes.
pub(crate) fn place(field: Field) -> Option<usize> {
    FIELDS.iter().position(|known| *known == field)
}
