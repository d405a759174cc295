//! Figures of the book as pages show them, masked by what the caller may see.

use std::collections::HashMap;

use access::Right;
use book::{Condition, Entry, Field, Filter, Given, Holds, Operator, Sort};
use facts::{Currency, Day};
use models::health::Health;
use pages::{
    Reader,
    customers::{self as page, Row, Shown, Stage, condition_words, operator_words},
    text::Fill,
};

use super::wanted::{Refused, Wanted};
use crate::{
    folder::{names, names::Names},
    serve::web::{Caller, Problem, Web},
};

/// Who these customers are; nobody for who may not see it.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn names_of(
    web: &Web,
    caller: &Caller,
    keys: &[i64],
) -> Result<HashMap<i64, Names>, Problem> {
    if !caller.may(Right::IdentityRead) || keys.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(names::names(&web.desk.folder, keys).await?)
}

/// What a customer is called: the name, else the address, else the company's own id.
pub(super) fn called(names: &Names) -> Option<String> {
    let id =
        || names.ids.iter().find(|(space, _)| space == "id").or(names.ids.first()).map(|(_, id)| id.clone());
    names.name.clone().or_else(|| names.email.clone()).or_else(id)
}

/// A customer in a list.
pub(super) fn row(entry: &Entry, names: Option<&Names>, note: Option<String>) -> Row {
    let ordered = entry.orders > 0;
    let name = names.and_then(called);
    let second = || names.and_then(|names| names.email.clone()).filter(|email| name.as_ref() != Some(email));
    Row {
        key: entry.key,
        note: note.filter(|note| name.as_ref() != Some(note)).or_else(second),
        name,
        stage: stage(entry.stage),
        value: entry.value,
        at_risk: entry.at_risk,
        last_order: ordered.then(|| day(entry.last_day)).flatten(),
        orders: entry.orders,
        spend: entry.spend,
    }
}

/// A day of the book.
pub(super) fn day(days: i32) -> Option<Day> {
    Day::from_epoch(days).ok()
}

/// A stage as pages know it.
pub(super) const fn stage(stage: book::Stage) -> Stage {
    match stage {
        book::Stage::Prospect => Stage::Prospect,
        book::Stage::New => Stage::New,
        book::Stage::Growing => Stage::Growing,
        book::Stage::Established => Stage::Established,
        book::Stage::AtRisk => Stage::AtRisk,
        book::Stage::Lost => Stage::Lost,
    }
}

/// An order of the list as pages know it.
pub(super) const fn sort(sort: Sort) -> page::Sort {
    match sort {
        Sort::Value => page::Sort::Value,
        Sort::AtRisk => page::Sort::AtRisk,
        Sort::Recency => page::Sort::Recency,
        Sort::Spend => page::Sort::Spend,
        Sort::Orders => page::Sort::Orders,
    }
}

/// A condition in words.
pub(super) fn condition(reader: &Reader, condition: &Condition, currency: Option<Currency>) -> String {
    let shown = match condition.given() {
        Given::Whole(n) => Shown::Count(u64::from(*n)),
        Given::Number(x) => match condition.field() {
            Field::Alive => Shown::Share(*x),
            Field::ExpectedOrders => Shown::Number(*x),
            _ => Shown::Money(*x),
        },
        Given::Day(day) => Shown::Day(*day),
        Given::Days(n) => Shown::Days(u64::from(*n)),
        Given::Month(month) => Shown::Month(*month),
        Given::Health(health) => Shown::Health(match health {
            Health::Active => "active",
            Health::AtRisk => "at-risk",
            Health::Lost => "lost",
        }),
        Given::Stage(one) => Shown::Stage(stage(*one)),
        Given::Word(word) => Shown::Word(word.clone()),
    };
    condition_words(reader, condition.field().name(), condition.operator().name(), &shown, currency)
}

/// All conditions of a filter in words.
pub(super) fn conditions(reader: &Reader, filter: &Filter, currency: Option<Currency>) -> Vec<String> {
    filter.all.iter().map(|one| condition(reader, one, currency)).collect()
}

/// Why a condition cannot be added, in words.
pub(super) fn refused(reader: &Reader, refused: Refused) -> String {
    match refused {
        Refused::Field => reader.t("customers-filter-no-field"),
        Refused::Operator(field) => {
            let can: Vec<String> =
                field.operators().iter().map(|o| operator_words(reader, o.name())).collect();
            reader.tf("customers-filter-of", &[("operators", Fill::Text(&can.join(", ")))])
        }
        Refused::Value(_, Operator::WithinDays | Operator::NotWithinDays) => {
            reader.t("customers-filter-value-days")
        }
        Refused::Value(field, _) => match field.holds() {
            Holds::Whole => reader.t("customers-filter-value-whole"),
            Holds::Number => reader.t("customers-filter-value-number"),
            Holds::Share => reader.t("customers-filter-value-share"),
            Holds::Day => reader.t("customers-filter-value-day"),
            Holds::Month => reader.t("customers-filter-value-month"),
            Holds::Health => reader.t("customers-filter-value-health"),
            Holds::Stage => reader.t("customers-filter-value-stage"),
            Holds::Word => reader.t("customers-filter-value-word"),
        },
    }
}

/// The conditions of a list and the form that adds one.
pub(super) fn filters(
    reader: &Reader,
    wanted: &Wanted,
    base: &str,
    currency: Option<Currency>,
) -> page::Filters {
    let mut carried: Vec<(&'static str, String)> =
        wanted.filter.all.iter().map(|one| ("where", one.to_string())).collect();
    carried.push(("sort", wanted.sort.name().to_owned()));
    carried.push(("direction", wanted.direction.name().to_owned()));
    if let Some(segment) = wanted.segment {
        carried.push(("segment", segment.to_string()));
    }
    let written = match (&wanted.adding, wanted.added()) {
        (Some([field, operator, value]), Some(Err(why))) => {
            Some([field.clone(), operator.clone(), value.clone(), self::refused(reader, why)])
        }
        _ => None,
    };
    page::Filters {
        conditions: wanted
            .filter
            .all
            .iter()
            .map(|one| page::Condition {
                words: condition(reader, one, currency),
                without: wanted.without(one).path(base),
            })
            .collect(),
        fields: Field::ALL
            .iter()
            .map(|field| page::FieldChoice {
                name: field.name(),
                operators: field.operators().iter().map(|operator| operator.name()).collect(),
            })
            .collect(),
        carried,
        written,
    }
}

/// Whether something is expected of customers, and if not, why.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn outlook(
    web: &Web,
    reader: &Reader,
) -> Result<(Option<page::Horizon>, Option<String>), Problem> {
    Ok(match web.valued().await? {
        None => (None, Some(reader.t("customers-not-valued"))),
        Some(valued) if !valued.applicability.applies => (None, Some(valued.applicability.words.clone())),
        Some(valued) => {
            (Some(page::Horizon { months: valued.value.horizon_months, level: valued.value.level }), None)
        }
    })
}
