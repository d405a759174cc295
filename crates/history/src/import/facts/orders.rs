//! Files of orders, read by the rules of a valuation and kept as orders, their lines and returns.

use std::io;

use ::facts::schema::{FieldKind, Kind};

use super::{
    FactImport, FactOptions, ReadRow,
    assemble::Assembly,
    file::{self, column},
    keep::{Keeper, Shape},
    mapping::FactMapping,
    reading::{FactColumn, FactCounts, FactFile, FactReading},
    recognise::{self, Look, Taken, told},
};
use crate::import::{
    Column, Field, ImportError, Mapping, Progress, ReadOptions, RefundRule, Reject, Source, Stage,
    Understood, currency, file_reading, found_in_rows,
    gather::{FileTotals, Gathered, Rules},
    mapping_of, names, profile_rows,
    reading::in_words,
    settle, understand,
};

/// Names of the orders' schema for which the reading of orders has a role.
const ROLES: &[(&str, Field)] = &[
    ("order_id", Field::Order),
    ("customer", Field::Customer),
    ("time", Field::Time),
    ("amount", Field::Amount),
    ("discount", Field::Discount),
    ("cost", Field::Cost),
    ("currency", Field::Currency),
    ("status", Field::Status),
];

/// Fields that are no column of a file.
const MADE: [&str; 3] = ["day", "lines_amount", "lines"];

/// A file of orders that is understood.
struct OrderFile {
    base: Understood,
    /// Fields of orders and lines beside the roles, each with its kind.
    beside: Vec<(Kind, Taken)>,
    shape: Shape,
    notes: Vec<String>,
}

/// What [`read`] finds before it takes a row.
pub(super) fn look(
    files: &[Source],
    options: &FactOptions,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<FactReading, ImportError> {
    let (understood, settled) = understood(files, options, on_progress)?;
    let has_amounts = understood.iter().any(|u| u.shape.has_amounts);
    let bases: Vec<&Understood> = understood.iter().map(|u| &u.base).collect();
    let (currency, why) = currency(&bases, &settled, has_amounts, true)?;
    Ok(FactReading {
        kind: Kind::Orders.name(),
        money: in_which_money(has_amounts, currency, &why),
        time_zone: settled.time_zone.clone(),
        first: None,
        last: None,
        notes: Vec::new(),
        files: understood.iter().map(|u| u.shown(&FileTotals::default(), currency)).collect(),
    })
}

/// The files, understood, and the options as their mapping settles them.
fn understood(
    files: &[Source],
    options: &FactOptions,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<OrderFile>, ReadOptions), ImportError> {
    let mut more: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
    more.push("line");
    recognise::check(&options.mapping, Kind::Orders.schema(), &more)?;
    let (roles, beside) = split(&options.mapping);
    let read = options.mapping.settle(&options.read);
    let settled = ReadOptions { mapping: Mapping { columns: roles.columns, ..read.mapping.clone() }, ..read };
    let mut understood = Vec::with_capacity(files.len());
    for (file, source) in files.iter().enumerate() {
        let mut rows = |rows| on_progress(Progress { file, files: files.len(), stage: Stage::Looking, rows });
        let base = understand(source, &settled, &mut rows)?;
        understood.push(look_beside(base, &settled, &beside)?);
    }
    Ok((understood, settled))
}

pub(super) fn read(
    files: &[Source],
    options: &FactOptions,
    on_row: &mut dyn FnMut(ReadRow) -> Result<(), ImportError>,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<FactImport, ImportError> {
    let (understood, settled) = understood(files, options, on_progress)?;
    let has_amounts = understood.iter().any(|u| u.shape.has_amounts);
    let bases: Vec<&Understood> = understood.iter().map(|u| &u.base).collect();
    let (currency, currency_why) = currency(&bases, &settled, has_amounts, true)?;
    let rules = Rules {
        currency,
        currency_told: settled.currency.is_some(),
        zone: settled.time_zone.as_ref().map(|z| z.zone.clone()),
        refunds: RefundRule::Net,
        non_products: settled.non_products,
        codes: settled.mapping.non_products.clone(),
        latest: settled.today.map(|d| d.plus(1).days_since_epoch()),
        every_currency: true,
    };
    let mut all = Gathered::new(rules);
    all.kept = Some(Keeper::new(options.secret));
    let mut totals = Vec::with_capacity(understood.len());
    for (file, u) in understood.iter().enumerate() {
        let mut rows = |rows| on_progress(Progress { file, files: files.len(), stage: Stage::Reading, rows });
        if let Some(kept) = &mut all.kept {
            kept.next(u.shape.clone());
        }
        totals.push(all.file(&u.base.table, &u.base.roles, &u.base.conventions, on_reject, &mut rows)?);
    }
    let mut counts = std::mem::take(&mut all.counts);
    let settling = settle::Facts { duplicates: settled.duplicates, file: &understood[0].base.table.name };
    settle::drop_duplicates(&mut all, &settling, &mut counts)?;
    settle::decide_pending(&mut all, &mut counts, on_reject)?;
    settle::name_customers_by_order(&mut all.lines);
    let (near, examples) = all.customers.near_duplicates();
    counts.near_duplicate_ids = near;
    counts.near_duplicates = examples;
    settle::suspicious(&all.lines, &all.customers, &mut counts);
    settle::far_off(&all.lines, &mut counts);
    counts.currency = has_amounts.then_some(currency);
    let Some(kept) = all.kept.take() else { unreachable!("set above") };
    let unread = kept.unread;
    let (made, [first, last]) = Assembly::new(&all, kept, options).hand_on(on_row, &mut counts)?;
    let reading = FactReading {
        kind: Kind::Orders.name(),
        money: in_which_money(has_amounts, currency, &currency_why),
        time_zone: settled.time_zone.clone(),
        first,
        last,
        notes: notes(unread),
        files: understood.iter().zip(&totals).map(|(u, t)| u.shown(t, currency)).collect(),
    };
    let mapping = understood[0].mapping(&settled, has_amounts.then_some(currency));
    let counts = FactCounts {
        rows: counts.rows,
        blank_rows: counts.blank_rows,
        repeated_headers: counts.repeated_headers,
        accepted: counts.accepted,
        rejected: counts.rejected,
        rejects: counts.rejects.clone(),
        anonymous_rows: counts.anonymous_rows,
        future_rows: counts.future_rows,
        orders: Some(counts),
        ..made
    };
    Ok(FactImport { reading, counts, mapping })
}

fn in_which_money(has_amounts: bool, currency: ::facts::Currency, why: &str) -> String {
    match (has_amounts, currency.code()) {
        (false, _) => "no amounts: orders only".to_owned(),
        // ISO 4217 calls no currency XXX.
        (true, "XXX") if why.starts_with("by ") => format!("amounts in several currencies, {why}"),
        (true, "XXX") => format!("amounts without a currency: {why}"),
        (true, code) => format!("amounts in {code}, {why}"),
    }
}

fn notes(unread: u64) -> Vec<String> {
    if unread == 0 {
        return Vec::new();
    }
    let values = crate::import::shown::counted(unread, "value", "values");
    let are = if unread == 1 { "is" } else { "are" };
    vec![format!("{values} of fields beside customer, time and money did not read and {are} left out")]
}

/// The columns that are roles, and those that are not.
fn split(mapping: &FactMapping) -> (Mapping, FactMapping) {
    let mut roles = Mapping::default();
    let mut beside = mapping.clone();
    beside.columns.retain(|name, column| {
        let role = ROLES.iter().find(|(own, _)| own == name).map(|(_, field)| *field);
        let role = role.or_else(|| Field::ALL.into_iter().find(|f| f.name() == name));
        if let Some(field) = role {
            roles.columns.insert(field, column.clone());
        }
        role.is_none()
    });
    (roles, beside)
}

/// Looks for what else orders and lines have in a file.
fn look_beside(
    mut base: Understood,
    options: &ReadOptions,
    mapping: &FactMapping,
) -> Result<OrderFile, ImportError> {
    let is_role = |column: usize| base.roles.taken().any(|(_, c)| c == column);
    let free: Vec<usize> = (0..base.table.columns.len()).filter(|c| !is_role(*c)).collect();
    let unseen: Vec<usize> = free.iter().copied().filter(|c| !base.profiles.contains_key(c)).collect();
    let unseen: Vec<usize> = unseen
        .into_iter()
        .filter(|c| {
            let name = &base.table.columns[*c];
            [Kind::Orders, Kind::OrderLines].iter().any(|k| recognise::may_be(k.schema(), name))
                || !names::matches(name).is_empty()
                || mapping.columns.values().any(|m| is_column(m, *c, name))
        })
        .collect();
    if !unseen.is_empty() {
        let limit = if base.table.is_typed() { 200_000 } else { u64::MAX };
        base.profiles.extend(profile_rows(&base.table, &unseen, limit, &mut |_| {})?);
    }
    let mut closed: Vec<&str> = MADE.to_vec();
    closed.extend(ROLES.iter().filter(|(_, f)| *f != Field::Discount).map(|(name, _)| *name));
    if base.roles.of(Field::Discount).is_some() {
        closed.push("discount");
    }
    let mut notes = Vec::new();
    let mut beside: Vec<(Kind, Taken)> = Vec::new();
    let mut choose = |kind: Kind, closed: &[&str], beside: &mut Vec<(Kind, Taken)>| {
        let look = Look {
            table: &base.table,
            profiles: &base.profiles,
            mapping,
            schema: kind.schema(),
            dates_given: options.date_format.is_some(),
        };
        let taken: Vec<usize> = beside.iter().map(|(_, t)| t.column).collect();
        let free = |c: usize| free.contains(&c) && !taken.contains(&c);
        let found = look.choose_optional(closed, &free)?;
        notes.extend(found.notes);
        beside.extend(found.taken.into_iter().map(|t| (kind, t)));
        Ok::<(), ImportError>(())
    };
    choose(Kind::Orders, &closed, &mut beside)?;
    let mut closed =
        vec!["order_id", "source", "customer", "time", "currency", "amount", "cost", "shipping", "discount"];
    for (name, field) in [("product", Field::Product), ("quantity", Field::Quantity), ("price", Field::Price)]
    {
        if base.roles.of(field).is_some() || told(mapping, schema_field(Kind::OrderLines, name)).is_some() {
            closed.push(name);
        }
    }
    choose(Kind::OrderLines, &closed, &mut beside)?;
    // What the reading of orders calls quantity and price in several languages.
    for (name, field) in [("quantity", Field::Quantity), ("price", Field::Price)] {
        let known = beside.iter().any(|(k, t)| *k == Kind::OrderLines && t.field.name == name);
        let open = (0..base.table.columns.len()).find(|&c| {
            free.contains(&c)
                && !beside.iter().any(|(_, t)| t.column == c)
                && names::matches(&base.table.columns[c]).iter().any(|m| m.field == field && m.strength == 3)
                && base.profiles.get(&c).is_some_and(|p| p.filled > 0 && p.number_share() >= 0.5)
        });
        if let Some(column) = open.filter(|_| !known && base.roles.of(field).is_none()) {
            let taken =
                Taken { field: schema_field(Kind::OrderLines, name), column, why: "by its name".to_owned() };
            beside.push((Kind::OrderLines, taken));
        }
    }
    for (name, field) in [("product", Field::Product), ("quantity", Field::Quantity), ("price", Field::Price)]
    {
        if let Some(column) = base.roles.of(field) {
            let why = base.roles.why(field).to_owned();
            beside
                .push((Kind::OrderLines, Taken { field: schema_field(Kind::OrderLines, name), column, why }));
        }
    }
    if let Some(column) = base.roles.of(Field::Discount) {
        let why = base.roles.why(Field::Discount).to_owned();
        beside.push((Kind::Orders, Taken { field: schema_field(Kind::Orders, "discount"), column, why }));
    }
    let taken: Vec<Taken> = beside.iter().map(|(_, t)| t.clone()).collect();
    let mut plan_options = options.clone();
    // Prices beside the amount are written as the amount is.
    plan_options.decimal = Some(base.conventions.decimal);
    let plan = file::plan(&base.table, &taken, &base.profiles, &plan_options, &mut Vec::new())?;
    let slots = |kind: Kind| {
        let of = beside.iter().zip(&plan.slots).filter(|((k, _), _)| *k == kind);
        of.map(|(_, slot)| slot.clone()).collect::<Vec<_>>()
    };
    let (order, line) = (slots(Kind::Orders), slots(Kind::OrderLines));
    let names_lines = |name: &str| line.iter().any(|slot| slot.field.name == name);
    let shape = Shape {
        time: base.roles.of(Field::Time).map(|c| (c, base.conventions.date_format.clone())),
        status: base.roles.of(Field::Status),
        has_lines: names_lines("product") || names_lines("line") || names_lines("quantity"),
        of_the_order: base.conventions.of_the_order,
        has_amounts: base.roles.of(Field::Amount).is_some() || base.roles.of(Field::Price).is_some(),
        has_costs: base.roles.of(Field::Cost).is_some(),
        has_status: base.roles.of(Field::Status).is_some() || base.roles.of(Field::Cancelled).is_some(),
        plan,
        order,
        line,
    };
    Ok(OrderFile { base, beside, shape, notes })
}

fn is_column(told: &Column, number: usize, name: &str) -> bool {
    match told {
        Column::Number(n) => *n == number + 1,
        Column::Name(told) => told == name || names::plain(told) == names::plain(name),
    }
}

fn schema_field(kind: Kind, name: &str) -> &'static ::facts::schema::Field {
    match kind.schema().field(name) {
        Some(field) => field,
        None => unreachable!("{kind} has no field {name}"),
    }
}

impl OrderFile {
    fn shown(&self, totals: &FileTotals, currency: ::facts::Currency) -> FactFile {
        let table = &self.base.table;
        let base = file_reading(&self.base, totals, currency);
        let mut columns: Vec<FactColumn> = base
            .columns
            .iter()
            .map(|c| FactColumn {
                field: ROLES.iter().find(|(_, f)| *f == c.field).map_or(c.field.name(), |(name, _)| name),
                column: c.column.clone(),
                number: c.number,
                why: c.why.clone(),
                how: match c.field {
                    Field::Time => format!("read as {}", in_words(&base.date_format)),
                    Field::Customer => "a key stands for it in history".to_owned(),
                    _ => String::new(),
                },
                sample: c.sample.clone(),
            })
            .collect();
        for (_, t) in &self.beside {
            if !columns.iter().any(|c| c.number == t.column + 1) {
                let one = std::slice::from_ref(t);
                columns.extend(file::columns(table, one, &self.shape.plan, &self.base.profiles));
            }
        }
        let mut notes = base.notes.clone();
        notes.extend(self.notes.iter().cloned());
        notes.extend(
            found_in_rows(&self.base, totals, currency).into_iter().filter(|n| !base.notes.contains(n)),
        );
        let kept =
            if self.shape.has_lines { "orders, their lines and returns" } else { "orders and returns" };
        notes.push(format!("kept as {kept}"));
        FactFile {
            name: base.name,
            format: base.format,
            encoding: base.encoding,
            delimiter: base.delimiter,
            header: base.header,
            rows: totals.rows,
            blank_rows: totals.blank,
            unused: file::unused(table, &columns),
            columns,
            notes,
        }
    }

    fn mapping(&self, settled: &ReadOptions, currency: Option<::facts::Currency>) -> FactMapping {
        let base = mapping_of(&self.base, settled, currency.filter(|c| c.code() != "XXX"));
        let mut mapping = FactMapping::from(&base);
        for (_, t) in &self.beside {
            // Under the name of a role a column would be read as such: these are found again.
            let role = Field::ALL.iter().any(|f| f.name() == t.field.name);
            if !role && t.field.kind != FieldKind::Text {
                let entry = mapping.columns.entry(t.field.name.to_owned());
                entry.or_insert_with(|| column(&self.base.table, t.column));
            }
        }
        mapping
    }
}
