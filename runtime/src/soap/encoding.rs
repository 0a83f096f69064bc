//! The encoding of SOAP 1.1, section 5: values that say their type, arrays, and values that stand elsewhere.
//! It knows envelopes as XML alone; which operations are encoded so is in their [`Body`](crate::Body).

use std::collections::BTreeMap;

use super::Version;
use crate::reader::{Document, Limits};
use crate::{Element, Error, ErrorKind, Name, Place, Result, Value, Writer};

/// So many elements may a message have once each reference is replaced by what it refers to.
const MOST_ELEMENTS: usize = 1_000_000;

/// So many bytes may be brought by references, or as many as the message itself has.
const MOST_BYTES: usize = 64 << 20;

/// So many references may lead from one to the next.
const MOST_STEPS: usize = 128;

/// A document in which each `href` is replaced by the value that it refers to; `None` where there is none.
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`], and [`ErrorKind::Contract`] for a value that holds itself: it is no tree.
pub(super) fn resolved(document: &Document<'_>, limits: Limits) -> Result<Option<Document<'static>>> {
    if !document.text().contains("href") {
        return Ok(None);
    }
    let envelope = {
        let mut input = document.reader();
        input.root()?;
        input.capture()?
    };
    let version = Version::of_namespace(envelope.name().namespace());
    let Some(version) = version.filter(|_| envelope.name().local() == "Envelope") else { return Ok(None) };
    let is = |element: &Element, local: &str| element.name() == Name::new(version.namespace(), local);
    let parts = envelope.children();
    let Some(body) = parts.iter().find(|part| is(part, "Body")) else { return Ok(None) };
    let mut values = Values::new(limits, document.text().len());
    let content = body.children();
    parts.iter().flat_map(Element::children).for_each(|element| values.note(&element, 0));
    let mut output = Writer::new();
    output.open_prefixed("soap", Name::new(version.namespace(), "Envelope"));
    for part in &parts {
        let blocks = match part {
            part if is(part, "Header") => part.children(),
            // The values that are referred to come after the message itself.
            part if is(part, "Body") => content.iter().take(1).cloned().collect(),
            part => {
                part.encode_element(part.name(), &mut output);
                continue;
            }
        };
        output.open(part.name());
        for element in &blocks {
            let element = values.expand(element, 0, &mut Vec::new())?;
            element.encode_element(element.name(), &mut output);
        }
        output.close();
    }
    output.close();
    let text = output.finish()?;
    Ok(Some(Document::from_string(text, limits)))
}

/// The values with an `id`.
struct Values {
    by_id: BTreeMap<String, Element>,
    /// How deep elements may be nested.
    depth: usize,
    /// How many elements there may still be, and how many bytes references may still bring.
    elements: usize,
    bytes: usize,
}

impl Values {
    fn new(limits: Limits, length: usize) -> Self {
        Self {
            by_id: BTreeMap::new(),
            depth: limits.depth,
            elements: MOST_ELEMENTS,
            bytes: MOST_BYTES.max(length),
        }
    }

    fn note(&mut self, element: &Element, depth: usize) {
        if let Some(id) = element.attribute(("", "id")) {
            self.by_id.insert(id.to_owned(), element.clone());
        }
        if element.content.contains("id=") && depth < 64 {
            element.children().iter().for_each(|child| self.note(child, depth + 1));
        }
    }

    /// The element, with what it and those in it refer to; `open` are the references on the way there.
    fn expand(&mut self, element: &Element, depth: usize, open: &mut Vec<String>) -> Result<Element> {
        if depth > self.depth {
            return Err(too_large("the depth of elements", self.depth));
        }
        self.elements = self
            .elements
            .checked_sub(1)
            .ok_or_else(|| too_large("the number of elements by references", MOST_ELEMENTS))?;
        let target = element.attribute(("", "href")).and_then(|href| href.strip_prefix('#'));
        if let Some(id) = target {
            let Some(value) = self.by_id.get(id) else {
                return Err(refused("a value with this `id`", id));
            };
            if open.iter().any(|known| known == id) {
                return Err(refused("a value that does not hold itself", id));
            }
            if open.len() == MOST_STEPS {
                return Err(too_large("the chain of references", MOST_STEPS));
            }
            self.bytes = self
                .bytes
                .checked_sub(value.content.len())
                .ok_or_else(|| too_large("what references bring", MOST_BYTES))?;
            let value = value.clone();
            open.push(id.to_owned());
            // A value that comes several times has no identity any more.
            let value =
                self.expand(&value, depth, open)?.without(Name::new("", "id")).renamed(element.name());
            open.pop();
            return Ok(value);
        }
        if !element.content.contains("href=") {
            return Ok(element.clone());
        }
        let mut content = String::new();
        for child in element.children() {
            let child = self.expand(&child, depth + 1, open)?;
            let mut xml = child.to_xml();
            if child.name().namespace().is_empty() {
                // It comes to stand below an element that may have made its namespace the default one.
                xml.insert_str("<".len() + child.name().local().len(), " xmlns=\"\"");
            }
            content.push_str(&xml);
        }
        Ok(Element { content, ..element.clone() })
    }
}

#[cold]
fn too_large(what: &'static str, limit: usize) -> Error {
    Error::new(ErrorKind::TooLarge { what, limit: limit as u64 })
}

#[cold]
fn refused(expected: &str, found: &str) -> Error {
    Error::new(ErrorKind::Contract {
        path: "Body".to_owned(),
        expected: expected.to_owned().into(),
        found: Some(found.chars().take(40).collect()),
        place: Place::default(),
    })
}
