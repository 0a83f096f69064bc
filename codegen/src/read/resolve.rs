//! Resolves references: from a name in an attribute to the component.

use super::{
    builtins,
    declare::{Declarer, empty_attribute, empty_element, empty_type, id},
    declared::{Declared, Documents, SchemaIndex},
    global::Global,
    references::{References, Unresolved},
    strings::Strings,
    tables::Space,
    tag::{Expanded, Tag},
    uri,
    warning::warn,
};
use crate::{
    model::{Attribute, AttributeId, Builtin, Element, ElementId, Model, Type, TypeId},
    problem::{Problem, Problems, near_miss},
};

/// The component that is being redefined. References to it inside its redefinition mean the original.
#[derive(Clone, Copy)]
pub(super) struct Redefinition<'a> {
    pub(super) space: Space,
    pub(super) namespace: &'a str,
    pub(super) local: &'a str,
    pub(super) original: usize,
}

/// Resolves the references of a scope. Declares components of well-known schemas and of other loaded
/// files on first use.
pub(super) struct Resolver<'a, 'r> {
    pub(super) documents: Documents<'a>,
    pub(super) redefinition: Option<Redefinition<'a>>,
    pub(super) declared: &'r mut Declared<'a>,
    pub(super) references: &'r mut References<'a>,
    pub(super) model: &'r mut Model,
    pub(super) strings: &'r mut Strings<'a>,
    pub(super) problems: &'r mut Problems,
}

/// Target of a reference.
pub(super) enum Found<'a> {
    /// The component with this index.
    At(usize),
    /// The component is missing, and a problem has been reported. The name is known.
    Missing { namespace: &'a str, local: &'a str },
    /// The attribute contains no valid name.
    Nothing,
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn warning(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        message: impl Into<String>,
    ) -> &mut Problem {
        warn(self.problems, tag, attribute, message)
    }

    /// Adds a warning about a reference. The same problem of several references is reported once.
    fn reference(&mut self, tag: Tag<'a>, attribute: &str, message: String) -> &mut Problem {
        let span = tag.attribute_span(attribute);
        let problem = self.warning(tag, attribute, message);
        problem.references.push(span);
        problem
    }

    fn declarer(&mut self) -> Declarer<'a, '_> {
        Declarer {
            documents: self.documents,
            declared: self.declared,
            model: self.model,
            strings: self.strings,
            problems: self.problems,
        }
    }

    /// Finds the component to which an attribute refers. The element `tag` belongs to a schema or to WSDL.
    /// `schema` is the schema that contains the element, if any.
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

    /// Finds the component to which a single name in an attribute value refers.
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
            self.warning(tag, attribute, format!("`{value}` is not a valid QName"));
            return Found::Nothing;
        }
        let schema = schema.and_then(|index| self.declared.schemas.get(index).copied());
        // Unprefixed names in an included document without a namespace take on the namespace of the including
        // document.
        let namespace = match schema {
            Some(schema) if schema.is_chameleon && namespace.is_empty() => schema.target,
            _ => namespace,
        };
        if let Some(found) = self.find(space, namespace, local, attribute) {
            return Found::At(found);
        }
        if !prefixed {
            // Strictly, a name without a prefix is in the default namespace. That namespace has no such component,
            // so a component of the document or of XML Schema must be meant.
            let own = schema.map_or_else(|| tag.document_namespace(), |schema| schema.target);
            for guess in [own, uri::XSD, ""] {
                if let Some(found) = self.find(space, guess, local, attribute) {
                    let component = match guess {
                        "" => "the component without a namespace".to_owned(),
                        _ => format!("the component of `{guess}`"),
                    };
                    let message = format!("`{value}` has no prefix; {component} is used");
                    let prefix =
                        tag.prefixes().filter(|(_, its)| *its == guess).map(|(prefix, _)| prefix).min();
                    let hint = match prefix.filter(|prefix| !prefix.is_empty()) {
                        // The element itself may be in the default namespace.
                        _ if guess.is_empty() && tag.namespace() == namespace => format!(
                            "the default namespace is `{namespace}`: declare a prefix for it instead, so that a name \
                             without a prefix has no namespace"
                        ),
                        _ if guess.is_empty() => format!(
                            "the default namespace is `{namespace}`: undeclare it on this element with `xmlns=\"\"`"
                        ),
                        Some(prefix) => format!("the prefix `{prefix}` is missing: write `{prefix}:{local}`"),
                        None => "declare a prefix for its namespace, and write the name with this prefix"
                            .to_owned(),
                    };
                    self.reference(tag, attribute, message).hint(hint);
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

    /// The only message, port type or binding with this local name in any namespace. The names of these
    /// components never appear in messages, so a wrong namespace is harmless.
    fn only_one(
        &mut self,
        space: Space,
        tag: Tag<'a>,
        attribute: &str,
        value: &str,
        local: &str,
    ) -> Option<usize> {
        let namespace = self.declared.tables.only_namespace(space, local)?;
        let message = format!(
            "`{value}` is resolved to the only {} `{local}`, which is {}",
            space.noun(),
            of(namespace)
        );
        self.reference(tag, attribute, message)
            .hint("declare a prefix for its namespace, and write the name with this prefix");
        self.declared.tables.find(space, namespace, local)
    }

    fn find(&mut self, space: Space, namespace: &'a str, local: &'a str, attribute: &str) -> Option<usize> {
        if let Some(own) = self.redefinition {
            let is_own = own.space == space && own.namespace == namespace && own.local == local;
            if is_own && matches!(attribute, "base" | "ref") {
                return Some(own.original);
            }
        }
        if space == Space::Type && uri::is_schema(namespace) {
            return builtins::find(local).map(|builtin| self.model.builtin(builtin).index());
        }
        if let Some(found) = self.declared.tables.find(space, namespace, local) {
            return Some(found);
        }
        let is_schema_space = !matches!(space, Space::Message | Space::PortType | Space::Binding);
        if is_schema_space
            && !self.declared.schema_namespaces.contains(namespace)
            && self.declarer().declare_unimported(namespace)
            && let Some(found) = self.declared.tables.find(space, namespace, local)
        {
            return Some(found);
        }
        let (known, root) = self.documents.well_known.find(namespace)?;
        self.declarer().declare_well_known(known, root, space, local)
    }

    fn undeclared(&mut self, space: Space, tag: Tag<'a>, attribute: &str, prefix: &str, local: &'a str) {
        let mut hint = format!("declare it with `xmlns:{prefix}=\"…\"` on this element or an ancestor");
        if self.references.may_suggest()
            && let [namespace] = self.declared.tables.namespaces_with(space, local).as_slice()
        {
            hint = match tag.prefixes().find(|(_, its)| its == namespace) {
                Some((known, _)) => format!("did you mean `{known}:{local}`?"),
                None => format!("declare it; there is {} `{local}` {}", space.article(), of(namespace)),
            };
        }
        self.reference(tag, attribute, format!("the prefix `{prefix}` is not declared")).hint(hint);
    }

    fn not_found(&mut self, space: Space, tag: Tag<'a>, attribute: &str, namespace: &'a str, local: &'a str) {
        let is_provided = match space {
            Space::Message | Space::PortType | Space::Binding => {
                namespace.is_empty() || self.declared.wsdl_namespaces.contains(namespace)
            }
            _ => {
                self.declared.schema_namespaces.contains(namespace)
                    || namespace.is_empty()
                    || uri::is_schema(namespace)
                    || self.documents.well_known.find(namespace).is_some()
            }
        };
        if !is_provided || self.declared.broken_namespaces.contains(namespace) {
            let uses = self.references.unresolved.or_default(namespace);
            // The problem shows only the first few paths, but counts all references.
            let path = if uses.len() < 4 { tag.path() } else { String::new() };
            uses.push(Unresolved { span: tag.attribute_span(attribute), path, space, local });
            return;
        }
        let hint = self.suggest(space, tag, namespace, local);
        let message = format!("`{local}` is not {} {}", space.article(), of(namespace));
        self.reference(tag, attribute, message).hint_some(hint);
    }

    /// A hint that names the component that was probably meant.
    fn suggest(&mut self, space: Space, tag: Tag<'a>, namespace: &str, local: &str) -> Option<String> {
        if !self.references.may_suggest() {
            return None;
        }
        let written = |namespace: &str, local: &str| {
            let prefix = tag.prefixes().filter(|(_, its)| *its == namespace).map(|(prefix, _)| prefix).min();
            match prefix {
                Some(prefix) => format!("`{prefix}:{local}`"),
                None => format!("`{local}` {}", of(namespace)),
            }
        };
        if space == Space::Type && uri::is_schema(namespace) {
            let names = Builtin::ALL.iter().map(|builtin| builtin.name());
            return near_miss(local, names).map(|near| format!("did you mean {}?", written(namespace, near)));
        }
        if space == Space::Type && builtins::find(local).is_some() {
            return Some(format!("did you mean {}?", written(uri::XSD, local)));
        }
        if let Some(other) = self.declared.tables.other_space(space, namespace, local) {
            return Some(format!("there is {} of that name", other.article()));
        }
        if let Some(elsewhere) = self.declared.tables.namespaces_with(space, local).first() {
            return Some(format!("did you mean {}?", written(elsewhere, local)));
        }
        if space == Space::Element && builtins::find(local).is_some() && uri::is_schema(namespace) {
            return Some(format!("`{local}` is a type: write `type` instead of `element`"));
        }
        self.declared
            .tables
            .near(space, namespace, local)
            .map(|near| format!("did you mean {}?", written(namespace, near)))
    }

    /// Finds the type to which an attribute refers, or returns a placeholder if the type is missing. Returns
    /// `None` if there is no such attribute.
    pub(super) fn type_of(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        schema: Option<SchemaIndex>,
    ) -> Option<TypeId> {
        let value = tag.attribute(attribute)?;
        Some(self.type_of_value(tag, attribute, value, schema))
    }

    /// Finds the type to which a single name in an attribute value refers, or returns a placeholder if the
    /// type is missing.
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
        if let Some(known) = self.references.missing_types.get(&(namespace, local)) {
            return *known;
        }
        let name = self.strings.name(namespace, local);
        let empty = empty_type(name.namespace.clone());
        let span = tag.attribute_span(attribute);
        let missing = self.model.types.add(Type { name: Some(name), span, ..empty });
        self.model.missing.types.insert(missing);
        self.add_placeholder(Space::Type, missing.index());
        self.references.missing_types.insert((namespace, local), missing);
        missing
    }

    /// Finds the global element to which an attribute refers, or returns a placeholder if the element is
    /// missing.
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
        if let Some(known) = self.references.missing_elements.get(&(namespace, local)) {
            return *known;
        }
        let name = self.strings.name(namespace, local);
        let span = tag.attribute_span(attribute);
        let element = Element { is_global: true, span, ..empty_element(self.model, name) };
        let missing = self.model.elements.add(element);
        self.model.missing.elements.insert(missing);
        self.add_placeholder(Space::Element, missing.index());
        self.references.missing_elements.insert((namespace, local), missing);
        missing
    }

    fn add_placeholder(&mut self, space: Space, index: usize) {
        self.declared.globals.push(Global {
            space,
            index,
            is_declared: false,
            is_second: false,
            is_original: false,
        });
    }

    /// The global attribute that an attribute use refers to. If it is missing, a placeholder with its name
    /// allows any value.
    pub(super) fn attribute_of(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Option<AttributeId> {
        match self.resolve(Space::Attribute, tag, "ref", Some(schema)) {
            Found::At(index) => Some(id(index)),
            Found::Missing { namespace, local } => {
                let name = self.strings.name(namespace, local);
                let span = tag.span();
                let attribute = Attribute { is_global: true, span, ..empty_attribute(self.model, name) };
                Some(self.model.attributes.add(attribute))
            }
            Found::Nothing => None,
        }
    }
}

/// Formats the namespace of a name for a message.
fn of(namespace: &str) -> String {
    match namespace {
        "" => "of no namespace".to_owned(),
        namespace => format!("of `{namespace}`"),
    }
}
