//! Envelopes over the transport in memory: the request that is sent, and how each reply is decoded.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{
    FAULT, GetName, GetNameFault, GetNameResponse, ReplyHeaders, RequestHeaders, envelope, named, operations,
};
use saponify::soap::{Block, server};
use saponify::transport::{BlockingTransport, Memory, Response};
use saponify::{Call, Client, Element, Error, ErrorKind, Fault, Limits, Operation, Reply, Result, Version};

type Answer<O> = Result<Reply<<O as Operation>::ReplyHeaders, <O as Operation>::Reply>>;

fn client(memory: &Memory) -> Client<Memory> {
    Client::new(memory.clone(), "http://localhost/service", Version::Soap11)
}

/// The result of calling `GetName` when the server sends this reply.
fn answer(response: Response) -> Answer<operations::GetName> {
    let memory = Memory::new();
    memory.push(response);
    client(&memory).call::<operations::GetName>(GetName::default()).send()
}

fn text(text: impl Into<String>) -> Answer<operations::GetName> {
    answer(Response::envelope(text.into()))
}

fn sent(call: &Call<Memory, operations::GetName>) -> String {
    call.envelope().unwrap()
}

#[test]
fn a_request_holds_the_declared_headers_and_the_body() {
    let headers = RequestHeaders { ticket: Some("7T:a&b".into()), zone: Some(1) };
    let request = GetName { id: Some(5), ..GetName::default() };
    for version in [Version::Soap11, Version::Soap12] {
        let client = client(&Memory::new()).with_version(version);
        let envelope = sent(&client.call::<operations::GetName>(request.clone()).headers(headers.clone()));
        let received = server::read_request::<operations::GetName>(envelope.as_bytes()).unwrap();
        assert_eq!(received.version, version);
        assert_eq!(
            received.headers,
            RequestHeaders { zone: None, ..headers.clone() },
            "only the ticket is declared"
        );
        assert_eq!(received.body, request);
        assert_eq!(
            server::first_body_element(envelope.as_bytes()).unwrap(),
            ("urn:names".to_owned(), "GetName".to_owned())
        );
    }
    let envelope =
        sent(&client(&Memory::new()).call::<operations::GetName>(request.clone()).headers(headers.clone()));
    assert!(envelope.starts_with(r#"<?xml version="1.0" encoding="utf-8"?>"#), "{envelope}");
    assert!(envelope.contains(">7T:a&amp;b</"), "{envelope}");
}

#[test]
fn an_operation_without_headers_has_no_header_element() {
    let envelope =
        client(&Memory::new()).call::<operations::GetNameBare>(GetName::default()).envelope().unwrap();
    assert!(!envelope.contains("Header"), "{envelope}");
}

#[test]
fn a_call_sends_what_its_envelope_shows() {
    let memory = Memory::answering(|_| Ok(Response::envelope(named("x"))));
    let (headers, request) = (RequestHeaders::default(), GetName { id: Some(1), ..GetName::default() });
    let client = client(&memory);
    let call = client.call::<operations::GetName>(request.clone()).headers(headers.clone());
    let shown = sent(&call);
    call.send().unwrap();
    assert_eq!(memory.requests()[0].body, shown);
    assert_eq!(memory.requests()[0].header("SOAPAction"), Some(r#""urn:names/GetName""#));
}

#[test]
fn options_of_a_call_override_those_of_the_client() {
    let memory = Memory::answering(|_| Ok(Response::envelope(named("x"))));
    let headers = RequestHeaders { ticket: Some("client".into()), zone: None };
    let others = RequestHeaders { ticket: Some("call".into()), zone: None };
    let request = GetName::default();
    let block = |xml: &str| Block::new(Element::parse(xml).unwrap());
    client(&memory)
        .with_http_header("X-Tenant", "client")
        .with_http_header("X-Other", "client")
        .with_header(block(r#"<a xmlns="urn:first"/>"#))
        .call::<operations::GetName>(request.clone())
        .headers(headers.clone())
        .headers(others.clone())
        .header(block(r#"<b xmlns="urn:second">&amp;</b>"#).must_understand().role("urn:role"))
        .http_header("x-tenant", "call")
        .http_header("content-type", "text/plain")
        .send()
        .unwrap();
    let request = &memory.requests()[0];
    let values = |name: &str| {
        let matching = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        matching.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(values("X-Tenant"), ["call"]);
    assert_eq!(values("X-Other"), ["client"]);
    assert_eq!(values("Content-Type"), ["text/plain"]);

    let body = &request.body;
    let place = |text: &str| body.find(text).unwrap_or_else(|| panic!("no {text} in {body}"));
    assert!(place(">call<") < place("urn:first") && place("urn:first") < place("urn:second"), "{body}");
    assert!(body.contains("mustUnderstand=\"1\"") && body.contains("actor=\"urn:role\""), "{body}");
    assert!(place("urn:second") < place("Body"), "{body}");
    assert_eq!(server::read_request::<operations::GetName>(body.as_bytes()).unwrap().headers, others);
}

#[test]
fn header_block_attributes_follow_the_soap_version() {
    let block = Block::of(("urn:x", "Level"), &5).unwrap().must_understand().role("urn:role");
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    let client = client(&Memory::new()).with_version(Version::Soap12).with_header(block);
    let envelope = sent(&client.call::<operations::GetName>(request.clone()).headers(headers.clone()));
    assert!(
        envelope.contains("mustUnderstand=\"true\"") && envelope.contains("role=\"urn:role\""),
        "{envelope}"
    );
    assert!(envelope.contains(">5</"), "{envelope}");
}

#[test]
fn a_value_that_xml_cannot_carry_is_an_error_with_its_path() {
    let memory = Memory::new();
    let headers = RequestHeaders { ticket: Some("\u{1}".into()), zone: None };
    let error = client(&memory)
        .call::<operations::GetName>(GetName::default())
        .headers(headers.clone())
        .send()
        .unwrap_err();
    assert_eq!(error.path(), Some("Header/Ticket"), "{error}");
    assert!(memory.requests().is_empty());
}

#[test]
fn a_reply_is_read_in_all_the_ways_that_servers_write_it() {
    let body = r#"<GetNameResponse xmlns="urn:names"><Name>x</Name></GetNameResponse>"#;
    let envelope12 = |header: &str| {
        format!(
            r#"<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope">{header}<e:Body>{body}</e:Body></e:Envelope>"#
        )
    };
    for reply in [
        envelope("", body),
        envelope("", &format!("<!-- c -->\n{body}\n<after xmlns='urn:y'><b/></after>")),
        envelope("<u:Unknown xmlns:u='urn:u' s:mustUnderstand='1'><u:x>1</u:x></u:Unknown>", body),
        envelope("<Succeeded xmlns='urn:names'>1</Succeeded>", body),
        envelope("<Succeeded xmlns='urn:names'/>", body).replace("<Succeeded xmlns='urn:names'/>", ""),
        envelope12(""),
        envelope12("<e:Header/>"),
        // Indented, as .NET and Java write documents for people.
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<S:Envelope\r\n    xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">\r\n  <S:Header/>\r\n  <S:Body>\r\n    <n:GetNameResponse xmlns:n=\"urn:names\">\r\n      <n:Name>x</n:Name>\r\n    </n:GetNameResponse>\r\n  </S:Body>\r\n</S:Envelope>\r\n"
            .to_owned(),
        format!("\u{feff}{}", envelope("", body)),
        envelope("", body).replace("</s:Envelope>", "<x:after xmlns:x='urn:x'/></s:Envelope><!-- end -->"),
    ] {
        let answer = text(reply.clone()).unwrap_or_else(|error| panic!("{error}: {reply}"));
        assert_eq!(answer.body.name.as_deref(), Some("x"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.http_header("content-type"), Some("text/xml; charset=utf-8"));
    }
}

#[test]
fn headers_are_read_in_any_order_and_may_be_missing_or_nil() {
    for (header, succeeded, exception) in [
        ("<ExceptionInfo xmlns='urn:names'/><Succeeded xmlns='urn:names'>true</Succeeded>", Some(true), true),
        ("<Succeeded xmlns='urn:names'> 1 </Succeeded><ExceptionInfo xmlns='urn:names'/>", Some(true), true),
        (
            "<ExceptionInfo xmlns='urn:names' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>",
            None,
            false,
        ),
        ("", None, false),
    ] {
        let answer = text(envelope(header, r#"<GetNameResponse xmlns="urn:names"/>"#)).unwrap();
        assert_eq!(answer.headers.succeeded, succeeded, "{header}");
        assert_eq!(answer.headers.exception.is_some(), exception, "{header}");
    }
}

#[test]
fn violations_of_the_contract_are_reported_with_their_paths() {
    let response = |inner: &str| {
        envelope("", &format!(r#"<GetNameResponse xmlns="urn:names">{inner}</GetNameResponse>"#))
    };
    for (reply, path, expected, found) in [
        (response("<Count>many</Count>"), "Body/GetNameResponse/Count", "", Some("many")),
        (response("<Code><x/></Code>"), "Body/GetNameResponse/Code", "", None),
        (
            envelope("", "<Other xmlns='urn:names'/>"),
            "Body",
            "{urn:names}GetNameResponse",
            Some("{urn:names}Other"),
        ),
        (
            envelope("", "<GetNameResponse xmlns='urn:n'/>"),
            "Body",
            "{urn:names}GetNameResponse",
            Some("{urn:n}GetNameResponse"),
        ),
        (envelope("", ""), "Body", "{urn:names}GetNameResponse", Some("nothing")),
        (
            envelope("<Succeeded xmlns='urn:names'>maybe</Succeeded>", ""),
            "Header/Succeeded",
            "",
            Some("maybe"),
        ),
        (response("").replace("s:Body", "s:Corpse"), "", "Body", None),
        (response("").replace("</s:Body>", "</s:Body><s:Body/>"), "Body", "one header and one body", None),
        (
            response("").replace("</s:Body>", "</s:Body><s:Header/>"),
            "Header",
            "one header and one body",
            None,
        ),
    ] {
        let error = text(reply.clone()).unwrap_err();
        let ErrorKind::Contract { expected: told, found: shown, .. } = error.kind() else {
            panic!("{error:?}: {reply}")
        };
        assert_eq!(error.path(), Some(path), "{error}: {reply}");
        assert!(told.contains(expected), "{error}: {reply}");
        if let Some(found) = found {
            assert!(shown.as_deref().is_some_and(|shown| shown.contains(found)), "{error}: {reply}");
        }
    }
}

#[test]
fn broken_xml_is_reported_with_its_place() {
    let broken = named("x").replace("</Name>", "</Nome>");
    let error = text(&broken).unwrap_err();
    let place = error.place().unwrap();
    assert!(matches!(error.kind(), ErrorKind::NotWellFormed { .. }), "{error}");
    assert_eq!((place.line, place.offset), (1, broken.find("</Nome>").unwrap()), "{error}");

    for end in 1..named("x").len() {
        let error = text(&named("x")[..end]).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotWellFormed { .. } | ErrorKind::Http { .. }),
            "{end}: {error}"
        );
    }
}

#[test]
fn a_document_type_is_refused_wherever_an_envelope_is_expected() {
    let error = text(format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{}", named("&a;"))).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotWellFormed { .. }), "{error:?}");
}

#[test]
fn a_limit_on_depth_can_be_set() {
    let deep = envelope("", &format!("{}{}", "<a>".repeat(300), "</a>".repeat(300)));
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    let memory = Memory::answering(move |_| Ok(Response::envelope(deep.clone())));
    let kind = |client: Client<Memory>| {
        let error =
            client.call::<operations::GetName>(request.clone()).headers(headers.clone()).send().unwrap_err();
        matches!(error.kind(), ErrorKind::TooLarge { .. })
    };
    assert!(kind(client(&memory)));
    assert!(!kind(client(&memory).with_limits(Limits::default().depth(400))));
}

#[test]
fn a_reply_with_a_false_success_header_is_an_error_with_its_headers() {
    let header = "<Succeeded xmlns='urn:names'>false</Succeeded><ExceptionInfo xmlns='urn:names'>\n<Message>No &lt;such&gt; user</Message></ExceptionInfo>";
    for (status, body) in [
        (200, r#"<GetNameResponse xmlns="urn:names"><Count>nonsense</Count></GetNameResponse>"#),
        (200, ""),
        (500, "<x/>"),
    ] {
        let response = Response::new(status, envelope(header, body)).with_header("Content-Type", "text/xml");
        let error = answer(response).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsuccessful { .. }), "{error:?}");
        assert!(error.to_string().contains("Message: No <such> user"), "{error}");
        let headers: ReplyHeaders = error.reply_headers().unwrap().unwrap();
        assert_eq!(headers.exception.unwrap().message.as_deref(), Some("No <such> user"));
    }
}

#[test]
fn a_reply_without_body_is_a_contract_error_unless_its_success_header_is_false() {
    let reply = |succeeded: &str| {
        let header = format!("<Succeeded xmlns='urn:names'>{succeeded}</Succeeded>");
        text(envelope(&header, "").replace("<s:Body></s:Body>", "")).unwrap_err()
    };
    assert!(matches!(reply("false").kind(), ErrorKind::Unsuccessful { .. }));
    assert!(matches!(reply("true").kind(), ErrorKind::Contract { .. }));
}

#[test]
fn an_envelope_with_an_error_status_is_not_a_reply() {
    let response = Response::new(500, named("hidden")).with_header("Content-Type", "text/xml");
    let error = answer(response).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Http { status: 500, .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hidden"), "{error:?}");
    let expected = "GetName at http://localhost/service: HTTP status 500 with the declared reply";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_declared_reply_with_an_error_status_is_decoded_from_the_error() {
    for status in [302, 400, 404, 500, 503] {
        let response = Response::new(status, named("there"))
            .with_header("Content-Type", "text/xml")
            .with_header("X-Request", "17");
        let error = answer(response).unwrap_err();
        let reply = error.reply::<operations::GetName>().unwrap().unwrap();
        assert_eq!(reply.body.name.as_deref(), Some("there"));
        assert_eq!((reply.status, reply.http_header("x-request")), (status, Some("17")));
        assert!(error.reply::<operations::GetNameBare>().unwrap().is_none());
    }
    for body in [envelope("", FAULT), "<html/>".to_owned(), envelope("", "<Other/>")] {
        let error = answer(Response::new(500, body).with_header("Content-Type", "text/xml")).unwrap_err();
        assert!(error.reply::<operations::GetName>().unwrap().is_none(), "{error:?}");
    }
}

#[test]
fn an_envelope_with_an_error_status_that_is_not_the_declared_reply_is_an_error_with_a_position() {
    let response = Response::new(502, envelope("", "<Other xmlns='urn:names'/>"));
    let error = answer(response).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Contract { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("GetName at http://localhost/service: Body: expected"), "{text}");
    assert!(text.ends_with("(HTTP status 502)"), "{text}");
}

#[test]
fn every_error_of_a_call_has_the_http_status_and_headers() {
    let unsuccessful = envelope("<Succeeded xmlns='urn:names'>false</Succeeded>", "");
    for (status, body) in [
        (500, envelope("", FAULT)),
        (200, envelope("", FAULT)),
        (200, unsuccessful),
        (200, envelope("", "<Other/>")),
        (200, "<broken".to_owned()),
        (429, "slow down".to_owned()),
        (503, named("x")),
    ] {
        let response = Response::new(status, body.clone())
            .with_header("Content-Type", "text/xml")
            .with_header("Retry-After", "7")
            .with_header("WWW-Authenticate", "Basic realm=\"hidden\"");
        let error = answer(response).unwrap_err();
        let http = error.http().unwrap();
        assert_eq!((http.status, http.retry_after()), (status, Some(std::time::Duration::from_secs(7))));
        assert_eq!(http.header("www-authenticate"), Some("Basic realm=\"hidden\""));
        assert!(!http.excerpt.is_empty() && body.starts_with(&http.excerpt[..5]), "{body}: {}", http.excerpt);
        assert_eq!(
            (error.operation(), error.endpoint()),
            (Some("GetName"), Some("http://localhost/service"))
        );
        assert!(error.to_string().starts_with("GetName at http://localhost/service: "), "{error}");
        assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
        assert!(!error.never_sent() && !error.is_closed_before_reply() && !error.is_timeout());
    }
}

#[test]
fn an_excerpt_contains_neither_sent_secrets_nor_secrets_of_the_contract() {
    let memory = Memory::new();
    let fault = FAULT.replace("No such id", "7T:abc is no ticket");
    memory.push(Response::new(500, envelope("", &fault)).with_header("Content-Type", "text/xml"));
    let code = envelope("", "<GetNameResponse xmlns='urn:names'><Code>hidden</Code></GetNameResponse>");
    memory.push(Response::new(500, code).with_header("Content-Type", "text/xml"));
    let headers = RequestHeaders { ticket: Some("7T:abc".into()), zone: None };
    let client = client(&memory);
    for _ in 0..2 {
        let request = GetName::default();
        let error =
            client.call::<operations::GetName>(request.clone()).headers(headers.clone()).send().unwrap_err();
        let text = format!("{} {error} {error:?}", error.http().unwrap().excerpt);
        assert!(!text.contains("7T:abc") && !text.contains("hidden"), "{text}");
    }
}

#[test]
fn a_value_that_cannot_be_written_was_never_sent() {
    let memory = Memory::new();
    let headers = RequestHeaders { ticket: Some("\0".into()), zone: None };
    let client = client(&memory);
    let error =
        client.call::<operations::GetName>(GetName::default()).headers(headers.clone()).send().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Encode { .. }), "{error:?}");
    assert!(error.never_sent() && error.operation() == Some("GetName"));
    assert!(memory.requests().is_empty());
}

#[test]
fn replies_and_faults_of_an_operation_with_body_parts_are_read() {
    let memory = Memory::new();
    let client = client(&memory);
    let call = || client.call::<operations::GetNameBare>(GetName::default()).send();
    memory.push(Response::envelope(envelope(
        "",
        "<Name xmlns='urn:names'>x</Name><Count xmlns='urn:names'>2</Count>",
    )));
    assert_eq!(call().unwrap().body, GetNameResponse { name: Some("x".into()), code: None, count: Some(2) });
    memory.push(Response::envelope(envelope("", FAULT)));
    assert!(call().unwrap_err().fault().is_some());
    let request = memory.requests();
    let received = server::read_request::<operations::GetNameBare>(request[0].body.as_bytes()).unwrap();
    assert_eq!(received.body, GetName::default());
}

#[test]
fn a_server_answers_in_the_version_it_was_asked_in() {
    let memory = Memory::answering(|request| {
        let received = server::read_request::<operations::GetName>(request.body.as_bytes())?;
        let text = match received.body.id {
            Some(7) => server::write_fault(
                received.version,
                &Fault::client("No such id")
                    .with_detail(Element::of((common::NS, "NoSuchId"), &7)?)
                    .with_subcode("urn:codes", "NotThere")
                    .with_actor("urn:me"),
            )?,
            id => server::write_reply::<operations::GetName>(
                received.version,
                &ReplyHeaders { succeeded: Some(true), exception: None },
                &GetNameResponse { name: Some(format!("{id:?}")), ..GetNameResponse::default() },
            )?,
        };
        Ok(Response::envelope(text))
    });
    for version in [Version::Soap11, Version::Soap12] {
        let client = client(&memory).with_version(version);
        let call = |id| {
            let request = GetName { id: Some(id), ..GetName::default() };
            client.call::<operations::GetName>(request.clone()).send()
        };
        let reply = call(1).unwrap();
        assert_eq!(reply.body.name.as_deref(), Some("Some(1)"));
        assert_eq!(reply.headers.succeeded, Some(true));

        let error = call(7).unwrap_err();
        let fault = error.fault().unwrap();
        assert_eq!(fault.version, version);
        // SOAP 1.1 has only one code. The subcode replaces it.
        let sender = "{http://www.w3.org/2003/05/soap-envelope}Sender";
        let code = if version == Version::Soap11 { "{urn:codes}NotThere" } else { sender };
        assert_eq!(fault.code.name().to_string(), code);
        assert_eq!((fault.is_client(), fault.is_server()), (version == Version::Soap12, false));
        assert_eq!(fault.actor.as_deref(), Some("urn:me"));
        assert_eq!(fault.subcodes.len(), usize::from(version == Version::Soap12));
        assert_eq!(error.fault_detail::<operations::GetName>().unwrap(), Some(GetNameFault::NoSuchId(7)));
        assert_eq!(fault.detail_element::<i32>((common::NS, "NoSuchId")).unwrap(), Some(7));
        assert_eq!(fault.detail_element::<i32>((common::NS, "Other")).unwrap(), None);
    }
}

#[test]
fn invalid_requests_are_reported() {
    let read = |text: &str| server::read_request::<operations::GetName>(text.as_bytes()).unwrap_err();
    assert!(matches!(read("<html/>").kind(), ErrorKind::Contract { .. }));
    assert!(matches!(read("nonsense").kind(), ErrorKind::NotWellFormed { .. }));
    assert!(matches!(read(&envelope("", "<x/>")).kind(), ErrorKind::Contract { .. }));
    for text in ["<html/>", "nonsense", &envelope("", "")] {
        assert!(server::first_body_element(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn an_error_of_the_transport_is_the_error_of_the_call() {
    let memory = Memory::answering(|_| Err(Error::connect("http://localhost/", "no cable")));
    let error = client(&memory).call::<operations::GetName>(GetName::default()).send();
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::Connect { .. }));
    let _: &dyn BlockingTransport = &memory;
}
