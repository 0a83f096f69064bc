//! Bindings and ports for SOAP over transports other than HTTP.

use super::definer::WsdlDefiner;
use crate::{
    map::{Map, Set},
    model::{BindingId, BindingKind, Port, PortTypeId},
    source::Span,
};

impl WsdlDefiner<'_, '_, '_> {
    /// Marks the bindings that cannot be reached over HTTP as [`BindingKind::OtherTransport`], if their port
    /// type has another binding that can. Otherwise keeps them with a warning: the user may give the client a
    /// `Transport` that sends the messages of the binding. Must be called after the ports are read.
    pub(super) fn separate_other_transports(&mut self, ids: &[BindingId]) {
        let model = &*self.resolver.model;
        let mut ports: Map<BindingId, Vec<&Port>> = Map::new();
        for port in model.services.iter().flat_map(|service| &service.ports) {
            ports.or_default(port.binding).push(port);
        }
        let mut over_http: Set<PortTypeId> = Set::new();
        let mut others: Vec<(BindingId, &'static str)> = Vec::new();
        let mut notes: Vec<(Span, String, &str)> = Vec::new();
        for id in ids {
            let binding = &model.bindings[*id];
            let BindingKind::Soap { transport, .. } = &binding.kind else { continue };
            let of_ports = ports.get(id).map(Vec::as_slice).unwrap_or_default();
            let reached = |port: &&&Port| binding.other_transport(Some(port)).is_none();
            let other = match of_ports.iter().any(|port| reached(&port)) {
                true => None,
                false => binding.other_transport(of_ports.first().copied()),
            };
            if let Some(other) = other {
                others.push((*id, other));
                continue;
            }
            over_http.insert(binding.port_type);
            for port in of_ports {
                if let Some(other) = binding.other_transport(Some(port)) {
                    let message = format!("the port `{}` has an address for SOAP over {other}", port.name);
                    notes.push((
                        port.span,
                        message,
                        "the address is not generated, because clients send over HTTP",
                    ));
                }
            }
            if !transport.is_empty() && !transport.to_ascii_lowercase().contains("/http") {
                let name = &binding.name.local;
                let message = format!("the binding `{name}` has the unknown transport `{transport}`");
                notes.push((binding.span, message, "SOAP over HTTP is assumed"));
            }
        }
        for (span, message, hint) in notes {
            self.resolver.problems.note(span, message).hint(hint);
        }
        for (id, transport) in others {
            let binding = &mut self.resolver.model.bindings[id];
            if over_http.contains(&binding.port_type) {
                binding.kind = BindingKind::OtherTransport(transport.into());
                continue;
            }
            let message = format!(
                "the binding `{}` uses SOAP over {transport}: its client has no address, because clients send over HTTP",
                binding.name.local
            );
            let hint = format!(
                "create the client with the address of a port for HTTP, or with your own `Transport` for {transport}"
            );
            self.resolver.problems.warning(binding.span, message).hint(hint);
        }
    }
}
