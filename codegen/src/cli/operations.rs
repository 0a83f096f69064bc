//! The operations of all SOAP bindings of a model, and how a user names one.

use crate::{
    model::{
        Binding, BindingId, BindingKind, BindingOperation, Model, Operation, Port, PortTypeId, Service,
        SoapVersion,
    },
    problem::near_miss,
};

use super::failure::Failure;

/// An operation with what binds it.
#[derive(Clone, Copy)]
pub(super) struct Bound<'m> {
    /// The service, where there is one, and its port.
    pub(super) port: Option<(&'m Service, &'m Port)>,
    /// The binding, which is a SOAP one.
    pub(super) binding: &'m Binding,
    /// The version of SOAP of the binding.
    pub(super) version: SoapVersion,
    /// The operation in the binding.
    pub(super) bound: &'m BindingOperation,
    /// The operation in the port type.
    pub(super) operation: &'m Operation,
}

impl Bound<'_> {
    /// The names of the headers that it declares: of the request, or of the reply.
    pub(super) fn headers(&self, model: &Model, is_request: bool) -> Vec<String> {
        let bound = if is_request { &self.bound.input } else { &self.bound.output };
        let headers = bound.iter().flat_map(|bound| &bound.headers);
        headers.filter_map(|header| Some(header.element_name(model)?.local.to_string())).collect()
    }

    /// The SOAP action.
    pub(super) fn action(&self) -> &str {
        self.bound.action.as_deref().or(self.operation.input_action.as_deref()).unwrap_or_default()
    }
}

/// All operations. Where several ports of a service have one port type, those of the first SOAP port.
pub(super) fn all(model: &Model) -> Vec<Bound<'_>> {
    let ports: Vec<(Option<(&Service, &Port)>, BindingId)> = match model.services.is_empty() {
        true => model.bindings.iter().map(|(id, _)| (None, id)).collect(),
        false => {
            let pairs = model
                .services
                .iter()
                .flat_map(|service| service.ports.iter().map(move |port| (service, port)));
            pairs.map(|(service, port)| (Some((service, port)), port.binding)).collect()
        }
    };
    let mut known: Vec<(Option<*const Service>, PortTypeId)> = Vec::new();
    let mut all = Vec::new();
    for (port, id) in ports {
        let binding = &model.bindings[id];
        let BindingKind::Soap { version, .. } = binding.kind else { continue };
        let key = (port.map(|(service, _)| std::ptr::from_ref(service)), binding.port_type);
        if known.contains(&key) {
            continue;
        }
        known.push(key);
        let declared = &model.port_types[binding.port_type].operations;
        for bound in &binding.operations {
            if let Some(operation) = bound.operation.and_then(|place| declared.get(place)) {
                all.push(Bound { port, binding, version, bound, operation });
            }
        }
    }
    all
}

/// The operation that a user names, by its name or as `Service/Operation`.
///
/// # Errors
///
/// When there is none, or there are several.
pub(super) fn find<'m>(model: &'m Model, wanted: &str) -> Result<Bound<'m>, Failure> {
    let all = all(model);
    let (service, name) =
        wanted.split_once('/').map_or((None, wanted), |(service, name)| (Some(service), name));
    let is_of = |one: &Bound<'_>, service: &str| {
        let own = one.port.map(|(service, _)| &*service.name.local);
        own == Some(service) || *model.port_types[one.binding.port_type].name.local == *service
    };
    let fits =
        |one: &&Bound<'m>| *one.operation.name == *name && service.is_none_or(|service| is_of(one, service));
    let found: Vec<&Bound<'m>> = all.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(**one),
        [] => {
            let near = near_miss(name, all.iter().map(|one| &*one.operation.name));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| "`saponify list` shows what there is".to_owned());
            Err(Failure::Unknown(format!("there is no operation `{wanted}` with a SOAP binding"), Some(hint)))
        }
        // Overloads, and services that a user did not tell apart: the first is as good as any.
        [one, others @ ..] if others.iter().all(|other| other.binding.name == one.binding.name) => Ok(**one),
        several => {
            let services =
                several.iter().filter_map(|one| one.port.map(|(service, _)| service.name.local.to_string()));
            let choices: Vec<String> = services.map(|service| format!("`{service}/{name}`")).collect();
            let hint = format!("say which: {}", choices.join(" or "));
            Err(Failure::Unknown(format!("several services have an operation `{name}`"), Some(hint)))
        }
    }
}
