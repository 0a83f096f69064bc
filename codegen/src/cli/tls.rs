//! Certificates and keys in PEM files, for TLS.

use std::{fmt, fs, path::Path};

use ureq::tls::{Certificate, ClientCert, PemItem, parse_pem};

use super::failure::Failure;

/// Reads the certificates of a PEM file.
///
/// # Errors
///
/// If the file cannot be read, or contains no certificate.
pub(super) fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let mut found = Vec::new();
    for item in parse_pem(&fs::read(path).map_err(|error| unusable(path, &error))?) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| unusable(path, &error))? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(unusable(path, &"it contains no certificate in PEM"));
    }
    Ok(found)
}

/// Reads a client certificate with its chain, and its private key.
///
/// # Errors
///
/// If a file cannot be read, if `cert` contains no certificate, or if `key` contains no private key.
pub(super) fn client_certificate(cert: &Path, key: &Path) -> Result<ClientCert, Failure> {
    let chain = certificates(cert)?;
    let bytes = fs::read(key).map_err(|error| unusable(key, &error))?;
    let private = parse_pem(&bytes).find_map(|item| match item {
        Ok(PemItem::PrivateKey(private)) => Some(private),
        _ => None,
    });
    let private = private.ok_or_else(|| unusable(key, &"it contains no private key in PEM"))?;
    Ok(ClientCert::new_with_certs(&chain, private))
}

/// Reports a file that cannot be used.
pub(super) fn unusable(path: &Path, reason: &dyn fmt::Display) -> Failure {
    Failure::Arguments(format!("cannot use `{}`: {reason}", path.display()))
}
