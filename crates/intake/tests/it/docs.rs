//! The page of the events names every built-in schema as it is.

use intake::{PropertyKind, built_in};

#[test]
fn each_built_in_schema_is_on_its_page() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/events.md")).unwrap();
    for schema in built_in() {
        let name = if schema.name == "*" { "every event".to_owned() } else { format!("`{}`", schema.name) };
        let mut kinds: Vec<(PropertyKind, Vec<String>)> = Vec::new();
        for (property, kind) in schema.properties {
            let property = format!("`{property}`");
            match kinds.iter_mut().find(|(known, _)| known == kind) {
                Some((_, properties)) => properties.push(property),
                None => kinds.push((*kind, vec![property])),
            }
        }
        let history: Vec<String> =
            kinds.iter().map(|(kind, names)| format!("{}: {}", kind.name(), names.join(", "))).collect();
        let row = format!("| {name} | {} | {} |", history.join("; "), schema.becomes);
        assert!(page.contains(&row), "docs/events.md lacks\n{row}");
    }
}
