//! Clients that are configured by the policy of their service: users and tokens.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::{GetName, named, operations};
use saponify::policy::{Demand, PasswordForm, Policy};
use saponify::transport::{Memory, Response};
use saponify::{Client, Version};

/// Calls a service with a policy. Returns the request that was sent, or the error of the call.
fn call(endpoint: &str, policy: Policy) -> Result<saponify::transport::Recorded, String> {
    let memory = Memory::answering(|_| Ok(Response::envelope(named("x"))));
    let client = Client::new(memory.clone(), endpoint, Version::Soap11).with_policy(policy);
    let outcome = client.call::<operations::GetName>(GetName { id: Some(7), password: None }).send();
    match outcome {
        Ok(_) => Ok(memory.requests().remove(0)),
        Err(error) => {
            assert!(memory.requests().is_empty());
            assert!(!error.to_string().contains("pa55") && !format!("{error:?}").contains("pa55"));
            Err(error.to_string())
        }
    }
}

const HTTPS: &str = "https://localhost/";

#[test]
fn a_policy_without_demands_changes_nothing() {
    let request = call("http://localhost/", Policy::new(&[])).unwrap();
    assert!(!request.body.contains("Security"));
}

#[test]
fn https_is_required_unless_the_user_allows_other_endpoints() {
    let policy = Policy::new(&[Demand::Https]);
    call("HTTPS://localhost/", policy.clone()).unwrap();
    for endpoint in ["http://localhost/", "", "https:/"] {
        let error = call(endpoint, policy.clone()).unwrap_err();
        assert!(error.contains("demands HTTPS"), "{error}");
    }
    call("http://localhost/", policy.allow_plain_http()).unwrap();
}

#[test]
fn http_authentication_has_the_user_of_the_policy() {
    let basic = Policy::new(&[Demand::HttpBasic]);
    let error = call(HTTPS, basic.clone()).unwrap_err();
    assert!(error.contains("`Policy::user` adds the user"), "{error}");
    let request = call(HTTPS, basic.user("jdoe", "pa55")).unwrap();
    let header = request.headers.iter().find(|(name, _)| name == "Authorization");
    assert_eq!(header.map(|(_, value)| value.as_str()), Some("Basic amRvZTpwYTU1"));
    let digest = call(HTTPS, Policy::new(&[Demand::HttpDigest]).user("jdoe", "pa55"));
    assert_eq!(digest.is_ok(), cfg!(feature = "digest"));
    if let Err(error) = digest {
        assert!(error.contains("feature `digest`"), "{error}");
    }
}

#[test]
#[cfg(feature = "digest")]
fn digest_authentication_takes_precedence_because_it_hides_the_password() {
    let policy = Policy::new(&[Demand::HttpBasic, Demand::HttpDigest]).user("jdoe", "pa55");
    let request = call(HTTPS, policy).unwrap();
    assert!(!request.headers.iter().any(|(_, value)| value.starts_with("Basic ")), "{:?}", request.headers);
}

const TOKEN: &[Demand] = &[Demand::Https, Demand::UsernameToken(PasswordForm::Digest), Demand::Timestamp];

#[test]
#[cfg(not(feature = "security"))]
fn a_missing_feature_is_an_error_of_the_call() {
    let error = call(HTTPS, Policy::new(TOKEN).user("jdoe", "pa55")).unwrap_err();
    assert!(error.contains("enable the feature `security` of `saponify`"), "{error}");
    let error = call(HTTPS, Policy::new(&[Demand::Signature])).unwrap_err();
    assert!(error.contains("enable the feature `security-x509` of `saponify`"), "{error}");
}

#[test]
#[cfg(feature = "security")]
fn the_policy_chooses_the_form_of_the_password() {
    for (form, contained) in [
        (PasswordForm::Text, Some("#PasswordText\">pa55<")),
        (PasswordForm::Digest, Some("#PasswordDigest\">")),
        (PasswordForm::Absent, None),
    ] {
        let demands: &'static [Demand] = Vec::leak(vec![Demand::UsernameToken(form)]);
        let body = call(HTTPS, Policy::new(demands).user("jdoe", "pa55")).unwrap().body;
        assert!(body.contains(">jdoe<"), "{body}");
        assert_eq!(body.contains("Password"), contained.is_some(), "{body}");
        assert!(contained.is_none_or(|contained| body.contains(contained)), "{body}");
    }
    let body = call(HTTPS, Policy::new(TOKEN).user("jdoe", "pa55")).unwrap().body;
    assert!(body.contains(":Timestamp") && body.contains(":Expires"), "{body}");
}

#[test]
#[cfg(feature = "security")]
fn a_digest_takes_precedence_over_a_password_as_text() {
    const BOTH: &[Demand] =
        &[Demand::UsernameToken(PasswordForm::Text), Demand::UsernameToken(PasswordForm::Digest)];
    let body = call(HTTPS, Policy::new(BOTH).user("jdoe", "pa55")).unwrap().body;
    assert!(body.contains("#PasswordDigest") && !body.contains("pa55"), "{body}");
}

#[test]
#[cfg(feature = "security")]
fn a_password_as_text_has_the_nonce_and_the_time_that_the_policy_demands() {
    const FRESH: &[Demand] = &[
        Demand::UsernameToken(PasswordForm::Text),
        Demand::UsernameTokenNonce,
        Demand::UsernameTokenCreated,
    ];
    for (demands, is_fresh) in [(FRESH, true), (&FRESH[..1], false)] {
        let body = call(HTTPS, Policy::new(demands).user("jdoe", "pa55")).unwrap().body;
        assert!(body.contains("#PasswordText"), "{body}");
        assert_eq!((body.contains(":Nonce "), body.contains(":Created>")), (is_fresh, is_fresh), "{body}");
    }
}

#[test]
#[cfg(feature = "security")]
fn a_token_of_another_service_is_added_by_the_user() {
    let policy = Policy::new(&[Demand::SamlToken]);
    let error = call(HTTPS, policy.clone()).unwrap_err();
    assert!(error.contains("a SAML token: `Policy::token` adds it"), "{error}");
    let token = saponify::security::SecurityToken::xml("<a:Assertion xmlns:a='urn:a'/>").unwrap();
    assert!(call(HTTPS, policy.token(token)).unwrap().body.contains("<a:Assertion"));
}

#[test]
fn a_policy_shows_no_secret() {
    let shown = format!("{:?}", Policy::new(TOKEN).user("jdoe", "pa55"));
    assert!(shown.contains("Timestamp") && !shown.contains("pa55") && !shown.contains("jdoe"), "{shown}");
}
