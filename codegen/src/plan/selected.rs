//! An operation of a binding, and the parts of its body.

use std::sync::Arc;

use crate::{
    lists::{CollectVec, SortList},
    map::Map,
    model::{
        BindingMessage, BindingOperation, HeaderUse, MessageId, Model, Operation, OperationFault, Part,
        Style, UseKind,
    },
};

/// An operation and its binding.
#[derive(Clone, Copy)]
pub(crate) struct Selected<'m> {
    pub(crate) operation: &'m Operation,
    pub(crate) binding: &'m BindingOperation,
    /// Namespace and name of the port type.
    pub(crate) namespace: &'m str,
    pub(crate) port_type: &'m str,
}

impl<'m> Selected<'m> {
    /// The SOAP action; may be empty.
    pub(crate) fn soap_action(&self) -> &'m str {
        let declared = self.binding.action.as_deref().or(self.operation.input_action.as_deref());
        declared.unwrap_or_default()
    }

    pub(crate) fn input(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.input.as_ref()?.0, self.binding.input.as_ref()?))
    }

    pub(crate) fn output(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.output.as_ref()?.0, self.binding.output.as_ref()?))
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = (MessageId, &'m BindingMessage)> {
        self.input().into_iter().chain(self.output())
    }

    /// Whether a message of the operation is in SOAP encoding.
    pub(crate) fn is_encoded(&self) -> bool {
        let mut messages = self.binding.input.iter().chain(&self.binding.output);
        messages.any(|message| message.body.usage == UseKind::Encoded)
    }

    /// The faults that the operation declares, each with whether it is in SOAP encoding. A fault that the binding omits
    /// is in SOAP encoding if a message of the operation is.
    pub(crate) fn faults(&self) -> impl Iterator<Item = (&'m OperationFault, bool)> + use<'m> {
        let declared = &self.operation.faults;
        let mut bound: Map<&str, bool> = Map::new();
        for fault in &self.binding.faults {
            bound.or_insert(&fault.name, fault.usage == UseKind::Encoded);
        }
        // A fault in the binding may lack a name. If the operation declares only one fault, the binding's
        // fault without a name belongs to it.
        let unnamed = bound.get("").copied().filter(|_| declared.len() == 1);
        let assumed = unnamed.unwrap_or_else(|| self.is_encoded());
        declared.iter().map(move |fault| (fault, bound.get(&*fault.name).copied().unwrap_or(assumed)))
    }

    /// Whether the operation declares a fault in SOAP encoding.
    pub(crate) fn has_encoded_faults(&self) -> bool {
        self.faults().any(|(_, is_encoded)| is_encoded)
    }

    /// The first difference between two bindings of an operation; `None` if one client can call both.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let fault_uses =
            |selected: &Self| selected.faults().map(|(_, is_encoded)| is_encoded).collect::<Vec<_>>();
        let have_same_fault_uses = fault_uses(self) == fault_uses(other);
        let (one, other) = (self.binding, other.binding);
        let is_rpc = one.style == Style::Rpc;
        let messages = || [(&one.input, &other.input), (&one.output, &other.output)].into_iter();
        let differs = |same: fn(&BindingMessage, &BindingMessage) -> bool| {
            messages().any(|pair| match pair {
                (Some(one), Some(other)) => !same(one, other),
                (one, other) => one.is_some() != other.is_some(),
            })
        };
        let header =
            |header: &HeaderUse| (header.message, header.part, header.usage, header.namespace.clone());
        let headers = |bound: &Option<BindingMessage>| {
            bound.iter().flat_map(|bound| &bound.headers).map(header).collect_vec()
        };
        // Each header of a reply is found by its name, so their order does not matter.
        let reply_headers = |bound: &Option<BindingMessage>| {
            let mut headers = headers(bound);
            headers.sort_list();
            headers
        };
        if one.action.as_deref().unwrap_or_default() != other.action.as_deref().unwrap_or_default() {
            Some("the SOAP action")
        } else if one.style != other.style {
            Some("the style")
        } else if differs(|one, other| one.body.usage == other.body.usage) {
            Some("the use")
        } else if !have_same_fault_uses {
            Some("the use of a fault")
        } else if is_rpc && differs(|one, other| one.body.namespace == other.body.namespace) {
            Some("the namespace")
        } else if differs(|one, other| one.body.parts == other.body.parts) {
            Some("the parts of the body")
        } else if differs(|one, other| attachments(one) == attachments(other)) {
            Some("the attachments")
        } else if headers(&one.input) != headers(&other.input) {
            Some("the headers")
        } else if reply_headers(&one.output) != reply_headers(&other.output) {
            Some("the headers of the reply")
        } else {
            None
        }
    }
}

/// The names and content types of the parts that are sent as attachments.
fn attachments(bound: &BindingMessage) -> &[(Arc<str>, Vec<Arc<str>>)] {
    bound.mime.as_ref().map_or(&[], |mime| &mime.parts)
}

/// A part of a message that is sent as an attachment.
#[derive(Clone, Copy)]
pub(crate) struct AttachedPart<'m> {
    pub(crate) part: &'m Part,
    /// The content types that the binding allows, in its order.
    pub(crate) content_types: &'m [Arc<str>],
}

impl AttachedPart<'_> {
    /// The content type of an attachment for which the program sets none: the first one without a wildcard.
    pub(crate) fn default_type(&self) -> &str {
        let is_whole = |kind: &&Arc<str>| kind.contains('/') && !kind.contains('*');
        self.content_types.iter().find(is_whole).map_or("application/octet-stream", |kind| kind)
    }
}

/// The parts of a message that are sent as attachments. A part that the binding also lists in the SOAP body is sent
/// only there.
pub(crate) fn attached_parts<'m>(
    model: &'m Model,
    message: MessageId,
    bound: &'m BindingMessage,
) -> Vec<AttachedPart<'m>> {
    let parts = &model.messages[message].parts;
    let attached = attachments(bound).iter().filter_map(|(name, content_types)| {
        let place = parts.iter().position(|part| part.name == *name)?;
        (!bound.body.parts.contains(&place))
            .then_some(AttachedPart { part: parts.get(place)?, content_types })
    });
    attached.collect_vec()
}

/// The parts of a message that are in the SOAP body.
pub(crate) fn body_parts<'m>(model: &'m Model, message: MessageId, bound: &BindingMessage) -> Vec<&'m Part> {
    let parts = &model.messages[message].parts;
    let header = |place: usize| {
        // Without a `parts` attribute, the body omits the parts that are headers of the same message.
        !bound.body.parts_given
            && bound.headers.iter().any(|header| header.message == message && header.part == Some(place))
    };
    bound
        .body
        .parts
        .iter()
        .filter(|place| !header(**place))
        .filter_map(|place| parts.get(*place))
        .collect_vec()
}
