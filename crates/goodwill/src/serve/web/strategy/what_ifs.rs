//! What-ifs: what a change of the company is worth, against the company as it is run.

use std::{collections::BTreeMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::{Reader, strategy::what_if as page};
use plan::{
    strategy::{Parameter, Scenario},
    what_if::{Answer, Input, Kind, WhatIf, WhatIfError, run},
};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    balance::as_it_is,
    numbers::{in_field, kept_short, no_field},
    patience::Patience,
    remembered::Question,
};
use crate::folder::strategy::balance::{PriceGap, price_gap};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/strategy/what-if", Gate::Needs(Right::ValuesRead), get(what_ifs))
}

/// What chance begins with.
const SEED: u64 = 1;
/// Months of a customer's age, over all months, what-ifs and draws, that one request may ask for: they
/// are lived on one core.
const MOST_STEPS: u64 = 1_000_000_000;
/// Draws over the doubts of a what-if.
const DRAWS: u64 = 400;
/// Said of more than that.
const TOO_MUCH: &str = "that many months of customers that old are too much at one time: ask about one \
                        what-if, or look fewer months ahead in the scenario";

/// Changes of a company as it is run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Changes {
    scenario: Scenario,
    what_ifs: Vec<WhatIf>,
}

impl Question for Changes {}

/// `GET /strategy/what-if`
async fn what_ifs(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(sent): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let kind = match sent.get("kind").map(String::as_str) {
        None | Some("") => None,
        Some(name) => {
            Some(Kind::named(name).ok_or_else(|| Problem::invalid("kind", "there is no such what-if"))?)
        }
    };
    if let Some(name) = sent.keys().find(|name| *name != "kind" && Input::named(name).is_none()) {
        return Err(no_field(name));
    }
    // Fields of another kind stay behind when the kind is changed.
    let belongs = |name: &str| kind.is_some_and(|kind| kind.inputs().iter().any(|i| i.name() == name));
    let fields = sent.iter().filter(|(name, _)| belongs(name));
    let mut view = page::View {
        kind,
        fields: fields.map(|(name, text)| (name.clone(), kept_short(text))).collect(),
        refused: Vec::new(),
        answer: None,
        working: false,
        gap: None,
    };
    answer(&web, &caller.reader, &mut view).await?;
    let status = if view.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&page::page(&caller.reader, &view))).into_response())
}

/// Puts the answer into the page, or that it is under way, or why there is none.
async fn answer(web: &Arc<Web>, reader: &Reader, view: &mut page::View) -> Result<(), Problem> {
    let patience = Patience::of_page();
    let kept = web.strategy(patience).await?;
    view.working = kept.working;
    let Some(scenario) = as_it_is(&kept).filter(|_| !kept.working) else { return Ok(()) };
    let Some(gap) = gap(web, view.kind, patience).await? else {
        view.working = true;
        return Ok(());
    };
    view.gap = (*gap).as_ref().map(|gap| page::Gap {
        products: gap.products,
        of_revenue: gap.of_revenue,
        of_all: [gap.gap.value, gap.gap.low, gap.gap.high],
    });
    let given = match given(&view.fields) {
        Ok(given) => given,
        Err(refused) => {
            let why = |name| (name, reader.t("balance-bad-number"));
            view.refused = refused.into_iter().map(why).collect();
            return Ok(());
        }
    };
    match ask(web, scenario, view.kind, &given, (*gap).as_ref(), patience).await? {
        Ok(Some(answer)) => view.answer = Some(Box::new(answer)),
        Ok(None) => view.working = true,
        Err(why) => view.refused.push((why.field().to_owned(), why.words())),
    }
    Ok(())
}

/// By how much competitors are below our prices, where the answer rests on it; none where it is
/// not there in time.
pub(super) async fn gap(
    web: &Arc<Web>,
    kind: Option<Kind>,
    patience: Patience,
) -> Result<Option<Arc<Option<PriceGap>>>, Problem> {
    if !shown_for(kind).contains(&Kind::PriceMatch) {
        return Ok(Some(Arc::default()));
    }
    web.looked(&web.strategy.gap, (), patience, |folder, (), _| Ok(price_gap(folder)?)).await
}

/// Numbers as they stand in the form, shares in percent; or the names of those that are none.
fn given(fields: &[(String, String)]) -> Result<Vec<(Input, Parameter)>, Vec<String>> {
    let mut refused = Vec::new();
    let mut given = Vec::new();
    for (name, text) in fields.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let input = Input::named(name);
        match input.and_then(|input| Some((input, in_field(text, input.nature())?))) {
            Some(number) => given.push(number),
            None => refused.push(name.clone()),
        }
    }
    if refused.is_empty() { Ok(given) } else { Err(refused) }
}

/// The what-ifs that are shown for one, or all of them.
fn shown_for(kind: Option<Kind>) -> Vec<Kind> {
    match kind {
        // What answers a competitor is laid beside the other answers, with what they share.
        Some(kind) if kind.answers_a_competitor() || kind == Kind::DoNothing => {
            vec![Kind::PriceMatch, Kind::BetterService, Kind::DoNothing]
        }
        Some(kind) => vec![kind],
        None => Kind::ALL.to_vec(),
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// A number cannot be, or nothing that counts comes of it.
    Refused(WhatIfError),
    /// It would take too long.
    TooMuch,
}

impl NoAnswer {
    pub(super) fn field(&self) -> &str {
        match self {
            Self::Refused(e) => e.field(),
            Self::TooMuch => "kind",
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Refused(e) => e.to_string(),
            Self::TooMuch => TOO_MUCH.to_owned(),
        }
    }
}

impl From<WhatIfError> for NoAnswer {
    fn from(e: WhatIfError) -> Self {
        Self::Refused(e)
    }
}

/// How much work so many what-ifs are: each lives the scenario with and without it in every draw.
fn steps(scenario: &Scenario, what_ifs: usize) -> u64 {
    let months = u64::from(scenario.horizon_months());
    let oldest = scenario.base().iter().map(|b| u64::from(b.age_months)).max().unwrap_or(0);
    let once = months * (months / 2 + oldest);
    once.saturating_mul(DRAWS).saturating_mul(2 * what_ifs as u64)
}

/// One what-if with what is given of it, or all of them; the price gap is the one that was measured. None
/// where the answer is not there in time.
pub(super) async fn ask(
    web: &Arc<Web>,
    scenario: Scenario,
    kind: Option<Kind>,
    given: &[(Input, Parameter)],
    gap: Option<&PriceGap>,
    patience: Patience,
) -> Result<Result<Option<Answer>, NoAnswer>, Problem> {
    let what_ifs = match laid_out(&scenario, kind, given, gap) {
        Ok(what_ifs) => what_ifs,
        Err(e) => return Ok(Err(e)),
    };
    let changes = Changes { scenario, what_ifs };
    let work = |asked: Changes| run(&asked.scenario, &asked.what_ifs, SEED);
    let found = web.worked_out(&web.strategy.what_ifs, changes, patience, work).await?;
    Ok(found.map(|found| (*found).clone()).transpose().map_err(NoAnswer::from))
}

/// The what-ifs that are asked, where they are not too much.
fn laid_out(
    scenario: &Scenario,
    kind: Option<Kind>,
    given: &[(Input, Parameter)],
    gap: Option<&PriceGap>,
) -> Result<Vec<WhatIf>, NoAnswer> {
    let kinds = shown_for(kind);
    if steps(scenario, kinds.len()) > MOST_STEPS {
        return Err(NoAnswer::TooMuch);
    }
    let what_ifs = kinds.into_iter().map(|one| {
        let mut numbers: Vec<(Input, Parameter)> = Vec::new();
        if let Some(gap) = gap.filter(|_| one == Kind::PriceMatch) {
            numbers.push((Input::PriceGap, gap.gap.clone()));
        }
        numbers.extend(given.iter().filter(|(input, _)| one.inputs().contains(input)).cloned());
        WhatIf::new(one.name(), one, &numbers, scenario)
    });
    Ok(what_ifs.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use plan::strategy::{BaseAge, Draft, Nature, Stage, Way};

    use super::*;

    #[test]
    fn numbers_of_a_what_if_are_read_in_percent() {
        let fields = |text: &str| {
            vec![("take_rate".to_owned(), text.to_owned()), ("setup".to_owned(), "500".to_owned())]
        };
        let found = given(&fields("10 (5 to 20)")).unwrap();
        assert_eq!((found[0].1.value, found[0].1.low, found[1].1.value), (0.1, 0.05, 500.0));
        assert_eq!(given(&fields("ten")).unwrap_err(), ["take_rate"]);
        assert_eq!(Input::TakeRate.nature(), Nature::Share);
        let setup = given(&[("setup".to_owned(), "12,000".to_owned())]).unwrap();
        assert_eq!(setup[0].1.value, 12_000.0);
    }

    #[test]
    fn what_ifs_of_too_many_months_are_refused() {
        let company = |months: u32, oldest: u32| {
            let mut draft = Draft::new("a", Way::Focused);
            draft.horizon_months = months;
            draft.base.push(BaseAge { age_months: oldest, customers: 100.0 });
            draft.stages.push(Stage {
                name: "all".to_owned(),
                until_age_months: None,
                margin: Parameter::stated(10.0),
                retention: Parameter::stated(0.95),
                complaints: Parameter::stated(0.0),
            });
            draft.checked().unwrap()
        };
        let small = laid_out(&company(120, 240), None, &[], None).unwrap();
        assert_eq!(small.len(), 6);
        let answer = run(&company(12, 12), &small[..1], SEED).unwrap();
        assert_eq!(answer.draws as u64, DRAWS, "what is counted is what is drawn");
        let refused = laid_out(&company(600, 600), None, &[], None).unwrap_err();
        assert!(matches!(refused, NoAnswer::TooMuch) && refused.words().contains("too much"));
        assert!(laid_out(&company(600, 600), Some(Kind::Bundle), &[], None).is_ok(), "one is not");
        assert!(!shown_for(Some(Kind::Bundle)).contains(&Kind::PriceMatch));
        assert!(shown_for(None).contains(&Kind::PriceMatch));
    }
}
