//! Tags: their names, their attributes, and that each start tag gets its end tag.

use std::borrow::Cow;

use super::cache::After;
use super::namespace::{XMLNS, shortened};
use super::{Reader, Start, XSI, scan};
use crate::{Error, ErrorKind, Name, Result};

/// An element whose end tag has not come.
pub(super) struct Open<'s> {
    /// Its name with its prefix, as in the document.
    pub(super) raw: &'s str,
    /// Its place in the cache.
    tag: u16,
    /// Which of its like it is, or the largest number.
    pub(super) index: u32,
    /// How many bindings were in force around it, and which generation.
    bindings: u32,
    generation: u32,
}

/// An attribute, or a prefix declaration, of the start tag that was read last.
#[derive(Clone, Copy)]
pub(super) struct AttributeIn<'s> {
    pub(super) name: Name<'s>,
    /// What stands between the quotes.
    pub(super) raw: &'s str,
    pub(super) offset: usize,
    /// Where the closing quote is.
    pub(super) end: usize,
    /// It has no reference and no white space but blanks.
    is_plain: bool,
}

impl<'s> AttributeIn<'s> {
    /// The value, normalised (XML 1.0, section 3.3.3).
    pub(super) fn value(&self) -> Cow<'s, str> {
        match self.is_plain {
            true => Cow::Borrowed(self.raw),
            false => Cow::Owned(super::text::normalised(self.raw)),
        }
    }
}

impl<'s> Reader<'s> {
    /// Reads a start tag, which begins at the position.
    #[inline(always)]
    pub(super) fn start_tag(&mut self) -> Result<()> {
        let offset = self.position;
        let rest = self.text.as_bytes().get(offset + 1..).unwrap_or_default();
        let Some(known) = self.cache.predict(rest, self.generation) else {
            return self.start_tag_slow(offset);
        };
        if rest.get(known.raw.len()) != Some(&b'>') || self.open.len() >= self.limits.depth {
            return self.start_tag_slow(offset);
        }
        self.position = offset + known.raw.len() + 2;
        self.start = Start { offset, name: known.name, ..Start::default() };
        self.cache.at(known.index, After::Start);
        let bindings = self.bindings.len() as u32;
        let generation = self.generation;
        self.open.push(Open { raw: known.raw, tag: known.index, index: u32::MAX, bindings, generation });
        Ok(())
    }

    /// The same for a tag that is not the one that was to be expected, or one with attributes.
    #[inline(never)]
    fn start_tag_slow(&mut self, offset: usize) -> Result<()> {
        if self.open.len() >= self.limits.depth {
            let limit = self.limits.depth as u64;
            return Err(ErrorKind::TooLarge { what: "the depth of elements", limit }.into());
        }
        let end = self.qualified_name(offset + 1, "an element's name")?;
        let raw = self.text.get(offset + 1..end).unwrap_or("");
        let bindings = self.bindings.len() as u32;
        let generation = self.generation;
        let mut start = Start { offset, ..Start::default() };
        let bytes = self.text.as_bytes();
        match (bytes.get(end), bytes.get(end + 1)) {
            (Some(b'>'), _) => self.position = end + 1,
            (Some(b'/'), Some(b'>')) => {
                start.is_empty = true;
                self.position = end + 2;
            }
            _ => self.read_attribute_list(end, &mut start)?,
        }
        let known = match self.cache.find(raw, self.generation) {
            Some(known) => known,
            None => self.cache.add(raw, self.expand(raw, offset + 1)?, self.generation),
        };
        self.cache.learn(known.index);
        self.cache.at(known.index, After::Start);
        start.name = known.name;
        self.start = start;
        self.open.push(Open { raw: known.raw, tag: known.index, index: u32::MAX, bindings, generation });
        Ok(())
    }

    /// The end of the name, with a prefix or without, that begins here.
    fn qualified_name(&self, from: usize, expected: &'static str) -> Result<usize> {
        let end = scan::name(self.text, from);
        let bytes = self.text.as_bytes();
        let (last, end) = match bytes.get(end) {
            Some(b':') => (end + 1, scan::name(self.text, end + 1)),
            _ => (from, end),
        };
        if end == last || last - from == 1 || bytes.get(end) == Some(&b':') {
            return Err(self.malformed(end, format!("expected {expected}")));
        }
        Ok(end)
    }

    /// Reads attributes from the end of the name to the end of the tag.
    fn read_attribute_list(&mut self, from: usize, start: &mut Start<'s>) -> Result<()> {
        self.attributes.clear();
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut declares = false;
        loop {
            let next = scan::white_space(bytes, at);
            match bytes.get(next) {
                Some(b'>') => {
                    self.position = next + 1;
                    break;
                }
                Some(b'/') if bytes.get(next + 1) == Some(&b'>') => {
                    start.is_empty = true;
                    self.position = next + 2;
                    break;
                }
                None => return Err(self.end_of_document()),
                Some(_) if next == at => {
                    return Err(self.malformed(at, "expected white space or the end of the tag"));
                }
                Some(_) => {}
            }
            if self.attributes.len() >= self.limits.attributes {
                let limit = self.limits.attributes as u64;
                return Err(ErrorKind::TooLarge { what: "the number of attributes", limit }.into());
            }
            let (attribute, end) = self.read_attribute(next)?;
            declares |= attribute.name.namespace() == XMLNS;
            self.attributes.push(attribute);
            at = end;
        }
        if declares {
            let default = Name::new(XMLNS, "");
            start.declares_default = self.attributes.iter().any(|attribute| attribute.name == default);
            self.declare(self.text.get(from..self.position).unwrap_or(""))?;
        }
        self.expand_attributes()?;
        self.check_duplicates()?;
        if declares {
            self.attributes.retain(|attribute| attribute.name.namespace() != XMLNS);
        }
        for attribute in &self.attributes {
            match attribute.name.within(XSI) {
                "nil" => match crate::simple::trim(attribute.raw) {
                    "true" | "1" => start.is_nil = true,
                    "false" | "0" => {}
                    other => {
                        let found = Some(shortened(other));
                        return Err(self.contract(attribute.offset, "xsi:nil to be true or false", found));
                    }
                },
                "type" => start.has_type = true,
                _ => start.has_attributes = true,
            }
        }
        Ok(())
    }

    /// The attributes of the start tag that was read last, `xsi:nil` and `xsi:type` among them.
    pub(super) fn attributes_here(&self) -> &[AttributeIn<'s>] {
        match self.start.has_attributes {
            true => &self.attributes,
            false => &[],
        }
    }

    /// Reads one attribute; its namespace is its prefix for now.
    fn read_attribute(&self, from: usize) -> Result<(AttributeIn<'s>, usize)> {
        let end = self.qualified_name(from, "an attribute's name")?;
        let raw = self.text.get(from..end).unwrap_or("");
        let name = match raw.split_once(':') {
            Some(("xmlns", prefix)) => Name::new(XMLNS, prefix),
            Some((prefix, local)) => Name::new(prefix, local),
            None if raw == "xmlns" => Name::new(XMLNS, ""),
            None => Name::new("", raw),
        };
        let bytes = self.text.as_bytes();
        let equals = scan::white_space(bytes, end);
        if bytes.get(equals) != Some(&b'=') {
            return Err(self.malformed(equals, "expected `=` after the attribute's name"));
        }
        let quote_at = scan::white_space(bytes, equals + 1);
        let Some(&quote @ (b'"' | b'\'')) = bytes.get(quote_at) else {
            return Err(self.malformed(quote_at, "expected a quote around the attribute's value"));
        };
        let mut is_plain = true;
        let mut at = quote_at + 1;
        loop {
            match bytes.get(at) {
                Some(&byte) if byte == quote => break,
                Some(b'<') => return Err(self.malformed(at, "`<` in an attribute's value")),
                Some(b'&') => {
                    is_plain = false;
                    at = self.check_reference(at)?;
                }
                Some(b'\t' | b'\n' | b'\r') => {
                    is_plain = false;
                    at += 1;
                }
                Some(0..0x20) => return Err(self.illegal_character(at)),
                Some(0xEF) if scan::is_noncharacter(bytes, at) => return Err(self.illegal_character(at)),
                Some(_) => at += 1,
                None => return Err(self.end_of_document()),
            }
        }
        let raw = self.text.get(quote_at + 1..at).unwrap_or("");
        Ok((AttributeIn { name, raw, offset: from, end: at, is_plain }, at + 1))
    }

    /// Puts namespaces in the place of prefixes.
    fn expand_attributes(&mut self) -> Result<()> {
        for index in 0..self.attributes.len() {
            let Some(&AttributeIn { name, offset, .. }) = self.attributes.get(index) else { break };
            if matches!(name.namespace(), "" | XMLNS) {
                continue;
            }
            let namespace = self.resolve(name.namespace(), offset)?;
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.name = Name::new(namespace, name.local());
            }
        }
        Ok(())
    }

    /// Checks that no attribute comes twice, also under two prefixes of one namespace.
    fn check_duplicates(&self) -> Result<()> {
        let twice = match self.attributes.as_slice() {
            [] | [_] => None,
            few if few.len() <= 12 => few.iter().enumerate().find_map(|(index, attribute)| {
                few.iter().take(index).any(|other| other.name == attribute.name).then_some(attribute)
            }),
            // In time that grows with the number, not with its square.
            many => {
                let mut sorted: Vec<_> = many.iter().collect();
                sorted.sort_by_key(|attribute| (attribute.name.local(), attribute.name.namespace()));
                sorted.windows(2).find_map(|pair| match pair {
                    [one, other] if one.name == other.name => Some(*other),
                    _ => None,
                })
            }
        };
        match twice {
            None => Ok(()),
            Some(attribute) => Err(self.twice(attribute)),
        }
    }

    #[cold]
    fn twice(&self, attribute: &AttributeIn<'s>) -> Error {
        let what = match attribute.name.namespace() {
            XMLNS => "prefix declaration",
            _ => "attribute",
        };
        let name = shortened(attribute.name.local());
        self.malformed(attribute.offset, format!("the {what} `{name}` comes twice in one tag"))
    }

    /// Reads the end tag at the position, which must be that of the element that is open.
    #[inline(always)]
    pub(super) fn end_tag(&mut self) -> Result<()> {
        self.position = self.end_tag_at(self.position)?;
        self.close();
        Ok(())
    }

    /// The end of the end tag that begins here, which must be that of the element that is open.
    #[inline(always)]
    pub(super) fn end_tag_at(&self, from: usize) -> Result<usize> {
        let raw = self.open.last().map_or("", |open| open.raw);
        let bytes = self.text.as_bytes();
        let end = from + 2 + raw.len();
        if bytes.get(from + 2..end) == Some(raw.as_bytes()) && bytes.get(end) == Some(&b'>') {
            return Ok(end + 1);
        }
        self.end_tag_slow(from)
    }

    #[inline(never)]
    fn end_tag_slow(&self, from: usize) -> Result<usize> {
        let bytes = self.text.as_bytes();
        let end = self.qualified_name(from + 2, "an end tag's name")?;
        let raw = self.text.get(from + 2..end).unwrap_or("");
        match self.open.last() {
            Some(open) if open.raw == raw => {}
            Some(open) => {
                let (expected, found) = (shortened(open.raw), shortened(raw));
                return Err(self.malformed(from, format!("expected `</{expected}>`, found `</{found}>`")));
            }
            None => return Err(self.malformed(from, "an end tag without a start tag")),
        }
        let close = scan::white_space(bytes, end);
        match bytes.get(close) {
            Some(b'>') => Ok(close + 1),
            None => Err(self.end_of_document()),
            Some(_) => Err(self.malformed(close, "expected the end of the end tag")),
        }
    }

    /// Leaves the element whose end tag was read.
    #[inline(always)]
    pub(super) fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.cache.at(open.tag, After::End);
        if self.generation != open.generation {
            self.bindings.truncate(open.bindings as usize);
            self.generation = open.generation;
        }
    }

    /// Leaves the element at which the reader stands, which is an empty-element tag.
    #[inline(always)]
    pub(super) fn close_empty(&mut self) {
        self.start.is_empty = false;
        self.close();
    }
}
