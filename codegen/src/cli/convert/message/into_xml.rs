//! Converts a message in JSON to the elements of its envelope.

use saponify::Element;

use super::{Envelope, Message};
use crate::{
    cli::{
        convert::{
            attachments::{attached, without_referenced},
            json::Json,
            mistake::Mistake,
            to_xml::{Declared, ToXml},
        },
        messages::{BodyForm, MessagePart, encoded},
        sample,
        tree::{Node, Nodes},
    },
    model::{Direction, PartContent, QName, SoapVersion, UseKind},
    problem::near_miss,
};

impl<'c, 'm> Message<'c, 'm> {
    /// Converts a message to elements of the header and of the body.
    ///
    /// # Errors
    ///
    /// All mistakes in the message.
    pub(in crate::cli) fn to_xml(
        &self,
        message: &Envelope,
        version: SoapVersion,
    ) -> Result<(Nodes, Nodes), Vec<Mistake>> {
        self.convert(message, version, false)
    }

    fn convert(
        &self,
        message: &Envelope,
        version: SoapVersion,
        is_strict: bool,
    ) -> Result<(Nodes, Nodes), Vec<Mistake>> {
        let mut writing = ToXml::new(self.converter);
        writing.encoded = self.form.encoded(version);
        writing.is_strict = is_strict;
        let body = self.body(&mut writing, &message.body, version);
        let headers = self.headers(&mut writing, &message.headers, version);
        match writing.mistakes.is_empty() {
            true => Ok((Nodes(headers), Nodes(body))),
            false => Err(writing.mistakes),
        }
    }

    /// Converts only header blocks.
    ///
    /// # Errors
    ///
    /// All mistakes in the header blocks.
    pub(in crate::cli) fn headers_to_xml(
        &self,
        json: &Json,
        version: SoapVersion,
    ) -> Result<Nodes, Vec<Mistake>> {
        let mut writing = ToXml::new(self.converter);
        let headers = self.headers(&mut writing, json, version);
        if writing.mistakes.is_empty() { Ok(Nodes(headers)) } else { Err(writing.mistakes) }
    }

    fn headers(&self, writing: &mut ToXml<'c, 'm>, json: &Json, version: SoapVersion) -> Vec<Node> {
        let Json::Object(members) = json else {
            writing.at("$headers", |writing| writing.mistake("expected an object"));
            return Vec::new();
        };
        let mut nodes = Vec::new();
        for (key, value) in members {
            match (self.key(&self.form.headers, key), value) {
                (None, Json::Array(items)) if key == "$any" => {
                    for (place, item) in items.iter().enumerate() {
                        match item {
                            Json::Text(xml) if Element::parse(xml.trim()).is_ok() => {
                                nodes.extend(
                                    Element::parse(xml.trim())
                                        .ok()
                                        .map(|element| (usize::MAX, Node::verbatim(element))),
                                );
                            }
                            _ => writing.at(format!("$headers.$any.[{place}]"), |writing| {
                                writing.mistake("expected an element as XML");
                            }),
                        }
                    }
                }
                (None, _) => {
                    let keys: Vec<_> = self
                        .form
                        .headers
                        .iter()
                        .map(|header| self.key_of(&self.form.headers, header))
                        .collect();
                    let near = near_miss(key, keys.iter().map(String::as_str));
                    let message = match (keys.is_empty(), near) {
                        (true, _) => "the operation declares no headers".to_owned(),
                        (false, Some(near)) => format!("unknown header; did you mean `{near}`?"),
                        (false, None) => format!("unknown header; allowed: {}", listed(&keys)),
                    };
                    writing.at(format!("$headers.{key}"), |writing| writing.mistake(message));
                }
                (Some((place, header)), value) => {
                    writing.encoded = encoded(header.usage, version);
                    let node =
                        writing.at(format!("$headers.{key}"), |writing| part(writing, header, value, false));
                    nodes.push((place, node));
                }
            }
        }
        nodes.sort_by_key(|(place, _)| *place);
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    fn body(&self, writing: &mut ToXml<'c, 'm>, json: &Json, version: SoapVersion) -> Vec<Node> {
        match &self.form.body {
            BodyForm::Content(name, id) => {
                let declared =
                    Declared { is_root: true, ..Declared::of_type(QName::new("", name.as_str()), *id) };
                vec![Node { name: None, ..writing.value(&declared, json) }]
            }
            BodyForm::Parts(parts) => match parts.as_slice() {
                [] => {
                    self.nothing(writing, json);
                    Vec::new()
                }
                [only] if only.attached.is_none() => {
                    let empty = Json::Object(Vec::new());
                    // A message without members may be given as null.
                    let is_empty = matches!(json, Json::Null) && !self.is_nillable(only);
                    vec![part(writing, only, if is_empty { &empty } else { json }, true)]
                }
                parts => self.parts(writing, parts, json),
            },
            BodyForm::Wrapper(name, parts) => {
                let mut children = Vec::new();
                if let (Direction::Reply, Some(SoapVersion::Soap12)) =
                    (self.direction, self.form.encoded(version))
                {
                    children.extend(sample::result(self.converter.model, &self.operation));
                }
                match (parts.as_slice(), json) {
                    ([], json) => self.nothing(writing, json),
                    (parts, json) => children.extend(self.parts(writing, parts, json)),
                }
                let (attached, children) =
                    children.into_iter().partition(|node: &Node| node.attachment.is_some());
                let mut nodes: Vec<Node> = attached;
                nodes.insert(0, Node { children, ..Node::named(name.clone()) });
                nodes
            }
        }
    }

    /// Returns the departures of a received message from the contract.
    pub(in crate::cli) fn departures(&self, message: &Envelope, version: SoapVersion) -> Vec<Mistake> {
        let body = without_referenced(&message.body);
        let message = Envelope { headers: message.headers.clone(), body };
        self.convert(&message, version, true).err().unwrap_or_default()
    }

    fn is_nillable(&self, part: &MessagePart) -> bool {
        match part.content {
            PartContent::Element(id) => self.converter.model.elements[id].nillable,
            _ => false,
        }
    }

    fn nothing(&self, writing: &mut ToXml<'c, 'm>, json: &Json) {
        match json {
            Json::Null => {}
            Json::Object(members) if members.is_empty() => {}
            other => writing.mistake(format!("the message has no members, found {}", other.kind())),
        }
    }

    /// Converts an object whose members are parts.
    fn parts(&self, writing: &mut ToXml<'c, 'm>, parts: &[MessagePart], json: &Json) -> Vec<Node> {
        let Json::Object(members) = json else {
            writing.mistake(format!("expected an object, found {}", json.kind()));
            return Vec::new();
        };
        let mut nodes = Vec::new();
        for (key, value) in members {
            match self.key(parts, key) {
                Some((place, known)) => {
                    nodes.push((place, writing.at(key, |writing| part(writing, known, value, false))));
                }
                None => {
                    let keys: Vec<_> = parts.iter().map(|part| self.key_of(parts, part)).collect();
                    let near = near_miss(key, keys.iter().map(String::as_str));
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    let message = format!("unknown member{near}; allowed: {}", listed(&keys));
                    writing.at(key, |writing| writing.mistake(message));
                }
            }
        }
        if self.form.usage == UseKind::Literal {
            for (place, one) in parts.iter().enumerate() {
                if !nodes.iter().any(|(known, _)| *known == place) {
                    writing.mistake(format!("`{}` is required", self.key_of(parts, one)));
                }
            }
        }
        nodes.sort_by_key(|(place, _)| *place);
        nodes.into_iter().map(|(_, node)| node).collect()
    }
}

fn listed(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// Converts a part to an element.
fn part(writing: &mut ToXml<'_, '_>, part: &MessagePart, json: &Json, is_root: bool) -> Node {
    if let Some(content_type) = &part.attached {
        return attached(writing, part, content_type, json);
    }
    match part.content {
        PartContent::Element(id) => match json.get("$element") {
            Some(Json::Text(name)) => {
                let Json::Object(members) = json else { return Node::named(part.name.clone()) };
                let rest = members.iter().filter(|(key, _)| key != "$element").cloned().collect();
                writing.substitute(id, name, &Json::Object(rest), is_root)
            }
            _ => writing.element(id, json, is_root),
        },
        PartContent::Type(id) => {
            let declared = Declared { is_root, ..Declared::of_type(part.name.clone(), id) };
            writing.value(&declared, json)
        }
        PartContent::Missing => Node::named(part.name.clone()),
    }
}
