//! Plans simple types as enums and aliases.

use super::Planner;
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    map::Set,
    model::{self, Facets, SimpleType, TypeId, Variety},
    plan::{
        Alias, Enumeration, EnumerationValue, FacetsRef, Item, ItemRef, Ty, Union, UnionMember, derives,
        facts::lexical::normalised, identifiers, names::scope::Scope,
    },
};

impl Planner<'_> {
    /// Plans the item of a simple type.
    pub(super) fn simple_item(&mut self, id: TypeId, simple: &SimpleType, item: &ItemRef) {
        let planned = match &simple.variety {
            Variety::Builtin(_) => return,
            Variety::Restriction(base) if simple.facets.enumeration.is_empty() => {
                self.alias(id, self.restricted_ty(*base, &simple.facets), &simple.facets, item)
            }
            // The text of a QName depends on the prefixes in scope, so it cannot be compared with a list of
            // texts.
            Variety::Restriction(base) if self.facts.holds_names(*base) => {
                self.alias(id, self.simple_ty(*base), &simple.facets, item)
            }
            Variety::Restriction(base) => self.enumeration(id, *base, &simple.facets, item),
            Variety::List(member) => {
                self.alias(id, Ty::Generic("List", vec![self.simple_ty(*member)]), &simple.facets, item)
            }
            Variety::Union(members) => self.union(id, members, item),
        };
        self.add_item(item.module, planned);
    }

    fn alias(&self, id: TypeId, ty: Ty, facets: &Facets, item: &ItemRef) -> Item {
        let mut docs = self.type_documentation(id, item.module);
        let facets = describe(facets);
        if !facets.is_empty() {
            docs.push(String::new());
            docs.push_all(facets);
        }
        Item::Alias(Alias { ident: item.ident.clone(), docs, ty })
    }

    fn enumeration(&mut self, id: TypeId, base: TypeId, facets: &Facets, item: &ItemRef) -> Item {
        let name = self.facts.type_name(id);
        let white_space = self.facts.white_space_facet(base);
        let mut scope = Scope::with(&self.names.letters, &["Self"]);
        // Name the listed values before the variant that the generator adds, so that they keep their names.
        let mut known = Set::new();
        let mut values: Vec<EnumerationValue> = Vec::new();
        for value in &facets.enumeration {
            let text = normalised(&value.value, white_space);
            if !known.insert(text.clone()) {
                continue;
            }
            let wanted =
                self.names.renamed(&format!("{name}/{text}")).unwrap_or_else(|| identifiers::camel(&text));
            let ident = scope.claim(&wanted, "Value");
            let own = value.documentation.as_deref().map(|text| docs::read(text).text).unwrap_or_default();
            let mut docs = if own.is_empty() { vec![docs::code(&text)] } else { own };
            if let Some(number) = dotnet_number(value) {
                docs.push_all([String::new(), format!("Number in .NET: {number}.")]);
            }
            values.push(EnumerationValue { ident, docs, text });
        }
        let closed = self.config.closed_enumerations;
        let other = (!closed).then(|| scope.claim("Other", "Value"));
        let unset = closed.then(|| scope.claim("Unset", "Value"));
        let docs = self.type_documentation(id, item.module);
        // A macro implements `Default`, with the unset variant as its value.
        let (serde, mut derives) = self.text_derives();
        derives.retain(|derive| !ENUMERATION_DERIVES.contains(&derive.as_str()));
        let base = Some(self.facts.form(id)).filter(|base| *base != FacetsRef::Of("Text"));
        Item::Enumeration(Enumeration {
            ident: item.ident.clone(),
            docs,
            derives,
            base,
            values,
            other,
            unset,
            serde,
        })
    }

    fn union(&mut self, id: TypeId, members: &[TypeId], item: &ItemRef) -> Item {
        let mut scope = Scope::with(&self.names.letters, &[]);
        let last = members.len().saturating_sub(1);
        let members: Vec<_> = members
            .iter()
            .enumerate()
            .map(|(place, member)| {
                // A text that violates the facets of a member is left to the later members. The last member
                // needs no facets, because no member follows it. The text of a qualified name depends on
                // prefixes, so facets cannot be compared with it.
                let is_limited =
                    place < last && self.facts.is_limited(*member) && !self.facts.holds_names(*member);
                let facets = match is_limited {
                    true => self.facets_of(item.module, *member, 0),
                    false => None,
                };
                let wanted = match self.model.types[*member].name.as_ref() {
                    Some(name) => identifiers::camel(&name.local),
                    None => identifiers::camel(&self.facts.type_name(*member)),
                };
                let ident = scope.claim(&wanted, "Member");
                let ty = self.simple_ty(*member);
                let earlier = members.iter().take(place).filter_map(|member| self.facts.numbers(*member));
                let follows = self.facts.is_float(*member).then(|| earlier.max()).flatten();
                UnionMember {
                    ident,
                    ty,
                    open: self.usage.open.contains(member),
                    white_space: self.white_space(*member),
                    facets,
                    follows,
                }
            })
            .collect_vec();
        let expected = match &self.model.types[id].name {
            Some(name) => format!("a value of `{}`", name.local),
            None => "a value of a union".to_owned(),
        };
        let docs = self.type_documentation(id, item.module);
        let (serde, derives) = self.text_derives();
        let (ident, holds_names) = (item.ident.clone(), self.facts.holds_names(id));
        Item::Union(Union { ident, docs, derives, members, expected, holds_names, serde })
    }

    /// Splits the requested derives for a type whose values are texts. Returns whether serde's traits are
    /// among them, and the other derives. Serde's traits are implemented instead of derived, because such a
    /// type is serialized as its text.
    fn text_derives(&self) -> (bool, Vec<String>) {
        let (serde, derives): (Vec<_>, Vec<_>) =
            self.derives().into_iter().partition(|derive| derives::is_serde(derive));
        (!serde.is_empty(), derives)
    }
}

/// The derives of every enumeration.
const ENUMERATION_DERIVES: &[&str] = &["Default", "PartialEq", "Eq", "Hash"];

/// The number of an enumeration value in .NET, if the contract contains it.
fn dotnet_number(value: &model::EnumerationValue) -> Option<i64> {
    let info = value.appinfo.iter().find(|info| &*info.name.local == "EnumerationValue")?;
    info.text.trim().parse().ok()
}

/// Whether facets contain nothing to document.
fn is_plain(facets: &Facets) -> bool {
    *facets == Facets::default()
}

/// Sentences that describe the facets of a type.
fn describe(facets: &Facets) -> Vec<String> {
    if is_plain(facets) {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut number = |what: &str, value: Option<u64>| {
        if let Some(value) = value {
            parts.push(format!("{what} {value}"));
        }
    };
    number("length", facets.length);
    number("at least", facets.min_length);
    number("at most", facets.max_length);
    number("total digits", facets.total_digits);
    number("fraction digits", facets.fraction_digits);
    let mut text = |what: &str, value: Option<&String>| {
        if let Some(value) = value {
            parts.push(format!("{what} {}", docs::code(value)));
        }
    };
    text("from", facets.min_inclusive.as_ref());
    text("above", facets.min_exclusive.as_ref());
    text("to", facets.max_inclusive.as_ref());
    text("below", facets.max_exclusive.as_ref());
    for pattern in &facets.patterns {
        text("pattern", Some(pattern));
    }
    // An alias has no variants, so its documentation lists the enumeration values.
    if !facets.enumeration.is_empty() {
        let values = facets.enumeration.iter().map(|value| docs::code(&value.value));
        parts.push(format!("one of {}", values.collect_vec().join(", ")));
    }
    if parts.is_empty() { Vec::new() } else { vec![format!("Facets: {}.", parts.join(", "))] }
}
