//! Helper functions for the tests of the reader.

#![allow(dead_code)] // Each test uses a part of it.

use saponify_codegen::internals::{
    model::{
        ComplexContent, ComplexType, Element, ElementId, Model, Particle, QName, SimpleType, Term, TypeId,
        TypeKind,
    },
    problem::Problems,
    read::{ReadOptions, read_texts},
    source::Sources,
};

/// Result of reading, with the problems.
pub(crate) struct Read {
    pub(crate) model: Model,
    pub(crate) sources: Sources,
    pub(crate) problems: Problems,
}

impl Read {
    /// Formats the problems as lines `error file:line:column message`, ordered by position.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |problem: &&saponify_codegen::internals::problem::Problem| {
            let place = problem.span.map_or(String::new(), |span| format!(" {}", self.sources.place(span)));
            format!("{}{place} {}", problem.severity.name(), problem.message)
        };
        self.problems.sorted().iter().map(line).collect()
    }
}

/// Reads texts, given with their file names.
pub(crate) fn read_all(texts: &[(&str, &str)]) -> Read {
    read_with(texts, &ReadOptions::default())
}

pub(crate) fn read_with(texts: &[(&str, &str)], options: &ReadOptions) -> Read {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read_texts(texts, options, &mut sources, &mut problems);
    Read { model, sources, problems }
}

/// Returns a schema of `urn:t` (prefix `t`) with qualified local elements.
pub(crate) fn schema_text(body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\" \
         elementFormDefault=\"qualified\">\n{body}\n</xs:schema>"
    )
}

/// Reads a schema of `urn:t` and asserts that it has no problems.
pub(crate) fn schema(body: &str) -> Model {
    let read = read_all(&[("t.xsd", &schema_text(body))]);
    assert_eq!(read.lines(), Vec::<String>::new());
    read.model
}

/// Returns a WSDL of `urn:w` (prefix `w`) with a schema of `urn:t` (prefix `t`).
pub(crate) fn wsdl_text(types: &str, body: &str) -> String {
    format!(
        "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" \
         xmlns:soap12=\"http://schemas.xmlsoap.org/wsdl/soap12/\" xmlns:http=\"http://schemas.xmlsoap.org/wsdl/http/\" \
         xmlns:mime=\"http://schemas.xmlsoap.org/wsdl/mime/\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:t=\"urn:t\" xmlns:w=\"urn:w\" targetNamespace=\"urn:w\">\n<types>{}</types>\n{body}\n</definitions>",
        schema_text(types)
    )
}

/// Reads a WSDL of `urn:w` and asserts that it has no problems.
pub(crate) fn wsdl(types: &str, body: &str) -> Model {
    let read = read_all(&[("w.wsdl", &wsdl_text(types, body))]);
    assert_eq!(read.lines(), Vec::<String>::new());
    read.model
}

pub(crate) fn type_id(model: &Model, local: &str) -> TypeId {
    let found =
        model.names.types.iter().find(|(name, _)| &*name.namespace == "urn:t" && &*name.local == local);
    found.unwrap_or_else(|| panic!("no type {local}")).1
}

pub(crate) fn complex<'m>(model: &'m Model, local: &str) -> &'m ComplexType {
    match &model.types[type_id(model, local)].kind {
        TypeKind::Complex(complex) => complex,
        other => panic!("{local} is {other:?}"),
    }
}

pub(crate) fn simple<'m>(model: &'m Model, local: &str) -> &'m SimpleType {
    simple_of(model, type_id(model, local))
}

pub(crate) fn simple_of(model: &Model, id: TypeId) -> &SimpleType {
    match &model.types[id].kind {
        TypeKind::Simple(simple) => simple,
        other => panic!("{id:?} is {other:?}"),
    }
}

pub(crate) fn element_id(model: &Model, local: &str) -> ElementId {
    model.names.elements.get(&QName::new("urn:t", local)).unwrap()
}

pub(crate) fn element<'m>(model: &'m Model, local: &str) -> &'m Element {
    &model.elements[element_id(model, local)]
}

/// Formats the content of a complex type: `sequence(a 0..1, choice[b, c] 0..*)`.
pub(crate) fn content(model: &Model, local: &str) -> String {
    match &complex(model, local).content {
        ComplexContent::Empty => "empty".to_owned(),
        ComplexContent::Simple(text) => format!("text {}", type_name(model, *text)),
        ComplexContent::Elements(content) => particle(model, content),
    }
}

/// Formats a particle.
pub(crate) fn particle(model: &Model, particle: &Particle) -> String {
    let term = match &particle.term {
        Term::Element(element) => model.elements[*element].name.to_string(),
        Term::Group(kind, particles) => {
            let inside: Vec<String> = particles.iter().map(|inner| self::particle(model, inner)).collect();
            format!("{}({})", format!("{kind:?}").to_lowercase(), inside.join(", "))
        }
        Term::GroupRef(group) => format!("group {}", model.groups[*group].name.local),
        Term::Any(any) => format!("any {:?} {:?}", any.namespaces, any.process_contents),
    };
    match (particle.occurs.min, particle.occurs.max) {
        (1, Some(1)) => term,
        (min, Some(max)) => format!("{term} {min}..{max}"),
        (min, None) => format!("{term} {min}..*"),
    }
}

pub(crate) fn type_name(model: &Model, id: TypeId) -> String {
    model.types[id].name.as_ref().map_or("anonymous".to_owned(), |name| name.local.to_string())
}
