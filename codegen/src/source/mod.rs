//! File names and texts, and places in them.
//!
//! Knows nothing of WSDL. Line and column are found on demand, since real WSDLs are often one line of 250 kB.

mod encoding;
mod tables;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

pub(crate) use encoding::decode;

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

/// A place as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One file: its name as the user gave it or as an import led to it, and its text as UTF-8.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path to show.
    pub name: Arc<str>,
    /// The text, transcoded to UTF-8, without a byte order mark.
    pub text: Arc<str>,
    path: Option<PathBuf>,
    lines: OnceLock<Vec<u32>>,
    /// How many characters there are up to each multiple of [`STEP`] bytes, since one line may hold the whole text.
    characters: OnceLock<Vec<u32>>,
}

/// Characters are counted from the last multiple of this many bytes.
const STEP: usize = 4096;

impl Source {
    fn new(name: Arc<str>, path: Option<PathBuf>, text: Arc<str>) -> Self {
        Self { name, text, path, lines: OnceLock::new(), characters: OnceLock::new() }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, at: usize) -> usize {
        let is_begin = |byte: &&u8| !matches!(**byte, 0x80..0xC0);
        let counts = self.characters.get_or_init(|| {
            let mut sum = 0;
            let chunks = self.text.as_bytes().chunks(STEP);
            let counts = chunks.map(|chunk| {
                let before = sum;
                sum += offset(chunk.iter().filter(is_begin).count());
                before
            });
            counts.collect()
        });
        let before = counts.get(at / STEP).copied().unwrap_or_default() as usize;
        let rest = self.text.as_bytes().get(at / STEP * STEP..at).unwrap_or_default();
        before + rest.iter().filter(is_begin).count()
    }

    /// The file on disk, where it is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The offsets at which lines begin.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| offset(at + 1))).collect()
        })
    }

    /// The offset at which a line begins, and its text without the line break; counted from 1.
    pub fn line(&self, line: usize) -> Option<(usize, &str)> {
        let lines = self.lines();
        let start = *lines.get(line.checked_sub(1)?)? as usize;
        let end = lines.get(line).map_or(self.text.len(), |next| *next as usize);
        Some((start, self.text.get(start..end)?.trim_end_matches(['\n', '\r'])))
    }

    /// The place of a byte. An offset past the end is taken for the end.
    pub fn position(&self, at: u32) -> Position {
        let lines = self.lines();
        let line = lines.partition_point(|start| *start <= at).max(1);
        let start = lines.get(line - 1).copied().unwrap_or_default() as usize;
        let end = (at as usize).min(self.text.len());
        // A byte inside of a character is at the place of the character.
        let inside = usize::from(!self.text.is_char_boundary(end));
        let column = (self.characters_before(end) - inside).saturating_sub(self.characters_before(start)) + 1;
        Position { line, column }
    }

    /// The offset of a place: the end of the line or of the text where it lies past that.
    pub(crate) fn offset_of(&self, position: Position) -> usize {
        let Some((start, text)) = self.line(position.line) else { return self.text.len() };
        let column = text.char_indices().nth(position.column.saturating_sub(1));
        start + column.map_or(text.len(), |(at, _)| at)
    }
}

/// All files of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text that is no file.
    pub(crate) fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.push(Source::new(name.into(), None, text.into()))
    }

    /// Adds the text of a file.
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

    /// A source.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// All of them, in the order in which they were loaded.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(index, source)| (SourceId(offset(index)), source))
    }

    /// The files on disk that were read, for `cargo::rerun-if-changed`.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().filter_map(Source::path)
    }

    /// The name of a source.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.name)
    }

    /// The text of a place.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|source| source.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// Line and column of the begin of a place.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).map_or(Position { line: 1, column: 1 }, |source| source.position(span.start))
    }

    /// A place as `file:line:column`.
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.name(span.source), self.position(span))
    }
}

/// Sources are limited to far less than 4 GiB, so nothing is lost here.
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
