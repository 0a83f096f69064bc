//! Components of WSDL and XML Schema documents: schema components, messages, port types, bindings and services.
//!
//! Every reference is an id. There are no prefixes, no unresolved names and no Rust names. [`read`](crate::read) makes
//! a model; later stages do not change it.

mod arena;
mod document;
mod keyed;
mod name;
mod policy;
mod schema;
mod simple;
mod unwritable;
mod wsdl;

use std::sync::OnceLock;

pub use arena::{Arena, Id};
pub use document::{Document, Place};
pub use keyed::{ByName, IdMap, IdSet};
pub use name::QName;
pub use policy::{Demand, Password, Reference, SignedPart, effective_demands};
pub use schema::{
    AppInfo, Attribute, AttributeGroup, AttributeUse, ComplexContent, ComplexType, Compositor, Derivation,
    Documentation, Element, Group, Merged, NamespaceConstraint, Occurs, Owner, Particle, ProcessContents,
    Term, Type, TypeKind, Use, Wildcard,
};
pub use simple::{Builtin, EnumerationValue, Facets, SimpleType, Variety, WhiteSpace};
pub(crate) use unwritable::Unwritable;
pub use wsdl::{
    Binding, BindingFault, BindingKind, BindingMessage, BindingOperation, Body, HeaderUse, Message, Mime,
    Operation, OperationFault, OperationKind, Part, PartContent, Port, PortType, Service, SoapVersion, Style,
    UseKind,
};

/// Id of a type definition, global or anonymous.
pub type TypeId = Id<Type>;
/// Id of an element declaration, global or local.
pub type ElementId = Id<Element>;
/// Id of an attribute declaration, global or local.
pub type AttributeId = Id<Attribute>;
/// Id of a named model group (`xs:group`).
pub type GroupId = Id<Group>;
/// Id of a named attribute group (`xs:attributeGroup`).
pub type AttributeGroupId = Id<AttributeGroup>;
/// Id of a WSDL message.
pub type MessageId = Id<Message>;
/// Id of a WSDL port type.
pub type PortTypeId = Id<PortType>;
/// Id of a WSDL binding.
pub type BindingId = Id<Binding>;

/// All components of a set of documents.
///
/// An arena holds the global components of each root document first, in document order, then the local ones. A
/// placeholder for a missing component is added when the reference to it is read. The built-in types of XML Schema have
/// the lowest ids.
#[derive(Debug, Default)]
pub struct Model {
    /// Type definitions: the built-in types first, then those of the documents.
    pub types: Arena<Type>,
    /// Element declarations, global and local.
    pub elements: Arena<Element>,
    /// Attribute declarations, global and local.
    pub attributes: Arena<Attribute>,
    /// Named model groups (`xs:group`).
    pub groups: Arena<Group>,
    /// Named attribute groups (`xs:attributeGroup`).
    pub attribute_groups: Arena<AttributeGroup>,
    /// WSDL messages.
    pub messages: Arena<Message>,
    /// WSDL port types.
    pub port_types: Arena<PortType>,
    /// WSDL bindings.
    pub bindings: Arena<Binding>,
    /// Services, in the order of the documents.
    pub services: Vec<Service>,
    /// Global schema components by name, with one index for each symbol space.
    pub names: Names,
    /// Numbers of global components before and after equal ones were merged.
    pub merged: Merged,
    /// Placeholders for components that no document declares although a reference names them. A problem was
    /// reported for each.
    pub missing: Missing,
    /// The documents from which the model was read.
    pub documents: Vec<Document>,
    heads: OnceLock<IdSet<Element>>,
    unwritable: OnceLock<Unwritable>,
}

/// Placeholders for missing components.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    /// Types. Each has the missing name and accepts any content.
    pub types: IdSet<Type>,
    /// Elements. Each has the missing name and accepts any content.
    pub elements: IdSet<Element>,
    /// Messages. They have no parts.
    pub messages: IdSet<Message>,
    /// Port types. They have no operations.
    pub port_types: IdSet<PortType>,
}

/// The global components of a model by name.
#[derive(Debug, Default)]
pub struct Names {
    /// Global types, including the built-in ones.
    pub types: ByName<Type>,
    /// Global elements. If services of a family declare different elements under one name, this is the first one; the
    /// messages refer to the others by id.
    pub elements: ByName<Element>,
    /// Global attributes.
    pub attributes: ByName<Attribute>,
    /// Named model groups.
    pub groups: ByName<Group>,
    /// Named attribute groups.
    pub attribute_groups: ByName<AttributeGroup>,
}

impl Model {
    /// Returns the id of a built-in type. Every model holds all of them.
    pub fn builtin(&self, builtin: Builtin) -> TypeId {
        Id::from_index(builtin as usize)
    }

    /// Returns `true` if the element is the head of a substitution group. The set of heads is computed on the first
    /// call, so the model must be complete by then.
    pub(crate) fn is_head(&self, id: ElementId) -> bool {
        let heads = || self.elements.iter().filter_map(|(_, element)| element.substitution_group).collect();
        self.heads.get_or_init(heads).contains(&id)
    }

    /// The components that no document can contain. They are computed on the first call, so the model must be complete by
    /// then.
    pub(crate) fn unwritable(&self) -> &Unwritable {
        self.unwritable.get_or_init(|| Unwritable::of(self))
    }

    /// Returns the built-in type with this id, or `None` if a document defines the type.
    pub fn as_builtin(&self, id: TypeId) -> Option<Builtin> {
        match &self.types[id].kind {
            TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => Some(*builtin),
            TypeKind::AnyType => Some(Builtin::AnyType),
            _ => None,
        }
    }
}
