//! What of the list is wanted, as addresses say it: conditions, order, place, search.

use book::{Condition, Cursor, Direction, Field, Filter, Operator, Sort};

use crate::serve::web::Problem;

/// Conditions, at most.
const MOST_CONDITIONS: usize = 32;
/// A search is at most so long, in characters.
const LONGEST_SEARCH: usize = 200;
/// Customers on a page, and in a part of the API's list where nothing is said.
pub(super) const PAGE: usize = 50;
/// Customers in a part of the API's list, at most.
const MOST: usize = 500;

/// What of the list is wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Wanted {
    /// The conditions.
    pub(super) filter: Filter,
    /// What it is sorted by.
    pub(super) sort: Sort,
    /// Which end comes first.
    pub(super) direction: Direction,
    /// Go on after this.
    pub(super) after: Option<Cursor>,
    /// What is searched for; empty for the list.
    pub(super) query: String,
    /// So many at most.
    pub(super) limit: usize,
    /// Whether a file is wanted.
    pub(super) csv: bool,
    /// The segment that is being changed.
    pub(super) segment: Option<i64>,
    /// A condition to add: field, operator, value, as they were written.
    pub(super) adding: Option<[String; 3]>,
}

impl Wanted {
    /// Reads what an address says; what it may say besides conditions and order is up to `also`.
    ///
    /// # Errors
    ///
    /// If a name is not known, stands twice or has a value that cannot be.
    pub(super) fn read(pairs: &[(String, String)], also: &[&str]) -> Result<Self, Problem> {
        let mut wanted = Self { limit: PAGE, ..Self::default() };
        let mut seen: Vec<&str> = Vec::new();
        let mut adding: [Option<String>; 3] = [None, None, None];
        for (name, value) in pairs {
            let name = name.as_str();
            if name == "where" {
                wanted.add(value)?;
                continue;
            }
            if seen.contains(&name) {
                return Err(Problem::invalid(name, "it stands twice"));
            }
            seen.push(name);
            match name {
                "sort" => wanted.sort = value.parse().map_err(|e: book::UnknownSort| invalid(name, &e))?,
                "direction" => {
                    wanted.direction = value.parse().map_err(|e: book::UnknownSort| invalid(name, &e))?;
                }
                "after" if !value.is_empty() => {
                    wanted.after = Some(value.parse().map_err(|e: book::BadCursor| invalid(name, &e))?);
                }
                "q" if also.contains(&"q") => wanted.query = search(value)?,
                "limit" if also.contains(&"limit") => wanted.limit = limit(value)?,
                "format" if also.contains(&"format") => match value.as_str() {
                    "json" => {}
                    "csv" => wanted.csv = true,
                    _ => return Err(Problem::invalid(name, "it is json or csv")),
                },
                "segment" if also.contains(&"segment") => {
                    wanted.segment = Some(
                        value.parse().map_err(|_| Problem::invalid(name, "it is the number of a segment"))?,
                    );
                }
                "field" if also.contains(&"field") => adding[0] = Some(value.clone()),
                "operator" if also.contains(&"field") => adding[1] = Some(value.clone()),
                "value" if also.contains(&"field") => adding[2] = Some(value.clone()),
                "after" => {}
                _ => return Err(Problem::invalid("query", format!("there is no parameter '{}'", cut(name)))),
            }
        }
        if let [Some(field), Some(operator), Some(value)] = adding {
            wanted.adding = Some([field, operator, value.trim().to_owned()]);
        }
        if wanted.after.as_ref().is_some_and(|after| !after.fits(wanted.sort, wanted.direction)) {
            return Err(Problem::invalid("after", "it is of a list in another order: begin without it"));
        }
        Ok(wanted)
    }

    fn add(&mut self, text: &str) -> Result<(), Problem> {
        let read: Filter = text.parse().map_err(|e: book::BadCondition| invalid("where", &e))?;
        for condition in read.all {
            if !self.filter.all.contains(&condition) {
                self.filter.all.push(condition);
            }
        }
        if self.filter.all.len() > MOST_CONDITIONS {
            return Err(Problem::invalid(
                "where",
                format!("at most {MOST_CONDITIONS} conditions make a filter"),
            ));
        }
        Ok(())
    }

    /// The condition that is to be added, or what can be said of the field instead.
    pub(super) fn added(&self) -> Option<Result<Condition, Refused>> {
        let [field, operator, value] = self.adding.as_ref()?;
        Some(match (Field::named(field), Operator::named(operator)) {
            (Some(field), Some(operator)) if field.operators().contains(&operator) => {
                Condition::new(field, operator, value).map_err(|_| Refused::Value(field, operator))
            }
            (Some(field), _) => Err(Refused::Operator(field)),
            (None, _) => Err(Refused::Field),
        })
    }

    /// The address of this list below a path, from its beginning.
    pub(super) fn path(&self, base: &str) -> String {
        self.path_after(base, None)
    }

    /// The address of this list below a path, going on after a customer.
    pub(super) fn path_after(&self, base: &str, after: Option<&Cursor>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for condition in &self.filter.all {
            query.append_pair("where", &condition.to_string());
        }
        if self.sort != Sort::default() {
            query.append_pair("sort", self.sort.name());
        }
        if self.direction != Direction::default() {
            query.append_pair("direction", self.direction.name());
        }
        if let Some(segment) = self.segment {
            query.append_pair("segment", &segment.to_string());
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        let query = query.finish();
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }

    /// The list sorted by something: the other way round where it is sorted by that already.
    pub(super) fn sorted_by(&self, sort: Sort) -> Self {
        let direction = if self.sort == sort { self.direction.other() } else { Direction::default() };
        Self { sort, direction, after: None, ..self.clone() }
    }

    /// The list without one of its conditions.
    pub(super) fn without(&self, condition: &Condition) -> Self {
        let all = self.filter.all.iter().filter(|one| *one != condition).cloned().collect();
        Self { filter: Filter { all }, after: None, ..self.clone() }
    }
}

/// Why a condition cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is no such field.
    Field,
    /// That cannot be said of the field.
    Operator(Field),
    /// The value is not what the field holds.
    Value(Field, Operator),
}

fn search(value: &str) -> Result<String, Problem> {
    let text = value.trim();
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Problem::invalid("q", format!("a search has at most {LONGEST_SEARCH} characters")));
    }
    // A control sign is in no name; the text stands on the page again.
    Ok(text.chars().filter(|c| !c.is_control()).collect())
}

fn limit(value: &str) -> Result<usize, Problem> {
    match value.parse() {
        Ok(limit) if (1..=MOST).contains(&limit) => Ok(limit),
        _ => Err(Problem::invalid("limit", format!("it is a number from 1 to {MOST}"))),
    }
}

fn invalid(name: &str, error: &dyn std::error::Error) -> Problem {
    Problem::invalid(name, error.to_string())
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The key of a customer in a path: a whole number above 0.
///
/// # Errors
///
/// If it is none: then there is no such customer.
pub(super) fn key(text: &str) -> Result<i64, Problem> {
    let plain = !text.is_empty() && text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit());
    plain
        .then(|| text.parse().ok())
        .flatten()
        .filter(|key| *key > 0)
        .ok_or_else(|| Problem::not_found("customer"))
}

/// The key behind a search for a whole key, or for the code a masked customer goes by.
pub(super) fn key_searched(text: &str) -> Vec<i64> {
    let mut keys: Vec<i64> = key(text).into_iter().collect();
    let code = text.rsplit(' ').next().unwrap_or(text).to_ascii_uppercase();
    if (4..=13).contains(&code.len()) {
        let digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let decoded =
            code.chars().try_fold(0_u64, |sum, c| Some(sum.checked_mul(32)? + digits.find(c)? as u64));
        keys.extend(decoded.and_then(|key| i64::try_from(key).ok()).filter(|key| *key > 0));
    }
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn an_address_and_what_it_says_are_one() {
        let wanted = Wanted::read(
            &pairs(
                "where=orders:at-least:3&where=channel:is:a%2526b&sort=spend&direction=ascending&segment=4",
            ),
            &["segment"],
        )
        .unwrap();
        assert_eq!(wanted.filter.all.len(), 2);
        let path = wanted.path("/customers");
        let again = Wanted::read(&pairs(path.split_once('?').unwrap().1), &["segment"]).unwrap();
        assert_eq!(again, wanted);
        assert_eq!(Wanted { limit: PAGE, ..Wanted::default() }.path("/customers"), "/customers");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in [
            "where=orders",
            "sort=name",
            "direction=up",
            "limit=0",
            "limit=501",
            "format=xml",
            "other=1",
            "sort=spend&sort=value",
            "after=v1.00",
            "segment=x",
            "where=orders:at-least:3;drop",
        ] {
            let found = Wanted::read(&pairs(text), &["q", "limit", "format", "segment", "field"]);
            assert!(found.is_err(), "{text}: {found:?}");
        }
        // Only where it is said that they may stand there.
        assert!(Wanted::read(&pairs("q=a"), &[]).is_err());
    }

    #[test]
    fn a_condition_to_add_is_one_or_says_why_not() {
        let added = |text: &str| Wanted::read(&pairs(text), &["field"]).unwrap().added().unwrap();
        assert!(added("field=orders&operator=at-least&value=3").is_ok());
        assert_eq!(added("field=orders&operator=before&value=3"), Err(Refused::Operator(Field::Orders)));
        assert_eq!(
            added("field=orders&operator=is&value=x"),
            Err(Refused::Value(Field::Orders, Operator::Is))
        );
        assert_eq!(added("field=x&operator=is&value=x"), Err(Refused::Field));
    }

    #[test]
    fn a_masked_customer_is_found_by_the_code_it_goes_by() {
        assert_eq!(key_searched("Customer 0011"), [33]);
        assert_eq!(key_searched("42"), [42]);
        assert!(key_searched("ada@example.org").is_empty());
        assert!(key("0").is_err() && key("-1").is_err() && key("99999999999999999999").is_err());
    }
}
