//! The commands: one file each. A command reads, calls and shows; it holds no rule.

mod audit;
mod backup;
mod check;
mod compact;
mod demo;
mod doctor;
mod events;
mod export;
mod failure;
mod fit;
mod import;
mod key;
mod links;
mod people;
mod quarantine;
mod restore;
mod sample;
mod serve;
mod sql;
mod strategy;
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
    /// Which way to run the company: customer-focused or customer-centric, with a cash test.
    Strategy(Box<strategy::StrategyArgs>),
    /// Asks the data folder and named files in SQL, with the models as functions.
    Sql(sql::SqlArgs),
    /// Takes facts from files into the data folder; lists and undoes past imports.
    Import(Box<import::ImportArgs>),
    /// Verifies everything that must hold in the data folder.
    Check(check::CheckArgs),
    /// Explains the installation and what to do next.
    Doctor(doctor::DoctorArgs),
    /// Writes the data folder into one file, also while a server runs.
    Backup(backup::BackupArgs),
    /// Makes a data folder from a backup.
    Restore(restore::RestoreArgs),
    /// Writes facts of the data folder as files.
    Export(export::ExportArgs),
    /// Fits the models to the data folder and keeps every customer's value.
    Fit(Box<fit::FitArgs>),
    /// Moves events that wait in the inbox into history now.
    Compact(compact::CompactArgs),
    /// Makes up a company whose truth is known.
    Sample(sample::SampleArgs),
    /// Makes the sample company, values it and writes the report.
    Demo(demo::DemoArgs),
    /// Takes events of running systems in.
    Serve(serve::ServeArgs),
    /// Makes, lists and revokes the keys with which systems send events.
    Key(key::KeyArgs),
    /// Shows which ids are one person and why, and takes apart what was joined wrongly.
    Links(links::LinksArgs),
    /// Shows, repairs and discards what was sent and could not be understood.
    Quarantine(quarantine::QuarantineArgs),
    /// Shows and changes what of each event goes to history.
    Events(events::EventsArgs),
    /// Lists, invites and removes people, and changes what they may do.
    People(people::PeopleArgs),
    /// Shows who did what, and proves that nothing was taken out of that log.
    Audit(audit::AuditArgs),
}

impl Cli {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Value(args) => args.run(),
            Command::Strategy(args) => args.run(),
            Command::Sql(args) => args.run(),
            Command::Import(args) => args.run(),
            Command::Check(args) => args.run(),
            Command::Doctor(args) => args.run(),
            Command::Backup(args) => args.run(),
            Command::Restore(args) => args.run(),
            Command::Export(args) => args.run(),
            Command::Fit(args) => args.run(),
            Command::Compact(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Demo(args) => args.run(),
            Command::Serve(args) => args.run(),
            Command::Key(args) => args.run(),
            Command::Links(args) => args.run(),
            Command::Quarantine(args) => args.run(),
            Command::Events(args) => args.run(),
            Command::People(args) => args.run(),
            Command::Audit(args) => args.run(),
        }
    }
}

/// A question a file leaves open, and a question in SQL that is none, are wrong use.
pub(crate) fn folder_failure(error: crate::folder::FolderError) -> Failure {
    use crate::folder::FolderError;
    use history::{ask::AskError, import::ImportError};
    match error {
        FolderError::Import(ImportError::Question(question)) => Failure::wrong_use(question.to_string()),
        FolderError::Ask(e @ (AskError::Refused(_) | AskError::TableName(_) | AskError::TwiceNamed(_))) => {
            Failure::wrong_use(e.to_string())
        }
        other => other.into(),
    }
}
