//! Complex types, elements and named groups.

use super::super::{
    declare::empty_type,
    declared::SchemaIndex,
    tag::Tag,
    unknown::{self, ATTRIBUTES, CONTENT, RESTRICTED_TEXT},
    uri,
};
use super::definer::{Definer, documentation};
use crate::{
    lists::{CollectVec, PushAll},
    model::{
        Builtin, ComplexContent, ComplexType, Compositor, Derivation, ElementId, Facets, GroupId,
        NamespaceConstraint, Occurs, Owner, Particle, ProcessContents, SimpleType, Term, Type, TypeId,
        TypeKind, Variety, Wildcard,
    },
};

/// The children of `simpleContent` and `complexContent`.
const DERIVATIONS: &[&str] = &["extension", "restriction"];

/// The children of a named group.
const MODEL_GROUPS: &[&str] = &["sequence", "choice", "all"];

impl<'a> Definer<'a, '_, '_> {
    pub(super) fn complex_type(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> ComplexType {
        let mut complex = ComplexType {
            base: self.resolver.model.builtin(Builtin::AnyType),
            derivation: Derivation::Restriction,
            is_abstract: self.flag(tag, "abstract"),
            mixed: self.flag(tag, "mixed") || tag.attribute("content") == Some("mixed"),
            content: ComplexContent::Empty,
            attributes: Vec::new(),
            any_attribute: None,
        };
        let inner =
            tag.children().find(|child| matches!(child.schema_name(), "simpleContent" | "complexContent"));
        let Some(inner) = inner else {
            unknown::report(self.resolver.problems, tag, CONTENT);
            // In the draft of 1999, the `base` attribute is on the type element itself.
            if unknown::is_draft(tag) && tag.attribute("base").is_some() {
                if tag.attribute("derivedBy") != Some("restriction") {
                    complex.derivation = Derivation::Extension;
                }
                self.derive(id, &mut complex, tag, schema);
            } else {
                complex.content = self.content(tag, schema);
                self.attributes(tag, schema, &mut complex.attributes, &mut complex.any_attribute);
            }
            return complex;
        };
        unknown::report(self.resolver.problems, tag, &[inner.name()]);
        unknown::report_second(self.resolver.problems, tag, &["simpleContent", "complexContent"]);
        let has_unknown = unknown::report(self.resolver.problems, inner, DERIVATIONS);
        unknown::report_second(self.resolver.problems, inner, DERIVATIONS);
        if inner.attribute("mixed").is_some() {
            complex.mixed = self.flag(inner, "mixed");
        }
        let how = inner.children().find(|child| DERIVATIONS.contains(&child.schema_name()));
        let Some(how) = how else {
            if !has_unknown {
                let message = format!("`{}` must contain `extension` or `restriction`", inner.name());
                self.warning(inner, "", message);
            }
            return complex;
        };
        let known = match (inner.name(), how.name()) {
            ("complexContent", _) => CONTENT,
            (_, "restriction") => RESTRICTED_TEXT,
            _ => ATTRIBUTES,
        };
        unknown::report(self.resolver.problems, how, known);
        if how.name() == "extension" {
            complex.derivation = Derivation::Extension;
        }
        if inner.name() == "complexContent" {
            self.derive(id, &mut complex, how, schema);
            return complex;
        }
        complex.base = self.base(how, schema);
        // A restriction may contain facets. The text then has a separate simple type, which holds the facets.
        // The restriction may also contain an inline simple type. It replaces the type of the base's text.
        let facets = if how.name() == "restriction" { self.facets(how) } else { Facets::default() };
        let inside = how.schema_child("simpleType").filter(|_| how.name() == "restriction");
        complex.content = match inside {
            Some(inside) if facets == Facets::default() => {
                ComplexContent::Simple(self.anonymous_type(inside, Owner::Type(id, 0), schema))
            }
            _ if facets != Facets::default() => {
                let text = self.restricted_text(id, how, schema);
                let base = match inside {
                    Some(inside) => self.anonymous_type(inside, Owner::Type(text, 0), schema),
                    // The text type of the base is inferred after all types are defined.
                    None => complex.base,
                };
                self.open.enumerations.push((text, how));
                self.resolver.model.types[text].kind =
                    TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), facets });
                ComplexContent::Simple(text)
            }
            _ => ComplexContent::Simple(complex.base),
        };
        self.open.simple_contents.push(id);
        self.attributes(how, schema, &mut complex.attributes, &mut complex.any_attribute);
        self.keep_attributes_of_missing_base(&mut complex);
        complex
    }

    /// Adds a simple type for the text of simple content that is restricted by facets. The caller sets its
    /// base and facets.
    fn restricted_text(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> TypeId {
        let target = self.resolver.declared.target(schema);
        let empty = empty_type(self.resolver.strings.arc(target));
        self.resolver.model.types.add(Type { owner: Owner::Type(id, 0), span: tag.span(), ..empty })
    }

    /// Reads the `extension` or `restriction` in `complexContent`.
    fn derive(&mut self, id: TypeId, complex: &mut ComplexType, how: Tag<'a>, schema: SchemaIndex) {
        complex.base = self.base(how, schema);
        complex.content = self.content(how, schema);
        let is_missing = self.keep_attributes_of_missing_base(complex);
        if is_missing && complex.derivation == Derivation::Extension {
            complex.content =
                after_any_elements(std::mem::replace(&mut complex.content, ComplexContent::Empty), how);
        } else if !matches!(complex.content, ComplexContent::Simple(_)) {
            // The base may have text instead of elements. `complexContent` must not extend such a base, but some
            // contracts do it.
            self.open.simple_contents.push(id);
        }
        self.attributes(how, schema, &mut complex.attributes, &mut complex.any_attribute);
    }

    /// Allows any attribute if the base is not defined, so that attributes that the base may declare are kept
    /// as they were received. Returns whether the base is missing.
    fn keep_attributes_of_missing_base(&self, complex: &mut ComplexType) -> bool {
        let is_missing = self.resolver.model.missing.types.contains(&complex.base);
        if is_missing {
            let (namespaces, process_contents) = (NamespaceConstraint::Any, ProcessContents::Lax);
            complex.any_attribute.get_or_insert(Wildcard { namespaces, process_contents });
        }
        is_missing
    }

    fn base(&mut self, how: Tag<'a>, schema: SchemaIndex) -> TypeId {
        self.resolver.type_of(how, "base", Some(schema)).unwrap_or_else(|| {
            self.warning(how, "", format!("`{}` must have the attribute `base`", how.name()));
            self.resolver.model.builtin(Builtin::AnyType)
        })
    }

    /// Reads the elements in a complex type, an extension or a restriction.
    fn content(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> ComplexContent {
        let mut found: Option<Particle> = None;
        let mut is_first = true;
        let mut loose = Vec::new();
        for child in tag.children() {
            match child.schema_name() {
                "sequence" | "choice" | "all" | "group" if is_first => {
                    is_first = false;
                    found = self.particle(child, schema);
                }
                "sequence" | "choice" | "all" | "group" => {
                    let message = format!(
                        "a type can have only one content model; the second one, `{}`, is ignored",
                        child.name()
                    );
                    self.warning(child, "", message).hint("wrap both in one `sequence`");
                }
                "element" | "any" => {
                    if !unknown::is_draft(child) && loose.is_empty() {
                        let message =
                            format!("`{}` must be inside `sequence`, `choice` or `all`", child.name());
                        self.warning(child, "", message).hint("it is treated as a member of a `sequence`");
                    }
                    loose.push_all(self.particle(child, schema));
                }
                _ => {}
            }
        }
        if !loose.is_empty() {
            loose.splice(0..0, found.take());
            let term = Term::Group(Compositor::Sequence, loose);
            found = Some(Particle { occurs: Occurs::ONCE, term, span: tag.span() });
        }
        match found {
            Some(Particle { term: Term::Group(_, particles), .. }) if particles.is_empty() => {
                ComplexContent::Empty
            }
            Some(particle) => ComplexContent::Elements(particle),
            None => ComplexContent::Empty,
        }
    }

    pub(super) fn define_group(&mut self, id: GroupId, tag: Tag<'a>, schema: SchemaIndex) {
        unknown::report(self.resolver.problems, tag, MODEL_GROUPS);
        unknown::report_second(self.resolver.problems, tag, MODEL_GROUPS);
        let inside = tag.children().find(|child| MODEL_GROUPS.contains(&child.schema_name()));
        let particle = inside.and_then(|inside| self.particle(inside, schema));
        let documentation = documentation(tag);
        let group = &mut self.resolver.model.groups[id];
        group.documentation = documentation;
        if let Some(particle) = particle {
            group.particle = particle;
        }
    }

    /// Fills in a global or local element declaration that has been added with its name and position.
    pub(super) fn define_element(&mut self, id: ElementId, tag: Tag<'a>, schema: SchemaIndex) {
        let head = match tag.attribute("substitutionGroup") {
            Some(_) => self.resolver.element_of(tag, "substitutionGroup", Some(schema)),
            None => None,
        };
        unknown::report(
            self.resolver.problems,
            tag,
            &["simpleType", "complexType", "unique", "key", "keyref"],
        );
        unknown::report_second(self.resolver.problems, tag, &["simpleType", "complexType"]);
        let inside = tag.children().find(|child| matches!(child.schema_name(), "simpleType" | "complexType"));
        let type_id = match (self.resolver.type_of(tag, "type", Some(schema)), inside) {
            (Some(named), inside) => {
                self.ignore_inline_type(inside, "type");
                Some(named)
            }
            (None, Some(inside)) => Some(self.anonymous_type(inside, Owner::Element(id), schema)),
            (None, None) => {
                if head.is_some() {
                    self.open.untyped.push(id);
                }
                None
            }
        };
        let (documentation, appinfo) = (documentation(tag), self.appinfo(tag));
        let expected = |(namespace, local, _): &(&str, &str, &str)| {
            *namespace == uri::XMIME && *local == "expectedContentTypes"
        };
        let content_types = tag.attributes().find(expected).map(|(_, _, types)| types.to_owned());
        let fixed = tag.exact_attribute("fixed").map(str::to_owned);
        // An element with a fixed value is never nil (XML Schema Part 1, section 3.3.4, clause 3.2.2).
        let nillable = (self.flag(tag, "nillable") || self.flag(tag, "nullable")) && fixed.is_none();
        let is_abstract = self.flag(tag, "abstract");
        let element = &mut self.resolver.model.elements[id];
        if let Some(type_id) = type_id {
            element.type_id = type_id;
        }
        element.nillable = nillable;
        element.default = tag.exact_attribute("default").map(str::to_owned);
        element.fixed = fixed;
        element.is_abstract = is_abstract;
        element.substitution_group = head;
        element.documentation = documentation;
        element.appinfo = appinfo;
        element.content_types = content_types;
        if element.default.is_some() || element.fixed.is_some() {
            self.open.values.push((id, tag));
        }
    }
}

/// The content of a type whose base is not defined: any elements, because the elements of the base are
/// unknown, and then the elements of the type itself.
fn after_any_elements(own: ComplexContent, how: Tag<'_>) -> ComplexContent {
    let (namespaces, process_contents) = (NamespaceConstraint::Any, ProcessContents::Lax);
    let term = Term::Any(Wildcard { namespaces, process_contents });
    let any = Particle { occurs: Occurs { min: 0, max: None }, term, span: how.span() };
    let own = match own {
        ComplexContent::Elements(particle) => Some(particle),
        ComplexContent::Empty | ComplexContent::Simple(_) => None,
    };
    let term = Term::Group(Compositor::Sequence, std::iter::once(any).chain(own).collect_vec());
    ComplexContent::Elements(Particle { occurs: Occurs::ONCE, term, span: how.span() })
}
