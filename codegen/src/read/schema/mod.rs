//! The second pass: defines each declared schema component.

mod attributes;
mod complex;
mod definer;
mod particles;
mod simple;

use std::collections::VecDeque;

use super::{
    declare::id,
    declared::{SchemaIndex, Undefined},
    infer::Open,
    resolve::{Redefinition, Resolver},
    tables::Space,
    tag::Tag,
};
use crate::model::{TypeId, TypeKind};
use definer::{Definer, documentation};

/// Defines all declared components, including those that are declared meanwhile. Returns the components
/// that can be completed only after all are defined.
pub(super) fn define<'a>(resolver: &mut Resolver<'a, '_>) -> Open<'a> {
    let mut definer = Definer { resolver, nested: VecDeque::new(), open: Open::default() };
    definer.define_all();
    definer.open
}

impl<'a> Definer<'a, '_, '_> {
    fn define_all(&mut self) {
        while let Some(component) = self.resolver.declared.undefined.pop_front() {
            self.resolver.redefinition = component.original.and_then(|original| {
                let namespace = self.resolver.declared.schemas.get(component.schema)?.target;
                let local = component.tag.attribute("name")?;
                Some(Redefinition { space: component.space, namespace, local, original })
            });
            self.define(component);
            self.resolver.redefinition = None;
            while let Some(component) = self.nested.pop_front() {
                self.define(component);
            }
        }
    }

    fn define(&mut self, component: Undefined<'a>) {
        let Undefined { space, index, tag, schema, .. } = component;
        match space {
            Space::Type => self.define_type(id(index), tag, schema),
            Space::Element => self.define_element(id(index), tag, schema),
            Space::Attribute => self.define_attribute(id(index), tag, schema),
            Space::Group => self.define_group(id(index), tag, schema),
            Space::AttributeGroup => self.define_attribute_group(id(index), tag, schema),
            Space::Message | Space::PortType | Space::Binding => {}
        }
    }

    fn define_type(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) {
        let kind = match tag.schema_name() {
            "complexType" => TypeKind::Complex(self.complex_type(id, tag, schema)),
            _ => TypeKind::Simple(self.simple_type(id, tag, schema)),
        };
        let (documentation, appinfo) = (documentation(tag), self.appinfo(tag));
        let defined = &mut self.resolver.model.types[id];
        defined.kind = kind;
        defined.documentation = documentation;
        defined.appinfo = appinfo;
    }
}
