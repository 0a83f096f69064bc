//! The contents of documents, as the command prints them.

use serde::Serialize;

/// Output of the command. The field names are the keys of the JSON output, which `--help` documents.
#[derive(Debug, Serialize)]
pub(super) struct Listing {
    pub(super) services: Vec<Service>,
    /// Global elements; only for schemas without a WSDL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) elements: Vec<Element>,
    pub(super) counts: Counts,
}

/// A service. The name is `None` for bindings that no service uses.
#[derive(Debug, Serialize)]
pub(super) struct Service {
    pub(super) name: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) ports: Vec<Port>,
    pub(super) interfaces: Vec<Interface>,
}

/// A port, or a binding without a port.
#[derive(Debug, Serialize)]
pub(super) struct Port {
    pub(super) name: String,
    pub(super) binding: String,
    pub(super) address: Option<String>,
    pub(super) protocol: String,
    pub(super) style: Option<&'static str>,
    pub(super) transport: Option<String>,
    pub(super) interface: String,
    /// Demands of the policies of the port and the binding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) demands: Vec<String>,
}

/// A port type.
#[derive(Debug, Serialize)]
pub(super) struct Interface {
    pub(super) name: String,
    pub(super) namespace: String,
    /// Name of the binding that declares the operations, if bindings of the port type differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) binding: Option<String>,
    pub(super) operations: Vec<Operation>,
}

/// An operation, as declared by the first SOAP binding of its port type.
#[derive(Debug, Serialize)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) action: Option<String>,
    pub(super) style: Option<&'static str>,
    #[serde(rename = "use")]
    pub(super) usage: Option<&'static str>,
    pub(super) request: Option<Message>,
    pub(super) reply: Option<Message>,
    pub(super) faults: Vec<Part>,
    pub(super) generated: bool,
    pub(super) reason: Option<String>,
    pub(super) documentation: Option<String>,
}

/// A message: its parts in the body and in headers.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) body: Vec<Part>,
    pub(super) headers: Vec<Part>,
}

/// A part of a message, or a fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) element: Option<String>,
    #[serde(rename = "type")]
    pub(super) type_name: Option<String>,
}

/// Numbers of listed components.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Counts {
    pub(super) services: usize,
    pub(super) ports: usize,
    pub(super) operations: usize,
    pub(super) generated: usize,
    pub(super) types: usize,
    pub(super) elements: usize,
}

/// A global element, which can be the root element of a document.
#[derive(Debug, Serialize)]
pub(super) struct Element {
    pub(super) name: String,
    /// Name of the type; `None` if the type is anonymous.
    #[serde(rename = "type")]
    pub(super) type_name: Option<String>,
    pub(super) documentation: Option<String>,
}
