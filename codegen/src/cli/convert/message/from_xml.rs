//! Converts a received message to JSON.

use saponify::Attachment;

use super::{Envelope, Message};
use crate::{
    cli::{
        convert::{
            attachments::{attachments_to_json, with_attachments},
            document::with,
            json::Json,
            nodes,
            to_json::ToJson,
        },
        messages::{BodyForm, MessagePart, as_element, encoded},
        tree::{Node, Nodes},
    },
    model::{PartContent, QName, SoapVersion, UseKind},
};

/// Namespace of `result`, which names the return value in SOAP encoding.
const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

impl<'c, 'm> Message<'c, 'm> {
    /// Converts an envelope to JSON.
    ///
    /// # Errors
    ///
    /// If the bytes are not an envelope, or if the envelope contains a fault.
    pub(in crate::cli) fn read(&self, envelope: &[u8]) -> Result<(SoapVersion, Envelope), String> {
        self.read_with(envelope, Vec::new())
    }

    /// Converts an envelope and the parts that were received beside it to JSON.
    ///
    /// # Errors
    ///
    /// If the bytes are not an envelope, or if the envelope contains a fault.
    pub(in crate::cli) fn read_with(
        &self,
        envelope: &[u8],
        attachments: Vec<Attachment>,
    ) -> Result<(SoapVersion, Envelope), String> {
        let (version, headers, mut body) = self.form.read(envelope).map_err(|error| error.to_string())?;
        body.0.extend(attachments.into_iter().map(|attachment| Node::attached("", attachment)));
        Ok((version, self.to_json(&headers, &body, version)?))
    }

    /// Converts received elements to JSON.
    ///
    /// # Errors
    ///
    /// If the message has too many tags or namespaces, or if its JSON would be too large because JSON repeats
    /// a namespace in each qualified name.
    pub(in crate::cli) fn to_json(
        &self,
        headers: &Nodes,
        body: &Nodes,
        version: SoapVersion,
    ) -> Result<Envelope, String> {
        let mut reading = ToJson::new(self.converter);
        let mut blocks: Vec<(String, Json)> = Vec::new();
        let mut any = Vec::new();
        for element in headers.elements() {
            with(element, |node| {
                let name = nodes::name_of(node);
                match self.form.headers.iter().find(|header| self.is_part(header, &name)) {
                    Some(header)
                        if !blocks.iter().any(|(key, _)| *key == self.key_of(&self.form.headers, header)) =>
                    {
                        reading.encoded = encoded(header.usage, version);
                        let json = value(&mut reading, header, node, false);
                        blocks.push((self.key_of(&self.form.headers, header), json));
                    }
                    _ => any.push(Json::Text(reading.xml(node))),
                }
            })?;
        }
        if !any.is_empty() {
            blocks.push(("$any".to_owned(), Json::Array(any)));
        }
        reading.encoded = self.form.encoded(version);
        let body = self.body_to_json(&mut reading, body)?;
        reading.copies.check()?;
        Ok(Envelope { headers: Json::Object(blocks), body })
    }

    fn body_to_json(&self, reading: &mut ToJson<'c, 'm>, body: &Nodes) -> Result<Json, String> {
        match &self.form.body {
            BodyForm::Content(_, id) => {
                let in_body = body.0.iter().filter(|node| node.attachment.is_none());
                let content =
                    Node { children: in_body.cloned().collect(), ..Node::named(QName::new("", "Body")) };
                let element = as_element(&content).map_err(|error| error.to_string())?;
                let json = with(&element, |node| reading.value(*id, node, true))?;
                Ok(with_attachments(json, body))
            }
            BodyForm::Parts(parts) => match parts.as_slice() {
                [] => {
                    Ok(with_attachments(self.with_others(reading, Json::Object(Vec::new()), body, 0)?, body))
                }
                [only] if only.attached.is_none() => {
                    let json = match body.elements().next() {
                        Some(element) => with(element, |node| value(reading, only, node, true))?,
                        None => Json::Object(Vec::new()),
                    };
                    Ok(with_attachments(self.with_others(reading, json, body, 1)?, body))
                }
                parts => {
                    let mut members = Vec::new();
                    for element in body.elements() {
                        with(element, |node| self.member(reading, parts, node, &mut members))?;
                    }
                    attachments_to_json(parts, body, &mut members);
                    Ok(Json::Object(members))
                }
            },
            BodyForm::Wrapper(_, parts) => {
                let mut members = Vec::new();
                if let Some(element) = body.elements().next() {
                    with(element, |node| {
                        for child in nodes::elements(node) {
                            self.member(reading, parts, child, &mut members);
                        }
                    })?;
                }
                attachments_to_json(parts, body, &mut members);
                self.with_others(reading, Json::Object(members), body, 1)
            }
        }
    }

    /// Adds the elements of the body that follow the elements of the contract, as `$others`. With SOAP
    /// encoding, nothing is added: the following elements are the values of references.
    fn with_others(
        &self,
        reading: &ToJson<'c, 'm>,
        json: Json,
        body: &Nodes,
        declared: usize,
    ) -> Result<Json, String> {
        if self.form.usage == UseKind::Encoded {
            return Ok(json);
        }
        let mut others = Vec::new();
        for element in body.elements().skip(declared) {
            others.push(Json::Text(with(element, |node| reading.xml(node))?));
        }
        if others.is_empty() {
            return Ok(json);
        }
        let mut members = match json {
            Json::Object(members) => members,
            value => vec![("$value".to_owned(), value)],
        };
        members.push(("$others".to_owned(), Json::Array(others)));
        Ok(Json::Object(members))
    }

    /// Adds the value of a part to an object.
    fn member(
        &self,
        reading: &mut ToJson<'c, 'm>,
        parts: &[MessagePart],
        node: roxmltree::Node<'_, '_>,
        members: &mut Vec<(String, Json)>,
    ) {
        let name = nodes::name_of(node);
        let mut in_body = parts.iter().filter(|part| part.attached.is_none());
        let exact = in_body.clone().find(|part| self.is_part(part, &name));
        // Some servers qualify the parts of rpc messages.
        let found = exact.or_else(|| in_body.find(|part| part.name.local == name.local));
        let is_new = |part: &&MessagePart| {
            let key = self.key_of(parts, part);
            members.iter().all(|(known, _)| *known != key)
        };
        // A second occurrence of a part is not described by the contract.
        match found.filter(is_new) {
            Some(part) => members.push((self.key_of(parts, part), value(reading, part, node, false))),
            None if *name.namespace == *RPC => {}
            None => {
                let xml = Json::Text(reading.xml(node));
                match members.iter_mut().find(|(key, _)| key == "$any") {
                    Some((_, Json::Array(items))) => items.push(xml),
                    _ => members.push(("$any".to_owned(), Json::Array(vec![xml]))),
                }
            }
        }
    }
}

/// Converts an element of a part to JSON.
fn value(
    reading: &mut ToJson<'_, '_>,
    part: &MessagePart,
    node: roxmltree::Node<'_, '_>,
    is_root: bool,
) -> Json {
    match part.content {
        PartContent::Element(id) => reading.substitute(id, node, is_root),
        PartContent::Type(id) => reading.value(id, node, is_root),
        PartContent::Missing => Json::Text(reading.xml(node)),
    }
}
