//! A part of one of the settings' lists, as JSON or as a file.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use history::table::guarded;
use serde::Serialize;
use serde_json::Value;

use super::super::{Listing, Paging, Problem};

/// Entries of a part where nothing is said.
const USUAL: u16 = 50;

/// Entries of a list that comes as a file, at most.
const FILE: u64 = 1_000_000;

/// Which part of a list by number is wanted, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve::web) struct Part {
    pub(in crate::serve::web) after: Option<i64>,
    limit: u16,
    pub(in crate::serve::web) csv: bool,
}

/// Reads which part is wanted.
///
/// # Errors
///
/// If `after` was not given by an earlier part, or the number or the format cannot be.
pub(in crate::serve::web) fn part(paging: &Paging) -> Result<Part, Problem> {
    let after = match paging.after.as_deref() {
        None | Some("") => None,
        Some(text) => {
            let number = text.parse::<i64>().ok().filter(|number| *number > 0);
            Some(number.ok_or_else(|| {
                Problem::invalid("after", "give the `next` of the part before, or leave it out")
            })?)
        }
    };
    let limit = paging.limit.unwrap_or(USUAL);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "a number from 1 to 500"));
    }
    let csv = match paging.format.as_deref() {
        None | Some("" | "json") => false,
        Some("csv") => true,
        Some(_) => return Err(Problem::invalid("format", "json or csv")),
    };
    Ok(Part { after, limit, csv })
}

/// What a list holds, as rows of a file.
pub(in crate::serve::web) trait Row: Serialize {
    /// The file's name, without its ending.
    const FILE: &'static str;
    /// Names of the fields, in the order of the columns.
    const COLUMNS: &'static [&'static str];
}

impl Part {
    /// How many to ask for: one more than are shown, to know whether there are more.
    pub(in crate::serve::web) fn asked(self) -> u64 {
        if self.csv { FILE } else { u64::from(self.limit) + 1 }
    }

    /// The answer made of what was asked for.
    pub(in crate::serve::web) fn answer<A, T: Row>(
        self,
        mut found: Vec<A>,
        number: impl Fn(&A) -> i64,
        shown: impl Fn(A) -> T,
    ) -> Response {
        if self.csv {
            return file(found.into_iter().map(shown));
        }
        let limit = usize::from(self.limit);
        let next = (found.len() > limit).then(|| found.get(limit - 1).map(|last| number(last).to_string()));
        found.truncate(limit);
        let items = found.into_iter().map(shown).collect::<Vec<T>>();
        axum::Json(Listing { items, next: next.flatten() }).into_response()
    }
}

/// Rows as a file that a spreadsheet may open: no cell of it is run as a formula.
pub(in crate::serve::web) fn file<T: Row>(rows: impl Iterator<Item = T>) -> Response {
    let mut text = T::COLUMNS.join(",") + "\r\n";
    for row in rows {
        let row = serde_json::to_value(row).unwrap_or_default();
        let cells: Vec<String> = T::COLUMNS.iter().map(|name| cell(&row[*name])).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    let name = format!("attachment; filename=\"{}.csv\"", T::FILE);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, text).into_response()
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::Number(_) | Value::Bool(_) => return value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(" "),
        Value::Object(_) => value.to_string(),
    };
    let text = guarded(&text);
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell(&json!("=1+1")), "'=1+1");
        assert_eq!(cell(&json!("a,\"b\"")), "\"a,\"\"b\"\"\"");
        assert_eq!(cell(&json!(-3)), "-3");
        assert_eq!(cell(&json!(["values:read", "export"])), "values:read export");
        assert_eq!(cell(&Value::Null), "");
    }

    #[test]
    fn a_part_is_asked_for_within_limits() {
        let paging = |after: &str, limit: u16, format: &str| {
            part(&Paging {
                after: Some(after.to_owned()),
                limit: Some(limit),
                format: Some(format.to_owned()),
            })
        };
        assert_eq!(paging("7", 2, "json").unwrap(), Part { after: Some(7), limit: 2, csv: false });
        assert!(paging("7", 0, "").is_err());
        assert!(paging("7", 501, "").is_err());
        assert!(paging("-7", 2, "").is_err());
        assert!(paging("x", 2, "").is_err());
        assert!(paging("", 2, "xml").is_err());
    }
}
