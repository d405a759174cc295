//! Small things that are written the same everywhere: moments, masked customers, lines to copy.

use facts::Day;
use maud::{Markup, html};

use crate::Reader;

/// How long ago a moment was; the moment itself is in the tooltip and for machines.
pub fn ago(reader: &Reader, micros: i64) -> Markup {
    html! { time datetime=(machine(micros)) title=(reader.moment(micros)) { (reader.ago(micros)) } }
}

/// A moment, for people and machines.
pub fn moment(reader: &Reader, micros: i64) -> Markup {
    html! { time datetime=(machine(micros)) { (reader.moment(micros)) } }
}

/// A day, for people and machines.
pub fn day(reader: &Reader, day: Day) -> Markup {
    html! { time datetime=(day.to_string()) { (reader.day(day)) } }
}

fn machine(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).map_or_else(|_| String::new(), |at| at.to_string())
}

/// How a customer is called to whom may not see who it is: `Customer 8F3K`, the key in base 32.
pub fn alias(reader: &Reader, key: i64) -> String {
    reader.tf("common-customer-alias", &[("code", crate::text::Fill::Text(&code(key)))])
}

/// The key in Crockford's base 32, at least four characters.
fn code(key: i64) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rest = key as u64;
    let mut code = Vec::with_capacity(13);
    while rest > 0 || code.len() < 4 {
        code.push(char::from(DIGITS[(rest % 32) as usize]));
        rest /= 32;
    }
    code.iter().rev().collect()
}

/// A line to take away: a command, a link, a key. With script it has a button that copies it.
pub fn copyable(reader: &Reader, id: &str, text: &str) -> Markup {
    html! {
        div.copyable {
            code id=(id) tabindex="0" { (text) }
            button.button.quiet type="button" data-copy=(id) data-copied=(reader.t("common-copied")) hidden { (reader.t("common-copy")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_called_by_its_code() {
        assert_eq!(code(0), "0000");
        assert_eq!(code(33), "0011");
        assert_eq!(code(i64::MAX), "7ZZZZZZZZZZZZ");
        assert_eq!(code(-1), "FZZZZZZZZZZZZ");
    }
}
