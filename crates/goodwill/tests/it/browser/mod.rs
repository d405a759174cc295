//! What people do with a real browser: the first start, the daily look, the keyboard, the rights.
//!
//! Where Chromium or its driver is absent, each test says that it was skipped. With
//! `GOODWILL_PICTURES=FOLDER` the tests leave pictures of what they saw.

mod axe;
mod driver;
mod first_start;
mod keyboard;
mod rights;
mod strategy;

use std::{fs, path::Path};

use serde_json::json;

use crate::{
    checkers,
    site::{PASSWORD, Site},
};
use driver::Browser;

/// A browser at the site, with script or without; or why there is none.
fn browser(site: &Site, scripted: bool) -> Option<Browser> {
    let preferences =
        json!({ "profile.managed_default_content_settings.javascript": if scripted { 1 } else { 2 } });
    match Browser::open_as(&site.base(), &preferences) {
        Ok(browser) => Some(browser),
        Err(why) => {
            println!("skipped: {why}");
            None
        }
    }
}

/// The checker of accessibility, or nothing where it is not installed.
fn checker() -> Option<String> {
    match checkers::axe() {
        Ok(script) => Some(fs::read_to_string(script).unwrap()),
        Err(why) => {
            println!("the check of accessibility is skipped: {why}");
            None
        }
    }
}

/// Holds the page that is open against the checker, where there is one.
fn is_open_to_all(browser: &Browser, checker: Option<&String>) {
    if let Some(script) = checker {
        axe::check(browser, script);
    }
}

/// Orders of a small shop: 180 customers over two years, as its export has them.
fn orders_file(folder: &Path) -> String {
    let mut rows = "Customer,Order,Date,Total,Currency\n".to_owned();
    let mut number = 1000;
    for customer in 0..180 {
        let mut day = customer * 5 % 300;
        for nth in 0..=(customer * 7 % 9) {
            number += 1;
            let (year, rest) = (2023 + day / 360, day % 360);
            rows.push_str(&format!(
                "C{customer:03},{number},{year}-{:02}-{:02},{}.{:02},EUR\n",
                rest / 30 + 1,
                rest % 28 + 1,
                15 + (customer * 13 + nth * 5) % 80,
                customer % 100
            ));
            day += 20 + (customer * 11 + nth * 17) % 60;
        }
    }
    let path = folder.join("orders.csv");
    fs::write(&path, rows).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Signs in at the page of signing in.
fn signs_in(browser: &Browser, email: &str) {
    browser.go("/sign-in");
    browser.fill("input[name=email]", email);
    browser.fill("input[name=password]", PASSWORD);
    browser.click("main form button[type=submit]");
    browser.waits("the page after signing in", || !browser.path().starts_with("/sign-in"));
}
