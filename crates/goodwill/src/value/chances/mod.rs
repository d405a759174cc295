//! Chances to order, one a period (BG/BB): yearly gifts, seasonal boxes, monthly events.

mod ahead;
mod histories;
mod proof;

use history::{costs::Costs, import::OrderImport};
use models::{
    applicability::Applicability as Applies,
    bg_bb::BgBb,
    estimate::{Estimate, Level},
    fit::{Convergence, Fit},
    gamma_gamma::{GammaGamma, spend_cells, spend_frequency_correlation},
    health::{Health, value_at_risk},
};

pub use histories::looked_from;

use self::{
    ahead::{Ahead, Asked, Sum},
    histories::Histories,
};
use super::{
    ValueError,
    base::Base,
    cohorts, curve,
    customers::{Customers, Foretold},
    fits,
    margin::{self, Margin},
    period::Period,
    run::Stages,
    settings::Settings,
    valuate::{self, MONTH_DAYS, Valued},
    valuation::{
        Applicability, BuyingFit, BuyingReport, Candidate, Concentration, HealthClass, HoldoutReport,
        Valuation, Value,
    },
    verdict, words_of,
};
use crate::words;

/// Customers listed whose value at risk is greatest.
const LISTED: usize = 50;

/// Values the customers of `base`, which ends with a period (see [`looked_from`]).
///
/// # Errors
///
/// If the horizon holds no period, or the calibration's end leaves nothing to fit on or to test on.
pub fn valuate<'a>(
    import: &'a OrderImport,
    base: &'a Base,
    costs: Option<&Costs>,
    settings: &Settings,
    period: Period,
    stages: &mut Stages,
) -> Result<Valued<'a>, ValueError> {
    let log = &import.log;
    let chances = settings.horizon_months / period.months() as u32;
    if chances == 0 {
        return Err(ValueError::HorizonTooShort { months: settings.horizon_months, period: period.name() });
    }
    let minor = import.has_amounts.then(|| log.currency().minor_per_unit());
    let margin = Margin::new(settings.margin, log);
    let mut customers = Customers::new(log, base, &margin, minor);
    let grouped = cohorts::group(base, settings.cohorts);
    customers.cohort_of.clone_from(&grouped.of);
    customers.cohort_names.clone_from(&grouped.names);
    let histories = Histories::new(log, base, period, minor);
    stages.done("histories");
    stages.begin("fitting the chances");
    let fit = BgBb::fit(&histories.cells, None);
    stages.done("fit bg-bb");
    let spending = minor.map(|_| fit_amounts(&histories));
    stages.done("fit gamma-gamma");
    let applicability = applicability(&fit, base.applicability(log).applicability(), base, minor.is_some());
    stages.begin("proving");
    let holdout =
        if applicability.applies { proof::prove(log, base.as_of, settings, period, minor)? } else { None };
    stages.done("proof");

    stages.begin("forecasting every customer");
    let rate = settings.discount.ln_1p() / 365.25 * MONTH_DAYS * f64::from(period.months());
    // An order falls anywhere in its period: on average in the middle.
    let worth: Vec<f64> = (0..chances).map(|j| (-rate * (f64::from(j) + 0.5)).exp()).collect();
    let foreseen = applicability.applies.then(|| {
        ahead::forecast(&Asked {
            fit: &fit,
            spending: spending.as_ref().map(|s| &s.0),
            histories: &histories,
            group_of: &grouped.of,
            groups: grouped.names.len(),
            chances,
            worth: &worth,
            margin: margin.share,
            level: Level::new(settings.level).unwrap_or_default(),
        })
    });
    stages.done("forecast");

    let mut cohorts = cohorts::cohorts(log, base, &grouped, &margin, minor, costs, None, None, settings);
    if let Some(f) = &foreseen {
        for (cohort, sum) in cohorts.cohorts.iter_mut().zip(&f.groups) {
            cohort.expected = sum.value().map(|v| [v.expected, v.low, v.high]);
        }
    }
    let by_month = foreseen.as_ref().map_or_else(Vec::new, |f| by_month(&f.total, period));
    let curve = minor.map_or_else(Vec::new, |minor| curve::curve(log, base, &margin, minor, &by_month));
    let health = foreseen.as_ref().map_or_else(Vec::new, |f| health(&customers, f));
    let concentration = Concentration::of(&customers.spend);
    let horizon_months = chances * period.months() as u32;
    let value = value(&customers, foreseen.as_ref(), log.currency(), margin, settings, horizon_months);
    let spending_report =
        spending.as_ref().filter(|s| s.0.customers > 0.0).map(|s| fits::spending_report(&s.0, s.1));
    let mut warnings = warnings(&fit, foreseen.as_ref(), minor.is_some());
    warnings.extend(spending_report.as_ref().and_then(verdict::correlation_warning));
    warnings.extend(words_of::of_reading(import));
    warnings.extend(cohorts::missing_costs(&grouped, base, costs));
    customers.forecast = foreseen.map(|f| Foretold::Chances { customers: f.customers, money: f.money });
    let at_risk = customers.at_risk(LISTED);
    let verdict =
        if applicability.applies { verdict::verdict(holdout.as_ref()) } else { applicability.words.clone() };
    let (first_day, last_day) = valuate::known_span(base);
    let mut valuation = Valuation {
        as_of: base.as_of,
        unit: settings.unit,
        first_day,
        last_day,
        customers: base.len() as u64,
        orders: base.summaries.iter().map(|s| u64::from(s.repeat_orders) + 1).sum(),
        repeaters: base.summaries.iter().filter(|s| s.repeat_orders > 0).count() as u64,
        reading: valuate::reading(import),
        rejects: valuate::rejects(import),
        applicability,
        buying: Some(report(&fit, holdout.as_ref())),
        spending: spending_report,
        holdout,
        value,
        curve,
        health,
        concentration,
        cohorts,
        at_risk,
        assumptions: assumptions(import, base, margin, minor.is_some(), settings, period, horizon_months),
        warnings,
        verdict,
        headline: String::new(),
    };
    valuation.headline = words_of::headline(&valuation);
    stages.done("putting together");
    Ok(Valued { valuation, customers, models: None })
}

/// The amounts a period, fitted, and their correlation with the number of periods.
fn fit_amounts(histories: &Histories) -> (Fit<GammaGamma>, Option<f64>) {
    let paid: Vec<(u32, f64)> =
        histories.spend.iter().filter(|s| s.orders > 0).map(|s| (s.orders, s.mean)).collect();
    let cells = spend_cells(&paid);
    (GammaGamma::fit(&cells), spend_frequency_correlation(&cells))
}

/// The fit for showing; nothing stands for parameters that could not be fitted.
fn bg_bb_fit(fit: &Fit<BgBb>) -> BuyingFit {
    let fitted = !matches!(fit.convergence, Convergence::Impossible(_));
    let parameters = if fitted { fit.model.parameters().to_vec() } else { Vec::new() };
    BuyingFit {
        model: "bg-bb".to_owned(),
        parameters: fits::named(BgBb::PARAMETER_NAMES, &parameters),
        standard_errors: fits::named(BgBb::PARAMETER_NAMES, &fit.standard_errors),
        log_likelihood: fit.log_likelihood,
        converged: fit.converged(),
        convergence: fits::ending(&fit.convergence),
    }
}

fn report(fit: &Fit<BgBb>, holdout: Option<&HoldoutReport>) -> BuyingReport {
    let shown = bg_bb_fit(fit);
    BuyingReport {
        candidates: vec![Candidate {
            fit: shown.clone(),
            aic: 8.0 - 2.0 * fit.log_likelihood,
            holdout_mae: holdout.map(|h| h.mae),
            holdout_ratio: holdout.map(|h| h.orders_predicted / h.orders_actual).filter(|r| r.is_finite()),
            holdout_log_score: None,
            chosen: true,
        }],
        fit: shown,
        choice: "BG/BB was asked for; no other model was tried.".to_owned(),
    }
}

fn applicability(fit: &Fit<BgBb>, applies: Applies, base: &Base, has_amounts: bool) -> Applicability {
    let (reason, words) = match (applies, &fit.convergence) {
        (Applies::TooFewCustomers, _) => ("too-few-customers", words_of::too_few(base)),
        (Applies::NobodyReturns(share), _) => ("nobody-returns", words_of::nobody_returns(share)),
        (_, Convergence::Impossible(why)) => ("not-fitted", format!("{} ({why})", words_of::not_fitted())),
        _ => ("applies", words_of::applies()),
    };
    let applies = reason == "applies";
    let can_tell = if applies { Vec::new() } else { words_of::can_tell(has_amounts) };
    Applicability { applies, reason, words, can_tell }
}

/// Value at the end of each month: within a period it grows evenly.
fn by_month(total: &Sum, period: Period) -> Vec<Estimate> {
    let step = period.months() as usize;
    let ends: Vec<Estimate> =
        std::iter::once(Estimate::default()).chain(total.value_by_period.iter().copied()).collect();
    if ends.len() < 2 {
        return Vec::new();
    }
    (1..=(ends.len() - 1) * step)
        .map(|month| {
            let (a, share) = ((month - 1) / step, ((month - 1) % step + 1) as f64 / step as f64);
            let between =
                |pick: fn(&Estimate) -> f64| pick(&ends[a]) + share * (pick(&ends[a + 1]) - pick(&ends[a]));
            Estimate { expected: between(|e| e.expected), low: between(|e| e.low), high: between(|e| e.high) }
        })
        .collect()
}

fn value(
    customers: &Customers<'_>,
    foreseen: Option<&Ahead>,
    currency: facts::Currency,
    margin: Margin,
    settings: &Settings,
    horizon_months: u32,
) -> Value {
    let expected = foreseen.and_then(|f| f.total.value());
    Value {
        currency,
        margin: margin.share,
        margin_source: margin.words().to_owned(),
        annual_discount: settings.discount,
        horizon_months,
        level: settings.level,
        // An empty sum of floats is -0.
        revenue_to_date: customers.spend.iter().sum::<f64>() + 0.0,
        to_date: customers.to_date.iter().sum::<f64>() + 0.0,
        expected: expected.map(|e| e.expected),
        expected_low: expected.map(|e| e.low),
        expected_high: expected.map(|e| e.high),
        orders: foreseen.map(|f| [f.total.orders.expected, f.total.orders.low, f.total.orders.high]),
        at_risk: foreseen.filter(|f| f.money).map(|f| {
            f.customers.iter().filter_map(|c| c.value.map(|v| value_at_risk(c.alive, v.expected))).sum()
        }),
    }
}

fn health(customers: &Customers<'_>, foreseen: &Ahead) -> Vec<HealthClass> {
    let mut to_date = [0.0; 3];
    for (one, kept) in foreseen.customers.iter().zip(&customers.to_date) {
        to_date[Health::of(one.alive).index() as usize] += kept;
    }
    Health::ALL
        .iter()
        .zip(&foreseen.health)
        .zip(to_date)
        .map(|((class, sum), to_date)| {
            let value = sum.value().unwrap_or_default();
            HealthClass {
                name: class.name().replace('-', " "),
                rule: words_of::health_rule(*class),
                customers: sum.customers,
                to_date,
                expected: value.expected,
                low: value.low,
                high: value.high,
            }
        })
        .collect()
}

fn warnings(fit: &Fit<BgBb>, foreseen: Option<&Ahead>, has_amounts: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    if !fit.converged() && !matches!(fit.convergence, Convergence::Impossible(_)) {
        warnings.push(format!("The BG/BB fit ended {}.", fits::ending(&fit.convergence)));
    }
    let Some(foreseen) = foreseen else { return warnings };
    if has_amounts && !foreseen.money {
        warnings.push(
            "No value in money: spend has no mean over customers, or no repeat order was paid.".to_owned(),
        );
    }
    if !foreseen.doubt {
        warnings.push(words_of::DOUBT_LEFT_OUT.to_owned());
    }
    warnings
}

fn assumptions(
    import: &OrderImport,
    base: &Base,
    margin: Margin,
    has_amounts: bool,
    settings: &Settings,
    period: Period,
    horizon_months: u32,
) -> Vec<String> {
    let name = period.name();
    let mut said = vec![format!(
        "Each {name} of the calendar is one chance to order (--period). Several orders of one customer in a {name} count \
         as one, and at most one a {name} is expected."
    )];
    let later: usize = import.log.days().iter().filter(|d| d.day > base.as_of).count();
    let after = if later == 0 {
        String::new()
    } else {
        format!(" {} after it are not counted.", words::counted(later as u64, "order"))
    };
    said.push(format!(
        "The last whole {name} ends on {}: the customers are looked at from there.{after}",
        base.as_of
    ));
    if horizon_months != settings.horizon_months {
        said.push(format!(
            "Of the {} months asked for, {horizon_months} are whole {name}s; the expected value is that of these.",
            settings.horizon_months
        ));
    }
    said.push("All chances are alike: no season, no campaign that some were not asked in.".to_owned());
    if !has_amounts {
        said.push("The files hold no amounts: orders are counted, money is not.".to_owned());
    } else if margin.source == margin::Source::Assumed {
        said.push(
            "Nobody said what is kept of revenue, so value here is revenue itself; give --margin or a cost column."
                .to_owned(),
        );
    }
    if has_amounts {
        said.push(format!(
            "Money a year from now is worth {} less than today (--discount); an order comes in the middle of its {name}.",
            words::percent(1.0 - 1.0 / (1.0 + settings.discount))
        ));
    }
    said.push(
        "Customers who will be won in the future are not counted: value is that of the customers there are."
            .to_owned(),
    );
    said
}
