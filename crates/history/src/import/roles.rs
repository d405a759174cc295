//! Which column is what: by name, by content, or by asking.

use hashbrown::HashMap;
use std::{fmt::Write as _, hash::Hasher};

use super::{
    Column, Field, ImportError, Mapping,
    error::Question,
    names,
    profile::Profile,
    shown::{escaped, listed},
    table::{Event, Table},
};

/// The column of each field and why it was taken.
#[derive(Debug, Default)]
pub(super) struct Roles {
    columns: [Option<usize>; Field::ALL.len()],
    why: [String; Field::ALL.len()],
}

impl Roles {
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    pub(super) fn why(&self, field: Field) -> &str {
        &self.why[field as usize]
    }

    pub(super) fn taken(&self) -> impl Iterator<Item = (Field, usize)> {
        Field::ALL.into_iter().filter_map(|f| self.of(f).map(|c| (f, c)))
    }

    fn take(&mut self, field: Field, column: usize, why: impl Into<String>) {
        self.columns[field as usize] = Some(column);
        self.why[field as usize] = why.into();
    }

    fn is_free(&self, column: usize) -> bool {
        !self.columns.contains(&Some(column))
    }
}

/// Finds a mapped column in the table.
fn find(table: &Table, field: Field, column: &Column) -> Result<usize, ImportError> {
    let names = &table.columns;
    let found = match column {
        Column::Number(number) => (1..=names.len()).contains(number).then(|| number - 1),
        Column::Name(name) => names
            .iter()
            .position(|c| c == name)
            .or_else(|| names.iter().position(|c| names::plain(c) == names::plain(name))),
    };
    found.ok_or_else(|| {
        ImportError::Mapping(format!(
            "{} has no column {column} for {field}; its columns are {}",
            table.name,
            listed(
                &names
                    .iter()
                    .enumerate()
                    .map(|(i, n)| format!("{} {}", i + 1, escaped(n)))
                    .collect::<Vec<_>>()
            )
        ))
    })
}

/// Columns worth looking at closely: all, unless the names already say enough.
pub(super) fn worth_profiling(
    table: &Table,
    known_names: &[Vec<names::Match>],
    mapping: &Mapping,
) -> Result<Vec<usize>, ImportError> {
    let all = (0..table.columns.len()).collect();
    let mut wanted = Vec::new();
    let mut known = [false; Field::ALL.len()];
    for (&field, column) in &mapping.columns {
        if *column == Column::Name(String::new()) {
            known[field as usize] = true;
        } else {
            wanted.push(find(table, field, column)?);
            known[field as usize] = true;
        }
    }
    if !table.header && known[Field::Customer as usize] && known[Field::Time as usize] {
        return Ok(if known[Field::Amount as usize] || known[Field::Price as usize] { wanted } else { all });
    }
    for (column, name) in table.columns.iter().enumerate() {
        let matches = &known_names[column];
        for m in matches.iter().filter(|m| m.strength > 1) {
            known[m.field as usize] = true;
        }
        if !matches.is_empty() || names::may_be_a_person(name) {
            wanted.push(column);
        }
    }
    let enough = known[Field::Customer as usize]
        && known[Field::Time as usize]
        && (known[Field::Amount as usize] || known[Field::Price as usize]);
    Ok(if enough { wanted } else { all })
}

/// So many columns are offered in a question, and compared with each other before one is asked.
const CHOICES: usize = 12;

/// What the choice of roles looks at.
pub(super) struct Look<'a> {
    pub(super) table: &'a Table,
    pub(super) profiles: &'a HashMap<usize, Profile>,
    pub(super) mapping: &'a Mapping,
    /// What each column may be by its name.
    pub(super) names: &'a [Vec<names::Match>],
    /// Whether the person gave a date format, so that a time need not look like one.
    pub(super) dates_given: bool,
}

impl Look<'_> {
    fn name(&self, column: usize) -> &str {
        &self.table.columns[column]
    }

    fn sample(&self, column: usize) -> String {
        self.profiles.get(&column).map_or_else(String::new, |p| p.samples.join(", "))
    }

    fn map_flag(&self, field: Field, column: usize) -> String {
        let name = self.name(column);
        if !self.table.header {
            return format!("--map {field}={}", column + 1);
        }
        if name.contains([' ', ',', '(', '#', '&']) {
            format!("--map \"{field}='{name}'\"")
        } else {
            format!("--map {field}={name}")
        }
    }

    fn ask(&self, field: Field, about: &str, columns: &[usize]) -> ImportError {
        let mut about = about.to_owned();
        if columns.len() > CHOICES {
            let _ = write!(about, " (the first {CHOICES} of {} that may be it)", columns.len());
        }
        let mut question = Question::new(&self.table.name, about);
        for &column in columns.iter().take(CHOICES) {
            question =
                question.choice(self.map_flag(field, column), format!("for example {}", self.sample(column)));
        }
        question.into()
    }

    /// Whether the content of a column allows the field.
    fn allows(&self, field: Field, column: usize) -> bool {
        let Some(p) = self.profiles.get(&column).filter(|p| p.filled > 0) else { return false };
        match field {
            Field::Time => p.time_share() >= 0.5 || self.dates_given || epoch(p).is_some(),
            Field::Amount
            | Field::Price
            | Field::Quantity
            | Field::Discount
            | Field::Refund
            | Field::Cost => p.number_share() >= 0.5,
            Field::Currency => p.few.as_ref().map_or(p.texts == 0, |few| {
                let known = few.keys().filter(|k| facts::Currency::from_code(k).is_ok()).count();
                known * 2 >= few.len()
            }),
            Field::Customer => p.time_share() < 0.5 || p.is_whole(),
            // Shops call the number of the order its name: `#1001`.
            Field::Order => {
                names::plain(self.name(column)) != "name"
                    || p.samples.iter().all(|s| s.bytes().any(|b| b.is_ascii_digit()))
            }
            Field::Status => p.few.is_some(),
            Field::Orders => p.is_whole(),
            Field::Product | Field::Cancelled => true,
        }
    }

    /// Free columns whose names say `field`, those that say it most strongly, and how strongly.
    fn named(&self, roles: &Roles, field: Field) -> Vec<(usize, names::Match)> {
        let mut found: Vec<(usize, names::Match)> = Vec::new();
        for (column, matches) in self.names.iter().enumerate() {
            if !self.table.header && column < self.table.own_columns() {
                continue;
            }
            if let Some(&m) = matches.iter().find(|m| m.field == field)
                && roles.is_free(column)
                && self.allows(field, column)
            {
                found.push((column, m));
            }
        }
        // A column that is nearly empty is no match for a weaker name that is full.
        let filled = |c: usize| self.profiles[&c].filled;
        let most = found.iter().map(|(c, _)| filled(*c)).max().unwrap_or(0);
        if matches!(field, Field::Customer | Field::Time | Field::Amount) {
            found.retain(|(c, _)| filled(*c) * 20 >= most);
        }
        let best = found.iter().map(|(_, m)| (m.near.is_none(), m.strength)).max();
        found.retain(|(_, m)| Some((m.near.is_none(), m.strength)) == best);
        found
    }
}

/// Why a column was taken by its name.
fn why(m: &names::Match) -> String {
    m.near.map_or_else(|| "by its name".to_owned(), |known| format!("its name is near '{known}'"))
}

/// Seconds, milliseconds or spreadsheet days, if the numbers of a column can be such times.
pub(super) fn epoch(p: &Profile) -> Option<super::DateFormat> {
    if p.texts > 0 && p.number_share() < 0.9 {
        return None;
    }
    if p.numbers == 0 {
        return None;
    }
    let within = |low: f64, high: f64| p.smallest >= low && p.largest <= high;
    if within(1e8, 7e9) && p.time_share() < 0.5 {
        Some(super::DateFormat::UnixSeconds)
    } else if within(1e11, 7e12) {
        Some(super::DateFormat::UnixMillis)
    } else if within(20_000.0, 80_000.0) {
        Some(super::DateFormat::Spreadsheet)
    } else {
        None
    }
}

/// Settles every role or asks.
pub(super) fn choose(look: &Look<'_>) -> Result<Roles, ImportError> {
    let mut roles = Roles::default();
    let mut closed = Vec::new();
    for (&field, column) in &look.mapping.columns {
        if *column == Column::Name(String::new()) {
            closed.push(field);
        } else {
            roles.take(field, find(look.table, field, column)?, "as told");
        }
    }
    let open = |roles: &Roles, field: Field| roles.of(field).is_none() && !closed.contains(&field);

    for field in [Field::Currency, Field::Orders, Field::Cancelled, Field::Status, Field::Refund] {
        if open(&roles, field) {
            take_first(look, &mut roles, field);
        }
    }
    if open(&roles, Field::Time) {
        choose_time(look, &mut roles)?;
    }
    // Strong names first, so that a lone `id` may be the customer and `id` beside one the order.
    if open(&roles, Field::Order) && look.named(&roles, Field::Order).iter().any(|(_, m)| m.strength > 1) {
        take_first(look, &mut roles, Field::Order);
    }
    if open(&roles, Field::Customer) {
        choose_customer(look, &mut roles)?;
    }
    if open(&roles, Field::Order) {
        take_first(look, &mut roles, Field::Order);
    }
    if roles.why(Field::Customer) != "as told" {
        person_behind(look, &roles)?;
    }
    let price_told = roles.of(Field::Price).is_some();
    if open(&roles, Field::Amount) && !price_told {
        choose_amount(look, &mut roles)?;
    }
    if roles.of(Field::Amount).is_none() {
        for field in [Field::Price, Field::Quantity, Field::Discount] {
            if open(&roles, field) {
                take_first(look, &mut roles, field);
            }
        }
        if roles.of(Field::Price).is_none() {
            roles.columns[Field::Quantity as usize] = None;
            roles.columns[Field::Discount as usize] = None;
        }
    }
    for field in [Field::Cost, Field::Product] {
        if open(&roles, field) {
            take_first(look, &mut roles, field);
        }
    }
    if roles.of(Field::Amount).is_none() && roles.of(Field::Price).is_none() && open(&roles, Field::Amount) {
        amount_by_content(look, &mut roles)?;
    }
    Ok(roles)
}

fn take_first(look: &Look<'_>, roles: &mut Roles, field: Field) {
    if let Some((column, m)) = look.named(roles, field).into_iter().next() {
        roles.take(field, column, why(&m));
    }
}

fn choose_time(look: &Look<'_>, roles: &mut Roles) -> Result<(), ImportError> {
    let named = look.named(roles, Field::Time);
    match named.as_slice() {
        [(column, m)] => {
            roles.take(Field::Time, *column, why(m));
            return Ok(());
        }
        [] => {}
        _ => {
            let columns: Vec<usize> = named.iter().map(|(c, _)| *c).collect();
            if same_everywhere(look.table, &columns)? {
                roles.take(Field::Time, columns[0], "by its name; the others hold the same");
                return Ok(());
            }
            return Err(look.ask(Field::Time, "which column is the time of the order?", &columns));
        }
    }
    let columns: Vec<usize> = (0..look.table.columns.len())
        .filter(|c| {
            roles.is_free(*c) && look.profiles.get(c).is_some_and(|p| p.filled > 0 && p.time_share() >= 0.9)
        })
        .collect();
    match columns.as_slice() {
        [column] => {
            roles.take(Field::Time, *column, "the only column of times");
            Ok(())
        }
        [] => {
            let called =
                look.names.iter().enumerate().filter(|(_, m)| m.iter().any(|m| m.field == Field::Time));
            let tried: Vec<String> =
                called.take(3).map(|(c, _)| format!("{} with {}", look.name(c), look.sample(c))).collect();
            let problem = if tried.is_empty() {
                format!(
                    "has no column of times that can be told; name it with --map time=COLUMN, and --date-format if it is unusual (columns: {})",
                    listed(&look.table.columns)
                )
            } else {
                format!(
                    "has no column of times that reads: tried {}; --date-format says how they are written, --map time=COLUMN names another column",
                    tried.join(" and ")
                )
            };
            Err(ImportError::not_orders(&look.table.name, problem))
        }
        _ => Err(look.ask(Field::Time, "which column is the time of the order?", &columns)),
    }
}

fn choose_customer(look: &Look<'_>, roles: &mut Roles) -> Result<(), ImportError> {
    let named = look.named(roles, Field::Customer);
    let (columns, why): (Vec<usize>, String) = match named.first() {
        Some((_, m)) => (named.iter().map(|(c, _)| *c).collect(), why(m)),
        None => (customers_by_content(look, roles), "it looks like an id".to_owned()),
    };
    match columns.as_slice() {
        [column] => roles.take(Field::Customer, *column, why),
        [] => {
            return Err(ImportError::not_orders(
                &look.table.name,
                format!(
                    "has no column that can be told to be the customer; name it with --map customer=COLUMN (columns: {})",
                    listed(&look.table.columns)
                ),
            ));
        }
        _ => {
            let comparable = columns.len() <= CHOICES;
            let alike =
                columns[1..].iter().take_while(|_| comparable).try_fold(comparable, |alike, &other| {
                    Ok::<_, ImportError>(alike && pairs(look.table, columns[0], other)?.one_to_one())
                })?;
            if !alike {
                return Err(look.ask(Field::Customer, &who_is_it(look, &columns)?, &columns));
            }
            let others: Vec<_> = columns[1..].iter().map(|&c| look.name(c)).collect();
            roles.take(
                Field::Customer,
                columns[0],
                format!("{why}; {} goes one to one with it", others.join(", ")),
            );
        }
    }
    Ok(())
}

/// The question which of several columns is the person, with what their values tell.
fn who_is_it(look: &Look<'_>, columns: &[usize]) -> Result<String, ImportError> {
    let mut about = "which column is the customer?".to_owned();
    let both = pairs(look.table, columns[0], columns[1])?;
    if both.first != both.second {
        let (name, other) = (look.name(columns[0]), look.name(columns[1]));
        let _ = write!(
            about,
            " {name} has {} different values and {other} {}; an id that is new with each order is not the person",
            both.first, both.second
        );
    }
    Ok(about)
}

/// Free columns that look like ids and repeat; ids that never repeat only where nothing else is.
fn customers_by_content(look: &Look<'_>, roles: &Roles) -> Vec<usize> {
    let ids: Vec<usize> = (0..look.table.columns.len())
        .filter(|c| roles.is_free(*c))
        .filter(|c| {
            let Some(p) = look.profiles.get(c).filter(|p| p.filled > 0) else { return false };
            let distinct = p.distinct.estimate();
            let many = distinct >= 1000 || distinct * 20 >= p.filled || p.filled < 40;
            let is_id = p.numbers == 0 || p.is_whole() || p.leading_zeros > 0 || p.number_share() < 0.9;
            many && is_id && p.time_share() < 0.5 && (distinct > 1 || p.filled < 3)
        })
        .collect();
    let repeating: Vec<usize> =
        ids.iter().copied().filter(|c| look.profiles[c].distinct.once() < 0.95).collect();
    if repeating.is_empty() { ids } else { repeating }
}

/// Asks when the customer's id is new with each order while another column may be the person.
fn person_behind(look: &Look<'_>, roles: &Roles) -> Result<(), ImportError> {
    let Some(customer) = roles.of(Field::Customer) else { return Ok(()) };
    let Some(p) = look.profiles.get(&customer).filter(|p| p.filled >= 20) else { return Ok(()) };
    let others: Vec<usize> = (0..look.table.columns.len())
        .filter(|&c| c != customer && roles.is_free(c) && names::may_be_a_person(look.name(c)))
        .filter(|c| look.profiles.get(c).is_some_and(|o| o.filled * 2 >= p.filled))
        .take(CHOICES)
        .collect();
    for other in others {
        let per_order = p.distinct.once() >= 0.995
            || match roles.of(Field::Order) {
                Some(order) => pairs(look.table, customer, order)?.one_to_one(),
                None => false,
            };
        let both = pairs(look.table, customer, other)?;
        // Fewer persons than ids, and each id is of one person.
        if per_order && both.second < both.first && both.together == both.first {
            let about = format!(
                "{} is new with nearly every order ({} ids), while {} repeats ({} values): which one is the person?",
                look.name(customer),
                both.first,
                look.name(other),
                both.second
            );
            return Err(look.ask(Field::Customer, &about, &[other, customer]));
        }
    }
    Ok(())
}

fn choose_amount(look: &Look<'_>, roles: &mut Roles) -> Result<(), ImportError> {
    let named = look.named(roles, Field::Amount);
    // A subtotal says less than price times quantity does.
    let weak = named.first().is_some_and(|(_, m)| m.strength == 1);
    let priced =
        !look.named(roles, Field::Price).is_empty() && !look.named(roles, Field::Quantity).is_empty();
    match named.as_slice() {
        [] => Ok(()),
        _ if weak && priced => Ok(()),
        [(column, m)] => {
            roles.take(Field::Amount, *column, why(m));
            Ok(())
        }
        _ => {
            let columns: Vec<usize> = named.iter().map(|(c, _)| *c).collect();
            if same_everywhere(look.table, &columns)? {
                roles.take(Field::Amount, columns[0], "by its name; the others hold the same");
                return Ok(());
            }
            Err(look.ask(Field::Amount, "which column is the amount?", &columns))
        }
    }
}

fn amount_by_content(look: &Look<'_>, roles: &mut Roles) -> Result<(), ImportError> {
    let free = |c: &usize| {
        roles.is_free(*c) && look.profiles.get(c).is_some_and(|p| p.filled > 0 && p.number_share() >= 0.9)
    };
    let numbers: Vec<usize> = (0..look.table.columns.len()).filter(free).collect();
    let decimals: Vec<usize> = numbers
        .iter()
        .copied()
        .filter(|c| {
            let p = &look.profiles[c];
            p.has_decimals() && !p.is_whole() && p.time_share() < 0.5
        })
        .collect();
    match decimals.as_slice() {
        [column] => {
            roles.take(Field::Amount, *column, "the only column with decimals");
            Ok(())
        }
        [] if look.table.header => Ok(()),
        [] => {
            let customer = roles.of(Field::Customer);
            let ids = |c: &usize| {
                let p = &look.profiles[c];
                customer == Some(*c) || p.leading_zeros > 0 || p.time_share() >= 0.9
            };
            let whole: Vec<usize> = numbers.iter().copied().filter(|c| !ids(c)).collect();
            if whole.is_empty() {
                return Ok(());
            }
            let about =
                "no column has decimals: which one is the amount? (--map amount= says that there is none)";
            Err(look.ask(Field::Amount, about, &whole))
        }
        _ => Err(look.ask(Field::Amount, "which column is the amount?", &decimals)),
    }
}

/// Rows that are compared when two columns are.
const COMPARED: u64 = 200_000;

/// How many different values two columns have, alone and together.
struct Pairs {
    first: usize,
    second: usize,
    together: usize,
}

impl Pairs {
    fn one_to_one(&self) -> bool {
        self.first == self.together && self.second == self.together
    }
}

fn pairs(table: &Table, first: usize, second: usize) -> Result<Pairs, ImportError> {
    let mut seen: [hashbrown::HashSet<u64>; 3] = Default::default();
    let mut rows = 0;
    table.visit(&[first, second], &mut |event| {
        if let Event::Row(record) = event {
            let (a, b) = (record.cell(first).to_text(), record.cell(second).to_text());
            if !a.is_empty() && !b.is_empty() {
                let hash = |parts: &[&str]| {
                    let mut state = std::hash::DefaultHasher::new();
                    for part in parts {
                        state.write(part.as_bytes());
                        state.write_u8(0xff);
                    }
                    state.finish()
                };
                seen[0].insert(hash(&[&a]));
                seen[1].insert(hash(&[&b]));
                seen[2].insert(hash(&[&a, &b]));
            }
            rows += 1;
        }
        Ok(rows < COMPARED)
    })?;
    Ok(Pairs { first: seen[0].len(), second: seen[1].len(), together: seen[2].len() })
}

/// Whether columns hold the same in every row.
pub(super) fn same_everywhere(table: &Table, columns: &[usize]) -> Result<bool, ImportError> {
    let mut same = true;
    let mut rows = 0;
    table.visit(columns, &mut |event| {
        if let Event::Row(record) = event {
            let first = record.cell(columns[0]);
            same &= columns[1..].iter().all(|&c| record.cell(c) == first);
            rows += 1;
        }
        Ok(same && rows < COMPARED)
    })?;
    Ok(same)
}
