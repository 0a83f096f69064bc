//! Plans choices as enums, and the arms for their variants.

use super::{
    Planner,
    fields::{Fields, Member, Wrapped, option},
};
use crate::{
    docs,
    lists::CollectVec,
    map::{Map, Set},
    model::{
        Compositor, Element, ElementId, GroupId, NamespaceConstraint, Occurs, Particle, QName, Term, TypeId,
        TypeKind, Wildcard,
    },
    plan::{
        ArmKind, Check, Choice, ChoiceArm, ChoiceVariant, Item, ItemRef, Namespaces, TextRule, Ty, WireName,
        facts::{MAX_DEPTH, wildcards::union, wrappers::list_of},
        identifiers,
        names::scope::Scope,
    },
};

/// Changes the type of a variant to text or XML, because two elements of the same name have different types. A schema
/// must not declare such elements in one content model (XML Schema 1.0 part 1, section 3.8.6), but some schemas do.
fn widen(variant: &mut ChoiceVariant, planner: &mut Planner<'_>, first: &Element, other: &Element) {
    let model = planner.model;
    let is_simple = |element: &Element| matches!(model.types[element.type_id].kind, TypeKind::Simple(_));
    // A text would lose the namespace of a QName.
    let is_textual = |element: &Element| is_simple(element) && !planner.facts.holds_names(element.type_id);
    // An earlier pair of elements may have changed the variant to XML. It then stays XML.
    let is_text = is_textual(first) && is_textual(other) && !holds_xml(&variant.ty);
    let (ty, what) = match is_text {
        true if planner.keeps_type(first.type_id) => (Ty::Generic("Typed", vec![Ty::Std("String")]), "text"),
        true => (Ty::Std("String"), "text"),
        false => (Ty::Runtime("Element"), "XML"),
    };
    let ty = if variant.nil { option(ty) } else { ty };
    let (ty, kind) = match variant.kind.take() {
        Some(ArmKind::Element(name) | ArmKind::List(name, ..) | ArmKind::Dictionary(name, _)) => {
            (ty, Some(ArmKind::Element(name)))
        }
        Some(ArmKind::Repeated(name)) => (Ty::Vec(Box::new(ty)), Some(ArmKind::Repeated(name))),
        kind => (variant.ty.clone(), kind),
    };
    if variant.ty != ty {
        let name = &first.name.local;
        let message = format!(
            "the elements `{name}` of one content model have different types; they are kept as {what}"
        );
        planner.problems.warning(other.span, message).related(first.span, "the first of these elements");
    }
    (variant.ty, variant.kind) = (ty, kind);
    (variant.rule, variant.check, variant.bounds) = (TextRule::NONE, None, None);
}

/// Whether values of a type are elements that are kept as XML.
fn holds_xml(ty: &Ty) -> bool {
    match ty {
        Ty::Option(inner) | Ty::Vec(inner) => holds_xml(inner),
        ty => *ty == Ty::Runtime("Element"),
    }
}

/// Collects the variants of a choice.
pub(super) struct ChoiceBuilder<'f> {
    fields: &'f Fields,
    item: ItemRef,
    scope: Scope,
    unset: String,
    variants: Vec<ChoiceVariant>,
    /// For each element name, the first element of this name, and the index of its variant.
    known: Map<QName, (ElementId, usize)>,
    has_wildcard: bool,
    /// Indices of the variants for elements with the same name and different default or fixed values.
    without_default: Set<usize>,
    /// Indices of the variants for elements with the same name and different types.
    widened: Set<usize>,
    /// Named groups whose elements have all become variants.
    flattened: Set<GroupId>,
    pub(super) emptiable: bool,
    /// The namespaces that the wildcards among the branches admit.
    constraint: Option<NamespaceConstraint>,
}

impl<'f> ChoiceBuilder<'f> {
    pub(super) fn new(planner: &mut Planner<'_>, fields: &'f Fields, suffix: &str, _hint: &str) -> Self {
        let name = identifiers::compound(&fields.name, &identifiers::camel(suffix));
        let item = planner.names.claim_item(fields.module, &name, &name, "Choice");
        let mut scope = Scope::with(&planner.names.letters, &[]);
        let unset = scope.claim("Unset", "Choice");
        Self {
            fields,
            item,
            scope,
            unset,
            variants: Vec::new(),
            known: Map::new(),
            has_wildcard: false,
            widened: Set::new(),
            without_default: Set::new(),
            flattened: Set::new(),
            emptiable: false,
            constraint: None,
        }
    }

    /// Adds a branch of the choice. `repeated` is set if the choice itself repeats, so that repeated branches
    /// need no special variants.
    pub(super) fn branch(
        &mut self,
        planner: &mut Planner<'_>,
        particle: &Particle,
        repeated: bool,
        depth: usize,
    ) {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
            return;
        }
        let model = planner.model;
        self.emptiable |= planner.facts.may_be_empty(particle, 0);
        let many = particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(element) => self.elements(planner, *element, particle.occurs, many && !repeated),
            Term::Any(wildcard) => self.any(wildcard),
            Term::Group(Compositor::Choice, branches) if repeated || !many => {
                branches.iter().for_each(|branch| self.branch(planner, branch, repeated, depth + 1));
            }
            Term::Group(_, particles) if !many && particles.len() == 1 => {
                particles.iter().for_each(|only| self.branch(planner, only, repeated, depth + 1));
            }
            Term::Group(_, particles) if particles.is_empty() => {}
            Term::Group(..) => self.group(planner, "", particle, repeated),
            Term::GroupRef(id) if planner.facts.is_void(*id) => {}
            Term::GroupRef(id) => {
                let group = &model.groups[*id];
                let inner = Particle { occurs: particle.occurs, ..group.particle.clone() };
                match &inner.term {
                    Term::Group(Compositor::Choice, _) => self.branch(planner, &inner, repeated, depth + 1),
                    _ => self.group(planner, &group.name.local, &inner, repeated),
                }
            }
        }
    }

    /// Adds all elements and wildcards of a model group, at any depth.
    pub(super) fn flat(&mut self, planner: &mut Planner<'_>, particle: &Particle, depth: usize) {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
            return;
        }
        let model = planner.model;
        match &particle.term {
            Term::Element(element) => self.elements(planner, *element, particle.occurs, false),
            Term::Any(wildcard) => self.any(wildcard),
            Term::Group(_, particles) => {
                particles.iter().for_each(|inner| self.flat(planner, inner, depth + 1))
            }
            // The elements of a group that was visited before are variants already.
            Term::GroupRef(id) if self.flattened.insert(*id) => {
                self.flat(planner, &model.groups[*id].particle, depth + 1);
            }
            Term::GroupRef(_) => {}
        }
    }

    fn elements(&mut self, planner: &mut Planner<'_>, id: ElementId, occurs: Occurs, as_list: bool) {
        let substitutes = planner.facts.substitutes.get(&id).cloned().unwrap_or_default();
        let head = id;
        // An abstract element without a concrete substitute is read by its own name, so that it is not lost.
        let has_none =
            std::iter::once(&id).chain(&substitutes).all(|id| planner.model.elements[*id].is_abstract);
        for id in std::iter::once(id).chain(substitutes) {
            let model = planner.model;
            let element = &model.elements[id];
            if element.is_abstract && !(has_none && id == head) || self.fields.separate.contains(&id) {
                continue;
            }
            if element.is_abstract {
                planner.report_head(id);
            }
            if let Some((first, place)) = self.known.get(&element.name).copied() {
                self.merge_element(planner, (first, id), place);
                continue;
            }
            let path = format!("{}/{}", self.item.ident, element.name.local);
            let wanted =
                planner.names.renamed(&path).unwrap_or_else(|| identifiers::camel(&element.name.local));
            let ident = self.scope.claim(&wanted, "Element");
            let docs = planner.member_documentation(
                None,
                &element.name.local,
                element.documentation.as_deref(),
                "element",
            );
            let name = planner.names.wire(self.fields.module, &element.name);
            let one = if occurs.is_repeated() { Occurs { min: 0, max: None } } else { Occurs::ONCE };
            let member = Member::of(element, one);
            let value = planner.member_value(self.fields.module, &path, &element.name.local, &member);
            let rule = value.rule;
            let nil = element.nillable && !self.fields.are_nillable;
            let item = if nil { option(value.ty) } else { value.ty };
            let bounds = match &value.wrapped {
                Wrapped::No if as_list => planner.bounds(occurs, 0),
                Wrapped::List(_, occurs, _) => planner.bounds(*occurs, 0),
                _ => None,
            };
            let (ty, kind) = match value.wrapped {
                Wrapped::No if as_list => (Ty::Vec(Box::new(item)), ArmKind::Repeated(name)),
                Wrapped::No => (item, ArmKind::Element(name)),
                Wrapped::List(inner, _, type_name) => {
                    let inner = planner.names.wire(self.fields.module, &inner);
                    (item, ArmKind::List(name, inner, type_name))
                }
                Wrapped::Dictionary(pairs) => (item, ArmKind::Dictionary(name, pairs)),
            };
            let check = value.check;
            self.known.insert(element.name.clone(), (id, self.variants.len()));
            self.variants.push(ChoiceVariant { ident, docs, ty, kind: Some(kind), nil, rule, check, bounds });
        }
    }

    /// Merges a further element into the variant of an element with the same name. The variant is nillable if one of
    /// the elements is. If their default or fixed values differ, the variant has no default, because it cannot
    /// distinguish the elements.
    fn merge_element(
        &mut self,
        planner: &mut Planner<'_>,
        (first, other): (ElementId, ElementId),
        place: usize,
    ) {
        let (first, other) = (&planner.model.elements[first], &planner.model.elements[other]);
        let Some(variant) = self.variants.get_mut(place) else { return };
        if !planner.are_alike(first.type_id, other.type_id) {
            self.widened.insert(place);
            widen(variant, planner, first, other);
        }
        if other.nillable && !std::mem::replace(&mut variant.nil, true) {
            variant.ty = match (&variant.kind, std::mem::replace(&mut variant.ty, Ty::Unit)) {
                (Some(ArmKind::Repeated(_)), Ty::Vec(item)) => Ty::Vec(Box::new(option(*item))),
                (_, ty) => option(ty),
            };
        }
        if self.widened.contains(&place) {
            return;
        }
        if first.fixed != other.fixed {
            variant.check = planner.check_of(self.fields.module, first.type_id);
        }
        if Member::of(first, Occurs::ONCE).default != Member::of(other, Occurs::ONCE).default {
            (variant.rule.default, variant.rule.takes_empty) = (None, false);
            if self.without_default.insert(place) {
                let message = format!(
                    "the elements `{}` of one content model have different default or fixed values; if the element is empty, none of them applies",
                    first.name.local,
                );
                planner
                    .problems
                    .warning(other.span, message)
                    .related(first.span, "the first of these elements");
            }
        }
    }

    fn any(&mut self, wildcard: &Wildcard) {
        self.constraint = Some(union(self.constraint.take(), &wildcard.namespaces));
        if std::mem::replace(&mut self.has_wildcard, true) {
            return;
        }
        let ident = self.scope.claim("Any", "Element");
        let docs = vec!["An element that a wildcard of the contract allows.".to_owned()];
        self.variants.push(ChoiceVariant {
            ident,
            docs,
            ty: Ty::Runtime("Element"),
            kind: Some(ArmKind::Any),
            nil: false,
            rule: TextRule::NONE,
            check: None,
            bounds: None,
        });
    }

    fn group(&mut self, planner: &mut Planner<'_>, hint: &str, particle: &Particle, repeated: bool) {
        let (ty, names) = planner.group(self.fields, hint, particle, repeated);
        let wanted = if hint.is_empty() {
            names.iter().take(2).map(|name| identifiers::camel(&name.local)).collect_vec().join("And")
        } else {
            identifiers::camel(hint)
        };
        let ident = self.scope.claim(&wanted, "Group");
        let docs = vec![format!("The group of {}.", locals(&names))];
        self.variants.push(ChoiceVariant {
            ident,
            docs,
            ty,
            kind: Some(ArmKind::Group(names)),
            nil: false,
            rule: TextRule::NONE,
            check: planner.config.validate.then_some(Check::Inside),
            bounds: None,
        });
    }

    /// Adds a variant for text. Returns its identifier.
    pub(super) fn text(&mut self) -> String {
        let ident = self.scope.claim("Text", "Content");
        let docs = vec!["Text between the elements.".to_owned()];
        self.variants.insert(
            0,
            ChoiceVariant {
                ident: ident.clone(),
                docs,
                ty: Ty::Std("String"),
                kind: None,
                nil: false,
                rule: TextRule::NONE,
                check: None,
                bounds: None,
            },
        );
        ident
    }

    /// The type of the choice and the arms for its variants. The type is `None` if the choice has no
    /// variants.
    pub(super) fn finish(self, planner: &mut Planner<'_>) -> (Option<Ty>, Vec<ChoiceArm>) {
        if self.variants.is_empty() {
            return (None, Vec::new());
        }
        let ty = Ty::Item(self.item.clone());
        let constraint = planner.namespaces_of(self.fields.module, self.constraint.as_ref());
        let arms = self.variants.iter().filter_map(|variant| {
            let kind = variant.kind.clone()?;
            let rule = variant.rule.clone();
            let namespaces = match kind {
                ArmKind::Any => constraint.clone(),
                _ => Namespaces::Any,
            };
            let variant = variant.ident.clone();
            let nil_is_absent = self.fields.are_nillable;
            let choice = ty.clone();
            Some(ChoiceArm { choice, variant, kind, rule, is_masked: false, nil_is_absent, namespaces })
        });
        let arms = arms.collect_vec();
        let choice = Choice {
            ident: self.item.ident,
            docs: vec![format!("A choice in [`{}`].", self.fields.name)],
            derives: planner.derives(),
            unset: self.unset,
            variants: self.variants,
            masked: Vec::new(),
        };
        planner.add_item(self.fields.module, Item::Choice(choice));
        (Some(ty), arms)
    }
}

impl Planner<'_> {
    /// Whether two types have the same Rust type and, if they are lists, items of the same name.
    fn are_alike(&self, first: TypeId, other: TypeId) -> bool {
        // The types of lists and dictionaries that become a `Vec` or a map have no Rust type that `value_ty`
        // could compare. Compare what they contain.
        let items = |id: TypeId| {
            let item = list_of(self.model, id).map(|list| &self.model.elements[list.item]);
            item.map(|item| (&item.name, item.nillable, self.value_ty(item.type_id)))
        };
        let pairs = |id: TypeId| self.layout.pairs.get(&id);
        first == other
            || self.value_ty(first) == self.value_ty(other)
                && items(first) == items(other)
                && pairs(first) == pairs(other)
    }
}

/// A list of names (`a`, `b` or `c`) for documentation and error messages.
pub(super) fn arm_names(arms: &[ChoiceArm]) -> String {
    let names = arms.iter().map(|arm| match &arm.kind {
        ArmKind::Element(name)
        | ArmKind::Repeated(name)
        | ArmKind::List(name, ..)
        | ArmKind::Dictionary(name, _) => docs::code(&name.local),
        ArmKind::Group(names) => locals(names),
        ArmKind::Any => "any element".to_owned(),
    });
    joined(names.collect_vec(), "or")
}

pub(super) fn locals(names: &[WireName]) -> String {
    joined(names.iter().map(|name| docs::code(&name.local)).collect_vec(), "and")
}

/// Joins at most eight names, with `word` before the last one.
fn joined(mut names: Vec<String>, word: &str) -> String {
    if names.len() > 8 {
        let more = names.len() - 7;
        names.truncate(7);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}
