//! Maximum likelihood of sBG.

use super::{Contract, ContractCell, Sbg};
use crate::{
    beta_survival::ln_ratio,
    fit::Fit,
    fitted::{fitted, impossible},
    optimise::{Evaluation, maximise, sum_in_chunks},
};

pub(super) fn fit(cells: &[ContractCell]) -> Fit<Sbg> {
    let mut cells: Vec<ContractCell> =
        cells.iter().copied().filter(|c| c.weight > 0.0 && c.weight.is_finite()).collect();
    cells.sort_unstable_by(|a, b| a.contract.cmp(&b.contract).then(a.weight.total_cmp(&b.weight)));
    let customers: f64 = cells.iter().map(|c| c.weight).sum();
    let nothing = Sbg { alpha: 1.0, beta: 1.0 };
    if cells.iter().all(|c| c.contract == Contract::Held(0)) {
        return impossible(nothing, "no customer has come to a renewal yet", customers);
    }
    if cells.iter().all(|c| matches!(c.contract, Contract::Held(_))) {
        return impossible(nothing, "nobody has left yet: there is nothing to learn from", customers);
    }
    let starts = [[0.0; 2], [0.7, 1.5].map(f64::ln), [2.0, 20.0].map(f64::ln)];
    let best = maximise(&starts, |at| evaluate(&cells, at));
    let parameters @ [alpha, beta] = best.log_parameters.map(f64::exp);
    fitted(Sbg { alpha, beta }, Sbg::PARAMETER_NAMES, parameters, &best, border, customers)
}

/// What it means where a log parameter ran away.
fn border([alpha, beta]: &[f64; 2]) -> Option<&'static str> {
    const AWAY: f64 = 6.0;
    if *alpha > AWAY && *beta > AWAY {
        Some("alpha and beta → ∞: all customers leave with the same chance")
    } else if *alpha < -AWAY && *beta < -AWAY {
        Some("alpha and beta → 0: whoever does not leave at once never leaves")
    } else if *beta < -AWAY || alpha - beta > AWAY {
        Some("beta → 0 or alpha → ∞: everybody leaves at the first renewal")
    } else if *alpha < -AWAY || beta - alpha > AWAY {
        Some("alpha → 0 or beta → ∞: almost nobody leaves")
    } else {
        None
    }
}

fn evaluate(cells: &[ContractCell], at: &[f64; 2]) -> Evaluation<2> {
    let parameters @ [alpha, beta] = at.map(f64::exp);
    sum_in_chunks(cells, |sum: &mut Evaluation<2>, cell| {
        let one = match cell.contract {
            Contract::Held(renewals) => ln_ratio(alpha, beta, 0.0, f64::from(renewals)),
            Contract::Ended(period) => ln_ratio(alpha, beta, 1.0, f64::from(period) - 1.0),
        };
        *sum += one.in_logs(&parameters).scaled(cell.weight);
    })
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};

    use super::*;

    /// The paper's recursions for log parameters.
    fn log_likelihood([alpha, beta]: [HyperDual64; 2], contract: Contract) -> HyperDual64 {
        let (alpha, beta) = (alpha.exp(), beta.exp());
        let survival = |renewals: u32| {
            (0..renewals).fold(HyperDual64::from(1.0), |s, j| {
                let stayed = beta + f64::from(j);
                s * stayed / (alpha + stayed)
            })
        };
        match contract {
            Contract::Held(renewals) => survival(renewals).ln(),
            Contract::Ended(period) => {
                (survival(period - 1) * alpha / (alpha + beta + f64::from(period - 1))).ln()
            }
        }
    }

    #[test]
    fn gradient_and_hessian_are_those_of_dual_numbers() {
        let contracts = [Contract::Held(0), Contract::Held(7), Contract::Ended(1), Contract::Ended(30)];
        for contract in contracts {
            let cell = ContractCell { contract, weight: 1.0 };
            for at in [[-0.4, 1.3], [-4.0, 3.0], [3.0, -4.0], [5.0, 7.0]] {
                let got = evaluate(&[cell], &at);
                for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let mut dual = at.map(HyperDual64::from);
                    dual[i].eps1 = 1.0;
                    dual[j].eps2 = 1.0;
                    let want = log_likelihood(dual, contract);
                    assert!((got.value - want.re).abs() < 1e-11);
                    assert!((got.gradient[i] - want.eps1).abs() < 1e-10, "{i}: {got:?}");
                    assert!((got.hessian[i][j] - want.eps1eps2).abs() < 1e-9, "{i} {j}: {got:?}");
                }
            }
        }
    }
}
