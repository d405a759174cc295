//! `goodwill strategy what-if`: what a change of the company is worth.

use std::path::PathBuf;

use clap::Args;
use pages::{
    Reader,
    strategy::what_if::{against_key, named, sentences, verdict_key},
};
use plan::{
    strategy::{Parameter, Source},
    what_if::{Answer, Input, Kind, WhatIf, WhatIfError, file, run},
};

use super::{
    super::{Failure, folder_failure},
    scenarios::ScenarioArgs,
};
use crate::{
    folder::{Access, Folder, FolderArgs, is_there, now, strategy::balance::price_gap},
    screen::{Left, Right, Screen},
    value::run::print,
};

/// Works out what a change of a scenario is worth.
///
/// A wider basket, an adjacent service, a bundle; matching a competitor's price, better service instead,
/// or nothing. Each is lived on the same draws as the company as it is run, and is worth the difference.
/// Numbers that are not given are guesses, and a guess recommends nothing. Without --kind and --file, all
/// are laid side by side with guesses.
///
/// Example: goodwill strategy what-if --kind bundle --set take_rate=0.15,0.1,0.2 --set discount=0.1
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// wider-basket, adjacent-service, bundle, price-match, better-service or do-nothing
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// A number of it, with its interval where it has one; may be given several times
    #[arg(long, value_name = "NAME=VALUE[,LOW,HIGH]", requires = "kind", value_parser = set)]
    set: Vec<(Input, Parameter)>,
    /// A file with `[[what_if]]` of several kinds
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    file: Option<PathBuf>,
    #[command(flatten)]
    scenarios: ScenarioArgs,
    /// Seed of all chance: the same seed gives the same answer
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::named(text).ok_or_else(|| WhatIfError::NoKind(text.to_owned()).to_string())
}

fn set(text: &str) -> Result<(Input, Parameter), String> {
    let (name, number) =
        text.split_once('=').ok_or("write it as take_rate=0.15 or take_rate=0.15,0.1,0.2")?;
    let input = Input::named(name.trim()).ok_or_else(|| {
        let names: Vec<&str> = Input::ALL.into_iter().map(Input::name).collect();
        format!("there is no number '{}'; there are {}", name.escape_debug(), names.join(", "))
    })?;
    file::number(input, number).map(|p| (input, p)).map_err(|e| e.to_string())
}

impl WhatIfArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let found = self.scenarios.read(&self.folder)?;
        if let Some(cannot) = &found.cannot {
            return Err(Failure::wrong_use(cannot.to_string()));
        }
        let Some(scenario) = found.scenarios.first() else {
            return Err(Failure::wrong_use("there is no scenario to change: give one with --scenario FILE"));
        };
        let wrong = |e: WhatIfError| Failure::wrong_use(e.to_string());
        let what_ifs = match (&self.file, self.kind) {
            (Some(path), _) => {
                super::small_file::read("file of what-ifs", path, |text| file::read(text, scenario))?
            }
            (None, Some(kind)) => {
                vec![WhatIf::new(kind.name(), kind, &self.given(kind)?, scenario).map_err(wrong)?]
            }
            (None, None) => Kind::ALL
                .into_iter()
                .map(|kind| WhatIf::new(kind.name(), kind, &self.given(kind)?, scenario).map_err(wrong))
                .collect::<Result<Vec<_>, Failure>>()?,
        };
        let answer = run(scenario, &what_ifs, self.seed).map_err(wrong)?;
        if self.json {
            return print(&serde_json::to_string_pretty(&answer)?);
        }
        let reader = Reader { currency: answer.currency, ..Reader::nobody("", now()) };
        print(screen(&reader, &answer, &measured(&what_ifs)).trim_end())
    }

    /// What is given, after the price gap that was measured.
    fn given(&self, kind: Kind) -> Result<Vec<(Input, Parameter)>, Failure> {
        let mut given = Vec::new();
        if kind == Kind::PriceMatch && (self.folder.named() || is_there(&self.folder.dir())?) {
            let folder = Folder::open(&self.folder, Access::Existing)?;
            let gap = price_gap(&folder).map_err(folder_failure)?;
            given.extend(gap.map(|gap| (Input::PriceGap, gap.gap)));
        }
        given.extend(self.set.iter().cloned());
        Ok(given)
    }
}

/// What numbers that were measured rest on.
fn measured(what_ifs: &[WhatIf]) -> Vec<String> {
    let all = what_ifs.iter().flat_map(WhatIf::numbers);
    let measured = all.filter(|(_, p)| p.source == Source::Measured && !p.reason.is_empty());
    measured.map(|(input, p)| format!("{}: {}", input.name().replace('_', " "), p.reason)).collect()
}

fn screen(reader: &Reader, answer: &Answer, measured: &[String]) -> String {
    let mut screen = Screen::of_terminal();
    let about =
        |x: f64| answer.currency.map_or_else(|| reader.number(x), |currency| reader.about(x, currency));
    screen.text.push('\n');
    for (n, sentence) in sentences(reader, answer).iter().enumerate() {
        screen.paragraph(sentence, if n == 0 { "1" } else { "" });
    }
    screen.heading("Ranked", "the change of NPV; ranges hold 80 of 100");
    let mut rows =
        vec![["what if", "worth", "range", "better in", "more cash needed"].map(str::to_owned).to_vec()];
    let mut below = vec![String::new()];
    below.extend(answer.ranked.iter().map(|found| {
        format!("{}, {}", reader.t(verdict_key(found.verdict)), reader.t(against_key(found.against)))
    }));
    rows.extend(answer.ranked.iter().map(|found| {
        let d = &found.difference;
        let range = match answer.currency {
            Some(currency) => reader.range(d.low, d.high, currency),
            None => format!("{} to {}", reader.number(d.low), reader.number(d.high)),
        };
        vec![
            named(reader, found),
            about(d.expected),
            range,
            reader.percent(found.better),
            about(found.peak_funding_change.expected),
        ]
    }));
    screen.table_with(&rows, &below, &[Left, Right, Right, Right, Right], true);
    for one in measured {
        screen.item(one, "2");
    }
    for found in &answer.ranked {
        let guessed: Vec<String> =
            found.numbers.iter().filter(|n| n.guess).map(|n| n.name.replace('_', " ")).collect();
        if !guessed.is_empty() {
            let are = if guessed.len() == 1 { "is a guess" } else { "are guesses" };
            let words = format!("{}: {} {are}; --set says better", named(reader, found), guessed.join(", "));
            screen.item(&words, "2");
        }
    }
    screen.text
}
