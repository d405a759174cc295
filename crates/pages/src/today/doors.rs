//! The empty company's three doors: drop a file, point an SDK here, open the sample company.

use access::Right;
use maud::{Markup, html};

use crate::{
    Reader,
    parts::{self, Look},
    text::Fill,
};

/// The three doors.
#[derive(Debug, Clone, PartialEq)]
pub struct Doors {
    /// The address under which this server is reached, such as `http://127.0.0.1:8080`.
    pub address: String,
    /// A write key that was made just now.
    pub key: Option<NewKey>,
    /// How far the sample company is.
    pub sample: Sample,
}

/// A write key that was made just now, shown this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The source it names.
    pub name: String,
    /// What a system sends with its events.
    pub token: String,
}

/// How far the sample company is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sample {
    /// Nobody asked for it.
    NotAsked,
    /// It is being made; the step, as a text key, and its number of how many.
    Making(&'static str, u64, u64),
    /// That did not work: why.
    Failed(String),
}

pub(super) fn draw(reader: &Reader, doors: &Doors) -> Markup {
    if let Sample::Making(step, now, of) = doors.sample {
        return making(reader, step, now, of);
    }
    html! {
        p.lead { (reader.t("today-empty")) }
        ul.doors {
            li {
                h2 id="door-file" { (reader.t("today-door-file")) }
                (file(reader))
            }
            li {
                h2 id="door-sdk" { (reader.t("today-door-sdk")) }
                (sdk(reader, doors))
            }
            li {
                h2 id="door-sample" { (reader.t("today-door-sample")) }
                (sample(reader, doors))
            }
        }
    }
}

fn making(reader: &Reader, step: &'static str, now: u64, of: u64) -> Markup {
    html! {
        div role="status" {
            p.lead { (reader.t("today-sample-making")) }
            (parts::progress("sample-progress", &reader.t(step), (of > 0).then(|| now as f64 / of as f64)))
        }
        p.note { a href="/" { (reader.t("today-look-again")) } }
    }
}

fn file(reader: &Reader) -> Markup {
    html! {
        p { (reader.t("today-door-file-text")) }
        @if reader.may(Right::DataWrite) {
            form.stack method="post" enctype="multipart/form-data" action=(format!("/data/uploads?csrf={}", reader.csrf)) data-drop {
                label for="door-files" { (reader.t("today-door-file-label")) }
                input id="door-files" type="file" name="files" multiple required accept=".csv,.tsv,.txt,.gz,.json,.jsonl,.parquet";
                (parts::button(Look::Main, &reader.t("today-door-file-do")))
            }
        } @else { p.note { (reader.t("today-door-who")) } }
    }
}

fn sdk(reader: &Reader, doors: &Doors) -> Markup {
    html! {
        p { (reader.t("today-door-sdk-text")) }
        @if let Some(key) = &doors.key {
            p { strong { (reader.tf("today-door-key-made", &[("name", Fill::Text(&key.name))])) } " " (reader.t("today-door-key-once")) }
            (parts::copyable(reader, "door-line", &line(&doors.address, &key.token)))
            p { (parts::link("/", &reader.t("today-look-again"))) }
        } @else if reader.may(Right::KeysWrite) {
            pre.code tabindex="0" { code { (line(&doors.address, "WRITE_KEY")) } }
            (parts::act(reader, "/today/key", Look::Plain, &reader.t("today-door-key"), &[], None))
        } @else { p.note { (reader.t("today-door-key-who")) } }
    }
}

/// The line to copy: one event that an empty company takes.
fn line(address: &str, token: &str) -> String {
    format!(
        "curl {address}/v1/track -u {token}: \\\n  -H 'content-type: application/json' \\\n  -d '{{\"userId\":\"u1\",\"event\":\"Order \
         Completed\",\"properties\":{{\"order_id\":\"1\",\"total\":20,\"currency\":\"EUR\"}}}}'"
    )
}

fn sample(reader: &Reader, doors: &Doors) -> Markup {
    html! {
        p { (reader.t("today-door-sample-text")) }
        @if let Sample::Failed(why) = &doors.sample {
            p.warn role="alert" { (reader.t("today-sample-failed")) " " (why) }
        }
        @if reader.may(Right::DataWrite) {
            (parts::act(reader, "/today/sample", Look::Plain, &reader.t("today-door-sample-do"), &[], None))
        } @else { p.note { (reader.t("today-door-who")) } }
    }
}
