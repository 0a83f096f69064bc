//! `saponify list`: contents of documents.

mod collect;
mod text;

use serde::Serialize;

use super::{
    Outcome,
    arguments::List,
    failure::Failure,
    load::{self, Loaded},
    terminal,
};

/// Prints the contents of documents.
pub(super) fn run(arguments: &List) -> Result<Outcome, Failure> {
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let listing = collect::listing(model);
    // Problems are printed before the listing, so that the totals in its last line stay visible.
    let outcome = loaded.tell();
    match arguments.json {
        true => terminal::print_json(&listing)?,
        false => terminal::print(&text::listing(&listing))?,
    }
    Ok(outcome)
}

/// Output of the command. The field names are those of the JSON output, which `--help` documents.
#[derive(Debug, Serialize)]
struct Listing {
    services: Vec<Service>,
    /// Global elements; only for schemas without a WSDL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<Element>,
    counts: Counts,
}

/// A service. The name is `None` for bindings that no service uses.
#[derive(Debug, Serialize)]
struct Service {
    name: Option<String>,
    namespace: Option<String>,
    documentation: Option<String>,
    ports: Vec<Port>,
    interfaces: Vec<Interface>,
}

/// A port, or a binding without a port.
#[derive(Debug, Serialize)]
struct Port {
    name: String,
    binding: String,
    address: Option<String>,
    protocol: String,
    style: Option<&'static str>,
    transport: Option<String>,
    interface: String,
    /// Demands of the policies of the port and the binding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    demands: Vec<String>,
}

/// A port type.
#[derive(Debug, Serialize)]
struct Interface {
    name: String,
    namespace: String,
    /// Name of the binding that declares the operations, if bindings of the port type differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<String>,
    operations: Vec<Operation>,
}

/// An operation, as declared by the first SOAP binding of its port type.
#[derive(Debug, Serialize)]
struct Operation {
    name: String,
    kind: &'static str,
    action: Option<String>,
    style: Option<&'static str>,
    #[serde(rename = "use")]
    usage: Option<&'static str>,
    request: Option<Message>,
    reply: Option<Message>,
    faults: Vec<Part>,
    generated: bool,
    reason: Option<String>,
    documentation: Option<String>,
}

/// A message: its parts in the body and in headers.
#[derive(Debug, Serialize)]
struct Message {
    body: Vec<Part>,
    headers: Vec<Part>,
}

/// A part of a message, or a fault.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
struct Part {
    name: String,
    element: Option<String>,
    #[serde(rename = "type")]
    type_name: Option<String>,
}

/// Numbers of listed components.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Counts {
    services: usize,
    ports: usize,
    operations: usize,
    generated: usize,
    types: usize,
    elements: usize,
}

/// A global element, which can be the root element of a document.
#[derive(Debug, Serialize)]
struct Element {
    name: String,
    /// Name of the type; `None` if the type is anonymous.
    #[serde(rename = "type")]
    type_name: Option<String>,
    documentation: Option<String>,
}
