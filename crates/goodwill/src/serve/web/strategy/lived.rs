//! What becomes of scenarios: whoever looks again, prints the report or takes the files away asks the same.

use std::sync::Arc;

use pages::Reader;
use plan::strategy::{Answer, Asked, Scenario, StrategyError, run};

use super::{
    super::{Problem, Web},
    patience::{Patience, in_time},
    remembered::Question,
};

/// Months of a customer's age, over all months, scenarios and futures, that one request may ask for.
const MOST_STEPS: u64 = 3_000_000_000;

/// What is asked: scenarios, and with what they are lived.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Futures {
    scenarios: Vec<Scenario>,
    asked: Asked,
}

impl Question for Futures {}

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
    /// What becomes of the scenarios; none where it is not there in time.
    ///
    /// # Errors
    ///
    /// If the question cannot be answered, or is too much for one request.
    pub(super) async fn lived(
        self: &Arc<Self>,
        scenarios: Vec<Scenario>,
        asked: Asked,
        patience: Patience,
    ) -> Result<Option<Arc<Answer>>, NotLived> {
        if steps(&scenarios, &asked) > MOST_STEPS {
            return Err(NotLived::TooMuch);
        }
        let live = |asked: Futures| run(&asked.scenarios, &asked.asked).map(Arc::new);
        let found = self.worked_out(&self.strategy.futures, Futures { scenarios, asked }, patience, live);
        let Some(found) = found.await? else { return Ok(None) };
        Ok(Some(found.as_ref().clone().map_err(NotLived::Asked)?))
    }

    /// What becomes of the scenarios, for a program: it waits for it.
    ///
    /// # Errors
    ///
    /// If the question cannot be answered, is too much for one request, or takes too long.
    pub(super) async fn lived_now(
        self: &Arc<Self>,
        scenarios: Vec<Scenario>,
        asked: Asked,
    ) -> Result<Arc<Answer>, Problem> {
        in_time(self.lived(scenarios, asked, Patience::Program).await?, "the futures are being lived")
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
    fn work_is_bounded() {
        let asked = |draws| Asked { draws, ..Asked::default() };
        let two = [scenario("a", 120), scenario("b", 120)];
        assert!(steps(&two, &asked(10_000)) <= MOST_STEPS);
        let many: Vec<Scenario> = (0..8).map(|n| scenario(&n.to_string(), 600)).collect();
        assert!(steps(&many, &asked(20_000)) > MOST_STEPS);
        assert!(steps(&many, &asked(100)) <= MOST_STEPS);
    }
}
