//! What the folder says, as it was found for a state of its facts.

use std::sync::Arc;

use facts::{Currency, Day};

use super::{
    super::{Problem, Web},
    patience::Patience,
    remembered::{Question, Remembered},
};
use crate::folder::Folder;

/// What an answer of the folder rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// The state of the facts.
    generation: i64,
    /// The fit; none before the first.
    fit: Option<i64>,
    settings: Settings,
}

/// Settings that it rests on.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    currency: Option<Currency>,
    margin: Option<f64>,
    discount: f64,
    horizon_months: u32,
}

/// A question, of these facts. An answer will do for a moment where the facts have only grown since.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Of<Q> {
    question: Q,
    facts: Facts,
}

impl<Q: Clone + PartialEq + Send + 'static> Question for Of<Q> {
    fn will_do_for(&self, other: &Self) -> bool {
        self.question == other.question
            && self.facts.fit == other.facts.fit
            && self.facts.settings == other.facts.settings
    }
}

/// What the folder was asked.
pub(super) type Looked<Q, T> = Remembered<Of<Q>, T>;

/// Something that was found: the same only where it is the very same finding.
pub(super) struct Found<T>(pub(super) Arc<T>);

impl<T> Clone for Found<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Found<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Web {
    /// What the folder says to a question, of the facts of now or of a moment ago; none where it is not
    /// there in time. `look` is blocking, and gets the last day of the data beside the question.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(super) async fn looked<Q, T, W>(
        self: &Arc<Self>,
        memory: &Looked<Q, T>,
        question: Q,
        patience: Patience,
        look: W,
    ) -> Result<Option<Arc<T>>, Problem>
    where
        Q: Clone + PartialEq + Send + 'static,
        T: Send + Sync + 'static,
        W: FnOnce(&Folder, &Q, Option<Day>) -> Result<T, Problem> + Send + 'static,
    {
        let (facts, as_of) = self.facts().await?;
        let web = Arc::clone(self);
        let work = |asked: Of<Q>| async move {
            web.blocking(move |web| look(&web.desk.folder, &asked.question, as_of)).await
        };
        memory.answer(Of { question, facts }, patience.for_facts(), work).await
    }

    /// What an answer rests on now, and the last day of its data.
    async fn facts(&self) -> Result<(Facts, Option<Day>), Problem> {
        self.at_hand.renew().await?;
        let company = self.company();
        let valued = self.valued().await?;
        let settings = Settings {
            currency: company.currency,
            margin: company.margin,
            discount: company.discount,
            horizon_months: company.horizon_months,
        };
        let fit = valued.as_ref().map(|valued| valued.fit);
        let generation = self.desk.folder.records().generation().await?;
        Ok((Facts { generation, fit, settings }, valued.map(|valued| valued.as_of)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(question: &'static str, generation: i64, fit: i64, margin: f64) -> Of<&'static str> {
        let settings = Settings { currency: None, margin: Some(margin), discount: 0.1, horizon_months: 36 };
        Of { question, facts: Facts { generation, fit: Some(fit), settings } }
    }

    #[test]
    fn an_answer_will_do_where_only_the_facts_have_grown() {
        let asked = of("a", 1, 1, 0.4);
        assert!(asked.will_do_for(&of("a", 2, 1, 0.4)), "the facts grew");
        assert!(asked != of("a", 2, 1, 0.4), "but are not the same");
        assert!(!asked.will_do_for(&of("b", 1, 1, 0.4)), "another question");
        assert!(!asked.will_do_for(&of("a", 2, 2, 0.4)), "another fit");
        assert!(!asked.will_do_for(&of("a", 2, 1, 0.5)), "another margin");
    }
}
