//! A difference: where, what, and in words.

use std::fmt;

use crate::source::Span;

/// One thing that differs between two models, called left and right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The components that lead there, such as `type User > element Lastlogin`; empty for the whole model.
    pub path: String,
    /// What differs.
    pub change: Change,
    /// The place on the left, where there is one.
    pub left: Option<Span>,
    /// The place on the right, where there is one.
    pub right: Option<Span>,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the left has it.
    OnlyLeft(Thing, String),
    /// Only the right has it.
    OnlyRight(Thing, String),
    /// Both have it, with different values.
    Differs {
        /// Of what.
        aspect: Aspect,
        /// The value on the left, in words.
        left: String,
        /// The value on the right, in words.
        right: String,
    },
}

impl Change {
    pub(super) fn differs(aspect: Aspect, left: &str, right: &str) -> Self {
        Self::Differs { aspect, left: left.to_owned(), right: right.to_owned() }
    }
}

/// A thing that one model has and the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A service.
    Service,
    /// A port of a service.
    Port,
    /// A port type.
    PortType,
    /// An operation of a port type.
    Operation,
    /// An operation of a binding.
    BindingOperation,
    /// The input or output of an operation.
    Direction,
    /// A fault of an operation.
    Fault,
    /// A message.
    Message,
    /// A part of a message.
    Part,
    /// A SOAP header of a message.
    Header,
    /// A global type.
    Type,
    /// A global element.
    GlobalElement,
    /// A global attribute.
    GlobalAttribute,
    /// An element in a type or group.
    Element,
    /// A group of elements in a type or group.
    Group,
    /// An element wildcard.
    Any,
    /// An attribute of a type.
    Attribute,
    /// An attribute wildcard.
    AnyAttribute,
    /// A value of an enumeration.
    Value,
    /// A member of a union.
    UnionMember,
}

impl Thing {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Port => "port",
            Self::PortType => "port type",
            Self::Operation => "operation",
            Self::BindingOperation => "operation of the binding",
            Self::Direction => "message",
            Self::Fault => "fault",
            Self::Message => "message",
            Self::Part => "part",
            Self::Header => "header",
            Self::Type => "type",
            Self::GlobalElement => "global element",
            Self::GlobalAttribute => "global attribute",
            Self::Element => "element",
            Self::Group => "group",
            Self::Any => "wildcard",
            Self::Attribute => "attribute",
            Self::AnyAttribute => "attribute wildcard",
            Self::Value => "value",
            Self::UnionMember => "member of the union",
        }
    }
}

/// What of a component differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The namespace that all names are in.
    Namespace,
    /// The name, of a component that is found by its place.
    Name,
    /// The type.
    Type,
    /// Simple, complex, list, union.
    Kind,
    /// The base type.
    Base,
    /// Extension or restriction.
    Derivation,
    /// Whether it is abstract.
    Abstract,
    /// Whether text may stand among the elements.
    Mixed,
    /// Elements, text or nothing.
    Content,
    /// Sequence, choice or all.
    Compositor,
    /// The order of what both have.
    Order,
    /// How often it may occur.
    Occurrence,
    /// Whether it may be nil.
    Nillable,
    /// The default value.
    Default,
    /// The fixed value.
    Fixed,
    /// Optional, required or prohibited.
    Use,
    /// The substitution group.
    SubstitutionGroup,
    /// The namespaces of a wildcard, or what is done with what stands there.
    Wildcard,
    /// A foreign attribute, such as `wsdl:arrayType`.
    Annotation,
    /// A facet other than the values of an enumeration.
    Facet,
    /// Which messages go which way.
    OperationKind,
    /// The message of an input, output, fault or header.
    Message,
    /// What a part holds.
    Part,
    /// The SOAP action, or that of WS-Addressing.
    Action,
    /// `parameterOrder`.
    ParameterOrder,
    /// The protocol of a binding.
    Protocol,
    /// Document or rpc.
    Style,
    /// Literal or encoded.
    Encoding,
    /// The parts in the body.
    Body,
    /// The MIME parts.
    Mime,
    /// The address of a port.
    Address,
}

impl Aspect {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::Name => "name",
            Self::Type => "type",
            Self::Kind => "kind",
            Self::Base => "base",
            Self::Derivation => "derivation",
            Self::Abstract => "abstractness",
            Self::Mixed => "mixed content",
            Self::Content => "content",
            Self::Compositor => "kind of group",
            Self::Order => "order",
            Self::Occurrence => "occurrence",
            Self::Nillable => "nillability",
            Self::Default => "default",
            Self::Fixed => "fixed value",
            Self::Use => "use",
            Self::SubstitutionGroup => "substitution group",
            Self::Wildcard => "wildcard",
            Self::Annotation => "annotation",
            Self::Facet => "facet",
            Self::OperationKind => "direction",
            Self::Message => "message",
            Self::Part => "content",
            Self::Action => "action",
            Self::ParameterOrder => "order of parameters",
            Self::Protocol => "protocol",
            Self::Style => "style",
            Self::Encoding => "encoding",
            Self::Body => "parts of the body",
            Self::Mime => "MIME parts",
            Self::Address => "address",
        }
    }
}

impl Difference {
    /// The difference in words, with the two models called by names.
    pub fn between(&self, left: &str, right: &str) -> String {
        let path = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        match &self.change {
            Change::OnlyLeft(thing, name) => format!("{path}only {left} has the {} {name}", thing.name()),
            Change::OnlyRight(thing, name) => format!("{path}only {right} has the {} {name}", thing.name()),
            Change::Differs { aspect, left: one, right: other } => {
                format!("{path}{} is {one} in {left}, {other} in {right}", aspect.name())
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.between("the left", "the right").trim_end())
    }
}
