//! Components of XML Schema Part 1: types, elements, attributes, model groups, wildcards.

use std::sync::Arc;

use super::{AttributeGroupId, AttributeId, ElementId, GroupId, QName, SimpleType, TypeId};
use crate::source::Span;

/// What stands in the `annotation/documentation` or `wsdl:documentation` of a component, as XML text with its markup.
///
/// Several `documentation` elements are joined by a blank line. The plan turns .NET comment markup into Markdown.
pub type Documentation = Option<Arc<str>>;

/// A piece of `annotation/appinfo`: one child element and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppInfo {
    /// The name of the element.
    pub name: QName,
    /// Its attributes, in order.
    pub attributes: Vec<(QName, String)>,
    /// Its text.
    pub text: String,
}

/// A type definition, global or anonymous.
#[derive(Clone, Debug)]
pub struct Type {
    /// The name of a global type.
    pub name: Option<QName>,
    /// What holds an anonymous type.
    pub owner: Owner,
    /// Whether it is simple or complex, and all of it.
    pub kind: TypeKind,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its `appinfo`.
    pub appinfo: Vec<AppInfo>,
    /// Where it stands.
    pub span: Span,
    /// The target namespace of the schema that holds it, also where it is anonymous.
    pub namespace: Arc<str>,
}

/// What holds an anonymous type: a name for it is made from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nothing: the type is global or built in.
    Global,
    /// The type of an element.
    Element(ElementId),
    /// The type of an attribute.
    Attribute(AttributeId),
    /// The item of a list, the member of a union or the base of a restriction that stands in another type; with the
    /// place among the members.
    Type(TypeId, usize),
}

/// The two kinds of types, and the one that is both.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `xs:anyType`.
    AnyType,
    /// A simple type.
    Simple(SimpleType),
    /// A complex type.
    Complex(ComplexType),
}

/// A complex type (XML Schema Part 1, 3.4).
#[derive(Clone, Debug)]
pub struct ComplexType {
    /// The base type; `xs:anyType` where none is given.
    pub base: TypeId,
    /// How it is derived from the base.
    pub derivation: Derivation,
    /// Whether elements need an `xsi:type` that names a derived type.
    pub is_abstract: bool,
    /// Whether text may stand among the elements.
    pub mixed: bool,
    /// Its own content: of an extension only what it adds, of a restriction the whole.
    pub content: ComplexContent,
    /// Its own attributes: of an extension only what it adds, of a restriction what it says. Attribute groups stand
    /// as references.
    pub attributes: Vec<AttributeUse>,
    /// Its own `anyAttribute`.
    pub any_attribute: Option<Wildcard>,
}

/// How a complex type is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// It adds to its base.
    Extension,
    /// It narrows its base. Also the case of types without `complexContent`, whose base is `xs:anyType`.
    Restriction,
}

/// The content of a complex type.
#[derive(Clone, Debug)]
pub enum ComplexContent {
    /// No elements (of its own, in an extension).
    Empty,
    /// Text of a simple type. Of an extension of a type with simple content, the base's.
    Simple(TypeId),
    /// Elements.
    Elements(Particle),
}

/// How often a particle may occur.
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

    /// Whether it may occur more than once.
    pub fn is_repeated(self) -> bool {
        self.max.is_none_or(|max| max > 1)
    }
}

/// A term with how often it may occur (XML Schema Part 1, 3.9).
#[derive(Clone, Debug)]
pub struct Particle {
    /// How often.
    pub occurs: Occurs,
    /// What.
    pub term: Term,
    /// Where it stands.
    pub span: Span,
}

/// What a particle holds.
#[derive(Clone, Debug)]
pub enum Term {
    /// An element: a local declaration or a reference to a global one.
    Element(ElementId),
    /// A model group.
    Group(Compositor, Vec<Particle>),
    /// A reference to a named model group.
    GroupRef(GroupId),
    /// An element wildcard.
    Any(Wildcard),
}

/// How the particles of a model group belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compositor {
    /// All, in this order.
    Sequence,
    /// One of them.
    Choice,
    /// All, in any order.
    All,
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    /// Which namespaces it lets in.
    pub namespaces: NamespaceConstraint,
    /// Whether what stands there must be valid.
    pub process_contents: ProcessContents,
}

/// The namespaces of a wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamespaceConstraint {
    /// `##any`.
    Any,
    /// `##other`: any but this one, and not none.
    Not(Arc<str>),
    /// These; an empty one means none.
    Of(Vec<Arc<str>>),
}

/// `processContents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessContents {
    /// Must be declared and valid.
    Strict,
    /// Must be valid where it is declared.
    Lax,
    /// Need only be well-formed.
    Skip,
}

/// An element declaration (XML Schema Part 1, 3.3).
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name; the namespace is empty where the element is unqualified.
    pub name: QName,
    /// Whether it is global.
    pub is_global: bool,
    /// Its type.
    pub type_id: TypeId,
    /// Whether it may be `xsi:nil`.
    pub nillable: bool,
    /// Its `default`.
    pub default: Option<String>,
    /// Its `fixed` value.
    pub fixed: Option<String>,
    /// Whether only members of its substitution group may stand for it.
    pub is_abstract: bool,
    /// The head of the substitution group that it belongs to.
    pub substitution_group: Option<ElementId>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its `appinfo`.
    pub appinfo: Vec<AppInfo>,
    /// Where it stands.
    pub span: Span,
}

/// An attribute declaration (XML Schema Part 1, 3.2).
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name; the namespace is empty where the attribute is unqualified.
    pub name: QName,
    /// Whether it is global.
    pub is_global: bool,
    /// Its simple type.
    pub type_id: TypeId,
    /// Its `default`.
    pub default: Option<String>,
    /// Its `fixed` value.
    pub fixed: Option<String>,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// One entry of the attributes of a type or attribute group.
#[derive(Clone, Debug)]
pub enum AttributeUse {
    /// An attribute.
    Attribute {
        /// The declaration, local or referred to.
        attribute: AttributeId,
        /// Whether it must or may be there.
        usage: Use,
        /// `default` given at the use, which goes before that of the declaration.
        default: Option<String>,
        /// `fixed` given at the use.
        fixed: Option<String>,
        /// Foreign attributes of the use, such as `wsdl:arrayType` (value with its QName resolved as `{namespace}local`
        /// followed by its array part, for example `{http://www.w3.org/2001/XMLSchema}string[]`).
        annotations: Vec<(QName, String)>,
    },
    /// A reference to an attribute group.
    Group(AttributeGroupId),
}

/// The `use` of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// May be there.
    Optional,
    /// Must be there.
    Required,
    /// Must not be there (in a restriction).
    Prohibited,
}

/// A named model group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: QName,
    /// Its content: a `Term::Group`, once.
    pub particle: Particle,
    /// Its documentation.
    pub documentation: Documentation,
    /// Where it stands.
    pub span: Span,
}

/// A named attribute group.
#[derive(Clone, Debug)]
pub struct AttributeGroup {
    /// Its name.
    pub name: QName,
    /// Its attributes.
    pub attributes: Vec<AttributeUse>,
    /// Its `anyAttribute`.
    pub any_attribute: Option<Wildcard>,
    /// Where it stands.
    pub span: Span,
}

/// How many global components the documents declared, and how many were left after equal ones became one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Global types as declared.
    pub types_declared: usize,
    /// Global types that are distinct.
    pub types: usize,
    /// Global elements as declared.
    pub elements_declared: usize,
    /// Global elements that are distinct.
    pub elements: usize,
}
