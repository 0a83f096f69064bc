//! Keeps an element as XML that stands on its own, whatever was declared around it.

use std::collections::BTreeSet;

use super::content::Next;
use super::tag::Flags;
use super::{Reader, XSI};
use crate::Result;
use crate::element::{Element, Kept};

impl<'s> Reader<'s> {
    /// Reads the element at which the reader stands, and keeps it as XML.
    pub(crate) fn capture(&mut self) -> Result<Element> {
        let mut element = Element::of_name(self.name());
        element.is_nil = self.is(Flags::NIL);
        element.type_name = self.type_name()?.map(Kept::name);
        for attribute in self.attributes_here() {
            if !matches!(attribute.name.within(XSI), "nil" | "type") {
                element.attributes.push((Kept::name(attribute.name), attribute.value().into_owned()));
            }
        }
        let default = self.find("").unwrap_or("");
        let is_empty = self.is(Flags::EMPTY);
        if !is_empty {
            element.content = self.capture_content(default)?;
        }
        // Prefixes may stand in any value, and what is one there cannot be told from what only looks like one.
        let values = element.attributes.iter().map(|(_, value)| value.as_str());
        let prefixes: BTreeSet<&str> = values.chain([element.content.as_str()]).flat_map(prefixes).collect();
        let declared = |prefix: &&str| *prefix != "xml" && !prefix.is_empty();
        let scope = prefixes.into_iter().filter(declared).filter_map(|prefix| {
            self.find(prefix).map(|namespace| (prefix.to_owned(), namespace.to_owned()))
        });
        element.scope = scope.collect();
        match is_empty {
            true => self.leave(),
            false => self.end_tag()?,
        }
        Ok(element)
    }

    /// Reads the content of the element, up to its end tag. Its children get the default namespace that is in force around them as their
    /// own, if they need it, so that they can stand anywhere.
    fn capture_content(&mut self, default: &str) -> Result<String> {
        let mut content = String::new();
        self.enter();
        let depth = self.open.len();
        let mut from = self.position;
        // Where the name of the child ends, whether it or what is in it needs the default namespace, and how deep is the
        // element that declares one of its own.
        let mut name_end = from;
        let mut is_needed = false;
        let mut own = None;
        loop {
            match self.next()? {
                Next::Text => self.pass_over_text()?,
                Next::End if self.open.len() == depth => break,
                Next::End => self.end_tag()?,
                Next::Start => {
                    let raw = self.raw();
                    if self.open.len() == depth {
                        name_end = self.start.offset + 1 + raw.len();
                    }
                    let declares = own.is_some() || self.is(Flags::DEFAULT);
                    is_needed |= !declares && (!raw.contains(':') || self.is(Flags::TYPE));
                    if self.is(Flags::EMPTY.with(Flags::READ)) {
                        self.leave();
                    } else {
                        self.enter();
                        if declares {
                            own = own.or(Some(self.open.len()));
                        }
                    }
                }
            }
            if own.is_some_and(|own| self.open.len() < own) {
                own = None;
            }
            if self.open.len() == depth && std::mem::take(&mut is_needed) {
                content.push_str(self.text.get(from..name_end).unwrap_or(""));
                content.push_str(" xmlns=\"");
                content.push_str(&crate::writer::escaped(default));
                content.push('"');
                from = name_end;
            }
        }
        content.push_str(self.text.get(from..self.position).unwrap_or(""));
        Ok(content)
    }
}

/// What stands before the colons of a text, as far as it could be a prefix.
fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|colon| {
        let before = text.get(..colon)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | 0x80..);
        let length = before.bytes().rev().take_while(is_part).count();
        before.get(colon - length..)
    })
}
