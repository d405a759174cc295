//! Work the first screen starts: the sample company, and a fit. One at a time, beside the requests.

use std::sync::{Arc, Mutex, PoisonError};

use pages::today::Sample;
use records::Actor;

use super::super::{Problem, Web};
use crate::folder::{FolderError, demo, now, values};

/// What is under way, or how the last of it ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Job {
    #[default]
    Idle,
    /// The sample company: the step, as a text key, and its number of how many.
    Sampling(&'static str, u64, u64),
    SampleFailed(String),
    Fitting,
    FitFailed(String),
}

impl Job {
    const fn is_running(&self) -> bool {
        matches!(self, Self::Sampling(..) | Self::Fitting)
    }

    /// How far the sample company is.
    pub(super) fn sample(&self) -> Sample {
        match self {
            Self::Sampling(step, now, of) => Sample::Making(step, *now, *of),
            Self::SampleFailed(why) => Sample::Failed(why.clone()),
            _ => Sample::NotAsked,
        }
    }
}

/// The job, and what the first screen remembers between two looks.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    job: Mutex<Job>,
    pub(super) remembered: super::alarms::Remembered,
}

impl Jobs {
    pub(super) fn now(&self) -> Job {
        self.job.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is(&self, job: Job) {
        *self.job.lock().unwrap_or_else(PoisonError::into_inner) = job;
    }

    /// Begins a job where none is under way.
    fn begin(&self, job: Job) -> Result<(), Problem> {
        let mut now = self.job.lock().unwrap_or_else(PoisonError::into_inner);
        if now.is_running() {
            return Err(Problem::conflict("something of the kind is under way already: wait for it to end"));
        }
        *now = job;
        Ok(())
    }
}

/// Ends a job however it ends, also by a panic: a job that has gone must not look as if it ran.
struct Ending<'a> {
    web: &'a Web,
    end: Option<Job>,
    broken: fn(String) -> Job,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let broken = || (self.broken)("the work broke off; see the server's messages".to_owned());
        let end = self.end.take().unwrap_or_else(broken);
        // Either ends with a full fit.
        self.web.desk.metrics.fitted(end == Job::Idle);
        self.web.today.is(end);
    }
}

/// Starts to make the sample company.
///
/// # Errors
///
/// If something of the kind is under way.
pub(super) fn sample(web: &Arc<Web>, by: &Actor) -> Result<(), Problem> {
    web.today.begin(Job::Sampling("today-step-writing", 0, 1))?;
    noted(web, by, "sample.made");
    let web = Arc::clone(web);
    tokio::task::spawn_blocking(move || {
        let mut ending = Ending { web: &web, end: None, broken: Job::SampleFailed };
        let done = demo::sample_into(&web.desk.folder, now(), &mut |step| {
            web.today.is(match step {
                demo::Step::Writing => Job::Sampling("today-step-writing", 0, STEPS),
                demo::Step::Importing(file) => Job::Sampling("today-step-importing", 1 + file as u64, STEPS),
                demo::Step::Fitting => Job::Sampling("today-step-fitting", STEPS - 1, STEPS),
            });
        });
        ending.end = Some(match done {
            Ok(()) => Job::Idle,
            Err(error) => {
                remark!("goodwill: the sample company could not be made: {}", chain(&error));
                Job::SampleFailed(error.to_string())
            }
        });
    });
    Ok(())
}

/// Writing, each file, and the fit.
const STEPS: u64 = demo::FILES_COUNT as u64 + 2;

/// Starts a full fit.
///
/// # Errors
///
/// If something of the kind is under way.
pub(super) fn fit(web: &Arc<Web>, by: &Actor) -> Result<(), Problem> {
    web.today.begin(Job::Fitting)?;
    noted(web, by, "values.fitted");
    let web = Arc::clone(web);
    tokio::task::spawn_blocking(move || {
        let mut ending = Ending { web: &web, end: None, broken: Job::FitFailed };
        ending.end = Some(match values::refit(&web.desk.folder, now()) {
            Ok(_) => Job::Idle,
            Err(error) => {
                remark!("goodwill: values could not be computed: {}", chain(&error));
                Job::FitFailed(error.to_string())
            }
        });
    });
    Ok(())
}

/// Into the audit log, beside the work.
fn noted(web: &Arc<Web>, by: &Actor, action: &'static str) {
    let (web, actor) = (Arc::clone(web), by.clone());
    tokio::spawn(async move {
        let records = web.desk.folder.records();
        if let Err(error) = records.audit(&actor, action, "", serde_json::json!({}), now()).await {
            remark!("goodwill: the audit log could not be written: {error}");
        }
    });
}

/// An error with its causes.
fn chain(error: &FolderError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
