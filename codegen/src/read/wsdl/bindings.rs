//! Bindings: the protocol, and the operations matched with those of the port type.

use std::sync::Arc;

use super::{
    super::{tag::Tag, unknown, uri, warning::word},
    definer::WsdlDefiner,
    protection::Demands,
};
use crate::{
    lists::{CollectVec, SortList},
    map::{Map, Set},
    model::{
        Binding, BindingFault, BindingId, BindingKind, BindingMessage, BindingOperation, Body, MessageId,
        Operation, PortTypeId, SoapVersion, Style, UseKind,
    },
    problem::near_miss,
};

impl<'a> WsdlDefiner<'a, '_, '_> {
    pub(super) fn define_binding(&mut self, id: BindingId, tag: Tag<'a>) {
        let port_type = self.port_type_of(tag);
        let (kind, style) = self.binding_kind(tag);
        let is_soap = matches!(kind, BindingKind::Soap { .. });
        let mut overloads: Map<Arc<str>, Overloads> = Map::new();
        for (place, operation) in self.resolver.model.port_types[port_type].operations.iter().enumerate() {
            overloads.or_default(operation.name.clone()).places.push(place);
        }
        let mut operations: Vec<BindingOperation> = Vec::new();
        for child in tag.children().filter(|child| child.wsdl_name() == "operation") {
            let operation = self.binding_operation(child, port_type, &mut overloads, (is_soap, style));
            operations.push(operation);
        }
        self.check_extensions(tag);
        let name = self.resolver.model.bindings[id].name.clone();
        let Demands { demands, protected } = self.binding_demands(tag, port_type);
        self.protections.note_binding(id, &demands, protected);
        self.resolver.model.bindings[id] =
            Binding { name, port_type, kind, operations, demands, span: tag.span() };
    }

    /// Returns the protocol of a binding, and the default style of its operations.
    fn binding_kind(&mut self, tag: Tag<'a>) -> (BindingKind, Style) {
        let protocol = tag.children().find(|child| {
            child.name() == "binding" && matches!(child.namespace(), uri::SOAP | uri::SOAP12 | uri::HTTP)
        });
        let Some(protocol) = protocol else {
            // Some documents omit `soap:binding` but contain `soap:operation`.
            let operations = tag.children().filter(|child| child.wsdl_name() == "operation");
            let version = operations.flat_map(Tag::children).find_map(|child| version_of(child.namespace()));
            let Some(version) = version else {
                return (BindingKind::Other(extension_of(tag).map(Arc::from)), Style::Document);
            };
            let hint = match extension_of(tag) {
                Some(namespace) => {
                    format!("document style over HTTP is assumed; the extension of `{namespace}` is ignored")
                }
                None => "document style over HTTP is assumed".to_owned(),
            };
            self.warning(tag, "name", "a binding must contain `soap:binding`").hint(hint);
            let transport = "http://schemas.xmlsoap.org/soap/http".into();
            return (BindingKind::Soap { version, transport }, Style::Document);
        };
        unknown::report_soap_attributes(self.resolver.problems, protocol);
        let style = self.style_of(protocol).unwrap_or(Style::Document);
        let kind = match version_of(protocol.namespace()) {
            Some(version) => {
                let transport = protocol.attribute("transport").unwrap_or_default().into();
                BindingKind::Soap { version, transport }
            }
            None => BindingKind::Http(protocol.attribute("verb").unwrap_or_default().into()),
        };
        (kind, style)
    }

    fn binding_operation(
        &mut self,
        tag: Tag<'a>,
        port_type: PortTypeId,
        overloads: &mut Map<Arc<str>, Overloads>,
        (is_soap, style): (bool, Style),
    ) -> BindingOperation {
        let name = self.resolver.strings.arc(tag.attribute("name").unwrap_or_default());
        let input = tag.children().find(|child| child.wsdl_name() == "input");
        let output = tag.children().find(|child| child.wsdl_name() == "output");
        let operations = &self.resolver.model.port_types[port_type].operations;
        let place = overloads.get_mut(&name).and_then(|same| same.matching(operations, &name, input, output));
        let is_reported = self.resolver.model.missing.port_types.contains(&port_type)
            || self.incomplete.contains(&(port_type, &*name));
        if place.is_none() && !is_reported {
            self.no_such_operation(tag, port_type, &name, overloads.contains_key(&name));
        }
        let operation =
            place.and_then(|place| self.resolver.model.port_types[port_type].operations.get(place));
        let messages = operation.map(|operation| {
            let id = |message: &Option<(_, _)>| message.as_ref().map(|(message, _)| *message);
            (id(&operation.input), id(&operation.output))
        });
        let (input_message, output_message) = messages.unwrap_or_default();
        for (direction, message, bound) in
            [("input", input_message, input), ("output", output_message, output)]
        {
            if is_soap && message.is_some() && bound.is_none() {
                self.warning(
                    tag,
                    "name",
                    format!("the operation of the port type has an `{direction}`, but that of the binding has none"),
                )
                .hint("`use=\"literal\"` with all parts in the body is assumed");
            }
        }
        let soap = tag.children().find(|child| {
            child.name() == "operation" && matches!(child.namespace(), uri::SOAP | uri::SOAP12)
        });
        let http = tag.children().find(|child| child.is(uri::HTTP, "operation"));
        if let Some(soap) = soap {
            unknown::report_soap_attributes(self.resolver.problems, soap);
        }
        let style = soap.and_then(|soap| self.style_of(soap)).unwrap_or(style);
        let faults = tag
            .children()
            .filter(|child| child.wsdl_name() == "fault")
            .map(|fault| self.binding_fault(fault));
        let faults = faults.collect_vec();
        if let (Some(place), true) = (place, is_soap) {
            self.compare_faults(tag, (port_type, place), &faults);
        }
        self.check_extensions(tag);
        BindingOperation {
            operation: place,
            name,
            action: soap.and_then(|soap| soap.attribute("soapAction")).map(Arc::from),
            style,
            input: self.direction(tag, input, input_message),
            output: self.direction(tag, output, output_message),
            faults,
            http_location: http.and_then(|http| http.attribute("location")).map(Arc::from),
            span: tag.span(),
        }
    }

    /// Reports faults that a binding declares for an operation and its port type does not, and the reverse.
    /// If the port type declares exactly one fault, a fault of the binding without a name means that fault.
    fn compare_faults(
        &mut self,
        tag: Tag<'a>,
        (port_type, place): (PortTypeId, usize),
        bound: &[BindingFault],
    ) {
        let Some(operation) = self.resolver.model.port_types[port_type].operations.get(place) else { return };
        let (span, declared) = (operation.span, &operation.faults);
        let known: Set<&str> = declared.iter().map(|fault| &*fault.name).collect();
        let bound: Set<&str> = bound.iter().map(|fault| &*fault.name).collect();
        let is_unnamed = declared.len() == 1 && bound.contains("");
        let unknown = bound.iter().filter(|name| !(known.contains(*name) || name.is_empty() && is_unnamed));
        let mut unknown: Vec<String> = unknown.map(ToString::to_string).collect_vec();
        unknown.sort_list();
        let lacking = declared.iter().map(|fault| &*fault.name);
        let lacking = lacking.filter(|name| !bound.contains(name) && !is_unnamed);
        let lacking: Vec<String> = lacking.take(MAX_REPORTED_FAULTS).map(str::to_owned).collect_vec();
        for name in unknown.iter().take(MAX_REPORTED_FAULTS) {
            let message = format!("the operation of the port type has no fault `{name}`");
            self.warning(tag, "name", message).hint("the fault is not generated");
        }
        for name in lacking {
            let message = format!("the binding of the operation has no fault `{name}`");
            let problem = self.resolver.problems.note(tag.attribute_span("name"), message);
            problem
                .path(tag.path())
                .hint("the `use` of the messages is assumed")
                .related(span, "the operation");
        }
    }

    /// The mapping of a message to an envelope. If the binding does not mention the message, all parts are literal
    /// and in the body.
    fn direction(
        &mut self,
        tag: Tag<'a>,
        bound: Option<Tag<'a>>,
        message: Option<MessageId>,
    ) -> Option<BindingMessage> {
        match (bound, message) {
            (Some(bound), message) => Some(self.binding_message(bound, message)),
            (None, Some(message)) => {
                let parts = (0..self.resolver.model.messages[message].parts.len()).collect_vec();
                let (usage, namespace, encoding_style) = (UseKind::Literal, None, None);
                let body = Body {
                    parts,
                    parts_given: false,
                    unknown_parts: Vec::new(),
                    usage,
                    namespace,
                    encoding_style,
                    span: None,
                };
                Some(BindingMessage { body, headers: Vec::new(), mime: None, span: tag.span() })
            }
            (None, None) => None,
        }
    }

    /// Reports an operation that the port type does not declare, or not with this input and output.
    fn no_such_operation(&mut self, tag: Tag<'a>, port_type: PortTypeId, name: &str, is_declared: bool) {
        let port_type = &self.resolver.model.port_types[port_type];
        let (message, hint) = if is_declared {
            let hint =
                "overloaded operations are distinguished by the `name` of `input` and `output`".to_owned();
            let of = format!("the port type `{}`", port_type.name.local);
            (format!("{of} has several operations `{name}`, but none with this input and output"), Some(hint))
        } else {
            let names = port_type.operations.iter().map(|operation| &*operation.name);
            let near = if self.resolver.references.may_suggest() { near_miss(name, names) } else { None };
            let near = near.map(|near| format!("did you mean `{near}`?"));
            (format!("the port type `{}` has no operation `{name}`", port_type.name.local), near)
        };
        let span = port_type.span;
        self.warning(tag, "name", message).hint_some(hint).related(span, "the port type");
    }

    fn binding_fault(&mut self, tag: Tag<'a>) -> BindingFault {
        let soap = tag
            .children()
            .find(|child| child.name() == "fault" && matches!(child.namespace(), uri::SOAP | uri::SOAP12));
        let name = tag.attribute("name").or_else(|| soap?.attribute("name")).unwrap_or_default();
        let usage = soap.map_or(UseKind::Literal, |soap| self.use_of(soap));
        BindingFault { name: self.resolver.strings.arc(name), usage }
    }
}

/// The namespace of the extension element that declares an unknown protocol. An element `binding` declares the
/// protocol if there is one; policies never do.
fn extension_of<'a>(tag: Tag<'a>) -> Option<&'a str> {
    let known = [uri::WSDL, uri::SOAP, uri::SOAP12, uri::HTTP, uri::MIME, ""];
    let extensions = || {
        tag.children()
            .filter(|child| !known.contains(&child.namespace()) && !child.name().starts_with("Policy"))
    };
    let declaring = extensions().find(|child| child.name() == "binding").or_else(|| extensions().next());
    declaring.map(Tag::namespace)
}

fn version_of(namespace: &str) -> Option<SoapVersion> {
    match namespace {
        uri::SOAP => Some(SoapVersion::Soap11),
        uri::SOAP12 => Some(SoapVersion::Soap12),
        _ => None,
    }
}

impl<'a> WsdlDefiner<'a, '_, '_> {
    fn style_of(&mut self, tag: Tag<'a>) -> Option<Style> {
        word(self.resolver.problems, tag, "style", &[("rpc", Style::Rpc), ("document", Style::Document)])
    }

    /// The value of `use`. The default is literal, as in the WS-I Basic Profile.
    pub(super) fn use_of(&mut self, tag: Tag<'a>) -> UseKind {
        let uses = [("encoded", UseKind::Encoded), ("literal", UseKind::Literal)];
        let usage = word(self.resolver.problems, tag, "use", &uses).unwrap_or(UseKind::Literal);
        if usage == UseKind::Encoded
            && let Some(style) = tag.attribute("encodingStyle").filter(|style| !style.trim().is_empty())
            && !style.split_ascii_whitespace().any(is_soap_encoding)
            && self.unknown_encodings.insert(style)
        {
            let message = format!("the encoding `{style}` is not supported");
            self.warning(tag, "encodingStyle", message).hint("SOAP encoding is used instead");
        }
        usage
    }
}

/// Whether a URI in `encodingStyle` means SOAP encoding. Some documents omit the slash at its end.
fn is_soap_encoding(style: &str) -> bool {
    uri::SOAP_ENCODING.iter().any(|known| known.trim_end_matches('/') == style.trim_end_matches('/'))
}

/// The operations of a port type that share a name.
#[derive(Default)]
struct Overloads {
    places: Vec<usize>,
    /// Number of operations with this name in the binding so far.
    seen: usize,
}

impl Overloads {
    /// Finds the operation of the port type that an operation of the binding refers to (WSDL 1.1, 2.5).
    ///
    /// Operations are matched by name. If several share a name, they are matched by the names of input and
    /// output, which have defaults (2.4.5), or by their order if the binding gives neither name.
    fn matching(
        &mut self,
        operations: &[Operation],
        name: &str,
        input: Option<Tag<'_>>,
        output: Option<Tag<'_>>,
    ) -> Option<usize> {
        self.seen += 1;
        if let [place] = self.places.as_slice() {
            return Some(*place);
        }
        let given = |tag: Option<Tag<'_>>| tag.and_then(|tag| tag.attribute("name")).map(str::to_owned);
        let (input_name, output_name) = (given(input), given(output));
        if input_name.is_none() && output_name.is_none() {
            return self.places.get(self.seen - 1).copied();
        }
        let fits = |wanted: &Option<String>, message: &Option<(_, Option<Arc<str>>)>, default: String| {
            match wanted {
                Some(wanted) => {
                    message.as_ref().is_some_and(|(_, own)| own.as_deref().unwrap_or(&default) == wanted)
                }
                None => true,
            }
        };
        self.places.iter().copied().take(MAX_OVERLOADS).find(|place| {
            operations.get(*place).is_some_and(|operation| {
                let is_one_way = operation.output.is_none();
                let input_default = if is_one_way { name.to_owned() } else { format!("{name}Request") };
                fits(&input_name, &operation.input, input_default)
                    && fits(&output_name, &operation.output, format!("{name}Response"))
            })
        })
    }
}

/// Maximum number of unknown faults of one operation that are reported.
const MAX_REPORTED_FAULTS: usize = 5;
/// Maximum number of operations of one name that are compared.
const MAX_OVERLOADS: usize = 1_000;
