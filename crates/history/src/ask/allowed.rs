//! What may be asked: one query, over the named files.

use datafusion::{
    common::tree_node::TreeNodeRecursion,
    logical_expr::LogicalPlan,
    prelude::SQLOptions,
    sql::{
        parser::{DFParser, Statement},
        sqlparser::{
            ast,
            dialect::GenericDialect,
            keywords::Keyword,
            tokenizer::{Token, Tokenizer},
        },
    },
};

use super::{AskError, NamedFile, session::sql_error};

/// A question longer than this is not one.
const LONGEST_SQL: usize = 1 << 20;

/// Operators in one question: a chain of them is as deep as it is long, and depth costs stack.
/// Long lists (`IN (…)`, `VALUES …`) are not deep.
const MOST_OPERATORS: usize = 1_000;

/// Parses one statement and refuses what is not a query.
pub(super) fn one_query(sql: &str) -> Result<Statement, AskError> {
    if sql.len() > LONGEST_SQL {
        return Err(AskError::Refused("the SQL text is longer than a mebibyte".to_owned()));
    }
    bounded_depth(sql)?;
    let mut statements = DFParser::parse_sql(sql).map_err(|e| sql_error(&e))?;
    let Some(statement) = statements.pop_front() else {
        return Err(AskError::Refused("there is no SQL to answer; ask with SELECT".to_owned()));
    };
    if !statements.is_empty() {
        return Err(AskError::Refused("one statement at a time: ask each question by itself".to_owned()));
    }
    is_query(&statement)?;
    Ok(statement)
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
            ast::Statement::Query(_)
            | ast::Statement::ShowTables { .. }
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

/// Walks the whole plan, subqueries too: only reading nodes, only named files.
pub(super) fn check(plan: &LogicalPlan, files: &[NamedFile]) -> Result<(), AskError> {
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
        .verify_plan(plan)
        .map_err(|e| AskError::Refused(sql_error(&e).to_string()))?;
    let mut names: Vec<String> = files.iter().map(|f| f.name.clone()).collect();
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
            (!(named || series || catalog))
                .then(|| format!("'{table}' is not one of the named files; name it with --table NAME=FILE"))
        }
        LogicalPlan::Statement(_)
        | LogicalPlan::Dml(_)
        | LogicalPlan::Ddl(_)
        | LogicalPlan::Copy(_)
        | LogicalPlan::Extension(_) => {
            Some("questions only read the named files; ask with SELECT".to_owned())
        }
        _ => None,
    }
}
