//! Simple types and their facets.

use super::super::{
    reader::{Reader, SchemaIndex},
    tag::{Expanded, Tag},
    uri,
};
use super::documentation;
use crate::model::{Builtin, EnumerationValue, Facets, Owner, SimpleType, TypeId, Variety, WhiteSpace};

impl<'a> Reader<'a, '_> {
    pub(super) fn simple_type(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        for child in tag.children() {
            match child.schema_name() {
                "restriction" => return self.restriction(id, child, schema),
                "list" => {
                    let item = self.listed(id, 0, child, "itemType", schema);
                    let variety = Variety::List(item.unwrap_or_else(|| self.any_simple()));
                    return SimpleType { variety, facets: Facets::default() };
                }
                "union" => return self.union(id, child, schema),
                _ => {}
            }
        }
        // The draft of 1999 has the base on the type itself.
        if tag.attribute("base").is_some() {
            return self.restriction(id, tag, schema);
        }
        self.warning(tag, "name", "a simple type without `restriction`, `list` or `union`");
        SimpleType { variety: Variety::Restriction(self.any_simple()), facets: Facets::default() }
    }

    fn any_simple(&self) -> TypeId {
        self.model.builtin(Builtin::AnySimpleType)
    }

    fn restriction(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        let base = self.listed(id, 0, tag, "base", schema).unwrap_or_else(|| {
            self.warning(tag, "", "a restriction without `base`");
            self.any_simple()
        });
        let facets = self.facets(tag);
        if !facets.enumeration.is_empty() {
            self.enumerations.push((id, tag));
        }
        SimpleType { variety: Variety::Restriction(base), facets }
    }

    /// The type that an attribute names or that stands inside.
    fn listed(
        &mut self,
        id: TypeId,
        place: usize,
        tag: Tag<'a>,
        attribute: &str,
        schema: SchemaIndex,
    ) -> Option<TypeId> {
        if let Some(named) = self.type_of(tag, attribute, Some(schema)) {
            return Some(named);
        }
        let inside = tag.schema_child("simpleType")?;
        Some(self.anonymous_type(inside, Owner::Type(id, place), schema))
    }

    fn union(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        let mut members = Vec::new();
        for name in tag.list("memberTypes") {
            members.push(self.type_of_value(tag, "memberTypes", name, Some(schema)));
        }
        for inside in tag.children().filter(|child| child.schema_name() == "simpleType") {
            members.push(self.anonymous_type(inside, Owner::Type(id, members.len()), schema));
        }
        if members.is_empty() {
            self.warning(tag, "", "a union without members");
            members.push(self.any_simple());
        }
        SimpleType { variety: Variety::Union(members), facets: Facets::default() }
    }

    /// The facets in a restriction.
    pub(super) fn facets(&mut self, tag: Tag<'a>) -> Facets {
        let mut facets = Facets::default();
        for child in tag.children() {
            let name = child.schema_name();
            let Some(value) = child.exact_attribute("value") else {
                let is_facet = matches!(name, "enumeration" | "pattern" | "whiteSpace")
                    || name.contains("ngth")
                    || name.ends_with("clusive")
                    || name.ends_with("Digits");
                if is_facet {
                    self.warning(child, "", format!("`{name}` without `value`"));
                }
                continue;
            };
            let text = || Some(value.trim().to_owned());
            match name {
                "enumeration" => {
                    let (documentation, appinfo) = (documentation(child), self.appinfo(child));
                    let value = value.to_owned();
                    facets.enumeration.push(EnumerationValue {
                        value,
                        documentation,
                        appinfo,
                        span: child.span(),
                    });
                }
                "pattern" => facets.patterns.push(value.to_owned()),
                "length" => facets.length = self.number(child, value),
                "minLength" => facets.min_length = self.number(child, value),
                "maxLength" => facets.max_length = self.number(child, value),
                "totalDigits" | "precision" => facets.total_digits = self.number(child, value),
                "fractionDigits" | "scale" => facets.fraction_digits = self.number(child, value),
                "minInclusive" => facets.min_inclusive = text(),
                "maxInclusive" => facets.max_inclusive = text(),
                "minExclusive" => facets.min_exclusive = text(),
                "maxExclusive" => facets.max_exclusive = text(),
                "whiteSpace" => {
                    facets.white_space = match value.trim() {
                        "preserve" => Some(WhiteSpace::Preserve),
                        "replace" => Some(WhiteSpace::Replace),
                        "collapse" => Some(WhiteSpace::Collapse),
                        other => {
                            let message =
                                format!("`{other}` is none of `preserve`, `replace` and `collapse`");
                            self.warning(child, "value", message);
                            None
                        }
                    }
                }
                _ => {}
            }
        }
        facets
    }

    fn number(&mut self, tag: Tag<'a>, value: &str) -> Option<u64> {
        let digits = value.trim().trim_start_matches('+');
        if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) {
            // What is larger than 64 bits limits nothing.
            return Some(digits.parse().unwrap_or(u64::MAX));
        }
        self.warning(tag, "value", format!("`{value}` is no number"));
        None
    }

    /// Resolves the values of enumerations that are QNames, once it is known which are.
    pub(in crate::read) fn settle_enumerations(&mut self) {
        for (id, tag) in std::mem::take(&mut self.enumerations) {
            if !self.is_name_type(id) {
                continue;
            }
            let values = tag.children().filter(|child| child.schema_name() == "enumeration");
            let mut expanded = Vec::new();
            for child in values {
                let Some(value) = child.attribute("value") else { continue };
                let names = value.split_whitespace().map(|name| self.expanded(child, name));
                expanded.push(names.collect::<Vec<_>>().join(" "));
            }
            if let crate::model::TypeKind::Simple(simple) = &mut self.model.types[id].kind {
                for (value, name) in simple.facets.enumeration.iter_mut().zip(expanded) {
                    value.value = name;
                }
            }
        }
    }

    /// A name as `{namespace}local`.
    fn expanded(&mut self, tag: Tag<'a>, name: &str) -> String {
        match tag.expand(name) {
            Expanded::Name { namespace: "", local, .. } => local.to_owned(),
            Expanded::Name { namespace, local, .. } => format!("{{{namespace}}}{local}"),
            Expanded::Undeclared { prefix, .. } => {
                self.warning(tag, "value", format!("the prefix `{prefix}` is not declared"));
                name.to_owned()
            }
        }
    }

    /// Whether a simple type is a restriction of QName or NOTATION, or of a list of these.
    fn is_name_type(&self, id: TypeId) -> bool {
        let mut at = id;
        // The chains have been cut to a bounded length.
        for _ in 0..=super::super::cycles::DEPTH {
            match &self.model.types[at].kind {
                crate::model::TypeKind::Simple(SimpleType {
                    variety: Variety::Restriction(next) | Variety::List(next),
                    ..
                }) => at = *next,
                crate::model::TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                    return matches!(builtin, Builtin::QName | Builtin::Notation);
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether a tag is of a draft before the recommendation, which is laxer in some places.
    pub(super) fn is_draft(tag: Tag<'_>) -> bool {
        matches!(tag.namespace(), uri::XSD_1999 | uri::XSD_2000)
    }
}
