//! Cuts circular references, and chains of references that are longer than later stages can follow:
//! bases, groups, attribute groups, substitution groups.

use super::declare::id;
use crate::{
    lists::{CollectVec, SortList},
    model::{
        AttributeGroupId, AttributeUse, Builtin, Compositor, Derivation, ElementId, GroupId, Model, Particle,
        QName, SimpleType, Term, TypeId, TypeKind, Variety,
    },
    problem::Problems,
    source::Span,
};

/// Maximum length of a chain of references.
pub(super) const MAX_REFERENCE_CHAIN: usize = 250;

/// The indices in the arenas at which the components of a scope begin.
#[derive(Clone, Copy)]
pub(super) struct Starts {
    pub(super) types: usize,
    pub(super) elements: usize,
    pub(super) groups: usize,
    pub(super) attribute_groups: usize,
    pub(super) attributes: usize,
}

impl Starts {
    /// The current ends of the arenas. The components of the next scope begin there.
    pub(super) fn after(model: &Model) -> Self {
        Self {
            types: model.types.len(),
            elements: model.elements.len(),
            groups: model.groups.len(),
            attribute_groups: model.attribute_groups.len(),
            attributes: model.attributes.len(),
        }
    }
}

/// A reference to cut: the node that contains it, the index of the edge at that node, and whether it closes a
/// cycle.
struct Cut {
    node: usize,
    edge: usize,
    closes_cycle: bool,
}

/// Finds the edges that close a cycle or exceed the maximum depth. Iterative, because recursion could overflow the
/// stack.
///
/// Nodes before `start` belong to other scopes and are skipped. `weight` returns the depth that a node
/// itself adds.
fn cuts(
    start: usize,
    end: usize,
    weight: &dyn Fn(usize) -> usize,
    edges: &dyn Fn(usize) -> Vec<usize>,
) -> Vec<Cut> {
    #[derive(Clone, Copy)]
    enum State {
        New,
        Open,
        Done(usize),
    }
    struct Frame {
        node: usize,
        edges: Vec<usize>,
        next: usize,
        height: usize,
    }
    let mut states = vec![State::New; end.saturating_sub(start)];
    let mut cuts = Vec::new();
    let frame = |node| Frame { node, edges: edges(node), next: 0, height: 0 };
    for root in start..end {
        if !matches!(states.get(root - start), Some(State::New)) {
            continue;
        }
        let mut stack = vec![frame(root)];
        while let Some(top) = stack.last_mut() {
            if let Some(state) = states.get_mut(top.node - start) {
                *state = State::Open;
            }
            let Some(target) = top.edges.get(top.next).copied() else {
                let (node, height) = (top.node, top.height + weight(top.node));
                stack.pop();
                if let Some(state) = states.get_mut(node - start) {
                    *state = State::Done(height);
                }
                continue;
            };
            let state = target.checked_sub(start).and_then(|index| states.get(index).copied());
            match state {
                Some(State::New) => {
                    stack.push(frame(target));
                    continue;
                }
                Some(State::Open) => cuts.push(Cut { node: top.node, edge: top.next, closes_cycle: true }),
                Some(State::Done(height)) if height > MAX_REFERENCE_CHAIN => {
                    cuts.push(Cut { node: top.node, edge: top.next, closes_cycle: false });
                }
                Some(State::Done(height)) => top.height = top.height.max(height),
                None => {}
            }
            top.next += 1;
        }
    }
    // Sort the edges of a node in descending order, so that removing an edge does not shift the indices of
    // the others.
    cuts.sort_list_by(|a, b| (a.node, b.edge).cmp(&(b.node, a.edge)));
    cuts
}

/// Cuts circular references among the components from `starts` on and reports each.
pub(super) fn cut(model: &mut Model, starts: Starts, problems: &mut Problems) {
    cut_types(model, starts.types, problems);
    cut_groups(model, starts.groups, problems);
    cut_attribute_groups(model, starts.attribute_groups, problems);
    cut_elements(model, starts.elements, problems);
}

fn report(
    problems: &mut Problems,
    kind: &str,
    name: Option<QName>,
    span: Span,
    verb: &str,
    closes_cycle: bool,
) {
    let what = name.map_or_else(|| format!("the {kind}"), |name| format!("the {kind} `{}`", name.local));
    let message = if closes_cycle {
        format!("{what} {verb} itself, directly or through others")
    } else {
        format!("{what} {verb} others, in a chain of more than {MAX_REFERENCE_CHAIN} references")
    };
    problems
        .warning(span, message)
        .hint("the reference that closes the cycle or exceeds the depth is ignored");
}

fn cut_types(model: &mut Model, start: usize, problems: &mut Problems) {
    let types = &model.types;
    let edges = |index| match &types[id(index)].kind {
        TypeKind::AnyType => Vec::new(),
        TypeKind::Complex(complex) => vec![complex.base.index()],
        TypeKind::Simple(simple) => match &simple.variety {
            Variety::Builtin(_) => Vec::new(),
            Variety::Restriction(base) | Variety::List(base) => vec![base.index()],
            Variety::Union(members) => members.iter().map(|member| member.index()).collect_vec(),
        },
    };
    for cut in cuts(start, types.len(), &|_| 1, &edges) {
        let any = model.builtin(Builtin::AnyType);
        let any_simple = model.builtin(Builtin::AnySimpleType);
        let broken: TypeId = id(cut.node);
        let (name, span) = (model.types[broken].name.clone(), model.types[broken].span);
        report(problems, "type", name, span, "is derived from", cut.closes_cycle);
        match &mut model.types[broken].kind {
            TypeKind::AnyType => {}
            TypeKind::Complex(complex) => {
                complex.base = any;
                complex.derivation = Derivation::Restriction;
            }
            TypeKind::Simple(SimpleType { variety, .. }) => match variety {
                Variety::Builtin(_) => {}
                Variety::Restriction(base) | Variety::List(base) => *base = any_simple,
                Variety::Union(members) => {
                    if let Some(member) = members.get_mut(cut.edge) {
                        *member = any_simple;
                    }
                }
            },
        }
    }
}

fn cut_groups(model: &mut Model, start: usize, problems: &mut Problems) {
    let groups = &model.groups;
    let references = |index| {
        let mut references = Vec::new();
        visit(&groups[id(index)].particle, 1, &mut |term, _| {
            if let Term::GroupRef(group) = term {
                references.push(group.index());
            }
        });
        references
    };
    let weight = |index| {
        let mut deepest = 1;
        visit(&groups[id(index)].particle, 1, &mut |_, depth| deepest = deepest.max(depth));
        deepest
    };
    for cut in cuts(start, groups.len(), &weight, &references) {
        let broken: GroupId = id(cut.node);
        let (name, span) = (model.groups[broken].name.clone(), model.groups[broken].span);
        report(problems, "group", Some(name), span, "contains", cut.closes_cycle);
        let mut left = cut.edge;
        empty_reference(&mut model.groups[broken].particle, &mut left);
    }
}

fn cut_attribute_groups(model: &mut Model, start: usize, problems: &mut Problems) {
    let groups = &model.attribute_groups;
    let places = |index| {
        let attributes = groups[id(index)].attributes.iter().enumerate();
        attributes.filter_map(|(place, entry)| match entry {
            AttributeUse::Group(group) => Some((place, group.index())),
            AttributeUse::Attribute { .. } => None,
        })
    };
    let edges = |index| places(index).map(|(_, group)| group).collect_vec();
    let cuts: Vec<(Cut, Option<usize>)> = cuts(start, groups.len(), &|_| 1, &edges)
        .into_iter()
        .map(|cut| {
            let place = places(cut.node).nth(cut.edge).map(|(place, _)| place);
            (cut, place)
        })
        .collect_vec();
    for (cut, place) in cuts {
        let broken: AttributeGroupId = id(cut.node);
        let group = &mut model.attribute_groups[broken];
        if let Some(place) = place.filter(|place| *place < group.attributes.len()) {
            group.attributes.remove(place);
        }
        let (name, span) = (group.name.clone(), group.span);
        report(problems, "attribute group", Some(name), span, "contains", cut.closes_cycle);
    }
}

fn cut_elements(model: &mut Model, start: usize, problems: &mut Problems) {
    let elements = &model.elements;
    let edges = |index| elements[id(index)].substitution_group.iter().map(|head| head.index()).collect_vec();
    for cut in cuts(start, elements.len(), &|_| 1, &edges) {
        let broken: ElementId = id(cut.node);
        let element = &mut model.elements[broken];
        element.substitution_group = None;
        let (name, span) = (element.name.clone(), element.span);
        report(problems, "element", Some(name), span, "substitutes", cut.closes_cycle);
    }
}

/// Visits the terms of a particle in document order, with their depth. The recursion is bounded by the
/// depth of documents.
fn visit(particle: &Particle, depth: usize, each: &mut dyn FnMut(&Term, usize)) {
    each(&particle.term, depth);
    if let Term::Group(_, particles) = &particle.term {
        for particle in particles {
            visit(particle, depth + 1, each);
        }
    }
}

/// Replaces one group reference by an empty sequence: the one after the first `left` group references in
/// document order. The search decrements `left` at each of these. Returns whether the reference was found.
fn empty_reference(particle: &mut Particle, left: &mut usize) -> bool {
    match &mut particle.term {
        Term::GroupRef(_) if *left == 0 => {
            particle.term = Term::Group(Compositor::Sequence, Vec::new());
            true
        }
        Term::GroupRef(_) => {
            *left -= 1;
            false
        }
        Term::Group(_, particles) => particles.iter_mut().any(|particle| empty_reference(particle, left)),
        _ => false,
    }
}
