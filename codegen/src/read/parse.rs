//! A file as text, and a text as an XML document.
//!
//! Together with [`tag`](super::tag) and [`load`](super::load) the only place that knows roxmltree.

use std::{path::Path, sync::Arc};

use roxmltree::{Document, Error, ParsingOptions};

use super::{files::Files, guard};
use crate::{
    problem::Problems,
    source::{Position, SourceId, Sources, Span, offset},
};

/// Maximum size of all files of a run, in bytes.
pub(super) const BYTES: usize = 512 << 20;

/// The text of a file, as a new source.
///
/// # Errors
///
/// If it cannot be read or is no text; in words.
pub(super) fn text(
    path: &Path,
    files: &dyn Files,
    sources: &mut Sources,
) -> Result<(SourceId, Arc<str>), String> {
    let text = content(path, files, BYTES)?;
    let source = add_source(path, &text, files, sources);
    Ok((source, text))
}

/// The text of a file of at most `allowed` bytes.
pub(super) fn content(path: &Path, files: &dyn Files, allowed: usize) -> Result<Arc<str>, String> {
    let bytes = files.bytes(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    if bytes.len() > guard::SIZE {
        return Err(format!("it is larger than {} MiB", guard::SIZE >> 20));
    }
    if bytes.len() > allowed {
        return Err(format!("all files together are larger than {} MiB", BYTES >> 20));
    }
    Ok(crate::source::decode(bytes).map_err(|error| error.to_string())?.into())
}

pub(super) fn add_source(path: &Path, text: &Arc<str>, files: &dyn Files, sources: &mut Sources) -> SourceId {
    // Windows' separators would make the same input print differently on another system.
    let name = path.to_string_lossy().replace('\\', "/");
    match files.on_disk(path) {
        Some(path) => sources.add_file(name, path, Arc::clone(text)),
        None => sources.add(name, Arc::clone(text)),
    }
}

/// The document of a text; a problem says what is wrong with it, if anything.
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
    // Entities have been refused, and a document type declaration without them does no harm.
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
        Error::NoRootNode => "the file holds no XML element".to_owned(),
        Error::UnclosedRootNode => "the file ends before its root element does".to_owned(),
        Error::UnexpectedEndOfStream => "the file ends in the middle of markup".to_owned(),
        Error::UnexpectedCloseTag(expected, actual, _) => {
            format!("`</{actual}>` where `</{expected}>` was expected")
        }
        Error::DuplicatedAttribute(name, _) => format!("the attribute `{name}` stands here twice"),
        error => {
            let text = error.to_string();
            let end = text.find(&format!(" at {}", error.pos())).unwrap_or(text.len());
            format!("not well-formed: {}", text.get(..end).unwrap_or(&text))
        }
    };
    let problem = problems.error(Span { source, start, end: start + 1 }, message);
    if let Error::UnexpectedDeclaration(_) = error {
        problem.hint("`<?xml …?>` may only stand at the very begin of the file");
    } else if let Error::UnknownNamespace(prefix, _) = error {
        problem.hint(format!("declare it with `xmlns:{prefix}=\"…\"` on this element or one around it"));
    } else if let Error::UnknownEntityReference(..) | Error::MalformedEntityReference(_) = error {
        problem.hint("write `&amp;` for an ampersand");
    }
}

fn offset_of(text: &str, position: Position) -> usize {
    let mut sources = Sources::new();
    let source = sources.add("", text);
    sources.get(source).map_or(0, |source| source.offset_of(position))
}
