//! State of the second pass over the schemas of a scope.

use std::collections::VecDeque;

use super::super::{
    declare::empty_type,
    declared::{SchemaIndex, Undefined},
    infer::Open,
    resolve::Resolver,
    tables::Space,
    tag::Tag,
    warning::{BOOLEANS, word},
};
use crate::{
    lists::CollectVec,
    model::{AppInfo, Documentation, Owner, QName, Type, TypeId},
    problem::Problem,
};

/// Defines the components of schemas.
pub(super) struct Definer<'a, 's, 'r> {
    pub(super) resolver: &'s mut Resolver<'a, 'r>,
    /// Anonymous types to define before the next global component.
    pub(super) nested: VecDeque<Undefined<'a>>,
    /// Components that can be completed only after all are defined.
    pub(super) open: Open<'a>,
}

impl<'a> Definer<'a, '_, '_> {
    pub(super) fn warning(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.resolver.warning(tag, attribute, message)
    }

    /// Whether a boolean attribute is set.
    pub(super) fn flag(&mut self, tag: Tag<'a>, attribute: &str) -> bool {
        word(self.resolver.problems, tag, attribute, BOOLEANS).unwrap_or(false)
    }

    /// Reports a type inside a component that also names a type.
    pub(super) fn ignore_inline_type(&mut self, inside: Option<Tag<'a>>, attribute: &str) {
        if let Some(inside) = inside {
            let message =
                format!("the inline type is ignored, because its parent has the attribute `{attribute}`");
            self.warning(inside, "", message);
        }
    }

    /// Adds an anonymous type. It is defined before the next global component.
    pub(super) fn anonymous_type(&mut self, tag: Tag<'a>, owner: Owner, schema: SchemaIndex) -> TypeId {
        let target = self.resolver.declared.target(schema);
        let empty = empty_type(self.resolver.strings.arc(target));
        let id = self.resolver.model.types.add(Type { owner, span: tag.span(), ..empty });
        if let Some(name) = tag.attribute("name") {
            self.warning(
                tag,
                "name",
                format!("a type inside another component must be anonymous; the name `{name}` is ignored"),
            );
        }
        self.nested.push_back(Undefined {
            space: Space::Type,
            index: id.index(),
            tag,
            schema,
            original: None,
        });
        id
    }

    /// The `appinfo` entries of a component.
    pub(super) fn appinfo(&mut self, tag: Tag<'a>) -> Vec<AppInfo> {
        let mut list = Vec::new();
        for annotation in tag.children().filter(|child| child.schema_name() == "annotation") {
            for appinfo in annotation.children().filter(|child| child.schema_name() == "appinfo") {
                for entry in appinfo.children() {
                    let name = self.resolver.strings.name(entry.namespace(), entry.name());
                    let attributes = entry
                        .attributes()
                        .map(|(namespace, local, value)| (QName::new(namespace, local), value.to_owned()));
                    list.push(AppInfo {
                        name,
                        attributes: attributes.collect_vec(),
                        text: entry.text().trim().to_owned(),
                    });
                }
            }
        }
        list
    }
}

/// The documentation of a schema component.
pub(super) fn documentation(tag: Tag<'_>) -> Documentation {
    let annotations = tag.children().filter(|child| child.schema_name() == "annotation");
    let parts: Vec<String> = annotations
        .flat_map(Tag::children)
        .filter(|child| child.schema_name() == "documentation")
        .map(Tag::markup)
        .filter(|text| !text.is_empty())
        .collect_vec();
    (!parts.is_empty()).then(|| parts.join("\n\n").into())
}
