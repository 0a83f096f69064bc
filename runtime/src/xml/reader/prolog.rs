//! The content before the root element and after it.

use super::{Reader, scan};
use crate::error::Result;
use crate::xml::{DepartureKind, ReadingMode};

/// The XML declarations of most documents, byte for byte.
const COMMON_DECLARATIONS: [&str; 2] =
    ["<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"];

impl Reader<'_> {
    /// Reads the XML declaration, if there is one, and skips to the root element.
    pub(super) fn prolog(&mut self) -> Result<()> {
        let bytes = self.text.as_bytes();
        if self.mode == ReadingMode::Lenient {
            self.pass_over_blank();
        }
        if let Some([b'<', b'?', b'x', b'm', b'l', b' ' | b'\t' | b'\n' | b'\r', ..]) =
            bytes.get(self.position..)
        {
            self.declaration()?;
        }
        self.between()?;
        match bytes.get(self.position) {
            Some(b'<') => Ok(()),
            None => Err(self.malformed(self.position, "the document has no element")),
            Some(_) => Err(self.malformed(self.position, "expected an element")),
        }
    }

    /// Skips white space before the XML declaration.
    #[cold]
    fn pass_over_blank(&mut self) {
        let at = scan::white_space(self.text.as_bytes(), self.position);
        if at > self.position && self.text.get(at..).is_some_and(|rest| rest.starts_with("<?xml")) {
            self.note_at(DepartureKind::Prolog, "", "", self.position);
            self.position = at;
        }
    }

    /// Checks that only white space, comments and processing instructions follow the root element.
    pub(super) fn epilog(&mut self) -> Result<()> {
        self.between()?;
        match self.position >= self.text.len() {
            true => Ok(()),
            false => Err(self.malformed(self.position, "content after the root element")),
        }
    }

    /// Skips white space, comments and processing instructions.
    fn between(&mut self) -> Result<()> {
        let bytes = self.text.as_bytes();
        loop {
            self.position = scan::white_space(bytes, self.position);
            match bytes.get(self.position..) {
                Some([b'<', b'!' | b'?', ..]) => self.pass_over()?,
                _ => return Ok(()),
            }
        }
    }

    /// Reads the XML declaration.
    fn declaration(&mut self) -> Result<()> {
        let rest = self.text.get(self.position..).unwrap_or("");
        if let Some(usual) = COMMON_DECLARATIONS.into_iter().find(|usual| rest.starts_with(usual)) {
            self.position += usual.len();
            return Ok(());
        }
        self.other_declaration()
    }

    /// Reads an unusual XML declaration (XML 1.0, production 23).
    #[inline(never)]
    fn other_declaration(&mut self) -> Result<()> {
        let start = self.position;
        let rest = self.text.get(start + 5..).unwrap_or("");
        let Some((inner, _)) = rest.split_once("?>") else {
            return Err(self.malformed(start, "the XML declaration has no end (`?>`)"));
        };
        self.position = start + 5 + inner.len() + 2;
        let mut inner = inner;
        let version = pseudo_attribute(&mut inner, "version");
        let encoding = pseudo_attribute(&mut inner, "encoding");
        let standalone = pseudo_attribute(&mut inner, "standalone");
        let is_version = version.is_some_and(|version| {
            version
                .strip_prefix("1.")
                .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let is_encoding = encoding.is_none_or(|encoding| {
            encoding.starts_with(|first: char| first.is_ascii_alphabetic())
                && encoding
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        });
        let is_standalone = standalone.is_none_or(|standalone| matches!(standalone, "yes" | "no"));
        if is_version && is_encoding && is_standalone && crate::xml::simple::trim(inner).is_empty() {
            return Ok(());
        }
        Err(self.malformed(start, "the XML declaration is malformed"))
    }
}

/// Removes white space and `name="value"` from the beginning of a text, and returns the value.
fn pseudo_attribute<'t>(text: &mut &'t str, name: &str) -> Option<&'t str> {
    let trimmed = crate::xml::simple::trim(text);
    let after = trimmed.strip_prefix(name).filter(|_| trimmed.len() < text.len())?;
    let after = after.trim_start_matches([' ', '\t', '\n', '\r']).strip_prefix('=')?;
    let after = after.trim_start_matches([' ', '\t', '\n', '\r']);
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = after.strip_prefix(quote)?.split_once(quote)?;
    *text = rest;
    Some(value)
}
