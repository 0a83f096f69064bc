//! Content of wildcards.

use saponify_codegen::internals::model::{
    Builtin, ElementId, NamespaceConstraint, ProcessContents, QName, TypeId, TypeKind, WhiteSpace, Wildcard,
};

use crate::{
    cost::{global, lets_in},
    instance::{Made, Making, NoInstance},
    node::{Content, Kind, Node, Piece, Value},
};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// Namespace without a schema.
const FOREIGN: &str = "urn:foreign";

impl Making<'_, '_, '_> {
    /// Generates an element that a wildcard accepts.
    pub(crate) fn any(&mut self, wildcard: &Wildcard) -> Made<Node> {
        let model = self.of.model;
        let mut globals = global(model, &self.of.costs, wildcard);
        // The reader identifies members by name, so an element that the wildcard allows must not have the name of a member that
        // may still occur.
        let siblings = self.siblings.last();
        let is_member =
            |id: &ElementId| siblings.is_some_and(|names| names.contains(&model.elements[*id].name));
        globals.retain(|id| !is_member(id) && !self.of.families.members(*id).iter().any(is_member));
        let strict = wildcard.process_contents == ProcessContents::Strict;
        let foreign = match &wildcard.namespaces {
            _ if strict => None,
            NamespaceConstraint::Of(these) => {
                // Prefer a namespace without declarations: an element that is declared would have to be valid.
                these.iter().find(|one| ***one == *FOREIGN).or(these.first()).map(|one| one.to_string())
            }
            _ => Some(FOREIGN.to_owned()),
        };
        self.raw += 1;
        self.values.bare = false;
        let made = match foreign {
            Some(namespace) if globals.is_empty() || self.raw > 1 || !self.choices.once_in(2) => {
                Ok(self.foreign(QName::new(namespace, "Anything")))
            }
            _ => self.declared(&globals),
        };
        self.raw -= 1;
        self.values.bare = self.raw == 0;
        made
    }

    fn declared(&mut self, globals: &[ElementId]) -> Made<Node> {
        let id = self.choices.one(globals).copied().ok_or(NoInstance)?;
        self.element(id)
    }

    /// Generates an undeclared element with arbitrary content.
    fn foreign(&mut self, name: QName) -> Node {
        let mut node = Node::new(name);
        if self.choices.once_in(2) {
            node.attributes.push((QName::new("", "a"), Value::text("1 < 2", Kind::TEXT)));
        }
        if self.choices.once_in(4) {
            node.attributes.push((QName::new("urn:second", "b"), Value::text("", Kind::TEXT)));
        }
        match self.choices.below(4) {
            0 => node.content.push(Content::Text(Value::text("anything", Kind::TEXT))),
            1 => {}
            2 => {
                let inner = Node::new(QName::new("", "bare"));
                node.content.push(Content::Node(inner));
                self.mix(&mut node);
            }
            _ => {
                let mut inner = Node::new(QName::new(FOREIGN, "inner"));
                let name = QName::new("urn:named", "name");
                inner.content.push(Content::Text(Value {
                    pieces: vec![Piece::Name(name)],
                    kind: Kind::Atomic(Builtin::QName, WhiteSpace::Collapse),
                }));
                node.content.push(Content::Node(inner));
            }
        }
        node
    }

    /// Generates the content of `xs:anyType`.
    pub(crate) fn anything(&mut self, node: &mut Node) -> Made<()> {
        let text = |text: &str| Content::Text(Value::text(text, Kind::TEXT));
        match self.choices.below(if self.is_enough() { 3 } else { 5 }) {
            0 => node.content.push(text("anything <&>")),
            1 => {}
            2 => {
                node.type_name = Some(QName::new(XSD, "string"));
                node.content.push(text(" é "));
            }
            3 => {
                let inner = self.foreign(QName::new(FOREIGN, "Anything"));
                node.content.push(Content::Node(inner));
                self.mix(node);
            }
            _ => {
                let (model, costs) = (self.of.model, &self.of.costs);
                let fits = |id: &TypeId| match &model.types[*id].kind {
                    TypeKind::Complex(complex) => !complex.is_abstract && costs.of_type(*id) < 20,
                    _ => false,
                };
                let named: Vec<_> = model.names.types.iter().map(|(_, id)| id).filter(fits).collect();
                let Some(id) = self.choices.one(&named).copied() else { return Ok(()) };
                self.raw += 1;
                self.values.bare = false;
                let made = self.fill(id, node, node.nil);
                self.raw -= 1;
                self.values.bare = self.raw == 0;
                if node.type_name.is_none() {
                    node.type_name.clone_from(&model.types[id].name);
                }
                return made;
            }
        }
        Ok(())
    }

    /// Adds an attribute that all of the wildcards accept.
    pub(crate) fn any_attribute(&mut self, wildcards: &[&Wildcard], node: &mut Node) {
        let strict = wildcards.iter().any(|one| one.process_contents == ProcessContents::Strict);
        if !strict && wildcards.iter().all(|one| lets_in(one, FOREIGN)) {
            node.attributes.push((QName::new(FOREIGN, "anything"), Value::text("\"<&>' é", Kind::TEXT)));
        }
    }
}
