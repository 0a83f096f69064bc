//! References: a name in an attribute to the component that it means.

use super::{
    builtins,
    declare::{empty_type, id},
    merge::Global,
    missing::Use,
    reader::{Reader, SchemaIndex},
    tables::Space,
    tag::{Expanded, Tag},
    uri,
};
use crate::model::{Attribute, Element, ElementId, Type, TypeId};

/// Where a reference leads.
pub(super) enum Found<'a> {
    /// To the component with this index.
    At(usize),
    /// Nowhere; a problem says so. The name is known.
    Missing { namespace: &'a str, local: &'a str },
    /// Nowhere, and there is not even a name.
    Nothing,
}

impl<'a> Reader<'a, '_> {
    /// The component that an attribute of a schema or WSDL element names. `schema` is that which holds the tag, if one does.
    pub(super) fn resolve(
        &mut self,
        space: Space,
        tag: Tag<'a>,
        attribute: &str,
        schema: Option<SchemaIndex>,
    ) -> Found<'a> {
        let Some(value) = tag.attribute(attribute) else { return Found::Nothing };
        self.resolve_value(space, tag, attribute, value, schema)
    }

    /// The component that a word in an attribute names.
    pub(super) fn resolve_value(
        &mut self,
        space: Space,
        tag: Tag<'a>,
        attribute: &str,
        value: &'a str,
        schema: Option<SchemaIndex>,
    ) -> Found<'a> {
        if value.is_empty() {
            self.warning(tag, attribute, format!("`{attribute}` is empty"));
            return Found::Nothing;
        }
        let (namespace, local, prefixed) = match tag.expand(value) {
            Expanded::Name { namespace, local, prefixed } => (namespace, local, prefixed),
            Expanded::Undeclared { prefix, local } => {
                if let Some(found) = self.only_one(space, tag, attribute, value, local) {
                    return Found::At(found);
                }
                self.undeclared(space, tag, attribute, prefix, local);
                return Found::Nothing;
            }
        };
        if local.is_empty() {
            self.warning(tag, attribute, format!("`{value}` is no name"));
            return Found::Nothing;
        }
        let schema = schema.and_then(|index| self.schemas.get(index).copied());
        // What an included document without namespace calls its own takes on the namespace of the including one.
        let namespace = match schema {
            Some(schema) if schema.is_chameleon && namespace.is_empty() => schema.target,
            _ => namespace,
        };
        if let Some(found) = self.find(space, namespace, local, attribute) {
            return Found::At(found);
        }
        if !prefixed {
            // A name without prefix is in the default namespace, strictly; but here nothing else can be meant.
            let own = schema.map_or_else(|| tag.document_namespace(), |schema| schema.target);
            for guess in [own, uri::XSD] {
                if let Some(found) = self.find(space, guess, local, attribute) {
                    let message = format!("`{value}` has no prefix; it is read as that of `{guess}`");
                    let prefix =
                        tag.prefixes().filter(|(_, its)| *its == guess).map(|(prefix, _)| prefix).min();
                    let hint = match prefix.filter(|prefix| !prefix.is_empty()) {
                        Some(prefix) => format!("the prefix `{prefix}` is missing: write `{prefix}:{local}`"),
                        None => "declare a prefix for its namespace, and write it".to_owned(),
                    };
                    self.warning(tag, attribute, message).hint(hint);
                    return Found::At(found);
                }
            }
        }
        if let Some(found) = self.only_one(space, tag, attribute, value, local) {
            return Found::At(found);
        }
        self.not_found(space, tag, attribute, namespace, local);
        Found::Missing { namespace, local }
    }

    /// The message, port type or binding of a name in whatever namespace, if there is just one. Their names never go over the
    /// wire, so that a wrong namespace does no harm.
    fn only_one(
        &mut self,
        space: Space,
        tag: Tag<'a>,
        attribute: &str,
        value: &str,
        local: &str,
    ) -> Option<usize> {
        let namespace = self.tables.only_namespace(space, local)?;
        let message =
            format!("`{value}` is taken for the only {} `{local}`, which is {}", space.noun(), of(namespace));
        self.warning(tag, attribute, message).hint("write the prefix of its namespace, and declare it");
        self.tables.find(space, namespace, local)
    }

    fn find(&mut self, space: Space, namespace: &'a str, local: &'a str, attribute: &str) -> Option<usize> {
        if let Some((its_space, its_namespace, its_local, original)) = self.redefining {
            let is_it = its_space == space && its_namespace == namespace && its_local == local;
            if is_it && matches!(attribute, "base" | "ref") {
                return Some(original);
            }
        }
        if space == Space::Type && uri::is_schema(namespace) {
            return builtins::find(local).map(|builtin| self.model.builtin(builtin).index());
        }
        if let Some(found) = self.tables.find(space, namespace, local) {
            return Some(found);
        }
        let is_schema_space = !matches!(space, Space::Message | Space::PortType | Space::Binding);
        if is_schema_space
            && !self.missing.provided.contains(namespace)
            && self.pull(namespace)
            && let Some(found) = self.tables.find(space, namespace, local)
        {
            return Some(found);
        }
        let (known, root) = self.well_known.find(namespace)?;
        let tag = Self::well_known_tag(root, space, local)?;
        let schema = self.well_known_schema(known, root);
        Some(self.declare_well_known(space, tag, local, schema))
    }

    fn undeclared(&mut self, space: Space, tag: Tag<'a>, attribute: &str, prefix: &str, local: &'a str) {
        let mut hint = format!("declare it with `xmlns:{prefix}=\"…\"` on this element or one around it");
        let may_look = self.suggestions.checked_sub(1).inspect(|left| self.suggestions = *left).is_some();
        if may_look && let [namespace] = self.tables.namespaces_with(space, local).as_slice() {
            hint = match tag.prefixes().find(|(_, its)| its == namespace) {
                Some((known, _)) => format!("did you mean `{known}:{local}`?"),
                None => format!("declare it; there is {} `{local}` {}", space.article(), of(namespace)),
            };
        }
        self.warning(tag, attribute, format!("the prefix `{prefix}` is not declared")).hint(hint);
    }

    fn not_found(&mut self, space: Space, tag: Tag<'a>, attribute: &str, namespace: &'a str, local: &'a str) {
        let is_provided = match space {
            Space::Message | Space::PortType | Space::Binding => {
                namespace.is_empty() || self.missing.defined.contains(namespace)
            }
            _ => {
                self.missing.provided.contains(namespace)
                    || namespace.is_empty()
                    || uri::is_schema(namespace)
                    || self.well_known.find(namespace).is_some()
            }
        };
        if !is_provided || self.missing.broken.contains(namespace) {
            let uses = &mut self.missing.namespaces.entry(namespace).or_default().uses;
            // The first few are shown, all are counted.
            let path = if uses.len() < 4 { tag.path() } else { String::new() };
            uses.push(Use { span: tag.attribute_span(attribute), path, space, local });
            return;
        }
        let hint = self.suggest(space, tag, namespace, local);
        let message = format!("`{local}` is not {} {}", space.article(), of(namespace));
        self.warning(tag, attribute, message).hint_some(hint);
    }

    /// What may have been meant.
    fn suggest(&mut self, space: Space, tag: Tag<'a>, namespace: &str, local: &str) -> Option<String> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        let written = |namespace: &str, local: &str| {
            let prefix = tag.prefixes().filter(|(_, its)| *its == namespace).map(|(prefix, _)| prefix).min();
            match prefix {
                Some(prefix) => format!("`{prefix}:{local}`"),
                None => format!("`{local}` {}", of(namespace)),
            }
        };
        if space == Space::Type && uri::is_schema(namespace) {
            let names = crate::model::Builtin::ALL.iter().map(|builtin| builtin.name());
            return crate::problem::near_miss(local, names)
                .map(|near| format!("did you mean {}?", written(namespace, near)));
        }
        if space == Space::Type && builtins::find(local).is_some() {
            return Some(format!("did you mean {}?", written(uri::XSD, local)));
        }
        if let Some(other) = self.tables.other_space(space, namespace, local) {
            return Some(format!("there is {} of that name", other.article()));
        }
        if let Some(elsewhere) = self.tables.namespaces_with(space, local).first() {
            return Some(format!("did you mean {}?", written(elsewhere, local)));
        }
        if space == Space::Element && builtins::find(local).is_some() && uri::is_schema(namespace) {
            return Some(format!("`{local}` is a type: write `type` in the place of `element`"));
        }
        self.tables
            .near(space, namespace, local)
            .map(|near| format!("did you mean {}?", written(namespace, near)))
    }

    /// The type that an attribute names; what stands for it, if it is missing. `None` if there is no such attribute.
    pub(super) fn type_of(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        schema: Option<SchemaIndex>,
    ) -> Option<TypeId> {
        let value = tag.attribute(attribute)?;
        Some(self.type_of_value(tag, attribute, value, schema))
    }

    /// The type that a word in an attribute names; what stands for it, if it is missing.
    pub(super) fn type_of_value(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        value: &'a str,
        schema: Option<SchemaIndex>,
    ) -> TypeId {
        match self.resolve_value(Space::Type, tag, attribute, value, schema) {
            Found::At(index) => id(index),
            Found::Missing { namespace, local } => self.missing_type(namespace, local, tag, attribute),
            Found::Nothing => {
                let local = value.rsplit(':').next().unwrap_or_default();
                self.missing_type("", local, tag, attribute)
            }
        }
    }

    fn missing_type(&mut self, namespace: &'a str, local: &'a str, tag: Tag<'a>, attribute: &str) -> TypeId {
        if let Some(known) = self.missing.types.get(&(namespace, local)) {
            return *known;
        }
        let name = self.strings.name(namespace, local);
        let empty = empty_type(name.namespace.clone());
        let span = tag.attribute_span(attribute);
        let missing = self.model.types.add(Type { name: Some(name), span, ..empty });
        self.model.missing.types.insert(missing);
        self.stand_in(Space::Type, missing.index());
        self.missing.types.insert((namespace, local), missing);
        missing
    }

    /// The global element that an attribute names; what stands for it, if it is missing.
    pub(super) fn element_of(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        schema: Option<SchemaIndex>,
    ) -> Option<ElementId> {
        match self.resolve(Space::Element, tag, attribute, schema) {
            Found::At(index) => Some(id(index)),
            Found::Missing { namespace, local } => {
                Some(self.missing_element(namespace, local, tag, attribute))
            }
            Found::Nothing => None,
        }
    }

    fn missing_element(
        &mut self,
        namespace: &'a str,
        local: &'a str,
        tag: Tag<'a>,
        attribute: &str,
    ) -> ElementId {
        if let Some(known) = self.missing.elements.get(&(namespace, local)) {
            return *known;
        }
        let name = self.strings.name(namespace, local);
        let span = tag.attribute_span(attribute);
        let element = Element { is_global: true, span, ..self.empty_element(name) };
        let missing = self.model.elements.add(element);
        self.model.missing.elements.insert(missing);
        self.stand_in(Space::Element, missing.index());
        self.missing.elements.insert((namespace, local), missing);
        missing
    }

    fn stand_in(&mut self, space: Space, index: usize) {
        self.globals.push(Global { space, index, is_declared: false, is_second: false, is_original: false });
    }

    /// The global attribute that an attribute use refers to. Of one that is missing only the name is known, and any value
    /// is let through.
    pub(super) fn attribute_of(
        &mut self,
        tag: Tag<'a>,
        schema: SchemaIndex,
    ) -> Option<crate::model::AttributeId> {
        match self.resolve(Space::Attribute, tag, "ref", Some(schema)) {
            Found::At(index) => Some(id(index)),
            Found::Missing { namespace, local } => {
                let name = self.strings.name(namespace, local);
                let span = tag.span();
                let attribute = Attribute { is_global: true, span, ..self.empty_attribute(name) };
                Some(self.model.attributes.add(attribute))
            }
            Found::Nothing => None,
        }
    }
}

/// Where a name is.
fn of(namespace: &str) -> String {
    match namespace {
        "" => "of no namespace".to_owned(),
        namespace => format!("of `{namespace}`"),
    }
}
