//! Components of WSDL and XML Schema documents: schema components, messages, port types, bindings and services.
//!
//! Every reference is an id. There are no prefixes, no unresolved names and no Rust names. [`read`](crate::read) makes
//! a model; later stages do not change it.

mod annotation;
mod arena;
mod document;
mod ids;
mod keyed;
mod name;
mod policy;
mod schema;
mod simple;
mod transport;
mod unwritable;
mod wsdl;

use std::sync::OnceLock;

pub use annotation::{AppInfo, Documentation};
pub use arena::Arena;
pub use document::{Document, Place};
pub(crate) use ids::ids;
pub use ids::{
    AttributeGroupId, AttributeId, BindingId, ElementId, GroupId, Id, MessageId, PortTypeId, TypeId,
};
pub use keyed::{ByName, IdMap, IdSet};
pub use name::QName;
pub use policy::{Demand, Password, Reference, SignedPart};
pub use schema::{
    Attribute, AttributeGroup, AttributeUse, ComplexContent, ComplexType, Compositor, Derivation, Element,
    Group, Merged, NamespaceConstraint, Occurs, Owner, Particle, ProcessContents, Term, Type, TypeKind, Use,
    Wildcard,
};
pub use simple::{Builtin, EnumerationValue, Facets, SimpleType, Variety, WhiteSpace};
use unwritable::Components;
pub(crate) use unwritable::{InvalidName, Unwritable};
pub(crate) use wsdl::Direction;
pub use wsdl::{
    Binding, BindingFault, BindingKind, BindingMessage, BindingOperation, Body, HeaderUse, Message, Mime,
    Operation, OperationFault, OperationKind, Part, PartContent, Port, PortType, Service, SoapVersion, Style,
    UseKind,
};

/// All components of a set of documents.
///
/// For each root document, an arena contains the global components in document order, and then the local
/// ones. If a component is missing, a placeholder is added when the first reference to the component is read.
/// The built-in types of XML Schema have the lowest ids.
#[derive(Debug, Default)]
pub struct Model {
    /// Type definitions: the built-in types first, then those of the documents.
    pub types: Arena<TypeId, Type>,
    /// Element declarations, global and local.
    pub elements: Arena<ElementId, Element>,
    /// Attribute declarations, global and local.
    pub attributes: Arena<AttributeId, Attribute>,
    /// Named model groups (`xs:group`).
    pub groups: Arena<GroupId, Group>,
    /// Named attribute groups (`xs:attributeGroup`).
    pub attribute_groups: Arena<AttributeGroupId, AttributeGroup>,
    /// WSDL messages.
    pub messages: Arena<MessageId, Message>,
    /// WSDL port types.
    pub port_types: Arena<PortTypeId, PortType>,
    /// WSDL bindings.
    pub bindings: Arena<BindingId, Binding>,
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
    heads: OnceLock<IdSet<ElementId>>,
    unwritable: OnceLock<Unwritable>,
}

/// Placeholders for missing components.
#[derive(Debug, Default)]
pub struct Missing {
    /// Placeholder types. Each has the missing name and accepts any content.
    pub types: IdSet<TypeId>,
    /// Placeholder elements. Each has the missing name and accepts any content.
    pub elements: IdSet<ElementId>,
    /// Placeholder messages, which have no parts.
    pub messages: IdSet<MessageId>,
    /// Placeholder port types, which have no operations.
    pub port_types: IdSet<PortTypeId>,
}

/// The global components of a model by name.
#[derive(Debug, Default)]
pub struct Names {
    /// Global types, including the built-in ones.
    pub types: ByName<TypeId>,
    /// Global elements. Services of a family may declare different elements under one name. In this case the
    /// name leads to the first of these elements, and the messages refer to the others by id.
    pub elements: ByName<ElementId>,
    /// Global attributes.
    pub attributes: ByName<AttributeId>,
    /// Named model groups.
    pub groups: ByName<GroupId>,
    /// Named attribute groups.
    pub attribute_groups: ByName<AttributeGroupId>,
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
        self.unwritable.get_or_init(|| {
            Unwritable::of(&Components {
                types: &self.types,
                elements: &self.elements,
                attributes: &self.attributes,
                groups: &self.groups,
                attribute_groups: &self.attribute_groups,
            })
        })
    }

    /// Returns the built-in type with this id, or `None` if a document defines the type.
    pub fn as_builtin(&self, id: TypeId) -> Option<Builtin> {
        self.types[id].as_builtin()
    }

    /// Returns the simple types whose values are or contain names: QName, NOTATION, and the restrictions, lists and
    /// unions of such types.
    pub(crate) fn types_with_names(&self) -> IdSet<TypeId> {
        let mut users: IdMap<TypeId, Vec<TypeId>> = IdMap::default();
        let mut left = Vec::new();
        for (id, one) in self.types.iter() {
            let TypeKind::Simple(SimpleType { variety, .. }) = &one.kind else { continue };
            match variety {
                Variety::Builtin(Builtin::QName | Builtin::Notation) => left.push(id),
                Variety::Builtin(_) => {}
                Variety::Restriction(part) | Variety::List(part) => users.or_default(*part).push(id),
                Variety::Union(members) => members.iter().for_each(|part| users.or_default(*part).push(id)),
            }
        }
        let mut found = IdSet::default();
        while let Some(id) = left.pop() {
            if found.insert(id) {
                left.extend(users.get(&id).into_iter().flatten());
            }
        }
        found
    }

    /// Returns the message part that a header contains.
    pub fn header_part(&self, header: &HeaderUse) -> Option<&Part> {
        self.messages[header.message].parts.get(header.part?)
    }

    /// Returns the name of a header element. A part that refers to an element gives the name of this element.
    /// If the part refers to a type, the header element has the name of the part, and the namespace in the
    /// attribute `namespace` of the header (WSDL 1.1, 3.7).
    pub fn header_name(&self, header: &HeaderUse) -> Option<QName> {
        let part = self.header_part(header)?;
        match part.content {
            PartContent::Element(element) => Some(self.elements[element].name.clone()),
            PartContent::Type(_) => {
                Some(QName::new(header.namespace.as_deref().unwrap_or_default(), part.name.clone()))
            }
            PartContent::Missing => None,
        }
    }
}
