//! Messages of operations in JSON: the value of the body, and the header blocks by name.

mod from_xml;
mod into_xml;

use saponify::Element;

use super::{Converter, Json};
use crate::{
    cli::{
        messages::{BodyForm, MessageForm, MessagePart},
        operations::Bound,
        tree::{Node, Nodes},
    },
    model::{Direction, PartContent, QName, TypeKind},
};

/// Converter between XML and JSON for one message of an operation.
pub(in crate::cli) struct Message<'c, 'm> {
    converter: &'c Converter<'m>,
    operation: Bound<'m>,
    direction: Direction,
    pub(in crate::cli) form: MessageForm,
}

/// A message in JSON.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) struct Envelope {
    /// Object with the header blocks.
    pub(in crate::cli) headers: Json,
    pub(in crate::cli) body: Json,
}

impl Envelope {
    /// Splits a JSON document into headers and body. A document without `$body` and `$headers` is the body.
    pub(in crate::cli) fn of(json: Json) -> Self {
        match json {
            Json::Object(members)
                if !members.is_empty()
                    && members.iter().all(|(key, _)| matches!(key.as_str(), "$headers" | "$body")) =>
            {
                let (mut headers, mut body) = (Json::Object(Vec::new()), Json::Object(Vec::new()));
                for (key, value) in members {
                    match key.as_str() {
                        "$headers" => headers = value,
                        _ => body = value,
                    }
                }
                Self { headers, body }
            }
            body => Self { headers: Json::Object(Vec::new()), body },
        }
    }

    /// Returns one document: the body, or headers and body if there are headers.
    pub(in crate::cli) fn document(self) -> Json {
        match &self.headers {
            Json::Object(members) if members.is_empty() => self.body,
            _ => Json::Object(vec![("$headers".to_owned(), self.headers), ("$body".to_owned(), self.body)]),
        }
    }
}

impl<'c, 'm> Message<'c, 'm> {
    /// Creates the converter of one message of an operation.
    ///
    /// # Errors
    ///
    /// The reason why the operation has no such message.
    pub(in crate::cli) fn new(
        converter: &'c Converter<'m>,
        operation: &Bound<'m>,
        direction: Direction,
    ) -> Result<Self, String> {
        let form = MessageForm::of(converter.model, operation, direction)?;
        Ok(Self { converter, operation: *operation, direction, form })
    }

    /// Returns the key of a part: its local name, unless several parts share it.
    fn key_of(&self, parts: &[MessagePart], part: &MessagePart) -> String {
        let same = parts.iter().filter(|other| other.name.local == part.name.local).count();
        if same > 1 { part.name.to_string() } else { part.name.local.to_string() }
    }

    /// Returns `true` if a part may be sent as the element with this name: as its declared element, or as a
    /// member of the substitution group of that element.
    fn is_part(&self, part: &MessagePart, name: &QName) -> bool {
        part.name == *name
            || matches!(part.content, PartContent::Element(id) if self.converter.substitute(id, name).is_some())
    }

    fn key<'p>(&self, parts: &'p [MessagePart], key: &str) -> Option<(usize, &'p MessagePart)> {
        let mut parts_by_key = parts.iter().enumerate();
        parts_by_key.find(|(_, part)| self.key_of(parts, part) == key || part.name.to_string() == key)
    }

    /// Returns the keys and elements of the header blocks.
    pub(in crate::cli) fn header_keys(&self) -> Vec<(String, &MessagePart)> {
        let headers = self.form.headers.iter();
        headers.map(|header| (self.key_of(&self.form.headers, header), header)).collect()
    }

    /// Returns the keys and elements of the members of the body, if it consists of several parts.
    pub(in crate::cli) fn part_keys(&self) -> Option<Vec<(String, &MessagePart)>> {
        let parts = match &self.form.body {
            BodyForm::Content(..) => return None,
            BodyForm::Parts(parts)
                if parts.len() == 1 && parts.iter().all(|part| part.attached.is_none()) =>
            {
                return None;
            }
            BodyForm::Parts(parts) | BodyForm::Wrapper(_, parts) => parts,
        };
        Some(parts.iter().map(|part| (self.key_of(parts, part), part)).collect())
    }

    /// Parses XML that the user gives, and returns the header blocks and the body elements. The XML is either
    /// a complete envelope, or the single element of the body. In the second case there are no header blocks.
    ///
    /// # Errors
    ///
    /// If the text is not well-formed, or if the envelope cannot be read.
    pub(in crate::cli) fn parse_xml(&self, xml: &str) -> Result<(Nodes, Nodes), String> {
        let element = Element::parse(xml.trim()).map_err(|error| error.to_string())?;
        if element.name().local() == "Envelope"
            && saponify::Version::of_namespace(element.name().namespace()).is_some()
        {
            let (_, headers, body) =
                self.form.read(xml.trim().as_bytes()).map_err(|error| error.to_string())?;
            return Ok((headers, body));
        }
        Ok((Nodes::default(), Nodes(vec![Node::verbatim(element)])))
    }

    /// Returns the names of the elements in the body of a message. The first of them identifies the
    /// operation.
    pub(in crate::cli) fn body_names(&self) -> Vec<QName> {
        match &self.form.body {
            BodyForm::Wrapper(name, _) => vec![name.clone()],
            BodyForm::Parts(parts) => {
                let in_body = parts.iter().filter(|part| part.attached.is_none());
                in_body.map(|part| part.name.clone()).collect()
            }
            BodyForm::Content(_, id) => match &self.converter.model.types[*id].kind {
                TypeKind::Complex(complex) => match &self.converter.shape(*id, complex).content {
                    super::Content::Elements(elements) => {
                        let names = elements
                            .members
                            .iter()
                            .map(|member| &self.converter.model.elements[member.element].name);
                        names.cloned().collect()
                    }
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            },
        }
    }
}
