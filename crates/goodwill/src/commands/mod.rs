//! The commands: one file each. A command reads, calls and shows; it holds no rule.

mod demo;
mod failure;
mod sample;
mod sql;
mod value;

pub(crate) use failure::Failure;

use clap::{Parser, Subcommand};

/// What every customer relationship of a company is worth, what to do next, and whether it worked.
#[derive(Debug, Parser)]
#[command(name = "goodwill", version, about, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Values the customers in one or more order files.
    Value(Box<value::ValueArgs>),
    /// Asks order files in SQL, with the models as functions.
    Sql(sql::SqlArgs),
    /// Makes up a company whose truth is known.
    Sample(sample::SampleArgs),
    /// Makes the sample company, values it and writes the report.
    Demo(demo::DemoArgs),
}

impl Cli {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Value(args) => args.run(),
            Command::Sql(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Demo(args) => args.run(),
        }
    }
}
