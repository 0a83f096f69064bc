//! Messages of operations: header blocks, form of the body, and the envelopes that the runtime writes and reads for them.

use saponify::{
    Body, Client, Contract, Element, NoFault, Operation, Record, Version, Writer,
    generated::expanded_headers, soap::server,
};

use super::{
    lexical::Lexical,
    operations::Bound,
    tree::{Node, Nodes},
};
use crate::{
    model::{
        BindingMessage, Direction, MessageId, Model, OperationKind, PartContent, QName, SoapVersion, Style,
        TypeId, UseKind,
    },
    plan::{
        selection::{attached_parts, body_parts},
        soap_encoded::{ENCODING, ENCODING_12},
    },
};

/// Name and content of an element of a message.
#[derive(Clone, Debug)]
pub(super) struct MessagePart {
    /// Name of the element.
    pub(super) name: QName,
    /// Name of the part, for messages to the user.
    pub(super) part: String,
    pub(super) content: PartContent,
    pub(super) usage: UseKind,
    /// Content type of a part that is sent beside the envelope, as an attachment.
    pub(super) attached: Option<String>,
}

/// The parts of a message in the header and in the body of its envelope.
#[derive(Clone, Debug)]
pub(super) struct MessageForm {
    pub(super) headers: Vec<MessagePart>,
    pub(super) body: BodyForm,
    pub(super) usage: UseKind,
}

/// How the parts of a message are placed in the body of its envelope. In each list, the parts that are sent
/// as attachments follow the parts in the body.
#[derive(Clone, Debug)]
pub(super) enum BodyForm {
    /// A wrapper element whose children are the parts: style rpc.
    Wrapper(QName, Vec<MessagePart>),
    /// The parts are children of the body.
    Parts(Vec<MessagePart>),
    /// The body itself has a type (WSDL 1.1, 3.5). Holds the name of the part.
    Content(String, TypeId),
}

impl MessageForm {
    /// Returns the form of a message of an operation.
    ///
    /// # Errors
    ///
    /// The reason why the operation has no such message.
    pub(super) fn of(model: &Model, operation: &Bound<'_>, direction: Direction) -> Result<Self, String> {
        let (message, bound) = message(operation, direction)?;
        let mut headers: Vec<MessagePart> = Vec::new();
        for header in &bound.headers {
            if let (Some(part), Some(name)) = (model.header_part(header), model.header_name(header)) {
                let (content, usage) = (part.content, header.usage);
                let part = header.part_name.to_string();
                match headers.iter_mut().find(|known| known.name == name) {
                    // As in generated code, a repeated declaration of a header adds no header block.
                    Some(known) if usage == UseKind::Encoded => known.usage = usage,
                    Some(_) => {}
                    None => headers.push(MessagePart { name, part, content, usage, attached: None }),
                }
            }
        }
        let mut parts = Vec::new();
        let usage = bound.body.usage;
        let (in_body, attached) = (body_parts(model, message, bound), attached_parts(model, message, bound));
        let is_whole_body = in_body.len() == 1 && attached.is_empty();
        for part in in_body {
            let name = match (part.content, operation.bound.style) {
                (PartContent::Missing, _) => {
                    return Err(format!("the part `{}` refers to neither an element nor a type", part.name));
                }
                (PartContent::Element(id), _) => model.elements[id].name.clone(),
                (PartContent::Type(id), Style::Document) if usage == UseKind::Literal && is_whole_body => {
                    let body = BodyForm::Content(part.name.to_string(), id);
                    return Ok(Self { headers, body, usage });
                }
                (PartContent::Type(_), _) => QName::new("", part.name.clone()),
            };
            let (content, part) = (part.content, part.name.to_string());
            parts.push(MessagePart { name, part, content, usage, attached: None });
        }
        for attached in attached {
            let (name, content) = (attached.part.name.clone(), attached.part.content);
            parts.push(MessagePart {
                part: name.to_string(),
                name: QName::new("", name),
                content,
                usage,
                attached: Some(attached.default_type().to_owned()),
            });
        }
        if operation.bound.style == Style::Document {
            return Ok(Self { headers, body: BodyForm::Parts(parts), usage });
        }
        let port_type = &model.port_types[operation.binding.port_type];
        let namespace = bound.body.namespace.clone().unwrap_or_else(|| port_type.name.namespace.clone());
        let name = match direction {
            Direction::Request => operation.operation.name.to_string(),
            Direction::Reply => format!("{}Response", operation.operation.name),
        };
        Ok(Self { headers, body: BodyForm::Wrapper(QName::new(namespace, name), parts), usage })
    }

    /// Returns the parts that are sent beside the envelope.
    pub(super) fn attached(&self) -> impl Iterator<Item = &MessagePart> {
        let parts = match &self.body {
            BodyForm::Wrapper(_, parts) | BodyForm::Parts(parts) => parts.as_slice(),
            BodyForm::Content(..) => &[],
        };
        parts.iter().filter(|part| part.attached.is_some())
    }

    /// Returns the SOAP version if the body uses SOAP encoding.
    pub(super) fn encoded(&self, version: SoapVersion) -> Option<SoapVersion> {
        encoded(self.usage, version)
    }

    /// Returns the names of the header blocks in SOAP encoding.
    fn encoded_headers(&self) -> impl Iterator<Item = &QName> {
        self.headers.iter().filter(|part| part.usage == UseKind::Encoded).map(|part| &part.name)
    }

    /// Returns the header blocks, with the attribute `encodingStyle` on those in SOAP encoding.
    pub(super) fn styled(&self, version: SoapVersion, headers: &Nodes) -> Nodes {
        let (namespace, encoding) = match version {
            SoapVersion::Soap11 => (Version::Soap11.namespace(), ENCODING),
            SoapVersion::Soap12 => (Version::Soap12.namespace(), ENCODING_12),
        };
        let style = QName::new(namespace, "encodingStyle");
        let mut headers = headers.clone();
        for node in &mut headers.0 {
            let is_encoded =
                node.name.as_ref().is_some_and(|name| self.encoded_headers().any(|own| own == name));
            if is_encoded && !node.attributes.iter().any(|(name, _)| *name == style) {
                node.attributes.insert(0, (style.clone(), Lexical::text(encoding)));
            }
        }
        headers
    }

    /// Replaces the references in header blocks in SOAP encoding of an envelope whose body is not in SOAP encoding.
    /// Returns `None` if nothing has to be replaced.
    ///
    /// # Errors
    ///
    /// If a reference cannot be replaced.
    pub(super) fn expanded(&self, envelope: &[u8]) -> saponify::Result<Option<String>> {
        let names: Vec<_> = self.encoded_headers().map(|name| (&*name.namespace, &*name.local)).collect();
        match self.usage == UseKind::Encoded || names.is_empty() {
            true => Ok(None),
            false => expanded_headers(envelope, &names),
        }
    }

    /// Writes an envelope.
    ///
    /// # Errors
    ///
    /// If a text contains characters that XML cannot represent.
    pub(super) fn write(
        &self,
        version: SoapVersion,
        headers: &Nodes,
        body: &Nodes,
    ) -> saponify::Result<String> {
        let headers = &self.styled(version, headers);
        match self.usage {
            UseKind::Literal => write::<false>(version, headers, body),
            UseKind::Encoded => write::<true>(version, headers, body),
        }
    }

    /// Reads an envelope: the elements of its header and of its body.
    ///
    /// # Errors
    ///
    /// If the bytes are not an envelope, or if the envelope contains a fault.
    pub(super) fn read(&self, bytes: &[u8]) -> saponify::Result<(SoapVersion, Nodes, Nodes)> {
        let expanded = self.expanded(bytes)?;
        let bytes = expanded.as_ref().map_or(bytes, String::as_bytes);
        match self.usage {
            UseKind::Literal => read::<false>(bytes),
            UseKind::Encoded => read::<true>(bytes),
        }
    }
}

/// Returns the SOAP version if a message uses SOAP encoding.
pub(super) fn encoded(usage: UseKind, version: SoapVersion) -> Option<SoapVersion> {
    (usage == UseKind::Encoded).then_some(version)
}

/// Returns the message of a direction and its binding.
pub(super) fn message<'m>(
    operation: &Bound<'m>,
    direction: Direction,
) -> Result<(MessageId, &'m BindingMessage), String> {
    if matches!(operation.operation.kind, OperationKind::SolicitResponse | OperationKind::Notification) {
        return Err("it is called by the server, which is not supported".to_owned());
    }
    let (message, bound) = match direction {
        Direction::Request => (&operation.operation.input, &operation.bound.input),
        Direction::Reply => (&operation.operation.output, &operation.bound.output),
    };
    let (Some((message, _)), Some(bound)) = (message, bound) else {
        return Err(match direction {
            Direction::Request => "it has no request".to_owned(),
            Direction::Reply => "it is one-way and has no reply".to_owned(),
        });
    };
    Ok((*message, bound))
}

/// Operation whose messages are given as trees, literal or in SOAP encoding.
pub(super) enum Dynamic<const ENCODED: bool> {}

impl<const ENCODED: bool> Operation for Dynamic<ENCODED> {
    type Request = Nodes;
    type Reply = Nodes;
    type RequestHeaders = Nodes;
    type ReplyHeaders = Nodes;
    type Fault = NoFault;
    const CONTRACT: Contract = {
        let body = if ENCODED { Body::EncodedParts } else { Body::Parts };
        Contract { name: "", action: "", request: body, reply: body, request_headers: &[] }
    };
}

/// Operation whose request is given as a tree, and that has no reply.
pub(super) enum DynamicOneWay<const ENCODED: bool> {}

impl<const ENCODED: bool> Operation for DynamicOneWay<ENCODED> {
    type Request = Nodes;
    type Reply = ();
    type RequestHeaders = Nodes;
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract { reply: Body::OneWay, ..<Dynamic<ENCODED> as Operation>::CONTRACT };
}

/// Operation like `Dynamic<false>`, whose faults are in SOAP encoding.
pub(super) enum DynamicEncodedFaults {}

impl Operation for DynamicEncodedFaults {
    type Request = Nodes;
    type Reply = Nodes;
    type RequestHeaders = Nodes;
    type ReplyHeaders = Nodes;
    type Fault = NoFault;
    const CONTRACT: Contract = {
        let literal = <Dynamic<false> as Operation>::CONTRACT;
        Contract { reply: Body::EncodedFaults(&Body::Parts), ..literal }
    };
}

/// Converts the SOAP version of the model to that of the runtime.
pub(super) fn runtime_version(version: SoapVersion) -> Version {
    match version {
        SoapVersion::Soap11 => Version::Soap11,
        SoapVersion::Soap12 => Version::Soap12,
    }
}

/// Converts the SOAP version of the runtime to that of the model.
pub(super) fn model_version(version: Version) -> SoapVersion {
    match version {
        Version::Soap12 => SoapVersion::Soap12,
        _ => SoapVersion::Soap11,
    }
}

fn write<const ENCODED: bool>(
    version: SoapVersion,
    headers: &Nodes,
    body: &Nodes,
) -> saponify::Result<String> {
    let version = runtime_version(version);
    match headers.0.is_empty() {
        // An operation without headers must not write an empty `Header` element.
        true => Client::new((), "", version).call::<Dynamic<ENCODED>>(body.clone()).envelope(),
        false => server::write_reply::<Dynamic<ENCODED>>(version, headers, body),
    }
}

fn read<const ENCODED: bool>(bytes: &[u8]) -> saponify::Result<(SoapVersion, Nodes, Nodes)> {
    let received = server::read_request::<Dynamic<ENCODED>>(bytes)?;
    Ok((model_version(received.version), received.headers, received.body))
}

/// Converts a node to an element of the runtime: writes it as XML and parses the XML.
///
/// # Errors
///
/// If a text contains characters that XML cannot represent.
pub(super) fn as_element(node: &Node) -> saponify::Result<Element> {
    if let Some(element) = &node.verbatim {
        return Ok(element.clone());
    }
    let mut output = Writer::new();
    Nodes(vec![node.clone()]).encode_fields(&mut output);
    Element::parse(&output.finish()?)
}
