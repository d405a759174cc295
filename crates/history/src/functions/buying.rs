//! BG/NBD, MBG/NBD and Pareto/NBD: the same six questions for each.

use models::{
    buying::{Buying, BuyingKind, BuyingModel},
    history::OrderHistory,
};

use super::model_function::{Kept, ModelFunction, above_zero, count, duration};

/// What a function asks of its model; the row holds the arguments before the parameters.
type Question = fn(&dyn BuyingModel, &[f64]) -> Result<f64, String>;

/// Name after the model's, the arguments before the parameters, what is asked.
const QUESTIONS: [(&str, &[&str], Question); 6] = [
    ("alive", &["x", "t_x", "age"], |model, row| Ok(model.alive(&history(row)?))),
    ("expected_orders", &["horizon", "x", "t_x", "age"], |model, row| {
        Ok(model.expected_orders(&history(&row[1..])?, duration("horizon", row[0])?))
    }),
    ("discounted_orders", &["rate", "x", "t_x", "age"], |model, row| {
        Ok(model.discounted_orders(&history(&row[1..])?, above_zero("rate", row[0])?))
    }),
    ("log_likelihood", &["x", "t_x", "age"], |model, row| Ok(model.log_likelihood(&history(row)?))),
    ("new_customer_orders", &["horizon"], |model, row| {
        Ok(model.new_customer_orders(duration("horizon", row[0])?))
    }),
    ("count_probability", &["n", "horizon"], |model, row| {
        Ok(model.new_count_probability(count("n", row[0])?, duration("horizon", row[1])?))
    }),
];

pub(super) fn functions() -> Vec<ModelFunction> {
    let of_kind = |kind| QUESTIONS.map(|(name, before, question)| function(kind, name, before, question));
    BuyingKind::ALL.into_iter().flat_map(of_kind).collect()
}

fn function(
    kind: BuyingKind,
    name: &str,
    before: &'static [&'static str],
    question: Question,
) -> ModelFunction {
    let name = format!("{}_{name}", kind.name().replace('-', "_"));
    let arguments = before.iter().copied().chain(kind.parameter_names()).collect();
    ModelFunction::new(name, arguments, move || {
        let mut kept = Kept::new();
        Box::new(move |row| {
            let (row, parameters) = row.split_at(before.len());
            let model = kept.model(parameters, |p| Buying::new(kind, p))?;
            question(model.model(), row)
        })
    })
}

/// The history in the row's next three values: x, t_x, age.
fn history(row: &[f64]) -> Result<OrderHistory, String> {
    OrderHistory::new(count("x", row[0])?, row[1], row[2]).map_err(|e| e.to_string())
}
