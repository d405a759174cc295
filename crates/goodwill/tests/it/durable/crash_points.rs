//! Killed at each system call that touches the disk: the old state or the new, never half.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::{done, on, order_file, orders_in_short, there};
use crate::serving::{Serving, batch, write_key};

/// Calls by which a file changes or is made to last.
const CALLS: [&str; 7] = ["pwrite64", "write", "fsync", "fdatasync", "rename", "unlink", "ftruncate"];

/// Which occurrences of a call are tried: all of them in a full run, ever sparser ones otherwise.
fn occurrences() -> Box<dyn Iterator<Item = u32>> {
    if std::env::var_os("GOODWILL_ALL_CRASH_POINTS").is_some() {
        Box::new(1..)
    } else {
        Box::new((0..).scan(1, |n, step: u32| {
            let now = *n;
            *n += 1 + step * step;
            Some(now)
        }))
    }
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

/// Runs a command killed at the `n`th `call` of one of its threads; says whether it got that far.
fn killed_at(data: &Path, words: &[&str], call: &str, n: u32) -> bool {
    let plain = on(data, words);
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:signal=SIGKILL:when={n}"))
        .arg(plain.get_program())
        .args(plain.get_args())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, value) in plain.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        traced.env(name, value);
    }
    !traced.status().unwrap().success()
}

/// Kills a command at every disk call in turn, each time on a fresh copy of a folder. After each
/// kill the folder must be whole and in one of the two states, and the command can be repeated.
fn sweep(name: &str, before: &Path, words: &[&str], state: &dyn Fn(&Path) -> String) {
    if !there("strace") {
        println!("skipped: {name} at each crash point, strace is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let finished = folder.path().join("finished");
    copy(before, &finished);
    done(&finished, words);
    let (old, new) = (state(before), state(&finished));
    let mut points = 0;
    for call in CALLS {
        for n in occurrences() {
            let data = folder.path().join("data");
            copy(before, &data);
            let killed = killed_at(&data, words, call, n);
            if killed {
                points += 1;
                done(&data, &["check"]);
                let after = state(&data);
                assert!(
                    after == old || after == new,
                    "{name} killed at {call} {n}: {after}, neither {old} nor {new}"
                );
                done(&data, words);
                done(&data, &["check"]);
                assert_eq!(state(&data), new, "{name} repeated after a kill at {call} {n}");
            }
            fs::remove_dir_all(&data).unwrap();
            if !killed {
                break;
            }
        }
    }
    assert!(points >= 10, "only {points} crash points of {name} were met");
    println!("{name}: killed at {points} system calls, whole after each");
}

#[test]
fn an_import_killed_anywhere_is_done_or_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = order_file(folder.path(), "first.csv", 400, 10);
    let second = order_file(folder.path(), "second.csv", 600, 20);
    done(&data, &["import", "orders", first.to_str().unwrap()]);
    sweep("import", &data, &["import", "orders", second.to_str().unwrap()], &orders_in_short);
}

#[test]
fn an_undo_killed_anywhere_is_done_or_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = order_file(folder.path(), "first.csv", 200, 10);
    done(&data, &["import", "orders", first.to_str().unwrap()]);
    // An undo that was done is refused when repeated, so the state alone is looked at.
    if !there("strace") {
        println!("skipped: undo at each crash point, strace is not installed");
        return;
    }
    let old = orders_in_short(&data);
    for call in ["pwrite64", "fdatasync", "fsync"] {
        for n in [1, 2, 4] {
            let copied = folder.path().join("copied");
            copy(&data, &copied);
            killed_at(&copied, &["import", "undo", "1"], call, n);
            done(&copied, &["check"]);
            let after = orders_in_short(&copied);
            assert!(after == old || after.contains("\"n\":0"), "undo killed at {call} {n}: {after}");
            fs::remove_dir_all(&copied).unwrap();
        }
    }
}

#[test]
fn a_compaction_killed_anywhere_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = write_key(&data, "shop");
    let mut serving = Serving::start(&data);
    for round in 0..5 {
        let ids: Vec<String> = (0..100).map(|n| format!("m{round}-{n}")).collect();
        assert_eq!(batch(&serving.address, &key, &ids).unwrap(), 200);
    }
    serving.kill();
    let state = |data: &Path| {
        let mut stored: Vec<_> = super::stored(data).into_iter().collect();
        stored.sort();
        format!("{} {stored:?}", stored.len())
    };
    assert!(state(&data).starts_with("500 "));
    sweep("compaction", &data, &["compact"], &state);
}

#[test]
fn a_backup_killed_anywhere_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let orders = order_file(folder.path(), "orders.csv", 200, 10);
    done(&data, &["import", "orders", orders.to_str().unwrap()]);
    if !there("strace") {
        println!("skipped: backup at each crash point, strace is not installed");
        return;
    }
    let wanted = orders_in_short(&data);
    for call in ["write", "pwrite64", "fsync", "rename"] {
        for n in [1, 2, 3, 5, 8, 13] {
            let backup = folder.path().join("goodwill.backup");
            killed_at(&data, &["backup", backup.to_str().unwrap()], call, n);
            if backup.exists() {
                let restored = folder.path().join("restored");
                done(&restored, &["restore", backup.to_str().unwrap()]);
                done(&restored, &["check"]);
                assert_eq!(orders_in_short(&restored), wanted, "backup killed at {call} {n}");
                fs::remove_dir_all(&restored).unwrap();
                fs::remove_file(&backup).unwrap();
            }
            done(&data, &["check"]);
        }
    }
}

#[test]
fn a_migration_killed_anywhere_is_done_or_not_begun() {
    if !there("strace") {
        println!("skipped: migration at each crash point, strace is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before");
    fs::create_dir(&before).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let place = records::Place::File(before.join("goodwill.db"));
        let old = records::Records::open_at(&place, 1).await.unwrap();
        old.add_key("intake", "shop", Some("EUR"), 0).await.unwrap();
        old.close().await;
    });
    let mut points = 0;
    for call in CALLS {
        for n in occurrences() {
            let data = folder.path().join("data");
            copy(&before, &data);
            let killed = killed_at(&data, &["key", "list"], call, n);
            if killed {
                points += 1;
                let listed = done(&data, &["key", "list"]);
                let listed = String::from_utf8(listed.stdout).unwrap();
                assert!(listed.contains("shop"), "migration killed at {call} {n}: {listed}");
                done(&data, &["check"]);
                assert!(data.join("goodwill.db.before-1").exists(), "no copy was made before the migration");
            }
            fs::remove_dir_all(&data).unwrap();
            if !killed {
                break;
            }
        }
    }
    assert!(points >= 10, "only {points} crash points of a migration were met");
    println!("migration: killed at {points} system calls, whole after each");
}
