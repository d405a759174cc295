//! A data folder that is backed up while a server takes events into it.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use super::Place;
use crate::{
    durable::nothing_lost_or_doubled,
    serving::{Serving, batch, write_key},
};

#[test]
fn a_backup_beside_a_server_holds_what_was_acknowledged_before_it() {
    let place = Place::new();
    let data = place.data();
    let key = write_key(Path::new(&data), "shop");
    // Compaction moves events from the inbox to files all the while.
    let serving = Serving::start_with(Path::new(&data), &["--compact-rows", "300"]);
    let acknowledged = Mutex::new(Vec::<String>::new());
    let (next, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let mut backups = Vec::new();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let begin = next.fetch_add(50, Ordering::Relaxed);
                    let ids: Vec<String> = (begin..begin + 50).map(|n| format!("m{n}")).collect();
                    match batch(&serving.address, &key, &ids) {
                        Ok(200) => acknowledged.lock().unwrap().extend(ids),
                        _ => thread::sleep(Duration::from_millis(20)),
                    }
                }
            });
        }
        let stop = Stop(&over);
        for n in 0..4 {
            let enough = n * 800 + 400;
            while acknowledged.lock().unwrap().len() < enough {
                thread::sleep(Duration::from_millis(5));
            }
            let before = acknowledged.lock().unwrap().clone();
            let file = place.path(&format!("backup-{n}.tar")).display().to_string();
            place.does(&["backup", &file]);
            backups.push((file, before));
        }
        drop(stop);
    });
    serving.stop();
    let all = acknowledged.into_inner().unwrap();
    assert!(all.len() > backups[3].1.len(), "events came in during the last backup");
    nothing_lost_or_doubled(Path::new(&data), &all);
    for (file, before) in backups {
        let other = Place::new();
        other.does(&["restore", &file]);
        nothing_lost_or_doubled(Path::new(&other.data()), &before);
    }
}

/// Says that it is over, also when a test fails: the senders must not go on for ever.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
