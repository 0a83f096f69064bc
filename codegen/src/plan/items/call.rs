//! Clients, operations and their messages in a plan.

use super::super::{ItemRef, TextRule, Ty, WireName};
use crate::model::{Demand, SoapVersion};

/// A client: a struct with one method per operation.
#[derive(Debug)]
pub struct Client {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Address of the port, as the contract gives it.
    pub endpoint: Option<String>,
    /// The constant with this address.
    pub endpoint_item: Option<ItemRef>,
    /// SOAP version of the first port.
    pub version: SoapVersion,
    /// Whether another port uses the other SOAP version.
    pub both_versions: bool,
    /// Beginning of the default WS-Addressing action, for operations that have neither a declared action nor
    /// a SOAP action; `None` if the service has no such operation.
    pub action_base: Option<String>,
    /// The beginning of the default WS-Addressing actions of replies, which servers send.
    pub reply_base: Option<String>,
    /// The demands of the service's policy that the client meets without further configuration. A demand has
    /// a SOAP version if only the ports of that version have the demand.
    pub requirements: Vec<(Demand, Option<SoapVersion>)>,
    /// The demands of the service's policy, if users have to add something to meet them; otherwise empty.
    pub policy: Vec<Demand>,
    /// Lines of the doc comment for the function that returns the policy.
    pub policy_docs: Vec<String>,
    /// Type of the request headers; `None` if no operation has any.
    pub headers: Option<Ty>,
    /// One method per operation.
    pub methods: Vec<Method>,
}

/// A constant with the address of a port.
#[derive(Debug)]
pub struct Endpoint {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Address of the port, as the contract gives it.
    pub address: String,
}

/// A method of a client.
#[derive(Clone, Debug)]
pub struct Method {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Type of the request.
    pub request: Ty,
    /// Whether the method takes the request as an argument. A request without members is not an argument.
    pub takes_request: bool,
    /// The type of the operation that the method calls.
    pub operation: ItemRef,
    /// Whether the operation has request headers.
    pub headers: bool,
}

/// An operation: a type that implements the trait `Operation`.
#[derive(Debug)]
pub struct Operation {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Name of the operation in the contract.
    pub name: String,
    /// The SOAP action; may be empty.
    pub action: String,
    /// WS-Addressing actions of requests and replies that cannot be derived from the SOAP action. An empty text
    /// means the default action.
    pub addressing: Option<(String, String)>,
    /// The request message.
    pub request: OperationMessage,
    /// Header blocks that other operations declare, and that may replace a block which this operation
    /// declares. If the program sets the replacing block and the declared block in `RequestHeaders`, a
    /// request of this operation contains only the declared block.
    pub replacements: Vec<Replacement>,
    /// The reply message; `None` for one-way operations.
    pub reply: Option<OperationMessage>,
    /// Type of the declared faults; `None` if the operation declares none.
    pub faults: Option<Ty>,
    /// The field of the reply headers that reports whether the call succeeded.
    pub succeeded: Option<String>,
}

impl Operation {
    /// The element of the reply, if the operation is in the wrapped style: request and reply are one element each,
    /// both of one namespace, and the element of the request has the name of the operation.
    pub fn wrapped_reply(&self) -> Option<&WireName> {
        match (&self.request.body, &self.reply.as_ref()?.body) {
            (Body::Element(request), Body::Element(reply)) => {
                (request.local == self.name && request.namespace == reply.namespace).then_some(reply)
            }
            _ => None,
        }
    }
}

/// A message of an operation.
#[derive(Debug)]
pub struct OperationMessage {
    /// Type of the body.
    pub ty: Ty,
    /// Representation of the message in the SOAP body.
    pub body: Body,
    /// Type of the headers; `()` without headers.
    pub headers_ty: Ty,
    /// The constant with the names of the headers that a request declares; `None` for replies and for
    /// requests without headers.
    pub headers: Option<ItemRef>,
}

/// Header blocks that may replace a declared block, and for which `RequestHeaders` has separate members.
#[derive(Debug)]
pub struct Replacement {
    /// Names of the declared block, and of the blocks that share its member in `RequestHeaders`.
    pub of: Vec<WireName>,
    /// Names of the blocks that may replace the declared block.
    pub by: Vec<WireName>,
}

/// A constant with the names of the headers that some operations declare.
#[derive(Debug)]
pub struct HeaderNames {
    /// Identifier in the generated code.
    pub ident: String,
    /// Names of the header elements.
    pub names: Vec<WireName>,
}

/// Representation of a message in the SOAP body.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// One element.
    Element(WireName),
    /// One element in SOAP encoding. In a reply with a return value, the list has the names of the parts,
    /// beginning with the return value. Otherwise the list is empty.
    Encoded(WireName, Vec<String>),
    /// One element of the schema, in SOAP encoding.
    EncodedElement(WireName),
    /// The fields of the type as children of the body, in SOAP encoding.
    EncodedParts,
    /// The fields of the type as children of the body.
    Parts,
    /// An empty body.
    Empty,
    /// A body with attachments beside the envelope. The first value describes the body. The list has the name
    /// of the part and the content type of each attachment.
    Attached(Box<Body>, Vec<(String, String)>),
    /// The body of a reply that is not in SOAP encoding, although the faults of the operation are. The value
    /// describes the body.
    EncodedFaults(Box<Body>),
    /// A message whose header blocks with these names are in SOAP encoding. The first value describes the body.
    EncodedHeaders(Box<Body>, Vec<WireName>),
}

/// The enum over the faults that an operation declares.
#[derive(Debug)]
pub struct Faults {
    /// Identifier of the enum in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives that the user requested, in addition to the usual ones.
    pub derives: Vec<String>,
    /// One variant per declared fault.
    pub variants: Vec<FaultVariant>,
    /// Secret variants whose type does not contain `Secret<T>`. `Debug` omits their values.
    pub masked: Vec<String>,
}

/// A declared fault.
#[derive(Debug)]
pub struct FaultVariant {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Name of the element in the fault's detail.
    pub name: WireName,
    /// Whether the name is unique among the faults of the operation.
    pub is_named: bool,
    /// Values of `xsi:type` that only this fault has. Empty if the name of the element identifies the fault.
    pub types: Vec<WireName>,
    /// Values of `xsi:type` that identify the fault only in an element with its name, because other faults or undeclared
    /// entries of the detail have these types too, such as `xs:string`.
    pub types_with_name: Vec<WireName>,
    /// Whether a type in `types_with_name` is built in, and no other fault has it. An element of SOAP encoding with this
    /// type, such as `soapenc:int`, is then this fault.
    pub has_unique_builtin: bool,
    /// The `xsi:type` that services write. `None` if the declared type does not identify the fault.
    pub written_type: Option<WireName>,
    /// The WS-Addressing action of the fault, which servers send.
    pub action: String,
    /// Whether the action is the default, because the contract names none.
    pub has_default_action: bool,
    /// Whether the element is in SOAP encoding.
    pub is_encoded: bool,
    /// Rust type of the value.
    pub ty: Ty,
    /// How the text of the element is read.
    pub rule: TextRule,
}
