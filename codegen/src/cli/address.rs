//! Kinds of IP addresses, and a resolver that permits connections only to some of them.

use std::{
    collections::HashMap,
    error::Error,
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
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

/// Resolves names, and passes on only the addresses to which connections are permitted.
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
    /// The hosts of the URLs that the user gave, each with its network after the first lookup.
    given: Mutex<HashMap<String, Option<Network>>>,
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
        Self { resolver: DefaultResolver::default(), open_hosts, is_open, given: Mutex::new(given) }
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

    /// Whether connections to a host in a network are permitted. If the user gave a host, the network of its first
    /// address is permitted for all hosts.
    fn permits(&self, host: &str, network: Network) -> bool {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known @ None) = given.get_mut(host) {
            *known = Some(network);
        }
        let is_given = given.values().any(|known| *known == Some(network));
        network == Network::Public
            || self.is_open
            || is_given
            || self.open_hosts.iter().any(|open| open == host)
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

    #[test]
    fn the_first_network_of_a_given_host_is_permitted() {
        let gate = Gate::new(&["svc.test"], &[], false);
        assert!(!gate.permits("other.test", Network::Private));
        assert!(gate.permits("svc.test", Network::Private));
        assert!(gate.permits("other.test", Network::Private));
        assert!(!gate.permits("svc.test", Network::Loopback));
        assert!(!gate.permits("other.test", Network::LinkLocal));
        assert!(gate.permits("other.test", Network::Public));
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
