//! Answers that were worked out last: whoever looks again, prints the report or takes the files away
//! asks the same.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use pages::Reader;
use plan::strategy::{Answer, Asked, Scenario, StrategyError, run};

use super::super::{Problem, Web};

/// Answers that are remembered.
const REMEMBERED: usize = 16;
/// Months of a customer's age, over all months, scenarios and futures, that one request may ask for.
const MOST_STEPS: u64 = 3_000_000_000;

/// A question and its answer.
type Remembered = (Vec<Scenario>, Asked, Arc<Answer>);

/// The answers that were asked for last.
#[derive(Default)]
pub(super) struct Answers(Mutex<VecDeque<Remembered>>);

impl Answers {
    fn list(&self) -> MutexGuard<'_, VecDeque<Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, scenarios: &[Scenario], asked: &Asked) -> Option<Arc<Answer>> {
        let mut list = self.list();
        let at = list.iter().position(|(s, a, _)| a == asked && s == scenarios)?;
        let found = list.remove(at)?;
        let answer = Arc::clone(&found.2);
        list.push_front(found);
        Some(answer)
    }

    fn keep(&self, scenarios: Vec<Scenario>, asked: Asked, answer: Arc<Answer>) {
        let mut list = self.list();
        list.push_front((scenarios, asked, answer));
        list.truncate(REMEMBERED);
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NotLived {
    /// The question cannot be answered: this is why.
    Asked(StrategyError),
    /// It would take too long.
    TooMuch,
    /// Something failed.
    Failed(Problem),
}

impl NotLived {
    /// Why, as a page or the API says it.
    pub(super) fn words(&self, reader: &Reader) -> String {
        match self {
            Self::Asked(error) => error.to_string(),
            Self::TooMuch => reader.t("strategy-bad-too-much"),
            Self::Failed(problem) => problem.detail.clone(),
        }
    }
}

impl From<Problem> for NotLived {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

impl From<NotLived> for Problem {
    fn from(error: NotLived) -> Self {
        match error {
            NotLived::Failed(problem) => problem,
            NotLived::Asked(error) => Self::invalid("scenarios", error.to_string()),
            NotLived::TooMuch => Self::invalid(
                "draws",
                "that many futures of that many months are too much for one request: ask for fewer \
                 futures, months or scenarios",
            ),
        }
    }
}

/// How much work a question is.
fn steps(scenarios: &[Scenario], asked: &Asked) -> u64 {
    let of = |scenario: &Scenario| {
        let months = u64::from(scenario.horizon_months());
        months * (months + scenario.base().len() as u64)
    };
    let once = scenarios.iter().map(of).fold(0, u64::saturating_add);
    once.saturating_mul(u64::from(asked.draws.max(1)))
}

impl Web {
    /// What becomes of the scenarios: as it was worked out before, else worked out now, one question at
    /// a time.
    ///
    /// # Errors
    ///
    /// If the question cannot be answered, or is too much for one request.
    pub(crate) async fn lived(
        self: &Arc<Self>,
        scenarios: Vec<Scenario>,
        asked: Asked,
    ) -> Result<Arc<Answer>, NotLived> {
        if let Some(answer) = self.strategy.answers.find(&scenarios, &asked) {
            return Ok(answer);
        }
        if steps(&scenarios, &asked) > MOST_STEPS {
            return Err(NotLived::TooMuch);
        }
        let _turn =
            self.strategy.turn.acquire().await.map_err(|_| Problem::failed("the server is stopping"))?;
        // Who waited for the same question finds its answer.
        if let Some(answer) = self.strategy.answers.find(&scenarios, &asked) {
            return Ok(answer);
        }
        let (of, with) = (scenarios.clone(), asked.clone());
        let answer = self.blocking(move |_| Ok(run(&of, &with))).await?.map_err(NotLived::Asked)?;
        let answer = Arc::new(answer);
        self.strategy.answers.keep(scenarios, asked, Arc::clone(&answer));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use plan::strategy::{Draft, Parameter, Stage, Way};

    use super::*;

    fn scenario(name: &str, months: u32) -> Scenario {
        let stage = Stage {
            name: "all".to_owned(),
            until_age_months: None,
            margin: Parameter::stated(10.0),
            retention: Parameter::stated(0.95),
            complaints: Parameter::stated(0.0),
        };
        let mut draft = Draft::new(name, Way::Other);
        draft.horizon_months = months;
        draft.stages.push(stage);
        draft.checked().unwrap()
    }

    #[test]
    fn what_was_asked_last_is_remembered() {
        let answers = Answers::default();
        let answer = || {
            Arc::new(Answer {
                currency: None,
                draws: 0,
                seed: 1,
                horizon_months: 60,
                cash: None,
                credit: 0.0,
                scenarios: Vec::new(),
                comparison: None,
            })
        };
        let asked = |seed| Asked { seed, ..Asked::default() };
        let one = vec![scenario("a", 60)];
        for seed in 0..20 {
            answers.keep(one.clone(), asked(seed), answer());
            assert!(answers.find(&one, &asked(4)).is_some() || seed < 4);
        }
        assert!(answers.find(&one, &asked(4)).is_some(), "it was looked at again and again");
        assert!(answers.find(&one, &asked(3)).is_none(), "it was forgotten");
        assert!(answers.find(&[scenario("b", 60)], &asked(19)).is_none());
        assert_eq!(answers.list().len(), REMEMBERED);
    }

    #[test]
    fn work_is_bounded() {
        let asked = |draws| Asked { draws, ..Asked::default() };
        let two = [scenario("a", 120), scenario("b", 120)];
        assert!(steps(&two, &asked(10_000)) <= MOST_STEPS);
        let many: Vec<Scenario> = (0..8).map(|n| scenario(&n.to_string(), 600)).collect();
        assert!(steps(&many, &asked(20_000)) > MOST_STEPS);
        assert!(steps(&many, &asked(100)) <= MOST_STEPS);
    }
}
