//! Write keys while a server runs: a key that was just made works at once, a revoked one ends within
//! seconds.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use facts::Currency;
use records::{AccessKey, Records, RecordsError};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

/// Scope of keys with which events are sent.
pub(crate) const INTAKE: &str = "intake";

/// How long a known key is taken at its word.
const FRESH: Duration = Duration::from_secs(2);

/// What a valid key says of the events that come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    /// The key's number.
    pub(crate) id: i64,
    /// The currency of amounts that name none.
    pub(crate) currency: Option<Currency>,
}

impl Source {
    pub(crate) fn of(key: &AccessKey) -> Self {
        let currency = key.currency.as_deref().and_then(|code| Currency::from_code(code).ok());
        Self { id: key.id, currency }
    }
}

/// The keys that are valid.
pub(crate) struct Keys {
    records: Records,
    cached: RwLock<Cached>,
    /// Held by the request that asks the records; those that come meanwhile share the answer.
    asking: Mutex<()>,
}

#[derive(Default)]
struct Cached {
    /// By digest of the token, so that the time a look-up takes says nothing about a token.
    sources: HashMap<[u8; 32], Source>,
    /// When the records were asked for them.
    asked_at: Option<Instant>,
}

impl Keys {
    pub(crate) fn new(records: Records) -> Self {
        Self { records, cached: RwLock::default(), asking: Mutex::default() }
    }

    /// The source of the valid key with this token.
    pub(crate) async fn source_of(&self, token: &str) -> Result<Option<Source>, RecordsError> {
        let came_at = Instant::now();
        let digest: [u8; 32] = Sha256::digest(token).into();
        let (found, asked_at) = self.cached(&digest);
        if found.is_some() && asked_at.is_some_and(|at| at + FRESH > came_at) {
            return Ok(found);
        }
        let _asking = self.asking.lock().await;
        if self.cached(&digest).1.is_none_or(|at| at < came_at) {
            match self.ask().await {
                Ok(()) => {}
                // Where the records cannot be read the writer will say so; a known key stays known.
                Err(_) if found.is_some() => return Ok(found),
                Err(e) => return Err(e),
            }
        }
        Ok(self.cached(&digest).0)
    }

    fn cached(&self, digest: &[u8; 32]) -> (Option<Source>, Option<Instant>) {
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        (cached.sources.get(digest).copied(), cached.asked_at)
    }

    async fn ask(&self) -> Result<(), RecordsError> {
        let asked_at = Some(Instant::now());
        let keys = self.records.keys().await?;
        let valid = keys.into_iter().filter(|key| key.scope == INTAKE && key.revoked_at.is_none());
        let sources = valid.map(|key| (key.digest, Source::of(&key))).collect();
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Cached { sources, asked_at };
        Ok(())
    }
}
