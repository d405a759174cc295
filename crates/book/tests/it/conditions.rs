//! Conditions: what is printed is read, nothing that makes no sense can be made.

use book::{BadCondition, Condition, Field, Filter, Holds, Operator};
use proptest::prelude::*;

/// Any condition that can be made.
pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let field = prop::sample::select(&Field::ALL[..]);
    (field, any::<prop::sample::Index>(), 0..12_u32, any::<f64>(), "[a-c]|[%&:=ü ]{1,6}").prop_map(
        |(field, operator, n, x, word)| {
            let operator = field.operators()[operator.index(field.operators().len())];
            let day = facts::Day::from_epoch(crate::AS_OF - 20 + n as i32).expect("a day");
            let value = match (operator, field.holds()) {
                (Operator::WithinDays | Operator::NotWithinDays, _) | (_, Holds::Whole) => n.to_string(),
                (_, Holds::Number) if x.is_finite() && n > 9 => x.to_string(),
                (_, Holds::Number) => n.to_string(),
                (_, Holds::Share) => (f64::from(n) / 12.0).to_string(),
                (_, Holds::Day) => day.to_string(),
                (_, Holds::Month) => day.month().to_string(),
                (_, Holds::Health) => ["active", "at-risk", "lost"][n as usize % 3].to_owned(),
                (_, Holds::Stage) => book::Stage::ALL[n as usize % 6].to_string(),
                (_, Holds::Word) => word,
            };
            Condition::new(field, operator, &value).expect("a condition that makes sense")
        },
    )
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    prop::collection::vec(condition(), 0..4).prop_map(|all| Filter { all })
}

proptest! {
    #[test]
    fn what_is_printed_is_read(filter in filter()) {
        prop_assert_eq!(&filter.to_string().parse::<Filter>().unwrap(), &filter);
        let json = serde_json::to_string(&filter).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Filter>(&json).unwrap(), &filter);
    }

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,40}", field in prop::sample::select(&Field::ALL[..])) {
        let _ = text.parse::<Filter>();
        let _ = text.parse::<book::Cursor>();
        for operator in Operator::ALL {
            let _ = format!("{field}:{operator}:{text}").parse::<Condition>();
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_a_reason() {
    let why = |text: &str| text.parse::<Condition>().unwrap_err().to_string();
    for (text, reason) in [
        ("orders", "a field, an operator and a value"),
        ("ordres:is:3", "none of orders, spend"),
        ("orders:within-days:3", "of orders can be said is, is-not, at-least, at-most"),
        ("orders:at-least:-1", "no whole number"),
        ("spend:at-least:NaN", "no number"),
        ("spend:at-least:1e999", "no number"),
        ("alive:at-least:1.1", "not between 0 and 1"),
        ("last-order:before:2026-02-30", "no day"),
        ("last-order:before:2026-2-3", "no day"),
        ("last-order:within-days:99999", "no number of days"),
        ("cohort:is:2026-13", "no month"),
        ("stage:is:Lost", "no stage"),
        ("health:is:ill", "none of active"),
        ("country:is:", "a word has"),
        ("country:is:a\u{7}", "a word has"),
    ] {
        assert!(why(text).contains(reason), "{}", why(text));
    }
    let many = ["orders:is:1"; 33].join("&");
    assert!(many.parse::<Filter>().unwrap_err().why.contains("at most 32"));
    let more = serde_json::from_str::<Condition>(r#"{"field":"orders","operator":"is","value":1,"or":1}"#);
    assert!(more.unwrap_err().to_string().contains("unknown field"));
    let _: BadCondition = "x".parse::<Condition>().unwrap_err();
}
