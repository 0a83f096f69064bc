//! Comparison of services, port types, messages and bindings.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Aspect, Change, Comparer, ComponentKind, schema::optional};
use crate::model::{
    Binding, BindingKind, BindingMessage, BindingOperation, HeaderUse, MessageId, Model, Operation,
    OperationFault, Part, PartContent, QName,
};
use crate::source::Span;

impl Comparer<'_> {
    pub(super) fn services(&mut self) {
        let (left, right) = (self.left, self.right);
        let pairs = self.paired(
            ComponentKind::Service,
            &left.services,
            &right.services,
            |service| &service.name,
            |its| its.span,
        );
        for (left_service, right_service) in pairs {
            self.within(format!("service {}", left_service.name.local), |comparer| {
                let name = |name: &Arc<str>| QName::new("", name.clone());
                let (left_names, right_names): (Vec<QName>, Vec<QName>) = (
                    left_service.ports.iter().map(|port| name(&port.name)).collect(),
                    right_service.ports.iter().map(|port| name(&port.name)).collect(),
                );
                let (lefts, rights) = (first_places(&left_names), first_places(&right_names));
                for (name, port) in left_names.iter().zip(&left_service.ports) {
                    let Some(place) = rights.get(name).copied() else {
                        let change = Change::OnlyLeft(ComponentKind::Port, format!("`{}`", port.name));
                        comparer.add(change, Some(port.span), None);
                        continue;
                    };
                    let Some(other) = right_service.ports.get(place) else { continue };
                    comparer.within(format!("port {}", port.name), |comparer| {
                        let places = (port.span, other.span);
                        let address = |address: &Option<Arc<str>>| address.as_deref().map(str::to_owned);
                        let (left_address, right_address) = (address(&port.address), address(&other.address));
                        comparer.check(Aspect::Address, &left_address, &right_address, optional, places);
                        comparer.bindings(&left.bindings[port.binding], &right.bindings[other.binding]);
                    });
                }
                for (name, port) in right_names.iter().zip(&right_service.ports) {
                    if !lefts.contains_key(name) {
                        let change = Change::OnlyRight(ComponentKind::Port, format!("`{}`", port.name));
                        comparer.add(change, None, Some(port.span));
                    }
                }
            });
        }
    }

    pub(super) fn port_types(&mut self) {
        let (left, right) = (self.left, self.right);
        let left_list: Vec<_> = left.port_types.iter().map(|(_, port_type)| port_type).collect();
        let right_list: Vec<_> = right.port_types.iter().map(|(_, port_type)| port_type).collect();
        let pairs =
            self.paired(ComponentKind::PortType, &left_list, &right_list, |its| &its.name, |its| its.span);
        for (left, right) in pairs {
            self.within(format!("port type {}", left.name.local), |comparer| {
                comparer.operation_lists(&left.operations, &right.operations);
            });
        }
    }

    pub(super) fn messages(&mut self) {
        let (left, right) = (self.left, self.right);
        let left_list: Vec<_> = left.messages.iter().map(|(_, message)| message).collect();
        let right_list: Vec<_> = right.messages.iter().map(|(_, message)| message).collect();
        let pairs =
            self.paired(ComponentKind::Message, &left_list, &right_list, |its| &its.name, |its| its.span);
        for (left, right) in pairs {
            self.within(format!("message {}", left.name.local), |comparer| {
                let parts = right.parts.iter().enumerate().rev();
                let rights: BTreeMap<&str, (usize, &Part)> =
                    parts.map(|(place, part)| (&*part.name, (place, part))).collect();
                let lefts: BTreeSet<&str> = left.parts.iter().map(|part| &*part.name).collect();
                let mut order = Vec::new();
                for part in &left.parts {
                    let Some((place, other)) = rights.get(&*part.name).copied() else {
                        let change = Change::OnlyLeft(ComponentKind::Part, format!("`{}`", part.name));
                        comparer.add(change, Some(part.span), None);
                        continue;
                    };
                    order.push(place);
                    comparer.within(format!("part {}", part.name), |comparer| comparer.parts(part, other));
                }
                for part in right.parts.iter().filter(|part| !lefts.contains(&*part.name)) {
                    let change = Change::OnlyRight(ComponentKind::Part, format!("`{}`", part.name));
                    comparer.add(change, None, Some(part.span));
                }
                if !order.is_sorted() {
                    let names = |parts: &[Part]| {
                        parts.iter().map(|part| format!("`{}`", part.name)).collect::<Vec<_>>().join(", ")
                    };
                    let change = Change::differs(Aspect::Order, &names(&left.parts), &names(&right.parts));
                    comparer.add(change, Some(left.span), Some(right.span));
                }
            });
        }
    }

    fn parts(&mut self, left: &Part, right: &Part) {
        let places = (left.span, right.span);
        match (left.content, right.content) {
            (PartContent::Element(left), PartContent::Element(right)) => {
                let (left_name, right_name) =
                    (&self.left.elements[left].name, &self.right.elements[right].name);
                if !self.is_same_name(left_name, right_name) {
                    let words = |name: &QName| format!("the element `{}`", name.local);
                    let change = Change::differs(Aspect::Part, &words(left_name), &words(right_name));
                    self.add(change, Some(places.0), Some(places.1));
                } else if self.left.names.elements.get(left_name) != Some(left)
                    || self.right.names.elements.get(right_name) != Some(right)
                {
                    // Two services of the family declare different elements with this name. The comparison of
                    // global elements covers only the first one. The part refers to the second one, which is
                    // therefore compared here.
                    let step = format!("element {}", left_name.local);
                    self.within(step, |comparer| comparer.element(left, right));
                }
            }
            (PartContent::Type(left), PartContent::Type(right)) => {
                self.type_references(Aspect::Part, left, right, places);
            }
            (PartContent::Missing, PartContent::Missing) => {}
            (left, right) => {
                let words = |content: &PartContent| {
                    match content {
                        PartContent::Element(_) => "an element",
                        PartContent::Type(_) => "a type",
                        PartContent::Missing => "missing",
                    }
                    .to_owned()
                };
                self.check(Aspect::Part, left, right, words, places);
            }
        }
    }

    fn operation_lists(&mut self, left: &[Operation], right: &[Operation]) {
        let (left_keys, right_keys) = (operation_keys(left), operation_keys(right));
        let rights: BTreeMap<_, _> = right_keys.iter().zip(right).collect();
        let lefts: BTreeSet<_> = left_keys.iter().collect();
        for (key, operation) in left_keys.iter().zip(left) {
            let Some(other) = rights.get(key) else {
                let change = Change::OnlyLeft(ComponentKind::Operation, format!("`{}`", operation.name));
                self.add(change, Some(operation.span), None);
                continue;
            };
            self.within(format!("operation {}", operation.name), |comparer| {
                comparer.operations(operation, other)
            });
        }
        for (key, operation) in right_keys.iter().zip(right) {
            if !lefts.contains(key) {
                let change = Change::OnlyRight(ComponentKind::Operation, format!("`{}`", operation.name));
                self.add(change, None, Some(operation.span));
            }
        }
    }

    fn operations(&mut self, left: &Operation, right: &Operation) {
        let places = (left.span, right.span);
        self.check(Aspect::OperationKind, left.kind, right.kind, |kind| format!("{kind:?}"), places);
        let message = |message: &Option<(MessageId, _)>| message.as_ref().map(|(message, _)| *message);
        self.directions("input", message(&left.input), message(&right.input), places);
        self.directions("output", message(&left.output), message(&right.output), places);
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        let actions = [
            (text(&left.input_action), text(&right.input_action)),
            (text(&left.output_action), text(&right.output_action)),
        ];
        for (left, right) in &actions {
            self.check(Aspect::Action, left, right, optional, places);
        }
        let words = |order: &&Vec<Arc<str>>| order.join(" ");
        self.check(Aspect::ParameterOrder, &left.parameter_order, &right.parameter_order, words, places);
        let names = |faults: &[OperationFault]| -> Vec<Arc<str>> {
            faults.iter().map(|fault| fault.name.clone()).collect()
        };
        let (left_names, right_names) = (names(&left.faults), names(&right.faults));
        let (lefts, rights) = (first_places(&left_names), first_places(&right_names));
        for fault in &left.faults {
            let Some(other) = rights.get(&fault.name).and_then(|place| right.faults.get(*place)) else {
                let change = Change::OnlyLeft(ComponentKind::Fault, format!("`{}`", fault.name));
                self.add(change, Some(fault.span), None);
                continue;
            };
            let step = format!("fault {}", fault.name);
            let (message, other_message) = (Some(fault.message), Some(other.message));
            self.directions(&step, message, other_message, (fault.span, other.span));
        }
        for fault in right.faults.iter().filter(|fault| !lefts.contains_key(&fault.name)) {
            let change = Change::OnlyRight(ComponentKind::Fault, format!("`{}`", fault.name));
            self.add(change, None, Some(fault.span));
        }
    }

    fn directions(
        &mut self,
        step: &str,
        left: Option<MessageId>,
        right: Option<MessageId>,
        places: (Span, Span),
    ) {
        match (left, right) {
            (Some(left), Some(right)) => {
                self.within(step.to_owned(), |comparer| comparer.message_references(left, right, places));
            }
            (Some(_), None) => self.add(
                Change::OnlyLeft(ComponentKind::Direction, format!("`{step}`")),
                Some(places.0),
                None,
            ),
            (None, Some(_)) => self.add(
                Change::OnlyRight(ComponentKind::Direction, format!("`{step}`")),
                None,
                Some(places.1),
            ),
            (None, None) => {}
        }
    }

    fn message_references(&mut self, left: MessageId, right: MessageId, places: (Span, Span)) {
        let (left, right) = (&self.left.messages[left].name, &self.right.messages[right].name);
        if !self.is_same_name(left, right) {
            let words = |name: &QName| format!("`{}`", name.local);
            self.add(
                Change::differs(Aspect::Message, &words(left), &words(right)),
                Some(places.0),
                Some(places.1),
            );
        }
    }

    fn bindings(&mut self, left: &Binding, right: &Binding) {
        let places = (left.span, right.span);
        let kind = |kind: &BindingKind| match kind {
            BindingKind::Soap { version, transport } => format!("{version:?} over `{transport}`"),
            BindingKind::OtherTransport(transport) => format!("SOAP over {transport}"),
            BindingKind::Http(verb) => format!("HTTP {verb}"),
            BindingKind::Other(Some(namespace)) => format!("`{namespace}`"),
            BindingKind::Other(None) => "an unknown protocol".to_owned(),
        };
        self.check(Aspect::Protocol, left.kind.clone(), right.kind.clone(), kind, places);
        let names = |model: &Model, binding: &Binding| model.port_types[binding.port_type].name.clone();
        let (left_name, right_name) = (names(self.left, left), names(self.right, right));
        if !self.is_same_name(&left_name, &right_name) {
            let words = |name: &QName| format!("that of the port type `{}`", name.local);
            let change = Change::differs(Aspect::Name, &words(&left_name), &words(&right_name));
            self.add(change, Some(places.0), Some(places.1));
        }
        let keys =
            |operations: &[BindingOperation]| numbered(operations.iter().map(|operation| &operation.name));
        let (left_keys, right_keys) = (keys(&left.operations), keys(&right.operations));
        let rights: BTreeMap<_, _> = right_keys.iter().zip(&right.operations).collect();
        let lefts: BTreeSet<_> = left_keys.iter().collect();
        for (key, operation) in left_keys.iter().zip(&left.operations) {
            let Some(other) = rights.get(key) else {
                let change =
                    Change::OnlyLeft(ComponentKind::BindingOperation, format!("`{}`", operation.name));
                self.add(change, Some(operation.span), None);
                continue;
            };
            let step = format!("operation {}", operation.name);
            self.within(step, |comparer| comparer.binding_operations(operation, other));
        }
        for (key, operation) in right_keys.iter().zip(&right.operations) {
            if !lefts.contains(key) {
                let change =
                    Change::OnlyRight(ComponentKind::BindingOperation, format!("`{}`", operation.name));
                self.add(change, None, Some(operation.span));
            }
        }
    }

    fn binding_operations(&mut self, left: &BindingOperation, right: &BindingOperation) {
        let places = (left.span, right.span);
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        self.check(Aspect::Action, &text(&left.action), &text(&right.action), optional, places);
        self.check(
            Aspect::Style,
            left.style,
            right.style,
            |style| format!("{style:?}").to_lowercase(),
            places,
        );
        self.check(
            Aspect::Address,
            &text(&left.http_location),
            &text(&right.http_location),
            optional,
            places,
        );
        for (step, left, right) in
            [("input", &left.input, &right.input), ("output", &left.output, &right.output)]
        {
            match (left, right) {
                (Some(left), Some(right)) => {
                    self.within(step.to_owned(), |comparer| comparer.binding_messages(left, right));
                }
                (Some(left), None) => {
                    self.add(
                        Change::OnlyLeft(ComponentKind::Direction, format!("`{step}`")),
                        Some(left.span),
                        None,
                    );
                }
                (None, Some(right)) => {
                    self.add(
                        Change::OnlyRight(ComponentKind::Direction, format!("`{step}`")),
                        None,
                        Some(right.span),
                    );
                }
                (None, None) => {}
            }
        }
        let faults = |operation: &BindingOperation| -> BTreeSet<(Arc<str>, bool)> {
            let faults = operation.faults.iter();
            faults.map(|fault| (fault.name.clone(), fault.usage == crate::model::UseKind::Encoded)).collect()
        };
        let (left_faults, right_faults) = (faults(left), faults(right));
        for (name, _) in left_faults.difference(&right_faults) {
            self.add(Change::OnlyLeft(ComponentKind::Fault, format!("`{name}`")), Some(places.0), None);
        }
        for (name, _) in right_faults.difference(&left_faults) {
            self.add(Change::OnlyRight(ComponentKind::Fault, format!("`{name}`")), None, Some(places.1));
        }
    }

    fn binding_messages(&mut self, left: &BindingMessage, right: &BindingMessage) {
        let places = (left.span, right.span);
        let encoding = |usage: &crate::model::UseKind| format!("{usage:?}").to_lowercase();
        self.check(Aspect::Encoding, left.body.usage, right.body.usage, encoding, places);
        let words = |parts: &Vec<usize>| match parts.as_slice() {
            [] => "none".to_owned(),
            parts => parts.iter().map(|part| (part + 1).to_string()).collect::<Vec<_>>().join(", "),
        };
        self.check(Aspect::Body, left.body.parts.clone(), right.body.parts.clone(), words, places);
        let namespace = |namespace: &Option<Arc<str>>| namespace.as_deref().map(str::to_owned);
        let left_namespace =
            left.body.namespace.as_deref().map(|namespace| self.namespace(namespace).to_owned());
        self.check(Aspect::Namespace, &left_namespace, &namespace(&right.body.namespace), optional, places);
        let mime = |message: &BindingMessage| {
            message.mime.as_ref().map(|mime| (mime.element.clone(), mime.parts.clone()))
        };
        let mime_words =
            |mime: &Option<_>| mime.as_ref().map_or("none".to_owned(), |mime| format!("{mime:?}"));
        self.check(Aspect::Mime, mime(left), mime(right), mime_words, places);
        self.headers(&left.headers, &right.headers, places);
    }

    fn headers(&mut self, left: &[HeaderUse], right: &[HeaderUse], places: (Span, Span)) {
        let (left_keys, right_keys) = (
            left.iter().map(|header| self.header_key(self.left, header, true)).collect::<Vec<_>>(),
            right.iter().map(|header| self.header_key(self.right, header, false)).collect::<Vec<_>>(),
        );
        let (lefts, rights) = (first_places(&left_keys), first_places(&right_keys));
        let mut order = Vec::new();
        for (key, header) in left_keys.iter().zip(left) {
            match rights.get(key) {
                Some(place) => order.push(*place),
                None => {
                    let change = Change::OnlyLeft(ComponentKind::Header, format!("`{}`", header.part_name));
                    self.add(change, Some(header.span), None);
                }
            }
        }
        for (key, header) in right_keys.iter().zip(right) {
            if !lefts.contains_key(key) {
                let change = Change::OnlyRight(ComponentKind::Header, format!("`{}`", header.part_name));
                self.add(change, None, Some(header.span));
            }
        }
        if !order.is_sorted() {
            let names = |headers: &[HeaderUse]| {
                headers.iter().map(|header| format!("`{}`", header.part_name)).collect::<Vec<_>>().join(", ")
            };
            self.add(
                Change::differs(Aspect::Order, &names(left), &names(right)),
                Some(places.0),
                Some(places.1),
            );
        }
    }

    /// Returns the key by which headers are paired: message, part, encoding and header faults.
    fn header_key(&self, model: &Model, header: &HeaderUse, is_left: bool) -> String {
        let name = &model.messages[header.message].name;
        let name = if is_left { self.name(name) } else { name.clone() };
        let faults: Vec<String> =
            header.faults.iter().map(|fault| self.header_key(model, fault, is_left)).collect();
        format!("{name} {} {:?} ({})", header.part_name, header.usage, faults.join(", "))
    }

    /// Pairs the components of two lists by name. Components without a counterpart are reported as differences.
    fn paired<'t, T>(
        &mut self,
        thing: ComponentKind,
        left: &'t [T],
        right: &'t [T],
        name: impl Fn(&T) -> &QName,
        span: impl Fn(&T) -> Span,
    ) -> Vec<(&'t T, &'t T)> {
        let mut pairs = Vec::new();
        // Components that share a name are paired in order: the first with the first, the second with the
        // second.
        let mut rights: BTreeMap<QName, Vec<&'t T>> = BTreeMap::new();
        for item in right.iter().rev() {
            rights.entry(name(item).clone()).or_default().push(item);
        }
        for item in left {
            match rights.get_mut(&self.name(name(item))).and_then(Vec::pop) {
                Some(other) => pairs.push((item, other)),
                None => self.add(
                    Change::OnlyLeft(thing, format!("`{}`", name(item).local)),
                    Some(span(item)),
                    None,
                ),
            }
        }
        for item in right.iter().filter(|item| {
            rights.get(name(item)).is_some_and(|left| left.iter().any(|other| std::ptr::eq(*other, *item)))
        }) {
            self.add(Change::OnlyRight(thing, format!("`{}`", name(item).local)), None, Some(span(item)));
        }
        pairs
    }
}

/// Returns the index of the first occurrence of each key.
fn first_places<K: Ord>(keys: &[K]) -> BTreeMap<&K, usize> {
    keys.iter().enumerate().rev().map(|(place, key)| (key, place)).collect()
}

/// Returns the keys by which operations are paired: the name, with a number for overloads.
fn operation_keys(operations: &[Operation]) -> Vec<(Arc<str>, usize)> {
    numbered(operations.iter().map(|operation| &operation.name))
}

/// Numbers each name by its occurrence, counted from 1.
fn numbered<'n>(names: impl Iterator<Item = &'n Arc<str>>) -> Vec<(Arc<str>, usize)> {
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let numbered = names.map(|name| {
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        (name.clone(), *count)
    });
    numbered.collect()
}
