//! The sample company in a data folder: in one of its own, or in an empty one that is there.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use facts::schema::Kind;
use history::import::{
    Duplicates, ReadOptions, Source,
    facts::{FactMapping, FactOptions},
};
use records::{Actor, Means};
use sample::{Company, Suite, WriteOptions};

use super::{
    Access, Folder, FolderArgs, FolderError, Guarded, holder,
    import::{Imported, Mode, Request, Tally, digest, import},
    values,
};

/// Which file holds what, and which column is which field where its name does not say so. What was
/// promised and delivered comes before the orders: of the two times of an order the later file's,
/// which knows the hour, is the one that holds.
const FILES: [(&str, Kind, &str); FILES_COUNT] = [
    ("customers.csv", Kind::Customers, ""),
    ("products.csv", Kind::Products, ""),
    ("deliveries.csv", Kind::Orders, ""),
    ("orders.csv", Kind::Orders, ""),
    ("costs.csv", Kind::Costs, ""),
    ("complaints.csv", Kind::Feedback, "time=received_on"),
    ("contacts.csv", Kind::Contacts, ""),
    ("gestures.csv", Kind::Gestures, ""),
    ("competitor_offers.csv", Kind::CompetitorOffers, ""),
];

/// What became of each file.
type Done = Vec<(&'static str, Tally)>;

/// How many files the company has.
pub(crate) const FILES_COUNT: usize = 9;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The company's files are being made up.
    Writing,
    /// The file of this number, from 0, is being imported.
    Importing(usize),
    /// The models are being fitted.
    Fitting,
}

/// The company that is shown to whoever looks for the first time: it keeps its books, so that every
/// part has something to show.
pub(crate) fn company_of(customers: u64, seed: u64) -> Company {
    Company { customers, seed, suite: Suite::OverExtended, books: true, ..Company::default() }
}

/// Makes the folder anew and imports the files of a company of so many customers; what became of each.
///
/// # Errors
///
/// If a server runs on the folder, or something cannot be read or written.
pub(crate) fn fill(
    company: &Path,
    customers: u64,
    dir: &Path,
    now: i64,
) -> Result<(Folder, Done), FolderError> {
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
    let done = import_files(&folder, company, now, &mut |_| {})?;
    say_means(&folder, customers, &Actor::command(), now)?;
    Ok((folder, done))
}

/// Makes up a company of the usual size, imports it into a folder, and values it. Blocks.
///
/// # Errors
///
/// If something cannot be read or written.
pub(crate) fn sample_into(folder: &Folder, now: i64, each: &mut dyn FnMut(Step)) -> Result<(), FolderError> {
    each(Step::Writing);
    let company = Scratch(folder.path().join(format!(".sample-{}", std::process::id())));
    let options = WriteOptions { overwrite: true, ..WriteOptions::default() };
    sample::write_company(&company_of(CUSTOMERS, Company::default().seed), &company.0, &options)
        .map_err(|e| FolderError::Refused(e.to_string()))?;
    import_files(folder, &company.0, now, &mut |file| each(Step::Importing(file)))?;
    say_means(folder, CUSTOMERS, &Actor::server(), now)?;
    each(Step::Fitting);
    values::refit(folder, now)?;
    Ok(())
}

/// Customers of the company that the first screen makes.
const CUSTOMERS: u64 = 5_000;

/// Cash and credit of the made-up company in cents for each customer, so that its cash test has an
/// answer.
const CASH_BY_CUSTOMER: u64 = 600;
const CREDIT_BY_CUSTOMER: u64 = 300;

/// Keeps what cash and credit the made-up company has, unless somebody has said what there is.
fn say_means(folder: &Folder, customers: u64, by: &Actor, now: i64) -> Result<(), FolderError> {
    let records = folder.records();
    if folder.wait(records.means())?.is_some() {
        return Ok(());
    }
    let minor = |by_customer: u64| i64::try_from(customers.saturating_mul(by_customer)).unwrap_or(i64::MAX);
    let means = Means {
        cash_minor: Some(minor(CASH_BY_CUSTOMER)),
        credit_minor: minor(CREDIT_BY_CUSTOMER),
        currency: Some(sample::CURRENCY.to_owned()),
    };
    folder.wait(records.set_means(&means, by, now))?;
    Ok(())
}

/// A folder that is removed when it is no longer needed, however that ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Imports the company's files; what became of each.
fn import_files(
    folder: &Folder,
    company: &Path,
    now: i64,
    each: &mut dyn FnMut(usize),
) -> Result<Done, FolderError> {
    let mut done = Vec::new();
    for (number, (file, kind, columns)) in FILES.into_iter().enumerate() {
        each(number);
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
        if let Imported::Read(outcome) = import(folder, &request, now, &mut |_| Ok(()), &mut |_| {})? {
            done.push((file, outcome.tally));
        }
    }
    Ok(done)
}

fn mapping(columns: &str) -> Result<FactMapping, FolderError> {
    if columns.is_empty() { Ok(FactMapping::default()) } else { Ok(columns.parse()?) }
}
