//! A full disk: an error that names the cause, nothing acknowledged lost, and on it goes when
//! there is room again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use super::{done, is_root, nothing_lost_or_doubled, on, order_file, orders_in_short};
use crate::{
    run::error,
    serving::{Serving, batch, write_key},
};

/// A small disk in memory; taken down when dropped.
struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    fn new(path: PathBuf, size: &str) -> Option<Self> {
        if !is_root() {
            println!("skipped: a full disk, only root may mount a small one");
            return None;
        }
        fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&path)
            .status()
            .is_ok_and(|s| s.success());
        if !mounted {
            println!("skipped: a full disk, a small one cannot be mounted here");
            return None;
        }
        Some(Self { path })
    }

    /// Fills what is left.
    fn fill(&self) {
        let _ = Command::new("dd")
            .args(["if=/dev/zero", "bs=4096", "status=none"])
            .arg(format!("of={}", self.path.join("ballast").display()))
            .stderr(std::process::Stdio::null())
            .status();
    }

    fn free(&self) {
        fs::remove_file(self.path.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

fn mentions_space(text: &str) -> bool {
    let text = text.to_lowercase();
    ["full", "space", "no room"].iter().any(|word| text.contains(word))
}

#[test]
fn an_import_on_a_full_disk_says_so_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::new(folder.path().join("disk"), "24m") else { return };
    let data = disk.path.join("data");
    let first = order_file(folder.path(), "first.csv", 300, 10);
    let second = order_file(folder.path(), "second.csv", 20_000, 20);
    done(&data, &["import", "orders", first.to_str().unwrap()]);
    let old = orders_in_short(&data);
    disk.fill();
    let output = on(&data, &["import", "orders", second.to_str().unwrap()]).output().unwrap();
    assert!(!output.status.success(), "an import on a full disk succeeded");
    assert!(mentions_space(&error(&output)), "{}", error(&output));
    disk.free();
    done(&data, &["check"]);
    assert_eq!(orders_in_short(&data), old);
    done(&data, &["import", "orders", second.to_str().unwrap()]);
    done(&data, &["check"]);
    assert_ne!(orders_in_short(&data), old);
}

#[test]
fn intake_on_a_full_disk_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::new(folder.path().join("disk"), "24m") else { return };
    let data: &Path = &disk.path.join("data");
    let key = write_key(data, "shop");
    let serving = Serving::start(data);
    let ids = |round: u32| -> Vec<String> { (0..100).map(|n| format!("r{round}-{n}")).collect() };
    let mut acknowledged = Vec::new();
    assert_eq!(batch(&serving.address, &key, &ids(0)).unwrap(), 200);
    acknowledged.extend(ids(0));
    disk.fill();
    let mut refused = 0;
    for round in 1..60 {
        match batch(&serving.address, &key, &ids(round)).unwrap() {
            200 => acknowledged.extend(ids(round)),
            503 | 429 => refused += 1,
            other => panic!("a full disk was answered with {other}"),
        }
    }
    assert!(refused > 0, "sixty batches fitted on a full disk");
    disk.free();
    let again = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(200));
        batch(&serving.address, &key, &ids(100)).is_ok_and(|status| status == 200)
    });
    assert!(again, "there is room again, and nothing is taken");
    acknowledged.extend(ids(100));
    drop(serving);
    nothing_lost_or_doubled(data, acknowledged.iter());
}
