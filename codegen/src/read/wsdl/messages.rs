//! Messages and port types.

use std::sync::Arc;

use super::{
    super::{declare::id, resolve::Found, tables::Space, tag::Tag, uri},
    definer::WsdlDefiner,
};
use crate::{
    lists::{CollectVec, PushAll},
    model::{Message, MessageId, Operation, OperationFault, OperationKind, Part, PartContent, PortTypeId},
};

impl<'a> WsdlDefiner<'a, '_, '_> {
    pub(super) fn define_message(&mut self, id: MessageId, tag: Tag<'a>) {
        let mut parts: Vec<Part> = Vec::new();
        for child in tag.children().filter(|child| child.wsdl_name() == "part") {
            let name = child.attribute("name").unwrap_or_default();
            let place = *self.parts.or_insert((id, name), parts.len());
            if place != parts.len() {
                self.warning(child, "name", format!("the message has two parts `{name}`"));
            }
            let name = self.resolver.strings.arc(name);
            let content = self.part_content(child);
            parts.push(Part {
                name,
                content,
                documentation: self.documentation_of(child),
                span: child.span(),
            });
        }
        self.resolver.model.messages[id].parts = parts;
    }

    fn part_content(&mut self, tag: Tag<'a>) -> PartContent {
        let has_type = tag.attribute("type").is_some();
        let is_empty = has_type && tag.attribute("element").is_some_and(|name| name.trim().is_empty());
        if is_empty {
            self.warning(tag, "element", "`element` is empty").hint("`type` is used");
        } else if tag.attribute("element").is_some() {
            if has_type {
                self.warning(tag, "type", "a part must not have both attributes, `element` and `type`")
                    .hint("`element` is used");
            }
            return match self.resolver.element_of(tag, "element", None) {
                Some(element) if !self.resolver.model.missing.elements.contains(&element) => {
                    PartContent::Element(element)
                }
                _ => PartContent::Missing,
            };
        }
        if let Some(type_id) = self.resolver.type_of(tag, "type", None) {
            return PartContent::Type(type_id);
        }
        self.warning(tag, "name", "a part must have the attribute `element` or `type`");
        PartContent::Missing
    }

    pub(super) fn define_port_type(&mut self, id: PortTypeId, tag: Tag<'a>) {
        let mut operations = Vec::new();
        for child in tag.children() {
            if child.wsdl_name() == "operation" {
                let operation = self.operation(child);
                if let (None, Some(name)) = (&operation, child.attribute("name")) {
                    self.incomplete.insert((id, name));
                }
                operations.push_all(operation);
            }
        }
        self.check_extensions(tag);
        let documentation = self.documentation_of(tag);
        let port_type = &mut self.resolver.model.port_types[id];
        port_type.operations = operations;
        port_type.documentation = documentation;
    }

    fn operation(&mut self, tag: Tag<'a>) -> Option<Operation> {
        let Some(name) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", "an operation must have the attribute `name`");
            return None;
        };
        let mut operation = Operation {
            name: self.resolver.strings.arc(name),
            kind: OperationKind::OneWay,
            input: None,
            output: None,
            faults: Vec::new(),
            parameter_order: Vec::new(),
            input_action: None,
            output_action: None,
            documentation: self.documentation_of(tag),
            span: tag.span(),
        };
        operation.parameter_order =
            tag.list("parameterOrder").map(|part| self.resolver.strings.arc(part)).collect_vec();
        let mut order = String::new();
        for child in tag.children() {
            match child.wsdl_name() {
                "input" if operation.input.is_none() => {
                    order.push('i');
                    operation.input = Some((self.message_of(child), self.name_of(child)));
                    operation.input_action = self.action(child);
                }
                "output" if operation.output.is_none() => {
                    order.push('o');
                    operation.output = Some((self.message_of(child), self.name_of(child)));
                    operation.output_action = self.action(child);
                }
                "fault" => {
                    let (name, message) = (self.name_of(child), self.message_of(child));
                    let name = name.unwrap_or_else(|| self.resolver.strings.arc(""));
                    let (documentation, span) = (self.documentation_of(child), child.span());
                    let action = self.action(child);
                    operation.faults.push(OperationFault { name, message, action, documentation, span });
                }
                kind @ ("input" | "output") => {
                    self.warning(
                        child,
                        "",
                        format!("an operation can have only one `{kind}`; the second one is ignored"),
                    );
                }
                _ => {}
            }
        }
        operation.kind = match order.as_str() {
            "i" => OperationKind::OneWay,
            "io" => OperationKind::RequestResponse,
            "oi" => OperationKind::SolicitResponse,
            "o" => OperationKind::Notification,
            _ => {
                self.warning(tag, "name", "an operation must have an `input` or an `output`");
                return None;
            }
        };
        self.check_extensions(tag);
        Some(operation)
    }

    fn name_of(&mut self, tag: Tag<'a>) -> Option<Arc<str>> {
        tag.attribute("name").map(|name| self.resolver.strings.arc(name))
    }

    /// The declared WS-Addressing action of an input, an output or a fault.
    fn action(&self, tag: Tag<'a>) -> Option<Arc<str>> {
        let namespaces = uri::ADDRESSING.into_iter().chain([uri::ADDRESSING_2004]);
        namespaces.into_iter().find_map(|namespace| tag.attribute_in(namespace, "Action")).map(Arc::from)
    }

    /// The message that an attribute names, or an empty placeholder if the message is missing.
    pub(super) fn message_of(&mut self, tag: Tag<'a>) -> MessageId {
        if tag.attribute("message").is_none() {
            self.warning(tag, "", format!("`{}` must have the attribute `message`", tag.name()));
        }
        let name = match self.resolver.resolve(Space::Message, tag, "message", None) {
            Found::At(index) => return id(index),
            Found::Missing { namespace, local } => self.resolver.strings.name(namespace, local),
            Found::Nothing => self.resolver.strings.name("", ""),
        };
        let missing = self.resolver.model.messages.add(Message { name, parts: Vec::new(), span: tag.span() });
        self.resolver.model.missing.messages.insert(missing);
        missing
    }
}
