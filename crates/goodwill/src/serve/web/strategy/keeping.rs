//! Scenarios kept, changed and removed: the same for the pages and for programs.

use std::sync::Arc;

use facts::{Currency, Month};
use pages::{Reader, text::Fill};
use plan::strategy::{
    ImpossibleScenario, Key, Listed, Nature, Parameter, Scenario, Source,
    file::{self, ScenarioFileError},
};
use records::{KeptScenario, NewScenario, NumberChange};
use serde_json::{Value, json};

use super::{
    super::{Caller, Problem, Web},
    kept::Kept,
};
use crate::folder::now;

/// Bytes of a file that is pasted.
pub(super) const MOST_BYTES: usize = 64 * 1024;
/// Scenarios that can be laid side by side.
pub(super) const MOST: usize = 8;
/// Characters of a reason.
pub(super) const REASON: usize = 500;
/// Names that are places of their own.
const TAKEN: [&str; 2] = ["new", "add"];

/// Why a field cannot be what it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    /// As this text says.
    Text(&'static str),
    /// It does not go with the other numbers.
    Together(ImpossibleScenario),
    /// The file cannot be read.
    File(ScenarioFileError),
    /// The others count in this money.
    Currency(Currency),
}

/// A field that is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bad {
    pub(super) field: &'static str,
    pub(super) why: Why,
}

impl Bad {
    const fn of(field: &'static str, key: &'static str) -> Self {
        Self { field, why: Why::Text(key) }
    }

    /// Why, in the reader's words.
    pub(super) fn words(&self, reader: &Reader) -> String {
        match &self.why {
            Why::Text(key) => reader.t(key),
            Why::Together(impossible) => {
                let ImpossibleScenario { field, wanted, .. } = impossible;
                let fills = [("field", Fill::Text(field)), ("wanted", Fill::Text(wanted))];
                reader.tf("strategy-bad-together", &fills)
            }
            Why::File(error) => reader.tf("strategy-bad-file", &[("why", Fill::Text(&error.to_string()))]),
            Why::Currency(currency) => {
                reader.tf("strategy-bad-currency", &[("currency", Fill::Text(currency.code()))])
            }
        }
    }
}

/// What could not be done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A field cannot be what it is.
    Bad(Bad),
    /// Something else.
    Problem(Problem),
}

impl<P: Into<Problem>> From<P> for Refusal {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

impl Refusal {
    /// As a program is told.
    pub(super) fn problem(self, reader: &Reader) -> Problem {
        match self {
            Self::Bad(bad) => Problem::invalid(bad.field, bad.words(reader)),
            Self::Problem(problem) => problem,
        }
    }
}

fn bad<T>(field: &'static str, key: &'static str) -> Result<T, Refusal> {
    Err(Refusal::Bad(Bad::of(field, key)))
}

/// The numbers of a scenario, as they are listed.
pub(super) fn listed(scenario: &Scenario) -> Vec<Listed> {
    let of = |(key, p): (Key, &Parameter)| Listed {
        name: scenario.name_of(key),
        value: p.value,
        low: p.low,
        high: p.high,
        source: p.source,
        reason: p.reason.clone(),
        guess: p.guess,
    };
    scenario.parameters().map(of).collect()
}

/// The scenario of a name, and how it is kept.
///
/// # Errors
///
/// If there is none.
pub(super) fn found<'a>(
    kept: &'a Kept,
    name: &str,
) -> Result<(&'a Scenario, Option<&'a KeptScenario>), Problem> {
    let (at, scenario) = kept.named(name).ok_or_else(|| {
        if kept.working {
            Problem::later("the scenarios are being worked out: ask again in a moment")
        } else {
            Problem::not_found("scenario")
        }
    })?;
    Ok((scenario, kept.in_use.kept.get(at).and_then(Option::as_ref)))
}

/// A scenario that is to be added.
#[derive(Debug, Clone, Default)]
pub(super) struct Added {
    /// Its name; empty: as its file says.
    pub(super) name: String,
    /// The one it is a copy of; empty where a file is given.
    pub(super) from: String,
    /// Its file; empty where it is a copy.
    pub(super) text: String,
}

/// Adds a scenario; gives its name.
///
/// # Errors
///
/// If a field is refused, or the records cannot be written.
pub(super) async fn add(web: &Arc<Web>, caller: &Caller, added: &Added) -> Result<String, Refusal> {
    let kept = web.strategy_now().await?;
    let scenario = made(&kept, added)?;
    keep_these(web, caller, &kept, std::slice::from_ref(&scenario)).await?;
    Ok(scenario.name().to_owned())
}

/// The scenario that is to be added.
fn made(kept: &Kept, added: &Added) -> Result<Scenario, Refusal> {
    let (name, from) = (added.name.trim(), added.from.trim());
    let of = match (from.is_empty(), added.text.trim().is_empty()) {
        (false, false) => return bad("text", "strategy-bad-one"),
        (true, true) => return bad("from", "strategy-bad-copy"),
        (false, true) => match kept.named(from) {
            Some((_, scenario)) => scenario.clone(),
            None => return bad("from", "strategy-bad-copy"),
        },
        (true, false) => read(&added.text).map_err(Refusal::Bad)?,
    };
    let mut draft = of.draft();
    if !name.is_empty() {
        name.clone_into(&mut draft.name);
    }
    if draft.name.trim() != draft.name || draft.name.contains(['/', '\\']) || TAKEN.contains(&&*draft.name) {
        return bad("name", "strategy-bad-name");
    }
    if let Some(currency) = kept.currency() {
        if draft.currency.is_some_and(|own| own != currency) {
            return Err(Refusal::Bad(Bad { field: "text", why: Why::Currency(currency) }));
        }
        draft.currency = Some(currency);
    }
    let named = |draft: plan::strategy::Draft| draft.checked().ok();
    let Some(scenario) = named(draft) else { return bad("name", "strategy-bad-name") };
    if kept.named(scenario.name()).is_some() {
        return bad("name", "strategy-bad-name-taken");
    }
    if kept.in_use.scenarios.len() >= MOST {
        return bad("name", "strategy-bad-many");
    }
    Ok(scenario)
}

/// A scenario from its file.
pub(super) fn read(text: &str) -> Result<Scenario, Bad> {
    if text.len() > MOST_BYTES {
        return Err(Bad::of("text", "strategy-bad-file-long"));
    }
    file::read(text).map_err(|error| Bad { field: "text", why: Why::File(error) })
}

/// Keeps scenarios as they stand. One that does not say when it starts starts after the data it was
/// made from, so that it can be laid against what happens.
async fn keep_these(
    web: &Arc<Web>,
    caller: &Caller,
    kept: &Kept,
    scenarios: &[Scenario],
) -> Result<Vec<KeptScenario>, Problem> {
    let after = kept.as_of.map(|day| Month::from_index(day.month().index() + 1));
    let rows: Vec<NewScenario> = scenarios
        .iter()
        .map(|scenario| {
            let mut draft = scenario.draft();
            draft.start = draft.start.or(after);
            let scenario = draft.checked().unwrap_or_else(|_| scenario.clone());
            NewScenario {
                name: scenario.name().to_owned(),
                text: file::write(&scenario),
                start: scenario.start().map(|month| month.to_string()),
            }
        })
        .collect();
    Ok(web.desk.folder.records().add_scenarios(&rows, &caller.actor(), now()).await?)
}

/// Keeps every scenario that is proposed, so that they no longer move with the data; gives how many.
///
/// # Errors
///
/// If there is no scenario of this name, or the records cannot be written.
pub(super) async fn keep(web: &Arc<Web>, caller: &Caller, name: &str) -> Result<usize, Problem> {
    let kept = web.strategy_now().await?;
    found(&kept, name)?;
    keep_proposed(web, caller, &kept).await
}

async fn keep_proposed(web: &Arc<Web>, caller: &Caller, kept: &Kept) -> Result<usize, Problem> {
    let proposed: Vec<Scenario> = kept
        .in_use
        .scenarios
        .iter()
        .zip(&kept.in_use.kept)
        .filter(|(_, kept)| kept.is_none())
        .map(|(scenario, _)| scenario.clone())
        .collect();
    if !proposed.is_empty() {
        keep_these(web, caller, kept, &proposed).await?;
    }
    Ok(proposed.len())
}

/// Removes a scenario.
///
/// # Errors
///
/// If there is none, or it is proposed; or if the records cannot be written.
pub(super) async fn remove(web: &Arc<Web>, caller: &Caller, name: &str) -> Result<(), Problem> {
    let rows = web.desk.folder.records().scenarios().await?;
    let row = rows.iter().find(|row| row.name == name);
    match row {
        Some(row) => {
            web.desk.folder.records().remove_scenario(row.id, &caller.actor(), now()).await?;
            Ok(())
        }
        None => {
            found(&*web.strategy_now().await?, name)?;
            Err(Problem::conflict("a proposed scenario cannot be removed: it is made anew from the data"))
        }
    }
}

/// A number as it is to be.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// Its name: `adds`, `retention.core`.
    pub(super) number: String,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) source: Source,
    /// Why.
    pub(super) reason: String,
}

/// Changes one number of a scenario. A proposed scenario is kept first, and the other proposed one
/// with it: they are made to be compared.
///
/// # Errors
///
/// If there is no such scenario or number, a field is refused, or the records cannot be written.
pub(super) async fn change(web: &Arc<Web>, caller: &Caller, name: &str, edit: &Edit) -> Result<(), Refusal> {
    let mut kept = web.strategy_now().await?;
    let (scenario, row) = found(&kept, name)?;
    changed(scenario, edit)?;
    if row.is_none() {
        keep_proposed(web, caller, &kept).await?;
        kept = web.strategy_now().await?;
    }
    let (scenario, row) = found(&kept, name)?;
    let (key, before, after) = changed(scenario, edit)?;
    let Some(row) = row else { return Err(Problem::conflict("the scenario has changed: look again").into()) };
    let change = NumberChange {
        quantity: edit.number.clone(),
        noted_as: noted_as(key),
        before: in_json(&before),
        after: in_json(after.parameter(key).unwrap_or(&before)),
        reason: edit.reason.trim().to_owned(),
    };
    let records = web.desk.folder.records();
    records.change_scenario(row.id, &row.text, &file::write(&after), &change, &caller.actor(), now()).await?;
    Ok(())
}

/// The number that is changed as it stands, and the scenario with it changed.
fn changed(scenario: &Scenario, edit: &Edit) -> Result<(Key, Parameter, Scenario), Refusal> {
    let key = scenario.key_of(&edit.number).ok_or_else(|| Problem::not_found("number in this scenario"))?;
    let before = scenario.parameter(key).cloned().ok_or_else(|| Problem::not_found("number"))?;
    let reason = edit.reason.trim();
    let characters = reason.chars().count();
    if characters == 0 || characters > REASON || reason.contains(char::is_control) {
        return bad("reason", "strategy-bad-reason");
    }
    for (field, x) in [("value", edit.value), ("low", edit.low), ("high", edit.high)] {
        if !key.nature().admits(x) {
            return bad(field, wanted(key.nature()));
        }
    }
    if edit.low > edit.value {
        return bad("low", "strategy-bad-low");
    }
    if edit.high < edit.value {
        return bad("high", "strategy-bad-high");
    }
    let parameter = Parameter::known(edit.value, edit.low, edit.high, edit.source, reason);
    match scenario.with(key, parameter) {
        Ok(after) => Ok((key, before, after)),
        Err(impossible) => Err(Refusal::Bad(Bad { field: "value", why: Why::Together(impossible) })),
    }
}

/// What a number of this nature may be, as a text.
pub(super) const fn wanted(nature: Nature) -> &'static str {
    match nature {
        Nature::Share => "strategy-bad-share",
        Nature::Change => "strategy-bad-change",
        Nature::Amount | Nature::Count | Nature::Factor => "strategy-bad-positive",
        Nature::Money => "strategy-bad-sum",
    }
}

/// How the audit log calls a number: a stage by its place, for its name is somebody's own words.
fn noted_as(key: Key) -> String {
    match key {
        Key::Whole(quantity) => quantity.name().to_owned(),
        Key::Stage(quantity, stage) => format!("{quantity}.{}", stage + 1),
        Key::Stages(quantity) => quantity.name().to_owned(),
    }
}

fn in_json(p: &Parameter) -> Value {
    json!({ "value": p.value, "low": p.low, "high": p.high, "source": p.source.name() })
}

#[cfg(test)]
mod tests {
    use plan::strategy::{Draft, Quantity, Stage, Way};

    use super::*;
    use crate::folder::strategy::in_use::InUse;

    fn scenario(name: &str) -> Scenario {
        let stage = |name: &str, until| Stage {
            name: name.to_owned(),
            until_age_months: until,
            margin: Parameter::stated(10.0),
            retention: Parameter::guessed(0.95, 0.9, 0.98, ""),
            complaints: Parameter::stated(0.05),
        };
        let mut draft = Draft::new(name, Way::Other);
        draft.currency = Currency::from_code("EUR").ok();
        draft.stages = vec![stage("new", Some(6)), stage("Ann", None)];
        draft.with(Quantity::Adds, Parameter::stated(300.0)).checked().unwrap()
    }

    fn kept(names: &[&str]) -> Kept {
        let scenarios: Vec<Scenario> = names.iter().map(|name| scenario(name)).collect();
        let kept = vec![None; scenarios.len()];
        Kept { in_use: InUse { scenarios, kept, ..InUse::default() }, working: false, as_of: None }
    }

    fn refused(result: Result<Scenario, Refusal>) -> (&'static str, Why) {
        match result {
            Err(Refusal::Bad(bad)) => (bad.field, bad.why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_copy_has_its_own_name() {
        let kept = kept(&["focused", "centric"]);
        let copy = |name: &str, from: &str| {
            made(&kept, &Added { name: name.to_owned(), from: from.to_owned(), text: String::new() })
        };
        assert_eq!(copy("  bold ", "centric").unwrap().name(), "bold");
        for name in ["", "centric", "new", "add", "a/b", "a\\b", "a.b", "two\nlines", &"x".repeat(61)] {
            assert_eq!(refused(copy(name, "centric")).0, "name", "{name:?}");
        }
        assert_eq!(refused(copy("bold", "other")).0, "from");
        assert_eq!(refused(copy("bold", "")).0, "from");
    }

    #[test]
    fn a_file_counts_in_the_money_of_the_others() {
        let kept = kept(&["focused"]);
        let paste = |change: fn(&mut Draft)| {
            let mut draft = scenario("bold").draft();
            change(&mut draft);
            let text = file::write(&draft.checked().unwrap());
            made(&kept, &Added { text, ..Added::default() })
        };
        let eur = Currency::from_code("EUR").unwrap();
        assert_eq!(paste(|_| ()).unwrap().currency(), Some(eur));
        assert_eq!(paste(|draft| draft.currency = None).unwrap().currency(), Some(eur));
        let other = refused(paste(|draft| draft.currency = Currency::from_code("USD").ok()));
        assert_eq!(other, ("text", Why::Currency(eur)));
        let paste = |text: String| refused(made(&kept, &Added { text, ..Added::default() })).0;
        assert_eq!(paste("name = 3".to_owned()), "text");
        assert_eq!(paste("x".repeat(MOST_BYTES + 1)), "text");
        let both = Added { from: "focused".to_owned(), text: "x".to_owned(), name: String::new() };
        assert_eq!(refused(made(&kept, &both)).1, Why::Text("strategy-bad-one"));
    }

    #[test]
    fn a_number_changes_with_a_reason_and_is_no_guess_any_more() {
        let scenario = scenario("focused");
        let edit = |number: &str, value: f64, low: f64, high: f64, reason: &str| {
            let edit = Edit {
                number: number.to_owned(),
                value,
                low,
                high,
                source: Source::Measured,
                reason: reason.to_owned(),
            };
            changed(&scenario, &edit)
        };
        let (key, before, after) = edit("retention.Ann", 0.9, 0.85, 0.95, " counted ").unwrap();
        let now = after.parameter(key).unwrap();
        assert!(before.guess && !now.guess);
        assert_eq!((now.value, &*now.reason, now.source), (0.9, "counted", Source::Measured));
        assert_eq!(noted_as(key), "retention.2");
        let field = |result: Result<(Key, Parameter, Scenario), Refusal>| refused(result.map(|r| r.2)).0;
        let name = "retention.Ann";
        assert_eq!(field(edit(name, 0.9, 0.8, 0.95, " ")), "reason");
        assert_eq!(field(edit(name, 0.9, 0.8, 0.95, &"x".repeat(501))), "reason");
        assert_eq!(field(edit(name, 1.1, 0.8, 0.95, "x")), "value");
        assert_eq!(field(edit(name, f64::NAN, 0.8, 0.95, "x")), "value");
        assert_eq!(field(edit(name, 0.9, -0.1, 0.95, "x")), "low");
        assert_eq!(field(edit(name, 0.9, 0.91, 0.95, "x")), "low");
        assert_eq!(field(edit(name, 0.9, 0.8, 0.85, "x")), "high");
        // 300 customers a month are won: the ceiling of the market lies above them.
        assert_eq!(field(edit("acquisition_ceiling", 200.0, 200.0, 200.0, "x")), "value");
        assert!(matches!(edit("retention", 0.9, 0.9, 0.9, "x"), Err(Refusal::Problem(p)) if p.status == 404));
    }

    #[test]
    fn every_refusal_has_words() {
        let reader = Reader::nobody("/", 0);
        for nature in [Nature::Share, Nature::Amount, Nature::Money, Nature::Change] {
            let words = Bad::of("value", wanted(nature)).words(&reader);
            assert!(!words.contains("strategy-bad"), "{words}");
        }
        let words = Bad { field: "text", why: Why::File(ScenarioFileError::TooLong) }.words(&reader);
        assert!(words.contains("more than"), "{words}");
    }
}
