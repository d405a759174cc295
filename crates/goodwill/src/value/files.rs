//! The tables of a valuation as files.

use std::path::PathBuf;

use history::table::{Column, Overwrite, write_csv, write_parquet};

use super::{customers::Customers, valuation::Valuation};
use crate::{commands::Failure, output::Folder};

/// Everything that is written into the folder.
pub const NAMES: [&str; 6] =
    ["report.html", "picture.svg", "customers.csv", "customers.parquet", "cohorts.csv", "rejects.csv"];

/// Writes the customers and the cohorts.
pub fn write(
    folder: &Folder,
    valuation: &Valuation,
    customers: &Customers<'_>,
    overwrite: Overwrite,
) -> Result<Vec<PathBuf>, Failure> {
    write_columns(folder, valuation, Some(&customers.columns()), overwrite)
}

/// Writes the customers, where they are known one by one, and the cohorts.
pub fn write_columns(
    folder: &Folder,
    valuation: &Valuation,
    customers: Option<&[Column<'_>]>,
    overwrite: Overwrite,
) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    if let Some(columns) = customers {
        paths.extend([folder.file("customers.csv"), folder.file("customers.parquet")]);
        write_csv(&paths[0], columns, overwrite)?;
        write_parquet(&paths[1], columns, overwrite)?;
    }
    let path = folder.file("cohorts.csv");
    write_csv(&path, &cohorts(valuation), overwrite)?;
    paths.push(path);
    Ok(paths)
}

/// One row a cohort and month of age; a cohort too young to have lived one in full has a row
/// without an age.
fn cohorts(valuation: &Valuation) -> Vec<Column<'_>> {
    let none = f64::NAN;
    let rows: Vec<_> = valuation
        .cohorts
        .cohorts
        .iter()
        .flat_map(|cohort| {
            let young = cohort.ages.is_empty().then_some((cohort, None));
            cohort.ages.iter().map(move |age| (cohort, Some(age))).chain(young)
        })
        .collect();
    let of_age = |pick: fn(&super::valuation::CohortPoint) -> f64| -> Vec<f64> {
        rows.iter().map(|(_, age)| age.map_or(none, pick)).collect()
    };
    let expected = |end: usize| -> Vec<f64> {
        rows.iter().map(|(cohort, _)| cohort.expected.map_or(none, |e| e[end])).collect()
    };
    vec![
        Column::text("cohort", rows.iter().map(|(c, _)| c.name.as_str())),
        Column::int("customers", rows.iter().map(|(c, _)| c.customers as i64)),
        Column::float("acquisition_cost", rows.iter().map(|(c, _)| c.acquisition_cost.unwrap_or(none))),
        Column::float("value_to_date", rows.iter().map(|(c, _)| c.to_date)),
        Column::float("expected_value", expected(0)),
        Column::float("expected_value_low", expected(1)),
        Column::float("expected_value_high", expected(2)),
        Column::float("payback_month", rows.iter().map(|(c, _)| c.payback_month.map_or(none, f64::from))),
        Column::float("age_months", of_age(|a| f64::from(a.age_months))),
        Column::float("retention", of_age(|a| a.retention.unwrap_or(f64::NAN))),
        Column::float("cumulative_margin", of_age(|a| a.margin)),
        Column::float("cumulative_margin_low", of_age(|a| a.low)),
        Column::float("cumulative_margin_high", of_age(|a| a.high)),
    ]
}
