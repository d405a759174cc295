//! Work on uploads beside the requests: it goes on when the browser is closed, and imports take
//! turns.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use records::Actor;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use super::super::{Problem, Web};
use crate::{
    folder::{
        FolderError, now,
        uploads::{State, Step, Upload, Uploads, check, look, take},
    },
    serve::health::Condition,
};

/// Uploads that are worked on or wait at one time.
const MOST: usize = 20;

/// First looks at one time.
const LOOKS: usize = 2;

/// Uploads that come in at one time.
const RECEIVING: usize = 8;

/// What is done with an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    /// Its columns are recognised.
    Look,
    /// It is read, and nothing is written.
    Check,
    /// It is imported.
    Import,
}

impl What {
    /// The state of an upload meanwhile.
    const fn state(self) -> State {
        match self {
            Self::Look => State::Looking,
            Self::Check => State::Checking,
            Self::Import => State::Importing,
        }
    }
}

/// Work that is under way, or waits for its turn.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) what: What,
    pub(super) step: Arc<Step>,
    waits: AtomicBool,
}

impl Running {
    /// Whether other work is done first.
    pub(super) fn waits(&self) -> bool {
        self.waits.load(Ordering::Relaxed)
    }

    /// How far it is, 0 to 1; none while it waits. Columns are recognised in a first pass.
    pub(super) fn share(&self) -> Option<f64> {
        const FIRST: f64 = 0.35;
        let share = self.step.share().clamp(0.0, 1.0);
        (!self.waits()).then(|| match self.what {
            What::Look => share,
            _ if self.step.takes_rows() => FIRST + (1.0 - FIRST) * share,
            _ => FIRST * share,
        })
    }
}

/// Work that is under way.
pub(crate) struct Work {
    running: Mutex<HashMap<String, Arc<Running>>>,
    looks: Semaphore,
    imports: Semaphore,
    pub(super) receiving: Semaphore,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            running: Mutex::default(),
            looks: Semaphore::new(LOOKS),
            imports: Semaphore::new(1),
            receiving: Semaphore::new(RECEIVING),
        }
    }
}

impl Work {
    /// The work on an upload, where there is any.
    pub(super) fn on(&self, id: &str) -> Option<Arc<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn enter(&self, id: &str, running: Arc<Running>) -> Result<(), Problem> {
        let mut all = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if all.contains_key(id) {
            return Err(Problem::conflict("these files are being worked on: wait, or stop it first"));
        }
        if all.len() >= MOST {
            return Err(Problem::later("many files are being worked on: try again when some are done"));
        }
        all.insert(id.to_owned(), running);
        Ok(())
    }

    fn leave(&self, id: &str) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

/// Leaves the list however the work ends.
struct Going {
    web: Arc<Web>,
    id: String,
}

impl Drop for Going {
    fn drop(&mut self) {
        self.web.uploads.leave(&self.id);
    }
}

/// An upload, and the work on it where there is any.
pub(super) type Seen = (Upload, Option<Arc<Running>>);

/// An upload as it is now, with the work on it; work of a server that has ended is said to have
/// broken off.
///
/// # Errors
///
/// If what is known of it cannot be read.
pub(super) fn seen(web: &Web, id: &str) -> Result<Option<Seen>, FolderError> {
    let uploads = Uploads::of(&web.desk.folder);
    // Work enters the list before it is written down and leaves it after, so a second look decides.
    for _ in 0..2 {
        let Some(upload) = uploads.find(id)? else { return Ok(None) };
        if !upload.state.is_running() {
            return Ok(Some((upload, None)));
        }
        if let Some(running) = web.uploads.on(id) {
            return Ok(Some((upload, Some(running))));
        }
    }
    let Some(mut upload) = uploads.find(id)? else { return Ok(None) };
    if upload.state.is_running() {
        upload.state = State::BrokenOff;
    }
    Ok(Some((upload, None)))
}

/// Begins work on an upload. It keeps a thread for a moment.
///
/// # Errors
///
/// If it is being worked on, or too many are, or its state cannot be written.
pub(super) fn begin(web: &Arc<Web>, mut upload: Upload, what: What, by: Actor) -> Result<Upload, Problem> {
    let step = Step::new(&upload);
    let running = Arc::new(Running { what, step, waits: AtomicBool::new(true) });
    web.uploads.enter(&upload.id, Arc::clone(&running))?;
    let going = Going { web: Arc::clone(web), id: upload.id.clone() };
    upload.state = what.state();
    Uploads::of(&web.desk.folder).keep(&upload)?;
    tokio::spawn(work(going, upload.clone(), running, by));
    Ok(upload)
}

async fn work(going: Going, upload: Upload, running: Arc<Running>, by: Actor) {
    let web = Arc::clone(&going.web);
    let places = if running.what == What::Look { &web.uploads.looks } else { &web.uploads.imports };
    let Ok(_place) = places.acquire().await else { return };
    running.waits.store(false, Ordering::Relaxed);
    let (shared, step, what) = (Arc::clone(&web), Arc::clone(&running.step), running.what);
    let (begun, before) = (Instant::now(), upload.clone());
    let working = tokio::task::spawn_blocking(move || done(&shared, upload, what, &step, &by, begun));
    let state = tokio::select! {
        state = working => state,
        // The work ends at its next byte, and what it leaves says that it broke off.
        () = ending(&web) => return running.step.stop(),
    };
    match state {
        Ok(Ok(imported)) => {
            if imported {
                web.desk.shelf.remake();
                first_values(&web).await;
            }
        }
        // A panic, or a full disk: what can be said is said.
        Ok(Err(_)) | Err(_) => {
            if let Ok(Err(error)) = &state {
                remark!("goodwill: what became of an upload could not be written down: {error}");
            }
            let mut upload = before;
            upload.state =
                State::Failed { why: "the work broke off; the server's messages say why".to_owned() };
            // Where that fails too, the page says that it broke off.
            Uploads::of(&web.desk.folder).keep(&upload).ok();
        }
    }
    drop(going);
}

/// Does the work and writes down what became of it; gives whether anything was imported.
fn done(
    web: &Web,
    mut upload: Upload,
    what: What,
    step: &Step,
    by: &Actor,
    begun: Instant,
) -> Result<bool, FolderError> {
    let folder = web.desk.folder.by(by.clone());
    upload.state = match what {
        _ if step.is_stopped() => State::Stopped,
        What::Look => look(&folder, &mut upload, step),
        What::Check => check(&folder, &upload, now(), step),
        What::Import => take(&folder, &upload, now(), step),
    };
    if let State::Checked { report } | State::Imported { report } = &mut upload.state {
        report.milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    }
    // The server ends: the work was stopped by nobody.
    if matches!(upload.state, State::Stopped) && web.desk.health.now() == Condition::Stopping {
        return Ok(false);
    }
    Uploads::of(&folder).keep(&upload)?;
    Ok(matches!(&upload.state, State::Imported { report } if report.import.is_some()))
}

/// Values are made of the first orders at once; later ones are followed by the server's own round.
async fn first_values(web: &Arc<Web>) {
    if matches!(web.desk.folder.records().latest_fit().await, Ok(None)) {
        web.at_hand.value_anew(Arc::clone(&web.desk));
    }
}

/// Waits until the server begins to stop.
async fn ending(web: &Web) {
    while web.desk.health.now() != Condition::Stopping {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Waits a moment for the work on an upload: most files are done before somebody could read that
/// they are being looked at.
pub(super) async fn soon(web: &Web, id: &str) {
    for _ in 0..30 {
        if web.uploads.on(id).is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
