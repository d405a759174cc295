//! The book of business, made of kept values and of what the records know.

use std::collections::{BTreeSet, HashMap};

use book::{Book, Codes, Entry, Field, Stage, Words};
use facts::{Currency, Version, schema::Kind};
use history::store::{Listed, Role, ValueRow};
use models::health::Health;
use records::canonical;

use super::{Folder, FolderError, listed};

/// Above so many changed values the book is made anew.
const CHANGED: i64 = 100_000;

/// The words of a customer, in the order in which history hands them over.
const FIELDS: [Field; history::store::WORDS.len()] =
    [Field::Country, Field::Region, Field::Language, Field::Channel, Field::Segment];

/// What a book was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    generation: i64,
    fit: Option<i64>,
    links: Vec<(i64, i64)>,
    /// Live files of values.
    values: BTreeSet<String>,
    /// Live files of what is known of customers.
    customers: BTreeSet<String>,
}

/// Whether files about customers that are new are worth a new book at once: their countries and
/// channels can wait, their values cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Haste {
    /// All that is new.
    All,
    /// Values only.
    Values,
}

/// A book, and what it was made of.
#[derive(Debug)]
pub(crate) struct Newer {
    pub(crate) book: Book,
    pub(crate) made: Made,
}

/// The book as it is now. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn make(folder: &Folder) -> Result<Newer, FolderError> {
    let generation = folder.wait(folder.records().generation())?;
    whole(folder, &State::now(folder)?, generation)
}

/// A newer book where there is one than the one that was made of `before`; `before` is brought up
/// to date in any case. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn newer(
    folder: &Folder,
    book: &Book,
    before: &mut Made,
    haste: Haste,
) -> Result<Option<Book>, FolderError> {
    let generation = folder.wait(folder.records().generation())?;
    if before.generation == generation && haste == Haste::Values {
        return Ok(None);
    }
    let state = State::now(folder)?;
    let known = state.made(generation, before.fit);
    let same_customers = haste == Haste::Values || known.customers == before.customers;
    if known.values == before.values && known.links == before.links && same_customers {
        before.generation = generation;
        return Ok(None);
    }
    let added: Vec<Listed> =
        state.values.iter().filter(|file| !before.values.contains(&file.path)).cloned().collect();
    let few = added.iter().map(|file| file.rows).sum::<i64>() <= CHANGED;
    let only_more = before.values.iter().all(|path| known.values.contains(path));
    if few && only_more && same_customers && known.links == before.links {
        let read = read(folder, &added)?;
        if read.fit == before.fit {
            let as_of = read.as_of.max(book.as_of());
            let newer = book.with(&read.entries(&state.links, as_of), as_of);
            let customers = std::mem::take(&mut before.customers);
            *before = Made { customers, ..known };
            return Ok(Some(newer));
        }
    }
    let made = whole(folder, &state, generation)?;
    *before = made.made;
    Ok(Some(made.book))
}

/// What a book is made of.
struct State {
    links: Vec<(i64, i64)>,
    values: Vec<Listed>,
    customers: Vec<Listed>,
}

impl State {
    fn now(folder: &Folder) -> Result<Self, FolderError> {
        let live = listed::all_known(&folder.wait(folder.records().live())?)?;
        let of = |kind: Kind| {
            live.iter().filter(|file| file.kind == kind && file.role == Role::Rows).cloned().collect()
        };
        Ok(Self {
            links: canonical(&folder.wait(folder.records().links())?),
            values: of(Kind::CustomerValues),
            customers: of(Kind::Customers),
        })
    }

    fn made(&self, generation: i64, fit: Option<i64>) -> Made {
        let paths = |files: &[Listed]| files.iter().map(|file| file.path.clone()).collect();
        Made {
            generation,
            fit,
            links: self.links.clone(),
            values: paths(&self.values),
            customers: paths(&self.customers),
        }
    }
}

fn whole(folder: &Folder, state: &State, generation: i64) -> Result<Newer, FolderError> {
    let read = read(folder, &state.values)?;
    let (fit, as_of, currency) = (read.fit, read.as_of, read.currency);
    let mut entries = read.entries(&state.links, as_of);
    entries.sort_unstable_by_key(|entry| entry.key);
    let who: HashMap<i64, i64> = state.links.iter().copied().collect();
    let words = words(folder, &state.customers, &who, &mut entries)?;
    let prospects = folder.wait(folder.records().customer_keys())?;
    let prospects = prospects.into_iter().map(|key| who.get(&key).copied().unwrap_or(key)).collect();
    let made = state.made(generation, fit);
    let book = Book::new(entries, as_of, currency).with_words(words).with_prospects(prospects);
    Ok(Newer { book, made })
}

/// Values as they are kept.
#[derive(Default)]
struct Read {
    fit: Option<i64>,
    as_of: i32,
    currency: Option<Currency>,
    /// Each with what says which of two about one customer counts.
    rows: Vec<((i32, Version), Entry)>,
}

fn read(folder: &Folder, files: &[Listed]) -> Result<Read, FolderError> {
    let mut read = Read { as_of: i32::MIN, ..Read::default() };
    let mut code = None;
    read.fit = folder.store().value_rows(files, &mut |row| {
        read.as_of = read.as_of.max(row.as_of);
        if code.is_none() {
            code = row.currency.map(str::to_owned);
        }
        read.rows.push(((row.as_of, row.version), entry(row)));
    })?;
    read.currency = code.and_then(|code| Currency::from_code(&code).ok());
    if read.rows.is_empty() {
        read.as_of = 0;
    }
    Ok(read)
}

impl Read {
    /// Of each person the latest: of two keys that have become one, the one that stands for both
    /// where it has a value of its own.
    fn entries(mut self, links: &[(i64, i64)], as_of: i32) -> Vec<Entry> {
        let who: HashMap<i64, i64> = links.iter().copied().collect();
        let order = |(stated, entry): &((i32, Version), Entry)| {
            let key = who.get(&entry.key).copied().unwrap_or(entry.key);
            // The latest first.
            (key, entry.key != key, std::cmp::Reverse(*stated))
        };
        self.rows.sort_by_key(order);
        let mut entries: Vec<Entry> = Vec::with_capacity(self.rows.len());
        for (_, mut entry) in self.rows {
            entry.key = who.get(&entry.key).copied().unwrap_or(entry.key);
            if entries.last().is_some_and(|last| last.key == entry.key) {
                continue;
            }
            entry.stage = Stage::of(entry.orders, entry.alive, entry.first_day, entry.last_day, as_of);
            entries.push(entry);
        }
        entries
    }
}

fn entry(row: &ValueRow<'_>) -> Entry {
    let estimate = |[expected, low, high]: [Option<f64>; 3]| Some([expected?, low?, high?]);
    Entry {
        key: row.customer,
        orders: u32::try_from(row.orders).unwrap_or(0),
        first_day: row.first_day,
        last_day: row.last_day,
        spend: row.spend,
        to_date: row.to_date,
        alive: row.alive,
        expected_orders: estimate(row.expected_orders),
        value: estimate(row.value),
        at_risk: row.at_risk,
        health: row.alive.map(Health::of),
        stage: Stage::New,
        codes: Codes::NONE,
    }
}

/// Puts countries, channels and their like into the entries, which are sorted by key; of each the
/// latest statement that knows it.
fn words(
    folder: &Folder,
    files: &[Listed],
    who: &HashMap<i64, i64>,
    entries: &mut [Entry],
) -> Result<Words, FolderError> {
    let mut words = Words::default();
    let mut stated: Vec<[Option<Version>; FIELDS.len()]> = Vec::new();
    folder.store().customer_words(files, &mut |customer, version, said| {
        let key = who.get(&customer).copied().unwrap_or(customer);
        let Ok(at) = entries.binary_search_by_key(&key, |entry| entry.key) else { return };
        if stated.is_empty() {
            stated.resize(entries.len(), [None; FIELDS.len()]);
        }
        for ((field, word), known) in FIELDS.into_iter().zip(said).zip(&mut stated[at]) {
            if let Some(word) = word
                && known.is_none_or(|known| known < version)
            {
                words.put(&mut entries[at].codes, field, word);
                *known = Some(version);
            }
        }
    })?;
    Ok(words)
}
