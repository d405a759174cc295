//! Orders
use std::io;

use super::{FactImport, FactOptions, ReadRow};
use crate::import::{ImportError, Progress, Reject, Source};

pub(super) fn read(
    _files: &[Source],
    _options: &FactOptions,
    _on_row: &mut dyn FnMut(ReadRow) -> Result<(), ImportError>,
    _on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    _on_progress: &mut dyn FnMut(Progress),
) -> Result<FactImport, ImportError> {
    unimplemented!("orders")
}
