//! Tokens of the login service: their signature and their claims.

use std::collections::BTreeMap;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use saponify::Secret;
use saponify::transport::{Reqwest, reqwest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Error;

/// Prefix of the claims of SuperOffice.
const PREFIX: &str = "http://schemes.superoffice.net/identity/";

/// Maximum size of a document with keys, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Claims of a valid token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Claims {
    /// Ticket for the SOAP header `Credentials`.
    pub ticket: Secret<String>,
    /// URL of the tenant's services, such as `https://sod.superoffice.com/Cust12345/Remote/Services86/`.
    pub netserver_url: String,
    /// Identifier of the tenant, such as `Cust12345`.
    pub context: String,
    /// Name of the customer; empty if the token does not contain it.
    pub company_name: String,
    /// Identifier of the system user.
    pub associate_id: Option<i32>,
}

/// Keys that verify tokens, and the issuer that tokens must name.
#[derive(Clone)]
pub struct Keys(Source);

#[derive(Clone)]
enum Source {
    Certificate { key: Box<DecodingKey>, issuer: String },
    Published { configuration: String, client: reqwest::Client },
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Source::Certificate { issuer, .. } => write!(formatter, "Keys(certificate of {issuer})"),
            Source::Published { configuration, .. } => write!(formatter, "Keys({configuration})"),
        }
    }
}

/// The part of an OpenID configuration that is needed.
#[derive(Deserialize)]
struct Configuration {
    issuer: String,
    jwks_uri: String,
}

impl Keys {
    /// Creates keys from the login service's certificate, given as PEM. The certificate is trusted because
    /// the caller supplies it: neither its issuer nor its dates are checked.
    ///
    /// # Errors
    ///
    /// If the text is no certificate with an RSA key in PEM.
    pub fn certificate(pem: &str, issuer: impl Into<String>) -> Result<Self, Error> {
        let key = DecodingKey::from_rsa_pem(pem.as_bytes())
            .map_err(|_| Error::Key("expected a certificate with an RSA key in PEM".to_owned()))?;
        Ok(Self(Source::Certificate { key: Box::new(key), issuer: issuer.into() }))
    }

    /// Creates keys that are fetched from the login service for each login, so that they may change.
    ///
    /// `configuration` is the URL of the OpenID configuration, which names the issuer and the URL of the keys.
    /// Redirects are not followed.
    ///
    /// # Errors
    ///
    /// If the certificates of the system cannot be read.
    pub fn published(configuration: impl Into<String>) -> Result<Self, Error> {
        let configuration = configuration.into();
        let builder = Reqwest::builder().redirect(reqwest::redirect::Policy::none());
        // A stand-in without TLS needs no certificates.
        let builder = if configuration.starts_with("http:") { builder.tls_certs_only([]) } else { builder };
        let client = builder.build().map_err(|error| Error::Keys(error.to_string()))?;
        Ok(Self(Source::Published { configuration, client }))
    }

    /// Validates a token: signature, times, issuer, audience and tenant. Returns its claims.
    ///
    /// # Errors
    ///
    /// If the keys cannot be fetched or the token is not valid.
    pub async fn validate(
        &self,
        token: &Secret<String>,
        client_id: &str,
        tenant: &str,
    ) -> Result<Claims, Error> {
        match &self.0 {
            Source::Certificate { key, issuer } => claims(token.expose(), key, issuer, client_id, tenant),
            Source::Published { configuration, client } => {
                let found: Configuration = json(client, configuration).await?;
                if configuration.starts_with("https:") && !found.jwks_uri.starts_with("https:") {
                    return Err(Error::Keys("`jwks_uri` is not an https URL".to_owned()));
                }
                let keys: JwkSet = json(client, &found.jwks_uri).await?;
                let key = select(&keys, token.expose())?;
                claims(token.expose(), &key, &found.issuer, client_id, tenant)
            }
        }
    }
}

/// Selects the key that the header of a token names. If it names none, there must be only one key.
fn select(keys: &JwkSet, token: &str) -> Result<DecodingKey, Error> {
    let header = decode_header(token).map_err(|error| Error::Token(reason(error.kind())))?;
    let key: Option<&Jwk> = match (&header.kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let key = key.ok_or_else(|| {
        Error::Token("the login service does not publish the key of the signature".to_owned())
    })?;
    DecodingKey::from_jwk(key)
        .map_err(|_| Error::Keys("the key of the signature is not an RSA key".to_owned()))
}

fn claims(
    token: &str,
    key: &DecodingKey,
    issuer: &str,
    client_id: &str,
    tenant: &str,
) -> Result<Claims, Error> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[client_id]);
    let decoded = decode::<BTreeMap<String, Value>>(token, key, &validation)
        .map_err(|error| Error::Token(reason(error.kind())))?;
    let claims = decoded.claims;
    let optional = |name: &str| match claims.get(&format!("{PREFIX}{name}")) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let required = |name: &str| {
        let found = optional(name).filter(|text| !text.is_empty());
        found.ok_or_else(|| Error::Token(format!("the claim `{name}` is missing")))
    };
    let found = Claims {
        ticket: required("ticket")?.into(),
        netserver_url: required("netserver_url")?,
        context: required("ctx")?,
        company_name: optional("company_name").unwrap_or_default(),
        associate_id: optional("associateid").and_then(|id| id.parse().ok()),
    };
    if !found.context.eq_ignore_ascii_case(tenant) {
        return Err(Error::Token(format!("it is for the tenant `{}`, not for `{tenant}`", found.context)));
    }
    Ok(found)
}

/// Describes why a token is not valid, without quoting it.
fn reason(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::InvalidSignature => "the signature is wrong",
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidIssuer => "it is from another issuer",
        ErrorKind::InvalidAudience => "it is for another application",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => "it is not signed with RS256",
        ErrorKind::MissingRequiredClaim(claim) => return format!("the claim `{claim}` is missing"),
        _ => "it is not a JSON Web Token",
    }
    .to_owned()
}

/// Fetches a JSON document.
async fn json<V: DeserializeOwned>(client: &reqwest::Client, url: &str) -> Result<V, Error> {
    let failed = |error: reqwest::Error| Error::Keys(error.without_url().to_string());
    let request = client.get(url).timeout(Duration::from_secs(30)).send();
    let mut reply = request.await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
    let mut body = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > MAX_BYTES {
            return Err(Error::Keys(format!("`{url}` is larger than {MAX_BYTES} bytes")));
        }
    }
    serde_json::from_slice(&body).map_err(|error| Error::Keys(format!("`{url}` is not as expected: {error}")))
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    const KEY: &str = include_str!("../stand_in/login/service.pem");
    const CERTIFICATE: &str = include_str!("../stand_in/login/service.crt");
    const OTHER: &str = include_str!("../stand_in/login/application.pem");

    /// Returns valid claims.
    fn valid() -> Value {
        let now = jiff::Timestamp::now().as_second();
        json!({
            "iss": "https://login.test", "aud": "app", "nbf": now, "exp": now + 300,
            "http://schemes.superoffice.net/identity/ticket": "7T:abc",
            "http://schemes.superoffice.net/identity/netserver_url": "https://tenant.test/",
            "http://schemes.superoffice.net/identity/ctx": "cust1",
            "http://schemes.superoffice.net/identity/associateid": 5,
        })
    }

    fn signed(claims: &Value, key: &str) -> String {
        let key = EncodingKey::from_rsa_pem(key.as_bytes()).unwrap();
        encode(&Header::new(Algorithm::RS256), claims, &key).unwrap()
    }

    fn check(token: &str) -> Result<Claims, Error> {
        let key = DecodingKey::from_rsa_pem(CERTIFICATE.as_bytes()).unwrap();
        claims(token, &key, "https://login.test", "app", "Cust1")
    }

    #[track_caller]
    fn fails(token: &str, expected: &str) {
        let error = check(token).unwrap_err().to_string();
        assert!(error.ends_with(expected), "expected {expected}, found {error}");
    }

    #[test]
    fn a_valid_token_has_its_claims() {
        let found = check(&signed(&valid(), KEY)).unwrap();
        assert_eq!(found.ticket.expose(), "7T:abc");
        assert_eq!((found.context.as_str(), found.associate_id), ("cust1", Some(5)));
        assert!(!format!("{found:?}").contains("7T"));
    }

    #[test]
    fn a_token_with_another_signature_is_not_valid() {
        fails(&signed(&valid(), OTHER), "the signature is wrong");
        let token = signed(&valid(), KEY);
        let (head, _) = token.rsplit_once('.').unwrap();
        fails(&format!("{head}.AAAA"), "the signature is wrong");
        fails(&format!("{head}."), "the signature is wrong");
        fails(head, "it is not a JSON Web Token");
        fails("", "it is not a JSON Web Token");
    }

    #[test]
    fn a_token_with_another_algorithm_is_not_valid() {
        // The public key must not serve as the secret of an HMAC.
        let secret = EncodingKey::from_secret(CERTIFICATE.as_bytes()).unwrap();
        let token = encode(&Header::new(Algorithm::HS256), &valid(), &secret).unwrap();
        fails(&token, "it is not signed with RS256");
        let unsigned = "eyJhbGciOiJub25lIn0.e30.";
        assert!(check(unsigned).is_err());
    }

    #[test]
    fn times_and_names_of_a_token_are_checked() {
        let now = jiff::Timestamp::now().as_second();
        for (name, value, expected) in [
            ("exp", json!(now - 120), "it has expired"),
            ("nbf", json!(now + 600), "it is not valid yet"),
            ("iss", json!("https://evil.test"), "it is from another issuer"),
            ("aud", json!("other"), "it is for another application"),
            ("exp", Value::Null, "the claim `exp` is missing"),
            ("nbf", Value::Null, "the claim `nbf` is missing"),
            ("iss", Value::Null, "the claim `iss` is missing"),
            ("aud", Value::Null, "the claim `aud` is missing"),
            ("http://schemes.superoffice.net/identity/ticket", Value::Null, "the claim `ticket` is missing"),
            (
                "http://schemes.superoffice.net/identity/ctx",
                json!("Cust2"),
                "it is for the tenant `Cust2`, not for `Cust1`",
            ),
        ] {
            let mut claims = valid();
            claims[name] = value;
            fails(&signed(&claims, KEY), expected);
        }
    }

    #[test]
    fn the_key_that_the_token_names_is_used() {
        let jwk = |id: &str, key: &str| {
            let key = EncodingKey::from_rsa_pem(key.as_bytes()).unwrap();
            let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap();
            jwk.common.key_id = Some(id.to_owned());
            jwk
        };
        let keys = JwkSet { keys: vec![jwk("old", OTHER), jwk("new", KEY)] };
        let named = |id: Option<&str>| {
            let header = Header { kid: id.map(str::to_owned), ..Header::new(Algorithm::RS256) };
            encode(&header, &valid(), &EncodingKey::from_rsa_pem(KEY.as_bytes()).unwrap()).unwrap()
        };
        let validated = |token: &str| {
            let key = select(&keys, token)?;
            claims(token, &key, "https://login.test", "app", "Cust1")
        };
        assert!(validated(&named(Some("new"))).is_ok());
        assert!(validated(&named(Some("old"))).unwrap_err().to_string().ends_with("the signature is wrong"));
        for id in [None, Some("other")] {
            assert!(validated(&named(id)).unwrap_err().to_string().contains("does not publish the key"));
        }
    }
}
