//! What a screen reader and a keyboard meet: names, headings, ids, landmarks.

use std::collections::BTreeSet;

use super::gallery::drawn;

/// A tag with its attributes.
struct Tag<'a> {
    name: &'a str,
    text: &'a str,
}

impl Tag<'_> {
    fn get(&self, attribute: &str) -> Option<&str> {
        let start = self.text.find(&format!(" {attribute}=\""))? + attribute.len() + 3;
        self.text[start..].split('"').next()
    }

    fn has(&self, attribute: &str) -> bool {
        self.text[self.name.len()..]
            .split_whitespace()
            .any(|word| word == attribute || word.starts_with(&format!("{attribute}=")))
    }
}

fn tags(page: &str) -> Vec<Tag<'_>> {
    page.split('<')
        .skip(1)
        .filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|part| {
            let text = part.split('>').next().unwrap_or_default();
            Tag { name: text.split([' ', '/']).next().unwrap_or_default(), text }
        })
        .collect()
}

/// What is wrong with a page.
pub(crate) fn wrongs(page: &str) -> Vec<String> {
    let tags = tags(page);
    let mut wrongs = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in &tags {
        if let Some(id) = tag.get("id")
            && !ids.insert(id.to_owned())
        {
            wrongs.push(format!("the id {id} stands twice"));
        }
    }
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|t| t.name == "label").filter_map(|t| t.get("for")).collect();
    let mut level = 0;
    for tag in &tags {
        for tie in ["aria-labelledby", "aria-describedby", "for", "aria-controls"] {
            for id in tag.get(tie).unwrap_or_default().split_whitespace() {
                if !ids.contains(id) {
                    wrongs.push(format!("<{}> is tied to {id}, which is not there", tag.text));
                }
            }
        }
        let hidden = matches!(tag.get("type"), Some("hidden"));
        if matches!(tag.name, "input" | "select" | "textarea" | "progress")
            && !hidden
            && !tag.get("id").is_some_and(|id| labelled.contains(id))
            && !tag.has("aria-label")
        {
            wrongs.push(format!("<{}> has no label", tag.text));
        }
        if let Some(next) = tag.name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) {
            if next > level + 1 {
                wrongs.push(format!("a heading of level {next} follows one of level {level}"));
            }
            level = next;
        }
        if tag.name == "svg" && !tag.has("aria-hidden") && !tag.has("aria-labelledby") {
            wrongs.push("a picture has no name".to_owned());
        }
        if tag.has("style") || tag.text.contains(" onclick") {
            wrongs.push(format!("<{}> carries a style or script of its own", tag.text));
        }
        if tag.name == "form" && tag.get("method") == Some("post") && !page.contains("name=\"csrf\"") {
            wrongs.push("a form has no token".to_owned());
        }
        if tag.get("tabindex").and_then(|i| i.parse::<i32>().ok()).is_some_and(|i| i > 0) {
            wrongs.push(format!("<{}> goes before its turn", tag.text));
        }
    }
    for name in ["h1", "main"] {
        let found = tags.iter().filter(|tag| tag.name == name).count();
        if found != 1 {
            wrongs.push(format!("{found} of {name}"));
        }
    }
    if !page.split("</head>").next().is_some_and(|head| head.contains("<title>")) {
        wrongs.push("the page has no title".to_owned());
    }
    if tags.iter().find(|t| t.name == "html").and_then(|t| t.get("lang")).is_none_or(str::is_empty) {
        wrongs.push("the page has no language".to_owned());
    }
    if page.contains("<script>") || page.contains("<style") {
        wrongs.push("a script or style stands in the page".to_owned());
    }
    wrongs
}

#[test]
fn pages_of_the_gallery_can_be_read_without_eyes_or_mouse() {
    for (name, page) in drawn::pages() {
        let wrongs = wrongs(&page);
        assert!(wrongs.is_empty(), "{name}: {wrongs:#?}");
    }
}

#[test]
fn what_is_wrong_is_found() {
    let page = "<html><body><h1>a</h1><h3 id=\"x\">b</h3><input id=\"x\" name=\"q\"><p style=\"color:red\" aria-describedby=\"none\"></p></body></html>";
    let wrongs = wrongs(page).join("\n");
    for expected in [
        "stands twice",
        "has no label",
        "level 3 follows one of level 1",
        "style",
        "not there",
        "0 of main",
        "no language",
    ] {
        assert!(wrongs.contains(expected), "{expected} in {wrongs}");
    }
}

#[test]
fn every_part_escapes_what_it_shows() {
    use maud::html;
    use pages::{Reader, frame, parts};

    let evil = "</script><img src=x onerror=alert(1)>\"'&";
    let reader = Reader {
        company: evil.to_owned(),
        name: Some(evil.to_owned()),
        csrf: evil.to_owned(),
        path: evil.to_owned(),
        said: Some(evil.to_owned()),
        locale: evil.to_owned(),
        zone: evil.to_owned(),
        ..Reader::nobody("/", 0)
    };
    let body = html! {
        (parts::chip(parts::Tone::Plain, evil)) (parts::link(evil, evil)) (parts::link("javascript:alert(1)", "x"))
        (parts::link("//evil.example", "y")) (parts::link("/\\evil.example", "z"))
        (parts::Field::new("q", evil).value(evil).hint(evil).error(Some(evil)))
        (parts::Field::new("t", evil).value(evil).rows(3))
        (parts::Select::new("s", evil).options([(evil, evil)]))
        (parts::copyable(&reader, "line", evil)) (parts::empty(evil, evil, &html! {}))
        (parts::act(&reader, "/x", parts::Look::Danger, evil, &[("a", evil)], Some(evil)))
    };
    let page = frame::page(&reader, frame::Place::None, evil, &body).into_string();
    assert!(!page.contains("<img"), "{page}");
    assert!(
        !page.contains("href=\"javascript:") && !page.contains("href=\"//") && !page.contains("href=\"/\\")
    );
}
