//! Today and the cohorts in every state.

#[path = "../../examples/today/drawn.rs"]
mod drawn;

use crate::accessible::wrongs;

#[test]
fn every_state_can_be_read_without_eyes_or_mouse() {
    for (name, page) in drawn::drawn() {
        let wrongs = wrongs(&page);
        assert!(wrongs.is_empty(), "{name}: {wrongs:#?}");
    }
}

#[test]
fn no_state_shows_what_is_no_number_and_names_stay_text() {
    for (name, page) in drawn::drawn() {
        for none in ["NaN", ">inf", "Infinity", "<b>Bold", "<events>"] {
            assert!(!page.contains(none), "{name} shows {none}");
        }
        // A key that has no text is shown as itself.
        for key in [">today-", ">cohorts-", " today-", " cohorts-"] {
            let shown = page.split("</head>").nth(1).unwrap_or_default();
            let words: String = shown
                .split('<')
                .filter_map(|part| part.split_once('>'))
                .map(|(_, text)| format!(">{text}"))
                .collect();
            assert!(!words.contains(key), "{name} shows a key: {key}");
        }
    }
}

/// What is read of a page, elements told apart by a space.
fn words(page: &str) -> String {
    let shown = page.split("</head>").nth(1).unwrap_or_default();
    let words: Vec<&str> =
        shown.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    words.join(" ")
}

#[test]
fn no_sentence_ends_twice_in_any_locale() {
    let mut own_stops = 0;
    for (locale, _) in pages::LOCALES {
        for (name, page) in drawn::drawn_in(locale) {
            let words = words(&page);
            if let Some(at) = words.find("..") {
                let from = words.char_indices().map(|(i, _)| i).rfind(|i| *i + 40 <= at).unwrap_or(0);
                panic!("{locale}, {name}: two full stops after \"{}\"", &words[from..at]);
            }
            own_stops += words.matches("30.").count();
        }
    }
    assert!(own_stops > 20, "no date that ends in a full stop was drawn");
}

#[test]
fn the_sentence_leads_to_the_customers_it_counts() {
    let pages: std::collections::BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    assert!(pages["today"].contains("/customers?where=health:is:at-risk"));
}

#[test]
fn the_last_month_of_a_cohort_leads_no_further() {
    let pages: std::collections::BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    assert!(pages["cell"].contains("href=\"/cohorts/2022-07/6\""));
    assert!(!pages["cell-last"].contains("href=\"/cohorts/2022-07/24\""));
}

#[test]
fn what_needs_a_right_is_offered_to_who_has_it() {
    let pages: std::collections::BTreeMap<_, _> = drawn::drawn().into_iter().collect();
    for way in ["/data/uploads", "/today/key", "/today/sample"] {
        assert!(pages["today-empty"].contains(way), "{way}");
        assert!(!pages["today-empty-reader"].contains(way), "{way}");
    }
    // A reader is told what is wrong, and is not led where no reader may go.
    assert!(pages["today-alarms"].contains("could not be understood"));
    assert!(!pages["today-alarms"].contains("/data/quarantine"));
    assert!(pages["today-no-money"].contains("/data/quarantine"));
    assert!(pages["today-key"].contains("It is shown this once"));
}
