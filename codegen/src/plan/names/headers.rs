//! The SOAP headers of all services, as one struct for requests and one for replies.

use super::Names;
use crate::{
    config::Success,
    lists::CollectVec,
    map::Map,
    model::{
        BindingMessage, Direction, Documentation, ElementId, Model, PartContent, QName, TypeId, UseKind,
    },
    plan::{ItemRef, ModuleId, Ty, facts::Facts, identifiers, selection::Service},
    problem::Problems,
    source::Span,
};

/// The union of the headers that all operations declare in one direction, in the order of their first
/// use.
pub(crate) struct Headers {
    pub(crate) declared: Vec<Header>,
    pub(crate) direction: Direction,
    pub(crate) item: Option<ItemRef>,
}

/// A header as a message declares it: by an element, or by a part with a type.
pub(crate) struct Header {
    pub(crate) name: QName,
    pub(crate) element: Option<ElementId>,
    pub(crate) type_id: TypeId,
    /// Whether a message contains the header in SOAP encoding.
    pub(crate) is_encoded: bool,
    pub(crate) documentation: Documentation,
    pub(crate) span: Span,
}

impl Headers {
    pub(crate) fn collect(
        model: &Model,
        services: &[Service<'_>],
        direction: Direction,
        problems: &mut Problems,
    ) -> Self {
        let mut headers: Vec<Header> = Vec::new();
        let mut places: Map<QName, usize> = Map::new();
        for selected in services.iter().flat_map(|service| &service.operations) {
            let bound = match direction {
                Direction::Request => &selected.binding.input,
                Direction::Reply => &selected.binding.output,
            };
            for header in bound.iter().flat_map(|bound| declared(model, bound)) {
                match places.get(&header.name).and_then(|place| headers.get_mut(*place)) {
                    None => {
                        places.insert(header.name.clone(), headers.len());
                        headers.push(header);
                    }
                    Some(known) if known.type_id != header.type_id => {
                        let message = format!(
                            "the header `{}` has different types in different messages",
                            header.name.local
                        );
                        let problem = problems.error(header.span, message);
                        problem.related(known.span, "the other declaration");
                        problem.hint("all services that are generated together share one struct for headers: generate this service separately");
                    }
                    Some(known) => known.is_encoded |= header.is_encoded,
                }
            }
        }
        Self { declared: headers, direction, item: None }
    }

    /// Names of the headers of one message.
    pub(crate) fn names(model: &Model, bound: &BindingMessage) -> Vec<QName> {
        bound.headers.iter().filter_map(|header| model.header_name(header)).collect_vec()
    }

    /// The names of the headers in SOAP encoding.
    pub(crate) fn encoded(model: &Model, bound: &BindingMessage) -> Vec<QName> {
        declared(model, bound).filter(|header| header.is_encoded).map(|header| header.name).collect_vec()
    }

    pub(crate) fn claim(&mut self, names: &mut Names<'_>, root: ModuleId, name: &str) {
        if !self.declared.is_empty() {
            self.item = Some(names.claim_item(root, name, name, "Struct"));
        }
    }

    /// Whether these are request headers. The plan of an operation lists the request headers that the
    /// operation declares. It has no such list for replies: reply headers are read even if the operation does
    /// not declare them.
    pub(crate) fn is_request(&self) -> bool {
        self.direction == Direction::Request
    }

    pub(crate) fn ty(&self) -> Ty {
        self.item.clone().map_or(Ty::Unit, Ty::Item)
    }

    /// The field that reports whether a call succeeded, if every reply of all services declares it.
    pub(crate) fn success(
        &self,
        facts: &Facts<'_>,
        services: &[Service<'_>],
        notes: &mut Vec<String>,
    ) -> Option<String> {
        let model = facts.model;
        let (wanted, automatic) = match &facts.config.success {
            Success::Ignored => return None,
            Success::Automatic => ("Succeeded".to_owned(), true),
            Success::Header(name) => (name.clone(), false),
        };
        let is_it = |header: &Header| {
            let is_boolean = facts.is_boolean(header.type_id) && facts.custom(header.type_id).is_none();
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
                notes.push(format!("`success_header`: no reply declares a boolean header `{wanted}`"));
            }
            return None;
        }
        notes.push(format!("a call fails if the header `{wanted}` of its reply is false"));
        Some(identifiers::snake(&wanted))
    }
}

/// The headers that a message declares.
fn declared<'m>(model: &'m Model, bound: &'m BindingMessage) -> impl Iterator<Item = Header> + 'm {
    bound.headers.iter().filter_map(|header| {
        let (part, name) = (model.header_part(header)?, model.header_name(header)?);
        let is_encoded = header.usage == UseKind::Encoded;
        Some(match part.content {
            PartContent::Element(id) => {
                let declared = &model.elements[id];
                let (type_id, span) = (declared.type_id, declared.span);
                Header { name, element: Some(id), type_id, is_encoded, documentation: None, span }
            }
            PartContent::Type(type_id) => Header {
                name,
                element: None,
                type_id,
                is_encoded,
                documentation: part.documentation.clone(),
                span: part.span,
            },
            PartContent::Missing => return None,
        })
    })
}
