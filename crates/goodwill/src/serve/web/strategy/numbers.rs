//! Numbers as people write them into a field of what is to be spent or changed.

use pages::strategy::what_if as page;
use plan::{
    strategy::{Nature, Parameter},
    what_if::file::{interval, interval_of},
};

use super::{super::Problem, asked::money};

/// Characters of a field.
pub(super) const LONGEST: usize = 60;

/// What stands in a field, no longer than a field is.
pub(super) fn kept_short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// There is no field of this name.
pub(super) fn no_field(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Problem::invalid(&name, "there is no such field")
}

/// What a field says, with its interval where it has one: money and counts with their thousands, shares
/// and their changes in percent.
pub(super) fn in_field(text: &str, nature: Nature) -> Option<Parameter> {
    let per = page::times(nature);
    let found = match nature {
        Nature::Money | Nature::Amount | Nature::Count => amount(text)?,
        Nature::Share | Nature::Change | Nature::Factor => interval(text)?,
    };
    Some(Parameter { value: found.value / per, low: found.low / per, high: found.high / per, ..found })
}

/// An amount: `1,000,000`, `25 000`, `500,000 (400,000 to 600,000)`, `150, 100, 200`, `-5`.
fn amount(text: &str) -> Option<Parameter> {
    let signed = |text: &str| match text.strip_prefix(['-', '\u{2212}']) {
        Some(text) => money(text).map(|x| -x),
        None => money(text),
    };
    let has_ends = text.contains(['(', ';']) || text.contains(", ") || text.contains(" to ");
    let whole = if has_ends { None } else { signed(text.trim()).map(Parameter::stated) };
    whole.or_else(|| interval_of(text, signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_with_its_thousands() {
        for (text, wanted) in [("1,000,000", 1e6), ("1 000 000", 1e6), ("25.000,00", 25_000.0), ("2,5", 2.5)]
        {
            assert_eq!(in_field(text, Nature::Money).map(|p| p.value), Some(wanted), "{text}");
        }
        let ends = |text: &str| amount(text).map(|p| (p.value, p.low, p.high));
        assert_eq!(ends("500,000 (400,000 to 600,000)"), Some((500_000.0, 400_000.0, 600_000.0)));
        assert_eq!(ends("150, 100, 200"), Some((150.0, 100.0, 200.0)));
        assert_eq!(ends("1,5 (1,2 to 2)"), Some((1.5, 1.2, 2.0)));
        assert_eq!(ends("-2.5"), Some((-2.5, -2.5, -2.5)));
        for text in ["500.000", "1,2,3", "300 (100 to 200)", "1e400", "--1", "much"] {
            assert_eq!(ends(text), None, "{text}");
        }
    }

    #[test]
    fn shares_are_read_in_percent() {
        let share = in_field("10 (5 to 20)", Nature::Share).unwrap();
        assert_eq!((share.value, share.low, share.high), (0.1, 0.05, 0.2));
        assert!(in_field("ten", Nature::Share).is_none());
    }
}
