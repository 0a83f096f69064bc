//! Attributes, attribute groups and attribute uses.

use super::super::{
    declare::{empty_attribute, id},
    declared::SchemaIndex,
    name_values,
    resolve::Found,
    tables::Space,
    tag::{Expanded, Tag, trim},
    unknown, uri,
    warning::{FORMS, word},
};
use super::definer::{Definer, documentation};
use crate::{
    lists::PushAll,
    model::{
        Attribute, AttributeGroupId, AttributeId, AttributeUse, NamespaceConstraint, Owner, ProcessContents,
        QName, Use, Wildcard,
    },
};

/// The values of the attribute `use` of `xs:attribute`.
const USES: &[(&str, Use)] =
    &[("optional", Use::Optional), ("required", Use::Required), ("prohibited", Use::Prohibited)];

impl<'a> Definer<'a, '_, '_> {
    /// Reads the attributes that are children of a type, a derivation or an attribute group.
    pub(super) fn attributes(
        &mut self,
        tag: Tag<'a>,
        schema: SchemaIndex,
        attributes: &mut Vec<AttributeUse>,
        any: &mut Option<Wildcard>,
    ) {
        for child in tag.children() {
            match child.schema_name() {
                "attribute" => attributes.push_all(self.attribute_use(child, schema)),
                "anyAttribute" => *any = Some(self.wildcard(child, schema)),
                "attributeGroup" => {
                    match self.resolver.resolve(Space::AttributeGroup, child, "ref", Some(schema)) {
                        Found::At(index) => attributes.push(AttributeUse::Group(id(index))),
                        // Allow any attribute, so that the attributes of a missing group are kept as they
                        // were received.
                        Found::Missing { .. } => {
                            let namespaces = NamespaceConstraint::Any;
                            any.get_or_insert(Wildcard {
                                namespaces,
                                process_contents: ProcessContents::Lax,
                            });
                        }
                        Found::Nothing => {
                            if child.attribute("ref").is_none() {
                                self.warning(
                                    child,
                                    "name",
                                    "an attribute group in a type must have the attribute `ref`",
                                );
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn attribute_use(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Option<AttributeUse> {
        let usage = match tag.attribute("use") {
            // The drafts of XML Schema (1999, 2000) allow `use="default"` and `use="fixed"`.
            Some("default" | "fixed") => Use::Optional,
            _ => word(self.resolver.problems, tag, "use", USES).unwrap_or(Use::Optional),
        };
        let annotations = self.annotations(tag, schema);
        if tag.attribute("ref").is_some() {
            unknown::report(self.resolver.problems, tag, &[]);
            let attribute = self.resolver.attribute_of(tag, schema)?;
            let value = |name| tag.exact_attribute(name).map(|value| name_values::marked(value, tag.span()));
            let (default, fixed) = (value("default"), value("fixed"));
            if default.is_some() || fixed.is_some() {
                self.open.attribute_values.push((attribute, tag));
            }
            return Some(AttributeUse::Attribute { attribute, usage, default, fixed, annotations });
        }
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", "an attribute must have the attribute `name` or `ref`");
            return None;
        };
        let context = self.resolver.declared.schemas.get(schema).copied()?;
        let form = word(self.resolver.problems, tag, "form", FORMS);
        let is_qualified = form.unwrap_or(context.attributes_qualified);
        let name = self.resolver.strings.name(if is_qualified { context.target } else { "" }, local);
        let attribute = Attribute { span: tag.span(), ..empty_attribute(self.resolver.model, name) };
        let attribute = self.resolver.model.attributes.add(attribute);
        self.define_attribute(attribute, tag, schema);
        Some(AttributeUse::Attribute { attribute, usage, default: None, fixed: None, annotations })
    }

    /// Fills in a global or local attribute declaration that has been added with its name and position.
    pub(super) fn define_attribute(&mut self, id: AttributeId, tag: Tag<'a>, schema: SchemaIndex) {
        unknown::report(self.resolver.problems, tag, &["simpleType"]);
        unknown::report_second(self.resolver.problems, tag, &["simpleType"]);
        let inside = tag.schema_child("simpleType");
        let type_id = match (self.resolver.type_of(tag, "type", Some(schema)), inside) {
            (Some(named), inside) => {
                self.ignore_inline_type(inside, "type");
                Some(named)
            }
            (None, Some(inside)) => Some(self.anonymous_type(inside, Owner::Attribute(id), schema)),
            (None, None) => None,
        };
        let documentation = documentation(tag);
        let attribute = &mut self.resolver.model.attributes[id];
        if let Some(type_id) = type_id {
            attribute.type_id = type_id;
        }
        attribute.default = tag.exact_attribute("default").map(str::to_owned);
        attribute.fixed = tag.exact_attribute("fixed").map(str::to_owned);
        attribute.documentation = documentation;
        if attribute.default.is_some() || attribute.fixed.is_some() {
            self.open.attribute_values.push((id, tag));
        }
    }

    /// The attributes of an `xs:attribute` element that are in a namespace, such as `wsdl:arrayType`.
    fn annotations(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Vec<(QName, String)> {
        let mut annotations = Vec::new();
        for (namespace, local, value) in tag.attributes() {
            if namespace.is_empty() {
                continue;
            }
            let value = match (namespace, local) {
                (uri::WSDL, "arrayType") => self.array_type(tag, value, schema),
                _ => value.to_owned(),
            };
            annotations.push((self.resolver.strings.name(namespace, local), value));
        }
        annotations
    }

    /// The value of `wsdl:arrayType` (WSDL 1.1, 2.2) with its QName expanded.
    fn array_type(&mut self, tag: Tag<'a>, value: &'a str, schema: SchemaIndex) -> String {
        let value = trim(value);
        let (name, dimensions) =
            value.split_at_checked(value.find('[').unwrap_or(value.len())).unwrap_or((value, ""));
        match tag.expand(name) {
            Expanded::Name { namespace, local, .. } => {
                // The namespaces of drafts of XML Schema are treated as the namespace of the recommendation.
                let namespace = if uri::is_schema(namespace) { uri::XSD } else { namespace };
                // The result is not needed. But if the type is missing, the call reports it, and if it
                // belongs to a well-known schema, the call adds it to the model.
                self.resolver.resolve_value(Space::Type, tag, "wsdl:arrayType", name, Some(schema));
                format!("{}{dimensions}", QName::new(namespace, local))
            }
            Expanded::Undeclared { prefix, .. } => {
                let span = tag.attribute_span_in(uri::WSDL, "arrayType");
                let message = format!("the prefix `{prefix}` is not declared");
                self.resolver.problems.warning(span, message).path(tag.path());
                value.to_owned()
            }
        }
    }

    pub(super) fn define_attribute_group(&mut self, id: AttributeGroupId, tag: Tag<'a>, schema: SchemaIndex) {
        let mut attributes = Vec::new();
        let mut any = None;
        unknown::report(self.resolver.problems, tag, unknown::ATTRIBUTES);
        self.attributes(tag, schema, &mut attributes, &mut any);
        let group = &mut self.resolver.model.attribute_groups[id];
        group.attributes = attributes;
        group.any_attribute = any;
    }
}
