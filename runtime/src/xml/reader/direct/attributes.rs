//! Start tags of short documents whose attributes are written as usual: one space before each attribute, and no
//! white space around `=`.

use super::super::attribute::AttributeIn;
use super::super::start::Flags;
use super::super::{Reader, scan};
use super::Prefix;
use crate::Name;
use crate::text::namespaces::XSI;
use crate::text::swar::same;

/// Maximum number of attributes that are scanned. Every attribute is compared with all attributes before it, so
/// tags with more attributes are left to [`Reader::start_tag`].
const MAX_SCANNED: usize = 12;

impl Reader<'_> {
    /// Scans a start tag whose name extends from `from` to `end` and is followed by a space.
    ///
    /// Returns `false` and consumes nothing if an attribute is a namespace declaration or a duplicate, or has
    /// an undeclared prefix, a name with non-ASCII characters, or a value with references.
    /// [`start_tag`](Self::start_tag) reads such tags and creates all errors.
    #[inline(never)]
    pub(super) fn scan_tag_with_attributes(&mut self, from: usize, local: usize, end: usize) -> bool {
        // Most tags that cannot be scanned begin with a namespace declaration.
        let rest = self.text.as_bytes().get(end + 1..).unwrap_or_default();
        if rest.starts_with(b"xmlns") {
            return false;
        }
        let Some((flags, content)) = self.scan_attributes(end) else { return false };
        if !self.finish_tag((from, local, end), flags, content) {
            return false;
        }
        self.hold_text_back();
        true
    }

    /// Scans the attributes after a name. Returns the flags that they set and the offset of the content.
    fn scan_attributes(&mut self, end: usize) -> Option<(Flags, usize)> {
        let bytes = self.text.as_bytes();
        let limit = self.limits.attributes.min(MAX_SCANNED);
        let mut flags = Flags::CONTENT_UNREAD;
        let mut at = end;
        self.attributes.clear();
        loop {
            match bytes.get(at..)? {
                [b'>', ..] => return Some((flags, at + 1)),
                [b'/', b'>', ..] => return Some((flags.with(Flags::EMPTY), at + 2)),
                [b' ', b'/', b'>', ..] => return Some((flags.with(Flags::EMPTY), at + 3)),
                [b' ', ..] if self.attributes.len() < limit => {}
                _ => return None,
            }
            let offset = at + 1;
            let (local, equals) = scan::ascii_name(bytes, offset)?;
            let Some([b'=', quote @ (b'"' | b'\''), ..]) = bytes.get(equals..) else { return None };
            let (mut namespace, mut is_xsi) = ("", false);
            if local > offset {
                if !self.knows_attribute_prefix(offset, local - offset - 1) {
                    return None;
                }
                (namespace, is_xsi) = (self.direct.attribute_prefix.namespace, self.direct.is_xsi);
            }
            let value = equals + 2;
            let close = scan::plain_value(bytes, value, *quote);
            if bytes.get(close) != Some(quote) {
                return None;
            }
            let name = Name::new(namespace, self.text.get(local..equals)?);
            let raw = self.text.get(value..close)?;
            if name.local() == "xmlns" || self.attributes.iter().any(|other| other.name == name) {
                return None;
            }
            flags = flags.with(match name.local() {
                _ if !is_xsi => Flags::ATTRIBUTES,
                "type" => Flags::of_type(raw),
                "nil" => match raw {
                    "true" | "1" => Flags::NIL,
                    "false" | "0" => Flags::default(),
                    _ => return None,
                },
                _ => Flags::ATTRIBUTES,
            });
            self.attributes.push(AttributeIn::plain(name, raw, offset, close));
            at = close + 1;
        }
    }

    /// Looks up the prefix of an attribute, unless it is the prefix that was looked up last. Returns `false`
    /// for an undeclared prefix and for `xmlns`, which makes the attribute a declaration.
    #[inline(always)]
    fn knows_attribute_prefix(&mut self, at: usize, length: usize) -> bool {
        let known = &self.direct.attribute_prefix;
        let is_known = self.generation == known.generation
            && length == known.length
            && same(self.text.as_bytes(), at, known.at, length);
        is_known || self.find_attribute_prefix(at, length)
    }

    #[inline(never)]
    fn find_attribute_prefix(&mut self, at: usize, length: usize) -> bool {
        let prefix = self.text.get(at..at + length).filter(|prefix| *prefix != "xmlns");
        let Some(namespace) = prefix.and_then(|prefix| self.find(prefix)) else { return false };
        self.direct.attribute_prefix = Prefix { at, length, generation: self.generation, namespace };
        self.direct.is_xsi = namespace == XSI;
        true
    }
}
