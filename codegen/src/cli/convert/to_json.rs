//! Converts elements to JSON, by the types of the contract. Nothing is lost: elements that the contract does
//! not describe are kept as XML.

use roxmltree::Node;

use super::{
    Converter, XSI,
    copies::Copies,
    json::{DEPTH_OF_ELEMENTS, Json},
    nodes::{
        Part, declarations, elements, has_text, is_named, name_of, parts, resolved, self_contained, text_of,
    },
    shape::{Content, Elements, Member},
    simple::expanded,
};
use crate::{
    cli::sample::encoded,
    model::{Builtin, ComplexType, ElementId, QName, SoapVersion, TypeId, TypeKind},
    plan::{
        dictionary_of, list_of,
        soap_encoded::{self, ArrayOf, ENCODING, ENCODING_12},
    },
};

/// Maximum nesting depth of elements. Deeper ones are kept as XML, so that the JSON can be converted back.
const MAX_DEPTH: usize = DEPTH_OF_ELEMENTS - 1;

/// State of a conversion to JSON.
pub(super) struct ToJson<'c, 'm> {
    converter: &'c Converter<'m>,
    /// SOAP version, if the message uses SOAP encoding.
    pub(super) encoded: Option<SoapVersion>,
    /// Counts the bytes of namespaces in the JSON, which repeats a namespace in each qualified name. If they
    /// exceed the budget, the JSON is incomplete, so callers must call [`Copies::check`] after the
    /// conversion.
    pub(super) copies: Copies,
    depth: usize,
}

impl<'c, 'm> ToJson<'c, 'm> {
    pub(super) fn new(converter: &'c Converter<'m>) -> Self {
        Self { converter, encoded: None, copies: Copies::default(), depth: 0 }
    }

    /// Keeps an element as XML.
    fn verbatim(&self, node: Node<'_, '_>) -> Json {
        Json::member("$xml", Json::Text(self.xml(node)))
    }

    /// Returns the XML of an element, with the declarations of the prefixes that it uses.
    pub(super) fn xml(&self, node: Node<'_, '_>) -> String {
        let declarations = declarations(node);
        match self.copies.allow(node, declarations.len()) {
            true => self_contained(node, &declarations),
            false => String::new(),
        }
    }

    /// Returns a name as JSON writes it.
    fn name(&self, node: Node<'_, '_>, name: &QName) -> String {
        match self.copies.allow(node, name.namespace.len()) {
            true => expanded(&name.namespace, &name.local),
            false => String::new(),
        }
    }

    /// Converts a declared element.
    pub(super) fn element(&mut self, id: ElementId, node: Node<'_, '_>, is_root: bool) -> Json {
        let element = &self.converter.model.elements[id];
        self.nested(element.type_id, element.nillable, node, is_root)
    }

    /// Converts an element that is `head` or a member of its substitution group. For a member, the JSON
    /// contains the name of the element.
    pub(super) fn substitute(&mut self, head: ElementId, node: Node<'_, '_>, is_root: bool) -> Json {
        let name = name_of(node);
        let Some(id) = self.converter.substitute(head, &name) else {
            return self.element(head, node, is_root);
        };
        let mut members = vec![("$element".to_owned(), Json::Text(self.name(node, &name)))];
        match self.element(id, node, true) {
            Json::Object(own) if own.iter().any(|(key, _)| key == "$xml") => {
                members.push(("$xml".to_owned(), Json::Text(self.xml(node))));
            }
            Json::Object(own) if own.iter().all(|(key, _)| key != "$text") => members.extend(own),
            Json::Null => members.push(("$nil".to_owned(), Json::Bool(true))),
            value => members.push(("$value".to_owned(), value)),
        }
        Json::Object(members)
    }

    /// Converts an element of a declared type.
    pub(super) fn value(&mut self, declared: TypeId, node: Node<'_, '_>, is_root: bool) -> Json {
        self.nested(declared, false, node, is_root)
    }

    fn nested(&mut self, declared: TypeId, is_nillable: bool, node: Node<'_, '_>, is_root: bool) -> Json {
        if self.depth > MAX_DEPTH {
            return self.verbatim(node);
        }
        self.depth += 1;
        let json = self.typed(declared, is_nillable || self.encoded.is_some(), node, is_root);
        self.depth -= 1;
        json
    }

    fn typed(&mut self, declared: TypeId, is_nillable: bool, node: Node<'_, '_>, is_root: bool) -> Json {
        let mut id = declared;
        let mut label = None;
        if let Some(text) = node.attribute((XSI, "type")) {
            let Some(name) = resolved(node, text.trim()) else { return self.verbatim(node) };
            let is_declared = self.is_type_of(&name, declared);
            if !is_declared {
                let Some(named) = self.converter.type_of_name(&name) else { return self.verbatim(node) };
                if !self.converter.is_derived(named, declared) {
                    return self.verbatim(node);
                }
                id = named;
            }
            if self.encoded.is_none() || !is_declared {
                let label_of = |name| Json::Text(self.converter.type_name(name));
                let is_allowed = self.copies.allow(node, name.namespace.len());
                label = is_allowed.then(|| ("$type".to_owned(), label_of(&name)));
            }
        }
        if matches!(node.attribute((XSI, "nil")).map(str::trim), Some("true" | "1")) {
            let attributes = self.attributes(id, node);
            let is_complex = matches!(self.converter.model.types[id].kind, TypeKind::Complex(_));
            if self.has_hidden_name(id, node) || !is_complex && !attributes.is_empty() {
                return self.verbatim(node);
            }
            if node
                .children()
                .any(|child| child.is_element() || child.text().is_some_and(|text| !text.trim().is_empty()))
            {
                return self.verbatim(node);
            }
            // If the contract does not allow nil, the conversion back to XML rejects `null`, but accepts
            // `$nil`.
            return match attributes.is_empty() && label.is_none() && is_nillable {
                true => Json::Null,
                false => {
                    let members = label.into_iter().chain([("$nil".to_owned(), Json::Bool(true))]);
                    Json::Object(members.chain(attributes).collect())
                }
            };
        }
        let mut members: Vec<(String, Json)> = label.into_iter().collect();
        let json = self.content(id, node, is_root || !members.is_empty());
        if members.is_empty() {
            return json;
        }
        match json {
            Json::Object(own) if own.iter().any(|(key, _)| key == "$xml") => Json::Object(own),
            Json::Object(own) => {
                members.extend(own);
                Json::Object(members)
            }
            value => {
                members.push(("$value".to_owned(), value));
                Json::Object(members)
            }
        }
    }

    /// Returns `true` if a name denotes a type. In SOAP encoding, general names such as `Array` are accepted too.
    fn is_type_of(&self, name: &QName, id: TypeId) -> bool {
        let model = self.converter.model;
        let own = model.types[id].name.as_ref();
        if own == Some(name) {
            return true;
        }
        let Some(version) = self.encoded else { return false };
        let is_array = matches!(&*name.namespace, ENCODING | ENCODING_12) && &*name.local == "Array";
        own.is_some_and(|own| encoded::type_in(version, own) == *name)
            || (is_array && soap_encoded::array_of(model, id).is_some())
    }

    fn content(&mut self, id: TypeId, node: Node<'_, '_>, as_object: bool) -> Json {
        let model = self.converter.model;
        if self.encoded.is_some() {
            if let Some(array) = soap_encoded::array_of(model, id) {
                return match array.dimensions {
                    // An array without an `arrayType` is kept as XML. The conversion of JSON to XML would write
                    // `xsi:type="Array"` and an `arrayType`, instead of the `xsi:type` of this element.
                    1 if as_object && !names_item_type(node) => self.verbatim(node),
                    1 => self.array(&array, node),
                    _ => self.verbatim(node),
                };
            }
            if let Some(Some(simple)) = soap_encoded::own_type(model, id) {
                return self.simple(simple, node);
            }
        }
        // The element has an `arrayType` or `itemType`, but the contract does not declare an array. Keep the
        // XML: JSON could not distinguish the qualified name in this attribute from other texts.
        if names_item_type(node) {
            return self.verbatim(node);
        }
        match &model.types[id].kind {
            TypeKind::AnyType => self.untyped(node),
            TypeKind::Simple(_) => self.simple(id, node),
            TypeKind::Complex(complex) => self.complex(id, complex, node, as_object),
        }
    }

    fn array(&mut self, array: &ArrayOf, node: Node<'_, '_>) -> Json {
        let model = self.converter.model;
        let items = node.children().filter(Node::is_element).map(|item| match array.inner(model) {
            Some(inner) => self.array(&inner, item),
            None => self.value(array.item.unwrap_or(model.builtin(Builtin::AnyType)), item, false),
        });
        Json::Array(items.collect())
    }

    fn simple(&mut self, id: TypeId, node: Node<'_, '_>) -> Json {
        if node.children().any(|child| child.is_element()) || self.foreign_attributes(node).next().is_some() {
            return self.verbatim(node);
        }
        if self.converter.may_hold_names(id) && text_of(node).contains(':') {
            return self.verbatim(node);
        }
        self.text(id, node)
    }

    fn text(&self, id: TypeId, node: Node<'_, '_>) -> Json {
        self.scalar(id, &text_of(node), node)
    }

    fn scalar(&self, id: TypeId, text: &str, node: Node<'_, '_>) -> Json {
        let resolve = |text: &str| match resolved(node, text) {
            Some(name) => self.name(node, &name),
            None => text.to_owned(),
        };
        self.converter.json_of_any(id, text, &resolve)
    }

    /// Returns the attributes that belong to the content, without those of `xsi` and of SOAP encoding.
    fn foreign_attributes<'a, 'i: 'a>(
        &self,
        node: Node<'a, 'i>,
    ) -> impl Iterator<Item = roxmltree::Attribute<'a, 'i>> + use<'a, 'i> {
        let encoded = self.encoded.is_some();
        node.attributes().filter(move |attribute| match attribute.namespace() {
            Some(XSI) => {
                !matches!(attribute.name(), "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation")
            }
            Some(ENCODING | ENCODING_12) => !encoded,
            Some("http://schemas.xmlsoap.org/soap/envelope/" | "http://www.w3.org/2003/05/soap-envelope") => {
                attribute.name() != "encodingStyle"
            }
            None => !(encoded && attribute.name() == "id"),
            _ => true,
        })
    }

    /// Returns `true` if an attribute of an element has a value such as `p:local` and its type is a union
    /// with `xs:QName`. JSON could not distinguish a qualified name from a text of another member of the
    /// union.
    fn has_hidden_name(&self, id: TypeId, node: Node<'_, '_>) -> bool {
        let model = self.converter.model;
        let shape = match &model.types[id].kind {
            TypeKind::Complex(complex) => Some(self.converter.shape(id, complex)),
            _ => None,
        };
        self.foreign_attributes(node).filter(|attribute| attribute.value().contains(':')).any(|attribute| {
            let name = QName::new(attribute.namespace().unwrap_or_default(), attribute.name());
            let own = shape.iter().flat_map(|shape| &shape.attributes);
            let own = own.map(|own| &own.attribute).find(|own| own.name == name).map(|own| own.type_id);
            let global = || model.names.attributes.get(&name).map(|id| model.attributes[id].type_id);
            own.or_else(global).is_some_and(|id| self.converter.may_hold_names(id))
        })
    }

    fn attributes(&self, id: TypeId, node: Node<'_, '_>) -> Vec<(String, Json)> {
        let shape = match &self.converter.model.types[id].kind {
            TypeKind::Complex(complex) => Some(self.converter.shape(id, complex)),
            _ => None,
        };
        let attributes = self.foreign_attributes(node).map(|attribute| {
            let name = QName::new(attribute.namespace().unwrap_or_default(), attribute.name());
            let declared = shape
                .as_ref()
                .and_then(|shape| shape.attributes.iter().find(|own| own.attribute.name == name));
            if let Some(own) = declared {
                let json = self.scalar(own.attribute.type_id, attribute.value(), node);
                return (format!("@{}", own.key), json);
            }
            let global = self.converter.model.names.attributes.get(&name);
            let json = match global {
                Some(id) => self.scalar(self.converter.model.attributes[id].type_id, attribute.value(), node),
                None => Json::text(attribute.value()),
            };
            (format!("@{}", self.name(node, &name)), json)
        });
        attributes.collect()
    }

    fn complex(&mut self, id: TypeId, complex: &'m ComplexType, node: Node<'_, '_>, as_object: bool) -> Json {
        let model = self.converter.model;
        let shape = self.converter.shape(id, complex);
        let has_attributes = self.foreign_attributes(node).next().is_some();
        if !as_object && !has_attributes && !has_text(node) {
            if let Some(list) = list_of(model, id) {
                let name = &model.elements[list.item].name;
                if elements(node).all(|child| is_named(child, name)) {
                    return Json::Array(
                        elements(node).map(|child| self.element(list.item, child, false)).collect(),
                    );
                }
            }
            if let Some(json) = self.dictionary(id, node) {
                return json;
            }
        }
        if self.has_hidden_name(id, node) {
            return self.verbatim(node);
        }
        let mut members = self.attributes(id, node);
        match &shape.content {
            Content::Empty if elements(node).next().is_none() && !has_text(node) => {}
            Content::Empty => return self.verbatim(node),
            Content::Simple(simple) => {
                let may_be_name = self.converter.may_hold_names(*simple) && text_of(node).contains(':');
                if may_be_name || elements(node).next().is_some() {
                    return self.verbatim(node);
                }
                let value = self.text(*simple, node);
                if shape.attributes.is_empty() && shape.any_attribute.is_empty() && members.is_empty() {
                    return value;
                }
                members.push(("$value".to_owned(), value));
            }
            Content::Elements(content) if content.is_ordered => {
                members.push(("$content".to_owned(), self.ordered(content, node)));
            }
            Content::Elements(_) if has_text(node) => return self.verbatim(node),
            Content::Elements(content) => self.members(&mut members, content, node),
        }
        Json::Object(members)
    }

    /// Converts child elements to members of an object. Their order in XML follows from the contract, so JSON
    /// does not record it.
    fn members(&mut self, members: &mut Vec<(String, Json)>, content: &Elements<'_>, node: Node<'_, '_>) {
        let mut any = Vec::new();
        let mut places = std::collections::HashMap::new();
        for child in elements(node) {
            let name = name_of(child);
            let Some(member) = content.by_name(&name) else {
                any.push(self.free(child));
                continue;
            };
            let next = members.len();
            let place = *places.entry(member.key.as_str()).or_insert(next);
            if place != next && !member.is_repeated {
                // The member may occur only once and has been read already. This second element belongs to a
                // wildcard, or the contract does not allow it.
                any.push(self.free(child));
                continue;
            }
            let value = self.element(member.element, child, false);
            match members.get_mut(place) {
                Some((_, Json::Array(items))) => items.push(value),
                Some(_) => {}
                None if member.is_repeated => members.push((member.key.clone(), Json::Array(vec![value]))),
                None => members.push((member.key.clone(), value)),
            }
        }
        if !any.is_empty() {
            members.push(("$any".to_owned(), Json::Array(any)));
        }
    }

    /// Converts one child element for the array of [`ordered`](Self::ordered).
    fn member(&mut self, member: &Member, node: Node<'_, '_>) -> Json {
        let element = &self.converter.model.elements[member.element];
        match member.type_id == element.type_id {
            true => self.element(member.element, node, false),
            // Several particles declare this element with different types. The element is kept as XML,
            // because its text may be a QName (`k:a`), and only the XML contains the declaration of the
            // prefix.
            false if member.type_id == self.converter.model.builtin(Builtin::AnyType) => self.verbatim(node),
            // Several particles declare this element with different simple types. `ToXml` accepts `null` for
            // such an element, so a nil element may become `null`.
            false => self.nested(member.type_id, true, node, false),
        }
    }

    /// Converts child elements and texts to an array, in their order.
    fn ordered(&mut self, content: &Elements<'_>, node: Node<'_, '_>) -> Json {
        let mut items = Vec::new();
        for part in parts(node) {
            match part {
                Part::Text(text) if content.is_mixed => items.push(Json::Text(text)),
                Part::Text(text) if text.trim().is_empty() => {}
                Part::Text(text) => items.push(Json::Text(text)),
                Part::Element(child) => {
                    let item = match content.by_name(&name_of(child)) {
                        Some(member) => Json::member(member.key.clone(), self.member(member, child)),
                        None => match self.free(child) {
                            Json::Text(xml) => Json::member("$xml", Json::Text(xml)),
                            json => json,
                        },
                    };
                    items.push(item);
                }
            }
        }
        Json::Array(items)
    }

    /// Converts an element of a wildcard to JSON: by its type if the contract declares the element, otherwise
    /// to a text with its XML.
    pub(super) fn free(&mut self, node: Node<'_, '_>) -> Json {
        let name = name_of(node);
        match self.converter.model.names.elements.get(&name) {
            Some(id) => Json::member(self.name(node, &name), self.element(id, node, false)),
            None => Json::Text(self.xml(node)),
        }
    }

    /// Converts a dictionary whose keys are distinct texts. Returns `None` for any other dictionary.
    ///
    /// All pairs are checked before the first value is converted. A check that fails later would discard
    /// converted values, and nested dictionaries would be converted twice at each level.
    fn dictionary(&mut self, id: TypeId, node: Node<'_, '_>) -> Option<Json> {
        let model = self.converter.model;
        let dictionary = dictionary_of(model, id)?;
        let name = |element: ElementId| &model.elements[element].name;
        let mut values: Vec<(String, Node<'_, '_>)> = Vec::new();
        let mut known = std::collections::HashSet::new();
        for pair in elements(node) {
            let mut inside = elements(pair);
            let (key, value) = (inside.next()?, inside.next()?);
            let is_pair = is_named(pair, name(dictionary.pair))
                && is_named(key, name(dictionary.key))
                && is_named(value, name(dictionary.value))
                && inside.next().is_none()
                && !has_text(pair);
            let is_plain = self.foreign_attributes(pair).next().is_none()
                && key.attributes().len() == 0
                && elements(key).next().is_none();
            let text = text_of(key);
            let special = text.starts_with('$') || text == *name(dictionary.pair).local;
            if !is_pair || !is_plain || special || !known.insert(text.clone()) {
                return None;
            }
            values.push((text, value));
        }
        let members =
            values.into_iter().map(|(key, value)| (key, self.element(dictionary.value, value, false)));
        Some(Json::Object(members.collect()))
    }

    /// Converts an element without a declared type: to its text, or to XML if it has attributes or child
    /// elements.
    fn untyped(&mut self, node: Node<'_, '_>) -> Json {
        if elements(node).next().is_some() || self.foreign_attributes(node).next().is_some() {
            return self.verbatim(node);
        }
        Json::Text(text_of(node))
    }
}

/// Returns `true` if an element has an attribute of SOAP encoding for the type of its items.
fn names_item_type(node: Node<'_, '_>) -> bool {
    let has = |space, name| node.has_attribute((space, name));
    [ENCODING, ENCODING_12].into_iter().any(|space| has(space, "arrayType") || has(space, "itemType"))
}
