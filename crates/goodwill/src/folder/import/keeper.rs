//! From rows read to rows kept: whose they are, whether they are new, and whether they say anything
//! new.

use std::collections::{HashMap, HashSet};

use facts::{FactRow, RowKey, Value, Version, schema::Kind};
use history::{
    import::facts::ReadRow,
    store::{Known, Listed, Writer, line_group},
};
use records::{Cause, Link, OutsideId, PrivateText, Trait};

use super::{
    Mode, Tally,
    meanwhile::Before,
    messages::Messages,
    sets::{self, KnownRows},
};
use crate::folder::{Folder, FolderError};

/// Rows decided on together: one look into history for all of them.
const TOGETHER: usize = 100_000;

/// Decides row by row what an import changes, and writes it.
pub(super) struct Keeper<'a> {
    folder: &'a Folder,
    mode: Mode,
    space: &'a str,
    now: i64,
    /// The number of the batch; none where nothing is to be written.
    batch: Option<i64>,
    live: Vec<Listed>,
    writer: Option<Writer>,
    /// Customers met so far.
    keys: HashMap<String, i64>,
    /// Customers the records knew before.
    known_before: HashSet<i64>,
    /// What this import has said so far.
    said: HashMap<(Kind, RowKey), i64>,
    /// The orders whose lines it has written.
    orders: HashSet<RowKey>,
    waiting: Vec<ReadRow>,
    /// Private texts of a kind that are known already, read when first needed.
    texts: HashMap<Kind, Texts>,
    /// For events, which messages are known.
    messages: Option<Messages<'a>>,
    /// The order whose lines come just now, and the number all of them have: a set is one statement.
    set: Option<((String, String), i64)>,
    rows: i64,
    tally: Tally,
    shown: Vec<Shown>,
    private: Vec<PrivateText>,
    traits: Vec<Trait>,
    links: Vec<Link>,
}

/// A row as it is kept, and the ids of its customers as they were written.
pub(crate) type Shown = (FactRow, Vec<String>);

/// What stands beside a row and matters for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Nothing.
    Nothing,
    /// Other lines of its order that are new: the set is written as a whole.
    ChangedSet,
    /// Something new that the records keep.
    Private,
}

/// What is to be published.
pub(super) struct Kept<'a> {
    pub(super) files: Vec<Listed>,
    pub(super) shown: Vec<Shown>,
    pub(super) private: Vec<PrivateText>,
    pub(super) traits: Vec<Trait>,
    pub(super) links: Vec<Link>,
    pub(super) messages: Option<Messages<'a>>,
    pub(super) before: Before,
}

/// Private fields by key of their fact.
type Texts = HashMap<[u8; 16], Vec<(String, String)>>;

/// How many rows a preview shows.
const SHOWN: usize = 5;
/// Keys of customers nobody has met yet, for a look that writes nothing: above every random key.
const UNMET: i64 = 1 << 53;

impl<'a> Keeper<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        mode: Mode,
        space: &'a str,
        now: i64,
        batch: Option<i64>,
        live: Vec<Listed>,
        messages: Option<Messages<'a>>,
    ) -> Self {
        Self {
            folder,
            mode,
            space,
            now,
            batch,
            live,
            writer: batch.map(|batch| folder.store().writer(batch)),
            keys: HashMap::new(),
            known_before: HashSet::new(),
            said: HashMap::new(),
            orders: HashSet::new(),
            waiting: Vec::new(),
            texts: HashMap::new(),
            messages,
            set: None,
            rows: 0,
            tally: Tally::default(),
            shown: Vec::new(),
            private: Vec::new(),
            traits: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Takes a row that was read.
    pub(super) fn take(&mut self, row: ReadRow) -> Result<(), FolderError> {
        // What belongs to one order is decided on together.
        let goes_on = || self.waiting.last().is_some_and(|last| same_order(last, &row));
        if self.waiting.len() >= TOGETHER && !goes_on() {
            self.decide()?;
        }
        self.waiting.push(row);
        Ok(())
    }

    /// Decides on what still waits, and closes the files.
    pub(super) fn finish(mut self) -> Result<(Kept<'a>, Tally), FolderError> {
        self.decide()?;
        let files = match self.writer.take() {
            Some(writer) => writer.finish()?,
            None => Vec::new(),
        };
        let Self { shown, private, traits, links, messages, tally, .. } = self;
        let before = Before::new(&self.live, self.said.into_keys(), self.orders);
        Ok((Kept { files, shown, private, traits, links, messages, before }, tally))
    }

    fn decide(&mut self) -> Result<(), FolderError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.meet(&waiting)?;
        let (mut rows, mut names) = (Vec::with_capacity(waiting.len()), Vec::with_capacity(waiting.len()));
        for row in waiting {
            let (row, ids) = self.fact(row);
            rows.push(row);
            names.push(ids);
        }
        let with_lines = self.with_lines(&rows)?;
        let known = self.known(&rows, &with_lines)?;
        let told = self.told(&rows)?;
        self.read_texts(&rows, &known)?;
        let changed = sets::changed(&rows, &known, |row, known| self.says_nothing_new(row, known));
        let repeats = self.repeats(&rows)?;
        // Lines and returns of an order that is left alone are left alone with it.
        let mut left = HashSet::new();
        for ((row, names), repeat) in rows.into_iter().zip(names).zip(repeats) {
            if repeat {
                self.tally.of(row.kind).unchanged += 1;
            } else if row.kind == Kind::Customers {
                self.customer(row, names, &known, &told)?;
            } else {
                let order = sets::order_of(&row);
                let changed = row.complete_set && order.as_ref().is_some_and(|order| changed.contains(order));
                let beside = if changed { Beside::ChangedSet } else { Beside::Nothing };
                if order.as_ref().is_some_and(|order| row.kind != Kind::Orders && left.contains(order)) {
                    self.tally.of(row.kind).left_alone += 1;
                } else if !self.one(row, names, &known, beside, &with_lines)? {
                    left.extend(order);
                }
            }
        }
        Ok(())
    }

    /// Finds the keys of customers not met before, or makes them.
    fn meet(&mut self, rows: &[ReadRow]) -> Result<(), FolderError> {
        let mut fresh: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.customers.iter().map(|(_, id)| id.as_str()))
            .filter(|id| !self.keys.contains_key(*id))
            .collect();
        fresh.sort_unstable();
        fresh.dedup();
        if fresh.is_empty() {
            return Ok(());
        }
        let ids: Vec<OutsideId> =
            fresh.iter().map(|id| OutsideId { space: self.space.to_owned(), id: (*id).to_owned() }).collect();
        let records = self.folder.records();
        let found = self.folder.wait(records.find_keys(&ids))?;
        let unknown = found.iter().filter(|key| key.is_none()).count();
        self.known_before.extend(found.iter().flatten());
        let keys: Vec<i64> = match self.batch {
            Some(batch) if unknown > 0 && self.mode != Mode::Update => {
                self.tally.customers_new += unknown as u64;
                self.folder.wait(records.keys_of(&ids, self.now, Some(batch)))?
            }
            // Where only what is known may change, most of them are never needed.
            _ => {
                let unmet = (UNMET + self.keys.len() as i64)..;
                found.iter().zip(unmet).map(|(key, unmet)| key.unwrap_or(unmet)).collect()
            }
        };
        if self.batch.is_none() && self.mode != Mode::Update {
            self.tally.customers_new += unknown as u64;
        }
        self.keys.extend(ids.into_iter().map(|id| id.id).zip(keys));
        Ok(())
    }

    /// The row as a fact, and the ids of its customers as they were written.
    fn fact(&mut self, row: ReadRow) -> (FactRow, Vec<String>) {
        let mut values = row.values;
        let mut names = Vec::with_capacity(row.customers.len());
        for (position, id) in row.customers {
            values[position] = self.keys.get(&id).map_or(Value::Null, |key| Value::Customer(*key));
            names.push(id);
        }
        self.rows += 1;
        let version = Version { time: self.now, tie: self.rows };
        let mut fact = FactRow::new(row.kind, version, values, row.private);
        fact.complete_set = row.complete_set;
        if fact.complete_set
            && let Some(order) = sets::order_of(&fact)
        {
            match &self.set {
                Some((last, tie)) if *last == order => fact.version.tie = *tie,
                _ => self.set = Some((order, self.rows)),
            }
        }
        (fact, names)
    }

    /// What history knows of these rows. Events are told apart by their messages instead.
    fn known(&self, rows: &[FactRow], with_lines: &HashSet<RowKey>) -> Result<KnownRows, FolderError> {
        let mut wanted: HashMap<Kind, HashSet<RowKey>> = HashMap::new();
        // A line is known only where its order has lines.
        let may_be = |row: &&FactRow| match row.kind {
            Kind::Events => false,
            Kind::OrderLines => with_lines.contains(&line_group(row)),
            _ => true,
        };
        for row in rows.iter().filter(may_be) {
            let wanted = wanted.entry(row.kind).or_default();
            wanted.insert(row.key);
            wanted.extend(sets::next_line(row));
        }
        let mut known = HashMap::new();
        for (kind, keys) in wanted {
            if self.live.iter().any(|file| file.kind == kind) {
                let found = self.folder.store().lookup(&self.live, kind, &keys)?;
                known.extend(found.into_iter().map(|(key, what)| ((kind, key), what)));
            }
        }
        Ok(known)
    }

    /// Which orders of these lines have lines in history.
    fn with_lines(&self, rows: &[FactRow]) -> Result<HashSet<RowKey>, FolderError> {
        let orders: HashSet<RowKey> =
            rows.iter().filter(|row| row.kind == Kind::OrderLines).map(line_group).collect();
        if orders.is_empty() || self.live.iter().all(|file| file.kind != Kind::OrderLines) {
            return Ok(HashSet::new());
        }
        Ok(self.folder.store().orders_with_lines(&self.live, &orders)?)
    }

    /// For events, whether their messages are known already; for all other rows `false`.
    fn repeats(&mut self, rows: &[FactRow]) -> Result<Vec<bool>, FolderError> {
        match &mut self.messages {
            Some(messages) => messages.repeats(rows),
            None => Ok(vec![false; rows.len()]),
        }
    }

    /// What the records know of customers that were there before.
    fn told(&self, rows: &[FactRow]) -> Result<HashMap<(i64, String), String>, FolderError> {
        let mut customers: Vec<i64> = rows
            .iter()
            .filter(|row| row.kind == Kind::Customers && !row.private.0.is_empty())
            .filter_map(customer_of)
            .filter(|key| self.known_before.contains(key))
            .collect();
        customers.sort_unstable();
        customers.dedup();
        if customers.is_empty() {
            return Ok(HashMap::new());
        }
        let told = self.folder.wait(self.folder.records().traits_of(&customers))?;
        Ok(told.into_iter().map(|told| ((told.customer, told.name), told.value)).collect())
    }

    /// Reads the private texts of a kind where one of the rows can only be told from what is known
    /// by them.
    fn read_texts(&mut self, rows: &[FactRow], known: &KnownRows) -> Result<(), FolderError> {
        for row in rows.iter().filter(|row| row.kind != Kind::Customers && !row.private.0.is_empty()) {
            let open = known
                .get(&(row.kind, row.key))
                .is_some_and(|known| known.content != row.content() && adds_no_value(row, known));
            if open && !self.texts.contains_key(&row.kind) {
                let batches = self.folder.live_batches()?;
                let texts = self.folder.wait(self.folder.records().private_of(row.kind.name(), &batches))?;
                self.texts.insert(row.kind, texts.into_iter().map(|text| (text.key, text.fields)).collect());
            }
        }
        Ok(())
    }

    /// Whether everything the row says is what holds already.
    fn says_nothing_new(&self, row: &FactRow, known: &Known) -> bool {
        if known.content == row.content() {
            return true;
        }
        adds_no_value(row, known) && {
            let texts = self.texts.get(&row.kind).and_then(|texts| texts.get(&row.key.0));
            row.private.0.iter().all(|field| texts.is_some_and(|texts| texts.contains(field)))
        }
    }

    /// A customer: what identifies the person goes to the records one by one, the rest to history.
    fn customer(
        &mut self,
        mut row: FactRow,
        names: Vec<String>,
        known: &KnownRows,
        told: &HashMap<(i64, String), String>,
    ) -> Result<(), FolderError> {
        let Some(customer) = customer_of(&row) else { return Ok(()) };
        let private = std::mem::take(&mut row.private);
        let news: Vec<(String, String)> = private
            .0
            .iter()
            .filter(|(name, value)| told.get(&(customer, name.clone())) != Some(value))
            .cloned()
            .collect();
        let version = row.version;
        let beside = if news.is_empty() { Beside::Nothing } else { Beside::Private };
        let shown = self.shown.len();
        if !self.one(row, names, known, beside, &HashSet::new())? {
            return Ok(());
        }
        if let Some((row, _)) = self.shown.get_mut(shown) {
            row.private = private;
        }
        self.traits.extend(news.into_iter().map(|(name, value)| Trait {
            customer,
            name,
            value,
            time: version.time,
            tie: version.tie,
            batch: self.batch,
        }));
        Ok(())
    }

    /// Decides on one row; `false` where the mode leaves it alone.
    fn one(
        &mut self,
        row: FactRow,
        names: Vec<String>,
        known: &KnownRows,
        beside: Beside,
        with_lines: &HashSet<RowKey>,
    ) -> Result<bool, FolderError> {
        let before = known.get(&(row.kind, row.key));
        let content = row.content();
        let said = self.said.get(&(row.kind, row.key)).copied();
        let new = before.is_none() && said.is_none();
        if (new && self.mode == Mode::Update) || (before.is_some() && self.mode == Mode::Create) {
            self.tally.of(row.kind).left_alone += 1;
            return Ok(false);
        }
        // Events come here once each: their messages are told apart before.
        if row.kind != Kind::Events {
            self.said.insert((row.kind, row.key), content);
        }
        let same = match said {
            Some(said) => said == content,
            None => before.is_some_and(|before| self.says_nothing_new(&row, before)),
        };
        let nothing_new = same && beside != Beside::Private;
        let tally = self.tally.of(row.kind);
        if nothing_new {
            tally.unchanged += 1;
        } else if new {
            tally.created += 1;
        } else {
            tally.updated += 1;
        }
        if nothing_new && beside == Beside::Nothing {
            return Ok(true);
        }
        // A set of lines can end lines of its order that it does not name.
        let repeated = !new || (row.kind == Kind::OrderLines && with_lines.contains(&line_group(&row)));
        self.write(row, names, repeated)?;
        Ok(true)
    }

    /// Gives a row that is kept real keys for customers nobody has met yet. Their keys are no part
    /// of the row's own: it is known, or it would have been left alone.
    fn introduce(&mut self, row: &mut FactRow, names: &[String]) -> Result<(), FolderError> {
        let customers = row.values.iter_mut().filter(|value| matches!(value, Value::Customer(_)));
        for (value, name) in customers.zip(names) {
            if !matches!(value, Value::Customer(key) if *key >= UNMET) {
                continue;
            }
            if self.keys.get(name).is_none_or(|key| *key >= UNMET) {
                let id = OutsideId { space: self.space.to_owned(), id: name.clone() };
                let made = self.folder.wait(self.folder.records().keys_of(&[id], self.now, self.batch))?;
                self.tally.customers_new += 1;
                self.keys.extend(made.into_iter().map(|key| (name.clone(), key)));
            }
            *value = self.keys.get(name).map_or(Value::Null, |key| Value::Customer(*key));
        }
        Ok(())
    }

    fn write(&mut self, mut row: FactRow, names: Vec<String>, repeated: bool) -> Result<(), FolderError> {
        if self.batch.is_some() && self.mode == Mode::Update {
            self.introduce(&mut row, &names)?;
        }
        if self.shown.len() < SHOWN {
            self.shown.push((row.clone(), names));
        }
        if row.kind == Kind::Aliases {
            self.links.extend(link_of(&row, self.batch));
        }
        if !row.private.0.is_empty() && self.writer.is_some() {
            self.private.push(PrivateText {
                kind: row.kind.name().to_owned(),
                key: row.key.0,
                customer: customer_of(&row),
                fields: row.private.0.clone(),
            });
        }
        if row.kind == Kind::OrderLines {
            self.orders.insert(line_group(&row));
        }
        if let Some(writer) = &mut self.writer {
            writer.push(row, repeated)?;
        }
        Ok(())
    }
}

/// Whether every value the row holds is the one that holds already.
fn adds_no_value(row: &FactRow, known: &Known) -> bool {
    let day = row.kind.schema().position("day").filter(|_| matches!(row.kind, Kind::Orders | Kind::Returns));
    let same_day =
        |at: usize, known: &Value| known.is_null() && day == Some(at) && is_day_of_its_time(row, at);
    let mut values = row.values.iter().zip(&known.values).enumerate();
    values.all(|(at, (value, known))| value.is_null() || value == known || same_day(at, known))
}

/// Whether the day of a row is the one its time has in UTC: a day nobody stated is read as that.
fn is_day_of_its_time(row: &FactRow, at: usize) -> bool {
    let day = row.time().map(|time| time.div_euclid(86_400_000_000));
    matches!(row.values[at], Value::Day(said) if Some(i64::from(said)) == day)
}

/// Whether two rows are of one order.
fn same_order(a: &ReadRow, b: &ReadRow) -> bool {
    let order = |row: &ReadRow| -> Option<(Value, Value)> {
        let schema = row.kind.schema();
        let value = |name| schema.position(name).map(|at| row.values[at].clone());
        Some((value("order_id").filter(|order| !order.is_null())?, value("source")?))
    };
    let order_of_a = order(a);
    order_of_a.is_some() && order_of_a == order(b)
}

/// The first customer a row names.
fn customer_of(row: &FactRow) -> Option<i64> {
    row.values.iter().find_map(|value| match value {
        Value::Customer(key) => Some(*key),
        _ => None,
    })
}

/// What a row of the kind aliases says.
fn link_of(row: &FactRow, batch: Option<i64>) -> Option<Link> {
    let key = |name| match row.value(name) {
        Value::Customer(key) => Some(*key),
        _ => None,
    };
    let (kept, other) = (key("customer")?, key("other")?);
    let time = row.time().unwrap_or(row.version.time);
    (kept != other).then_some(Link { kept, other, cause: Cause::Alias, time, tie: row.version.tie, batch })
}
