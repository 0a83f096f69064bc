//! Plans the structs of the SOAP headers.

use super::{
    Planner,
    fields::{Fields, Member, bound_members, option},
};
use crate::{
    model::{Direction, ElementId, IdSet, Model, Occurs},
    plan::{
        Field, Item, ModuleId, Record, Slot, Ty,
        facts::soap_encoded::Accessors,
        identifiers,
        names::headers::{Header, Headers},
    },
};

/// Plans the struct of the headers of one direction.
///
/// `succeeded` is the field that reports whether a call succeeded; `None` without one.
pub(in crate::plan) fn plan(
    headers: &Headers,
    planner: &mut Planner<'_>,
    root: ModuleId,
    docs: &str,
    succeeded: Option<String>,
) {
    let Some(item) = &headers.item else { return };
    let name = match headers.direction {
        Direction::Request => "RequestHeaders",
        Direction::Reply => "ReplyHeaders",
    };
    let mut fields = Fields::new(&planner.names.letters, name, root, None);
    fields.are_nillable = true;
    let model = planner.model;
    for header in &headers.declared {
        fields.accessors = if header.is_encoded { Accessors::Encoded } else { Accessors::Literal };
        match header.element.map_or(Substitutes::None, |head| Substitutes::of(head, headers, planner)) {
            Substitutes::None => {
                if let Some(head) = header.element.filter(|head| model.elements[*head].is_abstract) {
                    planner.report_head(head);
                }
                planner.member(&mut fields, &member(header, model));
            }
            Substitutes::AllSeparate => {}
            Substitutes::Some { head, separate } => {
                fields.separate = separate;
                planner.element(&mut fields, head, ONCE_OR_ABSENT, true);
            }
        }
    }
    bound_members(planner.problems, headers.declared.last().map(|header| header.span), name, fields.next);
    // Only `false` is a failure. An absent or nil header is neutral, so the field stays an `Option`
    // regardless of the options for other members.
    let is_it = |field: &&mut Field| match &field.slot {
        Slot::Once { name, .. } => succeeded.as_ref() == Some(&identifiers::snake(&name.local)),
        _ => false,
    };
    let succeeded = fields.list.iter_mut().find(is_it).map(|field| {
        field.ty = option(Ty::Std("bool"));
        if let Slot::Once { plain, .. } = &mut field.slot {
            *plain = false;
        }
        field.ident.clone()
    });
    let derives = planner.derives();
    let record = fields.record(&item.ident, vec![docs.to_owned()], derives);
    let record = Record { succeeded, ..record };
    if let Some(items) = planner.planned.get_mut(root.0) {
        let place = match headers.direction {
            Direction::Request => 0,
            Direction::Reply => usize::from(
                matches!(items.first(), Some(Item::Record(first)) if first.ident == "RequestHeaders"),
            ),
        };
        items.insert(place, Item::Record(record));
    }
}

const ONCE_OR_ABSENT: Occurs = Occurs { min: 0, max: Some(1) };

/// The elements that may replace a header.
enum Substitutes {
    /// Only the element itself occurs.
    None,
    /// The element is abstract, and all its substitutes belong to other members of the struct of headers.
    AllSeparate,
    /// The element is the head of a substitution group. The member for the element does not hold the
    /// substitutes in `separate`, see [`separate_headers`].
    Some { head: ElementId, separate: IdSet<ElementId> },
}

impl Substitutes {
    fn of(head: ElementId, headers: &Headers, planner: &Planner<'_>) -> Self {
        let substitutes = &planner.facts.substitutes;
        let Some(own) = substitutes.get(&head) else { return Self::None };
        let separate = separate_headers(head, headers, planner);
        let is_branch = |id: ElementId| !planner.model.elements[id].is_abstract && !separate.contains(&id);
        match (own.iter().copied().any(is_branch), planner.model.elements[head].is_abstract) {
            (true, _) => Self::Some { head, separate },
            (false, true) if separate.iter().next().is_some() => Self::AllSeparate,
            (false, _) => Self::None,
        }
    }
}

/// The substitutes of the header `head` that belong to another member of the struct of headers. A substitute
/// has a separate member if an operation declares it as a header. This member also holds the substitutes of
/// that header.
pub(super) fn separate_headers(
    head: ElementId,
    headers: &Headers,
    planner: &Planner<'_>,
) -> IdSet<ElementId> {
    let substitutes = &planner.facts.substitutes;
    let mut separate = IdSet::default();
    let Some(own) = substitutes.get(&head) else { return separate };
    let own: IdSet<ElementId> = own.iter().copied().collect();
    let declared = headers.declared.iter().filter_map(|header| header.element);
    for other in declared.filter(|other| own.contains(other)) {
        separate.insert(other);
        for id in substitutes.get(&other).into_iter().flatten() {
            separate.insert(*id);
        }
    }
    separate
}

/// The member for a header. Every header is optional: servers omit headers or send them as nil if they
/// have no value.
fn member<'m>(header: &'m Header, model: &'m Model) -> Member<'m> {
    let occurs = ONCE_OR_ABSENT;
    match header.element {
        Some(element) => Member::of(&model.elements[element], occurs),
        None => Member {
            name: &header.name,
            type_id: header.type_id,
            occurs,
            nillable: false,
            documentation: header.documentation.as_deref(),
            default: None,
            fixed: None,
            content_types: None,
        },
    }
}
