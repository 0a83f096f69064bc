//! The Rust type of each type of the schema, now that items have names.

use super::{Planner, fields::option};
use crate::{
    model::{Element, Facets, TypeId, TypeKind, Variety},
    plan::{
        Ty,
        facts::{builtins::builtin_ty, soap_encoded},
    },
};

impl Planner<'_> {
    /// The Rust type of one value of a schema type, as the content of an element.
    pub(super) fn value_ty(&self, id: TypeId) -> Ty {
        if let Some(custom) = self.facts.custom(id) {
            return Ty::Custom(custom);
        }
        if let Some(variants) = self.layout.variants.get(&id) {
            return Ty::Item(variants.clone());
        }
        self.own_ty(id)
    }

    /// The Rust type of the value of an element of a schema type. `is_secret` says whether it must not print.
    pub(super) fn element_value_ty(&self, id: TypeId, is_secret: bool) -> Ty {
        let ty = self.value_ty(id);
        let ty = if is_secret { Ty::Generic("Secret", vec![ty]) } else { ty };
        match self.keeps_type(id) && ty != Ty::Runtime("Element") {
            true => Ty::Generic("Typed", vec![ty]),
            false => ty,
        }
    }

    /// The Rust type of an element that stands alone: in a body, a fault or as a root.
    pub(super) fn element_ty(&mut self, element: &Element) -> Ty {
        let path = element.name.local.to_string();
        let is_secret = self.secrets.is_secret(self.facts, &path, &path, element.type_id);
        let ty = self.element_value_ty(element.type_id, is_secret);
        if element.nillable { option(ty) } else { ty }
    }

    /// Whether the value of an element of a type keeps the `xsi:type` of the element beside it. Complex types have an enum
    /// over the types derived from them; in SOAP encoding every element names its type.
    fn keeps_type(&self, id: TypeId) -> bool {
        let is_simple = matches!(self.model.types[id].kind, TypeKind::Simple(_));
        is_simple && self.config.types_kept && !self.usage.is_encoded
    }

    /// The Rust type of a schema type itself, without those derived from it.
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

    /// The Rust type of a simple type, as text: of an attribute, an item of a list, the member of a union.
    pub(super) fn simple_ty(&self, id: TypeId) -> Ty {
        match self.value_ty(id) {
            // Text cannot be an element.
            Ty::Runtime("Element") => Ty::Std("String"),
            ty => ty,
        }
    }

    /// The Rust type of a restriction, but for one that lists its values.
    pub(super) fn restricted_ty(&self, base: TypeId, facets: &Facets) -> Ty {
        match self.simple_ty(base) {
            // `soap:mustUnderstand` is `0` or `1`, and not what a `bool` is written as.
            Ty::Std("bool") if !takes_booleans(&facets.patterns) => Ty::Std("String"),
            ty if self.facts.begins_verbatim(base, facets) => Ty::Generic("Verbatim", vec![ty]),
            ty => ty,
        }
    }
}

/// Whether patterns take `true` where they take `1`, and `false` where they take `0`, since that is what is written.
fn takes_booleans(patterns: &[String]) -> bool {
    let words: Vec<_> = patterns.iter().flat_map(|pattern| pattern.split('|')).collect();
    let takes = |word: &str| words.contains(&word);
    let are_words = words.iter().all(|word| matches!(*word, "true" | "false" | "1" | "0"));
    words.is_empty() || are_words && (!takes("1") || takes("true")) && (!takes("0") || takes("false"))
}
