//! The links of a file to others: imports, includes, redefines, and references to policies.
//!
//! This module knows only the elements of WSDL and XML Schema that contain links.

use std::ops::Range;

use roxmltree::{Document, NodeId};

use super::{location::Base, tag::Tag, uri};
use crate::{
    lists::{CollectVec, PushAll},
    map::Map,
    source::{SourceId, Span},
};

/// A file that was read.
pub(super) struct File<'t> {
    pub(super) source: SourceId,
    pub(super) document: Document<'t>,
    /// Links of the file: imports, includes and redefines in document order, then references to policies.
    links: Vec<Link>,
    /// For each schema or `definitions` element, the range of its entries in `links`.
    holders: Map<NodeId, Range<usize>>,
    pub(super) base: Base,
}

impl<'t> File<'t> {
    pub(super) fn new(source: SourceId, document: Document<'t>, base: Base) -> Self {
        let links = links(Tag::root(&document, source));
        let mut holders: Map<NodeId, Range<usize>> = Map::new();
        for (at, link) in links.iter().enumerate() {
            // The links of one holder are adjacent.
            holders.or_insert(link.holder, at..at).end = at + 1;
        }
        Self { source, document, links, holders, base }
    }

    /// All links of the file.
    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }

    /// Sets the target of a link, given by its index.
    pub(super) fn set_outcome(&mut self, link: usize, outcome: Outcome) {
        if let Some(link) = self.links.get_mut(link) {
            link.outcome = outcome;
        }
    }

    /// The links that are children of a schema or of `definitions`.
    pub(super) fn links_of(&self, holder: Tag<'_>) -> &[Link] {
        self.holders.get(&holder.id()).and_then(|range| self.links.get(range.clone())).unwrap_or_default()
    }

    /// The references to policies, each with the index of the file with the policy.
    pub(super) fn policies(&self) -> impl Iterator<Item = (Tag<'_>, usize)> {
        let links = self.links.iter().filter(|link| link.kind == LinkKind::Policy);
        links.filter_map(|link| match link.outcome {
            Outcome::Loaded(target) => Some((Tag::with_id(&self.document, self.source, link.tag), target)),
            _ => None,
        })
    }

    /// The kind of a link, given by its index.
    #[cfg(feature = "cli")]
    pub(super) fn kind(&self, link: usize) -> Option<LinkKind> {
        self.links.get(link).map(|link| link.kind)
    }

    pub(super) fn root(&self) -> Tag<'_> {
        Tag::root(&self.document, self.source)
    }

    /// The schemas in the file: the root element, or the schemas in `types`.
    pub(super) fn schemas(&self) -> Vec<Tag<'_>> {
        schemas(self.root())
    }
}

/// An import, an include, a redefine, or a reference to a policy.
pub(super) struct Link {
    pub(super) kind: LinkKind,
    /// The element that refers to the other file.
    pub(super) tag: NodeId,
    /// The schema or `definitions` element that contains the link. A reference to a policy is its own holder.
    pub(super) holder: NodeId,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkKind {
    /// `wsdl:import` or `wsdl:include`.
    Wsdl,
    Import,
    Include,
    Redefine,
    /// `wsp:PolicyReference` to a policy in another file.
    Policy,
}

/// The target of a link.
pub(super) enum Outcome {
    /// The index of a loaded file.
    Loaded(usize),
    /// The link names no location.
    Nowhere,
    /// The target could not be read.
    Failed { reason: String, hint: String },
}

/// A link with a location or a namespace to look up.
pub(super) struct Request {
    /// Index of the link in its file.
    pub(super) link: usize,
    /// The location. It may be empty if the link has a namespace, which a catalog may map to a file.
    pub(super) location: String,
    pub(super) namespace: Option<String>,
    pub(super) span: Span,
    pub(super) kind: LinkKind,
}

/// The links of a file that can be looked up.
pub(super) fn requests(file: &File<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    for (link, Link { tag, kind, .. }) in file.links.iter().enumerate() {
        let tag = Tag::with_id(&file.document, file.source, *tag);
        // `schemaLocation` on `wsdl:import` is an error that occurs in practice.
        let names: &[&str] = match kind {
            LinkKind::Wsdl => &["location", "schemaLocation"],
            LinkKind::Policy => &["URI"],
            _ => &["schemaLocation"],
        };
        let given = names.iter().find_map(|name| Some((*name, tag.attribute(name)?)));
        let namespace = tag.attribute("namespace").map(str::to_owned);
        match given.filter(|(_, location)| !location.is_empty()) {
            Some((name, location)) => {
                let location = match kind {
                    LinkKind::Policy => location.split('#').next().unwrap_or_default(),
                    _ => location,
                };
                let (location, span) = (location.to_owned(), tag.attribute_span(name));
                requests.push(Request { link, location, namespace, span, kind: *kind });
            }
            None if namespace.is_some() => {
                let span = tag.attribute_span("namespace");
                requests.push(Request { link, location: String::new(), namespace, span, kind: *kind });
            }
            None => {}
        }
    }
    requests
}

/// The schemas in a document.
pub(super) fn schemas(root: Tag<'_>) -> Vec<Tag<'_>> {
    if root.schema_name() == "schema" {
        return vec![root];
    }
    let types = root.children().filter(|child| child.wsdl_name() == "types");
    types.flat_map(Tag::children).filter(|child| child.schema_name() == "schema").collect_vec()
}

fn links(root: Tag<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |kind, tag: Tag<'_>, holder: Tag<'_>| {
        links.push(Link { kind, tag: tag.id(), holder: holder.id(), outcome: Outcome::Nowhere });
    };
    if root.wsdl_name() == "definitions" {
        for child in root.children().filter(|child| matches!(child.wsdl_name(), "import" | "include")) {
            add(LinkKind::Wsdl, child, root);
        }
        // An `import` directly in `types`, without an enclosing schema, is an error that occurs in practice.
        for types in root.children().filter(|child| child.wsdl_name() == "types") {
            for child in types.children().filter(|child| child.schema_name() == "import") {
                add(LinkKind::Import, child, root);
            }
        }
    }
    let policies = policies(root);
    for schema in schemas(root) {
        for child in schema.children() {
            match child.schema_name() {
                "import" => add(LinkKind::Import, child, schema),
                "include" => add(LinkKind::Include, child, schema),
                "redefine" => add(LinkKind::Redefine, child, schema),
                _ => {}
            }
        }
    }
    // The holder of a policy reference is the reference itself. With the schema or `definitions` element as
    // the holder, `links_of` would return the reference among the imports of that element. The references are
    // added after the imports, because catalogs identify some imports by their numbers, which must not
    // change.
    policies.into_iter().for_each(|tag| add(LinkKind::Policy, tag, tag));
    links
}

/// The references to policies in other files. A reference with an absolute URI may also refer to a policy in
/// this file, by its name. It is included nevertheless, because a catalog may map the URI to another file.
fn policies(root: Tag<'_>) -> Vec<Tag<'_>> {
    let is_reference = |tag: &Tag<'_>| {
        uri::is_policy(tag.namespace(), tag.name(), "PolicyReference")
            && tag.attribute("URI").is_some_and(|uri| !uri.is_empty() && !uri.starts_with('#'))
    };
    let mut found = Vec::new();
    let mut open: Vec<_> = vec![root];
    while let Some(tag) = open.pop() {
        if is_reference(&tag) {
            found.push(tag);
        }
        let is_searched = |child: &Tag<'_>| child.wsdl_name() != "types" && child.schema_name().is_empty();
        open.push_all(tag.children().filter(is_searched));
    }
    found
}
