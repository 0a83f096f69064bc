//! Complex types as structs.

use std::collections::{HashMap, HashSet};

use super::{
    ArmKind, Bounds, Content, Field, Item, ItemRef, ModuleId, Pairs, Record, Slot, Ty, TypeVariant, Variants,
    extension::BaseMember,
    fields::{Fields, TOO_MANY, default_value, option},
    layout::Layout,
    names::Scope,
    reach::{DEPTH, all_derived},
    soap_encoded::array_of,
    types::{Planner, Said, dictionary_of, list_of},
    words,
};
use crate::{
    docs,
    model::{
        AttributeGroupId, AttributeId, AttributeUse, Builtin, ComplexContent, ComplexType, Compositor,
        Derivation, IdMap, Model, Occurs, Owner, Particle, QName, Term, Type, TypeId, TypeKind, Use,
    },
};

/// The namespace of `xsi:nil`.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What a type that extends a record must know of it.
#[derive(Clone, Debug, Default)]
pub(super) struct BaseInfo {
    /// How many indices its members take, those of its own bases included.
    pub(super) members: u16,
    pub(super) required: Vec<(u16, String)>,
    /// Those of [`Record::occurs`].
    pub(super) occurs: Vec<(String, Bounds)>,
    /// Whether it has a wildcard.
    pub(super) is_open: bool,
    pub(super) attributes: bool,
    pub(super) elements: bool,
    /// Whether it has choices or groups that repeat, but not any number of times.
    pub(super) counts_groups: bool,
    /// Its members that are elements, those of its bases before its own.
    pub(super) content: Vec<BaseMember>,
}

/// An attribute of a type, with what the use says over the declaration.
struct AttributeField {
    attribute: AttributeId,
    required: bool,
    default: Option<String>,
    fixed: Option<String>,
}

/// The attributes of a type in order; of those of one name the last use counts.
#[derive(Default)]
struct AttributeFields<'a> {
    list: Vec<Option<AttributeField>>,
    places: HashMap<&'a QName, usize>,
}

impl<'a> AttributeFields<'a> {
    fn set(&mut self, name: &'a QName, field: AttributeField) {
        match self.places.get(name).and_then(|place| self.list.get_mut(*place)) {
            Some(known) => *known = Some(field),
            None => {
                self.places.insert(name, self.list.len());
                self.list.push(Some(field));
            }
        }
    }

    fn remove(&mut self, name: &QName) {
        if let Some(known) = self.places.remove(name).and_then(|place| self.list.get_mut(place)) {
            *known = None;
        }
    }
}

impl<'a> Planner<'a> {
    /// Plans every type that was reached.
    pub(super) fn plan_types(&mut self, layout: &Layout) {
        let mut infos = IdMap::default();
        let items = self.reached.items.clone();
        for dictionary in self.reached.dictionaries.clone() {
            self.pairs_of(dictionary);
        }
        let (messages, others): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|id| layout.is_message(self.model, *id));
        for id in messages.into_iter().chain(others) {
            let Some(item) = self.items.get(&id).cloned() else { continue };
            match &self.model.types[id].kind {
                TypeKind::AnyType => {}
                TypeKind::Simple(simple) => self.simple_item(id, simple, &item),
                TypeKind::Complex(_) => {
                    self.record_info(id, &mut infos, 0);
                    if self.variants.contains_key(&id) {
                        self.variants_of(id);
                    }
                }
            }
        }
    }

    /// Plans the record of a type, unless that is done, and says what a type that extends it must know.
    fn record_info(&mut self, id: TypeId, infos: &mut IdMap<Type, BaseInfo>, depth: usize) -> BaseInfo {
        if let Some(info) = infos.get(&id) {
            return info.clone();
        }
        let model = self.model;
        let (TypeKind::Complex(complex), Some(item)) = (&model.types[id].kind, self.items.get(&id).cloned())
        else {
            return BaseInfo::default();
        };
        let base = self.base_of(id, complex).filter(|_| depth < DEPTH);
        let base_info = base.map(|base| (base, self.record_info(base, infos, depth + 1)));
        if let Some(array) = array_of(model, id) {
            self.array(id, &item, &array);
            let info = BaseInfo { attributes: true, elements: true, ..BaseInfo::default() };
            infos.insert(id, info.clone());
            return info;
        }
        for copy in self.copies.get(&id).cloned().unwrap_or_default() {
            let (record, _) = self.record(id, complex, &copy, base_info.clone());
            self.add_item(copy.module, Item::Record(record));
        }
        let has_told = base_info.as_ref().is_some_and(|(_, info)| info.members == TOO_MANY);
        let (record, info) = self.record(id, complex, &item, base_info);
        if !has_told {
            let path = self.type_name(id);
            self.bound_members(Some(model.types[id].span), &path, info.members);
        }
        self.add_item(item.module, Item::Record(record));
        infos.insert(id, info.clone());
        info
    }

    /// The type that becomes a field of the types that extend it.
    fn base_of(&self, id: TypeId, complex: &ComplexType) -> Option<TypeId> {
        let model = self.model;
        let base = complex.base;
        let TypeKind::Complex(definition) = &model.types[base].kind else { return None };
        let is_field = complex.derivation == Derivation::Extension
            && !self.has_mixed(complex)
            && !self.extensions.whole.contains(&id)
            && !matches!(definition.content, ComplexContent::Simple(_))
            && !matches!(complex.content, ComplexContent::Simple(_));
        (is_field && self.items.contains_key(&base)).then_some(base)
    }

    fn record(
        &mut self,
        id: TypeId,
        complex: &ComplexType,
        item: &ItemRef,
        base: Option<(TypeId, BaseInfo)>,
    ) -> (Record, BaseInfo) {
        let model = self.model;
        let mut fields = Fields::new(&self.letters, &self.type_name(id), item.module, Some(id));
        fields.is_ordered = self.extensions.indexed.contains(&id);
        let base = base.filter(|(_, info)| info.attributes || info.elements);
        if let Some((base, _)) = &base {
            self.base_field(&mut fields, *base);
        }
        let mixed = self.has_mixed(complex);
        let content = match &complex.content {
            ComplexContent::Simple(content) => {
                self.text_field(&mut fields, *content);
                Content::Text
            }
            ComplexContent::Elements(particle) if mixed => {
                let whole = self.whole_content(id, particle);
                self.content(&mut fields, &whole, true);
                Content::Mixed
            }
            ComplexContent::Empty if mixed => {
                let empty = Particle {
                    occurs: Occurs::ONCE,
                    term: Term::Group(Compositor::Sequence, Vec::new()),
                    span: model.types[id].span,
                };
                let whole = self.whole_content(id, &empty);
                self.content(&mut fields, &whole, true);
                Content::Mixed
            }
            ComplexContent::Elements(particle) if self.extensions.whole.contains(&id) => {
                let whole = self.whole_content(id, particle);
                self.content(&mut fields, &whole, false);
                Content::Elements
            }
            ComplexContent::Elements(particle) => {
                self.content(&mut fields, particle, false);
                self.content_of(id)
            }
            ComplexContent::Empty => self.content_of(id),
        };
        let elements = fields.list.iter().any(|field| !matches!(field.slot, Slot::Base { .. }));
        let own_elements = fields.next;
        let inherited = base.as_ref().map(|(base, _)| *base);
        let attributes = self.attribute_fields(&mut fields, id, inherited);
        if (attributes || base.as_ref().is_some_and(|(_, info)| info.attributes)) && self.may_be_nil(id) {
            self.nil_field(&mut fields);
        }
        let info = self.finish_base(&mut fields, base, elements.then_some(own_elements), attributes);
        let record = Record {
            ident: item.ident.clone(),
            docs: self.type_documentation(id, item.module),
            derives: self.derives(),
            fields: fields.list,
            content,
            required: info.required.clone(),
            occurs: info.occurs.clone(),
            is_group: false,
            succeeded: None,
            masked: Vec::new(),
            type_name: self.told_type_name(id, &item.ident),
        };
        (record, info)
    }

    /// The local name of a type, if it is not told by the identifier of its struct, in which case and characters that are no
    /// letters may differ.
    fn told_type_name(&self, id: TypeId, ident: &str) -> Option<String> {
        let letters = |name: &str| -> String {
            name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let name = self.model.types[id].name.as_ref()?;
        (letters(&name.local) != letters(ident)).then(|| name.local.to_string())
    }

    /// What the elements of a type are, where each has a member.
    fn content_of(&self, id: TypeId) -> Content {
        let model = self.model;
        // The type of a message is anonymous: servers add members to messages, and no items of another kind to lists.
        let is_named = model.types[id].name.is_some();
        if is_named && (list_of(model, id).is_some() || dictionary_of(model, id).is_some()) {
            return Content::Items;
        }
        let mut current = id;
        for _ in 0..DEPTH {
            let TypeKind::Complex(complex) = &model.types[current].kind else { break };
            if let ComplexContent::Elements(particle) = &complex.content
                && is_all(model, particle)
            {
                return Content::Unordered;
            }
            current = complex.base;
        }
        Content::Elements
    }

    /// Settles what a record and its base must know of each other, now that the members of both are known: `elements` is how
    /// many indices the elements of the record take, if it has some.
    fn finish_base(
        &self,
        fields: &mut Fields,
        base: Option<(TypeId, BaseInfo)>,
        elements: Option<u16>,
        attributes: bool,
    ) -> BaseInfo {
        let offset = fields.next;
        let own = self.members_of_fields(fields);
        let mut info = BaseInfo {
            members: offset,
            required: fields.required.clone(),
            occurs: bounded(&fields.list),
            is_open: is_open(&fields.list),
            counts_groups: fields.list.iter().any(|field| field.group_bounds().is_some()),
            attributes,
            elements: elements.is_some(),
            content: own.clone(),
        };
        let Some((_, base)) = base else { return info };
        let shared = self.base_names(fields, &own, &base, offset);
        let yields =
            elements.filter(|_| fields.type_id.is_some_and(|id| self.extensions.yielding.contains(&id)));
        for field in &mut fields.list {
            if let Slot::Base { .. } = field.slot {
                let (attributes, elements, counts_groups) =
                    (base.attributes, base.elements, base.counts_groups);
                let shared = shared.clone();
                field.slot = Slot::Base { offset, attributes, elements, shared, yields, counts_groups };
            }
        }
        let required = base.required.iter();
        info.required.extend(required.map(|(index, name)| (offset.saturating_add(*index), name.clone())));
        info.occurs.extend(base.occurs);
        info.is_open |= base.is_open;
        if info.is_open {
            info.occurs.clear();
        }
        // Occurrence is counted by name, which does not tell a member of the extension from one of the base.
        let is_shared = |path: &str| {
            let local = path.split('/').next().unwrap_or(path);
            shared.iter().any(|shared| shared.name.local == local)
        };
        info.occurs.retain(|(path, _)| !is_shared(path));
        info.members = offset.saturating_add(base.members);
        info.attributes |= base.attributes;
        info.elements |= base.elements;
        info.counts_groups |= base.counts_groups;
        let inherited = base.content.into_iter().map(|member| BaseMember {
            index: member.index.map(|index| offset.saturating_add(index)),
            ..member
        });
        info.content = inherited.chain(own).collect();
        info
    }

    fn base_field(&mut self, fields: &mut Fields, base: TypeId) {
        let name = self.type_name(base);
        let ident = fields.claim(self, &name, "_base");
        let docs = vec![format!("What this type has from {}.", docs::code(&name))];
        let slot = Slot::Base {
            offset: 0,
            attributes: false,
            elements: false,
            shared: Vec::new(),
            yields: None,
            counts_groups: false,
        };
        fields.list.push(Field {
            ident,
            docs,
            ty: self.own_ty(base),
            slot,
            default: None,
            check: None,
            bounds: None,
        });
    }

    fn text_field(&mut self, fields: &mut Fields, content: TypeId) {
        let path = format!("{}/value", fields.name);
        let ident = fields.claim(self, "value", "_text");
        let ty = self.simple_ty(content);
        let secret = self.is_secret(&path, "value", content);
        let ty = if secret { Ty::Generic("Secret", vec![ty]) } else { ty };
        let docs = vec!["The text of the element.".to_owned()];
        let check = self.check_of(fields.module, content);
        let slot = Slot::Text { white_space: self.white_space(content) };
        fields.list.push(Field { ident, docs, ty, slot, default: None, check, bounds: None });
    }

    /// Adds the attributes of a type that its base field does not have, and says whether there are any.
    fn attribute_fields(&mut self, fields: &mut Fields, id: TypeId, inherited: Option<TypeId>) -> bool {
        let model = self.model;
        let mut found = AttributeFields::default();
        let mut any = false;
        self.collect_attributes(id, inherited, &mut found, &mut any, 0);
        if let Some(base) = inherited {
            // One that the base has already is read and written there.
            let mut known = AttributeFields::default();
            self.collect_attributes(base, None, &mut known, &mut false, 0);
            known.places.keys().for_each(|name| found.remove(name));
        }
        let found: Vec<_> = found.list.into_iter().flatten().collect();
        let has_some = any || !found.is_empty();
        for field in found {
            let attribute = &model.attributes[field.attribute];
            let local = attribute.name.local.to_string();
            let path = format!("{}/{local}", fields.name);
            let name = self.wire(fields.module, &attribute.name);
            let ident = fields.claim(self, &local, "_attribute");
            let ty = self.simple_ty(attribute.type_id);
            let secret = self.is_secret(&path, &local, attribute.type_id);
            let value = if secret { Ty::Generic("Secret", vec![ty]) } else { ty };
            let index = fields.index();
            if field.required {
                fields.require(index, &format!("@{local}"));
            }
            let default = field.default.map(|text| default_value(&text, &value));
            let docs =
                self.member_documentation(None, &local, attribute.documentation.as_deref(), "attribute");
            let ty = if field.required { value } else { option(value) };
            let check = match &field.fixed {
                Some(fixed) => self.check_of_fixed(fields.module, attribute.type_id, fixed, false),
                None => self.check_of(fields.module, attribute.type_id),
            };
            let white_space = self.white_space(attribute.type_id);
            let slot = Slot::Attribute { name, index, white_space };
            fields.list.push(Field { ident, docs, ty, slot, default, check, bounds: None });
        }
        if any {
            let ident = fields.scope.claim("any_attributes", "_open");
            let docs = vec!["Attributes that the contract leaves open.".to_owned()];
            let ty = Ty::Runtime("Attributes");
            fields.list.push(Field {
                ident,
                docs,
                ty,
                slot: Slot::AnyAttribute,
                default: None,
                check: None,
                bounds: None,
            });
        }
        has_some
    }

    /// Whether a nil element may be of this type. Where others are derived from it, the enum over them keeps it.
    fn may_be_nil(&self, id: TypeId) -> bool {
        self.nillable.contains(&id) && !self.variants.contains_key(&id)
    }

    fn nil_field(&mut self, fields: &mut Fields) {
        let name = self.wire(fields.module, &QName::new(XSI, "nil"));
        let slot = Slot::Nil { name, index: fields.index() };
        let docs = vec!["Whether the element is nil: it has attributes then, and no content.".to_owned()];
        let ident = fields.scope.claim("nil", "_element");
        let ty = Ty::Std("bool");
        fields.list.push(Field { ident, docs, ty, slot, default: None, check: None, bounds: None });
    }

    /// The attributes of a type: those of its bases first, up to the one that is a field.
    fn collect_attributes(
        &self,
        id: TypeId,
        inherited: Option<TypeId>,
        found: &mut AttributeFields<'a>,
        any: &mut bool,
        depth: usize,
    ) {
        let TypeKind::Complex(complex) = &self.model.types[id].kind else { return };
        if depth < DEPTH && inherited != Some(complex.base) {
            self.collect_attributes(complex.base, inherited, found, any, depth + 1);
        }
        // A restriction keeps the wildcard of its base only where it says so again.
        *any = complex.any_attribute.is_some() || (*any && complex.derivation == Derivation::Extension);
        self.collect_uses(&complex.attributes, found, any, &mut HashSet::new());
    }

    fn collect_uses(
        &self,
        uses: &[AttributeUse],
        found: &mut AttributeFields<'a>,
        any: &mut bool,
        groups: &mut HashSet<AttributeGroupId>,
    ) {
        let model = self.model;
        for usage in uses {
            match usage {
                AttributeUse::Attribute { attribute, usage: Use::Prohibited, .. } => {
                    found.remove(&model.attributes[*attribute].name);
                }
                AttributeUse::Attribute { attribute, usage, default, fixed, .. } => {
                    let declaration = &model.attributes[*attribute];
                    let given = fixed.as_ref().or(default.as_ref());
                    let declared = declaration.fixed.as_ref().or(declaration.default.as_ref());
                    let field = AttributeField {
                        attribute: *attribute,
                        required: *usage == Use::Required,
                        default: given.or(declared).cloned(),
                        fixed: fixed.as_ref().or(declaration.fixed.as_ref()).cloned(),
                    };
                    found.set(&declaration.name, field);
                }
                AttributeUse::Group(group) => {
                    if groups.insert(*group) {
                        let group = &model.attribute_groups[*group];
                        *any |= group.any_attribute.is_some();
                        self.collect_uses(&group.attributes, found, any, groups);
                    }
                }
            }
        }
    }

    /// Whether a type or one that it extends may hold text among elements.
    pub(super) fn has_mixed(&self, complex: &ComplexType) -> bool {
        let mut complex = complex;
        for _ in 0..DEPTH {
            if complex.mixed {
                return true;
            }
            let TypeKind::Complex(base) = &self.model.types[complex.base].kind else { return false };
            if complex.derivation == Derivation::Restriction {
                return false;
            }
            complex = base;
        }
        false
    }

    /// The content of a type with that of the types that it extends before it.
    fn whole_content(&self, id: TypeId, own: &Particle) -> Particle {
        let mut parts = vec![own.clone()];
        let mut id = id;
        for _ in 0..DEPTH {
            let TypeKind::Complex(complex) = &self.model.types[id].kind else { break };
            let TypeKind::Complex(base) = &self.model.types[complex.base].kind else { break };
            if complex.derivation == Derivation::Restriction {
                break;
            }
            if let ComplexContent::Elements(particle) = &base.content {
                parts.insert(0, particle.clone());
            }
            id = complex.base;
        }
        Particle { occurs: Occurs::ONCE, term: Term::Group(Compositor::Sequence, parts), span: own.span }
    }

    /// The enum over a type and those derived from it.
    fn variants_of(&mut self, id: TypeId) {
        let model = self.model;
        let Some(item) = self.variants.get(&id).cloned() else { return };
        let TypeKind::Complex(complex) = &model.types[id].kind else { return };
        let mut scope = Scope::with(&self.letters, &[]);
        let other = scope.claim("Other", "Type");
        let derived = all_derived(&self.derived, id);
        let mut variants = Vec::new();
        for id in std::iter::once(id).chain(derived) {
            let definition = &model.types[id];
            let is_abstract = matches!(&definition.kind, TypeKind::Complex(complex) if complex.is_abstract);
            let (Some(name), Some(_)) = (&definition.name, self.items.get(&id)) else { continue };
            if is_abstract {
                continue;
            }
            let ident = scope.claim(&words::camel(&name.local), "Type");
            let name = self.wire(item.module, name);
            let docs = vec![format!("A {}.", docs::code(&name.local))];
            variants.push(TypeVariant { ident, docs, ty: Ty::Boxed(Box::new(self.own_ty(id))), name });
        }
        let name = self.type_name(id);
        let declared = model.types[id].name.as_ref().filter(|_| self.nillable.contains(&id));
        let declared = declared.map(|name| self.wire(item.module, name));
        let enumeration = Variants {
            ident: item.ident,
            docs: vec![format!("A {} or a type derived from it, told by `xsi:type`.", docs::code(&name))],
            derives: self.derives(),
            variants,
            is_abstract: complex.is_abstract,
            declared,
            other,
        };
        self.add_item(item.module, Item::Variants(enumeration));
    }

    fn pairs_of(&mut self, id: TypeId) {
        let model = self.model;
        let (Some(dictionary), Some(item)) = (dictionary_of(model, id), self.pairs.get(&id).cloned()) else {
            return;
        };
        let pair = self.wire(item.module, &model.elements[dictionary.pair].name);
        let (key, value) = (&model.elements[dictionary.key], &model.elements[dictionary.value]);
        let pairs = Pairs {
            ident: item.ident,
            pair,
            key: key.name.local.to_string(),
            value: value.name.local.to_string(),
            key_rule: self.element_rule(key),
            value_rule: self.element_rule(value),
        };
        self.add_item(item.module, Item::Pairs(pairs));
    }

    /// The documentation of a type, or what can be said of it without.
    pub(super) fn type_documentation(&self, id: TypeId, module: ModuleId) -> Vec<String> {
        let definition = &self.model.types[id];
        let own = definition.documentation.as_deref().map(|text| docs::read(text).text).unwrap_or_default();
        if !own.is_empty() {
            return own;
        }
        match (&definition.name, definition.owner) {
            (Some(QName { local, .. }), _) => vec![format!("The type {}.", docs::code(local))],
            (None, Owner::Element(element)) => {
                if let Some(said) = self.said_of(id, module) {
                    return said.summary();
                }
                let element = &self.model.elements[element];
                let own =
                    element.documentation.as_deref().map(|text| docs::read(text).text).unwrap_or_default();
                if own.is_empty() {
                    vec![format!("The content of {}.", docs::code(&element.name.local))]
                } else {
                    own
                }
            }
            (None, Owner::Attribute(attribute)) => {
                vec![format!(
                    "The value of the attribute {}.",
                    docs::code(&self.model.attributes[attribute].name.local)
                )]
            }
            (None, Owner::Type(owner, _)) => {
                vec![format!("One value of {}.", docs::code(&self.type_name(owner)))]
            }
            (None, Owner::Global) => vec![format!("The type {}.", docs::code(&self.type_name(id)))],
        }
    }

    /// The documentation of a member: its own, that which stands with the operation, or only its name.
    pub(super) fn member_documentation(
        &self,
        holder: Option<(TypeId, ModuleId)>,
        local: &str,
        own: Option<&str>,
        kind: &str,
    ) -> Vec<String> {
        let own = own.map(|text| docs::read(text).text).unwrap_or_default();
        if !own.is_empty() {
            return own;
        }
        let said = holder.and_then(|(id, module)| self.said_of(id, module));
        let elsewhere = said.and_then(|said| said.members.get(&local.to_lowercase()));
        elsewhere.cloned().unwrap_or_else(|| vec![unsaid(kind, local)])
    }

    /// What the operations of a service say of the type of a message, or the first one that says something of it.
    fn said_of(&self, id: TypeId, module: ModuleId) -> Option<&Said> {
        self.said.get(&(id, Some(module))).or_else(|| self.said.get(&(id, None)))
    }

    /// Whether a type is `xs:boolean`.
    pub(super) fn is_boolean(&self, id: TypeId) -> bool {
        self.model.as_builtin(id) == Some(Builtin::Boolean)
    }
}

/// What stands for the documentation of a member of which nothing is said.
pub(super) fn unsaid(kind: &str, local: &str) -> String {
    format!("The {kind} {}.", docs::code(local))
}

/// Whether a content model is an `xs:all` of several elements.
fn is_all(model: &Model, particle: &Particle) -> bool {
    match &particle.term {
        Term::Group(Compositor::All, particles) => particles.len() > 1,
        Term::GroupRef(group) => {
            let term = &model.groups[*group].particle.term;
            matches!(term, Term::Group(Compositor::All, particles) if particles.len() > 1)
        }
        _ => false,
    }
}

/// The members of which several may come, but not any number, as [`Record::occurs`] has them.
///
/// Occurrence is counted by local name, so that none is checked that a wildcard or another member may have too.
pub(super) fn bounded(fields: &[Field]) -> Vec<(String, Bounds)> {
    if is_open(fields) {
        return Vec::new();
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in fields.iter().flat_map(|field| field.slot.names()) {
        *counts.entry(&name.local).or_default() += 1;
    }
    let bounds = |field: &Field| {
        let is_unique = field.slot.names().iter().all(|name| counts.get(name.local.as_str()) == Some(&1));
        let name = match &field.slot {
            Slot::Repeated { name, .. } => name.local.clone(),
            Slot::List { name, item, .. } => format!("{}/{}", name.local, item.local),
            _ => return None,
        };
        Some((name, field.bounds.filter(|_| is_unique)?))
    };
    fields.iter().filter_map(bounds).collect()
}

/// Whether elements of any name may stand among the members.
fn is_open(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.slot {
        Slot::Any { .. } | Slot::Items { .. } => true,
        Slot::Choice { arms, .. } | Slot::Ordered { arms, .. } => {
            arms.iter().any(|arm| matches!(arm.kind, ArmKind::Any))
        }
        _ => false,
    })
}
