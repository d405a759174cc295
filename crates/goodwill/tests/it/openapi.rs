//! The API against its own description, tried by schemathesis.

use std::process::Command;

use crate::{checkers, run::says, site::Site};

/// What is checked of each answer. Whether data that the document forbids is refused is checked too;
/// whether all it allows is taken is not: the document cannot say everything.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance,negative_data_rejection";

#[test]
fn the_api_answers_as_it_says_and_never_fails() {
    let program = match checkers::schemathesis() {
        Ok(program) => program,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let company = tempfile::tempdir().unwrap();
    let out = company.path().join("company");
    says(&["sample", "--customers", "300", "--out", out.to_str().unwrap()]);
    says(&["import", "orders", out.join("orders.csv").to_str().unwrap(), "--data", folder]);
    says(&["fit", "--data", folder]);
    let site = Site::open(data.path(), &[]);
    let owner = site.owner();
    // With the owner's session, to which nothing is closed.
    let cookie = format!("Cookie: {}", owner.cookie());
    let token = format!("X-CSRF-Token: {}", owner.csrf());
    let origin = format!("Origin: {}", site.base());
    let examples = std::env::var("GOODWILL_EXAMPLES").unwrap_or_else(|_| "8".to_owned());
    let output = Command::new(program)
        .current_dir(company.path())
        .args(["run", &format!("{}/openapi.json", site.base())])
        .args(["-H", &cookie, "-H", &token, "-H", &origin])
        .args(["--checks", CHECKS])
        .args(["--max-examples", &examples, "--seed", "1", "--suppress-health-check", "all"])
        .args(["--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--no-color"])
        .args(["--request-timeout", "60", "--workers", "2", "--generation-with-security-parameters", "false"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let end: String = said.chars().rev().take(12_000).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(output.status.success(), "{end}{}", String::from_utf8_lossy(&output.stderr));
}
