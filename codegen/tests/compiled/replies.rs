//! Replies that violate the contract of the service, or that are unusual HTTP responses: for example a reply
//! that is not a fault, with the status 500.

use saponify::transport::{Memory, Response};
use saponify::{DepartureKind, Error, ErrorKind, ReadingMode, Reply};

use super::replies::{Book, Counted, LibraryClient, operations};

fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn client(response: Response) -> LibraryClient<Memory> {
    let memory = Memory::new();
    memory.push(response);
    LibraryClient::new(memory, "http://localhost/library")
}

fn find(response: Response) -> Result<Reply<(), Book>, Error> {
    client(response).find().send()
}

fn count(members: &str, mode: ReadingMode) -> Result<Reply<(), Counted>, Error> {
    let body = envelope(&format!("<t:Counted xmlns:t=\"urn:t\">{members}</t:Counted>"));
    client(Response::envelope(body)).with(|client| client.with_reading_mode(mode)).count().send()
}

fn book() -> Book {
    Book { title: Some("Sult".to_owned()), pages: Some(232) }
}

/// If wrongly qualified members were ignored, each of them would be `None`, without an error.
#[test]
fn members_that_are_all_qualified_by_mistake_are_read_and_recorded() {
    let right = "<t:Book xmlns:t=\"urn:t\"><Title>Sult</Title><Pages>232</Pages></t:Book>";
    let reply = find(Response::envelope(envelope(right))).unwrap();
    assert_eq!((reply.body, reply.account.total()), (book(), 0));
    let wrong = "<Book xmlns=\"urn:t\"><Title>Sult</Title><Pages>232</Pages></Book>";
    let reply = find(Response::envelope(envelope(wrong))).unwrap();
    let noted: Vec<_> =
        reply.account.iter().map(|noted| (noted.path.as_str(), noted.kind, noted.found.as_str())).collect();
    assert_eq!(
        noted,
        [
            ("Body/Book/Title", DepartureKind::OtherForm, "{urn:t}Title"),
            ("Body/Book/Pages", DepartureKind::OtherForm, "{urn:t}Pages")
        ]
    );
    assert_eq!(reply.body, book());
}

#[test]
fn a_declared_reply_with_status_500_is_an_error_that_has_the_reply() {
    let right = envelope("<t:Book xmlns:t=\"urn:t\"><Title>Sult</Title><Pages>232</Pages></t:Book>");
    let error = find(Response::new(500, right).with_header("Content-Type", "text/xml")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Http { status: 500, .. }), "{error:?}");
    assert!(error.to_string().contains("HTTP status 500 with the declared reply"), "{error}");
    assert_eq!(error.reply::<operations::Find>().unwrap().map(|reply| reply.body), Some(book()));
}

#[test]
fn nil_where_the_contract_does_not_allow_it_is_read_in_the_lenient_mode_and_recorded() {
    let required = "<Loans xsi:nil=\"true\"/><Branch>b</Branch>";
    let list = "<Loans>1</Loans><Branch>b</Branch><Year>1</Year><Year xsi:nil=\"true\"/><Year>3</Year>";
    let absent = "<Loans>1</Loans>";
    for (members, path) in
        [(required, "Body/Counted/Loans"), (list, "Body/Counted/Year[1]"), (absent, "Body/Counted/Branch")]
    {
        for mode in [ReadingMode::Strict, ReadingMode::Standard] {
            let error = count(members, mode).unwrap_err().to_string();
            assert!(error.contains(path) || error.contains("`Branch`"), "{mode:?} {error}");
        }
        let reply = count(members, ReadingMode::Lenient).unwrap();
        let noted: Vec<_> = reply.account.iter().map(|noted| noted.path.as_str()).collect();
        assert_eq!(noted, [path]);
    }
    let reply = count(list, ReadingMode::Lenient).unwrap().body;
    assert_eq!((reply.loans, reply.year), (1, vec![1, 0, 3]));
    // On an optional member, nil is the absence of a value in all modes.
    let optional = "<Loans>1</Loans><Late xsi:nil=\"true\"/><Branch>b</Branch><Shelf xsi:nil=\"true\"/>";
    for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
        let reply = count(optional, mode).unwrap().body;
        assert_eq!((reply.late, reply.shelf), (None, None));
    }
}

#[test]
fn a_multipart_reply_without_attachments_is_read() {
    let text = envelope("<t:Book xmlns:t=\"urn:t\"><Title>Sult</Title><Pages>232</Pages></t:Book>");
    let body = format!(
        "--limit\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n\
         Content-Transfer-Encoding: binary\r\nContent-ID: <root@library>\r\n\r\n{text}\r\n--limit--"
    );
    let kind = "multipart/related; type=\"application/xop+xml\"; boundary=\"limit\"; start=\"<root@library>\"; \
                start-info=\"text/xml\"";
    let reply = find(Response::new(200, body).with_header("Content-Type", kind)).unwrap();
    assert_eq!((reply.body, reply.account.total()), (book(), 0));
}

/// The XML declaration may name another encoding than that of the bytes.
#[test]
fn a_utf_8_reply_that_declares_utf_16_is_read() {
    let text = envelope("<t:Book xmlns:t=\"urn:t\"><Title>Sult</Title><Pages>232</Pages></t:Book>");
    let body = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>{text}");
    for kind in ["text/xml", "text/xml; charset=utf-8"] {
        let reply = find(Response::new(200, body.clone()).with_header("Content-Type", kind)).unwrap();
        assert_eq!(reply.body, book());
    }
}
