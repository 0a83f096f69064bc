//! Model groups as fields: sequences flat, choices as enums, repeated and nested groups as records.

use std::collections::BTreeSet;

use super::{
    ArmKind, Choice, ChoiceArm, ChoiceVariant, Content, DefaultValue, Field, Item, ItemRef, ModuleId, Record,
    Slot, Ty, WireName,
    names::Scope,
    types::{Planner, dictionary_of, list_of},
    words,
};
use crate::model::{Compositor, Element, ElementId, Occurs, Particle, QName, Term, TypeId};

/// The fields of one struct while they are collected.
pub(super) struct Fields {
    /// What the struct is called, in the options and in the names of what is made for it.
    pub(super) name: String,
    pub(super) module: ModuleId,
    /// The schema type, to find documentation that stands elsewhere.
    pub(super) type_id: Option<TypeId>,
    pub(super) scope: Scope,
    pub(super) list: Vec<Field>,
    pub(super) required: Vec<(u16, String)>,
    pub(super) next: u16,
}

/// A member: an element in a type, a header, or a part of an rpc message.
pub(super) struct Member<'m> {
    pub(super) name: &'m QName,
    pub(super) type_id: TypeId,
    pub(super) occurs: Occurs,
    pub(super) nillable: bool,
    pub(super) documentation: Option<&'m str>,
    pub(super) default: Option<&'m str>,
}

impl<'m> Member<'m> {
    pub(super) fn of(element: &'m Element, occurs: Occurs) -> Self {
        Self {
            name: &element.name,
            type_id: element.type_id,
            occurs,
            nillable: element.nillable,
            documentation: element.documentation.as_deref(),
            default: element.fixed.as_deref().or(element.default.as_deref()),
        }
    }
}

impl Fields {
    pub(super) fn new(name: &str, module: ModuleId, type_id: Option<TypeId>) -> Self {
        Self {
            name: name.to_owned(),
            module,
            type_id,
            scope: Scope::default(),
            list: Vec::new(),
            required: Vec::new(),
            next: 0,
        }
    }

    /// The struct, where it is not a type of the schema.
    pub(super) fn record(self, ident: &str, docs: Vec<String>, derives: Vec<String>) -> Record {
        Record {
            ident: ident.to_owned(),
            docs,
            derives,
            fields: self.list,
            content: Content::Elements,
            required: self.required,
            is_group: false,
        }
    }

    /// The index of a further member.
    pub(super) fn index(&mut self) -> u16 {
        let index = self.next;
        self.next = self.next.saturating_add(1);
        index
    }

    pub(super) fn require(&mut self, index: u16, name: &str) {
        self.required.push((index, name.to_owned()));
    }

    /// An identifier for a field, and the path by which options name it.
    pub(super) fn claim(&mut self, planner: &mut Planner<'_>, name: &str, kind: &str) -> String {
        let path = format!("{}/{name}", self.name);
        let wanted = planner.renamed(&path).unwrap_or_else(|| words::snake(name));
        let ident = self.scope.claim(&wanted, kind);
        if ident != wanted {
            planner.notes.push(format!("`{path}` is the field `{ident}`, since `{wanted}` is taken"));
        }
        ident
    }
}

impl Planner<'_> {
    /// The fields of a model group that is the content of a type.
    pub(super) fn content(&mut self, fields: &mut Fields, particle: &Particle, mixed: bool) {
        let mut names = Names::default();
        names.collect(self, particle, 0);
        if mixed || names.is_ambiguous() {
            return self.ordered(fields, particle, mixed);
        }
        self.particle(fields, particle, false, 0);
    }

    fn particle(&mut self, fields: &mut Fields, particle: &Particle, optional: bool, depth: usize) {
        if particle.occurs.max == Some(0) || depth > super::reach::DEPTH {
            return;
        }
        let model = self.model;
        let optional = optional || particle.occurs.min == 0;
        match &particle.term {
            Term::Element(element) => self.element(fields, *element, particle.occurs, optional),
            Term::Any(_) => self.any(fields, particle.occurs),
            Term::Group(Compositor::Choice, branches) => {
                self.choice_field(fields, "", branches, particle.occurs, optional)
            }
            Term::Group(_, _) if particle.occurs.is_repeated() => {
                self.group_field(fields, "", particle, optional)
            }
            Term::Group(_, particles) => {
                for particle in particles {
                    self.particle(fields, particle, optional, depth + 1);
                }
            }
            Term::GroupRef(id) => {
                let group = &model.groups[*id];
                let occurs = particle.occurs;
                match &group.particle.term {
                    Term::Group(Compositor::Choice, branches) => {
                        self.choice_field(fields, &group.name.local, branches, occurs, optional);
                    }
                    _ if occurs.is_repeated() => {
                        let repeated = Particle { occurs, ..group.particle.clone() };
                        self.group_field(fields, &group.name.local, &repeated, optional);
                    }
                    _ => self.particle(fields, &group.particle, optional, depth + 1),
                }
            }
        }
    }

    /// An element, or the elements that may stand for it.
    fn element(&mut self, fields: &mut Fields, id: ElementId, occurs: Occurs, optional: bool) {
        let model = self.model;
        let element = &model.elements[id];
        let min = if optional { 0 } else { occurs.min };
        if self.substitutes.contains_key(&id) {
            let branches = [Particle { occurs: Occurs::ONCE, term: Term::Element(id), span: element.span }];
            return self.choice_field(fields, &element.name.local, &branches, occurs, min == 0);
        }
        self.member(fields, &Member::of(element, Occurs { min, max: occurs.max }));
    }

    /// The field of a member.
    pub(super) fn member(&mut self, fields: &mut Fields, member: &Member<'_>) {
        let local = member.name.local.to_string();
        let path = format!("{}/{local}", fields.name);
        let name = self.wire(fields.module, member.name);
        let ident = fields.claim(self, &local, "_element");
        let docs = self.member_documentation(fields.type_id, &local, member.documentation, "element");
        let value = self.member_value(&path, &local, member);
        let default = member.default.and_then(|text| default_value(text, &value.ty));
        let typed = self.type_to_write(fields.module, member.type_id, &value.ty);
        let (ty, slot) = if member.occurs.is_repeated() {
            let index = (member.occurs.min > 0).then(|| fields.index());
            if let Some(index) = index {
                fields.require(index, &local);
            }
            let item =
                if member.nillable && !self.config.nil_members_refused { option(value.ty) } else { value.ty };
            (Ty::Vec(Box::new(item)), Slot::Repeated { name, index, typed })
        } else {
            let index = fields.index();
            if member.occurs.min > 0 {
                fields.require(index, &local);
            }
            let nil = member.nillable && member.occurs.min > 0;
            let ty = self.single(value.ty, member);
            let slot = match value.wrapped {
                Wrapped::No => Slot::Once { name, index, nil, typed },
                Wrapped::List(item) => Slot::List { name, item: self.wire(fields.module, &item), index, nil },
                Wrapped::Dictionary(pairs) => Slot::Dictionary { name, pairs, index, nil },
            };
            (ty, slot)
        };
        fields.list.push(Field { ident, docs, ty, slot, default });
    }

    /// The type of a member that comes once.
    fn single(&self, value: Ty, member: &Member<'_>) -> Ty {
        match (member.occurs.min, member.nillable) {
            (0, true) if self.config.nil_kept => Ty::Generic("Nillable", vec![value]),
            (0, false) if self.config.plain_scalars && is_scalar(&value) => value,
            (0, _) | (_, true) => option(value),
            (_, false) => value,
        }
    }

    /// The type of one value of a member, and what it wraps.
    fn member_value(&mut self, path: &str, local: &str, member: &Member<'_>) -> MemberValue {
        let id = member.type_id;
        if !member.occurs.is_repeated()
            && let Some(wrapped) = self.wrapped_value(path, id)
        {
            return wrapped;
        }
        let ty = self.value_ty(id);
        let ty = if self.is_secret(path, local, id) { Ty::Generic("Secret", vec![ty]) } else { ty };
        MemberValue { ty, wrapped: Wrapped::No }
    }

    /// The type of what a list or dictionary wraps, if `id` is one.
    pub(super) fn wrapped_value(&mut self, path: &str, id: TypeId) -> Option<MemberValue> {
        let model = self.model;
        if let Some(list) = list_of(model, id).filter(|_| !self.variants.contains_key(&id)) {
            let item = &model.elements[list.item];
            let ty = self.value_ty(item.type_id);
            let secret = self.is_secret(path, &item.name.local, item.type_id);
            let ty = if secret { Ty::Generic("Secret", vec![ty]) } else { ty };
            let ty = if item.nillable && !self.config.nil_members_refused { option(ty) } else { ty };
            return Some(MemberValue {
                ty: Ty::Vec(Box::new(ty)),
                wrapped: Wrapped::List(item.name.clone()),
            });
        }
        let dictionary = dictionary_of(model, id)?;
        let pairs = self.pairs.get(&id)?.clone();
        let key = self.value_ty(model.elements[dictionary.key].type_id);
        let value = self.value_ty(model.elements[dictionary.value].type_id);
        Some(MemberValue {
            ty: Ty::Generic("Dictionary", vec![key, value]),
            wrapped: Wrapped::Dictionary(pairs),
        })
    }

    fn any(&mut self, fields: &mut Fields, occurs: Occurs) {
        if fields.list.iter().any(|field| matches!(field.slot, Slot::Any)) {
            return;
        }
        let ident = fields.scope.claim("any", "_elements");
        let element = Ty::Runtime("Element");
        let ty = if occurs.is_repeated() { Ty::Vec(Box::new(element)) } else { option(element) };
        let docs = vec!["Elements that the contract leaves open.".to_owned()];
        fields.list.push(Field { ident, docs, ty, slot: Slot::Any, default: None });
    }

    /// A choice as a field.
    fn choice_field(
        &mut self,
        fields: &mut Fields,
        hint: &str,
        branches: &[Particle],
        occurs: Occurs,
        optional: bool,
    ) {
        let repeated = occurs.is_repeated();
        let mut choice =
            ChoiceBuilder::new(self, fields, if hint.is_empty() { "Choice" } else { hint }, hint);
        for branch in branches {
            choice.branch(self, branch, repeated, 0);
        }
        let emptiable = choice.emptiable;
        let (choice, arms) = choice.finish(self);
        let Some(choice) = choice else { return };
        let wanted = match (hint, repeated) {
            ("", false) => "choice".to_owned(),
            ("", true) => "choices".to_owned(),
            (hint, _) => hint.to_owned(),
        };
        let ident = fields.claim(self, &wanted, "_choice");
        let (ty, index) = if repeated {
            (Ty::Vec(Box::new(choice)), None)
        } else if optional || emptiable {
            (option(choice), Some(fields.index()))
        } else {
            let index = fields.index();
            fields.require(index, &arm_names(&arms));
            (choice, Some(index))
        };
        let docs = vec![format!("One of {}.", arm_names(&arms))];
        fields.list.push(Field { ident, docs, ty, slot: Slot::Choice { arms, index }, default: None });
    }

    /// A repeated group as a field.
    fn group_field(&mut self, fields: &mut Fields, hint: &str, particle: &Particle, _optional: bool) {
        let (group, names) = self.group(fields, hint, particle);
        let wanted = if hint.is_empty() { "groups".to_owned() } else { hint.to_owned() };
        let ident = fields.claim(self, &wanted, "_group");
        let docs = vec![format!("A group of {}.", locals(&names))];
        let ty = Ty::Vec(Box::new(group));
        fields.list.push(Field { ident, docs, ty, slot: Slot::Group { names, index: None }, default: None });
    }

    /// A record for a group of elements, and the names of the elements.
    fn group(&mut self, fields: &Fields, hint: &str, particle: &Particle) -> (Ty, Vec<WireName>) {
        let suffix = if hint.is_empty() { "Group".to_owned() } else { words::camel(hint) };
        let name = format!("{}{suffix}", fields.name);
        let item = self.claim_item(fields.module, &name, &name, "Group");
        let mut inner = Fields::new(&name, fields.module, fields.type_id);
        let once = Particle { occurs: Occurs::ONCE, ..particle.clone() };
        self.particle(&mut inner, &once, false, 0);
        let mut names = Names::default();
        names.collect(self, particle, 0);
        let names: Vec<_> = names.list.iter().map(|name| self.wire(fields.module, name)).collect();
        let record = Record {
            ident: item.ident.clone(),
            docs: vec![format!("A group of elements of [`{}`].", fields.name)],
            derives: self.derives(),
            fields: inner.list,
            content: Content::Elements,
            required: inner.required,
            is_group: true,
        };
        self.add_item(fields.module, Item::Record(record));
        (Ty::Item(item), names)
    }

    /// Content whose order or text must be kept as it came: a list of all that may stand there.
    fn ordered(&mut self, fields: &mut Fields, particle: &Particle, mixed: bool) {
        let mut choice = ChoiceBuilder::new(self, fields, "Content", "");
        choice.flat(self, particle, 0);
        let text = mixed.then(|| choice.text());
        let (choice, arms) = choice.finish(self);
        let Some(choice) = choice else { return };
        let ident = fields.scope.claim("content", "_items");
        let docs =
            vec![if mixed { "Text and elements in order." } else { "The elements in order." }.to_owned()];
        let text = text.map(|variant| (choice.clone(), variant));
        let ty = Ty::Vec(Box::new(choice));
        fields.list.push(Field { ident, docs, ty, slot: Slot::Ordered { arms, text }, default: None });
    }

    pub(super) fn derives(&self) -> Vec<String> {
        self.config.derives.clone()
    }
}

/// What the value of a member is in Rust.
pub(super) struct MemberValue {
    pub(super) ty: Ty,
    pub(super) wrapped: Wrapped,
}

/// What an element wraps that needs no type of its own.
pub(super) enum Wrapped {
    No,
    List(QName),
    Dictionary(ItemRef),
}

/// The element names of a model group.
#[derive(Default)]
pub(super) struct Names {
    list: Vec<QName>,
    known: BTreeSet<QName>,
    twice: bool,
    wildcards: usize,
    wildcard_in_group: bool,
}

impl Names {
    fn collect(&mut self, planner: &Planner<'_>, particle: &Particle, depth: usize) {
        if particle.occurs.max == Some(0) || depth > super::reach::DEPTH {
            return;
        }
        let model = planner.model;
        match &particle.term {
            Term::Element(element) => {
                self.add(&model.elements[*element].name);
                for substitute in planner.substitutes.get(element).into_iter().flatten() {
                    self.add(&model.elements[*substitute].name);
                }
            }
            Term::Group(compositor, particles) => {
                let wildcards = self.wildcards;
                particles.iter().for_each(|particle| self.collect(planner, particle, depth + 1));
                let plain = *compositor != Compositor::Choice && !particle.occurs.is_repeated();
                self.wildcard_in_group |= !plain && self.wildcards > wildcards && !is_flat_choice(particle);
            }
            Term::GroupRef(group) => self.collect(planner, &model.groups[*group].particle, depth + 1),
            Term::Any(_) => self.wildcards += 1,
        }
    }

    fn add(&mut self, name: &QName) {
        if self.known.insert(name.clone()) {
            self.list.push(name.clone());
        } else {
            self.twice = true;
        }
    }

    /// Whether an element's name does not tell where it belongs.
    fn is_ambiguous(&self) -> bool {
        self.twice || self.wildcard_in_group || self.wildcards > 1
    }
}

/// Whether a choice has only elements and wildcards as its branches.
fn is_flat_choice(particle: &Particle) -> bool {
    let Term::Group(Compositor::Choice, branches) = &particle.term else { return false };
    branches.iter().all(|branch| matches!(branch.term, Term::Element(_) | Term::Any(_)))
}

/// A choice while its variants are collected.
struct ChoiceBuilder<'f> {
    fields: &'f Fields,
    item: ItemRef,
    scope: Scope,
    unset: String,
    variants: Vec<ChoiceVariant>,
    known: BTreeSet<QName>,
    emptiable: bool,
}

impl<'f> ChoiceBuilder<'f> {
    fn new(planner: &mut Planner<'_>, fields: &'f Fields, suffix: &str, _hint: &str) -> Self {
        let name = format!("{}{}", fields.name, words::camel(suffix));
        let item = planner.claim_item(fields.module, &name, &name, "Choice");
        let mut scope = Scope::default();
        let unset = scope.claim("Unset", "Choice");
        Self { fields, item, scope, unset, variants: Vec::new(), known: BTreeSet::new(), emptiable: false }
    }

    /// Adds a branch of the choice; `repeated` says that the choice itself is, so that its branches need not be.
    fn branch(&mut self, planner: &mut Planner<'_>, particle: &Particle, repeated: bool, depth: usize) {
        if particle.occurs.max == Some(0) || depth > super::reach::DEPTH {
            return;
        }
        let model = planner.model;
        self.emptiable |= particle.occurs.min == 0;
        let many = particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(element) => self.elements(planner, *element, many, many && !repeated),
            Term::Any(_) => self.any(),
            Term::Group(Compositor::Choice, branches) if repeated || !many => {
                branches.iter().for_each(|branch| self.branch(planner, branch, repeated, depth + 1));
            }
            Term::Group(_, particles) if !many && particles.len() == 1 => {
                particles.iter().for_each(|only| self.branch(planner, only, repeated, depth + 1));
            }
            Term::Group(_, particles) if particles.is_empty() => self.emptiable = true,
            Term::Group(..) => self.group(planner, "", particle),
            Term::GroupRef(id) => {
                let group = &model.groups[*id];
                let inner = Particle { occurs: particle.occurs, ..group.particle.clone() };
                match &inner.term {
                    Term::Group(Compositor::Choice, _) => self.branch(planner, &inner, repeated, depth + 1),
                    _ => self.group(planner, &group.name.local, &inner),
                }
            }
        }
    }

    /// Adds every element and wildcard of a model group, wherever it stands.
    fn flat(&mut self, planner: &mut Planner<'_>, particle: &Particle, depth: usize) {
        if particle.occurs.max == Some(0) || depth > super::reach::DEPTH {
            return;
        }
        let model = planner.model;
        match &particle.term {
            Term::Element(element) => self.elements(planner, *element, particle.occurs.is_repeated(), false),
            Term::Any(_) => self.any(),
            Term::Group(_, particles) => {
                particles.iter().for_each(|inner| self.flat(planner, inner, depth + 1))
            }
            Term::GroupRef(id) => self.flat(planner, &model.groups[*id].particle, depth + 1),
        }
    }

    fn elements(&mut self, planner: &mut Planner<'_>, id: ElementId, many: bool, as_list: bool) {
        let substitutes = planner.substitutes.get(&id).cloned().unwrap_or_default();
        for id in std::iter::once(id).chain(substitutes) {
            let model = planner.model;
            let element = &model.elements[id];
            if element.is_abstract || !self.known.insert(element.name.clone()) {
                continue;
            }
            let path = format!("{}/{}", self.item.ident, element.name.local);
            let wanted = planner.renamed(&path).unwrap_or_else(|| words::camel(&element.name.local));
            let ident = self.scope.claim(&wanted, "Element");
            let docs = planner.member_documentation(
                None,
                &element.name.local,
                element.documentation.as_deref(),
                "element",
            );
            let name = planner.wire(self.fields.module, &element.name);
            let occurs = if many { Occurs { min: 0, max: None } } else { Occurs::ONCE };
            let value = planner.member_value(&path, &element.name.local, &Member::of(element, occurs));
            let item = if element.nillable { option(value.ty) } else { value.ty };
            let (ty, kind) = match value.wrapped {
                Wrapped::No if as_list => (Ty::Vec(Box::new(item)), ArmKind::Repeated(name)),
                Wrapped::No => (item, ArmKind::Element(name)),
                Wrapped::List(inner) => (item, ArmKind::List(name, planner.wire(self.fields.module, &inner))),
                Wrapped::Dictionary(pairs) => (item, ArmKind::Dictionary(name, pairs)),
            };
            let nil = element.nillable;
            self.variants.push(ChoiceVariant { ident, docs, ty, kind: Some(kind), nil });
        }
    }

    fn any(&mut self) {
        if self.variants.iter().any(|variant| matches!(variant.kind, Some(ArmKind::Any))) {
            return;
        }
        let ident = self.scope.claim("Any", "Element");
        let docs = vec!["An element that the contract leaves open.".to_owned()];
        self.variants.push(ChoiceVariant {
            ident,
            docs,
            ty: Ty::Runtime("Element"),
            kind: Some(ArmKind::Any),
            nil: false,
        });
    }

    fn group(&mut self, planner: &mut Planner<'_>, hint: &str, particle: &Particle) {
        let (ty, names) = planner.group(self.fields, hint, particle);
        let wanted = if hint.is_empty() {
            names.iter().take(2).map(|name| words::camel(&name.local)).collect::<Vec<_>>().join("And")
        } else {
            words::camel(hint)
        };
        let ident = self.scope.claim(&wanted, "Group");
        let docs = vec![format!("The group of {}.", locals(&names))];
        self.variants.push(ChoiceVariant { ident, docs, ty, kind: Some(ArmKind::Group(names)), nil: false });
    }

    /// Adds a variant for text.
    fn text(&mut self) -> String {
        let ident = self.scope.claim("Text", "Content");
        let docs = vec!["Text between the elements.".to_owned()];
        self.variants.insert(
            0,
            ChoiceVariant { ident: ident.clone(), docs, ty: Ty::Std("String"), kind: None, nil: false },
        );
        ident
    }

    /// The type of the choice and the arms that lead to its variants; `None` where it has no variant.
    fn finish(self, planner: &mut Planner<'_>) -> (Option<Ty>, Vec<ChoiceArm>) {
        if self.variants.is_empty() {
            return (None, Vec::new());
        }
        let ty = Ty::Item(self.item.clone());
        let arms = self.variants.iter().filter_map(|variant| {
            let kind = variant.kind.clone()?;
            Some(ChoiceArm { choice: ty.clone(), variant: variant.ident.clone(), kind })
        });
        let arms = arms.collect();
        let choice = Choice {
            ident: self.item.ident,
            docs: vec![format!("A choice in [`{}`].", self.fields.name)],
            derives: planner.derives(),
            unset: self.unset,
            variants: self.variants,
        };
        planner.add_item(self.fields.module, Item::Choice(choice));
        (Some(ty), arms)
    }
}

/// `a`, `b` or `c`, as text for documentation and errors.
fn arm_names(arms: &[ChoiceArm]) -> String {
    let names = arms.iter().map(|arm| match &arm.kind {
        ArmKind::Element(name)
        | ArmKind::Repeated(name)
        | ArmKind::List(name, _)
        | ArmKind::Dictionary(name, _) => {
            format!("`{}`", name.local)
        }
        ArmKind::Group(names) => locals(names),
        ArmKind::Any => "any element".to_owned(),
    });
    joined(names.collect(), "or")
}

fn locals(names: &[WireName]) -> String {
    joined(names.iter().map(|name| format!("`{}`", name.local)).collect(), "and")
}

/// At most eight names, the last after a word.
fn joined(mut names: Vec<String>, word: &str) -> String {
    if names.len() > 8 {
        let more = names.len() - 7;
        names.truncate(7);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

pub(super) fn option(ty: Ty) -> Ty {
    Ty::Option(Box::new(ty))
}

/// Whether a value is a number or a boolean, which has an obvious default.
fn is_scalar(ty: &Ty) -> bool {
    matches!(ty, Ty::Std(name) if *name != "String")
}

/// The default of a member, where an accessor can give it.
fn default_value(text: &str, ty: &Ty) -> Option<DefaultValue> {
    matches!(ty, Ty::Std(_)).then(|| DefaultValue { text: text.to_owned(), ty: ty.clone() })
}
