//! Policies: which demands are reported as notes, and which as unsupported.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use saponify_codegen::{Builder, Error, Generated};

#[path = "policies/effective.rs"]
mod effective;

const NAMES: &str = r#"xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:old="http://schemas.xmlsoap.org/ws/2004/09/policy"
    xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702" xmlns:sp1="http://schemas.xmlsoap.org/ws/2005/07/securitypolicy"
    xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
    xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata"
    xmlns:wsoma="http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization""#;

/// Places at which a policy can be attached.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Service,
    Port,
    Binding,
    BindingOperation,
    BindingInput,
    PortType,
    Operation,
    Message,
}

const PLACES: [Place; 8] = [
    Place::Service,
    Place::Port,
    Place::Binding,
    Place::BindingOperation,
    Place::BindingInput,
    Place::PortType,
    Place::Operation,
    Place::Message,
];

/// Returns a contract with `policies` in its definitions and the XML `attached` at one place.
fn contract(policies: &str, place: Place, attached: &str) -> String {
    let at = |here: Place| if here == place { attached } else { "" };
    let (service, port, binding) = (at(Place::Service), at(Place::Port), at(Place::Binding));
    let (bound, input) = (at(Place::BindingOperation), at(Place::BindingInput));
    let (port_type, operation, message) = (at(Place::PortType), at(Place::Operation), at(Place::Message));
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" {NAMES}>
  {policies}
  <types><xs:schema targetNamespace="urn:t"><xs:element name="Ask" type="xs:string"/></xs:schema></types>
  <message name="In">{message}<part name="p" element="t:Ask"/></message>
  <portType name="Desk">{port_type}<operation name="Ask">{operation}<input message="t:In"/></operation></portType>
  <binding name="Desk" type="t:Desk">{binding}<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Ask">{bound}<soap:operation soapAction="urn:ask"/><input>{input}<soap:body use="literal"/></input></operation>
  </binding>
  <service name="Desk">{service}<port name="DeskPort" binding="t:Desk">{port}<soap:address location="https://localhost/desk"/></port></service>
</definitions>"#
    )
}

fn generate(document: &str, strict: bool) -> Result<Generated, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    fs::write(&path, document).unwrap();
    Builder::new().wsdl(path).strict(strict).run(Path::new("test.rs"))
}

/// The demands in the notes, and the warnings.
fn demands(document: &str) -> (String, Vec<String>) {
    let generated = generate(document, false).unwrap();
    let notes =
        generated.notes.iter().filter_map(|note| note.strip_prefix("the policy of `DeskPort` demands: "));
    (notes.collect::<Vec<_>>().join("; "), generated.warnings)
}

/// The demands of a policy at the binding. Asserts that there are no warnings.
fn of_binding(policy: &str) -> String {
    let (demands, warnings) = demands(&contract("", Place::Binding, policy));
    assert_eq!(warnings, Vec::<String>::new(), "{policy}");
    demands
}

const TRANSPORT: &str = r#"<sp:TransportBinding><wsp:Policy>
    <sp:TransportToken><wsp:Policy><sp:HttpsToken><wsp:Policy/></sp:HttpsToken></wsp:Policy></sp:TransportToken>
    <sp:AlgorithmSuite><wsp:Policy><sp:TripleDes/></wsp:Policy></sp:AlgorithmSuite>
    <sp:Layout><wsp:Policy><sp:Lax/></wsp:Policy></sp:Layout><sp:IncludeTimestamp/></wsp:Policy></sp:TransportBinding>"#;

#[test]
fn a_policy_applies_wherever_it_is_attached() {
    let policy = format!("<wsp:Policy wsu:Id=\"p\">{TRANSPORT}</wsp:Policy>");
    for place in PLACES {
        for (policies, attached) in [
            ("", policy.replace(" wsu:Id=\"p\"", "")),
            (&policy, "<wsp:PolicyReference URI=\"#p\"/>".to_owned()),
            (
                &policy.replace("wsu:Id=\"p\"", "Name=\"urn:p\""),
                "<wsp:PolicyReference URI=\"urn:p\"/>".to_owned(),
            ),
        ] {
            let found = demands(&contract(policies, place, &attached));
            assert_eq!(found, ("HTTPS, Timestamp".to_owned(), Vec::new()), "{place:?} {attached}");
        }
    }
    let document =
        contract(&policy, Place::Binding, "").replace("<binding ", "<binding wsp:PolicyURIs=\"#p\" ");
    assert_eq!(demands(&document).0, "HTTPS, Timestamp");
}

#[test]
fn assertions_of_both_versions_are_read() {
    let client_certificate = r#"<old:Policy><sp1:TransportBinding><old:Policy><sp1:TransportToken><old:Policy>
        <sp1:HttpsToken RequireClientCertificate="true"/></old:Policy></sp1:TransportToken></old:Policy></sp1:TransportBinding></old:Policy>"#;
    assert_eq!(of_binding(client_certificate), "HTTPS, client certificate (TLS)");
    let token = |content: &str| {
        of_binding(&format!(
            "<wsp:Policy>{TRANSPORT}<sp:SignedSupportingTokens><wsp:Policy><sp:UsernameToken sp:IncludeToken=\"x\">\
             <wsp:Policy>{content}</wsp:Policy></sp:UsernameToken></wsp:Policy></sp:SignedSupportingTokens></wsp:Policy>"
        ))
    };
    assert_eq!(token("<sp:WssUsernameToken10/>"), "HTTPS, UsernameToken (password as text), Timestamp");
    assert_eq!(token("<sp:HashPassword/>"), "HTTPS, UsernameToken (password as digest), Timestamp");
    assert_eq!(token("<sp:NoPassword/>"), "HTTPS, UsernameToken (no password), Timestamp");
    assert_eq!(
        token("<sp:Created/><sp:Nonce/>"),
        "HTTPS, UsernameToken (password as text), UsernameToken with a nonce, UsernameToken with a time, Timestamp"
    );
    assert_eq!(of_binding("<wsp:Policy><wsoma:OptimizedMimeSerialization/></wsp:Policy>"), "MTOM");
}

const ASYMMETRIC: &str = r#"<sp:AsymmetricBinding><wsp:Policy>
    <sp:InitiatorToken><wsp:Policy><sp:X509Token><wsp:Policy><sp:WssX509V3Token10/></wsp:Policy></sp:X509Token></wsp:Policy></sp:InitiatorToken>
    <sp:RecipientToken><wsp:Policy><sp:X509Token/></wsp:Policy></sp:RecipientToken>
    <sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite><sp:IncludeTimestamp/>
    <sp:OnlySignEntireHeadersAndBody/></wsp:Policy></sp:AsymmetricBinding>"#;

#[test]
fn an_asymmetric_binding_names_parts_and_algorithms() {
    let policy = format!(
        "<wsp:Policy>{ASYMMETRIC}<sp:SignedParts><sp:Body/><sp:Header Name=\"To\" Namespace=\"urn:a\"/></sp:SignedParts>\
         <sp:EncryptedParts><sp:Body/></sp:EncryptedParts><sp:Wss10><wsp:Policy><sp:MustSupportRefIssuerSerial/></wsp:Policy></sp:Wss10></wsp:Policy>"
    );
    assert_eq!(
        of_binding(&policy),
        "Timestamp, signature with an X.509 certificate, signed replies, signed Body, signed To, encrypted Body, algorithms Basic256Sha256"
    );
    let generated = generate(&contract("", Place::Binding, &policy), false).unwrap();
    let text = &generated.files[0].text;
    assert!(text.contains("/// - `encrypted Body`") && text.contains("feature `security-x509`"), "{text}");
}

#[test]
fn an_optional_assertion_and_an_empty_alternative_demand_nothing() {
    for policy in [
        "<wsp:Policy><wsoma:OptimizedMimeSerialization wsp:Optional=\"true\"/></wsp:Policy>".to_owned(),
        "<old:Policy><wsoma:OptimizedMimeSerialization old:Optional=\"1\"/></old:Policy>".to_owned(),
        "<wsp:Policy><x xmlns=\"urn:x\" wsp:Optional=\"true\"/></wsp:Policy>".to_owned(),
        "<wsp:Policy><x xmlns=\"urn:x\" wsp:Ignorable=\"true\"/></wsp:Policy>".to_owned(),
        format!(
            "<wsp:Policy><wsp:ExactlyOne><wsp:All>{TRANSPORT}</wsp:All><wsp:All/></wsp:ExactlyOne></wsp:Policy>"
        ),
        "<wsp:Policy/>".to_owned(),
    ] {
        assert_eq!(of_binding(&policy), "", "{policy}");
        let generated = generate(&contract("", Place::Binding, &policy), false).unwrap();
        let text = &generated.files[0].text;
        assert!(!text.contains(".requiring_") && !text.contains("fn policy"), "{text}");
    }
}

#[test]
fn the_first_supported_alternative_is_used() {
    let policy = format!(
        "<wsp:Policy><wsp:ExactlyOne><wsp:All><sp:SymmetricBinding/></wsp:All><wsp:All>{TRANSPORT}</wsp:All>\
         <wsp:All>{ASYMMETRIC}</wsp:All></wsp:ExactlyOne></wsp:Policy>"
    );
    assert_eq!(of_binding(&policy), "HTTPS, Timestamp");
}

#[test]
fn an_unsupported_assertion_is_a_warning_that_names_it_and_an_error_in_strict_mode() {
    for (policy, expected) in [
        (
            "<sp:SymmetricBinding/>",
            "the policy demands `SymmetricBinding` of `http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702`",
        ),
        ("<x xmlns=\"urn:x\"/>", "the policy demands `x` of `urn:x`, which is not supported"),
        (
            "<sp:EncryptedParts><sp:Header/></sp:EncryptedParts>",
            "the policy demands `Header` in `EncryptedParts`",
        ),
        (
            "<sp:AsymmetricBinding><wsp:Policy><sp:EncryptSignature/></wsp:Policy></sp:AsymmetricBinding>",
            "the policy demands `EncryptSignature`",
        ),
        (
            "<sp:AsymmetricBinding><wsp:Policy><sp:AlgorithmSuite><wsp:Policy><sp:TripleDes/></wsp:Policy></sp:AlgorithmSuite></wsp:Policy></sp:AsymmetricBinding>",
            "the policy demands `TripleDes`",
        ),
        (
            "<sp:SupportingTokens><wsp:Policy><sp:IssuedToken/></wsp:Policy></sp:SupportingTokens>",
            "the policy demands `IssuedToken`",
        ),
        ("<wsp:ExactlyOne/>", "the policy has no alternative"),
        ("<wsp:PolicyReference URI=\"#missing\"/>", "the policy `#missing` is not in the documents"),
    ] {
        let policy = format!("<wsp:Policy wsu:Id=\"p\">{policy}</wsp:Policy>");
        let reference = "<wsp:PolicyReference URI=\"#p\"/>";
        let document = contract(&policy, Place::Binding, reference)
            // A second reference to the policy does not repeat the warning.
            .replace(
                "<operation name=\"Ask\"><soap:operation",
                &format!("<operation name=\"Ask\">{reference}<soap:operation"),
            );
        let (_, warnings) = demands(&document);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains(expected), "{warnings:?}");
        let error = generate(&document, true).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

/// Writes a contract and further files into one folder, and generates code from the contract. Returns the
/// demands and the warnings.
fn with_files(document: &str, files: &[(&str, String)]) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let path = folder.path().join("test.wsdl");
    fs::write(&path, document).unwrap();
    let generated = Builder::new().wsdl(path).run(Path::new("test.rs")).unwrap();
    let notes =
        generated.notes.iter().filter_map(|note| note.strip_prefix("the policy of `DeskPort` demands: "));
    (notes.collect::<Vec<_>>().join("; "), generated.warnings)
}

#[test]
fn a_policy_may_be_in_another_file() {
    let policy = |id: &str, content: &str| format!("<wsp:Policy {NAMES} {id}>{content}</wsp:Policy>");
    let transport = policy("wsu:Id=\"t\"", TRANSPORT);
    let definitions = format!(
        "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" targetNamespace=\"urn:p\">{transport}</definitions>"
    );
    let files = [
        ("policies/transport.xml", transport.clone()),
        // A policy that refers to another file.
        ("policies/chain.xml", policy("", "<wsp:PolicyReference URI=\"transport.xml\"/>")),
        ("policies/definitions.wsdl", definitions),
        ("policies/circle.xml", policy("wsu:Id=\"c\"", "<wsp:PolicyReference URI=\"circle.xml#c\"/>")),
        ("policies/notes.xml", "<notes/>".to_owned()),
    ];
    for (place, uri) in [
        (Place::Binding, "policies/transport.xml"),
        (Place::Port, "policies/transport.xml#t"),
        (Place::BindingInput, "policies/chain.xml"),
        (Place::Message, "policies/definitions.wsdl#t"),
    ] {
        let document = contract("", place, &format!("<wsp:PolicyReference URI=\"{uri}\"/>"));
        assert_eq!(with_files(&document, &files), ("HTTPS, Timestamp".to_owned(), Vec::new()), "{uri}");
    }
    for uri in [
        "policies/transport.xml#other",
        "policies/definitions.wsdl",
        "policies/missing.xml",
        "policies/notes.xml",
        "http://localhost/policy.xml",
    ] {
        let document = contract("", Place::Binding, &format!("<wsp:PolicyReference URI=\"{uri}\"/>"));
        let (demands, warnings) = with_files(&document, &files);
        let is_named =
            warnings.iter().any(|warning| warning.contains(&format!("`{uri}` is not in the documents")));
        assert!(demands.is_empty() && warnings.len() == 1 && is_named, "{uri}: {warnings:?}");
    }
    let document = contract("", Place::Binding, "<wsp:PolicyReference URI=\"policies/circle.xml#c\"/>");
    assert!(with_files(&document, &files).1[0].contains("nested operators"));
}

#[test]
fn a_policy_that_is_attached_from_outside_is_reported() {
    let attachment = format!(
        "<wsp:PolicyAttachment><wsp:AppliesTo/><wsp:Policy>{TRANSPORT}</wsp:Policy></wsp:PolicyAttachment>"
    );
    let (_, warnings) = demands(&contract(&attachment, Place::Binding, ""));
    assert!(warnings.len() == 1 && warnings[0].contains("`PolicyAttachment` is not read"), "{warnings:?}");
}

#[test]
fn addressing_of_2004_is_read_from_actions_and_policies() {
    let used =
        "<wsap:UsingAddressing xmlns:wsap=\"http://schemas.xmlsoap.org/ws/2004/08/addressing/policy\"/>";
    for (policy, method) in [
        (used.to_owned(), ".requiring_addressing_2004()"),
        (format!("<wsp:Policy>{used}</wsp:Policy>"), ".requiring_addressing_2004()"),
        // If the policy demands both versions, the client uses the newer one.
        (format!("<wsp:Policy>{used}<wsam:Addressing/></wsp:Policy>"), ".requiring_addressing()"),
    ] {
        let document = contract("", Place::Binding, &policy).replace(
            "<input message=\"t:In\"/>",
            "<input message=\"t:In\" wsa:Action=\"urn:action\" xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"/>",
        );
        let generated = generate(&document, false).unwrap();
        let text = &generated.files[0].text;
        assert!(text.contains(method) && text.contains("\"urn:action\""), "{text}");
        assert!(generated.warnings.is_empty(), "{:?}", generated.warnings);
    }
    for policy in [
        used.replace("/>", " wsdl:required=\"false\" xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\"/>"),
        format!("<wsp:Policy>{}</wsp:Policy>", used.replace("/>", " wsp:Optional=\"true\"/>")),
    ] {
        let generated = generate(&contract("", Place::Binding, &policy), false).unwrap();
        assert!(!generated.files[0].text.contains("requiring_addressing"), "{policy}");
    }
}

#[test]
fn addresses_of_replies_that_a_policy_demands_are_reported() {
    let addressing =
        |content: &str| format!("<wsam:Addressing><wsp:Policy>{content}</wsp:Policy></wsam:Addressing>");
    for (policy, is_reported) in [
        (addressing("<wsam:AnonymousResponses/>"), false),
        (addressing("<wsam:NonAnonymousResponses wsp:Optional=\"true\"/>"), false),
        (addressing("<wsam:NonAnonymousResponses/>"), true),
        ("<wsam:Addressing/><wsam:NonAnonymousResponses/>".to_owned(), true),
    ] {
        let document = contract("", Place::Binding, &normal(&policy));
        let generated = generate(&document, false).unwrap();
        assert!(generated.files[0].text.contains("requiring_addressing()"), "{policy}");
        let named =
            generated.warnings.iter().filter(|warning| warning.contains("`Addressing::reply_to`")).count();
        assert_eq!((named, generated.warnings.len()), (is_reported.into(), is_reported.into()), "{policy}");
    }
}

#[test]
fn the_forms_of_reference_to_the_certificates_of_client_and_service_are_named() {
    let never =
        "sp:IncludeToken=\"http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never\"";
    let policy = |client: &str, service: &str| {
        of_binding(&format!(
            "<wsp:Policy><sp:AsymmetricBinding><wsp:Policy><sp:InitiatorToken><wsp:Policy>{client}</wsp:Policy></sp:InitiatorToken>\
             <sp:RecipientToken><wsp:Policy>{service}</wsp:Policy></sp:RecipientToken></wsp:Policy></sp:AsymmetricBinding></wsp:Policy>"
        ))
    };
    let token = |attributes: &str, content: &str| {
        format!("<sp:X509Token {attributes}><wsp:Policy>{content}</wsp:Policy></sp:X509Token>")
    };
    let signed = "signature with an X.509 certificate, signed replies";
    assert_eq!(policy(&token("", ""), &token("", "")), signed);
    // The message contains the certificate, so that the service need not know it.
    for always in ["", &never.replace("/Never", "/AlwaysToRecipient")] {
        let token = token(always, "<sp:RequireThumbprintReference/>");
        let expected = format!("{signed}, service's certificate by thumbprint");
        assert_eq!(policy(&token, &token), expected);
    }
    let to_initiator = never.replace("/Never", "/AlwaysToInitiator");
    assert_eq!(
        policy(&token(&to_initiator, "<sp:RequireThumbprintReference/>"), &token(never, "")),
        format!(
            "{signed}, client's certificate by thumbprint, service's certificate by issuer and serial number"
        )
    );
    assert_eq!(
        policy(&token(never, "<sp:RequireKeyIdentifierReference/>"), &token("", "")),
        format!("{signed}, client's certificate by key identifier")
    );
}

#[test]
fn cyclic_and_exponentially_repeated_references_terminate() {
    let reference = |number: usize| format!("<wsp:PolicyReference URI=\"#p{number}\"/>");
    let mut policies = format!("<wsp:Policy wsu:Id=\"p0\">{}</wsp:Policy>", reference(0));
    for number in 1..30 {
        let twice = reference(number - 1).repeat(40);
        policies.push_str(&format!("<wsp:Policy wsu:Id=\"p{number}\">{twice}</wsp:Policy>"));
    }
    demands(&contract(&policies, Place::Service, &reference(0)));
    demands(&contract(&policies, Place::Service, &reference(29)));
}

#[test]
fn addressing_that_the_contract_does_not_require_is_not_switched_on() {
    let wsaw = "xmlns:wsaw=\"http://www.w3.org/2006/05/addressing/wsdl\" xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\"";
    for (attributes, expected) in [
        ("", true),
        ("wsdl:required=\"true\"", true),
        ("wsdl:required=\"false\"", false),
        ("wsdl:required=\" 0 \"", false),
        ("wsp:Optional=\"true\"", false),
        ("old:Optional=\"1\"", false),
    ] {
        let using = format!("<wsaw:UsingAddressing {wsaw} {attributes}/>");
        for attached in [using.clone(), format!("<wsp:Policy>{using}</wsp:Policy>")] {
            let generated = generate(&contract("", Place::Binding, &attached), true).unwrap();
            let is_on = generated.files[0].text.contains("requiring_addressing()");
            assert_eq!(is_on, expected, "{attached}");
        }
    }
}

/// A policy in the normal form, with the operators `ExactlyOne` and `All`.
fn normal(content: &str) -> String {
    format!("<wsp:Policy><wsp:ExactlyOne><wsp:All>{content}</wsp:All></wsp:ExactlyOne></wsp:Policy>")
}

#[test]
fn nested_policies_in_the_normal_form_are_read_like_those_without_operators() {
    let token = |name: &str| {
        let token = normal(&format!("<sp:X509Token>{}</sp:X509Token>", normal("<sp:WssX509V3Token10/>")));
        format!("<sp:{name}>{token}</sp:{name}>")
    };
    let binding = |suites: &str| {
        let tokens = token("InitiatorToken") + &token("RecipientToken");
        let suites = format!("<sp:AlgorithmSuite>{suites}</sp:AlgorithmSuite><sp:IncludeTimestamp/>");
        let content = normal(&format!("{tokens}{suites}"));
        normal(&format!("<sp:AsymmetricBinding>{content}</sp:AsymmetricBinding>"))
    };
    let expected =
        "Timestamp, signature with an X.509 certificate, signed replies, algorithms Basic256Sha256";
    assert_eq!(of_binding(&binding(&normal("<sp:Basic256Sha256/>"))), expected);
    let either =
        "<wsp:Policy><wsp:ExactlyOne><sp:TripleDes/><sp:Basic256Sha256/></wsp:ExactlyOne></wsp:Policy>";
    assert_eq!(of_binding(&binding(either)), expected);
    let (_, warnings) = demands(&contract("", Place::Binding, &binding(&normal("<sp:TripleDes/>"))));
    assert!(warnings.len() == 1 && warnings[0].contains("demands `TripleDes`"), "{warnings:?}");
    let transport = TRANSPORT.replace("<wsp:Policy><sp:TripleDes/></wsp:Policy>", &normal("<sp:TripleDes/>"));
    assert_eq!(of_binding(&normal(&transport)), "HTTPS, Timestamp");
}

#[test]
fn unsupported_demands_on_tokens_are_reported() {
    for (token, demand) in [
        ("X509Token", "RequireDerivedKeys"),
        ("X509Token", "WssX509PkiPathV1Token11"),
        ("UsernameToken", "RequireDerivedKeys"),
        ("SamlToken", "RequireDerivedKeys"),
    ] {
        for nested in [format!("<wsp:Policy><sp:{demand}/></wsp:Policy>"), normal(&format!("<sp:{demand}/>"))]
        {
            let policy = format!("<wsp:Policy><sp:{token}>{nested}</sp:{token}></wsp:Policy>");
            let document = contract("", Place::Binding, &policy);
            let (_, warnings) = demands(&document);
            assert!(
                warnings.len() == 1 && warnings[0].contains(&format!("the policy demands `{demand}`")),
                "{policy} {warnings:?}"
            );
            assert!(generate(&document, true).is_err(), "{policy}");
        }
    }
    for (token, met) in [
        ("X509Token", "<sp:RequireThumbprintReference/><sp:WssX509V3Token11/>"),
        ("UsernameToken", "<sp:WssUsernameToken11/><sp:HashPassword/>"),
        ("SamlToken", "<sp:WssSamlV20Token11/>"),
    ] {
        of_binding(&format!("<wsp:Policy><sp:{token}>{}</sp:{token}></wsp:Policy>", normal(met)));
    }
}

#[test]
fn a_policy_that_is_too_deep_or_too_large_is_reported() {
    let deep = |depth: usize| {
        let policy = format!(
            "{}<wsoma:OptimizedMimeSerialization/>{}",
            "<wsp:All>".repeat(depth),
            "</wsp:All>".repeat(depth)
        );
        format!("<wsp:Policy>{policy}</wsp:Policy>")
    };
    assert_eq!(of_binding(&deep(20)), "MTOM");
    for policy in [deep(60), format!("<wsp:Policy>{}</wsp:Policy>", "<wsp:All/>".repeat(6_000))] {
        let (_, warnings) = demands(&contract("", Place::Binding, &policy));
        assert!(warnings.len() == 1 && warnings[0].contains("is not read"), "{warnings:?}");
    }
}

/// Many operations refer to one policy. Each reference could make a copy of its text.
#[test]
fn policies_are_read_within_a_budget_for_all_operations() {
    let long = "n".repeat(100_000);
    let headers: String =
        (0..2_000).map(|at| format!("<sp:Header Name='h{at}' Namespace='urn:{at}'/>")).collect();
    let references = "<wsp:PolicyReference URI='#twice'/>".repeat(2_000);
    let policies = format!(
        "<wsp:Policy wsu:Id='long'><x:Unknown xmlns:x='urn:{long}'/></wsp:Policy>\
         <wsp:Policy wsu:Id='twice'><wsp:PolicyReference URI='#long'/><wsp:PolicyReference URI='#long'/></wsp:Policy>\
         <wsp:Policy wsu:Id='many'><sp:SignedParts>{headers}</sp:SignedParts>{references}</wsp:Policy>"
    );
    let text = contract(&policies, Place::Binding, "<wsp:PolicyReference URI='#many'/>");
    let operation =
        text.split("<operation").nth(1).and_then(|rest| rest.split("</operation>").next()).unwrap();
    let one = format!("<operation{operation}</operation>");
    let more: String = (0..1_000)
        .map(|at| {
            let named = one.replacen("name=\"Ask\"", &format!("name=\"Ask{at}\""), 1);
            named.replacen('>', "><wsp:PolicyReference URI='#many'/>", 1)
        })
        .collect();
    let text = text.replacen(&one, &format!("{one}{more}"), 1);
    let mut found = None;
    let cost = allocation_counter::measure(|| found = Some(demands(&text)));
    let (_, warnings) = found.unwrap();
    assert!(warnings.iter().any(|warning| warning.contains("is not read")), "{warnings:?}");
    assert!(cost.bytes_max < 64 << 20, "{} bytes at once", cost.bytes_max);
    assert!(cost.bytes_total < 1 << 30, "{} bytes in all", cost.bytes_total);
}

#[test]
fn demands_of_messages_beyond_the_limit_are_reported() {
    // At most 5,000 policy elements are read for one message, and a million for all messages.
    let policy = format!("<wsp:Policy wsu:Id=\"p\">{TRANSPORT}{}</wsp:Policy>", "<wsp:All/>".repeat(4_900));
    let document = contract(&policy, Place::Binding, "");
    let message = |number: usize| {
        format!(
            "<message name=\"M{number}\"><wsp:PolicyReference URI=\"#p\"/><part name=\"p\" element=\"t:Ask\"/></message>"
        )
    };
    let messages: String = (0..205).map(message).collect();
    let operations: String = (0..205)
        .map(|number| format!("<operation name=\"O{number}\"><input message=\"t:M{number}\"/></operation>"))
        .collect();
    let document = document.replacen(
        "<portType ",
        &format!("{messages}<portType name=\"Many\">{operations}</portType><portType "),
        1,
    );
    let (_, warnings) = demands(&document);
    let cut = "the policies of the documents have too many demands; those of the messages are not listed";
    assert_eq!(warnings.iter().filter(|warning| warning.contains(cut)).count(), 1, "{warnings:?}");
}
