//! sBG: how long contracts are renewed.

use models::sbg::Sbg;

use super::model_function::{Kept, ModelFunction, count};

pub(super) fn functions() -> Vec<ModelFunction> {
    vec![ModelFunction::new("sbg_survival", vec!["period", "alpha", "beta"], || {
        let mut kept = Kept::new();
        Box::new(move |row| {
            let model = kept.model(&row[1..], |[alpha, beta]| Sbg::new(alpha, beta))?;
            Ok(model.survival(count("period", row[0])?))
        })
    })]
}
