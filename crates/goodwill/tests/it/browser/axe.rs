//! No page keeps anybody out, as far as a program can find that.

use serde_json::Value;

use super::driver::Browser;

/// Fails where the checker finds a violation on the page that is open.
pub(crate) fn check(browser: &Browser, script: &str) {
    // The page's own policy forbids foreign scripts; the driver runs this one beside the page.
    browser.ask(script);
    let found = browser.ask_later(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'] }).then(
           r => done(r.violations.map(v => ({ rule: v.id, help: v.help, at: v.nodes.slice(0, 5).map(n => n.html.slice(0, 160) + ' ' + (n.failureSummary || '')) }))),
           e => done([{ rule: 'failed', help: String(e), at: [] }]))",
    );
    let Value::Array(violations) = &found else { panic!("no answer of the checker: {found}") };
    assert!(
        violations.is_empty(),
        "{}: {}",
        browser.path(),
        serde_json::to_string_pretty(&found).unwrap_or_default()
    );
}
