//! What may be asked: one query, over the named files.

use std::ops::ControlFlow;

use datafusion::{
    common::{DataFusionError, tree_node::TreeNodeRecursion},
    logical_expr::LogicalPlan,
    prelude::SQLOptions,
    sql::{
        parser::{DFParser, Statement},
        sqlparser::{
            ast,
            dialect::GenericDialect,
            keywords::Keyword,
            parser::ParserError,
            tokenizer::{Token, Tokenizer},
        },
    },
};

use super::{AskError, session::sql_error};

/// A question longer than this is not one.
const LONGEST_SQL: usize = 1 << 20;

/// Operators in one question: a chain of them is as deep as it is long, and depth costs stack.
/// Long lists (`IN (…)`, `VALUES …`) are not deep.
const MOST_OPERATORS: usize = 1_000;

const ONLY_READ: &str = "questions only read the named files; ask with SELECT";

/// Parses one statement and refuses what is not a query.
pub(super) fn one_query(sql: &str) -> Result<Statement, AskError> {
    if sql.len() > LONGEST_SQL {
        return Err(AskError::Refused("the SQL text is longer than a mebibyte".to_owned()));
    }
    bounded_depth(sql)?;
    let mut statements = DFParser::parse_sql(sql).map_err(|e| unparsed(&e))?;
    let Some(statement) = statements.pop_front() else {
        return Err(AskError::Refused("there is no SQL to answer; ask with SELECT".to_owned()));
    };
    if !statements.is_empty() {
        return Err(AskError::Refused("one statement at a time: ask each question by itself".to_owned()));
    }
    is_query(&statement)?;
    Ok(statement)
}

fn unparsed(error: &DataFusionError) -> AskError {
    match error {
        DataFusionError::SQL(cause, _) if **cause == ParserError::RecursionLimitExceeded => {
            AskError::Refused(
                "the question is nested too deeply, some 50 levels of parentheses at most; \
                 take it apart with WITH"
                    .to_owned(),
            )
        }
        other => sql_error(other),
    }
}

fn bounded_depth(sql: &str) -> Result<(), AskError> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql)
        .tokenize()
        .map_err(|e| AskError::Sql(format!("SQL that cannot be read: {e}")))?;
    let operators = tokens.iter().filter(|token| is_operator(token)).count();
    if operators > MOST_OPERATORS {
        return Err(AskError::Refused(format!(
            "the question has {operators} operators where {MOST_OPERATORS} are allowed; use IN (…) or a file"
        )));
    }
    Ok(())
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND
                | Keyword::OR
                | Keyword::NOT
                | Keyword::IS
                | Keyword::IN
                | Keyword::LIKE
                | Keyword::BETWEEN
                | Keyword::JOIN
                | Keyword::UNION
                | Keyword::INTERSECT
                | Keyword::EXCEPT
                | Keyword::WITH
                | Keyword::SELECT
        ),
        Token::EOF
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::Comma
        | Token::Period
        | Token::LParen
        | Token::RParen
        | Token::SemiColon
        | Token::Whitespace(_) => false,
        _ => true,
    }
}

fn is_query(statement: &Statement) -> Result<(), AskError> {
    match statement {
        Statement::Statement(inner) => match inner.as_ref() {
            // A query may hold statements that write: WITH a AS (INSERT …).
            ast::Statement::Query(query) => {
                let writes = ast::visit_statements(query, |held| match held {
                    ast::Statement::Query(_) => ControlFlow::Continue(()),
                    other => ControlFlow::Break(refused(&other.to_string())),
                });
                writes.break_value().map_or(Ok(()), Err)
            }
            ast::Statement::ShowTables { .. }
            | ast::Statement::ShowColumns { .. }
            | ast::Statement::ExplainTable { .. } => Ok(()),
            other => Err(refused(&other.to_string())),
        },
        Statement::Explain(explain) => is_query(&explain.statement),
        other => Err(refused(&other.to_string())),
    }
}

fn refused(statement: &str) -> AskError {
    let verb: String = statement.split_whitespace().next().unwrap_or_default().to_uppercase();
    AskError::Refused(format!(
        "{verb} is refused: questions only read the named files; ask with SELECT, WITH, VALUES, SHOW TABLES or EXPLAIN"
    ))
}

/// The engine's error while planning; a table that is not there is named as the question has it.
/// `kept` are the tables of the data folder, where one is asked.
pub(super) fn unplanned(error: &DataFusionError, sql: &str, named: &[String], kept: &[&str]) -> AskError {
    let AskError::Sql(text) = sql_error(error) else { return sql_error(error) };
    let missing = text.strip_prefix("table '").and_then(|rest| rest.strip_suffix("' not found"));
    let Some(missing) = missing else { return AskError::Sql(text) };
    let own = ["datafusion.public.", "datafusion."];
    let folded = own.iter().find_map(|prefix| missing.strip_prefix(prefix)).unwrap_or(missing);
    let from = sql.to_ascii_lowercase().find(&folded.to_ascii_lowercase());
    let typed = from.and_then(|at| sql.get(at..at + folded.len())).unwrap_or(folded);
    if kept.is_empty() {
        return AskError::Refused(unknown(typed, named));
    }
    let own = named.iter().map(String::as_str).filter(|name| !kept.contains(name));
    let tables: Vec<&str> = own.chain(kept.iter().copied()).collect();
    AskError::Refused(format!(
        "there is no table '{typed}'; there are {}, with --ids customer_ids, and files named with --table NAME=FILE",
        tables.join(", ")
    ))
}

fn unknown(table: &str, names: &[String]) -> String {
    let known = match names {
        [] => "no table is named".to_owned(),
        [name] => format!("the only one is {name}"),
        names => format!("they are {}", names.join(", ")),
    };
    format!("'{table}' is not one of the named tables; {known}; name a file with --table NAME=FILE")
}

/// Walks the whole plan, subqueries too: only reading nodes, only named tables and, `below` them,
/// what they are made of, which a question has no name for.
pub(super) fn check(plan: &LogicalPlan, named: &[String], below: &[String]) -> Result<(), AskError> {
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
        .verify_plan(plan)
        .map_err(|_| AskError::Refused(ONLY_READ.to_owned()))?;
    let mut names: Vec<String> = named.iter().chain(below).cloned().collect();
    let mut refusal = None;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::RecursiveQuery(query) = node {
            // WITH RECURSIVE scans its own rows under its own name, below this node.
            names.push(query.name.clone());
        }
        refusal = forbidden(node, &names);
        Ok(if refusal.is_some() { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })
    .map_err(|e| sql_error(&e))?;
    refusal.map_or(Ok(()), |why| Err(AskError::Refused(why)))
}

fn forbidden(node: &LogicalPlan, names: &[String]) -> Option<String> {
    match node {
        LogicalPlan::TableScan(scan) => {
            let table = &scan.table_name;
            let named = names.iter().any(|name| name == table.table());
            let series =
                matches!(table.table(), "generate_series()" | "range()" | "generate_series" | "range");
            let catalog = table.schema() == Some("information_schema");
            (!(named || series || catalog)).then(|| unknown(&table.to_string(), names))
        }
        LogicalPlan::Statement(_)
        | LogicalPlan::Dml(_)
        | LogicalPlan::Ddl(_)
        | LogicalPlan::Copy(_)
        | LogicalPlan::Extension(_) => Some(ONLY_READ.to_owned()),
        _ => None,
    }
}
