//! kill -9 while events come in.

use std::{
    fs,
    path::Path,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{done, nothing_lost_or_doubled, number, on, order_file, rounds, stored};
use crate::serving::{Serving, batch, write_key};

/// A sequence of numbers that look random and are the same in every run.
pub(crate) fn scrambled(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = write_key(&data, "shop");
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let next = Arc::new(AtomicU64::new(0));
    let rounds = rounds(4);
    for round in 0..rounds {
        let mut serving = Serving::start_with(&data, &["--compact-rows", "2000"]);
        let over = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..4)
            .map(|_| {
                let (address, key) = (serving.address.clone(), key.clone());
                let (acknowledged, next, over) =
                    (Arc::clone(&acknowledged), Arc::clone(&next), Arc::clone(&over));
                thread::spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        let begin = next.fetch_add(100, Ordering::Relaxed);
                        let ids: Vec<String> =
                            (begin..begin + 100).map(|n| format!("{:016x}-{n:x}", scrambled(n))).collect();
                        match batch(&address, &key, &ids) {
                            Ok(200) => acknowledged.lock().unwrap().extend(ids),
                            // Refused under pressure, or the program is gone: nothing was promised.
                            Ok(_) => thread::sleep(Duration::from_millis(20)),
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(400 + scrambled(u64::from(round)) % 900));
        serving.kill();
        over.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.join().unwrap();
        }
    }
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() as u32 >= rounds * 100, "too few were acknowledged: {}", acknowledged.len());
    nothing_lost_or_doubled(&data, acknowledged.iter());

    // Sent once more, as an SDK does that lost the answers: still once each.
    let serving = Serving::start(&data);
    for ids in acknowledged.chunks(100) {
        assert_eq!(batch(&serving.address, &key, ids).unwrap(), 200);
    }
    let before = stored(&data).len();
    drop(serving);
    nothing_lost_or_doubled(&data, acknowledged.iter());
    assert_eq!(stored(&data).len(), before);
    println!(
        "{rounds} rounds of kill -9, {} events acknowledged, none lost, none doubled",
        acknowledged.len()
    );
}

/// Whether a file of history has its last name.
fn has_files(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else { return false };
    entries.flatten().any(|entry| {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        !name.starts_with('.') && (name.ends_with(".parquet") || has_files(&path))
    })
}

/// Whether a process has a file open.
fn opened(process: u32, name: &str) -> bool {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    open.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|path| path.ends_with(name)))
}

/// A lock of the folder, held.
fn lock_file(data: &Path, name: &str) -> fs::File {
    let file = fs::File::options().create(true).write(true).truncate(false).open(data.join(name)).unwrap();
    file.lock().unwrap();
    file
}

fn until(otherwise: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{otherwise}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn customers_named_by_a_killed_import_are_known_once_it_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    write_key(&data, "shop");
    let file = order_file(folder.path(), "orders.csv", 300, 10);
    let words = ["import", "orders", file.to_str().unwrap()];

    // Whoever publishes needs this lock: the import gets as far as that and no further.
    let import = lock_file(&data, "import.lock");
    let mut child = on(&data, &words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("the import did not come to its lock", || opened(child.id(), "import.lock"));
    let ids = lock_file(&data, "ids.lock");
    import.unlock().unwrap();
    until("the import wrote nothing", || has_files(&data.join("history")));
    child.kill().unwrap();
    child.wait().unwrap();
    drop(ids);
    assert_eq!(number(&data, "SELECT count(*) FROM customers"), 0, "nobody is known yet");

    let said = String::from_utf8(done(&data, &words).stdout).unwrap();
    assert!(said.contains("customers named for the first time: 97"), "{said}");
    assert_eq!(number(&data, "SELECT count(*) FROM customers"), 97);
    done(&data, &["check"]);
}
