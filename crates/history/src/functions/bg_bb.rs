//! BG/BB: orders at single chances (a yearly appeal, a monthly issue).

use models::bg_bb::{BgBb, ChanceHistory};

use super::model_function::{Kept, ModelFunction, count};

/// What a function asks of its model; the row holds the arguments before the parameters.
type Question = fn(&BgBb, &[f64]) -> Result<f64, String>;

const QUESTIONS: [(&str, &[&str], Question); 3] = [
    ("bg_bb_alive", &["x", "t_x", "n"], |model, row| Ok(model.active_at_next(&history(row)?))),
    ("bg_bb_expected_orders", &["periods", "x", "t_x", "n"], |model, row| {
        Ok(model.expected_orders(&history(&row[1..])?, count("periods", row[0])?))
    }),
    ("bg_bb_log_likelihood", &["x", "t_x", "n"], |model, row| Ok(model.log_likelihood(&history(row)?))),
];

pub(super) fn functions() -> Vec<ModelFunction> {
    QUESTIONS.map(|(name, before, question)| function(name, before, question)).into()
}

fn function(name: &str, before: &'static [&'static str], question: Question) -> ModelFunction {
    let arguments = before.iter().copied().chain(["alpha", "beta", "gamma", "delta"]).collect();
    ModelFunction::new(name, arguments, move || {
        let mut kept = Kept::new();
        Box::new(move |row| {
            let (row, parameters) = row.split_at(before.len());
            let model = kept.model(parameters, |[a, b, c, d]| BgBb::new(a, b, c, d))?;
            question(model, row)
        })
    })
}

/// The history in the row's next three values: x, t_x, n.
fn history(row: &[f64]) -> Result<ChanceHistory, String> {
    let (x, t_x, n) = (count("x", row[0])?, count("t_x", row[1])?, count("n", row[2])?);
    ChanceHistory::new(x, t_x, n).map_err(|e| e.to_string())
}
