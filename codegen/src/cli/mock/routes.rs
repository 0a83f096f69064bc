//! The operations of a contract by path, action and body.

use std::collections::BTreeSet;

use saponify::soap::server;

use crate::{
    cli::{
        convert::{Converter, Message},
        operations::{self, Bound},
        serve::Request,
    },
    config::Config,
    model::{Direction, QName},
};

/// An operation that can be called.
pub(in crate::cli) struct Route {
    /// Local name of the service, or of the binding if no service has it. It is also the path of the URL.
    pub(in crate::cli) service: String,
    /// Name of the operation, with that of its input if it is overloaded.
    name: String,
    pub(in crate::cli) operation: Bound<'static>,
    pub(in crate::cli) request: Message<'static, 'static>,
    /// `None` for one-way operations.
    pub(in crate::cli) reply: Option<Message<'static, 'static>>,
    names: Vec<QName>,
}

impl Route {
    pub(in crate::cli) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the operation without that of its input.
    pub(in crate::cli) fn plain_name(&self) -> &str {
        &self.operation.operation.name
    }
}

/// All operations that can be called.
pub(in crate::cli) struct Routes {
    routes: Vec<Route>,
    /// Names of all services, including services that share their operations with another service.
    services: BTreeSet<String>,
    /// Names that several operations of one service have, as pairs of service and operation name.
    repeated: BTreeSet<(String, String)>,
}

impl Routes {
    pub(in crate::cli) fn new(converter: &'static Converter<'static>) -> Self {
        let model = converter.model;
        let mut routes = Vec::new();
        let mut services: BTreeSet<String> = BTreeSet::new();
        for bound in operations::all(model, &Config::default()) {
            let Ok(request) = Message::new(converter, &bound, Direction::Request) else { continue };
            let reply = Message::new(converter, &bound, Direction::Reply).ok();
            if reply.is_none() && bound.operation.output.is_some() {
                continue;
            }
            let service = match bound.port {
                Some((service, _)) => service.name.local.to_string(),
                None => bound.binding.name.local.to_string(),
            };
            services.insert(service.clone());
            let names = request.body_names();
            let name = bound.full_name(model);
            routes.push(Route { service, name, operation: bound, request, reply, names });
        }
        for service in &model.services {
            let is_called = |port: &crate::model::Port| {
                let port_type = model.bindings[port.binding].port_type;
                routes.iter().any(|route| route.operation.binding.port_type == port_type)
            };
            if service.ports.iter().any(is_called) {
                services.insert(service.name.local.to_string());
            }
        }
        let mut known = BTreeSet::new();
        let name = |route: &Route| (route.service.clone(), route.name.clone());
        let repeated = routes.iter().map(name).filter(|name| !known.insert(name.clone())).collect();
        Self { routes, services, repeated }
    }

    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    pub(in crate::cli) fn iter(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter()
    }

    pub(in crate::cli) fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(String::as_str)
    }

    pub(in crate::cli) fn names(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(Route::name)
    }

    /// Returns the name of an operation. The name of the port is added if another operation of the service
    /// has the same name.
    pub(in crate::cli) fn label(&self, route: &Route) -> String {
        let is_repeated = self.repeated.contains(&(route.service.clone(), route.name.clone()));
        match route.operation.port.filter(|_| is_repeated) {
            Some((_, port)) => format!("{} ({})", route.name, port.name),
            None => route.name.clone(),
        }
    }

    pub(in crate::cli) fn has(&self, name: &str) -> bool {
        self.routes.iter().any(|route| route.name() == name || route.plain_name() == name)
    }

    /// Finds the operation of a request: by the path, then by the element in the body, then by the action.
    ///
    /// # Errors
    ///
    /// The reason why no operation matches.
    pub(in crate::cli) fn find(&self, request: &Request) -> Result<&Route, String> {
        let path = request.path.trim_matches('/');
        if !self.services.contains(path) {
            return Err(format!(
                "found no service at the path `/{path}`; services: {}",
                self.listed_services()
            ));
        }
        let own: Vec<&Route> = self.routes.iter().filter(|route| route.service == path).collect();
        let own = if own.is_empty() { self.routes.iter().collect() } else { own };
        let body = server::first_body_element(&request.body);
        let name = match &body {
            Ok((namespace, local)) => Some(QName::new(namespace.as_str(), local.as_str())),
            Err(_) => None,
        };
        let action = action(request);
        let is_body = |route: &&&Route| match &name {
            Some(name) => route.names.contains(name),
            None => route.names.is_empty(),
        };
        let is_action = |route: &&&Route| !action.is_empty() && route.operation.action() == action;
        let found = own.iter().find(|route| is_body(route) && is_action(route));
        let found = found.or_else(|| own.iter().find(is_body)).or_else(|| own.iter().find(is_action));
        if let Some(found) = found {
            return Ok(found);
        }
        match (name, body) {
            (Some(name), _) => Err(format!("no operation expects the element {name} in the body")),
            (None, Err(error)) => Err(error.to_string()),
            (None, Ok(_)) => Err("the request names no operation".to_owned()),
        }
    }

    fn listed_services(&self) -> String {
        self.services().map(|service| format!("`/{service}`")).collect::<Vec<_>>().join(", ")
    }
}

/// Returns the SOAP action of a request without quotes (SOAP 1.1, section 6.1.1; RFC 3902).
pub(super) fn action(request: &Request) -> String {
    // Quotes within `start-info` have backslashes.
    let unquoted = |text: &str| text.trim().trim_matches(['"', '\\']).to_owned();
    let header = request.header("soapaction");
    if !header.is_empty() {
        return unquoted(header);
    }
    let parameters = request.header("content-type").split(';').skip(1);
    let action = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("action"));
    unquoted(action.map_or("", |(_, value)| value))
}
