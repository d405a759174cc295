//! Holds the house in order: import directions, what the documents must name, sizes and escapes.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path.as_ref()))
        .unwrap_or_else(|e| panic!("{}: {e}", path.as_ref().display()))
}

/// Crate and what it may import, from the table of ARCHITECTURE.md.
fn table() -> Vec<(String, Vec<String>)> {
    read("ARCHITECTURE.md")
        .lines()
        .skip_while(|l| !l.starts_with("| crate |"))
        .skip(2)
        .take_while(|l| l.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let imports = cells[2].split(',').map(|s| s.trim().to_owned()).filter(|s| s != "–").collect();
            (cells[0].trim_matches('`').to_owned(), imports)
        })
        .collect()
}

fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Workspace crates that a manifest names among its (not dev-) dependencies.
fn imports(name: &str) -> Vec<String> {
    let manifest = read(format!("crates/{name}/Cargo.toml"));
    let dependencies = manifest
        .lines()
        .skip_while(|l| l.trim() != "[dependencies]")
        .skip(1)
        .take_while(|l| !l.starts_with('['));
    let all = crates();
    dependencies
        .filter_map(|l| l.split(['.', '=', ' ']).next().map(str::to_owned))
        .filter(|d| all.contains(d))
        .collect()
}

fn sources(dir: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

fn rust_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(&root().join("crates"), "rs", &mut found);
    found
}

#[test]
fn crates_import_only_what_the_architecture_allows() {
    let table = table();
    let named: Vec<&str> = table.iter().map(|(name, _)| name.as_str()).collect();
    assert!(!named.is_empty(), "ARCHITECTURE.md has no table of crates");
    for name in crates() {
        let (_, allowed) = table
            .iter()
            .find(|(n, _)| *n == name)
            .unwrap_or_else(|| panic!("ARCHITECTURE.md does not name the crate {name}"));
        for import in imports(&name) {
            assert!(
                allowed.contains(&import) || allowed.iter().any(|a| a == "all"),
                "{name} imports {import}, which ARCHITECTURE.md does not allow"
            );
        }
    }
    for name in named {
        assert!(crates().iter().any(|c| c == name), "ARCHITECTURE.md names {name}, which is no crate");
    }
}

#[test]
fn only_history_sees_the_engine() {
    for name in crates().iter().filter(|n| *n != "history") {
        let manifest = read(format!("crates/{name}/Cargo.toml"));
        for engine in ["datafusion", "arrow", "parquet"] {
            assert!(
                !manifest.lines().any(|l| l.starts_with(engine)),
                "{name} depends on {engine}; it belongs behind the door of history"
            );
        }
    }
}

#[test]
fn no_file_outgrows_its_subject() {
    for path in rust_files() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 700, "{} has {lines} lines: look for the second thing in it", path.display());
    }
}

#[test]
fn escaping_is_passed_by_in_known_places_only() {
    // The reports' own stylesheets and the charts' finished SVG: none holds a foreign word.
    let known =
        ["crates/goodwill/src/report/", "crates/pages/src/chart/", "crates/pages/src/strategy/report.rs"];
    let word = concat!("Pre", "Escaped");
    for path in rust_files() {
        let relative = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let uses = fs::read_to_string(&path).unwrap().matches(word).count();
        assert!(
            uses == 0 || known.iter().any(|k| relative.starts_with(k)),
            "{relative} passes by the escaping of HTML"
        );
    }
}

#[test]
fn one_place_calls_other_systems() {
    // Each way out needs the checks of the one there is: no second one, whatever it is called.
    let clients =
        [concat!("ure", "q::"), concat!("use ure", "q"), "reqwest", "hyper::client", "TcpStream::connect"];
    for path in rust_files() {
        let relative = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if relative.ends_with("serve/outbound.rs")
            || relative.contains("/tests/")
            || relative.contains("/benches/")
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for client in clients {
            assert!(!text.contains(client), "{relative} calls others by itself: use serve::outbound");
        }
    }
    for name in crates().iter().filter(|name| *name != "goodwill") {
        let manifest = read(format!("crates/{name}/Cargo.toml"));
        assert!(!manifest.contains(concat!("ure", "q")), "{name} depends on a client of its own");
    }
}

#[test]
fn the_documents_name_every_command_flag_and_model() {
    let commands = read("docs/commands.md");
    for name in [
        "value",
        "sql",
        "sample",
        "demo",
        "import",
        "fit",
        "check",
        "doctor",
        "backup",
        "restore",
        "export",
        "compact",
        "people",
        "audit",
        "strategy",
        "strategy suite",
        "strategy prices",
        "strategy balance",
        "strategy what-if",
        "strategy spectrum",
        "strategy actual",
    ] {
        assert!(commands.contains(&format!("# `goodwill {name}")), "docs/commands.md lacks {name}");
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_goodwill"))
            .args(name.split(' '))
            .arg("--help")
            .output()
            .unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let flags = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|w| {
            w.len() > 3 && w.starts_with("--") && w[2..].starts_with(|c: char| c.is_ascii_lowercase())
        });
        for flag in flags.filter(|f| *f != "--help") {
            assert!(commands.contains(flag), "docs/commands.md does not name {flag} of goodwill {name}");
        }
    }
    for model in ["bg-nbd", "mbg-nbd", "pareto-nbd", "gamma-gamma", "bg-bb", "sbg"] {
        assert!(
            read(format!("docs/models/{model}.md")).len() > 500,
            "docs/models/{model}.md says too little"
        );
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut documents = vec![root().join("README.md"), root().join("ARCHITECTURE.md")];
    sources(&root().join("docs"), "md", &mut documents);
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            // `[…](…)` with a space is a formula, not a link.
            if target.is_empty() || target.contains("://") || target.contains(' ') {
                continue;
            }
            let path = document.parent().unwrap().join(target);
            assert!(path.exists(), "{} links to {link}, which is not there", document.display());
        }
    }
}
