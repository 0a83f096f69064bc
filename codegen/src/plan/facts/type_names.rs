//! Names for types: the declared name, or one derived from the enclosing component.

use super::Facts;
use crate::{
    file_names::cut,
    model::{Owner, SimpleType, TypeId, TypeKind, Variety},
    plan::identifiers,
};

impl Facts<'_> {
    /// The name of a type in generated code, and in the paths of options such as `secret("User/Pin")`. It is
    /// the declared name, or a name derived from the enclosing component.
    pub(crate) fn type_name(&self, id: TypeId) -> String {
        self.name_of(id, 0)
    }

    fn name_of(&self, id: TypeId, depth: usize) -> String {
        let definition = &self.model.types[id];
        if let Some(name) = &definition.name {
            return identifiers::camel(&name.local);
        }
        let held = |name: &str| identifiers::compound(&self.holder_of(id, depth), &identifiers::camel(name));
        match definition.owner {
            Owner::Element(element) => held(&self.model.elements[element].name.local),
            Owner::Attribute(attribute) => held(&self.model.attributes[attribute].name.local),
            Owner::Type(owner, place) => {
                let suffix = match &self.model.types[owner].kind {
                    TypeKind::Simple(SimpleType { variety: Variety::List(_), .. }) => "Item".to_owned(),
                    TypeKind::Simple(SimpleType { variety: Variety::Union(_), .. }) => {
                        format!("Member{}", place + 1)
                    }
                    _ => "Base".to_owned(),
                };
                identifiers::compound(&self.nested_name(owner, depth), &suffix)
            }
            Owner::Global => "Type".to_owned(),
        }
    }

    fn nested_name(&self, id: TypeId, depth: usize) -> String {
        if depth > 32 { String::new() } else { self.name_of(id, depth + 1) }
    }

    /// For an anonymous type of a local element or attribute, the name of the type that contains this element
    /// or attribute. Empty for the type of a global one.
    fn holder_of(&self, id: TypeId, depth: usize) -> String {
        match self.parents.get(&id) {
            // Cut the name: the total length of all names would otherwise grow with the square of the depth of nested
            // types.
            Some(parent) => cut(&self.nested_name(*parent, depth)).to_owned(),
            None => String::new(),
        }
    }
}
