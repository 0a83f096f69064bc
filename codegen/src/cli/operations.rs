//! Finds operations in the SOAP bindings of a model by the name that a user gave.

use crate::{
    config::Config,
    model::{
        Binding, BindingId, BindingKind, BindingOperation, Demand, Id, Model, Operation, Port, QName,
        Service, SoapVersion,
    },
    plan::{
        self,
        selection::{self, Selected, Selection},
    },
    problem::{Problems, near_miss},
};

use super::failure::Failure;

/// An operation with its service, port and binding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound<'m> {
    /// Service and port, unless no port implements the binding.
    pub(super) port: Option<(&'m Service, &'m Port)>,
    /// SOAP binding.
    pub(super) binding: &'m Binding,
    /// SOAP version of the binding.
    pub(super) version: SoapVersion,
    /// Operation in the binding.
    pub(super) bound: &'m BindingOperation,
    /// Operation in the port type.
    pub(super) operation: &'m Operation,
}

impl<'m> Bound<'m> {
    /// Returns the local names of the headers that the operation declares for its request or reply.
    pub(super) fn headers(&self, model: &Model, is_request: bool) -> Vec<String> {
        let bound = if is_request { &self.bound.input } else { &self.bound.output };
        let headers = bound.iter().flat_map(|bound| &bound.headers);
        headers.filter_map(|header| Some(model.header_name(header)?.local.to_string())).collect()
    }

    /// Returns the name that distinguishes the operation from others of the same name: the name of its input,
    /// or the name of its input message if the input has no name.
    pub(super) fn input_name(&self, model: &'m Model) -> Option<&'m str> {
        let (message, name) = self.operation.input.as_ref()?;
        Some(name.as_deref().unwrap_or(&model.messages[*message].name.local))
    }

    /// Returns the name of the operation, with that of its input if the port type overloads it.
    pub(super) fn full_name(&self, model: &'m Model) -> String {
        let operations = &model.port_types[self.binding.port_type].operations;
        let is_overloaded = operations.iter().filter(|other| other.name == self.operation.name).count() > 1;
        match self.input_name(model).filter(|_| is_overloaded) {
            Some(input) => format!("{}:{input}", self.operation.name),
            None => self.operation.name.to_string(),
        }
    }

    /// Returns the demands of the policies of binding and port.
    pub(super) fn demands(&self) -> impl Iterator<Item = &'m Demand> {
        self.binding.effective_demands(self.port.map(|(_, port)| port)).into_iter()
    }

    /// Returns the action of WS-Addressing for requests.
    pub(super) fn addressing_action(&self, model: &'m Model) -> String {
        plan::request_action(&self.selected(model), self.action())
    }

    /// Returns the operation as the generator selects it.
    pub(super) fn selected(&self, model: &'m Model) -> Selected<'m> {
        let QName { namespace, local } = &model.port_types[self.binding.port_type].name;
        Selected { operation: self.operation, binding: self.bound, namespace, port_type: local }
    }

    /// Returns the SOAP action.
    pub(super) fn action(&self) -> &'m str {
        self.bound.action.as_deref().or(self.operation.input_action.as_deref()).unwrap_or_default()
    }
}

/// Returns all operations that are generated, each with the first port of its client.
pub(super) fn all<'m>(model: &'m Model, config: &Config) -> Vec<Bound<'m>> {
    of_selection(&select(model, config))
}

fn select<'m>(model: &'m Model, config: &Config) -> Selection<'m> {
    selection::select(model, config, &mut Problems::new(), &mut Vec::new())
}

fn of_selection<'m>(selection: &Selection<'m>) -> Vec<Bound<'m>> {
    let mut all = Vec::new();
    for service in &selection.services {
        for client in &service.clients {
            let Some(first) = client.bindings.first() else { continue };
            for selected in client.operations.iter().filter_map(|place| service.operations.get(*place)) {
                all.push(Bound {
                    port: first.port,
                    binding: first.binding,
                    version: client.version,
                    bound: selected.binding,
                    operation: selected.operation,
                });
            }
        }
    }
    all
}

/// Finds an operation by its name. Names of its service, port, binding or port type may precede it to narrow the
/// choice: `Service/Operation`, `Port/Operation`, `Service/Port/Operation`. The name of the input may follow it to choose
/// among overloads: `Operation:Input`.
///
/// # Errors
///
/// If no operation matches, or several do.
pub(super) fn find<'m>(model: &'m Model, wanted: &str) -> Result<Bound<'m>, Failure> {
    let selection = select(model, &Config::default());
    let mut found = Vec::new();
    let (scopes, name) = wanted.rsplit_once('/').map_or(("", wanted), |(scopes, name)| (scopes, name));
    let (name, input) = name.split_once(':').map_or((name, None), |(name, input)| (name, Some(input)));
    for service in &selection.services {
        for client in &service.clients {
            for selected in client.operations.iter().filter_map(|place| service.operations.get(*place)) {
                if *selected.operation.name != *name {
                    continue;
                }
                // The bindings of one client have the same operations, so the first match is sufficient.
                let meant = client.bindings.iter().find(|bound| is_named(model, bound, scopes));
                let bound = meant.map(|meant| Bound {
                    port: meant.port,
                    binding: meant.binding,
                    version: version(meant.binding).unwrap_or(client.version),
                    bound: selected.binding,
                    operation: selected.operation,
                });
                found.extend(bound.filter(|bound| {
                    input.is_none_or(|input| bound.input_name(model).is_some_and(|known| known == input))
                }));
            }
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(not_found(&selection, wanted, name)),
        several => {
            let is_one_binding = several.windows(2).all(|two| match two {
                [one, other] => std::ptr::eq(one.binding, other.binding),
                _ => true,
            });
            let mut choices: Vec<String> = Vec::new();
            for one in several {
                let scope = if is_one_binding { String::new() } else { scope(model, one, several) };
                let choice = format!("`{scope}{}`", one.full_name(model));
                if !choices.contains(&choice) {
                    choices.push(choice);
                }
            }
            // Overloads that no name distinguishes: the first is chosen.
            if let ([first, ..], [_], true) = (several, choices.as_slice(), is_one_binding) {
                return Ok(*first);
            }
            let message = match is_one_binding {
                true => format!("the operation `{name}` is overloaded"),
                false => format!("several ports have an operation `{name}`, and they differ"),
            };
            Err(Failure::Unknown(message, Some(format!("choose one of: {}", choices.join(", ")))))
        }
    }
}

/// Returns `true` if each of the names in `scopes`, separated by slashes, is the name of the binding, or of
/// its service, port or port type.
fn is_named(model: &Model, bound: &selection::Bound<'_>, scopes: &str) -> bool {
    let port_type = &*model.port_types[bound.binding.port_type].name.local;
    let port = bound.port.map(|(service, port)| [&*service.name.local, &*port.name]).into_iter().flatten();
    let names: Vec<&str> = port.chain([port_type, &*bound.binding.name.local]).collect();
    scopes.split('/').filter(|scope| !scope.is_empty()).all(|scope| names.contains(&scope))
}

/// Returns the shortest prefix that distinguishes an operation from others of the same name: service, port, both, or
/// the binding.
fn scope(model: &Model, one: &Bound<'_>, several: &[Bound<'_>]) -> String {
    let Some((service, port)) = one.port else { return format!("{}/", one.binding.name.local) };
    let (service, port) = (&*service.name.local, &*port.name);
    let port_type = &*model.port_types[one.binding.port_type].name.local;
    let is_only = |scopes: &str| {
        let named = several.iter().filter(|other| {
            let bound =
                selection::Bound { id: BindingId::from_index(0), binding: other.binding, port: other.port };
            is_named(model, &bound, scopes)
        });
        named.count() == 1
    };
    let choices = [service.to_owned(), port.to_owned(), format!("{service}/{port}"), port_type.to_owned()];
    let binding = || one.binding.name.local.to_string();
    let chosen = choices.into_iter().find(|scopes| is_only(scopes)).unwrap_or_else(binding);
    format!("{chosen}/")
}

fn version(binding: &Binding) -> Option<SoapVersion> {
    match binding.kind {
        BindingKind::Soap { version, .. } => Some(version),
        BindingKind::OtherTransport(_) | BindingKind::Http(_) | BindingKind::Other(_) => None,
    }
}

#[cold]
fn not_found(selection: &Selection<'_>, wanted: &str, name: &str) -> Failure {
    if let Some(left_out) = selection.left_out.iter().find(|left_out| left_out.operation == name) {
        return Failure::Unknown(
            format!("the operation `{name}` is not generated: {}", left_out.reason),
            None,
        );
    }
    let operations = selection.services.iter().flat_map(|service| &service.operations);
    let near = near_miss(name, operations.map(|one| &*one.operation.name));
    let hint = near.map(|near| format!("did you mean `{near}`?"));
    let hint = hint.unwrap_or_else(|| "`saponify list` shows all operations".to_owned());
    Failure::Unknown(format!("found no operation `{wanted}` with a SOAP binding"), Some(hint))
}
