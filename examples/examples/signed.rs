//! Signs a request and verifies the signed reply, with certificates of one authority.
//!
//! `cargo run --example signed` makes the keys, starts a server in the same process that verifies requests and signs
//! replies, and calls it over HTTP.

use std::error::Error;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use saponify::security::Security;
use saponify::security::x509::{Certificate, Identity, Part, PrivateKey, Sign, Verified, Verify, X509};
use saponify::server::{Answer, Context, Failure};
use saponify::transport::Reqwest;
use saponify::{Client, Version};
use saponify_examples::superoffice::user::{
    GenerateNewPasswordForExternalUser, GenerateNewPasswordForExternalUserResponse, UserClient, UserService,
};
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

/// A service with one operation.
struct Passwords;

impl UserService for Passwords {
    async fn generate_new_password_for_external_user(
        &self,
        _: GenerateNewPasswordForExternalUser,
        _: RequestHeaders,
        context: &Context,
    ) -> Result<Answer<GenerateNewPasswordForExternalUserResponse, ReplyHeaders>, Failure> {
        // The certificate identifies the caller. The service decides what the caller may do.
        let signer = context.extensions().get::<Verified>().map(|verified| verified.certificate().subject());
        println!("The request is signed by {}", signer.as_deref().unwrap_or("nobody"));
        let headers = ReplyHeaders { succeeded: Some(true), ..Default::default() };
        let body = GenerateNewPasswordForExternalUserResponse { response: Some("k7-Fjord-21".into()) };
        Ok(Answer::new(body, headers))
    }
}

/// Signs the body and the timestamp of each message, and demands the same of each received message.
fn security(own: &Identity, verify: Verify) -> X509 {
    let parts = [Part::Body, Part::Timestamp];
    X509::new().sign(Sign::new(own.clone()).parts(parts.clone())).verify(verify.parts(parts))
}

/// Adds a timestamp to each message. Received messages must have a timestamp that has not expired.
fn timestamp() -> Security {
    Security::new().timestamp(Duration::from_secs(300)).require_timestamp()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let authority = Authority::new()?;
    let (client_key, server_key) = (authority.issue("client")?, authority.issue("server")?);

    let verify = || Verify::roots([authority.certificate.clone()]);
    let service =
        Passwords.into_service().with_extension(timestamp()).with_extension(security(&server_key, verify()));
    let server = saponify::server::start("127.0.0.1:0", service)?;

    let client = |key: &Identity| {
        let client = Client::new(Reqwest::new(), server.url(), Version::Soap11)
            .with_security(timestamp())
            .with_extension(security(key, verify().accepting(|signer| signer.subject() == "CN=server")));
        UserClient::from_client(client)
    };
    let request = || GenerateNewPasswordForExternalUser { associate_name: Some("jdoe".into()) };
    let reply = client(&client_key).generate_new_password_for_external_user(request()).await?;
    let password = reply.body.response.ok_or("the reply contains no password")?;
    println!("{} answered with a signed reply: {}", server.url(), password.expose());

    // The server refuses a certificate of another authority. The fault with which it answers is signed too.
    let stranger = Authority::new()?.issue("stranger")?;
    match client(&stranger).generate_new_password_for_external_user(request()).await {
        Ok(_) => Err("the server accepted a stranger")?,
        Err(error) => println!("A stranger is refused: {error}"),
    }
    Ok(())
}

/// A certificate authority, made for this run.
struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of the example");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let certificate = Certificate::from_der(params.self_signed(&key)?.der().to_vec())?;
        Ok(Self { certificate, issuer: Issuer::new(params, key) })
    }

    /// Makes a key on the curve P-256, and its certificate.
    fn issue(&self, name: &str) -> Result<Identity, Box<dyn Error>> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate()?;
        let certificate = Certificate::from_der(params.signed_by(&key, &self.issuer)?.der().to_vec())?;
        Ok(Identity::new(PrivateKey::from_pkcs8_der(&key.serialize_der())?, certificate)?)
    }
}
