//! The whole path by keyboard alone: everything can be reached with Tab, and shows that it has the focus.

use super::{
    browser, checker,
    driver::{ENTER, SPACE, TAB},
    is_open_to_all, orders_file,
};
use crate::{
    run::says,
    site::{PASSWORD, Site},
};

#[test]
fn the_path_can_be_walked_by_keyboard_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = orders_file(folder.path());
    let data = folder.path().join("data");
    let site = Site::open(&data, &[]);
    let Some(browser) = browser(&site, true) else { return };
    let checker = checker();

    browser.go(&site.setup());
    browser.tab_to("input[name=name]");
    browser.types("Ada Owner");
    browser.tab_to("input[name=email]");
    browser.types("ada@example.com");
    browser.tab_to("input[name=password]");
    browser.types(PASSWORD);
    browser.types(ENTER);
    browser.finds("form[enctype='multipart/form-data'] input[type=file]");
    // The file dialog belongs to the system; that its button can be reached is ours.
    browser.tab_to("form[enctype='multipart/form-data'] input[type=file]");
    says(&["import", "orders", &file, "--data", data.to_str().unwrap()]);
    says(&["fit", "--data", data.to_str().unwrap()]);

    // What another program did beside the server is seen within seconds.
    browser.waits("customers", || {
        browser.go("/customers");
        browser.has("[data-results] a[href^='/customers/']")
    });
    browser.go("/");
    browser.sees("expected to bring");
    // The first stop is the link that leads past the navigation.
    browser.types(TAB);
    let first = browser.ask("return document.activeElement.getAttribute('href')");
    assert_eq!(first.as_str().map(|to| to.starts_with('#')), Some(true), "the first stop is {first}");
    browser.tab_to("nav a[href='/customers']");
    browser.types(ENTER);
    browser.finds("[data-results]");
    browser.tab_to("[data-search] input[type=search], [data-search] input[name=q]");
    browser.types("C00");
    browser.waits("the results of typing", || {
        browser.path().contains("q=C00") && browser.words().contains("C00")
    });
    is_open_to_all(&browser, checker.as_ref());
    browser.tab_to("[data-results] a[href^='/customers/']");
    browser.types(ENTER);
    browser.finds("textarea[name=text]");
    browser.tab_to("textarea[name=text]");
    browser.types("called on Monday");
    browser.tab_to("form[action$='/notes'] button");
    browser.types(SPACE);
    browser.sees("called on Monday");
    is_open_to_all(&browser, checker.as_ref());
    // Points of the curve can be read one by one.
    browser.tab_to("svg.chart [tabindex='0']");
    browser.tab_to("header details summary");
    browser.types(ENTER);
    browser.tab_to("form[action='/sign-out'] button");
    browser.types(ENTER);
    browser.finds("input[name=password]");
}
