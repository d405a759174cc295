//! The API for people to read: what the OpenAPI document says, by subject.

use maud::{Markup, html};
use serde_json::Value;

use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column},
    text::Fill,
};

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// Subjects, each with its operations.
    pub tags: Vec<Tag>,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// What it is.
    pub text: String,
    /// What can be asked.
    pub operations: Vec<Operation>,
}

/// Something that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// `get_customers`.
    pub id: String,
    /// `GET`.
    pub method: String,
    /// `/api/v1/customers`.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// More about it.
    pub text: String,
    /// The right it needs; empty where being known is enough; none where nobody is asked.
    pub right: Option<String>,
    /// Whether keys are taken.
    pub keys: bool,
    /// Name, where it stands, its type, what it means.
    pub parameters: Vec<[String; 4]>,
    /// The name of what is sent; none where nothing is.
    pub body: Option<String>,
    /// Status and what it means.
    pub answers: Vec<(String, String)>,
}

impl View {
    /// Reads the document.
    pub fn of(document: &Value) -> Self {
        let mut tags: Vec<Tag> = document["tags"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|tag| Tag {
                name: text(&tag["name"]),
                text: text(&tag["description"]),
                operations: Vec::new(),
            })
            .collect();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for method in ["get", "post", "put", "patch", "delete"] {
                let Some(operation) = item.get(method) else { continue };
                let tag = text(&operation["tags"][0]);
                let read = Operation::of(method, path, operation);
                match tags.iter_mut().find(|known| known.name == tag) {
                    Some(known) => known.operations.push(read),
                    None => tags.push(Tag { name: tag, text: String::new(), operations: vec![read] }),
                }
            }
        }
        Self { tags }
    }
}

impl Operation {
    fn of(method: &str, path: &str, operation: &Value) -> Self {
        let ways = operation["security"].as_array().map_or(&[][..], Vec::as_slice);
        let session = ways.iter().find_map(|way| way.get("session"));
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| {
            let needed = if parameter["required"] == true { " *" } else { "" };
            [
                text(&parameter["name"]) + needed,
                text(&parameter["in"]),
                kind(&parameter["schema"]),
                text(&parameter["description"]),
            ]
        });
        let answers = operation["responses"].as_object().into_iter().flatten();
        let body = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
        Self {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            text: text(&operation["description"]),
            right: session.map(|rights| text(&rights[0])),
            keys: ways.iter().any(|way| way.get("key").is_some()),
            parameters: parameters.collect(),
            body: body.map(|(media, content)| format!("{media}: {}", kind(&content["schema"]))),
            answers: answers
                .filter(|(status, _)| *status != "default")
                .map(|(status, answer)| (status.clone(), text(&answer["description"])))
                .collect(),
        }
    }

    /// A line to copy into a terminal.
    fn example(&self) -> String {
        let path = self.path.replace(['{', '}'], "");
        let method = if self.method == "GET" { String::new() } else { format!(" -X {}", self.method) };
        let key = if self.right.is_some() { " -H 'Authorization: Bearer gwa_…'" } else { "" };
        let body = match &self.body {
            Some(body) if body.starts_with("application/json") => {
                " -H 'Content-Type: application/json' -d '{…}'"
            }
            _ => "",
        };
        format!("curl{method}{key}{body} http://127.0.0.1:8080{path}")
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A schema in a few words: `integer`, `Customer`, `list of Customer`.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let named = match &schema["type"] {
        Value::String(name) => name.clone(),
        // A type or null.
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or_default().to_owned()
        }
        _ => {
            let one_of = schema["oneOf"].as_array().or_else(|| schema["allOf"].as_array());
            return one_of
                .into_iter()
                .flatten()
                .filter(|schema| schema["type"] != "null")
                .map(kind)
                .collect::<Vec<_>>()
                .join(" or ");
        }
    };
    if named == "array" {
        return format!("list of {}", kind(&schema["items"]));
    }
    match schema["enum"].as_array() {
        Some(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        None => named,
    }
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        p.lead { (reader.t("api-lead")) }
        (parts::section("key", &reader.t("api-key"), &html! {
            p { (reader.t("api-key-how")) }
            pre.code tabindex="0" { code { "curl -H 'Authorization: Bearer gwa_…' http://127.0.0.1:8080/api/v1/me" } }
            p { (reader.t("api-lists")) }
            p { (reader.t("api-errors")) }
            p { (parts::link("/openapi.json", &reader.t("api-document"))) }
        }))
        nav aria-label=(reader.t("api-subjects")) {
            ul { @for tag in &view.tags { li { (parts::link(&format!("#{}", tag.name), &capital(&tag.name))) " – " (tag.text) } } }
        }
        @for tag in &view.tags {
            section id=(tag.name) aria-labelledby=(format!("{}-h", tag.name)) {
                h2 id=(format!("{}-h", tag.name)) { (capital(&tag.name)) }
                p { (tag.text) }
                @for operation in &tag.operations { (shown(reader, operation)) }
            }
        }
    };
    frame::page(reader, Place::None, &reader.t("api-title"), &body)
}

/// With a capital at its beginning.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn shown(reader: &Reader, operation: &Operation) -> Markup {
    let needs = match operation.right.as_deref() {
        None => reader.t("api-needs-nothing"),
        Some("") => reader.t("api-needs-known"),
        Some(right) => reader.tf("api-needs", &[("right", Fill::Text(right))]),
    };
    let summary = html! {
        code { (operation.method) " " (operation.path) } " " span.note { (operation.summary) }
    };
    parts::opened(
        &summary,
        &html! {
            @if !operation.text.is_empty() { p { (operation.text) } }
            p { (needs) @if !operation.keys && operation.right.is_some() { " " (reader.t("api-no-keys")) } }
            @if !operation.parameters.is_empty() {
                (parts::table(
                    &format!("{}-parameters", operation.id),
                    &reader.t("api-parameters"),
                    &["api-name", "api-where", "api-type", "api-meaning"].map(|key| Column::text(reader.t(key))),
                    &rows(&operation.parameters),
                ))
            }
            @if let Some(body) = &operation.body { p { (reader.t("api-body")) " " code { (body) } } }
            dl.plain { @for (status, meaning) in &operation.answers { dt { code { (status) } } dd { (meaning) } } }
            pre.code tabindex="0" { code { (operation.example()) } }
        },
    )
}

fn rows(parameters: &[[String; 4]]) -> Vec<Vec<Markup>> {
    let row = |[name, place, kind, meaning]: &[String; 4]| {
        vec![html! { code { (name) } }, html! { (place) }, html! { (kind) }, html! { (meaning) }]
    };
    parameters.iter().map(row).collect()
}
