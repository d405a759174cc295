//! What the latest full fit says, as pages and API read it.

mod kept;
mod views;

use std::sync::{Arc, PoisonError, RwLock};

use facts::schema::Kind;
use kept::CohortPoint;
pub(crate) use kept::{Cohort, HoldoutReport, Valued};
use records::{KeptFit, Records};
pub(super) use views::{curve, curve_of, curve_or_empty, row_of, test_of};

use super::{Problem, Web};

/// The latest fit as it was read, and the generation at which it was looked for.
#[derive(Default)]
pub(crate) struct Latest(RwLock<Option<Seen>>);

struct Seen {
    generation: i64,
    fit: Option<i64>,
    valued: Option<Arc<Valued>>,
}

/// Fits that are looked through for one that stands.
const FITS: u64 = 8;

/// The latest fit whose facts are all still there. What a later import brought and its undoing took away
/// again is in the totals of the fits between: they would stand beside lists that are older.
async fn standing(records: &Records) -> Result<Option<KeptFit>, Problem> {
    let latest = records.latest_fit().await?;
    let undone: Vec<(i64, i64)> = records
        .imports(None, i64::MAX.unsigned_abs())
        .await?
        .into_iter()
        .filter(|import| changes_values(&import.kind))
        .filter_map(|import| Some((import.published_at, import.undone_at?)))
        .collect();
    if latest.as_ref().is_none_or(|fit| stands(fit.fitted_at, &undone)) {
        return Ok(latest);
    }
    Ok(records.fits(FITS).await?.into_iter().find(|fit| stands(fit.fitted_at, &undone)))
}

/// Whether a fit of this moment has nothing in it of the imports that were published and undone at
/// these moments.
fn stands(fitted_at: i64, undone: &[(i64, i64)]) -> bool {
    !undone.iter().any(|(published, undone)| (*published..*undone).contains(&fitted_at))
}

/// Whether facts of this kind are in what a fit says; `-` stands for several kinds.
fn changes_values(kind: &str) -> bool {
    const MADE_OF: [Kind; 6] =
        [Kind::Orders, Kind::OrderLines, Kind::Returns, Kind::Aliases, Kind::Costs, Kind::Products];
    kind == "-" || MADE_OF.iter().any(|made| made.name() == kind)
}

impl Web {
    /// What the latest full fit says; none before the first one, and none where its values are gone.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(crate) async fn valued(&self) -> Result<Option<Arc<Valued>>, Problem> {
        let records = self.desk.folder.records();
        // A fit is kept just before its values are published: a new generation is the cheap sign.
        let generation = records.generation().await?;
        let known = |seen: &Seen| (seen.generation == generation).then(|| seen.valued.clone());
        if let Some(valued) =
            self.latest.0.read().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(known)
        {
            return Ok(valued);
        }
        // Where imports were undone, the values that were made of them went with them; the fit stays.
        let values = Kind::CustomerValues.name();
        let any = records.live().await?.iter().any(|file| file.kind == values);
        let fit = if any { standing(records).await? } else { None };
        let mut latest = self.latest.0.write().unwrap_or_else(PoisonError::into_inner);
        let same = latest.as_ref().filter(|seen| seen.fit == fit.as_ref().map(|fit| fit.id));
        let valued = match (same, &fit) {
            (Some(seen), _) => seen.valued.clone(),
            (None, None) => None,
            (None, Some(fit)) => Some(Arc::new(Valued::read(fit)?)),
        };
        *latest = Some(Seen { generation, fit: fit.map(|fit| fit.id), valued: valued.clone() });
        Ok(valued)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_stands_while_its_facts_do() {
        // Published at 20 and taken back at 40.
        let undone = [(20, 40)];
        assert!(stands(10, &undone), "it was made before the import");
        assert!(!stands(20, &undone) && !stands(39, &undone), "it holds what was undone");
        assert!(stands(40, &undone) && stands(50, &undone), "it was made without it");
        assert!(stands(30, &[]));
    }

    #[test]
    fn only_facts_that_values_are_made_of_count() {
        assert!(changes_values("orders") && changes_values("-") && changes_values("order_lines"));
        assert!(!changes_values("customers") && !changes_values("events"));
    }
}
