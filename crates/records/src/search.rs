//! Finding customers by the beginning of an id, an e-mail address, a telephone number or a name.
//!
//! Nothing is kept twice: indexes over the small-letter form of what stands in `outside_id` and
//! `trait` are changed and forgotten with it. Anonymous ids are in no index: nobody types them, and
//! they are most of what new visitors bring.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::{Records, Result, migrations::Step};

/// A customer found by the beginning of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The customer's raw key.
    pub customer: i64,
    /// What was found: `id`, `email`, `phone` or `name`.
    pub what: &'static str,
    /// The text that begins so, as it was stated.
    pub text: String,
}

/// The shortest beginning worth a look, and the longest that is looked at.
const LEAST: usize = 2;
const LONGEST: usize = 100;
/// At most so many are given.
const MOST: usize = 200;

/// One of the indexes: what is looked through, and how each database says it.
struct Index {
    table: &'static str,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
    only: &'static str,
}

const IDS: Index = Index {
    table: "outside_id",
    name: "outside_id_begins",
    sqlite: "lower(id)",
    postgres: "lower(id) COLLATE \"C\"",
    only: "space <> 'anonymous'",
};
const TRAITS: Index = Index {
    table: "trait",
    name: "trait_begins",
    sqlite: "lower(value)",
    postgres: "lower(value) COLLATE \"C\"",
    only: "name IN ('name', 'email', 'phone')",
};
/// What follows the first word of a name.
const LATER_WORDS: Index = Index {
    table: "trait",
    name: "trait_goes_on",
    sqlite: "lower(substr(value, instr(value, ' ') + 1))",
    postgres: "lower(substr(value, strpos(value, ' ') + 1)) COLLATE \"C\"",
    only: "name = 'name'",
};

impl Index {
    const fn expression(&self, backend: DbBackend) -> &'static str {
        match backend {
            DbBackend::Postgres => self.postgres,
            _ => self.sqlite,
        }
    }

    fn create(&self, backend: DbBackend) -> String {
        let Self { table, name, only, .. } = self;
        // PostgreSQL wants an expression in brackets of its own.
        format!("CREATE INDEX {name} ON {table} (({})) WHERE {only}", self.expression(backend))
    }
}

pub(crate) fn create() -> Vec<Step> {
    [IDS, TRAITS, LATER_WORDS]
        .into_iter()
        .map(|index| Step::Text(Box::new(move |to| index.create(to))))
        .collect()
}

impl Records {
    /// Customers with something that begins like this, small and capital letters alike: ids but
    /// anonymous ones, e-mail addresses, telephone numbers, names and what follows their first word;
    /// at most so many, at most 200. One character finds nothing.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn search(&self, prefix: &str, most: usize) -> Result<Vec<Match>> {
        let prefix = prefix.trim();
        let most = most.min(MOST);
        let length = prefix.chars().count();
        if !(LEAST..=LONGEST).contains(&length) || prefix.contains('\0') || most == 0 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut take = |one: Match| {
            if seen.insert((one.customer, one.what)) {
                found.push(one);
            }
        };
        for row in self.begins(&IDS, "customer, id", &forms(prefix), most).await? {
            take(Match { customer: row.try_get_by_index(0)?, what: "id", text: row.try_get_by_index(1)? });
        }
        let mut stated: Vec<(i64, String, String)> = Vec::new();
        for index in [&TRAITS, &LATER_WORDS] {
            // What was said since may be something else: a few more are looked at.
            for row in self.begins(index, "customer, name, value", &forms(prefix), 2 * most).await? {
                stated.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?));
            }
        }
        let customers: BTreeSet<i64> = stated.iter().map(|(customer, ..)| *customer).collect();
        let customers: Vec<i64> = customers.into_iter().collect();
        let current: HashSet<(i64, String, String)> = self
            .traits_of(&customers)
            .await?
            .into_iter()
            .map(|one| (one.customer, one.name, one.value))
            .collect();
        for (customer, name, text) in stated.into_iter().filter(|one| current.contains(one)) {
            let what = match name.as_str() {
                "email" => "email",
                "phone" => "phone",
                _ => "name",
            };
            take(Match { customer, what, text });
        }
        found.truncate(most);
        Ok(found)
    }

    /// Rows whose text in the index begins with one of these forms.
    async fn begins(
        &self,
        index: &Index,
        columns: &'static str,
        forms: &BTreeSet<String>,
        most: usize,
    ) -> Result<Vec<QueryResult>> {
        let db = self.reader();
        let backend = db.get_database_backend();
        let mut found = Vec::new();
        let expression = index.expression(backend);
        let Index { table, only, .. } = index;
        // What an interrupted import has left is not seen.
        let counts = if *table == "outside_id" {
            "AND (batch IS NULL OR batch IN (SELECT id FROM batch))"
        } else {
            ""
        };
        let (from, to) = if backend == DbBackend::Postgres { ("$1", "$2") } else { ("?", "?") };
        let sql = format!(
            "SELECT {columns} FROM {table} WHERE {only} AND {expression} >= {from} AND {expression} < {to} {counts} \
             ORDER BY {expression} LIMIT {most}"
        );
        for form in forms {
            // No text goes on with this character.
            let values: Vec<Value> = vec![form.clone().into(), format!("{form}\u{10ffff}").into()];
            let ask = Statement::from_sql_and_values(backend, sql.clone(), values);
            found.extend(db.query_all_raw(ask).await?);
        }
        Ok(found)
    }

    /// The raw keys of everybody who is known, each once, sorted; without those whom only an import
    /// brought that never was published.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn customer_keys(&self) -> Result<Vec<i64>> {
        let db = self.reader();
        let sql = "SELECT customer FROM outside_id WHERE batch IS NULL OR batch IN (SELECT id FROM batch)";
        let mut keys = Vec::new();
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
            keys.push(row.try_get_by_index(0)?);
        }
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }
}

/// How a text may stand in an index: SQLite makes small letters of A to Z alone, so that others are
/// looked for small, capital, and with a capital first.
fn forms(prefix: &str) -> BTreeSet<String> {
    let small = prefix.to_lowercase();
    let mut first_capital = String::new();
    let mut begins = true;
    for letter in small.chars() {
        if begins {
            first_capital.extend(letter.to_uppercase());
        } else {
            first_capital.push(letter);
        }
        begins = letter.is_whitespace() || letter == '-';
    }
    let capital = small.to_uppercase();
    [small, first_capital, capital].into_iter().map(|form| form.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn plain_letters_have_one_form_and_others_three() {
        assert_eq!(forms("Anna R").into_iter().collect::<Vec<_>>(), ["anna r"]);
        assert_eq!(forms("évi ő").into_iter().collect::<Vec<_>>(), ["Évi Ő", "évi ő"]);
        assert_eq!(forms("ŐRÜ").into_iter().collect::<Vec<_>>(), ["ŐrÜ", "Őrü", "őrü"]);
    }
}
