//! What the latest full fit says, as pages and API read it.

mod kept;
mod views;

use std::sync::{Arc, PoisonError, RwLock};

use facts::schema::Kind;
use kept::CohortPoint;
pub(crate) use kept::{Cohort, HoldoutReport, Valued};
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
        let fit = if any { records.latest_fit().await? } else { None };
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
