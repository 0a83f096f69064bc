//! Simple types and their facets.

use super::super::{
    declared::SchemaIndex,
    tag::Tag,
    unknown::{self, RESTRICTED_SIMPLE},
    warning::word,
};
use super::definer::{Definer, documentation};
use crate::model::{Builtin, EnumerationValue, Facets, Owner, SimpleType, TypeId, Variety, WhiteSpace};

impl<'a> Definer<'a, '_, '_> {
    pub(super) fn simple_type(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        // In the draft of 1999, the `base` attribute is on the type element itself.
        let is_restriction = tag.attribute("base").is_some();
        let has_unknown = !is_restriction
            && unknown::report(self.resolver.problems, tag, &["restriction", "list", "union"]);
        unknown::report_second(self.resolver.problems, tag, &["restriction", "list", "union"]);
        for child in tag.children() {
            match child.schema_name() {
                "restriction" => return self.restriction(id, child, schema),
                "list" => {
                    unknown::report(self.resolver.problems, child, &["simpleType"]);
                    unknown::report_second(self.resolver.problems, child, &["simpleType"]);
                    let item = self.listed(id, 0, child, "itemType", schema);
                    let variety = Variety::List(item.unwrap_or_else(|| self.any_simple()));
                    return SimpleType { variety, facets: Facets::default() };
                }
                "union" => return self.union(id, child, schema),
                _ => {}
            }
        }
        if is_restriction {
            return self.restriction(id, tag, schema);
        }
        if !has_unknown {
            self.warning(tag, "name", "a simple type must contain `restriction`, `list` or `union`");
        }
        SimpleType { variety: Variety::Restriction(self.any_simple()), facets: Facets::default() }
    }

    fn any_simple(&self) -> TypeId {
        self.resolver.model.builtin(Builtin::AnySimpleType)
    }

    fn restriction(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        let base = self.listed(id, 0, tag, "base", schema).unwrap_or_else(|| {
            self.warning(tag, "", "a restriction must have the attribute `base` or contain a `simpleType`");
            self.any_simple()
        });
        unknown::report(self.resolver.problems, tag, RESTRICTED_SIMPLE);
        let facets = self.facets(tag);
        if !facets.enumeration.is_empty() {
            self.open.enumerations.push((id, tag));
        }
        SimpleType { variety: Variety::Restriction(base), facets }
    }

    /// The type that an attribute names or that is defined inline.
    fn listed(
        &mut self,
        id: TypeId,
        place: usize,
        tag: Tag<'a>,
        attribute: &str,
        schema: SchemaIndex,
    ) -> Option<TypeId> {
        let inside = tag.schema_child("simpleType");
        if let Some(named) = self.resolver.type_of(tag, attribute, Some(schema)) {
            self.ignore_inline_type(inside, attribute);
            return Some(named);
        }
        let inside = inside?;
        Some(self.anonymous_type(inside, Owner::Type(id, place), schema))
    }

    fn union(&mut self, id: TypeId, tag: Tag<'a>, schema: SchemaIndex) -> SimpleType {
        unknown::report(self.resolver.problems, tag, &["simpleType"]);
        let mut members = Vec::new();
        for name in tag.list("memberTypes") {
            members.push(self.resolver.type_of_value(tag, "memberTypes", name, Some(schema)));
        }
        for inside in tag.children().filter(|child| child.schema_name() == "simpleType") {
            members.push(self.anonymous_type(inside, Owner::Type(id, members.len()), schema));
        }
        if members.is_empty() {
            self.warning(tag, "", "a union must name or contain at least one member type");
            members.push(self.any_simple());
        }
        SimpleType { variety: Variety::Union(members), facets: Facets::default() }
    }

    /// Reads the facets of a restriction.
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
                    self.warning(child, "", format!("`{name}` must have the attribute `value`"));
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
                    facets.white_space = word(self.resolver.problems, child, "value", WHITE_SPACES);
                }
                _ => {}
            }
        }
        facets
    }

    fn number(&mut self, tag: Tag<'a>, value: &str) -> Option<u64> {
        let digits = value.trim().trim_start_matches('+');
        if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) {
            // A length above 64 bits limits nothing.
            return Some(digits.parse().unwrap_or(u64::MAX));
        }
        self.warning(tag, "value", format!("expected a non-negative integer, found `{value}`"));
        None
    }
}

/// The values of the facet `whiteSpace`.
const WHITE_SPACES: &[(&str, WhiteSpace)] = &[
    ("preserve", WhiteSpace::Preserve),
    ("replace", WhiteSpace::Replace),
    ("collapse", WhiteSpace::Collapse),
];
