//! Sample envelopes, written by the same code of the runtime as real calls.

use std::collections::BTreeMap;

use saponify::{Body, Client, Contract, NoFault, Operation, Record, Version, Writer, soap::server};

use super::{
    examples,
    instance::{Endless, Instances},
    lexical::Lexical,
    tree::{Node, Nodes},
};
use crate::{
    cli::operations::Bound,
    config::Config,
    model::{
        BindingMessage, ElementId, MessageId, Model, OperationKind, Part, PartContent, QName, SoapVersion,
        Style, UseKind,
    },
    plan::{
        selection::{Selected, body_parts},
        soap_encoded,
    },
};

/// Direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Way {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Reply,
}

/// Generates sample envelopes for the operations of a model.
pub(in crate::cli) struct Samples<'m> {
    model: &'m Model,
    instances: Instances<'m>,
}

impl<'m> Samples<'m> {
    /// Creates a generator for the operations of `model`. `config` says which members are secrets.
    pub(in crate::cli) fn new(model: &'m Model, config: &'m Config) -> Self {
        Self { model, instances: Instances::new(model, config) }
    }

    /// Returns a sample envelope as it is sent.
    ///
    /// # Errors
    ///
    /// A text that says why no sample is possible.
    pub(in crate::cli) fn envelope(
        &self,
        operation: &Bound<'m>,
        way: Way,
        version: SoapVersion,
    ) -> Result<String, String> {
        let (message, bound) = message(operation, way)?;
        let (headers, body) =
            (self.headers(bound, way, version)?, self.body(operation, (message, bound), way, version)?);
        let (headers, body) = (Nodes(headers), Nodes(body));
        let written = match bound.body.usage {
            UseKind::Literal => write::<false>(version, &headers, &body),
            UseKind::Encoded => write::<true>(version, &headers, &body),
        };
        written.map_err(|error| error.to_string())
    }

    /// Returns a sample document whose root is a global element.
    ///
    /// # Errors
    ///
    /// A text that says why no sample is possible.
    pub(in crate::cli) fn document(&self, element: ElementId) -> Result<String, String> {
        let name = &self.model.elements[element].name.local;
        let node = self.instances.of_element(element, None).map_err(|Endless| endless(name))?;
        let mut output = Writer::new();
        Nodes(vec![node]).encode_fields(&mut output);
        output.finish().map_err(|error| error.to_string())
    }

    /// Returns the texts of the sample request by element name. If elements share a name, the first text is returned.
    pub(in crate::cli) fn texts(&self, operation: &Bound<'m>) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let Ok((message, bound)) = message(operation, Way::Request) else { return texts };
        let (way, version) = (Way::Request, operation.version);
        let headers = self.headers(bound, way, version).unwrap_or_default();
        let body = self.body(operation, (message, bound), way, version).unwrap_or_default();
        let mut nodes: Vec<&Node> = headers.iter().chain(&body).rev().collect();
        while let Some(node) = nodes.pop() {
            if let (Some(name), Some(Lexical::Text(text))) = (&node.name, &node.text) {
                texts.entry(name.local.to_string()).or_insert_with(|| text.clone());
            }
            nodes.extend(node.children.iter().rev());
        }
        texts
    }

    fn headers(&self, bound: &BindingMessage, way: Way, version: SoapVersion) -> Result<Vec<Node>, String> {
        let mut headers = Vec::new();
        for header in &bound.headers {
            let encoded = encoded(header.usage, version);
            let (Some(part), Some(name)) = (header.carried(self.model), header.element_name(self.model))
            else {
                continue;
            };
            // The sample is that of a successful call.
            if way == Way::Reply && examples::tells_a_failure(&name.local) {
                continue;
            }
            let node = match part.content {
                PartContent::Element(element) => self.instances.of_element(element, encoded),
                PartContent::Type(id) => self.instances.of_type(name, id, encoded),
                PartContent::Missing => continue,
            };
            headers.push(node.map_err(|Endless| endless(&header.part_name))?);
        }
        Ok(headers)
    }

    fn body(
        &self,
        operation: &Bound<'m>,
        (message, bound): (MessageId, &BindingMessage),
        way: Way,
        version: SoapVersion,
    ) -> Result<Vec<Node>, String> {
        let encoded = encoded(bound.body.usage, version);
        let parts = body_parts(self.model, message, bound);
        let mut nodes = Vec::new();
        if let (Way::Reply, Some(SoapVersion::Soap12)) = (way, encoded) {
            nodes.extend(self.result(operation, &parts));
        }
        for part in parts {
            let node = match (part.content, operation.bound.style) {
                (PartContent::Element(element), _) => self.instances.of_element(element, encoded),
                (PartContent::Type(id), Style::Rpc) => {
                    self.instances.of_type(QName::new("", part.name.clone()), id, encoded)
                }
                (PartContent::Type(id), Style::Document) => {
                    let node = self.instances.of_type(QName::new("", part.name.clone()), id, encoded);
                    // In document style, the type describes the content of the body (WSDL 1.1, 3.5).
                    node.map(|node| if encoded.is_some() { node } else { Node { name: None, ..node } })
                }
                (PartContent::Missing, _) => {
                    return Err(format!("the part `{}` refers to neither an element nor a type", part.name));
                }
            };
            nodes.push(node.map_err(|Endless| endless(&part.name))?);
        }
        if operation.bound.style == Style::Document {
            return Ok(nodes);
        }
        let port_type = &self.model.port_types[operation.binding.port_type];
        let namespace = bound.body.namespace.clone().unwrap_or_else(|| port_type.name.namespace.clone());
        let name = match way {
            Way::Request => operation.operation.name.to_string(),
            Way::Reply => format!("{}Response", operation.operation.name),
        };
        Ok(vec![Node { children: nodes, ..Node::named(QName::new(namespace, name)) }])
    }

    /// Returns the element `rpc:result`, with which an encoded SOAP 1.2 response names its return value (SOAP 1.2 part
    /// 2, section 4.2.1).
    fn result(&self, operation: &Bound<'m>, parts: &[&Part]) -> Option<Node> {
        if operation.bound.style != Style::Rpc {
            return None;
        }
        let namespace = &self.model.port_types[operation.binding.port_type].name.namespace;
        let selected = Selected { operation: operation.operation, binding: operation.bound, namespace };
        let result = soap_encoded::results(self.model, &selected, parts).into_iter().next()?;
        let text = Some(Lexical::Name { namespace: String::new(), local: result });
        Some(Node { text, ..Node::named(QName::new("http://www.w3.org/2003/05/soap-rpc", "result")) })
    }
}

/// Returns the SOAP version if the message uses SOAP encoding.
fn encoded(usage: UseKind, version: SoapVersion) -> Option<SoapVersion> {
    (usage == UseKind::Encoded).then_some(version)
}

fn endless(part: &str) -> String {
    format!("`{part}` has no finite example")
}

/// Returns the message of a direction and its binding.
fn message<'m>(operation: &Bound<'m>, way: Way) -> Result<(MessageId, &'m BindingMessage), String> {
    if matches!(operation.operation.kind, OperationKind::SolicitResponse | OperationKind::Notification) {
        return Err("it is called by the server, which is not supported".to_owned());
    }
    let (message, bound) = match way {
        Way::Request => (&operation.operation.input, &operation.bound.input),
        Way::Reply => (&operation.operation.output, &operation.bound.output),
    };
    let (Some((message, _)), Some(bound)) = (message, bound) else {
        return Err(match way {
            Way::Request => "it has no request".to_owned(),
            Way::Reply => "it is one-way and has no reply".to_owned(),
        });
    };
    match bound.mime {
        Some(_) => Err("it has MIME parts".to_owned()),
        None => Ok((*message, bound)),
    }
}

/// Operation whose messages are given as trees, literal or in SOAP encoding.
enum Dynamic<const ENCODED: bool> {}

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

fn write<const ENCODED: bool>(
    version: SoapVersion,
    headers: &Nodes,
    body: &Nodes,
) -> saponify::Result<String> {
    let version = match version {
        SoapVersion::Soap11 => Version::Soap11,
        SoapVersion::Soap12 => Version::Soap12,
    };
    match headers.0.is_empty() {
        // An operation without headers must not write an empty `Header` element.
        true => Client::new((), "", version).call::<Dynamic<ENCODED>>(body.clone()).envelope(),
        false => server::write_reply::<Dynamic<ENCODED>>(version, headers, body),
    }
}
