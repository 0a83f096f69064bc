//! Comparison of whole models: pairs their namespaces and compares their global components.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aspect, Change, Comparer, ComponentKind, Difference, schema::optional};
use crate::{
    lists::{CollectVec, SortList},
    model::{AttributeId, ByName, Id, Model},
};

/// Options for the comparison of two models.
#[derive(Default)]
pub struct Comparison {
    /// Namespaces of the left model, each with the corresponding namespace of the right model. A namespace that is not
    /// listed corresponds to itself.
    pub namespaces: BTreeMap<String, String>,
}

impl Comparison {
    /// Pairs the namespaces that exist in only one of the models. Each is paired with the namespace of the other model
    /// with which it shares the most component names. Versioned namespaces need this.
    pub fn aligned(left: &Model, right: &Model) -> Self {
        let (left, right) = (namespaces(left), namespaces(right));
        let mut pairs: Vec<(usize, &str, &str)> = Vec::new();
        for (namespace, names) in left.iter().filter(|(namespace, _)| !right.contains_key(*namespace)) {
            for (other, others) in right.iter().filter(|(other, _)| !left.contains_key(*other)) {
                let common = names.intersection(others).count();
                if common > 0 {
                    pairs.push((common, namespace, other));
                }
            }
        }
        // Most shared names first, then by namespace.
        pairs.sort_list_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
        let mut namespaces = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (_, namespace, other) in pairs {
            if !namespaces.contains_key(namespace) && taken.insert(other) {
                namespaces.insert(namespace.to_owned(), other.to_owned());
            }
        }
        Self { namespaces }
    }

    /// Returns all differences. Within each kind of component, they are in the order of the left model,
    /// followed by components that only the right model has.
    pub fn differences(&self, left: &Model, right: &Model) -> Vec<Difference> {
        let mut comparer = Comparer::new(left, right, &self.namespaces);
        for (namespace, other) in &self.namespaces {
            comparer.add(Change::differs(Aspect::Namespace, namespace, other), None, None);
        }
        comparer.services();
        comparer.port_types();
        comparer.messages();
        comparer.schema();
        comparer.differences
    }
}

/// Returns the local names of the components in each namespace.
fn namespaces(model: &Model) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut namespaces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let names = &model.names;
    let types = names.types.iter().map(|(name, _)| name);
    let elements = names.elements.iter().map(|(name, _)| name);
    let messages = model.messages.iter().map(|(_, message)| &message.name);
    let port_types = model.port_types.iter().map(|(_, port_type)| &port_type.name);
    for name in types.chain(elements).chain(messages).chain(port_types) {
        namespaces.entry(&name.namespace).or_default().insert(&name.local);
    }
    namespaces
}

/// Returns the differences between two models that use the same namespaces. The list is empty if the models are
/// equivalent.
pub fn equal(left: &Model, right: &Model) -> Vec<Difference> {
    Comparison::default().differences(left, right)
}

impl Comparer<'_> {
    /// Compares the global schema components of both models.
    fn schema(&mut self) {
        let (left, right) = (self.left, self.right);
        self.globals(ComponentKind::Type, &left.names.types, &right.names.types, |comparer, left, right| {
            comparer.types(left, right);
        });
        self.globals(
            ComponentKind::GlobalElement,
            &left.names.elements,
            &right.names.elements,
            |comparer, left, right| {
                comparer.element(left, right);
            },
        );
        let (left, right) = (&left.names.attributes, &right.names.attributes);
        self.globals(ComponentKind::GlobalAttribute, left, right, |comparer, left, right| {
            comparer.attribute(left, right)
        });
    }

    fn globals<I: Id>(
        &mut self,
        thing: ComponentKind,
        left: &ByName<I>,
        right: &ByName<I>,
        inside: impl Fn(&mut Self, I, I),
    ) {
        let mut found = BTreeSet::new();
        // Sorts by document order instead of by name.
        let mut ordered = left.iter().collect_vec();
        ordered.sort_list_by_key(|(_, id)| id.index());
        for (name, id) in ordered {
            let other = self.name(name);
            match right.get(&other) {
                Some(other_id) => {
                    let step = format!("{} {}", thing.name(), name.local);
                    self.within(step, |comparer| inside(comparer, id, other_id));
                    found.insert(other);
                }
                None => self.add(Change::OnlyLeft(thing, format!("`{}`", name.local)), None, None),
            }
        }
        let mut ordered = right.iter().filter(|(name, _)| !found.contains(name)).collect_vec();
        ordered.sort_list_by_key(|(_, id)| id.index());
        for (name, _) in ordered {
            self.add(Change::OnlyRight(thing, format!("`{}`", name.local)), None, None);
        }
    }

    fn attribute(&mut self, left: AttributeId, right: AttributeId) {
        let (left, right) = (&self.left.attributes[left], &self.right.attributes[right]);
        let places = (left.span, right.span);
        self.type_references(Aspect::Type, left.type_id, right.type_id, places);
        self.check(Aspect::Default, &left.default, &right.default, optional, places);
        self.check(Aspect::Fixed, &left.fixed, &right.fixed, optional, places);
    }
}
