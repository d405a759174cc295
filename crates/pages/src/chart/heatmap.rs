//! A heatmap that is a table: every cell is a number first and a shade second.

use maud::{Markup, html};

use crate::words;

/// One row.
#[derive(Debug, Clone)]
pub struct HeatRow {
    /// What the row is of.
    pub name: String,
    /// What stands beside the name.
    pub note: String,
    /// Shares by column; `None` where there is none.
    pub cells: Vec<Option<f64>>,
}

/// Draws shares as a table with shaded cells. The darkest shade is the greatest share after the
/// first column, which is lighter only where it is less.
pub fn heatmap(
    id: &str,
    caption: &str,
    corner: &str,
    note: &str,
    columns: &[String],
    rows: &[HeatRow],
) -> Markup {
    let shares =
        rows.iter().flat_map(|row| row.cells.iter().skip(1).flatten().copied().filter(|x| x.is_finite()));
    let most = shares.fold(0.0, f64::max);
    html! {
        div.scroll.many[columns.len() > 6] role="region" tabindex="0" aria-labelledby=(format!("{id}-c")) {
            table.heat {
                caption id=(format!("{id}-c")) { span { (caption) } }
                thead { tr {
                    th scope="col" { (corner) }
                    th.num scope="col" { (note) }
                    @for column in columns { th.num scope="col" { (column) } }
                } }
                tbody { @for row in rows { tr {
                    th scope="row" { (row.name) }
                    td.num { (row.note) }
                    @for (i, _) in columns.iter().enumerate() {
                        @match row.cells.get(i).copied().flatten().filter(|x| x.is_finite()) {
                            Some(share) => { td class=(format!("num h{}", shade(share, most))) { (cell(share)) } }
                            None => { td {} }
                        }
                    }
                } } }
            }
        }
    }
}

/// Shade 0 (none) to 7 (the greatest share).
fn shade(share: f64, most: f64) -> u32 {
    if share <= 0.0 {
        0
    } else if most <= 0.0 {
        7
    } else {
        (share / most * 7.0).ceil().clamp(1.0, 7.0) as u32
    }
}

/// The percent sign stands in the caption, so that the triangle stays narrow.
fn cell(share: f64) -> String {
    let p = share * 100.0;
    if p > 0.0 && p < 0.95 { words::decimal(p.max(0.1), 1) } else { words::decimal(p, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_share_is_darkest_and_none_is_blank() {
        assert_eq!(shade(0.0, 0.3), 0);
        assert_eq!(shade(0.3, 0.3), 7);
        assert_eq!(shade(0.001, 0.3), 1);
        assert_eq!(shade(1.0, 0.3), 7);
        assert_eq!(shade(1.0, 0.0), 7);
        assert_eq!(cell(0.004), "0.4");
        assert_eq!(cell(0.344), "34");
    }
}
