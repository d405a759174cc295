//! Which column is which field of a schema: by name, by nearness, by content, or by asking.

use ::facts::schema::{Field, FieldKind, Kind, Schema};
use hashbrown::HashMap;

use super::{mapping::FactMapping, words};
use crate::import::{
    Column, ImportError,
    error::Question,
    names,
    profile::Profile,
    roles::{epoch, same_everywhere},
    shown::{escaped, listed},
    table::Table,
};

/// A column taken for a field.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) field: &'static Field,
    pub(super) column: usize,
    pub(super) why: String,
}

/// What was recognised.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) taken: Vec<Taken>,
    pub(super) notes: Vec<String>,
}

impl Found {
    pub(super) fn of(&self, name: &str) -> Option<&Taken> {
        self.taken.iter().find(|t| t.field.name == name)
    }

    fn is_free(&self, column: usize) -> bool {
        !self.taken.iter().any(|t| t.column == column)
    }
}

/// What the recognition looks at.
pub(super) struct Look<'a> {
    pub(super) table: &'a Table,
    pub(super) profiles: &'a HashMap<usize, Profile>,
    pub(super) mapping: &'a FactMapping,
    pub(super) schema: &'static Schema,
    pub(super) dates_given: bool,
}

/// So many columns are offered in a question.
const CHOICES: usize = 12;

/// Names that exports use beside those of the schema: kind, field, names.
const MORE: &[(Kind, &str, &str)] = &[
    (Kind::Customers, "name", "lastname surname givenname familyname forename vorname nachname"),
    (Kind::Customers, "address", "addressline1 addressline2 town postalcode customeraddress ort plz"),
    (Kind::Customers, "birth_year", "yearbirth"),
    (Kind::Products, "product", "productalternatekey modelid articlenumber itemcode"),
    (Kind::Products, "name", "modelname productmodelname itemname"),
    (Kind::Products, "line", "subcategory productsubcategory categoryname department"),
    (Kind::Products, "price", "dealerprice msrp"),
    (Kind::Events, "name", "conceptname activityname eventtype"),
    (Kind::Events, "time", "timetimestamp completetimestamp starttimestamp eventtimestamp createdat"),
    (Kind::Events, "customer", "caseconceptname casenumber visitorid clientuserid"),
    (Kind::Events, "session", "caseconceptname"),
    (Kind::Feedback, "text", "content feedbacktext complainttext comments answertext opinion"),
    (Kind::Feedback, "title", "subject headline"),
    (Kind::Costs, "amount", "amountspent adspend budget"),
];

pub(super) fn letters(name: &str) -> String {
    names::plain(&names::without_hints(name)).split(' ').collect()
}

/// How surely a name says a field: the greater the surer; with the name it comes near to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sure {
    tier: u8,
    /// Earlier names of the schema are the surer ones.
    place: std::cmp::Reverse<usize>,
}

/// Whether a name may be that of a field of the schema.
pub(super) fn may_be(schema: &Schema, name: &str) -> bool {
    let key = letters(name);
    schema.fields.iter().any(|field| sure(schema.kind, field, &key).is_some())
}

/// How well the names of columns say a kind of fact: whether its required fields are all named, and
/// how many columns are. Nothing where no column is.
pub(in crate::import) fn named(schema: &Schema, columns: &[String]) -> (bool, usize) {
    let keys: Vec<String> = columns.iter().map(|name| letters(name)).collect();
    let surely = |field: &Field, key: &str| sure(schema.kind, field, key).is_some_and(|(s, _)| s.tier >= 2);
    let required = schema.fields.iter().filter(|field| field.required);
    let all = required.into_iter().all(|field| keys.iter().any(|key| surely(field, key)));
    let named = keys.iter().filter(|key| schema.fields.iter().any(|field| surely(field, key)));
    (all, named.count())
}

fn sure(kind: Kind, field: &Field, key: &str) -> Option<(Sure, Option<&'static str>)> {
    let own: String = field.name.split('_').collect();
    let at = |tier, place| Sure { tier, place: std::cmp::Reverse(place) };
    if key == own {
        return Some((at(5, 0), None));
    }
    if let Some(place) = field.also.iter().position(|name| *name == key) {
        return Some((at(4, place), None));
    }
    let more = MORE.iter().filter(|(k, f, _)| *k == kind && *f == field.name);
    let more: Vec<&'static str> = more.flat_map(|(_, _, names)| names.split(' ')).collect();
    if let Some(place) = more.iter().position(|name| *name == key) {
        return Some((at(3, place), None));
    }
    // `customer_city`, `review_score`: the kind's own noun says nothing more.
    if let Some(bare) = noun(kind).iter().find_map(|noun| key.strip_prefix(noun)).filter(|k| k.len() > 2) {
        if bare == own {
            return Some((at(3, 100), None));
        }
        if let Some(place) = field.also.iter().position(|name| *name == bare) {
            return Some((at(2, place), None));
        }
    }
    if key.len() < 5 {
        return None;
    }
    // Hands slip inside a word: `resource` is no misspelt `source`, and may be a person.
    let allowed = if key.len() < 8 { 1 } else { 2 };
    let known = std::iter::once(field.name).chain(field.also.iter().copied()).chain(more);
    let near = known
        .enumerate()
        .filter(|(_, name)| name.len() >= 5 && name.as_bytes()[0] == key.as_bytes()[0])
        .filter_map(|(place, name)| {
            let plain: String = name.split('_').collect();
            let distance = strsim::osa_distance(key, &plain);
            (distance <= allowed).then_some((distance, place, name))
        });
    near.min().map(|(_, place, name)| (at(1, place), Some(name)))
}

const fn noun(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Customers => &["customer", "client", "user"],
        Kind::Products => &["product", "item", "article"],
        Kind::Orders => &["order", "invoice", "purchase"],
        Kind::OrderLines => &["orderitem", "orderline", "lineitem", "line", "item"],
        Kind::Returns => &["return", "refund"],
        Kind::Events => &["event"],
        Kind::Feedback => &["feedback", "review", "complaint", "survey"],
        Kind::Costs => &["cost"],
        Kind::CompetitorOffers => &["competitor", "offer"],
        Kind::Gestures => &["gesture"],
        Kind::Contacts => &["contact", "call"],
        Kind::Contracts => &["contract", "subscription"],
        Kind::Aliases => &["alias"],
        Kind::CustomerValues => &[],
    }
}

impl Look<'_> {
    fn profile(&self, column: usize) -> Option<&Profile> {
        self.profiles.get(&column).filter(|p| p.filled > 0)
    }

    fn name(&self, column: usize) -> &str {
        &self.table.columns[column]
    }

    /// Whether the content of a column allows the field; in words why not.
    fn refuses(&self, field: &Field, column: usize) -> Option<&'static str> {
        let Some(p) = self.profile(column) else { return Some("is empty") };
        let fits = |yes: bool, no: &'static str| if yes { None } else { Some(no) };
        match field.kind {
            FieldKind::Time | FieldKind::Day => {
                let years = p.is_whole() && p.largest < 10_000.0;
                let days = if field.kind == FieldKind::Day { p.day_share() } else { p.time_share() };
                let reads = days >= 0.5 || (!years && (self.dates_given || epoch(p).is_some()));
                fits(reads, "holds no times")
            }
            FieldKind::Money | FieldKind::Number | FieldKind::Whole => {
                fits(p.number_share() >= 0.5, "holds no numbers")
            }
            FieldKind::YesNo => fits(words::most_are(p, |w| words::yes_no(w).is_some()), "is not yes or no"),
            FieldKind::Choice(_) => {
                let known = |w: &str| words::choice(self.schema.kind, field, w).is_some();
                fits(words::most_are(p, known), "has other words")
            }
            FieldKind::Currency => fits(
                words::most_are(p, |w| ::facts::Currency::from_code(w).is_ok()),
                "holds no currency codes",
            ),
            FieldKind::Map => Some("cannot be read from a column"),
            FieldKind::Customer | FieldKind::Code | FieldKind::Label | FieldKind::Text => None,
        }
    }

    fn sample(&self, column: usize) -> String {
        self.profiles.get(&column).map_or_else(String::new, |p| p.samples.join(", "))
    }

    fn map_flag(&self, field: &Field, column: usize) -> String {
        let name = self.name(column);
        if !self.table.header {
            return format!("--map {}={}", field.name, column + 1);
        }
        if name.contains([' ', ',', '(', '#', '&', ':', ';']) {
            format!("--map \"{}='{name}'\"", field.name)
        } else {
            format!("--map {}={name}", field.name)
        }
    }

    fn ask(&self, field: &Field, about: &str, columns: &[usize]) -> ImportError {
        let mut question = Question::new(&self.table.name, about);
        for &column in columns.iter().take(CHOICES) {
            question =
                question.choice(self.map_flag(field, column), format!("for example {}", self.sample(column)));
        }
        if !field.required {
            question = question.choice(format!("--map {}=", field.name), "none of them");
        }
        question.into()
    }

    /// Settles every field of the schema that is not `settled` elsewhere, or asks.
    pub(super) fn choose(
        &self,
        settled: &[&str],
        free: &dyn Fn(usize) -> bool,
    ) -> Result<Found, ImportError> {
        let mut found = Found::default();
        let mut closed: Vec<&str> = settled.to_vec();
        let open: Vec<&'static Field> =
            self.schema.fields.iter().filter(|f| !settled.contains(&f.name)).collect();
        for field in &open {
            if let Some(column) = told(self.mapping, field) {
                if *column != Column::Name(String::new()) {
                    let column = find(self.table, field.name, column)?;
                    found.taken.push(Taken { field, column, why: "as told".to_owned() });
                }
                closed.push(field.name);
            }
        }
        self.by_name(&mut found, &closed, free)?;
        for field in open.iter().filter(|f| f.required) {
            if found.of(field.name).is_none() {
                self.by_content(&mut found, field, free)?;
            }
        }
        let place = |t: &Taken| self.schema.fields.iter().position(|f| f.name == t.field.name);
        found.taken.sort_by_key(|t| (place(t), t.column));
        Ok(found)
    }

    /// The same for what a row may lack: nothing is asked for what is not there.
    pub(super) fn choose_optional(
        &self,
        settled: &[&str],
        free: &dyn Fn(usize) -> bool,
    ) -> Result<Found, ImportError> {
        let mut closed = settled.to_vec();
        closed.extend(self.schema.fields.iter().filter(|f| f.required).map(|f| f.name));
        self.choose(&closed, free)
    }

    fn by_name(
        &self,
        found: &mut Found,
        closed: &[&str],
        free: &dyn Fn(usize) -> bool,
    ) -> Result<(), ImportError> {
        if !self.table.header && self.table.own_columns() == self.table.columns.len() {
            return Ok(());
        }
        let mut said: Vec<(Sure, usize, usize, Option<&'static str>)> = Vec::new();
        for (column, name) in self.table.columns.iter().enumerate() {
            let key = letters(name);
            for (place, field) in self.schema.fields.iter().enumerate() {
                if !closed.contains(&field.name)
                    && let Some((sure, near)) = sure(self.schema.kind, field, &key)
                {
                    said.push((sure, place, column, near));
                }
            }
        }
        said.sort_by_key(|(sure, place, column, _)| {
            (std::cmp::Reverse(sure.tier), *place, std::cmp::Reverse(*sure), *column)
        });
        let mut at = 0;
        while at < said.len() {
            let (sure, place, ..) = said[at];
            let field = &self.schema.fields[place];
            let same = said[at..].iter().take_while(|s| s.0.tier == sure.tier && s.1 == place).count();
            let group = &said[at..at + same];
            at += same;
            let text = field.is_private();
            if found.of(field.name).is_some() && !text {
                continue;
            }
            let mut columns: Vec<usize> = Vec::new();
            for (_, _, column, _) in group {
                if !found.is_free(*column) || !free(*column) {
                    continue;
                }
                match self.refuses(field, *column) {
                    None => columns.push(*column),
                    Some("is empty") => {}
                    Some(no) if sure.tier >= 4 => {
                        found.notes.push(format!(
                            "{} {no} and is not taken as {}",
                            self.name(*column),
                            field.name
                        ));
                    }
                    Some(_) => {}
                }
            }
            if text {
                // Parts of a text, such as first and last name, belong together.
                for column in columns {
                    found.taken.push(Taken { field, column, why: "by its name".to_owned() });
                }
                continue;
            }
            let Some(&column) = columns.first() else { continue };
            let near = group.iter().find(|g| g.2 == column).and_then(|g| g.3);
            let mut why =
                near.map_or_else(|| "by its name".to_owned(), |n| format!("its name is near '{n}'"));
            if columns.len() > 1 {
                let matters = matches!(field.kind, FieldKind::Customer | FieldKind::Time | FieldKind::Money);
                let apart = sure.tier < 4 || !matters;
                if same_everywhere(self.table, &columns)? {
                    why += "; the others hold the same";
                } else if !apart {
                    let about = format!("which column is {}? ({})", field.name, field.about);
                    return Err(self.ask(field, &about, &columns));
                }
            }
            found.taken.push(Taken { field, column, why });
        }
        Ok(())
    }

    /// A required field that no name says.
    fn by_content(
        &self,
        found: &mut Found,
        field: &'static Field,
        free: &dyn Fn(usize) -> bool,
    ) -> Result<(), ImportError> {
        let open = (0..self.table.columns.len()).filter(|c| found.is_free(*c) && free(*c));
        let open: Vec<(usize, &Profile)> = open.filter_map(|c| Some((c, self.profile(c)?))).collect();
        let (columns, surely, why): (Vec<usize>, bool, &str) = match field.kind {
            FieldKind::Time | FieldKind::Day => {
                let times = open.iter().filter(|(_, p)| p.time_share() >= 0.9);
                (times.map(|(c, _)| *c).collect(), true, "the only column of times")
            }
            FieldKind::Money => {
                let money = open.iter().filter(|(_, p)| {
                    p.number_share() >= 0.9 && p.has_decimals() && !p.is_whole() && p.time_share() < 0.5
                });
                (money.map(|(c, _)| *c).collect(), true, "the only column with decimals")
            }
            FieldKind::Customer | FieldKind::Code => {
                let ids = open.iter().filter(|(_, p)| {
                    let distinct = p.distinct.estimate();
                    let many = distinct >= 1000 || distinct * 20 >= p.filled || p.filled < 40;
                    let id = p.is_whole() || p.leading_zeros > 0 || p.number_share() < 0.5;
                    many && id && p.negative == 0 && p.time_share() < 0.5 && p.spaces * 10 < p.filled
                });
                let ids: Vec<usize> = ids.map(|(c, _)| *c).collect();
                // A plain number may count anything; only an unlikely text is an id for sure.
                let sure = ids.len() == 1 && self.profiles[&ids[0]].number_share() < 0.5;
                (ids, sure || !self.table.header, "it looks like an id")
            }
            _ => (Vec::new(), false, ""),
        };
        match columns.as_slice() {
            [column] if surely => {
                found.taken.push(Taken { field, column: *column, why: why.to_owned() });
                Ok(())
            }
            [] => Err(ImportError::not_orders(
                &self.table.name,
                format!(
                    "has no column that can be told to be {} ({}); name it with --map {}=COLUMN (columns: {})",
                    field.name,
                    field.about,
                    field.name,
                    listed(&self.table.columns)
                ),
            )),
            _ => {
                let about = format!("no column is called {}: which one is it? ({})", field.name, field.about);
                Err(self.ask(field, &about, &columns))
            }
        }
    }
}

/// The column that a mapping tells for a field, by its name or, for numbers of things, without
/// the `_id` behind it.
pub(super) fn told<'m>(mapping: &'m FactMapping, field: &Field) -> Option<&'m Column> {
    mapping
        .columns
        .get(field.name)
        .or_else(|| mapping.columns.get(field.name.strip_suffix("_id").filter(|bare| !bare.is_empty())?))
}

/// Finds a mapped column in the table.
pub(super) fn find(table: &Table, field: &str, column: &Column) -> Result<usize, ImportError> {
    let names = &table.columns;
    let found = match column {
        Column::Number(number) => (1..=names.len()).contains(number).then(|| number - 1),
        Column::Name(name) => names
            .iter()
            .position(|c| c == name)
            .or_else(|| names.iter().position(|c| names::plain(c) == names::plain(name))),
    };
    found.ok_or_else(|| {
        let numbered: Vec<String> =
            names.iter().enumerate().map(|(i, n)| format!("{} {}", i + 1, escaped(n))).collect();
        ImportError::Mapping(format!(
            "{} has no column {column} for {field}; its columns are {}",
            table.name,
            listed(&numbered)
        ))
    })
}

/// Refuses names in a mapping that the schema does not have.
pub(super) fn check(mapping: &FactMapping, schema: &Schema, more: &[&str]) -> Result<(), ImportError> {
    for name in mapping.columns.keys() {
        let known = schema.fields.iter().any(|f| f.name == name || f.name.strip_suffix("_id") == Some(name));
        if !known && !more.contains(&name.as_str()) {
            let mut names: Vec<&str> = schema.fields.iter().map(|f| f.name).collect();
            names.extend(more.iter().filter(|m| !schema.fields.iter().any(|f| f.name == **m)));
            return Err(ImportError::Mapping(format!(
                "'{name}' in the mapping is no field of {}; the fields are {}",
                schema.kind,
                names.join(", ")
            )));
        }
    }
    Ok(())
}
