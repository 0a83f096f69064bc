//! One line on the terminal that shows the progress of the download.

use std::io::{self, IsTerminal, Write};

use crate::escape::visible;

/// Width of the line, in characters.
const WIDTH: usize = 78;

/// The progress line. It is shown only if standard error is a terminal.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Self {
        Self { is_shown: !quiet && io::stderr().is_terminal() }
    }

    /// Replaces the line: the number of documents so far, and the URL of the next.
    pub(super) fn show(&mut self, documents: usize, url: &str) {
        if self.is_shown {
            let line = format!("{documents} fetched, next {}", visible(url));
            let line: String = line.chars().take(WIDTH).collect();
            let _ = write!(io::stderr(), "\r\u{1b}[2K{line}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\u{1b}[2K");
        }
    }
}
