//! Converts JSON to elements that the type does not declare by name: ordered content, wildcards, content
//! without a type, and XML.

use saponify::Element;

use super::{
    json::Json,
    shape::Elements,
    to_xml::{Declared, ToXml, plain},
};
use crate::{
    cli::{lexical, tree::Node},
    model::{Builtin, QName, Wildcard},
    name_characters::is_ncname,
    plan::admits,
};

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

impl ToXml<'_, '_> {
    /// Converts the items of `$content`: elements in order, and text between them.
    pub(super) fn ordered(&mut self, node: &mut Node, elements: &Elements<'_>, items: &[Json]) {
        for (place, item) in items.iter().enumerate() {
            let child = self.at(format!("[{place}]"), |this| match item {
                Json::Text(text) if elements.is_mixed => Some(Node::between(text)),
                Json::Text(_) => {
                    this.mistake("text is not allowed between the elements of this type");
                    None
                }
                item => {
                    this.item(item, |this, key, value| match elements.by_key(this.converter.model, key) {
                        Some(member) => Some(this.member_element(member, value)),
                        None => {
                            this.free(elements.wildcards.iter().map(|(wildcard, _)| *wildcard), key, value)
                        }
                    })
                }
            });
            node.children.extend(child);
        }
    }

    /// Converts the elements of a wildcard.
    pub(super) fn any(&mut self, elements: &Elements<'_>, json: &Json) -> Vec<Node> {
        let items = match json {
            Json::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut nodes = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let node = self.at(format!("[{place}]"), |this| match item {
                Json::Text(xml) | Json::Bare(xml) => Some(this.verbatim(xml, None)),
                item => this.item(item, |this, key, value| {
                    this.free(elements.wildcards.iter().map(|(wildcard, _)| *wildcard), key, value)
                }),
            });
            nodes.extend(node);
        }
        nodes
    }

    /// Converts an object with one member. Its key is the name of an element, and its value the content.
    fn item(
        &mut self,
        json: &Json,
        convert: impl FnOnce(&mut Self, &str, &Json) -> Option<Node>,
    ) -> Option<Node> {
        match json {
            Json::Object(members) => match members.as_slice() {
                [(key, Json::Text(xml))] if key == "$xml" => Some(self.verbatim(xml, None)),
                [(key, value)] => self.at(key, |this| convert(this, key, value)),
                _ => {
                    self.mistake("expected an object with one member: the name and the value of an element");
                    None
                }
            },
            other => {
                let kind = other.kind();
                self.mistake(format!("expected an object with the name of an element, found {kind}"));
                None
            }
        }
    }

    /// Converts an element that a wildcard admits. If the contract declares it, its type applies.
    fn free<'w>(
        &mut self,
        wildcards: impl Iterator<Item = &'w Wildcard>,
        key: &str,
        value: &Json,
    ) -> Option<Node> {
        let name = self.free_name(key, "an element")?;
        let mut is_wild = false;
        for wildcard in wildcards {
            is_wild = true;
            if admits(wildcard, &name) {
                return Some(match self.converter.model.names.elements.get(&name) {
                    Some(id) => self.element(id, value, false),
                    None => self.generic(name, value),
                });
            }
        }
        self.mistake(match is_wild {
            true => {
                "the contract allows no element of this name here; names are written as `{namespace}name`"
            }
            false => "the contract allows no element of this name here",
        });
        None
    }

    /// Converts an element that the contract does not describe.
    fn generic(&mut self, name: QName, json: &Json) -> Node {
        let any = self.converter.model.builtin(Builtin::AnyType);
        self.value(&Declared { is_nillable: true, ..Declared::of_type(name, any) }, json)
    }

    /// Converts content without a type: text, attributes and elements by name.
    pub(super) fn untyped(&mut self, node: &mut Node, json: &Json) {
        let members = match json {
            Json::Object(members) => members,
            Json::Array(_) => {
                return self
                    .mistake("expected a text or an object, found an array; add `$type` to name a type");
            }
            scalar => {
                match plain(scalar) {
                    Ok(text) => node.text = Some(text),
                    Err(message) => self.mistake(message),
                }
                return;
            }
        };
        for (key, value) in members {
            self.at(key, |this| match (key.as_str(), key.strip_prefix('@'), value) {
                ("$type" | "$nil", ..) => {}
                ("$value", ..) => match plain(value) {
                    Ok(text) => node.text = Some(text),
                    Err(message) => this.mistake(message),
                },
                ("$content", _, Json::Array(items)) => {
                    for (place, item) in items.iter().enumerate() {
                        let child = this.at(format!("[{place}]"), |this| match item {
                            Json::Text(text) => Some(Node::between(text)),
                            item => this.item(item, Self::named),
                        });
                        node.children.extend(child);
                    }
                }
                (_, Some(attribute), _) => match plain(value) {
                    Ok(text) => {
                        let name = this.free_name(attribute, "an attribute");
                        node.attributes.extend(name.map(|name| (name, text)));
                    }
                    Err(message) => this.mistake(message),
                },
                (key, None, _) if key.starts_with('$') => this.mistake("unknown key"),
                (key, None, Json::Array(items)) => {
                    for (place, item) in items.iter().enumerate() {
                        let child = this.at(format!("[{place}]"), |this| this.named(key, item));
                        node.children.extend(child);
                    }
                }
                (key, None, value) => node.children.extend(this.named(key, value)),
            });
        }
    }

    /// Converts an element of untyped content.
    fn named(&mut self, key: &str, value: &Json) -> Option<Node> {
        let name = self.free_name(key, "an element")?;
        Some(match self.converter.model.names.elements.get(&name) {
            Some(id) => self.element(id, value, false),
            None => self.generic(name, value),
        })
    }

    /// Reads the name of an element or attribute that need not be declared.
    pub(super) fn free_name(&mut self, key: &str, what: &str) -> Option<QName> {
        let (namespace, local) = lexical::split(key);
        // Refuse namespace declarations: the writer declares prefixes itself (Namespaces in XML 1.0, section 3).
        let is_declaration = namespace == XMLNS || (namespace.is_empty() && local == "xmlns");
        if is_ncname(local)
            && !namespace.contains(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
            && !is_declaration
        {
            return Some(QName::new(namespace, local));
        }
        self.mistake(format!("not a name for {what}; names are written as `name` or `{{namespace}}name`"));
        None
    }

    /// Reads an element that is given as XML.
    pub(super) fn verbatim(&mut self, xml: &str, expected: Option<&QName>) -> Node {
        match Element::parse(xml.trim()) {
            Ok(element) => {
                let name = QName::new(element.name().namespace(), element.name().local());
                if let Some(expected) = expected.filter(|expected| **expected != name) {
                    self.mistake(format!("expected the element {expected} as XML, found {name}"));
                }
                Node::verbatim(element)
            }
            Err(error) => {
                self.mistake(format!("expected an element as XML: {error}"));
                Node::default()
            }
        }
    }
}
