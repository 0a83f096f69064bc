//! Splits XML, which may be malformed, into texts and attribute values with their names.

use std::ops::Range;

use super::references::unescaped;
use crate::redaction::names::is_secret_name;

/// A text or the value of an attribute.
pub(crate) struct Piece<'t> {
    /// Local name of the attribute, or of the element that contains the text.
    pub(crate) name: &'t str,
    pub(crate) range: Range<usize>,
    pub(crate) is_attribute: bool,
    /// Whether the text is secret. It is so if the name of the attribute or of an enclosing element suggests
    /// a secret. It is also so if the text is the value of a key-value pair whose key suggests a secret, as
    /// in `<Key>Password</Key><Value>x</Value>`.
    pub(crate) is_secret: bool,
}

/// An open element at the current position.
#[derive(Default)]
struct Open<'t> {
    /// Name with its prefix.
    name: &'t str,
    /// Whether the text in the element is secret.
    holds_secret: bool,
    /// Whether the child elements and their content are secret.
    is_secret: bool,
    /// Whether a key among the attributes suggests a secret.
    has_secret_key: bool,
    /// Whether the last key in the element suggests a secret; `None` if its value was read.
    key: Option<bool>,
    /// Indices of the pieces of the last value in the element, if no key precedes that value.
    value: Option<Range<usize>>,
    /// The text of the element without comments, if the element is a key. CDATA sections and comments may
    /// split the text.
    key_text: String,
    /// Whether the element is the key of a key-value pair, and its text suggests a secret:
    /// `<Key>Password</Key>`.
    is_secret_key: bool,
}

/// Maximum length of the text of a key, in bytes.
const MAX_KEY: usize = 256;

/// Number of innermost open elements that an end tag is compared with. An end tag that matches none of them is
/// ignored. The limit keeps the time linear.
const MAX_COMPARED_ELEMENTS: usize = 64;

/// Returns all texts and attribute values, except blank ones and namespace declarations.
///
/// The contents of CDATA sections, comments and processing instructions are pieces too, because malformed
/// markup may hide any text in them: after a `<!--` without an end, the rest of the message is a comment. An
/// element without an end tag extends to the end tag of an element around it, or to the end of the text.
///
/// `body` is the name of the element in the SOAP body, which is named after an operation. If this name
/// suggests a secret, only the text directly in the element is secret. Its child elements are not.
///
/// A value is secret if its key suggests it: `<Key>Password</Key><Value>x</Value>` in either order, or `<item
/// name="Password">x</item>`.
pub(crate) fn pieces<'t>(text: &'t str, body: Option<&str>) -> Vec<Piece<'t>> {
    const SECTION: &str = "<![CDATA[";
    const OTHERS: [(&str, &str); 4] = [(SECTION, "]]>"), ("<!--", "-->"), ("<?", "?>"), ("<!", ">")];

    let mut scan = Scan { text, body, open: vec![Open::default()], pieces: Vec::new() };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if !rest.starts_with('<') {
            let length = rest.find('<').unwrap_or(rest.len());
            scan.text(at..at + length, Kind::Text);
            at += length;
        } else if let Some((begin, end)) = OTHERS.into_iter().find(|(begin, _)| rest.starts_with(begin)) {
            let start = at + begin.len();
            let length = text.get(start..).and_then(|rest| rest.find(end));
            let stop = length.map_or(text.len(), |length| start + length);
            let kind = if begin == SECTION { Kind::Section } else { Kind::Other };
            scan.text(start..stop, kind);
            at = length.map_or(stop, |_| stop + end.len());
        } else {
            let length = tag_length(rest);
            scan.tag(at, rest.get(..length).unwrap_or(rest));
            at += length;
        }
    }
    scan.pieces
}

/// The kind of markup that contains a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// A CDATA section.
    Section,
    /// A comment, a processing instruction or a declaration.
    Other,
}

struct Scan<'t, 'b> {
    text: &'t str,
    body: Option<&'b str>,
    open: Vec<Open<'t>>,
    pieces: Vec<Piece<'t>>,
}

impl<'t> Scan<'t, '_> {
    fn text(&mut self, range: Range<usize>, kind: Kind) {
        if self.text.get(range.clone()).is_none_or(|text| text.trim().is_empty()) {
            return;
        }
        let name = self.open.last().map_or("", |open| local(open.name));
        let is_secret = self.open.last().is_some_and(|open| open.holds_secret);
        if is_key(name) {
            let is_secret = self.is_secret_key(range.clone(), kind);
            self.key(is_secret);
        }
        self.pieces.push(Piece { name, range, is_attribute: false, is_secret });
    }

    /// Adds a piece to the text of the current element, which is a key. Returns whether the text suggests a
    /// secret.
    fn is_secret_key(&mut self, range: Range<usize>, kind: Kind) -> bool {
        let is_secret = self.is_secret_name(range.clone());
        let text = self.text.get(range).unwrap_or_default();
        let Some(open) = self.open.last_mut() else { return is_secret };
        if kind != Kind::Other && open.key_text.len() + text.len() <= MAX_KEY {
            match kind {
                Kind::Text => open.key_text.push_str(&unescaped(text)),
                _ => open.key_text.push_str(text),
            }
        }
        open.is_secret_key |= is_secret || is_secret_name(open.key_text.trim());
        open.is_secret_key
    }

    /// Records that the current element is the key of a key-value pair. The value of the pair is the element
    /// before the key, or the next value if none precedes the key. If the key suggests a secret, the values
    /// before and after the key become secret, because either may belong to it.
    fn key(&mut self, is_secret: bool) {
        let around = self.open.len().checked_sub(2);
        let Some(pair) = around.and_then(|around| self.open.get_mut(around)) else { return };
        // A comment splits the text of a key into several pieces. If a piece does not suggest a secret, keep
        // the range of the value, because a later piece may suggest one.
        let value = if is_secret { pair.value.take() } else { pair.value.clone() };
        pair.key = (is_secret || value.is_none()).then_some(is_secret);
        if let Some(value) = value.filter(|_| is_secret) {
            for piece in self.pieces.get_mut(value).unwrap_or_default() {
                piece.is_secret = true;
            }
        }
    }

    fn is_secret_name(&self, range: Range<usize>) -> bool {
        self.text.get(range).is_some_and(|text| is_secret_name(unescaped(text).trim()))
    }

    fn tag(&mut self, at: usize, tag: &'t str) {
        let name = tag.get(1..).unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            let name = name.trim_end_matches(['>', ' ', '\t', '\r', '\n']);
            // Skip the first entry of `open`: it represents the document around the root element, and no end
            // tag closes it.
            let near =
                self.open.iter().skip(1).rev().take(MAX_COMPARED_ELEMENTS).position(|open| open.name == name);
            if let Some(near) = near {
                self.open.truncate(self.open.len() - near - 1);
                self.close(local(name));
            }
            return;
        }
        let name = name.split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
        let first = self.pieces.len();
        let around = self.open.last_mut().is_some_and(|open| {
            if !is_value(local(name)) {
                return open.is_secret;
            }
            let key = open.key.take();
            open.value = key.is_none().then_some(first..first);
            open.is_secret || open.has_secret_key || key == Some(true)
        });
        let is_body = self.body.is_some_and(|body| body == local(name));
        if is_body {
            self.body = None;
        }
        let mut holds_secret = around || is_secret_name(local(name));
        let is_secret = around || (holds_secret && !is_body);
        let start = 1 + name.len();
        let rest = tag.get(start..).unwrap_or_default();
        self.attributes(at + start, rest.strip_suffix('>').unwrap_or(rest), is_secret);
        let has_secret_key = self.mark_attributes(first);
        holds_secret |= has_secret_key;
        match tag.ends_with("/>") {
            true => self.close(local(name)),
            false => {
                self.open.push(Open { name, holds_secret, is_secret, has_secret_key, ..Open::default() });
            }
        }
    }

    /// Records the end of an element. If the element is a value, the range of its pieces ends here.
    fn close(&mut self, name: &str) {
        let value = self.open.last_mut().filter(|_| is_value(name)).and_then(|open| open.value.as_mut());
        if let Some(value) = value {
            value.end = self.pieces.len();
        }
    }

    /// Looks for an attribute that is a key and suggests a secret, such as `name="Password"`. If the tag has
    /// one, marks its attributes that are values, such as `value="x"`, as secret. The attributes of the tag
    /// are the pieces from `first` on. Returns whether a key suggests a secret. The text of the element is
    /// then secret too.
    fn mark_attributes(&mut self, first: usize) -> bool {
        let attributes = self.pieces.get(first..).unwrap_or_default();
        let mut keys = attributes.iter().filter(|piece| is_key(piece.name));
        let has_secret_key = keys.any(|key| self.is_secret_name(key.range.clone()));
        if has_secret_key {
            for piece in self.pieces.get_mut(first..).unwrap_or_default() {
                piece.is_secret |= is_value(piece.name);
            }
        }
        has_secret_key
    }

    /// Adds the attributes of a start tag. `rest` is the text after its name.
    fn attributes(&mut self, at: usize, rest: &'t str, is_secret: bool) {
        let mut place = 0;
        while let Some((name, value)) = rest.get(place..).and_then(|rest| rest.split_once('=')) {
            let name = name.trim().rsplit(blank).next().unwrap_or_default();
            let start = rest.len() - value.trim_start().len();
            let value = rest.get(start..).unwrap_or_default();
            let (start, length, end) = match value.as_bytes().first() {
                Some(b'"') => quoted(start, value, '"'),
                Some(b'\'') => quoted(start, value, '\''),
                _ => {
                    let length = value.find(blank).unwrap_or(value.len());
                    (start, length, start + length)
                }
            };
            place = end;
            let is_known =
                name == "xmlns" || ["xmlns:", "xsi:"].iter().any(|prefix| name.starts_with(prefix));
            if length > 0 && !is_known {
                self.pieces.push(Piece {
                    name: local(name),
                    range: at + start..at + start + length,
                    is_attribute: true,
                    is_secret: is_secret || is_secret_name(local(name)),
                });
            }
        }
    }
}

/// The start of the text within the quotes, its length, and the start of the text after the closing quote.
fn quoted(start: usize, value: &str, quote: char) -> (usize, usize, usize) {
    let inner = value.get(1..).unwrap_or_default();
    match inner.find(quote) {
        Some(length) => (start + 1, length, start + length + 2),
        None => (start + 1, inner.len(), start + 1 + inner.len()),
    }
}

fn blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Whether a name denotes a key: `Key`, `name`, `AttributeName`.
fn is_key(name: &str) -> bool {
    ends_with(name, "key") || ends_with(name, "name")
}

/// Whether a name denotes a value: `Value`, `AttributeValue`.
fn is_value(name: &str) -> bool {
    ends_with(name, "value")
}

fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len());
    start.and_then(|start| name.get(start..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// Length of the tag at the beginning of a text. A `>` in quotes does not end the tag, unless the quotes
/// are not closed before the next tag.
fn tag_length(rest: &str) -> usize {
    let mut quote = None;
    let mut first = None;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            (Some(_), b'>') => first = first.or(Some(index + 1)),
            (None, b'<') => return index,
            (Some(_), b'<') => return first.unwrap_or(index),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    first.unwrap_or(rest.len())
}
