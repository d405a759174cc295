//! Data: what is here and how old it is, imports, files on their way in, quarantine, write keys.

pub mod import;
pub mod keys;
pub mod overview;
pub mod quarantine;
pub mod report;
pub mod upload;

use maud::{Markup, html};

use crate::{
    Reader,
    parts::{Tab, tabs},
    text::Fill,
};

/// A page among those about data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    Overview,
    Quarantine,
    Keys,
}

fn about(reader: &Reader, here: Here) -> Markup {
    let all = [
        ("/data", "data-tab-overview", Here::Overview),
        ("/data/quarantine", "data-tab-quarantine", Here::Quarantine),
        ("/data/keys", "data-tab-keys", Here::Keys),
    ];
    let words: Vec<String> = all.iter().map(|(_, key, _)| reader.t(key)).collect();
    let all: Vec<Tab<'_>> = all
        .iter()
        .zip(&words)
        .map(|((path, _, place), text)| Tab { path, text, here: *place == here })
        .collect();
    html! { (tabs(&reader.t("data-tabs"), &all)) }
}

/// The name of a kind of fact.
pub fn kind(reader: &Reader, kind: &str) -> String {
    if kind == "-" {
        return reader.t("data-kind-several");
    }
    reader.t(&format!("data-kind-{kind}"))
}

/// A size in the unit that reads best.
pub fn size(reader: &Reader, bytes: u64) -> String {
    let (unit, key, decimals) = match bytes {
        0..1_000 => return reader.tf("data-size-bytes", &[("n", Fill::Count(bytes))]),
        1_000..1_000_000 => (1e3, "data-size-kb", 0),
        1_000_000..1_000_000_000 => (1e6, "data-size-mb", 1),
        _ => (1e9, "data-size-gb", 1),
    };
    let n = reader.decimal(bytes as f64 / unit, decimals);
    reader.tf(key, &[("n", Fill::Text(&n))])
}

/// Names of files in a few words.
fn files(reader: &Reader, names: &[String]) -> String {
    match names {
        [] => "–".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => reader.tf(
            "data-imports-more-files",
            &[("first", Fill::Text(first)), ("n", Fill::Count(rest.len() as u64))],
        ),
    }
}

/// What asks a browser without script to look again.
fn look_again(seconds: u32) -> Markup {
    html! { noscript { meta http-equiv="refresh" content=(seconds); } }
}
