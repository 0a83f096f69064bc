//! Clients, operations and their messages.

use super::super::{ItemRef, TextRule, Ty, WireName};

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The address in the contract.
    pub endpoint: Option<String>,
    /// The constant with that address.
    pub endpoint_item: Option<ItemRef>,
    /// The version of SOAP of its first port.
    pub version: crate::model::SoapVersion,
    /// Whether another port speaks the other version.
    pub both_versions: bool,
    /// The type of its request headers, if any operation has some.
    pub headers: Option<Ty>,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// A constant with the address of a port.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The address in the contract.
    pub address: String,
}

/// A method of a client.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The type of the request.
    pub request: Ty,
    /// Whether the method takes the request. It does not where that has no members.
    pub takes_request: bool,
    /// The operation.
    pub operation: ItemRef,
    /// Whether the operation has request headers.
    pub headers: bool,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its name in the contract.
    pub name: String,
    /// The SOAP action.
    pub action: String,
    /// What it sends.
    pub request: OperationMessage,
    /// What comes back; `None` for one-way operations.
    pub reply: Option<OperationMessage>,
    /// The type of its declared faults, if any.
    pub faults: Option<Ty>,
    /// The field of the reply headers that says whether the call succeeded.
    pub succeeded: Option<String>,
}

/// A message of an operation.
#[derive(Clone, Debug)]
pub struct OperationMessage {
    /// The type of the body.
    pub ty: Ty,
    /// How it stands in the body.
    pub body: Body,
    /// The type of the headers; `()` where there are none.
    pub headers_ty: Ty,
    /// The constant with the names of the headers that the operation declares, if it is a request and declares some.
    pub headers: Option<ItemRef>,
}

/// A constant with the names of the headers that some operations declare.
#[derive(Clone, Debug)]
pub struct HeaderNames {
    /// Its identifier.
    pub ident: String,
    /// The names.
    pub names: Vec<WireName>,
}

/// How a message stands in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// As one element.
    Element(WireName),
    /// As one element, in SOAP encoding. For a reply the names of the parts follow, that of the return value first; none
    /// where there is no return value.
    Encoded(WireName, Vec<String>),
    /// As its fields, right in the body, in SOAP encoding.
    EncodedParts,
    /// As its fields, right in the body.
    Parts,
    /// Nothing.
    Empty,
}

/// The faults that an operation declares.
#[derive(Clone, Debug)]
pub struct Faults {
    /// The identifier of the enum.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// The faults: identifier, documentation, name of the detail element, type.
    pub variants: Vec<FaultVariant>,
    /// The variants that are secret and no text, which `Debug` does not show.
    pub masked: Vec<String>,
}

/// A declared fault.
#[derive(Clone, Debug)]
pub struct FaultVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The name of the element in the detail.
    pub name: WireName,
    /// Whether no other fault has that name.
    pub is_named: bool,
    /// The types that the element may say it has and no other fault has, where types tell which fault it is.
    pub types: Vec<WireName>,
    /// Its type.
    pub ty: Ty,
    /// How the text of the element is read.
    pub rule: TextRule,
}
