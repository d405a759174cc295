//! A power cut: a small ext4 disk is shut down without writing back what it has not been told to
//! keep, which kill -9 never shows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{is_root, nothing_lost_or_doubled, rounds, there};
use crate::serving::{Serving, batch, write_key};

/// Stops a mounted ext4 at once, its journal unwritten (`EXT4_IOC_SHUTDOWN`, flag NOLOGFLUSH).
const CUT: &str = "import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

struct Disk {
    image: PathBuf,
    mount: PathBuf,
}

impl Disk {
    fn new(folder: &Path) -> Option<Self> {
        if !is_root() || !there("mkfs.ext4") || !there("python3") {
            println!("skipped: a power cut needs root, mkfs.ext4 and python3");
            return None;
        }
        let disk = Self { image: folder.join("disk.img"), mount: folder.join("disk") };
        fs::create_dir_all(&disk.mount).unwrap();
        fs::File::create(&disk.image).unwrap().set_len(512 << 20).unwrap();
        let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&disk.image).status().unwrap();
        assert!(made.success());
        if !disk.mounted() {
            println!("skipped: a power cut, loop devices cannot be mounted here");
            return None;
        }
        Some(disk)
    }

    fn mounted(&self) -> bool {
        let mount = Command::new("mount").args(["-o", "loop"]).arg(&self.image).arg(&self.mount).status();
        mount.is_ok_and(|s| s.success())
    }

    fn cut(&self) -> bool {
        let cut = Command::new("python3").args(["-c", CUT]).arg(&self.mount).status();
        cut.is_ok_and(|s| s.success())
    }

    fn unmount(&self) {
        // The killed process may hold it for a moment.
        for _ in 0..50 {
            if Command::new("umount").arg(&self.mount).status().is_ok_and(|s| s.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("the disk could not be taken off");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ =
            Command::new("umount").arg("-l").arg(&self.mount).stderr(std::process::Stdio::null()).status();
    }
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(folder.path()) else { return };
    let data = disk.mount.join("data");
    let key = write_key(&data, "shop");
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let rounds = rounds(2).min(5);
    for round in 0..rounds {
        let mut serving = Serving::start_with(&data, &["--compact-rows", "3000"]);
        let over = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..3)
            .map(|sender| {
                let (address, key) = (serving.address.clone(), key.clone());
                let (acknowledged, over) = (Arc::clone(&acknowledged), Arc::clone(&over));
                thread::spawn(move || {
                    for turn in 0.. {
                        let ids: Vec<String> =
                            (0..50).map(|n| format!("{round}-{sender}-{turn}-{n}")).collect();
                        let taken = batch(&address, &key, &ids);
                        if over.load(Ordering::SeqCst) {
                            return;
                        }
                        match taken {
                            Ok(200) => acknowledged.lock().unwrap().extend(ids),
                            Ok(_) => thread::sleep(Duration::from_millis(20)),
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(900));
        // Answers that arrive after this moment may or may not count.
        over.store(true, Ordering::SeqCst);
        if !disk.cut() {
            println!("skipped: a power cut, this file system cannot be shut down");
            return;
        }
        serving.kill();
        for sender in senders {
            sender.join().unwrap();
        }
        disk.unmount();
        assert!(disk.mounted(), "the disk does not come back");
        nothing_lost_or_doubled(&data, acknowledged.lock().unwrap().iter());
    }
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() >= 100, "too few were acknowledged: {}", acknowledged.len());
    println!("{rounds} power cuts, {} events acknowledged, none lost, none doubled", acknowledged.len());
}
