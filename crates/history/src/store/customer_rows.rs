//! The current facts of one customer, read from the files themselves: fast, where SQL is not.
//!
//! Files are sorted by customer, and say of each page which customers are in it. So of each file a
//! page or two are unpacked, and of those the few rows wanted. Of facts that may have several
//! statements all are then read by their keys: a later one may name another customer, or none.

use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use arrow::{
    array::{Array, AsArray, BooleanArray},
    buffer::BooleanBuffer,
    datatypes::Int64Type,
    record_batch::RecordBatch,
};
use facts::{FactRow, Private, RowKey, Value, Version, schema::Kind};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowPredicateFn, ArrowReaderMetadata, ParquetRecordBatchReaderBuilder, RowFilter, RowSelection,
            RowSelector,
        },
    },
    file::page_index::column_index::ColumnIndexMetaData,
};

use super::{
    Listed, Role, Store, StoreError,
    columns::{self, COMPLETE_SET, CONTENT, GROUP, KEY},
    line_group,
    perhaps::column_of,
};

/// Rows that are looked at in one go: those of a page.
const PAGE_ROWS: usize = 20_000;
/// Threads that look into files for one question, at most: others ask at the same time.
const THREADS: usize = 4;
/// From so many files on a second thread pays.
const FILES_PER_THREAD: usize = 4;

/// A statement about a fact.
#[derive(Debug, Clone)]
struct Statement {
    key: RowKey,
    /// The order a line belongs to; of other facts the fact itself.
    group: RowKey,
    /// Whether it is in no file yet.
    fresh: bool,
    order: (Version, i64),
    complete_set: bool,
    values: Vec<Value>,
}

impl Store {
    /// The current facts of these kinds that are about one of these raw keys, the first of which
    /// stands for all; newest first, and after them those without a time. Of facts before a moment
    /// (microseconds since 1970-01-01 UTC) and at most so many, or a few more where several
    /// happened at the very moment of the last. Nothing is filled in from other kinds.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn customer_rows(
        &self,
        live: &[Listed],
        customers: &[i64],
        kinds: &[Kind],
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<FactRow>, StoreError> {
        self.customer_rows_with(live, &[], customers, kinds, before, most)
    }

    /// The same with facts that are acknowledged and in no file yet. They are laid over what the
    /// files say of these customers; what the files say of the same fact (of a line: of lines of its
    /// order) under nobody or somebody else is met only once they are filed too.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn customer_rows_with(
        &self,
        live: &[Listed],
        fresh: &[FactRow],
        customers: &[i64],
        kinds: &[Kind],
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<FactRow>, StoreError> {
        let wanted: HashSet<i64> = customers.iter().copied().collect();
        let Some(standing) = customers.first().copied() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let mut filed = self.filed(live, kinds, &wanted)?;
        for kind in kinds.iter().copied() {
            let Some(at) = kind.schema().position("customer").filter(|_| of_customers(kind)) else {
                continue;
            };
            let of_one =
                |row: &&FactRow| matches!(row.values[at], Value::Customer(key) if wanted.contains(&key));
            // What is known of customers is one fact each, so that nobody else's may be among it.
            let fresh =
                fresh.iter().filter(|row| row.kind == kind && (kind != Kind::Customers || of_one(row)));
            let mut statements: Vec<Statement> = fresh.map(of_fresh).collect();
            statements.extend(filed.remove(&kind).unwrap_or_default());
            for mut row in self.of_kind(live, kind, statements)? {
                if !matches!(row.values[at], Value::Customer(key) if wanted.contains(&key)) {
                    continue;
                }
                row.values[at] = Value::Customer(standing);
                usual(&mut row);
                let time = row.time();
                if before.is_none_or(|before| time.is_none_or(|time| time < before)) {
                    found.push((time, row));
                }
            }
        }
        found.sort_by(|(a, one), (b, other)| {
            b.cmp(a).then_with(|| (one.kind, one.key).cmp(&(other.kind, other.key)))
        });
        if most < found.len() {
            let last = most.checked_sub(1).and_then(|at| found[at].0);
            let same = found[most..].iter().take_while(|(time, _)| last.is_some() && *time == last).count();
            found.truncate(most + same);
        }
        Ok(found.into_iter().map(|(_, row)| row).collect())
    }

    /// What the files say of these customers, by kind and in the order of the files. Several files
    /// are looked into at the same time.
    fn filed(
        &self,
        live: &[Listed],
        kinds: &[Kind],
        customers: &HashSet<i64>,
    ) -> Result<HashMap<Kind, Vec<Statement>>, StoreError> {
        let kinds: HashSet<Kind> = kinds.iter().copied().filter(|kind| of_customers(*kind)).collect();
        let files: Vec<&Listed> =
            live.iter().filter(|file| file.role == Role::Rows && kinds.contains(&file.kind)).collect();
        let read = |file: &Listed| {
            let mut statements = Vec::new();
            self.rows_of_customers(file, customers, &mut |rows| collect(file.kind, rows, &mut statements))?;
            Ok::<_, StoreError>(statements)
        };
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
        let threads = threads.min(files.len() / FILES_PER_THREAD).max(1);
        let mut of_file: Vec<(usize, Result<Vec<Statement>, StoreError>)> = if threads == 1 {
            files.iter().map(|file| read(file)).enumerate().collect()
        } else {
            let next = AtomicUsize::new(0);
            let work = || {
                let mut done = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { return done };
                    done.push((at, read(file)));
                }
            };
            thread::scope(|scope| {
                let hands: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
                let mut all = work();
                for hand in hands {
                    all.extend(hand.join().unwrap_or_else(|fault| panic::resume_unwind(fault)));
                }
                all
            })
        };
        of_file.sort_unstable_by_key(|(at, _)| *at);
        let mut by_kind: HashMap<Kind, Vec<Statement>> = HashMap::new();
        for (at, statements) in of_file {
            by_kind.entry(files[at].kind).or_default().extend(statements?);
        }
        Ok(by_kind)
    }

    fn of_kind(
        &self,
        live: &[Listed],
        kind: Kind,
        mut statements: Vec<Statement>,
    ) -> Result<Vec<FactRow>, StoreError> {
        let files = || live.iter().filter(move |file| file.kind == kind && file.role == Role::Rows);
        let groups: HashSet<RowKey> = statements.iter().map(|one| one.group).collect();
        let several = self.repeated(live, kind, &groups)?;
        if !several.is_empty() {
            // What is not in files is kept; of the rest every statement is read.
            statements.retain(|one| one.fresh || !several.contains(&one.group));
            let several = Arc::new(several);
            for file in files() {
                self.scan_keys(file, None, column_of(kind), &several, &mut |rows| {
                    collect(kind, rows, &mut statements);
                })?;
            }
        }
        Ok(merged(kind, statements))
    }

    /// The rows of a file that name one of these customers.
    fn rows_of_customers(
        &self,
        file: &Listed,
        customers: &HashSet<i64>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), StoreError> {
        let holds = |pages: &ColumnIndexMetaData, page: usize| match pages {
            ColumnIndexMetaData::INT64(pages) => match (pages.min_value(page), pages.max_value(page)) {
                (Some(least), Some(most)) => customers.iter().any(|key| least <= key && key <= most),
                // Of a page of nobody's rows nothing is said.
                _ => false,
            },
            _ => true,
        };
        let mut keys: Vec<i64> = customers.iter().copied().collect();
        keys.sort_unstable();
        let is_one = move |array: &dyn Array| {
            // Asked of every row of a page, and mostly there is one key. Nobody's rows stay nobody's.
            let array = array.as_primitive::<Int64Type>();
            let values = array.values();
            let named = if let [one] = keys[..] {
                BooleanBuffer::collect_bool(values.len(), |row| values[row] == one)
            } else {
                BooleanBuffer::collect_bool(values.len(), |row| keys.binary_search(&values[row]).is_ok())
            };
            BooleanArray::new(named, array.nulls().cloned())
        };
        self.pages(file, "customer", &holds, is_one, each)
    }

    /// Which of these facts, or orders of lines, may have several statements.
    fn repeated(
        &self,
        live: &[Listed],
        kind: Kind,
        wanted: &HashSet<RowKey>,
    ) -> Result<HashSet<RowKey>, StoreError> {
        let mut found = HashSet::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let wanted = Arc::new(wanted.clone());
        for file in live.iter().filter(|file| file.kind == kind && file.role == Role::Repeated) {
            let holds = |pages: &ColumnIndexMetaData, page: usize| match pages {
                ColumnIndexMetaData::FIXED_LEN_BYTE_ARRAY(pages) => {
                    match (pages.min_value(page), pages.max_value(page)) {
                        (Some(least), Some(most)) => {
                            wanted.iter().any(|key| least <= &key.0[..] && &key.0[..] <= most)
                        }
                        _ => true,
                    }
                }
                _ => true,
            };
            let keys = Arc::clone(&wanted);
            let is_one = move |array: &dyn Array| {
                (0..array.len()).map(|row| Some(keys.contains(&columns::key_at(array, row)))).collect()
            };
            self.pages(file, KEY, &holds, is_one, &mut |rows| {
                if let Some(array) = rows.column_by_name(KEY) {
                    found.extend((0..array.len()).map(|row| columns::key_at(array, row)));
                }
            })?;
        }
        Ok(found)
    }

    /// The rows of a file that `is_one` chooses by a column, of the pages that may hold them.
    fn pages(
        &self,
        file: &Listed,
        column: &'static str,
        holds: &dyn Fn(&ColumnIndexMetaData, usize) -> bool,
        is_one: impl Fn(&dyn Array) -> BooleanArray + Send + 'static,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), StoreError> {
        let path = self.root.join(&file.path);
        let damaged = |e: &dyn std::fmt::Display| StoreError::damaged(&path, e);
        let (open, metadata) = self.open_with_pages(file)?;
        super::reader::whole(metadata.schema(), file).map_err(|e| damaged(&e))?;
        let selection = selection(&metadata, column, holds);
        if selection.as_ref().is_some_and(|selection| !selection.selects_any()) {
            return Ok(());
        }
        let mask = ProjectionMask::columns(metadata.parquet_schema(), [column]);
        let chosen = ArrowPredicateFn::new(mask, move |rows: RecordBatch| Ok(is_one(rows.column(0))));
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(open, metadata)
            .with_batch_size(PAGE_ROWS)
            .with_row_filter(RowFilter::new(vec![Box::new(chosen)]));
        if let Some(selection) = selection {
            builder = builder.with_row_selection(selection);
        }
        for rows in builder.build().map_err(|e| damaged(&e))? {
            each(&rows.map_err(|e| damaged(&e))?);
        }
        Ok(())
    }
}

/// The rows of the pages that may hold what is wanted; `None` where the file does not say.
fn selection(
    metadata: &ArrowReaderMetadata,
    column: &str,
    holds: &dyn Fn(&ColumnIndexMetaData, usize) -> bool,
) -> Option<RowSelection> {
    let metadata = metadata.metadata();
    let names = metadata.file_metadata().schema_descr();
    let at =
        names.columns().iter().position(|known| known.name() == column && known.path().parts().len() == 1)?;
    let (pages, places) = (metadata.column_index()?, metadata.offset_index()?);
    let mut selectors = Vec::new();
    for (group, of) in metadata.row_groups().iter().enumerate() {
        let rows = usize::try_from(of.num_rows()).ok()?;
        let pages = pages.get(group)?.get(at)?;
        let places = places.get(group)?.get(at)?.page_locations();
        if pages.num_pages() != places.len() as u64 {
            return None;
        }
        for (page, place) in places.iter().enumerate() {
            let first = usize::try_from(place.first_row_index).ok()?;
            let end = match places.get(page + 1) {
                Some(next) => usize::try_from(next.first_row_index).ok()?,
                None => rows,
            };
            let rows = end.checked_sub(first)?;
            let wanted = !pages.is_null_page(page) && holds(pages, page);
            selectors.push(if wanted { RowSelector::select(rows) } else { RowSelector::skip(rows) });
        }
    }
    Some(RowSelection::from(selectors))
}

/// Whether facts of the kind are about one customer each.
const fn of_customers(kind: Kind) -> bool {
    !matches!(kind, Kind::Aliases)
}

fn of_fresh(row: &FactRow) -> Statement {
    Statement {
        key: row.key,
        group: if row.kind == Kind::OrderLines { line_group(row) } else { row.key },
        fresh: true,
        order: (row.version, row.content()),
        complete_set: row.complete_set,
        values: row.values.clone(),
    }
}

fn collect(kind: Kind, rows: &RecordBatch, statements: &mut Vec<Statement>) {
    let Some(keys) = rows.column_by_name(KEY) else { return };
    let groups = rows.column_by_name(GROUP);
    let complete = rows.column_by_name(COMPLETE_SET);
    for row in 0..rows.num_rows() {
        let key = columns::key_at(keys, row);
        statements.push(Statement {
            key,
            group: groups.map_or(key, |groups| columns::key_at(groups, row)),
            fresh: false,
            order: (columns::version_at(rows, row), columns::whole_at(rows, CONTENT, row)),
            complete_set: complete.is_some_and(|array| array.as_boolean().value(row)),
            values: columns::values_at(kind, rows, row),
        });
    }
}

/// The facts that the statements make: of lines the newest complete set of their order and what came
/// after it, then field by field the latest that is known. What is known of a customer is one fact,
/// however many keys the customer has.
fn merged(kind: Kind, mut statements: Vec<Statement>) -> Vec<FactRow> {
    let mut newest: HashMap<RowKey, Version> = HashMap::new();
    for one in statements.iter().filter(|one| one.complete_set) {
        let version = one.order.0;
        newest.entry(one.group).and_modify(|known| *known = version.max(*known)).or_insert(version);
    }
    statements.retain(|one| newest.get(&one.group).is_none_or(|since| one.order.0 >= *since));
    if kind == Kind::Customers
        && let Some(key) = statements.iter().map(|one| one.key).min()
    {
        for one in &mut statements {
            one.key = key;
        }
    }
    statements.sort_by(|a, b| (a.key, b.order).cmp(&(b.key, a.order)));
    let mut facts: Vec<FactRow> = Vec::new();
    for one in statements {
        match facts.last_mut() {
            // An earlier statement says what later ones leave open.
            Some(fact) if fact.key == one.key => {
                for (value, earlier) in fact.values.iter_mut().zip(one.values) {
                    if value.is_null() {
                        *value = earlier;
                    }
                }
            }
            _ => facts.push(FactRow {
                kind,
                key: one.key,
                version: one.order.0,
                values: one.values,
                private: Private::default(),
                complete_set: false,
            }),
        }
    }
    facts
}

/// What is meant where nothing is said, as the tables have it.
fn usual(row: &mut FactRow) {
    let (field, word) = match row.kind {
        Kind::Feedback => ("kind", "review"),
        Kind::Contacts => ("direction", "out"),
        Kind::Contracts => ("period", "month"),
        _ => return,
    };
    if let Some(at) = row.kind.schema().position(field)
        && row.values[at].is_null()
    {
        row.values[at] = Value::Text(word.to_owned());
    }
}
