//! Signatures and encryption with X.509 certificates.
#![cfg(feature = "security-x509")]
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod calls;
mod changes;
mod encryption;
mod keys;
mod policies;
#[cfg(feature = "service")]
mod services;
mod signatures;
mod trust;

use std::sync::OnceLock;

use saponify::security::x509::{Certificate, Identity};

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub(crate) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// Reads a key file of the tests as text.
macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("keys/", $name, ".pem"))
    };
}
pub(crate) use pem;

/// An RSA key with its certificate.
pub(crate) fn rsa() -> Identity {
    static KEY: OnceLock<Identity> = OnceLock::new();
    KEY.get_or_init(|| Identity::from_pem(pem!("rsa.key"), pem!("rsa.cert")).unwrap()).clone()
}

/// A key on the curve P-256 with its certificate.
pub(crate) fn p256() -> Identity {
    Identity::from_pem(pem!("p256.sec1"), pem!("p256.cert")).unwrap()
}

pub(crate) fn p384() -> Identity {
    Identity::from_pem(pem!("p384.sec1"), pem!("p384.cert")).unwrap()
}

pub(crate) fn certificate(identity: &Identity) -> Certificate {
    identity.certificate().clone()
}

/// A request with WS-Addressing headers and a Timestamp.
pub(crate) fn envelope() -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="{SOAP}" xmlns:o="urn:orders" xmlns:unused="urn:unused"><s:Header>
<a:Action xmlns:a="http://www.w3.org/2005/08/addressing" s:mustUnderstand="1">urn:orders/Pay</a:Action>
<a:To xmlns:a="http://www.w3.org/2005/08/addressing">urn:bank</a:To><o:Trace>7</o:Trace>
<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}"><wsu:Timestamp><wsu:Created>2026-01-01T00:00:00Z</wsu:Created></wsu:Timestamp></wsse:Security>
</s:Header>
<s:Body><o:Pay currency='EUR'><o:Amount>100</o:Amount><o:To>Alice &amp; Bob</o:To></o:Pay></s:Body></s:Envelope>"#
    )
}

/// An envelope with nothing but a body.
pub(crate) fn bare() -> String {
    format!(
        "<Envelope xmlns='{SOAP}'><Body><Pay xmlns='urn:orders'><Amount>100</Amount></Pay></Body></Envelope>"
    )
}

/// The text of an error.
#[track_caller]
pub(crate) fn reason<T: std::fmt::Debug>(result: saponify::Result<T>) -> String {
    result.unwrap_err().to_string()
}

/// Checks that a message is refused for a reason.
#[track_caller]
pub(crate) fn assert_refused<T: std::fmt::Debug>(result: saponify::Result<T>, expected: &str) {
    let reason = reason(result);
    assert!(reason.contains(expected), "expected a reason with `{expected}`, found: {reason}");
}
