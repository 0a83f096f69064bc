//! Converts a JSON object to the children and attributes of an element of complex type.

use super::{
    json::Json,
    matching,
    shape::{Content, Elements, Shape},
    to_xml::{Declared, ToXml, name_of},
};
use crate::{
    cli::tree::Node,
    model::{ComplexType, QName, TypeId},
    plan::{dictionary_of, list_of},
    problem::near_miss,
};

/// Maximum number of names that a mistake lists.
const MAX_LISTED: usize = 30;

impl<'m> ToXml<'_, 'm> {
    pub(super) fn complex(
        &mut self,
        node: &mut Node,
        id: TypeId,
        complex: &'m ComplexType,
        json: &Json,
        declared: &Declared,
    ) {
        let shape = self.converter.shape(id, complex);
        if (!declared.is_root && self.list(node, id, json, &shape)) || self.dictionary(node, id, json) {
            return;
        }
        let members = match (json, &shape.content) {
            (Json::Object(members), Content::Simple(_))
                if json.get("$file").is_none() && json.get("$text").is_none() =>
            {
                members.as_slice()
            }
            (_, Content::Simple(simple)) => {
                node.text = self.text(*simple, json, declared);
                return self.required_attributes(node, &shape);
            }
            (Json::Object(members), _) => members.as_slice(),
            (Json::Array(items), Content::Elements(elements)) if elements.is_ordered => {
                self.ordered(node, elements, items);
                self.required_attributes(node, &shape);
                return self.order(node, &shape);
            }
            (Json::Text(text), Content::Elements(elements)) if elements.is_mixed => {
                node.children.push(Node::between(text));
                self.required_attributes(node, &shape);
                return self.order(node, &shape);
            }
            (other, _) => return self.mistake(format!("expected an object, found {}", other.kind())),
        };
        self.members(node, &shape, members, declared);
        if let (Content::Simple(_), None) = (&shape.content, &node.text)
            && json.get("$value").is_none()
        {
            self.mistake("`$value` is required");
        }
        self.required_attributes(node, &shape);
        self.order(node, &shape);
    }

    /// Converts an array to the items of a list. A value given on the command line (`Json::Bare`) becomes the
    /// only item of the list. Returns `false` if the type is not a list, or the JSON has another form.
    fn list(&mut self, node: &mut Node, id: TypeId, json: &Json, shape: &Shape<'_>) -> bool {
        let Some(list) = list_of(self.converter.model, id) else { return false };
        match json {
            Json::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    let child = self.at(format!("[{place}]"), |this| this.element(list.item, item, false));
                    node.children.push(child);
                }
                self.order(node, shape);
            }
            Json::Bare(_) => node.children.push(self.element(list.item, json, false)),
            _ => return false,
        }
        true
    }

    /// Converts an object whose keys are those of a dictionary. Returns `false` if the type or the JSON is no
    /// dictionary.
    fn dictionary(&mut self, node: &mut Node, id: TypeId, json: &Json) -> bool {
        let model = self.converter.model;
        let (Json::Object(members), Some(dictionary)) = (json, dictionary_of(model, id)) else {
            return false;
        };
        let pair = &model.elements[dictionary.pair].name;
        if members.iter().any(|(key, _)| key.starts_with('$') || *key == *pair.local) {
            return false;
        }
        for (key, value) in members {
            let mut pair = Node::named(pair.clone());
            self.at(key, |this| {
                pair.children.push(this.element(dictionary.key, &Json::Bare(key.clone()), false));
                pair.children.push(this.element(dictionary.value, value, false));
            });
            node.children.push(pair);
        }
        true
    }

    /// Converts the members of an object, in the order of the contract.
    fn members(
        &mut self,
        node: &mut Node,
        shape: &Shape<'_>,
        members: &[(String, Json)],
        declared: &Declared,
    ) {
        let mut children: Vec<(usize, Node)> = Vec::new();
        for (key, value) in members {
            match (key.as_str(), &shape.content) {
                ("$type" | "$nil", _) => {}
                ("$value", Content::Simple(simple)) => {
                    node.text = self.at("$value", |this| this.text(*simple, value, declared));
                }
                ("$content", Content::Elements(elements)) => match value {
                    Json::Array(items) => self.at("$content", |this| this.ordered(node, elements, items)),
                    other => {
                        let kind = other.kind();
                        self.at("$content", |this| this.mistake(format!("expected an array, found {kind}")));
                    }
                },
                ("$any", Content::Elements(elements)) if !elements.wildcards.is_empty() => {
                    let place = elements.wildcards.first().map_or(usize::MAX, |(_, place)| *place);
                    let any = self.at("$any", |this| this.any(elements, value));
                    children.extend(any.into_iter().map(|node| (place, node)));
                }
                (key, content) => match (key.strip_prefix('@'), content) {
                    (Some(attribute), _) => {
                        self.at(key, |this| this.attribute(node, shape, attribute, value));
                    }
                    (None, Content::Elements(elements)) => {
                        self.member(&mut children, elements, shape, key, value)
                    }
                    (None, _) => self.unknown(shape, key),
                },
            }
        }
        children.sort_by_key(|(place, _)| *place);
        node.children.extend(children.into_iter().map(|(_, child)| child));
    }

    /// Converts the member of an object.
    fn member(
        &mut self,
        children: &mut Vec<(usize, Node)>,
        elements: &Elements<'_>,
        shape: &Shape<'_>,
        key: &str,
        value: &Json,
    ) {
        let Some(member) = elements.by_key(self.converter.model, key) else {
            return self.unknown(shape, key);
        };
        match value {
            Json::Array(items) if member.is_repeated => {
                for (place, item) in items.iter().enumerate() {
                    let node = self.at(key, |this| {
                        this.at(format!("[{place}]"), |this| this.member_element(member, item))
                    });
                    children.push((member.place, node));
                }
            }
            Json::Bare(_) => {
                children.push((member.place, self.at(key, |this| this.member_element(member, value))));
            }
            other if member.is_repeated => {
                let kind = other.kind();
                self.at(key, |this| this.mistake(format!("expected an array, found {kind}")));
            }
            value => {
                children.push((member.place, self.at(key, |this| this.member_element(member, value))));
            }
        }
    }

    fn unknown(&mut self, shape: &Shape<'_>, key: &str) {
        if !self.describes() {
            return;
        }
        let mut keys: Vec<String> = match &shape.content {
            Content::Elements(elements) => elements.members.iter().map(|member| member.key.clone()).collect(),
            Content::Simple(_) => vec!["$value".to_owned()],
            Content::Empty => Vec::new(),
        };
        keys.extend(shape.attributes.iter().map(|own| format!("@{}", own.key)));
        let near = near_miss(key, keys.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let more = keys.len().saturating_sub(MAX_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let listed: Vec<_> = keys.iter().take(MAX_LISTED).map(|key| format!("`{key}`")).collect();
        let same: Vec<_> = keys
            .iter()
            .filter(|one| one.ends_with(&format!("}}{key}")))
            .map(|one| format!("`{one}`"))
            .collect();
        let message = match listed.is_empty() {
            _ if same.len() > 1 => format!("several members have this name; write {}", same.join(" or ")),
            true => "unknown member; the type has no members".to_owned(),
            false => format!("unknown member{near}; allowed: {}{more}", listed.join(", ")),
        };
        self.at(key, |this| this.mistake(message));
    }

    /// Checks the order and number of child elements.
    fn order(&mut self, node: &Node, shape: &Shape<'_>) {
        let Content::Elements(elements) = &shape.content else { return };
        if self.encoded.is_some() {
            return;
        }
        let names: Vec<QName> = node.children.iter().filter_map(name_of).collect();
        let converter = self.converter;
        for mistake in
            matching::mistakes(converter.model, &converter.substitutes, &elements.particles, &names)
        {
            self.mistake(mistake);
        }
    }
}
