//! Where tests keep their records.

use std::sync::atomic::{AtomicU32, Ordering};

use records::Place;
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

/// An empty place of its own; gone when dropped.
pub struct Fresh {
    pub place: Place,
    folder: Option<TempDir>,
    server: Option<(String, String)>,
}

impl Fresh {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { place: Place::File(folder.path().join("goodwill.db")), folder: Some(folder), server: None }
    }

    /// An empty database on the server of the tests, if there is one.
    pub async fn postgres() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let Ok(url) = std::env::var("GOODWILL_TEST_POSTGRES") else {
            eprintln!(
                "skipped: PostgreSQL, because GOODWILL_TEST_POSTGRES names no server (.ci/postgres start)"
            );
            return None;
        };
        let name = format!("goodwill_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let server = Database::connect(&url).await.expect("the server in GOODWILL_TEST_POSTGRES");
        server.execute_unprepared(&format!("create database {name}")).await.unwrap();
        server.close().await.unwrap();
        let (start, _) = url.rsplit_once('/').expect("postgres://user@host:port/database");
        Some(Self { place: Place::Url(format!("{start}/{name}")), folder: None, server: Some((url, name)) })
    }

    /// The folder of a SQLite file.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    pub async fn remove(self) {
        if let Some((url, name)) = self.server {
            let server = Database::connect(&url).await.unwrap();
            server.execute_unprepared(&format!("drop database {name} with (force)")).await.unwrap();
        }
    }
}

pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(future)
}

/// Runs `async fn(Place)` tests on both databases.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                let fresh = crate::places::Fresh::sqlite();
                crate::places::wait(super::$test(fresh.place.clone()));
            })*
        }
        mod postgres {
            $(#[test]
            fn $test() {
                crate::places::wait(async {
                    if let Some(fresh) = crate::places::Fresh::postgres().await {
                        super::$test(fresh.place.clone()).await;
                        fresh.remove().await;
                    }
                });
            })*
        }
    };
}
pub(crate) use on_both;
