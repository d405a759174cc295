//! What is assumed, and what every figure means.

use maud::{Markup, html};

use super::parts::of_ten;
use crate::value::valuation::Valuation;
use crate::words;

/// Why an expected figure may lie outside of its range.
pub(super) const BESIDE_ITS_RANGE: &str = "The range is about what will happen, the expected figure is its average: \
    where most likely nothing happens, the range may be 0 to 0 below the average.";

/// What is assumed and not measured.
pub(super) fn assumptions(valuation: &Valuation) -> Markup {
    html! {
        @if valuation.assumptions.is_empty() {
            p { "Nothing beyond the models themselves." }
        } @else {
            p { "These were taken as given and not measured. Change one and the figures change." }
            ul { @for assumption in &valuation.assumptions { li { (assumption) } } }
        }
    }
}

/// Every figure of the report with its unit.
pub(super) fn glossary(valuation: &Valuation) -> Markup {
    let value = &valuation.value;
    let (months, discount) =
        (words::counted(u64::from(value.horizon_months), "month"), words::percent(value.annual_discount));
    let money = match value.currency.code() {
        "XXX" => "money".to_owned(),
        code => code.to_owned(),
    };
    let level = of_ten(value.level);
    let mut terms: Vec<(&str, &str, String)> = vec![
        ("Customer", "count", "Whoever placed at least one order until the day looked from.".to_owned()),
        ("Order", "count", "One customer's orders of one day, counted once.".to_owned()),
        ("To date", &money, "Money kept from orders until the day looked from, net of refunds: revenue times the margin, or revenue less costs where the files name them.".to_owned()),
        ("Concentration", "share", "How much of the revenue to date the best customers brought. The Gini coefficient puts it into one number, 0 where all bring the same, 1 where one brings all.".to_owned()),
        ("Cohort", "", format!("Customers whose first order lies in the same {}.", valuation.cohorts.period)),
        ("Month of age", "months", "Months since a customer's first order; month 0 holds that order. A cohort shows only ages that all of its customers have lived.".to_owned()),
        ("Retention", "share", "Of a cohort, the share that ordered in a month of age. It is not the share that is still active: many who are will order again later.".to_owned()),
    ];
    if valuation.of_contracts() {
        terms = of_contracts(valuation, &money, &months, &discount, &level);
    } else if valuation.applicability.applies {
        terms.extend([
            ("Expected value", money.as_str(), format!("Margin that today's customers are expected to bring in the next {months}, each month discounted at {discount} a year. Customers who have yet to come are not in it.")),
            ("Range", "same as the figure", format!("Where {level} outcomes are expected to lie, from the chance of buying and the uncertainty of the models. Ranges of single customers are wide; ranges of sums are narrower. {BESIDE_ITS_RANGE}")),
            ("Still active", "probability", "Chance that a customer has not silently left, given when and how often it ordered.".to_owned()),
            ("Value at risk", money.as_str(), "Expected value that is lost because the customer may already have left: what it would bring if surely active, less what is expected. Customers who are lost count nothing here.".to_owned()),
            ("Usual gap", "days", "Mean time between this customer's orders so far.".to_owned()),
            ("Test period (holdout)", "", "The last part of the history, kept from the model, then compared with what the model said about it.".to_owned()),
            ("Mean error, root mean square", "orders per customer", "Mean of the absolute differences between predicted and actual orders, and the root of the mean of their squares, which punishes great misses.".to_owned()),
            ("Best-tenth hits", "share", "Of the tenth of customers predicted best, the share that was in the actual best tenth. Chance gives 10%.".to_owned()),
            ("AIC", "", "Akaike's criterion: 2 × parameters − 2 × log-likelihood. Lower is better.".to_owned()),
        ]);
    }
    if valuation.cohorts.has_costs {
        terms.extend([
            ("Cost to win one", money.as_str(), "Acquisition spending of a period over the new customers of that period, paying and free channels together.".to_owned()),
            ("Trough", money.as_str(), "The deepest point of margin per customer, added up, less the cost of winning it.".to_owned()),
            ("Paid back", "month of age", "The month of age from which margin per customer, added up, covers the cost of winning it.".to_owned()),
        ]);
    }
    html! {
        dl.terms { @for (term, unit, meaning) in &terms {
            div { dt { (term) @if !unit.is_empty() { " " span.note { "(" (unit) ")" } } } dd { (meaning) } }
        } }
    }
}

/// The same where customers are under contract.
fn of_contracts<'a>(
    valuation: &Valuation,
    money: &'a str,
    months: &str,
    discount: &str,
    level: &str,
) -> Vec<(&'a str, &'a str, String)> {
    let cohort = match valuation.cohorts.period {
        "cohort" => "Customers of one table of survivors.".to_owned(),
        period => format!("Contracts that start in the same {period}."),
    };
    let say = str::to_owned;
    let mut terms = vec![
        (
            "Contract",
            "count",
            say(
                "One row of the file with its start and, where it has ended, its end; in a table of survivors, one customer.",
            ),
        ),
        (
            "Payment",
            "count",
            say(
                "One period of a contract, paid at its start: the first when it is signed, one more at each renewal.",
            ),
        ),
        ("To date", money, say("Payments until the day looked from, times the price, times the margin.")),
        ("Cohort", "", cohort),
        (
            "Month of age",
            "months",
            say("Months since the start; a cohort shows only ages that all of its contracts have reached."),
        ),
        ("Retention", "share", say("Of a cohort, the share still there at a month of age.")),
    ];
    if valuation.applicability.applies {
        terms.extend([
            ("Expected value", money, format!("Margin of the renewals expected in the next {months} of contracts that run, discounted at {discount} a year.")),
            ("Range", "same as the figure", format!("Where {level} outcomes are expected to lie, from the chance of renewing and the uncertainty of the model. Ranges of single contracts are wide; ranges of sums are narrower. {BESIDE_ITS_RANGE}")),
            ("Chance to renew", "probability", say("Chance that a contract is renewed at its next date. It rises with the number of renewals: those likely to leave have left.")),
            ("Value at risk", money, say("What the contract brings if it is renewed next time, less what is expected of it: the expected loss at the next renewal.")),
            ("Test period (holdout)", "", say("The last part of the history, kept from the model, then compared with what the model said about it.")),
            ("Mean error, root mean square", "renewals per contract", say("Mean of the absolute differences between predicted and actual renewals, and the root of the mean of their squares, which punishes great misses.")),
        ]);
    }
    terms
}
