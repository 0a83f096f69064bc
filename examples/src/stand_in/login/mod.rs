//! Login service of the stand-in. Like the one of SuperOffice Online, it issues tokens; it knows one
//! application and one tenant.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto, encode};
use saponify::server::{Context, Failure};
use saponify::soap::Fault;
use serde_json::{Value, json};

use super::StandIn;
use super::shared::Shared;
use crate::superoffice_login::{
    AuthenticationRequest, AuthenticationResponse, PartnerSystemUserService, RequestHeaders, TokenType,
};

/// Path of the login service.
const LOGIN: &str = "/login/services/PartnerSystemUserService.svc";
/// Path of the OpenID configuration.
const CONFIGURATION: &str = "/login/.well-known/openid-configuration";
/// Path of the published keys.
const KEYS: &str = "/login/.well-known/jwks";

/// Maximum difference between the signed time and the time of the server, in minutes.
const MAX_SKEW: i64 = 15;

const KEY: &str = include_str!("service.pem");

/// State of the login service.
#[derive(Clone, Debug)]
pub(super) struct LoginService {
    shared: Shared,
    /// Address of the stand-in, once it listens.
    address: Arc<OnceLock<SocketAddr>>,
    logins: Arc<AtomicU64>,
}

impl LoginService {
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared, address: Arc::default(), logins: Arc::default() }
    }

    /// Sets the address that tokens contain.
    pub(super) fn set_address(&self, address: SocketAddr) {
        let _ = self.address.set(address);
    }

    /// Returns the number of calls of the login service.
    pub(super) fn logins(&self) -> u64 {
        self.logins.load(Ordering::SeqCst)
    }

    /// Adds the login service and its documents to a router.
    pub(super) fn mount(self, router: Router) -> Router {
        let service = self.clone();
        let configuration = get(move || {
            let url = service.url();
            let document = json!({ "issuer": url, "jwks_uri": format!("{url}{KEYS}") });
            async move { ([(CONTENT_TYPE, "application/json")], document.to_string()) }
        });
        let keys = get(|| async { ([(CONTENT_TYPE, "application/json")], published().unwrap_or_default()) });
        router.route(CONFIGURATION, configuration).route(KEYS, keys).route_service(LOGIN, self.into_service())
    }

    fn url(&self) -> String {
        self.address.get().map_or(String::new(), |address| format!("http://{address}"))
    }

    /// Checks a request. Returns the token, or the reason for the refusal.
    fn token(&self, request: &AuthenticationRequest, tenant: &str) -> Result<String, String> {
        if !tenant.eq_ignore_ascii_case(StandIn::TENANT) {
            return Err(format!("the tenant `{tenant}` is unknown"));
        }
        if request.return_token_type != Some(TokenType::Jwt) {
            return Err("this server issues only tokens of the type Jwt".to_owned());
        }
        let signed = request.signed_system_token.as_ref().map(|token| token.expose().as_str());
        check_signature(signed.unwrap_or_default(), jiff::Timestamp::now())?;
        let ticket = self.shared.issue_system_ticket().ok_or("the tenant has no system user")?;
        self.issue(&ticket).ok_or_else(|| "the token cannot be signed".to_owned())
    }

    fn issue(&self, ticket: &str) -> Option<String> {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({
            "iss": self.url(),
            "aud": StandIn::CLIENT_ID,
            "nbf": now,
            "exp": now + 300,
        });
        let own = [
            ("ticket", Value::from(ticket)),
            ("netserver_url", format!("{}/{}/Remote/Services86/", self.url(), StandIn::TENANT).into()),
            ("ctx", StandIn::TENANT.into()),
            ("associateid", "5".into()),
            ("company_name", "saponify".into()),
        ];
        let object = claims.as_object_mut()?;
        for (name, value) in own {
            object.insert(format!("http://schemes.superoffice.net/identity/{name}"), value);
        }
        let header = Header { kid: key_id(), ..Header::new(Algorithm::RS256) };
        encode(&header, &claims, &EncodingKey::from_rsa_pem(KEY.as_bytes()).ok()?).ok()
    }
}

impl PartnerSystemUserService for LoginService {
    async fn authenticate(
        &self,
        request: AuthenticationRequest,
        headers: RequestHeaders,
        _: &Context,
    ) -> Result<AuthenticationResponse, Failure> {
        self.logins.fetch_add(1, Ordering::SeqCst);
        let secret = headers.application_token.as_ref().map(|token| token.expose().as_str());
        if secret != Some(StandIn::APPLICATION_TOKEN) {
            return Err(Fault::client("the application token is not valid").into());
        }
        let tenant = headers.context_identifier.unwrap_or_default();
        let body = match self.token(&request, &tenant) {
            Ok(token) => AuthenticationResponse {
                is_successful: Some(true),
                token: Some(token.into()),
                error_message: None,
            },
            Err(reason) => AuthenticationResponse {
                is_successful: Some(false),
                token: None,
                error_message: Some(reason),
            },
        };
        Ok(body)
    }
}

/// Checks a signed system user token: token, time and signature.
fn check_signature(signed: &str, now: jiff::Timestamp) -> Result<(), String> {
    let (message, signature) = signed.rsplit_once('.').ok_or("the token is not signed")?;
    let (token, time) = message.rsplit_once('.').ok_or("the signed token has no time")?;
    let signature = BASE64_STANDARD.decode(signature).map_err(|_| "the signature is not in Base64")?;
    let key = public_key().ok_or("the application has no key")?;
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    match crypto::verify(&signature, message.as_bytes(), &key, Algorithm::RS256) {
        Ok(true) => {}
        _ => return Err("the signature is wrong".to_owned()),
    }
    let time = jiff::Timestamp::strptime("%Y%m%d%H%M %z", format!("{time} +0000"))
        .map_err(|_| "the signed time is not a time")?;
    if (time.as_second() - now.as_second()).abs() > MAX_SKEW * 60 {
        return Err("the signed time is too far from now".to_owned());
    }
    if token != StandIn::SYSTEM_USER_TOKEN {
        return Err("the system user token is not valid".to_owned());
    }
    Ok(())
}

/// Returns the public key of the application.
fn public_key() -> Option<DecodingKey> {
    let key = EncodingKey::from_rsa_pem(StandIn::APPLICATION_KEY.as_bytes()).ok()?;
    DecodingKey::from_jwk(&Jwk::from_encoding_key(&key, Algorithm::RS256).ok()?).ok()
}

/// Returns the published keys as JSON.
fn published() -> Option<String> {
    let key = EncodingKey::from_rsa_pem(KEY.as_bytes()).ok()?;
    let mut key = Jwk::from_encoding_key(&key, Algorithm::RS256).ok()?;
    key.common.key_id = key_id();
    serde_json::to_string(&JwkSet { keys: vec![key] }).ok()
}

fn key_id() -> Option<String> {
    Some("stand-in-1".to_owned())
}
