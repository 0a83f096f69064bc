//! Messages of operations in JSON: the value of the body, and the header blocks by name.

use saponify::{Attachment, Element};

use super::{
    Converter,
    attachments::{attached, attachments_to_json, with_attachments, without_referenced},
    document::with,
    json::Json,
    to_json::{self, ToJson},
    to_xml::{Declared, Mistake, ToXml},
};
use crate::{
    cli::{
        messages::{BodyForm, MessageForm, MessagePart, Way, as_element, encoded},
        operations::Bound,
        sample,
        tree::{Node, Nodes},
    },
    model::{PartContent, QName, SoapVersion, TypeKind, UseKind},
    problem::near_miss,
};

const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

/// One message of an operation.
pub(in crate::cli) struct Message<'c, 'm> {
    converter: &'c Converter<'m>,
    operation: Bound<'m>,
    way: Way,
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
        way: Way,
    ) -> Result<Self, String> {
        let form = MessageForm::of(converter.model, operation, way)?;
        Ok(Self { converter, operation: *operation, way, form })
    }

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

    /// Converts header blocks alone.
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
                if let (Way::Reply, Some(SoapVersion::Soap12)) = (self.way, self.form.encoded(version)) {
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

    /// Returns the key of a part: its local name, unless several parts share it.
    fn key_of(&self, parts: &[MessagePart], part: &MessagePart) -> String {
        let same = parts.iter().filter(|other| other.name.local == part.name.local).count();
        if same > 1 { part.name.to_string() } else { part.name.local.to_string() }
    }

    /// Returns `true` if a part may have this element: its own, or a member of its substitution group.
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

    /// Converts an envelope to JSON.
    ///
    /// # Errors
    ///
    /// If the bytes are not an envelope, or if the envelope contains a fault.
    pub(in crate::cli) fn read(&self, envelope: &[u8]) -> Result<(SoapVersion, Envelope), String> {
        self.read_with(envelope, Vec::new())
    }

    /// Converts an envelope to JSON, and the parts that were received beside it.
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
    /// If an element is not well-formed, which the reader of the envelope has excluded.
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
                let name = to_json::name_of(node);
                match self.form.headers.iter().find(|header| self.is_part(header, &name)) {
                    Some(header)
                        if !blocks.iter().any(|(key, _)| *key == self.key_of(&self.form.headers, header)) =>
                    {
                        reading.encoded = encoded(header.usage, version);
                        let json = value(&mut reading, header, node, false);
                        blocks.push((self.key_of(&self.form.headers, header), json));
                    }
                    _ => any.push(Json::Text(to_json::self_contained(node))),
                }
            })?;
        }
        if !any.is_empty() {
            blocks.push(("$any".to_owned(), Json::Array(any)));
        }
        reading.encoded = self.form.encoded(version);
        let body = self.body_to_json(&mut reading, body)?;
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
                [] => Ok(with_attachments(self.with_others(Json::Object(Vec::new()), body, 0)?, body)),
                [only] if only.attached.is_none() => {
                    let json = match body.elements().next() {
                        Some(element) => with(element, |node| value(reading, only, node, true))?,
                        None => Json::Object(Vec::new()),
                    };
                    Ok(with_attachments(self.with_others(json, body, 1)?, body))
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
                        for child in to_json::elements(node) {
                            self.member(reading, parts, child, &mut members);
                        }
                    })?;
                }
                attachments_to_json(parts, body, &mut members);
                self.with_others(Json::Object(members), body, 1)
            }
        }
    }

    /// Adds the elements of a body that follow those of the contract. With SOAP encoding they are values to which the
    /// others refer.
    fn with_others(&self, json: Json, body: &Nodes, declared: usize) -> Result<Json, String> {
        if self.form.usage == UseKind::Encoded {
            return Ok(json);
        }
        let mut others = Vec::new();
        for element in body.elements().skip(declared) {
            others.push(Json::Text(with(element, to_json::self_contained)?));
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
        let name = to_json::name_of(node);
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
                let xml = Json::Text(to_json::self_contained(node));
                match members.iter_mut().find(|(key, _)| key == "$any") {
                    Some((_, Json::Array(items))) => items.push(xml),
                    _ => members.push(("$any".to_owned(), Json::Array(vec![xml]))),
                }
            }
        }
    }

    /// Converts XML of the body to elements: the element of the body, or a complete envelope.
    ///
    /// # Errors
    ///
    /// If the text is not well-formed.
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

    /// Returns what the contract does not allow in a received message.
    pub(in crate::cli) fn departures(&self, message: &Envelope, version: SoapVersion) -> Vec<Mistake> {
        let body = without_referenced(&message.body);
        let message = Envelope { headers: message.headers.clone(), body };
        self.convert(&message, version, true).err().unwrap_or_default()
    }

    /// Returns the names of the elements in the body of a message, of which the first identifies the operation.
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
        PartContent::Missing => Json::Text(to_json::self_contained(node)),
    }
}
