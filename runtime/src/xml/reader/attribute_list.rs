//! Attributes: their names and values, and the check for duplicates.

use std::borrow::Cow;

use super::attribute::AttributeIn;
use super::binding::XMLNS;
use super::scan::shortened;
use super::start::Flags;
use super::{Reader, scan};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::redaction::path::ends_at_secret;
use crate::text::Name;
use crate::text::namespaces::XSI;
use crate::xml::DepartureKind;

impl<'s> Reader<'s> {
    /// Reads attributes, from the end of the element's name to the end of the tag.
    pub(super) fn read_attribute_list(&mut self, from: usize) -> Result<Flags> {
        let mut flags = Flags::default();
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
                    flags = flags.with(Flags::EMPTY);
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
            if self.attributes.iter().any(|attribute| attribute.name == default) {
                flags = flags.with(Flags::DEFAULT);
            }
            self.declare(self.text.get(from..self.position).unwrap_or(""))?;
        }
        self.expand_attributes()?;
        self.check_duplicates()?;
        if declares {
            self.attributes.retain(|attribute| attribute.name.namespace() != XMLNS);
        }
        let mut odd_nil = None;
        for attribute in &self.attributes {
            flags = flags.with(match attribute.name.within(XSI) {
                "nil" => match crate::xml::simple::trim(&attribute.value()) {
                    "true" | "1" => Flags::NIL,
                    "false" | "0" => Flags::default(),
                    other if !self.is_lenient() => {
                        return Err(self.nil_neither(attribute.offset, other));
                    }
                    other => {
                        odd_nil = Some((attribute.offset, other.to_owned()));
                        // The flag `ATTRIBUTES` keeps the tag out of the cache of start tags. An equal tag is
                        // then parsed again, so that its invalid `xsi:nil` is recorded as a departure too.
                        match other.eq_ignore_ascii_case("true") {
                            true => Flags::ATTRIBUTES.with(Flags::NIL),
                            false => Flags::ATTRIBUTES,
                        }
                    }
                },
                "type" => Flags::of_type(&attribute.value()),
                _ => Flags::ATTRIBUTES,
            });
        }
        if let Some((offset, value)) = odd_nil {
            self.note_nil_value(offset, &value);
        }
        Ok(flags)
    }

    /// The attributes of the last start tag, including `xsi:nil` and `xsi:type`. Empty if the tag has no
    /// attributes other than `xsi:nil` and `xsi:type`.
    pub(super) fn attributes_here(&self) -> &[AttributeIn<'s>] {
        match self.is(Flags::ATTRIBUTES) {
            true => &self.attributes,
            false => &[],
        }
    }

    /// The value of an attribute of the current element.
    pub(crate) fn attribute_here(&self, name: Name<'_>) -> Option<Cow<'s, str>> {
        self.attributes_here().iter().find(|attribute| attribute.name == name).map(AttributeIn::value)
    }

    /// Reads one attribute. Its namespace is its prefix until [`expand_attributes`](Self::expand_attributes)
    /// resolves it.
    fn read_attribute(&self, from: usize) -> Result<(AttributeIn<'s>, usize)> {
        let (local_at, end) = self.qualified_name(from, "an attribute's name")?;
        let local = self.text.get(local_at..end).unwrap_or("");
        let name = match self.text.get(from..local_at.saturating_sub(1)).unwrap_or("") {
            "xmlns" => Name::new(XMLNS, local),
            "" if local == "xmlns" => Name::new(XMLNS, ""),
            prefix => Name::new(prefix, local),
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
        let mut at = scan::plain_value(bytes, quote_at + 1, quote);
        loop {
            match bytes.get(at) {
                Some(&byte) if byte == quote => break,
                Some(b'<') => return Err(self.malformed(at, "`<` in an attribute's value")),
                Some(b'&') => {
                    is_plain = false;
                    (_, at) = self.reference(at)?;
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

    /// Replaces the prefixes in the names of the attributes by namespaces.
    fn expand_attributes(&mut self) -> Result<()> {
        for index in 0..self.attributes.len() {
            let Some(&AttributeIn { name, offset, .. }) = self.attributes.get(index) else { break };
            if matches!(name.namespace(), "" | XMLNS) {
                continue;
            }
            let namespace = match self.resolve(name.namespace(), offset) {
                Ok(namespace) => namespace,
                Err(error) => self.undeclared_xsi(name, offset).ok_or(error)?,
            };
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.name = Name::new(namespace, name.local());
            }
        }
        Ok(())
    }

    /// Checks that no attribute occurs twice, including under two prefixes of one namespace.
    fn check_duplicates(&self) -> Result<()> {
        let twice = match self.attributes.as_slice() {
            [] | [_] => None,
            few if few.len() <= 12 => few.iter().enumerate().find_map(|(index, attribute)| {
                few.iter().take(index).any(|other| other.name == attribute.name).then_some(attribute)
            }),
            // Sorting keeps the cost below the square of the number of attributes.
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

    /// Records a departure for the value of an `xsi:nil`: another spelling of a boolean, such as `True`, or a
    /// value that is no boolean and is therefore ignored.
    #[cold]
    fn note_nil_value(&mut self, offset: usize, value: &str) {
        let is_boolean = ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word));
        let kind = if is_boolean { DepartureKind::Spelling } else { DepartureKind::InvalidValue };
        let step = format!("{}/@nil", self.tag_around(offset));
        self.note_at(kind, &step, value, offset);
    }

    #[cold]
    fn nil_neither(&self, offset: usize, found: &str) -> Error {
        // The reader is not at the element yet, because its start tag is still being read.
        let path = self.path_to(self.tag_around(offset));
        let found = (!ends_at_secret(&path)).then(|| shortened(found));
        let place = Place::of(self.text, offset);
        ErrorKind::Contract { path, expected: "xsi:nil to be true or false".into(), found, place }.into()
    }

    #[cold]
    fn twice(&self, attribute: &AttributeIn<'s>) -> Error {
        let what = match attribute.name.namespace() {
            XMLNS => "namespace declaration",
            _ => "attribute",
        };
        let name = shortened(attribute.name.local());
        self.malformed(attribute.offset, format!("duplicate {what} `{name}` in one tag"))
    }
}
