//! A value explained: what goes in, the parameters, the steps whose product it is, and the rows.

use facts::{Currency, Day};
use maud::{Markup, html};

use super::timeline::order_rows;
use crate::{
    Reader,
    customers::{Row, name, short_rows},
    frame::{Place, page as framed},
    parts::{Column, Look, ago, crumbs, link, link_button, list, note, section, stop, table, warning},
    text::Fill,
};

/// Which buying model it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// BG/NBD.
    BgNbd,
    /// MBG/NBD.
    MbgNbd,
    /// Pareto/NBD.
    ParetoNbd,
}

/// One day with orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderDay {
    /// The day.
    pub day: Day,
    /// Orders of the day that count as one.
    pub orders: u32,
    /// Net amount.
    pub amount: f64,
    /// What was kept of it.
    pub kept: f64,
}

/// The steps from orders to value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoneySteps {
    /// p, q, v of the spending model.
    pub parameters: [f64; 3],
    /// Expected amount of one order.
    pub amount: f64,
    /// How much of it is the customer's own mean.
    pub own_weight: f64,
    /// Everybody's mean amount.
    pub everybody: f64,
    /// What discounting leaves of one unit.
    pub discounting: f64,
    /// The value: expected, low, high.
    pub value: [f64; 3],
}

/// How far the fit was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The verdict, in words.
    pub verdict: String,
}

/// A value and what it is made of.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The key.
    pub key: i64,
    /// The name; none for who may not see it, and where nothing is known.
    pub name: Option<String>,
    /// The currency; none without amounts.
    pub currency: Option<Currency>,
    /// The day looked from.
    pub as_of: Option<Day>,
    /// What is expected; none where nothing is.
    pub expected: Option<Steps>,
    /// Why nothing is expected, in words.
    pub no_value: Option<String>,
    /// The value as lists show it, where it was kept before the latest orders came.
    pub kept: Option<f64>,
    /// Money kept per unit of revenue.
    pub margin: f64,
    /// `stated`, `cost column` or `assumed`.
    pub margin_source: String,
    /// Days with orders, oldest first.
    pub days: Vec<OrderDay>,
    /// Customers whose buying was most like this one's.
    pub neighbours: Vec<Row>,
    /// How far the fit was proved; none for who may not see figures of the whole.
    pub proof: Option<Proof>,
    /// The path that takes the orders away as CSV; none for who may not.
    pub export: Option<String>,
}

/// The inputs, parameters and steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// Number of the fit.
    pub fit: i64,
    /// When it was made.
    pub fitted_at: i64,
    /// Customers it was made on.
    pub fitted_to: u64,
    /// The buying model.
    pub model: ModelKind,
    /// Its parameters, times in weeks.
    pub parameters: [f64; 4],
    /// Orders after the first.
    pub repeat_orders: u32,
    /// First to last order.
    pub last_order_weeks: f64,
    /// First order to the day looked from.
    pub age_weeks: f64,
    /// Repeat orders that brought money, and their mean.
    pub paid_orders: u32,
    /// Their mean amount.
    pub mean_spend: f64,
    /// Discount a year.
    pub discount: f64,
    /// Months ahead.
    pub months: u32,
    /// Level of the range.
    pub level: f64,
    /// Probability that the customer still buys here.
    pub alive: f64,
    /// Orders expected of a customer who is surely active.
    pub orders_if_active: f64,
    /// Orders expected: expected, low, high.
    pub orders: [f64; 3],
    /// The money steps, where money is known.
    pub money: Option<MoneySteps>,
}

/// The page.
pub fn page(reader: &Reader, view: &Explained) -> Markup {
    let called = name(reader, view.key, view.name.as_deref());
    let home = format!("/customers/{}", view.key);
    let body = html! {
        (crumbs(reader, &[("/customers", &reader.t("customers-title")), (&home, &called)]))
        @match &view.expected {
            Some(steps) => (explained(reader, view, steps)),
            None => (stop(&reader.t("customers-no-value"), &html! { p { (view.no_value.clone().unwrap_or_else(|| reader.t("customer-no-value-unknown"))) } })),
        }
        @if !view.neighbours.is_empty() { (section("neighbours", &reader.t("customer-neighbours"), &html! {
            p { (reader.t("customer-neighbours-lead")) }
            (short_rows(reader, "neighbour-list", &reader.t("customer-neighbours-caption"), &view.neighbours, view.currency))
        })) }
        (section("orders", &reader.t("customer-orders-title"), &rows(reader, view)))
    };
    framed(
        reader,
        Place::Customers,
        &reader.tf("customer-value-title", &[("name", Fill::Text(&called))]),
        &body,
    )
}

fn rows(reader: &Reader, view: &Explained) -> Markup {
    html! {
        @if view.days.is_empty() { (note(&reader.t("customer-orders-none"))) }
        @else {
            p { (reader.t("customer-orders-lead")) }
            @if let Some(path) = &view.export { p { (link_button(path, Look::Plain, &reader.t("customer-orders-export"))) } }
            (order_rows(reader, &view.days, view.currency))
        }
    }
}

fn explained(reader: &Reader, view: &Explained, steps: &Steps) -> Markup {
    html! {
        p.lead { (lead(reader, view, steps)) }
        @if let (Some(kept), Some(currency)) = (view.kept, view.currency) {
            (warning(&reader.t("customer-value-moved"), &html! { p { (reader.tf("customer-value-moved-why", &[("kept", Fill::Text(&reader.about(kept, currency)))])) } }))
        }
        (section("steps", &reader.t("customer-steps"), &product(reader, view, steps)))
        (section("inputs", &reader.t("customer-inputs"), &inputs(reader, view, steps)))
        (section("model", &reader.t("customer-model"), &model(reader, view, steps)))
        (section("trust", &reader.t("customer-trust"), &trust(reader, view, steps)))
    }
}

fn lead(reader: &Reader, view: &Explained, steps: &Steps) -> String {
    let months = ("n", Fill::Count(u64::from(steps.months)));
    let level = reader.percent(steps.level);
    match (&steps.money, view.currency) {
        (Some(money), Some(currency)) => {
            let [expected, low, high] = money.value;
            reader.tf(
                "customer-value-lead",
                &[
                    months,
                    ("amount", Fill::Text(&reader.about(expected, currency))),
                    ("range", Fill::Text(&reader.range(low, high, currency))),
                    ("level", Fill::Text(&level)),
                ],
            )
        }
        _ => reader.tf(
            "customer-value-lead-orders",
            &[
                months,
                ("orders", Fill::Text(&reader.number(steps.orders[0]))),
                ("low", Fill::Text(&reader.number(steps.orders[1]))),
                ("high", Fill::Text(&reader.number(steps.orders[2]))),
                ("level", Fill::Text(&level)),
            ],
        ),
    }
}

/// The steps as a table whose product is the number.
fn product(reader: &Reader, view: &Explained, steps: &Steps) -> Markup {
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    let mut row = |what: String, number: String, so_far: String, why: String| {
        rows.push(vec![html! { (what) }, html! { (number) }, html! { (so_far) }, html! { (why) }]);
    };
    let number = |x: f64| reader.number(x);
    row(
        reader.t("customer-step-alive"),
        number(steps.alive),
        number(steps.alive),
        reader.t("customer-step-alive-why"),
    );
    let orders = steps.alive * steps.orders_if_active;
    row(
        reader.t("customer-step-orders"),
        format!("× {}", number(steps.orders_if_active)),
        reader.tf("customer-step-orders-so-far", &[("orders", Fill::Text(&number(orders)))]),
        reader.tf("customer-step-orders-why", &[("n", Fill::Count(u64::from(steps.months)))]),
    );
    if let (Some(money), Some(currency)) = (&steps.money, view.currency) {
        let about = |x: f64| reader.about(x, currency);
        let revenue = orders * money.amount;
        row(
            reader.t("customer-step-amount"),
            format!("× {}", about(money.amount)),
            about(revenue),
            reader.tf(
                "customer-step-amount-why",
                &[
                    ("own", Fill::Text(&reader.percent(money.own_weight))),
                    ("mean", Fill::Text(&about(steps.mean_spend))),
                    ("everybody", Fill::Text(&about(money.everybody))),
                ],
            ),
        );
        row(
            reader.t("customer-step-margin"),
            format!("× {}", number(view.margin)),
            about(revenue * view.margin),
            margin_words(reader, view),
        );
        row(
            reader.t("customer-step-discount"),
            format!("× {}", number(money.discounting)),
            about(revenue * view.margin * money.discounting),
            reader.tf(
                "customer-step-discount-why",
                &[("discount", Fill::Text(&reader.percent(steps.discount)))],
            ),
        );
    }
    html! {
        (list("steps-table", &reader.t("customer-steps-caption"), &[
            Column::text(reader.t("customer-step")),
            Column::number(reader.t("customer-step-number")),
            Column::number(reader.t("customer-step-so-far")),
            Column::text(reader.t("customer-step-why")),
        ], &rows))
        @if steps.money.is_some() { (note(&reader.t("customer-steps-note"))) }
    }
}

fn margin_words(reader: &Reader, view: &Explained) -> String {
    match view.margin_source.as_str() {
        "stated" => reader.t("customer-margin-stated"),
        "cost column" => reader.t("customer-margin-costs"),
        _ => reader.t("customer-margin-assumed"),
    }
}

fn inputs(reader: &Reader, view: &Explained, steps: &Steps) -> Markup {
    let weeks = |x: f64| {
        reader.tf(
            "customer-weeks",
            &[("weeks", Fill::Text(&reader.number(x))), ("span", Fill::Text(&reader.span(x * 7.0)))],
        )
    };
    let mut terms: Vec<(Markup, String, String)> = vec![
        (html! { var { "x" } }, reader.count(u64::from(steps.repeat_orders)), reader.t("customer-input-x")),
        (html! { var { "t" sub { "x" } } }, weeks(steps.last_order_weeks), reader.t("customer-input-tx")),
        (html! { var { "T" } }, weeks(steps.age_weeks), reader.t("customer-input-t")),
    ];
    if let Some(currency) = view.currency.filter(|_| steps.money.is_some()) {
        let (mean, from) = if steps.paid_orders > 0 {
            (
                reader.paid(steps.mean_spend, currency),
                reader.tf("customer-input-m", &[("n", Fill::Count(u64::from(steps.paid_orders)))]),
            )
        } else {
            ("–".to_owned(), reader.t("customer-input-m-none"))
        };
        terms.push((html! { var { "m" sub { "x" } } }, mean, from));
        terms.push((
            html! { (reader.t("customer-input-margin")) },
            reader.percent(view.margin),
            margin_words(reader, view),
        ));
        terms.push((
            html! { (reader.t("customer-input-discount")) },
            reader.percent(steps.discount),
            reader.t("customer-input-settings"),
        ));
    }
    terms.push((
        html! { (reader.t("customer-input-horizon")) },
        reader.tf("customer-months", &[("n", Fill::Count(u64::from(steps.months)))]),
        reader.t("customer-input-settings"),
    ));
    if let Some(as_of) = view.as_of {
        terms.push((
            html! { (reader.t("customer-input-as-of")) },
            reader.day(as_of),
            reader.t("customer-input-as-of-why"),
        ));
    }
    html! {
        dl.terms { @for (what, value, from) in &terms { div {
            dt { (what) }
            dd { strong { (value) } br; span.note { (from) } }
        } } }
    }
}

fn model(reader: &Reader, view: &Explained, steps: &Steps) -> Markup {
    let (called, story) = match steps.model {
        ModelKind::BgNbd => ("BG/NBD", reader.t("customer-model-bg")),
        ModelKind::MbgNbd => ("MBG/NBD", reader.t("customer-model-mbg")),
        ModelKind::ParetoNbd => ("Pareto/NBD", reader.t("customer-model-pareto")),
    };
    let names: [&str; 4] = match steps.model {
        ModelKind::BgNbd | ModelKind::MbgNbd => ["r", "α", "a", "b"],
        ModelKind::ParetoNbd => ["r", "α", "s", "β"],
    };
    let means: [String; 4] = match steps.model {
        ModelKind::BgNbd | ModelKind::MbgNbd => [
            reader.t("customer-parameter-r"),
            reader.t("customer-parameter-alpha"),
            reader.t("customer-parameter-a"),
            reader.t("customer-parameter-b"),
        ],
        ModelKind::ParetoNbd => [
            reader.t("customer-parameter-r"),
            reader.t("customer-parameter-alpha"),
            reader.t("customer-parameter-s"),
            reader.t("customer-parameter-beta"),
        ],
    };
    let mut rows: Vec<Vec<Markup>> = names
        .iter()
        .zip(steps.parameters)
        .zip(&means)
        .map(|((name, x), means)| {
            vec![html! { var { (name) } }, html! { (reader.number(x)) }, html! { (means) }]
        })
        .collect();
    if let Some(money) = &steps.money {
        let means = [
            reader.t("customer-parameter-p"),
            reader.t("customer-parameter-q"),
            reader.t("customer-parameter-v"),
        ];
        for ((name, x), means) in ["p", "q", "v"].iter().zip(money.parameters).zip(means) {
            rows.push(vec![html! { var { (name) } }, html! { (reader.number(x)) }, html! { (means) }]);
        }
    }
    html! {
        p { strong { (called) } " – " (story) }
        (formulas(reader, steps))
        (table("parameters", &reader.tf("customer-parameters-caption", &[("n", Fill::Count(steps.fitted_to))]), &[
            Column::text(reader.t("customer-parameter")),
            Column::number(reader.t("customer-step-number")),
            Column::text(reader.t("customer-parameter-means")),
        ], &rows))
        p.note {
            (reader.tf("customer-fit", &[("fit", Fill::Text(&steps.fit.to_string()))])) " " (ago(reader, steps.fitted_at)) "."
            @if reader.may(access::Right::ValuesRead) && view.proof.is_some() { " " (link("/cohorts#proof", &reader.t("customer-fit-proof"))) }
        }
    }
}

/// The formulas in plain typography.
fn formulas(reader: &Reader, steps: &Steps) -> Markup {
    let v = |name: &str| html! { var { (name) } };
    let power = || html! { sup { var { "r" } "+" var { "x" } } };
    let tx = || html! { var { "t" sub { "x" } } };
    html! {
        dl.terms.formulas {
            div {
                dt { (reader.t("customer-step-alive")) }
                dd { @match steps.model {
                    ModelKind::BgNbd if steps.repeat_orders == 0 => { "1 " span.note { (reader.t("customer-formula-bg-none")) } }
                    ModelKind::BgNbd => { "1 ∕ (1 + " (v("a")) " ∕ (" (v("b")) " + " (v("x")) " − 1) · ((" (v("α")) " + " (v("T")) ") ∕ (" (v("α")) " + " (tx()) "))" (power()) ")" }
                    ModelKind::MbgNbd => { "1 ∕ (1 + " (v("a")) " ∕ (" (v("b")) " + " (v("x")) ") · ((" (v("α")) " + " (v("T")) ") ∕ (" (v("α")) " + " (tx()) "))" (power()) ")" }
                    ModelKind::ParetoNbd => { "1 ∕ (1 + " (v("s")) " ∫ ((" (v("α")) " + " (v("T")) ") ∕ (" (v("α")) " + " (v("u")) "))" (power()) " (" (v("β")) " + " (v("T")) ")" sup { (v("s")) } " ∕ (" (v("β")) " + " (v("u")) ")" sup { (v("s")) "+1" } " d" (v("u")) "), " (v("u")) " = " (tx()) " … " (v("T")) }
                } }
            }
            div {
                dt { (reader.t("customer-step-orders")) }
                dd { @match steps.model {
                    ModelKind::BgNbd | ModelKind::MbgNbd => {
                        "E[(1 − (1 + " (v("π")) (v("t")) " ∕ (" (v("α")) " + " (v("T")) "))" sup { "−(" (v("r")) "+" (v("x")) ")" } ") ∕ " (v("π")) "], "
                        (v("π")) " ~ Beta(" (v("a")) ", " (v("b")) " + " (v("x")) @if steps.model == ModelKind::MbgNbd { " + 1" } ")"
                    }
                    ModelKind::ParetoNbd => {
                        "(" (v("r")) " + " (v("x")) ") (" (v("β")) " + " (v("T")) ") ∕ ((" (v("α")) " + " (v("T")) ") (" (v("s")) " − 1)) · (1 − ((" (v("β")) " + " (v("T")) ") ∕ (" (v("β")) " + " (v("T")) " + " (v("t")) "))" sup { (v("s")) "−1" } ")"
                    }
                } }
            }
            @if steps.money.is_some() { div {
                dt { (reader.t("customer-step-amount")) }
                dd { (v("p")) " (" (v("v")) " + " (v("n")) " · " var { "m" sub { "x" } } ") ∕ (" (v("p")) " · " (v("n")) " + " (v("q")) " − 1) " span.note { (reader.t("customer-formula-n")) } }
            } }
        }
        p.note { (reader.tf("customer-formula-t", &[("n", Fill::Count(u64::from(steps.months)))])) }
    }
}

fn trust(reader: &Reader, view: &Explained, steps: &Steps) -> Markup {
    html! {
        p { (reader.tf("customer-trust-range", &[("level", Fill::Text(&reader.percent(steps.level)))])) }
        p { (reader.t("customer-trust-average")) }
        @if let Some(proof) = &view.proof { p { (reader.t("customer-trust-proof")) " " (proof.verdict) } }
        @if view.margin_source == "assumed" && steps.money.is_some() { p { (reader.t("customer-margin-assumed")) } }
    }
}
