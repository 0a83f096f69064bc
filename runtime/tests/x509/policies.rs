//! Clients that are configured by the policy of their service.

use saponify::policy::{CertificateReference, Demand, PasswordForm, Policy, SignedPart};
use saponify::security::x509::{
    Cipher, Decrypt, DigestAlgorithm, Encrypt, Part, Sign, SignatureAlgorithm, Verify,
};
use saponify::soap::Block;
use saponify::transport::{Memory, Response};
use saponify::{Client, Result, Version};

use crate::calls::{ECHO, Echo, reply};
use crate::{WSSE, WSU, assert_refused, certificate, p384, rsa};

/// The policy of a bank: requests and replies are signed and encrypted.
const BANK: &[Demand] = &[
    Demand::Timestamp,
    Demand::Signature,
    Demand::SignedReplies,
    Demand::Signed(SignedPart::Body),
    Demand::Signed(SignedPart::Header("urn:h", "Tenant")),
    Demand::EncryptedBody,
    Demand::Algorithms("Basic128Sha256"),
    Demand::ServiceReference(CertificateReference::Thumbprint),
];

/// Calls a service that answers each request with the envelope that `answer` returns. Returns the request and
/// the outcome of the call.
fn call(
    policy: Policy,
    header: Option<Block>,
    answer: impl Fn() -> String + Send + Sync + 'static,
) -> (String, Result<String>) {
    let memory = Memory::answering(move |_| Ok(Response::envelope(answer())));
    let client = Client::new(memory.clone(), "https://localhost/", Version::Soap11).with_policy(policy);
    let client = header.into_iter().fold(client, Client::with_header);
    let outcome = client.call::<Echo>("hello".to_owned()).send().map(|reply| reply.body);
    (memory.requests().first().map(|request| request.body.clone()).unwrap_or_default(), outcome)
}

/// A reply in which these parts are signed. It is encrypted with the cipher of the algorithm suite in
/// [`BANK`].
fn answer(parts: impl IntoIterator<Item = Part>) -> String {
    let now = saponify::xsd::DateTime::try_from(std::time::SystemTime::now()).unwrap();
    let stamped = reply(ECHO).replace(
        "<s:Body>",
        &format!(
            "<s:Header><o:Security xmlns:o='{WSSE}' xmlns:u='{WSU}'><u:Timestamp><u:Created>{now}</u:Created>\
             </u:Timestamp></o:Security></s:Header><s:Body>"
        ),
    );
    let signed = Sign::new(rsa()).parts(parts).apply(&stamped).unwrap();
    Encrypt::new(certificate(&rsa())).cipher(Cipher::Aes128Cbc).apply(&signed).unwrap()
}

fn tenant() -> Block {
    Block::of(("urn:h", "Tenant"), &"7".to_owned()).unwrap()
}

#[test]
fn a_policy_chooses_the_parts_and_the_algorithms_of_requests_and_replies() {
    let policy = Policy::new(BANK).identity(rsa()).service(certificate(&rsa()));
    let parts = || [Part::Body, Part::Timestamp];
    for header in [Some(tenant()), None] {
        let has_header = header.is_some();
        let (request, outcome) = call(policy.clone(), header, move || answer(parts()));
        assert_eq!(outcome.unwrap(), "hello");
        assert!(!request.contains("hello") && request.contains("#aes128-cbc"), "{request}");
        assert!(request.contains("#ThumbprintSHA1") && request.contains("#rsa-oaep-mgf1p"), "{request}");
        let decrypt = Decrypt::new(rsa().key().clone()).unwrap().allow_cipher(Cipher::Aes128Cbc);
        let request = decrypt.apply(&request).unwrap().into_owned();
        assert!(request.contains("#rsa-sha256") && request.contains("xmlenc#sha256"), "{request}");
        let header = has_header.then(|| Part::header("urn:h", "Tenant"));
        let verify = Verify::pinned(certificate(&rsa())).parts(parts().into_iter().chain(header));
        verify.check(&request).unwrap();
    }
    // The client rejects a reply in which the body or the timestamp is not signed, and a reply that is signed
    // with another certificate than the trusted one.
    let outcome = call(policy.clone(), None, || answer([Part::Timestamp])).1;
    assert_refused(outcome, "Body: the part is not signed");
    assert_refused(
        call(policy.clone(), None, || answer([Part::Body])).1,
        "Timestamp: the part is not signed",
    );
    assert_refused(call(policy.clone(), None, || reply(ECHO)).1, "the message is not signed");
    let other = policy.verify(Verify::pinned(certificate(&p384())));
    assert_refused(
        call(other, None, move || answer(parts())).1,
        "certificate of the signature is not the trusted one",
    );
}

#[test]
fn the_error_of_a_call_names_all_unmet_demands_of_the_policy() {
    let (request, outcome) = call(Policy::new(BANK), None, || reply(ECHO));
    let error = outcome.unwrap_err().to_string();
    for part in
        ["`Policy::identity`", "`Policy::service` or `Policy::verify`", "encryption: `Policy::service`"]
    {
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(request, "");
    // The key of the client cannot decrypt the replies.
    let policy = Policy::new(BANK).identity(p384()).service(certificate(&rsa()));
    let error = call(policy, None, || reply(ECHO)).1.unwrap_err().to_string();
    assert!(error.contains("cannot decrypt: expected an RSA key"), "{error}");
}

#[test]
fn weak_algorithms_are_used_by_explicit_choice_only() {
    const OLD: &[Demand] =
        &[Demand::Signature, Demand::Signed(SignedPart::Body), Demand::Algorithms("Basic256Rsa15")];
    let policy = || Policy::new(OLD).identity(rsa());
    let error = call(policy(), None, || reply(ECHO)).1.unwrap_err().to_string();
    assert!(error.contains("`Basic256Rsa15`: `Policy::allow_legacy`"), "{error}");
    let (request, outcome) = call(policy().allow_legacy(), None, || reply(ECHO));
    outcome.unwrap();
    let verify = Verify::pinned(certificate(&rsa()));
    verify.check(&request).unwrap_err();
    let verify = verify.allow(SignatureAlgorithm::RsaSha1).allow_digest(DigestAlgorithm::Sha1);
    verify.check(&request).unwrap();
}

#[test]
fn tokens_are_signed_as_the_policy_demands() {
    const TOKEN: &[Demand] = &[
        Demand::UsernameToken(PasswordForm::Text),
        Demand::Timestamp,
        Demand::Signature,
        Demand::Signed(SignedPart::UsernameToken),
        Demand::Signed(SignedPart::Token),
        Demand::Algorithms("Basic256Sha256"),
        Demand::ClientReference(CertificateReference::IssuerSerial),
    ];
    // `TOKEN` demands a signed `BinarySecurityToken`, but also a reference to the certificate by issuer and
    // serial number. A message with such a reference contains no token, so the call with `policy` fails.
    let policy = Policy::new(TOKEN).user("jdoe", "pa55").identity(rsa());
    let debug = format!("{policy:?}");
    assert!(!debug.contains("pa55") && !debug.contains("jdoe"), "{debug}");
    let contained = Policy::new(&TOKEN[..6]).user("jdoe", "pa55").identity(rsa());
    let (request, outcome) = call(contained, None, || reply(ECHO));
    outcome.unwrap();
    let parts = [Part::UsernameToken, Part::Timestamp, Part::Token];
    Verify::pinned(certificate(&rsa())).parts(parts).check(&request).unwrap();
    let (request, outcome) = call(policy, None, || reply(ECHO));
    outcome.unwrap_err();
    assert_eq!(request, "");
}

#[test]
fn a_policy_without_parts_signs_the_body_and_weakens_no_verification() {
    const NO_PARTS: &[Demand] = &[
        Demand::Timestamp,
        Demand::Signature,
        Demand::SignedReplies,
        Demand::EncryptedBody,
        Demand::Algorithms("Basic128Sha256"),
    ];
    let policy = Policy::new(NO_PARTS).identity(rsa()).service(certificate(&rsa()));
    let (request, outcome) = call(policy.clone(), None, || answer([Part::Body, Part::Timestamp]));
    outcome.unwrap();
    let decrypt = Decrypt::new(rsa().key().clone()).unwrap().allow_cipher(Cipher::Aes128Cbc);
    Verify::pinned(certificate(&rsa())).check(&decrypt.apply(&request).unwrap()).unwrap();
    let outcome = call(policy.clone(), None, || answer([Part::Timestamp])).1;
    assert_refused(outcome, "Body: the part is not signed");
    // The user also requires a signed header block. The policy does not remove this requirement.
    let verify = Verify::pinned(certificate(&rsa())).parts([Part::Body, Part::header("urn:h", "Tenant")]);
    let outcome = call(policy.verify(verify), None, || answer([Part::Body, Part::Timestamp])).1;
    assert!(outcome.unwrap_err().to_string().contains("Tenant"));
}

#[test]
fn the_strongest_of_several_suites_is_used() {
    const SUITES: &[Demand] = &[
        Demand::Signature,
        Demand::Algorithms("Basic128Rsa15"),
        Demand::Algorithms("Basic256Sha256"),
        Demand::Algorithms("Basic256Sha256Rsa15"),
    ];
    let (request, outcome) = call(Policy::new(SUITES).identity(rsa()), None, || reply(ECHO));
    outcome.unwrap();
    assert!(request.contains("#rsa-sha256"), "{request}");
}

/// An operation with binary content.
#[cfg(feature = "mime")]
enum Scan {}

#[cfg(feature = "mime")]
impl saponify::Operation for Scan {
    type Request = saponify::xsd::Base64Binary;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = saponify::NoFault;
    const CONTRACT: saponify::Contract = Echo::CONTRACT;
}

#[test]
#[cfg(feature = "mime")]
fn signed_messages_have_mtom_without_attachments() {
    let policy = || Policy::new(&[Demand::Signature, Demand::Mtom]).identity(rsa());
    let request = |configure: fn(Client<Memory>, Policy) -> Client<Memory>| {
        let memory = Memory::answering(|_| Ok(Response::envelope(reply(ECHO))));
        let client = Client::new(memory.clone(), "https://localhost/", Version::Soap11);
        configure(client, policy()).call::<Scan>(vec![7; 2_000].into()).send().unwrap();
        memory.requests().remove(0)
    };
    for request in [
        request(|client, policy| client.requiring_mtom().with_policy(policy)),
        request(|client, policy| client.with_policy(policy).requiring_mtom()),
    ] {
        assert!(request.header("Content-Type").unwrap().contains("application/xop+xml"));
        assert!(request.body.contains(":Signature") && !request.body.contains("Include"), "{}", request.body);
    }
    let plain = request(|client, policy| client.with_mtom(None).with_policy(policy).requiring_mtom());
    assert!(plain.header("Content-Type").unwrap().starts_with("text/xml"));
}
