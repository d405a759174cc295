//! One JSON object of a line, as cells. Numbers keep the digits they are written with.

/// A value of an object: text, or the range of it in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Digits of a number, or a string without escapes: bytes of the line.
    Slice(usize, usize),
    /// A string whose escapes are resolved.
    Owned(Box<str>),
    /// `null`, an array, an empty object.
    Nothing,
}

/// Objects inside objects are flattened this deep: `customer.email`.
const DEEPEST: usize = 5;

/// Reads one object and hands over each path and value; `None` if the line is no JSON object.
pub(super) fn object(line: &[u8], found: &mut dyn FnMut(&str, Value)) -> Option<()> {
    let mut scanner = Scanner { line, at: 0 };
    let mut path = String::new();
    scanner.blank();
    scanner.members(&mut path, 0, found)?;
    scanner.blank();
    (scanner.at == line.len()).then_some(())
}

struct Scanner<'a> {
    line: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn blank(&mut self) {
        while self.line.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.line.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    fn members(&mut self, path: &mut String, depth: usize, found: &mut dyn FnMut(&str, Value)) -> Option<()> {
        self.take(b'{')?;
        self.blank();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            self.blank();
            let key = self.string()?;
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            match key {
                Value::Slice(from, to) => path.push_str(std::str::from_utf8(&self.line[from..to]).ok()?),
                Value::Owned(text) => path.push_str(&text),
                Value::Nothing => {}
            }
            self.blank();
            self.take(b':')?;
            self.blank();
            if self.line.get(self.at) == Some(&b'{') && depth < DEEPEST {
                self.members(path, depth + 1, found)?;
            } else {
                let value = self.value()?;
                found(path, value);
            }
            path.truncate(length);
            self.blank();
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        match *self.line.get(self.at)? {
            b'"' => self.string(),
            b'{' | b'[' => {
                self.skip_nested()?;
                Some(Value::Nothing)
            }
            _ => {
                let from = self.at;
                while self
                    .line
                    .get(self.at)
                    .is_some_and(|b| !matches!(b, b',' | b'}' | b']') && !b.is_ascii_whitespace())
                {
                    self.at += 1;
                }
                let word = &self.line[from..self.at];
                match word {
                    b"null" => Some(Value::Nothing),
                    b"true" | b"false" => Some(Value::Slice(from, self.at)),
                    _ => {
                        let number = std::str::from_utf8(word).ok()?;
                        serde_json::from_str::<serde_json::Number>(number).ok()?;
                        Some(Value::Slice(from, self.at))
                    }
                }
            }
        }
    }

    fn string(&mut self) -> Option<Value> {
        self.take(b'"')?;
        let from = self.at;
        let mut escaped = false;
        loop {
            match *self.line.get(self.at)? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        let to = self.at;
        self.at += 1;
        if escaped {
            let text: String = serde_json::from_slice(&self.line[from - 1..=to]).ok()?;
            Some(Value::Owned(text.into()))
        } else {
            std::str::from_utf8(&self.line[from..to]).ok()?;
            Some(Value::Slice(from, to))
        }
    }

    /// Goes past an array or a deep object by counting brackets, so that depth costs no stack.
    fn skip_nested(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            match *self.line.get(self.at)? {
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open -= 1;
                    self.at += 1;
                    if open == 0 {
                        return Some(());
                    }
                }
                b'"' => {
                    self.string()?;
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(line: &str) -> Option<Vec<(String, String)>> {
        let mut out = Vec::new();
        object(line.as_bytes(), &mut |path, value| {
            let text = match value {
                Value::Slice(from, to) => line[from..to].to_owned(),
                Value::Owned(text) => text.into_string(),
                Value::Nothing => String::new(),
            };
            out.push((path.to_owned(), text));
        })?;
        Some(out)
    }

    #[test]
    fn numbers_keep_their_digits_and_objects_are_flattened() {
        let got = read(r#" {"id": 12345678901234567890, "total":10.10, "who":{"mail":"a\"\u00e9"}, "x":[1,{"y":"]"}], "n":null} "#)
            .unwrap();
        let want =
            [("id", "12345678901234567890"), ("total", "10.10"), ("who.mail", "a\"é"), ("x", ""), ("n", "")];
        assert_eq!(got, want.map(|(k, v)| (k.to_owned(), v.to_owned())));
        for bad in [
            "",
            "[1]",
            "{",
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            r#"{"a":01}"#,
            r#"{"a":1}x"#,
            r#"{"a":nul}"#,
            r#"{"a\"#,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_object_or_not(text in "[{}\\[\\]\":,a1\\\\ .é-]{0,40}") {
            let _ = read(&text);
        }
    }
}
