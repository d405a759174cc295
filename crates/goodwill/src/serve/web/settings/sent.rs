//! Forms with boxes to tick: the same name comes as often as something is ticked.

use super::Problem;

/// What a form sent: names and values.
pub(super) type Pairs = Vec<(String, String)>;

/// The fields of a form, of which only some may come more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent(Pairs);

impl Sent {
    /// Takes fields of these names once at most, and of `many` as often as they come.
    ///
    /// # Errors
    ///
    /// If there is another field, or one that comes twice.
    pub(super) fn read(pairs: Pairs, once: &[&str], many: &[&str]) -> Result<Self, Problem> {
        for (i, (name, _)) in pairs.iter().enumerate() {
            let known = many.contains(&&**name);
            if !known && !once.contains(&&**name) {
                return Err(Problem::invalid(name, "this form has no such field"));
            }
            if !known && pairs[..i].iter().any(|(other, _)| other == name) {
                return Err(Problem::invalid(name, "the field comes twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// The field of this name; empty where it did not come.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// All fields of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn ticked_boxes_come_as_often_as_they_are_ticked() {
        let sent =
            Sent::read(pairs(&[("name", "till"), ("scopes", "a"), ("scopes", "b")]), &["name"], &["scopes"]);
        let sent = sent.unwrap();
        assert_eq!(sent.one("name"), "till");
        assert_eq!(sent.all("scopes").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(sent.one("nothing"), "");
    }

    #[test]
    fn other_fields_and_doubled_ones_are_refused() {
        assert!(Sent::read(pairs(&[("role", "owner")]), &["name"], &["scopes"]).is_err());
        assert!(Sent::read(pairs(&[("name", "a"), ("name", "b")]), &["name"], &["scopes"]).is_err());
    }
}
