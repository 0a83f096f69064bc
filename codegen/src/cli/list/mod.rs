//! `saponify list`: what is in documents.

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

/// Prints what is in documents.
pub(super) fn run(arguments: &List) -> Result<Outcome, Failure> {
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let listing = collect::listing(model);
    // Problems first, so that the counts stand at the end, where they are seen.
    let outcome = loaded.tell();
    match arguments.json {
        true => terminal::print_json(&listing)?,
        false => terminal::print(&text::listing(&listing))?,
    }
    Ok(outcome)
}

/// All that is printed. The names of the fields are the names in the JSON, which `--help` documents.
#[derive(Debug, Serialize)]
struct Listing {
    services: Vec<Service>,
    /// The global elements, where the documents are schemas alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<Element>,
    counts: Counts,
}

/// A service; without a name where the documents have bindings and no service.
#[derive(Debug, Serialize)]
struct Service {
    name: Option<String>,
    namespace: Option<String>,
    documentation: Option<String>,
    ports: Vec<Port>,
    interfaces: Vec<Interface>,
}

/// A port, or a binding without one.
#[derive(Debug, Serialize)]
struct Port {
    name: String,
    binding: String,
    address: Option<String>,
    protocol: String,
    style: Option<&'static str>,
    transport: Option<String>,
    interface: String,
}

/// A portType.
#[derive(Debug, Serialize)]
struct Interface {
    name: String,
    namespace: String,
    /// The binding whose operations are listed, where bindings of the port type differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<String>,
    operations: Vec<Operation>,
}

/// An operation, as its first SOAP binding says.
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

/// What goes one way.
#[derive(Debug, Serialize)]
struct Message {
    body: Vec<Part>,
    headers: Vec<Part>,
}

/// A part of a message, or a fault.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Part {
    name: String,
    element: Option<String>,
    #[serde(rename = "type")]
    type_name: Option<String>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Counts {
    services: usize,
    ports: usize,
    operations: usize,
    generated: usize,
    types: usize,
    elements: usize,
}

/// A global element that can be the root of a document.
#[derive(Debug, Serialize)]
struct Element {
    name: String,
    /// The name of its type; none where that is anonymous.
    #[serde(rename = "type")]
    type_name: Option<String>,
    documentation: Option<String>,
}
