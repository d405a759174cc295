//! The parts of a JSON text, without reading what is in them: so that one event that cannot be read
//! harms no other.

use serde::de::IgnoredAny;
use serde_json::{Deserializer, StreamDeserializer, de::SliceRead};

use super::Unreadable;

/// A place in a JSON text.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// The one value of a text, without what stands around it.
    pub(crate) fn whole(body: &'a [u8]) -> Result<&'a [u8], String> {
        let bytes = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let mut walk = Self { bytes, at: 0 };
        walk.skip();
        if walk.at == bytes.len() {
            return Err("it is empty".to_owned());
        }
        let value = walk.value()?;
        walk.skip();
        if walk.at < bytes.len() {
            return Err(format!("something follows its end at byte {}", walk.at));
        }
        Ok(value)
    }

    fn skip(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: u8) -> bool {
        self.skip();
        let found = self.bytes.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: u8) -> Result<(), String> {
        if self.take(wanted) {
            return Ok(());
        }
        Err(format!("'{}' is missing at byte {}", char::from(wanted), self.at))
    }

    fn value(&mut self) -> Result<&'a [u8], String> {
        self.skip();
        let start = self.at;
        let mut values: StreamDeserializer<'a, SliceRead<'a>, IgnoredAny> =
            Deserializer::from_slice(&self.bytes[start..]).into_iter();
        match values.next() {
            Some(Ok(_)) => {
                self.at = start + values.byte_offset();
                Ok(&self.bytes[start..self.at])
            }
            Some(Err(error)) => Err(error.to_string()),
            None => Err(format!("it ends at byte {start}")),
        }
    }
}

/// The members of an object with one of these names, in their order.
pub(crate) fn members<'a, 'n>(
    object: &'a [u8],
    wanted: &[&'n str],
) -> Result<Vec<(&'n str, &'a [u8])>, String> {
    let mut walk = Walk { bytes: object, at: 0 };
    let mut members = Vec::new();
    walk.expect(b'{')?;
    if walk.take(b'}') {
        return Ok(members);
    }
    loop {
        let name = walk.value()?;
        walk.expect(b':')?;
        let value = walk.value()?;
        // Others are not even read: there may be very many.
        let name: Option<String> = serde_json::from_slice(name).ok();
        if let Some(name) = wanted.iter().find(|wanted| name.as_deref() == Some(**wanted)) {
            members.push((*name, value));
        }
        if walk.take(b'}') {
            return Ok(members);
        }
        walk.expect(b',')?;
    }
}

/// Each element of a list, in their order, until one is refused.
pub(crate) fn elements<'a>(
    list: &'a [u8],
    each: &mut dyn FnMut(&'a [u8]) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut walk = Walk { bytes: list, at: 0 };
    walk.expect(b'[').map_err(Unreadable::NotJson)?;
    if walk.take(b']') {
        return Ok(());
    }
    loop {
        each(walk.value().map_err(Unreadable::NotJson)?)?;
        if walk.take(b']') {
            return Ok(());
        }
        walk.expect(b',').map_err(Unreadable::NotJson)?;
    }
}

/// The first element of a list.
pub(crate) fn first(list: &[u8]) -> Option<&[u8]> {
    let mut walk = Walk { bytes: list, at: 0 };
    walk.expect(b'[').ok()?;
    walk.value().ok()
}

/// How deep brackets stand inside brackets.
pub(super) fn depth(json: &[u8]) -> usize {
    let (mut now, mut most) = (0usize, 0);
    let (mut inside, mut escaped) = (false, false);
    for &byte in json {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b'{' | b'[') => {
                now += 1;
                most = most.max(now);
            }
            (false, b'}' | b']') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// The same text with each half of a surrogate pair that stands alone replaced by U+FFFD; `None`
/// where there is none.
pub(super) fn without_lone_surrogates(json: &[u8]) -> Option<Vec<u8>> {
    let mut out = json.to_vec();
    let mut changed = false;
    let mut at = 0;
    while at < out.len() {
        if out[at] != b'\\' {
            at += 1;
            continue;
        }
        match unit(&out, at) {
            Some(0xd800..=0xdbff) if matches!(unit(&out, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                out[at + 2..at + 6].copy_from_slice(b"fffd");
                changed = true;
                at += 6;
            }
            Some(_) => at += 6,
            None => at += 2,
        }
    }
    changed.then_some(out)
}

/// The UTF-16 unit written as `\uXXXX` at this place.
fn unit(json: &[u8], at: usize) -> Option<u32> {
    let escape = json.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
