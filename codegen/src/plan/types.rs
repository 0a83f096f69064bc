//! Which item or Rust type stands for each type of the schema, and where it lives.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use super::{
    FacetsRef, Item, ItemRef, Module, ModuleId, Plan, Ty, WireName,
    content::GroupFacts,
    extension::Extensions,
    letters::Letters,
    names::{PRELUDE, Scope},
    operations::OperationKey,
    reach::{self, Reached},
    records::XSI,
    selection,
    soap_encoded::{self, Accessors},
    words,
};
use crate::{
    config::Config,
    docs,
    file_names::cut,
    model::{
        Builtin, ComplexContent, Element, ElementId, Facets, IdMap, IdSet, Model, Occurs, Owner, QName,
        SimpleType, Term, Type, TypeId, TypeKind, Variety,
    },
    problem::Problems,
};

/// What is known while the plan is made.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) config: &'a Config,
    pub(super) problems: &'a mut Problems,
    pub(super) modules: Vec<Module>,
    pub(super) scopes: Vec<Scope>,
    /// The constant of each namespace, by module.
    constants: Vec<HashMap<String, String>>,
    /// What is known of the letters of all identifiers.
    pub(super) letters: Rc<Letters>,
    pub(super) notes: Vec<String>,
    pub(super) reached: Reached,
    /// How the elements of extensions are told from those of their bases.
    pub(super) extensions: Extensions,
    /// The item of each type that has one.
    pub(super) items: IdMap<Type, ItemRef>,
    /// The items of the types of messages that several services have, in the modules of all but the first of these.
    pub(super) copies: IdMap<Type, Vec<ItemRef>>,
    /// The enum over each polymorphic type and those derived from it.
    pub(super) variants: IdMap<Type, ItemRef>,
    /// The items of `variants`.
    pub(super) variant_items: HashSet<ItemRef>,
    /// The constant with the names of each dictionary.
    pub(super) pairs: IdMap<Type, ItemRef>,
    /// The constants with the names of headers, by their module.
    pub(super) header_names: HashMap<(ModuleId, Vec<WireName>), ItemRef>,
    pub(super) derived: IdMap<Type, Vec<TypeId>>,
    pub(super) substitutes: IdMap<Element, Vec<ElementId>>,
    /// The types of elements that may be nil.
    pub(super) nillable: IdSet<Type>,
    /// The type that lexically holds each anonymous type.
    pub(super) parents: IdMap<Type, TypeId>,
    /// What operations say of the types of their messages, by the module of the service; and by none what the first says.
    pub(super) said: HashMap<(TypeId, Option<ModuleId>), Said>,
    /// The facets of each simple type that was asked for.
    pub(super) facets: IdMap<Type, Option<FacetsRef>>,
    /// The types whose patterns were read.
    pub(super) patterns: IdSet<Type>,
    /// Whether values say their type, since some message is encoded.
    pub(super) is_encoded: bool,
    /// What was found out of named groups.
    pub(super) facts: RefCell<GroupFacts>,
    /// Simple types that are members of unions, and those that these are made of.
    pub(super) in_unions: IdSet<Type>,
    /// Simple types in unions that take values that the contract does not list.
    pub(super) open: IdSet<Type>,
    /// What the members of the types of encoded messages may be.
    pub(super) accessors: IdMap<Type, Accessors>,
    /// The records of messages and enums of faults that were planned.
    pub(super) of_operations: HashMap<OperationKey, Ty>,
    pub(super) used_secrets: HashSet<String>,
    /// The paths of texts that are secret because an operation that speaks of secrets replies with nothing else.
    pub(super) secret_replies: HashSet<String>,
    pub(super) used_renames: HashSet<String>,
}

/// What an operation says of the type of a message.
#[derive(Clone, Default)]
pub(super) struct Said {
    /// What `messages` has.
    pub(super) known: HashSet<(&'static str, String)>,
    /// Whose request or reply a type is, which can be said where it has no documentation: `request` or `reply`, and the
    /// names of the operations.
    pub(super) messages: Vec<(&'static str, Vec<String>)>,
    /// Documentation of members, by their names in lower case.
    pub(super) members: BTreeMap<String, Vec<String>>,
}

impl Said {
    /// Whose request or reply the type is, in words.
    pub(super) fn summary(&self) -> Vec<String> {
        // Of many operations some are enough.
        const SHOWN: usize = 5;
        let mut names = Vec::new();
        let mut sentences = Vec::new();
        for (role, operations) in self.messages.iter().filter(|(_, operations)| !operations.is_empty()) {
            let shown = operations.get(..SHOWN).unwrap_or(operations);
            names.extend_from_slice(shown);
            let mut listed = vec!["{}".to_owned(); shown.len()];
            if operations.len() > SHOWN {
                listed.push(format!("{} more", operations.len() - SHOWN));
            }
            let last = listed.pop().unwrap_or_default();
            let others =
                if listed.is_empty() { String::new() } else { format!("{} and ", listed.join(", ")) };
            sentences.push(format!("The {role} of {others}{last}."));
        }
        docs::wrapped(&sentences.join(" "), &names)
    }
}

/// A type that only wraps one repeated element.
pub(super) struct ListOf {
    pub(super) item: ElementId,
    pub(super) occurs: Occurs,
}

/// A type that only wraps repeated pairs of key and value.
pub(super) struct DictionaryOf {
    pub(super) pair: ElementId,
    pub(super) key: ElementId,
    pub(super) value: ElementId,
}

impl<'a> Planner<'a> {
    pub(super) fn new(model: &'a Model, config: &'a Config, problems: &'a mut Problems) -> Self {
        Self {
            model,
            config,
            problems,
            modules: Vec::new(),
            scopes: Vec::new(),
            constants: Vec::new(),
            letters: Rc::new(Letters::of(model_names(model))),
            notes: Vec::new(),
            reached: Reached::default(),
            extensions: Extensions::default(),
            items: IdMap::default(),
            copies: IdMap::default(),
            variants: IdMap::default(),
            variant_items: HashSet::new(),
            pairs: IdMap::default(),
            header_names: HashMap::new(),
            derived: reach::derived(model),
            substitutes: reach::substitutes(model),
            nillable: reach::nillable(model),
            parents: reach::parents(model),
            said: HashMap::new(),
            facets: IdMap::default(),
            patterns: IdSet::default(),
            is_encoded: false,
            facts: RefCell::default(),
            in_unions: IdSet::default(),
            open: IdSet::default(),
            accessors: IdMap::default(),
            of_operations: HashMap::new(),
            used_secrets: HashSet::new(),
            secret_replies: HashSet::new(),
            used_renames: HashSet::new(),
        }
    }

    pub(super) fn plan(mut self) -> Plan {
        let selection::Selection { services, left_out } =
            selection::select(self.model, self.config, self.problems, &mut self.notes);
        self.is_encoded = soap_encoded::is_used(&services);
        self.accessors = self.accessors_of(&services);
        self.reached = self.reach(&services);
        self.extensions = self.find_extensions();
        self.in_unions = self.types_in_unions();
        self.open = self.open_types();
        self.find_secret_replies(&services);
        let layout = self.lay_out(&services);
        let clients = self.plan_services(&services, &layout);
        self.plan_types(&layout);
        self.plan_roots(&layout);
        self.finish(&layout, &services, clients, left_out)
    }

    /// A new module, with nothing in it.
    pub(super) fn add_module(&mut self, parent: ModuleId, name: &str, docs: Vec<String>) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let (name, scope) = match self.scopes.get_mut(parent.0) {
            Some(scope) => (scope.claim_module(name), Scope::with(&self.letters, PRELUDE)),
            None => (String::new(), Scope::of_root(&self.letters, PRELUDE)),
        };
        let around = self.modules.get(parent.0).map(|parent| parent.path.as_slice()).unwrap_or_default();
        let path = match id.0 {
            0 => Vec::new(),
            _ => around.iter().chain([&name]).cloned().collect(),
        };
        self.modules.push(Module {
            name,
            parent,
            path,
            docs,
            namespaces: BTreeMap::new(),
            items: Vec::new(),
            shares_constants: false,
        });
        self.scopes.push(scope);
        self.constants.push(HashMap::new());
        id
    }

    pub(super) fn add_item(&mut self, module: ModuleId, item: Item) {
        if let Some(module) = self.modules.get_mut(module.0) {
            module.items.push(item);
        }
    }

    /// Adds items before those that a module has.
    pub(super) fn add_first(&mut self, module: ModuleId, items: Vec<Item>) {
        if let Some(module) = self.modules.get_mut(module.0) {
            module.items.splice(0..0, items);
        }
    }

    /// An identifier for an item; `path` is what the user calls it in `rename`.
    pub(super) fn claim_item(&mut self, module: ModuleId, path: &str, wanted: &str, kind: &str) -> ItemRef {
        let wanted = self.renamed(path).unwrap_or_else(|| wanted.to_owned());
        let ident = match self.scopes.get_mut(module.0) {
            Some(scope) => scope.claim(&wanted, kind),
            None => wanted.clone(),
        };
        if ident != wanted {
            self.notes.push(format!(
                "`{path}` is `{ident}` in Rust, since `{wanted}` is taken; `rename` gives it another name"
            ));
        }
        ItemRef { module, ident }
    }

    /// The name that the user gave to a component.
    pub(super) fn renamed(&mut self, path: &str) -> Option<String> {
        let renamed = self.config.renames.get(path)?;
        self.used_renames.insert(path.to_owned());
        Some(renamed.clone())
    }

    /// The name on the wire, with the module's constant for its namespace.
    pub(super) fn wire(&mut self, module: ModuleId, name: &QName) -> WireName {
        WireName { namespace: self.namespace(module, &name.namespace), local: name.local.to_string() }
    }

    /// The module's constant for a namespace.
    pub(super) fn namespace(&mut self, module: ModuleId, uri: &str) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        if let Some(constant) = self.constants.get(module.0)?.get(uri) {
            return Some(constant.clone());
        }
        let namespaces = &self.modules.get(module.0)?.namespaces;
        // The types of XML Schema and of the encoding have names that everyone knows.
        let well_known = match uri {
            "http://www.w3.org/2001/XMLSchema" => Some("XSD"),
            soap_encoded::ENCODING => Some("SOAP_ENCODING"),
            XSI => Some("XSI"),
            _ => None,
        };
        let constant = if let Some(name) = well_known {
            name.to_owned()
        } else if !namespaces.contains_key("NS") {
            "NS".to_owned()
        } else {
            words::screaming(&words::namespace_word(uri))
        };
        let constant = self.scopes.get_mut(module.0)?.claim(&constant, "_NS");
        self.modules.get_mut(module.0)?.namespaces.insert(constant.clone(), uri.to_owned());
        self.constants.get_mut(module.0)?.insert(uri.to_owned(), constant.clone());
        Some(constant)
    }

    /// The Rust type of one value of a schema type, as the content of an element.
    pub(super) fn value_ty(&self, id: TypeId) -> Ty {
        if let Some(custom) = self.custom(id) {
            return Ty::Custom(custom);
        }
        if let Some(variants) = self.variants.get(&id) {
            return Ty::Item(variants.clone());
        }
        self.own_ty(id)
    }

    /// The Rust type of the value of an element of a schema type. `is_secret` says whether it must not print.
    pub(super) fn element_value_ty(&self, id: TypeId, is_secret: bool) -> Ty {
        let ty = self.value_ty(id);
        let ty = if is_secret { Ty::Generic("Secret", vec![ty]) } else { ty };
        match self.keeps_type(id) && ty != Ty::Runtime("Element") {
            true => Ty::Generic("Typed", vec![ty]),
            false => ty,
        }
    }

    /// Whether the value of an element of a type keeps the `xsi:type` of the element beside it. Complex types have an enum
    /// over the types derived from them; in SOAP encoding every element names its type.
    fn keeps_type(&self, id: TypeId) -> bool {
        let is_simple = matches!(self.model.types[id].kind, TypeKind::Simple(_));
        is_simple && self.config.types_kept && !self.is_encoded
    }

    /// The Rust type of a schema type itself, without those derived from it.
    pub(super) fn own_ty(&self, id: TypeId) -> Ty {
        if let Some(item) = self.items.get(&id) {
            let ty = Ty::Item(item.clone());
            return if self.is_listed_verbatim(id) { Ty::Generic("Verbatim", vec![ty]) } else { ty };
        }
        match &self.model.types[id].kind {
            TypeKind::AnyType => Ty::Runtime("Element"),
            TypeKind::Complex(_) => match soap_encoded::own_type(self.model, id) {
                Some(Some(simple)) => self.simple_ty(simple),
                _ => Ty::Runtime("Element"),
            },
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::Builtin(builtin) => builtin_ty(*builtin),
                Variety::Restriction(base) => self.restricted_ty(*base, &simple.facets),
                Variety::List(item) => Ty::Generic("List", vec![self.simple_ty(*item)]),
                Variety::Union(_) => Ty::Std("String"),
            },
        }
    }

    /// The Rust type of a simple type, as text: of an attribute, an item of a list, the member of a union.
    pub(super) fn simple_ty(&self, id: TypeId) -> Ty {
        match self.value_ty(id) {
            // Text cannot be an element.
            Ty::Runtime("Element") => Ty::Std("String"),
            ty => ty,
        }
    }

    /// The Rust type of a restriction, but for one that lists its values.
    pub(super) fn restricted_ty(&self, base: TypeId, facets: &Facets) -> Ty {
        match self.simple_ty(base) {
            // `soap:mustUnderstand` is `0` or `1`, and not what a `bool` is written as.
            Ty::Std("bool") if !takes_booleans(&facets.patterns) => Ty::Std("String"),
            ty if self.begins_verbatim(base, facets) => Ty::Generic("Verbatim", vec![ty]),
            ty => ty,
        }
    }

    /// The type of the user's own for a simple type.
    pub(super) fn custom(&self, id: TypeId) -> Option<String> {
        let definition = &self.model.types[id];
        let name = definition.name.as_ref()?;
        let TypeKind::Simple(_) = definition.kind else { return None };
        self.config
            .types
            .get(&name.to_string())
            .or_else(|| self.config.types.get(name.local.as_ref()))
            .cloned()
    }

    /// Whether values of a type are text and nothing else, so that they can be secret.
    pub(super) fn is_text(&self, id: TypeId) -> bool {
        let mut id = id;
        for _ in 0..reach::DEPTH {
            if self.custom(id).is_some() {
                return false;
            }
            match &self.model.types[id].kind {
                TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), facets })
                    if facets.enumeration.is_empty() =>
                {
                    id = *base;
                }
                TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                    return builtin_ty(*builtin) == Ty::Std("String");
                }
                _ => return false,
            }
        }
        false
    }

    /// A name for a type: its own, or one made of what holds it. Used for items and in the paths of options.
    pub(super) fn type_name(&self, id: TypeId) -> String {
        self.name_of(id, 0)
    }

    fn name_of(&self, id: TypeId, depth: usize) -> String {
        let definition = &self.model.types[id];
        if let Some(name) = &definition.name {
            return words::camel(&name.local);
        }
        let holder = self.holder_of(id, depth);
        match definition.owner {
            Owner::Element(element) => {
                format!("{holder}{}", words::camel(&self.model.elements[element].name.local))
            }
            Owner::Attribute(attribute) => {
                format!("{holder}{}", words::camel(&self.model.attributes[attribute].name.local))
            }
            Owner::Type(owner, place) => {
                let suffix = match &self.model.types[owner].kind {
                    TypeKind::Simple(SimpleType { variety: Variety::List(_), .. }) => "Item".to_owned(),
                    TypeKind::Simple(SimpleType { variety: Variety::Union(_), .. }) => {
                        format!("Member{}", place + 1)
                    }
                    _ => "Base".to_owned(),
                };
                format!("{}{suffix}", self.nested_name(owner, depth))
            }
            Owner::Global => "Type".to_owned(),
        }
    }

    fn nested_name(&self, id: TypeId, depth: usize) -> String {
        if depth > 32 { String::new() } else { self.name_of(id, depth + 1) }
    }

    /// The name of the type around a local element or attribute; empty for global ones.
    fn holder_of(&self, id: TypeId, depth: usize) -> String {
        match self.parents.get(&id) {
            // Names within names grow with the square of their depth.
            Some(parent) => cut(&self.nested_name(*parent, depth)).to_owned(),
            None => String::new(),
        }
    }
}

/// The names of components and values from which identifiers are made.
fn model_names(model: &Model) -> impl Iterator<Item = &str> {
    let values = model.types.iter().flat_map(|(_, definition)| match &definition.kind {
        TypeKind::Simple(simple) => simple.facets.enumeration.as_slice(),
        _ => &[],
    });
    let types = model.types.iter().filter_map(|(_, definition)| Some(&*definition.name.as_ref()?.local));
    let elements = model.elements.iter().map(|(_, element)| &*element.name.local);
    let attributes = model.attributes.iter().map(|(_, attribute)| &*attribute.name.local);
    let operations = model.port_types.iter().flat_map(|(_, port_type)| &port_type.operations);
    elements
        .chain(types)
        .chain(attributes)
        .chain(values.map(|value| value.value.as_str()))
        .chain(operations.map(|operation| &*operation.name))
}

/// What a type wraps, if it is a list as .NET writes them: one repeated element and nothing besides.
///
/// It is a `Vec` where it is the type of a single member. As the item of another list (`ArrayOfArrayOfint`) it keeps a struct
/// of its own: a `Vec` there could not tell a row that is nil from one without cells.
pub(super) fn list_of(model: &Model, id: TypeId) -> Option<ListOf> {
    let definition = &model.types[id];
    let is_list = definition.name.as_ref().is_none_or(|name| name.local.starts_with("ArrayOf"));
    let (item, occurs) = only_element(model, id)?;
    (is_list && dictionary_of(model, id).is_none()).then_some(ListOf { item, occurs })
}

/// What a type wraps, if it is a dictionary as WCF writes them.
pub(super) fn dictionary_of(model: &Model, id: TypeId) -> Option<DictionaryOf> {
    let definition = &model.types[id];
    if !definition
        .appinfo
        .iter()
        .any(|info| &*info.name.local == "IsDictionary" && info.text.trim() == "true")
    {
        return None;
    }
    let (pair, _) = only_element(model, id)?;
    let TypeKind::Complex(complex) = &model.types[model.elements[pair].type_id].kind else { return None };
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    let [key, value] = particles.as_slice() else { return None };
    let (Term::Element(key), Term::Element(value)) = (&key.term, &value.term) else { return None };
    let namespace = &model.elements[pair].name.namespace;
    let same = [key, value].iter().all(|element| model.elements[**element].name.namespace == *namespace);
    same.then_some(DictionaryOf { pair, key: *key, value: *value })
}

/// The one element of a type without attributes, and how often it may come: several times.
fn only_element(model: &Model, id: TypeId) -> Option<(ElementId, Occurs)> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let plain = !complex.mixed
        && !complex.is_abstract
        && complex.attributes.is_empty()
        && complex.any_attribute.is_none()
        && model.as_builtin(complex.base) == Some(Builtin::AnyType);
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    let [only] = particles.as_slice() else { return None };
    let Term::Element(element) = only.term else { return None };
    let is_head = model.elements[element].is_global && model.is_head(element);
    (plain && !particle.occurs.is_repeated() && only.occurs.is_repeated() && !is_head)
        .then_some((element, only.occurs))
}

/// The Rust type of a built-in type.
pub(super) fn builtin_ty(builtin: Builtin) -> Ty {
    use Builtin as B;
    match builtin {
        // What it is says its `xsi:type`, which a text would lose.
        B::AnyType | B::AnySimpleType => Ty::Runtime("Element"),
        B::String | B::AnyUri | B::NormalizedString | B::Token | B::Language => Ty::Std("String"),
        B::NmToken | B::Name | B::NcName | B::Id | B::IdRef | B::Entity => Ty::Std("String"),
        B::NmTokens | B::IdRefs | B::Entities => Ty::Generic("List", vec![Ty::Std("String")]),
        B::Boolean => Ty::Std("bool"),
        B::Float => Ty::Std("f32"),
        B::Double => Ty::Std("f64"),
        B::Long => Ty::Std("i64"),
        B::Int => Ty::Std("i32"),
        B::Short => Ty::Std("i16"),
        B::Byte => Ty::Std("i8"),
        B::UnsignedLong => Ty::Std("u64"),
        B::UnsignedInt => Ty::Std("u32"),
        B::UnsignedShort => Ty::Std("u16"),
        B::UnsignedByte => Ty::Std("u8"),
        B::Decimal => Ty::Runtime("xsd::Decimal"),
        B::Integer => Ty::Runtime("xsd::Integer"),
        B::NonPositiveInteger => Ty::Runtime("xsd::NonPositiveInteger"),
        B::NegativeInteger => Ty::Runtime("xsd::NegativeInteger"),
        B::NonNegativeInteger => Ty::Runtime("xsd::NonNegativeInteger"),
        B::PositiveInteger => Ty::Runtime("xsd::PositiveInteger"),
        B::Duration => Ty::Runtime("xsd::Duration"),
        B::DateTime => Ty::Runtime("xsd::DateTime"),
        B::Time => Ty::Runtime("xsd::Time"),
        B::Date => Ty::Runtime("xsd::Date"),
        B::GYearMonth => Ty::Runtime("xsd::GYearMonth"),
        B::GYear => Ty::Runtime("xsd::GYear"),
        B::GMonthDay => Ty::Runtime("xsd::GMonthDay"),
        B::GDay => Ty::Runtime("xsd::GDay"),
        B::GMonth => Ty::Runtime("xsd::GMonth"),
        B::HexBinary => Ty::Runtime("xsd::HexBinary"),
        B::Base64Binary => Ty::Runtime("xsd::Base64Binary"),
        // The value of a notation is its name (Part 2, 3.2.19).
        B::QName | B::Notation => Ty::Runtime("xsd::QName"),
    }
}

/// Whether two sets of facets say nothing that the user must know.
pub(super) fn is_plain(facets: &Facets) -> bool {
    *facets == Facets::default()
}

/// Whether patterns take `true` where they take `1`, and `false` where they take `0`, since that is what is written.
fn takes_booleans(patterns: &[String]) -> bool {
    let words: Vec<_> = patterns.iter().flat_map(|pattern| pattern.split('|')).collect();
    let takes = |word: &str| words.contains(&word);
    let are_words = words.iter().all(|word| matches!(*word, "true" | "false" | "1" | "0"));
    words.is_empty() || are_words && (!takes("1") || takes("true")) && (!takes("0") || takes("false"))
}
