//! JSON to elements, by the types of the contract. All mistakes are collected.

use super::{
    Converter,
    json::{DEPTH_OF_ELEMENTS, Json, shortened},
    mistake::Mistake,
    shape::Member,
};
use crate::{
    cli::{
        lexical::Lexical,
        sample::encoded,
        tree::{Items, Node},
    },
    model::{ElementId, QName, SoapVersion, TypeId, TypeKind},
    plan::soap_encoded::{self, ArrayOf},
};

/// Maximum number of mistakes that are collected.
const MAX_MISTAKES: usize = 100;

/// Name and type of an element to write.
pub(super) struct Declared {
    pub(super) name: QName,
    pub(super) type_id: TypeId,
    pub(super) is_nillable: bool,
    /// Default or fixed value, which an element has if it is present and empty.
    pub(super) default: Option<String>,
    pub(super) fixed: Option<String>,
    /// Whether the element is the outermost one of a message. If its type is a list, its JSON is an object
    /// with one member, which contains the items. The JSON of other lists is an array.
    pub(super) is_root: bool,
}

/// State of a conversion to XML.
pub(super) struct ToXml<'c, 'm> {
    pub(super) converter: &'c Converter<'m>,
    /// SOAP version, if the message uses SOAP encoding.
    pub(super) encoded: Option<SoapVersion>,
    /// Whether `$text`, and `$nil` on an element that must not be nil, are mistakes.
    pub(super) is_strict: bool,
    path: Vec<String>,
    /// Nesting depth of elements.
    depth: usize,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'c, 'm> ToXml<'c, 'm> {
    pub(super) fn new(converter: &'c Converter<'m>) -> Self {
        Self { converter, encoded: None, is_strict: false, path: Vec::new(), depth: 0, mistakes: Vec::new() }
    }

    /// Adds a mistake at the current path.
    pub(super) fn mistake(&mut self, message: impl Into<String>) {
        if self.describes() {
            self.mistakes.push(Mistake::at(&self.path, message.into()));
        }
    }

    /// Returns `true` if another mistake would be collected: there are fewer than `MAX_MISTAKES`.
    pub(super) fn describes(&self) -> bool {
        self.mistakes.len() < MAX_MISTAKES
    }

    /// Runs a step of the conversion with a key or an index added to the path.
    pub(super) fn at<T>(&mut self, step: impl Into<String>, run: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let result = run(self);
        self.path.pop();
        result
    }

    /// Converts the value of a declared element.
    pub(super) fn element(&mut self, id: ElementId, json: &Json, is_root: bool) -> Node {
        let element = &self.converter.model.elements[id];
        self.value(
            &Declared {
                name: element.name.clone(),
                type_id: element.type_id,
                is_nillable: element.nillable,
                default: element.default.clone(),
                fixed: element.fixed.clone(),
                is_root,
            },
            json,
        )
    }

    /// Converts an element that substitutes for another one.
    pub(super) fn substitute(&mut self, head: ElementId, name: &str, json: &Json, is_root: bool) -> Node {
        let model = self.converter.model;
        let group = self.converter.group(head);
        let is_named = |id: &ElementId| {
            let own = &model.elements[*id].name;
            *own.local == *name || own.to_string() == name
        };
        if let Some(id) = group.members.iter().chain([&head]).find(|id| is_named(id)) {
            return self.element(*id, json, is_root);
        }
        let names: Vec<_> =
            group.members.iter().map(|id| format!("`{}`", model.elements[*id].name.local)).collect();
        let message = format!("`{name}` does not substitute for this element; allowed: {}", names.join(", "));
        self.at("$element", |this| this.mistake(message));
        Node::named(model.elements[head].name.clone())
    }

    /// Converts the value of a member.
    pub(super) fn member_element(&mut self, member: &Member, json: &Json) -> Node {
        let element = &self.converter.model.elements[member.element];
        if !member.is_ambiguous {
            return self.element(member.element, json, false);
        }
        let declared = Declared {
            name: element.name.clone(),
            type_id: member.type_id,
            is_nillable: true,
            default: Some(String::new()),
            fixed: None,
            is_root: false,
        };
        self.value(&declared, json)
    }

    /// Converts the value of an element.
    pub(super) fn value(&mut self, declared: &Declared, json: &Json) -> Node {
        // Elements below this depth must be given as XML.
        if self.depth >= DEPTH_OF_ELEMENTS && json.get("$xml").is_none() {
            self.mistake(format!(
                "more than {DEPTH_OF_ELEMENTS} levels of elements; give deeper elements as XML, in `$xml`"
            ));
            return Node::named(declared.name.clone());
        }
        self.depth += 1;
        let node = self.nested(declared, json);
        self.depth -= 1;
        node
    }

    fn nested(&mut self, declared: &Declared, json: &Json) -> Node {
        let mut node = Node::named(declared.name.clone());
        if let Some(Json::Text(xml)) = json.get("$xml") {
            return self.verbatim(xml, Some(&declared.name));
        }
        let is_nil = matches!(json, Json::Null) || matches!(json.get("$nil"), Some(Json::Bool(true)));
        let insists = matches!(json, Json::Object(_)) && !self.is_strict;
        if is_nil && !declared.is_nillable && self.encoded.is_none() && !insists {
            self.mistake("may not be null; leave the member out if it is optional");
            return node;
        }
        let mut id = declared.type_id;
        if let Some(name) = json.get("$type") {
            match self.named_type(name, declared.type_id) {
                Ok((name, named)) => {
                    node.type_name = Some(name);
                    id = named;
                }
                Err(mistake) => {
                    self.at("$type", |this| this.mistake(mistake));
                    return node;
                }
            }
        }
        if is_nil {
            node.nil = true;
            if let Json::Object(members) = json {
                self.nil_attributes(&mut node, id, members);
            }
            return node;
        }
        self.content(&mut node, id, json, declared);
        node
    }

    fn content(&mut self, node: &mut Node, id: TypeId, json: &Json, declared: &Declared) {
        let model = self.converter.model;
        if let Some(version) = self.encoded {
            let value = json.get("$value").unwrap_or(json);
            if let (Some(array), Json::Array(items)) = (soap_encoded::array_of(model, id), value) {
                return self.array(node, &array, items, version);
            }
            if let Some(Some(simple)) = soap_encoded::own_type(model, id) {
                self.simple(node, simple, json, declared);
            } else {
                self.literal(node, id, json, declared);
            }
            if node.type_name.is_none() {
                node.type_name = model.types[id].name.as_ref().map(|name| encoded::type_in(version, name));
            }
            return;
        }
        self.literal(node, id, json, declared);
    }

    /// Converts an array in SOAP encoding.
    fn array(&mut self, node: &mut Node, array: &ArrayOf, items: &[Json], version: SoapVersion) {
        let model = self.converter.model;
        if array.dimensions > 1 {
            return self.mistake("give an array with several dimensions as XML, in `$xml`");
        }
        let local = array.element.map(|element| model.elements[element].name.local.clone());
        let name = QName::new("", local.unwrap_or_else(|| "item".into()));
        node.type_name = Some(encoded::array_in(version));
        let rank = array.rank.clone();
        node.array = Some(Items { type_name: array.name.clone(), rank, dimensions: 1 });
        for (place, json) in items.iter().enumerate() {
            let item = self.at(format!("[{place}]"), |this| {
                let mut item = Node::named(name.clone());
                if let (Some(inner), Json::Array(items)) = (array.inner(model), json) {
                    this.array(&mut item, &inner, items, version);
                    return item;
                }
                let type_id = array.item.unwrap_or(model.builtin(crate::model::Builtin::AnyType));
                let declared = Declared::of_type(name.clone(), type_id);
                this.value(&declared, json)
            });
            node.children.push(item);
        }
    }

    fn literal(&mut self, node: &mut Node, id: TypeId, json: &Json, declared: &Declared) {
        let model = self.converter.model;
        match &model.types[id].kind {
            TypeKind::AnyType => self.untyped(node, json),
            TypeKind::Simple(_) => self.simple(node, id, json, declared),
            TypeKind::Complex(complex) if complex.is_abstract && !self.describes() => {}
            TypeKind::Complex(complex) if complex.is_abstract => {
                let types = self.converter.listed_types(declared.type_id);
                self.mistake(format!(
                    "the type {} is abstract; add `$type`, one of {types}",
                    self.converter.label(id)
                ));
            }
            TypeKind::Complex(complex) => self.complex(node, id, complex, json, declared),
        }
    }

    /// Converts a value of a simple type. The JSON is the value itself, or an object with the value as
    /// `$value` and with `$type` or `$nil`.
    fn simple(&mut self, node: &mut Node, id: TypeId, json: &Json, declared: &Declared) {
        let value = match json {
            Json::Object(members) if json.get("$file").is_none() && json.get("$text").is_none() => {
                for (key, _) in members {
                    if !matches!(key.as_str(), "$value" | "$type" | "$nil") {
                        self.at(key, |this| {
                            this.mistake("not allowed: the element has a simple type, so use `$value`")
                        });
                    }
                }
                match json.get("$value") {
                    Some(value) => value,
                    None => return self.mistake("`$value` is required"),
                }
            }
            json => json,
        };
        node.text = self.text(id, value, declared);
    }

    pub(super) fn text(&mut self, id: TypeId, json: &Json, declared: &Declared) -> Option<Lexical> {
        match json.get("$text") {
            Some(Json::Text(text)) if !self.is_strict => return Some(Lexical::text(text)),
            Some(text @ Json::Text(_)) => {
                let mistake = self.converter.lexical(id, text, 0, self.describes()).err();
                self.mistake(mistake.unwrap_or_else(|| "`$text` is not allowed here".to_owned()));
                return None;
            }
            _ => {}
        }
        let is_empty = match json {
            Json::Text(text) | Json::Bare(text) => text.is_empty(),
            // An empty list.
            Json::Array(items) => items.is_empty(),
            _ => false,
        };
        if is_empty && (declared.default.is_some() || declared.fixed.is_some()) {
            return Some(Lexical::text(""));
        }
        match self.converter.lexical(id, json, 0, self.describes()) {
            Ok(text) => {
                if let (Some(fixed), Lexical::Text(found) | Lexical::Binary(found)) = (&declared.fixed, &text)
                    && fixed.trim() != found.trim()
                    && !self.converter.is_equal(id, fixed, found)
                {
                    let found = shortened(found);
                    self.mistake(format!("expected `{fixed}`, the only allowed value, found `{found}`"));
                }
                Some(text)
            }
            Err(message) => {
                self.mistake(message);
                None
            }
        }
    }

    /// Finds the type that a `$type` names, and checks that it may replace the declared type.
    fn named_type(&self, json: &Json, declared: TypeId) -> Result<(QName, TypeId), String> {
        let (Json::Text(wanted) | Json::Bare(wanted)) = json else {
            return Err(format!("expected the name of a type, found {}", json.kind()));
        };
        let converter = self.converter;
        let mut found = converter.types_named(wanted);
        found.retain(|(_, id)| converter.is_derived(*id, declared));
        // A local name may belong to several types. The name is unambiguous if only one of these types may
        // replace the declared type.
        match found.as_slice() {
            [(name, id)] => Ok((name.clone(), *id)),
            [] => {
                let types = converter.listed_types(declared);
                Err(format!(
                    "`{wanted}` is not a type that may replace {}; allowed: {types}",
                    converter.label(declared)
                ))
            }
            several => {
                let names: Vec<_> = several.iter().map(|(name, _)| format!("`{name}`")).collect();
                Err(format!("several types have this name: {}", names.join(", ")))
            }
        }
    }
}

impl Declared {
    /// Describes an element of a type, without further properties.
    pub(super) fn of_type(name: QName, type_id: TypeId) -> Self {
        Self { name, type_id, is_nillable: false, default: None, fixed: None, is_root: false }
    }
}

/// Returns the name of an element; `None` for text.
pub(super) fn name_of(node: &Node) -> Option<QName> {
    match &node.verbatim {
        Some(element) => Some(QName::new(element.name().namespace(), element.name().local())),
        None => node.name.clone(),
    }
}

/// Converts a value without a type to text.
pub(super) fn plain(json: &Json) -> Result<Lexical, String> {
    match json {
        Json::Text(text) | Json::Bare(text) | Json::Number(text) => Ok(Lexical::text(text)),
        Json::Bool(value) => Ok(Lexical::text(if *value { "true" } else { "false" })),
        other => Err(format!("expected a text, found {}", other.kind())),
    }
}
