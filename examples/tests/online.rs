//! SuperOffice Online against the stand-in: signatures, tokens, tickets that expire, and tasks that share them.

#![allow(clippy::unwrap_used)] // Clippy exempts test functions, but not their helpers.

use std::sync::Arc;

use saponify::transport::Reqwest;
use saponify_examples::online::{Application, Environment, Error, Keys, Login, SigningKey, Tenant};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::user::{GetUser, GetUserInfo};

/// The parts of a login, which tests change.
struct Parts {
    client_id: &'static str,
    client_secret: &'static str,
    key: &'static str,
    tenant: &'static str,
    token: &'static str,
    issuer: Option<&'static str>,
    certificate: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            client_id: StandIn::CLIENT_ID,
            client_secret: StandIn::APPLICATION_TOKEN,
            key: StandIn::APPLICATION_KEY,
            tenant: StandIn::TENANT,
            token: StandIn::SYSTEM_USER_TOKEN,
            issuer: None,
            certificate: false,
        }
    }
}

impl Parts {
    fn login(self, stand_in: &StandIn) -> Login<Reqwest> {
        let environment = Environment::new(&stand_in.url());
        let application = Application {
            client_id: self.client_id.to_owned(),
            client_secret: self.client_secret.into(),
            key: SigningKey::read(self.key).unwrap(),
        };
        let issuer = self.issuer.map_or(environment.url().to_owned(), str::to_owned);
        let keys = match self.certificate {
            true => Keys::certificate(StandIn::LOGIN_CERTIFICATE, issuer).unwrap(),
            false => Keys::published(environment.configuration_url()).unwrap(),
        };
        Login::new(Reqwest::new(), &environment, application, keys, self.tenant, self.token.into())
    }

    fn tenant(self, stand_in: &StandIn) -> Tenant<Reqwest> {
        Tenant::new(Reqwest::new(), self.login(stand_in))
    }

    async fn failure(self) -> String {
        let stand_in = StandIn::start().unwrap();
        self.login(&stand_in).log_in().await.unwrap_err().to_string()
    }
}

const USER: GetUserInfo = GetUserInfo { user_info_id: Some(5) };

#[tokio::test]
async fn an_application_logs_in_and_calls_the_url_of_the_tenant() {
    for (key, certificate) in [
        (StandIn::APPLICATION_KEY, false),
        (StandIn::APPLICATION_KEY_XML, false),
        (StandIn::APPLICATION_KEY, true),
    ] {
        let stand_in = StandIn::start().unwrap();
        let tenant = Parts { key, certificate, ..Parts::default() }.tenant(&stand_in);
        let claims = tenant.claims(None).await.unwrap();
        assert_eq!(claims.netserver_url, format!("{}/Cust12345/Remote/Services86/", stand_in.url()));
        assert_eq!((claims.context.as_str(), claims.associate_id), ("Cust12345", Some(5)));
        let reply = tenant.call(|user| user.get_user_info(USER)).await.unwrap();
        assert_eq!(reply.body.response.unwrap().user_name.as_deref(), Some("KARI"));
        assert_eq!(stand_in.logins(), 1);
    }
}

#[tokio::test]
async fn an_expired_ticket_is_renewed_and_the_call_is_repeated_once() {
    let stand_in = StandIn::start().unwrap();
    let tenant = Parts::default().tenant(&stand_in);
    for logins in [1, 1, 2] {
        if logins == 2 {
            stand_in.expire_tickets();
        }
        assert!(tenant.call(|user| user.get_user_info(USER)).await.is_ok());
        assert_eq!(stand_in.logins(), logins);
    }
}

#[tokio::test]
async fn a_call_refused_twice_is_not_sent_a_third_time() {
    let stand_in = StandIn::start().unwrap();
    let tenant = Parts::default().tenant(&stand_in);
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let error = tenant
        .call(|user| {
            calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            // Tickets expire before the call arrives.
            stand_in.expire_tickets();
            user.get_user_info(USER)
        })
        .await
        .unwrap_err();
    assert!(error.to_string().contains("the ticket is not valid or has expired"), "{error}");
    assert_eq!((calls.into_inner(), stand_in.logins()), (2, 2));
}

#[tokio::test]
async fn a_call_that_fails_for_another_reason_is_not_repeated() {
    let stand_in = StandIn::start().unwrap();
    let tenant = Parts::default().tenant(&stand_in);
    let error = tenant.call(|user| user.get_user(GetUser { user_id: Some(999) })).await.unwrap_err();
    assert!(matches!(error, Error::Call(_)), "{error}");
    assert_eq!(stand_in.logins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_login_serves_all_tasks_that_wait() {
    const TASKS: usize = 100;
    let stand_in = StandIn::start().unwrap();
    let tenant = Arc::new(Parts::default().tenant(&stand_in));
    for logins in [1, 2, 3] {
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let tenant = Arc::clone(&tenant);
                tokio::spawn(async move { tenant.call(|user| user.get_user_info(USER)).await.is_ok() })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
        assert_eq!(stand_in.logins(), logins);
        stand_in.expire_tickets();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_failed_login_fails_all_tasks_that_wait() {
    let stand_in = StandIn::start().unwrap();
    let tenant = Arc::new(Parts { token: "old", ..Parts::default() }.tenant(&stand_in));
    let barrier = Arc::new(tokio::sync::Barrier::new(50));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (tenant, barrier) = (Arc::clone(&tenant), Arc::clone(&barrier));
            tokio::spawn(async move {
                barrier.wait().await;
                tenant.call(|user| user.get_user_info(USER)).await.map(drop).unwrap_err().to_string()
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().contains("the system user token is not valid"));
    }
    // Tasks that start after the failure log in again. There may be a few logins, but not one for each task.
    assert!(stand_in.logins() < 10, "{} logins", stand_in.logins());
    // A later call tries again.
    let logins = stand_in.logins();
    assert!(tenant.call(|user| user.get_user_info(USER)).await.is_err());
    assert_eq!(stand_in.logins(), logins + 1);
}

#[tokio::test]
async fn a_task_that_is_cancelled_during_a_login_does_not_block_the_others() {
    let stand_in = StandIn::start().unwrap();
    let tenant = Arc::new(Parts::default().tenant(&stand_in));
    let cancelled = Arc::clone(&tenant);
    let task = tokio::spawn(async move { cancelled.claims(None).await.map(drop) });
    tokio::task::yield_now().await;
    task.abort();
    let _ = task.await;
    assert!(tenant.call(|user| user.get_user_info(USER)).await.is_ok());
}

#[tokio::test]
async fn the_login_service_refuses_invalid_requests() {
    for (parts, expected) in [
        (Parts { token: "old", ..Parts::default() }, "the system user token is not valid"),
        (Parts { key: include_str!("online/other.pem"), ..Parts::default() }, "the signature is wrong"),
        (Parts { tenant: "Cust1", ..Parts::default() }, "the tenant `Cust1` is unknown"),
        (Parts { client_secret: "another-secret", ..Parts::default() }, "the application token is not valid"),
    ] {
        let failure = parts.failure().await;
        assert!(failure.contains(expected), "expected {expected}, found {failure}");
    }
}

#[tokio::test]
async fn tokens_that_are_not_for_the_application_are_refused() {
    let other = Parts { client_id: "other", ..Parts::default() }.failure().await;
    assert!(other.contains("it is for another application"), "{other}");
    let issuer = Parts { issuer: Some("https://evil.test"), certificate: true, ..Parts::default() };
    let issuer = issuer.failure().await;
    assert!(issuer.contains("it is from another issuer"), "{issuer}");
}

#[test]
fn keys_and_secrets_are_not_shown() {
    let stand_in = StandIn::start().unwrap();
    let shown = format!("{:?}", Parts::default().login(&stand_in));
    for secret in [StandIn::APPLICATION_TOKEN, StandIn::SYSTEM_USER_TOKEN, "BEGIN"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn keys_in_another_format_are_an_error() {
    let xml = StandIn::APPLICATION_KEY_XML;
    let incomplete = xml.replace("<P>", "<X>").replace("</P>", "</X>");
    let changed = xml.replace("<Exponent>AQAB", "<Exponent>AQAD");
    for (text, expected) in [
        ("", "expected a private key in PEM"),
        ("<a/>", "expected the element `RSAKeyValue`"),
        ("<RSAKeyValue>", "not well-formed"),
        (incomplete.as_str(), "`RSAKeyValue/P` is missing"),
        (changed.as_str(), "do not form an RSA key"),
        (StandIn::LOGIN_CERTIFICATE, "expected a private key in PEM"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "expected an RSA private key"),
    ] {
        let error = SigningKey::read(text).unwrap_err().to_string();
        assert!(error.contains(expected), "expected {expected}, found {error}");
    }
}

#[test]
fn a_signed_token_consists_of_token_time_and_signature() {
    let now = "2024-05-17T08:09:59Z".parse().unwrap();
    let keys =
        [StandIn::APPLICATION_KEY, StandIn::APPLICATION_KEY_XML].map(|key| SigningKey::read(key).unwrap());
    let signed = keys.map(|key| key.sign(&"token".into(), now).unwrap().into_exposed());
    // Signatures of RSA with PKCS #1 v1.5 are deterministic, so both forms of the key give the same one.
    assert_eq!(signed[0], signed[1]);
    let signature = signed[0].strip_prefix("token.202405170809.").unwrap();
    assert_eq!(signature.len(), 344);
    // Made by `openssl dgst -sha256 -sign`.
    assert_eq!(signature, include_str!("online/signature.txt").trim());
}
