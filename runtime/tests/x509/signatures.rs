//! Messages that `Sign` has signed are accepted. Unsigned messages, missing parts and unsuitable algorithms
//! are refused.

use saponify::security::x509::{
    DigestAlgorithm, Identity, KeyReference, Part, Sign, SignatureAlgorithm, Verify,
};

use crate::{SOAP, assert_refused, bare, certificate, envelope, p256, p384, rsa};

const REFERENCES: [KeyReference; 4] = [
    KeyReference::BinarySecurityToken,
    KeyReference::IssuerSerial,
    KeyReference::SubjectKeyIdentifier,
    KeyReference::Thumbprint,
];

fn verify(identity: &Identity) -> Verify {
    Verify::pinned(certificate(identity))
}

#[test]
fn signed_messages_verify_with_every_kind_of_reference() {
    for identity in [rsa(), p256(), p384()] {
        for reference in REFERENCES {
            let signed = Sign::new(identity.clone()).reference(reference).apply(&envelope()).unwrap();
            let verified = verify(&identity).check(&signed).unwrap();
            assert_eq!(verified.certificate(), identity.certificate());
            let has_token = reference == KeyReference::BinarySecurityToken;
            assert_eq!(signed.contains("BinarySecurityToken "), has_token, "{reference:?}");
        }
    }
}

#[test]
fn all_algorithms_verify() {
    for (identity, algorithm) in [
        (rsa(), SignatureAlgorithm::RsaSha256),
        (rsa(), SignatureAlgorithm::RsaSha384),
        (rsa(), SignatureAlgorithm::RsaSha512),
        (p256(), SignatureAlgorithm::EcdsaSha256),
        (p256(), SignatureAlgorithm::EcdsaSha384),
        (p384(), SignatureAlgorithm::EcdsaSha256),
        (p384(), SignatureAlgorithm::EcdsaSha384),
    ] {
        let sign = Sign::new(identity.clone()).algorithm(algorithm).digest(DigestAlgorithm::Sha512);
        let signed = sign.apply(&bare()).unwrap();
        assert!(signed.contains(algorithm.uri()));
        verify(&identity).check(&signed).unwrap();
    }
}

#[test]
fn sha1_is_accepted_only_by_explicit_choice() {
    let sign = Sign::new(rsa()).algorithm(SignatureAlgorithm::RsaSha1).digest(DigestAlgorithm::Sha1);
    let signed = sign.parts([Part::Timestamp]).apply(&envelope()).unwrap();
    assert!(signed.contains("http://www.w3.org/2000/09/xmldsig#rsa-sha1"));
    assert!(signed.contains("http://www.w3.org/2000/09/xmldsig#sha1"));

    let verify = verify(&rsa()).parts([Part::Timestamp]);
    assert_refused(verify.check(&signed), "DigestMethod: the algorithm");
    let verify = verify.allow_digest(DigestAlgorithm::Sha1);
    assert_refused(verify.check(&signed), "xmldsig#rsa-sha1` is not allowed");
    verify.allow(SignatureAlgorithm::RsaSha1).check(&signed).unwrap();
}

#[test]
fn a_key_does_not_sign_with_an_algorithm_of_another_kind() {
    let sign = Sign::new(p256()).algorithm(SignatureAlgorithm::RsaSha256);
    assert_refused(sign.apply(&bare()), "PrivateKey(P-256) cannot be used with RsaSha256");
}

#[test]
fn named_parts_are_signed() {
    let parts =
        || [Part::Body, Part::Timestamp, Part::Token, Part::Addressing, Part::header("urn:orders", "Trace")];
    let signed = Sign::new(p256()).parts(parts()).apply(&envelope()).unwrap();
    assert_eq!(signed.matches("<ds:Reference ").count(), 6);
    verify(&p256()).parts(parts()).check(&signed).unwrap();

    for part in parts().into_iter().skip(1) {
        let signed = Sign::new(p256()).apply(&envelope()).unwrap();
        assert_refused(verify(&p256()).parts([part]).check(&signed), "the part is not signed");
    }
}

#[test]
fn missing_parts_are_errors_except_addressing() {
    for part in [Part::Timestamp, Part::UsernameToken, Part::header("urn:x", "Y")] {
        let sign = Sign::new(p256()).parts([Part::Body, part.clone()]);
        assert_refused(sign.apply(&bare()), "the part to sign is missing");
        let signed = Sign::new(p256()).apply(&bare()).unwrap();
        assert_refused(verify(&p256()).parts([part]).check(&signed), "the required part is missing");
    }
    let parts = [Part::Body, Part::Addressing];
    let signed = Sign::new(p256()).parts(parts.clone()).apply(&bare()).unwrap();
    verify(&p256()).parts(parts).check(&signed).unwrap();
    assert_refused(Sign::new(p256()).parts([Part::Addressing]).apply(&bare()), "there is no part to sign");
}

#[test]
fn inclusive_namespaces_bind_prefixes_in_values() {
    let sign = Sign::new(p256()).inclusive_namespaces(["unused", "#default"]);
    let signed = sign.apply(&envelope()).unwrap();
    assert_eq!(signed.matches("PrefixList=\"unused #default\"").count(), 2);
    verify(&p256()).check(&signed).unwrap();
    let changed = signed.replacen("urn:unused", "urn:changed", 1);
    assert_refused(verify(&p256()).check(&changed), "the signature does not match");
}

#[test]
fn the_namespaces_of_qualified_names_in_values_are_signed() {
    for content in [
        "<o:kind>t:Order</o:kind>",
        "<o:kind> t:Order t:Other </o:kind>",
        "<o:kinds of='t:Order'/>",
        "<o:path>/t:Order/t:Line[@t:no=1]</o:path>",
        "<o:a><o:b/>t:Order</o:a>",
        "<o:a i:type='t:Order'/>",
    ] {
        let text = format!(
            "<s:Envelope xmlns:s='{SOAP}' xmlns:o='urn:o' xmlns:t='urn:t' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
             <s:Body>{content}</s:Body></s:Envelope>"
        );
        let signed = Sign::new(p256()).apply(&text).unwrap();
        assert!(signed.contains("PrefixList=\"t\""), "{signed}");
        verify(&p256()).check(&signed).unwrap();
        let changed = signed.replace("urn:t", "urn:u");
        assert_refused(verify(&p256()).check(&changed), "Body: the element was changed");
    }
    for content in [
        // No text before a colon is a prefix that the envelope declares.
        "<o:kind>http://localhost:80/ 12:30 x:y :t: Order</o:kind>",
        // The canonical form declares the prefix `t` in any case, because the name of the element uses it.
        "<t:kind>t:Order</t:kind>",
        // No value uses a prefix.
        "<o:kind xmlns:t='urn:t'><t:a/></o:kind>",
        "",
    ] {
        let text = format!(
            "<s:Envelope xmlns:s='{SOAP}' xmlns:o='urn:o' xmlns:t='urn:t'><s:Body>{content}</s:Body></s:Envelope>"
        );
        let signed = Sign::new(p256()).apply(&text).unwrap();
        assert!(!signed.contains("PrefixList"), "{signed}");
        verify(&p256()).check(&signed).unwrap();
    }
}

#[test]
fn messages_are_signed_and_verified_however_they_are_written() {
    for text in [
        format!("<Envelope xmlns='{SOAP}'><Header/><Body/></Envelope>"),
        format!("<Envelope xmlns='{SOAP}'><Body   /></Envelope>"),
        format!("<Envelope xmlns='{SOAP}'><Header ></Header ><Body a='>'><![CDATA[<]]></Body ></Envelope>"),
        format!(
            "<Envelope xmlns='{SOAP}'><x:Body xmlns:x='{SOAP}' xmlns:wsu='urn:other'>t</x:Body></Envelope>"
        ),
        format!("<Envelope xmlns='{SOAP}'><Body xmlns:wsu='{}' wsu:Id='mine'/></Envelope>", crate::WSU),
        format!("<Envelope xmlns='{}'><Body/></Envelope>", "http://www.w3.org/2003/05/soap-envelope"),
        format!("\u{feff}<?xml version='1.0'?><!-- c --><Envelope xmlns='{SOAP}'><Body/></Envelope><?p i?>"),
    ] {
        let signed = Sign::new(p256()).apply(&text).unwrap();
        verify(&p256()).check(&signed).unwrap_or_else(|error| panic!("{error}\n{signed}"));
    }
}

#[test]
fn an_attribute_of_the_application_is_no_identifier() {
    let text = bare().replace("<Body>", "<Body Id='7'>");
    let signed = Sign::new(p256()).apply(&text).unwrap();
    assert!(!signed.contains("URI=\"#7\""));
    verify(&p256()).check(&signed).unwrap();
}

#[test]
fn actor_and_must_understand_are_written_and_matched() {
    let signed = Sign::new(p256()).apply(&bare()).unwrap();
    assert!(signed.contains("mustUnderstand=\"1\""));
    let signed = Sign::new(p256()).actor("urn:gate").must_understand(false).apply(&bare()).unwrap();
    assert!(signed.contains("soap:actor=\"urn:gate\"") && !signed.contains("mustUnderstand"));
    verify(&p256()).actor("urn:gate").check(&signed).unwrap();
    assert_refused(verify(&p256()).check(&signed), "no Security header for this receiver");
}

#[test]
fn an_unsigned_message_is_refused() {
    assert_refused(verify(&p256()).check(&bare()), "the message is not signed");
    assert_refused(verify(&p256()).check(&envelope()), "the message is not signed");
    assert_refused(verify(&p256()).check(""), "not well-formed");
    assert_refused(verify(&p256()).check("<a/>"), "not a SOAP envelope");
}
