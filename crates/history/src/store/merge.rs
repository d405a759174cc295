//! Makes one file of many small ones.

use std::collections::{BTreeMap, BTreeSet};

use arrow::compute::concat_batches;
use facts::schema::Kind;

use super::{
    Listed, Role, Store, StoreError, columns, durable,
    writer::{FILE_ROWS, made_file, place_all, read_all, repeated_file},
};

impl Store {
    /// Makes files of a decent size out of many small ones: the same rows, each with its own
    /// batch. Files of different kinds, months and roles stay apart. Ids and values are left out.
    ///
    /// # Errors
    ///
    /// If a file is damaged or the disk refuses.
    pub fn merge(&self, files: &[Listed], batch: i64) -> Result<Vec<Listed>, StoreError> {
        let mut alike: BTreeMap<(Kind, Role, &str), Vec<&Listed>> = BTreeMap::new();
        for file in files {
            alike.entry((file.kind, file.role, month_in(&file.path))).or_default().push(file);
        }
        let folder = durable::unfinished(&self.root, batch)?;
        let mut made = Vec::new();
        for ((kind, role, month), files) in alike {
            match role {
                Role::Rows => {
                    for files in parts(&files) {
                        let mut rows = Vec::new();
                        for file in files {
                            let path = self.root.join(&file.path);
                            for batch in read_all(&path)? {
                                let batch = columns::conform(kind, &batch);
                                rows.push(batch.map_err(|e| StoreError::damaged(&path, e))?);
                            }
                        }
                        let one = concat_batches(&columns::file_schema(kind), &rows)
                            .map_err(|e| StoreError::damaged(&self.root, e))?;
                        // The pieces take as much memory as the whole.
                        drop(rows);
                        let rows =
                            columns::sorted(kind, &one).map_err(|e| StoreError::damaged(&self.root, e))?;
                        drop(one);
                        made.push(made_file(folder.path(), kind, role, month, &rows)?);
                    }
                }
                Role::Repeated => {
                    let mut keys = BTreeSet::new();
                    for file in files {
                        keys.extend(self.keys_in(file)?);
                    }
                    let keys: Vec<_> = keys.into_iter().collect();
                    made.push(repeated_file(folder.path(), kind, &keys)?);
                }
                Role::Ids | Role::Values => {}
            }
        }
        place_all(&self.root, batch, made)
    }

    /// The keys in a file of repeated ones.
    pub(super) fn keys_in(&self, file: &Listed) -> Result<Vec<[u8; 16]>, StoreError> {
        let mut keys = Vec::with_capacity(usize::try_from(file.rows).unwrap_or(0));
        self.scan(file, Some(&[columns::KEY]), &mut |rows| {
            keys.extend((0..rows.num_rows()).map(|row| columns::key_at(rows.column(0), row).0));
        })?;
        Ok(keys)
    }
}

/// Files in groups of about one file's rows.
fn parts<'a>(files: &[&'a Listed]) -> Vec<Vec<&'a Listed>> {
    let mut parts: Vec<Vec<&Listed>> = Vec::new();
    let mut rows = 0;
    for file in files {
        let more = usize::try_from(file.rows).unwrap_or(0);
        match parts.last_mut() {
            Some(part) if rows + more <= FILE_ROWS => part.push(file),
            _ => {
                parts.push(vec![file]);
                rows = 0;
            }
        }
        rows += more;
    }
    parts
}

fn month_in(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or("none")
}
