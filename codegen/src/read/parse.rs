//! Reads a file as text, and parses a text as an XML document.
//!
//! Only this module, [`tag`](super::tag), [`links`](super::links) and [`well_known`](super::well_known) use
//! roxmltree.

use std::{path::Path, sync::Arc};

use roxmltree::{Document, Error, ParsingOptions};

use super::{files::Files, guard};
use crate::{
    problem::Problems,
    source::{Position, SourceId, Sources, Span, offset},
};

/// Maximum size of all files of a run, in bytes.
pub(super) const MAX_TOTAL_BYTES: usize = 512 << 20;

/// Reads a file as text and adds it to the sources.
///
/// # Errors
///
/// Returns the reason as text if the file cannot be read or is not text.
pub(super) fn text(
    path: &Path,
    files: &dyn Files,
    sources: &mut Sources,
) -> Result<(SourceId, Arc<str>), String> {
    let text = content(path, files, &mut MAX_TOTAL_BYTES.clone())?;
    let source = add_source(path, &text, files, sources);
    Ok((source, text))
}

/// Reads a file of at most `allowed` bytes as text, and subtracts its size from `allowed`, even if the file is refused.
///
/// # Errors
///
/// Returns the reason as text if the file cannot be read or is not text.
pub(super) fn content(path: &Path, files: &dyn Files, allowed: &mut usize) -> Result<Arc<str>, String> {
    let too_large = || format!("all files together are larger than {} MiB", MAX_TOTAL_BYTES >> 20);
    if *allowed == 0 {
        return Err(too_large());
    }
    let bytes = files.bytes(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    let is_allowed = bytes.len() <= *allowed;
    *allowed = allowed.saturating_sub(bytes.len());
    if bytes.len() > guard::MAX_FILE_SIZE {
        return Err(format!("it is larger than {} MiB", guard::MAX_FILE_SIZE >> 20));
    }
    if !is_allowed {
        return Err(too_large());
    }
    Ok(crate::source::decode(bytes).map_err(|error| error.to_string())?.into())
}

pub(super) fn add_source(path: &Path, text: &Arc<str>, files: &dyn Files, sources: &mut Sources) -> SourceId {
    // Print `/` on every system, so that the same input gives the same output on Windows.
    let name = path.to_string_lossy().replace('\\', "/");
    match files.on_disk(path) {
        Some(path) => sources.add_file(name, path, Arc::clone(text)),
        None => sources.add(name, Arc::clone(text)),
    }
}

/// Parses a text. Reports an error and returns `None` if the text exceeds a limit or is not well-formed.
/// `budget` is the number of tags that may still be read.
pub(super) fn parse<'t>(
    text: &'t str,
    source: SourceId,
    budget: &mut usize,
    problems: &mut Problems,
) -> Option<Document<'t>> {
    match guard::check(text, *budget) {
        Ok(tags) => *budget -= tags,
        Err(refusal) => {
            let start = offset(refusal.at);
            let problem = problems.error(Span { source, start, end: start + 1 }, refusal.message);
            problem.hint_some(refusal.hint);
            return None;
        }
    }
    // Dangerous entities have been refused already, so a document type declaration is harmless.
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    match Document::parse_with_options(text, options) {
        Ok(document) => Some(document),
        Err(error) => {
            malformed(text, source, &error, problems);
            None
        }
    }
}

fn malformed(text: &str, source: SourceId, error: &Error, problems: &mut Problems) {
    let at = match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => text.len(),
        error => {
            let position = error.pos();
            let position = Position { line: position.row as usize, column: position.col as usize };
            offset_of(text, position)
        }
    };
    let start = offset(at);
    let message = match error {
        Error::UnknownNamespace(prefix, _) => format!("the prefix `{prefix}` is not declared"),
        Error::NoRootNode if text.trim().is_empty() => "the file is empty".to_owned(),
        Error::NoRootNode => "the file contains no XML element".to_owned(),
        Error::UnclosedRootNode => "the file ends before its root element does".to_owned(),
        Error::UnexpectedEndOfStream => "the file ends inside a tag or other markup".to_owned(),
        Error::UnexpectedCloseTag(expected, actual, _) => {
            format!("expected `</{expected}>`, found `</{actual}>`")
        }
        Error::DuplicatedAttribute(name, _) => format!("the attribute `{name}` is given twice"),
        error => {
            let text = error.to_string();
            let end = text.find(&format!(" at {}", error.pos())).unwrap_or(text.len());
            format!("not well-formed: {}", text.get(..end).unwrap_or(&text))
        }
    };
    let problem = problems.error(Span { source, start, end: start + 1 }, message);
    if let Error::UnexpectedDeclaration(_) = error {
        problem.hint("move `<?xml …?>` to the very beginning of the file");
    } else if let Error::UnknownNamespace(prefix, _) = error {
        problem.hint(format!("declare it with `xmlns:{prefix}=\"…\"` on this element or an ancestor"));
    } else if let Error::UnknownEntityReference(..) | Error::MalformedEntityReference(_) = error {
        problem.hint("write `&amp;` for an ampersand");
    }
}

fn offset_of(text: &str, position: Position) -> usize {
    let mut sources = Sources::new();
    let source = sources.add("", text);
    sources.get(source).map_or(0, |source| source.offset_of(position))
}
