//! SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): arrays, members that may be null, return values, and
//! faults that are told by their type.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use super::{
    Content, FaultVariant, Field, Item, ItemRef, ModuleId, Record, Slot, TextRule, Ty, WireName,
    fields::{Fields, option},
    reach::{DEPTH, Walk, all_derived},
    selection::{Selected, Service, body_parts},
    types::Planner,
};
use crate::model::{
    AttributeUse, ComplexContent, ElementId, IdMap, IdSet, Model, Part, PartContent, QName, Term, Type,
    TypeId, TypeKind, UseKind,
};

/// The namespace of the encoding of SOAP 1.1, whose names the runtime writes as those of SOAP 1.2 where it must.
pub(crate) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The namespace of the encoding of SOAP 1.2.
pub(crate) const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// The namespace of the types of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// What the members of a type may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Accessors {
    /// What the schema says: only literal messages have the type.
    #[default]
    Literal,
    /// Omitted or nil in encoded messages, and what the schema says in literal ones.
    Shared,
    /// Omitted or nil (SOAP 1.1, section 5.1, rule 9): only encoded messages have the type.
    Encoded,
}

/// An array: a restriction of the encoding's `Array`.
pub(crate) struct ArrayOf {
    /// The type of the items, where it is known.
    pub(crate) item: Option<TypeId>,
    /// Its name, for `arrayType`.
    pub(crate) name: QName,
    /// The brackets of items that are arrays themselves.
    pub(crate) rank: String,
    /// How many dimensions it has: `[,]` are two.
    pub(crate) dimensions: usize,
    /// The element that declares the items, where one does.
    pub(crate) element: Option<ElementId>,
}

/// What a type is an array of, if it is one.
pub(crate) fn array_of(model: &Model, id: TypeId) -> Option<ArrayOf> {
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
    let any = QName::new(XSD, "anyType");
    let of_element = element.map(|element| model.elements[element].type_id);
    let Some(given) = given else {
        let name = of_element.and_then(|id| model.types[id].name.clone()).unwrap_or(any);
        return ArrayOf { item: of_element, name, rank: String::new(), dimensions: 1, element };
    };
    // `{namespace}local[][,]`: the last brackets are those of the array itself.
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
    let is_it = |name: &QName| is_of_encoding(name) && &*name.local == local;
    model.types[id].name.as_ref().is_some_and(is_it)
}

fn is_of_encoding(name: &QName) -> bool {
    matches!(&*name.namespace, ENCODING | ENCODING_12)
}

/// Whether a type is one of XML Schema or of the encoding, and not of the contract.
fn is_common(name: &QName) -> bool {
    is_of_encoding(name) || &*name.namespace == XSD
}

/// The simple type of one of the encoding's own types (`soapenc:string`), which add an identity to one of XML Schema's;
/// and whether the type is one of the encoding's at all.
pub(crate) fn own_type(model: &Model, id: TypeId) -> Option<Option<TypeId>> {
    let definition = &model.types[id];
    let TypeKind::Complex(complex) = &definition.kind else { return None };
    let name = definition.name.as_ref().filter(|name| is_of_encoding(name))?;
    match &complex.content {
        ComplexContent::Simple(content) => Some(Some(*content)),
        _ => matches!(&*name.local, "Array" | "Struct").then_some(None),
    }
}

/// Whether some operation has an encoded message.
pub(super) fn is_used(services: &[Service<'_>]) -> bool {
    services.iter().flat_map(|service| &service.operations).any(is_encoded)
}

/// Whether a message of an operation is encoded.
pub(super) fn is_encoded(selected: &Selected<'_>) -> bool {
    let mut messages = selected.binding.input.iter().chain(&selected.binding.output);
    messages.any(|message| message.body.usage == UseKind::Encoded)
}

/// The names of the parts of a reply, that of the return value first; none where no part is the return value (WSDL 1.1,
/// section 2.4.6).
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
    let mut names: Vec<_> = parts.iter().map(|part| part.name.to_string()).collect();
    if let Some(names) = names.get_mut(..=result) {
        names.rotate_right(1);
    }
    names
}

impl<'a> Planner<'a> {
    /// What the members of each type may be that encoded messages have.
    pub(super) fn accessors_of(&self, services: &[Service<'a>]) -> IdMap<Type, Accessors> {
        let mut accessors = IdMap::default();
        if !self.is_encoded {
            return accessors;
        }
        let literal = self.reached_by(services, UseKind::Literal);
        for id in self.reached_by(services, UseKind::Encoded).iter() {
            let both = literal.contains(&id);
            accessors.insert(id, if both { Accessors::Shared } else { Accessors::Encoded });
        }
        accessors
    }

    /// The types that messages of one use have.
    fn reached_by(&self, services: &[Service<'a>], usage: UseKind) -> IdSet<Type> {
        let model = self.model;
        let mapped = |id: TypeId| self.custom(id).is_some();
        let mut walk = Walk::new(model, &mapped);
        let mut add = |content: PartContent| match content {
            PartContent::Element(element) => walk.add_element(element, false),
            PartContent::Type(id) => walk.add_field(id),
            PartContent::Missing => {}
        };
        for selected in services.iter().flat_map(|service| &service.operations) {
            for (message, bound) in selected.messages() {
                if bound.body.usage == usage {
                    body_parts(model, message, bound).into_iter().for_each(|part| add(part.content));
                }
                for header in bound.headers.iter().filter(|header| header.usage == usage) {
                    let part = header.part.and_then(|part| model.messages[header.message].parts.get(part));
                    part.into_iter().for_each(|part| add(part.content));
                }
            }
            let mut bound = HashMap::new();
            for fault in &selected.binding.faults {
                bound.entry(&fault.name).or_insert(fault);
            }
            for fault in &selected.operation.faults {
                let own = bound.get(&fault.name);
                let is_encoded = own.map_or(is_encoded(selected), |bound| bound.usage == UseKind::Encoded);
                if is_encoded == (usage == UseKind::Encoded) {
                    model.messages[fault.message].parts.iter().for_each(|part| add(part.content));
                }
            }
        }
        let reached = walk.finish();
        let mut types = IdSet::default();
        for id in reached.items.into_iter().chain(reached.dictionaries) {
            types.insert(id);
        }
        types
    }

    /// What the members of a struct may be.
    pub(super) fn accessors_in(&self, fields: &Fields) -> Accessors {
        let of_type = fields.type_id.and_then(|id| self.accessors.get(&id));
        of_type.copied().unwrap_or(fields.accessors)
    }

    /// Says by what each of the faults of an operation is told: by its name where it alone has that, and by the type that
    /// the element says it has where that decides more.
    pub(super) fn tell_faults_apart(
        &mut self,
        selected: &Selected<'_>,
        module: ModuleId,
        declared: &[(QName, PartContent)],
        variants: &mut [FaultVariant],
    ) {
        let mut by_type = is_encoded(selected);
        let names = counts(declared.iter().map(|(name, _)| name));
        for (variant, (name, _)) in variants.iter_mut().zip(declared) {
            variant.is_named = names.get(name) == Some(&1);
            by_type |= !variant.is_named;
        }
        if !by_type {
            return;
        }
        let type_of = |(_, content): &(QName, PartContent)| match content {
            PartContent::Type(id) => Some(*id),
            _ => None,
        };
        let own: Vec<_> = declared.iter().filter_map(type_of).collect();
        let mut is_own = IdSet::default();
        for id in &own {
            is_own.insert(*id);
        }
        let derived_of =
            |id: TypeId| all_derived(&self.derived, id).into_iter().filter(|id| !is_own.contains(id));
        let all: Vec<_> = own.iter().flat_map(|id| std::iter::once(*id).chain(derived_of(*id))).collect();
        let types = counts(all.iter());
        let is_one = |id: &TypeId| types.get(id) == Some(&1);
        let types: Vec<Vec<QName>> = declared
            .iter()
            .map(|fault| {
                let of_fault = type_of(fault).into_iter();
                let of_fault =
                    of_fault.flat_map(|id| std::iter::once(id).chain(derived_of(id))).filter(is_one);
                // An array says that it is one, and nothing of its items.
                let named = of_fault.filter(|id| array_of(self.model, *id).is_none());
                named.filter_map(|id| self.model.types[id].name.clone()).collect()
            })
            .collect();
        for (variant, types) in variants.iter_mut().zip(types) {
            // A detail may hold texts that nobody declared: those say a type of XML Schema too.
            let decides = |name: &&QName| !variant.is_named || !is_common(name);
            variant.types = types.iter().filter(decides).map(|name| self.wire(module, name)).collect();
        }
    }

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
            Ty::Item(item) => self.variant_items.contains(item),
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => self.says_its_type(inner),
            _ => false,
        }
    }

    /// Plans the record of an array.
    pub(super) fn array(&mut self, id: TypeId, item: &ItemRef, array: &ArrayOf) {
        let module = item.module;
        if array.dimensions > 1 {
            let name = self.type_name(id);
            let message = format!(
                "`{name}` is an array of {} dimensions, which are not kept: it is read and written as one row",
                array.dimensions
            );
            self.problems.warning(self.model.types[id].span, message);
        }
        let ty = match array.item {
            Some(of) => self.value_ty(of),
            None => Ty::Runtime("Element"),
        };
        let typed = array.item.and_then(|of| self.type_to_write(module, of, &ty));
        let rule = array.item.map_or(TextRule::NONE, |of| self.text_rule(of, None));
        // Any item may be null, and in partial arrays those are that do not come (section 5.4.2).
        let ty = option(ty);
        let local = array.element.map(|element| self.model.elements[element].name.local.to_string());
        let name = WireName { namespace: None, local: local.unwrap_or_else(|| "item".to_owned()) };
        let field = Field {
            ident: "items".to_owned(),
            docs: vec!["The items, in order.".to_owned()],
            ty: Ty::Vec(Box::new(ty)),
            slot: Slot::Items {
                name,
                item: self.wire(module, &array.name),
                rank: array.rank.clone(),
                typed,
                rule,
            },
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
            occurs: Vec::new(),
            is_group: false,
            succeeded: None,
            masked: Vec::new(),
            type_name: None,
        };
        self.add_item(module, Item::Record(record));
    }
}

/// How often each value occurs.
fn counts<T: Eq + Hash>(values: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}
