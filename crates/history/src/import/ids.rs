//! Ids of customers and orders, numbered as they come.

use hashbrown::{HashMap, HashTable};
use std::hash::{BuildHasher, Hasher};

use super::profile::split_float;

/// An id as it will be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Id {
    /// A whole number without leading zeros, from a typed column or from text.
    Number(i64),
    Text(Box<str>),
}

/// A set of ids, each with a number from 0.
#[derive(Debug, Default)]
pub(super) struct Ids {
    numbers: HashMap<i64, u32>,
    texts: HashTable<u32>,
    hasher: hashbrown::DefaultHashBuilder,
    all: Vec<Id>,
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The number of a whole-number id.
    pub(super) fn of_number(&mut self, id: i64) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            self.all.push(Id::Number(id));
            (self.all.len() - 1) as u32
        })
    }

    /// The number of an id in text. `12` is the same as the number 12, `012` is not.
    pub(super) fn of_text(&mut self, text: &str) -> u32 {
        if let Some(number) = whole(text.as_bytes()) {
            return self.of_number(number);
        }
        let hash = self.hash(text);
        if let Some(found) = self.find(text, hash) {
            return found;
        }
        let number = self.all.len() as u32;
        self.all.push(Id::Text(text.into()));
        let (all, hasher) = (&self.all, &self.hasher);
        self.texts.insert_unique(hash, number, |n| match &all[*n as usize] {
            Id::Text(text) => hash_with(hasher, text),
            Id::Number(_) => 0,
        });
        number
    }

    /// The number of an id that has been seen.
    pub(super) fn get(&self, text: &str) -> Option<u32> {
        match whole(text.as_bytes()) {
            Some(number) => self.numbers.get(&number).copied(),
            None => self.find(text, self.hash(text)),
        }
    }

    /// The id of a number.
    pub(super) fn name(&self, number: u32) -> String {
        match &self.all[number as usize] {
            Id::Number(id) => id.to_string(),
            Id::Text(text) => text.to_string(),
        }
    }

    /// Calls back with each id in text, in the order of their numbers.
    pub(super) fn each(&self, mut visit: impl FnMut(&str)) {
        use std::fmt::Write as _;
        let mut buffer = String::new();
        for id in &self.all {
            match id {
                Id::Text(text) => visit(text),
                Id::Number(id) => {
                    buffer.clear();
                    let _ = write!(buffer, "{id}");
                    visit(&buffer);
                }
            }
        }
    }

    /// Pairs of ids that differ only in case or leading zeros: how many, and a few of them.
    pub(super) fn near_duplicates(&self) -> (u64, Vec<(String, String)>) {
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut count = 0;
        let mut examples = Vec::new();
        for (number, id) in self.all.iter().enumerate() {
            let Id::Text(text) = id else { continue };
            let key = text.trim_start_matches('0').to_lowercase();
            let other = match whole(key.as_bytes()) {
                Some(n) if self.numbers.contains_key(&n) => Some(n.to_string()),
                _ => seen.get(&key).map(|n| self.name(*n)),
            };
            seen.entry(key).or_insert(number as u32);
            if let Some(other) = other {
                count += 1;
                if examples.len() < 3 {
                    let mut pair = [other, text.to_string()];
                    pair.sort();
                    let [a, b] = pair;
                    examples.push((a, b));
                }
            }
        }
        (count, examples)
    }

    fn hash(&self, text: &str) -> u64 {
        hash_with(&self.hasher, text)
    }

    fn find(&self, text: &str, hash: u64) -> Option<u32> {
        self.texts.find(hash, |n| matches!(&self.all[*n as usize], Id::Text(t) if **t == *text)).copied()
    }
}

fn hash_with(hasher: &hashbrown::DefaultHashBuilder, text: &str) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(text.as_bytes());
    state.finish()
}

/// A whole number as programs write it: digits without a leading zero.
fn whole(text: &[u8]) -> Option<i64> {
    let plain = matches!(text, [b'0'] | [b'1'..=b'9', ..]) && text.len() <= 18;
    if !plain {
        return None;
    }
    text.iter().try_fold(0i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

/// `10482.0` without its zeros.
pub(super) fn without_float(text: &[u8]) -> Option<&[u8]> {
    match split_float(text) {
        Some((true, true)) => memchr::memchr(b'.', text).map(|at| &text[..at]),
        _ => None,
    }
}

/// What exports write where there is no customer.
pub(super) fn is_nobody(id: &str) -> bool {
    const NOBODY: [&str; 15] = [
        "null",
        "none",
        "nan",
        "n/a",
        "nil",
        "undefined",
        "anonymous",
        "anonym",
        "guest",
        "unknown",
        "-",
        "--",
        "#n/a",
        "\\n",
        "(none)",
    ];
    if id.len() > 36 {
        return false;
    }
    // R writes NA; in lower case it could be a name.
    id == "NA"
        || NOBODY.iter().any(|n| id.eq_ignore_ascii_case(n))
        || id == "00000000-0000-0000-0000-000000000000"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_one_set() {
        let mut ids = Ids::default();
        let twelve = ids.of_number(12);
        assert_eq!(ids.of_text("12"), twelve);
        assert_ne!(ids.of_text("012"), twelve);
        let a = ids.of_text("ab12");
        assert_ne!(ids.of_text("AB12"), a);
        assert_eq!((ids.get("ab12"), ids.get("12"), ids.get("13")), (Some(a), Some(twelve), None));
        let (count, pairs) = ids.near_duplicates();
        assert_eq!(count, 2);
        assert!(
            pairs.contains(&("012".into(), "12".into())) && pairs.contains(&("AB12".into(), "ab12".into()))
        );
        assert_eq!(ids.name(twelve), "12");
        assert_eq!(whole(b"9223372036854775808"), None);
    }
}
