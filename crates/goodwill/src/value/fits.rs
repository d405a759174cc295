//! Fits as the valuation shows them: parameters by the papers' names, the end of the fit in words.

use models::{
    buying::{Buying, BuyingKind},
    choice::{Candidate as Tried, Decision},
    fit::{Convergence, Fit},
    gamma_gamma::GammaGamma,
};
use serde_json::{Map, Value as Json};

use super::valuation::{BuyingFit, BuyingReport, Candidate, SpendingReport};
use super::verdict::independence;

/// Name and number pairs as a JSON object, in order; numbers that are none become null.
pub fn named<'a>(names: impl IntoIterator<Item = &'a str>, numbers: &[f64]) -> Map<String, Json> {
    names.into_iter().zip(numbers).map(|(name, &number)| (name.to_owned(), Json::from(number))).collect()
}

/// How a fit ended, in words.
pub fn ending(convergence: &Convergence) -> String {
    match convergence {
        Convergence::Converged => "converged".to_owned(),
        Convergence::Flat(direction) => format!("not converged: the likelihood is flat along {direction}"),
        Convergence::Border(meaning) => format!("at the border of the model: {meaning}"),
        Convergence::Impossible(reason) => format!("not possible: {reason}"),
    }
}

/// One buying fit for showing.
pub fn buying_fit(fit: &Fit<Buying>) -> BuyingFit {
    let names = fit.model.kind().parameter_names();
    BuyingFit {
        model: fit.model.kind().name().to_owned(),
        parameters: named(names, &fit.model.parameters()),
        // At a border they are huge and mean nothing.
        standard_errors: if fit.converged() { named(names, &fit.standard_errors) } else { Map::new() },
        log_likelihood: fit.log_likelihood,
        converged: fit.converged(),
        convergence: ending(&fit.convergence),
    }
}

/// The chosen model and those it was chosen from. `holdout_marks` holds each candidate's mean
/// absolute error and ratio of predicted to actual orders, where there was a holdout.
pub fn buying_report(
    tried: &[Tried],
    decision: Decision,
    winner: usize,
    holdout_marks: &[Option<(f64, f64)>],
) -> BuyingReport {
    let candidates = tried
        .iter()
        .zip(holdout_marks)
        .enumerate()
        .map(|(i, (t, marks))| Candidate {
            fit: buying_fit(&t.fit),
            aic: t.aic(),
            holdout_mae: marks.map(|m| m.0),
            holdout_ratio: marks.map(|m| m.1),
            holdout_log_score: t.mark.as_ref().map(|m| m.log_score),
            chosen: i == winner,
        })
        .collect();
    BuyingReport { fit: buying_fit(&tried[winner].fit), candidates, choice: choice(tried, decision, winner) }
}

fn choice(tried: &[Tried], decision: Decision, winner: usize) -> String {
    let name = full_name(tried[winner].kind);
    if tried.len() == 1 {
        return format!("{name} was asked for; no other model was tried.");
    }
    match decision {
        Decision::ScoredBest(_) => {
            format!("{name} was chosen: it gave what then happened in the holdout the highest probability.")
        }
        Decision::Level(_) => format!(
            "{name} was chosen: in the holdout the best candidates were level (within one standard error), and it \
             fits the whole history best by Akaike's criterion."
        ),
        Decision::LowestAic(_) => format!(
            "{name} was chosen: there was no holdout, and it fits the whole history best by Akaike's criterion."
        ),
        Decision::Nobody => "No model could be fitted.".to_owned(),
    }
}

/// The model's name as papers write it.
pub const fn full_name(kind: BuyingKind) -> &'static str {
    match kind {
        BuyingKind::BgNbd => "BG/NBD",
        BuyingKind::MbgNbd => "MBG/NBD",
        BuyingKind::ParetoNbd => "Pareto/NBD",
    }
}

/// The spending fit for showing.
pub fn spending_report(fit: &Fit<GammaGamma>, correlation: Option<f64>) -> SpendingReport {
    let names = GammaGamma::PARAMETER_NAMES;
    let correlation = correlation.unwrap_or(0.0);
    SpendingReport {
        model: "gamma-gamma",
        parameters: named(names, &fit.model.parameters()),
        standard_errors: named(names, &fit.standard_errors),
        log_likelihood: fit.log_likelihood,
        converged: fit.converged(),
        convergence: ending(&fit.convergence),
        customers: fit.customers.round() as u64,
        population_mean: fit.model.population_mean(),
        spend_frequency_correlation: correlation,
        independence: independence(correlation),
    }
}

/// Warnings that a fit deserves.
pub fn warnings(fit: &Fit<Buying>) -> Option<String> {
    (!fit.converged())
        .then(|| format!("The {} fit ended {}.", full_name(fit.model.kind()), ending(&fit.convergence)))
}
