//! The second pass: what each declared component of a schema says.

mod attributes;
mod complex;
mod particles;
mod simple;

use super::{
    declare::{empty_type, id},
    reader::{Reader, SchemaIndex, Work},
    tables::Space,
    tag::Tag,
};
use crate::model::{AppInfo, Documentation, Owner, QName, Type, TypeId, TypeKind};

impl<'a> Reader<'a, '_> {
    /// Defines everything that has been declared, and what is declared on the way.
    pub(in crate::read) fn define_all(&mut self) {
        while let Some(work) = self.work.pop_front() {
            self.redefining = work.original.and_then(|original| {
                let target = self.schemas.get(work.schema)?.target;
                Some((work.space, target, work.tag.attribute("name")?, original))
            });
            self.define(work);
            self.redefining = None;
            while let Some(work) = self.nested.pop_front() {
                self.define(work);
            }
        }
    }

    fn define(&mut self, work: Work<'a>) {
        let Work { index, tag, schema, .. } = work;
        match work.space {
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
        let defined = &mut self.model.types[id];
        defined.kind = kind;
        defined.documentation = documentation;
        defined.appinfo = appinfo;
    }

    /// A type that has no name; it is defined before the next global component.
    fn anonymous_type(&mut self, tag: Tag<'a>, owner: Owner, schema: SchemaIndex) -> TypeId {
        let target = self.schemas.get(schema).map_or("", |schema| schema.target);
        let empty = empty_type(self.strings.arc(target));
        let id = self.model.types.add(Type { owner, span: tag.span(), ..empty });
        if let Some(name) = tag.attribute("name") {
            self.warning(
                tag,
                "name",
                format!("a type that stands in another component has no name; `{name}` is ignored"),
            );
        }
        self.nested.push_back(Work { space: Space::Type, index: id.index(), tag, schema, original: None });
        id
    }

    /// The `appinfo` of a component.
    fn appinfo(&mut self, tag: Tag<'a>) -> Vec<AppInfo> {
        let mut list = Vec::new();
        for annotation in tag.children().filter(|child| child.schema_name() == "annotation") {
            for appinfo in annotation.children().filter(|child| child.schema_name() == "appinfo") {
                for entry in appinfo.children() {
                    let name = self.strings.name(entry.namespace(), entry.name());
                    let attributes = entry
                        .attributes()
                        .map(|(namespace, local, value)| (QName::new(namespace, local), value.to_owned()));
                    list.push(AppInfo {
                        name,
                        attributes: attributes.collect(),
                        text: entry.text().trim().to_owned(),
                    });
                }
            }
        }
        list
    }
}

/// The documentation of a component of a schema.
fn documentation(tag: Tag<'_>) -> Documentation {
    let annotations = tag.children().filter(|child| child.schema_name() == "annotation");
    let parts: Vec<String> = annotations
        .flat_map(Tag::children)
        .filter(|child| child.schema_name() == "documentation")
        .map(Tag::markup)
        .filter(|text| !text.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("\n\n").into())
}
