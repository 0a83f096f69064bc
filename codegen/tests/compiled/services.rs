//! Generated services: a client calls an implementation in memory.

use saponify::server::{Answer, Context, Failure, Service};
use saponify::soap::Fault;
use saponify::transport::Transport;

use super::*;

/// Runs a future that never waits.
fn run<F: IntoFuture>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future.into_future());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    for _ in 0..100 {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the future waits");
}

/// Posts an envelope with a body. Returns the status and the reply.
fn post(service: &Service, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    post_with_blocks(service, headers, "", body)
}

/// Posts an envelope with header blocks and a body.
fn post_with_blocks(service: &Service, headers: &[(&str, &str)], blocks: &str, body: &str) -> (u16, String) {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>{blocks}</s:Header>\
         <s:Body>{body}</s:Body></s:Envelope>"
    );
    let mut request = saponify::transport::Request::new("http://localhost/", envelope.into_bytes());
    request.headers = vec![("Content-Type".into(), "text/xml; charset=utf-8".into())];
    request.headers.extend(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    let response = run(service.send(request)).unwrap();
    (response.status, String::from_utf8(response.body).unwrap())
}

mod literal {
    use server::{
        Find, FindFault, FindResponse, ReplyHeaders, RequestHeaders, TestClient, TestService, Unknown,
        operations,
    };

    use super::*;

    struct Names;

    impl TestService for Names {
        async fn find(
            &self,
            request: Find,
            headers: RequestHeaders,
            context: &Context,
        ) -> saponify::Result<Answer<FindResponse, ReplyHeaders>, Failure<FindFault>> {
            assert_eq!(context.operation(), "Find");
            let ticket = headers.ticket.ok_or(Fault::client("no ticket"))?;
            match request.id {
                1 => {
                    let body =
                        FindResponse { name: Some(format!("{} {:?}", ticket.expose(), context.version())) };
                    Ok(Answer::new(body, ReplyHeaders { left: Some(9) }))
                }
                2 => Ok(FindResponse::default().into()),
                3 => Err(FindFault::Gone("2026-11-30T12:00:00Z".parse().unwrap()).into()),
                4 => panic!("a defect"),
                id => Err(Failure::new(Fault::server("not here"), FindFault::Unknown(Unknown { id }))),
            }
        }

        async fn note(&self, request: String, _context: &Context) -> saponify::Result<(), Failure> {
            if request == "refuse" { Err(Fault::client("refused").into()) } else { Ok(()) }
        }
    }

    fn client(is_newer: bool) -> TestClient<Service> {
        let new = if is_newer { TestClient::new_soap12 } else { TestClient::new };
        new(Names.into_service(), "http://localhost/test")
            .with_headers(RequestHeaders { ticket: Some("t".into()) })
    }

    #[test]
    fn a_client_reads_the_reply_and_its_headers_in_each_version() {
        for (is_newer, version) in [(false, "Soap11"), (true, "Soap12")] {
            let reply = run(client(is_newer).find(Find { id: 1 })).unwrap();
            assert_eq!(reply.body.name.as_deref(), Some(format!("t {version}").as_str()));
            assert_eq!(reply.headers.left, Some(9));
            assert_eq!(run(client(is_newer).find(Find { id: 2 })).unwrap().body, FindResponse::default());
        }
    }

    #[test]
    fn faults_have_their_type_code_and_reason() {
        for is_newer in [false, true] {
            let fault = |id| {
                let error = run(client(is_newer).find(Find { id })).unwrap_err();
                let detail = error.fault_detail::<operations::Find>().unwrap();
                (error.fault().unwrap().clone(), error.http().unwrap().status, detail)
            };
            let (gone, status, detail) = fault(3);
            assert!(matches!(detail, Some(FindFault::Gone(_))), "{detail:?}");
            assert!(gone.is_client() && gone.reason() == "Gone", "{gone}");
            assert_eq!(status, if is_newer { 400 } else { 500 });
            let (unknown, status, detail) = fault(7);
            assert_eq!(detail, Some(FindFault::Unknown(Unknown { id: 7 })));
            assert!(unknown.is_server() && unknown.reason() == "not here", "{unknown}");
            assert_eq!(status, 500);
        }
        let without = client(false).with_headers(RequestHeaders::default());
        assert_eq!(run(without.find(Find { id: 1 })).unwrap_err().fault().unwrap().reason(), "no ticket");
    }

    #[test]
    fn a_panic_is_a_fault_that_does_not_repeat_its_message() {
        let error = run(client(false).find(Find { id: 4 })).unwrap_err();
        let fault = error.fault().unwrap();
        assert!(fault.is_server() && !fault.reason().contains("defect"), "{fault}");
    }

    #[test]
    fn a_one_way_operation_is_accepted_with_202_and_an_empty_body() {
        let service = Names.into_service();
        assert_eq!(post(&service, &[], "<Note xmlns='urn:t'>a</Note>"), (202, String::new()));
        run(client(false).note("a".to_owned())).unwrap();
        let (status, fault) = post(&service, &[], "<Note xmlns='urn:t'>refuse</Note>");
        assert!(status == 500 && fault.contains("refused"), "{status} {fault}");
    }

    #[test]
    fn an_operation_that_is_not_implemented_answers_a_fault() {
        let error = run(client(true).clear()).unwrap_err();
        let fault = error.fault().unwrap();
        assert!(fault.is_server() && fault.reason().contains("`Clear` is not implemented"), "{fault}");
    }

    #[test]
    fn no_handler_runs_if_the_action_contradicts_the_body() {
        let service = Names.into_service();
        let find = "<Find xmlns='urn:t'><Id>4</Id></Find>";
        for (action, reason) in [("\"urn:t/Note\"", "`Find`"), ("urn:other", "`Find`")] {
            let (status, fault) = post(&service, &[("SOAPAction", action)], find);
            assert!(
                status == 500 && fault.contains(":Client<") && fault.contains(reason),
                "{status} {fault}"
            );
        }
        let (_, fault) = post(&service, &[("SOAPAction", "\"\"")], "<Note xmlns='urn:t'>refuse</Note>");
        assert!(fault.contains("refused"), "{fault}");
    }

    #[test]
    fn a_request_that_cannot_be_decoded_is_a_fault_of_the_client_with_the_path_and_without_its_text() {
        let service = Names.into_service();
        let (status, fault) = post(&service, &[], "<Find xmlns='urn:t'><Id>hunter2</Id></Find>");
        assert_eq!(status, 500);
        assert!(fault.contains(":Client<") && fault.contains("Body/Find/Id"), "{fault}");
        assert!(!fault.contains("hunter2"), "{fault}");
    }
}

#[test]
fn an_rpc_service_answers_with_its_parts() {
    use server_rpc::{Add, AddResponse, CalculatorService, CalculatorServiceClient};
    struct Sum;
    impl CalculatorService for Sum {
        async fn add(&self, request: Add, _context: &Context) -> saponify::Result<AddResponse, Failure> {
            Ok(AddResponse { sum: request.left.saturating_add(request.right) })
        }
        async fn reset(&self, _context: &Context) -> saponify::Result<(), Failure> {
            Ok(())
        }
    }
    let client = CalculatorServiceClient::new(Sum.into_service(), "http://localhost/");
    assert_eq!(run(client.add(Add { left: 1, right: 2 })).unwrap().body.sum, 3);
    run(client.reset()).unwrap();
}

#[test]
fn a_service_in_soap_encoding_answers_values_and_faults_that_their_type_identifies() {
    use server_encoded::{
        AnyClosed, Book, BookFault, BookResponse, Closed, ClosedForGood, Ended, Full, Note, TestClient,
        TestService, operations,
    };
    struct Hall;
    impl TestService for Hall {
        async fn book(
            &self,
            request: Book,
            _context: &Context,
        ) -> saponify::Result<BookResponse, Failure<BookFault>> {
            let closed = Closed { until: Some("May".into()) };
            match request.name.as_deref() {
                Some("full") => Err(BookFault::Full(Full { room: Some(3) }).into()),
                // `Room` is required in literal messages, but may be omitted in SOAP encoding.
                Some("null") => Err(BookFault::Full(Full { room: None }).into()),
                Some("closed") => Err(BookFault::Closed(AnyClosed::Closed(Box::new(closed))).into()),
                Some("gone") => {
                    let gone = ClosedForGood { reason: Some("fire".into()), ..Default::default() };
                    Err(BookFault::Closed(AnyClosed::ClosedForGood(Box::new(gone))).into())
                }
                Some("ended") => Err(BookFault::Ended(Ended { code: 1, text: None }).into()),
                name => Ok(BookResponse { seats: name.map(|name| name.len() as i32) }),
            }
        }
    }
    let client = TestClient::new(Hall.into_service(), "http://localhost/");
    let book = |name: &str| run(client.book(Book { name: Some(name.to_owned()) }));
    assert_eq!(book("four").unwrap().body.seats, Some(4));
    let detail = |name: &str| book(name).unwrap_err().fault_detail::<operations::Book>().unwrap().unwrap();
    assert_eq!(detail("full"), BookFault::Full(Full { room: Some(3) }));
    assert_eq!(detail("null"), BookFault::Full(Full { room: None }));
    let error = run(client.note(Note { full: Full { room: None } })).unwrap_err().to_string();
    assert!(error.contains("Room is not set"), "{error}");
    assert!(matches!(detail("closed"), BookFault::Closed(AnyClosed::Closed(_))));
    assert!(matches!(detail("gone"), BookFault::Closed(AnyClosed::ClosedForGood(_))));
    // This fault is literal.
    assert_eq!(detail("ended"), BookFault::Ended(Ended { code: 1, text: None }));
    let error = book("ended").unwrap_err();
    let entries: Vec<_> = error.fault().unwrap().detail.iter().map(saponify::Element::to_xml).collect();
    assert_eq!(entries, ["<Ended xmlns=\"urn:t\"><Code xmlns=\"\">1</Code></Ended>"]);
}

#[test]
fn a_request_that_breaks_a_facet_is_a_fault_with_the_path_and_without_its_text() {
    use server_validate::{Put, TestService};
    struct Store;
    impl TestService for Store {
        async fn put(&self, _request: Put, _context: &Context) -> saponify::Result<(), Failure> {
            Ok(())
        }
    }
    let service = Store.into_service();
    let put = |code: &str| {
        let body = format!("<Put xmlns='urn:t'><Code>{code}</Code></Put>");
        post(&service, &[("SOAPAction", "urn:t/Put")], &body)
    };
    assert_eq!(put("ABC").0, 200);
    let (status, fault) = put("secret");
    assert!(
        status == 500 && fault.contains("Body/Put/Code") && !fault.contains("secret"),
        "{status} {fault}"
    );
}

#[test]
fn a_header_that_breaks_a_facet_is_a_fault_with_the_path_and_without_its_text() {
    use server_validate::{Put, RequestHeaders, TestService};
    struct Store;
    impl TestService for Store {
        async fn put_into(
            &self,
            _request: Put,
            _headers: RequestHeaders,
            _context: &Context,
        ) -> saponify::Result<(), Failure> {
            Ok(())
        }

        async fn say_into(
            &self,
            _request: String,
            _headers: RequestHeaders,
            _context: &Context,
        ) -> saponify::Result<(), Failure> {
            Ok(())
        }
    }
    let service = Store.into_service();
    let bodies = [
        ("urn:t/PutInto", "<Put xmlns='urn:t'><Code>ABC</Code></Put>"),
        ("urn:t/SayInto", "<Say xmlns='urn:t'/>"),
    ];
    for (action, body) in bodies {
        let call = |room: &str| {
            let session = format!("<Session xmlns='urn:t'><Room>{room}</Room></Session>");
            post_with_blocks(&service, &[("SOAPAction", action)], &session, body)
        };
        assert_eq!(call("ABC").0, 200, "{action}");
        let (status, fault) = call("secret");
        let has_path = fault.contains("Header/Session/Room: expected");
        assert!(status == 500 && has_path && !fault.contains("secret"), "{action}: {status} {fault}");
    }
}

#[test]
fn a_service_publishes_its_document_with_the_address_of_the_request() {
    use server_contract::TestService;
    struct Empty;
    impl TestService for Empty {}
    let get = |service: &Service, query: &str| {
        let request = http::Request::get(format!("/path{query}")).header("Host", "example:81");
        let request = request.body(http_body_util::Empty::<bytes::Bytes>::new()).unwrap();
        let Ok(response) = run(tower_service::Service::call(&mut service.clone(), request));
        let (head, body) = response.into_parts();
        let body = run(http_body_util::BodyExt::collect(body)).unwrap();
        (head.status.as_u16(), String::from_utf8(body.to_bytes().to_vec()).unwrap())
    };
    let service = Empty.into_service();
    let (status, text) = get(&service, "?wsdl");
    assert_eq!(status, 200);
    let document = roxmltree::Document::parse(&text).unwrap();
    let address = document.descendants().find(|node| node.tag_name().name() == "address");
    assert_eq!(address.unwrap().attribute("location"), Some("http://example:81/path"));
    let configured = service.clone().with_public_url("https://public/");
    assert!(get(&configured, "?wsdl").1.contains("location='https://public/'"));
    assert_eq!(get(&service, "?xsd=9").0, 404);
    assert_eq!(get(&service.without_contract(), "?wsdl").0, 405);
}

mod mocked {
    use saponify::server::Message;
    use saponify::testing::Mock;
    use server::{Find, FindFault, FindResponse, TestClient, TestService, Unknown, operations};

    use super::*;

    struct Nothing;

    impl TestService for Nothing {}

    #[test]
    fn a_mock_answers_by_closures_and_else_by_default_values() {
        let mock = Mock::of(Nothing.into_service())
            .on(|call: Message<operations::Find>| match call.request.id {
                1 => Ok(FindResponse { name: Some("one".into()) }),
                id => Err(FindFault::Unknown(Unknown { id }).into()),
            })
            .expect::<operations::Find>(2..=2)
            .expect::<operations::Note>(1..);
        let client = TestClient::new(mock.clone(), "http://localhost/");
        assert_eq!(client.find(Find { id: 1 }).send().unwrap().body.name.as_deref(), Some("one"));
        let error = run(client.find(Find { id: 8 })).unwrap_err();
        let detail = error.fault_detail::<operations::Find>().unwrap();
        assert_eq!(detail, Some(FindFault::Unknown(Unknown { id: 8 })));
        client.clear().send().unwrap();
        assert_eq!((mock.calls::<operations::Find>(), mock.calls::<operations::Clear>()), (2, 1));
        let unmet = mock.verify().unwrap_err().to_string();
        assert_eq!(unmet, "`Note` was called 0 times, expected at least 1");
        client.note("a".to_owned()).send().unwrap();
        mock.verify().unwrap();
    }

    #[test]
    fn a_mock_answers_with_samples_that_fit_the_contract() {
        let sample = |body: &str| {
            let namespace = "http://schemas.xmlsoap.org/soap/envelope/";
            format!("<e:Envelope xmlns:e='{namespace}'><e:Body>{body}</e:Body></e:Envelope>")
        };
        let folder = std::env::temp_dir().join(format!("saponify-samples-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let text = sample("<FindResponse xmlns='urn:t'><Name>from a file</Name></FindResponse>");
        std::fs::write(folder.join("Find.xml"), text).unwrap();
        let mock = Mock::of(Nothing.into_service()).with_samples(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        let mock = mock.unwrap();
        let find =
            |mock: &Mock| TestClient::new(mock.clone(), "http://localhost/").find(Find { id: 1 }).send();
        assert_eq!(find(&mock).unwrap().body.name.as_deref(), Some("from a file"));
        // A closure has priority over a sample.
        let closure = mock.clone().on(|_: Message<operations::Find>| Ok(FindResponse { name: None }));
        assert_eq!(find(&closure).unwrap().body.name, None);
        // A sample that is not a reply of the operation is an error, and not an empty reply.
        let wrong = mock.clone().with_sample::<operations::Find>(sample("<Other xmlns='urn:t'/>"));
        assert!(find(&wrong).unwrap_err().to_string().contains("the sample of `Find`"));
        let fault = sample("<e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring></e:Fault>");
        let error = find(&mock.with_sample::<operations::Find>(fault)).unwrap_err();
        assert_eq!(error.fault().map(|fault| fault.reason()), Some("no"));
    }

    #[test]
    fn a_request_that_cannot_be_decoded_is_not_counted() {
        let mock = Mock::of(Nothing.into_service());
        assert_eq!(post(&mock.service(), &[], "<Find xmlns='urn:t'><Id>x</Id></Find>").0, 500);
        assert_eq!(mock.calls::<operations::Find>(), 0);
    }
}

mod samples_of_overloads {
    use std::path::Path;
    use std::process::Command;

    use saponify::testing::Mock;
    use server_overloads::{FilmsClient, FilmsService, Find, FindMessage, OldFilmsClient, OldFilmsService};

    use super::*;

    struct Nothing;

    impl FilmsService for Nothing {}

    impl OldFilmsService for Nothing {}

    /// The tool writes four files: two bindings with two overloads of `Find` each. The file names contain the
    /// name of the WSDL input (`findRequest1`), not the element of the request, and `-2` for the second
    /// binding.
    #[test]
    fn a_mock_answers_with_the_samples_that_the_tool_writes() {
        let Some(tool) = option_env!("CARGO_BIN_EXE_saponify") else { return };
        let folder = std::env::temp_dir().join(format!("saponify-overloads-{}", std::process::id()));
        let contract =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/server_overloads.wsdl");
        let mut command = Command::new(tool);
        command.arg("sample").arg(contract).args(["--reply", "--out"]).arg(&folder);
        assert!(command.output().unwrap().status.success());
        let mut names: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let first = Mock::of(FilmsService::into_service(Nothing)).with_samples(&folder);
        let second = Mock::of(OldFilmsService::into_service(Nothing)).with_samples(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        let expected = ["findRequest-2", "findRequest", "findRequest1-2", "findRequest1"];
        assert_eq!(names, expected.map(|input| format!("Find.{input}.xml")));
        let (by_code, by_title) = (Find { code: 1 }, FindMessage { title: "a".into() });
        let client = FilmsClient::new(first.unwrap(), "http://localhost/");
        assert_ne!(client.find(by_code.clone()).send().unwrap().body.title, "");
        assert_ne!(client.find_operation(by_title.clone()).send().unwrap().body.code, 0);
        let client = OldFilmsClient::new(second.unwrap(), "http://localhost/");
        assert_ne!(client.find(by_code).send().unwrap().body.title, "");
        assert_ne!(client.find_operation(by_title).send().unwrap().body.code, 0);
    }
}
