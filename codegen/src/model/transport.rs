//! Recognizes SOAP bindings and ports that use another transport than HTTP, such as JMS. Generated clients
//! send over HTTP only.

use super::{Binding, BindingKind, Port};

/// Words in the path of a transport's URI, such as `http://www.w3.org/2010/soapjms/` and
/// `http://schemas.microsoft.com/soap/named-pipe`.
const TRANSPORTS: &[(&str, &str)] = &[
    ("tcp", "TCP"),
    ("pipe", "named pipes"),
    ("msmq", "MSMQ"),
    ("peer", "peer channels"),
    ("udp", "UDP"),
    ("soapoverudp", "UDP"),
    ("websocket", "WebSocket"),
    ("websockets", "WebSocket"),
    ("soapjms", "JMS"),
    ("jms", "JMS"),
    ("mq", "message queues"),
    ("amqp", "AMQP"),
    ("smtp", "SMTP"),
    ("mail", "SMTP"),
    ("ftp", "FTP"),
    ("beep", "BEEP"),
    ("local", "calls within a process"),
    ("vm", "calls within a process"),
];

/// Schemes of addresses that HTTP cannot reach, with the names of their transports. An unknown scheme counts as HTTP,
/// because it may be a host: the address `host:8080/path` has no scheme.
const SCHEMES: &[(&str, &str)] = &[
    ("net.tcp", "TCP"),
    ("soap.tcp", "TCP"),
    ("tcp", "TCP"),
    ("net.pipe", "named pipes"),
    ("net.msmq", "MSMQ"),
    ("msmq.formatname", "MSMQ"),
    ("net.p2p", "peer channels"),
    ("soap.udp", "UDP"),
    ("udp", "UDP"),
    ("ws", "WebSocket"),
    ("wss", "WebSocket"),
    ("jms", "JMS"),
    ("amqp", "AMQP"),
    ("amqps", "AMQP"),
    ("mailto", "SMTP"),
    ("smtp", "SMTP"),
    ("ftp", "FTP"),
    ("soap.beep", "BEEP"),
    ("soap.beeps", "BEEP"),
    ("local", "calls within a process"),
    ("vm", "calls within a process"),
];

impl Binding {
    /// The name of the transport of a port of this binding, if it is known not to be HTTP. The binding or the
    /// scheme of the port's address states the transport. `None` for bindings without SOAP.
    pub(crate) fn other_transport(&self, port: Option<&Port>) -> Option<&'static str> {
        let BindingKind::Soap { transport, .. } = &self.kind else { return None };
        of_uri(transport).or_else(|| of_address(port?.address.as_deref()?))
    }
}

fn of_uri(uri: &str) -> Option<&'static str> {
    let uri = uri.to_ascii_lowercase();
    let path = match uri.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => &uri,
    };
    let words = || path.split(|letter: char| !letter.is_ascii_alphanumeric());
    if words().any(|word| matches!(word, "http" | "https")) {
        return None;
    }
    words().find_map(|word| named(TRANSPORTS, word))
}

fn of_address(address: &str) -> Option<&'static str> {
    let (scheme, _) = address.trim().split_once(':')?;
    named(SCHEMES, &scheme.to_ascii_lowercase())
}

fn named(table: &[(&str, &'static str)], wanted: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == wanted).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transport_is_http_unless_its_uri_names_another() {
        for (uri, expected) in [
            ("http://schemas.xmlsoap.org/soap/http", None),
            ("http://schemas.xmlsoap.org/soap/http/", None),
            ("http://www.w3.org/2003/05/soap/bindings/HTTP/", None),
            ("http://schemas.xmlsoap.org/soap/https", None),
            ("", None),
            ("urn:anything", None),
            ("http://jms.example/soap", None),
            ("http://schemas.microsoft.com/soap/tcp", Some("TCP")),
            ("http://schemas.microsoft.com/soap/named-pipe", Some("named pipes")),
            ("http://schemas.microsoft.com/soap/msmq", Some("MSMQ")),
            ("http://schemas.microsoft.com/soap/websocket", Some("WebSocket")),
            ("http://www.w3.org/2010/soapjms/", Some("JMS")),
            ("http://www.example.org/ns/soap/binding/JMS", Some("JMS")),
            ("http://schemas.xmlsoap.org/soap/smtp", Some("SMTP")),
            ("urn:soap:amqp", Some("AMQP")),
        ] {
            assert_eq!(of_uri(uri), expected, "{uri}");
        }
    }

    #[test]
    fn an_address_is_for_http_unless_its_scheme_names_another_transport() {
        for (address, expected) in [
            ("http://depot.example/jms", None),
            ("HTTPS://depot.example/", None),
            ("localhost:8080/depot", None),
            ("REPLACE_WITH_URL", None),
            ("/depot", None),
            ("jms:queue:depot", Some("JMS")),
            (" NET.PIPE://localhost/depot", Some("named pipes")),
            ("net.tcp://depot:808/", Some("TCP")),
            ("mailto:depot@example.org", Some("SMTP")),
        ] {
            assert_eq!(of_address(address), expected, "{address}");
        }
    }
}
