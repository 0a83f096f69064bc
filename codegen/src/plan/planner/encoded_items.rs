//! Plans records for SOAP-encoded arrays. Determines whether members of encoded messages may be null and
//! whether they carry their type.

use super::{
    Planner,
    fields::{Fields, option},
};
use crate::{
    lists::CollectVec,
    model::{QName, TypeId},
    plan::{
        Content, Field, Item, ItemRef, ModuleId, Record, Slot, TextRule, Ty, WireName,
        facts::soap_encoded::{Accessors, ArrayOf, ENCODING, array_of},
    },
};

/// Maximum number of dimensions of an array. The field `dimensions` is a `[usize; N]`, which implements
/// `Default` only up to this length.
const MAX_DIMENSIONS: usize = 32;

impl Planner<'_> {
    /// The kinds of messages that use a struct. They decide whether its members may be omitted or nil.
    pub(super) fn accessors_in(&self, fields: &Fields) -> Accessors {
        let of_type = fields.type_id.and_then(|id| self.usage.accessors.get(&id));
        of_type.copied().unwrap_or(fields.accessors)
    }

    /// The name that a value of this type writes as its `xsi:type`, if SOAP encoding requires one.
    pub(super) fn type_to_write(&mut self, module: ModuleId, id: TypeId, ty: &Ty) -> Option<WireName> {
        if !self.usage.is_encoded || self.writes_its_type(ty) {
            return None;
        }
        let name = match array_of(self.model, id) {
            Some(_) => QName::new(ENCODING, "Array"),
            None => self.model.types[id].name.clone()?,
        };
        Some(self.names.wire(module, &name))
    }

    /// Whether values of a type write their `xsi:type` themselves: elements that are kept as XML, and enums
    /// over derived types.
    fn writes_its_type(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Runtime("Element") => true,
            Ty::Item(item) => self.layout.variant_items.contains(item),
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => self.writes_its_type(inner),
            _ => false,
        }
    }

    /// Plans the record of an array.
    pub(super) fn array(&mut self, id: TypeId, item: &ItemRef, array: &ArrayOf) {
        let module = item.module;
        let has_dimensions = (2..=MAX_DIMENSIONS).contains(&array.dimensions);
        if array.dimensions > MAX_DIMENSIONS {
            let name = self.facts.type_name(id);
            let message = format!(
                "`{name}` is an array with {} dimensions, which are not preserved: it is read and written as a flat list",
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
        let declared = self.writes_its_type(&ty).then(|| match array.rank.is_empty() {
            true => self.names.wire(module, &array.name),
            false => self.names.wire(module, &QName::new(ENCODING, "Array")),
        });
        // Any item may be null, and a partial array omits null items (SOAP 1.1, section 5.4.2).
        let ty = option(ty);
        let local = array.element.map(|element| self.model.elements[element].name.local.to_string());
        let name = WireName { namespace: None, local: local.unwrap_or_else(|| "item".to_owned()) };
        let docs = match has_dimensions {
            true => "The items in row-major order: the index of the last dimension varies fastest.",
            false => "The items, in order.",
        };
        let sizes = has_dimensions.then(|| Field {
            ident: "dimensions".to_owned(),
            docs: vec!["The size of each dimension. Their product is the number of items.".to_owned()],
            ty: Ty::Sizes(array.dimensions),
            slot: Slot::Dimensions,
            default: None,
            check: None,
            bounds: None,
        });
        let items = Field {
            ident: "items".to_owned(),
            docs: vec![docs.to_owned()],
            ty: Ty::Vec(Box::new(ty)),
            slot: Slot::Items {
                name,
                item: self.names.wire(module, &array.name),
                rank: array.rank.clone(),
                typed,
                rule,
                has_dimensions,
                declared,
            },
            default: None,
            check: array.item.and_then(|of| self.check_of(module, of)),
            bounds: None,
        };
        let record = Record {
            ident: item.ident.clone(),
            docs: self.type_documentation(id, item.module),
            derives: self.derives(),
            fields: sizes.into_iter().chain([items]).collect_vec(),
            content: Content::Elements,
            required: Vec::new(),
            occurs: Vec::new(),
            is_group: false,
            succeeded: None,
            masked: Vec::new(),
            type_name: None,
            content_model: None,
        };
        self.add_item(module, Item::Record(record));
    }
}
