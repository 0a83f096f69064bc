//! Reports omissions: incomplete faults, operations that a binding lacks, and bindings to other protocols than SOAP.
//! The parent module reports operations of SOAP bindings that cannot be generated.

use super::{LeftOut, Selector, Service, attached_parts, body_parts};
use crate::{
    lists::CollectVec,
    map::Set,
    model::{Binding, BindingKind, Part, PartContent, PortTypeId, Style, UseKind},
    problem::Severity,
};

impl<'m> Selector<'_, 'm> {
    /// Reports faults whose message does not have exactly one part (WSDL 1.1, 3.6).
    pub(super) fn report_faults(&mut self, services: &[Service<'m>]) {
        let model = self.model;
        let mut reported = Set::new();
        let operations = services.iter().flat_map(|service| &service.operations);
        for (selected, fault) in
            operations.flat_map(|one| one.operation.faults.iter().map(move |fault| (one, fault)))
        {
            let message = &model.messages[fault.message];
            let how = match &*message.parts {
                [] => "it has no part; the fault is not generated, and its detail is kept as XML".to_owned(),
                [_] => continue,
                [first, ..] => format!("it has several; only `{}` is generated", first.name),
            };
            if reported.insert(fault.span) {
                let text = format!(
                    "the message of the fault `{}` of `{}` must have exactly one part: {how}",
                    fault.name, selected.operation.name
                );
                let problem = self.problems.warning(fault.span, text);
                problem
                    .related(message.span, "the message")
                    .hint("elements of the detail for which no type is generated are in `Fault::detail`");
            }
        }
    }

    /// Notes parts that refer to an element in the style rpc, or to a type in the style document. Other tools reject such
    /// parts or write them differently.
    pub(super) fn note_unusual_parts(&mut self, services: &[Service<'m>]) {
        let model = self.model;
        for service in services {
            for style in [Style::Rpc, Style::Document] {
                let is_unusual = |part: &Part| match (style, part.content) {
                    (Style::Rpc, PartContent::Element(_)) | (Style::Document, PartContent::Type(_)) => true,
                    (_, PartContent::Element(_) | PartContent::Type(_) | PartContent::Missing) => false,
                };
                let selected = service.operations.iter().filter(|selected| selected.binding.style == style);
                let messages = selected.flat_map(|selected| selected.messages().collect_vec());
                let mut spans = Set::new();
                let parts = messages.flat_map(|(message, bound)| {
                    let parts = body_parts(model, message, bound);
                    let is_whole_body = parts.len() == 1
                        && attached_parts(model, message, bound).is_empty()
                        && bound.body.usage == UseKind::Literal;
                    parts.into_iter().map(move |part| (message, part, is_whole_body)).collect_vec()
                });
                let unusual = parts.filter(|(_, part, _)| is_unusual(part));
                let unusual = unusual.filter(|(_, part, _)| spans.insert(part.span)).collect_vec();
                let Some((message, part, is_whole_body)) = unusual.first() else { continue };
                let (kind, style, hint) = match (style, is_whole_body) {
                    (Style::Rpc, _) => {
                        ("an element", "rpc", "the element is written into the element of the operation")
                    }
                    (Style::Document, true) => {
                        let hint = "the body itself has this type, without an element for the part (WSDL 1.1, section 3.5)";
                        ("a type", "document", hint)
                    }
                    (Style::Document, false) => {
                        ("a type", "document", "its element has the name of the part, and no namespace")
                    }
                };
                let more = match unusual.len() - 1 {
                    0 => String::new(),
                    1 => " (and 1 more part)".to_owned(),
                    more => format!(" (and {more} more parts)"),
                };
                let message = &model.messages[*message].name.local;
                let text = format!(
                    "the part `{}` of the message `{message}`{more} refers to {kind}, although the style is {style}",
                    part.name
                );
                let hint = format!(
                    "{hint}; the WS-I Basic Profile forbids such parts, and some servers expect another form"
                );
                self.problems.note(part.span, text).hint(hint);
            }
        }
    }

    /// Reports operations that a SOAP binding of their port type omits. If another SOAP binding has the
    /// operation, the report is a note.
    pub(super) fn report_missing_operations(&mut self) {
        let model = self.model;
        let is_soap = |binding: &&Binding| matches!(binding.kind, BindingKind::Soap { .. });
        let bindings = || model.bindings.iter().map(|(_, binding)| binding).filter(is_soap);
        let places = |binding: &Binding| {
            let port_type = binding.port_type;
            binding
                .operations
                .iter()
                .filter_map(move |bound| Some((port_type, bound.operation?)))
                .collect_vec()
        };
        let bound: Set<(PortTypeId, usize)> = bindings().flat_map(places).collect();
        let mut named = Set::new();
        for binding in bindings() {
            let own: Set<(PortTypeId, usize)> = places(binding).into_iter().collect();
            let declared = &model.port_types[binding.port_type].operations;
            let lacking =
                declared.iter().enumerate().map(|(place, operation)| ((binding.port_type, place), operation));
            let lacking =
                lacking.filter(|(key, operation)| !own.contains(key) && self.is_wanted(&operation.name));
            let lacking = lacking.collect_vec();
            let Some((_, first)) = lacking.first() else { continue };
            let elsewhere = lacking.iter().all(|(key, _)| bound.contains(key));
            let severity = if elsewhere { Severity::Note } else { Severity::Warning };
            // An operation that no SOAP binding of the port type contains is left out. For each port type,
            // the first report about such operations names all operations that the binding lacks. All other
            // reports are shortened.
            let shown = if !elsewhere && named.insert(binding.port_type) { usize::MAX } else { MAX_LISTED };
            let names = listed(lacking.iter().map(|(_, operation)| &*operation.name), shown);
            let message = format!("the binding `{}` lacks {names} of its port type", binding.name.local);
            // The binding may contain an operation that the port type does not declare, for example because
            // its name is misspelled. A problem has been reported for this operation, and it is probably the
            // reason why the binding lacks operations of the port type. Add these operations to that problem,
            // as a consequence.
            let unmatched = binding.operations.iter().find(|bound| bound.operation.is_none());
            let cause = unmatched.and_then(|bound| self.causes.within(bound.span, self.problems));
            let reported = match cause {
                Some(problem) => {
                    let left_out = lacking.iter().filter(|(key, _)| !bound.contains(key));
                    problem.consequence(first.span, message, left_out.map(|(_, operation)| &*operation.name));
                    problem.span.unwrap_or(binding.span)
                }
                None => {
                    let problem = self.problems.add(severity, binding.span, message);
                    problem.related(first.span, "declared here in the port type").hint(match elsewhere {
                        true => {
                            "calls through ports of this binding would fail: use a port of another binding"
                        }
                        false => {
                            "without an entry in a SOAP binding, the encoding of the messages is unknown"
                        }
                    });
                    binding.span
                }
            };
            for (_, operation) in lacking.into_iter().filter(|(key, _)| !bound.contains(key)) {
                let (operation, span) = (operation.name.to_string(), operation.span);
                let reason = format!("the binding `{}` does not have it", binding.name.local);
                self.left_out.push(LeftOut { operation, span, reason, reported });
            }
        }
    }

    /// Reports bindings to other protocols than SOAP, which are not generated. If their operations are
    /// generated over SOAP with the same names, as in most ASP.NET contracts, the report is a note.
    pub(super) fn report_other_protocols(&mut self, others: &[&'m Binding], services: &[Service<'m>]) {
        let generated: Set<&str> =
            services.iter().flat_map(|service| &service.operations).map(|one| &*one.operation.name).collect();
        let mut reported = Set::new();
        for binding in others.iter().filter(|binding| reported.insert(binding.span)) {
            let how = match &binding.kind {
                BindingKind::OtherTransport(transport) => format!("uses SOAP over {transport}"),
                BindingKind::Http(verb) if verb.is_empty() => "uses HTTP without SOAP".to_owned(),
                BindingKind::Http(verb) => format!("uses HTTP {verb} without SOAP"),
                BindingKind::Other(Some(namespace)) => format!("uses an unknown protocol, `{namespace}`"),
                _ => "declares no protocol".to_owned(),
            };
            let wanted = binding.operations.iter().filter(|bound| self.is_wanted(&bound.name)).collect_vec();
            if wanted.is_empty() {
                continue;
            }
            let left_out = wanted.iter().filter(|bound| !generated.contains(&*bound.name));
            let left_out = left_out.collect_vec();
            let elsewhere = left_out.is_empty();
            let severity = if elsewhere { Severity::Note } else { Severity::Warning };
            let message = format!("the binding `{}` {how}, and is not generated", binding.name.local);
            let problem = self.problems.add(severity, binding.span, message);
            match elsewhere {
                true if matches!(binding.kind, BindingKind::OtherTransport(_)) => {
                    problem.hint("operations with the same names are generated over HTTP")
                }
                true => problem.hint("operations with the same names are generated over SOAP"),
                false => {
                    let names = left_out.iter().map(|bound| &*bound.name);
                    problem.hint(format!("left out: {}", listed(names, usize::MAX)))
                }
            };
            for bound in left_out {
                let (operation, span) = (bound.name.to_string(), bound.span);
                let reason = format!("the binding `{}` {how}", binding.name.local);
                self.left_out.push(LeftOut { operation, span, reason, reported: binding.span });
            }
        }
    }
}

/// Maximum number of operations that a shortened report names. The report about a binding is shortened if
/// other bindings contain all operations that this binding lacks, or if an earlier report about the same port
/// type is complete.
const MAX_LISTED: usize = 5;

/// Formats the first `max_listed` names in backticks, followed by the number of the other names.
fn listed<'n>(names: impl Iterator<Item = &'n str>, max_listed: usize) -> String {
    let names = names.collect_vec();
    let shown = names.iter().take(max_listed).map(|name| format!("`{name}`")).collect_vec().join(", ");
    match names.len().saturating_sub(max_listed) {
        0 => shown,
        more => format!("{shown} and {more} others"),
    }
}
