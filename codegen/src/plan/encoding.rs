//! The encoding of SOAP 1.1, section 5, as SOAPBuilders use it: arrays, and types whose values may stand elsewhere.

use std::collections::HashSet;

use super::{
    Content, Field, Form, Item, ItemRef, ModuleId, Record, Slot, Ty, WireName, reach::DEPTH,
    services::Service, types::Planner,
};
use crate::model::{AttributeUse, ComplexContent, ElementId, Model, QName, Term, TypeId, TypeKind, UseKind};

/// The namespace of the encoding.
pub(super) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";

/// An array: a restriction of the encoding's `Array`.
pub(super) struct ArrayOf {
    /// The type of the items, where it is known.
    pub(super) item: Option<TypeId>,
    /// Its name, for `arrayType`.
    pub(super) name: QName,
    /// The brackets of items that are arrays themselves.
    pub(super) rank: String,
    /// The element that declares the items, where one does.
    pub(super) element: Option<ElementId>,
}

/// What a type is an array of, if it is one.
pub(super) fn array_of(model: &Model, id: TypeId) -> Option<ArrayOf> {
    let mut id = id;
    let mut arrays = HashSet::new();
    let mut element = None;
    let mut given: Option<String> = None;
    while arrays.insert(id.index()) && arrays.len() < DEPTH {
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
    let any = QName::new("http://www.w3.org/2001/XMLSchema", "anyType");
    let of_element = element.map(|element| model.elements[element].type_id);
    let Some(given) = given else {
        let name = of_element.and_then(|id| model.types[id].name.clone()).unwrap_or(any);
        return ArrayOf { item: of_element, name, rank: String::new(), element };
    };
    // `{namespace}local[][,]`: the last brackets are those of the array itself.
    let (name, brackets) = given.split_once('[').unwrap_or((&given, "]"));
    let (namespace, local) = name.trim_start_matches('{').split_once('}').unwrap_or(("", name));
    let rank = brackets.rsplit_once('[').map(|(rank, _)| format!("[{rank}")).unwrap_or_default();
    let name = QName::new(namespace, local);
    let known = model.names.types.get(&name);
    ArrayOf { item: if rank.is_empty() { known.or(of_element) } else { None }, name, rank, element }
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
    for _ in 0..DEPTH {
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
    model.types[id].name.as_ref().is_some_and(|name| &*name.namespace == ENCODING && &*name.local == local)
}

/// The simple type of one of the encoding's own types (`soapenc:string`), which add an identity to one of XML Schema's;
/// and whether the type is one of the encoding's at all.
pub(super) fn own_type(model: &Model, id: TypeId) -> Option<Option<TypeId>> {
    let definition = &model.types[id];
    let TypeKind::Complex(complex) = &definition.kind else { return None };
    let name = definition.name.as_ref().filter(|name| &*name.namespace == ENCODING)?;
    match &complex.content {
        ComplexContent::Simple(content) => Some(Some(*content)),
        _ => matches!(&*name.local, "Array" | "Struct").then_some(None),
    }
}

/// Whether some operation has an encoded message.
pub(super) fn is_used(services: &[Service<'_>]) -> bool {
    services.iter().flat_map(|service| &service.operations).any(|selected| {
        let messages = selected.binding.input.iter().chain(&selected.binding.output);
        messages.into_iter().any(|message| message.body.usage == UseKind::Encoded)
    })
}

impl Planner<'_> {
    /// The name that a value of this type writes as its `xsi:type`, where values must say it.
    pub(super) fn type_to_write(&mut self, module: ModuleId, id: TypeId, ty: &Ty) -> Option<WireName> {
        if !self.is_encoded || self.says_its_type(ty) {
            return None;
        }
        let name = match array_of(self.model, id) {
            Some(_) => QName::new(ENCODING, "Array"),
            None => self.model.types[id].name.clone()?,
        };
        Some(self.wire(module, &name))
    }

    /// Whether values of a type write their `xsi:type` themselves.
    fn says_its_type(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Runtime("Element") => true,
            Ty::Item(item) => self.variants.iter().any(|(_, known)| known == item),
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => self.says_its_type(inner),
            _ => false,
        }
    }

    /// Plans the record of an array.
    pub(super) fn array(&mut self, id: TypeId, item: &ItemRef, array: &ArrayOf) {
        let module = item.module;
        let ty = match array.item {
            Some(of) => self.value_ty(of),
            None => Ty::Runtime("Element"),
        };
        let nillable = array.element.is_some_and(|element| self.model.elements[element].nillable);
        let typed = array.item.and_then(|of| self.type_to_write(module, of, &ty));
        let ty = if nillable { Ty::Option(Box::new(ty)) } else { ty };
        let local = array.element.map(|element| self.model.elements[element].name.local.to_string());
        let name = WireName { namespace: None, local: local.unwrap_or_else(|| "item".to_owned()) };
        let field = Field {
            ident: "items".to_owned(),
            docs: vec!["The items, in order.".to_owned()],
            ty: Ty::Vec(Box::new(ty)),
            slot: Slot::Items { name, item: self.wire(module, &array.name), rank: array.rank.clone(), typed },
            default: None,
            check: array.item.and_then(|of| self.check_of(module, of)),
            bounds: None,
        };
        let record = Record {
            ident: item.ident.clone(),
            docs: self.type_documentation(id, item.module),
            derives: self.derives(),
            fields: vec![field],
            content: Content::Elements,
            required: Vec::new(),
            is_group: false,
            succeeded: None,
            form: Form::Struct,
        };
        self.add_item(module, Item::Record(record));
    }
}
