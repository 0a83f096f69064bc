//! Why a command could not be done.

use std::{io, path::PathBuf};

use crate::{Error, escape::visible_lines};

use super::{Outcome, terminal};

/// Why a command could not be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The reader of the output went away, which is nobody's fault.
    PipeClosed,
    /// The output could not be written.
    Output(io::Error),
    /// A file could not be written.
    Write(PathBuf, io::Error),
    /// The documents, in text that is complete.
    Documents(String),
    /// What was asked for is not in the documents: what, and what to do about it.
    Unknown(String, Option<String>),
    /// `rustfmt` could not be started.
    RustfmtMissing(io::Error),
    /// `rustfmt` refused the code: what it printed.
    Rustfmt(String),
    /// A defect of the generator.
    Defect(String),
}

impl Failure {
    /// What to print.
    pub(super) fn text(&self) -> String {
        let (message, hint) = match self {
            Self::PipeClosed => return String::new(),
            Self::Documents(text) => return text.clone(),
            Self::Output(error) => (format!("cannot write the output: {error}"), None),
            Self::Write(path, error) => (format!("cannot write `{}`: {error}", path.display()), None),
            Self::Unknown(message, hint) => (message.clone(), hint.clone()),
            Self::RustfmtMissing(error) => (
                format!("cannot run rustfmt: {error}"),
                Some(
                    "`rustup component add rustfmt` installs it; the variable RUSTFMT names another"
                        .to_owned(),
                ),
            ),
            Self::Rustfmt(stderr) => (format!("rustfmt failed: {}", visible_lines(stderr)), None),
            Self::Defect(what) => (
                what.clone(),
                Some("this is a defect of saponify; please report it with the WSDL".to_owned()),
            ),
        };
        terminal::error(&message, hint.as_deref())
    }

    /// The exit code.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::PipeClosed => Outcome::Done,
            Self::Documents(_) | Self::Unknown(..) => Outcome::Documents,
            Self::Output(_)
            | Self::Write(..)
            | Self::RustfmtMissing(_)
            | Self::Rustfmt(_)
            | Self::Defect(_) => Outcome::Failed,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Output(error),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // Rendered anew, since the library's own text has no colour.
            Error::Documents { problems, sources, .. } => Self::Documents(problems.render(&sources, true)),
            Error::Write { path, error, .. } => Self::Write(path, error),
            error => Self::Defect(error.to_string()),
        }
    }
}
