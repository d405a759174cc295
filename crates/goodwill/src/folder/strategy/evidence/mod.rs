//! What the folder says of how the company works: the evidence behind a proposal.
//!
//! Everything is summed by month, by age or by group in SQL: no customer is held in memory.

pub(super) mod asked;
mod complaints;
mod contracts;
mod months;
mod owners;
mod uncounted;

use facts::{Currency, Day, schema::Kind};
use models::fit::Convergence;
use plan::propose::{Counted, Evidence, Lack, Staying};

use self::asked::Asked;
use crate::{
    folder::{
        Folder, FolderError,
        clock::now,
        values::{Kept, day_of, said_by_company},
    },
    value::{MONTH_DAYS, Margin, Settings, Unit},
};

/// Months a proposal looks ahead at the least: what is won early and dearly shows after years.
const LEAST_MONTHS: u32 = 60;

/// What the company's own history says, as numbers with intervals. Blocking; seconds at a million
/// customers.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn evidence(folder: &Folder) -> Result<Evidence, FolderError> {
    Ok(match read(folder)? {
        Ok(read) => Evidence::of(&read.counted),
        Err(missing) => Evidence::none(missing),
    })
}

/// What was counted, and the folder as it was asked.
pub(super) struct Read<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) counted: Counted,
}

/// What was counted; or what is missing to count anything.
pub(super) fn read(folder: &Folder) -> Result<Result<Read<'_>, Vec<Lack>>, FolderError> {
    Ok(match read_months(folder)? {
        Ok(Read { asked, mut counted }) => {
            if matches!(counted.staying, Some(Staying::Model { .. })) {
                months::base(&asked, &mut counted)?;
            }
            complaints::count(&asked, &mut counted)?;
            owners::count(&asked, &mut counted)?;
            uncounted::count(&asked, &mut counted)?;
            Ok(Read { asked, counted })
        }
        Err(missing) => Err(missing),
    })
}

/// Of that the months alone, with what they cost: neither who is there today, nor complaints, nor who
/// owns what.
pub(super) fn read_months(folder: &Folder) -> Result<Result<Read<'_>, Vec<Lack>>, FolderError> {
    let fit = folder.wait(folder.records().latest_fit())?;
    let live = folder.wait(folder.records().live())?;
    let any = |kind: Kind| live.iter().any(|file| file.kind == kind.name());
    let today = day_of(now())?;
    let as_of = match &fit {
        Some(fit) => Day::from_epoch(fit.as_of).map_err(|e| FolderError::Damaged(e.to_string()))?,
        None if any(Kind::Orders) => return Ok(Err(vec![Lack::Valuation])),
        // Who stayed how long is written in the contracts themselves.
        None => match contracts::said(folder, today)? {
            (Some(day), _) => day,
            (None, _) => return Ok(Err(vec![Lack::Orders])),
        },
    };
    let said = said_by_company(folder)?;
    let kept = fit.as_ref().and_then(|fit| Kept::read(&fit.parameters).ok());
    let settings = kept.as_ref().map(Kept::settings).unwrap_or_default();
    let settings = said.map_or_else(|| settings.clone(), |company| company.over(&settings));
    let currency = match kept.as_ref().map(|k| Currency::from_code(&k.currency)) {
        Some(Ok(currency)) => Some(currency),
        Some(Err(_)) => said.and_then(|company| company.currency),
        None => match said.and_then(|company| company.currency) {
            Some(currency) => Some(currency),
            None => contracts::said(folder, today)?.1,
        },
    };
    let margin = match &kept {
        Some(kept) => Margin::kept(kept.margin, &kept.margin_source),
        None => settings.margin.map_or(Margin::kept(1.0, "assumed"), |share| Margin::kept(share, "stated")),
    };
    let currency = currency.or_else(|| Currency::from_code("XXX").ok());
    let Some(currency) = currency else { return Ok(Err(vec![Lack::Amounts])) };
    let asked = Asked::new(folder, as_of, currency, margin)?;
    let mut counted = Counted {
        currency: (currency.code() != "XXX").then_some(currency),
        last_month: asked.last_month(),
        horizon_months: settings.horizon_months.max(LEAST_MONTHS),
        discount: settings.discount,
        discount_said: said.is_some(),
        margin_words: margin.words().to_owned(),
        margin_share: margin.share,
        customers: 0,
        staying: None,
        months: Vec::new(),
        cells: Vec::new(),
        base: Vec::new(),
        matched: Vec::new(),
        answered: plan::propose::Answered::default(),
        owners: Vec::new(),
        missing: Vec::new(),
    };
    if let Some(kept) = &kept {
        let mut model = kept.buying()?;
        if let Some(doubt) = fit.as_ref().and_then(|fit| not_settled(&fit.summary)) {
            model.convergence = doubt;
        }
        counted.staying =
            Some(Staying::Model { fit: Box::new(model), units_a_month: units_a_month(&settings) });
        months::count(&asked, &mut counted)?;
    } else if asked.has(Kind::Contracts) {
        contracts::count(&asked, &mut counted)?;
    } else {
        return Ok(Err(vec![fit.map_or(Lack::Orders, |fit| why_not(&fit.summary))]));
    }
    months::costs(&asked, &mut counted)?;
    Ok(Ok(Read { asked, counted }))
}

/// How many units of the model's time make a month.
fn units_a_month(settings: &Settings) -> f64 {
    let unit: Unit = settings.unit;
    MONTH_DAYS / unit.days()
}

/// How the fit of the buying model ended, where it did not settle, as the valuation said.
fn not_settled(summary: &str) -> Option<Convergence> {
    let summary: serde_json::Value = serde_json::from_str(summary).ok()?;
    let settled = summary.pointer("/buying/converged")?.as_bool()?;
    let said = summary.pointer("/buying/convergence").and_then(serde_json::Value::as_str).unwrap_or_default();
    let meaning = said.split_once(": ").map_or(said, |(_, meaning)| meaning);
    (!settled).then(|| Convergence::Border(meaning.to_owned()))
}

/// Why lifetime models did not apply, as the valuation said.
fn why_not(summary: &str) -> Lack {
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap_or_default();
    match summary.pointer("/applicability/reason").and_then(serde_json::Value::as_str) {
        Some("too-short") => Lack::TooShort,
        Some("nobody-returns") => Lack::NobodyReturns,
        Some("contracts") => Lack::Contracts,
        _ => Lack::TooFewCustomers,
    }
}
