//! Goodwill: what every customer relationship is worth, and how far to trust it.

#[macro_use]
mod output;

mod commands;
mod csv;
mod folder;
mod report;
mod screen;
mod serve;
mod strategy;
mod value;

use std::process::ExitCode;

use pages::{chart, words};

use clap::Parser;

fn main() -> ExitCode {
    let cli = match commands::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no failure; a wrong flag is wrong use: 2.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            remark!("{failure}");
            failure.exit_code()
        }
    }
}
