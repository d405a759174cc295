//! `goodwill strategy`: which way to run the company.

mod actual;
mod answer;
mod balance;
mod prices;
mod scenarios;
mod small_file;
mod spectrum;
mod suite;
mod what_if;

use clap::{Args, Subcommand};

use super::Failure;

/// Which way to run the company: customer-focused or customer-centric, with a cash test.
///
/// Two scenarios are laid side by side and lived through ten thousand times on the same futures: the
/// company as it runs, and as it could run with more spent on winning customers, preventing complaints
/// and a wider suite. They are proposed from the history in the data folder, each number with its
/// interval and where it is known from, or read from files.
///
/// Example: goodwill strategy --cash 500000 --credit 200000
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct StrategyArgs {
    #[command(subcommand)]
    part: Option<Part>,

    #[command(flatten)]
    answer: answer::AnswerArgs,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Shows the width of the suite, and the guard on its core.
    Suite(suite::SuiteArgs),
    /// Works out a price path over the stages of a relation.
    Prices(prices::PricesArgs),
    /// Shows what to spend on winning, keeping and winning back.
    Balance(balance::BalanceArgs),
    /// Shows where between the two ways the company stands, by ten signs.
    Spectrum(spectrum::SpectrumArgs),
    /// Works out what a change of a scenario is worth.
    WhatIf(what_if::WhatIfArgs),
    /// Lays a scenario against what happened since it began.
    Actual(actual::ActualArgs),
}

impl StrategyArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.part {
            Some(Part::Suite(args)) => args.run(),
            Some(Part::Prices(args)) => args.run(),
            Some(Part::Balance(args)) => args.run(),
            Some(Part::Spectrum(args)) => args.run(),
            Some(Part::WhatIf(args)) => args.run(),
            Some(Part::Actual(args)) => args.run(),
            None => self.answer.run(),
        }
    }
}
