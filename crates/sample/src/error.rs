//! What can go wrong while a sample company is made.

use std::path::PathBuf;

/// Why a sample company could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A number of the plan lies outside of what the program can make.
    #[error("{name} is {value}, but must be {wanted}")]
    Impossible {
        /// The field of the plan.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is possible.
        wanted: &'static str,
    },
    /// The name is no model, or its parameters do not belong to it.
    #[error(
        "'{0}' is no model of a sample company; write bg-nbd, mbg-nbd or pareto-nbd, or one with \
         its four parameters in weeks: bg-nbd:0.243,4.414,0.793,2.426"
    )]
    UnknownModel(String),
    /// The name is no shape.
    #[error("'{0}' is no shape of a sample company; write shop or plain-orders")]
    UnknownShape(String),
    /// A file that would be written exists.
    #[error("{} is already there; name another directory, or give --overwrite to replace it", .0.display())]
    AlreadyThere(PathBuf),
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}
