//! Gamma-Gamma: what a further order of a customer brings.

use models::gamma_gamma::GammaGamma;

use super::model_function::{Kept, ModelFunction, count};

pub(super) fn functions() -> Vec<ModelFunction> {
    let arguments = vec!["x", "mean_spend", "p", "q", "v"];
    vec![ModelFunction::new("gamma_gamma_expected_spend", arguments, || {
        let mut kept = Kept::new();
        Box::new(move |row| {
            let (row, parameters) = row.split_at(2);
            let model = kept.model(parameters, |[p, q, v]| GammaGamma::new(p, q, v))?;
            let orders = count("x", row[0])?;
            let mean = mean_spend(orders, row[1])?;
            model
                .expected_spend(f64::from(orders), mean)
                .ok_or_else(|| "the expected spend is infinite where p x + q is not above 1".to_owned())
        })
    })]
}

/// Without paid repeat orders there is no mean, written as 0.
fn mean_spend(orders: u32, mean: f64) -> Result<f64, String> {
    if !(mean.is_finite() && mean >= 0.0) {
        return Err("mean_spend must be finite and not negative".to_owned());
    }
    if (orders == 0) != (mean == 0.0) {
        return Err(
            "mean_spend must be above 0 where there are paid repeat orders, and 0 where not".to_owned()
        );
    }
    Ok(mean)
}
