//! Particles: elements, groups and wildcards with their occurrence bounds.

use super::super::{
    declare::{empty_element, id},
    declared::SchemaIndex,
    resolve::Found,
    tables::Space,
    tag::Tag,
};
use super::definer::Definer;
use crate::model::{
    Compositor, Element, NamespaceConstraint, Occurs, Particle, ProcessContents, Term, Wildcard,
};

impl<'a> Definer<'a, '_, '_> {
    /// Reads a particle. Returns `None` if `maxOccurs` is 0.
    ///
    /// Recurses along nested groups; [`guard`](super::super::guard) limits their depth.
    pub(super) fn particle(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Option<Particle> {
        let occurs = self.occurs(tag)?;
        let term = match tag.schema_name() {
            "element" => self.element_term(tag, schema)?,
            "group" => self.group_term(tag, schema)?,
            "any" => Term::Any(self.wildcard(tag, schema)),
            "choice" => Term::Group(Compositor::Choice, self.particles(tag, schema)),
            "all" => Term::Group(Compositor::All, self.particles(tag, schema)),
            _ => Term::Group(Compositor::Sequence, self.particles(tag, schema)),
        };
        Some(Particle { occurs, term, span: tag.span() })
    }

    fn particles(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Vec<Particle> {
        let mut particles = Vec::new();
        for child in tag.children() {
            match child.schema_name() {
                "element" | "group" | "any" | "choice" | "all" | "sequence" => {
                    particles.extend(self.particle(child, schema));
                }
                "" | "annotation" => {}
                name @ ("attribute" | "attributeGroup" | "anyAttribute") => {
                    let message = format!("`{name}` is not allowed in `{}` and is ignored", tag.name());
                    self.warning(child, "name", message).hint("move it after the end tag of the group");
                }
                name => {
                    let message = format!("unknown element `{name}` in `{}` is ignored", tag.name());
                    self.warning(child, "", message);
                }
            }
        }
        particles
    }

    /// Reads `minOccurs` and `maxOccurs`. Returns `None` if `maxOccurs` is 0.
    fn occurs(&mut self, tag: Tag<'a>) -> Option<Occurs> {
        let min = match tag.attribute("minOccurs") {
            Some(text) => self.count(tag, "minOccurs", text).unwrap_or(1),
            None => 1,
        };
        let max = match tag.attribute("maxOccurs") {
            Some("unbounded" | "*") => None,
            Some("0") => return None,
            Some(text) => Some(self.count(tag, "maxOccurs", text).unwrap_or(1)),
            // A larger `minOccurs` is used for both below: it is the default of `maxOccurs` in the draft of 1999.
            None => Some(1),
        };
        match max {
            Some(0) => None,
            Some(max) if max < min => {
                if tag.attribute("maxOccurs").is_some() {
                    let message = format!("`minOccurs` is {min}, but `maxOccurs` is {max}");
                    self.warning(tag, "maxOccurs", message).hint("the larger number is used for both");
                }
                Some(Occurs { min, max: Some(min) })
            }
            max => Some(Occurs { min, max }),
        }
    }

    fn count(&mut self, tag: Tag<'a>, attribute: &str, text: &str) -> Option<u32> {
        let digits = text.trim_start_matches('+');
        if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) {
            // No message contains more occurrences than fit in 32 bits.
            return Some(digits.parse().unwrap_or(u32::MAX));
        }
        self.warning(tag, attribute, format!("expected a non-negative integer, found `{text}`"));
        None
    }

    fn element_term(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Option<Term> {
        if tag.attribute("ref").is_some() {
            return self.resolver.element_of(tag, "ref", Some(schema)).map(Term::Element);
        }
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", "an element must have the attribute `name` or `ref`");
            return None;
        };
        let context = self.resolver.declared.schemas.get(schema).copied()?;
        let is_qualified = match tag.attribute("form") {
            Some("qualified") => true,
            Some("unqualified") => false,
            _ => context.elements_qualified,
        };
        let namespace = if is_qualified { context.target } else { "" };
        let name = self.resolver.strings.name(namespace, local);
        let element = Element { span: tag.span(), ..empty_element(self.resolver.model, name) };
        let element = self.resolver.model.elements.add(element);
        self.define_element(element, tag, schema);
        Some(Term::Element(element))
    }

    fn group_term(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Option<Term> {
        match self.resolver.resolve(Space::Group, tag, "ref", Some(schema)) {
            Found::At(index) => Some(Term::GroupRef(id(index))),
            // Allow any elements, so that the content of a missing group is kept as it was received.
            Found::Missing { .. } => {
                let any =
                    Wildcard { namespaces: NamespaceConstraint::Any, process_contents: ProcessContents::Lax };
                let occurs = Occurs { min: 0, max: None };
                let particle = Particle { occurs, term: Term::Any(any), span: tag.span() };
                Some(Term::Group(Compositor::Sequence, vec![particle]))
            }
            Found::Nothing => {
                if tag.attribute("ref").is_none() {
                    self.warning(tag, "name", "a group in a type must have the attribute `ref`");
                }
                None
            }
        }
    }

    /// Reads `any` or `anyAttribute`.
    pub(super) fn wildcard(&mut self, tag: Tag<'a>, schema: SchemaIndex) -> Wildcard {
        let target = self.resolver.declared.target(schema);
        let namespaces = match tag.attribute("namespace").unwrap_or("##any") {
            "##any" | "" => NamespaceConstraint::Any,
            "##other" => NamespaceConstraint::Not(self.resolver.strings.arc(target)),
            list => {
                let list = list.split_ascii_whitespace().map(|word| match word {
                    "##targetNamespace" => self.resolver.strings.arc(target),
                    "##local" => self.resolver.strings.arc(""),
                    namespace => self.resolver.strings.arc(namespace),
                });
                NamespaceConstraint::Of(list.collect())
            }
        };
        let process_contents = match tag.attribute("processContents") {
            Some("lax") => ProcessContents::Lax,
            Some("skip") => ProcessContents::Skip,
            _ => ProcessContents::Strict,
        };
        Wildcard { namespaces, process_contents }
    }
}
