//! Event logs in XES (IEEE 1849), turned into a line for each event.

use std::io::Read;

use crate::import::{ImportError, Source, source::xml};

/// Logs larger than this, unpacked, are to be cut in pieces.
const LARGEST: u64 = 1 << 30;

/// The events of a log as JSON lines, or nothing if the source is no event log. What a trace says
/// stands in each of its events under `case:`.
pub(super) fn lines(source: &Source) -> Result<Option<Source>, ImportError> {
    let Some((name, mut text)) = xml(source)? else { return Ok(None) };
    let mut bytes = Vec::new();
    text.by_ref().take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| ImportError::unreadable(&name, e))?;
    if bytes.len() as u64 > LARGEST {
        let problem = "is an event log of more than one GiB; cut it in pieces or make it a CSV file";
        return Err(ImportError::not_orders(&name, problem));
    }
    let text = String::from_utf8_lossy(&bytes);
    if !text.contains("<log") {
        return Ok(None);
    }
    let lines = events(&text).ok_or_else(|| {
        ImportError::not_orders(&name, "is an event log (XES) that ends in the middle of a tag")
    })?;
    if lines.is_empty() {
        return Err(ImportError::not_orders(&name, "is an event log (XES) without events"));
    }
    Ok(Some(Source::bytes(name, lines)))
}

/// Attributes in the order in which they stand.
type Attributes = Vec<(String, String)>;

fn events(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut trace, mut event): (Option<Attributes>, Option<Attributes>) = (None, None);
    // Attributes may have attributes of their own, and `global` names defaults: neither is wanted.
    let mut inside = 0usize;
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = &after[after.find("-->")? + 3..];
            continue;
        }
        let end = end_of_tag(rest)?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let (empty, tag) = tag.strip_suffix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        match name {
            "trace" if closing => trace = None,
            "trace" => trace = Some(Vec::new()),
            "event" if closing => {
                if let Some(event) = event.take() {
                    write(&mut out, trace.as_deref().unwrap_or_default(), &event);
                }
                inside = 0;
            }
            "event" if !empty => {
                event = Some(Vec::new());
                inside = 0;
            }
            "string" | "date" | "int" | "float" | "boolean" | "id" | "list" | "container" | "global"
            | "values" => {
                if closing {
                    inside = inside.saturating_sub(1);
                    continue;
                }
                if inside == 0
                    && let Some(to) = event.as_mut().or(trace.as_mut())
                    && let (Some(key), Some(value)) = (attribute(tag, "key"), attribute(tag, "value"))
                {
                    to.push((key, value));
                }
                inside += usize::from(!empty);
            }
            _ => {}
        }
    }
    Some(out)
}

/// Where the tag that begins here ends: at a `>` outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| match quote {
        Some(open) => {
            if byte == open {
                quote = None;
            }
            false
        }
        None if matches!(byte, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        None => byte == b'>',
    })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        if let Some(value) = after.strip_prefix('=').map(str::trim_start)
            && before.is_some_and(|c| c.is_ascii_whitespace())
        {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next().map(unescaped);
        }
        // The name may stand in a value: go on behind the quotes that follow.
        rest = &rest[at + name.len()..];
    }
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = rest.find(';').and_then(|end| Some((end, entity(&rest[1..end])?)));
        match found {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

fn write(out: &mut Vec<u8>, trace: &[(String, String)], event: &[(String, String)]) {
    let case = trace.iter().map(|(key, value)| (format!("case:{key}"), value.clone()));
    let fields: serde_json::Map<String, serde_json::Value> =
        case.chain(event.iter().cloned()).map(|(key, value)| (key, value.into())).collect();
    out.extend(serde_json::Value::Object(fields).to_string().into_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn events_carry_what_their_trace_says() {
        let log = r#"<?xml version="1.0"?><!-- a <log> of old --><log><global scope="event"><string key="concept:name" value="no"/></global>
            <trace><string key="concept:name" value="Case &amp; 1"><string key="deep" value="no"/></string>
            <event><string key="concept:name" value="a > b"/><date key='time:timestamp' value='2012-10-09T14:50:17+00:00'/></event>
            <event/></trace></log>"#;
        let lines = String::from_utf8(events(log).unwrap()).unwrap();
        assert_eq!(
            lines,
            "{\"case:concept:name\":\"Case & 1\",\"concept:name\":\"a > b\",\"time:timestamp\":\"2012-10-09T14:50:17+00:00\"}\n"
        );
        assert_eq!(events("<log><trace><event"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_log_or_not(text in "[<>/!a-z\"'=& ;#-]{0,60}|(<trace>|<event>|<string key=\"a\" value=\"é&#x41;\"/>|</event>|&|<!--|-->){0,12}") {
            let _ = events(&text);
        }
    }
}
