//! Answers that were worked out last: whoever looks again, prints the report or takes the files away
//! asks the same.
//!
//! What is dear is done in a task of its own, which the end of a request does not end: else the work
//! would go on unseen, and the next one who asks would begin it again beside it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use facts::Currency;
use pages::Reader;
use plan::{
    balance::Evidence,
    prices::{Ages, Customers},
    strategy::{Answer, Asked, Scenario, StrategyError, run},
};
use tokio::sync::Mutex as Waiting;

use super::super::{Problem, Web};
use crate::folder::{Folder, strategy::balance::PriceGap};

/// Answers that are remembered.
const REMEMBERED: usize = 16;
/// Months of a customer's age, over all months, scenarios and futures, that one request may ask for.
const MOST_STEPS: u64 = 3_000_000_000;
/// For so many times as long as looking at the facts took, they are not looked at again because they grew.
const REST: u32 = 3;

/// A question and its answer.
type Remembered = (Vec<Scenario>, Asked, Arc<Answer>);

/// The answers that were asked for last.
#[derive(Default)]
pub(super) struct Answers {
    lived: Mutex<VecDeque<Remembered>>,
    /// What the months say of spending in a company run like this, or what is missing.
    pub(super) spending: Last<Option<Scenario>, Result<Evidence, Vec<String>>>,
    /// How far competitors are below our prices.
    pub(super) gap: Last<(), Option<PriceGap>>,
    /// The customers a price path would meet: by its product and ages.
    pub(super) met: Last<(Option<String>, Option<Ages>), Customers>,
}

impl Answers {
    fn list(&self) -> MutexGuard<'_, VecDeque<Remembered>> {
        self.lived.lock().unwrap_or_else(PoisonError::into_inner)
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
        let answer = self.in_turn(move |web| {
            let answers = &web.strategy.answers;
            // Who waited for the same question finds its answer.
            if let Some(answer) = answers.find(&scenarios, &asked) {
                return Ok(Ok(answer));
            }
            Ok(run(&scenarios, &asked).map(|answer| {
                let answer = Arc::new(answer);
                answers.keep(scenarios, asked, Arc::clone(&answer));
                answer
            }))
        });
        answer.await?.map_err(NotLived::Asked)
    }

    /// Does dear work, one at a time. Who goes while they wait for their turn leaves nothing behind; once
    /// begun, the work keeps its turn to its end, also where nobody waits for it any more.
    ///
    /// # Errors
    ///
    /// If the work fails.
    pub(super) async fn in_turn<T, W>(self: &Arc<Self>, work: W) -> Result<T, Problem>
    where
        T: Send + 'static,
        W: FnOnce(Arc<Self>) -> Result<T, Problem> + Send + 'static,
    {
        let turn = Arc::clone(&self.strategy.turn).acquire_owned().await;
        let turn = turn.map_err(|_| Problem::failed("the server is stopping"))?;
        let web = Arc::clone(self);
        let work = tokio::spawn(async move {
            let _turn = turn;
            web.blocking(work).await
        });
        work.await.map_err(|_| broke_off())?
    }

    /// What the facts say to a question: as it was found before where neither has changed, else looked
    /// for now, while others who ask the same wait.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(super) async fn looked<Q, T, W>(
        self: &Arc<Self>,
        last: &Last<Q, T>,
        question: Q,
        look: W,
    ) -> Result<Arc<T>, Problem>
    where
        Q: PartialEq + Send + 'static,
        T: Send + Sync + 'static,
        W: FnOnce(&Folder, &Q) -> Result<T, Problem> + Send + 'static,
    {
        let mut last = Arc::clone(&last.0).lock_owned().await;
        // Who waited asks about the facts of now.
        let facts = self.facts().await?;
        if let Some(found) = last.as_ref().and_then(|looked| looked.answer(&question, &facts)) {
            return Ok(found);
        }
        let web = Arc::clone(self);
        let work = tokio::spawn(async move {
            let begun = Instant::now();
            let looking = web.blocking(move |web| {
                let found = look(&web.desk.folder, &question)?;
                Ok((question, Arc::new(found)))
            });
            let (question, found) = looking.await?;
            let (done, took) = (Instant::now(), begun.elapsed());
            *last = Some(Looked { question, facts, found: Arc::clone(&found), done, took });
            Ok(found)
        });
        work.await.map_err(|_| broke_off())?
    }

    /// What an answer is made of now.
    async fn facts(&self) -> Result<Facts, Problem> {
        self.at_hand.renew().await?;
        let company = self.company();
        let records = self.desk.folder.records();
        let fit = records.latest_fit().await?.map(|fit| fit.id);
        Ok(Facts {
            generation: records.generation().await?,
            fit,
            settings: (company.currency, company.margin, company.discount, company.horizon_months),
        })
    }
}

fn broke_off() -> Problem {
    Problem::failed("the work broke off; see the server's messages")
}

/// What an answer is made of: the state of the facts, the fit, and settings that it rests on.
#[derive(Debug, Clone, PartialEq)]
struct Facts {
    generation: i64,
    fit: Option<i64>,
    settings: (Option<Currency>, Option<f64>, f64, u32),
}

/// What was looked for last. Whoever looks holds it, so that nobody looks for the same beside them.
pub(super) struct Last<Q, T>(Arc<Waiting<Option<Looked<Q, T>>>>);

impl<Q, T> Default for Last<Q, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// A question, what was found, and of what.
struct Looked<Q, T> {
    question: Q,
    facts: Facts,
    found: Arc<T>,
    done: Instant,
    took: Duration,
}

impl<Q: PartialEq, T> Looked<Q, T> {
    /// What was found, where it is good enough: of now, or of a moment ago where the facts only grew.
    fn answer(&self, question: &Q, facts: &Facts) -> Option<Arc<T>> {
        let rests = || self.done.elapsed() < self.took.saturating_mul(REST);
        let grew = self.facts.fit == facts.fit && self.facts.settings == facts.settings;
        let will_do = self.question == *question && (self.facts == *facts || (grew && rests()));
        will_do.then(|| Arc::clone(&self.found))
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

    #[test]
    fn what_was_found_is_good_for_the_same_question_and_facts() {
        let facts = |generation, fit| Facts { generation, fit, settings: (None, Some(0.4), 0.1, 60) };
        let looked = |took| Looked {
            question: "a",
            facts: facts(1, Some(1)),
            found: Arc::new(7),
            done: Instant::now(),
            took,
        };
        let (short, long) = (looked(Duration::ZERO), looked(Duration::from_mins(10)));
        assert!(short.answer(&"a", &facts(1, Some(1))).is_some());
        assert!(short.answer(&"b", &facts(1, Some(1))).is_none(), "another question");
        assert!(short.answer(&"a", &facts(2, Some(1))).is_none(), "the facts grew");
        assert!(long.answer(&"a", &facts(2, Some(1))).is_some(), "it rests");
        assert!(long.answer(&"a", &facts(2, Some(2))).is_none(), "another fit");
        let mut settings = facts(1, Some(1));
        settings.settings.1 = Some(0.5);
        assert!(long.answer(&"a", &settings).is_none(), "another margin");
    }
}
