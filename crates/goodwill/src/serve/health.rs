//! Whether the server can keep what it is sent.

use std::sync::{PoisonError, RwLock};

/// How the server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// What is sent is kept.
    Ready,
    /// The disk is full; it goes on by itself when there is room again.
    Full,
    /// The disk failed: nothing more is written until the program is started again.
    Broken(String),
    /// It is stopping.
    Stopping,
}

/// The condition, shared.
pub(crate) struct Health(RwLock<Condition>);

impl Health {
    pub(crate) const fn new() -> Self {
        Self(RwLock::new(Condition::Ready))
    }

    pub(crate) fn now(&self) -> Condition {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the condition; what is broken stays broken. Gives whether it is another one now.
    pub(crate) fn set(&self, condition: Condition) -> bool {
        let mut now = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if *now == condition || matches!(*now, Condition::Broken(_)) {
            return false;
        }
        *now = condition;
        true
    }

    /// The disk has room again; gives whether it had none.
    pub(crate) fn recovered(&self) -> bool {
        let mut now = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let was_full = *now == Condition::Full;
        if was_full {
            *now = Condition::Ready;
        }
        was_full
    }

    /// The server begins to stop, whatever else is.
    pub(crate) fn stop(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Condition::Stopping;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_recovers_and_a_broken_one_does_not() {
        let health = Health::new();
        assert!(health.set(Condition::Full));
        assert!(!health.set(Condition::Full));
        assert!(health.recovered());
        assert!(!health.recovered());
        assert!(health.set(Condition::Broken("fsync".to_owned())));
        assert!(!health.recovered() && !health.set(Condition::Full));
        assert_eq!(health.now(), Condition::Broken("fsync".to_owned()));
    }
}
