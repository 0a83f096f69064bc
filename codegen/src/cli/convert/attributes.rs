//! Converts JSON to attributes.

use super::{
    json::Json,
    shape::Shape,
    to_xml::{Declared, ToXml, plain},
};
use crate::{
    cli::tree::Node,
    model::{TypeId, TypeKind},
    plan::admits,
};

impl ToXml<'_, '_> {
    pub(super) fn attribute(&mut self, node: &mut Node, shape: &Shape<'_>, key: &str, json: &Json) {
        if let Some(own) = shape.attribute(key) {
            let declared = Declared::of_type(own.attribute.name.clone(), own.attribute.type_id);
            let text = self.text(own.attribute.type_id, json, &declared);
            node.attributes.extend(text.map(|text| (declared.name, text)));
            return;
        }
        let Some(name) = self.free_name(key, "an attribute") else { return };
        if !shape.any_attribute.iter().any(|wildcard| admits(wildcard, &name)) {
            let keys: Vec<_> = shape.attributes.iter().map(|own| format!("`@{}`", own.key)).collect();
            return self.mistake(match keys.is_empty() {
                true => "unknown attribute; the type has no attributes".to_owned(),
                false => format!("unknown attribute; allowed: {}", keys.join(", ")),
            });
        }
        let declared = self.converter.model.names.attributes.get(&name);
        let declared = declared.map(|id| self.converter.model.attributes[id].type_id);
        match declared.map(|id| self.converter.text_of(id, json)).unwrap_or_else(|| plain(json)) {
            Ok(text) => node.attributes.push((name, text)),
            Err(message) => self.mistake(message),
        }
    }

    pub(super) fn nil_attributes(&mut self, node: &mut Node, id: TypeId, members: &[(String, Json)]) {
        let TypeKind::Complex(complex) = &self.converter.model.types[id].kind else { return };
        let shape = self.converter.shape(id, complex);
        for (key, value) in members {
            match key.strip_prefix('@') {
                Some(attribute) => self.at(key, |this| this.attribute(node, &shape, attribute, value)),
                None if matches!(key.as_str(), "$nil" | "$type") => {}
                None => self.at(key, |this| this.mistake("not allowed together with `$nil`")),
            }
        }
        self.required_attributes(node, &shape);
    }

    pub(super) fn required_attributes(&mut self, node: &Node, shape: &Shape<'_>) {
        if self.encoded.is_some() {
            return;
        }
        let missing = shape.attributes.iter().filter(|own| {
            own.is_required && !node.attributes.iter().any(|(name, _)| *name == own.attribute.name)
        });
        for own in missing {
            self.at(format!("@{}", own.key), |this| this.mistake("the attribute is required"));
        }
    }
}
