//! Cohorts of the latest fit as the pages' views want them.

use facts::{Day, Month};
use pages::cohorts::{
    Class, Cohorts, Concentration, HealthClass, Naive, One, Proof, Shown, Spending, Test, Tracked,
};

use super::super::valued::{self, HoldoutReport, Valued};

/// All cohorts.
pub(super) fn cohorts(v: &Valued, shown: Shown) -> Cohorts {
    let applies = v.applicability.applies;
    let health = v.health.iter().map(|class| HealthClass {
        name: class.name.replace(' ', "-"),
        rule: class.rule.clone(),
        customers: class.customers,
        to_date: class.to_date,
        expected: v.value.expected.map(|_| [class.expected, class.low, class.high]),
    });
    Cohorts {
        as_of: v.as_of,
        currency: v.money(),
        period: period(v),
        contracts: v.of_contracts(),
        has_costs: v.cohorts.has_costs,
        no_lifetime: (!applies).then(|| v.applicability.words.clone()),
        curve: valued::curve_or_empty(v),
        cohorts: v.cohorts.cohorts.iter().map(valued::row_of).collect(),
        shown,
        health: health.collect(),
        concentration: (v.concentration.curve.len() > 1).then(|| Concentration {
            curve: v.concentration.curve.clone(),
            top: v.concentration.top.iter().map(|top| (top.customers, top.revenue)).collect(),
            gini: v.concentration.gini,
        }),
        channels: v.cohorts.channels.iter().map(|c| (c.channel.clone(), c.spent, c.share)).collect(),
        balance: v.cohorts.balance.clone(),
        proof: proof(v),
    }
}

fn period(v: &Valued) -> &'static str {
    if v.cohorts.period == "quarter" { "quarter" } else { "month" }
}

fn proof(v: &Valued) -> Proof {
    let buying = v.buying.as_ref();
    let parameters = buying.into_iter().flat_map(|buying| {
        buying
            .parameters
            .iter()
            .map(|(name, value)| (name.clone(), *value, buying.standard_errors.get(name).copied().flatten()))
    });
    Proof {
        verdict: v.verdict.clone(),
        warnings: v.warnings.clone(),
        assumptions: v.assumptions.clone(),
        model: buying.map(|buying| model_name(&buying.model).to_owned()),
        choice: buying.map(|buying| buying.choice.clone()).unwrap_or_default(),
        not_converged: buying.filter(|buying| !buying.converged).map(|buying| buying.convergence.clone()),
        parameters: parameters.collect(),
        unit: v.unit.clone(),
        test: v.holdout.as_ref().map(|holdout| test(v, holdout)),
        spending: v.spending.as_ref().map(|spending| Spending {
            independence: spending.independence.clone(),
            customers: spending.customers,
        }),
    }
}

fn test(v: &Valued, holdout: &HoldoutReport) -> Test {
    let model = v.buying.as_ref().map_or("", |buying| model_name(&buying.model));
    let mut marks = vec![Naive {
        words: model.to_owned(),
        orders: holdout.orders_predicted,
        mae: holdout.mae,
        correlation: holdout.correlation,
        hits: holdout.top_decile_hit_rate,
    }];
    marks.extend(holdout.baselines.iter().map(|rule| Naive {
        words: rule.words.clone(),
        orders: rule.orders_predicted,
        mae: rule.mae,
        correlation: rule.correlation,
        hits: rule.top_decile_hit_rate,
    }));
    Test {
        until: holdout.calibrated_until,
        level: holdout.level,
        came: holdout.orders_actual,
        classes: holdout
            .calibration
            .iter()
            .map(|class| Class {
                name: class.repeat_orders.clone(),
                customers: class.customers,
                predicted: [class.predicted, class.low, class.high],
                came: class.actual,
            })
            .collect(),
        tracked: holdout
            .tracking
            .iter()
            .map(|point| Tracked { day: point.day, came: point.actual, expected: point.expected })
            .collect(),
        marks,
    }
}

/// A model's name as its paper writes it.
fn model_name(code: &str) -> &str {
    match code {
        "bg-nbd" => "BG/NBD",
        "mbg-nbd" => "MBG/NBD",
        "pareto-nbd" => "Pareto/NBD",
        "bg-bb" => "BG/BB",
        "sbg" => "sBG",
        other => other,
    }
}

/// One cohort; none where the fit has none of this name.
pub(super) fn one(v: &Valued, name: &str) -> Option<One> {
    let (place, cohort) = v.cohort(name)?;
    let name_at = |place: usize| v.cohorts.cohorts.get(place).map(|cohort| cohort.name.clone());
    Some(One {
        as_of: v.as_of,
        row: valued::row_of(cohort),
        period: period(v),
        currency: v.money(),
        has_costs: v.cohorts.has_costs,
        curve: valued::curve_of(v, cohort),
        before: place.checked_sub(1).and_then(name_at),
        after: name_at(place + 1),
        conditions: conditions(&cohort.name)?
            .iter()
            .map(|one| format!("where={one}"))
            .collect::<Vec<_>>()
            .join("&"),
    })
}

/// The months of a cohort, by its name: `2024-03` or `2024-Q1`.
pub(super) fn months(name: &str) -> Option<(Month, Month)> {
    if let Some((year, quarter)) = name.split_once("-Q") {
        let number: i8 = quarter.parse().ok().filter(|number| (1..=4).contains(number))?;
        let first = Month::new(year.parse().ok()?, (number - 1) * 3 + 1).ok()?;
        return Some((first, Month::from_index(first.index() + 2)));
    }
    // A day names a month too, but no cohort.
    let month: Month = name.parse().ok().filter(|_| name.len() == 7)?;
    Some((month, month))
}

/// The conditions under which lists show the customers of a cohort.
pub(super) fn conditions(name: &str) -> Option<Vec<String>> {
    let (first, last) = months(name)?;
    if first == last {
        return Some(vec![format!("cohort:is:{first}")]);
    }
    let day = |day: Day| day.to_string();
    Some(vec![
        format!("first-order:after:{}", day(first.first_day().plus(-1))),
        format!("first-order:before:{}", day(last.last_day().plus(1))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_is_found_again_by_the_conditions_of_its_name() {
        assert_eq!(conditions("2024-03").expect("a month"), ["cohort:is:2024-03"]);
        assert_eq!(
            conditions("2024-Q1").expect("a quarter"),
            ["first-order:after:2023-12-31", "first-order:before:2024-04-01"]
        );
        for name in ["2024-03", "2024-Q1", "2023-Q4", "1999-12"] {
            for condition in conditions(name).expect("conditions") {
                condition.parse::<book::Condition>().expect("a condition of lists");
            }
        }
        for none in ["", "2024", "2024-13", "2024-Q0", "2024-Q5", "2024-Q", "-Q1", "x", "2024-03-01"] {
            assert_eq!(conditions(none), None, "{none}");
        }
    }
}
