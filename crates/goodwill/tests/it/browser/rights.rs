//! What a reader may not see, a reader's browser does not show; and nobody is kept out by how pages are made.

use super::{browser, checker, is_open_to_all, orders_file, signs_in};
use crate::{run::says, site::Site};

/// The places of the navigation, as their addresses.
fn places(browser: &super::driver::Browser) -> Vec<String> {
    let found =
        browser.ask("return [...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))");
    let mut places: Vec<String> =
        found.as_array().unwrap().iter().filter_map(|place| place.as_str().map(str::to_owned)).collect();
    places.sort();
    places.dedup();
    places
}

#[test]
fn each_role_sees_its_places_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&["import", "orders", &orders_file(folder.path()), "--data", data.to_str().unwrap()]);
    says(&["fit", "--data", data.to_str().unwrap()]);
    let site = Site::open(&data, &[]);
    let owner = site.owner();
    for role in ["analyst", "desk", "reader"] {
        site.invited(&owner, role);
    }
    for (role, sees, refused) in [
        (
            "analyst",
            &["/", "/customers", "/cohorts", "/data"][..],
            &["/settings/people", "/settings/keys"][..],
        ),
        ("desk", &["/customers"], &["/cohorts", "/data", "/settings/company", "/customers.csv"]),
        ("reader", &["/", "/customers", "/cohorts"], &["/data", "/settings/people", "/data/quarantine"]),
    ] {
        let Some(browser) = browser(&site, true) else { return };
        signs_in(&browser, &format!("{role}@example.com"));
        let places = places(&browser);
        for place in sees {
            assert!(places.iter().any(|p| p == place), "{role} is not led to {place}: {places:?}");
        }
        for page in refused {
            assert!(!places.iter().any(|p| p == page), "{role} is led to {page}");
            browser.go(page);
            let words = browser.words();
            assert!(words.contains("may not") || words.contains("need"), "{role} at {page}:\n{words}");
            assert!(!words.contains("C001"), "{role} sees a customer at {page}");
        }
        browser.go("/customers");
        browser.finds("[data-results] a[href^='/customers/']");
        let words = browser.words();
        let id = |word: &str| {
            word.len() == 4 && word.starts_with('C') && word[1..].bytes().all(|b| b.is_ascii_digit())
        };
        assert_eq!(
            words.split_whitespace().any(id),
            role != "reader",
            "{role} and the customers' ids:\n{words}"
        );
        browser.picture(&format!("customers-as-{role}"));
    }
}

#[test]
fn no_page_of_an_owner_keeps_anybody_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&["import", "orders", &orders_file(folder.path()), "--data", data.to_str().unwrap()]);
    says(&["fit", "--data", data.to_str().unwrap()]);
    let site = Site::open(&data, &[]);
    site.owner();
    let Some(browser) = browser(&site, true) else { return };
    let Some(checker) = checker() else { return };
    signs_in(&browser, "ada@example.com");
    let pages = [
        "/",
        "/customers",
        "/customers?where=orders:at-least:3",
        "/customers?q=nobody-has-this",
        "/segments",
        "/cohorts",
        "/data",
        "/data/quarantine",
        "/data/keys",
        "/settings/company",
        "/settings/people",
        "/settings/keys",
        "/settings/webhooks",
        "/settings/retention",
        "/settings/audit",
        "/account",
        "/api",
        "/nowhere",
    ];
    for (width, height) in [(1280, 900), (390, 844)] {
        browser.size(width, height);
        for page in pages {
            browser.go(page);
            is_open_to_all(&browser, Some(&checker));
            let wide = browser
                .ask("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert!(
                wide.as_i64().unwrap_or_default() <= 1,
                "{page} is {wide} wider than a window of {width}"
            );
        }
    }
}
