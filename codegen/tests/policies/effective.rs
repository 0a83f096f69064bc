//! Policies that apply together although they are attached to different elements.

use super::*;

/// A contract with a policy at the port, and another one at the input of the operation in the binding.
fn at_port_and_input(port: &str, input: &str) -> String {
    let [port, input] =
        [port, input].map(|content| if content.is_empty() { String::new() } else { normal(content) });
    contract("", Place::Port, &port).replace("<input><soap:body", &format!("<input>{input}<soap:body"))
}

const PARTS: &str =
    "<sp:SignedParts><sp:Body/></sp:SignedParts><sp:EncryptedParts><sp:Body/></sp:EncryptedParts>";
const SIGNED: &str = "Timestamp, signature with an X.509 certificate, signed replies, signed Body, encrypted Body, algorithms Basic256Sha256";

#[test]
fn signed_parts_apply_to_a_security_binding_that_is_attached_elsewhere() {
    let none = Vec::<String>::new();
    assert_eq!(demands(&at_port_and_input(ASYMMETRIC, PARTS)), (SIGNED.to_owned(), none.clone()));
    for place in [Place::Service, Place::Port, Place::Binding] {
        let document = contract("", place, &normal(ASYMMETRIC));
        let parts = normal(PARTS);
        for (element, with) in [
            ("<portType name=\"Desk\">", format!("<portType name=\"Desk\">{parts}")),
            ("<message name=\"In\">", format!("<message name=\"In\">{parts}")),
            ("<operation name=\"Ask\"><input", format!("<operation name=\"Ask\">{parts}<input")),
        ] {
            assert!(document.contains(element), "{document}");
            let found = demands(&document.replace(element, &with));
            assert_eq!(found, (SIGNED.to_owned(), none.clone()), "{place:?} {element}");
        }
    }
    // `SignedParts` and `EncryptedParts` demand nothing if the policy demands no signature.
    assert_eq!(demands(&at_port_and_input(TRANSPORT, PARTS)), ("HTTPS, Timestamp".to_owned(), none));
}

fn token(assertion: &str, token: &str) -> String {
    format!(
        "<sp:{assertion}><wsp:Policy><sp:{token}><wsp:Policy/></sp:{token}></wsp:Policy></sp:{assertion}>"
    )
}

/// Checks that exactly one warning names an assertion of the policy, and that strict mode reports it as an error.
fn assert_reported(document: &str, assertion: &str) {
    let (_, warnings) = demands(document);
    let expected = format!("the policy demands `{assertion}`");
    assert!(matches!(&warnings[..], [one] if one.contains(&expected)), "{warnings:?}\n{document}");
    assert!(generate(document, true).unwrap_err().to_string().contains(&expected), "{document}");
}

#[test]
fn algorithms_of_a_transport_binding_apply_if_messages_are_signed() {
    let endorsing = token("EndorsingSupportingTokens", "X509Token");
    for document in [
        at_port_and_input(&format!("{endorsing}{TRANSPORT}"), ""),
        at_port_and_input(&format!("{TRANSPORT}{endorsing}"), ""),
        at_port_and_input(TRANSPORT, &endorsing),
    ] {
        assert_reported(&document, "TripleDes");
    }
}

#[test]
fn unencrypted_supporting_tokens_are_reported_wherever_the_binding_is_attached() {
    for assertion in ["SignedEncryptedSupportingTokens", "EncryptedSupportingTokens"] {
        for kind in ["UsernameToken", "SamlToken"] {
            let tokens = token(assertion, kind);
            for document in [
                at_port_and_input(&format!("{tokens}{ASYMMETRIC}"), ""),
                at_port_and_input(&format!("{ASYMMETRIC}{tokens}"), ""),
                at_port_and_input(ASYMMETRIC, &tokens),
                at_port_and_input(&tokens, ASYMMETRIC),
                // The policy contains neither an asymmetric nor a transport binding, so the messages are
                // unprotected.
                at_port_and_input("", &tokens),
            ] {
                assert_reported(&document, assertion);
            }
            for document in [
                at_port_and_input(&format!("{tokens}{TRANSPORT}"), ""),
                at_port_and_input(TRANSPORT, &tokens),
                at_port_and_input(&tokens, TRANSPORT),
            ] {
                assert_eq!(demands(&document).1, Vec::<String>::new(), "{document}");
            }
        }
    }
}

#[test]
fn signed_tokens_are_reported_unless_a_signature_or_tls_protects_them() {
    let (user, saml) =
        (token("SignedSupportingTokens", "UsernameToken"), token("SignedSupportingTokens", "SamlToken"));
    let (found, warnings) = demands(&at_port_and_input(ASYMMETRIC, &user));
    assert!(found.contains("signed UsernameToken") && warnings.is_empty(), "{found} {warnings:?}");
    assert_eq!(demands(&at_port_and_input(TRANSPORT, &saml)).1, Vec::<String>::new());
    assert_reported(&at_port_and_input(ASYMMETRIC, &saml), "SignedSupportingTokens");
    assert_reported(&at_port_and_input("", &user), "SignedSupportingTokens");
}

#[test]
fn an_endorsing_token_signs_the_timestamp_under_tls_alone() {
    let tokens = token("EndorsingSupportingTokens", "X509Token");
    let expected = "HTTPS, Timestamp, signature with an X.509 certificate, signed Timestamp";
    let transport = TRANSPORT
        .replace("<sp:AlgorithmSuite><wsp:Policy><sp:TripleDes/></wsp:Policy></sp:AlgorithmSuite>", "");
    let without_timestamp = transport.replace("<sp:IncludeTimestamp/>", "");
    for transport in [&transport, &without_timestamp] {
        let found = demands(&at_port_and_input(transport, &tokens));
        assert_eq!(found, (expected.to_owned(), Vec::new()));
    }
    assert_reported(&at_port_and_input(ASYMMETRIC, &tokens), "EndorsingSupportingTokens");
    assert_reported(&at_port_and_input(&format!("{tokens}{ASYMMETRIC}"), ""), "EndorsingSupportingTokens");
}

#[test]
fn a_certificate_outside_the_message_is_not_signed() {
    let protecting = ASYMMETRIC.replace("<sp:IncludeTimestamp/>", "<sp:ProtectTokens/>");
    let (found, warnings) = demands(&at_port_and_input(&protecting, ""));
    assert!(found.contains("signed BinarySecurityToken") && warnings.is_empty(), "{found} {warnings:?}");
    let never = "<sp:X509Token sp:IncludeToken=\"http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never\">";
    let document = at_port_and_input(&protecting.replacen("<sp:X509Token>", never, 1), "");
    assert_reported(&document, "ProtectTokens");
    let (found, _) = demands(&document);
    assert!(
        found.contains("client's certificate by issuer") && !found.contains("BinarySecurityToken"),
        "{found}"
    );
}

#[test]
fn the_function_policy_has_the_demands_of_the_first_port() {
    let second = |binding: &str| {
        format!(
            "<port name=\"Second\" binding=\"t:{binding}\"><soap:address location=\"https://localhost/second\"/></port></service>"
        )
    };
    let text = contract(
        "",
        Place::Binding,
        &normal(&format!("{TRANSPORT}{}", token("SupportingTokens", "UsernameToken"))),
    );
    let start = text.find("  <binding").unwrap();
    let end = text.find("  <service").unwrap();
    let other = contract("", Place::Binding, &normal(&format!("{ASYMMETRIC}{PARTS}")));
    let (from, to) = (other.find("  <binding").unwrap(), other.find("  <service").unwrap());
    let other = other[from..to].replace("<binding name=\"Desk\"", "<binding name=\"Other\"");
    assert!(start < end);
    let document = format!("{}{other}{}", &text[..end], &text[end..]).replace("</service>", &second("Other"));
    let generated = generate(&document, true).unwrap();
    let text = &generated.files[0].text;
    let (_, function) = text.split_once("pub fn policy()").unwrap();
    assert!(function.contains("Demand::UsernameToken(") && !function.contains("Demand::Signature"), "{text}");
    assert!(text.contains("- `signed Body` (only for ports other than the first)"), "{text}");
}

#[test]
fn each_file_with_policies_is_followed_once() {
    let references = "<wsp:PolicyReference URI=\"p.xml\"/>".repeat(4_000);
    let files = [("p.xml", format!("<wsp:Policy {NAMES}>{references}</wsp:Policy>"))];
    let document = contract("", Place::Binding, "<wsp:PolicyReference URI=\"p.xml\"/>");
    let mut found = None;
    let cost = allocation_counter::measure(|| found = Some(with_files(&document, &files)));
    assert!(found.unwrap().1.iter().any(|warning| warning.contains("nested operators")));
    assert!(cost.bytes_max < 64 << 20, "{} bytes at once", cost.bytes_max);
}
