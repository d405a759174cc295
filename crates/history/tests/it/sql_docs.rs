//! Every example of docs/sql.md is run, and answers what the page says.

use crate::sql::Files;

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sql.md"));

/// The page's fenced blocks: what the fence says, and the lines in it.
fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let inside = lines.by_ref().take_while(|line| *line != "```");
            blocks.push((kind, inside.fold(String::new(), |text, line| text + line + "\n")));
        }
    }
    blocks
}

#[test]
fn the_examples_answer_what_the_page_says() {
    let blocks = blocks();
    let (_, orders) = blocks.iter().find(|(kind, _)| *kind == "csv orders").unwrap();
    let files = Files::new("orders", orders);
    let mut run = 0;
    for pair in blocks.windows(2) {
        if pair[0].0 == "sql" {
            assert_eq!(pair[1].0, "text", "an example without its answer: {}", pair[0].1);
            let answer = files.csv(&pair[0].1);
            assert_eq!(answer, pair[1].1, "{}", pair[0].1);
            run += 1;
        }
    }
    let examples = blocks.iter().filter(|(kind, _)| *kind == "sql").count();
    assert!(run == examples && run >= 6, "{run} of {examples} examples");
}

#[test]
fn the_page_names_every_function() {
    let functions = Files::none().rows(
        "SELECT DISTINCT routine_name AS name FROM information_schema.routines \
         WHERE routine_name LIKE '%nbd%' OR routine_name LIKE 'bg_bb%' OR routine_name LIKE 'gamma_gamma%' \
         OR routine_name LIKE 'sbg%' OR routine_name LIKE 'buying%' ORDER BY name",
    );
    assert_eq!(functions.len(), 3 * 6 + 3 + 1 + 1 + 1, "{functions:?}");
    for row in functions {
        let name = row["name"].as_str().unwrap();
        let general = name.replace("pareto_nbd", "M").replace("mbg_nbd", "M").replace("bg_nbd", "M");
        assert!(PAGE.contains(&format!("`{general}(")), "{name}");
    }
}
