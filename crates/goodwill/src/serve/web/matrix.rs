//! The table of roles and routes in `docs/rights.md`, made from the routes themselves.

use std::{fmt::Write as _, fs, path::Path};

use access::{Right, Rights, Role};

use super::{
    caller::open_to_keys,
    routes::{Gate, Guard},
};

const BEGINS: &str = "<!-- from the routes -->\n";

/// What the document says after its introduction.
fn tables() -> String {
    let mut text = String::from("## Roles and rights\n\n| right |");
    for role in Role::ALL {
        let _ = write!(text, " {role} |");
    }
    text.push_str(" keys at most |\n|---|---|---|---|---|---|\n");
    for right in Right::ALL {
        let _ = write!(text, "| {right} |");
        for role in Role::ALL {
            text.push_str(mark(role.rights().has(right)));
        }
        text.push_str(mark(open_to_keys().has(right)));
        text.push('\n');
    }
    text.push_str(
        "\n## Roles and routes\n\n| method | path | needs | owner | analyst | desk | reader | keys | nobody |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for (method, path, guard) in super::routes().build().gates.iter() {
        let Guard { gate, keys } = guard;
        let _ = write!(text, "| {method} | `{path}` | {gate} |");
        for role in Role::ALL {
            text.push_str(mark(gate.lets(Some(role.rights()))));
        }
        text.push_str(match gate {
            Gate::Open => " yes |",
            _ if !keys => " – |",
            Gate::SignedIn => " yes |",
            Gate::Needs(right) if open_to_keys().has(right) => " with the scope |",
            Gate::Needs(_) => " – |",
        });
        text.push_str(mark(gate.lets(None::<Rights>)));
        text.push('\n');
    }
    text
}

const fn mark(is: bool) -> &'static str {
    if is { " yes |" } else { " – |" }
}

/// With `GOODWILL_WRITE_DOCS=1` the table is written anew.
#[test]
fn the_document_of_rights_is_what_the_routes_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rights.md");
    let text = fs::read_to_string(&file).unwrap();
    let (introduction, written) = text.split_once(BEGINS).unwrap();
    if std::env::var_os("GOODWILL_WRITE_DOCS").is_some() {
        fs::write(&file, format!("{introduction}{BEGINS}\n{}", tables())).unwrap();
        return;
    }
    let (written, tables) = (written.trim(), tables());
    for (there, now) in written.lines().zip(tables.trim().lines()) {
        assert_eq!(there, now, "docs/rights.md is old: GOODWILL_WRITE_DOCS=1 cargo test -p goodwill rights");
    }
    assert_eq!(written, tables.trim());
}

#[test]
fn every_operation_says_who_may_pass() {
    assert_eq!(super::routes().build().ungated, Vec::<String>::new());
}

#[test]
fn an_operation_without_a_gate_lets_nobody_through() {
    use utoipa_axum::{router::OpenApiRouter, routes};

    use super::{Routes, routes::Found};

    #[utoipa::path(get, path = "/api/v1/forgotten", responses((status = 200)))]
    async fn forgotten() {}

    let built = Routes::default().api(OpenApiRouter::new().routes(routes!(forgotten))).build();
    assert_eq!(built.ungated, ["GET /api/v1/forgotten"]);
    assert_eq!(built.gates.of(&axum::http::Method::GET, "/api/v1/forgotten"), Found::Nothing);
}

#[test]
fn a_path_knows_its_methods_and_no_others() {
    use axum::{http::Method, routing::get};

    use super::{Routes, routes::Found};

    let built = Routes::default().page("GET", "/x", Gate::SignedIn, get(|| async {})).build();
    let guard = Guard { gate: Gate::SignedIn, keys: false };
    assert_eq!(built.gates.of(&Method::GET, "/x"), Found::Guard(guard));
    assert_eq!(built.gates.of(&Method::HEAD, "/x"), Found::Guard(guard));
    for method in [Method::POST, Method::OPTIONS, Method::TRACE, Method::CONNECT] {
        assert_eq!(built.gates.of(&method, "/x"), Found::OtherMethods("GET, HEAD".to_owned()), "{method}");
    }
}
