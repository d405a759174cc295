//! Comma-separated values whose cells no spreadsheet takes for a formula.

use std::borrow::Cow;

use history::table::guarded;

/// Adds a row.
pub(crate) fn row<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            file.push(',');
        }
        // A number is no formula, also one below zero.
        let cell = if cell.parse::<f64>().is_ok() { Cow::Borrowed(cell) } else { guarded(cell) };
        if cell.contains([',', '"', '\n', '\r']) {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        } else {
            file.push_str(&cell);
        }
    }
    file.push_str("\r\n");
}

/// A number, or nothing where there is none.
pub(crate) fn number(x: Option<f64>, decimals: usize) -> String {
    x.filter(|x| x.is_finite()).map_or_else(String::new, |x| format!("{x:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        let mut file = String::new();
        row(&mut file, ["a,b", "say \"x\"", "=1+1", "-1+1", "-1.50", "two\nlines", "plain"]);
        assert_eq!(file, "\"a,b\",\"say \"\"x\"\"\",'=1+1,'-1+1,-1.50,\"two\nlines\",plain\r\n");
        assert_eq!(number(Some(f64::NAN), 2) + &number(Some(-1.005), 2), "-1.00");
    }
}
