//! The service side in a plan.

use super::super::{ItemRef, Ty};

/// The trait for implementations of a service.
#[derive(Debug)]
pub struct ServiceTrait {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// One method per operation.
    pub methods: Vec<ServiceMethod>,
    /// The beginning of the default WS-Addressing actions: `action_base` of the client or, if this is `None`,
    /// `reply_base`. `None` if no message has a default action.
    pub action_base: Option<String>,
    /// The documents of the contract, by the query of their URL, such as `wsdl` and `xsd=1`. Empty if they are not
    /// embedded.
    pub documents: Vec<(String, ItemRef)>,
}

/// A constant with a document of the contract.
#[derive(Debug)]
pub struct ContractDocument {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// The text of the document, in pieces.
    pub pieces: Vec<DocumentPiece>,
}

/// A piece of a document.
#[derive(Debug)]
pub enum DocumentPiece {
    /// Text that is published unchanged.
    Text(String),
    /// The URL of the service.
    Address,
    /// The URL of another document of the contract; holds the query of the URL, such as `xsd=1`.
    Document(String),
}

/// A method of a [`ServiceTrait`], which implements one operation.
#[derive(Debug)]
pub struct ServiceMethod {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// The type of the operation.
    pub operation: ItemRef,
    /// Type of the request; `None` if it has no members, so that the method takes no request.
    pub request: Option<Ty>,
    /// Type of the request headers; `None` if the operation declares none.
    pub headers: Option<Ty>,
    /// Type of the reply.
    pub reply: Ty,
    /// Type of the reply headers; `None` if the operation declares none.
    pub reply_headers: Option<Ty>,
    /// Type of the declared faults; `None` if the operation declares none.
    pub faults: Option<Ty>,
    /// Whether the request, and its headers if it has some, are validated before the method is called.
    pub validates: bool,
    /// Whether the headers of the request are validated, even if the body is not.
    pub validates_headers: bool,
}
