//! Plans model groups as fields: members of sequences become fields, choices become enums, repeated and
//! nested groups become records.

use super::{
    Planner,
    choices::{ChoiceBuilder, arm_names, locals},
    fields::{Fields, Member, bound_members, bounded, option},
};
use crate::{
    lists::CollectVec,
    model::{Compositor, ElementId, NamespaceConstraint, Occurs, Particle, Term},
    plan::{
        Bounds, Content, Field, Item, ModuleId, Namespaces, Record, Slot, Ty, WireName,
        facts::{MAX_DEPTH, element_names::ElementNames, groups::product},
        identifiers,
    },
};

impl Planner<'_> {
    /// Plans the fields of a model group that is the content of a type.
    pub(super) fn content(&mut self, fields: &mut Fields, particle: &Particle, mixed: bool) {
        let names = ElementNames::of(self.facts, particle);
        if mixed || self.facts.is_one_list(particle) {
            return self.ordered(fields, particle, mixed);
        }
        self.particle(fields, particle, false, 0);
        if let Some(any) = fields.list.iter_mut().find(|field| matches!(field.slot, Slot::Any { .. })) {
            let namespaces = self.namespaces_of(fields.module, names.constraint.as_ref());
            any.slot = Slot::Any { takes_members: names.wildcard_takes_members, namespaces };
        }
    }

    fn particle(&mut self, fields: &mut Fields, particle: &Particle, optional: bool, depth: usize) {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
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
            Term::GroupRef(id) if self.facts.is_void(*id) => {}
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

    /// Plans a field for an element, or for the choice of its substitutes.
    pub(super) fn element(&mut self, fields: &mut Fields, id: ElementId, occurs: Occurs, optional: bool) {
        let model = self.model;
        let element = &model.elements[id];
        let min = if optional { 0 } else { occurs.min };
        if self.facts.substitutes.contains_key(&id) {
            let branches = [Particle { occurs: Occurs::ONCE, term: Term::Element(id), span: element.span }];
            return self.choice_field(fields, &element.name.local, &branches, occurs, min == 0);
        }
        if element.is_abstract {
            self.report_head(id);
        }
        self.member(fields, &Member::of(element, Occurs { min, max: occurs.max }));
    }

    /// Reports an abstract element that no element of the documents may replace. Generated code reads the
    /// abstract element itself.
    pub(super) fn report_head(&mut self, id: ElementId) {
        if !self.reported_heads.insert(id) {
            return;
        }
        let element = &self.model.elements[id];
        let name = &element.name.local;
        let message = format!("no declared element may replace the abstract `{name}`");
        self.problems
            .warning(element.span, message)
            .path(format!("element {name}"))
            .hint("the schema with the elements of its substitution group may be missing")
            .hint("the generated code does not know elements that replace it, and skips or rejects them as it does other unknown elements");
    }

    /// Returns the namespaces that a wildcard admits. `module` gets a constant for each of them.
    pub(super) fn namespaces_of(
        &mut self,
        module: ModuleId,
        constraint: Option<&NamespaceConstraint>,
    ) -> Namespaces {
        match constraint {
            None | Some(NamespaceConstraint::Any) => Namespaces::Any,
            Some(NamespaceConstraint::Not(excluded)) => {
                Namespaces::Other(self.names.namespace(module, excluded))
            }
            Some(NamespaceConstraint::Of(these)) => Namespaces::Of(
                these.iter().map(|namespace| self.names.namespace(module, namespace)).collect_vec(),
            ),
        }
    }

    fn any(&mut self, fields: &mut Fields, occurs: Occurs) {
        if fields.list.iter().any(|field| matches!(field.slot, Slot::Any { .. })) {
            return;
        }
        let ident = fields.scope.claim("any", "_elements");
        let element = Ty::Runtime("Element");
        let ty = if occurs.is_repeated() { Ty::Vec(Box::new(element)) } else { option(element) };
        let docs = vec!["Elements that a wildcard of the contract allows.".to_owned()];
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

    /// Plans a choice as a field.
    fn choice_field(
        &mut self,
        fields: &mut Fields,
        hint: &str,
        branches: &[Particle],
        occurs: Occurs,
        optional: bool,
    ) {
        // A repeated group in a branch becomes one value of the enum per occurrence.
        let repeated = occurs.is_repeated() || self.facts.holds_repeated_group(branches);
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
        let ident = fields.claim(&mut self.names, &wanted, "_choice");
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
            let (least, most) = self.facts.values_of(branches, 0);
            let least = if optional || emptiable { 0 } else { occurs.min.saturating_mul(least) };
            self.bounds(Occurs { min: least, max: product(occurs.max, most) }, 0)
        } else {
            None
        };
        let slot = Slot::Choice { arms, index };
        fields.list.push(Field { ident, docs, ty, slot, default: None, check: None, bounds });
    }

    /// Occurrence bounds of a repeated group. The decoder recognizes the next group by a member that occurs
    /// exactly once in each group. If no member does so, the decoder may read several groups of a document as
    /// one, and therefore the minimum is lowered to one.
    fn bounds_of_group(&self, particle: &Particle, optional: bool) -> Option<Bounds> {
        let Occurs { min, max } = particle.occurs;
        let ends_groups = |member: &Particle| {
            matches!(member.term, Term::Element(_)) && member.occurs.min == 1 && member.occurs.max == Some(1)
        };
        let is_recognizable = match &particle.term {
            Term::Group(_, members) => members.iter().any(ends_groups),
            _ => false,
        };
        let least = match optional || self.facts.may_be_empty(particle, 0) {
            true => 0,
            false if is_recognizable => min,
            false => min.min(1),
        };
        self.bounds(Occurs { min: least, max }, 0)
    }

    /// Plans a repeated group as a field.
    fn group_field(&mut self, fields: &mut Fields, hint: &str, particle: &Particle, optional: bool) {
        let (group, names) = self.group(fields, hint, particle, true);
        let wanted = if hint.is_empty() { "groups".to_owned() } else { hint.to_owned() };
        let ident = fields.claim(&mut self.names, &wanted, "_group");
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

    /// Plans a record for a group of elements. Returns its type and the names of the elements.
    pub(super) fn group(
        &mut self,
        fields: &Fields,
        hint: &str,
        particle: &Particle,
        repeats: bool,
    ) -> (Ty, Vec<WireName>) {
        let suffix = if hint.is_empty() { "Group".to_owned() } else { identifiers::camel(hint) };
        let name = identifiers::compound(&fields.name, &suffix);
        let item = self.names.claim_item(fields.module, &name, &name, "Group");
        let mut inner = Fields::new(&self.names.letters, &name, fields.module, fields.type_id);
        inner.is_ordered = fields.is_ordered || repeats;
        let once = Particle { occurs: Occurs::ONCE, ..particle.clone() };
        self.particle(&mut inner, &once, false, 0);
        bound_members(self.problems, Some(particle.span), &name, inner.next);
        let names = ElementNames::of(self.facts, particle);
        let names = names.list.iter().map(|name| self.names.wire(fields.module, name)).collect_vec();
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
            content_model: None,
        };
        self.add_item(fields.module, Item::Record(record));
        (Ty::Item(item), names)
    }

    /// Plans content whose order or text must be preserved: one list of an enum over all possible elements.
    fn ordered(&mut self, fields: &mut Fields, particle: &Particle, mixed: bool) {
        let mut choice = ChoiceBuilder::new(self, fields, "Content", "");
        choice.flat(self, particle, 0);
        let text = mixed.then(|| choice.text());
        let (choice, arms) = choice.finish(self);
        let Some(choice) = choice else { return };
        let ident = fields.scope.claim("content", "_items");
        let docs = vec![
            if mixed { "Text and elements, in document order." } else { "The elements, in document order." }
                .to_owned(),
        ];
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
