//! Conversion between messages in XML and JSON, by the types of the contract.
//!
//! The contract determines the JSON form. For example, an element that may repeat becomes an array, even if the
//! message contains it only once:
//!
//! | XML | JSON |
//! |---|---|
//! | element with members | object; a key is the local name, or `{namespace}name` if two members share a local name |
//! | element that may repeat | array |
//! | list in the style of .NET (`ArrayOf…`) | array of the items; object if it is the root element of a message |
//! | dictionary of WCF | object, or an array of its pairs if the keys are not distinct texts |
//! | attribute | member `@name` |
//! | simple content with attributes | object with the attributes and `$value` |
//! | `xsi:nil="true"` | `null`; an object with `$nil` if the element has attributes or the contract forbids nil |
//! | absent element | no member |
//! | `xsi:type` | member `$type`: local name, `{namespace}name`, or `xs:name` |
//! | content with an order that keys cannot express | member `$content`: array of objects with one member, and of texts |
//! | substitute of the root element of a message | object with the members or `$value`, and the name of the element as `$element` |
//! | elements of a wildcard | member `$any`: array of XML texts, and of objects `{"{namespace}name": …}` |
//! | elements that follow those of the contract in the body | member `$others`: array of XML texts, which is not converted back |
//! | a text that is not a value of its type | object with `$text`, which is not checked |
//! | whatever the contract does not describe | object with `$xml`, the element as XML |
//! | numbers | numbers; texts if they have more digits than a JSON reader keeps, or are infinite |
//! | `xs:boolean` | `true`, `false` |
//! | `xs:list` types | array |
//! | `xs:QName` | `{namespace}name` |
//! | other simple values | text in the form of XML Schema: `2024-05-17`, Base64 |
//!
//! A round trip loses only the lexical form of numbers and booleans (`+07` becomes `7`), comments, and an
//! order of elements that differs from the order in the contract.

mod attachments;
mod attributes;
mod builtins;
mod copies;
mod document;
mod enumerated;
mod json;
mod matching;
mod members;
mod message;
mod mistake;
mod nodes;
mod open_content;
#[cfg(feature = "internals")]
mod round_trip;
mod shape;
mod simple;
mod to_json;
mod to_xml;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

#[cfg(feature = "internals")]
pub use self::round_trip::{RoundTrip, round_trip};
use self::{enumerated::Values, shape::group_of};
pub(in crate::cli) use self::{
    json::{Json, shortened},
    message::{Envelope, Message},
    mistake::Mistake,
    shape::{Content, Shape},
};

use crate::model::{Builtin, ComplexType, ElementId, Model, QName, SimpleType, TypeId, TypeKind, Variety};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Maximum length of a chain of types.
const MAX_DEPTH: usize = 256;
/// Maximum number of types that the message of a mistake lists as alternatives.
const MAX_LISTED: usize = 20;

/// A substitution group, without its head.
struct Group<'m> {
    members: Vec<ElementId>,
    by_name: HashMap<&'m QName, ElementId>,
}

/// Converts messages of one model.
pub(in crate::cli) struct Converter<'m> {
    pub(in crate::cli) model: &'m Model,
    /// For each element, the members of its substitution group.
    substitutes: BTreeMap<ElementId, Vec<ElementId>>,
    /// Names of all named types, by local name.
    types: HashMap<&'m str, Vec<(&'m QName, TypeId)>>,
    shapes: Mutex<HashMap<usize, Arc<Shape<'m>>>>,
    facets: Mutex<HashMap<usize, &'static saponify::Facets>>,
    groups: Mutex<HashMap<usize, Arc<Group<'m>>>>,
    /// Enumerations, by the address of their first value.
    values: Mutex<HashMap<usize, Arc<Values<'m>>>>,
    /// For simple types, whether values may be qualified names, see [`Converter::may_hold_names`].
    names: Mutex<HashMap<usize, bool>>,
    /// For pairs of types, whether the first is derived from the second.
    derivations: Mutex<HashMap<(usize, usize), bool>>,
    /// Whether values may be read from files.
    reads_files: bool,
}

impl<'m> Converter<'m> {
    pub(in crate::cli) fn new(model: &'m Model) -> Self {
        let mut substitutes: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
        for (id, element) in model.elements.iter() {
            if let Some(head) = element.substitution_group {
                substitutes.entry(head).or_default().push(id);
            }
        }
        let mut types: HashMap<&str, Vec<(&QName, TypeId)>> = HashMap::new();
        for (id, one) in model.types.iter() {
            if let Some(name) = &one.name {
                let named = types.entry(&name.local).or_default();
                if !named.iter().any(|(known, _)| *known == name) {
                    named.push((name, id));
                }
            }
        }
        Self {
            model,
            substitutes,
            types,
            shapes: Mutex::default(),
            facets: Mutex::default(),
            groups: Mutex::default(),
            values: Mutex::default(),
            names: Mutex::default(),
            derivations: Mutex::default(),
            reads_files: false,
        }
    }

    /// Allows values of binary types to name files.
    pub(in crate::cli) fn reading_files(self) -> Self {
        Self { reads_files: true, ..self }
    }

    fn locked<'l, T>(&self, mutex: &'l Mutex<T>) -> MutexGuard<'l, T> {
        // A panic cannot leave a cache in an invalid state, so poisoning is ignored.
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the members and attributes of a complex type.
    pub(in crate::cli) fn shape(&self, id: TypeId, complex: &'m ComplexType) -> Arc<Shape<'m>> {
        if let Some(known) = self.locked(&self.shapes).get(&id.index()) {
            return Arc::clone(known);
        }
        let shape = Arc::new(Shape::of(self.model, &self.substitutes, complex));
        self.locked(&self.shapes).insert(id.index(), Arc::clone(&shape));
        shape
    }

    /// Returns the substitution group of an element. Each group is collected once.
    fn group(&self, head: ElementId) -> Arc<Group<'m>> {
        if let Some(known) = self.locked(&self.groups).get(&head.index()) {
            return Arc::clone(known);
        }
        let members = group_of(&self.substitutes, head).split_off(1);
        let mut by_name = HashMap::new();
        for member in &members {
            by_name.entry(&self.model.elements[*member].name).or_insert(*member);
        }
        let group = Arc::new(Group { members, by_name });
        self.locked(&self.groups).insert(head.index(), Arc::clone(&group));
        group
    }

    /// Finds the member of a substitution group with this name.
    fn substitute(&self, head: ElementId, name: &QName) -> Option<ElementId> {
        if !self.substitutes.contains_key(&head) {
            return None;
        }
        self.group(head).by_name.get(name).copied()
    }

    /// Returns the name of a type: `xs:int`, the local name if it is unique, or `{namespace}name`.
    pub(in crate::cli) fn label(&self, id: TypeId) -> String {
        match &self.model.types[id].name {
            Some(name) => self.type_name(name),
            None => match self.base_of(id) {
                Some(base) if self.model.as_builtin(base) != Some(Builtin::AnyType) => {
                    format!("a type derived from {}", self.label_of_base(base))
                }
                _ => "a type without a name".to_owned(),
            },
        }
    }

    fn label_of_base(&self, mut id: TypeId) -> String {
        for _ in 0..MAX_DEPTH {
            if let Some(name) = &self.model.types[id].name {
                return self.type_name(name);
            }
            match self.base_of(id) {
                Some(base) => id = base,
                None => break,
            }
        }
        "another".to_owned()
    }

    fn type_name(&self, name: &QName) -> String {
        if let Some(name) = schema_name(name) {
            return name;
        }
        let named = self.types.get(&*name.local).map_or(0, Vec::len);
        if named > 1 { name.to_string() } else { name.local.to_string() }
    }

    fn base_of(&self, id: TypeId) -> Option<TypeId> {
        match &self.model.types[id].kind {
            TypeKind::Complex(complex) => Some(complex.base),
            TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) => Some(*base),
            TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                let base = self.model.builtin(builtin_base(*builtin)?);
                (base != id).then_some(base)
            }
            TypeKind::Simple(_) => Some(self.model.builtin(Builtin::AnySimpleType)),
            TypeKind::AnyType => None,
        }
    }

    /// Returns `true` if a type is `from`, is derived from it, or is derived from a member of the union
    /// `from`.
    fn is_derived(&self, id: TypeId, from: TypeId) -> bool {
        let pair = (id.index(), from.index());
        if let Some(known) = self.locked(&self.derivations).get(&pair) {
            return *known;
        }
        let bases: Vec<_> = std::iter::successors(Some(id), |id| self.base_of(*id)).take(MAX_DEPTH).collect();
        let names: HashSet<_> =
            bases.iter().filter_map(|base| self.model.types[*base].name.as_ref()).collect();
        // Visit each member once. In a chain of unions that each name the next one twice, 2^depth paths lead
        // to a member.
        let (mut left, mut seen, mut found) = (vec![from], HashSet::new(), false);
        while let Some(from) = left.pop().filter(|_| !found) {
            if !seen.insert(from.index()) {
                continue;
            }
            let one = &self.model.types[from];
            found = bases.contains(&from) || one.name.as_ref().is_some_and(|name| names.contains(name));
            match &one.kind {
                TypeKind::AnyType => found = true,
                TypeKind::Simple(SimpleType { variety: Variety::Union(members), .. }) => left.extend(members),
                _ => {}
            }
        }
        self.locked(&self.derivations).insert(pair, found);
        found
    }

    /// Finds the types that the value of a `$type` may mean: `xs:int`, `{namespace}name`, or a local name,
    /// which several types may share.
    fn types_named(&self, wanted: &str) -> Vec<(QName, TypeId)> {
        if let Some(local) = wanted.strip_prefix("xs:") {
            let builtin = Builtin::ALL.iter().find(|builtin| builtin.name() == local);
            return builtin
                .map(|builtin| (QName::new(XSD, local), self.model.builtin(*builtin)))
                .into_iter()
                .collect();
        }
        let (namespace, local) = crate::cli::lexical::split(wanted);
        let named = self.types.get(local).into_iter().flatten();
        let found = named.filter(|(name, _)| !wanted.starts_with('{') || *name.namespace == *namespace);
        found.map(|(name, id)| ((*name).clone(), *id)).collect()
    }

    /// Finds the type with a name.
    fn type_of_name(&self, name: &QName) -> Option<TypeId> {
        if *name.namespace == *XSD {
            let builtin = Builtin::ALL.iter().find(|builtin| *builtin.name() == *name.local)?;
            return Some(self.model.builtin(*builtin));
        }
        self.model.names.types.get(name)
    }

    /// Returns the named types that `xsi:type` may name in place of a type: the type itself and those derived
    /// from it, without abstract ones; at most `most` of them.
    pub(in crate::cli) fn derived_ids(&self, from: TypeId, most: usize) -> Vec<TypeId> {
        let types = self.model.types.iter();
        let named = types.filter(|(id, one)| {
            let is_abstract = matches!(&one.kind, TypeKind::Complex(complex) if complex.is_abstract);
            one.name.is_some() && !is_abstract && self.is_derived(*id, from)
        });
        named.map(|(id, _)| id).take(most).collect()
    }

    /// Returns the names of all named types of the contract, sorted.
    pub(in crate::cli) fn named_types(&self) -> Vec<(String, TypeId)> {
        let named = self.types.values().flatten().filter(|(name, _)| *name.namespace != *XSD);
        let mut named: Vec<_> = named.map(|(_, id)| (self.label(*id), *id)).collect();
        named.sort();
        named
    }

    fn listed_types(&self, from: TypeId) -> String {
        let types: Vec<_> = self.derived_ids(from, usize::MAX).into_iter().map(|id| self.label(id)).collect();
        let more = types.len().saturating_sub(MAX_LISTED);
        let listed: Vec<_> = types.iter().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
        match (listed.is_empty(), more) {
            (true, _) => "none".to_owned(),
            (false, 0) => listed.join(", "),
            (false, more) => format!("{} and {more} more", listed.join(", ")),
        }
    }

    /// Returns `true` if two texts of a simple type are the same value in JSON.
    fn is_equal(&self, id: TypeId, one: &str, other: &str) -> bool {
        let json = |text: &str| self.json_of(id, text, &str::to_owned, 0);
        match (json(one), json(other)) {
            (Json::Number(one), Json::Number(other)) => one.parse::<f64>() == other.parse::<f64>(),
            (one, other) => one == other,
        }
    }
}

/// Returns the name in JSON of a type of XML Schema, such as `xs:int`. Returns `None` for other types.
fn schema_name(name: &QName) -> Option<String> {
    (*name.namespace == *XSD).then(|| format!("xs:{}", name.local))
}

/// Returns the built-in type from which a built-in type is derived.
fn builtin_base(builtin: Builtin) -> Option<Builtin> {
    use Builtin as B;
    Some(match builtin {
        B::AnyType => return None,
        B::AnySimpleType => B::AnyType,
        B::NormalizedString => B::String,
        B::Token => B::NormalizedString,
        B::Language | B::NmToken | B::Name => B::Token,
        B::NcName => B::Name,
        B::Id | B::IdRef | B::Entity => B::NcName,
        B::Integer => B::Decimal,
        B::NonPositiveInteger | B::Long | B::NonNegativeInteger => B::Integer,
        B::NegativeInteger => B::NonPositiveInteger,
        B::Int => B::Long,
        B::Short => B::Int,
        B::Byte => B::Short,
        B::UnsignedLong | B::PositiveInteger => B::NonNegativeInteger,
        B::UnsignedInt => B::UnsignedLong,
        B::UnsignedShort => B::UnsignedInt,
        B::UnsignedByte => B::UnsignedShort,
        _ => B::AnySimpleType,
    })
}
