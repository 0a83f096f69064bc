//! The context of a request.

use std::fmt;
use std::net::SocketAddr;

#[cfg(feature = "testing")]
use super::samples::Mocking;
use crate::fault::Version;
use crate::redaction::header::shown_pairs;
use crate::redaction::url::shown;
use crate::xml::Account;

/// The context of a request: its HTTP headers, the address of its client, and the departures from the contract
/// that were found when it was read.
pub struct Context {
    pub(super) operation: &'static str,
    pub(super) version: Version,
    pub(super) account: Account,
    pub(super) head: http::request::Parts,
    /// Set if the service is a mock.
    #[cfg(feature = "testing")]
    pub(super) mocking: Option<Mocking>,
}

/// The address of the client at the other end of the connection. The functions of this module that listen on
/// a socket add it to the extensions of each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

impl Context {
    /// The name of the operation in the contract.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The SOAP version of the request, which is also that of the reply.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The HTTP headers of the request.
    pub fn http_headers(&self) -> &http::HeaderMap {
        &self.head.headers
    }

    /// The URI of the request, as the service received it. Routers may have removed a prefix.
    pub fn uri(&self) -> &http::Uri {
        &self.head.uri
    }

    /// The address of the client, if the server recorded it as [`Peer`]. Behind a proxy it is the address of
    /// the proxy.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.head.extensions.get::<Peer>().map(|Peer(address)| *address)
    }

    /// The extensions of the HTTP request. Middleware stores its results in them, such as the authenticated
    /// user. [Extensions](crate::soap::extension) of the service add the results of their checks: the user
    /// (`security::VerifiedUser`), and the certificate of the signature (`security::x509::Verified`).
    pub fn extensions(&self) -> &http::Extensions {
        &self.head.extensions
    }

    /// The departures of the request from the contract, such as elements that were skipped.
    pub fn account(&self) -> &Account {
        &self.account
    }
}

/// Omits the values of headers that may be credentials.
impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or("[binary]")))
            .collect();
        formatter
            .debug_struct("Context")
            .field("operation", &self.operation)
            .field("version", &self.version)
            .field("uri", &shown(&self.head.uri.to_string()))
            .field("http_headers", &shown_pairs(headers.iter().copied()))
            .field("peer", &self.peer())
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
