//! Contracts: from who signed and left when, to what those who are there will still bring.

mod ahead;
mod book;
mod life;
mod proof;
mod rows;
mod run;
mod words;

use std::collections::BTreeMap;

use facts::{Currency, Day};
use history::{contracts::ReadContracts, table::Column};
use models::{
    estimate::{Estimate, Level},
    fit::{Convergence, Fit},
    sbg::{Contract, Sbg, contract_cells},
};

pub use run::{ContractsRun, From, run};

use self::{
    ahead::{Ahead, Counting, Outlook},
    book::Book,
};
use super::{
    ValueError, fits,
    period::{Period, months_between},
    run::Stages,
    settings::Settings,
    valuation::{
        Applicability, BuyingFit, BuyingReport, Candidate, Concentration, HealthClass, Rejects, Valuation,
        Value,
    },
};
use crate::words::{counted, day};

/// Contracts listed whose value at risk is greatest.
const LISTED: usize = 50;

/// What contracts are asked beside the settings.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Length of one period.
    pub period: Period,
    /// What a contract brings each period, whole units.
    pub price: Option<f64>,
    /// The currency of the price.
    pub currency: Currency,
    /// The day looked from where the file names none.
    pub today: Day,
}

/// The answer and the contracts it is about.
pub struct ValuedContracts {
    /// What is shown.
    pub valuation: Valuation,
    book: Book,
    ahead: Option<Ahead>,
    /// Margin of one payment.
    kept: Option<f64>,
}

impl ValuedContracts {
    /// The columns of the customers' table; `None` where the file names no customer.
    pub fn columns(&self) -> Option<Vec<Column<'_>>> {
        (!self.book.ids.is_empty()).then(|| rows::columns(&self.book, self.ahead.as_ref(), self.kept))
    }
}

/// Values the contracts of one file, which was read from `file`.
///
/// # Errors
///
/// If no contract had begun by the day looked from, or the calibration's end leaves nothing to
/// fit on or to test on.
pub fn valuate(
    file: &str,
    read: &ReadContracts,
    terms: &Terms,
    settings: &Settings,
    stages: &mut Stages,
) -> Result<ValuedContracts, ValueError> {
    let book = Book::new(read, terms.period, settings, terms.today)?;
    let states: Vec<Option<Contract>> = (0..book.len()).map(|i| book.state(i, book.as_of)).collect();
    let known: Vec<Contract> = states.iter().flatten().copied().collect();
    stages.done("histories");
    stages.begin("fitting how contracts end");
    let cells = contract_cells(&known).map_err(ValueError::Contract)?;
    let fit = Sbg::fit(&cells);
    let usable = !matches!(fit.convergence, Convergence::Impossible(_));
    stages.done("fit sbg");
    stages.begin("proving");
    let margin = settings.margin.unwrap_or(1.0);
    let holdout = if usable { proof::prove(&book, settings, terms.price)? } else { None };
    stages.done("proof");
    stages.begin("forecasting every contract");
    let counting = Counting {
        step_months: book.period.months() as u32,
        months: settings.horizon_months,
        rate_per_day: settings.discount.ln_1p() / 365.25,
        level: Level::new(settings.level).unwrap_or_default(),
    };
    let outlooks: Vec<Option<Outlook>> = states
        .iter()
        .enumerate()
        .map(|(i, state)| outlook(&book, i, *state, settings.horizon_months))
        .collect();
    let ahead = usable.then(|| Ahead::new(&fit, &outlooks, &counting));
    stages.done("forecast");

    let kept = terms.price.map(|price| price * margin);
    let paid: Vec<f64> = (0..book.len()).map(|i| f64::from(book.paid(i, book.as_of))).collect();
    let payments: f64 = paid.iter().sum();
    let running = outlooks.iter().flatten().count();
    let groups = ahead.as_ref().map_or_else(Vec::new, |a| a.groups(&book.cohort_of, book.cohort_names.len()));
    let total = ahead.as_ref().map(|a| &a.total);
    let expected = total.zip(kept).map(|(t, kept)| t.discounted.scaled(kept));
    let at_risk = ahead.as_ref().zip(kept).map(|(a, kept)| {
        (0..book.len()).filter_map(|i| a.of(i)).map(|e| rows::at_risk(e, kept)).sum::<f64>()
    });
    let first_day = book.starts.iter().copied().min().unwrap_or(book.as_of);
    let last_event = book.ends.iter().flatten().chain(&book.starts).copied().max().unwrap_or(book.as_of);
    let applicability = applicability(&fit, kept.is_some());
    let verdict = if applicability.applies {
        words::verdict(holdout.as_ref(), !book.ids.is_empty())
    } else {
        applicability.words.clone()
    };
    let mut valuation = Valuation {
        as_of: book.as_of,
        unit: settings.unit,
        first_day,
        last_day: last_event,
        customers: book.len() as u64,
        orders: payments as u64,
        repeaters: paid.iter().filter(|p| **p > 1.0).count() as u64,
        reading: reading(file, read, &book, first_day, running),
        rejects: rejects(read),
        applicability,
        buying: Some(report(&fit, holdout.as_ref().map(|h| (h.mae, h.orders_predicted / h.orders_actual)))),
        spending: None,
        value: Value {
            currency: terms.currency,
            margin,
            margin_source: if settings.margin.is_some() { "stated" } else { "assumed" }.to_owned(),
            annual_discount: settings.discount,
            horizon_months: settings.horizon_months,
            level: settings.level,
            revenue_to_date: terms.price.unwrap_or(0.0) * payments,
            to_date: kept.unwrap_or(0.0) * payments,
            expected: expected.map(|e| e.expected),
            expected_low: expected.map(|e| e.low),
            expected_high: expected.map(|e| e.high),
            orders: total.map(|t| [t.payments.expected, t.payments.low, t.payments.high]),
            at_risk,
        },
        curve: kept.map_or_else(Vec::new, |kept| {
            life::curve(&book, ahead.as_ref().map_or(&[][..], |a| a.by_month.as_slice()), kept)
        }),
        health: if usable {
            health(&book, &outlooks, &paid, kept.unwrap_or(0.0), expected)
        } else {
            Vec::new()
        },
        concentration: concentrated(&paid, terms.price),
        cohorts: life::cohorts(
            &book,
            usable.then_some(&fit),
            &groups,
            &total.map_or_else(Estimate::default, |t| t.discounted),
            kept.unwrap_or(0.0),
            settings.level,
        ),
        at_risk: ahead
            .as_ref()
            .map_or_else(Vec::new, |a| rows::listed(&book, a, kept.unwrap_or(0.0), LISTED)),
        assumptions: words::assumptions(&book, settings, terms.price),
        warnings: warnings(&book, &fit, ahead.as_ref()),
        holdout,
        verdict,
        headline: String::new(),
    };
    valuation.headline = words::headline(&valuation, running as u64, !book.ids.is_empty());
    stages.done("putting together");
    Ok(ValuedContracts { valuation, book, ahead, kept })
}

/// What lies ahead of contract `i` within the horizon; `None` where it has ended.
fn outlook(book: &Book, i: usize, state: Option<Contract>, months: u32) -> Option<Outlook> {
    let Some(Contract::Held(renewals)) = state else { return None };
    let next = book.renewal_day(i, renewals);
    // In the first month ahead if at most one month away, and so on.
    let first_month = months_between(book.as_of, next.plus(-1)).max(0) as u32 + 1;
    let chances = months.checked_sub(first_month).map_or(0, |rest| rest / book.period.months() as u32 + 1);
    Some(Outlook { renewals, chances, first_month, first_days: next.since(book.as_of) })
}

/// The fit for showing; nothing stands for parameters that could not be fitted.
pub(super) fn sbg_fit(fit: &Fit<Sbg>) -> BuyingFit {
    let fitted = !matches!(fit.convergence, Convergence::Impossible(_));
    let parameters = if fitted { fit.model.parameters().to_vec() } else { Vec::new() };
    BuyingFit {
        model: "sbg".to_owned(),
        parameters: fits::named(Sbg::PARAMETER_NAMES, &parameters),
        standard_errors: fits::named(Sbg::PARAMETER_NAMES, &fit.standard_errors),
        log_likelihood: fit.log_likelihood,
        converged: fit.converged(),
        convergence: fits::ending(&fit.convergence),
    }
}

fn report(fit: &Fit<Sbg>, marks: Option<(f64, f64)>) -> BuyingReport {
    let shown = sbg_fit(fit);
    BuyingReport {
        candidates: vec![Candidate {
            fit: shown.clone(),
            aic: 4.0 - 2.0 * fit.log_likelihood,
            holdout_mae: marks.map(|m| m.0),
            holdout_ratio: marks.map(|m| m.1).filter(|r| r.is_finite()),
            holdout_log_score: None,
            chosen: true,
        }],
        fit: shown,
        choice: "Contracts are valued by sBG, the shifted-beta-geometric; no other model was tried."
            .to_owned(),
    }
}

fn applicability(fit: &Fit<Sbg>, money: bool) -> Applicability {
    if let Convergence::Impossible(reason) = &fit.convergence {
        let mut can_tell = vec!["which share of each cohort is still there, period by period".to_owned()];
        if money {
            can_tell.insert(0, "what every contract and cohort has brought so far".to_owned());
        }
        return Applicability {
            applies: false,
            reason: "not-fitted",
            words: words::not_fitted(reason),
            can_tell,
        };
    }
    Applicability {
        applies: true,
        reason: "applies",
        words: "Contracts were left and renewed often enough to learn from.".to_owned(),
        can_tell: Vec::new(),
    }
}

fn warnings(book: &Book, fit: &Fit<Sbg>, ahead: Option<&Ahead>) -> Vec<String> {
    let mut warnings = Vec::new();
    if !fit.converged() && !matches!(fit.convergence, Convergence::Impossible(_)) {
        warnings.push(format!("The sBG fit ended {}.", fits::ending(&fit.convergence)));
    }
    if ahead.is_some_and(|a| !a.doubt) {
        warnings.push(super::words_of::DOUBT_LEFT_OUT.to_owned());
    }
    if book.later > 0 {
        warnings.push(format!(
            "{} of the file {} after {} and {} left out.",
            counted(book.later, "contract"),
            if book.later == 1 { "begins" } else { "begin" },
            day(book.as_of),
            if book.later == 1 { "is" } else { "are" },
        ));
    }
    if let Some(last) = book.last_named
        && months_between(last, book.as_of) > book.period.months()
    {
        warnings.push(format!(
            "The file names no day after {}, and the figures are looked at from {} (--as-of): nothing is known of the time \
             between, so whoever left in it is counted as running.",
            day(last),
            day(book.as_of)
        ));
    }
    let mut ids: Vec<&str> = book.ids.iter().map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < book.ids.len() {
        warnings.push(format!(
            "{} belong to {}: a customer with several contracts is counted once for each.",
            counted(book.ids.len() as u64, "contract"),
            counted(ids.len() as u64, "customer")
        ));
    }
    warnings
}

fn health(
    book: &Book,
    outlooks: &[Option<Outlook>],
    paid: &[f64],
    kept: f64,
    expected: Option<Estimate>,
) -> Vec<HealthClass> {
    let of = |running: bool| -> (u64, f64) {
        let its = outlooks.iter().zip(paid).filter(|(o, _)| o.is_some() == running);
        its.fold((0, 0.0), |(n, sum), (_, p)| (n + 1, sum + kept * p))
    };
    let class = |name: &str, rule: String, (customers, to_date): (u64, f64), value: Estimate| HealthClass {
        name: name.to_owned(),
        rule,
        customers,
        to_date,
        expected: value.expected,
        low: value.low,
        high: value.high,
    };
    vec![
        class("running", format!("not ended on {}", day(book.as_of)), of(true), expected.unwrap_or_default()),
        class("ended", format!("ended until {}", day(book.as_of)), of(false), Estimate::default()),
    ]
}

fn concentrated(paid: &[f64], price: Option<f64>) -> Concentration {
    let spend: Vec<f64> = price.map_or_else(Vec::new, |price| paid.iter().map(|p| p * price).collect());
    Concentration::of(&spend)
}

fn reading(file: &str, read: &ReadContracts, book: &Book, first: Day, running: usize) -> serde_json::Value {
    serde_json::json!({
        "said": words::reading(file, book, read.rows, first, running),
        "file": file,
        "shape": if book.ids.is_empty() { "survivors by period" } else { "contracts with start and end" },
        "rows": read.rows,
        "contracts": book.len(),
        "running": running,
        "period": book.period.name(),
    })
}

fn rejects(read: &ReadContracts) -> Rejects {
    let mut by_reason: BTreeMap<String, u64> = BTreeMap::new();
    for reject in &read.rejects {
        *by_reason.entry(reject.code.to_owned()).or_default() += 1;
    }
    Rejects { total: read.rejects.len() as u64, by_reason }
}
