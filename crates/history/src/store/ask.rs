//! Questions over the history.

use std::{io::Write, ops::ControlFlow};

use facts::Value;

use super::{Store, Tables};
use crate::ask::{Answered, AskError, Format, Limits, NamedFile};

impl Store {
    /// Answers one question over the tables of the history and the named files, like
    /// [`crate::ask::ask`]. A named file hides the table of the same name.
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn ask(
        &self,
        tables: &Tables,
        named: &[NamedFile],
        sql: &str,
        format: Format,
        limits: &Limits,
        out: &mut dyn Write,
    ) -> Result<Answered, AskError> {
        unimplemented!("ask {tables:?} {named:?} {sql} {format} {limits:?} {}", out.flush().is_ok())
    }

    /// Hands the rows of an answer over one by one, until `each` breaks off; gives how many.
    ///
    /// Customers, money and whole numbers come as [`Value::Whole`].
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn rows(
        &self,
        tables: &Tables,
        sql: &str,
        limits: &Limits,
        each: &mut dyn FnMut(&[Value]) -> ControlFlow<()>,
    ) -> Result<u64, AskError> {
        unimplemented!("rows {tables:?} {sql} {limits:?} {:?}", each(&[]))
    }
}
