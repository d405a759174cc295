//! `goodwill strategy suite`: The width of the suite: what one more product brings, and whether the core still holds.

use clap::Args;
use pages::{Reader, strategy::suite as words};
use plan::{
    strategy::{Scenario, Way},
    suite::{Answer, mechanism::Stated, width::Width},
};
use serde::Serialize;

use super::{
    super::{Failure, folder_failure},
    scenarios::ScenarioArgs,
};
use crate::{
    folder::{Access, Folder, FolderArgs, now, strategy::suite::seen},
    screen::{Left, Right, Screen},
    value::run::print,
};

/// Shows the width of the suite, and the guard on its core.
///
/// The guard compares the core with the year before the first launch: complaints, late deliveries, first
/// responses. The width works out what each number of product lines brings, with what a line does to all
/// other customers through the load on the people who answer.
#[derive(Debug, Args)]
pub(crate) struct SuiteArgs {
    /// Product lines to look at, the core counted; four more than today if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    products: Option<u32>,
    /// What setting up a line costs, once; guessed if not given
    #[arg(long, value_name = "AMOUNT", value_parser = super::answer::money)]
    setup_cost: Option<f64>,
    /// What a line costs a month, whoever buys it; guessed if not given
    #[arg(long, value_name = "AMOUNT", value_parser = super::answer::money)]
    monthly_cost: Option<f64>,
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    scenarios: ScenarioArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Told<'a> {
    words: Vec<String>,
    #[serde(flatten)]
    answer: &'a Answer,
}

impl SuiteArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let found = seen(&folder).map_err(folder_failure)?;
        let in_use = self.scenarios.read(&self.folder)?;
        let scenario = in_use.scenarios.iter().find(|s| s.way() == Way::Focused).or(in_use.scenarios.first());
        let stated = Stated { setup_cost: self.setup_cost, monthly_cost: self.monthly_cost };
        let answer = found.answer(scenario, &stated, self.products.unwrap_or(0));
        let reader = Reader { currency: answer.currency, ..Reader::nobody("", now()) };
        if self.json {
            let told = Told { words: words::sentences(&reader, &answer), answer: &answer };
            let text = serde_json::to_string_pretty(&told)
                .map_err(|e| Failure::caused("the suite could not be written", &e))?;
            return print(&text);
        }
        print(drawn(&reader, &answer, scenario).trim_end())
    }
}

fn drawn(reader: &Reader, answer: &Answer, scenario: Option<&Scenario>) -> String {
    let mut screen = Screen::of_terminal();
    screen.text.push('\n');
    for (n, sentence) in words::sentences(reader, answer).iter().enumerate() {
        screen.paragraph(sentence, if n == 0 { "1" } else { "" });
    }
    if let Ok(width) = &answer.width {
        lines(&mut screen, reader, answer, width);
        numbers(&mut screen, reader, answer, width, scenario);
    }
    screen.text
}

fn lines(screen: &mut Screen, reader: &Reader, answer: &Answer, width: &Width) {
    screen.heading(&reader.t("suite-width"), &reader.t("suite-width-title"));
    let heads =
        ["suite-col-lines", "suite-col-gain", "suite-col-adds", "suite-col-busy", "suite-col-complaints"];
    let mut rows = vec![heads.map(|key| reader.t(key)).to_vec()];
    for p in &width.points {
        let today =
            if p.lines == width.now { format!(" {}", reader.t("suite-today")) } else { String::new() };
        let busy = if p.strain.overloaded {
            reader.t("suite-overloaded")
        } else {
            reader.percent(p.strain.utilisation)
        };
        rows.push(vec![
            format!("{}{today}", p.lines),
            words::spread(reader, &p.gain, answer.currency),
            p.marginal.map_or_else(String::new, |m| words::spread(reader, &m, answer.currency)),
            busy,
            reader.percent(p.strain.complaints_factor),
        ]);
    }
    screen.table(&rows, &[Left, Right, Right, Right, Right], true);
}

fn numbers(
    screen: &mut Screen,
    reader: &Reader,
    answer: &Answer,
    width: &Width,
    scenario: Option<&Scenario>,
) {
    screen.heading(&reader.t("suite-mechanism"), scenario.map_or("", Scenario::name));
    let mut rows = vec![
        ["suite-col-number", "suite-col-value", "suite-col-source", "suite-col-how"]
            .map(|k| reader.t(k))
            .to_vec(),
    ];
    for listed in &width.ingredients {
        rows.push(vec![
            words::ingredient(reader, listed.name),
            words::with_interval(reader, listed.name, &listed.parameter, answer.currency),
            words::source(reader, &listed.parameter),
            listed.parameter.reason.clone(),
        ]);
    }
    screen.table(&rows, &[Left, Right, Left, Left], true);
}
