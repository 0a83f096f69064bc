//! Particles: elements, groups and wildcards with their occurrence bounds.

use super::super::{
    declare::{empty_element, id},
    declared::SchemaIndex,
    resolve::Found,
    tables::Space,
    tag::Tag,
    unknown::{self, PARTICLES},
    warning::{FORMS, alternatives, word},
};
use super::definer::Definer;
use crate::{
    lists::{CollectVec, PushAll},
    model::{Compositor, Element, NamespaceConstraint, Occurs, Particle, ProcessContents, Term, Wildcard},
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
        unknown::report(self.resolver.problems, tag, PARTICLES);
        let mut particles = Vec::new();
        for child in tag.children().filter(|child| PARTICLES.contains(&child.schema_name())) {
            particles.push_all(self.particle(child, schema));
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
            Some(text) if text.eq_ignore_ascii_case("unbounded") => {
                self.warning(tag, "maxOccurs", format!("expected a number or `unbounded`, found `{text}`"))
                    .hint("it is read as `unbounded`");
                None
            }
            Some(text) => Some(self.count(tag, "maxOccurs", text).unwrap_or(1)),
            // If `minOccurs` is larger than this default, the next `match` uses it for `maxOccurs` too. It
            // reports no warning, because `minOccurs` is the default of `maxOccurs` in the 1999 draft of XML
            // Schema.
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
            unknown::report(self.resolver.problems, tag, &[]);
            return self.resolver.element_of(tag, "ref", Some(schema)).map(Term::Element);
        }
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", "an element must have the attribute `name` or `ref`");
            return None;
        };
        let context = self.resolver.declared.schemas.get(schema).copied()?;
        let form = word(self.resolver.problems, tag, "form", FORMS);
        let is_qualified = form.unwrap_or(context.elements_qualified);
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
        unknown::report(self.resolver.problems, tag, &[]);
        let target = self.resolver.declared.target(schema);
        let value = tag.attribute("namespace").unwrap_or("##any");
        let namespaces = if value.is_empty() || is_word(value, "##any") {
            NamespaceConstraint::Any
        } else if is_word(value, "##other") {
            NamespaceConstraint::Not(self.resolver.strings.arc(target))
        } else {
            let list = value.split_ascii_whitespace().map(|word| match word {
                word if is_word(word, "##targetNamespace") => self.resolver.strings.arc(target),
                word if is_word(word, "##local") => self.resolver.strings.arc(""),
                namespace => self.resolver.strings.arc(namespace),
            });
            NamespaceConstraint::Of(list.collect_vec())
        };
        self.report_namespaces(tag, value);
        let process_contents = word(self.resolver.problems, tag, "processContents", PROCESS_CONTENTS);
        Wildcard { namespaces, process_contents: process_contents.unwrap_or(ProcessContents::Strict) }
    }

    /// Reports words that begin with `##` and are not exactly those that XML Schema defines.
    fn report_namespaces(&mut self, tag: Tag<'a>, value: &str) {
        for word in value.split_ascii_whitespace().filter(|word| word.starts_with("##")) {
            if NAMESPACE_WORDS.contains(&word) {
                continue;
            }
            let similar = NAMESPACE_WORDS.iter().find(|known| is_word(word, known));
            let hint = match similar {
                Some(known) => format!("it is read as `{known}`"),
                None => "it is read as the name of a namespace".to_owned(),
            };
            let expected = alternatives(&NAMESPACE_WORDS);
            self.warning(tag, "namespace", format!("expected {expected} or namespaces, found `{word}`"))
                .hint(hint);
        }
    }
}

/// The keywords of the attribute `namespace` of a wildcard.
const NAMESPACE_WORDS: [&str; 4] = ["##any", "##other", "##targetNamespace", "##local"];

const PROCESS_CONTENTS: &[(&str, ProcessContents)] =
    &[("strict", ProcessContents::Strict), ("lax", ProcessContents::Lax), ("skip", ProcessContents::Skip)];

/// Whether a value is a word of XML Schema. Case is ignored.
fn is_word(value: &str, word: &str) -> bool {
    value.eq_ignore_ascii_case(word)
}
