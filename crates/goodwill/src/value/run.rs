//! One run of `goodwill value`: read, show the reading, value, show the answer, write the files.

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use history::{
    costs::{Costs, read_costs},
    import::{ImportError, OrderImport, ReadOptions, Reject, Source},
    table::{Overwrite, guarded},
};

use super::{
    ModelChoice, Settings, ValueError, chances, files, summary::summary, valuate, valuation::Valuation,
};
use crate::{
    commands::Failure,
    output::{Draft, Folder},
    report,
};

/// What one run is asked for.
pub struct Run {
    /// The order files.
    pub sources: Vec<Source>,
    /// How they are read.
    pub options: ReadOptions,
    /// Where the settled mapping is saved.
    pub save_mapping: Option<PathBuf>,
    /// What is valued, and how.
    pub settings: Settings,
    /// Acquisition spending.
    pub costs: Option<PathBuf>,
    /// The folder for the files.
    pub out: Option<PathBuf>,
    /// Whether files that are there may be replaced.
    pub overwrite: bool,
    /// JSON alone on standard output.
    pub json: bool,
    /// Seconds of each stage on standard error.
    pub timings: bool,
}

/// Seconds of each stage, for whoever asks.
pub struct Stages {
    shown: bool,
    begin: Instant,
    last: Instant,
    /// What a terminal sees meanwhile.
    pub progress: indicatif::ProgressBar,
}

impl Stages {
    /// Starts counting; a terminal sees what is going on.
    pub fn new(shown: bool) -> Self {
        let progress = if std::io::stderr().is_terminal() {
            indicatif::ProgressBar::new_spinner()
        } else {
            indicatif::ProgressBar::hidden()
        };
        progress.enable_steady_tick(std::time::Duration::from_millis(120));
        Self::with(shown, progress)
    }

    /// Nobody looks: work in the background.
    pub fn quiet() -> Self {
        Self::with(false, indicatif::ProgressBar::hidden())
    }

    fn with(shown: bool, progress: indicatif::ProgressBar) -> Self {
        Self { shown, begin: Instant::now(), last: Instant::now(), progress }
    }

    /// Says what begins now.
    pub fn begin(&self, what: impl Into<String>) {
        self.progress.set_message(what.into());
    }

    /// A stage is done.
    pub fn done(&mut self, stage: &str) {
        let seconds = self.last.elapsed().as_secs_f64();
        self.last = Instant::now();
        self.line(stage, seconds);
    }

    fn line(&self, stage: &str, seconds: f64) {
        if self.shown {
            remark!("timing {stage} {seconds:.6}");
        }
    }

    /// All stages are done.
    pub fn finish(&self) {
        self.progress.finish_and_clear();
        self.line("total", self.begin.elapsed().as_secs_f64());
    }
}

/// Does all of it.
///
/// # Errors
///
/// What failed, with its causes; a question the files leave open is wrong use.
pub fn run(run: &Run) -> Result<(), Failure> {
    let folder =
        run.out.as_ref().map(|dir| Folder::prepare(dir, &files::NAMES, run.overwrite)).transpose()?;
    let stages = Stages::new(run.timings);

    stages.begin("reading");
    let mut rejects = Rejects::new(folder.as_ref())?;
    let import =
        OrderImport::read(&run.sources, &run.options, &mut |reject| rejects.write(reject), &mut |progress| {
            stages.begin(format!("reading, {} rows", crate::words::count(progress.rows)));
        })
        .map_err(import_failure)?;
    stages.progress.suspend(|| say(run.json, &format!("{}\n{}", import.reading, import.counts)))?;
    if let Some(path) = &run.save_mapping {
        save_mapping(path, &import, run.overwrite)?;
    }
    finish_run(run, &import, None, folder.as_ref(), rejects, stages)
}

/// Values orders that are kept and not read from files; `costs` are those kept with them.
///
/// # Errors
///
/// As [`run`].
pub fn run_kept(run: &Run, import: &OrderImport, costs: Option<Costs>) -> Result<(), Failure> {
    let folder =
        run.out.as_ref().map(|dir| Folder::prepare(dir, &files::NAMES, run.overwrite)).transpose()?;
    let stages = Stages::new(run.timings);
    let rejects = Rejects::new(folder.as_ref())?;
    stages.progress.suspend(|| say(run.json, &format!("{}\n{}", import.reading, import.counts)))?;
    finish_run(run, import, costs, folder.as_ref(), rejects, stages)
}

fn finish_run(
    run: &Run,
    import: &OrderImport,
    kept: Option<Costs>,
    folder: Option<&Folder>,
    mut rejects: Rejects,
    mut stages: Stages,
) -> Result<(), Failure> {
    let currency = import.log.currency();
    let costs = run.costs.as_ref().map(|path| read_costs(path, currency)).transpose()?;
    if let Some(costs) = &costs {
        rejects.costs(run.costs.as_ref(), costs)?;
    }
    let costs = costs.or(kept);
    stages.done("read");

    let mut settings = run.settings.clone();
    if let ModelChoice::Chances(period) = settings.models {
        settings.as_of = Some(chances::looked_from(&import.log, &settings, period).map_err(value_failure)?);
    }
    let base = valuate::base_of(&import.log, &settings).map_err(value_failure)?;
    let valued = match settings.models {
        ModelChoice::Chances(period) => {
            chances::valuate(import, &base, costs.as_ref(), &settings, period, &mut stages)
        }
        ModelChoice::Auto | ModelChoice::Only(_) => {
            valuate::valuate(import, &base, costs.as_ref(), &settings, &mut stages)
        }
    };
    let valuate::Valued { valuation, customers, .. } = valued.map_err(value_failure)?;

    stages.begin("writing");
    let mut written = Vec::new();
    if let Some(folder) = folder {
        let overwrite = if folder.overwrite() { Overwrite::Replace } else { Overwrite::Refuse };
        written.push(folder.write("report.html", &report::page(&valuation))?);
        written.push(folder.write("picture.svg", &report::picture(&valuation))?);
        written.extend(files::write(folder, &valuation, &customers, overwrite)?);
    }
    written.extend(rejects.publish()?);
    stages.done("files");
    stages.finish();

    finish(run.json, &valuation, &written)
}

/// Shows the answer, and what was written.
pub fn finish(json: bool, valuation: &Valuation, written: &[PathBuf]) -> Result<(), Failure> {
    let shown = if json {
        serde_json::to_string_pretty(valuation)
            .map_err(|e| Failure::caused("the answer could not be written as JSON", &e))?
    } else {
        let (width, colour) = crate::screen::terminal();
        summary(valuation, width, colour).trim_end().to_owned()
    };
    print(&shown)?;
    if !written.is_empty() {
        let names: Vec<String> = written.iter().map(|p| format!("  {}", p.display())).collect();
        say(json, &format!("Written:\n{}", names.join("\n")))?;
    }
    Ok(())
}

/// Prints on standard output. A reader that has seen enough (`| head`) is no failure, a full disk is.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::caused("the answer could not be written to standard output", &e))
        }
        _ => Ok(()),
    }
}

/// What is said beside the answer: on standard error where the answer is JSON.
pub fn say(json: bool, text: &str) -> Result<(), Failure> {
    if json {
        remark!("{text}");
        return Ok(());
    }
    print(text)
}

fn import_failure(error: ImportError) -> Failure {
    match error {
        ImportError::Question(question) => Failure::wrong_use(question.to_string()),
        other => other.into(),
    }
}

/// What the settings cause is wrong use.
pub fn value_failure(error: ValueError) -> Failure {
    match error {
        ValueError::CalibrationOutside { .. }
        | ValueError::NobodyYet { .. }
        | ValueError::TooFewPeriods { .. }
        | ValueError::HorizonTooShort { .. } => Failure::wrong_use(error.to_string()),
        other => other.into(),
    }
}

fn save_mapping(path: &Path, import: &OrderImport, overwrite: bool) -> Result<(), Failure> {
    if path.exists() && !overwrite {
        return Err(Failure::wrong_use(format!("{} is already there; add --overwrite", path.display())));
    }
    let mut draft = Draft::new(path.to_owned())?;
    draft
        .write_all(import.mapping.to_toml().as_bytes())
        .map_err(|e| Failure::caused(format!("{} could not be written", path.display()), &e))?;
    draft.publish().map(drop)
}

/// Rejected rows on their way into `rejects.csv`, as they come.
pub struct Rejects {
    out: Option<Draft>,
}

const HEADER: &str = "file,line,field,column,reason,detail,text\n";

impl Rejects {
    /// Opens the file where a folder was asked for.
    pub fn new(folder: Option<&Folder>) -> Result<Self, Failure> {
        let Some(folder) = folder else { return Ok(Self { out: None }) };
        let mut out = Draft::new(folder.file("rejects.csv"))?;
        out.write_all(HEADER.as_bytes())
            .map_err(|e| Failure::caused("rejects.csv could not be written", &e))?;
        Ok(Self { out: Some(out) })
    }

    /// Opens this file, where one was asked for.
    pub fn at(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self { out: None }) };
        let mut out = Draft::new(path.to_owned())?;
        out.write_all(HEADER.as_bytes())
            .map_err(|e| Failure::caused(format!("{} could not be written", path.display()), &e))?;
        Ok(Self { out: Some(out) })
    }

    /// One rejected row.
    pub fn write(&mut self, reject: &Reject) -> std::io::Result<()> {
        let field = reject.field.as_ref().map_or(String::new(), ToString::to_string);
        let column = reject.column.clone().unwrap_or_default();
        self.row(
            &reject.file,
            reject.line,
            [&field, &column, reject.reason.code(), &reject.detail, &reject.text],
        )
    }

    /// One row, every text guarded against formulas.
    pub fn row(&mut self, file: &str, line: u64, rest: [&str; 5]) -> std::io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        write!(out, "{},{line}", quoted(file))?;
        for text in rest {
            write!(out, ",{}", quoted(text))?;
        }
        writeln!(out)
    }

    fn costs(&mut self, path: Option<&PathBuf>, costs: &Costs) -> Result<(), Failure> {
        let file = path.map_or(String::new(), |p| p.display().to_string());
        for r in &costs.rejects {
            remark!("goodwill: {file}, line {}, {}: {}; the row is left out", r.line, r.field, r.reason);
            self.row(&file, r.line, [&r.field, &r.field, "bad_cost_row", &r.reason, &r.text])?;
        }
        Ok(())
    }

    /// Moves the file to its place.
    pub fn publish(self) -> Result<Option<PathBuf>, Failure> {
        self.out.map(Draft::publish).transpose()
    }
}

/// A CSV cell: guarded, and quoted where it must be (RFC 4180).
fn quoted(text: &str) -> String {
    let text = guarded(text);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}
