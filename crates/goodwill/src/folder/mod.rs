//! The data folder: records and history brought together.
//!
//! `records` and `history` do not know each other. What is written to history is listed in the
//! records in the same transaction that says why; what is read from history is what the records
//! list. This module carries both ways.

mod args;
pub(crate) mod backup;
pub(crate) mod book;
pub(crate) mod check;
mod clock;
pub(crate) mod compact;
pub(crate) mod contracts;
pub(crate) mod costs;
pub(crate) mod demo;
pub(crate) mod disk;
pub(crate) mod doctor;
mod error;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod listed;
mod lock;
pub(crate) mod names;
mod open;
pub(crate) mod restore;
pub(crate) mod shown;
pub(crate) mod strategy;
pub(crate) mod tables;
pub(crate) mod timeline;
pub(crate) mod uploads;
pub(crate) mod values;

pub(crate) use args::FolderArgs;
pub(crate) use clock::now;
pub(crate) use error::FolderError;
pub(crate) use lock::{Guarded, Lock, holder};
pub(crate) use open::{Access, Folder, has_history, is_there, place, runtime};
pub(crate) use tables::Want;
