//! Calls whose messages are signed and encrypted.

use std::time::Duration;

use saponify::security::Security;
use saponify::security::x509::{Decrypt, Encrypt, Part, Sign, Verify, X509};
#[cfg(feature = "mime")]
use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, OutgoingMessage};
use saponify::transport::{Memory, Response};
use saponify::{Body, Client, Contract, NoFault, Operation, Result, Version};

use crate::{SOAP, WSSE, WSU, assert_refused, certificate, p256, p384, rsa};

/// An operation whose request and reply are texts.
pub(crate) enum Echo {}

impl Operation for Echo {
    type Request = String;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "Echo",
        action: "urn:echo/Echo",
        request: Body::Element("urn:echo", "Echo"),
        reply: Body::Element("urn:echo", "EchoResponse"),
        request_headers: &[],
    };
}

/// The operation of [`Echo`] in SOAP encoding.
enum EncodedEcho {}

impl Operation for EncodedEcho {
    type Request = String;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        request: Body::Encoded("urn:echo", "Echo", &[]),
        reply: Body::Encoded("urn:echo", "EchoResponse", &[]),
        ..Echo::CONTRACT
    };
}

pub(crate) fn reply(content: &str) -> String {
    format!("<s:Envelope xmlns:s='{SOAP}'><s:Body>{content}</s:Body></s:Envelope>")
}

pub(crate) const ECHO: &str = "<EchoResponse xmlns='urn:echo'>hello</EchoResponse>";
const FAULT: &str = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>";

fn parts() -> [Part; 2] {
    [Part::Body, Part::Timestamp]
}

/// Calls a server that answers with this text. Returns the request and the outcome.
fn call(x509: X509, answer: impl Into<String>) -> (String, Result<String>) {
    let answer = answer.into();
    let memory = Memory::answering(move |_| Ok(Response::envelope(answer.clone())));
    let client = Client::new(memory.clone(), "http://localhost/", Version::Soap11)
        .with_security(Security::new().timestamp(Duration::from_secs(60)))
        .with_extension(x509);
    let outcome = client.call::<Echo>("hello".to_owned()).send().map(|reply| reply.body);
    let request = memory.requests().first().map(|request| request.body.clone()).unwrap_or_default();
    (request, outcome)
}

#[test]
fn a_request_is_signed_with_the_parts_of_other_extensions() {
    let (request, outcome) = call(X509::new().sign(Sign::new(p256()).parts(parts())), reply(ECHO));
    assert_eq!(outcome.unwrap(), "hello");
    assert_eq!(request.matches(":Security ").count(), 1, "{request}");
    Verify::pinned(certificate(&p256())).parts(parts()).check(&request).unwrap();
}

#[test]
fn a_request_is_signed_then_encrypted() {
    let x509 = X509::new().sign(Sign::new(p256()).parts(parts())).encrypt(Encrypt::new(certificate(&rsa())));
    let (request, outcome) = call(x509, reply(ECHO));
    outcome.unwrap();
    assert!(!request.contains("hello"));
    let decrypted = Decrypt::new(rsa().key().clone()).unwrap().apply(&request).unwrap().into_owned();
    Verify::pinned(certificate(&p256())).parts(parts()).check(&decrypted).unwrap();
}

#[test]
fn a_signed_and_encrypted_reply_is_read() {
    let signed = Sign::new(p256()).apply(&reply(ECHO)).unwrap();
    let verify = || X509::new().verify(Verify::pinned(certificate(&p256())));
    assert_eq!(call(verify(), signed.clone()).1.unwrap(), "hello");
    let encrypted = Encrypt::new(certificate(&rsa())).apply(&signed).unwrap();
    let decrypt = verify().decrypt(Decrypt::new(rsa().key().clone()).unwrap());
    assert_eq!(call(decrypt, encrypted).1.unwrap(), "hello");
}

#[test]
fn a_reply_without_the_expected_signature_is_an_error_before_it_is_decoded() {
    let verify = || X509::new().verify(Verify::pinned(certificate(&p256())));
    for content in [ECHO, FAULT, "<Other/>", ""] {
        assert_refused(
            call(verify(), reply(content)).1,
            "the message was rejected: the message is not signed",
        );
        let signed = Sign::new(p384()).apply(&reply(content)).unwrap();
        assert_refused(call(verify(), signed).1, "certificate of the signature is not the trusted one");
    }
    assert_refused(call(verify(), "").1, "the message is not signed: it is empty");
    let signed = Sign::new(p256()).apply(&reply(ECHO)).unwrap();
    assert_refused(call(verify(), signed.replace("hello", "world")).1, "the element was changed");
}

#[test]
fn a_fault_must_be_signed_unless_others_are_accepted() {
    let verify = || X509::new().verify(Verify::pinned(certificate(&p256())));
    let signed = Sign::new(p256()).apply(&reply(FAULT)).unwrap();
    assert_eq!(call(verify(), signed).1.unwrap_err().fault().unwrap().reason(), "no");
    let error = call(verify().accept_unsigned_faults(), reply(FAULT)).1.unwrap_err();
    assert_eq!(error.fault().unwrap().reason(), "no");
    // `accept_unsigned_faults` accepts only faults. A reply must still be signed.
    assert_refused(call(verify().accept_unsigned_faults(), reply(ECHO)).1, "the message is not signed");
    let both = format!("{ECHO}{FAULT}");
    assert_refused(call(verify().accept_unsigned_faults(), reply(&both)).1, "the message is not signed");
}

/// In SOAP encoding, a body element with `root="0"` is not the message.
const FAULT_BESIDE_A_REPLY: &str =
    "<s:Fault e:root='0' xmlns:e='http://schemas.xmlsoap.org/soap/encoding/'/><x>forged</x>";

/// The outcome of a call in SOAP encoding that is answered with this HTTP status and body.
fn encoded(
    status: u16,
    content: &str,
    with: impl FnOnce(Client<Memory>) -> Client<Memory>,
) -> Result<String> {
    let answer = reply(content);
    let memory = Memory::answering(move |_| {
        let mut response = Response::envelope(answer.clone());
        response.status = status;
        Ok(response)
    });
    let client = with(Client::new(memory, "http://localhost/", Version::Soap11));
    match client.call::<EncodedEcho>("hello".to_owned()).send() {
        Ok(reply) => Ok(reply.body),
        Err(error) => match error.reply::<EncodedEcho>()? {
            Some(reply) => Ok(reply.body),
            None => Err(error),
        },
    }
}

#[test]
fn a_message_accepted_as_unsigned_fault_is_decoded_only_as_a_fault() {
    let x509 = X509::new().verify(Verify::pinned(certificate(&p256()))).accept_unsigned_faults();
    for status in [200, 500] {
        let forged = encoded(status, FAULT_BESIDE_A_REPLY, |client| client);
        assert_eq!(forged.unwrap(), "forged", "the message is readable without the extension");
        let outcome = encoded(status, FAULT_BESIDE_A_REPLY, |client| client.with_extension(x509.clone()));
        assert_refused(outcome, "the message is not signed");
        let error = encoded(status, FAULT, |client| client.with_extension(x509.clone())).unwrap_err();
        assert_eq!(error.fault().unwrap().reason(), "no");
        let timestamp = Security::new().require_timestamp();
        let outcome = encoded(status, FAULT_BESIDE_A_REPLY, |client| client.with_security(timestamp));
        assert_refused(outcome, "the message has no timestamp");
    }
}

/// A reply of the year 2020, which is not signed.
fn expired() -> String {
    let old = "<Timestamp><Created>2020-01-01T00:00:00Z</Created><Expires>2020-01-01T00:01:00Z</Expires></Timestamp>";
    let old = old.replace("<Timestamp>", &format!("<Timestamp xmlns='{WSU}'>"));
    let header = format!("<s:Header><w:Security xmlns:w='{WSSE}'>{old}</w:Security></s:Header>");
    reply(ECHO).replace("<s:Body>", &format!("{header}<s:Body>"))
}

#[test]
fn an_attribute_of_the_security_header_does_not_make_an_expired_reply_valid() {
    const NEXT_11: &str = "http://schemas.xmlsoap.org/soap/actor/next";
    const SOAP_12: &str = "http://www.w3.org/2003/05/soap-envelope";

    let signed = Sign::new(p256()).parts(parts()).apply(&expired()).unwrap();
    let x509 = X509::new().verify(Verify::pinned(certificate(&p256())).parts(parts()));
    let now = saponify::xsd::DateTime::try_from(std::time::SystemTime::now()).unwrap();
    // The timestamp in the signed `Security` header has expired. The signature does not cover the attributes of
    // this header, so a forger can add a `role` or `actor` attribute to it. The forger can also insert a second
    // `Security` header with a valid timestamp. `e:role` belongs to SOAP 1.2 and has no meaning in this message.
    for (role, fresh_role) in [
        (format!("xmlns:e='{SOAP_12}' e:role='urn:x'"), None),
        (format!("xmlns:e='{SOAP_12}' e:role='{SOAP_12}/role/next'"), None),
        ("s:actor=' '".to_owned(), None),
        (String::new(), Some(format!("s:actor='{NEXT_11}'"))),
        (String::new(), Some(format!("s:actor='{SOAP_12}/role/next'"))),
        (format!("xmlns:e='{SOAP_12}' e:role='urn:x'"), Some(String::new())),
        (format!("s:actor='{NEXT_11}'"), Some(String::new())),
    ] {
        let fresh = fresh_role.map(|role| {
            format!("<w:Security xmlns:w='{WSSE}' {role}><u:Timestamp xmlns:u='{WSU}'><u:Created>{now}</u:Created></u:Timestamp></w:Security></s:Header>")
        });
        let message = signed.replace("<w:Security ", &format!("<w:Security {role} "));
        let message = message.replace("</s:Header>", fresh.as_deref().unwrap_or("</s:Header>"));
        let memory = Memory::answering(move |_| Ok(Response::envelope(message.clone())));
        let client = Client::new(memory, "http://localhost/", Version::Soap11)
            .with_security(Security::new().require_timestamp())
            .with_extension(x509.clone());
        let reason = crate::reason(client.call::<Echo>("hello".to_owned()).send());
        let expected = ["the timestamp expired at 2020", "several Security headers"];
        assert!(expected.iter().any(|expected| reason.contains(expected)), "{role} {fresh:?}: {reason}");
    }
}

#[test]
fn a_timestamp_of_a_reply_is_checked_after_the_signature() {
    let message = expired();
    let signed = Sign::new(p256()).parts(parts()).apply(&message).unwrap();
    let verify = X509::new().verify(Verify::pinned(certificate(&p256())).parts(parts()));
    let reason = call(verify.clone(), signed).1.unwrap_err().to_string();
    assert!(reason.contains("expired"), "{reason}");
    assert_refused(call(verify, message).1, "the message is not signed");
}

#[cfg(feature = "mime")]
#[test]
fn attachments_of_a_verified_message_are_refused_unless_they_are_accepted_without_a_signature() {
    let signed = Sign::new(p256()).apply(&reply(ECHO)).unwrap();
    let outcome = |x509: X509| {
        let parts = [("text/xml", signed.as_str()), ("image/png\r\nContent-ID: <photo>", "forged")];
        let parts = parts.map(|(head, content)| format!("--b\r\nContent-Type: {head}\r\n\r\n{content}\r\n"));
        let body = parts.concat() + "--b--\r\n";
        let content_type = "multipart/related; type=\"text/xml\"; boundary=b";
        let answer = Response::new(200, body).with_header("Content-Type", content_type);
        let memory = Memory::answering(move |_| Ok(answer.clone()));
        let client = Client::new(memory, "http://localhost/", Version::Soap11).with_extension(x509);
        client.call::<Echo>("hello".to_owned()).send().map(|reply| reply.body)
    };
    assert_eq!(outcome(X509::new()).unwrap(), "hello");
    let x509 = X509::new().verify(Verify::pinned(certificate(&p256())));
    assert_refused(outcome(x509.clone()), "the message has attachments, which no signature covers");
    assert_eq!(outcome(x509.accept_unsigned_attachments()).unwrap(), "hello");
}

/// Attaches a file to each message.
#[cfg(feature = "mime")]
struct Attaching;

#[cfg(feature = "mime")]
impl Extension for Attaching {
    fn start(&self, _: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Self))
    }
}

#[cfg(feature = "mime")]
impl ExtensionRun for Attaching {
    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        message.attach(&saponify::Attachment::new("content")).map(drop)
    }
}

#[cfg(feature = "mime")]
#[test]
fn attachments_are_not_sent_with_a_signed_or_encrypted_message_unless_allowed_unprotected() {
    let sent = |x509: X509| {
        let memory = Memory::answering(move |_| Ok(Response::envelope(reply(ECHO))));
        let client = Client::new(memory, "http://localhost/", Version::Soap11);
        let client = client.with_extension(Attaching).with_extension(x509);
        client.call::<Echo>("hello".to_owned()).send().map(|reply| reply.body)
    };
    assert_eq!(sent(X509::new()).unwrap(), "hello");
    for x509 in [X509::new().sign(Sign::new(p256())), X509::new().encrypt(Encrypt::new(certificate(&rsa())))]
    {
        assert_refused(sent(x509.clone()), "the attachments can be neither signed nor encrypted");
        assert_eq!(sent(x509.accept_unsigned_attachments()).unwrap(), "hello");
    }
}
