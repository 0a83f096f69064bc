//! Plans complex types as structs.

use super::{
    Planner,
    base::BaseInfo,
    fields::{Fields, TOO_MANY, bound_members},
};
use crate::{
    docs,
    model::{
        ComplexContent, ComplexType, Compositor, IdMap, Model, Occurs, Particle, QName, Term, TypeId,
        TypeKind,
    },
    plan::{
        Content, Field, Item, ItemRef, Pairs, Record, Slot, Ty, TypeVariant, Variants,
        facts::{
            MAX_DEPTH, all_derived,
            soap_encoded::array_of,
            wrappers::{dictionary_of, has_only_items, unusual_name},
        },
        identifiers,
        names::{XSI, scope::Scope},
    },
};

impl Planner<'_> {
    /// Plans the item of every type that the operations use.
    pub(in crate::plan) fn plan_types(&mut self) {
        let mut infos = IdMap::default();
        let items = self.usage.reached.items.clone();
        for dictionary in self.usage.reached.dictionaries.clone() {
            self.pairs_of(dictionary);
        }
        let (messages, others): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|id| self.layout.is_message(self.model, *id));
        for id in messages.into_iter().chain(others) {
            let Some(item) = self.layout.items.get(&id).cloned() else { continue };
            match &self.model.types[id].kind {
                TypeKind::AnyType => {}
                TypeKind::Simple(simple) => self.simple_item(id, simple, &item),
                TypeKind::Complex(_) => {
                    self.record_info(id, &mut infos, 0);
                    if self.layout.variants.contains_key(&id) {
                        self.variants_of(id);
                    }
                }
            }
        }
    }

    /// Plans the record of a type, unless it is planned already. Returns the facts that its extensions need.
    fn record_info(&mut self, id: TypeId, infos: &mut IdMap<TypeId, BaseInfo>, depth: usize) -> BaseInfo {
        if let Some(info) = infos.get(&id) {
            return info.clone();
        }
        let model = self.model;
        let (TypeKind::Complex(complex), Some(item)) =
            (&model.types[id].kind, self.layout.items.get(&id).cloned())
        else {
            return BaseInfo::default();
        };
        let base = self.base_of(id, complex).filter(|_| depth < MAX_DEPTH);
        let base_info = base.map(|base| (base, self.record_info(base, infos, depth + 1)));
        if let Some(array) = array_of(model, id) {
            self.array(id, &item, &array);
            let info = BaseInfo { attributes: true, elements: true, ..BaseInfo::default() };
            infos.insert(id, info.clone());
            return info;
        }
        for copy in self.layout.copies.get(&id).cloned().unwrap_or_default() {
            let (record, _) = self.record(id, complex, &copy, base_info.clone());
            self.add_item(copy.module, Item::Record(record));
        }
        if complex.is_abstract {
            self.note_abstract(id);
        }
        let has_told = base_info.as_ref().is_some_and(|(_, info)| info.members == TOO_MANY);
        let (record, info) = self.record(id, complex, &item, base_info);
        if !has_told {
            let path = self.facts.type_name(id);
            bound_members(self.problems, Some(model.types[id].span), &path, info.members);
        }
        self.add_item(item.module, Item::Record(record));
        infos.insert(id, info.clone());
        info
    }

    fn record(
        &mut self,
        id: TypeId,
        complex: &ComplexType,
        item: &ItemRef,
        base: Option<(TypeId, BaseInfo)>,
    ) -> (Record, BaseInfo) {
        let model = self.model;
        let mut fields = Fields::new(&self.names.letters, &self.facts.type_name(id), item.module, Some(id));
        fields.is_ordered = self.usage.extensions.indexed.contains(&id);
        let base = base.filter(|(_, info)| info.attributes || info.elements);
        if let Some((base, _)) = &base {
            self.base_field(&mut fields, *base);
        }
        let mixed = self.facts.has_mixed(complex);
        let content = match &complex.content {
            ComplexContent::Simple(content) => {
                self.text_field(&mut fields, *content);
                Content::Text
            }
            ComplexContent::Elements(particle) if mixed => {
                let whole = self.facts.whole_content(id, particle);
                self.content(&mut fields, &whole, true);
                Content::Mixed
            }
            ComplexContent::Empty if mixed => {
                let empty = Particle {
                    occurs: Occurs::ONCE,
                    term: Term::Group(Compositor::Sequence, Vec::new()),
                    span: model.types[id].span,
                };
                let whole = self.facts.whole_content(id, &empty);
                self.content(&mut fields, &whole, true);
                Content::Mixed
            }
            ComplexContent::Elements(particle) if self.usage.extensions.as_one_list.contains(&id) => {
                let whole = self.facts.whole_content(id, particle);
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
            type_name: self.differing_type_name(id, &item.ident),
            content_model: self.content_model(item.module, id, complex),
        };
        (record, info)
    }

    /// The local name of a type, if it differs from the identifier of its struct in more than case and
    /// separators.
    fn differing_type_name(&self, id: TypeId, ident: &str) -> Option<String> {
        let letters = |name: &str| -> String {
            name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let name = self.model.types[id].name.as_ref()?;
        (letters(&name.local) != letters(ident)).then(|| name.local.to_string())
    }

    /// The kind of the content of a type with element members.
    fn content_of(&self, id: TypeId) -> Content {
        let model = self.model;
        // In a list or dictionary, an element other than the items is an error. This holds only for named types: an
        // anonymous type belongs to a message, to which servers may add members.
        let is_named = model.types[id].name.is_some();
        if is_named && has_only_items(model, id) {
            return Content::Items;
        }
        let mut current = id;
        for _ in 0..MAX_DEPTH {
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

    fn text_field(&mut self, fields: &mut Fields, content: TypeId) {
        let path = format!("{}/value", fields.name);
        let ident = fields.claim(&mut self.names, "value", "_text");
        let ty = self.simple_ty(content);
        let secret = self.secrets.is_secret(self.facts, &path, "value", content);
        let ty = if secret { Ty::Generic("Secret", vec![ty]) } else { ty };
        let docs = vec!["The text of the element.".to_owned()];
        let check = self.check_of_text(fields.module, content);
        let slot = Slot::Text { white_space: self.white_space(content) };
        fields.list.push(Field { ident, docs, ty, slot, default: None, check, bounds: None });
    }

    /// Whether the struct of a type must store that its element is nil. If the type has derived types, the
    /// enum over them stores it instead.
    fn may_be_nil(&self, id: TypeId) -> bool {
        self.facts.nillable.contains(&id) && !self.layout.variants.contains_key(&id)
    }

    fn nil_field(&mut self, fields: &mut Fields) {
        let name = self.names.wire(fields.module, &QName::new(XSI, "nil"));
        let slot = Slot::Nil { name, index: fields.index() };
        let docs = vec![
            "Whether the element is nil. A nil element may have attributes but has no content.".to_owned(),
        ];
        let ident = fields.scope.claim("nil", "_element");
        let ty = Ty::Std("bool");
        fields.list.push(Field { ident, docs, ty, slot, default: None, check: None, bounds: None });
    }

    /// Notes an abstract type from which the documents derive no type that is not abstract.
    fn note_abstract(&mut self, id: TypeId) {
        let model = self.model;
        let is_concrete = |id: &TypeId| !matches!(&model.types[*id].kind, TypeKind::Complex(complex) if complex.is_abstract);
        if all_derived(&self.facts.derived, id).iter().any(is_concrete) {
            return;
        }
        let name = self.facts.type_name(id);
        let message = format!("no type is derived from the abstract type `{name}`");
        self.problems
            .note(model.types[id].span, message)
            .hint("the schema with the derived types may be missing");
    }

    /// Plans the enum over a type and its derived types.
    fn variants_of(&mut self, id: TypeId) {
        let model = self.model;
        let Some(item) = self.layout.variants.get(&id).cloned() else { return };
        let TypeKind::Complex(complex) = &model.types[id].kind else { return };
        let mut scope = Scope::with(&self.names.letters, &[]);
        let other = scope.claim("Other", "Type");
        let derived = all_derived(&self.facts.derived, id);
        let mut variants = Vec::new();
        for id in std::iter::once(id).chain(derived) {
            let definition = &model.types[id];
            let is_abstract = matches!(&definition.kind, TypeKind::Complex(complex) if complex.is_abstract);
            let (Some(name), Some(_)) = (&definition.name, self.layout.items.get(&id)) else { continue };
            if is_abstract {
                continue;
            }
            let ident = scope.claim(&identifiers::camel(&name.local), "Type");
            let name = self.names.wire(item.module, name);
            let docs = vec![format!("A {}.", docs::code(&name.local))];
            variants.push(TypeVariant { ident, docs, ty: Ty::Boxed(Box::new(self.own_ty(id))), name });
        }
        let name = self.facts.type_name(id);
        let declared = model.types[id].name.as_ref().filter(|_| self.facts.nillable.contains(&id));
        let declared = declared.map(|name| self.names.wire(item.module, name));
        let enumeration = Variants {
            ident: item.ident,
            docs: vec![format!(
                "A {} or a type derived from it, distinguished by `xsi:type`.",
                docs::code(&name)
            )],
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
        let (Some(dictionary), Some(item)) = (dictionary_of(model, id), self.layout.pairs.get(&id).cloned())
        else {
            return;
        };
        let pair = self.names.wire(item.module, &model.elements[dictionary.pair].name);
        let (key, value) = (&model.elements[dictionary.key], &model.elements[dictionary.value]);
        let pairs = Pairs {
            ident: item.ident,
            pair,
            key: key.name.local.to_string(),
            value: value.name.local.to_string(),
            key_is_nillable: key.nillable,
            value_is_nillable: value.nillable,
            key_rule: self.element_rule(key),
            value_rule: self.element_rule(value),
            type_name: unusual_name(model, id, &model.elements[dictionary.pair].name.local),
        };
        self.add_item(item.module, Item::Pairs(pairs));
    }
}

/// Whether a content model is an `xs:all` with several elements.
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
