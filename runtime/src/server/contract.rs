//! The documents of the contract, as a service publishes them.

use std::borrow::Cow;

use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderValue, Method, StatusCode, request::Parts, uri::Authority};

use super::reply::{Reply, ReplyBody, plain, reply};
use crate::xml::writer::escaped;

/// A piece of a document of the contract. Generated code contains documents as pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that is published unchanged.
    Text(&'static str),
    /// The URL of the service.
    Address,
    /// The URL of another document: the URL of the service with this query.
    Document(&'static str),
}

/// Documents by the query of their URL, such as `wsdl` and `xsd=1`.
pub(super) type Documents = &'static [(&'static str, &'static [Piece])];

/// Maximum length of the path of a request for a document, in bytes. The limit bounds the size of the reply,
/// which repeats the path at each address.
const MAX_PATH: usize = 2_000;

/// Answers `GET` and `HEAD` for a document; `None` if the query names no document.
pub(super) fn answer(documents: Documents, public_url: Option<&str>, head: &Parts) -> Option<Reply> {
    let query = head.uri.query()?;
    let (_, pieces) = documents.iter().find(|(known, _)| query.eq_ignore_ascii_case(known))?;
    let Some(url) = public_url.map(Cow::Borrowed).or_else(|| requested_url(head).map(Cow::Owned)) else {
        return Some(plain(
            StatusCode::BAD_REQUEST,
            "the request needs exactly one valid Host, and a path that is not too long",
        ));
    };
    let text = text(pieces, &url);
    let length = text.len();
    let mut reply = reply(StatusCode::OK, HeaderValue::from_static("text/xml; charset=utf-8"), text);
    if head.method == Method::HEAD {
        *reply.body_mut() = ReplyBody::default();
        reply.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    Some(reply)
}

/// Whether the query of a request asks for a document: `wsdl` or `xsd`, with any value. `false` if the
/// service publishes no documents.
pub(super) fn is_query_for_document(documents: Documents, head: &Parts) -> bool {
    let name = |query: &str| query.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let wanted = name(head.uri.query().unwrap_or_default());
    !documents.is_empty() && matches!(&*wanted, "wsdl" | "xsd")
}

/// The URL of the request without its query. The host is that of the request target (HTTP/2) or, if the
/// target has none, that of the header `Host`.
///
/// The client chooses the host, so only the characters of host names, addresses and ports are accepted in it.
fn requested_url(head: &Parts) -> Option<String> {
    let scheme = head.uri.scheme_str().unwrap_or("http");
    let mut hosts = head.headers.get_all(HOST).iter();
    let host = match (head.uri.authority(), hosts.next(), hosts.next()) {
        (Some(authority), ..) => authority.clone(),
        (None, Some(host), None) => host.to_str().ok()?.parse::<Authority>().ok()?,
        _ => return None,
    };
    let is_host = |letter: u8| letter.is_ascii_alphanumeric() || b".-_:[]".contains(&letter);
    let host = host.as_str();
    let path = head.uri.path();
    let is_valid = host.len() <= 255 && host.bytes().all(is_host) && path.len() <= MAX_PATH;
    is_valid.then(|| format!("{scheme}://{host}{path}"))
}

/// The text of a document, with the URL of the service filled in.
fn text(pieces: &[Piece], url: &str) -> String {
    // The attributes of a document may be in single quotes.
    let url = escaped(url).replace('\'', "&apos;");
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Address | Piece::Document(_) => url.len() + 16,
    };
    let mut text = String::with_capacity(pieces.iter().map(length).sum());
    for piece in pieces {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Address => text.push_str(&url),
            Piece::Document(query) => {
                text.push_str(&url);
                text.push('?');
                text.push_str(query);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTS: Documents = &[
        ("wsdl", &[Piece::Text("<a href=\""), Piece::Address, Piece::Text("\"/>")]),
        ("xsd=1", &[Piece::Document("wsdl")]),
    ];

    fn parts(method: &str, uri: &str, hosts: &[&str]) -> Parts {
        let mut request = http::Request::builder().method(method).uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn body(reply: &Reply) -> String {
        String::from_utf8(reply.body().rest().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn addresses_are_those_of_the_request_or_of_the_configuration() {
        let reply = answer(DOCUMENTS, None, &parts("GET", "/a/b?WSDL", &["host:8080"])).unwrap();
        assert_eq!(body(&reply), "<a href=\"http://host:8080/a/b\"/>");
        let reply = answer(DOCUMENTS, None, &parts("GET", "https://host/a?xsd=1", &[])).unwrap();
        assert_eq!(body(&reply), "https://host/a?wsdl");
        let reply = answer(DOCUMENTS, Some("https://x/?a&b"), &parts("GET", "/?wsdl", &[])).unwrap();
        assert_eq!(body(&reply), "<a href=\"https://x/?a&amp;b\"/>");
        assert!(answer(DOCUMENTS, None, &parts("GET", "/?xsd=2", &["host"])).is_none());
        assert!(answer(DOCUMENTS, None, &parts("GET", "/", &["host"])).is_none());
        for (uri, expected) in [("/?xsd=2", true), ("/?WSDL=1", true), ("/?a", false), ("/", false)] {
            assert_eq!(is_query_for_document(DOCUMENTS, &parts("GET", uri, &[])), expected, "{uri}");
            assert!(!is_query_for_document(&[], &parts("GET", uri, &[])), "{uri}");
        }
    }

    #[test]
    fn a_host_with_other_characters_is_refused() {
        for hosts in [&["a\"b"][..], &["a/b"], &["user@host"], &["a b"], &["a", "b"], &[], &["<a>"], &["a&b"]]
        {
            let reply = answer(DOCUMENTS, None, &parts("GET", "/?wsdl", hosts)).unwrap();
            assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{hosts:?}");
        }
        for host in ["host", "host:80", "127.0.0.1", "[::1]:80", "a-b.c_d.example"] {
            let reply = answer(DOCUMENTS, None, &parts("GET", "/?wsdl", &[host])).unwrap();
            assert_eq!(reply.status(), StatusCode::OK, "{host}");
        }
    }

    #[test]
    fn a_long_path_is_refused_because_each_address_repeats_it() {
        for (length, expected) in [(2_000, StatusCode::OK), (2_001, StatusCode::BAD_REQUEST)] {
            let uri = format!("/{}?wsdl", "'".repeat(length - 1));
            let reply = answer(DOCUMENTS, None, &parts("GET", &uri, &["host"])).unwrap();
            assert_eq!(reply.status(), expected, "{length}");
        }
    }

    #[test]
    fn head_has_the_length_and_no_body() {
        let get = answer(DOCUMENTS, None, &parts("GET", "/?wsdl", &["host"])).unwrap();
        let head = answer(DOCUMENTS, None, &parts("HEAD", "/?wsdl", &["host"])).unwrap();
        assert_eq!(head.headers()[CONTENT_LENGTH], body(&get).len().to_string());
        assert_eq!(body(&head), "");
    }
}
