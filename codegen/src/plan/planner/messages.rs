//! Plans the messages of operations: their representation in the body, and records for messages without a
//! type in the schema.

use std::rc::Rc;

use super::{
    Planner, Role,
    fields::{Fields, Member, bound_members},
    header_items::separate_headers,
};
use crate::{
    lists::CollectVec,
    model::{BindingMessage, ElementId, IdSet, MessageId, Occurs, Part, PartContent, QName, Style, UseKind},
    plan::{
        Body, HeaderNames, Item, ItemRef, ModuleId, OperationMessage, Replacement, Ty, WireName,
        facts::soap_encoded::{self, Accessors},
        identifiers,
        names::headers::Headers,
        selection::{AttachedPart, Selected, attached_parts, body_parts},
    },
};

/// The modules for the items of a service, and the number of headers of its requests.
#[derive(Clone, Copy)]
pub(super) struct Home {
    pub(super) module: ModuleId,
    pub(super) operations: ModuleId,
    pub(super) headers: usize,
}

impl<'a> Planner<'a> {
    /// Plans a message: its representation in the body, and its type.
    pub(super) fn message(
        &mut self,
        selected: &Selected<'a>,
        message: Option<(MessageId, &'a BindingMessage)>,
        name: &str,
        home: Home,
        headers: &Headers,
    ) -> OperationMessage {
        let Some((message, bound)) = message else {
            return OperationMessage { ty: Ty::Unit, body: Body::Empty, headers_ty: Ty::Unit, headers: None };
        };
        let model = self.model;
        let used = Headers::names(model, bound);
        let headers_ty = if used.is_empty() { Ty::Unit } else { headers.ty() };
        let used = match headers.is_request() {
            true => self.header_names(&used, self.substitutes_of_headers(bound), name, home),
            false => None,
        };
        let parts = body_parts(model, message, bound);
        let attached = attached_parts(model, message, bound);
        let is_encoded = bound.body.usage == UseKind::Encoded;
        if !attached.is_empty() {
            let (ty, body) = self.attached_body(selected, bound, (&parts, &attached), name, home);
            return OperationMessage { ty, body, headers_ty, headers: used };
        }
        let (ty, body) = match (selected.binding.style, parts.as_slice()) {
            (Style::Rpc, parts) => self.rpc_body(selected, bound, (parts, &[]), name, home),
            (Style::Document, []) => (Ty::Unit, Body::Empty),
            (Style::Document, [part]) => match part.content {
                PartContent::Element(element) if self.is_member(element) => {
                    let body = if is_encoded { Body::EncodedParts } else { Body::Parts };
                    (self.parts_record(selected, bound, (&parts, &[]), name, home.module), body)
                }
                PartContent::Element(element) => {
                    let (ty, name) = self.element_body(element, home);
                    let body = if is_encoded { Body::EncodedElement(name) } else { Body::Element(name) };
                    (if self.facts.is_empty_message(Style::Document, &parts) { Ty::Unit } else { ty }, body)
                }
                PartContent::Type(_) if is_encoded => {
                    (self.parts_record(selected, bound, (&parts, &[]), name, home.module), Body::EncodedParts)
                }
                PartContent::Type(id) => {
                    let is_secret =
                        self.secrets.is_secret(self.facts, &format!("{name}/{}", part.name), &part.name, id);
                    let ty = self.value_ty(id);
                    let ty = if is_secret { Ty::Generic("Secret", vec![ty]) } else { ty };
                    (ty, Body::Parts)
                }
                PartContent::Missing => (Ty::Unit, Body::Empty),
            },
            (Style::Document, parts) => {
                let body = if is_encoded { Body::EncodedParts } else { Body::Parts };
                (self.parts_record(selected, bound, (parts, &[]), name, home.module), body)
            }
        };
        OperationMessage { ty, body, headers_ty, headers: used }
    }

    /// Plans a message with attachments (WSDL 1.1, section 5). The attachments and the parts in the body are
    /// members of one record.
    fn attached_body(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        (parts, attached): (&[&'a Part], &[AttachedPart<'a>]),
        name: &str,
        home: Home,
    ) -> (Ty, Body) {
        let (ty, envelope) = match selected.binding.style {
            Style::Rpc => self.rpc_body(selected, bound, (parts, attached), name, home),
            Style::Document => {
                let is_encoded = bound.body.usage == UseKind::Encoded;
                let body = if is_encoded { Body::EncodedParts } else { Body::Parts };
                (self.parts_record(selected, bound, (parts, attached), name, home.module), body)
            }
        };
        let attachments =
            attached.iter().map(|one| (one.part.name.to_string(), one.default_type().to_owned()));
        (ty, Body::Attached(Box::new(envelope), attachments.collect_vec()))
    }

    /// The constant with the names of the headers that an operation declares, and of the elements that may replace
    /// them. Operations that declare the same headers share one constant. It is called `HEADERS` if it lists
    /// all headers of the service; otherwise it is named after one or two headers, or after the first
    /// operation that needs it.
    fn header_names(
        &mut self,
        declared: &[QName],
        substitutes: Vec<QName>,
        operation: &str,
        home: Home,
    ) -> Option<ItemRef> {
        let operations = home.operations;
        if declared.is_empty() {
            return None;
        }
        let substitutes = substitutes.iter().filter(|name| !declared.contains(name));
        let names = declared.iter().chain(substitutes);
        let names = names.map(|name| self.names.wire(operations, name)).collect_vec();
        if let Some(known) = self.header_names.get(&(operations, names.clone())) {
            return Some(known.clone());
        }
        let wanted = match declared {
            _ if declared.len() == home.headers => "HEADERS".to_owned(),
            [one] => format!("{}_HEADER", identifiers::screaming(&one.local)),
            [one, two] => {
                format!(
                    "{}_AND_{}_HEADERS",
                    identifiers::screaming(&one.local),
                    identifiers::screaming(&two.local)
                )
            }
            _ => format!("{}_HEADERS", identifiers::screaming(operation)),
        };
        let ident = self.names.claim(operations, &wanted, "_NAMES")?;
        let item = ItemRef { module: operations, ident: ident.clone() };
        self.header_names.insert((operations, names.clone()), item.clone());
        self.add_item(operations, Item::HeaderNames(HeaderNames { ident, names }));
        Some(item)
    }

    /// The names of the elements that may replace the headers of a message.
    fn substitutes_of_headers(&self, bound: &BindingMessage) -> Vec<QName> {
        let mut known = IdSet::default();
        let substitutes =
            self.header_elements(bound).filter_map(|head| self.facts.substitutes.get(&head)).flatten();
        let added = substitutes.copied().filter(|id| known.insert(*id)).map(|id| &self.model.elements[id]);
        added.filter(|element| !element.is_abstract).map(|element| element.name.clone()).collect_vec()
    }

    /// The elements of the headers of a message.
    fn header_elements(&self, bound: &BindingMessage) -> impl Iterator<Item = ElementId> {
        bound.headers.iter().filter_map(|header| match self.model.header_part(header)?.content {
            PartContent::Element(element) => Some(element),
            PartContent::Type(_) | PartContent::Missing => None,
        })
    }

    /// For each header of a message, the elements that may replace it, as far as the struct of headers has
    /// separate members for them because other messages declare them as headers.
    pub(super) fn replacements(
        &mut self,
        bound: &BindingMessage,
        home: Home,
        headers: &Headers,
    ) -> Vec<Replacement> {
        let model = self.model;
        let heads: Vec<ElementId> = self.header_elements(bound).collect_vec();
        let mut found: Vec<(Vec<ElementId>, Vec<ElementId>)> = Vec::new();
        let mut known: IdSet<ElementId> = heads.iter().copied().collect();
        for head in heads {
            let known_separate = self.separate_headers.get(&head).cloned();
            let separate = known_separate.unwrap_or_else(|| Rc::new(separate_headers(head, headers, self)));
            self.separate_headers.insert(head, Rc::clone(&separate));
            let own = self.facts.substitutes.get(&head).into_iter().flatten().copied();
            let own = own.filter(|id| !model.elements[*id].is_abstract);
            let (by, mut of): (Vec<_>, Vec<_>) = own.partition(|id| separate.contains(id));
            of.iter().for_each(|id| _ = known.insert(*id));
            of.insert(0, head);
            found.push((of, by));
        }
        let operations = home.operations;
        let mut replacements = Vec::new();
        for (of, mut by) in found {
            // The remaining elements are written only if the declared header is not set. This does not apply
            // to headers that the message declares, nor to the substitutes in their fields: these are always
            // written.
            by.retain(|id| !known.contains(id));
            if by.is_empty() {
                continue;
            }
            let mut wires = |ids: Vec<ElementId>| -> Vec<WireName> {
                ids.into_iter().map(|id| self.names.wire(operations, &model.elements[id].name)).collect_vec()
            };
            replacements.push(Replacement { of: wires(of), by: wires(by) });
        }
        replacements
    }

    /// Whether the element of a body is decoded like a member of a record. This is the case if the element
    /// has substitutes, a default value, or a type that changes the whitespace of its text.
    fn is_member(&self, element: ElementId) -> bool {
        let declaration = Member::of(&self.model.elements[element], Occurs::ONCE);
        self.facts.substitutes.contains_key(&element)
            || !self.text_rule(declaration.type_id, declaration.default).is_none()
    }

    fn element_body(&mut self, element: ElementId, home: Home) -> (Ty, WireName) {
        let element = &self.model.elements[element];
        let copies = self.layout.copies.get(&element.type_id).map(Vec::as_slice).unwrap_or_default();
        // The layout lists the copies of a type in the order of their modules, so a binary search finds a
        // copy.
        let copy = copies.binary_search_by_key(&home.module, |copy| copy.module);
        let ty = match copy.ok().and_then(|place| copies.get(place)) {
            Some(copy) => Ty::Item(copy.clone()),
            None => self.element_ty(element),
        };
        (ty, self.names.wire(home.operations, &element.name))
    }

    fn rpc_body(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        (parts, attached): (&[&'a Part], &[AttachedPart<'a>]),
        name: &str,
        home: Home,
    ) -> (Ty, Body) {
        let namespace = bound.body.namespace.as_deref().unwrap_or(selected.namespace);
        let is_request = selected.input().is_some_and(|(_, input)| std::ptr::eq(input, bound));
        let wrapper = match is_request {
            true => selected.operation.name.to_string(),
            false => format!("{}Response", selected.operation.name),
        };
        let ty = self.parts_record(selected, bound, (parts, attached), name, home.module);
        let name = self.names.wire(home.operations, &QName::new(namespace, wrapper));
        let body = match bound.body.usage {
            UseKind::Encoded if is_request => Body::Encoded(name, Vec::new()),
            UseKind::Encoded => Body::Encoded(name, soap_encoded::results(self.model, selected, parts)),
            UseKind::Literal => Body::Element(name),
        };
        (ty, body)
    }

    /// Plans a record whose fields are the parts of a message. In an encoded message each part may be null. Bindings
    /// of an operation share the record if they send the same parts in the body and as attachments. Without parts,
    /// the type is `()`.
    fn parts_record(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        (parts, attached): (&[&'a Part], &[AttachedPart<'a>]),
        name: &str,
        module: ModuleId,
    ) -> Ty {
        if parts.is_empty() && attached.is_empty() {
            return Ty::Unit;
        }
        let is_encoded = bound.body.usage == UseKind::Encoded;
        let is_request = selected.input().is_some_and(|(_, input)| std::ptr::eq(input, bound));
        let role = if is_request { Role::Request } else { Role::Reply };
        let places = parts
            .iter()
            .copied()
            .chain(attached.iter().map(|one| one.part))
            .map(|part| part.span)
            .collect_vec();
        let key = (selected.operation.span, role, is_encoded, parts.len(), places);
        if let Some(known) = self.of_operations.get(&key) {
            return known.clone();
        }
        let item = self.names.claim_item(module, name, name, "Message");
        self.of_operations.insert(key, Ty::Item(item.clone()));
        let mut fields = Fields::new(&self.names.letters, name, module, None);
        if is_encoded {
            fields.accessors = Accessors::Encoded;
        }
        for part in parts {
            match part.content {
                PartContent::Element(element) => {
                    self.element(&mut fields, element, Occurs::ONCE, false);
                }
                PartContent::Type(type_id) => {
                    // Parts with a type are unqualified (WS-I Basic Profile 1.1, R2735). Some SOAP stacks
                    // send them as nil if they have no value.
                    let name = QName::new("", part.name.clone());
                    let documentation = part.documentation.as_deref();
                    let occurs = Occurs::ONCE;
                    let member = Member {
                        name: &name,
                        type_id,
                        occurs,
                        nillable: false,
                        documentation,
                        default: None,
                        fixed: None,
                        content_types: None,
                    };
                    self.member(&mut fields, &member);
                }
                PartContent::Missing => {}
            }
        }
        for one in attached {
            self.attachment(&mut fields, *one);
        }
        bound_members(self.problems, parts.first().map(|part| part.span), name, fields.next);
        let record = fields.record(&item.ident, vec![format!("The message of `{name}`.")], self.derives());
        self.add_item(module, Item::Record(record));
        Ty::Item(item)
    }
}
