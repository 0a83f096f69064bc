//! Maps simple types to the runtime's `Builtin` and facets that describe their lexical form.

use super::{Facts, MAX_DEPTH};
use crate::{
    lists::CollectVec,
    model::{Builtin, TypeId, TypeKind, Variety, WhiteSpace},
    plan::items::{FacetValue, FacetsRef},
};

impl Facts<'_> {
    /// The built-in type that determines the lexical form of a type, by its name in the runtime.
    pub(crate) fn lexical_builtin(&self, id: TypeId) -> &'static str {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { break };
            current = match &simple.variety {
                Variety::Restriction(base) => *base,
                Variety::Builtin(builtin) => return name_of(*builtin),
                Variety::List(_) => return "List",
                Variety::Union(_) => break,
            };
        }
        "Text"
    }

    /// The facets that determine which texts denote the same value of a type: the built-in type and the whitespace
    /// handling, including those of list items and union members. Other facets are omitted.
    pub(crate) fn form(&self, id: TypeId) -> FacetsRef {
        self.form_at(id, 0)
    }

    fn form_at(&self, id: TypeId, depth: usize) -> FacetsRef {
        let TypeKind::Simple(simple) = &self.model.types[id].kind else { return FacetsRef::Of("Text") };
        let text = |white_space| match white_space {
            WhiteSpace::Preserve => FacetsRef::Of("Text"),
            WhiteSpace::Replace => FacetsRef::Known("NORMALIZED"),
            WhiteSpace::Collapse => FacetsRef::Known("TOKEN"),
        };
        match &simple.variety {
            _ if depth > MAX_DEPTH => FacetsRef::Of("Text"),
            Variety::Restriction(base) => match self.form_at(*base, depth + 1) {
                FacetsRef::Of("Text") | FacetsRef::Known(_) => text(self.white_space_facet(id)),
                form => form,
            },
            Variety::List(item) => {
                let item = FacetValue::Facets(self.form_at(*item, depth + 1));
                FacetsRef::Inline { builtin: "List", entries: vec![("item", item)] }
            }
            Variety::Union(members) => {
                let members = members.iter().map(|member| self.form_at(*member, depth + 1)).collect_vec();
                FacetsRef::Inline {
                    builtin: "Text",
                    entries: vec![("members", FacetValue::Members(members))],
                }
            }
            Variety::Builtin(builtin) => match name_of(*builtin) {
                "Text" => text(self.white_space_facet(id)),
                name => FacetsRef::Of(name),
            },
        }
    }
}

/// The runtime's name of a built-in type.
pub(crate) fn name_of(builtin: Builtin) -> &'static str {
    use Builtin as B;
    match builtin {
        B::Boolean => "Boolean",
        B::Float => "Float",
        B::Double => "Double",
        B::Decimal => "Decimal",
        B::Integer => "Integer",
        B::NonPositiveInteger => "NonPositiveInteger",
        B::NegativeInteger => "NegativeInteger",
        B::NonNegativeInteger => "NonNegativeInteger",
        B::PositiveInteger => "PositiveInteger",
        B::Long => "Long",
        B::Int => "Int",
        B::Short => "Short",
        B::Byte => "Byte",
        B::UnsignedLong => "UnsignedLong",
        B::UnsignedInt => "UnsignedInt",
        B::UnsignedShort => "UnsignedShort",
        B::UnsignedByte => "UnsignedByte",
        B::Duration => "Duration",
        B::DateTime => "DateTime",
        B::Time => "Time",
        B::Date => "Date",
        B::GYearMonth => "GYearMonth",
        B::GYear => "GYear",
        B::GMonthDay => "GMonthDay",
        B::GDay => "GDay",
        B::GMonth => "GMonth",
        B::HexBinary => "HexBinary",
        B::Base64Binary => "Base64Binary",
        B::QName | B::Notation => "QName",
        B::NmTokens | B::IdRefs | B::Entities => "List",
        _ => "Text",
    }
}
