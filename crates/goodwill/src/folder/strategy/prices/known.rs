//! Whether a price path is for something the company has: a product on record, in its own money.

use std::ops::ControlFlow;

use facts::{Currency, schema::Kind};
use history::ask::Limits;
use plan::prices::{PriceError, PublishedPath};

use crate::folder::{
    Folder, FolderError, Want,
    values::{Kept, currencies, said_by_company},
};

/// So many products are named.
const NAMED: usize = 5;
/// Characters of a product that are shown.
const LONGEST: usize = 60;

/// Why a path is not for this company; none where nothing speaks against it.
pub(super) fn refused(folder: &Folder, path: &PublishedPath) -> Result<Option<PriceError>, FolderError> {
    let draft = path.draft();
    if let Some(currency) = draft.currency {
        let known = money(folder)?;
        if !known.is_empty() && !known.contains(&currency) {
            let known: Vec<&str> = known.iter().map(|one| one.code()).collect();
            return Ok(Some(PriceError::Impossible {
                field: "currency".to_owned(),
                found: currency.code().to_owned(),
                wanted: format!("the company's own: {}", known.join(" or ")),
            }));
        }
    }
    let Some(product) = &draft.product else { return Ok(None) };
    let (found, known, all) = products(folder, product)?;
    // Where no product is on record, nobody can say that this one is none.
    if found || all == 0 {
        return Ok(None);
    }
    let more = all.saturating_sub(known.len() as u64);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Ok(Some(PriceError::Impossible {
        field: "product".to_owned(),
        found: format!("'{product}'"),
        wanted: format!("a product on record: {}{more}", known.join(", ")),
    }))
}

/// The company's money: what it said, what it was valued in, and what orders are in.
fn money(folder: &Folder) -> Result<Vec<Currency>, FolderError> {
    let mut known: Vec<Currency> =
        said_by_company(folder)?.and_then(|company| company.currency).into_iter().collect();
    if let Some(fit) = folder.wait(folder.records().latest_fit())?
        && let Ok(kept) = Kept::read(&fit.parameters)
    {
        known.extend(Currency::from_code(&kept.currency));
    }
    known.extend(currencies(folder)?);
    let mut once: Vec<Currency> = Vec::new();
    for currency in known.into_iter().filter(|currency| currency.code() != "XXX") {
        if !once.contains(&currency) {
            once.push(currency);
        }
    }
    Ok(once)
}

/// Whether a product is on record, some that are, and how many there are.
fn products(folder: &Folder, product: &str) -> Result<(bool, Vec<String>, u64), FolderError> {
    let tables = folder.tables(Want::default())?;
    let has = |kind: Kind| {
        tables.live.iter().any(|file| file.kind == kind) || tables.fresh.iter().any(|row| row.kind == kind)
    };
    let named = [
        (Kind::Products, "SELECT product FROM products"),
        (Kind::OrderLines, "SELECT product FROM order_lines"),
        (Kind::Contracts, "SELECT plan AS product FROM contracts"),
    ];
    let parts: Vec<&str> = named.into_iter().filter(|(kind, _)| has(*kind)).map(|(_, sql)| sql).collect();
    if parts.is_empty() {
        return Ok((false, Vec::new(), 0));
    }
    let sql = format!(
        "WITH p AS (SELECT DISTINCT product FROM ({}) u WHERE product IS NOT NULL) \
         SELECT product, CAST((SELECT count(*) FROM p) AS BIGINT), product = '{}' AS mine FROM p \
         ORDER BY mine DESC, product LIMIT {NAMED}",
        parts.join(" UNION ALL "),
        product.replace('\'', "''")
    );
    let (mut found, mut known, mut all) = (false, Vec::<String>::new(), 0);
    folder.store().rows(&tables, &sql, &Limits::default(), &mut |row| {
        if let [code, many, mine] = row {
            found |= matches!(mine, facts::Value::YesNo(true));
            all = super::number(many) as u64;
            known.extend(code.text().map(|code| code.chars().take(LONGEST).collect()));
        }
        ControlFlow::Continue(())
    })?;
    Ok((found, known, all))
}
