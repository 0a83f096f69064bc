//! The error of a run of the generator.

use std::{fmt, io, path::PathBuf};

use crate::{
    escape::{visible, visible_lines},
    problem::Problems,
    source::Sources,
};

/// Error of a run of the generator.
///
/// `Debug` prints the same text as `Display`, because that is the text that a `build.rs` shows when
/// `main` returns the error.
#[non_exhaustive]
pub enum Error {
    /// The documents are wrong or incomplete.
    #[non_exhaustive]
    Documents {
        /// All problems as text, each with its place.
        report: String,
        /// The same problems as values.
        problems: Problems,
        /// The documents to which the places in `problems` refer.
        sources: Sources,
    },
    /// A file could not be written.
    #[non_exhaustive]
    Write {
        /// Path of the file.
        path: PathBuf,
        /// Error of the operating system.
        error: io::Error,
    },
    /// A defect of the generator itself.
    Generator(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents { report, .. } => write!(f, "\n{report}"),
            Self::Write { path, error } => {
                write!(f, "cannot write {}: {error}", visible(&path.display().to_string()))
            }
            Self::Generator(what) => {
                write!(f, "a defect of the generator, please report it: {}", visible_lines(what))
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}
