//! A checker for tests: whether markup is well-formed XML with unique ids.

/// Whether every element is closed in order, every attribute is quoted and every id is unique.
pub fn check(markup: &str) -> Result<(), String> {
    let (mut open, mut ids) = (Vec::<String>::new(), std::collections::BTreeSet::new());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        text_is_escaped(&rest[..start])?;
        rest = &rest[start + 1..];
        let end = rest.find('>').ok_or_else(|| format!("'<' without '>' at {}", excerpt(rest)))?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(opened) if opened == name => {}
                other => return Err(format!("</{name}> closes {other:?}")),
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        for id in attributes(&tag[name.len()..])?.into_iter().filter(|(k, _)| k == "id").map(|(_, v)| v) {
            if !ids.insert(id.clone()) {
                return Err(format!("id '{id}' is used twice"));
            }
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    text_is_escaped(rest)?;
    if open.is_empty() { Ok(()) } else { Err(format!("not closed: {open:?}")) }
}

fn text_is_escaped(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let entity = part.split(';').next().unwrap_or_default();
        if !part.contains(';') || !["amp", "lt", "gt", "quot", "apos"].contains(&entity) {
            return Err(format!("a bare & at {}", excerpt(part)));
        }
    }
    Ok(())
}

fn attributes(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim().trim_end_matches('/').trim();
    while !rest.is_empty() {
        let (name, after) =
            rest.split_once("=\"").ok_or_else(|| format!("attribute without value: {rest}"))?;
        let (value, after) = after.split_once('"').ok_or_else(|| format!("quote not closed: {rest}"))?;
        if name.contains(char::is_whitespace) {
            return Err(format!("attribute without value: {name}"));
        }
        text_is_escaped(value)?;
        found.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    Ok(found)
}

fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn broken_markup_is_found() {
        assert!(check("<a id=\"x\"><b c=\"1 &lt; 2\"></b>text &amp; more</a><d/>").is_ok());
        for broken in [
            "<a><path d=\"\"></a>",
            "<a>",
            "</a>",
            "<a b=c></a>",
            "<a id=\"x\"></a><a id=\"x\"></a>",
            "<a>R&D</a>",
        ] {
            assert!(check(broken).is_err(), "{broken}");
        }
    }
}
