//! The pages of docs/facts say what the schemas say.

use std::path::Path;

use facts::schema::Kind;

fn page(name: &str) -> String {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/facts")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn each_kind_has_a_page_with_each_field_in_the_words_of_its_schema() {
    let index = page("README.md");
    for kind in Kind::ALL {
        let name = format!("{kind}.md");
        assert!(index.contains(&format!("({name})")), "docs/facts/README.md does not name {name}");
        let text = page(&name);
        let schema = kind.schema();
        assert!(text.to_lowercase().contains(schema.grain), "{name} does not say '{}'", schema.grain);
        for field in schema.fields {
            let row = text.lines().find(|l| l.starts_with(&format!("| `{}` |", field.name)));
            let Some(row) = row else { panic!("{name} has no row of {}", field.name) };
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let yes = |said: bool| if said { "yes" } else { "" };
            let kept = if field.is_private() { "records" } else { "history" };
            let want = [yes(field.required), yes(field.natural_key), kept, field.about];
            assert_eq!(cells[3..7], want, "{name}: {}", field.name);
        }
        let rows = text.lines().filter(|l| l.starts_with("| `")).count();
        assert_eq!(rows, schema.fields.len(), "{name} has rows of no field");
    }
}
