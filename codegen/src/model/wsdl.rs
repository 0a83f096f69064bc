//! Components of WSDL 1.1: messages, port types, bindings, services, and the SOAP, HTTP and MIME extensions.

use std::sync::Arc;

use super::{BindingId, Documentation, ElementId, MessageId, Model, PortTypeId, QName, TypeId};
use crate::source::Span;

/// A message (WSDL 1.1, 2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub name: QName,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub span: Span,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: Arc<str>,
    /// What it holds.
    pub content: PartContent,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// What a part refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartContent {
    /// `element="…"`.
    Element(ElementId),
    /// `type="…"`.
    Type(TypeId),
    /// A reference that led nowhere; a problem says so.
    Missing,
}

/// A port type (WSDL 1.1, 2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortType {
    /// Its name.
    pub name: QName,
    /// Its operations, in order. Names may repeat (overloading).
    pub operations: Vec<Operation>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// An operation of a port type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: Arc<str>,
    /// Which messages go which way.
    pub kind: OperationKind,
    /// The input message, and its name where given.
    pub input: Option<(MessageId, Option<Arc<str>>)>,
    /// The output message, and its name where given.
    pub output: Option<(MessageId, Option<Arc<str>>)>,
    /// The faults, in order.
    pub faults: Vec<OperationFault>,
    /// `parameterOrder`.
    pub parameter_order: Vec<Arc<str>>,
    /// `wsaw:Action` or `wsam:Action` of the input, where given.
    pub input_action: Option<Arc<str>>,
    /// `wsaw:Action` or `wsam:Action` of the output, where given.
    pub output_action: Option<Arc<str>>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// The four kinds of operations (WSDL 1.1, 2.4), told by which of input and output there are and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Input only.
    OneWay,
    /// Input, then output.
    RequestResponse,
    /// Output, then input.
    SolicitResponse,
    /// Output only.
    Notification,
}

/// A fault that an operation declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationFault {
    /// Its name.
    pub name: Arc<str>,
    /// The message of its detail.
    pub message: MessageId,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// A binding (WSDL 1.1, 2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its name.
    pub name: QName,
    /// What it binds.
    pub port_type: PortTypeId,
    /// To what.
    pub kind: BindingKind,
    /// Its operations, in order. Each is matched with that of the port type.
    pub operations: Vec<BindingOperation>,
    /// Where it stands.
    pub span: Span,
}

/// The protocol of a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// SOAP.
    Soap {
        /// 1.1 or 1.2.
        version: SoapVersion,
        /// The `transport`, a URI.
        transport: Arc<str>,
    },
    /// HTTP GET or POST without SOAP; the verb.
    Http(Arc<str>),
    /// Another protocol: the namespace of the binding's extension element, where there is one.
    Other(Option<Arc<str>>),
}

/// The version of SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoapVersion {
    /// `http://schemas.xmlsoap.org/wsdl/soap/`.
    Soap11,
    /// `http://schemas.xmlsoap.org/wsdl/soap12/`.
    Soap12,
}

/// `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The parts are the content of the body.
    Document,
    /// The body holds one element named like the operation, the parts stand in it.
    Rpc,
}

/// `use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    /// By the schema.
    Literal,
    /// By the encoding rules of SOAP 1.1, section 5.
    Encoded,
}

/// An operation of a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingOperation {
    /// The place of the operation in the port type; `None` where the port type has none of that name and signature,
    /// which is a problem.
    pub operation: Option<usize>,
    /// Its name.
    pub name: Arc<str>,
    /// `soapAction`, where given.
    pub action: Option<Arc<str>>,
    /// `style`: its own, else that of the binding, else document.
    pub style: Style,
    /// How the input goes into an envelope.
    pub input: Option<BindingMessage>,
    /// How the output goes into an envelope.
    pub output: Option<BindingMessage>,
    /// How the faults do.
    pub faults: Vec<BindingFault>,
    /// `location` of `http:operation`, where the binding is HTTP.
    pub http_location: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// A fault of a binding's operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingFault {
    /// Its name.
    pub name: Arc<str>,
    /// `use`.
    pub usage: UseKind,
}

/// How one message goes into an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingMessage {
    /// The body.
    pub body: Body,
    /// The headers, in order.
    pub headers: Vec<HeaderUse>,
    /// `mime:multipartRelated` or other MIME content, where there is any.
    pub mime: Option<Mime>,
    /// Where it stands.
    pub span: Span,
}

/// `soap:body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The parts that belong to the body, as places in the message: those that `parts` names, else all.
    pub parts: Vec<usize>,
    /// Whether `parts` was given.
    pub parts_given: bool,
    /// The names in `parts` of which the message has no part.
    pub unknown_parts: Vec<Arc<str>>,
    /// `use`.
    pub usage: UseKind,
    /// `namespace`, which rpc style needs.
    pub namespace: Option<Arc<str>>,
    /// `encodingStyle`.
    pub encoding_style: Option<Arc<str>>,
}

/// `soap:header`, or `soap:headerfault` inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderUse {
    /// The message.
    pub message: MessageId,
    /// The place of the part in it; `None` where it has none of that name, which is a problem.
    pub part: Option<usize>,
    /// The name of the part.
    pub part_name: Arc<str>,
    /// `use`.
    pub usage: UseKind,
    /// `namespace`, for encoded parts.
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault`s of this header.
    pub faults: Vec<HeaderUse>,
    /// Where it stands.
    pub span: Span,
}

impl HeaderUse {
    /// The part that it carries.
    pub fn carried<'m>(&self, model: &'m Model) -> Option<&'m Part> {
        model.messages[self.message].parts.get(self.part?)
    }

    /// The name of its element: that of a part with a type is called like the part, in `namespace` (WSDL 1.1, 3.7).
    pub fn element_name(&self, model: &Model) -> Option<QName> {
        let part = self.carried(model)?;
        match part.content {
            PartContent::Element(element) => Some(model.elements[element].name.clone()),
            PartContent::Type(_) => {
                Some(QName::new(self.namespace.as_deref().unwrap_or_default(), part.name.clone()))
            }
            PartContent::Missing => None,
        }
    }
}

/// MIME content of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mime {
    /// The name of the element, such as `multipartRelated`.
    pub element: Arc<str>,
    /// The message parts that are carried as MIME parts, with the content types given.
    pub parts: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// Where it stands.
    pub span: Span,
}

/// A service (WSDL 1.1, 2.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: QName,
    /// Its ports, in order.
    pub ports: Vec<Port>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// A port of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: Arc<str>,
    /// Its binding.
    pub binding: BindingId,
    /// The address, where given.
    pub address: Option<Arc<str>>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}
