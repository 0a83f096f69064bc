//! Addresses that are called only if the user gives them with `--endpoint`: this machine and private
//! networks.

use std::net::{IpAddr, Ipv4Addr};

use crate::cli::address::Network;

/// Describes the network of a URL (`on this machine`) if the URL is called only when the user gives it with
/// `--endpoint`; otherwise returns `None`.
///
/// Names are not resolved: [`GateResolver`](crate::cli::address::GateResolver) checks to which addresses they
/// resolve.
pub(in crate::cli) fn needs_permission(url: &str) -> Option<&'static str> {
    let host = host(url)?;
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return Some("on this machine");
    }
    if name.ends_with(".local") || name.ends_with(".internal") {
        return Some("in a private network");
    }
    let address = name.parse().ok().or_else(|| numeric(&name).map(IpAddr::V4));
    address.and_then(|address| described(Network::of(address)))
}

/// Returns the host of a URL, without brackets.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    match host.strip_prefix('[') {
        Some(host) => host.split(']').next(),
        None => host.split(':').next(),
    }
}

/// Parses the forms of IPv4 addresses that resolvers accept besides four decimal numbers: `127.1`, `0x7f000001`.
fn numeric(host: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u64> = host.split('.').map(part).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    if first.len() > 3 || first.iter().any(|part| *part > 255) {
        return None;
    }
    let room = 4 - first.len() as u32;
    if *last >= 1_u64 << (8 * room) {
        return None;
    }
    let mut address = *last;
    for (place, part) in first.iter().enumerate() {
        address |= part << (8 * (3 - place));
    }
    u32::try_from(address).ok().map(Ipv4Addr::from)
}

fn part(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    match lower.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None if lower.len() > 1 && lower.starts_with('0') => u64::from_str_radix(&lower, 8).ok(),
        None => lower.parse().ok(),
    }
}

/// Describes a network whose addresses are not called if only the contract gives them. Returns `None` for the
/// public network, which is always permitted.
fn described(network: Network) -> Option<&'static str> {
    match network {
        Network::Public => None,
        Network::Loopback => Some("on this machine"),
        Network::Private => Some("in a private network"),
        Network::LinkLocal => Some("link-local"),
        Network::Special => Some("reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::needs_permission;

    #[test]
    fn private_addresses_need_permission() {
        for url in [
            "http://localhost/x",
            "https://LOCALHOST.:8080",
            "http://a.localhost/",
            "http://127.0.0.1:81/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://[::1]:80/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://u:p@10.1.2.3/",
            "http://169.254.169.254/latest",
            "http://192.168.1.1/",
            "http://0.0.0.0/",
            "http://printer.local/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fec0::1]/",
            "http://[2001:db8::1]/",
            "http://224.0.0.1/",
        ] {
            assert!(needs_permission(url).is_some(), "{url}");
        }
        for url in
            ["https://example.com/", "http://8.8.8.8/", "http://[2606:4700::1]/", "http://10.example.com/"]
        {
            assert_eq!(needs_permission(url), None, "{url}");
        }
    }
}
