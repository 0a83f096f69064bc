//! Components by name in one scope: a root document and its direct and indirect imports.

use crate::{
    lists::{CollectVec, SortList},
    map::Map,
    problem::near_miss,
};

/// The symbol spaces of XML Schema and WSDL.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Space {
    Type,
    Element,
    Attribute,
    Group,
    AttributeGroup,
    Message,
    PortType,
    Binding,
}

impl Space {
    const ALL: [Self; 8] = [
        Self::Type,
        Self::Element,
        Self::Attribute,
        Self::Group,
        Self::AttributeGroup,
        Self::Message,
        Self::PortType,
        Self::Binding,
    ];

    /// The noun for a component of this space, with its article.
    pub(super) fn article(self) -> &'static str {
        match self {
            Self::Type => "a type",
            Self::Element => "a global element",
            Self::Attribute => "a global attribute",
            Self::Group => "a model group",
            Self::AttributeGroup => "an attribute group",
            Self::Message => "a message",
            Self::PortType => "a port type",
            Self::Binding => "a binding",
        }
    }

    /// The noun for a component of this space.
    pub(super) fn noun(self) -> &'static str {
        let article = self.article();
        article.split_once(' ').map_or(article, |(_, noun)| noun)
    }
}

/// The components of a scope by namespace and local name. Each value is an index into the arena of its
/// kind.
#[derive(Default)]
pub(super) struct Tables<'a> {
    names: Map<(Space, &'a str, &'a str), usize>,
    /// The namespaces in which each local name of a message, port type or binding occurs.
    namespaces: Map<(Space, &'a str), Vec<&'a str>>,
}

impl<'a> Tables<'a> {
    pub(super) fn find(&self, space: Space, namespace: &str, local: &str) -> Option<usize> {
        self.names.get(&(space, namespace, local)).copied()
    }

    /// Enters a component. Replaces an earlier component with the same name.
    pub(super) fn set(&mut self, space: Space, namespace: &'a str, local: &'a str, index: usize) {
        let before = self.names.insert((space, namespace, local), index);
        if before.is_none() && matches!(space, Space::Message | Space::PortType | Space::Binding) {
            self.namespaces.or_default((space, local)).push(namespace);
        }
    }

    /// The name in a namespace that is most similar to a misspelled one.
    pub(super) fn near(&self, space: Space, namespace: &str, local: &str) -> Option<&'a str> {
        let mut names: Vec<&'a str> = self
            .names
            .keys()
            .filter(|(its_space, its_namespace, _)| *its_space == space && *its_namespace == namespace)
            .map(|(_, _, name)| *name)
            .collect_vec();
        names.sort_list();
        near_miss(local, names)
    }

    /// The namespace of the only message, port type or binding with a local name.
    pub(super) fn only_namespace(&self, space: Space, local: &str) -> Option<&'a str> {
        match self.namespaces.get(&(space, local))?.as_slice() {
            [namespace] => Some(namespace),
            _ => None,
        }
    }

    /// The namespaces in which a component of this space has the local name. Searches all names.
    pub(super) fn namespaces_with(&self, space: Space, local: &str) -> Vec<&'a str> {
        let matches = self.names.keys().filter(|(its_space, _, name)| *its_space == space && *name == local);
        let mut namespaces: Vec<&'a str> = matches.map(|(_, namespace, _)| *namespace).collect_vec();
        namespaces.sort_list();
        namespaces
    }

    /// Another symbol space that contains a component of this name, for an error message. `not` is the space in
    /// which the component was not found.
    pub(super) fn other_space(&self, not: Space, namespace: &str, local: &str) -> Option<Space> {
        let others = Space::ALL.into_iter().filter(|space| *space != not);
        others.into_iter().find(|space| self.find(*space, namespace, local).is_some())
    }
}
