//! Additions of SOAP encoding (SOAP 1.1, section 5) to an instance: arrays, and the type of every value.

use std::collections::BTreeSet;

use saponify_codegen::internals::model::{
    AttributeUse, Builtin, ComplexContent, ComplexType, ElementId, Model, QName, Term, TypeId, TypeKind,
    WhiteSpace,
};

use crate::{
    instance::{Made, Making, NoInstance},
    node::{Content, Kind, Node, Piece, Value},
};

const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";

/// Item type of an array.
pub(crate) struct Array {
    item: Option<TypeId>,
    name: QName,
    /// Local name of the items.
    local: String,
    /// Number of dimensions.
    dimensions: usize,
}

/// Whether a name is in the namespace of SOAP encoding, for example the name of the type `soapenc:string`.
pub(crate) fn is_own(name: &QName) -> bool {
    *name.namespace == *ENCODING
}

/// Returns the item type of a restriction of the encoding's `Array`.
pub(crate) fn array_of(model: &Model, id: TypeId) -> Option<Array> {
    let (mut at, mut seen) = (id, BTreeSet::new());
    let (mut given, mut element): (Option<String>, Option<ElementId>) = (None, None);
    while seen.insert(at) {
        let definition = &model.types[at];
        let TypeKind::Complex(complex) = &definition.kind else { return None };
        if definition.name.as_ref().is_some_and(|name| is_own(name) && *name.local == *"Array") {
            let local = element.map_or("item".to_owned(), |id| model.elements[id].name.local.to_string());
            let Some(given) = given else {
                // Without `wsdl:arrayType`, the declared element gives the item type.
                let item = element.map(|id| model.elements[id].type_id)?;
                let name = model.types[item].name.clone()?;
                return Some(Array { item: Some(item), name, local, dimensions: 1 });
            };
            let (name, brackets) = given.split_once('[')?;
            let (namespace, own) = name.trim_start_matches('{').split_once('}')?;
            let name = QName::new(namespace, own);
            let item = model.names.types.get(&name).filter(|_| !brackets.contains('['));
            let dimensions = brackets.matches(',').count() + 1;
            return Some(Array { item, name, local, dimensions });
        }
        given = given.or_else(|| array_type(complex));
        element = element.or_else(|| item(&complex.content));
        at = complex.base;
    }
    None
}

fn array_type(complex: &ComplexType) -> Option<String> {
    complex.attributes.iter().find_map(|usage| match usage {
        AttributeUse::Attribute { annotations, .. } => {
            annotations.iter().find(|(name, _)| *name.local == *"arrayType").map(|(_, value)| value.clone())
        }
        AttributeUse::Group(_) => None,
    })
}

fn item(content: &ComplexContent) -> Option<ElementId> {
    let ComplexContent::Elements(particle) = content else { return None };
    let Term::Group(_, members) = &particle.term else { return None };
    match &members.first()?.term {
        Term::Element(id) => Some(*id),
        _ => None,
    }
}

impl Making<'_, '_, '_> {
    /// Generates the items of an array and its attributes.
    pub(crate) fn array(&mut self, array: &Array, node: &mut Node) -> Made<()> {
        let item = array.item.ok_or(NoInstance)?;
        // A literal array type has no element declarations, so its schema allows no items.
        let count = if self.is_enough() || !self.encoded { 0 } else { self.choices.below(4) };
        for _ in 0..count {
            let again = node.content.last().filter(|_| self.choices.once_in(3)).cloned();
            node.content.push(match again {
                Some(again) => again,
                None => Content::Node(self.of_type(QName::new("", array.local.as_str()), item)?),
            });
        }
        // All dimensions except the last have the size 1.
        let sizes = format!("[{}{count}]", "1,".repeat(array.dimensions - 1));
        let pieces = vec![Piece::Name(array.name.clone()), Piece::Text(sizes)];
        let kind = Kind::Atomic(Builtin::QName, WhiteSpace::Collapse);
        // A nil array has no items to describe.
        if !node.nil {
            node.attributes.push((QName::new(ENCODING, "arrayType"), Value { pieces, kind }));
        }
        if self.encoded {
            node.type_name = Some(QName::new(ENCODING, "Array"));
            node.declared.clone_from(&node.type_name);
        }
        node.blanks = true;
        Ok(())
    }
}
