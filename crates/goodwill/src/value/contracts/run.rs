//! One run of `goodwill value --contracts`: read, show the reading, value, show, write.

use std::path::PathBuf;

use facts::{Currency, Day};
use history::{
    contracts::{ReadContracts, read_contracts},
    table::Overwrite,
};

use super::{Terms, valuate};
use crate::{
    commands::Failure,
    output::Folder,
    value::{
        files,
        period::Period,
        run::{Rejects, Stages, finish, say, value_failure},
        settings::Settings,
    },
};

/// Where the contracts are from.
pub enum From {
    /// A file of contracts or of survivors.
    File(PathBuf),
    /// The data folder of this name, which keeps these.
    Folder(String, ReadContracts),
}

/// What one run is asked for.
pub struct ContractsRun {
    /// The contracts.
    pub from: From,
    /// Length of one period.
    pub period: Period,
    /// What a contract brings each period, whole units.
    pub price: Option<f64>,
    /// The currency of the price; none is named where it is not given.
    pub currency: Option<Currency>,
    /// Today, for a file that names no day.
    pub today: Day,
    /// What is valued, and how.
    pub settings: Settings,
    /// The folder for the files.
    pub out: Option<PathBuf>,
    /// Whether files that are there may be replaced.
    pub overwrite: bool,
    /// JSON alone on standard output.
    pub json: bool,
    /// Seconds of each stage on standard error.
    pub timings: bool,
}

/// Does all of it.
///
/// # Errors
///
/// What failed, with its causes.
pub fn run(run: ContractsRun) -> Result<(), Failure> {
    let folder =
        run.out.as_ref().map(|dir| Folder::prepare(dir, &files::NAMES, run.overwrite)).transpose()?;
    let mut stages = Stages::new(run.timings);
    stages.begin("reading");
    let (file, read) = match run.from {
        From::File(file) => (file.display().to_string(), read_contracts(&file)?),
        From::Folder(name, read) => (name, read),
    };
    let mut rejects = Rejects::new(folder.as_ref())?;
    for r in &read.rejects {
        rejects
            .row(&file, r.line, [&r.field, &r.field, r.code, &r.reason, &r.text])
            .map_err(|e| Failure::caused("rejects.csv could not be written", &e))?;
    }
    stages.done("read");
    let nothing = Currency::from_code("XXX")?;
    let terms = Terms {
        period: run.period,
        price: run.price,
        currency: run.currency.unwrap_or(nothing),
        today: run.today,
    };
    let valued = valuate(&file, &read, &terms, &run.settings, &mut stages).map_err(value_failure)?;
    let said = valued.valuation.reading["said"].as_str().unwrap_or_default().to_owned();
    stages.progress.suspend(|| {
        let said = say(run.json, &said);
        for r in &read.rejects {
            let line = if r.line == 0 { String::new() } else { format!(", line {}", r.line) };
            remark!("goodwill: {file}{line}, {}: {}; the row is left out", r.field, r.reason);
        }
        said
    })?;
    let mut written = Vec::new();
    if let Some(folder) = &folder {
        let overwrite = if folder.overwrite() { Overwrite::Replace } else { Overwrite::Refuse };
        written.push(folder.write("report.html", &crate::report::page(&valued.valuation))?);
        written.extend(files::write_columns(
            folder,
            &valued.valuation,
            valued.columns().as_deref(),
            overwrite,
        )?);
    }
    written.extend(rejects.publish()?);
    stages.done("files");
    stages.finish();
    finish(run.json, &valued.valuation, &written)
}
