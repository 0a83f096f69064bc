//! The SOAP headers of all services as one struct each way.

use std::collections::HashMap;

use super::{
    Field, Item, ItemRef, ModuleId, Record, Slot, Ty,
    fields::{Fields, Member, option},
    selection::Service,
    types::Planner,
    words,
};
use crate::{
    config::Success,
    model::{BindingMessage, Documentation, ElementId, Model, Occurs, PartContent, QName, TypeId},
    problem::Problems,
    source::Span,
};

/// Which way headers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Reply,
}

/// The union of the headers that the operations declare one way, in the order of their first use.
#[derive(Debug)]
pub(super) struct Headers {
    declared: Vec<Header>,
    direction: Direction,
    item: Option<ItemRef>,
}

/// A header as a message declares it: by an element, or by a part with a type.
#[derive(Debug)]
struct Header {
    name: QName,
    element: Option<ElementId>,
    type_id: TypeId,
    documentation: Documentation,
    span: Span,
}

impl Header {
    /// The member of the struct. A header may always be left out, and servers send nil or nothing where they have nothing
    /// to say.
    fn member<'m>(&'m self, model: &'m Model) -> Member<'m> {
        let occurs = Occurs { min: 0, max: Some(1) };
        match self.element {
            Some(element) => Member::of(&model.elements[element], occurs),
            None => Member {
                name: &self.name,
                type_id: self.type_id,
                occurs,
                nillable: false,
                documentation: self.documentation.as_deref(),
                default: None,
                fixed: None,
            },
        }
    }
}

impl Headers {
    pub(super) fn collect(
        model: &Model,
        services: &[Service<'_>],
        direction: Direction,
        problems: &mut Problems,
    ) -> Self {
        let mut headers: Vec<Header> = Vec::new();
        let mut places: HashMap<QName, usize> = HashMap::new();
        for selected in services.iter().flat_map(|service| &service.operations) {
            let bound = match direction {
                Direction::Request => &selected.binding.input,
                Direction::Reply => &selected.binding.output,
            };
            for header in bound.iter().flat_map(|bound| declared(model, bound)) {
                match places.get(&header.name).and_then(|place| headers.get(*place)) {
                    None => {
                        places.insert(header.name.clone(), headers.len());
                        headers.push(header);
                    }
                    Some(known) if known.type_id != header.type_id => {
                        let message =
                            format!("the header `{}` is of another type than elsewhere", header.name.local);
                        let problem = problems.error(header.span, message);
                        problem.related(known.span, "elsewhere");
                        problem.hint("one value of headers serves all services of a family: generate this one by itself");
                    }
                    Some(_) => {}
                }
            }
        }
        Self { declared: headers, direction, item: None }
    }

    /// The names of the headers of one message.
    pub(super) fn names(model: &Model, bound: &BindingMessage) -> Vec<QName> {
        bound.headers.iter().filter_map(|header| header.element_name(model)).collect()
    }

    pub(super) fn claim(&mut self, planner: &mut Planner<'_>, root: ModuleId, name: &str) {
        if !self.declared.is_empty() {
            self.item = Some(planner.claim_item(root, name, name, "Struct"));
        }
    }

    /// Whether operations say which of them they declare; what a reply holds is read whatever it is.
    pub(super) fn is_request(&self) -> bool {
        self.direction == Direction::Request
    }

    pub(super) fn ty(&self) -> Ty {
        self.item.clone().map_or(Ty::Unit, Ty::Item)
    }

    /// Adds the struct.
    ///
    /// `succeeded` is the field that says whether a call succeeded, if one does.
    pub(super) fn plan(
        &self,
        planner: &mut Planner<'_>,
        root: ModuleId,
        docs: &str,
        succeeded: Option<String>,
    ) {
        let Some(item) = &self.item else { return };
        let name = match self.direction {
            Direction::Request => "RequestHeaders",
            Direction::Reply => "ReplyHeaders",
        };
        let mut fields = Fields::new(&planner.letters, name, root, None);
        let model = planner.model;
        for header in &self.declared {
            planner.member(&mut fields, &header.member(model));
        }
        planner.bound_members(self.declared.last().map(|header| header.span), name, fields.next);
        // An absent or nil header says nothing, whatever the options make of other members: only `false` is a failure.
        let is_it = |field: &&mut Field| match &field.slot {
            Slot::Once { name, .. } => succeeded.as_ref() == Some(&words::snake(&name.local)),
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
        if let Some(module) = planner.modules.get_mut(root.0) {
            let place = match self.direction {
                Direction::Request => 0,
                Direction::Reply => usize::from(
                    matches!(module.items.first(), Some(Item::Record(first)) if first.ident == "RequestHeaders"),
                ),
            };
            module.items.insert(place, Item::Record(record));
        }
    }

    /// The field that says whether a call succeeded, where every reply of all services declares it.
    pub(super) fn success(&self, planner: &mut Planner<'_>, services: &[Service<'_>]) -> Option<String> {
        let model = planner.model;
        let (wanted, automatic) = match &planner.config.success {
            Success::Ignored => return None,
            Success::Automatic => ("Succeeded".to_owned(), true),
            Success::Header(name) => (name.clone(), false),
        };
        let is_it = |header: &Header| {
            let is_boolean = planner.is_boolean(header.type_id) && planner.custom(header.type_id).is_none();
            *header.name.local == *wanted && is_boolean
        };
        let mut replies = services
            .iter()
            .flat_map(|service| &service.operations)
            .filter_map(|selected| selected.binding.output.as_ref());
        let declared_by_all = replies.all(|bound| declared(model, bound).any(|header| is_it(&header)));
        let found = self.declared.iter().any(is_it);
        if !found || (automatic && !declared_by_all) {
            if !automatic {
                planner.notes.push(format!(
                    "no reply declares a boolean header `{wanted}`, which `success_header` names"
                ));
            }
            return None;
        }
        planner.notes.push(format!("a reply whose header `{wanted}` is false is an error"));
        Some(words::snake(&wanted))
    }
}

/// The headers of a message.
fn declared<'m>(model: &'m Model, bound: &'m BindingMessage) -> impl Iterator<Item = Header> + 'm {
    bound.headers.iter().filter_map(|header| {
        let (part, name) = (header.carried(model)?, header.element_name(model)?);
        Some(match part.content {
            PartContent::Element(id) => {
                let declared = &model.elements[id];
                let (type_id, span) = (declared.type_id, declared.span);
                Header { name, element: Some(id), type_id, documentation: None, span }
            }
            PartContent::Type(type_id) => Header {
                name,
                element: None,
                type_id,
                documentation: part.documentation.clone(),
                span: part.span,
            },
            PartContent::Missing => return None,
        })
    })
}
