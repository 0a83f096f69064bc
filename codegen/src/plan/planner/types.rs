//! The Rust type of each schema type. The layout has already named the structs and enums of the schema types.

use super::{Planner, fields::option};
use crate::{
    lists::CollectVec,
    model::{Element, Facets, TypeId, TypeKind, Variety},
    plan::{
        Ty,
        facts::{builtins::builtin_ty, soap_encoded},
    },
};

impl Planner<'_> {
    /// The Rust type of a schema type, for the content of an element.
    pub(super) fn value_ty(&self, id: TypeId) -> Ty {
        if let Some(custom) = self.facts.custom(id) {
            return Ty::Custom(custom);
        }
        if self.facts.is_swa_ref(id) {
            return Ty::Runtime("SwaRef");
        }
        if let Some(variants) = self.layout.variants.get(&id) {
            return Ty::Item(variants.clone());
        }
        self.own_ty(id)
    }

    /// The Rust type of the value of an element. `is_secret` is set for a text that must not be printed.
    pub(super) fn element_value_ty(&self, id: TypeId, is_secret: bool) -> Ty {
        let ty = self.value_ty(id);
        let ty = if is_secret { Ty::Generic("Secret", vec![ty]) } else { ty };
        match self.keeps_type(id) && ty != Ty::Runtime("Element") {
            true => Ty::Generic("Typed", vec![ty]),
            false => ty,
        }
    }

    /// The Rust type of an element that is not a member: a body element, a fault or a root.
    pub(super) fn element_ty(&mut self, element: &Element) -> Ty {
        let path = element.name.local.to_string();
        let is_secret = self.secrets.is_secret(self.facts, &path, &path, element.type_id);
        let ty = self.element_value_ty(element.type_id, is_secret);
        if element.nillable { option(ty) } else { ty }
    }

    /// Whether the value of an element of this type keeps the `xsi:type` of the element. Complex types have
    /// an enum over their derived types instead, and SOAP encoding gives a type to every element.
    pub(super) fn keeps_type(&self, id: TypeId) -> bool {
        let is_simple = matches!(self.model.types[id].kind, TypeKind::Simple(_));
        is_simple && self.config.types_kept && !self.usage.is_encoded
    }

    /// The Rust type of the schema type itself. Unlike [`value_ty`](Self::value_ty), it ignores custom types and `SwaRef`,
    /// and is never the enum over the derived types.
    pub(super) fn own_ty(&self, id: TypeId) -> Ty {
        if let Some(item) = self.layout.items.get(&id) {
            let ty = Ty::Item(item.clone());
            return if self.facts.is_listed_verbatim(id) { Ty::Generic("Verbatim", vec![ty]) } else { ty };
        }
        match &self.model.types[id].kind {
            TypeKind::AnyType => Ty::Runtime("Element"),
            TypeKind::Complex(_) => match soap_encoded::own_type(self.model, id) {
                Some(Some(simple)) => self.simple_ty(simple),
                _ => Ty::Runtime("Element"),
            },
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::Builtin(builtin) => builtin_ty(*builtin),
                Variety::Restriction(base) => self.restricted_ty(*base, &simple.facets),
                Variety::List(item) => Ty::Generic("List", vec![self.simple_ty(*item)]),
                Variety::Union(_) => Ty::Std("String"),
            },
        }
    }

    /// The Rust type of a simple type for a value that is not an element: an attribute, an item of a list, or a
    /// member of a union.
    pub(super) fn simple_ty(&self, id: TypeId) -> Ty {
        match self.value_ty(id) {
            // The value is only a text, so it cannot be an XML element (`Element`).
            Ty::Runtime("Element") => Ty::Std("String"),
            // The reader resolves references to attachments only in elements, so the value stays a text.
            Ty::Runtime("SwaRef") => Ty::Std("String"),
            ty => ty,
        }
    }

    /// The Rust type of a restriction that is not an enumeration.
    pub(super) fn restricted_ty(&self, base: TypeId, facets: &Facets) -> Ty {
        match self.simple_ty(base) {
            // The type of `soap:mustUnderstand`, for example, allows only `0` and `1`, but a `bool` is written as
            // `false` or `true`.
            Ty::Std("bool") if !takes_booleans(&facets.patterns) => Ty::Std("String"),
            ty if self.facts.begins_verbatim(base, facets) => Ty::Generic("Verbatim", vec![ty]),
            ty => ty,
        }
    }
}

/// Whether a type with these patterns can be a `bool`, which is written as `true` or `false`: patterns that
/// accept `1` must also accept `true`, and patterns that accept `0` must also accept `false`.
fn takes_booleans(patterns: &[String]) -> bool {
    let words = patterns.iter().flat_map(|pattern| pattern.split('|')).collect_vec();
    let takes = |word: &str| words.contains(&word);
    let are_words = words.iter().all(|word| matches!(*word, "true" | "false" | "1" | "0"));
    words.is_empty() || are_words && (!takes("1") || takes("true")) && (!takes("0") || takes("false"))
}
