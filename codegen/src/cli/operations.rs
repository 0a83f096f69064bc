//! Finds operations in the SOAP bindings of a model by the name that a user gave.

use crate::{
    config::Config,
    model::{
        Binding, BindingId, BindingKind, BindingOperation, Model, Operation, Port, Service, SoapVersion,
    },
    plan::selection::{self, Selection},
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
        headers.filter_map(|header| Some(header.element_name(model)?.local.to_string())).collect()
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
/// choice: `Service/Operation`, `Port/Operation`, `Service/Port/Operation`.
///
/// # Errors
///
/// If no operation matches, or several do.
pub(super) fn find<'m>(model: &'m Model, wanted: &str) -> Result<Bound<'m>, Failure> {
    let selection = select(model, &Config::default());
    let mut found = Vec::new();
    let (scopes, name) = wanted.rsplit_once('/').map_or(("", wanted), |(scopes, name)| (scopes, name));
    for service in &selection.services {
        for client in &service.clients {
            for selected in client.operations.iter().filter_map(|place| service.operations.get(*place)) {
                if *selected.operation.name != *name {
                    continue;
                }
                // The bindings of one client have the same operations, so the first match is sufficient.
                let meant = client.bindings.iter().find(|bound| is_named(model, bound, scopes));
                found.extend(meant.map(|meant| Bound {
                    port: meant.port,
                    binding: meant.binding,
                    version: version(meant.binding).unwrap_or(client.version),
                    bound: selected.binding,
                    operation: selected.operation,
                }));
            }
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(not_found(&selection, wanted, name)),
        // Overloads of one binding: the first is chosen.
        [one, others @ ..] if others.iter().all(|other| other.binding.name == one.binding.name) => Ok(*one),
        several => {
            let choices: Vec<String> =
                several.iter().map(|one| format!("`{}{name}`", scope(model, one, several))).collect();
            let hint = format!("choose one of: {}", choices.join(", "));
            Err(Failure::Unknown(
                format!("several ports have an operation `{name}`, and they differ"),
                Some(hint),
            ))
        }
    }
}

/// Returns `true` if each of these names is that of the binding or its service, port or port type.
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
        BindingKind::Http(_) | BindingKind::Other(_) => None,
    }
}

#[cold]
fn not_found(selection: &Selection<'_>, wanted: &str, name: &str) -> Failure {
    if let Some(left_out) = selection.left_out.iter().find(|left_out| left_out.operation == name) {
        return Failure::Unknown(format!("`{name}` is not generated: {}", left_out.reason), None);
    }
    let operations = selection.services.iter().flat_map(|service| &service.operations);
    let near = near_miss(name, operations.map(|one| &*one.operation.name));
    let hint = near.map(|near| format!("did you mean `{near}`?"));
    let hint = hint.unwrap_or_else(|| "`saponify list` shows all operations".to_owned());
    Failure::Unknown(format!("found no operation `{wanted}` with a SOAP binding"), Some(hint))
}
