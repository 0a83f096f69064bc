//! Comparison of the effective elements and attributes of complex types: group references are replaced by the groups
//! they name, and redundant nesting of groups is removed.

use super::{Aspect, Change, Comparer, ComponentKind, schema::optional};
use crate::source::Span;
use crate::{
    lists::{CollectVec, PushAll, SortList},
    map::{Map, Set},
    model::{
        AttributeId, AttributeUse, ComplexContent, ComplexType, Compositor, ElementId, Model,
        NamespaceConstraint, Occurs, Particle, QName, Term, Use, Wildcard,
    },
};

/// A particle in which references to named groups have been replaced by the groups.
struct Item<'m> {
    occurs: Occurs,
    kind: Kind<'m>,
    span: Span,
}

enum Kind<'m> {
    Element(ElementId),
    Group(Compositor, Vec<Item<'m>>),
    Any(&'m Wildcard),
}

impl<'m> Item<'m> {
    /// Recursion is safe: `read` has rejected groups that contain themselves.
    fn of(model: &'m Model, particle: &'m Particle) -> Self {
        let Particle { occurs, term, span } = particle;
        let (occurs, span) = (*occurs, *span);
        match term {
            Term::Element(element) => Self { occurs, kind: Kind::Element(*element), span },
            Term::Any(any) => Self { occurs, kind: Kind::Any(any), span },
            Term::GroupRef(group) => {
                let inner = Self::of(model, &model.groups[*group].particle);
                if inner.occurs == Occurs::ONCE { Self { occurs, ..inner } } else { Self { span, ..inner } }
            }
            Term::Group(compositor, particles) => {
                let mut items = Vec::new();
                for particle in particles {
                    let item = Self::of(model, particle);
                    match item.kind {
                        // A sequence that occurs once in a sequence is equivalent to its particles. The same
                        // holds for a choice in a choice.
                        Kind::Group(inner, inside)
                            if item.occurs == Occurs::ONCE
                                && inner == *compositor
                                && inner != Compositor::All =>
                        {
                            items.push_all(inside);
                        }
                        kind => items.push(Self { kind, ..item }),
                    }
                }
                // A group that contains only another group is equivalent to the inner group, if one of the
                // two occurs exactly once. The result has the occurrence bounds of the other one.
                if let [Self { occurs: only, kind: Kind::Group(..), .. }] = items.as_slice()
                    && (occurs == Occurs::ONCE || *only == Occurs::ONCE)
                {
                    let both = if occurs == Occurs::ONCE { *only } else { occurs };
                    if let Some(only) = items.pop() {
                        return Self { occurs: both, ..only };
                    }
                }
                Self { occurs, kind: Kind::Group(*compositor, items), span }
            }
        }
    }

    fn thing(&self) -> ComponentKind {
        match self.kind {
            Kind::Element(_) => ComponentKind::Element,
            Kind::Group(..) => ComponentKind::Group,
            Kind::Any(_) => ComponentKind::Any,
        }
    }
}

/// Effective attribute of a type.
struct Attribute<'m> {
    id: AttributeId,
    usage: Use,
    default: Option<String>,
    fixed: Option<String>,
    annotations: &'m [(QName, String)],
}

impl Comparer<'_> {
    /// Compares the element content of two complex types.
    pub(super) fn contents(&mut self, left: &ComplexContent, right: &ComplexContent, places: (Span, Span)) {
        let words = |content: &ComplexContent| match content {
            ComplexContent::Empty => "empty",
            ComplexContent::Simple(_) => "text",
            ComplexContent::Elements(_) => "elements",
        };
        match (left, right) {
            (ComplexContent::Simple(_), _) | (_, ComplexContent::Simple(_)) => {
                let change = Change::differs(Aspect::Content, words(left), words(right));
                self.add(change, Some(places.0), Some(places.1));
            }
            _ => {
                let left = group_of(self.left, left, places.0);
                let right = group_of(self.right, right, places.1);
                self.items(&left, &right);
            }
        }
    }

    fn items(&mut self, left: &Item<'_>, right: &Item<'_>) {
        let places = (left.span, right.span);
        self.check(Aspect::Occurrence, left.occurs, right.occurs, occurrence, places);
        match (&left.kind, &right.kind) {
            (Kind::Element(left), Kind::Element(right)) => {
                // Global declarations are compared separately, not at each reference.
                let (is_left, is_right) =
                    (self.left.elements[*left].is_global, self.right.elements[*right].is_global);
                if !(is_left && is_right) {
                    self.element(*left, *right);
                }
            }
            (Kind::Any(left), Kind::Any(right)) => self.wildcards(left, right, places),
            (Kind::Group(left_kind, left), Kind::Group(right_kind, right)) => {
                // With at most one particle, sequence, choice and all are equivalent. If one group is empty, the
                // particles of the other group are reported instead of this change.
                if left_kind != right_kind
                    && (left.len() > 1 || right.len() > 1)
                    && !(left.is_empty() || right.is_empty())
                {
                    let change =
                        Change::differs(Aspect::Compositor, compositor(left_kind), compositor(right_kind));
                    self.add(change, Some(places.0), Some(places.1));
                }
                self.item_lists(left, right, *left_kind == Compositor::Sequence);
            }
            _ => {}
        }
    }

    fn item_lists(&mut self, left: &[Item<'_>], right: &[Item<'_>], is_ordered: bool) {
        let left_keys = keys(left, |element| self.name(&self.left.elements[element].name));
        let right_keys = keys(right, |element| self.right.elements[element].name.clone());
        let places: Map<&str, usize> =
            right_keys.iter().enumerate().map(|(place, key)| (&**key, place)).collect();
        let mut order = Vec::new();
        for (key, item) in left_keys.iter().zip(left) {
            match places.get(&**key).and_then(|place| Some((*place, right.get(*place)?))) {
                Some((place, other)) => {
                    order.push(place);
                    let step = self.step(item);
                    self.within(step, |comparer| comparer.items(item, other));
                }
                None => {
                    let words = self.words(self.left, item);
                    self.add(Change::OnlyLeft(item.thing(), words), Some(item.span), None);
                }
            }
        }
        let known: Set<&str> = left_keys.iter().map(|key| &**key).collect();
        for (key, item) in right_keys.iter().zip(right) {
            if !known.contains(&**key) {
                let words = self.words(self.right, item);
                self.add(Change::OnlyRight(item.thing(), words), None, Some(item.span));
            }
        }
        if is_ordered && !order.is_sorted() {
            let names = |model: &Model, items: &[Item<'_>], keep: &dyn Fn(usize) -> bool| {
                let kept = items.iter().enumerate().filter(|(place, _)| keep(*place));
                kept.map(|(_, item)| self.words(model, item)).collect_vec().join(", ")
            };
            let left_names = names(self.left, left, &|place| {
                left_keys.get(place).is_some_and(|key| places.contains_key(&**key))
            });
            let right_names = names(self.right, right, &|place| order.contains(&place));
            let spans = (left.first().map(|item| item.span), right.first().map(|item| item.span));
            self.add(Change::differs(Aspect::Order, &left_names, &right_names), spans.0, spans.1);
        }
    }

    fn step(&self, item: &Item<'_>) -> String {
        match &item.kind {
            Kind::Element(element) => format!("element {}", self.left.elements[*element].name.local),
            Kind::Group(kind, _) => compositor(kind).trim_start_matches("a ").to_owned(),
            Kind::Any(_) => "any".to_owned(),
        }
    }

    fn words(&self, model: &Model, item: &Item<'_>) -> String {
        match &item.kind {
            Kind::Element(element) => format!("`{}`", model.elements[*element].name.local),
            Kind::Group(kind, items) => {
                let names: Vec<String> = items.iter().map(|item| self.words(model, item)).collect_vec();
                format!("({} of {})", compositor(kind), names.join(", "))
            }
            Kind::Any(_) => "`any`".to_owned(),
        }
    }

    fn wildcards(&mut self, left: &Wildcard, right: &Wildcard, places: (Span, Span)) {
        let plain = |wildcard: &Wildcard, name: &dyn Fn(&str) -> String| {
            let namespaces = match &wildcard.namespaces {
                NamespaceConstraint::Any => "any namespace".to_owned(),
                NamespaceConstraint::Not(namespace) => format!("any namespace except `{}`", name(namespace)),
                NamespaceConstraint::Of(list) => {
                    let mut list: Vec<String> =
                        list.iter().map(|namespace| format!("`{}`", name(namespace))).collect_vec();
                    list.sort_list();
                    list.dedup();
                    list.join(", ")
                }
            };
            format!("{namespaces}, {}", format!("{:?}", wildcard.process_contents).to_lowercase())
        };
        let left = plain(left, &|namespace| self.namespace(namespace).to_owned());
        let right = plain(right, &|namespace| namespace.to_owned());
        self.check(Aspect::Wildcard, left, right, String::clone, places);
    }

    /// Compares the attributes of two types. Their order does not matter.
    pub(super) fn attribute_lists(&mut self, left: &ComplexType, right: &ComplexType, places: (Span, Span)) {
        let (left_model, right_model) = (self.left, self.right);
        let (left_list, left_any) = attributes(left_model, left);
        let (right_list, right_any) = attributes(right_model, right);
        let rights: Map<&QName, &Attribute<'_>> =
            right_list.iter().map(|entry| (&right_model.attributes[entry.id].name, entry)).collect();
        let mut found = Set::new();
        for entry in &left_list {
            let attribute = &left_model.attributes[entry.id];
            let name = self.name(&attribute.name);
            let Some(other) = rights.get(&name) else {
                let change = Change::OnlyLeft(ComponentKind::Attribute, format!("`{}`", name.local));
                self.add(change, Some(attribute.span), None);
                continue;
            };
            self.within(format!("attribute {}", name.local), |comparer| {
                comparer.attribute_uses(entry, other)
            });
            found.insert(name);
        }
        let others = right_list.iter().map(|entry| &right_model.attributes[entry.id]);
        for attribute in others.filter(|attribute| !found.contains(&attribute.name)) {
            let change = Change::OnlyRight(ComponentKind::Attribute, format!("`{}`", attribute.name.local));
            self.add(change, None, Some(attribute.span));
        }
        match (left_any, right_any) {
            (Some(left), Some(right)) => self.wildcards(left, right, places),
            (Some(_), None) => {
                self.add(Change::OnlyLeft(ComponentKind::AnyAttribute, String::new()), Some(places.0), None)
            }
            (None, Some(_)) => {
                self.add(Change::OnlyRight(ComponentKind::AnyAttribute, String::new()), None, Some(places.1))
            }
            (None, None) => {}
        }
    }

    fn attribute_uses(&mut self, left: &Attribute<'_>, right: &Attribute<'_>) {
        let (left_its, right_its) = (&self.left.attributes[left.id], &self.right.attributes[right.id]);
        let places = (left_its.span, right_its.span);
        if !(left_its.is_global && right_its.is_global) {
            self.type_references(Aspect::Type, left_its.type_id, right_its.type_id, places);
        }
        let usage = |usage: &Use| format!("{usage:?}").to_lowercase();
        self.check(Aspect::Use, left.usage, right.usage, usage, places);
        self.check(Aspect::Default, &left.default, &right.default, optional, places);
        self.check(Aspect::Fixed, &left.fixed, &right.fixed, optional, places);
        let words = |list: &Vec<(QName, String)>| match list.as_slice() {
            [] => "none".to_owned(),
            list => {
                let list: Vec<String> =
                    list.iter().map(|(name, value)| format!("`{}` `{value}`", name.local)).collect_vec();
                list.join(", ")
            }
        };
        let named =
            left.annotations.iter().map(|(name, value)| (self.name(name), self.value(value))).collect_vec();
        self.check(Aspect::Annotation, named, right.annotations.to_vec(), words, places);
    }

    /// Replaces the namespace in a value that contains a name, such as the value of `wsdl:arrayType`, by the
    /// corresponding namespace of the model on the right-hand side.
    fn value(&self, value: &str) -> String {
        let namespace = value.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match namespace {
            Some((namespace, rest)) => format!("{{{}}}{rest}", self.namespace(namespace)),
            None => value.to_owned(),
        }
    }
}

/// Returns the content as a group, even if it is a single element. A type without element content becomes an empty
/// sequence, so that each element of the other type is reported separately.
fn group_of<'m>(model: &'m Model, content: &'m ComplexContent, span: Span) -> Item<'m> {
    let item = match content {
        ComplexContent::Elements(particle) => Some(Item::of(model, particle)),
        _ => None,
    };
    match item {
        Some(item) if matches!(item.kind, Kind::Group(..)) => item,
        item => {
            let items = item.into_iter().collect_vec();
            Item { occurs: Occurs::ONCE, kind: Kind::Group(Compositor::Sequence, items), span }
        }
    }
}

/// Returns the keys by which particles are paired: the name for elements, the kind for others, with a number for
/// repeated keys.
fn keys(items: &[Item<'_>], name: impl Fn(ElementId) -> QName) -> Vec<String> {
    let mut counts: Map<String, usize> = Map::new();
    let key = |item: &Item<'_>| match &item.kind {
        Kind::Element(element) => format!("element {}", name(*element)),
        Kind::Group(kind, _) => compositor(kind).to_owned(),
        Kind::Any(_) => "any".to_owned(),
    };
    let numbered = items.iter().map(|item| {
        let key = key(item);
        let count = counts.or_default(key.clone());
        *count += 1;
        format!("{key} {count}")
    });
    numbered.collect_vec()
}

/// Returns the effective attributes of a type and its attribute wildcard. If several attribute groups have a wildcard,
/// the first is returned.
fn attributes<'m>(model: &'m Model, complex: &'m ComplexType) -> (Vec<Attribute<'m>>, Option<&'m Wildcard>) {
    let mut list = Vec::new();
    let mut any = complex.any_attribute.as_ref();
    expand(model, &complex.attributes, &mut list, &mut any);
    (list, any)
}

/// Recursion is safe: `read` has rejected attribute groups that contain themselves.
fn expand<'m>(
    model: &'m Model,
    uses: &'m [AttributeUse],
    list: &mut Vec<Attribute<'m>>,
    any: &mut Option<&'m Wildcard>,
) {
    for entry in uses {
        match entry {
            AttributeUse::Attribute { attribute, usage, default, fixed, annotations } => {
                let declared = &model.attributes[*attribute];
                list.push(Attribute {
                    id: *attribute,
                    usage: *usage,
                    default: default.clone().or_else(|| declared.default.clone()),
                    fixed: fixed.clone().or_else(|| declared.fixed.clone()),
                    annotations,
                });
            }
            AttributeUse::Group(group) => {
                let group = &model.attribute_groups[*group];
                *any = any.or(group.any_attribute.as_ref());
                expand(model, &group.attributes, list, any);
            }
        }
    }
}

fn compositor(kind: &Compositor) -> &'static str {
    match kind {
        Compositor::Sequence => "a `sequence`",
        Compositor::Choice => "a `choice`",
        Compositor::All => "an `all` group",
    }
}

fn occurrence(occurs: &Occurs) -> String {
    match occurs.max {
        Some(max) => format!("{}..{max}", occurs.min),
        None => format!("{}..unbounded", occurs.min),
    }
}
