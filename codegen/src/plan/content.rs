//! Model groups as fields: sequences flat, choices as enums, repeated and nested groups as records.

use std::collections::{HashMap, HashSet};

use super::{
    Bounds, Content, Field, Item, ModuleId, Namespaces, Record, Slot, Ty, WireName,
    choices::{ChoiceBuilder, arm_names, locals},
    fields::{Fields, Member, option},
    order::lets_in,
    records::bounded,
    types::Planner,
    words,
};
use crate::model::{
    Compositor, ElementId, Group, GroupId, IdMap, NamespaceConstraint, Occurs, Particle, QName, Term,
    Wildcard,
};

impl Planner<'_> {
    /// The fields of a model group that is the content of a type.
    pub(super) fn content(&mut self, fields: &mut Fields, particle: &Particle, mixed: bool) {
        let names = Names::of(self, particle);
        if mixed || names.is_ambiguous() || self.loses_order(particle, false, 0) {
            return self.ordered(fields, particle, mixed);
        }
        self.particle(fields, particle, false, 0);
        if let Some(any) = fields.list.iter_mut().find(|field| matches!(field.slot, Slot::Any { .. })) {
            let namespaces = self.namespaces_of(fields.module, names.constraint.as_ref());
            any.slot = Slot::Any { takes_members: names.wildcard_takes_members, namespaces };
        }
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
            Term::GroupRef(id) if self.is_void(*id) => {}
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
    pub(super) fn element(&mut self, fields: &mut Fields, id: ElementId, occurs: Occurs, optional: bool) {
        let model = self.model;
        let element = &model.elements[id];
        let min = if optional { 0 } else { occurs.min };
        if self.substitutes.contains_key(&id) {
            let branches = [Particle { occurs: Occurs::ONCE, term: Term::Element(id), span: element.span }];
            return self.choice_field(fields, &element.name.local, &branches, occurs, min == 0);
        }
        self.member(fields, &Member::of(element, Occurs { min, max: occurs.max }));
    }

    /// The namespaces that a wildcard lets in, as constants of a module.
    pub(super) fn namespaces_of(
        &mut self,
        module: ModuleId,
        constraint: Option<&NamespaceConstraint>,
    ) -> Namespaces {
        match constraint {
            None | Some(NamespaceConstraint::Any) => Namespaces::Any,
            Some(NamespaceConstraint::Not(excluded)) => Namespaces::Other(self.namespace(module, excluded)),
            Some(NamespaceConstraint::Of(these)) => {
                Namespaces::Of(these.iter().map(|namespace| self.namespace(module, namespace)).collect())
            }
        }
    }

    fn any(&mut self, fields: &mut Fields, occurs: Occurs) {
        if fields.list.iter().any(|field| matches!(field.slot, Slot::Any { .. })) {
            return;
        }
        let ident = fields.scope.claim("any", "_elements");
        let element = Ty::Runtime("Element");
        let ty = if occurs.is_repeated() { Ty::Vec(Box::new(element)) } else { option(element) };
        let docs = vec!["Elements that the contract leaves open.".to_owned()];
        fields.list.push(Field {
            ident,
            docs,
            ty,
            slot: Slot::Any { takes_members: false, namespaces: Namespaces::Any },
            default: None,
            check: None,
            bounds: None,
        });
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
        // A group that a branch repeats is as many values of the choice.
        let repeated = occurs.is_repeated() || self.holds_repeated_group(branches);
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
        let bounds = if repeated {
            let (least, most) = self.values_of(branches, 0);
            let least = if optional || emptiable { 0 } else { occurs.min.saturating_mul(least) };
            self.bounds(Occurs { min: least, max: product(occurs.max, most) }, 0)
        } else {
            None
        };
        let slot = Slot::Choice { arms, index };
        fields.list.push(Field { ident, docs, ty, slot, default: None, check: None, bounds });
    }

    /// How many values a repeated choice of these branches has where it comes once.
    fn values_of(&self, branches: &[Particle], depth: usize) -> (u32, Option<u32>) {
        let counts = branches.iter().filter(|branch| branch.occurs.max != Some(0));
        let counts = counts.map(|branch| self.values_of_branch(branch, depth));
        let most = |one: Option<u32>, other: Option<u32>| Some(one?.max(other?));
        let all = counts.reduce(|one, other| (one.0.min(other.0), most(one.1, other.1)));
        all.unwrap_or((0, Some(0)))
    }

    fn values_of_branch(&self, branch: &Particle, depth: usize) -> (u32, Option<u32>) {
        if depth > super::reach::DEPTH {
            return (0, None);
        }
        let once = match &branch.term {
            Term::Element(_) | Term::Any(_) => (1, Some(1)),
            Term::Group(Compositor::Choice, branches) => self.values_of(branches, depth + 1),
            // A sequence of one that comes once is that one; others are a record each time.
            Term::Group(_, only) if only.len() == 1 && !branch.occurs.is_repeated() => {
                self.values_of(only, depth + 1)
            }
            Term::Group(..) => (1, Some(1)),
            Term::GroupRef(id) if self.is_void(*id) => (0, Some(0)),
            Term::GroupRef(id) => match &self.model.groups[*id].particle.term {
                Term::Group(Compositor::Choice, branches) => self.values_of(branches, depth + 1),
                _ => (1, Some(1)),
            },
        };
        let least = if self.may_be_empty(branch, 0) { 0 } else { branch.occurs.min.saturating_mul(once.0) };
        (least, product(branch.occurs.max, once.1))
    }

    /// How often a group may come that repeats. One that has no member that must come once may be read as fewer groups than
    /// the document means.
    fn bounds_of_group(&self, particle: &Particle, optional: bool) -> Option<Bounds> {
        let Occurs { min, max } = particle.occurs;
        let ends_groups = |member: &Particle| {
            matches!(member.term, Term::Element(_)) && member.occurs.min == 1 && member.occurs.max == Some(1)
        };
        let is_told = match &particle.term {
            Term::Group(_, members) => members.iter().any(ends_groups),
            _ => false,
        };
        let least = match optional || self.may_be_empty(particle, 0) {
            true => 0,
            false if is_told => min,
            false => min.min(1),
        };
        self.bounds(Occurs { min: least, max }, 0)
    }

    /// Whether a particle is there also where nothing is (XML Schema Part 1, 3.9.6).
    pub(super) fn may_be_empty(&self, particle: &Particle, depth: usize) -> bool {
        let inner = |inner: &Particle| self.may_be_empty(inner, depth + 1);
        particle.occurs.min == 0
            || particle.occurs.max == Some(0)
            || match &particle.term {
                _ if depth > super::reach::DEPTH => false,
                Term::Element(_) | Term::Any(_) => false,
                Term::Group(Compositor::Choice, branches) => branches.iter().any(inner),
                Term::Group(_, members) => members.iter().all(inner),
                Term::GroupRef(id) => self.fact(*id, |facts| &mut facts.may_be_empty, &inner),
            }
    }

    /// A fact about a named group, found out once: groups may be referred to very often.
    pub(super) fn fact(
        &self,
        id: GroupId,
        of: impl Fn(&mut GroupFacts) -> &mut IdMap<Group, bool>,
        find_out: &dyn Fn(&Particle) -> bool,
    ) -> bool {
        if let Some(known) = of(&mut self.facts.borrow_mut()).get(&id) {
            return *known;
        }
        let found = find_out(&self.model.groups[id].particle);
        of(&mut self.facts.borrow_mut()).insert(id, found);
        found
    }

    /// Whether a named group has neither elements nor wildcards.
    pub(super) fn is_void(&self, id: GroupId) -> bool {
        let is_void = |particle: &Particle| self.is_void_particle(particle);
        self.fact(id, |facts| &mut facts.is_void, &is_void)
    }

    fn is_void_particle(&self, particle: &Particle) -> bool {
        particle.occurs.max == Some(0)
            || match &particle.term {
                Term::Element(_) | Term::Any(_) => false,
                Term::Group(_, particles) => particles.iter().all(|inner| self.is_void_particle(inner)),
                Term::GroupRef(id) => self.is_void(*id),
            }
    }

    /// Whether a branch of a choice is as many values of it.
    pub(super) fn holds_repeated_group(&self, branches: &[Particle]) -> bool {
        branches.iter().any(|branch| self.repeats_group(branch, 0))
    }

    /// Whether a branch of a choice is a group, a wildcard or a head of others that may come several times, of which a variant
    /// holds one.
    fn repeats_group(&self, branch: &Particle, depth: usize) -> bool {
        let many = branch.occurs.is_repeated();
        let inner = |particles: &[Particle]| {
            depth < super::reach::DEPTH && particles.iter().any(|inner| self.repeats_group(inner, depth + 1))
        };
        match &branch.term {
            // Others that stand for it come among each other.
            Term::Element(element) => many && self.substitutes.contains_key(element),
            Term::Any(_) => many,
            Term::Group(Compositor::Choice, branches) => many || inner(branches),
            // A sequence of one is that one, others are records.
            Term::Group(_, particles) => many || (particles.len() == 1 && inner(particles)),
            Term::GroupRef(id) => {
                let repeats = |particle: &Particle| match &particle.term {
                    Term::Group(Compositor::Choice, branches) => inner(branches),
                    _ => false,
                };
                many || self.fact(*id, |facts| &mut facts.repeats_group, &repeats)
            }
        }
    }

    /// A repeated group as a field.
    fn group_field(&mut self, fields: &mut Fields, hint: &str, particle: &Particle, optional: bool) {
        let (group, names) = self.group(fields, hint, particle, true);
        let wanted = if hint.is_empty() { "groups".to_owned() } else { hint.to_owned() };
        let ident = fields.claim(self, &wanted, "_group");
        let docs = vec![format!("A group of {}.", locals(&names))];
        let ty = Ty::Vec(Box::new(group));
        fields.list.push(Field {
            ident,
            docs,
            ty,
            slot: Slot::Group { names, index: None },
            default: None,
            check: None,
            bounds: self.bounds_of_group(particle, optional),
        });
    }

    /// A record for a group of elements, and the names of the elements.
    pub(super) fn group(
        &mut self,
        fields: &Fields,
        hint: &str,
        particle: &Particle,
        repeats: bool,
    ) -> (Ty, Vec<WireName>) {
        let suffix = if hint.is_empty() { "Group".to_owned() } else { words::camel(hint) };
        let name = format!("{}{suffix}", fields.name);
        let item = self.claim_item(fields.module, &name, &name, "Group");
        let mut inner = Fields::new(&self.letters, &name, fields.module, fields.type_id);
        inner.is_ordered = fields.is_ordered || repeats;
        let once = Particle { occurs: Occurs::ONCE, ..particle.clone() };
        self.particle(&mut inner, &once, false, 0);
        self.bound_members(Some(particle.span), &name, inner.next);
        let names = Names::of(self, particle);
        let names: Vec<_> = names.list.iter().map(|name| self.wire(fields.module, name)).collect();
        let occurs = bounded(&inner.list);
        let record = Record {
            ident: item.ident.clone(),
            docs: vec![format!("A group of elements of [`{}`].", fields.name)],
            derives: self.derives(),
            fields: inner.list,
            content: Content::Elements,
            required: inner.required,
            occurs,
            is_group: true,
            succeeded: None,
            masked: Vec::new(),
            type_name: None,
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
        fields.list.push(Field {
            ident,
            docs,
            ty,
            slot: Slot::Ordered { arms, text },
            default: None,
            check: None,
            bounds: None,
        });
    }
}

/// What was found out of named groups.
#[derive(Default)]
pub(super) struct GroupFacts {
    pub(super) may_be_empty: IdMap<Group, bool>,
    pub(super) repeats_group: IdMap<Group, bool>,
    pub(super) is_void: IdMap<Group, bool>,
    /// Whether records would lose the order of its elements where it stands once, and where it repeats.
    pub(super) loses_order: IdMap<Group, bool>,
    pub(super) loses_order_repeated: IdMap<Group, bool>,
}

/// The element names of a model group.
#[derive(Default)]
pub(super) struct Names {
    list: Vec<QName>,
    known: HashSet<QName>,
    twice: bool,
    elements: usize,
    wildcards: usize,
    /// Whether each named group that was collected has elements, and how many wildcards it has.
    groups: HashMap<GroupId, (bool, usize)>,
    wildcard_in_group: bool,
    /// An element that stands before the wildcard may be one that the wildcard lets in, if it comes again.
    wildcard_takes_members: bool,
    /// The namespaces that the wildcards let in.
    constraint: Option<NamespaceConstraint>,
    /// The wildcards that take a number of elements that is fixed.
    fixed: Vec<Wildcard>,
    /// An element that stands behind such a wildcard is one that it lets in.
    fixed_takes_later: bool,
}

impl Names {
    /// The element names of a particle.
    pub(super) fn of(planner: &Planner<'_>, particle: &Particle) -> Self {
        let mut names = Self::default();
        names.collect(planner, particle, 0);
        names
    }

    /// The names, each once, in order.
    pub(super) fn into_list(self) -> Vec<QName> {
        self.list
    }

    pub(super) fn has_wildcard(&self) -> bool {
        self.wildcards > 0
    }

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
            Term::GroupRef(group) => {
                if let Some((has_elements, wildcards)) = self.groups.get(group) {
                    self.twice |= has_elements;
                    self.wildcards = self.wildcards.saturating_add(*wildcards);
                    return;
                }
                let (elements, wildcards) = (self.elements, self.wildcards);
                self.collect(planner, &model.groups[*group].particle, depth + 1);
                self.groups.insert(*group, (self.elements > elements, self.wildcards - wildcards));
            }
            Term::Any(wildcard) => {
                self.wildcards += 1;
                self.constraint = Some(union(self.constraint.take(), &wildcard.namespaces));
                if self.wildcards > 1 {
                    // Ambiguous already: the rest would take time in proportion to wildcards times elements.
                    return;
                }
                self.wildcard_takes_members |= self.list.iter().any(|name| lets_in(wildcard, name));
                if particle.occurs.min > 0 && particle.occurs.max == Some(particle.occurs.min) {
                    self.fixed.push(wildcard.clone());
                }
            }
        }
    }

    fn add(&mut self, name: &QName) {
        self.fixed_takes_later |= self.fixed.iter().any(|wildcard| lets_in(wildcard, name));
        self.elements = self.elements.saturating_add(1);
        if self.known.insert(name.clone()) {
            self.list.push(name.clone());
        } else {
            self.twice = true;
        }
    }

    /// Whether an element's name does not tell where it belongs.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.twice || self.wildcard_in_group || self.wildcards > 1 || self.fixed_takes_later
    }
}

/// The product of two numbers, `None` for any number.
fn product(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (one, other) => Some(one?.saturating_mul(other?)),
    }
}

/// What at least one of two wildcards lets in, as far as one constraint can say it; what both let in and more otherwise.
pub(super) fn union(one: Option<NamespaceConstraint>, other: &NamespaceConstraint) -> NamespaceConstraint {
    match (one, other) {
        (None, other) => other.clone(),
        (Some(one), other) if one == *other => one,
        (Some(NamespaceConstraint::Of(mut these)), NamespaceConstraint::Of(more)) => {
            these.extend(more.iter().filter(|more| !these.contains(more)).cloned().collect::<Vec<_>>());
            NamespaceConstraint::Of(these)
        }
        _ => NamespaceConstraint::Any,
    }
}

/// Whether a choice has only elements and wildcards as its branches.
fn is_flat_choice(particle: &Particle) -> bool {
    let Term::Group(Compositor::Choice, branches) = &particle.term else { return false };
    branches.iter().all(|branch| matches!(branch.term, Term::Element(_) | Term::Any(_)))
}
