//! Plans the structs of the SOAP headers.

use super::{
    Planner,
    fields::{Fields, Member, bound_members, option},
};
use crate::{
    model::{Direction, Model, Occurs},
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
        planner.member(&mut fields, &member(header, model));
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

/// The member for a header. Every header is optional: servers omit headers or send them as nil if they
/// have no value.
fn member<'m>(header: &'m Header, model: &'m Model) -> Member<'m> {
    let occurs = Occurs { min: 0, max: Some(1) };
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
