//! What people write in small files is read, or refused with file, line, field and what to do.

use plan::{
    balance,
    prices::{self, PriceError},
    strategy::{Parameter, Quantity, Scenario, Source, file},
    what_if,
    written::{self, Refused},
};
use proptest::prelude::*;

use crate::{
    company::check,
    properties::{extreme, scenario, usual},
};

const SCENARIO: &str = concat!(
    include_str!("../../../../docs/strategy/scenarios/centric.toml"),
    "\n[[base]]\nage_months = 12\ncustomers = 900\n"
);
const WHAT_IF: &str = "[[what_if]]\nname = \"pasta\"\nkind = \"bundle\"\n\
                       take_rate = { value = 0.2, low = 0.1, high = 0.3 }\ndiscount = 0.05\n";
const JUDGEMENT: &str = "[retention]\nspend = 0.25\nrate = { value = 0.91, low = 0.9, high = 0.92 }\n\
                         ceiling = 0.98\nunaided = 0.85\n";

/// What each reader says of a file; nothing where it takes it.
fn said(kind: &str, bytes: &[u8]) -> Option<String> {
    match kind {
        "scenario" => written::file("a.toml", bytes, file::read).err().map(|e| e.to_string()),
        "prices" => written::file("a.toml", bytes, prices::file::read).err().map(|e| e.to_string()),
        "what-if" => {
            let read = |text: &str| what_if::file::read(text, &check());
            written::file("a.toml", bytes, read).err().map(|e| e.to_string())
        }
        _ => written::file("a.toml", bytes, balance::read).err().map(|e| e.to_string()),
    }
}

const KINDS: [(&str, &str); 4] = [
    ("scenario", SCENARIO),
    ("prices", prices::file::EXAMPLE),
    ("what-if", WHAT_IF),
    ("judgement", JUDGEMENT),
];

#[test]
fn every_kind_of_file_is_refused_in_the_same_words() {
    for (kind, good) in KINDS {
        assert_eq!(said(kind, good.as_bytes()), None, "{kind}");
        let no_text = said(kind, b"\xff").unwrap();
        assert_eq!(no_text, "a.toml: line 1: this is no text in UTF-8: save the file as UTF-8");
        let no_toml = said(kind, b"a = 1\nb = = 2\n").unwrap();
        assert!(no_toml.starts_with("a.toml: line 2: this is no TOML (") && no_toml.contains("write name"));
        let long = format!("{good}{}", "\n".repeat(300_000));
        assert!(said(kind, long.as_bytes()).unwrap().contains("bytes: no "), "{kind}");
    }
}

#[test]
fn what_is_wrong_is_said_with_line_field_and_what_to_do() {
    for (kind, from, to, wanted) in [
        (
            "scenario",
            "horizon_months",
            "horizon_month",
            "there is no field 'horizon_month' in a scenario: did you mean 'horizon_months'?",
        ),
        (
            "scenario",
            "\nadds =",
            "\nads =",
            "there is no quantity 'ads' in [quantities]: did you mean 'adds'?",
        ),
        ("scenario", "\nadds =", "\nFixed-Costs = 2\nadds =", "did you mean 'fixed_cost'?"),
        (
            "scenario",
            "[quantities]",
            "adds = 3\n[quantities]",
            "there is no field 'adds' in a scenario: it belongs under [quantities]",
        ),
        ("scenario", "[quantities]", "[quantities]\nmargin = 3", "it belongs under [[stages]]"),
        (
            "scenario",
            "[quantities]",
            "[quantities]\nstart = \"2026-01\"",
            "it belongs above the first [heading]",
        ),
        (
            "scenario",
            "way = \"centric\"",
            "way = \"centrik\"",
            "way cannot be the text 'centrik': did you mean 'centric'?",
        ),
        ("scenario", "way = \"centric\"", "way = 3", "way cannot be 3: known are focused, centric, other"),
        (
            "scenario",
            "\nadds = ",
            "\nadds = \"many\" # ",
            "adds is neither a number nor { value, low, high, source, reason }, but the text 'many'",
        ),
        (
            "scenario",
            "\nadds = ",
            "\nadds = { valu = 3 } # ",
            "there is no field 'valu' in the number 'adds': did you mean 'value'?",
        ),
        (
            "scenario",
            "\nadds = ",
            "\nadds = { low = 3 } # ",
            "value is missing in the number 'adds': write value = 0.1",
        ),
        (
            "scenario",
            "\nadds = ",
            "\nadds = { value = 3, source = \"guessed\" } # ",
            "adds: source cannot be the text 'guessed': known are measured, estimated, assumed",
        ),
        ("scenario", "\nadds = ", "\nadds = -3 # ", "adds is -3, but must be 0 or more"),
        (
            "scenario",
            "\nname = \"young\"",
            "\nname = \"new\"",
            "stages.name is new, but must be different for each stage",
        ),
        (
            "scenario",
            "horizon_months = ",
            "horizon_months = 6.5 # ",
            "horizon_months is 6.5, but must be a whole number of 0 or more, such as 12",
        ),
        (
            "scenario",
            "[[base]]",
            "[base]",
            "base is a table, but must be tables: write [[base]] above each of them",
        ),
        ("scenario", "\nadds =", "\nadds = 3\nadds =", "what stands here is in the file already"),
        ("prices", "title", "titel", "there is no field 'titel' in a price path: did you mean 'title'?"),
        (
            "prices",
            "from_months = 12",
            "from_month = 12",
            "there is no field 'from_month' in [[tiers]]: did you mean 'from_months'?",
        ),
        ("prices", "price = 7.00", "price = -7.00", "price is -7, but must be 0 to 1e9"),
        ("prices", "retention = 0.97", "retention = 1.5", "retention is 1.5, but must be 0 to 1"),
        ("prices", "retention = 0.97", "retention = \"most\"", "retention is neither a number nor { value"),
        (
            "prices",
            "published = 2026-01-01",
            "published = \"soon\"",
            "published is soon, but must be a day such as 2026-01-31",
        ),
        ("prices", "months = 60", "", "months is missing in a price path: write months = 60"),
        (
            "prices",
            "loyal_may_pay_more = true",
            "loyal_may_pay_more = 1",
            "must be true or false, without quotes",
        ),
        ("prices", "value = 0.008", "value = 0.008, region = 3", "'region' is a protected attribute"),
        ("prices", "value = 0.008", "value = 0.008, zip = 3", "'zip' is a protected attribute"),
        (
            "what-if",
            "[[what_if]]",
            "[[whatif]]",
            "there is no field 'whatif' in a file of what-ifs: did you mean 'what_if'?",
        ),
        (
            "what-if",
            "[[what_if]]",
            "",
            "there is no field 'name' in a file of what-ifs: it belongs under [[what_if]]",
        ),
        ("what-if", "\"bundle\"", "\"bundel\"", "there is no what-if 'bundel': did you mean 'bundle'?"),
        (
            "what-if",
            "discount",
            "discont",
            "there is no number 'discont' in [[what_if]]: did you mean 'discount'?",
        ),
        (
            "what-if",
            "discount",
            "price_gap",
            "a what-if of the kind bundle has no number 'price_gap'; it has take_rate",
        ),
        ("what-if", "0.05", "1.5", "discount is 1.5, but must be between 0 and 1"),
        ("what-if", "0.05", "\"much\"", "discount is neither a number nor { value"),
        ("what-if", "\"pasta\"", "\"\"", "a what-if's name has 1 to 60 characters"),
        (
            "judgement",
            "unaided",
            "unaide",
            "there is no field 'unaide' in [retention]: did you mean 'unaided'?",
        ),
        (
            "judgement",
            "[retention]",
            "[retenton]",
            "there is no table 'retenton' in a file of judgement: did you mean 'retention'?",
        ),
        ("judgement", "0.98", "1.5", "retention.ceiling is 1.5, but must be 0 to 1"),
        (
            "judgement",
            "low = 0.9, high = 0.92",
            "low = 0.95, high = 0.9",
            "within its interval, whose low end, 0.95, is above its high end, 0.9",
        ),
        // A point may part thousands: what is money or counted is asked back.
        ("judgement", "spend = 0.25", "spend = 7.000", "spend is 7.000: is that 7 or 7000?"),
        ("prices", "price = 7.00", "price = 7.000", "price is 7.000: is that 7 or 7000?"),
        ("scenario", "setup = 100000.0", "setup = 500.000", "setup is 500.000: is that 500 or 500000?"),
        (
            "scenario",
            "referral_cost = 4.0",
            "referral_cost = { value = 2, low = 1.000, high = 3 }",
            "referral_cost is 1.000: is that 1 or 1000?",
        ),
        ("scenario", "setup = 100000.0", "setup = 1.500.000", "thousands are written without points"),
        (
            "what-if",
            "kind = \"bundle\"",
            "kind = \"bundle\"\nmargin_per_taker = 2.000",
            "margin_per_taker is 2.000: is that 2 or 2000?",
        ),
    ] {
        let (_, good) = KINDS.into_iter().find(|(one, _)| *one == kind).unwrap();
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{kind}: nothing was changed for {wanted}");
        let said = said(kind, text.as_bytes()).unwrap_or_else(|| panic!("{kind}: '{to}' was taken"));
        assert!(said.starts_with("a.toml: line ") && said.contains(wanted), "{said}\ndoes not say\n{wanted}");
        // The line is the one that was changed: the first in which the two differ.
        let line: usize = said.split(['e', ':', ' ']).find_map(|part| part.parse().ok()).unwrap();
        let changed = text.lines().zip(good.lines()).position(|(one, other)| one != other).unwrap() + 1;
        let somewhere_else = wanted.contains("is missing in a price path") || to.is_empty();
        assert!(
            somewhere_else || wanted.contains("different for each") || line.abs_diff(changed) <= 1,
            "{kind}, {to}: line {line}, not {changed}"
        );
    }
}

#[test]
fn shares_may_have_as_many_digits_as_they_like() {
    let certain = WHAT_IF.replacen("discount = 0.05", "discount = 1.000", 1);
    assert_eq!(said("what-if", certain.as_bytes()), None);
    let none = SCENARIO.split("[[stages]]").next().unwrap();
    let said = said("scenario", none.as_bytes()).unwrap();
    assert!(said.contains("there are 0 stages, but there must be 1 to 12"), "{said}");
}

#[test]
fn what_turns_out_impossible_later_is_said_with_its_own_line() {
    let text = SCENARIO.replacen("[[base]]", "[[base]]\nage_months = 3\ncustomers = 1\n[[base]]", 1);
    let line_of = |text: &str| match file::read(text) {
        Err(file::ScenarioFileError::Impossible { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    let nth = |text: &str, part: &str| text.lines().position(|line| line.contains(part)).map(|n| n + 1);
    let bad = text.replacen("customers = 1\n", "customers = -1.5\n", 1);
    assert_eq!(line_of(&bad), nth(&bad, "customers = -1.5"));
    let bad = text.replacen("\nage_months = 3\n", "\nage_months = 1201\n", 1);
    assert_eq!(line_of(&bad), nth(&bad, "age_months = 1201"));
    let bad = text.replacen("\nage_months = 3\n", "\nage_months = 12\n", 1);
    assert_eq!(line_of(&bad), bad.lines().count().checked_sub(1), "the second of two of one age");
    let path = prices::file::EXAMPLE.replacen("from_months = 12", "from_months = 0", 1);
    match prices::file::read(&path) {
        Err(PriceError::InFile { line, why }) => {
            assert_eq!(why.field(), "from_months");
            assert_eq!(
                Some(line),
                path.lines().enumerate().filter(|(_, l)| *l == "from_months = 0").last().map(|(n, _)| n + 1)
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn hostile_files_are_refused_soon_and_briefly() {
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let dotted = vec!["a"; 30_000].join(".") + " = 1";
    let long_key = format!("{} = 1", "k".repeat(200_000));
    let many: String = (0..20_000).map(|n| format!("k{n} = 1\n")).collect();
    let stages = "[[stages]]\nname='a'\nmargin=1\nretention=1\n".repeat(5_000);
    let stages = format!(
        "name='x'\nhorizon_months=1\n[quantities]\ndiscount=0\nadds=0\nacquisition_cost=0\nfixed_cost=0\n{stages}"
    );
    let name = SCENARIO.replacen("name = \"centric\"", &format!("name = \"{}\"", "x".repeat(100_000)), 1);
    for text in [deep, dotted, long_key, many, stages, name] {
        for (kind, _) in KINDS {
            let said = said(kind, text.as_bytes()).unwrap();
            assert!(said.starts_with("a.toml: ") && said.chars().count() < 700, "{} characters", said.len());
        }
    }
}

/// A change of a file that makes another of it.
#[derive(Debug, Clone)]
enum Change {
    Out(usize, usize),
    In(usize, Vec<u8>),
    Word(usize, &'static str),
    LineTwice(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let words = prop::sample::select(vec![
        "nan",
        "inf",
        "-inf",
        "1e999",
        "-1",
        "''",
        "{",
        "}",
        "[[stages]]",
        "[base]",
        "\"\"\"",
        "= =",
        "0x",
        "99999999999999999999",
        "\u{feff}",
        "true",
        "2026-01-01",
        "value",
        "guess",
        "\\u0000",
        "\r",
        ".",
        "#",
    ]);
    let at = 0_usize..100_000;
    let one = prop_oneof![
        (at.clone(), 1_usize..40).prop_map(|(at, n)| Change::Out(at, n)),
        (at.clone(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Change::In(at, bytes)),
        (at.clone(), words).prop_map(|(at, word)| Change::Word(at, word)),
        at.prop_map(Change::LineTwice),
    ];
    prop::collection::vec(one, 1..6)
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let within = |at: usize| at % (bytes.len() + 1);
        match change {
            Change::Out(at, n) => {
                let from = within(*at);
                bytes.drain(from..(from + n).min(bytes.len()));
            }
            Change::In(at, more) => {
                let from = within(*at);
                bytes.splice(from..from, more.iter().copied());
            }
            Change::Word(at, word) => {
                // In place of a word: from here to the next space.
                let from = within(*at);
                let len = bytes[from..].iter().position(u8::is_ascii_whitespace).unwrap_or(0);
                bytes.splice(from..from + len, word.bytes());
            }
            Change::LineTwice(at) => {
                let lines: Vec<Vec<u8>> =
                    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
                if !lines.is_empty() {
                    let n = at % lines.len();
                    bytes = [&lines[..=n], &lines[n..]].concat().concat();
                }
            }
        }
    }
    bytes
}

/// A scenario, or an error that names the file and is short.
fn taken_or_refused(bytes: &[u8]) -> Result<Option<Scenario>, TestCaseError> {
    match written::file("ours.toml", bytes, file::read) {
        Ok(scenario) => {
            // What is taken was checked, and can be written and read again.
            prop_assert!(scenario.draft().checked().is_ok());
            prop_assert_eq!(file::read(&file::write(&scenario)), Ok(scenario.clone()));
            Ok(Some(scenario))
        }
        Err(refused) => {
            let said = refused.to_string();
            prop_assert!(said.starts_with("ours.toml: ") && said.chars().count() < 1_000, "{}", said);
            Ok(None)
        }
    }
}

/// Words with every kind of character in them.
fn words(most: usize) -> impl Strategy<Value = String> {
    let one = prop_oneof![Just('"'), Just('\''), Just('\\'), Just('#'), Just(' '), any::<char>()];
    let fine = one.prop_filter("may be in a name", |c| !c.is_control() && *c != '.');
    prop::collection::vec(fine, 1..=most).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_a_scenario_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        taken_or_refused(&bytes)?;
        for (kind, _) in KINDS {
            said(kind, &bytes);
        }
    }

    #[test]
    fn any_text_is_a_scenario_or_refused(text in words(200)) {
        taken_or_refused(text.as_bytes())?;
    }

    #[test]
    fn any_change_of_a_file_is_taken_or_refused(changes in changes()) {
        for (kind, good) in KINDS {
            let bytes = changed(good, &changes);
            if kind == "scenario" {
                taken_or_refused(&bytes)?;
            } else if let Some(said) = said(kind, &bytes) {
                prop_assert!(said.starts_with("a.toml: ") && said.chars().count() < 1_000, "{}", said);
            }
        }
    }

    #[test]
    fn a_scenario_that_is_written_is_read_as_the_same(
        usual in scenario(usual), extreme in scenario(extreme), changes in changes(),
        name in words(60), reason in words(500), guess in any::<bool>(), months in 1_u32..600,
    ) {
        for scenario in [usual, extreme] {
            let mut draft = scenario.draft();
            draft.horizon_months = months;
            draft.start = "2026-01".parse().ok();
            draft.currency = facts::Currency::from_code("HUF").ok();
            // A name of spaces alone is none.
            draft.name = format!("x{}", name.chars().skip(1).collect::<String>());
            draft.stages[0].name.clone_from(&draft.name);
            let number = &mut draft.whole[Quantity::FixedCost as usize];
            *number = Parameter { reason: reason.clone(), guess, source: Source::Measured, ..number.clone() };
            if let Ok(scenario) = draft.checked() {
                let text = file::write(&scenario);
                prop_assert_eq!(taken_or_refused(text.as_bytes())?, Some(scenario));
                taken_or_refused(&changed(&text, &changes))?;
            }
        }
    }
}

#[test]
fn what_is_refused_can_be_told_apart() {
    let refused = file::read("name = 'x'\ncolour = 3\n").unwrap_err();
    let file::ScenarioFileError::Unreadable(Refused { line, field, .. }) = refused else {
        panic!("{refused}")
    };
    assert_eq!((line, field.as_str()), (2, "colour"));
}
