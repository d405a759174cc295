//! First start → owner → drop a file → see values → open a customer → log out.

use super::{browser, checker, is_open_to_all, orders_file};
use crate::site::{PASSWORD, Site};

fn first_start(scripted: bool) {
    let folder = tempfile::tempdir().unwrap();
    let file = orders_file(folder.path());
    let site = Site::open(&folder.path().join("data"), &[]);
    let Some(browser) = browser(&site, scripted) else { return };
    // The checker is a script itself.
    let checker = if scripted { checker() } else { None };
    let seen = |name: &str| {
        browser.picture(&format!("{name}{}", if scripted { "" } else { "-without-script" }));
        is_open_to_all(&browser, checker.as_ref());
    };

    browser.go(&site.setup());
    seen("setup");
    browser.fill("input[name=name]", "Ada Owner");
    browser.fill("input[name=email]", "ada@example.com");
    browser.fill("input[name=password]", PASSWORD);
    browser.click("main form button[type=submit]");
    browser.finds("form[enctype='multipart/form-data'] input[type=file]");
    seen("three-doors");

    browser.fill("form[enctype='multipart/form-data'] input[type=file]", &file);
    // With script the file goes off by itself.
    if !browser.path().starts_with("/data/uploads/")
        && browser.has("form[enctype='multipart/form-data'] button[type=submit]")
    {
        browser.submits("form[enctype='multipart/form-data']");
    }
    browser.finds("button[name=do][value=import]");
    browser.sees("C000");
    seen("preview");
    browser.click("button[name=do][value=check]");
    browser.sees("Nothing was written");
    seen("checked");
    browser.click("button[name=do][value=import]");
    browser.finds("main a[href^='/customers']");
    seen("imported");

    browser.waits("the values", || {
        browser.go("/customers?sort=value");
        browser.words().contains("Expected value") && browser.has("main a[href^='/customers/']")
    });
    seen("customers");
    browser.click("main [data-results] a[href^='/customers/']");
    browser.finds("main svg.chart");
    browser.sees("Timeline");
    seen("customer");
    let customer = browser.path();
    browser.go(&format!("{}/value", customer.split('?').next().unwrap()));
    browser.sees("Step by step");
    seen("value");
    browser.go("/");
    browser.sees("expected to bring");
    seen("today");
    browser.go("/cohorts");
    browser.finds("main svg.chart");
    seen("cohorts");

    browser.click("header details summary");
    browser.click("form[action='/sign-out'] button");
    browser.finds("input[name=password]");
    seen("signed-out");
    browser.go(&customer);
    assert!(browser.path().starts_with("/sign-in"), "{} is shown to nobody", browser.path());
}

#[test]
fn from_the_first_start_to_a_customers_value() {
    first_start(true);
}

#[test]
fn everything_works_without_script() {
    first_start(false);
}
