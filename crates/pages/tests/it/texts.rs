//! Every word that is asked for exists, and every word that exists is asked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

/// Keys of a language with the variables of each, from lines such as `today-title = …`.
fn keys(language: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = Vec::new();
    files(language, "ftl", &mut found);
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        let mut key = String::new();
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase())
                && let Some((name, _)) = line.split_once(" =")
            {
                name.clone_into(&mut key);
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
            }
            if !line.starts_with('#') {
                keys.entry(key.clone()).or_default().extend(variables(line));
            }
        }
    }
    keys.remove("");
    keys
}

fn variables(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect::<String>()
    })
}

/// Every text in quotes that looks like a key of an area.
fn quoted(areas: &BTreeSet<String>) -> BTreeSet<String> {
    let mut sources = Vec::new();
    for folder in ["src", "examples", "../goodwill/src/serve/web"] {
        files(&here(folder), "rs", &mut sources);
    }
    let mut found = BTreeSet::new();
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split('"') {
            let looks = part.contains('-')
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if looks && areas.contains(part.split('-').next().unwrap_or_default()) {
                found.insert(part.to_owned());
            }
        }
    }
    found
}

/// Keys asked for by `t("…")` or `tf("…"`.
fn asked() -> BTreeMap<String, PathBuf> {
    let mut sources = Vec::new();
    for folder in ["src", "../goodwill/src/serve/web"] {
        files(&here(folder), "rs", &mut sources);
    }
    let mut found = BTreeMap::new();
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        for call in [".t(", ".tf("] {
            for rest in text.split(call).skip(1) {
                let rest = rest.trim_start();
                let Some(key) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) else { continue };
                found.insert(key.to_owned(), path.clone());
            }
        }
        for part in text.split("said=").skip(1) {
            let key: String = part
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
                .collect();
            if key.starts_with("said-") && key.len() > 5 {
                found.insert(key, path.clone());
            }
        }
    }
    found
}

#[test]
fn every_key_that_is_asked_for_has_a_text() {
    let english = keys(&here("text/en"));
    let missing: Vec<String> = asked()
        .into_iter()
        .filter(|(key, _)| !english.contains_key(key) && !key.is_empty())
        .map(|(key, path)| format!("{key} ({})", path.display()))
        .collect();
    assert!(missing.is_empty(), "no text for:\n{}", missing.join("\n"));
}

#[test]
fn every_text_is_asked_for() {
    let english = keys(&here("text/en"));
    let areas: BTreeSet<String> =
        english.keys().filter_map(|key| key.split('-').next()).map(str::to_owned).collect();
    let used = quoted(&areas);
    // Keys that are put together end in a name that is a value, such as a role; the place that puts
    // them together ends in a hyphen: `format!("people-role-{}", …)`.
    let mut sources = Vec::new();
    for folder in ["src", "../goodwill/src/serve/web"] {
        files(&here(folder), "rs", &mut sources);
    }
    let texts: Vec<String> = sources.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let built = |key: &str| {
        let stems = key.char_indices().filter(|(_, c)| *c == '-').map(|(i, _)| &key[..=i]);
        stems.filter(|stem| stem.matches('-').count() >= 2 || key.starts_with("said-")).any(|stem| {
            let pattern = format!("\"{stem}{{");
            texts.iter().any(|text| text.contains(&pattern))
        })
    };
    let said = |key: &str| key.starts_with("said-") && texts.iter().any(|text| text.contains(key));
    let unused: Vec<&String> =
        english.keys().filter(|key| !used.contains(*key) && !built(key) && !said(key)).collect();
    assert!(unused.is_empty(), "nobody asks for: {unused:#?}");
}

#[test]
fn every_language_has_the_keys_and_variables_of_english() {
    let english = keys(&here("text/en"));
    assert!(english.len() > 20, "the words were not found");
    let others = fs::read_dir(here("text")).unwrap().flatten().filter(|entry| entry.file_name() != "en");
    for language in others {
        let keys = keys(&language.path());
        assert_eq!(keys, english, "{}", language.path().display());
    }
}

#[test]
fn english_is_complete_in_the_program() {
    for key in keys(&here("text/en")).keys() {
        assert!(pages::text::has(key), "{key} stands in a file that src/text/en.rs does not list");
    }
}
