//! Whom a price path would meet: customers by tenure and group.
//!
//! What describes groups is read here for the report of parity, and for nothing else.

mod known;

use facts::{Day, Value, schema::Kind};
use plan::prices::{Ages, Attribute, Customers, Met, OF_AGE_YEARS, PriceError, PublishedPath};

use super::evidence::asked::{month, number};
use crate::folder::{Folder, FolderError, Want};
use history::ask::Limits;

/// Customers who ordered so many days before the day looked from are there.
const THERE_DAYS: i32 = 365;

/// The customers a path would meet: who ordered in the year before the last order, or whose contract
/// runs. Refused where the path is for a product or in money that the company does not have.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn met(
    folder: &Folder,
    path: &PublishedPath,
) -> Result<Result<Customers, PriceError>, FolderError> {
    Ok(match known::refused(folder, path)? {
        Some(refused) => Err(refused),
        None => Ok(customers(folder, path)?),
    })
}

fn customers(folder: &Folder, path: &PublishedPath) -> Result<Customers, FolderError> {
    let tables = folder.tables(Want { customers: true, ids: false })?;
    let rows = |sql: &str, each: &mut dyn FnMut(&[Value])| -> Result<(), FolderError> {
        folder.store().rows(&tables, sql, &Limits::default(), &mut |row| {
            each(row);
            std::ops::ControlFlow::Continue(())
        })?;
        Ok(())
    };
    let has = |kind: Kind| {
        tables.live.iter().any(|file| file.kind == kind) || tables.fresh.iter().any(|row| row.kind == kind)
    };
    let orders = has(Kind::Orders) || has(Kind::OrderLines);
    let contracts = has(Kind::Contracts);
    if !orders && !contracts {
        return Ok(Customers::default());
    }
    let mut as_of = None;
    let day = "coalesce(day, CAST(\"time\" AS DATE))";
    let newest = match (orders, contracts) {
        (true, _) => format!("SELECT max({day}) FROM orders"),
        (false, _) => "SELECT max(greatest(start, coalesce(until, start))) FROM contracts".to_owned(),
    };
    rows(&newest, &mut |row| {
        if let [Value::Day(day)] = row {
            as_of = Day::from_epoch(*day).ok();
        }
    })?;
    let Some(as_of) = as_of else { return Ok(Customers::default()) };
    let there = there(path, as_of, orders, contracts, has(Kind::OrderLines));
    let mut found = Customers { as_of: Some(as_of), ..Customers::default() };
    let groups = [
        (None, "CAST(NULL AS VARCHAR)".to_owned()),
        (Some(Attribute::Gender), "lower(k.gender)".to_owned()),
        (Some(Attribute::AgeBand), age_band(as_of)),
        (Some(Attribute::Country), "k.country".to_owned()),
        (Some(Attribute::Region), "k.region".to_owned()),
        (Some(Attribute::Language), "lower(k.language)".to_owned()),
    ];
    let now = as_of.month().index();
    let day_of_month = as_of.date().day();
    let tenure = format!(
        "greatest({now} - {} - CASE WHEN date_part('day', begun) > {day_of_month} THEN 1 ELSE 0 END, 0)",
        month("begun")
    );
    let minor = format!("({} - k.birth_year <= {OF_AGE_YEARS})", as_of.date().year());
    for (attribute, group) in groups {
        let sql = format!(
            "{there} SELECT grp, {tenure} AS tenure, minor, unknown, count(*) FROM \
             (SELECT {group} AS grp, coalesce(k.since, t.first) AS begun, coalesce({minor}, false) AS minor, \
             k.birth_year IS NULL AS unknown FROM t LEFT JOIN customers k ON t.customer = k.customer {}) \
             WHERE begun IS NOT NULL AND begun <= DATE '{as_of}' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            of_age(path.draft().ages.as_ref(), as_of)
        );
        rows(&sql, &mut |row| {
            let [group, tenure, Value::YesNo(minors), Value::YesNo(unknown), many] = row else { return };
            let customers = number(many) as u64;
            if attribute.is_none() && *unknown {
                found.age_unknown += customers;
            }
            let group = group.text().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            found.met.push(Met {
                attribute,
                group,
                tenure_months: number(tenure).clamp(0.0, 2_400.0) as u32,
                minors: *minors,
                customers,
            });
        })?;
    }
    Ok(found)
}

/// Customers who are there, with the day of their first order or contract, as the beginning of a
/// question.
fn there(path: &PublishedPath, as_of: Day, orders: bool, contracts: bool, lines: bool) -> String {
    let day = "coalesce(day, CAST(\"time\" AS DATE))";
    let product = path.draft().product.as_ref().map(|code| format!("'{}'", code.replace('\'', "''")));
    let mut parts = Vec::new();
    if orders {
        let bought = match (&product, lines) {
            (Some(code), true) => format!(
                "AND customer IN (SELECT customer FROM order_lines WHERE product = {code} AND customer IS NOT NULL)"
            ),
            (Some(_), false) => "AND false".to_owned(),
            (None, _) => String::new(),
        };
        parts.push(format!(
            "SELECT customer, min({day}) AS first FROM orders WHERE customer IS NOT NULL AND {day} <= DATE '{as_of}' \
             AND coalesce(status, 'completed') NOT IN ('cancelled', 'failed') {bought} GROUP BY customer \
             HAVING max({day}) > DATE '{as_of}' - INTERVAL '{THERE_DAYS} days'"
        ));
    }
    if contracts {
        let of = product.as_ref().map_or_else(String::new, |code| format!("AND plan = {code}"));
        parts.push(format!(
            "SELECT customer, min(start) AS first FROM contracts WHERE customer IS NOT NULL {of} GROUP BY customer \
             HAVING max(coalesce(until, DATE '9999-12-31')) > DATE '{as_of}'"
        ));
    }
    format!(
        "WITH t AS (SELECT customer, min(first) AS first FROM ({}) GROUP BY customer)",
        parts.join(" UNION ALL ")
    )
}

fn age_band(as_of: Day) -> String {
    let year = as_of.date().year();
    // A year of birth leaves open whether the birthday has been: the younger age is taken.
    format!(
        "CASE WHEN k.birth_year IS NULL THEN CAST(NULL AS VARCHAR) WHEN {year} - k.birth_year <= 18 THEN '0-17' \
         WHEN {year} - k.birth_year <= 30 THEN '18-29' WHEN {year} - k.birth_year <= 50 THEN '30-49' \
         WHEN {year} - k.birth_year <= 65 THEN '50-64' ELSE '65+' END"
    )
}

/// Only customers of the ages a path is for; who may be younger, or does not say, is left out.
fn of_age(ages: Option<&Ages>, as_of: Day) -> String {
    let year = as_of.date().year();
    ages.map_or_else(String::new, |ages| {
        let until = ages
            .until_years
            .map_or_else(String::new, |until| format!("AND {year} - k.birth_year <= {until}"));
        format!("WHERE {year} - k.birth_year > {} {until}", ages.from_years)
    })
}
