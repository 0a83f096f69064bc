//! Source files: names, texts, and positions in them.
//!
//! This module knows nothing of WSDL. Lines and columns are computed on demand, since a real WSDL is often one line of
//! 250 kB.

pub(crate) mod encoding;
mod encodings;
mod tables;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use crate::lists::CollectVec;

pub(crate) use encoding::decode;

/// Byte range in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Source that contains the range.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

/// Index of a source, in the order of loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Position as an editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line number, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A loaded file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path for messages: as the user gave it, or as resolved from an import.
    pub name: Arc<str>,
    /// Text in UTF-8, without a byte order mark.
    pub text: Arc<str>,
    path: Option<PathBuf>,
    lines: OnceLock<Vec<u32>>,
    /// Number of characters before each multiple of [`COUNT_INTERVAL`] bytes. The whole text may be one line,
    /// so counting from the start of a line would take too long.
    characters: OnceLock<Vec<u32>>,
}

/// Number of bytes of text for each entry of `Source::characters`.
const COUNT_INTERVAL: usize = 4096;

impl Source {
    fn new(name: Arc<str>, path: Option<PathBuf>, text: Arc<str>) -> Self {
        Self { name, text, path, lines: OnceLock::new(), characters: OnceLock::new() }
    }

    /// Returns the number of characters that begin before a byte offset.
    fn characters_before(&self, at: usize) -> usize {
        let is_begin = |byte: &&u8| !matches!(**byte, 0x80..0xC0);
        let counts = self.characters.get_or_init(|| {
            let mut sum = 0;
            let chunks = self.text.as_bytes().chunks(COUNT_INTERVAL);
            let counts = chunks.map(|chunk| {
                let before = sum;
                sum += offset(chunk.iter().filter(is_begin).count());
                before
            });
            counts.collect_vec()
        });
        let before = counts.get(at / COUNT_INTERVAL).copied().unwrap_or_default() as usize;
        let rest = self.text.as_bytes().get(at / COUNT_INTERVAL * COUNT_INTERVAL..at).unwrap_or_default();
        before + rest.iter().filter(is_begin).count()
    }

    /// Returns the path of the file, or `None` for a text that is not on disk.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the byte offset of each line.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| offset(at + 1))).collect_vec()
        })
    }

    /// Returns the byte offset of a line and its text without the line break. Lines are counted from 1.
    pub fn line(&self, line: usize) -> Option<(usize, &str)> {
        let lines = self.lines();
        let start = *lines.get(line.checked_sub(1)?)? as usize;
        let end = lines.get(line).map_or(self.text.len(), |next| *next as usize);
        Some((start, self.text.get(start..end)?.trim_end_matches(['\n', '\r'])))
    }

    /// Returns the position of a byte offset. An offset past the end yields the position of the end.
    pub fn position(&self, at: u32) -> Position {
        let lines = self.lines();
        let line = lines.partition_point(|start| *start <= at).max(1);
        let start = lines.get(line - 1).copied().unwrap_or_default() as usize;
        let end = (at as usize).min(self.text.len());
        // An offset inside a multi-byte character belongs to that character.
        let inside = usize::from(!self.text.is_char_boundary(end));
        let column = (self.characters_before(end) - inside).saturating_sub(self.characters_before(start)) + 1;
        Position { line, column }
    }

    /// Returns the byte offset of a position. A position past the end of its line yields the end of the line; one past
    /// the last line yields the end of the text.
    pub(crate) fn offset_of(&self, position: Position) -> usize {
        let Some((start, text)) = self.line(position.line) else { return self.text.len() };
        let column = text.char_indices().nth(position.column.saturating_sub(1));
        start + column.map_or(text.len(), |(at, _)| at)
    }
}

/// All source files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text that is not on disk, under a name for messages.
    pub(crate) fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.push(Source::new(name.into(), None, text.into()))
    }

    /// Adds the text of a file on disk.
    pub(crate) fn add_file(
        &mut self,
        name: impl Into<Arc<str>>,
        path: impl Into<PathBuf>,
        text: impl Into<Arc<str>>,
    ) -> SourceId {
        self.push(Source::new(name.into(), Some(path.into()), text.into()))
    }

    fn push(&mut self, source: Source) -> SourceId {
        self.list.push(source);
        SourceId(offset(self.list.len() - 1))
    }

    /// Returns the source with this id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// Iterates over all sources in the order of loading.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(index, source)| (SourceId(offset(index)), source))
    }

    /// Iterates over the paths of the files on disk, for `cargo::rerun-if-changed`.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().filter_map(Source::path)
    }

    /// Returns the name of a source, or an empty string for an unknown id.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.name)
    }

    /// Returns the text of a byte range, or an empty string if the range is invalid.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|source| source.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// Returns the line and column where a byte range starts.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).map_or(Position { line: 1, column: 1 }, |source| source.position(span.start))
    }

    /// Formats the start of a byte range as `file:line:column`.
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.name(span.source), self.position(span))
    }
}

/// Converts an offset. The limits on the size of sources are far below 4 GiB, so the conversion is lossless.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_from_one() {
        let mut sources = Sources::new();
        let id = sources.add("a.xsd", "<é>\r\n  <x/>\n");
        for (start, line, column) in
            [(0, 1, 1), (1, 1, 2), (2, 1, 2), (3, 1, 3), (6, 2, 1), (8, 2, 3), (13, 3, 1), (99, 3, 1)]
        {
            let span = Span { source: id, start, end: start };
            assert_eq!(sources.position(span), Position { line, column }, "offset {start}");
        }
        assert_eq!(sources.get(id).unwrap().line(2), Some((6, "  <x/>")));
    }

    #[test]
    fn offset_and_position_are_inverse() {
        let mut sources = Sources::new();
        let text = "añb\n\nçd";
        let id = sources.add("a", text);
        let source = sources.get(id).unwrap();
        for (at, _) in text.char_indices() {
            assert_eq!(source.offset_of(source.position(offset(at))), at);
        }
    }
}
