//! The valuation itself: every step from an order log to the answer, top to bottom.

use std::collections::BTreeMap;

use facts::{Day, OrderLog};
use history::{costs::Costs, import::OrderImport};
use models::{
    applicability::Applicability as Applies,
    buying::Buying,
    estimate::{Estimate, Level},
    fit::Fit,
    forecast::{Forecast, Grouping, NoMoney, Request, forecast},
    gamma_gamma::GammaGamma,
    health::{Health, value_at_risk},
};

use super::{
    ValueError,
    base::Base,
    buying::{Fitted, Spending, fit, fit_spending, hold_out, marks, no_spending},
    cohorts::{self, NewCustomer},
    curve,
    customers::{Customers, Foretold},
    fits,
    holdout::prove,
    margin::{self, Margin},
    run::Stages,
    settings::Settings,
    valuation::{Applicability, Concentration, HealthClass, Rejects, Valuation, Value},
    verdict, words_of,
};

/// Days in a month of the horizon: a twelfth of 365.25.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;
/// Customers listed whose value at risk is greatest.
const AT_RISK_LISTED: usize = 50;

/// An answer, and the customers it is about.
pub struct Valued<'a> {
    /// What is shown.
    pub valuation: Valuation,
    /// What the customer files hold.
    pub customers: Customers<'a>,
    /// What the customers were valued by, where lifetime models apply.
    pub models: Option<ValuedBy>,
}

/// The models by which customers were valued.
pub struct ValuedBy {
    /// Orders.
    pub buying: Fit<Buying>,
    /// Money an order.
    pub spending: Option<Fit<GammaGamma>>,
    /// Money kept per unit of revenue.
    pub margin: Margin,
}

/// The customer base as known at the end of the day looked from.
///
/// # Errors
///
/// If nobody had ordered by then.
pub fn base_of(log: &OrderLog, settings: &Settings) -> Result<Base, ValueError> {
    let (first, last) = log.span().ok_or(ValueError::NoCustomers)?;
    let as_of = settings.as_of.unwrap_or(last);
    if as_of < first {
        return Err(ValueError::NobodyYet { as_of, first });
    }
    Ok(Base::new(log, as_of, settings.unit.days()))
}

/// Values the customers of `base`.
///
/// # Errors
///
/// If the settings contradict the history.
pub fn valuate<'a>(
    import: &'a OrderImport,
    base: &'a Base,
    costs: Option<&Costs>,
    settings: &Settings,
    stages: &mut Stages,
) -> Result<Valued<'a>, ValueError> {
    let log = &import.log;
    let minor = import.has_amounts.then(|| log.currency().minor_per_unit());
    let margin = Margin::new(settings.margin, log);
    let mut customers = Customers::new(log, base, &margin, minor);
    let grouped = cohorts::group(base, settings.cohorts);
    customers.cohort_of.clone_from(&grouped.of);
    customers.cohort_names.clone_from(&grouped.names);
    let applies = base.applicability(log).applicability();
    stages.done("histories");

    let mut held = None;
    let mut fitted = None;
    let mut spending = None;
    if applies == Applies::Applies {
        stages.begin("fitting and testing the buying models");
        held = hold_out(log, settings, base.as_of)?;
        stages.done("holdout");
        fitted = fit(settings, base, held.as_ref(), stages);
        spending = minor.map(|minor| fit_spending(base, minor));
        stages.done("fit gamma-gamma");
    }
    let applicability = applicability(applies, fitted.is_some(), base, minor.is_some());

    stages.begin("forecasting every customer");
    let foreseen = match &fitted {
        Some(fitted) => Some(foresee(base, fitted, spending.as_ref(), &grouped, margin, settings)?),
        None => None,
    };
    stages.done("forecast");
    stages.begin("proving");
    let holdout = match (&fitted, &held) {
        (Some(fitted), Some(held)) => match &fitted.candidates[fitted.winner].mark {
            Some(mark) => Some(prove(log, held, mark, settings, minor)?),
            None => None,
        },
        _ => None,
    };
    stages.done("proof");

    let value = value(&customers, foreseen.as_ref(), log, margin, settings);
    let no_money = foreseen.as_ref().and_then(|f| f.forecast.no_money);
    let ahead = foreseen.as_ref().map_or(&[][..], |f| f.forecast.total.value_by_end.as_slice());
    let spending_report = spending
        .as_ref()
        .filter(|s| s.fit.customers > 0.0)
        .map(|s| fits::spending_report(&s.fit, s.correlation));
    let mut warnings: Vec<String> = Vec::new();
    if let Some(fitted) = &fitted {
        warnings.extend(fits::warnings(&fitted.candidates[fitted.winner].fit));
    }
    warnings.extend(spending_report.as_ref().and_then(verdict::correlation_warning));
    warnings.extend(no_money.filter(|_| minor.is_some()).map(no_money_words));
    if let Some(f) = &foreseen
        && !(f.forecast.buying_doubt && (f.forecast.spending_doubt || no_money.is_some()))
    {
        warnings.push(words_of::DOUBT_LEFT_OUT.to_owned());
    }
    let new_customer = match (&fitted, &spending, &foreseen) {
        (Some(fitted), Some(spending), Some(foreseen)) => {
            new_customer(base, fitted, spending, foreseen, &customers, margin, settings)
        }
        _ => None,
    };
    warnings.extend(words_of::of_reading(import));
    warnings.extend(words_of::silent_end(base));
    warnings.extend(cohorts::missing_costs(&grouped, base, costs));
    let cohorts = cohorts::cohorts(
        log,
        base,
        &grouped,
        &margin,
        minor,
        costs,
        foreseen.as_ref(),
        new_customer.as_ref(),
        settings,
    );
    let health = foreseen.as_ref().map_or_else(Vec::new, |f| health(&customers, f));
    let curve = minor.map_or_else(Vec::new, |minor| curve::curve(log, base, &margin, minor, ahead));
    let concentration = Concentration::of(&customers.spend);
    customers.forecast = foreseen.map(|f| Foretold::AnyTime(Box::new(f.forecast)));
    let at_risk = customers.at_risk(AT_RISK_LISTED);
    let (first_day, last_day) = known_span(base);
    let repeaters = base.summaries.iter().filter(|s| s.repeat_orders > 0).count() as u64;
    let verdict =
        if applicability.applies { verdict::verdict(holdout.as_ref()) } else { applicability.words.clone() };
    let mut valuation = Valuation {
        as_of: base.as_of,
        unit: settings.unit,
        first_day,
        last_day,
        customers: base.len() as u64,
        orders: base.summaries.iter().map(|s| u64::from(s.repeat_orders) + 1).sum(),
        repeaters,
        reading: reading(import),
        rejects: rejects(import),
        applicability,
        buying: fitted.as_ref().map(|f| {
            let marks: Vec<_> = f.candidates.iter().map(|c| marks(c, held.as_ref())).collect();
            fits::buying_report(&f.candidates, f.decision, f.winner, &marks)
        }),
        spending: spending_report,
        holdout,
        value,
        curve,
        health,
        concentration,
        cohorts,
        at_risk,
        assumptions: assumptions(margin, minor.is_some(), settings),
        warnings,
        verdict,
        headline: String::new(),
    };
    valuation.headline = words_of::headline(&valuation);
    stages.done("putting together");
    let models = fitted.map(|mut fitted| ValuedBy {
        buying: fitted.candidates.swap_remove(fitted.winner).fit,
        spending: spending.map(|s| s.fit),
        margin,
    });
    Ok(Valued { valuation, customers, models })
}

/// The forecast and where its groups are.
pub struct Foreseen {
    /// Groups: cohorts, then health classes.
    pub forecast: Forecast,
    /// The health class of each customer.
    pub health_of: Vec<u32>,
}

impl Foreseen {
    /// One forecast a cohort.
    pub fn cohorts(&self) -> &[models::forecast::GroupForecast] {
        &self.forecast.groups[0]
    }
}

fn foresee(
    base: &Base,
    fitted: &Fitted,
    spending: Option<&Spending>,
    grouped: &cohorts::Grouped,
    margin: Margin,
    settings: &Settings,
) -> Result<Foreseen, ValueError> {
    let buying = &fitted.candidates[fitted.winner].fit;
    let model = buying.model.model();
    let by_cell: Vec<u32> = base.cells.iter().map(|c| Health::of(model.alive(&c.history)).index()).collect();
    let health_of: Vec<u32> = base.cell_of.iter().map(|&cell| by_cell[cell as usize]).collect();
    let unit_days = settings.unit.days();
    let ends: Vec<f64> =
        (1..=settings.horizon_months).map(|m| f64::from(m) * MONTH_DAYS / unit_days).collect();
    let nobody = if spending.is_none() { no_spending(base) } else { Vec::new() };
    let groupings = [
        Grouping { of: &grouped.of, groups: grouped.names.len() },
        Grouping { of: &health_of, groups: Health::ALL.len() },
    ];
    let forecast = forecast(&Request {
        buying,
        spending: spending.map(|s| &s.fit),
        cells: &base.cells,
        cell_of: &base.cell_of,
        spend: spending.map_or(&nobody, |s| &s.spend),
        ends: &ends,
        discount_rate: settings.discount.ln_1p() / (365.25 / unit_days),
        margin: margin.share,
        level: Level::new(settings.level).unwrap_or_default(),
        groupings: &groupings,
    })?;
    Ok(Foreseen { forecast, health_of })
}

/// What the fits say of a customer who is won today; `None` where spend has no mean.
fn new_customer<'a>(
    base: &Base,
    fitted: &'a Fitted,
    spending: &Spending,
    foreseen: &Foreseen,
    customers: &Customers<'_>,
    margin: Margin,
    settings: &Settings,
) -> Option<NewCustomer<'a>> {
    let mean = spending.fit.model.population_mean()?;
    let total = foreseen.forecast.total.value.filter(|v| v.expected > 0.0);
    let active = &foreseen.forecast.groups[1][Health::Active.index() as usize];
    let first: i128 = base
        .customers
        .iter()
        .filter_map(|&c| customers.log.of(c as usize).first())
        .map(|d| i128::from(d.amount_minor))
        .sum();
    let per_customer = first as f64 / customers.log.currency().minor_per_unit() / base.len().max(1) as f64;
    Some(NewCustomer {
        buying: &fitted.candidates[fitted.winner].fit.model,
        first_margin: per_customer * margin.share,
        margin_per_order: mean * margin.share,
        horizon_months: settings.horizon_months,
        unit_days: settings.unit.days(),
        doubt: total.map_or((0.0, 0.0), |v| (1.0 - v.low / v.expected, v.high / v.expected - 1.0)),
        won_back_value: won_back(foreseen),
        kept_value: active
            .value
            .filter(|_| active.customers > 0)
            .map(|v| v.expected / active.customers as f64),
    })
}

/// Mean value at risk of the customers at risk.
fn won_back(foreseen: &Foreseen) -> Option<f64> {
    let risks = foreseen.forecast.iter().zip(&foreseen.health_of);
    let (sum, customers) = risks
        .filter(|(_, class)| **class == Health::AtRisk.index())
        .filter_map(|(c, _)| c.value.map(|v| value_at_risk(c.alive, v.expected)))
        .fold((0.0, 0u32), |(sum, n), risk| (sum + risk, n + 1));
    (customers > 0).then(|| sum / f64::from(customers))
}

/// First and last order day of a base.
pub fn known_span(base: &Base) -> (Day, Day) {
    let day = |d: Option<i32>| d.and_then(|d| Day::from_epoch(d).ok()).unwrap_or(base.as_of);
    let first = base.summaries.iter().map(|s| s.first_day).min();
    let last = base.summaries.iter().map(|s| s.last_day).max();
    (day(first), day(last))
}

fn value(
    customers: &Customers<'_>,
    foreseen: Option<&Foreseen>,
    log: &OrderLog,
    margin: Margin,
    settings: &Settings,
) -> Value {
    let total = foreseen.map(|f| &f.forecast.total);
    let expected = total.and_then(|t| t.value);
    let at_risk = foreseen.filter(|f| f.forecast.no_money.is_none()).map(|f| {
        f.forecast.iter().filter_map(|c| c.value.map(|v| value_at_risk(c.alive, v.expected))).sum::<f64>()
    });
    Value {
        currency: log.currency(),
        margin: margin.share,
        margin_source: margin.words().to_owned(),
        annual_discount: settings.discount,
        horizon_months: settings.horizon_months,
        level: settings.level,
        // An empty sum of floats is -0.
        revenue_to_date: customers.spend.iter().sum::<f64>() + 0.0,
        to_date: customers.to_date.iter().sum::<f64>() + 0.0,
        expected: expected.map(|e| e.expected),
        expected_low: expected.map(|e| e.low),
        expected_high: expected.map(|e| e.high),
        orders: total.map(|t| [t.orders.expected, t.orders.low, t.orders.high]),
        at_risk,
    }
}

fn health(customers: &Customers<'_>, foreseen: &Foreseen) -> Vec<HealthClass> {
    let mut to_date = [0.0; 3];
    for (&class, kept) in foreseen.health_of.iter().zip(&customers.to_date) {
        to_date[class as usize] += kept;
    }
    Health::ALL
        .iter()
        .zip(&foreseen.forecast.groups[1])
        .zip(to_date)
        .map(|((class, group), to_date)| {
            let value = group.value.unwrap_or(Estimate::certain(0.0));
            HealthClass {
                name: class.name().replace('-', " "),
                rule: words_of::health_rule(*class),
                customers: group.customers as u64,
                to_date,
                expected: value.expected,
                low: value.low,
                high: value.high,
            }
        })
        .collect()
}

/// How the files were read, for showing.
pub fn reading(import: &OrderImport) -> serde_json::Value {
    let files = serde_json::to_value(&import.reading).unwrap_or_default();
    let counts = serde_json::to_value(&import.counts).unwrap_or_default();
    serde_json::json!({ "reading": files, "counts": counts })
}

/// Rejected rows, counted.
pub fn rejects(import: &OrderImport) -> Rejects {
    let by_reason: BTreeMap<String, u64> =
        import.counts.rejects.iter().map(|(reason, n)| (reason.code().to_owned(), *n)).collect();
    Rejects { total: import.counts.rejected, by_reason }
}

fn applicability(applies: Applies, fitted: bool, base: &Base, has_amounts: bool) -> Applicability {
    let (reason, words) = match applies {
        Applies::Applies if fitted => ("applies", words_of::applies()),
        Applies::Applies => ("not-fitted", words_of::not_fitted()),
        Applies::TooFewCustomers => ("too-few-customers", words_of::too_few(base)),
        Applies::TooShort => ("too-short", words_of::too_short(base)),
        Applies::NobodyReturns(share) => ("nobody-returns", words_of::nobody_returns(share)),
        Applies::Contracts(share) => ("contracts", words_of::contracts(share)),
    };
    let applies = reason == "applies";
    let can_tell = if applies { Vec::new() } else { words_of::can_tell(has_amounts) };
    Applicability { applies, reason, words, can_tell }
}

fn assumptions(margin: Margin, has_amounts: bool, settings: &Settings) -> Vec<String> {
    let mut assumptions = Vec::new();
    if !has_amounts {
        assumptions.push("The files hold no amounts: orders are counted, money is not.".to_owned());
    } else if margin.source == margin::Source::Assumed {
        assumptions.push(
            "Nobody said what is kept of revenue, so value here is revenue itself; give --margin or a cost column."
                .to_owned(),
        );
    } else if margin.source == margin::Source::Costs {
        assumptions.push(format!(
            "Future orders keep the same share of revenue as all orders so far, {}.",
            crate::words::percent(margin.share)
        ));
    }
    assumptions.push(format!(
        "Money a year from now is worth {} less than today (--discount).",
        crate::words::percent(1.0 - 1.0 / (1.0 + settings.discount))
    ));
    assumptions.extend(words_of::ASSUMED.iter().map(|&s| s.to_owned()));
    assumptions
}

fn no_money_words(no_money: NoMoney) -> String {
    match no_money {
        NoMoney::NotAsked | NoMoney::Unfitted => {
            "No value in money: there is no paid repeat order to learn spend from.".to_owned()
        }
        NoMoney::NoMean => {
            "No value in money: spend per order is so uneven that it has no mean over customers \
                            (the spending model's q is not above 1)."
                .to_owned()
        }
    }
}
