//! What running systems told of while an import was read.
//!
//! An import says of its rows whether history holds others about the same fact. Events may have
//! become history since it looked: right before it is published it looks at those.

use std::collections::{HashMap, HashSet};

use facts::{RowKey, schema::Kind};
use history::store::{Listed, Role};

use crate::folder::{Folder, FolderError, listed};

/// What an import saw, and what it tells of.
pub(super) struct Before {
    files: HashSet<String>,
    told: HashMap<Kind, HashSet<RowKey>>,
}

impl Before {
    /// `orders` stand for their lines.
    pub(super) fn new(
        live: &[Listed],
        said: impl IntoIterator<Item = (Kind, RowKey)>,
        orders: HashSet<RowKey>,
    ) -> Self {
        let mut told: HashMap<Kind, HashSet<RowKey>> = HashMap::new();
        for (kind, key) in said {
            if kind != Kind::OrderLines {
                told.entry(kind).or_default().insert(key);
            }
        }
        told.insert(Kind::OrderLines, orders);
        Self { files: live.iter().map(|file| file.path.clone()).collect(), told }
    }

    /// The files that name what became history since and what is in this import, too. The caller
    /// holds the lock of the ids, under which events become history, until it has published.
    pub(super) fn meanwhile(self, folder: &Folder, batch: i64) -> Result<Vec<Listed>, FolderError> {
        let mut since = listed::all_known(&folder.wait(folder.records().live())?)?;
        since.retain(|file| file.role == Role::Rows && !self.files.contains(&file.path));
        let mut writer = folder.store().writer(batch);
        for (kind, keys) in self.told {
            writer.repeated(kind, folder.store().told_of(&since, kind, &keys)?);
        }
        Ok(writer.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use facts::{FactRow, Private, Value, Version};
    use records::Publication;

    use super::*;
    use crate::folder::{Access, FolderArgs};

    fn row(kind: Kind, code: &str) -> FactRow {
        let mut values: Vec<Value> = kind.schema().public().map(|_| Value::Null).collect();
        for (value, field) in values.iter_mut().zip(kind.schema().public()) {
            if field.natural_key {
                *value = Value::Text(code.to_owned());
            }
        }
        FactRow::new(kind, Version { time: 1, tie: 1 }, values, Private::default())
    }

    #[test]
    fn what_became_history_meanwhile_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(&FolderArgs::at(dir.path().join("data")), Access::Create).expect("opened");
        let (tea, pot) = (row(Kind::Products, "tea"), row(Kind::Products, "pot"));
        let line = row(Kind::OrderLines, "1001");
        // Events that become history while the import below is read: nobody knew of these facts.
        let mut events = folder.store().writer(1);
        events.push(tea.clone(), false).expect("written");
        events.push(line.clone(), false).expect("written");
        let add = listed::all_kept(&events.finish().expect("finished"));
        let publication = Publication { batch_id: 1, add, ..Publication::default() };
        folder.wait(folder.records().publish(publication)).expect("published");

        let told = || [(Kind::Products, tea.key), (Kind::Products, pot.key), (Kind::OrderLines, line.key)];
        let orders = HashSet::from([history::store::line_group(&line)]);
        let named = Before::new(&[], told(), orders.clone()).meanwhile(&folder, 2).expect("looked");
        let of = |kind| named.iter().filter(move |file| file.kind == kind && file.role == Role::Repeated);
        assert_eq!(of(Kind::Products).map(|file| file.rows).sum::<i64>(), 1, "the tea alone: {named:?}");
        assert_eq!(of(Kind::OrderLines).map(|file| file.rows).sum::<i64>(), 1, "the order: {named:?}");

        let seen = listed::all_known(&folder.wait(folder.records().live()).expect("live")).expect("known");
        let named = Before::new(&seen, told(), orders).meanwhile(&folder, 2).expect("looked");
        assert_eq!(named, [], "the import saw these files itself");
    }
}
