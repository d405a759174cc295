//! The strategy in every state.

#[path = "../../examples/strategy/drawn.rs"]
mod drawn;

use std::collections::{BTreeMap, BTreeSet};

use facts::Month;
use pages::{Reader, strategy::words};
use plan::{
    propose::{Lack, OtherMoney},
    strategy::{Answer, Beginning, Way},
};

use crate::accessible::wrongs;

fn reader() -> Reader {
    Reader::nobody("/strategy", 0)
}

#[test]
fn every_state_can_be_read_without_eyes_or_mouse() {
    for (name, page) in drawn::drawn() {
        let wrongs = wrongs(&page);
        assert!(wrongs.is_empty(), "{name}: {wrongs:#?}");
    }
}

#[test]
fn no_state_shows_what_is_no_number_and_names_stay_text() {
    for (name, page) in drawn::drawn().into_iter().chain(drawn::reports()) {
        for none in ["NaN", ">inf", "Infinity", "<b>our own", "region <script>"] {
            assert!(!page.contains(none), "{name} shows {none}");
        }
        let shown = page.split("</head>").nth(1).unwrap_or_default();
        let words: String = shown
            .split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| format!(">{text}"))
            .collect();
        // A key that has no text is shown as itself.
        for key in [">strategy-", " strategy-", "(strategy-"] {
            assert!(!words.contains(key), "{name} shows a key: {key}");
        }
    }
}

#[test]
fn no_sentence_ends_twice_in_any_locale() {
    for (locale, _) in pages::LOCALES {
        for (name, page) in drawn::drawn_in(locale) {
            let shown = page.split("</head>").nth(1).unwrap_or_default();
            let words: Vec<&str> =
                shown.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
            let words = words.join(" ");
            if let Some(at) = words.find("..") {
                let from = words.char_indices().map(|(i, _)| i).rfind(|i| *i + 60 <= at).unwrap_or(0);
                panic!("{locale}, {name}: two full stops after \"{}\"", &words[from..at]);
            }
        }
    }
}

/// Spaces that do not break, written plainly.
fn said(answer: &Answer) -> Vec<String> {
    words::opening(&reader(), answer).iter().map(|s| s.replace('\u{a0}', " ")).collect()
}

#[test]
fn the_answer_is_said_in_plain_words() {
    assert_eq!(
        said(&drawn::full()),
        [
            "Customer-centric pays back in month 41 and needs €1.29 M (€790,000 to €1.80 M) at the deepest \
             point; with €500,000 cash and €200,000 credit it runs out in 63% of futures; it beats \
             customer-focused in 58% of futures; all else as it is, it wins only if its 12-month retention stays above 34.1%.",
            "On average over all futures customer-centric brings €253,000 more within 60 months.",
            "In cash so far customer-centric is behind customer-focused by at most €1.16 M, in month 24, and \
             ahead from month 57.",
            "Customer-centric pays back within 60 months in 81% of futures.",
            "Customer-focused pays back in month 7 and needs €130,000 (€61,000 to €214,000) at the deepest \
             point; it runs out in 2.1% of futures.",
        ]
    );
}

#[test]
fn what_does_not_begin_alike_is_said_before_anything_is_compared() {
    let mut answer = drawn::full();
    let begin = |name: &str, customers, month| Beginning {
        name: name.to_owned(),
        customers,
        start: Month::new(2026, month).ok(),
    };
    answer.begin_unlike = vec![begin("focused", 1_860.0, 1), begin("centric", 0.0, 3)];
    let all = said(&answer);
    assert_eq!(
        all[..2],
        [
            "They do not begin alike: customer-centric begins with no customers, customer-focused begins with 1,860 \
             customers. What sets them apart may be that, and not how the company is run.",
            "They do not begin in the same month: customer-centric in March 2026, customer-focused in January 2026. \
             Month 1 of one is not month 1 of the other.",
        ]
    );
    assert!(all[2].starts_with("Customer-centric pays back"), "{}", all[2]);
    // Only what sets them apart is named.
    answer.begin_unlike = vec![begin("focused", 10.0, 1), begin("centric", 10.0, 3)];
    assert!(said(&answer)[0].contains("same month") && said(&answer)[1].starts_with("Customer-centric pays"));
}

#[test]
fn what_is_there_and_in_no_count_is_said_with_how_much_of_it() {
    let other =
        OtherMoney { code: "USD", counted: "EUR", orders: 4_096, winning: 90, ..OtherMoney::default() };
    assert_eq!(
        words::lacking(&reader(), Lack::OtherMoney(other)),
        "Not in this answer, which is in EUR: 4,096 orders, 90 costs in USD."
    );
    let untimed = words::lacking(&reader(), Lack::UntimedComplaints(605));
    assert!(untimed.starts_with("605 complaints have no time and are in no count"), "{untimed}");
    for lack in [Lack::AcquisitionCostsIn("USD"), Lack::OperatingCostsIn("USD"), Lack::ServiceCostsIn("USD")]
    {
        assert!(words::lacking(&reader(), lack).contains("it is there in USD"));
    }
}

#[test]
fn what_nobody_said_is_not_made_up() {
    let first = &said(&drawn::no_cash())[0];
    assert!(
        first.contains("it lasts in 95 of 100 futures if there is €1.19 M of cash and credit"),
        "{first}"
    );
    assert!(!first.contains("runs out"));
    let verdict = words::verdict(&reader(), &drawn::no_cash(), &drawn::no_cash().scenarios[0]);
    assert_eq!(verdict.word, "Not decidable from these data");
    assert_eq!(
        verdict.missing,
        [
            "How much cash there is was not said.",
            "Customers who stay to the next month, stage “first year”: a guess of the program.",
        ]
    );
}

#[test]
fn without_futures_nothing_is_said_of_them() {
    let all = said(&drawn::expected_only());
    assert!(all[0].contains("it runs out even if all goes as expected"), "{}", all[0]);
    assert!(all[0].contains("it brings €170,000 more than customer-focused over 60 months"), "{}", all[0]);
    assert!(all[2].contains("it lasts if all goes as expected"), "{}", all[2]);
    assert!(!all.join(" ").contains("futures"));
    // The expected months alone decide nothing: they tell by how much cash falls short, and nothing of risk.
    let answer = drawn::expected_only();
    let verdicts: Vec<words::Said> =
        answer.scenarios.iter().map(|o| words::verdict(&reader(), &answer, o)).collect();
    for said in &verdicts {
        assert_eq!(said.word, "Not decidable from these data");
        assert!(said.rule.contains("nothing is known of the risk"), "{}", said.rule);
        assert!(said.missing[0].contains("none were drawn"), "{:?}", said.missing);
    }
    let rules: Vec<&str> = verdicts.iter().map(|said| said.rule.as_str()).collect();
    assert!(rules.iter().any(|rule| rule.contains("is missing even so")), "{rules:?}");
    assert!(rules.iter().any(|rule| rule.contains("there is lasts")), "{rules:?}");
}

#[test]
fn what_never_pays_back_and_has_no_currency_is_said_so() {
    let answer = drawn::never();
    let first = &said(&answer)[0];
    for part in [
        "does not pay back within 60 months on average and needs 1.29 M (790,000 to 1.80 M)",
        "with 100,000 cash it runs out in every future",
        "it beats customer-focused in none of the futures",
        "all else as it is, it wins at no 12-month retention that is possible",
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    let rules: Vec<String> =
        answer.scenarios.iter().map(|o| words::verdict(&reader(), &answer, o).rule).collect();
    assert!(rules[0].starts_with("It does not pay"), "{}", rules[0]);
    assert!(rules[1].contains("more than twice the 100,000 there is"), "{}", rules[1]);
}

#[test]
fn one_way_alone_that_needs_no_cash_is_compared_with_nothing() {
    let answer = drawn::alone();
    assert_eq!(
        said(&answer),
        ["a way of <b>our own</b> never needs more cash than it brings in; with €500,000 cash and €200,000 \
          credit it runs out in none of the futures."]
    );
}

#[test]
fn retention_is_said_from_where_it_stands() {
    let mut answer = drawn::full();
    let line = |answer: &mut Answer, value, at, above| {
        let comparison = answer.comparison.as_mut().unwrap();
        (comparison.break_evens[0].value, comparison.break_evens[0].at, comparison.break_evens[0].above) =
            (value, at, above);
    };
    for (value, at, above, words) in [
        (
            0.29,
            Some(0.34),
            true,
            "all else as it is, it wins only if its 12-month retention rises from 29% to above 34%.",
        ),
        (
            0.40,
            Some(0.34),
            false,
            "all else as it is, it wins only if its 12-month retention falls from 40% to below 34%.",
        ),
        (
            0.30,
            Some(0.34),
            false,
            "all else as it is, it wins only if its 12-month retention stays below 34%.",
        ),
        (0.30, None, true, "all else as it is, it wins whatever its 12-month retention."),
    ] {
        line(&mut answer, value, at, above);
        let first = &said(&answer)[0];
        assert!(first.ends_with(words), "{words}: {first}");
    }
}

#[test]
fn a_second_place_at_which_both_pay_the_same_is_said() {
    let mut answer = drawn::full();
    let mut line = |name: &str, (at, other): (f64, f64), above| {
        let comparison = answer.comparison.as_mut().unwrap();
        let line = comparison.break_evens.iter_mut().find(|line| line.name == name).unwrap();
        (line.at, line.other, line.above) = (Some(at), Some(other), above);
        let line = line.clone();
        let comparison = answer.comparison.as_ref().unwrap();
        (words::break_even(&reader(), &answer, comparison, &line), said(&answer)[0].clone())
    };
    // Whichever of the two is the nearer.
    for (places, above) in [((0.1, 0.5), true), ((0.5, 0.1), false)] {
        let (said, _) = line("prevented", places, above);
        let part = "(of customer-centric alone): customer-centric pays better between 10% and 50%; it stands at 35%.";
        assert!(said.ends_with(part), "{said}");
    }
    for (places, above) in [((0.1, 0.5), false), ((0.5, 0.1), true)] {
        let (said, _) = line("solved", places, above);
        let part = "(of both ways): customer-centric pays better below 10% or above 50%; it stands at 55%.";
        assert!(said.ends_with(part), "{said}");
    }
    let (_, first) = line("retention_12", (0.341, 0.5), true);
    let part = "it wins only if its 12-month retention, now 39.2%, is between 34.1% and 50%.";
    assert!(first.ends_with(part), "{first}");
    let (_, first) = line("retention_12", (0.341, 0.2), true);
    assert!(first.ends_with("now 39.2%, is below 20% or above 34.1%."), "{first}");
}

#[test]
fn of_few_futures_no_share_is_told_and_no_verdict_given() {
    let answer = drawn::few();
    let all = said(&answer);
    assert!(all[0].contains("too few futures were drawn to say whether cash lasts"), "{}", all[0]);
    assert!(
        !all.join(" ").contains("of futures") && all[0].contains("needs €1.29 M at the deepest"),
        "{all:?}"
    );
    let verdict = words::verdict(&reader(), &answer, &answer.scenarios[0]);
    assert_eq!(verdict.word, "Not decidable from these data");
    assert_eq!(verdict.rule, "Only one future was drawn: too few to say how often cash runs out.");
    assert_eq!(verdict.missing, ["More futures, which show the risk: 100 at least. 10,000 are usual."]);
}

#[test]
fn a_way_that_is_never_behind_or_stays_behind_is_said_so() {
    let mut answer = drawn::full();
    let mut told = |behind: Option<u32>, ahead: Option<u32>| {
        let comparison = answer.comparison.as_mut().unwrap();
        (comparison.behind_month, comparison.ahead_from_month) = (behind, ahead);
        said(&answer).into_iter().find(|one| one.starts_with("In cash so far")).unwrap_or_default()
    };
    let never = told(None, Some(2));
    assert_eq!(
        never,
        "In cash so far customer-centric is never behind customer-focused, and ahead from month 2."
    );
    let stays = told(Some(60), None);
    assert!(stays.ends_with("in month 60, and not ahead at the end of 60 months."), "{stays}");
    assert_eq!(told(None, None), "");
}

#[test]
fn what_is_said_stands_on_the_average_over_the_futures() {
    // Slightly ahead if all goes as expected, and behind on average: the average is what counts.
    let mut answer = drawn::full();
    if let Some(comparison) = &mut answer.comparison {
        (comparison.expected_difference, comparison.difference.mean) = (915.0, -17_000.0);
        comparison.centric_beats_focused = Some(0.4);
        let line = &mut comparison.break_evens[0];
        (line.value, line.at, line.above) = (0.29, Some(0.34), true);
    }
    let all = said(&answer);
    let part = "it beats customer-focused in 40% of futures; all else as it is, it wins only if its 12-month retention rises from 29% to \
                above 34%.";
    assert!(all[0].ends_with(part), "{}", all[0]);
    assert_eq!(all[1], "On average over all futures customer-focused brings €17,000 more within 60 months.");
    // A way that can be afforded and brings less says so beside its verdict.
    let centric = answer.scenarios.iter().position(|s| s.name == "centric").unwrap();
    answer.scenarios[centric].verdict.word = plan::strategy::Word::Affordable;
    let rule = words::verdict(&reader(), &answer, &answer.scenarios[centric]).rule;
    assert!(rule.ends_with("But it brings €17,000 less than customer-focused on average."), "{rule}");
    let other = words::verdict(&reader(), &answer, &answer.scenarios[1 - centric]).rule;
    assert!(!other.contains("less than"), "{other}");
}

#[test]
fn what_history_shows_together_is_said_where_it_is_held() {
    use plan::strategy::{Observed, Presence};
    let mut answer = drawn::full();
    assert_eq!(words::observed(&reader(), &answer), None);
    answer.scenarios[0].observed = Some(Observed { months: 42, presence: Presence::WorkedOut });
    let said = words::observed(&reader(), &answer).unwrap();
    assert!(said.contains("42 months") && said.contains("each of them pays less"), "{said}");
    answer.scenarios[0].observed = Some(Observed { months: 30, presence: Presence::Counted });
    assert!(words::observed(&reader(), &answer).unwrap().contains("30 months of contracts"));
}

#[test]
fn cash_that_only_some_futures_need_is_not_called_none() {
    let mut answer = drawn::alone();
    let outcome = &mut answer.scenarios[0];
    outcome.peak_funding = plan::strategy::Spread { mean: 8_480.0, p10: 0.0, p50: 0.0, p90: 6_480.0 };
    outcome.ruin_by_reserve = vec![plan::strategy::RuinAt { reserve: 0.0, probability: 0.32 }];
    outcome.ruin_probability = Some(0.3);
    outcome.pays_back = Some(0.89);
    assert_eq!(
        said(&answer),
        [
            "a way of <b>our own</b> needs no cash of its own on average, but some in 32% of futures; with \
             €500,000 cash and €200,000 credit it runs out in 30% of futures.",
            "a way of <b>our own</b> pays back within 60 months in 89% of futures.",
        ]
    );
}

#[test]
fn running_costs_that_are_not_known_are_said_first() {
    let mut answer = drawn::full();
    for outcome in &mut answer.scenarios {
        outcome.verdict.missing = vec![plan::strategy::Missing::Guess("fixed_cost".to_owned())];
    }
    let first = &said(&answer)[0];
    assert!(
        first.starts_with("Before running costs, which are not known: Customer-centric pays back"),
        "{first}"
    );
}

#[test]
fn what_the_answer_stands_before_and_what_is_guessed_is_said_first() {
    let mut answer = drawn::full();
    let guess = |name: &str| plan::strategy::Missing::Guess(name.to_owned());
    answer.scenarios[1].verdict.missing = vec![guess("margin.new"), guess("margin.growing")];
    assert!(said(&answer)[0].starts_with("Before cost of goods, which is not known: Customer-centric"));
    answer.scenarios[1].verdict.missing =
        vec![guess("fixed_cost"), guess("margin.new"), guess("retention.new")];
    let all = said(&answer);
    assert!(all[0].starts_with("Before cost of goods and running costs, which are not known:"), "{}", all[0]);
    assert!(all[1].starts_with("How long customers stay is a guess"), "{}", all[1]);
}

#[test]
fn ways_that_win_nobody_are_said_not_to_differ_in_it() {
    let mut answer = drawn::full();
    let told = "cannot be told apart by winning customers";
    assert!(said(&answer).iter().all(|one| !one.contains(told)));
    for outcome in &mut answer.scenarios {
        let adds = outcome.parameters.iter_mut().find(|p| p.name == "adds").unwrap();
        (adds.value, adds.low, adds.high) = (0.0, 0.0, 0.0);
    }
    assert!(said(&answer)[1].contains(told), "{:?}", said(&answer));
}

#[test]
fn every_further_way_is_laid_beside_the_focused_one() {
    let mut answer = drawn::three();
    answer.others = vec![plan::strategy::Beside {
        name: answer.scenarios[2].name.clone(),
        focused: "focused".to_owned(),
        beats_focused: Some(0.12),
        difference: plan::strategy::Spread {
            mean: -309_000.0,
            p10: -512_000.0,
            p50: -300_000.0,
            p90: 20_000.0,
        },
    }];
    let all = said(&answer);
    let beside = all.last().unwrap();
    assert!(
        beside.starts_with("centric, one region first beats customer-focused in 12% of futures"),
        "{beside}"
    );
    assert!(beside.contains("brings €309,000 less on average"), "{beside}");
    // It may be affordable and still be the worse way.
    answer.scenarios[2].verdict.word = plan::strategy::Word::Affordable;
    let rule = words::verdict(&reader(), &answer, &answer.scenarios[2]).rule;
    assert!(rule.ends_with("But it brings €309,000 less than customer-focused on average."), "{rule}");
}

#[test]
fn three_ways_have_a_sentence_each() {
    let answer = drawn::three();
    let all = said(&answer);
    assert_eq!(all.len(), 6);
    assert!(all[5].starts_with("centric, one region first pays back in month 41"), "{}", all[5]);
}

#[test]
fn a_sentence_can_be_made_of_every_way_in_every_language_of_numbers() {
    for (locale, _) in pages::LOCALES {
        let reader = Reader { locale: locale.to_owned(), ..reader() };
        for answer in [
            drawn::full(),
            drawn::no_cash(),
            drawn::expected_only(),
            drawn::few(),
            drawn::never(),
            drawn::alone(),
        ] {
            for sentence in words::opening(&reader, &answer) {
                assert!(sentence.ends_with('.') && !sentence.ends_with(".."), "{locale}: {sentence}");
                assert_eq!(sentence.matches("; ;").count(), 0);
            }
            for outcome in &answer.scenarios {
                assert!(words::verdict_line(&reader, &answer, outcome).ends_with('.'));
            }
        }
    }
}

#[test]
fn the_report_stands_alone() {
    for (name, page) in drawn::reports() {
        for foreign in [
            "<script",
            "<link",
            "<img",
            "<iframe",
            "@import",
            "url(",
            "https://",
            "javascript:",
            " style=\"",
            "href=\"/",
            "<form",
        ] {
            assert!(!page.contains(foreign), "{name}: {foreign}");
        }
        assert_eq!(page.replace("http://www.w3.org/2000/svg", "").find("http://"), None);
        assert!(page.contains("default-src"), "{name} has no policy");
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name} has an id twice");
        for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(unique.contains(target), "{name} leads to no {target}");
        }
    }
}

#[test]
fn the_report_holds_every_assumption_and_every_chart() {
    let reports: BTreeMap<_, _> = drawn::reports().into_iter().collect();
    let report = &reports["report"];
    for outcome in drawn::full().scenarios {
        for p in outcome.parameters.iter().filter(|p| words::says_something(p)) {
            assert!(report.contains(&words::quantity(&reader(), &p.name)), "{}", p.name);
            assert!(report.contains(&p.reason), "{}", p.reason);
        }
    }
    for chart in ["strategy-curves-w-t", "strategy-npv-w-t", "strategy-ruin-w-t", "strategy-turning-w-t"] {
        assert!(report.contains(chart), "{chart}");
    }
    assert!(report.contains("without options"));
}

#[test]
fn charts_are_well_formed() {
    for (name, page) in drawn::drawn().into_iter().chain(drawn::reports()) {
        for chart in page.split("<svg class=\"chart").skip(1).filter_map(|rest| rest.split("</svg>").next()) {
            let svg = format!("<svg class=\"chart{chart}</svg>");
            pages::chart::well_formed::check(&svg).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}

#[test]
fn only_who_may_change_is_offered_to() {
    let pages: BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    for way in ["/strategy/means", "/strategy/scenarios/new"] {
        assert!(pages["main"].contains(way), "{way}");
        assert!(!pages["main-reader"].contains(way), "{way}");
    }
    assert!(pages["scenario"].contains("?change=retention%2Efirst%20year#change"));
    for way in ["?change=", "/remove", "/keep"] {
        assert!(!pages["scenario-reader"].contains(way), "{way}");
    }
    assert!(
        pages["scenario-change"].contains("name=\"reason\"") && pages["scenario-change"].contains("required")
    );
    assert!(pages["nothing"].contains("/strategy/scenarios/new"));
    assert!(!pages["nothing-reader"].contains("/strategy/scenarios/new"));
}

#[test]
fn a_question_travels_in_the_address_and_nothing_else_does() {
    use pages::strategy::main_page::Form;
    let form = Form {
        cash: "500000".to_owned(),
        credit: "x&y=\"".to_owned(),
        retention_12: "45.5".to_owned(),
        horizon: "9".to_owned(),
        refused: vec![("horizon", "No.".to_owned())],
        ..Form::default()
    };
    assert_eq!(form.query(), "?cash=500000&retention_12=45.5");
    assert_eq!(Form::default().query(), "");
}

#[test]
fn a_field_holds_a_number_that_is_read_back() {
    use pages::strategy::scenario::{path, read, written};
    for (name, x, text) in [
        ("retention.core", 0.917, "91.7"),
        ("retention_gain", -0.002, "-0.2"),
        ("acquisition_cost", 52.4, "52.4"),
        ("complaints_factor", 1.6, "1.6"),
    ] {
        assert_eq!(written(name, x), text);
        assert!((read(name, text).unwrap() - x).abs() < 1e-12, "{name}");
    }
    for bad in ["", "a", "NaN", "inf", "1e999"] {
        assert_eq!(read("adds", bad), None, "{bad}");
    }
    assert_eq!(path("a/b ?é"), "/strategy/scenarios/a%2Fb%20%3F%C3%A9");
}

#[test]
fn numbers_that_are_off_are_not_counted() {
    use pages::strategy::main_page::Known;
    let answer = drawn::full();
    let centric = answer.scenarios.iter().find(|o| o.way == Way::Centric).unwrap();
    let known = Known::of(&centric.parameters);
    assert_eq!(known, Known { measured: 7, estimated: 3, assumed: 5, guessed: 2 });
}

#[test]
fn a_small_fall_is_drawn_larger_and_far_futures_are_counted_not_drawn() {
    let pages: BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    let (small, deep) = (&pages["main-small-fall"], &pages["main"]);
    for text in
        ["The first 6 months, larger", "at −€10,500", "0.7% of futures further down, to −\u{2060}€400,000"]
    {
        assert!(small.contains(text), "{text}");
    }
    assert!(!deep.contains("larger</h4>"), "a deep fall is seen as it is");
}

#[test]
fn what_stands_unchanged_is_no_question_and_says_whose_it_is() {
    use pages::strategy::main_page::Form;
    let pages: BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    let field = "12-month retention, customer-centric (%)";
    for (page, value) in [("main", "value=\"\""), ("main-what-if", "value=\"45\"")] {
        let (_, rest) = pages[page].split_once(field).unwrap();
        let (field, _) = rest.split_once("</div>").unwrap();
        assert!(
            field.contains("39.2%, as it stands, if left empty") && field.contains(value),
            "{page}: {field}"
        );
    }
    let kept = Form { cash: "5".to_owned(), credit: "7".to_owned(), kept_means: true, ..Form::default() };
    assert_eq!(kept.query(), "");
    assert_eq!(Form { kept_means: false, ..kept }.query(), "?cash=5&credit=7");
}

#[test]
fn the_report_lists_a_number_that_both_ways_share_once() {
    let reports: BTreeMap<_, _> = drawn::reports().into_iter().collect();
    let report = &reports["report"];
    let rows = |id: &str| {
        let (_, rest) = report.split_once(&format!("<table id=\"{id}\"")).unwrap();
        rest.split_once("</table>").unwrap().0.to_owned()
    };
    let (differ, shared) = (rows("numbers-differ"), rows("numbers-shared"));
    assert!(
        differ.contains("Change of monthly retention") && !shared.contains("Change of monthly retention")
    );
    assert!(shared.contains("Cost of winning a customer") && !differ.contains("Cost of winning a customer"));
    assert_eq!(shared.matches("Cost of winning a customer").count(), 1);
}

#[test]
fn long_counts_in_reasons_are_written_apart_and_years_are_not() {
    let reader = Reader::nobody("", 0);
    for (text, said) in [
        ("36388 months of present customers, 24 cohorts", "36,388 months of present customers, 24 cohorts"),
        ("fitted to 3594 customers, 2024", "fitted to 3,594 customers, 2024"),
        ("the accounts of 2024 and 2025", "the accounts of 2024 and 2025"),
    ] {
        assert_eq!(pages::strategy::words::reason(&reader, text), said);
    }
}

#[test]
fn each_what_if_says_against_what_it_is_laid() {
    use pages::strategy::what_if::{View, page, sentences};
    use plan::{
        balance::Estimate,
        what_if::{Against, Answer, Found, Kind, Verdict},
    };

    let found = |kind: Kind, against, verdict| Found {
        name: kind.name().to_owned(),
        kind,
        against,
        difference: Estimate::certain(5.0),
        better: 1.0,
        peak_funding_change: Estimate::certain(0.0),
        verdict,
        numbers: Vec::new(),
    };
    let answer = Answer {
        currency: None,
        scenario: "focused".to_owned(),
        horizon_months: 60,
        npv: 1.0,
        draws: 400,
        seed: 1,
        ranked: vec![
            found(Kind::BetterService, Against::DoingNothing, Verdict::Experiment),
            found(Kind::Bundle, Against::AsItIs, Verdict::Guess),
            found(Kind::DoNothing, Against::AsItIs, Verdict::Baseline),
        ],
    };
    let base = sentences(&reader(), &answer).pop().unwrap();
    assert!(base.ends_with("the company as it is, or doing nothing about the competitor."), "{base}");
    let view = View {
        kind: None,
        fields: Vec::new(),
        refused: Vec::new(),
        answer: Some(Box::new(answer)),
        working: false,
        gap: None,
    };
    let html = page(&reader(), &view).into_string();
    for said in [
        "against doing nothing about the competitor",
        "against the company as it is",
        "what matching the price and better service are laid against",
    ] {
        assert!(html.contains(said), "{said}");
    }
    assert!(!html.contains("what the others are laid against"));
}

#[test]
fn where_no_way_can_be_weighed_there_is_no_table_without_columns() {
    use pages::strategy::balance::{Form, Found, View, page, sentences};
    use plan::balance::{Absent, Balance, Purpose, WhyAbsent};

    let balance = Balance {
        currency: None,
        ways: Vec::new(),
        absent: vec![
            Absent { purpose: Purpose::Retention, why: WhyAbsent::WorthNothing },
            Absent { purpose: Purpose::Reactivation, why: WhyAbsent::UnderContract },
        ],
        keeping: None,
        budget: None,
        lapsed_after_days: 180.0,
        gap_is_usual: false,
    };
    let said = sentences(&reader(), &balance);
    assert_eq!(said[0], "None of the three can be weighed with these data.");
    assert!(said[1].starts_with("Keeping is left out: one customer more brings nothing"), "{said:?}");
    assert!(said[2].ends_with("these customers are under contract."), "{said:?}");
    let form = Form { fields: Vec::new(), refused: Vec::new() };
    let html = page(&reader(), &View { form, found: Found::Balance(Box::new(balance)) }).into_string();
    assert!(!html.contains("balance-side-rows") && !html.contains("counts as lapsed"));
}

#[test]
fn other_money_is_said_before_all_figures() {
    let pages = drawn::drawn().into_iter().chain(drawn::reports());
    let places = |page: String| Some((page.find("120 orders in USD")?, page.find("class=\"chart")?));
    let places: Vec<_> = pages.filter_map(|(_, page)| places(page)).collect();
    assert!(places.len() > 1 && places.iter().all(|(said, chart)| said < chart), "{places:?}");
}
