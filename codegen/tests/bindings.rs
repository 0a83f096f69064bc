//! Which bindings become clients with which operations, and the reports on operations that are left out.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path};

use saponify_codegen::{Builder, Error, Generated};

fn generate(document: &str) -> Result<Generated, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    fs::write(&path, document).unwrap();
    Builder::new().wsdl(path).run(Path::new("test.rs"))
}

/// A service with the given messages, port type and bindings.
fn contract(messages: &str, operations: &str, bindings: &str, ports: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema targetNamespace="urn:t"><xs:element name="Ask" type="xs:string"/><xs:element name="Tell" type="xs:string"/></xs:schema></types>
  {messages}
  <portType name="Desk">{operations}</portType>
  {bindings}
  <service name="Desk">{ports}</service>
</definitions>"#
    )
}

const MESSAGES: &str = r#"<message name="In"><part name="p" element="t:Ask"/></message>
  <message name="Out"><part name="p" element="t:Tell"/></message>"#;
const OPERATION: &str =
    r#"<operation name="Ask"><input message="t:In"/><output message="t:Out"/></operation>"#;
const PORT: &str =
    r#"<port name="DeskPort" binding="t:Desk"><soap:address location="http://localhost/desk"/></port>"#;

/// Returns a binding of the operation `Ask`. `action` is its SOAP action, `input` the content of its `input`
/// element.
fn binding(name: &str, action: &str, input: &str) -> String {
    format!(
        r#"<binding name="{name}" type="t:Desk"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Ask"><soap:operation soapAction="{action}"/>
      <input>{input}</input><output><soap:body use="literal"/></output></operation></binding>"#
    )
}

const BODY: &str = r#"<soap:body use="literal"/>"#;

#[test]
fn an_operation_that_refers_to_something_undefined_is_left_out_with_the_reason() {
    let (good, bad) = ("<part name=\"p\" element=\"t:Ask\"/>", "<part name=\"p\" element=\"t:Nothing\"/>");
    let other = r#"<operation name="Other"><input message="t:In"/></operation>"#;
    let bind = |input: &str| binding("Desk", "urn:ask", input);
    let fault = |message: &str| {
        OPERATION.replace("</operation>", &format!("<fault name=\"F\" message=\"{message}\"/></operation>"))
    };
    let rows: [(String, String, String, &str); 9] = [
        (
            MESSAGES.replace(good, bad),
            OPERATION.to_owned(),
            bind(BODY),
            "the element or type of the part `p` of its message `In` is not defined",
        ),
        (
            MESSAGES.replace("element=\"t:Tell\"", "element=\"xs:string\""),
            OPERATION.to_owned(),
            bind(BODY),
            "of its message `Out` is not defined",
        ),
        (
            MESSAGES.replace("element=\"t:Tell\"", "type=\"t:Nothing\""),
            OPERATION.to_owned(),
            bind(BODY),
            "the type of the part `p` of its message `Out`",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.replace("t:In", "t:Gone"),
            bind(BODY),
            "its message `Gone` is not defined",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.replace("t:Out", "t:Gone"),
            bind(BODY),
            "its message `Gone` is not defined",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.to_owned(),
            bind("<soap:body parts=\"nope\" use=\"literal\"/>"),
            "its message `In` has no part `nope`",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.to_owned(),
            bind(&format!("<soap:header message=\"t:In\" part=\"nope\" use=\"literal\"/>{BODY}")),
            "its header, the part `nope` of the message `In`, is not defined",
        ),
        (
            MESSAGES.to_owned(),
            fault("t:Gone"),
            bind(BODY),
            "the message `Gone` of its fault `F` is not defined",
        ),
        (
            format!("{MESSAGES}<message name=\"Refused\">{bad}</message>"),
            fault("t:Refused"),
            bind(BODY),
            "the element or type of the part `p` of its fault `F` is not defined",
        ),
    ];
    for (messages, operations, bindings, reason) in rows {
        let alone = generate(&contract(&messages, &operations, &bindings, PORT)).unwrap_err().to_string();
        let first = alone.lines().find(|line| line.starts_with("error")).unwrap_or_default();
        assert!(
            first.contains("the operation `Ask` is not generated") && first.contains(reason),
            "{reason}: {alone}"
        );
        assert_eq!(alone.matches(reason).count(), 1, "{alone}");

        // The rest of the service is still generated.
        let bound = r#"<operation name="Other"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation></binding>"#;
        let (messages, operations) = (
            format!("{messages}<message name=\"Fine\"><part name=\"p\" element=\"t:Ask\"/></message>"),
            format!("{operations}{}", other.replace("t:In", "t:Fine")),
        );
        let generated =
            generate(&contract(&messages, &operations, &bindings.replace("</binding>", bound), PORT))
                .unwrap();
        assert_eq!(generated.counts.operations, 1, "{reason}");
    }
}

#[test]
fn a_type_with_an_undefined_base_keeps_the_content_of_the_base_as_xml() {
    let derived = |content: &str, how: &str, own: &str| {
        format!(
            "<xs:element name='Ask'><xs:complexType><xs:{content}><xs:{how} base='t:Gone'>{own}</xs:{how}></xs:{content}>\
             </xs:complexType></xs:element>"
        )
    };
    let own = "<xs:sequence><xs:element name='own' type='xs:int'/></xs:sequence>";
    for (ask, members) in [
        (
            derived("complexContent", "extension", ""),
            ["pub any: Vec<Element>", "pub any_attributes: Attributes"],
        ),
        (derived("complexContent", "extension", own), ["pub own: i32", "pub any: Vec<Element>"]),
        (derived("complexContent", "restriction", own), ["pub own: i32", "pub any_attributes: Attributes"]),
        (derived("simpleContent", "extension", ""), ["pub value: String", "pub any_attributes: Attributes"]),
    ] {
        let text = contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), PORT)
            .replace("<xs:element name=\"Ask\" type=\"xs:string\"/>", &ask);
        let generated = generate(&text).unwrap();
        let code = &generated.files[0].text;
        assert!(members.iter().all(|member| code.contains(member)), "{ask}: {code}");
        assert!(code.contains("pub fn ask(&self, request: "), "{code}");
        assert!(
            generated.warnings[0].contains("`Gone` is not a type of `urn:t`"),
            "{:?}",
            generated.warnings
        );
    }
}

#[test]
fn elements_of_one_name_and_different_types_are_kept_as_text_or_xml() {
    // The schema is invalid (XML Schema 1.0 part 1, section 3.8.6).
    let ask = "<xs:element name='Ask'><xs:complexType><xs:sequence>
        <xs:element name='Size' type='xs:int'/><xs:element name='Part' type='xs:int'/><xs:element name='Same' type='xs:int'/>
        <xs:element name='Size' type='xs:string' minOccurs='0'/><xs:element name='Same' type='xs:int'/>
        <xs:element name='Part' nillable='true'><xs:complexType><xs:attribute name='id'/></xs:complexType></xs:element>
        </xs:sequence></xs:complexType></xs:element>";
    let text = contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), PORT)
        .replace("<xs:element name=\"Ask\" type=\"xs:string\"/>", ask);
    let generated = generate(&text).unwrap();
    let code = &generated.files[0].text;
    for variant in [" Size(String),", " Part(Option<Element>),", " Same(i32),"] {
        assert!(code.contains(variant), "{variant}: {code}");
    }
    let reports =
        ["`Size` of one content model have different types; they are kept as text", "`Part` of one content"];
    assert_eq!(generated.warnings.len(), 2, "{:?}", generated.warnings);
    assert!(generated.warnings.iter().zip(reports).all(|(warning, report)| warning.contains(report)));
}

#[test]
fn all_types_reports_only_types_that_are_not_generated() {
    let schema = "<xs:complexType name='Base'><xs:sequence/></xs:complexType>
        <xs:complexType name='Bad'><xs:complexContent><xs:extension base='t:Base'><xs:attribute name='2nd'/></xs:extension>
        </xs:complexContent></xs:complexType>
        <xs:complexType name='Good'><xs:complexContent><xs:extension base='t:Base'><xs:attribute name='n'/></xs:extension>
        </xs:complexContent></xs:complexType>
        <xs:element name='Ask' type='xs:string'/>";
    let text = contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), PORT)
        .replace("<xs:element name=\"Ask\" type=\"xs:string\"/>", schema);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    fs::write(&path, text).unwrap();
    let generated = Builder::new().wsdl(path).all_types(true).run(Path::new("test.rs")).unwrap();
    let code = &generated.files[0].text;
    assert!(code.contains("pub struct Base") && code.contains("pub struct Good"), "{code}");
    let reported = |name: &str| {
        let report = format!("the type `{name}` is not generated");
        generated.warnings.iter().any(|warning| warning.contains(&report))
    };
    assert!(reported("Bad") && !reported("Base") && !reported("Good"), "{:?}", generated.warnings);
}

#[test]
fn an_operation_whose_message_contains_an_invalid_name_is_left_out() {
    let schema = |ask: &str| {
        format!(
            "<xs:complexType name='Base'><xs:sequence/></xs:complexType>
             <xs:complexType name='Bad'><xs:complexContent><xs:extension base='t:Base'>
               <xs:attribute name='2nd'/></xs:extension></xs:complexContent></xs:complexType>
             <xs:element name='Head' abstract='true'/><xs:element name='one two' substitutionGroup='t:Head'/>
             <xs:group name='G'><xs:sequence><xs:element name='a:b' type='xs:int' minOccurs='0'/></xs:sequence></xs:group>
             <xs:element name='Ask'><xs:complexType><xs:sequence>{ask}</xs:sequence></xs:complexType></xs:element>"
        )
    };
    let other = r#"<operation name="Other"><input message="t:Other"/></operation>"#;
    let bound = r#"<operation name="Other"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation></binding>"#;
    let messages = format!("{MESSAGES}<message name='Other'><part name='p' element='t:Tell'/></message>");
    let bindings = binding("Desk", "urn:ask", BODY).replace("</binding>", bound);
    let text = contract(&messages, &format!("{OPERATION}{other}"), &bindings, PORT);
    for (ask, found) in [
        ("<xs:element name='*be gin'/>", "the element `*be gin`"),
        ("<xs:choice><xs:group ref='t:G'/></xs:choice>", "the element `a:b`"),
        ("<xs:element name='o' type='t:Base'/>", "the attribute `2nd`"),
        ("<xs:element ref='t:Head'/>", "the element `one two`"),
    ] {
        let text = text.replace("<xs:element name=\"Ask\" type=\"xs:string\"/>", &schema(ask));
        let generated = generate(&text).unwrap();
        assert_eq!(generated.counts.operations, 1, "{ask}");
        let reason = format!(
            "the operation `Ask` is not generated: its message `In` contains {found}, whose name is not valid in XML"
        );
        let warnings = generated.warnings.join("\n");
        assert!(warnings.contains(&reason), "{reason} is not in {warnings}");
        // The cause is reported first, at the position of the name.
        let cause = warnings.find("is not a valid name").unwrap();
        assert!(cause < warnings.find(&reason).unwrap(), "{warnings}");
        assert!(!generated.files[0].text.contains("pub struct Ask"));
    }
    // An element of the type `Good` cannot contain the members of another type that is derived from the same base.
    let sibling = "<xs:complexType name='Good'><xs:complexContent><xs:extension base='t:Base'><xs:sequence>
        <xs:element name='x' type='xs:int'/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>";
    let ask = format!("{}{sibling}", schema("<xs:element name='o' type='t:Good'/>"));
    let generated = generate(&text.replace("<xs:element name=\"Ask\" type=\"xs:string\"/>", &ask)).unwrap();
    assert_eq!(generated.counts.operations, 2, "{:?}", generated.warnings);
    let text = text.replace("<xs:element name=\"Ask\"", "<xs:element name=\"2nd\"/><xs:element name=\"Ask\"");
    assert_eq!(generate(&text).unwrap().counts.operations, 2, "no operation needs the element");
}

#[test]
fn a_part_or_an_rpc_operation_with_an_invalid_name_is_left_out() {
    let rpc = |name: &str| {
        binding("Desk", "urn:ask", BODY)
            .replace("<soap:operation", "<soap:operation style=\"rpc\"")
            .replace("operation name=\"Ask\"", &format!("operation name=\"{name}\""))
    };
    let typed = MESSAGES.replace("name=\"p\" element=\"t:Ask\"", "name=\"first part\" type=\"xs:int\"");
    let error = generate(&contract(&typed, OPERATION, &rpc("Ask"), PORT)).unwrap_err().to_string();
    assert!(
        error.contains("its message `In` contains the part `first part`, whose name is not valid"),
        "{error}"
    );
    let typed = typed.replace("first part", "first").replace("element=\"t:Tell\"", "type=\"xs:int\"");
    let operation = OPERATION.replace("\"Ask\"", "\"*ask\"");
    let error = generate(&contract(&typed, &operation, &rpc("*ask"), PORT)).unwrap_err().to_string();
    assert!(error.contains("its name is not a valid element name"), "{error}");
}

#[test]
fn a_fault_whose_message_does_not_have_one_part_is_reported() {
    let fault = OPERATION.replace("</operation>", "<fault name=\"F\" message=\"t:Refused\"/></operation>");
    let part = "<part name=\"a\" element=\"t:Tell\"/>";
    for (parts, report) in [
        (String::new(), "the message of the fault `F` of `Ask` must have exactly one part: it has no part"),
        (
            format!("{part}{}", part.replace("\"a\"", "\"b\"")),
            "the message of the fault `F` of `Ask` must have exactly one part: it has several; only `a` is generated",
        ),
    ] {
        let messages = format!("{MESSAGES}<message name=\"Refused\">{parts}</message>");
        let generated =
            generate(&contract(&messages, &fault, &binding("Desk", "urn:ask", BODY), PORT)).unwrap();
        assert_eq!(
            (generated.counts.operations, generated.warnings.len()),
            (1, 1),
            "{:?}",
            generated.warnings
        );
        assert!(generated.warnings[0].contains(report), "{:?}", generated.warnings);
    }
}

#[test]
fn an_operation_without_a_binding_is_reported() {
    let operations = format!("{OPERATION}{}", OPERATION.replace("\"Ask\"", "\"AskAgain\""));
    let generated =
        generate(&contract(MESSAGES, &operations, &binding("Desk", "urn:ask", BODY), PORT)).unwrap();
    assert_eq!(generated.warnings.len(), 1, "{:?}", generated.warnings);
    assert!(
        generated.warnings[0].contains("the binding `Desk` lacks `AskAgain`"),
        "{}",
        generated.warnings[0]
    );
}

#[test]
fn a_binding_with_an_unknown_protocol_is_one_problem_that_names_the_protocol() {
    let operations = format!("{OPERATION}{}", OPERATION.replace("\"Ask\"", "\"AskAgain\""));
    let foreign = r#"<binding name="Desk" type="t:Desk"><x:binding xmlns:x="urn:queue"/><operation name="Ask"/><operation name="AskAgain"/></binding>"#;
    let error = generate(&contract(MESSAGES, &operations, foreign, PORT)).unwrap_err().to_string();
    assert!(error.ends_with("\n1 error\n"), "{error}");
    for part in ["the binding `Desk` uses an unknown protocol, `urn:queue`", "left out: `Ask`, `AskAgain`"] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
}

#[test]
fn an_unknown_protocol_is_that_of_the_element_binding_and_no_policy() {
    let policy = r#"<wsp:Policy xmlns:wsp="http://www.w3.org/ns/ws-policy"/><q:extra xmlns:q="urn:extra"/>"#;
    let foreign = |operation: &str| {
        format!(
            r#"<binding name="Desk" type="t:Desk">{policy}<x:binding xmlns:x="urn:queue"/><operation name="Ask">{operation}</operation></binding>"#
        )
    };
    let error = generate(&contract(MESSAGES, OPERATION, &foreign(""), PORT)).unwrap_err().to_string();
    assert!(error.contains("the binding `Desk` uses an unknown protocol, `urn:queue`"), "{error}");
    // Elements of SOAP in the operation make it a binding to SOAP.
    let soap = r#"<soap:operation soapAction="a"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>"#;
    let generated = generate(&contract(MESSAGES, OPERATION, &foreign(soap), PORT)).unwrap();
    assert_eq!(generated.warnings.len(), 1, "{:?}", generated.warnings);
    assert!(
        generated.warnings[0].contains("the extension of `urn:queue` is ignored"),
        "{:?}",
        generated.warnings
    );
}

#[test]
fn an_operation_of_an_undefined_port_type_is_left_out_with_the_reason() {
    let undefined = binding("Desk", "urn:ask", BODY).replace("t:Desk", "t:Gone");
    let error = generate(&contract(MESSAGES, OPERATION, &undefined, PORT)).unwrap_err().to_string();
    let cause = "error: no operation can be generated: the operation `Ask` is not generated because its port type `Gone` is not defined";
    assert!(error.contains(cause) && error.contains("`Gone` is not a port type of `urn:t`"), "{error}");
    assert!(error.ends_with("\n1 error\n"), "{error}");
}

#[test]
fn the_cause_of_an_undefined_port_type_is_not_another_problem_of_the_binding() {
    let undefined = binding("not a name", "urn:ask", BODY).replace("t:Desk", "t:Gone");
    let error = generate(&contract(MESSAGES, OPERATION, &undefined, "")).unwrap_err().to_string();
    let mut problems =
        error.split("\n\n").filter(|problem| problem.contains("`Gone` is not a port type of `urn:t`"));
    assert!(problems.next().unwrap().contains("error: no operation can be generated"), "{error}");
}

#[test]
fn an_entry_that_a_binding_repeats_is_reported() {
    let once = binding("Desk", "urn:ask", BODY);
    let again = binding("Desk", "urn:again", BODY);
    let entry = &again[again.find("<operation").unwrap()..];
    let twice = once.replace("</binding>", entry);
    let generated = generate(&contract(MESSAGES, OPERATION, &twice, PORT)).unwrap();
    assert_eq!(generated.warnings.len(), 1, "{:?}", generated.warnings);
    assert!(
        generated.warnings[0].contains("an entry of the operation `Ask` is not generated"),
        "{:?}",
        generated.warnings
    );
    let text = &generated.files[0].text;
    assert!(text.contains("urn:ask") && !text.contains("urn:again"), "{text}");
}

#[test]
fn a_part_with_an_element_and_a_type_is_reported() {
    for (element, hint, request) in
        [("element=\"t:Ask\"", "`element` is used", "String"), ("element=\"\"", "`type` is used", "i32")]
    {
        let messages = MESSAGES.replace("element=\"t:Ask\"", &format!("{element} type=\"xs:int\""));
        let document = contract(&messages, OPERATION, &binding("Desk", "urn:ask", BODY), PORT);
        let generated = generate(&document).unwrap();
        assert_eq!(generated.warnings.len(), 1, "{:?}", generated.warnings);
        assert!(generated.warnings[0].contains(hint), "{:?}", generated.warnings);
        let text = &generated.files[0].text;
        assert!(
            text.contains(&format!("request: {request}")) || text.contains("impl Into<String>"),
            "{text}"
        );
    }
}

#[test]
fn the_error_begins_with_the_cause() {
    let empty = r#"<binding name="Desk" type="t:Desk"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/></binding>"#;
    let rows = [
        (
            empty,
            "error: no operation can be generated: the operation `Ask` is not generated because the binding `Desk` does not have it",
        ),
        ("", "error: no operation can be generated: the documents have no binding"),
    ];
    for (binding, cause) in rows {
        let port = if binding.is_empty() { "" } else { PORT };
        let error = generate(&contract(MESSAGES, OPERATION, binding, port)).unwrap_err().to_string();
        assert!(error.contains(cause), "{cause} is not in {error}");
    }
}

#[test]
fn bindings_that_differ_have_one_client_each_and_share_equal_operations() {
    let operations = format!("{OPERATION}{}", OPERATION.replace("\"Ask\"", "\"Same\""));
    let same = r#"<operation name="Same"><soap:operation soapAction="urn:same"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>"#;
    let ports = format!(
        "{PORT}{}",
        r#"<port name="Secure" binding="t:DeskSecure"><soap:address location="https://localhost/secure"/></port>"#
    );
    let header = format!("<soap:header message=\"t:Out\" part=\"p\" use=\"literal\"/>{BODY}");
    for (action, input, difference) in
        [("urn:secure", BODY, "the SOAP action"), ("urn:ask", header.as_str(), "the headers")]
    {
        let bindings = [binding("Desk", "urn:ask", BODY), binding("DeskSecure", action, input)];
        let bindings = bindings.map(|binding| binding.replace("</binding>", same)).concat();
        let generated = generate(&contract(MESSAGES, &operations, &bindings, &ports)).unwrap();
        let text = &generated.files[0].text;
        for part in [
            "pub struct DeskClient<T>",
            "pub struct SecureClient<T>",
            "pub enum Ask {}",
            "pub enum AskSecure {}",
            "SECURE_ENDPOINT: &str = \"https://localhost/secure\"",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert_eq!(text.matches("pub enum Same {}").count(), 1, "{text}");
        assert_eq!(generated.counts.clients, 2);
        let note = format!("the bindings `Desk` and `DeskSecure` differ in {difference} of `Ask`");
        assert!(generated.notes.iter().any(|own| own.contains(&note)), "{:?}", generated.notes);
    }
    // A header that only one of the replies has is read by the client of that binding.
    let output = |text: &str, headers: &str| {
        text.replace("<output><soap:body", &format!("<output>{headers}<soap:body"))
            .replace("</binding>", same)
    };
    let named = |part: &str| format!("<soap:header message=\"t:Heads\" part=\"{part}\" use=\"literal\"/>");
    let heads = r#"<message name="Heads"><part name="a" element="t:Ask"/><part name="b" element="t:Tell"/></message>"#;
    let messages = format!("{MESSAGES}{heads}");
    let first = binding("Desk", "urn:ask", BODY);
    let second = binding("DeskSecure", "urn:ask", BODY);
    let (a, b) = (named("a"), named("b"));
    let bindings = [output(&first, ""), output(&second, &a)].concat();
    let generated = generate(&contract(&messages, &operations, &bindings, &ports)).unwrap();
    let text = &generated.files[0].text;
    assert!(text.contains("type ReplyHeaders = super::ReplyHeaders;"), "{text}");
    let note = "the bindings `Desk` and `DeskSecure` differ in the headers of the reply of `Ask`";
    assert!(generated.notes.iter().any(|own| own.contains(note)), "{:?}", generated.notes);
    // The order of headers does not matter.
    let bindings = [output(&first, &format!("{a}{b}")), output(&second, &format!("{b}{a}"))].concat();
    let generated = generate(&contract(&messages, &operations, &bindings, &ports)).unwrap();
    assert_eq!(generated.counts.clients, 1, "{:?}", generated.notes);
    // Bindings that agree share one client.
    let bindings = [binding("Desk", "urn:ask", BODY), binding("DeskSecure", "urn:ask", BODY)];
    let bindings = bindings.map(|binding| binding.replace("</binding>", same)).concat();
    let generated = generate(&contract(MESSAGES, &operations, &bindings, &ports)).unwrap();
    assert_eq!(generated.counts.clients, 1);
}

#[test]
fn bindings_that_differ_in_the_use_of_a_fault_have_one_client_each() {
    let messages =
        format!("{MESSAGES}<message name=\"Refused\"><part name=\"p\" type=\"xs:int\"/></message>");
    let operation =
        OPERATION.replace("</operation>", "<fault name=\"Refused\" message=\"t:Refused\"/></operation>");
    let ports = format!("{PORT}{}", r#"<port name="Secure" binding="t:DeskSecure"/>"#);
    let binding = |name: &str, usage: &str| {
        let fault = format!(
            "<fault name=\"Refused\"><soap:fault name=\"Refused\" use=\"{usage}\"/></fault></operation>"
        );
        binding(name, "urn:ask", BODY).replace("</operation>", &fault)
    };
    for (usage, clients) in [("literal", 1), ("encoded", 2)] {
        let bindings = binding("Desk", "literal") + &binding("DeskSecure", usage);
        let generated = generate(&contract(&messages, &operation, &bindings, &ports)).unwrap();
        assert_eq!(generated.counts.clients, clients, "{usage}");
        let note = "the bindings `Desk` and `DeskSecure` differ in the use of a fault of `Ask`";
        let is_noted = generated.notes.iter().any(|own| own.contains(note));
        assert_eq!(is_noted, clients == 2, "{:?}", generated.notes);
    }
}

#[test]
fn bindings_that_differ_share_the_records_of_messages_and_the_enum_of_faults() {
    let messages = MESSAGES
        .replace("element=\"t:Ask\"", "type=\"xs:string\"")
        .replace("element=\"t:Tell\"", "type=\"xs:string\"")
        + "<message name=\"Refused\"><part name=\"p\" element=\"t:Tell\"/></message>";
    let operation =
        OPERATION.replace("</operation>", "<fault name=\"Refused\" message=\"t:Refused\"/></operation>");
    let ports = format!("{PORT}{}", r#"<port name="Secure" binding="t:DeskSecure"/>"#);
    let binding = |name: &str, action: &str, usage: &str| {
        let body = format!("<soap:body use=\"{usage}\" namespace=\"urn:t\"/>");
        binding(name, action, &body)
            .replace("<output><soap:body use=\"literal\"/></output>", &format!("<output>{body}</output>"))
            .replace("<soap:binding ", "<soap:binding style=\"rpc\" ")
    };
    let text = |usage: &str| {
        let bindings = [binding("Desk", "urn:ask", "literal"), binding("DeskSecure", "urn:secure", usage)];
        let generated = generate(&contract(&messages, &operation, &bindings.concat(), &ports)).unwrap();
        generated.files[0].text.clone()
    };
    // A literal and an encoded binding do not share records and enums: encoded parts may be nil, and encoded
    // faults are identified by their type.
    for (usage, copies) in [("literal", 1), ("encoded", 2)] {
        let text = text(usage);
        for item in ["pub enum AskSecure {}", "pub struct SecureClient<T>"] {
            assert!(text.contains(item), "{item} is not in {text}");
        }
        let count = |part: &str, end: &str| {
            text.lines().filter(|line| line.starts_with(part) && line.contains(end)).count()
        };
        let (faults, records) = (count("pub enum Ask", "Fault"), count("pub struct Ask", ""));
        assert_eq!((faults, records), (copies, 2 * copies), "{usage}: {text}");
    }
}

#[test]
fn an_array_of_too_many_dimensions_is_reported() {
    let array = |brackets: &str| {
        let table = format!(
            r#"<xs:complexType name="Table"><xs:complexContent><xs:restriction base="e:Array" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/">
      <xs:attribute ref="e:arrayType" xmlns:w="http://schemas.xmlsoap.org/wsdl/" w:arrayType="xs:int{brackets}"/>
    </xs:restriction></xs:complexContent></xs:complexType>"#
        );
        let messages = MESSAGES.replace("element=\"t:Ask\"", "type=\"t:Table\"");
        let messages = messages.replace("element=\"t:Tell\"", "type=\"xs:string\"");
        let bound = binding("Desk", "urn:ask", r#"<soap:body use="encoded" namespace="urn:t"/>"#)
            .replace("<soap:binding ", "<soap:binding style=\"rpc\" ");
        let document = contract(&messages, OPERATION, &bound, PORT);
        generate(&document.replace("</xs:schema>", &format!("{table}</xs:schema>"))).unwrap().warnings
    };
    for brackets in ["[]", "[,]", &format!("[{}]", ",".repeat(31))] {
        assert_eq!(array(brackets), Vec::<String>::new());
    }
    let warnings = array(&format!("[{}]", ",".repeat(32)));
    assert!(
        warnings.len() == 1 && warnings[0].contains("`Table` is an array with 33 dimensions"),
        "{warnings:?}"
    );
}

/// Contracts of SAP require that policies are read.
#[test]
fn a_document_that_requires_its_policies_to_be_read_causes_no_warning() {
    let document = contract(MESSAGES, OPERATION, &binding("Desk", "urn:a", BODY), PORT);
    for namespace in ["http://schemas.xmlsoap.org/ws/2004/09/policy", "http://www.w3.org/ns/ws-policy"] {
        let using = format!(
            "<wsp:UsingPolicy xmlns:wsp=\"{namespace}\" xmlns:w=\"http://schemas.xmlsoap.org/wsdl/\" w:required=\"true\"/><types>"
        );
        let warnings = generate(&document.replacen("<types>", &using, 1)).unwrap().warnings;
        assert_eq!(warnings, Vec::<String>::new());
    }
}

#[test]
fn a_binding_or_port_that_requires_addressing_is_reported_as_a_note() {
    let names = r#"xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:old="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd""#;
    let reference = "<wsp:PolicyReference URI=\"#p\"/>";
    for (extension, policy, is_required) in [
        ("", "", false),
        ("<wsaw:UsingAddressing w:required=\"true\"/>", "", true),
        ("<wsp:Policy><wsam:Addressing><wsp:Policy/></wsam:Addressing></wsp:Policy>", "", true),
        ("<old:Policy><wsaw:UsingAddressing/></old:Policy>", "", true),
        (
            "<wsp:Policy><wsp:ExactlyOne><wsp:All><wsam:Addressing/></wsp:All></wsp:ExactlyOne></wsp:Policy>",
            "",
            true,
        ),
        // An alternative without the assertion, and an optional assertion, demand nothing.
        (
            "<wsp:Policy><wsp:ExactlyOne><wsp:All><wsam:Addressing/></wsp:All><wsp:All/></wsp:ExactlyOne></wsp:Policy>",
            "",
            false,
        ),
        ("<wsp:Policy><wsam:Addressing wsp:Optional=\"true\"/></wsp:Policy>", "", false),
        (
            "<wsp:Policy><x xmlns=\"urn:x\" wsp:Ignorable=\"true\"><wsam:Addressing/></x></wsp:Policy>",
            "",
            false,
        ),
        (reference, "<wsp:Policy wsu:Id=\"p\"><wsam:Addressing/></wsp:Policy>", true),
        (
            reference,
            "<wsp:Policy wsu:Id=\"q\"><wsam:Addressing/></wsp:Policy><wsp:Policy wsu:Id=\"p\"/>",
            false,
        ),
    ] {
        let document = |in_binding: &str, in_port: &str| {
            let binding = binding("Desk", "urn:a", BODY).replacen(
                "<soap:binding",
                &format!("{in_binding}<soap:binding"),
                1,
            );
            let port = PORT.replacen("<soap:address", &format!("{in_port}<soap:address"), 1);
            let document = contract(MESSAGES, OPERATION, &binding, &port);
            document.replacen("<definitions", &format!("<definitions {names}"), 1).replacen(
                "<types>",
                &format!("{policy}<types>"),
                1,
            )
        };
        for document in [document(extension, ""), document("", extension)] {
            let generated = generate(&document).unwrap();
            let is_noted =
                generated.notes.iter().any(|note| note.starts_with("`DeskPort` requires WS-Addressing"));
            let is_documented = generated.files[0].text.contains("requires WS-Addressing");
            assert_eq!((is_noted, is_documented), (is_required, is_required), "{extension} {policy}");
            assert_eq!(generated.warnings, Vec::<String>::new());
        }
    }
}

#[test]
fn a_binding_with_attachments_has_its_own_records() {
    let messages = r#"<message name="In"><part name="name" type="xs:string"/><part name="file" type="xs:base64Binary"/></message>
      <message name="Out"><part name="p" element="t:Tell"/></message>"#;
    let attached = r#"<mime:multipartRelated xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/"><mime:part><soap:body use="literal" parts="name"/></mime:part>
      <mime:part><mime:content part="file" type="image/png"/></mime:part></mime:multipartRelated>"#;
    let (plain, other) = (binding("Plain", "", BODY), binding("Attached", "", attached));
    for bindings in [format!("{plain}{other}"), format!("{other}{plain}")] {
        let text = generate(&contract(messages, OPERATION, &bindings, "")).unwrap().files[0].text.clone();
        assert_eq!(text.matches("pub file: Attachment").count(), 1, "{text}");
        assert_eq!(text.matches("pub file: ").count(), 2, "{text}");
    }
}

/// A problem at a reference or name, and the operations that are left out because of it, are one warning.
#[test]
fn a_cause_and_its_consequences_are_one_warning() {
    let ok = "<operation name=\"Fine\"><input message=\"t:Fine\"/></operation>";
    let fine = "<message name=\"Fine\"><part name=\"p\" element=\"t:Ask\"/></message>";
    let bound = |name: &str| {
        format!(
            "<operation name=\"{name}\"><soap:operation soapAction=\"\"/><input>{BODY}</input></operation>"
        )
    };
    let bindings = |name: &str| {
        binding("Desk", "urn:ask", BODY)
            .replace("\"Ask\"", &format!("\"{name}\""))
            .replace("</binding>", &format!("{}</binding>", bound("Fine")))
    };
    for (messages, operation, bindings, cause) in [
        (
            MESSAGES.replace("t:Ask", "t:Gone"),
            OPERATION.to_owned(),
            bindings("Ask"),
            "`Gone` is not a global element of `urn:t`",
        ),
        (
            MESSAGES
                .replace("t:Ask", "gone:Ask")
                .replace("<message name=\"In\"", "<message xmlns:gone=\"urn:gone\" name=\"In\""),
            OPERATION.to_owned(),
            bindings("Ask"),
            "no file that was read declares the namespace `urn:gone`",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.replace("t:In", "t:Gone"),
            bindings("Ask"),
            "`Gone` is not a message of `urn:t`",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.to_owned(),
            bindings("Asq"),
            "the port type `Desk` has no operation `Asq`",
        ),
        (
            MESSAGES.to_owned(),
            OPERATION.to_owned(),
            bindings("Ask").replacen(BODY, "<soap:body use=\"literal\" parts=\"gone\"/>", 1),
            "the message `In` has no part `gone`",
        ),
    ] {
        let document = contract(&format!("{messages}{fine}"), &format!("{operation}{ok}"), &bindings, PORT);
        let generated = generate(&document).unwrap();
        assert_eq!(generated.counts.operations, 1, "{cause}");
        let warnings = generated.warnings;
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let (first, rest) = warnings[0].split_once('\n').unwrap();
        assert!(first.contains(cause) && rest.contains("`Ask`"), "{warnings:?}");
    }
}

/// One warning names all operations that are left out for the same reason, regardless of their number.
#[test]
fn the_same_problem_of_several_references_is_one_warning() {
    let names: Vec<_> = (0..6).map(|number| format!("Ask{number}")).collect();
    let operations = |message: &str| {
        let operation =
            |name: &String| OPERATION.replace("\"Ask\"", &format!("\"{name}\"")).replace("t:In", message);
        names.iter().map(operation).chain([OPERATION.to_owned()]).collect::<String>()
    };
    let bound = |headers: &str| {
        let whole = binding("Desk", "urn:ask", BODY);
        let (start, rest) = whole.split_once("<operation").unwrap();
        let (operation, end) = rest.split_once("</binding>").unwrap();
        let operation = |name: &String| {
            let operation = operation.replace("\"Ask\"", &format!("\"{name}\""));
            format!("<operation{}", operation.replace("<input>", &format!("<input>{headers}")))
        };
        let operations: String = names.iter().map(operation).collect();
        format!("{start}{operations}<operation{rest}{end}")
    };
    let header =
        |message: &str, part: &str| format!("<soap:header message='{message}' part='{part}' use='literal'/>");
    for (message, headers, expected) in [
        ("t:Gone", String::new(), "`Gone` is not a message of `urn:t`"),
        ("In", String::new(), "`In` has no prefix; the component of `urn:t` is used"),
        ("u:In", String::new(), "`u:In` is resolved to the only message `In`, which is of `urn:t`"),
        ("t:In", header("t:Gone", "p"), "`Gone` is not a message of `urn:t`"),
        ("t:In", header("t:Out", "q"), "the message `Out` has no part `q`"),
    ] {
        let generated = generate(&contract(MESSAGES, &operations(message), &bound(&headers), PORT)).unwrap();
        let [shown] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
        assert!(shown.contains(expected) && shown.contains("6 references have this problem"), "{shown}");
        // All operations that are left out are named, also those whose reference is not shown.
        for name in
            names.iter().filter(|_| expected.contains("not a message") || expected.contains("no part"))
        {
            assert!(shown.contains(&format!("`{name}`")), "{name} {shown}");
        }
    }
}

#[test]
fn all_operations_that_are_left_out_are_named() {
    let names: Vec<String> = (0..40).map(|number| format!("Op{number}x")).collect();
    let operations = |message: &str| -> String {
        let operation =
            |name: &String| format!("<operation name=\"{name}\"><input message=\"{message}\"/></operation>");
        names.iter().map(operation).collect()
    };
    let bound = |name: &String| format!("<operation name=\"{name}\"><input>{BODY}</input></operation>");
    let bound: String = names.iter().map(bound).collect();
    let desk =
        |others: &str| binding("Desk", "urn:ask", BODY).replace("</binding>", &format!("{others}</binding>"));
    let messages =
        format!("{MESSAGES}<message name=\"Gone\"><part name=\"p\" element=\"t:Gone\"/></message>");
    let http = "<binding xmlns:http=\"http://schemas.xmlsoap.org/wsdl/http/\" name=\"Http\" type=\"t:Desk\">\
        <http:binding verb=\"GET\"/></binding>"
        .replace("</binding>", &format!("{bound}</binding>"));
    for (operations, bindings, from) in [
        // The message has an error.
        (operations("t:Gone"), desk(&bound), "`Gone`"),
        // The binding lacks the operations.
        (operations("t:In"), desk(""), "lacks"),
        // Only a binding without SOAP has the operations.
        (operations("t:In"), format!("{}{http}", desk("")), "uses HTTP GET without SOAP"),
    ] {
        let generated =
            generate(&contract(&messages, &format!("{OPERATION}{operations}"), &bindings, PORT)).unwrap();
        assert_eq!(generated.counts.operations, 1, "{from}");
        let warning = generated.warnings.iter().find(|warning| warning.contains(from)).unwrap();
        for name in &names {
            assert!(warning.contains(&format!("`{name}`")), "{name}: {warning}");
        }
    }
}

/// The generated code.
fn code(generated: &Generated) -> String {
    generated.files.iter().map(|file| file.text.as_str()).collect()
}

/// The warnings for a contract with this binding of `Desk`.
fn warnings(messages: &str, binding: &str) -> Vec<String> {
    generate(&contract(messages, OPERATION, binding, PORT)).unwrap().warnings
}

#[test]
fn a_binding_over_another_transport_is_skipped_beside_one_over_http() {
    let http = binding("Desk", "urn:ask", BODY);
    for transport in ["http://schemas.microsoft.com/soap/tcp", "http://www.w3.org/2010/soapjms/"] {
        let other =
            binding("Queue", "urn:ask", BODY).replace("http://schemas.xmlsoap.org/soap/http", transport);
        let ports =
            r#"<port name="QueuePort" binding="t:Queue"><soap:address location="net.tcp://desk"/></port>"#;
        for (bindings, ports) in [
            (format!("{other}{http}"), format!("{ports}{PORT}")),
            (format!("{http}{other}"), format!("{PORT}{ports}")),
        ] {
            let generated = generate(&contract(MESSAGES, OPERATION, &bindings, &ports)).unwrap();
            let text = code(&generated);
            assert!(!text.contains("net.tcp") && text.contains("http://localhost/desk"), "{text}");
        }
        // If the binding over another transport is the only one, it becomes a client, because the user may
        // supply a transport for it. The client has no constant with the address of the port, because a
        // request over HTTP cannot be sent to this address.
        let generated = generate(&contract(MESSAGES, OPERATION, &other, ports)).unwrap();
        assert!(!code(&generated).contains("net.tcp") && code(&generated).contains("fn ask"), "{transport}");
        let warnings = generated.warnings;
        assert!(warnings.len() == 1 && warnings[0].contains("uses SOAP over"), "{warnings:?}");
    }
}

#[test]
fn a_port_with_an_address_for_another_transport_has_no_constant() {
    let bindings = binding("Desk", "urn:ask", BODY);
    let queue = PORT.replace("DeskPort", "QueuePort").replace("http://localhost/desk", "jms:queue:desk");
    for ports in [format!("{queue}{PORT}"), format!("{PORT}{queue}")] {
        let generated = generate(&contract(MESSAGES, OPERATION, &bindings, &ports)).unwrap();
        let text = code(&generated);
        assert!(
            !text.contains("jms:") && text.contains("ENDPOINT: &str = \"http://localhost/desk\""),
            "{text}"
        );
        assert_eq!(generated.warnings, Vec::<String>::new());
        let expected = "the port `QueuePort` has an address for SOAP over JMS";
        assert!(generated.problems.iter().any(|note| note.message == expected));
    }
    let warnings = generate(&contract(MESSAGES, OPERATION, &bindings, &queue)).unwrap().warnings;
    assert!(warnings.len() == 1 && warnings[0].contains("uses SOAP over JMS"), "{warnings:?}");
}

/// All operations share one struct of request headers, in which a header can have only one type.
#[test]
fn an_address_in_an_unknown_namespace_is_reported() {
    let port =
        r#"<port name="DeskPort" binding="t:Desk"><x:address xmlns:x="urn:queue" location="here"/></port>"#;
    let generated =
        generate(&contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), port)).unwrap();
    let noted: Vec<_> = generated.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(noted, ["the address of the port `DeskPort` is not read: `urn:queue` is not SOAP"]);
    assert!(!generated.files[0].text.contains("ENDPOINT"));
    let port = port.replace("urn:queue", "").replace("x:address xmlns:x", "address xmlns");
    let generated =
        generate(&contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), &port)).unwrap();
    let noted = &generated.problems.iter().next().unwrap().message;
    assert_eq!(noted, "the address of the port `DeskPort` is not read: it is in no namespace");
}

#[test]
fn an_operation_whose_header_has_another_type_is_left_out() {
    let messages = format!(
        "{MESSAGES}<message name=\"A\"><part name=\"page\" type=\"xs:int\"/></message>\
         <message name=\"B\"><part name=\"page\" type=\"xs:string\"/></message>"
    );
    let operations = ["Ask", "Turn", "Leaf"].map(|name| OPERATION.replace("\"Ask\"", &format!("\"{name}\"")));
    let header =
        |message: &str| format!("{BODY}<soap:header message=\"t:{message}\" part=\"page\" use=\"literal\"/>");
    let bound = |name: &str, headers: &str| {
        let whole = binding("Desk", "urn:ask", headers);
        let (_, operation) = whole.split_once("/http\"/>").unwrap();
        operation.replace("\"Ask\"", &format!("\"{name}\"")).replace("</binding>", "")
    };
    let begin = "<binding name=\"Desk\" type=\"t:Desk\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>";
    let bindings = format!(
        "{begin}{}{}{}</binding>",
        bound("Ask", &header("A")),
        bound("Turn", &header("B")),
        bound("Leaf", &format!("{}{}", header("A"), header("B")))
    );
    let generated = generate(&contract(&messages, &operations.concat(), &bindings, PORT)).unwrap();
    let text = code(&generated);
    assert!(text.contains("fn ask") && !text.contains("fn turn") && !text.contains("fn leaf"), "{text}");
    assert!(text.contains("pub page: Option<i32>"), "{text}");
    let warnings = generated.warnings;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    let reason = "`Turn` is not generated: its header `page` has another type than that of `Ask`";
    assert!(warnings[0].contains(reason), "{warnings:?}");
    let reason = "`Leaf` is not generated: it has two headers `page` of different types";
    assert!(warnings[1].contains(reason) && warnings[1].contains("another `namespace`"), "{warnings:?}");
}

#[test]
fn declarations_of_one_header_that_differ_are_reported() {
    let messages = format!(
        "{MESSAGES}<message name=\"A\"><part name=\"page\" element=\"t:Ask\"/><part name=\"leaf\" element=\"t:Ask\"/></message>\
         <message name=\"B\"><part name=\"page\" element=\"t:Ask\"/></message>"
    );
    let header = |message: &str, rest: &str| format!("<soap:header message=\"t:{message}\" {rest}/>");
    let first = header("A", "part=\"page\" use=\"literal\"");
    for (second, what) in [
        (first.clone(), None),
        (header("B", "part=\"page\" use=\"literal\""), Some("message")),
        (header("A", "part=\"leaf\" use=\"literal\""), Some("part")),
        (header("A", "part=\"page\" use=\"encoded\""), Some("use")),
        (header("A", "part=\"page\" use=\"literal\" encodingStyle=\"urn:e\""), Some("encodingStyle")),
    ] {
        let bindings = binding("Desk", "urn:ask", &format!("{BODY}{first}{second}"));
        let generated = generate(&contract(&messages, OPERATION, &bindings, PORT)).unwrap();
        assert_eq!(code(&generated).matches("pub ask: Option<String>").count(), 1);
        match what {
            None => assert_eq!(generated.warnings, Vec::<String>::new()),
            Some(what) => {
                let [warning] = &*generated.warnings else { panic!("{:?}", generated.warnings) };
                let expected =
                    format!("the message has another header `Ask`, which differs in the attribute `{what}`");
                assert!(warning.contains(&expected), "{warning}");
            }
        }
    }
}

#[test]
fn an_unknown_encoding_is_reported_once() {
    let style = |style: &str| {
        let body = format!("<soap:body use=\"encoded\" encodingStyle=\"{style}\"/>");
        let bindings = binding("Desk", "urn:ask", &body).replace(BODY, &body);
        generate(&contract(MESSAGES, OPERATION, &bindings, PORT)).unwrap().warnings
    };
    for known in [
        "http://schemas.xmlsoap.org/soap/encoding/",
        "http://schemas.xmlsoap.org/soap/encoding",
        "http://www.w3.org/2003/05/soap-encoding",
        "urn:narrow http://schemas.xmlsoap.org/soap/encoding/",
        "",
    ] {
        assert_eq!(style(known), Vec::<String>::new(), "{known}");
    }
    let warnings = style("urn:other");
    assert!(
        warnings.len() == 1 && warnings[0].contains("the encoding `urn:other` is not supported"),
        "{warnings:?}"
    );
}

#[test]
fn parts_that_do_not_fit_the_style_are_noted() {
    let typed = MESSAGES.replace("element=\"t:Ask\"", "type=\"xs:string\"");
    let both = typed.replace("element=\"t:Tell\"", "type=\"xs:string\"");
    let document = binding("Desk", "urn:ask", BODY);
    let rpc = document.replace("<soap:binding ", "<soap:binding style=\"rpc\" ");
    for (messages, bindings, expected) in [
        (MESSAGES, &document, None),
        (&*both, &rpc, None),
        (&*typed, &document, Some("`In` refers to a type, although the style is document")),
        (&*both, &document, Some("`In` (and 1 more part) refers to a type, although the style is document")),
        (&*typed, &rpc, Some("`Out` refers to an element, although the style is rpc")),
    ] {
        let generated = generate(&contract(messages, OPERATION, bindings, PORT)).unwrap();
        assert_eq!(generated.warnings, Vec::<String>::new());
        let noted: Vec<_> = generated.problems.iter().map(|problem| problem.message.as_str()).collect();
        match expected {
            None => assert_eq!(noted, Vec::<&str>::new()),
            Some(expected) => assert!(noted.len() == 1 && noted[0].ends_with(expected), "{noted:?}"),
        }
    }
}

#[test]
fn use_and_style_in_upper_case_are_read_and_reported() {
    let right = binding("Desk", "urn:ask", BODY);
    let text = |binding: &str| code(&generate(&contract(MESSAGES, OPERATION, binding, PORT)).unwrap());
    for (word, other, hint) in [
        ("use=\"literal\"", "use=\"Literal\"", "it is read as `literal`"),
        ("<soap:binding ", "<soap:binding style=\"Document\" ", "it is read as `document`"),
        ("use=\"literal\"", "use=\"verbatim\"", "it is ignored"),
    ] {
        let odd = right.replacen(word, other, 1);
        let warnings = warnings(MESSAGES, &odd);
        assert!(warnings.len() == 1 && warnings[0].contains(hint), "{warnings:?}");
        assert_eq!(text(&odd), text(&right));
    }
    let rpc = |style: &str| {
        let messages = MESSAGES.replace("element=\"t:Ask\"", "type=\"xs:string\"");
        let messages = messages.replace("element=\"t:Tell\"", "type=\"xs:string\"");
        let binding = right.replace("<soap:binding ", &format!("<soap:binding style=\"{style}\" "));
        code(&generate(&contract(&messages, OPERATION, &binding, PORT)).unwrap())
    };
    assert_eq!(rpc("RPC"), rpc("rpc"));
    assert_ne!(rpc("rpc"), rpc("document"));
}

#[test]
fn a_part_that_is_in_neither_body_nor_header_is_reported() {
    let messages =
        MESSAGES.replace("element=\"t:Ask\"/>", "element=\"t:Ask\"/><part name=\"q\" element=\"t:Tell\"/>");
    let body = r#"<soap:body use="literal" parts="p"/>"#;
    let notes = |input: &str| {
        let binding = binding("Desk", "urn:ask", input);
        let generated = generate(&contract(&messages, OPERATION, &binding, PORT)).unwrap();
        assert_eq!(generated.warnings, Vec::<String>::new());
        generated.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    let lost = notes(body);
    let told = "the part `q` of the message `In` is not sent";
    assert_eq!(lost.iter().filter(|note| note.contains(told)).count(), 1, "{lost:?}");
    let header = r#"<soap:header message="t:In" part="q" use="literal"/>"#;
    let notes = notes(&format!("{body}{header}"));
    assert!(!notes.iter().any(|note| note.contains("is not sent")), "{notes:?}");
}

#[test]
fn an_abstract_type_without_derived_types_is_noted() {
    let document = contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), PORT);
    let derived = r#"<xs:complexType name="Old"><xs:complexContent><xs:extension base="t:Ask"/></xs:complexContent></xs:complexType>"#;
    for (derived, is_noted) in
        [("", true), (derived, false), (&*derived.replace("name=", "abstract=\"true\" name="), true)]
    {
        let types = format!(
            r#"<xs:element name="Ask" type="t:Ask"/><xs:complexType name="Ask" abstract="true"><xs:sequence/></xs:complexType>{derived}"#
        );
        let document = document.replace(r#"<xs:element name="Ask" type="xs:string"/>"#, &types);
        let generated = generate(&document).unwrap();
        let note = "no type is derived from the abstract type `Ask`";
        assert_eq!(generated.problems.iter().any(|problem| problem.message == note), is_noted, "{derived}");
        assert_eq!(generated.warnings, Vec::<String>::new());
    }
}

#[test]
fn unknown_schema_elements_and_abstract_elements_without_substitutes_are_reported() {
    let schema = |content: &str| {
        let schema = format!(
            "<xs:schema targetNamespace=\"urn:t\"><xs:element name=\"Ask\" type=\"t:Ask\"/>{content}<xs:element name=\"Tell\" type=\"xs:string\"/></xs:schema>"
        );
        let document = contract(MESSAGES, OPERATION, &binding("Desk", "urn:ask", BODY), PORT);
        let (begin, rest) = document.split_once("<xs:schema").unwrap();
        let rest = rest.split_once("</xs:schema>").unwrap().1;
        generate(&format!("{begin}{schema}{rest}")).unwrap().warnings
    };
    for (content, expected) in [
        (
            "<xs:complexType name=\"Ask\"><xs:sequnce/></xs:complexType>",
            "unknown element `sequnce` in `complexType` is ignored",
        ),
        (
            "<xs:complexType name=\"Ask\"><xs:openContent/></xs:complexType>",
            "`openContent` in `complexType` is ignored",
        ),
        (
            "<xs:simpleType name=\"Ask\"><xs:restriction base=\"xs:string\"><xs:maxLenght value=\"5\"/></xs:restriction></xs:simpleType>",
            "unknown element `maxLenght` in `restriction` is ignored",
        ),
    ] {
        let warnings = schema(content);
        assert!(warnings.len() == 1 && warnings[0].contains(expected), "{warnings:?}");
    }
    let head = "<xs:complexType name=\"Ask\"><xs:sequence><xs:element ref=\"t:Head\"/></xs:sequence></xs:complexType>\
                <xs:element name=\"Head\" abstract=\"true\" type=\"xs:string\"/>\
                <xs:element name=\"Middle\" abstract=\"true\" type=\"xs:string\" substitutionGroup=\"t:Head\"/>";
    let warnings = schema(head);
    let expected = "no declared element may replace the abstract `Head`";
    assert!(warnings.len() == 1 && warnings[0].contains(expected), "{warnings:?}");
    let (head, _) = head.split_once("<xs:element name=\"Middle\"").unwrap();
    let warnings = schema(head);
    assert!(warnings.len() == 1 && warnings[0].contains(expected), "{warnings:?}");
}

#[test]
fn an_abstract_header_or_fault_without_substitutes_is_a_warning() {
    let messages = MESSAGES.replace("element=\"t:Tell\"", "element=\"t:Head\"");
    let operation = OPERATION.replace("t:Out", "t:In");
    let fault = operation.replace("</operation>", "<fault name=\"F\" message=\"t:Out\"/></operation>");
    let header = format!("<soap:header message=\"t:Out\" part=\"p\" use=\"literal\"/>{BODY}");
    for (operation, input) in [(&operation, header.as_str()), (&fault, BODY)] {
        let document = contract(&messages, operation, &binding("Desk", "urn:ask", input), PORT)
            .replace("<xs:element name=\"Tell\"", "<xs:element name=\"Head\" abstract=\"true\"");
        let warnings = generate(&document).unwrap().warnings;
        let expected = "no declared element may replace the abstract `Head`";
        assert!(warnings.len() == 1 && warnings[0].contains(expected), "{warnings:?}");
    }
}
