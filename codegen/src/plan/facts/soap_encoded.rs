//! SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): arrays, accessors that may be null,
//! return values, and faults that are identified by their type.

use super::MAX_DEPTH;
use crate::{
    lists::CollectVec,
    map::Set,
    model::{
        AttributeUse, ComplexContent, ElementId, HeaderUse, Model, Part, QName, Term, TypeId, TypeKind,
        UseKind,
    },
    plan::selection::{Selected, Service, body_parts},
};

/// Namespace of the encoding of SOAP 1.1. In envelopes of SOAP 1.2, the runtime replaces it with the
/// namespace of the encoding of SOAP 1.2.
pub(crate) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// Namespace of the encoding of SOAP 1.2.
pub(crate) const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// Namespace of the types of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The kinds of messages that use a type. They decide whether members of the type may be omitted or nil.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Accessors {
    /// Only literal messages use the type: members may be omitted or nil as the schema declares.
    #[default]
    Literal,
    /// Encoded and literal messages use the type: any member may be omitted or nil in encoded messages; in literal
    /// messages the schema decides.
    Shared,
    /// Only encoded messages use the type: any member may be omitted or nil (SOAP 1.1, section 5.1, rule 9).
    Encoded,
}

/// An array: a restriction of the type `Array` of SOAP encoding.
pub(crate) struct ArrayOf {
    /// Type of the items, if the schema declares it.
    pub(crate) item: Option<TypeId>,
    /// Name of the item type, for `arrayType`.
    pub(crate) name: QName,
    /// The brackets of the item type in `arrayType`, if the items are arrays themselves; otherwise empty.
    pub(crate) rank: String,
    /// Number of dimensions: `[,]` has two.
    pub(crate) dimensions: usize,
    /// The element that declares the items, if the array has one.
    pub(crate) element: Option<ElementId>,
}

impl ArrayOf {
    /// The array type of the items, if they are arrays themselves.
    #[cfg(feature = "cli")]
    pub(crate) fn inner(&self, model: &Model) -> Option<Self> {
        let rank = self.rank.get(..self.rank.rfind('[')?)?.to_owned();
        let item = if rank.is_empty() { model.names.types.get(&self.name) } else { None };
        Some(Self { item, name: self.name.clone(), rank, dimensions: 1, element: None })
    }
}

/// The array that a type declares, or `None` if the type is not an array.
pub(crate) fn array_of(model: &Model, id: TypeId) -> Option<ArrayOf> {
    let mut id = id;
    let mut arrays = Set::new();
    let mut element = None;
    let mut given: Option<String> = None;
    while arrays.insert(id.index()) && arrays.len() < MAX_DEPTH {
        let definition = &model.types[id];
        let TypeKind::Complex(complex) = &definition.kind else { return None };
        if is_encoding(model, id, "Array") {
            return Some(found(model, given, element)).filter(|_| arrays.len() > 1);
        }
        given = given.or_else(|| array_type(&complex.attributes));
        element = element.or_else(|| item_element(model, &complex.content));
        id = complex.base;
    }
    None
}

fn found(model: &Model, given: Option<String>, element: Option<ElementId>) -> ArrayOf {
    let any = QName::new(XSD, "anyType");
    let of_element = element.map(|element| model.elements[element].type_id);
    let Some(given) = given else {
        let name = of_element.and_then(|id| model.types[id].name.clone()).unwrap_or(any);
        return ArrayOf { item: of_element, name, rank: String::new(), dimensions: 1, element };
    };
    // In `{namespace}local[][,]`, the last brackets belong to the array itself.
    let (name, brackets) = given.split_once('[').unwrap_or((&given, "]"));
    let (namespace, local) = name.trim_start_matches('{').split_once('}').unwrap_or(("", name));
    let dimensions = brackets.rsplit('[').next().unwrap_or_default().matches(',').count() + 1;
    let rank = brackets.rsplit_once('[').map(|(rank, _)| format!("[{rank}")).unwrap_or_default();
    let name = QName::new(namespace, local);
    let known = model.names.types.get(&name);
    let item = if rank.is_empty() { known.or(of_element) } else { None };
    ArrayOf { item, name, rank, dimensions, element }
}

fn array_type(uses: &[AttributeUse]) -> Option<String> {
    uses.iter().find_map(|usage| match usage {
        AttributeUse::Attribute { annotations, .. } => {
            annotations.iter().find(|(name, _)| &*name.local == "arrayType").map(|(_, value)| value.clone())
        }
        AttributeUse::Group(_) => None,
    })
}

fn item_element(model: &Model, content: &ComplexContent) -> Option<ElementId> {
    let ComplexContent::Elements(particle) = content else { return None };
    let mut term = &particle.term;
    for _ in 0..MAX_DEPTH {
        match term {
            Term::Group(_, particles) => term = &particles.first()?.term,
            Term::GroupRef(group) => term = &model.groups[*group].particle.term,
            Term::Element(element) => return Some(*element),
            Term::Any(_) => return None,
        }
    }
    None
}

fn is_encoding(model: &Model, id: TypeId, local: &str) -> bool {
    let is_it = |name: &QName| is_of_encoding(name) && &*name.local == local;
    model.types[id].name.as_ref().is_some_and(is_it)
}

fn is_of_encoding(name: &QName) -> bool {
    matches!(&*name.namespace, ENCODING | ENCODING_12)
}

/// Whether a type belongs to XML Schema or to SOAP encoding instead of the contract.
pub(crate) fn is_common(name: &QName) -> bool {
    is_of_encoding(name) || &*name.namespace == XSD
}

/// For a type of the encoding's schema (`soapenc:string`), the simple type of its content. Returns `None`
/// for other types, and `Some(None)` for `Array` and `Struct`, which have no simple content.
pub(crate) fn own_type(model: &Model, id: TypeId) -> Option<Option<TypeId>> {
    let definition = &model.types[id];
    let TypeKind::Complex(complex) = &definition.kind else { return None };
    let name = definition.name.as_ref().filter(|name| is_of_encoding(name))?;
    match &complex.content {
        ComplexContent::Simple(content) => Some(Some(*content)),
        _ => matches!(&*name.local, "Array" | "Struct").then_some(None),
    }
}

/// The type of XML Schema from which a simple type of the encoding's schema is derived: `xs:int` for `soapenc:int`.
/// Returns other types unchanged.
pub(crate) fn schema_type(model: &Model, id: TypeId) -> TypeId {
    let name = model.types[id].name.as_ref().filter(|name| is_of_encoding(name));
    let local = name.map(|name| if &*name.local == "base64" { "base64Binary" } else { &*name.local });
    local.and_then(|local| model.names.types.get(&QName::new(XSD, local))).unwrap_or(id)
}

/// Whether some operation has an encoded message, header or fault.
pub(crate) fn is_used(services: &[Service<'_>]) -> bool {
    let is_encoded = |header: &HeaderUse| header.usage == UseKind::Encoded;
    let mut operations = services.iter().flat_map(|service| &service.operations);
    operations.any(|selected| {
        let mut headers = selected.messages().flat_map(|(_, bound)| &bound.headers);
        selected.is_encoded() || selected.has_encoded_faults() || headers.any(is_encoded)
    })
}

/// The names of the parts of a reply, with the return value first. Empty if no part is the return value
/// (WSDL 1.1, section 2.4.6).
pub(crate) fn results(model: &Model, selected: &Selected<'_>, parts: &[&Part]) -> Vec<String> {
    let order = &selected.operation.parameter_order;
    let arguments = match selected.input() {
        Some((message, bound)) => body_parts(model, message, bound),
        None => Vec::new(),
    };
    let is_argument = |part: &Part| match order.is_empty() {
        true => arguments.iter().any(|argument| argument.name == part.name),
        false => order.contains(&part.name),
    };
    let result = match parts {
        [_] => Some(0),
        parts => parts.iter().position(|part| !is_argument(part)),
    };
    let Some(result) = result else { return Vec::new() };
    let mut names = parts.iter().map(|part| part.name.to_string()).collect_vec();
    if let Some(names) = names.get_mut(..=result) {
        names.rotate_right(1);
    }
    names
}
