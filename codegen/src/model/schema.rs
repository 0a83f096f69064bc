//! Components of XML Schema Part 1: types, elements, attributes, model groups, wildcards.

use std::sync::Arc;

use super::{
    AppInfo, AttributeGroupId, AttributeId, Builtin, Documentation, ElementId, GroupId, QName, SimpleType,
    TypeId, Variety,
};
use crate::source::Span;

/// A type definition, global or anonymous.
#[derive(Clone, Debug)]
pub struct Type {
    /// Name of a global type; `None` for an anonymous type.
    pub name: Option<QName>,
    /// Component that contains an anonymous type.
    pub owner: Owner,
    /// Definition: simple, complex or `xs:anyType`.
    pub kind: TypeKind,
    /// Documentation of the type itself, not of an element that contains it.
    pub documentation: Documentation,
    /// `xs:appinfo` entries of the type, in document order.
    pub appinfo: Vec<AppInfo>,
    /// Position of the start tag, for problems.
    pub span: Span,
    /// Target namespace of the schema document, also for anonymous types.
    pub namespace: Arc<str>,
}

impl Type {
    /// Returns the type as a built-in type, or `None` if a document defines the type.
    pub fn as_builtin(&self) -> Option<Builtin> {
        match &self.kind {
            TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => Some(*builtin),
            TypeKind::AnyType => Some(Builtin::AnyType),
            _ => None,
        }
    }
}

/// Component that contains an anonymous type. The plan derives the Rust name of the type from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// No component: the type is global or built in.
    Global,
    /// Element whose declaration contains the type.
    Element(ElementId),
    /// Attribute whose declaration contains the type.
    Attribute(AttributeId),
    /// Type whose definition contains the type: as list item, union member, base, or text of a complex type.
    /// The number is the index among the union members; in the other cases it is 0.
    Type(TypeId, usize),
}

/// Kind of a type: simple, complex, or `xs:anyType`, which covers both.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `xs:anyType`, the root of all type definitions.
    AnyType,
    /// A simple type.
    Simple(SimpleType),
    /// A complex type.
    Complex(ComplexType),
}

/// A complex type (XML Schema Part 1, 3.4).
#[derive(Clone, Debug)]
pub struct ComplexType {
    /// Base type; `xs:anyType` if the document gives none.
    pub base: TypeId,
    /// Derivation method from the base.
    pub derivation: Derivation,
    /// Whether the type is abstract: an element of it needs an `xsi:type` that names a derived type.
    pub is_abstract: bool,
    /// Whether the content is mixed: text may occur between the child elements.
    pub mixed: bool,
    /// Content that this type declares. An extension lists only its additions; a restriction repeats the whole content.
    pub content: ComplexContent,
    /// Attributes that this type declares: the additions of an extension, the changes of a restriction. Attribute
    /// groups are kept as references.
    pub attributes: Vec<AttributeUse>,
    /// Attribute wildcard that this type declares.
    pub any_attribute: Option<Wildcard>,
}

/// Derivation method of a complex type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// The type adds to its base.
    Extension,
    /// The type narrows its base. Also used for types without `xs:complexContent`, whose base is `xs:anyType`.
    Restriction,
}

/// The content of a complex type.
#[derive(Clone, Debug)]
pub enum ComplexContent {
    /// No child elements. For an extension: no elements besides those of the base.
    Empty,
    /// Text of a simple type. For an extension of a type with simple content, this is the text type of the base.
    Simple(TypeId),
    /// Child elements.
    Elements(Particle),
}

/// Occurrence range of a particle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurs {
    /// `minOccurs`.
    pub min: u32,
    /// `maxOccurs`; `None` for `unbounded`.
    pub max: Option<u32>,
}

impl Occurs {
    /// Exactly once, the default.
    pub const ONCE: Self = Self { min: 1, max: Some(1) };

    /// Returns `true` if `maxOccurs` is greater than 1.
    pub fn is_repeated(self) -> bool {
        self.max.is_none_or(|max| max > 1)
    }
}

/// Particle: a term with its occurrence range (XML Schema Part 1, 3.9).
#[derive(Clone, Debug)]
pub struct Particle {
    /// Occurrence range of the term.
    pub occurs: Occurs,
    /// Element, model group or wildcard.
    pub term: Term,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Term of a particle.
#[derive(Clone, Debug)]
pub enum Term {
    /// An element: a local declaration or a reference to a global one.
    Element(ElementId),
    /// Inline model group with its particles.
    Group(Compositor, Vec<Particle>),
    /// A reference to a named model group.
    GroupRef(GroupId),
    /// An element wildcard.
    Any(Wildcard),
}

/// Compositor of a model group (XML Schema Part 1, 3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compositor {
    /// `xs:sequence`: all particles, in this order.
    Sequence,
    /// `xs:choice`: exactly one of the particles.
    Choice,
    /// `xs:all`: all particles, in any order.
    All,
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug)]
pub struct Wildcard {
    /// Namespaces that the wildcard accepts.
    pub namespaces: NamespaceConstraint,
    /// Validation that XML Schema requires for the accepted content.
    pub process_contents: ProcessContents,
}

/// Namespace constraint of a wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamespaceConstraint {
    /// `##any`.
    Any,
    /// `##other`: any namespace except this one. Names in no namespace are excluded too.
    Not(Arc<str>),
    /// Any of these namespaces. The empty string is the absent namespace.
    Of(Vec<Arc<str>>),
}

/// `processContents` of a wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessContents {
    /// The content must be declared and valid.
    Strict,
    /// The content must be valid if it is declared.
    Lax,
    /// The content need only be well-formed.
    Skip,
}

/// An element declaration (XML Schema Part 1, 3.3).
#[derive(Clone, Debug)]
pub struct Element {
    /// Name as it appears in documents; the namespace is empty for an unqualified element.
    pub name: QName,
    /// Whether the declaration is global, so that messages, references and wildcards can use it.
    pub is_global: bool,
    /// Type definition, named or anonymous.
    pub type_id: TypeId,
    /// Whether `xsi:nil="true"` is allowed: the declaration is nillable, and has no fixed value.
    pub nillable: bool,
    /// Value of `default`.
    pub default: Option<String>,
    /// Value of `fixed`.
    pub fixed: Option<String>,
    /// Whether the element is abstract: instances must use a member of its substitution group instead.
    pub is_abstract: bool,
    /// Head of the substitution group that this element belongs to.
    pub substitution_group: Option<ElementId>,
    /// Documentation of the declaration, not of its type.
    pub documentation: Documentation,
    /// `xs:appinfo` entries of the declaration, in document order.
    pub appinfo: Vec<AppInfo>,
    /// Value of `xmime:expectedContentTypes`, a list of media types of binary content.
    pub content_types: Option<String>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// An attribute declaration (XML Schema Part 1, 3.2).
#[derive(Debug)]
pub struct Attribute {
    /// Name as it appears in documents; the namespace is empty for an unqualified attribute.
    pub name: QName,
    /// Whether the declaration is global.
    pub is_global: bool,
    /// Type of the value; always a simple type.
    pub type_id: TypeId,
    /// Value of `default`.
    pub default: Option<String>,
    /// Value of `fixed`.
    pub fixed: Option<String>,
    /// Documentation of the declaration, not of its type.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Entry in the attribute list of a complex type or of an attribute group.
#[derive(Clone, Debug)]
pub enum AttributeUse {
    /// Use of one attribute.
    Attribute {
        /// Declaration, local or global.
        attribute: AttributeId,
        /// Whether the attribute is optional, required or prohibited.
        usage: Use,
        /// `default` of the use. It takes precedence over that of the declaration.
        default: Option<String>,
        /// `fixed` of the use.
        fixed: Option<String>,
        /// Attributes from other namespaces, such as `wsdl:arrayType`. A QName in the value is written as
        /// `{namespace}local`, followed by the array part, as in `{http://www.w3.org/2001/XMLSchema}string[]`.
        annotations: Vec<(QName, String)>,
    },
    /// A reference to an attribute group.
    Group(AttributeGroupId),
}

/// `use` of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The attribute may be absent.
    Optional,
    /// The attribute must be present.
    Required,
    /// The attribute must be absent. Only restrictions use this.
    Prohibited,
}

/// Named model group (`xs:group`).
#[derive(Debug)]
pub struct Group {
    /// Name that references use.
    pub name: QName,
    /// Content: a `Term::Group` that occurs exactly once.
    pub particle: Particle,
    /// Documentation of the group itself.
    pub documentation: Documentation,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Named attribute group (`xs:attributeGroup`).
#[derive(Debug)]
pub struct AttributeGroup {
    /// Name that references use.
    pub name: QName,
    /// Attributes and references to other attribute groups.
    pub attributes: Vec<AttributeUse>,
    /// Attribute wildcard of the group.
    pub any_attribute: Option<Wildcard>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Numbers of global components that the documents declare, and of those left after equal ones were merged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merged {
    /// Declared global types.
    pub types_declared: usize,
    /// Distinct global types.
    pub types: usize,
    /// Declared global elements.
    pub elements_declared: usize,
    /// Distinct global elements.
    pub elements: usize,
}
