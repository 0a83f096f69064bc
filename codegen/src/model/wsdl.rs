//! Components of WSDL 1.1: messages, port types, bindings, services, and the SOAP, HTTP and MIME extensions.

use std::sync::Arc;

use super::policy::effective_demands;
use super::{BindingId, Demand, Documentation, ElementId, MessageId, PortTypeId, QName, TypeId};
use crate::source::Span;

/// Direction of a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Reply,
}

/// WSDL message (WSDL 1.1, 2.3).
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// Name in the target namespace of the document.
    pub name: QName,
    /// Parts, in document order.
    pub parts: Vec<Part>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Part of a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of the part; unique within the message.
    pub name: Arc<str>,
    /// Element or type that the part refers to.
    pub content: PartContent,
    /// Documentation of the `wsdl:part` element.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Element or type that a part refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartContent {
    /// `element="…"`.
    Element(ElementId),
    /// `type="…"`.
    Type(TypeId),
    /// The element or type is not defined. A problem was reported for the reference.
    Missing,
}

/// WSDL port type (WSDL 1.1, 2.4).
#[derive(Debug, PartialEq, Eq)]
pub struct PortType {
    /// Name in the target namespace of the document.
    pub name: QName,
    /// Operations, in document order. Overloaded operations have the same name.
    pub operations: Vec<Operation>,
    /// Documentation of the `wsdl:portType` element.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Operation of a port type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Name of the operation. Overloaded operations have the same name.
    pub name: Arc<str>,
    /// Message exchange pattern.
    pub kind: OperationKind,
    /// Input message, and the name of the `wsdl:input` element if it has one.
    pub input: Option<(MessageId, Option<Arc<str>>)>,
    /// Output message, and the name of the `wsdl:output` element if it has one.
    pub output: Option<(MessageId, Option<Arc<str>>)>,
    /// Declared faults, in document order.
    pub faults: Vec<OperationFault>,
    /// Part names in `parameterOrder`; empty if the attribute is absent.
    pub parameter_order: Vec<Arc<str>>,
    /// `wsaw:Action` or `wsam:Action` of the input.
    pub input_action: Option<Arc<str>>,
    /// `wsaw:Action` or `wsam:Action` of the output.
    pub output_action: Option<Arc<str>>,
    /// Documentation of the `wsdl:operation` element of the port type.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Message exchange pattern of an operation (WSDL 1.1, 2.4). It follows from the presence and order of `wsdl:input` and
/// `wsdl:output`.
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

/// Declared fault of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationFault {
    /// Name of the fault; bindings refer to it.
    pub name: Arc<str>,
    /// Message whose part describes the content of the fault's `detail` element.
    pub message: MessageId,
    /// The declared WS-Addressing action.
    pub action: Option<Arc<str>>,
    /// Documentation of the `wsdl:fault` element.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// WSDL binding (WSDL 1.1, 2.5).
#[derive(Debug, PartialEq, Eq)]
pub struct Binding {
    /// Name in the target namespace of the document.
    pub name: QName,
    /// Port type whose operations it binds.
    pub port_type: PortTypeId,
    /// Protocol, with its version and transport.
    pub kind: BindingKind,
    /// Operations, in document order, each matched with an operation of the port type.
    pub operations: Vec<BindingOperation>,
    /// Demands of the policies of the binding, its operations and their messages, sorted.
    pub demands: Vec<Demand>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

impl Binding {
    /// The demands that apply to the messages of a port: those of the binding and those of the port itself, sorted.
    pub fn effective_demands<'m>(&'m self, port: Option<&'m Port>) -> Vec<&'m Demand> {
        effective_demands(&self.demands, port.map_or(&[], |port| &port.demands))
    }
}

/// Protocol of a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// SOAP.
    Soap {
        /// SOAP version, given by the namespace of the `soap:binding` element.
        version: SoapVersion,
        /// URI in `transport`, such as `http://schemas.xmlsoap.org/soap/http`.
        transport: Arc<str>,
    },
    /// SOAP over a transport other than HTTP; holds the name of the transport, such as `JMS`. A binding has
    /// this kind only if its port type also has a binding over HTTP.
    OtherTransport(Arc<str>),
    /// HTTP without SOAP; holds the verb, `GET` or `POST`.
    Http(Arc<str>),
    /// Another protocol; holds the namespace of the extension element, if the binding has one.
    Other(Option<Arc<str>>),
}

/// Version of SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoapVersion {
    /// SOAP 1.1: extension elements in `http://schemas.xmlsoap.org/wsdl/soap/`.
    Soap11,
    /// SOAP 1.2: extension elements in `http://schemas.xmlsoap.org/wsdl/soap12/`.
    Soap12,
}

/// `style` of a SOAP binding or operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The parts are the children of the body.
    Document,
    /// The body contains one wrapper element named after the operation. The parts are its children.
    Rpc,
}

/// `use` of a message part in a SOAP binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseKind {
    /// The content follows the schema.
    Literal,
    /// The content follows the encoding rules of SOAP 1.1, section 5.
    Encoded,
}

/// Operation of a binding.
#[derive(Debug, PartialEq, Eq)]
pub struct BindingOperation {
    /// Index of the operation in the port type. `None` if no operation has this name and signature, which is
    /// reported as a problem.
    pub operation: Option<usize>,
    /// Name of the operation in the port type.
    pub name: Arc<str>,
    /// Value of `soapAction`.
    pub action: Option<Arc<str>>,
    /// Effective `style`: that of the operation, otherwise that of the binding, otherwise document.
    pub style: Style,
    /// Mapping of the input message to an envelope.
    pub input: Option<BindingMessage>,
    /// Mapping of the output message to an envelope.
    pub output: Option<BindingMessage>,
    /// Mapping of the faults to an envelope.
    pub faults: Vec<BindingFault>,
    /// `location` of `http:operation` in an HTTP binding.
    pub http_location: Option<Arc<str>>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Fault of a binding operation.
#[derive(Debug, PartialEq, Eq)]
pub struct BindingFault {
    /// Name of the fault in the port type.
    pub name: Arc<str>,
    /// `use` of the fault's detail.
    pub usage: UseKind,
}

/// Mapping of one message to a SOAP envelope.
#[derive(Debug, PartialEq, Eq)]
pub struct BindingMessage {
    /// Message parts in the SOAP body.
    pub body: Body,
    /// SOAP headers, in document order.
    pub headers: Vec<HeaderUse>,
    /// `mime:multipartRelated` or other MIME content.
    pub mime: Option<Mime>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// `soap:body` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Indices of the message parts in the body: those listed in `parts`, or all parts if the attribute is absent.
    pub parts: Vec<usize>,
    /// Whether the `parts` attribute is present.
    pub parts_given: bool,
    /// Names in `parts` that match no part of the message.
    pub unknown_parts: Vec<Arc<str>>,
    /// `use` of the body.
    pub usage: UseKind,
    /// `namespace` of the wrapper element, for rpc style.
    pub namespace: Option<Arc<str>>,
    /// URI in `encodingStyle`.
    pub encoding_style: Option<Arc<str>>,
    /// Position of the start tag, for problems; `None` if the binding does not have the element.
    pub span: Option<Span>,
}

/// `soap:header` element, or a `soap:headerfault` inside it.
#[derive(Debug, PartialEq, Eq)]
pub struct HeaderUse {
    /// Message that contains the part.
    pub message: MessageId,
    /// Index of the part in the message. `None` if the message has no part of that name, which is reported as
    /// a problem.
    pub part: Option<usize>,
    /// Name in the `part` attribute.
    pub part_name: Arc<str>,
    /// `use` of the header.
    pub usage: UseKind,
    /// `namespace` of the header element, for encoded parts.
    pub namespace: Option<Arc<str>>,
    /// `soap:headerfault` elements inside this header.
    pub faults: Vec<HeaderUse>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// MIME content of a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Mime {
    /// Local name of the MIME element, such as `multipartRelated`.
    pub element: Arc<str>,
    /// Message parts that are sent as MIME parts, each with its content types.
    pub parts: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// Whether an attachment does not name its part, and the part cannot be inferred. Either several parts of
    /// the message are not used elsewhere, or all parts are used and the message has no `soap:body`.
    pub is_ambiguous: bool,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// WSDL service (WSDL 1.1, 2.6).
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// Name in the target namespace of the document.
    pub name: QName,
    /// Ports, in document order.
    pub ports: Vec<Port>,
    /// Documentation of the `wsdl:service` element.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Port of a service.
#[derive(Debug, PartialEq, Eq)]
pub struct Port {
    /// Name of the port; unique within the service.
    pub name: Arc<str>,
    /// Binding that the port implements.
    pub binding: BindingId,
    /// Endpoint URL in the address extension element.
    pub address: Option<Arc<str>>,
    /// Demands of the policies of the port and its service, sorted.
    pub demands: Vec<Demand>,
    /// Documentation of the `wsdl:port` element.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}
