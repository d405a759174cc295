//! The answer of `goodwill strategy`: on the screen, as JSON, as a report with its series.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use pages::{
    Reader,
    strategy::{
        main_page::{Form, Known, Named, Shown},
        report,
        scenario::{amount, is_unclear},
        words,
    },
};
use plan::strategy::{Answer, Asked, Outcome, Spread, file, run};

use super::{super::Failure, scenarios::ScenarioArgs};
use crate::{
    folder::{FolderArgs, now, strategy::in_use::InUse},
    output::Folder,
    screen::{Left, Right, Screen},
    strategy::{tables, told},
    value::run::say,
};

/// The report's file.
const REPORT: &str = "strategy.html";
/// How the files of scenarios begin.
const SCENARIO: &str = "scenario-";

/// The question.
#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    #[command(flatten)]
    scenarios: ScenarioArgs,
    /// Cash at hand; what the company keeps in its data folder if not given
    #[arg(long, value_name = "AMOUNT", value_parser = money, allow_negative_numbers = true)]
    cash: Option<f64>,
    /// Credit that can be drawn; what the company keeps in its data folder, else none
    #[arg(long, value_name = "AMOUNT", value_parser = money, allow_negative_numbers = true)]
    credit: Option<f64>,
    /// Futures to draw, up to 20,000; fewer than 100 decide nothing; 0 works out the expected months
    /// without chance
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=20_000))]
    draws: u32,
    /// Seed of all chance: the same seed gives the same answer
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print everything as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Folder for the report, every series as CSV, and the scenarios as files
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace what an earlier answer wrote into that folder
    #[arg(long, requires = "out")]
    overwrite: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

pub(super) fn money(text: &str) -> Result<f64, String> {
    if is_unclear(text) {
        return Err("thousands or decimals? Write 500000 or 500,000 for five hundred thousand, 500.00 for \
                    five hundred"
            .to_owned());
    }
    amount(text)
        .filter(|amount| *amount <= 1e12)
        .ok_or_else(|| "an amount of 0 or more, up to 1000000000000, such as 500000 or 500,000.50".to_owned())
}

impl AnswerArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        // Nobody needs to look for what is said already.
        let found = if self.cash.is_some() && self.credit.is_some() {
            self.scenarios.read(&self.folder)?
        } else {
            self.scenarios.read_with_means(&self.folder)?
        };
        if let Some(cannot) = &found.cannot {
            return Err(Failure::wrong_use(cannot.to_string()));
        }
        let asked = Asked {
            draws: self.draws,
            seed: self.seed,
            cash: self.cash.or(found.cash),
            credit: self.credit.or(found.credit).unwrap_or(0.0),
        };
        // Prepared before the work, so that nothing is worked out in vain.
        let mut names: Vec<String> = Vec::new();
        for scenario in &found.scenarios {
            let slug = slug(scenario.name());
            let tried =
                (1..).map(|n| if n == 1 { format!("{slug}.toml") } else { format!("{slug}-{n}.toml") });
            names.extend(tried.into_iter().find(|name| !names.contains(name)));
        }
        let mut all: Vec<&str> = tables::FILES.iter().map(|(name, _)| *name).collect();
        all.push(REPORT);
        all.extend(names.iter().map(String::as_str));
        if let Some(dir) = &self.out {
            refuse_others(dir, &names)?;
        }
        let out = self.out.as_deref().map(|dir| Folder::prepare(dir, &all, self.overwrite)).transpose()?;
        let answer = run(&found.scenarios, &asked).map_err(|e| Failure::wrong_use(e.to_string()))?;
        let reader = Reader { currency: answer.currency, ..Reader::nobody("", now()) };
        if self.json {
            let told = told(&reader, &answer, found.missing_told())
                .ok_or_else(|| Failure::new("there is nothing to tell"))?;
            let text = serde_json::to_string_pretty(&told)?;
            crate::value::run::print(&text)?;
        } else {
            let kept = self.kept_means(&reader, &answer, &found);
            crate::value::run::print(screen(&reader, &answer, &found, kept.as_deref()).trim_end())?;
        }
        if let Some(folder) = out {
            let mut written =
                vec![folder.write(REPORT, &report::document(&reader, &shown(answer.clone(), &found)).0)?];
            for (name, table) in tables::FILES {
                written.push(folder.write(name, &table(&answer))?);
            }
            for (name, scenario) in names.iter().zip(&found.scenarios) {
                written.push(folder.write(name, &file::write(scenario))?);
            }
            let lines: Vec<String> = written.iter().map(|path| format!("  {}", path.display())).collect();
            say(self.json, &format!("\nWritten:\n{}", lines.join("\n")))?;
        }
        Ok(())
    }

    /// Which of cash and credit are as the company keeps them; none where both were given or none is kept.
    fn kept_means(&self, reader: &Reader, answer: &Answer, found: &InUse) -> Option<String> {
        let cash = found.cash.filter(|_| self.cash.is_none());
        let credit = found.credit.filter(|credit| self.credit.is_none() && *credit > 0.0);
        let parts: Vec<String> = [(cash, "cash"), (credit, "credit")]
            .into_iter()
            .filter_map(|(sum, what)| sum.map(|sum| format!("{} {what}", money_of(reader, answer, sum))))
            .collect();
        let dir = self.folder.dir();
        (!parts.is_empty()).then(|| {
            format!("Taken from what the company keeps in {}: {}.", dir.display(), parts.join(" and "))
        })
    }
}

/// Refuses a folder that holds files of other scenarios: who opens it would take them for those of this
/// answer. They may be somebody's own work, so that none is taken away.
fn refuse_others(dir: &Path, names: &[String]) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(()) };
    let found = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let is_toml =
        |name: &str| Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    let is_scenario = |name: &String| name.starts_with(SCENARIO) && is_toml(name);
    let mut others: Vec<String> = found.filter(|name| is_scenario(name) && !names.contains(name)).collect();
    if others.is_empty() {
        return Ok(());
    }
    others.sort_unstable();
    let more = others.len().saturating_sub(5);
    others.truncate(5);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Err(Failure::wrong_use(format!(
        "{} holds {}{more}, of no scenario in this answer: they would be taken for a part of it; move them away, \
         or choose another --out",
        dir.display(),
        others.join(", ")
    )))
}

/// The answer with what belongs to it, as the report shows it.
fn shown(answer: Answer, found: &InUse) -> Shown {
    let text = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    let scenarios = answer.scenarios.iter().map(|outcome| Named {
        name: outcome.name.clone(),
        way: outcome.way,
        kept: !found.proposed,
        known: Known::of(&outcome.parameters),
    });
    Shown {
        scenarios: scenarios.collect(),
        form: Form {
            cash: text(answer.cash),
            credit: text(Some(answer.credit)),
            draws: answer.draws.to_string(),
            seed: answer.seed.to_string(),
            horizon: answer.horizon_months.to_string(),
            ..Form::default()
        },
        missing: found.missing.clone(),
        left_out: found.other_money().map(|lack| format!("{}.", lack.words())).collect(),
        may_change: false,
        as_of: None,
        answer,
    }
}

/// A name as a file may have it.
fn slug(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    format!("{SCENARIO}{}", plain.trim_matches('-'))
}

fn screen(reader: &Reader, answer: &Answer, found: &InUse, kept_means: Option<&str>) -> String {
    let mut screen = Screen::of_terminal();
    screen.text.push('\n');
    for (n, sentence) in words::opening(reader, answer).iter().enumerate() {
        screen.paragraph(sentence, if n == 0 { "1" } else { "" });
        if n == 0 {
            for lack in found.other_money() {
                screen.paragraph(&format!("{}.", lack.words()), "");
            }
        }
    }
    if let Some(kept) = kept_means {
        screen.paragraph(kept, "2");
    }
    side_by_side(&mut screen, reader, answer);
    comparison(&mut screen, reader, answer);
    sources(&mut screen, answer);
    if !found.missing.is_empty() {
        screen.heading("Better known with", "");
        for lack in &found.missing {
            screen.item(lack, "");
        }
        screen.text.push('\n');
    }
    if found.proposed {
        screen.paragraph(
            "These scenarios were proposed from the company's own history. --out writes them as files to edit; \
             --scenario FILE looks at the edited ones.",
            "2",
        );
    }
    screen.text
}

fn money_of(reader: &Reader, answer: &Answer, x: f64) -> String {
    answer.currency.map_or_else(|| reader.number(x), |currency| reader.about(x, currency))
}

fn range_of(reader: &Reader, answer: &Answer, spread: &Spread) -> String {
    match answer.currency {
        Some(currency) => reader.range(spread.p10, spread.p90, currency),
        None => format!("{} to {}", reader.number(spread.p10), reader.number(spread.p90)),
    }
}

fn side_by_side(screen: &mut Screen, reader: &Reader, answer: &Answer) {
    let note = if answer.draws > 0 {
        let futures = if answer.draws == 1 { "future" } else { "futures" };
        format!(
            "{} {futures} over {} months; {}",
            reader.count(answer.draws.into()),
            answer.horizon_months,
            if answer.tells_shares() { "ranges hold 80 of 100" } else { "too few for ranges" }
        )
    } else {
        format!("expected months without chance, {} of them", answer.horizon_months)
    };
    screen.heading("Side by side", &note);
    // More than two do not fit beside each other on every terminal.
    for some in answer.scenarios.chunks(2) {
        figures(screen, reader, answer, some);
    }
    for outcome in &answer.scenarios {
        let said = words::verdict(reader, answer, outcome);
        let name = words::called(reader, &outcome.name);
        screen.paragraph(&format!("{name}: {}. {}", said.word, said.rule), "");
        for missing in &said.missing {
            screen.item(missing, "");
        }
        if !said.missing.is_empty() {
            screen.text.push('\n');
        }
    }
}

/// Every figure of some scenarios, side by side.
fn figures(screen: &mut Screen, reader: &Reader, answer: &Answer, some: &[Outcome]) {
    let mut rows = vec![vec![String::new()]];
    rows[0].extend(some.iter().map(|s| s.name.clone()));
    let mut row = |name: &str, cell: &dyn Fn(&Outcome) -> String| {
        let mut cells = vec![name.to_owned()];
        cells.extend(some.iter().map(cell));
        rows.push(cells);
    };
    let month = |month: Option<u32>| month.map_or_else(|| "none".to_owned(), |m| format!("month {m}"));
    let average = if answer.draws > 0 { ", on average" } else { ", as expected" };
    row(&format!("NPV{average}"), &|s| money_of(reader, answer, s.npv.mean));
    // Of few futures neither a share nor a range is told.
    let told = answer.tells_shares();
    if told {
        row("  range", &|s| range_of(reader, answer, &s.npv));
    }
    row(&format!("Peak funding{average}"), &|s| money_of(reader, answer, s.peak_funding.mean));
    if told {
        row("  range", &|s| range_of(reader, answer, &s.peak_funding));
    }
    row("Deepest point", &|s| month(s.trough_month));
    row("Pays back", &|s| match s.payback_month {
        Some(0) => "never below 0".to_owned(),
        other => month(other),
    });
    if told {
        let share =
            |x: Option<f64>| x.map_or_else(String::new, |p| format!("{} of futures", reader.percent(p)));
        row("  within the months", &|s| share(s.pays_back));
        if answer.cash.is_some() {
            row("Runs out", &|s| share(s.ruin_probability));
        }
        row("Reserve for 95 %", &|s| {
            s.reserve_95.map_or_else(String::new, |x| words::money_to_hold(reader, x, answer.currency))
        });
    }
    row("Customers at the end", &|s| {
        reader.count(s.series.last().map_or(0.0, |m| m.customers.mean).round().max(0.0) as u64)
    });
    row("Verdict", &|s| words::verdict(reader, answer, s).word);
    let mut align = vec![Left];
    align.extend(some.iter().map(|_| Right));
    screen.table(&rows, &align, true);
}

fn comparison(screen: &mut Screen, reader: &Reader, answer: &Answer) {
    let Some(found) = &answer.comparison else { return };
    if !found.tornado.is_empty() {
        screen.heading(
            "What it hangs on",
            &format!(
                "NPV of {} less that of {}, at the ends of each interval; as it stands {}",
                found.centric,
                found.focused,
                money_of(reader, answer, found.difference.mean)
            ),
        );
        let mut rows = vec![vec![
            "number".to_owned(),
            "low end".into(),
            "high end".into(),
            "turns it".into(),
            "source".into(),
        ]];
        rows.extend(found.tornado.iter().take(10).map(|lever| {
            vec![
                words::in_doubt(reader, &lever.name),
                money_of(reader, answer, lever.low),
                money_of(reader, answer, lever.high),
                if lever.flips { "yes".into() } else { String::new() },
                lever.source.name().to_owned(),
            ]
        }));
        screen.table(&rows, &[Left, Right, Right, Left, Left], true);
    }
    let lines: Vec<String> =
        found.break_evens.iter().map(|line| words::break_even(reader, answer, found, line)).collect();
    if !lines.is_empty() {
        screen.heading("Both pay the same", "");
        for line in lines {
            screen.item(&line, "");
        }
        screen.text.push('\n');
    }
}

fn sources(screen: &mut Screen, answer: &Answer) {
    screen.heading("Where the numbers are from", "");
    for outcome in &answer.scenarios {
        let Known { measured, estimated, assumed, guessed } = Known::of(&outcome.parameters);
        let mut line =
            format!("{}: {measured} measured, {estimated} estimated, {assumed} assumed", outcome.name);
        if guessed > 0 {
            line.push_str(&format!(", {guessed} guessed by the program"));
        }
        screen.item(&line, "");
    }
    screen.text.push('\n');
}
