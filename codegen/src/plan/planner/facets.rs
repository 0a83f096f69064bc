//! Plans the checks of `validate()`: the facets of simple types become constants.

use super::{FixedForm, Planner};
use crate::{
    lists::{CollectVec, PushAll, SortList},
    model::{self, Builtin, ComplexContent, ComplexType, ElementId, TypeId, TypeKind, Variety, WhiteSpace},
    pattern,
    plan::{
        Check, FacetValue, Facets, FacetsRef, Item, ModuleId, Ty,
        facts::{MAX_DEPTH, facet_forms::name_of},
        identifiers,
    },
};

impl FixedForm {
    /// A fixed value with its white space normalized as in values of the type.
    fn normalized(&self, fixed: &str) -> String {
        match self.white_space {
            Some("Replace") => fixed.replace(['\t', '\n', '\r'], " "),
            _ if self.is_preserved => fixed.to_owned(),
            _ => fixed.split_ascii_whitespace().collect_vec().join(" "),
        }
    }
}

impl Planner<'_> {
    /// The check for elements of a type; `None` if they are always valid.
    pub(super) fn check_of(&mut self, module: ModuleId, id: TypeId) -> Option<Check> {
        // Elements that are kept as XML, and references to attachments, have no text to check.
        if matches!(self.value_ty(id), Ty::Runtime("Element" | "SwaRef")) {
            return None;
        }
        let check = self.check_of_text(module, id);
        // A type without facets needs a check too: the element may name a derived type with facets by
        // `xsi:type`.
        let may_name = check.is_none() && self.config.validate && self.keeps_type(id);
        let form = || Check::Facets(FacetsRef::Of(self.facts.lexical_builtin(id)));
        check.or_else(|| may_name.then(form))
    }

    /// The check for the elements of a declaration; `None` if they are always valid.
    pub(super) fn check_of_element(&mut self, module: ModuleId, id: ElementId) -> Option<Check> {
        let element = &self.model.elements[id];
        match &element.fixed {
            Some(fixed) => self.check_of_fixed(module, element.type_id, fixed, true),
            None => self.check_of(module, element.type_id),
        }
    }

    /// The check for attributes and texts of a type; `None` if they are always valid.
    pub(super) fn check_of_text(&mut self, module: ModuleId, id: TypeId) -> Option<Check> {
        if !self.config.validate {
            return None;
        }
        match &self.model.types[id].kind {
            TypeKind::AnyType => None,
            TypeKind::Complex(_) => matches!(self.value_ty(id), Ty::Item(_)).then_some(Check::Inside),
            TypeKind::Simple(_) => self.facets_of(module, id, 0).map(Check::Facets),
        }
    }

    /// The check for a member with a fixed value. With the option `empty_kept`, an element may be empty instead, if
    /// its type accepts the empty text.
    pub(super) fn check_of_fixed(
        &mut self,
        module: ModuleId,
        id: TypeId,
        fixed: &str,
        is_element: bool,
    ) -> Option<Check> {
        if let Some(facets) = self.fixed_text(module, id, fixed, is_element) {
            let inside = self.check_of(module, id) == Some(Check::Inside);
            return Some(Check::FixedText { facets, inside });
        }
        // An element of `xs:anySimpleType` is kept as XML, an attribute as text.
        let is_xml = match self.value_ty(id) {
            Ty::Runtime("Element") => is_element,
            ty => ty == Ty::Runtime("SwaRef"),
        };
        let form = match self.config.validate && !is_xml {
            true => self.form_of_fixed(module, id),
            false => None,
        };
        let Some(form) = form else {
            return if is_element { self.check_of(module, id) } else { self.check_of_text(module, id) };
        };
        let mut values = vec![form.normalized(fixed)];
        let FixedForm { white_space, takes_empty, base, .. } = form;
        values.push_all((is_element && takes_empty).then(String::new));
        let white_space = white_space.filter(|_| base.is_none());
        let base = Box::new(base.unwrap_or_else(|| FacetsRef::Of(self.facts.lexical_builtin(id))));
        Some(Check::Facets(FacetsRef::Fixed { base, white_space, values }))
    }

    /// The fixed value of an element whose type is not simple, as facets of its text; `None` for other elements.
    /// Names in simple content are not compared, because the text alone does not contain their namespaces.
    fn fixed_text(
        &mut self,
        module: ModuleId,
        id: TypeId,
        fixed: &str,
        is_element: bool,
    ) -> Option<FacetsRef> {
        if !is_element || !self.config.validate {
            return None;
        }
        let (value, base, white_space) = match &self.model.types[id].kind {
            _ if self.value_ty(id) == Ty::Runtime("Element") => {
                (fixed.to_owned(), FacetsRef::Of("Text"), None)
            }
            TypeKind::Complex(complex) if complex.mixed => (fixed.to_owned(), FacetsRef::Of("Text"), None),
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(text), .. }) => {
                let text = *text;
                if self.facts.holds_names(text) {
                    return None;
                }
                let form = self.form_of_fixed(module, text)?;
                let value = form.normalized(fixed);
                let base = form.base.unwrap_or_else(|| FacetsRef::Of(self.facts.lexical_builtin(text)));
                (value, base, form.white_space)
            }
            _ => return None,
        };
        let white_space = white_space.filter(|_| !matches!(base, FacetsRef::Item(_)));
        Some(FacetsRef::Fixed { base: Box::new(base), white_space, values: vec![value] })
    }

    /// How values of a type are compared with a fixed value; `None` if they are not compared. The result is
    /// stored by type: many elements and attributes with fixed values may have the same type, and its unions
    /// and lists are expanded only once.
    fn form_of_fixed(&mut self, module: ModuleId, id: TypeId) -> Option<FixedForm> {
        if let Some(known) = self.forms_of_fixed.get(&id) {
            return known.clone();
        }
        let is_simple = matches!(self.model.types[id].kind, TypeKind::Simple(_));
        let form = is_simple.then(|| self.new_form_of_fixed(module, id));
        self.forms_of_fixed.insert(id, form.clone());
        form
    }

    fn new_form_of_fixed(&mut self, module: ModuleId, id: TypeId) -> FixedForm {
        let (_, declared) = self.collect_facets(module, id, 0);
        let white_space = declared.iter().find_map(|(_, value)| match value {
            FacetValue::WhiteSpace(white_space) => Some(*white_space),
            _ => None,
        });
        let is_preserved = match white_space {
            Some(white_space) => white_space == "Preserve",
            // The member of a union that accepts the text determines its white space.
            None => self.facts.is_text(id) || self.facts.is_of_unions(id),
        };
        // A text is compared with the fixed value as a value of its type: `01` equals `1` in a list of
        // integers, but not in a list of strings. The comparison needs the item type of a list, and the
        // members of a union.
        let form = match self.facts.form(id) {
            FacetsRef::Inline { entries, .. } => entries,
            _ => Vec::new(),
        };
        let is_new = |name: &str| !declared.iter().any(|(known, _)| *known == name);
        let added = form.into_iter().filter(|(name, _)| is_new(name)).collect_vec();
        let base = match added.is_empty() {
            true => self.facets_of(module, id, 0),
            false => Some(self.facets_with_form(module, id, declared, added)),
        };
        let takes_empty = self.config.empty_kept && self.facts.takes_empty(id);
        FixedForm { white_space, is_preserved, takes_empty, base }
    }

    /// The constant with the facets of a type and the additional facets `form`: the item type of a list, or
    /// the members of a union. They determine whether two texts denote the same value.
    fn facets_with_form(
        &mut self,
        module: ModuleId,
        id: TypeId,
        mut entries: Vec<(&'static str, FacetValue)>,
        form: Vec<(&'static str, FacetValue)>,
    ) -> FacetsRef {
        let item = self.layout.items.get(&id);
        let module = item.map_or(module, |item| item.module);
        let name = item.map_or_else(|| self.facts.type_name(id), |item| item.ident.clone());
        let name = format!("{}_VALUES", identifiers::screaming(&name));
        let item = self.names.claim_item(module, &name, &name, "_OF_TYPE");
        entries.push_all(form);
        let (ident, builtin) = (item.ident.clone(), self.facts.lexical_builtin(id));
        self.add_item(module, Item::Facets(Facets { ident, builtin, entries }));
        FacetsRef::Item(item)
    }

    /// The check for the pairs of a dictionary.
    pub(super) fn check_of_pairs(
        &mut self,
        module: ModuleId,
        key: ElementId,
        value: ElementId,
    ) -> Option<Check> {
        let model = self.model;
        let mut of = |id: ElementId| self.check_of_element(module, id);
        let (key_check, value_check) = (of(key), of(value));
        let inside = matches!(value_check, Some(Check::Inside | Check::FixedText { inside: true, .. }));
        let simple = |id: ElementId, check| match check {
            Some(Check::Facets(facets)) => Some((model.elements[id].name.local.to_string(), facets)),
            _ => None,
        };
        let (key, value) = (simple(key, key_check), simple(value, value_check));
        (inside || key.is_some() || value.is_some()).then_some(Check::Pairs { key, value, inside })
    }

    /// Reports the invalid patterns of a type. At run time, an invalid pattern accepts every text.
    fn read_patterns(&mut self, id: TypeId, patterns: &[String]) {
        if !self.patterns.insert(id) {
            return;
        }
        let definition = &self.model.types[id];
        let of = definition.name.as_ref().map_or(String::new(), |name| format!(" of `{}`", name.local));
        for text in patterns {
            if let Err(wrong) = pattern::parse(text) {
                let shown: String = text.chars().take(60).collect();
                let what = wrong.what;
                let message = format!("the pattern `{shown}`{of} is not checked: it has {what}");
                self.problems.warning(definition.span, message).hint_some(wrong.hint.map(str::to_owned));
            }
        }
    }

    /// The constant with the facets of a simple type, which is added if it is missing; `None` if the type has
    /// no facets.
    pub(super) fn facets_of(&mut self, module: ModuleId, id: TypeId, depth: usize) -> Option<FacetsRef> {
        if let Some(known) = self.facets.get(&id) {
            return known.clone();
        }
        if depth > MAX_DEPTH {
            return None;
        }
        let found = match &self.model.types[id].kind {
            TypeKind::Simple(model::SimpleType { variety: Variety::Builtin(builtin), .. })
                if !self.named_types.contains_key(&id) =>
            {
                known(*builtin)
            }
            _ => self.facets_item(module, id, depth),
        };
        self.facets.insert(id, found.clone());
        found
    }

    fn facets_item(&mut self, module: ModuleId, id: TypeId, depth: usize) -> Option<FacetsRef> {
        let (builtin, mut entries) = self.collect_facets(module, id, depth);
        let module = self.layout.items.get(&id).map_or(module, |item| item.module);
        entries.push_all(self.derived_facets(module, id, depth));
        // Whitespace handling alone does not restrict the values.
        if entries.iter().all(|(name, _)| *name == "white_space") {
            return match &self.model.types[id].kind {
                TypeKind::Simple(model::SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                    known(*builtin)
                }
                _ => None,
            };
        }
        let name =
            self.layout.items.get(&id).map_or_else(|| self.facts.type_name(id), |item| item.ident.clone());
        let name = format!("{}_FACETS", identifiers::screaming(&name));
        let item = self.names.claim_item(module, &name, &name, "_OF_TYPE");
        self.add_item(module, Item::Facets(Facets { ident: item.ident.clone(), builtin, entries }));
        Some(FacetsRef::Item(item))
    }

    /// The facets of the types that an element of type `id` may name by `xsi:type`. `None` if none of these
    /// types has facets, or if generated code does not keep the names of types.
    fn derived_facets(
        &mut self,
        module: ModuleId,
        id: TypeId,
        depth: usize,
    ) -> Option<(&'static str, FacetValue)> {
        let named = self.named_types.get(&id).cloned()?;
        let mut types = Vec::new();
        for (name, content) in named {
            if let Some(facets) = self.facets_of(module, content, depth + 1) {
                types.push((self.names.wire(module, &name), facets));
            }
        }
        (!types.is_empty()).then_some(("derived", FacetValue::Derived(types)))
    }

    /// Collects the facets of a type and of its base types. A facet hides the facets of the same kind of the
    /// base types. Patterns are an exception: the patterns of all types apply.
    fn collect_facets(
        &mut self,
        module: ModuleId,
        id: TypeId,
        depth: usize,
    ) -> (&'static str, Vec<(&'static str, FacetValue)>) {
        let model = self.model;
        let mut entries: Vec<(&'static str, FacetValue)> = Vec::new();
        let mut patterns: Vec<Vec<String>> = Vec::new();
        let mut current = id;
        let mut base = "Text";
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &model.types[current].kind else { break };
            for entry in own_facets(&simple.facets) {
                if !entries.iter().any(|(name, _)| limits(name) == limits(entry.0)) {
                    entries.push(entry);
                }
            }
            if !simple.facets.enumeration.is_empty() && !entries.iter().any(|(name, _)| *name == "values") {
                let values = simple.facets.enumeration.iter().map(|value| value.value.clone());
                entries.push(("values", FacetValue::Texts(values.collect_vec())));
            }
            if !simple.facets.patterns.is_empty() {
                self.read_patterns(current, &simple.facets.patterns);
                patterns.push(simple.facets.patterns.clone());
            }
            match &simple.variety {
                Variety::Restriction(next) => current = *next,
                Variety::Builtin(builtin) => {
                    base = name_of(*builtin);
                    patterns.push_all(pattern_of(*builtin).map(|pattern| vec![pattern.to_owned()]));
                    if let Some(white_space) = white_space_of(*builtin)
                        && !entries.iter().any(|(name, _)| *name == "white_space")
                    {
                        entries.push(("white_space", white_space));
                    }
                    let item = match builtin {
                        Builtin::NmTokens => Some("NMTOKEN"),
                        Builtin::IdRefs | Builtin::Entities => Some("NCNAME"),
                        _ => None,
                    };
                    entries.push_all(item.map(|item| ("item", FacetValue::Facets(FacetsRef::Known(item)))));
                    break;
                }
                Variety::List(item) => {
                    base = "List";
                    let has_values = entries.iter().any(|(name, _)| *name == "values");
                    let form = has_values.then(|| self.facts.form(*item));
                    let item = self.facets_of(module, *item, depth + 1).or(form);
                    entries.push_all(item.map(|item| ("item", FacetValue::Facets(item))));
                    break;
                }
                Variety::Union(members) => {
                    let has_values = entries.iter().any(|(name, _)| *name == "values");
                    entries.push_all(self.members(module, members, has_values, depth));
                    break;
                }
            }
        }
        if !patterns.is_empty() {
            entries.push(("patterns", FacetValue::Patterns(patterns)));
        }
        let place = |name: &str| FACET_ORDER.iter().position(|known| *known == name);
        entries.sort_list_by_key(|(name, _)| place(name));
        (base, entries)
    }

    /// The facet `members` of a union; `None` if no member has facets and `must` is not set. `must` is set
    /// for an enumeration, whose values are compared as values of the members.
    fn members(
        &mut self,
        module: ModuleId,
        members: &[TypeId],
        must: bool,
        depth: usize,
    ) -> Option<(&'static str, FacetValue)> {
        let facets = members.iter().map(|member| self.facets_of(module, *member, depth + 1)).collect_vec();
        if !must && facets.iter().all(Option::is_none) {
            return None;
        }
        let facets = facets
            .into_iter()
            .zip(members)
            .map(|(facets, member)| facets.unwrap_or_else(|| self.facts.form(*member)));
        Some(("members", FacetValue::Members(facets.collect_vec())))
    }
}

/// The order in which facets are printed.
const FACET_ORDER: &[&str] = &[
    "white_space",
    "min_length",
    "max_length",
    "total_digits",
    "fraction_digits",
    "min_inclusive",
    "min_exclusive",
    "max_inclusive",
    "max_exclusive",
    "patterns",
    "values",
    "item",
    "members",
];

/// The kind of a facet. In a chain of restrictions, a facet hides the facets of the same kind of the base
/// types. The inclusive and the exclusive limit of a range are one kind: `maxExclusive` hides the
/// `maxInclusive` of a base type.
fn limits(name: &str) -> &str {
    match name {
        "min_exclusive" => "min_inclusive",
        "max_exclusive" => "max_inclusive",
        name => name,
    }
}

/// The facets that a restriction declares, except patterns and enumeration values.
fn own_facets(facets: &model::Facets) -> Vec<(&'static str, FacetValue)> {
    let number = |value: Option<u64>| value.map(FacetValue::Number);
    let text = |value: &Option<String>| value.as_deref().map(|text| FacetValue::Text(text.trim().to_owned()));
    let white_space = facets.white_space.map(|white_space| match white_space {
        WhiteSpace::Preserve => "Preserve",
        WhiteSpace::Replace => "Replace",
        WhiteSpace::Collapse => "Collapse",
    });
    let all = [
        ("white_space", white_space.map(FacetValue::WhiteSpace)),
        ("min_length", number(facets.min_length.or(facets.length))),
        ("max_length", number(facets.max_length.or(facets.length))),
        ("total_digits", number(facets.total_digits)),
        ("fraction_digits", number(facets.fraction_digits)),
        ("min_inclusive", text(&facets.min_inclusive)),
        ("min_exclusive", text(&facets.min_exclusive)),
        ("max_inclusive", text(&facets.max_inclusive)),
        ("max_exclusive", text(&facets.max_exclusive)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect_vec()
}

/// The runtime's constant for a built-in type whose Rust type accepts more texts than the schema allows.
fn known(builtin: Builtin) -> Option<FacetsRef> {
    use Builtin as B;
    let name = match builtin {
        B::Language => "LANGUAGE",
        B::NmToken => "NMTOKEN",
        B::Name => "NAME",
        B::NcName | B::Id | B::IdRef | B::Entity => "NCNAME",
        B::NmTokens => "NMTOKENS",
        B::IdRefs | B::Entities => "IDREFS",
        _ => return None,
    };
    Some(FacetsRef::Known(name))
}

/// The pattern of a built-in type (Part 2, 3.3).
fn pattern_of(builtin: Builtin) -> Option<&'static str> {
    use Builtin as B;
    match builtin {
        B::Language => Some("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
        B::NmToken => Some(r"\c+"),
        B::Name => Some(r"\i\c*"),
        B::NcName | B::Id | B::IdRef | B::Entity => Some(r"[\i-[:]][\c-[:]]*"),
        _ => None,
    }
}

fn white_space_of(builtin: Builtin) -> Option<FacetValue> {
    use Builtin as B;
    match builtin {
        B::NormalizedString => Some(FacetValue::WhiteSpace("Replace")),
        B::AnyUri
        | B::Token
        | B::Language
        | B::NmToken
        | B::Name
        | B::NcName
        | B::Id
        | B::IdRef
        | B::Entity => Some(FacetValue::WhiteSpace("Collapse")),
        _ => None,
    }
}
