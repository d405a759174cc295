//! Values while facts arrive: refreshed for the customers touched, fitted anew on a schedule.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep},
};

use super::{Desk, compaction::causes, stopped};
use crate::folder::{FolderError, now, values};

/// However steadily facts arrive, values are refreshed this often.
const LATEST: Duration = Duration::from_mins(5);

/// Customers about whom there is something new.
#[derive(Clone, Default)]
pub(crate) struct Touched(Arc<Shared>);

#[derive(Default)]
struct Shared {
    customers: Mutex<HashSet<i64>>,
    /// What was looked at already; held while somebody looks, so that nothing is looked at twice.
    seen: tokio::sync::Mutex<values::Seen>,
    more: Notify,
}

impl Touched {
    /// Looks for what came since the last look.
    pub(crate) async fn look(&self, desk: &Arc<Desk>) {
        let mut seen = self.0.seen.lock().await;
        let since = *seen;
        let Some((customers, now)) =
            on_the_side(desk, move |desk| values::touched_since(&desk.folder, since)).await
        else {
            return;
        };
        *seen = now;
        if !customers.is_empty() {
            self.0.customers.lock().unwrap_or_else(PoisonError::into_inner).extend(customers);
            self.0.more.notify_one();
        }
    }

    fn take(&self) -> HashSet<i64> {
        std::mem::take(&mut self.0.customers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Works until told to stop.
pub(crate) async fn run(desk: Arc<Desk>, touched: Touched, mut stop: watch::Receiver<bool>) {
    let mut refit_at = next_refit(&desk).await;
    let mut stop_settling = stop.clone();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = sleep(desk.settings.refresh_after) => touched.look(&desk).await,
            () = touched.0.more.notified() => {
                if settle(&desk, &touched, &mut stop_settling).await {
                    return;
                }
                let customers = touched.take();
                let done = on_the_side(&desk, move |desk| values::keep_up(&desk.folder, &customers, now())).await;
                desk.metrics.refreshed(done.is_some());
            }
            () = due(refit_at) => {
                let done = on_the_side(&desk, |desk| values::refit_if_any(&desk.folder, now())).await;
                desk.metrics.fitted(done.is_some());
                refit_at = desk.settings.refit_every.map(|every| Instant::now() + every);
            }
        }
    }
}

/// Waits until nothing new has come for a while; gives whether to stop.
async fn settle(desk: &Arc<Desk>, touched: &Touched, stop: &mut watch::Receiver<bool>) -> bool {
    let latest = Instant::now() + LATEST;
    let quiet_from_now = || (Instant::now() + desk.settings.refresh_after).min(latest);
    let mut quiet = quiet_from_now();
    loop {
        tokio::select! {
            () = stopped(stop) => return true,
            () = tokio::time::sleep_until(quiet) => return false,
            () = touched.0.more.notified() => quiet = quiet_from_now(),
            () = sleep(desk.settings.refresh_after / 2) => touched.look(desk).await,
        }
    }
}

/// The next full fit: a period after the last one that is kept, whenever this server started.
async fn next_refit(desk: &Desk) -> Option<Instant> {
    let every = desk.settings.refit_every?;
    let last = desk.folder.records().latest_fit().await.ok().flatten().map(|fit| fit.fitted_at);
    let since = last.map_or(Duration::ZERO, |at| {
        Duration::from_micros(u64::try_from(now().saturating_sub(at)).unwrap_or(0))
    });
    Some(Instant::now() + every.saturating_sub(since))
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep(at.saturating_duration_since(Instant::now())).await,
        None => std::future::pending().await,
    }
}

/// Computes beside the requests; a failure is said and counted, and the server goes on.
async fn on_the_side<T: Send + 'static>(
    desk: &Arc<Desk>,
    work: impl FnOnce(&Desk) -> Result<T, FolderError> + Send + 'static,
) -> Option<T> {
    let shared = Arc::clone(desk);
    let error = match tokio::task::spawn_blocking(move || work(&shared)).await {
        Ok(Ok(done)) => return Some(done),
        Ok(Err(error)) => causes(&error),
        Err(error) => error.to_string(),
    };
    desk.metrics.failed(now());
    remark!("goodwill: values could not be refreshed: {error}");
    None
}
