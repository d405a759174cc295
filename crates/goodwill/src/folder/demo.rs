//! The sample company's files in a data folder of their own.

use std::{fs, io, path::Path};

use facts::schema::Kind;
use history::import::{
    Duplicates, ReadOptions, Source,
    facts::{FactMapping, FactOptions},
};

use super::{
    Access, Folder, FolderArgs, FolderError, Guarded, holder,
    import::{Imported, Mode, Request, Tally, digest, import},
};

/// Which file holds what, and which column is which field where its name does not say so. What was
/// promised and delivered comes before the orders: of the two times of an order the later file's,
/// which knows the hour, is the one that holds.
const FILES: [(&str, Kind, &str); 6] = [
    ("customers.csv", Kind::Customers, ""),
    ("products.csv", Kind::Products, ""),
    ("deliveries.csv", Kind::Orders, ""),
    ("orders.csv", Kind::Orders, ""),
    ("costs.csv", Kind::Costs, ""),
    ("complaints.csv", Kind::Feedback, "time=received_on"),
];

/// Makes the folder anew and imports the company's files; what became of each.
///
/// # Errors
///
/// If a server runs on the folder, or something cannot be read or written.
pub(crate) fn fill(company: &Path, dir: &Path, now: i64) -> Result<Vec<(&'static str, Tally)>, FolderError> {
    if dir.exists() {
        if holder(dir, Guarded::Serve)?.is_some() {
            return Err(FolderError::Refused(format!(
                "a server is running on {}: stop it, then make the demo again",
                dir.display()
            )));
        }
        fs::remove_dir_all(dir).map_err(|e| FolderError::io(dir, e))?;
    }
    let folder = Folder::open(&FolderArgs::at(dir.to_owned()), Access::Create)?;
    let mut done = Vec::new();
    for (file, kind, columns) in FILES {
        let path = company.join(file);
        let content = || -> io::Result<Box<dyn io::Read>> { Ok(Box::new(fs::File::open(&path)?)) };
        let digest = digest([kind.name(), file], &mut std::iter::once(content()))
            .map_err(|e| FolderError::io(&path, e))?;
        let request = Request {
            kind,
            files: vec![Source::path(&path)],
            options: FactOptions {
                read: ReadOptions { duplicates: Duplicates::Keep, ..ReadOptions::default() },
                mapping: mapping(columns)?,
                source: "shop".to_owned(),
                secret: *folder.records().secret(),
                properties: Vec::new(),
            },
            mode: Mode::Both,
            id_space: "id".to_owned(),
            digest,
            dry_run: false,
            again: false,
        };
        if let Imported::Read(outcome) = import(&folder, &request, now, &mut |_| Ok(()), &mut |_| {})? {
            done.push((file, outcome.tally));
        }
    }
    Ok(done)
}

fn mapping(columns: &str) -> Result<FactMapping, FolderError> {
    if columns.is_empty() { Ok(FactMapping::default()) } else { Ok(columns.parse()?) }
}
