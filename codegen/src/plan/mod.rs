//! What the Rust will be: modules, items, identifiers, types, boxing, order, documentation.
//!
//! The only place that makes a Rust name or takes a decision; [`emit`](crate::emit) prints what stands here.

mod boxing;
mod content;
pub(crate) mod docs;
mod encoding;
mod headers;
mod names;
mod reach;
mod records;
pub(crate) mod services;
mod simple;
mod types;
pub(crate) mod words;

use std::collections::BTreeMap;

pub(crate) use names::PRELUDE;

use crate::{config::Config, model::Model, problem::Problems};

/// The Rust of a whole run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The modules; the first is the root, and parents stand before their children.
    pub modules: Vec<Module>,
    /// What was decided that a user may want to know: renamed items, the success header.
    pub notes: Vec<String>,
    /// How much there is.
    pub counts: Counts,
}

/// How much a plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Clients.
    pub clients: usize,
    /// Operations, over all clients.
    pub operations: usize,
    /// Structs, enums and aliases.
    pub types: usize,
}

/// The place of a module in [`Plan::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub usize);

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name; empty for the root.
    pub name: String,
    /// What holds it; the root holds itself.
    pub parent: ModuleId,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The namespaces that its items use, by the name of their constants.
    pub namespaces: BTreeMap<String, String>,
    /// Its items, in order.
    pub items: Vec<Item>,
}

/// An item.
#[derive(Clone, Debug)]
pub enum Item {
    /// A struct that is read and written as an element's content.
    Record(Record),
    /// An enumeration.
    Enumeration(Enumeration),
    /// An alias.
    Alias(Alias),
    /// A choice of elements.
    Choice(Choice),
    /// A type and those derived from it.
    Variants(Variants),
    /// A union of simple types.
    Union(Union),
    /// The names that a dictionary has on the wire.
    Pairs(Pairs),
    /// A client.
    Client(Client),
    /// An operation.
    Operation(Box<Operation>),
    /// The faults that an operation declares.
    Faults(Faults),
    /// The names of the headers that some operations declare.
    HeaderNames(HeaderNames),
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// A type of the prelude or a primitive: `String`, `i32`, `bool`.
    Std(&'static str),
    /// A type of `saponify`, by its path in the crate: `Element`, `xsd::DateTime`.
    Runtime(&'static str),
    /// A type of `saponify` with arguments: `List<…>`, `Secret<…>`.
    Generic(&'static str, Vec<Ty>),
    /// An item of this plan.
    Item(ItemRef),
    /// A type of the user's.
    Custom(String),
    /// `Option<…>`.
    Option(Box<Ty>),
    /// `Vec<…>`.
    Vec(Box<Ty>),
    /// `Box<…>`.
    Boxed(Box<Ty>),
    /// `()`.
    Unit,
}

/// An item and the module that holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// The module.
    pub module: ModuleId,
    /// The identifier.
    pub ident: String,
}

/// A name on the wire: the constant of its namespace, `None` for no namespace, and the local name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireName {
    /// The name of the module's constant.
    pub namespace: Option<String>,
    /// The local name.
    pub local: String,
}

/// A struct.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// Its fields, in the order of the wire, the base first.
    pub fields: Vec<Field>,
    /// What it holds besides attributes.
    pub content: Content,
    /// The members that must come, by their index: its own and those of its bases.
    pub required: Vec<(u16, String)>,
    /// The branch of a choice, or a group: not a type of the schema, only a part of one.
    pub is_group: bool,
}

/// What a record holds besides attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Elements, or nothing.
    Elements,
    /// Text of a simple type.
    Text,
    /// Text and elements.
    Mixed,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Ty,
    /// How it is read and written.
    pub slot: Slot,
    /// The value that an absent one stands for, where the schema says so.
    pub default: Option<DefaultValue>,
}

/// The value that the schema gives for an absent member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultValue {
    /// As written in the schema.
    pub text: String,
    /// The type of the value, without `Option`.
    pub ty: Ty,
}

/// How a field is read and written.
#[derive(Clone, Debug)]
pub enum Slot {
    /// One element: `T` or `Option<T>`.
    Once {
        /// Its name.
        name: WireName,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// The `xsi:type` to write, where the encoding wants one.
        typed: Option<WireName>,
    },
    /// Elements: `Vec<T>`.
    Repeated {
        /// Their name.
        name: WireName,
        /// The index among the members, where at least one must come.
        index: Option<u16>,
        /// The `xsi:type` to write, where the encoding wants one.
        typed: Option<WireName>,
    },
    /// The items of an encoded array, whatever they are called: `Vec<T>`.
    Items {
        /// What they are called when they are written.
        name: WireName,
        /// The name of their type.
        item: WireName,
        /// The brackets of items that are arrays themselves.
        rank: String,
        /// The `xsi:type` to write.
        typed: Option<WireName>,
    },
    /// An element that wraps repeated ones: `Vec<T>` or `Option<Vec<T>>`.
    List {
        /// Its name.
        name: WireName,
        /// The name of the elements in it.
        item: WireName,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
    },
    /// An element that wraps pairs of key and value.
    Dictionary {
        /// Its name.
        name: WireName,
        /// The constant with the names of the pairs.
        pairs: ItemRef,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
    },
    /// One of several elements: `T`, `Option<T>` or `Vec<T>` of a choice.
    Choice {
        /// The branches.
        arms: Vec<ChoiceArm>,
        /// The index among the members; `None` where it is repeated.
        index: Option<u16>,
    },
    /// A group of elements: `T`, `Option<T>` or `Vec<T>` of a record.
    Group {
        /// The names of the elements that begin or continue it.
        names: Vec<WireName>,
        /// The index among the members; `None` where it is repeated.
        index: Option<u16>,
    },
    /// Any elements: `Vec<Element>` or `Option<Element>`.
    Any,
    /// An attribute.
    Attribute {
        /// Its name.
        name: WireName,
        /// Its index among the members.
        index: u16,
    },
    /// Any attributes.
    AnyAttribute,
    /// The text of a simple content.
    Text,
    /// Text and elements in order: a `Vec` of a choice with a variant for text.
    Ordered {
        /// The branches.
        arms: Vec<ChoiceArm>,
        /// The variant for text, with the choice's type, where text may stand there.
        text: Option<(Ty, String)>,
    },
    /// The type that this one extends.
    Base {
        /// What is added to the indices of its members.
        offset: u16,
        /// Whether it has attributes.
        attributes: bool,
        /// Whether it has elements.
        elements: bool,
    },
}

/// How one element name, or a wildcard, leads to a variant.
#[derive(Clone, Debug)]
pub struct ChoiceArm {
    /// The choice that has the variant.
    pub choice: Ty,
    /// The variant.
    pub variant: String,
    /// What the variant is made from.
    pub kind: ArmKind,
}

/// What a variant of a choice holds.
#[derive(Clone, Debug)]
pub enum ArmKind {
    /// One element.
    Element(WireName),
    /// Repeated elements, in one variant.
    Repeated(WireName),
    /// An element that wraps repeated ones.
    List(WireName, WireName),
    /// An element that wraps pairs.
    Dictionary(WireName, ItemRef),
    /// A group; the names of the elements that begin or continue it.
    Group(Vec<WireName>),
    /// Any element.
    Any,
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Derives beyond those that every enumeration has.
    pub derives: Vec<String>,
    /// Its values.
    pub values: Vec<EnumerationValue>,
    /// The identifier of the variant for unlisted values; `None` where it is closed.
    pub other: Option<String>,
    /// The identifier of the variant for a value that was never set, where it is closed.
    pub unset: Option<String>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumerationValue {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its text on the wire.
    pub text: String,
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it stands for.
    pub ty: Ty,
}

/// A choice of elements.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// The identifier of the variant for a choice that was never made.
    pub unset: String,
    /// Its variants.
    pub variants: Vec<ChoiceVariant>,
}

/// A variant of a choice.
#[derive(Clone, Debug)]
pub struct ChoiceVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it holds.
    pub ty: Ty,
    /// How it is written; `None` for text.
    pub kind: Option<ArmKind>,
    /// Whether `None` in it is written as nil.
    pub nil: bool,
}

/// An enum over a type and those derived from it.
#[derive(Clone, Debug)]
pub struct Variants {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// The variants; the first is the declared type, unless that is abstract.
    pub variants: Vec<TypeVariant>,
    /// Whether the declared type is abstract, so that an `xsi:type` must come.
    pub is_abstract: bool,
    /// The identifier of the variant that keeps unknown types.
    pub other: String,
}

/// A variant of an enum over types.
#[derive(Clone, Debug)]
pub struct TypeVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it holds.
    pub ty: Ty,
    /// The name of the type.
    pub name: WireName,
}

/// A union of simple types.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// Its members, in order: identifier and type.
    pub members: Vec<(String, Ty)>,
    /// What was expected, for errors.
    pub expected: String,
}

/// A constant with the names that a dictionary has on the wire.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Its identifier.
    pub ident: String,
    /// The name of a pair.
    pub pair: WireName,
    /// The local name of the key.
    pub key: String,
    /// The local name of the value.
    pub value: String,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The address in the contract.
    pub endpoint: Option<String>,
    /// The version of SOAP of its first port.
    pub version: crate::model::SoapVersion,
    /// Whether another port speaks the other version.
    pub both_versions: bool,
    /// The type of its request headers, if any operation has some.
    pub headers: Option<Ty>,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// A method of a client.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The type of the request; `()` takes no argument.
    pub request: Ty,
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
    /// The field of the reply headers that says whether the call succeeded, and whether it is an `Option`.
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
    /// As one element, in the encoding of SOAP 1.1.
    Encoded(WireName),
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
    /// Its type.
    pub ty: Ty,
}

/// Decides what the Rust for a model will be.
///
/// What cannot be generated is told in `problems` with its place; everything that does not depend on it is planned.
pub fn plan(model: &Model, config: &Config, problems: &mut Problems) -> Plan {
    types::Planner::new(model, config, problems).plan()
}
