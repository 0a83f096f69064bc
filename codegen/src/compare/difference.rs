//! Description of one difference between two models.

use std::fmt;

use crate::source::Span;

/// One difference between two models, which are called left and right.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path to the component, such as `type User > element Lastlogin`; empty if the difference concerns the whole
    /// model.
    pub path: String,
    /// Kind and values of the difference.
    pub change: Change,
    /// Position in the left model, if the component exists there.
    pub left: Option<Span>,
    /// Position in the right model, if the component exists there.
    pub right: Option<Span>,
}

/// Kind of a difference.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the left model has the component.
    OnlyLeft(ComponentKind, String),
    /// Only the right model has the component.
    OnlyRight(ComponentKind, String),
    /// Both models have the component, with different values.
    Differs {
        /// Property that differs.
        aspect: Aspect,
        /// Value in the left model, as text.
        left: String,
        /// Value in the right model, as text.
        right: String,
    },
}

impl Change {
    pub(super) fn differs(aspect: Aspect, left: &str, right: &str) -> Self {
        Self::Differs { aspect, left: left.to_owned(), right: right.to_owned() }
    }
}

/// Kind of a component that only one of two models has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// A service.
    Service,
    /// A port of a service.
    Port,
    /// A port type.
    PortType,
    /// An operation of a port type.
    Operation,
    /// An operation of a binding, as opposed to one of a port type.
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
    /// An element of a complex type or named group.
    Element,
    /// A nested sequence, choice or all of a complex type or named group.
    Group,
    /// An element wildcard (`xs:any`).
    Any,
    /// An attribute of a complex type.
    Attribute,
    /// An attribute wildcard (`xs:anyAttribute`).
    AnyAttribute,
    /// A value of an enumeration.
    Value,
    /// A member of a union.
    UnionMember,
}

impl ComponentKind {
    /// Returns the name of the kind, as used in messages.
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

/// Property of a component in which two models differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The name of a namespace. Reported if a namespace of the left model is paired with a namespace of
    /// another name in the right model, and if the attribute `namespace` of a SOAP body differs.
    Namespace,
    /// The name of a component that is paired by its position.
    Name,
    /// The type of an element, attribute or part.
    Type,
    /// The kind of a type: simple, complex, list or union.
    Kind,
    /// The base type.
    Base,
    /// The derivation method: extension or restriction.
    Derivation,
    /// Whether a type or element is abstract.
    Abstract,
    /// Whether a complex type has mixed content.
    Mixed,
    /// The content of a complex type: elements, text or nothing.
    Content,
    /// The compositor of a group: sequence, choice or all.
    Compositor,
    /// The order of the components that both models have.
    Order,
    /// The occurrence range of a particle.
    Occurrence,
    /// Whether an element is nillable.
    Nillable,
    /// The default value of an element or attribute.
    Default,
    /// The fixed value of an element or attribute.
    Fixed,
    /// The use of an attribute: optional, required or prohibited.
    Use,
    /// The substitution group of an element.
    SubstitutionGroup,
    /// The accepted namespaces of a wildcard, or its `processContents`.
    Wildcard,
    /// An attribute from another namespace, such as `wsdl:arrayType`.
    Annotation,
    /// A facet other than `enumeration`.
    Facet,
    /// The message exchange pattern of an operation.
    OperationKind,
    /// The message of an input, output, fault or header.
    Message,
    /// The element or type of a part.
    Part,
    /// The SOAP action or WS-Addressing action.
    Action,
    /// The parameter order of an operation (`parameterOrder`).
    ParameterOrder,
    /// The protocol of a binding.
    Protocol,
    /// The style of an operation: document or rpc.
    Style,
    /// The `use` of a body, header or fault: literal or encoded.
    Encoding,
    /// The message parts in the SOAP body.
    Body,
    /// The media types of the binary content of an element (`xmime:expectedContentTypes`).
    ContentTypes,
    /// The MIME content of a message.
    Mime,
    /// The endpoint address of a port.
    Address,
}

impl Aspect {
    /// Returns the name of the property, as used in messages.
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
            Self::ContentTypes => "media types",
            Self::Mime => "MIME parts",
            Self::Address => "address",
        }
    }
}

impl Difference {
    /// Formats the difference with the given names for the two models.
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
