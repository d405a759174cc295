//! Keeping the book of business up to date while facts arrive.
//!
//! The manifest's generation says whether anything has changed; what the book was made of says what.
//! Whoever changes the folder – this server, or a command beside it – need not know of the book.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::{Desk, compaction::causes, stopped};
use crate::folder::{
    FolderError,
    book::{Haste, Made, Newer, make, newer},
};

/// How often it is looked whether values have changed.
const LOOK: Duration = Duration::from_secs(3);
/// How often all is looked at: who is new, and what has become known of others.
const ALL: Duration = Duration::from_mins(10);
/// After a failure, how long before it is tried again.
const PAUSE: Duration = Duration::from_secs(15);

/// Works until told to stop.
pub(crate) async fn run(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    let mut made: Option<Made> = None;
    let mut all_at = Instant::now();
    loop {
        let haste = if made.is_none() || Instant::now() >= all_at { Haste::All } else { Haste::Values };
        if haste == Haste::All {
            all_at = Instant::now() + ALL;
        }
        let (shared, before) = (Arc::clone(&desk), made.take());
        let mut pause = LOOK;
        match tokio::task::spawn_blocking(move || keep(&shared, before, haste)).await {
            Ok(Ok(done)) => made = Some(done),
            Ok(Err(error)) => {
                pause = PAUSE;
                remark!(
                    "goodwill: the book of customers could not be brought up to date: {}",
                    causes(&error)
                );
            }
            Err(error) => {
                pause = PAUSE;
                remark!("goodwill: the book of customers could not be brought up to date: {error}");
            }
        }
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = desk.shelf.asked() => all_at = Instant::now(),
            () = sleep(pause) => {}
        }
    }
}

/// One look; the book stays as it is where nothing has changed.
fn keep(desk: &Desk, before: Option<Made>, haste: Haste) -> Result<Made, FolderError> {
    if let (Some(mut made), Some(book)) = (before, desk.shelf.book()) {
        if let Some(book) = newer(&desk.folder, &book, &mut made, haste)? {
            desk.shelf.put(book);
        }
        return Ok(made);
    }
    let Newer { book, made } = make(&desk.folder)?;
    desk.shelf.put(book);
    Ok(made)
}
