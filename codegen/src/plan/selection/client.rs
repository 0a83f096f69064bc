//! Clients: the ports of a service that one client can call, and the demands of their policies.

use crate::{
    lists::{CollectVec, SortList},
    map::{Map, Set},
    model::{Binding, BindingId, BindingKind, Demand, Port, Service, SoapVersion},
};

/// The client of a group of compatible bindings.
pub(crate) struct Client<'m> {
    /// Name of the first port, or of the binding if it has no port.
    pub(crate) name: &'m str,
    /// The bindings, each with its port.
    pub(crate) bindings: Vec<Bound<'m>>,
    /// The ports with an address for HTTP, in document order. Further ports with the same address are omitted.
    pub(crate) addresses: Vec<Address<'m>>,
    known_addresses: Set<&'m str>,
    pub(crate) version: SoapVersion,
    pub(crate) both_versions: bool,
    /// Indices of the client's operations in `Service::operations`.
    pub(crate) operations: Vec<usize>,
    /// Maps the index of each of the client's operations in the port type to its index in
    /// `Service::operations`.
    pub(super) known_operations: Map<usize, usize>,
}

/// Address of a port.
pub(crate) struct Address<'m> {
    pub(crate) port: &'m str,
    pub(crate) version: SoapVersion,
    pub(crate) address: &'m str,
}

/// A binding together with a port that uses it. A binding that several ports use appears once for each port;
/// `port` is `None` if no port uses it.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'m> {
    pub(crate) id: BindingId,
    pub(crate) binding: &'m Binding,
    pub(crate) port: Option<(&'m Service, &'m Port)>,
}

impl<'m> Bound<'m> {
    /// The demands of the policies of the binding and its port.
    fn demands(&self) -> Vec<&'m Demand> {
        self.binding.effective_demands(self.port.map(|(_, port)| port))
    }
}

/// A demand that a client meets without further configuration.
#[derive(Clone, Copy)]
pub(crate) struct Requirement<'m> {
    pub(crate) demand: &'m Demand,
    /// The SOAP version of the ports with the demand; `None` if the ports of all SOAP versions have the
    /// demand.
    pub(crate) only: Option<SoapVersion>,
}

impl<'m> Client<'m> {
    /// Creates a client without bindings.
    pub(super) fn new(name: &'m str, version: SoapVersion) -> Self {
        Self {
            name,
            bindings: Vec::new(),
            addresses: Vec::new(),
            known_addresses: Set::new(),
            version,
            both_versions: false,
            operations: Vec::new(),
            known_operations: Map::new(),
        }
    }

    /// Whether the client sends WS-Addressing headers without further configuration.
    pub(crate) fn requires_addressing(&self) -> bool {
        self.requirements().iter().any(|requirement| *requirement.demand != Demand::Mtom)
    }

    /// The demands that the client meets without further configuration, because they concern each of its messages.
    /// For each version of SOAP, these are the demands of the first port. To call another port, the program
    /// configures the client itself.
    pub(crate) fn requirements(&self) -> Vec<Requirement<'m>> {
        let first = |version: SoapVersion| {
            let of_version = |bound: &&Bound<'m>| matches!(bound.binding.kind, BindingKind::Soap { version: its, .. } if its == version);
            self.bindings.iter().find(of_version)
        };
        let (own, other) = match self.version {
            SoapVersion::Soap11 => (SoapVersion::Soap11, SoapVersion::Soap12),
            SoapVersion::Soap12 => (SoapVersion::Soap12, SoapVersion::Soap11),
        };
        let mut requirements: Vec<Requirement<'m>> = Vec::new();
        for version in [own, other] {
            let Some(first) = first(version) else { continue };
            let mut demands = first.demands();
            demands.retain(|demand| demand.is_automatic());
            // One version of WS-Addressing is enough.
            if demands.contains(&&Demand::Addressing) {
                demands.retain(|demand| **demand != Demand::Addressing2004);
            }
            for demand in demands {
                match requirements.iter_mut().find(|known| known.demand == demand) {
                    Some(known) => known.only = None,
                    None => {
                        let only = self.both_versions.then_some(version);
                        requirements.push(Requirement { demand, only });
                    }
                }
            }
        }
        requirements
    }

    /// Demands of the policies of all bindings and ports, sorted, except for WS-Addressing, which is reported
    /// separately.
    pub(crate) fn demands(&self) -> Vec<&'m Demand> {
        let mut demands = self.bindings.iter().flat_map(Bound::demands).filter(is_listed).collect_vec();
        demands.sort_list();
        demands.dedup();
        demands
    }

    /// Demands of the policies of the first port and its binding, except for WS-Addressing. The address of
    /// this port is the endpoint of the client. The demands of several ports are not combined, because
    /// possibly no single port has all of them.
    pub(crate) fn first_demands(&self) -> Vec<&'m Demand> {
        self.bindings.first().into_iter().flat_map(Bound::demands).filter(is_listed).collect_vec()
    }

    pub(super) fn add(&mut self, bound: Bound<'m>, version: SoapVersion) {
        self.both_versions |= self.version != version;
        self.bindings.push(bound);
        let address = bound.port.and_then(|(_, port)| Some((port, port.address.as_deref()?)));
        let is_http = |port: &Port| bound.binding.other_transport(Some(port)).is_none();
        let address = address.filter(|(port, address)| !address.is_empty() && is_http(port));
        let Some((port, address)) = address else { return };
        if self.known_addresses.insert(address) {
            self.addresses.push(Address { port: &port.name, version, address });
        }
    }
}

/// Whether a demand is listed in the documentation and in notes. WS-Addressing is not listed, because a
/// separate sentence and a separate note report it.
fn is_listed(demand: &&Demand) -> bool {
    !matches!(demand, Demand::Addressing | Demand::Addressing2004)
}
