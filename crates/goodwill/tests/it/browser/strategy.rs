//! The pages about which way to run the company, at a desk and on a phone.

use super::{browser, checker, is_open_to_all, signs_in};
use crate::{
    run::says,
    site::{Site, counted},
};

#[test]
fn no_page_of_the_strategy_keeps_anybody_out() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("company"));
    let (data, out) = (data.to_str().unwrap(), out.to_str().unwrap());
    says(&["sample", "--suite", "over-extended", "--books", "--customers", "700", "--out", out]);
    for (kind, file, map) in [
        ("products", "products.csv", None),
        ("orders", "deliveries.csv", None),
        ("orders", "orders.csv", None),
        ("costs", "costs.csv", None),
        ("contacts", "contacts.csv", None),
        ("feedback", "complaints.csv", Some("time=received_on")),
    ] {
        let path = format!("{out}/{file}");
        let mut words = vec!["import", kind, &path, "--data", data];
        words.extend(map.into_iter().flat_map(|map| ["--map", map]));
        says(&words);
    }
    says(&["fit", "--data", data]);
    let site = Site::open(data.as_ref(), &[]);
    let owner = site.owner();
    let Some(browser) = browser(&site, true) else { return };
    let Some(checker) = checker() else { return };
    signs_in(&browser, "ada@example.com");
    let pages = [
        "/strategy?cash=30000&credit=15000",
        "/strategy/scenarios",
        "/strategy/suite",
        "/strategy/prices",
        "/strategy/balance",
        "/strategy/what-if?kind=bundle",
        "/strategy/spectrum",
        "/strategy/actual",
    ];
    for page in pages {
        assert_eq!(counted(|| owner.page(page)).status, 200, "{page}");
    }
    for (width, height) in [(1280, 900), (390, 844)] {
        browser.size(width, height);
        for page in pages {
            browser.go(page);
            browser.waits("the answer", || !browser.has(".skeleton"));
            is_open_to_all(&browser, Some(&checker));
            let hidden = browser.ask(
                "const at = document.querySelector('.tabs [aria-current]').getBoundingClientRect();
                 return at.left < 0 || at.right > innerWidth + 1
                   || document.documentElement.scrollWidth > document.documentElement.clientWidth + 1",
            );
            assert_eq!(
                hidden, false,
                "{page} in a window of {width}: it is too wide, or its tab is out of sight"
            );
        }
    }
}
