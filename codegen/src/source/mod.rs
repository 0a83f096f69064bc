//! File names and texts, and places in them.
//!
//! Knows nothing of WSDL. Line and column are found on demand, since real WSDLs are often one line of 250 kB.

use std::sync::Arc;

/// A range of bytes in one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which source.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// The number of a source, in the order in which they were loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// One file: its name as the user gave it or as an import led to it, and its text as UTF-8.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path to show.
    pub name: Arc<str>,
    /// The text, transcoded to UTF-8, without a byte order mark.
    pub text: Arc<str>,
}

/// All files of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}
