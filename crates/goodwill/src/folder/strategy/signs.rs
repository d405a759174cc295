//! What the folder says of where between the two ways the company stands.

use facts::schema::Kind;
use plan::{
    propose::{Counted, Evidence, Lack},
    spectrum::{Lines, SignsCounted, Spectrum, spectrum},
};

use super::evidence::{
    Read,
    asked::{Asked, days},
    read,
};
use crate::folder::{Folder, FolderError};

/// What the folder says of the company: everything that was counted, and the ten signs of it.
#[derive(Debug)]
pub(crate) struct Known {
    /// What was counted; or what is missing to count anything.
    pub(crate) counted: Result<Counted, Vec<Lack>>,
    /// The ten signs.
    pub(crate) spectrum: Spectrum,
}

/// What the folder says of the company. Blocking; seconds at a million customers.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn known(folder: &Folder) -> Result<Known, FolderError> {
    Ok(match read(folder)? {
        Ok(Read { asked, counted }) => {
            let spectrum = spectrum(&counted_of(&asked)?, Some(&counted), &Evidence::of(&counted));
            Known { counted: Ok(counted), spectrum }
        }
        Err(missing) => {
            let spectrum = spectrum(&SignsCounted::default(), None, &Evidence::none(missing.clone()));
            Known { counted: Err(missing), spectrum }
        }
    })
}

/// The ten signs, of what the folder knows. Blocking.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn signs(folder: &Folder) -> Result<Spectrum, FolderError> {
    Ok(known(folder)?.spectrum)
}

fn counted_of(asked: &Asked<'_>) -> Result<SignsCounted, FolderError> {
    let mut signs = SignsCounted::default();
    let known = |x: f64| if x.is_finite() { x } else { 0.0 };
    let (year, two_years, as_of) = (asked.as_of.plus(-365), asked.as_of.plus(-730), asked.as_of);
    let day = "CAST(\"time\" AS DATE)";
    if asked.has(Kind::Contacts) {
        let sql = format!(
            "SELECT count(*), sum(CASE WHEN direction = 'out' THEN 1 ELSE 0 END) FROM contacts \
             WHERE {day} > DATE '{year}' AND {day} <= DATE '{as_of}'"
        );
        asked
            .numbers::<2>(&sql, &mut |[all, out]| (signs.contacts, signs.begun) = (known(all), known(out)))?;
    }
    if asked.has(Kind::Gestures) {
        let before = days("c.day", "g.day");
        let sql = format!(
            "{}, g AS (SELECT coalesce(gesture_id, '') AS gesture_id, customer, {day} AS day, case_id FROM gestures \
             WHERE {day} > DATE '{two_years}' AND {day} <= DATE '{as_of}'), \
             t AS (SELECT DISTINCT g.gesture_id, g.customer, g.day FROM g JOIN c ON g.customer = c.customer \
             WHERE g.day >= c.day AND {before} <= 60) \
             SELECT count(*), sum(CASE WHEN g.case_id IS NULL AND t.day IS NULL THEN 1 ELSE 0 END) FROM g \
             LEFT JOIN t ON g.customer = t.customer AND g.day = t.day AND g.gesture_id = t.gesture_id",
            asked.orders()
        );
        asked.numbers::<2>(&sql, &mut |[all, own]| {
            (signs.gestures, signs.unasked) = (known(all), known(own));
        })?;
    }
    if asked.has(Kind::Products) {
        signs.lines = lines(asked)?;
    }
    Ok(signs)
}

fn lines(asked: &Asked<'_>) -> Result<Lines, FolderError> {
    let mut lines = Lines::default();
    let known = |x: f64| if x.is_finite() { x } else { 0.0 };
    let (two_years, as_of) = (asked.as_of.plus(-730), asked.as_of);
    let sql = format!(
        "SELECT count(*), sum(CASE WHEN launched > DATE '{two_years}' THEN 1 ELSE 0 END) FROM \
         (SELECT line, min(launched) AS launched FROM products WHERE line IS NOT NULL AND launched IS NOT NULL \
         AND launched <= DATE '{as_of}' GROUP BY line)"
    );
    asked
        .numbers::<2>(&sql, &mut |[dated, new]| (lines.dated, lines.launched) = (known(dated), known(new)))?;
    if asked.has(Kind::OrderLines) {
        // What a company began with is one line to a customer, as the width of the suite counts it.
        asked.numbers::<1>("SELECT count(*) FROM products WHERE core", &mut |[core]| {
            lines.core_is_one = core > 0.0;
        })?;
        let sql = format!(
            "SELECT count(*), sum(n), sum(n * n) FROM (SELECT x.customer, CAST(count(DISTINCT p.line) AS DOUBLE) AS n, \
             max(CAST(x.\"time\" AS DATE)) AS latest FROM order_lines x JOIN (SELECT product, \
             CASE WHEN core THEN 'core' ELSE concat('line ', line) END AS line \
             FROM products WHERE core OR line IS NOT NULL) p ON x.product = p.product \
             WHERE x.customer IS NOT NULL AND coalesce(x.quantity, 1) > 0 \
             AND CAST(x.\"time\" AS DATE) <= DATE '{as_of}' GROUP BY x.customer) WHERE latest > DATE '{two_years}'"
        );
        asked.numbers::<3>(&sql, &mut |[customers, sum, squares]| {
            (lines.customers, lines.lines, lines.squares) = (known(customers), known(sum), known(squares));
        })?;
    }
    Ok(lines)
}
