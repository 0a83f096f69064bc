//! Messages: faults, parts, headers, and what the encoding of SOAP adds.

use super::*;

#[test]
fn faults_with_one_element_are_one() {
    use faults::{CallFault, Problem};
    let read = |xml: &str| {
        let element: saponify::Element = saponify::from_str(xml).unwrap();
        <CallFault as saponify::Detail>::from_element(&element).map(Result::unwrap)
    };
    let problem = |reason: &str| Problem { reason: reason.into() };
    let expected = [
        ("<Problem xmlns=\"urn:t\"><Reason>a</Reason></Problem>", Some(CallFault::Wrong(problem("a")))),
        ("<Refusal xmlns=\"urn:t\"><Reason>b</Reason></Refusal>", Some(CallFault::Refused(problem("b")))),
        ("<typed><Reason xmlns=\"urn:t\">c</Reason></typed>", Some(CallFault::Typed(problem("c")))),
        ("<Problem/>", None),
    ];
    for (xml, fault) in expected {
        assert_eq!(read(xml), fault, "{xml}");
    }
}

#[test]
fn replies_that_are_alike_are_made_and_read_by_their_own_names() {
    use alike::{ClearResponse, Count, CountResponse, FindResponse, LastResponse};
    let found: FindResponse = round_trip("<Call xmlns=\"urn:t\"><Result>a</Result></Call>");
    assert_eq!(found, FindResponse { result: Some("a".into()) });
    let count: CountResponse = round_trip("<Call xmlns=\"urn:t\"><Result>7</Result></Call>");
    assert_eq!(count, CountResponse { result: Some(7) });
    let last: LastResponse = round_trip("<Call xmlns=\"urn:t\"/>");
    assert_eq!(last, LastResponse { result: None });
    // What must come makes another struct, and what a message has not is passed over.
    assert!(saponify::from_str::<ClearResponse>("<Call xmlns=\"urn:t\"/>").is_err());
    assert_eq!(round_trip::<Count>("<Call xmlns=\"urn:t\"/>"), Count {});
    assert!(saponify::from_str::<Count>("<Call xmlns=\"urn:t\"><New>1</New></Call>").is_ok());
    assert!(saponify::from_str::<Count>("<Call xmlns=\"urn:t\">text</Call>").is_err());
}

/// What a server reads from an envelope that holds this in its body.
fn request<O: saponify::Operation>(body: &str) -> saponify::Result<O::Request> {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
         <s:Body>{body}</s:Body></s:Envelope>"
    );
    saponify::soap::server::read_request::<O>(envelope.as_bytes()).map(|received| received.body)
}

#[test]
fn parts_of_rpc_stand_unqualified_in_an_element_named_like_the_operation() {
    use rpc::{Call, Row, operations};
    let read =
        request::<operations::Call>("<t:Call xmlns:t=\"urn:t\"><row><Id>1</Id></row><name>n</name></t:Call>");
    let expected = Call { row: Row { id: 1, note: None }, name: "n".into() };
    assert_eq!(read.unwrap(), expected);
    let version = saponify::Version::Soap11;
    let reply = rpc::CallResponse { return_: Row { id: 2, note: None } };
    let reply = saponify::soap::server::write_reply::<operations::Call>(version, &(), &reply).unwrap();
    assert!(reply.contains(":CallResponse xmlns:n1=\"urn:t\"><return><Id>2</Id></return>"), "{reply}");
}

#[test]
fn a_header_declared_by_a_type_is_called_like_its_part() {
    use headers::{RequestHeaders, Session, operations};
    let session = Session { id: "s".into() };
    let headers = RequestHeaders { trace: Some(1), session: Some(session), bare: Some(2) };
    let client = saponify::Client::new((), "", saponify::Version::Soap11);
    let envelope = client.call::<operations::Call>(&headers, &"x".to_owned()).envelope().unwrap();
    for part in [
        "<Trace xmlns=\"urn:t\">1</Trace>",
        "<session xmlns=\"urn:h\"><Id xmlns=\"urn:t\">s</Id></session>",
        "<bare>2</bare>",
    ] {
        assert!(envelope.contains(part), "{part} in {envelope}");
    }
    let received = saponify::soap::server::read_request::<operations::Call>(envelope.as_bytes()).unwrap();
    assert_eq!(received.headers, headers);
}

#[test]
fn encoded_values_are_read_wherever_they_stand_and_written_with_their_type() {
    use encoded::{Call, CallResponse, Row, Rows, operations};
    let inline = "<t:Call xmlns:t=\"urn:t\"><rows><item><Id>1</Id></item><any><Id>1</Id></any></rows><name>n</name></t:Call>";
    let elsewhere = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/><name href=\"#3\"/></t:Call>\
                     <multiRef id=\"1\"><item href=\"#2\"/><item href=\"#2\"/></multiRef>\
                     <multiRef id=\"2\" xsi:type=\"x:Row\" xmlns:x=\"urn:t\"><Id xsi:type=\"xsd:int\">1</Id></multiRef>\
                     <multiRef id=\"3\" xsi:type=\"xsd:string\">n</multiRef>";
    let row = Row { id: 1, note: None };
    let expected = Call { rows: Rows { items: vec![row.clone(), row.clone()] }, name: "n".into() };
    for body in [inline, elsewhere] {
        assert_eq!(request::<operations::Call>(body).unwrap(), expected, "{body}");
    }
    let circle = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/></t:Call><multiRef id=\"1\"><item href=\"#1\"/></multiRef>";
    let error = request::<operations::Call>(circle).unwrap_err().to_string();
    assert!(error.contains("does not hold itself"), "{error}");
    let dangling = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#7\"/></t:Call>";
    assert!(request::<operations::Call>(dangling).is_err());

    // What a few bytes can blow up by references is refused before it takes memory or the stack.
    let large = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows>{}</rows></t:Call><multiRef id=\"1\">{}</multiRef>",
        "<item href=\"#1\"/>".repeat(20_000),
        "x".repeat(1 << 20)
    );
    let nest = |id: usize| {
        let (open, close) = ("<a>".repeat(200), "</a>".repeat(200));
        format!("<multiRef id=\"{id}\">{open}<a href=\"#{}\"/>{close}</multiRef>", id + 1)
    };
    let deep = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows href=\"#0\"/></t:Call>{}<multiRef id=\"100\"/>",
        (0..100).map(nest).collect::<String>()
    );
    for (body, what) in [(large, "what references bring"), (deep, "the depth of elements")] {
        let error = request::<operations::Call>(&body).unwrap_err().to_string();
        assert!(error.starts_with(what), "{error}");
    }

    let version = saponify::Version::Soap11;
    let reply = CallResponse { return_: row };
    let reply = saponify::soap::server::write_reply::<operations::Call>(version, &(), &reply).unwrap();
    for part in [
        "encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"",
        ":Row\"><Id xsi:type=\"xsd:int\">1</Id>",
    ] {
        assert!(reply.contains(part), "{reply}");
    }
    let element = saponify::to_string(("urn:t", "Call"), &expected).unwrap();
    assert!(element.contains(":Row[2]\""), "{element}");
    assert_eq!(saponify::from_str::<Call>(&element).unwrap(), expected);
}
