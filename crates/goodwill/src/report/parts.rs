//! Parts that every section uses: tables, figures, what can be opened.

use facts::Currency;
use maud::{Markup, html};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// Words, to the left.
    Text(&'static str),
    /// Numbers, to the right.
    Number(&'static str),
}

/// From so many columns on a table is sure to be wider than a phone.
const WIDER_THAN_A_PHONE: usize = 5;

/// The class of a region around a table of so many columns: the stylesheet says that wide ones go on.
pub(super) fn region(columns: usize) -> &'static str {
    if columns >= WIDER_THAN_A_PHONE { "scroll many" } else { "scroll" }
}

/// A table with caption in a region that scrolls sideways where it must. The first cell of a
/// row names it.
pub(super) fn table(id: &str, caption: &str, columns: &[Column], rows: &[Vec<String>]) -> Markup {
    html! {
        div class=(region(columns.len())) role="region" tabindex="0" aria-labelledby=(format!("{id}-c")) {
            table {
                caption id=(format!("{id}-c")) { span { (caption) } }
                thead { tr { @for column in columns {
                    @match column {
                        Column::Text(name) => { th scope="col" { (name) } }
                        Column::Number(name) => { th.num scope="col" { (name) } }
                    }
                } } }
                tbody { @for row in rows { tr {
                    @for (cell, column) in row.iter().zip(columns).take(1) {
                        th scope="row" class=[number(column)] { (cell) }
                    }
                    @for (cell, column) in row.iter().zip(columns).skip(1) { td class=[number(column)] { (cell) } }
                } } }
            }
        }
    }
}

fn number(column: &Column) -> Option<&'static str> {
    matches!(column, Column::Number(_)).then_some("num")
}

/// A chart under its heading, with its numbers as a table that can be opened.
pub(super) fn figure(title: &str, note: &str, chart: &Markup, numbers: &Markup) -> Markup {
    html! {
        figure {
            figcaption { h3 { (title) } p.note { (note) } }
            (chart)
            (opened("The numbers behind it", numbers))
        }
    }
}

/// Something that can be opened; printed it is open.
pub(super) fn opened(summary: &str, content: &Markup) -> Markup {
    html! { details { summary { (summary) } (content) } }
}

/// `8 of 10` for a level of 0.8, `95 of 100` for 0.95.
pub(super) fn of_ten(level: f64) -> String {
    let tenths = level * 10.0;
    if (tenths - tenths.round()).abs() < 1e-9 {
        format!("{tenths:.0} of 10")
    } else {
        format!("{:.0} of 100", level * 100.0)
    }
}

/// A model's name as its paper writes it.
pub(super) fn model_name(code: &str) -> &str {
    match code {
        "bg-nbd" => "BG/NBD",
        "mbg-nbd" => "MBG/NBD",
        "pareto-nbd" => "Pareto/NBD",
        "bg-bb" => "BG/BB",
        "sbg" => "sBG",
        "gamma-gamma" => "Gamma-Gamma",
        other => other,
    }
}

/// A sentence in which `1.24 M EUR` stays on one line: its spaces do not break.
pub(super) fn kept(text: &str, currency: Currency) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut after_number = false;
    for (i, word) in text.split(' ').enumerate() {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let scale = matches!(bare, "M" | "bn" | "tn");
        let unit = scale || bare == currency.code() || bare == "orders" || bare == "customers";
        if i > 0 {
            kept.push(if unit && after_number { '\u{a0}' } else { ' ' });
        }
        kept.push_str(word);
        after_number = word.ends_with(|c: char| c.is_ascii_digit()) || scale && after_number;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_not_torn_from_its_unit() {
        let eur = Currency::from_code("EUR").unwrap();
        assert_eq!(
            kept("brought 1.24 M EUR, then 5 EUR", eur),
            "brought 1.24\u{a0}M\u{a0}EUR, then 5\u{a0}EUR"
        );
        assert_eq!(kept("Of EUR 5 and USD", eur), "Of EUR 5 and USD");
        assert_eq!(kept("", eur), "");
    }

    #[test]
    fn levels_read_as_so_many_of_ten() {
        assert_eq!(of_ten(0.8), "8 of 10");
        assert_eq!(of_ten(0.95), "95 of 100");
    }
}
