//! Messages: faults, parts and headers.

use super::*;

#[test]
fn faults_with_the_same_element_share_a_variant() {
    use faults::{CallFault, Problem};
    let read = |xml: &str| {
        let element: saponify::Element = saponify::from_str(xml).unwrap();
        <CallFault as saponify::Detail>::from_element(&(&element).into()).map(Result::unwrap)
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
fn messages_with_equal_members_are_separate_structs() {
    use like_messages::{ClearResponse, CountResponse, FindResponse, LastResponse};
    let found: FindResponse = round_trip("<Call xmlns=\"urn:t\"><Result>a</Result></Call>");
    assert_eq!(found, FindResponse { result: Some("a".into()) });
    let count: CountResponse = round_trip("<Call xmlns=\"urn:t\"><Result>7</Result></Call>");
    assert_eq!(count, CountResponse { result: Some(7) });
    let last: LastResponse = round_trip("<Call xmlns=\"urn:t\"/>");
    assert_eq!(last, LastResponse { result: None });
    assert!(saponify::from_str::<ClearResponse>("<Call xmlns=\"urn:t\"/>").is_err());
}

#[test]
fn a_message_without_members_is_the_unit_type_and_strict_reading_checks_that_its_element_is_empty() {
    use like_messages::operations::Count;
    use saponify::{ReadingMode, Version, soap::server};
    let envelope = saponify::Client::new((), "", Version::Soap11).call::<Count>(()).envelope().unwrap();
    assert!(envelope.contains("<Count xmlns=\"urn:t\"/>") || envelope.contains(":Count "), "{envelope}");
    server::read_request_as::<Count>(envelope.as_bytes(), ReadingMode::Strict).unwrap();
    let read = |body: &str, mode| {
        let envelope = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
        );
        server::read_request_as::<Count>(envelope.as_bytes(), mode).map(|received| received.body)
    };
    let unknown = "<Count xmlns=\"urn:t\"><New>1</New></Count>";
    assert!(read(unknown, ReadingMode::Standard).is_ok());
    let error = read(unknown, ReadingMode::Strict).unwrap_err().to_string();
    assert!(error.contains("Count") && error.contains("New"), "{error}");
    let attribute = "<Count xmlns=\"urn:t\" new=\"1\"/>";
    assert!(read(attribute, ReadingMode::Standard).is_ok());
    assert!(read(attribute, ReadingMode::Strict).is_err());
    for mode in [ReadingMode::Standard, ReadingMode::Lenient, ReadingMode::Strict] {
        assert!(read("<Count xmlns=\"urn:t\">text</Count>", mode).is_err());
        assert!(read("<Other xmlns=\"urn:t\"/>", mode).is_err());
    }
}

/// Returns what a server reads from an envelope with this body.
pub(crate) fn request<O: saponify::Operation>(body: &str) -> saponify::Result<O::Request> {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
         <s:Body>{body}</s:Body></s:Envelope>"
    );
    saponify::soap::server::read_request::<O>(envelope.as_bytes()).map(|received| received.body)
}

#[test]
fn rpc_parts_are_unqualified_in_an_element_named_after_the_operation() {
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
fn a_header_is_an_element_of_the_substitution_group_of_its_declaration() {
    use header_substitution::{ReplyHeadersOrigin, operations};
    use header_substitution::{RequestHeaders, RequestHeadersOrigin as Origin, RequestHeadersPhone as Phone};
    let client = saponify::Client::new((), "", saponify::Version::Soap11);
    let origin = |origin| RequestHeaders { origin: Some(origin), ..Default::default() };
    let phone = |phone| RequestHeaders { phone: Some(phone), ..Default::default() };
    let desk = || Origin::Desk("D1".to_owned());
    let user = |user: &str| RequestHeaders { user_token: Some(user.to_owned().into()), ..Default::default() };
    for (headers, block) in [
        (origin(desk()), "<Desk xmlns=\"urn:t\">D1</Desk>"),
        (origin(Origin::Extensions(vec![7])), "<int>7</int></Extensions>"),
        (phone(Phone::Mobile("12".to_owned())), "<Mobile xmlns=\"urn:t\">12</Mobile>"),
        (user("me"), "<UserToken xmlns=\"urn:t\">me</UserToken>"),
    ] {
        let call = client.call::<operations::Call>("x".to_owned()).headers(headers.clone());
        let envelope = call.envelope().unwrap();
        assert!(envelope.contains(block), "{block} in {envelope}");
        let received = saponify::soap::server::read_request::<operations::Call>(envelope.as_bytes()).unwrap();
        assert_eq!(received.headers, headers);
    }
    // `Phone` may replace `Origin`, and `UserToken` may replace `Token`. The operation `Call` declares
    // `Origin` and `Token`. Both are set here (`Desk` is a value of `Origin`), so `Phone` and `UserToken` are
    // not written.
    let all = RequestHeaders {
        origin: Some(desk()),
        phone: Some(Phone::Phone("12".to_owned())),
        token: Some("t".to_owned().into()),
        ..user("me")
    };
    let call = client.call::<operations::Call>("x".to_owned()).headers(all.clone()).envelope().unwrap();
    assert!(call.contains("<Desk ") && call.contains("<Token "), "{call}");
    assert!(!call.contains("<Phone ") && !call.contains("<UserToken "), "{call}");
    // The operation `Dial` declares only `Phone` and `UserToken`.
    let dial = client.call::<operations::Dial>("x".to_owned()).headers(all).envelope().unwrap();
    assert!(dial.contains("<Phone ") && dial.contains("<UserToken "), "{dial}");
    assert!(!dial.contains("<Desk ") && !dial.contains("<Token "), "{dial}");
    // `Origin` is not set, and both `Mobile` and `Van` may replace it. The client cannot know which of the
    // two the server expects.
    let two = RequestHeaders { van: Some("9".to_owned()), ..phone(Phone::Mobile("12".to_owned())) };
    let error =
        client.call::<operations::Call>("x".to_owned()).headers(two).envelope().unwrap_err().to_string();
    assert!(
        error.contains("the headers `Mobile` and `Van` are set, but only one of them may replace `Origin`"),
        "{error}"
    );
    // Replies declare only `Origin`, the head of the substitution group. So all other elements of the group
    // are variants of its enum.
    assert!(matches!(ReplyHeadersOrigin::Mobile("12".to_owned()), ReplyHeadersOrigin::Mobile(_)));
}

#[test]
fn a_nil_block_of_a_substitution_group_is_absent() {
    use header_substitution::RequestHeaders;
    for name in ["Desk", "Extensions", "Room", "Seat", "Phone", "Mobile"] {
        let (headers, account) =
            read_header(&format!("<{name} xmlns=\"urn:t\" e:mustUnderstand=\"1\" i:nil=\"true\"/>"));
        assert_eq!((headers, account.as_str()), (RequestHeaders::default(), ""), "{name}");
    }
}

#[test]
fn a_nil_block_keeps_its_attributes_or_the_account_says_that_it_is_nil() {
    use header_substitution::{RequestHeaders, RequestHeadersOrigin as Origin};
    // The schema allows only `Seat` to be nil.
    let (headers, account) = read_header("<Seat xmlns=\"urn:t\" place=\"7\" i:nil=\"true\"/>");
    let Some(Origin::Seat(seat)) = headers.origin else { panic!("{headers:?}") };
    assert_eq!((seat.place, seat.nil, account.as_str()), (Some(7), true, ""));
    for (block, noted) in [
        ("<Room xmlns=\"urn:t\" floor=\"7\" i:nil=\"true\"/>", "Header/Room: nil, although not nillable"),
        ("<Room xmlns=\"urn:t\" floor=\"\" i:nil=\"true\"/>", "Header/Room: nil, although not nillable"),
        (
            "<Room xmlns=\"urn:t\" flor=\"7\" i:nil=\"true\"/>",
            "Header/Room/@flor: unknown attribute, found \"7\"",
        ),
    ] {
        let (headers, account) = read_header(block);
        assert_eq!((headers, account.as_str()), (RequestHeaders::default(), noted), "{block}");
    }
}

/// Reads a request with this header block. Returns the headers, and the departures that were found.
fn read_header(block: &str) -> (header_substitution::RequestHeaders, String) {
    let envelope = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Header>{block}</e:Header>\
         <e:Body><Call xmlns=\"urn:t\">x</Call></e:Body></e:Envelope>"
    );
    let received =
        saponify::soap::server::read_request::<header_substitution::operations::Call>(envelope.as_bytes());
    let received = received.unwrap_or_else(|error| panic!("{block}\n{error}"));
    assert_eq!(received.body, "x");
    let account: Vec<_> = received.account.iter().map(ToString::to_string).collect();
    (received.headers, account.join("\n"))
}

#[test]
fn a_header_declared_by_a_type_has_the_name_of_its_part() {
    use headers::{RequestHeaders, Session, operations};
    let session = Session { id: "s".into() };
    let headers = RequestHeaders { trace: Some(1), session: Some(session), bare: Some(2) };
    let client = saponify::Client::new((), "", saponify::Version::Soap11);
    let envelope =
        client.call::<operations::Call>("x".to_owned()).headers(headers.clone()).envelope().unwrap();
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
fn the_addressing_action_defaults_to_the_soap_action_and_then_to_the_names() {
    use addressing::operations::*;
    use saponify::{Actions, Operation};
    let actions = |Actions { request, reply }: Actions<'static>| (request, reply);
    assert_eq!(actions(Declared::ACTIONS), ("urn:t/ask", "urn:t/answer"));
    assert_eq!(actions(Older::ACTIONS), ("urn:t/older", "urn:t/olderResponse"));
    assert_eq!(actions(Equal::ACTIONS), ("urn:t/Equal", "urn:t/EqualResponse"));
    assert_eq!(actions(SoapAction::ACTIONS), ("urn:t/soap", ""));
    // If a message has the default name, the generated code contains no action. The runtime composes it from
    // the action base of the client and the name of the message.
    assert_eq!(actions(DefaultOperation::ACTIONS), ("", ""));
    assert_eq!(actions(DefaultNames::ACTIONS), ("", ""));
    assert_eq!(actions(Named::ACTIONS), ("urn:t:Test:Question", "urn:t:Test:Answer"));
    // The default name of the input of a one-way operation is the name of the operation, without `Request`.
    assert_eq!(actions(OneWay::ACTIONS), ("", ""));
    assert_eq!(actions(OneWayNamed::ACTIONS), ("urn:t:Test:OneWayNamedRequest", ""));
}

/// Writes a request, reads it again, and returns its body element.
fn body<O: saponify::Operation<RequestHeaders = (), Request: Clone + PartialEq + std::fmt::Debug>>(
    request: &O::Request,
) -> String {
    use saponify::{ReadingMode, Version, soap::server};
    let client = saponify::Client::new((), "", Version::Soap11);
    let envelope = client.call::<O>(request.clone()).envelope().unwrap();
    for mode in [ReadingMode::Strict, ReadingMode::Standard] {
        let received = server::read_request_as::<O>(envelope.as_bytes(), mode).unwrap();
        assert_eq!(received.body, *request, "{envelope}");
    }
    envelope[envelope.find("<soap:Body").unwrap()..envelope.find("</soap:Envelope").unwrap()].to_owned()
}

#[test]
fn the_type_of_a_body_has_the_attributes_of_the_body() {
    use body_types::{ArrayOfNumber, Order, Price, operations};
    use saponify::xsd::QName;
    let name = QName::new("urn:k", "big").unwrap();
    let order = Order { count: 2, id: 7, kind: Some(name.clone()) };
    let written = body::<operations::Send>(&order);
    assert!(written.contains(" id=\"7\"") && written.contains("=\"urn:k\""), "{written}");
    let price = Price { value: "1.50".parse().unwrap(), currency: Some("NOK".into()) };
    assert_eq!(body::<operations::Pay>(&price), "<soap:Body currency=\"NOK\">1.50</soap:Body>");
    let numbers = ArrayOfNumber { number: vec![1, 2] };
    let written = body::<operations::Add>(&numbers);
    assert!(written.matches("Number").count() == 4, "{written}");
    let written = body::<operations::Ask>(&name);
    assert!(written.contains("=\"urn:k\"") && written.contains(":big<"), "{written}");
}
