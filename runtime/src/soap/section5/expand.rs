//! Converts the [`Tree`] of a message in SOAP encoding to a document without references: each reference is
//! replaced by a copy of its value. Iterative, because chains of references can be arbitrarily deep.

use super::arrays::{Item, Sparse};
use super::costs::{BINDING_COST, ELEMENT_COST, FREE_BINDINGS};
use super::origin::Origin;
use super::scopes::{NamespaceState, difference};
use super::tree::{Meaning, Node, Tree};
use crate::error::{Error, ErrorKind, Result};
use crate::text::Name;
use crate::text::namespaces::XSI;
use crate::xml::budget::Budget;

/// State of writing one message.
pub(super) struct Expansion<'d> {
    tree: Tree<'d>,
    /// Elements to rename, with their new names.
    renamed: Vec<(u32, Name<'static>)>,
    budget: Budget,
    /// Maximum depth of elements.
    depth: usize,
    /// Three prefixes that the message does not use: for the names of elements, for the names in `xsi:type`, and
    /// for `xsi`.
    prefixes: [String; 3],
    output: String,
    origin: Origin,
    open: Vec<Open<'d>>,
}

/// An element whose start tag has been written.
struct Open<'d> {
    element: u32,
    /// Name for the end tag.
    name: String,
    state: NamespaceState<'d>,
    /// The target of the reference that this element replaces. Its `OPEN` mark is removed when this element
    /// is closed.
    target: Option<u32>,
    /// Whether the element is part of a copied value.
    is_copy: bool,
    children: Children,
    /// Offset in the received text, after the last child that was written.
    tail: usize,
}

enum Children {
    /// The next child, and the offset of the text before it.
    All(u32, usize),
    Sparse(Box<Sparse>),
}

/// The value to which a reference resolves.
struct Target<'d> {
    value: u32,
    /// The namespace and local name of the `xsi:type` of the reference. `None` if the value has its own
    /// `xsi:type`, which takes precedence.
    type_name: Option<(&'d str, String)>,
}

/// The new name of an element, from the reference to it or from the contract.
#[derive(Clone, Copy)]
struct Rename<'d> {
    name: Name<'d>,
    prefix: &'d str,
}

impl<'d> Expansion<'d> {
    pub(super) fn new(
        tree: Tree<'d>,
        renamed: Vec<(u32, Name<'static>)>,
        budget: Budget,
        depth: usize,
    ) -> Self {
        let output = String::with_capacity(tree.text.len() + tree.text.len() / 4);
        let prefixes = tree.free_prefixes();
        Self { tree, renamed, budget, depth, prefixes, output, origin: Origin::default(), open: Vec::new() }
    }

    /// Writes the whole message.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] for unresolved references and for values that contain themselves.
    /// [`ErrorKind::TooLarge`] if the message exceeds its depth or its budget.
    pub(super) fn run(&mut self) -> Result<()> {
        self.element(0, NamespaceState { scope: 0, lost_default: None }, false)?;
        while let Some(open) = self.open.last_mut() {
            let item = match &mut open.children {
                Children::All(child, gap) if *child < self.tree.node(open.element).next => {
                    let item = Item::Element(*child, *gap);
                    let node = self.tree.node(*child);
                    (*child, *gap) = (node.next, node.end());
                    Some(item)
                }
                Children::All(..) => None,
                Children::Sparse(items) => items.next(),
            };
            let (state, is_copy) = (open.state, open.is_copy);
            match item {
                Some(Item::Element(child, gap)) => {
                    let node = self.tree.node(child);
                    self.copy(gap, node.start(), is_copy)?;
                    if !node.is(Node::DROPPED) {
                        self.element(child, state, is_copy)?;
                    }
                }
                Some(Item::Omitted) => self.omitted(state)?,
                None => self.close()?,
            }
        }
        Ok(())
    }

    /// The amount of the budget spent so far.
    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        self.budget.spent()
    }

    pub(super) fn finish(self) -> (String, Origin) {
        (self.output, self.origin)
    }

    /// Writes an unchanged element completely, or the start tag of a changed element.
    fn element(&mut self, id: u32, state: NamespaceState<'d>, is_copy: bool) -> Result<()> {
        let node = self.tree.node(id);
        // In a copy, elements that are referred to lose their `id`, because the copy would repeat it.
        let changes = if is_copy { Node::CHANGED | Node::SHARED } else { Node::CHANGED };
        if !node.is(changes) {
            return self.whole(id, state, is_copy);
        }
        if self.open.len() >= self.depth {
            let limit = self.depth as u64;
            return Err(Error::new(ErrorKind::TooLarge { what: "the depth of elements", limit }));
        }
        let (target, type_name) = match self.target(id)? {
            Some(Target { value, type_name }) => (Some(value), type_name),
            None => (None, None),
        };
        let rename = match (node.is(Node::RENAMED), target) {
            (true, _) => self.renamed.iter().find(|(renamed, _)| *renamed == id).map(|(_, name)| *name),
            (false, Some(_)) => Some(self.tree.name(id)),
            (false, None) => None,
        };
        let rename = rename.map(|name| Rename { name, prefix: self.tree.prefix(id) });
        let element = target.unwrap_or(id);
        let is_copy = is_copy || target.is_some();
        if let Some(target) = target {
            self.tree.mark(target, Node::OPEN);
        }
        if is_copy {
            self.budget.spend(self.weight(element))?;
        }
        let before = self.output.len();
        let (name, inner) = self.start_tag(element, (rename, type_name), state, is_copy)?;
        if is_copy {
            self.budget.spend(self.output.len() - before)?;
        }
        let node = self.tree.node(element);
        let children = match self.tree.is_sparse(element) {
            true => Children::Sparse(Box::new(Sparse::of(&self.tree, element)?)),
            false => Children::All(element + 1, node.content()),
        };
        let tail =
            self.tree.children(element).last().map_or(node.content(), |last| self.tree.node(last).end());
        self.open.push(Open { element, name, state: inner, target, is_copy, children, tail });
        Ok(())
    }

    /// The value to which a reference resolves, directly or through other references; `None` if the element is not
    /// a reference.
    fn target(&mut self, id: u32) -> Result<Option<Target<'d>>> {
        if !self.tree.node(id).is(Node::REFERENCE) {
            return Ok(None);
        }
        let mut target = id;
        let mut steps = 0;
        let mut type_name = None;
        while self.tree.node(target).is(Node::REFERENCE) {
            type_name = type_name.or_else(|| self.tree.type_name(target));
            target = self.tree.referred(target)?;
            steps += 1;
            self.budget.spend(ELEMENT_COST)?;
            if steps > self.tree.identities() || self.tree.node(target).is(Node::OPEN) {
                return Err(self.tree.refuse(
                    id,
                    "a value that does not contain itself",
                    self.tree.raw(target),
                ));
            }
        }
        // The reference is inside its own target. The target is not marked as `OPEN`, because it was not
        // reached through a reference.
        if id > target && id < self.tree.node(target).next {
            return Err(self.tree.refuse(id, "a value that does not contain itself", self.tree.raw(target)));
        }
        let is_typed = self.tree.attribute_named(target, Name::new(XSI, "type")).is_some();
        Ok(Some(Target { value: target, type_name: type_name.filter(|_| !is_typed) }))
    }

    /// Cost of an element in addition to its text. Captured XML stores the prefixes in scope, so an element
    /// with hundreds of prefixes in scope costs more.
    fn weight(&self, id: u32) -> usize {
        let bindings = self.tree.bindings_in(self.tree.node(id).scope);
        ELEMENT_COST + BINDING_COST * bindings.saturating_sub(FREE_BINDINGS)
    }

    /// Writes an unchanged element with the namespace declarations that it needs at its new place.
    fn whole(&mut self, id: u32, state: NamespaceState<'d>, is_copy: bool) -> Result<()> {
        let node = self.tree.node(id);
        let declarations = self.declarations(id, state)?;
        if is_copy {
            self.budget.spend(self.weight(id).saturating_mul(self.tree.count(id)))?;
        }
        if declarations.is_empty() {
            return self.copy(node.start(), node.end(), is_copy);
        }
        let name = node.start() + 1 + self.tree.raw(id).len();
        self.copy(node.start(), name, is_copy)?;
        self.output.push_str(&declarations);
        self.copy(name, node.end(), is_copy)
    }

    /// Copies a range of the received message unchanged.
    fn copy(&mut self, from: usize, to: usize, is_copy: bool) -> Result<()> {
        let text = self.tree.text.get(from..to).unwrap_or_default();
        if is_copy {
            self.budget.spend(text.len())?;
        }
        self.origin.note(self.output.len(), from);
        self.output.push_str(text);
        Ok(())
    }

    /// The namespace declarations that must be added to an element, so that its prefixes keep their meaning at
    /// its new place. The result does not contain the declarations in the element's own start tag.
    fn declarations(&mut self, id: u32, state: NamespaceState<'d>) -> Result<String> {
        let node = self.tree.node(id);
        if state.scope == node.outer && state.lost_default.is_none() {
            return Ok(String::new());
        }
        let (mut wanted, looked) = difference(&self.tree, state, node.outer);
        self.budget.spend(looked)?;
        for attribute in self.tree.attributes(id) {
            if let Some(prefix) = attribute.declares() {
                wanted.remove(prefix);
            }
        }
        let mut declarations = String::new();
        for (prefix, namespace) in wanted {
            declare(&mut declarations, prefix, namespace);
        }
        self.budget.spend(declarations.len())?;
        Ok(declarations)
    }

    /// Writes a start tag. Returns the element's name and the declarations in scope inside the element.
    fn start_tag(
        &mut self,
        id: u32,
        (rename, type_name): (Option<Rename<'d>>, Option<(&'d str, String)>),
        state: NamespaceState<'d>,
        is_copy: bool,
    ) -> Result<(String, NamespaceState<'d>)> {
        let node = self.tree.node(id);
        let mut declarations = self.declarations(id, state)?;
        let mut inner = NamespaceState { scope: node.scope, lost_default: None };
        let name = match rename {
            None => self.tree.raw(id).to_owned(),
            Some(Rename { name, .. }) if name.namespace().is_empty() => {
                let default = self.tree.lookup(node.scope, "").filter(|default| !default.is_empty());
                inner.lost_default = default;
                name.local().to_owned()
            }
            Some(Rename { name, prefix }) => match self.tree.lookup(node.scope, prefix) {
                Some(namespace) if namespace == name.namespace() => qualified(prefix, name.local()),
                _ => {
                    let [prefix, ..] = &self.prefixes;
                    declare(&mut declarations, prefix, name.namespace());
                    qualified(prefix, name.local())
                }
            },
        };
        if inner.lost_default.is_some() {
            // The renamed element has no namespace, so undeclare the default namespace.
            declarations = self.without_default(id, state)?;
            declarations.push_str(" xmlns=\"\"");
        }
        self.origin.note(self.output.len(), node.start());
        self.output.push('<');
        self.output.push_str(&name);
        let lost = inner.lost_default.filter(|_| self.has_bare_type(id));
        if let Some(default) = lost {
            let [_, prefix, _] = &self.prefixes;
            declare(&mut declarations, prefix, default);
        }
        self.output.push_str(&declarations);
        if let Some((namespace, local)) = type_name {
            self.type_attribute(id, inner, namespace, &local);
        }
        self.attributes(id, inner, is_copy);
        // A sparse array without transmitted items may be an empty-element tag.
        match node.content() == node.end() && !self.tree.is_sparse(id) {
            true => self.output.push_str("/>"),
            false => self.output.push('>'),
        }
        Ok((name, inner))
    }

    /// The namespace declarations that an element needs at its new place, except the default namespace.
    fn without_default(&mut self, id: u32, state: NamespaceState<'d>) -> Result<String> {
        let (mut wanted, looked) = difference(&self.tree, state, self.tree.node(id).outer);
        self.budget.spend(looked)?;
        wanted.remove("");
        let own: Vec<_> = self.tree.attributes(id).filter_map(|attribute| attribute.declares()).collect();
        let mut declarations = String::new();
        for (prefix, namespace) in wanted.into_iter().filter(|(prefix, _)| !own.contains(prefix)) {
            declare(&mut declarations, prefix, namespace);
        }
        Ok(declarations)
    }

    /// Writes the `xsi:type` of a reference into the start tag of its value.
    fn type_attribute(&mut self, id: u32, inner: NamespaceState<'d>, namespace: &str, local: &str) {
        let [_, prefix, xsi] = &self.prefixes;
        let mut attribute = String::new();
        let has_default = inner.lost_default.is_none()
            && self.tree.lookup(self.tree.node(id).scope, "").is_some_and(|default| !default.is_empty());
        let name = match namespace {
            // A name in no namespace cannot be written where a default namespace is in scope.
            "" if has_default => return,
            "" => local.to_owned(),
            _ => {
                declare(&mut attribute, prefix, namespace);
                qualified(prefix, local)
            }
        };
        declare(&mut attribute, xsi, XSI);
        attribute.push_str(&format!(" {xsi}:type=\"{name}\""));
        self.output.push_str(&attribute);
    }

    /// Whether the element's `xsi:type` has no prefix.
    fn has_bare_type(&self, id: u32) -> bool {
        let type_name = self.tree.attribute_named(id, Name::new(XSI, "type"));
        type_name.is_some_and(|name| !name.contains(':'))
    }

    /// Writes the attributes of a start tag, except those that describe references and sparse arrays.
    fn attributes(&mut self, id: u32, inner: NamespaceState<'d>, is_copy: bool) {
        let node = self.tree.node(id);
        for attribute in self.tree.attributes(id) {
            let is_left_out = match self.tree.meaning(node.scope, &attribute) {
                Meaning::Identity => is_copy && node.is(Node::REFERRED),
                Meaning::Offset => node.is(Node::SPARSE),
                _ => inner.lost_default.is_some() && attribute.declares() == Some(""),
            };
            if is_left_out {
                continue;
            }
            self.output.push(' ');
            if inner.lost_default.is_some()
                && let Some((prefix, "type")) = attribute.name.split_once(':')
                && self.tree.lookup(node.scope, prefix) == Some(XSI)
                && !attribute.raw.contains(':')
            {
                let [_, prefix, _] = &self.prefixes;
                let name = qualified(prefix, attribute.raw.trim());
                self.output.push_str(&format!("{}=\"{name}\"", attribute.name));
            } else {
                self.output.push_str(attribute.whole);
            }
        }
    }

    /// Writes the rest of the innermost open element, including its end tag.
    fn close(&mut self) -> Result<()> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let node = self.tree.node(open.element);
        if let Some(target) = open.target {
            self.tree.unmark(target, Node::OPEN);
        }
        if node.content() == node.end() && matches!(open.children, Children::All(..)) {
            return Ok(());
        }
        self.copy(open.tail, node.content_end(), open.is_copy)?;
        self.output.push_str("</");
        self.output.push_str(&open.name);
        self.output.push('>');
        if open.is_copy {
            self.budget.spend(open.name.len())?;
        }
        Ok(())
    }

    /// Writes a nil element for an array item that the message omits.
    fn omitted(&mut self, state: NamespaceState<'d>) -> Result<()> {
        let default = match state.lost_default {
            None => self.tree.lookup(state.scope, "").unwrap_or_default(),
            Some(_) => "",
        };
        let no_default = if default.is_empty() { "" } else { " xmlns=\"\"" };
        let before = self.output.len();
        self.output.push_str(&format!("<item{no_default} xmlns:xsi=\"{XSI}\" xsi:nil=\"true\"/>"));
        self.budget.spend(ELEMENT_COST + self.output.len() - before)
    }
}

/// Appends the declaration of a prefix or, if it is empty, of the default namespace.
fn declare(declarations: &mut String, prefix: &str, namespace: &str) {
    let (colon, namespace) = match prefix {
        "" => ("", crate::xml::writer::escaped(namespace)),
        _ => (":", crate::xml::writer::escaped(namespace)),
    };
    declarations.push_str(&format!(" xmlns{colon}{prefix}=\"{namespace}\""));
}

fn qualified(prefix: &str, local: &str) -> String {
    match prefix {
        "" => local.to_owned(),
        _ => format!("{prefix}:{local}"),
    }
}
