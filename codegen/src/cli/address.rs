//! Kinds of IP addresses, and a resolver that permits connections only to some of them.

use std::{
    collections::HashMap,
    error::Error,
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Kind of network in which an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Network {
    Public,
    Loopback,
    Private,
    LinkLocal,
    /// Multicast, broadcast, documentation, benchmarks, and reserved addresses.
    Special,
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::Special => "reserved",
        })
    }
}

impl Network {
    /// Returns the network of an address. For an IPv6 address that contains an IPv4 address, this is the network of
    /// the IPv4 address.
    pub(super) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            // A connection to 0.0.0.0 reaches this machine.
            [127, ..] | [0, ..] => Self::Loopback,
            [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Self::Private,
            [169, 254, ..] => Self::LinkLocal,
            [192, 0, 0 | 2, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => Self::Special,
            [224..=255, ..] => Self::Special,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let v4 = |high: u16, low: u16| {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Self::of_v4(Ipv4Addr::new(a, b, c, d))
        };
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Self::Loopback,
            // Mapped, compatible, translated (SIIT) and NAT64 addresses.
            [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
            | [0, 0, 0, 0, 0xffff, 0, high, low]
            | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
            // 6to4.
            | [0x2002, high, low, ..] => v4(high, low),
            // NAT64 within an organisation.
            [0x64, 0xff9b, 1, ..] => Self::Private,
            // Teredo.
            [0x2001, 0, ..] => Self::Special,
            [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Self::Private,
            [0xfe80..=0xfebf, ..] => Self::LinkLocal,
            [0xff00..=0xffff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Self::Special,
            [0x2000..=0x3fff, ..] => Self::Public,
            _ => Self::Special,
        }
    }
}

/// Origin of a URL to which a connection is made. It determines the networks in which the address may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Referrer {
    /// The user gave the URL.
    User,
    /// A document or a redirect in this network refers to the URL. The user gave a URL in the network, and
    /// the whole chain of references from that URL to this one stays in the network.
    Within(Network),
    /// Another document or redirect refers to the URL.
    #[default]
    Elsewhere,
}

/// Resolves names, and passes on only the addresses to which connections are permitted.
///
/// Public addresses are always permitted. Every other address is permitted if the user gave or trusts its
/// host. An address of this machine or of a private network is also permitted if the referrer is
/// [`Within`](Referrer::Within) the same network. So a contract in an intranet may import documents from
/// other hosts of the intranet. A public contract may not, even if the user gave a URL in the intranet as
/// well.
///
/// Connections are made to the addresses that this resolver returns. Therefore a name that resolves to another
/// address later (DNS rebinding) does not evade the check.
#[derive(Debug, Default)]
pub(super) struct Gate {
    resolver: DefaultResolver,
    /// Hosts for which every network is permitted.
    open_hosts: Vec<String>,
    /// Whether every network is permitted for all hosts.
    is_open: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The hosts of the URLs that the user gave. The value is the network of the first address of the host;
    /// `None` until the host has been resolved.
    given: HashMap<String, Option<Network>>,
    referrer: Referrer,
    /// Referrer of the URLs in the reply. It depends on the addresses that were permitted for the request.
    /// `None` until an address is permitted.
    next: Option<Referrer>,
}

/// The reason why an address is refused.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    host: String,
    network: Network,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is at a {} address", self.host, self.network)
    }
}

impl Error for Refused {}

/// Returns the reason if a gate refused an address.
pub(super) fn refused<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Refused> {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes
        .filter_map(|cause| cause.downcast_ref::<io::Error>()?.get_ref())
        .find_map(|inner| inner.downcast_ref::<Refused>())
}

impl Gate {
    /// Creates a gate for the hosts of the URLs that the user gave.
    pub(super) fn new(given: &[&str], trusted: &[String], is_open: bool) -> Self {
        let given = given.iter().map(|host| (bare(host), None)).collect();
        let open_hosts = trusted.iter().map(|host| bare(host)).collect();
        let state = Mutex::new(State { given, ..State::default() });
        Self { resolver: DefaultResolver::default(), open_hosts, is_open, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a request to a URL that was found by way of `referrer`.
    pub(super) fn begin(&self, referrer: Referrer) {
        let mut state = self.state();
        (state.referrer, state.next) = (referrer, None);
    }

    /// The referrer for the URLs in the reply to the last request.
    pub(super) fn next(&self) -> Referrer {
        self.state().next.unwrap_or_default()
    }

    /// Checks a host that a proxy will resolve. Only an IP address or `localhost` can be checked; other names are
    /// permitted.
    pub(super) fn check_literal(&self, host: &str) -> Result<(), Refused> {
        let host = bare(host);
        let network = match host.parse() {
            Ok(address) => Network::of(address),
            Err(_) if host == "localhost" || host.ends_with(".localhost") => Network::Loopback,
            Err(_) => return Ok(()),
        };
        if self.permits(&host, network) { Ok(()) } else { Err(Refused { host, network }) }
    }

    /// Whether connections to a host in a network are permitted. A host that the user gave is permitted in the network
    /// of its first address.
    fn permits(&self, host: &str, network: Network) -> bool {
        let mut state = self.state();
        if let Some(known @ None) = state.given.get_mut(host) {
            *known = Some(network);
        }
        let is_given = state.given.get(host) == Some(&Some(network));
        // A document in a private network may refer to other documents of that network. Link-local and special
        // addresses do not belong to one network of an organisation, so a document at such an address may not
        // refer to another such address.
        let is_shared = matches!(network, Network::Loopback | Network::Private);
        let is_within = is_shared && state.referrer == Referrer::Within(network);
        let is_permitted = network == Network::Public
            || self.is_open
            || is_given
            || is_within
            || self.open_hosts.iter().any(|open| open == host);
        if is_permitted {
            let stays = is_within || is_shared && is_given && state.referrer == Referrer::User;
            let next = if stays { Referrer::Within(network) } else { Referrer::Elsewhere };
            // The connection may be made to any of the addresses.
            let is_same = state.next.is_none_or(|known| known == next);
            state.next = Some(if is_same { next } else { Referrer::Elsewhere });
        }
        is_permitted
    }
}

/// Returns a host in lower case, without the brackets of an IPv6 address and without the dot of an absolute name.
fn bare(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase()
}

/// Resolver for ureq that permits only the addresses of a [`Gate`].
#[derive(Debug)]
pub(super) struct GateResolver(pub(super) std::sync::Arc<Gate>);

impl Resolver for GateResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let gate = &self.0;
        let found = gate.resolver.resolve(uri, config, timeout)?;
        // The user has chosen the proxy, so its address is permitted.
        if config.proxy().is_some_and(|proxy| proxy.uri() == uri) {
            return Ok(found);
        }
        let host = bare(uri.host().unwrap_or_default());
        let mut permitted = self.empty();
        let mut refused = None;
        for address in found.iter() {
            let network = Network::of(SocketAddr::ip(address));
            match gate.permits(&host, network) {
                true => permitted.push(*address),
                false => refused = Some(Refused { host: host.clone(), network }),
            }
        }
        match refused {
            Some(refused) if permitted.is_empty() => {
                Err(ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, refused)))
            }
            _ => Ok(permitted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn addresses_within_a_machine_or_an_organisation_are_not_public() {
        for (expected, addresses) in [
            (
                Network::Loopback,
                &["127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1"][..],
            ),
            (
                Network::Private,
                &[
                    "10.1.2.3",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.168.0.1",
                    "100.64.0.1",
                    "fc00::1",
                    "fd12::1",
                ],
            ),
            (Network::Private, &["::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b:1::1", "fec0::1"]),
            (Network::LinkLocal, &["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"]),
            (
                Network::Special,
                &[
                    "224.0.0.1",
                    "255.255.255.255",
                    "240.0.0.1",
                    "192.0.2.1",
                    "ff02::1",
                    "2001::1",
                    "2001:db8::1",
                    "4000::",
                ],
            ),
            (
                Network::Public,
                &[
                    "1.1.1.1",
                    "172.15.0.1",
                    "172.32.0.1",
                    "100.128.0.1",
                    "2606:4700::1",
                    "::ffff:1.1.1.1",
                    "2002:101:101::",
                ],
            ),
        ] {
            for address in addresses {
                assert_eq!(network(address), expected, "{address}");
            }
        }
    }

    /// Whether a host at an address of this network is permitted, and the referrer for its document.
    fn ask(gate: &Gate, referrer: Referrer, host: &str, network: Network) -> Option<Referrer> {
        gate.begin(referrer);
        gate.permits(host, network).then(|| gate.next())
    }

    #[test]
    fn documents_of_a_given_private_network_may_refer_to_that_network() {
        use Referrer::{Elsewhere, User, Within};
        let gate = Gate::new(&["svc.test"], &[], false);
        let private = Within(Network::Private);
        assert_eq!(ask(&gate, User, "other.test", Network::Private), None);
        assert_eq!(ask(&gate, User, "svc.test", Network::Private), Some(private));
        assert_eq!(ask(&gate, private, "other.test", Network::Private), Some(private));
        assert_eq!(ask(&gate, private, "svc.test", Network::Private), Some(private));
        assert_eq!(ask(&gate, private, "svc.test", Network::Loopback), None);
        assert_eq!(ask(&gate, private, "other.test", Network::LinkLocal), None);
        assert_eq!(ask(&gate, private, "other.test", Network::Public), Some(Elsewhere));
    }

    #[test]
    fn other_documents_may_refer_only_to_given_private_hosts() {
        use Referrer::{Elsewhere, User, Within};
        let gate = Gate::new(&["svc.test", "public.test"], &[], false);
        assert_eq!(ask(&gate, User, "svc.test", Network::Private), Some(Within(Network::Private)));
        assert_eq!(ask(&gate, User, "public.test", Network::Public), Some(Elsewhere));
        assert_eq!(ask(&gate, Elsewhere, "other.test", Network::Private), None);
        // The host is permitted, because the user gave it. But another document chose the path of the URL,
        // not the user. The referrer of the URLs in the reply is therefore `Elsewhere`, and they may not lead
        // to other private hosts.
        assert_eq!(ask(&gate, Elsewhere, "svc.test", Network::Private), Some(Elsewhere));
    }

    #[test]
    fn link_local_documents_do_not_lead_to_other_link_local_hosts() {
        let gate = Gate::new(&["169.254.1.1"], &[], false);
        let next = ask(&gate, Referrer::User, "169.254.1.1", Network::LinkLocal);
        assert_eq!(next, Some(Referrer::Elsewhere));
        let within = Referrer::Within(Network::LinkLocal);
        assert_eq!(ask(&gate, within, "169.254.169.254", Network::LinkLocal), None);
    }

    #[test]
    fn a_document_of_a_host_with_addresses_in_several_networks_is_in_none_of_them() {
        let gate = Gate::new(&["svc.test"], &[], false);
        gate.begin(Referrer::User);
        assert!(gate.permits("svc.test", Network::Private) && gate.permits("svc.test", Network::Public));
        assert_eq!(gate.next(), Referrer::Elsewhere);
    }

    #[test]
    fn a_public_host_cannot_become_a_loopback_host_later() {
        let gate = Gate::new(&["rebound.test"], &[], false);
        assert!(gate.permits("rebound.test", Network::Public));
        assert!(!gate.permits("rebound.test", Network::Loopback));
    }

    #[test]
    fn trusted_hosts_may_be_in_any_network() {
        let gate = Gate::new(&["svc.test"], &["Inner.test".to_owned()], false);
        assert!(gate.permits("inner.test", Network::Private));
        assert!(!gate.permits("inner.test.evil", Network::Private));
    }

    #[test]
    fn addresses_are_checked_behind_a_proxy_too() {
        let gate = Gate::new(&["svc.test"], &[], false);
        for host in ["127.0.0.1", "[::1]", "localhost", "LOCALHOST.", "a.localhost", "169.254.169.254"] {
            assert!(gate.check_literal(host).is_err(), "{host}");
        }
        assert!(gate.check_literal("example.com").is_ok());
    }
}
