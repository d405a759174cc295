//! Order files of any shop, read into one log of order days by customer.
//!
//! Columns and conventions are recognised on the whole file and shown as a [`Reading`]; what a
//! file leaves open is asked ([`ImportError::Question`]), never guessed. A bad row becomes a
//! [`Reject`] and harms no other. Files are read twice, once to see what they hold and once to
//! take it, so that memory does not grow with their width.

mod amount;
mod conventions;
mod counts;
mod error;
mod export;
pub mod facts;
mod gather;
mod ids;
mod join;
mod json;
mod lines;
mod mapping;
mod names;
mod options;
mod parquet;
mod preview;
mod profile;
mod reading;
mod reject;
mod roles;
mod settle;
mod shown;
mod sniff;
mod source;
mod status;
mod table;
mod time;

use std::{collections::BTreeMap, io};

use ::facts::{Currency, OrderLog};
use hashbrown::HashMap;

use conventions::Conventions;
use gather::{FileTotals, Gathered, Rules, as_day};
use join::Join;
use profile::Profile;
use roles::{Look, Roles};
use table::{Event, Table};

pub use counts::Counts;
pub use error::{Choice, ImportError, Question};
pub use export::write_orders;
pub use mapping::{Column, Field, Mapping};
pub use options::{
    DateFormat, DecimalSign, Delimiter, Duplicates, NonProducts, ReadOptions, RefundRule, ZoneName,
};
pub use preview::{Preview, kinds_by_columns};
pub use reading::{FileReading, Reading, TakenColumn};
pub use reject::{Reason, Reject};
pub use source::{Encoding, Source, Watch};

/// What was read from order files.
#[derive(Debug)]
pub struct OrderImport {
    /// Each customer's order days, refunds netted.
    pub log: OrderLog,
    /// Whether the files have amounts; without them every amount is 0 and the currency XXX.
    pub has_amounts: bool,
    /// How the files were read.
    pub reading: Reading,
    /// What became of the rows.
    pub counts: Counts,
    /// The mapping that reads these files again without a question.
    pub mapping: Mapping,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which file, from 0.
    pub file: usize,
    /// How many files.
    pub files: usize,
    /// What is done with it.
    pub stage: Stage,
    /// Rows of the file so far.
    pub rows: u64,
}

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its columns and conventions are recognised.
    Looking,
    /// Its rows are taken.
    Reading,
}

/// A file that is understood.
struct Understood {
    table: Table,
    roles: Roles,
    conventions: Conventions,
    profiles: HashMap<usize, Profile>,
    notes: Vec<String>,
}

impl OrderImport {
    /// Reads order files as one log, in whatever order their rows come.
    ///
    /// Rows that cannot be read are handed to `on_reject` one by one; `on_progress` is called
    /// now and then.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not what it claims to be, if it leaves open what only a
    /// person can say, or if `on_reject` fails.
    pub fn read(
        files: &[Source],
        options: &ReadOptions,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ImportError> {
        let options = options.settled();
        if files.is_empty() {
            return Err(ImportError::Mapping("no file to read is named".to_owned()));
        }
        let mut understood = Vec::with_capacity(files.len());
        for (file, source) in files.iter().enumerate() {
            let mut rows = |rows| {
                on_progress(Progress { file, files: files.len(), stage: Stage::Looking, rows });
            };
            understood.push(understand(source, &options, &mut rows)?);
        }
        let has_amounts = understood
            .iter()
            .any(|u| u.roles.of(Field::Amount).is_some() || u.roles.of(Field::Price).is_some());
        let (currency, currency_why) =
            currency(&understood.iter().collect::<Vec<_>>(), &options, has_amounts, false)?;
        let rules = Rules {
            currency,
            currency_told: options.currency.is_some(),
            zone: options.time_zone.as_ref().map(|z| z.zone.clone()),
            refunds: options.refunds,
            non_products: options.non_products,
            codes: options.mapping.non_products.clone(),
            latest: options.today.map(|d| d.plus(1).days_since_epoch()),
            every_currency: false,
        };
        let mut all = Gathered::new(rules);
        let mut totals = Vec::with_capacity(understood.len());
        for (file, u) in understood.iter().enumerate() {
            let mut rows = |rows| {
                on_progress(Progress { file, files: files.len(), stage: Stage::Reading, rows });
            };
            totals.push(all.file(&u.table, &u.roles, &u.conventions, on_reject, &mut rows)?);
        }
        let facts = settle::Facts { duplicates: options.duplicates, file: &understood[0].table.name };
        let (log, mut counts) = settle::settle(all, &facts, on_reject)?;
        counts.currency = has_amounts.then_some(currency);
        let every_id_is_new = !understood.iter().any(|u| u.conventions.email_ids) && every_id_is_new(&log);
        let mut notes = Vec::new();
        if every_id_is_new {
            notes.push(
                "each customer id occurs once: it is probably an order's id; join the file that names the person with --join"
                    .to_owned(),
            );
        }
        let span = log.span();
        let mapping = mapping_of(&understood[0], &options, has_amounts.then_some(currency));
        let reading = Reading {
            files: understood.iter().zip(&totals).map(|(u, t)| file_reading(u, t, currency)).collect(),
            currency: has_amounts.then_some(currency),
            currency_why,
            time_zone: options.time_zone.clone(),
            refunds: options.refunds,
            first: span.map(|s| s.0),
            last: span.map(|s| s.1),
            every_id_is_new,
            notes,
        };
        Ok(Self { log, has_amounts, reading, counts, mapping })
    }
}

/// Typed tables are judged by this many of their first rows.
const JUDGED: u64 = 200_000;

fn understand(
    source: &Source,
    options: &ReadOptions,
    rows: &mut dyn FnMut(u64),
) -> Result<Understood, ImportError> {
    let mut table = Table::open(source, options)?;
    let mut notes = Vec::new();
    for join in &options.joins {
        let own = table.columns[..table.own_columns()].to_vec();
        let join = Join::read(join, options, &table.name, &own)?;
        notes.push(join.note.clone());
        table.join(join);
    }
    let all: Vec<usize> = (0..table.columns.len()).collect();
    let names: Vec<_> = table.columns.iter().map(|name| names::matches(name)).collect();
    let wanted = roles::worth_profiling(&table, &names, &options.mapping)?;
    let mut profiles = profile(&table, &wanted, rows)?;
    let dates_given = options.date_format.is_some();
    let choose = |profiles: &HashMap<usize, Profile>| {
        let mapping = &options.mapping;
        roles::choose(&Look { table: &table, profiles, mapping, names: &names, dates_given })
    };
    let roles = match choose(&profiles) {
        // A name may have promised what its column does not hold: look at the others too.
        Err(ImportError::NotOrders { .. }) if wanted.len() < all.len() => {
            profiles = profile(&table, &all, rows)?;
            choose(&profiles)?
        }
        other => other?,
    };
    if table.is_typed() {
        // Text in a typed table is settled on all of its rows, as everywhere.
        let texts: Vec<usize> = roles
            .taken()
            .filter(|(field, _)| !matches!(field, Field::Customer | Field::Order | Field::Product))
            .map(|(_, column)| column)
            .filter(|c| profiles.get(c).is_some_and(|p| p.texts > 0 && p.filled + p.empty >= JUDGED))
            .collect();
        if !texts.is_empty() {
            profiles.extend(profile_rows(&table, &texts, u64::MAX, rows)?);
        }
    }
    let conventions = conventions::settle(&table, &roles, &profiles, options)?;
    notes.extend(conventions.notes.iter().cloned());
    Ok(Understood { table, roles, conventions, profiles, notes })
}

fn profile(
    table: &Table,
    wanted: &[usize],
    rows: &mut dyn FnMut(u64),
) -> Result<HashMap<usize, Profile>, ImportError> {
    profile_rows(table, wanted, if table.is_typed() { JUDGED } else { u64::MAX }, rows)
}

fn profile_rows(
    table: &Table,
    wanted: &[usize],
    limit: u64,
    on_rows: &mut dyn FnMut(u64),
) -> Result<HashMap<usize, Profile>, ImportError> {
    let mut profiles: Vec<(usize, Profile)> = wanted.iter().map(|&c| (c, Profile::new())).collect();
    let mut rows = 0u64;
    table.visit(wanted, &mut |event| {
        if let Event::Row(record) = event {
            for (column, profile) in &mut profiles {
                profile.add(record.cell(*column));
            }
            rows += 1;
            if rows.is_multiple_of(1 << 16) {
                on_rows(rows);
            }
        }
        Ok(rows < limit)
    })?;
    if rows == 0 {
        return Err(ImportError::not_orders(&table.name, "has no rows that can be read"));
    }
    Ok(profiles.into_iter().collect())
}

/// The one currency of all files, or a question.
fn currency(
    files: &[&Understood],
    options: &ReadOptions,
    has_amounts: bool,
    every_currency: bool,
) -> Result<(Currency, String), ImportError> {
    // ISO 4217 has a code for "no currency".
    let none = Currency::from_code("XXX").map_err(|e| ImportError::Mapping(e.to_string()))?;
    if !has_amounts {
        return Ok((options.currency.unwrap_or(none), String::new()));
    }
    if let Some(currency) = options.currency {
        return Ok((currency, "as told".to_owned()));
    }
    let name = &files[0].table.name;
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    let mut why = String::new();
    let mut silent = None;
    for u in files {
        let c = &u.conventions;
        if let Some(column) = u.roles.of(Field::Currency) {
            why = format!("by the column {}", u.table.columns[column]);
        } else if !c.currencies.is_empty() {
            "by the sign beside the amounts".clone_into(&mut why);
        } else if let Some(code) = c.named_currency {
            "by the name of the amount's column".clone_into(&mut why);
            *codes.entry(code.to_owned()).or_default() += 1;
        } else if u.roles.of(Field::Amount).is_some() || u.roles.of(Field::Price).is_some() {
            silent = Some(&u.table.name);
        }
        for (code, count) in &c.currencies {
            if Currency::from_code(code).is_ok() {
                *codes.entry(code.clone()).or_default() += count;
            }
        }
    }
    let known: Vec<Currency> = codes.keys().filter_map(|c| Currency::from_code(c).ok()).collect();
    match known.as_slice() {
        [currency] if silent.is_none() => Ok((*currency, why)),
        [currency] => {
            let file = silent.unwrap_or(name);
            let about =
                format!("does not say in which currency its amounts are; other files are in {currency}");
            Err(Question::new(file, about)
                .choice(format!("--currency {currency}"), "if it is the same")
                .into())
        }
        // One unnamed currency cannot be mixed with another: it is shown as such, not asked for.
        [] => Ok((none, "the files name none (--currency EUR names it)".to_owned())),
        _ if every_currency => Ok((none, why)),
        several => {
            let about =
                "has amounts in several currencies; which one is to be valued? The others are set aside.";
            let mut question = Question::new(name, about);
            for currency in several {
                let rows = codes.get(currency.code()).copied().unwrap_or(0);
                let meaning = shown::counted(rows, "row", "rows");
                question = question.choice(format!("--currency {currency}"), meaning);
            }
            Err(question.into())
        }
    }
}

fn mapping_of(file: &Understood, options: &ReadOptions, currency: Option<Currency>) -> Mapping {
    let table = &file.table;
    let column = |c: usize| {
        if table.header { Column::Name(table.columns[c].clone()) } else { Column::Number(c + 1) }
    };
    Mapping {
        columns: file.roles.taken().map(|(field, c)| (field, column(c))).collect(),
        delimiter: table.delimiter(),
        header: table.delimiter().map(|_| table.header),
        date_format: Some(file.conventions.date_format.clone()),
        decimal: Some(file.conventions.decimal),
        currency,
        time_zone: options.time_zone.clone(),
        non_products: options.mapping.non_products.clone(),
    }
}

/// Whether nearly every customer has one order only, so that their ids are new with each order.
fn every_id_is_new(log: &OrderLog) -> bool {
    let (mut customers, mut repeating) = (0u64, 0u64);
    for customer in 0..log.len() {
        let orders: u64 = log.of(customer).iter().map(|d| u64::from(d.orders)).sum();
        customers += u64::from(orders > 0);
        repeating += u64::from(orders > 1);
    }
    customers >= 20 && repeating * 200 <= customers
}

/// What the rows of a file showed that a person should know.
fn found_in_rows(u: &Understood, totals: &FileTotals, currency: Currency) -> Vec<String> {
    let mut notes = Vec::new();
    if totals.finer * 10 > totals.amounts {
        let kept = if currency.code() == "XXX" {
            "the two that are kept".to_owned()
        } else {
            format!("{currency} keeps")
        };
        notes.push(format!(
            "{} of {} have more decimals than {kept} and are rounded (--currency names the right one)",
            shown::thousands(totals.finer),
            shown::counted(totals.amounts, "amount", "amounts")
        ));
    }
    if totals.first.is_none()
        && let (Some(time), Some(column)) = (&totals.unread_time, u.roles.of(Field::Time))
    {
        notes.push(format!(
            "no row could be taken: the column {} was read as {}, and '{time}' does not read so; --date-format says how times are written",
            u.table.columns[column],
            reading::in_words(&u.conventions.date_format)
        ));
    }
    notes
}

fn file_reading(u: &Understood, totals: &FileTotals, currency: Currency) -> FileReading {
    let columns: Vec<TakenColumn> = u
        .roles
        .taken()
        .map(|(field, column)| TakenColumn {
            field,
            column: u.table.columns[column].clone(),
            number: column + 1,
            why: u.roles.why(field).to_owned(),
            sample: u.profiles.get(&column).and_then(|p| p.samples.first()).cloned().unwrap_or_default(),
        })
        .collect();
    let unused = u.table.columns.iter().enumerate();
    let unused = unused.filter(|(i, _)| !columns.iter().any(|c| c.number == i + 1));
    FileReading {
        name: u.table.name.clone(),
        format: u.table.format_name(),
        encoding: u.table.encoding(),
        delimiter: u.table.delimiter(),
        header: u.table.header,
        rows: totals.rows,
        blank_rows: totals.blank,
        unused: unused.map(|(_, name)| name.clone()).collect(),
        columns,
        date_format: u.conventions.date_format.clone(),
        decimal: u.conventions.decimal,
        first: totals.first.and_then(as_day),
        last: totals.last.and_then(as_day),
        notes: u.notes.iter().cloned().chain(found_in_rows(u, totals, currency)).collect(),
    }
}
