//! What to spend on winning, keeping and winning back; and what-ifs.

use std::{collections::BTreeMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::{
    balance::{self as page, Form},
    what_if as what_if_page,
};
use plan::{
    balance::{Balance, Evidence, Purpose, Stated, StatedCurve, WeighError, weigh},
    strategy::{Nature, Parameter, Scenario},
    what_if::{
        Answer, Input, Kind, WhatIf, WhatIfError,
        file::{interval, interval_of},
        run,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    asked::money,
    kept::Kept,
    main::missing,
};
use crate::folder::strategy::balance::{PriceGap, balance_evidence, price_gap};

pub(super) fn routes(routes: Routes) -> Routes {
    const READ: Gate = Gate::Needs(Right::ValuesRead);
    routes
        .page("GET", "/strategy/balance", READ, get(main))
        .page("GET", "/strategy/what-if", READ, get(what_ifs))
        .api(OpenApiRouter::new().routes(routes!(weighed)).routes(routes!(what_if)))
}

/// What chance begins with.
const SEED: u64 = 1;
/// Characters of a field.
const LONGEST: usize = 60;
/// Months of a customer's age, over all months, what-ifs and draws, that one request may ask for: they
/// are lived on one core.
const MOST_STEPS: u64 = 1_000_000_000;
/// Draws over the doubts of a what-if.
const DRAWS: u64 = 400;
/// Said of more than that.
const TOO_MUCH: &str = "that many months of customers that old are too much at one time: ask about one \
                        what-if, or look fewer months ahead in the scenario";

/// The way the company is run: the focused scenario, else the first there is.
fn as_it_is(kept: &Kept) -> Option<Scenario> {
    kept.focused().or_else(|| kept.in_use.scenarios.first()).cloned()
}

/// What the months say, or what is missing.
async fn evidence(web: &Arc<Web>, kept: &Kept) -> Result<Arc<Result<Evidence, Vec<String>>>, Problem> {
    web.looked(&web.strategy.answers.spending, as_it_is(kept), |folder, scenario| {
        let found = balance_evidence(folder, scenario.as_ref())?;
        Ok(found.map_err(|lacks| lacks.iter().map(ToString::to_string).collect()))
    })
    .await
}

/// The three ways to spend laid side by side, or why they cannot be. What it takes is bounded by the
/// months there are.
async fn weighed_up(
    web: &Arc<Web>,
    kept: &Kept,
    stated: Stated,
    budget: Option<f64>,
) -> Result<Result<Result<Balance, WeighError>, Vec<String>>, Problem> {
    let evidence = evidence(web, kept).await?;
    if let Err(missing) = &*evidence {
        return Ok(Err(missing.clone()));
    }
    let weighed =
        web.in_turn(move |_| Ok(evidence.as_ref().as_ref().ok().map(|e| weigh(e, &stated, budget, SEED))));
    Ok(weighed.await?.ok_or_else(Vec::new))
}

/// `GET /strategy/balance`
async fn main(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(sent): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    if let Some(name) = sent.keys().find(|name| !Form::knows(name)) {
        return Err(no_field(name));
    }
    let mut form = Form {
        fields: sent
            .iter()
            .map(|(name, text)| (name.clone(), text.chars().take(LONGEST).collect()))
            .collect(),
        refused: Vec::new(),
    };
    let asked = judgement(&form);
    let found = match asked {
        Err(refused) => {
            let why = |why: Refused| match why {
                Refused::Text(key) => caller.reader.t(key),
                Refused::Words(words) => words,
            };
            form.refused = refused.into_iter().map(|(name, reason)| (name, why(reason))).collect();
            page::Found::Refused
        }
        Ok((stated, budget)) => {
            let kept = web.strategy().await?;
            if kept.working { page::Found::Working } else { found(&web, &kept, stated, budget).await? }
        }
    };
    let status = if form.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&page::page(&caller.reader, &page::View { form, found }))).into_response())
}

async fn found(
    web: &Arc<Web>,
    kept: &Kept,
    stated: Stated,
    budget: Option<f64>,
) -> Result<page::Found, Problem> {
    if kept.in_use.scenarios.is_empty() {
        return Ok(page::Found::Nothing(missing(kept)));
    }
    Ok(match weighed_up(web, kept, stated, budget).await? {
        Err(missing) => page::Found::Nothing(missing),
        Ok(Ok(balance)) => page::Found::Balance(Box::new(balance)),
        Ok(Err(e)) => page::Found::Nothing(vec![e.to_string()]),
    })
}

fn no_field(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Problem::invalid(&name, "there is no such field")
}

/// Why a field was refused.
enum Refused {
    /// A text of the pages.
    Text(&'static str),
    /// A sentence.
    Words(String),
}

type Judged = (Stated, Option<f64>);

/// What the form says: judgement and a budget; or fields that were refused.
fn judgement(form: &Form) -> Result<Judged, Vec<(String, Refused)>> {
    let mut refused = Vec::new();
    let mut number = |name: &str, nature: Nature| {
        let text = form.text(name).trim();
        if text.is_empty() {
            return None;
        }
        let found = in_field(text, nature);
        if found.is_none() {
            refused.push((name.to_owned(), Refused::Text("balance-bad-number")));
        }
        found
    };
    let budget = number("budget", Nature::Money).map(|p| p.value);
    let mut curve = |purpose: Purpose| {
        let name = purpose.name();
        // Customers a month for those who are won, else a share of them.
        let nature = if purpose == Purpose::Acquisition { Nature::Count } else { Nature::Share };
        let spend = number(&format!("{name}_spend"), Nature::Money);
        let [rate, ceiling, unaided] =
            ["rate", "ceiling", "unaided"].map(|part| number(&format!("{name}_{part}"), nature));
        (purpose, spend, rate, ceiling, unaided)
    };
    let curves = Purpose::ALL.map(&mut curve);
    if let Some(budget) = budget.filter(|b| !(0.0..=1e12).contains(b)) {
        refused.push((
            "budget".to_owned(),
            Refused::Words(format!("The budget is {budget}, but must be 0 to 1e12.")),
        ));
    }
    let mut stated = Stated::default();
    for (purpose, spend, rate, ceiling, unaided) in curves {
        let name = purpose.name();
        let curve = match (spend, rate, ceiling) {
            (Some(spend), Some(rate), Some(ceiling)) => {
                let unaided = unaided.unwrap_or_else(|| Parameter::stated(0.0));
                StatedCurve { spend: spend.value, rate, ceiling, unaided }.checked(purpose)
            }
            (None, None, None) if unaided.is_none() => continue,
            _ => {
                if refused.is_empty() {
                    refused.push((format!("{name}_spend"), Refused::Text("balance-incomplete")));
                }
                continue;
            }
        };
        match curve {
            Ok(curve) => match purpose {
                Purpose::Acquisition => stated.acquisition = Some(curve),
                Purpose::Retention => stated.retention = Some(curve),
                Purpose::Reactivation => stated.reactivation = Some(curve),
            },
            Err(e) => refused.push((format!("{name}_ceiling"), Refused::Words(e.to_string()))),
        }
    }
    if refused.is_empty() { Ok((stated, budget)) } else { Err(refused) }
}

/// What a field says, with its interval where it has one: money and counts with their thousands, shares
/// and their changes in percent.
fn in_field(text: &str, nature: Nature) -> Option<Parameter> {
    let per = what_if_page::times(nature);
    let found = match nature {
        Nature::Money | Nature::Amount | Nature::Count => amount(text)?,
        Nature::Share | Nature::Change | Nature::Factor => interval(text)?,
    };
    Some(Parameter { value: found.value / per, low: found.low / per, high: found.high / per, ..found })
}

/// An amount: `1,000,000`, `25 000`, `500,000 (400,000 to 600,000)`, `150, 100, 200`, `-5`.
fn amount(text: &str) -> Option<Parameter> {
    let signed = |text: &str| match text.strip_prefix(['-', '\u{2212}']) {
        Some(text) => money(text).map(|x| -x),
        None => money(text),
    };
    let has_ends = text.contains(['(', ';']) || text.contains(", ") || text.contains(" to ");
    let whole = if has_ends { None } else { signed(text.trim()).map(Parameter::stated) };
    whole.or_else(|| interval_of(text, signed))
}

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
    let kept = web.strategy().await?;
    let mut view = what_if_page::View {
        kind,
        // Fields of another kind stay behind when the kind is changed.
        fields: sent
            .iter()
            .filter(|(name, _)| {
                kind.is_some_and(|kind| kind.inputs().iter().any(|input| input.name() == name.as_str()))
            })
            .map(|(name, text)| (name.clone(), text.chars().take(LONGEST).collect()))
            .collect(),
        refused: Vec::new(),
        answer: None,
        working: kept.working,
        gap: None,
    };
    if let Some(scenario) = as_it_is(&kept).filter(|_| !kept.working) {
        let gap = gap(&web, kind).await?;
        view.gap = (*gap).as_ref().map(|gap| (gap.products, [gap.gap.value, gap.gap.low, gap.gap.high]));
        match given(&view.fields) {
            Err(refused) => {
                view.refused =
                    refused.into_iter().map(|name| (name, caller.reader.t("balance-bad-number"))).collect();
            }
            Ok(given) => match ask(&web, scenario, kind, given, gap).await? {
                Ok(answer) => view.answer = Some(Box::new(answer)),
                Err(why) => view.refused.push((why.field().to_owned(), why.words())),
            },
        }
    }
    let status = if view.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&what_if_page::page(&caller.reader, &view))).into_response())
}

/// By how much competitors are below our prices, where the answer rests on it.
async fn gap(web: &Arc<Web>, kind: Option<Kind>) -> Result<Arc<Option<PriceGap>>, Problem> {
    if !shown_for(kind).contains(&Kind::PriceMatch) {
        return Ok(Arc::default());
    }
    web.looked(&web.strategy.answers.gap, (), |folder, ()| Ok(price_gap(folder)?)).await
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
enum NoAnswer {
    /// A number cannot be, or nothing that counts comes of it.
    Refused(WhatIfError),
    /// It would take too long.
    TooMuch,
}

impl NoAnswer {
    fn field(&self) -> &str {
        match self {
            Self::Refused(e) => e.field(),
            Self::TooMuch => "kind",
        }
    }

    fn words(&self) -> String {
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

/// One what-if with what is given of it, or all of them; the price gap is the one that was measured.
async fn ask(
    web: &Arc<Web>,
    scenario: Scenario,
    kind: Option<Kind>,
    given: Vec<(Input, Parameter)>,
    gap: Arc<Option<PriceGap>>,
) -> Result<Result<Answer, NoAnswer>, Problem> {
    let what_ifs = match laid_out(&scenario, kind, &given, gap.as_ref().as_ref()) {
        Ok(what_ifs) => what_ifs,
        Err(e) => return Ok(Err(e)),
    };
    web.in_turn(move |_| Ok(run(&scenario, &what_ifs, SEED).map_err(NoAnswer::from))).await
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

/// What is asked of the balance of spending.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Budgeted {
    /// A budget a month to spread over the three.
    #[param(minimum = 0.0, maximum = 1e12)]
    budget: Option<f64>,
}

/// The three ways to spend, laid side by side.
#[derive(Debug, Serialize, ToSchema)]
struct BalanceShown {
    /// `ways` with the curve of each, what one more costs and is worth, what the next unit of money
    /// `brings` and the `optimum`; `keeping`: whether keeping is cheaper than winning; `budget`, where one
    /// is asked for.
    #[schema(value_type = Object)]
    balance: Balance,
}

/// Weighs spending on winning, keeping and winning back customers, in lifetime value per unit of money.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/balance",
    operation_id = "weigh_spending",
    tag = "strategy",
    params(Budgeted),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The three laid side by side", body = BalanceShown)),
)]
async fn weighed(State(web): State<Arc<Web>>, Query(asked): Query<Budgeted>) -> Result<Response, Problem> {
    if asked.budget.is_some_and(|budget| !(0.0..=1e12).contains(&budget)) {
        return Err(Problem::invalid("budget", "must be 0 to 1e12"));
    }
    let kept = web.strategy_now().await?;
    let nothing = || Problem::not_found("answer yet: the page of the strategy says what is missing");
    if kept.in_use.scenarios.is_empty() {
        return Err(nothing());
    }
    let balance = weighed_up(&web, &kept, Stated::default(), asked.budget)
        .await?
        .map_err(|_| nothing())?
        .map_err(|e| Problem::conflict(e.to_string()))?;
    Ok(axum::Json(BalanceShown { balance }).into_response())
}

/// What-ifs, the greatest difference first.
#[derive(Debug, Serialize, ToSchema)]
struct WhatIfShown {
    /// `ranked`: each with its `difference` of NPV and range, `peak_funding_change`, `verdict` and numbers.
    #[schema(value_type = Object)]
    answer: Answer,
}

/// A what-if. Numbers that are absent are guesses of ours, which recommend nothing; each may have its
/// interval: `0.1` or `0.1 (0.05 to 0.2)`. Shares are between 0 and 1.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `wider-basket`, `adjacent-service`, `bundle`, `price-match`, `better-service` or `do-nothing`; all
    /// of them if absent.
    #[param(max_length = 60)]
    kind: Option<String>,
    /// Share of the customers who take it.
    #[param(max_length = 60)]
    take_rate: Option<String>,
    /// Margin a taker brings a month.
    #[param(max_length = 60)]
    margin_per_taker: Option<String>,
    /// Costs a month, whoever takes it.
    #[param(max_length = 60)]
    fixed_cost: Option<String>,
    /// Spent once.
    #[param(max_length = 60)]
    setup: Option<String>,
    /// Complaints a taker makes a month beyond those of today.
    #[param(max_length = 60)]
    extra_cases: Option<String>,
    /// Added to the monthly share that stays.
    #[param(max_length = 60)]
    retention_gain: Option<String>,
    /// Share of a taker's margin given away.
    #[param(max_length = 60)]
    discount: Option<String>,
    /// Share of the takers who would have bought it all anyway.
    #[param(max_length = 60)]
    cannibalised: Option<String>,
    /// By which share of our price the competitor is below it.
    #[param(max_length = 60)]
    price_gap: Option<String>,
    /// Margin as a share of the price.
    #[param(max_length = 60)]
    margin_of_price: Option<String>,
    /// Share of the customers who leave a month over the price.
    #[param(max_length = 60)]
    extra_leaving: Option<String>,
    /// Share of that leaving that is avoided.
    #[param(max_length = 60)]
    leaving_avoided: Option<String>,
    /// Cost per customer and month.
    #[param(max_length = 60)]
    cost_per_customer: Option<String>,
    /// Share of the complaints prevented.
    #[param(max_length = 60)]
    complaints_prevented: Option<String>,
}

impl Asked {
    fn fields(self) -> [(Input, Option<String>); 14] {
        [
            (Input::TakeRate, self.take_rate),
            (Input::MarginPerTaker, self.margin_per_taker),
            (Input::FixedCost, self.fixed_cost),
            (Input::Setup, self.setup),
            (Input::ExtraCases, self.extra_cases),
            (Input::RetentionGain, self.retention_gain),
            (Input::Discount, self.discount),
            (Input::Cannibalised, self.cannibalised),
            (Input::PriceGap, self.price_gap),
            (Input::MarginOfPrice, self.margin_of_price),
            (Input::ExtraLeaving, self.extra_leaving),
            (Input::LeavingAvoided, self.leaving_avoided),
            (Input::CostPerCustomer, self.cost_per_customer),
            (Input::ComplaintsPrevented, self.complaints_prevented),
        ]
    }
}

/// Works out what a change of the company is worth, against the company as it is run.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/what-if",
    operation_id = "work_out_what_if",
    tag = "strategy",
    params(Asked),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "What-ifs, ranked", body = WhatIfShown)),
)]
async fn what_if(State(web): State<Arc<Web>>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let invalid = |e: WhatIfError| Problem::invalid(e.field(), e.to_string());
    let kind = match &asked.kind {
        None => None,
        Some(name) => Some(Kind::named(name).ok_or_else(|| invalid(WhatIfError::NoKind(name.clone())))?),
    };
    let mut given = Vec::new();
    for (input, text) in asked.fields() {
        let Some(text) = text else { continue };
        if text.len() > LONGEST {
            return Err(Problem::invalid(input.name(), "must have at most 60 characters"));
        }
        if kind.is_none_or(|kind| !kind.inputs().contains(&input)) {
            return Err(Problem::invalid(input.name(), "does not belong to this kind of what-if"));
        }
        given.push((input, plan::what_if::file::number(input, &text).map_err(invalid)?));
    }
    let kept = web.strategy_now().await?;
    let scenario = as_it_is(&kept)
        .ok_or_else(|| Problem::not_found("answer yet: the page of the strategy says what is missing"))?;
    let gap = gap(&web, kind).await?;
    let answer = ask(&web, scenario, kind, given, gap)
        .await?
        .map_err(|why| Problem::invalid(why.field(), why.words()))?;
    Ok(axum::Json(WhatIfShown { answer }).into_response())
}

#[cfg(test)]
mod tests {
    use plan::strategy::{BaseAge, Draft, Stage, Way};

    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Form { fields, refused: Vec::new() }
    }

    #[test]
    fn judgement_is_read_in_percent_and_refused_by_its_field() {
        let whole = [
            ("budget", "6000"),
            ("retention_spend", "0.25"),
            ("retention_rate", "91 (90 to 92)"),
            ("retention_ceiling", "98"),
        ];
        let (stated, budget) = judgement(&form(&whole)).map_err(|_| ()).unwrap();
        let curve = stated.retention.unwrap();
        assert_eq!((budget, curve.rate.low, curve.ceiling.value), (Some(6_000.0), 0.9, 0.98));
        for (change, field) in [
            (("budget", "-1"), "budget"),
            (("retention_rate", "much"), "retention_rate"),
            (("retention_ceiling", ""), "retention_spend"),
            (("retention_ceiling", "80"), "retention_ceiling"),
        ] {
            let mut fields = whole.to_vec();
            fields.retain(|(name, _)| *name != change.0);
            fields.push(change);
            let refused = judgement(&form(&fields)).map(|_| ()).unwrap_err();
            assert_eq!(refused[0].0, field);
        }
    }

    #[test]
    fn numbers_of_a_what_if_are_read_in_percent() {
        let fields = |text: &str| {
            vec![("take_rate".to_owned(), text.to_owned()), ("setup".to_owned(), "500".to_owned())]
        };
        let found = given(&fields("10 (5 to 20)")).unwrap();
        assert_eq!((found[0].1.value, found[0].1.low, found[1].1.value), (0.1, 0.05, 500.0));
        assert_eq!(given(&fields("ten")).unwrap_err(), ["take_rate"]);
        assert_eq!(Input::TakeRate.nature(), Nature::Share);
    }

    #[test]
    fn money_is_read_with_its_thousands() {
        for (text, wanted) in [
            ("1,000,000", 1e6),
            ("500.000", 500_000.0),
            ("1 000 000", 1e6),
            ("25.000,00", 25_000.0),
            ("2,5", 2.5),
        ] {
            let (_, budget) = judgement(&form(&[("budget", text)])).map_err(|_| ()).unwrap();
            assert_eq!(budget, Some(wanted), "{text}");
        }
        let ends = |text: &str| amount(text).map(|p| (p.value, p.low, p.high));
        assert_eq!(ends("500,000 (400,000 to 600,000)"), Some((500_000.0, 400_000.0, 600_000.0)));
        assert_eq!(ends("150, 100, 200"), Some((150.0, 100.0, 200.0)));
        assert_eq!(ends("1,5 (1,2 to 2)"), Some((1.5, 1.2, 2.0)));
        assert_eq!(ends("-2.5"), Some((-2.5, -2.5, -2.5)));
        for text in ["1,2,3", "300 (100 to 200)", "1e400", "--1", "much"] {
            assert_eq!(ends(text), None, "{text}");
        }
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
