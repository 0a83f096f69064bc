//! Reasons for which a command fails.

use std::{io, path::PathBuf};

use crate::{Error, escape::visible_lines};

use super::{Outcome, style};

/// Reason for which a command failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The reader of the output closed the pipe, as `head` does. This is not an error.
    PipeClosed,
    /// The output could not be written.
    Output(io::Error),
    /// A file could not be written.
    Write(PathBuf, io::Error),
    /// The documents have errors; holds the complete report.
    Documents(String),
    /// Arguments or values have mistakes.
    Arguments(String),
    /// A port cannot be opened: message and hint.
    Listen(String, String),
    /// The documents do not contain the requested component: message and hint.
    Unknown(String, Option<String>),
    /// `rustfmt` could not be started.
    RustfmtMissing(io::Error),
    /// `rustfmt` rejected the code; holds its error output.
    Rustfmt(String),
    /// A defect of the generator.
    Defect(String),
}

impl Failure {
    /// Returns message and hint on one line, without colour.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Unknown(message, Some(hint)) | Self::Listen(message, hint) => format!("{message}; {hint}"),
            Self::Unknown(message, None) | Self::Arguments(message) | Self::Defect(message) => {
                message.clone()
            }
            other => other.text(),
        }
    }

    /// Returns the text to print.
    pub(super) fn text(&self) -> String {
        let (message, hint) = match self {
            Self::PipeClosed => return String::new(),
            Self::Documents(text) => return text.clone(),
            Self::Output(error) => (format!("cannot write the output: {error}"), None),
            Self::Write(path, error) => (format!("cannot write `{}`: {error}", path.display()), None),
            Self::Arguments(message) => {
                let mut lines = message.lines();
                let mut text = style::error(lines.next().unwrap_or_default(), None);
                lines.for_each(|line| text.push_str(&format!("{line}\n")));
                return text;
            }
            Self::Unknown(message, hint) => (message.clone(), hint.clone()),
            Self::Listen(message, hint) => (message.clone(), Some(hint.clone())),
            Self::RustfmtMissing(error) => (
                format!("cannot run rustfmt: {error}"),
                Some(
                    "install it with `rustup component add rustfmt`, or set RUSTFMT to the path of another rustfmt"
                        .to_owned(),
                ),
            ),
            Self::Rustfmt(stderr) => (format!("rustfmt failed: {}", visible_lines(stderr)), None),
            Self::Defect(what) => (
                what.clone(),
                Some("this is a bug in saponify; please report it with the WSDL".to_owned()),
            ),
        };
        style::error(&message, hint.as_deref())
    }

    /// Returns the exit code.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::PipeClosed => Outcome::Done,
            Self::Arguments(_) => Outcome::Arguments,
            Self::Documents(_) | Self::Unknown(..) => Outcome::Documents,
            Self::Output(_)
            | Self::Listen(..)
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
            // The library's text has no colour, so the problems are rendered again.
            Error::Documents { problems, sources, .. } => Self::Documents(problems.render(&sources, true)),
            Error::Write { path, error, .. } => Self::Write(path, error),
            error => Self::Defect(error.to_string()),
        }
    }
}
