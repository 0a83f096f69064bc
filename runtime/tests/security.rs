//! WS-Security: the header of requests, and the checks of received messages.
#![cfg(feature = "security")]
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use common::{FAULT, GetName, envelope, named, operations};
use saponify::security::{ClockOffset, Security, SecurityToken, UsernameToken};
use saponify::transport::{Memory, Response};
use saponify::xsd::DateTime;
use saponify::{
    Client, Element, Error, ErrorKind, ObservedReply, ObservedRequest, Observer, ReadingMode, Version,
};

const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const MINUTES: Duration = Duration::from_secs(300);
const ASSERTION: &str = "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"  ID='_1'><saml:Subject>jdoe-subject</saml:Subject></saml:Assertion>";

fn client(reply: String) -> (Memory, Client<Memory>) {
    let memory = Memory::answering(move |_| Ok(Response::envelope(reply.clone())));
    (memory.clone(), Client::new(memory, "http://localhost/", Version::Soap11))
}

fn request() -> GetName {
    GetName { id: Some(7), password: None }
}

/// The `Security` headers of the requests that a client with these settings sends.
fn sent(version: Version, security: Security, count: usize) -> (Vec<Element>, String) {
    let (memory, client) = client(named("x"));
    let client = client.with_version(version).with_security(security);
    for _ in 0..count {
        client.call::<operations::GetName>(request()).send().unwrap();
    }
    let requests = memory.requests();
    let header = |envelope: &str| {
        let header = Element::parse(envelope).unwrap().children().remove(0);
        header.children().into_iter().find(|block| block.name() == (WSSE, "Security").into()).unwrap()
    };
    (requests.iter().map(|sent| header(&sent.body)).collect(), requests[0].body.clone())
}

fn names(element: &Element) -> Vec<String> {
    element.children().iter().map(|child| child.name().local().to_owned()).collect()
}

/// The text of the element at this path.
fn text(element: &Element, path: &[&str]) -> String {
    match path {
        [] => element.text().unwrap().into_owned(),
        [name, rest @ ..] => {
            let child = element.children().into_iter().find(|child| child.name().local() == *name);
            text(&child.unwrap(), rest)
        }
    }
}

#[test]
fn all_parts_are_in_one_header() {
    let security = Security::new()
        .token(SecurityToken::xml(ASSERTION).unwrap())
        .username_token(UsernameToken::digest("jdoe", "hunter2"))
        .timestamp(MINUTES);
    let (headers, envelope) = sent(Version::Soap11, security, 1);
    assert_eq!(names(&headers[0]), ["Timestamp", "UsernameToken", "Assertion"]);
    assert_eq!(names(&headers[0].children()[1]), ["Username", "Password", "Nonce", "Created"]);
    // The assertion is sent unchanged, because a signature in an assertion covers its text.
    assert!(envelope.contains(ASSERTION), "{envelope}");
    assert!(!envelope.contains("hunter2"));
    let ids = headers[0].children();
    let ids: Vec<_> = ids.iter().filter_map(|part| part.attribute((WSU, "Id"))).collect();
    assert!(ids.len() == 2 && ids[0] != ids[1], "{ids:?}");
}

#[test]
fn must_understand_and_actor_follow_the_version() {
    for (version, actor, yes) in [(Version::Soap11, "actor", "1"), (Version::Soap12, "role", "true")] {
        let soap = version.namespace();
        let token = || Security::new().username_token(UsernameToken::without_password("jdoe"));
        let (headers, _) = sent(version, token(), 1);
        assert_eq!(headers[0].attribute((soap, "mustUnderstand")), Some(yes));
        assert_eq!(headers[0].attribute((soap, actor)), None);
        let (headers, _) = sent(version, token().must_understand(false).actor("urn:gate"), 1);
        assert_eq!(headers[0].attribute((soap, "mustUnderstand")), None);
        assert_eq!(headers[0].attribute((soap, actor)), Some("urn:gate"));
    }
}

#[test]
fn headers_for_different_actors_do_not_replace_each_other() {
    let (memory, client) = client(named("x"));
    let token = |user: &str| Security::new().username_token(UsernameToken::without_password(user));
    let client = client.with_security(token("first")).with_security(token("second").actor("urn:gate"));
    client.call::<operations::GetName>(request()).security(token("third")).send().unwrap();
    let sent = &memory.requests()[0].body;
    assert!(!sent.contains(">first<") && sent.contains(">second<") && sent.contains(">third<"), "{sent}");
}

#[test]
fn each_request_has_a_new_nonce_and_time() {
    let security =
        Security::new().username_token(UsernameToken::digest("jdoe", "hunter2")).timestamp(MINUTES);
    let (headers, _) = sent(Version::Soap11, security, 2);
    for path in [&["UsernameToken", "Nonce"][..], &["UsernameToken", "Password"]] {
        assert_ne!(text(&headers[0], path), text(&headers[1], path));
    }
    let time =
        |path: &[&str]| SystemTime::try_from(&text(&headers[0], path).parse::<DateTime>().unwrap()).unwrap();
    let (created, expires) = (time(&["Timestamp", "Created"]), time(&["Timestamp", "Expires"]));
    assert_eq!(expires.duration_since(created).unwrap(), MINUTES);
    assert!(SystemTime::now().duration_since(created).unwrap() < MINUTES);
    assert!(text(&headers[0], &["UsernameToken", "Created"]).ends_with('Z'));
}

#[test]
fn timestamps_use_the_clock_offset() {
    let security =
        Security::new().username_token(UsernameToken::digest("jdoe", "hunter2")).timestamp(MINUTES);
    let (headers, _) = sent(Version::Soap11, security.clock_offset(ClockOffset::seconds(-86_400 * 365)), 1);
    for path in [&["UsernameToken", "Created"][..], &["Timestamp", "Created"]] {
        let time = SystemTime::try_from(&text(&headers[0], path).parse::<DateTime>().unwrap()).unwrap();
        let behind = SystemTime::now().duration_since(time).unwrap();
        assert!(behind.as_secs().abs_diff(86_400 * 365) < 60, "{behind:?}");
    }
}

#[test]
fn a_header_without_parts_is_not_sent() {
    let (memory, client) = client(named("x"));
    client.with_security(Security::new()).call::<operations::GetName>(request()).send().unwrap();
    assert!(!memory.requests()[0].body.contains("Security"));
}

#[test]
fn a_password_that_xml_cannot_represent_is_an_error_that_does_not_show_it() {
    let (memory, client) = client(named("x"));
    let client =
        client.with_security(Security::new().username_token(UsernameToken::text("jdoe", "hunter2\u{1}")));
    let error = client.call::<operations::GetName>(request()).send().unwrap_err();
    assert!(error.never_sent() && !format!("{error} {error:?}").contains("hunter2"), "{error}");
    assert!(memory.requests().is_empty());
}

#[derive(Default)]
struct Seen(Mutex<String>);

impl Observer for Seen {
    fn requested(&self, request: &ObservedRequest<'_>) {
        self.0.lock().unwrap().push_str(&request.envelope());
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        self.0.lock().unwrap().push_str(&reply.envelope().unwrap_or_default());
    }
}

#[test]
fn passwords_and_tokens_are_not_shown() {
    let fault =
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>hunter2 jdoe-subject</faultstring></s:Fault>";
    let (memory, client) = client(envelope("", fault));
    let seen = Arc::new(Seen::default());
    let client = client.with_observer(Arc::clone(&seen));
    for security in [
        Security::new().username_token(UsernameToken::text("jdoe", "hunter2")),
        Security::new().username_token(UsernameToken::digest("jdoe", "hunter2")),
        Security::new().token(SecurityToken::xml(ASSERTION).unwrap()),
    ] {
        let mut shown = format!("{security:?}");
        let is_token = shown.contains("SecurityToken");
        let call = client.call::<operations::GetName>(request()).security(security);
        let error = call.send().unwrap_err();
        let sent = memory.requests().pop().unwrap();
        shown += &format!("{call:?} {error} {error:?} {sent:?} {}", seen.0.lock().unwrap());
        let mut secrets = Vec::new();
        if is_token {
            secrets.push("jdoe-subject".to_owned());
        } else {
            let header = Element::parse(&sent.body).unwrap().children().remove(0).children().remove(0);
            secrets.push(text(&header, &["UsernameToken", "Password"]));
            // Whoever has the nonce, the time and the digest can try passwords.
            if sent.body.contains("PasswordDigest") {
                secrets.push(text(&header, &["UsernameToken", "Nonce"]));
            }
        }
        for secret in secrets {
            assert!(sent.body.contains(&secret) && !shown.contains(&secret), "{secret} in {shown}");
        }
        seen.0.lock().unwrap().clear();
    }
}

/// The outcome of a call whose reply has this content in its `Security` header.
fn outcome(security: Security, header: &str, body: &str) -> Result<(), Error> {
    let header = match header {
        "" => String::new(),
        header => {
            format!("<o:Security xmlns:o='{WSSE}' xmlns:u='{WSU}' s:mustUnderstand='1'>{header}</o:Security>")
        }
    };
    let (_, client) = client(envelope(&header, body));
    let call = client.with_security(security).call::<operations::GetName>(request());
    let reply = call.reading_mode(ReadingMode::Strict).send()?;
    assert!(reply.account.is_empty(), "an understood header is no departure");
    Ok(())
}

const BODY: &str = "<GetNameResponse xmlns='urn:names'><Name>x</Name></GetNameResponse>";

/// A timestamp that begins this number of seconds from now and lasts five minutes.
fn timestamp(from: i64) -> String {
    let offset = Duration::from_secs(from.unsigned_abs());
    let created = if from < 0 { SystemTime::now() - offset } else { SystemTime::now() + offset };
    let text = |time: SystemTime| DateTime::try_from(time).unwrap().to_string();
    let (created, expires) = (text(created), text(created + MINUTES));
    format!("<u:Timestamp><u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires></u:Timestamp>")
}

#[test]
fn a_timestamp_of_a_reply_must_include_the_time() {
    outcome(Security::new(), &timestamp(0), BODY).unwrap();
    // The default tolerance is five minutes on both sides.
    outcome(Security::new(), &timestamp(240), BODY).unwrap();
    outcome(Security::new(), &timestamp(-540), BODY).unwrap();
    for (security, header, reason) in [
        (Security::new(), timestamp(360), "created in the future"),
        (Security::new(), timestamp(-660), "expired at"),
        (Security::new().clock_tolerance(Duration::ZERO), timestamp(-310), "expired at"),
        (Security::new().clock_offset(ClockOffset::seconds(3600)), timestamp(0), "expired at"),
        (Security::new(), timestamp(0).repeat(2), "two timestamps"),
    ] {
        let error = outcome(security, &header, BODY).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Rejected { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
    let offset = ClockOffset::seconds(3600);
    outcome(Security::new().clock_offset(offset), &timestamp(3600), BODY).unwrap();
}

#[test]
fn the_timestamp_of_wcf_is_read() {
    // With the security mode TransportWithMessageCredential, the `Timestamp` in the replies of WCF has a `u:Id`.
    let of_wcf = |from| timestamp(from).replace("<u:Timestamp>", "<u:Timestamp u:Id=\"_0\">");
    outcome(Security::new().require_timestamp(), &of_wcf(-1), BODY).unwrap();
    outcome(Security::new().require_timestamp(), &of_wcf(-660), BODY).unwrap_err();
}

#[test]
fn a_missing_timestamp_is_an_error_only_if_required() {
    outcome(Security::new(), "", BODY).unwrap();
    let error = outcome(Security::new().require_timestamp(), "", BODY).unwrap_err();
    assert!(error.to_string().contains("no timestamp"), "{error}");
    // Many servers send faults without a header.
    let error = outcome(Security::new().require_timestamp(), "", FAULT).unwrap_err();
    assert!(error.fault().is_some(), "{error}");
}

#[test]
fn a_security_header_with_an_unchecked_signature_is_not_understood() {
    let signature = timestamp(0) + "<d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'/>";
    let error = outcome(Security::new(), &signature, BODY).unwrap_err();
    assert!(error.to_string().contains("must be understood"), "{error}");
}

proptest::proptest! {
    /// A reply that was damaged in transit is read or refused, and never causes a panic.
    #[test]
    fn damaged_headers_cause_no_panic(at in 0_usize..700, length in 0_usize..60, insert in "[<>/\"'a-z:= &;0-9-]{0,12}") {
        let header = format!(
            "<o:Security xmlns:o='{WSSE}' xmlns:u='{WSU}' s:mustUnderstand='1' s:actor=''>{}</o:Security>",
            timestamp(0)
        );
        let mut reply = envelope(&header, BODY).into_bytes();
        let at = at.min(reply.len());
        let end = (at + length).min(reply.len());
        reply.splice(at..end, insert.into_bytes());
        let memory = Memory::answering(move |_| Ok(Response::envelope(reply.clone())));
        let client = Client::new(memory, "http://localhost/", Version::Soap11)
            .with_security(Security::new().require_timestamp());
        let _ = client.call::<operations::GetName>(request()).send();
    }
}
