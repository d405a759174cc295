//! Places of work that keeps a thread: questions to history, hashing, files.
//!
//! Such work cannot be broken off. So it takes its place along: where whoever asked goes away, the place
//! is free again when the work is done, not before.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::Problem;

/// Places of work that keeps a thread.
pub(super) struct Places(Arc<Semaphore>);

impl Places {
    /// So many.
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// Does the work as soon as there is a place for it. Who goes while they wait for one leaves nothing
    /// behind.
    ///
    /// # Errors
    ///
    /// If the work itself fails, or panics.
    pub(super) async fn work<T, W>(&self, work: W) -> Result<T, Problem>
    where
        T: Send + 'static,
        W: FnOnce() -> Result<T, Problem> + Send + 'static,
    {
        let place = Arc::clone(&self.0).acquire_owned().await;
        let place = place.map_err(|_| Problem::failed("the server is stopping"))?;
        let working = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        working.await.map_err(|_| Problem::broke_off())?
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;

    #[tokio::test]
    async fn a_place_is_free_when_its_work_is_done_not_when_its_asker_goes() {
        let places = Places::new(1);
        let (go_on, waits) = mpsc::channel::<()>();
        let (began, begun) = tokio::sync::oneshot::channel();
        let asked = places.work(move || {
            began.send(()).unwrap();
            waits.recv().ok();
            Ok(())
        });
        // The asker goes away once it has begun.
        tokio::select! {
            _ = asked => panic!("it waits for a word"),
            begun = begun => begun.unwrap(),
        }
        assert_eq!(places.0.available_permits(), 0, "it still keeps a thread");
        go_on.send(()).unwrap();
        let next = tokio::time::timeout(Duration::from_mins(1), places.work(|| Ok(7))).await;
        assert_eq!(next.unwrap().unwrap(), 7);
        assert_eq!(places.0.available_permits(), 1);
    }

    #[tokio::test]
    async fn who_goes_while_they_wait_leaves_nothing_behind() {
        let places = Places::new(1);
        let kept = Arc::clone(&places.0).acquire_owned().await.unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(20), places.work(|| Ok(7))).await;
        assert!(waited.is_err(), "there was a place");
        drop(kept);
        assert_eq!(places.0.available_permits(), 1);
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_place_back() {
        let places = Places::new(1);
        let broken = places.work(|| -> Result<(), Problem> { panic!("for a test") }).await;
        assert_eq!(broken.unwrap_err().status, 500);
        assert_eq!(places.0.available_permits(), 1);
    }
}
