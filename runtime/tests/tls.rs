//! Both transports over TLS, against servers with trusted and untrusted certificates.
#![cfg(all(feature = "reqwest", feature = "ureq"))]
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use common::server::{XML, reply};
use common::{GetName, RequestHeaders, named, operations};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use saponify::transport::{Redirects, Reqwest, Ureq, reqwest, ureq};
use saponify::{Client, Error, ErrorKind, Version};

#[test]
fn only_certificates_that_the_client_trusts_are_accepted() {
    let (endpoint, certificate) = serve();

    assert_eq!(blocking(&trusting_ureq(&certificate), &endpoint).unwrap(), "over TLS");
    assert_eq!(awaited(&trusting_reqwest(&certificate), &endpoint).unwrap(), "over TLS");

    for error in
        [blocking(&Ureq::new(), &endpoint), awaited(&Reqwest::new(), &endpoint)].map(Result::unwrap_err)
    {
        assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{error:?}");
        assert!(error.to_string().to_lowercase().contains("certificate"), "{error}");
        assert!(error.never_sent(), "{error:?}");
    }
    let own = Ureq::with(Ureq::builder().build().new_agent());
    assert!(blocking(&own, &endpoint).unwrap_err().never_sent());
}

/// A certificate as `openssl req -x509` makes it by default: the certificate of an authority, which no server may
/// use.
#[test]
fn a_ca_certificate_is_refused_as_a_server_certificate_with_the_reason() {
    let mut parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let reply = reply("200 OK", XML, named("over TLS").as_bytes());
    let (endpoint, certificate) = serve_with(certificate.der().clone(), &key, reply);
    for error in [
        blocking(&trusting_ureq(&certificate), &endpoint),
        awaited(&trusting_reqwest(&certificate), &endpoint),
    ]
    .map(Result::unwrap_err)
    {
        assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{error:?}");
        assert!(error.to_string().contains("CaUsedAsEndEntity"), "{error}");
        assert!(error.never_sent(), "{error:?}");
    }
}

#[test]
fn a_redirect_from_https_to_http_is_followed_only_where_allowed() {
    let plain = common::server::Server::answering("200 OK", XML, named("plain"));
    let header = format!("Location: {}\r\n", plain.endpoint);
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let reply = reply("307 Temporary Redirect", &header, b"");
    let (endpoint, certificate) = serve_with(made.cert.der().clone(), &made.signing_key, reply);
    let (ureq, reqwest) = (trusting_ureq(&certificate), trusting_reqwest(&certificate));
    for redirects in [Redirects::default(), Redirects::AnyOrigin] {
        for error in [
            blocking(&ureq.clone().with_redirects(redirects), &endpoint),
            awaited(&reqwest.clone().with_redirects(redirects), &endpoint),
        ]
        .map(Result::unwrap_err)
        {
            assert!(matches!(error.kind(), ErrorKind::Http { status: 307, .. }), "{error:?}");
            assert!(error.to_string().contains(&plain.endpoint), "{error}");
        }
    }
    assert_eq!(plain.connections(), 0);
    let redirects = Redirects::AnyOriginAndPlain;
    assert_eq!(blocking(&ureq.with_redirects(redirects), &endpoint).unwrap(), "plain");
    assert_eq!(awaited(&reqwest.with_redirects(redirects), &endpoint).unwrap(), "plain");
}

#[test]
fn a_server_without_tls_is_reported() {
    let server = common::server::Server::answering("200 OK", XML, named("plain"));
    let endpoint = server.endpoint.replace("http:", "https:");
    for error in
        [blocking(&Ureq::new(), &endpoint), awaited(&Reqwest::new(), &endpoint)].map(Result::unwrap_err)
    {
        assert!(matches!(error.kind(), ErrorKind::Connect { .. } | ErrorKind::Transport { .. }), "{error:?}");
    }
}

fn blocking(transport: &Ureq, endpoint: &str) -> Result<String, Error> {
    let client = Client::new(transport, endpoint, Version::Soap11);
    let reply = client.call::<operations::GetName>(GetName::default()).send()?;
    Ok(reply.body.name.unwrap())
}

fn awaited(transport: &Reqwest, endpoint: &str) -> Result<String, Error> {
    let client = Client::new(transport, endpoint, Version::Soap11);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    let reply = runtime.block_on(
        client.call::<operations::GetName>(request.clone()).headers(headers.clone()).into_future(),
    )?;
    Ok(reply.body.name.unwrap())
}

/// A blocking transport that trusts only this certificate.
fn trusting_ureq(certificate: &CertificateDer<'_>) -> Ureq {
    let roots = ureq::tls::RootCerts::from([ureq::tls::Certificate::from_der(certificate).to_owned()]);
    let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
    Ureq::with_config(Ureq::builder().tls_config(tls).build())
}

/// An async transport that trusts only this certificate.
fn trusting_reqwest(certificate: &CertificateDer<'_>) -> Reqwest {
    let certificate = reqwest::Certificate::from_der(certificate).unwrap();
    Reqwest::with(Reqwest::builder().tls_certs_only([certificate])).unwrap()
}

/// Serves a reply over TLS. Returns the endpoint and the certificate.
fn serve() -> (String, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let reply = reply("200 OK", XML, named("over TLS").as_bytes());
    serve_with(made.cert.der().clone(), &made.signing_key, reply)
}

fn serve_with(
    certificate: CertificateDer<'static>,
    key: &rcgen::KeyPair,
    reply: Vec<u8>,
) -> (String, CertificateDer<'static>) {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://localhost:{}/service", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(rustls::StreamOwned::new(session, connection));
            let mut length = 0;
            let mut line = String::new();
            // A client that does not trust the certificate ends the handshake.
            while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            if length > 0 && stream.read_exact(&mut body).is_ok() {
                let _ = stream.get_mut().write_all(&reply);
            }
        }
    });
    (endpoint, certificate)
}
