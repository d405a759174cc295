//! A full disk: nothing is lost, nothing half written, and it goes on when there is room again.

use std::{path::Path, process::Command};

use records::{NewEvent, Place, Publication, Records, RecordsError};

use crate::{arrivals::event, places::wait};

/// A small file system of its own, or why there is none.
struct Small(tempfile::TempDir);

impl Small {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder.path()).output();
        match mounted {
            Ok(done) if done.status.success() => Some(Self(folder)),
            _ => {
                eprintln!(
                    "skipped: a full disk, because no small file system can be mounted here (needs root)"
                );
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.path()).status());
    }
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let Some(small) = Small::new() else { return };
    wait(async {
        let place = Place::File(small.path().join("goodwill.db"));
        let filler = small.path().join("filler");
        let records = Records::open(&place).await.unwrap();
        let group = |n: u32| -> Vec<NewEvent> {
            (n * 20..n * 20 + 20).map(|i| NewEvent { body: vec![i as u8; 500], ..event(i) }).collect()
        };
        std::fs::write(&filler, vec![0; 1 << 20]).unwrap();
        let (mut kept, mut refused) = (0, None);
        for n in 0..1_000 {
            match records.append(&group(n), &[]).await {
                Ok(new) => {
                    assert!(new.iter().all(|new| *new));
                    kept += 1;
                }
                Err(error) => {
                    refused = Some((n, error));
                    break;
                }
            }
        }
        let (n, error) = refused.expect("3 MB are full at some time");
        assert!(kept > 5, "{kept}");
        assert!(matches!(error, RecordsError::Full(_)) && error.may_be_repeated(), "{error}");
        // Still full; other writes are refused as well, reading goes on.
        assert!(matches!(records.append(&group(n), &[]).await, Err(RecordsError::Full(_))));
        assert_eq!(records.inbox_size().await.unwrap().rows, kept * 20);

        std::fs::remove_file(&filler).unwrap();
        assert!(
            records.append(&group(n), &[]).await.unwrap().iter().all(|new| *new),
            "none of them had been kept"
        );
        assert_eq!(records.inbox_size().await.unwrap().rows, (kept + 1) * 20);
        let through = records.inbox_size().await.unwrap().last_id;
        let batch = records.next_batch().await.unwrap();
        records
            .publish(Publication { batch_id: batch, inbox_through: Some(through), ..Publication::default() })
            .await
            .unwrap();
        assert_eq!(records.check().await.unwrap(), [""; 0]);
        records.close().await;
        let again = Records::open(&place).await.unwrap();
        assert_eq!(again.inbox_size().await.unwrap().rows, 0);
        again.close().await;
    });
}
