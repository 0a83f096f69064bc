//! JSON to elements, by the types of the contract. All mistakes are collected.

use super::{
    Converter,
    json::{DEPTH_OF_ELEMENTS, Json, shortened},
    matching,
    mistake::Mistake,
    shape::{Content, Elements, Member, Shape},
};
use crate::{
    cli::{
        lexical::Lexical,
        sample::encoded,
        tree::{Items, Node},
    },
    model::{ComplexType, ElementId, QName, SoapVersion, TypeId, TypeKind},
    plan::{
        dictionary_of, list_of,
        soap_encoded::{self, ArrayOf},
    },
    problem::near_miss,
};

/// Maximum number of mistakes that are collected.
const MAX_MISTAKES: usize = 100;
/// Maximum number of names that a mistake lists.
const MAX_LISTED: usize = 30;

/// Name and type of an element to write.
pub(super) struct Declared {
    pub(super) name: QName,
    pub(super) type_id: TypeId,
    pub(super) is_nillable: bool,
    /// Default or fixed value, which an element has if it is present and empty.
    pub(super) default: Option<String>,
    pub(super) fixed: Option<String>,
    /// Whether the element is that of a message. A list is then an object with one member.
    pub(super) is_root: bool,
}

/// State of a conversion to XML.
pub(super) struct ToXml<'c, 'm> {
    pub(super) converter: &'c Converter<'m>,
    /// SOAP version, if the message uses SOAP encoding.
    pub(super) encoded: Option<SoapVersion>,
    /// Whether `$nil` is a mistake if the contract does not allow nil.
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

    /// Returns `true` if a further mistake is collected.
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
            self.mistake(format!("more than {DEPTH_OF_ELEMENTS} levels of elements"));
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

    /// Converts a value of a simple type, which is an object if it has a `$type`.
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

    fn complex(
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

    /// Converts an array to the items of a list, or an argument of the command line to its only item. Returns
    /// `false` if the type is not a list, or the JSON is something else.
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

    /// Finds the type that a `$type` names, and checks that it may replace the declared type.
    fn named_type(&self, json: &Json, declared: TypeId) -> Result<(QName, TypeId), String> {
        let (Json::Text(wanted) | Json::Bare(wanted)) = json else {
            return Err(format!("expected the name of a type, found {}", json.kind()));
        };
        let converter = self.converter;
        let mut found = converter.types_named(wanted);
        found.retain(|(_, id)| converter.is_derived(*id, declared));
        // One type is left: the declared type itself, or the only type of this local name that may replace it.
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
