//! A value explained.

use std::sync::Arc;

use access::Right;
use axum::{extract::State, response::Response};
use book::{Book, Entry};
use models::buying::BuyingKind;
use pages::customer::{self as drawn, Explained, ModelKind, MoneySteps, OrderDay, Proof, Steps};

use super::{
    reading::{self, Known, Whom},
    shown,
};
use crate::{
    folder::values::one::{Depth, Expected},
    serve::web::{Caller, Path, Problem, Web, see_other, shown as page_shown},
};

/// Neighbours that are shown.
pub(super) const NEIGHBOURS: usize = 8;
/// From this share on a kept value is another one than the one worked out.
const OTHER: f64 = 0.005;

/// `GET /customers/{key}/value`
pub(super) async fn page(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let (entry, book) = match reading::whom(&web, &path).await? {
        Whom::Customer(entry, book) => (entry, book),
        Whom::Joined(key) => return Ok(see_other(format!("/customers/{key}/value"))),
        Whom::Loading => {
            return Ok(page_shown(&pages::customers::loading(reader, &reader.t("customers-title"))));
        }
    };
    let (known, near, (_, no_value), valued) = tokio::try_join!(
        reading::known(&web, entry.key, book.as_of(), Depth::Steps),
        neighbours(&web, &book, entry.key),
        shown::outlook(&web, reader),
        web.valued(),
    )?;
    let mut keys = vec![entry.key];
    keys.extend(near.iter().map(|one| one.key));
    let names = shown::names_of(&web, &caller, &keys).await?;
    let proof = match valued {
        Some(valued) if caller.may(Right::ValuesRead) => Some(Proof { verdict: valued.verdict.clone() }),
        _ => None,
    };
    let view = Explained {
        name: names.get(&entry.key).and_then(shown::called),
        neighbours: near.iter().map(|one| shown::row(one, names.get(&one.key), None)).collect(),
        proof,
        export: caller.may(Right::Export).then(|| format!("/customers/{}/orders.csv", entry.key)),
        ..explained(&entry, &book, &known, no_value)
    };
    Ok(page_shown(&drawn::value_page(reader, &view)))
}

/// Customers most like this one.
///
/// # Errors
///
/// If the work breaks off.
pub(super) async fn neighbours(web: &Arc<Web>, book: &Arc<Book>, key: i64) -> Result<Vec<Entry>, Problem> {
    let book = Arc::clone(book);
    web.blocking(move |_| Ok(book.neighbours(key, NEIGHBOURS))).await
}

fn explained(entry: &Entry, book: &Book, known: &Known, no_value: Option<String>) -> Explained {
    let worked = known.worked.as_ref();
    let expected = worked.and_then(|worked| worked.expected.as_ref());
    let now = expected.and_then(|e| e.money).map(|money| money.value.expected);
    let kept = entry.value.map(|value| value[0]);
    Explained {
        key: entry.key,
        name: None,
        currency: worked.map_or(book.currency(), |worked| worked.currency),
        as_of: worked.map(|worked| worked.as_of).or_else(|| shown::day(book.as_of())),
        expected: expected.map(steps),
        no_value: no_value.filter(|_| expected.is_none() && entry.orders > 0),
        kept: kept
            .zip(now)
            .filter(|(kept, now)| (kept - now).abs() > OTHER * now.abs().max(0.01))
            .map(|(kept, _)| kept),
        margin: worked.map_or(1.0, |worked| worked.margin),
        margin_source: worked.map_or("assumed", |worked| worked.margin_source).to_owned(),
        days: worked
            .map(|worked| {
                let of = |d: &crate::folder::values::one::OrderDay| OrderDay {
                    day: d.day,
                    orders: d.orders,
                    amount: d.amount,
                    kept: d.kept,
                };
                worked.days.iter().map(of).collect()
            })
            .unwrap_or_default(),
        neighbours: Vec::new(),
        proof: None,
        export: None,
    }
}

fn steps(e: &Expected) -> Steps {
    Steps {
        fit: e.fit,
        fitted_at: e.fitted_at,
        fitted_to: e.fitted_to.round().max(0.0) as u64,
        model: match e.model {
            BuyingKind::BgNbd => ModelKind::BgNbd,
            BuyingKind::MbgNbd => ModelKind::MbgNbd,
            BuyingKind::ParetoNbd => ModelKind::ParetoNbd,
        },
        parameters: e.parameters,
        repeat_orders: e.repeat_orders,
        last_order_weeks: e.last_order_weeks,
        age_weeks: e.age_weeks,
        paid_orders: e.spend.orders,
        mean_spend: e.spend.mean,
        discount: e.discount,
        months: e.horizon_months,
        level: e.level,
        alive: e.alive,
        orders_if_active: e.orders_if_active,
        orders: [e.orders.expected, e.orders.low, e.orders.high],
        money: e.money.zip(e.spending).map(|(money, parameters)| MoneySteps {
            parameters,
            amount: money.amount,
            own_weight: money.own_weight,
            everybody: money.everybody,
            discounting: money.discounting,
            value: [money.value.expected, money.value.low, money.value.high],
        }),
    }
}
