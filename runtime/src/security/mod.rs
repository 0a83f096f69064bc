//! WS-Security 1.1: user name tokens, timestamps, and tokens that are given as XML (feature `security`).
//! Signatures and encryption are in the submodule `x509` (feature `security-x509`).
//!
//! [`Security`] is an [extension](crate::soap::extension) that writes one `Security` header from its parts:
//!
//! ```
//! use std::time::Duration;
//! use saponify::security::{Security, UsernameToken};
//! use saponify::transport::Memory;
//! use saponify::{Client, Version};
//!
//! let client = Client::new(Memory::new(), "https://example.com/Service.svc", Version::Soap11)
//!     .with_security(
//!         Security::new()
//!             .timestamp(Duration::from_secs(300))
//!             .username_token(UsernameToken::digest("jdoe", "secret")),
//!     );
//! ```
//!
//! Each attempt has a new nonce and new times. `Timestamp`s of replies are checked against the clock of this
//! machine.
//!
//! # Devices with wrong clocks
//!
//! A digest is valid only for some minutes. A camera or another device whose clock is wrong rejects every
//! digest until the client uses the device's time. The time comes from a call that needs no authentication,
//! or from the HTTP header `Date` of a refused call:
//!
//! ```
//! # use saponify::security::{ClockOffset, Security, UsernameToken};
//! # use saponify::{Client, Error};
//! # use saponify::transport::Memory;
//! fn authenticated(client: Client<Memory>, refused: &Error) -> Client<Memory> {
//!     let date = refused.http().and_then(|http| http.header("Date"));
//!     let offset = date.and_then(ClockOffset::from_http_date).unwrap_or_default();
//!     client.with_security(
//!         Security::new().username_token(UsernameToken::digest("admin", "secret")).clock_offset(offset),
//!     )
//! }
//! ```
//!
//! # Tokens of other services
//!
//! A SAML assertion, or any other token that another service issued, is sent as it is:
//!
//! ```
//! # use saponify::security::{Security, SecurityToken};
//! # fn example(assertion: &str) -> saponify::Result<Security> {
//! Ok(Security::new().token(SecurityToken::xml(assertion)?))
//! # }
//! ```
//!
//! # Servers
//!
//! On a server, [`Security::passwords`] checks the user name token of each request.

mod check;
mod clock;
mod exchange;
mod timestamp;
mod token;
mod username;
#[cfg(feature = "security-x509")]
pub mod x509;

pub use check::VerifiedUser;
pub use clock::ClockOffset;
pub use exchange::Security;
pub use token::SecurityToken;
pub use username::UsernameToken;

/// Namespace of `Security` and its tokens.
pub(crate) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
