//! Certificates of servers and of clients.

use std::{
    io::{BufReader, Write},
    net::TcpListener,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, Stream, pki_types::PrivateKeyDer,
    server::WebPkiClientVerifier,
};

use super::{server::answer, *};

/// A server with TLS on `localhost` that asks for a client certificate, but does not require one.
struct Tls {
    folder: tempfile::TempDir,
    port: u16,
    /// Number of connections with a client certificate.
    with_certificate: Arc<AtomicUsize>,
}

impl Tls {
    fn start(document: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let client = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap();
        fs::write(folder.path().join("server.pem"), own.cert.pem()).unwrap();
        fs::write(folder.path().join("client.pem"), client.cert.pem()).unwrap();
        fs::write(folder.path().join("client.key"), client.signing_key.serialize_pem()).unwrap();

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(client.cert.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier.allow_unauthenticated().build().unwrap())
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        let (config, with_certificate) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::clone(&with_certificate);
        thread::spawn(move || {
            for mut socket in listener.incoming().flatten() {
                let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = Stream::new(&mut connection, &mut socket);
                if server::read(&mut BufReader::new(&mut stream)).is_none() {
                    continue;
                }
                count.fetch_add(usize::from(stream.conn.peer_certificates().is_some()), Ordering::SeqCst);
                answer(&mut stream, &Reply::xml(document.clone()));
                stream.conn.send_close_notify();
                let _ = stream.flush();
                server::drain(&mut socket);
            }
        });
        Self { folder, port, with_certificate }
    }

    fn file(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.display().to_string()
    }

    fn fetch(&self, arguments: &[&str]) -> Run {
        let url = format!("https://localhost:{}/a.wsdl", self.port);
        let folder = tempfile::tempdir().unwrap();
        saponify(folder.path(), &[&["fetch", &url, "-o", "."], arguments].concat())
    }
}

#[test]
fn a_certificate_is_trusted_if_its_authority_is_given() {
    let server = Tls::start(wsdl(""));
    server.fetch(&[]).fails(3, &["cannot connect to", "certificate", "--cacert FILE"]);
    let run = server.fetch(&["--cacert", &server.file("server.pem")]);
    assert!(!run.succeeds().errors.contains("warning"));
    server.fetch(&["--cacert", &server.file("client.key")]).fails(2, &["contains no certificate in PEM"]);
    server.fetch(&["--cacert", "missing.pem"]).fails(2, &["cannot use `missing.pem`"]);
}

#[test]
fn without_verification_there_is_a_warning() {
    let server = Tls::start(wsdl(""));
    let run = server.fetch(&["--insecure"]);
    assert!(run.succeeds().errors.contains("warning: certificates are not verified"));
}

#[test]
fn certificates_of_other_hosts_are_verified_even_without_verification_of_the_given_one() {
    let other = Tls::start(schema("urn:t", ""));
    let server = Tls::start(wsdl(&import("urn:t", &format!("https://localhost:{}/t.xsd", other.port))));
    server.fetch(&["--insecure"]).fails(3, &["certificate"]);
    server.fetch(&["--insecure", "--trust-host", "localhost"]).succeeds();
}

#[test]
fn a_client_certificate_goes_only_to_the_origin_of_the_given_url() {
    let other = Tls::start(schema("urn:t", ""));
    let server = Tls::start(wsdl(&import("urn:t", &format!("https://localhost:{}/t.xsd", other.port))));
    let both = server.file("both.pem");
    let pem = |server: &Tls| text(server.folder.path(), "server.pem");
    fs::write(&both, pem(&server) + &pem(&other)).unwrap();
    let (cert, key) = (server.file("client.pem"), server.file("client.key"));
    server.fetch(&["--cacert", &both, "--cert", &cert, "--key", &key]).succeeds();
    assert_eq!(server.with_certificate.load(Ordering::SeqCst), 1);
    assert_eq!(other.with_certificate.load(Ordering::SeqCst), 0);
    let run = server.fetch(&["--cacert", &both, "--cert", &cert]);
    assert_eq!(run.code, Some(2), "{}", run.errors);
    server.fetch(&["--cert", &cert, "--key", &cert]).fails(2, &["contains no private key in PEM"]);
}
