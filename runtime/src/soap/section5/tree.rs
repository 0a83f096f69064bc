//! A document as a tree of elements, with their positions in the text, the prefixes in scope, and the
//! identities of values. Elements are numbered in the order of their start tags.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::attributes::{Attribute, attributes};
use super::sizes::has_dimensions;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, XSI, is_any_type};
use crate::xml::reader::{Binding, Document, Tag, is_name};

/// A document with numbered elements.
pub(super) struct Tree<'d> {
    pub(super) text: &'d str,
    nodes: Vec<Node>,
    scopes: Vec<Scope>,
    bindings: Vec<Binding<'d>>,
    identities: BTreeMap<Cow<'d, str>, Identity>,
}

/// An element: positions in the text, and the numbers of related elements and scopes.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    start: u32,
    content: u32,
    content_end: u32,
    end: u32,
    /// Length of the name, including its prefix.
    name: u32,
    parent: u32,
    /// The first element after this element and its descendants.
    pub(super) next: u32,
    /// The scope that contains the element.
    pub(super) outer: u32,
    /// The scope of the element's content.
    pub(super) scope: u32,
    marks: u16,
}

impl Node {
    /// The element refers to a value elsewhere.
    pub(super) const REFERENCE: u16 = 1;
    /// A reference refers to the element.
    pub(super) const REFERRED: u16 = 2;
    /// The element is an array with `offset` or `position` attributes, or with several dimensions.
    pub(super) const SPARSE: u16 = 4;
    /// The element is renamed.
    pub(super) const RENAMED: u16 = 8;
    /// The element is left out.
    pub(super) const DROPPED: u16 = 16;
    /// A reference to the element is being replaced.
    pub(super) const OPEN: u16 = 32;
    /// The element or a descendant is written differently from the received text.
    pub(super) const CHANGED: u16 = 64;
    /// A reference refers to the element or a descendant.
    pub(super) const SHARED: u16 = 128;
    /// The element is in SOAP encoding, although the body of the message is not.
    pub(super) const ENCODED: u16 = 256;
    /// The element has the attribute of a reference, but also content, so it is not a reference.
    const REFERENCE_WITH_CONTENT: u16 = 512;

    pub(super) const fn is(&self, marks: u16) -> bool {
        self.marks & marks != 0
    }

    pub(super) const fn start(&self) -> usize {
        self.start as usize
    }

    /// Offset of the end of the start tag.
    pub(super) const fn content(&self) -> usize {
        self.content as usize
    }

    /// Offset of the end tag, or the end of the element if it has no end tag.
    pub(super) const fn content_end(&self) -> usize {
        self.content_end as usize
    }

    pub(super) const fn end(&self) -> usize {
        self.end as usize
    }
}

/// The prefixes that one start tag declares, in addition to those of the parent scope.
#[derive(Clone, Copy)]
struct Scope {
    parent: u32,
    from: u32,
    to: u32,
    /// Number of bindings, including those of the parent scopes.
    total: u32,
}

enum Identity {
    Of(u32),
    /// Several elements have this identity.
    Several,
}

impl<'d> Tree<'d> {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`].
    pub(super) fn read(document: &'d Document<'_>) -> Result<Self> {
        let text = document.text();
        if u32::try_from(text.len()).is_err() {
            return Err(Error::new(ErrorKind::TooLarge { what: "the message", limit: u32::MAX.into() }));
        }
        let mut tree = Self {
            text,
            nodes: Vec::new(),
            scopes: vec![Scope { parent: 0, from: 0, to: 0, total: 0 }],
            bindings: Vec::new(),
            identities: BTreeMap::new(),
        };
        let mut open: Vec<u32> = Vec::new();
        document.reader().walk(&mut |tag| {
            match tag {
                Tag::Start { offset, content, raw, is_empty, declared } => {
                    let parent = open.last().copied();
                    let id = tree.begin(parent, offset..content, raw, declared);
                    match is_empty {
                        true => tree.end(id, content..content),
                        false => open.push(id),
                    }
                }
                Tag::End(from, to) => {
                    if let Some(id) = open.pop() {
                        tree.end(id, from..to);
                    }
                }
            }
            Ok(())
        })?;
        tree.note_references();
        Ok(tree)
    }

    fn begin(
        &mut self,
        parent: Option<u32>,
        tag: std::ops::Range<usize>,
        raw: &str,
        declared: &[Binding<'d>],
    ) -> u32 {
        let id = self.nodes.len() as u32;
        let outer = parent.map_or(0, |parent| self.node(parent).scope);
        let mut scope = outer;
        if !declared.is_empty() {
            let from = self.bindings.len() as u32;
            self.bindings.extend_from_slice(declared);
            scope = self.scopes.len() as u32;
            let total = self.bindings_in(outer) as u32 + declared.len() as u32;
            self.scopes.push(Scope { parent: outer, from, to: self.bindings.len() as u32, total });
        }
        self.nodes.push(Node {
            start: tag.start as u32,
            content: tag.end as u32,
            name: raw.len() as u32,
            parent: parent.unwrap_or(id),
            outer,
            scope,
            ..Node::default()
        });
        if tag.len() > raw.len() + 3 {
            self.note_attributes(id);
        }
        id
    }

    fn end(&mut self, id: u32, tag: std::ops::Range<usize>) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(id as usize) {
            (node.content_end, node.end, node.next) = (tag.start as u32, tag.end as u32, next);
        }
    }

    /// Records identities, and marks references and sparse arrays, by the attributes of an element.
    fn note_attributes(&mut self, id: u32) {
        let node = self.node(id);
        for attribute in self.attributes(id) {
            match self.meaning(node.scope, &attribute) {
                Meaning::Identity => note_identity(&mut self.identities, attribute.value(), id),
                Meaning::Reference => self.mark(id, Node::REFERENCE),
                Meaning::Offset => self.mark(id, Node::SPARSE),
                Meaning::Position => self.mark(node.parent, Node::SPARSE),
                // Mark an array with several dimensions as sparse: its omitted items are written as nil, so that
                // the number of items fits the sizes.
                Meaning::Size if has_dimensions(attribute.raw) => self.mark(id, Node::SPARSE),
                Meaning::Size | Meaning::Other => {}
            }
        }
    }

    /// Marks the targets of references. An element with content is not a reference.
    fn note_references(&mut self) {
        for id in 0..self.nodes.len() as u32 {
            let node = self.node(id);
            if !node.is(Node::REFERENCE) {
                continue;
            }
            if self.has_content(id) {
                self.unmark(id, Node::REFERENCE);
                self.mark(id, Node::REFERENCE_WITH_CONTENT);
            } else if self.target(id).is_none() {
                self.unmark(id, Node::REFERENCE);
            } else if let Some(Identity::Of(target)) = self.target(id).and_then(|to| self.identities.get(&to))
            {
                self.mark(*target, Node::REFERRED);
            }
        }
    }

    /// Whether an element has child elements or text. White space, comments and processing instructions are no
    /// content.
    fn has_content(&self, id: u32) -> bool {
        let node = self.node(id);
        let mut rest = self.text.get(node.content()..node.content_end()).unwrap_or_default();
        loop {
            rest = rest.trim_ascii_start();
            let end = match rest.get(..2) {
                Some("<!") if rest.starts_with("<!--") => rest.split_once("-->"),
                Some("<?") => rest.split_once("?>"),
                _ => return !rest.is_empty(),
            };
            rest = end.map_or("", |(_, after)| after);
        }
    }

    /// The identities that elements with content refer to, but that no element has. Sorted.
    pub(super) fn missing_identities(&self) -> Vec<String> {
        let with_content = self.ids().filter(|id| self.node(*id).is(Node::REFERENCE_WITH_CONTENT));
        let targets = with_content.filter_map(|id| self.target(id));
        let missing = targets.filter(|target| !self.identities.contains_key(target));
        missing.map(Cow::into_owned).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Gives the identities of these elements and of their descendants precedence over equal ones of all other
    /// elements. None of these elements is a descendant of another one.
    pub(super) fn prefer_identities(&mut self, roots: &[u32]) {
        let mut preferred = BTreeMap::new();
        for id in roots.iter().flat_map(|root| *root..self.node(*root).next) {
            for attribute in self.attributes(id) {
                if self.meaning(self.node(id).scope, &attribute) == Meaning::Identity {
                    note_identity(&mut preferred, attribute.value(), id);
                }
            }
        }
        self.identities.extend(preferred);
    }

    /// Removes the marks of references and sparse arrays from all elements, except from these elements, their
    /// descendants, and the values to which they refer.
    pub(super) fn restrict_references(&mut self, mut encoded: Vec<u32>) {
        while let Some(root) = encoded.pop() {
            let (mut id, end) = (root, self.node(root).next);
            while id < end {
                // The descendants of a marked element are marked too.
                if self.node(id).is(Node::ENCODED) {
                    id = self.node(id).next;
                    continue;
                }
                self.mark(id, Node::ENCODED);
                let target = if self.node(id).is(Node::REFERENCE) { self.target(id) } else { None };
                if let Some(Identity::Of(target)) = target.and_then(|target| self.identities.get(&target)) {
                    encoded.push(*target);
                }
                id += 1;
            }
        }
        for id in 0..self.nodes.len() as u32 {
            if !self.node(id).is(Node::ENCODED) {
                self.unmark(id, Node::REFERENCE | Node::REFERENCE_WITH_CONTENT | Node::SPARSE);
            }
            self.unmark(id, Node::REFERRED);
        }
        self.note_references();
    }

    pub(super) fn node(&self, id: u32) -> Node {
        self.nodes.get(id as usize).copied().unwrap_or_default()
    }

    pub(super) fn mark(&mut self, id: u32, marks: u16) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.marks |= marks;
        }
    }

    pub(super) fn unmark(&mut self, id: u32, marks: u16) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.marks &= !marks;
        }
    }

    /// Marks the ancestors of elements that are changed, and of elements to which a reference refers. Returns
    /// whether any element is changed.
    pub(super) fn note_changes(&mut self) -> bool {
        const CHANGES: u16 = Node::REFERENCE | Node::SPARSE | Node::RENAMED | Node::DROPPED | Node::CHANGED;
        for id in (0..self.nodes.len() as u32).rev() {
            let node = self.node(id);
            let changed = if node.is(CHANGES) { Node::CHANGED } else { 0 };
            let shared = if node.is(Node::REFERRED | Node::SHARED) { Node::SHARED } else { 0 };
            self.mark(id, changed | shared);
            self.mark(node.parent, changed | shared);
        }
        self.node(0).is(Node::CHANGED)
    }

    /// The numbers of all elements.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> + use<> {
        0..self.nodes.len() as u32
    }

    /// Whether omitted items must be added to an element. A nil array has no items, whatever its sizes are.
    pub(super) fn is_sparse(&self, id: u32) -> bool {
        let is_nil = || {
            let nil = self.attribute_named(id, Name::new(XSI, "nil"));
            nil.is_some_and(|nil| matches!(nil.trim_ascii(), "true" | "1"))
        };
        self.node(id).is(Node::SPARSE) && !is_nil()
    }

    /// Number of elements in a subtree, including its root.
    pub(super) fn count(&self, id: u32) -> usize {
        (self.node(id).next - id) as usize
    }

    pub(super) fn children(&self, id: u32) -> impl Iterator<Item = u32> {
        let end = self.node(id).next;
        let first = Some(id + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| Some(self.node(*child).next).filter(|next| *next < end))
    }

    /// Name of an element with its prefix, as written.
    pub(super) fn raw(&self, id: u32) -> &'d str {
        let node = self.node(id);
        self.text.get(node.start() + 1..node.start() + 1 + node.name as usize).unwrap_or_default()
    }

    pub(super) fn local(&self, id: u32) -> &'d str {
        let raw = self.raw(id);
        raw.split_once(':').map_or(raw, |(_, local)| local)
    }

    pub(super) fn prefix(&self, id: u32) -> &'d str {
        self.raw(id).split_once(':').map_or("", |(prefix, _)| prefix)
    }

    pub(super) fn name(&self, id: u32) -> Name<'d> {
        let namespace = self.lookup(self.node(id).scope, self.prefix(id)).unwrap_or_default();
        Name::new(namespace, self.local(id))
    }

    /// Whether an element has this name. Compares the local part first, because looking up the namespace is
    /// slow.
    pub(super) fn is_named(&self, id: u32, name: Name<'_>) -> bool {
        self.local(id) == name.local() && self.name(id) == name
    }

    /// The namespace that is bound to a prefix in a scope.
    pub(super) fn lookup(&self, scope: u32, prefix: &str) -> Option<&'d str> {
        let mut scope = scope;
        while scope != 0 {
            if let Some(binding) = self.declared(scope).iter().find(|binding| binding.prefix == prefix) {
                return Some(binding.namespace);
            }
            scope = self.outer(scope);
        }
        None
    }

    /// Number of prefixes in scope, including those of the parent scopes.
    pub(super) fn bindings_in(&self, scope: u32) -> usize {
        self.scopes.get(scope as usize).map_or(0, |scope| scope.total as usize)
    }

    /// The prefixes that a scope declares itself.
    pub(super) fn declared(&self, scope: u32) -> &[Binding<'d>] {
        let Some(scope) = self.scopes.get(scope as usize) else { return &[] };
        self.bindings.get(scope.from as usize..scope.to as usize).unwrap_or_default()
    }

    /// The parent of a scope. A parent has a smaller number than its children.
    pub(super) fn outer(&self, scope: u32) -> u32 {
        self.scopes.get(scope as usize).map_or(0, |scope| scope.parent)
    }

    /// Three prefixes that the document does not declare anywhere.
    pub(super) fn free_prefixes(&self) -> [String; 3] {
        let number = |binding: &Binding<'_>| binding.prefix.strip_prefix('r')?.parse::<usize>().ok();
        let taken: BTreeSet<_> = self.bindings.iter().filter_map(number).collect();
        // Among `taken.len() + 3` numbers, at least three are free.
        let mut free = (0..taken.len() + 3).filter(|number| !taken.contains(number));
        [free.next(), free.next(), free.next()].map(|number| format!("r{}", number.unwrap_or_default()))
    }

    pub(super) fn meaning(&self, scope: u32, attribute: &Attribute<'d>) -> Meaning {
        match attribute.name.split_once(':') {
            None if attribute.name == "id" => Meaning::Identity,
            None if attribute.name == "href" && attribute.raw.starts_with('#') => Meaning::Reference,
            Some((prefix, local @ ("id" | "ref" | "offset" | "position" | "arrayType" | "arraySize"))) => {
                match (self.lookup(scope, prefix), local) {
                    (Some(ENCODING_12), "id") => Meaning::Identity,
                    (Some(ENCODING_12), "ref") => Meaning::Reference,
                    (Some(ENCODING_12), "arraySize") | (Some(ENCODING_11), "arrayType") => Meaning::Size,
                    (Some(ENCODING_11), "offset") => Meaning::Offset,
                    (Some(ENCODING_11), "position") => Meaning::Position,
                    _ => Meaning::Other,
                }
            }
            _ => Meaning::Other,
        }
    }

    /// The attributes of an element.
    pub(super) fn attributes(&self, id: u32) -> impl Iterator<Item = Attribute<'d>> + use<'d> {
        let node = self.node(id);
        let from = node.start() + 1 + node.name as usize;
        attributes(self.text.get(from..node.content()).unwrap_or_default())
    }

    /// The value of the first attribute with this meaning.
    pub(super) fn attribute(&self, id: u32, meaning: Meaning) -> Option<Cow<'d, str>> {
        let node = self.node(id);
        self.attributes(id)
            .find(|attribute| self.meaning(node.scope, attribute) == meaning)
            .map(|attribute| attribute.value())
    }

    /// The value of the attribute with this name.
    pub(super) fn attribute_named(&self, id: u32, name: Name<'_>) -> Option<Cow<'d, str>> {
        let node = self.node(id);
        let is_named = |attribute: &Attribute<'d>| match attribute.name.split_once(':') {
            Some((prefix, local)) => {
                local == name.local() && self.lookup(node.scope, prefix) == Some(name.namespace())
            }
            None => attribute.name == name.local() && name.namespace().is_empty(),
        };
        let found = self.attributes(id).find(is_named);
        found.map(|attribute| attribute.value())
    }

    /// The namespace and the local name of the type that an element names by `xsi:type`; `None` if it names
    /// none, if the name is malformed, or if the type is `xsd:anyType`.
    pub(super) fn type_name(&self, id: u32) -> Option<(&'d str, String)> {
        let name = self.attribute_named(id, Name::new(XSI, "type"))?;
        let (prefix, local) = match name.trim_ascii().split_once(':') {
            Some((prefix, local)) => (prefix, local),
            None => ("", name.trim_ascii()),
        };
        let namespace = match self.lookup(self.node(id).scope, prefix) {
            None if prefix.is_empty() => "",
            namespace => namespace?,
        };
        let says_type = is_name(local) && !is_any_type(Name::new(namespace, local));
        says_type.then(|| (namespace, local.to_owned()))
    }

    /// The identity that a reference names.
    fn target(&self, id: u32) -> Option<Cow<'d, str>> {
        Some(match self.attribute(id, Meaning::Reference)? {
            Cow::Borrowed(to) => Cow::Borrowed(to.strip_prefix('#').unwrap_or(to)),
            Cow::Owned(to) => Cow::Owned(to.strip_prefix('#').unwrap_or(&to).to_owned()),
        })
    }

    /// The element that a reference refers to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if no element or several elements have the identity.
    pub(super) fn referred(&self, id: u32) -> Result<u32> {
        let target = self.target(id).unwrap_or_default();
        match self.identities.get(&target) {
            Some(Identity::Of(target)) => Ok(*target),
            Some(Identity::Several) => Err(self.refuse(id, "a reference to exactly one value", &target)),
            None => Err(self.refuse(id, "a reference to the `id` of an element", &target)),
        }
    }

    /// Number of distinct identities.
    pub(super) fn identities(&self) -> usize {
        self.identities.len()
    }

    /// Checks that no element is a reference.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] for the first reference.
    pub(super) fn check_references(&self) -> Result<()> {
        let reference = (0..self.nodes.len() as u32).find(|id| self.node(*id).is(Node::REFERENCE));
        let Some(id) = reference else { return Ok(()) };
        let target = self.target(id).unwrap_or_default();
        Err(self.refuse(id, "a reference that can be replaced by its value", &target))
    }

    /// Creates an error at the position of an element.
    #[cold]
    pub(super) fn refuse(&self, id: u32, expected: &'static str, found: &str) -> Error {
        let mut names = Vec::new();
        let mut current = id;
        while current != 0 {
            names.push(self.local(current));
            current = self.node(current).parent;
        }
        names.reverse();
        Error::new(ErrorKind::Contract {
            path: names.join("/"),
            expected: expected.into(),
            found: Some(found.chars().take(40).collect()),
            place: Place::of(self.text, self.node(id).start()),
        })
    }
}

fn note_identity<'d>(identities: &mut BTreeMap<Cow<'d, str>, Identity>, value: Cow<'d, str>, id: u32) {
    let several = |identity: &mut Identity| *identity = Identity::Several;
    identities.entry(value).and_modify(several).or_insert(Identity::Of(id));
}

/// The meaning of an attribute in SOAP encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Identity,
    Reference,
    /// The length of an array: `arrayType`, which also names the type of its items, or `arraySize`.
    Size,
    Offset,
    Position,
    Other,
}
