//! A file of facts that is understood: its columns, its conventions, and how both are shown.

use ::facts::{
    Currency,
    schema::{FieldKind, Kind},
};
use hashbrown::HashMap;

use super::{
    mapping::FactMapping,
    reading::{FactColumn, FactFile},
    recognise::{Found, Look, Taken, letters},
    rows::{Plan, Property, Slot},
};
use crate::import::{
    Column, DateFormat, DecimalSign, ImportError, ReadOptions, Source, conventions,
    join::Join,
    names,
    profile::{Evidence, Profile},
    profile_rows,
    reading::in_words,
    roles::epoch,
    table::Table,
};

/// A file that is understood.
pub(super) struct Understood {
    pub(super) table: Table,
    pub(super) plan: Plan,
    found: Found,
    profiles: HashMap<usize, Profile>,
    notes: Vec<String>,
}

/// Opens a file and adds the columns of joined ones.
pub(super) fn open(source: &Source, options: &ReadOptions) -> Result<(Table, Vec<String>), ImportError> {
    let mut table = Table::open(source, options)?;
    let mut notes = Vec::new();
    for join in &options.joins {
        let own = table.columns[..table.own_columns()].to_vec();
        let join = Join::read(join, options, &table.name, &own)?;
        notes.push(join.note.clone());
        table.join(join);
    }
    Ok((table, notes))
}

pub(super) fn understand(
    kind: Kind,
    source: &Source,
    options: &ReadOptions,
    mapping: &FactMapping,
    rows: &mut dyn FnMut(u64),
) -> Result<Understood, ImportError> {
    let (table, mut notes) = open(source, options)?;
    let all: Vec<usize> = (0..table.columns.len()).collect();
    let mut profiles = super::super::profile(&table, &all, rows)?;
    let look = Look {
        table: &table,
        profiles: &profiles,
        mapping,
        schema: kind.schema(),
        dates_given: options.date_format.is_some(),
    };
    let mut found = look.choose(&[], &|_| true)?;
    notes.append(&mut found.notes);
    if table.is_typed() {
        // Text in a typed table is settled on all of its rows, as everywhere.
        let texts: Vec<usize> = found
            .taken
            .iter()
            .filter(|t| settled_by_content(t.field.kind) && profiles[&t.column].texts > 0)
            .map(|t| t.column)
            .collect();
        if !texts.is_empty() {
            profiles.extend(profile_rows(&table, &texts, u64::MAX, rows)?);
        }
    }
    let plan = plan(&table, &found.taken, &profiles, options, &mut notes)?;
    Ok(Understood { table, plan, found, profiles, notes })
}

const fn settled_by_content(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Time | FieldKind::Day | FieldKind::Money | FieldKind::Number | FieldKind::Whole)
}

/// How the columns taken are read.
pub(super) fn plan(
    table: &Table,
    taken: &[Taken],
    profiles: &HashMap<usize, Profile>,
    options: &ReadOptions,
    notes: &mut Vec<String>,
) -> Result<Plan, ImportError> {
    let of = |kinds: &[FieldKind]| -> Vec<&Profile> {
        let of = taken.iter().filter(|t| kinds.contains(&t.field.kind));
        of.filter_map(|t| profiles.get(&t.column)).collect()
    };
    let times = of(&[FieldKind::Time, FieldKind::Day]);
    let together = together(&times);
    let decimal = match options.decimal {
        Some(sign) => sign,
        None => conventions::decimal(
            table,
            of(&[FieldKind::Money, FieldKind::Number, FieldKind::Whole]).into_iter(),
        )?,
    };
    let mut slots = Vec::with_capacity(taken.len());
    for t in taken {
        let p = &profiles[&t.column];
        let date_format = match t.field.kind {
            FieldKind::Time | FieldKind::Day => date_format(table, p, &together, options)?,
            _ => DateFormat::Ymd,
        };
        let name = &table.columns[t.column];
        let emails = t.field.kind == FieldKind::Customer && p.is_email();
        if emails {
            notes.push("customers are e-mail addresses: upper and lower case are one".to_owned());
        }
        let id = matches!(t.field.kind, FieldKind::Code | FieldKind::Customer);
        slots.push(Slot {
            field: t.field,
            column: t.column,
            date_format,
            floats: id && p.is_whole() && p.whole_floats > 0,
            emails,
            minor_units: names::in_minor_units(name),
            currency: names::currency_in(name),
        });
    }
    let complaints = taken.iter().all(|t| t.field.name != "kind")
        && taken.iter().any(|t| {
            t.field.name == "feedback_id" && table.columns[t.column].to_lowercase().contains("complaint")
        });
    if complaints {
        notes.push(
            "no column says what kind of feedback it is: all are complaints, as their number is called"
                .to_owned(),
        );
    }
    let clocks = taken.iter().filter(|t| t.field.kind == FieldKind::Time);
    let unzoned = clocks
        .filter_map(|t| profiles.get(&t.column))
        .any(|p| p.with_clock > 0 && p.offsets.get(&None).copied().unwrap_or(0) > 0 && p.typed_times == 0);
    if unzoned && options.time_zone.is_none() {
        notes.push("times without a zone are taken as UTC (--time-zone names theirs)".to_owned());
    }
    let no_currency = Currency::from_code("XXX").map_err(|e| ImportError::Mapping(e.to_string()))?;
    Ok(Plan {
        slots,
        decimal,
        zone: options.time_zone.as_ref().map(|z| z.zone.clone()),
        currency: options.currency,
        no_currency,
        latest: options.today.map(|d| d.plus(1).days_since_epoch()),
        properties: Vec::new(),
        complaints,
    })
}

/// What all columns of times show of the order of day and month: one hand wrote them.
fn together(times: &[&Profile]) -> Profile {
    let mut all = Profile::new();
    let add = |sum: &mut Evidence, one: &Evidence| {
        if sum.count == 0 {
            sum.sample.clone_from(&one.sample);
        }
        sum.count += one.count;
    };
    for p in times {
        add(&mut all.day_first, &p.day_first);
        add(&mut all.month_first, &p.month_first);
        add(&mut all.open_dates, &p.open_dates);
        all.pointed += p.pointed;
        all.times += p.times;
        all.filled += p.times;
        all.clear_times += p.clear_times;
    }
    all
}

fn date_format(
    table: &Table,
    own: &Profile,
    together: &Profile,
    options: &ReadOptions,
) -> Result<DateFormat, ImportError> {
    let numeric = own.day_first.count + own.month_first.count + own.open_dates.count > 0;
    match &options.date_format {
        // Years first read in any order; what is told is for the others.
        Some(told) if own.time_share() < 0.5 || numeric => return Ok(told.clone()),
        Some(told @ DateFormat::Pattern(_)) => return Ok(told.clone()),
        _ => {}
    }
    if own.typed_times > 0 {
        return Ok(DateFormat::Ymd);
    }
    if own.time_share() < 0.5
        && let Some(format) = epoch(own)
    {
        return Ok(format);
    }
    if numeric { conventions::date_format(table, together) } else { Ok(DateFormat::Ymd) }
}

impl Understood {
    /// Takes columns that are no field as the properties of events that they are named after.
    pub(super) fn look_for_properties(&mut self, names: &[String]) {
        for name in names {
            let own = letters(name);
            let column = (0..self.table.columns.len()).find(|column| {
                let profile = self.profiles.get(column).filter(|p| p.filled > 0);
                profile.is_some()
                    && letters(&self.table.columns[*column]) == own
                    && !self.found.taken.iter().any(|t| t.column == *column)
                    && !self.plan.properties.iter().any(|p| p.column == *column)
            });
            if let Some(column) = column {
                // A decimal comma is the file's own; numbers are handed on with a point.
                let profile = &self.profiles[&column];
                let numbers = self.plan.decimal == DecimalSign::Comma
                    && profile.has_decimals()
                    && profile.number_share() > 0.5;
                self.plan.properties.push(Property { column, name: name.clone(), numbers });
            }
        }
        self.plan.properties.sort_by_key(|property| property.column);
    }

    /// How the file was read.
    pub(super) fn shown(&self, (rows, blank): (u64, u64)) -> FactFile {
        let mut columns = columns(&self.table, &self.found.taken, &self.plan, &self.profiles);
        columns.extend(self.plan.properties.iter().map(|p| self.property(p)));
        FactFile {
            name: self.table.name.clone(),
            format: self.table.format_name(),
            encoding: self.table.encoding(),
            delimiter: self.table.delimiter(),
            header: self.table.header,
            rows,
            blank_rows: blank,
            unused: unused(&self.table, &columns),
            columns,
            notes: self.notes.clone(),
        }
    }

    fn property(&self, property: &Property) -> FactColumn {
        FactColumn {
            field: "properties",
            column: self.table.columns[property.column].clone(),
            number: property.column + 1,
            why: "a property that some events have".to_owned(),
            how: "kept with events whose schema names it".to_owned(),
            sample: self
                .profiles
                .get(&property.column)
                .and_then(|p| p.samples.first())
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// The mapping that reads the file again.
    pub(super) fn mapping(&self, options: &ReadOptions) -> FactMapping {
        let mut mapping = FactMapping::from(&options.mapping);
        for t in &self.found.taken {
            mapping.columns.entry(t.field.name.to_owned()).or_insert_with(|| column(&self.table, t.column));
        }
        let dates = self.plan.slots.iter().filter(|s| {
            matches!(s.field.kind, FieldKind::Time | FieldKind::Day) && s.date_format != DateFormat::Ymd
        });
        FactMapping {
            delimiter: self.table.delimiter(),
            header: self.table.delimiter().map(|_| self.table.header),
            date_format: options.date_format.clone().or_else(|| dates.map(|s| s.date_format.clone()).next()),
            decimal: Some(self.plan.decimal),
            currency: options.currency,
            time_zone: options.time_zone.clone(),
            ..mapping
        }
    }

    fn money(&self) -> Option<String> {
        let mut amounts = self.plan.slots.iter().filter(|s| s.field.kind == FieldKind::Money).peekable();
        amounts.peek()?;
        if let Some(slot) = self.plan.slots.iter().find(|s| s.field.kind == FieldKind::Currency) {
            return Some(format!(
                "amounts in the currency of the column {}",
                self.table.columns[slot.column]
            ));
        }
        let mut amounts = amounts.peekable();
        let first = amounts.peek().map(|s| s.column)?;
        if let Some(code) = amounts.find_map(|s| s.currency) {
            return Some(format!("amounts in {code}, by the name of a column"));
        }
        let beside = self.profiles.get(&first).filter(|p| !p.currencies.is_empty());
        if beside.is_some() {
            return Some("amounts in the currency written beside them".to_owned());
        }
        Some(match self.plan.currency {
            Some(currency) => format!("amounts in {currency}, as told"),
            None => "amounts without a currency (--currency EUR names it)".to_owned(),
        })
    }
}

pub(super) fn column(table: &Table, column: usize) -> Column {
    if table.header { Column::Name(table.columns[column].clone()) } else { Column::Number(column + 1) }
}

/// In which currency amounts are, in words.
pub(super) fn money_in_words(files: &[Understood], _told: Option<Currency>) -> String {
    files.iter().find_map(Understood::money).unwrap_or_default()
}

pub(super) fn unused(table: &Table, columns: &[FactColumn]) -> Vec<String> {
    let all = table.columns.iter().enumerate();
    let free = all.filter(|(i, _)| !columns.iter().any(|c| c.number == i + 1));
    free.map(|(_, name)| name.clone()).collect()
}

/// The columns as they are shown.
pub(super) fn columns(
    table: &Table,
    taken: &[Taken],
    plan: &Plan,
    profiles: &HashMap<usize, Profile>,
) -> Vec<FactColumn> {
    let one = |t: &Taken| {
        let slot = plan.slots.iter().find(|s| s.column == t.column && s.field.name == t.field.name);
        FactColumn {
            field: t.field.name,
            column: table.columns[t.column].clone(),
            number: t.column + 1,
            why: t.why.clone(),
            how: slot.map_or_else(String::new, |s| how(s, plan.decimal)),
            sample: profiles.get(&t.column).and_then(|p| p.samples.first()).cloned().unwrap_or_default(),
        }
    };
    taken.iter().map(one).collect()
}

fn how(slot: &Slot, decimal: DecimalSign) -> String {
    match slot.field.kind {
        FieldKind::Time | FieldKind::Day => format!("read as {}", in_words(&slot.date_format)),
        FieldKind::Money | FieldKind::Number if decimal == DecimalSign::Comma => {
            "with a decimal comma".to_owned()
        }
        FieldKind::Text => "kept in the records only".to_owned(),
        FieldKind::Customer => "a key stands for it in history".to_owned(),
        _ => String::new(),
    }
}
