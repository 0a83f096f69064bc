//! Each construct of WSDL 1.1, and its representation in the model.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use read_support::*;
use saponify_codegen::internals::model::{
    BindingKind, BindingMessage, Model, OperationKind, PartContent, SoapVersion, Style, UseKind,
};

const TYPES: &str = "<xs:element name='Ask' type='xs:string'/><xs:element name='Answer' type='xs:string'/>
    <xs:element name='Token' type='xs:string'/><xs:element name='Wrong' type='xs:string'/>";

const MESSAGES: &str = "
    <message name='Ask'><part name='body' element='t:Ask'/></message>
    <message name='Answer'><part name='body' element='t:Answer'/></message>
    <message name='Both'><part name='body' element='t:Ask'/><part name='token' element='t:Token'/></message>
    <message name='Wrong'><part name='detail' element='t:Wrong'/></message>
    <message name='Rpc'><part name='a' type='xs:int'/><part name='b' type='xs:string'/></message>
    <message name='Empty'/>";

fn port_type(operations: &str) -> Model {
    wsdl(TYPES, &format!("{MESSAGES}<portType name='P'>{operations}</portType>"))
}

/// Returns a model with a SOAP 1.1 binding of one operation `Op`.
fn binding(messages: &str, operation: &str) -> Model {
    let read = read_binding(messages, operation);
    assert_eq!(read.lines(), Vec::<String>::new());
    read.model
}

fn read_binding(messages: &str, operation: &str) -> Read {
    let text = format!(
        "{MESSAGES}<portType name='P'><operation name='Op'>{messages}</operation></portType>
         <binding name='B' type='w:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>
         <operation name='Op'>{operation}</operation></binding>"
    );
    read_all(&[("w.wsdl", &wsdl_text(TYPES, &text))])
}

fn input(model: &Model) -> &BindingMessage {
    let (_, binding) = model.bindings.iter().next().unwrap();
    binding.operations[0].input.as_ref().unwrap()
}

#[test]
fn the_order_of_input_and_output_determines_the_kind_of_operation() {
    use OperationKind::{Notification, OneWay, RequestResponse, SolicitResponse};
    let (ask, answer) = ("<input message='w:Ask'/>", "<output message='w:Answer'/>");
    for (messages, kind) in [
        (ask.to_owned(), OneWay),
        (answer.to_owned(), Notification),
        (format!("{ask}{answer}"), RequestResponse),
        (format!("{answer}{ask}"), SolicitResponse),
    ] {
        let model = port_type(&format!("<operation name='Op'>{messages}</operation>"));
        let (_, found) = model.port_types.iter().next().unwrap();
        assert_eq!(found.operations[0].kind, kind);
        assert_eq!(found.operations[0].input.is_some(), messages.contains("Ask"));
        assert_eq!(found.operations[0].output.is_some(), messages.contains("Answer"));
    }
}

#[test]
fn an_operation_has_names_faults_actions_and_parameter_order() {
    let model = port_type(
        "<documentation>All of <b>it</b>.</documentation>
         <operation name='Op' parameterOrder='a  b'><documentation>One.</documentation>
           <input name='in' message='w:Rpc' a:Action='urn:in' xmlns:a='http://www.w3.org/2006/05/addressing/wsdl'/>
           <output message='w:Answer' a:Action='urn:out' xmlns:a='http://www.w3.org/2007/05/addressing/metadata'/>
           <fault name='f' message='w:Wrong'/></operation>",
    );
    let (_, found) = model.port_types.iter().next().unwrap();
    assert_eq!(found.documentation.as_deref(), Some("All of <b>it</b>."));
    let operation = &found.operations[0];
    assert_eq!(operation.documentation.as_deref(), Some("One."));
    let order: Vec<&str> = operation.parameter_order.iter().map(|part| &**part).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(operation.input.as_ref().unwrap().1.as_deref(), Some("in"));
    assert_eq!(operation.output.as_ref().unwrap().1, None);
    assert_eq!(operation.input_action.as_deref(), Some("urn:in"));
    assert_eq!(operation.output_action.as_deref(), Some("urn:out"));
    assert_eq!(&*model.messages[operation.faults[0].message].name.local, "Wrong");
}

#[test]
fn parts_have_an_element_or_a_type() {
    let model = port_type("");
    let contents: Vec<String> = model
        .messages
        .iter()
        .flat_map(|(_, message)| &message.parts)
        .map(|part| match part.content {
            PartContent::Element(element) => {
                format!("{} <{}>", part.name, model.elements[element].name.local)
            }
            PartContent::Type(id) => format!("{} {}", part.name, type_name(&model, id)),
            PartContent::Missing => panic!(),
        })
        .collect();
    assert_eq!(
        contents,
        ["body <Ask>", "body <Answer>", "body <Ask>", "token <Token>", "detail <Wrong>", "a int", "b string"]
    );
}

#[test]
fn overloads_are_distinguished_by_the_names_of_input_and_output() {
    let operation = |input: &str, messages: &str| {
        format!(
            "<operation name='Op'><input name='{input}' {messages}/><output message='w:Answer'/></operation>"
        )
    };
    let bound = |input: &str| {
        format!(
            "<operation name='Op'><input {input}><soap:body use='literal'/></input><output><soap:body use='literal'/></output></operation>"
        )
    };
    let overloads =
        format!("{}{}", operation("one", "message='w:Ask'"), operation("OpRequest", "message='w:Rpc'"));
    for (first, second, expected) in [
        ("name='OpRequest'", "name='one'", [Some(1), Some(0)]),
        ("name='one'", "name='OpRequest'", [Some(0), Some(1)]),
        // Without names, overloads are matched by order.
        ("", "", [Some(0), Some(1)]),
    ] {
        let text = format!(
            "{MESSAGES}<portType name='P'>{overloads}</portType><binding name='B' type='w:P'><soap:binding/>{}{}</binding>",
            bound(first),
            bound(second)
        );
        let model = wsdl(TYPES, &text);
        let (_, binding) = model.bindings.iter().next().unwrap();
        let places: Vec<Option<usize>> =
            binding.operations.iter().map(|operation| operation.operation).collect();
        assert_eq!(places, expected, "{first} {second}");
    }
}

#[test]
fn bindings_know_their_protocol() {
    let binding = |inner: &str| {
        let text = format!("<portType name='P'/><binding name='B' type='w:P'>{inner}</binding>");
        let model = wsdl("", &text);
        model.bindings.iter().next().unwrap().1.kind.clone()
    };
    let soap = |version, transport: &str| BindingKind::Soap { version, transport: transport.into() };
    assert_eq!(binding("<soap:binding transport='urn:x/http'/>"), soap(SoapVersion::Soap11, "urn:x/http"));
    assert_eq!(binding("<soap12:binding transport='urn:x/http'/>"), soap(SoapVersion::Soap12, "urn:x/http"));
    assert_eq!(binding("<http:binding verb='GET'/>"), BindingKind::Http("GET".into()));
    assert_eq!(binding("<x:binding xmlns:x='urn:jms'/>"), BindingKind::Other(Some("urn:jms".into())));
}

#[test]
fn the_style_of_an_operation_overrides_that_of_the_binding() {
    for (of_binding, of_operation, expected) in [
        ("", "", Style::Document),
        ("style='rpc'", "", Style::Rpc),
        ("style='rpc'", "style='document'", Style::Document),
        ("style='document'", "style='rpc'", Style::Rpc),
    ] {
        let text = format!(
            "{MESSAGES}<portType name='P'><operation name='Op'><input message='w:Rpc'/></operation></portType>
             <binding name='B' type='w:P'><soap:binding {of_binding}/><operation name='Op'>
             <soap:operation soapAction='urn:act' {of_operation}/><input><soap:body use='encoded' namespace='urn:n'
             encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'/></input></operation></binding>"
        );
        let model = wsdl(TYPES, &text);
        let (_, binding) = model.bindings.iter().next().unwrap();
        assert_eq!(binding.operations[0].style, expected);
        assert_eq!(binding.operations[0].action.as_deref(), Some("urn:act"));
        let body = &input(&model).body;
        assert_eq!((body.usage, body.namespace.as_deref()), (UseKind::Encoded, Some("urn:n")));
        assert_eq!(body.encoding_style.as_deref(), Some("http://schemas.xmlsoap.org/soap/encoding/"));
    }
}

#[test]
fn the_body_contains_the_listed_parts_or_all() {
    for (message, body, expected, given) in [
        ("Rpc", "<soap:body use='literal'/>", vec![0, 1], false),
        ("Rpc", "<soap:body use='literal' parts='b'/>", vec![1], true),
        ("Rpc", "<soap:body use='literal' parts='b a'/>", vec![1, 0], true),
        ("Rpc", "<soap:body use='literal' parts=''/>", vec![], true),
        ("Empty", "<soap:body use='literal'/>", vec![], false),
        // Some documents use elements of the other SOAP version's namespace.
        ("Rpc", "<soap12:body use='literal' parts='a'/>", vec![0], true),
        // A part that is a header of the same message is not in the body.
        (
            "Both",
            "<soap:header message='w:Both' part='token' use='literal'/><soap:body use='literal'/>",
            vec![0],
            false,
        ),
        (
            "Both",
            "<soap:header message='w:Wrong' part='detail' use='literal'/><soap:body use='literal'/>",
            vec![0, 1],
            false,
        ),
    ] {
        let read =
            read_binding(&format!("<input message='w:{message}'/>"), &format!("<input>{body}</input>"));
        // If the attribute `parts` omits parts of the message, a note names them.
        let lines = read.lines();
        assert_eq!(lines.len(), usize::from(given && expected.len() < 2), "{lines:?}");
        assert!(
            lines.iter().all(|line| line.starts_with("note ") && line.contains("is not sent")),
            "{lines:?}"
        );
        let found = &input(&read.model).body;
        assert_eq!((&found.parts, found.parts_given), (&expected, given), "{body}");
    }
}

#[test]
fn headers_have_faults_and_are_in_order() {
    let model = binding(
        "<input message='w:Ask'/>",
        "<input><soap:header message='w:Both' part='token' use='encoded' namespace='urn:n'>
         <soap:headerfault message='w:Wrong' part='detail' use='literal'/></soap:header>
         <soap:body use='literal'/><soap:header message='w:Wrong' part='detail' use='literal'/></input>",
    );
    let headers = &input(&model).headers;
    let names: Vec<&str> = headers.iter().map(|header| &*header.part_name).collect();
    assert_eq!(names, ["token", "detail"]);
    assert_eq!(
        (headers[0].part, headers[0].usage, headers[0].namespace.as_deref()),
        (Some(1), UseKind::Encoded, Some("urn:n"))
    );
    assert_eq!(&*model.messages[headers[0].faults[0].message].name.local, "Wrong");
}

#[test]
fn mime_parts_are_not_in_the_body() {
    let model = binding(
        "<input message='w:Both'/>",
        "<input><mime:multipartRelated><mime:part><soap:header message='w:Wrong' part='detail' use='literal'/>
         <soap:body use='literal'/></mime:part><mime:part><mime:content part='token' type='image/gif'/>
         <mime:content part='token' type='image/png'/></mime:part></mime:multipartRelated></input>",
    );
    let message = input(&model);
    assert_eq!(message.body.parts, [0]);
    assert_eq!(message.headers.len(), 1);
    let mime = message.mime.as_ref().unwrap();
    assert_eq!(&*mime.element, "multipartRelated");
    assert_eq!(mime.parts, [("token".into(), vec!["image/gif".into(), "image/png".into()])]);
}

#[test]
fn http_bindings_have_verb_and_location() {
    let text = format!(
        "{MESSAGES}<portType name='P'><operation name='Op'><input message='w:Rpc'/><output message='w:Answer'/></operation>
         </portType><binding name='B' type='w:P'><http:binding verb='POST'/><operation name='Op'><http:operation location='/op'/>
         <input><mime:content type='application/x-www-form-urlencoded'/></input><output><mime:mimeXml part='body'/></output>
         </operation></binding>"
    );
    let model = wsdl(TYPES, &text);
    let (_, binding) = model.bindings.iter().next().unwrap();
    assert_eq!(binding.kind, BindingKind::Http("POST".into()));
    assert_eq!(binding.operations[0].http_location.as_deref(), Some("/op"));
    assert_eq!(&*input(&model).mime.as_ref().unwrap().element, "content");
}

#[test]
fn services_have_ports_with_addresses() {
    let model = wsdl(
        "",
        "<portType name='P'/><binding name='B' type='w:P'><soap:binding/></binding>
         <binding name='C' type='w:P'><soap12:binding/></binding>
         <service name='S'><documentation>What it does.</documentation>
         <port name='One' binding='w:B'><soap:address location=' http://example.org/1 '/></port>
         <port name='Two' binding='w:C'><documentation>Second.</documentation><soap12:address location='http://example.org/2'/></port>
         <port name='Three' binding='w:B'/></service>
         <service name='T'><port name='One' binding='w:B'><http:address location='/x'/></port></service>",
    );
    let ports: Vec<String> = model
        .services
        .iter()
        .flat_map(|service| service.ports.iter().map(move |port| (service, port)))
        .map(|(service, port)| {
            let binding = &model.bindings[port.binding].name.local;
            format!("{} {} {binding} {:?}", service.name.local, port.name, port.address.as_deref())
        })
        .collect();
    assert_eq!(
        ports,
        [
            "S One B Some(\"http://example.org/1\")",
            "S Two C Some(\"http://example.org/2\")",
            "S Three B None",
            "T One B Some(\"/x\")",
        ]
    );
    assert_eq!(model.services[0].documentation.as_deref(), Some("What it does."));
    assert_eq!(model.services[0].ports[1].documentation.as_deref(), Some("Second."));
}

#[test]
fn extensions_that_are_not_required_are_ignored() {
    let model = wsdl(
        "",
        "<wsp:Policy xmlns:wsp='http://schemas.xmlsoap.org/ws/2004/09/policy'><wsp:All/></wsp:Policy>
         <portType name='P'/><binding name='B' type='w:P'><x:UsingAddressing xmlns:x='urn:x'/><soap:binding/></binding>",
    );
    assert_eq!(model.bindings.len(), 1);
}

#[test]
fn a_message_without_a_binding_is_literal() {
    let read = read_all(&[(
        "w.wsdl",
        &wsdl_text(
            TYPES,
            &format!(
                "{MESSAGES}<portType name='P'><operation name='Op'><input message='w:Ask'/><output message='w:Answer'/>
                 </operation></portType><binding name='B' type='w:P'><soap:binding/><operation name='Op'>
                 <input><soap:body use='literal'/></input></operation></binding>"
            ),
        ),
    )]);
    assert_eq!(read.problems.len(), 1);
    let (_, binding) = read.model.bindings.iter().next().unwrap();
    assert_eq!(binding.operations[0].output.as_ref().unwrap().body.parts, [0]);
}
