//! Known attacks on signed messages: each message is refused.

use saponify::security::x509::{Encrypt, Part, Sign, Verify};

use crate::{WSSE, WSU, assert_refused, certificate, envelope, p256, p384, rsa};

fn verify() -> Verify {
    Verify::pinned(certificate(&p256()))
}

fn signed() -> String {
    Sign::new(p256()).apply(&envelope()).unwrap()
}

/// The signed body, from its start tag to its end tag.
fn body(signed: &str) -> &str {
    &signed[signed.find("<s:Body").unwrap()..signed.find("</s:Envelope>").unwrap()]
}

/// The identifier of the signed body.
fn body_id(signed: &str) -> &str {
    let (_, after) = body(signed).split_once("Id=\"").unwrap();
    after.split('"').next().unwrap()
}

const EVIL: &str = "<o:Pay currency='EUR'><o:Amount>999</o:Amount><o:To>Eve</o:To></o:Pay>";

#[test]
fn the_unchanged_signed_message_is_accepted() {
    verify().check(&signed()).unwrap();
}

#[test]
fn a_body_moved_into_a_header_wrapper_is_not_the_signed_body() {
    let signed = signed();
    let original = body(&signed);
    for wrapper in [format!("<w>{original}</w>"), original.to_owned()] {
        for evil in [
            format!("<s:Body>{EVIL}</s:Body>"),
            format!("<s:Body xmlns:wsu='{WSU}' wsu:Id='other'>{EVIL}</s:Body>"),
        ] {
            let message = signed.replace(original, &evil);
            let message = message.replace("<o:Trace>", &format!("{wrapper}<o:Trace>"));
            let reason = crate::reason(verify().check(&message));
            let expected = ["neither the Body nor a header block", "Body: the part is not signed"];
            assert!(expected.iter().any(|expected| reason.contains(expected)), "{reason}");
        }
    }
}

#[test]
fn a_body_moved_into_the_security_header_is_not_the_signed_body() {
    let signed = signed();
    let original = body(&signed);
    let message = signed.replace(original, &format!("<s:Body>{EVIL}</s:Body>"));
    let direct = message.replace("</wsse:Security>", &format!("{original}</wsse:Security>"));
    assert_refused(verify().check(&direct), "`Body` is neither the Body nor a header block nor a token");
    let in_object =
        message.replace("</ds:Signature>", &format!("<ds:Object>{original}</ds:Object></ds:Signature>"));
    assert_refused(verify().check(&in_object), "Signature: expected SignedInfo, SignatureValue and KeyInfo");
}

#[test]
fn a_duplicate_identifier_is_refused() {
    let signed = signed();
    let id = body_id(&signed);
    for attribute in [
        format!("xmlns:u='{WSU}' u:Id='{id}'"),
        format!("Id='{id}'"),
        format!("ID='{id}'"),
        format!("id='{id}'"),
        format!("xml:id='{id}'"),
        format!("AssertionID='{id}'"),
    ] {
        let message = signed.replace("<o:Trace>", &format!("<o:Trace {attribute}>"));
        assert_refused(verify().check(&message), "several elements have the identifier");
        let message = signed.replace("</s:Header>", &format!("<w {attribute}>{EVIL}</w></s:Header>"));
        assert_refused(verify().check(&message), "several elements have the identifier");
    }
}

#[test]
fn duplicate_identifiers_that_no_reference_names_are_refused() {
    let message = signed()
        .replace("<o:Trace>", &format!("<o:Trace xmlns:u='{WSU}' u:Id='x'>"))
        .replace("</s:Header>", &format!("<w xmlns:u='{WSU}' u:Id='x'/></s:Header>"));
    assert_refused(verify().check(&message), "several elements have the identifier `x`");
}

#[test]
fn a_second_body_is_refused() {
    let signed = signed();
    let original = body(&signed).to_owned();
    let evil = format!("<s:Body>{EVIL}</s:Body>");
    for message in [
        signed.replace(&original, &format!("{evil}{original}")),
        signed.replace(&original, &format!("{original}{evil}")),
        signed.replace("<s:Header>", &format!("{evil}<s:Header>")),
        signed.replace(&original, &format!("<s:Body>{original}</s:Body>")),
    ] {
        verify().check(&message).unwrap_err();
    }
}

#[test]
fn a_second_header_element_is_refused() {
    let message = signed().replace("<s:Header>", "<s:Header/><s:Header>");
    assert_refused(verify().check(&message), "expected an optional Header and one Body");
}

#[test]
fn a_relocated_signed_header_is_not_the_required_one() {
    let trace = Part::header("urn:orders", "Trace");
    let signed = Sign::new(p256()).parts([Part::Body, trace.clone()]).apply(&envelope()).unwrap();
    let verify = verify().parts([Part::Body, trace]);
    verify.check(&signed).unwrap();
    let start = signed.find("<o:Trace").unwrap();
    let end = signed.find("</o:Trace>").unwrap() + "</o:Trace>".len();
    let original = &signed[start..end];
    let wrapped = signed.replace(original, &format!("<o:Trace>9</o:Trace><w>{original}</w>"));
    assert_refused(verify.check(&wrapped), "neither the Body nor a header block");
    // Two headers of one name, one of them signed.
    let doubled = signed.replace(original, &format!("<o:Trace>9</o:Trace>{original}"));
    assert_refused(verify.check(&doubled), "the part is not signed");
}

#[test]
fn a_signed_header_block_cannot_be_removed_by_moving_it_into_the_security_header() {
    let parts = [Part::Body, Part::Addressing];
    let signed = Sign::new(p256()).parts(parts.clone()).apply(&envelope()).unwrap();
    let verify = verify().parts(parts);
    verify.check(&signed).unwrap();
    let start = signed.find("<a:Action").unwrap();
    let end = signed.find("</a:Action>").unwrap() + "</a:Action>".len();
    let action = &signed[start..end];
    let moved = signed.replace(action, "").replace("</wsse:Security>", &format!("{action}</wsse:Security>"));
    assert_refused(verify.check(&moved), "`Action` is neither the Body nor a header block nor a token");
}

#[test]
fn a_timestamp_outside_the_security_header_does_not_count() {
    let parts = [Part::Body, Part::Timestamp];
    let signed = Sign::new(p256()).parts(parts.clone()).apply(&envelope()).unwrap();
    let start = signed.find("<wsu:Timestamp").unwrap();
    let end = signed.find("</wsu:Timestamp>").unwrap() + "</wsu:Timestamp>".len();
    let original = &signed[start..end];
    let moved = format!("<wsu:Timestamp xmlns:wsu='{WSU}'{}", &original["<wsu:Timestamp".len()..]);
    let forged = "<wsu:Timestamp><wsu:Created>2036-01-01T00:00:00Z</wsu:Created></wsu:Timestamp>";
    let message = signed.replace(original, forged).replace("<o:Trace>", &format!("{moved}<o:Trace>"));
    let expected = "`Timestamp` is neither the Body nor a header block nor a token";
    assert_refused(verify().parts(parts).check(&message), expected);
    // The timestamp cannot be removed from the message either, even if the receiver does not require one.
    let removed = signed.replace(original, "").replace("<o:Trace>", &format!("{moved}<o:Trace>"));
    assert_refused(verify().check(&removed), expected);
}

#[test]
fn a_security_header_for_another_actor_does_not_count() {
    let message = signed().replace("<wsse:Security ", "<wsse:Security s:actor='urn:other' ");
    assert_refused(verify().check(&message), "no Security header for this receiver");
    // A `Security` header inside another header block does not count either.
    let message = signed()
        .replace("<wsse:Security ", "<w><wsse:Security ")
        .replace("</wsse:Security>", "</wsse:Security></w>");
    assert_refused(verify().check(&message), "no Security header for this receiver");
    // A second `Security` header, even if it is empty, is refused.
    let message = signed().replace("<o:Trace>", &format!("<e:Security xmlns:e='{WSSE}'/><o:Trace>"));
    assert_refused(verify().check(&message), "several Security headers");
}

#[test]
fn a_signature_with_another_key_is_refused() {
    let other = Sign::new(p384()).apply(&envelope()).unwrap();
    assert_refused(verify().check(&other), "certificate of the signature is not the trusted one");

    // The attacker signs, and names the trusted certificate.
    let start = other.find("<wsse:BinarySecurityToken").unwrap();
    let content = start + other[start..].find('>').unwrap() + 1;
    let end = other.find("</wsse:BinarySecurityToken>").unwrap();
    let trusted = signed();
    let from = trusted.find("<wsse:BinarySecurityToken").unwrap();
    let from = from + trusted[from..].find('>').unwrap() + 1;
    let to = trusted.find("</wsse:BinarySecurityToken>").unwrap();
    let message = [&other[..content], &trusted[from..to], &other[end..]].concat();
    assert_refused(verify().check(&message), "the signature does not match");

    // The attacker sends a bare key.
    let start = other.find("<ds:KeyInfo>").unwrap();
    let end = other.find("</ds:KeyInfo>").unwrap();
    let value = "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>";
    let message = [&other[..start], value, &other[end..]].concat();
    assert_refused(verify().check(&message), "KeyInfo: the reference `KeyValue` is not supported");
}

#[test]
fn two_signatures_are_refused() {
    let signed = signed();
    let twice = Sign::new(p384()).apply(&signed).unwrap();
    assert_refused(verify().check(&twice), "several signatures");
}

#[test]
fn references_to_anything_but_an_element_of_the_message_are_refused() {
    let signed = signed();
    let reference = format!("URI=\"#{}\"", body_id(&signed));
    for uri in ["", "#", "#xpointer(/)", "#xpointer(id('x'))", "cid:part", "http://www.example.com/", "Body"]
    {
        let message = signed.replace(&reference, &format!("URI=\"{uri}\""));
        assert_refused(verify().check(&message), "expected `#` and a wsu:Id");
    }
    let message = signed.replace(&reference, "");
    assert_refused(verify().check(&message), "expected `#` and a wsu:Id");
    let message = signed.replace(&reference, "URI=\"#nothing\"");
    assert_refused(verify().check(&message), "no element has the wsu:Id `nothing`");
}

#[test]
fn an_empty_list_of_references_is_refused() {
    let signed = signed();
    let start = signed.find("<ds:Reference ").unwrap();
    let end = signed.find("</ds:SignedInfo>").unwrap();
    let message = [&signed[..start], &signed[end..]].concat();
    assert_refused(verify().check(&message), "there is no Reference, so nothing is signed");
}

#[test]
fn too_many_references_are_refused() {
    let signed = signed();
    let start = signed.find("<ds:Reference ").unwrap();
    let end = signed.find("</ds:SignedInfo>").unwrap();
    let message = [&signed[..start], &signed[start..end].repeat(65), &signed[end..]].concat();
    assert_refused(verify().check(&message), "more than 64 references");
}

#[test]
fn a_large_list_of_prefixes_and_a_large_signed_info_are_refused() {
    let signed = signed();
    let transform = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    let prefixes = (0..65).map(|index| format!("p{index} ")).collect::<String>();
    let with_list = format!(
        "{}><c:InclusiveNamespaces xmlns:c=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/></ds:Transform>",
        transform.trim_end_matches("/>")
    );
    let message = signed.replace(transform, &with_list);
    assert_refused(verify().check(&message), "more than 64 prefixes");
    let junk = "<x/>".repeat(5_000);
    let message =
        signed.replace("<ds:Reference ", &format!("<ds:Reference>{junk}</ds:Reference><ds:Reference "));
    assert_refused(verify().check(&message), "SignedInfo: more than 5000 nodes");
}

#[test]
fn many_namespaces_in_scope_of_many_declarations_are_refused() {
    let declarations: String = (0..900).map(|index| format!(" xmlns:n{index}='urn:n{index}'")).collect();
    let elements = "<a xmlns:q='u'/>".repeat(20_000);
    let body = format!("<b{declarations}>{elements}</b>");
    let signed = signed();
    let message = signed.replace("</s:Body>", &format!("{body}</s:Body>"));
    assert_ne!(message, signed);
    let error = verify().check(&message).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("the number of namespace declarations"), "{error}");
}

#[test]
fn transforms_other_than_exclusive_canonicalization_are_refused() {
    const ENVELOPED: &str =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    const EXCLUSIVE: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";

    let signed = signed();
    // The transform has no effect. It is signed, however, so the altered signature is refused.
    let message = signed.replace(EXCLUSIVE, &format!("{ENVELOPED}{EXCLUSIVE}"));
    assert_refused(verify().check(&message), "the signature does not match");
    for (transforms, expected) in [
        (String::new(), "expected the transform of exclusive canonicalization"),
        (EXCLUSIVE.repeat(2), "expected one transform"),
        (
            "<ds:Transform Algorithm=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform\"/>".into(),
            "STR-Transform is not supported",
        ),
        (ENVELOPED.into(), "enveloped-signature` is not supported"),
        (
            "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>".into(),
            "is not supported: expected exclusive canonicalization",
        ),
        (
            "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>0</ds:XPath></ds:Transform>".into(),
            "is not supported: expected exclusive canonicalization",
        ),
        (format!("{EXCLUSIVE}{ENVELOPED}"), "expected one transform"),
        (format!("{ENVELOPED}{ENVELOPED}{EXCLUSIVE}"), "expected one transform"),
        (EXCLUSIVE.replace("c14n#", "c14n#WithComments"), "without comments"),
        (EXCLUSIVE.replace("/>", "><x/></ds:Transform>"), "expected InclusiveNamespaces and nothing else"),
    ] {
        let message = signed.replace(EXCLUSIVE, &transforms);
        assert_refused(verify().check(&message), expected);
    }
}

#[test]
fn a_public_key_is_never_a_shared_secret() {
    const ECDSA: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

    for algorithm in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "",
    ] {
        assert_refused(verify().check(&signed().replace(ECDSA, algorithm)), "is not allowed");
    }
    // An algorithm for another kind of key.
    let message = signed().replace(ECDSA, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    assert_refused(verify().check(&message), "the signature does not match");
}

#[test]
fn document_types_and_entities_are_refused() {
    let message = signed().replace("<s:Envelope ", "<!DOCTYPE s:Envelope [<!ENTITY a '100'>]><s:Envelope ");
    verify().check(&message).unwrap_err();
    let message = signed().replace("<s:Envelope ", "<!DOCTYPE s:Envelope><s:Envelope ");
    verify().check(&message).unwrap_err();
    verify().check(&signed().replace(">100<", ">&amount;<")).unwrap_err();
}

#[test]
fn comments_in_signed_text_are_accepted_and_processing_instructions_refused() {
    // The canonical form has no comments. The decoder joins the text around them, as the signer saw it.
    let message = signed().replace(">100<", ">1<!-- 0 -->00<");
    verify().check(&message).unwrap();
    assert_eq!(saponify::from_str::<String>("<Amount>1<!-- 0 -->00</Amount>").unwrap(), "100");
    let message = signed().replace(">100<", ">1<?x?>00<");
    assert_refused(verify().check(&message), "Body: the element was changed");
}

#[test]
fn a_changed_body_is_refused() {
    for (from, to) in
        [(">100<", ">101<"), ("EUR", "USD"), ("urn:orders\"", "urn:other\""), (" &amp; Bob", "")]
    {
        assert_refused(verify().check(&signed().replace(from, to)), "Body: the element was changed");
    }
    // A namespace that the signed parts do not use is not signed.
    verify().check(&signed().replace("urn:unused", "urn:other")).unwrap();
    // Other spellings of the same content have the same canonical form.
    verify().check(&signed().replace("currency='EUR'", "currency = \"&#69;UR\" ")).unwrap();
}

#[test]
fn depth_and_declarations_are_limited() {
    let deep = "<a>".repeat(10_000) + &"</a>".repeat(10_000);
    verify().check(&signed().replace(EVIL, "").replace("<o:Pay ", &format!("{deep}<o:Pay "))).unwrap_err();
    let mut many = String::new();
    for number in 0..2_000 {
        many.push_str(&format!(" xmlns:n{number}='urn:{number}'"));
    }
    verify().check(&signed().replace("<o:Pay ", &format!("<o:Pay{many} "))).unwrap_err();
}

#[test]
fn attachments_are_neither_signed_nor_encrypted() {
    let include = "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:a'/>";
    let attached = envelope().replace(">100<", &format!(">{include}<"));
    assert_refused(Sign::new(p256()).apply(&attached), "an attachment cannot be signed");
    let encrypt = Encrypt::new(certificate(&rsa()));
    assert_refused(encrypt.apply(&attached), "an attachment cannot be encrypted");
}

#[test]
fn the_security_header_itself_is_no_signed_part() {
    let signed = signed();
    let message = signed.replace("<wsse:Security ", &format!("<wsse:Security xmlns:u='{WSU}' u:Id='all' "));
    let reference = format!("URI=\"#{}\"", body_id(&signed));
    let message = message.replace(&reference, "URI=\"#all\"");
    assert_refused(verify().check(&message), "`Security` is neither the Body nor a header block");
}

/// A signed message in which the prefix of a type occurs in no name of an element or attribute.
fn typed(prefix: &str, namespace: &str) -> String {
    let content =
        format!("<o:Pay i:type='{prefix}Order' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'/>");
    let declaration = match prefix.strip_suffix(':') {
        Some(prefix) => format!("xmlns:{prefix}='{namespace}' "),
        None => format!("xmlns='{namespace}' "),
    };
    let message = envelope().replace("<s:Envelope ", &format!("<s:Envelope {declaration}"));
    message.replace("<o:Pay currency='EUR'>", &format!("{content}<o:Pay currency='EUR'>"))
}

#[test]
fn the_namespace_of_a_type_is_signed() {
    for prefix in ["t:", ""] {
        let signed = Sign::new(p256()).apply(&typed(prefix, "urn:v1")).unwrap();
        let list = if prefix.is_empty() { "#default" } else { "t" };
        assert_eq!(signed.matches(&format!("PrefixList=\"{list}\"")).count(), 1, "{signed}");
        verify().check(&signed).unwrap();
        assert_refused(verify().check(&signed.replace("urn:v1", "urn:v2")), "Body: the element was changed");
    }
    // A prefix in the name of an element is signed with the name.
    let named =
        Sign::new(p256()).apply(&typed("o:", "urn:orders").replacen(" xmlns:o=", " xmlns:x=", 1)).unwrap();
    assert!(!named.contains("PrefixList"), "{named}");
    verify().check(&named).unwrap();
}
