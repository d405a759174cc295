//! `goodwill strategy balance`: what to spend on winning, keeping and winning back customers.

use std::path::PathBuf;

use clap::Args;
use pages::{
    Reader,
    strategy::balance::{UNIT, budget_sentences, sentences, way},
};
use plan::balance::{Balance, Estimate, Stated, read, weigh};

use super::{
    super::{Failure, folder_failure},
    answer::money,
    scenarios::ScenarioArgs,
};
use crate::{
    folder::{
        Access, Folder, FolderArgs, now,
        strategy::balance::{balance_evidence, months_of},
    },
    screen::{Left, Right, Screen},
    value::run::print,
};

/// Shows what to spend on winning, keeping and winning back.
///
/// Winning: the months of acquisition spending against first orders, where spending varied enough.
/// Keeping and winning back: what somebody states in a file, with `[retention]` and `[reactivation]`, each with
/// spend, rate, ceiling and unaided; without it a guess that decides nothing. All three are priced in the
/// same unit, lifetime value per unit of money.
///
/// Example: goodwill strategy balance --budget 20000
#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    /// A budget a month to spread over the three, more than 0
    #[arg(long, value_name = "AMOUNT", value_parser = budget)]
    budget: Option<f64>,
    /// A file with what somebody takes spending to reach
    #[arg(long, value_name = "FILE")]
    stated: Option<PathBuf>,
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

fn budget(text: &str) -> Result<f64, String> {
    let amount = money(text)?;
    if amount > 0.0 { Ok(amount) } else { Err("a budget of 0 buys nothing: say more than 0".to_owned()) }
}

impl BalanceArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let stated = match &self.stated {
            None => Stated::default(),
            Some(path) => super::small_file::read("judgement", path, read)?,
        };
        let found = self.scenarios.read(&self.folder)?;
        if let Some(cannot) = &found.cannot {
            return Err(Failure::wrong_use(cannot.to_string()));
        }
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let evidence = balance_evidence(&folder, found.scenarios.first()).map_err(folder_failure)?;
        let evidence = evidence.map_err(|missing| {
            let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
            Failure::wrong_use(missing.join("; "))
        })?;
        let balance = weigh(&evidence, &stated, self.budget, self.seed)?;
        if self.json {
            return print(&serde_json::to_string_pretty(&balance)?);
        }
        let reader = Reader { currency: balance.currency, ..Reader::nobody("", now()) };
        let months = months_of(&evidence).map_or_else(String::new, |(a, b)| format!("months {a} to {b}"));
        print(screen(&reader, &balance, &months).trim_end())
    }
}

fn screen(reader: &Reader, b: &Balance, months: &str) -> String {
    let mut screen = Screen::of_terminal();
    let about = |x: f64| b.currency.map_or_else(|| reader.number(x), |currency| reader.about(x, currency));
    let range = |e: &Estimate| match b.currency {
        Some(currency) => reader.range(e.low, e.high, currency),
        None => format!("{} to {}", reader.number(e.low), reader.number(e.high)),
    };
    screen.text.push('\n');
    for (n, sentence) in sentences(reader, b).iter().enumerate() {
        screen.paragraph(sentence, if n == 0 { "1" } else { "" });
    }
    if b.ways.is_empty() {
        return screen.text;
    }
    screen.heading("Side by side", &format!("{months}; ranges hold 80 of 100"));
    let mut rows = vec![vec![String::new()]];
    rows[0].extend(b.ways.iter().map(|one| way(reader, one.purpose)));
    let mut row = |name: String, cell: &dyn Fn(&plan::balance::WayToSpend) -> String| {
        let mut cells = vec![name];
        cells.extend(b.ways.iter().map(cell));
        rows.push(cells);
    };
    row(format!("the next {} bring", about(UNIT)), &|one| about(one.brings.expected * UNIT));
    row("  range".to_owned(), &|one| range(&one.brings.scaled(UNIT)));
    row("spent a month".to_owned(), &|one| about(one.spend_now));
    row("reached a month".to_owned(), &|one| reader.number(one.reached_now));
    row("one more costs".to_owned(), &|one| {
        one.marginal_cost.map_or_else(|| "nobody more".to_owned(), |cost| about(cost.expected))
    });
    row("one is worth".to_owned(), &|one| about(one.value_of_one.expected));
    row("best spent a month".to_owned(), &|one| about(one.optimum.expected));
    row("  range".to_owned(), &|one| range(&one.optimum));
    row("known from".to_owned(), &|one| {
        if one.guess { "a guess".to_owned() } else { one.source.name().to_owned() }
    });
    let align: Vec<_> = std::iter::once(Left).chain(b.ways.iter().map(|_| Right)).collect();
    screen.table(&rows, &align, true);
    for one in &b.ways {
        if let Some(why) = &one.cannot_fit {
            screen.item(&format!("{}: {why}", way(reader, one.purpose)), "2");
        }
    }
    screen.text.push('\n');
    if let Some(found) = &b.budget {
        screen.heading(
            &format!("A budget of {} a month", about(found.amount)),
            "the last unit brings the same everywhere",
        );
        let mut rows = vec![["", "today", "of the budget", "range"].map(str::to_owned).to_vec()];
        rows.extend(found.shares.iter().map(|share| {
            vec![
                way(reader, share.purpose),
                about(share.now),
                about(share.spend.expected),
                range(&share.spend),
            ]
        }));
        screen.table(&rows, &[Left, Right, Right, Right], true);
        for said in budget_sentences(reader, b, found) {
            screen.paragraph(&said, "");
        }
    }
    screen.text
}
