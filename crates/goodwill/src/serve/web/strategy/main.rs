//! Which way to run the company: the two curves, what they need, and how far to trust them.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::{
    Reader,
    strategy::{
        main_page::{self as page, Known, Named, Shown, View},
        report,
        words::lacking,
    },
};
use plan::strategy::Answer;

use super::{
    super::{Caller, Form, Gate, Problem, Query, Routes, Web, see_other, shown},
    asked::{self, MeansForm, Wanted},
    kept::Kept,
    lived::NotLived,
    patience::Patience,
};
use crate::{folder::now, strategy::tables::FILES};

pub(super) fn routes(routes: Routes) -> Routes {
    const READ: Gate = Gate::Needs(Right::ValuesRead);
    const TAKE: Gate = Gate::Needs(Right::Export);
    routes
        .page("GET", "/strategy", READ, get(main))
        .page("POST", "/strategy/means", Gate::Needs(Right::StrategyWrite), post(means))
        .page("GET", "/strategy/report", READ, get(printed))
        .page("GET", "/strategy/series.csv", TAKE, get(series))
        .page("GET", "/strategy/parameters.csv", TAKE, get(parameters))
        .page("GET", "/strategy/npv.csv", TAKE, get(npv))
        .page("GET", "/strategy/running-out.csv", TAKE, get(running_out))
        .page("GET", "/strategy/tornado.csv", TAKE, get(tornado))
        .page("GET", "/strategy/break-even.csv", TAKE, get(break_even))
}

/// `GET /strategy`
async fn main(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let patience = Patience::of_page();
    let kept = web.strategy(patience).await?;
    let view = view(&web, &caller, &kept, &wanted, patience).await?;
    let refused = match &view {
        View::Failed { .. } => true,
        View::Answer(shown) => !shown.form.refused.is_empty(),
        View::Nothing { .. } | View::Working => false,
    };
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, shown(&page::page(&caller.reader, &view))).into_response())
}

/// What the page has to show.
async fn view(
    web: &Arc<Web>,
    caller: &Caller,
    kept: &Kept,
    wanted: &Wanted,
    patience: Patience,
) -> Result<View, Problem> {
    if kept.working {
        return Ok(View::Working);
    }
    if kept.in_use.scenarios.is_empty() {
        let may_change = caller.may(Right::StrategyWrite);
        return Ok(View::Nothing { missing: missing(&caller.reader, kept), may_change });
    }
    let (question, form) = asked::read(wanted, kept, &caller.reader);
    match web.lived(question.scenarios, question.asked, patience).await {
        Ok(None) => Ok(View::Working),
        Ok(Some(answer)) => Ok(View::Answer(Box::new(laid_open(caller, kept, &answer, form)))),
        Err(NotLived::Failed(problem)) => Err(problem),
        Err(why) => Ok(View::Failed { why: why.words(&caller.reader), form }),
    }
}

/// The answer with what belongs to it.
fn laid_open(caller: &Caller, kept: &Kept, answer: &Answer, form: page::Form) -> Shown {
    Shown {
        answer: answer.clone(),
        form,
        scenarios: named(kept, answer),
        missing: missing(&caller.reader, kept),
        left_out: kept.in_use.other_money().map(|lack| lacking(&caller.reader, lack)).collect(),
        may_change: caller.may(Right::StrategyWrite),
        as_of: kept.as_of,
    }
}

fn named(kept: &Kept, answer: &Answer) -> Vec<Named> {
    let of = |outcome: &plan::strategy::Outcome| Named {
        name: outcome.name.clone(),
        way: outcome.way,
        kept: kept.named(&outcome.name).is_some_and(|(at, _)| kept.in_use.kept[at].is_some()),
        known: Known::of(&outcome.parameters),
    };
    answer.scenarios.iter().map(of).collect()
}

/// What a proposal could not find, and the page that brings it, as sentences.
pub(super) fn missing(reader: &Reader, kept: &Kept) -> Vec<String> {
    let lacks = kept.in_use.cannot.as_ref().map_or(&kept.in_use.lacks, |cannot| &cannot.missing);
    lacks.iter().map(|lack| lacking(reader, *lack)).collect()
}

/// The same for programs: what is missing, and the command that brings it.
pub(super) fn missing_told(kept: &Kept) -> Vec<String> {
    kept.in_use.missing_told()
}

/// `POST /strategy/means`: keeps what cash and credit there is.
async fn means(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(form): Form<MeansForm>,
) -> Result<Response, Problem> {
    let kept = web.strategy(Patience::of_page()).await?;
    match asked::means(&form, kept.currency().or(web.company().currency)) {
        Ok(means) => {
            web.desk.folder.records().set_means(&means, &caller.actor(), now()).await?;
            Ok(see_other("/strategy?said=said-strategy-means"))
        }
        Err(_) => {
            // The page itself says beside the field what it takes.
            let wanted = Wanted::of_means(form);
            let view = view(&web, &caller, &kept, &wanted, Patience::Program).await?;
            let page = shown(&page::page(&caller.reader, &view));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The answer to a question that can be asked; for files and the report.
async fn answered(
    web: &Arc<Web>,
    reader: &Reader,
    wanted: &Wanted,
) -> Result<(Arc<Kept>, Arc<Answer>, page::Form), Problem> {
    let kept = web.strategy_now().await?;
    if kept.in_use.scenarios.is_empty() {
        return Err(Problem::not_found("answer yet: the page of the strategy says what is missing"));
    }
    let (question, form) = asked::read(wanted, &kept, reader);
    if let Some((field, why)) = form.refused.first() {
        return Err(Problem::invalid(field, why.clone()));
    }
    let answer = web.lived_now(question.scenarios, question.asked).await?;
    Ok((kept, answer, form))
}

/// `GET /strategy/report`: a page of its own, to print.
async fn printed(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let (kept, answer, form) = answered(&web, &caller.reader, &wanted).await?;
    let document = report::document(&caller.reader, &laid_open(&caller, &kept, &answer, form));
    let mut page = shown(&document);
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(report::POLICY));
    Ok(page)
}

/// One of the files an answer is taken away as.
async fn file(web: &Arc<Web>, caller: &Caller, wanted: &Wanted, name: &str) -> Result<Response, Problem> {
    // Who takes figures away may see them; who may not is told so before anything is worked out.
    if !caller.may(Right::ValuesRead) {
        return Err(Problem::forbidden(Right::ValuesRead.name()));
    }
    let (_, answer, _) = answered(web, &caller.reader, wanted).await?;
    let (name, made) = FILES
        .iter()
        .find(|(file, _)| *file == name)
        .ok_or_else(|| Problem::not_found("file of the strategy"))?;
    caller.exports(web, &format!("strategy:{name}")).await?;
    let disposition = format!("attachment; filename=\"strategy-{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, made(&answer)).into_response())
}

macro_rules! files {
    ($($handler:ident $name:literal,)*) => {
        $(async fn $handler(
            State(web): State<Arc<Web>>,
            caller: Caller,
            Query(wanted): Query<Wanted>,
        ) -> Result<Response, Problem> {
            file(&web, &caller, &wanted, $name).await
        })*
    };
}

files! {
    series "series.csv",
    parameters "parameters.csv",
    npv "npv.csv",
    running_out "running-out.csv",
    tornado "tornado.csv",
    break_even "break-even.csv",
}
