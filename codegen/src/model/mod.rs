//! What the documents say: schema components, messages, port types, bindings and services.
//!
//! Every reference is an id and every name is resolved; there are no prefixes and no Rust names here. A model is made by
//! [`read`](crate::read) and not changed afterwards.

mod arena;
mod keyed;
mod name;
mod schema;
mod simple;
mod wsdl;

use std::sync::OnceLock;

pub use arena::{Arena, Id};
pub use keyed::{ByName, IdMap, IdSet};
pub use name::QName;
pub use schema::{
    AppInfo, Attribute, AttributeGroup, AttributeUse, ComplexContent, ComplexType, Compositor, Derivation,
    Documentation, Element, Group, Merged, NamespaceConstraint, Occurs, Owner, Particle, ProcessContents,
    Term, Type, TypeKind, Use, Wildcard,
};
pub use simple::{Builtin, EnumerationValue, Facets, SimpleType, Variety, WhiteSpace};
pub use wsdl::{
    Binding, BindingFault, BindingKind, BindingMessage, BindingOperation, Body, HeaderUse, Message, Mime,
    Operation, OperationFault, OperationKind, Part, PartContent, Port, PortType, Service, SoapVersion, Style,
    UseKind,
};

/// The id of a type, global or anonymous.
pub type TypeId = Id<Type>;
/// The id of an element declaration, global or local.
pub type ElementId = Id<Element>;
/// The id of an attribute declaration, global or local.
pub type AttributeId = Id<Attribute>;
/// The id of a named model group.
pub type GroupId = Id<Group>;
/// The id of a named attribute group.
pub type AttributeGroupId = Id<AttributeGroup>;
/// The id of a message.
pub type MessageId = Id<Message>;
/// The id of a port type.
pub type PortTypeId = Id<PortType>;
/// The id of a binding.
pub type BindingId = Id<Binding>;

/// All components of a set of documents.
///
/// An arena holds the global components of each root document, in document order, before the local ones; components
/// that were referred to and are missing come where they were missed. The built-in types of XML Schema are first.
#[derive(Debug, Default)]
pub struct Model {
    /// Types: the built-in ones first, then the others.
    pub types: Arena<Type>,
    /// Element declarations, global and local.
    pub elements: Arena<Element>,
    /// Attribute declarations, global and local.
    pub attributes: Arena<Attribute>,
    /// Named model groups.
    pub groups: Arena<Group>,
    /// Named attribute groups.
    pub attribute_groups: Arena<AttributeGroup>,
    /// Messages.
    pub messages: Arena<Message>,
    /// Port types.
    pub port_types: Arena<PortType>,
    /// Bindings.
    pub bindings: Arena<Binding>,
    /// Services, in the order of the documents.
    pub services: Vec<Service>,
    /// What stands under each name of the symbol spaces of XML Schema.
    pub names: Names,
    /// How many global components there were before equal ones became one.
    pub merged: Merged,
    /// What stands for components that were referred to and not found; a problem tells of each.
    pub missing: Missing,
    heads: OnceLock<IdSet<Element>>,
}

/// The components of a model that stand for missing ones.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    /// Types; each has its name and holds anything.
    pub types: IdSet<Type>,
    /// Elements; each has its name and holds anything.
    pub elements: IdSet<Element>,
    /// Messages without parts.
    pub messages: IdSet<Message>,
    /// Port types without operations.
    pub port_types: IdSet<PortType>,
}

/// The global components of a model by name.
#[derive(Debug, Default)]
pub struct Names {
    /// Global types, the built-in ones among them.
    pub types: ByName<Type>,
    /// Global elements. Where services of a family declare different elements under one name, the first; the
    /// others are reached through the messages that name them.
    pub elements: ByName<Element>,
    /// Global attributes.
    pub attributes: ByName<Attribute>,
    /// Named model groups.
    pub groups: ByName<Group>,
    /// Named attribute groups.
    pub attribute_groups: ByName<AttributeGroup>,
}

impl Model {
    /// The id of a built-in type, which every model holds.
    pub fn builtin(&self, builtin: Builtin) -> TypeId {
        Id::from_index(builtin as usize)
    }

    /// Whether an element is the head of a substitution group. Found out once, for a model that is complete.
    pub(crate) fn is_head(&self, id: ElementId) -> bool {
        let heads = || self.elements.iter().filter_map(|(_, element)| element.substitution_group).collect();
        self.heads.get_or_init(heads).contains(&id)
    }

    /// The built-in type that `id` is, if it is one.
    pub fn as_builtin(&self, id: TypeId) -> Option<Builtin> {
        match &self.types[id].kind {
            TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => Some(*builtin),
            TypeKind::AnyType => Some(Builtin::AnyType),
            _ => None,
        }
    }
}
