//! What a question's text may be about, so that only that is prepared.

use std::collections::HashSet;

use datafusion::sql::sqlparser::{
    dialect::GenericDialect,
    keywords::Keyword,
    tokenizer::{Token, Tokenizer},
};

/// The words of a question. More than it needs may be in it, never less.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: HashSet<String>,
    all_tables: bool,
    all_columns: bool,
}

impl Words {
    pub(super) fn of(sql: &str) -> Self {
        let Ok(tokens) = Tokenizer::new(&GenericDialect {}, sql).tokenize() else {
            return Self { words: HashSet::new(), all_tables: true, all_columns: true };
        };
        let mut this = Self::default();
        let mut before = None;
        for token in tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_))) {
            match &token {
                Token::Word(word) => {
                    this.all_tables |= matches!(word.keyword, Keyword::SHOW | Keyword::TABLES)
                        || word.value.eq_ignore_ascii_case("information_schema");
                    this.all_columns |= word.keyword == Keyword::NATURAL;
                    this.words.insert(word.value.to_ascii_lowercase());
                }
                Token::Mul => this.all_columns |= is_wildcard_after(before.as_ref()),
                _ => {}
            }
            before = Some(token);
        }
        this
    }

    pub(super) fn table(&self, name: &str) -> bool {
        self.all_tables || self.words.contains(name)
    }

    /// Whether one of these columns may be asked for.
    pub(super) fn columns(&self, names: &[&str]) -> bool {
        self.all_columns || names.iter().any(|name| self.words.contains(*name))
    }
}

/// `SELECT *`, `a, *` and `o.*` stand for columns; `count(*)` and `2 * 3` do not.
fn is_wildcard_after(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Word(word)) => {
            matches!(word.keyword, Keyword::SELECT | Keyword::DISTINCT | Keyword::ALL)
        }
        Some(Token::Comma | Token::Period) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_all_columns_only_where_it_stands_for_them() {
        for sql in [
            "SELECT * FROM orders",
            "select o.* from orders o",
            "SELECT a, * FROM b",
            "SELECT DISTINCT * FROM b",
        ] {
            assert!(Words::of(sql).columns(&["lines"]), "{sql}");
        }
        for sql in ["SELECT count(*) FROM orders", "SELECT 2 * 3", "SELECT price*quantity FROM order_lines"] {
            assert!(!Words::of(sql).columns(&["lines"]), "{sql}");
        }
        assert!(Words::of("SELECT \"Lines\" FROM orders").columns(&["lines"]));
        assert!(Words::of("SELECT 1 FROM a NATURAL JOIN b").columns(&["lines"]));
    }

    #[test]
    fn tables_are_named_or_all_of_them() {
        let words = Words::of("SELECT 1 FROM Orders");
        assert!(words.table("orders") && !words.table("returns"));
        assert!(Words::of("SHOW TABLES").table("returns"));
        assert!(Words::of("SELECT * FROM information_schema.columns").table("returns"));
    }
}
